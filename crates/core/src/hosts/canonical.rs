//! The canonical model, written down: what settings and command lines say about a server.
//!
//! No program reads it, so it is no host of [`ALL`](super::ALL). As a table it is read by the code that reads every host.

use super::{Both, FieldSpec, Host, Kind, NoNames, References, Servers, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const ANY: Transports = Transports::ANY;
const REMOTE: Transports = Transports::REMOTE;
const STDIO: Transports = Transports::STDIO;

/// The words of the canonical model. References are `${NAME}` and `${NAME:-default}`; those of hosts that look like nothing else
/// are understood as well, for who adds a server to one host writes as that host has them.
pub static CANONICAL: Host = Host {
    id: "mcpglot",
    name: "mcpglot",
    confidence: "verified-run",
    syntax: Syntax::Json,
    servers: &[Servers::Map(&["servers"])],
    transport: TransportRule {
        field: Some("transport"),
        known: &[
            (Transport::Stdio, &["stdio"]),
            (Transport::Http, &["http"]),
            (Transport::Sse, &["sse"]),
            (Transport::Ws, &["ws"]),
        ],
        of_command: true,
        of_url: Some(Transport::Http),
        both: Both::Refused,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("transport", Concept::Transport, Kind::Transport, ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, STDIO),
        FieldSpec::new("env_passthrough", Concept::Env, Kind::Passthrough, STDIO),
        FieldSpec::new("env_file", Concept::EnvFile, Kind::Text, STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("headers_from_env", Concept::Headers, Kind::HeadersFromEnv, REMOTE),
        FieldSpec::new("bearer_env", Concept::Headers, Kind::Bearer, REMOTE),
        FieldSpec::new("headers_helper", Concept::HeadersHelper, Kind::Text, REMOTE),
        FieldSpec::new("oauth_client_id", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauth_client_secret", Concept::OauthClientSecret, Kind::Text, REMOTE),
        FieldSpec::new("oauth_callback_port", Concept::OauthCallbackPort, Kind::Port(0), REMOTE),
        FieldSpec::new("oauth_redirect_uri", Concept::OauthRedirectUri, Kind::Text, REMOTE),
        FieldSpec::new("oauth_scopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), REMOTE),
        FieldSpec::new("startup_timeout", Concept::StartupTimeout, Kind::Seconds { exponent: 0, whole: false, zero: true }, ANY),
        FieldSpec::new("tool_timeout", Concept::ToolTimeout, Kind::Seconds { exponent: 0, whole: false, zero: true }, ANY),
        FieldSpec::new("enabled", Concept::Enabled, Kind::Switch(true), ANY),
        FieldSpec::new("tools_allow", Concept::ToolsAllow, Kind::Names(NoNames::Nothing), ANY),
        FieldSpec::new("tools_deny", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), ANY),
        FieldSpec::new("auto_approve", Concept::AutoApprove, Kind::Names(NoNames::Nothing), ANY),
        FieldSpec::new("description", Concept::Description, Kind::Text, ANY),
        FieldSpec::new("display_name", Concept::DisplayName, Kind::Text, ANY),
    ],
    references: References {
        spellings: &[
            Spelling::Braced,
            Spelling::BracedDefault,
            Spelling::Env,
            Spelling::CurlyEnv,
            Spelling::Input,
            Spelling::Folders,
        ],
        written: &[Spelling::Braced, Spelling::BracedDefault],
        fields: &[
            Concept::Command,
            Concept::Args,
            Concept::Env,
            Concept::EnvFile,
            Concept::Cwd,
            Concept::Url,
            Concept::Headers,
            Concept::OauthClientId,
            Concept::OauthClientSecret,
            Concept::OauthRedirectUri,
        ],
        ..References::NONE
    },
    // Nothing declares them here, and who adds such a server is told to.
    inputs_at: Some("inputs"),
    sources: true,
    ..Host::USUAL
};
