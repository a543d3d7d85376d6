//! Edits of indented lines: block maps and lists of YAML.
//!
//! An entry is whole lines, with the comments directly above. Only the first entry of a collection may share its line with what
//! is before it, a dash (`- name: x`): when it goes, the next one moves up.

use super::super::print::{Quotes, Style};
use super::super::tree::NONE;
use super::super::{Form, Kind, NodeId, Tree, Value};
use super::Edits;
use super::flow::{At, Change};
use super::style::{Styles, column, own_line};
use super::weave::{Cut, Piece, Weave};
use crate::order::sort_by;
use crate::text::next_line;

/// The changes to the lines of one document.
pub(super) struct Lines<'t, 's> {
    styles: &'t Styles<'t, 's>,
    tree: &'t Tree<'s>,
    text: &'t str,
    weave: Weave<'t>,
    cuts: Vec<Cut>,
    pieces: Vec<Piece>,
}

struct Item {
    node: NodeId,
    /// Where its lines begin, those of its comments first; of one that has no line of its own, where it begins.
    start: usize,
    site: usize,
    /// Behind its last line.
    end: usize,
    removed: bool,
}

/// A block map or list.
struct Level {
    node: NodeId,
    /// What its lines begin with.
    indent: String,
    items: Vec<Item>,
    /// Whether the first item shares its line with what is before it.
    compact: bool,
}

/// How many neighbours are looked at to see how an entry is written.
const EXAMPLES: usize = 16;

// What goes, and where what comes goes.
impl<'t, 's> Lines<'t, 's> {
    pub(super) fn new(styles: &'t Styles<'t, 's>) -> Self {
        let tree = styles.tree;
        Self { styles, tree, text: tree.text, weave: Weave::new(styles), cuts: Vec::new(), pieces: Vec::new() }
    }

    pub(super) fn edits(mut self, edits: &mut Edits) {
        sort_by(&mut self.cuts, |cut| ((cut.start as u64) << 32) | (u64::from(u32::MAX) - cut.end as u64));
        let mut cuts: Vec<Cut> = Vec::new();
        for cut in self.cuts {
            match cuts.last_mut() {
                // What lies inside of something that goes has gone with it.
                Some(last) if cut.start < last.end => {}
                Some(last) if self.text[last.end..cut.start].trim().is_empty() => last.end = cut.end,
                _ => cuts.push(cut),
            }
        }
        self.weave.edits(cuts, self.pieces, edits);
    }

