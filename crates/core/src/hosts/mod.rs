//! The hosts: a table each, read and written by the same code.
//!
//! Adding a host is `<host>.rs` and its name in the `hosts!` list. What a table says is taken from `hosts.json`, the record of
//! what the released programs were seen to do; a fact that is not established there is not stated here.

mod canonical;
mod foreign;
mod habits;
mod raw;
mod read;
mod snippet;
mod write;

use crate::model::{Concept, Spelling, Transport, Transports};
use crate::syntax::{Kind as Node, NodeId, Syntax, Tree, hash};

pub use canonical::CANONICAL;
pub use habits::{Clue, Habits, NoServers, habits, is_elsewhere};
pub use read::{Config, looks_like_server, read, read_part, text_of};
pub use snippet::SNIPPET;
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
    claude_desktop,
    codex,
    copilot_cli,
    cursor,
    droid,
    gemini_cli,
    opencode,
    vscode,
}

/// The day of the facts in the tables.
pub const AS_OF: &str = "2026-11-20";

/// The host of that id or alias.
#[must_use]
pub fn find(id: &str) -> Option<&'static Host> {
    ALL.iter().copied().find(|host| host.id == id || host.aliases.contains(&id))
}

/// The host of that id or alias, or [`SNIPPET`]: what a source may be said to be for. Nothing is written for a snippet.
#[must_use]
pub fn find_source(id: &str) -> Option<&'static Host> {
    find(id).or_else(|| (id == SNIPPET.id).then_some(&SNIPPET))
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
    /// Whether its own parser takes a byte-order mark; `None` where that is not established.
    pub bom: Option<bool>,
    /// The keys down to the map of servers.
    pub servers_at: &'static [&'static str],
    /// Whether the document may be the map of servers itself, where it does not have that key.
    pub may_be_bare: bool,
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
    /// Whether it puts a server of the project's file and one of the user's file together field by field.
    pub merges_layers: bool,
    /// Whether numbers are values of variables as good as strings.
    pub numbers_in_env: bool,
    /// Variables that it never gives to a server, even where an entry sets them.
    pub withheld: &'static [&'static str],
    /// Whether it takes a string of digits for a time limit, and complains.
    pub numbers_in_quotes: bool,
    /// Whether a variable's value that is the name of another variable becomes that one's value.
    pub bare_variables: bool,
    /// Whether it drops a server whose URL is none as it is written, before references are expanded.
    pub plain_urls: bool,
    /// The key of the list of what it asks its user for, beside the servers.
    pub inputs_at: Option<&'static str>,
    /// Fields that it refuses, and the entry with them, where they hold no character.
    pub never_empty: &'static [&'static str],
    /// What it does with an entry that is `null`.
    pub null_entry: BadEntry,
    /// Whether it splits a command at its blanks where there are no arguments.
    pub splits_command: bool,
    /// How it names tools in its lists.
    pub tool_names: ToolNames,
    /// The longest time limit that it takes, in milliseconds.
    pub longest_limit: Option<u64>,
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
    /// The system that it is for: `macos`, `windows`, `linux` or `all`.
    pub os: &'static str,
    /// The variable that names another folder in place of the path's first.
    pub moved_by: Option<&'static str>,
}

impl ConfigFile {
    /// The same place on every system.
    const fn new(scope: &'static str, path: &'static str) -> Self {
        Self { scope, path, os: "all", moved_by: None }
    }

    /// A place on one system.
    const fn on(os: &'static str, scope: &'static str, path: &'static str) -> Self {
        Self { scope, path, os, moved_by: None }
    }

    /// The same, moved by a variable.
    const fn moved_by(mut self, variable: &'static str) -> Self {
        self.moved_by = Some(variable);
        self
    }
}

