//! What is typed in a project, what is said, and what it leaves, natively and under wasmtime.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use mcpglot_tests::faces::Face;
use mcpglot_tests::fixtures::{fail, report};
use mcpglot_tests::transcripts::cases;

fn on(face: &Face) {
    let cases = cases().unwrap();
    let failures: Vec<String> = cases.iter().filter_map(|case| case.run(face).err()).flatten().collect();
    fail(&failures);
    report(&format!("projects: {} transcripts through {}", cases.len(), face.name()));
}

#[test]
fn native_command() {
    on(&Face::native());
}

#[test]
fn wasm_command() {
    on(&Face::wasm());
}
