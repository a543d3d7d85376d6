//! From a scalar as written to the string that is meant: escapes, folded lines, and the lines of block scalars.
//!
//! Line breaks are `\n` in the result, whatever they are in the file. The scanner has checked what it lets through, so nothing
//! here can fail.

use alloc::borrow::Cow;
use alloc::string::String;

use super::super::{Form, Syntax, scalar};
use crate::text::Ascii;

/// Decodes a scalar or key with its quotes, unless it is a block scalar. Without escapes and line breaks it borrows.
pub(in super::super) fn decode(raw: &str, form: Form, escaped: bool) -> Cow<'_, str> {
    let quotes = usize::from(matches!(form, Form::Basic | Form::Literal));
    let inner = raw.get(quotes..raw.len().saturating_sub(quotes)).unwrap_or_default();
    if escaped { Cow::Owned(unfold(inner, form)) } else { Cow::Borrowed(inner) }
}

/// Resolves escapes; one line break becomes a blank, each further one stays.
fn unfold(inner: &str, form: Form) -> String {
    let mark = match form {
        Form::Basic => b'\\',
        Form::Literal => b'\'',
        _ => b'\n',
    };
    let mut out = String::with_capacity(inner.len());
    // Blanks at the end of a line go, but none before this place, where an escape ends.
    let mut kept = 0;
    let mut rest = inner;
    while let Some(at) = rest.bytes().position(|byte| byte == b'\n' || byte == mark) {
        out.push_str(rest.part(..at));
        let found = rest.as_bytes()[at];
        let behind = rest.part(at + 1..);
        if found == b'\'' {
            // The second of two follows.
            out.push('\'');
            rest = behind.get(1..).unwrap_or_default();
            continue;
        }
        let broken = behind.strip_prefix('\r').unwrap_or(behind);
        rest = if found == b'\n' {
            while out.len() > kept && matches!(out.as_bytes().last(), Some(b' ' | b'\t' | b'\r')) {
                out.pop();
            }
            breaks(behind, " ", &mut out)
        } else if let Some(line) = broken.strip_prefix('\n') {
            breaks(line, "", &mut out)
        } else {
            scalar::escape(behind, &mut out, Syntax::Yaml)
        };
        kept = out.len();
    }
    out.push_str(rest);
    out
}

/// Passes over empty lines and the blanks that begin the next one: appends a line break for each, or `none`.
fn breaks<'t>(rest: &'t str, none: &str, out: &mut String) -> &'t str {
    let (mut at, mut count) = (0, 0);
    while let Some(byte @ (b' ' | b'\t' | b'\r' | b'\n')) = rest.as_bytes().get(at) {
        count += usize::from(*byte == b'\n');
        at += 1;
    }
    break_lines(out, count);
    out.push_str(if count == 0 { none } else { "" });
    rest.part(at..)
}

/// How a block scalar ends, by its header: `+`, `-`, or 0 where that says nothing.
pub(in super::super) fn chomping(raw: &str) -> u8 {
    let header = raw.bytes().take_while(|&byte| byte > b' ');
    header.into_iter().find(|byte| matches!(byte, b'+' | b'-')).unwrap_or(0)
}

/// Decodes a block scalar, from its `|` or `>` to the last line that counts, whose text is indented by `indent` spaces.
///
/// The end of the document ends a line, as most readers have it; libyaml sees no line break there.
pub(in super::super) fn block_text(raw: &str, indent: usize) -> String {
    let folds = raw.starts_with('>');
    let mut out = String::with_capacity(raw.len());
    // Line breaks that are yet to be written, and whether the line before them began with a blank.
    let mut breaks = 0;
    let mut deeper = false;
    for line in raw.parts(b"\n").skip(1) {
        let line = line.strip_suffix('\r').unwrap_or(line);
        let blanks = line.bytes().take(indent).take_while(|&byte| byte == b' ').count();
        let text = line.part(blanks..);
        let Some(&first) = text.as_bytes().first() else {
            breaks += 1;
            continue;
        };
        let begins_deeper = matches!(first, b' ' | b'\t');
        let is_first = out.is_empty();
        breaks += usize::from(!is_first && (!folds || deeper || begins_deeper));
        if breaks == 0 && !is_first {
            out.push(' ');
        }
        break_lines(&mut out, breaks);
        out.push_str(text);
        (breaks, deeper) = (0, begins_deeper);
    }
    let is_text = usize::from(!out.is_empty());
    let last = match chomping(raw) {
        b'+' => breaks + is_text,
        b'-' => 0,
        _ => is_text,
    };
    break_lines(&mut out, last);
    out
}

#[inline(never)]
fn break_lines(out: &mut String, count: usize) {
    for _ in 0..count {
        out.push('\n');
    }
}
