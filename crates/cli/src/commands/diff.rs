//! `diff`.

use mcpglot_core::diag::Diagnostic;
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::mask;
use mcpglot_core::ops::{self, Difference, DifferenceKind, ReadOutcome, Side, Source};
use mcpglot_core::text::{Encoding, LineIndex, Span};
use mcpglot_wire::{Compared, Diff};

use super::input::{self, Input, Refused};
use crate::args::Parsed;
use crate::render::{Drawer, Place};
use crate::{Failure, Status, harmless, is_colored, print, print_line, say};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let (left, right) = (input::named(&parsed.arguments[0])?, input::named(&parsed.arguments[1])?);
    let show_values = input::shows_values(parsed, &std::io::stderr());
    let (one, other) = (Opened::new(parsed, &left, "from"), Opened::new(parsed, &right, "to"));
    let (read, other_read) = (one.read(), other.read());
    one.draw(parsed, &read, show_values);
    other.draw(parsed, &other_read, show_values);
    let sides = (one.side(&read), other.side(&other_read));
    let differences = if let (Some(side), Some(other_side)) = &sides { Some(ops::diff(side, other_side)) } else { None };
    if parsed.text("format") == Some("json") {
        // Where they are compared, what was found while they were read is told on standard error.
        let is_compared = differences.is_some();
        let sides = (one.compared(&read, is_compared), other.compared(&other_read, is_compared));
        print_line(&mcpglot_wire::to_json(&Diff::new(differences.as_deref(), sides.0, sides.1, Encoding::Utf8)));
    }
    let Some(differences) = differences else { return Ok(one.status().max(other.status())) };
    if parsed.text("format") != Some("json") {
        let lines = (LineIndex::new(one.text()), LineIndex::new(other.text()));
        let told: String = differences.iter().map(|one| describe(one, (&left.name, &lines.0), (&right.name, &lines.1))).collect();
        print(&told);
    }
    Ok(if differences.iter().any(|one| one.kind.counts()) { Status::Refused } else { Status::Done })
}

/// A document, and what is to be read of it, or why it cannot be.
struct Opened<'i> {
    input: &'i Input,
    source: Result<Source<'i>, Refused<'i>>,
}

impl<'i> Opened<'i> {
    fn new(parsed: &Parsed, input: &'i Input, flag: &str) -> Self {
        Self { input, source: input::open(input, parsed.text(flag).and_then(hosts::find_source)) }
    }

    /// What it comes to where the documents cannot be compared.
    fn status(&self) -> Status {
        self.source.as_ref().map_or_else(|refused| refused.2, |_| Status::Refused)
    }

    fn read(&self) -> Option<ReadOutcome<'_>> {
        self.source.as_ref().ok().map(|source| ops::read(&source.text, source.host).or_empty())
    }

    fn text(&self) -> &str {
        self.source.as_ref().map_or_else(|refused| refused.1, |source| &source.text)
    }

    fn host(&self) -> Option<&'static Host> {
        self.source.as_ref().ok().map(|source| source.host)
    }

    fn found<'d>(&'d self, read: &'d Option<ReadOutcome<'_>>) -> &'d [Diagnostic] {
        match (&self.source, read) {
            (Err((found, ..)), _) => std::slice::from_ref(found),
            (Ok(_), Some(read)) => &read.sink.diagnostics,
            (Ok(_), None) => &[],
        }
    }

    fn draw(&self, parsed: &Parsed, read: &Option<ReadOutcome<'_>>, show_values: bool) {
        let place = |text| Place { name: self.input.name.clone(), text, syntax: self.host().map(|host| host.syntax) };
        let colored = is_colored(parsed, &std::io::stderr());
        let drawer = Drawer { source: place(self.text()), target: place(""), colored, show_values };
        say(&drawer.draw(self.found(read), true));
    }

    fn side<'d, 'r>(&self, read: &'d Option<ReadOutcome<'r>>) -> Option<Side<'d, 'r>> {
        let read = read.as_ref()?;
        Some(Side { host: self.host()?, tree: read.tree.as_ref()?, config: read.config.as_ref()? })
    }

    fn compared<'d>(&'d self, read: &'d Option<ReadOutcome<'_>>, is_compared: bool) -> Compared<'d> {
        let found = if is_compared { &[] } else { self.found(read) };
        Compared { file: &self.input.name, host: self.host(), text: self.text(), found }
    }
}

/// One difference in a line.
fn describe(one: &Difference, left: (&str, &LineIndex<'_>), right: (&str, &LineIndex<'_>)) -> String {
    let place = |(name, lines): (&str, &LineIndex<'_>), span: Option<Span>| {
        span.map(|span| format!("{name}:{}", lines.position(span.start).line))
    };
    let places: Vec<String> = [place(left, one.left), place(right, one.right)].into_iter().flatten().collect();
    let what = match (one.concept, &one.key) {
        (None, _) => String::new(),
        (Some(concept), None) => format!(" {}", concept.name()),
        (Some(concept), Some(key)) => format!(" {}.{key}", concept.name()),
    };
    let how = match one.kind {
        DifferenceKind::OnlyLeft => format!("only in {}", left.0),
        DifferenceKind::OnlyRight => format!("only in {}", right.0),
        DifferenceKind::Differs => "differs".to_owned(),
        DifferenceKind::UnusableLeft => format!("cannot be used in {}", left.0),
        DifferenceKind::UnusableRight => format!("cannot be used in {}", right.0),
        DifferenceKind::OneHostOnly => "is known to one of the hosts only".to_owned(),
    };
    let shown: String = format!("{}{what}: {how} ({})", mask::key(&one.server), places.join(", "));
    format!("{}\n", harmless(&shown))
}
