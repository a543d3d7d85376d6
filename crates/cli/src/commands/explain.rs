//! `explain`.

use mcpglot_core::diag::codes;
use mcpglot_core::nearest::nearest;

use crate::args::{Misuse, Parsed};
use crate::files::{Fault, Note};
use crate::{Failure, Status, print};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let Some(id) = parsed.arguments.first() else {
        let lines = codes::ALL.iter().map(|code| format!("{:<9}{}\n", code.severity.name(), code.id));
        let files = Fault::ALL.iter().map(|fault| format!("{:<9}{}\n", "error", fault.code()));
        let notes = Note::CODES.iter().map(|(code, _)| format!("{:<9}{code}\n", "note"));
        print(&lines.chain(files).chain(notes).collect::<String>())?;
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
            let known = codes::ALL.iter().map(|code| code.id).chain(Fault::ALL.iter().map(|fault| fault.code()));
            let known = known.chain(Note::CODES.iter().map(|(code, _)| *code));
            return Err(match nearest(&id, known) {
                Some(near) => misuse.help(format!("did you mean `{near}`?")),
                None => misuse.help("`mcpglot explain` lists them"),
            }
            .into());
        }
    };
    print(&page)?;
    Ok(Status::Done)
}
