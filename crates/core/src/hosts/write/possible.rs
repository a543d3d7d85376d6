//! Whether the target can have a server at all.

use super::{Adapted, Writer};
use crate::diag::{Diagnostic, Document, LossKind, codes, say};
use crate::hosts::urls::UrlFault;
use crate::hosts::{Blanks, Host, NameRule, raw};
use crate::model::{Concept, Field, Meaning, Server, Transport};
use crate::syntax::{NodeId, Tree};
use crate::text::{Ascii, characters, join};

impl<'a> Writer<'a, '_> {
    /// Whether the target can have the server at all.
    pub(super) fn is_possible(&mut self, name: &str) -> bool {
        let server = self.server;
        if !self.to.has_transport(self.transport) {
            return self.refuse_transport();
        }
        if !self.to.names.accepts(name) {
            return self.refuse_name(name);
        }
        let empty = |field: &&Field<'_>| matches!(&field.meaning, Meaning::Text(text) if text.raw().trimmed().is_empty());
        let needed = || server.get(Concept::Command).filter(|_| self.to.never_empty.contains(&"command"));
        if let Some(command) = needed().filter(empty) {
            return self.refuse_command("` has an empty `command`, which ", command.origin);
        }
        if let Some(node) = self.names_reference(name) {
            return self.refuse_text("a name", node);
        }
        if let Some((field, Meaning::Text(text))) = server.get(Concept::Url).map(|field| (field, &field.meaning)) {
            let told = self.spell(text, Concept::Url).text;
            let is_sse = |ending: &str| self.transport == Transport::Http && told.ends_with(ending);
            let why = if self.to.transport.sse_ending.is_some_and(is_sse) {
                " takes a URL that ends like that for SSE"
            } else {
                match self.to.urls.fault(&told) {
                    None => "",
                    Some(UrlFault::Open) => " takes no URL that is not encrypted, unless it leads to this machine",
                    Some(UrlFault::None) => " takes no URL that is none as it is written",
                    Some(UrlFault::Holds) => " takes no URL with a user or a fragment in it",
                }
            };
            if !why.is_empty() {
                return self.refuse_url(why, field.origin);
            }
        }
        let blank =
            |field: &&Field<'_>| matches!(&field.meaning, Meaning::Text(text) if characters(text.raw()).any(char::is_whitespace));
        let refused = || server.get(Concept::Command).filter(|_| self.to.blanks == Blanks::Refused);
        if let Some(command) = refused().filter(blank) {
            return self.refuse_command("` has a blank in its command, which ", command.origin);
        }
        let is_blocked = self.existing.is_some_and(|existing| existing.is_blocked);
        let Some(switch) = server.get(Concept::Enabled).filter(|_| server.is_disabled()) else {
            if is_blocked {
                self.sink.push(stays_off(server, self.tree, self.to));
            }
            return true;
        };
        is_blocked || self.is_switched(switch)
    }

    /// Whether the target can be told that the server is off.
    #[inline(never)]
    fn is_switched(&mut self, switch: &Field<'_>) -> bool {
        let (server, to) = (self.server, self.to.name);
        if (switch.foreign && self.is_same_host()) || self.to.fields_for(Concept::Enabled, self.transport).next().is_some() {
            return true;
        }
        if self.existing.is_some() {
            let message = say!["`", server.name, "` is off, but runs in the target, and ", to, " has no switch for it"];
            self.lose(&codes::CANNOT_DISABLE, LossKind::Widened, Some(Concept::Enabled), None, switch.origin, message);
        } else {
            let message = say!["`", server.name, "` is off, and left out, because ", to, " has no switch for it"];
            self.lose(&codes::DISABLED_SERVER_OMITTED, LossKind::Dropped, None, None, switch.origin, message);
        }
        false
    }

    /// Says that the target does not take the command.
    #[cold]
    fn refuse_command(&mut self, what: &str, command: NodeId) -> bool {
        let message = say!["`", self.server.name, what, self.to.name, " does not take, so it is left out"];
        self.lose(&codes::FIELD_REFUSED, LossKind::Dropped, None, None, command, message);
        false
    }

    /// Says that the target would make something else of a name, or of other text.
    #[cold]
    pub(super) fn refuse_text(&mut self, what: &str, node: NodeId) -> bool {
        let (server, to) = (self.server, self.to.name);
        let message = say!["`", server.name, "` holds ", what, " in which ", to, " would replace text, so it is left out"];
        let diagnostic = Diagnostic::new(&codes::LITERAL_NAMES_FILE, Document::Source, message).on(self.tree, node);
        let diagnostic = diagnostic.loss(LossKind::Dropped, &server.name, None, None);
        let openings = join(self.to.references.in_raw_text, "` and `");
        self.sink.push(diagnostic.help(say!["give it ", what, " without `", openings, "`"]));
        false
    }

    /// Says that the target has no such transport.
    #[cold]
    fn refuse_transport(&mut self) -> bool {
        let (server, to) = (self.server, self.to.name);
        let message = say![to, " has no ", self.transport.name(), " transport, so `", server.name, "` is left out"];
        let diagnostic = Diagnostic::new(&codes::TRANSPORT_UNSUPPORTED, Document::Source, message).on(self.tree, server.origin);
        let diagnostic = diagnostic.loss(LossKind::Dropped, &server.name, None, None);
        self.sink.push(diagnostic.help(match self.transport {
            Transport::Http | Transport::Sse if self.to.has_transport(Transport::Http) => {
                "ask the server's maker for a streamable HTTP endpoint, which is another URL, not another name for this one; \
                 or have the host start a bridge, with `--bridge mcp-remote`"
            }
            Transport::Http | Transport::Sse => "have the host start a bridge, with `--bridge mcp-remote`",
            _ => "ask the server's maker for a streamable HTTP endpoint; it is another URL, not another name for this one",
        }));
        false
    }

    /// Says that the target does not take the name.
    #[cold]
    fn refuse_name(&mut self, name: &str) -> bool {
        let (server, to) = (self.server, self.to.name);
        let message = say![to, " does not accept the name `", name, "`, so the server is left out"];
        let diagnostic = Diagnostic::new(&codes::NAME_NOT_ACCEPTED, Document::Source, message).on(self.tree, server.origin);
        let diagnostic = diagnostic.loss(LossKind::Dropped, &server.name, None, None);
        let safe = NameRule::safe(name, &|name| self.from.has_server(self.tree, server.origin, name));
        self.sink.push(diagnostic.help(say!["rename it, for example to `", safe, "`"]));
        false
    }

    /// Says that the target does not take the URL.
    #[cold]
    fn refuse_url(&mut self, why: &str, url: NodeId) -> bool {
        let (server, to) = (self.server, self.to.name);
        let message = say![to, why, ", so `", server.name, "` is left out"];
        self.lose(&codes::URL_NOT_ACCEPTED, LossKind::Dropped, None, None, url, message);
        false
    }

    /// The first text in which the target would replace something, and no escape keeps it from that.
    pub(super) fn replaces_text(&self, adapted: &Adapted<'_>) -> Option<NodeId> {
        let is_replaced = self.to.references.without_escapes && !self.is_same_host();
        adapted
            .wanted
            .iter()
            .find(|wanted| is_replaced && raw::begins_in(&wanted.value, &self.to.references))
            .map(|wanted| wanted.origin)
    }

    /// The first name in which the target would replace something: of the server, of a variable or of a header.
    fn names_reference(&self, name: &str) -> Option<NodeId> {
        let references = &self.to.references;
        if references.in_raw_text == self.from.references.in_raw_text {
            return None;
        }
        let pairs = |field: &'a Field<'a>| if let Meaning::Pairs(pairs) = &field.meaning { pairs.as_slice() } else { &[] };
        let mut pairs = self.server.fields.iter().flat_map(pairs);
        let pair = || pairs.find(|pair| references.begin_in(&pair.name)).map(|pair| pair.origin);
        references.begin_in(name).then_some(self.server.origin).or_else(pair)
    }
}

