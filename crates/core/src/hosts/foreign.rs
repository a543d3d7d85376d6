//! Fields of other hosts: what people leave in a file that they copied.

use super::{ALL, FieldSpec, Host, Kind, NoNames};
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
    FieldSpec::new("disabled", Concept::Enabled, Kind::Switch(false), Transports::ANY),
    FieldSpec::new("enabled", Concept::Enabled, Kind::Switch(true), Transports::ANY),
    FieldSpec::new("description", Concept::Description, Kind::Text, Transports::ANY),
    FieldSpec::new("cwd", Concept::Cwd, Kind::Text, Transports::STDIO),
    FieldSpec::new("headers", Concept::Headers, Kind::Pairs, Transports::REMOTE),
    FieldSpec::new("type", Concept::Transport, Kind::Transport, Transports::ANY),
    FieldSpec::new("transport", Concept::Transport, Kind::Transport, Transports::ANY),
    FieldSpec::new("alwaysAllow", Concept::AutoApprove, Kind::Names(NoNames::Nothing), Transports::ANY),
    FieldSpec::new("autoApprove", Concept::AutoApprove, Kind::Names(NoNames::Nothing), Transports::ANY),
    FieldSpec::new("includeTools", Concept::ToolsAllow, Kind::Names(NoNames::Nothing), Transports::ANY),
    FieldSpec::new("excludeTools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
    FieldSpec::new("disabledTools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
    FieldSpec::new("disabled_tools", Concept::ToolsDeny, Kind::Names(NoNames::Nothing), Transports::ANY),
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
