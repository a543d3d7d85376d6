//! Edits between brackets: JSON objects and arrays, TOML inline tables and arrays, YAML flow maps and lists.
//!
//! All changes to one container are carried out together, because they share commas: whether an item needs one depends on
//! what becomes of the items behind it.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use super::super::print::Style;
use super::super::{Form, Kind, NodeId, Syntax, Tree, Value};
use super::indent::{Lines, lead};
use super::style::{Styles, comment_indent, line_indent, own_line};
use super::{Edits, is_blank, trim_end};
use crate::order::sort_by;
use crate::text::{Ascii, concat, join, next_line};

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

pub(super) enum Change<'a> {
    Set(NodeId, Value<'a>),
    Remove(NodeId),
    Insert(At, Option<Cow<'a, str>>, Value<'a>),
}

/// The changes to all containers between brackets.
#[derive(Default)]
pub(super) struct Flows<'a> {
    changes: Vec<(NodeId, Change<'a>)>,
}

impl<'a> Flows<'a> {
    pub(super) fn set(&mut self, container: NodeId, node: NodeId, value: Value<'a>) {
        self.changes.push((container, Change::Set(node, value)));
    }

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

    pub(super) const fn is_empty(&self) -> bool {
        self.changes.is_empty()
    }

    #[inline(never)]
    pub(super) fn edits<'t>(mut self, styles: &'t Styles<'t, '_>, lines: &mut Lines<'_, '_>, edits: &mut Edits) {
        // Stable: insertions at one place keep the order in which they were planned.
        sort_by(&mut self.changes, |(container, _)| u64::from(container.0));
        for changes in self.changes.chunk_by(|one, other| one.0 == other.0) {
            let (tree, node) = (styles.tree, changes[0].0);
            match tree.form(node) {
                Form::Block => lines.change(node, changes, edits),
                // Nothing between brackets among lines gives way to lines.
                _ if in_lines(tree, node) && lines.fill(node, changes, edits) => {}
                _ => Container::new(styles, node).edit(changes, edits),
            }
        }
    }
}

/// Whether it is an empty collection of YAML, without a comment, that does not stand between brackets itself.
fn in_lines(tree: &Tree<'_>, node: NodeId) -> bool {
    let among = tree.parent(node).is_none_or(|above| tree.form(above) == Form::Block);
    tree.syntax == Syntax::Yaml && tree.len(node) == 0 && among && !tree.raw(node).has(b'#')
}

struct Item {
    start: usize,
    end: usize,
    /// The comma behind it.
    comma: Option<usize>,
    removed: bool,
}

impl Item {
    /// Behind the item and its comma.
    fn close(&self) -> usize {
        self.comma.map_or(self.end, |comma| comma + 1)
    }
}

/// What is cut out.
struct Cut {
    start: usize,
    end: usize,
    /// It begins at the start of a line and ends behind a line break.
    lines: bool,
    /// Nothing before this place may be touched.
    bound: usize,
}

/// New items, as they are written behind the kept item of this index, or in front.
type Insert = (Option<usize>, String);

struct Container<'t, 's> {
    styles: &'t Styles<'t, 's>,
    text: &'t str,
    node: NodeId,
    style: Style<'t>,
    one_line: bool,
    /// What begins the line of an item; where the items share a line, nothing.
    indent: String,
    /// Behind the opening bracket, and where the closing one stands.
    open: usize,
    close: usize,
    items: Vec<Item>,
    /// What separates the items where each begins its line with a comma.
    comma_first: Option<String>,
}

