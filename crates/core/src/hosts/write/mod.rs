//! From the model to what a host can be told, with every loss named.

mod field;
mod limit;
mod lost;
mod meant;
mod pair;
mod possible;
mod text;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use super::{Blanks, FieldSpec, Host};
use crate::diag::{Code, Diagnostic, Document, LossKind, Sink, codes, say};
use crate::model::{Concept, Field, Meaning, Server, Transport};
use crate::syntax::{NodeId, Tree, Value};
use crate::text::Ascii;
pub use lost::{UNKNOWN, UNKNOWN_NESTED};
use possible::override_lost;
pub(crate) use possible::stays_off;

/// A server in the target's terms.
#[derive(Debug)]
pub struct Adapted<'a> {
    /// The name in the target.
    pub name: Cow<'a, str>,
    /// How it is reached.
    pub transport: Transport,
    /// What the target shall say of it.
    pub wanted: Vec<Wanted<'a>>,
    /// What nobody says, and the host refuses an entry without.
    pub minimum: Vec<Wanted<'a>>,
    /// Parts of the target that stay as they are, because the source has a reference there that the target cannot make: the
    /// concept, and the variable or header where it is one.
    pub kept: Vec<(Concept, Option<Cow<'a, str>>)>,
    /// The entry in the source.
    pub origin: NodeId,
}

/// A value for a field of the target, or for one entry of a field.
#[derive(Debug)]
pub struct Wanted<'a> {
    /// The field.
    pub spec: &'static FieldSpec,
    /// The variable or header, where the field holds several.
    pub slot: Option<Cow<'a, str>>,
    /// What is written.
    pub value: Value<'a>,
    /// Where the source says it.
    pub origin: NodeId,
}

/// Puts `server`, read from `tree` for `from`, into the terms of `to`. `None` where it is left out; `sink` has the reason.
///
/// `existing` is the server of that name in the target. Its literals stand in for references that `to` cannot make.
pub fn adapt<'a>(
    server: &'a Server<'a>,
    name: Cow<'a, str>,
    tree: &'a Tree<'a>,
    from: &'static Host,
    to: &'static Host,
    existing: Option<&'a Server<'a>>,
    sink: &mut Sink,
) -> Option<Adapted<'a>> {
    if let Some(diagnostic) = override_lost(server, tree, from, to, existing) {
        sink.push(diagnostic);
    }
    let transport = server.transport.filter(|_| !server.unusable)?;
    let may_be_sse = transport == Transport::Http && from.tries_both(server, tree);
    // Where the source does not tell several transports apart, what the target says is as good; SSE is told by its author.
    let is_untold = |told| from.has_one_word_for(transport, told) && transport != Transport::Sse;
    let is_as_good = |&told: &Transport| is_untold(told) || (may_be_sse && told == Transport::Sse);
    let told = existing.and_then(|existing| existing.transport).filter(is_as_good);
    let is_open = may_be_sse && told.is_none() && from.id != to.id;
    // Of a URL that a host takes for SSE whatever is stated, nothing is guessed.
    let ends = |ending| is_open && server.get(Concept::Url).is_some_and(|url| ends_with(&url.meaning, ending));
    let by_ending = to.transport.sse_ending.filter(|ending| ends(ending)).map(|_| Transport::Sse);
    let is_guess = is_open && by_ending.is_none();
    let transport = told.or(by_ending).unwrap_or(transport);
    let mut writer = Writer { tree, server, from, to, transport, existing, sink };
    if !writer.is_possible(&name) {
        return None;
    }
    let mut adapted = Adapted {
        name,
        transport,
        wanted: Vec::with_capacity(server.fields.len() + 1),
        kept: Vec::new(),
        minimum: Vec::new(),
        origin: server.origin,
    };
    if is_guess && !to.has_one_word_for(Transport::Http, Transport::Sse) {
        writer.guess();
    }
    writer.transport(&mut adapted);
    for field in &server.fields {
        writer.field(field, &mut adapted);
    }
    if matches!(to.blanks, Blanks::Split { .. }) {
        writer.whole_command(&mut adapted);
    }
    if to.references.declared {
        writer.declare(&mut adapted);
    }
    if !to.minimum.is_empty() {
        writer.minimum(&mut adapted);
    }
    if !server.extras.is_empty() {
        writer.extras(&mut adapted);
    }
    if let Some(node) = server.tools_at {
        writer.leave_tools(node);
    }
    if let Some(node) = writer.replaces_text(&adapted) {
        writer.refuse_text("a value", node);
        return None;
    }
    Some(adapted)
}

