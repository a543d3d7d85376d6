//! YAML, as people write it.

use std::fmt::Write as _;

use super::Writer;

const PLAIN: &[&str] = &[
    "x",
    "npx",
    "-y",
    "true",
    "null",
    "~",
    "1",
    "1.10",
    "0123",
    "no",
    "2001-01-01",
    "http://x.example/a?b",
    "it's",
    "a#b",
    "é🦀",
    "a b",
    "\\d",
    "--flag=1",
];
const QUOTED: &[&str] =
    &["\"x\"", "'x'", "''", "'it''s'", "\"a # b\"", "\"\\u00e9\\\"\\\\\"", "'a: b'", "\"no\"", "\"- x\"", "'[,]'", "\"{}\""];

impl Writer<'_, '_> {
    pub(super) fn yaml(&mut self) {
        self.unit = self.choices.one(&["  ", "    "]);
        if self.choices.rarely(16) {
            self.out.push_str("%YAML 1.2");
            self.line(0);
        }
        if self.out.ends_with('2') || self.out.ends_with('\n') || self.choices.rarely(8) {
            self.out.push_str("---");
            self.line(0);
        }
        if self.sometimes_comments(2) {
            self.comment("#", "");
            self.line(0);
            if self.choices.rarely(2) {
                self.line(0);
            }
        }
        match self.choices.below(16) {
            12 => {}
            13 => {
                self.flow(0, 0);
                self.end_line();
            }
            14 => self.block_list(0, 0),
            15 => {
                let text = self.choices.one(QUOTED);
                self.out.push_str(text);
                self.end_line();
            }
            _ => self.block_map(0, 0),
        }
        if self.sometimes_comments(6) {
            self.comment("#", "");
            self.line(0);
        }
        match self.choices.below(8) {
            0..4 => {}
            4 => self.line(0),
            5 => {
                self.out.push_str("...");
                self.line(0);
            }
            _ => {
                let end = self.out.trim_end_matches(['\r', '\n']).len();
                self.out.truncate(end);
            }
        }
    }

    fn indent(&mut self, column: usize) {
        self.out.push_str(&" ".repeat(column));
    }

    /// Ends a line, with a comment or without.
    fn end_line(&mut self) {
        if self.sometimes_comments(6) {
            self.out.push(' ');
            self.comment("#", "");
        }
        self.line(0);
    }

    /// What stands between entries.
    fn between(&mut self, column: usize, apart: bool, first: bool) {
        if !first && (apart || self.choices.rarely(12)) {
            self.line(0);
        }
        if self.sometimes_comments(14) {
            self.indent(column);
            self.comment("#", "");
            self.line(0);
            self.line(0);
        }
        while self.sometimes_comments(5) {
            let column = if self.choices.rarely(3) { self.choices.below(column + 4) } else { column };
            self.indent(column);
            self.comment("#", "");
            self.line(0);
        }
    }

    fn yaml_key(&mut self) -> String {
        self.count += 1;
        let key = self.choices.one(&["a", "env", "args", "command", "tools", "x y", "é", "c.d", "1", "'q'", "\"q\\\"\"", "no"]);
        match key.strip_suffix(['\'', '"']) {
            _ if self.choices.rarely(2) => key.to_owned(),
            Some(start) => format!("{start}{}{}", self.count, &key[start.len()..]),
            None => format!("{key}{}", self.count),
        }
    }

    /// Entries from the beginning of a line on.
    fn block_map(&mut self, column: usize, depth: usize) {
        self.map_entries(column, depth, false);
    }

    fn map_entries(&mut self, column: usize, depth: usize, compact: bool) {
        let apart = self.choices.rarely(5);
        let mut keys: Vec<String> = Vec::new();
        for at in 0..=self.choices.below(4) {
            if !(compact && at == 0) {
                self.between(column, apart, at == 0);
                self.indent(column);
            }
            let mut key = self.yaml_key();
            // A key now and then occurs twice.
            if keys.contains(&key) && !self.choices.rarely(24) {
                write!(key, "{}", self.count).unwrap();
                if key.starts_with(['\'', '"']) {
                    key = format!("k{}", self.count);
                }
            }
            keys.push(key.clone());
            self.out.push_str(&key);
            let colon = self.choices.one(&[":", ":", ":", " :"]);
            self.out.push_str(colon);
            self.block_value(column, depth, false);
        }
    }

    fn block_list(&mut self, column: usize, depth: usize) {
        self.list_items(column, depth, false);
    }

    fn list_items(&mut self, column: usize, depth: usize, compact: bool) {
        let apart = self.choices.rarely(8);
        for at in 0..=self.choices.below(4) {
            if !(compact && at == 0) {
                self.between(column, apart, at == 0);
                self.indent(column);
            }
            self.out.push('-');
            self.block_value(column, depth, true);
        }
    }

