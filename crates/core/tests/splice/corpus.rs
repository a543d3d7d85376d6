//! The same laws on the files that people have.

#![expect(clippy::disallowed_methods, reason = "the corpus lies outside of the core")]

use std::path::Path;

use mcpglot_core::syntax::Syntax;
use proptest::test_runner::TestCaseError;

use super::generate::Choices;
use super::laws::hold;

/// How many plans are tried on each file.
const PLANS: u32 = 40;

#[test]
fn the_laws_hold_for_the_corpus() {
    // Where it is not at hand, the runner in `tests` says so.
    let Ok(corpus) = std::env::var("MCPGLOT_CORPUS") else { return };
    let mut tried = 0;
    for host in std::fs::read_dir(corpus).unwrap().flatten().filter(|host| host.path().is_dir()) {
        for file in std::fs::read_dir(host.path()).unwrap().flatten() {
            let path = file.path();
            let syntax = match path.extension().and_then(|ending| ending.to_str()) {
                Some("json" | "jsonc") => Syntax::Json,
                Some("toml") => Syntax::Toml,
                Some("yaml" | "yml") => Syntax::Yaml,
                _ => continue,
            };
            let Ok(text) = std::fs::read_to_string(&path) else { continue };
            tried += (0..PLANS).filter(|&plan| holds(&path, &text, syntax, plan)).count();
        }
    }
    assert!(tried > 0, "no file of the corpus is a document");
}

fn holds(path: &Path, text: &str, syntax: Syntax, plan: u32) -> bool {
    // Knuth's generator: the same plans on every run.
    let mut state = plan;
    let bytes: Vec<u8> = std::iter::repeat_with(|| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        state.to_be_bytes()[0]
    })
    .take(200)
    .collect();
    match hold(text, syntax, &mut Choices::new(&bytes)) {
        Ok(()) => true,
        Err(TestCaseError::Reject(_)) => false,
        Err(TestCaseError::Fail(reason)) => panic!("{}: {reason}", path.display()),
    }
}
