//! What checking finds in files.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use mcpglot_core::diag;
use mcpglot_core::hosts::Host;
use mcpglot_core::text::Encoding;
use serde::Serialize;

use crate::{Diagnostic, FileFailure, SCHEMA_VERSION, Texts, diagnostics};

/// The response of `validate`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Validation<'o> {
    schema_version: u32,
    files: Vec<Checked<'o>>,
}

impl<'o> Validation<'o> {
    /// The response about these files.
    #[must_use]
    pub const fn new(files: Vec<Checked<'o>>) -> Self {
        Self { schema_version: SCHEMA_VERSION, files }
    }
}

/// What is said of one file, or of a text that is none.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Checked<'o> {
    /// Where it is a response of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Cow<'o, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'static str>,
    diagnostics: Vec<Diagnostic<'o>>,
    /// What was mended, where that was asked for.
    #[serde(skip_serializing_if = "Option::is_none")]
    fixed: Option<&'o [String]>,
    /// The text that came of it, where it went into no file.
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'o str>,
    /// Why the file could not be used.
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FileFailure<'o>>,
}

impl<'o> Checked<'o> {
    /// The findings about `text`, which is no file: a response of its own.
    #[must_use]
    pub fn text(host: Option<&'static Host>, found: &'o [diag::Diagnostic], text: &str, encoding: Encoding) -> Self {
        Self { schema_version: Some(SCHEMA_VERSION), file: None, ..Self::new("", host, found, text, encoding) }
    }

    /// The findings about the file of `text`; without a name it is none.
    #[must_use]
    pub fn new(
        file: impl Into<Cow<'o, str>>,
        host: Option<&'static Host>,
        found: &'o [diag::Diagnostic],
        text: &str,
        encoding: Encoding,
    ) -> Self {
        let texts = Texts { source: text, target: "", encoding };
        let (diagnostics, file) = (diagnostics(found, texts), file.into());
        Self {
            schema_version: None,
            file: (!file.is_empty()).then_some(file),
            host: host.map(|host| host.id),
            diagnostics,
            fixed: None,
            text: None,
            error: None,
        }
    }

    /// The same after a mending.
    #[must_use]
    pub fn fixed(mut self, done: &'o [String], text: Option<&'o str>) -> Self {
        (self.fixed, self.text) = (Some(done), text);
        self
    }

    /// The same where the file could not be used.
    #[must_use]
    pub fn failed(mut self, error: FileFailure<'o>) -> Self {
        self.error = Some(error);
        self
    }
}
