//! The command line: one table of commands and flags, from which parsing, help, suggestions and completions come.

use std::ffi::{OsStr, OsString};

use lexopt::Arg;
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::nearest::nearest;

/// What a flag or an argument takes.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Takes {
    /// Nothing: it is a switch.
    Nothing,
    /// Any text; the name stands for it in the help.
    Text(&'static str),
    /// The same, and it may be repeated.
    Texts(&'static str),
    /// A path, a host, or both.
    Origin,
    /// A path.
    File,
    /// The id of a host.
    Host,
    /// The id of a host that a source may be for.
    Source,
    /// One of these.
    One(&'static str, &'static [&'static str]),
}

/// A flag.
pub(crate) struct Flag {
    short: Option<char>,
    pub(crate) long: &'static str,
    pub(crate) takes: Takes,
    help: &'static str,
    /// Flags that say something else of the same.
    against: &'static [&'static str],
    /// The flag without which it says nothing.
    needs: Option<&'static str>,
}

impl Flag {
    const fn against(mut self, others: &'static [&'static str]) -> Self {
        self.against = others;
        self
    }

    const fn needs(mut self, other: &'static str) -> Self {
        self.needs = Some(other);
        self
    }
}

/// A command.
pub(crate) struct Command {
    pub(crate) name: &'static str,
    /// Its arguments, as the help shows them.
    arguments: &'static str,
    /// What its arguments are, for completions.
    pub(crate) completes: Takes,
    /// How many arguments it takes.
    count: std::ops::RangeInclusive<usize>,
    about: &'static str,
    /// Flags of its own.
    flags: &'static [Flag],
    /// An example that is worth more than the list of flags.
    example: &'static str,
}

const fn flag(long: &'static str, takes: Takes, help: &'static str) -> Flag {
    Flag { short: None, long, takes, help, against: &[], needs: None }
}

const fn short(short: char, long: &'static str, takes: Takes, help: &'static str) -> Flag {
    Flag { short: Some(short), ..flag(long, takes, help) }
}

/// What names targets.
pub(crate) const TARGETS: &str = "HOST[=PATH],...";

// Flags of several commands.
const ALLOW_LOSS: Flag = flag("allow-loss", Takes::Nothing, "Do not count losses as a failure");
const ALLOW_EMPTY: Flag = flag("allow-empty", Takes::Nothing, "Let an empty source remove every server");
const FOLLOW_SYMLINKS: Flag = flag("follow-symlinks", Takes::Nothing, "Write through symbolic links");
const DRY_RUN: Flag = flag("dry-run", Takes::Nothing, "Write nothing; show what would change");
const BACKUP: Flag =
    flag("backup", Takes::Nothing, "Keep what the files held, for `restore`; of files of the user that is done anyway");
const NO_BACKUP: Flag =
    flag("no-backup", Takes::Nothing, "Do not keep what a file held where that is done anyway").against(&["backup"]);
const EDITED: Flag = flag("from", Takes::Origin, "The file that is edited: the project's source by default").against(&["to"]);
const EDITED_OF: Flag = flag("to", Takes::Texts(TARGETS), "Edit the files of these hosts in place of the source");
const EDITED_OF_USER: Flag =
    flag("user", Takes::Nothing, "With --to: the files of the user in place of those of the project").needs("to");
const ALL_OR_NONE: Flag = flag("atomic-all", Takes::Nothing, "Write all files or none");

const FORMATS: &[&str] = &["human", "json", "github", "sarif"];

/// Flags of every command.
static COMMON: &[Flag] = &[
    flag("format", Takes::One("FORMAT", FORMATS), "How results are told"),
    flag("color", Takes::One("WHEN", &["auto", "always", "never"]), "When diagnostics are coloured"),
    flag("show-values", Takes::Nothing, "Do not mask values, on a terminal only"),
    short('q', "quiet", Takes::Nothing, "Only tell errors"),
    short('h', "help", Takes::Nothing, "Print this help"),
    short('V', "version", Takes::Nothing, "Print the version, and the day of the host facts"),
];

pub(crate) static COMMANDS: &[Command] = &[
    Command {
        name: "convert",
        arguments: "--to HOST [INPUT|-]",
        completes: Takes::File,
        count: 0..=1,
        about: "Puts the servers of one document into a document of another host",
        flags: &[
            flag("to", Takes::Host, "The host to write for"),
            flag("from", Takes::Source, "The host of the input, or mcp-servers for a snippet; without it, it is detected"),
            flag("into", Takes::File, "The document to merge into; the result goes to standard output or to -o"),
            short(
                'o',
                "output",
                Takes::File,
                "The file to write, or `-`; if it exists, it is merged into, and nothing is ever truncated",
            ),
            flag("server", Takes::Texts("NAME"), "Take only this server"),
            flag("rename", Takes::Texts("OLD=NEW"), "Give a server another name in the target"),
            flag("strategy", Takes::One("HOW", &["merge", "overwrite"]), "What becomes of what only the target has"),
            flag(
                "bridge",
                Takes::One("HOW", &["mcp-remote"]),
                "Reach servers that the host cannot reach by a program that it can start",
            ),
            flag("strict", Takes::Nothing, "Refuse if anything is lost"),
            ALLOW_LOSS,
            ALLOW_EMPTY,
            flag("check", Takes::Nothing, "Write nothing; exit with 1 if -o would change"),
            flag("dry-run", Takes::Nothing, "Write nothing; show what would change; exit with 1 if -o would change"),
            flag("trace", Takes::Nothing, "Tell where each field came from (with --format json)"),
            BACKUP,
            NO_BACKUP,
            FOLLOW_SYMLINKS,
        ],
        example: "mcpglot convert .mcp.json --to codex -o .codex/config.toml",
    },
    Command {
        name: "sync",
        arguments: "",
        completes: Takes::Nothing,
        count: 0..=0,
        about: "Brings the servers of one file into the files of many hosts, as `mcpglot.toml` or the options say",
        flags: &[
            flag("from", Takes::Origin, "The file that the servers come from, .mcp.json by default"),
            flag("to", Takes::Texts(TARGETS), "Who gets them"),
            flag("all", Takes::Nothing, "Every host whose file, or own folder, is there gets them"),
            flag("user", Takes::Nothing, "Write the files of the user in place of those of the project"),
            flag("strategy", Takes::One("HOW", &["merge", "overwrite"]), "What becomes of what only a target has"),
            flag(
                "bridge",
                Takes::One("HOW", &["mcp-remote"]),
                "Reach servers that a host cannot reach by a program that it can start",
            ),
            flag("check", Takes::Nothing, "Write nothing; exit with 1 and say what has drifted"),
            DRY_RUN,
            flag("strict", Takes::Nothing, "Refuse a target if anything is lost"),
            ALLOW_LOSS,
            ALLOW_EMPTY,
            flag("atomic-all", Takes::Nothing, "Write all targets or none"),
            BACKUP,
            NO_BACKUP,
            flag("gitignore", Takes::Nothing, "List the project's targets in .gitignore"),
            FOLLOW_SYMLINKS,
        ],
        example: "mcpglot sync --to codex,vscode",
    },
    Command {
        name: "init",
        arguments: "",
        completes: Takes::Nothing,
        count: 0..=0,
        about: "Writes a commented `mcpglot.toml` for what is here",
        flags: &[
            flag("from", Takes::Origin, "The file that the servers come from"),
            flag("dry-run", Takes::Nothing, "Print it instead"),
            FOLLOW_SYMLINKS,
        ],
        example: "mcpglot init && mcpglot sync --dry-run",
    },
    Command {
        name: "add",
        arguments: "NAME [-- COMMAND ARGS...]",
        completes: Takes::Text("NAME"),
        count: 1..=usize::MAX,
        about: "Adds a server to the source, or says more of one that is there; `sync` brings it to the others",
        flags: &[
            flag("url", Takes::Text("URL"), "Where a remote server is"),
            flag("transport", Takes::One("HOW", &["stdio", "http", "sse", "ws"]), "How it is reached; a URL means http"),
            flag(
                "env",
                Takes::Texts("NAME[=VALUE]"),
                "Set a variable; without a value it is asked for, or read from standard input",
            ),
            flag("env-var", Takes::Texts("NAME"), "Pass on a variable"),
            flag("header", Takes::Texts("NAME=VALUE"), "Send a header"),
            flag("env-header", Takes::Texts("NAME=VARIABLE"), "Send a header whose value a variable holds"),
            flag("bearer-token-env-var", Takes::Text("VARIABLE"), "Send the token that a variable holds"),
            flag("cwd", Takes::Text("FOLDER"), "Start it in this folder"),
            flag("startup-timeout", Takes::Text("SECONDS"), "How long a start may take"),
            flag("tool-timeout", Takes::Text("SECONDS"), "How long a call may take"),
            flag("enabled-tools", Takes::Texts("TOOL,..."), "The only tools that may be used"),
            flag("disabled-tools", Takes::Texts("TOOL,..."), "Tools that may not be used"),
            flag("description", Takes::Text("TEXT"), "What people read about it"),
            flag("disabled", Takes::Nothing, "Do not start it"),
            EDITED,
            EDITED_OF,
            EDITED_OF_USER,
            DRY_RUN,
            ALL_OR_NONE,
            BACKUP,
            NO_BACKUP,
            FOLLOW_SYMLINKS,
            flag("strict", Takes::Nothing, "Refuse a file if anything is lost"),
            ALLOW_LOSS,
        ],
        example: "mcpglot add search --url https://mcp.example.com/v1 --bearer-token-env-var SEARCH_TOKEN",
    },
    Command {
        name: "remove",
        arguments: "NAME...",
        completes: Takes::Text("NAME"),
        count: 1..=usize::MAX,
        about: "Removes servers from the source, or from the files of hosts",
        flags: &[EDITED, EDITED_OF, EDITED_OF_USER, DRY_RUN, ALL_OR_NONE, BACKUP, NO_BACKUP, FOLLOW_SYMLINKS],
        example: "mcpglot remove search",
    },
    Command {
        name: "list",
        arguments: "[HOST[=PATH]]...",
        completes: Takes::Host,
        count: 0..=usize::MAX,
        about: "Lists the servers of the source, or of the files of hosts, values masked",
        flags: &[
            flag("from", Takes::Origin, "The file whose servers are listed").against(&["all", "user"]),
            flag("all", Takes::Nothing, "Those of every host that is there"),
            flag("user", Takes::Nothing, "The files of the user in place of those of the project"),
        ],
        example: "mcpglot list codex vscode",
    },
    Command {
        name: "commands",
        arguments: "--to HOST [INPUT|-]",
        completes: Takes::File,
        count: 0..=1,
        about: "Prints a host's own command lines and links that add the servers; no value stands in them",
        flags: &[
            flag("to", Takes::Host, "The host to tell"),
            flag("from", Takes::Source, "The host of the input, or mcp-servers for a snippet; without it, it is detected"),
            flag("server", Takes::Texts("NAME"), "Take only this server"),
            flag("rename", Takes::Texts("OLD=NEW"), "Give a server another name"),
            flag(
                "bridge",
                Takes::One("HOW", &["mcp-remote"]),
                "Reach servers that the host cannot reach by a program that it can start",
            ),
        ],
        example: "mcpglot commands .mcp.json --to codex --server github",
    },
    Command {
        name: "validate",
        arguments: "FILE...|-",
        completes: Takes::File,
        count: 1..=usize::MAX,
        about: "Says what is wrong with files, and mends what can be mended without asking",
        flags: &[
            flag("host", Takes::Host, "The host that the files are for; without it, it is detected"),
            flag(
                "fix",
                Takes::Nothing,
                "Carry out the certain remedies; of `-` the result is printed, by the formats human and json",
            ),
            BACKUP,
            NO_BACKUP,
            FOLLOW_SYMLINKS,
        ],
        example: "mcpglot validate .mcp.json .codex/config.toml",
    },
    Command {
        name: "detect",
        arguments: "FILE...|-",
        completes: Takes::File,
        count: 1..=usize::MAX,
        about: "Tells which host files are for, and why",
        flags: &[],
        example: "mcpglot detect settings.json",
    },
    Command {
        name: "diff",
        arguments: "A B",
        completes: Takes::File,
        count: 2..=2,
        about: "Tells in what two files differ by meaning, whatever hosts they are for; values are not shown",
        flags: &[
            flag("from", Takes::Source, "The host of A; without it, it is detected"),
            flag("to", Takes::Source, "The host of B; without it, it is detected"),
        ],
        example: "mcpglot diff .mcp.json .codex/config.toml",
    },
    Command {
        name: "read",
        arguments: "[FILE|-]",
        completes: Takes::File,
        count: 0..=1,
        about: "Prints the servers of a document in the canonical model, values masked",
        flags: &[flag("from", Takes::Source, "The host of the document; without it, it is detected")],
        example: "mcpglot read ~/.codex/config.toml",
    },
    Command {
        name: "restore",
        arguments: "[FILE]",
        completes: Takes::File,
        count: 0..=1,
        about: "Lists what is kept of files that were replaced, or puts it back",
        flags: &[
            flag(
                "backup-of",
                Takes::Text("WHEN"),
                "Its number in the list, or its time or the beginning of that; without it, the newest",
            ),
            flag("no-backup", Takes::Nothing, "Do not keep what the file holds before it is put back"),
            flag("dry-run", Takes::Nothing, "Write nothing; exit with 1 if the file would change"),
            FOLLOW_SYMLINKS,
        ],
        example: "mcpglot restore ~/.codex/config.toml --backup-of 2",
    },
    Command {
        name: "hosts",
        arguments: "[HOST]",
        completes: Takes::Host,
        count: 0..=1,
        about: "Lists the hosts, or tells of one where its files lie and what its fields are",
        flags: &[],
        example: "mcpglot hosts codex",
    },
    Command {
        name: "schema",
        arguments: "HOST|mcpglot",
        completes: Takes::Text("HOST|mcpglot"),
        count: 1..=1,
        about: "Prints a JSON Schema of a host's file, or of mcpglot.toml, for editors",
        flags: &[],
        example: "mcpglot schema codex > codex.schema.json",
    },
    Command {
        name: "explain",
        arguments: "[CODE]",
        completes: Takes::Text("CODE"),
        count: 0..=1,
        about: "Explains a diagnostic, or lists them all",
        flags: &[],
        example: "mcpglot explain auth-dropped",
    },
    Command {
        name: "completions",
        arguments: "SHELL",
        completes: Takes::One("SHELL", &["bash", "zsh", "fish"]),
        count: 1..=1,
        about: "Prints a completion script",
        flags: &[],
        example: "mcpglot completions fish > ~/.config/fish/completions/mcpglot.fish",
    },
];

impl Command {
    /// The flags that it understands.
    pub(crate) fn flags(&self) -> impl Iterator<Item = &'static Flag> {
        self.flags.iter().chain(COMMON)
    }

    /// The ways in which it tells its results.
    pub(crate) fn formats(&self) -> &'static [&'static str] {
        match self.name {
            "validate" => FORMATS,
            "convert" | "sync" | "add" | "remove" => &FORMATS[..3],
            "init" | "explain" | "completions" => &FORMATS[..1],
            _ => &FORMATS[..2],
        }
    }
}

