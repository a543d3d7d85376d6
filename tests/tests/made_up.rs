//! A host that nobody has: one table, here, is all that it takes to read it, write it, merge into it and check it.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use mcpglot_core::diag::codes;
use mcpglot_core::hosts::{
    self, BadEntry, Both, ConfigFile, FieldSpec, Fill, Host, Kind, NameRule, NoNames, References, Servers, TransportRule,
};
use mcpglot_core::model::{Concept, Spelling, Transport, Transports};
use mcpglot_core::ops::{self, Options, Strategy, Written};
use mcpglot_core::syntax::{self, Syntax};
use mcpglot_core::text::Encoding;
use mcpglot_tests::generate::{CANARIES, Tape, document, target};
use mcpglot_tests::laws::{Case, check};
use proptest::collection::vec;
use proptest::prelude::*;

/// As odd as any: TOML with servers in an array of tables, words of its own for each field, a list for a command line, time
/// limits in milliseconds in a table of theirs, references like opencode's, names without dots.
static FOUNDRY: Host = Host {
    id: "foundry",
    name: "Foundry",
    checked_version: "1.0",
    confidence: "verified-run",
    files: &[ConfigFile::new("project", ".foundry/tools.toml")],
    syntax: Syntax::Toml,
    servers: &[Servers::List(&["tool_servers"], "title")],
    transport: TransportRule {
        field: Some("via"),
        known: &[(Transport::Stdio, &["pipe"]), (Transport::Http, &["web"])],
        of_command: false,
        of_url: None,
        both: Both::Refused,
        ..TransportRule::INFERRED
    },
    fields: &[
        FieldSpec::new("title", Concept::Name, Kind::Name, Transports::ANY),
        FieldSpec::new("via", Concept::Transport, Kind::Transport, Transports::ANY),
        FieldSpec::new("run", Concept::Command, Kind::CommandLine, Transports::STDIO),
        FieldSpec::new("vars", Concept::Env, Kind::Pairs, Transports::STDIO),
        FieldSpec::new("address", Concept::Url, Kind::Text, Transports::HTTP_SSE),
        FieldSpec::new("send", Concept::Headers, Kind::Pairs, Transports::HTTP_SSE),
        FieldSpec::new(
            "patience.call",
            Concept::ToolTimeout,
            Kind::Seconds { exponent: -3, whole: true, zero: false },
            Transports::ANY,
        ),
        FieldSpec::new("on", Concept::Enabled, Kind::Switch(true), Transports::ANY),
        FieldSpec::new("only", Concept::ToolsAllow, Kind::Names(NoNames::Nothing), Transports::ANY),
        FieldSpec::own("colour", Concept::HostSpecific, Transports::ANY),
    ],
    references: References {
        spellings: &[Spelling::Braced],
        written: &[Spelling::Braced],
        fields: &[Concept::Command, Concept::Args, Concept::Env, Concept::Url, Concept::Headers],
        ..References::NONE
    },
    names: NameRule { fits: |name| NameRule::is_made_of(name, "-_"), reserved: &["foundry"] },
    name_pattern: Some("^[A-Za-z0-9_-]+$"),
    bad_entry: BadEntry::RefusesFile,
    null_entry: BadEntry::RefusesFile,
    refuses_unknown: true,
    minimum: &[("on", Fill::On, true)],
    comments: Some(true),
    ..Host::USUAL
};

const SAMPLE: &str = r#"# Ours.
theme = "dark"

[[tool_servers]]
title = "files" # the first
via = "pipe"
run = ["npx", "-y", "files-mcp", "${ROOT}"]
vars = { TOKEN = "${TOKEN}" }
on = true
colour = "blue"
patience = { call = 1500 }

[[tool_servers]]
title = "search"
via = "web"
address = "https://mcp.example.com/v1"
send = { Authorization = "Bearer ${SEARCH_TOKEN}" }
on = false
only = ["find"]
"#;

fn host(id: &str) -> &'static Host {
    hosts::find(id).unwrap()
}

