//! Reads YAML 1.2, with its core schema.
//!
//! One pass over the bytes, without tokens: where a collection begins is decided by what stands there and in which column,
//! and a scalar turns out to be a key when a colon follows it on its line. Scalars without quotes are what the core schema of
//! YAML 1.2 says, and [`Tree::is_ambiguous`] tells where readers differ; where a string is wanted, it is the text as written.
//! An alias stands for the value that has its anchor. A tag other than those of the core schema makes a scalar a string. `<<`
//! is a key like any other, as YAML 1.2 has it. Of several documents the first is read, and the others are only checked.
//!
//! Not read, though YAML has them: lists, maps and aliases as keys, keys that are nothing or block scalars, a carriage return
//! without a line feed, and halves of surrogate pairs. Directives are passed over. Between brackets and quotes lines may be
//! indented as little as libyaml puts up with.
//!
//! A fault points at single characters: a value may be a secret, and one that lacks its quotes is a value all the same.

mod scalar;
mod scan;
mod schema;
#[cfg(test)]
mod tests;

pub(super) use scalar::{block_text, decode};
pub(super) use schema::{is_ambiguous, is_plain, is_printable};

use super::tree::{ANCHORED, Index, MERGES, NONE, Node, SHARED, TAGGED, hash};
use super::{Fault, Form, Kind, MAX_DEPTH, Syntax, Tree, What};
use crate::text::{BOM, Span};

/// How many values the aliases of a document may stand for, so that a small file does not become a huge tree.
const MAX_ALIASED: usize = 1 << 20;

/// How long a key without `?` may be, in characters: readers look no further for its colon.
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
        anchors: Vec::new(),
        index: Index::default(),
        tree: Tree::new(text, Syntax::Yaml),
    };
    parser.characters()?;
    parser.stream()?;
    Ok(parser.tree)
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
    anchors: Vec<Anchor>,
    /// The anchors of this document by their names.
    index: Index,
    tree: Tree<'s>,
}

struct Anchor {
    name: Span,
    node: u32,
    /// `None` while the node is being read.
    size: Option<Size>,
}

/// What an alias stands for.
#[derive(Clone, Copy)]
struct Size {
    weight: usize,
    height: usize,
}

/// A node that is not in the tree yet: it has its key and its place.
struct Slot {
    parent: u32,
    node: Node,
}

impl Slot {
    fn item(parent: u32, site: usize) -> Self {
        Self { parent, node: Node::new(Kind::Null, Form::Bare, Span::at(site)) }
    }
}

/// The anchor and the tag of a node.
#[derive(Clone, Copy, Default)]
struct Props {
    anchor: Option<Span>,
    tag: Option<Span>,
}

impl Props {
    fn start(self) -> Option<usize> {
        // The name of an anchor stands behind its `&`.
        let starts = [self.anchor.map(|name| name.start - 1), self.tag.map(|tag| tag.start)];
        starts.into_iter().flatten().min().map(|start| start as usize)
    }
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
    anchor: Option<usize>,
}

const OPEN: &str = "the text ends inside of brackets";
const KEY: &str = "a list, a map, an alias or nothing at all as a key cannot be read here";
const DEEPER: &str = "this line is indented more than the line above, of which it is no part";
const LINE: &str = "a list or map begins on a line of its own, indented by spaces";

// Documents.
impl Parser<'_> {
    fn stream(&mut self) -> Result<(), Fault> {
        let mut first = true;
        loop {
            let directives = self.directives()?;
            let explicit = self.peek() == b'-' && self.indent < 0;
            if directives && !explicit {
                return Err(self.wrong("expected `---` behind the directives"));
            }
            if self.at_end() {
                if first {
                    self.empty_document();
                }
                return Ok(());
            }
            if !first {
                self.tree.second.get_or_insert(Span::new(self.at, self.at + 1));
            }
            if explicit {
                self.take(3);
            }
            (self.index, self.anchors) = (Index::default(), Vec::new());
            let root = self.tree.nodes.len();
            self.node(Slot::item(NONE, self.at), Place { column: -1, list: false, compact: false })?;
            if self.indent >= 0 {
                return Err(self.wrong("expected the end of the document, or a smaller indentation above"));
            }
            if first && root + 1 == self.tree.nodes.len() && self.tree.nodes[root].span.is_empty() && !self.tree.tied {
                self.tree.nodes.clear();
                self.empty_document();
            }
            first = false;
        }
    }

    /// Passes over what stands before a document: comments, directives, and the ends of documents.
    fn directives(&mut self) -> Result<bool, Fault> {
        let mut any = false;
        loop {
            self.gap();
            match self.peek() {
                b'.' if self.indent < 0 && !any => {
                    self.take(3);
                    self.line_end()?;
                }
                b'%' if self.at == self.line => {
                    any = true;
                    self.pass_line();
                }
                _ => return Ok(any),
            }
        }
    }

    /// Nothing but white space, comments and markers, up to here.
    fn empty_document(&mut self) {
        self.tree.nodes.push(Node::new(Kind::Map, Form::Block, Span::at(self.at)));
    }
}

