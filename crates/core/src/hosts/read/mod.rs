//! From a document of a host to the model.

mod beside;
mod field;
mod transport;
mod value;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::{BadEntry, Clue, FieldSpec, Head, Host, Place, Servers, looks_like_server};
use crate::diag::{Diagnostic, Document, LossKind, Sink, codes, display_path, say};
use crate::lookup::Lookup;
use crate::model::{Concept, Server, Transport};
use crate::order::sort_by;
use crate::syntax::{Kind as Node, NodeId, Tree, hash};
use crate::text::{Ascii, Span, join};
pub(crate) use beside::keeps_off;
pub use transport::synonyms;
use value::found;
pub use value::text_of;
pub(super) use value::{keyed, words};

/// What a document says.
#[derive(Default, Debug)]
pub struct Config<'s> {
    /// The map or list into which new servers go, where the document has one.
    pub servers_at: Option<NodeId>,
    /// Every place of servers in the document; [`servers_at`](Self::servers_at) is the first.
    pub places: Vec<Place>,
    /// The entries in the author's order, unusable ones included.
    pub servers: Vec<Server<'s>>,
    /// Entries among the servers that are none, and stay as they are.
    pub others: Vec<NodeId>,
    /// Entries of a list whose name an earlier one has, so that the host never sees them.
    pub shadowed: Vec<NodeId>,
}

impl<'s> Config<'s> {
    /// The form of the host's file by which `server` is read.
    #[must_use]
    pub fn host_of(&self, tree: &Tree<'_>, server: &Server<'_>, host: &'static Host) -> &'static Host {
        let above = tree.parent(server.origin);
        let host = self.places.iter().find(|place| Some(place.node) == above).map_or(host, |place| place.host);
        host.of_entry(tree, server.origin)
    }

    /// The form of the host's file to which what has that [path](display_path) belongs.
    #[must_use]
    pub fn host_at(&self, tree: &Tree<'_>, path: &str, host: &'static Host) -> &'static Host {
        // A form may have its servers below those of another.
        let is_below = |above: &str| {
            let rest = path.strip_prefix(above);
            above.is_empty() || rest.is_some_and(|rest| rest.is_empty() || rest.begins(|byte| matches!(byte, b'.' | b'[')))
        };
        let holding = |place: &Place| Some((display_path(tree, place.node), place.host)).filter(|(above, _)| is_below(above));
        let innermost = self.places.iter().filter_map(holding).max_by_key(|(above, _)| above.len());
        innermost.map_or(host, |(_, host)| host)
    }

    /// What the host makes of what `fault` is about.
    #[must_use]
    pub fn consequence(&self, tree: &Tree<'_>, fault: &Diagnostic, host: &'static Host) -> BadEntry {
        let form = self.host_at(tree, &fault.path, host);
        let is_it = |server: &Server<'_>| tree.key_span(server.origin) == fault.span && tree.kind(server.origin) == Node::Null;
        let is_null = *fault.code == codes::ENTRY_NOT_A_TABLE && self.servers.iter().any(is_it);
        if is_null { form.null_entry } else { form.bad_entry }
    }
}

/// The servers of a document by their names.
#[derive(Debug, Default)]
pub struct Names(Lookup);

impl Names {
    /// Those of `config`.
    #[must_use]
    pub fn new(config: &Config<'_>) -> Self {
        Self(Lookup::new(config.servers.len(), &|at| &config.servers[at].name))
    }

    /// The position of the first server of that name, or of that number.
    #[must_use]
    pub fn find(&self, config: &Config<'_>, name: &str, is_numbered: bool) -> Option<usize> {
        let is_it =
            |at: usize| config.servers.get(at).is_some_and(|server| server.name == name && server.is_numbered == is_numbered);
        self.0.first(name, &is_it)
    }

    /// Whether a server has that name.
    #[must_use]
    pub fn has(&self, config: &Config<'_>, name: &str) -> bool {
        self.0.first(name, &|at| config.servers.get(at).is_some_and(|server| server.name == name)).is_some()
    }
}

