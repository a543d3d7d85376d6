//! Lines and columns.

use alloc::vec;
use alloc::vec::Vec;
use core::cell::OnceCell;
use core::fmt;

use super::{BOM, Span};

/// The unit in which offsets are given to a caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum Encoding {
    /// UTF-8 bytes: terminals, Rust, files.
    #[default]
    Utf8,
    /// UTF-16 code units: JavaScript, editors.
    Utf16,
}

impl Encoding {
    /// How long `text` is.
    #[must_use]
    pub fn length(self, text: &str) -> u32 {
        LineIndex::new(text).offset(Span::at(text.len()).start, self)
    }
}

/// A place for people: both counts start at 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in Unicode scalar values; a byte-order mark takes none.
    pub column: u32,
}

/// Finds lines, columns and offsets in one text. What that takes is read once, when it is first asked for.
pub struct LineIndex<'t> {
    text: &'t str,
    starts: OnceCell<Vec<u32>>,
    counts: OnceCell<Vec<Count>>,
}

/// The text is no part of it.
impl fmt::Debug for LineIndex<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("LineIndex").finish_non_exhaustive()
    }
}

/// How much there is before a byte.
#[derive(Clone, Copy, Default)]
struct Count {
    /// In Unicode scalar values.
    characters: u32,
    /// In UTF-16 code units.
    units: u32,
}

impl Count {
    /// The same with `bytes` behind it, which may begin and end within a character.
    fn with(mut self, bytes: &[u8]) -> Self {
        for &byte in bytes {
            let begins = u32::from(byte & 0xC0 != 0x80);
            self.characters += begins;
            self.units += begins + u32::from(byte >= 0xF0);
        }
        self
    }
}

/// The bytes from one kept count to the next.
const STEP: usize = 256;

impl<'t> LineIndex<'t> {
    /// The index of `text`.
    #[must_use]
    pub const fn new(text: &'t str) -> Self {
        Self { text, starts: OnceCell::new(), counts: OnceCell::new() }
    }

    /// Line and column of the byte at `offset`.
    ///
    /// # Panics
    /// Where the text has no such byte, and does not end there.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let starts = self.starts.get_or_init(|| {
            let mut starts = vec![0];
            #[expect(clippy::cast_possible_truncation, reason = "inputs are at most 32 MiB")]
            starts.extend(self.text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at as u32 + 1));
            starts
        });
        let line = starts.partition_point(|&start| start <= offset);
        let has_mark = line == 1 && offset as usize >= BOM.len() && self.text.starts_with(BOM);
        let before = self.count(offset).characters - self.count(starts[line - 1]).characters - u32::from(has_mark);
        #[expect(clippy::cast_possible_truncation, reason = "inputs are at most 32 MiB")]
        Position { line: line as u32, column: before + 1 }
    }

    /// The offset in the caller's unit of the byte at `offset`.
    ///
    /// # Panics
    /// Where the text has no such byte, and does not end there.
    #[must_use]
    pub fn offset(&self, offset: u32, encoding: Encoding) -> u32 {
        match encoding {
            Encoding::Utf8 => offset,
            Encoding::Utf16 => self.count(offset).units,
        }
    }

    /// What is before the byte at `offset`.
    fn count(&self, offset: u32) -> Count {
        let bytes = self.text.as_bytes();
        // Of a text that is ASCII, as most are, nothing is kept.
        let counts = self.counts.get_or_init(|| {
            let mut counts = Vec::new();
            if !self.text.is_ascii() {
                let mut count = Count::default();
                counts.reserve(bytes.len() / STEP + 1);
                for step in bytes.chunks(STEP) {
                    counts.push(count);
                    count = count.with(step);
                }
                counts.push(count);
            }
            counts
        });
        let at = offset as usize / STEP;
        match counts.get(at) {
            None => Count { characters: offset, units: offset },
            Some(count) => count.with(&bytes[at * STEP..offset as usize]),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn columns_count_scalars_and_no_bom() {
        let index = LineIndex::new("\u{feff}a\u{1F600}b\nc");
        assert_eq!(index.position(3), Position { line: 1, column: 1 });
        assert_eq!(index.position(8), Position { line: 1, column: 3 });
        assert_eq!(index.position(10), Position { line: 2, column: 1 });
        assert_eq!(index.offset(8, Encoding::Utf16), 4);
    }
    #[test]
    fn counts_are_those_of_a_walk_through_the_text() {
        let lines = ["ascii only\n", "\u{e9}\u{20ac} \u{1F600}\r\n", "\n", "\u{1F600}"];
        for text in
            [lines.concat(), lines[0].repeat(200), lines.concat().repeat(60), ["\u{feff}", &lines.concat().repeat(60)].concat()]
        {
            let index = LineIndex::new(&text);
            let (mut units, mut line, mut column) = (0, 1, 1);
            for (at, character) in text.char_indices().chain([(text.len(), ' ')]) {
                let offset = u32::try_from(at).unwrap();
                assert_eq!(index.offset(offset, Encoding::Utf16), units, "at {at}");
                assert_eq!(index.position(offset), Position { line, column }, "at {at}");
                units += u32::try_from(character.len_utf16()).unwrap();
                match character {
                    '\n' => (line, column) = (line + 1, 1),
                    '\u{feff}' => {}
                    _ => column += 1,
                }
            }
        }
    }
}
