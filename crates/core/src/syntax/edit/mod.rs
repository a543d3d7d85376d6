//! What shall change in a document, and the splices that change it.
//!
//! Laws, each a property test over generated documents and plans in `tests/splice/laws.rs`:
//!
//! - An edit touches the entries that it was asked to touch, and the comma or blank line that comes or goes with them. Values
//!   that say what is wanted are not written again.
//! - Edits are sorted, none touches another, and reading the result gives the wanted values. The same plan made for the
//!   result is empty.
//! - Byte-order mark, line breaks, and the end of the last line stay as they are. Strict JSON stays strict, and an inline
//!   table that had one line keeps to it.
//! - Time grows with the document and the plan, not with their product.
//!
//! What comes is written as its neighbours are: `block` does so for the lines of a TOML document, `indent` for those of a YAML
//! document, `flow` between brackets; `weave` brings lines that go and lines that come together.
//!
//! A comment directly above an entry, or beside it, belongs to it and leaves with it; one set off by a blank line belongs to
//! the file and stays. The first comment block of a file is never removed. A blank line sets off what comes from comments that
//! it would take over. A removed TOML table takes what stands between its header and its last pair, and the pairs
//! directly below that are commented out. In YAML, comment lines directly below an entry that are indented more than it belong to it.
//!
//! A block collection of YAML from which all entries go becomes `{}` or `[]`, and such a one that gets entries becomes lines.
//! What aliases, tags, `<<` and further documents tie to other places is not changed: [`Plan::refusal`].
//!
//! A TOML table without a header (`[a.b]` makes `a`, and so does `a.b = 1`) leaves with the last entry that is removed from
//! it; a plan that reconciles it with an empty map writes one.
//!
//! Limitations: a TOML table that is set, not reconciled, moves behind the others. Arrays of tables lose single items, but
//! any other change to their items' number or order writes them as an inline array. A plan must not contradict itself: what
//! it removes it must not also change or fill. Nor does `Null` have a spelling in TOML. In YAML no new string is spread over
//! lines. Where a block scalar ends a document without a line break, libyaml reads one more when something comes behind it: an
//! entry comes before it, but an item of a list comes behind.

mod block;
mod common;
mod flow;
mod indent;
mod style;
mod weave;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::print::Style;
use super::tree::NONE;
use super::tree::{ANCHORED, MERGES, SHARED, TAGGED};
use super::{Fault, Form, Kind, NodeId, Syntax, Tree, Value, What};
use crate::lookup::Lookup;
use crate::order::sort_by;
use crate::text::{Ascii, BLANKS, Edit, Span};
use style::Styles;

fn trim_end(text: &str) -> &str {
    text.without_trailing(BLANKS)
}

fn is_blank(text: &str) -> bool {
    trim_end(text).is_empty()
}

/// A list of changes to one [`Tree`].
#[derive(Default, Debug)]
pub struct Plan<'a> {
    ops: Vec<Op<'a>>,
}

