//! Claude Code: strict JSON, servers under `mcpServers`. A URL without `type` is skipped.

use super::form::{Form, Part};
use super::{BadEntry, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, References, Servers, Takes, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::REMOTE;
const HTTP_SSE: Transports = Transports::HTTP_SSE;

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
        spellings: &[Spelling::Braced, Spelling::BracedDefault],
        written: &[Spelling::Braced, Spelling::BracedDefault],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Url, Concept::Headers],
        twice: &[Concept::Headers],
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
