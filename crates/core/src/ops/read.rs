//! What a document says, in the canonical model.

use alloc::borrow::ToOwned;
use core::fmt;

use super::document::parse;
use crate::diag::{Diagnostic, Document, Sink, codes, say};
use crate::hosts::{self, Config, Host, looks_like_server};
use crate::syntax::{Kind, NodeId, Tree};

/// The result of [`read`].
pub struct ReadOutcome<'s> {
    /// The tree that the servers were read from; `None` where the text does not parse.
    pub tree: Option<Tree<'s>>,
    /// The servers, unusable ones included.
    pub config: Option<Config<'s>>,
    /// What was found.
    pub sink: Sink,
}

/// Values are no part of it.
impl fmt::Debug for ReadOutcome<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadOutcome").field("tree", &self.tree).finish_non_exhaustive()
    }
}

impl ReadOutcome<'_> {
    /// Whether the document is whole, and has no place for servers yet.
    #[must_use]
    pub fn is_without_servers(&self) -> bool {
        self.tree.is_some() && self.sink.diagnostics.iter().all(|found| *found.code == codes::SERVERS_MISSING)
    }

    /// The same, to be compared: a document that has no place for servers has none.
    #[must_use]
    pub fn or_empty(mut self) -> Self {
        if self.config.is_none() && self.is_without_servers() {
            (self.config, self.sink) = (Some(Config::default()), Sink::default());
        }
        self
    }
}

/// Reads `text` as a document of `host`. A document without servers is none: see `servers-missing`.
#[must_use]
pub fn read<'s>(text: &'s str, host: &'static Host) -> ReadOutcome<'s> {
    let mut sink = Sink::default();
    match parse(text, host, Document::Source, &mut sink) {
        Some(tree) => read_tree(tree, host, sink),
        None => ReadOutcome { tree: None, config: None, sink },
    }
}

/// The same of a document that is parsed, and about which nothing has been said but what is in `sink`.
pub(super) fn read_tree<'s>(tree: Tree<'s>, host: &'static Host, mut sink: Sink) -> ReadOutcome<'s> {
    let config = servers(&tree, host, &mut sink);
    ReadOutcome { tree: Some(tree), config, sink }
}

/// The servers of a document that is parsed, and may be read for other hosts as well.
pub(super) fn servers<'s>(tree: &Tree<'s>, host: &'static Host, sink: &mut Sink) -> Option<Config<'s>> {
    let config = hosts::read(tree, host, Document::Source, sink);
    if config.servers_at.is_none() {
        missing(tree, host, sink);
        return None;
    }
    if tree.len(tree.root()) > 1
        && let Some(other) = other_servers(tree, host)
    {
        let message = say!["`", tree.key(other), "` holds servers of other hosts, and ", host.name, " ignores them"];
        sink.push(Diagnostic::new(&codes::FOREIGN_FIELD, Document::Source, message).on(tree, other));
    }
    Some(config)
}

/// Keys under which some host keeps its servers.
pub(crate) const WRAPPERS: &[&str] =
    &["mcpServers", "mcp_servers", "servers", "mcp", "mcp.servers", "context_servers", "amp.mcpServers", "extensions"];

/// The first table of servers, as far as that can be seen, that stands under a key of other hosts.
#[inline(never)]
fn other_servers(tree: &Tree<'_>, host: &'static Host) -> Option<NodeId> {
    let has = |host: &Host, key: &str| host.servers.iter().any(|servers| servers.keys().first() == Some(&key));
    let read = host.places(tree);
    let is_read = |key: &str| read.iter().any(|place| place.servers.keys().first() == Some(&key));
    let others = WRAPPERS.iter().filter(|key| !has(host, key) && !is_read(key));
    let is_one = |&node: &NodeId| tree.kind(node) == Kind::Map && tree.children(node).any(|entry| looks_like_server(tree, entry));
    // VS Code had them under both, in its settings.
    let below = || tree.get(tree.get(tree.root(), "mcp")?, "servers");
    let below = if others.clone().any(|key| *key == "mcp") { below() } else { None };
    others.filter_map(|key| tree.get(tree.root(), key)).chain(below).find(is_one)
}

/// Says why there are no servers to be found, unless that was said.
#[cold]
fn missing(tree: &Tree<'_>, host: &'static Host, sink: &mut Sink) {
    if sink.diagnostics.iter().any(|diagnostic| *diagnostic.code == codes::SERVERS_NOT_A_TABLE) {
        return;
    }
    let wanted = host.servers_key();
    let root = tree.root();
    let under = say!["put them under `", wanted, "`"];
    let (what, node, help) = if let Some(other) = other_servers(tree, host) {
        let key = tree.key(other);
        if tree.parent(other) == Some(root) {
            let help = "rename the key, or name the host that the file is for";
            (say!["the servers stand under `", key, "`"], other, help.to_owned())
        } else {
            (say!["the servers stand under `mcp.", key, "`"], other, under)
        }
    } else if let Some(entry) = tree.children(root).find(|&entry| looks_like_server(tree, entry)) {
        ("the servers stand at the top of the document".to_owned(), entry, under)
    } else if looks_like_server(tree, root) {
        ("the document is a server without a name".to_owned(), root, say!["give it a name, and put it under `", wanted, "`"])
    } else {
        let message = say!["there is no `", wanted, "` in the document"];
        return sink.push(Diagnostic::new(&codes::SERVERS_MISSING, Document::Source, message));
    };
    let message = say![what, ", and ", host.name, " reads `", wanted, "`"];
    sink.push(Diagnostic::new(&codes::WRONG_SERVERS_KEY, Document::Source, message).on(tree, node).help(help));
}
