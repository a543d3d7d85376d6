//! Every client that can be had loads what fixtures and corpus yield for it, and sees the servers that were meant.
//!
//! `just judge-all` installs the clients and runs this. It is no part of `cargo test`, whose user need not have them; a
//! client that is missing fails it.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use mcpglot_core::hosts::{self, Host};
use mcpglot_tests::judge::Court;

fn say(line: &str) {
    writeln!(std::io::stderr(), "judge-all: {line}").unwrap();
}

/// `MCPGLOT_JUDGES` names a few of them, for a try.
fn wanted(host: &Host) -> bool {
    std::env::var("MCPGLOT_JUDGES").map_or(true, |names| names.split_whitespace().any(|name| name == host.id))
}

#[test]
fn clients_load_what_fixtures_and_corpus_yield() {
    let corpus = std::env::var_os("MCPGLOT_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        say("the corpus is not heard, MCPGLOT_CORPUS is not set");
    }
    let left: Mutex<Vec<&'static Host>> = Mutex::new(hosts::ALL.iter().copied().filter(|host| wanted(host)).rev().collect());
    let trouble = Mutex::new(Vec::new());
    // Two at a time: most of it is waiting for one process.
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(host) = left.lock().unwrap().pop() else { return };
                    let since = Instant::now();
                    let Some(mut court) = Court::of(host) else {
                        say(&format!("{}: has no judge, its client cannot be had", host.id));
                        continue;
                    };
                    court.hear_fixtures().unwrap();
                    let fixtures = court.heard;
                    if let Some(corpus) = &corpus {
                        court.hear_corpus(corpus).unwrap();
                    }
                    say(&format!(
                        "{}: {} documents, {fixtures} of them of the fixtures; {} made of what it refuses; {} wrong; {} s",
                        host.id,
                        court.heard,
                        court.hopeless,
                        court.trouble.len(),
                        since.elapsed().as_secs()
                    ));
                    let mut trouble = trouble.lock().unwrap();
                    trouble.extend(court.trouble.iter().map(|line| format!("{}: {line}", host.id)));
                    if court.heard == 0 {
                        trouble.push(format!("{}: it was shown nothing", host.id));
                    }
                }
            });
        }
    });
    let trouble = trouble.into_inner().unwrap();
    assert!(trouble.is_empty(), "{}", trouble.join("\n"));
}
