//! GitHub Copilot CLI: JSON with comments. Whatever it cannot use vanishes without a word.

use super::{BadEntry, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, NoNames, References, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "copilot-cli",
    aliases: &["copilot"],
    name: "Copilot CLI",
    checked_version: "1.0.102",
    confidence: "verified-run",
    files: &[
        ConfigFile::new("user", "~/.copilot/mcp-config.json").moved_by("COPILOT_HOME"),
        ConfigFile::new("project", ".github/mcp.json"),
        ConfigFile::new("project", ".mcp.json"),
    ],
    syntax: Syntax::Json,
    comments: true,
    trailing_commas: true,
    bom: Some(true),
    servers_at: &["mcpServers"],
    // In the files of a project; the user's file it refuses then.
    may_be_bare: true,
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &["stdio", "local"]),
            (Transport::Http, &["http", "streamable-http"]),
            (Transport::Sse, &["sse"]),
        ],
        of_command: true,
        of_url: Some(Transport::Http),
        both: Both::Command,
        lenient: false,
    },
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("tools", Concept::ToolsAllow, Kind::Names(NoNames::NothingOrStar), Transports::ANY),
        FieldSpec::new("excludeTools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::SharedMilliseconds { whole: true }, Transports::ANY),
        FieldSpec::own("slowConnectionThresholdMs", Concept::HostSpecific, Transports::ANY),
        FieldSpec::own("deferTools", Concept::HostSpecific, Transports::ANY),
        FieldSpec::new("displayName", Concept::DisplayName, Kind::Text, Transports::ANY),
        FieldSpec::new("auth.redirectPort", Concept::OauthCallbackPort, Kind::Port(1), Transports::ANY),
        // A boolean, too.
        FieldSpec::own("auth", Concept::Oauth, Transports::ANY),
        FieldSpec::own("oidc", Concept::Oauth, Transports::ANY),
        FieldSpec::new("oauthClientId", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauthScopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), REMOTE),
        FieldSpec::own("oauthPublicClient", Concept::Oauth, REMOTE),
        FieldSpec::own("oauthGrantType", Concept::Oauth, REMOTE),
        FieldSpec::own("headersRefreshTtlMs", Concept::HostSpecific, REMOTE),
        FieldSpec::own("filterMapping", Concept::HostSpecific, Transports::ANY),
        FieldSpec::own("disableToolCache", Concept::HostSpecific, Transports::ANY),
        FieldSpec::own("disableSecretMasking", Concept::HostSpecific, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Braced, Spelling::BracedDefault, Spelling::Dollar],
        written: &[Spelling::Braced, Spelling::BracedDefault, Spelling::Dollar],
        fields: &[Concept::Command, Concept::Args, Concept::Cwd, Concept::Env, Concept::Url, Concept::Headers],
        ..References::NONE
    },
    names: NameRule { fits, reserved: &["__proto__"] },
    bad_entry: BadEntry::SkipsEntry,
    bare_variables: true,
    plain_urls: true,
    requires: &[(Concept::OauthScopes, Concept::OauthClientId)],
    ..Host::USUAL
};

/// Parts between slashes, none empty, without control characters and closing braces.
fn fits(name: &str) -> bool {
    name.split('/').all(|part| !part.is_empty() && !part.chars().any(|character| character.is_control() || character == '}'))
}
