//! What settings beside the servers say of them.

use crate::diag::Document;
use crate::hosts::{Beside, Named};
use crate::model::{Concept, Field, Meaning, Server};
use crate::syntax::{Kind, NodeId, Tree};

/// Has `server` say what the setting `node` does.
#[cold]
pub(super) fn apply(tree: &Tree<'_>, server: &mut Server<'_>, node: NodeId, says: Beside, document: Document) {
    let name = &*server.name;
    let mut entries = tree.children(node);
    let tools = match says {
        Beside::Off(by) => {
            if let Some(entry) = entries.find(|&entry| is_named(tree, entry, name, by)) {
                block(server, entry, document);
            }
            return;
        }
        Beside::On(by) => {
            if tree.kind(node) == Kind::List && !entries.any(|entry| is_named(tree, entry, name, by)) {
                block(server, node, document);
            }
            return;
        }
        Beside::Tools => denied(tree, node, name),
        Beside::OnlyTools => entries.next().map(|_| node),
        Beside::ToolsOf => tree.get(node, name).filter(|&list| tree.children(list).next().is_some()),
    };
    server.tools_at = server.tools_at.or(tools);
}

/// The server is off, since `origin` says so.
fn block(server: &mut Server<'_>, origin: NodeId, document: Document) {
    server.is_blocked = true;
    if document == Document::Source {
        server.fields.retain(|field| field.concept != Concept::Enabled);
        server.fields.push(Field { concept: Concept::Enabled, meaning: Meaning::Switch(false), origin, foreign: false });
    }
}

/// Whether the entry of a list names the server `name`.
fn is_named(tree: &Tree<'_>, entry: NodeId, name: &str, by: Named) -> bool {
    tree.str(entry).is_some_and(|said| match by {
        Named::Folded => said.trim_ascii().eq_ignore_ascii_case(name),
        Named::Patterns => is_any(rest(said.as_bytes(), name.as_bytes(), false)),
    })
}

/// What of a setting denies tools of the server `name`.
fn denied(tree: &Tree<'_>, node: NodeId, name: &str) -> Option<NodeId> {
    // A tool's name is its server's, `_`, and its own.
    let tools = [name, "_"].concat();
    let mut denied = None;
    for entry in tree.children(node) {
        let word = tree.str(entry);
        let is_map = tree.kind(node) == Kind::Map;
        // Who is asked about a tool has it.
        let allows = is_map && (tree.bool(entry) == Some(true) || matches!(word.as_deref(), Some("allow" | "ask")));
        let pattern = if is_map { tree.key(entry) } else { word.unwrap_or_default() };
        let left = rest(pattern.as_bytes(), tools.as_bytes(), true);
        if !allows {
            // Of what is no such pattern only the host knows what it fits.
            let fits = left.is_some() || pattern.starts_with("re:");
            denied = denied.or(Some(entry).filter(|_| fits));
        } else if pattern.ends_with('*') && is_any(left) {
            denied = None;
        }
    }
    denied
}

/// What is left of `pattern` where the first part of it fits `name`, `in_any_case` or as it is.
fn rest<'p>(pattern: &'p [u8], name: &[u8], in_any_case: bool) -> Option<&'p [u8]> {
    let (mut at, mut seen) = (0, 0);
    // Behind the last `*`, and what of the name it has taken.
    let mut again = None;
    while let Some(byte) = name.get(seen) {
        match pattern.get(at) {
            Some(b'*') => {
                at += 1;
                again = Some((at, seen));
            }
            Some(one) if one == byte || *one == b'?' || (in_any_case && one.eq_ignore_ascii_case(byte)) => {
                (at, seen) = (at + 1, seen + 1)
            }
            _ => {
                let (behind, taken) = again?;
                again = Some((behind, taken + 1));
                (at, seen) = (behind, taken + 1);
            }
        }
    }
    pattern.get(at..)
}

/// Whether what is left of a pattern fits nothing as well.
fn is_any(left: Option<&[u8]>) -> bool {
    left.is_some_and(|left| left.iter().all(|&byte| byte == b'*'))
}
