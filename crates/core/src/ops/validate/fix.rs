//! Mending what can be mended without asking.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::validate;
use crate::diag::{Diagnostic, codes};
use crate::hosts::Host;
use crate::syntax::{self, Syntax};
use crate::text::{Ascii, Edit, Span, apply_edits, concat};

/// The result of [`fix`].
#[derive(Debug)]
pub struct Fixed {
    /// The text, as far as it could be mended.
    pub text: String,
    /// What was done, in order.
    pub done: Vec<String>,
    /// What remains to be said of it.
    pub diagnostics: Vec<Diagnostic>,
}

/// Carries out every certain remedy that [`validate`] has for `text`; what no remedy touches stays byte for byte.
#[must_use]
pub fn fix(text: &str, host: &'static Host) -> Fixed {
    let mut fixed = Fixed { text: text.to_owned(), done: Vec::new(), diagnostics: validate(text, host) };
    // One remedy may make room for another, and may be what brings the next to light.
    for _ in 0..8 {
        let Some((text, mut done)) = mended(&fixed.text, host.syntax, &fixed.diagnostics) else { break };
        let found = validate(&text, host);
        let refuses = |found: &[Diagnostic]| found.iter().any(|one| *one.code == codes::FILE_REFUSED);
        // Under a key that the host does not read may stand what it refuses the file for.
        let hides = |one: &&mut Diagnostic| *one.code == codes::WRONG_SERVERS_KEY && !one.fixes.is_empty();
        if refuses(&found)
            && !refuses(&fixed.diagnostics)
            && let Some(one) = fixed.diagnostics.iter_mut().find(hides)
        {
            one.fixes.clear();
            continue;
        }
        fixed.diagnostics = found;
        fixed.text = text;
        fixed.done.append(&mut done);
    }
    fixed
}

/// The text after all remedies with which it can still be read, and what they are; `None` where there are none.
fn mended(text: &str, syntax: Syntax, found: &[Diagnostic]) -> Option<(String, Vec<String>)> {
    let remedies: Vec<&Diagnostic> = found.iter().filter(|one| !one.fixes.is_empty()).collect();
    if remedies.is_empty() {
        return None;
    }
    let mut sound = Vec::new();
    sift(text, syntax, &mut sound, &remedies, &mut 100);
    let (edits, done) = chosen(&sound);
    (!edits.is_empty()).then(|| (apply_edits(text, &edits), done))
}

/// Adds to `sound` those of `more` with which the text can still be read. Halves are tried only while `tries` are left: each
/// reads the whole text.
fn sift<'d>(text: &str, syntax: Syntax, sound: &mut Vec<&'d Diagnostic>, more: &[&'d Diagnostic], tries: &mut usize) {
    let before = sound.len();
    sound.extend_from_slice(more);
    if syntax::parse(&apply_edits(text, &chosen(sound).0), syntax).is_ok() {
        return;
    }
    sound.truncate(before);
    *tries = tries.saturating_sub(1);
    if more.len() > 1 && *tries > 0 {
        let (one, other) = more.split_at(more.len() / 2);
        sift(text, syntax, sound, one, tries);
        sift(text, syntax, sound, other, tries);
    }
}

/// The first remedy of each finding, unless it touches one that was taken already.
fn chosen(found: &[&Diagnostic]) -> (Vec<Edit>, Vec<String>) {
    // In order at any time; findings come in order too, so that what is new mostly goes to the end.
    let mut edits: Vec<Edit> = Vec::new();
    let mut done = Vec::new();
    for (one, fix) in found.iter().filter_map(|one| Some((one, one.fixes.first()?))) {
        let place = |edits: &[Edit], span: Span| edits.partition_point(|edit| edit.span.start < span.start);
        let is_free = |edit: &Edit| {
            let at = place(&edits, edit.span);
            let before = at.checked_sub(1).and_then(|at| edits.get(at)).is_none_or(|other| other.span.end < edit.span.start);
            before && edits.get(at).is_none_or(|other| edit.span.end < other.span.start)
        };
        if fix.edits.iter().all(is_free) {
            for edit in &fix.edits {
                edits.insert(place(&edits, edit.span), edit.clone());
            }
            let place = if one.path.is_empty() { String::new() } else { concat(&[one.path.as_str(), ": "]) };
            done.push(concat(&[&place, fix.title.as_str()]));
        }
    }
    (edits, done)
}

/// Takes away every comma that nothing comes behind, in a text that is JSON with comments.
pub(super) fn trailing_commas(text: &str) -> Vec<Edit> {
    let bytes = text.as_bytes();
    let mut edits = Vec::new();
    let mut comma = None;
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match byte {
            b' ' | b'\t' | b'\r' | b'\n' => {}
            b'/' if bytes.get(at + 1) == Some(&b'/') => {
                at += text.part(at..).first_of(b"\n\r").unwrap_or(text.len() - at);
                continue;
            }
            b'/' if bytes.get(at + 1) == Some(&b'*') => {
                at += text.part(at + 2..).place_of("*/").map_or(text.len() - at, |end| end + 4);
                continue;
            }
            b'"' => {
                comma = None;
                at += 1;
                while bytes.get(at).is_some_and(|&byte| byte != b'"') {
                    at += if bytes[at] == b'\\' { 2 } else { 1 };
                }
            }
            b',' => comma = Some(at),
            b'}' | b']' => {
                if let Some(comma) = comma.take() {
                    edits.push(Edit { span: Span::new(comma, comma + 1), text: String::new() });
                }
            }
            _ => comma = None,
        }
        at += 1;
    }
    edits
}

#[cfg(test)]
mod tests {
    use alloc::vec;

    use super::*;
    use crate::diag::{Document, Fix, codes};

    fn remedy(start: usize, end: usize, text: &str) -> Diagnostic {
        let mut one = Diagnostic::new(&codes::FIELD_MISSPELLED, Document::Source, String::new());
        let edits = vec![Edit { span: Span::new(start, end), text: text.to_owned() }];
        one.fixes.push(Fix { title: text.to_owned(), edits });
        one
    }

    #[test]
    fn a_remedy_that_breaks_the_text_stops_no_other() {
        let text = "a = 1\nb = 2\nc = 3\nd = 4\n";
        let (a, b, bad) = (remedy(0, 1, "x"), remedy(6, 7, "y"), remedy(6, 7, "="));
        let told = |found: &[Diagnostic]| mended(text, Syntax::Toml, found);
        let done = |titles: &[&str]| titles.iter().map(|&title| title.to_owned()).collect::<Vec<_>>();
        assert_eq!(told(&[]), None);
        assert_eq!(told(&[a.clone(), b]), Some(("x = 1\ny = 2\nc = 3\nd = 4\n".to_owned(), done(&["x", "y"]))));
        assert_eq!(told(core::slice::from_ref(&bad)), None);
        let found = [a, bad, remedy(12, 13, "z"), remedy(18, 19, "z")];
        // Of two that give one name the first is carried out.
        assert_eq!(told(&found), Some(("x = 1\nb = 2\nz = 3\nd = 4\n".to_owned(), done(&["x", "z"]))));
    }
}
