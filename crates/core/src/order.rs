//! Sorting by a number.
//!
//! The standard library's sort is compiled anew for each type that it sorts, at 10 kB of wasm each. This one sorts numbers
//! alone, and moves the items once.

use alloc::vec::Vec;

/// Sorts `items` by `key`; of equal keys the order stays. What is in order already costs one look.
pub fn sort_by<T>(items: &mut Vec<T>, key: impl Fn(&T) -> u64) {
    if items.is_sorted_by_key(&key) {
        return;
    }
    #[expect(clippy::cast_possible_truncation, reason = "everything that is sorted stands in an input of at most 32 MiB")]
    let mut keys: Vec<(u64, u32)> = items.iter().enumerate().map(|(at, item)| (key(item), at as u32)).collect();
    sort_keys(&mut keys);
    let mut slots: Vec<Option<T>> = items.drain(..).map(Some).collect();
    items.extend(keys.iter().filter_map(|&(_, at)| slots.get_mut(at as usize).and_then(Option::take)));
}

// Once in the whole program, whatever is inlined.
#[inline(never)]
fn sort_keys(keys: &mut [(u64, u32)]) {
    keys.sort_unstable();
}

#[cfg(test)]
mod tests {
    use super::sort_by;

    #[test]
    fn equal_keys_keep_their_order() {
        let mut items = vec!["bb", "a", "cc", "d", ""];
        sort_by(&mut items, |item| item.len() as u64);
        assert_eq!(items, ["", "a", "d", "bb", "cc"]);
    }
}
