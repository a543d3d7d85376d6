//! What mcpglot has to say about a document.
//!
//! A diagnostic is data: nothing is printed here, and whoever has a screen renders it late. No message, help or path ever
//! holds a value from the document; keys, server names, hosts and commands' field names are what is named.

pub mod codes;
mod page;

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::mask;
use crate::model::Concept;
use crate::syntax::{NodeId, Tree};
use crate::text::scan::is_bare;
use crate::text::{Ascii, Edit, Span, append, characters, push};
pub use codes::Code;

/// How much a diagnostic matters. It is fixed for each code.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Severity {
    /// Worth knowing.
    Note,
    /// Little is lost.
    Warning,
    /// In the target the server will not do what it did in the source, or the document cannot be used.
    Error,
}

impl Severity {
    /// The name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Note => "note",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }
}

/// Which document a place is in.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Document {
    /// The text that is read.
    Source,
    /// The text that is merged into.
    Target,
    /// What a project has settled about sources and targets.
    Settings,
}

impl Document {
    /// The name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Source => "source",
            Self::Target => "target",
            Self::Settings => "settings",
        }
    }
}

/// One finding; its parts are those of [`Finding`].
///
/// It is large, made in many places and handed on: a pointer to it is cheaper everywhere but where one is found.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Diagnostic(Box<Finding>);

impl core::ops::Deref for Diagnostic {
    type Target = Finding;

    fn deref(&self) -> &Finding {
        &self.0
    }
}

impl core::ops::DerefMut for Diagnostic {
    fn deref_mut(&mut self) -> &mut Finding {
        &mut self.0
    }
}

impl From<Diagnostic> for Finding {
    fn from(diagnostic: Diagnostic) -> Self {
        *diagnostic.0
    }
}

/// The parts of a [`Diagnostic`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Finding {
    /// What it is.
    pub code: &'static Code,
    /// One sentence in the present tense, names in backticks, no period at its end.
    pub message: String,
    /// The document that `path` and `span` are about.
    pub document: Document,
    /// The keys down to the entry, joined by dots, each in quotes where it is not a bare TOML key.
    pub path: String,
    /// The place, in bytes; empty at 0 where the finding is about the whole document.
    pub span: Span,
    /// What to do, as an imperative.
    pub help: Option<String>,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// Changes to `document` that make the finding go away.
    pub fixes: Vec<Fix>,
    /// Set where something of the source does not reach the target.
    pub loss: Option<Loss>,
}

/// A further place.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Related {
    /// What it has to do with the finding.
    pub message: String,
    /// The document it is in.
    pub document: Document,
    /// The place.
    pub span: Span,
}

/// A change that removes the cause.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Fix {
    /// What it does, as an imperative.
    pub title: String,
    /// Sorted, none overlapping another.
    pub edits: Vec<Edit>,
}

/// What is lost of a server.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Loss {
    /// In which way.
    pub kind: LossKind,
    /// The server's name in the source.
    pub server: String,
    /// What about it; `None` for the server itself.
    pub concept: Option<Concept>,
    /// The variable, header or item, where only that is lost.
    pub key: Option<String>,
}

/// The ways to lose something.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum LossKind {
    /// It is not there.
    Dropped,
    /// It is another value.
    Coerced,
    /// It works in fewer cases.
    Narrowed,
    /// It allows more than before.
    Widened,
    /// A reference is no longer one.
    Indirection,
}

impl LossKind {
    /// The name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Dropped => "dropped",
            Self::Coerced => "coerced",
            Self::Narrowed => "narrowed",
            Self::Widened => "widened",
            Self::Indirection => "indirection",
        }
    }
}