// Nodes among lines. Each function ends at what follows, which is the first on its line, or the end of the document.
impl Parser<'_> {
    fn node(&mut self, slot: Slot, place: Place) -> Result<(), Fault> {
        let (mut props, mut own) = (Props::default(), Props::default());
        let mut compact = place.compact;
        loop {
            self.gap();
            if self.fresh {
                // Properties on a line above belong to the whole.
                props = self.both(props, own)?;
                own = Props::default();
                let is_list = place.list && self.indent == place.column && self.is_indicator(b'-');
                if self.indent <= place.column && !is_list {
                    self.add_empty(slot, props);
                    return Ok(());
                }
                compact = true;
            }
            compact &= !self.tabbed;
            match self.peek() {
                b'&' | b'!' => own = self.property(own)?,
                _ => break,
            }
        }
        let begin = own.start().unwrap_or(self.at);
        let column = self.column(begin);
        let byte = self.peek();
        if self.is_indicator(b'-') || self.is_indicator(b'?') {
            if !compact || own.start().is_some() {
                return Err(self.wrong(LINE));
            }
            return if byte == b'-' { self.list(slot, props, column, place) } else { self.map(slot, props, column, None) };
        }
        let all = self.both(props, own);
        match byte {
            b'|' | b'>' => return self.block_scalar(slot, all?, place.column),
            b'*' => self.alias(slot, all?)?,
            b'[' | b'{' => self.flow(slot, all?)?,
            b':' if self.is_indicator(b':') => return Err(self.wrong(KEY)),
            _ => {
                let scalar = self.scalar(place.column)?;
                match self.is_key() {
                    false => self.add_scalar(slot, all?, scalar),
                    true if compact => return self.map(slot, props, column, Some((scalar, own))),
                    true if scalar.lines => return Err(self.wrong(DEEPER)),
                    true => return Err(self.wrong("a map begins on a line of its own; text with `: ` in it stands in quotes")),
                }
            }
        }
        if self.is_key() { Err(self.wrong(KEY)) } else { self.line_end() }
    }

    /// `- item`, in lines that are indented by `column` spaces.
    fn list(&mut self, slot: Slot, props: Props, column: i32, place: Place) -> Result<(), Fault> {
        let open = self.open(slot, props, Kind::List, Form::Block, self.at)?;
        while self.is_indicator(b'-') {
            let item = Slot::item(open.id, self.at);
            self.take(1);
            self.node(item, Place { column, list: false, compact: true })?;
            if !self.goes_on(column)? {
                break;
            }
            if !self.is_indicator(b'-') && column > place.column {
                return Err(self.wrong("expected `- `, or a smaller indentation"));
            }
        }
        self.close(open);
        Ok(())
    }

    /// `key: value`, in lines that are indented by `column` spaces. Of the first, the key may have been read.
    fn map(&mut self, slot: Slot, props: Props, column: i32, first: Option<(Scalar, Props)>) -> Result<(), Fault> {
        let start = match first {
            Some((key, own)) => own.start().unwrap_or(key.span.start as usize),
            None => self.at,
        };
        let open = self.open(slot, props, Kind::Map, Form::Block, start)?;
        let mut first = first;
        loop {
            let place = Place { column, list: true, compact: false };
            if first.is_none() && self.is_indicator(b'?') {
                self.explicit_entry(open.id, place)?;
            } else {
                let (key, own) = match first.take() {
                    Some(first) => first,
                    None => self.key_line(column)?,
                };
                if key.lines || self.text[key.span.range()].chars().nth(MAX_KEY).is_some() {
                    return Err(self.wrong("a key stands on one line, and has at most 1024 characters"));
                }
                let entry = self.entry(open.id, key, own, own.start().unwrap_or(key.span.start as usize));
                self.take(1);
                self.node(entry, place)?;
            }
            if !self.goes_on(column)? {
                break;
            }
        }
        self.close(open);
        Ok(())
    }

    /// The key that begins a line, up to its colon.
    fn key_line(&mut self, column: i32) -> Result<(Scalar, Props), Fault> {
        let mut own = Props::default();
        while matches!(self.peek(), b'&' | b'!') {
            own = self.property(own)?;
            self.blank();
        }
        if matches!(self.peek(), b'*' | b'[' | b'{') || self.is_indicator(b':') {
            return Err(self.wrong(KEY));
        }
        if self.is_indicator(b'-') {
            return Err(self.wrong("a list stands below its own key, and not in the middle of a map"));
        }
        let start = self.at;
        let key = self.scalar(column)?;
        if !self.is_key() {
            self.at = start;
            return Err(self.wrong("expected a key, with a colon behind it"));
        }
        Ok((key, own))
    }

    /// `? key`, and `: value` on a line below.
    fn explicit_entry(&mut self, map: u32, place: Place) -> Result<(), Fault> {
        let site = self.at;
        self.take(1);
        self.blank();
        let mut own = Props::default();
        while matches!(self.peek(), b'&' | b'!') {
            own = self.property(own)?;
            self.blank();
        }
        if matches!(self.peek(), b'*' | b'[' | b'{' | b'|' | b'>' | b'#' | b'\r' | b'\n')
            || self.is_indicator(b'-')
            || self.at_end()
        {
            return Err(self.wrong(KEY));
        }
        let key = self.scalar(place.column)?;
        if self.is_key() {
            return Err(self.wrong(KEY));
        }
        let entry = self.entry(map, key, own, site);
        self.line_end()?;
        if self.indent == place.column && self.is_indicator(b':') {
            self.take(1);
            return self.node(entry, Place { compact: true, ..place });
        }
        self.add_empty(entry, Props::default());
        Ok(())
    }

    /// Whether the collection in this column has another entry.
    fn goes_on(&self, column: i32) -> Result<bool, Fault> {
        if self.indent > column {
            return Err(self.wrong(DEEPER));
        }
        if self.tabbed {
            return Err(self.wrong("lines are indented by spaces, not by tabs"));
        }
        Ok(self.indent == column)
    }

    /// `|` or `>`, and the lines below.
    fn block_scalar(&mut self, mut slot: Slot, props: Props, column: i32) -> Result<(), Fault> {
        let start = self.at;
        let indent = self.block_lines(column)?;
        slot.node.last = indent;
        self.add(slot, props, Kind::String, Form::Block, Span::new(start, self.end));
        self.line_end()
    }
}

