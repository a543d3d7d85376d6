//! The characters of a text one by one, and texts made of parts, in one place of the program: `str`, `String` and slices of them
//! do that wherever they are asked.

use alloc::string::String;

/// The characters of a text.
#[derive(Clone)]
pub(crate) struct Characters<'t>(core::str::Chars<'t>);

/// The characters of `text`, in order.
pub(crate) fn characters(text: &str) -> Characters<'_> {
    Characters(text.chars())
}

impl Iterator for Characters<'_> {
    type Item = char;

    #[inline(never)]
    fn next(&mut self) -> Option<char> {
        self.0.next()
    }
}

/// The same as [`String::push`].
#[inline(never)]
pub(crate) fn push(out: &mut String, character: char) {
    out.push(character);
}

/// Appends each of `parts`.
#[inline(never)]
pub(crate) fn append(out: &mut String, parts: &[&str]) {
    out.reserve(parts.iter().map(|part| part.len()).sum());
    for part in parts {
        put(out, part);
    }
}

/// Appends `text`, which is likely to be a sign or nothing: in a wasm it costs as much to copy that as to copy a line.
#[inline]
pub(crate) fn put(out: &mut String, text: &str) {
    match text.as_bytes() {
        [] => {}
        [one] => out.push(char::from(one & 0x7F)),
        &[one, two] if one < 0x80 => {
            out.push(char::from(one));
            out.push(char::from(two & 0x7F));
        }
        _ => out.push_str(text),
    }
}

/// The parts as one text.
#[inline(never)]
pub(crate) fn concat(parts: &[&str]) -> String {
    let mut out = String::new();
    append(&mut out, parts);
    out
}
