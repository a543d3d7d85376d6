//! The tree that every syntax is read into.

use alloc::borrow::Cow;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;

use super::{Syntax, Value, scalar, yaml};
use crate::text::{Ascii, Span};

/// A node of one [`Tree`].
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug, Hash)]
pub struct NodeId(pub(super) u32);

impl NodeId {
    /// Its number in the order of the document.
    pub(crate) const fn index(self) -> u32 {
        self.0
    }
}

pub(super) const NONE: u32 = u32::MAX;

/// What a node is.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// JSON's `null`; YAML's `null`, `~` or nothing.
    Null,
    /// `true` or `false`.
    Bool,
    /// A number without fraction or exponent, as written (TOML: also `0x…`, `1_000`; YAML: also `0x…`, `007`).
    Integer,
    /// Any other number, as written (TOML: also `inf`, `nan`; YAML: also `.5`, `.inf`).
    Float,
    /// A TOML date or time, as written.
    Datetime,
    /// A string.
    String,
    /// An array, or a TOML array of tables.
    List,
    /// An object or table.
    Map,
}

/// How a node is written.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Form {
    /// A scalar without quotes, or a bare key. A YAML null may be nothing at all.
    Bare,
    /// `"…"`.
    Basic,
    /// `'…'` (TOML, YAML).
    Literal,
    /// `"""…"""` (TOML).
    MultiBasic,
    /// `'''…'''` (TOML).
    MultiLiteral,
    /// Items between brackets: JSON objects and arrays, TOML inline tables and arrays, YAML flow maps and lists.
    Flow,
    /// Indented lines: YAML block maps and lists, and the strings that `|` and `>` begin.
    Block,
    /// `*name` (YAML): kind, value and children are those of the node that has the anchor.
    Alias,
    /// A TOML document, or a table with a header of its own, `[a.b]` or `[[a.b]]`.
    Header,
    /// A TOML table that exists because `[a.b.c]` needs it.
    Implicit,
    /// A TOML table that exists because of dotted keys, `a.b = 1`.
    Dotted,
    /// A TOML array of tables.
    Tables,
}

#[derive(Clone, Copy, Debug)]
pub(super) struct Node {
    pub kind: Kind,
    pub form: Form,
    /// A later entry of the same object has the same key (JSON, YAML): readers of JSON take the later one.
    pub shadowed: bool,
    /// The value holds escapes or folded lines, so that it must be decoded.
    pub escaped: bool,
    pub key_form: Form,
    pub key_escaped: bool,
    /// What ties it to other places (YAML): [`TAGGED`], [`SHARED`] and the like.
    pub ties: u8,
    /// That of the key; of a list item, its number.
    pub hash: u32,
    /// The key as written, with its quotes; empty for list items and the root.
    pub key: Span,
    /// Where the whole entry begins: its key, or the first part of its dotted key, or the value itself.
    pub site: u32,
    /// The value as written. Of a table with a header: the header. Of implicit and dotted tables: the key that made it.
    pub span: Span,
    /// The block (TOML) that the entry is, or [`NONE`] for an entry between brackets.
    pub block: u32,
    pub parent: u32,
    /// The first child; of an alias, the node that it stands for.
    pub first: u32,
    /// The last child; of a block scalar, how far its text is indented.
    pub last: u32,
    pub next: u32,
    pub len: u32,
    /// For each child a bit that its hash selects: where that of a key is not set, there is no such entry.
    pub seen: u32,
}

/// Where in the text it is that stands between the quotes, if there are any, of a key or string on one line.
#[inline]
fn within(span: Span, form: Form) -> core::ops::Range<usize> {
    let quotes = usize::from(matches!(form, Form::Basic | Form::Literal));
    span.start as usize + quotes..(span.end as usize).saturating_sub(quotes)
}

/// The bit of [`Node::seen`] that stands for keys with this [`mark`].
const fn bit(mark: u8) -> u32 {
    1 << (mark & 31)
}

/// The byte of a [`hash`] by which few keys are told apart: a table of keys has less to carry.
#[inline]
#[expect(clippy::cast_possible_truncation, reason = "a byte is meant")]
pub(crate) const fn mark(hash: u32) -> u8 {
    hash as u8
}

/// A node has a tag.
pub(super) const TAGGED: u8 = 1;
/// An alias stands for the node.
pub(super) const SHARED: u8 = 2;
/// A node has an anchor.
pub(super) const ANCHORED: u8 = 8;
/// A map has an entry `<<`, which some readers replace by what it holds.
pub(super) const MERGES: u8 = 4;

