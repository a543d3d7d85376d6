//! How the neighbours of what is inserted are written.

use super::super::print::Style;
use super::super::tree::NONE;
use super::super::{Form, Kind, NodeId, Syntax, Tree};
use crate::text::{BOM, Newline, line_start};

/// How many nodes at the beginning of a document are looked at to learn its manner.
const LOOK_AT: usize = 256;

/// The manner of a document, and of each container in it.
pub(super) struct Styles<'t, 's> {
    pub tree: &'t Tree<'s>,
    /// Where the text begins: behind a byte-order mark.
    pub begin: usize,
    pub newline: &'static str,
    /// The manner of the document as a whole.
    style: Style<'t>,
}

impl<'t, 's> Styles<'t, 's> {
    pub(super) fn new(tree: &'t Tree<'s>) -> Self {
        let newline = Newline::of(tree.text).as_str();
        let begin = if tree.text.starts_with(BOM) { BOM.len() } else { 0 };
        let mut styles = Self { tree, begin, newline, style: Style { newline, ..Style::new(tree.syntax) } };
        let nodes = || all(tree).take(LOOK_AT);
        let mut style = styles.style;
        if let Some(entry) = nodes().find(|&node| has_own_value(tree, node)) {
            style.colon = colon(tree, entry);
        }
        if let Some(map) = nodes().find(|&node| tree.kind(node) == Kind::Map && styles.shows_pad(node)) {
            style.pad = pad(tree, map);
        }
        if let Some(unit) = nodes().find_map(|node| unit(tree, node)) {
            style.unit = unit;
        }
        // Lists and maps of scalars only: others have other reasons to go over several lines.
        let flat = |kind| {
            nodes().filter(move |&node| tree.kind(node) == kind && tree.form(node) == Form::Flow && holds_scalars(tree, node))
        };
        style.spread_lists = most(flat(Kind::List).map(|list| !styles.is_one_line(list)));
        style.spread_maps = most(flat(Kind::Map).map(|map| !styles.is_one_line(map)));
        let spread = |&node: &NodeId| {
            tree.kind(node) == Kind::List && tree.form(node) == Form::Flow && tree.len(node) > 0 && !styles.is_one_line(node)
        };
        style.trailing_comma =
            tree.syntax == Syntax::Toml && most(nodes().filter(spread).map(|list| ends_with_comma(tree, list))) == Some(true);
        // Where nothing else shows it, a colon without a blank stands for commas without one.
        let several = |&node: &NodeId| styles.is_one_line(node) && tree.len(node) > 1;
        let shown = nodes().find(several).and_then(|node| tree.children(node).next()).map(|first| !is_spaced(tree, first));
        style.comma = if shown.unwrap_or(style.colon.len() == 1) { "," } else { ", " };
        styles.style = style;
        styles
    }

    /// The manner of `container`, and where it tells nothing that of the document.
    pub(super) fn at(&self, container: NodeId) -> Style<'t> {
        let tree = self.tree;
        let one_line = self.is_one_line(container);
        let first = tree.children(container).next();
        let entry = first.filter(|&first| has_own_value(tree, first));
        let several = first.filter(|_| one_line && tree.len(container) > 1);
        let style = self.style;
        Style {
            colon: entry.map_or(style.colon, |entry| colon(tree, entry)),
            comma: match (several, entry.filter(|_| one_line)) {
                (Some(first), _) if is_spaced(tree, first) => ", ",
                (Some(_), _) => ",",
                (None, Some(entry)) if colon(tree, entry).len() == 1 => ",",
                (None, _) => style.comma,
            },
            pad: if self.shows_pad(container) { pad(tree, container) } else { style.pad },
            trailing_comma: if tree.form(container) == Form::Flow {
                !one_line && ends_with_comma(tree, container)
            } else {
                style.trailing_comma
            },
            ..style
        }
    }

    /// Whether the items of `container` follow each other on the line of its bracket.
    pub(super) fn is_one_line(&self, container: NodeId) -> bool {
        let tree = self.tree;
        if tree.form(container) != Form::Flow {
            return false;
        }
        let open = tree.span(container).start as usize;
        match tree.children(container).next() {
            Some(first) => !tree.text[open..tree.site(first).start as usize].contains('\n'),
            None if tree.syntax == Syntax::Toml => true,
            // An empty object says nothing, but what it stands in does.
            None => !tree.raw(container).contains('\n') && tree.parent(container).is_some_and(|parent| self.is_one_line(parent)),
        }
    }

    /// Whether the blanks inside of the brackets of `container` can be seen.
    fn shows_pad(&self, container: NodeId) -> bool {
        self.tree.form(container) == Form::Flow && self.tree.len(container) > 0 && self.is_one_line(container)
    }
}

/// Every node of the document.
pub(super) fn all(tree: &Tree<'_>) -> impl Iterator<Item = NodeId> + use<> {
    #[expect(clippy::cast_possible_truncation, reason = "fewer nodes than bytes")]
    (0..tree.nodes.len() as u32).map(NodeId)
}

/// What most of `all` say; `None` where there are none, or as many against as for.
fn most(all: impl Iterator<Item = bool>) -> Option<bool> {
    let balance = all.fold(0i32, |balance, one| balance + if one { 1 } else { -1 });
    (balance != 0).then_some(balance > 0)
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

fn pad(tree: &Tree<'_>, container: NodeId) -> &'static str {
    if tree.text[tree.span(container).start as usize + 1..].starts_with(' ') { " " } else { "" }
}

/// One level of indentation: what an entry on a line of its own has more than its container.
fn unit<'t>(tree: &'t Tree<'_>, node: NodeId) -> Option<&'t str> {
    let inner = own_line(tree.text, tree.site(node).start as usize)?;
    let outer = line_indent(tree.text, tree.span(tree.parent(node)?).start as usize);
    inner.strip_prefix(outer).filter(|unit| !unit.is_empty())
}

fn holds_scalars(tree: &Tree<'_>, container: NodeId) -> bool {
    tree.len(container) > 0 && tree.children(container).take(16).all(|item| !matches!(tree.kind(item), Kind::Map | Kind::List))
}

/// Whether a blank stands behind the comma between `first` and the item behind it.
fn is_spaced(tree: &Tree<'_>, first: NodeId) -> bool {
    let next = tree.node(first).next;
    if next == NONE {
        return true;
    }
    tree.text.get(tree.span(first).end as usize..tree.site(NodeId(next)).start as usize).is_none_or(|gap| gap.contains(' '))
}

/// Whether a comma stands behind the last item.
fn ends_with_comma(tree: &Tree<'_>, container: NodeId) -> bool {
    let last = tree.node(container).last;
    last != NONE
        && super::flow::comma_after(tree, tree.span(NodeId(last)).end as usize, tree.span(container).end as usize).is_some()
}

/// The blanks before `at`, where nothing else stands before it on its line.
pub(super) fn own_line(text: &str, at: usize) -> Option<&str> {
    let before = &text[..at];
    let rest = before.trim_end_matches([' ', '\t']);
    (rest.is_empty() || rest.ends_with('\n') || rest == BOM).then(|| &before[rest.len()..])
}

/// The white space that the line of `at` begins with.
pub(super) fn line_indent(text: &str, at: usize) -> &str {
    let line = &text[line_start(text, at)..at];
    let line = line.strip_prefix(BOM).unwrap_or(line);
    &line[..line.len() - line.trim_start_matches([' ', '\t']).len()]
}
