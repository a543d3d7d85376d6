//! The schemas against an independent validator: they take what the hosts take, and nothing of another type.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::path::Path;

use jsonschema::Validator;
use mcpglot_core::diag::{Code, Diagnostic, codes};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops;
use mcpglot_core::project;
use mcpglot_core::syntax::{self, Syntax, Value as Written};
use mcpglot_tests::fixtures::{cases, fail, report, root};
use mcpglot_tests::generate::{self, Tape};
use mcpglot_tests::{checks, faces::Face};
use proptest::collection::vec;
use proptest::prelude::*;
use serde_json::Value;

/// The validator of a schema that is what the draft says schemas are.
fn validator(schema: &Written<'_>) -> Validator {
    let schema: Value = serde_json::from_str(&syntax::print_lines(schema, Syntax::Json)).unwrap();
    jsonschema::meta::validate(&schema).unwrap();
    assert_eq!(schema["$schema"], "https://json-schema.org/draft/2020-12/schema");
    jsonschema::options().with_draft(jsonschema::Draft::Draft202012).build(&schema).unwrap()
}

/// The document as JSON, where JSON can hold it.
fn json(text: &str, host: &Host) -> Option<Value> {
    let tree = syntax::parse(text, host.syntax).ok()?;
    // To a schema `30.0` is an integer; to TOML it is none.
    let is_float = |node| tree.kind(node) == syntax::Kind::Float && tree.syntax() != Syntax::Json;
    if tree.ids().any(|node| is_float(node) && tree.raw(node).parse::<f64>().is_ok_and(|number| number.fract() == 0.0)) {
        return None;
    }
    serde_json::from_str(&syntax::print(&tree.value(tree.root()), Syntax::Json)).ok()
}

/// Findings that the host refuses an entry or a document for, by type or by what is missing.
const REFUSALS: &[&Code] = &[
    &codes::HEAD_MISSING,
    &codes::SERVERS_NOT_A_TABLE,
    &codes::SERVERS_MISSING,
    &codes::WRONG_SERVERS_KEY,
    &codes::ENTRY_NOT_A_TABLE,
    &codes::NAME_MISSING,
    &codes::TRANSPORT_MISSING,
    &codes::TRANSPORT_NOT_STATED,
    &codes::TRANSPORT_UNKNOWN,
    &codes::FIELD_REFUSED,
    &codes::WRONG_TYPE,
    &codes::VALUE_STRINGIFIED,
    &codes::VALUE_NOT_A_STRING,
    &codes::VALUE_REFUSED,
];

fn is_beyond(value: &Value) -> bool {
    match value {
        Value::Number(number) => number.as_f64().is_none_or(|number| number.abs() >= 1e15),
        Value::Array(items) => items.iter().any(is_beyond),
        Value::Object(entries) => entries.values().any(is_beyond),
        _ => false,
    }
}

/// What differs between what our reader finds and what the schema says.
fn judged(text: &str, host: &'static Host, validator: &Validator) -> Option<String> {
    // Of numbers beyond all clocks the schema says nothing.
    let document = json(text, host).filter(|document| !is_beyond(document))?;
    // What no schema is shown: a text without a document.
    if host.syntax == Syntax::Json && !text.contains('{') {
        return None;
    }
    // Regular expressions have blanks of their own.
    if document.to_string().contains(['\u{feff}', '\u{85}']) {
        return None;
    }
    let read = ops::read(text, host);
    let mut found = ops::validate(text, host);
    // Whether a file may be without servers only checking tells.
    let is_missing = |one: &Diagnostic| [&codes::SERVERS_MISSING, &codes::WRONG_SERVERS_KEY].contains(&one.code);
    found.extend(read.sink.diagnostics.iter().filter(|one| !is_missing(one)).cloned());
    let refusals: Vec<&Diagnostic> = found.iter().filter(|one| REFUSALS.contains(&one.code)).collect();
    let errors: Vec<String> =
        validator.iter_errors(&document).map(|error| format!("{} {}", error.instance_path(), error)).collect();
    // What the host makes no use of it does not look at; and a name that it does not take is a finding of its own.
    let is_lenient = found.iter().any(|one| [&codes::FIELD_UNUSED, &codes::TRANSPORT_AMBIGUOUS].contains(&one.code));
    // Neither does our reader look at a list of questions that is none, or at a table of servers of another form of the file.
    let is_other = host.shapes.iter().any(|shape| {
        let keys: String = shape.place().keys().iter().map(|key| format!("/{key}")).collect();
        document.pointer(&keys).is_some_and(|servers| !servers.is_object())
    });
    let is_odd = |inputs: &Value| inputs.as_array().is_none_or(|inputs| !inputs.iter().all(Value::is_object));
    // Of two in a list that have one name, the second is never looked at.
    let is_list = host.servers.iter().any(|place| place.name_field().is_some());
    let is_second = is_list && found.iter().any(|one| *one.code == codes::DUPLICATE_KEY);
    let is_lenient = is_lenient || is_other || is_second || document.get("inputs").is_some_and(is_odd);
    let has_odd_name = read.config.iter().flat_map(|config| &config.servers).any(|server| !host.names.accepts(&server.name));
    // Whether a line can be taken apart no schema knows.
    let is_line =
        |one: &Diagnostic| *one.code == codes::WRONG_TYPE && host.has_kind(hosts::Kind::Words) && one.path.ends_with("command");
    let is_near = |one: &Diagnostic| *one.code == codes::WRONG_SERVERS_KEY && validator.is_valid(&serde_json::json!({}));
    match (errors.is_empty(), refusals.is_empty()) {
        // Where a file may be without servers, a key like theirs is no fault of the file.
        (true, false) if refusals.iter().all(|one| is_line(one) || is_near(one)) => None,
        (true, false) => Some(format!("the schema takes it, and {}: {}", refusals[0].code.id, refusals[0].message)),
        (true, true) if has_odd_name => Some("the schema takes a name that the host does not".to_owned()),
        (false, true) if !is_lenient && !has_odd_name => Some(format!("the schema does not take it: {}", errors.join("; "))),
        _ => None,
    }
}