/// A command line, taken apart.
pub(crate) struct Parsed {
    pub(crate) command: &'static Command,
    values: Vec<(&'static str, OsString)>,
    pub(crate) arguments: Vec<OsString>,
}

/// What a command line asks for.
pub(crate) enum Asked {
    /// To run a command.
    Run(Parsed),
    /// To print a text.
    Print(String),
}

/// What is wrong with a command line: the message, and advice.
pub(crate) struct Misuse {
    pub(crate) message: String,
    pub(crate) help: Option<String>,
}

impl Misuse {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self { message: message.into(), help: None }
    }

    pub(crate) fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }
}

impl From<lexopt::Error> for Misuse {
    fn from(error: lexopt::Error) -> Self {
        Self::new(error.to_string())
    }
}

impl Parsed {
    pub(crate) fn has(&self, flag: &str) -> bool {
        self.values.iter().any(|(name, _)| *name == flag)
    }

    /// The value of a flag, where it is a path.
    pub(crate) fn path(&self, flag: &str) -> Option<&OsStr> {
        self.values.iter().find(|(name, _)| *name == flag).map(|(_, value)| value.as_os_str())
    }

    /// The value of a flag, where it is a text.
    pub(crate) fn text(&self, flag: &str) -> Option<&str> {
        self.path(flag)?.to_str()
    }

