//! What somebody may have meant who wrote another word.

use alloc::vec::Vec;

use crate::text::characters;

/// The word of `choices` that `word` may be a slip for.
#[must_use]
pub fn nearest<'c>(word: &str, choices: impl Iterator<Item = &'c str>) -> Option<&'c str> {
    let near =
        choices.map(|choice| (distance(word, choice), choice)).filter(|(distance, choice)| *distance <= 1 + choice.len() / 4);
    near.min().map(|(_, choice)| choice)
}

/// The edits of single characters that turn one word into the other.
#[must_use]
pub fn distance(one: &str, other: &str) -> usize {
    let other: Vec<char> = characters(other).collect();
    let mut row: Vec<usize> = (0..=other.len()).collect();
    for (above, character) in characters(one).enumerate() {
        let mut diagonal = above;
        row[0] = above + 1;
        for (at, &expected) in other.iter().enumerate() {
            let replaced = diagonal + usize::from(character != expected);
            diagonal = row[at + 1];
            row[at + 1] = replaced.min(row[at] + 1).min(diagonal + 1);
        }
    }
    row[other.len()]
}
