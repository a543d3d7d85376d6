//! What the servers have their host ask its user for, and the declarations that it takes.

use alloc::vec::Vec;

use super::Merge;
use crate::diag::{Diagnostic, Document, codes, say};
use crate::model::{Meaning, Piece, Server, Text};
use crate::syntax::{Kind as Node, NodeId, Tree, Value};

impl<'m, 'a> Merge<'m, 'a> {
    /// Brings along what the source declares of that for which the servers have the host ask.
    #[inline(never)]
    pub(super) fn declare(&mut self) {
        let (Some(there), Some(key)) = (self.asks, self.to.inputs_at) else { return };
        let list = self.tree.get(self.tree.root(), key);
        let is_list = list.is_none_or(|list| self.tree.kind(list) == Node::List);
        let mut missing: Vec<NodeId> = Vec::new();
        for (id, origin) in core::mem::take(&mut self.inputs) {
            if declared(self.tree, key, id).is_some() {
                continue;
            }
            match declared(self.source, there, id).filter(|_| is_list) {
                Some(input) if missing.contains(&input) => {}
                Some(input) => missing.push(input),
                None => self.sink.push(undeclared(self.source, key, id, origin)),
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
                self.plan.put(self.tree, self.to.inputs_at.as_slice(), Value::List(items));
            }
        }
    }
}

/// Where a document declares, in the list of that key, what is asked for by that id.
pub(in crate::ops) fn declared(tree: &Tree<'_>, key: &str, id: &str) -> Option<NodeId> {
    let list = tree.get(tree.root(), key)?;
    tree.children(list).find(|&input| tree.get(input, "id").and_then(|id| tree.str(id)).as_deref() == Some(id))
}

/// The finding that it does not.
pub(in crate::ops) fn undeclared(tree: &Tree<'_>, key: &str, id: &str, origin: NodeId) -> Diagnostic {
    let message = say!["`", id, "` is asked for, and `", key, "` does not declare it"];
    let diagnostic = Diagnostic::new(&codes::INPUT_UNDECLARED, Document::Source, message).on(tree, origin);
    diagnostic.help("declare it in `inputs`, at the top of the file")
}

/// What a server has its host ask for.
pub(in crate::ops) fn of<'a>(server: &'a Server<'a>) -> Vec<(&'a str, NodeId)> {
    fn in_text<'a>(text: &'a Text<'a>, origin: NodeId) -> impl Iterator<Item = (&'a str, NodeId)> {
        let pieces = if let Text::Template { pieces, .. } = text { pieces.as_slice() } else { &[] };
        pieces.iter().filter_map(move |piece| if let Piece::Input(id) = piece { Some((id.as_ref(), origin)) } else { None })
    }
    let mut found = Vec::new();
    for field in &server.fields {
        match &field.meaning {
            Meaning::Text(text) => found.extend(in_text(text, field.origin)),
            Meaning::Texts(texts) => found.extend(texts.iter().flat_map(|text| in_text(text, field.origin))),
            Meaning::Pairs(pairs) => found.extend(pairs.iter().flat_map(|pair| in_text(&pair.text, pair.origin))),
            _ => {}
        }
    }
    found
}
