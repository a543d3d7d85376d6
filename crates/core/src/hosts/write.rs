//! From the model to what a host can be told, with every loss named.

use std::borrow::Cow;

use super::read::same_name;
use super::{FieldSpec, Host, Kind, NameRule, NoNames};
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
    let transport = server.transport.filter(|_| !server.unusable)?;
    let mut writer = Writer { tree, server, from, to, transport, existing, sink };
    if !writer.is_possible(&name) {
        return None;
    }
    let mut adapted =
        Adapted { name, transport, wanted: Vec::with_capacity(server.fields.len() + 1), kept: Vec::new(), origin: server.origin };
    writer.transport(&mut adapted);
    for field in &server.fields {
        writer.field(field, &mut adapted);
    }
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
        self.existing.and_then(|existing| existing.get(concept)).filter(|field| !field.foreign)
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
            self.sink.push(
                diagnostic.help(
                    "ask the server's maker for a streamable HTTP endpoint; it is another URL, not another name for this one",
                ),
            );
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
        let reference = |field: &&Field<'_>| matches!(&field.meaning, Meaning::Text(text) if text.whole_variable("").is_some());
        if let Some(url) = server.get(Concept::Url).filter(reference).filter(|_| self.to.plain_urls) {
            let message = say![to, " takes no URL that is one whole reference, so `", server.name, "` is left out"];
            self.lose(&codes::URL_NOT_ACCEPTED, LossKind::Dropped, None, None, url.origin, message);
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
                let message = say![self.to.name, " has one word for `", self.server.name, "` and streamable HTTP, and tries both"];
                let node = self.server.origin;
                self.lose(&codes::TRANSPORT_NOT_TOLD_APART, LossKind::Coerced, Some(Concept::Transport), None, node, message);
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
        let written = self.to.references.written_within(concept);
        let asks = !written.contains(&Spelling::Input);
        let mut spelled = match text.without_inputs().filter(|_| asks) {
            Some(without) => Spelled { input_becomes: true, ..without.spell(written).into_owned() },
            None => text.spell(written),
        };
        // What is not written may still be understood.
        let understood = self.to.references.within(concept);
        let literal = |text: &str| matches!(Text::parse(Cow::Borrowed(text), understood), Text::Literal(_));
        spelled.literal_becomes |= text.is_literal() && !literal(text.raw());
        let twice = self.to.expands_twice && matches!(concept, Concept::Env | Concept::Headers);
        spelled.literal_becomes |= twice && text.is_literal() && text.raw().contains("${");
        spelled
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
            let shared = self.to.fields_for(Concept::ToolTimeout, self.transport).find(|spec| spec.kind == Kind::SharedMilliseconds);
            return match (concept, shared, &field.meaning) {
                // It goes with the command.
                (Concept::Args, ..) if self.has_command_line() => {}
                (Concept::StartupTimeout, Some(spec), Meaning::Seconds(start)) => self.start_limit(spec, field, *start, adapted),
                _ => self.has_no_place(field),
            };
        };
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
            (Meaning::Texts(texts), Kind::Texts) => {
                let Some(texts) = self.texts(field, texts, adapted) else { return };
                let value = Value::List(texts.iter().map(|text| Value::String(text.clone())).collect());
                (Meaning::Texts(texts.into_iter().map(|text| Text::parse(text, spellings)).collect()), value)
            }
            // To this host an empty list would say everything.
            (Meaning::Names(names), Kind::Names(NoNames::Everything)) if names.is_empty() => return self.has_no_place(field),
            (Meaning::Names(names), Kind::Names(NoNames::NothingOrStar)) if *names == ["*"] => return self.has_no_place(field),
            (Meaning::Names(names), Kind::Names(_)) => {
                (field.meaning.clone(), Value::List(names.iter().map(|name| Value::String(name.clone())).collect()))
            }
            (Meaning::Names(names), Kind::SpacedNames)
                if !names.iter().any(|name| name.is_empty() || name.contains(|c: char| c.is_ascii_whitespace())) =>
            {
                (field.meaning.clone(), Value::String(Cow::Owned(names.join(" "))))
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
                if told != *seconds {
                    let message =
                        say!["the time limit of `", self.server.name, "` is rounded up to what ", self.to.name, " can be told"];
                    self.lose(&codes::TIMEOUT_ROUNDED, LossKind::Coerced, Some(concept), None, field.origin, message);
                }
                (Meaning::Seconds(told), Value::Plain(digits))
            }
            (Meaning::Seconds(call), Kind::SharedMilliseconds) => {
                let start = self.server.get(Concept::StartupTimeout);
                let differs = start.is_none_or(|start| start.meaning != field.meaning);
                if differs && !self.is_same_host() {
                    self.shares(start.unwrap_or(field), Concept::StartupTimeout);
                }
                let Some((told, digits)) = self.milliseconds(*call, field) else { return };
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

    /// Whether the target has command and arguments in one list.
    fn has_command_line(&self) -> bool {
        self.to.fields_for(Concept::Command, self.transport).any(|spec| spec.kind == Kind::CommandLine)
    }

    /// Command and arguments in one list.
    fn command_line(&mut self, field: &'a Field<'a>, command: &'a Text<'a>, adapted: &mut Adapted<'a>) -> Option<Vec<Cow<'a, str>>> {
        let spelled = self.spell(command, Concept::Command);
        self.spelled(&spelled, Concept::Command, None, field.origin);
        let mut line = vec![spelled.text];
        if let Some((args, Meaning::Texts(texts))) = self.server.get(Concept::Args).map(|field| (field, &field.meaning)) {
            line.extend(self.texts(args, texts, adapted)?);
        }
        Some(line)
    }

    /// A limit for the start alone, for a host that has one limit for start and calls.
    fn start_limit(&mut self, spec: &'static FieldSpec, field: &'a Field<'a>, start: Seconds, adapted: &mut Adapted<'a>) {
        if self.server.get(Concept::ToolTimeout).is_some() {
            // The limit of calls is the one that is told, and what becomes of this one is said there.
            return;
        }
        self.shares(field, Concept::ToolTimeout);
        if let Some((told, digits)) = self.milliseconds(start, field) {
            let (meaning, value) = (Meaning::Seconds(told), Value::Plain(digits));
            adapted.wanted.push(Wanted { spec, slot: None, meaning, value, origin: field.origin });
        }
    }

    /// Says that one limit stands for two.
    fn shares(&mut self, field: &Field<'_>, concept: Concept) {
        let message = say![self.to.name, " has one time limit for start and calls, so that of `", self.server.name, "` holds for both"];
        self.lose(&codes::TIMEOUT_SHARED, LossKind::Coerced, Some(concept), None, field.origin, message);
    }

    /// Whole milliseconds above zero.
    fn milliseconds(&mut self, limit: Seconds, field: &Field<'_>) -> Option<(Seconds, Cow<'static, str>)> {
        let told = limit.rounded_up(-3);
        let digits = told.in_units(-3).filter(|_| told != Seconds::ZERO);
        match &digits {
            None => self.has_no_place(field),
            Some(_) if told != limit => {
                let message =
                    say!["the time limit of `", self.server.name, "` is rounded up to what ", self.to.name, " can be told"];
                self.lose(&codes::TIMEOUT_ROUNDED, LossKind::Coerced, Some(field.concept), None, field.origin, message);
            }
            Some(_) => {}
        }
        digits.map(|digits| (told, digits))
    }

    /// The items of a list of strings, for the target. `None` where the target's own list stays.
    fn texts(&mut self, field: &'a Field<'a>, texts: &'a [Text<'a>], adapted: &mut Adapted<'a>) -> Option<Vec<Cow<'a, str>>> {
        let spelled: Vec<Spelled<'a>> = texts.iter().map(|text| self.spell(text, field.concept)).collect();
        if spelled.iter().any(|spelled| spelled.unspeakable)
            && let Some(existing) = self.said(field.concept)
            && let Meaning::Texts(literals) = &existing.meaning
            && literals.len() == texts.len()
            && literals.iter().zip(&spelled).any(|(literal, spelled)| literal.raw() != spelled.text)
            && literals
                .iter()
                .zip(&spelled)
                .all(|(literal, spelled)| literal.is_literal() && (spelled.unspeakable || literal.raw() == spelled.text))
        {
            self.keeps_literal(field.concept, None, field.origin);
            adapted.kept.push((field.concept, None));
            return None;
        }
        let mut out = Vec::with_capacity(texts.len());
        let mut items = self.tree.children(field.origin);
        for spelled in spelled {
            let node = items.next().unwrap_or(field.origin);
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
        let mut plain = None;
        for spec in self.to.fields_for(concept, self.transport) {
            let special = match spec.kind {
                Kind::Bearer if pair.name.eq_ignore_ascii_case("authorization") => pair.text.whole_variable("Bearer "),
                Kind::HeadersFromEnv => pair.text.whole_variable(""),
                Kind::Passthrough => pair.text.whole_variable("").filter(|(name, _)| *name == pair.name),
                Kind::Pairs => {
                    plain = Some(spec);
                    None
                }
                _ => None,
            };
            if let Some((variable, default)) = special {
                if default.is_some() {
                    let lost = Spelled { default_lost: true, ..Spelled::default() };
                    self.spelled(&lost, concept, Some(&pair.name), pair.origin);
                }
                let prefix = if spec.kind == Kind::Bearer { "Bearer " } else { "" };
                let meaning = Meaning::Text(Text::variable(prefix, Cow::Borrowed(variable)));
                let slot = Some(pair.name.clone());
                return adapted.wanted.push(Wanted { spec, slot, meaning, value: Value::string(variable), origin: pair.origin });
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
                " cannot make the reference"
            ];
            let diagnostic = Diagnostic::new(code, Document::Source, message).on(self.tree, pair.origin);
            let diagnostic = diagnostic.loss(LossKind::Dropped, &self.server.name, Some(concept), Some(&pair.name));
            return self.sink.push(diagnostic.help(match concept {
                Concept::Headers => {
                    "put the whole value into one variable and make it a header, or write a literal into the target by hand"
                }
                _ => "name the variable like the one that it refers to, or write a literal into the target by hand",
            }));
        }
        self.spelled(&spelled, concept, Some(&pair.name), pair.origin);
        let is_name = |text: &str| is_variable_name(text) && !text.bytes().any(|byte| byte.is_ascii_lowercase());
        if concept == Concept::Env && self.to.bare_variables && pair.text.is_literal() && is_name(pair.text.raw()) {
            let message = say!["`", pair.name, "` of `", self.server.name, "` reads like a variable, and ", self.to.name, " takes its value if one of that name is set"];
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
        let message =
            say!["`", self.tree.key(field.origin), "` of `", self.server.name, "` is lost: ", self.to.name, " cannot be told"];
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

/// Whether a header of that name is likely to carry a secret.
fn is_credential(header: &str) -> bool {
    let header = header.to_ascii_lowercase();
    ["auth", "token", "key", "secret", "cookie", "password", "credential"].iter().any(|part| header.contains(part))
}
