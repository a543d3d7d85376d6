//! How words and data are written so that shells, URLs and whoever decodes them give back the same.

use alloc::borrow::ToOwned;
use alloc::string::String;

use crate::text::{Ascii, characters, concat, is_among, join, push};

/// A word as a POSIX shell reads it; `sh`, bash, zsh, fish and the like agree.
pub(super) fn posix(word: &str) -> String {
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || is_among(byte, b"-_./:@,+%");
    // Behind another character `=` means nothing to any of them.
    let is_plain = word.bytes().enumerate().all(|(at, byte)| is_bare(byte) || (byte == b'=' && at > 0));
    if is_plain && !word.is_empty() {
        return word.to_owned();
    }
    // An option shows better without quotes, in all of them.
    match word.cut("=").filter(|(option, _)| option.starts_with("--") && option.bytes().all(is_bare)) {
        Some((option, value)) => concat(&[option, "=", &quoted(value, "'\\''")]),
        None => quoted(word, "'\\''"),
    }
}

/// A word as PowerShell reads it and hands it to any program. `None` where its versions do not agree: a quotation mark, a
/// backslash before the end, no character at all.
pub(super) fn powershell(word: &str) -> Option<String> {
    if word.is_empty() || word.has(b'"') || word.ends_with('\\') {
        return None;
    }
    let option = word.without_leading(b"-");
    let dashes = word.len() - option.len();
    // With one dash, what follows a dot or a colon would be a word of its own.
    let also: &[u8] = match dashes {
        0 => b"-_./:",
        1 => b"-_",
        _ => b"-_=",
    };
    let is_plain = option.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_among(byte, also));
    let is_bare = is_plain && dashes < 3 && !option.begins(|first| !first.is_ascii_alphabetic());
    Some(if is_bare { word.to_owned() } else { powershell_string(word) })
}

/// Any text as a string of PowerShell.
pub(super) fn powershell_string(text: &str) -> String {
    let mut out = String::with_capacity(text.len() + 2);
    out.push('\'');
    for character in characters(text) {
        push(&mut out, character);
        // It takes all of these for one and the same quotation mark.
        if matches!(character, '\'' | '\u{2018}' | '\u{2019}' | '\u{201a}' | '\u{201b}') {
            push(&mut out, character);
        }
    }
    out.push('\'');
    out
}

/// A word as `shell-quote` reads it where it takes a command line apart. It takes a backslash before a closing quotation mark for an
/// escape. Quotation marks around the whole line it takes for none of the line, so that the first word must do without.
pub(super) fn joined(word: &str, is_first: bool) -> String {
    let is_bare =
        |character: char| !character.is_ascii() || character.is_ascii_alphanumeric() || is_among(character as u8, b"-_./:@,+%=");
    if !word.is_empty() && characters(word).all(is_bare) {
        return word.to_owned();
    }
    if !is_first && !word.has(b'\\') {
        return quoted(word, "'\"'\"'");
    }
    let mut out = String::with_capacity(word.len() + 8);
    for character in characters(word) {
        out.push_str(if is_bare(character) { "" } else { "\\" });
        push(&mut out, character);
    }
    out
}

/// Whether [`joined`] can say a word. What has `*` or `?` outside of quotation marks is a pattern, whatever stands before it; and a
/// backslash at the end takes the blank behind it along.
pub(super) fn can_join(word: &str, is_first: bool) -> bool {
    !word.ends_with('\\') && (!word.has_any(b"*?") || !(is_first || word.has(b'\\')))
}

/// In single quotes, with `quote` for each of its own.
fn quoted(text: &str, quote: &str) -> String {
    concat(&["'", &join(text.parts(b"'"), quote), "'"])
}