// Nodes between brackets. Each function ends where it ends.
impl Parser<'_> {
    fn flow(&mut self, slot: Slot, props: Props) -> Result<(), Fault> {
        let is_list = self.peek() == b'[';
        let (kind, close) = if is_list { (Kind::List, b']') } else { (Kind::Map, b'}') };
        let open = self.open(slot, props, kind, Form::Flow, self.at)?;
        self.take(1);
        self.flows += 1;
        loop {
            self.flow_gap()?;
            if self.peek() == close {
                break;
            }
            self.flow_entry(open.id, is_list)?;
            self.flow_gap()?;
            match self.peek() {
                b',' => self.take(1),
                byte if byte == close => break,
                _ if is_list => return Err(self.wrong("expected a comma or `]`")),
                _ => return Err(self.wrong("expected a comma or `}`")),
            }
        }
        self.take(1);
        self.flows -= 1;
        self.close(open);
        Ok(())
    }

    /// An item, or `key: value`.
    fn flow_entry(&mut self, parent: u32, is_list: bool) -> Result<(), Fault> {
        let site = self.at;
        let explicit = self.is_indicator(b'?');
        if explicit {
            self.take(1);
            self.flow_gap()?;
        }
        let own = self.flow_properties()?;
        if is_list && !explicit && matches!(self.peek(), b'[' | b'{' | b'*') || self.ends_item() {
            // Nothing is an item only where it has a tag or an anchor.
            if !is_list || own.start().is_none() && self.ends_item() {
                return Err(self.wrong("expected a value before the comma"));
            }
            self.flow_value(Slot::item(parent, site), own)?;
            return if self.is_key() { Err(self.wrong(KEY)) } else { Ok(()) };
        }
        if matches!(self.peek(), b'[' | b'{' | b'*') || self.is_indicator(b':') {
            return Err(self.wrong(KEY));
        }
        let key = self.scalar(-1)?;
        if !is_list {
            return self.flow_pair(parent, key, own, site);
        }
        if !explicit && !self.is_flow_colon(key) {
            self.add_scalar(Slot::item(parent, site), own, key);
            return Ok(());
        }
        if key.lines && !explicit {
            return Err(self.wrong("a key stands on one line"));
        }
        let open = self.open(Slot::item(parent, site), Props::default(), Kind::Map, Form::Pair, site)?;
        self.tree.tied = true;
        self.flow_pair(open.id, key, own, site)?;
        self.close(open);
        Ok(())
    }

    /// The rest of an entry whose key has been read.
    fn flow_pair(&mut self, map: u32, key: Scalar, own: Props, site: usize) -> Result<(), Fault> {
        let entry = self.entry(map, key, own, site);
        self.flow_gap()?;
        if !self.is_flow_colon(key) {
            self.add_empty(entry, Props::default());
            return Ok(());
        }
        self.take(1);
        self.flow_gap()?;
        let props = self.flow_properties()?;
        self.flow_value(entry, props)
    }

    fn flow_value(&mut self, slot: Slot, props: Props) -> Result<(), Fault> {
        match self.peek() {
            b'[' | b'{' => self.flow(slot, props)?,
            b'*' => self.alias(slot, props)?,
            _ if self.ends_item() => self.add_empty(slot, props),
            _ => {
                let scalar = self.scalar(-1)?;
                self.add_scalar(slot, props, scalar);
            }
        }
        Ok(())
    }

    fn flow_properties(&mut self) -> Result<Props, Fault> {
        let mut props = Props::default();
        while matches!(self.peek(), b'&' | b'!') {
            props = self.property(props)?;
            self.flow_gap()?;
        }
        Ok(props)
    }
}

