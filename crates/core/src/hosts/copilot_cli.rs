//! GitHub Copilot CLI: JSON with comments. Whatever it cannot use vanishes without a word.

use super::form::{Flag, Form, Part, cut};
use super::{BadEntry, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, NoNames, References, Servers, Takes, TransportRule, Urls};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;
use crate::text::{Ascii, characters};

const REMOTE: Transports = Transports::HTTP_SSE;

const AUTH: Takes = Takes::Either(&[Takes::Switch, Takes::Table(&[], &[("redirectPort", Takes::Count(Some(65_535)))])]);
const FILTER: Takes = Takes::Word(&["none", "markdown", "hidden_characters"]);

const TABLE: Host = Host {
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
    comments: Some(true),
    trailing_commas: Some(true),
    bom: Some(true),
    // Without the key the file of a project may be the map itself; the user's file it refuses then.
    servers: &[Servers::Map(&["mcpServers"]), Servers::Map(&[])],
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
        ..TransportRule::INFERRED
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
        FieldSpec::new("timeout", Concept::ToolTimeout, Kind::SharedSeconds { exponent: -3, whole: true, zero: false }, Transports::ANY),
        FieldSpec::own("slowConnectionThresholdMs", Concept::HostSpecific, Transports::ANY).takes(&Takes::Count(Some(2_147_483_647))),
        FieldSpec::own("deferTools", Concept::HostSpecific, Transports::ANY).takes(&Takes::Word(&["auto", "never"])),
        FieldSpec::new("displayName", Concept::DisplayName, Kind::Text, Transports::ANY),
        FieldSpec::new("auth.redirectPort", Concept::OauthCallbackPort, Kind::Port(1), Transports::ANY),
        // A boolean, too.
        FieldSpec::own("auth", Concept::Oauth, Transports::ANY).takes(&AUTH),
        FieldSpec::own("oidc", Concept::Oauth, Transports::ANY).takes(&AUTH),
        FieldSpec::new("oauthClientId", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("oauthScopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), REMOTE),
        FieldSpec::own("oauthPublicClient", Concept::Oauth, REMOTE).takes(&Takes::Switch),
        FieldSpec::own("oauthGrantType", Concept::Oauth, REMOTE).takes(&Takes::Word(&["authorization_code", "client_credentials"])),
        FieldSpec::own("headersRefreshTtlMs", Concept::HostSpecific, REMOTE).takes(&Takes::Number { negative: false }),
        FieldSpec::own("filterMapping", Concept::HostSpecific, Transports::ANY).takes(&Takes::Either(&[FILTER, Takes::Tables(&FILTER)])),
        FieldSpec::own("disableToolCache", Concept::HostSpecific, Transports::ANY).takes(&Takes::Switch),
        FieldSpec::own("disableSecretMasking", Concept::HostSpecific, Transports::ANY).takes(&Takes::Switch),
    ],
    references: References {
        spellings: &[Spelling::Braced, Spelling::BracedDefault, Spelling::Dollar],
        written: &[Spelling::Braced, Spelling::BracedDefault, Spelling::Dollar],
        fields: &[Concept::Command, Concept::Args, Concept::Cwd, Concept::Env, Concept::Url, Concept::Headers],
        home: &[Concept::Cwd],
        ..References::NONE
    },
    names: NameRule { fits, reserved: &["__proto__"] },
    name_pattern: Some("^(?=[\\s\\S]*\\S)[^\\u0000-\\u001f\\u007f-\\u009f/}]+(/[^\\u0000-\\u001f\\u007f-\\u009f/}]+)*$"),
    bad_entry: BadEntry::SkipsEntry,
    bare_variables: true,
    urls: Urls::Valid,
    never_empty: &["oauthScopes"],
    requires: &[(Concept::OauthScopes, Concept::OauthClientId)],
    ..Host::USUAL
};

static ADD: Host = Host {
    name: "`copilot mcp add`",
    fields: &cut(TABLE.fields, ["type", "command", "args", "env", "url", "headers", "tools", "timeout"]),
    whole: Some(&HOST),
    ..TABLE
};

pub(super) static HOST: Host = Host {
    forms: &[
        Form::shell(
            &ADD,
            &[Part::Is("copilot"), Part::Is("mcp"), Part::Is("add"), Part::Flags, Part::Before("--"), Part::Name, Part::Command, Part::Args],
        )
        .flags(&[
            Flag::new("type", "--transport"),
            Flag::new("env", "--env").between("="),
            Flag::new("headers", "--header").between(": "),
            Flag::new("tools", "--tools").between(","),
            Flag::new("timeout", "--timeout"),
        ]),
    ],
    ..TABLE
};

/// Parts between slashes, none empty, without control characters and closing braces; not blanks alone.
fn fits(name: &str) -> bool {
    !characters(name).all(char::is_whitespace)
        && name.parts(b"/").all(|part| !part.is_empty() && !characters(part).any(|character| character.is_control() || character == '}'))
}
