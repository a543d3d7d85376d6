//! Edits between brackets: JSON objects and arrays, TOML inline tables and arrays.
//!
//! All changes to one container are carried out together, because they share commas: whether an item needs one depends on
//! what becomes of the items behind it.

use std::borrow::Cow;

use super::super::print::Style;
use super::super::{Form, NodeId, Syntax, Tree, Value};
use super::Edits;
use super::style::{Styles, is_one_line, line_indent};
use crate::text::{BOM, line_start, next_line};

/// Where an item is inserted.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum At {
    /// Before all items.
    Front,
    /// Behind this one.
    Behind(NodeId),
    /// Behind all items.
    End,
    /// Behind the last part of a table that dotted keys make, `{ a.b = 1 }`.
    Dotted(NodeId),
}

enum Change<'a> {
    Remove(NodeId),
    Insert(At, Option<Cow<'a, str>>, Value<'a>),
}

/// The changes to all containers between brackets.
#[derive(Default)]
pub(super) struct Flows<'a> {
    changes: Vec<(NodeId, Change<'a>)>,
}

impl<'a> Flows<'a> {
    pub(super) fn remove(&mut self, tree: &Tree<'_>, container: NodeId, node: NodeId) {
        if tree.form(node) == Form::Dotted {
            for child in tree.children(node) {
                self.remove(tree, container, child);
            }
        } else {
            self.changes.push((container, Change::Remove(node)));
        }
    }

    pub(super) fn insert(&mut self, container: NodeId, at: At, key: Option<Cow<'a, str>>, value: Value<'a>) {
        self.changes.push((container, Change::Insert(at, key, value)));
    }

    pub(super) fn edits(mut self, styles: &Styles<'_, '_>, edits: &mut Edits) {
        // Stable: insertions at one place keep the order in which they were planned.
        self.changes.sort_by_key(|&(container, _)| container);
        for changes in self.changes.chunk_by(|one, other| one.0 == other.0) {
            Container::new(styles, changes[0].0).edit(changes, edits);
        }
    }
}

struct Item {
    start: usize,
    end: usize,
    removed: bool,
}

struct Container<'t, 's> {
    tree: &'t Tree<'s>,
    node: NodeId,
    style: Style<'t>,
    one_line: bool,
    /// Behind the opening bracket, and where the closing one stands.
    open: usize,
    close: usize,
    items: Vec<Item>,
    /// The node of each item, in the same order.
    nodes: Vec<NodeId>,
}

impl<'t, 's> Container<'t, 's> {
    fn new(styles: &Styles<'t, 's>, node: NodeId) -> Self {
        let tree = styles.tree;
        let span = tree.span(node);
        let mut nodes = Vec::with_capacity(tree.len(node));
        leaves(tree, node, &mut nodes);
        nodes.sort_by_key(|&item| tree.site(item).start);
        let item = |&item: &NodeId| Item { start: tree.site(item).start as usize, end: tree.span(item).end as usize, removed: false };
        let items = nodes.iter().map(item).collect();
        // The empty document has no brackets yet.
        let (open, close) = if span.is_empty() { (span.start as usize, span.end as usize) } else { (span.start as usize + 1, span.end as usize - 1) };
        Self { tree, node, style: styles.at(node), one_line: is_one_line(tree, node), open, close, items, nodes }
    }

