//! Mending what can be mended without asking.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec::Vec;

use super::validate;
use crate::diag::Diagnostic;
use crate::hosts::Host;
use crate::syntax;
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
        let (edits, mut done) = chosen(&fixed.diagnostics);
        let text = apply_edits(&fixed.text, &edits);
        if edits.is_empty() || syntax::parse(&text, host.syntax).is_err() {
            break;
        }
        fixed.diagnostics = validate(&text, host);
        fixed.text = text;
        fixed.done.append(&mut done);
    }
    fixed
}

/// The first remedy of each finding, unless it touches one that was taken already.
fn chosen(found: &[Diagnostic]) -> (Vec<Edit>, Vec<String>) {
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