/// How a host knows the transport of a server.
#[derive(Debug)]
pub struct TransportRule {
    /// The field that states it, if there is one.
    pub field: Option<&'static str>,
    /// The transports that it has. The first spelling is written, the others are understood.
    pub known: &'static [(Transport, &'static [&'static str])],
    /// Whether a command means a process without a statement; otherwise the host does not use such a server.
    pub of_command: bool,
    /// What a URL means without a statement; `None` where the host does not use such a server.
    pub of_url: Option<Transport>,
    /// What a command and a URL together mean without a statement.
    pub both: Both,
    /// Whether a statement that it does not know makes it go by command and URL; otherwise it does not use the server.
    pub lenient: bool,
}

/// What a command and a URL in one entry mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Both {
    /// Nothing: the host refuses the entry.
    Refused,
    /// The command counts.
    Command,
    /// The URL counts.
    Url,
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
    /// Whether it is read only, because another field says the same.
    pub legacy: bool,
    /// The hash of the key, or of the table before its dot.
    hash: u32,
    /// Where the dot of the key stands.
    dot: Option<u8>,
}

impl FieldSpec {
    /// A field that is read and written.
    const fn new(key: &'static str, concept: Concept, kind: Kind, on: Transports) -> Self {
        let mut dot = None;
        let mut at = 0;
        while at < key.len() && dot.is_none() {
            if key.as_bytes()[at] == b'.' {
                #[expect(clippy::cast_possible_truncation, reason = "no key is as long")]
                {
                    dot = Some(at as u8);
                }
            }
            at += 1;
        }
        let above = if let Some(dot) = dot { key.split_at(dot as usize).0 } else { key };
        Self { key, concept, kind, on, legacy: false, hash: hash(above), dot }
    }

    /// The table that it stands in, and its key there; `None` where it stands in the server itself.
    #[must_use]
    pub fn nested(&self) -> Option<(&'static str, &'static str)> {
        let (table, key) = self.key.split_at_checked(self.dot?.into())?;
        Some((table, key.strip_prefix('.')?))
    }

    /// A field that only this host understands.
    const fn own(key: &'static str, concept: Concept, on: Transports) -> Self {
        Self::new(key, concept, Kind::Own, on)
    }

    /// The same, read only.
    const fn legacy(mut self) -> Self {
        self.legacy = true;
        self
    }
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
    Names(NoNames),
    /// The command and its arguments in one list.
    CommandLine,
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
    /// One length of time for a start and for a call, in milliseconds above zero.
    SharedMilliseconds {
        /// Whether the host refuses fractions.
        whole: bool,
    },
    /// A boolean; the value given here means on.
    Switch(bool),
    /// The number of a TCP port, from the given one.
    Port(u64),
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
            Self::Seconds { .. } | Self::SharedMilliseconds { .. } => "time limit",
            Self::Switch(_) => "switch",
            Self::Port(_) => "port",
            Self::Own => "value of this host alone",
        }
    }

    /// The unit of a time limit, `s` or `ms`; `None` of all else.
    #[must_use]
    pub const fn unit(self) -> Option<&'static str> {
        match self {
            Self::Seconds { exponent: 0, .. } => Some("s"),
            Self::Seconds { .. } | Self::SharedMilliseconds { .. } => Some("ms"),
            _ => None,
        }
    }
}

/// How a host names the tools in its lists.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
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
            Self::WithArguments => name.split_once('(').map_or(name, |(name, _)| name),
        }
    }
}

/// What an empty list of names means, and what stands for all of them.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum NoNames {
    /// An empty list names nothing.
    Nothing,
    /// An empty list says as much as no list: everything.
    Everything,
    /// An empty list names nothing, and `["*"]` everything.
    NothingOrStar,
}

/// The references that a host expands.
#[derive(Debug)]
pub struct References {
    /// The spellings that it understands.
    pub spellings: &'static [Spelling],
    /// Those that are written; the first that fits.
    pub written: &'static [Spelling],
    /// The concepts whose fields they work in.
    pub fields: &'static [Concept],
    /// Those in whose fields they are expanded a second time, so that a default may be a reference.
    pub twice: &'static [Concept],
    /// Whether they are made in the raw text of the file, before that is parsed: a brace that is written as an escape begins none.
    pub in_raw_text: bool,
    /// Whether nothing is left, after the second time, of what looks like a reference and is none.
    pub leaves_nothing: bool,
    /// What stands where a variable is not set and there is no default.
    pub unset: Unset,
}

