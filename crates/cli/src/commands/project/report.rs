//! What a run says: a line for each target, findings with their excerpts, or all of it as data.

use mcpglot_core::diag::{Diagnostic, Document, Severity};
use mcpglot_core::hosts::Host;
use mcpglot_core::mask;
use mcpglot_core::ops::{Difference, DifferenceKind, Written};
use mcpglot_core::syntax::Syntax;
use mcpglot_core::text::{Encoding, LineIndex};
use mcpglot_wire::{Checked, Sync, SyncParts, SyncTarget};

use super::job::{Done, Run};
use super::settings::Found;
use crate::args::Parsed;
use crate::commands::input;
use crate::files::{FileError, shown};
use crate::patch::{self, Look, Version};
use crate::render::{Drawer, Place, unique};
use crate::{Failure, github, harmless, is_colored, print, print_line, say, tell, to_wire};

/// A document that is no target, and what is to be said of it.
pub(super) struct About<'t> {
    pub(super) name: &'t str,
    pub(super) text: &'t str,
    pub(super) host: Option<&'static Host>,
    pub(super) syntax: Option<Syntax>,
    pub(super) found: Vec<Diagnostic>,
}

impl<'t> About<'t> {
    /// What is to be said of the settings.
    pub(super) fn settings(settings: &'t Found, text: &'t str, found: Vec<Diagnostic>) -> Self {
        Self { name: settings.file.to_str().unwrap_or_default(), text, host: None, syntax: Some(Syntax::Toml), found }
    }
}

/// All that a run has to say.
pub(super) struct Report<'t> {
    /// The settings and the source.
    pub(super) documents: Vec<About<'t>>,
    /// What the targets have in common, what the source is called, its text as far as there is one to be shown, and what
    /// came of the targets.
    pub(super) targets: Option<(&'t Run<'t>, &'t str, &'t str, &'t [Done<'t>])>,
    /// What else was written, and what could not be.
    pub(super) others: (&'t [String], &'t [FileError]),
}

impl<'t> Report<'t> {
    /// The report of a run that found nothing to do beyond saying something of documents.
    pub(super) const fn about(documents: Vec<About<'t>>) -> Self {
        Self { documents, targets: None, others: (&[], &[]) }
    }

    /// Says it all, in the way that was asked for.
    pub(super) fn tell(mut self, parsed: &Parsed) {
        let mut targets: Vec<(&'t Done<'t>, Vec<Diagnostic>)> = Vec::new();
        if let Some((run, name, text, done)) = self.targets {
            let all = done.iter().flat_map(|one| &one.outcome.diagnostics);
            let found = unique(&mut all.filter(|one| is_of_source(one)));
            let rest = |one: &Done<'_>| one.outcome.diagnostics.iter().filter(|one| !is_of_source(one)).cloned().collect();
            targets.extend(done.iter().map(|one| (one, rest(one))));
            self.documents.push(About { name, text, host: Some(run.from), syntax: Some(run.from.syntax), found });
        }
        self.documents.retain(|about| !about.found.is_empty());
        match parsed.text("format") {
            Some("json") => self.print_json(&targets),
            Some("github") => self.annotate(&targets, parsed.has("quiet")),
            _ => self.draw(parsed, &targets),
        }
    }

    fn print_json(&self, targets: &[(&'t Done<'t>, Vec<Diagnostic>)]) {
        let utf8 = Encoding::Utf8;
        let documents = self.documents.iter();
        let documents = documents.map(|about| Checked::new(about.name, about.host, &about.found, about.text, utf8)).collect();
        let targets = self.targets.iter().flat_map(|(run, _, source, _)| {
            targets.iter().map(|(one, found)| {
                let parts = SyncParts {
                    file: &one.job.name,
                    host: one.job.target.host,
                    state: state(run, one),
                    differences: &one.differences,
                    diagnostics: found,
                    source,
                    before: &one.before,
                    after: one.outcome.text.as_deref().unwrap_or_default(),
                    notes: one.notes.iter().map(|note| note.code()).collect(),
                    errors: one.errors.iter().map(to_wire).collect(),
                };
                SyncTarget::new(parts, utf8)
            })
        });
        let (files, failed) = self.others;
        let source = self.targets.and_then(|(run, ..)| Some((run.source_name?, run.from)));
        let response = Sync::new(source, documents, targets.collect(), files, failed.iter().map(to_wire).collect());
        print_line(&mcpglot_wire::to_json(&response));
    }

