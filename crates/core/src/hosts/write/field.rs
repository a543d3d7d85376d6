//! What a field of the source is to the target.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::pair::is_credential;
use super::{Adapted, Wanted, Writer};
use crate::diag::{LossKind, codes, say};
use crate::hosts::field::is_word;
use crate::hosts::read::words;
use crate::hosts::{FieldSpec, Kind, NoNames};
use crate::mask;
use crate::model::{Concept, Field, Meaning, Pair, Piece, Seconds, Spelled, Text, Transport};
use crate::syntax::{NodeId, Value};
use crate::text::{Ascii, characters, join};

impl<'a> Writer<'a, '_> {
    /// States the transport, for a host that is told it.
    pub(super) fn transport(&mut self, adapted: &mut Adapted<'a>) {
        if self.transport == Transport::Sse && self.to.has_one_word_for(Transport::Sse, Transport::Http) {
            self.say_alike();
        }
        let Some(spec) = self.to.transport.field.and_then(|field| self.to.field(field)) else { return };
        if let Some(word) = self.to.transport.words(self.transport).and_then(<[_]>::first) {
            let (value, origin) = (Value::string(*word), self.server.origin);
            adapted.wanted.push(Wanted { spec, slot: None, value, origin });
        }
    }

    /// Says that the target does not tell SSE from streamable HTTP.
    #[cold]
    fn say_alike(&mut self) {
        let how = if self.to.transport.field.is_some() { " has one word for `" } else { " is told the same of `" };
        let message = say![self.to.name, how, self.server.name, "` and streamable HTTP, and tries both"];
        self.note(&codes::TRANSPORT_NOT_TOLD_APART, self.server.origin, message);
    }

    /// Whether what the source's host ignores goes to another: it grants nothing, and does not depend on what a reference in it
    /// would be to a host that never reads it. One that nobody has run may read it.
    #[cold]
    fn is_carried(&self, field: &Field<'_>) -> bool {
        let pairs = if let Meaning::Pairs(pairs) = &field.meaning { pairs.as_slice() } else { &[] };
        let mut nodes = pairs.iter().map(|pair| pair.origin).chain([field.origin]);
        let refers = |node| ["${", "{env:", "{file:"].iter().any(|reference| self.tree.raw(node).holds(reference));
        !matches!(field.concept, Concept::AutoApprove | Concept::ToolApproval) && (self.from.is_hearsay() || !nodes.any(refers))
    }

    /// Puts what a field says into the target's field for it.
    pub(super) fn field(&mut self, field: &'a Field<'a>, adapted: &mut Adapted<'a>) {
        // To the same host it is carried as it is written, with the extras.
        if field.foreign && (self.is_same_host() || !self.is_carried(field)) {
            return;
        }
        if let Meaning::Pairs(pairs) = &field.meaning {
            let specs: Vec<&'static FieldSpec> = self.to.fields_for(field.concept, self.transport).collect();
            if specs.is_empty() {
                return self.only_declared(field, pairs);
            }
            // Where there is room for one reference, authentication has it.
            let has_one = specs.iter().any(|spec| spec.kind == Kind::KeyVariable);
            for is_first in [true, false] {
                for pair in pairs.iter().filter(|pair| (!has_one || is_credential(&pair.name)) == is_first) {
                    self.pair(field, pair, &specs, adapted);
                }
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
        let value = match (&field.meaning, spec.kind) {
            (Meaning::Text(text), Kind::Text) if self.to.never_empty.contains(&spec.key) && text.raw().trimmed().is_empty() => {
                return self.is_empty(&self.key_at(field.origin, concept), field.origin);
            }
            (Meaning::Text(_), Kind::CommandLine) => {
                let Some(line) = self.strings(Some(field), self.server.get(Concept::Args), adapted) else { return };
                line
            }
            (Meaning::Text(text), Kind::Text) if concept == Concept::Cwd && !self.takes_folder(text) => {
                return self.has_no_place(field);
            }
            (Meaning::Text(text), Kind::Text) => {
                let (spelled, at_home) = (self.spell(text, concept), self.loses_home(text.raw(), concept));
                // What an earlier run wrote for want of a reference is no literal of the target's own.
                let own = |field: &&Field<'_>| matches!(&field.meaning, Meaning::Text(own) if own.is_literal() && own.raw() != spelled.text && text.may_be(own.raw(), at_home));
                let literal = self.said(concept).filter(own);
                if spelled.unspeakable && literal.is_some() {
                    self.keeps_literal(concept, None, field.origin);
                    return adapted.kept.push((concept, None));
                }
                self.spelled(&spelled, concept, None, field.origin);
                self.string(spelled)
            }
            // A command line without arguments is told as a command alone.
            (Meaning::Texts(texts), Kind::Texts)
                if texts.is_empty() && self.is_command_line(field) && self.said(concept).is_none() =>
            {
                return;
            }
            (Meaning::Texts(_), Kind::Texts) => {
                let Some(list) = self.strings(None, Some(field), adapted) else { return };
                list
            }
            _ => {
                let Some(value) = self.rare(field, spec) else { return };
                value
            }
        };
        adapted.wanted.push(Wanted { spec, slot: None, value, origin: field.origin });
    }

    /// Says of pairs that the target has no field for them.
    #[inline(never)]
    fn only_declared(&mut self, field: &'a Field<'a>, pairs: &'a [Pair<'a>]) {
        // What a remote server only declares for its headers is said by them.
        let declares = |pair: &&Pair<'_>| {
            let itself = pair.text.whole_variable("").is_some_and(|(name, _)| name == pair.name);
            itself && self.from.references.declared && self.transport != Transport::Stdio
        };
        let (declared, others): (Vec<&Pair<'_>>, Vec<&Pair<'_>>) = pairs.iter().partition(declares);
        for pair in declared {
            let name = mask::name_at(self.tree, pair.origin, &pair.name);
            let message = say!["`", name, "` of `", self.server.name, "` is only declared there, for the headers"];
            self.note(&codes::FIELD_UNUSED, pair.origin, message);
        }
        self.have_no_place(field, &others);
    }

    /// What is written of a field that few servers have. `None` where the target has no place for it.
    #[inline(never)]
    fn rare(&mut self, field: &'a Field<'a>, spec: &'static FieldSpec) -> Option<Value<'a>> {
        let concept = field.concept;
        let is_filled = self.to.never_empty.contains(&spec.part());
        Some(match (&field.meaning, spec.kind) {
            (Meaning::Names(names), _) if is_filled && names.is_empty() => {
                self.is_empty(&self.key_at(field.origin, concept), field.origin);
                return None;
            }
            (Meaning::Names(names), Kind::SpacedNames | Kind::Names(_))
                if (is_filled || spec.kind == Kind::SpacedNames) && !names.iter().all(|name| is_word(name)) =>
            {
                return self.no_place(field);
            }
            (Meaning::Text(text), Kind::Variable) => {
                // Only the whole of a variable can be named.
                let Some((name, default)) = text.whole_variable("") else { return self.no_place(field) };
                self.spelled(&Spelled { default_lost: default.is_some(), ..Spelled::default() }, concept, None, field.origin);
                Value::String(Cow::Owned(name.to_owned()))
            }
            (Meaning::Text(text), Kind::Words) => {
                let spelled = self.spell(text, concept);
                self.spelled(&spelled, concept, None, field.origin);
                // A list keeps in one piece what would be taken apart.
                let is_word = words(&spelled.text).is_some_and(|words| words == [spelled.text.as_ref()]);
                let word = Value::String(spelled.text);
                if is_word { word } else { Value::List(vec![word]) }
            }
            // To this host an empty list would say everything.
            (Meaning::Names(names), Kind::Names(NoNames::Everything)) if names.is_empty() => return self.no_place(field),
            (Meaning::Names(names), Kind::Names(NoNames::NothingOrStar)) if *names == ["*"] => return self.no_place(field),
            // Only one host takes it for every tool.
            (Meaning::Names(names), Kind::Names(_))
                if concept == Concept::AutoApprove && !self.is_same_host() && names.iter().any(|name| name == "*") =>
            {
                return self.no_place(field);
            }
            (Meaning::Names(names), Kind::Names(_)) => {
                let named = |name| if concept == Concept::OauthScopes { Cow::clone(name) } else { self.tool(name) };
                Value::List(names.iter().map(|name| self.literal(named(name))).collect())
            }
            (Meaning::Names(names), Kind::SpacedNames) => self.literal(Cow::Owned(join(names, " "))),
            (Meaning::Seconds(seconds), Kind::Seconds { zero: false, .. }) if *seconds == Seconds::ZERO => {
                return self.no_place(field);
            }
            (Meaning::Seconds(seconds), Kind::Seconds { exponent, whole, .. }) => {
                let exponent = i32::from(exponent);
                let told = if whole { seconds.rounded_up(exponent) } else { *seconds };
                let digits = told.in_units(exponent).filter(|_| self.to.limits.take(told));
                let Some(digits) = digits else { return self.no_place(field) };
                if told.is_below(self.to.timeout_floor, 0) {
                    let message = say![
                        "`",
                        self.server.name,
                        "` has a time limit below the second that ",
                        self.to.name,
                        " heeds, so it is left out"
                    ];
                    self.lose(&codes::TIMEOUT_IGNORED, LossKind::Dropped, Some(concept), None, field.origin, message);
                    return None;
                }
                self.rounds(*seconds, told, field);
                Value::Plain(digits)
            }
            (Meaning::Seconds(call), kind @ Kind::SharedSeconds { .. }) => {
                let Some((told, digits)) = self.told(*call, kind) else { return self.no_place(field) };
                let start = self.server.get(Concept::StartupTimeout);
                if start.is_none_or(|start| start.meaning != field.meaning) && !self.is_same_host() {
                    self.shares(start.unwrap_or(field), Concept::StartupTimeout);
                }
                self.rounds(*call, told, field);
                Value::Plain(digits)
            }
            (Meaning::Switch(state), Kind::Switch(on)) => Value::Bool(*state == on),
            (Meaning::Opaque(value), Kind::Port(lowest)) if lowest == 0 || *value != Value::Plain(Cow::Borrowed("0")) => {
                value.clone()
            }
            _ => return self.no_place(field),
        })
    }

    fn no_place(&mut self, field: &Field<'_>) -> Option<Value<'a>> {
        self.has_no_place(field);
        None
    }

    /// Names the variables to which headers and the URL refer, for a host that knows no others.
    #[inline(never)]
    pub(super) fn declare(&mut self, adapted: &mut Adapted<'a>) {
        if self.is_same_host() {
            return;
        }
        let spec = self.to.fields_for(Concept::Env, self.transport).find(|spec| spec.kind == Kind::Passthrough);
        let Some(spec) = spec else { return };
        let mut named: Vec<(String, NodeId)> = Vec::new();
        let mut refers = |text: &Text<'_>, origin: NodeId| {
            let is_told = |wanted: &Wanted<'_>| wanted.origin == origin && wanted.spec.concept != Concept::Env;
            let text = text.without_inputs().unwrap_or_else(|| text.clone());
            if let Text::Template { pieces, .. } = text
                && adapted.wanted.iter().any(is_told)
            {
                let name = |piece| if let Piece::Variable { name, .. } = piece { Some(name.into_owned()) } else { None };
                named.extend(pieces.into_iter().filter_map(name).map(|name| (name, origin)));
            }
        };
        for field in self.server.fields.iter().filter(|field| matches!(field.concept, Concept::Headers | Concept::Url)) {
            match &field.meaning {
                Meaning::Text(text) => refers(text, field.origin),
                Meaning::Pairs(pairs) => pairs.iter().for_each(|pair| refers(&pair.text, pair.origin)),
                _ => {}
            }
        }
        for (name, origin) in named {
            let is_it = |wanted: &Wanted<'_>| wanted.spec.concept == Concept::Env && wanted.slot.as_deref() == Some(&name);
            // What it cannot refer to needs no name.
            let refers = |wanted: &Wanted<'_>| {
                let is_it = |piece: &Piece<'_>| matches!(piece, Piece::Variable { name: other, .. } if *other == name);
                wanted.origin == origin
                    && matches!(wanted.meaning(self.to), Meaning::Text(Text::Template { pieces, .. }) if pieces.iter().any(is_it))
            };
            if adapted.wanted.iter().any(refers) && !adapted.wanted.iter().any(is_it) {
                let (slot, value) = (Some(Cow::Owned(name.clone())), Value::String(Cow::Owned(name)));
                adapted.wanted.push(Wanted { spec, slot, value, origin });
            }
        }
    }

    /// Keeps a host that splits commands from it: with arguments, if none, it does not.
    #[inline(never)]
    pub(super) fn whole_command(&mut self, adapted: &mut Adapted<'a>) {
        if self.is_same_host() {
            return;
        }
        let blank =
            |field: &&Field<'_>| matches!(&field.meaning, Meaning::Text(text) if characters(text.raw()).any(char::is_whitespace));
        let Some(field) = self.server.get(Concept::Command).filter(blank) else { return };
        let spec = self.to.fields_for(Concept::Args, self.transport).next();
        if let Some(spec) = spec.filter(|_| self.server.get(Concept::Args).is_none()) {
            let value = Value::List(Vec::new());
            adapted.wanted.push(Wanted { spec, slot: None, value, origin: field.origin });
        }
    }

    /// Whether the target takes that folder.
    fn takes_folder(&self, folder: &'a Text<'a>) -> bool {
        self.to.takes_folder(&self.spell(folder, Concept::Cwd).text)
    }

    /// The name of a tool that another host understands.
    fn tool(&self, name: &'a Cow<'a, str>) -> Cow<'a, str> {
        if self.is_same_host() { name.clone() } else { Cow::Borrowed(self.from.tool_names.plain(name, &self.server.name)) }
    }
}