/// What a host makes of a reference to a variable that is not set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unset {
    /// The text of the reference, as it is written.
    Text,
    /// Nothing.
    Empty,
    /// It does not start the server.
    Fails,
}

impl References {
    /// None at all.
    pub const NONE: Self = Self {
        spellings: &[],
        written: &[],
        fields: &[],
        twice: &[],
        in_raw_text: false,
        leaves_nothing: false,
        unset: Unset::Text,
    };

    /// What stands in the fields of `concept` where a variable is not set and there is no default.
    #[must_use]
    pub fn unset_within(&self, concept: Concept) -> Unset {
        if self.leaves_nothing && self.twice.contains(&concept) { Unset::Empty } else { self.unset }
    }

    /// The spellings that work in the fields of `concept`.
    #[must_use]
    pub fn within(&self, concept: Concept) -> &'static [Spelling] {
        if self.fields.contains(&concept) { self.spellings } else { &[] }
    }

    /// The spellings that are written into the fields of `concept`.
    #[must_use]
    pub fn written_within(&self, concept: Concept) -> &'static [Spelling] {
        if self.fields.contains(&concept) { self.written } else { &[] }
    }
}

/// The names that a host takes for a server.
#[derive(Debug)]
pub struct NameRule {
    /// Whether a name is of the form that the host takes; what it reserves apart.
    pub fits: fn(&str) -> bool,
    /// Names that the host keeps for itself.
    pub reserved: &'static [&'static str],
}

impl NameRule {
    /// Whether the host loads and starts a server of that name.
    #[must_use]
    pub fn accepts(&self, name: &str) -> bool {
        (self.fits)(name) && !self.reserved.contains(&name)
    }

    /// Any name.
    fn any(_: &str) -> bool {
        true
    }

    /// Whether `name` is made of ASCII letters, digits and the characters of `also`.
    fn is_made_of(name: &str, also: &str) -> bool {
        !name.is_empty() && name.chars().all(|character| character.is_ascii_alphanumeric() || also.contains(character))
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
    /// It takes the entry as it is written, and complains.
    KeepsEntry,
}

impl Host {
    /// A host of which nothing unusual is known: a table states what is its own, and takes the rest from here.
    const USUAL: Self = Self {
        id: "",
        aliases: &[],
        name: "",
        checked_version: "",
        confidence: "",
        files: &[],
        syntax: Syntax::Json,
        comments: false,
        trailing_commas: false,
        bom: None,
        servers_at: &[],
        may_be_bare: false,
        transport: TransportRule { field: None, known: &[], of_command: true, of_url: None, both: Both::Command, lenient: false },
        fields: &[],
        references: References::NONE,
        names: NameRule { fits: NameRule::any, reserved: &[] },
        bad_entry: BadEntry::SkipsEntry,
        merges_layers: false,
        numbers_in_env: false,
        withheld: &[],
        numbers_in_quotes: false,
        bare_variables: false,
        plain_urls: false,
        inputs_at: None,
        never_empty: &[],
        null_entry: BadEntry::SkipsEntry,
        splits_command: false,
        tool_names: ToolNames::Plain,
        longest_limit: None,
        requires: &[],
        refuses_unused: false,
        timeout_floor: 0,
    };

    /// The field of that key.
    #[must_use]
    pub fn field(&self, key: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|spec| spec.key == key)
    }

    /// The place of a field among those of the host; behind them all that of a field that it does not have.
    pub(crate) fn rank(&self, spec: &FieldSpec) -> u64 {
        // They lie side by side, and nobody has to look through them.
        let of = |spec: *const FieldSpec| spec.addr() as u64;
        let fields = self.fields.as_ptr_range();
        of(spec).wrapping_sub(of(fields.start)).min(of(fields.end) - of(fields.start))
    }

