//! `validate`.

use std::ffi::OsStr;
use std::io::IsTerminal;
use std::path::Path;

use mcpglot_core::diag::{Diagnostic, Document, Severity};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops;
use mcpglot_core::text::Encoding;
use mcpglot_wire::{Checked, FileFailure, Sarif, SarifFile, Validation};

use super::input::{self, Input};
use crate::args::Parsed;
use crate::files::{FileError, Target};
use crate::render::{Drawer, Place};
use crate::{Failure, Status, github, is_colored, print, say, tell};

/// What came of one file.
struct Report {
    name: String,
    host: Option<&'static Host>,
    text: String,
    found: Vec<Diagnostic>,
    /// What was mended.
    done: Vec<String>,
    status: Status,
    error: Option<FileError>,
}

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let show_values = input::shows_values(parsed, std::io::stderr().is_terminal())?;
    let mut reports = Vec::with_capacity(parsed.arguments.len());
    for path in &parsed.arguments {
        let name = if path == "-" { "<stdin>".to_owned() } else { path.to_string_lossy().into_owned() };
        reports.push(match one(parsed, path) {
            Ok(report) => report,
            // One file that cannot be used says nothing of the others.
            Err(Failure::File(error)) => {
                let (text, found, done) = (String::new(), Vec::new(), Vec::new());
                Report { name, host: None, text, found, done, status: Status::Failed, error: Some(error) }
            }
            Err(failure) => return Err(failure),
        });
    }
    let fixes = parsed.has("fix");
    match parsed.text("format")? {
        Some("json") => {
            let files = reports.iter().map(|report| report.to_wire(fixes)).collect();
            print(&mcpglot_wire::to_json(&Validation::new(files)))?;
            print("\n")?;
        }
        Some("sarif") => {
            let files: Vec<SarifFile<'_>> =
                reports.iter().map(|report| SarifFile { path: &report.name, text: &report.text, found: &report.found }).collect();
            print(&mcpglot_wire::to_json(&Sarif::new(&files)))?;
            print("\n")?;
        }
        Some("github") => {
            for report in &reports {
                print(&github::annotate(&report.found, (&report.name, &report.text), ("", "")))?;
            }
        }
        _ => {
            for report in &reports {
                report.draw(parsed, show_values)?;
                if fixes && report.name == "<stdin>" {
                    print(&report.text)?;
                }
            }
        }
    }
    for report in &reports {
        if let (Some(error), false) = (&report.error, parsed.text("format")? == Some("json")) {
            tell(&Failure::File(error.clone()));
        }
    }
    Ok(reports.iter().map(|report| report.status).max().unwrap_or(Status::Done))
}

/// Checks one file, and mends it where that is asked for.
fn one(parsed: &Parsed, path: &OsStr) -> Result<Report, Failure> {
    let is_stream = path == "-";
    let input = input::named(path)?;
    if parsed.has("fix") && !is_stream {
        let target = Target::open(Path::new(path), &input::policy(parsed))?;
        let bytes = target.bytes().unwrap_or_default().to_vec();
        let report = check(parsed, &Input { bytes, ..input })?;
        if !report.done.is_empty() {
            input::tell_notes(&target.commit(report.text.as_bytes())?);
        }
        return Ok(report);
    }
    check(parsed, &input)
}

fn check(parsed: &Parsed, input: &Input) -> Result<Report, Failure> {
    let mut report = Report {
        name: input.name.clone(),
        host: None,
        text: String::new(),
        found: Vec::new(),
        done: Vec::new(),
        status: Status::Done,
        error: None,
    };
    match ops::decode(&input.bytes, Document::Source) {
        Ok(text) => report.text = text.to_owned(),
        Err((found, before)) => {
            report.text = before.to_owned();
            report.found = vec![*found];
            report.status = Status::Refused;
            return Ok(report);
        }
    }
    let detection = ops::detect(&report.text, input.path.as_deref());
    report.host = parsed.text("host")?.and_then(hosts::find).or(detection.host);
    let Some(host) = report.host else {
        report.found = vec![ops::unknown_host(&detection)];
        report.status = Status::Failed;
        return Ok(report);
    };
    if parsed.has("fix") {
        let fixed = ops::fix(&report.text, host);
        (report.text, report.found, report.done) = (fixed.text, fixed.diagnostics, fixed.done);
    } else {
        report.found = ops::validate(&report.text, host);
    }
    if report.found.iter().any(|one| one.code.severity == Severity::Error) {
        report.status = Status::Refused;
    }
    Ok(report)
}

impl Report {
    fn to_wire(&self, fixes: bool) -> Checked<'_> {
        if let Some(error) = &self.error {
            let (code, path) = (error.fault.code(), error.path.to_string_lossy());
            let failure = FileFailure { code, message: &error.message, help: &error.help, path };
            return Checked::failed(self.name.as_str(), failure);
        }
        let checked = Checked::new(self.name.as_str(), self.host, &self.found, &self.text, Encoding::Utf8);
        // What stands in a file is not repeated in a log.
        let text = (self.name == "<stdin>").then_some(self.text.as_str());
        if fixes { checked.fixed(&self.done, text) } else { checked }
    }

    fn draw(&self, parsed: &Parsed, show_values: bool) -> Result<(), Failure> {
        let quiet = parsed.has("quiet");
        let place = |text| Place { name: self.name.clone(), text, syntax: self.host.map(|host| host.syntax) };
        let drawer = Drawer {
            source: place(&self.text),
            target: place(""),
            colored: is_colored(parsed, &std::io::stderr())?,
            show_values,
        };
        say(&drawer.draw(&self.found, quiet));
        if quiet || self.error.is_some() {
            return Ok(());
        }
        for done in &self.done {
            say(&format!("fixed: {}: {done}\n", self.name));
        }
        let count = |severity| self.found.iter().filter(|one| one.code.severity == severity).count();
        let counts: Vec<String> = [(Severity::Error, "error"), (Severity::Warning, "warning"), (Severity::Note, "note")]
            .into_iter()
            .map(|(severity, word)| (count(severity), word))
            .filter(|(count, _)| *count > 0)
            .map(|(count, word)| format!("{count} {word}{}", if count == 1 { "" } else { "s" }))
            .collect();
        let said = if counts.is_empty() { "nothing to say".to_owned() } else { counts.join(", ") };
        let host = self.host.map_or_else(String::new, |host| format!(", as {} reads it", host.name));
        say(&format!("{}{host}: {said}\n", self.name));
        Ok(())
    }
}
