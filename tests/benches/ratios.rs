//! The bars, as ratios within one run: what a server costs among 10,000 as against among 100, and what the typical merge costs
//! as against `toml_edit` reading and printing the target alone.
//!
//! The two sides of a ratio take turns, and of each the fastest turn counts: what else the machine does hits both.

#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    reason = "a benchmark"
)]

mod inputs;

use std::hint::black_box;
use std::time::{Duration, Instant};

use inputs::Inputs;
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops::{self, Options};

fn host(id: &str) -> &'static Host {
    hosts::find(id).unwrap()
}

/// The fastest turn of each, in nanoseconds for one call.
fn duel(turns: u32, one: (u32, &dyn Fn()), other: (u32, &dyn Fn())) -> (f64, f64) {
    let turn = |(calls, call): (u32, &dyn Fn())| {
        let start = Instant::now();
        for _ in 0..calls {
            call();
        }
        start.elapsed() / calls
    };
    let (mut best_one, mut best_other) = (Duration::MAX, Duration::MAX);
    for _ in 0..turns {
        best_one = best_one.min(turn(one));
        best_other = best_other.min(turn(other));
    }
    (best_one.as_nanos() as f64, best_other.as_nanos() as f64)
}

fn convert(source: &str, from: &str, to: &str, into: Option<&str>) {
    let mut options = Options::new(host(to));
    (options.from, options.into) = (Some(host(from)), into);
    black_box(ops::convert(black_box(source), &options));
}

fn main() {
    // Without `--bench` it is a test that it runs.
    let turns = if std::env::args().any(|arg| arg == "--bench") { 40 } else { 1 };
    let (five, hundred, many) = (Inputs::of(5), Inputs::of(100), Inputs::of(10_000));

    println!("cost of a server among 10,000 / among 100 (bar 1.5)");
    let scales = |name: &str, call: &dyn Fn(&Inputs)| {
        let (large, small) = duel(turns, (1, &|| call(&many)), (100, &|| call(&hundred)));
        println!("  {name:<24} {:5.2}   {:7.0} ns / {:7.0} ns", large / 1e4 / (small / 1e2), large / 1e4, small / 1e2);
    };
    scales("read claude-code", &|inputs| drop(black_box(ops::read(&inputs.json, host("claude-code")))));
    scales("read codex", &|inputs| drop(black_box(ops::read(&inputs.toml, host("codex")))));
    scales("claude-code to codex", &|inputs| convert(&inputs.json, "claude-code", "codex", None));
    scales("codex to claude-code", &|inputs| convert(&inputs.toml, "codex", "claude-code", None));
    scales("merge a hundredth", &|inputs| convert(&inputs.patch, "claude-code", "codex", Some(&inputs.existing)));
    scales("merge the same", &|inputs| convert(&inputs.json, "claude-code", "codex", Some(&inputs.existing)));

    println!("merge / toml_edit parses and prints the target (bar 1, goal 0.5)");
    let against = |name: &str, source: &str, target: &str, calls: u32| {
        let theirs = || drop(black_box(black_box(target).parse::<toml_edit::DocumentMut>().unwrap().to_string()));
        let (ours, theirs) =
            duel(turns * 5, (calls, &|| convert(source, "claude-code", "codex", Some(target))), (calls, &theirs));
        let lines = target.lines().count();
        println!("  {name:<24} {:5.2}   {:7.1} us / {:7.1} us, {lines} lines", ours / theirs, ours / 1e3, theirs / 1e3);
    };
    against("5 servers, typical", &five.patch, &five.existing, 100);
    against("5 servers, unchanged", &five.json, &five.existing, 100);
    against("5 new into 100", &hundred.patch, &hundred.existing, 20);
    against("100 into 100", &hundred.json, &hundred.existing, 20);
}
