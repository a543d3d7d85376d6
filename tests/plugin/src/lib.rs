//! What the component is tested with: where it is built, its compiled form, and its answers in the form of the other faces.

pub mod answers;

use std::path::PathBuf;
use std::process::Command;
use std::{fs, process};

use mcpglot_embed::{Limits, Translator};
use mcpglot_tests::faces::built;
use mcpglot_tests::judge::tool;

/// The component, as `just plugin` has built it.
///
/// # Panics
/// When it is not there: a test that lacks its subject fails.
#[must_use]
pub fn component() -> PathBuf {
    built("component/mcpglot.wasm")
}

/// The component under the example embedder.
///
/// # Panics
/// When it cannot be compiled or loaded.
#[must_use]
#[expect(clippy::panic, clippy::unwrap_used, unsafe_code, reason = "a test that lacks its subject fails")]
pub fn translator(limits: Limits) -> Translator {
    let wasmtime = tool("wasmtime").unwrap_or_else(|trouble| panic!("{trouble}"));
    let name = format!("mcpglot-{}-{:?}.cwasm", process::id(), std::thread::current().id());
    let compiled = component().with_file_name(name);
    let mut command = Command::new(wasmtime);
    command.arg("compile").arg(component()).arg("-o").arg(&compiled);
    if limits.time.is_some() {
        command.args(["-W", "epoch-interruption=y"]);
    }
    if limits.fuel.is_some() {
        command.args(["-W", "fuel=1"]);
    }
    assert!(command.status().unwrap().success(), "wasmtime does not compile the component");
    // SAFETY: it is what has just been compiled.
    let translator = unsafe { Translator::load(&compiled, limits) };
    // What is loaded stays mapped.
    fs::remove_file(&compiled).unwrap();
    translator.unwrap_or_else(|trouble| panic!("{trouble:?}"))
}
