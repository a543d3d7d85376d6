//! What the component is tested with: where it is built, its compiled form, and its answers in the form of the other faces.

pub mod answers;
pub mod programs;

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{fs, process, thread};

use mcpglot_embed::converter::{Encoding, Options, Strategy, Switches};
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

/// The component, compiled for an embedder with these limits, in a file for `load`, which is gone afterwards.
///
/// # Panics
/// When it cannot be compiled.
#[expect(clippy::panic, clippy::unwrap_used, reason = "a test that lacks its subject fails")]
pub fn compiled<T>(limits: Limits, load: impl FnOnce(&Path) -> T) -> T {
    let wasmtime = tool("wasmtime").unwrap_or_else(|trouble| panic!("{trouble}"));
    let name = format!("mcpglot-{}-{:?}.cwasm", process::id(), thread::current().id());
    let file = component().with_file_name(name);
    let mut command = Command::new(wasmtime);
    command.arg("compile").arg(component()).arg("-o").arg(&file);
    if limits.time.is_some() {
        command.args(["-W", "epoch-interruption=y"]);
    }
    if limits.fuel.is_some() {
        command.args(["-W", "fuel=1"]);
    }
    assert!(command.status().unwrap().success(), "wasmtime does not compile the component");
    let loaded = load(&file);
    fs::remove_file(&file).unwrap();
    loaded
}

/// A conversion of all servers, with nothing asked for besides.
#[must_use]
pub fn options<'o>(from: &'o str, to: &'o str, into: Option<&'o str>) -> Options<'o> {
    Options {
        from: Some(from),
        to,
        into,
        strategy: Strategy::Merge,
        switches: Switches::empty(),
        servers: None,
        rename: &[],
        file_name: None,
        encoding: Encoding::Utf8,
    }
}

/// The component under the embedder that is the example.
///
/// # Panics
/// When it cannot be compiled or loaded.
#[must_use]
#[expect(clippy::panic, unsafe_code, reason = "a test that lacks its subject fails")]
pub fn translator(limits: Limits) -> Translator {
    // SAFETY: it is what has just been compiled. Once loaded, it stays mapped.
    let translator = compiled(limits, |file| unsafe { Translator::load(file, limits) });
    translator.unwrap_or_else(|trouble| panic!("{trouble:?}"))
}