/// A text as a part of a URL, wherever in it.
pub(super) fn percent(text: &str) -> String {
    let mut out = String::with_capacity(text.len() * 2);
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || is_among(byte, b"-_.~") {
            out.push(char::from(byte));
            continue;
        }
        out.push('%');
        for shift in [4, 0] {
            out.push(char::from(b"0123456789ABCDEF"[usize::from(byte >> shift & 15)]));
        }
    }
    out
}

/// A text in base64, with padding.
pub(super) fn base64(text: &str) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::with_capacity(text.len().div_ceil(3) * 4);
    for chunk in text.as_bytes().chunks(3) {
        let bits = chunk.iter().fold(0u32, |bits, &byte| bits << 8 | u32::from(byte)) << (8 * (3 - chunk.len()));
        for digit in 0..4 {
            let value = (bits >> (18 - 6 * digit) & 63) as usize;
            out.push(if digit > chunk.len() { '=' } else { char::from(DIGITS[value]) });
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// What a POSIX shell makes of a line without expansions.
    fn shell(line: &str) -> Vec<String> {
        let (mut words, mut word, mut quoted) = (Vec::new(), None::<String>, false);
        let mut rest = line.chars();
        while let Some(character) = rest.next() {
            match character {
                '\'' => {
                    quoted = !quoted;
                    word.get_or_insert_default();
                }
                _ if quoted => word.get_or_insert_default().push(character),
                '\\' => word.get_or_insert_default().extend(rest.next()),
                ' ' => words.extend(word.take()),
                _ => {
                    assert!(!"$`\"&|;<>()*?[]~#!{}\n\t^".contains(character), "{character} stands bare in {line}");
                    word.get_or_insert_default().push(character);
                }
            }
        }
        assert!(!quoted, "{line}");
        words.extend(word);
        words
    }

    fn unpercent(text: &str) -> String {
        let mut bytes = Vec::new();
        let mut rest = text.bytes();
        while let Some(byte) = rest.next() {
            assert!(byte.is_ascii_alphanumeric() || b"-_.~%".contains(&byte));
            bytes.push(if byte == b'%' {
                let digits = [rest.next().unwrap(), rest.next().unwrap()];
                u8::from_str_radix(str::from_utf8(&digits).unwrap(), 16).unwrap()
            } else {
                byte
            });
        }
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn words_read_well() {
        assert_eq!(posix("--env=A=${A}"), "--env='A=${A}'");
        assert_eq!(posix("--url=https://e.example/mcp"), "--url=https://e.example/mcp");
        assert_eq!(posix("it's"), "'it'\\''s'");
        assert_eq!((posix("=x"), posix("")), ("'=x'".to_owned(), "''".to_owned()));
        assert_eq!(powershell("it's").unwrap(), "'it''s'");
        for word in ["--scope=user", "--", "-", "-y", "https://e.example/mcp", "a.b"] {
            assert_eq!(powershell(word).unwrap(), word);
        }
        for word in ["-y.x", "--a=b/c", "5", ".x", "---", "@x/y", "a,b", "$x", "a b", "-1"] {
            assert_eq!(powershell(word).unwrap(), ["'", word, "'"].concat());
        }
        assert_eq!((powershell(""), powershell("a\"b"), powershell("a\\")), (None, None, None));
        assert_eq!(powershell_string("it’s"), "'it’’s'");
        assert_eq!((joined("/a b/c", true), joined("a b", false)), ("/a\\ b/c".to_owned(), "'a b'".to_owned()));
        // The vectors of RFC 4648.
        for (text, encoded) in [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foobar", "Zm9vYmFy")] {
            assert_eq!(base64(text), encoded);
        }
    }

    proptest! {
        #[test]
        fn what_is_quoted_is_read_again(words in proptest::collection::vec("[ -~é\u{2019}]{0,12}", 1..5)) {
            let line: Vec<String> = words.iter().map(|word| posix(word)).collect();
            prop_assert_eq!(shell(&line.join(" ")), words.clone());
            for word in &words {
                prop_assert_eq!(unpercent(&percent(word)), word.clone());
            }
        }
    }
}
