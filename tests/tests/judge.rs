//! The real Codex loads every document that fixtures, corpus and generated documents yield for it, and sees the servers that were meant.
//!
//! The other clients are asked in the same way by `judge_all.rs`: they take longer.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::io::Write as _;
use std::path::Path;

use mcpglot_core::hosts;
use mcpglot_tests::judge::{self, Court};

#[test]
fn codex_loads_what_fixtures_and_corpus_yield() {
    let mut report = std::io::stderr();
    let mut court = Court::of(hosts::find("codex").unwrap()).unwrap();
    court.hear_fixtures().unwrap();
    let fixtures = court.heard;
    let hosts = court.hear_sync().unwrap();
    assert!(hosts == 9 && court.heard == fixtures + 1, "the file of one source for nine hosts: {hosts}");
    match std::env::var_os("MCPGLOT_CORPUS") {
        Some(folder) => court.hear_corpus(Path::new(&folder)).unwrap(),
        None => writeln!(report, "judge: the corpus was not heard, MCPGLOT_CORPUS is not set").unwrap(),
    }
    let (before, seed) = (court.heard, judge::seed());
    court.hear_generated(seed, 300);
    let (heard, generated, wrong) = (court.heard, court.heard - before, court.trouble.len());
    let parts = format!("{fixtures} of them of the fixtures, {generated} generated (seed {seed})");
    writeln!(report, "judge: Codex heard {heard} documents, {parts}: {wrong} wrong").unwrap();
    assert!(generated > 50, "of what is generated most is refused");
    assert!(fixtures > 0 && wrong == 0, "{}", court.trouble.join("\n"));
}

#[test]
fn codex_adds_what_its_command_lines_say() {
    let (told, trouble) = mcpglot_tests::commands::add(hosts::find("codex").unwrap());
    writeln!(std::io::stderr(), "judge: Codex was told of {told} servers by its own command line").unwrap();
    assert!(told > 20 && trouble.is_empty(), "{}", trouble.join("\n"));
}
