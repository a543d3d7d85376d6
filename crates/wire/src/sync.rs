//! What came of many targets.

use alloc::string::String;
use alloc::vec::Vec;

use mcpglot_core::diag;
use mcpglot_core::hosts::Host;
use mcpglot_core::ops;
use mcpglot_core::text::Encoding;
use serde::Serialize;

use crate::diff::{self, Difference, Side};
use crate::{Checked, Diagnostic, FileFailure, SCHEMA_VERSION, Texts, diagnostics};

/// The response of `sync`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Sync<'o> {
    schema_version: u32,
    /// The file that the servers come from, where they come from one: what findings about targets call `source`.
    #[serde(skip_serializing_if = "Option::is_none")]
    source: Option<Side<'o>>,
    /// The settings and the source, as far as anything is to be said of them.
    documents: Vec<Checked<'o>>,
    targets: Vec<SyncTarget<'o>>,
    /// Other files that were written, or would be.
    files: &'o [String],
    /// Why others could not be written.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FileFailure<'o>>,
}

impl<'o> Sync<'o> {
    /// The response about these targets of `source`.
    #[must_use]
    pub fn new(
        source: Option<(&'o str, &'static Host)>,
        documents: Vec<Checked<'o>>,
        targets: Vec<SyncTarget<'o>>,
        files: &'o [String],
        errors: Vec<FileFailure<'o>>,
    ) -> Self {
        let source = source.map(|(file, host)| Side { file, host: Some(host.id), diagnostics: Vec::new() });
        Self { schema_version: SCHEMA_VERSION, source, documents, targets, files, errors }
    }
}

/// What came of one target.
#[derive(Serialize)]
pub struct SyncTarget<'o> {
    file: &'o str,
    host: &'static str,
    state: &'static str,
    /// On the left what the file said, on the right what it says now, or would.
    differences: Vec<Difference<'o>>,
    diagnostics: Vec<Diagnostic<'o>>,
    /// Codes of what is worth knowing about the file itself.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    notes: Vec<&'static str>,
    /// Why the file could not be used.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    errors: Vec<FileFailure<'o>>,
}

/// What a [`SyncTarget`] is made of.
pub struct SyncParts<'o> {
    /// The path.
    pub file: &'o str,
    /// The host that reads it.
    pub host: &'static Host,
    /// What became of it: `written`, `unchanged`, `drifted`, `refused`, `failed` or `held back`.
    pub state: &'static str,
    /// What changes in it.
    pub differences: &'o [ops::Difference],
    /// What is to be said of it.
    pub diagnostics: &'o [diag::Diagnostic],
    /// The source's text.
    pub source: &'o str,
    /// The text of the file before.
    pub before: &'o str,
    /// The text of the file afterwards.
    pub after: &'o str,
    /// Codes of what is worth knowing about the file itself.
    pub notes: Vec<&'static str>,
    /// Why the file could not be used.
    pub errors: Vec<FileFailure<'o>>,
}

impl<'o> SyncTarget<'o> {
    /// The JSON form of `parts`.
    #[must_use]
    pub fn new(parts: SyncParts<'o>, encoding: Encoding) -> Self {
        let texts = Texts { source: parts.source, target: parts.before, encoding };
        Self {
            file: parts.file,
            host: parts.host.id,
            state: parts.state,
            differences: diff::all(parts.differences, parts.before, parts.after, encoding),
            diagnostics: diagnostics(parts.diagnostics, texts),
            notes: parts.notes,
            errors: parts.errors,
        }
    }
}