#[derive(Debug)]
enum Op<'a> {
    /// The value of the entry gives way to another.
    Set(NodeId, Value<'a>),
    /// The entry goes.
    Remove(NodeId),
    /// A map gets an entry, behind those that it has.
    Insert(NodeId, Cow<'a, str>, Value<'a>),
    /// A list gets an item, behind the given one or at its beginning.
    Place(NodeId, Option<NodeId>, Value<'a>),
    /// An array of tables (TOML) gets an item behind those that it has; or the map gets an array of that key with it.
    Item(NodeId, Cow<'a, str>, Value<'a>),
}

impl<'a> Plan<'a> {
    /// A plan that changes nothing.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Whether it changes nothing.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ops.is_empty()
    }

    /// Replaces the value of `entry`, whatever it says: [`reconcile`](Self::reconcile) touches less.
    pub fn set(&mut self, tree: &Tree<'_>, entry: NodeId, value: Value<'a>) {
        let parent = tree.parent(entry);
        match (tree.form(entry), parent, value) {
            (Form::Header, None, value) => {
                // A TOML document is a table whatever happens.
                if matches!(value, Value::Map(_)) {
                    self.reconcile(tree, entry, value);
                }
            }
            (Form::Header, Some(list), value) if tree.kind(list) == Kind::List => {
                let item = |item| if item == entry { value.clone() } else { tree.value(item).into_owned() };
                self.set(tree, list, Value::List(tree.children(list).map(item).collect()));
            }
            (Form::Header | Form::Implicit | Form::Dotted | Form::Tables, Some(map), value) => {
                self.remove(tree, entry);
                self.insert(map, tree.key(entry).into_owned(), value);
            }
            (_, _, value) => self.ops.push(Op::Set(entry, value)),
        }
    }

    /// Removes `entry` from its map or list, together with earlier entries of the same key, which would come to light.
    pub fn remove(&mut self, tree: &Tree<'_>, entry: NodeId) {
        // The document itself stays, whatever goes from it.
        if tree.parent(entry).is_some() {
            self.push(Op::Remove(entry));
        }
    }

    // Once in the whole program.
    #[inline(never)]
    fn push(&mut self, op: Op<'a>) {
        self.ops.push(op);
    }

    /// Gives `map` an entry that it does not have.
    pub fn insert(&mut self, map: NodeId, key: impl Into<Cow<'a, str>>, value: Value<'a>) {
        self.push(Op::Insert(map, key.into(), value));
    }

    /// Gives `list` more items behind those that it has. In TOML they are tables with headers, unless it has others.
    pub fn append(&mut self, tree: &Tree<'_>, list: NodeId, items: Vec<Value<'a>>) {
        // Tables with headers stand elsewhere, where a comment on the empty list would not follow them.
        let gives_way =
            tree.syntax() == Syntax::Toml && tree.len(list) == 0 && !items.is_empty() && !style::has_comment(tree, list);
        let parent = tree.parent(list).filter(|_| gives_way);
        if let Some(map) = parent.filter(|&map| tree.form(map) == Form::Header) {
            self.ops.push(Op::Remove(list));
            let key = tree.key(list).into_owned();
            return self.ops.extend(items.into_iter().map(|item| Op::Item(map, Cow::Owned(key.clone()), item)));
        }
        let last = tree.children(list).last();
        let key = || Cow::Owned(tree.key(list).into_owned());
        for item in items {
            self.ops.push(if tree.form(list) == Form::Tables {
                Op::Item(list, key(), item)
            } else {
                Op::Place(list, last, item)
            });
        }
    }

    /// Makes a list below the key `name` of the document, where there is nothing yet. In TOML its items, which are maps, are
    /// tables with headers.
    pub fn put_list(&mut self, tree: &Tree<'_>, name: &'a str, items: Vec<Value<'a>>) {
        let root = tree.root();
        if tree.syntax() == Syntax::Toml && !items.is_empty() && tree.kind(root) == Kind::Map {
            return self.ops.extend(items.into_iter().map(|item| Op::Item(root, Cow::Borrowed(name), item)));
        }
        self.put(tree, &[name], Value::List(items));
    }

    /// Makes the entry at `path` below the root say `value`: what differs is changed, what is missing made. What stands in
    /// the way of the path, because it is no map, gives way.
    pub fn put(&mut self, tree: &Tree<'_>, path: &[&'a str], value: Value<'a>) {
        let mut at = tree.root();
        if tree.kind(at) != Kind::Map {
            return self.set(tree, at, wrapped(path, value));
        }
        for (depth, &key) in path.iter().enumerate() {
            let below = &path[depth + 1..];
            match tree.get(at, key) {
                Some(next) if tree.kind(next) == Kind::Map || below.is_empty() => at = next,
                Some(other) => return self.set(tree, other, wrapped(below, value)),
                None if below.is_empty() => return self.insert(at, key, value),
                None => match self.inserted(at, key) {
                    Some(parent) => return put_into(parent, below, value),
                    None => return self.insert(at, key, wrapped(below, value)),
                },
            }
        }
        self.reconcile(tree, at, value);
    }

    /// The map that this plan already inserts into `map` as `key`.
    fn inserted(&mut self, map: NodeId, key: &str) -> Option<&mut Vec<(Cow<'a, str>, Value<'a>)>> {
        self.ops.iter_mut().rev().find_map(|op| match op {
            Op::Insert(into, name, Value::Map(entries)) if *into == map && *name == key => Some(entries),
            _ => None,
        })
    }

    /// Makes `node` say `value`, leaf by leaf: what already says it keeps its spelling and its comments.
    pub fn reconcile(&mut self, tree: &Tree<'_>, node: NodeId, value: Value<'a>) {
        match (tree.kind(node), value) {
            (Kind::Map, Value::Map(entries)) => self.reconcile_map(tree, node, entries),
            (Kind::List, Value::List(items)) if matches!(tree.form(node), Form::Flow | Form::Block) => {
                self.reconcile_list(tree, node, items)
            }
            (_, value) if tree.value(node) == value => {}
            (_, value) => self.set(tree, node, value),
        }
    }

    fn reconcile_map(&mut self, tree: &Tree<'_>, map: NodeId, entries: Vec<(Cow<'a, str>, Value<'a>)>) {
        if entries.is_empty() && matches!(tree.form(map), Form::Implicit | Form::Dotted) {
            return self.set(tree, map, Value::Map(entries));
        }
        let mut stay: Vec<NodeId> = entries.iter().filter_map(|(key, _)| tree.get(map, key)).collect();
        sort_by(&mut stay, |node| u64::from(node.0));
        for child in tree.children(map).filter(|&child| !tree.is_shadowed(child)) {
            if stay.binary_search(&child).is_err() {
                self.remove(tree, child);
            }
        }
        for (key, value) in entries {
            match tree.get(map, &key) {
                Some(child) => self.reconcile(tree, child, value),
                None => self.insert(map, key, value),
            }
        }
    }

    fn reconcile_list(&mut self, tree: &Tree<'_>, list: NodeId, wanted: Vec<Value<'a>>) {
        let nodes: Vec<NodeId> = tree.children(list).collect();
        let stays = common::common(&nodes.iter().map(|&node| tree.value(node)).collect::<Vec<_>>(), &wanted);
        let mut old = 0;
        let mut behind = None;
        let mut stays = stays.into_iter().peekable();
        for (at, value) in wanted.into_iter().enumerate() {
            // What goes gives its place to what comes; what stays ends both.
            let limit = stays.peek().map_or(nodes.len(), |&(old, _)| old);
            if stays.next_if(|&(_, new)| new == at).is_some() {
                self.ops.extend(nodes[old..limit].iter().map(|&node| Op::Remove(node)));
                behind = Some(nodes[limit]);
                old = limit + 1;
            } else if old < limit {
                self.reconcile(tree, nodes[old], value);
                behind = Some(nodes[old]);
                old += 1;
            } else {
                self.ops.push(Op::Place(list, behind, value));
            }
        }
        self.ops.extend(nodes[old..].iter().map(|&node| Op::Remove(node)));
    }

    /// Makes `list`, in which order says nothing, hold `items`: what it has of them stays where it is, with its comments, what
    /// it has besides goes, and what it lacks comes behind.
    pub fn reconcile_set(&mut self, tree: &Tree<'_>, list: NodeId, mut items: Vec<Value<'a>>) {
        if tree.kind(list) != Kind::List || !matches!(tree.form(list), Form::Flow | Form::Block) {
            return self.reconcile(tree, list, Value::List(items));
        }
        let old: Vec<Value<'_>> = tree.children(list).map(|item| tree.value(item)).collect();
        let (known, wanted) = (by_name(&old), by_name(&items));
        for (node, item) in tree.children(list).zip(&old) {
            if wanted.first(name(item), &|at| items[at] == *item).is_none() {
                self.push(Op::Remove(node));
            }
        }
        items.retain(|item| known.first(name(item), &|at| old[at] == *item).is_none());
        let last = tree.children(list).last();
        self.ops.extend(items.into_iter().map(|item| Op::Place(list, last, item)));
    }

    /// The splices that carry the plan out on the tree's own text: sorted, none overlapping another.
    #[must_use]
    pub fn edits(mut self, tree: &Tree<'_>) -> Vec<Edit> {
        if self.ops.is_empty() || self.refusal(tree).is_some() {
            return Vec::new();
        }
        if tree.shadows {
            self.remove_shadowed(tree);
        }
        let styles = Styles::new(tree);
        let mut edits = Edits::default();
        let mut flows = flow::Flows::default();
        let mut blocks = block::Blocks::default();
        let mut lines = indent::Lines::new(&styles);
        for op in self.ops {
            match op {
                Op::Set(node, value) => match flow_of(tree, node) {
                    Some(container) => flows.set(container, node, value),
                    None if tree.syntax == Syntax::Yaml => lines.set(node, &value, &mut edits),
                    None => edits.set(&styles, node, &value),
                },
                Op::Remove(node) => match flow_of(tree, node) {
                    Some(container) => flows.remove(tree, container, node),
                    None => blocks.remove(tree, node),
                },
                Op::Insert(map, key, value) => match (tree.form(map), flow_of(tree, map)) {
                    (Form::Flow | Form::Block, _) => flows.insert(map, flow::At::End, Some(key), value),
                    (Form::Dotted, Some(container)) => flows.insert(container, flow::At::Dotted(map), Some(key), value),
                    _ => blocks.insert(map, key, value),
                },
                Op::Item(into, key, value) => blocks.item(into, key, value),
                Op::Place(list, behind, value) => {
                    flows.insert(list, behind.map_or(flow::At::Front, flow::At::Behind), None, value)
                }
            }
        }
        // What is not called is not compiled, where that is done at the first call.
        if !flows.is_empty() {
            flows.edits(&styles, &mut lines, &mut edits);
        }
        if tree.syntax == Syntax::Yaml {
            lines.edits(&mut edits);
        }
        if !blocks.is_empty() {
            blocks.edits(&styles, &mut edits);
        }
        edits.finish()
    }

    /// Why the plan is not carried out, if it is not: it would change what other places share, or what readers do not agree
    /// on. Then there are no [`edits`](Self::edits).
    ///
    /// In YAML nothing is changed in what an alias stands for, nor through an alias; what has a tag or an anchor is not
    /// replaced; nothing is removed beside `<<`; and in a file of several documents nothing is changed.
    #[must_use]
    pub fn refusal(&self, tree: &Tree<'_>) -> Option<Fault> {
        if tree.tied || tree.second.is_some() { self.tied(tree) } else { None }
    }

    #[inline(never)]
    fn tied(&self, tree: &Tree<'_>) -> Option<Fault> {
        if let Some(second) = tree.second.filter(|_| !self.ops.is_empty()) {
            let message = "a second document begins here, and in a file of several nothing is changed";
            return Some(Fault { what: What::Tied, span: second, message });
        }
        let mut ops = self.ops.iter().filter(|_| tree.tied);
        ops.find_map(|op| {
            let (Op::Set(node, _) | Op::Remove(node) | Op::Insert(node, ..) | Op::Place(node, ..) | Op::Item(node, ..)) = op;
            Some(Fault { what: What::Tied, span: tree.key_span(*node), message: tie(tree, op, *node)? })
        })
    }

    /// Removes the earlier entries of the same keys as the entries that are removed.
    #[cold]
    fn remove_shadowed(&mut self, tree: &Tree<'_>) {
        let mut removed: Vec<NodeId> =
            self.ops.iter().filter_map(|op| if let Op::Remove(node) = op { Some(*node) } else { None }).collect();
        sort_by(&mut removed, |node| u64::from(node.0));
        let shadowed = style::all(tree).filter(|&node| tree.is_shadowed(node));
        let shows = |&node: &NodeId| tree.parent(node).and_then(|map| tree.get(map, &tree.key(node)));
        let comes_to_light = |node: &NodeId| shows(node).is_some_and(|visible| removed.binary_search(&visible).is_ok());
        self.ops.extend(shadowed.filter(comes_to_light).map(Op::Remove));
    }
}

