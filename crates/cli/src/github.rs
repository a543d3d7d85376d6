//! Findings as annotations of a GitHub workflow.

use std::borrow::Cow;
use std::path::Path;

use mcpglot_core::diag::{Diagnostic, Document, Severity};
use mcpglot_core::text::LineIndex;

use crate::files::{FileError, absolute};
use crate::harmless;

/// What a file is called for GitHub, which looks from the root of the checkout wherever the command runs.
pub(crate) fn at_root(name: &str) -> Cow<'_, str> {
    let below = || {
        // With a name behind it, so that the folder itself is spelled as those of files are.
        let root = std::env::var_os("GITHUB_WORKSPACE").filter(|root| !root.is_empty())?;
        let root = absolute(&Path::new(&root).join("_"))?;
        let file = absolute(Path::new(name))?;
        let file = file.to_str()?.strip_prefix(root.to_str()?.strip_suffix('_')?)?;
        Some(if cfg!(windows) { file.replace('\\', "/") } else { file.to_owned() })
    };
    below().map_or(Cow::Borrowed(name), Cow::Owned)
}

/// The findings, a line each, about a source, or settings, and a target: what they are called, and their text. GitHub shows ten
/// of a level for each step: `quiet` leaves room for what is serious.
pub(crate) fn annotate(found: &[Diagnostic], source: (&str, &str), target: (&str, &str), quiet: bool) -> String {
    let documents = [source, target].map(|(name, text)| (name, LineIndex::new(text), text.is_empty()));
    let mut out = String::new();
    for one in found {
        if quiet && one.code.severity != Severity::Error {
            continue;
        }
        let (name, lines, is_empty) = match one.document {
            Document::Source | Document::Settings => &documents[0],
            Document::Target => &documents[1],
        };
        let level = match one.code.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
            Severity::Note => "notice",
        };
        let (start, end) = (lines.position(one.span.start), lines.position(one.span.end));
        // What people know as `<stdin>` is no file of the checkout.
        let is_file = !(name.is_empty() || name.starts_with('<') && name.ends_with('>'));
        let mut place = if is_file { format!("file={},", property(&at_root(name))) } else { String::new() };
        if is_file || !is_empty {
            place.push_str(&format!("line={},col={},endLine={},", start.line, start.column, end.line));
            if start.line == end.line {
                place.push_str(&format!("endColumn={},", end.column));
            }
        }
        let help = one.help.as_ref().map_or_else(String::new, |help| format!("%0Ahelp: {}", data(help)));
        let related: String = one
            .related
            .iter()
            .map(|one| format!("%0Anote: line {}: {}", lines.position(one.span.start).line, data(&one.message)))
            .collect();
        let (title, message) = (property(one.code.id), data(&one.message));
        out.push_str(&format!("::{level} {place}title={title}::{message}{related}{help}\n"));
    }
    out
}

/// An error about a file, at this line of its text where there is one.
pub(crate) fn error(file: &str, line: Option<u32>, title: &str, message: &str) -> String {
    let line = line.map_or_else(String::new, |line| format!("line={line},"));
    format!("::error file={},{line}title={}::{}\n", property(&at_root(file)), property(title), data(message))
}

/// Tells of a file that could not be used.
pub(crate) fn failure(file: &str, failed: &FileError) -> String {
    error(file, None, failed.fault.code(), &failed.message)
}

/// What stands behind the second pair of colons, on one line.
fn data(text: &str) -> String {
    harmless(text).replace('%', "%25")
}

/// The value of a property.
fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
