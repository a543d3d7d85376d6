//! What settings beside the servers say of them.

use crate::diag::Document;
use crate::hosts::Beside;
use crate::model::{Concept, Field, Meaning, Server};
use crate::syntax::{Kind, NodeId, Tree};
use crate::text::Ascii;

/// Has `server` say what the setting `node` does.
#[cold]
pub(super) fn apply(tree: &Tree<'_>, server: &mut Server<'_>, node: NodeId, says: Beside, document: Document) {
    let name = server.name.as_bytes();
    let is_map = tree.kind(node) == Kind::Map;
    let named = tree.children(node).find(|&entry| {
        let word = tree.str(entry);
        let allows = is_map && (tree.bool(entry) == Some(true) || word.as_deref() == Some("allow"));
        let said = if is_map { Some(tree.key(entry)) } else { word };
        let said = said.as_deref().unwrap_or_default().as_bytes();
        let (begin, rest) = said.split_at(said.len().min(name.len()));
        let is_it = rest.is_empty() || (says == Beside::Tools && rest.first() == Some(&b'_'));
        begin.eq_ignore_ascii_case(name) && is_it && !allows
    });
    let is_pattern = |entry| tree.str(entry).is_some_and(|said| said.has(b'*'));
    let off = match says {
        Beside::Tools => {
            server.tools_at = server.tools_at.or(named);
            None
        }
        Beside::Off => named,
        // Of a pattern only the host knows what it names.
        Beside::On if tree.kind(node) == Kind::List && !tree.children(node).any(is_pattern) => {
            Some(node).filter(|_| named.is_none())
        }
        Beside::On => None,
    };
    let Some(origin) = off else { return };
    server.is_blocked = true;
    if document == Document::Source {
        server.fields.retain(|field| field.concept != Concept::Enabled);
        server.fields.push(Field { concept: Concept::Enabled, meaning: Meaning::Switch(false), origin, foreign: false });
    }
}
