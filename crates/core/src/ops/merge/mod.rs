//! From what the target shall say to a plan for its document.
//!
//! The rule, per concept, and per key in maps: the source's value wins; what only the target has is kept, or goes if the
//! target is overwritten. What means the same keeps the target's spelling.

mod inputs;
mod place;
mod removed;
mod rest;
mod server;
mod trace;

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::bridge::is_scheme;
use super::convert::{Mapping, Options, Strategy};
use crate::diag::{Diagnostic, Document, LossKind, Sink, codes, say};
use crate::hosts::{self, Adapted, Both, Config, FieldSpec, Host, Kind, Names, Servers, Wanted};
use crate::model::{Concept, Field, Meaning, Pair, Piece, Server, Spelling, Text, Transport};
use crate::syntax::{Kind as Node, NodeId, Plan, Tree, Value};
use crate::text::join;
use inputs::Asked;
pub(super) use inputs::{Declared, name as name_inputs, of as inputs, undeclared};
pub(super) use place::compose;
use removed::Removed;
use server::Update;
pub(super) use trace::locate;

pub(super) struct Merge<'m, 'a> {
    source: &'a Tree<'a>,
    tree: &'a Tree<'a>,
    target: &'a Config<'a>,
    /// The form of the host's file into which new servers go, and their place in it.
    to: &'static Host,
    place: &'static Servers,
    options: &'m Options<'m>,
    plan: &'m mut Plan<'a>,
    sink: &'m mut Sink,
    names: Names,
    /// By index in the target: whether the source has a server of that name.
    named: Vec<bool>,
    /// Whether the servers bring literal values of variables, headers or secrets.
    pub(super) holds_literals: bool,
    /// Whether any server of the source can be written.
    arrived: bool,
    new: Vec<(Cow<'a, str>, Value<'a>)>,
    /// What the servers have the host ask its user for, and where they say so.
    inputs: Vec<Asked<'a>>,
    /// The variables to which they refer, of a host that asks.
    variables: Vec<Asked<'a>>,
    /// Where the source declares that.
    asks: Option<&'static str>,
    mapping: Vec<Mapping>,
    /// What arrives, where the host gives names of its own.
    renamed: Vec<(&'a Server<'a>, Cow<'a, str>)>,
    /// What leaves the target.
    gone: Vec<NodeId>,
}

impl<'m, 'a> Merge<'m, 'a> {
    pub(super) fn new(
        source: &'a Tree<'a>,
        tree: &'a Tree<'a>,
        target: &'a Config<'a>,
        options: &'m Options<'m>,
        plan: &'m mut Plan<'a>,
        sink: &'m mut Sink,
    ) -> Self {
        let (to, place) = target.places.first().map_or((options.to, options.to.place()), |place| (place.host, place.servers));
        let named = vec![false; target.servers.len()];
        Self {
            source,
            tree,
            target,
            to,
            place,
            options,
            plan,
            sink,
            names: Names::new(target),
            named,
            holds_literals: false,
            arrived: false,
            new: Vec::new(),
            inputs: Vec::new(),
            variables: Vec::new(),
            asks: None,
            mapping: Vec::new(),
            renamed: Vec::new(),
            gone: Vec::new(),
        }
    }

