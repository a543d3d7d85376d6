//! The canonical model: what the servers of a configuration are, whatever host they are written for.
//!
//! A field enters the model when two hosts share it; what one host alone has rides along as an [`Extra`]. The environment and
//! the headers of a server are one map each, whichever fields a host spreads them over: `bearer_token_env_var = "T"` is the
//! header `Authorization: Bearer ${T}`, `env_vars = ["T"]` the variable `T=${T}`. So that two servers are the same exactly when
//! their models are.

mod concept;
mod seconds;
mod text;

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

pub use concept::{Concept, Transport, Transports};
pub use seconds::Seconds;
pub(crate) use text::COPILOT;
pub use text::{Piece, Spelled, Spelling, Text, is_shouted, is_variable_name, variable_of};

use crate::syntax::{NodeId, Value};
use crate::text::Ascii;

/// One MCP server, as one document has it.
#[derive(Clone, Debug)]
pub struct Server<'s> {
    /// Its name; its number in the list where it does not say one.
    pub name: Cow<'s, str>,
    /// Whether that is its number.
    pub is_numbered: bool,
    /// Its entry in the document.
    pub origin: NodeId,
    /// How it is reached; `None` where the document does not say it so that its host understands.
    pub transport: Option<Transport>,
    /// What is said of it, in the document's order, each concept once.
    pub fields: Vec<Field<'s>>,
    /// What its host alone has, or nobody knows.
    pub extras: Vec<Extra<'s>>,
    /// Fields, variables and headers that have no effect beside another that says the same thing.
    pub idle: Vec<Idle<'s>>,
    /// Whether its host keeps it off by a setting beside the servers.
    pub is_blocked: bool,
    /// The setting beside the servers that says which of its tools there are.
    pub tools_at: Option<NodeId>,
    /// Set where the host could not use the entry, or where it cannot be read without guessing: it is not translated.
    pub unusable: bool,
}

impl<'s> Server<'s> {
    /// What the server says of `concept`.
    #[must_use]
    #[inline(never)]
    pub fn get(&self, concept: Concept) -> Option<&Field<'s>> {
        self.fields.iter().find(|field| field.concept == concept)
    }

    /// Whether command and arguments stand in one place.
    #[must_use]
    pub fn line(&self) -> bool {
        let origin = |concept| self.get(concept).map(|field| field.origin);
        origin(Concept::Command).is_some() && origin(Concept::Command) == origin(Concept::Args)
    }

    /// Takes a command of several words, where there are no arguments, for the command and the arguments that it is to a host
    /// that splits it, also where it begins with a path, if it does so with `paths`, and that spells references so.
    #[inline(never)]
    pub fn split_command(&mut self, spellings: &[Spelling], paths: bool) {
        if self.get(Concept::Args).is_some() {
            return;
        }
        let Some(field) = self.fields.iter_mut().find(|field| field.concept == Concept::Command) else { return };
        let Meaning::Text(line) = &field.meaning else { return };
        const BLANKS: &[u8] = b" \t\r\n\x0c";
        let line = line.raw().without_leading(BLANKS).without_trailing(BLANKS);
        let Some(at) = line.first_of(BLANKS) else { return };
        let (program, rest) = (line.part(..at), line.part(at..));
        if !paths && program.has_any(b"/\\") {
            return;
        }
        let parse = |word: &str| Text::parse(Cow::Owned(word.to_owned()), spellings);
        let mut args = Vec::new();
        for word in rest.parts(BLANKS).filter(|word| !word.is_empty()) {
            args.push(parse(word));
        }
        field.meaning = Meaning::Text(parse(program));
        let args = Meaning::Texts(args);
        let (origin, foreign) = (field.origin, field.foreign);
        self.fields.push(Field { concept: Concept::Args, meaning: args, origin, foreign });
    }

    /// Whether it is switched off.
    #[must_use]
    pub fn is_disabled(&self) -> bool {
        self.get(Concept::Enabled).is_some_and(|field| field.meaning == Meaning::Switch(false))
    }
}

/// What has no effect beside another field, variable or header.
#[derive(Clone, Debug)]
pub struct Idle<'s> {
    /// What it is about.
    pub concept: Concept,
    /// The name of the variable or header, where it is one.
    pub name: Option<Cow<'s, str>>,
    /// Where it stands.
    pub origin: NodeId,
}

/// One statement about a server.
#[derive(Clone, Debug)]
pub struct Field<'s> {
    /// What it is about.
    pub concept: Concept,
    /// What it says.
    pub meaning: Meaning<'s>,
    /// Where it is said; of a map that several fields make up, the first of them.
    pub origin: NodeId,
    /// The host that the document is for ignores the field, which is another host's.
    pub foreign: bool,
}

/// What a field says.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Meaning<'s> {
    /// A string that may hold references.
    Text(Text<'s>),
    /// A list of such strings.
    Texts(Vec<Text<'s>>),
    /// Names and strings that may hold references, in the author's order.
    Pairs(Vec<Pair<'s>>),
    /// A list of names that stand for themselves.
    Names(Vec<Cow<'s, str>>),
    /// A length of time.
    Seconds(Seconds),
    /// On or off.
    Switch(bool),
    /// A value that no two hosts read alike.
    Opaque(Value<'s>),
}

/// One variable of an environment, or one header.
#[derive(Clone, Debug)]
pub struct Pair<'s> {
    /// The name as written; headers are the same whatever their case.
    pub name: Cow<'s, str>,
    /// Its value.
    pub text: Text<'s>,
    /// Where it stands.
    pub origin: NodeId,
}

impl PartialEq for Pair<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.name == other.name && self.text == other.text
    }
}

impl Eq for Pair<'_> {}

/// A field that only one host has, or that nobody knows.
#[derive(Clone, Debug)]
pub struct Extra<'s> {
    /// Its key below the server; of what stands in a table of the server, the table and the key, with a dot between.
    pub key: String,
    /// Whether it stands in a table of the server.
    pub nested: bool,
    /// Where it stands.
    pub origin: NodeId,
    /// What it says; it is carried back only to a document of the same host.
    pub value: Value<'s>,
    /// Whether the host knows it.
    pub known: bool,
}
