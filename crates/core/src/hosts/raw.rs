//! Strings of a host that makes its references in the raw text of its file, before that is parsed.
//!
//! A brace that is written as an escape begins no reference there, so that any text can stay text.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use super::References;
use crate::model::{Piece, Spelled, Spelling, Text};
use crate::syntax::{self, Value};
use crate::text::Ascii;

/// Whether a host that makes such `references` would replace something in a value.
pub(super) fn begins_in(value: &Value<'_>, references: &References) -> bool {
    match value {
        Value::String(text) | Value::Plain(text) => references.begin_in(text),
        Value::List(items) => items.iter().any(|item| begins_in(item, references)),
        Value::Map(entries) => entries.iter().any(|(_, value)| begins_in(value, references)),
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
pub(super) fn own<'t>(text: &'t Text<'_>, openings: &[&str]) -> Spelled<'t> {
    let Text::Template { pieces, .. } = text else {
        return Spelled { text: Cow::Borrowed(text.raw()), ..Spelled::default() };
    };
    let (mut out, mut references) = (String::new(), Vec::new());
    for piece in pieces {
        let (opening, name) = match piece {
            Piece::Variable { name, .. } => (openings.first(), name),
            Piece::File(path) => (openings.last(), path),
            Piece::Literal(literal) => {
                out.push_str(literal);
                continue;
            }
            // It makes no others.
            _ => continue,
        };
        references.push(out.len());
        out.push_str(opening.copied().unwrap_or_default());
        // Of an escape in a name it makes nothing; whoever writes the string will escape the same again.
        out.push_str(&syntax::unescaped(name));
        out.push('}');
    }
    Spelled { text: Cow::Owned(out), references, ..Spelled::default() }
}

/// The string that says `spelled`: what looks like a reference and is none begins with an escape.
#[inline(never)]
pub(super) fn write<'t>(spelled: Spelled<'t>, openings: &[&str]) -> Value<'t> {
    let mut places: Vec<usize> = Vec::new();
    // The brace is its first character, or the second.
    let brace = openings.first().and_then(|opening| opening.place_of("{")).unwrap_or_default();
    let begins = |at: usize| openings.iter().any(|opening| spelled.text.part(at..).starts_with(opening));
    for (at, byte) in spelled.text.bytes().enumerate().skip(brace) {
        if byte == b'{' && !spelled.references.contains(&(at - brace)) && begins(at - brace) {
            places.push(at);
        }
    }
    if places.is_empty() { Value::String(spelled.text) } else { syntax::with_escapes(&spelled.text, &places) }
}