#[test]
fn it_is_read() {
    let read = ops::read(SAMPLE, &FOUNDRY);
    assert!(read.sink.diagnostics.is_empty(), "{:?}", read.sink.diagnostics);
    let wire = mcpglot_wire::Read::new(&read, &FOUNDRY, SAMPLE, Encoding::Utf8, false);
    let wire: serde_json::Value = serde_json::from_str(&mcpglot_wire::to_json(&wire)).unwrap();
    let expected = serde_json::json!([
        {
            "name": "files", "transport": "stdio", "command": "npx",
            "args": ["-y", "files-mcp", [{ "variable": "ROOT" }]],
            "env_passthrough": ["TOKEN"], "tool_timeout": 1.5, "enabled": true,
            "extras": [{ "host": "foundry", "path": "colour", "text": "\"blue\"" }]
        },
        {
            "name": "search", "transport": "http", "url": "https://mcp.example.com/v1",
            "bearer_env": "SEARCH_TOKEN", "enabled": false, "tools_allow": ["find"]
        }
    ]);
    assert_eq!(wire["servers"], expected);
}

#[test]
fn it_is_written_and_merged_into() {
    let source =
        r#"{"mcpServers": {"search": {"type": "http", "url": "https://mcp.example.com/v2", "headers": {"X-Key": "${KEY:-k}"}}}}"#;
    let claude = host("claude-code");
    let written = ops::convert(source, &Options { from: Some(claude), ..Options::new(&FOUNDRY) });
    let expected = "[[tool_servers]]\ntitle = \"search\"\nvia = \"web\"\naddress = \"https://mcp.example.com/v2\"\n\
                    on = true\n\n[tool_servers.send]\nX-Key = \"${KEY}\"\n";
    assert_eq!(written.text.as_deref(), Some(expected));
    assert_eq!(written.diagnostics.iter().map(|one| one.code.id).collect::<Vec<_>>(), ["default-dropped"]);
    let merged = ops::convert(source, &Options { from: Some(claude), into: Some(SAMPLE), ..Options::new(&FOUNDRY) });
    let merged = merged.text.unwrap();
    assert!(merged.starts_with(SAMPLE.split("address").next().unwrap()), "{merged}");
    assert!(merged.contains("address = \"https://mcp.example.com/v2\"\n"), "{merged}");
}

#[test]
fn it_is_checked() {
    let faulty = SAMPLE.replace("colour", "color").replace("title = \"search\"", "title = \"a.b\"").replace("1500", "1.5");
    let mut found: Vec<&str> = ops::validate(&faulty, &FOUNDRY).iter().map(|one| one.code.id).collect();
    found.sort_unstable();
    let expected = [&codes::FIELD_REFUSED, &codes::FILE_REFUSED, &codes::NAME_NOT_ACCEPTED, &codes::WRONG_TYPE];
    assert_eq!(found, expected.map(|code| code.id));
    let schema: serde_json::Value = serde_json::from_str(&syntax::print(&ops::schema(&FOUNDRY), Syntax::Json)).unwrap();
    let schema = jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(&schema).unwrap();
    for (text, good) in [(SAMPLE, true), (faulty.as_str(), false)] {
        let tree = syntax::parse(text, Syntax::Toml).unwrap();
        let document = serde_json::from_str(&syntax::print(&tree.value(tree.root()), Syntax::Json)).unwrap();
        assert_eq!(schema.is_valid(&document), good, "{text}");
    }
}

/// The laws, to and from every host there is.
#[test]
fn it_keeps_every_law() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(6);
    let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
    let mut written = 0;
    for other in hosts::ALL.iter().copied().chain([&FOUNDRY]) {
        for (from, to) in [(other, &FOUNDRY), (&FOUNDRY, other)] {
            for (merges, strategy) in [(false, Strategy::Merge), (true, Strategy::Merge), (true, Strategy::Overwrite)] {
                let mut runner = proptest::test_runner::TestRunner::new(config.clone());
                let count = std::cell::Cell::new(0);
                let result = runner.run(&vec(any::<u8>(), 0..600), |bytes| {
                    let mut tape = Tape::new(&bytes);
                    let source = document(&mut tape, from);
                    let into = merges.then(|| target(&mut tape, to));
                    let case = Case { source: &source, from, to, into: into.as_deref(), strategy, secrets: CANARIES };
                    let outcome = check(&case).map_err(TestCaseError::fail)?;
                    count.set(count.get() + usize::from(outcome.written != Written::Refused));
                    Ok(())
                });
                if let Err(proptest::test_runner::TestError::Fail(why, _)) = result {
                    panic!("{} to {}, {why}", from.id, to.id);
                }
                written += count.get();
            }
        }
    }
    assert!(written > 500, "only {written} documents are converted");
}
