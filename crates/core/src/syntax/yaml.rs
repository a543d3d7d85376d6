//! Reads YAML 1.2, with its core schema.
//!
//! One pass over the bytes, without tokens: where a collection begins is decided by what stands there and in which column,
//! and a scalar turns out to be a key when a colon follows it on its line. Scalars without quotes are what the core schema of
//! YAML 1.2 says, and [`Tree::is_ambiguous`] tells where readers differ; where a string is wanted, it is the text as written.
//! An alias stands for the value that has its anchor. A tag other than those of the core schema makes a scalar a string. `<<`
//! is a key like any other, as YAML 1.2 has it. Of several documents the first is read, and the others are only checked.
//!
//! Not read, though YAML has them: keys other than scalars of one line without anchor or tag, so also those behind `?`; maps in
//! lists without braces of their own, `[a: 1]`; a carriage return without a line feed, and halves of surrogate pairs; `<<` under
//! `%YAML 1.1`. Directives are passed over. Between brackets and quotes lines may be indented as little as libyaml puts up with.
//!
//! A fault points at single characters: a value may be a secret, and one that lacks its quotes is a value all the same.

mod scalar;
mod scan;
mod schema;
#[cfg(test)]
mod tests;

pub(super) use scalar::{block_text, chomping, decode};
pub(super) use schema::{is_ambiguous, is_plain, is_printable};

use alloc::vec::Vec;

use super::tree::{ANCHORED, MERGES, Node, SHARED, TAGGED, hash, mark};
use super::{Failed, Fault, Form, Kind, MAX_DEPTH, Syntax, Tree, What};
use crate::text::{Ascii, BOM, Span};

/// How many values the aliases of a document may stand for, so that a small file does not become a huge tree.
const MAX_ALIASED: usize = 1 << 20;

/// How many anchors a document may have: each alias is looked up among them all.
const MAX_ANCHORS: usize = 100;

/// How long a key may be, in bytes: readers look no further for its colon.
const MAX_KEY: usize = 1024;

pub(super) fn parse(text: &str) -> Result<Tree<'_>, Fault> {
    let at = if text.starts_with(BOM) { BOM.len() } else { 0 };
    let mut parser = Parser {
        text,
        bytes: text.as_bytes(),
        at,
        end: at,
        line: at,
        fresh: true,
        indent: 0,
        tabbed: false,
        flows: 0,
        depth: 0,
        peak: 0,
        weight: 0,
        merges: false,
        anchors: Vec::new(),
        tree: Tree::new(text, Syntax::Yaml),
        fault: Fault::new(What::Grammar, 0, 0, ""),
    };
    match parser.stream() {
        Ok(()) => Ok(parser.tree),
        Err(Failed) => Err(parser.fault),
    }
}

struct Parser<'s> {
    text: &'s str,
    bytes: &'s [u8],
    at: usize,
    /// Behind the last character that is no blank, line break or comment.
    end: usize,
    /// Where the line begins.
    line: usize,
    /// Whether only blanks stand before `at` on its line.
    fresh: bool,
    /// With how many spaces the line begins, where it is `fresh`; -1 where the document ends.
    indent: i32,
    /// Whether a tab is among the blanks before `at`.
    tabbed: bool,
    /// How many brackets are open.
    flows: usize,
    /// How many collections are open.
    depth: usize,
    /// The deepest level since the innermost collection began, with those that aliases stand for.
    peak: usize,
    /// How many values there are, those that aliases stand for counted each time.
    weight: usize,
    /// Whether a directive says YAML 1.1, in which `<<` is no key.
    merges: bool,
    anchors: Vec<Anchor>,
    tree: Tree<'s>,
    /// Why reading has stopped.
    fault: Fault,
}

type Step<T = ()> = Result<T, Failed>;

struct Anchor {
    name: Span,
    node: u32,
    weight: usize,
    /// How many levels it has; `None` while it is being read.
    height: Option<usize>,
}

/// The anchor and the tag of a node.
#[derive(Clone, Copy, Default)]
struct Props {
    /// The name, empty where there is none.
    anchor: Span,
    /// The same of the tag.
    tag: Span,
    /// Whether one of them stands on this line.
    here: bool,
}

/// A scalar, as it is written.
#[derive(Clone, Copy)]
struct Scalar {
    span: Span,
    form: Form,
    escaped: bool,
    /// Whether it goes over several lines.
    lines: bool,
}

/// Where a node stands.
#[derive(Clone, Copy)]
struct Place {
    /// The column of the collection around it; -1 where there is none.
    column: i32,
    /// Whether a list may begin in that very column, being the value of a key there.
    list: bool,
    /// Whether a collection of lines may begin on this line.
    compact: bool,
}

