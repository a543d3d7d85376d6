//! Devin Desktop and CLI: JSON with comments, the transport in `transport`.

use super::{Both, ConfigFile, FieldSpec, Host, Kind, NameRule, References, TransportRule, Unset};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "devin",
    name: "Devin",
    checked_version: "documentation to 2026-11",
    confidence: "documented",
    files: &[
        ConfigFile::new("project", ".devin/mcp_config.json"),
        ConfigFile::new("local", ".devin/mcp_config.local.json"),
        ConfigFile::new("user", "~/.config/devin/mcp_config.json"),
        ConfigFile::on("windows", "user", "%APPDATA%\\devin\\mcp_config.json"),
    ],
    syntax: Syntax::Json,
    transport: TransportRule {
        field: Some("transport"),
        known: &[
            (Transport::Stdio, &["stdio"]),
            (Transport::Http, &["http"]),
            (Transport::Sse, &["sse"]),
        ],
        of_command: true,
        of_url: Some(Transport::Http),
        falls_back: true,
        both: Both::Command,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("transport", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("oauthClientId", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauthClientSecret", Concept::OauthClientSecret, Kind::Text, REMOTE),
        FieldSpec::own("oauthResource", Concept::Oauth, REMOTE),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
    ],
    references: References {
        // The last is not in its documentation, and works.
        spellings: &[Spelling::Env, Spelling::DollarFile, Spelling::Braced],
        written: &[Spelling::Env, Spelling::DollarFile],
        fields: &[Concept::Headers, Concept::OauthClientId, Concept::OauthClientSecret],
        unset: Unset::Empty,
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    ..Host::USUAL
};
