//! The ways to tell a host of a server without its file: command lines of its own, and links that it opens.
//!
//! What such a form can say of a server is a table like the host's own, cut down: so that losses are named by the code that names
//! them for files. Each was tried with the release of the host's table; the tests run those whose programs can be had.

use super::{FieldSpec, Host};
use crate::text::{Ascii, BLANKS};

/// A command line or a link that adds one server.
#[derive(Debug)]
pub struct Form {
    /// What it is.
    pub kind: FormKind,
    /// The host's table, cut down to what can be said by it, and under its name.
    pub host: &'static Host,
    /// The words of a command line, or the pieces of a link.
    pub parts: &'static [Part],
    /// The options that say a field, in the order of the fields.
    pub flags: &'static [Flag],
    /// The word that stands for the JSON where the program reads it from its standard input.
    pub stdin: Option<&'static str>,
    /// Whether the program leaves that word of a server's command as it is.
    pub keeps: fn(&str) -> bool,
    /// Whether the program joins the words of a server's command and takes them apart again as a shell does.
    pub splits: bool,
}

/// The kinds of [`Form`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum FormKind {
    /// A command line.
    Shell,
    /// A link that the host opens.
    Link,
}

impl FormKind {
    /// The name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Shell => "shell",
            Self::Link => "link",
        }
    }
}

/// A word of a command line, or a piece of a link. What is not [`Part::Is`] is encoded for the URL in a link.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Part {
    /// What stands there always.
    Is(&'static str),
    /// The name of the server.
    Name,
    /// The server's entry, as JSON.
    Entry,
    /// The same in base64.
    EntryInBase64,
    /// The server's entry with its name in it, and with what the host has to ask its user for, as JSON.
    NamedEntry,
    /// What the flags of a [`Form`] say.
    Flags,
    /// The command of the server, or its URL where no option says that.
    Command,
    /// The arguments of the command.
    Args,
    /// A word that stands in front of what follows, if anything does.
    Before(&'static str),
}

/// An option that says a field: `--option=value`.
#[derive(Debug)]
pub struct Flag {
    /// The field.
    pub key: &'static str,
    /// The option.
    pub option: &'static str,
    /// Of a map, what stands between name and value, each entry having an option of its own. Of a list, what stands between its
    /// items; with nothing there each has an option of its own.
    pub between: &'static str,
}

impl Flag {
    pub(super) const fn new(key: &'static str, option: &'static str) -> Self {
        Self { key, option, between: "" }
    }

    pub(super) const fn between(mut self, between: &'static str) -> Self {
        self.between = between;
        self
    }
}

impl Form {
    pub(super) const fn shell(host: &'static Host, parts: &'static [Part]) -> Self {
        Self { kind: FormKind::Shell, host, parts, flags: &[], stdin: None, keeps: any, splits: false }
    }

    pub(super) const fn link(host: &'static Host, parts: &'static [Part]) -> Self {
        Self { kind: FormKind::Link, ..Self::shell(host, parts) }
    }

    pub(super) const fn flags(mut self, flags: &'static [Flag]) -> Self {
        self.flags = flags;
        self
    }

    pub(super) const fn stdin(mut self, word: &'static str) -> Self {
        self.stdin = Some(word);
        self
    }

    pub(super) const fn keeps(mut self, keeps: fn(&str) -> bool) -> Self {
        self.keeps = keeps;
        self
    }

    pub(super) const fn splits(mut self) -> Self {
        self.splits = true;
        self
    }
}

fn any(_: &str) -> bool {
    true
}

/// Whether `yargs`, which several hosts take their command lines apart with, takes a word for a number.
pub(super) fn is_number_to_yargs(word: &str) -> bool {
    let digits = |text: &str| text.bytes().take_while(u8::is_ascii_digit).count();
    if let Some(hex) = word.strip_prefix("0x").or_else(|| word.strip_prefix("0X")) {
        return !hex.is_empty() && hex.bytes().all(|byte| byte.is_ascii_hexdigit());
    }
    let number = word.strip_prefix('-').unwrap_or(word).without_trailing(BLANKS);
    let whole = digits(number);
    let fraction = number.part(whole..).strip_prefix('.');
    let rest = fraction.map_or(number.part(whole..), |fraction| fraction.part(digits(fraction)..));
    let exponent = rest.strip_prefix(['e', 'E']).map(|power| power.strip_prefix(['-', '+']).unwrap_or(power));
    let is_power = |power: &str| !power.is_empty() && digits(power) == power.len();
    (whole > 0 || fraction.is_some_and(|fraction| digits(fraction) > 0)) && (rest.is_empty() || exponent.is_some_and(is_power))
}

/// Those of `fields` that have these keys. A key that none has does not compile.
pub(super) const fn cut<const N: usize>(fields: &[FieldSpec], keys: [&str; N]) -> [FieldSpec; N] {
    let mut out = [fields[0]; N];
    let mut at = 0;
    while at < N {
        let mut field = 0;
        while !is_same(fields[field].key, keys[at]) {
            field += 1;
        }
        out[at] = fields[field];
        at += 1;
    }
    out
}

/// Both, one behind the other: `N` in all.
pub(super) const fn joined<const N: usize>(first: &[FieldSpec], second: &[FieldSpec]) -> [FieldSpec; N] {
    assert!(first.len() + second.len() == N);
    let mut out = [first[0]; N];
    let mut at = 0;
    while at < N {
        out[at] = if at < first.len() { first[at] } else { second[at - first.len()] };
        at += 1;
    }
    out
}

const fn is_same(one: &str, other: &str) -> bool {
    let (one, other) = (one.as_bytes(), other.as_bytes());
    let mut at = 0;
    while at < one.len() && at < other.len() && one[at] == other[at] {
        at += 1;
    }
    at == one.len() && at == other.len()
}

#[cfg(test)]
mod tests {
    use super::is_number_to_yargs;

    #[test]
    fn numbers_are_what_yargs_takes_for_one() {
        for number in ["5", "-5", "1.", ".5", "1.5e3", "1e+3", "0x1F", "5 ", "010"] {
            assert!(is_number_to_yargs(number), "{number}");
        }
        for word in ["", "-", ".", "1.2.3", "0x", "e5", "1e", "5a", "--5", "@1"] {
            assert!(!is_number_to_yargs(word), "{word}");
        }
    }
}
