//! Command lines and links: the cases on every face, and what must hold of all of them.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use mcpglot_core::hosts::{self, FormKind, Host};
use mcpglot_core::model::{Meaning, Piece, Server, Text};
use mcpglot_core::ops::{self, Options};
use mcpglot_core::syntax::{self, Kind};
use mcpglot_tests::commands::{cases, document, secrets, unexplained, wire, words};
use mcpglot_tests::faces::Face;
use mcpglot_tests::fixtures::{expect, fail, pretty, report};
use mcpglot_tests::generate::{self, Tape};
use proptest::collection::vec;
use proptest::prelude::*;

#[test]
fn library() {
    let cases = cases().unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let source = case.source().unwrap();
        let found = case.run(&source);
        let response = pretty(&wire(&found, case.to, &source));
        failures.extend(expect(&case.folder.join("expect.json"), Some(response.as_bytes())).err());
        failures.extend(broken(&source, case.from, case.to).err());
    }
    fail(&failures);
    report(&format!("commands: {} cases through the library", cases.len()));
}

fn compare(face: &Face) {
    let cases = cases().unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let source = case.source().unwrap();
        let expected = mcpglot_wire::to_json(&wire(&case.run(&source), case.to, &source));
        let output = face.command(&case.folder).args(case.arguments()).output().unwrap();
        if String::from_utf8_lossy(&output.stdout).trim_end() != expected {
            let trouble = String::from_utf8_lossy(&output.stderr);
            failures.push(format!("{}: {} says something else than the library\n{trouble}", case.name, face.name()));
        }
    }
    fail(&failures);
    report(&format!("commands: {} cases through {}", cases.len(), face.name()));
}

#[test]
fn native_command() {
    compare(&Face::native());
}

#[test]
fn wasm_command() {
    compare(&Face::wasm());
}

/// What does not hold of the commands that tell `to` of a document of `from`.
fn broken(source: &str, from: &'static Host, to: &'static Host) -> Result<usize, String> {
    let read = ops::read(source, from);
    let servers: &[Server<'_>] = read.config.as_ref().map_or(&[], |config| &config.servers);
    // What the host says when it asks for a value is for everybody to see.
    let asks = read.tree.as_ref().zip(from.inputs_at).and_then(|(tree, key)| Some((tree, tree.get(tree.root(), key)?)));
    let asked: Vec<String> = asks.map_or_else(Vec::new, |(tree, list)| {
        let said = tree.children(list).filter_map(|input| tree.str(tree.get(input, "description")?));
        said.map(String::from).collect()
    });
    let found = ops::commands(source, &Options { from: Some(from), ..Options::new(to) });
    let mut count = 0;
    // In the same order, since one without a name may have the number that is another's name.
    let mut servers = servers.iter();
    for (name, commands) in found.servers.iter().flatten() {
        let Some(server) = servers.find(|server| server.name == *name) else { return Err(format!("{name} is nowhere")) };
        for command in commands {
            let Some(text) = &command.text else {
                // A server that its own host cannot use was told of when it was read.
                let is_told = !command.diagnostics.is_empty() || server.unusable || server.transport.is_none();
                if is_told { continue } else { return Err(format!("{name}: left out without a word")) }
            };
            count += 1;
            let trouble = |what: &str| Err(format!("{name}: {what}\n--- {}\n{source}\n--- {}\n{text}", from.id, to.id));
            if text.contains(char::is_control) || (command.kind == FormKind::Link && !text.is_ascii()) {
                return trouble("a character that should not be there");
            }
            let result = document(to, text)?;
            let said = result.as_ref().map_or_else(|| words("sh", text), |document| Ok(strings(document, to)))?;
            // What else the server says may have the same characters.
            let mut open = vec![name.clone(), server.name.to_string()];
            for field in &server.fields {
                match &field.meaning {
                    Meaning::Text(text) => open.push(text.raw().to_owned()),
                    Meaning::Texts(texts) => open.extend(texts.iter().map(|text| text.raw().to_owned())),
                    Meaning::Pairs(pairs) => {
                        open.extend(pairs.iter().map(|pair| pair.name.to_string()));
                        open.extend(pairs.iter().map(|pair| format!("{:?}", references(&pair.text))));
                    }
                    Meaning::Names(names) => open.extend(names.iter().map(ToString::to_string)),
                    other => open.push(format!("{other:?}")),
                }
            }
            open.push(format!("{:?} ", server.extras));
            open.extend(asked.iter().cloned());
            let open = format!(" {}", open.join(" "));
            // Nor is a text that looks like the reference in its place.
            let is_secret = |secret: &&String| {
                secret.len() > 4
                    && !secret.contains(['$', '{', '\\'])
                    && !["Bearer ", "Basic ", "Token ", "token "].contains(&secret.as_str())
            };
            let leaks = |secret: &String| !open.contains(secret) && said.iter().any(|one| one.contains(secret.as_str()));
            if let Some(secret) = secrets(server).into_iter().filter(|secret| is_secret(&secret)).find(leaks) {
                return trouble(&format!("the value {secret:?} stands in it"));
            }
            if let Some(result) = result {
                let found = unexplained((source, from), (&result, to), name, &command.diagnostics);
                if !found.is_empty() {
                    return trouble(&found.join("; "));
                }
            }
        }
    }
    Ok(count)
}

/// Each key and each value of a document, apart, so that what stands between them is not taken for a part of one.
fn strings(document: &str, host: &Host) -> Vec<String> {
    let tree = syntax::parse(document, host.syntax).unwrap();
    let value = |id| match tree.kind(id) {
        Kind::String => tree.str(id).map(String::from),
        Kind::Integer | Kind::Float | Kind::Datetime => Some(tree.raw(id).to_owned()),
        Kind::Null | Kind::Bool | Kind::List | Kind::Map => None,
    };
    tree.ids().flat_map(|id| [Some(tree.key(id).into_owned()), value(id)]).flatten().collect()
}

/// What of a text may be seen.
fn references<'t>(text: &'t Text<'_>) -> Vec<&'t Piece<'t>> {
    let Text::Template { pieces, .. } = text else { return Vec::new() };
    pieces.iter().filter(|piece| !matches!(piece, Piece::Literal(_) | Piece::Variable { default: Some(_), .. })).collect()
}

