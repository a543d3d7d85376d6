//! Judges: the real clients, asked what they see in a document that is meant for them.
//!
//! What a host does with a file is not what its manual says but what its program does. A judge puts the document
//! where the program looks for it, in a home of its own, cut off from the network, and asks. It starts no server.
//!
//! The programs are pinned and installed by `just setup`. A missing one fails the test that wants it; nothing is skipped.

mod codex;
mod offline;
#[cfg(test)]
mod tests;

pub use codex::{Codex, EnvVar, Seen, Verdict, Warning};

use std::path::{Path, PathBuf};
use std::process::Command;

/// The real Codex, started.
///
/// # Panics
/// When it is not installed (`just setup`) or does not answer.
#[must_use]
#[expect(clippy::panic, reason = "a judge that cannot judge fails the test, with the reason")]
pub fn codex() -> Codex {
    Codex::start().unwrap_or_else(|trouble| panic!("{trouble}"))
}

/// Where a program of `tests/setup/versions` stands.
///
/// # Errors
/// When it is not installed: the message names the command that installs it.
pub fn tool(name: &str) -> Result<PathBuf, String> {
    let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("setup/tools.sh");
    let answer = Command::new("sh").arg(script).args(["where", name]).output().map_err(|e| format!("sh: {e}"))?;
    let says = if answer.status.success() { &answer.stdout } else { &answer.stderr };
    let says = String::from_utf8_lossy(says).trim().to_owned();
    if answer.status.success() { Ok(says.into()) } else { Err(says) }
}
