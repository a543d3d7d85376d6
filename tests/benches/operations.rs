//! Reading, converting and merging 5, 100 and 10,000 servers.

#![allow(missing_docs, clippy::unwrap_used, clippy::cast_possible_truncation, reason = "a benchmark")]

mod inputs;

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use inputs::Inputs;
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops::{self, Options};

const SIZES: [usize; 3] = [5, 100, 10_000];

fn main() {
    divan::main();
}

fn host(id: &str) -> &'static Host {
    hosts::find(id).unwrap()
}

fn convert(bencher: Bencher<'_, '_>, servers: usize, source: &str, from: &str, to: &str, into: Option<&str>) {
    let mut options = Options::new(host(to));
    (options.from, options.into) = (Some(host(from)), into);
    bencher.counter(ItemsCount::new(servers)).bench_local(|| ops::convert(black_box(source), black_box(&options)));
}

#[divan::bench(args = SIZES)]
fn read_claude_code(bencher: Bencher<'_, '_>, servers: usize) {
    let inputs = Inputs::of(servers);
    bencher.counter(ItemsCount::new(servers)).bench_local(|| ops::read(black_box(&inputs.json), host("claude-code")));
}

#[divan::bench(args = SIZES)]
fn read_codex(bencher: Bencher<'_, '_>, servers: usize) {
    let inputs = Inputs::of(servers);
    bencher.counter(ItemsCount::new(servers)).bench_local(|| ops::read(black_box(&inputs.toml), host("codex")));
}

#[divan::bench(args = SIZES)]
fn claude_code_to_codex(bencher: Bencher<'_, '_>, servers: usize) {
    convert(bencher, servers, &Inputs::of(servers).json, "claude-code", "codex", None);
}

#[divan::bench(args = SIZES)]
fn codex_to_claude_code(bencher: Bencher<'_, '_>, servers: usize) {
    convert(bencher, servers, &Inputs::of(servers).toml, "codex", "claude-code", None);
}

/// A few servers into a file that has so many.
#[divan::bench(args = SIZES)]
fn merge_patch(bencher: Bencher<'_, '_>, servers: usize) {
    let inputs = Inputs::of(servers);
    convert(bencher, servers, &inputs.patch, "claude-code", "codex", Some(&inputs.existing));
}

/// All servers into a file that has them all.
#[divan::bench(args = SIZES)]
fn merge_same(bencher: Bencher<'_, '_>, servers: usize) {
    let inputs = Inputs::of(servers);
    convert(bencher, servers, &inputs.json, "claude-code", "codex", Some(&inputs.existing));
}

/// All servers into a file that has none of them.
#[divan::bench(args = SIZES)]
fn merge_new(bencher: Bencher<'_, '_>, servers: usize) {
    let inputs = Inputs::of(servers);
    let empty = Inputs::of(0);
    convert(bencher, servers, &inputs.json, "claude-code", "codex", Some(&empty.existing));
}
