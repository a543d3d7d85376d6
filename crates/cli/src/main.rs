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

use std::io::{IsTerminal, Write};
use std::process::ExitCode;

use args::{Asked, Misuse, Parsed};
use files::FileError;

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
    /// Standard output or input failed.
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
    enter_working_directory();
    let asked = args::parse(std::env::args_os().skip(1));
    let status = match asked.map_err(Failure::Misuse).and_then(run) {
        Ok(status) => status,
        // A reader that has seen enough is no failure of ours.
        Err(Failure::Stream(error)) if error.kind() == std::io::ErrorKind::BrokenPipe => Status::Done,
        Err(failure) => {
            tell(&failure);
            Status::Failed
        }
    };
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
            print(&text)?;
            Ok(Status::Done)
        }
        Asked::Run(parsed) => {
            let result = commands::run(&parsed);
            if let Err(Failure::File(error)) = &result
                && parsed.text("format")? == Some("json")
            {
                let (code, path) = (error.fault.code(), error.path.to_string_lossy());
                let failure = mcpglot_wire::FileFailure { code, message: &error.message, help: &error.help, path };
                print(&mcpglot_wire::to_json(&mcpglot_wire::Failure::new(failure)))?;
                print("\n")?;
            }
            result
        }
    }
}

/// Writes a result.
fn print(text: &str) -> Result<(), Failure> {
    let mut out = std::io::stdout().lock();
    out.write_all(text.as_bytes())?;
    out.flush()?;
    Ok(())
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
    say(&format!("error: {message}\n"));
    if let Some(help) = help {
        say(&format!("help: {help}\n"));
    }
}

/// Whether what goes to `stream` is coloured.
fn is_colored(parsed: &Parsed, stream: &impl IsTerminal) -> Result<bool, Misuse> {
    let refused = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    Ok(match parsed.text("color")? {
        Some("always") => true,
        Some("never") => false,
        _ => !refused && stream.is_terminal(),
    })
}
