//! Edits of whole lines in a TOML document: pairs, tables, and the blank lines between tables.
//!
//! Here it is found which lines go and which come to which places; `weave` brings both together.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use super::super::print::Style;
use super::super::tree::{Block, NONE};
use super::super::{Form, Kind, NodeId, Tree, Value};
use super::style::{Styles, line_indent};
use super::weave::{Cut, Piece, Weave};
use super::{Edits, trim_end};
use crate::order::sort_by;
use crate::text::{Ascii, characters, concat, next_line, push, put};

/// The changes to the lines of one document.
#[derive(Default)]
pub(super) struct Blocks<'a> {
    removed: Vec<u32>,
    inserts: Vec<Insert<'a>>,
}

/// What comes into a table, or behind the items of an array of tables.
struct Insert<'a> {
    /// The table or the array.
    into: NodeId,
    /// The key; that of the array, where it is an item.
    key: Cow<'a, str>,
    value: Value<'a>,
    /// Whether it is an item of the array of that key.
    is_item: bool,
}

impl<'a> Blocks<'a> {
    pub(super) fn remove(&mut self, tree: &Tree<'_>, node: NodeId) {
        let block = tree.node(node).block;
        if block != NONE {
            self.removed.push(block);
        }
        if tree.form(node) != Form::Flow {
            for child in tree.children(node) {
                self.remove(tree, child);
            }
        }
    }

    pub(super) fn insert(&mut self, map: NodeId, key: Cow<'a, str>, value: Value<'a>) {
        self.inserts.push(Insert { into: map, key, value, is_item: false });
    }

    /// Adds an item to the array of tables that is called `key`: `into` is the array, or the table that it is to be made in.
    pub(super) fn item(&mut self, into: NodeId, key: Cow<'a, str>, value: Value<'a>) {
        self.inserts.push(Insert { into, key, value, is_item: true });
    }

    pub(super) const fn is_empty(&self) -> bool {
        self.removed.is_empty() && self.inserts.is_empty()
    }

    #[inline(never)]
    pub(super) fn edits<'t>(mut self, styles: &'t Styles<'t, '_>, edits: &mut Edits) {
        sort_by(&mut self.removed, |&block| u64::from(block));
        self.removed.dedup();
        // Stable: entries of one table keep the order in which they were planned.
        sort_by(&mut self.inserts, |insert| u64::from(insert.into.0));
        let lines = Lines { tree: styles.tree, text: styles.tree.text, styles, weave: Weave::new(styles) };
        let mut pieces = Vec::new();
        for group in self.inserts.chunk_by(|one, other| one.into == other.into) {
            lines.insert(group, &mut pieces);
        }
        let removed = if self.removed.is_empty() { Vec::new() } else { lines.removed(&self.removed) };
        lines.weave.edits(removed, pieces, edits);
    }
}

// What comes to one place comes in this order: pairs, for they belong to the table above; tables; of both those of a deeper
// level first, for they belong to what is above them; and the header that the tables below have done without.
const PAIRS: u32 = 1 << 15;
const TABLES: u32 = 1 << 16;
const HEADER: u32 = u32::MAX;

/// How an entry that is a table is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Manner {
    /// `[table.key]`
    Table,
    /// `key = { … }`
    Inline,
    /// `key.part = …`
    Dotted,
}

impl Manner {
    fn of(tree: &Tree<'_>, table: NodeId) -> Self {
        match tree.form(table) {
            Form::Flow => Self::Inline,
            Form::Dotted => Self::Dotted,
            _ => Self::Table,
        }
    }
}

/// How the lines of pairs are written.
#[derive(Clone, Copy)]
struct Line<'t> {
    indent: &'t str,
    /// The column, from the beginning of the key, in which the equals signs stand one below the other.
    equals: Option<usize>,
    style: Style<'t>,
}

/// A place for pairs.
struct Section<'t> {
    at: usize,
    line: Line<'t>,
    /// The first parts of dotted keys, with their dots.
    prefix: String,
    rank: u32,
    apart: bool,
    text: String,
}

/// A place for tables.
struct Tables<'t> {
    at: usize,
    rank: u32,
    indent: &'t str,
    line: Line<'t>,
    /// Whether a blank line sets off these tables.
    apart: bool,
    /// The same of the tables in them.
    inner: (&'t str, Line<'t>, bool),
    /// Whether they are items of an array.
    is_array: bool,
    /// About how many bytes they take.
    room: usize,
}

