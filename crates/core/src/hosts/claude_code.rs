//! Claude Code: strict JSON, servers under `mcpServers`. A URL without `type` is skipped.

use super::{BadEntry, ConfigFile, FieldSpec, Host, Kind, NameRule, References, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::REMOTE;
const HTTP_SSE: Transports = Transport::Http.only().and(Transport::Sse.only());

pub(super) static HOST: Host = Host {
    id: "claude-code",
    aliases: &["claude"],
    name: "Claude Code",
    checked_version: "2.1.328",
    confidence: "verified-run",
    files: &[
        ConfigFile { scope: "project", path: ".mcp.json", moved_by: None },
        ConfigFile { scope: "user", path: "~/.claude.json", moved_by: None },
        ConfigFile { scope: "plugin", path: "<plugin>/.mcp.json", moved_by: None },
    ],
    syntax: Syntax::Json,
    comments: false,
    trailing_commas: false,
    servers_at: &["mcpServers"],
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &["stdio"]),
            (Transport::Http, &["http", "streamable-http"]),
            (Transport::Sse, &["sse"]),
            (Transport::Ws, &["ws"]),
        ],
        of_url: None,
        refuses_both: false,
    },
    fields: &[
        FieldSpec { key: "type", concept: Concept::Transport, kind: Kind::Transport, on: Transports::ANY },
        FieldSpec { key: "command", concept: Concept::Command, kind: Kind::Text, on: Transports::STDIO },
        FieldSpec { key: "args", concept: Concept::Args, kind: Kind::Texts, on: Transports::STDIO },
        FieldSpec { key: "env", concept: Concept::Env, kind: Kind::Pairs, on: Transports::STDIO },
        FieldSpec { key: "url", concept: Concept::Url, kind: Kind::Text, on: REMOTE },
        FieldSpec { key: "headers", concept: Concept::Headers, kind: Kind::Pairs, on: REMOTE },
        FieldSpec { key: "headersHelper", concept: Concept::HeadersHelper, kind: Kind::Text, on: REMOTE },
        FieldSpec { key: "oauth.clientId", concept: Concept::OauthClientId, kind: Kind::Text, on: HTTP_SSE },
        FieldSpec { key: "oauth.callbackPort", concept: Concept::OauthCallbackPort, kind: Kind::Port(1), on: HTTP_SSE },
        FieldSpec { key: "oauth.scopes", concept: Concept::OauthScopes, kind: Kind::SpacedNames, on: HTTP_SSE },
        FieldSpec { key: "oauth.authServerMetadataUrl", concept: Concept::Oauth, kind: Kind::Own, on: HTTP_SSE },
        FieldSpec { key: "oauth.xaa", concept: Concept::Oauth, kind: Kind::Own, on: HTTP_SSE },
        FieldSpec { key: "tools", concept: Concept::ToolApproval, kind: Kind::Own, on: HTTP_SSE },
        FieldSpec { key: "timeout", concept: Concept::ToolTimeout, kind: Kind::Seconds { exponent: -3, whole: true, zero: false }, on: Transports::ANY },
        FieldSpec { key: "alwaysLoad", concept: Concept::HostSpecific, kind: Kind::Own, on: Transports::ANY },
    ],
    references: References {
        spellings: &[Spelling::Braced, Spelling::BracedDefault],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Url, Concept::Headers],
    },
    // Names with dots or blanks load from a file; only `claude mcp add` refuses them.
    names: NameRule { also: None, reserved: &["workspace", "claude-in-chrome", "computer-use", "__proto__"] },
    bad_entry: BadEntry::SkipsEntry,
    never_empty: &["command"],
    requires: &[],
    refuses_unused: false,
    timeout_floor: 1,
};
