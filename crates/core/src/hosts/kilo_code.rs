//! Kilo Code: the shape of opencode, and its own older one. One bad entry and it does not start.

use super::{BadEntry, Beside, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, NoNames, References, Servers, Takes, TransportRule, Unset};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "kilo-code",
    aliases: &["kilo"],
    name: "Kilo Code",
    checked_version: "CLI 7.7.9",
    confidence: "verified-run",
    family: Some("opencode"),
    files: &[
        ConfigFile::new("project", "kilo.json"),
        ConfigFile::new("project", "kilo.jsonc"),
        ConfigFile::new("project", ".kilo/kilo.jsonc"),
        ConfigFile::new("project", "opencode.json"),
        ConfigFile::new("user", "~/.config/kilo/kilo.jsonc"),
        ConfigFile::new("user", "~/.config/kilo/kilo.json"),
        ConfigFile::new("user", "~/.config/kilo/opencode.json"),
        ConfigFile::new("user", "~/.config/kilo/opencode.jsonc"),
    ],
    syntax: Syntax::Json,
    comments: Some(true),
    trailing_commas: Some(true),
    bom: Some(true),
    servers: &[Servers::Map(&["mcp"])],
    shapes: &[&OLDER],
    beside: &[(&["tools"], Beside::Tools), (&["permission"], Beside::Tools)],
    transport: TransportRule {
        field: Some("type"),
        // It tries streamable HTTP first, then SSE, and has one word for both.
        known: &[(Transport::Stdio, &["local"]), (Transport::Http, &["remote"]), (Transport::Sse, &["remote"])],
        of_command: false,
        of_url: None,
        both: Both::Refused,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::CommandLine, Transports::STDIO),
        FieldSpec::new("environment", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO).legacy(),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("oauth.clientId", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauth.clientSecret", Concept::OauthClientSecret, Kind::Text, REMOTE),
        FieldSpec::new("oauth.scope", Concept::OauthScopes, Kind::SpacedNames, REMOTE),
        FieldSpec::new("oauth.callbackPort", Concept::OauthCallbackPort, Kind::Port(1), REMOTE),
        FieldSpec::new("oauth.redirectUri", Concept::OauthRedirectUri, Kind::Text, REMOTE),
        // `false` turns the discovery of OAuth off.
        FieldSpec::own("oauth", Concept::Oauth, REMOTE).takes(&Takes::Off),
        FieldSpec::new("enabled", Concept::Enabled, Kind::Switch(true), Transports::ANY),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::SharedSeconds { exponent: -3, whole: true, zero: false }, Transports::ANY),
    ],
    inherits: true,
    references: References {
        spellings: &[Spelling::CurlyEnv, Spelling::CurlyFile],
        // A project's file that holds one is not read at all, and which file it will be is not known.
        written: &[],
        fields: &[
            Concept::Command,
            Concept::Args,
            Concept::Env,
            Concept::Url,
            Concept::Headers,
            Concept::OauthClientId,
            Concept::OauthClientSecret,
            Concept::OauthRedirectUri,
        ],
        in_raw_text: &["{env:", "{file:"],
        without_escapes: true,
        unset: Unset::Empty,
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    bad_entry: BadEntry::RefusesFile,
    null_entry: BadEntry::RefusesFile,
    notes: &[
        ("oauth", "OAuth; `false` turns its discovery off."),
    ],
    ..Host::USUAL
};

/// The files of its older versions, which it still reads.
static OLDER: Host = Host {
    id: "kilo-code",
    name: "Kilo Code",
    checked_version: "CLI 7.7.9",
    confidence: "verified-run",
    files: &[
        ConfigFile::new("project", ".kilocode/mcp.json"),
        ConfigFile::new("project", ".kilo/mcp.json"),
        ConfigFile::new("user", "~/.kilocode/cli/global/settings/mcp_settings.json"),
    ],
    syntax: Syntax::Json,
    transport: TransportRule {
        field: Some("type"),
        known: &[(Transport::Stdio, &["stdio"]), (Transport::Http, &["streamable-http"]), (Transport::Sse, &["sse"])],
        of_url: None,
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
        FieldSpec::new("alwaysAllow", Concept::AutoApprove, Kind::Names(NoNames::Nothing), Transports::ANY),
    ],
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    ..Host::USUAL
};