struct Lines<'t, 's> {
    tree: &'t Tree<'s>,
    text: &'t str,
    styles: &'t Styles<'t, 's>,
    weave: Weave<'t>,
}

// What stands where.
impl<'t> Lines<'t, '_> {
    fn block(&self, at: u32) -> Block {
        self.tree.blocks[at as usize]
    }

    fn block_of(&self, node: NodeId) -> Option<u32> {
        Some(self.tree.node(node).block).filter(|&block| block != NONE)
    }

    fn count(&self) -> u32 {
        #[expect(clippy::cast_possible_truncation, reason = "fewer blocks than bytes")]
        let count = self.tree.blocks.len() as u32;
        count
    }

    /// Behind the last line of a block.
    fn end(&self, block: u32) -> usize {
        next_line(self.text, self.block(block).span.end as usize)
    }

    fn indent(&self, block: u32) -> &'t str {
        line_indent(self.text, self.block(block).span.start as usize)
    }

    /// The start of a block's own lines, or of the comment lines directly above that belong to it: the first comment block of
    /// the file does not.
    fn start(&self, block: u32) -> usize {
        let own = self.weave.line(self.block(block).span.start as usize);
        let bound = block.checked_sub(1).map_or(self.styles.begin, |before| self.end(before));
        let mut line = own;
        while line > bound {
            let above = self.weave.line(line - 1);
            if !self.weave.is_comment(above) {
                break;
            }
            line = above;
        }
        if self.weave.is_empty(self.styles.begin, line) { own } else { line }
    }

    /// Behind the comment lines directly below a block that do not belong to the block behind them.
    fn end_of_comments(&self, block: u32) -> usize {
        let next = block + 1;
        let limit = if next < self.count() { self.start(next) } else { self.text.len() };
        let mut at = self.end(block);
        while at < limit && self.weave.is_comment(at) {
            at = next_line(self.text, at);
        }
        at
    }

    /// Behind the pairs directly below a block that are commented out: they are the table's. Other comments there are the file's, a
    /// table that is commented out or the end of a section.
    fn end_of_pairs(&self, block: u32) -> usize {
        let (mut at, limit) = (self.end(block), self.end_of_comments(block));
        while at < limit {
            let next = next_line(self.text, at);
            let pair = self.text.part(at..next).without_leading(b"# \t").cut("=");
            if pair.is_none_or(|(key, _)| key.trimmed().has_any(b" [") || key.is_empty()) {
                break;
            }
            at = next;
        }
        at
    }
}

// What goes.
impl Lines<'_, '_> {
    /// The lines of the blocks that go, and of their comments.
    #[inline(never)]
    fn removed(&self, blocks: &[u32]) -> Vec<Cut> {
        let mut cuts: Vec<Cut> = Vec::new();
        // The block that follows one of a table that goes, and goes with it.
        let mut within = NONE;
        // The table that the cut's first block is an entry of, behind others.
        let mut map = None;
        let above = |at: u32| self.tree.blocks.get(at as usize).and_then(|block| self.tree.parent(NodeId(block.node)));
        for &block in blocks {
            let header = self.block(block).header;
            let inside = !header && block == within;
            let start = self.start(block);
            let mut end = self.end(block);
            if header || inside {
                within = block + 1;
                if within == self.count() || self.block(within).header {
                    end = self.end_of_pairs(block);
                }
            }
            match cuts.last_mut() {
                Some(last) if inside || self.weave.is_empty(last.end, start) => last.end = end,
                _ => {
                    map = above(block).filter(|&map| self.tree.node(map).first != self.block(block).node);
                    cuts.push(Cut::new(start, end, self.styles.begin));
                }
            }
            if let Some(cut) = cuts.last_mut() {
                cut.last = map.is_some() && above(block + 1) != map;
            }
        }
        cuts
    }
}

