//! The places of what an entry lacks, in the order and the containers of its host.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::removed::Removed;
use super::server::Update;
use crate::diag::{Diagnostic, Document, codes, say};
use crate::hosts::{self, FieldSpec, Host, Kind, Wanted};
use crate::order;
use crate::syntax::{Kind as Node, NodeId, Value};
use crate::text::{Ascii, join};

impl<'a> Update<'_, '_, 'a> {
    /// Says by the field that the host writes what is said by an older one, where the entry gets more: opencode does not heed
    /// `disabled` beside a `timeout` of its present form.
    fn respell_switch(&mut self) {
        let switch = |legacy: bool| {
            let is_such = move |spec: &&FieldSpec| matches!(spec.kind, Kind::Switch(_)) && spec.is_legacy() == legacy;
            self.host.fields.iter().find(is_such)
        };
        let Some(origin) = self.missing.first().map(|new| new.origin) else { return };
        let (Some(spec), Some(older)) = (switch(false), switch(true)) else { return };
        let is_heeded = |node: &NodeId| self.existing.fields.iter().any(|field| field.origin == *node);
        let Some(node) = self.child(older.key).filter(|node| is_heeded(node) && !self.removed.contains(node)) else { return };
        let is_said = self.child(spec.key).is_some() || self.missing.iter().any(|new| core::ptr::eq(new.spec, spec));
        if let (Some(value), false) = (self.tree().bool(node), is_said) {
            let value = Value::Bool(value == (spec.kind == older.kind));
            self.removed.push(node);
            self.missing.push(Wanted { spec, slot: None, value, origin });
        }
    }

