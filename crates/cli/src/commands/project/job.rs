//! One target: opened, converted into, written.

use std::path::{Path, PathBuf};

use mcpglot_core::diag::{Diagnostic, Document, Sink};
use mcpglot_core::hosts::Host;
use mcpglot_core::model::Server;
use mcpglot_core::ops::{self, Difference, DifferenceKind, Options, Outcome, Side, Strategy, Written};
use mcpglot_core::project::{Asked, Lock, Target as Settled};
use mcpglot_core::syntax::Tree;
use mcpglot_core::text::{Edit, Span};

use super::places::{self, file_at};
use super::record::Names;
use super::settings::Found;
use crate::args::Parsed;
use crate::commands::convert::is_lossy;
use crate::commands::input;
use crate::files::{self, Committed, FileError, Note, Policy, Target};
use crate::{Failure, Status};

/// A target, and the file that it is.
pub(super) struct Job<'s> {
    pub(super) target: &'s Settled<'s>,
    pub(super) path: PathBuf,
    /// The path, for people.
    pub(super) name: String,
    /// The path, for the record.
    pub(super) key: String,
    pub(super) policy: Policy,
}

impl<'s> Job<'s> {
    pub(super) fn new(parsed: &Parsed, found: &Found, target: &'s Settled<'s>, path: PathBuf) -> Self {
        let key = key(&path, &found.root);
        let policy = input::policy(parsed, key.starts_with("~/") || Path::new(&key).is_absolute());
        Self { target, name: path.to_string_lossy().into_owned(), path, key, policy }
    }
}

/// What the record calls a file, wherever the command runs: its way from the folder of the settings, or from `~`, with `/`.
pub(super) fn key(path: &Path, root: &Path) -> String {
    let (file, root) = (places::parts(path), places::parts(root));
    let home = places::home().map(|home| places::parts(&home)).unwrap_or_default();
    // Under WASI, the root of all may be nothing but a name of the folder that was granted, which no other path is below.
    let is_in_project = file.starts_with(&root) && !root.is_empty() && !home.starts_with(&root);
    if path.is_relative() || is_in_project {
        let shared = file.iter().zip(&root).take_while(|(one, other)| one == other).count();
        "../".repeat(root.len() - shared) + &file[shared..].join("/")
    } else if file.starts_with(&home) && !home.is_empty() {
        format!("~/{}", file[home.len()..].join("/"))
    } else {
        let path = path.to_string_lossy();
        if cfg!(windows) { path.replace('\\', "/") } else { path.into_owned() }
    }
}

/// What all targets of a run have in common.
pub(super) struct Run<'s> {
    pub(super) source: &'s str,
    pub(super) source_name: Option<&'s str>,
    pub(super) from: &'static Host,
    pub(super) servers: &'s [Server<'s>],
    pub(super) settings: &'s Tree<'s>,
    /// The folder of the project.
    pub(super) root: &'s Path,
    pub(super) strategy: Strategy,
    /// The strategy is that of the command line, which no setting overrules.
    pub(super) is_asked_for: bool,
    pub(super) strict: bool,
    pub(super) allow_empty: bool,
    pub(super) allow_loss: bool,
    pub(super) writes: bool,
    /// Servers that a host cannot reach are reached by `mcp-remote`, whatever the settings say.
    pub(super) bridge: bool,
    pub(super) lock: Lock,
    /// What a file holds is kept before servers leave it that the record names.
    pub(super) keeps_removed: bool,
    /// The source says more of servers that the targets have.
    pub(super) amends: Option<ops::Amend>,
    /// Servers that leave every target.
    pub(super) leave: &'s [String],
}

/// What came of one target.
pub(super) struct Done<'s> {
    pub(super) job: &'s Job<'s>,
    pub(super) status: Status,
    /// The text before; empty where there was no file.
    pub(super) before: String,
    pub(super) exists: bool,
    pub(super) outcome: Outcome,
    /// What differs, server by server.
    pub(super) differences: Vec<Difference>,
    /// The names of the servers that it shall have of the source.
    pub(super) names: Vec<String>,
    /// What is wrong with the settings.
    pub(super) settings: Vec<Diagnostic>,
    pub(super) notes: Vec<Note>,
    /// Where the old file is kept.
    pub(super) backup: Option<PathBuf>,
    /// Why the file could not be used.
    pub(super) errors: Vec<FileError>,
    /// Nothing was written because another target could not be, or because the settings are wrong.
    pub(super) held_back: bool,
}

