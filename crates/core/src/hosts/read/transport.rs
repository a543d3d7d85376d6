//! How a server is reached, as its host finds out.

use alloc::string::String;
use alloc::vec::Vec;

use super::Reader;
use crate::diag::{Document, codes, say};
use crate::hosts::{Both, FieldSpec, Kind};
use crate::model::{Concept, Server, Transport};
use crate::syntax::{Kind as Node, NodeId, Syntax};
use crate::text::{Ascii, join};

/// What a statement of the transport comes to.
enum Stated {
    Is(Transport),
    /// The host goes by command and URL all the same.
    Ignored,
    /// The host does not use the server; that was said.
    Unusable,
}

impl<'s> Reader<'_, 's> {
    /// Finds out how the server is reached, as the host does.
    pub(super) fn transport(&mut self, server: &mut Server<'s>) {
        let (tree, rule, entry) = (self.tree, &self.host.transport, server.origin);
        // A table of parts is none of the fields.
        let is_table = |spec: &FieldSpec, node| tree.kind(node) == Node::Map && self.has_table(spec.key);
        let find = |spec: &'static FieldSpec| spec.find(tree, entry).filter(|&node| !is_table(spec, node));
        let (mut command, mut url, mut urls) = (None, None, 0);
        for spec in self.host.fields {
            match spec.concept {
                Concept::Command => command = command.or_else(|| find(spec)),
                Concept::Url => {
                    urls += 1;
                    url = url.or_else(|| find(spec).map(|node| (spec, node)));
                }
                _ => {}
            }
        }
        if let Some((spec, _)) = url
            && urls > 1
            && let Some(transport) = spec.on.single()
        {
            // A field for one transport alone, which wins over everything else.
            server.transport = Some(transport);
            return self.may_be_http(server, url);
        }
        let (found, url) = (url, url.map(|(_, url)| url));
        // Some state the transport of remote servers only.
        let states = |field: &&str| command.is_none() || self.host.field(field).is_none_or(|spec| spec.on.has(Transport::Stdio));
        let stated = rule.field.filter(states).and_then(|field| {
            let is_older = |spec: &&FieldSpec| spec.kind == Kind::Transport && spec.is_legacy();
            let older = || self.host.fields.iter().filter(is_older).find_map(|spec| tree.get(entry, spec.key));
            let nested = || self.host.field(field).and_then(|spec| spec.find(tree, entry));
            tree.get(entry, field).or_else(nested).or_else(older)
        });
        self.stated_or_inferred(server, stated, command, url);
        let ends = |ending: &str| url.and_then(|url| tree.str(url)).is_some_and(|url| url.ends_with(ending));
        if server.transport == Some(Transport::Http) && rule.sse_ending.is_some_and(ends) {
            server.transport = Some(Transport::Sse);
        } else if stated.is_none() && rule.of_url == Some(Transport::Sse) {
            self.may_be_http(server, found);
        }
    }

    /// Says of a URL that stands for SSE by itself that its server may speak streamable HTTP.
    #[inline(never)]
    fn may_be_http(&mut self, server: &Server<'s>, url: Option<(&FieldSpec, NodeId)>) {
        let tree = self.tree;
        let looks =
            |&(_, node): &(&FieldSpec, NodeId)| tree.str(node).is_some_and(|url| url.without_trailing(b"/").ends_with("/mcp"));
        if server.transport == Some(Transport::Sse)
            && self.document == Document::Source
            && let Some((_, node)) = url.filter(looks)
        {
            let message = say![self.host.name, " takes `", server.name, "` for SSE, and its URL looks like streamable HTTP"];
            let diagnostic = self.diagnostic(&codes::TRANSPORT_MAY_BE_HTTP, message, node);
            let (what, key) = self.host.transport.field.map_or_else(
                || ("put it under `", self.host.key_of(Concept::Url).unwrap_or_default()),
                |field| ("state that in `", field),
            );
            self.sink.push(diagnostic.help(say![what, key, "`, unless it is SSE"]));
        }
    }

    fn stated_or_inferred(
        &mut self,
        server: &mut Server<'s>,
        stated: Option<NodeId>,
        command: Option<NodeId>,
        url: Option<NodeId>,
    ) {
        let (tree, rule) = (self.tree, &self.host.transport);
        if let Some(stated) = stated {
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
        let both_refused = command.is_some() && url.is_some() && rule.both == Both::Refused;
        match (command, url) {
            _ if both_refused => {}
            (Some(_), Some(_)) if rule.both == Both::Url => return server.transport = rule.of_url,
            (Some(command), _) if rule.of_command => {
                server.transport = Some(Transport::Stdio);
                if !self.is_refused_empty(command) {
                    return;
                }
            }
            (None, Some(_)) if rule.of_url.is_some() => return server.transport = rule.of_url,
            _ => {}
        }
        self.say_unreached(server, command, url);
    }

    /// Says why the host does not reach a server by what it has of a command and a URL.
    #[cold]
    fn say_unreached(&mut self, server: &mut Server<'s>, command: Option<NodeId>, url: Option<NodeId>) {
        let (tree, rule, entry) = (self.tree, &self.host.transport, server.origin);
        let key = |concept, usual| self.host.key_of(concept).unwrap_or(usual);
        let (command_key, url_key) = (|| key(Concept::Command, "command"), || key(Concept::Url, "url"));
        let (code, message, node, help) = match (command, url) {
            (Some(_), Some(url)) if rule.both == Both::Refused => {
                let (one, other) = (command_key(), url_key());
                let message = say![
                    "`",
                    server.name,
                    "` has a `",
                    one,
                    "` and a `",
                    other,
                    "`, and ",
                    self.host.name,
                    " refuses both together"
                ];
                (&codes::TRANSPORT_AMBIGUOUS, message, url, "remove the one that is not meant")
            }
            (Some(command), _) if rule.of_command => {
                let message = say!["`", server.name, "` has an empty `", command_key(), "`, and ", self.host.name, " skips it"];
                (&codes::TRANSPORT_MISSING, message, command, "name the program")
            }
            (Some(node), _) | (None, Some(node)) => {
                let (key, field) = (tree.key(node), rule.field.unwrap_or("type"));
                let message =
                    say!["`", server.name, "` has a `", key, "` without `", field, "`, and ", self.host.name, " does not use it"];
                let word = |transport| rule.words(transport).and_then(<[_]>::first).copied().unwrap_or_default();
                let transport = if Some(node) == command { Transport::Stdio } else { Transport::Http };
                let mut help = match tree.syntax() {
                    Syntax::Json => say!["add `\"", field, "\": \"", word(transport), "\"`"],
                    Syntax::Toml => say!["add `", field, " = \"", word(transport), "\"`"],
                    Syntax::Yaml => say!["add `", field, ": ", word(transport), "`"],
                };
                let sse = word(Transport::Sse);
                if transport == Transport::Http && sse != word(transport) && !sse.is_empty() {
                    help.push_str(&say![", or `\"", sse, "\"` for an older server"]);
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
                let message = say!["`", server.name, "` has neither `", command_key(), "` nor `", url_key(), "`"];
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
        // The words of an older field are those of other hosts.
        let is_older = rule.field.is_none_or(|field| field.behind(b".") != tree.key(stated));
        let spoken = |(transport, spellings): &&(Transport, &[&str])| {
            word.as_deref().is_some_and(|word| spellings.contains(&word) || (is_older && same_transport(word, *transport)))
        };
        let known = rule.known.iter().find(spoken).map(|&(transport, _)| transport);
        let needed = |transport| if transport == Transport::Stdio { command } else { url };
        let suits = known.is_some_and(|transport| needed(transport).is_some());
        if rule.lenient && !suits && (command.is_some() || url.is_some()) {
            return Stated::Ignored;
        }
        match known {
            Some(transport) if needed(transport).is_some_and(|field| !self.is_refused_empty(field)) => Stated::Is(transport),
            _ => self.say_unusable(server, stated, known),
        }
    }

    /// Says why the host does not use a server of which that transport is stated.
    #[cold]
    fn say_unusable(&mut self, server: &mut Server<'s>, stated: NodeId, known: Option<Transport>) -> Stated {
        let (tree, rule) = (self.tree, &self.host.transport);
        let (key, host) = (tree.key(stated), self.host.name);
        let (code, message, node) = match known {
            Some(transport) => {
                server.transport = Some(transport);
                let (concept, usual) =
                    if transport == Transport::Stdio { (Concept::Command, "command") } else { (Concept::Url, "url") };
                let field = self.host.key_of(concept).unwrap_or(usual);
                let message = say!["`", server.name, "` has no `", field, "`, which its transport needs"];
                (&codes::TRANSPORT_MISSING, message, server.origin)
            }
            None if tree.str(stated).is_none() => {
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
            diagnostic = diagnostic.help(say!["write one of ", join(&words, ", ")]);
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
}

pub(super) fn same_transport(word: &str, transport: Transport) -> bool {
    synonyms(transport).contains(&word)
}

/// The words by which one host or another states a transport.
#[must_use]
pub fn synonyms(transport: Transport) -> &'static [&'static str] {
    match transport {
        Transport::Stdio => &["stdio", "local"],
        Transport::Http => &["http", "streamable-http", "streamableHttp", "streamable_http", "remote"],
        Transport::Sse => &["sse"],
        Transport::Ws => &["ws"],
    }
}
