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

/// What one host alone takes for something else, and all others for this.
static SHARED: &[FieldSpec] = &[FieldSpec::new("transport", Concept::Transport, Kind::Transport, Transports::ANY)];

/// Keys whose meaning or unit depends on the host: `timeout` is seconds in some and milliseconds in others, of a call or of a
/// start; an empty `enabledTools` allows no tool or every tool.
static AMBIGUOUS: &[&str] =
    &["timeout", "tools", "enabledTools", "enabled_tools", "trust", "environment", "envFile", "oauth", "auth", "name"];

/// What is copied along from lists of servers, and tells where one is from: to one host alone it is more, or was.
static ELSEWHERE: &[&str] = &["source", "gallery", "version"];

/// What `key` means in hosts other than `host`.
pub(super) fn find(host: &Host, key: &str) -> Foreign {
    if ELSEWHERE.contains(&key) {
        return Foreign::Unknown;
    }
    if AMBIGUOUS.contains(&key) {
        return Foreign::Ambiguous;
    }
    if let Some(spec) = SHARED.iter().find(|spec| spec.key == key) {
        return Foreign::Agreed(spec);
    }
    let mut found: Option<&'static FieldSpec> = None;
    for spec in ALL.iter().filter(|other| other.id != host.id).filter_map(|other| other.field(key)) {
        match found {
            Some(earlier) if earlier.concept != spec.concept || !alike(earlier.kind, spec.kind) => return Foreign::Ambiguous,
            Some(_) => {}
            None => found = Some(spec),
        }
    }
    match found {
        Some(spec) if spec.kind == Kind::Own => Foreign::Ambiguous,
        Some(spec) => Foreign::Agreed(spec),
        None => Foreign::Unknown,
    }
}

/// The field that a host may have, for all that is known of it: what its key means in all others.
pub fn may_read(host: &Host, key: &str) -> Option<&'static FieldSpec> {
    match find(host, key) {
        Foreign::Agreed(spec) if host.is_hearsay() => Some(spec),
        _ => None,
    }
}

/// Whether a value says the same in both kinds of field, though one may take fewer values.
fn alike(one: Kind, other: Kind) -> bool {
    match (one, other) {
        (Kind::Seconds { exponent: one, .. }, Kind::Seconds { exponent: other, .. }) => one == other,
        (Kind::Port(_), Kind::Port(_)) => true,
        _ => one == other,
    }
}
