//! LM Studio: JSON, as in Cursor.

use super::form::{Form, Part};
use super::{ConfigFile, FieldSpec, Host, Kind, NameRule};
use crate::model::{Concept, Transports};
use crate::syntax::Syntax;

const REMOTE: Transports = Transports::HTTP_SSE;

pub(super) static HOST: Host = Host {
    id: "lm-studio",
    aliases: &["lmstudio"],
    name: "LM Studio",
    checked_version: "documentation 2026",
    confidence: "documented",
    files: &[
        ConfigFile::new("user", "~/.lmstudio/mcp.json"),
    ],
    syntax: Syntax::Json,
    fields: &[
        FieldSpec::new("command", Concept::Command, Kind::Text, Transports::STDIO),
        FieldSpec::new("args", Concept::Args, Kind::Texts, Transports::STDIO),
        FieldSpec::new("env", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("url", Concept::Url, Kind::Text, REMOTE),
        FieldSpec::new("headers", Concept::Headers, Kind::Pairs, REMOTE),
    ],
    names: NameRule { fits: NameRule::any, reserved: &["__proto__"] },
    // Its documentation has the link.
    forms: &[Form::link(&HOST, &[Part::Is("lmstudio://add_mcp?name="), Part::Name, Part::Is("&config="), Part::EntryInBase64])],
    ..Host::USUAL
};
