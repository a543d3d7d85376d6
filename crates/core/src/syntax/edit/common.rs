//! What two lists have in common, so that only what differs is touched.

use alloc::vec;
use alloc::vec::Vec;
use core::ops::Range;

use super::super::Value;
use super::super::tree::hash;
use crate::order::sorted;

/// The items that two lists share, in one order, as pairs of indices: as many as can be where the lists differ in few places.
#[inline(never)]
pub(super) fn common(old: &[Value<'_>], new: &[Value<'_>]) -> Vec<(usize, usize)> {
    let mut common = Common { old, new, pairs: Vec::new() };
    common.between(0..old.len(), 0..new.len(), Round::Single);
    common.pairs
}

struct Common<'v, 'a> {
    old: &'v [Value<'a>],
    new: &'v [Value<'a>],
    pairs: Vec<(usize, usize)>,
}

/// What holds two long stretches together. Each round is run once over each place, so that time does not go with the square of
/// the length.
#[derive(Clone, Copy)]
enum Round {
    /// Items that each stretch has once.
    Single,
    /// Items that it has several times: the first with the first.
    Several,
    /// Nothing.
    Last,
}

impl Common<'_, '_> {
    fn between(&mut self, mut old: Range<usize>, mut new: Range<usize>, round: Round) {
        /// How many pairs of items are compared with each other.
        const MOST: usize = 64 * 64;
        while !old.is_empty() && !new.is_empty() && self.old[old.start] == self.new[new.start] {
            self.pairs.push((old.start, new.start));
            (old.start, new.start) = (old.start + 1, new.start + 1);
        }
        let mut behind = 0;
        while !old.is_empty() && !new.is_empty() && self.old[old.end - 1] == self.new[new.end - 1] {
            (old.end, new.end) = (old.end - 1, new.end - 1);
            behind += 1;
        }
        let (old_end, new_end) = (old.end, new.end);
        if old.is_empty() || new.is_empty() {
        } else if old.len() * new.len() <= MOST {
            self.longest(old, new);
        } else {
            self.long(old, new, round);
        }
        self.pairs.extend((0..behind).map(|at| (old_end + at, new_end + at)));
    }

    /// The longest common subsequence.
    fn longest(&mut self, old: Range<usize>, new: Range<usize>) {
        let (rest, coming) = (&self.old[old.clone()], &self.new[new.clone()]);
        let width = coming.len() + 1;
        // The shorter stretch has no more than 64 items.
        let mut lengths = vec![0u8; (rest.len() + 1) * width];
        for (row, one) in rest.iter().enumerate().rev() {
            for (column, other) in coming.iter().enumerate().rev() {
                let at = row * width + column;
                lengths[at] = if one == other { lengths[at + width + 1] + 1 } else { lengths[at + width].max(lengths[at + 1]) };
            }
        }
        let (mut row, mut column) = (0, 0);
        while row < rest.len() && column < coming.len() {
            let at = row * width + column;
            if rest[row] == coming[column] {
                self.pairs.push((old.start + row, new.start + column));
                (row, column) = (row + 1, column + 1);
            } else if lengths[at + width] >= lengths[at + 1] {
                row += 1;
            } else {
                column += 1;
            }
        }
    }

    #[inline(never)]
    fn long(&mut self, old: Range<usize>, new: Range<usize>, round: Round) {
        let next = match round {
            Round::Single => Round::Several,
            Round::Several => Round::Last,
            Round::Last => return,
        };
        let (mut row, mut column) = (old.start, new.start);
        for (one, other) in self.anchors(old.clone(), new.clone(), round) {
            self.between(row..one, column..other, next);
            self.pairs.push((one, other));
            (row, column) = (one + 1, other + 1);
        }
        self.between(row..old.end, column..new.end, next);
    }

