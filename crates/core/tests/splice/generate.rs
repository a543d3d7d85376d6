//! Documents of the shapes that people write, out of a string of bytes: where it ends, the plainest choice is made, so that
//! fewer and smaller bytes make simpler documents.

mod yaml;

use std::fmt::Write as _;

use mcpglot_core::syntax::{Syntax, Value};

pub(crate) struct Choices<'b> {
    bytes: std::slice::Iter<'b, u8>,
}

impl<'b> Choices<'b> {
    pub(crate) fn new(bytes: &'b [u8]) -> Self {
        Self { bytes: bytes.iter() }
    }

    /// A number below `count`.
    pub(crate) fn below(&mut self, count: usize) -> usize {
        usize::from(self.bytes.next().copied().unwrap_or(0)) % count
    }

    /// True in one of `in_all` cases.
    pub(crate) fn rarely(&mut self, in_all: usize) -> bool {
        self.below(in_all) == in_all - 1
    }

    pub(crate) fn one<'a>(&mut self, of: &[&'a str]) -> &'a str {
        of[self.below(of.len())]
    }
}

pub(crate) const KEYS: &[&str] =
    &["a", "env", "args", "command", "b", "tools", "x y", "é", "c.d", "1", "q\"q", "", "no", "a: b", "- x"];
const STRINGS: &[&str] = &[
    "",
    "x",
    "npx",
    "-y",
    "a # b",
    "// no",
    "/* no */",
    "C:\\x",
    "it's",
    "[,]",
    "{\"}",
    "é🦀",
    "tab\there",
    "two\nlines",
    "\u{1}\u{7f}",
];

/// What YAML would take for something else, to some reader.
const TRAPS: &[&str] = &[
    "no",
    "Yes",
    "~",
    "null",
    "1.10",
    "0123",
    "0o17",
    "1_000",
    "12:30:45",
    "2001-01-01",
    ".inf",
    "=",
    "<<",
    "- x",
    "-",
    "--flag",
    "? x",
    ":x",
    "a: b",
    "key:",
    "a #b",
    "#",
    " lead",
    "trail ",
    "'",
    "it's \"so\"",
    "&a",
    "*a",
    "!t",
    "|",
    ">",
    "%",
    "@x",
    "`",
    "---",
    "...",
    "\u{85}",
    "\u{2028}",
    "\u{feff}",
    "{{ x }}",
    "a,b",
    "http://x.example/?a=b&c",
    "true",
];

