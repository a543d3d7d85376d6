//! Warp: JSON, the folder of a process in `working_directory`. References are made in the text of the file, which it does not read
//! where a variable is not set.

use super::{ConfigFile, FieldSpec, Fill, Host, Kind, References, Servers, Unset};
use crate::model::{Concept, Spelling, Transports};
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
        FieldSpec::new("serverUrl", Concept::Url, Kind::Text, REMOTE).legacy(),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("description", Concept::Description, Kind::Text, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Braced],
        written: &[Spelling::Braced],
        fields: &[
            Concept::Command,
            Concept::Args,
            Concept::Env,
            Concept::Cwd,
            Concept::Url,
            Concept::Headers,
            Concept::Description,
        ],
        in_raw_text: &["${"],
        unset: Unset::Fails,
        ..References::NONE
    },
    minimum: &[("args", Fill::Nothing, false)],
    // What people publish for it has `"working_directory": null`.
    null_fields: true,
    ..Host::USUAL
};
