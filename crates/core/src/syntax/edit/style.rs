//! How the neighbours of what is inserted are written.

use core::cell::OnceCell;

use super::super::print::{Quotes, Style};
use super::super::tree::NONE;
use super::super::{Form, Kind, NodeId, Syntax, Tree, yaml};
use crate::text::{Ascii, BOM, Newline, line_start, next_line};

/// How many nodes at the beginning of a document are looked at to learn its manner.
const LOOK_AT: usize = 256;

/// The manner of a document, and of each container in it.
pub(super) struct Styles<'t, 's> {
    pub tree: &'t Tree<'s>,
    /// Where the text begins: behind a byte-order mark.
    pub begin: usize,
    pub newline: &'static str,
    /// The manner of the document as a whole. It is learned where something is written that it matters to.
    usual: OnceCell<Usual<'t>>,
}

/// The manner of a document as a whole.
pub(super) struct Usual<'t> {
    style: Style<'t>,
    /// How far the lists of a YAML document are indented more than their keys, as far as one is seen.
    pub list_indent: Option<&'t str>,
    /// What stands between a dash and its item in YAML.
    pub gap: &'t str,
}

impl<'t, 's> Styles<'t, 's> {
    pub(super) fn new(tree: &'t Tree<'s>) -> Self {
        let newline = Newline::of(tree.text).as_str();
        let begin = if tree.text.starts_with(BOM) { BOM.len() } else { 0 };
        Self { tree, begin, newline, usual: OnceCell::new() }
    }

    /// The manner of the document as a whole.
    pub(super) fn usual(&self) -> &Usual<'t> {
        self.usual.get_or_init(|| self.learn())
    }

    fn learn(&self) -> Usual<'t> {
        let style = Style { newline: self.newline, ..Style::new(self.tree.syntax) };
        // An empty document has no manner.
        let is_empty = self.tree.nodes.len() == 1 && comment_indent(self.tree, self.tree.root()).is_none();
        if is_empty { Usual { style, list_indent: None, gap: " " } } else { self.look_around(style) }
    }

    #[inline(never)]
    fn look_around(&self, mut style: Style<'t>) -> Usual<'t> {
        let tree = self.tree;
        let nodes = || all(tree).take(LOOK_AT);
        if let Some(entry) = nodes().find(|&node| has_own_value(tree, node)) {
            style.colon = colon(tree, entry);
        }
        if let Some(map) = nodes().find(|&node| tree.kind(node) == Kind::Map && self.shows_pad(node)) {
            style.pad = pad(tree, map);
        }
        if let Some(unit) = nodes().find_map(|node| unit(tree, node)) {
            style.unit = unit;
        }
        let (mut list_indent, mut list_gap) = (None, " ");
        if tree.syntax == Syntax::Yaml {
            style.quotes = quotes(tree);
            list_indent = nodes().find_map(|node| self::list_indent(tree, node));
            list_gap = nodes().find_map(|node| gap(tree, node)).unwrap_or(list_gap);
        }
        // Lists and maps of scalars only: others have other reasons to go over several lines.
        let flat = |kind| {
            let is_own = move |&node: &NodeId| matches!(tree.form(node), Form::Flow | Form::Block) && tree.kind(node) == kind;
            nodes().filter(is_own).filter(|&node| holds_scalars(tree, node))
        };
        style.spread_lists = most(flat(Kind::List).map(|list| !self.is_one_line(list)));
        style.spread_maps = most(flat(Kind::Map).map(|map| !self.is_one_line(map)));
        let spread = |&node: &NodeId| {
            tree.kind(node) == Kind::List && tree.form(node) == Form::Flow && tree.len(node) > 0 && !self.is_one_line(node)
        };
        style.trailing_comma =
            tree.syntax == Syntax::Toml && most(nodes().filter(spread).map(|list| ends_with_comma(tree, list))) == Some(true);
        // Where nothing else shows it, a colon without a blank stands for commas without one.
        let several = |&node: &NodeId| self.is_one_line(node) && tree.len(node) > 1;
        let shown = nodes().find(several).and_then(|node| tree.children(node).next()).map(|first| !is_spaced(tree, first));
        style.comma = if shown.unwrap_or(style.colon.len() == 1) { "," } else { ", " };
        Usual { style, list_indent, gap: list_gap }
    }

    /// The manner of `container`, and where it tells nothing that of the document.
    pub(super) fn at(&self, container: NodeId) -> Style<'t> {
        let tree = self.tree;
        let one_line = self.is_one_line(container);
        let first = tree.children(container).next();
        let entry = first.filter(|&first| has_own_value(tree, first));
        let several = first.filter(|_| one_line && tree.len(container) > 1);
        let style = self.usual().style;
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
            Some(first) => !tree.text.part(open..tree.site(first).start as usize).has(b'\n'),
            None if tree.syntax != Syntax::Json => true,
            // An empty object says nothing, but what it stands in does.
            None => !tree.raw(container).has(b'\n') && tree.parent(container).is_some_and(|parent| self.is_one_line(parent)),
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
        (Syntax::Json | Syntax::Yaml, _) => ": ",
        (Syntax::Toml, Some("=")) => "=",
        (Syntax::Toml, _) => " = ",
    }
}

