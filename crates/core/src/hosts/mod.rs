//! The hosts: a table each, read and written by the same code.
//!
//! Adding a host is `<host>.rs` and its name in the `hosts!` list. What a table says is taken from `hosts.json`, the record of
//! what the released programs were seen to do; a fact that is not established there is not stated here.
//!
//! Every operation takes a table, wherever it stands: who has a host of their own writes one like those here. Only what looks
//! through [`ALL`], as detecting does, knows no other.

mod canonical;
mod field;
mod foreign;
mod form;
mod habits;
mod names;
mod raw;
mod read;
mod references;
mod snippet;
mod takes;
mod urls;
mod write;

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::model::{Concept, Seconds, Server, Spelling, Transport};
use crate::syntax::{Kind as Node, NodeId, Syntax, Tree, Value};
use crate::text::{Ascii, join};

pub use canonical::CANONICAL;
pub use field::{FieldSpec, Kind, NoNames, ToolNames};
pub use foreign::may_read;
pub use form::{Flag, Form, FormKind, Part};
pub use habits::{Clue, Habits, NoDocument, NoServers, elsewhere, habits};
pub use names::NameRule;
pub(crate) use read::keeps_off;
pub use read::{Config, Names, read, read_part, synonyms, text_of};
pub use references::{References, Unset};
pub use snippet::SNIPPET;
pub use takes::Takes;
pub use urls::Urls;
pub(crate) use write::stays_off;
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
    agent_plugins,
    amazon_q,
    amp,
    antigravity,
    augment,
    cline,
    continue_dev,
    copilot_coding_agent,
    crush,
    devin,
    goose,
    grok_build,
    jetbrains_ai,
    junie,
    kilo_code,
    kiro,
    lm_studio,
    mistral_vibe,
    qwen_code,
    roo_code,
    trae,
    visual_studio,
    warp,
    windsurf,
    zed,
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
    /// The program that it is made of, or that is made of it: fields of the same key mean the same to them.
    pub family: Option<&'static str>,
    /// Where its configuration lies.
    pub files: &'static [ConfigFile],
    /// The syntax of the file.
    pub syntax: Syntax,
    /// Whether its own parser takes comments; `None` where that is not established.
    pub comments: Option<bool>,
    /// Whether its own parser takes trailing commas; `None` where that is not established.
    pub trailing_commas: Option<bool>,
    /// Whether its own parser takes a byte-order mark; `None` where that is not established.
    pub bom: Option<bool>,
    /// Whether it refuses a file in which a key stands twice, where the syntax has readers that do not.
    pub unique_keys: bool,
    /// The places in which it looks for servers: the first that a document has counts, and the first of all is written.
    pub servers: &'static [Servers],
    /// Other forms of its file, with fields of their own, where the document has none of [`servers`](Self::servers).
    pub shapes: &'static [&'static Self],
    /// What marks an entry among the servers that is none, and stays as it is.
    pub others: &'static [Clue],
    /// Whether those are servers all the same, which are kept elsewhere.
    pub others_are_servers: bool,
    /// Another form of single entries.
    pub entries: Option<EntryForm>,
    /// Settings beside the servers that say something of them by their names, and where they stand.
    pub beside: &'static [(&'static [&'static str], Beside)],
    /// How it is told, or infers, the transport.
    pub transport: TransportRule,
    /// The fields of a server, in the order in which they are written.
    pub fields: &'static [FieldSpec],
    /// What references it expands, and in which fields.
    pub references: References,
    /// What names it takes.
    pub names: NameRule,
    /// The same as a regular expression of ECMAScript, where it does not take any.
    pub name_pattern: Option<&'static str>,
    /// The name that it gives to a server whose own it does not take, where it loads that all the same.
    pub rewritten_name: Option<fn(&str) -> String>,
    /// What people should know of a field that its concept does not tell: the key, and a sentence.
    pub notes: &'static [(&'static str, &'static str)],
    /// What it does with an entry that it cannot use.
    pub bad_entry: BadEntry,
    /// Whether it puts a server of the project's file and one of the user's file together field by field.
    pub merges_layers: bool,
    /// Whether numbers are values of variables as good as strings.
    pub numbers_in_env: bool,
    /// Whether dates without quotes are as good as strings (TOML).
    pub dates_are_texts: bool,
    /// Whether a server has all variables that it has itself, which it cannot be told of by references.
    pub inherits: bool,
    /// Variables that it never gives to a server, even where an entry sets them.
    pub withheld: &'static [&'static str],
    /// Whether it takes a string of digits for a time limit, and complains.
    pub numbers_in_quotes: bool,
    /// Whether a variable's value that is the name of another variable becomes that one's value.
    pub bare_variables: bool,
    /// Which URLs it takes.
    pub urls: Urls,
    /// The key of the list of what it asks its user for, beside the servers.
    pub inputs_at: Option<&'static str>,
    /// Fields that it refuses, and the entry with them, where they hold nothing, or are a list with an item that is no word.
    pub never_empty: &'static [&'static str],
    /// What it does with an entry that is `null`.
    pub null_entry: BadEntry,
    /// Whether a field that is `null` is as good as none.
    pub null_fields: bool,
    /// What it makes of blanks in a command.
    pub blanks: Blanks,
    /// Whether a variable that is passed on may come from elsewhere: `{ name = "V", source = "remote" }`.
    pub sources: bool,
    /// How it names tools in its lists.
    pub tool_names: ToolNames,
    /// The time limits that it takes.
    pub limits: Limits,
    /// What it refuses without another.
    pub requires: &'static [(Concept, Concept)],
    /// Fields of its own that it refuses without another, or unless that says the word.
    pub depends: &'static [(&'static str, &'static str, Option<&'static str>)],
    /// What a new entry has even where nobody asks for it, and whether it is known that the host wants it in each.
    pub minimum: &'static [(&'static str, Fill, bool)],
    /// What stands at the top of the document, without which the host refuses the file.
    pub head: &'static [Head],
    /// What a folder may begin with; whatever it likes where that is empty.
    pub folders: &'static [&'static str],
    /// Whether a field that does not suit the transport is a bad entry; otherwise it is ignored.
    pub refuses_unused: bool,
    /// Whether a field that it does not know is a bad entry; otherwise it is ignored.
    pub refuses_unknown: bool,
    /// The switch that turns nothing off where the other field holds a number.
    pub unheeded: Option<(&'static str, &'static str)>,
    /// Time limits of less than this many seconds are ignored.
    pub timeout_floor: u64,
    /// The limit of calls where none is stated, in seconds, where that looks like milliseconds.
    pub default_limit: u64,
    /// How it can be told of a server without its file.
    pub forms: &'static [Form],
    /// The table that this one was cut down from, to what a [`Form`] can say.
    pub whole: Option<&'static Self>,
}