    /// The longest run of such items that both stretches have in one order.
    fn anchors(&self, old: Range<usize>, new: Range<usize>, round: Round) -> Vec<(usize, usize)> {
        let (ours, theirs) = (digests(self.old, old), digests(self.new, new));
        let same = |one: &(u64, u32), other: &(u64, u32)| one.0 == other.0;
        let mut others = theirs.chunk_by(same).peekable();
        let mut found = Vec::new();
        for group in ours.chunk_by(same) {
            while others.next_if(|other| other[0].0 < group[0].0).is_some() {}
            let Some(other) = others.next_if(|other| other[0].0 == group[0].0) else { continue };
            if matches!(round, Round::Several) || group.len() + other.len() == 2 {
                let pairs = group.iter().zip(other).map(|(one, other)| (u64::from(one.1), other.1));
                found.extend(pairs.filter(|&(one, other)| self.old[one as usize] == self.new[other as usize]));
            }
        }
        let found = sorted(found);
        // Of the runs of each length, the end of the one that ends first; and what each item follows in its run.
        let mut ends: Vec<usize> = Vec::new();
        let mut follows = Vec::with_capacity(found.len());
        for (at, &(_, place)) in found.iter().enumerate() {
            let length = ends.partition_point(|&end| found[end].1 < place);
            follows.push(length.checked_sub(1).map(|before| ends[before]));
            match ends.get_mut(length) {
                Some(end) => *end = at,
                None => ends.push(at),
            }
        }
        let mut run = Vec::with_capacity(ends.len());
        let mut next = ends.last().copied();
        while let Some(at) = next {
            run.push((found[at].0 as usize, found[at].1 as usize));
            next = follows[at];
        }
        run.reverse();
        run
    }
}

/// What tells items apart, most of the time, with their places; sorted.
fn digests(items: &[Value<'_>], places: Range<usize>) -> Vec<(u64, u32)> {
    #[expect(clippy::cast_possible_truncation, reason = "fewer items than bytes")]
    let digests = places.map(|at| (digest(&items[at]), at as u32)).collect();
    sorted(digests)
}

fn digest(value: &Value<'_>) -> u64 {
    let text = |text: &str| u64::from(hash(text.as_bytes()));
    match value {
        Value::Null | Value::Bool(_) => 0,
        Value::Plain(plain) | Value::String(plain) => text(plain),
        Value::List(items) => items.iter().fold(1, |all, item| all.wrapping_mul(31).wrapping_add(digest(item))),
        Value::Map(entries) => {
            entries.iter().fold(2, |all, (key, value)| all.wrapping_mul(31).wrapping_add(text(key) ^ digest(value)))
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Value, common};

    fn list(items: impl IntoIterator<Item = usize>) -> Vec<Value<'static>> {
        items.into_iter().map(|item| Value::string(item.to_string())).collect()
    }

    #[track_caller]
    fn shared(old: &[Value<'_>], new: &[Value<'_>]) -> usize {
        let pairs = common(old, new);
        assert!(pairs.iter().zip(pairs.iter().skip(1)).all(|(one, other)| one.0 < other.0 && one.1 < other.1));
        assert!(pairs.iter().all(|&(one, other)| old[one] == new[other]));
        pairs.len()
    }

    #[test]
    fn what_long_lists_share_is_found_between_what_differs() {
        let all = list(0..200);
        assert_eq!(shared(&all, &list(1..199)), 198);
        assert_eq!(shared(&all, &list((0..200).filter(|at| at % 70 != 0))), 197);
        assert_eq!(shared(&all, &list((0..200).map(|at| if at % 50 == 0 { 999 } else { at }))), 196);
        assert_eq!(shared(&all, &list((100..200).chain(0..100))), 100);
        assert_eq!(shared(&all, &list(300..500)), 0);
    }

    #[test]
    fn items_that_stand_there_several_times_are_shared_too() {
        let flags = |values: std::ops::Range<usize>| list(values.flat_map(|value| [0, value]));
        assert_eq!(shared(&flags(1..100), &flags(2..99)), 2 * 97);
        let ends = |first, last| list(core::iter::once(first).chain(core::iter::repeat_n(0, 150)).chain([last]));
        assert_eq!(shared(&ends(1, 2), &ends(3, 4)), 150);
    }

    #[test]
    fn time_goes_with_the_length() {
        let old = list((0..60_000).map(|at| at % 7 * 3));
        let new = list((0..60_000).map(|at| at % 11 * 3));
        assert!(shared(&old, &new) > 0);
        let turned: Vec<_> = old.iter().rev().cloned().collect();
        shared(&old, &turned);
    }
}
