//! From a document of a host to the model.

mod field;
mod transport;
mod value;

use super::Host;
use crate::diag::{Diagnostic, Document, LossKind, Sink, codes, say};
use crate::model::Server;
use crate::syntax::{Kind as Node, NodeId, Tree};
use value::found;
pub use value::text_of;

/// What a document says.
#[derive(Debug)]
pub struct Config<'s> {
    /// The map of servers, where the document has one.
    pub servers_at: Option<NodeId>,
    /// Its entries in the author's order, unusable ones included.
    pub servers: Vec<Server<'s>>,
}

/// Reads the servers of a document that is written for `host`.
///
/// `document` says which part the text plays, for the diagnostics.
pub fn read<'s>(tree: &Tree<'s>, host: &'static Host, document: Document, sink: &mut Sink) -> Config<'s> {
    let mut reader = Reader { tree, host, document, sink };
    let mut config = Config { servers_at: None, servers: Vec::new() };
    let mut at = tree.root();
    if tree.kind(at) != Node::Map {
        reader.say(&codes::SERVERS_NOT_A_TABLE, say!["the document is ", found(tree, at), ", and no table of settings"], at);
        return config;
    }
    let first = |map| tree.children(map).find(|&entry| looks_like_server(tree, entry));
    let mut is_bare = false;
    for key in host.servers_at {
        match tree.get(at, key) {
            Some(next) => at = next,
            None => match first(at).filter(|_| host.may_be_bare) {
                Some(entry) => {
                    let message = say!["the servers stand at the top of the document, under no `", host.servers_key(), "`"];
                    let mut diagnostic = reader.diagnostic(&codes::SERVERS_AT_TOP, message, entry);
                    if host.id != super::SNIPPET.id {
                        diagnostic = diagnostic.help(say![host.name, " takes that in the file of a project, not in the user's"]);
                    }
                    reader.sink.push(diagnostic);
                    is_bare = true;
                }
                None => return config,
            },
        }
    }
    if tree.kind(at) != Node::Map {
        let message = say!["`", host.servers_key(), "` is no table of servers"];
        reader.say(&codes::SERVERS_NOT_A_TABLE, message, at);
        return config;
    }
    config.servers_at = Some(at);
    config.servers.reserve(tree.len(at));
    // What else stands at the top is no server.
    for entry in tree.children(at).filter(|&entry| !is_bare || looks_like_server(tree, entry)) {
        if !reader.is_shadowed(entry) {
            let server = reader.server(entry);
            config.servers.push(server);
        }
    }
    config
}

/// Whether the entry says how a server is started or where it is, in the words of any host.
#[must_use]
pub fn looks_like_server(tree: &Tree<'_>, entry: NodeId) -> bool {
    let says = |key: &&str| {
        let kind = tree.get(entry, key).map(|value| tree.kind(value));
        kind == Some(Node::String) || (**key == *"command" && kind == Some(Node::List))
    };
    tree.kind(entry) == Node::Map && ["command", "url", "httpUrl", "serverUrl"].iter().any(says)
}

/// Reads what `entry` says of a server whose rest is told elsewhere, as `host` reads it: nothing has to be there.
pub fn read_part<'s>(tree: &Tree<'s>, entry: NodeId, host: &'static Host, document: Document, sink: &mut Sink) -> Server<'s> {
    Reader { tree, host, document, sink }.part(entry, false)
}

struct Reader<'r, 's> {
    tree: &'r Tree<'s>,
    host: &'static Host,
    document: Document,
    sink: &'r mut Sink,
}

impl<'s> Reader<'_, 's> {
    fn diagnostic(&self, code: &'static codes::Code, message: String, node: NodeId) -> Diagnostic {
        Diagnostic::new(code, self.document, message).on(self.tree, node)
    }

    fn say(&mut self, code: &'static codes::Code, message: String, node: NodeId) {
        let diagnostic = self.diagnostic(code, message, node);
        self.sink.push(diagnostic);
    }

    /// Tells why a server cannot be used: it is not translated, which is a loss.
    fn spoil(&mut self, server: &mut Server<'s>, diagnostic: Diagnostic) {
        server.unusable = true;
        self.sink.push(diagnostic.loss(LossKind::Dropped, &server.name, None, None));
    }

    fn is_shadowed(&mut self, entry: NodeId) -> bool {
        let tree = self.tree;
        let shadowed = tree.is_shadowed(entry);
        if shadowed {
            let key = tree.key(entry);
            let message = say!["`", key, "` stands twice here, and the last one counts"];
            let mut diagnostic = self.diagnostic(&codes::DUPLICATE_KEY, message, entry);
            if let Some(last) = tree.parent(entry).and_then(|map| tree.get(map, &key)) {
                diagnostic = diagnostic.related("this one counts", tree.key_span(last));
            }
            self.sink.push(diagnostic);
        }
        shadowed
    }

    fn server(&mut self, entry: NodeId) -> Server<'s> {
        self.part(entry, true)
    }

    /// Reads an entry that says how the server is reached, if it is `whole`.
    fn part(&mut self, entry: NodeId, whole: bool) -> Server<'s> {
        let tree = self.tree;
        let name = tree.key(entry);
        let mut server = Server {
            name,
            origin: entry,
            transport: None,
            fields: Vec::with_capacity(tree.len(entry)),
            extras: Vec::new(),
            idle: Vec::new(),
            unusable: false,
        };
        if tree.kind(entry) != Node::Map {
            let message = say!["`", server.name, "` is no table, so it describes no server"];
            let diagnostic = self.diagnostic(&codes::ENTRY_NOT_A_TABLE, message, entry);
            self.spoil(&mut server, diagnostic);
            return server;
        }
        if whole {
            self.transport(&mut server);
        }
        for child in tree.children(entry) {
            if self.is_shadowed(child) {
                continue;
            }
            match self.host.fields_of(tree, child) {
                (_, true) if tree.kind(child) == Node::Map => self.table(&mut server, child),
                (Some(spec), _) => self.field(&mut server, spec, child),
                (None, true) => {
                    let message = say![
                        "`",
                        tree.key(child),
                        "` of `",
                        server.name,
                        "` holds ",
                        found(tree, child),
                        ", and ",
                        self.host.name,
                        " takes a table"
                    ];
                    let diagnostic = self.diagnostic(&codes::WRONG_TYPE, message, child);
                    self.spoil(&mut server, diagnostic);
                }
                (None, false) => self.stranger(&mut server, tree.key(child).into_owned(), false, child),
            }
        }
        let says = |concept| server.get(concept).map(|field| field.origin);
        let lacks = self
            .host
            .requires
            .iter()
            .find_map(|&(one, other)| says(one).filter(|_| says(other).is_none()).map(|node| (node, other)));
        if let Some((node, other)) = lacks {
            let message = say![
                "`",
                tree.key(node),
                "` of `",
                server.name,
                "` stands without ",
                other.name(),
                ", and ",
                self.host.name,
                " refuses that"
            ];
            let diagnostic = self.diagnostic(&codes::FIELD_REFUSED, message, node);
            self.spoil(&mut server, diagnostic);
        }
        server
    }

    fn table(&mut self, server: &mut Server<'s>, table: NodeId) {
        let tree = self.tree;
        for child in tree.children(table) {
            if self.is_shadowed(child) {
                continue;
            }
            match self.host.field_below(tree, table, child) {
                Some(spec) => self.field(server, spec, child),
                None => self.stranger(server, say![tree.key(table), ".", tree.key(child)], true, child),
            }
        }
    }
}
