//! Every case on every face: the library, the command, the command under wasmtime, and that of the npm package.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use mcpglot_core::diag::{Diagnostic, codes};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops;
use mcpglot_tests::faces::Face;
use mcpglot_tests::fixtures::{Case, cases, expect, fail, pretty, report, root};

#[test]
fn library() {
    let cases = cases().unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let result = case.run().unwrap();
        let text = result.text.as_deref().map(str::as_bytes);
        let expected = case.folder.join(format!("expect.{}", case.to.syntax.name()));
        failures.extend(expect(&expected, text).err());
        failures.extend(expect(&case.folder.join("diagnostics.json"), result.diagnostics.as_deref().map(str::as_bytes)).err());
        // A second run changes nothing.
        if let Some(first) = text {
            let input = std::fs::read(&case.input).unwrap();
            if case.convert(&input, Some(first)).text.is_some() {
                failures.push(format!("{}: a second run changes the result", case.name));
            }
        }
    }
    fail(&failures);
    report(&format!("fixtures: {} cases through the library", cases.len()));
}

fn compare(face: &Face, cases: &[Case]) {
    let mut failures = Vec::new();
    for case in cases {
        let output = face.command(&case.folder).args(case.arguments()).output().unwrap();
        let said = String::from_utf8_lossy(&output.stdout);
        if said.trim_end() != case.run().unwrap().json {
            let trouble = String::from_utf8_lossy(&output.stderr);
            failures.push(format!("{}: {} says something else than the library\n{trouble}", case.name, face.name()));
        }
    }
    fail(&failures);
    report(&format!("fixtures: {} cases through {}", cases.len(), face.name()));
}

#[test]
fn native_command() {
    compare(&Face::native(), &cases().unwrap());
}

#[test]
fn wasm_command() {
    compare(&Face::wasm(), &cases().unwrap());
}

#[test]
fn npm_command() {
    // Node.js takes long to start, and the module is the same.
    let some: Vec<Case> = cases().unwrap().into_iter().step_by(5).collect();
    compare(&Face::npm(), &some);
}

#[test]
fn hosts_are_read_into_the_canonical_model() {
    let mut failures = Vec::new();
    let folders = root().join("hosts");
    for host in hosts::ALL {
        let folder = folders.join(host.id);
        let sample = folder.join(format!("sample.{}", host.syntax.name()));
        let text = std::fs::read_to_string(&sample).unwrap_or_else(|error| panic!("{}: {error}", sample.display()));
        let read = ops::read(&text, host);
        let wire = mcpglot_wire::Read::new(&read, host, &text, mcpglot_core::text::Encoding::Utf8, false);
        failures.extend(expect(&folder.join("canonical.json"), Some(pretty(&wire).as_bytes())).err());
        // Every field of the host stands in its sample.
        let tree = read.tree.as_ref().expect("the sample parses");
        let paths: Vec<String> = tree.ids().map(|node| mcpglot_core::diag::display_path(tree, node)).collect();
        for spec in host.fields.iter().filter(|spec| spec.on != mcpglot_core::model::Transports::NONE) {
            if !paths.iter().any(|path| path.ends_with(&format!(".{}", spec.key))) {
                failures.push(format!("{}: `{}` does not stand in the sample", host.id, spec.key));
            }
        }
    }
    for entry in std::fs::read_dir(&folders).unwrap() {
        let name = entry.unwrap().file_name().to_string_lossy().into_owned();
        if !hosts::ALL.iter().any(|host| host.id == name) {
            failures.push(format!("{name}: there is no such host"));
        }
    }
    fail(&failures);
}

/// What is said in the fixtures: the code and the message of every finding.
fn findings() -> BTreeSet<(String, String)> {
    let finding = |found: &serde_json::Value| {
        let text = |key: &str| found[key].as_str().unwrap().to_owned();
        (text("code"), text("message"))
    };
    let mut all = BTreeSet::new();
    let folders = cases().unwrap().into_iter().map(|case| case.folder);
    for folder in folders.chain(mcpglot_tests::checks::cases().unwrap().into_iter().map(|case| case.folder)) {
        let Ok(bytes) = std::fs::read(folder.join("diagnostics.json")) else { continue };
        let found: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
        all.extend(found.iter().map(finding));
    }
    for transcript in mcpglot_tests::transcripts::cases().unwrap() {
        all.extend(transcript.findings().unwrap());
    }
    for case in mcpglot_tests::commands::cases().unwrap() {
        let response: serde_json::Value =
            serde_json::from_slice(&std::fs::read(case.folder.join("expect.json")).unwrap()).unwrap();
        let servers = response["servers"].as_array().into_iter().flatten();
        let commands = servers.flat_map(|server| server["commands"].as_array().into_iter().flatten());
        let found =
            std::iter::once(&response).chain(commands).flat_map(|one| one["diagnostics"].as_array().into_iter().flatten());
        all.extend(found.map(finding));
    }
    all
}

