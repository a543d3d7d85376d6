//! OpenAI Codex: TOML, servers under `mcp_servers`, no references at all. One bad entry and it does not start.

use super::form::{Flag, Form, Part, cut};
use super::{BadEntry, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, NoNames, References, Servers, Takes, TransportRule};
use crate::model::{Concept, Transport, Transports};
use crate::syntax::Syntax;

const HTTP: Transports = Transport::Http.only();

const APPROVAL: Takes = Takes::Word(&["auto", "prompt", "writes", "approve"]);
const COUNT: Takes = Takes::Count(None);

const TABLE: Host = Host {
    id: "codex",
    name: "OpenAI Codex",
    checked_version: "0.169.0",
    confidence: "verified-run",
    files: &[
        ConfigFile::new("user", "~/.codex/config.toml").moved_by("CODEX_HOME"),
        ConfigFile::new("project", ".codex/config.toml"),
        ConfigFile::new("profile", "$CODEX_HOME/<profile>.config.toml"),
    ],
    syntax: Syntax::Toml,
    comments: Some(true),
    trailing_commas: Some(true),
    bom: Some(true),
    servers: &[Servers::Map(&["mcp_servers"])],
    transport: TransportRule {
        field: None,
        known: &[(Transport::Stdio, &[]), (Transport::Http, &[])],
        of_command: true,
        of_url: Some(Transport::Http),
        both: Both::Refused,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env_vars", Concept::Env, Kind::Passthrough, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, HTTP),
        FieldSpec::new("bearer_token_env_var", Concept::Headers, Kind::Bearer, HTTP),
        FieldSpec::new("http_headers_helper", Concept::HeadersHelper, Kind::Text, HTTP),
        FieldSpec::own("auth", Concept::AuthMode, HTTP).takes(&Takes::Word(&["oauth", "chatgpt", "ema_auth"])),
        FieldSpec::new("scopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::own("oauth_resource", Concept::Oauth, HTTP).takes(&Takes::Text),
        FieldSpec::new("startup_timeout_sec", Concept::StartupTimeout, Kind::Seconds { exponent: 0, whole: false, zero: true }, Transports::ANY),
        FieldSpec::new("startup_timeout_ms", Concept::StartupTimeout, Kind::Seconds { exponent: -3, whole: true, zero: true }, Transports::ANY)
            .legacy(),
        FieldSpec::new("tool_timeout_sec", Concept::ToolTimeout, Kind::Seconds { exponent: 0, whole: false, zero: true }, Transports::ANY),
        FieldSpec::new("enabled", Concept::Enabled, Kind::Switch(true), Transports::ANY),
        FieldSpec::own("required", Concept::HostSpecific, Transports::ANY).takes(&Takes::Switch),
        FieldSpec::new("enabled_tools", Concept::ToolsAllow, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::new("disabled_tools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::own("default_tools_approval_mode", Concept::ToolApproval, Transports::ANY).takes(&APPROVAL),
        FieldSpec::own("omit_tools_from", Concept::HostSpecific, Transports::ANY).takes(&Takes::List(&Takes::Word(&["code_mode", "deferred", "direct"]))),
        FieldSpec::own("supports_parallel_tool_calls", Concept::HostSpecific, Transports::ANY).takes(&Takes::Switch),
        FieldSpec::own("startup_readiness", Concept::HostSpecific, Transports::ANY).takes(&Takes::Word(&["connection", "catalog"])),
        FieldSpec::own("tool_input_schema_max_bytes", Concept::HostSpecific, Transports::ANY).takes(&COUNT),
        FieldSpec::own("environment_id", Concept::HostSpecific, Transports::ANY).takes(&Takes::Text),
        FieldSpec::new("name", Concept::DisplayName, Kind::Text, Transports::ANY),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("http_headers", Concept::Headers, Kind::Pairs, HTTP),
        FieldSpec::new("env_http_headers", Concept::Headers, Kind::HeadersFromEnv, HTTP),
        FieldSpec::new("oauth.client_id", Concept::OauthClientId, Kind::Text, HTTP),
        FieldSpec::new("oauth.client_secret", Concept::OauthClientSecret, Kind::Text, HTTP),
        FieldSpec::new("oauth.callback_port", Concept::OauthCallbackPort, Kind::Port(0), HTTP),
        FieldSpec::new("oauth.callback_url", Concept::OauthRedirectUri, Kind::Text, HTTP),
        FieldSpec::own("oauth.token_endpoint_auth_method", Concept::Oauth, HTTP).takes(&Takes::Word(&["client_secret_basic", "client_secret_post"])),
        FieldSpec::own("oauth.authorization_server_issuer", Concept::Oauth, HTTP).takes(&Takes::Text),
        FieldSpec::own("tools", Concept::ToolApproval, Transports::ANY).takes(&Takes::Tables(&Takes::Table(&[], &[("approval_mode", APPROVAL), ("output_token_limit", COUNT)]))),
        // Known only in order to be refused.
        FieldSpec::own("bearer_token", Concept::Headers, Transports::NONE),
    ],
    references: References::NONE,
    // Any key loads; at the start of the server a name with other characters fails.
    names: NameRule { fits: |name| NameRule::is_made_of(name, "_:@/.-"), reserved: &["codex_apps"] },
    name_pattern: Some("^[A-Za-z0-9_:@/.-]+$"),
    bad_entry: BadEntry::RefusesFile,
    merges_layers: true,
    dates_are_texts: true,
    never_empty: &["http_headers_helper"],
    null_entry: BadEntry::RefusesFile,
    requires: &[(Concept::OauthClientSecret, Concept::OauthClientId)],
    depends: &[
        ("oauth.token_endpoint_auth_method", "auth", Some("ema_auth")),
        ("oauth.token_endpoint_auth_method", "oauth.client_secret", None),
        ("oauth.authorization_server_issuer", "auth", Some("ema_auth")),
    ],
    refuses_unused: true,
    sources: true,
    notes: &[
        ("required", "Whether `codex exec` fails if the server does not start."),
        ("startup_timeout_ms", "How long a start may take, in milliseconds; `startup_timeout_sec` wins."),
        ("environment_id", "The environment that the server runs in."),
        ("tools", "Approval tool by tool: a table each."),
        ("bearer_token", "Refused: name the variable in `bearer_token_env_var`."),
    ],
    ..Host::USUAL
};

/// It writes `oauth.callback_url` besides, where it is told of a client.
static ADD: Host = Host {
    name: "`codex mcp add`",
    fields: &cut(TABLE.fields, ["command", "args", "url", "bearer_token_env_var", "env"]),
    names: NameRule { fits: |name| NameRule::is_made_of(name, "_:@/.-") && !name.starts_with('-'), reserved: &["codex_apps"] },
    whole: Some(&HOST),
    ..TABLE
};

pub(super) static HOST: Host = Host {
    forms: &[
        Form::shell(&ADD, &[Part::Is("codex"), Part::Is("mcp"), Part::Is("add"), Part::Name, Part::Flags, Part::Before("--"), Part::Command, Part::Args])
            .flags(&[
                Flag::new("url", "--url"),
                Flag::new("bearer_token_env_var", "--bearer-token-env-var"),
                Flag::new("env", "--env").between("="),
            ]),
    ],
    ..TABLE
};