/// Another form that an entry may have.
#[derive(Clone, Copy, Debug)]
pub struct EntryForm {
    /// The table of an entry that has it.
    pub table: &'static str,
    /// What its `type` then is.
    pub types: &'static [&'static str],
    /// The form.
    pub host: &'static Host,
}

/// What a setting beside the servers says of those that it names.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Beside {
    /// That they are off: a list.
    Off(Named),
    /// That all others are off: a list.
    On(Named),
    /// Which tools there are not: patterns for names that begin with a server's, a list, or a map or a list of rules in which the
    /// last that fits decides.
    Tools,
    /// That there are no other tools, unless it is empty: a list of such patterns.
    OnlyTools,
    /// Which tools there are not: a map of lists by the servers' names.
    ToolsOf,
    /// Which tools there are for an agent: profiles by their names, with the servers by theirs.
    Profiles,
}

/// How a setting names servers.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Named {
    /// By their names in any case.
    Folded,
    /// By patterns: `*` is any text, `?` any character.
    Patterns,
}

/// Where the servers stand in a document, and where each has its name.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Servers {
    /// In a map below these keys; the key of each is its name. Without any key the document itself is the map, as far as its
    /// entries look like servers.
    Map(&'static [&'static str]),
    /// In a list below these keys; the given field of each is its name.
    List(&'static [&'static str], &'static str),
}