    /// What stands behind a key or dash in this column, and the end of its line.
    fn block_value(&mut self, column: usize, depth: usize, in_list: bool) {
        match self.choices.below(if depth > 3 { 10 } else { 22 }) {
            8 => return self.end_line(),
            9 | 20.. => return self.block_scalar(column),
            // Lines of their own.
            10..13 => {
                self.end_line();
                let deeper = column + self.unit.len();
                return self.block_map(deeper, depth + 1);
            }
            13..15 => {
                self.end_line();
                let deeper = if in_list || self.choices.rarely(2) { column + self.unit.len() } else { column };
                return self.block_list(deeper, depth + 1);
            }
            // `- key: value` and `- - item`.
            15..18 if in_list => {
                let gap = self.choices.one(&[" ", " ", "   "]);
                self.out.push_str(gap);
                let deeper = column + 1 + gap.len();
                return if self.choices.rarely(4) {
                    self.list_items(deeper, depth + 1, true)
                } else {
                    self.map_entries(deeper, depth + 1, true)
                };
            }
            15..18 => {
                let gap = self.choices.one(&[" ", " ", "   "]);
                self.out.push_str(gap);
                self.flow(column, depth + 1);
            }
            choice => {
                if self.choices.rarely(24) {
                    self.end_line();
                    self.indent(column + 3);
                } else {
                    self.out.push(' ');
                }
                match choice {
                    7 => self.lines(column + 2),
                    4..7 => {
                        let text = self.choices.one(QUOTED);
                        self.out.push_str(text);
                    }
                    18 => {
                        let tied = self.choices.one(&["!!str 1", "!t x", "&a x", "&b [x]", "!!int 1", "x"]);
                        self.out.push_str(tied);
                    }
                    19 => {
                        let name = ["a", "b"].into_iter().find(|name| self.out.contains(&format!(" &{name} ")));
                        write!(self.out, "{}", name.map_or("x".to_owned(), |name| format!("*{name}"))).unwrap();
                    }
                    _ => {
                        let text = self.choices.one(PLAIN);
                        self.out.push_str(text);
                    }
                }
            }
        }
        self.end_line();
    }

    /// A string over several lines.
    fn lines(&mut self, column: usize) {
        let (open, close) = [("", ""), ("\"", "\""), ("'", "'")][self.choices.below(3)];
        write!(self.out, "{open}one").unwrap();
        for text in ["two", "three"].iter().take(1 + self.choices.below(2)) {
            self.line(0);
            if self.choices.rarely(4) {
                self.line(0);
            }
            self.indent(column);
            self.out.push_str(text);
        }
        self.out.push_str(close);
    }

    fn block_scalar(&mut self, column: usize) {
        let header = self.choices.one(&[" |", " >", " |-", " |+", " >+", " |2", " >-"]);
        let column = column + 2;
        self.out.push_str(header);
        self.end_line();
        let mut any = false;
        for _ in 0..self.choices.below(4) {
            match self.choices.below(6) {
                4 => {}
                5 if any => self.indent(column + 2),
                choice => {
                    self.indent(column + usize::from(choice == 3 && any));
                    any = true;
                    let text = self.choices.one(&["line", "# no comment", "key: value", "- line", "line"]);
                    self.out.push_str(text);
                }
            }
            self.line(0);
        }
    }

    fn flow(&mut self, column: usize, depth: usize) {
        let map = self.choices.rarely(2);
        let (open, close) = if map { ('{', '}') } else { ('[', ']') };
        self.out.push(open);
        let count = self.choices.below(4);
        let lines = count > 0 && self.choices.rarely(4);
        let pad = if !lines && count > 0 { self.choices.one(&["", " "]) } else { "" };
        self.out.push_str(pad);
        for at in 0..count {
            if lines {
                if self.sometimes_comments(6) {
                    self.out.push(' ');
                    self.comment("#", "");
                }
                if self.sometimes_comments(8) {
                    self.line(0);
                    self.indent(column + 2);
                    self.comment("#", "");
                }
                self.line(0);
                self.indent(column + 2);
            }
            if map {
                self.count += 1;
                let key = self.choices.one(&["a", "b c", "'d'", "\"e\"", "é"]);
                write!(self.out, "{key}").unwrap();
                if !key.ends_with(['\'', '"']) {
                    write!(self.out, "{}", self.count).unwrap();
                } else if at > 0 {
                    // Each once.
                    let len = self.out.len() - key.len();
                    self.out.truncate(len);
                    write!(self.out, "k{}", self.count).unwrap();
                }
                if !self.choices.rarely(12) {
                    self.out.push_str(": ");
                    self.flow_value(column + 2, depth);
                }
            } else {
                self.flow_value(column + 2, depth);
            }
            if at + 1 < count || (lines && self.choices.rarely(3)) {
                self.out.push(',');
                if !lines {
                    let blank = self.choices.one(&[" ", " ", ""]);
                    self.out.push_str(blank);
                }
            }
        }
        let has_comment = lines && self.sometimes_comments(6);
        if has_comment {
            self.out.push(' ');
            self.comment("#", "");
        }
        // The closing bracket may share the line of the last.
        if has_comment || (lines && !self.choices.rarely(4)) {
            self.line(0);
            let more = 1 + self.choices.below(2);
            self.indent(column + more);
        }
        self.out.push_str(pad);
        self.out.push(close);
    }

    fn flow_value(&mut self, column: usize, depth: usize) {
        match self.choices.below(if depth > 3 { 8 } else { 11 }) {
            0..4 => {
                let text = self.choices.one(&["x", "-y", "1", "true", "null", "é", "a b", "no"]);
                self.out.push_str(text);
            }
            4..8 => {
                let text = self.choices.one(QUOTED);
                self.out.push_str(text);
            }
            _ => self.flow(column, depth + 1),
        }
    }
}
