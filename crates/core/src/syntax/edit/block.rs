//! Edits of whole lines in a TOML document: pairs, tables, and the blank lines between tables.

use std::borrow::Cow;

use super::super::print::Style;
use super::super::tree::{Block, NONE};
use super::super::{Form, Kind, NodeId, Tree, Value};
use super::Edits;
use super::style::{Styles, line_indent};
use crate::text::{BOM, line_start, next_line};

/// The changes to the lines of one document.
#[derive(Default)]
pub(super) struct Blocks<'a> {
    /// Blocks that go.
    removed: Vec<u32>,
    inserts: Vec<(NodeId, Cow<'a, str>, Value<'a>)>,
}

/// Lines to be inserted at one place.
struct Piece {
    at: usize,
    /// Pairs come before tables, and tables of a deeper level before those of a higher one.
    rank: usize,
    /// Whether a blank line sets it apart.
    apart: bool,
    text: String,
}

/// How the entries of a table are written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// `[table.key]`
    Table,
    /// `key = { … }`
    Inline,
    /// `key.part = …`
    Dotted,
}

impl<'a> Blocks<'a> {
    pub(super) fn remove(&mut self, tree: &Tree<'_>, node: NodeId) {
        let block = tree.node(node).block;
        if block != NONE {
            self.removed.push(block);
        }
        if matches!(tree.form(node), Form::Header | Form::Implicit | Form::Dotted | Form::Tables) {
            for child in tree.children(node) {
                self.remove(tree, child);
            }
        }
    }

    pub(super) fn insert(&mut self, map: NodeId, key: Cow<'a, str>, value: Value<'a>) {
        self.inserts.push((map, key, value));
    }

    pub(super) fn edits(mut self, styles: &Styles<'_, '_>, edits: &mut Edits) {
        if self.removed.is_empty() && self.inserts.is_empty() {
            return;
        }
        self.removed.sort_unstable();
        self.removed.dedup();
        let lines = Lines { tree: styles.tree, styles, removed: &self.removed };
        let regions = lines.regions();
        // Stable: entries of one table keep the order in which they were planned.
        self.inserts.sort_by_key(|&(map, ..)| map);
        let mut pieces = Vec::new();
        for group in self.inserts.chunk_by(|one, other| one.0 == other.0) {
            lines.pieces(group, &mut pieces);
        }
        for piece in &mut pieces {
            // Where the lines before go too, what is inserted takes their place.
            let region = regions.partition_point(|&(_, end)| end < piece.at);
            if let Some(&(start, end)) = regions.get(region)
                && start < piece.at
            {
                piece.at = end;
            }
        }
        pieces.sort_by_key(|piece| (piece.at, piece.rank));
        let mut all: Vec<(usize, usize, String)> = regions.iter().map(|&(start, end)| (start, end, String::new())).collect();
        for group in pieces.chunk_by(|one, other| one.at == other.at) {
            let at = group[0].at;
            let kept_end = regions.iter().rev().find(|&&(start, end)| end == at && start < end).map_or(at, |&(start, _)| start);
            all.push((at, at, lines.join(group, kept_end)));
        }
        all.sort_by_key(|&(start, end, _)| (start, end));
        end_of_text(styles.tree.text, &mut all, lines.newline());
        for (start, end, text) in all {
            edits.push(start, end, text);
        }
    }
}

struct Lines<'t, 's> {
    tree: &'t Tree<'s>,
    styles: &'t Styles<'t, 's>,
    removed: &'t [u32],
}

