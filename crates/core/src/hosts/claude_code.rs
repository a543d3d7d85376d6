//! Claude Code: strict JSON, servers under `mcpServers`. A URL without `type` is skipped.

use super::form::{Form, Part};
use super::{BadEntry, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, References, Servers, Takes, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::REMOTE;
const HTTP_SSE: Transports = Transports::HTTP_SSE;

/// Credentials that it gives to no remote server. The client was asked for each; those that it has for itself alone are left out.
const BLANKED: &str = "ACTIONS_ID_TOKEN_REQUEST_TOKEN ACTIONS_ID_TOKEN_REQUEST_URL ACTIONS_RUNTIME_TOKEN ACTIONS_RUNTIME_URL \
    AGENT_PROXY_AUTH_TOKEN ALL_INPUTS ALL_PROXY ANACONDA_API_TOKEN ANTHROPIC_API_KEY ANTHROPIC_AUTH_TOKEN \
    ANTHROPIC_AWS_API_KEY ANTHROPIC_CUSTOM_HEADERS ANTHROPIC_FOUNDRY_API_KEY ANTHROPIC_FOUNDRY_AUTH_TOKEN \
    ANTHROPIC_IDENTITY_TOKEN ANTHROPIC_IDENTITY_TOKEN_FILE ARTIFACTS_CREDENTIALPROVIDER_ACCESSTOKEN \
    ARTIFACTS_CREDENTIALPROVIDER_EXTERNAL_FEED_ENDPOINTS AWS_BEARER_TOKEN_BEDROCK AWS_CONTAINER_AUTHORIZATION_TOKEN \
    AWS_CONTAINER_AUTHORIZATION_TOKEN_FILE AWS_CONTAINER_CREDENTIALS_FULL_URI AWS_CONTAINER_CREDENTIALS_RELATIVE_URI \
    AWS_SECRET_ACCESS_KEY AWS_SESSION_TOKEN AWS_WEB_IDENTITY_TOKEN_FILE AZURE_AUTH_LOCATION \
    AZURE_CLIENT_CERTIFICATE_PASSWORD AZURE_CLIENT_CERTIFICATE_PATH AZURE_CLIENT_SECRET AZURE_FEDERATED_TOKEN_FILE \
    AZURE_PASSWORD BINSTAR_API_TOKEN CARGO_REGISTRY_TOKEN CI_DEPLOY_USER CI_REGISTRY_USER \
    CLAUDE_CODE_OAUTH_REFRESH_TOKEN CLAUDE_CODE_OAUTH_TOKEN CLOUDSDK_AUTH_ACCESS_TOKEN \
    CLOUDSDK_AUTH_ACCESS_TOKEN_FILE CLOUDSDK_AUTH_AUTHORIZATION_TOKEN_FILE CODEARTIFACT_AUTH_TOKEN COMPOSER_AUTH \
    CONAN_LOGIN_USERNAME CONAN_PASSWORD CONSUL_HTTP_AUTH CONSUL_HTTP_TOKEN DEFAULT_WORKFLOW_TOKEN DISCORD_WEBHOOK \
    DISCORD_WEBHOOK_URL ENVIRONMENT_SERVICE_KEY FASTLANE_SESSION FLIT_PASSWORD FLIT_USERNAME GEM_HOST_API_KEY GOAUTH \
    GOOGLE_APPLICATION_CREDENTIALS GOOGLE_GHA_CREDS_PATH GOOGLE_OAUTH_ACCESS_TOKEN GOPROXY HATCH_INDEX_AUTH \
    HATCH_INDEX_USER HTTPS_PROXY HTTP_PROXY IDENTITY_HEADER JF_USER MATCH_GIT_BASIC_AUTHORIZATION MATURIN_PASSWORD \
    MATURIN_PYPI_TOKEN MATURIN_USERNAME MCP_CLIENT_SECRET MCP_XAA_IDP_CLIENT_SECRET MSI_SECRET MS_TEAMS_WEBHOOK_URI \
    NODE_AUTH_TOKEN NOMAD_HTTP_AUTH NOMAD_TOKEN NPM_TOKEN NUGET_AUTH_TOKEN OVERRIDE_GITHUB_TOKEN PIP_EXTRA_INDEX_URL \
    PIP_INDEX_URL PYPI_API_TOKEN PYPI_TOKEN SELF_HOSTED_RUNNER_ENVIRONMENT_SECRET SELF_HOSTED_RUNNER_POOL_SECRET \
    SLACK_WEBHOOK SLACK_WEBHOOK_URL SONARQUBE_SCANNER_PARAMS SONAR_SCANNER_JSON_PARAMS SONAR_TOKEN SSH_SIGNING_KEY \
    TEAMS_WEBHOOK_URL TWINE_PASSWORD TWINE_USERNAME UV_DEFAULT_INDEX UV_EXTRA_INDEX_URL UV_INDEX UV_INDEX_URL \
    UV_PUBLISH_PASSWORD UV_PUBLISH_TOKEN UV_PUBLISH_USERNAME VAULT_AUTH_TOKEN VAULT_ROLE_ID VAULT_SECRET_ID \
    VAULT_TOKEN VSS_NUGET_ACCESSTOKEN VSS_NUGET_EXTERNAL_FEED_ENDPOINTS OTEL_*";

const TABLE: Host = Host {
    id: "claude-code",
    aliases: &["claude"],
    name: "Claude Code",
    checked_version: "2.1.328",
    confidence: "verified-run",
    files: &[
        ConfigFile::new("project", ".mcp.json"),
        ConfigFile::new("user", "~/.claude.json"),
        ConfigFile::new("plugin", "<plugin>/.mcp.json"),
    ],
    syntax: Syntax::Json,
    comments: Some(false),
    trailing_commas: Some(false),
    bom: Some(true),
    servers: &[Servers::Map(&["mcpServers"])],
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &["stdio"]),
            (Transport::Http, &["http", "streamable-http"]),
            (Transport::Sse, &["sse"]),
            (Transport::Ws, &["ws"]),
        ],
        of_command: true,
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
        FieldSpec::new("headersHelper", Concept::HeadersHelper, Kind::Text, REMOTE),
        FieldSpec::new("oauth.clientId", Concept::OauthClientId, Kind::Text, HTTP_SSE),
        FieldSpec::new("oauth.callbackPort", Concept::OauthCallbackPort, Kind::Port(1), HTTP_SSE),
        FieldSpec::new("oauth.scopes", Concept::OauthScopes, Kind::SpacedNames, HTTP_SSE),
        FieldSpec::own("oauth.authServerMetadataUrl", Concept::Oauth, HTTP_SSE).takes(&Takes::Begins("https://")),
        FieldSpec::own("oauth.xaa", Concept::Oauth, HTTP_SSE).takes(&Takes::Switch),
        FieldSpec::own("tools", Concept::ToolApproval, HTTP_SSE).takes(&Takes::List(&Takes::Table(&["name"], &[("name", Takes::Text), ("permission_policy", Takes::Word(&["always_allow", "always_ask", "always_deny"]))]))),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::Seconds { exponent: -3, whole: true, zero: false }, Transports::ANY),
        FieldSpec::own("alwaysLoad", Concept::HostSpecific, Transports::ANY).takes(&Takes::Switch),
    ],
    references: References {
        spellings: &[Spelling::ClaudePlugin, Spelling::Braced, Spelling::BracedDefault],
        written: &[Spelling::ClaudePlugin, Spelling::Braced, Spelling::BracedDefault],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Url, Concept::Headers],
        twice: &[Concept::Headers],
        blanked: BLANKED,
        ..References::NONE
    },
    // Names with dots or blanks load from a file; only `claude mcp add` refuses them.
    names: NameRule { fits: NameRule::any, reserved: &["workspace", "claude-in-chrome", "computer-use", "__proto__"] },
    bad_entry: BadEntry::SkipsEntry,
    never_empty: &["command", "scopes"],
    timeout_floor: 1,
    notes: &[
        ("tools", "A list of tools with their policies, each `{name, permission_policy}`; of remote servers only."),
        ("headersHelper", "A command that prints headers as JSON; it needs a trusted folder."),
    ],
    ..Host::USUAL
};

static ADD_JSON: Host = Host {
    name: "`claude mcp add-json`",
    names: NameRule { fits: |name| NameRule::is_made_of(name, "_-") && !name.starts_with('-'), ..TABLE.names },
    whole: Some(&HOST),
    ..TABLE
};

pub(super) static HOST: Host = Host {
    forms: &[
        Form::shell(
            &ADD_JSON,
            &[Part::Is("claude"), Part::Is("mcp"), Part::Is("add-json"), Part::Is("--scope=user"), Part::Name, Part::Entry],
        )
        .stdin("-"),
    ],
    ..TABLE
};
