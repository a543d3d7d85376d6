//! The hosts: a table each, read and written by the same code.
//!
//! Adding a host is `<host>.rs` and its name in the `hosts!` list. What a table says is taken from `hosts.json`, the record of
//! what the released programs were seen to do; a fact that is not established there is not stated here.

mod foreign;
mod read;
mod write;

use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::Syntax;

pub use read::{Config, read};
pub use write::{Adapted, UNKNOWN, UNKNOWN_NESTED, Wanted, adapt};

macro_rules! hosts {
    ($($module:ident,)*) => {
        $(mod $module;)*

        /// Every host, by the order in which people are likely to look for them.
        pub static ALL: &[&Host] = &[$(&$module::HOST,)*];
    };
}

hosts! {
    claude_code,
    codex,
}

/// The day of the facts in the tables.
pub const AS_OF: &str = "2026-11-20";

/// The host of that id or alias.
#[must_use]
pub fn find(id: &str) -> Option<&'static Host> {
    ALL.iter().copied().find(|host| host.id == id || host.aliases.contains(&id))
}

/// A program that starts MCP servers, and how it wants to be told of them.
#[derive(Debug)]
pub struct Host {
    /// The id, in kebab case: that of `hosts.json`.
    pub id: &'static str,
    /// Other ids that are understood, never written.
    pub aliases: &'static [&'static str],
    /// What people call it.
    pub name: &'static str,
    /// The release whose behaviour the table describes.
    pub checked_version: &'static str,
    /// How the facts are known, in the words of `hosts.json`.
    pub confidence: &'static str,
    /// Where its configuration lies.
    pub files: &'static [ConfigFile],
    /// The syntax of the file.
    pub syntax: Syntax,
    /// Whether its own parser takes comments.
    pub comments: bool,
    /// Whether its own parser takes trailing commas.
    pub trailing_commas: bool,
    /// The keys down to the map of servers.
    pub servers_at: &'static [&'static str],
    /// How it is told, or infers, the transport.
    pub transport: TransportRule,
    /// The fields of a server, in the order in which they are written.
    pub fields: &'static [FieldSpec],
    /// What references it expands, and in which fields.
    pub references: References,
    /// What names it takes.
    pub names: NameRule,
    /// What it does with an entry that it cannot use.
    pub bad_entry: BadEntry,
    /// Fields that it refuses, and the entry with them, where they hold no character.
    pub never_empty: &'static [&'static str],
    /// What it refuses without another.
    pub requires: &'static [(Concept, Concept)],
    /// Whether a field that does not suit the transport is a bad entry; otherwise it is ignored.
    pub refuses_unused: bool,
    /// Time limits of less than this many seconds are ignored.
    pub timeout_floor: u64,
}

/// A place of a configuration file.
#[derive(Debug)]
pub struct ConfigFile {
    /// `user`, `project`, `local`, `profile` or `plugin`.
    pub scope: &'static str,
    /// The path; `~` is the home directory, `$V` and `<words>` are left to the reader.
    pub path: &'static str,
    /// The variable that names another folder in place of the path's first.
    pub moved_by: Option<&'static str>,
}

/// How a host knows the transport of a server.
#[derive(Debug)]
pub struct TransportRule {
    /// The field that states it, if there is one.
    pub field: Option<&'static str>,
    /// The transports that it has. The first spelling is written, the others are understood.
    pub known: &'static [(Transport, &'static [&'static str])],
    /// What a URL means without a statement; `None` where the host does not use such a server.
    pub of_url: Option<Transport>,
    /// Whether a command beside a URL is refused; otherwise, without a statement, the command counts.
    pub refuses_both: bool,
}

/// A field of a server.
#[derive(Debug)]
pub struct FieldSpec {
    /// The key; with a dot where it stands in a table of the server.
    pub key: &'static str,
    /// What it is about.
    pub concept: Concept,
    /// What it holds.
    pub kind: Kind,
    /// The transports with which the host uses it.
    pub on: Transports,
}

/// What a field holds, and how that relates to the model.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The statement of the transport.
    Transport,
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
    /// A list of names.
    Names,
    /// Names in one string, set apart by blanks.
    SpacedNames,
    /// A length of time in units of `10^exponent` seconds.
    Seconds {
        /// 0 for seconds, -3 for milliseconds.
        exponent: i32,
        /// Whether the host refuses fractions of the unit.
        whole: bool,
        /// Whether the host takes zero.
        zero: bool,
    },
    /// A boolean; the value given here means on.
    Switch(bool),
    /// The number of a TCP port, from the given one.
    Port(u64),
    /// A value that only this host understands.
    Own,
}

/// The references that a host expands.
#[derive(Debug)]
pub struct References {
    /// Their spellings; the first that fits is written.
    pub spellings: &'static [Spelling],
    /// The concepts whose fields they work in.
    pub fields: &'static [Concept],
}

impl References {
    /// The spellings that work in the fields of `concept`.
    #[must_use]
    pub fn within(&self, concept: Concept) -> &'static [Spelling] {
        if self.fields.contains(&concept) { self.spellings } else { &[] }
    }
}

/// The names that a host takes for a server.
#[derive(Debug)]
pub struct NameRule {
    /// Characters besides ASCII letters and digits; `None` where the host takes any name.
    pub also: Option<&'static str>,
    /// Names that the host keeps for itself.
    pub reserved: &'static [&'static str],
}

impl NameRule {
    /// Whether the host loads and starts a server of that name.
    #[must_use]
    pub fn accepts(&self, name: &str) -> bool {
        let fits = |also: &str| {
            !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || also.contains(character))
        };
        self.also.is_none_or(fits) && !self.reserved.contains(&name)
    }

    /// A name near to `name` that every host takes.
    #[must_use]
    pub fn safe(name: &str) -> String {
        let mut safe = String::new();
        for character in name.chars() {
            let character = if character.is_ascii_alphanumeric() { character } else { '-' };
            if safe.len() < 32 && !(character == '-' && (safe.is_empty() || safe.ends_with('-'))) {
                safe.push(character);
            }
        }
        let safe = safe.trim_end_matches('-');
        let reserved =
            ["servers", "invalid-server-name"].contains(&safe) || ALL.iter().any(|host| host.names.reserved.contains(&safe));
        if safe.starts_with(|first: char| first.is_ascii_alphabetic()) && !reserved {
            safe.to_owned()
        } else {
            ["server-", safe].concat().trim_end_matches('-').to_owned()
        }
    }
}

/// What a host does with an entry that it cannot use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum BadEntry {
    /// It refuses the whole file.
    RefusesFile,
    /// It leaves out the entry.
    SkipsEntry,
}

impl Host {
    /// The field of that key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|spec| spec.key == key)
    }

    /// The fields that can say `concept` of a server with that transport, the preferred one first.
    pub fn fields_for(&self, concept: Concept, transport: Transport) -> impl Iterator<Item = &'static FieldSpec> {
        self.fields.iter().filter(move |spec| spec.concept == concept && spec.on.has(transport) && spec.kind != Kind::Own)
    }

    /// Whether it has `transport`.
    #[must_use]
    pub fn has_transport(&self, transport: Transport) -> bool {
        self.transport.known.iter().any(|&(known, _)| known == transport)
    }

    /// The key under which its servers stand, as people write it.
    #[must_use]
    pub fn servers_key(&self) -> String {
        self.servers_at.join(".")
    }
}