impl<'t> Lines<'t, '_> {
    fn newline(&self) -> &'static str {
        self.styles.at(self.tree.root()).newline
    }

    fn block(&self, at: u32) -> Block {
        self.tree.blocks[at as usize]
    }

    /// The start of the first of the comment lines directly above a block, or of its own line.
    fn attached(&self, block: u32) -> usize {
        let text = self.tree.text;
        let mut line = line_start(text, self.block(block).span.start as usize);
        let bound = block.checked_sub(1).map_or(0, |before| self.block(before).span.end as usize);
        while line > bound {
            let above = line_start(text, line - 1);
            if above < bound || !text[above..line].trim_start_matches([' ', '\t', '\u{feff}']).starts_with('#') {
                break;
            }
            line = above;
        }
        line
    }

    /// The same without the first comment block of the file, which is never removed.
    fn owned(&self, block: u32) -> usize {
        let start = self.attached(block);
        let text = self.tree.text;
        if text[..start].trim_start_matches(BOM).trim().is_empty() { line_start(text, self.block(block).span.start as usize) } else { start }
    }

    /// Behind the comment lines that follow `at` at once, unless they belong to the block behind them.
    fn behind_comments(&self, at: usize, next: u32) -> usize {
        let text = self.tree.text;
        let limit = self.tree.blocks.get(next as usize).map_or(text.len(), |_| self.attached(next));
        let mut at = at;
        while at < limit && text[at..].trim_start_matches([' ', '\t']).starts_with('#') {
            at = next_line(text, at);
        }
        at
    }

    fn is_blank(&self, line: usize) -> bool {
        let text = self.tree.text;
        line < text.len() && text[line..next_line(text, line)].trim().is_empty()
    }

    /// Whether the text up to `at`, the start of a line, ends with a blank line or is empty.
    fn is_open_above(&self, at: usize) -> bool {
        let text = &self.tree.text[..at];
        let text = text.strip_prefix(BOM).unwrap_or(text);
        text.is_empty() || (text.ends_with('\n') && text[..text.len() - 1].rsplit('\n').next().is_some_and(|line| line.trim().is_empty()))
    }

    fn skip_blank(&self, at: usize) -> usize {
        let mut at = at;
        while self.is_blank(at) {
            at = next_line(self.tree.text, at);
        }
        at
    }

    /// What is cut out: whole lines, in order.
    fn regions(&self) -> Vec<(usize, usize)> {
        let text = self.tree.text;
        let mut regions: Vec<(usize, usize, bool)> = Vec::new();
        // Of a table that goes all lines go, so that they follow its header without a gap.
        let mut goes_to = NONE;
        for &block in self.removed {
            let Block { span, header, .. } = self.block(block);
            let start = self.owned(block);
            let mut end = next_line(text, span.end as usize);
            // A comment below the last line of a table that goes is the table's.
            let ends_table = self.tree.blocks.get(block as usize + 1).is_none_or(|next| next.header);
            let header = header || goes_to == block;
            if header {
                goes_to = block + 1;
            }
            if ends_table && header {
                end = self.behind_comments(end, block + 1);
            }
            match regions.last_mut() {
                Some(last) if text[last.1..start].trim().is_empty() => (last.1, last.2) = (end, last.2 || header),
                _ => regions.push((start, end, header)),
            }
        }
        let with_blanks = |(start, end, table): (usize, usize, bool)| {
            if !table {
                return (start, end);
            }
            let behind = self.skip_blank(end);
            if behind == text.len() {
                let kept = text[..start].trim_end_matches([' ', '\t', '\r', '\n']);
                let first = if kept.is_empty() || kept == BOM { kept.len() } else { next_line(text, kept.len()) };
                (first.min(start), behind)
            } else if self.is_open_above(start) {
                (start, behind)
            } else {
                (start, end)
            }
        };
        regions.into_iter().map(with_blanks).collect()
    }

    /// Turns the entries that one table gets into lines and their places.
    fn pieces(&self, group: &[(NodeId, Cow<'_, str>, Value<'_>)], pieces: &mut Vec<Piece>) {
        let map = group[0].0;
        let mut place: Option<Section> = None;
        let mut tables: Option<Tables<'_>> = None;
        for (_, key, value) in group {
            if let Value::Map(entries) = value
                && !entries.is_empty()
                && self.manner(map, key) == Manner::Table
            {
                let tables = tables.get_or_insert_with(|| self.tables(map));
                tables.path.push(Cow::Owned(key.to_string()));
                self.table(tables, entries, pieces);
                tables.path.pop();
                continue;
            }
            let section = place.get_or_insert_with(|| self.section(map));
            let style = self.styles.at(map);
            let mut text = String::new();
            match (self.manner(map, key), value) {
                (Manner::Dotted, Value::Map(entries)) if !entries.is_empty() => {
                    for (part, value) in entries {
                        self.pair(&mut text, style, section, &[key, part], value);
                    }
                }
                _ => self.pair(&mut text, style, section, &[key], value),
            }
            let at = section.at;
            match section.header.take() {
                // A table that other headers imply gets one of its own.
                Some(header) => pieces.push(Piece { at, rank: usize::MAX, apart: false, text: [&header, self.newline(), &text].concat() }),
                None if section.opened => {
                    if let Some(piece) = pieces.last_mut() {
                        piece.text.push_str(&text);
                    }
                }
                None => pieces.push(Piece { at, rank: 0, apart: false, text }),
            }
        }
        if place.is_some_and(|section| section.opened)
            && let Some(piece) = pieces.iter_mut().rev().find(|piece| piece.rank == usize::MAX)
        {
            piece.text.push_str(self.newline());
        }
    }

    fn pair(&self, out: &mut String, style: Style<'_>, section: &Section, keys: &[&str], value: &Value<'_>) {
        out.push_str(&section.indent);
        out.push_str(&section.prefix);
        for (at, key) in keys.iter().enumerate() {
            out.push_str(if at > 0 { "." } else { "" });
            style.key(out, key);
        }
        out.push_str(style.colon);
        style.value(out, value, None);
        out.push_str(style.newline);
    }

    fn tables(&self, map: NodeId) -> Tables<'t> {
        let path = self.tree.path(map);
        let apart = [self.is_apart(path.len() + 1), self.is_apart(path.len() + 2)];
        let path: Vec<_> = path.into_iter().map(|key| Cow::Owned(key.into_owned())).collect();
        Tables { at: self.place_of_tables(map), indent: self.indent_of_tables(map), style: self.styles.at(self.tree.root()), top: path.len() + 1, path, apart }
    }

    /// Appends the lines of the table at `tables.path` and of the tables in it.
    fn table(&self, tables: &mut Tables<'_>, entries: &[(Cow<'_, str>, Value<'_>)], pieces: &mut Vec<Piece>) {
        let style = tables.style;
        let section = Section { at: tables.at, indent: tables.indent.to_owned(), prefix: String::new(), header: None, opened: false };
        let becomes_table: Vec<bool> = entries
            .iter()
            .map(|(key, value)| {
                matches!(value, Value::Map(entries) if !entries.is_empty()) && self.cousin(&tables.path, key) != Some(Manner::Inline)
            })
            .collect();
        let mut text = String::new();
        if entries.is_empty() || becomes_table.contains(&false) {
            text.push_str(tables.indent);
            text.push('[');
            self.dotted(&mut text, style, &tables.path);
            text.push(']');
            text.push_str(style.newline);
            for ((key, value), _) in entries.iter().zip(&becomes_table).filter(|(_, table)| !**table) {
                self.pair(&mut text, style, &section, &[key], value);
            }
            let depth = tables.path.len();
            // Everything of one table stays together, whatever else is inserted at the same place.
            pieces.push(Piece { at: tables.at, rank: usize::MAX - 1 - tables.top, apart: tables.apart[usize::from(depth > tables.top)], text });
        }
        for ((key, value), _) in entries.iter().zip(&becomes_table).filter(|(_, table)| **table) {
            if let Value::Map(entries) = value {
                tables.path.push(Cow::Owned(key.to_string()));
                self.table(tables, entries, pieces);
                tables.path.pop();
            }
        }
    }

    fn dotted(&self, out: &mut String, style: Style<'_>, path: &[Cow<'_, str>]) {
        for (at, key) in path.iter().enumerate() {
            out.push_str(if at > 0 { "." } else { "" });
            style.key(out, key);
        }
    }

    /// How a new entry `key` of `map` that is a table is written: like the entry of that name in the tables beside `map`, like
    /// the other tables in `map`, and otherwise with a header.
    fn manner(&self, map: NodeId, key: &str) -> Manner {
        let tree = self.tree;
        if tree.form(map) == Form::Dotted {
            return if self.written(map, false).is_some_and(|form| form == Form::Flow) { Manner::Inline } else { Manner::Dotted };
        }
        let cousin = tree.parent(map).and_then(|above| self.cousin_in(above, key));
        cousin.or_else(|| self.written(map, true).map(manner_of)).unwrap_or(Manner::Table)
    }

    /// How the first, or else the last, of the tables directly in `map` is written.
    fn written(&self, map: NodeId, last: bool) -> Option<Form> {
        let tree = self.tree;
        let tables = |node: &NodeId| tree.kind(*node) == Kind::Map;
        let last = last.then(|| tree.node(map).last).filter(|&last| last != NONE).map(NodeId).filter(tables);
        last.or_else(|| tree.children(map).take(16).find(tables)).map(|table| tree.form(table))
    }

    /// How `key` is written in the tables beside the one at `path`.
    fn cousin(&self, path: &[Cow<'_, str>], key: &str) -> Option<Manner> {
        let (_, above) = path.split_last()?;
        let mut at = self.tree.root();
        for key in above {
            at = self.tree.get(at, key)?;
        }
        self.cousin_in(at, key)
    }

    fn cousin_in(&self, above: NodeId, key: &str) -> Option<Manner> {
        let tree = self.tree;
        if tree.kind(above) != Kind::Map {
            return None;
        }
        let found = tree.children(above).take(16).filter(|&beside| tree.kind(beside) == Kind::Map).find_map(|beside| tree.get(beside, key));
        found.filter(|&found| tree.kind(found) == Kind::Map).map(|found| manner_of(tree.form(found)))
    }

    /// Where pairs of `map` are inserted, and how they begin.
    fn section(&self, map: NodeId) -> Section {
        let tree = self.tree;
        let text = tree.text;
        if tree.form(map) == Form::Implicit {
            let first = self.blocks_of(map).into_iter().min().unwrap_or(0);
            let mut header = String::from("[");
            self.dotted(&mut header, self.styles.at(map), &tree.path(map));
            header.push(']');
            let indent = line_indent(tree, self.block(first).span.start as usize).to_owned();
            return Section { at: self.attached(first), indent, prefix: String::new(), header: Some(header), opened: true };
        }
        let (anchor, header) = if tree.form(map) == Form::Dotted {
            let last = self.blocks_of(map).into_iter().max().unwrap_or(0);
            (Some(last), (0..=last).rev().find(|&block| self.block(block).header))
        } else {
            let header = Some(tree.node(map).block).filter(|&block| block != NONE);
            (self.last_pair(header), header)
        };
        let mut prefix = String::new();
        if tree.form(map) == Form::Dotted {
            let depth = header.map_or(0, |header| tree.path(NodeId(self.block(header).node)).len());
            let skipped = header.map_or(0, |header| self.list_levels(NodeId(self.block(header).node)));
            let path = tree.path(map);
            let below = path.get(depth.saturating_sub(skipped) + skipped..).unwrap_or_default();
            self.dotted(&mut prefix, self.styles.at(map), below);
            prefix.push('.');
        }
        let (at, indent) = match anchor.or(header) {
            Some(block) => {
                let span = self.block(block).span;
                (next_line(text, span.end as usize), line_indent(tree, span.start as usize).to_owned())
            }
            // The document begins with a header, or holds nothing.
            None if tree.blocks.is_empty() => (text.len(), String::new()),
            None => (self.attached(0), String::new()),
        };
        Section { at, indent, prefix, header: None, opened: false }
    }

    /// How many of the node's ancestors are items of an array of tables.
    fn list_levels(&self, node: NodeId) -> usize {
        let mut levels = 0;
        let mut at = Some(node);
        while let Some(node) = at {
            at = self.tree.parent(node);
            levels += usize::from(at.is_some_and(|above| self.tree.kind(above) == Kind::List));
        }
        levels
    }

    /// The last pair below a header, or of those before all headers.
    fn last_pair(&self, header: Option<u32>) -> Option<u32> {
        let first = header.map_or(0, |header| header + 1);
        #[expect(clippy::cast_possible_truncation, reason = "fewer blocks than bytes")]
        let end = (first..self.tree.blocks.len() as u32).find(|&block| self.block(block).header).unwrap_or(self.tree.blocks.len() as u32);
        (end > first).then(|| end - 1)
    }

    /// All blocks of a table, wherever they stand.
    fn blocks_of(&self, map: NodeId) -> Vec<u32> {
        let mut all = Blocks::default();
        all.remove(self.tree, map);
        all.removed
    }

    /// Where a table in `map` is inserted: behind all that `map` holds, or else at the end.
    fn place_of_tables(&self, map: NodeId) -> usize {
        match self.blocks_of(map).into_iter().max() {
            Some(block) => self.behind_comments(next_line(self.tree.text, self.block(block).span.end as usize), block + 1),
            None => self.tree.text.len(),
        }
    }

    /// The indentation of the headers of tables in `map`.
    fn indent_of_tables(&self, map: NodeId) -> &'t str {
        let tree: &'t Tree<'_> = self.tree;
        let last = tree.node(map).last;
        let block = if last == NONE { NONE } else { tree.nodes[last as usize].block };
        if block == NONE { "" } else { line_indent(tree, tree.blocks[block as usize].span.start as usize) }
    }

    /// Whether a blank line is put before a header of `depth` keys, as before such headers, or any, that are there.
    fn is_apart(&self, depth: usize) -> bool {
        let tree = self.tree;
        #[expect(clippy::cast_possible_truncation, reason = "a handful")]
        let headers = || (1..tree.blocks.len().min(64) as u32).rev().filter(|&block| self.block(block).header);
        let same = headers().find(|&block| tree.path(NodeId(self.block(block).node)).len() == depth);
        same.or_else(|| headers().next()).is_none_or(|block| self.is_open_above(self.attached(block)))
    }

    /// The text of the pieces at one place. `kept_end` is where the text before it ends once removals are done.
    fn join(&self, group: &[Piece], kept_end: usize) -> String {
        let text = self.tree.text;
        let newline = self.newline();
        let mut out = String::new();
        for piece in group {
            let open = if out.is_empty() { self.is_open_above(kept_end) } else { out.ends_with(&[newline, newline].concat()) };
            if piece.apart && !open {
                out.push_str(newline);
            }
            out.push_str(&piece.text);
        }
        let at = group[0].at;
        let apart = group.last().is_some_and(|piece| piece.apart);
        if apart && at < text.len() && !self.is_blank(at) {
            out.push_str(newline);
        }
        out
    }
}