/// What ties `node` to other places, so that it cannot be changed as `op` says.
fn tie(tree: &Tree<'_>, op: &Op<'_>, node: NodeId) -> Option<&'static str> {
    let ties = |node| tree.node(node).ties;
    let map = tree.parent(node);
    let is_removed = matches!(op, Op::Remove(_));
    let goes = is_removed || matches!(op, Op::Set(..));
    let mut above = core::iter::successors(Some(node), |&node| tree.parent(node));
    if above.any(|node| ties(node) & SHARED != 0) || (goes && is_shared(tree, node)) {
        Some("an alias stands for this value, so that a change here would be one elsewhere")
    } else if !is_removed && tree.form(node) == Form::Alias {
        Some("this is an alias, so that a change here would be one elsewhere")
    } else if !is_removed && ties(node) & (if goes { TAGGED | ANCHORED } else { TAGGED }) != 0 {
        Some("the value has a tag or an anchor, which may not fit another")
    } else if is_removed && map.is_some_and(|map| has_properties_apart(tree, map)) {
        Some("the map has a tag or an anchor on a line of its own, where nothing can take the place of its entries")
    } else if is_removed && (tree.shadows || map.is_some_and(|map| ties(map) & MERGES != 0)) {
        Some("nothing is removed beside `<<`, nor where keys stand twice, for something else may come to light")
    } else {
        None
    }
}

