//! From what the target shall say to a plan for its document.
//!
//! The rule, per concept, and per key in maps: the source's value wins; what only the target has is kept, or goes if the
//! target is overwritten. What means the same keeps the target's spelling.

use std::borrow::Cow;

use super::convert::{Mapping, Options, Place, Relation, Strategy};
use crate::diag::{Diagnostic, Document, LossKind, Sink, codes, display_path, push_key, say};
use crate::hosts::{self, Adapted, Config, FieldSpec, Host, Kind, Wanted};
use crate::model::{Concept, Extra, Field, Meaning, Pair, Piece, Server, Text, Transport};
use crate::order;
use crate::syntax::{self, Kind as Node, NodeId, Plan, Tree, Value};
use crate::text::Span;

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

/// An entry that the server lacks: the field, the key in it where it holds several, and the value.
type Missing<'a> = (&'static FieldSpec, Option<Cow<'a, str>>, Value<'a>);

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
            self.inputs.extend(inputs(server));
        }
        self.holds_literals |= adapted.wanted.iter().any(|wanted| {
            let secret = matches!(wanted.spec.concept, Concept::Env | Concept::Headers | Concept::OauthClientSecret);
            secret && matches!(&wanted.meaning, Meaning::Text(text) if text.is_literal() && !text.raw().is_empty())
        });
        match existing {
            None => {
                let missing = adapted.wanted.into_iter().map(|wanted| (wanted.spec, wanted.slot, wanted.value)).collect();
                self.new.push((adapted.name, compose(missing, self.options.to)));
            }
            Some(existing) if self.tree.kind(existing.origin) != Node::Map => {
                let missing = adapted.wanted.into_iter().map(|wanted| (wanted.spec, wanted.slot, wanted.value)).collect();
                self.plan.set(self.tree, existing.origin, compose(missing, self.options.to));
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

    /// Brings along what the source declares of that for which the servers have the host ask.
    fn declare(&mut self) {
        let (Some(there), Some(key)) = (self.from.inputs_at, self.options.to.inputs_at) else { return };
        let declared = |tree: &Tree<'_>, key: &str, id: &str| {
            let list = tree.get(tree.root(), key)?;
            tree.children(list).find(|&input| tree.get(input, "id").and_then(|id| tree.str(id)).as_deref() == Some(id))
        };
        let list = self.tree.get(self.tree.root(), key);
        let is_list = list.is_none_or(|list| self.tree.kind(list) == Node::List);
        let mut missing: Vec<NodeId> = Vec::new();
        for (id, origin) in std::mem::take(&mut self.inputs) {
            if declared(self.tree, key, id).is_some() {
                continue;
            }
            match declared(self.source, there, id).filter(|_| is_list) {
                Some(input) if missing.contains(&input) => {}
                Some(input) => missing.push(input),
                None => {
                    let message = say!["`", id, "` is asked for, and `", key, "` does not declare it"];
                    let diagnostic = Diagnostic::new(&codes::INPUT_UNDECLARED, Document::Source, message).on(self.source, origin);
                    self.sink.push(diagnostic.help("declare it in `inputs`, at the top of the file"));
                }
            }
        }
        if missing.is_empty() {
            return;
        }
        let new = missing.into_iter().map(|input| self.source.value(input));
        match list {
            Some(list) => {
                let items = self.tree.children(list).map(|input| self.tree.value(input)).chain(new).collect();
                self.plan.reconcile(self.tree, list, Value::List(items));
            }
            None => {
                let items = new.collect();
                self.plan.put(self.tree, self.options.to.inputs_at.as_slice(), Value::List(items));
            }
        }
    }

    /// The servers that only the target has.
    fn others(&mut self, source: &Config<'_>) -> Option<()> {
        let others: Vec<&Server<'a>> =
            self.target.servers.iter().zip(&self.named).filter(|(_, named)| !**named).map(|(server, _)| server).collect();
        let Some(first) = others.first() else { return Some(()) };
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
            for other in others.iter().filter(foreign) {
                let message = say!["`", other.name, "` is removed, because the source does not have it"];
                self.sink
                    .push(Diagnostic::new(&codes::TARGET_SERVER_REMOVED, Document::Target, message).on(self.tree, other.origin));
                self.plan.remove(self.tree, other.origin);
            }
            return Some(());
        }
        const NAMED: usize = 5;
        let mut names: Vec<String> = others.iter().take(NAMED).map(|other| say!["`", other.name, "`"]).collect();
        if others.len() > NAMED {
            names.push(say![crate::text::decimal((others.len() - NAMED) as u64), " more"]);
        }
        let message = say!["the target keeps what the source does not have: ", names.join(", ")];
        self.sink.push(Diagnostic::new(&codes::TARGET_ONLY_KEPT, Document::Target, message).on(self.tree, first.origin));
        Some(())
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

    /// Notes the way of each field.
    fn trace(&mut self, server: &Server<'_>, adapted: Option<&Adapted<'_>>, lost_before: usize) {
        let place =
            |node: NodeId| Place { path: display_path(self.source, node), span: self.source.span(node), keys: Vec::new() };
        for wanted in adapted.iter().flat_map(|adapted| adapted.wanted.iter().map(move |wanted| (adapted, wanted))) {
            let (adapted, Wanted { spec, slot, origin, value, .. }) = wanted;
            let mut to: Vec<String> = self.options.to.servers_at.iter().map(|&key| key.to_owned()).collect();
            to.push(adapted.name.to_string());
            if !spec.key.is_empty() {
                to.extend(spec.key.split('.').map(str::to_owned));
            }
            if let Some(slot) = slot.as_ref().filter(|_| {
                !matches!(spec.kind, Kind::Bearer | Kind::Passthrough) && (spec.kind != Kind::Own || spec.key.is_empty())
            }) {
                to.push(slot.to_string());
            }
            let mut path = String::new();
            for key in &to {
                path.push_str(if path.is_empty() { "" } else { "." });
                push_key(&mut path, key);
            }
            // One field of the target may say what several of the source do.
            let also = match spec.kind {
                Kind::CommandLine => Some(Concept::Args),
                Kind::SharedMilliseconds { .. } => Some(Concept::StartupTimeout),
                _ => None,
            };
            let also = also.and_then(|concept| server.get(concept)).filter(|field| field.origin != *origin);
            let relation = self.relation(spec, *origin, value);
            let keys: Vec<Cow<'static, str>> = to.into_iter().map(Cow::Owned).collect();
            let also = also.map(|field| (field.concept, field.origin, Relation::Rewritten));
            for (concept, origin, relation) in [(spec.concept, *origin, relation)].into_iter().chain(also) {
                self.mapping.push(Mapping {
                    server: server.name.to_string(),
                    concept,
                    from: place(origin),
                    to: Some(Place { path: path.clone(), span: Span::default(), keys: keys.clone() }),
                    relation,
                });
            }
        }
        for diagnostic in &self.sink.diagnostics[lost_before..] {
            if let Some(loss) = diagnostic.loss.as_ref().filter(|loss| matches!(loss.kind, LossKind::Dropped | LossKind::Widened))
            {
                self.mapping.push(Mapping {
                    server: server.name.to_string(),
                    concept: loss.concept.unwrap_or(Concept::HostSpecific),
                    from: Place { path: diagnostic.path.clone(), span: diagnostic.span, keys: Vec::new() },
                    to: None,
                    relation: Relation::Dropped,
                });
            }
        }
    }

    fn relation(&self, spec: &FieldSpec, origin: NodeId, value: &Value<'_>) -> Relation {
        let source = self.source;
        let mut at = origin;
        let read = loop {
            match self.from.field(&source.key(at)) {
                Some(spec) => break Some(spec),
                None => match source.parent(at) {
                    Some(parent) => at = parent,
                    None => break None,
                },
            }
        };
        match read {
            Some(read) if matches!((read.kind, spec.kind), (Kind::Seconds { exponent: one, .. }, Kind::Seconds { exponent: other, .. }) if one != other) => {
                Relation::Unit
            }
            Some(read) if read.kind == spec.kind || matches!(spec.kind, Kind::Transport) => {
                match source.value(origin) == *value || spec.kind == Kind::Transport {
                    true if read.key == spec.key => Relation::Same,
                    true => Relation::Renamed,
                    false => Relation::Rewritten,
                }
            }
            _ => Relation::Rewritten,
        }
    }
}

