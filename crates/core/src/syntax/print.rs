//! Prints the values and keys that are inserted, in the manner of the document that they go into.

use alloc::borrow::Cow;
use alloc::string::String;

use super::{Syntax, Value, yaml};
use crate::text::scan::{ESCAPED, has_class, is_bare};
use crate::text::{Ascii, characters, push, put};

/// How a document is written, as far as what is inserted follows it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Style<'d> {
    pub syntax: Syntax,
    pub newline: &'static str,
    /// One level of indentation.
    pub unit: &'d str,
    /// Between key and value.
    pub colon: &'static str,
    /// Between items on one line.
    pub comma: &'static str,
    /// Blanks inside of braces on one line.
    pub pad: &'static str,
    /// Whether lists go over several lines; undecided, they do when a line would grow beyond [`WIDTH`].
    pub spread_lists: Option<bool>,
    /// Whether maps of scalars do; undecided, they do in JSON.
    pub spread_maps: Option<bool>,
    /// A comma behind the last item of what goes over several lines.
    pub trailing_comma: bool,
    /// How strings are written in YAML.
    pub quotes: Quotes,
}

/// How strings are written in YAML.
#[derive(Clone, Copy, Debug)]
pub(super) struct Quotes {
    /// Whether strings that could do without quotes have them.
    pub always: bool,
    /// Whether they are single ones, where there is a choice.
    pub single: bool,
    /// Whether brackets are around, in which commas and the like have another meaning.
    pub flow: bool,
}

/// The white space that begins a line.
#[derive(Clone, Copy)]
struct Indent<'i> {
    base: &'i str,
    /// How often [`Style::unit`] follows.
    levels: usize,
}

/// A list that fits into this many columns stays on one line.
const WIDTH: usize = 80;

