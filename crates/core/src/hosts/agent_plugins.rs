//! Agent Plugins: strict JSON, the `mcp.json` in a plugin for any host. What the schema does not have is refused.

use super::{Both, ConfigFile, FieldSpec, Head, Host, Kind, NameRule, References, TransportRule, Urls};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "agent-plugins",
    name: "Agent Plugins",
    checked_version: "1.0.0",
    confidence: "verified-source",
    files: &[
        ConfigFile::new("plugin", "<plugin root>/mcp.json"),
    ],
    syntax: Syntax::Json,
    comments: Some(false),
    trailing_commas: Some(false),
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &["stdio"]),
            (Transport::Http, &["streamable-http"]),
            (Transport::Sse, &["sse"]),
        ],
        of_command: false,
        of_url: None,
        both: Both::Refused,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
    ],
    references: References {
        spellings: &[Spelling::Plugin],
        written: &[Spelling::Plugin],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Cwd],
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    urls: Urls::Bare,
    // Or the variable of the plugin's data, whose name the record does not have.
    folders: &["./", "${PLUGIN_ROOT}"],
    head: &[Head { key: "$schema", text: "https://agent-plugins.org/schemas/1.0.0/mcp.schema.json", any: false }],
    refuses_unused: true,
    refuses_unknown: true,
    ..Host::USUAL
};
