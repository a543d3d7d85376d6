//! Augment, the Auggie CLI: JSON with comments.

use super::{Both, ConfigFile, FieldSpec, Host, Kind, NameRule, TransportRule};
use crate::model::{Concept, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "augment",
    aliases: &["auggie"],
    name: "Augment",
    checked_version: "0.36.0",
    confidence: "verified-run",
    files: &[
        ConfigFile::new("user", "~/.augment/settings.json"),
        ConfigFile::new("project", ".augment/settings.json"),
        ConfigFile::new("local", ".augment/settings.local.json"),
    ],
    syntax: Syntax::Json,
    comments: Some(true),
    trailing_commas: Some(true),
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &["stdio"]),
            (Transport::Http, &["http"]),
            (Transport::Sse, &["sse"]),
        ],
        of_command: true,
        of_url: Some(Transport::Http),
        both: Both::Command,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
        FieldSpec::new("timeoutMs", Concept::ToolTimeout, Kind::SharedSeconds { exponent: -3, whole: false, zero: true }, Transports::ANY),
        FieldSpec::own("useShellInterpolation", Concept::HostSpecific, Transports::STDIO),
        FieldSpec::new("name", Concept::DisplayName, Kind::Text, Transports::ANY),
        FieldSpec::new("clientId", Concept::OauthClientId, Kind::Text, REMOTE),
    ],
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    ..Host::USUAL
};
