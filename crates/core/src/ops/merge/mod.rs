//! From what the target shall say to a plan for its document.
//!
//! The rule, per concept, and per key in maps: the source's value wins; what only the target has is kept, or goes if the
//! target is overwritten. What means the same keeps the target's spelling.

mod inputs;
mod place;
mod rest;
mod server;
mod trace;

use std::borrow::Cow;

use super::convert::{Mapping, Options, Strategy};
use crate::diag::{Diagnostic, Document, Sink, codes, say};
use crate::hosts::{self, Adapted, Config, Host, Kind};
use crate::model::{Concept, Field, Meaning, Pair, Server};
use crate::syntax::{Kind as Node, NodeId, Plan, Tree, Value};
use place::compose;
use server::Update;
pub(super) use trace::locate;

pub(super) struct Merge<'m, 'a> {
    source: &'a Tree<'a>,
    tree: &'a Tree<'a>,
    target: &'a Config<'a>,
    from: &'static Host,
    options: &'m Options<'m>,
    plan: &'m mut Plan<'a>,
    sink: &'m mut Sink,
    /// By index in the target: whether the source has a server of that name.
    named: Vec<bool>,
    /// Whether the servers bring literal values of variables, headers or secrets.
    pub(super) holds_literals: bool,
    /// Whether any server of the source can be written.
    arrived: bool,
    new: Vec<(Cow<'a, str>, Value<'a>)>,
    /// What the servers have the host ask its user for, and where they say so.
    inputs: Vec<(&'a str, NodeId)>,
    mapping: Vec<Mapping>,
}

impl<'m, 'a> Merge<'m, 'a> {
    pub(super) fn new(
        source: &'a Tree<'a>,
        tree: &'a Tree<'a>,
        target: &'a Config<'a>,
        from: &'static Host,
        options: &'m Options<'m>,
        plan: &'m mut Plan<'a>,
        sink: &'m mut Sink,
    ) -> Self {
        let named = vec![false; target.servers.len()];
        Self {
            source,
            tree,
            target,
            from,
            options,
            plan,
            sink,
            named,
            holds_literals: false,
            arrived: false,
            new: Vec::new(),
            inputs: Vec::new(),
            mapping: Vec::new(),
        }
    }

    /// Plans what makes the target say what `server` does, under `name`.
    pub(super) fn server(&mut self, server: &'a Server<'a>, name: Cow<'a, str>) {
        let at = self.target.servers_at.and_then(|servers| self.tree.get(servers, &name));
        let at = at.and_then(|entry| self.target.servers.binary_search_by_key(&entry, |server| server.origin).ok());
        if let Some(at) = at {
            self.named[at] = true;
        }
        let existing = at.map(|at| &self.target.servers[at]);
        let lost_before = self.sink.diagnostics.len();
        let adapted = hosts::adapt(server, name, self.source, self.from, self.options.to, existing, self.sink);
        if self.options.trace {
            self.trace(server, adapted.as_ref(), lost_before);
        }
        let Some(adapted) = adapted else { return };
        self.arrived = true;
        if self.from.inputs_at.is_some() && self.options.to.inputs_at.is_some() {
            self.inputs.extend(inputs::of(server));
        }
        self.holds_literals = self.holds_literals || adapted.wanted.iter().any(|wanted| {
            let secret = matches!(wanted.spec.concept, Concept::Env | Concept::Headers | Concept::OauthClientSecret);
            secret
                && matches!(wanted.meaning(self.options.to), Meaning::Text(text) if text.is_literal() && !text.raw().is_empty())
        });
        match existing {
            None => {
                self.new.push((adapted.name, compose(adapted.wanted, self.options.to)));
            }
            Some(existing) if self.tree.kind(existing.origin) != Node::Map => {
                self.plan.set(self.tree, existing.origin, compose(adapted.wanted, self.options.to));
            }
            Some(existing) => self.update(adapted, existing, server.get(Concept::Args).is_some()),
        }
    }

    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }

