//! Every case on every face: the library, the command, the command under wasmtime, and that of the npm package.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::collections::BTreeSet;

use mcpglot_core::diag::codes;
use mcpglot_core::{hosts, ops};
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

#[test]
fn every_code_has_a_case_and_a_page() {
    let mut raised = BTreeSet::new();
    let folders = cases().unwrap().into_iter().map(|case| case.folder);
    for folder in folders.chain(mcpglot_tests::checks::cases().unwrap().into_iter().map(|case| case.folder)) {
        let Ok(bytes) = std::fs::read(folder.join("diagnostics.json")) else { continue };
        let found: Vec<serde_json::Value> = serde_json::from_slice(&bytes).unwrap();
        raised.extend(found.iter().map(|found| found["code"].as_str().unwrap().to_owned()));
    }
    for transcript in mcpglot_tests::transcripts::cases().unwrap() {
        raised.extend(transcript.codes().unwrap());
    }
    for case in mcpglot_tests::commands::cases().unwrap() {
        let response: serde_json::Value =
            serde_json::from_slice(&std::fs::read(case.folder.join("expect.json")).unwrap()).unwrap();
        let servers = response["servers"].as_array().into_iter().flatten();
        let commands = servers.flat_map(|server| server["commands"].as_array().into_iter().flatten());
        let found =
            std::iter::once(&response).chain(commands).flat_map(|one| one["diagnostics"].as_array().into_iter().flatten());
        raised.extend(found.map(|found| found["code"].as_str().unwrap().to_owned()));
    }
    // 32 MiB are no fixture, a host that cannot be told needs a run without `--from`, and what is tied needs a host with YAML:
    // all have tests of their own.
    let elsewhere = ["input-too-large", "host-unknown", "host-assumed", "edit-refused"];
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
