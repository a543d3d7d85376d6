//! From what one server shall say to the changes to its entry.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::removed::Removed;
use super::{Merge, pairs};
use crate::diag::say;
use crate::hosts::{self, FieldSpec, Host, Kind, Wanted};
use crate::lookup::Lookup;
use crate::model::{Concept, Extra, Field, Meaning, Pair, Server, Text, Transport};
use crate::ops::convert::Strategy;
use crate::ops::diff::say_same;
use crate::syntax::{Kind as Node, NodeId, Tree, Value};
use crate::text::Ascii;

/// The changes to one server of the target.
pub(super) struct Update<'u, 'm, 'a> {
    pub(super) merge: &'u mut Merge<'m, 'a>,
    pub(super) existing: &'a Server<'a>,
    /// The form of its host's file by which the source's entry is read.
    pub(super) from: &'static Host,
    pub(super) entry: NodeId,
    /// That by which this one is.
    pub(super) host: &'static Host,
    /// Whether the source says what the arguments are.
    pub(super) has_args: bool,
    /// Whether the transport is to be stated though the target has it: its URL may tell it now, and the new one does not.
    pub(super) states: bool,
    /// Whether a command of several words is told as a command and its arguments from now on.
    pub(super) unfolds: bool,
    pub(super) removed: Removed,
    pub(super) missing: Vec<Wanted<'a>>,
    /// What only the target has.
    pub(super) kept: Vec<(String, NodeId)>,
    /// The pairs of fields by their names.
    pub(super) names: Vec<(NodeId, Lookup)>,
}

impl<'a> Update<'_, '_, 'a> {
    pub(super) fn tree(&self) -> &'a Tree<'a> {
        self.merge.tree
    }

    pub(super) fn child(&self, key: &str) -> Option<NodeId> {
        hosts::field_node(self.tree(), self.existing.origin, key)
    }

    /// Whether the strings of the target are written as strings: a number that is read as one would be refused. A document
    /// that is put into itself keeps what it has.
    fn is_spelled(&self, concept: Concept, node: NodeId, origin: NodeId) -> bool {
        let tree = self.tree();

        let takes_numbers = self.host.numbers_in_env && concept == Concept::Env;
        let is_string = |node: NodeId| match tree.kind(node) {
            Node::String | Node::Map | Node::List => true,
            Node::Integer | Node::Float | Node::Null => takes_numbers,
            Node::Bool | Node::Datetime => false,
        };
        let holds_strings = |concept: Concept| matches!(concept, Concept::Args | Concept::Env | Concept::Headers);
        let spec = self.existing.fields.iter().find(|field| field.origin == node);
        let strings = spec.is_none_or(|field| holds_strings(field.concept));
        let itself = self.from.is(self.host) && self.merge.source.value(origin) == tree.value(node);
        itself || !strings || (is_string(node) && tree.children(node).all(is_string))
    }

    /// What the target says itself of `concept`, in a field that stays.
    #[inline(never)]
    fn said(&self, concept: Concept, transport: Transport) -> Option<&'a Field<'a>> {
        let field = self.existing.get(concept).filter(|field| !field.foreign)?;
        if pairs(field).is_none() && self.removed.contains(&field.origin) {
            return None;
        }
        self.host.fields_for(concept, transport).next().map(|_| field)
    }

    /// The pair of that name.
    fn pair(&mut self, field: &'a Field<'a>, name: &str) -> Option<&'a Pair<'a>> {
        let pairs = pairs(field)?;
        let known = self.names.iter().position(|(of, _)| *of == field.origin);
        let at = known.unwrap_or_else(|| {
            self.names.push((field.origin, Lookup::new(pairs.len(), &|at| &pairs[at].name)));
            self.names.len() - 1
        });
        let found = self.names[at].1.first(name, &|at| field.concept.is_same_name(&pairs[at].name, name));
        found.map(|at| &pairs[at])
    }

