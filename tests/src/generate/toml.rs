//! TOML, as people write it.

use super::*;

/// How a TOML text is written.
pub(super) struct Toml {
    newline: &'static str,
    equals: &'static str,
    indent: &'static str,
    comments: bool,
    lists_spread: bool,
    tables_spread: bool,
}

/// What a server's table looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    /// `[mcp_servers.x]`, maps as `[mcp_servers.x.env]`
    Headers,
    /// `[mcp_servers.x]`, maps inline.
    Inline,
    /// `[mcp_servers.x]`, maps as dotted keys.
    Dotted,
    /// Only `[mcp_servers.x.env]` and dotted keys under `[mcp_servers]`.
    Below,
    /// `x = {…}` under `[mcp_servers]`.
    Row,
}

impl Toml {
    pub(super) fn of(tape: &mut Tape<'_>) -> Self {
        Self {
            newline: tape.pick(&["\n", "\n", "\n", "\r\n"]),
            equals: tape.pick(&[" = ", "=", "   = "]),
            indent: tape.pick(&["", "", "", "  "]),
            comments: tape.one_in(2),
            lists_spread: tape.one_in(4),
            tables_spread: tape.one_in(12),
        }
    }

    pub(super) fn document(&self, tape: &mut Tape<'_>, host: &Host, servers: Vec<(String, Made)>) -> String {
        let unique = distinct(servers);
        let key = host.place().keys()[0];
        let named_by = host.place().name_field();
        let mut out = String::new();
        out.push_str(if tape.one_in(12) { "\u{feff}" } else { "" });
        if self.comments {
            self.line(&mut out, "# CANARY of the file");
            self.line(&mut out, "");
        }
        while tape.one_in(3) {
            let line = tape.pick(&[
                "model = \"CANARY\" # CANARY",
                "approval   =   'CANARY'",
                "notify = [ \"CANARY\", \"x\" ]",
                "date = 1979-05-27",
                "a.b.\"c d\" = 0x10",
                "text = \"\"\"\nCANARY\n[mcp_servers.fake]\n\"\"\"",
                "t = { mcp_servers = { x = 1 } }",
            ]);
            let name = line.split(['=', '.']).next().unwrap_or_default().trim().to_owned();
            if !out.lines().any(|line| line.starts_with(&format!("{name} ")) || line.starts_with(&format!("{name}."))) {
                self.line(&mut out, line);
            }
        }
        match tape.below(10) {
            row if named_by.is_some() => {
                let items = match listed(tape, host, unique) {
                    Made::List(items) => items,
                    _ => Vec::new(),
                };
                if row == 7 || items.is_empty() {
                    let mut line = format!("{key}{}", self.equals);
                    self.inline(tape, &mut line, &Made::List(items), false);
                    self.line(&mut out, &line);
                } else {
                    let shape = tape.pick(&[Shape::Headers, Shape::Headers, Shape::Inline, Shape::Dotted]);
                    for (at, item) in items.iter().enumerate() {
                        if tape.one_in(4) {
                            self.foreign(tape, &mut out, at);
                        }
                        self.item(tape, &mut out, key, item, shape);
                    }
                }
            }
            7 => {
                let mut line = format!("{key}{}", self.equals);
                self.inline(tape, &mut line, &Made::Map(unique), false);
                self.line(&mut out, &line);
            }
            8 => {
                for (name, server) in &unique {
                    let Made::Map(entries) = server else { continue };
                    for (field, value) in entries {
                        let mut line = format!("{key}.{}.{}{}", toml_key(tape, name), toml_key(tape, field), self.equals);
                        self.inline(tape, &mut line, value, true);
                        self.line(&mut out, &line);
                    }
                }
            }
            9 => {
                self.line(&mut out, &format!("[{key}]"));
                for (name, server) in &unique {
                    let shape = if tape.one_in(2) { Shape::Below } else { Shape::Row };
                    self.entry(tape, &mut out, key, name, server, shape);
                }
            }
            mixed => {
                let shape = tape.pick(&[Shape::Headers, Shape::Headers, Shape::Inline, Shape::Dotted]);
                if mixed == 6 {
                    self.line(&mut out, &format!("[{key}]"));
                }
                for (at, (name, server)) in unique.iter().enumerate() {
                    if tape.one_in(4) {
                        self.foreign(tape, &mut out, at);
                    }
                    let shape = if tape.one_in(5) { tape.pick(&[Shape::Headers, Shape::Inline, Shape::Dotted]) } else { shape };
                    self.entry(tape, &mut out, key, name, server, shape);
                }
            }
        }
        if tape.one_in(2) {
            self.foreign(tape, &mut out, 9);
        }
        if tape.one_in(5) {
            let kept = out.trim_end_matches(['\r', '\n']).len();
            out.truncate(kept);
        }
        out
    }

