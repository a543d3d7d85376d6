//! `diff`.

use std::io::IsTerminal;

use mcpglot_core::diag::{Diagnostic, Document};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops::{self, Difference, DifferenceKind, ReadOutcome, Side, Source};
use mcpglot_core::text::{Encoding, LineIndex, Span};
use mcpglot_wire::{Compared, Diff};

use super::input::{self, Input};
use crate::args::Parsed;
use crate::render::{Drawer, Place};
use crate::{Failure, Status, is_colored, print, say};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let (left, right) = (input::named(&parsed.arguments[0])?, input::named(&parsed.arguments[1])?);
    let (Some(one), Some(other)) = (open(parsed, &left, "from")?, open(parsed, &right, "to")?) else {
        return Ok(Status::Failed);
    };
    let (read, other_read) = (read(parsed, &left, &one)?, read(parsed, &right, &other)?);
    let (Some(side), Some(other_side)) = (side(one.host, &read), side(other.host, &other_read)) else {
        return Ok(Status::Failed);
    };
    let differences = ops::diff(&side, &other_side);
    let differs = differences.iter().any(|one| one.kind.counts());
    if parsed.text("format")? == Some("json") {
        // What was found while they were read is told on standard error.
        let compared = |file, host, text| Compared { file, host: Some(host), text, found: &[] };
        let sides = (compared(&left.name, one.host, &one.text), compared(&right.name, other.host, &other.text));
        let response = Diff::new(Some(&differences), sides.0, sides.1, Encoding::Utf8);
        print(&mcpglot_wire::to_json(&response))?;
        print("\n")?;
    } else {
        let lines = (LineIndex::new(&one.text), LineIndex::new(&other.text));
        let told: String = differences.iter().map(|one| describe(one, (&left.name, &lines.0), (&right.name, &lines.1))).collect();
        print(&told)?;
    }
    Ok(if differs { Status::Refused } else { Status::Done })
}

/// Tells what is to be read of a document, or says why it cannot be compared.
fn open<'i>(parsed: &Parsed, input: &'i Input, flag: &str) -> Result<Option<Source<'i>>, Failure> {
    let (found, text) = match ops::decode(&input.bytes, Document::Source) {
        Ok(text) => match ops::source(text, parsed.text(flag)?.and_then(hosts::find_source), input.path.as_deref()) {
            Ok(source) => return Ok(Some(source)),
            Err(found) => (found, text),
        },
        Err(refused) => refused,
    };
    draw(parsed, input, &[*found], text, None)?;
    Ok(None)
}

fn read<'s>(parsed: &Parsed, input: &Input, source: &'s Source<'_>) -> Result<ReadOutcome<'s>, Failure> {
    let read = ops::read(&source.text, source.host);
    draw(parsed, input, &read.sink.diagnostics, &source.text, Some(source.host))?;
    Ok(read)
}

fn draw(parsed: &Parsed, input: &Input, found: &[Diagnostic], text: &str, host: Option<&'static Host>) -> Result<(), Failure> {
    let show_values = input::shows_values(parsed, std::io::stderr().is_terminal())?;
    let place = |text| Place { name: input.name.clone(), text, syntax: host.map(|host| host.syntax) };
    let colored = is_colored(parsed, &std::io::stderr())?;
    say(&Drawer { source: place(text), target: place(""), colored, show_values }.draw(found, true));
    Ok(())
}

fn side<'d, 'i>(host: &'static Host, read: &'d ReadOutcome<'i>) -> Option<Side<'d, 'i>> {
    Some(Side { host, tree: read.tree.as_ref()?, config: read.config.as_ref()? })
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
    let shown: String = format!("{}{what}: {how} ({})", one.server, places.join(", "));
    format!("{}\n", shown.replace(char::is_control, "\u{fffd}"))
}
