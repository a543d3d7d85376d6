//! Visual Studio Code: JSON with comments, servers under `servers`, references by `${env:V}` and `${input:id}`.

use super::form::{Form, Part, cut};
use super::{BadEntry, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, References, Servers, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

const TABLE: Host = Host {
    id: "vscode",
    aliases: &["vs-code", "code"],
    name: "VS Code",
    checked_version: "1.139.1",
    confidence: "verified-run",
    files: &[
        ConfigFile::new("project", ".vscode/mcp.json"),
        ConfigFile::on("macos", "user", "~/Library/Application Support/Code/User/mcp.json"),
        ConfigFile::on("windows", "user", "%APPDATA%\\Code\\User\\mcp.json"),
        ConfigFile::on("linux", "user", "~/.config/Code/User/mcp.json"),
    ],
    syntax: Syntax::Json,
    comments: Some(true),
    trailing_commas: Some(true),
    bom: Some(true),
    servers: &[Servers::Map(&["servers"])],
    transport: TransportRule {
        field: Some("type"),
        known: &[(Transport::Stdio, &["stdio"]), (Transport::Http, &["http"]), (Transport::Sse, &["sse"])],
        of_command: true,
        of_url: Some(Transport::Http),
        falls_back: true,
        doubts: true,
        both: Both::Command,
        lenient: true,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("envFile", Concept::EnvFile, Kind::Text, Transports::STDIO),
        FieldSpec::own("sandboxEnabled", Concept::HostSpecific, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("oauth.clientId", Concept::OauthClientId, Kind::Text, REMOTE),
        FieldSpec::own("oauth.enterpriseManaged", Concept::Oauth, REMOTE),
        FieldSpec::own("dev", Concept::HostSpecific, Transports::ANY),
        FieldSpec::own("transport", Concept::HostSpecific, REMOTE),
        FieldSpec::own("gallery", Concept::HostSpecific, Transports::ANY),
        FieldSpec::own("version", Concept::HostSpecific, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Env, Spelling::Input, Spelling::Folders],
        written: &[Spelling::Env, Spelling::Input, Spelling::Folders],
        fields: &[
            Concept::Command,
            Concept::Args,
            Concept::Cwd,
            Concept::Env,
            Concept::EnvFile,
            Concept::Url,
            Concept::Headers,
            Concept::OauthClientId,
        ],
        home: &[Concept::Command, Concept::Args, Concept::Cwd],
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    bad_entry: BadEntry::KeepsEntry,
    numbers_in_env: true,
    inputs_at: Some("inputs"),
    notes: &[
        ("sandboxEnabled", "Whether the server runs in the sandbox whose rules stand at the top of the file."),
        ("dev", "What to watch, and how to debug the server while it is developed."),
        ("gallery", "Written by the gallery."),
        ("version", "Written by the gallery."),
    ],
    ..Host::USUAL
};

/// What it is told by a link is read by code of its own, which knows less, and does not tell SSE from streamable HTTP.
static LINK: Host = Host {
    name: "a `vscode:` link",
    fields: &cut(
        TABLE.fields,
        [
            "type", "command", "args", "cwd", "env", "envFile", "sandboxEnabled", "url", "headers", "oauth.clientId", "dev", "transport",
            "gallery", "version",
        ],
    ),
    transport: TransportRule {
        known: &[(Transport::Stdio, &["stdio"]), (Transport::Http, &["http"]), (Transport::Sse, &["http"])],
        ..TABLE.transport
    },
    whole: Some(&HOST),
    ..TABLE
};

pub(super) static HOST: Host = Host {
    forms: &[
        Form::shell(&HOST, &[Part::Is("code"), Part::Is("--add-mcp"), Part::NamedEntry]),
        Form::link(&LINK, &[Part::Is("vscode:mcp/install?"), Part::NamedEntry]),
        Form::link(&LINK, &[Part::Is("vscode-insiders:mcp/install?"), Part::NamedEntry]),
    ],
    ..TABLE
};