    pub(super) fn want(&mut self, wanted: Wanted<'a>, transport: Transport) {
        let tree = self.tree();
        let spec = wanted.spec;
        match (&wanted.slot, spec.kind) {
            (_, Kind::Transport) => {
                if self.existing.transport == Some(transport) && !self.states {
                    return;
                }
                let older = self.host.fields.iter().filter(|spec| spec.kind == Kind::Transport && spec.is_legacy());
                for node in older.filter_map(|spec| self.child(spec.key)).collect::<Vec<_>>() {
                    self.say_removed(node, &say!["`", spec.key, "` takes its place"]);
                    self.removed.push(node);
                }
                self.put(wanted);
            }
            (Some(name), Kind::Own) => {
                let found = match spec.key {
                    "" if core::ptr::eq(spec, &hosts::UNKNOWN) => tree.get(self.existing.origin, name),
                    "" => self.child(name),
                    key => self.child(key),
                };
                match found.filter(|node| !self.removed.contains(node)) {
                    Some(node) => {
                        // A table of which the host knows the parts gives way to the whole.
                        let has_parts =
                            self.host.fields.iter().any(|spec| spec.key.cut(".").is_some_and(|(table, _)| table == name));
                        if has_parts && tree.kind(node) == Node::Map && !matches!(wanted.value, Value::Map(_)) {
                            for child in tree.children(node).filter(|&child| !tree.is_shadowed(child)) {
                                self.say_removed(child, &say!["`", name, "` is no table in the source"]);
                            }
                            self.removed.push(node);
                            return self.missing.push(wanted);
                        }
                        self.overlay(node, wanted.value);
                    }
                    None => self.missing.push(wanted),
                }
            }
            (Some(name), Kind::KeyVariable) => {
                // There is one key: that of another header goes.
                let parts = |kind| matches!(kind, Kind::KeyVariable | Kind::KeyHeader | Kind::KeyFormat);
                let nodes = self.host.fields.iter().filter(|spec| parts(spec.kind)).filter_map(|spec| self.child(spec.key));
                let nodes: Vec<NodeId> = nodes.filter(|node| !self.removed.contains(node)).collect();
                let said = self.said(spec.concept, transport).and_then(pairs).unwrap_or_default();
                let is_key = |pair: &&Pair<'_>| nodes.contains(&pair.origin);
                let same = |pair: &&Pair<'_>| spec.concept.is_same_name(&pair.name, name);
                let same_key = said.iter().find(is_key).filter(same);
                if same_key.is_some_and(|pair| Meaning::Text(pair.text.clone()) == wanted.meaning(self.host)) {
                    return;
                }
                self.wake(spec.concept, Some(name));
                for &node in &nodes {
                    if same_key.is_none() {
                        self.say_removed(node, "there is one key, and it is for another header");
                    }
                }
                nodes.into_iter().for_each(|node| self.removed.push(node));
                // A header of that name would win over the key.
                if let Some(pair) = said.iter().find(same).filter(|pair| !self.removed.contains(&pair.origin)) {
                    self.removed.push(pair.origin);
                }
                self.missing.push(wanted);
            }
            (Some(name), _) => {
                let said = self.said(spec.concept, transport);
                let Some(pair) = said.and_then(|field| self.pair(field, name)) else { return self.missing.push(wanted) };
                // Where a reference has to be declared, the same text becomes one by that alone.
                let is_same_text = || {
                    spec.concept != Concept::Env
                        && self.host.references.declared
                        && wanted.value == Value::string(pair.text.raw())
                };
                let is_same = Meaning::Text(pair.text.clone()) == wanted.meaning(self.host) || is_same_text();
                if is_same && self.is_spelled(spec.concept, pair.origin, wanted.origin) {
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
                        self.missing.push(wanted);
                    }
                }
            }
            (None, Kind::CommandLine) => self.want_line(wanted, transport),
            (None, Kind::Words) if self.unfolds => self.put(wanted),
            (None, _) if self.unfolds && spec.concept == Concept::Args => self.put(wanted),
            (None, _) => {
                let meaning = wanted.meaning(self.host);
                let Some(field) = self.said(spec.concept, transport) else {
                    // What says nothing of that is on.
                    let is_on = spec.concept == Concept::Enabled && meaning == Meaning::Switch(true);
                    if !is_on || self.host.needs(spec) {
                        self.put(wanted);
                    }
                    return;
                };
                let is_text = |text: &Text<'_>| self.host.references.declared && wanted.value == Value::string(text.raw());
                let is_same =
                    say_same(&field.meaning, &meaning) || matches!(&field.meaning, Meaning::Text(text) if is_text(text));
                if is_same && self.is_spelled(spec.concept, field.origin, wanted.origin) {
                    return;
                }
                self.wake(spec.concept, None);
                let is_none = self.merge.options.amends.is_some() && wanted.value == Value::List(Vec::new());
                let is_needed = || self.host.minimum.iter().any(|(key, ..)| *key == spec.key);
                if is_none && spec.concept == Concept::Args && !self.existing.line() && !is_needed() {
                    return self.removed.push(field.origin);
                }
                let stands = |key: &str| self.child(key) == Some(field.origin);
                if stands(spec.key) {
                    return match (spec.kind, wanted.value) {
                        (Kind::Names(_), Value::List(names)) => self.merge.plan.reconcile_set(tree, field.origin, names),
                        (_, value) => self.merge.plan.reconcile(tree, field.origin, value),
                    };
                }
                // The target says it in its other field for it, which may be able to say this too.
                let other = self.host.fields.iter().find(|other| other.concept == spec.concept && stands(other.key));
                let digits = match (other.map(|other| other.kind), &meaning) {
                    (Some(Kind::Seconds { exponent, whole, .. }), Meaning::Seconds(seconds)) => {
                        seconds.in_units(i32::from(exponent)).filter(|digits| !whole || !digits.has(b'.'))
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

    /// Sees that the entry has what its host refuses it without. Whether that is all that it says there.
    pub(super) fn want_minimum(&mut self, wanted: Wanted<'a>, transport: Transport) -> bool {
        let is_absent = |node: NodeId| self.host.null_fields && self.tree().kind(node) == Node::Null;
        let is_needed = !self.from.is(self.host) && self.host.needs(wanted.spec);
        match self.child(wanted.spec.key).filter(|node| !self.removed.contains(node)) {
            Some(node) if self.tree().value(node) == wanted.value => true,
            Some(node) if is_absent(node) && is_needed => {
                self.merge.plan.reconcile(self.tree(), node, wanted.value);
                true
            }
            Some(node) if is_absent(node) && self.existing.transport == Some(transport) => false,
            Some(node) => {
                let overwrite = self.merge.options.strategy == Strategy::Overwrite && wanted.spec.kind != Kind::Own;
                if overwrite {
                    self.say_lost(node, " is set as in a new entry, because ", "the source does not have it");
                    self.merge.plan.reconcile(self.tree(), node, wanted.value);
                }
                overwrite
            }
            // An entry that may do without it is left alone.
            None if self.existing.transport == Some(transport) && !is_needed => false,
            None => {
                self.missing.push(wanted);
                true
            }
        }
    }

    /// The field that says it in this entry. Where a table stands in the place of a text, as older forms of a host have it, its
    /// parts count, and nothing beside it; beside a newer field of pairs an older one counts no more.
    pub(super) fn in_table(&self, spec: &'static FieldSpec) -> &'static FieldSpec {
        let holds =
            |table: &str| self.child(table).is_some_and(|node| self.tree().kind(node) == Node::Map && !self.is_gone(node));
        let is_part = |other: &&FieldSpec| {
            let is_alike = other.is_legacy() && other.concept == spec.concept && other.kind == spec.kind;
            let table = || other.nested().map(|(table, _)| table).filter(|table| self.host.field(table).is_some());
            let has = |key: &str| self.child(key).is_some_and(|node| !self.is_gone(node));
            let is_older = || other.kind == Kind::Pairs && has(other.key) && !has(spec.key);
            is_alike && (table().is_some_and(holds) || (other.nested().is_none() && is_older()))
        };
        self.host.fields.iter().find(is_part).unwrap_or(spec)
    }

    /// Finds out whether a command that brings its arguments along has to be told in two fields; `keeps` says that the target's
    /// arguments stay.
    pub(super) fn unfold(&mut self, wanted: &[Wanted<'a>], transport: Transport, keeps: bool) {
        if !self.existing.line() || !self.host.has_kind(Kind::Words) {
            return;
        }
        let new = |concept| wanted.iter().find(|wanted| wanted.spec.concept == concept).map(|wanted| wanted.meaning(self.host));
        let own = |concept| self.said(concept, transport).map(|field| field.meaning.clone());
        let overwrite = self.merge.options.strategy == Strategy::Overwrite && !keeps;
        let (command, args) = (new(Concept::Command), new(Concept::Args));
        let stays = args.is_none() && !overwrite;
        self.unfolds = command != own(Concept::Command) || (!stays && args != own(Concept::Args));
        let spec = self.host.fields_for(Concept::Args, transport).next().filter(|_| self.unfolds && args.is_none());
        if let (Some(spec), Some(field)) = (spec, self.said(Concept::Args, transport)) {
            let texts = if let Meaning::Texts(texts) = &field.meaning { texts.as_slice() } else { &[] };
            let value = Value::List(texts.iter().map(|text| Value::String(Cow::Borrowed(text.raw()))).collect());
            if overwrite {
                self.say_removed(field.origin, "the source has no arguments");
            }
            match self.child(spec.key) {
                Some(node) if overwrite => self.removed.push(node),
                _ if overwrite => {}
                _ => self.put(Wanted { spec, slot: None, value, origin: field.origin }),
            }
        }
    }

    /// Whether the target has arguments in place of none, which are wanted only to keep the command in one piece.
    pub(super) fn has_own_args(&mut self, wanted: &Wanted<'_>) -> bool {
        let none = wanted.spec.concept == Concept::Args && matches!(&wanted.value, Value::List(items) if items.is_empty());
        let own = self.existing.get(Concept::Args).filter(|field| !field.foreign && field.meaning != Meaning::Texts(Vec::new()));
        let Some(own) = own.filter(|_| none && !self.has_args) else { return false };
        if self.merge.options.strategy == Strategy::Overwrite {
            self.say_removed(own.origin, "the source has no arguments");
        }
        self.merge.options.strategy == Strategy::Merge
    }

    /// States the transport anew where a field goes that told it by itself, whatever was stated.
    fn state(&mut self, transport: Transport) {
        let rule = &self.host.transport;
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
            } else if let Value::List(items) = &mut wanted.value {
                // Behind the command, as they stand there.
                let own: Vec<NodeId> = self.tree().children(field.origin).skip(1).collect();
                items.extend(own.iter().map(|&item| self.merge.tree.value(item)));
                self.kept.extend(own.first().map(|&item| (String::from(Concept::Args.name()), item)));
            }
        }
        let line = Meaning::Texts(core::iter::once(command).chain(args).cloned().collect());
        if line != wanted.meaning(self.host) {
            self.put(wanted);
        }
    }

    /// Writes a field that the target does not have, or has with a value that it cannot use.
    fn put(&mut self, wanted: Wanted<'a>) {
        match self.child(wanted.spec.key) {
            Some(node) if !self.removed.contains(&node) => {
                let is_part = |extra: &&Extra<'_>| self.tree().parent(extra.origin) == Some(node);
                // A table of fields gives way to one that says it all.
                let parts: Vec<NodeId> = self.existing.extras.iter().filter(is_part).map(|extra| extra.origin).collect();
                if parts.is_empty() {
                    return self.merge.plan.reconcile(self.tree(), node, wanted.value);
                }
                for part in parts {
                    self.say_removed(part, &say!["`", wanted.spec.key, "` takes its place"]);
                }
                self.removed.push(node);
                self.missing.push(wanted);
            }
            _ => self.missing.push(wanted),
        }
    }
}
