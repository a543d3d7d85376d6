//! `explain`.

use mcpglot_core::diag::codes;
use mcpglot_core::nearest::nearest;

use crate::args::{Misuse, Parsed};
use crate::files::{Fault, Note};
use crate::{Failure, Status, print};

/// All codes, with their severities.
pub(crate) fn codes() -> impl Iterator<Item = (&'static str, &'static str)> {
    let found = codes::ALL.iter().map(|code| (code.severity.name(), code.id));
    let files = Fault::ALL.iter().map(|fault| ("error", fault.code()));
    found.chain(files).chain(Note::CODES.iter().map(|(code, _)| ("note", *code)))
}

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let Some(id) = parsed.arguments.first() else {
        print(&codes().map(|(severity, code)| format!("{severity:<9}{code}\n")).collect::<String>());
        return Ok(Status::Done);
    };
    let id = id.to_string_lossy();
    let fault = Fault::ALL.iter().find(|fault| fault.code() == id);
    let note = Note::CODES.iter().find(|(code, _)| *code == id);
    let page = match (codes::find(&id), fault, note) {
        (Some(code), ..) => code.page(),
        (None, Some(fault), _) => fault.page(),
        (None, None, Some((code, says))) => format!("# {code}\n\n{says}\n"),
        (None, None, None) => {
            let misuse = Misuse::new(format!("there is no code `{id}`"));
            return Err(match nearest(&id, codes().map(|(_, code)| code)) {
                Some(near) => misuse.help(format!("did you mean `{near}`?")),
                None => misuse.help("`mcpglot explain` lists them"),
            }
            .into());
        }
    };
    print(&page);
    Ok(Status::Done)
}
