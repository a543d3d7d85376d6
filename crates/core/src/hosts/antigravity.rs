//! Google Antigravity: JSON, the URL of a remote server in `serverUrl`.

use super::{Both, ConfigFile, FieldSpec, Host, Kind, NameRule, NoNames, TransportRule};
use crate::model::{Concept, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "antigravity",
    name: "Antigravity",
    checked_version: "documentation to 2026-07 (2.3.1)",
    confidence: "documented",
    files: &[
        ConfigFile::new("user", "~/.gemini/config/mcp_config.json"),
        ConfigFile::on("windows", "user", "%USERPROFILE%\\.gemini\\config\\mcp_config.json"),
        ConfigFile::new("project", ".agents/mcp_config.json"),
        ConfigFile::new("user", "~/.gemini/antigravity-cli/mcp_config.json"),
        ConfigFile::new("user", "~/.gemini/antigravity/mcp_config.json"),
        ConfigFile::new("plugin", "~/.gemini/antigravity-cli/plugins/<name>/mcp_config.json"),
    ],
    syntax: Syntax::Json,
    transport: TransportRule { both: Both::Url, ..TransportRule::INFERRED },
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::ANY),
        FieldSpec::new("serverUrl", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        // Only since 2.1.4, so that it is read and not written.
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE).legacy(),
        FieldSpec::own("authProviderType", Concept::AuthMode, REMOTE),
        FieldSpec::new("oauth.scopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), REMOTE),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
        FieldSpec::new("disabledTools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
    ],
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    ..Host::USUAL
};
