//! Sorting by a number.
//!
//! The standard library's sort is compiled anew for each type that it sorts, at 5 to 10 kB of wasm each. This one sorts numbers
//! alone, by a heap, and moves the items once.

use alloc::collections::BinaryHeap;
use alloc::vec::Vec;

/// Sorts `items` by `key`; of equal keys the order stays. What is in order already costs one look.
pub fn sort_by<T>(items: &mut [T], key: impl Fn(&T) -> u64) {
    if items.is_sorted_by_key(&key) {
        return;
    }
    #[expect(clippy::cast_possible_truncation, reason = "everything that is sorted stands in an input of at most 32 MiB")]
    let keys = items.iter().enumerate().map(|(at, item)| (key(item), at as u32)).collect();
    let mut keys = sorted(keys);
    // Round by round: each item goes where the next one of its round has been.
    for start in 0..keys.len() {
        let mut at = start;
        loop {
            #[expect(clippy::cast_possible_truncation, reason = "see above")]
            let next = core::mem::replace(&mut keys[at].1, at as u32) as usize;
            if next == start {
                break;
            }
            items.swap(at, next);
            at = next;
        }
    }
}

/// The pairs, sorted by both: once in the whole program, whatever is inlined.
#[inline(never)]
pub(crate) fn sorted(keys: Vec<(u64, u32)>) -> Vec<(u64, u32)> {
    BinaryHeap::from(keys).into_sorted_vec()
}

#[cfg(test)]
mod tests {
    use super::sort_by;

    #[test]
    fn equal_keys_keep_their_order() {
        let mut items = vec!["bb", "a", "cc", "d", ""];
        sort_by(&mut items, |item| item.len() as u64);
        assert_eq!(items, ["", "a", "d", "bb", "cc"]);
        for len in 0..6u64 {
            // Every order of so few.
            for mut turn in 0..(1..=len).product() {
                let mut left: Vec<u64> = (0..len).collect();
                let mut items: Vec<u64> = Vec::new();
                for count in (1..=len).rev() {
                    items.push(left.remove((turn % count) as usize));
                    turn /= count;
                }
                sort_by(&mut items, |&item| item);
                assert!(items.iter().copied().eq(0..len), "{items:?}");
            }
        }
    }
}