/// Reads the servers of a document that is written for `host`.
///
/// `document` says which part the text plays, for the diagnostics.
pub fn read<'s>(tree: &Tree<'s>, host: &'static Host, document: Document, sink: &mut Sink) -> Config<'s> {
    let mut reader = Reader { tree, host, document, sink };
    let mut config = Config::default();
    let root = tree.root();
    if tree.kind(root) != Node::Map {
        reader.say_no_settings(root);
        return config;
    }
    config.places = host.places(tree);
    if let Some(place) = config.places.iter().find(|place| !place.fits(tree)) {
        // Where nothing stands, servers may be put.
        if document == Document::Source || tree.kind(place.node) != Node::Null {
            reader.say_misfit(place);
        }
        config.places.clear();
        return config;
    }
    for head in host.head {
        let said = tree.get(root, head.key);
        if !head.takes(said.and_then(|said| tree.str(said)).as_deref()) {
            reader.say_head(head, said.unwrap_or(root));
        }
    }
    if let Some(place) = config.places.iter().find(|place| place.servers.keys().is_empty()) {
        reader.say_bare(place.entries(tree).next().unwrap_or(root));
    }
    config.servers_at = config.places.first().map(|place| place.node);
    for place in &config.places {
        let mut at = root;
        for key in place.servers.keys() {
            tree.children(at).filter(|&entry| tree.is_shadowed(entry) && tree.has_key(entry, key)).for_each(|entry| {
                reader.say_shadowed(entry);
            });
            at = tree.get(at, key).unwrap_or(at);
        }
    }
    for at in 0..config.places.len() {
        let place = config.places[at];
        reader.host = place.host;
        config.servers.reserve(tree.len(place.node));
        let shadowed = if place.servers.name_field().is_some() { namesakes(tree, &place) } else { Vec::new() };
        for entry in place.entries(tree) {
            if reader.is_shadowed(entry) {
                continue;
            }
            let name = place.name(tree, entry);
            if shadowed.binary_search(&entry).is_ok() {
                reader.say_namesake(&name.unwrap_or_default(), entry);
                config.shadowed.push(entry);
            } else if !reader.host.others.is_empty() && reader.is_other(entry) {
                config.others.push(entry);
            } else {
                reader.host = place.host.of_entry(tree, entry);
                let server = reader.server(entry, name, place.servers);
                reader.host = place.host;
                config.servers.push(server);
            }
        }
    }
    if config.places.len() > 1 {
        sort_by(&mut config.servers, |server| u64::from(server.origin.index()));
    }
    for &(path, says) in host.beside {
        if let Some(node) = beside::setting(tree, path) {
            config.servers.iter_mut().for_each(|server| beside::apply(tree, server, node, says, document));
        }
    }
    config
}

