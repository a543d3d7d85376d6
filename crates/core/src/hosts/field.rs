//! The fields of a host's servers, and what they hold.

use super::Takes;
use crate::model::{Concept, Text, Transports};
use crate::syntax::{NodeId, Tree, hash, mark};
use crate::text::Ascii;

/// Of a field that is read only.
const LEGACY: u8 = 1 << 7;

/// A field of a server.
#[derive(Clone, Copy, Debug)]
pub struct FieldSpec {
    /// The key; with a dot where it stands in a table of the server.
    pub key: &'static str,
    /// What it is about.
    pub concept: Concept,
    /// What it holds.
    pub kind: Kind,
    /// The transports with which the host uses it.
    pub on: Transports,
    /// What it may hold, where only this host understands it, and that is established.
    pub takes: Option<&'static Takes>,
    /// The [`mark`] of the key, or of the table before its dot.
    pub(super) mark: u8,
    /// Where the dot of the key stands, 0 where there is none, and [`LEGACY`]. There are hundreds of fields, and each byte counts.
    pub(super) flags: u8,
}

impl FieldSpec {
    /// A field that is read and written.
    #[must_use]
    pub const fn new(key: &'static str, concept: Concept, kind: Kind, on: Transports) -> Self {
        let mut dot = 0;
        while dot < key.len() && key.as_bytes()[dot] != b'.' {
            dot += 1;
        }
        let above = key.split_at(dot).0;
        #[expect(clippy::cast_possible_truncation, reason = "no key is as long")]
        let flags = if dot < key.len() { dot as u8 } else { 0 };
        assert!(flags < LEGACY);
        Self { key, concept, kind, on, takes: None, mark: mark(hash(above.as_bytes())), flags }
    }

    /// Its node: directly in the entry, or in a table of it where the key has a dot.
    #[must_use]
    pub fn find(&self, tree: &Tree<'_>, entry: NodeId) -> Option<NodeId> {
        match self.nested() {
            None => tree.get_marked(entry, self.mark, self.key),
            Some((table, key)) => tree.get(tree.get_marked(entry, self.mark, table)?, key),
        }
    }

    /// The table that it stands in, and its key there; `None` where it stands in the server itself.
    #[must_use]
    #[inline]
    pub fn nested(&self) -> Option<(&'static str, &'static str)> {
        let dot = self.flags & !LEGACY;
        let (table, key) = self.key.split_at_checked(dot.into()).filter(|_| dot > 0)?;
        Some((table, key.strip_prefix('.')?))
    }

    /// A field that only this host understands.
    #[must_use]
    pub const fn own(key: &'static str, concept: Concept, on: Transports) -> Self {
        Self::new(key, concept, Kind::Own, on)
    }

    /// The same, holding nothing else.
    #[must_use]
    pub const fn takes(mut self, takes: &'static Takes) -> Self {
        self.takes = Some(takes);
        self
    }

    /// The last part of its key.
    #[must_use]
    pub fn part(&self) -> &'static str {
        self.nested().map_or(self.key, |(_, part)| part)
    }

    /// Whether it is that very field of that very table.
    #[must_use]
    pub fn is(&'static self, other: &'static Self) -> bool {
        core::ptr::eq(self, other)
    }

    /// The same, read only.
    #[must_use]
    pub const fn legacy(mut self) -> Self {
        self.flags |= LEGACY;
        self
    }

    /// Whether it is read only, because another field says the same.
    #[must_use]
    pub const fn is_legacy(&self) -> bool {
        self.flags & LEGACY != 0
    }
}