impl Node {
    pub(super) fn new(kind: Kind, form: Form, span: Span) -> Self {
        Self {
            kind,
            form,
            shadowed: false,
            escaped: false,
            key_form: Form::Bare,
            key_escaped: false,
            ties: 0,
            hash: 0,
            key: Span::at(span.start as usize),
            site: span.start,
            span,
            block: NONE,
            parent: NONE,
            first: NONE,
            last: NONE,
            next: NONE,
            len: 0,
            seen: 0,
        }
    }
}

/// One line-level piece of a TOML document: a header, or a `key = value`.
#[derive(Clone, Copy, Debug)]
pub(super) struct Block {
    /// From `[` to `]`, or from the key to the end of the value.
    pub span: Span,
    /// The table of a header, the value of a pair.
    pub node: u32,
    pub header: bool,
}

/// One document, read.
pub struct Tree<'s> {
    pub(super) text: &'s str,
    pub(super) syntax: Syntax,
    pub(super) nodes: Vec<Node>,
    pub(super) blocks: Vec<Block>,
    pub(super) comment: Option<Span>,
    pub(super) trailing_comma: Option<Span>,
    index: Index,
    /// Whether any entry is shadowed.
    pub(super) shadows: bool,
    /// Whether any node has ties or is an alias.
    pub(super) tied: bool,
    /// Where a second document begins.
    pub(super) second: Option<Span>,
    /// Escapes that are half of a surrogate pair.
    pub(super) halves: Vec<Span>,
}

/// Values are no part of it.
impl fmt::Debug for Tree<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Tree").field("syntax", &self.syntax).finish_non_exhaustive()
    }
}

impl<'s> Tree<'s> {
    pub(super) fn new(text: &'s str, syntax: Syntax) -> Self {
        let nodes = Vec::with_capacity(text.len() / 16 + 8);
        Self {
            text,
            syntax,
            nodes,
            blocks: Vec::new(),
            comment: None,
            trailing_comma: None,
            index: Index::default(),
            shadows: false,
            tied: false,
            second: None,
            halves: Vec::new(),
        }
    }

