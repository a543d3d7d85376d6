//! One target: opened, converted into, written.

use std::path::PathBuf;

use mcpglot_core::diag::{Diagnostic, Document, Sink};
use mcpglot_core::hosts::Host;
use mcpglot_core::model::Server;
use mcpglot_core::ops::{self, Difference, Options, Outcome, Side, Strategy, Written};
use mcpglot_core::project::{Lock, Target as Settled};
use mcpglot_core::syntax::Tree;

use super::places;
use crate::Status;
use crate::commands::convert::is_lossy;
use crate::files::{self, FileError, Note, Policy, Target};

/// A target, and the file that it is.
pub(super) struct Job<'s> {
    pub(super) target: &'s Settled<'s>,
    pub(super) path: PathBuf,
    /// The path, for people.
    pub(super) name: String,
    /// The path, for the record.
    pub(super) key: String,
}

/// What all targets of a run have in common.
pub(super) struct Run<'s> {
    pub(super) source: &'s str,
    pub(super) source_name: Option<&'s str>,
    pub(super) from: &'static Host,
    pub(super) servers: &'s [Server<'s>],
    pub(super) settings: &'s Tree<'s>,
    pub(super) strategy: Strategy,
    /// The strategy is that of the command line, which no setting overrules.
    pub(super) is_asked_for: bool,
    pub(super) strict: bool,
    pub(super) allow_empty: bool,
    pub(super) allow_loss: bool,
    pub(super) writes: bool,
    pub(super) policy: Policy,
    pub(super) lock: Lock,
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
    pub(super) error: Option<FileError>,
    /// Nothing was written because another target could not be.
    pub(super) held_back: bool,
}

/// A target that is ready to be written.
struct Ready<'s> {
    done: Done<'s>,
    target: Option<Target>,
}

impl<'s> Run<'s> {
    /// Does all of them, in their order. With `atomic`, all or none.
    pub(super) fn all(&'s self, jobs: &'s [Job<'s>], atomic: bool) -> Vec<Done<'s>> {
        if atomic {
            return self.together(jobs);
        }
        // What takes time is the disk, which deals with several files at once.
        #[cfg(not(target_family = "wasm"))]
        return std::thread::scope(|scope| {
            let running: Vec<_> = jobs.iter().map(|job| scope.spawn(|| self.prepare(job).commit())).collect();
            running.into_iter().filter_map(|one| one.join().ok()).collect()
        });
        #[cfg(target_family = "wasm")]
        jobs.iter().map(|job| self.prepare(job).commit()).collect()
    }

    fn together(&'s self, jobs: &'s [Job<'s>]) -> Vec<Done<'s>> {
        let mut ready: Vec<Ready<'s>> = jobs.iter().map(|job| self.prepare(job)).collect();
        let is_hindered = |one: &Ready<'_>| one.done.error.is_some() || one.done.outcome.written == Written::Refused;
        if self.writes && ready.iter().any(is_hindered) {
            for one in ready.iter_mut().filter(|one| !is_hindered(one)) {
                one.target = None;
                one.done.held_back = true;
            }
        }
        ready.into_iter().map(Ready::commit).collect()
    }

    fn prepare(&'s self, job: &'s Job<'s>) -> Ready<'s> {
        let mut done = Done {
            job,
            status: Status::Refused,
            before: String::new(),
            exists: false,
            outcome: Outcome::default(),
            differences: Vec::new(),
            names: Vec::new(),
            settings: Vec::new(),
            notes: Vec::new(),
            error: None,
            held_back: false,
        };
        let mut sink = Sink::default();
        let Some(asked) = job.target.asked(self.servers, self.settings, &mut sink) else {
            done.settings = sink.diagnostics;
            return Ready { done, target: None };
        };
        let opened = if self.writes {
            Target::open(&job.path, &self.policy).map(|target| (target.bytes().map(<[u8]>::to_vec), Some(target)))
        } else {
            files::inspect(&job.path, &self.policy).map(|bytes| (bytes, None))
        };
        let (bytes, target) = match opened {
            Ok(opened) => opened,
            Err(error) => {
                done.status = Status::Failed;
                done.error = Some(error);
                return Ready { done, target: None };
            }
        };
        done.exists = bytes.is_some();
        let bytes = bytes.unwrap_or_default();
        match ops::decode(&bytes, Document::Target) {
            Ok(text) => done.before = text.to_owned(),
            Err((refused, before)) => {
                done.before = before.to_owned();
                done.outcome = Outcome::refused(*refused);
                return Ready { done, target: None };
            }
        }

        let host = job.target.host;
        let gone = |name: &&String| !asked.names.contains(name);
        let remove: Vec<String> = self.lock.names(&job.key).iter().filter(gone).cloned().collect();
        let strategy = if self.is_asked_for { self.strategy } else { job.target.strategy.unwrap_or(self.strategy) };
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
            bridge: job.target.bridge,
            file_name: self.source_name,
            ..Options::new(host)
        };
        done.outcome = ops::convert(self.source, &options);
        done.names = asked.names;
        if let Some(text) = &done.outcome.text {
            done.differences = differences(&done.before, text, host);
            if host.merges_layers
                && let Some(user) = places::user_file(host).filter(|user| *user != job.path)
                && let Ok(user) = files::read(&user)
                && let Ok(user) = ops::decode(&user, Document::Target)
            {
                done.outcome.diagnostics.extend(ops::layers_clash(text, user, host));
            }
        }
        done.status = match done.outcome.written {
            Written::Refused => Status::Refused,
            Written::Text if !self.writes => Status::Refused,
            _ if !self.allow_loss && is_lossy(&done.outcome.diagnostics) => Status::Lossy,
            _ => Status::Done,
        };
        let target = target.filter(|_| done.outcome.written == Written::Text);
        Ready { done, target }
    }
}

impl<'s> Ready<'s> {
    fn commit(mut self) -> Done<'s> {
        if let (Some(mut target), Some(text)) = (self.target.take(), &self.done.outcome.text) {
            target.keep_private(self.done.outcome.holds_literals);
            match target.commit(text.as_bytes()) {
                Ok(committed) => self.done.notes = committed.notes,
                Err(error) => {
                    self.done.status = Status::Failed;
                    self.done.error = Some(error);
                }
            }
        }
        self.done
    }
}

/// What `host` is told by one text and not by the other.
fn differences(before: &str, after: &str, host: &'static Host) -> Vec<Difference> {
    let (before, after) = (ops::read(before, host), ops::read(after, host));
    let none = mcpglot_core::hosts::Config { servers_at: None, servers: Vec::new() };
    match (&before.tree, &after.tree) {
        (Some(left), Some(right)) => ops::diff(
            &Side { host, tree: left, config: before.config.as_ref().unwrap_or(&none) },
            &Side { host, tree: right, config: after.config.as_ref().unwrap_or(&none) },
        ),
        _ => Vec::new(),
    }
}
