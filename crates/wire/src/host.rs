//! Hosts.

use alloc::vec::Vec;

use mcpglot_core::hosts::{self, FormKind};
use mcpglot_core::model::Transport;
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
    /// Absent where it is not established.
    #[serde(skip_serializing_if = "Option::is_none")]
    comments: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    trailing_commas: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    bom: Option<bool>,
    servers_at: &'static [&'static str],
    /// The field that names a server, where they are a list.
    #[serde(skip_serializing_if = "Option::is_none")]
    named_by: Option<&'static str>,
    files: Vec<File>,
    transports: Vec<&'static str>,
    fields: Vec<Field>,
    /// Absent where it expands none.
    #[serde(skip_serializing_if = "Option::is_none")]
    references: Option<References>,
    names: Names,
    /// What it has for `commands` to print: `shell`, `link`.
    commands: Vec<&'static str>,
}

#[derive(Serialize)]
struct References {
    /// Examples, of a variable `NAME`.
    spellings: Vec<&'static str>,
    /// The concepts whose fields they work in.
    concepts: Vec<&'static str>,
    /// What stands where a variable is not set: `text`, the text of the reference; `empty`; or `fails`, and the server does not start.
    unset: &'static str,
}

#[derive(Serialize)]
struct Names {
    /// A regular expression of ECMAScript; absent where it takes any name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pattern: Option<&'static str>,
    reserved: &'static [&'static str],
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
    /// It is read, and not written: another field says the same.
    #[serde(skip_serializing_if = "core::ops::Not::not")]
    legacy: bool,
    #[serde(skip_serializing_if = "Option::is_none")]
    note: Option<&'static str>,
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
            bom: host.bom,
            servers_at: host.place().keys(),
            named_by: host.place().name_field(),
            files: host.files.iter().map(file).collect(),
            transports: host.transport.known.iter().map(|(transport, _)| transport.name()).collect(),
            fields: host.fields.iter().map(|spec| Field::new(host, spec)).collect(),
            references: (!host.references.spellings.is_empty()).then(|| References {
                spellings: host.references.spellings.iter().map(|spelling| spelling.example()).collect(),
                concepts: host.references.fields.iter().map(|concept| concept.name()).collect(),
                unset: host.references.unset.name(),
            }),
            names: Names { pattern: host.name_pattern, reserved: host.names.reserved },
            commands: host.form_kinds().map(FormKind::name).collect(),
        }
    }
}

impl Field {
    fn new(host: &hosts::Host, spec: &hosts::FieldSpec) -> Self {
        Self {
            key: spec.key,
            concept: spec.concept.name(),
            kind: spec.kind.name(),
            transports: spec.on.iter().map(Transport::name).collect(),
            unit: spec.kind.unit(),
            legacy: spec.legacy,
            note: host.note(spec),
        }
    }
}
