//! A snippet that is nobody's: what people put into a README, a chat or a form. It is only read.
//!
//! No program reads it, so it is no host of [`ALL`](super::ALL). What looks like a reference is meant as one: nobody writes
//! `${TOKEN}` into an example and wants that text.

use super::{Blanks, Both, FieldSpec, Host, Kind, NoNames, References, Servers, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const ANY: Transports = Transports::ANY;
const REMOTE: Transports = Transports::REMOTE;
const STDIO: Transports = Transports::STDIO;

/// What hosts have in common: the words of most, each in the meaning that it has wherever it exists.
pub static SNIPPET: Host = Host {
    id: "mcp-servers",
    name: "a snippet",
    confidence: "verified-run",
    syntax: Syntax::Json,
    comments: Some(true),
    trailing_commas: Some(true),
    servers: &[
        Servers::Map(&["mcpServers"]),
        // What the settings of VS Code were told, before it had a file for it.
        Servers::Map(&["mcp", "servers"]),
        Servers::Map(&["mcp.servers"]),
        Servers::Map(&[]),
    ],
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &["stdio", "local"]),
            (Transport::Http, &["http", "streamable-http", "streamableHttp", "streamable_http", "remote"]),
            (Transport::Sse, &["sse"]),
            (Transport::Ws, &["ws"]),
        ],
        of_command: true,
        of_url: Some(Transport::Http),
        // Nobody said what a URL alone speaks.
        falls_back: true,
        both: Both::Command,
        lenient: true,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("httpUrl", Concept::Url, Kind::Text, Transport::Http.only()).legacy(),
        FieldSpec::new("type", Concept::Transport, Kind::Transport, ANY),
        FieldSpec::new("transport", Concept::Transport, Kind::Transport, ANY).legacy(),
        FieldSpec::new("transportType", Concept::Transport, Kind::Transport, ANY).legacy(),
        FieldSpec::new("command", Concept::Command, Kind::Text, STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("serverUrl", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), ANY),
        FieldSpec::new("enabled", Concept::Enabled, Kind::Switch(true), ANY),
        FieldSpec::new("autoApprove", Concept::AutoApprove, Kind::Names(NoNames::Nothing), ANY),
        FieldSpec::new("alwaysAllow", Concept::AutoApprove, Kind::Names(NoNames::Nothing), ANY),
        FieldSpec::new("description", Concept::Description, Kind::Text, ANY),
    ],
    // As they stand beside the servers of VS Code.
    inputs_at: Some("inputs"),
    // A line of a shell, where there is but one.
    blanks: Blanks::Split { paths: false },
    references: References {
        spellings: &[Spelling::Braced, Spelling::BracedDefault, Spelling::Env, Spelling::Input, Spelling::Folders],
        written: &[Spelling::Braced],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Cwd, Concept::Url, Concept::Headers],
        ..References::NONE
    },
    ..Host::USUAL
};