impl Servers {
    /// The keys down to the servers.
    #[must_use]
    pub const fn keys(&self) -> &'static [&'static str] {
        match self {
            Self::Map(keys) | Self::List(keys, _) => keys,
        }
    }

    /// The field that names a server; `None` where its key does.
    #[must_use]
    pub const fn name_field(&self) -> Option<&'static str> {
        match self {
            Self::Map(_) => None,
            Self::List(_, field) => Some(field),
        }
    }

    /// The node at the keys, whatever it is.
    #[must_use]
    pub fn find(&self, tree: &Tree<'_>) -> Option<NodeId> {
        self.keys().iter().try_fold(tree.root(), |at, key| tree.get(at, key))
    }
}

/// What a host makes of blanks in a command.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Blanks {
    /// They belong to the name of the program.
    Kept,
    /// It does not start such a server.
    Refused,
    /// Where there are no arguments, they set the command apart from its arguments.
    Split {
        /// Whether also where it begins with a path, which may hold some itself.
        paths: bool,
    },
}

/// The time limits that a host takes.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// The shortest, in milliseconds.
    pub shortest: u64,
    /// The longest, in milliseconds.
    pub longest: u64,
    /// What it does with others.
    pub beyond: Beyond,
}

impl Limits {
    /// Whether `limit` is one of them.
    #[must_use]
    pub fn take(&self, limit: Seconds) -> bool {
        !limit.is_below(self.shortest, -3) && limit.is_below(self.longest.saturating_add(1), -3)
    }
}

/// What a host does with a time limit that it does not take.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Beyond {
    /// That is not established.
    Unknown,
    /// It refuses the entry.
    Refused,
    /// It takes the nearest that it does.
    Clamped,
}

/// What stands in a new entry though nobody asks for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Fill {
    /// The name of the server.
    Name,
    /// An empty list.
    Nothing,
    /// `["*"]`
    Star,
    /// `true`
    On,
    /// That number.
    Number(&'static str),
}

impl Fill {
    /// The value for a server of that name.
    #[must_use]
    pub fn value<'a>(self, name: &Cow<'a, str>) -> Value<'a> {
        match self {
            Self::Name => Value::String(name.clone()),
            Self::Nothing => Value::List(Vec::new()),
            Self::Star => Value::List(vec![Value::string("*")]),
            Self::On => Value::Bool(true),
            Self::Number(digits) => Value::Plain(Cow::Borrowed(digits)),
        }
    }
}

/// A key at the top of a document that a host wants there.
#[derive(Clone, Copy, Debug)]
pub struct Head {
    /// The key.
    pub key: &'static str,
    /// What a new document has there.
    pub text: &'static str,
    /// Whether any other string does as well.
    pub any: bool,
}

impl Head {
    /// Whether the host takes what `said` is, the text under the key.
    #[must_use]
    pub fn takes(&self, said: Option<&str>) -> bool {
        said.is_some_and(|said| self.any || said == self.text)
    }
}

/// A place of a configuration file.
#[derive(Debug)]
pub struct ConfigFile {
    /// `user`, `project`, `local`, `profile`, `plugin` or `system`.
    pub scope: &'static str,
    /// The path; `~` is the home directory, `$V` and `<words>` are left to the reader.
    pub path: &'static str,
    /// The system that it is for: `macos`, `windows`, `linux` or `all`.
    pub os: &'static str,
    /// The variable that names another place: the folder that the file lies in, or the file where its name ends in `_PATH`.
    pub moved_by: Option<&'static str>,
}

