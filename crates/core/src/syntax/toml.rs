//! Reads TOML 1.1, of which every TOML 1.0 document is one.
//!
//! One pass over the bytes: no token is kept, and nothing is allocated but the tree, except for a key with escapes. What the
//! grammar cannot say (which tables may be defined or extended where) is decided when a key is met, by the [`Form`] of the
//! node that already has it.
//!
//! A fault points at single characters, the backslash of a bad escape or the first digit of a bad date: a value may be a
//! secret, and one that lacks its quotes is a value all the same.

mod number;
mod string;
#[cfg(test)]
mod tests;

use super::tree::{Block, NONE, Node, hash, mark};
use super::{Failed, Fault, Form, Kind, MAX_DEPTH, Syntax, Tree, What, scalar};
use crate::text::scan::{BARE, CLASSES, PLAIN};
use crate::text::{Ascii, BOM, Span, characters};

const ROOT: u32 = 0;

pub(super) fn parse(text: &str) -> Result<Tree<'_>, Fault> {
    let at = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let mut tree = Tree::new(text, Syntax::Toml);
    tree.nodes.push(Node::new(Kind::Map, Form::Header, Span::at(at)));
    let fault = Fault::new(What::Grammar, 0, 0, "");
    let mut parser = Parser { text, bytes: text.as_bytes(), at, tree, table: Table { id: ROOT, depth: 0 }, fault };
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
    /// The table that the last header opened.
    table: Table,
    /// Why the text is no TOML, once that is known.
    fault: Fault,
}

/// A map that keys can be put into.
#[derive(Clone, Copy)]
struct Table {
    id: u32,
    /// How many nodes are above it.
    depth: usize,
}

/// One part of a dotted key.
#[derive(Clone, Copy)]
struct Key {
    span: Span,
    form: Form,
    escaped: bool,
    hash: u32,
}

impl Key {
    /// A node with this key.
    #[inline]
    fn node(&self, kind: Kind, form: Form, site: usize) -> Node {
        let mut node = Node::new(kind, form, self.span);
        node.site = Span::at(site).start;
        self.name_node(&mut node);
        node
    }

    /// Makes this the spelling of the node's key.
    #[inline]
    fn name_node(&self, node: &mut Node) {
        (node.key, node.key_form, node.key_escaped, node.hash) = (self.span, self.form, self.escaped, self.hash);
    }
}

// What stands where.
impl<'s> Parser<'s> {
    #[inline(never)]
    fn document(&mut self) -> Result<(), Failed> {
        self.tree.blocks.reserve(self.bytes.len() / 32);
        loop {
            self.blank();
            match self.peek() {
                b'\n' | b'\r' | b'#' => {}
                b'[' => self.header()?,
                0 if self.at_end() => return Ok(()),
                _ => {
                    let start = self.at;
                    let node = self.pair(self.table, self.next_block())?;
                    self.tree.blocks.push(Block { span: Span::new(start, self.at), node, header: false });
                }
            }
            self.blank();
            if !self.line_end()? && !self.at_end() {
                return Err(self.wrong("expected the end of the line"));
            }
        }
    }

    /// `[a.b]` or `[[a.b]]`.
    fn header(&mut self) -> Result<(), Failed> {
        const OPEN: &str = "the text ends inside a table header";
        let start = self.at;
        let array = self.bytes.get(start + 1) == Some(&b'[');
        self.at += if array { 2 } else { 1 };
        let mut table = Table { id: ROOT, depth: 0 };
        let key = loop {
            self.blank();
            let key = self.key(OPEN)?;
            self.blank();
            if self.peek() != b'.' {
                break key;
            }
            self.at += 1;
            table = self.pass(table, key)?;
        };
        if self.peek() != b']' {
            return Err(self.unexpected("expected `.` or `]` in the table header", OPEN));
        }
        self.at += 1;
        if array {
            if self.peek() != b']' {
                return Err(self.unexpected("expected `]]` at the end of the table header", OPEN));
            }
            self.at += 1;
        }
        let span = Span::new(start, self.at);
        self.table = if array { self.define_item(table, key, span)? } else { self.define(table, key, span)? };
        self.tree.blocks.push(Block { span, node: self.table.id, header: true });
        Ok(())
    }

