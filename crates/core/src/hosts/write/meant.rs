//! What the target will read from what it is told.

use alloc::borrow::{Cow, ToOwned};
use alloc::vec;

use super::Wanted;
use crate::hosts::read::keyed;
use crate::hosts::{Host, Kind, raw};
use crate::model::{Meaning, Piece, Seconds, Spelling, Text};
use crate::syntax::Value;

impl<'a> Wanted<'a> {
    /// What `host` will read from it; of an entry its text.
    #[must_use]
    pub fn meaning(&self, host: &Host) -> Meaning<'a> {
        let spellings = host.references.within(self.spec.concept);
        let meaning = match (self.spec.kind, &self.value) {
            (Kind::Pairs, Value::Plain(null)) if quoted(null).is_none() => {
                Some(Meaning::Text(Text::read(null.clone(), vec![Piece::Unset])))
            }
            (Kind::Text | Kind::Pairs, value) => {
                text(value, spellings).map(|text| Meaning::Text(text.in_field(self.spec.concept, spellings)))
            }
            (Kind::Texts | Kind::CommandLine, Value::List(items)) => {
                Some(Meaning::Texts(items.iter().filter_map(|item| text(item, spellings)).collect()))
            }
            _ => self.rare(host, spellings),
        };
        meaning.unwrap_or_else(|| Meaning::Opaque(self.value.clone()))
    }

    /// The same of the kinds that few fields are of.
    #[inline(never)]
    fn rare(&self, host: &Host, spellings: &[Spelling]) -> Option<Meaning<'a>> {
        let seconds = |digits: &str, exponent: i8| Seconds::parse(digits, exponent.into()).map(Meaning::Seconds);
        match (self.spec.kind, &self.value) {
            (Kind::Passthrough | Kind::HeadersFromEnv | Kind::Variable, Value::String(name)) => {
                Some(Meaning::Text(Text::variable("", name.clone())))
            }
            (Kind::Words, Value::String(string)) => Some(Meaning::Text(Text::Literal(string.clone()))),
            (Kind::Words, Value::List(items)) => items.first().and_then(|item| text(item, spellings)).map(Meaning::Text),
            (Kind::KeyVariable, Value::Map(parts)) => {
                let part = |kind| {
                    let key = host.fields.iter().find(|spec| spec.kind == kind)?.key;
                    parts.iter().find(|(other, _)| other == key).and_then(|(_, value)| value.as_string())
                };
                let format = part(Kind::KeyFormat).map_or("Bearer {token}", |format| format);
                part(Kind::KeyVariable).and_then(|name| keyed(format, name.clone())).map(Meaning::Text)
            }
            (Kind::Bearer, Value::String(name)) => Some(Meaning::Text(Text::variable("Bearer ", name.clone()))),
            (Kind::Passthrough, Value::Map(_)) => {
                self.slot.as_ref().map(|name| Meaning::Text(Text::read(name.clone(), vec![Piece::Remote(name.clone())])))
            }
            (Kind::Names(_), Value::List(items)) => {
                Some(Meaning::Names(items.iter().filter_map(Value::as_string).cloned().collect()))
            }
            (Kind::SpacedNames, Value::String(names)) => {
                Some(Meaning::Names(names.split_ascii_whitespace().map(|name| Cow::Owned(name.to_owned())).collect()))
            }
            (Kind::Seconds { exponent, .. } | Kind::SharedSeconds { exponent, .. }, Value::Plain(digits)) => {
                seconds(digits, exponent)
            }
            (Kind::Switch(on), Value::Bool(state)) => Some(Meaning::Switch(*state == on)),
            _ => None,
        }
    }
}

/// The text that a string is.
fn text<'a>(value: &Value<'a>, spellings: &[Spelling]) -> Option<Text<'a>> {
    match value {
        Value::String(text) => Some(Text::parse(text.clone(), spellings)),
        Value::Plain(string) => quoted(string).map(|inner| raw::read(inner, spellings)),
        _ => None,
    }
}

/// What stands between the quotes of a string that is written out.
fn quoted(scalar: &str) -> Option<&str> {
    scalar.strip_prefix('"')?.strip_suffix('"')
}
