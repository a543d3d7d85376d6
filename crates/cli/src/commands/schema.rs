//! `schema`.

use mcpglot_core::ops;
use mcpglot_core::project;
use mcpglot_core::syntax::{Syntax, print_lines};

use crate::args::{self, Parsed};
use crate::{Failure, Status, print};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let id = parsed.arguments[0].to_string_lossy();
    // The settings are those of no host.
    let schema = if id == "mcpglot" { project::settings_schema() } else { ops::schema(args::host(&id)?) };
    print(&print_lines(&schema, Syntax::Json));
    Ok(Status::Done)
}
