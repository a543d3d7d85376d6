//! Amp: JSON with comments, servers under one key with a dot, `amp.mcpServers`.

use super::{BadEntry, Both, ConfigFile, FieldSpec, Host, Kind, NameRule, NoNames, References, Servers, TransportRule};
use crate::model::{Concept, Spelling, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "amp",
    name: "Amp",
    checked_version: "0.0.1790142911",
    confidence: "verified-run",
    files: &[
        ConfigFile::new("user", "~/.config/amp/settings.json"),
        ConfigFile::new("project", ".amp/settings.json"),
    ],
    syntax: Syntax::Json,
    servers: &[Servers::Map(&["amp.mcpServers"])],
    comments: Some(true),
    trailing_commas: Some(true),
    bom: Some(false),
    // It finds out by itself whether a URL speaks HTTP or SSE.
    transport: TransportRule { both: Both::Url, ..TransportRule::INFERRED },
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
        FieldSpec::new("includeTools", Concept::ToolsAllow, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Braced],
        written: &[Spelling::Braced],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Url, Concept::Headers],
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    bad_entry: BadEntry::KeepsEntry,
    ..Host::USUAL
};
