//! Claude Desktop: strict JSON, processes only. What is known of it is seen, not documented.

use super::{BadEntry, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, References, Servers, TransportRule};
use crate::model::{Concept, Transport, Transports};
use crate::syntax::Syntax;

pub(super) static HOST: Host = Host {
    id: "claude-desktop",
    name: "Claude Desktop",
    checked_version: "2026-06",
    confidence: "seen",
    files: &[
        ConfigFile::on("macos", "user", "~/Library/Application Support/Claude/claude_desktop_config.json"),
        ConfigFile::on("windows", "user", "%APPDATA%\\Claude\\claude_desktop_config.json"),
        ConfigFile::on("linux", "user", "~/.config/Claude/claude_desktop_config.json"),
    ],
    syntax: Syntax::Json,
    comments: Some(false),
    trailing_commas: Some(false),
    bom: None,
    servers: &[Servers::Map(&["mcpServers"])],
    transport: TransportRule {
        field: None,
        known: &[(Transport::Stdio, &[])],
        of_command: true,
        of_url: None,
        both: Both::Command,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
    ],
    references: References::NONE,
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    // Older builds refuse the whole file for a `url`, newer ones skip the entry.
    bad_entry: BadEntry::SkipsEntry,
    ..Host::USUAL
};