    /// All changes to the entries of one block collection.
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
        let mut kept = Vec::with_capacity(level.items.len());
        for (at, item) in level.items.iter().enumerate() {
            kept.push(if item.removed { kept.last().copied().flatten() } else { Some(at) });
        }
        let mut inserts: Vec<(Option<usize>, String)> = Vec::new();
        for (_, change) in changes {
            let Change::Insert(at, key, value) = change else { continue };
            let behind = match at {
                At::Front => None,
                At::Behind(node) => level.index(*node),
                At::End | At::Dotted(_) => level.items.len().checked_sub(1),
            };
            inserts.push((behind.and_then(|at| kept[at]), self.entry(&level, key.as_deref(), value)));
        }
        sort_by(&mut inserts, |&(at, _)| at.map_or(0, |at| at as u64 + 1));
        let first = if level.compact { self.head(&level, &mut inserts, edits) } else { 0 };
        let all_go = !level.items.is_empty() && level.items.iter().all(|item| item.removed);
        if all_go && inserts.is_empty() && first == 0 {
            self.empty(&level, edits);
        }
        for (at, item) in level.items.iter().enumerate().skip(first).filter(|(_, item)| item.removed) {
            let above = at.checked_sub(1).map(|at| &level.items[at]);
            let floor = above.map_or(self.styles.begin, |above| above.end);
            let glued = above.is_some_and(|above| self.is_kept(above.node));
            // Directly below a key, nothing is set apart.
            let below_key = || item.start <= self.styles.begin || !self.weave.is_comment(self.weave.line(item.start - 1));
            let tight = glued || (above.is_none() && !all_go && below_key());
            self.cuts.push(Cut { tight, glued, ..Cut::new(item.start, item.end, floor) });
        }
        let apart = self.is_apart(&level);
        for (behind, entry) in inserts {
            let above = behind.map(|at| &level.items[at]);
            let at = match (above, level.items.first()) {
                (Some(above), _) => above.end,
                (None, Some(first)) => first.start,
                (None, None) => self.tree.span(node).start as usize,
            };
            let apart = apart && !above.is_some_and(|above| self.is_kept(above.node));
            let text = [&*level.indent, &entry, self.styles.newline].concat();
            self.pieces.push(Piece {
                at,
                rank: u32::MAX - self.depth(node),
                apart,
                closed: apart && above.is_none() && !level.items.is_empty(),
                text,
            });
        }
    }

    /// Where a compact collection begins: what goes from there and what comes there. How many items have been seen to.
    fn head(&self, level: &Level, inserts: &mut Vec<(Option<usize>, String)>, edits: &mut Edits) -> usize {
        let Some(head) = level.items.first() else { return 0 };
        let gap = [self.styles.newline, &level.indent].concat();
        let front = inserts.iter().take_while(|(behind, _)| behind.is_none()).count();
        let front: Vec<String> = inserts.drain(..front).map(|(_, entry)| entry).collect();
        if !head.removed {
            if !front.is_empty() {
                edits.push(head.site, head.site, [&*front.join(&gap), &gap].concat());
            }
            return 0;
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
        if level.items.iter().any(|item| !item.removed) {
            let blanks = self.text[end..].len() - self.text[end..].trim_start_matches(' ').len();
            let mut text = front.join(&gap);
            text.push_str(if front.is_empty() { "" } else { &gap });
            edits.push(head.site, end + blanks, text);
            return done;
        }
        let end = self.line_end(level.items[0].site.max(level.items[0].end - 1));
        let empty = if self.tree.kind(level.node) == Kind::List { "[]" } else { "{}" };
        edits.push(head.site, end, if front.is_empty() { empty.to_owned() } else { front.join(&gap) });
        1
    }

    /// Puts `{}` or `[]` where all entries of a collection with lines of its own go.
    fn empty(&mut self, level: &Level, edits: &mut Edits) {
        let empty = if self.tree.kind(level.node) == Kind::List { "[]" } else { "{}" };
        if self.tree.parent(level.node).is_some() {
            let head = self.head_end(level.node);
            edits.push(head, head, [" ", empty].concat());
        } else if let Some(last) = level.items.last() {
            let text = [&*level.indent, empty, self.styles.newline].concat();
            self.pieces.push(Piece { at: last.end, rank: u32::MAX, apart: false, closed: false, text });
        }
    }

    fn level(&self, node: NodeId) -> Level {
        let tree = self.tree;
        let mut items: Vec<Item> = Vec::with_capacity(tree.len(node));
        let (mut compact, mut indent) = (false, 0);
        for child in tree.children(node) {
            let Some(site) = Some(tree.site(child)).filter(|site| !site.is_empty()) else { continue };
            let (site, end) = (site.start as usize, site.end as usize);
            let line = self.weave.line(site);
            if items.is_empty() {
                compact = own_line(self.text, site).is_none();
                indent = site - line;
            }
            let bound = items.last().map_or(self.styles.begin, |above: &Item| above.end);
            let start =
                if items.is_empty() && compact { site } else { self.attached(line, bound, site - line, items.is_empty()) };
            // Comments below that are indented more belong to what is above them.
            let mut behind = next_line(self.text, end);
            while behind < self.text.len() && self.weave.is_comment(behind) && self.blanks(behind) > column(tree, child) {
                behind = next_line(self.text, behind);
            }
            items.push(Item { node: child, start, site, end: behind, removed: false });
        }
        Level { node, indent: " ".repeat(indent), items, compact }
    }

    /// How many blanks begin a line.
    fn blanks(&self, line: usize) -> usize {
        let line = &self.text[line..];
        line.len() - line.trim_start_matches([' ', '\t']).len()
    }

    /// The start of the first of the comment lines directly above `line` that belong to it: the first comment block of the
    /// file does not, nor what is indented more, unless nothing else is above.
    fn attached(&self, line: usize, bound: usize, column: usize, is_first: bool) -> usize {
        let mut at = line;
        while at > bound {
            let above = self.weave.line(at - 1);
            if !self.weave.is_comment(above) || (self.blanks(above) > column && !is_first) {
                break;
            }
            at = above;
        }
        let begins = |line: &str| line.trim().is_empty() || line.starts_with('%') || line.starts_with("---");
        if self.text[self.styles.begin..at].lines().all(begins) { line } else { at }
    }

    /// Where the line of `at` ends, before its line break.
    fn line_end(&self, at: usize) -> usize {
        let line = &self.text[..next_line(self.text, at)];
        let line = line.strip_suffix('\n').unwrap_or(line);
        line.strip_suffix('\r').unwrap_or(line).len()
    }

    /// Behind the colon or dash, and what properties follow it, of an entry whose value has lines of its own.
    fn head_end(&self, node: NodeId) -> usize {
        let mut at = self.tree.key_span(node).end as usize;
        let mut end = None;
        loop {
            let rest = &self.text[at..];
            match (rest.as_bytes().first(), end) {
                (Some(b' ' | b'\t'), _) | (Some(b'\r' | b'\n'), None) => at += 1,
                (Some(b'#'), None) => at = self.line_end(at),
                (Some(b':' | b'-'), None) => {
                    at += 1;
                    end = Some(at);
                }
                (Some(b'&' | b'!'), Some(_)) => {
                    at += rest.find([' ', '\t', '\r', '\n']).unwrap_or(rest.len());
                    end = Some(at);
                }
                _ => return end.unwrap_or(at),
            }
        }
    }

    /// Whether the text ends with a block scalar that keeps the blank lines below it.
    fn is_kept(&self, node: NodeId) -> bool {
        let tree = self.tree;
        let mut at = node;
        while tree.form(at) == Form::Block && tree.node(at).last != NONE && tree.kind(at) != Kind::String {
            at = NodeId(tree.node(at).last);
        }
        let is_scalar = tree.form(at) == Form::Block && tree.kind(at) == Kind::String;
        is_scalar && tree.raw(at).bytes().skip(1).take(2).any(|byte| byte == b'+')
    }

    /// Whether blank lines set the entries apart.
    fn is_apart(&self, level: &Level) -> bool {
        match &*level.items {
            [_, .., last] => self.weave.is_open(last.start),
            [_] => false,
            // A document of comments alone.
            [] => self.text[self.styles.begin..self.tree.span(level.node).start as usize]
                .trim_end()
                .rsplit('\n')
                .next()
                .is_some_and(|last| last.trim().starts_with('#')),
        }
    }

    fn depth(&self, node: NodeId) -> u32 {
        let above = std::iter::successors(Some(node), |&node| self.tree.parent(node));
        above.map(|_| 1).sum()
    }
}

