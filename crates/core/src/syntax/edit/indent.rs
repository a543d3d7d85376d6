//! Edits of indented lines: block maps and lists of YAML.
//!
//! An entry is whole lines, with the comments directly above. Only the first entry of a collection may share its line with what
//! is before it, a dash (`- name: x`): when it goes, the next one moves up.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::super::print::{Quotes, Style};
use super::super::tree::NONE;
use super::super::{Form, Kind, NodeId, Syntax, Tree, Value, yaml};
use super::flow::{At, Change};
use super::style::Styles;
use super::weave::{Cut, Piece, Scalar, Weave};
use super::{Edits, trim_end};
use crate::text::{Ascii, BLANKS, concat, join, next_line};

/// The changes to the lines of one document.
pub(super) struct Lines<'t, 's> {
    styles: &'t Styles<'t, 's>,
    tree: &'t Tree<'s>,
    text: &'t str,
    weave: Weave<'t>,
    cuts: Vec<Cut>,
    pieces: Vec<Piece>,
}

/// An entry of a block collection, and its lines.
struct Item {
    node: NodeId,
    /// Where its lines begin, those of its comments first; of one that has no line of its own, where it begins.
    start: usize,
    /// Behind its last line.
    end: usize,
    removed: bool,
    /// The last item that stays, this one included.
    kept: Option<usize>,
}

/// A block map or list.
struct Level {
    /// What its lines begin with.
    indent: String,
    items: Vec<Item>,
    /// Whether the first item shares its line with what is before it.
    compact: bool,
}

/// How many neighbours are looked at to see how an entry is written.
const EXAMPLES: usize = 16;

/// What a map or list holds: an entry with its key, or an item.
type Part<'k> = (Option<&'k str>, &'k Value<'k>);

fn parts<'k>(value: &'k Value<'_>) -> Vec<Part<'k>> {
    match value {
        Value::Map(entries) => entries.iter().map(|(key, value)| (Some(&**key), value)).collect(),
        Value::List(items) => items.iter().map(|value| (None, value)).collect(),
        _ => Vec::new(),
    }
}

/// The neighbours of what is written, and the way from there to what is like the value at hand: keys, or items of lists.
struct Like<'k> {
    roots: Vec<NodeId>,
    path: Vec<Option<&'k str>>,
}

// What goes, and where what comes goes.
impl<'t, 's> Lines<'t, 's> {
    pub(super) fn new(styles: &'t Styles<'t, 's>) -> Self {
        let tree = styles.tree;
        Self { styles, tree, text: tree.text, weave: Weave::new(styles), cuts: Vec::new(), pieces: Vec::new() }
    }

    #[inline(never)]
    pub(super) fn edits(self, edits: &mut Edits) {
        let mut cuts: Vec<Cut> = Vec::new();
        for cut in self.cuts {
            match cuts.last_mut() {
                // What lies inside of something that goes has gone with it.
                Some(last) if cut.start < last.end => {}
                Some(last) if self.weave.is_empty(last.end, cut.start) => (last.end, last.last) = (cut.end, cut.last),
                _ => cuts.push(cut),
            }
        }
        self.weave.edits(cuts, self.pieces, edits);
    }

