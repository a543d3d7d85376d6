//! The names that hosts take for servers.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::ALL;
use crate::text::scan::{ALPHANUMERIC, CLASSES};
use crate::text::{Ascii, characters, concat, decimal, push};

/// The names that a host takes for a server.
#[derive(Debug)]
pub struct NameRule {
    /// Whether a name is of the form that the host takes; what it reserves apart.
    pub fits: fn(&str) -> bool,
    /// Names that the host keeps for itself.
    pub reserved: &'static [&'static str],
}

impl NameRule {
    /// Whether the host loads and starts a server of that name.
    #[must_use]
    pub fn accepts(&self, name: &str) -> bool {
        (self.fits)(name) && !self.reserved.contains(&name)
    }

    /// Any name.
    #[must_use]
    pub fn any(_: &str) -> bool {
        true
    }

    /// Whether `name` is made of ASCII letters, digits and the characters of `also`, which are ASCII as well.
    #[must_use]
    pub fn is_made_of(name: &str, also: &str) -> bool {
        !name.is_empty() && name.bytes().all(|byte| CLASSES[byte as usize] & ALPHANUMERIC != 0 || also.as_bytes().contains(&byte))
    }

    /// The name with `other` for each character that is neither a letter or digit of ASCII nor `_` or `-`.
    #[must_use]
    pub fn with(name: &str, other: char) -> String {
        let is_kept = |character: char| character.is_ascii_alphanumeric() || matches!(character, '_' | '-');
        let mut out = String::new();
        for character in characters(name) {
            push(&mut out, if is_kept(character) { character } else { other });
        }
        out
    }

    /// A name near to `name` that every host takes, and that is not taken.
    #[must_use]
    pub fn safe(name: &str, is_taken: &dyn Fn(&str) -> bool) -> String {
        let mut safe = String::new();
        for byte in name.bytes() {
            let character = if byte.is_ascii_alphanumeric() { char::from(byte) } else { '-' };
            if safe.len() < 32 && !(character == '-' && (safe.is_empty() || safe.ends_with('-'))) {
                push(&mut safe, character);
            }
        }
        let safe = safe.without_trailing(b"-");
        let reserved =
            ["servers", "invalid-server-name"].contains(&safe) || ALL.iter().any(|host| host.names.reserved.contains(&safe));
        let safe = if safe.begins(u8::is_ascii_alphabetic) && !reserved {
            safe.to_owned()
        } else {
            concat(&["server-", safe]).without_trailing(b"-").to_owned()
        };
        let mut free = safe.clone();
        // Who has so many of them has to think of one.
        let mut numbers = (2..100).map(decimal);
        while let Some(number) = numbers.next().filter(|_| is_taken(&free)) {
            let base = safe.part(..safe.len().min(31 - number.len())).without_trailing(b"-");
            free = concat(&[base, "-", &number]);
        }
        free
    }
}

#[cfg(test)]
mod tests {
    use super::NameRule;

    #[test]
    fn a_safe_name_is_free() {
        let safe = |name: &str, taken: &[&str]| NameRule::safe(name, &|name| taken.contains(&name));
        assert_eq!(safe("a b", &[]), "a-b");
        assert_eq!(safe("a b", &["a-b", "a-b-2"]), "a-b-3");
        assert_eq!(safe("\u{fc}", &["server"]), "server-2");
        let long = "x".repeat(40);
        assert_eq!(safe(&long, &[&"x".repeat(32)]), ["x".repeat(30).as_str(), "-2"].concat());
    }
}