    /// The document's own text.
    #[must_use]
    pub const fn text(&self) -> &'s str {
        self.text
    }

    /// The document's syntax.
    #[must_use]
    pub const fn syntax(&self) -> Syntax {
        self.syntax
    }

    /// The whole document; it exists in every tree, and of an empty JSON text it is an empty map.
    #[must_use]
    pub const fn root(&self) -> NodeId {
        NodeId(0)
    }

    /// The first comment, where the syntax is [`Syntax::Json`].
    #[must_use]
    pub const fn first_comment(&self) -> Option<Span> {
        self.comment
    }

    /// The first trailing comma, where the syntax is [`Syntax::Json`].
    #[must_use]
    pub const fn first_trailing_comma(&self) -> Option<Span> {
        self.trailing_comma
    }

    /// Where a second document begins, which is not read (YAML).
    #[must_use]
    pub const fn second_document(&self) -> Option<Span> {
        self.second
    }

    /// The first escape in an entry that is half of a surrogate pair, and so no character (JSON). It is read as U+FFFD.
    #[must_use]
    pub fn half_character(&self, entry: NodeId) -> Option<Span> {
        let site = self.site(entry);
        self.halves.iter().copied().find(|half| (site.start..site.end).contains(&half.start))
    }

    pub(super) fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.0 as usize]
    }

    /// The node itself, or the one that it is an alias of.
    fn target(&self, id: NodeId) -> NodeId {
        let node = self.node(id);
        if node.form == Form::Alias { NodeId(node.first) } else { id }
    }

    /// What the node is.
    #[must_use]
    pub fn kind(&self, id: NodeId) -> Kind {
        self.node(id).kind
    }

    /// How it is written.
    #[must_use]
    pub fn form(&self, id: NodeId) -> Form {
        self.node(id).form
    }

    /// The value as written; of a table with a header, the header.
    #[must_use]
    pub fn span(&self, id: NodeId) -> Span {
        self.node(id).span
    }

    /// The key as written, with its quotes; for list items and the root, the empty span where the value begins.
    #[must_use]
    pub fn key_span(&self, id: NodeId) -> Span {
        self.node(id).key
    }

    /// Where people look for it: its key, or its value where it has none.
    #[must_use]
    pub fn place(&self, id: NodeId) -> Span {
        let key = self.key_span(id);
        if key.is_empty() { self.span(id) } else { key }
    }

    /// The value's own text; of an alias that of the value which it stands for. Only a string has its quotes in it: `!!int "6"`
    /// is a number.
    #[must_use]
    pub fn raw(&self, id: NodeId) -> &'s str {
        let node = self.node(self.target(id));
        self.text.part(if node.kind == Kind::String { node.span.range() } else { within(node.span, node.form) })
    }

    /// The key, decoded.
    #[must_use]
    pub fn key(&self, id: NodeId) -> Cow<'s, str> {
        let node = self.node(id);
        self.decode(node.key, node.key_form, node.key_escaped)
    }

    /// Whether that is its key.
    pub(crate) fn has_key(&self, id: NodeId, key: &str) -> bool {
        self.is_key(self.node(id), key.as_bytes())
    }

    fn is_key(&self, node: &Node, key: &[u8]) -> bool {
        if node.key_escaped {
            return self.decode(node.key, node.key_form, true).as_bytes() == key;
        }
        self.text.as_bytes().get(within(node.key, node.key_form)).is_some_and(|inner| inner == key)
    }

    /// The [`mark`] of the key, by which one key is told from many others at once.
    #[inline]
    pub(crate) fn key_mark(&self, id: NodeId) -> u8 {
        mark(self.node(id).hash)
    }

    /// The string, decoded; `None` where the node is no string.
    #[must_use]
    pub fn str(&self, id: NodeId) -> Option<Cow<'s, str>> {
        let mut node = self.node(id);
        if node.form == Form::Alias {
            node = self.node(NodeId(node.first));
        }
        if node.kind != Kind::String {
            return None;
        }
        Some(if node.form == Form::Block { self.block(node) } else { self.decode(node.span, node.form, node.escaped) })
    }

    #[inline(never)]
    fn block(&self, node: &Node) -> Cow<'s, str> {
        Cow::Owned(yaml::block_text(self.text.part(node.span.range()), node.last as usize))
    }

    /// What is written at `span`. Most is plain between quotes.
    #[inline]
    pub(super) fn decode(&self, span: Span, form: Form, escaped: bool) -> Cow<'s, str> {
        if !escaped && matches!(form, Form::Bare | Form::Basic | Form::Literal) {
            return Cow::Borrowed(self.text.get(within(span, form)).unwrap_or_default());
        }
        scalar::decode(self.text.part(span.range()), form, escaped, self.syntax)
    }

    /// What stands between the quotes of a string of JSON, where that is not what the string says: it has escapes.
    #[must_use]
    pub fn inner(&self, id: NodeId) -> Option<&'s str> {
        let node = self.node(id);
        let raw = self.raw(id);
        (node.kind == Kind::String && node.escaped && self.syntax == Syntax::Json).then(|| raw.get(1..raw.len() - 1)).flatten()
    }

    /// Whether it is the scalar `true`; `None` where the node is no boolean.
    #[must_use]
    pub fn bool(&self, id: NodeId) -> Option<bool> {
        (self.kind(id) == Kind::Bool).then(|| self.raw(id).starts_with(['t', 'T']))
    }

    /// Whether readers of YAML differ on what the scalar is, because it has no quotes: `no` is a string here, as YAML 1.2 has
    /// it, and `false` to readers of YAML 1.1; `0123` is a number here, another one there, and a string to a third.
    #[must_use]
    pub fn is_ambiguous(&self, id: NodeId) -> bool {
        let id = self.target(id);
        let node = self.node(id);
        self.syntax == Syntax::Yaml
            && node.form == Form::Bare
            && node.ties & TAGGED == 0
            && yaml::is_ambiguous(&scalar::decode(self.raw(id), Form::Bare, node.escaped, Syntax::Yaml), node.kind)
    }

    /// A later entry of the same object has the same key, so that readers never see this one (JSON), or refuse both (YAML).
    #[must_use]
    pub fn is_shadowed(&self, id: NodeId) -> bool {
        self.node(id).shadowed
    }

    /// Every node, parents before their children.
    pub fn ids(&self) -> impl Iterator<Item = NodeId> + '_ {
        #[expect(clippy::cast_possible_truncation, reason = "fewer nodes than bytes, and inputs are at most 32 MiB")]
        (0..self.nodes.len() as u32).map(NodeId)
    }

    /// The headers of TOML tables, from bracket to bracket.
    pub fn headers(&self) -> impl Iterator<Item = Span> + '_ {
        self.blocks.iter().filter(|block| block.header).map(|block| block.span)
    }

    /// The node that holds this one.
    #[must_use]
    pub fn parent(&self, id: NodeId) -> Option<NodeId> {
        let parent = self.node(id).parent;
        (parent != NONE).then_some(NodeId(parent))
    }

    /// How many children it has, shadowed ones included.
    #[must_use]
    pub fn len(&self, id: NodeId) -> usize {
        self.node(id).len as usize
    }

    /// The entries of a map or list in the author's order, shadowed ones included.
    pub fn children(&self, id: NodeId) -> impl Iterator<Item = NodeId> + '_ {
        let mut next = self.first_child(id);
        core::iter::from_fn(move || {
            let id = (next != NONE).then_some(NodeId(next))?;
            next = self.node(id).next;
            Some(id)
        })
    }

    #[inline(never)]
    fn first_child(&self, id: NodeId) -> u32 {
        if self.len(id) == 0 { NONE } else { self.node(self.target(id)).first }
    }

    /// The entry `key` of a map; of duplicates the last, as every reader of JSON takes it.
    #[must_use]
    pub fn get(&self, map: NodeId, key: &str) -> Option<NodeId> {
        self.get_marked(map, mark(hash(key.as_bytes())), key)
    }

    /// The same for a key with that [`mark`].
    #[inline]
    pub(crate) fn get_marked(&self, map: NodeId, mark: u8, key: &str) -> Option<NodeId> {
        self.find(self.target(map).0, mark, key.as_bytes()).map(NodeId)
    }

    /// The node's keys from the root down; list items count from 0.
    #[must_use]
    pub fn path(&self, id: NodeId) -> Vec<Cow<'s, str>> {
        let mut path = Vec::new();
        let mut at = id;
        while let Some(parent) = self.parent(at) {
            if self.kind(parent) == Kind::List {
                path.push(Cow::Owned(crate::text::decimal(u64::from(self.node(at).hash))));
            } else {
                path.push(self.key(at));
            }
            at = parent;
        }
        path.reverse();
        path
    }

    /// A copy of the node that outlives the tree: shadowed entries left out, numbers and dates as written.
    #[must_use]
    pub fn value(&self, id: NodeId) -> Value<'s> {
        match self.kind(id) {
            Kind::Null => Value::Null,
            Kind::Bool => Value::Bool(self.bool(id) == Some(true)),
            Kind::Integer | Kind::Float | Kind::Datetime => Value::Plain(Cow::Borrowed(self.raw(id))),
            Kind::String if self.inner(id).is_some_and(scalar::escapes_brace) => Value::Plain(Cow::Borrowed(self.raw(id))),
            Kind::String => Value::String(self.str(id).unwrap_or_default()),
            Kind::List => Value::List(self.children(id).map(|item| self.value(item)).collect()),
            Kind::Map => {
                let entries = self.children(id).filter(|&entry| !self.is_shadowed(entry));
                Value::Map(entries.map(|entry| (self.key(entry), self.value(entry))).collect())
            }
        }
    }

    /// The whole entry: key and value.
    #[inline(never)]
    pub(super) fn site(&self, id: NodeId) -> Span {
        let node = self.node(id);
        if node.block == NONE { Span { start: node.site, end: node.span.end } } else { self.blocks[node.block as usize].span }
    }

    /// Whether a map may have an entry whose key has this [`mark`].
    #[inline]
    pub(super) fn may_hold(&self, map: u32, mark: u8) -> bool {
        self.nodes[map as usize].seen & bit(mark) != 0
    }

    pub(super) fn find(&self, map: u32, its: u8, key: &[u8]) -> Option<u32> {
        if !self.may_hold(map, its) {
            return None;
        }
        let node = &self.nodes[map as usize];
        let is_it = |id: u32| {
            let node = &self.nodes[id as usize];
            mark(node.hash) == its && !node.shadowed && self.is_key(node, key)
        };
        if node.len as usize > INDEX_FROM {
            return self.index.find(map, hash(key), |id| self.nodes[id as usize].parent == map && is_it(id));
        }
        let mut at = node.first;
        while at != NONE {
            if is_it(at) {
                return Some(at);
            }
            at = self.nodes[at as usize].next;
        }
        None
    }

    /// Hangs `node` behind the last child of `map`. Readers no longer see the entry of the same key, if there is one.
    #[inline]
    pub(super) fn push_over(&mut self, map: u32, node: Node, earlier: Option<u32>) -> u32 {
        if let Some(earlier) = earlier {
            self.nodes[earlier as usize].shadowed = true;
            self.shadows = true;
        }
        self.hang(map, node, earlier)
    }

    /// Hangs `node` behind the last child of `parent`.
    pub(super) fn push(&mut self, parent: u32, node: Node) -> u32 {
        self.hang(parent, node, None)
    }

    fn hang(&mut self, parent: u32, mut node: Node, earlier: Option<u32>) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "fewer nodes than bytes, and inputs are at most 32 MiB")]
        let id = self.nodes.len() as u32;
        node.parent = parent;
        let hash = node.hash;
        let above = &self.nodes[parent as usize];
        if above.kind == Kind::List {
            node.hash = above.len;
        }
        self.nodes.push(node);
        let above = &mut self.nodes[parent as usize];
        let last = core::mem::replace(&mut above.last, id);
        above.len += 1;
        above.seen |= bit(mark(hash));
        let (len, kind, first) = (above.len as usize, above.kind, above.first);
        if last == NONE {
            above.first = id;
        } else {
            self.nodes[last as usize].next = id;
        }
        if kind == Kind::Map {
            if len == INDEX_FROM + 1 {
                let mut at = first;
                while at != NONE {
                    let node = &self.nodes[at as usize];
                    self.index.insert(parent, node.hash, at);
                    at = node.next;
                }
            } else if len > INDEX_FROM + 1 {
                // Only the last of equal keys is ever looked for.
                match earlier {
                    Some(earlier) => self.index.replace(parent, hash, earlier, id),
                    None => self.index.insert(parent, hash, id),
                }
            }
        }
        id
    }
}