    /// `key = value`, `a.b.c = value`. The value gets `block`.
    fn pair(&mut self, mut table: Table, block: u32) -> Result<u32, Failed> {
        const OPEN: &str = "the text ends inside a key";
        let site = self.at;
        let key = loop {
            let key = self.key(OPEN)?;
            self.blank();
            if self.peek() != b'.' {
                break key;
            }
            self.at += 1;
            self.blank();
            table = self.dot(table, key, site)?;
        };
        if self.peek() != b'=' {
            return Err(self.unexpected("expected `=` after the key", "the text ends before the `=` of a key"));
        }
        self.at += 1;
        self.blank();
        if self.find(table, key).is_some() {
            return Err(self.duplicate(key, "this key is already defined"));
        }
        let mut node = key.node(Kind::Null, Form::Bare, site);
        node.block = block;
        let id = self.tree.push(table.id, node);
        self.value(id, table)?;
        Ok(id)
    }

    /// Reads the value of the node `id`, which hangs in `table` and holds all that is not the value itself.
    fn value(&mut self, id: u32, table: Table) -> Result<(), Failed> {
        let start = self.at;
        let (kind, form, escaped) = match self.peek() {
            b'"' | b'\'' => {
                let (form, escaped) = self.string()?;
                (Kind::String, form, escaped)
            }
            b'[' => return self.flow(id, table, Kind::List),
            b'{' => return self.flow(id, table, Kind::Map),
            _ => (self.plain()?, Form::Bare, false),
        };
        self.fill(id, kind, form, escaped, start);
        Ok(())
    }

    /// Makes the node `id` the value from `start` to here.
    fn fill(&mut self, id: u32, kind: Kind, form: Form, escaped: bool, start: usize) {
        let span = Span::new(start, self.at);
        let node = &mut self.tree.nodes[id as usize];
        (node.kind, node.form, node.escaped, node.span) = (kind, form, escaped, span);
    }

    /// `[…]` and `{…}`.
    fn flow(&mut self, id: u32, table: Table, kind: Kind) -> Result<(), Failed> {
        let start = self.at;
        self.at += 1;
        let (close, expected, open) = if kind == Kind::List {
            (b']', "expected a comma or `]`", "the text ends inside an array")
        } else {
            (b'}', "expected a comma or `}`", "the text ends inside an inline table")
        };
        let depth = self.below(table, Span::new(start, self.at))?;
        self.fill(id, kind, Form::Flow, false, start);
        let table = Table { id, depth };
        loop {
            self.gap()?;
            if self.peek() == close {
                break;
            }
            if self.at_end() {
                return Err(self.unexpected(expected, open));
            }
            if kind == Kind::List {
                let item = self.tree.push(id, Node::new(Kind::Null, Form::Bare, Span::at(self.at)));
                self.value(item, table)?;
            } else {
                self.pair(table, NONE)?;
            }
            self.gap()?;
            match self.peek() {
                b',' => self.at += 1,
                byte if byte == close => break,
                _ => return Err(self.unexpected(expected, open)),
            }
        }
        self.at += 1;
        self.fill(id, kind, Form::Flow, false, start);
        Ok(())
    }

    /// A value without quotes and brackets.
    fn plain(&mut self) -> Result<Kind, Failed> {
        let start = self.at;
        self.pass_over(PLAIN);
        let is_digit = |at: usize| self.bytes.get(at).is_some_and(u8::is_ascii_digit);
        // A date and its time may stand apart, by one space.
        if self.at - start == 10 && self.bytes[start + 4] == b'-' && self.peek() == b' ' && is_digit(self.at + 1) {
            self.at += 1;
            self.pass_over(PLAIN);
        }
        let token = &self.bytes[start..self.at];
        let message = match token {
            b"true" | b"false" => return Ok(Kind::Bool),
            [] => return Err(self.no_value()),
            [b'0'..=b'9' | b'+' | b'-' | b'.', ..] | b"inf" | b"nan" => match number::kind(token) {
                Ok(kind) => return Ok(kind),
                Err(message) => message,
            },
            _ => "expected a value; a string stands in quotes",
        };
        Err(self.fail(start, start + 1, message))
    }

    #[cold]
    fn no_value(&mut self) -> Failed {
        let message = match self.peek() {
            b'\n' | b'\r' | b'#' => "expected a value on the same line",
            b',' => "expected a value before the comma",
            _ => "expected a value; a string stands in quotes",
        };
        self.unexpected(message, "the text ends before the value of a key")
    }