impl<'s> Run<'s> {
    /// Does all of them, in their order. With `together`, all or none; by settings that are wrong, none. `before` learns what is
    /// about to be written, and can prevent it.
    pub(super) fn all(
        &'s self,
        jobs: &'s [Job<'s>],
        together: bool,
        before: &mut dyn FnMut(&[Done<'s>]) -> Result<(), Failure>,
    ) -> Result<Vec<Done<'s>>, Failure> {
        let mut done: Vec<Done<'s>> = jobs.iter().map(Done::new).collect();
        let places: Vec<(&Path, Policy)> = jobs.iter().map(|job| (&*job.path, job.policy)).collect();
        // At first without a lock: most often there is nothing to write.
        let mut work: Vec<Option<Asked<'s>>> = Vec::with_capacity(jobs.len());
        let mut is_unsound = false;
        for (one, glance) in done.iter_mut().zip(files::glance_all(&places)) {
            let mut sink = Sink::default();
            let asked = one.job.target.asked(self.servers, self.settings, &mut sink);
            one.settings = sink.diagnostics;
            is_unsound |= asked.is_none();
            let mut is_settled = true;
            if let (Some(asked), Some(glance)) = (&asked, one.opened(glance)) {
                self.convert(one, glance.bytes, asked);
                let changes = one.outcome.written == Written::Text;
                is_settled = glance.settled && !changes;
                // What a run that writes would be refused.
                if changes && !self.writes {
                    let _ = one.opened(files::inspect(&one.job.path, &one.job.policy));
                }
            }
            work.push(asked.filter(|_| self.writes && !is_settled));
        }
        let layers = layers(&done);
        done.iter_mut().for_each(|one| self.clash(one, &layers));
        if is_unsound {
            done.iter_mut().for_each(Done::hold_back);
            return Ok(done);
        }
        let is_held_back = together && !done.iter().all(Done::is_well);
        if !is_held_back && work.iter().any(Option::is_some) {
            before(&done)?;
        }
        if together {
            if !is_held_back {
                self.write_together(&mut done, work, &layers);
            }
            if !done.iter().all(Done::is_well) {
                done.iter_mut().for_each(Done::hold_back);
            }
            return Ok(done);
        }
        files::at_once(with_work(&mut done, work), |(one, asked)| {
            let opened = Target::open(&one.job.path, &one.job.policy);
            if let Some(target) = one.opened(opened)
                && let Some((target, text)) = self.settle(one, target, &asked, &layers)
            {
                one.committed(target.commit(&text));
            }
        });
        Ok(done)
    }