#[test]
fn every_code_has_a_case_and_a_page() {
    let raised: BTreeSet<String> = findings().into_iter().map(|(code, _)| code).collect();
    // 32 MiB are no fixture, and a host that is assumed needs a run without `--from`: both have tests of their own.
    let elsewhere = ["input-too-large", "host-assumed"];
    let mut missing: Vec<&str> = codes::ALL.iter().map(|code| code.id).filter(|id| !raised.contains(*id)).collect();
    missing.retain(|id| !elsewhere.contains(id));
    assert!(missing.is_empty(), "no case raises {missing:?}");
    let pages = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../crates/core/src/diag/pages");
    for code in codes::ALL {
        let written = std::fs::read_to_string(pages.join(format!("{}.md", code.id))).unwrap();
        assert_eq!(code.page(), written);
        assert!(written.lines().count() > 6, "the page of {} says too little", code.id);
    }
}

/// Whether the document `text` raises `code` with `message` for a host of its syntax that `page` names, checked or converted.
fn raises(text: &str, syntax: &str, page: &str, code: &str, message: &str) -> bool {
    let is_it = |found: &Diagnostic| found.code.id == code && found.message == message;
    let named = |host: &&&'static Host| page.contains(host.name) || ["claude-code", "codex"].contains(&host.id);
    let targets: Vec<&Host> = hosts::ALL.iter().copied().filter(|host| named(&host)).collect();
    let sources = targets.iter().filter(|host| host.syntax.name() == syntax);
    if sources.clone().any(|host| ops::validate(text, host).iter().any(is_it)) {
        return true;
    }
    sources.map(|host| Some(*host)).chain([None]).any(|from| {
        let convert = |to: &&'static Host| ops::convert(text, &ops::Options { from, ..ops::Options::new(to) });
        targets.iter().any(|to| convert(to).diagnostics.iter().any(is_it))
    })
}

/// A message without its names: what stands in backticks, and the hosts.
fn shape(message: &str) -> String {
    let mut names: Vec<&str> = hosts::ALL.iter().map(|host| host.name).collect();
    names.sort_by_key(|name| std::cmp::Reverse(name.len()));
    let bare = message.split('`').step_by(2).collect::<Vec<_>>().join("``");
    names.into_iter().fold(bare, |text, name| text.replace(name, "@"))
}

/// The pages whose example alone does not raise what they quote: it is a target, settings, or a part of a document, or needs an option.
const WITH_MORE: &[&str] = &[
    "input-too-deep",
    "source-empty",
    "server-not-found",
    "rename-collision",
    "bom-refused",
    "cannot-disable",
    "literal-becomes-variable",
    "command-left-out",
    "target-only-kept",
    "target-literal-kept",
    "target-field-removed",
    "target-server-removed",
    "target-already-refused",
    "edit-refused",
    "strict-refused",
    "settings-unknown-key",
    "settings-wrong-type",
    "settings-unknown-host",
    "settings-unknown-server",
    "settings-argument-missing",
    "ruler-settings-used",
    "ruler-agent-unknown",
    "ruler-servers-unread",
];

#[test]
fn every_page_quotes_what_is_said() {
    let shapes: BTreeSet<(String, String)> = findings().into_iter().map(|(code, said)| (code, shape(&said))).collect();
    let (mut wrong, mut more) = (Vec::new(), Vec::new());
    for code in codes::ALL {
        let page = code.page();
        let Some((_, quoted)) = page.split_once("\n> ") else { continue };
        let message = quoted.lines().next().unwrap();
        let message = message.strip_prefix(code.severity.name()).and_then(|rest| rest.strip_prefix(": ")).unwrap_or_default();
        let document = page.split_once("\n```").and_then(|(_, rest)| rest.split_once("\n```")).map(|(block, _)| block);
        if let Some((syntax @ ("json" | "toml" | "yaml"), text)) = document.and_then(|block| block.split_once('\n')) {
            if raises(text, syntax, &page, code.id, message) {
                continue;
            }
            more.push(code.id);
        }
        if code.id != "input-too-large" && !shapes.contains(&(code.id.to_owned(), shape(message))) {
            wrong.push(code.id);
        }
    }
    assert!(wrong.is_empty(), "the pages of {wrong:?} quote what is never said");
    assert_eq!(more, WITH_MORE, "the examples of these pages raise what is quoted only with more than is shown");
}