    /// The arguments, where those are words.
    pub(crate) fn words(&self) -> Result<Vec<&str>, Misuse> {
        let word = |word| OsStr::to_str(word).ok_or_else(|| Misuse::new("an argument is not UTF-8"));
        self.arguments.iter().map(|argument| word(argument)).collect()
    }

    /// Whether all that is said counts: what would be taken without a word is refused before anything is done.
    fn check(&self) -> Result<(), Misuse> {
        let refuse = |message: String, help: &str| Err(Misuse::new(message).help(help));
        for flag in self.command.flags.iter().filter(|flag| self.has(flag.long)) {
            if let Some(other) = flag.against.iter().find(|other| self.has(other)) {
                return refuse(format!("`--{}` and `--{other}` do not go together", flag.long), "leave out one of them");
            }
            if let Some(other) = flag.needs.filter(|other| !self.has(other)) {
                let help = format!("add `--{other}`, or leave out `--{}`", flag.long);
                return refuse(format!("`--{}` is nothing without `--{other}`", flag.long), &help);
            }
        }
        let is_stream = |word: &&OsString| word.as_os_str() == "-";
        if self.command.completes == Takes::File && self.arguments.iter().filter(is_stream).count() > 1 {
            return refuse(
                "standard input is named twice, and can be read once".to_owned(),
                "put one of the documents into a file",
            );
        }
        if self.command.completes == Takes::Host && self.has("from") && !self.arguments.is_empty() {
            return refuse("`--from` and a host do not go together".to_owned(), "leave out one of them, or write `HOST=FILE`");
        }
        Ok(())
    }