/// A place for new tables in one table.
struct Tables<'t> {
    at: usize,
    indent: &'t str,
    style: Style<'t>,
    /// The keys of the table that is written.
    path: Vec<Cow<'static, str>>,
    /// The depth of the tables that are inserted themselves, as against the tables in them.
    top: usize,
    /// Whether a blank line sets apart those, and the tables in them.
    apart: [bool; 2],
}

/// A place for pairs of one table.
struct Section {
    at: usize,
    indent: String,
    /// The first parts of dotted keys.
    prefix: String,
    /// The header that the table must be given first.
    header: Option<String>,
    /// Whether that header is this change's.
    opened: bool,
}

fn manner_of(form: Form) -> Manner {
    match form {
        Form::Flow => Manner::Inline,
        Form::Dotted => Manner::Dotted,
        _ => Manner::Table,
    }
}

/// What is inserted are whole lines. Where the text does not end its last line, neither does the result.
fn end_of_text(text: &str, all: &mut Vec<(usize, usize, String)>, newline: &str) {
    let content = text.strip_prefix(BOM).unwrap_or(text);
    if content.is_empty() || content.ends_with('\n') {
        return;
    }
    let mut joined = String::new();
    let mut start = text.len();
    while let Some((from, _, inserted)) = all.pop_if(|edit| edit.1 == start) {
        joined.insert_str(0, &inserted);
        start = from;
    }
    if start == text.len() && joined.is_empty() {
        return;
    }
    let line_begins = start == 0 || text[..start].ends_with('\n') || &text[..start] == BOM;
    if joined.ends_with('\n') {
        joined.truncate(joined.len() - newline.len());
    }
    if !line_begins {
        joined.insert_str(0, newline);
    } else if joined.is_empty() {
        let kept = text[..start].strip_suffix('\n').map(|kept| kept.strip_suffix('\r').unwrap_or(kept));
        start = kept.map_or(start, str::len);
    }
    all.push((start, text.len(), joined));
}
