//! The document that a command reads.

use std::ffi::OsStr;
use std::io::{IsTerminal, Read};
use std::path::Path;

use mcpglot_core::diag::{Diagnostic, Document};
use mcpglot_core::hosts::Host;
use mcpglot_core::ops;
use mcpglot_core::text::MAX_INPUT;

use crate::args::{Misuse, Parsed};
use crate::files::{self, Committed, Policy};
use crate::{Failure, Status, say};

/// A document as it came.
pub(super) struct Input {
    /// Its path, or `<stdin>`.
    pub(super) name: String,
    /// The path, which helps to tell its host; none for standard input.
    pub(super) path: Option<String>,
    pub(super) bytes: Vec<u8>,
}

/// Reads the document that is the command's argument; without one, or for `-`, standard input.
pub(super) fn read(parsed: &Parsed) -> Result<Input, Failure> {
    match parsed.arguments.first() {
        Some(path) if path != "-" => file(path),
        stated => {
            if stated.is_none() && std::io::stdin().is_terminal() {
                let help = "name a file, or `-` to type the document here";
                return Err(Misuse::new("there is nothing to read").help(help).into());
            }
            stream()
        }
    }
}

/// Reads standard input.
pub(super) fn stream() -> Result<Input, Failure> {
    let mut bytes = Vec::new();
    // One byte more than the core takes, so that it can tell that there is more.
    std::io::stdin().lock().take(MAX_INPUT as u64 + 1).read_to_end(&mut bytes)?;
    Ok(Input { name: "<stdin>".to_owned(), path: None, bytes })
}

/// Reads a file, or for `-` standard input.
pub(super) fn named(path: &OsStr) -> Result<Input, Failure> {
    if path == "-" { stream() } else { file(path) }
}

/// Reads a file.
pub(super) fn file(path: &OsStr) -> Result<Input, Failure> {
    let bytes = files::read(Path::new(path))?;
    let name = path.to_string_lossy().into_owned();
    Ok(Input { path: Some(name.clone()), name, bytes })
}

/// Why a document cannot be read, its text as far as that is known, and what it comes to.
pub(super) type Refused<'i> = (Box<Diagnostic>, &'i str, Status);

/// What is to be read of a document, and for which host. Where that cannot be told, it is for the caller to say.
pub(super) fn open<'i>(input: &'i Input, stated: Option<&'static Host>) -> Result<ops::Source<'i>, Refused<'i>> {
    let text = ops::decode(&input.bytes, Document::Source).map_err(|(found, before)| (found, before, Status::Refused))?;
    ops::source(text, stated, input.path.as_deref()).map_err(|found| (found, text, Status::Failed))
}

/// Whether values are shown on `stream`: to a person who asks for it, never to a pipe or a log.
pub(super) fn shows_values(parsed: &Parsed, stream: &impl IsTerminal) -> bool {
    parsed.has("show-values") && stream.is_terminal()
}

/// Refuses to show values where nobody sees them: at the stream that the result of the command is told on. It is asked before
/// anything is done, so that what is refused has changed nothing.
pub(super) fn check_show_values(parsed: &Parsed) -> Result<(), Misuse> {
    // Findings are told on standard error; what is read, what would change, and what is meant for programs is not.
    let is_output =
        parsed.command.name == "read" || parsed.has("dry-run") || !matches!(parsed.text("format"), None | Some("human"));
    let is_seen = if is_output { std::io::stdout().is_terminal() } else { std::io::stderr().is_terminal() };
    if parsed.has("show-values") && !is_seen {
        return Err(Misuse::new("`--show-values` works on a terminal only"));
    }
    Ok(())
}

/// What the command line allows and wants of a file that is written. What a project has is in its repository; what a user has is
/// nowhere else.
pub(super) fn policy(parsed: &Parsed, is_users: bool) -> Policy {
    let backup = parsed.has("backup") || (is_users && !parsed.has("no-backup"));
    Policy { follow_symlinks: parsed.has("follow-symlinks"), backup, ..Policy::default() }
}

/// Tells what is worth knowing of a file that was written.
pub(super) fn tell_notes(done: &Committed) {
    for note in &done.notes {
        say(&format!("note: {} [{}]\n", note.message(), note.code()));
    }
}