    /// Plans what is to be removed and inserted in the entry as a whole.
    pub(super) fn finish(mut self) {
        self.respell_switch();
        let tree = self.tree();
        if let Some(&(_, first)) = self.kept.first() {
            let keys: Vec<String> = self.kept.iter().map(|(key, _)| say!["`", key, "`"]).collect();
            let message = say!["`", self.existing.name, "` keeps what the source does not have: ", join(&keys, ", ")];
            self.merge.sink.push(Diagnostic::new(&codes::TARGET_ONLY_KEPT, Document::Target, message).on(tree, first));
        }
        let mut missing = core::mem::take(&mut self.missing);
        // A map or list that loses its last entry goes with it, and so does a table that loses its last map.
        for _ in 0..2 {
            let grows = |map: NodeId| missing.iter().any(|wanted| self.child(container_key(wanted.spec)) == Some(map));
            let mut gone = Removed::default();
            let mut last: Option<(NodeId, bool)> = None;
            for node in self.removed.iter() {
                if tree.parent(node).is_some_and(|map| self.is_gone(map)) {
                    continue;
                }
                let map = tree.parent(node).filter(|&map| map != self.existing.origin);
                let is_emptied = |map: NodeId| !grows(map) && tree.children(map).all(|child| self.removed.contains(&child));
                // What goes from one map comes in a row.
                last = last.filter(|&(known, _)| Some(known) == map).or_else(|| map.map(|map| (map, is_emptied(map))));
                gone.push(last.filter(|&(_, is_emptied)| is_emptied).map_or(node, |(map, _)| map));
            }
            self.removed = gone;
        }
        let mut gone = core::mem::take(&mut self.removed);
        let host = self.host;
        let mut fresh: Vec<Wanted<'a>> = Vec::new();
        // What stands where a table has to stand gives way.
        for Wanted { spec, slot, .. } in &missing {
            // Of a field that no table has, the slot is the key.
            let nested = core::ptr::eq(*spec, &hosts::UNKNOWN_NESTED);
            let key = if nested { slot.as_deref().unwrap_or_default() } else { spec.key };
            if let Some((table, _)) = key.cut(".")
                && let Some(node) = tree.get(self.existing.origin, table).filter(|&node| tree.kind(node) != Node::Map)
                && !gone.contains(&node)
            {
                self.say_removed(node, &say!["`", key, "` takes its place"]);
                gone.push(node);
            }
        }
        for spec in host.fields.iter().chain([&hosts::UNKNOWN, &hosts::UNKNOWN_NESTED]) {
            if missing.is_empty() {
                break;
            }
            let mut entries: Vec<Wanted<'a>> = missing.extract_if(.., |wanted| core::ptr::eq(wanted.spec, spec)).collect();
            if entries.is_empty() {
                continue;
            }
            if core::ptr::eq(spec, &hosts::UNKNOWN_NESTED) {
                for entry in entries {
                    let parts = entry.slot.as_deref().and_then(|slot| slot.cut("."));
                    let parts = parts.map(|(table, key)| (tree.get(self.existing.origin, table), key.to_owned()));
                    match parts {
                        Some((Some(map), key)) if !gone.contains(&map) => self.merge.plan.insert(map, key, entry.value),
                        _ => fresh.push(entry),
                    }
                }
                continue;
            }
            let is_map = matches!(spec.kind, Kind::Pairs | Kind::HeadersFromEnv);
            let container = self.child(if is_map { spec.key } else { container_key(spec) }).filter(|map| !gone.contains(map));
            let table = spec.nested().and_then(|(table, _)| self.child(table));
            if let (true, None, Some(table)) = (is_map, container, table.filter(|map| !gone.contains(map))) {
                if let Value::Map(composed) = compose(entries, host)
                    && let Some((_, Value::Map(parts))) = composed.into_iter().next()
                {
                    for (key, value) in parts {
                        self.merge.plan.insert(table, key, value);
                    }
                }
                continue;
            }
            match (container, spec.kind) {
                (Some(list), Kind::Passthrough) if tree.kind(list) == Node::List => {
                    let stay = tree.children(list).filter(|item| !gone.contains(item));
                    let mut items: Vec<Value<'a>> = stay.map(|item| tree.value(item)).collect();
                    for Wanted { value, .. } in entries {
                        if !items.contains(&value) {
                            items.push(value);
                        }
                    }
                    gone.retain(|node| tree.parent(node) != Some(list));
                    self.merge.plan.reconcile(tree, list, Value::List(items));
                }
                (Some(map), Kind::Pairs | Kind::HeadersFromEnv) if tree.kind(map) == Node::Map => {
                    for Wanted { slot: name, value, .. } in entries {
                        let name = name.unwrap_or_default();
                        match tree.get(map, &name).filter(|entry| !gone.contains(entry)) {
                            // It has a value that no string can stand for, and so was not read.
                            Some(entry) => self.merge.plan.set(tree, entry, value),
                            None => self.merge.plan.insert(map, name, value),
                        }
                    }
                }
                (Some(map), _) if spec.key.has(b'.') && tree.kind(map) == Node::Map => {
                    let inner = |key: &str| key.cut(".").map_or(key, |(_, key)| key).to_owned();
                    match entries.pop().map(|wanted| wanted.value) {
                        Some(Value::Map(parts)) if spec.kind == Kind::KeyVariable => {
                            for (key, value) in parts {
                                self.merge.plan.insert(map, inner(&key), value);
                            }
                        }
                        Some(value) => self.merge.plan.insert(map, inner(spec.key), value),
                        None => {}
                    }
                }
                (Some(node), kind) if kind != Kind::Own => {
                    if let Value::Map(composed) = compose(entries, host)
                        && let Some((_, mut value)) = composed.into_iter().next()
                    {
                        // A map in a table is composed with the table, and the node is what stands in place of the map.
                        if let (true, Value::Map(table)) = (is_map && spec.nested().is_some(), &mut value) {
                            value = table.pop().map_or(Value::Null, |(_, map)| map);
                        }
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
        for node in gone.iter() {
            self.merge.plan.remove(tree, node);
        }
    }
}

/// The key, directly below the server, of what holds the entries of a field.
fn container_key(spec: &FieldSpec) -> &str {
    spec.key.cut(".").map_or(spec.key, |(table, _)| table)
}

/// The entries of a server as one table, in the host's own order.
pub(in crate::ops) fn compose<'a>(mut wanted: Vec<Wanted<'a>>, host: &Host) -> Value<'a> {
    order::sort_by(&mut wanted, |wanted| host.rank(wanted.spec));
    let mut entries: Vec<(Cow<'a, str>, Value<'a>)> = Vec::with_capacity(wanted.len());
    for Wanted { spec, slot, value, .. } in wanted {
        let (key, inner) = match spec.nested() {
            Some((table, inner)) => (Cow::Borrowed(table), Some(Cow::Borrowed(inner))),
            None if core::ptr::eq(spec, &hosts::UNKNOWN) => (slot.clone().unwrap_or_default(), None),
            None if spec.key.is_empty() => match slot.as_deref().and_then(|slot| slot.cut(".")) {
                Some((table, inner)) => (Cow::Owned(table.to_owned()), Some(Cow::Owned(inner.to_owned()))),
                None => (slot.clone().unwrap_or_default(), None),
            },
            None => (Cow::Borrowed(spec.key), None),
        };
        let value = match (spec.kind, value) {
            (Kind::KeyVariable, Value::Map(parts)) => {
                entries.extend(parts);
                continue;
            }
            (_, value) => value,
        };
        let (name, value) = match (spec.kind, inner) {
            // A map in a table of the entry.
            (Kind::Pairs | Kind::HeadersFromEnv, Some(inner)) => {
                (Some(inner), Value::Map(vec![(slot.unwrap_or_default(), value)]))
            }
            (Kind::Pairs | Kind::HeadersFromEnv, None) => (slot, value),
            (_, inner) => (inner, value),
        };
        let at = entries.iter().position(|(other, _)| *other == key);
        match (at.and_then(|at| entries.get_mut(at)), name, spec.kind) {
            (Some((_, Value::Map(map))), Some(name), _) => match value {
                Value::Map(more) => match map.iter_mut().find(|(other, _)| *other == name) {
                    Some((_, Value::Map(known))) => known.extend(more),
                    _ => map.push((name, Value::Map(more))),
                },
                value => map.push((name, value)),
            },
            (Some((_, Value::List(items))), _, Kind::Passthrough) => items.push(value),
            (_, Some(name), _) => {
                // More will come.
                let mut map = Vec::with_capacity(4);
                map.push((name, value));
                entries.push((key, Value::Map(map)));
            }
            (_, None, Kind::Passthrough) => entries.push((key, Value::List(vec![value]))),
            (_, None, _) => entries.push((key, value)),
        }
    }
    Value::Map(entries)
}
