//! What two lists have in common, so that only what differs is touched.

use alloc::vec::Vec;

use super::super::Value;

/// How many differences are looked through at once: time grows with this number times the length of the lists, and not with
/// the square of the length.
const MOST: usize = 128;

/// The items that two lists share, in one order, as pairs of indices: as many as can be, unless more than [`MOST`] items differ.
#[inline(never)]
pub(super) fn common(old: &[Value<'_>], new: &[Value<'_>]) -> Vec<(usize, usize)> {
    let behind = old.iter().rev().zip(new.iter().rev()).take_while(|(old, new)| old == new).count();
    let (old, new) = (&old[..old.len() - behind], &new[..new.len() - behind]);
    let mut pairs = Vec::new();
    let (mut row, mut column) = (0, 0);
    while row < old.len() && column < new.len() {
        let stretch = Stretch::new(&old[row..], &new[column..]);
        let from = pairs.len();
        stretch.pairs(row, column, &mut pairs);
        pairs[from..].reverse();
        (row, column) = (row + stretch.row, column + stretch.column);
    }
    pairs.extend((0..behind).map(|at| (old.len() + at, new.len() + at)));
    pairs
}

/// The way through the beginning of two lists that goes by the most shared items (after E. W. Myers, 1986).
struct Stretch {
    /// How far the ways lead that have so many differences, and of these so many removals: first that without any difference,
    /// then those with one, and so on.
    rows: Vec<usize>,
    /// How far the best way leads, and what it has.
    row: usize,
    column: usize,
    differences: usize,
    removals: usize,
}

impl Stretch {
    fn new(old: &[Value<'_>], new: &[Value<'_>]) -> Self {
        let mut ways = Self { rows: Vec::new(), row: 0, column: 0, differences: 0, removals: 0 };
        for differences in 0..=MOST {
            for removals in 0..=differences {
                let mut row = ways.start(differences, removals).0;
                let mut column = row + differences - 2 * removals;
                while row < old.len() && column < new.len() && old[row] == new[column] {
                    (row, column) = (row + 1, column + 1);
                }
                ways.rows.push(row);
                // Where nothing is shared, as much goes as comes.
                let is_even = differences == ways.differences && removals * 2 <= differences;
                let further = (row + column).cmp(&(ways.row + ways.column));
                let is_best = further.is_gt() || (further.is_eq() && is_even);
                if is_best && row <= old.len() && column <= new.len() {
                    (ways.row, ways.column, ways.differences, ways.removals) = (row, column, differences, removals);
                }
            }
            if ways.row == old.len() && ways.column == new.len() {
                break;
            }
        }
        ways
    }

    /// Where a way goes on behind its last difference, and whether that is a removal.
    fn start(&self, differences: usize, removals: usize) -> (usize, bool) {
        let Some(before) = differences.checked_sub(1) else { return (0, false) };
        let first = before * differences / 2;
        let removed = removals.checked_sub(1).map(|removals| self.rows[first + removals] + 1);
        match (removed, self.rows[first..].get(removals).filter(|_| removals < differences)) {
            (Some(removed), Some(&inserted)) if removed < inserted => (inserted, false),
            (Some(removed), _) => (removed, true),
            (None, inserted) => (inserted.copied().unwrap_or_default(), false),
        }
    }

    /// The pairs of the best way from its end on, of stretches that begin at these places.
    fn pairs(&self, old: usize, new: usize, out: &mut Vec<(usize, usize)>) {
        let (mut row, mut column, mut removals) = (self.row, self.column, self.removals);
        for differences in (0..=self.differences).rev() {
            let (start, is_removal) = self.start(differences, removals);
            while row > start {
                (row, column) = (row - 1, column - 1);
                out.push((old + row, new + column));
            }
            if is_removal {
                (row, removals) = (row - 1, removals - 1);
            } else {
                column = column.saturating_sub(1);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::super::Value;
    use super::common;

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
        assert_eq!(shared(&list(0..500), &list((0..10).chain(1000..1400).chain(410..450).chain([2000]).chain(451..500))), 99);
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
