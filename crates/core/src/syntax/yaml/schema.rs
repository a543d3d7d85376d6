//! What a scalar without quotes is, and to whom.

use super::super::Kind;
use crate::text::{Ascii, characters, is_among};

/// The letters of a short text in one number, in lower case.
const fn word(text: &[u8]) -> u64 {
    let (mut word, mut at) = (0, 0);
    while at < text.len() {
        word = word << 8 | text[at].to_ascii_lowercase() as u64;
        at += 1;
    }
    word
}

/// What stands for nothing and the like: to readers of YAML 1.2 the first five, to others all.
static WORDS: [u64; 13] = [
    word(b""),
    word(b"~"),
    word(b"null"),
    word(b"true"),
    word(b"false"),
    word(b"yes"),
    word(b"no"),
    word(b"on"),
    word(b"off"),
    word(b"y"),
    word(b"n"),
    word(b"="),
    word(b"<<"),
];

/// The place of `text` among them.
#[inline(never)]
fn word_at(text: &str) -> Option<usize> {
    let word = Some(word(text.as_bytes())).filter(|_| text.len() < 6);
    WORDS.iter().position(|&other| Some(other) == word)
}

/// What the core schema of YAML 1.2 (chapter 10.3.2) takes it for.
pub(super) fn kind(text: &str) -> Kind {
    let bytes = text.as_bytes();
    // `null`, `Null` and `NULL`, but not `nULL`.
    let tail = bytes.get(1..).unwrap_or_default();
    let is_upper = bytes.iter().all(|byte| !byte.is_ascii_lowercase());
    if is_upper || tail.iter().all(|byte| !byte.is_ascii_uppercase()) {
        match word_at(text) {
            Some(0..=2) => return Kind::Null,
            Some(3 | 4) => return Kind::Bool,
            _ => {}
        }
    }
    if matches!(bytes, b".nan" | b".NaN" | b".NAN") { Kind::Float } else { number(bytes) }
}

fn number(text: &[u8]) -> Kind {
    if let [b'0', mark @ (b'o' | b'x'), digits @ ..] = text {
        let radix = if *mark == b'o' { 8 } else { 16 };
        let is_number = !digits.is_empty() && digits.iter().all(|&byte| (byte as char).is_digit(radix));
        return if is_number { Kind::Integer } else { Kind::String };
    }
    let body = if let [b'+' | b'-', body @ ..] = text { body } else { text };
    if matches!(body, b".inf" | b".Inf" | b".INF") {
        return Kind::Float;
    }
    // Digits, a point and digits, an exponent of digits.
    let (mut digits, mut part) = (0, 0);
    let mut before = 0;
    for &byte in body {
        match byte {
            b'0'..=b'9' => digits += 1,
            b'.' if part == 0 => part = 1,
            b'e' | b'E' if part < 2 && digits > 0 => (part, digits) = (2, 0),
            b'+' | b'-' if matches!(before, b'e' | b'E') => {}
            _ => return Kind::String,
        }
        before = byte;
    }
    match (digits, part) {
        (0, _) => Kind::String,
        (_, 0) => Kind::Integer,
        _ => Kind::Float,
    }
}

/// Whether some reader, of whatever version of YAML, may take it for something else than a string: rather too often than
/// too seldom.
pub(in super::super) fn is_special(text: &str) -> bool {
    if word_at(text).is_some() {
        return true;
    }
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    // Numbers, also with underscores or to the base of 60, dates, and an exponent of nothing.
    let digits: &[u8] = if body.starts_with(['e', 'E']) { b"eE" } else { b"abcdefABCDEF_.:xXoOtTzZ " };
    let is_number = |byte: u8| matches!(byte, b'0'..=b'9' | b'+' | b'-') || is_among(byte, digits);
    let begins = match body.as_bytes() {
        [b'.' | b'0'..=b'9', ..] => true,
        [b'e' | b'E', rest @ ..] => !rest.is_empty(),
        _ => false,
    };
    // `.inf` and `.nan`, in capitals or not.
    let is_word = body.len() == 4 && [word(b".inf"), word(b".nan")].contains(&word(body.as_bytes()));
    is_word || (begins && body.bytes().all(is_number))
}

/// Whether readers differ on what it is, being a `kind` by the core schema.
pub(in super::super) fn is_ambiguous(text: &str, kind: Kind) -> bool {
    match kind {
        Kind::String => is_special(text),
        Kind::Integer | Kind::Float => {
            let body = text.strip_prefix('-').unwrap_or(text);
            let (whole, fraction) = body.cut(".").unwrap_or((body, "0"));
            let digits = |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
            let plain = digits(whole) && digits(fraction) && (whole.len() == 1 || !whole.starts_with('0'));
            !plain && !body.ends_with(['f', 'F', 'n', 'N'])
        }
        _ => false,
    }
}

/// Whether every reader takes `text`, written without quotes, for that string: behind a key or a dash, or, where `flow` says
/// so, between brackets.
pub(in super::super) fn is_plain(text: &str, flow: bool) -> bool {
    let bytes = text.as_bytes();
    let starts_well = match bytes {
        [b'-', next, ..] => *next != b' ' && !text.starts_with("---"),
        [first, ..] => !b" -?:,[]{}#&*!|>'\"%@`".contains(first),
        [] => false,
    };
    let is_bad = |(at, byte): (usize, &u8)| match byte {
        b':' => flow || matches!(bytes.get(at + 1), Some(b' ') | None),
        b' ' => matches!(bytes.get(at + 1), Some(b'#') | None),
        b',' | b'?' | b'[' | b']' | b'{' | b'}' => flow,
        _ => false,
    };
    starts_well && !is_special(text) && !bytes.iter().enumerate().any(is_bad) && characters(text).all(is_printable)
}

/// Whether the character can stand in a document as it is, and is no line break to readers of YAML 1.1.
pub(in super::super) fn is_printable(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
