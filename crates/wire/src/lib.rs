#![doc = include_str!("../README.md")]
#![cfg_attr(not(test), no_std)]

extern crate alloc;

mod backups;
mod commands;
mod detected;
mod diagnostic;
mod diff;
mod host;
mod json;
mod printer;
pub mod request;
mod sarif;
mod server;
mod sync;
mod validation;

use alloc::string::String;
use alloc::vec::Vec;

use mcpglot_core::ops;
use mcpglot_core::text::{Edit, Encoding, LineIndex, Span};
use serde::Serialize;

pub use backups::{Backups, Kept, Restored};
pub use commands::Commands;
pub use detected::{Detected, DetectedFile};
pub use diagnostic::Diagnostic;
pub use diff::{Compared, Diff};
pub use host::Hosts;
pub use sarif::{Sarif, SarifFile};
pub use server::{Listed, Listing, Read, Server};
pub use sync::{Sync, SyncParts, SyncTarget};
pub use validation::{Checked, Validation};

/// The version of the schema of all responses.
pub const SCHEMA_VERSION: u32 = 1;

/// The response as one line of JSON.
#[must_use]
pub fn to_json(response: &impl Serialize) -> String {
    let mut out = String::new();
    let printed = response.serialize(printer::Printer(&mut out));
    debug_assert!(printed.is_ok(), "no response holds what the printer refuses");
    out
}

/// Values and texts are no part of what `{:?}` prints: secrets stay where they are.
macro_rules! debug_without_values {
    ($($name:ident),* $(,)?) => {
        $(impl core::fmt::Debug for $name<'_> {
            fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
                f.debug_struct(stringify!($name)).finish_non_exhaustive()
            }
        })*
    };
}

debug_without_values! {
    Backups, Checked, Commands, Compared, Detected, DetectedFile, Diagnostic, Diff, Hosts, Kept, Listed, Listing, Outcome, Read,
    Restored, Sarif, SarifFile, Server, Sync, SyncParts, SyncTarget, TextEdit, Texts, Validation,
}

/// The two texts that spans point into.
#[derive(Clone, Copy)]
pub struct Texts<'t> {
    /// The text that was read.
    pub source: &'t str,
    /// The text that was merged into, if there was one.
    pub target: &'t str,
    /// The unit of offsets.
    pub encoding: Encoding,
}

/// The response where a file cannot be used, so that there is no other.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Failure<'o> {
    schema_version: u32,
    error: FileFailure<'o>,
}

/// What is wrong with a file.
#[derive(Debug, Serialize)]
pub struct FileFailure<'o> {
    /// The stable code, in kebab case.
    pub code: &'static str,
    /// One sentence that names the path.
    pub message: &'o str,
    /// What to do.
    pub help: &'o str,
    /// The path, as far as it was followed.
    pub path: alloc::borrow::Cow<'o, str>,
}

impl<'o> Failure<'o> {
    /// The response for `error`.
    #[must_use]
    pub const fn new(error: FileFailure<'o>) -> Self {
        Self { schema_version: SCHEMA_VERSION, error }
    }
}

/// A half-open range, in the encoding asked for.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Range(u32, u32);

/// Puts spans of one text into the encoding asked for.
pub(crate) struct Places<'t> {
    index: LineIndex<'t>,
    encoding: Encoding,
}

impl<'t> Places<'t> {
    pub(crate) fn new(text: &'t str, encoding: Encoding) -> Self {
        Self { index: LineIndex::new(text), encoding }
    }

    pub(crate) fn range(&self, span: Span) -> Range {
        Range(self.index.offset(span.start, self.encoding), self.index.offset(span.end, self.encoding))
    }
}

/// A replacement: the text of `span` gives way to `text`.
#[derive(Serialize)]
pub struct TextEdit<'o> {
    span: Range,
    text: &'o str,
}

impl<'o> TextEdit<'o> {
    pub(crate) fn new(edit: &'o Edit, places: &Places<'_>) -> Self {
        Self { span: places.range(edit.span), text: &edit.text }
    }
}

/// The response of `convert`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Outcome<'o> {
    schema_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'static str>,
    to: &'static str,
    written: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    edits: Option<Vec<TextEdit<'o>>>,
    diagnostics: Vec<Diagnostic<'o>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    mapping: Option<Vec<Mapping<'o>>>,
}