    /// Plans what makes the target say what `server`, which is read for `from`, does, under `name`.
    pub(super) fn server(&mut self, server: &'a Server<'a>, from: &'static Host, name: Cow<'a, str>) {
        if self.is_taken(server, &name) {
            return;
        }
        let at = self.names.find(self.target, &name, server.is_numbered);
        if let Some(at) = at {
            self.named[at] = true;
        }
        let existing = at.map(|at| &self.target.servers[at]);
        let lost_before = self.sink.diagnostics.len();
        let to = existing.map_or(self.to, |existing| self.target.host_of(self.tree, existing, self.to));
        let adapted = hosts::adapt(server, name, self.source, from, to, existing, self.sink);
        if self.options.trace {
            self.trace(server, from, adapted.as_ref(), lost_before);
        }
        let Some(adapted) = adapted else {
            let why = self.sink.diagnostics.get_mut(lost_before..).and_then(<[_]>::last_mut);
            let why = why.filter(|why| why.loss.is_some() && *why.code != codes::CANNOT_DISABLE);
            if let (Some(why), Some(false)) = (why, existing.map(|existing| existing.unusable)) {
                why.message.push_str("; what the target has of it stays");
            }
            return;
        };
        self.arrived = true;
        if to.rewritten_name.is_some() {
            self.renamed.push((server, adapted.name.clone()));
        }
        // What the settings say of it may ask too.
        if from.references.spellings.contains(&Spelling::Input) || !self.options.overrides.is_empty() {
            self.inputs(server, from, to, lost_before);
        }
        self.holds_literals = self.holds_literals
            || adapted.wanted.iter().any(|wanted| {
                let secret = matches!(wanted.spec.concept, Concept::Env | Concept::Headers | Concept::OauthClientSecret);
                secret && matches!(wanted.meaning(to), Meaning::Text(text) if holds_text(&text))
            });
        match existing {
            None => {
                if !server.is_disabled() && hosts::keeps_off(self.tree, to, &adapted.name) {
                    self.sink.push(hosts::stays_off(server, self.source, to));
                }
                let entry = self.entry(adapted, to);
                self.new.push(entry);
            }
            Some(existing) if self.tree.kind(existing.origin) != Node::Map => {
                let (_, entry) = self.entry(adapted, to);
                self.plan.set(self.tree, existing.origin, entry);
            }
            Some(existing) => self.update(adapted, existing, from, to, server.get(Concept::Args).is_some()),
        }
    }

    /// Remembers what the server has its host ask for; what was said of it begins with `said`.
    #[inline(never)]
    fn inputs(&mut self, server: &'a Server<'a>, from: &'static Host, to: &'static Host, said: usize) {
        let becomes = |one: &Diagnostic| *one.code == codes::INPUT_BECOMES_VARIABLE;
        if to.inputs_at.is_some() {
            self.asks = from.inputs_at.or(to.inputs_at);
        } else {
            self.variables.extend(inputs::variables(server));
            if !self.sink.diagnostics.iter().skip(said).any(becomes) {
                return;
            }
        }
        self.inputs.extend(inputs::of(server));
    }

    /// A whole entry.
    fn entry(&self, adapted: Adapted<'a>, host: &'static Host) -> (Cow<'a, str>, Value<'a>) {
        let Adapted { name, mut wanted, mut minimum, origin, .. } = adapted;
        wanted.append(&mut minimum);
        if let Some(spec) = self.place.name_field().and_then(|field| host.field(field)) {
            wanted.push(Wanted { spec, slot: None, value: Value::String(name.clone()), origin });
        }
        (name, compose(wanted, host))
    }

    /// Whether something that is no server has that name in the target, and stays.
    fn is_taken(&mut self, server: &Server<'_>, name: &str) -> bool {
        !self.target.others.is_empty() && self.is_other(server, name)
    }

    #[inline(never)]
    fn is_other(&mut self, server: &Server<'_>, name: &str) -> bool {
        let is_it =
            |&&other: &&NodeId| self.target.places.iter().any(|place| place.name(self.tree, other).as_deref() == Some(name));
        if !self.target.others.iter().any(|other| is_it(&other)) {
            return false;
        }
        let message = say!["`", name, "` is a part of ", self.to.name, " in the target, so the server of that name is left out"];
        let diagnostic = Diagnostic::new(&codes::NAME_NOT_ACCEPTED, Document::Source, message).on(self.source, server.origin);
        let diagnostic = diagnostic.loss(LossKind::Dropped, &server.name, None, None);
        self.sink.push(diagnostic.help("rename the server"));
        true
    }

    pub(super) fn say(&mut self, diagnostic: Diagnostic) {
        self.sink.push(diagnostic);
    }

