//! Every code there is, in one table.
//!
//! A code is stable and never reused. Its severity is fixed: a different consequence is a different code.

use alloc::string::String;

use super::Severity;
use super::page::{Page, squeeze, squeezed};

/// A kind of finding.
#[derive(Debug)]
pub struct Code {
    /// Its name, in kebab case.
    pub id: &'static str,
    /// How much it matters, always.
    pub severity: Severity,
    page: Page,
}

impl Code {
    /// What it is, why it matters, an example and the remedy, in Markdown.
    #[must_use]
    pub fn page(&self) -> String {
        self.page.whole(self.id)
    }
}

// By its name alone, in one place of the program.
impl PartialEq for Code {
    #[inline(never)]
    fn eq(&self, other: &Self) -> bool {
        self.id == other.id
    }
}

impl Eq for Code {}

/// The code of that name.
#[must_use]
pub fn find(id: &str) -> Option<&'static Code> {
    ALL.iter().copied().find(|code| code.id == id)
}

macro_rules! codes {
    ($($(#[$doc:meta])* $name:ident = $severity:ident $id:literal,)*) => {
        $(
            $(#[$doc])*
            pub static $name: Code = Code {
                id: $id,
                severity: Severity::$severity,
                page: {
                    const WRITTEN: &str = include_str!(concat!("pages/", $id, ".md"));
                    const CARRIED: [u8; squeezed(WRITTEN, $id)] = squeeze(WRITTEN, $id);
                    Page::new(&CARRIED)
                },
            };
        )*

        /// All of them, by name within each group.
        pub static ALL: &[&Code] = &[$(&$name,)*];
    };
}

codes! {
    // The text.
    /// More than 32 MiB.
    INPUT_TOO_LARGE = Error "input-too-large",
    /// Not UTF-8.
    INPUT_NOT_UTF8 = Error "input-not-utf8",
    /// Nested too deeply.
    INPUT_TOO_DEEP = Error "input-too-deep",
    /// The text ends in the middle.
    INPUT_CUT_OFF = Error "input-cut-off",
    /// Merge markers stand in it.
    INPUT_MERGE_CONFLICT = Error "input-merge-conflict",
    /// A text template, not yet filled in.
    INPUT_TEMPLATE = Error "input-template",
    /// The grammar of the format is broken.
    SYNTAX_ERROR = Error "syntax-error",
    /// A TOML key or table is defined twice.
    DUPLICATE_DEFINITION = Error "duplicate-definition",
    /// A JSON key stands twice in one object; the last one counts.
    DUPLICATE_KEY = Warning "duplicate-key",
    /// The host refuses the file for its comments or trailing commas.
    NOT_STRICT_JSON = Error "not-strict-json",

    // The document.
    /// Which host the text is for cannot be told.
    HOST_UNKNOWN = Error "host-unknown",
    /// The text may be for several hosts, which read it alike.
    HOST_ASSUMED = Note "host-assumed",
    /// The source is a block of a text in Markdown.
    SOURCE_IS_BLOCK = Note "source-is-block",
    /// The servers stand under no key, which the host takes where it is one of some files.
    SERVERS_AT_TOP = Note "servers-at-top",
    /// The servers stand under another host's key.
    WRONG_SERVERS_KEY = Error "wrong-servers-key",
    /// A key at the top of the file without which the host refuses it.
    HEAD_MISSING = Error "head-missing",
    /// There is no servers key.
    SERVERS_MISSING = Error "servers-missing",
    /// The servers key holds no table of servers.
    SERVERS_NOT_A_TABLE = Error "servers-not-a-table",
    /// Overwriting with no server needs consent.
    SOURCE_EMPTY = Error "source-empty",
    /// A server that was asked for is not in the source.
    SERVER_NOT_FOUND = Error "server-not-found",
    /// Two servers would get one name.
    RENAME_COLLISION = Error "rename-collision",

    // A server in the source.
    /// The entry is no object or table.
    ENTRY_NOT_A_TABLE = Error "entry-not-a-table",
    /// A server in a list that does not say its name.
    NAME_MISSING = Error "name-missing",
    /// An entry lacks what its host wants in each.
    FIELD_MISSING = Warning "field-missing",
    /// An entry among the servers that is a part of the host, and no server.
    NOT_A_SERVER = Note "not-a-server",
    /// An entry that refers to a server which is kept elsewhere, and is lost to other hosts.
    SERVER_ELSEWHERE = Error "server-elsewhere",
    /// Neither a command nor a URL.
    TRANSPORT_MISSING = Error "transport-missing",
    /// The host needs to be told the transport of a URL.
    TRANSPORT_NOT_STATED = Error "transport-not-stated",
    /// A transport that the host does not know.
    TRANSPORT_UNKNOWN = Error "transport-unknown",
    /// Command and URL together, which the host refuses.
    TRANSPORT_AMBIGUOUS = Error "transport-ambiguous",
    /// A field that the host does not use with this transport.
    FIELD_UNUSED = Note "field-unused",
    /// A field with which the host refuses the server.
    FIELD_REFUSED = Error "field-refused",
    /// A value of another type than the host takes.
    WRONG_TYPE = Error "wrong-type",
    /// A number or boolean where the host takes strings.
    VALUE_STRINGIFIED = Warning "value-stringified",
    /// A value that no string can stand for.
    VALUE_REFUSED = Error "value-refused",
    /// Another host's field, which this one ignores.
    FOREIGN_FIELD = Note "foreign-field",
    /// Another host's field that means different things in different hosts.
    FOREIGN_FIELD_AMBIGUOUS = Warning "foreign-field-ambiguous",
    /// A field that no host has.
    UNKNOWN_FIELD = Note "unknown-field",
    /// The transport that is stated is not the one that the host uses.
    TRANSPORT_IGNORED = Warning "transport-ignored",
    /// A URL that the host takes for SSE, and that looks like streamable HTTP.
    TRANSPORT_MAY_BE_HTTP = Warning "transport-may-be-http",
    /// A time limit that looks like the other unit.
    TIMEOUT_SUSPICIOUS = Warning "timeout-suspicious",

    // What checking finds besides.
    /// The host refuses the file for its byte-order mark.
    BOM_REFUSED = Error "bom-refused",
    /// The host refuses the whole file for an entry.
    FILE_REFUSED = Error "file-refused",
    /// A number in quotes, which the host takes and complains of.
    NUMBER_IN_QUOTES = Warning "number-in-quotes",
    /// A variable that the host never gives to a server.
    ENV_WITHHELD = Warning "env-withheld",
    /// A variable of a name that no environment has.
    VARIABLE_NAME_ODD = Warning "variable-name-odd",
    /// A number or boolean for which the host refuses the server.
    VALUE_NOT_A_STRING = Error "value-not-a-string",
    /// A field that is one of the host's but for a slip of the pen.
    FIELD_MISSPELLED = Warning "field-misspelled",
    /// A setting of the whole file that stands in the table of a server.
    KEY_SWALLOWED = Warning "key-swallowed",
    /// A server that stands in another one.
    SERVER_IN_SERVER = Warning "server-in-server",
    /// The host gives the server another name.
    NAME_REWRITTEN = Warning "name-rewritten",
    /// A reference that the host takes for text.
    REFERENCE_NOT_UNDERSTOOD = Warning "reference-not-understood",
    /// A reference without its end, to a host that then replaces what follows.
    REFERENCE_UNCLOSED = Error "reference-unclosed",
    /// A prompt that the file does not declare.
    INPUT_UNDECLARED = Warning "input-undeclared",
    /// A credential in plain sight.
    LITERAL_CREDENTIAL = Warning "literal-credential",

    // What the target cannot say.
    /// The facts about the host are documented or seen, not tried.
    HOST_NOT_VERIFIED = Note "host-not-verified",
    /// The host has one word for two transports.
    TRANSPORT_NOT_TOLD_APART = Note "transport-not-told-apart",
    /// A URL that looks like SSE, for a host that has streamable HTTP alone.
    TRANSPORT_MAY_BE_SSE = Warning "transport-may-be-sse",
    /// The host takes no URL that is one whole reference.
    URL_NOT_ACCEPTED = Error "url-not-accepted",
    /// A literal for which the host would read a file, and refuse everything without it.
    LITERAL_NAMES_FILE = Error "literal-names-file",
    /// The target asks for something else by that id.
    INPUT_DECLARED_OTHERWISE = Error "input-declared-otherwise",
    /// What the host would ask for becomes a variable.
    INPUT_BECOMES_VARIABLE = Warning "input-becomes-variable",
    /// Two things that the host would ask for, or one and a variable, become one variable.
    INPUT_SHARES_VARIABLE = Error "input-shares-variable",
    /// A variable that the host knows by another name only.
    VARIABLE_RENAMED = Warning "variable-renamed",
    /// A literal that the host may take for a variable's name.
    LITERAL_MAY_BE_VARIABLE = Warning "literal-may-be-variable",
    /// One time limit stands for two.
    TIMEOUT_SHARED = Warning "timeout-shared",
    /// A server is reached by a bridge that the host starts.
    BRIDGED = Warning "bridged",
    /// A bridge is started to a server that the host could reach by itself.
    BRIDGE_NOT_NEEDED = Note "bridge-not-needed",
    /// The host has no such transport.
    TRANSPORT_UNSUPPORTED = Error "transport-unsupported",
    /// The host refuses the name.
    NAME_NOT_ACCEPTED = Error "name-not-accepted",
    /// A server that is off is left out, because the host has no switch.
    DISABLED_SERVER_OMITTED = Warning "disabled-server-omitted",
    /// A server that is off runs in the target, and the host has no switch.
    CANNOT_DISABLE = Error "cannot-disable",
    /// The host does not expand references there.
    REFERENCE_NOT_EXPANDED = Error "reference-not-expanded",
    /// A variable whose value is a reference that the host cannot make.
    ENV_DROPPED = Error "env-dropped",
    /// Authentication that the host cannot be told.
    AUTH_DROPPED = Error "auth-dropped",
    /// A header whose value is a reference that the host cannot make.
    HEADER_DROPPED = Error "header-dropped",
    /// The default of a reference is lost.
    DEFAULT_DROPPED = Warning "default-dropped",
    /// What was literal becomes a reference.
    LITERAL_BECOMES_REFERENCE = Error "literal-becomes-reference",
    /// The host cannot be told the folder.
    CWD_DROPPED = Error "cwd-dropped",
    /// The host cannot limit the server to some tools.
    ALLOW_LIST_DROPPED = Error "allow-list-dropped",
    /// The host cannot keep the server from tools.
    DENY_LIST_DROPPED = Error "deny-list-dropped",
    /// Rules of approval that the host does not have.
    APPROVAL_DROPPED = Error "approval-dropped",
    /// A value that a command line or a link must not hold.
    LITERAL_BECOMES_VARIABLE = Warning "literal-becomes-variable",
    /// A command line or a link that cannot say the server exactly.
    COMMAND_LEFT_OUT = Error "command-left-out",
    /// No command line or link is known that adds a server to the host.
    HOST_WITHOUT_COMMANDS = Error "host-without-commands",
    /// A field for which the host has no place.
    FIELD_DROPPED = Warning "field-dropped",
    /// A field of the source's host alone.
    HOST_FIELD_DROPPED = Warning "host-field-dropped",
    /// A time limit so short that the target would ignore it.
    TIMEOUT_IGNORED = Warning "timeout-ignored",
    /// A time limit is rounded up to what the host can be told.
    TIMEOUT_ROUNDED = Warning "timeout-rounded",

    // What becomes of the target.
    /// The target holds what the source does not, and keeps it.
    TARGET_ONLY_KEPT = Note "target-only-kept",
    /// A literal stands in the target where the source has a reference that the host cannot express.
    TARGET_LITERAL_KEPT = Note "target-literal-kept",
    /// A field went with the transport that it belonged to, or because the source does not have it.
    TARGET_FIELD_REMOVED = Warning "target-field-removed",
    /// A server went because the source does not have it.
    TARGET_SERVER_REMOVED = Warning "target-server-removed",
    /// The target was refused by its host before.
    TARGET_ALREADY_REFUSED = Error "target-already-refused",
    /// An entry of the target was left out by its host before.
    TARGET_ENTRY_SKIPPED = Warning "target-entry-skipped",
    /// A change would touch what other places share (YAML).
    EDIT_REFUSED = Error "edit-refused",
    /// With `strict`, a loss refuses the whole.
    STRICT_REFUSED = Error "strict-refused",

    // The settings of a project.
    /// A key that the settings do not have.
    SETTINGS_UNKNOWN_KEY = Error "settings-unknown-key",
    /// A value of another type than the settings take.
    SETTINGS_WRONG_TYPE = Error "settings-wrong-type",
    /// A host that there is not.
    SETTINGS_UNKNOWN_HOST = Error "settings-unknown-host",
    /// A server that the source does not have.
    SETTINGS_UNKNOWN_SERVER = Error "settings-unknown-server",
    /// An argument that should give way, and that the source does not have.
    SETTINGS_ARGUMENT_MISSING = Error "settings-argument-missing",
    /// The settings of ruler are used.
    RULER_SETTINGS_USED = Note "ruler-settings-used",
    /// An agent of ruler that is no host.
    RULER_AGENT_UNKNOWN = Note "ruler-agent-unknown",
    /// ruler's settings hold servers, which nobody gets.
    RULER_SERVERS_UNREAD = Warning "ruler-servers-unread",

    // Which files take part.
    /// A target is the source.
    TARGET_IS_SOURCE = Note "target-is-source",
    /// Two hosts read one file.
    TARGET_SHARED = Note "target-shared",
    /// A host has no file in a project.
    PROJECT_FILE_MISSING = Note "project-file-missing",
    /// The host merges two files into a server that it refuses.
    LAYERS_CLASH = Error "layers-clash",
}
