//! Lines and columns.

use super::BOM;

/// The unit in which offsets are given to a caller.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum Encoding {
    /// UTF-8 bytes: terminals, Rust, files.
    #[default]
    Utf8,
    /// UTF-16 code units: JavaScript, editors.
    Utf16,
}

/// A place for people: both counts start at 1.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Position {
    /// The line.
    pub line: u32,
    /// The column, in Unicode scalar values; a byte-order mark takes none.
    pub column: u32,
}

/// The line starts of one text.
pub struct LineIndex<'t> {
    text: &'t str,
    starts: Vec<u32>,
}

impl<'t> LineIndex<'t> {
    /// Reads `text` once.
    #[must_use]
    pub fn new(text: &'t str) -> Self {
        let mut starts = vec![0];
        #[expect(clippy::cast_possible_truncation, reason = "inputs are at most 32 MiB")]
        starts.extend(text.bytes().enumerate().filter(|&(_, byte)| byte == b'\n').map(|(at, _)| at as u32 + 1));
        Self { text, starts }
    }

    /// Line and column of the byte at `offset`.
    #[must_use]
    pub fn position(&self, offset: u32) -> Position {
        let line = self.starts.partition_point(|&start| start <= offset);
        let before = &self.text[self.starts[line - 1] as usize..offset as usize];
        let before = if line == 1 { before.strip_prefix(BOM).unwrap_or(before) } else { before };
        let column = before.bytes().filter(|byte| byte & 0xC0 != 0x80).count() + 1;
        #[expect(clippy::cast_possible_truncation, reason = "inputs are at most 32 MiB")]
        Position { line: line as u32, column: column as u32 }
    }

    /// The offset in the caller's unit of the byte at `offset`.
    #[must_use]
    pub fn offset(&self, offset: u32, encoding: Encoding) -> u32 {
        match encoding {
            Encoding::Utf8 => offset,
            Encoding::Utf16 => {
                let bytes = &self.text.as_bytes()[..offset as usize];
                let units: usize = bytes.iter().map(|&byte| usize::from(byte & 0xC0 != 0x80) + usize::from(byte >= 0xF0)).sum();
                #[expect(clippy::cast_possible_truncation, reason = "inputs are at most 32 MiB")]
                {
                    units as u32
                }
            }
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
}
