//! The commands: each reads its files, calls the core, and writes what came of it.

#[expect(clippy::module_inception, reason = "it is the command of that name")]
mod commands;
mod convert;
mod detect;
mod diff;
pub(crate) mod explain;
mod hosts;
mod input;
mod project;
mod read;
mod restore;
mod schema;
mod validate;

use crate::args::{Misuse, Parsed};
use crate::{Failure, Status, completions, print};

/// Runs the command that was asked for.
pub(crate) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let told = parsed.text("format").unwrap_or("human");
    let tells = parsed.command.formats();
    if !tells.contains(&told) {
        let help = format!("it takes one of: {}", tells.join(", "));
        return Err(Misuse::new(format!("`{}` has no format `{told}`", parsed.command.name)).help(help).into());
    }
    input::check_show_values(parsed)?;
    match parsed.command.name {
        "convert" => convert::run(parsed),
        "sync" => project::sync::run(parsed),
        "init" => project::init::run(parsed),
        "add" => project::edit::add(parsed),
        "remove" => project::edit::remove(parsed),
        "list" => project::list::run(parsed),
        "commands" => commands::run(parsed),
        "validate" => validate::run(parsed),
        "detect" => detect::run(parsed),
        "diff" => diff::run(parsed),
        "read" => read::run(parsed),
        "restore" => restore::run(parsed),
        "hosts" => hosts::run(parsed),
        "schema" => schema::run(parsed),
        "explain" => explain::run(parsed),
        _ => {
            let shell = parsed.arguments[0].to_string_lossy();
            if !["bash", "zsh", "fish"].contains(&shell.as_ref()) {
                let help = "it takes one of: bash, zsh, fish";
                return Err(Misuse::new(format!("there is no completion script for `{shell}`")).help(help).into());
            }
            print(&completions::script(&shell));
            Ok(Status::Done)
        }
    }
}
