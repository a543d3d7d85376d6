//! One document into another: the whole story.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::amend::Amend;
use super::document::{accept, parse, tied};
use super::merge::{self, Merge};
use super::read::{ReadOutcome, read, read_tree};
use super::{Override, Source, bridge, validate};
use crate::diag::{Code, Diagnostic, Document, Loss, LossKind, Sink, codes, display_path, say};
use crate::hosts::{self, BadEntry, Blanks, Config, Host, Names};
use crate::lookup::Lookup;
use crate::model::{Concept, Server, Spelling};
use crate::syntax::{self, Plan, Tree};
use crate::text::{Ascii, Edit, MAX_INPUT, Span, apply_edits};

/// What [`convert`] is asked for.
#[derive(Clone, Copy, Debug)]
pub struct Options<'o> {
    /// The host that the source is for; without it, it is detected.
    pub from: Option<&'static Host>,
    /// The host that the result is for.
    pub to: &'static Host,
    /// The document that is merged into.
    pub into: Option<&'o str>,
    /// What becomes of what only the target has.
    pub strategy: Strategy,
    /// Refuses where anything is lost.
    pub strict: bool,
    /// Lets an empty source remove every server.
    pub allow_empty: bool,
    /// Asks for [`Outcome::mapping`].
    pub trace: bool,
    /// The only servers that are taken, by their names in the source; `None` for all.
    pub servers: Option<&'o [String]>,
    /// Other names for servers: from, to.
    pub rename: &'o [(String, String)],
    /// What differs from what the source says.
    pub overrides: &'o [&'o Override<'o>],
    /// Servers that leave the target although it is not overwritten, unless the source brings them.
    pub remove: &'o [String],
    /// The source says more of servers that are there: one may leave it to the target how it is reached, and a command is the whole
    /// command line. Stated by [`AMEND`](super::AMEND), so that a program without it does not hold it.
    pub amends: Option<Amend>,
    /// Reaches servers that the target cannot reach by a program that it can start: `mcp-remote`.
    pub bridge: bool,
    /// The name of the source's file, which helps to detect its host.
    pub file_name: Option<&'o str>,
}

impl Options<'_> {
    /// A plain conversion to `to`.
    #[must_use]
    pub const fn new(to: &'static Host) -> Self {
        Self {
            from: None,
            to,
            into: None,
            strategy: Strategy::Merge,
            strict: false,
            allow_empty: false,
            trace: false,
            servers: None,
            rename: &[],
            overrides: &[],
            remove: &[],
            amends: None,
            bridge: false,
            file_name: None,
        }
    }
}

/// What becomes of what only the target has.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
#[non_exhaustive]
pub enum Strategy {
    /// It stays.
    #[default]
    Merge,
    /// It goes, as far as it stands under the servers key.
    Overwrite,
}

/// What came of it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Written {
    /// The target says it all already, byte for byte.
    Unchanged,
    /// The text of the result differs.
    Text,
    /// There is no result: a diagnostic has the reason.
    Refused,
}

/// The result of [`convert`].
#[derive(Debug)]
pub struct Outcome {
    /// What came of it.
    pub written: Written,
    /// The whole text of the result, if there is one.
    pub text: Option<String>,
    /// What turns the target into the result, where there was a target.
    pub edits: Vec<Edit>,
    /// What is to be said about it.
    pub diagnostics: Vec<Diagnostic>,
    /// Where each field came from, where that was asked for.
    pub mapping: Vec<Mapping>,
    /// The host that the source was read for, if that could be told.
    pub from: Option<&'static Host>,
    /// Whether the servers bring literal values of variables, headers or secrets: a file that is made for them is private.
    pub holds_literals: bool,
}

impl Outcome {
    /// Nothing came of it.
    #[must_use]
    pub fn refused(reason: Diagnostic) -> Self {
        Self { diagnostics: vec![reason], ..Self::default() }
    }
}

impl Default for Outcome {
    fn default() -> Self {
        Self {
            written: Written::Refused,
            text: None,
            edits: Vec::new(),
            diagnostics: Vec::new(),
            mapping: Vec::new(),
            from: None,
            holds_literals: false,
        }
    }
}

/// The way of one field.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Mapping {
    /// The server's name in the source.
    pub server: String,
    /// What it is about.
    pub concept: Concept,
    /// Its path in the source, and its place there.
    pub from: Place,
    /// Its path in the result, and its place there; `None` where it is dropped, where the target says it without
    /// a field of its own, and where there is no result.
    pub to: Option<Place>,
    /// What happened to it.
    pub relation: Relation,
}

