//! From a string as written to the string that is meant.
//!
//! The parsers have checked what they let through, so nothing here can fail.

use alloc::borrow::Cow;
use alloc::string::String;

use super::{Form, Syntax, yaml};
use crate::text::Ascii;

/// Decodes `raw`, a key or string with its quotes, written in `form`. Without escapes it borrows.
pub(super) fn decode(raw: &str, form: Form, escaped: bool, syntax: Syntax) -> Cow<'_, str> {
    if syntax == Syntax::Yaml {
        return yaml::decode(raw, form, escaped);
    }
    let quotes = match form {
        Form::Basic | Form::Literal => 1,
        Form::MultiBasic | Form::MultiLiteral => 3,
        _ => return Cow::Borrowed(raw),
    };
    let Some(mut inner) = raw.get(quotes..raw.len().saturating_sub(quotes)) else {
        return Cow::Borrowed("");
    };
    if quotes == 3 {
        // TOML trims a newline that follows the opening quotes at once.
        inner = inner.strip_prefix("\r\n").or_else(|| inner.strip_prefix('\n')).unwrap_or(inner);
    }
    // Line breaks inside stay as they are, CRLF too: so Codex reads them.
    if escaped { Cow::Owned(unescaped(inner, syntax)) } else { Cow::Borrowed(inner) }
}

/// Whether a brace is written as an escape in a string of JSON, of which `inner` stands between the quotes.
pub(super) fn escapes_brace(inner: &str) -> bool {
    inner.holds("\\u007b") || inner.holds("\\u007B")
}

/// Decodes the escapes of a part of a string.
pub(super) fn unescaped(inner: &str, syntax: Syntax) -> String {
    let mut out = String::with_capacity(inner.len());
    let mut rest = inner;
    while let Some(at) = rest.first_of(b"\\") {
        out.push_str(rest.part(..at));
        rest = escape(rest.part(at + 1..), &mut out, syntax);
    }
    out.push_str(rest);
    out
}

/// Decodes the escape behind a backslash and gives what follows it.
pub(super) fn escape<'t>(rest: &'t str, out: &mut String, syntax: Syntax) -> &'t str {
    let Some(&byte) = rest.as_bytes().first() else { return rest };
    let (plain, digits) = match byte {
        b'b' => ('\u{8}', 0),
        b'f' => ('\u{c}', 0),
        b'n' => ('\n', 0),
        b'r' => ('\r', 0),
        b't' => ('\t', 0),
        b'e' if syntax != Syntax::Json => ('\u{1b}', 0),
        b'0' => ('\0', 0),
        b'a' => ('\u{7}', 0),
        b'v' => ('\u{b}', 0),
        b'N' => ('\u{85}', 0),
        b'_' => ('\u{a0}', 0),
        b'L' => ('\u{2028}', 0),
        b'P' => ('\u{2029}', 0),
        b'x' => ('x', 2),
        b'u' => ('u', 4),
        b'U' => ('U', 8),
        b' ' | b'\t' | b'\r' | b'\n' if syntax == Syntax::Toml => return rest.without_leading(b" \t\r\n"),
        _ => (byte as char, 0),
    };
    if digits == 0 {
        out.push(plain);
        return rest.part(1..);
    }
    let Some((high, rest)) = hex(rest.part(1..), digits) else { return rest.part(1..) };
    // JSON writes what lies beyond the first 65,536 characters as a surrogate pair.
    if (0xD800..0xDC00).contains(&high)
        && let Some((low, rest)) = rest.strip_prefix("\\u").and_then(|rest| hex(rest, 4))
    {
        let paired = 0x1_0000 + ((high - 0xD800) << 10) + (low.wrapping_sub(0xDC00) & 0x3FF);
        out.push(char::from_u32(paired).unwrap_or(char::REPLACEMENT_CHARACTER));
        return rest;
    }
    out.push(char::from_u32(high).unwrap_or(char::REPLACEMENT_CHARACTER));
    rest
}

/// The number that the first `digits` hexadecimal digits of `text` make, and what follows them.
pub(super) fn hex(text: &str, digits: usize) -> Option<(u32, &str)> {
    let head = text.get(..digits).filter(|head| head.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
    Some((u32::from_str_radix(head, 16).ok()?, text.part(digits..)))
}
