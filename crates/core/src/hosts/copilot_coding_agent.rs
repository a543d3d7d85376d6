//! The Copilot coding agent on github.com: strict JSON that is pasted into the settings of a repository.

use super::{Both, FieldSpec, Fill, Host, Kind, NameRule, NoNames, References, TransportRule};
use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "copilot-coding-agent",
    aliases: &["copilot-agent"],
    name: "Copilot coding agent",
    checked_version: "github/docs 2026",
    confidence: "documented",
    syntax: Syntax::Json,
    comments: Some(false),
    trailing_commas: Some(false),
    transport: TransportRule {
        field: Some("type"),
        known: &[
            (Transport::Stdio, &["local", "stdio"]),
            (Transport::Http, &["http"]),
            (Transport::Sse, &["sse"]),
        ],
        of_command: false,
        of_url: None,
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
        FieldSpec::new("tools", Concept::ToolsAllow, Kind::Names(NoNames::NothingOrStar), Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Copilot],
        written: &[Spelling::Copilot],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Url, Concept::Headers],
        ..References::NONE
    },
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    bare_variables: true,
    minimum: &[("args", Fill::Nothing, true), ("tools", Fill::Star, true)],
    ..Host::USUAL
};
