//! Finding names in lists: what is short is gone through, what is long is looked up, so that time grows with the document and not
//! with its square.

use alloc::vec::Vec;

use crate::order::sorted;
use crate::syntax::hash;

/// Lists up to this length are gone through.
const SHORT: usize = 16;

/// Where which name stands in a list.
#[derive(Debug, Default)]
pub(crate) struct Lookup {
    len: usize,
    /// Of a long list the hashes of the names, whatever their case, with the places; sorted.
    sorted: Vec<(u64, u32)>,
}

impl Lookup {
    /// Of a list of `len` names.
    #[inline(never)]
    pub(crate) fn new<'n>(len: usize, name: &dyn Fn(usize) -> &'n str) -> Self {
        let mut pairs = Vec::new();
        if len > SHORT {
            #[expect(clippy::cast_possible_truncation, reason = "fewer names than bytes")]
            pairs.extend((0..len).map(|at| (caseless(name(at)), at as u32)));
        }
        Self { len, sorted: sorted(pairs) }
    }

    /// The first place that holds `name`, as `is_it` tells: it is asked of a few places.
    #[inline(never)]
    pub(crate) fn first(&self, name: &str, is_it: &dyn Fn(usize) -> bool) -> Option<usize> {
        if self.sorted.is_empty() {
            return (0..self.len).find(|&at| is_it(at));
        }
        let wanted = caseless(name);
        let from = self.sorted.partition_point(|&(hash, _)| hash < wanted);
        let alike = self.sorted.iter().skip(from).take_while(|&&(hash, _)| hash == wanted);
        alike.map(|&(_, at)| at as usize).find(|&at| is_it(at))
    }
}

fn caseless(name: &str) -> u64 {
    u64::from(hash(name.to_ascii_lowercase().as_bytes()))
}

#[cfg(test)]
mod tests {
    use super::Lookup;

    #[test]
    fn the_first_is_found_in_short_lists_and_in_long_ones() {
        for len in [0, 1, 16, 17, 200] {
            let names: Vec<String> =
                (0..len).map(|at| format!("{}{}", if at % 2 == 0 { "X-h" } else { "x-H" }, at / 4)).collect();
            let lookup = Lookup::new(len, &|at| &names[at]);
            for name in &names {
                let exact = lookup.first(name, &|at| names[at] == *name);
                assert_eq!(exact, names.iter().position(|other| other == name));
                let caseless = lookup.first(name, &|at| names[at].eq_ignore_ascii_case(name));
                assert_eq!(caseless, names.iter().position(|other| other.eq_ignore_ascii_case(name)));
            }
            assert_eq!(lookup.first("none", &|at| names[at] == "none"), None);
        }
    }
}