/// The changes to one server of the target.
struct Update<'u, 'm, 'a> {
    merge: &'u mut Merge<'m, 'a>,
    existing: &'a Server<'a>,
    /// Whether the source says what the arguments are.
    has_args: bool,
    removed: Vec<NodeId>,
    missing: Vec<Missing<'a>>,
    /// What only the target has.
    kept: Vec<(String, NodeId)>,
}

impl<'a> Update<'_, '_, 'a> {
    fn host(&self) -> &'static Host {
        self.merge.options.to
    }

    fn tree(&self) -> &'a Tree<'a> {
        self.merge.tree
    }

    fn child(&self, key: &str) -> Option<NodeId> {
        let tree = self.tree();
        let mut at = self.existing.origin;
        for key in key.splitn(2, '.') {
            at = tree.get(at, key)?;
        }
        Some(at)
    }

    /// Whether it goes, or what it stands in.
    fn is_gone(&self, node: NodeId) -> bool {
        std::iter::successors(Some(node), |&at| self.tree().parent(at)).any(|at| self.removed.contains(&at))
    }

    fn drop_field(&mut self, node: NodeId, why: &str) {
        if !self.is_gone(node) {
            self.say_removed(node, why);
            self.removed.push(node);
        }
    }

    fn say_removed(&mut self, node: NodeId, why: &str) {
        let message = say!["`", self.tree().key(node), "` of `", self.existing.name, "` is removed, because ", why];
        let diagnostic = Diagnostic::new(&codes::TARGET_FIELD_REMOVED, Document::Target, message).on(self.tree(), node);
        self.merge.sink.push(diagnostic);
    }

    /// Removes what does not go with `transport`, where the entry had another one.
    fn leave(&mut self, transport: Transport, wanted: &[Wanted<'_>]) {
        let moves =
            self.existing.transport.is_none_or(|before| before != transport && !self.host().has_one_word_for(before, transport));
        if !moves && !self.existing.unusable {
            return;
        }
        for spec in self.host().fields {
            let Some(node) = self.child(spec.key) else { continue };
            // What the source's own entry carries without effect is carried, as it is.
            let carried = wanted.iter().find(|wanted| wanted.spec.kind == Kind::Own && wanted.slot.as_deref() == Some(spec.key));
            if carried.is_some_and(|carried| carried.value == self.tree().value(node)) {
                continue;
            }
            let wakes_up = self.existing.transport.is_some_and(|before| !spec.on.has(before));
            if !spec.on.has(transport) {
                self.drop_field(node, &say!["the server is reached by ", transport.name(), " now"]);
            } else if wakes_up {
                self.drop_field(node, &say!["it would take effect now that the server is reached by ", transport.name()]);
            }
        }
    }

    /// Whether the strings of the target are written as strings: a number that is read as one would be refused. A document
    /// that is put into itself keeps what it has.
    fn is_spelled(&self, concept: Concept, node: NodeId, origin: NodeId) -> bool {
        let tree = self.tree();

        let takes_numbers = self.host().numbers_in_env && concept == Concept::Env;
        let is_string = |node: NodeId| match tree.kind(node) {
            Node::String | Node::Map | Node::List => true,
            Node::Integer | Node::Float | Node::Null => takes_numbers,
            Node::Bool | Node::Datetime => false,
        };
        let holds_strings = |concept: Concept| matches!(concept, Concept::Args | Concept::Env | Concept::Headers);
        let spec = self.existing.fields.iter().find(|field| field.origin == node);
        let strings = spec.is_none_or(|field| holds_strings(field.concept));
        let itself = self.merge.from.id == self.host().id && self.merge.source.value(origin) == tree.value(node);
        itself || !strings || (is_string(node) && tree.children(node).all(is_string))
    }

    /// Removes what had no effect beside a statement that changes now, and would come to light.
    fn wake(&mut self, concept: Concept, name: Option<&str>) {
        let is_header = concept == Concept::Headers;
        for idle in self.existing.idle.iter().filter(|idle| idle.concept == concept) {
            if idle.name.as_deref().zip(name).is_none_or(|(one, other)| same_name(one, other, is_header)) {
                self.drop_field(idle.origin, "it would take effect now");
            }
        }
    }

    /// What the target says itself of `concept`, in a field that stays.
    fn said(&self, concept: Concept, transport: Transport) -> Option<&'a Field<'a>> {
        let field = self.existing.get(concept).filter(|field| !field.foreign)?;
        if pairs(field).is_none() && self.removed.contains(&field.origin) {
            return None;
        }
        self.host().fields_for(concept, transport).next().map(|_| field)
    }

    fn want(&mut self, wanted: Wanted<'a>, transport: Transport) {
        let tree = self.tree();
        let spec = wanted.spec;
        match (&wanted.slot, spec.kind) {
            (_, Kind::Transport) => {
                if self.existing.transport == Some(transport) {
                    return;
                }
                match self.child(spec.key) {
                    Some(node) => self.merge.plan.reconcile(tree, node, wanted.value),
                    None => self.missing.push((spec, None, wanted.value)),
                }
            }
            (Some(name), Kind::Own) => {
                let found = match spec.key {
                    "" if std::ptr::eq(spec, &hosts::UNKNOWN) => tree.get(self.existing.origin, name),
                    "" => self.child(name),
                    key => self.child(key),
                };
                match found.filter(|node| !self.removed.contains(node)) {
                    Some(node) => {
                        // A table of which the host knows the parts gives way to the whole.
                        let has_parts = self
                            .host()
                            .fields
                            .iter()
                            .any(|spec| spec.key.split_once('.').is_some_and(|(table, _)| table == name));
                        if has_parts && tree.kind(node) == Node::Map && !matches!(wanted.value, Value::Map(_)) {
                            for child in tree.children(node).filter(|&child| !tree.is_shadowed(child)) {
                                self.say_removed(child, &say!["`", name, "` is no table in the source"]);
                            }
                            self.removed.push(node);
                            return self.missing.push((spec, wanted.slot, wanted.value));
                        }
                        self.overlay(node, wanted.value);
                    }
                    None => self.missing.push((spec, wanted.slot, wanted.value)),
                }
            }
            (Some(name), _) => {
                let said = self.said(spec.concept, transport);
                let is_header = spec.concept == Concept::Headers;
                let pair = said
                    .and_then(|field| pairs(field))
                    .and_then(|pairs| pairs.iter().find(|pair| same_name(&pair.name, name, is_header)));
                let Some(pair) = pair else { return self.missing.push((spec, wanted.slot, wanted.value)) };
                if Meaning::Text(pair.text.clone()) == wanted.meaning && self.is_spelled(spec.concept, pair.origin, wanted.origin)
                {
                    return;
                }
                self.wake(spec.concept, Some(name));
                let container = if spec.kind == Kind::Bearer {
                    self.child(spec.key)
                } else {
                    self.child(spec.key).filter(|&map| tree.parent(pair.origin) == Some(map))
                };
                match container {
                    Some(node) if spec.kind == Kind::Bearer && node == pair.origin => {
                        self.merge.plan.set(tree, node, wanted.value)
                    }
                    Some(_) if matches!(spec.kind, Kind::Pairs | Kind::HeadersFromEnv) => {
                        self.merge.plan.set(tree, pair.origin, wanted.value)
                    }
                    _ => {
                        self.removed.push(pair.origin);
                        self.missing.push((spec, wanted.slot.clone(), wanted.value));
                    }
                }
            }
            (None, Kind::CommandLine) => self.want_line(wanted, transport),
            (None, _) => {
                let Some(field) = self.said(spec.concept, transport) else { return self.put(wanted) };
                if field.meaning == wanted.meaning && self.is_spelled(spec.concept, field.origin, wanted.origin) {
                    return;
                }
                self.wake(spec.concept, None);
                let stands = |key: &str| self.child(key) == Some(field.origin);
                if stands(spec.key) {
                    return self.merge.plan.reconcile(tree, field.origin, wanted.value);
                }
                // The target says it in its other field for it, which may be able to say this too.
                let other = self.host().fields.iter().find(|other| other.concept == spec.concept && stands(other.key));
                let digits = match (other.map(|other| other.kind), &wanted.meaning) {
                    (Some(Kind::Seconds { exponent, whole, .. }), Meaning::Seconds(seconds)) => {
                        seconds.in_units(exponent).filter(|digits| !whole || !digits.contains('.'))
                    }
                    _ => None,
                };
                match digits {
                    Some(digits) => self.merge.plan.set(tree, field.origin, Value::Plain(digits)),
                    None => {
                        self.removed.push(field.origin);
                        self.put(wanted);
                        if spec.concept == Concept::Url {
                            self.state(transport);
                        }
                    }
                }
            }
        }
    }

    /// Whether the target has arguments in place of none, which are wanted only to keep the command in one piece.
    fn has_own_args(&mut self, wanted: &Wanted<'_>) -> bool {
        let none = wanted.spec.concept == Concept::Args && wanted.meaning == Meaning::Texts(Vec::new());
        let own = self.existing.get(Concept::Args).filter(|field| !field.foreign && field.meaning != Meaning::Texts(Vec::new()));
        let Some(own) = own.filter(|_| none && !self.has_args) else { return false };
        if self.merge.options.strategy == Strategy::Overwrite {
            self.say_removed(own.origin, "the source has no arguments");
        }
        self.merge.options.strategy == Strategy::Merge
    }

    /// States the transport anew where a field goes that told it by itself, whatever was stated.
    fn state(&mut self, transport: Transport) {
        let rule = &self.host().transport;
        let words = rule.known.iter().find(|(known, _)| *known == transport).map_or(&[][..], |(_, words)| words);
        let Some((node, word)) = rule.field.and_then(|field| self.child(field)).zip(words.first()) else { return };
        if self.existing.transport == Some(transport) && !self.tree().str(node).is_some_and(|stated| words.contains(&&*stated)) {
            self.merge.plan.set(self.tree(), node, Value::string(*word));
        }
    }

    /// Makes the target's list of command and arguments say what is wanted.
    fn want_line(&mut self, mut wanted: Wanted<'a>, transport: Transport) {
        let field = self.said(wanted.spec.concept, transport);
        let args = self.existing.get(Concept::Args).filter(|field| !field.foreign).map(|field| &field.meaning);
        let (Some(field), Some(Meaning::Texts(args))) = (field, args) else { return self.put(wanted) };
        let Meaning::Text(command) = &field.meaning else { return self.put(wanted) };
        if !self.has_args && !args.is_empty() {
            if self.merge.options.strategy == Strategy::Overwrite {
                self.say_removed(field.origin, "the source has no arguments");
            } else if let (Meaning::Texts(line), Value::List(items)) = (&mut wanted.meaning, &mut wanted.value) {
                line.extend(args.iter().cloned());
                items.extend(args.iter().map(|text| Value::String(Cow::Borrowed(text.raw()))));
            }
        }
        let line = Meaning::Texts(std::iter::once(command).chain(args).cloned().collect());
        if line != wanted.meaning {
            self.put(wanted);
        }
    }

    /// Makes `node` say `value`; of a table key by key, so that what only the target has is dealt with by name.
    fn overlay(&mut self, node: NodeId, value: Value<'a>) {
        let tree = self.tree();
        let Value::Map(entries) = value else { return self.merge.plan.reconcile(tree, node, value) };
        if tree.kind(node) != Node::Map {
            return self.merge.plan.set(tree, node, Value::Map(entries));
        }
        for child in tree.children(node).filter(|&child| !tree.is_shadowed(child)) {
            let key = tree.key(child);
            let goes = !entries.iter().any(|(wanted, _)| *wanted == key);
            if goes && self.merge.options.strategy == Strategy::Overwrite {
                self.say_removed(child, "the source does not have it");
                self.merge.plan.remove(tree, child);
            } else if goes {
                self.only(child);
            }
        }
        for (key, value) in entries {
            match tree.get(node, &key) {
                Some(child) => self.overlay(child, value),
                None => self.merge.plan.insert(node, key, value),
            }
        }
    }

    /// Deals with what only the target has.
    fn only(&mut self, node: NodeId) {
        if self.merge.options.strategy == Strategy::Overwrite {
            return self.drop_field(node, "the source does not have it");
        }
        let key = display_path(self.tree(), node);
        let below = display_path(self.tree(), self.existing.origin).len() + 1;
        self.kept.push((key.get(below..).unwrap_or_default().to_owned(), node));
    }

    /// Writes a field that the target does not have, or has with a value that it cannot use.
    fn put(&mut self, wanted: Wanted<'a>) {
        match self.child(wanted.spec.key) {
            Some(node) if !self.removed.contains(&node) => self.merge.plan.reconcile(self.tree(), node, wanted.value),
            _ => self.missing.push((wanted.spec, None, wanted.value)),
        }
    }

    /// Deals with what only the target says.
    fn keep(&mut self, transport: Transport, concepts: &[(Concept, Option<Cow<'a, str>>)], carried: &[Cow<'a, str>]) {
        let overwrite = self.merge.options.strategy == Strategy::Overwrite;
        let wanted = |concept: Concept, name: Option<&str>| {
            concepts.iter().any(|(other, slot)| {
                *other == concept
                    && slot.as_deref().zip(name).is_none_or(|(one, other)| same_name(one, other, concept == Concept::Headers))
            })
        };
        let mut only: Vec<NodeId> = Vec::new();
        for field in self.existing.fields.iter().filter(|field| !field.foreign) {
            if self.host().fields_for(field.concept, transport).next().is_none() {
                continue;
            }
            match pairs(field) {
                Some(pairs) => {
                    for pair in pairs.iter().filter(|pair| !wanted(field.concept, Some(&pair.name))) {
                        only.push(pair.origin);
                        if overwrite {
                            self.wake(field.concept, Some(&pair.name));
                        }
                    }
                }
                None if !wanted(field.concept, None) => {
                    only.push(field.origin);
                    if overwrite {
                        self.wake(field.concept, None);
                    }
                }
                None => {}
            }
        }
        if overwrite {
            let gone = |extra: &&Extra<'_>| !carried.iter().any(|key| *key == extra.key);
            only.extend(self.existing.extras.iter().filter(gone).map(|extra| extra.origin));
        }
        let only: Vec<NodeId> = only.into_iter().filter(|&node| !self.is_gone(node)).collect();
        for node in only {
            self.only(node);
        }
    }

    fn finish(mut self) {
        let tree = self.tree();
        if let Some(&(_, first)) = self.kept.first() {
            let keys: Vec<String> = self.kept.iter().map(|(key, _)| say!["`", key, "`"]).collect();
            let message = say!["`", self.existing.name, "` keeps what the source does not have: ", keys.join(", ")];
            self.merge.sink.push(Diagnostic::new(&codes::TARGET_ONLY_KEPT, Document::Target, message).on(tree, first));
        }
        // A map or list that loses its last entry goes with it.
        let missing = std::mem::take(&mut self.missing);
        let grows = |map: NodeId| missing.iter().any(|(spec, ..)| self.child(container_key(spec)) == Some(map));
        let mut gone: Vec<NodeId> = Vec::new();
        for &node in &self.removed {
            if tree.parent(node).is_some_and(|map| self.is_gone(map)) {
                continue;
            }
            let map = tree.parent(node).filter(|&map| map != self.existing.origin);
            let emptied = map.filter(|&map| !grows(map) && tree.children(map).all(|child| self.removed.contains(&child)));
            let node = emptied.unwrap_or(node);
            if !gone.contains(&node) {
                gone.push(node);
            }
        }
        let host = self.host();
        let mut fresh: Vec<Missing<'a>> = Vec::new();
        // What stands where a table has to stand gives way.
        for (spec, slot, _) in &missing {
            // Of a field that no table has, the slot is the key.
            let nested = std::ptr::eq(*spec, &hosts::UNKNOWN_NESTED);
            let key = if nested { slot.as_deref().unwrap_or_default() } else { spec.key };
            if let Some((table, _)) = key.split_once('.')
                && let Some(node) = tree.get(self.existing.origin, table).filter(|&node| tree.kind(node) != Node::Map)
                && !gone.contains(&node)
            {
                self.say_removed(node, &say!["`", key, "` takes its place"]);
                gone.push(node);
            }
        }
        for spec in host.fields.iter().chain([&hosts::UNKNOWN, &hosts::UNKNOWN_NESTED]) {
            let mut entries: Vec<Missing<'a>> =
                missing.iter().filter(|(other, ..)| std::ptr::eq(*other, spec)).cloned().collect();
            if entries.is_empty() {
                continue;
            }
            if std::ptr::eq(spec, &hosts::UNKNOWN_NESTED) {
                for entry in entries {
                    let parts = entry.1.as_deref().and_then(|slot| slot.split_once('.'));
                    let parts = parts.map(|(table, key)| (tree.get(self.existing.origin, table), key.to_owned()));
                    match parts {
                        Some((Some(map), key)) if !gone.contains(&map) => self.merge.plan.insert(map, key, entry.2),
                        _ => fresh.push(entry),
                    }
                }
                continue;
            }
            let container = self.child(container_key(spec)).filter(|map| !gone.contains(map));
            match (container, spec.kind) {
                (Some(list), Kind::Passthrough) if tree.kind(list) == Node::List => {
                    let stay = tree.children(list).filter(|item| !self.removed.contains(item));
                    let mut items: Vec<Value<'a>> = stay.map(|item| tree.value(item)).collect();
                    for (.., value) in entries {
                        if !items.contains(&value) {
                            items.push(value);
                        }
                    }
                    gone.retain(|&node| tree.parent(node) != Some(list));
                    self.merge.plan.reconcile(tree, list, Value::List(items));
                }
                (Some(map), Kind::Pairs | Kind::HeadersFromEnv) if tree.kind(map) == Node::Map => {
                    for (_, name, value) in entries {
                        let name = name.unwrap_or_default();
                        match tree.get(map, &name).filter(|entry| !gone.contains(entry)) {
                            // It has a value that no string can stand for, and so was not read.
                            Some(entry) => self.merge.plan.set(tree, entry, value),
                            None => self.merge.plan.insert(map, name, value),
                        }
                    }
                }
                (Some(map), _) if spec.key.contains('.') && tree.kind(map) == Node::Map => {
                    let key = spec.key.split_once('.').map_or(spec.key, |(_, key)| key);
                    if let Some((.., value)) = entries.pop() {
                        self.merge.plan.insert(map, key, value);
                    }
                }
                (Some(node), kind) if kind != Kind::Own => {
                    if let Value::Map(composed) = compose(entries, host)
                        && let Some((_, value)) = composed.into_iter().next()
                    {
                        self.merge.plan.set(tree, node, value);
                    }
                }
                _ => fresh.append(&mut entries),
            }
        }
        // Together, because several fields may share a table that is not there yet.
        if let Value::Map(composed) = compose(fresh, host) {
            for (key, value) in composed {
                self.merge.plan.insert(self.existing.origin, key, value);
            }
        }
        for node in gone {
            self.merge.plan.remove(tree, node);
        }
    }
}

/// Finds the places of what was mapped in the result.
pub(super) fn locate(text: &str, host: &'static Host, mapping: &mut [Mapping]) {
    let Ok(tree) = syntax::parse(text, host.syntax) else { return };
    let at_path = |path: &[Cow<'_, str>]| {
        let mut at = tree.root();
        for key in path {
            at = tree.get(at, key)?;
        }
        Some(tree.span(at))
    };
    for to in mapping.iter_mut().filter_map(|mapping| mapping.to.as_mut()) {
        to.span = at_path(&to.keys).unwrap_or_default();
    }
}

/// What a server has its host ask for.
fn inputs<'a>(server: &'a Server<'a>) -> Vec<(&'a str, NodeId)> {
    fn of<'a>(text: &'a Text<'a>, origin: NodeId) -> impl Iterator<Item = (&'a str, NodeId)> {
        let pieces = if let Text::Template { pieces, .. } = text { pieces.as_slice() } else { &[] };
        pieces.iter().filter_map(move |piece| if let Piece::Input(id) = piece { Some((id.as_ref(), origin)) } else { None })
    }
    let mut found = Vec::new();
    for field in &server.fields {
        match &field.meaning {
            Meaning::Text(text) => found.extend(of(text, field.origin)),
            Meaning::Texts(texts) => found.extend(texts.iter().flat_map(|text| of(text, field.origin))),
            Meaning::Pairs(pairs) => found.extend(pairs.iter().flat_map(|pair| of(&pair.text, pair.origin))),
            _ => {}
        }
    }
    found
}