impl Level {
    fn index(&self, node: NodeId) -> Option<usize> {
        self.items.binary_search_by_key(&node, |item| item.node).ok()
    }
}

// What comes.
impl Lines<'_, '_> {
    /// A new entry, from its key or dash on.
    fn entry(&self, level: &Level, key: Option<&str>, value: &Value<'_>) -> String {
        let tree = self.tree;
        let beside = || tree.children(level.node).take(EXAMPLES);
        // An entry is like its namesakes in the neighbours, else like the neighbours of its kind.
        let mut like: Vec<NodeId> = Vec::new();
        if let (Some(key), Some(above)) = (key, tree.parent(level.node)) {
            like = self.inside(&tree.children(above).take(EXAMPLES).collect::<Vec<_>>(), Some(key));
        }
        if !like.iter().any(|&node| self.is_like(node, value)) {
            like = beside().filter(|_| !is_scalar(value) || key.is_none()).collect();
        }
        let mut out = String::new();
        match key {
            Some(key) => {
                self.styles.at(level.node).key(&mut out, key);
                out.push(':');
            }
            None => out.push('-'),
        }
        self.value(&mut out, &level.indent, value, &like, key.is_none());
        out
    }

    /// What the nodes hold: the entries `key` of maps, the items of lists.
    fn inside(&self, nodes: &[NodeId], key: Option<&str>) -> Vec<NodeId> {
        let tree = self.tree;
        match key {
            Some(key) => {
                nodes.iter().filter(|&&node| tree.kind(node) == Kind::Map).filter_map(|&node| tree.get(node, key)).collect()
            }
            None => {
                let lists = nodes.iter().filter(|&&node| tree.kind(node) == Kind::List);
                lists.flat_map(|&node| tree.children(node).take(EXAMPLES)).take(EXAMPLES).collect()
            }
        }
    }