/// A place in a document.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Place {
    /// The keys down to it, as in a diagnostic.
    pub path: String,
    /// The value.
    pub span: Span,
    /// The keys apart, where the place is still to be found.
    pub(super) keys: Vec<Cow<'static, str>>,
}

/// What happened to a field on its way.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Relation {
    /// The same key and value.
    Same,
    /// Another key.
    Renamed,
    /// Another way to say it.
    Rewritten,
    /// The same length of time in another unit.
    Unit,
    /// It did not arrive.
    Dropped,
}

impl Relation {
    /// The name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Same => "same",
            Self::Renamed => "renamed",
            Self::Rewritten => "rewritten",
            Self::Unit => "unit",
            Self::Dropped => "dropped",
        }
    }
}

/// Puts the servers of `source` into a document of another host, or into `options.into`.
///
/// It never fails: a source or target that cannot be used is [`Written::Refused`], with the reason among the diagnostics.
#[must_use]
pub fn convert(source: &str, options: &Options<'_>) -> Outcome {
    let mut sink = Sink::default();
    let mut outcome = Outcome::default();
    // What is as it is said to be is parsed but once.
    let stated = options.from.filter(|_| source.len() <= MAX_INPUT);
    if let Some((host, Ok(tree))) = stated.map(|host| (host, syntax::parse(source, host.syntax))) {
        let mut found = Sink::default();
        accept(&tree, host, Document::Source, &mut found);
        outcome.from = Some(host);
        let _ = translate(read_tree(tree, host, found), host, options, &mut outcome, &mut sink);
    } else {
        match super::source(source, options.from, options.file_name) {
            Ok(Source { text, host, note }) => {
                outcome.from = Some(host);
                sink.diagnostics.extend(note);
                let _ = translate(read(&text, host), host, options, &mut outcome, &mut sink);
            }
            Err(unknown) => sink.push(*unknown),
        }
    }
    if outcome.text.is_none() {
        // There is no result that it could stand in.
        outcome.mapping.iter_mut().for_each(|mapping| mapping.to = None);
    }
    outcome.diagnostics = sink.diagnostics;
    outcome
}

/// `None` where it is refused.
fn translate<'s>(
    read: ReadOutcome<'s>,
    from: &'static Host,
    options: &Options<'s>,
    outcome: &mut Outcome,
    sink: &mut Sink,
) -> Option<()> {
    let (source_tree, mut config) = take(read, from, options, sink)?;
    if let Some(Amend(amend)) = options.amends {
        amend(&mut config, &source_tree, options, sink)?;
    }
    let chosen = choose(&source_tree, &config, options, sink)?;

    let into = options.into.unwrap_or_default();
    let target_tree = parse(into, options.to, Document::Target, sink)?;
    let target = read_target(&target_tree, options.to, sink)?;

    if !chosen.is_empty() {
        sink.diagnostics.extend(not_verified(options.to, Document::Target));
    }
    let mut plan = Plan::new();
    let mut merged = Merge::new(&source_tree, &target_tree, &target, options, &mut plan, sink);
    for (server, name) in &chosen {
        merged.server(server, config.host_of(&source_tree, server, from), name.clone());
    }
    // What was bridged by this very run is reached by no other means.
    if from.id != options.to.id && !options.bridge {
        let reached = |transport| options.to.has_transport(transport);
        for (server, _) in chosen.iter().filter(|(server, _)| bridge::bridged(server).is_some_and(reached)) {
            merged.say(bridge::not_needed(server, &source_tree, options.to));
        }
    }
    outcome.holds_literals = merged.holds_literals;
    merged.finish(&config, &mut outcome.mapping)?;

    if let Some(fault) = plan.refusal(&target_tree) {
        sink.push(tied(fault));
        return None;
    }
    let mut edits = plan.edits(&target_tree);
    if options.strict && sink.diagnostics.iter().any(|diagnostic| diagnostic.loss.is_some()) {
        refuse(sink, &codes::STRICT_REFUSED, "something would be lost, and `strict` refuses that");
        return None;
    }
    if options.into.is_some() && edits.is_empty() {
        outcome.written = Written::Unchanged;
        if options.trace {
            merge::locate(into, options.to, &mut outcome.mapping);
        }
        outcome.text = Some(into.to_owned());
        return Some(());
    }
    outcome.written = Written::Text;
    let text = match edits.as_mut_slice() {
        // What is made anew is the text of the one edit.
        [edit] if options.into.is_none() => core::mem::take(&mut edit.text),
        edits => apply_edits(into, edits),
    };
    if options.trace {
        merge::locate(&text, options.to, &mut outcome.mapping);
    }
    outcome.text = Some(text);
    if options.into.is_some() {
        outcome.edits = edits;
    }
    Some(())
}

