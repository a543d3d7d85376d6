//! Hosts.

use mcpglot_core::hosts;
use mcpglot_core::model::{Transport, Transports};
use serde::Serialize;

use crate::SCHEMA_VERSION;

/// The response of `hosts`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Hosts {
    schema_version: u32,
    /// The day of the facts.
    as_of: &'static str,
    hosts: Vec<Host>,
}

impl Hosts {
    /// The given hosts.
    #[must_use]
    pub fn new(hosts: &[&'static hosts::Host]) -> Self {
        let hosts = hosts.iter().map(|host| Host::new(host)).collect();
        Self { schema_version: SCHEMA_VERSION, as_of: mcpglot_core::hosts::AS_OF, hosts }
    }
}

/// One host.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Host {
    id: &'static str,
    aliases: &'static [&'static str],
    name: &'static str,
    checked_version: &'static str,
    confidence: &'static str,
    syntax: &'static str,
    comments: bool,
    trailing_commas: bool,
    servers_at: &'static [&'static str],
    files: Vec<File>,
    transports: Vec<&'static str>,
    fields: Vec<Field>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct File {
    scope: &'static str,
    path: &'static str,
    os: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    moved_by: Option<&'static str>,
}

#[derive(Serialize)]
struct Field {
    key: &'static str,
    concept: &'static str,
    kind: &'static str,
    transports: Vec<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    unit: Option<&'static str>,
}

impl Host {
    fn new(host: &'static hosts::Host) -> Self {
        let file = |file: &hosts::ConfigFile| File { scope: file.scope, path: file.path, os: file.os, moved_by: file.moved_by };
        Self {
            id: host.id,
            aliases: host.aliases,
            name: host.name,
            checked_version: host.checked_version,
            confidence: host.confidence,
            syntax: host.syntax.name(),
            comments: host.comments,
            trailing_commas: host.trailing_commas,
            servers_at: host.servers_at,
            files: host.files.iter().map(file).collect(),
            transports: host.transport.known.iter().map(|(transport, _)| transport.name()).collect(),
            fields: host.fields.iter().map(Field::new).collect(),
        }
    }
}

impl Field {
    fn new(spec: &hosts::FieldSpec) -> Self {
        let (kind, unit) = match spec.kind {
            hosts::Kind::Transport => ("transport", None),
            hosts::Kind::Text => ("string", None),
            hosts::Kind::Texts => ("strings", None),
            hosts::Kind::Pairs => ("map of strings", None),
            hosts::Kind::Passthrough => ("names of variables", None),
            hosts::Kind::HeadersFromEnv => ("map of names of variables", None),
            hosts::Kind::Bearer => ("name of a variable", None),
            hosts::Kind::Names(_) => ("names", None),
            hosts::Kind::SpacedNames => ("names in one string", None),
            hosts::Kind::Seconds { exponent: 0, .. } => ("time limit", Some("s")),
            hosts::Kind::Seconds { .. } => ("time limit", Some("ms")),
            hosts::Kind::CommandLine => ("command and arguments", None),
            hosts::Kind::SharedMilliseconds { .. } => ("time limit", Some("ms")),
            hosts::Kind::Switch(_) => ("switch", None),
            hosts::Kind::Port(_) => ("port", None),
            hosts::Kind::Own => ("value of this host alone", None),
        };
        Self { key: spec.key, concept: spec.concept.name(), kind, transports: transports(spec.on), unit }
    }
}

fn transports(set: Transports) -> Vec<&'static str> {
    let all = [Transport::Stdio, Transport::Http, Transport::Sse, Transport::Ws];
    all.into_iter().filter(|&transport| set.has(transport)).map(Transport::name).collect()
}
