//! What a shell makes of a here-document: quotes are plain characters there.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Piece, Text, name_len, owned};
use crate::text::{Ascii, characters, push};

/// Finds what is expanded in `raw`, and takes its escapes away.
#[inline(never)]
pub(super) fn parse<'s>(raw: Cow<'s, str>) -> Text<'s> {
    if !raw.has_any(b"$`\\") {
        return Text::Literal(raw);
    }
    let mut pieces: Vec<Piece<'s>> = Vec::new();
    let mut literal = String::new();
    let mut at = 0;
    while at < raw.len() {
        let rest = raw.part(at..);
        let next = rest.get(1..).and_then(|next| characters(next).next());
        at += match (rest.as_bytes()[0], next) {
            (b'\\', Some('\n')) => 2,
            (b'\\', Some(escaped @ ('$' | '`' | '\\'))) => {
                push(&mut literal, escaped);
                2
            }
            _ => match expansion(rest) {
                Some((piece, len)) => {
                    if !literal.is_empty() {
                        pieces.push(Piece::Literal(Cow::Owned(core::mem::take(&mut literal))));
                    }
                    pieces.push(piece);
                    len
                }
                None => {
                    let first = characters(rest).next().unwrap_or_default();
                    push(&mut literal, first);
                    first.len_utf8()
                }
            },
        };
    }
    if pieces.is_empty() && literal == raw.as_ref() {
        return Text::Literal(raw);
    }
    if !literal.is_empty() || pieces.is_empty() {
        pieces.push(Piece::Literal(Cow::Owned(literal)));
    }
    Text::read(raw, pieces)
}

/// What is expanded at the beginning of `text`, and its length.
fn expansion<'s>(text: &str) -> Option<(Piece<'s>, usize)> {
    let script = |len: usize| Some((Piece::Script(owned(text.part(..len))), len));
    if let Some(rest) = text.strip_prefix('`') {
        return script(rest.first_of(b"`").map_or(text.len(), |end| end + 2));
    }
    let rest = text.strip_prefix('$')?;
    let variable = |name: &str, default: Option<&str>| Piece::Variable { name: owned(name), default: default.map(owned) };
    if let Some(inner) = rest.strip_prefix('{') {
        let simple = inner.first_of(b"}").map(|end| inner.part(..end));
        let parts = simple.map(|inner| inner.cut(":-").map_or((inner, None), |(name, default)| (name, Some(default))));
        return match (simple, parts) {
            (Some(inner), Some((name, default)))
                if name_len(name) == name.len() && !name.is_empty() && default.is_none_or(is_plain) =>
            {
                Some((variable(name, default), inner.len() + 3))
            }
            _ => script(closing(text, 2, '{', '}')),
        };
    }
    if rest.starts_with('(') {
        return script(closing(text, 2, '(', ')'));
    }
    match name_len(rest) {
        0 if rest.begins(|first| first.is_ascii_digit() || b"@*#?-$!".contains(first)) => script(2),
        0 => None,
        len => Some((variable(rest.part(..len), None), len + 1)),
    }
}

/// Behind the bracket that closes the one before `from`, or the end of the text.
fn closing(text: &str, from: usize, open: char, close: char) -> usize {
    let mut depth = 1;
    for (at, character) in text.char_indices().skip_while(|(at, _)| *at < from) {
        depth += i32::from(character == open) - i32::from(character == close);
        if depth == 0 {
            return at + character.len_utf8();
        }
    }
    text.len()
}

/// Whether nothing in a default is expanded or taken away.
pub(super) fn is_plain(default: &str) -> bool {
    !default.has_any(b"$`\\'\"{}")
}

/// Appends `literal` so that nothing of it is expanded.
pub(super) fn escape(out: &mut String, literal: &str) {
    let mut rest = characters(literal).peekable();
    while let Some(character) = rest.next() {
        let escapes = match character {
            '$' | '`' => true,
            // Before other characters it stands for itself; what comes behind the text is not known.
            '\\' => matches!(rest.peek(), Some('$' | '`' | '\\' | '\n') | None),
            _ => false,
        };
        if escapes {
            out.push('\\');
        }
        push(out, character);
    }
}
