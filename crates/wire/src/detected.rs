//! The hosts of files.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use mcpglot_core::ops::{Detection, Stray};
use mcpglot_core::text::Encoding;
use serde::Serialize;

use crate::{FileFailure, Places, Range, SCHEMA_VERSION};

/// The response of `detect`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Detected<'o> {
    schema_version: u32,
    files: Vec<DetectedFile<'o>>,
}

impl<'o> Detected<'o> {
    /// The response about these files.
    #[must_use]
    pub const fn new(files: Vec<DetectedFile<'o>>) -> Self {
        Self { schema_version: SCHEMA_VERSION, files }
    }
}

/// What is known of one file, or of a text that is none.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct DetectedFile<'o> {
    /// Where it is a response of its own.
    #[serde(skip_serializing_if = "Option::is_none")]
    schema_version: Option<u32>,
    #[serde(skip_serializing_if = "Option::is_none")]
    file: Option<Cow<'o, str>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'static str>,
    why: &'o str,
    candidates: Vec<&'static str>,
    /// In what way the document lies where its host would not look.
    #[serde(skip_serializing_if = "Option::is_none")]
    stray: Option<String>,
    /// The place of the document, where it is a block of a text.
    #[serde(skip_serializing_if = "Option::is_none")]
    block: Option<Range>,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<FileFailure<'o>>,
}

impl<'o> DetectedFile<'o> {
    /// What is known of `text`, which is no file: a response of its own.
    #[must_use]
    pub fn text(detection: &'o Detection, text: &str, encoding: Encoding) -> Self {
        Self { schema_version: Some(SCHEMA_VERSION), file: None, ..Self::new("", detection, text, encoding) }
    }

    /// What is known of the file of `text`.
    #[must_use]
    pub fn new(file: impl Into<Cow<'o, str>>, detection: &'o Detection, text: &str, encoding: Encoding) -> Self {
        let block = match detection.stray {
            Some(Stray::Fenced(span)) => Some(Places::new(text, encoding).range(span)),
            _ => None,
        };
        Self {
            schema_version: None,
            file: Some(file.into()),
            host: detection.host.map(|host| host.id),
            why: detection.why,
            candidates: detection.candidates.iter().map(|host| host.id).collect(),
            stray: detection.stray.map(Stray::what),
            block,
            error: None,
        }
    }

    /// A file that could not be used.
    #[must_use]
    pub fn failed(file: impl Into<Cow<'o, str>>, error: FileFailure<'o>) -> Self {
        Self {
            schema_version: None,
            file: Some(file.into()),
            host: None,
            why: "",
            candidates: Vec::new(),
            stray: None,
            block: None,
            error: Some(error),
        }
    }
}
