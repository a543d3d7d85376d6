//! Crush: strict JSON, servers under `mcp`, `type` always. Values run through a shell.

use super::{Both, ConfigFile, FieldSpec, Host, Kind, NoNames, References, Servers, TransportRule, Unset};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "crush",
    name: "Crush",
    checked_version: "source 2026-08-21",
    confidence: "verified-source",
    files: &[
        ConfigFile::new("project", "crush.json"),
        ConfigFile::new("project", ".crush.json"),
        ConfigFile::new("user", "~/.config/crush/crush.json").moved_by("CRUSH_GLOBAL_CONFIG"),
    ],
    syntax: Syntax::Json,
    servers: &[Servers::Map(&["mcp"])],
    comments: Some(false),
    trailing_commas: Some(false),
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &["stdio"]),
            (Transport::Http, &["http"]),
            (Transport::Sse, &["sse"]),
        ],
        of_command: false,
        of_url: None,
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
        FieldSpec::new("enabled_tools", Concept::ToolsAllow, Kind::Names(NoNames::Everything), Transports::ANY),
        FieldSpec::new("disabled_tools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::SharedSeconds { exponent: 0, whole: true, zero: true }, Transports::ANY),
        FieldSpec::own("oauth", Concept::Oauth, REMOTE),
        FieldSpec::new("oauth_client_id", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauth_client_secret", Concept::OauthClientSecret, Kind::Text, REMOTE),
        FieldSpec::new("oauth_callback_port", Concept::OauthCallbackPort, Kind::Port(1), REMOTE),
    ],
    references: References {
        spellings: &[Spelling::Shell],
        written: &[Spelling::Shell],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Url, Concept::Headers, Concept::OauthClientId, Concept::OauthClientSecret],
        unset: Unset::Empty,
        ..References::NONE
    },
    ..Host::USUAL
};