    /// All values of a flag.
    pub(crate) fn texts(&self, flag: &str) -> Vec<&str> {
        self.values.iter().filter(|(name, _)| *name == flag).filter_map(|(_, value)| value.to_str()).collect()
    }
}

/// Takes the arguments of this process apart.
pub(crate) fn parse(arguments: impl Iterator<Item = OsString>) -> Result<Asked, Misuse> {
    let mut parser = lexopt::Parser::from_args(arguments);
    let mut command: Option<&'static Command> = None;
    let mut values = Vec::new();
    let mut rest = Vec::new();
    while let Some(argument) = parser.next()? {
        let (short, long) = match argument {
            Arg::Value(word) if command.is_none() => {
                command = Some(find_command(&word.to_string_lossy())?);
                continue;
            }
            Arg::Value(word) => {
                rest.push(word);
                continue;
            }
            Arg::Short(short) => (Some(short), None),
            Arg::Long(long) => (None, Some(long.to_owned())),
        };
        let mut flags = command.map_or(&[] as &[Flag], |command| command.flags).iter().chain(COMMON);
        let is_it = |flag: &&Flag| long.as_deref().map_or(flag.short == short, |long| flag.long == long);
        let Some(flag) = flags.find(is_it) else {
            return Err(unknown_flag(command, short, long.as_deref()));
        };
        match flag.long {
            "help" => return Ok(Asked::Print(help(command))),
            "version" => {
                let day = hosts::AS_OF;
                return Ok(Asked::Print(format!("mcpglot {} (host facts of {day})\n", env!("CARGO_PKG_VERSION"))));
            }
            _ => {}
        }
        let value = if flag.takes == Takes::Nothing { OsString::new() } else { parser.value()? };
        check(flag, &value)?;
        if !matches!(flag.takes, Takes::Nothing | Takes::Texts(_)) && values.iter().any(|(long, _)| *long == flag.long) {
            return Err(Misuse::new(format!("`--{}` is given twice", flag.long)));
        }
        values.push((flag.long, value));
    }
    let Some(command) = command else { return Ok(Asked::Print(help(None))) };
    if !command.count.contains(&rest.len()) {
        let message = if rest.len() > *command.count.end() { "too many arguments" } else { "an argument is missing" };
        return Err(Misuse::new(message).help(format!("usage: {}", usage(command, ""))));
    }
    let parsed = Parsed { command, values, arguments: rest };
    parsed.check()?;
    Ok(Asked::Run(parsed))
}

