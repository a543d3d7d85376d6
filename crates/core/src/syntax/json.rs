//! Reads JSON, with comments and trailing commas.
//!
//! Both are read everywhere and remembered: which host puts up with them is not this module's business. So is half of a surrogate
//! pair, which a program that cuts texts by UTF-16 leaves in its histories. Anything else that RFC 8259 forbids is refused.

use super::tree::{Node, hash, mark};
use super::{Failed, Fault, Form, Kind, MAX_DEPTH, Syntax, Tree, What, scalar};
use crate::text::scan::{below, equal, find, spaces};
use crate::text::{Ascii, BOM, Span};

const ROOT: u32 = 0;

pub(super) fn parse(text: &str) -> Result<Tree<'_>, Fault> {
    let at = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let fault = Fault::new(What::Grammar, 0, 0, "");
    let mut parser = Parser { text, bytes: text.as_bytes(), at, tree: Tree::new(text, Syntax::Json), depth: 0, fault };
    match parser.document() {
        Ok(()) => Ok(parser.tree),
        Err(Failed) => Err(parser.fault),
    }
}

struct Parser<'s> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    tree: Tree<'s>,
    depth: usize,
    fault: Fault,
}

impl Parser<'_> {
    fn document(&mut self) -> Result<(), Failed> {
        self.gap()?;
        // Nothing but white space and comments is an empty document.
        self.tree.nodes.push(Node::new(Kind::Map, Form::Flow, Span::at(self.at)));
        if self.at < self.text.len() {
            self.value(ROOT)?;
            self.gap()?;
            if self.at < self.text.len() {
                return Err(self.grammar(1, "expected the end of the document"));
            }
        }
        Ok(())
    }

    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    /// A fault at the next `len` bytes, or at the end of the text where there are none.
    #[cold]
    fn grammar(&mut self, len: usize, message: &'static str) -> Failed {
        if self.at >= self.text.len() {
            return self.fail(What::End, self.text.len(), self.text.len(), message);
        }
        let mut end = (self.at + len).min(self.text.len());
        while !self.text.is_char_boundary(end) {
            end += 1;
        }
        self.fail(What::Grammar, self.at, end, message)
    }

    #[cold]
    fn fail(&mut self, what: What, start: usize, end: usize, message: &'static str) -> Failed {
        self.fault = Fault::new(what, start, end, message);
        Failed
    }

    /// Passes over white space and comments.
    #[inline(always)]
    fn gap(&mut self) -> Result<(), Failed> {
        // Where nothing stands between two tokens, or one blank.
        self.at += usize::from(self.peek() == b' ');
        if self.peek() > b' ' && self.peek() != b'/' { Ok(()) } else { self.wide_gap() }
    }

    #[inline(never)]
    fn wide_gap(&mut self) -> Result<(), Failed> {
        let mut at = self.at;
        loop {
            match self.bytes.get(at) {
                Some(b' ' | b'\n' | b'\r' | b'\t') => at = spaces(self.bytes, at + 1),
                Some(b'/') => at = self.comment(at)?,
                _ => {
                    self.at = at;
                    return Ok(());
                }
            }
        }
    }

    /// Passes over the comment that begins at `start`, up to where it ends.
    #[cold]
    fn comment(&mut self, start: usize) -> Result<usize, Failed> {
        self.at = start;
        let end = match self.bytes.get(start + 1) {
            Some(b'/') => find(self.bytes, start, |word| equal(word, b'\n') | equal(word, b'\r')),
            Some(b'*') => match self.text.part(start + 2..).place_of("*/") {
                Some(end) => start + 2 + end + 2,
                None => return Err(self.fail(What::End, start, start + 2, "this comment is not closed")),
            },
            _ => return Err(self.grammar(1, "unexpected `/`")),
        };
        self.tree.comment.get_or_insert(Span::new(start, end));
        Ok(end)
    }

    /// Reads the value of the node `id`, which holds all that is not the value itself.
    fn value(&mut self, id: u32) -> Result<(), Failed> {
        let start = self.at;
        let (kind, form, escaped) = match self.peek() {
            b'{' => return self.container(id, Kind::Map),
            b'[' => return self.container(id, Kind::List),
            b'"' => (Kind::String, Form::Basic, self.string()?),
            b'-' | b'0'..=b'9' => (self.number()?, Form::Bare, false),
            b't' => (self.word("true", Kind::Bool)?, Form::Bare, false),
            b'f' => (self.word("false", Kind::Bool)?, Form::Bare, false),
            b'n' => (self.word("null", Kind::Null)?, Form::Bare, false),
            b'\'' => return Err(self.grammar(1, "strings stand in double quotes in JSON")),
            b'#' => return Err(self.grammar(1, "`#` begins no comment in JSON")),
            b',' => return Err(self.grammar(1, "expected a value before the comma")),
            _ => return Err(self.grammar(1, "expected a value")),
        };
        let span = Span::new(start, self.at);
        let node = &mut self.tree.nodes[id as usize];
        (node.kind, node.form, node.escaped, node.span) = (kind, form, escaped, span);
        Ok(())
    }

    fn container(&mut self, id: u32, kind: Kind) -> Result<(), Failed> {
        let open = self.at;
        if self.depth == MAX_DEPTH {
            return Err(self.fail(What::Depth, open, open + 1, "the document is nested too deeply"));
        }
        self.depth += 1;
        self.at += 1;
        let node = &mut self.tree.nodes[id as usize];
        (node.kind, node.form) = (kind, Form::Flow);
        let close = if kind == Kind::Map { b'}' } else { b']' };
        self.gap()?;
        while self.peek() != close {
            if kind == Kind::Map {
                self.entry(id)?;
            } else {
                let item = self.tree.push(id, Node::new(Kind::Null, Form::Bare, Span::at(self.at)));
                self.value(item)?;
            }
            self.gap()?;
            match self.peek() {
                b',' => {
                    let comma = self.at;
                    self.at += 1;
                    self.gap()?;
                    if self.peek() == close {
                        self.tree.trailing_comma.get_or_insert(Span::new(comma, comma + 1));
                    }
                }
                byte if byte == close => {}
                b'#' => return Err(self.grammar(1, "`#` begins no comment in JSON")),
                _ if kind == Kind::Map => return Err(self.grammar(1, "expected a comma or `}`")),
                _ => return Err(self.grammar(1, "expected a comma or `]`")),
            }
        }
        self.at += 1;
        self.depth -= 1;
        self.tree.nodes[id as usize].span = Span::new(open, self.at);
        Ok(())
    }

    fn entry(&mut self, map: u32) -> Result<(), Failed> {
        let start = self.at;
        if self.peek() != b'"' {
            return Err(self.no_key());
        }
        let escaped = self.string()?;
        let span = Span::new(start, self.at);
        let decoded;
        let key = if escaped {
            decoded = self.tree.decode(span, Form::Basic, true);
            decoded.as_bytes()
        } else {
            self.bytes.get(start + 1..self.at - 1).unwrap_or_default()
        };
        let mut node = Node::new(Kind::Null, Form::Bare, Span::at(start));
        node.hash = hash(key);
        (node.key, node.key_form, node.key_escaped) = (span, Form::Basic, escaped);
        // Readers of JSON take the last of equal keys; the earlier one stays in the text, out of their sight.
        let earlier = self.tree.find(map, mark(node.hash), key);
        let id = self.tree.push_over(map, node, earlier);
        self.gap()?;
        if self.peek() != b':' {
            return Err(self.grammar(1, "expected a colon behind the key"));
        }
        self.at += 1;
        self.gap()?;
        self.value(id)
    }

    #[cold]
    fn no_key(&mut self) -> Failed {
        let message = match self.peek() {
            b'\'' => "keys stand in double quotes in JSON",
            b'#' => "`#` begins no comment in JSON",
            b',' => "expected a key before the comma",
            byte if byte.is_ascii_alphanumeric() || byte == b'_' => "keys stand in double quotes in JSON",
            _ => "expected a key or `}`",
        };
        self.grammar(1, message)
    }

    /// Passes over a string and says whether it holds escapes.
    fn string(&mut self) -> Result<bool, Failed> {
        let open = self.at;
        let mut escaped = false;
        self.at += 1;
        loop {
            // Most strings are plain to their end.
            let ends = |word| below(word, b' ') | equal(word, b'"') | equal(word, b'\\');
            self.at = find(self.bytes, self.at, ends);
            match self.bytes.get(self.at) {
                None => return Err(self.fail(What::End, open, open + 1, "this string is not closed")),
                Some(b'"') => {
                    self.at += 1;
                    return Ok(escaped);
                }
                Some(b'\\') => {
                    escaped = true;
                    self.escape()?;
                }
                Some(b'\n' | b'\r') => {
                    return Err(self.fail(What::Grammar, open, open + 1, "this string is not closed in its line"));
                }
                Some(_) => return Err(self.grammar(1, "control characters in a string must be escaped")),
            }
        }
    }

    fn escape(&mut self) -> Result<(), Failed> {
        match self.bytes.get(self.at + 1) {
            Some(b'"' | b'\\' | b'/' | b'b' | b'f' | b'n' | b'r' | b't') => self.at += 2,
            Some(b'u') => {
                let unit = |at: usize| self.text.get(at..).and_then(|rest| scalar::hex(rest, 4)).map(|(unit, _)| unit);
                match unit(self.at + 2) {
                    None => return Err(self.grammar(2, "`\\u` takes four hexadecimal digits")),
                    Some(0xD800..0xDC00)
                        if self.text.get(self.at + 6..self.at + 8) == Some("\\u")
                            && unit(self.at + 8).is_some_and(|low| (0xDC00..0xE000).contains(&low)) =>
                    {
                        self.at += 12;
                    }
                    Some(unit) => {
                        if (0xD800..0xE000).contains(&unit) {
                            self.tree.halves.push(Span::new(self.at, self.at + 6));
                        }
                        self.at += 6;
                    }
                }
            }
            _ => return Err(self.grammar(2, "this escape is not known to JSON: a backslash itself is written `\\\\`")),
        }
        Ok(())
    }

    fn number(&mut self) -> Result<Kind, Failed> {
        let start = self.at;
        let digits = |parser: &mut Self| {
            let from = parser.at;
            while parser.peek().is_ascii_digit() {
                parser.at += 1;
            }
            parser.at - from
        };
        if self.peek() == b'-' {
            self.at += 1;
        }
        let leading_zero = self.peek() == b'0';
        let whole = digits(self);
        if whole == 0 {
            return Err(self.grammar(1, "expected a digit"));
        }
        if leading_zero && whole > 1 {
            return Err(self.fail(What::Grammar, start, self.at, "a number begins with no zero in JSON"));
        }
        let mut kind = Kind::Integer;
        if self.peek() == b'.' {
            kind = Kind::Float;
            self.at += 1;
            if digits(self) == 0 {
                return Err(self.grammar(1, "expected a digit"));
            }
        }
        if matches!(self.peek(), b'e' | b'E') {
            kind = Kind::Float;
            self.at += 1;
            if matches!(self.peek(), b'+' | b'-') {
                self.at += 1;
            }
            if digits(self) == 0 {
                return Err(self.grammar(1, "expected a digit"));
            }
        }
        if self.peek().is_ascii_alphabetic() || self.peek() == b'_' {
            return Err(self.grammar(1, "expected the end of the number"));
        }
        Ok(kind)
    }

    fn word(&mut self, word: &'static str, kind: Kind) -> Result<Kind, Failed> {
        let rest = &self.bytes[self.at..];
        if !rest.starts_with(word.as_bytes())
            || rest.get(word.len()).is_some_and(|byte| byte.is_ascii_alphanumeric() || *byte == b'_')
        {
            if word.as_bytes().starts_with(rest) {
                self.at = self.text.len();
            }
            return Err(self.grammar(1, "expected a value"));
        }
        self.at += word.len();
        Ok(kind)
    }
}