/// The finding that a setting beside the servers of `to` keeps `server` off.
#[cold]
pub(crate) fn stays_off(server: &Server<'_>, tree: &Tree<'_>, to: &Host) -> Diagnostic {
    let message = say!["`", server.name, "` stays off: ", to.name, " is told so beside the servers"];
    Diagnostic::new(&codes::TARGET_ONLY_KEPT, Document::Source, message).on(tree, server.origin)
}

/// An entry that only switches off a server of another file has no place in a file of its own.
pub(super) fn override_lost(
    server: &Server<'_>,
    tree: &Tree<'_>,
    from: &Host,
    to: &Host,
    existing: Option<&Server<'_>>,
) -> Option<Diagnostic> {
    let is_override = !from.transport.of_command && server.transport.is_none() && server.unusable && server.extras.is_empty();
    let switches = server.fields.iter().all(|field| field.concept == Concept::Enabled && !field.foreign);
    let says_so = from.id == to.id && existing.is_some_and(Server::is_disabled);
    if !is_override || !switches || !server.is_disabled() || says_so {
        return None;
    }
    let message = say!["`", server.name, "` only switches off a server of another file, and is left out"];
    let diagnostic = Diagnostic::new(&codes::DISABLED_SERVER_OMITTED, Document::Source, message).on(tree, server.origin);
    Some(diagnostic.loss(LossKind::Dropped, &server.name, None, None))
}
