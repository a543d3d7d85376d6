//! Trae: JSON. No blank in a command.

use super::{Blanks, ConfigFile, FieldSpec, Host, Kind, NameRule, References};
use crate::model::{Concept, Spelling, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "trae",
    name: "Trae",
    checked_version: "documentation 2026",
    confidence: "documented",
    files: &[
        ConfigFile::new("project", ".trae/mcp.json"),
        ConfigFile::on("macos", "user", "~/Library/Application Support/Trae/User/mcp.json"),
        ConfigFile::on("windows", "user", "%APPDATA%\\Trae\\User\\mcp.json"),
    ],
    syntax: Syntax::Json,
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::own("fromGalleryId", Concept::HostSpecific, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Workspace],
        written: &[Spelling::Workspace],
        fields: &[Concept::Args],
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    blanks: Blanks::Refused,
    ..Host::USUAL
};
