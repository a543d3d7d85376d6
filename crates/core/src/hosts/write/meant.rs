//! What the target will read from what it is told.

use std::borrow::Cow;

use super::Wanted;
use crate::hosts::{Host, Kind};
use crate::model::{Meaning, Piece, Seconds, Text};
use crate::syntax::Value;

impl<'a> Wanted<'a> {
    /// What `host` will read from it; of an entry its text.
    #[must_use]
    pub fn meaning(&self, host: &Host) -> Meaning<'a> {
        let text = |text: &Cow<'a, str>| Text::parse(text.clone(), host.references.within(self.spec.concept));
        let seconds = |digits: &str, exponent| Seconds::parse(digits, exponent).map(Meaning::Seconds);
        let meaning = match (self.spec.kind, &self.value) {
            (Kind::Text | Kind::Pairs, Value::String(string)) => Some(Meaning::Text(text(string))),
            (Kind::Texts | Kind::CommandLine, Value::List(items)) => {
                Some(Meaning::Texts(items.iter().filter_map(Value::as_string).map(text).collect()))
            }
            (Kind::Pairs, Value::Plain(raw)) => {
                Some(Meaning::Text(Text::Template { raw: raw.clone(), pieces: vec![Piece::Unset] }))
            }
            (Kind::Passthrough | Kind::HeadersFromEnv, Value::String(name)) => {
                Some(Meaning::Text(Text::variable("", name.clone())))
            }
            (Kind::Bearer, Value::String(name)) => Some(Meaning::Text(Text::variable("Bearer ", name.clone()))),
            (Kind::Passthrough, Value::Map(_)) => self
                .slot
                .as_ref()
                .map(|name| Meaning::Text(Text::Template { raw: name.clone(), pieces: vec![Piece::Remote(name.clone())] })),
            (Kind::Names(_), Value::List(items)) => {
                Some(Meaning::Names(items.iter().filter_map(Value::as_string).cloned().collect()))
            }
            (Kind::SpacedNames, Value::String(names)) => {
                Some(Meaning::Names(names.split_ascii_whitespace().map(|name| Cow::Owned(name.to_owned())).collect()))
            }
            (Kind::Seconds { exponent, .. }, Value::Plain(digits)) => seconds(digits, exponent),
            (Kind::SharedMilliseconds { .. }, Value::Plain(digits)) => seconds(digits, -3),
            (Kind::Switch(on), Value::Bool(state)) => Some(Meaning::Switch(*state == on)),
            _ => None,
        };
        meaning.unwrap_or_else(|| Meaning::Opaque(self.value.clone()))
    }
}
