//! Puts the servers of one file into another, which goes to standard output.
//!
//! ```console
//! $ wasmtime compile -W epoch-interruption=y mcpglot.wasm
//! $ mcpglot-embed mcpglot.cwasm claude-code .mcp.json codex .codex/config.toml
//! ```

use std::fs;
use std::path::Path;

use mcpglot_embed::converter::{Encoding, Options, Strategy, Switches};
use mcpglot_embed::{Limits, Translator};
use wasmtime::{Result, bail, format_err};

#[expect(clippy::print_stdout, clippy::print_stderr, unsafe_code, reason = "a program, which compiled the component")]
fn main() -> Result<()> {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let [compiled, from, source, to, into] = arguments.as_slice() else {
        bail!("usage: mcpglot-embed COMPILED FROM SOURCE TO INTO");
    };
    let (source, into) = (fs::read_to_string(source)?, fs::read_to_string(into)?);
    // SAFETY: the file is our own.
    let translator = unsafe { Translator::load(Path::new(compiled), Limits::default())? };

    let options = Options {
        from: Some(from),
        to,
        into: Some(&into),
        strategy: Strategy::Merge,
        switches: Switches::empty(),
        servers: None,
        rename: &[],
        file_name: None,
        encoding: Encoding::Utf8,
    };
    let answer = translator.start()?.call(|converter, store| converter.call_convert(store, &source, options))?;
    let outcome = answer.map_err(|unknown| format_err!("there is no host `{}`", unknown.id))?;

    for found in &outcome.diagnostics {
        eprintln!("{}:{}: {}: {}", found.place.line, found.place.column, found.code, found.message);
    }
    print!("{}", outcome.text.ok_or_else(|| format_err!("refused"))?);
    Ok(())
}