#[cold]
fn refuse(sink: &mut Sink, code: &'static Code, message: &str) {
    sink.push(Diagnostic::new(code, Document::Source, message.to_owned()));
}

/// Whether a server is asked for.
fn asked<'o>(options: &Options<'o>) -> impl Fn(&Server<'_>) -> bool + use<'o> {
    let (names, all) = (options.servers.unwrap_or_default(), options.servers.is_none());
    let lookup = Lookup::new(names.len(), &|at| &names[at]);
    move |server| all || lookup.first(&server.name, &|at| server.name == names[at]).is_some()
}

/// Of servers that were not asked for nothing is said.
#[inline(never)]
fn forget_unasked(found: &mut Vec<Diagnostic>, options: &Options<'_>, tree: &Tree<'_>, config: &Config<'_>) {
    let asked = asked(options);
    let others = config.servers.iter().filter(|server| !asked(server));
    let paths: Vec<String> = others.map(|server| display_path(tree, server.origin)).collect();
    let lookup = Lookup::new(paths.len(), &|at| &paths[at]);
    let is_other = |path: &str| lookup.first(path, &|at| paths[at] == path).is_some();
    found.retain(|one| {
        let ends = one.path.bytes().enumerate().filter(|&(_, byte)| byte == b'.').map(|(at, _)| at);
        !ends.chain([one.path.len()]).any(|end| is_other(one.path.part(..end)))
    });
}

/// Makes an error of the note on an entry that refers to a server.
#[cold]
fn elsewhere(one: &mut Diagnostic) {
    one.code = &codes::SERVER_ELSEWHERE;
    one.message = say!["`", one.path, "` refers to a server that is kept elsewhere, and is left out"];
    one.help = Some("look up what it refers to, and put that into the source".into());
    one.loss = Some(Loss { kind: LossKind::Dropped, server: one.path.clone(), concept: None, key: None });
}

/// Makes of the servers that were read what the target can use. `None` where the source could not be read.
pub(super) fn take<'s>(
    read: ReadOutcome<'s>,
    from: &'static Host,
    options: &Options<'s>,
    sink: &mut Sink,
) -> Option<(Tree<'s>, Config<'s>)> {
    let mut found = read.sink.diagnostics;
    if let (Some(_), Some(tree), Some(config)) = (options.servers, &read.tree, &read.config) {
        forget_unasked(&mut found, options, tree, config);
    }
    // In its own document it stays.
    if from.others_are_servers && options.into != read.tree.as_ref().map(Tree::text) {
        found.iter_mut().filter(|one| *one.code == codes::NOT_A_SERVER).for_each(elsewhere);
    }
    sink.diagnostics.append(&mut found);
    let (tree, mut config) = (read.tree?, read.config?);
    if let Blanks::Split { paths } = from.blanks
        && from.id != options.to.id
    {
        let spellings = from.references.within(Concept::Command);
        config.servers.iter_mut().for_each(|server| server.split_command(spellings, paths));
    }
    // Few documents hold what could be one.
    if from.id != options.to.id && (tree.text().has_any(b"$%") || tree.text().holds("{env:")) {
        validate::doubt(&tree, &config, &asked(options), from, sink);
    }
    for server in &mut config.servers {
        for says in options.overrides {
            says.apply(server);
        }
        if !from.is(options.to) {
            bridge::leave_variables(server, from, options.to);
        }
    }
    if from.references.spellings.contains(&Spelling::Input) && !options.to.references.spellings.contains(&Spelling::Input) {
        merge::name_inputs(&mut config.servers);
    }
    if options.bridge {
        let asked = asked(options);
        for server in config.servers.iter_mut().filter(|server| asked(server)) {
            bridge::bridge(server, &tree, options.to, sink);
        }
    }
    Some((tree, config))
}