    fn edit(mut self, changes: &[(NodeId, Change<'_>)], edits: &mut Edits) {
        for (_, change) in changes {
            if let Change::Remove(node) = change
                && let Some(at) = self.index(*node)
            {
                self.items[at].removed = true;
            }
        }
        let texts = self.texts(changes);
        if self.tree.span(self.node).is_empty() {
            return self.fill_document(&texts, edits);
        }
        if self.items.is_empty() {
            return self.fill(&texts, edits);
        }
        let regions = self.regions();
        if texts.is_empty() && self.items.iter().all(|item| item.removed) && self.leaves_only_blanks(&regions) {
            return edits.push(self.open, self.close, "");
        }
        for &(start, end) in &regions {
            edits.push(start, end, "");
        }
        let last_kept = self.items.iter().rposition(|item| !item.removed);
        let last = self.items.len() - 1;
        let trailing = self.comma(last).is_some();
        let tail_grows = texts.iter().any(|&(at, _)| at.is_none_or(|at| last_kept.is_none_or(|kept| at >= kept))) && last_kept.is_some();
        if let Some(kept) = last_kept.filter(|&kept| kept < last && !trailing && !tail_grows)
            && let Some(comma) = self.comma(kept)
        {
            edits.push(comma, comma + 1, "");
        }
        for group in texts.chunk_by(|one, other| one.0 == other.0) {
            self.insert(group, last_kept, trailing, edits);
        }
    }

    fn index(&self, node: NodeId) -> Option<usize> {
        let start = self.tree.site(node).start as usize;
        self.items.binary_search_by_key(&start, |item| item.start).ok()
    }

    /// What is inserted, with the index of the kept item that it follows; `None` is the front.
    fn texts(&self, changes: &[(NodeId, Change<'_>)]) -> Vec<(Option<usize>, String)> {
        let tree = self.tree;
        let indent = (!self.one_line).then(|| self.indent());
        let mut texts = Vec::new();
        for (_, change) in changes {
            let Change::Insert(at, key, value) = change else { continue };
            let mut text = String::new();
            let mut behind = match at {
                At::Front => None,
                At::Behind(node) => self.index(*node),
                At::End => self.items.len().checked_sub(1),
                At::Dotted(map) => {
                    for key in dotted_path(tree, *map, self.node) {
                        self.style.key(&mut text, &key);
                        text.push('.');
                    }
                    let mut parts = Vec::new();
                    leaves(tree, *map, &mut parts);
                    parts.iter().filter_map(|&part| self.index(part)).max()
                }
            };
            while let Some(at) = behind.filter(|&at| self.items[at].removed) {
                behind = at.checked_sub(1);
            }
            match key {
                Some(key) => self.style.entry(&mut text, key, value, indent.as_deref()),
                None => self.style.value(&mut text, value, indent.as_deref()),
            }
            texts.push((behind, text));
        }
        texts.sort_by_key(|&(at, _)| at);
        texts
    }

    /// The white space that begins the line of an item.
    fn indent(&self) -> String {
        let own_line = |item: &&Item| {
            let start = line_start(self.tree.text, item.start);
            start > self.open.saturating_sub(1) && self.tree.text[start..item.start].bytes().all(|byte| matches!(byte, b' ' | b'\t'))
        };
        match self.items.iter().find(own_line) {
            Some(item) => self.tree.text[line_start(self.tree.text, item.start)..item.start].to_owned(),
            None if self.tree.span(self.node).is_empty() => self.style.unit.to_owned(),
            None => [line_indent(self.tree, self.open - 1), self.style.unit].concat(),
        }
    }

    fn comma(&self, item: usize) -> Option<usize> {
        let limit = self.items.get(item + 1).map_or(self.close, |next| next.start);
        comma_after(self.tree, self.items[item].end, limit)
    }

    /// Behind the item and its comma.
    fn end(&self, item: usize) -> usize {
        self.comma(item).map_or(self.items[item].end, |comma| comma + 1)
    }

    /// What is cut out for each removed item: whole lines where it has them, with the comments directly above.
    fn regions(&self) -> Vec<(usize, usize)> {
        let text = self.tree.text;
        let mut regions: Vec<(usize, usize)> = Vec::new();
        for (at, item) in self.items.iter().enumerate().filter(|(_, item)| item.removed) {
            let bound = at.checked_sub(1).map_or(self.open, |before| self.end(before));
            let end = self.end(at);
            let line = line_start(text, item.start);
            let owns_start = line >= bound && text[line..item.start].bytes().all(|byte| matches!(byte, b' ' | b'\t'));
            let trail = trail(self.tree, end, self.close);
            let (start, end) = match (owns_start, trail) {
                (true, Some(_)) => (self.attached(item.start, bound), next_line(text, end)),
                (true, None) => (item.start, blanks_behind(text, end, self.close)),
                (false, trail) if trail.is_some() || at + 1 == self.items.len() => {
                    (bound.max(item.start - blanks_before(&text[bound..item.start])), trail.unwrap_or(end))
                }
                (false, _) => (item.start, blanks_behind(text, end, self.close)),
            };
            let floor = regions.last().map_or(0, |&(_, end)| end);
            regions.push((start.max(floor), end.max(floor)));
        }
        regions
    }

    /// The start of the line of the first comment that belongs to the item at `start`.
    fn attached(&self, start: usize, bound: usize) -> usize {
        let text = self.tree.text;
        let mut line = line_start(text, start);
        for comment in comments(self.tree, bound, start).into_iter().rev() {
            let own = line_start(text, comment.0);
            let alone = own >= bound && text[own..comment.0].bytes().all(|byte| matches!(byte, b' ' | b'\t'));
            let begins_file = text[..comment.0].trim_start_matches(BOM).trim().is_empty();
            if !alone || begins_file || next_line(text, comment.1) != line {
                break;
            }
            line = own;
        }
        line
    }

    fn leaves_only_blanks(&self, regions: &[(usize, usize)]) -> bool {
        let mut at = self.open;
        for &(start, end) in regions {
            if !self.tree.text[at..start].trim().is_empty() {
                return false;
            }
            at = end;
        }
        self.tree.text[at.min(self.close)..self.close].trim().is_empty()
    }

    /// Writes items behind the kept item of `group`, or in front.
    fn insert(&self, group: &[(Option<usize>, String)], last_kept: Option<usize>, trailing: bool, edits: &mut Edits) {
        let indent = self.indent();
        let lead = [self.style.newline, &indent].concat();
        let (lead, gap) = if self.one_line { ("", self.style.comma) } else { (lead.as_str(), ",") };
        let Some(kept) = group[0].0 else {
            // In front of a kept item, or where all items went.
            let mut out = String::new();
            let follows = last_kept.is_some();
            for (at, (_, item)) in group.iter().enumerate() {
                let last = at + 1 == group.len() && !follows;
                out.push_str(lead);
                out.push_str(item);
                out.push_str(if !last { gap } else if trailing && !self.one_line { "," } else { "" });
            }
            let at = if self.one_line { self.items[0].start } else { trail(self.tree, self.open, self.close).unwrap_or(self.open) };
            return edits.push(at, at, out);
        };
        let is_tail = last_kept == Some(kept);
        let comma = self.comma(kept);
        let core = self.end(kept);
        let mut out = String::new();
        let place = if self.one_line { core } else { trail(self.tree, core, self.close).unwrap_or(core) };
        if comma.is_none() {
            if place == self.items[kept].end || self.one_line {
                out.push(',');
            } else {
                edits.push(self.items[kept].end, self.items[kept].end, ",");
            }
        }
        let blank = if self.one_line { &self.style.comma[1..] } else { "" };
        for (at, (_, item)) in group.iter().enumerate() {
            let last = at + 1 == group.len();
            out.push_str(lead);
            out.push_str(blank);
            out.push_str(item);
            out.push_str(if !last || !is_tail || trailing { "," } else { "" });
        }
        edits.push(place, place, out);
    }

    /// Fills brackets that hold no item.
    fn fill(&self, texts: &[(Option<usize>, String)], edits: &mut Edits) {
        let text = self.tree.text;
        let interior = &text[self.open..self.close];
        if self.one_line {
            let list = text[..self.open].ends_with('[');
            let pad = if list { "" } else { self.style.pad };
            let items: Vec<&str> = texts.iter().map(|(_, item)| item.as_str()).collect();
            return edits.push(self.open, self.close, [pad, &items.join(self.style.comma), pad].concat());
        }
        let newline = self.style.newline;
        let lead = [newline, &self.indent()].concat();
        let items = self.joined(texts, &lead);
        let base = line_indent(self.tree, self.open - 1);
        if interior.trim().is_empty() {
            edits.push(self.open, self.close, [&items, newline, base].concat());
        } else {
            // Comments: they stay, and the items come behind them.
            let end = self.open + interior.trim_end().len();
            edits.push(end, self.close, [&items, newline, base].concat());
        }
    }

    /// Fills a document that holds nothing, or nothing but comments.
    fn fill_document(&self, texts: &[(Option<usize>, String)], edits: &mut Edits) {
        let text = self.tree.text;
        let newline = self.style.newline;
        let items = self.joined(texts, &[newline, self.style.unit].concat());
        let whole = ["{", &items, newline, "}", newline].concat();
        let start = if text.starts_with(BOM) { BOM.len() } else { 0 };
        let content = text[start..].trim_end();
        if content.is_empty() {
            edits.push(start, text.len(), whole);
        } else {
            edits.push(start + content.len(), text.len(), [newline, &whole].concat());
        }
    }

    fn joined(&self, texts: &[(Option<usize>, String)], lead: &str) -> String {
        let mut out = String::new();
        for (at, (_, item)) in texts.iter().enumerate() {
            out.push_str(lead);
            out.push_str(item);
            out.push_str(if at + 1 < texts.len() { "," } else { "" });
        }
        out
    }
}

/// The entries and items of `container` as they stand in the text: of a table made by dotted keys its parts.
fn leaves(tree: &Tree<'_>, container: NodeId, out: &mut Vec<NodeId>) {
    for child in tree.children(container) {
        if tree.form(child) == Form::Dotted {
            leaves(tree, child, out);
        } else {
            out.push(child);
        }
    }
}

/// The keys from below `container` down to `map`.
fn dotted_path<'s>(tree: &Tree<'s>, map: NodeId, container: NodeId) -> Vec<Cow<'s, str>> {
    let mut path = Vec::new();
    let mut at = Some(map);
    while let Some(node) = at.filter(|&node| node != container) {
        path.push(tree.key(node));
        at = tree.parent(node);
    }
    path.reverse();
    path
}

/// The comma between `from`, the end of an item, and `limit`.
pub(super) fn comma_after(tree: &Tree<'_>, from: usize, limit: usize) -> Option<usize> {
    let mut at = from;
    while at < limit {
        match tree.text.as_bytes()[at] {
            b',' => return Some(at),
            _ => at = comment_end(tree, at).unwrap_or(at + 1),
        }
    }
    None
}

/// The end of the comment that begins at `at`, its line break not included.
fn comment_end(tree: &Tree<'_>, at: usize) -> Option<usize> {
    let rest = &tree.text[at..];
    let line = || at + rest.find(['\n', '\r']).unwrap_or(rest.len());
    match tree.syntax {
        Syntax::Json if rest.starts_with("//") => Some(line()),
        Syntax::Json if rest.starts_with("/*") => Some(at + rest.find("*/").map_or(rest.len(), |end| end + 2)),
        Syntax::Toml if rest.starts_with('#') => Some(line()),
        _ => None,
    }
}

/// The comments between two items.
fn comments(tree: &Tree<'_>, from: usize, to: usize) -> Vec<(usize, usize)> {
    let mut found = Vec::new();
    let mut at = from;
    while at < to {
        match comment_end(tree, at) {
            Some(end) => {
                found.push((at, end));
                at = end;
            }
            None => at += 1,
        }
        while !tree.text.is_char_boundary(at) {
            at += 1;
        }
    }
    found
}

/// Where the line ends, if from `at` on it holds nothing but blanks and comments that end in it.
fn trail(tree: &Tree<'_>, at: usize, limit: usize) -> Option<usize> {
    let mut at = at;
    loop {
        match tree.text.as_bytes().get(at) {
            None => return Some(at),
            Some(b'\n') => return Some(at),
            Some(b'\r') if tree.text[at..].starts_with("\r\n") => return Some(at),
            _ if at >= limit => return None,
            Some(b' ' | b'\t') => at += 1,
            _ => {
                let end = comment_end(tree, at)?;
                if tree.text[at..end].contains('\n') {
                    return None;
                }
                at = end;
            }
        }
    }
}

fn blanks_before(text: &str) -> usize {
    text.len() - text.trim_end_matches([' ', '\t']).len()
}

fn blanks_behind(text: &str, at: usize, limit: usize) -> usize {
    let rest = &text[at..limit];
    at + rest.len() - rest.trim_start_matches([' ', '\t']).len()
}
