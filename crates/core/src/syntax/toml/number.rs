//! Numbers and dates: whether they are well formed and in range. They stay text; nobody here asks what they amount to.

use super::Kind;

type Message = &'static str;

/// The kind of `token`, which consists of the characters of numbers and dates.
pub(super) fn kind(token: &[u8]) -> Result<Kind, Message> {
    let starts = |digits: usize, mark: u8| token.get(digits) == Some(&mark) && token[..digits].iter().all(u8::is_ascii_digit);
    if starts(4, b'-') {
        return moment(token).map(|()| Kind::Datetime);
    }
    if starts(2, b':') {
        return whole(time(token)?).map(|()| Kind::Datetime);
    }
    number(token)
}

const NUMBER: Message = "this is no number, date or boolean; a string stands in quotes";
const RANGE: Message = "an integer does not fit into 64 bits";

fn number(token: &[u8]) -> Result<Kind, Message> {
    let (sign, body) = match token {
        [sign @ (b'+' | b'-'), body @ ..] => (Some(*sign), body),
        _ => (None, token),
    };
    match body {
        b"inf" | b"nan" => return Ok(Kind::Float),
        [b'0', b'x', digits @ ..] if sign.is_none() => return integer(digits, 16, I64_MAX),
        [b'0', b'o', digits @ ..] if sign.is_none() => return integer(digits, 8, I64_MAX),
        [b'0', b'b', digits @ ..] if sign.is_none() => return integer(digits, 2, I64_MAX),
        [b'0', b'x' | b'o' | b'b', ..] => return Err("a number with a prefix has no sign"),
        [b'0', b'0'..=b'9' | b'_', ..] => return Err("a number has no leading zeros"),
        _ => {}
    }
    let len = digits(body, 10);
    let (whole, rest) = body.split_at(len);
    if whole.is_empty() {
        return Err(if rest.first() == Some(&b'.') { "a number begins with a digit, not with a point" } else { NUMBER });
    }
    if rest.is_empty() {
        // The smallest number is one further from zero than the largest.
        return integer(whole, 10, I64_MAX + u64::from(sign == Some(b'-')));
    }
    let rest = match rest {
        [b'.', fraction @ ..] => match digits(fraction, 10) {
            0 => return Err("a number has a digit behind its point"),
            len => &fraction[len..],
        },
        _ => rest,
    };
    let rest = match rest {
        [b'e' | b'E', b'+' | b'-', exponent @ ..] | [b'e' | b'E', exponent @ ..] => match digits(exponent, 10) {
            0 => return Err("an exponent has a digit"),
            len => &exponent[len..],
        },
        _ => rest,
    };
    if rest.is_empty() { Ok(Kind::Float) } else { Err(NUMBER) }
}

const I64_MAX: u64 = i64::MAX as u64;

fn integer(text: &[u8], radix: u32, max: u64) -> Result<Kind, Message> {
    if text.is_empty() || digits(text, radix) != text.len() {
        return Err(NUMBER);
    }
    let mut value = 0u64;
    for digit in text.iter().filter_map(|&byte| (byte as char).to_digit(radix)) {
        let next = value.checked_mul(u64::from(radix)).and_then(|value| value.checked_add(u64::from(digit)));
        value = next.filter(|&value| value <= max).ok_or(RANGE)?;
    }
    Ok(Kind::Integer)
}

/// How many bytes of `text` are digits, with single underscores between them.
fn digits(text: &[u8], radix: u32) -> usize {
    let is_digit = |at: usize| text.get(at).is_some_and(|&byte| (byte as char).is_digit(radix));
    let mut at = 0;
    while is_digit(at) || (at > 0 && text.get(at) == Some(&b'_') && is_digit(at + 1)) {
        at += 1;
    }
    at
}

const DATE: Message = "a date is written as 1979-05-27";
const TIME: Message = "a time is written as 07:32:00";
const OFFSET: Message = "an offset is written as +01:00";
const NO_TIME: Message = "there is no such time";

/// A date, with or without a time, with or without an offset.
fn moment(text: &[u8]) -> Result<(), Message> {
    let (century, rest) = two(text, DATE)?;
    let (year, rest) = two(rest, DATE)?;
    let (month, rest) = two(behind(b'-', rest, DATE)?, DATE)?;
    let (day, rest) = two(behind(b'-', rest, DATE)?, DATE)?;
    let is_leap = if year == 0 { century % 4 == 0 } else { year % 4 == 0 };
    let days = match month {
        1 | 3 | 5 | 7 | 8 | 10 | 12 => 31,
        4 | 6 | 9 | 11 => 30,
        2 if is_leap => 29,
        2 => 28,
        _ => return Err("there is no such month"),
    };
    if day == 0 || day > days {
        return Err("there is no such day in this month");
    }
    let rest = match rest {
        [] => return Ok(()),
        [b'T' | b't' | b' ', rest @ ..] => time(rest)?,
        _ => return Err(DATE),
    };
    whole(match rest {
        [b'Z' | b'z', rest @ ..] => rest,
        [b'+' | b'-', rest @ ..] => clock(rest, OFFSET)?,
        rest => rest,
    })
}

/// Passes over a time of day.
fn time(text: &[u8]) -> Result<&[u8], Message> {
    // TOML 1.0 asks for seconds, 1.1 does not.
    let rest = clock(text, TIME)?;
    let [b':', rest @ ..] = rest else { return Ok(rest) };
    let (second, rest) = two(rest, TIME)?;
    // A minute with a leap second has 61.
    if second > 60 {
        return Err(NO_TIME);
    }
    let [b'.', fraction @ ..] = rest else { return Ok(rest) };
    match fraction.iter().take_while(|byte| byte.is_ascii_digit()).count() {
        0 => Err(TIME),
        len => Ok(&fraction[len..]),
    }
}

/// Passes over hours and minutes.
fn clock(text: &[u8], message: Message) -> Result<&[u8], Message> {
    let (hour, rest) = two(text, message)?;
    let (minute, rest) = two(behind(b':', rest, message)?, message)?;
    if hour < 24 && minute < 60 { Ok(rest) } else { Err(NO_TIME) }
}

/// A number of two digits, and what follows it.
fn two(text: &[u8], message: Message) -> Result<(u8, &[u8]), Message> {
    match text {
        [tens @ b'0'..=b'9', ones @ b'0'..=b'9', rest @ ..] => Ok(((tens - b'0') * 10 + (ones - b'0'), rest)),
        _ => Err(message),
    }
}

fn behind(mark: u8, text: &[u8], message: Message) -> Result<&[u8], Message> {
    text.strip_prefix(&[mark]).ok_or(message)
}

fn whole(rest: &[u8]) -> Result<(), Message> {
    if rest.is_empty() { Ok(()) } else { Err("something follows a date or time at once") }
}