    fn line(&self, out: &mut String, line: &str) {
        out.push_str(&line.replace('\n', self.newline));
        out.push_str(self.newline);
    }

    fn foreign(&self, tape: &mut Tape<'_>, out: &mut String, number: usize) {
        let block = tape.pick(&[
            "[tui@]\nnotifications = [ \"CANARY\", \"b\" ] # CANARY\n",
            "[projects.\"/home/@\"]\ntrust_level = \"trusted\"\n",
            "[[hooks@]]\nrun = 'CANARY'\n\n[[hooks@]]\nrun = \"b\"\n",
            "# CANARY block\n\n[features@] # CANARY\na.b = 1\n",
            "[profiles@.o3]\nmodel = \"\"\"CANARY\n[x]\n\"\"\"\n# CANARY tail\n",
        ]);
        self.line(out, &block.replace('@', &number.to_string()));
    }

    fn entry(&self, tape: &mut Tape<'_>, out: &mut String, key: &str, name: &str, server: &Made, shape: Shape) {
        let quoted = toml_key(tape, name);
        let head = format!("{key}.{quoted}");
        if self.comments && tape.one_in(3) {
            self.line(out, if tape.one_in(2) { "# CANARY above" } else { "# CANARY apart\n" });
        }
        let Made::Map(entries) = server else {
            // Not a table: there is one way to write it, and it needs the table above it.
            return;
        };
        if matches!(shape, Shape::Row | Shape::Below) {
            if shape == Shape::Row || entries.is_empty() {
                let mut line = format!("{quoted}{}", self.equals);
                self.inline(tape, &mut line, server, false);
                return self.line(out, &line);
            }
            for (field, value) in entries {
                let mut line = format!("{quoted}.{}{}", toml_key(tape, field), self.equals);
                self.inline(tape, &mut line, value, true);
                self.line(out, &line);
            }
            return;
        }
        self.line(out, &format!("[{head}]{}", if self.comments && tape.one_in(4) { " # CANARY" } else { "" }));
        self.below(tape, out, &head, entries, shape);
    }

    /// An item of an array of tables.
    fn item(&self, tape: &mut Tape<'_>, out: &mut String, key: &str, item: &Made, shape: Shape) {
        let Made::Map(entries) = item else { return };
        if self.comments && tape.one_in(3) {
            self.line(out, if tape.one_in(2) { "# CANARY above" } else { "# CANARY apart\n" });
        }
        self.line(out, &format!("[[{key}]]{}", if self.comments && tape.one_in(4) { " # CANARY" } else { "" }));
        self.below(tape, out, key, entries, shape);
    }