/// A collection that is being read.
struct Open {
    id: u32,
    weight: usize,
    peak: usize,
}

const OPEN: &str = "the text ends inside of brackets";
const KEY: &str = "a key is text on one line; other keys cannot be read here";
const DEEPER: &str = "this line is indented more than the line above, of which it is no part";
const LINE: &str = "a list or map begins on a line of its own, indented by spaces";

// Documents.
impl Parser<'_> {
    fn stream(&mut self) -> Step {
        self.characters()?;
        loop {
            let directives = self.directives()?;
            let explicit = self.peek() == b'-' && self.indent < 0;
            if directives && !explicit {
                return self.wrong("expected `---` behind the directives");
            }
            let root = self.tree.nodes.len();
            if self.at_end() && root > 0 {
                return Ok(());
            }
            if root > 0 {
                self.tree.second.get_or_insert(Span::new(self.at, self.at + 1));
            }
            if explicit {
                self.take(3);
            }
            self.anchors.clear();
            self.tree.nodes.push(Node::new(Kind::Null, Form::Bare, Span::at(self.at)));
            self.node(Span::at(root).start, Place { column: -1, list: false, compact: false })?;
            if self.indent >= 0 {
                return self.wrong("expected the end of the document, or a smaller indentation above");
            }
            let node = &mut self.tree.nodes[root];
            node.site = node.span.start;
            // Nothing but white space, comments and markers, up to here: an empty map.
            if root == 0 && node.span.is_empty() && node.ties == 0 && self.tree.nodes.len() == 1 {
                self.tree.nodes[0] = Node::new(Kind::Map, Form::Block, Span::at(self.at));
            }
        }
    }

    /// Passes over what stands before a document: comments, directives, and the ends of documents.
    fn directives(&mut self) -> Step<bool> {
        let mut any = false;
        self.merges = false;
        loop {
            self.gap();
            match self.peek() {
                b'.' if self.indent < 0 && !any => {
                    self.take(3);
                    self.line_end()?;
                }
                b'%' if self.at == self.line => {
                    any = true;
                    let version = self.text.part(self.at..).strip_prefix("%YAML");
                    self.merges |= version.is_some_and(|version| version.without_leading(b" \t").starts_with("1.1"));
                    self.pass_line();
                }
                _ => return Ok(any),
            }
        }
    }
}

// Nodes among lines. Each function ends at what follows, which is the first on its line, or the end of the document.
impl Parser<'_> {
    /// Reads the value of the node `id`.
    fn node(&mut self, id: u32, place: Place) -> Step {
        let mut props = Props::default();
        let mut compact = place.compact;
        loop {
            self.gap();
            if self.fresh {
                let is_list = place.list && self.indent == place.column && self.is_indicator(b'-');
                if self.indent <= place.column && !is_list {
                    self.fill_empty(id, props);
                    return Ok(());
                }
                (compact, props.here) = (true, false);
            }
            compact &= !self.tabbed;
            if !self.property(&mut props)? {
                break;
            }
        }
        let column = self.column();
        match self.peek() {
            b'-' if self.is_indicator(b'-') => {
                if !compact || props.here {
                    return self.wrong(LINE);
                }
                return self.list(id, props, column, place.column);
            }
            byte @ (b'?' | b':') if self.is_indicator(byte) => return self.wrong(KEY),
            b'|' | b'>' => {
                let start = self.at;
                self.tree.nodes[id as usize].last = self.block_lines(place.column)?;
                self.fill(id, props, Kind::String, Form::Block, Span::new(start, self.end));
            }
            b'*' => self.alias(id, props)?,
            b'[' | b'{' => self.flow(id, props)?,
            _ => {
                let scalar = self.scalar(place.column)?;
                if !self.is_key() {
                    self.fill_scalar(id, props, scalar);
                } else if compact && !props.here {
                    return self.map(id, props, column, scalar);
                } else if compact || scalar.lines {
                    return self.wrong(if compact { KEY } else { DEEPER });
                } else {
                    return self.wrong("a map begins on a line of its own; text with `: ` in it stands in quotes");
                }
            }
        }
        if self.is_key() { self.wrong(KEY) } else { self.line_end() }
    }

    /// `- item`, in lines that are indented by `column` spaces, in a collection whose lines are by `outer`.
    fn list(&mut self, id: u32, props: Props, column: i32, outer: i32) -> Step {
        let open = self.open(id, props, Kind::List, Form::Block, self.at)?;
        while self.is_indicator(b'-') {
            let item = self.tree.push(id, Node::new(Kind::Null, Form::Bare, Span::at(self.at)));
            self.take(1);
            self.node(item, Place { column, list: false, compact: true })?;
            if !self.goes_on(column)? {
                break;
            }
            if !self.is_indicator(b'-') && column > outer {
                return self.wrong("expected `- `, or a smaller indentation");
            }
        }
        self.close(&open);
        Ok(())
    }

    /// `key: value`, in lines that are indented by `column` spaces. The first key has been read.
    fn map(&mut self, id: u32, props: Props, column: i32, first: Scalar) -> Step {
        let open = self.open(id, props, Kind::Map, Form::Block, first.span.start as usize)?;
        let mut key = first;
        loop {
            if key.lines || key.span.range().len() > MAX_KEY {
                return self.wrong("a key stands on one line, and has at most 1024 bytes");
            }
            let entry = self.entry(id, key)?;
            self.take(1);
            self.node(entry, Place { column, list: true, compact: false })?;
            if !self.goes_on(column)? {
                break;
            }
            let byte = self.peek();
            if matches!(byte, b'&' | b'!' | b'*' | b'[' | b'{') || (matches!(byte, b'?' | b':') && self.is_indicator(byte)) {
                return self.wrong(KEY);
            }
            if self.is_indicator(b'-') {
                return self.wrong("a list stands below its own key, and not in the middle of a map");
            }
            let start = self.at;
            key = self.scalar(column)?;
            if !self.is_key() {
                self.at = start;
                return self.wrong("expected a key, with a colon behind it");
            }
        }
        self.close(&open);
        Ok(())
    }

    /// Whether the collection in this column has another entry.
    fn goes_on(&mut self, column: i32) -> Step<bool> {
        if self.indent > column {
            self.wrong(DEEPER)
        } else if self.tabbed {
            self.wrong("lines are indented by spaces, not by tabs")
        } else {
            Ok(self.indent == column)
        }
    }
}

