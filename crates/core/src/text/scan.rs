//! Looking at eight bytes at a time.
//!
//! [`below`] and [`equal`] mark bytes of a word. Of the marks only the lowest is sure to be right, and only the lowest is used.

const ONES: u64 = u64::MAX / 255;
const HIGHS: u64 = ONES << 7;

/// Marks the bytes of `word` that are less than `bound`, which is at most 0x80.
#[inline]
pub(crate) const fn below(word: u64, bound: u8) -> u64 {
    word.wrapping_sub(ONES * bound as u64) & !word & HIGHS
}

/// Marks the bytes of `word` that are `byte`.
#[inline]
pub(crate) const fn equal(word: u64, byte: u8) -> u64 {
    let difference = word ^ (ONES * byte as u64);
    difference.wrapping_sub(ONES) & !difference & HIGHS
}

/// The place of the first byte at or behind `at` that `marks` marks, or the end.
#[inline]
pub(crate) fn find(bytes: &[u8], mut at: usize, marks: impl Fn(u64) -> u64) -> usize {
    while let Some(word) = word(bytes, at) {
        let found = marks(word);
        if found != 0 {
            return at + found.trailing_zeros() as usize / 8;
        }
        at += 8;
    }
    let rest = bytes.len().saturating_sub(at);
    let last = match bytes.last_chunk() {
        Some(eight) => u64::from_le_bytes(*eight).unbounded_shr(64 - 8 * rest as u32),
        None => bytes[bytes.len() - rest..].iter().rev().fold(0, |word, &byte| word << 8 | u64::from(byte)),
    };
    // What stands for the bytes behind the end may be marked too.
    rest.min(marks(last).trailing_zeros() as usize / 8) + at
}

/// Behind the spaces that begin at `at`.
#[inline]
pub(crate) fn spaces(bytes: &[u8], mut at: usize) -> usize {
    while let Some(word) = word(bytes, at) {
        let other = word ^ (ONES * b' ' as u64);
        at += other.trailing_zeros() as usize / 8;
        if other != 0 {
            return at;
        }
    }
    while bytes.get(at) == Some(&b' ') {
        at += 1;
    }
    at
}

/// The eight bytes from `at`, if there are as many.
#[inline]
fn word(bytes: &[u8], at: usize) -> Option<u64> {
    bytes.get(at..)?.first_chunk().map(|eight| u64::from_le_bytes(*eight))
}

/// What makes up bare keys of TOML.
pub(crate) const BARE: u8 = 1;
/// What makes up its numbers, dates and words.
pub(crate) const PLAIN: u8 = 2;

/// ASCII letters and digits.
pub(crate) const ALPHANUMERIC: u8 = 4;
/// What a string between double quotes may not hold as it is, or what may begin that: the C1 controls are two bytes, 0xC2 and
/// one more.
pub(crate) const ESCAPED: u8 = 8;
/// What every reference holds, whatever host makes it.
pub(crate) const REFERENCE: u8 = 16;

/// The classes of each byte.
pub(crate) static CLASSES: [u8; 256] = {
    let mut classes = [0; 256];
    classes[0xC2] = ESCAPED;
    let mut byte = 0u8;
    while byte < 128 {
        if byte.is_ascii_alphanumeric() {
            classes[byte as usize] = BARE | PLAIN | ALPHANUMERIC;
        } else if matches!(byte, b'_' | b'-') {
            classes[byte as usize] = BARE | PLAIN;
        } else if matches!(byte, b'+' | b'.' | b':') {
            classes[byte as usize] = PLAIN;
        } else if matches!(byte, b'$' | b'{') {
            classes[byte as usize] = REFERENCE;
        } else if byte < b' ' || matches!(byte, b'"' | b'\\' | 0x7F) {
            classes[byte as usize] = ESCAPED;
        }
        byte += 1;
    }
    classes
};

/// Whether TOML takes `key` for a key without quotes.
pub(crate) fn is_bare(key: &str) -> bool {
    // To look at all of a short text takes less time than to ask behind each byte whether it is enough.
    !key.is_empty() && key.bytes().fold(BARE, |class, byte| class & CLASSES[byte as usize]) != 0
}

/// Whether a byte of `text`, which is short as a rule, is of the class.
#[inline(never)]
pub(crate) fn has_class(text: &str, class: u8) -> bool {
    text.bytes().fold(0, |classes, byte| classes | CLASSES[byte as usize]) & class != 0
}

#[cfg(test)]
mod tests {
    use super::{below, equal, find, spaces};

    #[test]
    fn the_first_of_several_is_found_wherever_it_stands() {
        for len in 0..30 {
            for at in 0..=len {
                let mut text = vec![b'x'; len];
                text.iter_mut().skip(at).step_by(3).for_each(|byte| *byte = b'"');
                assert_eq!(find(&text, 0, |word| equal(word, b'"')), at, "{len}");
                text.iter_mut().skip(at).step_by(2).for_each(|byte| *byte = 0x1F);
                assert_eq!(find(&text, at / 2, |word| below(word, b' ')), at, "{len}");
                let mut text = vec![b' '; len];
                text.iter_mut().skip(at).for_each(|byte| *byte = b'\n');
                assert_eq!(spaces(&text, 0), at, "{len}");
            }
        }
        assert_eq!(find("é\u{a0}".as_bytes(), 0, |word| below(word, b' ') | equal(word, b'i')), 4);
        assert_eq!(find(b"", 0, |_| 0), 0);
    }
}
