//! JSON Schema of `mcpglot.toml`, for editors.

use alloc::borrow::{Cow, ToOwned};
use alloc::vec;

use super::settings::{SERVER, TARGET, TOP};
use crate::hosts::{self, CANONICAL};
use crate::model::Concept;
use crate::ops::REACHED_BY;
use crate::ops::schema::{
    CLOSED, Entries, Schema, described, list_of, map_of, number, object, properties, text, typed, whole, words,
};
use crate::syntax::Value;

/// The schema of `mcpglot.toml`, by the draft of 2020-12.
#[must_use]
pub fn settings_schema() -> Value<'static> {
    let mut top = table(TOP);
    top.push(("$defs", object(vec![("target", object(table(TARGET))), ("server", object(table(SERVER)))])));
    whole(Cow::Borrowed("mcpglot.toml"), top)
}

fn table(keys: &'static [&'static str]) -> Entries {
    let entry = |key: &&'static str| {
        let (about, schema) = key_of(key);
        (Cow::Borrowed(*key), described(schema, about.to_owned()))
    };
    vec![("type", text("object")), ("properties", Value::Map(keys.iter().map(entry).collect())), CLOSED]
}

/// What a key is about, and what it takes.
fn key_of(key: &str) -> (&'static str, Schema) {
    let reference = |name| object(vec![("$ref", text(name))]);
    match key {
        "source" => ("The file that the servers come from.", string()),
        "from" => ("The host of the source, where its name does not tell.", host(Some(&hosts::SNIPPET.id))),
        "strategy" => ("What becomes of what only a target has.", words(&["merge", "overwrite"])),
        "strict" => ("Refuse a target if anything is lost.", typed("boolean")),
        "gitignore" => ("List the files that are written in `.gitignore`.", typed("boolean")),
        "targets" => (
            "Who gets the servers: a table each, named by the host, unless `host` names it.",
            map_of(reference("#/$defs/target")),
        ),
        "host" => ("The host that reads the file.", host(None)),
        "path" => ("The file, where it is not the host's own.", string()),
        "only" => ("The only servers that it gets.", list_of(string())),
        "bridge" => ("Reach servers that the host cannot reach by a program that it can start.", words(&["mcp-remote"])),
        "servers" => ("What differs for single servers.", map_of(reference("#/$defs/server"))),
        "skip" => ("Do not bring it here.", typed("boolean")),
        "rename" => ("Its name here.", string()),
        "replace-args" => ("Arguments, and what stands in their place here.", map_of(string())),
        "set" => {
            let both = REACHED_BY.iter().filter_map(|&concept| CANONICAL.key_of(concept)).map(text).collect();
            let both = object(vec![("required", Value::List(both))]);
            let fields = vec![("type", text("object")), ("properties", properties(&CANONICAL, false)), CLOSED, ("not", both)];
            ("Fields that it has here, by their canonical names.", object(fields))
        }
        _ => {
            let fields =
                CANONICAL.fields.iter().filter(|spec| spec.concept != Concept::Transport && !REACHED_BY.contains(&spec.concept));
            let names = object(vec![("enum", Value::List(fields.map(|spec| text(spec.key)).collect()))]);
            ("Fields that it does not have here, by their canonical names.", list_of(names))
        }
    }
}

/// A string of at least one character.
fn string() -> Schema {
    object(vec![("type", text("string")), ("minLength", number("1"))])
}

/// The id or an alias of a host.
fn host(besides: Option<&'static &'static str>) -> Schema {
    let ids = hosts::ALL.iter().flat_map(|host| core::iter::once(&host.id).chain(host.aliases)).chain(besides);
    object(vec![("enum", Value::List(ids.map(|id| text(id)).collect()))])
}
