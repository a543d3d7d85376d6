//! Strings, up to their closing quotes.

use super::{Failed, Form, Parser, scalar};
use crate::text::Ascii;
use crate::text::scan::{below, equal, find};

const OPEN: &str = "the text ends inside a string";

impl Parser<'_> {
    /// Passes over the string that begins here: its form, and whether it holds escapes.
    #[inline]
    pub(super) fn string(&mut self) -> Result<(Form, bool), Failed> {
        let (quote, inner) = (self.peek(), self.at + 1);
        // Most stand on their line and are plain to their end.
        let end = next_stop(self.bytes, inner, quote, b'\\');
        let is_closed = self.bytes.get(end) == Some(&quote);
        if !is_closed || (end == inner && self.bytes.get(end + 1) == Some(&quote)) {
            return self.any_string();
        }
        self.at = end + 1;
        Ok((if quote == b'"' { Form::Basic } else { Form::Literal }, false))
    }

    #[inline(never)]
    fn any_string(&mut self) -> Result<(Form, bool), Failed> {
        let start = self.at;
        let quote = self.peek();
        let is_basic = quote == b'"';
        let is_multi = matches!(self.bytes[start..], [_, second, third, ..] if second == quote && third == quote);
        let form = match (is_basic, is_multi) {
            (true, false) => Form::Basic,
            (false, false) => Form::Literal,
            (true, true) => Form::MultiBasic,
            (false, true) => Form::MultiLiteral,
        };
        let mut escaped = false;
        self.at += if is_multi { 3 } else { 1 };
        loop {
            self.at = next_stop(self.bytes, self.at, quote, if is_basic { b'\\' } else { quote });
            match self.peek() {
                byte if byte == quote && !is_multi => {
                    self.at += 1;
                    return Ok((form, escaped));
                }
                byte if byte == quote => {
                    // Up to two quotes may stand in front of the three that close.
                    let quotes = self.bytes[self.at..].iter().take(5).take_while(|&&byte| byte == quote).count();
                    self.at += quotes;
                    if quotes >= 3 {
                        return Ok((form, escaped));
                    }
                }
                b'\\' => {
                    escaped = true;
                    self.escape(is_multi)?;
                }
                b'\t' => self.at += 1,
                _ if self.at_end() => return Err(self.wrong(OPEN)),
                b'\n' if is_multi => self.at += 1,
                b'\r' if is_multi && self.bytes.get(self.at + 1) == Some(&b'\n') => self.at += 2,
                b'\r' if is_multi => return Err(self.wrong("a carriage return stands alone")),
                b'\n' | b'\r' => {
                    return Err(self.fail(start, start + 1, "this string is not closed on its line"));
                }
                _ => return Err(self.wrong("a string holds a control character; write it as an escape")),
            }
        }
    }

    fn escape(&mut self, is_multi: bool) -> Result<(), Failed> {
        let start = self.at;
        self.at += 2;
        let (digits, message) = match self.bytes.get(start + 1) {
            Some(b'b' | b't' | b'n' | b'f' | b'r' | b'e' | b'"' | b'\\') => return Ok(()),
            Some(b'x') => (2, "`\\x` needs 2 hexadecimal digits; a path with backslashes goes in single quotes"),
            Some(b'u') => (4, "`\\u` needs 4 hexadecimal digits; a path with backslashes goes in single quotes"),
            Some(b'U') => (8, "`\\U` needs 8 hexadecimal digits; a path with backslashes goes in single quotes"),
            Some(b' ' | b'\t' | b'\n' | b'\r') if is_multi => {
                // The line goes on in the next one.
                self.at = start + 1;
                self.blank();
                return match self.peek() {
                    b'\n' | b'\r' => Ok(()),
                    _ if self.at_end() => Ok(()),
                    _ => Err(self.fail(start, start + 1, "a backslash at the end of a line has only white space behind it")),
                };
            }
            None => {
                self.at = start + 1;
                return Err(self.wrong(OPEN));
            }
            _ => {
                return Err(self.fail(
                    start,
                    start + 1,
                    "there is no such escape; a path with backslashes goes in single quotes",
                ));
            }
        };
        match scalar::hex(self.text.part(self.at..), digits) {
            None if self.bytes[self.at..].iter().all(u8::is_ascii_hexdigit) => {
                self.at = self.bytes.len();
                Err(self.wrong(OPEN))
            }
            None => Err(self.fail(start, start + 1, message)),
            Some((code, _)) if char::from_u32(code).is_none() => {
                Err(self.fail(start, start + 1, "there is no such character in Unicode"))
            }
            Some(_) => {
                self.at += digits;
                Ok(())
            }
        }
    }
}

/// The next control character (tab is one), `one` or `other` at or behind `at`, or the end.
#[inline]
pub(super) fn next_stop(bytes: &[u8], at: usize, one: u8, other: u8) -> usize {
    find(bytes, at, |word| below(word, 0x20) | equal(word, 0x7F) | equal(word, one) | equal(word, other))
}