/// What a field holds, and how that relates to the model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The statement of the transport.
    Transport,
    /// The name of the server, where its key is not.
    Name,
    /// A string.
    Text,
    /// A list of strings.
    Texts,
    /// A map of strings.
    Pairs,
    /// A list of the names of variables that are passed on: `["V"]` is `V=${V}`.
    Passthrough,
    /// A map from headers to the variables that hold their values.
    HeadersFromEnv,
    /// The variable that holds a bearer token: `"V"` is `Authorization: Bearer ${V}`.
    Bearer,
    /// A bearer token: `"t"` is `Authorization: Bearer t`.
    BearerText,
    /// The variable that holds the value: `"V"` is `${V}`.
    Variable,
    /// The variable that holds a key: with the two others, one header.
    KeyVariable,
    /// The header that the key is sent in; `Authorization` without it.
    KeyHeader,
    /// What is sent, with the key in place of `{token}`; `Bearer {token}` without it.
    KeyFormat,
    /// A list of names.
    Names(NoNames),
    /// The command and its arguments in one list.
    CommandLine,
    /// The command, as a list or as a string that is taken apart as a shell does; what is more than one word are arguments.
    Words,
    /// Names in one string, set apart by blanks.
    SpacedNames,
    /// A length of time in units of `10^exponent` seconds.
    Seconds {
        /// 0 for seconds, -3 for milliseconds.
        exponent: i8,
        /// Whether the host refuses fractions of the unit.
        whole: bool,
        /// Whether the host takes zero, or it is not established that it does not.
        zero: bool,
    },
    /// One length of time for a start and for a call.
    SharedSeconds {
        /// 0 for seconds, -3 for milliseconds.
        exponent: i8,
        /// Whether the host refuses fractions of the unit.
        whole: bool,
        /// Whether the host takes zero, or it is not established that it does not.
        zero: bool,
    },
    /// A boolean; the value given here means on.
    Switch(bool),
    /// The number of a TCP port, from the given one.
    Port(u8),
    /// A value that only this host understands.
    Own,
}

impl Kind {
    /// The name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Transport => "transport",
            Self::Text => "string",
            Self::Texts => "strings",
            Self::Pairs => "map of strings",
            Self::Passthrough => "names of variables",
            Self::HeadersFromEnv => "map of names of variables",
            Self::Bearer => "name of a variable",
            Self::Names(_) => "names",
            Self::SpacedNames => "names in one string",
            Self::CommandLine => "command and arguments",
            Self::Seconds { .. } | Self::SharedSeconds { .. } => "time limit",
            Self::Name => "name of the server",
            Self::BearerText => "bearer token",
            Self::Variable | Self::KeyVariable => "name of a variable",
            Self::KeyHeader | Self::KeyFormat => "part of a header",
            Self::Words => "words of a command",
            Self::Switch(_) => "switch",
            Self::Port(_) => "port",
            Self::Own => "value of this host alone",
        }
    }

    /// The variable that a field of this kind names for a variable or header of that name and text, and the default that it
    /// has there; `None` where such a field does not say it.
    #[must_use]
    pub fn names<'t>(self, name: &str, text: &'t Text<'_>) -> Option<(&'t str, Option<&'t str>)> {
        match self {
            Self::Bearer if name.eq_ignore_ascii_case("authorization") => text.whole_variable("Bearer "),
            Self::HeadersFromEnv => text.whole_variable(""),
            Self::Passthrough => text.whole_variable("").filter(|(variable, _)| *variable == name),
            _ => None,
        }
    }

    /// The unit of a time limit, `s` or `ms`; `None` of all else.
    #[must_use]
    pub const fn unit(self) -> Option<&'static str> {
        match self {
            Self::Seconds { exponent: 0, .. } | Self::SharedSeconds { exponent: 0, .. } => Some("s"),
            Self::Seconds { .. } | Self::SharedSeconds { .. } => Some("ms"),
            _ => None,
        }
    }
}

/// How a host names the tools in its lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum ToolNames {
    /// As the server does.
    Plain,
    /// Also with the server's name and three underscores before it: `server___tool`.
    Prefixed,
    /// Also with arguments behind it, which say nothing: `tool(args)`.
    WithArguments,
}

impl ToolNames {
    /// The name that the server itself gives to the tool.
    #[must_use]
    pub fn plain<'n>(self, name: &'n str, server: &str) -> &'n str {
        match self {
            Self::Plain => name,
            Self::Prefixed => name.strip_prefix(server).and_then(|rest| rest.strip_prefix("___")).unwrap_or(name),
            Self::WithArguments => name.cut("(").map_or(name, |(name, _)| name),
        }
    }
}

/// What an empty list of names means, and what stands for all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum NoNames {
    /// An empty list names nothing.
    Nothing,
    /// An empty list says as much as no list: everything.
    Everything,
    /// An empty list names nothing, and `["*"]` everything.
    NothingOrStar,
}

/// Whether a name can stand among others with spaces between them.
#[inline(never)]
pub(super) fn is_word(name: &str) -> bool {
    !name.is_empty() && !name.bytes().any(|byte| byte.is_ascii_whitespace())
}
