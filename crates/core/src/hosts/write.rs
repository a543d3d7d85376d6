//! From the model to what a host can be told, with every loss named.

use std::borrow::Cow;

use super::read::same_name;
use super::{FieldSpec, Host, Kind, NameRule, NoNames, is_url};
use crate::diag::{Code, Diagnostic, Document, LossKind, Sink, codes, say};
use crate::model::{
    Concept, Field, Meaning, Pair, Piece, Seconds, Server, Spelled, Spelling, Text, Transport, Transports, is_variable_name,
};
use crate::syntax::{NodeId, Tree, Value};

/// A server in the target's terms.
#[derive(Debug)]
pub struct Adapted<'a> {
    /// The name in the target.
    pub name: Cow<'a, str>,
    /// How it is reached.
    pub transport: Transport,
    /// What the target shall say of it.
    pub wanted: Vec<Wanted<'a>>,
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
    /// What the target will read from it; of an entry its text.
    pub meaning: Meaning<'a>,
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
    // Where the source has one word for several transports, what the target says is as good.
    let told = existing.and_then(|existing| existing.transport).filter(|&told| from.has_one_word_for(transport, told));
    let is_guess = told.is_none() && from.id != to.id && from.has_one_word_for(Transport::Http, Transport::Sse);
    let transport = told.unwrap_or(transport);
    let mut writer = Writer { tree, server, from, to, transport, existing, sink };
    if !writer.is_possible(&name) {
        return None;
    }
    let mut adapted =
        Adapted { name, transport, wanted: Vec::with_capacity(server.fields.len() + 1), kept: Vec::new(), origin: server.origin };
    if is_guess
        && transport == Transport::Http
        && to.has_transport(Transport::Sse)
        && !to.has_one_word_for(transport, Transport::Sse)
    {
        let message = say!["`", server.name, "` is taken for streamable HTTP: ", from.name, " does not tell it from SSE"];
        writer.note(&codes::TRANSPORT_NOT_TOLD_APART, server.origin, message);
    }
    writer.transport(&mut adapted);
    for field in &server.fields {
        writer.field(field, &mut adapted);
    }
    writer.whole_command(&mut adapted);
    writer.extras(&mut adapted);
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

    /// What the target's own server says of `concept`, in a field that its host heeds.
    fn said(&self, concept: Concept) -> Option<&'a Field<'a>> {
        let existing = self.existing?;
        // An older field for one transport alone goes with the transport.
        let leaves =
            concept == Concept::Url && existing.transport != Some(self.transport) && self.to.url_fields().any(|spec| spec.legacy);
        existing.get(concept).filter(|field| !field.foreign && !leaves)
    }

    fn is_same_host(&self) -> bool {
        self.from.id == self.to.id
    }

    /// Whether the target can have the server at all.
    fn is_possible(&mut self, name: &str) -> bool {
        let (server, to) = (self.server, self.to.name);
        if !self.to.has_transport(self.transport) {
            let message = say![to, " has no ", self.transport.name(), " transport, so `", server.name, "` is left out"];
            let diagnostic =
                Diagnostic::new(&codes::TRANSPORT_UNSUPPORTED, Document::Source, message).on(self.tree, server.origin);
            let diagnostic = diagnostic.loss(LossKind::Dropped, &server.name, None, None);
            self.sink.push(diagnostic.help(match self.transport {
                Transport::Http | Transport::Sse if self.to.has_transport(Transport::Http) => {
                    "ask the server's maker for a streamable HTTP endpoint, which is another URL, not another name for this one; \
                     or have the host start a bridge, with `--bridge mcp-remote`"
                }
                Transport::Http | Transport::Sse => "have the host start a bridge, with `--bridge mcp-remote`",
                _ => "ask the server's maker for a streamable HTTP endpoint; it is another URL, not another name for this one",
            }));
            return false;
        }
        if !self.to.names.accepts(name) {
            let message = say![to, " does not accept the name `", name, "`, so the server is left out"];
            let diagnostic = Diagnostic::new(&codes::NAME_NOT_ACCEPTED, Document::Source, message).on(self.tree, server.origin);
            let diagnostic = diagnostic.loss(LossKind::Dropped, &server.name, None, None);
            self.sink.push(diagnostic.help(say!["rename it, for example to `", NameRule::safe(name), "`"]));
            return false;
        }
        let empty = |field: &&Field<'_>| matches!(&field.meaning, Meaning::Text(text) if text.raw().trim().is_empty());
        if let Some(command) = server.get(Concept::Command).filter(empty).filter(|_| self.to.never_empty.contains(&"command")) {
            let message = say!["`", server.name, "` has an empty `command`, which ", to, " does not take, so it is left out"];
            self.lose(&codes::FIELD_REFUSED, LossKind::Dropped, None, None, command.origin, message);
            return false;
        }
        if let Some(node) = self.names_file(name) {
            let message =
                say!["`", server.name, "` holds text that ", to, " would take for the name of a file, so it is left out"];
            let diagnostic = Diagnostic::new(&codes::LITERAL_NAMES_FILE, Document::Source, message).on(self.tree, node);
            let diagnostic = diagnostic.loss(LossKind::Dropped, &server.name, None, None);
            self.sink.push(diagnostic.help("write it without `{file:`: there is no way to escape it"));
            return false;
        }
        if self.to.plain_urls
            && let Some((field, Meaning::Text(text))) = server.get(Concept::Url).map(|field| (field, &field.meaning))
            && !is_url(&self.spell(text, Concept::Url).text)
        {
            let message = say![to, " takes no URL that is none as it is written, so `", server.name, "` is left out"];
            self.lose(&codes::URL_NOT_ACCEPTED, LossKind::Dropped, None, None, field.origin, message);
            return false;
        }
        let Some(switch) = server.get(Concept::Enabled).filter(|_| server.is_disabled()) else { return true };
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

    fn transport(&mut self, adapted: &mut Adapted<'a>) {
        let Some(spec) = self.to.transport.field.and_then(|field| self.to.field(field)) else { return };
        let known = self.to.transport.known.iter().find(|&&(transport, _)| transport == self.transport);
        if let Some(word) = known.and_then(|(_, spellings)| spellings.first()) {
            let read = self.to.transport.known.iter().find(|(_, spellings)| spellings.contains(word));
            if read.is_some_and(|&(transport, _)| transport != self.transport) {
                let message =
                    say![self.to.name, " has one word for `", self.server.name, "` and streamable HTTP, and tries both"];
                self.note(&codes::TRANSPORT_NOT_TOLD_APART, self.server.origin, message);
            }
            let value = Value::string(*word);
            adapted.wanted.push(Wanted {
                spec,
                slot: None,
                meaning: Meaning::Opaque(value.clone()),
                value,
                origin: self.server.origin,
            });
        }
    }

    /// The text as the target is told it.
    fn spell(&self, text: &'a Text<'a>, concept: Concept) -> Spelled<'a> {
        if self.is_same_host() {
            return Spelled { text: Cow::Borrowed(text.raw()), ..Spelled::default() };
        }
        let mut spelled = text.spell(self.to.references.written_within(concept), self.to.references.within(concept));
        // What is left of a reference that the first pass does not know is empty after the second.
        let twice = self.to.expands_twice && matches!(concept, Concept::Env | Concept::Headers) && !spelled.unspeakable;
        spelled.literal_becomes |= twice
            && match Text::parse(Cow::Borrowed(spelled.text.as_ref()), self.to.references.within(concept)) {
                Text::Literal(text) => text.contains("${"),
                Text::Template { pieces, .. } => {
                    pieces.iter().any(|piece| matches!(piece, Piece::Literal(text) if text.contains("${")))
                }
            };
        spelled
    }

    /// The first text that the target would read a file for, which would have to be there.
    fn names_file(&self, name: &str) -> Option<NodeId> {
        let reads = self.to.references.spellings.contains(&Spelling::CurlyFile);
        if !reads || self.from.references.spellings.contains(&Spelling::CurlyFile) {
            return None;
        }
        // It replaces in the raw text of the whole file, up to the next closing brace, wherever that is.
        let open = |text: &str| text.rsplit_once("{env:").is_some_and(|(_, rest)| !rest.contains('}'));
        let names = |text: &str| text.contains("{file:") || open(text);
        if names(name) {
            return Some(self.server.origin);
        }
        self.server.fields.iter().find_map(|field| {
            let found = match &field.meaning {
                Meaning::Text(text) => names(text.raw()),
                Meaning::Texts(texts) => texts.iter().any(|text| names(text.raw())),
                Meaning::Names(list) => list.iter().any(|name| names(name)),
                Meaning::Pairs(pairs) => {
                    return pairs.iter().find(|pair| names(&pair.name) || names(pair.text.raw())).map(|pair| pair.origin);
                }
                _ => false,
            };
            found.then_some(field.origin)
        })
    }

    fn field(&mut self, field: &'a Field<'a>, adapted: &mut Adapted<'a>) {
        if field.foreign && self.is_same_host() {
            // It is carried as it is written, with the extras.
            return;
        }
        if let Meaning::Pairs(pairs) = &field.meaning {
            for pair in pairs {
                self.pair(field, pair, adapted);
            }
            return;
        }
        let concept = field.concept;
        let Some(spec) = self.to.fields_for(concept, self.transport).next() else {
            return match &field.meaning {
                // It goes with the command.
                Meaning::Texts(_) if concept == Concept::Args && self.has_command_line() => {}
                Meaning::Seconds(start) if concept == Concept::StartupTimeout => self.start_limit(field, *start, adapted),
                _ => self.has_no_place(field),
            };
        };
        let lacks = self.to.requires.iter().find(|(one, other)| *one == concept && self.server.get(*other).is_none());
        if lacks.is_some() {
            return self.has_no_place(field);
        }
        let spellings = self.to.references.within(concept);
        let (meaning, value) = match (&field.meaning, spec.kind) {
            (Meaning::Text(text), Kind::Text) if text.raw().trim().is_empty() && self.to.never_empty.contains(&spec.key) => {
                return self.is_empty(&self.tree.key(field.origin), field.origin);
            }
            (Meaning::Text(command), Kind::CommandLine) => {
                let Some(line) = self.command_line(field, command, adapted) else { return };
                let value = Value::List(line.iter().map(|text| Value::String(text.clone())).collect());
                (Meaning::Texts(line.into_iter().map(|text| Text::parse(text, spellings)).collect()), value)
            }
            (Meaning::Text(text), Kind::Text) => {
                let spelled = self.spell(text, concept);
                // What an earlier run wrote for want of a reference is no literal of the target's own.
                let own = |field: &&Field<'_>| matches!(&field.meaning, Meaning::Text(own) if own.is_literal() && own.raw() != spelled.text);
                let literal = self.said(concept).filter(own);
                if spelled.unspeakable && literal.is_some() {
                    self.keeps_literal(concept, None, field.origin);
                    return adapted.kept.push((concept, None));
                }
                self.spelled(&spelled, concept, None, field.origin);
                (Meaning::Text(Text::parse(spelled.text.clone(), spellings)), Value::String(spelled.text))
            }
            // A command line without arguments is told as a command alone.
            (Meaning::Texts(texts), Kind::Texts)
                if texts.is_empty() && self.is_command_line(field) && self.said(concept).is_none() =>
            {
                return;
            }
            (Meaning::Texts(texts), Kind::Texts) => {
                let Some(texts) = self.texts(field, texts, adapted) else { return };
                let value = Value::List(texts.iter().map(|text| Value::String(text.clone())).collect());
                (Meaning::Texts(texts.into_iter().map(|text| Text::parse(text, spellings)).collect()), value)
            }
            // To this host an empty list would say everything.
            (Meaning::Names(names), Kind::Names(NoNames::Everything)) if names.is_empty() => return self.has_no_place(field),
            (Meaning::Names(names), Kind::Names(NoNames::NothingOrStar)) if *names == ["*"] => return self.has_no_place(field),
            (Meaning::Names(names), Kind::Names(_)) => {
                let names: Vec<_> = names.iter().map(|name| self.tool(name)).collect();
                (Meaning::Names(names.clone()), Value::List(names.into_iter().map(Value::String).collect()))
            }
            (Meaning::Names(names), Kind::SpacedNames)
                if !names.iter().any(|name| name.is_empty() || name.contains(|c: char| c.is_ascii_whitespace())) =>
            {
                (field.meaning.clone(), Value::String(Cow::Owned(names.join(" "))))
            }
            (Meaning::Seconds(seconds), Kind::Seconds { zero: false, .. }) if *seconds == Seconds::ZERO => {
                return self.has_no_place(field);
            }
            (Meaning::Seconds(seconds), _) if self.to.longest_limit.is_some_and(|most| !seconds.is_below(most + 1, -3)) => {
                return self.has_no_place(field);
            }
            (Meaning::Seconds(seconds), Kind::Seconds { exponent, whole, .. }) => {
                let told = if whole { seconds.rounded_up(exponent) } else { *seconds };
                let Some(digits) = told.in_units(exponent) else { return self.has_no_place(field) };
                if told.is_below(self.to.timeout_floor, 0) {
                    let message = say![
                        "`",
                        self.server.name,
                        "` has a time limit below the second that ",
                        self.to.name,
                        " heeds, so it is left out"
                    ];
                    return self.lose(&codes::TIMEOUT_IGNORED, LossKind::Dropped, Some(concept), None, field.origin, message);
                }
                self.rounds(*seconds, told, field);
                (Meaning::Seconds(told), Value::Plain(digits))
            }
            (Meaning::Seconds(call), Kind::SharedMilliseconds { whole }) => {
                let Some((told, digits)) = milliseconds(*call, whole) else { return self.has_no_place(field) };
                let start = self.server.get(Concept::StartupTimeout);
                if start.is_none_or(|start| start.meaning != field.meaning) && !self.is_same_host() {
                    self.shares(start.unwrap_or(field), Concept::StartupTimeout);
                }
                self.rounds(*call, told, field);
                (Meaning::Seconds(told), Value::Plain(digits))
            }
            (Meaning::Switch(state), Kind::Switch(on)) => (field.meaning.clone(), Value::Bool(*state == on)),
            (Meaning::Opaque(value), Kind::Port(lowest)) if lowest == 0 || *value != Value::Plain(Cow::Borrowed("0")) => {
                (field.meaning.clone(), value.clone())
            }
            _ => return self.has_no_place(field),
        };
        adapted.wanted.push(Wanted { spec, slot: None, meaning, value, origin: field.origin });
    }

    /// Keeps a host that splits commands from it: with arguments, if none, it does not.
    fn whole_command(&mut self, adapted: &mut Adapted<'a>) {
        let blank =
            |field: &&Field<'_>| matches!(&field.meaning, Meaning::Text(text) if text.raw().contains(char::is_whitespace));
        let Some(field) = self.server.get(Concept::Command).filter(blank) else { return };
        let spec =
            self.to.fields_for(Concept::Args, self.transport).next().filter(|_| self.to.splits_command && !self.is_same_host());
        if let Some(spec) = spec.filter(|_| self.server.get(Concept::Args).is_none()) {
            let (meaning, value) = (Meaning::Texts(Vec::new()), Value::List(Vec::new()));
            adapted.wanted.push(Wanted { spec, slot: None, meaning, value, origin: field.origin });
        }
    }

    /// The name of a tool that another host understands.
    fn tool(&self, name: &'a Cow<'a, str>) -> Cow<'a, str> {
        if self.is_same_host() { name.clone() } else { Cow::Borrowed(self.from.tool_names.plain(name, &self.server.name)) }
    }

    /// Whether the target has command and arguments in one list.
    fn has_command_line(&self) -> bool {
        self.to.fields_for(Concept::Command, self.transport).any(|spec| spec.kind == Kind::CommandLine)
    }

    /// Whether the source says it in one list with the command.
    fn is_command_line(&self, field: &Field<'_>) -> bool {
        let spec = self.from.field(&self.tree.key(field.origin));
        spec.is_some_and(|spec| spec.kind == Kind::CommandLine) && !field.foreign
    }

    /// Command and arguments in one list. `None` where the target's own list stays.
    fn command_line(
        &mut self,
        field: &'a Field<'a>,
        command: &'a Text<'a>,
        adapted: &mut Adapted<'a>,
    ) -> Option<Vec<Cow<'a, str>>> {
        let mut line = vec![(self.spell(command, Concept::Command), Concept::Command, field.origin)];
        if let Some((args, Meaning::Texts(texts))) = self.server.get(Concept::Args).map(|field| (field, &field.meaning)) {
            let items = self.items(args, texts);
            line.extend(texts.iter().zip(items).map(|(text, node)| (self.spell(text, Concept::Args), Concept::Args, node)));
        }
        let existing = (self.said(Concept::Command), self.said(Concept::Args));
        if line.iter().any(|(spelled, ..)| spelled.unspeakable)
            && let (Some(Meaning::Text(command)), Some(Meaning::Texts(args))) =
                (existing.0.map(|field| &field.meaning), existing.1.map(|field| &field.meaning))
            && args.len() + 1 == line.len()
        {
            let own: Vec<&Text<'_>> = std::iter::once(command).chain(args).collect();
            if stands_for(&own, &line.iter().map(|(spelled, ..)| spelled).collect::<Vec<_>>()) {
                self.keeps_literal(Concept::Command, None, field.origin);
                for concept in [Concept::Command, Concept::Args] {
                    adapted.kept.push((concept, None));
                }
                return None;
            }
        }
        for (spelled, concept, node) in &line {
            self.spelled(spelled, *concept, None, *node);
        }
        Some(line.into_iter().map(|(spelled, ..)| spelled.text).collect())
    }

    /// Where each of `texts` stands.
    fn items(&self, field: &Field<'_>, texts: &[Text<'_>]) -> Vec<NodeId> {
        let skipped = usize::from(self.is_command_line(field));
        let mut items = self.tree.children(field.origin).skip(skipped);
        texts.iter().map(|_| items.next().unwrap_or(field.origin)).collect()
    }

    /// A limit for the start, for a host that has one limit for start and calls, or none for the start.
    fn start_limit(&mut self, field: &'a Field<'a>, start: Seconds, adapted: &mut Adapted<'a>) {
        let shared = self.to.fields_for(Concept::ToolTimeout, self.transport).find_map(|spec| match spec.kind {
            Kind::SharedMilliseconds { whole } => Some((spec, whole)),
            _ => None,
        });
        let Some((spec, whole)) = shared else { return self.has_no_place(field) };
        match self.server.get(Concept::ToolTimeout).map(|field| &field.meaning) {
            // The limit of calls is the one that is told, and what becomes of this one is said there.
            Some(Meaning::Seconds(call)) if milliseconds(*call, whole).is_some() => return,
            Some(_) => return self.has_no_place(field),
            None => {}
        }
        let Some((told, digits)) = milliseconds(start, whole) else { return self.has_no_place(field) };
        self.shares(field, Concept::ToolTimeout);
        self.rounds(start, told, field);
        let (meaning, value) = (Meaning::Seconds(told), Value::Plain(digits));
        adapted.wanted.push(Wanted { spec, slot: None, meaning, value, origin: field.origin });
    }

    /// Says that one limit stands for two.
    fn shares(&mut self, field: &Field<'_>, concept: Concept) {
        let message =
            say![self.to.name, " has one time limit for start and calls, so that of `", self.server.name, "` holds for both"];
        self.lose(&codes::TIMEOUT_SHARED, LossKind::Coerced, Some(concept), None, field.origin, message);
    }

    /// Says that a limit is rounded, where it is.
    fn rounds(&mut self, limit: Seconds, told: Seconds, field: &Field<'_>) {
        if limit != told {
            let message = say!["the time limit of `", self.server.name, "` is rounded up to what ", self.to.name, " can be told"];
            self.lose(&codes::TIMEOUT_ROUNDED, LossKind::Coerced, Some(field.concept), None, field.origin, message);
        }
    }

    /// The items of a list of strings, for the target. `None` where the target's own list stays.
    fn texts(&mut self, field: &'a Field<'a>, texts: &'a [Text<'a>], adapted: &mut Adapted<'a>) -> Option<Vec<Cow<'a, str>>> {
        let spelled: Vec<Spelled<'a>> = texts.iter().map(|text| self.spell(text, field.concept)).collect();
        if spelled.iter().any(|spelled| spelled.unspeakable)
            && let Some(existing) = self.said(field.concept)
            && let Meaning::Texts(literals) = &existing.meaning
            && stands_for(&literals.iter().collect::<Vec<_>>(), &spelled.iter().collect::<Vec<_>>())
        {
            self.keeps_literal(field.concept, None, field.origin);
            adapted.kept.push((field.concept, None));
            return None;
        }
        let items = self.items(field, texts);
        let mut out = Vec::with_capacity(texts.len());
        for (spelled, node) in spelled.into_iter().zip(items) {
            self.spelled(&spelled, field.concept, None, node);
            out.push(spelled.text);
        }
        Some(out)
    }

    /// Says what spelling a text for the target cost.
    fn spelled(&mut self, spelled: &Spelled<'_>, concept: Concept, key: Option<&str>, node: NodeId) {
        let (to, server) = (self.to.name, &self.server.name);
        let what = key.unwrap_or(concept.name());
        if spelled.unspeakable {
            let message = say![
                "`",
                what,
                "` of `",
                server,
                "` holds a reference that ",
                to,
                " does not expand, so it stands there literally"
            ];
            let diagnostic = Diagnostic::new(&codes::REFERENCE_NOT_EXPANDED, Document::Source, message).on(self.tree, node);
            let diagnostic = diagnostic.loss(LossKind::Indirection, server, Some(concept), key);
            self.sink.push(
                diagnostic
                    .help("write the value into the target by hand, or have the server read the variable from its environment"),
            );
        }
        if spelled.input_becomes {
            let message = say!["`", what, "` of `", server, "` is asked for by ", self.from.name, ", and a variable for ", to];
            let diagnostic = Diagnostic::new(&codes::INPUT_BECOMES_VARIABLE, Document::Source, message).on(self.tree, node);
            let diagnostic = diagnostic.loss(LossKind::Narrowed, server, Some(concept), key);
            self.sink.push(diagnostic.help("set a variable of the input's name in capitals, `API_KEY` for `api-key`"));
        }
        if spelled.default_lost {
            let message =
                say!["`", what, "` of `", server, "` has a default for an unset variable, and ", to, " knows no defaults"];
            self.lose(&codes::DEFAULT_DROPPED, LossKind::Narrowed, Some(concept), key, node, message);
        }
        if spelled.literal_becomes {
            let message = say![
                "`",
                what,
                "` of `",
                server,
                "` holds text that is literal for ",
                self.from.name,
                " and a reference for ",
                to
            ];
            self.lose(&codes::LITERAL_BECOMES_REFERENCE, LossKind::Coerced, Some(concept), key, node, message);
        }
    }

    fn keeps_literal(&mut self, concept: Concept, key: Option<&str>, node: NodeId) {
        let what = key.unwrap_or(concept.name());
        let message = say![
            "`",
            what,
            "` of `",
            self.server.name,
            "` keeps the literal in the target, because ",
            self.to.name,
            " cannot make the reference"
        ];
        self.note(&codes::TARGET_LITERAL_KEPT, node, message);
    }

    /// A variable of the environment, or a header.
    fn pair(&mut self, field: &Field<'a>, pair: &'a Pair<'a>, adapted: &mut Adapted<'a>) {
        let concept = field.concept;
        let is_header = concept == Concept::Headers;
        let spelled = self.spell(&pair.text, concept);
        // A host that cannot ask may still name the variable that stands for the answer.
        let asks = self.is_same_host() || self.to.references.spellings.contains(&Spelling::Input);
        let variable = pair.text.without_inputs().filter(|_| !asks);
        let input_becomes = variable.is_some();
        let text = variable.as_ref().unwrap_or(&pair.text);
        let mut plain = None;
        for spec in self.to.fields_for(concept, self.transport) {
            let special = match spec.kind {
                Kind::Bearer if pair.name.eq_ignore_ascii_case("authorization") => text.whole_variable("Bearer "),
                Kind::HeadersFromEnv => text.whole_variable(""),
                Kind::Passthrough => text.whole_variable("").filter(|(name, _)| *name == pair.name),
                Kind::Pairs => {
                    plain = Some(spec);
                    None
                }
                _ => None,
            };
            if let Some((variable, default)) = special {
                let cost = Spelled { default_lost: default.is_some(), input_becomes, ..Spelled::default() };
                self.spelled(&cost, concept, Some(&pair.name), pair.origin);
                let prefix = if spec.kind == Kind::Bearer { "Bearer " } else { "" };
                let meaning = Meaning::Text(Text::variable(prefix, Cow::Owned(variable.to_owned())));
                let (slot, value) = (Some(pair.name.clone()), Value::String(Cow::Owned(variable.to_owned())));
                return adapted.wanted.push(Wanted { spec, slot, meaning, value, origin: pair.origin });
            }
            if spec.kind == Kind::Passthrough
                && let Text::Template { pieces, .. } = &pair.text
                && let [Piece::Remote(name)] = pieces.as_slice()
            {
                let source = (Cow::Borrowed("source"), Value::string("remote"));
                let value = Value::Map(vec![(Cow::Borrowed("name"), Value::String(name.clone())), source]);
                let slot = Some(pair.name.clone());
                return adapted.wanted.push(Wanted {
                    spec,
                    slot,
                    meaning: Meaning::Text(pair.text.clone()),
                    value,
                    origin: pair.origin,
                });
            }
        }
        let Some(spec) = plain else { return self.has_no_place(field) };
        let unset = matches!(&pair.text, Text::Template { pieces, .. } if *pieces == [Piece::Unset]);
        if unset && self.to.numbers_in_env && concept == Concept::Env {
            let (slot, meaning) = (Some(pair.name.clone()), Meaning::Text(pair.text.clone()));
            let value = Value::Plain(Cow::Borrowed("null"));
            return adapted.wanted.push(Wanted { spec, slot, meaning, value, origin: pair.origin });
        }
        if spelled.unspeakable {
            let literal = self.said(concept).is_some_and(|existing| {
                let Meaning::Pairs(pairs) = &existing.meaning else { return false };
                pairs.iter().any(|other| same_name(&other.name, &pair.name, is_header) && other.text.is_literal())
            });
            if literal {
                self.keeps_literal(concept, Some(&pair.name), pair.origin);
                return adapted.kept.push((concept, Some(pair.name.clone())));
            }
            let (code, what) = match concept {
                Concept::Headers if is_credential(&pair.name) => (&codes::AUTH_DROPPED, "header"),
                Concept::Headers => (&codes::HEADER_DROPPED, "header"),
                _ => (&codes::ENV_DROPPED, "variable"),
            };
            let message = say![
                "the ",
                what,
                " `",
                pair.name,
                "` of `",
                self.server.name,
                "` is left out, because ",
                self.to.name,
                if unset { " cannot take a variable away" } else { " cannot make the reference" }
            ];
            let diagnostic = Diagnostic::new(code, Document::Source, message).on(self.tree, pair.origin);
            let diagnostic = diagnostic.loss(LossKind::Dropped, &self.server.name, Some(concept), Some(&pair.name));
            return self.sink.push(diagnostic.help(match concept {
                Concept::Headers => {
                    "put the whole value into one variable and make it a header, or write a literal into the target by hand"
                }
                _ if unset => "take it away where the host is started",
                _ => "name the variable like the one that it refers to, or write a literal into the target by hand",
            }));
        }
        self.spelled(&spelled, concept, Some(&pair.name), pair.origin);
        let is_name = |text: &str| is_variable_name(text) && !text.bytes().any(|byte| byte.is_ascii_lowercase());
        let bare = self.to.bare_variables || (self.from.bare_variables && !self.is_same_host());
        if concept == Concept::Env && bare && pair.text.is_literal() && is_name(pair.text.raw()) {
            let host = if self.to.bare_variables { self.to.name } else { self.from.name };
            let message = say![
                "`",
                pair.name,
                "` of `",
                self.server.name,
                "` reads like a variable, and ",
                host,
                " takes its value if one of that name is set"
            ];
            self.note(&codes::LITERAL_MAY_BE_VARIABLE, pair.origin, message);
        }
        let meaning = Meaning::Text(Text::parse(spelled.text.clone(), self.to.references.within(concept)));
        let slot = Some(pair.name.clone());
        adapted.wanted.push(Wanted { spec, slot, meaning, value: Value::String(spelled.text), origin: pair.origin });
    }

    fn is_empty(&mut self, key: &str, node: NodeId) {
        let message = say!["`", key, "` of `", self.server.name, "` is empty, and left out"];
        self.note(&codes::FIELD_UNUSED, node, message);
    }

    /// Says that the target has no field for what a field of the source says.
    fn has_no_place(&mut self, field: &Field<'_>) {
        // Off was dealt with before; on is what a host without a switch does. What the source's host ignores is no loss.
        if field.concept == Concept::Enabled || field.foreign {
            return;
        }
        if field.concept == Concept::ToolsDeny && field.meaning == Meaning::Names(Vec::new()) {
            return self.is_empty(&self.tree.key(field.origin), field.origin);
        }
        let oauth = matches!(
            field.concept,
            Concept::OauthClientId | Concept::OauthClientSecret | Concept::OauthCallbackPort | Concept::OauthScopes
        );
        if oauth && self.transport == Transport::Stdio {
            let message = say![
                "`",
                self.tree.key(field.origin),
                "` of `",
                self.server.name,
                "` means nothing to a stdio server, and is left out"
            ];
            return self.note(&codes::FIELD_UNUSED, field.origin, message);
        }
        let (code, kind) = match field.concept {
            Concept::Headers | Concept::HeadersHelper | Concept::AuthMode => (&codes::AUTH_DROPPED, LossKind::Dropped),
            _ if oauth => (&codes::AUTH_DROPPED, LossKind::Dropped),
            Concept::ToolsAllow => (&codes::ALLOW_LIST_DROPPED, LossKind::Widened),
            Concept::ToolsDeny => (&codes::DENY_LIST_DROPPED, LossKind::Widened),
            Concept::ToolApproval => (&codes::APPROVAL_DROPPED, LossKind::Widened),
            Concept::Cwd => (&codes::CWD_DROPPED, LossKind::Dropped),
            Concept::Env => (&codes::ENV_DROPPED, LossKind::Dropped),
            _ => (&codes::FIELD_DROPPED, LossKind::Dropped),
        };
        let part = if field.concept == Concept::StartupTimeout { "as the limit of the start, " } else { "" };
        let key = self.tree.key(field.origin);
        let message = say![part, "`", key, "` of `", self.server.name, "` is lost: ", self.to.name, " cannot be told"];
        self.lose(code, kind, Some(field.concept), None, field.origin, message);
    }

    /// What one host alone has: back to the same host as it is written, to any other not at all.
    fn extras(&mut self, adapted: &mut Adapted<'a>) {
        for extra in &self.server.extras {
            if self.is_same_host() {
                // A field that its host does not use here has a spec, but nothing that the spec knows to say.
                let spec =
                    self.to.field(&extra.key).filter(|spec| spec.kind == Kind::Own && spec.key.contains('.') == extra.nested);
                let spec = spec.unwrap_or(if extra.nested { &UNKNOWN_NESTED } else { &UNKNOWN });
                let slot = Some(Cow::Borrowed(extra.key.as_str()));
                let (meaning, value) = (Meaning::Opaque(extra.value.clone()), extra.value.clone());
                adapted.wanted.push(Wanted { spec, slot, meaning, value, origin: extra.origin });
            } else if extra.known {
                if matches!(&extra.value, Value::List(items) if items.is_empty())
                    || matches!(&extra.value, Value::Map(entries) if entries.is_empty())
                {
                    self.is_empty(&extra.key, extra.origin);
                    continue;
                }
                let concept = self.from.field(&extra.key).map_or(Concept::HostSpecific, |spec| spec.concept);
                let (code, kind) = match concept {
                    Concept::ToolApproval => (&codes::APPROVAL_DROPPED, LossKind::Widened),
                    Concept::Oauth | Concept::AuthMode => (&codes::AUTH_DROPPED, LossKind::Dropped),
                    _ => (&codes::HOST_FIELD_DROPPED, LossKind::Dropped),
                };
                let message =
                    say!["`", extra.key, "` of `", self.server.name, "` is lost: only ", self.from.name, " understands it"];
                self.lose(code, kind, Some(concept), Some(&extra.key), extra.origin, message);
            }
        }
    }
}