    fn annotate(&self, targets: &[(&'t Done<'t>, Vec<Diagnostic>)], quiet: bool) {
        for about in &self.documents {
            print(&github::annotate(&about.found, (about.name, about.text), ("", ""), quiet));
        }
        let Some((run, source_name, source, _)) = self.targets else { return };
        for (one, found) in targets {
            print(&github::annotate(found, (source_name, source), (&one.job.name, &one.before), quiet));
            if let Some(drift) = drift(run, one) {
                // What the file does not have yet stands nowhere in it: then the place where it would come.
                let left = one.differences.iter().find_map(|difference| difference.left);
                let place = left.or_else(|| Some(one.outcome.edits.first()?.span));
                let line = place.map(|place| LineIndex::new(&one.before).position(place.start).line);
                print(&github::error(&one.job.name, line, "drift", &drift));
            }
            one.errors.iter().for_each(|error| print(&github::failure(&one.job.name, error)));
        }
        self.others.1.iter().for_each(|error| print(&github::failure(&error.path.to_string_lossy(), error)));
    }

    fn draw(&self, parsed: &Parsed, targets: &[(&'t Done<'t>, Vec<Diagnostic>)]) {
        let (stdout, stderr) = (std::io::stdout(), std::io::stderr());
        let look = || Look { colored: is_colored(parsed, &stdout), show_values: input::shows_values(parsed, &stdout) };
        let screen = Screen {
            quiet: parsed.has("quiet"),
            colored: is_colored(parsed, &stderr),
            show_values: input::shows_values(parsed, &stderr),
            diff: parsed.has("dry-run").then(look),
        };
        for about in &self.documents {
            let place = |text| Place { name: about.name.to_owned(), text, syntax: about.syntax };
            say(&screen.drawer(place(about.text), place("")).draw(&about.found, screen.quiet));
        }
        let Some((run, source_name, source, _)) = self.targets else { return };
        for (one, found) in targets {
            screen.target(run, (source_name, source), one, found);
        }
        if !screen.quiet || !run.writes {
            let word = if run.writes { "written" } else { "drifted" };
            self.others.0.iter().for_each(|name| print_line(&harmless(&format!("{word:<11}{name}"))));
        }
    }
}

/// Whether it is said of the source whatever the target. What a target loses is said of that target, even where others lose it too.
fn is_of_source(found: &Diagnostic) -> bool {
    found.document == Document::Source && found.loss.is_none()
}

/// How things are shown to people.
struct Screen {
    quiet: bool,
    colored: bool,
    show_values: bool,
    /// How changes are shown, where they are.
    diff: Option<Look>,
}

impl Screen {
    fn drawer<'t>(&self, source: Place<'t>, target: Place<'t>) -> Drawer<'t> {
        Drawer { source, target, colored: self.colored, show_values: self.show_values }
    }

    fn target(&self, run: &Run<'_>, source: (&str, &str), one: &Done<'_>, found: &[Diagnostic]) {
        let host = one.job.target.host;
        let source = Place { name: source.0.to_owned(), text: source.1, syntax: Some(run.from.syntax) };
        let target = Place { name: one.job.name.clone(), text: &one.before, syntax: Some(host.syntax) };
        // What a file that stays as it is loses was said when it was written: that is counted, and only what is serious told.
        let state = state(run, one);
        let is_unchanged = state == "unchanged";
        say(&self.drawer(source, target).draw(found, self.quiet || is_unchanged));
        for note in &one.notes {
            say(&format!("note: {}: {} [{}]\n", harmless(&one.job.name), note.message(), note.code()));
        }
        if let Some(backup) = one.backup.as_ref().filter(|_| !self.quiet) {
            say(&format!("note: {} is kept as {}\n", harmless(&one.job.name), shown(backup)));
        }
        for error in &one.errors {
            tell(&Failure::File(error.clone()));
        }
        // What a check or a dry run is asked for is told however quiet it shall be.
        if !self.quiet || !(is_unchanged || state == "written") {
            let mut line = format!("{state:<11}{} ({})", one.job.name, host.id);
            if let Some(what) = summary(one) {
                line.push_str(": ");
                line.push_str(&what);
            }
            print_line(&harmless(&line));
        }
        if let (Some(look), Some(text)) = (self.diff, &one.outcome.text) {
            let old = Version { name: one.exists.then_some(one.job.name.as_str()), text: &one.before };
            let new = Version { name: Some(&one.job.name), text };
            print(&patch::unified(&old, &new, &one.outcome.edits, host, look));
        }
    }
}