    /// Whether the node shows how the value is written.
    fn is_like(&self, node: NodeId, value: &Value<'_>) -> bool {
        let tree = self.tree;
        match value {
            Value::Map(_) | Value::List(_) => {
                let kind = if matches!(value, Value::Map(_)) { Kind::Map } else { Kind::List };
                tree.kind(node) == kind && tree.len(node) > 0 && tree.form(node) != Form::Alias
            }
            _ => tree.kind(node) == Kind::String && matches!(tree.form(node), Form::Bare | Form::Basic | Form::Literal),
        }
    }

    /// Whether the value goes into lines of its own.
    fn is_block(&self, value: &Value<'_>, like: &[NodeId]) -> bool {
        let style = self.styles.at(self.tree.root());
        let (len, spreads) = match value {
            Value::List(items) => (items.len(), style.spread_lists.filter(|_| items.iter().all(is_scalar))),
            Value::Map(entries) => {
                (entries.len(), style.spread_maps.filter(|_| entries.iter().all(|(_, value)| is_scalar(value))))
            }
            _ => (0, None),
        };
        let example = like.iter().find(|&&node| self.is_like(node, value));
        len > 0 && example.map_or(spreads != Some(false), |&node| self.tree.form(node) == Form::Block)
    }

    /// Appends what stands behind the colon of a key, or behind a dash, in a line that is indented by `indent`.
    fn value(&self, out: &mut String, indent: &str, value: &Value<'_>, like: &[NodeId], in_list: bool) {
        let gap = if in_list { self.styles.gap } else { " " };
        if !self.is_block(value, like) {
            out.push_str(gap);
            return self.inline(out, value, like);
        }
        if in_list {
            out.push_str(gap);
            return self.lines(out, &[indent, " ", gap].concat(), value, like);
        }
        let indent = [indent, self.step(value)].concat();
        out.push_str(self.styles.newline);
        out.push_str(&indent);
        self.lines(out, &indent, value, like);
    }

    /// How far the lines of a value are indented more than its key.
    fn step(&self, value: &Value<'_>) -> &str {
        let unit = self.styles.at(self.tree.root()).unit;
        if matches!(value, Value::List(_)) { self.styles.list_indent.unwrap_or(unit) } else { unit }
    }

    /// Appends the lines of a value; the first is indented already.
    fn lines(&self, out: &mut String, indent: &str, value: &Value<'_>, like: &[NodeId]) {
        let next = |out: &mut String, at: usize| {
            if at > 0 {
                out.push_str(self.styles.newline);
                out.push_str(indent);
            }
        };
        match value {
            Value::Map(entries) => {
                for (at, (key, value)) in entries.iter().enumerate() {
                    next(out, at);
                    self.styles.at(self.tree.root()).key(out, key);
                    out.push(':');
                    self.value(out, indent, value, &self.inside(like, Some(key)), false);
                }
            }
            Value::List(items) => {
                let like = self.inside(like, None);
                for (at, value) in items.iter().enumerate() {
                    next(out, at);
                    out.push('-');
                    self.value(out, indent, value, &like, true);
                }
            }
            scalar => self.inline(out, scalar, like),
        }
    }

