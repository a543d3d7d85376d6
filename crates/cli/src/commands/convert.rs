//! `convert`.

use std::path::Path;

use mcpglot_core::diag::{Diagnostic, Document, Severity};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops::{self, Options, Outcome, Strategy, Written};
use mcpglot_core::text::{Edit, Encoding};

use super::input::{self, Input};
use super::project::places::{self, file_at};
use crate::args::{Misuse, Parsed};
use crate::files::{self, Policy, Target};
use crate::patch::{self, Look, Version};
use crate::render::{Drawer, Place};
use crate::{Failure, Status, github, is_colored, print, print_line, say};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let Some(to) = parsed.text("to").and_then(hosts::find) else {
        return Err(Misuse::new("the host to write for is missing").help("add `--to HOST`; `mcpglot hosts` lists them").into());
    };
    let job = Job::new(parsed)?;
    let input = input::read(parsed)?;
    let renames = renames(parsed)?;
    let servers: Vec<String> = parsed.texts("server").into_iter().map(str::to_owned).collect();
    let documents = Documents { parsed, input: &input, target_name: job.target_name() };
    let is_json = parsed.text("format") == Some("json");
    let mut held = job.look()?;
    loop {
        let existing = held.merged_into().map(<[u8]>::to_vec);
        let (source, into) = match documents.decode(existing.as_deref()) {
            Ok(texts) => texts,
            Err(refused) => return Ok(documents.refuse(refused, to)),
        };
        let options = Options {
            from: parsed.text("from").and_then(hosts::find_source),
            into,
            strategy: if parsed.text("strategy") == Some("overwrite") { Strategy::Overwrite } else { Strategy::Merge },
            strict: parsed.has("strict"),
            bridge: parsed.text("bridge") == Some("mcp-remote"),
            allow_empty: parsed.has("allow-empty"),
            trace: parsed.has("trace"),
            servers: (!servers.is_empty()).then_some(&servers),
            rename: &renames,
            file_name: input.path.as_deref(),
            ..Options::new(to)
        };
        let outcome = ops::convert(source, &options);
        if !held.take(&job, &outcome)? {
            // Somebody was quicker: it is thought over.
            continue;
        }
        let status = status(&outcome, &job, parsed.has("allow-loss"));
        documents.tell(&outcome.diagnostics, outcome.from, to, source, into.unwrap_or_default());

        let text = outcome.text.as_deref().filter(|_| outcome.written != Written::Refused);
        if let (Some(text), Some(output)) = (text, job.output) {
            let done = if job.writes() { held.commit(text, outcome.holds_literals, to)? } else { job.changes(&outcome) };
            if job.dry_run && done && !is_json {
                print(&job.patch(parsed, into, text, &outcome.edits, to));
            }
            let word = match (done, job.writes()) {
                (true, true) => "written",
                (true, false) => "would be written",
                (false, _) => "unchanged",
            };
            // What a check or a dry run is asked for is told however quiet it shall be.
            if !parsed.has("quiet") || done && !job.writes() {
                say(&format!("{word}: {}\n", files::shown(output)));
            }
        }
        if is_json {
            let mut wire = mcpglot_wire::Outcome::new(&outcome, &options, source, Encoding::Utf8);
            if job.output.is_some() {
                // The text is in the file; a log is no place for its values.
                wire.hide_text();
            }
            print_line(&mcpglot_wire::to_json(&wire));
        } else if let (Some(text), None) = (text, job.output) {
            print(text);
        }
        return Ok(status);
    }
}

/// What is to be done with the result.
struct Job<'p> {
    into: Option<&'p Path>,
    output: Option<&'p Path>,
    check: bool,
    dry_run: bool,
    policy: Policy,
}

/// The file that is written, and the document that is merged into.
#[derive(Default)]
struct Held {
    /// The document, where it is another one, or only read.
    base: Option<Vec<u8>>,
    /// What the file held at a look.
    seen: Option<Vec<u8>>,
    /// Whether a look is enough, as long as it stays as it is.
    settled: bool,
    /// The file, once it is to be written.
    target: Option<Target>,
}