fn find_command(word: &str) -> Result<&'static Command, Misuse> {
    COMMANDS.iter().find(|command| command.name == word).ok_or_else(|| {
        let misuse = Misuse::new(format!("there is no command `{word}`"));
        match nearest(word, COMMANDS.iter().map(|command| command.name)) {
            Some(near) => misuse.help(format!("did you mean `{near}`?")),
            None => misuse.help("`mcpglot --help` lists the commands"),
        }
    })
}

fn unknown_flag(command: Option<&Command>, short: Option<char>, long: Option<&str>) -> Misuse {
    let Some(long) = long else {
        return Misuse::new(format!("there is no option `-{}`", short.unwrap_or('-')));
    };
    let misuse = Misuse::new(format!("there is no option `--{long}`"));
    let elsewhere = COMMANDS.iter().find(|command| command.flags.iter().any(|flag| flag.long == long));
    if let (None, Some(command)) = (command, elsewhere) {
        return misuse.help(format!("it belongs behind the command: mcpglot {} --{long}", command.name));
    }
    let flags = command.map_or(&[] as &[Flag], |command| command.flags).iter().chain(COMMON);
    match nearest(long, flags.map(|flag| flag.long)) {
        Some(near) => misuse.help(format!("did you mean `--{near}`?")),
        None => misuse,
    }
}

