//! What the target has besides: what goes with another transport, what would wake up, what stays.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::pairs;
use super::removed::Removed;
use super::server::Update;
use crate::diag::{Diagnostic, Document, codes, say};
use crate::hosts::{Kind, Wanted};
use crate::lookup::Lookup;
use crate::model::{Concept, Extra, Transport};
use crate::ops::convert::Strategy;
use crate::ops::validate::name_of;
use crate::syntax::{Kind as Node, NodeId, Value};

impl<'a> Update<'_, '_, 'a> {
    /// Whether it goes, or what it stands in.
    pub(super) fn is_gone(&self, node: NodeId) -> bool {
        core::iter::successors(Some(node), |&at| self.tree().parent(at)).any(|at| self.removed.contains(&at))
    }

    fn drop_field(&mut self, node: NodeId, why: &str) {
        if !self.is_gone(node) {
            self.say_removed(node, why);
            self.removed.push(node);
        }
    }

    pub(super) fn say_removed(&mut self, node: NodeId, why: &str) {
        self.say_lost(node, " is removed, because ", why);
    }

    /// Says what becomes of what the target has.
    pub(super) fn say_lost(&mut self, node: NodeId, what: &str, why: &str) {
        let name = name_of(self.tree(), node, self.existing);
        let message = say!["`", name, "` of `", self.existing.name, "`", what, why];
        let diagnostic = Diagnostic::new(&codes::TARGET_FIELD_REMOVED, Document::Target, message).on(self.tree(), node);
        self.merge.sink.push(diagnostic);
    }

    /// Removes what does not go with `transport`, where the entry had another one.
    pub(super) fn leave(&mut self, transport: Transport, wanted: &[Wanted<'_>]) {
        let moves =
            self.existing.transport.is_none_or(|before| before != transport && !self.host.has_one_word_for(before, transport));
        if !moves && !self.existing.unusable {
            return;
        }
        for node in self.tree().children(self.existing.origin) {
            let is_table = self.tree().kind(node) == Node::Map && !self.tree().is_shadowed(node);
            if is_table && self.host.refuses_table(self.tree(), node, transport) {
                self.drop_field(node, &say!["the server is reached by ", transport.name(), " now"]);
            }
        }
        for spec in self.host.fields {
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

    /// Removes what had no effect beside a statement that changes now, and would come to light.
    pub(super) fn wake(&mut self, concept: Concept, name: Option<&str>) {
        for idle in self.existing.idle.iter().filter(|idle| idle.concept == concept) {
            if idle.name.as_deref().zip(name).is_none_or(|(one, other)| concept.is_same_name(one, other)) {
                self.drop_field(idle.origin, "it would take effect now");
            }
        }
    }

    /// Makes `node` say `value`; of a table key by key, so that what only the target has is dealt with by name.
    pub(super) fn overlay(&mut self, node: NodeId, value: Value<'a>) {
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
        self.kept.push((name_of(self.tree(), node, self.existing), node));
    }

    /// Finds what the host could not read, of fields that nobody wants, unless the source's own entry has it too. A list of names
    /// that says nothing says the same as none; what is `carried` as it is has been dealt with.
    fn misfits(
        &self,
        wanted: &dyn Fn(Concept) -> bool,
        named: &dyn Fn(Concept, &str) -> bool,
        carried: &[Cow<'a, str>],
        only: &mut Vec<NodeId>,
    ) {
        let tree = self.tree();
        let mut read = Removed::default();
        for field in &self.existing.fields {
            read.push(field.origin);
            pairs(field).unwrap_or_default().iter().for_each(|pair| read.push(pair.origin));
        }
        self.existing.extras.iter().for_each(|extra| read.push(extra.origin));
        self.existing.idle.iter().for_each(|idle| read.push(idle.origin));
        for spec in self.host.fields {
            let Some(node) = self.child(spec.key).filter(|_| !matches!(spec.kind, Kind::Transport | Kind::Name | Kind::Own))
            else {
                continue;
            };
            if !wanted(spec.concept) && carried.iter().any(|key| key == spec.key) {
                continue;
            }
            let is_name = |item: NodeId| tree.kind(item) == Node::String;
            if matches!(spec.kind, Kind::Names(_)) && tree.kind(node) == Node::List && tree.children(node).all(is_name) {
                continue;
            }
            let source = self.merge.source;
            let other = Some(spec).filter(|_| self.from.is(self.host)).and_then(|spec| spec.find(source, self.entry));
            if other.is_some_and(|other| source.value(other) == tree.value(node)) {
                continue;
            }
            let is_map = matches!(spec.kind, Kind::Pairs | Kind::HeadersFromEnv) && tree.kind(node) == Node::Map;
            if is_map {
                let is_misfit = |item: &NodeId| !read.contains(item) && !named(spec.concept, &tree.key(*item));
                only.extend(tree.children(node).filter(|&item| !tree.is_shadowed(item)).filter(is_misfit));
            // What stands in a table of fields is dealt with part by part.
            } else if !wanted(spec.concept) && !read.contains(&node) && !tree.children(node).any(|item| read.contains(&item)) {
                only.push(node);
            }
        }
    }

    /// Deals with what only the target says.
    pub(super) fn keep(&mut self, transport: Transport, concepts: &[(Concept, Option<Cow<'a, str>>)], carried: &[Cow<'a, str>]) {
        let overwrite = self.merge.options.strategy == Strategy::Overwrite;
        let wanted = |concept: Concept| concepts.iter().any(|&(other, _)| other == concept);
        let whole = |concept: Concept| concepts.iter().any(|(other, slot)| *other == concept && slot.is_none());
        let slots = Lookup::new(concepts.len(), &|at| concepts[at].1.as_deref().unwrap_or_default());
        let named = |concept: Concept, name: &str| {
            let is_it = |(other, slot): &(Concept, Option<Cow<'_, str>>)| {
                *other == concept && slot.as_deref().is_some_and(|slot| concept.is_same_name(slot, name))
            };
            slots.first(name, &|at| is_it(&concepts[at])).is_some()
        };
        let mut only: Vec<NodeId> = Vec::new();
        for field in self.existing.fields.iter().filter(|field| !field.foreign) {
            if self.host.fields_for(field.concept, transport).next().is_none() {
                continue;
            }
            match pairs(field) {
                Some(_) if whole(field.concept) => {}
                Some(pairs) => {
                    for pair in pairs.iter().filter(|pair| !named(field.concept, &pair.name)) {
                        only.push(pair.origin);
                        if overwrite {
                            self.wake(field.concept, Some(&pair.name));
                        }
                    }
                }
                // It has gone with the words of the command.
                None if self.unfolds && field.concept == Concept::Args => {}
                None if !wanted(field.concept) => {
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
            self.misfits(&wanted, &named, carried, &mut only);
        }
        let only: Vec<NodeId> = only.into_iter().filter(|&node| !self.is_gone(node)).collect();
        for node in only {
            self.only(node);
        }
    }
}
