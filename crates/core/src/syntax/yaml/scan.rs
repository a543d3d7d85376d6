//! Characters: white space, indicators, and scalars up to their ends.

use super::super::scalar;
use super::{Failed, Fault, Form, MAX_ANCHORS, OPEN, Parser, Props, Scalar, Span, Step, What};
use crate::text::{Ascii, characters, is_among, scan};

/// The brackets and the comma, which end plain scalars between brackets.
fn is_flow_indicator(byte: u8) -> bool {
    matches!(byte, b',' | b'[' | b']' | b'{' | b'}')
}

impl Parser<'_> {
    /// The next byte; at the end 0, which no document holds.
    pub(super) fn peek(&self) -> u8 {
        self.byte(self.at)
    }

    fn byte(&self, at: usize) -> u8 {
        self.bytes.get(at).copied().unwrap_or(0)
    }

    pub(super) fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// The column of what comes next.
    pub(super) fn column(&self) -> i32 {
        i32::try_from(self.at - self.line).unwrap_or(i32::MAX)
    }

    /// How many spaces are at `at`.
    #[inline(never)]
    fn spaces(&self, at: usize) -> usize {
        scan::spaces(self.bytes, at) - at
    }

    /// Stops at whatever no document may hold.
    pub(super) fn characters(&mut self) -> Step {
        let is_bad = |(at, &byte): (usize, &u8)| match byte {
            b'\t' | b'\n' => false,
            b'\r' => self.byte(at + 1) != b'\n',
            _ => byte < b' ' || byte == 0x7F,
        };
        if let Some(at) = self.bytes.iter().enumerate().position(is_bad) {
            self.at = at;
            return self.wrong("a control character stands here, or a carriage return alone");
        }
        // Where the lines above went, it would be taken for that of the document.
        if let Some(at) = self.text.place_of("\n\u{feff}") {
            self.at = at + 1;
            return self.wrong("a byte-order mark stands here, where none can be");
        }
        Ok(())
    }

    /// Takes so many bytes of an indicator.
    pub(super) fn take(&mut self, count: usize) {
        self.at += count;
        self.taken();
    }

    fn taken(&mut self) {
        self.end = self.at;
        self.fresh = false;
    }

    /// Passes over spaces and tabs.
    pub(super) fn blank(&mut self) {
        while matches!(self.peek(), b' ' | b'\t') {
            self.at += 1;
        }
    }

    /// Passes over the rest of the line, up to its break.
    pub(super) fn pass_line(&mut self) {
        let rest = &self.bytes[self.at..];
        self.at += rest.iter().position(|&byte| byte == b'\n').unwrap_or(rest.len());
    }

    /// Whether a comment begins here.
    fn is_comment(&self) -> bool {
        self.peek() == b'#' && (self.at == self.line || matches!(self.bytes[self.at - 1], b' ' | b'\t'))
    }

    /// Passes over blanks, comments and line breaks, and sees how the line of what comes next begins.
    pub(super) fn gap(&mut self) {
        let mut from = self.at;
        loop {
            if self.at == self.line {
                self.fresh = true;
                if self.is_marker(self.at) {
                    break;
                }
            }
            self.blank();
            if self.is_comment() || self.peek() == b'\r' {
                self.pass_line();
            }
            if self.peek() != b'\n' {
                break;
            }
            self.at += 1;
            (self.line, from) = (self.at, self.at);
        }
        let blanks = &self.bytes[from..self.at];
        self.tabbed = is_among(b'\t', blanks);
        if self.at_end() || (self.at == self.line && self.is_marker(self.at)) {
            (self.fresh, self.indent, self.tabbed) = (true, -1, false);
        } else if self.fresh {
            let spaces = self.spaces(self.line);
            self.indent = i32::try_from(spaces).unwrap_or(i32::MAX);
            self.tabbed = self.line + spaces < self.at;
        }
    }

    /// Whether `---` or `...` stands at `at`, where a line begins.
    fn is_marker(&self, at: usize) -> bool {
        matches!(self.bytes.get(at..at + 3), Some(b"---" | b"...")) && self.is_space(at + 3)
    }

    /// Whether white space or nothing is at `at`.
    fn is_space(&self, at: usize) -> bool {
        matches!(self.byte(at), b' ' | b'\t' | b'\r' | b'\n' | 0)
    }

    /// Whether this indicator stands here: a character, and white space behind it, or what ends an item between brackets.
    pub(super) fn is_indicator(&self, byte: u8) -> bool {
        self.peek() == byte && (self.is_space(self.at + 1) || self.flows > 0 && is_flow_indicator(self.byte(self.at + 1)))
    }

    /// Whether a colon follows on this line, so that what was read is a key.
    pub(super) fn is_key(&mut self) -> bool {
        self.blank();
        self.is_indicator(b':')
    }

    /// Whether an item between brackets ends here.
    pub(super) fn ends_item(&self) -> bool {
        matches!(self.peek(), b',' | b']' | b'}')
    }

    /// The same as [`gap`](Self::gap) between brackets.
    pub(super) fn flow_gap(&mut self) -> Step {
        self.gap();
        if self.indent < 0 && self.fresh { self.wrong(OPEN) } else { Ok(()) }
    }

    /// Passes over the end of a line, and to what follows.
    pub(super) fn line_end(&mut self) -> Step {
        self.blank();
        if !matches!(self.peek(), b'\r' | b'\n' | 0) && !self.is_comment() {
            return self.wrong("expected the end of the line");
        }
        self.gap();
        Ok(())
    }

    /// The name of an anchor or alias, behind its first character.
    pub(super) fn name(&mut self) -> Span {
        let start = (self.at + 1).min(self.bytes.len());
        self.at = start;
        while self.peek() > b' ' && !is_flow_indicator(self.peek()) {
            self.at += 1;
        }
        self.taken();
        Span::new(start, self.at)
    }

    /// Passes over `&anchor` or `!tag`, if one of them stands here.
    pub(super) fn property(&mut self, props: &mut Props) -> Step<bool> {
        let start = self.at;
        let byte = self.peek();
        if !matches!(byte, b'&' | b'!') {
            return Ok(false);
        }
        let mut is_closed = true;
        if self.byte(start + 1) == b'<' {
            while self.peek() > b' ' && self.peek() != b'>' {
                self.at += 1;
            }
            is_closed = self.peek() == b'>';
        }
        let name = self.name();
        let (known, new) = if byte == b'&' { (&mut props.anchor, name) } else { (&mut props.tag, Span::new(start, self.at)) };
        let is_good = is_closed
            && known.is_empty()
            && !new.is_empty()
            && (self.is_space(self.at) || self.flows > 0 && self.ends_item())
            && (byte == b'!' || self.anchors.len() < MAX_ANCHORS);
        (*known, props.here) = (new, true);
        if !is_good {
            self.at = start;
            return self.wrong(
                "a value has one anchor, with a name, and one tag, and a blank behind each; there are 100 anchors at most",
            );
        }
        Ok(true)
    }

    /// Passes over a scalar without `|` or `>`, in a collection of this column.
    pub(super) fn scalar(&mut self, column: i32) -> Step<Scalar> {
        let start = self.at;
        let quote = self.peek();
        let (form, lines, escaped) = match quote {
            b'"' | b'\'' => {
                let (lines, escaped) = self.quoted(quote)?;
                (if quote == b'"' { Form::Basic } else { Form::Literal }, lines, escaped || lines)
            }
            _ => {
                let lines = self.plain(column)?;
                (Form::Bare, lines, lines)
            }
        };
        self.taken();
        Ok(Scalar { span: Span::new(start, self.at), form, escaped, lines })
    }

    /// Whether it goes over several lines, and whether it holds escapes.
    fn quoted(&mut self, quote: u8) -> Step<(bool, bool)> {
        let (mut lines, mut escaped) = (false, false);
        self.at += 1;
        loop {
            let rest = &self.bytes[self.at..];
            self.at += rest.iter().position(|&byte| byte == quote || matches!(byte, b'\\' | b'\n')).unwrap_or(rest.len());
            match self.peek() {
                b'\n' => {
                    lines = true;
                    self.at = self.next_text(self.at + 1);
                    if self.is_marker(self.line) {
                        return self.wrong("the document ends inside a string");
                    }
                }
                b'\\' if quote == b'"' => {
                    escaped = true;
                    self.escape()?;
                }
                b'\\' => self.at += 1,
                _ if self.at_end() => return self.wrong("the text ends inside a string"),
                _ => {
                    self.at += 1;
                    if quote == b'"' || self.peek() != quote {
                        return Ok((lines, escaped));
                    }
                    escaped = true;
                    self.at += 1;
                }
            }
        }
    }

    fn escape(&mut self) -> Step {
        let start = self.at;
        let byte = self.byte(start + 1);
        // A line break behind a backslash does not count, and is seen to as any other.
        self.at += if matches!(byte, b'\r' | b'\n') { 1 } else { 2 };
        let digits = match byte {
            b'x' => 2,
            b'u' => 4,
            b'U' => 8,
            _ => 0,
        };
        let code = scalar::hex(self.text.get(self.at..).unwrap_or_default(), digits).map(|(code, _)| code);
        let is_good = match code {
            _ if digits == 0 => is_among(byte, b"0abt\tnvfre \"/\\N_LP\r\n"),
            Some(code) => char::from_u32(code).is_some(),
            None => false,
        };
        self.at += digits;
        if !is_good {
            self.at = start;
            return self.wrong(match code {
                Some(0xD800..0xE000) => "not every reader takes half of a surrogate pair; write the character itself",
                _ => "there is no such escape; a path with backslashes goes in single quotes",
            });
        }
        Ok(())
    }

    /// Passes over a scalar without quotes; whether it goes over several lines.
    fn plain(&mut self, column: i32) -> Step<bool> {
        let first = self.peek();
        let is_bad = match first {
            b'-' | b'?' | b':' => self.is_indicator(first),
            0 | b'\r' | b'\n' => true,
            _ => is_flow_indicator(first) || is_among(first, b"#&*!|>%@`"),
        };
        if is_bad {
            return self.wrong("a value does not begin so; text that does stands in quotes");
        }
        self.plain_line();
        let mut lines = false;
        while !self.is_indicator(b':') {
            let end = self.at;
            self.blank();
            if self.peek() == b'\r' {
                self.at += 1;
            }
            let is_break = self.peek() == b'\n';
            let (line, indent) = (self.line, self.indent);
            let next = if is_break { self.next_text(self.at + 1) } else { end };
            let goes_on = is_break
                && next < self.bytes.len()
                && self.indent > column
                && !self.is_marker(self.line)
                && self.bytes[next] != b'#'
                && !(self.flows > 0 && is_flow_indicator(self.bytes[next]));
            self.at = next;
            if !goes_on || self.is_indicator(b':') {
                (self.at, self.line, self.indent) = (end, line, indent);
                break;
            }
            lines = true;
            self.plain_line();
        }
        Ok(lines)
    }

    /// Passes over what a plain scalar has on this line, blanks at its end not included.
    fn plain_line(&mut self) {
        let mut end = self.at;
        loop {
            match self.peek() {
                b' ' | b'\t' => {
                    self.at += 1;
                    continue;
                }
                b'\r' | b'\n' | 0 => break,
                b'#' if end < self.at => break,
                b':' if self.is_indicator(b':') => break,
                byte if self.flows > 0 && is_flow_indicator(byte) => break,
                _ => self.at += 1,
            }
            end = self.at;
        }
        self.at = end;
    }

    /// Where the first text is at or below the line that begins at `at`; notes its line and indentation.
    fn next_text(&mut self, at: usize) -> usize {
        let mut at = at;
        loop {
            self.line = at;
            let spaces = self.spaces(at);
            self.indent = i32::try_from(spaces).unwrap_or(i32::MAX);
            at += spaces;
            while matches!(self.byte(at), b' ' | b'\t' | b'\r') {
                at += 1;
            }
            if self.byte(at) != b'\n' {
                return at;
            }
            at += 1;
        }
    }

    /// Passes over `|` or `>` and the lines that belong to it; how far their text is indented.
    pub(super) fn block_lines(&mut self, column: i32) -> Step<u32> {
        self.at += 1;
        let (mut indent, mut chomp) = (None, None);
        loop {
            match self.peek() {
                digit @ b'1'..=b'9' if indent.is_none() => indent = Some(usize::from(digit - b'0')),
                sign @ (b'+' | b'-') if chomp.is_none() => chomp = Some(sign),
                _ => break,
            }
            self.at += 1;
        }
        let (mut end, mut last) = (self.at, self.line);
        self.blank();
        if self.is_comment() || self.peek() == b'\r' {
            self.pass_line();
        }
        if !matches!(self.peek(), b'\n' | 0) {
            return self.wrong("a block of text begins on the next line");
        }
        let least = usize::try_from(column + 1).unwrap_or(0);
        let mut indent = indent.map(|more| usize::try_from(column).unwrap_or(0) + more);
        let mut widest = 0;
        while self.peek() == b'\n' {
            let line = self.at + 1;
            let spaces = self.spaces(line);
            let is_empty =
                self.is_space(line + spaces) && self.byte(line + spaces) != b'\t' && indent.is_none_or(|indent| spaces <= indent);
            if is_empty {
                if line == self.bytes.len() {
                    break;
                }
                widest = widest.max(spaces);
            } else {
                let known = indent.unwrap_or(spaces);
                if spaces < known.max(least) || self.is_marker(line) {
                    break;
                }
                if spaces < widest && indent.is_none() {
                    self.at = line;
                    return self.wrong("an empty line above is indented more than the text");
                }
                indent = Some(known);
            }
            self.at = line;
            self.pass_line();
            if !is_empty || chomp == Some(b'+') {
                (end, last) = (self.at - usize::from(self.bytes[self.at - 1] == b'\r'), line);
            }
        }
        (self.at, self.line) = (end, last);
        self.taken();
        Ok(Span::at(indent.unwrap_or(widest)).start)
    }

    /// Stops at the next character, or at the end of the text.
    #[cold]
    pub(super) fn wrong<T>(&mut self, message: &'static str) -> Step<T> {
        self.stop(message);
        Err(Failed)
    }

    #[inline(never)]
    fn stop(&mut self, message: &'static str) {
        self.fault = match self.text.get(self.at..).and_then(|rest| characters(rest).next()) {
            Some(char) => Fault::new(What::Grammar, self.at, self.at + char.len_utf8(), message),
            None => Fault::new(What::End, self.at, self.at, message),
        };
    }
}