    #[inline(always)]
    fn key(&mut self, open: &'static str) -> Result<Key, Failed> {
        let start = self.at;
        self.pass_over(BARE);
        if self.at == start {
            return self.quoted_key(open);
        }
        let hash = hash(&self.bytes[start..self.at]);
        Ok(Key { span: Span::new(start, self.at), form: Form::Bare, escaped: false, hash })
    }

    #[inline(never)]
    fn quoted_key(&mut self, open: &'static str) -> Result<Key, Failed> {
        let start = self.at;
        if !matches!(self.peek(), b'"' | b'\'') {
            return Err(self.unexpected("expected a key; other than `A-Za-z0-9_-`, it stands in quotes", open));
        }
        let (form, escaped) = self.string()?;
        if matches!(form, Form::MultiBasic | Form::MultiLiteral) {
            return Err(self.fail(start, start + 3, "a multi-line string cannot be a key"));
        }
        let span = Span::new(start, self.at);
        let hash = hash(self.tree.decode(span, form, escaped).as_bytes());
        Ok(Key { span, form, escaped, hash })
    }
}

// Which tables may be defined and extended where.
impl Parser<'_> {
    fn find(&self, table: Table, key: Key) -> Option<u32> {
        if !self.tree.may_hold(table.id, mark(key.hash)) {
            return None;
        }
        let name = self.tree.decode(key.span, key.form, key.escaped);
        self.tree.find(table.id, mark(key.hash), name.as_bytes())
    }

    #[cold]
    fn duplicate(&mut self, key: Key, message: &'static str) -> Failed {
        self.fault = Fault { what: What::Duplicate, span: key.span, message };
        Failed
    }

    /// How deep a child of `table` lies, unless that is too deep, which `span` is to tell.
    fn below(&mut self, table: Table, span: Span) -> Result<usize, Failed> {
        if table.depth < MAX_DEPTH {
            return Ok(table.depth + 1);
        }
        self.fault = Fault { what: What::Depth, span, message: "the document is nested too deeply" };
        Err(Failed)
    }

    fn form(&self, id: u32) -> Form {
        self.tree.nodes[id as usize].form
    }

    fn next_block(&self) -> u32 {
        Span::at(self.tree.blocks.len()).start
    }

    /// The table that `key`, a part before the last in a header, leads to.
    fn pass(&mut self, table: Table, key: Key) -> Result<Table, Failed> {
        let depth = self.below(table, key.span)?;
        let Some(id) = self.find(table, key) else {
            let node = key.node(Kind::Map, Form::Implicit, key.span.start as usize);
            return Ok(Table { id: self.tree.push(table.id, node), depth });
        };
        match self.form(id) {
            Form::Header | Form::Implicit | Form::Dotted => Ok(Table { id, depth }),
            Form::Tables => {
                let table = Table { id, depth };
                Ok(Table { id: self.tree.nodes[id as usize].last, depth: self.below(table, key.span)? })
            }
            Form::Flow => Err(self.duplicate(key, "an inline table or array cannot be extended")),
            _ => Err(self.duplicate(key, "this key already has a value, so that it is no table")),
        }
    }

    /// The table that `key`, a part before the last of a dotted key, leads to.
    fn dot(&mut self, table: Table, key: Key, site: usize) -> Result<Table, Failed> {
        let depth = self.below(table, key.span)?;
        let Some(id) = self.find(table, key) else {
            let node = key.node(Kind::Map, Form::Dotted, site);
            return Ok(Table { id: self.tree.push(table.id, node), depth });
        };
        match self.form(id) {
            Form::Dotted => {}
            // Dotted keys define what a header only needed: from now on it can have no header of its own.
            Form::Implicit => self.tree.nodes[id as usize].form = Form::Dotted,
            Form::Header => return Err(self.duplicate(key, "a table with a header cannot be extended by dotted keys")),
            Form::Tables => return Err(self.duplicate(key, "an array of tables cannot be extended by dotted keys")),
            Form::Flow => return Err(self.duplicate(key, "an inline table or array cannot be extended")),
            _ => return Err(self.duplicate(key, "this key already has a value, so that it is no table")),
        }
        Ok(Table { id, depth })
    }

    /// The table of the header `[… key]`.
    fn define(&mut self, table: Table, key: Key, span: Span) -> Result<Table, Failed> {
        let depth = self.below(table, key.span)?;
        let mut node = key.node(Kind::Map, Form::Header, span.start as usize);
        (node.span, node.block) = (span, self.next_block());
        let Some(id) = self.find(table, key) else {
            return Ok(Table { id: self.tree.push(table.id, node), depth });
        };
        match self.form(id) {
            Form::Implicit => {
                let known = &mut self.tree.nodes[id as usize];
                (known.form, known.span, known.site, known.block) = (Form::Header, span, span.start, node.block);
                key.name_node(known);
                Ok(Table { id, depth })
            }
            Form::Header | Form::Dotted => Err(self.duplicate(key, "this table is already defined")),
            Form::Tables => Err(self.duplicate(key, "this is already an array of tables")),
            _ => Err(self.duplicate(key, "this key is already defined")),
        }
    }

    /// The table of the header `[[… key]]`.
    fn define_item(&mut self, table: Table, key: Key, span: Span) -> Result<Table, Failed> {
        let depth = self.below(table, key.span)?;
        let id = match self.find(table, key) {
            None => {
                let node = key.node(Kind::List, Form::Tables, key.span.start as usize);
                self.tree.push(table.id, node)
            }
            Some(id) => match self.form(id) {
                Form::Tables => id,
                Form::Header | Form::Dotted | Form::Implicit => {
                    return Err(self.duplicate(key, "this is already a table, not an array of tables"));
                }
                _ => return Err(self.duplicate(key, "this key is already defined")),
            },
        };
        let depth = self.below(Table { id, depth }, key.span)?;
        let mut node = Node::new(Kind::Map, Form::Header, span);
        node.block = self.next_block();
        Ok(Table { id: self.tree.push(id, node), depth })
    }
}

