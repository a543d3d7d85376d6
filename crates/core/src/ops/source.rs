//! Which document of a text is the source, and for which host it is read.

use alloc::borrow::{Cow, ToOwned};
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use super::detect::{Detection, OLDER, Stray, detect, fenced, isolated};
use crate::diag::{Diagnostic, Document, codes, say};
use crate::hosts::{self, Host};
use crate::syntax;
use crate::text::{Span, join};

/// A source as it is read.
#[derive(Debug)]
pub struct Source<'t> {
    /// The text; of a text in Markdown only the block that is meant, at its place: all else is blanks. What lacks the braces
    /// around it has them.
    pub text: Cow<'t, str>,
    /// The host that it is read for; [`hosts::SNIPPET`] where it is nobody's.
    pub host: &'static Host,
    /// What was assumed, where something was.
    pub note: Option<Diagnostic>,
}

/// Tells what is to be read in `text`, for the host that is `stated` or, without one, for the host that it is detected to be for.
///
/// # Errors
/// The finding that its host cannot be told, with the candidates.
pub fn source<'t>(text: &'t str, stated: Option<&'static Host>, file_name: Option<&str>) -> Result<Source<'t>, Box<Diagnostic>> {
    if let Some(host) = stated.filter(|host| syntax::parse(text, host.syntax).is_ok()) {
        return Ok(Source { text: Cow::Borrowed(text), host, note: None });
    }
    let found = detect(text, file_name);
    // Who says that it is a snippet does not say that it is no host's.
    let is_snippet = stated.is_some_and(|stated| stated.id == hosts::SNIPPET.id);
    let stated = stated.filter(|_| !is_snippet);
    if let Some(Stray::Fenced(block)) = found.stray {
        // Who says whose block it is means the first that is one.
        let block = stated.and_then(|host| fenced(text, Some(host))).map_or(block, |(block, _)| block);
        let text = isolated(text, block);
        let within = detect(&text, None);
        let host = stated.or(within.host).or_else(|| within.read_alike(&text)).unwrap_or(&hosts::SNIPPET);
        // Nobody shows others a text in dollar and braces that is meant as it stands.
        let host = if stated.is_none() && host.takes_for_text(&text) { &hosts::SNIPPET } else { host };
        // No file of the host has them there any more, and many a README still does.
        let host = if within.stray == Some(OLDER) { &hosts::SNIPPET } else { host };
        let message = say![
            "the source is a block of the text, read as ",
            if host.id == hosts::SNIPPET.id { "" } else { "one for " },
            host.name
        ];
        let note = Diagnostic::new(&codes::SOURCE_IS_BLOCK, Document::Source, message).at(Span::at(block.start as usize));
        let note = Some(note.help("give the block alone if another is meant"));
        return Ok(Source { text: Cow::Owned(text), host, note });
    }
    let borrowed = |host, note| Source { text: Cow::Borrowed(text), host, note };
    if let Some(host) = stated.or(found.host.filter(|_| found.stray != Some(OLDER))) {
        return Ok(borrowed(host, None));
    }
    if let Some(host) = found.read_alike(text) {
        return Ok(borrowed(host, Some(assumed_host(host, &found))));
    }
    // What is under no key is no host's file; that is said when it is read.
    if is_snippet || matches!(found.stray, Some(Stray::Bare | OLDER)) {
        return Ok(borrowed(&hosts::SNIPPET, None));
    }
    Err(Box::new(unknown_host(&found)))
}

/// What of a text is the source, at its place, where that is not the text as it is: all else is blanks.
#[must_use]
pub fn block_of(text: &str) -> Option<String> {
    match detect(text, None).stray {
        Some(Stray::Fenced(block)) => Some(isolated(text, block)),
        _ => None,
    }
}

/// What to do with a text of which only a piece can be read, where files are checked.
pub(super) const PIECE: &str = "give the document alone, and all of it";

/// The finding that a text was read as one for `host`, because it makes no difference.
fn assumed_host(host: &Host, found: &Detection) -> Diagnostic {
    let names: Vec<&str> = found.candidates.iter().map(|host| host.id).collect();
    let why = if names.len() > 1 {
        say!["; its servers say the same to ", join(&names, ", ")]
    } else {
        ", which knows the most of it".to_owned()
    };
    let message = say!["the text is read as one for ", host.name, why];
    Diagnostic::new(&codes::HOST_ASSUMED, Document::Source, message).help("name the host to be sure")
}

/// The finding that the host of a text cannot be told.
#[must_use]
pub fn unknown_host(found: &Detection) -> Diagnostic {
    let names: Vec<&str> = found.candidates.iter().map(|host| host.id).collect();
    let message = say!["it cannot be told which host the text is for: ", found.why];
    let diagnostic = Diagnostic::new(&codes::HOST_UNKNOWN, Document::Source, message);
    diagnostic.help(match found.stray {
        Some(Stray::Fenced(_)) => PIECE.to_owned(),
        _ if names.is_empty() => "name the host".to_owned(),
        _ => say!["name the host: ", join(&names, ", ")],
    })
}
