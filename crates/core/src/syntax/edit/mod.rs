//! What shall change in a document, and the splices that change it.
//!
//! Laws: an edit touches the entries that it was asked to touch, and the comma or blank line that comes or goes with them;
//! edits are sorted and never overlap; reading the result gives the wanted values.
//!
//! A comment directly above an entry belongs to it and leaves with it; one set off by a blank line belongs to the file and
//! stays. The first comment block of a file is never removed.

mod block;
mod flow;
mod style;

use std::borrow::Cow;

use super::{Form, Kind, NodeId, Syntax, Tree, Value};
use crate::text::{Edit, Span};
use style::Styles;

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

    /// Replaces the value of `entry`.
    pub fn set(&mut self, tree: &Tree<'_>, entry: NodeId, value: Value<'a>) {
        let spliced = matches!(tree.form(entry), Form::Header | Form::Implicit | Form::Dotted | Form::Tables);
        match tree.parent(entry) {
            Some(parent) if spliced => {
                let key = Cow::Owned(tree.key(entry).into_owned());
                self.remove(tree, entry);
                self.insert(parent, key, value);
            }
            _ => self.ops.push(Op::Set(entry, value)),
        }
    }

    /// Removes `entry` from its map or list, together with earlier entries of the same key, which would come to light.
    pub fn remove(&mut self, tree: &Tree<'_>, entry: NodeId) {
        if tree.shadows
            && let Some(map) = tree.parent(entry).filter(|&parent| tree.kind(parent) == Kind::Map)
        {
            let key = tree.key(entry);
            let earlier = tree.children(map).filter(|&other| tree.is_shadowed(other) && tree.key(other) == key);
            self.ops.extend(earlier.map(Op::Remove));
        }
        self.ops.push(Op::Remove(entry));
    }

    /// Gives `map` an entry that it does not have.
    pub fn insert(&mut self, map: NodeId, key: impl Into<Cow<'a, str>>, value: Value<'a>) {
        self.ops.push(Op::Insert(map, key.into(), value));
    }

    /// Makes the entry at `path` below the root say `value`: what differs is changed, what is missing made.
    pub fn put(&mut self, tree: &Tree<'_>, path: &[&'a str], value: Value<'a>) {
        let mut at = tree.root();
        for (depth, &key) in path.iter().enumerate() {
            match tree.get(at, key) {
                Some(next) if tree.kind(next) == Kind::Map || depth + 1 == path.len() => at = next,
                found => {
                    let wrap = |value, &key: &&'a str| Value::Map(vec![(Cow::Borrowed(key), value)]);
                    let value = path[depth + 1..].iter().rev().fold(value, wrap);
                    match found {
                        Some(other) => self.set(tree, other, value),
                        None => self.insert(at, key, value),
                    }
                    return;
                }
            }
        }
        self.reconcile(tree, at, value);
    }

    /// Makes `node` say `value`, leaf by leaf: what already says it keeps its spelling and its comments.
    pub fn reconcile(&mut self, tree: &Tree<'_>, node: NodeId, value: Value<'a>) {
        match (tree.kind(node), value) {
            (Kind::Map, Value::Map(entries)) => {
                for child in tree.children(node).filter(|&child| !tree.is_shadowed(child)) {
                    let key = tree.key(child);
                    if !entries.iter().any(|(wanted, _)| *wanted == key) {
                        self.remove(tree, child);
                    }
                }
                for (key, value) in entries {
                    match tree.get(node, &key) {
                        Some(child) => self.reconcile(tree, child, value),
                        None => self.insert(node, key, value),
                    }
                }
            }
            (Kind::List, Value::List(items)) if tree.form(node) == Form::Flow => self.reconcile_list(tree, node, items),
            (_, value) if tree.value(node) == value => {}
            (_, value) => self.set(tree, node, value),
        }
    }

    fn reconcile_list(&mut self, tree: &Tree<'_>, list: NodeId, mut wanted: Vec<Value<'a>>) {
        let nodes: Vec<NodeId> = tree.children(list).collect();
        let same = |(node, value): &(&NodeId, &Value<'_>)| tree.value(**node) == **value;
        let prefix = nodes.iter().zip(&wanted).take_while(same).count();
        let suffix = nodes[prefix..].iter().rev().zip(wanted[prefix..].iter().rev()).take_while(same).count();
        wanted.truncate(wanted.len() - suffix);
        let mut old = nodes[prefix..nodes.len() - suffix].iter();
        let mut behind = prefix.checked_sub(1).map(|at| nodes[at]);
        for value in wanted.drain(prefix..) {
            match old.next() {
                Some(&node) => {
                    self.reconcile(tree, node, value);
                    behind = Some(node);
                }
                None => self.ops.push(Op::Place(list, behind, value)),
            }
        }
        self.ops.extend(old.map(|&node| Op::Remove(node)));
    }

    /// The splices that carry the plan out on the tree's own text: sorted, none overlapping another.
    #[must_use]
    pub fn edits(self, tree: &Tree<'_>) -> Vec<Edit> {
        if self.ops.is_empty() {
            return Vec::new();
        }
        let styles = Styles::new(tree);
        let mut edits = Edits::default();
        let mut flows = flow::Flows::default();
        let mut blocks = block::Blocks::default();
        for op in self.ops {
            match op {
                Op::Set(node, value) => {
                    let span = tree.span(node);
                    let indent = style::line_indent(tree, tree.site(node).start as usize);
                    let parent = tree.parent(node).unwrap_or(node);
                    let mut text = String::new();
                    styles.at(parent).value(&mut text, &value, (!style::is_one_line(tree, parent)).then_some(indent));
                    edits.push(span.start as usize, span.end as usize, text);
                }
                Op::Remove(node) => match flow_of(tree, node) {
                    Some(container) => flows.remove(tree, container, node),
                    None => blocks.remove(tree, node),
                },
                Op::Insert(map, key, value) => match (tree.form(map), flow_of(tree, map)) {
                    (Form::Flow, _) => flows.insert(map, flow::At::End, Some(key), value),
                    (Form::Dotted, Some(container)) => flows.insert(container, flow::At::Dotted(map), Some(key), value),
                    _ => blocks.insert(map, key, value),
                },
                Op::Place(list, behind, value) => flows.insert(list, behind.map_or(flow::At::Front, flow::At::Behind), None, value),
            }
        }
        flows.edits(&styles, &mut edits);
        blocks.edits(&styles, &mut edits);
        edits.finish()
    }
}

/// The container between brackets that `node` is an item of; `None` for lines of a TOML document.
fn flow_of(tree: &Tree<'_>, node: NodeId) -> Option<NodeId> {
    if tree.syntax == Syntax::Toml && tree.node(node).block != super::tree::NONE {
        return None;
    }
    let mut at = tree.parent(node)?;
    while tree.form(at) == Form::Dotted {
        at = tree.parent(at)?;
    }
    (tree.form(at) == Form::Flow).then_some(at)
}

/// Replacements as they come; sorted at the end.
#[derive(Default)]
struct Edits {
    edits: Vec<Edit>,
}

impl Edits {
    fn push(&mut self, start: usize, end: usize, text: impl Into<String>) {
        self.edits.push(Edit { span: Span::new(start, end), text: text.into() });
    }

    fn finish(mut self) -> Vec<Edit> {
        // Stable: of several insertions at one place the first planned comes first. An insertion stands before a removal
        // that begins there.
        self.edits.sort_by_key(|edit| (edit.span.start, edit.span.end));
        self.edits.retain(|edit| !(edit.span.is_empty() && edit.text.is_empty()));
        self.edits
    }
}