    /// All changes to the entries of one block collection.
    #[inline(never)]
    pub(super) fn change(&mut self, node: NodeId, changes: &[(NodeId, Change<'_>)], edits: &mut Edits) {
        let mut level = self.level(node);
        for (_, change) in changes {
            match change {
                Change::Set(node, value) => self.set(*node, value, edits),
                Change::Remove(node) => {
                    if let Some(at) = level.index(*node) {
                        level.items[at].removed = true;
                    }
                }
                Change::Insert(..) => {}
            }
        }
        let mut kept = None;
        for (at, item) in level.items.iter_mut().enumerate() {
            kept = if item.removed { kept } else { Some(at) };
            item.kept = kept;
        }
        let all_go = kept.is_none() && !level.items.is_empty();
        let apart = self.is_apart(node, &level);
        let mut front = Vec::new();
        let mut is_filled = false;
        for (_, change) in changes {
            let Change::Insert(at, key, value) = change else { continue };
            let behind = match at {
                At::Front => None,
                At::Behind(node) => level.index(*node),
                At::End | At::Dotted(_) => level.items.len().checked_sub(1),
            };
            let mut above = behind.and_then(|at| level.items[at].kept);
            if let Some(last) = above.filter(|&at| key.is_some() && self.is_unended(level.items[at].node)) {
                above = last.checked_sub(1).and_then(|at| level.items[at].kept);
            }
            let above = above.map(|at| &level.items[at]);
            let text = self.entry(node, &level, key.as_deref(), value);
            is_filled = true;
            if level.compact && above.is_none() {
                front.push(text);
                continue;
            }
            let is_first = above.is_none() && !level.items.is_empty();
            let at = match (above, level.items.first()) {
                (Some(above), _) => above.end,
                (None, Some(first)) => first.start,
                (None, None) => self.tree.span(node).start as usize,
            };
            let apart = apart && !above.is_some_and(|above| self.is_kept(above.node));
            // A comment below that is indented more would belong to what comes.
            let is_deeper = || self.weave.is_comment(at) && self.weave.blanks(at) > level.indent.len();
            let closed = is_first && (apart || is_deeper());
            self.piece(node, at, apart, closed, &[&level.indent, &text, self.styles.newline]);
        }
        let empty = if self.tree.kind(node) == Kind::List { "[]" } else { "{}" };
        let mut done = 0;
        if level.compact {
            done = self.head(&level, front, empty, edits);
        } else if all_go && !is_filled {
            if self.tree.parent(node).is_some() {
                let head = self.head_end(node);
                edits.push(head, head, concat(&[" ", empty]));
            } else if let Some(last) = level.items.last() {
                self.piece(node, last.end, false, false, &[&level.indent, empty, self.styles.newline]);
            }
        }
        for (at, item) in level.items.iter().enumerate().skip(done).filter(|(_, item)| item.removed) {
            let mut cut = Cut::new(item.start, item.end, self.styles.begin);
            if let Some(above) = at.checked_sub(1).map(|above| &level.items[above]) {
                cut.floor = above.end;
                cut.last = kept < Some(at);
                let chomping = self.chomping(above.node).filter(|_| self.weave.is_empty(above.end, item.start));
                cut.scalar = chomping.map(|chomping| Scalar { indent: level.indent.len(), keeps: chomping == b'+' });
            } else if !all_go {
                // Directly below a key, nothing is set apart.
                cut.tight = item.start <= self.styles.begin || !self.weave.is_comment(self.weave.line(item.start - 1));
            }
            self.cut(cut);
        }
    }

    /// Adds lines that go, in order; most of them come so.
    fn cut(&mut self, cut: Cut) {
        let at = self.cuts.partition_point(|other| (other.start, cut.end) <= (cut.start, other.end));
        self.cuts.insert(at, cut);
    }

    fn piece(&mut self, node: NodeId, at: usize, apart: bool, closed: bool, parts: &[&str]) {
        // What belongs to the innermost collection comes first.
        let mut rank = u32::MAX;
        let mut above = Some(node);
        while let Some(node) = above {
            rank -= 1;
            above = self.tree.parent(node);
        }
        self.pieces.push(Piece { at, rank, apart, closed, text: concat(parts) });
    }

    /// Where a compact collection begins: what goes from there and what comes there. How many items have been seen to.
    fn head(&self, level: &Level, front: Vec<String>, empty: &str, edits: &mut Edits) -> usize {
        let Some(head) = level.items.first() else { return 0 };
        let gap = concat(&[self.styles.newline, &level.indent]);
        let mut text = join(&front, &gap);
        if !head.removed {
            if !front.is_empty() {
                text.push_str(&gap);
                edits.push(head.start, head.start, text);
            }
            return 0;
        }
        if level.items.last().is_some_and(|last| last.kept.is_none()) {
            let end = self.line_end(head.start.max(head.end - 1));
            edits.push(head.start, end, if front.is_empty() { empty.to_owned() } else { text });
            return 1;
        }
        let mut done = 1;
        let mut end = head.end;
        loop {
            while self.weave.is_blank(end) {
                end = next_line(self.text, end);
            }
            match level.items.get(done) {
                Some(next) if next.removed && next.start == end => end = next.end,
                _ => break,
            }
            done += 1;
        }
        text.push_str(if front.is_empty() { "" } else { &gap });
        edits.push(head.start, end + self.weave.blanks(end), text);
        done
    }

    fn level(&self, node: NodeId) -> Level {
        let tree = self.tree;
        let mut level = Level { indent: String::new(), items: Vec::with_capacity(tree.len(node)), compact: false };
        for child in tree.children(node) {
            let site = tree.site(child).range();
            let line = self.weave.line(site.start);
            let bound = match level.items.last() {
                Some(above) => above.end,
                None => {
                    level.indent = " ".repeat(site.start - line);
                    level.compact = self.weave.blanks(line) < site.start - line;
                    self.styles.begin
                }
            };
            let is_first = level.items.is_empty();
            let start = if is_first && level.compact { site.start } else { self.attached(line, bound, &level) };
            // Comments below that are indented more belong to what is above them.
            let mut end = next_line(self.text, site.end);
            while end < self.text.len() && self.weave.is_comment(end) && self.weave.blanks(end) > level.indent.len() {
                end = next_line(self.text, end);
            }
            level.items.push(Item { node: child, start, end, removed: false, kept: None });
        }
        level
    }

    /// The start of the first of the comment lines directly above `line` that belong to it: the first comment block of the
    /// file does not, nor what is indented more, unless the entry is the first.
    fn attached(&self, line: usize, bound: usize, level: &Level) -> usize {
        let is_first = level.items.is_empty();
        let mut at = line;
        while at > bound {
            let above = self.weave.line(at - 1);
            if !self.weave.is_comment(above) || (self.weave.blanks(above) > level.indent.len() && !is_first) {
                break;
            }
            at = above;
        }
        let begins_file = line <= self.tree.span(self.tree.root()).start as usize;
        if begins_file && !self.text.part(..at).has(b'#') { line } else { at }
    }

    /// Where the line of `at` ends, before its line break.
    fn line_end(&self, at: usize) -> usize {
        let line = self.text.part(..next_line(self.text, at));
        let line = line.strip_suffix('\n').unwrap_or(line);
        line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// Behind the colon or dash, and what properties follow it, of an entry whose value has lines of its own.
    fn head_end(&self, node: NodeId) -> usize {
        let bytes = self.text.as_bytes();
        let mut at = self.tree.key_span(node).end as usize;
        let mut end = at;
        let mut is_behind = false;
        while let Some(byte) = bytes.get(at) {
            match byte {
                b' ' | b'\t' => at += 1,
                b'\r' | b'\n' if !is_behind => at += 1,
                b'#' if !is_behind => at = self.line_end(at),
                b':' | b'-' if !is_behind => {
                    (at, end, is_behind) = (at + 1, at + 1, true);
                }
                b'&' | b'!' => {
                    at += bytes[at..].iter().take_while(|&&byte| byte > b' ').count();
                    end = at;
                }
                _ => break,
            }
        }
        end
    }

    /// Whether the text ends with a block scalar that keeps the blank lines below it.
    fn is_kept(&self, node: NodeId) -> bool {
        self.chomping(node) == Some(b'+')
    }

    /// Whether the text ends within the last line of a block scalar that the entry ends with. Where that line is ended, some
    /// readers see a line break more in the scalar.
    fn is_unended(&self, node: NodeId) -> bool {
        let is_last = !self.text.ends_with('\n') && self.tree.span(node).end as usize == self.text.len();
        is_last && self.chomping(node).is_some_and(|chomping| chomping != b'-')
    }

    /// What becomes of the blank lines below the block scalar that the text ends with, if it does.
    fn chomping(&self, node: NodeId) -> Option<u8> {
        let tree = self.tree;
        let mut at = node;
        while tree.form(at) == Form::Block {
            let node = tree.node(at);
            if node.kind == Kind::String {
                return Some(yaml::chomping(tree.raw(at)));
            }
            if node.last == NONE {
                break;
            }
            at = NodeId(node.last);
        }
        None
    }

    /// Whether blank lines set the entries apart.
    fn is_apart(&self, node: NodeId, level: &Level) -> bool {
        match &*level.items {
            [_, .., last] => self.weave.is_open(last.start),
            [_] => false,
            // A document of comments alone.
            [] => {
                let end = trim_end(self.text.part(..self.tree.span(node).start as usize)).len();
                end > self.styles.begin && self.weave.is_comment(self.weave.line(end))
            }
        }
    }
}

impl Level {
    fn index(&self, node: NodeId) -> Option<usize> {
        self.items.binary_search_by_key(&node, |item| item.node).ok()
    }
}

// What comes.
impl Lines<'_, '_> {
    /// A new entry of the collection, from its key or dash on.
    fn entry(&self, node: NodeId, level: &Level, key: Option<&str>, value: &Value<'_>) -> String {
        // An entry is like its namesakes in the neighbours, else like the last of the neighbours of its kind that stay.
        let mut like = Like { roots: self.namesakes(node, key), path: Vec::new() };
        if self.example(&like, kind(value)).is_none() && !(key.is_some() && is_scalar(value)) {
            like.roots.clear();
            let mut behind = level.items.len();
            while let Some(at) = behind.checked_sub(1).and_then(|at| level.items[at].kept)
                && like.roots.len() < EXAMPLES
            {
                like.roots.push(level.items[at].node);
                behind = at;
            }
        }
        let mut out = String::new();
        self.lines(&mut out, &level.indent, &[(key, value)], &mut like, true);
        out
    }

    /// The manner of the document.
    fn style(&self) -> Style<'_> {
        self.styles.at(self.tree.root())
    }

    /// The entries `key` of the maps beside `map`.
    fn namesakes(&self, map: NodeId, key: Option<&str>) -> Vec<NodeId> {
        let (tree, mut found) = (self.tree, Vec::new());
        if let (Some(key), Some(above)) = (key, tree.parent(map)) {
            for beside in tree.children(above).take(EXAMPLES).filter(|&beside| tree.kind(beside) == Kind::Map) {
                found.extend(tree.get(beside, key));
            }
        }
        found
    }

    /// What shows how a value of this kind is written.
    fn example(&self, like: &Like<'_>, wanted: Kind) -> Option<NodeId> {
        let tree = self.tree;
        like.roots.iter().copied().find_map(|root| {
            let mut at = root;
            for key in &like.path {
                at = match key {
                    Some(key) if tree.kind(at) == Kind::Map => tree.get(at, key)?,
                    None if tree.kind(at) == Kind::List => tree.children(at).next()?,
                    _ => return None,
                };
            }
            let node = tree.node(at);
            let shows = match node.form {
                Form::Bare | Form::Basic | Form::Literal => true,
                Form::Flow | Form::Block => node.len > 0,
                _ => false,
            };
            (node.kind == wanted && shows).then_some(at)
        })
    }

    /// Whether these entries or items go into lines of their own.
    fn is_block(&self, parts: &[Part<'_>], example: Option<NodeId>) -> bool {
        let Some((key, _)) = parts.first() else { return false };
        let style = self.style();
        let spreads = if key.is_some() { style.spread_maps } else { style.spread_lists };
        match example {
            Some(example) => self.tree.form(example) == Form::Block,
            None => spreads != Some(false) || !parts.iter().all(|(_, value)| is_scalar(value)),
        }
    }

    /// Appends what stands behind the colon of a key, or behind a dash, in a line that is indented by `indent`.
    fn value<'k>(&self, out: &mut String, indent: &str, value: &'k Value<'_>, like: &mut Like<'k>, in_list: bool) {
        let example = self.example(like, kind(value));
        let parts = parts(value);
        let gap = if in_list { self.styles.usual().gap } else { " " };
        let is_block = self.is_block(&parts, example);
        if in_list || !is_block {
            out.push_str(gap);
        }
        if !is_block {
            return self.inline(out, value, example);
        }
        let inner = if in_list { concat(&[indent, " ", gap]) } else { concat(&[indent, self.step(&parts)]) };
        if !in_list {
            out.push_str(self.styles.newline);
            out.push_str(&inner);
        }
        self.lines(out, &inner, &parts, like, false);
    }

    /// How far the lines of a value are indented more than its key.
    fn step(&self, parts: &[Part<'_>]) -> &str {
        let unit = self.style().unit;
        if parts.iter().all(|(key, _)| key.is_none()) { self.styles.usual().list_indent.unwrap_or(unit) } else { unit }
    }

    /// Appends entries or items; the first is indented already. They are like what `like` leads to, or like what is in it.
    fn lines<'k>(&self, out: &mut String, indent: &str, parts: &[Part<'k>], like: &mut Like<'k>, is_new: bool) {
        for (at, &(key, value)) in parts.iter().enumerate() {
            if at > 0 {
                out.push_str(self.styles.newline);
                out.push_str(indent);
            }
            match key {
                Some(key) => {
                    self.style().key(out, key);
                    out.push(':');
                }
                None => out.push('-'),
            }
            if !is_new {
                like.path.push(key);
            }
            self.value(out, indent, value, like, key.is_none());
            if !is_new {
                like.path.pop();
            }
        }
    }

    /// Appends a value that stays on its line.
    fn inline(&self, out: &mut String, value: &Value<'_>, example: Option<NodeId>) {
        let flow = !is_scalar(value);
        let style = self.styles.at(example.filter(|_| flow).unwrap_or(self.tree.root()));
        let quotes = match example.map(|example| self.tree.form(example)) {
            Some(Form::Bare) => Quotes { always: false, flow, ..style.quotes },
            Some(form @ (Form::Basic | Form::Literal)) => Quotes { always: true, single: form == Form::Literal, flow },
            _ => Quotes { flow, ..style.quotes },
        };
        Style { quotes, ..style }.value(out, value, None);
    }

    /// What is like the value of `node`: itself, and its neighbours.
    fn like(&self, node: NodeId) -> Like<'static> {
        let tree = self.tree;
        let mut roots = vec![node];
        match tree.parent(node) {
            Some(list) if tree.kind(list) == Kind::List => roots.extend(tree.children(list).take(EXAMPLES)),
            Some(map) => roots.extend(self.namesakes(map, Some(&tree.key(node)))),
            None => {}
        }
        Like { roots, path: Vec::new() }
    }