#[test]
fn fixtures_are_judged_alike() {
    let mut failures = Vec::new();
    let mut count = 0;
    for host in hosts::ALL {
        let validator = validator(&ops::schema(host));
        let sample = root().join("hosts").join(host.id).join(format!("sample.{}", host.syntax.name()));
        let sample = std::fs::read_to_string(&sample).ok().map(|text| (sample.display().to_string(), text));
        let mut texts: Vec<(String, String)> = sample.into_iter().collect();
        for case in cases().unwrap().into_iter().filter(|case| case.to.id == host.id) {
            texts.extend(case.run().unwrap().text.map(|text| (case.name.clone(), text)));
        }
        for case in checks::cases().unwrap().into_iter().filter(|case| case.host.id == host.id) {
            texts.extend(std::fs::read_to_string(&case.input).ok().map(|text| (case.name.clone(), text)));
        }
        for (name, text) in texts {
            count += 1;
            failures.extend(judged(&text, host, &validator).map(|why| format!("{}: {name}: {why}", host.id)));
        }
    }
    fail(&failures);
    report(&format!("schema: {count} documents of fixtures"));
}

#[test]
fn generated_documents_are_judged_alike() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(60);
    for host in hosts::ALL {
        let validator = validator(&ops::schema(host));
        let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
        let mut runner = proptest::test_runner::TestRunner::new(config);
        let (taken, refused) = (std::cell::Cell::new(0), std::cell::Cell::new(0));
        // A few dozen may all be taken by chance.
        for _ in 0..20 {
            let result = runner.run(&vec(any::<u8>(), 0..600), |bytes| {
                let text = generate::document(&mut Tape::new(&bytes), host);
                if let Some(document) = json(&text, host) {
                    let count = if validator.is_valid(&document) { &taken } else { &refused };
                    count.set(count.get() + 1);
                }
                match judged(&text, host, &validator) {
                    Some(why) => Err(TestCaseError::fail(format!("{why}\n{text}"))),
                    None => Ok(()),
                }
            });
            if let Err(proptest::test_runner::TestError::Fail(why, _)) = result {
                panic!("{}: {why}", host.id);
            }
            if taken.get() > 0 && refused.get() > 0 {
                break;
            }
        }
        assert!(taken.get() > 0 && refused.get() > 0, "{}: {} documents are taken, {} not", host.id, taken.get(), refused.get());
    }
}

#[test]
fn the_corpus_is_judged_alike() {
    let Some(folder) = std::env::var_os("MCPGLOT_CORPUS") else {
        return report("schema: the corpus was not judged, MCPGLOT_CORPUS is not set");
    };
    let folder = Path::new(&folder);
    let index: Vec<Value> = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let (mut failures, mut count) = (Vec::new(), 0);
    for row in index {
        let Some(file) = row["file"].as_str() else { continue };
        let Ok(text) = std::fs::read_to_string(folder.join(file)) else { continue };
        let Some(host) = ops::detect(&text, Some(file)).host else { continue };
        count += 1;
        failures.extend(judged(&text, host, &validator(&ops::schema(host))).map(|why| format!("{}: {file}: {why}", host.id)));
    }
    fail(&failures);
    assert!(count > 0);
    report(&format!("schema: {count} documents of the corpus"));
}