    /// What stands below the header of a table.
    fn below(&self, tape: &mut Tape<'_>, out: &mut String, head: &str, entries: &[(String, Made)], shape: Shape) {
        let is_table = |value: &Made| matches!(value, Made::Map(entries) if !entries.is_empty());
        for (field, value) in entries.iter().filter(|(_, value)| !is_table(value) || shape != Shape::Headers) {
            let field = toml_key(tape, field);
            match value {
                Made::Map(inner) if shape == Shape::Dotted && !inner.is_empty() => {
                    for (name, value) in inner {
                        let mut line = format!("{}{field}.{}{}", self.indent, toml_key(tape, name), self.equals);
                        self.inline(tape, &mut line, value, true);
                        self.line(out, &line);
                    }
                }
                value => {
                    let mut line = format!("{}{field}{}", self.indent, self.equals);
                    self.inline(tape, &mut line, value, true);
                    line.push_str(if self.comments && tape.one_in(4) { " # CANARY beside" } else { "" });
                    self.line(out, &line);
                }
            }
        }
        if shape == Shape::Headers {
            for (field, value) in entries {
                let Made::Map(inner) = value else { continue };
                if inner.is_empty() {
                    continue;
                }
                if tape.one_in(2) {
                    self.line(out, "");
                }
                self.line(out, &format!("[{head}.{}]", toml_key(tape, field)));
                for (name, value) in inner {
                    let mut line = format!("{}{}{}", self.indent, toml_key(tape, name), self.equals);
                    self.inline(tape, &mut line, value, true);
                    self.line(out, &line);
                }
            }
        }
        if tape.one_in(3) {
            self.line(out, "");
        }
    }

    fn inline(&self, tape: &mut Tape<'_>, out: &mut String, value: &Made, lines: bool) {
        match value {
            Made::Plain(text) => out.push_str(text),
            Made::String(text) => toml_string(tape, out, text, lines),
            Made::List(items) => {
                let spread = lines && self.lists_spread && !items.is_empty();
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if spread { "\n  " } else { "" });
                    self.inline(tape, out, item, lines);
                    out.push_str(if spread {
                        ","
                    } else if at + 1 < items.len() {
                        ", "
                    } else {
                        ""
                    });
                    out.push_str(if spread && tape.one_in(4) { " # CANARY item" } else { "" });
                }
                out.push_str(if spread { "\n]" } else { "]" });
            }
            Made::Map(entries) => {
                // A table between braces that goes over several lines is TOML 1.1.
                let spread = lines && self.tables_spread && !entries.is_empty();
                let pad = if spread { "" } else { tape.pick(&[" ", ""]) };
                out.push('{');
                out.push_str(pad);
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if spread { "\n    " } else { "" });
                    out.push_str(&toml_key(tape, key));
                    out.push_str(self.equals);
                    self.inline(tape, out, value, false);
                    out.push_str(if spread {
                        ","
                    } else if at + 1 < entries.len() {
                        ", "
                    } else {
                        ""
                    });
                    out.push_str(if spread && tape.one_in(4) { " # CANARY entry" } else { "" });
                }
                out.push_str(if spread {
                    "\n  "
                } else if entries.is_empty() {
                    ""
                } else {
                    pad
                });
                out.push('}');
            }
        }
    }
}

fn toml_key(tape: &mut Tape<'_>, key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if bare && !tape.one_in(16) {
        return key.to_owned();
    }
    let mut out = String::new();
    if !key.contains(|character: char| character.is_control() || character == '\'') && tape.one_in(3) {
        return format!("'{key}'");
    }
    basic(&mut out, key);
    out
}

fn basic(out: &mut String, text: &str) {
    out.push('"');
    escaped(out, text, true);
    out.push('"');
}

fn escaped(out: &mut String, text: &str, quotes: bool) {
    for character in text.chars() {
        match character {
            '"' if quotes => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ if character < ' ' || character == '\u{7f}' => out.push_str(&format!("\\u{:04X}", character as u32)),
            _ => out.push(character),
        }
    }
}

fn toml_string(tape: &mut Tape<'_>, out: &mut String, text: &str, lines: bool) {
    let control = |character: char| character.is_ascii_control() && character != '\t';
    match tape.below(6) {
        3 if !text.contains(control) && !text.contains('\'') => {
            out.push('\'');
            out.push_str(text);
            out.push('\'');
        }
        4 if lines && !text.contains('"') => {
            out.push_str("\"\"\"\n");
            escaped(out, text, true);
            out.push_str("\"\"\"");
        }
        5 if lines && !text.contains(|character| control(character) && character != '\n') && !text.contains('\'') => {
            out.push_str("'''\n");
            out.push_str(text);
            out.push_str("'''");
        }
        _ => basic(out, text),
    }
}