// Nodes between brackets. Each function ends where it ends.
impl Parser<'_> {
    fn flow(&mut self, id: u32, props: Props) -> Step {
        let is_list = self.peek() == b'[';
        let (kind, close) = if is_list { (Kind::List, b']') } else { (Kind::Map, b'}') };
        let open = self.open(id, props, kind, Form::Flow, self.at)?;
        self.take(1);
        self.flows += 1;
        loop {
            self.flow_gap()?;
            if self.peek() == close {
                break;
            }
            if self.ends_item() {
                return self.wrong("expected a value before the comma");
            }
            if is_list {
                let item = self.tree.push(id, Node::new(Kind::Null, Form::Bare, Span::at(self.at)));
                self.flow_value(item)?;
                self.blank();
                if self.peek() == b':' {
                    return self.wrong("a map in a list stands in braces here");
                }
            } else {
                self.flow_entry(id)?;
            }
            self.flow_gap()?;
            match self.peek() {
                b',' => self.take(1),
                byte if byte == close => break,
                _ => return self.wrong("expected a comma, or the bracket that closes this"),
            }
        }
        self.take(1);
        self.flows -= 1;
        self.close(&open);
        Ok(())
    }

    /// `key: value`, or a key alone.
    fn flow_entry(&mut self, map: u32) -> Step {
        let byte = self.peek();
        if matches!(byte, b'&' | b'!' | b'*' | b'[' | b'{') || (matches!(byte, b'?' | b':') && self.is_indicator(byte)) {
            return self.wrong(KEY);
        }
        let key = self.scalar(-1)?;
        let entry = self.entry(map, key)?;
        self.flow_gap()?;
        // The colon may follow a string in quotes at once.
        let is_value = self.is_indicator(b':') || (key.form != Form::Bare && self.peek() == b':');
        if !is_value {
            self.fill_empty(entry, Props::default());
            return Ok(());
        }
        self.take(1);
        self.flow_value(entry)
    }

    fn flow_value(&mut self, id: u32) -> Step {
        let mut props = Props::default();
        loop {
            self.flow_gap()?;
            if !self.property(&mut props)? {
                break;
            }
        }
        match self.peek() {
            b'[' | b'{' => return self.flow(id, props),
            b'*' => return self.alias(id, props),
            _ if self.ends_item() => self.fill_empty(id, props),
            _ => {
                let scalar = self.scalar(-1)?;
                self.fill_scalar(id, props, scalar);
            }
        }
        Ok(())
    }
}