/// Whether the tag or anchor of a collection among lines stands neither behind its key or dash nor beside its first entry.
fn has_properties_apart(tree: &Tree<'_>, node: NodeId) -> bool {
    let is_tied = tree.node(node).ties & (TAGGED | ANCHORED) != 0 && tree.form(node) == Form::Block;
    let head = tree.key_span(node).end as usize..tree.span(node).start as usize;
    is_tied
        && tree
            .text
            .get(head)
            .is_some_and(|head| head.parts(b"\n").skip(1).any(|line| line.without_leading(BLANKS).starts_with(['&', '!'])))
}

/// Whether an alias elsewhere stands for something in `node`.
fn is_shared(tree: &Tree<'_>, node: NodeId) -> bool {
    let own = tree.form(node) != Form::Alias;
    own && tree.children(node).any(|child| tree.node(child).ties & SHARED != 0 || is_shared(tree, child))
}

/// `value` as the only entry at `path`.
fn wrapped<'a>(path: &[&'a str], value: Value<'a>) -> Value<'a> {
    path.iter().rev().fold(value, |value, &key| Value::Map(vec![(Cow::Borrowed(key), value)]))
}

/// Makes the entry at `path`, which is not empty, below a map that is yet to be written.
fn put_into<'a>(map: &mut Vec<(Cow<'a, str>, Value<'a>)>, path: &[&'a str], value: Value<'a>) {
    let Some((&key, below)) = path.split_first() else { return };
    match map.iter_mut().find(|(name, _)| name == key) {
        Some((_, Value::Map(entries))) if !below.is_empty() => put_into(entries, below, value),
        Some((_, known)) => *known = wrapped(below, value),
        None => map.push((Cow::Borrowed(key), wrapped(below, value))),
    }
}

