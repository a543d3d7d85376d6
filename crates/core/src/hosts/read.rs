//! From a document of a host to the model.

use std::borrow::Cow;

use super::foreign::{self, Foreign};
use super::{Both, FieldSpec, Host, Kind, NoNames, is_url};
use crate::diag::{Diagnostic, Document, LossKind, Sink, codes, say};
use crate::model::{Concept, Extra, Field, Idle, Meaning, Pair, Piece, Seconds, Server, Text, Transport};
use crate::syntax::{Form, Kind as Node, NodeId, Syntax, Tree, Value};

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
    for key in host.servers_at {
        match tree.get(at, key) {
            Some(next) => at = next,
            None => return config,
        }
    }
    if tree.kind(at) != Node::Map {
        let message = say!["`", host.servers_key(), "` is no table of servers"];
        reader.say(&codes::SERVERS_NOT_A_TABLE, message, at);
        return config;
    }
    config.servers_at = Some(at);
    config.servers.reserve(tree.len(at));
    for entry in tree.children(at) {
        if !reader.is_shadowed(entry) {
            let server = reader.server(entry);
            config.servers.push(server);
        }
    }
    config
}

struct Reader<'r, 's> {
    tree: &'r Tree<'s>,
    host: &'static Host,
    document: Document,
    sink: &'r mut Sink,
}

/// What a statement of the transport comes to.
enum Stated {
    Is(Transport),
    /// The host goes by command and URL all the same.
    Ignored,
    /// The host does not use the server; that was said.
    Unusable,
}

