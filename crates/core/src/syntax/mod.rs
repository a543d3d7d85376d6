//! Text to tree and edits to text, for every syntax that a host's file may have.
//!
//! [`parse`] turns a text into a [`Tree`]: ordered, spanned, numbers as they are written, duplicate keys seen. A [`Plan`] says
//! what shall change in it, and [`Plan::edits`] turns that into splices of the original text. A document is never printed
//! again from its tree, so every byte outside the touched entries is the author's by construction.
//!
//! This module has not heard of MCP. It never panics, whatever it is given.

mod edit;
mod json;
mod print;
mod scalar;
mod toml;
mod tree;
mod value;
mod yaml;

pub use edit::Plan;
pub use tree::{Form, Kind, NodeId, Tree};
pub(crate) use tree::{hash, mark};
pub use value::Value;

use alloc::string::String;

use crate::text::{Span, characters, push};

/// The deepest nesting that is read: far below what would overflow the stack of a wasm instance.
pub const MAX_DEPTH: usize = 64;

/// A syntax. What a host's own parser refuses beyond it (comments, say) is a property of the host: see
/// [`Tree::first_comment`].
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Syntax {
    /// JSON as RFC 8259 has it, read with comments and trailing commas, which are remembered.
    Json,
    /// TOML 1.1 when read, 1.0 when written.
    Toml,
    /// YAML 1.2 with its core schema; what is written says the same to readers of YAML 1.1.
    Yaml,
}

impl Syntax {
    /// The name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Json => "json",
            Self::Toml => "toml",
            Self::Yaml => "yaml",
        }
    }
}

/// Why a text is not a document of its syntax.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Fault {
    /// What is wrong.
    pub what: What,
    /// Where: never the value itself, which may be a secret.
    pub span: Span,
    /// One clause in the present tense that names no value.
    pub message: &'static str,
}

/// The kinds of fault, as far as callers tell them apart.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum What {
    /// The text breaks the grammar.
    Grammar,
    /// The text ends in the middle.
    End,
    /// A key or table is defined twice (TOML).
    Duplicate,
    /// More than [`MAX_DEPTH`] levels.
    Depth,
    /// Sound, but tied to other places, so that a change is refused: see [`Plan::refusal`].
    Tied,
}

impl Fault {
    fn new(what: What, start: usize, end: usize, message: &'static str) -> Self {
        Self { what, span: Span::new(start, end), message }
    }
}

/// Reading stops: the parser has the [`Fault`], because a result that holds it costs time in each step.
struct Failed;

/// `value` on one line, as `syntax` writes it.
#[must_use]
pub fn print(value: &Value<'_>, syntax: Syntax) -> String {
    let mut out = String::new();
    print::Style::new(syntax).value(&mut out, value, None);
    out
}

/// Appends `text` as a string of JSON.
pub fn quote(out: &mut String, text: &str) {
    print::Style::new(Syntax::Json).string(out, text);
}

/// `text` as a string of JSON in which the ASCII characters at `places`, offsets in order, are written as escapes.
///
/// # Panics
/// Where one of them is no such character of the text.
#[must_use]
pub fn with_escapes(text: &str, places: &[usize]) -> Value<'static> {
    let mut out = String::with_capacity(text.len() + 5 * places.len() + 2);
    print::Style::new(Syntax::Json).escaped(&mut out, text, places);
    Value::Plain(out.into())
}

/// What a part of a string of JSON says, of which `inner` is written between the quotes.
#[must_use]
pub fn unescaped(inner: &str) -> String {
    scalar::unescaped(inner, Syntax::Json)
}

/// `value` over as many lines as it takes, as `syntax` writes it.
#[must_use]
pub fn print_lines(value: &Value<'_>, syntax: Syntax) -> String {
    let mut out = String::new();
    print::Style::new(syntax).value(&mut out, value, Some(""));
    out.push('\n');
    out
}

/// `value` as JSON without blanks and without a character beyond ASCII, so that it is the same behind whatever carries it.
#[must_use]
pub fn print_ascii(value: &Value<'_>) -> String {
    let mut printed = String::new();
    print::Style { colon: ":", comma: ",", ..print::Style::new(Syntax::Json) }.value(&mut printed, value, None);
    if printed.is_ascii() {
        return printed;
    }
    let mut out = String::with_capacity(printed.len() + 16);
    for character in characters(&printed) {
        if character.is_ascii() {
            push(&mut out, character);
            continue;
        }
        for unit in character.encode_utf16(&mut [0; 2]) {
            out.push_str("\\u");
            for shift in [12, 8, 4, 0] {
                out.push(char::from(b"0123456789abcdef"[usize::from(*unit >> shift & 15)]));
            }
        }
    }
    out
}

/// Reads `text`.
///
/// # Errors
/// The first [`Fault`]: a document that does not parse is refused whole.
pub fn parse(text: &str, syntax: Syntax) -> Result<Tree<'_>, Fault> {
    match syntax {
        Syntax::Json => json::parse(text),
        Syntax::Toml => toml::parse(text),
        Syntax::Yaml => yaml::parse(text),
    }
}