    /// Plans what concerns the target as a whole. `None` where it cannot be done.
    pub(super) fn finish(mut self, source: &Config<'_>, mapping: &mut Vec<Mapping>) -> Option<()> {
        if self.named.contains(&false) {
            self.others(source)?;
        }
        mapping.append(&mut self.mapping);
        if let Some(rewritten) = self.to.rewritten_name {
            self.fused(rewritten);
        }
        if self.asks.is_some() {
            self.declare();
        } else if !self.inputs.is_empty() {
            inputs::sharing(self.source, &self.inputs, &self.variables, self.sink);
        }
        let new = core::mem::take(&mut self.new);
        let is_list = self.place.name_field().is_some();
        match self.target.servers_at {
            Some(servers) if is_list => {
                self.plan.append(self.tree, servers, new.into_iter().map(|(_, value)| value).collect());
            }
            Some(servers) => {
                for (name, value) in new {
                    self.plan.insert(servers, name, value);
                }
            }
            // A document that is made anew says that it has no server rather than nothing.
            None if !new.is_empty() || self.options.into.is_none() => {
                let root = self.tree.root();
                for head in self.to.head.iter().filter(|head| self.tree.get(root, head.key).is_none()) {
                    self.plan.insert(root, head.key, Value::string(head.text));
                }
                let path = self.place.keys();
                if let (true, [name]) = (is_list, path) {
                    self.plan.put_list(self.tree, name, new.into_iter().map(|(_, value)| value).collect());
                } else {
                    self.plan.put(self.tree, path, Value::Map(new));
                }
            }
            None => {}
        }
        Some(())
    }

    /// The servers that only the target has.
    #[inline(never)]
    fn others(&mut self, source: &Config<'_>) -> Option<()> {
        let others: Vec<&Server<'a>> =
            self.target.servers.iter().zip(&self.named).filter(|(_, named)| !**named).map(|(server, _)| server).collect();
        if others.is_empty() {
            return Some(());
        }
        if self.options.strategy == Strategy::Overwrite {
            if !self.arrived {
                self.may_empty(if source.servers.is_empty() {
                    "the source has no server, and overwriting would remove all servers of the target"
                } else {
                    "no server of the source can be written, and overwriting would remove those of the target"
                })?;
            }
            // A server of the source that was not asked for is no business of this run, unless it is said to be.
            let has = |names: &[String], name: &str| names.iter().any(|other| other == name);
            let asked = |name: &str| self.options.servers.is_none_or(|names| has(names, name));
            for other in others {
                let is_there = || source.servers.iter().any(|server| server.name == other.name);
                if asked(&other.name) || has(self.options.remove, &other.name) || !is_there() {
                    self.remove(other);
                }
            }
            return Some(());
        }
        let (gone, others): (Vec<_>, Vec<_>) =
            others.into_iter().partition(|other| self.options.remove.iter().any(|name| *name == other.name));
        if source.servers.is_empty() && !gone.is_empty() {
            self.may_empty("the source has no server, and all that it had would be removed from the target")?;
        }
        gone.into_iter().for_each(|other| self.remove(other));
        let Some(first) = others.first() else { return Some(()) };
        const NAMED: usize = 5;
        let mut names: Vec<String> = others.iter().take(NAMED).map(|other| say!["`", other.name, "`"]).collect();
        if others.len() > NAMED {
            names.push(say![crate::text::decimal((others.len() - NAMED) as u64), " more"]);
        }
        let taken = self.options.servers.is_none();
        let what = if taken { "the source does not have: " } else { "is not taken from the source: " };
        let message = say!["the target keeps what ", what, join(&names, ", ")];
        self.sink.push(Diagnostic::new(&codes::TARGET_ONLY_KEPT, Document::Target, message).on(self.tree, first.origin));
        Some(())
    }

    /// Refuses to take from the target all that it has, unless that is allowed.
    #[cold]
    fn may_empty(&mut self, why: &str) -> Option<()> {
        if !self.options.allow_empty {
            let diagnostic = Diagnostic::new(&codes::SOURCE_EMPTY, Document::Source, why.to_owned());
            self.sink.push(diagnostic.help("allow an empty source if that is meant"));
            return None;
        }
        Some(())
    }

    /// Says which servers of the target the host gives the name of one that arrives.
    #[inline(never)]
    fn fused(&mut self, rewritten: fn(&str) -> String) {
        // What it takes it leaves as it is.
        for other in self.target.servers.iter().filter(|other| !self.to.names.accepts(&other.name)) {
            let name = rewritten(&other.name);
            let arrived = self.renamed.iter().find(|(_, arrived)| *arrived == name);
            let Some((server, _)) = arrived.filter(|_| !self.gone.contains(&other.origin)) else { continue };
            let message = say![self.to.name, " calls `", other.name, "` of the target `", name, "` as well"];
            let diagnostic = Diagnostic::new(&codes::NAME_REWRITTEN, Document::Source, message).on(self.source, server.origin);
            let diagnostic = diagnostic.loss(LossKind::Coerced, &server.name, Some(Concept::Name), None);
            self.sink.push(diagnostic.help("rename one of the two"));
        }
    }

