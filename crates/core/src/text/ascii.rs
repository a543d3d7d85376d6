//! Looks for ASCII characters in texts, and cuts the texts there.
//!
//! The methods of `str` do the same for any character, and put some hundred bytes of code into each place where they are used,
//! a tenth of what a wasm of the core would have. Here each answer is in one place. A byte of ASCII is never part of another
//! character, so that every text can be cut there.

use core::ops::{Bound, RangeBounds};

use super::scan::{equal, find};

/// What sets words apart, and may stand between the parts of a document. Other white space is part of a comment, or of a scalar.
pub(crate) const BLANKS: &[u8] = b" \t\r\n";

/// Whether a byte is one of some.
#[inline(never)]
#[expect(clippy::manual_contains, reason = "that is made for long slices, and its code is a multiple of this in each place")]
pub(crate) fn is_among(byte: u8, set: &[u8]) -> bool {
    set.iter().any(|&one| one == byte)
}

/// What is asked of a text.
pub(crate) trait Ascii {
    /// Where the first character of `set` stands.
    fn first_of(&self, set: &[u8]) -> Option<usize>;
    /// Whether a character of `set` stands in it.
    fn has_any(&self, set: &[u8]) -> bool;
    /// Whether the character stands in it.
    fn has(&self, one: u8) -> bool;
    /// Where the first `mark` stands, which is not empty and may be more than ASCII.
    fn place_of(&self, mark: &str) -> Option<usize>;
    /// Whether `mark` stands in it.
    fn holds(&self, mark: &str) -> bool;
    /// Whether it begins with a character of that kind.
    fn begins(&self, kind: fn(&u8) -> bool) -> bool;
    /// What stands before and behind the first `mark`.
    fn cut(&self, mark: &str) -> Option<(&str, &str)>;
    /// What stands before and behind the last `mark`.
    fn cut_last(&self, mark: &str) -> Option<(&str, &str)>;
    /// What stands before the first character of `set`, or all of it.
    fn up_to(&self, set: &[u8]) -> &str;
    /// What stands behind the last character of `set`, or all of it.
    fn behind(&self, set: &[u8]) -> &str;
    /// What stands between the characters of `set`, all of it where there are none.
    fn parts<'t>(&'t self, set: &'static [u8]) -> Parts<'t>;
    /// The characters in that range of bytes, as an index has them.
    fn part(&self, range: impl RangeBounds<usize>) -> &str;
    /// Without the characters of `set` that it begins with.
    fn without_leading(&self, set: &[u8]) -> &str;
    /// Without the characters of `set` that it ends with.
    fn without_trailing(&self, set: &[u8]) -> &str;
    /// Without the [`BLANKS`] that it begins and ends with.
    fn trimmed(&self) -> &str;
}

/// What stands between characters: see [`Ascii::parts`].
#[derive(Clone)]
pub(crate) struct Parts<'t> {
    rest: Option<&'t str>,
    set: &'static [u8],
}

impl<'t> Iterator for Parts<'t> {
    type Item = &'t str;

    #[inline(never)]
    fn next(&mut self) -> Option<&'t str> {
        let rest = self.rest?;
        let end = rest.first_of(self.set);
        self.rest = end.map(|end| rest.part(end + 1..));
        Some(rest.part(..end.unwrap_or(rest.len())))
    }
}

impl Ascii for str {
    #[inline(never)]
    fn first_of(&self, set: &[u8]) -> Option<usize> {
        self.bytes().position(|byte| is_among(byte, set))
    }

    fn has_any(&self, set: &[u8]) -> bool {
        self.first_of(set).is_some()
    }

    #[inline(never)]
    fn has(&self, one: u8) -> bool {
        find(self.as_bytes(), 0, |word| equal(word, one)) < self.len()
    }

    fn begins(&self, kind: fn(&u8) -> bool) -> bool {
        self.as_bytes().first().is_some_and(kind)
    }

    #[inline(never)]
    fn place_of(&self, mark: &str) -> Option<usize> {
        let first = *mark.as_bytes().first()?;
        let mut at = 0;
        loop {
            at = find(self.as_bytes(), at, |word| equal(word, first));
            if self.as_bytes().get(at..)?.starts_with(mark.as_bytes()) {
                return Some(at);
            }
            at += 1;
        }
    }

