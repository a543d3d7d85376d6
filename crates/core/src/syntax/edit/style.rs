//! How the neighbours of what is inserted are written.

use super::super::print::Style;
use super::super::tree::NONE;
use super::super::{Form, Kind, NodeId, Syntax, Tree};
use crate::text::{Newline, line_start};

/// How many nodes at the beginning of a document are looked at to learn its manner.
const LOOK_AT: usize = 256;

/// The manner of a document, and of each container in it.
pub(super) struct Styles<'t, 's> {
    pub tree: &'t Tree<'s>,
    newline: &'static str,
    unit: &'t str,
    colon: &'static str,
    pad: &'static str,
    spread_lists: Option<bool>,
}

impl<'t, 's> Styles<'t, 's> {
    pub(super) fn new(tree: &'t Tree<'s>) -> Self {
        let json = tree.syntax == Syntax::Json;
        let mut styles = Self {
            tree,
            newline: Newline::of(tree.text).as_str(),
            unit: "  ",
            colon: if json { ": " } else { " = " },
            pad: if json { "" } else { " " },
            spread_lists: None,
        };
        let nodes = || nodes(tree);
        if let Some(entry) = nodes().find(|&node| has_own_value(tree, node)) {
            styles.colon = colon(tree, entry);
        }
        if let Some(map) = nodes().find(|&node| tree.kind(node) == Kind::Map && shows_pad(tree, node)) {
            styles.pad = pad(tree, map);
        }
        if let Some(unit) = nodes().find_map(|node| unit(tree, node)) {
            styles.unit = unit;
        }
        if json {
            let lists = || nodes().filter(|&node| tree.kind(node) == Kind::List && first_is_scalar(tree, node));
            let spread = lists().filter(|&list| !is_one_line(tree, list)).count();
            let all = lists().count();
            styles.spread_lists = (all > 0 && (spread * 2 != all)).then_some(spread * 2 > all);
        }
        styles
    }

    /// The manner of `container`, and where it tells nothing that of the document.
    pub(super) fn at(&self, container: NodeId) -> Style<'t> {
        let tree = self.tree;
        let one_line = is_one_line(tree, container);
        let first = tree.children(container).next();
        let entry = first.filter(|&first| has_own_value(tree, first));
        let tight = one_line && first.is_some_and(|first| !is_spaced(tree, first));
        Style {
            syntax: tree.syntax,
            newline: self.newline,
            unit: self.unit,
            colon: entry.map_or(self.colon, |entry| colon(tree, entry)),
            comma: if tight { "," } else { ", " },
            pad: if shows_pad(tree, container) { pad(tree, container) } else { self.pad },
            // On a list that has items its own manner is followed, not that of others.
            spread_lists: self.spread_lists,
            trailing_comma: !one_line && ends_with_comma(tree, container),
        }
    }
}

/// The first nodes of the document.
fn nodes<'a>(tree: &'a Tree<'_>) -> impl Iterator<Item = NodeId> + 'a {
    #[expect(clippy::cast_possible_truncation, reason = "a handful")]
    (0..tree.nodes.len().min(LOOK_AT) as u32).map(NodeId)
}

/// Whether it is an entry whose value stands behind its key.
fn has_own_value(tree: &Tree<'_>, node: NodeId) -> bool {
    !tree.key_span(node).is_empty() && !matches!(tree.form(node), Form::Header | Form::Implicit | Form::Dotted | Form::Tables)
}

/// What sets the key of `entry` apart from its value, as far as it is worth following.
fn colon(tree: &Tree<'_>, entry: NodeId) -> &'static str {
    let gap = tree.text.get(tree.key_span(entry).end as usize..tree.span(entry).start as usize);
    match (tree.syntax, gap) {
        (Syntax::Json, Some(":")) => ":",
        (Syntax::Json, Some(" : ")) => " : ",
        (Syntax::Json, _) => ": ",
        (Syntax::Toml, Some("=")) => "=",
        (Syntax::Toml, _) => " = ",
    }
}

/// Whether `container` has its items on one line, so that the blanks inside of its brackets can be seen.
fn shows_pad(tree: &Tree<'_>, container: NodeId) -> bool {
    tree.form(container) == Form::Flow && tree.len(container) > 0 && is_one_line(tree, container)
}

fn pad(tree: &Tree<'_>, container: NodeId) -> &'static str {
    if tree.text[tree.span(container).start as usize + 1..].starts_with(' ') { " " } else { "" }
}

/// One level of indentation: what an entry on a line of its own has more than its container.
fn unit<'t>(tree: &'t Tree<'_>, node: NodeId) -> Option<&'t str> {
    let inner = own_line_indent(tree, node)?;
    let outer = line_indent(tree, tree.span(tree.parent(node)?).start as usize);
    inner.strip_prefix(outer).filter(|unit| !unit.is_empty())
}

fn first_is_scalar(tree: &Tree<'_>, list: NodeId) -> bool {
    tree.children(list).next().is_some_and(|first| !matches!(tree.kind(first), Kind::Map | Kind::List))
}

/// Whether a blank stands behind the comma between `first` and the item behind it; where it is alone, behind its colon.
fn is_spaced(tree: &Tree<'_>, first: NodeId) -> bool {
    let next = tree.node(first).next;
    if next == NONE {
        return !has_own_value(tree, first) || colon(tree, first) != ":";
    }
    tree.text.get(tree.span(first).end as usize..tree.site(NodeId(next)).start as usize).is_none_or(|gap| gap.contains(' '))
}

/// Whether a comma stands behind the last item.
fn ends_with_comma(tree: &Tree<'_>, container: NodeId) -> bool {
    let last = tree.node(container).last;
    tree.trailing_comma.is_some()
        && last != NONE
        && super::flow::comma_after(tree, tree.span(NodeId(last)).end as usize, tree.span(container).end as usize).is_some()
}

/// Whether the items of `container` follow each other on the line of its bracket.
pub(super) fn is_one_line(tree: &Tree<'_>, container: NodeId) -> bool {
    if tree.form(container) != Form::Flow {
        return false;
    }
    let open = tree.span(container).start as usize;
    match tree.children(container).next() {
        Some(first) => !tree.text[open..tree.site(first).start as usize].contains('\n'),
        None if tree.syntax == Syntax::Toml => true,
        // An empty object says nothing; the document does, if there is more of it.
        None => container != tree.root() && !tree.text.trim_end().contains('\n'),
    }
}

/// The white space before `node` where nothing else stands before it on its line.
fn own_line_indent<'t>(tree: &'t Tree<'_>, node: NodeId) -> Option<&'t str> {
    let site = tree.site(node).start as usize;
    let start = line_start(tree.text, site);
    let indent = &tree.text[start..site];
    (start > 0 && indent.bytes().all(|byte| matches!(byte, b' ' | b'\t'))).then_some(indent)
}

/// The white space that the line of `at` begins with.
pub(super) fn line_indent<'s>(tree: &Tree<'s>, at: usize) -> &'s str {
    let line = &tree.text[line_start(tree.text, at)..at];
    &line[..line.len() - line.trim_start_matches([' ', '\t', '\u{feff}']).len()]
}