/// A value to be written.
pub(crate) fn value(choices: &mut Choices<'_>, syntax: Syntax, depth: usize) -> Value<'static> {
    match choices.below(if depth > 2 { 5 } else { 9 }) {
        1 => Value::Bool(choices.rarely(2)),
        2 => Value::Plain(
            choices.one(&["1", "0", "-7", "1.5", "18446744073709551615"][..if syntax == Syntax::Toml { 4 } else { 5 }]).into(),
        ),
        3 if syntax != Syntax::Toml => Value::Null,
        4 if syntax == Syntax::Yaml => Value::String(choices.one(TRAPS).into()),
        0 | 3 | 4 => Value::String(choices.one(STRINGS).into()),
        5 | 6 => Value::List((0..choices.below(4)).map(|_| value(choices, syntax, depth + 1)).collect()),
        _ => map(choices, syntax, depth),
    }
}

fn map(choices: &mut Choices<'_>, syntax: Syntax, depth: usize) -> Value<'static> {
    let mut entries: Vec<(std::borrow::Cow<'static, str>, Value<'static>)> = Vec::new();
    for _ in 0..choices.below(4) {
        let key = choices.one(KEYS);
        let value = value(choices, syntax, depth + 1);
        if entries.iter().all(|(known, _)| *known != key) {
            entries.push((key.into(), value));
        }
    }
    Value::Map(entries)
}

/// A document.
pub(crate) fn document(choices: &mut Choices<'_>, syntax: Syntax) -> String {
    let mut writer = Writer {
        newline: choices.one(&["\n", "\n", "\r\n"]),
        unit: choices.one(&["  ", "\t", "    "]),
        flat: syntax == Syntax::Json && choices.rarely(6),
        comments: choices.rarely(2),
        commas: choices.rarely(3),
        count: 0,
        out: String::new(),
        choices,
    };
    if writer.choices.rarely(8) {
        writer.out.push('\u{feff}');
    }
    match syntax {
        Syntax::Json => writer.json(),
        Syntax::Toml => writer.toml(),
        Syntax::Yaml => writer.yaml(),
    }
    writer.out
}

struct Writer<'c, 'b> {
    choices: &'c mut Choices<'b>,
    newline: &'static str,
    unit: &'static str,
    /// Everything on one line.
    flat: bool,
    comments: bool,
    commas: bool,
    /// How many comments there are: each is told from the others.
    count: usize,
    out: String,
}

impl Writer<'_, '_> {
    fn line(&mut self, level: usize) {
        self.out.push_str(self.newline);
        for _ in 0..level {
            self.out.push_str(self.unit);
        }
    }

    fn comment(&mut self, open: &str, close: &str) {
        self.count += 1;
        write!(self.out, "{open} c{}.{close}", self.count).unwrap();
    }

    fn line_comment(&mut self) {
        match self.choices.below(4) {
            0 if self.out.ends_with('*') => {}
            3 => self.comment("/*", " */"),
            _ => self.comment("//", ""),
        }
    }

    fn sometimes_comments(&mut self, in_all: usize) -> bool {
        self.comments && self.choices.rarely(in_all)
    }
}

// JSON.
impl Writer<'_, '_> {
    fn json(&mut self) {
        if self.sometimes_comments(3) && !self.flat {
            self.line_comment();
            self.line(0);
            if self.choices.rarely(3) {
                self.line(0);
            }
        }
        if self.choices.rarely(12) {
            return;
        }
        if self.choices.rarely(10) {
            self.json_value(0)
        } else {
            self.json_container(true, 0)
        }
        if self.sometimes_comments(4) && !self.flat {
            self.line(0);
            self.line_comment();
        }
        let newline = self.newline;
        self.out.push_str(["", newline, newline, &[newline, newline].concat()][self.choices.below(4)]);
    }

    fn json_value(&mut self, level: usize) {
        match self.choices.below(if level > 3 { 5 } else { 10 }) {
            0 | 1 => {
                let text = self.choices.one(STRINGS);
                self.out.push_str(&serde_json::to_string(text).unwrap());
            }
            2..5 => self.out.push_str(self.choices.one(&["1", "true", "null", "-0.5e3", "12345678901234567890"])),
            5..9 => self.json_container(true, level),
            _ => self.json_container(false, level),
        }
    }

    fn json_entry(&mut self, map: bool, level: usize) {
        if map {
            // A key now and then occurs twice.
            let key = if self.choices.rarely(24) { "a".to_owned() } else { self.key() };
            self.out.push_str(&serde_json::to_string(&key).unwrap());
            self.out.push_str(self.choices.one(&[": ", ": ", ":", " : "]));
            if self.sometimes_comments(20) {
                self.comment("/*", " */");
            }
        }
        self.json_value(level);
    }

    fn key(&mut self) -> String {
        self.count += 1;
        let key = self.choices.one(KEYS);
        if self.choices.rarely(2) { [key, &self.count.to_string()].concat() } else { key.to_owned() }
    }

    fn json_container(&mut self, map: bool, level: usize) {
        let (open, close) = if map { ('{', '}') } else { ('[', ']') };
        self.out.push(open);
        let count = self.choices.below(5);
        match if self.flat { 1 + self.choices.below(2) } else { self.choices.below(6) } {
            _ if count == 0 => match self.choices.below(4) {
                1 => self.out.push(' '),
                2 if !self.flat => self.line(level),
                3 if self.comments && !self.flat => {
                    self.line(level + 1);
                    self.line_comment();
                    self.line(level);
                }
                _ => {}
            },
            1 => self.json_line(map, level, count, ", "),
            2 => self.json_line(map, level, count, ","),
            3 => self.json_comma_first(map, level, count),
            4 => self.json_mixed(map, level, count),
            _ => self.json_lines(map, level, count),
        }
        self.out.push(close);
    }

    fn json_line(&mut self, map: bool, level: usize, count: usize, comma: &str) {
        let pad = if comma == "," { "" } else { self.choices.one(&["", " "]) };
        self.out.push_str(pad);
        for at in 0..count {
            self.out.push_str(if at > 0 { comma } else { "" });
            if self.sometimes_comments(12) {
                self.comment("/*", " */ ");
            }
            self.json_entry(map, level);
        }
        if self.commas && self.choices.rarely(4) {
            self.out.push(',');
        }
        self.out.push_str(pad);
    }

    fn json_comma_first(&mut self, map: bool, level: usize, count: usize) {
        if self.choices.rarely(2) {
            self.line(level + 2)
        } else {
            self.out.push(' ')
        }
        for at in 0..count {
            if at > 0 {
                if self.sometimes_comments(6) {
                    self.out.push(' ');
                    self.line_comment();
                }
                if self.sometimes_comments(6) {
                    self.line(level + 1);
                    self.line_comment();
                }
                self.line(level + 1);
                self.out.push_str(", ");
            }
            self.json_entry(map, level + 2);
        }
        // The closing bracket may share the line of the last.
        if self.choices.rarely(4) {
            self.out.push_str(self.choices.one(&["", " "]));
        } else {
            self.line(level);
        }
    }

    fn json_mixed(&mut self, map: bool, level: usize, count: usize) {
        for at in 0..count {
            for part in 0..self.choices.below(4) {
                match self.choices.below(4) {
                    0 => self.line(level + 1),
                    1 => self.out.push(' '),
                    2 if self.comments => self.comment("/*", " */"),
                    3 if self.comments => {
                        self.comment("//", "");
                        self.line(part);
                    }
                    _ => {}
                }
            }
            self.json_entry(map, level + 1);
            if self.sometimes_comments(6) {
                self.line_comment();
                self.line(0);
            }
            if at + 1 < count || (self.commas && self.choices.rarely(2)) {
                self.out.push(',');
            }
        }
        if self.choices.rarely(2) {
            self.line(level);
        }
    }

    fn json_lines(&mut self, map: bool, level: usize, count: usize) {
        if self.sometimes_comments(8) {
            self.out.push(' ');
            self.line_comment();
        }
        for at in 0..count {
            if self.sometimes_comments(8) {
                self.line(level + 1);
                self.line_comment();
                self.line(0);
            } else if self.choices.rarely(6) {
                self.line(0);
            }
            while self.sometimes_comments(4) {
                self.line(level + 1);
                self.line_comment();
            }
            self.line(level + 1);
            self.json_entry(map, level + 1);
            if at + 1 < count || self.commas {
                self.out.push(',');
            }
            if self.sometimes_comments(4) {
                self.out.push(' ');
                self.line_comment();
            }
        }
        if self.sometimes_comments(8) {
            self.line(level + 1);
            self.line_comment();
        }
        self.line(level);
    }
}

// TOML.
impl Writer<'_, '_> {
    fn toml(&mut self) {
        let compact = self.choices.rarely(4);
        if self.sometimes_comments(2) {
            self.comment("#", "");
            self.line(0);
            if self.choices.rarely(2) {
                self.line(0);
            }
        }
        let head = std::mem::take(&mut self.out);
        let mut sections = self.sections();
        for _ in 0..self.choices.below(3) {
            let (one, other) = (self.choices.below(sections.len()), self.choices.below(sections.len()));
            sections.swap(one, other);
        }
        self.out = head;
        self.pairs(&["model", "web", "dotted"], 0);
        if self.choices.rarely(6) {
            self.dotted_servers("mcp_servers.");
            sections.retain(|section| !section.contains("mcp_servers"));
        } else if self.choices.rarely(6) {
            self.out.push_str("mcp_servers = { ");
            for at in 0..self.choices.below(3) {
                write!(self.out, "{}s{at} = {{ command = \"x\", env = {{ A = \"1\" }} }}", if at > 0 { ", " } else { "" })
                    .unwrap();
            }
            self.out.push_str(" }");
            self.line(0);
            sections.retain(|section| !section.contains("mcp_servers"));
        }
        for section in sections {
            if !compact && (!self.out.is_empty() || self.choices.rarely(8)) {
                self.line(0);
            }
            if self.sometimes_comments(8) {
                self.comment("#", "");
                self.line(0);
                self.line(0);
            }
            while self.sometimes_comments(3) {
                self.comment("#", "");
                self.line(0);
            }
            self.out.push_str(&section);
            if self.sometimes_comments(8) {
                self.comment("#", "");
                self.line(0);
            }
        }
        match self.choices.below(5) {
            0 | 1 => {}
            2 => self.line(0),
            _ => {
                let end = self.out.trim_end_matches(['\r', '\n']).len();
                self.out.truncate(end);
            }
        }
    }

    fn section(&mut self, header: &str, keys: &[&str]) -> String {
        let indent = usize::from(self.choices.rarely(8));
        let indent = self.unit.repeat(indent);
        self.out.push_str(&indent);
        self.out.push_str(header);
        self.beside();
        self.line(0);
        let deeper = usize::from(self.choices.rarely(8));
        self.pairs(keys, indent.len().min(1) + deeper);
        std::mem::take(&mut self.out)
    }

    fn sections(&mut self) -> Vec<String> {
        let mut sections = vec![];
        for _ in 0..=self.choices.below(2) {
            let name = ["[tui]", "[projects.\"/home/x\"]", "[ features ]", "[t.'u.v'.w]"]
                [(sections.len() + self.choices.below(2) * 2) % 4];
            if sections.iter().all(|section: &String| !section.contains(name)) {
                sections.push(self.section(name, &["theme", "keys", "dotted"]));
            }
        }
        if self.choices.rarely(4) {
            let mut hooks = self.section("[[hooks]]", &["x"]);
            if self.choices.rarely(2) {
                hooks.push_str(&self.section("[hooks.env]", &["X"]));
            }
            hooks.push_str(&self.section("[[hooks]]", &["x"]));
            sections.push(hooks);
        }
        match self.choices.below(6) {
            1 => {
                self.out.push_str("[mcp_servers]");
                self.line(0);
                for at in 0..self.choices.below(3) {
                    write!(self.out, "s{at} = {{command=\"x\",args=[\"y\"]}}").unwrap();
                    self.beside();
                    self.line(0);
                }
                sections.push(std::mem::take(&mut self.out));
            }
            2 => {
                self.out.push_str("[mcp_servers]");
                self.line(0);
                self.dotted_servers("");
                sections.push(std::mem::take(&mut self.out));
            }
            _ => {
                if self.choices.rarely(4) {
                    sections.push(self.section("[mcp_servers]", &["shared"]));
                }
                for at in 0..self.choices.below(4) {
                    let name = ["s0", "\"s 1\"", "'s2'"][at];
                    let path = ["[mcp_servers.", name].concat();
                    let mut any = false;
                    if !self.choices.rarely(6) {
                        sections.push(self.section(&[&path, "]"].concat(), &["command", "args", "enabled"]));
                        any = true;
                    }
                    if self.choices.rarely(3) {
                        sections.push(self.section(&[&path, ".env]"].concat(), &["A", "B"]));
                        any = true;
                    }
                    if self.choices.rarely(4) || !any {
                        sections.push(self.section(&[&path, ".tools.y]"].concat(), &["approval"]));
                    }
                }
            }
        }
        sections
    }

    fn dotted_servers(&mut self, prefix: &str) {
        for at in 0..=self.choices.below(2) {
            for part in ["command", "env.A", "env.\"B b\"", "url"] {
                if self.choices.rarely(2) {
                    write!(self.out, "{prefix}s{at}.{part} = \"x\"").unwrap();
                    self.beside();
                    self.line(0);
                }
            }
        }
    }

    fn beside(&mut self) {
        if self.sometimes_comments(4) {
            self.out.push(' ');
            self.comment("#", "");
        }
    }

    fn pairs(&mut self, keys: &[&str], level: usize) {
        for key in keys {
            if self.choices.rarely(4) {
                continue;
            }
            if self.sometimes_comments(10) {
                self.line(0);
                self.comment("#", "");
                self.line(0);
                self.line(0);
            } else if self.choices.rarely(10) {
                self.line(0);
            }
            while self.sometimes_comments(5) {
                self.out.push_str(&self.unit.repeat(level));
                self.comment("#", "");
                self.line(0);
            }
            if *key == "dotted" {
                for part in ["dotted.a", "dotted.b.c", "dotted . b . 'd'"] {
                    if self.choices.rarely(3) {
                        self.pair(part, level);
                    }
                }
            } else {
                self.pair(key, level);
            }
        }
    }

    fn pair(&mut self, key: &str, level: usize) {
        self.out.push_str(&self.unit.repeat(level));
        self.out.push_str(key);
        self.out.push_str(self.choices.one(&[" = ", " = ", "=", "   = "]));
        self.toml_value(level, 0, true);
        self.beside();
        self.line(0);
    }

    fn toml_value(&mut self, level: usize, depth: usize, lines: bool) {
        match self.choices.below(if depth > 2 { 6 } else { 12 }) {
            0..3 => {
                let strings = ["\"x\"", "''", "\"a # b\"", "'C:\\x'", "\"\\u00e9\\\"\\\\\"", "\"[,]\"", "'{\"}'", "\"é🦀\""];
                self.out.push_str(self.choices.one(&strings));
            }
            3 if lines => {
                let newline = self.newline;
                write!(self.out, "\"\"\"{newline}# no{newline}[no]{newline}{newline}\\{newline}  end\"\"\"").unwrap();
            }
            4 if lines => self.out.push_str("'''x = 1 # no'''"),
            3..6 => self.out.push_str(self.choices.one(&[
                "1",
                "0x1F",
                "1_000",
                "true",
                "-1.5e3",
                "2024-01-01T00:00:00Z",
                "2024-01-01",
                "inf",
            ])),
            6 | 7 if lines => self.toml_lines(level, depth),
            6..9 => {
                self.out.push('[');
                for at in 0..self.choices.below(4) {
                    self.out.push_str(if at > 0 { ", " } else { "" });
                    self.toml_value(level, depth + 1, false);
                }
                self.out.push(']');
            }
            _ => {
                let pad = self.choices.one(&[" ", ""]);
                self.out.push('{');
                self.out.push_str(pad);
                for (at, key) in ["x", "y.z", "y.\"w w\"", "v"].iter().take(self.choices.below(5)).enumerate() {
                    self.out.push_str(if at > 0 { ", " } else { "" });
                    self.out.push_str(key);
                    self.out.push_str(" = ");
                    self.toml_value(level, depth + 1, false);
                }
                self.out.push_str(pad);
                self.out.push('}');
            }
        }
    }

    fn toml_lines(&mut self, level: usize, depth: usize) {
        self.out.push('[');
        self.beside();
        let count = self.choices.below(4);
        for at in 0..count {
            if self.sometimes_comments(4) {
                self.line(level + 1);
                self.comment("#", "");
            }
            if self.choices.rarely(8) {
                self.out.push(' ')
            } else {
                self.line(level + 1)
            }
            let comment = self.out.rfind('#').is_some_and(|hash| !self.out[hash..].contains('\n'));
            if comment {
                self.line(level + 1);
            }
            self.toml_value(level + 1, depth + 1, true);
            if at + 1 < count || self.choices.rarely(2) {
                self.out.push(',');
            }
            self.beside();
        }
        self.line(level);
        self.out.push(']');
    }
}
