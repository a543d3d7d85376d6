//! What stands in documents and can be made from the tables: the list of hosts in the README, the schema of the settings.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::fmt::Write as _;
use std::fs;
use std::path::Path;

use mcpglot_core::hosts::{self, Host};
use mcpglot_core::model::Transport;
use mcpglot_core::project;
use mcpglot_core::syntax::{self, Syntax};
use mcpglot_tests::fixtures::expect;

fn root() -> &'static Path {
    Path::new(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
}

/// How the facts are known, in words.
fn known(host: &Host) -> &'static str {
    match host.confidence {
        "verified-run" => "the program was run",
        "verified-source" => "its source was read",
        "documented" => "its documentation",
        "seen" => "files that people use",
        other => panic!("{}: how is it known, {other}?", host.id),
    }
}

/// The first file for each scope; what has none is pasted into the program.
fn files(host: &Host) -> String {
    let mut scopes: Vec<&str> = Vec::new();
    let mut files: Vec<String> = Vec::new();
    for file in host.files.iter().filter(|file| ["project", "user"].contains(&file.scope)) {
        if !scopes.contains(&file.scope) {
            scopes.push(file.scope);
            files.push(format!("`{}`", file.path));
        }
    }
    let others = || host.files.first().map_or_else(|| "–".to_owned(), |file| format!("`{}`", file.path));
    if files.is_empty() { others() } else { files.join(", ") }
}

/// The table of the README.
fn table() -> String {
    let mut out = format!("{} hosts, by their facts of {}:\n\n", hosts::ALL.len(), hosts::AS_OF);
    out.push_str("| Host | Id | Files | Reaches | Known from |\n|---|---|---|---|---|\n");
    for host in hosts::ALL {
        let ids: Vec<String> = std::iter::once(&host.id).chain(host.aliases).map(|id| format!("`{id}`")).collect();
        let reaches: Vec<&str> =
            Transport::ALL.into_iter().filter(|&one| host.has_transport(one)).map(|one| one.name()).collect();
        let (ids, reaches) = (ids.join(", "), reaches.join(", "));
        writeln!(out, "| {} | {ids} | {} | {reaches} | {} |", host.name, files(host), known(host)).unwrap();
    }
    out
}

#[test]
fn the_readme_lists_every_host() {
    let path = root().join("README.md");
    let readme = fs::read_to_string(&path).unwrap();
    let (before, rest) = readme.split_once("<!-- hosts -->\n").unwrap();
    let (_, after) = rest.split_once("<!-- /hosts -->\n").unwrap();
    let fresh = [before, "<!-- hosts -->\n", &table(), "<!-- /hosts -->\n", after].concat();
    expect(&path, Some(fresh.as_bytes())).unwrap_or_else(|trouble| panic!("`just bless` lists them anew: {trouble}"));
}

#[test]
fn the_schema_of_the_settings_is_that_of_the_program() {
    let schema = syntax::print_lines(&project::settings_schema(), Syntax::Json);
    expect(&root().join("docs/mcpglot.schema.json"), Some(schema.as_bytes())).unwrap_or_else(|trouble| panic!("{trouble}"));
}

#[test]
fn the_settings_to_begin_with_name_every_key() {
    let schema: serde_json::Value =
        serde_json::from_str(&syntax::print_lines(&project::settings_schema(), Syntax::Json)).unwrap();
    let starter = project::starter(".mcp.json", &project::Settings::default(), &[]);
    for place in ["", "/$defs/target", "/$defs/server"] {
        for key in schema.pointer(&format!("{place}/properties")).unwrap().as_object().unwrap().keys() {
            let is_it = |line: &str| line.starts_with(&format!("{key} = ")) || line.contains(&format!("{key}."));
            let is_named = starter.lines().any(|line| is_it(line.trim_start_matches("# ")));
            assert!(is_named, "`{key}` is not in the settings that `init` writes");
        }
    }
}
