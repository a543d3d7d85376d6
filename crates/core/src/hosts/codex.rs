//! OpenAI Codex: TOML, servers under `mcp_servers`, no references at all. One bad entry and it does not start.

use super::{BadEntry, ConfigFile, FieldSpec, Host, Kind, NameRule, References, TransportRule};
use crate::model::{Concept, Transport, Transports};
use crate::syntax::Syntax;

const HTTP: Transports = Transport::Http.only();

pub(super) static HOST: Host = Host {
    id: "codex",
    aliases: &[],
    name: "OpenAI Codex",
    checked_version: "0.169.0",
    confidence: "verified-run",
    files: &[
        ConfigFile { scope: "user", path: "~/.codex/config.toml", moved_by: Some("CODEX_HOME") },
        ConfigFile { scope: "project", path: ".codex/config.toml", moved_by: None },
        ConfigFile { scope: "profile", path: "$CODEX_HOME/<profile>.config.toml", moved_by: None },
    ],
    syntax: Syntax::Toml,
    comments: true,
    trailing_commas: true,
    servers_at: &["mcp_servers"],
    transport: TransportRule {
        field: None,
        known: &[(Transport::Stdio, &[]), (Transport::Http, &[])],
        of_url: Some(Transport::Http),
        refuses_both: true,
    },
    fields: &[
        FieldSpec { key: "command", concept: Concept::Command, kind: Kind::Text, on: Transports::STDIO },
        FieldSpec { key: "args", concept: Concept::Args, kind: Kind::Texts, on: Transports::STDIO },
        FieldSpec { key: "env_vars", concept: Concept::Env, kind: Kind::Passthrough, on: Transports::STDIO },
        FieldSpec { key: "cwd", concept: Concept::Cwd, kind: Kind::Text, on: Transports::STDIO },
        FieldSpec { key: "url", concept: Concept::Url, kind: Kind::Text, on: HTTP },
        FieldSpec { key: "bearer_token_env_var", concept: Concept::Headers, kind: Kind::Bearer, on: HTTP },
        FieldSpec { key: "http_headers_helper", concept: Concept::HeadersHelper, kind: Kind::Text, on: HTTP },
        FieldSpec { key: "auth", concept: Concept::AuthMode, kind: Kind::Own, on: HTTP },
        FieldSpec { key: "scopes", concept: Concept::OauthScopes, kind: Kind::Names, on: Transports::ANY },
        FieldSpec { key: "oauth_resource", concept: Concept::Oauth, kind: Kind::Own, on: HTTP },
        FieldSpec { key: "startup_timeout_sec", concept: Concept::StartupTimeout, kind: Kind::Seconds { exponent: 0, whole: false, zero: true }, on: Transports::ANY },
        FieldSpec { key: "startup_timeout_ms", concept: Concept::StartupTimeout, kind: Kind::Seconds { exponent: -3, whole: true, zero: true }, on: Transports::ANY },
        FieldSpec { key: "tool_timeout_sec", concept: Concept::ToolTimeout, kind: Kind::Seconds { exponent: 0, whole: false, zero: true }, on: Transports::ANY },
        FieldSpec { key: "enabled", concept: Concept::Enabled, kind: Kind::Switch(true), on: Transports::ANY },
        FieldSpec { key: "required", concept: Concept::HostSpecific, kind: Kind::Own, on: Transports::ANY },
        FieldSpec { key: "enabled_tools", concept: Concept::ToolsAllow, kind: Kind::Names, on: Transports::ANY },
        FieldSpec { key: "disabled_tools", concept: Concept::ToolsDeny, kind: Kind::Names, on: Transports::ANY },
        FieldSpec { key: "default_tools_approval_mode", concept: Concept::ToolApproval, kind: Kind::Own, on: Transports::ANY },
        FieldSpec { key: "omit_tools_from", concept: Concept::HostSpecific, kind: Kind::Own, on: Transports::ANY },
        FieldSpec { key: "supports_parallel_tool_calls", concept: Concept::HostSpecific, kind: Kind::Own, on: Transports::ANY },
        FieldSpec { key: "startup_readiness", concept: Concept::HostSpecific, kind: Kind::Own, on: Transports::ANY },
        FieldSpec { key: "tool_input_schema_max_bytes", concept: Concept::HostSpecific, kind: Kind::Own, on: Transports::ANY },
        FieldSpec { key: "environment_id", concept: Concept::HostSpecific, kind: Kind::Own, on: Transports::ANY },
        FieldSpec { key: "name", concept: Concept::DisplayName, kind: Kind::Text, on: Transports::ANY },
        FieldSpec { key: "env", concept: Concept::Env, kind: Kind::Pairs, on: Transports::STDIO },
        FieldSpec { key: "http_headers", concept: Concept::Headers, kind: Kind::Pairs, on: HTTP },
        FieldSpec { key: "env_http_headers", concept: Concept::Headers, kind: Kind::HeadersFromEnv, on: HTTP },
        FieldSpec { key: "oauth.client_id", concept: Concept::OauthClientId, kind: Kind::Text, on: HTTP },
        FieldSpec { key: "oauth.client_secret", concept: Concept::OauthClientSecret, kind: Kind::Text, on: HTTP },
        FieldSpec { key: "oauth.callback_port", concept: Concept::OauthCallbackPort, kind: Kind::Port(0), on: HTTP },
        FieldSpec { key: "oauth.callback_url", concept: Concept::Oauth, kind: Kind::Own, on: HTTP },
        FieldSpec { key: "oauth.token_endpoint_auth_method", concept: Concept::Oauth, kind: Kind::Own, on: HTTP },
        FieldSpec { key: "oauth.authorization_server_issuer", concept: Concept::Oauth, kind: Kind::Own, on: HTTP },
        FieldSpec { key: "tools", concept: Concept::ToolApproval, kind: Kind::Own, on: Transports::ANY },
        // Known only in order to be refused.
        FieldSpec { key: "bearer_token", concept: Concept::Headers, kind: Kind::Own, on: Transports::NONE },
    ],
    references: References { spellings: &[], fields: &[] },
    // Any key loads; at the start of the server a name with other characters fails.
    names: NameRule { also: Some("_:@/.-"), reserved: &["codex_apps"] },
    bad_entry: BadEntry::RefusesFile,
    never_empty: &["http_headers_helper"],
    requires: &[(Concept::OauthClientSecret, Concept::OauthClientId)],
    refuses_unused: true,
    timeout_floor: 0,
};
