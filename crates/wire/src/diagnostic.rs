//! Findings.

use alloc::vec::Vec;

use mcpglot_core::diag;
use serde::Serialize;

use crate::{Places, Range, TextEdit};

/// One finding.
#[derive(Serialize)]
pub struct Diagnostic<'o> {
    code: &'static str,
    severity: &'static str,
    message: &'o str,
    document: &'static str,
    path: &'o str,
    span: Range,
    line: u32,
    column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<&'o str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related: Vec<Related<'o>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'o>>,
    #[serde(skip_serializing_if = "Option::is_none")]
    loss: Option<Loss<'o>>,
}

#[derive(Serialize)]
struct Related<'o> {
    message: &'o str,
    document: &'static str,
    span: Range,
    line: u32,
    column: u32,
}

#[derive(Serialize)]
struct Fix<'o> {
    title: &'o str,
    edits: Vec<TextEdit<'o>>,
}

#[derive(Serialize)]
struct Loss<'o> {
    kind: &'static str,
    server: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    concept: Option<&'static str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    key: Option<&'o str>,
}

impl<'o> Diagnostic<'o> {
    pub(crate) fn new(found: &'o diag::Diagnostic, source: &Places<'_>, target: &Places<'_>) -> Self {
        let places = |document| if document == diag::Document::Target { target } else { source };
        let here = places(found.document);
        let position = here.index.position(found.span.start);
        let related = found.related.iter().map(|related| {
            let places = places(related.document);
            let position = places.index.position(related.span.start);
            Related {
                message: &related.message,
                document: related.document.name(),
                span: places.range(related.span),
                line: position.line,
                column: position.column,
            }
        });
        let fix = |fix: &'o diag::Fix| Fix {
            title: &fix.title,
            edits: fix.edits.iter().map(|edit| TextEdit::new(edit, here)).collect(),
        };
        Self {
            code: found.code.id,
            severity: found.code.severity.name(),
            message: &found.message,
            document: found.document.name(),
            path: &found.path,
            span: here.range(found.span),
            line: position.line,
            column: position.column,
            help: found.help.as_deref(),
            related: related.collect(),
            fixes: found.fixes.iter().map(fix).collect(),
            loss: found.loss.as_ref().map(|loss| Loss {
                kind: loss.kind.name(),
                server: mcpglot_core::mask::key(&loss.server),
                concept: loss.concept.map(|concept| concept.name()),
                key: loss.key.as_deref(),
            }),
        }
    }
}
