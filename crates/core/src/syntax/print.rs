//! Prints the values and keys that are inserted, in the manner of the document that they go into.

use std::borrow::Cow;

use super::{Syntax, Value};

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
}

/// A list that fits into this many columns stays on one line.
const WIDTH: usize = 80;

impl Style<'_> {
    /// How a document is written that shows nothing of its manner.
    pub(super) fn new(syntax: Syntax) -> Self {
        let (colon, pad) = if syntax == Syntax::Json { (": ", "") } else { (" = ", " ") };
        let (spread_lists, spread_maps) = (None, None);
        Self { syntax, newline: "\n", unit: "  ", colon, comma: ", ", pad, spread_lists, spread_maps, trailing_comma: false }
    }

    /// Appends `value`. `indent` is the white space that begins the line of the value's key; `None` keeps everything on one
    /// line.
    pub(super) fn value(&self, out: &mut String, value: &Value<'_>, indent: Option<&str>) {
        match value {
            Value::Null => out.push_str("null"),
            Value::Bool(bool) => out.push_str(if *bool { "true" } else { "false" }),
            Value::Plain(text) => out.push_str(text),
            Value::String(text) => self.string(out, text),
            Value::List(items) => match indent {
                Some(indent) if !items.is_empty() && self.spreads(out, value, items) => {
                    self.spread(out, "[", items, "]", indent, |out, item, indent| {
                        self.value(out, item, Some(indent));
                    })
                }
                _ => {
                    out.push('[');
                    for (at, item) in items.iter().enumerate() {
                        out.push_str(if at > 0 { self.comma } else { "" });
                        self.value(out, item, None);
                    }
                    out.push(']');
                }
            },
            Value::Map(entries) if entries.is_empty() => out.push_str("{}"),
            Value::Map(entries) => match indent {
                Some(indent) if self.spreads_map(entries) => {
                    self.spread(out, "{", entries, "}", indent, |out, (key, value), indent| {
                        self.entry(out, key, value, Some(indent));
                    })
                }
                _ => {
                    out.push('{');
                    out.push_str(self.pad);
                    for (at, (key, value)) in entries.iter().enumerate() {
                        out.push_str(if at > 0 { self.comma } else { "" });
                        self.entry(out, key, value, None);
                    }
                    out.push_str(self.pad);
                    out.push('}');
                }
            },
        }
    }

    /// Appends key and value.
    pub(super) fn entry(&self, out: &mut String, key: &str, value: &Value<'_>, indent: Option<&str>) {
        self.key(out, key);
        out.push_str(self.colon);
        self.value(out, value, indent);
    }

    /// Appends a key, in quotes where it needs them.
    pub(super) fn key(&self, out: &mut String, key: &str) {
        let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
        if self.syntax == Syntax::Toml && bare {
            out.push_str(key);
        } else {
            self.string(out, key);
        }
    }

    fn spread<T>(
        &self,
        out: &mut String,
        open: &str,
        items: &[T],
        close: &str,
        indent: &str,
        mut each: impl FnMut(&mut String, &T, &str),
    ) {
        let inner = [indent, self.unit].concat();
        out.push_str(open);
        for (at, item) in items.iter().enumerate() {
            out.push_str(self.newline);
            out.push_str(&inner);
            each(out, item, &inner);
            if at + 1 < items.len() || self.trailing_comma {
                out.push(',');
            }
        }
        out.push_str(self.newline);
        out.push_str(indent);
        out.push_str(close);
    }

    fn spreads(&self, out: &str, list: &Value<'_>, items: &[Value<'_>]) -> bool {
        if items.iter().any(|item| matches!(item, Value::Map(entries) if !entries.is_empty())) {
            return self.syntax == Syntax::Json;
        }
        self.spread_lists.unwrap_or_else(|| {
            let column = out.len() - out.rfind('\n').map_or(0, |at| at + 1);
            self.syntax == Syntax::Json && column + self.width(list) > WIDTH
        })
    }

    /// TOML 1.0 has no inline table over several lines.
    fn spreads_map(&self, entries: &[(Cow<'_, str>, Value<'_>)]) -> bool {
        let flat = || entries.iter().all(|(_, value)| !matches!(value, Value::Map(_) | Value::List(_)));
        self.syntax == Syntax::Json && (self.spread_maps != Some(false) || !flat())
    }

    fn width(&self, value: &Value<'_>) -> usize {
        let mut line = String::new();
        self.value(&mut line, value, None);
        line.len()
    }

    fn string(&self, out: &mut String, text: &str) {
        // A byte that may begin what must be escaped: the C1 controls are two bytes, 0xC2 and one more.
        let suspect = |byte: u8| byte < b' ' || matches!(byte, b'\\' | b'"' | 0x7F | 0xC2);
        if !text.bytes().any(suspect) {
            out.push('"');
            out.push_str(text);
            return out.push('"');
        }
        // A Windows path reads best as a literal string, which can hold anything but a single quote and control characters.
        let quotes_only = !text.chars().any(|character| character.is_control() || character == '\'');
        if self.syntax == Syntax::Toml && quotes_only && text.contains(['\\', '"']) {
            out.push('\'');
            out.push_str(text);
            return out.push('\'');
        }
        out.push('"');
        for character in text.chars() {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\r' => out.push_str("\\r"),
                '\t' => out.push_str("\\t"),
                '\u{8}' => out.push_str("\\b"),
                '\u{c}' => out.push_str("\\f"),
                control if control.is_control() => {
                    const DIGITS: &[u8; 16] = b"0123456789ABCDEF";
                    let code = control as usize;
                    out.push_str("\\u00");
                    out.push(DIGITS[code >> 4 & 15] as char);
                    out.push(DIGITS[code & 15] as char);
                }
                other => out.push(other),
            }
        }
        out.push('"');
    }
}