/// Maps with more entries than this are found through the index, smaller ones by looking at each.
const INDEX_FROM: usize = 12;

/// The hash by which keys are found: eight bytes at a time, no table, the same on every machine.
#[inline]
pub(crate) const fn hash(key: &[u8]) -> u32 {
    const fn mix(hash: u64, part: u64) -> u64 {
        let mixed = (hash ^ part).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        mixed ^ mixed >> 32
    }
    let mut hash = key.len() as u64;
    let mut rest = key;
    while rest.len() > 16
        && let Some((eight, behind)) = rest.split_first_chunk()
    {
        hash = mix(hash, u64::from_le_bytes(*eight));
        rest = behind;
    }
    // What is left is taken by both ends, which meet in the middle or beyond.
    let (first, last) = if let (Some(first), Some(last)) = (rest.first_chunk(), rest.last_chunk()) {
        (u64::from_le_bytes(*first), u64::from_le_bytes(*last))
    } else if let (Some(first), Some(last)) = (rest.first_chunk(), rest.last_chunk()) {
        (u32::from_le_bytes(*first) as u64, u32::from_le_bytes(*last) as u64)
    } else {
        match *rest {
            [one] => (one as u64, 0),
            [one, two] => (one as u64, two as u64),
            [one, two, three] => (one as u64, (two as u64) << 8 | three as u64),
            _ => (0, 0),
        }
    };
    #[expect(clippy::cast_possible_truncation, reason = "any 32 bits do")]
    let hash = mix(mix(hash, first), last) as u32;
    hash
}