/// The items of a list whose names earlier ones have, in order.
fn namesakes(tree: &Tree<'_>, place: &Place) -> Vec<NodeId> {
    let named = |entry| place.name(tree, entry).map(|name| (hash(name.as_bytes()), name, entry));
    let mut named: Vec<(u32, Cow<'_, str>, NodeId)> = place.entries(tree).filter_map(named).collect();
    sort_by(&mut named, |&(hash, ..)| u64::from(hash));
    let mut later: Vec<NodeId> = Vec::new();
    for group in named.chunk_by(|one, other| one.0 == other.0) {
        let is_later = |at: usize| group[..at].iter().any(|(_, name, _)| *name == group[at].1);
        later.extend((1..group.len()).filter(|&at| is_later(at)).map(|at| group[at].2));
    }
    sort_by(&mut later, |entry| u64::from(entry.index()));
    later
}

/// Reads what `entry` says of a server whose rest is told elsewhere, as `host` reads it: nothing has to be there.
pub fn read_part<'s>(tree: &Tree<'s>, entry: NodeId, host: &'static Host, document: Document, sink: &mut Sink) -> Server<'s> {
    Reader { tree, host, document, sink }.part(entry, tree.key(entry), false)
}

struct Reader<'r, 's> {
    tree: &'r Tree<'s>,
    /// The form of the host's file that is read.
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

    /// Says that the document is no map.
    #[cold]
    fn say_no_settings(&mut self, root: NodeId) {
        let message = say!["the document is ", found(self.tree, root), ", and no table of settings"];
        self.say(&codes::SERVERS_NOT_A_TABLE, message, root);
    }

    /// Says that what stands in the place of the servers is nothing that could hold them.
    #[cold]
    fn say_misfit(&mut self, place: &Place) {
        let what = if place.servers.name_field().is_some() { "` is no list of servers" } else { "` is no table of servers" };
        self.say(&codes::SERVERS_NOT_A_TABLE, say!["`", join(place.servers.keys(), "."), what], place.node);
    }

    /// Says that two servers have one name.
    #[cold]
    fn say_namesake(&mut self, name: &str, entry: NodeId) {
        let message = say!["`", name, "` is the name of two servers, and only the first starts"];
        self.say(&codes::DUPLICATE_KEY, message, entry);
    }

    /// Says that a server has no name.
    #[cold]
    fn say_nameless(&mut self, server: &mut Server<'s>, servers: &Servers) {
        let field = servers.name_field().unwrap_or_default();
        let message = say!["server ", server.name, " has no `", field, "`, which ", self.host.name, " needs"];
        let diagnostic = self.diagnostic(&codes::NAME_MISSING, message, server.origin);
        self.spoil(server, diagnostic);
    }

    /// Says that an entry is no server.
    #[cold]
    fn say_other(&mut self, entry: NodeId) {
        let (tree, host) = (self.tree, self.host);
        let message = say!["`", display_path(tree, entry), "` is a part of ", host.name, " and no MCP server: it stays as it is"];
        self.say(&codes::NOT_A_SERVER, message, entry);
    }

    /// Says that the file lacks what the host refuses it without.
    #[cold]
    fn say_head(&mut self, head: &Head, at: NodeId) {
        let message = say![self.host.name, " refuses the file without its `", head.key, "`"];
        let diagnostic = self.diagnostic(&codes::HEAD_MISSING, message, at);
        let such = if head.any { "a string such as `\"" } else { "the string `\"" };
        self.sink.push(diagnostic.help(say!["put ", such, head.text, "\"` under that key, at the top of the file"]));
    }

    /// Says that the servers stand under no key.
    #[cold]
    fn say_bare(&mut self, first: NodeId) {
        let message = say!["the servers stand at the top of the document, under no `", self.host.servers_key(), "`"];
        let mut diagnostic = self.diagnostic(&codes::SERVERS_AT_TOP, message, first);
        if self.host.id != super::SNIPPET.id {
            let place =
                if self.host.is_hearsay() { " where it is pasted" } else { " in the file of a project, not in the user's" };
            diagnostic = diagnostic.help(say![self.host.name, " takes that", place]);
        }
        self.sink.push(diagnostic);
    }

    #[inline]
    fn is_shadowed(&mut self, entry: NodeId) -> bool {
        let shadowed = self.tree.is_shadowed(entry);
        if shadowed {
            self.say_shadowed(entry);
        }
        shadowed
    }

    #[cold]
    fn say_shadowed(&mut self, entry: NodeId) {
        // Where none counts, that was said of the file.
        if self.host.unique_keys {
            return;
        }
        let tree = self.tree;
        let key = tree.key(entry);
        let message = say!["`", key, "` stands twice here, and the last one counts"];
        let mut diagnostic = self.diagnostic(&codes::DUPLICATE_KEY, message, entry);
        if let Some(last) = tree.parent(entry).and_then(|map| tree.get(map, &key)) {
            diagnostic = diagnostic.related("this one counts", tree.key_span(last));
        }
        self.sink.push(diagnostic);
    }

    /// Whether the entry is no server, and not meant to be one.
    #[inline(never)]
    fn is_other(&mut self, entry: NodeId) -> bool {
        let (tree, host) = (self.tree, self.host);
        let tells = |clue: &Clue| match *clue {
            Clue::Says(key, word) => tree.get(entry, key).is_some_and(|said| tree.str(said).as_deref() == Some(word)),
            Clue::Field(key) => tree.get(entry, key).is_some() && !looks_like_server(tree, entry),
            Clue::Key(key) => tree.has_key(entry, key) && !looks_like_server(tree, entry) && tree.get(entry, "enabled").is_none(),
            _ => false,
        };
        let is_other = tree.kind(entry) == Node::Map && host.others.iter().any(tells);
        if is_other {
            self.say_other(entry);
        }
        is_other
    }

    fn server(&mut self, entry: NodeId, name: Option<Cow<'s, str>>, servers: &Servers) -> Server<'s> {
        let is_nameless = name.is_none();
        let name = name.unwrap_or_else(|| self.tree.path(entry).pop().unwrap_or_default());
        let mut server = self.part(entry, name, true);
        server.is_numbered = is_nameless;
        if is_nameless && self.tree.kind(entry) == Node::Map {
            self.say_nameless(&mut server, servers);
        }
        server
    }

    /// Reads an entry that says how the server is reached, if it is `whole`.
    fn part(&mut self, entry: NodeId, name: Cow<'s, str>, whole: bool) -> Server<'s> {
        let tree = self.tree;
        let mut server = Server {
            name,
            is_numbered: false,
            origin: entry,
            transport: None,
            fields: Vec::with_capacity(tree.len(entry)),
            extras: Vec::new(),
            idle: Vec::new(),
            is_blocked: false,
            tools_at: None,
            unusable: false,
        };
        if tree.kind(entry) != Node::Map {
            self.say_no_table(&mut server);
            return server;
        }
        if whole {
            self.transport(&mut server);
        }
        if let Some(half) = tree.half_character(entry).filter(|_| self.document == Document::Source) {
            self.say_half(&mut server, half);
        }
        for child in tree.children(entry) {
            if self.is_shadowed(child) {
                continue;
            }
            match self.host.fields_of(tree, child) {
                (_, true) if tree.kind(child) == Node::Map => self.table(&mut server, child),
                (Some(spec), _) => self.field(&mut server, spec, child),
                (None, true) => self.no_table(&mut server, &tree.key(child), child),
                (None, false) => self.stranger(&mut server, tree.key(child).into_owned(), false, child),
            }
        }
        if whole && !self.host.minimum.is_empty() && self.document == Document::Source {
            self.needs(&server);
        }
        let says = |concept| server.get(concept).map(|field| field.origin);
        let lacks = self
            .host
            .requires
            .iter()
            .find_map(|&(one, other)| says(one).filter(|_| says(other).is_none()).map(|node| (node, other)));
        if let Some((node, other)) = lacks {
            self.say_lacking(&mut server, node, other);
        }
        server
    }

    /// Says what the server lacks that the host wants in each.
    #[cold]
    fn needs(&mut self, server: &Server<'s>) {
        let (tree, host) = (self.tree, self.host);
        let is_used = |spec: &&FieldSpec| host.needs(spec) && server.transport.is_some_and(|transport| spec.on.has(transport));
        let is_said = |spec: &&FieldSpec| tree.get(server.origin, spec.key).is_some_and(|node| tree.kind(node) != Node::Null);
        let lacks: Vec<&str> = host.fields.iter().filter(|spec| is_used(spec) && !is_said(spec)).map(|spec| spec.key).collect();
        if !lacks.is_empty() {
            let message =
                say!["`", server.name, "` has no `", join(&lacks, "`, `"), "`, and ", host.name, " wants that in each entry"];
            self.say(&codes::FIELD_MISSING, message, server.origin);
        }
    }

    /// Says that the server holds what no other document could be told.
    #[cold]
    fn say_half(&mut self, server: &mut Server<'s>, half: Span) {
        let message = say!["`", server.name, "` holds half of a surrogate pair, which stands for no character"];
        let mut diagnostic = self.diagnostic(&codes::SYNTAX_ERROR, message, server.origin);
        diagnostic.span = half;
        self.spoil(server, diagnostic.help("write the whole character"));
    }

    #[cold]
    fn say_no_table(&mut self, server: &mut Server<'s>) {
        let message = say!["`", server.name, "` is no table, so it describes no server"];
        let diagnostic = self.diagnostic(&codes::ENTRY_NOT_A_TABLE, message, server.origin);
        self.spoil(server, diagnostic);
    }

    /// Says that `node`, in the field of that key, is what the host does not take.
    #[cold]
    fn say_misfit_of(&mut self, server: &mut Server<'s>, key: &str, node: NodeId, is_of_type: bool, wanted: &str) {
        let (code, found) =
            if is_of_type { (&codes::FIELD_REFUSED, "another value") } else { (&codes::WRONG_TYPE, found(self.tree, node)) };
        let message = say!["`", key, "` of `", server.name, "` holds ", found, ", and ", self.host.name, " takes ", wanted];
        let diagnostic = self.diagnostic(code, message, node);
        self.spoil(server, diagnostic);
    }

    #[cold]
    fn say_lacking(&mut self, server: &mut Server<'s>, node: NodeId, other: Concept) {
        let tree = self.tree;
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
        self.spoil(server, diagnostic);
    }

    /// The host's fields below `key`.
    fn below<'k>(&self, key: &'k str) -> impl Iterator<Item = &'static FieldSpec> + use<'k> {
        self.host.fields.iter().filter(move |spec| spec.key.cut(".").is_some_and(|(table, _)| table == key))
    }

    /// Whether the host has fields below `key`.
    pub(super) fn has_table(&self, key: &str) -> bool {
        self.below(key).next().is_some()
    }

    /// What becomes of what is no table where the host has one.
    #[cold]
    fn no_table(&mut self, server: &mut Server<'s>, key: &str, node: NodeId) {
        let counts = |transport: Transport| self.below(key).any(|spec| spec.on.has(transport));
        match server.transport.filter(|&transport| !self.host.refuses_unused && !counts(transport)) {
            Some(transport) => self.unused(server, key, node, transport),
            None => self.say_misfit_of(server, key, node, false, "a table"),
        }
    }

    fn table(&mut self, server: &mut Server<'s>, table: NodeId) {
        let tree = self.tree;
        if let Some(transport) = server.transport.filter(|&transport| self.host.refuses_table(tree, table, transport)) {
            return self.refuse_unused(server, &tree.key(table), table, transport);
        }
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
