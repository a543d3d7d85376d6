//! In what two files differ.

use mcpglot_core::hosts::Host;
use mcpglot_core::ops;
use mcpglot_core::text::{Encoding, Span};
use serde::Serialize;

use crate::{Places, Range, SCHEMA_VERSION};

/// The response of `diff`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Diff<'o> {
    schema_version: u32,
    left: Side<'o>,
    right: Side<'o>,
    same: bool,
    differences: Vec<Difference<'o>>,
}

#[derive(Serialize)]
struct Side<'o> {
    file: &'o str,
    host: &'static str,
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
    /// The response about two files: their paths, hosts and texts.
    #[must_use]
    pub fn new(
        differences: &'o [ops::Difference],
        left: (&'o str, &'static Host, &str),
        right: (&'o str, &'static Host, &str),
        encoding: Encoding,
    ) -> Self {
        Self {
            schema_version: SCHEMA_VERSION,
            left: Side { file: left.0, host: left.1.id },
            right: Side { file: right.0, host: right.1.id },
            same: !differences.iter().any(|one| one.kind.counts()),
            differences: all(differences, left.2, right.2, encoding),
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
        server: &one.server,
        concept: one.concept.map(|concept| concept.name()),
        key: one.key.as_deref(),
        kind: one.kind.name(),
        left: one.left.map(|span| place(&places.0, span)),
        right: one.right.map(|span| place(&places.1, span)),
    };
    found.iter().map(one).collect()
}