/// Open addressing over (map, key): node ids only, so that it borrows nothing.
#[derive(Default)]
pub(super) struct Index {
    slots: Vec<(u32, u32)>,
    len: usize,
}

impl Index {
    fn mix(map: u32, hash: u32) -> u32 {
        (hash ^ map.wrapping_mul(0x9E37_79B9)).wrapping_mul(0x85EB_CA6B).rotate_left(15)
    }

    pub(super) fn find(&self, map: u32, hash: u32, is_it: impl Fn(u32) -> bool) -> Option<u32> {
        let mask = self.slots.len().checked_sub(1)?;
        let mixed = Self::mix(map, hash);
        let mut at = mixed as usize & mask;
        loop {
            match self.slots[at] {
                (_, NONE) => return None,
                (slot, id) if slot == mixed && is_it(id) => return Some(id),
                _ => at = (at + 1) & mask,
            }
        }
    }

    pub(super) fn insert(&mut self, map: u32, hash: u32, id: u32) {
        if (self.len + 1) * 4 > self.slots.len() * 3 {
            let bigger = vec![(0, NONE); (self.slots.len() * 2).max(64)];
            for (mixed, id) in core::mem::replace(&mut self.slots, bigger) {
                if id != NONE {
                    self.place(mixed, id);
                }
            }
        }
        self.len += 1;
        self.place(Self::mix(map, hash), id);
    }

    /// Puts `new` into the place of `old`, which is there.
    fn replace(&mut self, map: u32, hash: u32, old: u32, new: u32) {
        let mask = self.slots.len() - 1;
        let mut at = Self::mix(map, hash) as usize & mask;
        while self.slots[at].1 != old && self.slots[at].1 != NONE {
            at = (at + 1) & mask;
        }
        self.slots[at].1 = new;
    }

    fn place(&mut self, mixed: u32, id: u32) {
        let mask = self.slots.len() - 1;
        let mut at = mixed as usize & mask;
        while self.slots[at].1 != NONE {
            at = (at + 1) & mask;
        }
        self.slots[at] = (mixed, id);
    }
}
