//! Visual Studio: JSON, servers under `servers` as in VS Code, in files that other hosts read otherwise.

use super::{Both, ConfigFile, FieldSpec, Host, Kind, NameRule, References, Servers, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "visual-studio",
    name: "Visual Studio",
    checked_version: "docs 2025-08-29",
    confidence: "documented",
    files: &[
        ConfigFile::on("windows", "project", "<SOLUTIONDIR>\\.mcp.json"),
        ConfigFile::on("windows", "local", "<SOLUTIONDIR>\\.vs\\mcp.json"),
        ConfigFile::on("windows", "project", "<SOLUTIONDIR>\\.vscode\\mcp.json"),
        ConfigFile::on("windows", "project", "<SOLUTIONDIR>\\.cursor\\mcp.json"),
        ConfigFile::on("windows", "user", "%USERPROFILE%\\.mcp.json"),
    ],
    syntax: Syntax::Json,
    servers: &[Servers::Map(&["servers"])],
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &["stdio"]),
            (Transport::Http, &["http"]),
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
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
    ],
    references: References {
        spellings: &[Spelling::Input],
        written: &[Spelling::Input],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Url, Concept::Headers],
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    inputs_at: Some("inputs"),
    ..Host::USUAL
};
