//! Real files: each is read, converted and merged, or refused with a place. `MCPGLOT_CORPUS` names their folder.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::Path;

use mcpglot_core::diag::{Document, Severity};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops::{self, Strategy, Written};
use mcpglot_core::syntax::Syntax;
use mcpglot_core::text::LineIndex;
use mcpglot_tests::corpus;
use mcpglot_tests::laws::{Case, check, show};
use serde_json::Value;

/// Documents that the corpus is merged into, by host; a host without any gets what `JSON` has.
const TARGETS: &[(&str, &str)] = &[
    ("codex", ""),
    (
        "codex",
        "# mine\nmodel = \"m\" # stays\n\n[mcp_servers.github]\ncommand = 'docker' # how\nenv = { A = \"1\" }\n\n[tui]\nx = 1",
    ),
    ("codex", "\u{feff}[mcp_servers]\r\ncontext7 = { url = \"https://example.com\", enabled = false }\r\n"),
    ("claude-code", ""),
    (
        "claude-code",
        "{\n\t\"mcpServers\": {\n\t\t\"github\": {\"command\": \"docker\", \"env\": {\"A\": \"1\"}}\n\t},\n\t\"x\": [1,2]\n}",
    ),
    ("claude-code", "{\"x\":1}\r\n"),
    (
        "gemini-cli",
        "{\n  // mine\n  \"mcpServers\": {\n    \"context7\": { \"httpUrl\": \"https://example.com\", \"timeout\": 5000 }\n  },\n  \"ui\": {}\n}\n",
    ),
    (
        "opencode",
        "{\n  \"$schema\": \"https://opencode.ai/config.json\",\n  \"mcp\": {\n    \"github\": { \"type\": \"local\", \"command\": [\"docker\", \"run\"], \"disabled\": true },\n    \"context7\": { \"enabled\": false },\n  },\n}\n",
    ),
    (
        "vscode",
        "{\n\t\"inputs\": [\n\t\t{ \"type\": \"promptString\", \"id\": \"key\" } // mine\n\t],\n\t\"servers\": {\"github\": {\"command\": \"docker\", \"env\": {\"A\": 1, \"B\": null}}}\n}\n",
    ),
    (
        "copilot-cli",
        "{\"mcpServers\": {\"github\": {\"type\": \"local\", \"command\": \"docker\", \"tools\": [\"*\"], \"timeout\": 1500}}}",
    ),
];

/// For every host whose servers stand in JSON under the given key.
const JSON: &[&str] =
    &["", "{\"KEY\": {\"github\": {\"command\": \"docker\", \"args\": [\"run\"], \"env\": {\"A\": \"1\"}}}, \"x\": [1, 2]}\r\n"];

/// The host that reads a file of the index. A snippet of nobody is one of Claude Code.
fn reader(name: &str) -> Option<&'static Host> {
    corpus::host_of(if name == "generic" { "claude-code" } else { name })
}

#[test]
fn corpus() {
    let mut report = std::io::stderr();
    let Some(folder) = std::env::var_os("MCPGLOT_CORPUS") else {
        writeln!(report, "corpus: not run, MCPGLOT_CORPUS is not set").unwrap();
        return;
    };
    let folder = Path::new(&folder);
    let index: Vec<Value> = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let (mut converted, mut refused) = (0, 0);
    let mut broken: Vec<String> = Vec::new();
    for row in &index {
        let file = row["file"].as_str().unwrap();
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let Ok(text) = ops::decode(&bytes, Document::Source) else {
            refused += 1;
            continue;
        };
        let toml = file.ends_with(".toml") || file.ends_with(".toml.tmpl");
        // A file of a host that the project does not have is one that somebody took for another's.
        let likely = hosts::find(if toml { "codex" } else { "claude-code" }).unwrap();
        let from: &Host = reader(row["host"].as_str().unwrap()).unwrap_or(likely);
        match real_file(text, from, row) {
            Ok(true) => converted += 1,
            Ok(false) => refused += 1,
            Err(why) => broken.push(format!("{file}: {why}")),
        }
    }
    writeln!(report, "corpus: {} files, {converted} converted, {refused} refused", index.len()).unwrap();
    assert!(broken.is_empty(), "{} of them break a law\n{}", broken.len(), broken.join("\n\n"));
}

