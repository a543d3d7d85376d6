//! JetBrains AI Assistant: JSON that is pasted into its settings.

use super::{FieldSpec, Host, Kind, NameRule};
use crate::model::{Concept, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "jetbrains-ai",
    aliases: &["jetbrains"],
    name: "JetBrains AI Assistant",
    checked_version: "documentation 2026",
    confidence: "documented",
    syntax: Syntax::Json,
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("workingDirectory", Concept::Cwd, Kind::Text, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
    ],
    names: NameRule { fits: NameRule::any, reserved: &[] },
    ..Host::USUAL
};
