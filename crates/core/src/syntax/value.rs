//! Values that shall be written.

use alloc::borrow::Cow;
use alloc::vec::Vec;

/// A value without a place: what a [`Plan`](super::Plan) writes.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Value<'a> {
    /// JSON's `null`; TOML has none, and whoever writes TOML must not ask for it.
    Null,
    /// `true` or `false`.
    Bool(bool),
    /// A scalar in the spelling of the syntax that it is written in: a number, a date, or a string of JSON in which a brace is
    /// written as an escape, which some programs tell from a plain one.
    Plain(Cow<'a, str>),
    /// A string.
    String(Cow<'a, str>),
    /// An array.
    List(Vec<Value<'a>>),
    /// An object or table, in this order.
    Map(Vec<(Cow<'a, str>, Value<'a>)>),
}

impl<'a> Value<'a> {
    /// A string value.
    pub fn string(text: impl Into<Cow<'a, str>>) -> Self {
        Self::String(text.into())
    }

    /// The string that it is, if it is one.
    #[must_use]
    pub const fn as_string(&self) -> Option<&Cow<'a, str>> {
        if let Self::String(text) = self { Some(text) } else { None }
    }

    /// About how many bytes it takes to write it, so that a text need not grow piece by piece. To look at all that it holds
    /// would cost more than a text gains that grows once too often.
    pub(super) fn room(&self) -> usize {
        match self {
            Self::Null | Self::Bool(_) => 5,
            Self::Plain(text) | Self::String(text) => text.len() + 2,
            Self::List(items) => items.len() * 16 + 2,
            Self::Map(entries) => entries.len() * 64 + 32,
        }
    }

    /// The same value, borrowing nothing.
    #[must_use]
    pub fn into_owned(self) -> Value<'static> {
        match self {
            Self::Null => Value::Null,
            Self::Bool(bool) => Value::Bool(bool),
            Self::Plain(text) => Value::Plain(Cow::Owned(text.into_owned())),
            Self::String(text) => Value::String(Cow::Owned(text.into_owned())),
            Self::List(items) => Value::List(items.into_iter().map(Value::into_owned).collect()),
            Self::Map(entries) => {
                Value::Map(entries.into_iter().map(|(key, value)| (Cow::Owned(key.into_owned()), value.into_owned())).collect())
            }
        }
    }
}
