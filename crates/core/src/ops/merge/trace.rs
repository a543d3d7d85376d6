//! The way of each field, and its place in the result.

use std::borrow::Cow;

use super::Merge;
use crate::diag::{LossKind, display_path, push_key};
use crate::hosts::{Adapted, FieldSpec, Host, Kind, Wanted};
use crate::model::{Concept, Server};
use crate::ops::convert::{Mapping, Place, Relation};
use crate::syntax::{self, NodeId, Value};
use crate::text::Span;

impl<'m, 'a> Merge<'m, 'a> {
    /// Notes the way of each field.
    pub(super) fn trace(&mut self, server: &Server<'_>, adapted: Option<&Adapted<'_>>, lost_before: usize) {
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

/// Finds the places of what was mapped in the result.
pub(in crate::ops) fn locate(text: &str, host: &'static Host, mapping: &mut [Mapping]) {
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
