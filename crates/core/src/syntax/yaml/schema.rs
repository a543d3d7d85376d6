//! What a scalar without quotes is, and to whom.

use super::super::Kind;

/// What the core schema of YAML 1.2 (chapter 10.3.2) takes it for.
pub(super) fn kind(text: &str) -> Kind {
    match text {
        "" | "~" | "null" | "Null" | "NULL" => Kind::Null,
        "true" | "True" | "TRUE" | "false" | "False" | "FALSE" => Kind::Bool,
        ".nan" | ".NaN" | ".NAN" => Kind::Float,
        _ => number(text.as_bytes()),
    }
}

fn number(text: &[u8]) -> Kind {
    let all = |digits: &[u8], radix| !digits.is_empty() && digits.iter().all(|&byte| (byte as char).is_digit(radix));
    let body = match text {
        [b'0', b'o', digits @ ..] if all(digits, 8) => return Kind::Integer,
        [b'0', b'x', digits @ ..] if all(digits, 16) => return Kind::Integer,
        [b'+' | b'-', body @ ..] | body => body,
    };
    if matches!(body, b".inf" | b".Inf" | b".INF") {
        return Kind::Float;
    }
    let digits = |from: &[u8]| from.iter().take_while(|byte| byte.is_ascii_digit()).count();
    let whole = digits(body);
    let rest = &body[whole..];
    if rest.is_empty() {
        return if whole > 0 { Kind::Integer } else { Kind::String };
    }
    let (fraction, rest) = match rest {
        [b'.', rest @ ..] => rest.split_at(digits(rest)),
        _ => rest.split_at(0),
    };
    let rest = match rest {
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] if all(exponent, 10) => b"",
        _ => rest,
    };
    if rest.is_empty() && whole + fraction.len() > 0 { Kind::Float } else { Kind::String }
}

/// Whether some reader, of whatever version of YAML, may take it for something else than a string: rather too often than
/// too seldom.
pub(in super::super) fn is_special(text: &str) -> bool {
    const WORDS: [&str; 15] = ["", "~", "null", "true", "false", "yes", "no", "on", "off", "y", "n", "=", "<<", ".inf", ".nan"];
    let body = text.strip_prefix(['+', '-']).unwrap_or(text);
    // Numbers, also with underscores or to the base of 60, and dates.
    let is_number = |byte: u8| byte.is_ascii_hexdigit() || b"_.:+-xXoOtTzZ ".contains(&byte);
    WORDS.iter().any(|word| text.eq_ignore_ascii_case(word))
        || [".inf", ".nan"].iter().any(|word| body.eq_ignore_ascii_case(word))
        || (body.starts_with(|first: char| first == '.' || first.is_ascii_digit()) && body.bytes().all(is_number))
        // An exponent of nothing, to one of them.
        || body.strip_prefix(['e', 'E']).is_some_and(|digits| !digits.is_empty() && digits.bytes().all(|byte| b"0123456789+-".contains(&byte)))
}

/// Whether readers differ on what it is, being a `kind` by the core schema.
pub(in super::super) fn is_ambiguous(text: &str, kind: Kind) -> bool {
    match kind {
        Kind::String => is_special(text),
        Kind::Integer | Kind::Float => {
            let body = text.strip_prefix('-').unwrap_or(text);
            let (whole, fraction) = body.split_once('.').unwrap_or((body, "0"));
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
    let starts_well = match text.as_bytes() {
        [b'-', next, ..] => *next != b' ' && !text.starts_with("---"),
        [first, ..] => !b" -?:,[]{}#&*!|>'\"%@`".contains(first),
        [] => false,
    };
    let ends_early = flow && text.contains([',', ':', '?', '[', ']', '{', '}']);
    starts_well
        && !ends_early
        && !is_special(text)
        && !text.ends_with([' ', ':'])
        && !text.contains(": ")
        && !text.contains(" #")
        && text.chars().all(is_printable)
}

/// Whether the character can stand in a document as it is, and is no line break to readers of YAML 1.1.
pub(in super::super) fn is_printable(character: char) -> bool {
    !character.is_control() && !matches!(character, '\u{2028}' | '\u{2029}' | '\u{feff}' | '\u{fffe}' | '\u{ffff}')
}