fn pad(tree: &Tree<'_>, container: NodeId) -> &'static str {
    if tree.text.part(tree.span(container).start as usize + 1..).starts_with(' ') { " " } else { "" }
}

/// One level of indentation: what an entry on a line of its own has more than its container.
fn unit<'t>(tree: &'t Tree<'_>, node: NodeId) -> Option<&'t str> {
    if tree.syntax == Syntax::Yaml {
        let is_map = |node: &NodeId| tree.kind(*node) == Kind::Map && tree.form(*node) == Form::Block;
        let map = tree.parent(node).filter(is_map)?;
        tree.parent(map).filter(is_map)?;
        return deeper(tree, node, map).filter(|unit| !unit.is_empty());
    }
    let own = tree.parent(node).zip(own_line(tree.text, tree.site(node).start as usize).filter(|inner| !inner.is_empty()));
    let (above, inner) = own.or_else(|| Some((node, comment_indent(tree, node)?)))?;
    let outer = line_indent(tree.text, tree.span(above).start as usize);
    inner.strip_prefix(outer).filter(|unit| !unit.is_empty())
}

/// What begins the line of a comment that is all that stands between brackets. In YAML it tells nothing, for there a comment may
/// be indented as it likes.
pub(super) fn comment_indent<'t>(tree: &'t Tree<'_>, container: NodeId) -> Option<&'t str> {
    if tree.syntax == Syntax::Yaml || tree.form(container) != Form::Flow || tree.len(container) > 0 {
        return None;
    }
    let span = tree.span(container).range();
    let comments = super::flow::comments(tree, span.start + 1, span.end.saturating_sub(1));
    comments.first().and_then(|&(start, _)| own_line(tree.text, start)).filter(|indent| !indent.is_empty())
}

/// What stands before `node`, which begins its line, and not before `other`.
fn deeper<'t>(tree: &'t Tree<'_>, node: NodeId, other: NodeId) -> Option<&'t str> {
    own_line(tree.text, tree.site(node).start as usize)?.get(column(tree, other)..)
}

/// The column in which the entry begins, in bytes.
fn column(tree: &Tree<'_>, node: NodeId) -> usize {
    let at = tree.site(node).start as usize;
    let line = line_start(tree.text, at);
    at - if line == 0 && tree.text.starts_with(BOM) { BOM.len() } else { line }
}

/// How far the item of a list in a map is indented more than the list's key.
fn list_indent<'t>(tree: &'t Tree<'_>, item: NodeId) -> Option<&'t str> {
    let list = tree.parent(item).filter(|&list| tree.kind(list) == Kind::List && tree.form(list) == Form::Block)?;
    let map = tree.parent(list)?;
    deeper(tree, item, list).filter(|_| tree.kind(map) == Kind::Map && tree.node(list).first == item.0)
}

/// The blanks between a dash and what stands behind it on its line.
fn gap<'t>(tree: &'t Tree<'_>, item: NodeId) -> Option<&'t str> {
    let list = tree.parent(item)?;
    let is_item = tree.kind(list) == Kind::List && tree.form(list) == Form::Block;
    let gap = tree.text.get(tree.site(item).start as usize + 1..tree.span(item).start as usize);
    gap.filter(|gap| is_item && (1..=8).contains(&gap.len()) && gap.bytes().all(|byte| byte == b' '))
}

/// How strings are quoted: those that could do without, and all.
fn quotes(tree: &Tree<'_>) -> Quotes {
    let (mut always, mut single) = (0, 0);
    for node in all(tree).take(LOOK_AT).filter(|&node| tree.kind(node) == Kind::String) {
        let form = tree.form(node);
        if !matches!(form, Form::Bare | Form::Basic | Form::Literal) {
            continue;
        }
        if form != Form::Bare {
            single += if form == Form::Literal { 1 } else { -1 };
        }
        if tree.str(node).is_some_and(|text| yaml::is_plain(&text, false)) {
            always += if form == Form::Bare { -1 } else { 1 };
        }
    }
    Quotes { always: always > 0, single: single > 0, flow: true }
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
    tree.text.get(end(tree, first)..tree.site(NodeId(next)).start as usize).is_none_or(|gap| gap.has(b' '))
}

/// Whether a comma stands behind the last item.
fn ends_with_comma(tree: &Tree<'_>, container: NodeId) -> bool {
    // The parts of a table that dotted keys make may stand apart.
    let last = tree.children(container).map(|item| end(tree, item)).max();
    last.is_some_and(|last| super::flow::comma_after(tree, last, tree.span(container).end as usize).is_some())
}

/// Where the last part of an entry or item ends.
fn end(tree: &Tree<'_>, item: NodeId) -> usize {
    let parts = tree.children(item).filter(|_| tree.form(item) == Form::Dotted);
    parts.map(|part| end(tree, part)).max().unwrap_or(tree.span(item).end as usize)
}

/// The blanks before `at`, where nothing else stands before it on its line.
pub(super) fn own_line(text: &str, at: usize) -> Option<&str> {
    let before = text.part(..at);
    let rest = before.without_trailing(b" \t");
    (rest.is_empty() || rest.ends_with('\n') || rest == BOM).then(|| before.part(rest.len()..))
}

/// Whether a comment of TOML stands on the line above `node`, in it, or on its last line.
pub(super) fn has_comment(tree: &Tree<'_>, node: NodeId) -> bool {
    let (text, span) = (tree.text, tree.span(node));
    let line = line_start(text, tree.site(node).start as usize);
    let above = text.part(line_start(text, line.saturating_sub(1))..line);
    above.without_leading(b" \t").starts_with('#') || text.part(span.start as usize..next_line(text, span.end as usize)).has(b'#')
}

/// The white space that the line of `at` begins with.
pub(super) fn line_indent(text: &str, at: usize) -> &str {
    let line = text.part(line_start(text, at)..at);
    let line = line.strip_prefix(BOM).unwrap_or(line);
    line.part(..line.len() - line.without_leading(b" \t").len())
}