// Bytes.
impl Parser<'_> {
    /// The next byte; at the end 0, which is no character of TOML.
    fn peek(&self) -> u8 {
        self.bytes.get(self.at).copied().unwrap_or(0)
    }

    fn at_end(&self) -> bool {
        self.at >= self.bytes.len()
    }

    /// Passes over spaces and tabs.
    fn blank(&mut self) {
        let mut at = self.at;
        while matches!(self.bytes.get(at), Some(b' ' | b'\t')) {
            at += 1;
        }
        self.at = at;
    }

    /// Passes over a comment and a line break; `false` where the line goes on.
    fn line_end(&mut self) -> Result<bool, Failed> {
        if self.peek() == b'#' {
            self.comment()?;
        }
        match self.peek() {
            b'\n' => self.at += 1,
            b'\r' if self.bytes.get(self.at + 1) == Some(&b'\n') => self.at += 2,
            b'\r' => return Err(self.wrong("a carriage return stands alone")),
            _ => return Ok(false),
        }
        Ok(true)
    }

    /// Passes over white space, line breaks and comments.
    fn gap(&mut self) -> Result<(), Failed> {
        loop {
            self.blank();
            if !self.line_end()? {
                return Ok(());
            }
        }
    }

    /// Passes over a comment, up to its line break.
    fn comment(&mut self) -> Result<(), Failed> {
        loop {
            self.at = string::next_stop(self.bytes, self.at, b'\n', b'\n');
            match self.peek() {
                b'\t' => self.at += 1,
                b'\n' | b'\r' => return Ok(()),
                _ if self.at_end() => return Ok(()),
                _ => return Err(self.wrong("a comment holds a control character")),
            }
        }
    }

    /// Passes over the bytes of a class.
    fn pass_over(&mut self, class: u8) {
        let mut at = self.at;
        while self.bytes.get(at).is_some_and(|&byte| CLASSES[byte as usize] & class != 0) {
            at += 1;
        }
        self.at = at;
    }

    #[cold]
    fn fail(&mut self, start: usize, end: usize, message: &'static str) -> Failed {
        self.fault = Fault::new(What::Grammar, start, end, message);
        Failed
    }

    /// A fault at the next character, or at the end of the text.
    #[cold]
    fn wrong(&mut self, message: &'static str) -> Failed {
        self.fault = match characters(self.text.part(self.at..)).next() {
            Some(char) => Fault::new(What::Grammar, self.at, self.at + char.len_utf8(), message),
            None => Fault::new(What::End, self.at, self.at, message),
        };
        Failed
    }

    /// The same; where the text ends, `open` says what is unfinished.
    #[cold]
    fn unexpected(&mut self, message: &'static str, open: &'static str) -> Failed {
        self.wrong(if self.at_end() { open } else { message })
    }
}
