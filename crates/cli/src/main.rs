//! The command line of mcpglot: arguments, files, colour and exit statuses. It decides nothing about content.
//!
//! The same program runs natively and, as `wasm32-wasip1`, under wasmtime.

mod args;
mod commands;
mod completions;
mod files;
mod github;
mod patch;
mod render;

use std::io::{ErrorKind, IsTerminal, Write};
use std::process::ExitCode;
use std::sync::atomic::{AtomicU8, Ordering};

use args::{Asked, Misuse, Parsed};
use files::FileError;
use mcpglot_wire::FileFailure;

/// How a run ended. Of several, the highest-ranked counts: see [`Status::code`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
enum Status {
    /// All is well.
    Done,
    /// Written, with a loss after which a server does not do what it did.
    Lossy,
    /// Refused, invalid or out of date.
    Refused,
    /// Wrong usage, or a file that cannot be used.
    Failed,
}

impl Status {
    const fn code(self) -> u8 {
        match self {
            Self::Done => 0,
            Self::Lossy => 3,
            Self::Refused => 1,
            Self::Failed => 2,
        }
    }
}

/// Why a command could not do its work.
enum Failure {
    Misuse(Misuse),
    File(FileError),
    /// Standard input failed, or standard output.
    Stream(std::io::Error),
}

impl From<Misuse> for Failure {
    fn from(misuse: Misuse) -> Self {
        Self::Misuse(misuse)
    }
}

impl From<FileError> for Failure {
    fn from(error: FileError) -> Self {
        Self::File(error)
    }
}

impl From<std::io::Error> for Failure {
    fn from(error: std::io::Error) -> Self {
        Self::Stream(error)
    }
}

fn main() -> ExitCode {
    // What a panic has to say may hold the file that is read, with its values.
    std::panic::set_hook(Box::new(|panic| {
        let at = panic.location().map(|at| format!(" ({}:{})", at.file(), at.line())).unwrap_or_default();
        say(&format!(
            "error: mcpglot stopped in the middle of its work{at}\nhelp: this is a fault of mcpglot: please report it\n"
        ));
    }));
    enter_working_directory();
    let asked = args::parse(std::env::args_os().skip(1));
    let mut status = asked.map_err(Failure::Misuse).and_then(run).unwrap_or_else(|failure| {
        tell(&failure);
        Status::Failed
    });
    if OUTPUT.load(Ordering::Relaxed) == FAILED {
        status = Status::Failed;
    }
    ExitCode::from(status.code())
}

/// WASI has no working directory, and relative paths count from the only granted one. A launcher that grants the whole file
/// system (`npm/src/cli.ts`) says in `PWD` where it was started. Where that is not granted, it stays as it is.
fn enter_working_directory() {
    if cfg!(target_os = "wasi")
        && let Some(directory) = std::env::var_os("PWD")
    {
        let _ = std::env::set_current_dir(directory);
    }
}

fn run(asked: Asked) -> Result<Status, Failure> {
    match asked {
        Asked::Print(text) => {
            print(&text);
            Ok(Status::Done)
        }
        Asked::Run(parsed) => {
            let result = commands::run(&parsed);
            if let Err(Failure::File(error)) = &result
                && parsed.text("format") == Some("json")
            {
                print_line(&mcpglot_wire::to_json(&mcpglot_wire::Failure::new(to_wire(error))));
            }
            result
        }
    }
}

/// What became of standard output.
static OUTPUT: AtomicU8 = AtomicU8::new(OPEN);
const OPEN: u8 = 0;
/// Its reader has seen enough, which is no failure of ours: nothing more is printed, and the status is that of the command.
const CLOSED: u8 = 1;
const FAILED: u8 = 2;

/// Writes a result.
fn print(text: &str) {
    let mut out = std::io::stdout().lock();
    if OUTPUT.load(Ordering::Relaxed) == OPEN
        && let Err(error) = out.write_all(text.as_bytes()).and_then(|()| out.flush())
    {
        // What wasmtime tells the module of a broken pipe is EIO. The launcher of the npm package tells it by its name.
        let is_named = !cfg!(target_os = "wasi") || files::host_keeps_mode();
        let closed = error.kind() == ErrorKind::BrokenPipe || !is_named && error.raw_os_error() == Some(29);
        OUTPUT.store(if closed { CLOSED } else { FAILED }, Ordering::Relaxed);
        if !closed {
            tell(&Failure::Stream(error));
        }
    }
}

/// Writes a result that is one line.
fn print_line(text: &str) {
    print(text);
    print("\n");
}

fn to_wire(error: &FileError) -> FileFailure<'_> {
    let (code, path) = (error.fault.code(), error.path.to_string_lossy());
    FileFailure { code, message: &error.message, help: &error.help, path }
}

/// Writes what is to be said about a result. Where there is nobody to hear it, it is lost.
fn say(text: &str) {
    let _ = std::io::stderr().lock().write_all(text.as_bytes());
}

fn tell(failure: &Failure) {
    let (message, help) = match failure {
        Failure::Misuse(misuse) => (misuse.message.clone(), misuse.help.clone()),
        Failure::File(error) => {
            (format!("{} [{}]", error, error.fault.code()), Some(error.help.clone()).filter(|help| !help.is_empty()))
        }
        Failure::Stream(error) => (error.to_string(), None),
    };
    say(&format!("error: {}\n", harmless(&message)));
    if let Some(help) = help {
        say(&format!("help: {}\n", harmless(&help)));
    }
}

/// A text that does nothing to a terminal, and reads in the order in which it is written, on one line.
fn harmless(text: &str) -> String {
    let shown = |one| match one {
        '\t' => one,
        '\u{61c}' | '\u{200e}' | '\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => char::REPLACEMENT_CHARACTER,
        _ if one.is_control() => char::REPLACEMENT_CHARACTER,
        _ => one,
    };
    text.chars().map(shown).collect()
}

/// Whether what goes to `stream` is coloured.
fn is_colored(parsed: &Parsed, stream: &impl IsTerminal) -> bool {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
        || std::env::var_os("TERM").is_some_and(|value| value == "dumb");
    match parsed.text("color") {
        Some("always") => true,
        Some("never") => false,
        _ => !refused && stream.is_terminal(),
    }
}
