//! Qwen Code: JSON with comments, no trailing comma. `httpUrl` is streamable HTTP, `url` is SSE, whatever `type` says.

use super::{BadEntry, Beside, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, Named, NoNames, References, Takes, ToolNames, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "qwen-code",
    aliases: &["qwen"],
    name: "Qwen Code",
    checked_version: "0.24.4",
    confidence: "verified-run",
    family: Some("gemini-cli"),
    files: &[
        ConfigFile::new("user", "~/.qwen/settings.json"),
        ConfigFile::new("project", ".qwen/settings.json"),
    ],
    syntax: Syntax::Json,
    comments: Some(true),
    trailing_commas: Some(false),
    bom: Some(true),
    transport: TransportRule {
        known: &[(Transport::Stdio, &[]), (Transport::Http, &[]), (Transport::Sse, &[]), (Transport::Ws, &[])],
        both: Both::Url,
        ..TransportRule::INFERRED
    },
    beside: &[(&["mcp", "excluded"], Beside::Off(Named::Patterns)), (&["mcp", "allowed"], Beside::On(Named::Patterns))],
    fields: &[
        // Each of these is a transport; the first that stands there counts.
        FieldSpec::new("httpUrl", Concept::Url, Kind::Text, Transport::Http.only()),
        FieldSpec::new("url", Concept::Url, Kind::Text, Transport::Sse.only()),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("tcp", Concept::Url, Kind::Text, Transport::Ws.only()),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::Seconds { exponent: -3, whole: false, zero: true }, Transports::ANY),
        FieldSpec::new("discoveryTimeoutMs", Concept::StartupTimeout, Kind::Seconds { exponent: -3, whole: false, zero: true }, Transports::ANY),
        FieldSpec::own("trust", Concept::HostSpecific, Transports::ANY).takes(&Takes::Switch),
        FieldSpec::new("description", Concept::Description, Kind::Text, Transports::ANY),
        FieldSpec::new("includeTools", Concept::ToolsAllow, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::new("excludeTools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::own("alwaysLoadTools", Concept::HostSpecific, Transports::ANY),
        FieldSpec::own("versionNegotiation", Concept::HostSpecific, Transports::STDIO),
        FieldSpec::new("oauth.clientId", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauth.clientSecret", Concept::OauthClientSecret, Kind::Text, REMOTE),
        FieldSpec::new("oauth.scopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), REMOTE),
        FieldSpec::own("oauth.enabled", Concept::Oauth, REMOTE),
        FieldSpec::own("oauth.authorizationUrl", Concept::Oauth, REMOTE),
        FieldSpec::own("oauth.tokenUrl", Concept::Oauth, REMOTE),
        FieldSpec::own("oauth.audiences", Concept::Oauth, REMOTE),
        FieldSpec::new("oauth.redirectUri", Concept::OauthRedirectUri, Kind::Text, REMOTE),
        FieldSpec::own("oauth.tokenParamName", Concept::Oauth, REMOTE),
        FieldSpec::own("authProviderType", Concept::AuthMode, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Braced, Spelling::Dollar],
        written: &[Spelling::Braced, Spelling::Dollar],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Cwd, Concept::Url, Concept::Headers, Concept::Description, Concept::OauthClientId, Concept::OauthClientSecret, Concept::OauthRedirectUri],
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__", "constructor"] },
    bad_entry: BadEntry::KeepsEntry,
    null_entry: BadEntry::RefusesFile,
    tool_names: ToolNames::WithArguments,
    ..Host::USUAL
};
