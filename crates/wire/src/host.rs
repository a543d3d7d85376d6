//! Hosts.

use alloc::vec;

use mcpglot_core::hosts::{self, FieldSpec, FormKind, Host};
use mcpglot_core::model::Transport;
use serde::{Serialize, Serializer};

use crate::SCHEMA_VERSION;
use crate::json::Json;

/// The response of `hosts`.
pub struct Hosts<'o>(&'o [&'static Host]);

impl<'o> Hosts<'o> {
    /// The given hosts.
    #[must_use]
    pub const fn new(hosts: &'o [&'static Host]) -> Self {
        Self(hosts)
    }
}

impl Serialize for Hosts<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let hosts = self.0.iter().map(|host| told(host)).collect();
        Json::Object(vec![
            ("schemaVersion", Json::Whole(SCHEMA_VERSION.into())),
            // The day of the facts.
            ("asOf", Json::word(hosts::AS_OF)),
            ("hosts", Json::List(hosts)),
        ])
        .serialize(serializer)
    }
}

/// All that there is to say of a host. What is not established, or is not there, is absent.
fn told(host: &'static Host) -> Json<'static> {
    let words = |words: &[&'static str]| Json::words(words.iter().copied());
    let mut fields = vec![
        ("id", Json::word(host.id)),
        ("aliases", words(host.aliases)),
        ("name", Json::word(host.name)),
        ("checkedVersion", Json::word(host.checked_version)),
        ("confidence", Json::word(host.confidence)),
        ("syntax", Json::word(host.syntax.name())),
    ];
    for (key, is_so) in [("comments", host.comments), ("trailingCommas", host.trailing_commas), ("bom", host.bom)] {
        fields.extend(is_so.map(|is_so| (key, Json::Switch(is_so))));
    }
    fields.push(("serversAt", words(host.place().keys())));
    // Where they are a list.
    fields.extend(host.place().name_field().map(|field| ("namedBy", Json::word(field))));
    fields.push(("files", Json::List(host.files.iter().map(file).collect())));
    fields.push(("transports", Json::words(host.transport.known.iter().map(|(transport, _)| transport.name()))));
    fields.push(("fields", Json::List(host.fields.iter().map(|spec| field(host, spec)).collect())));
    let references = &host.references;
    if !references.spellings.is_empty() {
        let references = vec![
            // Examples, of a variable `NAME`.
            ("spellings", Json::words(references.spellings.iter().map(|spelling| spelling.example()))),
            // Those in whose fields they work.
            ("concepts", Json::words(references.fields.iter().map(|concept| concept.name()))),
            ("unset", Json::word(references.unset.name())),
        ];
        fields.push(("references", Json::Object(references)));
    }
    // A regular expression of ECMAScript, where it does not take any name.
    let pattern = host.name_pattern.map(|pattern| ("pattern", Json::word(pattern)));
    let names = pattern.into_iter().chain([("reserved", words(host.names.reserved))]);
    fields.push(("names", Json::Object(names.collect())));
    // What it has for `commands` to print.
    fields.push(("commands", Json::words(host.form_kinds().map(FormKind::name))));
    Json::Object(fields)
}

fn file(file: &'static hosts::ConfigFile) -> Json<'static> {
    let mut fields = vec![("scope", Json::word(file.scope)), ("path", Json::word(file.path)), ("os", Json::word(file.os))];
    fields.extend(file.moved_by.map(|variable| ("movedBy", Json::word(variable))));
    Json::Object(fields)
}

fn field(host: &Host, spec: &'static FieldSpec) -> Json<'static> {
    let mut fields = vec![
        ("key", Json::word(spec.key)),
        ("concept", Json::word(spec.concept.name())),
        ("kind", Json::word(spec.kind.name())),
        ("transports", Json::words(spec.on.iter().map(Transport::name))),
    ];
    fields.extend(spec.kind.unit().map(|unit| ("unit", Json::word(unit))));
    if spec.is_legacy() {
        // It is read, and not written: another field says the same.
        fields.push(("legacy", Json::Switch(true)));
    }
    fields.extend(host.note(spec).map(|note| ("note", Json::word(note))));
    Json::Object(fields)
}