#[test]
fn names_are_judged_alike() {
    for host in hosts::ALL {
        let pattern =
            host.name_pattern.map(|pattern| jsonschema::options().build(&serde_json::json!({"pattern": pattern})).unwrap());
        let own = host.names.reserved.iter().copied();
        for name in [
            "a",
            "a-b_c",
            "a.b",
            "a/b",
            "a//b",
            "/a",
            "a b",
            "ü",
            "a@b",
            "a:b",
            "",
            "-a",
            "-",
            "a}",
            "a\u{7f}",
            "\n",
            "x".repeat(33).as_str(),
        ]
        .into_iter()
        .chain(own)
        {
            let fits = pattern.as_ref().is_none_or(|pattern| pattern.is_valid(&Value::from(name)));
            assert_eq!(fits, (host.names.fits)(name), "{}: {name:?}", host.id);
        }
    }
}

#[test]
fn settings_are_judged_alike() {
    let validator = validator(&project::settings_schema());
    let judged = |text: &str| {
        let tree = syntax::parse(text, Syntax::Toml).unwrap();
        let document: Value = serde_json::from_str(&syntax::print(&tree.value(tree.root()), Syntax::Json)).unwrap();
        let mut sink = mcpglot_core::diag::Sink::default();
        let reads = project::settings(&tree, &mut sink).is_some();
        let errors: Vec<String> = validator.iter_errors(&document).map(|error| error.to_string()).collect();
        assert_eq!(reads, errors.is_empty(), "{text}\n{errors:?}\n{:?}", sink.diagnostics);
        reads
    };
    let codex = hosts::find("codex").unwrap();
    let target =
        project::Target { path: Some("a b".into()), strategy: Some(ops::Strategy::Overwrite), ..project::Target::new(codex) };
    let settled = project::Settings { from: Some(codex), targets: vec![target], ..project::Settings::default() };
    for good in [
        "",
        project::starter("servers.json", &settled, &[]).as_str(),
        "source = \"x\"\nfrom = \"claude\"\nstrategy = \"overwrite\"\nstrict = true\ngitignore = false",
        "[targets.codex]\npath = \"x\"\nonly = [\"a\"]\nbridge = \"mcp-remote\"",
        "[targets.mine]\nhost = \"codex\"",
        "[targets.codex.servers.\"a b\"]\nskip = true\nrename = \"b\"\nreplace-args = { a = \"b\" }\nunset = [\"cwd\"]",
        "[targets.codex.servers.a.set]\ntool_timeout = 1.5\nenv = { A = \"b\" }\nenv_passthrough = [\"B\"]\nenabled = false\nargs = []",
    ] {
        assert!(judged(good), "{good}");
    }
    for bad in [
        "sources = \"x\"",
        "source = 1",
        "source = \"\"",
        "from = \"nobody\"",
        "strategy = \"mix\"",
        "strict = \"yes\"",
        "targets = [\"codex\"]",
        "[targets.codex]\nonly = \"a\"",
        "[targets.codex]\nbridge = true",
        "[targets.codex]\nserver = {}",
        "[targets.codex.servers.a]\nskip = 1",
        "[targets.codex.servers.a]\nreplace-args = { a = 1 }",
        "[targets.codex.servers.a]\nunset = [\"transport\"]",
        "[targets.codex.servers.a]\nunset = [\"command\"]",
        "[targets.codex.servers.a]\nunset = [\"cwd\", \"url\"]",
        "[targets.codex.servers.a.set]\nheader = {}",
        "[targets.codex.servers.a.set]\ntool_timeout = \"5\"",
        "[targets.codex.servers.a.set]\ntransport = \"http\"",
        "[targets.codex.servers.a.set]\ncommand = \"x\"\nurl = \"https://x\"",
    ] {
        assert!(!judged(bad), "{bad}");
    }
}

#[test]
fn the_command_prints_them() {
    for face in [Face::native(), Face::wasm()] {
        for (id, schema) in [("codex", ops::schema(hosts::find("codex").unwrap())), ("mcpglot", project::settings_schema())] {
            let output = face.command(&root()).args(["schema", id]).output().unwrap();
            assert!(output.stdout == syntax::print_lines(&schema, Syntax::Json).as_bytes(), "{}: {id}", face.name());
        }
        assert_eq!(face.command(&root()).args(["schema", "nobody"]).output().unwrap().status.code(), Some(2));
    }
}

#[test]
fn notes_are_about_fields_of_the_host() {
    for host in hosts::ALL {
        for (key, note) in host.notes {
            assert!(host.field(key).is_some(), "{}: there is no `{key}`", host.id);
            assert!(note.ends_with('.') && note.len() < 120, "{}: {note}", host.id);
        }
    }
}