    /// Appends a value that stays on its line.
    fn inline(&self, out: &mut String, value: &Value<'_>, like: &[NodeId]) {
        let style = self.styles.at(self.tree.root());
        let example = like.iter().find(|&&node| self.is_like(node, value)).map(|&node| self.tree.form(node));
        let flow = !is_scalar(value);
        let quotes = match example {
            Some(Form::Bare) => Quotes { always: false, flow, ..style.quotes },
            Some(form @ (Form::Basic | Form::Literal)) => Quotes { always: true, single: form == Form::Literal, flow },
            _ => Quotes { flow, ..style.quotes },
        };
        let container = like.iter().find(|&&node| flow && self.is_like(node, value)).map(|&node| self.styles.at(node));
        Style { quotes, ..container.unwrap_or(style) }.value(out, value, None);
    }

    /// Replaces the value of an entry, or the whole document.
    pub(super) fn set(&mut self, node: NodeId, value: &Value<'_>, edits: &mut Edits) {
        let tree = self.tree;
        let span = tree.span(node).range();
        let parent = tree.parent(node);
        let is_item = parent.is_some_and(|parent| tree.kind(parent) == Kind::List);
        let is_lines = tree.form(node) == Form::Block && tree.kind(node) != Kind::String;
        let mut like = vec![node];
        if !self.is_like(node, value) {
            let above = if is_item { parent } else { parent.and_then(|map| tree.parent(map)) };
            like = above.map(|above| tree.children(above).take(EXAMPLES).collect()).unwrap_or_default();
            if !is_item {
                like = self.inside(&like, Some(&tree.key(node)));
            }
        }
        let mut text = String::new();
        // Of `? key` without a value the colon is missing, too.
        let is_bare = parent.is_some() && span.is_empty() && tree.key_span(node).end == tree.span(node).start && !is_item;
        let explicit = if is_bare { [self.styles.newline, &" ".repeat(column(tree, node)), ":"].concat() } else { String::new() };
        let line = self.weave.line(span.start);
        if !self.is_block(value, &like) {
            if is_lines && parent.is_some() && own_line(self.text, span.start).is_some() {
                let head = self.head_end(node);
                text.push(' ');
                self.inline(&mut text, value, &like);
                edits.push(head, head, text);
                let level = self.level(node);
                if let (Some(first), Some(last)) = (level.items.first(), level.items.last()) {
                    self.cuts.push(Cut::new(first.start, last.end, self.styles.begin));
                }
                return;
            }
            text.push_str(&explicit);
            text.push_str(if !explicit.is_empty() { " " } else { lead(tree, node) });
            self.inline(&mut text, value, &like);
            return edits.push(span.start, span.end, text);
        }
        let before = &self.text[line..span.start];
        let is_own = before.bytes().all(|byte| byte == b' ') && !span.is_empty();
        if is_own || (is_item && !before.contains('\t')) {
            // A list may stand in the column of its key, a map may not.
            let below = parent.filter(|_| !is_item && is_own).map_or(0, |_| column(tree, node) + 1);
            let step = if before.len() < below { self.step(value) } else { "" };
            text.push_str(if span.is_empty() { self.styles.gap } else { step });
            let indent = [&*" ".repeat(before.chars().count()), &*text].concat();
            self.lines(&mut text, &indent, value, &like);
            return edits.push(span.start, span.end, text);
        }
        let head = self.text[..span.start].trim_end_matches([' ', '\t']).len();
        let indent = parent.map(|_| [&*" ".repeat(column(tree, node)), self.step(value)].concat()).unwrap_or_default();
        text.push_str(&explicit);
        text.push_str(self.styles.newline);
        text.push_str(&indent);
        self.lines(&mut text, &indent, value, &like);
        let end = self.line_end(span.end);
        edits.push(head, span.end, "");
        edits.push(end, end, text);
    }
}

fn is_scalar(value: &Value<'_>) -> bool {
    !matches!(value, Value::Map(_) | Value::List(_))
}

/// What sets a value apart from the key or dash behind which nothing stands; where there is a value, nothing.
pub(super) fn lead(tree: &Tree<'_>, node: NodeId) -> &'static str {
    let (key, value) = (tree.key_span(node), tree.span(node));
    match tree.parent(node) {
        Some(_) if value.is_empty() && !key.is_empty() && key.end == value.start => ": ",
        Some(_) if value.is_empty() => " ",
        _ => "",
    }
}
