//! `convert`.

use std::io::IsTerminal;
use std::path::Path;

use mcpglot_core::diag::{Diagnostic, Document, Severity};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops::{self, Options, Outcome, Strategy, Written};
use mcpglot_core::text::{Edit, Encoding};

use super::input::{self, Input};
use crate::args::{Misuse, Parsed};
use crate::files::{self, Policy, Target};
use crate::patch::{self, Look, Version};
use crate::render::{Drawer, Place};
use crate::{Failure, Status, github, is_colored, print, say};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let Some(to) = parsed.text("to")?.and_then(hosts::find) else {
        return Err(Misuse::new("the host to write for is missing").help("add `--to HOST`; `mcpglot hosts` lists them").into());
    };
    let job = Job::new(parsed)?;
    let input = input::read(parsed)?;
    let mut target = job.target()?;
    let existing = target.bytes().map(<[u8]>::to_vec);

    let documents = Documents { parsed, input: &input, target_name: job.target_name() };
    let (source, into) = match documents.decode(existing.as_deref()) {
        Ok(texts) => texts,
        Err(refused) => return documents.refuse(refused, to),
    };

    let renames = renames(parsed)?;
    let servers: Vec<String> = parsed.texts("server")?.into_iter().map(str::to_owned).collect();
    let options = Options {
        from: parsed.text("from")?.and_then(hosts::find_source),
        into,
        strategy: if parsed.text("strategy")? == Some("overwrite") { Strategy::Overwrite } else { Strategy::Merge },
        strict: parsed.has("strict"),
        bridge: parsed.text("bridge")? == Some("mcp-remote"),
        allow_empty: parsed.has("allow-empty"),
        trace: parsed.has("trace"),
        servers: (!servers.is_empty()).then_some(&servers),
        rename: &renames,
        file_name: input.path.as_deref(),
        ..Options::new(to)
    };
    let outcome = ops::convert(source, &options);
    let status = status(&outcome, &job, parsed.has("allow-loss"));
    documents.tell(&outcome.diagnostics, outcome.from, to, source, into.unwrap_or_default())?;

    let text = outcome.text.as_deref().filter(|_| outcome.written != Written::Refused);
    if let (Some(text), Some(output)) = (text, job.output) {
        let done = if job.writes() { target.commit(text, outcome.holds_literals)? } else { job.changes(&outcome) };
        if job.dry_run && done && parsed.text("format")? != Some("json") {
            print(&job.patch(parsed, into, text, &outcome.edits, to)?)?;
        }
        let word = match (done, job.writes()) {
            (true, true) => "written",
            (true, false) => "would be written",
            (false, _) => "unchanged",
        };
        if !parsed.has("quiet") {
            say(&format!("{word}: {}\n", output.display()));
        }
    }
    if parsed.text("format")? == Some("json") {
        let mut wire = mcpglot_wire::Outcome::new(&outcome, &options, source, Encoding::Utf8);
        if job.output.is_some() {
            // The text is in the file; a log is no place for its values.
            wire.hide_text();
        }
        print(&mcpglot_wire::to_json(&wire))?;
        print("\n")?;
    } else if let (Some(text), None) = (text, job.output) {
        print(text)?;
    }
    Ok(status)
}

/// What is to be done with the result.
struct Job<'p> {
    into: Option<&'p Path>,
    output: Option<&'p Path>,
    check: bool,
    dry_run: bool,
    policy: Policy,
}

/// The document that is merged into, held until the result is written.
enum Held {
    /// There is none, or it is only read.
    Bytes(Option<Vec<u8>>),
    /// It is written; what is merged into may be another document.
    File(Box<Target>, Option<Vec<u8>>),
}

impl<'p> Job<'p> {
    fn new(parsed: &'p Parsed) -> Result<Self, Misuse> {
        let job = Self {
            into: parsed.path("into").map(Path::new),
            output: parsed.path("output").filter(|path| *path != "-").map(Path::new),
            check: parsed.has("check"),
            dry_run: parsed.has("dry-run"),
            policy: input::policy(parsed),
        };
        if job.output.is_none() && !job.writes() {
            return Err(Misuse::new("`--check` and `--dry-run` need `-o FILE`"));
        }
        Ok(job)
    }

    fn writes(&self) -> bool {
        !self.check && !self.dry_run
    }

    /// Whether a run that writes changes what `-o` names. Beside another document to merge into, that is no file yet.
    fn changes(&self, outcome: &Outcome) -> bool {
        outcome.written == Written::Text || self.into.is_some_and(|into| self.output != Some(into))
    }

    fn target_name(&self) -> String {
        self.into.or(self.output).map_or_else(|| "<new document>".to_owned(), |path| path.display().to_string())
    }

    /// What a run that writes would change, as a diff.
    fn patch(&self, parsed: &Parsed, old: Option<&str>, new: &str, edits: &[Edit], to: &Host) -> Result<String, Failure> {
        let name = |path: Option<&Path>| path.map(|path| path.display().to_string());
        let (before, after) = (name(old.and(self.into.or(self.output))), name(self.output));
        let stream = std::io::stdout();
        let look =
            Look { colored: is_colored(parsed, &stream)?, show_values: input::shows_values(parsed, stream.is_terminal())? };
        let (before, after) =
            (Version { name: before.as_deref(), text: old.unwrap_or_default() }, Version { name: after.as_deref(), text: new });
        Ok(patch::unified(&before, &after, edits, to, look))
    }

