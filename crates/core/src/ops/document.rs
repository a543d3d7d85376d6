//! From bytes to a tree, or to the reason why there is none.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;

use crate::diag::{Code, Diagnostic, Document, Sink, codes, say};
use crate::hosts::Host;
use crate::syntax::{self, Fault, Syntax, Tree, What};
use crate::text::{Ascii, BLANKS, BOM, MAX_INPUT, Span, lines};

/// The text of a document. A byte-order mark stays where it is.
///
/// # Errors
/// The finding, and the text up to the first byte that is not UTF-8, in which it has its place.
pub fn decode(bytes: &[u8], document: Document) -> Result<&str, (Box<Diagnostic>, &str)> {
    let fault = match core::str::from_utf8(bytes) {
        Ok(text) => return Ok(text),
        Err(fault) => fault,
    };
    let valid = bytes.get(..fault.valid_up_to()).and_then(|valid| core::str::from_utf8(valid).ok()).unwrap_or_default();
    let diagnostic = Diagnostic::new(&codes::INPUT_NOT_UTF8, document, "the text is not UTF-8 from here on".to_owned());
    let utf16 = bytes.starts_with(&[0xFF, 0xFE]) || bytes.starts_with(&[0xFE, 0xFF]);
    let help = if utf16 { "save it as UTF-8; it begins like UTF-16" } else { "save it as UTF-8" };
    Err((Box::new(diagnostic.at(Span::at(valid.len())).help(help)), valid))
}

/// Reads the tree of a document of `host`.
pub(super) fn parse<'s>(text: &'s str, host: &'static Host, document: Document, sink: &mut Sink) -> Option<Tree<'s>> {
    if text.len() > MAX_INPUT {
        sink.push(Diagnostic::new(&codes::INPUT_TOO_LARGE, document, "the text is longer than 32 MiB".to_owned()));
        return None;
    }
    match syntax::parse(text, host.syntax) {
        Ok(tree) => {
            accept(&tree, host, document, sink);
            Some(tree)
        }
        Err(fault) => {
            sink.push(explain(text, fault, document));
            None
        }
    }
}

/// Says whether `host` takes a document of its syntax.
pub(super) fn accept(tree: &Tree<'_>, host: &'static Host, document: Document, sink: &mut Sink) {
    let text = tree.text();
    let mark = text.starts_with(BOM) && host.bom == Some(false);
    let lax = mark.then(|| (Span::new(0, BOM.len()), "its byte-order mark"));
    let lax =
        lax.or_else(|| if host.comments != Some(false) { None } else { tree.first_comment().map(|span| (span, "a comment")) });
    let lax = lax.or_else(|| {
        if host.trailing_commas != Some(false) {
            None
        } else {
            tree.first_trailing_comma().map(|span| (span, "a trailing comma"))
        }
    });
    let second = || tree.second_document().map(|span| (span, "a second document"));
    let twice = || {
        let mut nodes = tree.ids().filter(|&node| host.unique_keys && tree.is_shadowed(node));
        nodes.next().map(|node| (tree.key_span(node), "a key that stands twice"))
    };
    if let Some((span, what)) = lax.or_else(second).or_else(twice) {
        let message = say![host.name, " refuses the file because of ", what];
        let code = match document {
            Document::Target => &codes::TARGET_ALREADY_REFUSED,
            _ if host.syntax == Syntax::Yaml => &codes::SYNTAX_ERROR,
            _ => &codes::NOT_STRICT_JSON,
        };
        sink.push(Diagnostic::new(code, document, message).at(span));
    }
}

/// Tells what a text that does not parse is likely to be.
pub(crate) fn explain(text: &str, fault: Fault, document: Document) -> Diagnostic {
    let say = |code: &'static Code, span: Span, message: &str| Diagnostic::new(code, document, message.to_owned()).at(span);
    if fault.what == What::Depth {
        return say(&codes::INPUT_TOO_DEEP, fault.span, fault.message);
    }
    if let Some(at) = marker(text) {
        let diagnostic = say(&codes::INPUT_MERGE_CONFLICT, Span::new(at, at + 7), "a merge conflict is not resolved");
        return diagnostic.help("resolve it, then run this again");
    }
    if let Some(at) = template(text, fault.span.start as usize) {
        let diagnostic = say(&codes::INPUT_TEMPLATE, Span::new(at, at + 2), "this is a template that is not filled in");
        return diagnostic.help("render it first, then convert what it yields");
    }
    let code = match fault.what {
        What::End => &codes::INPUT_CUT_OFF,
        What::Duplicate => &codes::DUPLICATE_DEFINITION,
        What::Grammar | What::Depth | What::Tied => &codes::SYNTAX_ERROR,
    };
    say(code, fault.span, fault.message)
}

/// Tells why a target is sound, and not changed.
pub(super) fn tied(fault: Fault) -> Diagnostic {
    let diagnostic = Diagnostic::new(&codes::EDIT_REFUSED, Document::Target, fault.message.to_owned()).at(fault.span);
    diagnostic.help("write out the value in each place, or make the change by hand")
}

/// The first merge marker at the beginning of a line.
fn marker(text: &str) -> Option<usize> {
    let mut at = 0;
    for line in lines(text) {
        if ["<<<<<<< ", ">>>>>>> ", "||||||| "].iter().any(|marker| line.starts_with(marker))
            || line.without_trailing(BLANKS) == "======="
        {
            return Some(at);
        }
        at += line.len();
    }
    None
}

/// The tag of a template: one on the line of the fault, or the first of those that begin a line before it.
fn template(text: &str, fault: usize) -> Option<usize> {
    const TAGS: &[(&str, &str)] = &[("{{", "}}"), ("{%", "%}"), ("<%", "%>")];
    let mut at = 0;
    let mut found = None;
    for line in lines(text) {
        let is_last = at + line.len() == text.len();
        let is_faulty = (at..at + line.len()).contains(&fault) || is_last;
        let content = line.without_leading(BLANKS);
        for (open, close) in TAGS {
            let place =
                if is_faulty { line.place_of(open) } else { content.starts_with(open).then_some(line.len() - content.len()) };
            // Without its end on the same line it may be a slip of the pen; behind a dollar sign it is a reference.
            let is_tag = |place: &usize| line.part(*place..).holds(close) && !line.part(..*place).ends_with('$');
            if let Some(place) = place.filter(is_tag) {
                found = found.or(Some(at + place));
            }
        }
        if is_faulty {
            break;
        }
        at += line.len();
    }
    found
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::syntax::{Plan, Syntax, Value};

    #[test]
    fn what_yaml_ties_to_other_places_is_a_finding() {
        let tree = syntax::parse("a: &a\n  b: 1\nc: *a\n", Syntax::Yaml).unwrap();
        let mut plan = Plan::new();
        plan.put(&tree, &["c", "b"], Value::Plain("2".into()));
        let finding = tied(plan.refusal(&tree).unwrap());
        assert_eq!(*finding.code, codes::EDIT_REFUSED);
        assert_eq!((finding.document, finding.span), (Document::Target, Span::new(8, 9)));
        assert!(finding.message.starts_with("an alias stands for this value"), "{}", finding.message);
    }

    #[test]
    fn a_reference_in_double_braces_is_no_template() {
        let code = |text: &str| explain(text, syntax::parse(text, Syntax::Yaml).err().unwrap(), Document::Source).code;
        assert_eq!(*code("a: x: ${{ secrets.TOKEN }}\n"), codes::SYNTAX_ERROR);
        assert_eq!(*code("a: {{ token }}\n"), codes::INPUT_TEMPLATE);
    }
}