// What comes.
impl<'t> Lines<'t, '_> {
    /// Turns the entries that one table gets into lines, and finds their places.
    fn insert(&self, group: &[Insert<'_>], pieces: &mut Vec<Piece>) {
        let map = group[0].into;
        let mut section = None;
        let mut tables = None;
        let mut items = None;
        for Insert { key, value, is_item, .. } in group {
            if let (true, Value::Map(entries)) = (*is_item, value) {
                let above = if self.tree.kind(map) == Kind::List { self.tree.parent(map).unwrap_or(map) } else { map };
                let new = || (Tables { is_array: true, ..self.tables(map) }, self.path(above));
                let (tables, path) = items.get_or_insert_with(new);
                self.table(tables, path, key, entries, Some(map), pieces);
                continue;
            }
            let manner = self.manner(map, key, value);
            if let (Manner::Table, Value::Map(entries)) = (manner, value) {
                let new = || {
                    let room = group.iter().map(|insert| insert.value.room()).sum();
                    (Tables { room, ..self.tables(map) }, self.path(map))
                };
                let (tables, path) = tables.get_or_insert_with(new);
                self.table(tables, path, key, entries, Some(map), pieces);
            } else {
                let Section { line, prefix, text, .. } = section.get_or_insert_with(|| self.section(map));
                self.pair(text, *line, prefix, key, value, manner, Some(map));
            }
        }
        if let Some(Section { at, rank, apart, text, .. }) = section {
            pieces.push(Piece { at, rank, apart, closed: apart, text });
        }
    }

    /// Appends `key = value`, behind the first parts of the key in `prefix`; of a table in dotted manner a line for each entry,
    /// and those that are tables are written as their namesakes in the tables in `like`.
    #[expect(clippy::too_many_arguments, reason = "a line has as many parts")]
    fn pair(
        &self,
        out: &mut String,
        line: Line<'_>,
        prefix: &str,
        key: &str,
        value: &Value<'_>,
        manner: Manner,
        like: Option<NodeId>,
    ) {
        if let (Manner::Dotted, Value::Map(entries)) = (manner, value)
            && !entries.is_empty()
        {
            let mut prefix = prefix.to_owned();
            line.style.key(&mut prefix, key);
            prefix.push('.');
            for (part, value) in entries {
                let manner = like.and_then(|map| self.example(map, part)).unwrap_or(Manner::Inline);
                self.pair(out, line, &prefix, part, value, manner, None);
            }
            return;
        }
        put(out, line.indent);
        put(out, prefix);
        let start = out.len() - prefix.len();
        line.style.key(out, key);
        if let Some(column) = line.equals {
            let width = characters(out.part(start..)).count() + 1;
            for _ in width..column {
                push(out, ' ');
            }
        }
        put(out, line.style.colon);
        line.style.value(out, value, Some(line.indent));
        put(out, line.style.newline);
    }

    /// Writes the table `key` below `path`, and the tables in it, as their namesakes in the tables in `like`.
    fn table(
        &self,
        tables: &Tables<'_>,
        path: &mut String,
        key: &str,
        entries: &[(Cow<'_, str>, Value<'_>)],
        like: Option<NodeId>,
        pieces: &mut Vec<Piece>,
    ) {
        let (indent, line, apart) = if like.is_some() { (tables.indent, tables.line, tables.apart) } else { tables.inner };
        let above = path.len();
        if above > 0 {
            path.push('.');
        }
        line.style.key(path, key);
        let manner = |key: &str| like.and_then(|map| self.example(map, key)).unwrap_or(Manner::Table);
        let has_header = |key: &str, value: &Value<'_>| matches!(value, Value::Map(entries) if !entries.is_empty() && manner(key) == Manner::Table);
        let is_item = tables.is_array && like.is_some();
        if is_item || entries.is_empty() || !entries.iter().all(|(key, value)| has_header(key, value)) {
            let out = self.lines(pieces, tables, apart);
            let (open, close) = if is_item { ("[[", "]]") } else { ("[", "]") };
            for part in [indent, open, path, close, line.style.newline] {
                put(out, part);
            }
            for (key, value) in entries.iter().filter(|(key, value)| !has_header(key, value)) {
                let manner = if let Value::Map(_) = value { manner(key) } else { Manner::Inline };
                self.pair(out, line, "", key, value, manner, None);
            }
        }
        for (key, value) in entries {
            if let Value::Map(entries) = value
                && has_header(key, value)
            {
                self.table(tables, path, key, entries, None, pieces);
            }
        }
        path.truncate(above);
    }

    /// Where the lines of the next table are written: behind those of the one before, where they come to one place.
    fn lines<'p>(&self, pieces: &'p mut Vec<Piece>, tables: &Tables<'_>, apart: bool) -> &'p mut String {
        let Tables { at, rank, .. } = *tables;
        let joins = |last: &mut Piece| (last.at, last.rank, last.apart) == (at, rank, apart);
        match pieces.pop_if(joins) {
            Some(mut last) => {
                self.weave.set_off(&mut last.text, apart);
                pieces.push(last);
            }
            None => pieces.push(Piece { at, rank, apart, closed: false, text: String::with_capacity(tables.room) }),
        }
        let last = pieces.len() - 1;
        &mut pieces[last].text
    }

    /// How a new entry of `map` is written: like the entries of that name in the tables beside `map`, else like the other
    /// tables in `map`, else with a header. What is no table is a pair.
    fn manner(&self, map: NodeId, key: &str, value: &Value<'_>) -> Manner {
        let tree = self.tree;
        let Value::Map(entries) = value else { return Manner::Inline };
        let usual = match tree.form(map) {
            _ if map == tree.root() => return Manner::Table,
            Form::Dotted => Manner::Dotted,
            _ if entries.is_empty() => Manner::Inline,
            _ => Manner::Table,
        };
        let namesake = tree.parent(map).filter(|&above| above != tree.root()).and_then(|above| self.example(above, key));
        let is_table = |node: &NodeId| tree.kind(*node) == Kind::Map;
        let last = || self.last_child(map).filter(is_table);
        let sibling = || last().or_else(|| tree.children(map).take(16).find(is_table)).map(|table| Manner::of(tree, table));
        // Pairs with dotted keys can stand among pairs of other tables, where no header can.
        let fits = |manner: &Manner| usual != Manner::Dotted || *manner != Manner::Table;
        namesake.or_else(sibling).filter(fits).unwrap_or(usual)
    }

    fn last_child(&self, map: NodeId) -> Option<NodeId> {
        Some(self.tree.node(map).last).filter(|&last| last != NONE).map(NodeId)
    }

    /// How the entry `key` is written in the tables in `map`.
    fn example(&self, map: NodeId, key: &str) -> Option<Manner> {
        let tree = self.tree;
        let tables = tree.children(map).take(16).filter(|&table| tree.kind(table) == Kind::Map);
        let mut entries = tables.filter_map(|table| tree.get(table, key));
        entries.find(|&entry| tree.kind(entry) == Kind::Map).map(|entry| Manner::of(tree, entry))
    }

    /// Appends the keys from below `top`, or the root, down to `map`, as they are written, with dots between.
    fn path_below(&self, top: NodeId, map: NodeId, out: &mut String) {
        let Some(above) = self.tree.parent(map).filter(|_| map != top) else { return };
        self.path_below(top, above, out);
        // The items of an array of tables are not named.
        if self.tree.kind(above) == Kind::Map {
            if !out.is_empty() {
                out.push('.');
            }
            out.push_str(self.text.part(self.tree.key_span(map).range()));
        }
    }

    fn path(&self, map: NodeId) -> String {
        let mut path = String::new();
        self.path_below(self.tree.root(), map, &mut path);
        path
    }

    /// Where pairs of `map` come, and how they begin.
    fn section(&self, map: NodeId) -> Section<'t> {
        let tree = self.tree;
        if tree.form(map) == Form::Implicit {
            return self.new_section(map);
        }
        // The table whose lines the pairs are among.
        let mut table = map;
        while let Some(above) = tree.parent(table).filter(|_| tree.form(table) == Form::Dotted) {
            table = above;
        }
        let mut prefix = String::new();
        self.path_below(table, map, &mut prefix);
        if !prefix.is_empty() {
            prefix.push('.');
        }
        let anchor = self.last_pair(map).or_else(|| self.block_of(table));
        let at = match anchor {
            Some(block) => self.end(block),
            // Before all headers, but below the first comment of the file.
            None if self.count() > 0 => self.start(0),
            None => self.end_of_text(),
        };
        let indent = anchor.map_or("", |block| self.indent(block));
        let line = Line { indent, equals: self.equals(map), style: self.styles.at(map) };
        Section { at, line, prefix, rank: PAIRS - self.depth(map), apart: anchor.is_none(), text: String::new() }
    }

    /// The place for the header and the pairs of a table that has only been named by others.
    fn new_section(&self, map: NodeId) -> Section<'t> {
        let first = self.blocks_of(map).into_iter().min().unwrap_or(0);
        let line = Line { indent: self.indent(first), equals: None, style: self.styles.at(map) };
        let text = concat(&[line.indent, "[", &self.path(map), "]", line.style.newline]);
        Section { at: self.start(first), line, prefix: String::new(), rank: HEADER, apart: self.is_apart(self.depth(map)), text }
    }

    /// The column of the equals signs of `map`, where blanks put them one below the other.
    fn equals(&self, map: NodeId) -> Option<usize> {
        let tree = self.tree;
        let pairs =
            tree.children(map).take(16).filter(|&child| self.block_of(child).is_some_and(|block| !self.block(block).header));
        let mut column = None;
        let mut is_padded = false;
        for pair in pairs {
            let (key, value) = (tree.key_span(pair), tree.span(pair).start as usize);
            let before = self.text.part(key.end as usize..value).first_of(b"=")?;
            let at = characters(self.text.part(tree.site(pair).start as usize..key.end as usize + before)).count();
            if column.is_some_and(|column| column != at) {
                return None;
            }
            column = Some(at);
            is_padded |= before > 1;
        }
        column.filter(|_| is_padded)
    }

    /// The last of the pairs of `map` among the lines of its table.
    fn last_pair(&self, map: NodeId) -> Option<u32> {
        let pair = |child: NodeId| match self.tree.form(child) {
            Form::Dotted => self.last_pair(child),
            Form::Header | Form::Implicit | Form::Tables => None,
            _ => self.block_of(child),
        };
        self.tree.children(map).filter_map(pair).max()
    }

    /// All blocks of a table, wherever they stand.
    fn blocks_of(&self, map: NodeId) -> Vec<u32> {
        let mut all = Blocks::default();
        all.remove(self.tree, map);
        all.removed
    }

    /// Where tables in `map` come: behind all that `map` holds.
    fn tables(&self, map: NodeId) -> Tables<'t> {
        let tree = self.tree;
        let last_block = self.blocks_of(map).into_iter().max().filter(|_| map != tree.root());
        let at = last_block.map_or_else(|| self.end_of_text(), |block| self.end_of_comments(block));
        let with_header = |&table: &NodeId| tree.form(table) == Form::Header;
        let manner = |table: NodeId, usual: &'t str| {
            let indent = self.block_of(table).map_or(usual, |block| self.indent(block));
            let pair = self.last_pair(table).map_or(indent, |pair| self.indent(pair));
            (indent, Line { indent: pair, equals: None, style: self.styles.at(table) })
        };
        // Where no table is beside it, it is like the one that it stands in.
        let beside = self.last_child(map).filter(with_header).unwrap_or(map);
        let (indent, line) = manner(beside, "");
        let tables = tree.children(map).take(16).filter(|&table| tree.kind(table) == Kind::Map);
        let inner_beside = tables.filter_map(|table| tree.children(table).find(with_header)).last();
        let (inner_indent, inner_line) = manner(inner_beside.unwrap_or(beside), indent);
        // An array is no level of its own.
        let depth = self.depth(map) + u32::from(tree.kind(map) == Kind::Map);
        let inner = (inner_indent, inner_line, self.is_apart(depth + 1));
        Tables { at, rank: TABLES - depth, indent, line, apart: self.is_apart(depth), inner, is_array: false, room: 0 }
    }

    /// Behind the last line that is not blank.
    fn end_of_text(&self) -> usize {
        let end = trim_end(self.text).len();
        if end <= self.styles.begin { self.text.len() } else { next_line(self.text, end) }
    }

    fn depth(&self, node: NodeId) -> u32 {
        let mut depth = 0;
        let mut at = node;
        while let Some(above) = self.tree.parent(at) {
            depth += u32::from(self.tree.kind(above) == Kind::Map);
            at = above;
        }
        depth
    }

    /// Whether a blank line is put before a header of `depth` keys, as before such headers, or those above them, that are there.
    fn is_apart(&self, depth: u32) -> bool {
        // A header right below another one tells nothing of how tables are set apart.
        let tells = |&block: &u32| self.block(block).header && !self.block(block - 1).header;
        let headers = (1..self.count().min(64)).filter(tells).map(|block| (self.depth(NodeId(self.block(block).node)), block));
        let like = headers.filter(|&(known, _)| known <= depth).max();
        like.is_none_or(|(_, block)| self.weave.is_open(self.start(block)))
    }
}