// The tree.
impl Parser<'_> {
    /// Gives `map` an entry, whose value is yet to be read.
    fn entry(&mut self, map: u32, key: Scalar) -> Step<u32> {
        let name = decode(self.text.part(key.span.range()), key.form, key.escaped);
        let mut node = Node::new(Kind::Null, Form::Bare, Span::at(key.span.start as usize));
        node.hash = hash(name.as_bytes());
        (node.key, node.key_form, node.key_escaped) = (key.span, key.form, key.escaped);
        if key.form == Form::Bare && name == "<<" {
            if self.merges {
                return self.wrong("under `%YAML 1.1` this takes in another map, which is not read here; write out its fields");
            }
            self.tree.nodes[map as usize].ties |= MERGES;
            self.tree.tied = true;
        }
        let earlier = self.tree.find(map, mark(node.hash), name.as_bytes());
        Ok(self.tree.push_over(map, node, earlier))
    }

    /// Makes the node `id` what it is.
    fn fill(&mut self, id: u32, props: Props, kind: Kind, form: Form, span: Span) {
        let node = &mut self.tree.nodes[id as usize];
        (node.kind, node.form, node.span) = (kind, form, span);
        self.weight += 1;
        if !props.tag.is_empty() {
            node.ties |= TAGGED;
            self.tree.tied = true;
        }
        if !props.anchor.is_empty() {
            node.ties |= ANCHORED;
            self.tree.tied = true;
            self.anchors.push(Anchor { name: props.anchor, node: id, weight: 1, height: Some(0) });
        }
    }

    fn fill_scalar(&mut self, id: u32, props: Props, scalar: Scalar) {
        let tag = self.text.part(props.tag.range());
        let is_core = tag.is_empty() || (tag.starts_with("!!") && tag != "!!str");
        // Quotes make it no string where a tag says that it is none.
        let is_typed = is_core && (scalar.form == Form::Bare || matches!(tag, "!!int" | "!!float" | "!!bool" | "!!null"));
        let text = decode(self.text.part(scalar.span.range()), scalar.form, false);
        let kind = if is_typed && !scalar.escaped { schema::kind(&text) } else { Kind::String };
        self.tree.nodes[id as usize].escaped = scalar.escaped;
        self.fill(id, props, kind, scalar.form, scalar.span);
    }

    /// Nothing, where a value may stand.
    fn fill_empty(&mut self, id: u32, props: Props) {
        self.fill_scalar(id, props, Scalar { span: Span::at(self.end), form: Form::Bare, escaped: false, lines: false });
    }

    fn alias(&mut self, id: u32, props: Props) -> Step {
        let start = self.at;
        let span = self.name();
        let end = core::mem::replace(&mut self.at, start);
        let name = self.text.part(span.range());
        let known = self.anchors.iter().rev().find(|anchor| self.text.part(anchor.name.range()) == name);
        let Some(Anchor { node, weight, height: Some(height), .. }) = known else {
            return self.wrong("an alias stands for a value above that has an anchor of its name");
        };
        if !props.anchor.is_empty() || !props.tag.is_empty() {
            return self.wrong("an alias has no anchor or tag of its own");
        }
        let target = *node;
        self.peak = self.peak.max(self.depth + height);
        self.weight += weight;
        if self.peak > MAX_DEPTH || self.weight > self.tree.nodes.len() + MAX_ALIASED {
            return self.too_deep(start);
        }
        self.at = end;
        let known = &mut self.tree.nodes[target as usize];
        known.ties |= SHARED;
        let (kind, len) = (known.kind, known.len);
        self.fill(id, props, kind, Form::Alias, Span::new(start, end));
        let node = &mut self.tree.nodes[id as usize];
        (node.first, node.len) = (target, len);
        self.tree.tied = true;
        Ok(())
    }

    fn open(&mut self, id: u32, props: Props, kind: Kind, form: Form, start: usize) -> Step<Open> {
        if self.depth == MAX_DEPTH {
            return self.too_deep(start);
        }
        let open = Open { id, weight: self.weight, peak: self.peak };
        self.depth += 1;
        self.peak = self.depth;
        self.fill(id, props, kind, form, Span::at(start));
        if let Some(anchor) = self.anchors.last_mut().filter(|anchor| anchor.node == id) {
            anchor.height = None;
        }
        Ok(open)
    }

    fn close(&mut self, open: &Open) {
        if let Some(anchor) = self.anchors.iter_mut().find(|anchor| anchor.node == open.id) {
            (anchor.weight, anchor.height) = (self.weight - open.weight, Some(self.peak + 1 - self.depth));
        }
        self.depth -= 1;
        self.peak = self.peak.max(open.peak);
        self.tree.nodes[open.id as usize].span.end = Span::at(self.end).start;
    }

    #[cold]
    fn too_deep<T>(&mut self, at: usize) -> Step<T> {
        self.fault = Fault::new(What::Depth, at, at + 1, "the document is nested too deeply, or its aliases stand for too much");
        Err(Failed)
    }
}
