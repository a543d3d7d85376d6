//! opencode: JSON with comments, servers under `mcp`, command and arguments in one list. One bad entry and it does not start.

use super::{BadEntry, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, References, TransportRule, Unset};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "opencode",
    name: "opencode",
    checked_version: "1.18.33",
    confidence: "verified-run",
    files: &[
        ConfigFile::new("project", "opencode.json"),
        ConfigFile::new("project", "opencode.jsonc"),
        ConfigFile::new("project", ".opencode/opencode.json"),
        ConfigFile::new("project", ".opencode/opencode.jsonc"),
        ConfigFile::new("user", "~/.config/opencode/opencode.json"),
        ConfigFile::new("user", "~/.config/opencode/opencode.jsonc"),
    ],
    syntax: Syntax::Json,
    comments: true,
    trailing_commas: true,
    bom: Some(true),
    servers_at: &["mcp"],
    transport: TransportRule {
        field: Some("type"),
        // It tries streamable HTTP first, then SSE, and has one word for both.
        known: &[(Transport::Stdio, &["local"]), (Transport::Http, &["remote"]), (Transport::Sse, &["remote"])],
        of_command: false,
        of_url: None,
        both: Both::Refused,
        lenient: false,
    },
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::CommandLine, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("environment", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("oauth.clientId", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauth.clientSecret", Concept::OauthClientSecret, Kind::Text, REMOTE),
        FieldSpec::new("oauth.scope", Concept::OauthScopes, Kind::SpacedNames, REMOTE),
        FieldSpec::new("oauth.callbackPort", Concept::OauthCallbackPort, Kind::Port(1), REMOTE),
        FieldSpec::new("oauth.redirectUri", Concept::OauthRedirectUri, Kind::Text, REMOTE),
        // `false` turns the discovery of OAuth off.
        FieldSpec::own("oauth", Concept::Oauth, REMOTE),
        FieldSpec::new("enabled", Concept::Enabled, Kind::Switch(true), Transports::ANY),
        // Understood where `enabled` is absent.
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY).legacy(),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::SharedMilliseconds { whole: true }, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::CurlyEnv, Spelling::CurlyFile],
        written: &[Spelling::CurlyEnv, Spelling::CurlyFile],
        fields: &[
            Concept::Command,
            Concept::Args,
            Concept::Cwd,
            Concept::Env,
            Concept::Url,
            Concept::Headers,
            Concept::OauthClientId,
            Concept::OauthClientSecret,
            Concept::OauthRedirectUri,
        ],
        in_raw_text: true,
        unset: Unset::Empty,
        ..References::NONE
    },
    // `servers` is the container of its newer shape.
    names: NameRule { fits: NameRule::any, reserved: &["servers", "__proto__"] },
    bad_entry: BadEntry::RefusesFile,
    null_entry: BadEntry::RefusesFile,
    ..Host::USUAL
};