fn check(flag: &Flag, value: &OsStr) -> Result<(), Misuse> {
    let wrong = |choices: &mut dyn Iterator<Item = &'static str>| {
        let word = value.to_string_lossy();
        let choices: Vec<&str> = choices.collect();
        let misuse = Misuse::new(format!("`{word}` is nothing that `--{}` takes", flag.long));
        match nearest(&word, choices.iter().copied()) {
            Some(near) => misuse.help(format!("did you mean `{near}`?")),
            None => misuse.help(format!("it takes one of: {}", choices.join(", "))),
        }
    };
    match flag.takes {
        Takes::One(_, choices) if !choices.iter().any(|choice| value == *choice) => Err(wrong(&mut choices.iter().copied())),
        Takes::Text(_) | Takes::Texts(_) if value.to_str().is_none() => {
            Err(Misuse::new(format!("the value of `--{}` is not UTF-8", flag.long)))
        }
        Takes::Host if value.to_str().and_then(hosts::find).is_none() => Err(wrong(&mut host_ids())),
        Takes::Source if value.to_str().and_then(hosts::find_source).is_none() => Err(wrong(&mut source_ids())),
        _ => Ok(()),
    }
}

/// The host of that id or alias.
pub(crate) fn host(id: &str) -> Result<&'static Host, Misuse> {
    hosts::find(id).ok_or_else(|| {
        let misuse = Misuse::new(format!("there is no host `{id}`"));
        match nearest(id, host_ids()) {
            Some(near) => misuse.help(format!("did you mean `{near}`?")),
            None => misuse.help("`mcpglot hosts` lists them"),
        }
    })
}

/// The ids of all hosts.
pub(crate) fn host_ids() -> impl Iterator<Item = &'static str> {
    hosts::ALL.iter().map(|host| host.id)
}

/// The ids of all that a source may be for.
pub(crate) fn source_ids() -> impl Iterator<Item = &'static str> {
    host_ids().chain([hosts::SNIPPET.id])
}

fn help(command: Option<&Command>) -> String {
    let mut out = String::new();
    match command {
        None => {
            out.push_str("Translates MCP server configurations between AI coding tools without losing a byte\n\n");
            out.push_str("Usage: mcpglot COMMAND [OPTIONS]\n\nCommands:\n");
            for command in COMMANDS {
                out.push_str(&format!("  {:<14}{}\n", command.name, command.about));
            }
            out.push_str("\nOptions:\n");
            COMMON.iter().for_each(|flag| describe(flag, FORMATS, &mut out));
            out.push_str(concat!(
                "\nExit status: 0 done, 1 refused or (with --check) out of date, 2 wrong usage or a file that cannot be\n",
                "used, 3 written with a loss after which a server does not do what it did (--allow-loss: 0).\n\n",
                "`mcpglot COMMAND --help` tells more.\n"
            ));
        }
        Some(command) => {
            out.push_str(&format!("{}\n\nUsage: {}\n", command.about, usage(command, "[OPTIONS]")));
            if !command.flags.is_empty() {
                out.push_str("\nOptions:\n");
                command.flags.iter().for_each(|flag| describe(flag, FORMATS, &mut out));
            }
            out.push_str("\nOptions of every command:\n");
            COMMON.iter().for_each(|flag| describe(flag, command.formats(), &mut out));
            out.push_str(&format!("\nExample:\n  {}\n", command.example));
        }
    }
    out
}