impl ConfigFile {
    /// The same place on every system.
    #[must_use]
    pub const fn new(scope: &'static str, path: &'static str) -> Self {
        Self { scope, path, os: "all", moved_by: None }
    }

    /// A place on one system.
    #[must_use]
    pub const fn on(os: &'static str, scope: &'static str, path: &'static str) -> Self {
        Self { scope, path, os, moved_by: None }
    }

    /// The same, moved by a variable.
    #[must_use]
    pub const fn moved_by(mut self, variable: &'static str) -> Self {
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
    /// The end of a URL that means SSE, whatever is stated.
    pub sse_ending: Option<&'static str>,
    /// Whether a URL that is said to be neither is tried as streamable HTTP first, and then as SSE.
    pub falls_back: bool,
    /// Whether that is done too where it is said to be streamable HTTP.
    pub doubts: bool,
    /// What a command and a URL together mean without a statement.
    pub both: Both,
    /// Whether a statement that it does not know makes it go by command and URL; otherwise it does not use the server.
    pub lenient: bool,
}

impl TransportRule {
    /// A command is a process, a URL a server that is reached by HTTP or SSE, whichever it answers.
    pub const INFERRED: Self = Self {
        field: None,
        known: &[(Transport::Stdio, &[]), (Transport::Http, &[]), (Transport::Sse, &[])],
        of_command: true,
        of_url: Some(Transport::Http),
        sse_ending: None,
        falls_back: false,
        doubts: false,
        both: Both::Command,
        lenient: false,
    };

    /// The words that state `transport`; `None` where the host does not have it.
    #[must_use]
    pub fn words(&self, transport: Transport) -> Option<&'static [&'static str]> {
        self.known.iter().find(|&&(known, _)| known == transport).map(|&(_, words)| words)
    }
}

/// What a command and a URL in one entry mean.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
pub enum Both {
    /// Nothing: the host refuses the entry.
    Refused,
    /// The command counts.
    Command,
    /// The URL counts.
    Url,
}

