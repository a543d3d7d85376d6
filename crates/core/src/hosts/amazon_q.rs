//! Amazon Q Developer CLI: strict JSON. A URL without `type` is taken for a process that cannot start.

use super::{Both, ConfigFile, FieldSpec, Host, Kind, NoNames, References, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const HTTP: Transports = Transport::Http.only();

pub(super) static HOST: Host = Host {
    id: "amazon-q",
    aliases: &["q"],
    name: "Amazon Q Developer CLI",
    checked_version: "source 44b8c25",
    confidence: "verified-source",
    files: &[
        ConfigFile::new("project", ".amazonq/mcp.json"),
        ConfigFile::new("user", "~/.aws/amazonq/cli-agents/<agent>.json"),
        ConfigFile::new("user", "~/.aws/amazonq/agents/default.json"),
        ConfigFile::new("user", "~/.aws/amazonq/mcp.json"),
    ],
    syntax: Syntax::Json,
    comments: Some(false),
    trailing_commas: Some(false),
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &["stdio"]),
            (Transport::Http, &["http"]),
        ],
        of_command: true,
        of_url: None,
        both: Both::Command,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, HTTP),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, HTTP),
        FieldSpec::new("oauthScopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), HTTP),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::SharedSeconds { exponent: -3, whole: true, zero: true }, Transports::ANY),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Env],
        written: &[Spelling::Env],
        // In headers as well: `crates/chat-cli/src/mcp_client/client.rs` of the program's source.
        fields: &[Concept::Env, Concept::Headers],
        ..References::NONE
    },
    ..Host::USUAL
};