impl Diagnostic {
    /// A finding about the whole of `document`.
    // Findings are rare, and made in many places: small is better than fast.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn new(code: &'static Code, document: Document, message: String) -> Self {
        Self(Box::new(Finding {
            code,
            message: harmless(message),
            document,
            path: String::new(),
            span: Span::default(),
            help: None,
            related: Vec::new(),
            fixes: Vec::new(),
            loss: None,
        }))
    }

    /// The same at `span`.
    #[must_use]
    pub fn at(mut self, span: Span) -> Self {
        self.span = span;
        self
    }

    /// The same about the entry `node`: its key, or its value where it has none.
    #[must_use]
    #[cold]
    #[inline(never)]
    pub fn on(mut self, tree: &Tree<'_>, node: NodeId) -> Self {
        self.span = tree.place(node);
        self.path = display_path(tree, node);
        self
    }

    /// The same with advice.
    #[must_use]
    pub fn help(self, help: impl Into<String>) -> Self {
        self.helped(help.into())
    }

    #[inline(never)]
    fn helped(mut self, help: String) -> Self {
        self.help = Some(harmless(help));
        self
    }

    /// The same with another place of its document.
    #[must_use]
    pub fn related(mut self, message: &str, span: Span) -> Self {
        let related = Related { message: message.to_owned(), document: self.document, span };
        self.related.push(related);
        self
    }

    /// The same, about a loss.
    #[must_use]
    #[inline(never)]
    pub fn loss(mut self, kind: LossKind, server: &str, concept: Option<Concept>, key: Option<&str>) -> Self {
        self.loss = Some(Loss {
            kind,
            server: server.to_owned(),
            concept,
            key: key.map(|key| mask::without_credentials(key).into_owned()),
        });
        self
    }
}

/// A text that is shown on a screen: no name in it may steer one, or be a credential that stands where a name belongs.
fn harmless(text: String) -> String {
    let text = mask::without_credentials(&text).into_owned();
    if !characters(&text).any(char::is_control) {
        return text;
    }
    let mut out = String::with_capacity(text.len());
    for character in characters(&text) {
        push(&mut out, if character.is_control() { char::REPLACEMENT_CHARACTER } else { character });
    }
    out
}

/// The keys down to `node`, joined by dots.
#[must_use]
pub fn display_path(tree: &Tree<'_>, node: NodeId) -> String {
    let mut out = String::new();
    for key in tree.path(node) {
        if !out.is_empty() {
            out.push('.');
        }
        push_key(&mut out, &key);
    }
    out
}

/// Appends `key`, in quotes where it is not a bare TOML key; nothing of a credential that is one.
pub(crate) fn push_key(out: &mut String, key: &str) {
    let key = &mask::without_credentials(key);
    if is_bare(key) {
        return out.push_str(key);
    }
    out.push('"');
    for character in characters(key) {
        match character {
            '"' | '\\' => {
                out.push('\\');
                push(out, character);
            }
            // A key is shown on a screen: nothing in it may steer one.
            character if character.is_control() => push(out, char::REPLACEMENT_CHARACTER),
            character => push(out, character),
        }
    }
    out.push('"');
}

/// Where findings are collected.
#[derive(Default, Debug)]
pub struct Sink {
    /// In the order in which they were found.
    pub diagnostics: Vec<Diagnostic>,
}

impl Sink {
    /// Takes a finding.
    #[cold]
    #[inline(never)]
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic);
    }
}

/// Joins strings; the core has no use for `format!` and its weight. What is written out is one text, in which a NUL stands for
/// each part that is not: a list of parts would take several instructions for each of them.
macro_rules! say {
    (@ [$($text:literal)*] [$($part:expr,)*]) => {
        $crate::diag::filled(concat!($($text),*), &[$($part.as_ref() as &str),*])
    };
    (@ [$($text:literal)*] [$($part:expr,)*] $next:literal $(, $($rest:tt)*)?) => {
        $crate::diag::say!(@ [$($text)* $next] [$($part,)*] $($($rest)*)?)
    };
    (@ [$($text:literal)*] [$($part:expr,)*] $next:expr $(, $($rest:tt)*)?) => {
        $crate::diag::say!(@ [$($text)* "\0"] [$($part,)* $next,] $($($rest)*)?)
    };
    ($($part:tt)+) => { $crate::diag::say!(@ [] [] $($part)+) };
}
pub(crate) use say;

/// The text with its parts in place: once in the whole program, however often something is said.
#[cold]
#[inline(never)]
pub(crate) fn filled(text: &str, parts: &[&str]) -> String {
    let mut out = String::new();
    let mut rest = text;
    for part in parts {
        let (before, behind) = rest.cut("\0").unwrap_or((rest, ""));
        append(&mut out, &[before, part]);
        rest = behind;
    }
    out.push_str(rest);
    out
}
