//! JSON, as people write it.

use super::*;

/// How a JSON text is written.
pub(super) struct Json {
    newline: &'static str,
    unit: &'static str,
    spread: bool,
    colon: &'static str,
    comma: &'static str,
    comments: bool,
    trailing: bool,
}

impl Json {
    pub(super) fn of(tape: &mut Tape<'_>) -> Self {
        Self {
            newline: tape.pick(&["\n", "\n", "\r\n"]),
            unit: tape.pick(&["  ", "\t", "    ", ""]),
            spread: !tape.one_in(5),
            colon: tape.pick(&[": ", ":", " : "]),
            comma: tape.pick(&[", ", ","]),
            comments: tape.one_in(10),
            trailing: tape.one_in(12),
        }
    }

    /// As readers of YAML take it.
    pub(super) fn without_comments(self) -> Self {
        Self { comments: false, ..self }
    }

    pub(super) fn document(&self, tape: &mut Tape<'_>, host: &Host, servers: Vec<(String, Made)>) -> String {
        let mut value = if tape.one_in(60) { odd(tape, host) } else { listed(tape, host, servers) };
        let (key, below) = host.place().keys().split_first().map_or(("mcpServers", &[][..]), |(key, below)| (*key, below));
        for key in below.iter().rev() {
            value = Made::Map(vec![((*key).to_owned(), value)]);
        }
        let mut entries = vec![(key.to_owned(), value)];
        for head in host.head.iter().filter(|_| !tape.one_in(20)) {
            entries.insert(0, (head.key.to_owned(), string(head.text)));
        }
        if let Some(key) = host.inputs_at.filter(|_| tape.one_in(2)) {
            let list = (0..tape.below(4)).map(|_| {
                let id = tape.pick(&["token", "api-key", "other", "1 key"]);
                Made::Map(vec![
                    ("type".to_owned(), string("promptString")),
                    ("id".to_owned(), string(id)),
                    ("description".to_owned(), string("CANARY")),
                ])
            });
            let list = list.collect();
            let value = if tape.one_in(12) { odd(tape, host) } else { Made::List(list) };
            let at = tape.below(2).min(entries.len());
            entries.insert(at, (key.to_owned(), value));
        }
        if tape.one_in(3) {
            entries.insert(0, ("other".to_owned(), odd(tape, host)));
        }
        if tape.one_in(3) {
            entries.push(("projects".to_owned(), Made::Map(vec![("/CANARY/x".to_owned().to_lowercase(), odd(tape, host))])));
        }
        let mut out = String::new();
        out.push_str(if tape.one_in(12) { "\u{feff}" } else { "" });
        if self.comments {
            out.push_str("// CANARY of the file");
            out.push_str(self.newline);
        }
        self.value(tape, &mut out, &Made::Map(entries), 0);
        out.push_str(if tape.one_in(5) { "" } else { self.newline });
        out
    }

    fn value(&self, tape: &mut Tape<'_>, out: &mut String, value: &Made, depth: usize) {
        match value {
            Made::Plain(text) => out.push_str(text),
            Made::String(text) => self.string(tape, out, text),
            Made::List(items) => {
                self.items(tape, out, ('[', ']'), items, depth, |own, tape, out, item| own.value(tape, out, item, depth + 1))
            }
            Made::Map(entries) => self.items(tape, out, ('{', '}'), entries, depth, |own, tape, out, (key, value)| {
                own.string(tape, out, key);
                out.push_str(own.colon);
                own.value(tape, out, value, depth + 1);
            }),
        }
    }

    fn items<T>(
        &self,
        tape: &mut Tape<'_>,
        out: &mut String,
        (open, close): (char, char),
        items: &[T],
        depth: usize,
        each: impl Fn(&Self, &mut Tape<'_>, &mut String, &T),
    ) {
        out.push(open);
        let spread = self.spread && !items.is_empty() && !(depth > 2 && tape.one_in(3));
        let line = |out: &mut String, depth: usize| {
            if spread {
                out.push_str(self.newline);
                out.push_str(&self.unit.repeat(depth));
            }
        };
        for (at, item) in items.iter().enumerate() {
            line(out, depth + 1);
            if self.comments && spread && tape.one_in(4) {
                out.push_str("// CANARY above");
                line(out, depth + 1);
            }
            each(self, tape, out, item);
            if at + 1 < items.len() || (self.trailing && spread) {
                out.push_str(if spread { "," } else { self.comma });
            }
            if self.comments && spread && tape.one_in(4) {
                out.push_str(" // CANARY beside");
            } else if self.comments && tape.one_in(8) {
                out.push_str(" /* CANARY */");
            }
        }
        line(out, depth);
        out.push(close);
    }

    fn string(&self, tape: &mut Tape<'_>, out: &mut String, text: &str) {
        out.push('"');
        let escape_all = tape.one_in(20);
        // To one host a brace is another with an escape.
        let escape_braces = tape.one_in(12);
        for character in text.chars() {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                _ if character < ' ' || escape_all || (escape_braces && character == '{') => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                _ => out.push(character),
            }
        }
        out.push('"');
    }
}
