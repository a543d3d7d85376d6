//! Roo Code: strict JSON. A URL needs `type`, and a limit lies between a second and an hour.

use super::{Beyond, Limits, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, NoNames, References, TransportRule, Unset, Urls};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "roo-code",
    aliases: &["roo"],
    name: "Roo Code",
    checked_version: "3.52.1",
    confidence: "verified-source",
    files: &[
        ConfigFile::new("project", ".roo/mcp.json"),
        ConfigFile::new("user", "<VS Code globalStorage>/rooveterinaryinc.roo-cline/settings/mcp_settings.json"),
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
        of_command: true,
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
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::SharedSeconds { exponent: 0, whole: false, zero: false }, Transports::ANY),
        FieldSpec::new("alwaysAllow", Concept::AutoApprove, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::new("disabledTools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::own("watchPaths", Concept::HostSpecific, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Env, Spelling::Workspace],
        written: &[Spelling::Env, Spelling::Workspace],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Cwd, Concept::Url, Concept::Headers],
        unset: Unset::Empty,
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    urls: Urls::Valid,
    limits: Limits { shortest: 1_000, longest: 3_600_000, beyond: Beyond::Refused },
    ..Host::USUAL
};
