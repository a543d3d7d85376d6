//! JetBrains Junie: JSON, processes only as far as it is known.

use super::{ConfigFile, FieldSpec, Host, Kind, TransportRule};
use crate::model::{Concept, Transport, Transports};
use crate::syntax::Syntax;

pub(super) static HOST: Host = Host {
    id: "junie",
    name: "Junie",
    checked_version: "documentation 2025-2026",
    confidence: "documented",
    files: &[
        ConfigFile::new("project", ".junie/mcp/mcp.json"),
        ConfigFile::new("user", "~/.junie/mcp/mcp.json"),
    ],
    syntax: Syntax::Json,
    transport: TransportRule { known: &[(Transport::Stdio, &[])], of_url: None, ..TransportRule::INFERRED },
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
    ],
    ..Host::USUAL
};