// The tree.
impl Parser<'_> {
    /// The place of an entry of `map`.
    fn entry(&mut self, map: u32, key: Scalar, own: Props, site: usize) -> Slot {
        if let Some(name) = own.anchor {
            // An alias of a key needs a node to stand for.
            let node = Node { escaped: key.escaped, ..Node::new(self.kind(own, key), key.form, key.span) };
            self.tree.nodes.push(node);
            let id = Span::at(self.tree.nodes.len() - 1).start;
            self.anchor(name, id, Some(Size { weight: 1, height: 0 }));
        }
        let mut slot = Slot::item(map, site);
        let name = decode(&self.text[key.span.range()], key.form, key.escaped);
        slot.node.hash = hash(&name);
        (slot.node.key, slot.node.key_form, slot.node.key_escaped) = (key.span, key.form, key.escaped);
        if own.anchor.is_some() {
            slot.node.ties = SHARED;
            self.tree.tied = true;
        }
        if key.form == Form::Bare && name == "<<" {
            self.tree.nodes[map as usize].ties |= MERGES;
            self.tree.tied = true;
        }
        if let Some(earlier) = self.tree.find(map, slot.node.hash, &name) {
            self.tree.nodes[earlier as usize].shadowed = true;
            self.tree.shadows = true;
        }
        slot
    }

    fn add(&mut self, slot: Slot, props: Props, kind: Kind, form: Form, span: Span) -> u32 {
        let Slot { parent, mut node } = slot;
        (node.kind, node.form, node.span) = (kind, form, span);
        if props.start().is_some() {
            node.ties |= if props.tag.is_some() { TAGGED } else { 0 } | if props.anchor.is_some() { ANCHORED } else { 0 };
            self.tree.tied = true;
        }
        let id = if parent == NONE {
            node.site = span.start;
            self.tree.nodes.push(node);
            Span::at(self.tree.nodes.len() - 1).start
        } else {
            self.tree.push(parent, node)
        };
        self.weight += 1;
        if let Some(name) = props.anchor {
            self.anchor(name, id, Some(Size { weight: 1, height: 0 }));
        }
        id
    }

    fn add_scalar(&mut self, mut slot: Slot, props: Props, scalar: Scalar) {
        slot.node.escaped = scalar.escaped;
        let kind = self.kind(props, scalar);
        self.add(slot, props, kind, scalar.form, scalar.span);
    }

    /// Nothing, where a value may stand.
    fn add_empty(&mut self, slot: Slot, props: Props) {
        self.add_scalar(slot, props, Scalar { span: Span::at(self.end), form: Form::Bare, escaped: false, lines: false });
    }

    fn kind(&self, props: Props, scalar: Scalar) -> Kind {
        const CORE: [&str; 4] = ["null", "bool", "int", "float"];
        let name = props.tag.map(|tag| &self.text[tag.range()]);
        let name =
            name.map(|tag| tag.strip_prefix("!!").or_else(|| tag.strip_prefix("!<tag:yaml.org,2002:")).unwrap_or_default());
        let is_core = name.is_none_or(|name| CORE.contains(&name.trim_end_matches('>')));
        if is_core && scalar.form == Form::Bare && !scalar.lines {
            schema::kind(&self.text[scalar.span.range()])
        } else {
            Kind::String
        }
    }

    fn alias(&mut self, slot: Slot, props: Props) -> Result<(), Fault> {
        let start = self.at;
        let name = self.name();
        let fault = |what, message| Err(Fault::new(what, start, start + 1, message));
        let Some(anchor) = self.find_anchor(name) else {
            return fault(What::Grammar, "no anchor above has the name of this alias");
        };
        let Some(size) = anchor.size else { return fault(What::Grammar, "an alias stands for what it is itself a part of") };
        let target = anchor.node;
        if props.start().is_some() {
            return fault(What::Grammar, "an alias has no anchor or tag of its own");
        }
        self.peak = self.peak.max(self.depth + size.height);
        if self.peak > MAX_DEPTH {
            return fault(What::Depth, "the document is nested too deeply");
        }
        self.weight += size.weight;
        if self.weight > self.tree.nodes.len() + MAX_ALIASED {
            return fault(What::Depth, "the aliases stand for more than a million values");
        }
        let span = Span::new(start, self.at);
        let known = &mut self.tree.nodes[target as usize];
        known.ties |= SHARED;
        let (kind, len) = (known.kind, known.len);
        self.tree.tied = true;
        let id = self.add(slot, props, kind, Form::Alias, span);
        let node = &mut self.tree.nodes[id as usize];
        (node.first, node.len) = (target, len);
        Ok(())
    }

    fn open(&mut self, slot: Slot, props: Props, kind: Kind, form: Form, start: usize) -> Result<Open, Fault> {
        if self.depth == MAX_DEPTH {
            return Err(Fault::new(What::Depth, start, start + 1, "the document is nested too deeply"));
        }
        self.depth += 1;
        let weight = self.weight;
        let id = self.add(slot, props, kind, form, Span::at(start));
        let anchor = props.anchor.map(|name| self.anchor(name, id, None));
        Ok(Open { id, weight, peak: std::mem::replace(&mut self.peak, self.depth), anchor })
    }

    fn close(&mut self, open: Open) {
        let size = Size { weight: self.weight - open.weight, height: self.peak + 1 - self.depth };
        self.depth -= 1;
        self.peak = self.peak.max(open.peak);
        self.tree.nodes[open.id as usize].span.end = Span::at(self.end).start;
        if let Some(anchor) = open.anchor.and_then(|at| self.anchors.get_mut(at)).filter(|anchor| anchor.node == open.id) {
            anchor.size = Some(size);
        }
    }

    fn find_anchor(&self, name: Span) -> Option<&Anchor> {
        self.anchors.get(self.anchor_at(name)? as usize)
    }

    fn anchor_at(&self, name: Span) -> Option<u32> {
        let name = &self.text[name.range()];
        self.index.find(0, hash(name), |at| &self.text[self.anchors[at as usize].name.range()] == name)
    }

    /// Makes the node the one that the name stands for.
    fn anchor(&mut self, name: Span, node: u32, size: Option<Size>) -> usize {
        let anchor = Anchor { name, node, size };
        if let Some(at) = self.anchor_at(name) {
            self.anchors[at as usize] = anchor;
            return at as usize;
        }
        let at = self.anchors.len();
        self.index.insert(0, hash(&self.text[name.range()]), Span::at(at).start);
        self.anchors.push(anchor);
        at
    }
}
