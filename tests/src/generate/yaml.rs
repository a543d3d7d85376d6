//! YAML, as people write it.

use super::*;

/// How a YAML text is written.
pub(super) struct Yaml {
    newline: &'static str,
    unit: usize,
    /// Whether items of a list stand in the column of its key.
    flush: bool,
    comments: bool,
    flow: bool,
}

impl Yaml {
    pub(super) fn of(tape: &mut Tape<'_>) -> Self {
        Self {
            newline: tape.pick(&["\n", "\n", "\n", "\r\n"]),
            unit: tape.pick(&[2usize, 2, 4, 3]),
            flush: tape.one_in(3),
            comments: tape.one_in(2),
            flow: tape.one_in(4),
        }
    }

    pub(super) fn document(&self, tape: &mut Tape<'_>, host: &Host, servers: Vec<(String, Made)>) -> String {
        let unique = distinct(servers);
        let value = if tape.one_in(60) { tidy(odd(tape, host)) } else { listed(tape, host, unique) };
        let mut entries = vec![(host.place().keys()[0].to_owned(), value)];
        if tape.one_in(3) {
            entries.insert(0, ("other".to_owned(), tidy(odd(tape, host))));
        }
        if tape.one_in(3) {
            entries.push(("models".to_owned(), Made::List(vec![tidy(odd(tape, host)), string("CANARY")])));
        }
        let mut out = String::new();
        out.push_str(if tape.one_in(12) { "\u{feff}" } else { "" });
        if self.comments {
            self.line(&mut out, 0, "# CANARY of the file");
            self.line(&mut out, 0, "");
        }
        if tape.one_in(12) {
            self.line(&mut out, 0, "---");
        }
        self.map(tape, &mut out, &entries, 0);
        if tape.one_in(5) {
            let kept = out.trim_end_matches(['\r', '\n']).len();
            out.truncate(kept);
        }
        out
    }

    fn line(&self, out: &mut String, indent: usize, text: &str) {
        out.push_str(&" ".repeat(if text.is_empty() { 0 } else { indent }));
        out.push_str(text);
        out.push_str(self.newline);
    }

    fn map(&self, tape: &mut Tape<'_>, out: &mut String, entries: &[(String, Made)], indent: usize) {
        for (key, value) in entries {
            if self.comments && tape.one_in(5) {
                self.line(out, indent, if tape.one_in(2) { "# CANARY above" } else { "# CANARY apart\n" }.trim_end());
            }
            out.push_str(&" ".repeat(indent));
            self.pair(tape, out, key, value, indent);
        }
    }

    /// `key: value`, from where the key begins to the end of the last line.
    fn pair(&self, tape: &mut Tape<'_>, out: &mut String, key: &str, value: &Made, indent: usize) {
        self.string(tape, out, key, true);
        out.push(':');
        let beside = |tape: &mut Tape<'_>, out: &mut String| {
            out.push_str(if self.comments && tape.one_in(5) { " # CANARY beside" } else { "" });
            out.push_str(self.newline);
        };
        match value {
            Made::Map(entries) if !entries.is_empty() && !self.is_flow(tape, indent) => {
                beside(tape, out);
                self.map(tape, out, entries, indent + self.unit);
            }
            Made::List(items) if !items.is_empty() && !self.is_flow(tape, indent) => {
                beside(tape, out);
                self.list(tape, out, items, if self.flush { indent } else { indent + self.unit });
            }
            value => {
                out.push(' ');
                self.flow(tape, out, value);
                beside(tape, out);
            }
        }
    }

    fn is_flow(&self, tape: &mut Tape<'_>, indent: usize) -> bool {
        self.flow && indent > 0 && tape.one_in(3)
    }

    fn list(&self, tape: &mut Tape<'_>, out: &mut String, items: &[Made], indent: usize) {
        for item in items {
            out.push_str(&" ".repeat(indent));
            out.push_str("- ");
            match item {
                Made::Map(entries) if !entries.is_empty() && !self.is_flow(tape, indent) => {
                    for (at, (key, value)) in entries.iter().enumerate() {
                        out.push_str(&" ".repeat(if at == 0 { 0 } else { indent + 2 }));
                        self.pair(tape, out, key, value, indent + 2);
                    }
                }
                item => {
                    self.flow(tape, out, item);
                    out.push_str(self.newline);
                }
            }
        }
    }

    fn flow(&self, tape: &mut Tape<'_>, out: &mut String, value: &Made) {
        match value {
            Made::Plain(text) => out.push_str(text),
            Made::String(text) => self.string(tape, out, text, false),
            Made::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    self.flow(tape, out, item);
                }
                out.push(']');
            }
            Made::Map(entries) => {
                out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    self.string(tape, out, key, true);
                    out.push_str(": ");
                    self.flow(tape, out, value);
                }
                out.push('}');
            }
        }
    }

    fn string(&self, tape: &mut Tape<'_>, out: &mut String, text: &str, is_key: bool) {
        let is_word = |character: char| character.is_ascii_alphanumeric() || "_-/.".contains(character);
        let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.chars().all(is_word)
            && !["true", "false", "null"].contains(&text);
        let is_quotable = !text.is_empty() && text.chars().all(|character| (' '..='~').contains(&character));
        if is_plain && (is_key || !tape.one_in(4)) {
            out.push_str(text);
        } else if is_quotable && tape.one_in(2) {
            out.push('\'');
            out.push_str(&text.replace('\'', "''"));
            out.push('\'');
        } else {
            out.push('"');
            for character in text.chars() {
                match character {
                    '"' => out.push_str("\\\""),
                    '\\' => out.push_str("\\\\"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    ' '..='~' => out.push(character),
                    character if character.is_alphanumeric() => out.push(character),
                    character => out.push_str(&format!("\\U{:08x}", u32::from(character))),
                }
            }
            out.push('"');
        }
    }
}
