//! `validate`.

use std::ffi::OsStr;
use std::path::Path;

use mcpglot_core::diag::{Diagnostic, Document, Severity};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops;
use mcpglot_core::text::Encoding;
use mcpglot_wire::{Checked, Sarif, SarifFile, Validation};

use super::input::{self, Input};
use super::project::places;
use crate::args::Parsed;
use crate::files::{self, FileError, Target};
use crate::render::{Drawer, Place};
use crate::{Failure, Status, github, harmless, is_colored, print, print_line, say, tell, to_wire};

/// What came of one file.
struct Report {
    name: String,
    /// It is standard input, whatever files are called.
    is_stream: bool,
    host: Option<&'static Host>,
    text: String,
    found: Vec<Diagnostic>,
    /// What was mended.
    done: Vec<String>,
    status: Status,
    error: Option<FileError>,
}

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let show_values = input::shows_values(parsed, &std::io::stderr());
    let mut reports = Vec::with_capacity(parsed.arguments.len());
    let fixes = parsed.has("fix");
    for path in &parsed.arguments {
        reports.push(match one(parsed, path) {
            Ok(report) => report,
            // One file that cannot be used says nothing of the others.
            Err(Failure::File(error)) => {
                let input = Input { name: path.to_string_lossy().into_owned(), path: None, bytes: Vec::new() };
                Report { status: Status::Failed, error: Some(error), ..Report::new(&input) }
            }
            Err(failure) => return Err(failure),
        });
    }
    match parsed.text("format") {
        Some("json") => {
            let files = reports.iter().map(|report| report.to_wire(fixes)).collect();
            print_line(&mcpglot_wire::to_json(&Validation::new(files)));
        }
        Some("sarif") => {
            let mut files = Vec::with_capacity(reports.len());
            let names: Vec<_> = parsed.arguments.iter().map(|path| path.to_str().map(github::at_root)).collect();
            for ((Report { text, found, error, is_stream, .. }, given), name) in reports.iter().zip(&parsed.arguments).zip(&names)
            {
                let path = name.as_deref().map_or_else(|| given.as_encoded_bytes(), str::as_bytes);
                let path = (!is_stream).then_some(path);
                files.push(SarifFile { path, is_windows: cfg!(windows), text, found, error: error.as_ref().map(to_wire) });
            }
            print_line(&mcpglot_wire::to_json(&Sarif::new(&files)));
        }
        Some("github") => {
            for report in &reports {
                print(&github::annotate(&report.found, (&report.name, &report.text), ("", ""), parsed.has("quiet")));
                report.error.iter().for_each(|error| print(&github::failure(&report.name, error)));
            }
        }
        _ => {
            for report in &reports {
                report.draw(parsed, show_values);
                if fixes && report.is_stream {
                    print(&report.text);
                }
            }
        }
    }
    for report in &reports {
        if let (Some(error), false) = (&report.error, parsed.text("format") == Some("json")) {
            tell(&Failure::File(error.clone()));
        }
    }
    Ok(reports.iter().map(|report| report.status).max().unwrap_or(Status::Done))
}

/// Checks one file, and mends it where that is asked for.
fn one(parsed: &Parsed, path: &OsStr) -> Result<Report, Failure> {
    let (file, is_stream, fixes) = (Path::new(path), path == "-", parsed.has("fix"));
    let policy = input::policy(parsed, fixes && places::is_users(file));
    // What a run that died left is put right first.
    if fixes && !is_stream && files::glance(file, &policy).is_ok_and(|glance| !glance.settled) {
        drop(Target::open(file, &policy)?);
    }
    let input = input::named(path)?;
    let mut report = check(parsed, &input, fixes);
    report.is_stream = is_stream;
    if !report.done.is_empty() && !is_stream {
        let target = Target::open_unchanged(file, &policy, Some(&input.bytes));
        match target.and_then(|target| target.commit(report.text.as_bytes())) {
            Ok(committed) => input::tell_notes(&committed),
            // What is wrong with it is told all the same.
            Err(error) => {
                report = check(parsed, &input, false);
                (report.status, report.error) = (Status::Failed, Some(error));
            }
        }
    }
    Ok(report)
}

fn check(parsed: &Parsed, input: &Input, fixes: bool) -> Report {
    let mut report = Report::new(input);
    match ops::decode(&input.bytes, Document::Source) {
        Ok(text) => report.text = text.to_owned(),
        Err((found, before)) => {
            report.text = before.to_owned();
            report.found = vec![*found];
            report.status = Status::Refused;
            return report;
        }
    }
    let detection = ops::detect(&report.text, input.path.as_deref());
    report.host = parsed.text("host").and_then(hosts::find).or(detection.host);
    let Some(host) = report.host else {
        report.found = vec![ops::unknown_host(&detection)];
        report.status = Status::Failed;
        return report;
    };
    if fixes {
        let fixed = ops::fix(&report.text, host);
        (report.text, report.found, report.done) = (fixed.text, fixed.diagnostics, fixed.done);
    } else {
        report.found = ops::validate(&report.text, host);
    }
    if report.found.iter().any(|one| one.code.severity == Severity::Error) {
        report.status = Status::Refused;
    }
    report
}

impl Report {
    fn new(input: &Input) -> Self {
        Self {
            name: input.name.clone(),
            is_stream: false,
            host: None,
            text: String::new(),
            found: Vec::new(),
            done: Vec::new(),
            status: Status::Done,
            error: None,
        }
    }

    fn to_wire(&self, fixes: bool) -> Checked<'_> {
        let checked = Checked::new(self.name.as_str(), self.host, &self.found, &self.text, Encoding::Utf8);
        if let Some(error) = &self.error {
            return checked.failed(to_wire(error));
        }
        // What stands in a file is not repeated in a log.
        let text = self.is_stream.then_some(self.text.as_str());
        if fixes { checked.fixed(&self.done, text) } else { checked }
    }

    fn draw(&self, parsed: &Parsed, show_values: bool) {
        let quiet = parsed.has("quiet");
        let place = |text| Place { name: self.name.clone(), text, syntax: self.host.map(|host| host.syntax) };
        let drawer =
            Drawer { source: place(&self.text), target: place(""), colored: is_colored(parsed, &std::io::stderr()), show_values };
        say(&drawer.draw(&self.found, quiet));
        if quiet || self.error.is_some() {
            return;
        }
        let name = harmless(&self.name);
        for done in &self.done {
            say(&format!("fixed: {name}: {done}\n"));
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
        say(&format!("{name}{host}: {said}\n"));
    }
}
