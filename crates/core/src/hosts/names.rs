//! The names that hosts take for servers.

use alloc::borrow::ToOwned;
use alloc::string::String;

use super::ALL;
use crate::text::scan::{ALPHANUMERIC, CLASSES};
use crate::text::{Ascii, concat, push};

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

    /// A name near to `name` that every host takes.
    #[must_use]
    pub fn safe(name: &str) -> String {
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
        if safe.begins(u8::is_ascii_alphabetic) && !reserved {
            safe.to_owned()
        } else {
            concat(&["server-", safe]).without_trailing(b"-").to_owned()
        }
    }
}
