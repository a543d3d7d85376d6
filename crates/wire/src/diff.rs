//! In what two files differ.

use alloc::vec::Vec;

use mcpglot_core::diag;
use mcpglot_core::hosts::Host;
use mcpglot_core::mask;
use mcpglot_core::ops;
use mcpglot_core::text::{Encoding, Span};
use serde::Serialize;

use crate::{Diagnostic, Places, Range, SCHEMA_VERSION, Texts, diagnostics};

/// The response of `diff`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diff<'o> {
    schema_version: u32,
    left: Side<'o>,
    right: Side<'o>,
    /// Absent where a side cannot be read, so that nothing was compared.
    #[serde(skip_serializing_if = "Option::is_none")]
    same: Option<bool>,
    differences: Vec<Difference<'o>>,
}

#[derive(Serialize)]
pub(crate) struct Side<'o> {
    #[serde(skip_serializing_if = "str::is_empty")]
    pub(crate) file: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) host: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub(crate) diagnostics: Vec<Diagnostic<'o>>,
}

/// A document that is compared.
#[derive(Clone, Copy)]
pub struct Compared<'o> {
    /// Its path; empty where it is no file.
    pub file: &'o str,
    /// Its host, if that is known.
    pub host: Option<&'static Host>,
    /// Its text.
    pub text: &'o str,
    /// What was found while it was read, as far as that belongs into the response.
    pub found: &'o [diag::Diagnostic],
}

/// One thing that two documents do not say alike.
#[derive(Serialize)]
pub(crate) struct Difference<'o> {
    server: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    concept: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'o str>,
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    left: Option<Place>,
    #[serde(skip_serializing_if = "Option::is_none")]
    right: Option<Place>,
}

#[derive(Serialize)]
struct Place {
    span: Range,
    line: u32,
    column: u32,
}

impl<'o> Diff<'o> {
    /// The response about two documents; `None` where they could not be compared.
    #[must_use]
    pub fn new(differences: Option<&'o [ops::Difference]>, left: Compared<'o>, right: Compared<'o>, encoding: Encoding) -> Self {
        let side = |side: Compared<'o>| Side {
            file: side.file,
            host: side.host.map(|host| host.id),
            diagnostics: diagnostics(side.found, Texts { source: side.text, target: "", encoding }),
        };
        Self {
            schema_version: SCHEMA_VERSION,
            left: side(left),
            right: side(right),
            same: differences.map(|all| !all.iter().any(|one| one.kind.counts())),
            differences: all(differences.unwrap_or_default(), left.text, right.text, encoding),
        }
    }
}

/// Differences between two texts in their JSON form.
pub(crate) fn all<'o>(found: &'o [ops::Difference], left: &str, right: &str, encoding: Encoding) -> Vec<Difference<'o>> {
    let places = (Places::new(left, encoding), Places::new(right, encoding));
    let place = |places: &Places<'_>, span: Span| {
        let position = places.index.position(span.start);
        Place { span: places.range(span), line: position.line, column: position.column }
    };
    let one = |one: &'o ops::Difference| Difference {
        server: mask::key(&one.server),
        concept: one.concept.map(|concept| concept.name()),
        key: one.key.as_deref(),
        kind: one.kind.name(),
        left: one.left.map(|span| place(&places.0, span)),
        right: one.right.map(|span| place(&places.1, span)),
    };
    found.iter().map(one).collect()
}
