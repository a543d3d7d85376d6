//! Cline: strict JSON, no byte-order mark. A URL without `type` is SSE, and one bad entry refuses the file.

use super::form::{cut, joined};
use super::{Beyond, EntryForm, Limits, BadEntry, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, NoNames, Takes, TransportRule, Urls};
use crate::model::{Concept, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

const TABLE: Host = Host {
    id: "cline",
    name: "Cline",
    checked_version: "CLI 3.0.65",
    confidence: "verified-run",
    files: &[
        ConfigFile::new("user", "~/.cline/data/settings/cline_mcp_settings.json").moved_by("CLINE_MCP_SETTINGS_PATH"),
        ConfigFile::new("user", "<VS Code globalStorage>/saoudrizwan.claude-dev/settings/cline_mcp_settings.json"),
    ],
    syntax: Syntax::Json,
    comments: Some(false),
    trailing_commas: Some(false),
    bom: Some(false),
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &["stdio"]),
            (Transport::Http, &["streamableHttp"]),
            (Transport::Sse, &["sse"]),
        ],
        of_command: true,
        of_url: Some(Transport::Sse),
        both: Both::Command,
        ..TransportRule::INFERRED
    },
    inherits: true,
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
        // What is beyond an hour is an hour to it.
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::SharedSeconds { exponent: 0, whole: false, zero: true }, Transports::ANY),
        FieldSpec::new("autoApprove", Concept::AutoApprove, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::own("metadata", Concept::HostSpecific, Transports::ANY).takes(&Takes::Table(&[], &[])),
        FieldSpec::new("oauthClient.clientId", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauthClient.clientSecret", Concept::OauthClientSecret, Kind::Text, REMOTE),
        FieldSpec::own("oauth", Concept::HostSpecific, REMOTE).takes(&Takes::Table(&[], &[])),
        // Older than `type`, with `http` for streamable HTTP.
        FieldSpec::new("transportType", Concept::Transport, Kind::Transport, Transports::ANY).legacy(),
    ],
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    bad_entry: BadEntry::RefusesFile,
    null_entry: BadEntry::RefusesFile,
    never_empty: &["command", "cwd"],
    urls: Urls::Valid,
    limits: Limits { shortest: 1_000, longest: 3_600_000, beyond: Beyond::Clamped },
    requires: &[(Concept::OauthClientSecret, Concept::OauthClientId)],
    notes: &[
        ("oauth", "What it keeps for itself: never copy it."),
    ],
    ..Host::USUAL
};

pub(super) static HOST: Host = Host { entries: Some(EntryForm { table: "transport", types: &["stdio", "streamableHttp", "sse"], host: &NESTED }), ..TABLE };

/// As `cline mcp add` writes it: how the server is reached in a table of its own, beside which nothing of that counts.
static NESTED: Host = Host {
    transport: TransportRule { field: Some("transport.type"), ..TABLE.transport },
    fields: &joined::<14>(
        &[
            FieldSpec::new("transport.type", Concept::Transport, Kind::Transport, Transports::ANY),
            FieldSpec::new("transport.command", Concept::Command, Kind::Text, Transports::STDIO),
            FieldSpec::new("transport.args", Concept::Args, Kind::Texts, Transports::STDIO),
            FieldSpec::new("transport.env", Concept::Env, Kind::Pairs, Transports::STDIO),
            FieldSpec::new("transport.cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
            FieldSpec::new("transport.url", Concept::Url, Kind::Text, REMOTE),
            FieldSpec::new("transport.headers", Concept::Headers, Kind::Pairs, REMOTE),
        ],
        &cut(
            TABLE.fields,
            ["disabled", "timeout", "autoApprove", "metadata", "oauthClient.clientId", "oauthClient.clientSecret", "oauth"],
        ),
    ),
    ..TABLE
};
