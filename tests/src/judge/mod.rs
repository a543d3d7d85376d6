//! Judges: the real clients, asked what they see in a document that is meant for them.
//!
//! What a host does with a file is not what its manual says but what its program does. A judge puts the document
//! where the program looks for it, in a home of its own, cut off from the network, and asks. It starts no server.
//!
//! The programs are pinned and installed by `just setup`. A missing one fails the test that wants it; nothing is skipped.

mod adding;
mod amp;
mod claude_code;
mod cline;
pub mod codex;
mod copilot_cli;
mod court;
mod droid;
mod offline;
mod scripts;
mod seen;
#[cfg(test)]
mod tests;

pub use adding::Adder;
pub use court::Court;
pub use seen::{Said, Seen, Variables, Verdict};

use mcpglot_core::model::Concept;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::{SystemTime, UNIX_EPOCH};

/// A client, ready to be shown documents.
pub trait Judge {
    /// What it tells of a server. What it does not tell cannot be compared.
    fn tells(&self) -> &'static [Concept];

    /// Whether a document takes it long, so that there cannot be many hundreds.
    fn is_slow(&self) -> bool {
        false
    }

    /// What it makes of `document`, where it looks for such a file, with `variables` in its environment.
    ///
    /// # Panics
    /// When it gives no answer.
    fn judge(&mut self, document: &[u8], variables: &Variables) -> Verdict;
}

/// The judge of that host's documents: `None` where the client cannot be had.
///
/// # Panics
/// When it is not installed (`just setup judges`) or does not start.
#[must_use]
#[expect(clippy::panic, reason = "a judge that cannot judge fails the test, with the reason")]
pub fn of(host: &str) -> Option<Box<dyn Judge>> {
    fn start<J: Judge + 'static>(judge: Result<J, String>) -> Box<dyn Judge> {
        Box::new(judge.unwrap_or_else(|trouble| panic!("{trouble}")))
    }
    Some(match host {
        "amp" => start(amp::Amp::start()),
        "cline" => start(cline::Cline::start()),
        "codex" => start(codex::Codex::start()),
        "continue" => start(scripts::continue_dev()),
        "kilo-code" => start(scripts::kilo_code()),
        "qwen-code" => start(scripts::qwen_code()),
        "claude-code" => start(claude_code::ClaudeCode::start()),
        "copilot-cli" => start(copilot_cli::CopilotCli::start()),
        "cursor" => start(scripts::cursor()),
        "droid" => start(droid::Droid::start()),
        "gemini-cli" => start(scripts::gemini_cli()),
        "opencode" => start(scripts::opencode()),
        "vscode" => start(scripts::vscode()),
        _ => return None,
    })
}

/// What generated documents are made from: `PROPTEST_RNG_SEED` like those of the laws, or another one each time.
#[must_use]
pub fn seed() -> u64 {
    let now = || SystemTime::now().duration_since(UNIX_EPOCH).map_or(1, |since| since.as_secs());
    std::env::var("PROPTEST_RNG_SEED").ok().and_then(|seed| seed.parse().ok()).unwrap_or_else(now)
}

/// The real Codex, started.
///
/// # Panics
/// When it is not installed (`just setup`) or does not answer.
#[must_use]
#[expect(clippy::panic, reason = "a judge that cannot judge fails the test, with the reason")]
pub fn codex() -> codex::Codex {
    codex::Codex::start().unwrap_or_else(|trouble| panic!("{trouble}"))
}

/// Where a program of `tests/setup/versions` stands.
///
/// # Errors
/// When it is not installed: the message names the command that installs it.
pub fn tool(name: &str) -> Result<PathBuf, String> {
    let answer = Command::new("sh").arg(setup("tools.sh")).args(["where", name]).output().map_err(|e| format!("sh: {e}"))?;
    let says = if answer.status.success() { &answer.stdout } else { &answer.stderr };
    let says = String::from_utf8_lossy(says).trim().to_owned();
    if answer.status.success() { Ok(says.into()) } else { Err(says) }
}

fn setup(file: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("setup").join(file)
}