/// What a host does with an entry that it cannot use.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
#[non_exhaustive]
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
    pub const USUAL: Self = Self {
        id: "",
        aliases: &[],
        name: "",
        checked_version: "",
        confidence: "",
        family: None,
        files: &[],
        syntax: Syntax::Json,
        comments: None,
        trailing_commas: None,
        bom: None,
        servers: &[Servers::Map(&["mcpServers"])],
        shapes: &[],
        others: &[],
        others_are_servers: false,
        entries: None,
        beside: &[],
        transport: TransportRule::INFERRED,
        fields: &[],
        references: References::NONE,
        names: NameRule { fits: NameRule::any, reserved: &[] },
        rewritten_name: None,
        name_pattern: None,
        notes: &[],
        bad_entry: BadEntry::SkipsEntry,
        merges_layers: false,
        numbers_in_env: false,
        dates_are_texts: false,
        inherits: false,
        withheld: &[],
        numbers_in_quotes: false,
        bare_variables: false,
        urls: Urls::Any,
        inputs_at: None,
        never_empty: &[],
        null_entry: BadEntry::SkipsEntry,
        null_fields: false,
        blanks: Blanks::Kept,
        sources: false,
        tool_names: ToolNames::Plain,
        limits: Limits { shortest: 0, longest: u64::MAX, beyond: Beyond::Unknown },
        requires: &[],
        depends: &[],
        unique_keys: false,
        minimum: &[],
        head: &[],
        folders: &[],
        refuses_unused: false,
        refuses_unknown: false,
        unheeded: None,
        timeout_floor: 0,
        default_limit: 0,
        forms: &[],
        whole: None,
    };

    /// The field of that key.
    #[must_use]
    #[inline(never)]
    pub fn field(&self, key: &str) -> Option<&'static FieldSpec> {
        self.fields.iter().find(|spec| spec.key == key)
    }

    /// What people should know of a field that its concept does not tell.
    #[must_use]
    pub fn note(&self, spec: &FieldSpec) -> Option<&'static str> {
        self.notes.iter().find(|(key, _)| *key == spec.key).map(|&(_, note)| note)
    }

    /// What `ops::commands` has for it, each kind once.
    pub fn form_kinds(&self) -> impl Iterator<Item = FormKind> {
        [FormKind::Shell, FormKind::Link].into_iter().filter(|&kind| self.forms.iter().any(|form| form.kind == kind))
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
        let (mark, is_map) = (tree.key_mark(node), tree.kind(node) == Node::Map);
        let mut found = (None, false);
        for spec in self.fields.iter().filter(|spec| spec.mark == mark) {
            match spec.nested() {
                None if tree.has_key(node, spec.key) => found.0 = found.0.or(Some(spec)),
                Some((table, _)) if tree.has_key(node, table) => found.1 = true,
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
        let mark = tree.key_mark(table);
        let mut below = self.fields.iter().filter(|spec| spec.mark == mark);
        below.find(|spec| spec.nested().is_some_and(|(above, key)| tree.has_key(node, key) && tree.has_key(table, above)))
    }

    /// Whether a table of a server is refused in one of that transport for its own sake: none of its entries is known, or not all are.
    #[must_use]
    pub fn refuses_table(&self, tree: &Tree<'_>, table: NodeId, transport: Transport) -> bool {
        let is_part = |spec: &&FieldSpec| spec.nested().is_some_and(|(above, _)| tree.has_key(table, above));
        let is_known = |child| self.field_below(tree, table, child).is_some();
        self.refuses_unused
            && self.fields.iter().any(|spec| is_part(&spec))
            && !self.fields.iter().filter(is_part).any(|spec| spec.on.has(transport))
            && (tree.len(table) == 0 || !tree.children(table).all(is_known))
    }

    /// The fields that can say `concept` of a server with that transport, the preferred one first.
    pub fn fields_for(&self, concept: Concept, transport: Transport) -> impl Iterator<Item = &'static FieldSpec> {
        let says = move |spec: &&FieldSpec| spec.concept == concept && spec.on.has(transport);
        self.fields.iter().filter(move |spec| says(spec) && spec.kind != Kind::Own && !spec.is_legacy())
    }

    /// The fields that say where a remote server is, those first that win over the others.
    pub fn url_fields(&self) -> impl Iterator<Item = &'static FieldSpec> {
        self.fields.iter().filter(|spec| spec.concept == Concept::Url)
    }

    /// The key of the field that the host uses first for `concept`.
    #[must_use]
    pub fn key_of(&self, concept: Concept) -> Option<&'static str> {
        self.fields.iter().find(|spec| spec.concept == concept && !spec.is_legacy()).map(|spec| spec.key)
    }

    /// Whether a server may start in `folder`, as it is written.
    #[must_use]
    pub fn takes_folder(&self, folder: &str) -> bool {
        self.folders.is_empty() || self.folders.iter().any(|beginning| folder.starts_with(beginning))
    }

    /// Whether the table is about the same form of the same host's file.
    #[must_use]
    pub fn is(&'static self, other: &'static Self) -> bool {
        core::ptr::eq(self.whole.unwrap_or(self), other.whole.unwrap_or(other))
    }

    /// Whether it has `transport`.
    #[must_use]
    pub fn has_transport(&self, transport: Transport) -> bool {
        self.transport.known.iter().any(|&(known, _)| known == transport)
    }

    /// Whether the host is known to want the field in each entry.
    #[must_use]
    pub fn needs(&self, spec: &FieldSpec) -> bool {
        self.minimum.iter().any(|(key, _, is_needed)| *is_needed && *key == spec.key)
    }

    /// Whether nobody has seen the host read a file, so that what is not known of it may be there all the same.
    #[must_use]
    pub fn is_hearsay(&self) -> bool {
        matches!(self.confidence, "documented" | "seen")
    }

    /// Whether it has a field of that kind.
    #[must_use]
    pub fn has_kind(&self, kind: Kind) -> bool {
        self.fields.iter().any(|spec| spec.kind == kind)
    }

    /// Whether it is told of both transports, which are not the same, in the same way: by one word, or by a URL alone.
    #[must_use]
    pub fn has_one_word_for(&self, one: Transport, other: Transport) -> bool {
        let rule = &self.transport;
        if one == other || !self.has_transport(one) || !self.has_transport(other) {
            return false;
        }
        if rule.field.is_none() {
            let key = |transport| self.fields_for(Concept::Url, transport).next().map(|spec| spec.key);
            return rule.sse_ending.is_none() && key(one).is_some() && key(one) == key(other);
        }
        let word = |transport| rule.words(transport).and_then(<[_]>::first);
        word(one).is_some() && word(one) == word(other)
    }

    /// Whether it finds out by itself if `server`, which it reaches by HTTP, speaks streamable HTTP or SSE: it has one word for
    /// both, or is not told and tries both, or tries both though it is told.
    #[must_use]
    pub fn tries_both(&self, server: &Server<'_>, tree: &Tree<'_>) -> bool {
        let rule = &self.transport;
        let is_told = || {
            let url = server.get(Concept::Url).and_then(|url| self.field(&tree.key(url.origin)));
            rule.field.is_none_or(|field| tree.get(server.origin, field).is_some())
                || url.is_some_and(|spec| !spec.on.has(Transport::Sse))
        };
        self.has_one_word_for(Transport::Http, Transport::Sse) || rule.doubts || (rule.falls_back && !is_told())
    }

    /// Whether it keeps its servers where a snippet has them, and takes for text what stands in `text` as a reference: it knows no
    /// variables, however they are written, or none of a spelling that is there.
    #[must_use]
    pub fn takes_for_text(&self, text: &str) -> bool {
        let known = self.references.spellings;
        let is_missed = |(opening, spelling)| text.holds(opening) && !known.contains(&spelling);
        self.servers.contains(&Servers::Map(&["mcpServers"]))
            && (text.holds("${") && known.iter().all(|spelling| *spelling == Spelling::Workspace)
                || [("${input:", Spelling::Input), ("${env:", Spelling::Env)].into_iter().any(is_missed))
    }

    /// The form by which it reads that entry.
    #[must_use]
    pub fn of_entry(&'static self, tree: &Tree<'_>, entry: NodeId) -> &'static Self {
        let Some(form) = self.entries else { return self };
        let stated = tree.get(entry, form.table).and_then(|table| tree.get(table, "type"));
        let word = stated.and_then(|stated| tree.str(stated)).unwrap_or_default();
        if form.types.contains(&&*word) { form.host } else { self }
    }

    /// The first place of its servers, which is the one that is written.
    #[must_use]
    pub fn place(&self) -> &'static Servers {
        self.servers.first().unwrap_or(&Servers::Map(&[]))
    }

    /// Whether it never gives a variable of that name to a server.
    #[must_use]
    pub fn withholds(&self, name: &str) -> bool {
        self.withheld.iter().any(|withheld| withheld.eq_ignore_ascii_case(name))
    }

    /// Whether a server of that name stands beside the one at `server`.
    #[must_use]
    pub fn has_server(&self, tree: &Tree<'_>, server: NodeId, name: &str) -> bool {
        let Some(servers) = tree.parent(server) else { return false };
        match self.place().name_field() {
            None => tree.get(servers, name).is_some(),
            Some(field) => {
                let is_it = |server| tree.get(server, field).and_then(|said| tree.str(said)).as_deref() == Some(name);
                tree.children(servers).any(is_it)
            }
        }
    }

    /// The key under which its servers stand, as people write it.
    #[must_use]
    pub fn servers_key(&self) -> String {
        join(self.place().keys(), ".")
    }

    /// Whether a document may be the map of servers itself, where it does not have their key.
    #[must_use]
    pub fn may_be_bare(&self) -> bool {
        self.servers.iter().any(|servers| servers.keys().is_empty())
    }

    /// Where `tree` has servers, and by which form of the host's file they are read: that place first into which new ones go.
    #[must_use]
    pub fn places(&'static self, tree: &Tree<'_>) -> Vec<Place> {
        let at = |host: &'static Self, servers: &'static Servers| {
            let node = servers.find(tree)?;
            let is_bare = servers.keys().is_empty();
            let is_there =
                !is_bare || (tree.kind(node) == Node::Map && tree.children(node).any(|entry| looks_like_server(tree, entry)));
            is_there.then_some(Place { host, servers, node })
        };
        let whole =
            |shape: &&'static Self| shape.servers.iter().find_map(|servers| at(shape, servers)).filter(|place| place.fits(tree));
        let depth = |host: &Self| host.place().keys().len();
        // A newer form stands below the servers of the older one, and both are read.
        let is_newer = |shape: &&&'static Self| depth(shape) > depth(self);
        let mut places: Vec<Place> = self.shapes.iter().filter(is_newer).filter_map(whole).collect();
        places.retain(|place| !looks_like_server(tree, place.node));
        places.extend(self.servers.iter().find_map(|servers| at(self, servers)));
        // In a file of today the key of an older form means nothing.
        let is_of_today = || habits(self).settings.iter().any(|key| tree.get(tree.root(), key).is_some());
        if places.is_empty() && !is_of_today() {
            places.extend(self.shapes.iter().find_map(whole));
        }
        places
    }
}

