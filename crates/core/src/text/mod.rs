//! Places in a text, and the shape of a text.
//!
//! Offsets inside the core are UTF-8 bytes. [`LineIndex`] turns them into lines, columns and UTF-16 offsets for those who
//! show them.

use alloc::string::String;
use alloc::vec::Vec;

mod ascii;
mod characters;
mod lines;
pub(crate) mod scan;

pub(crate) use ascii::{Ascii, BLANKS, is_among};
pub(crate) use characters::{Characters, append, characters, concat, push, put};
pub use lines::{Encoding, LineIndex, Position};
use scan::{equal, find};

/// A half-open range of UTF-8 byte offsets in one document; a byte-order mark counts.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Default, Hash)]
pub struct Span {
    /// Offset of the first byte.
    pub start: u32,
    /// Offset behind the last byte.
    pub end: u32,
}

impl Span {
    /// The range from `start` to `end`. Inputs are at most [`MAX_INPUT`] bytes, so that 32 bits hold every offset.
    #[must_use]
    pub const fn new(start: usize, end: usize) -> Self {
        #[expect(clippy::cast_possible_truncation, reason = "inputs are at most 32 MiB")]
        Self { start: start as u32, end: end as u32 }
    }

    /// The empty range at `offset`.
    #[must_use]
    pub const fn at(offset: usize) -> Self {
        Self::new(offset, offset)
    }

    /// The same as a range that can index a `str`.
    #[must_use]
    pub const fn range(self) -> core::ops::Range<usize> {
        self.start as usize..self.end as usize
    }

    /// Whether it covers no byte.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.start == self.end
    }
}

/// The longest text that is read, in bytes: 32 MiB.
pub const MAX_INPUT: usize = 32 << 20;

/// The byte-order mark as UTF-8 has it.
pub const BOM: &str = "\u{feff}";

/// How lines end in a document: what is inserted into it ends its lines in the same way.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Newline {
    /// `\n`, and what a text without any line end is taken to use.
    #[default]
    Lf,
    /// `\r\n`.
    CrLf,
}

impl Newline {
    /// The newline of `text`: that of most of its first lines, so that one stray line end does not decide.
    #[must_use]
    pub fn of(text: &str) -> Self {
        let (mut crlf, mut all, mut at) = (0, 0, 0);
        while all < 9
            && let next = next_line(text, at)
            && text.as_bytes()[at..next].ends_with(b"\n")
        {
            crlf += usize::from(text.as_bytes()[at..next].ends_with(b"\r\n"));
            all += 1;
            at = next;
        }
        if crlf * 2 > all { Self::CrLf } else { Self::Lf }
    }

    /// The bytes themselves.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Lf => "\n",
            Self::CrLf => "\r\n",
        }
    }
}

/// One replacement in a document: the bytes of `span` give way to `text`.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Edit {
    /// What is replaced; empty for an insertion.
    pub span: Span,
    /// What stands there afterwards.
    pub text: String,
}

/// Carries out `edits`, which must be sorted and must not overlap, on `text`.
///
/// # Panics
/// Where they are not, or are not of that text.
#[must_use]
pub fn apply_edits(text: &str, edits: &[Edit]) -> String {
    let added: usize = edits.iter().map(|edit| edit.text.len()).sum();
    let mut out = String::with_capacity(text.len() + added);
    let mut done = 0;
    for edit in edits {
        out.push_str(text.part(done..edit.span.start as usize));
        out.push_str(&edit.text);
        done = edit.span.end as usize;
    }
    out.push_str(text.part(done..));
    out
}

/// `number` in decimal digits; the formatting machinery of `core::fmt` would cost a small wasm 12 kB.
#[must_use]
pub fn decimal(mut number: u64) -> String {
    let mut digits = Vec::new();
    loop {
        digits.push(b'0' + u8::try_from(number % 10).unwrap_or(0));
        number /= 10;
        if number == 0 {
            break;
        }
    }
    digits.reverse();
    String::from_utf8(digits).unwrap_or_default()
}

/// The texts one behind the other, and `between` each two of them. The library's own takes ten times as many bytes for each kind
/// of text.
#[must_use]
pub fn join<T: AsRef<str>>(texts: impl IntoIterator<Item = T>, between: &str) -> String {
    let mut out = String::new();
    for (at, text) in texts.into_iter().enumerate() {
        append(&mut out, &[if at > 0 { between } else { "" }, text.as_ref()]);
    }
    out
}

/// The start of the line that holds `at`.
#[inline(never)]
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text.as_bytes()[..at].iter().rposition(|&byte| byte == b'\n').map_or(0, |found| found + 1)
}

/// The lines, each with its break.
pub(crate) fn lines(text: &str) -> impl Iterator<Item = &str> {
    let mut at = 0;
    core::iter::from_fn(move || {
        let start = at;
        at = next_line(text, start);
        (start < text.len()).then(|| text.part(start..at))
    })
}

/// Behind the line break of the line that holds `at`, or the end of the text.
#[inline(never)]
pub(crate) fn next_line(text: &str, at: usize) -> usize {
    text.len().min(find(text.as_bytes(), at, |word| equal(word, b'\n')) + 1)
}