impl<'t, 's> Container<'t, 's> {
    fn new(styles: &'t Styles<'t, 's>, node: NodeId) -> Self {
        let tree = styles.tree;
        let span = tree.span(node);
        // The empty document has no brackets yet.
        let bracket = usize::from(!span.is_empty());
        let (open, close) = (span.start as usize + bracket, span.end as usize - bracket);
        let mut nodes = Vec::with_capacity(tree.len(node));
        leaves(tree, node, &mut nodes);
        sort_by(&mut nodes, |&item| u64::from(tree.site(item).start));
        let starts = nodes.iter().skip(1).map(|&next| tree.site(next).start as usize);
        let item = |(&item, limit): (&NodeId, usize)| {
            let (start, end) = (tree.site(item).start as usize, tree.span(item).end as usize);
            Item { start, end, comma: comma_after(tree, end, limit), removed: false }
        };
        let items = nodes.iter().zip(starts.chain([close])).map(item).collect();
        let (style, one_line) = (styles.at(node), styles.is_one_line(node));
        let indent = String::new();
        let mut container =
            Self { styles, text: tree.text, node, style, one_line, indent, open, close, items, comma_first: None };
        if !one_line {
            container.indent = container.indent();
        }
        container
    }

    /// The white space that begins the line of an item.
    fn indent(&self) -> String {
        match self.items.iter().find_map(|item| own_line(self.text, item.start)) {
            Some(indent) => indent.to_owned(),
            None if self.is_new() => self.style.unit.to_owned(),
            None => match comment_indent(self.styles.tree, self.node) {
                Some(indent) => indent.to_owned(),
                None => concat(&[self.base(), self.style.unit]),
            },
        }
    }

