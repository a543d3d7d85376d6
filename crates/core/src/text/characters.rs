//! The characters of a text one by one, decoded and appended in one place: `str` and `String` do that wherever it is asked.

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
