//! What settings beside the servers say of them.

use crate::diag::Document;
use crate::hosts::{Beside, Host, Named};
use crate::model::{Concept, Field, Meaning, Server};
use crate::syntax::{Kind, NodeId, Tree};

/// Has `server` say what the setting `node` does.
#[cold]
pub(super) fn apply(tree: &Tree<'_>, server: &mut Server<'_>, node: NodeId, says: Beside, document: Document) {
    let tools = match says {
        Beside::Off(_) | Beside::On(_) => None,
        Beside::Tools => named(tree, node, &server.name, says),
        Beside::Profiles => tree.children(node).find_map(|profile| limits(tree, profile, &server.name)),
        Beside::OnlyTools => tree.children(node).next().map(|_| node),
        Beside::ToolsOf => tree.get(node, &server.name).filter(|&list| tree.children(list).next().is_some()),
    };
    server.tools_at = server.tools_at.or(tools);
    let Some(origin) = off(tree, node, &server.name, says) else { return };
    server.is_blocked = true;
    if document == Document::Source {
        server.fields.retain(|field| field.concept != Concept::Enabled);
        server.fields.push(Field { concept: Concept::Enabled, meaning: Meaning::Switch(false), origin, foreign: false });
    }
}

/// What of a setting keeps the server `name` off.
#[inline(never)]
fn off(tree: &Tree<'_>, node: NodeId, name: &str, says: Beside) -> Option<NodeId> {
    match says {
        Beside::Off(_) => named(tree, node, name, says),
        Beside::On(_) => (tree.kind(node) == Kind::List && named(tree, node, name, says).is_none()).then_some(node),
        _ => None,
    }
}

/// Whether a document of `host` keeps off a server of the name that it does not have yet.
#[cold]
pub(crate) fn keeps_off(tree: &Tree<'_>, host: &Host, name: &str) -> bool {
    let mut settings = host.beside.iter();
    settings.any(|&(path, says)| setting(tree, path).is_some_and(|node| off(tree, node, name, says).is_some()))
}

/// The setting at that place.
pub(super) fn setting(tree: &Tree<'_>, path: &[&str]) -> Option<NodeId> {
    path.iter().try_fold(tree.root(), |at, key| tree.get(at, key))
}

/// What of a setting names the server `name`, or denies tools of it.
fn named(tree: &Tree<'_>, node: NodeId, name: &str, says: Beside) -> Option<NodeId> {
    let is_map = tree.kind(node) == Kind::Map;
    let of_tools = says == Beside::Tools;
    let by = if let Beside::Off(by) | Beside::On(by) = says { by } else { Named::Patterns };
    // A tool's name is its server's, `_`, and its own.
    let name = [name, if of_tools { "_" } else { "" }].concat();
    let mut named = None;
    for entry in tree.children(node) {
        // In a list of rules: `{ "action": "x_*", "resource": "*", "effect": "deny" }`.
        let rule = if is_map { None } else { tree.get(entry, "effect") };
        let effect = rule.unwrap_or(entry);
        let word = tree.str(effect);
        // What is allowed for a part of what a tool does leaves the rest denied.
        let is_whole = || tree.get(entry, "resource").is_none_or(|resource| tree.str(resource).as_deref() == Some("*"));
        // Who is asked about a tool has it.
        let allows = (is_map || (rule.is_some() && is_whole()))
            && (tree.bool(effect) == Some(true) || matches!(word.as_deref(), Some("allow" | "ask")));
        let said = match (is_map, rule) {
            (true, _) => tree.key(entry),
            (false, None) => word.unwrap_or_default(),
            (false, Some(_)) => tree.get(entry, "action").and_then(|action| tree.str(action)).unwrap_or_default(),
        };
        let left = rest(said.trim_ascii().as_bytes(), name.as_bytes(), by, of_tools);
        let is_all = left.is_some_and(|left| left.iter().all(|&byte| byte == b'*' && by == Named::Patterns));
        if !allows {
            // Of what is no such pattern only the host knows what it fits.
            let is_it = is_all || (of_tools && (left.is_some() || said.starts_with("re:")));
            named = named.or(Some(entry).filter(|_| is_it));
        } else if is_all && said.ends_with('*') {
            named = None;
        }
    }
    named
}

/// What of a profile limits the tools of the server `name`.
fn limits(tree: &Tree<'_>, profile: NodeId, name: &str) -> Option<NodeId> {
    let servers = tree.get(profile, "context_servers")?;
    let tools = tree.get(tree.get(servers, name)?, "tools")?;
    let has_no_others = tree.get(profile, "enable_all_context_servers").and_then(|all| tree.bool(all)) == Some(false);
    let is_off = |tool| tree.bool(tool) == Some(false);
    (has_no_others || tree.children(tools).any(is_off)).then_some(tools)
}

/// What is left of `said` where the first part of it fits `name`.
fn rest<'s>(said: &'s [u8], name: &[u8], by: Named, of_tools: bool) -> Option<&'s [u8]> {
    let (mut at, mut seen) = (0, 0);
    // Behind the last `*`, and what of the name it has taken.
    let mut again = None;
    while let Some(byte) = name.get(seen) {
        let one = said.get(at);
        let is_pattern = by == Named::Patterns;
        if one == Some(&b'*') && is_pattern {
            at += 1;
            again = Some((at, seen));
        } else if one.is_some_and(|one| {
            let folds = of_tools || !is_pattern;
            one == byte || (folds && one.eq_ignore_ascii_case(byte)) || (is_pattern && *one == b'?')
        }) {
            (at, seen) = (at + 1, seen + 1);
        } else {
            let (behind, taken) = again?;
            again = Some((behind, taken + 1));
            (at, seen) = (behind, taken + 1);
        }
    }
    said.get(at..)
}