    /// Writes all targets, or none if one of them cannot be written.
    fn write_together(&self, done: &mut [Done<'s>], work: Vec<Option<Asked<'s>>>, layers: &[Layer]) {
        let mut members = with_work(done, work);
        let places: Vec<(&Path, Policy)> = members.iter().map(|(one, _)| (&*one.job.path, one.job.policy)).collect();
        let mut changes = Vec::with_capacity(places.len());
        let mut changed = Vec::with_capacity(places.len());
        for (at, opened) in files::open_all(&places).into_iter().enumerate() {
            let (one, asked) = &mut members[at];
            if let Some(target) = one.opened(opened)
                && let Some(change) = self.settle(one, target, asked, layers)
            {
                changes.push(change);
                changed.push(at);
            }
        }
        if !members.iter().all(|(one, _)| one.is_well()) {
            return;
        }
        match files::commit_together(changes) {
            Ok(committed) => {
                for (at, committed) in changed.into_iter().zip(committed) {
                    members[at].0.committed(Ok(committed));
                }
            }
            Err(undone) => {
                let one = &mut members[changed[undone.at]].0;
                one.fail(undone.error);
                undone.left.into_iter().for_each(|error| one.fail(error));
            }
        }
    }

    /// What is to be written into a target that is locked, if anything is. Where somebody was quicker, it is thought over.
    fn settle(&self, done: &mut Done<'s>, mut target: Target, asked: &Asked<'s>, layers: &[Layer]) -> Option<(Target, Vec<u8>)> {
        if target.bytes() != done.exists.then_some(done.before.as_bytes()) {
            let bytes = target.bytes().map(<[u8]>::to_vec);
            self.convert(done, bytes, asked);
            self.clash(done, layers);
        }
        let text = done.outcome.text.as_ref().filter(|_| done.outcome.written == Written::Text)?;
        let is_new = target.bytes().is_none();
        target.keep_private(is_new && (done.outcome.holds_literals || ops::holds_credentials(text, done.job.target.host)));
        // The record may come from somebody else, and the server from whoever owns this file.
        let recorded = Names::new(self.lock.names(&done.job.key));
        if self.keeps_removed && done.differences.iter().any(|one| is_removed(one) && recorded.has(&one.server)) {
            target.keep_backup();
        }
        Some((target, text.clone().into_bytes()))
    }

    fn convert(&self, done: &mut Done<'s>, bytes: Option<Vec<u8>>, asked: &Asked<'s>) {
        let job = done.job;
        done.exists = bytes.is_some();
        if !done.exists && !self.leave.is_empty() {
            // Where there is no file, nothing has to leave it.
            done.outcome = Outcome { written: Written::Unchanged, ..Outcome::default() };
            done.status = Status::Done;
            return;
        }
        match String::from_utf8(bytes.unwrap_or_default()) {
            Ok(text) => done.before = text,
            Err(error) => {
                done.status = Status::Refused;
                if let Err((refused, before)) = ops::decode(error.as_bytes(), Document::Target) {
                    done.before = before.to_owned();
                    done.outcome = Outcome::refused(*refused);
                }
                return;
            }
        }
        let host = job.target.host;
        let names = Names::new(&asked.names);
        let strategy = if self.is_asked_for { self.strategy } else { job.target.strategy.unwrap_or(self.strategy) };
        let recorded = self.lock.names(&job.key).iter().map(String::as_str);
        // Of the source's servers an overwritten target has those alone that are for it.
        let others = self.servers.iter().filter(|_| strategy == Strategy::Overwrite).map(|server| &*server.name);
        let gone = recorded.chain(others).filter(|name| !names.has(name));
        let remove: Vec<String> = gone.chain(self.leave.iter().map(String::as_str)).map(str::to_owned).collect();
        let options = Options {
            from: Some(self.from),
            into: done.exists.then_some(&done.before),
            strategy,
            strict: self.strict,
            allow_empty: self.allow_empty,
            servers: asked.servers.as_deref(),
            rename: &asked.rename,
            overrides: &asked.overrides,
            remove: &remove,
            amends: self.amends,
            bridge: self.bridge || job.target.bridge,
            file_name: self.source_name,
            ..Options::new(host)
        };
        done.outcome = ops::convert(self.source, &options);
        done.names.clone_from(&asked.names);
        if let Some(text) = &done.outcome.text {
            done.differences = differences(&done.before, text, host);
        }
        done.status = match done.outcome.written {
            Written::Refused => Status::Refused,
            Written::Text if !self.writes => Status::Refused,
            _ if !self.allow_loss && is_lossy(&done.outcome.diagnostics) => Status::Lossy,
            _ => Status::Done,
        };
    }

    /// Says which servers the host cannot put together with those of the other file that it reads: the user's, or for that one the
    /// project's. What this run makes of the other file counts. Of two that take part, that of the project is told of.
    fn clash(&self, done: &mut Done<'s>, layers: &[Layer]) {
        let host = done.job.target.host;
        let Some(text) = done.outcome.text.as_ref().filter(|_| host.merges_layers) else { return };
        let Some(user) = places::user_file(host) else { return };
        let at = file_at(&done.job.path);
        let is_users = file_at(&user) == at;
        let other = if is_users { places::project_file(host, self.root) } else { Some(user) };
        let Some(other) = other.filter(|other| file_at(other) != at) else { return };
        let bytes;
        let other = match layers.iter().find(|layer| layer.at == file_at(&other)) {
            Some(_) if is_users => return,
            Some(layer) => &*layer.text,
            None => {
                bytes = files::read(&other).unwrap_or_default();
                ops::decode(&bytes, Document::Target).unwrap_or_default()
            }
        };
        let mut found = ops::layers_clash(text, other, host);
        for one in &mut found {
            one.span = before(one.span, &done.outcome.edits, &done.before);
        }
        if !found.is_empty() && !self.allow_loss {
            done.status = done.status.max(Status::Lossy);
        }
        done.outcome.diagnostics.extend(found);
    }
}

impl<'s> Done<'s> {
    fn new(job: &'s Job<'s>) -> Self {
        Self {
            job,
            status: Status::Refused,
            before: String::new(),
            exists: false,
            outcome: Outcome::default(),
            differences: Vec::new(),
            names: Vec::new(),
            settings: Vec::new(),
            notes: Vec::new(),
            backup: None,
            errors: Vec::new(),
            held_back: false,
        }
    }