    /// Whether the value of `node` is lines below its key or dash.
    fn is_below(&self, node: NodeId) -> bool {
        let is_block = self.tree.form(node) == Form::Block && self.tree.kind(node) != Kind::String;
        is_block && self.tree.parent(node).is_some() && self.has_own_line(node)
    }

    /// Whether the value of `node` begins its line.
    fn has_own_line(&self, node: NodeId) -> bool {
        let start = self.tree.span(node).start as usize;
        let line = self.weave.line(start);
        line + self.weave.blanks(line) == start
    }

    /// Replaces the value of an entry, or the whole document.
    #[inline(never)]
    pub(super) fn set(&mut self, node: NodeId, value: &Value<'_>, edits: &mut Edits) {
        let mut like = self.like(node);
        let example = self.example(&like, kind(value));
        let parts = parts(value);
        if self.is_block(&parts, example) && self.spread(node, &parts, &mut like, edits) {
            return;
        }
        let span = self.tree.span(node).range();
        let mut text = lead(self.tree, node).to_owned();
        if !self.is_below(node) {
            self.inline(&mut text, value, example);
            // The comment behind the sign of a block scalar stays behind what is no block scalar any more.
            if self.tree.form(node) == Form::Block
                && self.tree.kind(node) == Kind::String
                && let (head, _) = self.tree.raw(node).cut("\n").unwrap_or_default()
                && let Some(comment) = head.first_of(b"#")
            {
                text.push(' ');
                text.push_str(head.part(comment..).without_trailing(BLANKS));
            }
            return edits.push(span.start, span.end, text);
        }
        text.push(' ');
        self.inline(&mut text, value, example);
        let head = self.head_end(node);
        edits.push(head, head, text);
        self.leave(node);
    }