fn pairs<'f, 'a>(field: &'f Field<'a>) -> Option<&'f [Pair<'a>]> {
    if let Meaning::Pairs(pairs) = &field.meaning { Some(pairs) } else { None }
}

fn same_name(one: &str, other: &str, is_header: bool) -> bool {
    if is_header { one.eq_ignore_ascii_case(other) } else { one == other }
}

/// The key, directly below the server, of what holds the entries of a field.
fn container_key(spec: &FieldSpec) -> &str {
    spec.key.split_once('.').map_or(spec.key, |(table, _)| table)
}

/// The entries of a server as one table, in the host's own order.
fn compose<'a>(mut missing: Vec<Missing<'a>>, host: &Host) -> Value<'a> {
    let rank = |spec: &'static FieldSpec| host.fields.iter().position(|other| std::ptr::eq(other, spec)).unwrap_or(usize::MAX);
    order::sort_by(&mut missing, |(spec, ..)| rank(spec) as u64);
    let mut entries: Vec<(Cow<'a, str>, Value<'a>)> = Vec::with_capacity(missing.len());
    for (spec, slot, value) in missing {
        let key = if spec.key.is_empty() { slot.clone().unwrap_or_default() } else { Cow::Borrowed(spec.key) };
        let (key, inner) = match key.split_once('.').filter(|_| !std::ptr::eq(spec, &hosts::UNKNOWN)) {
            Some((table, inner)) => (Cow::Owned(table.to_owned()), Some(Cow::Owned(inner.to_owned()))),
            None => (key, None),
        };
        let name = if matches!(spec.kind, Kind::Pairs | Kind::HeadersFromEnv) { slot } else { inner };
        let at = entries.iter().position(|(other, _)| *other == key);
        match (at.and_then(|at| entries.get_mut(at)), name, spec.kind) {
            (Some((_, Value::Map(map))), Some(name), _) => map.push((name, value)),
            (Some((_, Value::List(items))), _, Kind::Passthrough) => items.push(value),
            (_, Some(name), _) => entries.push((key, Value::Map(vec![(name, value)]))),
            (_, None, Kind::Passthrough) => entries.push((key, Value::List(vec![value]))),
            (_, None, _) => entries.push((key, value)),
        }
    }
    Value::Map(entries)
}