    fn opened<T>(&mut self, opened: Result<T, FileError>) -> Option<T> {
        opened.map_err(|error| self.fail(error)).ok()
    }

    fn fail(&mut self, error: FileError) {
        self.status = Status::Failed;
        self.errors.push(error);
    }

    fn committed(&mut self, result: Result<Committed, FileError>) {
        if let Some(committed) = self.opened(result) {
            self.notes = committed.notes;
            self.backup = committed.backup;
        }
    }

    /// Another target could not be written, or the settings are wrong.
    fn hold_back(&mut self) {
        if self.is_well() {
            self.held_back = true;
            self.status = Status::Refused;
        }
    }

    /// Whether the file says now what it shall.
    pub(super) fn is_well(&self) -> bool {
        self.errors.is_empty() && !self.held_back && self.outcome.written != Written::Refused
    }
}

/// What a file of a host that reads several together says after the run.
struct Layer {
    at: PathBuf,
    text: String,
}

/// Those of the targets.
fn layers(done: &[Done<'_>]) -> Vec<Layer> {
    let usable = done.iter().filter(|one| one.job.target.host.merges_layers && one.errors.is_empty());
    let text = |one: &Done<'_>| one.outcome.text.as_ref().unwrap_or(&one.before).clone();
    usable.map(|one| Layer { at: file_at(&one.job.path), text: text(one) }).collect()
}

/// Those for which something is left to do.
fn with_work<'d, 's>(done: &'d mut [Done<'s>], work: Vec<Option<Asked<'s>>>) -> Vec<(&'d mut Done<'s>, Asked<'s>)> {
    done.iter_mut().zip(work).filter_map(|(one, asked)| Some((one, asked?))).collect()
}

/// The place in the text before of one in the text that the edits make of it: within what they insert, that where it comes.
fn before(span: Span, edits: &[Edit], text: &str) -> Span {
    let place = |at: u32| {
        let mut inserted = 0;
        let mut removed = 0;
        for edit in edits {
            let (start, length) = (edit.span.start + inserted - removed, edit.text.len() as u32);
            if at < start {
                break;
            }
            if at < start + length {
                return edit.span.start as usize;
            }
            inserted += length;
            removed += edit.span.end - edit.span.start;
        }
        ((at + removed - inserted) as usize).min(text.len())
    };
    Span::new(place(span.start), place(span.end))
}

/// Whether a server goes as a whole.
fn is_removed(difference: &Difference) -> bool {
    difference.concept.is_none() && difference.kind == DifferenceKind::OnlyLeft
}

/// What `host` is told by one text and not by the other.
fn differences(before: &str, after: &str, host: &'static Host) -> Vec<Difference> {
    let (before, after) = (ops::read(before, host), ops::read(after, host));
    let none = mcpglot_core::hosts::Config::default();
    match (&before.tree, &after.tree) {
        (Some(left), Some(right)) => ops::diff(
            &Side { host, tree: left, config: before.config.as_ref().unwrap_or(&none) },
            &Side { host, tree: right, config: after.config.as_ref().unwrap_or(&none) },
        ),
        _ => Vec::new(),
    }
}
