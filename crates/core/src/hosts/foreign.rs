//! Fields of other hosts: what people leave in a file that they copied.

use super::{ALL, FieldSpec, Host, Kind};
use crate::model::{Concept, Transports};

/// What a key means that a host does not know.
pub(super) enum Foreign {
    /// Wherever it exists, it means this.
    Agreed(&'static FieldSpec),
    /// It means different things, or the same in different units.
    Ambiguous,
    /// Nobody has it.
    Unknown,
}

/// Fields that other hosts share and no table in this project has yet, with a meaning that is the same in all of them.
static SHARED: &[FieldSpec] = &[
    FieldSpec { key: "disabled", concept: Concept::Enabled, kind: Kind::Switch(false), on: Transports::ANY },
    FieldSpec { key: "enabled", concept: Concept::Enabled, kind: Kind::Switch(true), on: Transports::ANY },
    FieldSpec { key: "description", concept: Concept::Description, kind: Kind::Text, on: Transports::ANY },
    FieldSpec { key: "cwd", concept: Concept::Cwd, kind: Kind::Text, on: Transports::STDIO },
    FieldSpec { key: "headers", concept: Concept::Headers, kind: Kind::Pairs, on: Transports::REMOTE },
    FieldSpec { key: "type", concept: Concept::Transport, kind: Kind::Transport, on: Transports::ANY },
    FieldSpec { key: "transport", concept: Concept::Transport, kind: Kind::Transport, on: Transports::ANY },
    FieldSpec { key: "alwaysAllow", concept: Concept::AutoApprove, kind: Kind::Names, on: Transports::ANY },
    FieldSpec { key: "autoApprove", concept: Concept::AutoApprove, kind: Kind::Names, on: Transports::ANY },
    FieldSpec { key: "includeTools", concept: Concept::ToolsAllow, kind: Kind::Names, on: Transports::ANY },
    FieldSpec { key: "excludeTools", concept: Concept::ToolsDeny, kind: Kind::Names, on: Transports::ANY },
    FieldSpec { key: "disabledTools", concept: Concept::ToolsDeny, kind: Kind::Names, on: Transports::ANY },
    FieldSpec { key: "disabled_tools", concept: Concept::ToolsDeny, kind: Kind::Names, on: Transports::ANY },
];

/// Keys whose meaning or unit depends on the host: `timeout` is seconds in some and milliseconds in others, of a call or of a
/// start; an empty `enabledTools` allows no tool or every tool.
static AMBIGUOUS: &[&str] =
    &["timeout", "tools", "enabledTools", "enabled_tools", "trust", "environment", "envFile", "oauth", "auth", "name"];

/// What `key` means in hosts other than `host`.
pub(super) fn find(host: &Host, key: &str) -> Foreign {
    if AMBIGUOUS.contains(&key) {
        return Foreign::Ambiguous;
    }
    if let Some(spec) = SHARED.iter().find(|spec| spec.key == key) {
        return Foreign::Agreed(spec);
    }
    let mut found: Option<&'static FieldSpec> = None;
    for spec in ALL.iter().filter(|other| other.id != host.id).filter_map(|other| other.field(key)) {
        match found {
            Some(earlier) if earlier.concept != spec.concept || earlier.kind != spec.kind => return Foreign::Ambiguous,
            _ => found = Some(spec),
        }
    }
    match found {
        Some(spec) if spec.kind == Kind::Own => Foreign::Ambiguous,
        Some(spec) => Foreign::Agreed(spec),
        None => Foreign::Unknown,
    }
}