/// Whether the file was converted, or refused as it should be.
fn real_file(text: &str, from: &'static Host, row: &Value) -> Result<bool, String> {
    let secrets = values(text, from.syntax);
    let secrets: Vec<&str> = secrets.iter().map(String::as_str).collect();
    fn case<'c>(
        (source, from, secrets): (&'c str, &'static Host, &'c [&'c str]),
        to: &'static Host,
        into: Option<&'c str>,
        strategy: Strategy,
    ) -> Case<'c> {
        Case { source, from, to, into, strategy, secrets }
    }
    let file = (text, from, secrets.as_slice());
    let read = ops::read(text, from);
    let ours = reader(row["host"].as_str().unwrap()).is_some();
    if read.tree.is_none() {
        let fault = read
            .sink
            .diagnostics
            .iter()
            .find(|diagnostic| diagnostic.code.severity == Severity::Error)
            .ok_or("refused without a reason")?;
        let place = LineIndex::new(text).position(fault.span.start);
        if place.line as usize > text.split('\n').count() || place.column < 1 {
            return Err(format!("refused at no place: {}", show(fault)));
        }
        // A file that other parsers read is no less readable to us; ours are TOML 1.1 and JSON with comments.
        let excused = row.get("error").is_some_and(|error| !error.is_null())
            || !matches!(row["format"].as_str(), Some("json" | "jsonc" | "toml" | "yaml"));
        if !excused {
            return Err(format!("it is refused, and others read it: {}", show(fault)));
        }
    } else if ours && row.get("error").is_some_and(|error| !error.is_null()) && !row["traits"].to_string().contains("toml-1.1") {
        return Err("it is read, and others refuse it".to_owned());
    }
    if let (true, Some(config)) = (ours, &read.config) {
        let counted = row["servers"].as_u64().unwrap_or(0) as usize;
        // It counts every entry, also those that are no servers.
        if config.servers.len() + config.others.len() != counted {
            return Err(format!(
                "{} servers and {} others are read, the index counts {counted}",
                config.servers.len(),
                config.others.len()
            ));
        }
    }
    let mut any = false;
    for to in hosts::ALL.iter().copied() {
        any |= check(&case(file, to, None, Strategy::Merge))?.written != Written::Refused;
        let own = TARGETS.iter().filter(|(id, _)| *id == to.id).map(|(_, into)| (*into).to_owned());
        let plain = JSON.iter().filter(|_| to.syntax == Syntax::Json).map(|into| into.replace("KEY", to.place().keys()[0]));
        for into in own.chain(plain) {
            for strategy in [Strategy::Merge, Strategy::Overwrite] {
                check(&case(file, to, Some(&into), strategy))?;
            }
        }
    }
    for strategy in [Strategy::Merge, Strategy::Overwrite] {
        let outcome = check(&case(file, from, Some(text), strategy))?;
        if any && outcome.written != Written::Unchanged {
            return Err(format!("into itself it is {:?}: {:?}", outcome.written, outcome.edits));
        }
    }
    Ok(any)
}

/// The values of `env` and `headers`, as far as they are long enough to be told from names.
fn values(text: &str, syntax: Syntax) -> Vec<String> {
    let Ok(tree) = mcpglot_core::syntax::parse(text, syntax) else { return Vec::new() };
    let mut out: BTreeMap<String, ()> = BTreeMap::new();
    let mut keys = String::new();
    let mut stack = vec![(tree.root(), false)];
    while let Some((node, secret)) = stack.pop() {
        let key = tree.key(node);
        keys.push_str(&key);
        let secret = secret || matches!(key.as_ref(), "env" | "environment" | "headers" | "http_headers");
        if let Some(text) = tree.str(node).filter(|text| secret && text.len() >= 8) {
            out.insert(text.into_owned(), ());
        }
        stack.extend(tree.children(node).map(|child| (child, secret)));
    }
    out.into_keys().filter(|value| !keys.contains(value.as_str())).collect()
}