/// The finding that nobody tried what is known of `host`.
pub(super) fn not_verified(host: &Host, document: Document) -> Option<Diagnostic> {
    let message = || say!["what is known of ", host.name, " is ", host.confidence, ", not tried: see whether it loads the file"];
    host.is_hearsay().then(|| {
        let mut found = Diagnostic::new(&codes::HOST_NOT_VERIFIED, document, message());
        found.help = host.references.approval.map(ToOwned::to_owned);
        found
    })
}

pub(super) type Chosen<'c, 's> = Vec<(&'c Server<'s>, Cow<'c, str>)>;

/// The servers that were asked for, with their names in the target. `None` where that cannot be done.
pub(super) fn choose<'c, 's>(
    tree: &Tree<'_>,
    config: &'c Config<'s>,
    options: &Options<'c>,
    sink: &mut Sink,
) -> Option<Chosen<'c, 's>> {
    let names = Names::new(config);
    let stated = options.servers.unwrap_or_default().iter().chain(options.rename.iter().map(|(from, _)| from));
    for name in stated {
        if !names.has(config, name) {
            let message = say!["there is no server `", name, "` in the source"];
            sink.push(Diagnostic::new(&codes::SERVER_NOT_FOUND, Document::Source, message));
            return None;
        }
    }
    let (asked, renamed) = (asked(options), options.rename);
    let renames = Lookup::new(renamed.len(), &|at| &renamed[at].0);
    let mut chosen: Chosen<'c, 's> = Vec::with_capacity(config.servers.len());
    for server in config.servers.iter().filter(|server| asked(server)) {
        let new = renames.first(&server.name, &|at| server.name == renamed[at].0);
        let name = new.map_or_else(|| Cow::Borrowed(server.name.as_ref()), |at| Cow::Borrowed(renamed[at].1.as_str()));
        chosen.push((server, name));
    }
    if !renamed.is_empty() {
        let names = Lookup::new(chosen.len(), &|at| &chosen[at].1);
        let is_second =
            |at: usize, name: &str| names.first(name, &|other| chosen[other].1 == name).is_some_and(|first| first < at);
        if let Some((_, (server, name))) = chosen.iter().enumerate().find(|(at, (_, name))| is_second(*at, name)) {
            let message = say!["two servers would be called `", name, "`"];
            sink.push(Diagnostic::new(&codes::RENAME_COLLISION, Document::Source, message).on(tree, server.origin));
            return None;
        }
    }
    Some(chosen)
}

/// Reads what the target has. Its faults stay, and are told where the host refuses the file for them.
fn read_target<'t>(tree: &Tree<'t>, host: &'static Host, sink: &mut Sink) -> Option<Config<'t>> {
    let mut faults = Sink::default();
    let config = hosts::read(tree, host, Document::Target, &mut faults);
    if faults.diagnostics.is_empty() { Some(config) } else { judge(faults, config, tree, host, sink) }
}

/// What the faults of a target come to.
#[cold]
fn judge<'t>(faults: Sink, config: Config<'t>, tree: &Tree<'t>, host: &'static Host, sink: &mut Sink) -> Option<Config<'t>> {
    for mut fault in faults.diagnostics {
        if *fault.code == codes::SERVERS_NOT_A_TABLE {
            sink.push(fault);
            return None;
        }
        let is_fault = fault.code.severity == crate::diag::Severity::Error || *fault.code == codes::VALUE_STRINGIFIED;
        // What a document without servers lacks at its top, it gets with them.
        let is_head = *fault.code == codes::HEAD_MISSING;
        if !is_fault || (is_head && config.servers_at.is_none() && fault.span == tree.span(tree.root())) {
            continue;
        }
        let entry = config.consequence(tree, &fault, host);
        (fault.code, fault.message) = match if is_head { BadEntry::RefusesFile } else { entry } {
            BadEntry::RefusesFile => {
                if *fault.code == codes::VALUE_STRINGIFIED {
                    // So it is read here, and not there.
                    fault.message = say!["`", fault.path, "` is no string"];
                }
                (&codes::TARGET_ALREADY_REFUSED, say![host.name, " refuses the target as it stands: ", fault.message])
            }
            BadEntry::SkipsEntry => {
                (&codes::TARGET_ENTRY_SKIPPED, say![host.name, " leaves out an entry of the target: ", fault.message])
            }
            BadEntry::KeepsEntry => {
                (&codes::TARGET_ENTRY_SKIPPED, say![host.name, " complains of an entry of the target: ", fault.message])
            }
        };
        fault.loss = None;
        sink.push(fault);
    }
    Some(config)
}