impl Style<'_> {
    /// How a document is written that shows nothing of its manner.
    pub(super) fn new(syntax: Syntax) -> Self {
        let (colon, pad) = match syntax {
            Syntax::Json => (": ", ""),
            Syntax::Toml => (" = ", " "),
            Syntax::Yaml => (": ", " "),
        };
        let (spread_lists, spread_maps) = (None, None);
        let quotes = Quotes { always: false, single: false, flow: true };
        Self {
            syntax,
            newline: "\n",
            unit: "  ",
            colon,
            comma: ", ",
            pad,
            spread_lists,
            spread_maps,
            trailing_comma: false,
            quotes,
        }
    }

    /// Appends `value`. `indent` is the white space that begins the line of the value's key; `None` keeps everything on one
    /// line.
    pub(super) fn value(&self, out: &mut String, value: &Value<'_>, indent: Option<&str>) {
        self.nested(out, value, indent.map(|base| Indent { base, levels: 0 }));
    }

    /// Appends key and value.
    pub(super) fn entry(&self, out: &mut String, key: &str, value: &Value<'_>, indent: Option<&str>) {
        self.key(out, key);
        put(out, self.colon);
        self.value(out, value, indent);
    }

    /// Appends a key, in quotes where it needs them.
    pub(super) fn key(&self, out: &mut String, key: &str) {
        match self.syntax {
            Syntax::Toml if is_bare(key) => out.push_str(key),
            // Of keys only those have quotes that need them, wherever they stand.
            Syntax::Yaml => {
                let quotes = Quotes { always: false, flow: true, ..self.quotes };
                Style { quotes, ..*self }.string(out, key);
            }
            _ => self.string(out, key),
        }
    }

    fn nested(&self, out: &mut String, value: &Value<'_>, indent: Option<Indent<'_>>) {
        let (len, spread) = match value {
            Value::Null => return out.push_str("null"),
            Value::Bool(bool) => return out.push_str(if *bool { "true" } else { "false" }),
            Value::Plain(text) => return out.push_str(text),
            Value::String(text) => return self.string(out, text),
            Value::List(items) => (items.len(), self.spreads(items)),
            Value::Map(entries) => (entries.len(), Some(self.spreads_map(entries))),
        };
        let Some(indent) = indent.filter(|_| len > 0 && spread != Some(false)) else {
            return self.on_one_line(out, value, len);
        };
        if spread.is_none() {
            let start = out.len();
            let column = out.behind(b"\n").len();
            self.on_one_line(out, value, len);
            if column + out.len() - start <= WIDTH {
                return;
            }
            out.truncate(start);
        }
        let inner = Indent { levels: indent.levels + 1, ..indent };
        out.push(if let Value::Map(_) = value { '{' } else { '[' });
        let open = out.len();
        self.line(out, inner);
        let line = open..out.len();
        for at in 0..len {
            if at > 0 {
                out.extend_from_within(line.clone());
            }
            self.item(out, value, at, Some(inner));
            if at + 1 < len || self.trailing_comma {
                out.push(',');
            }
        }
        self.line(out, indent);
        out.push(if let Value::Map(_) = value { '}' } else { ']' });
    }

    fn on_one_line(&self, out: &mut String, value: &Value<'_>, len: usize) {
        let (open, close, pad) = if let Value::Map(_) = value { ('{', '}', self.pad) } else { ('[', ']', "") };
        let pad = if len > 0 { pad } else { "" };
        out.push(open);
        put(out, pad);
        for at in 0..len {
            if at > 0 {
                put(out, self.comma);
            }
            self.item(out, value, at, None);
        }
        put(out, pad);
        out.push(close);
    }

    /// Appends the item or entry of that index.
    fn item(&self, out: &mut String, container: &Value<'_>, at: usize, indent: Option<Indent<'_>>) {
        match container {
            Value::List(items) => self.nested(out, &items[at], indent),
            Value::Map(entries) => {
                let (key, value) = &entries[at];
                self.key(out, key);
                put(out, self.colon);
                self.nested(out, value, indent);
            }
            _ => {}
        }
    }

    /// Begins a line.
    fn line(&self, out: &mut String, indent: Indent<'_>) {
        put(out, self.newline);
        put(out, indent.base);
        for _ in 0..indent.levels {
            put(out, self.unit);
        }
    }

    /// Whether a list goes over several lines; `None` where its width decides.
    fn spreads(&self, items: &[Value<'_>]) -> Option<bool> {
        if items.iter().any(|item| matches!(item, Value::Map(entries) if !entries.is_empty())) {
            return Some(self.syntax == Syntax::Json);
        }
        if self.syntax == Syntax::Json { self.spread_lists } else { Some(self.spread_lists == Some(true)) }
    }

    /// TOML 1.0 has no inline table over several lines.
    fn spreads_map(&self, entries: &[(Cow<'_, str>, Value<'_>)]) -> bool {
        let flat = || entries.iter().all(|(_, value)| !matches!(value, Value::Map(_) | Value::List(_)));
        self.syntax == Syntax::Json && (self.spread_maps != Some(false) || !flat())
    }

    /// Appends `text` as a string of JSON in which the ASCII characters at `places`, in order, are written as escapes.
    pub(super) fn escaped(&self, out: &mut String, text: &str, places: &[usize]) {
        let mut part = String::new();
        let mut done = 0;
        out.push('"');
        for end in places.iter().copied().chain([text.len()]) {
            part.clear();
            self.string(&mut part, text.part(done..end));
            // Without its quotes.
            out.push_str(part.part(1..part.len() - 1));
            if let Some(&byte) = text.as_bytes().get(end) {
                push_escape(out, usize::from(byte));
            }
            done = end + 1;
        }
        out.push('"');
    }

    /// Appends `text` as a string.
    pub(super) fn string(&self, out: &mut String, text: &str) {
        let mut is_odd = false;
        if self.syntax == Syntax::Yaml {
            if !self.quotes.always && yaml::is_plain(text, self.quotes.flow) {
                return out.push_str(text);
            }
            is_odd = !characters(text).all(yaml::is_printable);
            // The other quotes, where those would have to be escaped.
            let (mut apostrophes, mut escapes) = (0, 0);
            for byte in text.bytes() {
                apostrophes += usize::from(byte == b'\'');
                escapes += usize::from(matches!(byte, b'"' | b'\\'));
            }
            if apostrophes == 0 && !is_odd && (self.quotes.single || escapes > 0) {
                return push_quoted(out, '\'', text);
            }
        }
        if !is_odd && !has_class(text, ESCAPED) {
            return push_quoted(out, '"', text);
        }
        self.escape(out, text, is_odd);
    }

    /// Appends a string that cannot stand between double quotes as it is; where it `is_odd`, YAML would not print it.
    #[inline(never)]
    fn escape(&self, out: &mut String, text: &str, is_odd: bool) {
        // A Windows path reads best as a literal string, which can hold anything but a single quote and control characters.
        let quotes_only = !characters(text).any(|character| character.is_control() || character == '\'');
        if self.syntax == Syntax::Toml && quotes_only && text.has_any(b"\\\"") {
            return push_quoted(out, '\'', text);
        }
        out.push('"');
        for character in characters(text) {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\u{8}' => out.push_str("\\b"),
                '\u{c}' => out.push_str("\\f"),
                control if control.is_control() => push_escape(out, control as usize),
                odd if is_odd && !yaml::is_printable(odd) => push_escape(out, odd as usize),
                other => push(out, other),
            }
        }
        out.push('"');
    }
}

/// Appends `text` between quotes.
fn push_quoted(out: &mut String, quote: char, text: &str) {
    out.push(quote);
    out.push_str(text);
    out.push(quote);
}

/// Appends the escape of a character below 65,536.
fn push_escape(out: &mut String, code: usize) {
    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
    out.push_str("\\u");
    for shift in [12, 8, 4, 0] {
        push(out, DIGITS[code >> shift & 15] as char);
    }
}
