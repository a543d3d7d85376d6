//! Numbers and dates: whether they are, and in range. What they amount to is nobody's business here.

use super::Kind;

type Message = &'static str;

/// The kind of `token`, which consists of the characters of numbers and dates.
pub(super) fn kind(token: &[u8]) -> Result<Kind, Message> {
    let starts = |digits: usize, mark: u8| {
        token.get(digits) == Some(&mark) && token[..digits].iter().all(u8::is_ascii_digit)
    };
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

/// A date, with or without a time, with or without an offset.
fn moment(text: &[u8]) -> Result<(), Message> {
    let [a, b, c, d, b'-', e, f, b'-', g, h, rest @ ..] = text else { return Err(DATE) };
    let (Some(century), Some(year), Some(month), Some(day)) = (two(*a, *b), two(*c, *d), two(*e, *f), two(*g, *h)) else {
        return Err(DATE);
    };
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
    match rest {
        [b'Z' | b'z', rest @ ..] => whole(rest),
        [b'+' | b'-', a, b, b':', c, d, rest @ ..] => {
            clock(two(*a, *b), two(*c, *d))?;
            whole(rest)
        }
        [b'+' | b'-', ..] => Err("an offset is written as +01:00"),
        rest => whole(rest),
    }
}

/// A time of day; what follows it.
fn time(text: &[u8]) -> Result<&[u8], Message> {
    let [a, b, b':', c, d, rest @ ..] = text else { return Err(TIME) };
    clock(two(*a, *b), two(*c, *d))?;
    // TOML 1.0 asks for seconds, 1.1 does not.
    let [b':', rest @ ..] = rest else { return Ok(rest) };
    let [a, b, rest @ ..] = rest else { return Err(TIME) };
    // A minute with a leap second has 61.
    if two(*a, *b).ok_or(TIME)? > 60 {
        return Err("there is no such time");
    }
    let [b'.', fraction @ ..] = rest else { return Ok(rest) };
    match fraction.iter().take_while(|byte| byte.is_ascii_digit()).count() {
        0 => Err(TIME),
        len => Ok(&fraction[len..]),
    }
}

fn clock(hour: Option<u8>, minute: Option<u8>) -> Result<(), Message> {
    match (hour.ok_or(TIME)?, minute.ok_or(TIME)?) {
        (0..=23, 0..=59) => Ok(()),
        _ => Err("there is no such time"),
    }
}

fn two(tens: u8, ones: u8) -> Option<u8> {
    (tens.is_ascii_digit() && ones.is_ascii_digit()).then(|| (tens - b'0') * 10 + (ones - b'0'))
}

fn whole(rest: &[u8]) -> Result<(), Message> {
    if rest.is_empty() { Ok(()) } else { Err("something follows a date or time at once") }
}