#[test]
fn what_is_said_by_a_command_is_what_the_source_says() {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(12);
    for to in hosts::ALL.iter().filter(|host| !host.forms.is_empty()) {
        let mut told = 0;
        for from in hosts::ALL {
            let config = ProptestConfig { cases, failure_persistence: None, ..ProptestConfig::default() };
            let mut runner = proptest::test_runner::TestRunner::new(config);
            let count = std::cell::Cell::new(0);
            let result = runner.run(&vec(any::<u8>(), 0..600), |bytes| {
                let source = generate::document(&mut Tape::new(&bytes), from);
                count.set(count.get() + broken(&source, from, to).map_err(TestCaseError::fail)?);
                Ok(())
            });
            told += count.get();
            if let Err(proptest::test_runner::TestError::Fail(why, _)) = result {
                panic!("{} to {}: {why}", from.id, to.id);
            }
        }
        assert!(told > 20, "{}: only {told} commands were generated", to.id);
    }
}

#[test]
fn shells_read_what_is_quoted() {
    let args = ["a'b\"c", "$HOME `id` ${X} \\ !!", "~", "*", "#", "a&b;c|d", "é", "=x", "", "--x=$Y", "--x=it's"];
    let source = serde_json::json!({"mcpServers": {"x": {"command": "run it", "args": args}}}).to_string();
    let claude = hosts::find("claude-code").unwrap();
    let found = ops::commands(&source, &Options { from: Some(claude), ..Options::new(hosts::find("codex").unwrap()) });
    let text = found.servers.unwrap().remove(0).1.remove(0).text.unwrap();
    let expected = [&["codex", "mcp", "add", "x", "--", "run it"], args.as_slice()].concat();
    for shell in ["sh", "bash"] {
        assert_eq!(words(shell, &text).unwrap(), expected, "{shell}: {text}");
    }
}