/// A place of servers in a document.
#[derive(Clone, Copy, Debug)]
pub struct Place {
    /// The form of the host's file that it belongs to.
    pub host: &'static Host,
    /// What it is.
    pub servers: &'static Servers,
    /// Its map or list; of a document that the host does not read so, whatever stands there.
    pub node: NodeId,
}

impl Place {
    /// Whether the node is what the place has to be: a map or a list.
    #[must_use]
    pub fn fits(&self, tree: &Tree<'_>) -> bool {
        tree.kind(self.node) == if self.servers.name_field().is_some() { Node::List } else { Node::Map }
    }

    /// The name of one of its entries, where it has any.
    #[must_use]
    pub fn name<'s>(&self, tree: &Tree<'s>, entry: NodeId) -> Option<Cow<'s, str>> {
        match self.servers.name_field() {
            None => Some(tree.key(entry)),
            Some(field) => tree.get(entry, field).and_then(|name| tree.str(name)),
        }
    }

    /// The entries that are servers, or would be if they were sound.
    pub fn entries<'t>(&self, tree: &'t Tree<'_>) -> impl Iterator<Item = NodeId> + 't {
        let is_bare = self.servers.keys().is_empty();
        let newer =
            self.host.shapes.iter().find_map(|shape| shape.place().find(tree)).filter(|&node| !looks_like_server(tree, node));
        tree.children(self.node).filter(move |&entry| (!is_bare || looks_like_server(tree, entry)) && Some(entry) != newer)
    }
}

/// The node of a field: directly in the entry, or in a table of it where the key has a dot.
#[must_use]
pub fn field_node(tree: &Tree<'_>, entry: NodeId, key: &str) -> Option<NodeId> {
    match key.cut(".") {
        Some((table, key)) => tree.get(tree.get(entry, table)?, key),
        None => tree.get(entry, key),
    }
}

/// Whether the entry says how a server is started or where it is, in the words of any host.
#[must_use]
pub fn looks_like_server(tree: &Tree<'_>, entry: NodeId) -> bool {
    let says = |key: &&str| {
        let Some(value) = tree.get(entry, key) else { return false };
        match tree.kind(value) {
            Node::String => true,
            Node::List => **key == *"command",
            // The older form of Zed.
            Node::Map => **key == *"command" && tree.get(value, "path").is_some(),
            _ => false,
        }
    };
    tree.kind(entry) == Node::Map && ["command", "cmd", "url", "uri", "httpUrl", "serverUrl"].iter().any(says)
}