/// The field of a key in a table of the server that no host's table has.
pub static UNKNOWN_NESTED: FieldSpec = FieldSpec { key: "", ..UNKNOWN_FIELD };

/// The field of a key that no host's table has.
pub static UNKNOWN: FieldSpec = FieldSpec { key: "", ..UNKNOWN_FIELD };

const UNKNOWN_FIELD: FieldSpec = FieldSpec::own("", Concept::HostSpecific, Transports::ANY);

/// An entry that only switches off a server of another file has no place in a file of its own.
fn override_lost(
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

/// Milliseconds above zero, whole ones where the host takes no others.
fn milliseconds(limit: Seconds, whole: bool) -> Option<(Seconds, Cow<'static, str>)> {
    let told = if whole { limit.rounded_up(-3) } else { limit };
    told.in_units(-3).filter(|_| told != Seconds::ZERO).map(|digits| (told, digits))
}

/// Whether the target's own strings are literals in place of references that it cannot make. What an earlier run wrote for
/// want of a reference is not.
fn stands_for(own: &[&Text<'_>], spelled: &[&Spelled<'_>]) -> bool {
    let mut both = own.iter().zip(spelled);
    own.len() == spelled.len()
        && both.clone().any(|(own, spelled)| own.raw() != spelled.text)
        && both.all(|(own, spelled)| own.is_literal() && (spelled.unspeakable || own.raw() == spelled.text))
}

/// Whether a header of that name is likely to carry a secret.
fn is_credential(header: &str) -> bool {
    let header = header.to_ascii_lowercase();
    ["auth", "token", "key", "secret", "cookie", "password", "credential"].iter().any(|part| header.contains(part))
}