    fn holds(&self, mark: &str) -> bool {
        self.place_of(mark).is_some()
    }

    #[inline(never)]
    fn cut(&self, mark: &str) -> Option<(&str, &str)> {
        let at = self.place_of(mark)?;
        Some((self.part(..at), self.part(at + mark.len()..)))
    }

    #[inline(never)]
    fn cut_last(&self, mark: &str) -> Option<(&str, &str)> {
        let at = self.as_bytes().windows(mark.len()).rposition(|window| window == mark.as_bytes())?;
        Some((self.part(..at), self.part(at + mark.len()..)))
    }

    #[inline(never)]
    fn up_to(&self, set: &[u8]) -> &str {
        self.part(..self.first_of(set).unwrap_or(self.len()))
    }

    #[inline(never)]
    fn behind(&self, set: &[u8]) -> &str {
        let at = self.as_bytes().iter().rposition(|&byte| is_among(byte, set));
        self.part(at.map_or(0, |at| at + 1)..)
    }

    #[inline(never)]
    fn without_leading(&self, set: &[u8]) -> &str {
        let at = self.bytes().position(|byte| !is_among(byte, set));
        self.part(at.unwrap_or(self.len())..)
    }

    fn part(&self, range: impl RangeBounds<usize>) -> &str {
        let start = if let Bound::Included(&start) = range.start_bound() { start } else { 0 };
        let end = if let Bound::Excluded(&end) = range.end_bound() { end } else { self.len() };
        part(self, start, end)
    }

    fn parts<'t>(&'t self, set: &'static [u8]) -> Parts<'t> {
        Parts { rest: Some(self), set }
    }

    #[inline(never)]
    fn without_trailing(&self, set: &[u8]) -> &str {
        let at = self.as_bytes().iter().rposition(|&byte| !is_among(byte, set));
        self.part(..at.map_or(0, |at| at + 1))
    }

    fn trimmed(&self) -> &str {
        self.without_leading(BLANKS).without_trailing(BLANKS)
    }
}

#[inline(never)]
fn part(text: &str, start: usize, end: usize) -> &str {
    // An index says in words what was wrong, which takes half a kilobyte.
    text.get(start..end).unwrap_or_else(|| unreachable!())
}

#[cfg(test)]
mod tests {
    use super::Ascii;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn the_answers_are_those_of_str(text in "[ab=é☃:/]{0,20}") {
            let set = ['a', '=', '/'];
            let bytes = b"a=/";
            prop_assert_eq!(text.first_of(bytes), text.find(set));
            prop_assert_eq!(text.has_any(bytes), text.contains(set));
            prop_assert_eq!(text.has(b'b'), text.contains('b'));
            prop_assert_eq!(text.begins(u8::is_ascii_lowercase), text.starts_with(['a', 'b']));
            for mark in ["=", "://", "ab", "☃", "=é"] {
                prop_assert_eq!(text.place_of(mark), text.find(mark));
                prop_assert_eq!(text.holds(mark), text.contains(mark));
                prop_assert_eq!(text.cut(mark), text.split_once(mark));
                prop_assert_eq!(text.cut_last(mark), text.rsplit_once(mark));
            }
            prop_assert_eq!(Some(text.up_to(bytes)), text.split(set).next());
            prop_assert_eq!(Some(text.behind(bytes)), text.rsplit(set).next());
            prop_assert_eq!((text.part(..), text.part(text.len()..)), (&*text, ""));
            if text.is_char_boundary(3) {
                prop_assert_eq!((text.part(..3), text.part(3..)), text.split_at(3));
                prop_assert_eq!(text.part(0..3), text.part(..3));
            }
            prop_assert!(text.parts(bytes).eq(text.split(set)));
            prop_assert_eq!(text.without_leading(bytes), text.trim_start_matches(set));
            prop_assert_eq!(text.without_trailing(bytes), text.trim_end_matches(set));
        }
    }
}