impl<'o> Outcome<'o> {
    /// The response to `options` on `source`.
    #[must_use]
    pub fn new(outcome: &'o ops::Outcome, options: &ops::Options<'_>, source: &'o str, encoding: Encoding) -> Self {
        let texts = Texts { source, target: options.into.unwrap_or_default(), encoding };
        let edits = if outcome.edits.is_empty() {
            Vec::new()
        } else {
            let places = Places::new(texts.target, encoding);
            outcome.edits.iter().map(|edit| TextEdit::new(edit, &places)).collect()
        };
        let mapping = if options.trace { Some(mappings(outcome, source, encoding)) } else { None };
        Self {
            schema_version: SCHEMA_VERSION,
            from: outcome.from.map(|host| host.id),
            to: options.to.id,
            written: match outcome.written {
                ops::Written::Unchanged => "unchanged",
                ops::Written::Text => "text",
                ops::Written::Refused => "refused",
            },
            text: outcome.text.as_deref(),
            edits: Some(edits),
            diagnostics: diagnostics(&outcome.diagnostics, texts),
            mapping,
        }
    }
}

// Few ask for it: what is not called is not compiled, where that is done at the first call.
#[inline(never)]
fn mappings<'o>(outcome: &'o ops::Outcome, source: &str, encoding: Encoding) -> Vec<Mapping<'o>> {
    let source = Places::new(source, encoding);
    let result = Places::new(outcome.text.as_deref().unwrap_or_default(), encoding);
    outcome.mapping.iter().map(|mapping| Mapping::new(mapping, &source, &result)).collect()
}

impl Outcome<'_> {
    /// Leaves out the text alone, for whoever hands it over beside the response.
    pub fn omit_text(&mut self) {
        self.text = None;
    }

    /// Leaves out the edits as well, unless there are none: of each, its span and the length of its text in the same unit. What they
    /// insert stands in the text.
    #[must_use]
    pub fn omit_edits(&mut self, encoding: Encoding) -> Vec<[u32; 3]> {
        let edits = self.edits.take_if(|edits| !edits.is_empty()).unwrap_or_default();
        let measured = edits.iter().map(|TextEdit { span: Range(start, end), text }| [*start, *end, encoding.length(text)]);
        measured.collect()
    }

    /// Leaves out the text and what would make it, for whoever has them elsewhere and does not want their values here.
    pub fn hide_text(&mut self) {
        self.text = None;
        self.edits = Some(Vec::new());
    }
}

/// Findings in their JSON form.
#[must_use]
pub fn diagnostics<'o>(found: &'o [mcpglot_core::diag::Diagnostic], texts: Texts<'_>) -> Vec<Diagnostic<'o>> {
    if found.is_empty() {
        return Vec::new();
    }
    let (source, target) = (Places::new(texts.source, texts.encoding), Places::new(texts.target, texts.encoding));
    placed(found, &source, &target)
}

/// The same, where both texts are gone through for more than these.
pub(crate) fn placed<'o>(
    found: &'o [mcpglot_core::diag::Diagnostic],
    source: &Places<'_>,
    target: &Places<'_>,
) -> Vec<Diagnostic<'o>> {
    found.iter().map(|diagnostic| Diagnostic::new(diagnostic, source, target)).collect()
}

#[derive(Serialize)]
struct Mapping<'o> {
    server: &'o str,
    concept: &'static str,
    from: End<'o>,
    #[serde(skip_serializing_if = "Option::is_none")]
    to: Option<End<'o>>,
    relation: &'static str,
}

#[derive(Serialize)]
struct End<'o> {
    path: &'o str,
    span: Range,
}

impl<'o> Mapping<'o> {
    fn new(mapping: &'o ops::Mapping, source: &Places<'_>, result: &Places<'_>) -> Self {
        Self {
            server: &mapping.server,
            concept: mapping.concept.name(),
            from: End { path: &mapping.from.path, span: source.range(mapping.from.span) },
            to: mapping.to.as_ref().map(|to| End { path: &to.path, span: result.range(to.span) }),
            relation: mapping.relation.name(),
        }
    }
}