    /// Fills an empty collection between brackets, among lines, with what comes; `false` where it keeps its brackets.
    #[inline(never)]
    pub(super) fn fill(&mut self, node: NodeId, changes: &[(NodeId, Change<'_>)], edits: &mut Edits) -> bool {
        let inserts = changes.iter().filter_map(|(_, change)| match change {
            Change::Insert(_, key, value) => Some((key.as_deref(), value)),
            _ => None,
        });
        let parts: Vec<Part<'_>> = inserts.collect();
        let mut like = self.like(node);
        let example = self.example(&like, self.tree.kind(node));
        self.is_block(&parts, example) && self.spread(node, &parts, &mut like, edits)
    }

    /// Replaces the value of `node` by lines; `false` where lines cannot come: behind a dash, or where a value has a line of
    /// its own.
    fn spread<'k>(&mut self, node: NodeId, parts: &[Part<'k>], like: &mut Like<'k>, edits: &mut Edits) -> bool {
        let tree = self.tree;
        let span = tree.span(node).range();
        let site = tree.site(node).start as usize;
        let mut inner = " ".repeat(site - self.weave.line(site));
        let mut text = String::new();
        let is_below = self.is_below(node);
        let has_own_line = self.has_own_line(node) && !span.is_empty();
        match tree.parent(node) {
            // A map among lines is not indented by tabs; one between brackets may be.
            None if has_own_line && self.text.part(self.weave.line(site)..site).has(b'\t') => return false,
            None if has_own_line => {
                self.lines(&mut text, &inner, parts, like, false);
                edits.push(span.start, span.end, text);
                return true;
            }
            None => inner.clear(),
            Some(map) if tree.kind(map) == Kind::List || (has_own_line && !is_below) => return false,
            Some(_) => inner.push_str(self.step(parts)),
        }
        text.push_str(self.styles.newline);
        text.push_str(&inner);
        self.lines(&mut text, &inner, parts, like, false);
        let head = if is_below {
            self.leave(node);
            self.head_end(node)
        } else {
            let head = self.text.part(..span.start).without_trailing(b" \t").len();
            edits.push(head, span.end, "");
            span.end
        };
        let end = self.line_end(head);
        edits.push(end, end, text);
        true
    }