/// The width of the options in a help.
const COLUMN: usize = 26;

fn describe(flag: &Flag, formats: &[&str], out: &mut String) {
    let short = flag.short.map_or_else(|| "    ".to_owned(), |short| format!("-{short}, "));
    let value = match flag.takes {
        Takes::Nothing => String::new(),
        Takes::Text(name) | Takes::Texts(name) | Takes::One(name, _) => format!(" <{name}>"),
        Takes::Origin => " <[HOST=]FILE|HOST>".to_owned(),
        Takes::File => " <FILE>".to_owned(),
        Takes::Host | Takes::Source => " <HOST>".to_owned(),
    };
    let more = match flag.takes {
        Takes::One(_, choices) => {
            let choices = if flag.long == "format" { formats } else { choices };
            format!(" [{}]", choices.join(", "))
        }
        Takes::Texts(_) => "; may be repeated".to_owned(),
        _ => String::new(),
    };
    let option = format!("{short}--{}{value}", flag.long);
    // What reaches into the column of the explanations has a line of its own.
    let gap = if option.len() > COLUMN { format!("\n{:<1$}", "", COLUMN + 3) } else { " ".repeat(COLUMN + 1 - option.len()) };
    out.push_str(&format!("  {option}{gap}{}{more}\n", flag.help));
}

/// How a command is called: what has to be said stands behind the `options`, because what follows `--` is no option.
fn usage(command: &Command, options: &str) -> String {
    let words = ["mcpglot", command.name, options, command.arguments];
    words.into_iter().filter(|word| !word.is_empty()).collect::<Vec<_>>().join(" ")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn misuse(line: &str) -> (String, String) {
        match parse(line.split(' ').map(OsString::from)) {
            Err(misuse) => (misuse.message, misuse.help.unwrap_or_default()),
            Ok(_) => panic!("accepted: {line}"),
        }
    }

    #[test]
    fn slips_get_a_suggestion() {
        assert_eq!(misuse("convrt").1, "did you mean `convert`?");
        assert_eq!(misuse("convert --stict").1, "did you mean `--strict`?");
        assert_eq!(misuse("convert --to codx").1, "did you mean `codex`?");
        assert_eq!(misuse("convert --strategy replace").1, "it takes one of: merge, overwrite");
        assert_eq!(misuse("--strict").1, "it belongs behind the command: mcpglot convert --strict");
        assert_eq!(misuse("completions").0, "an argument is missing");
        assert_eq!(misuse("convert a b").0, "too many arguments");
    }

    #[test]
    fn helps_are_set_in_columns() {
        for command in COMMANDS {
            let help = help(Some(command));
            let usage = help.lines().find(|line| line.starts_with("Usage: ")).unwrap_or_default();
            assert!(usage.starts_with(&format!("Usage: mcpglot {} [OPTIONS]", command.name)), "{usage}");
            assert!(!usage.contains("  ") && !usage.ends_with(' '), "{usage}");
            let options = help.split_once("Options").unwrap_or_default().1.split_once("Example:").unwrap_or_default().0;
            for line in options.lines().filter(|line| line.starts_with("  ")) {
                let (option, rest) = line.split_at(line.len().min(2 + COLUMN));
                let alone = line.trim_start().starts_with('-') && !line[6..].contains("  ") && line.len() > 2 + COLUMN;
                assert!(alone || (rest.starts_with(' ') && !rest.starts_with("  ")), "{option}|{rest}");
            }
        }
    }

    #[test]
    fn every_flag_stands_once_per_command() {
        for command in COMMANDS {
            let mut names: Vec<&str> = command.flags().map(|flag| flag.long).collect();
            names.sort_unstable();
            let all = names.len();
            names.dedup();
            assert_eq!(names.len(), all, "{}", command.name);
        }
    }
}
