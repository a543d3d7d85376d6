//! Findings as SARIF 2.1.0, for code scanning.

use alloc::string::String;
use alloc::vec::Vec;

use mcpglot_core::diag::{Code, Diagnostic, Severity, codes};
use mcpglot_core::text::{LineIndex, Span};
use serde::Serialize;

use crate::FileFailure;

/// A log of one run.
#[derive(Serialize)]
pub struct Sarif<'o> {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run<'o>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run<'o> {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<Finding<'o>>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    version: &'static str,
    information_uri: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message<'static>,
    help: Message<'static>,
    default_configuration: Level,
}

#[derive(Serialize)]
struct Level {
    level: &'static str,
}

#[derive(Serialize)]
struct Message<'o> {
    text: alloc::borrow::Cow<'o, str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    markdown: Option<String>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Finding<'o> {
    rule_id: &'static str,
    /// That of no rule is -1.
    rule_index: isize,
    level: &'static str,
    message: Message<'o>,
    locations: [Location<'o>; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Related<'o>>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    fixes: Vec<Fix<'o>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location<'o> {
    physical_location: Physical,
    #[serde(skip_serializing_if = "Option::is_none")]
    logical_locations: Option<[Logical<'o>; 1]>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Related<'o> {
    physical_location: Physical,
    message: Message<'o>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Physical {
    artifact_location: Artifact,
    region: Region,
}

#[derive(Clone, Serialize)]
struct Artifact {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: u32,
    start_column: u32,
    end_line: u32,
    end_column: u32,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Logical<'o> {
    fully_qualified_name: &'o str,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Fix<'o> {
    description: Message<'o>,
    artifact_changes: [Change<'o>; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Change<'o> {
    artifact_location: Artifact,
    replacements: Vec<Replacement<'o>>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Replacement<'o> {
    deleted_region: Region,
    inserted_content: Message<'o>,
}

/// What was found in one file.
pub struct SarifFile<'o> {
    /// Its path.
    pub path: &'o str,
    /// Its text, which the findings have their places in.
    pub text: &'o str,
    /// The findings.
    pub found: &'o [Diagnostic],
    /// Why it could not be used.
    pub error: Option<FileFailure<'o>>,
}

impl<'o> Sarif<'o> {
    /// The log of a run over these files.
    #[must_use]
    pub fn new(files: &'o [SarifFile<'o>]) -> Self {
        let raised = |code: &&&'static Code| files.iter().any(|file| file.found.iter().any(|one| *one.code == ***code));
        let rules: Vec<&'static Code> = codes::ALL.iter().filter(raised).copied().collect();
        let mut results = Vec::new();
        for file in files {
            let index = LineIndex::new(file.text);
            let place = Artifact { uri: uri(file.path) };
            results.extend(file.found.iter().map(|one| Finding::new(one, &rules, &index, &place)));
            results.extend(file.error.as_ref().map(|error| Finding::failure(error, &index, &place)));
        }
        let rules = rules.into_iter().map(Rule::new).collect();
        let driver =
            Driver { name: "mcpglot", version: env!("CARGO_PKG_VERSION"), information_uri: env!("CARGO_PKG_REPOSITORY"), rules };
        Self {
            schema: "https://json.schemastore.org/sarif-2.1.0.json",
            version: "2.1.0",
            runs: [Run { tool: Tool { driver }, column_kind: "unicodeCodePoints", results }],
        }
    }
}

impl Rule {
    fn new(code: &'static Code) -> Self {
        let page = code.page();
        let what = page.split("## What it is\n").nth(1).and_then(|rest| rest.split("\n\n").next()).unwrap_or_default();
        Self {
            id: code.id,
            short_description: message(what.replace('\n', " ")),
            help: Message { text: String::from(what).into(), markdown: Some(page) },
            default_configuration: Level { level: level(code.severity) },
        }
    }
}

impl<'o> Finding<'o> {
    /// What keeps a file from being looked into is a finding too: a log without any would tell that all is well.
    fn failure(error: &'o FileFailure<'_>, index: &LineIndex<'_>, place: &Artifact) -> Self {
        let region = region(Span::default(), index);
        Self {
            rule_id: error.code,
            rule_index: -1,
            level: level(Severity::Error),
            message: message(error.message),
            locations: [Location {
                physical_location: Physical { artifact_location: place.clone(), region },
                logical_locations: None,
            }],
            related_locations: Vec::new(),
            fixes: Vec::new(),
        }
    }

    fn new(one: &'o Diagnostic, rules: &[&'static Code], index: &LineIndex<'_>, place: &Artifact) -> Self {
        let text = match &one.help {
            Some(help) => [one.message.as_str(), ". Help: ", help].concat().into(),
            None => one.message.as_str().into(),
        };
        let logical = Logical { fully_qualified_name: &one.path };
        let fix = |fix: &'o mcpglot_core::diag::Fix| Fix {
            description: message(fix.title.as_str()),
            artifact_changes: [Change {
                artifact_location: place.clone(),
                replacements: fix
                    .edits
                    .iter()
                    .map(|edit| Replacement {
                        deleted_region: region(edit.span, index),
                        inserted_content: message(edit.text.as_str()),
                    })
                    .collect(),
            }],
        };
        Self {
            rule_id: one.code.id,
            rule_index: rules.iter().position(|code| *code == one.code).map_or(-1, |at| at as isize),
            level: level(one.code.severity),
            message: Message { text, markdown: None },
            locations: [Location {
                physical_location: Physical { artifact_location: place.clone(), region: region(one.span, index) },
                logical_locations: (!one.path.is_empty()).then_some([logical]),
            }],
            related_locations: one
                .related
                .iter()
                .map(|one| Related {
                    physical_location: Physical { artifact_location: place.clone(), region: region(one.span, index) },
                    message: message(one.message.as_str()),
                })
                .collect(),
            fixes: one.fixes.iter().map(fix).collect(),
        }
    }
}

fn message<'o>(text: impl Into<alloc::borrow::Cow<'o, str>>) -> Message<'o> {
    Message { text: text.into(), markdown: None }
}

const fn level(severity: Severity) -> &'static str {
    severity.name()
}

fn region(span: Span, index: &LineIndex<'_>) -> Region {
    let (start, end) = (index.position(span.start), index.position(span.end));
    Region { start_line: start.line, start_column: start.column, end_line: end.line, end_column: end.column }
}

/// A path as a URI reference: relative as it is, absolute with a scheme.
fn uri(path: &str) -> String {
    let path = path.replace('\\', "/");
    let has_drive = path.as_bytes().get(1) == Some(&b':');
    let mut uri = String::from(match (path.starts_with('/'), has_drive) {
        (true, _) => "file://",
        (false, true) => "file:///",
        (false, false) => "",
    });
    for byte in path.bytes() {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            b':' if has_drive => uri.push(':'),
            byte => {
                let digit = |digit: u8| char::from(b"0123456789ABCDEF"[usize::from(digit)]);
                uri.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    uri
}
