//! YAML documents, in block style, with what people put between brackets.

use mcpglot_core::syntax::{self, Syntax, Value};

use super::{Made, Tape};

pub(super) struct Yaml {
    newline: &'static str,
    unit: &'static str,
    /// Whether a list is indented more than its key.
    indented: bool,
    /// Whether lists and maps of scalars stand between brackets.
    flow: bool,
    quotes: usize,
    comments: bool,
    apart: bool,
}

impl Yaml {
    pub(super) fn of(tape: &mut Tape<'_>) -> Self {
        Self {
            newline: tape.pick(&["\n", "\n", "\r\n"]),
            unit: tape.pick(&["  ", "    "]),
            indented: !tape.one_in(3),
            flow: tape.one_in(4),
            quotes: tape.below(3),
            comments: tape.one_in(4),
            apart: tape.one_in(4),
        }
    }

    /// A document that holds these entries.
    pub(super) fn document(&self, tape: &mut Tape<'_>, entries: &[(String, Made)]) -> String {
        let mut out = String::new();
        out.push_str(if tape.one_in(12) { "\u{feff}" } else { "" });
        if tape.one_in(12) {
            out.push_str("---");
            out.push_str(self.newline);
        }
        if self.comments {
            out.push_str("# CANARY of the file");
            out.push_str(self.newline);
            out.push_str(self.newline);
        }
        self.lines(tape, &mut out, entries, "", self.apart);
        if tape.one_in(5) {
            out.truncate(out.trim_end_matches(['\r', '\n']).len());
        }
        out
    }

    fn lines(&self, tape: &mut Tape<'_>, out: &mut String, entries: &[(String, Made)], indent: &str, apart: bool) {
        for (at, (key, value)) in entries.iter().enumerate() {
            if at > 0 && apart {
                out.push_str(self.newline);
            }
            if self.comments && tape.one_in(4) {
                out.push_str(indent);
                out.push_str("# CANARY");
                out.push_str(self.newline);
            }
            // The first one may follow a dash.
            if at > 0 || !out.ends_with("- ") {
                out.push_str(indent);
            }
            self.string(out, key, true);
            out.push(':');
            self.value(tape, out, value, indent, false);
        }
    }

    /// What stands behind a colon or dash, and the end of its line.
    fn value(&self, tape: &mut Tape<'_>, out: &mut String, value: &Made, indent: &str, in_list: bool) {
        let is_flat = |value: &Made| matches!(value, Made::Plain(_) | Made::String(_));
        match value {
            Made::Map(entries) if !(entries.is_empty() || self.flow && entries.iter().all(|(_, value)| is_flat(value))) => {
                let inner = [indent, if in_list { "  " } else { self.unit }].concat();
                if in_list && !self.comments {
                    out.push(' ');
                } else {
                    out.push_str(self.newline);
                }
                self.lines(tape, out, entries, &inner, self.apart && !in_list && indent.is_empty());
            }
            Made::List(items) if !(items.is_empty() || self.flow && items.iter().all(is_flat)) => {
                let inner = [indent, if in_list || self.indented { self.unit } else { "" }].concat();
                out.push_str(self.newline);
                for item in items {
                    out.push_str(&inner);
                    out.push('-');
                    self.value(tape, out, item, &inner, true);
                }
            }
            value => {
                out.push(' ');
                self.inline(out, value, self.flow);
                if self.comments && tape.one_in(4) {
                    out.push_str(" # CANARY");
                }
                out.push_str(self.newline);
            }
        }
    }

    fn inline(&self, out: &mut String, value: &Made, flow: bool) {
        match value {
            Made::Plain(text) => out.push_str(text),
            Made::String(text) => self.string(out, text, flow),
            Made::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    self.inline(out, item, true);
                }
                out.push(']');
            }
            Made::Map(entries) => {
                out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { " " });
                    self.string(out, key, true);
                    out.push_str(": ");
                    self.inline(out, value, true);
                }
                out.push_str(if entries.is_empty() { "}" } else { " }" });
            }
        }
    }

    fn string(&self, out: &mut String, text: &str, flow: bool) {
        let is_simple = text.chars().all(|character| !character.is_control() && !"\u{feff}\u{2028}".contains(character));
        let ends_early = flow && text.contains([',', '[', ']', '{', '}']);
        let is_word = text.starts_with(|first: char| first.is_alphanumeric())
            && !ends_early
            && !text.contains([':', '#', '\'', '"'])
            && !text.ends_with(' ');
        match self.quotes {
            // As people write it: `true` and `7712039` are no strings then.
            0 if is_simple && is_word => out.push_str(text),
            1 if is_simple => {
                out.push('\'');
                out.push_str(&text.replace('\'', "''"));
                out.push('\'');
            }
            _ => out.push_str(&syntax::print(&Value::string(text), Syntax::Yaml)),
        }
    }
}