impl<'p> Job<'p> {
    fn new(parsed: &'p Parsed) -> Result<Self, Misuse> {
        let output = parsed.path("output").filter(|path| *path != "-").map(Path::new);
        let into = parsed.path("into").map(Path::new);
        if into.is_some_and(|into| into.as_os_str() == "-") {
            return Err(Misuse::new("`--into` takes a file, and not standard input"));
        }
        let job = Self {
            // One file by two names is one file.
            into: output.filter(|output| into.is_some_and(|into| file_at(into) == file_at(output))).or(into),
            output,
            check: parsed.has("check"),
            dry_run: parsed.has("dry-run"),
            policy: input::policy(parsed, output.is_some_and(places::is_users)),
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
        self.into.or(self.output).map_or_else(|| "<new document>".to_owned(), files::shown)
    }

    /// What a run that writes would change, as a diff.
    fn patch(&self, parsed: &Parsed, old: Option<&str>, new: &str, edits: &[Edit], to: &Host) -> String {
        let name = |path: Option<&Path>| path.map(files::shown);
        let (before, after) = (name(old.and(self.into.or(self.output))), name(self.output));
        let stream = std::io::stdout();
        let look = Look { colored: is_colored(parsed, &stream), show_values: input::shows_values(parsed, &stream) };
        let (before, after) =
            (Version { name: before.as_deref(), text: old.unwrap_or_default() }, Version { name: after.as_deref(), text: new });
        patch::unified(&before, &after, edits, to, look)
    }

    /// Looks at what there is. Most often there is nothing to write, and then no lock is needed, and no leave.
    fn look(&self) -> Result<Held, Failure> {
        let base = self.into.filter(|into| self.output != Some(into)).map(files::read).transpose()?;
        let Some(output) = self.output else { return Ok(Held { base, ..Held::default() }) };
        let glance = files::glance(output, &self.policy)?;
        if base.is_some() && glance.bytes.is_some() {
            let help = "name the same file twice, or leave out `--into` to merge into the file that is there";
            return Err(Misuse::new("`-o` names a file that exists, and `--into` another one").help(help).into());
        }
        Ok(Held { base, seen: glance.bytes, settled: glance.settled, target: None })
    }
}

impl Held {
    fn merged_into(&self) -> Option<&[u8]> {
        self.base.as_deref().or(self.seen.as_deref())
    }

    /// Opens the file if it is to be written; `false` where it holds something else by now.
    fn take(&mut self, job: &Job<'_>, outcome: &Outcome) -> Result<bool, Failure> {
        let changes = outcome.written != Written::Refused && job.changes(outcome);
        let Some(output) = job.output.filter(|_| self.target.is_none() && (changes || !self.settled)) else { return Ok(true) };
        if !job.writes() {
            if changes {
                files::inspect(output, &job.policy)?;
            }
            return Ok(true);
        }
        let target = match self.base {
            None => Target::open(output, &job.policy)?,
            // What came meanwhile is not merged into.
            Some(_) => Target::open_unchanged(output, &job.policy, None)?,
        };
        let target = self.target.insert(target);
        let is_same = target.bytes() == self.seen.as_deref();
        self.seen = target.bytes().map(<[u8]>::to_vec);
        Ok(is_same)
    }

    /// Writes the file and says whether it differs from what was there.
    fn commit(&mut self, text: &str, holds_literals: bool, host: &'static Host) -> Result<bool, Failure> {
        let Some(mut target) = self.target.take() else { return Ok(false) };
        target.keep_private(target.bytes().is_none() && (holds_literals || ops::holds_credentials(text, host)));
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

    fn refuse(&self, (found, before): NotText<'_>, to: &'static Host) -> Status {
        let (source, target) = if found.document == Document::Source { (before, "") } else { ("", before) };
        let outcome = Outcome::refused(*found);
        self.tell(&outcome.diagnostics, None, to, source, target);
        if self.parsed.text("format") == Some("json") {
            let options = Options { into: Some(target), ..Options::new(to) };
            print_line(&mcpglot_wire::to_json(&mcpglot_wire::Outcome::new(&outcome, &options, source, Encoding::Utf8)));
        }
        Status::Refused
    }

    /// Draws the findings, unless they are part of the JSON.
    fn tell(&self, found: &[Diagnostic], from: Option<&'static Host>, to: &'static Host, source: &str, target: &str) {
        if found.is_empty() || self.parsed.text("format") == Some("json") {
            return;
        }
        if self.parsed.text("format") == Some("github") {
            // On standard output is the document.
            let quiet = self.parsed.has("quiet");
            say(&github::annotate(found, (&self.input.name, source), (&self.target_name, target), quiet));
            return;
        }
        let drawer = Drawer {
            source: Place { name: self.input.name.clone(), text: source, syntax: from.map(|host| host.syntax) },
            target: Place { name: self.target_name.clone(), text: target, syntax: Some(to.syntax) },
            colored: is_colored(self.parsed, &std::io::stderr()),
            show_values: input::shows_values(self.parsed, &std::io::stderr()),
        };
        say(&drawer.draw(found, self.parsed.has("quiet")));
    }
}

pub(super) fn renames(parsed: &Parsed) -> Result<Vec<(String, String)>, Misuse> {
    let mut renames: Vec<(String, String)> = Vec::new();
    for text in parsed.texts("rename") {
        let Some((old, new)) = text.split_once('=') else { return Err(Misuse::new("`--rename` takes OLD=NEW")) };
        if renames.iter().any(|(other, _)| other == old) {
            return Err(Misuse::new(format!("`--rename` is given twice for `{old}`")));
        }
        renames.push((old.to_owned(), new.to_owned()));
    }
    Ok(renames)
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
