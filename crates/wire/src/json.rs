//! Any JSON.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use serde::{Serialize, Serializer};

/// A value: what says many different things is written by one piece of code.
pub(crate) enum Json<'o> {
    Text(Cow<'o, str>),
    Whole(u64),
    Number(f64),
    Switch(bool),
    List(Vec<Self>),
    /// The keys keep their order.
    Object(Vec<(&'o str, Self)>),
}

impl<'o> Json<'o> {
    pub(crate) const fn word(word: &'o str) -> Self {
        Self::Text(Cow::Borrowed(word))
    }

    pub(crate) fn words(words: impl Iterator<Item = &'o str>) -> Self {
        Self::List(words.map(Self::word).collect())
    }
}

impl Serialize for Json<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(text) => serializer.serialize_str(text),
            Self::Whole(number) => serializer.serialize_u64(*number),
            Self::Number(number) => serializer.serialize_f64(*number),
            Self::Switch(on) => serializer.serialize_bool(*on),
            Self::List(items) => serializer.collect_seq(items),
            Self::Object(entries) => serializer.collect_map(entries.iter().map(|(key, value)| (key, value))),
        }
    }
}
