//! Cursor: JSON with comments. One entry that does not fit empties the whole file in silence.

use super::form::{Form, Part};
use super::{BadEntry, Blanks, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, NoNames, References, Servers, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

const TABLE: Host = Host {
    id: "cursor",
    name: "Cursor",
    checked_version: "SDK 1.0.32",
    confidence: "verified-run",
    files: &[ConfigFile::new("project", ".cursor/mcp.json"), ConfigFile::new("user", "~/.cursor/mcp.json")],
    syntax: Syntax::Json,
    comments: Some(true),
    trailing_commas: Some(true),
    bom: Some(true),
    servers: &[Servers::Map(&["mcpServers"])],
    transport: TransportRule {
        field: Some("type"),
        known: &[(Transport::Stdio, &["stdio"]), (Transport::Http, &["http"]), (Transport::Sse, &["sse"])],
        of_command: true,
        of_url: Some(Transport::Http),
        // The editor does; its agent takes a URL alone for streamable HTTP.
        falls_back: true,
        both: Both::Command,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("envFile", Concept::EnvFile, Kind::Text, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("auth.CLIENT_ID", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::new("auth.CLIENT_SECRET", Concept::OauthClientSecret, Kind::Text, REMOTE),
        FieldSpec::new("auth.scopes", Concept::OauthScopes, Kind::Names(NoNames::Nothing), REMOTE),
    ],
    // Without an id the rest of `auth` fits nothing, and nothing of the file is left.
    requires: &[(Concept::OauthClientSecret, Concept::OauthClientId), (Concept::OauthScopes, Concept::OauthClientId)],
    references: References {
        // The agent expands all three; the editor's documentation has the first alone.
        spellings: &[Spelling::Env, Spelling::Places, Spelling::Braced, Spelling::BracedDefault],
        written: &[Spelling::Env, Spelling::Places],
        fields: &[
            Concept::Command,
            Concept::Args,
            Concept::Cwd,
            Concept::Env,
            Concept::EnvFile,
            Concept::Url,
            Concept::Headers,
            Concept::OauthClientId,
            Concept::OauthClientSecret,
        ],
        home: &[Concept::Command, Concept::Args, Concept::Cwd],
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    bad_entry: BadEntry::RefusesFile,
    null_entry: BadEntry::RefusesFile,
    blanks: Blanks::Split { paths: true },
    ..Host::USUAL
};

pub(super) static HOST: Host = Host {
    forms: &[
        Form::link(
            &HOST,
            &[
                Part::Is("cursor://anysphere.cursor-deeplink/mcp/install?name="),
                Part::Name,
                Part::Is("&config="),
                Part::EntryInBase64,
            ],
        ),
    ],
    ..TABLE
};