struct Writer<'a, 'k> {
    tree: &'a Tree<'a>,
    server: &'a Server<'a>,
    from: &'static Host,
    to: &'static Host,
    transport: Transport,
    existing: Option<&'a Server<'a>>,
    sink: &'k mut Sink,
}

impl<'a> Writer<'a, '_> {
    fn lose(
        &mut self,
        code: &'static Code,
        kind: LossKind,
        concept: Option<Concept>,
        key: Option<&str>,
        node: NodeId,
        message: String,
    ) {
        let diagnostic = Diagnostic::new(code, Document::Source, message).on(self.tree, node);
        self.sink.push(diagnostic.loss(kind, &self.server.name, concept, key));
    }

    fn note(&mut self, code: &'static Code, node: NodeId, message: String) {
        self.sink.push(Diagnostic::new(code, Document::Source, message).on(self.tree, node));
    }

    /// Says that the transport is a guess, where another one is likely or the target would be told it.
    #[cold]
    fn guess(&mut self) {
        let (server, from, to) = (self.server, self.from, self.to);
        let looks = server.get(Concept::Url).is_some_and(|url| looks_like_sse(&url.meaning));
        if !to.has_transport(Transport::Sse) {
            if looks {
                let message = say![
                    "`",
                    server.name,
                    "` is taken for streamable HTTP, and its URL looks like SSE, which ",
                    to.name,
                    " does not have"
                ];
                let diagnostic =
                    Diagnostic::new(&codes::TRANSPORT_MAY_BE_SSE, Document::Source, message).on(self.tree, server.origin);
                let diagnostic = diagnostic.loss(LossKind::Coerced, &server.name, Some(Concept::Transport), None);
                self.sink.push(diagnostic.help("ask the server's maker for a URL of streamable HTTP"));
            }
        } else if looks || from.has_one_word_for(Transport::Http, Transport::Sse) {
            let message = say!["`", server.name, "` is taken for streamable HTTP: ", from.name, " does not tell it from SSE"];
            self.note(&codes::TRANSPORT_NOT_TOLD_APART, server.origin, message);
        }
    }

    /// What the target's own server says of `concept`, in a field that its host heeds.
    fn said(&self, concept: Concept) -> Option<&'a Field<'a>> {
        let existing = self.existing?;
        // A field for one transport alone goes with the transport.
        let leaves =
            concept == Concept::Url && existing.transport != Some(self.transport) && self.to.url_fields().nth(1).is_some();
        existing.get(concept).filter(|field| !field.foreign && !leaves)
    }

    /// Adds what the target refuses an entry without.
    #[inline(never)]
    fn minimum(&self, adapted: &mut Adapted<'a>) {
        for (key, fill, _) in self.to.minimum {
            let spec = self.to.field(key).filter(|spec| spec.on.has(self.transport));
            let is_told = |spec: &&'static FieldSpec| {
                let stays = adapted.kept.iter().any(|(concept, slot)| *concept == spec.concept && slot.is_none());
                stays || adapted.wanted.iter().any(|wanted| wanted.spec.is(spec))
            };
            if let Some(spec) = spec.filter(|spec| !is_told(spec)) {
                let (value, origin) = (fill.value(&adapted.name), self.server.origin);
                adapted.minimum.push(Wanted { spec, slot: None, value, origin });
            }
        }
    }

    /// Whether source and target are read by one table.
    fn is_same_host(&self) -> bool {
        self.from.is(self.to)
    }
}

/// Whether a URL ends like that, as it is written.
fn ends_with(url: &Meaning<'_>, ending: &str) -> bool {
    matches!(url, Meaning::Text(text) if text.raw().ends_with(ending))
}

/// Whether the path of a URL is one that servers have for SSE.
fn looks_like_sse(url: &Meaning<'_>) -> bool {
    matches!(url, Meaning::Text(text) if text.raw().up_to(b"?#").without_trailing(b"/").ends_with("/sse"))
}