    fn remove(&mut self, other: &Server<'_>) {
        self.gone.push(other.origin);
        let (name, options) = (&*other.name, self.options);
        let why = match options.servers {
            _ if options.rename.iter().any(|(from, _)| from == name) => "it has another name here",
            Some(asked) if !asked.iter().any(|asked| asked == name) => "it is not among those that are asked for",
            _ => "the source does not have it",
        };
        let message = say!["`", name, "` is removed, because ", why];
        self.sink.push(Diagnostic::new(&codes::TARGET_SERVER_REMOVED, Document::Target, message).on(self.tree, other.origin));
        self.plan.remove(self.tree, other.origin);
        // What has the name too would come to light.
        for &shadowed in &self.target.shadowed {
            let mut places = self.target.places.iter();
            if places.any(|place| place.name(self.tree, shadowed).as_deref() == Some(other.name.as_ref())) {
                self.plan.remove(self.tree, shadowed);
            }
        }
    }

    /// Plans what makes `existing` say what `adapted` does.
    fn update(
        &mut self,
        mut adapted: Adapted<'a>,
        existing: &'a Server<'a>,
        from: &'static Host,
        host: &'static Host,
        has_args: bool,
    ) {
        let (removed, missing, kept) = (Removed::default(), Vec::new(), Vec::new());
        let is_url = |wanted: &&Wanted<'_>| wanted.spec.concept == Concept::Url;
        let url = adapted.wanted.iter().find(is_url).and_then(|wanted| wanted.value.as_string());
        let ends = |ending| url.is_some_and(|url| url.ends_with(ending));
        let states = adapted.transport == Transport::Sse && host.transport.sse_ending.is_some_and(|ending| !ends(ending));
        // A URL that has no effect where the transport is stated refuses the server where it is not.
        let idle = adapted.wanted.iter().filter(|wanted| wanted.spec.kind == Kind::Own);
        let mut idle = idle.filter_map(|wanted| host.field(wanted.slot.as_deref()?));
        let is_way = |spec: &FieldSpec| matches!(spec.concept, Concept::Command | Concept::Url);
        let states = states || (host.transport.both == Both::Refused && idle.any(is_way));
        let names = Vec::new();
        let mut update = Update {
            merge: self,
            existing,
            from,
            entry: adapted.origin,
            host,
            has_args,
            states,
            unfolds: false,
            removed,
            missing,
            kept,
            names,
        };
        update.leave(adapted.transport, &adapted.wanted);
        update.unfold(&adapted.wanted, adapted.transport, adapted.kept.contains(&(Concept::Args, None)));
        if host.fields.iter().any(|spec| spec.is_legacy() && (spec.nested().is_some() || spec.kind == Kind::Pairs)) {
            for wanted in adapted.minimum.iter_mut().chain(&mut adapted.wanted) {
                wanted.spec = update.in_table(wanted.spec);
            }
        }
        let mut concepts: Vec<(Concept, Option<Cow<'a, str>>)> = adapted.kept;
        let mut carried: Vec<Cow<'a, str>> = Vec::new();
        for wanted in adapted.minimum {
            let concept = wanted.spec.concept;
            if update.want_minimum(wanted, adapted.transport) {
                concepts.push((concept, None));
            }
        }
        for wanted in adapted.wanted {
            match (&wanted.slot, wanted.spec.kind) {
                (Some(key), Kind::Own) => carried.push(key.clone()),
                (slot, kind) => {
                    concepts.push((wanted.spec.concept, slot.clone()));
                    match kind {
                        Kind::CommandLine => concepts.push((Concept::Args, None)),
                        Kind::SharedSeconds { .. } => concepts.push((Concept::StartupTimeout, None)),
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

/// Whether a value is more than references and the scheme of a credential.
fn holds_text(text: &Text<'_>) -> bool {
    let Text::Template { pieces, .. } = text else { return !text.raw().is_empty() };
    pieces.iter().any(|piece| match piece {
        Piece::Literal(text) => !is_scheme(text),
        Piece::Variable { default, .. } => default.as_ref().is_some_and(|default| !default.is_empty()),
        _ => false,
    })
}
