//! The way of each field, and its place in the result.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::Merge;
use crate::diag::{Document, LossKind, Sink, display_path};
use crate::hosts::{self, Adapted, FieldSpec, Host, Kind, Names, Wanted};
use crate::model::{Concept, Meaning, Pair, Server};
use crate::ops::convert::{Mapping, Place, Relation};
use crate::syntax::{self, NodeId, Value};
use crate::text::{Ascii, Span};

impl<'m, 'a> Merge<'m, 'a> {
    /// Notes the way of each field.
    #[inline(never)]
    pub(super) fn trace(&mut self, server: &Server<'_>, from: &'static Host, adapted: Option<&Adapted<'_>>, lost_before: usize) {
        let place =
            |node: NodeId| Place { path: display_path(self.source, node), span: self.source.span(node), keys: Vec::new() };
        let all = adapted.iter().flat_map(|adapted| adapted.wanted.iter().map(move |wanted| (adapted, wanted)));
        for (adapted, wanted) in all {
            let Wanted { spec, slot, origin, value, .. } = wanted;
            let mut keys: Vec<Cow<'static, str>> = vec![Cow::Owned(adapted.name.to_string())];
            if !spec.key.is_empty() {
                keys.extend(spec.key.parts(b".").map(|key| Cow::Owned(key.to_owned())));
            }
            if let Some(slot) = slot.as_ref().filter(|_| {
                !matches!(spec.kind, Kind::Bearer | Kind::Passthrough) && (spec.kind != Kind::Own || spec.key.is_empty())
            }) {
                keys.push(Cow::Owned(slot.to_string()));
            }
            // One field of the target may say what several of the source do.
            let also = match spec.kind {
                Kind::CommandLine => Some(Concept::Args),
                Kind::SharedSeconds { .. } => Some(Concept::StartupTimeout),
                _ => None,
            };
            let also = also.and_then(|concept| server.get(concept)).filter(|field| field.origin != *origin);
            let relation = self.relation(from, spec, *origin, value);
            let also = also.map(|field| (field.concept, field.origin, Relation::Rewritten));
            for (concept, origin, relation) in [(spec.concept, *origin, relation)].into_iter().chain(also) {
                self.mapping.push(Mapping {
                    server: server.name.to_string(),
                    concept,
                    from: place(origin),
                    to: Some(Place { path: String::new(), span: Span::default(), keys: keys.clone() }),
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

    fn relation(&self, from: &Host, spec: &FieldSpec, origin: NodeId, value: &Value<'_>) -> Relation {
        let source = self.source;
        let mut at = origin;
        let read = loop {
            match from.field(&source.key(at)) {
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

/// Finds the places of what was mapped in the result.
pub(in crate::ops) fn locate(text: &str, host: &'static Host, mapping: &mut [Mapping]) {
    let Ok(tree) = syntax::parse(text, host.syntax) else { return };
    let config = hosts::read(&tree, host, Document::Target, &mut Sink::default());
    let names = Names::new(&config);
    for Mapping { concept, to: place, .. } in mapping {
        let Some((name, keys)) = place.as_ref().and_then(|to| to.keys.split_first()) else { continue };
        let server = names.find(&config, name, false).and_then(|at| config.servers.get(at));
        // Where the target says it by another key than a new entry would, it is found by what it means.
        let meant = |server: &Server<'_>| {
            let field = server.get(*concept)?;
            let name = |pair: &&Pair<'_>| keys.last().is_some_and(|key| concept.is_same_name(&pair.name, key));
            match &field.meaning {
                Meaning::Pairs(pairs) => pairs.iter().find(name).map(|pair| pair.origin),
                _ => Some(field.origin),
            }
        };
        let by_keys = |server: &Server<'_>| keys.iter().try_fold(server.origin, |at, key| tree.get(at, key));
        let node = server.and_then(|server| by_keys(server).or_else(|| meant(server)));
        *place = node.map(|node| Place { path: display_path(&tree, node), span: tree.span(node), keys: Vec::new() });
    }
}