    /// The white space that begins the line of the opening bracket.
    fn base(&self) -> &'t str {
        line_indent(self.text, self.open - 1)
    }

    /// Whether it is the root of a document that holds nothing.
    fn is_new(&self) -> bool {
        self.styles.tree.span(self.node).is_empty()
    }

    fn edit(mut self, changes: &[(NodeId, Change<'_>)], edits: &mut Edits) {
        for (_, change) in changes {
            match change {
                Change::Remove(node) => {
                    if let Some(at) = self.index(*node) {
                        self.items[at].removed = true;
                    }
                }
                Change::Set(node, value) => {
                    let span = self.styles.tree.span(*node);
                    let mut text = lead(self.styles.tree, *node).to_owned();
                    self.style.value(&mut text, value, self.value_indent(value));
                    edits.push(span.start as usize, span.end as usize, text);
                }
                Change::Insert(..) => {}
            }
        }
        self.comma_first = self.comma_first();
        let inserts = self.inserts(changes);
        let cuts = self.cuts();
        if self.is_new() {
            return self.fill_document(&inserts, edits);
        }
        match self.items.iter().rposition(|item| !item.removed) {
            Some(last) => self.edit_items(last, &inserts, &cuts, edits),
            None if self.items.is_empty() && inserts.is_empty() => {}
            None => self.refill(&inserts, &cuts, edits),
        }
    }

    /// What separates the items, if each begins its line with a comma.
    fn comma_first(&self) -> Option<String> {
        let gaps = || self.items.iter().zip(self.items.iter().skip(1));
        let leads = |(item, next): (&Item, &Item)| {
            let comma = item.comma?;
            let indent = own_line(self.text, comma).filter(|indent| comma - indent.len() > item.end)?;
            let gap = self.text.part(comma..next.start);
            gap.part(1..).without_leading(b" \t").is_empty().then(|| concat(&[self.style.newline, indent, gap]))
        };
        // What precedes the first item that is kept, and goes, must hold no comment but those of items that go.
        let first = self.items.iter().position(|item| !item.removed)?;
        let before = &self.items[..first];
        let bare = before.last().is_none_or(|last| {
            let from = self.trail(last.end).unwrap_or(last.end);
            last.comma.is_some_and(|comma| comma >= from && is_blank(self.text.part(from..comma)))
        });
        let separator = gaps().next().and_then(leads);
        separator.filter(|_| bare && !self.ends_with_comma() && gaps().all(|gap| leads(gap).is_some()))
    }

    fn index(&self, node: NodeId) -> Option<usize> {
        let start = self.styles.tree.site(node).start as usize;
        self.items.binary_search_by_key(&start, |item| item.start).ok()
    }

    /// The indentation that lets a value go over several lines: where the items do, unless the maps beside do not.
    fn value_indent(&self, value: &Value<'_>) -> Option<&str> {
        let tree = self.styles.tree;
        let beside = || tree.children(self.node).take(16).find(|&item| tree.kind(item) == Kind::Map && tree.len(item) > 0);
        let flat = tree.syntax == Syntax::Yaml
            || self.one_line
            || (matches!(value, Value::Map(_)) && beside().is_some_and(|map| self.styles.is_one_line(map)));
        (!flat).then_some(&*self.indent)
    }

    /// What is inserted, with the index of the kept item that it follows; `None` is the front.
    fn inserts(&self, changes: &[(NodeId, Change<'_>)]) -> Vec<Insert> {
        let mut kept = Vec::with_capacity(self.items.len());
        for (at, item) in self.items.iter().enumerate() {
            kept.push(if item.removed { kept.last().copied().flatten() } else { Some(at) });
        }
        let mut inserts = Vec::new();
        let mut dotted: Option<(NodeId, String, Option<usize>)> = None;
        for (_, change) in changes {
            let Change::Insert(at, key, value) = change else { continue };
            let mut text = String::with_capacity(value.room());
            let behind = match at {
                At::Front => None,
                At::Behind(node) => self.index(*node),
                At::End => self.items.len().checked_sub(1),
                At::Dotted(map) => {
                    let known = dotted.take().filter(|(known, ..)| known == map);
                    let (_, prefix, last) = dotted.insert(known.unwrap_or_else(|| self.parts(*map)));
                    text.push_str(prefix);
                    *last
                }
            };
            match key {
                Some(key) => self.style.entry(&mut text, key, value, self.value_indent(value)),
                None => self.style.value(&mut text, value, self.value_indent(value)),
            }
            inserts.push((behind.and_then(|at| kept[at]), text));
        }
        sort_by(&mut inserts, |&(at, _)| at.map_or(0, |at| at as u64 + 1));
        inserts
    }

    /// Of a table that dotted keys make: itself, what its keys begin with, and the last of its parts.
    fn parts(&self, map: NodeId) -> (NodeId, String, Option<usize>) {
        let tree = self.styles.tree;
        let mut path = Vec::new();
        let mut at = map;
        while let Some(above) = tree.parent(at).filter(|_| at != self.node) {
            path.push(self.text.part(tree.key_span(at).range()));
            at = above;
        }
        let mut prefix = String::new();
        for key in path.into_iter().rev() {
            prefix.push_str(key);
            prefix.push('.');
        }
        let mut parts = Vec::new();
        leaves(tree, map, &mut parts);
        (map, prefix, parts.iter().filter_map(|&part| self.index(part)).max())
    }

    /// What is cut out for the removed items: whole lines where they have them, with the comments directly above.
    fn cuts(&self) -> Vec<Cut> {
        if self.comma_first.is_some() {
            return self.cuts_with_commas_first();
        }
        let mut cuts: Vec<Cut> = Vec::new();
        // From here on nothing is kept, unless nothing is at all.
        let tail = self.items.iter().rposition(|item| !item.removed).map_or(self.items.len().saturating_sub(1), |last| last + 1);
        let mut group = None;
        for (at, item) in self.items.iter().enumerate().filter(|(_, item)| item.removed) {
            // Those that share a line with nothing between them go as one.
            let first = group.take().unwrap_or(at);
            let next = self.items.get(at + 1).filter(|next| next.removed);
            if next
                .is_some_and(|next| self.text.part(item.end..next.start).bytes().all(|byte| matches!(byte, b' ' | b'\t' | b',')))
            {
                group = Some(first);
                continue;
            }
            let (at, start) = (first, self.items[first].start);
            let bound = at.checked_sub(1).map_or(self.open, |before| self.items[before].close());
            let bound = cuts.last().map_or(bound, |cut| cut.end.max(bound));
            // A comment that is not beside the item, but before its comma, stays.
            let comma =
                item.comma.filter(|&comma| self.text.part(item.end..comma).cut("\n").is_some_and(|(_, below)| !is_blank(below)));
            let cut = self.cut(start, at >= tail, bound, if comma.is_some() { item.end } else { item.close() });
            self.add(&mut cuts, cut, at >= tail);
            cuts.extend(comma.map(|comma| Cut { start: comma, end: self.blanks_behind(comma + 1), lines: false, bound: comma }));
        }
        let tail = self.items.get(tail).map_or(self.close, |item| item.start);
        for at in 0..cuts.len() {
            if cuts[at].lines {
                let (start, end) = self.close_gap(&cuts[at], tail);
                let floor = at.checked_sub(1).map_or(self.open, |before| cuts[before].end);
                let limit = cuts.get(at + 1).map_or(self.close, |next| next.start);
                (cuts[at].start, cuts[at].end) = (start.max(floor), end.min(limit));
            }
        }
        cuts
    }

    /// Adds what is cut out for one more item; `is_last` if no item that stays is behind it.
    fn add(&self, cuts: &mut Vec<Cut>, cut: Cut, is_last: bool) {
        match cuts.last_mut() {
            Some(last) if last.lines && cut.lines && is_blank(self.text.part(last.end..cut.start)) => last.end = cut.end,
            // The closing bracket moves up to what stays, over all the lines that go.
            Some(last) if last.lines && is_last && cut.start <= last.end => {
                *last = Cut { start: self.line_break(last.start, last.bound), bound: last.bound, ..cut };
            }
            _ => cuts.push(cut),
        }
    }

    /// What is cut out for an item from `start` up to `end`, where nothing before `bound` may be touched; `is_last` if no item
    /// that stays is behind it.
    fn cut(&self, start: usize, is_last: bool, bound: usize, end: usize) -> Cut {
        let line = own_line(self.text, start).map(|indent| start - indent.len()).filter(|&line| line >= bound);
        match (line, self.trail(end)) {
            (Some(line), Some(trail)) => {
                Cut { start: self.attached(line, bound), end: next_line(self.text, trail), lines: true, bound }
            }
            (Some(line), None) if is_last => {
                Cut { start: self.line_break(self.attached(line, bound), bound), end, lines: false, bound }
            }
            (None, trail) if trail.is_some() || is_last => {
                let blanks = blanks_before(self.text.part(bound..start));
                Cut { start: start - blanks, end: trail.unwrap_or(end), lines: false, bound }
            }
            _ => Cut { start, end: self.blanks_behind(end), lines: false, bound },
        }
    }

    /// The same where each item begins its line with a comma: of all but the first that is kept, its own.
    fn cuts_with_commas_first(&self) -> Vec<Cut> {
        let mut cuts = Vec::new();
        let first = self.items.iter().position(|item| !item.removed).unwrap_or(0);
        if first > 0 {
            let start = self.items[0].start;
            cuts.push(Cut { start, end: self.items[first].start, lines: false, bound: start });
        }
        for (before, item) in self.items.iter().zip(&self.items[1..]).skip(first).filter(|(_, item)| item.removed) {
            let bound = self.trail(before.end).unwrap_or(before.end);
            let comma = before.comma.unwrap_or(item.start);
            let line = self.attached(comma - own_line(self.text, comma).map_or(0, str::len), bound);
            let bound = before.end;
            let cut = match self.trail(item.end) {
                Some(trail) => Cut { start: line, end: next_line(self.text, trail), lines: true, bound },
                None => Cut { start: self.line_break(line, bound), end: item.end, lines: false, bound },
            };
            let is_last = !cut.lines;
            self.add(&mut cuts, cut, is_last);
        }
        cuts
    }

    /// The cut with one of the gaps between which it leaves nothing; where it goes beyond `tail`, behind all items, with the one
    /// above.
    fn close_gap(&self, cut: &Cut, tail: usize) -> (usize, usize) {
        let mut behind = cut.end;
        let mut line = next_line(self.text, behind);
        while line <= self.close && is_blank(self.text.part(behind..line)) {
            behind = line;
            line = next_line(self.text, behind);
        }
        let above = self.open + trim_end(self.text.part(self.open..cut.start)).len();
        let first = next_line(self.text, above);
        if cut.end > tail {
            (first.min(cut.start), cut.end)
        } else if above == self.open || first < cut.start {
            (cut.start, behind)
        } else {
            (cut.start, cut.end)
        }
    }

    /// The line break before the line that begins at `line`, so that the closing bracket moves up; but not into a comment: then
    /// it stands where the line's text began, for in the first column YAML has none.
    fn line_break(&self, line: usize, bound: usize) -> usize {
        let above = self.text.part(..line);
        let before = above.strip_suffix('\n').unwrap_or(above);
        let at = before.strip_suffix('\r').unwrap_or(before).len().max(bound);
        let ends_there = |&(start, end): &(usize, usize)| end == at && !self.text.part(start..).starts_with("/*");
        if comments(self.styles.tree, bound, at).last().is_some_and(ends_there) { self.blanks_behind(line) } else { at }
    }

    /// The start of the line of the first comment that belongs to the item on the line that begins at `line`: the first comment
    /// block of the file does not.
    fn attached(&self, line: usize, bound: usize) -> usize {
        let mut first = line;
        for (start, end) in comments(self.styles.tree, bound, line).into_iter().rev() {
            let own = own_line(self.text, start).map(|indent| start - indent.len()).filter(|&own| own >= bound);
            match own {
                Some(own) if next_line(self.text, end) == first => first = own,
                _ => break,
            }
        }
        let begins_file =
            is_blank(self.text.part(self.styles.begin..self.open - 1)) && is_blank(self.text.part(self.open..first));
        if begins_file { line } else { first }
    }

    /// Where the line ends, if from `at` on it holds nothing but blanks and comments that end in it.
    fn trail(&self, at: usize) -> Option<usize> {
        let mut at = at;
        loop {
            match self.text.as_bytes().get(at) {
                None | Some(b'\n') => return Some(at),
                Some(b'\r') if self.text.part(at..).starts_with("\r\n") => return Some(at),
                _ if at >= self.close => return None,
                Some(b' ' | b'\t') => at += 1,
                _ => {
                    let end = comment_end(self.styles.tree, at)?;
                    if self.text.part(at..end).has(b'\n') {
                        return None;
                    }
                    at = end;
                }
            }
        }
    }

    fn blanks_behind(&self, at: usize) -> usize {
        let rest = self.text.part(at..self.close);
        at + rest.len() - rest.without_leading(b" \t").len()
    }

    /// Where some items are kept, the last of them being `last`.
    fn edit_items(&self, last: usize, inserts: &[Insert], cuts: &[Cut], edits: &mut Edits) {
        for cut in cuts {
            edits.push(cut.start, cut.end, "");
        }
        if let Some(separator) = &self.comma_first {
            return self.insert_commas_first(separator, inserts, edits);
        }
        let trailing = self.ends_with_comma();
        let grows = inserts.last().is_some_and(|&(behind, _)| behind == Some(last));
        if last + 1 < self.items.len()
            && !trailing
            && !grows
            && let Some(comma) = self.items[last].comma
        {
            edits.push(comma, comma + 1, "");
        }
        let newline = self.style.newline;
        let lead = concat(&[if self.is_airy() { newline } else { "" }, newline, &self.indent]);
        for group in inserts.chunk_by(|one, other| one.0 == other.0) {
            match group[0].0 {
                Some(behind) => self.insert_behind(behind, behind == last && !trailing, &lead, group, edits),
                None => self.insert_front(&lead, group, cuts, edits),
            }
        }
    }

    /// Whether a blank line stands before the last item.
    fn is_airy(&self) -> bool {
        let [.., before, last] = &*self.items else { return false };
        let between = self.text.part(before.close()..last.start).cut("\n").and_then(|(_, lines)| lines.cut_last("\n"));
        between.is_some_and(|(lines, _)| lines.parts(b"\n").any(is_blank))
    }

    fn insert_commas_first(&self, separator: &str, inserts: &[Insert], edits: &mut Edits) {
        for group in inserts.chunk_by(|one, other| one.0 == other.0) {
            let items = joined(group, separator);
            let (place, text) = match group[0].0.map(|behind| self.items[behind].end) {
                Some(end) => (self.trail(end).unwrap_or(end), concat(&[separator, &items])),
                None => (self.items[0].start, concat(&[&*items, separator])),
            };
            edits.push(place, place, text);
        }
    }

    fn ends_with_comma(&self) -> bool {
        self.items.last().is_some_and(|item| item.comma.is_some())
    }

    /// Writes items behind a kept one. At the `bare_end` no comma follows them.
    fn insert_behind(&self, behind: usize, bare_end: bool, lead: &str, group: &[Insert], edits: &mut Edits) {
        let item = &self.items[behind];
        let mut out = String::new();
        // A comment beside an item stays beside that one.
        let trail = self.trail(item.close());
        let own;
        let (place, lead) = match trail.filter(|&trail| !self.one_line || !is_blank(self.text.part(item.close()..trail))) {
            Some(trail) if self.one_line => {
                own = concat(&[self.style.newline, &self.indent()]);
                (trail, &*own)
            }
            None if self.one_line => (item.close(), self.style.comma.part(1..)),
            trail => (trail.unwrap_or(item.close()), lead),
        };
        if item.comma.is_none() {
            // Behind a key without a value the colon would become part of the key (YAML).
            let is_open = self.text.part(..item.end).ends_with(':');
            edits.push(item.end, item.end, if is_open { " ," } else { "," });
        }
        for (at, (_, text)) in group.iter().enumerate() {
            out.push_str(lead);
            out.push_str(text);
            out.push_str(if at + 1 < group.len() || !bare_end { "," } else { "" });
        }
        edits.push(place, place, out);
    }

    /// Writes items before all that are kept.
    fn insert_front(&self, lead: &str, group: &[Insert], cuts: &[Cut], edits: &mut Edits) {
        let mut out = String::new();
        for (_, text) in group {
            out.push_str(if self.one_line { "" } else { lead });
            out.push_str(text);
            out.push_str(if self.one_line { self.style.comma } else { "," });
        }
        let first = self.items[0].start;
        let place = if self.one_line {
            cuts.first().map_or(first, |cut| cut.start.min(first))
        } else {
            self.trail(self.open).unwrap_or(self.open)
        };
        edits.push(place, place, out);
    }

    /// Where no item is kept.
    fn refill(&self, inserts: &[Insert], cuts: &[Cut], edits: &mut Edits) {
        let (open, close) = (self.open, self.close);
        let starts = [open].into_iter().chain(cuts.iter().map(|cut| cut.end));
        let ends = cuts.iter().map(|cut| cut.start).chain([close]);
        let left: Vec<&str> = starts.zip(ends).map(|(start, end)| self.text.part(start..end)).collect();
        let Some(last) = left.iter().rposition(|left| !is_blank(left)) else {
            return edits.push(open, close, self.filled(inserts));
        };
        for cut in cuts {
            edits.push(cut.start, cut.end, "");
        }
        if inserts.is_empty() {
            return;
        }
        // Comments stay, and the items come behind them.
        let kept = trim_end(left[last]);
        let blanks = left[last].part(kept.len()..);
        let place = cuts.get(last).map_or(close, |cut| cut.start) - blanks.len();
        if !left.iter().any(|left| left.has(b'\n')) && kept.ends_with("*/") {
            return edits.push(place, place, concat(&[" ", &joined(inserts, self.style.comma)]));
        }
        let (lead, tail) = self.around();
        let closed = [blanks].iter().chain(&left[last + 1..]).any(|left| left.has(b'\n'));
        let comma = if self.ends_with_comma() { "," } else { "" };
        let items = joined(inserts, &concat(&[",", &lead]));
        // Directly above an item the comment would be the item's, and leave with it.
        let above = comments(self.styles.tree, place - kept.len(), place);
        let apart = above.last().is_some_and(|&(start, _)| own_line(self.text, start).is_some());
        let gap = if apart { self.style.newline } else { "" };
        edits.push(place, place, concat(&[gap, &lead, &items, comma, if closed { "" } else { &*tail }]));
    }

    /// The items as the whole of what stands between the brackets.
    fn filled(&self, inserts: &[Insert]) -> String {
        if inserts.is_empty() {
            return String::new();
        }
        let comma = if self.ends_with_comma() { "," } else { "" };
        if self.one_line {
            let list = self.styles.tree.kind(self.node) == Kind::List;
            let pad = if list && self.items.is_empty() { "" } else { self.style.pad };
            return concat(&[pad, &joined(inserts, self.style.comma), comma, pad]);
        }
        let (lead, tail) = self.around();
        concat(&[&*lead, &joined(inserts, &concat(&[",", &lead])), comma, &tail])
    }

    /// What begins the line of an item, and that of the closing bracket.
    fn around(&self) -> (String, String) {
        let newline = self.style.newline;
        let indent = self.indent();
        // In the column of the key it is refused by some readers of YAML.
        let usual = || if self.styles.tree.syntax == Syntax::Yaml { &*indent } else { self.base() };
        let tail = concat(&[newline, own_line(self.text, self.close).unwrap_or_else(usual)]);
        (concat(&[newline, &indent]), tail)
    }

    /// Fills a document that holds nothing, or nothing but comments.
    fn fill_document(&self, inserts: &[Insert], edits: &mut Edits) {
        let newline = self.style.newline;
        let lead = concat(&[newline, &self.indent]);
        let room: usize = inserts.iter().map(|(_, item)| item.len() + lead.len() + 1).sum();
        let mut whole = String::with_capacity(room + 8);
        for (at, (_, item)) in inserts.iter().enumerate() {
            for part in [if at == 0 { "{" } else { "," }, &lead, item] {
                whole.push_str(part);
            }
        }
        for part in [newline, "}", newline] {
            whole.push_str(part);
        }
        let begin = self.styles.begin;
        let content = trim_end(self.text.part(begin..));
        if content.is_empty() {
            edits.push(begin, self.text.len(), whole);
        } else {
            edits.push(begin + content.len(), self.text.len(), concat(&[newline, &whole]));
        }
    }
}

/// The new items with `gap` between them.
fn joined(inserts: &[Insert], gap: &str) -> String {
    let items: Vec<&str> = inserts.iter().map(|(_, item)| &**item).collect();
    join(&items, gap)
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
    // Most bytes begin none, and not all of them a character.
    tree.text.as_bytes().get(at).filter(|byte| matches!(byte, b'/' | b'#'))?;
    let rest = tree.text.part(at..);
    let line = || at + rest.first_of(b"\n\r").unwrap_or(rest.len());
    match tree.syntax {
        Syntax::Json if rest.starts_with("//") => Some(line()),
        Syntax::Json if rest.starts_with("/*") => Some(at + rest.place_of("*/").map_or(rest.len(), |end| end + 2)),
        Syntax::Toml | Syntax::Yaml if rest.starts_with('#') => Some(line()),
        _ => None,
    }
}

/// The comments between two places, none of them within a value.
pub(super) fn comments(tree: &Tree<'_>, from: usize, to: usize) -> Vec<(usize, usize)> {
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
    }
    found
}

fn blanks_before(text: &str) -> usize {
    text.len() - text.without_trailing(b" \t").len()
}
