//! Mistral Vibe: TOML, an array of tables `[[mcp_servers]]` with names in it. No reference, but the name of one key.

use alloc::borrow::ToOwned;

use super::form::{cut, joined};
use super::{Beside, ConfigFile, EntryForm, FieldSpec, Host, Kind, NameRule, NoNames, Servers, TransportRule};
use crate::model::{Concept, Transport, Transports};
use crate::syntax::Syntax;
use crate::text::Ascii;

const HTTP: Transports = Transport::Http.only();

const TABLE: Host = Host {
    id: "mistral-vibe",
    aliases: &["vibe"],
    name: "Mistral Vibe",
    checked_version: "source and docs 2026",
    confidence: "verified-source",
    files: &[ConfigFile::new("user", "~/.vibe/config.toml"), ConfigFile::new("project", ".vibe/config.toml")],
    syntax: Syntax::Toml,
    comments: Some(true),
    // It reads by `tomllib` of Python.
    bom: Some(false),
    servers: &[Servers::List(&["mcp_servers"], "name")],
    beside: &[(&["enabled_tools"], Beside::OnlyTools), (&["disabled_tools"], Beside::Tools)],
    transport: TransportRule {
        field: Some("transport"),
        known: &[(Transport::Stdio, &["stdio"]), (Transport::Http, &["streamable-http", "http"])],
        of_command: false,
        of_url: None,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("name", Concept::Name, Kind::Name, Transports::ANY),
        FieldSpec::new("transport", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::Words, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, HTTP),
        // One header at most; one of the same name among the others wins over it.
        FieldSpec::new("api_key_env", Concept::Headers, Kind::KeyVariable, HTTP),
        FieldSpec::new("api_key_header", Concept::Headers, Kind::KeyHeader, HTTP),
        FieldSpec::new("api_key_format", Concept::Headers, Kind::KeyFormat, HTTP),
        FieldSpec::new("startup_timeout_sec", Concept::StartupTimeout, Kind::Seconds { exponent: 0, whole: false, zero: false }, Transports::ANY),
        FieldSpec::new("tool_timeout_sec", Concept::ToolTimeout, Kind::Seconds { exponent: 0, whole: false, zero: false }, Transports::ANY),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
        FieldSpec::new("disabled_tools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::own("sampling_enabled", Concept::HostSpecific, Transports::ANY),
        FieldSpec::own("prompt", Concept::HostSpecific, Transports::ANY),
        // OAuth; of the other kind see below.
        FieldSpec::own("auth", Concept::Oauth, HTTP),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, HTTP),
    ],
    // Others load by another name: what does not fit becomes `_`, and the ends are trimmed.
    names: NameRule {
        fits: |name| NameRule::is_made_of(name, "_-") && name.len() <= 256 && name.without_leading(b"_-").without_trailing(b"_-") == name,
        reserved: &[],
    },
    rewritten_name: Some(|name| NameRule::with(name, '_').without_leading(b"_-").without_trailing(b"_-").to_owned()),
    name_pattern: Some("^[A-Za-z0-9]([A-Za-z0-9_-]{0,254}[A-Za-z0-9])?$"),
    ..Host::USUAL
};

pub(super) static HOST: Host = Host { entries: Some(EntryForm { table: "auth", types: &["static"], host: &STATIC }), ..TABLE };

/// As its own command line writes it: how one authenticates in a table of its own, beside which it refuses the older fields.
static STATIC: Host = Host {
    fields: &joined::<18>(
        &cut(
            TABLE.fields,
            [
                "name",
                "transport",
                "command",
                "args",
                "cwd",
                "url",
                "startup_timeout_sec",
                "tool_timeout_sec",
                "disabled",
                "disabled_tools",
                "sampling_enabled",
                "prompt",
                "env",
            ],
        ),
        &[
            FieldSpec::new("auth.type", Concept::Transport, Kind::Transport, HTTP).legacy(),
            FieldSpec::new("auth.api_key_env", Concept::Headers, Kind::KeyVariable, HTTP),
            FieldSpec::new("auth.api_key_header", Concept::Headers, Kind::KeyHeader, HTTP),
            FieldSpec::new("auth.api_key_format", Concept::Headers, Kind::KeyFormat, HTTP),
            FieldSpec::new("auth.headers", Concept::Headers, Kind::Pairs, HTTP),
        ],
    ),
    ..TABLE
};