/// Why a value does not fit its field.
enum Misfit {
    /// It is of another type.
    Type(NodeId),
    /// It is nothing that a server could be told; what fits is kept.
    Nothing,
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
        let shadowed = self.tree.is_shadowed(entry);
        if shadowed {
            self.say(
                &codes::DUPLICATE_KEY,
                say!["`", self.tree.key(entry), "` stands twice here, and the last one counts"],
                entry,
            );
        }
        shadowed
    }

    fn server(&mut self, entry: NodeId) -> Server<'s> {
        let tree = self.tree;
        let name = tree.key(entry);
        let mut server = Server {
            name,
            origin: entry,
            transport: None,
            fields: Vec::new(),
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
        self.transport(&mut server);
        for child in tree.children(entry) {
            if self.is_shadowed(child) {
                continue;
            }
            let key = tree.key(child);
            // A dot in the key itself is nothing that stands in a table.
            match self.host.field(&key).filter(|_| !key.contains('.')) {
                _ if self.has_table(&key) && tree.kind(child) == Node::Map => self.table(&mut server, &key, child),
                Some(spec) => self.field(&mut server, spec, child),
                None if self.has_table(&key) => {
                    let message = say![
                        "`",
                        key,
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
                None => self.stranger(&mut server, key.into_owned(), false, child),
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

    /// Whether the host has fields below `key`.
    fn has_table(&self, key: &str) -> bool {
        self.host.fields.iter().any(|spec| spec.key.split_once('.').is_some_and(|(table, _)| table == key))
    }

    fn table(&mut self, server: &mut Server<'s>, key: &str, table: NodeId) {
        for child in self.tree.children(table) {
            if self.is_shadowed(child) {
                continue;
            }
            let key = say![key, ".", self.tree.key(child)];
            match self.host.field(&key) {
                Some(spec) => self.field(server, spec, child),
                None => self.stranger(server, key, true, child),
            }
        }
    }

    /// Finds out how the server is reached, as the host does.
    fn transport(&mut self, server: &mut Server<'s>) {
        let (tree, rule, entry) = (self.tree, &self.host.transport, server.origin);
        let command = tree.get(entry, "command");
        let url = self.host.url_fields().find_map(|spec| Some((spec, tree.get(entry, spec.key)?)));
        if let Some((spec, _)) = url
            && spec.legacy
        {
            // An older field for one transport alone, which wins over everything else.
            server.transport = rule.known.iter().map(|&(transport, _)| transport).find(|&transport| spec.on.has(transport));
            return;
        }
        let url = url.map(|(_, url)| url);
        if let Some(stated) = rule.field.and_then(|field| tree.get(entry, field)) {
            if url.is_some() && rule.both == Both::Url && tree.str(stated).as_deref() == Some("stdio") {
                // With a URL it is remote, whatever it is said to be.
                let message = say![
                    "`",
                    tree.key(stated),
                    "` of `",
                    server.name,
                    "` has no effect on ",
                    self.host.name,
                    ", which goes by the URL"
                ];
                self.say(&codes::TRANSPORT_IGNORED, message, stated);
                return server.transport = rule.of_url;
            }
            match self.stated(server, stated, command, url) {
                Stated::Is(transport) => return server.transport = Some(transport),
                Stated::Unusable => return,
                Stated::Ignored => {
                    let message = say!["`", tree.key(stated), "` of `", server.name, "` has no effect on ", self.host.name];
                    self.say(&codes::TRANSPORT_IGNORED, message, stated);
                }
            }
        }
        let (code, message, node, help) = match (command, url) {
            (Some(_), Some(url)) if rule.both == Both::Refused => {
                let message =
                    say!["`", server.name, "` has a `command` and a `url`, and ", self.host.name, " refuses both together"];
                (&codes::TRANSPORT_AMBIGUOUS, message, url, "remove the one that is not meant")
            }
            (Some(_), Some(_)) if rule.both == Both::Url => return server.transport = rule.of_url,
            (Some(command), _) if rule.of_command => {
                server.transport = Some(Transport::Stdio);
                if !self.is_refused_empty(command) {
                    return;
                }
                let message = say!["`", server.name, "` has an empty `command`, and ", self.host.name, " skips it"];
                (&codes::TRANSPORT_MISSING, message, command, "name the program")
            }
            (None, Some(_)) if rule.of_url.is_some() => return server.transport = rule.of_url,
            (Some(node), _) | (None, Some(node)) => {
                let key = tree.key(node);
                let message =
                    say!["`", server.name, "` has a `", key, "` without `type`, and ", self.host.name, " does not use it"];
                let word = |transport| {
                    let known = rule.known.iter().find(|&&(known, _)| known == transport);
                    known.and_then(|(_, spellings)| spellings.first()).copied().unwrap_or_default()
                };
                let transport = if key == "command" { Transport::Stdio } else { Transport::Http };
                let mut help = say!["add `\"type\": \"", word(transport), "\"`"];
                if transport == Transport::Http && word(Transport::Sse) != word(transport) {
                    help.push_str(", or `\"sse\"` for an older server");
                }
                let diagnostic = self.diagnostic(&codes::TRANSPORT_NOT_STATED, message, node).help(help);
                return self.spoil(server, diagnostic);
            }
            (None, None) if self.is_override(entry) => {
                server.unusable = true;
                let message = say!["`", server.name, "` only switches a server of another file"];
                return self.say(&codes::FIELD_UNUSED, message, entry);
            }
            (None, None) if self.host.url_fields().next().is_none() && tree.get(entry, "url").is_some() => {
                let message = say!["`", server.name, "` has a `url`, and ", self.host.name, " knows no remote servers"];
                let help = "add the server in the program itself, or start a bridge such as `npx -y mcp-remote URL`";
                (&codes::TRANSPORT_NOT_STATED, message, tree.get(entry, "url").unwrap_or(entry), help)
            }
            (None, None) => {
                let message = say!["`", server.name, "` has neither `command` nor `url`"];
                (&codes::TRANSPORT_MISSING, message, entry, "say how the server is started or where it is")
            }
        };
        let diagnostic = self.diagnostic(code, message, node).help(help);
        self.spoil(server, diagnostic);
    }

    /// What a statement of the transport is worth to the host.
    fn stated(&mut self, server: &mut Server<'s>, stated: NodeId, command: Option<NodeId>, url: Option<NodeId>) -> Stated {
        let (tree, rule) = (self.tree, &self.host.transport);
        let word = tree.str(stated);
        let spoken = |(_, spellings): &&(Transport, &[&str])| word.as_deref().is_some_and(|word| spellings.contains(&word));
        let known = rule.known.iter().find(spoken).map(|&(transport, _)| transport);
        let needed = |transport| if transport == Transport::Stdio { command } else { url };
        let suits = known.is_some_and(|transport| needed(transport).is_some());
        if rule.lenient && !suits && (command.is_some() || url.is_some()) {
            return Stated::Ignored;
        }
        let (key, host) = (tree.key(stated), self.host.name);
        let (code, message, node) = match known {
            Some(transport) if needed(transport).is_some_and(|field| !self.is_refused_empty(field)) => {
                return Stated::Is(transport);
            }
            Some(transport) => {
                server.transport = Some(transport);
                let field = if transport == Transport::Stdio { "command" } else { "url" };
                let message = say!["`", server.name, "` has no `", field, "`, which its transport needs"];
                (&codes::TRANSPORT_MISSING, message, server.origin)
            }
            None if word.is_none() => {
                (&codes::WRONG_TYPE, say!["`", server.name, "` has a `", key, "` that is no string"], stated)
            }
            None => {
                (&codes::TRANSPORT_UNKNOWN, say!["`", server.name, "` has a transport that ", host, " does not know"], stated)
            }
        };
        let mut diagnostic = self.diagnostic(code, message, node);
        if *code == codes::TRANSPORT_UNKNOWN {
            let mut words: Vec<String> = Vec::new();
            for word in rule.known.iter().filter_map(|(_, spellings)| spellings.first()).map(|word| say!["`", word, "`"]) {
                if !words.contains(&word) {
                    words.push(word);
                }
            }
            diagnostic = diagnostic.help(say!["write one of ", words.join(", ")]);
        }
        self.spoil(server, diagnostic);
        Stated::Unusable
    }

    /// Whether the entry says no more than whether a server of another file is on, for a host that understands that.
    fn is_override(&self, entry: NodeId) -> bool {
        let switches =
            |child: NodeId| self.host.field(&self.tree.key(child)).is_some_and(|spec| spec.concept == Concept::Enabled);
        !self.host.transport.of_command && self.tree.len(entry) > 0 && self.tree.children(entry).all(switches)
    }

    /// Whether it is a string of no characters that the host does not take.
    fn is_refused_empty(&self, node: NodeId) -> bool {
        self.host.never_empty.contains(&self.tree.key(node).as_ref())
            && self.tree.str(node).is_some_and(|text| text.trim().is_empty())
    }

    /// Reads a field that the host knows.
    fn field(&mut self, server: &mut Server<'s>, spec: &'static FieldSpec, node: NodeId) {
        if spec.kind == Kind::Transport {
            return;
        }
        if let Some(transport) = server.transport
            && !spec.on.has(transport)
        {
            if self.host.refuses_unused {
                let message = say![
                    "`",
                    server.name,
                    "` is reached by ",
                    transport.name(),
                    ", and with `",
                    spec.key,
                    "` ",
                    self.host.name,
                    " refuses that"
                ];
                let diagnostic = self.diagnostic(&codes::FIELD_REFUSED, message, node);
                self.spoil(
                    server,
                    match spec.key {
                        "bearer_token" => {
                            diagnostic.help("put the token into a variable, and name that in `bearer_token_env_var`")
                        }
                        _ => diagnostic.help("remove it"),
                    },
                );
            } else {
                let message = say!["`", spec.key, "` means nothing to ", self.host.name, " in a ", transport.name(), " server"];
                self.say(&codes::FIELD_UNUSED, message, node);
                server.extras.push(Extra {
                    key: spec.key.to_owned(),
                    nested: spec.key.contains('.'),
                    origin: node,
                    value: self.tree.value(node),
                    known: false,
                });
            }
            return;
        }
        if spec.kind == Kind::Own {
            server.extras.push(Extra {
                key: spec.key.to_owned(),
                nested: spec.key.contains('.'),
                origin: node,
                value: self.tree.value(node),
                known: true,
            });
            return;
        }
        if spec.key != "command" && self.is_refused_empty(node) {
            let message = say!["`", spec.key, "` of `", server.name, "` is empty, and ", self.host.name, " refuses that"];
            let diagnostic = self.diagnostic(&codes::FIELD_REFUSED, message, node);
            return self.spoil(server, diagnostic.help("remove it"));
        }
        match self.meaning(server, spec, node, true) {
            Ok(Meaning::Texts(mut texts)) if spec.kind == Kind::CommandLine => {
                if texts.is_empty() {
                    let message = say!["`", server.name, "` has a `", spec.key, "` that names no program"];
                    let diagnostic = self.diagnostic(&codes::TRANSPORT_MISSING, message, node);
                    return self.spoil(server, diagnostic);
                }
                let command = texts.remove(0);
                self.add(server, Concept::Command, Meaning::Text(command), node, false);
                self.add(server, Concept::Args, Meaning::Texts(texts), node, false);
            }
            Ok(meaning) => {
                if let Kind::SharedMilliseconds { .. } = spec.kind {
                    self.add(server, Concept::StartupTimeout, meaning.clone(), node, false);
                }
                let url = spec.concept == Concept::Url && self.host.plain_urls;
                if url && !self.tree.str(node).is_some_and(|url| is_url(&url)) {
                    let message = say![
                        "`",
                        spec.key,
                        "` of `",
                        server.name,
                        "` is no URL as it is written, and ",
                        self.host.name,
                        " drops the server"
                    ];
                    let diagnostic = self.diagnostic(&codes::URL_NOT_ACCEPTED, message, node);
                    self.spoil(server, diagnostic.help("write scheme and host as text, and refer to the rest"));
                }
                self.add(server, spec.concept, meaning, node, false);
            }
            Err(Misfit::Nothing) => {}
            Err(Misfit::Type(at)) => {
                let message = say![
                    "`",
                    spec.key,
                    "` of `",
                    server.name,
                    "` holds ",
                    found(self.tree, at),
                    ", and ",
                    self.host.name,
                    " takes ",
                    wanted(spec.kind)
                ];
                let diagnostic = self.diagnostic(&codes::WRONG_TYPE, message, at);
                self.spoil(server, diagnostic);
            }
        }
    }

    fn add(&mut self, server: &mut Server<'s>, concept: Concept, meaning: Meaning<'s>, node: NodeId, foreign: bool) {
        let at = server.fields.iter().position(|field| field.concept == concept);
        let at = at.unwrap_or_else(|| {
            let empty = if let Meaning::Pairs(_) = meaning { Meaning::Pairs(Vec::new()) } else { meaning.clone() };
            server.fields.push(Field { concept, meaning: empty, origin: node, foreign });
            server.fields.len() - 1
        });
        let Server { name, fields, idle, .. } = server;
        let earlier = &mut fields[at];
        if earlier.foreign && !foreign {
            // What the host heeds stands for itself; the other host's field was noted.
            let empty = if let Meaning::Pairs(_) = meaning { Meaning::Pairs(Vec::new()) } else { meaning.clone() };
            *earlier = Field { concept, meaning: empty, origin: node, foreign };
        }
        if let (Meaning::Pairs(pairs), Meaning::Pairs(more)) = (&mut earlier.meaning, &meaning) {
            // Several fields make up one map. Codex sets what it passes on before `env`, and literal headers before others.
            let is_header = concept == Concept::Headers;
            let yields =
                |pair: &Pair<'_>| if is_header { pair.text.is_literal() } else { pair.text.whole_variable("").is_some() };
            for pair in more {
                let Some(at) = pairs.iter().position(|other| same_name(&other.name, &pair.name, is_header)) else {
                    pairs.push(pair.clone());
                    continue;
                };
                let message = say!["`", pair.name, "` is set twice in `", name, "`, and one of the two has no effect"];
                let loser = if yields(&pairs[at]) && !yields(pair) {
                    std::mem::replace(&mut pairs[at], pair.clone())
                } else {
                    pair.clone()
                };
                if !foreign {
                    idle.push(Idle { concept, name: Some(loser.name.clone()), origin: loser.origin });
                }
                self.sink.push(Diagnostic::new(&codes::DUPLICATE_KEY, self.document, message).on(self.tree, loser.origin));
            }
            return;
        }
        if earlier.origin == node {
            return;
        }
        // Of two fields for one thing the host takes the one that its table lists first.
        let (key, earlier_key) = (self.tree.key(node), self.tree.key(earlier.origin));
        let rank = |key: &str| self.host.fields.iter().position(|spec| spec.key == key);
        let mut loser = node;
        if !foreign && rank(&key) < rank(&earlier_key) {
            loser = earlier.origin;
            *earlier = Field { concept, meaning, origin: node, foreign };
        }
        let winner = earlier.origin;
        if !foreign {
            idle.push(Idle { concept, name: None, origin: loser });
        }
        let message = say!["`", self.tree.key(loser), "` of `", name, "` has no effect beside `", self.tree.key(winner), "`"];
        self.say(&codes::FIELD_UNUSED, message, loser);
    }

    /// A field that the host does not know.
    fn stranger(&mut self, server: &mut Server<'s>, key: String, nested: bool, node: NodeId) {
        let value = self.tree.value(node);
        let what = foreign::find(self.host, &key);
        let host = self.host.name;
        match what {
            Foreign::Agreed(spec) if spec.kind == Kind::Transport => {
                let stated = self.tree.str(node);
                if stated.as_deref().is_none_or(|word| server.transport.is_none_or(|known| !same_transport(word, known)))
                    && server.transport.is_some()
                {
                    let known = server.transport.map_or("nothing", Transport::name);
                    let message =
                        say!["`", key, "` of `", server.name, "` has no effect: for ", host, " it is a ", known, " server"];
                    self.say(&codes::TRANSPORT_IGNORED, message, node);
                }
            }
            Foreign::Agreed(spec) => {
                let fits = server.transport.is_none_or(|transport| spec.on.has(transport));
                // Several foreign fields may make up one map; beside a field of the host's own they say nothing.
                let taken =
                    server.get(spec.concept).is_some_and(|field| !field.foreign || !matches!(field.meaning, Meaning::Pairs(_)));
                let message = say!["`", key, "` of `", server.name, "` belongs to other hosts, and ", host, " ignores it"];
                self.say(&codes::FOREIGN_FIELD, message, node);
                if fits
                    && !taken
                    && let Ok(meaning) = self.meaning(server, spec, node, false)
                {
                    self.add(server, spec.concept, meaning, node, true);
                }
            }
            Foreign::Ambiguous => {
                let message = say![
                    "`",
                    key,
                    "` of `",
                    server.name,
                    "` is no field of ",
                    host,
                    ", and means different things in other hosts"
                ];
                self.say(&codes::FOREIGN_FIELD_AMBIGUOUS, message, node);
            }
            Foreign::Unknown => {
                self.say(&codes::UNKNOWN_FIELD, say!["`", key, "` of `", server.name, "` is no field of ", host], node);
            }
        }
        server.extras.push(Extra { key, nested, origin: node, value, known: false });
    }

    /// What the value of a field says. Where it is `native`, what is odd about it is said.
    fn meaning(
        &mut self,
        server: &Server<'s>,
        spec: &'static FieldSpec,
        node: NodeId,
        native: bool,
    ) -> Result<Meaning<'s>, Misfit> {
        let tree = self.tree;
        let spellings = if native { self.host.references.within(spec.concept) } else { &[] };
        let misfit = || Misfit::Type(node);
        Ok(match spec.kind {
            Kind::Text => Meaning::Text(Text::parse(tree.str(node).ok_or_else(misfit)?, spellings)),
            Kind::Texts => {
                if tree.kind(node) != Node::List {
                    return Err(misfit());
                }
                let mut texts = Vec::with_capacity(tree.len(node));
                for item in tree.children(node) {
                    texts
                        .push(Text::parse(self.string(server, spec.concept, item, native).ok_or(Misfit::Type(item))?, spellings));
                }
                Meaning::Texts(texts)
            }
            Kind::Pairs => {
                let mut pairs = Vec::with_capacity(tree.len(node));
                for (name, item) in self.entries(node)? {
                    let unset =
                        native && spec.concept == Concept::Env && self.host.numbers_in_env && tree.kind(item) == Node::Null;
                    if unset {
                        let text = Text::Template { raw: Cow::Borrowed("null"), pieces: vec![Piece::Unset] };
                        pairs.push(Pair { name, text, origin: item });
                        continue;
                    }
                    match self.string(server, spec.concept, item, native) {
                        Some(text) => pairs.push(Pair { name, text: Text::parse(text, spellings), origin: item }),
                        // What the host ignores is no loss; the field as a whole was noted.
                        None if !native => {}
                        None => {
                            let message = say![
                                "`",
                                name,
                                "` of `",
                                server.name,
                                "` holds ",
                                found(tree, item),
                                ", which no string can stand for"
                            ];
                            let diagnostic = self.diagnostic(&codes::VALUE_REFUSED, message, item);
                            self.sink.push(diagnostic.loss(LossKind::Dropped, &server.name, Some(spec.concept), Some(&name)));
                        }
                    }
                }
                Meaning::Pairs(pairs)
            }
            Kind::HeadersFromEnv => {
                let mut pairs = Vec::with_capacity(tree.len(node));
                for (name, item) in self.entries(node)? {
                    let variable = tree.str(item).ok_or(Misfit::Type(item))?;
                    pairs.push(Pair { name, text: Text::variable("", variable), origin: item });
                }
                Meaning::Pairs(pairs)
            }
            Kind::Bearer => {
                let variable = tree.str(node).ok_or_else(misfit)?;
                Meaning::Pairs(vec![Pair {
                    name: Cow::Borrowed("Authorization"),
                    text: Text::variable("Bearer ", variable),
                    origin: node,
                }])
            }
            Kind::Passthrough => {
                if tree.kind(node) != Node::List {
                    return Err(misfit());
                }
                let mut pairs = Vec::with_capacity(tree.len(node));
                for item in tree.children(node) {
                    pairs.push(self.passed(item).ok_or(Misfit::Type(item))?);
                }
                Meaning::Pairs(pairs)
            }
            Kind::Names(empty) => {
                if tree.kind(node) != Node::List {
                    return Err(misfit());
                }
                let names: Option<Vec<_>> = tree.children(node).map(|item| tree.str(item)).collect();
                let names = names.ok_or_else(misfit)?;
                let everything = match empty {
                    NoNames::Nothing => false,
                    NoNames::Everything => names.is_empty(),
                    NoNames::NothingOrStar => names == ["*"],
                };
                if everything {
                    return Err(Misfit::Nothing);
                }
                Meaning::Names(names)
            }
            Kind::SpacedNames => {
                let text = tree.str(node).ok_or_else(misfit)?;
                Meaning::Names(text.split_ascii_whitespace().map(|name| Cow::Owned(name.to_owned())).collect())
            }
            Kind::Seconds { exponent, whole, zero } => {
                // To JSON `3e4` is as whole as `30000`; TOML tells integers and floats apart.
                let is_integer = tree.kind(node) == Node::Integer || tree.syntax() == Syntax::Json;
                let is_number = matches!(tree.kind(node), Node::Integer | Node::Float);
                // 1e300 seconds are more than any host counts.
                let counts = |seconds: &Seconds| seconds.in_units(exponent).is_some() && (zero || *seconds != Seconds::ZERO);
                let fits =
                    |seconds: &Seconds| is_number && counts(seconds) && (!whole || (is_integer && seconds.is_whole(exponent)));
                let seconds = Seconds::parse(tree.raw(node), exponent).filter(fits).ok_or_else(misfit)?;
                if native {
                    return self.time_limit(server, spec, seconds, exponent, node);
                }
                Meaning::Seconds(seconds)
            }
            Kind::CommandLine => {
                if tree.kind(node) != Node::List {
                    return Err(misfit());
                }
                let mut texts = Vec::with_capacity(tree.len(node));
                for item in tree.children(node) {
                    texts.push(Text::parse(tree.str(item).ok_or(Misfit::Type(item))?, spellings));
                }
                Meaning::Texts(texts)
            }
            Kind::SharedMilliseconds { whole } => {
                let whole =
                    |limit: &Seconds| (!whole || limit.is_whole(-3)) && *limit != Seconds::ZERO && limit.in_units(-3).is_some();
                let is_number = matches!(tree.kind(node), Node::Integer | Node::Float);
                let limit = Seconds::parse(tree.raw(node), -3).filter(whole).filter(|_| is_number);
                Meaning::Seconds(limit.ok_or_else(misfit)?)
            }
            Kind::Switch(on) => Meaning::Switch(tree.bool(node).ok_or_else(misfit)? == on),
            Kind::Port(lowest) => {
                let is_integer = match tree.syntax() {
                    Syntax::Json => matches!(tree.kind(node), Node::Integer | Node::Float),
                    Syntax::Toml => tree.kind(node) == Node::Integer,
                };
                let port = Seconds::parse(tree.raw(node), 0).filter(|port| is_integer && port.is_whole(0));
                let digits =
                    port.filter(|port| port.is_below(65_536, 0) && !port.is_below(lowest, 0)).and_then(|port| port.in_units(0));
                Meaning::Opaque(Value::Plain(digits.ok_or_else(misfit)?))
            }
            Kind::Own | Kind::Transport => Meaning::Opaque(tree.value(node)),
        })
    }

    fn time_limit(
        &mut self,
        server: &Server<'s>,
        spec: &FieldSpec,
        seconds: Seconds,
        exponent: i32,
        node: NodeId,
    ) -> Result<Meaning<'s>, Misfit> {
        let unit = if exponent == 0 { "seconds" } else { "milliseconds" };
        if seconds.is_below(self.host.timeout_floor, 0) {
            let message = say![
                "`",
                spec.key,
                "` of `",
                server.name,
                "` counts in ",
                unit,
                ", and ",
                self.host.name,
                " ignores less than a second"
            ];
            let diagnostic = self.diagnostic(&codes::TIMEOUT_SUSPICIOUS, message, node);
            self.sink.push(diagnostic.help("multiply it by 1000 if seconds are meant"));
            return Err(Misfit::Nothing);
        }
        if exponent == 0 && !seconds.is_below(1000, 0) {
            let message = say!["`", spec.key, "` of `", server.name, "` counts in seconds, and looks like milliseconds"];
            let diagnostic = self.diagnostic(&codes::TIMEOUT_SUSPICIOUS, message, node);
            self.sink.push(diagnostic.help("divide it by 1000 if milliseconds are meant"));
        }
        Ok(Meaning::Seconds(seconds))
    }

    fn entries(&mut self, map: NodeId) -> Result<Vec<(Cow<'s, str>, NodeId)>, Misfit> {
        let tree = self.tree;
        if tree.kind(map) != Node::Map {
            return Err(Misfit::Type(map));
        }
        let mut entries = Vec::with_capacity(tree.len(map));
        for child in tree.children(map) {
            if !self.is_shadowed(child) {
                entries.push((tree.key(child), child));
            }
        }
        Ok(entries)
    }

    /// A string, or a number or boolean as the source spells it.
    fn string(&mut self, server: &Server<'s>, concept: Concept, node: NodeId, native: bool) -> Option<Cow<'s, str>> {
        let tree = self.tree;
        match tree.kind(node) {
            Node::String => tree.str(node),
            Node::Integer | Node::Float | Node::Bool | Node::Datetime => {
                let taken = concept == Concept::Env && self.host.numbers_in_env && tree.kind(node) != Node::Bool;
                if native && !taken {
                    let key = tree.path(node).pop().unwrap_or_default();
                    let message = say![
                        "`",
                        key,
                        "` of `",
                        server.name,
                        "` holds ",
                        found(tree, node),
                        ", and is read as the string of the same spelling"
                    ];
                    let diagnostic = self.diagnostic(&codes::VALUE_STRINGIFIED, message, node);
                    self.sink.push(diagnostic.loss(LossKind::Coerced, &server.name, Some(concept), Some(&key)));
                }
                Some(Cow::Borrowed(tree.raw(node)))
            }
            Node::Null | Node::List | Node::Map => None,
        }
    }

    /// An item of a list of variables that are passed on: a name, or a name and where it comes from.
    fn passed(&self, item: NodeId) -> Option<Pair<'s>> {
        let tree = self.tree;
        if let Some(name) = tree.str(item) {
            return Some(Pair { text: Text::variable("", name.clone()), name, origin: item });
        }
        let name = tree.get(item, "name").and_then(|name| tree.str(name))?;
        let source = tree.get(item, "source").map(|source| tree.str(source));
        let text = match source {
            None => Text::variable("", name.clone()),
            Some(source) => match source?.as_ref() {
                "local" => Text::variable("", name.clone()),
                "remote" => Text::Template { raw: name.clone(), pieces: vec![Piece::Remote(name.clone())] },
                _ => return None,
            },
        };
        Some(Pair { name, text, origin: item })
    }
}

/// Whether two names of pairs are the same.
pub(super) fn same_name(one: &str, other: &str, is_header: bool) -> bool {
    if is_header { one.eq_ignore_ascii_case(other) } else { one == other }
}

fn same_transport(word: &str, transport: Transport) -> bool {
    match transport {
        Transport::Stdio => matches!(word, "stdio" | "local"),
        Transport::Http => matches!(word, "http" | "streamable-http" | "streamableHttp" | "streamable_http" | "remote"),
        Transport::Sse => word == "sse",
        Transport::Ws => word == "ws",
    }
}

/// What a value is, in words; never the value.
fn found(tree: &Tree<'_>, node: NodeId) -> &'static str {
    match tree.kind(node) {
        Node::Null => "`null`",
        Node::Bool => "a boolean",
        Node::Integer | Node::Float => "a number",
        Node::Datetime => "a date",
        Node::String => "a string",
        Node::List if tree.form(node) == Form::Tables => "an array of tables",
        Node::List => "a list",
        Node::Map => "a table",
    }
}

fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::Transport | Kind::Text | Kind::Bearer | Kind::SpacedNames => "a string",
        Kind::Texts | Kind::Names(_) | Kind::CommandLine => "a list of strings",
        Kind::Passthrough => "a list of names of variables",
        Kind::Pairs => "a table of strings",
        Kind::HeadersFromEnv => "a table of names of variables",
        Kind::SharedMilliseconds { whole: false } => "a number above zero",
        Kind::SharedMilliseconds { .. } | Kind::Seconds { zero: false, .. } => "a whole number above zero",
        Kind::Seconds { whole: true, .. } => "a whole number that is not negative",
        Kind::Seconds { .. } => "a number that is not negative",
        Kind::Switch(_) => "`true` or `false`",
        Kind::Port(_) => "a port",
        Kind::Own => "another value",
    }
}