    fn target(&self) -> Result<Held, Failure> {
        let Some(output) = self.output else {
            return Ok(Held::Bytes(self.into.map(files::read).transpose()?));
        };
        let base = match self.into.filter(|into| *into != output) {
            None => None,
            Some(into) => Some(files::read(into)?),
        };
        if base.is_some() && files::inspect(output, &self.policy)?.is_some() {
            let help = "name the same file twice, or leave out `--into` to merge into the file that is there";
            return Err(Misuse::new("`-o` names a file that exists, and `--into` another one").help(help).into());
        }
        if self.writes() {
            return Ok(Held::File(Box::new(Target::open(output, &self.policy)?), base));
        }
        Ok(Held::Bytes(match base {
            Some(base) => Some(base),
            None => files::inspect(output, &self.policy)?,
        }))
    }
}

impl Held {
    fn bytes(&self) -> Option<&[u8]> {
        match self {
            Self::Bytes(bytes) => bytes.as_deref(),
            Self::File(target, base) => base.as_deref().or(target.bytes()),
        }
    }

    /// Writes the file and says whether it differs from what was there.
    fn commit(&mut self, text: &str, holds_literals: bool) -> Result<bool, Failure> {
        let taken = std::mem::replace(self, Self::Bytes(None));
        let Self::File(mut target, _) = taken else { return Ok(false) };
        target.keep_private(holds_literals);
        let committed = target.commit(text.as_bytes())?;
        input::tell_notes(&committed);
        Ok(committed.written)
    }
}

/// The documents of one run, and the way findings about them are told.
struct Documents<'p> {
    parsed: &'p Parsed,
    input: &'p Input,
    target_name: String,
}

/// A document that is not even text: the finding, and what comes before its place.
type NotText<'t> = (Box<Diagnostic>, &'t str);

impl Documents<'_> {
    fn decode<'t>(&'t self, existing: Option<&'t [u8]>) -> Result<(&'t str, Option<&'t str>), NotText<'t>> {
        let source = ops::decode(&self.input.bytes, Document::Source)?;
        let into = existing.map(|bytes| ops::decode(bytes, Document::Target)).transpose()?;
        Ok((source, into))
    }

    fn refuse(&self, (found, before): NotText<'_>, to: &'static Host) -> Result<Status, Failure> {
        let (source, target) = if found.document == Document::Source { (before, "") } else { ("", before) };
        let outcome = Outcome::refused(*found);
        self.tell(&outcome.diagnostics, None, to, source, target)?;
        if self.parsed.text("format")? == Some("json") {
            let options = Options { into: Some(target), ..Options::new(to) };
            print(&mcpglot_wire::to_json(&mcpglot_wire::Outcome::new(&outcome, &options, source, Encoding::Utf8)))?;
            print("\n")?;
        }
        Ok(Status::Refused)
    }

    /// Draws the findings, unless they are part of the JSON.
    fn tell(
        &self,
        found: &[Diagnostic],
        from: Option<&'static Host>,
        to: &'static Host,
        source: &str,
        target: &str,
    ) -> Result<(), Failure> {
        if found.is_empty() || self.parsed.text("format")? == Some("json") {
            return Ok(());
        }
        if self.parsed.text("format")? == Some("github") {
            // On standard output is the document.
            say(&github::annotate(found, (&self.input.name, source), (&self.target_name, target)));
            return Ok(());
        }
        let drawer = Drawer {
            source: Place { name: self.input.name.clone(), text: source, syntax: from.map(|host| host.syntax) },
            target: Place { name: self.target_name.clone(), text: target, syntax: Some(to.syntax) },
            colored: is_colored(self.parsed, &std::io::stderr())?,
            show_values: input::shows_values(self.parsed, std::io::stderr().is_terminal())?,
        };
        say(&drawer.draw(found, self.parsed.has("quiet")));
        Ok(())
    }
}

pub(super) fn renames(parsed: &Parsed) -> Result<Vec<(String, String)>, Misuse> {
    let pair = |text: &str| {
        let (old, new) = text.split_once('=').ok_or_else(|| Misuse::new("`--rename` takes OLD=NEW"))?;
        Ok((old.to_owned(), new.to_owned()))
    };
    parsed.texts("rename")?.into_iter().map(pair).collect()
}

/// Whether a server does not do what it did in the source.
pub(super) fn is_lossy(found: &[Diagnostic]) -> bool {
    found.iter().any(|one| one.code.severity == Severity::Error && one.loss.is_some())
}

fn status(outcome: &Outcome, job: &Job<'_>, allow_loss: bool) -> Status {
    match outcome.written {
        // Which host the source is for is for the caller to say.
        Written::Refused if outcome.from.is_none() => Status::Failed,
        Written::Refused => Status::Refused,
        // What is on disk is not what the source says.
        _ if !job.writes() && job.changes(outcome) => Status::Refused,
        _ if !allow_loss && is_lossy(&outcome.diagnostics) => Status::Lossy,
        _ => Status::Done,
    }
}