fn by_name(items: &[Value<'_>]) -> Lookup {
    Lookup::new(items.len(), &|at| name(&items[at]))
}

/// What an item of a list is found by.
fn name<'v>(item: &'v Value<'_>) -> &'v str {
    item.as_string().map_or("", |text| text)
}

/// The container that `node` is an item of; `None` for the lines of a TOML document.
fn flow_of(tree: &Tree<'_>, node: NodeId) -> Option<NodeId> {
    if tree.node(node).block != NONE {
        return None;
    }
    let mut at = tree.parent(node)?;
    while tree.form(at) == Form::Dotted {
        at = tree.parent(at)?;
    }
    matches!(tree.form(at), Form::Flow | Form::Block).then_some(at)
}

/// Replacements as they come; sorted at the end.
#[derive(Default)]
struct Edits {
    edits: Vec<Edit>,
}

impl Edits {
    fn push(&mut self, start: usize, end: usize, text: impl Into<String>) {
        self.add(Edit { span: Span::new(start, end), text: text.into() });
    }

    #[inline(never)]
    fn add(&mut self, edit: Edit) {
        self.edits.push(edit);
    }

    /// Replaces the value of a TOML pair, or a whole JSON document.
    fn set(&mut self, styles: &Styles<'_, '_>, node: NodeId, value: &Value<'_>) {
        let tree = styles.tree;
        let scalar = !matches!(value, Value::Map(_) | Value::List(_));
        // Neighbours tell nothing of what has no parts.
        let style = if scalar { Style::new(tree.syntax) } else { styles.at(tree.parent(node).unwrap_or(node)) };
        let mut text = String::new();
        style.value(&mut text, value, Some(style::own_line(tree.text, tree.site(node).start as usize).unwrap_or_default()));
        let span = tree.span(node);
        self.push(span.start as usize, span.end as usize, text);
    }

    fn finish(mut self) -> Vec<Edit> {
        // Stable: of several insertions at one place the first planned comes first. An insertion stands before a removal
        // that begins there.
        sort_by(&mut self.edits, |Edit { span, .. }| {
            let place = u64::from(span.start) << 32;
            if span.is_empty() { place } else { place | u64::from(u32::MAX - span.end) }
        });
        let mut done: Vec<Edit> = Vec::with_capacity(self.edits.len());
        for edit in self.edits.into_iter().filter(|edit| !(edit.span.is_empty() && edit.text.is_empty())) {
            match done.last_mut() {
                Some(last) if edit.span.start == last.span.end => {
                    last.span.end = edit.span.end;
                    last.text.push_str(&edit.text);
                }
                // What lies inside of something that goes has gone with it.
                Some(last) if edit.span.start < last.span.end => {}
                _ => done.push(edit),
            }
        }
        done
    }
}