    /// The field of the entry `node` of a server, and whether there are fields below it.
    fn fields_of(&self, tree: &Tree<'_>, node: NodeId) -> (Option<&'static FieldSpec>, bool) {
        let (hash, is_map) = (tree.key_hash(node), tree.kind(node) == Node::Map);
        let mut found = (None, false);
        for spec in self.fields.iter().filter(|spec| spec.hash == hash) {
            match spec.nested() {
                None if tree.key(node) == spec.key => found.0 = found.0.or(Some(spec)),
                Some((table, _)) if tree.key(node) == table => found.1 = true,
                _ => {}
            }
            // Below what is no map nothing is found, unless that is what is wrong with it.
            if found.0.is_some() && !is_map {
                break;
            }
        }
        found
    }

    /// The field of the entry `node` of a table of a server.
    fn field_below(&self, tree: &Tree<'_>, table: NodeId, node: NodeId) -> Option<&'static FieldSpec> {
        let hash = tree.key_hash(table);
        let mut below = self.fields.iter().filter(|spec| spec.hash == hash);
        below.find(|spec| spec.nested().is_some_and(|(above, key)| tree.key(node) == key && tree.key(table) == above))
    }

    /// The fields that can say `concept` of a server with that transport, the preferred one first.
    pub fn fields_for(&self, concept: Concept, transport: Transport) -> impl Iterator<Item = &'static FieldSpec> {
        let says = move |spec: &&FieldSpec| spec.concept == concept && spec.on.has(transport);
        self.fields.iter().filter(move |spec| says(spec) && spec.kind != Kind::Own && !spec.legacy)
    }

    /// The fields that say where a remote server is.
    pub fn url_fields(&self) -> impl Iterator<Item = &'static FieldSpec> {
        self.fields.iter().filter(|spec| spec.concept == Concept::Url)
    }

    /// Whether it has `transport`.
    #[must_use]
    pub fn has_transport(&self, transport: Transport) -> bool {
        self.transport.known.iter().any(|&(known, _)| known == transport)
    }

    /// Whether it states both transports, which are not the same, with one word.
    #[must_use]
    pub fn has_one_word_for(&self, one: Transport, other: Transport) -> bool {
        let word = |transport| {
            let known = self.transport.known.iter().find(|&&(known, _)| known == transport);
            known.and_then(|(_, spellings)| spellings.first())
        };
        one != other && word(one).is_some() && word(one) == word(other)
    }

    /// The key under which its servers stand, as people write it.
    #[must_use]
    pub fn servers_key(&self) -> String {
        self.servers_at.join(".")
    }
}

/// Whether `text` is a URL by the standard of the web, which takes `https://${HOST}/mcp` and not `${URL}`.
fn is_url(text: &str) -> bool {
    let text = text.trim_matches(|character: char| character <= ' ');
    let Some((scheme, rest)) = text.split_once(':') else { return false };
    let is_scheme = |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'-' | b'.');
    if !scheme.starts_with(|first: char| first.is_ascii_alphabetic()) || !scheme.bytes().all(is_scheme) {
        return false;
    }
    if !["http", "https", "ws", "wss", "ftp"].iter().any(|special| scheme.eq_ignore_ascii_case(special)) {
        return true;
    }
    let rest = rest.trim_start_matches(['/', '\\']);
    let authority = rest.split(['/', '\\', '?', '#']).next().unwrap_or_default();
    let host = authority.rsplit('@').next().unwrap_or_default();
    let (host, port) = match host.rsplit_once(':').filter(|(_, port)| !port.contains(']')) {
        Some((host, port)) => (host, port),
        None => (host, ""),
    };
    let forbidden = |character: char| character <= ' ' || "<>^|%\u{7f}".contains(character);
    let is_plain = !host.is_empty() && !host.contains(forbidden);
    let is_literal = host.starts_with('[') && host.ends_with(']');
    is_plain && (is_literal || !host.contains(['[', ']', ':'])) && (port.is_empty() || port.parse::<u16>().is_ok())
}