    /// Plans what concerns the target as a whole. `None` where it cannot be done.
    pub(super) fn finish(mut self, source: &Config<'_>, mapping: &mut Vec<Mapping>) -> Option<()> {
        self.others(source)?;
        mapping.append(&mut self.mapping);
        self.declare();
        let new = std::mem::take(&mut self.new);
        let path = self.options.to.servers_at;
        match self.target.servers_at {
            Some(servers) => {
                for (name, value) in new {
                    self.plan.insert(servers, name, value);
                }
            }
            // A document that is made anew says that it has no server rather than nothing.
            None if !new.is_empty() || self.options.into.is_none() => self.plan.put(self.tree, path, Value::Map(new)),
            None => {}
        }
        Some(())
    }

    /// The servers that only the target has.
    fn others(&mut self, source: &Config<'_>) -> Option<()> {
        let others: Vec<&Server<'a>> =
            self.target.servers.iter().zip(&self.named).filter(|(_, named)| !**named).map(|(server, _)| server).collect();
        if others.is_empty() {
            return Some(());
        }
        if self.options.strategy == Strategy::Overwrite {
            if !self.arrived && !source.servers.is_empty() && !self.options.allow_empty {
                let message =
                    "no server of the source can be written, and overwriting would remove those of the target".to_owned();
                let diagnostic = Diagnostic::new(&codes::SOURCE_EMPTY, Document::Source, message);
                self.sink.push(diagnostic.help("allow an empty source if that is meant"));
                return None;
            }
            // A server of the source that was not asked for is no business of this run.
            let asked = |name: &str| self.options.servers.is_none_or(|names| names.iter().any(|other| other == name));
            let foreign =
                |other: &&&Server<'_>| asked(&other.name) || !source.servers.iter().any(|server| server.name == other.name);
            others.iter().filter(foreign).for_each(|other| self.remove(other));
            return Some(());
        }
        let (gone, others): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|other| self.options.remove.iter().any(|name| *name == other.name));
        gone.into_iter().for_each(|other| self.remove(other));
        let Some(first) = others.first() else { return Some(()) };
        const NAMED: usize = 5;
        let mut names: Vec<String> = others.iter().take(NAMED).map(|other| say!["`", other.name, "`"]).collect();
        if others.len() > NAMED {
            names.push(say![crate::text::decimal((others.len() - NAMED) as u64), " more"]);
        }
        let message = say!["the target keeps what the source does not have: ", names.join(", ")];
        self.sink.push(Diagnostic::new(&codes::TARGET_ONLY_KEPT, Document::Target, message).on(self.tree, first.origin));
        Some(())
    }

    fn remove(&mut self, other: &Server<'_>) {
        let message = say!["`", other.name, "` is removed, because the source does not have it"];
        self.sink.push(Diagnostic::new(&codes::TARGET_SERVER_REMOVED, Document::Target, message).on(self.tree, other.origin));
        self.plan.remove(self.tree, other.origin);
    }

    /// Plans what makes `existing` say what `adapted` does.
    fn update(&mut self, adapted: Adapted<'a>, existing: &'a Server<'a>, has_args: bool) {
        let mut update = Update { merge: self, existing, has_args, removed: Vec::new(), missing: Vec::new(), kept: Vec::new() };
        update.leave(adapted.transport, &adapted.wanted);
        let mut concepts: Vec<(Concept, Option<Cow<'a, str>>)> = adapted.kept;
        let mut carried: Vec<Cow<'a, str>> = Vec::new();
        for wanted in adapted.wanted {
            match (&wanted.slot, wanted.spec.kind) {
                (Some(key), Kind::Own) => carried.push(key.clone()),
                (slot, kind) => {
                    concepts.push((wanted.spec.concept, slot.clone()));
                    match kind {
                        Kind::CommandLine => concepts.push((Concept::Args, None)),
                        Kind::SharedMilliseconds { .. } => concepts.push((Concept::StartupTimeout, None)),
                        _ => {}
                    }
                    carried.push(Cow::Borrowed(wanted.spec.key));
                }
            }
            if !update.has_own_args(&wanted) {
                update.want(wanted, adapted.transport);
            }
        }
        update.keep(adapted.transport, &concepts, &carried);
        update.finish();
    }
}

fn pairs<'f, 'a>(field: &'f Field<'a>) -> Option<&'f [Pair<'a>]> {
    if let Meaning::Pairs(pairs) = &field.meaning { Some(pairs) } else { None }
}
