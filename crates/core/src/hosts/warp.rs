//! Warp: JSON, the folder of a process in `working_directory`.

use super::{ConfigFile, FieldSpec, Fill, Host, Kind, Servers};
use crate::model::{Concept, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "warp",
    name: "Warp",
    checked_version: "docs 2026",
    confidence: "documented",
    files: &[
        ConfigFile::new("project", ".warp/.mcp.json"),
        ConfigFile::new("user", "~/.warp/.mcp.json"),
        ConfigFile::new("project", ".agents/.mcp.json"),
        ConfigFile::new("user", "~/.agents/.mcp.json"),
    ],
    syntax: Syntax::Json,
    servers: &[Servers::Map(&["mcpServers"]), Servers::Map(&[])],
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("working_directory", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
    ],
    minimum: &[("args", Fill::Nothing, true)],
    // What people publish for it has `"working_directory": null`.
    null_fields: true,
    ..Host::USUAL
};
