//! Windsurf: JSON, the URL of a remote server in `serverUrl`.

use super::{ConfigFile, FieldSpec, Host, Kind, NameRule, NoNames, References};
use crate::model::{Concept, Spelling, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "windsurf",
    name: "Windsurf",
    checked_version: "documentation to 2026-11",
    confidence: "documented",
    files: &[
        ConfigFile::new("user", "~/.codeium/windsurf/mcp_config.json"),
        ConfigFile::on("windows", "user", "%USERPROFILE%\\.codeium\\windsurf\\mcp_config.json"),
        ConfigFile::new("user", "~/.codeium/mcp_config.json"),
    ],
    syntax: Syntax::Json,
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("serverUrl", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        // Documented as another name; people found that it does not connect.
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE).legacy(),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
        FieldSpec::new("disabledTools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Env, Spelling::DollarFile],
        written: &[Spelling::Env, Spelling::DollarFile],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Url, Concept::Headers],
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    ..Host::USUAL
};
