//! Strings of a host that makes its references in the raw text of its file, before that is parsed.
//!
//! A brace that is written as an escape begins no reference there, so that any text can stay text.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use crate::model::{Piece, Spelled, Spelling, Text};
use crate::syntax::{self, Value};
use crate::text::Ascii;

/// How references begin that such a host looks for.
const OPENINGS: [&str; 2] = ["{env:", "{file:"];

/// Whether such a host would replace something in `text`, if it stood there without an escape. What follows does not matter: it
/// looks for the next closing brace, wherever that is.
pub(super) fn begins(text: &str) -> bool {
    OPENINGS.iter().any(|opening| text.holds(opening))
}

/// Whether such a host would replace something in a value.
pub(super) fn begins_in(value: &Value<'_>) -> bool {
    match value {
        Value::String(text) | Value::Plain(text) => begins(text),
        Value::List(items) => items.iter().any(begins_in),
        Value::Map(entries) => entries.iter().any(|(_, value)| begins_in(value)),
        Value::Null | Value::Bool(_) => false,
    }
}

/// What a string says of which `inner` is written between the quotes.
#[inline(never)]
pub(super) fn read<'s>(inner: &str, spellings: &[Spelling]) -> Text<'s> {
    let decoded = |text: &str| Cow::Owned(syntax::unescaped(text));
    match Text::parse(Cow::Owned(inner.to_owned()), spellings) {
        Text::Literal(text) => Text::Literal(decoded(&text)),
        Text::Template { raw, pieces, .. } => {
            let piece = |piece| match piece {
                Piece::Literal(text) => Piece::Literal(decoded(&text)),
                reference => reference,
            };
            Text::read(decoded(&raw), pieces.into_iter().map(piece).collect())
        }
    }
}

/// A text as it was read, for a document of the same host: its references stay as they are written.
#[inline(never)]
pub(super) fn own<'t>(text: &'t Text<'_>) -> Spelled<'t> {
    let Text::Template { pieces, .. } = text else {
        return Spelled { text: Cow::Borrowed(text.raw()), ..Spelled::default() };
    };
    let (mut out, mut references) = (String::new(), Vec::new());
    for piece in pieces {
        let (opening, name) = match piece {
            Piece::Variable { name, .. } => (OPENINGS[0], name),
            Piece::File(path) => (OPENINGS[1], path),
            Piece::Literal(literal) => {
                out.push_str(literal);
                continue;
            }
            // It makes no others.
            _ => continue,
        };
        references.push(out.len());
        out.push_str(opening);
        // Of an escape in a name it makes nothing; whoever writes the string will escape the same again.
        out.push_str(&syntax::unescaped(name));
        out.push('}');
    }
    Spelled { text: Cow::Owned(out), references, ..Spelled::default() }
}

/// The string that says `spelled`: what looks like a reference and is none begins with an escape.
#[inline(never)]
pub(super) fn write(spelled: Spelled<'_>) -> Value<'_> {
    let mut places: Vec<usize> = Vec::new();
    for (at, byte) in spelled.text.bytes().enumerate() {
        let begins = || OPENINGS.iter().any(|opening| spelled.text.part(at..).starts_with(opening));
        if byte == b'{' && !spelled.references.contains(&at) && begins() {
            places.push(at);
        }
    }
    if places.is_empty() { Value::String(spelled.text) } else { syntax::with_escapes(&spelled.text, &places) }
}
