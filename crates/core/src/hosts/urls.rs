//! The URLs that hosts take.

use alloc::vec::Vec;

use crate::text::{Ascii, characters};

/// The URLs that a host takes.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Urls {
    /// Any text.
    Any,
    /// What is a URL as it is written, before references are expanded.
    Valid,
    /// What is one, and encrypted unless it leads to this machine.
    Encrypted,
    /// The same, where it names neither a user nor a part of a page.
    Bare,
}

/// Why a host does not take a URL.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum UrlFault {
    /// It is none as it is written.
    None,
    /// It is not encrypted.
    Open,
    /// It holds a user or a fragment.
    Holds,
}

impl Urls {
    /// Whether it takes `url`.
    pub(crate) fn take(self, url: &str) -> bool {
        self.fault(url).is_none()
    }

    /// Why it does not take `url`; `None` where it does.
    pub(super) fn fault(self, url: &str) -> Option<UrlFault> {
        if self == Self::Any {
            None
        } else if !is_url(url) {
            Some(UrlFault::None)
        } else if self == Self::Valid {
            None
        } else if !is_private(url) {
            Some(UrlFault::Open)
        } else {
            let authority = url.cut("://").map_or("", |(_, rest)| rest.up_to(b"/\\?#"));
            (self == Self::Bare && (authority.has(b'@') || url.has(b'#'))).then_some(UrlFault::Holds)
        }
    }
}

/// Whether what is sent to `url` is encrypted, or does not leave this machine.
fn is_private(url: &str) -> bool {
    let Some((scheme, rest)) = url.cut("://") else { return false };
    let authority = rest.up_to(b"/?#");
    let host = authority.cut_last(":").filter(|(_, port)| !port.has(b']')).map_or(authority, |(host, _)| host);
    scheme.eq_ignore_ascii_case("https")
        || (scheme.eq_ignore_ascii_case("http") && ["localhost", "127.0.0.1", "[::1]"].contains(&host))
}

/// Whether `text` is a URL by the standard of the web, which takes `https://${HOST}/mcp` and not `${URL}`.
fn is_url(text: &str) -> bool {
    let is_seen = |&byte: &u8| byte > b' ';
    let end = text.bytes().rposition(|byte| is_seen(&byte)).map_or(0, |last| last + 1);
    let text = text.part(text.bytes().position(|byte| is_seen(&byte)).unwrap_or(end)..end);
    let Some((scheme, rest)) = text.cut(":") else { return false };
    let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    if !scheme.begins(u8::is_ascii_alphabetic) || !scheme.bytes().all(is_scheme) {
        return false;
    }
    if !["http", "https", "ws", "wss", "ftp"].iter().any(|special| scheme.eq_ignore_ascii_case(special)) {
        return true;
    }
    let rest = rest.without_leading(b"/\\");
    let authority = rest.up_to(b"/\\?#");
    let host = authority.behind(b"@");
    let (host, port) = match host.cut_last(":").filter(|(_, port)| !port.has(b']')) {
        Some((host, port)) => (host, port),
        None => (host, ""),
    };
    let forbidden = |byte| byte <= b' ' || b"<>^|%\x7f".contains(&byte);
    // Blanks of Unicode are mapped to the usual one, which is none of those that stand there.
    let is_plain = !host.is_empty() && !host.bytes().any(forbidden) && !characters(host).any(char::is_whitespace);
    let is_literal = host.starts_with('[') && host.ends_with(']');
    is_plain
        && (is_literal || (!host.has_any(b"[]:") && !is_impossible(host)))
        && (port.is_empty() || port.parse::<u16>().is_ok())
}

/// Whether `host` ends in a number, and is no address of IPv4 all the same.
fn is_impossible(host: &str) -> bool {
    let host = host.strip_suffix('.').unwrap_or(host);
    let parts: Vec<&str> = host.parts(b".").collect();
    let Some((last, before)) = parts.split_last() else { return false };
    let is_decimal = !last.is_empty() && last.bytes().all(|byte| byte.is_ascii_digit());
    if !is_decimal && number(last).is_none() {
        return false;
    }
    // The last number stands for all bytes that are left.
    let bytes = 4_usize.saturating_sub(before.len());
    let fits = number(last).is_some_and(|last| bytes > 0 && last < 1 << (8 * bytes));
    !fits || !before.iter().all(|part| number(part).is_some_and(|byte| byte < 256))
}

/// What the standard takes for a number: decimal digits, octal ones behind `0`, hexadecimal ones behind `0x`.
fn number(text: &str) -> Option<u64> {
    let (digits, base) = match text.strip_prefix("0x").or_else(|| text.strip_prefix("0X")) {
        Some(digits) => (digits, 16),
        None if text.len() > 1 && text.starts_with('0') => (text, 8),
        None if text.is_empty() => return None,
        None => (text, 10),
    };
    let add = |sum: u64, digit: char| Some(sum.saturating_mul(base.into()).saturating_add(digit.to_digit(base)?.into()));
    characters(digits).try_fold(0, add)
}

#[cfg(test)]
mod tests {
    use super::Urls;

    #[test]
    fn a_host_is_an_address_or_a_name() {
        for host in
            ["1.2.3.4", "1.2.3.4.", "127.1", "2130706433", "0x7f.0.0.1", "0177.0.0.01", "0x", "0", "1.2.3.4:80", "a.1b", "1.2.3"]
        {
            assert!(Urls::Valid.take(&["http://", host, "/"].concat()), "{host}");
        }
        for host in ["1.2.3.999", "1.2.3.4.5", "256.1", "a.1", "1..2", "09.1", "4294967296", "a.0x1", "0xffffffffffffffffff"] {
            assert!(!Urls::Valid.take(&["http://", host, "/"].concat()), "{host}");
        }
        for host in [" a", "a b", "a\u{a0}b", "\u{3000}a"] {
            assert!(!Urls::Valid.take(&["http://", host, "/"].concat()), "{host}");
        }
    }
}