    /// Takes the lines of a collection away.
    fn leave(&mut self, node: NodeId) {
        let level = self.level(node);
        if let (Some(first), Some(last)) = (level.items.first(), level.items.last()) {
            self.cut(Cut::new(first.start, last.end, self.styles.begin));
        }
    }
}

fn kind(value: &Value<'_>) -> Kind {
    match value {
        Value::Map(_) => Kind::Map,
        Value::List(_) => Kind::List,
        _ => Kind::String,
    }
}

fn is_scalar(value: &Value<'_>) -> bool {
    !matches!(value, Value::Map(_) | Value::List(_))
}

/// What sets a value apart from the key or dash behind which nothing stands; where there is a value, only what a bracket does
/// without behind a colon, and no text.
pub(super) fn lead(tree: &Tree<'_>, node: NodeId) -> &'static str {
    let (key, value) = (tree.key_span(node), tree.span(node));
    let is_bare =
        || !tree.text.part(key.range()).starts_with(['"', '\'']) && tree.text.part(..value.start as usize).ends_with(':');
    match tree.parent(node) {
        Some(_) if tree.syntax == Syntax::Yaml && !value.is_empty() && !key.is_empty() && is_bare() => " ",
        Some(_) if value.is_empty() && !key.is_empty() && key.end == value.start => ": ",
        Some(_) if value.is_empty() => " ",
        _ => "",
    }
}
