//! The commands: each reads its files, calls the core, and writes what came of it.

mod convert;
mod explain;
mod hosts;
mod input;
mod read;

use crate::args::Parsed;
use crate::{Failure, Status, completions, print};

/// Runs the command that was asked for.
pub(crate) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    match parsed.command.name {
        "convert" => convert::run(parsed),
        "read" => read::run(parsed),
        "hosts" => hosts::run(parsed),
        "explain" => explain::run(parsed),
        _ => {
            let shell = parsed.arguments[0].to_string_lossy();
            if !["bash", "zsh", "fish"].contains(&shell.as_ref()) {
                let help = "it takes one of: bash, zsh, fish";
                return Err(crate::Misuse::new(format!("there is no completion script for `{shell}`")).help(help).into());
            }
            print(&completions::script(&shell))?;
            Ok(Status::Done)
        }
    }
}