/// What became of a target, in a word or two.
fn state(run: &Run<'_>, one: &Done<'_>) -> &'static str {
    match one.outcome.written {
        _ if !one.errors.is_empty() => "failed",
        _ if one.held_back => "held back",
        Written::Refused => "refused",
        Written::Unchanged => "unchanged",
        Written::Text if one.exists && one.before == one.outcome.text.as_deref().unwrap_or_default() => "unchanged",
        Written::Text if run.writes => "written",
        Written::Text => "drifted",
    }
}

/// What changes in a target, server by server, and how much is lost.
fn summary(one: &Done<'_>) -> Option<String> {
    let mut parts = changes(&one.differences);
    let lost = one.outcome.diagnostics.iter().filter(|found| found.loss.is_some());
    let (errors, others): (Vec<_>, Vec<_>) = lost.partition(|found| found.code.severity == Severity::Error);
    for (found, word) in [(errors, "serious loss"), (others, "small loss")] {
        if !found.is_empty() {
            parts.push(format!("{} {word}{}", found.len(), if found.len() == 1 { "" } else { "es" }));
        }
    }
    (!parts.is_empty()).then(|| parts.join(", "))
}

/// `adds a, b`, `changes c (url, env.TOKEN)`, `removes d`.
fn changes(differences: &[Difference]) -> Vec<String> {
    let whole = |kind| {
        let names: Vec<&str> = differences
            .iter()
            .filter(|one| one.concept.is_none() && one.kind == kind)
            .map(|one| mask::key(&one.server))
            .collect();
        names.join(", ")
    };
    let mut changed: Vec<(&str, Vec<String>)> = Vec::new();
    for one in differences {
        let is_whole = one.concept.is_none() && matches!(one.kind, DifferenceKind::OnlyLeft | DifferenceKind::OnlyRight);
        if is_whole {
            continue;
        }
        if changed.last().is_none_or(|(server, _)| *server != one.server) {
            changed.push((&one.server, Vec::new()));
        }
        let what = one.concept.map(|concept| match &one.key {
            Some(key) => format!("{}.{key}", concept.name()),
            None => concept.name().to_owned(),
        });
        if let (Some(what), Some((_, fields))) = (what, changed.last_mut()) {
            fields.push(what);
        }
    }
    let changed: Vec<String> = changed
        .into_iter()
        .map(|(server, fields)| {
            if fields.is_empty() {
                mask::key(server).to_owned()
            } else {
                format!("{} ({})", mask::key(server), fields.join(", "))
            }
        })
        .collect();
    [("adds", whole(DifferenceKind::OnlyRight)), ("changes", changed.join(", ")), ("removes", whole(DifferenceKind::OnlyLeft))]
        .into_iter()
        .filter(|(_, what)| !what.is_empty())
        .map(|(word, what)| format!("{word} {what}"))
        .collect()
}

/// What has drifted, if anything has.
fn drift(run: &Run<'_>, one: &Done<'_>) -> Option<String> {
    let drifted = !run.writes && one.errors.is_empty() && one.outcome.written == Written::Text;
    drifted.then(|| {
        let what = changes(&one.differences);
        if what.is_empty() { "it does not say what the source says".to_owned() } else { format!("sync {}", what.join(", ")) }
    })
}
