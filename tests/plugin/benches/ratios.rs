//! The bars of the component, as ratios within one run.
#![allow(
    clippy::unwrap_used,
    clippy::print_stdout,
    clippy::cast_precision_loss,
    clippy::cast_possible_truncation,
    unsafe_code,
    reason = "a benchmark"
)]

#[path = "../../benches/inputs/mod.rs"]
mod inputs;

use std::hint::black_box;
use std::path::Path;
use std::time::{Duration, Instant};

use inputs::Inputs;
use mcpglot_core::hosts;
use mcpglot_core::ops;
use mcpglot_embed::converter::{Encoding, Options, Strategy, Switches};
use wasmtime::component::{Component, Linker};
use wasmtime::{Config, Engine, Store};

fn main() {
    for (name, fuel, epoch) in [("plain", false, false), ("epoch", false, true), ("fuel", true, false), ("both", true, true)] {
        let engine = Engine::new(Config::new().consume_fuel(fuel).epoch_interruption(epoch)).unwrap();
        let component = unsafe {
            Component::deserialize_file(&engine, Path::new("/tmp/plugin-bench").join(format!("{name}.cwasm"))).unwrap()
        };
        let pre = Linker::<()>::new(&engine).instantiate_pre(&component).unwrap();
        let pre = mcpglot_embed::PluginPre::new(pre).unwrap();
        let start = || {
            let mut store = Store::new(&engine, ());
            if fuel {
                store.set_fuel(u64::MAX).unwrap();
            }
            if epoch {
                store.set_epoch_deadline(1 << 40);
            }
            let plugin = pre.instantiate(&mut store).unwrap();
            (store, plugin)
        };
        for size in [5, 100] {
            let inputs = Inputs::of(size);
            for (what, source, from, to, into) in [
                ("j2t", &inputs.json, "claude-code", "codex", None),
                ("t2j", &inputs.toml, "codex", "claude-code", None),
                ("merge", &inputs.patch, "claude-code", "codex", Some(inputs.existing.as_str())),
            ] {
                let native = || {
                    let mut options = ops::Options::new(hosts::find(to).unwrap());
                    (options.from, options.into) = (hosts::find(from), into);
                    drop(black_box(ops::convert(black_box(source), &options)));
                };
                let options = Options {
                    from: Some(from),
                    to,
                    into,
                    strategy: Strategy::Merge,
                    switches: Switches::empty(),
                    servers: None,
                    rename: &[],
                    file_name: None,
                    encoding: Encoding::Utf8,
                };
                let (mut store, plugin) = start();
                let mut warm = || {
                    let answer =
                        plugin.mcpglot_convert_converter().call_convert(&mut store, source, options.clone()).unwrap().unwrap();
                    drop(black_box(answer));
                };
                let mut cold = || {
                    let (mut store, plugin) = start();
                    let answer =
                        plugin.mcpglot_convert_converter().call_convert(&mut store, source, options.clone()).unwrap().unwrap();
                    drop(black_box(answer));
                };
                let calls = 500 / size as u32;
                let turn = |call: &mut dyn FnMut()| {
                    let at = Instant::now();
                    for _ in 0..calls {
                        call();
                    }
                    at.elapsed() / calls
                };
                let mut best = [Duration::MAX; 3];
                let mut native = native;
                for _ in 0..60 {
                    best[0] = best[0].min(turn(&mut native));
                    best[1] = best[1].min(turn(&mut warm));
                    best[2] = best[2].min(turn(&mut cold));
                }
                let us = best.map(|time| time.as_nanos() as f64 / 1e3);
                println!(
                    "{name} {what} {size}: native {:.1} warm {:.1} ({:.2}) cold {:.1} ({:.2} x warm)",
                    us[0],
                    us[1],
                    us[1] / us[0],
                    us[2],
                    us[2] / us[1]
                );
            }
        }
    }
}
