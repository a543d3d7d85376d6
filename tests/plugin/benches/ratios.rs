//! The bars of the component, as ratios within one run: what a call costs as against the same call of the library, and what an
//! instance with its first call costs as against a call of one that is warm.
//!
//! The sides of a ratio take turns, and of each the fastest turn counts: what else the machine does hits all. `just plugin`
//! comes first.

#![allow(clippy::unwrap_used, clippy::print_stdout, clippy::cast_precision_loss, reason = "a benchmark")]

#[path = "../../benches/inputs/mod.rs"]
mod inputs;

use std::hint::black_box;
use std::time::{Duration, Instant};

use inputs::Inputs;
use mcpglot_core::{hosts, ops};
use mcpglot_embed::{Instance, Limits, Translator};
use mcpglot_plugin_tests::{options, translator};

/// A conversion: what it is called, the source and its host, the other host, and the text that is merged into.
type Job<'j> = (&'static str, &'j str, &'static str, &'static str, Option<&'j str>);

fn native((_, source, from, to, into): Job<'_>) {
    let mut options = ops::Options::new(hosts::find(to).unwrap());
    (options.from, options.into) = (hosts::find(from), into);
    black_box(ops::convert(black_box(source), &options));
}

fn call((_, source, from, to, into): Job<'_>, instance: &mut Instance) {
    let options = options(from, to, into);
    black_box(instance.call(|converter, store| converter.call_convert(store, black_box(source), options)).unwrap().unwrap());
}

/// The fastest turn of each, in microseconds for one call. A turn is short, so that some of them are not interrupted.
fn fastest<const N: usize>(turns: u32, sides: &mut [&mut dyn FnMut(); N]) -> [f64; N] {
    let mut best = [Duration::MAX; N];
    for _ in 0..turns {
        for (best, side) in best.iter_mut().zip(sides.iter_mut()) {
            let start = Instant::now();
            for _ in 0..10 {
                side();
            }
            *best = (*best).min(start.elapsed() / 10);
        }
    }
    best.map(|time| time.as_nanos() as f64 / 1e3)
}

fn measure(turns: u32, title: &str, translator: &Translator) {
    println!("{title}\n                  native      warm / native (bar 2.5)   first / warm (bar 15)");
    for size in [5, 100] {
        let inputs = Inputs::of(size);
        let jobs: [Job<'_>; 3] = [
            ("to TOML", &inputs.json, "claude-code", "codex", None),
            ("to JSON", &inputs.toml, "codex", "claude-code", None),
            ("merge", &inputs.patch, "claude-code", "codex", Some(&inputs.existing)),
        ];
        for job in jobs {
            let mut instance = translator.start().unwrap();
            let mut warm = || call(job, &mut instance);
            let mut first = || call(job, &mut translator.start().unwrap());
            let [native, warm, first] = fastest(turns, &mut [&mut || native(job), &mut warm, &mut first]);
            let name = format!("{} {size}", job.0);
            let (slower, colder) = (warm / native, first / warm);
            println!("  {name:<12} {native:7.1} us  {warm:7.1} us {slower:12.2}   {first:7.1} us {colder:11.2}");
        }
    }
}

fn main() {
    // Without `--bench` it is a test that it runs.
    let turns = if std::env::args().any(|arg| arg == "--bench") { 400 } else { 1 };
    let limits = Limits { time: None, ..Limits::default() };
    measure(turns, "limited in memory", &translator(limits));
    measure(turns, "in memory and time", &translator(Limits::default()));
    measure(turns, "in memory and fuel", &translator(Limits { fuel: Some(1 << 40), ..limits }));
}
