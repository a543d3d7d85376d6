//! Grok Build: TOML, servers under `mcp_servers` as in Codex, with other fields in them. `$word` is a reference.

use super::{Beside, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, Named, NoNames, References, Servers, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "grok-build",
    aliases: &["grok"],
    name: "Grok Build",
    checked_version: "source 2026-08-19",
    confidence: "verified-source",
    files: &[
        ConfigFile::new("user", "~/.grok/config.toml"),
        ConfigFile::new("project", ".grok/config.toml"),
    ],
    syntax: Syntax::Toml,
    servers: &[Servers::Map(&["mcp_servers"])],
    beside: &[(&["disabled_mcp_servers"], Beside::Off(Named::Folded)), (&["disabled_mcp_tools"], Beside::ToolsOf)],
    comments: Some(true),
    // With a command it is a process, whatever else stands there; a URL that ends like that is SSE, whatever `type` says.
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &[]),
            (Transport::Http, &["http"]),
            (Transport::Sse, &["sse"]),
        ],
        of_command: true,
        of_url: Some(Transport::Http),
        sse_ending: Some("/sse"),
        both: Both::Command,
        lenient: true,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        // It is read, and given to no process.
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::NONE),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("urlTemplate", Concept::Url, Kind::Text, REMOTE).legacy(),
        FieldSpec::new("url_template", Concept::Url, Kind::Text, REMOTE).legacy(),
        FieldSpec::new("type", Concept::Transport, Kind::Transport, REMOTE),
        FieldSpec::new("bearer_token_env_var", Concept::Headers, Kind::Bearer, REMOTE),
        FieldSpec::new("oauth_client_id", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauth_client_secret_env_var", Concept::OauthClientSecret, Kind::Variable, REMOTE),
        FieldSpec::new("oauth_scopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), REMOTE),
        FieldSpec::new("enabled", Concept::Enabled, Kind::Switch(true), Transports::ANY),
        FieldSpec::new("startup_timeout_sec", Concept::StartupTimeout, Kind::Seconds { exponent: 0, whole: true, zero: true }, Transports::ANY),
        FieldSpec::new("tool_timeout_sec", Concept::ToolTimeout, Kind::Seconds { exponent: 0, whole: true, zero: true }, Transports::ANY),
        FieldSpec::own("expose_image_base64", Concept::HostSpecific, Transports::ANY),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        // The same as the three above, by other names.
        FieldSpec::new("oauth.clientId", Concept::OauthClientId, Kind::Text, REMOTE).legacy(),
        FieldSpec::new("oauth.clientSecretEnvVar", Concept::OauthClientSecret, Kind::Variable, REMOTE).legacy(),
        FieldSpec::new("oauth.scopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), REMOTE).legacy(),
        FieldSpec::new("oauth.callbackPort", Concept::OauthCallbackPort, Kind::Port(0), REMOTE),
        FieldSpec::own("tool_timeouts", Concept::HostSpecific, Transports::ANY),
        FieldSpec::own("setup", Concept::HostSpecific, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Braced, Spelling::BracedDefault, Spelling::Dollar],
        written: &[Spelling::Braced, Spelling::BracedDefault, Spelling::Dollar],
        fields: &[Concept::Command, Concept::Args, Concept::Cwd, Concept::Env, Concept::Url, Concept::Headers, Concept::OauthClientId],
        in_headers: Some(&[Spelling::Braced, Spelling::BracedDefault, Spelling::Dollar, Spelling::Session]),
        ..References::NONE
    },
    // Only its `add` refuses some.
    names: NameRule { fits: NameRule::any, reserved: &[] },
    default_limit: 6000,
    ..Host::USUAL
};
