//! What is wrong with a document, and what would mend it.

pub(super) mod credentials;
mod fix;
mod references;

pub use fix::{Fixed, fix};

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::cell::OnceCell;

use super::WRAPPERS;
use super::detect::{Stray, detect};
use super::merge::Declared;
use super::read;
use super::source::PIECE;
use crate::diag::{Diagnostic, Document, Severity, Sink, codes, display_path, say};
use crate::hosts::{self, BadEntry, Config, Habits, Host, NoDocument, NoServers};
use crate::model::{Concept, Meaning, Seconds, Server, Transport};
use crate::nearest::distance;
use crate::order::sort_by;
use crate::syntax::{self, Form, Kind, NodeId, Plan, Syntax, Tree, Value};
use crate::text::{Ascii, BOM, Edit, Span, characters, concat, join};

/// Whether `text`, a document of `host`, holds what looks like a literal secret.
#[must_use]
pub fn holds_credentials(text: &str, host: &'static Host) -> bool {
    validate(text, host).iter().any(|found| *found.code == codes::LITERAL_CREDENTIAL)
}

/// Checks `text` as a document of `host`.
///
/// What [`read`] finds, and beyond that what its host would stumble over or a person would regret. The findings stand in the
/// order of the document; what concerns all of it comes last. Those with a certain remedy carry it: see [`fix`].
#[must_use]
pub fn validate(text: &str, host: &'static Host) -> Vec<Diagnostic> {
    let read = read(text, host);
    let mut found = read.sink.diagnostics;
    if let [fault] = found.as_mut_slice()
        && *fault.code == codes::SYNTAX_ERROR
        && let Some(Stray::Fenced(_)) = detect(text, None).stray
    {
        fault.help = Some(PIECE.to_owned());
    }
    for one in &mut found {
        // Nothing is translated here.
        one.loss = None;
    }
    if let Some(tree) = &read.tree {
        let mut check = Check::new(tree, host);
        check.document(&mut found);
        references::unclosed(&mut check);
        if let Some(config) = &read.config {
            check.review(config, &mut found);
            for server in &config.servers {
                check.host = config.host_of(tree, server, host);
                check.server(server);
            }
            check.host = host;
        }
        found.append(&mut check.sink.diagnostics);
        sort_by(&mut found, |one| u64::from(one.span.start));
        check.verdict(read.config.as_ref(), &mut found);
    }
    found
}

/// Says of a source what looks like a reference in it, and goes as text: its own host takes it for that, or nobody knows.
#[cold]
pub(super) fn doubt<'s>(
    tree: &Tree<'s>,
    config: &Config<'s>,
    servers: &dyn Fn(&Server<'s>) -> bool,
    host: &'static Host,
    sink: &mut Sink,
) {
    let mut check = Check::new(tree, host);
    for server in config.servers.iter().filter(|server| servers(server)) {
        check.host = config.host_of(tree, server, host);
        references::check(&mut check, server);
    }
    check.sink.diagnostics.iter_mut().for_each(|one| one.fixes.clear());
    // That is said where the target wants to be told.
    check.sink.diagnostics.retain(|one| *one.code != codes::INPUT_UNDECLARED);
    sink.diagnostics.append(&mut check.sink.diagnostics);
}

/// The same with a change that makes the finding go away.
fn with_fix(mut diagnostic: Diagnostic, title: impl Into<String>, edits: Vec<Edit>) -> Diagnostic {
    if !edits.is_empty() {
        diagnostic.fixes.push(crate::diag::Fix { title: title.into(), edits });
    }
    diagnostic
}

struct Check<'c, 's> {
    tree: &'c Tree<'s>,
    host: &'static Host,
    habits: &'static Habits,
    /// Read where a server first asks for something.
    declared: OnceCell<Declared<'s>>,
    sink: Sink,
}

/// Nodes by the places that findings about them have.
struct Places(Vec<(u64, NodeId)>);

fn place_of(span: Span) -> u64 {
    (u64::from(span.start) << 32) | u64::from(span.end)
}

impl Places {
    fn new(tree: &Tree<'_>) -> Self {
        let mut places: Vec<(u64, NodeId)> = Vec::new();
        for node in tree.ids() {
            places.push((place_of(tree.place(node)), node));
        }
        sort_by(&mut places, |(place, _)| *place);
        Self(places)
    }

    fn find(&self, span: Span) -> Option<NodeId> {
        let at = self.0.binary_search_by_key(&place_of(span), |(place, _)| *place).ok()?;
        self.0.get(at).map(|(_, node)| *node)
    }
}

impl<'c, 's> Check<'c, 's> {
    fn new(tree: &'c Tree<'s>, host: &'static Host) -> Self {
        Check { tree, host, habits: hosts::habits(host), declared: OnceCell::new(), sink: Sink::default() }
    }

    fn say(&mut self, code: &'static codes::Code, message: String, node: NodeId, help: &str) {
        let diagnostic = Diagnostic::new(code, Document::Source, message).on(self.tree, node);
        self.sink.push(if help.is_empty() { diagnostic } else { diagnostic.help(help) });
    }

    /// What concerns the document as a whole.
    fn document(&mut self, found: &mut Vec<Diagnostic>) {
        let (tree, host) = (self.tree, self.host);
        if let Some(missing) = found.iter().position(|one| *one.code == codes::SERVERS_MISSING) {
            let mut near = tree.children(tree.root()).filter(|&child| {
                let key = plain(&tree.key(child));
                let kind = if host.place().name_field().is_some() { Kind::List } else { Kind::Map };
                matches!(host.place().keys(), [wanted] if distance(&key, &plain(wanted)) <= 1) && tree.kind(child) == kind
            });
            let says_settings = || self.habits.settings.iter().any(|key| tree.get(tree.root(), key).is_some());
            // An empty map has a place.
            let is_nothing = tree.span(tree.root()).is_empty();
            let refuses_nothing = match self.habits.no_document {
                NoDocument::Fine => false,
                NoDocument::EmptyOnly => !matches!(tree.text(), "" | BOM),
                NoDocument::Refused => true,
            };
            if let Some(node) = near.next() {
                let message =
                    say!["the servers stand under `", tree.key(node), "`, and ", host.name, " reads `", host.servers_key(), "`"];
                let diagnostic = Diagnostic::new(&codes::WRONG_SERVERS_KEY, Document::Source, message).on(tree, node);
                let title = say!["rename it to `", host.servers_key(), "`"];
                let name = host.place().keys().first().copied().unwrap_or_default();
                // Where two maps may be meant, neither is certain.
                let edits = if near.next().is_none() { rename(tree, node, name) } else { Vec::new() };
                found[missing] = with_fix(diagnostic.help(title.clone()), title, edits);
            } else if is_nothing && refuses_nothing {
                found[missing].message = say!["the file holds no document, and ", host.name, " refuses that"];
                let servers = if self.habits.no_servers == NoServers::Fine { "{}" } else { "{\"mcpServers\": {}}" };
                found[missing].help = Some(say!["write `", servers, "`"]);
            } else if self.habits.no_servers == NoServers::Fine || is_nothing || says_settings() {
                found.remove(missing);
            }
        }
        self.strictness(found);
    }

    /// What the host's parser does not put up with: all of it, where reading stops at the first.
    fn strictness(&self, found: &mut Vec<Diagnostic>) {
        let (tree, host) = (self.tree, self.host);
        found.retain(|one| *one.code != codes::NOT_STRICT_JSON);
        let mut say = |code, span: Span, message: String, fix: Option<(&str, Vec<Edit>)>, help: &str| {
            let diagnostic = Diagnostic::new(code, Document::Source, message).at(span).help(help);
            found.push(match fix {
                Some((title, edits)) => with_fix(diagnostic, title, edits),
                None => diagnostic,
            });
        };
        if host.bom == Some(false) && tree.text().starts_with(BOM) {
            let span = Span::new(0, BOM.len());
            let edit = Edit { span, text: String::new() };
            let message = say!["the file begins with a byte-order mark, and ", host.name, " refuses that"];
            say(
                &codes::BOM_REFUSED,
                span,
                message,
                Some(("remove the byte-order mark", vec![edit])),
                "save it as UTF-8 without a mark",
            );
        }
        if let Some(span) = tree.first_comment().filter(|_| host.comments == Some(false)) {
            say(
                &codes::NOT_STRICT_JSON,
                span,
                say![host.name, " refuses the file because of a comment"],
                None,
                "remove the comments",
            );
        }
        if let Some(span) = tree.first_trailing_comma().filter(|_| host.trailing_commas == Some(false)) {
            let message = say![host.name, " refuses the file because of a trailing comma"];
            let fix = ("remove the trailing commas", fix::trailing_commas(tree.text()));
            say(&codes::NOT_STRICT_JSON, span, message, Some(fix), "remove the comma");
        }
    }

    /// Says more about what reading found: what was meant, and what mends it.
    fn review(&mut self, config: &Config<'s>, found: &mut Vec<Diagnostic>) {
        let (tree, whole) = (self.tree, self.host);
        let places = Places::new(tree);
        let mut kept = Vec::with_capacity(found.len());
        let mut planned = 0;
        let mut renames = Vec::new();
        for mut one in core::mem::take(found) {
            let Some(node) = places.find(one.span).filter(|_| !one.path.is_empty()) else {
                kept.push(one);
                continue;
            };
            let entry = entry_of(tree, node, config);
            // They are in the order of the document.
            let at = entry.and_then(|entry| config.servers.binary_search_by_key(&entry.index(), |one| one.origin.index()).ok());
            let server = at.and_then(|at| config.servers.get(at));
            self.host = server.map_or(whole, |server| config.host_of(tree, server, whole));
            let host = self.host;
            let code = one.code;
            if *code == codes::UNKNOWN_FIELD || *code == codes::FOREIGN_FIELD || *code == codes::FOREIGN_FIELD_AMBIGUOUS {
                let Some(server) = server else {
                    kept.push(one);
                    continue;
                };
                if self.swallowed(server, node) || self.nested(server, node) {
                    continue;
                }
                if *code == codes::UNKNOWN_FIELD {
                    one = self.misspelled(server, node, one);
                } else if *code == codes::FOREIGN_FIELD {
                    one = self.renamed(server, node, one);
                }
                if let (Some(map), Some(edit)) = (tree.parent(node), one.fixes.first().and_then(|fix| fix.edits.first())) {
                    let name = syntax::hash(edit.text.without_leading(b"\"'").without_trailing(b"\"'").as_bytes());
                    renames.push(((u64::from(map.index()) << 32) | u64::from(name), kept.len()));
                }
            } else if *code == codes::VALUE_STRINGIFIED {
                // To quote the name of an alias makes it a text, what has a tag is what that says, and what others share
                // changes with it.
                let mut plan = Plan::new();
                plan.set(tree, node, Value::Null);
                let is_tied = plan.refusal(tree).is_some();
                let is_env = |map| host.field(&tree.key(map)).is_some_and(|spec| spec.concept == Concept::Env);
                let in_env = self.habits.refuses_plain_env && tree.parent(node).is_some_and(is_env);
                if self.habits.refuses_plain || in_env {
                    let Some(server) = server else { continue };
                    let (key, name) = (name_of(tree, node, server), server.name.as_ref());
                    let what = if tree.kind(node) == Kind::Bool { "a boolean" } else { "a number" };
                    let message = say!["`", key, "` of `", name, "` holds ", what, ", and ", host.name, " takes strings only"];
                    one = Diagnostic::new(&codes::VALUE_NOT_A_STRING, Document::Source, message).on(tree, node);
                    let apart = "write a string of its own here, in quotes and without a tag";
                    one = one.help(if is_tied { apart } else { "put it in quotes" });
                }
                // Of the value nothing is repeated: fixes are shown.
                let span = tree.span(node);
                let quote = |at: u32| Edit { span: Span::at(at as usize), text: "\"".to_owned() };
                let edits = if is_tied { Vec::new() } else { vec![quote(span.start), quote(span.end)] };
                one = with_fix(one, "put it in quotes", edits);
            } else if *code == codes::VALUE_REFUSED && host.numbers_in_env && tree.kind(node) == Kind::Null {
                // It unsets the variable.
                continue;
            } else if *code == codes::DUPLICATE_KEY && tree.is_shadowed(node) {
                // Which of them is meant is certain where they say the same.
                let last = tree.parent(node).and_then(|map| tree.get(map, &tree.key(node)));
                if last.is_some_and(|last| tree.value(last) == tree.value(node)) {
                    one = with_fix(one, "remove the first of them", self.removal(node, &mut planned));
                }
            } else if *code == codes::NUMBER_IN_QUOTES {
                let span = tree.span(node);
                let quote = |at: u32| Edit { span: Span { start: at, end: at + 1 }, text: String::new() };
                // Not all that is read as a number is one of JSON: `05`; and digits may be written as escapes.
                let digits = tree.str(node).filter(|_| tree.inner(node).is_none());
                let is_number = digits.is_some_and(|digits| syntax::parse(&digits, Syntax::Json).is_ok());
                let edits = if is_number { vec![quote(span.start), quote(span.end - 1)] } else { Vec::new() };
                one = with_fix(one, "remove the quotes", edits);
            } else if *code == codes::TRANSPORT_IGNORED && host.field(&tree.key(node)).is_none() {
                let Some(server) = server else { continue };
                one = self.contradicted(server, node, one);
            } else if *code == codes::ENTRY_NOT_A_TABLE && self.habits.settings.contains(&tree.key(node).as_ref()) {
                one = one.help("move it above the first table: in TOML a key belongs to the table above it");
            }
            if let Some(server) = server.filter(|server| server.unusable && one.code.severity == Severity::Error)
                && config.consequence(tree, &one, whole) == BadEntry::SkipsEntry
                && ![" skips it", " drops the server", " leaves ", " refuses ", " does not use it"]
                    .iter()
                    .any(|said| one.message.holds(said))
            {
                one.message = say![one.message, "; ", host.name, " leaves out `", server.name, "`"];
            }
            kept.push(one);
        }
        // Of two fields that would get one name in one map, one would be lost, and which of them is meant is not certain.
        sort_by(&mut renames, |(name, _)| *name);
        for pair in renames.windows(2) {
            if let [(one, first), (other, second)] = pair
                && one == other
            {
                for &at in [first, second] {
                    kept.get_mut(at).into_iter().for_each(|one: &mut Diagnostic| one.fixes.clear());
                }
            }
        }
        self.host = whole;
        *found = kept;
    }

    /// The change that removes an entry. Each looks at the whole document, so that of very many only the first are made.
    fn removal(&self, node: NodeId, planned: &mut usize) -> Vec<Edit> {
        const MOST: usize = 100;
        *planned += 1;
        if *planned > MOST {
            return Vec::new();
        }
        let mut plan = Plan::new();
        plan.remove(self.tree, node);
        plan.edits(self.tree)
    }

    /// A setting of the whole file that a table of a server took in.
    fn swallowed(&mut self, server: &Server<'s>, node: NodeId) -> bool {
        let tree = self.tree;
        let key = tree.key(node);
        let is_setting = tree.syntax() == Syntax::Toml && self.habits.settings.contains(&key.as_ref());
        if is_setting && tree.kind(node) != Kind::Map {
            let message =
                say!["`", key, "` stands in the server `", server.name, "`, where ", self.host.name, " does not look for it"];
            self.say(
                &codes::KEY_SWALLOWED,
                message,
                node,
                "move it above the first table: in TOML a key belongs to the table above it",
            );
        }
        is_setting
    }

    /// A server that another one took in.
    fn nested(&mut self, server: &Server<'s>, node: NodeId) -> bool {
        let tree = self.tree;
        let is_one = hosts::looks_like_server(tree, node);
        // A table of whatever name may hold what looks like servers.
        let are_some = || {
            let is_wrapper = WRAPPERS.contains(&tree.key(node).as_ref());
            is_wrapper && tree.children(node).any(|entry| hosts::looks_like_server(tree, entry))
        };
        if !(is_one || are_some()) {
            return false;
        }
        let message = say![
            "`",
            tree.key(node),
            "` stands in the server `",
            server.name,
            "`, where ",
            self.host.name,
            " does not look for servers"
        ];
        let help = match tree.syntax() {
            _ if is_one && tree.key(node) == "transport" && server.transport.is_none() => {
                say!["move what it holds up into `", server.name, "`"]
            }
            Syntax::Toml if is_one => {
                say!["if the name has a dot, put it in quotes: `\"", server.name, ".", tree.key(node), "\"`"]
            }
            _ => say!["move it out of `", server.name, "`"],
        };
        self.say(&codes::SERVER_IN_SERVER, message, node, &help);
        true
    }

    /// Says what to do about a transport that is stated and that the host does not go by. It is all that tells what the author
    /// meant, so that it does not leave the document unasked.
    fn contradicted(&self, server: &Server<'s>, node: NodeId, one: Diagnostic) -> Diagnostic {
        let tree = self.tree;
        let word = tree.str(node).filter(|word| *word != "remote").unwrap_or_default();
        let meant = |spec: &&hosts::FieldSpec| {
            let transport = spec.on.single().filter(|_| spec.concept == Concept::Url);
            transport.is_some_and(|transport| hosts::synonyms(transport).contains(&&*word))
        };
        let help = match (self.host.fields.iter().find(meant), server.transport) {
            (Some(spec), _) => say!["put the URL under `", spec.key, "`"],
            (None, Some(known)) => say!["remove it if `", server.name, "` is ", known.a_name(), " server"],
            (None, None) => return one,
        };
        one.help(help)
    }

    /// Asks whether another field was meant.
    fn misspelled(&self, server: &Server<'s>, node: NodeId, one: Diagnostic) -> Diagnostic {
        /// What people call fields that have other names.
        const OTHER_WORDS: &[(&str, &str)] = &[
            ("cmd", "command"),
            ("arguments", "args"),
            ("envvars", "env"),
            ("environmentvariables", "env"),
            ("uri", "url"),
            ("endpoint", "url"),
            ("baseurl", "url"),
            ("httpheaders", "headers"),
            ("workingdirectory", "cwd"),
            ("workdir", "cwd"),
        ];
        let (tree, host) = (self.tree, self.host);
        let table = tree.parent(node).filter(|&table| table != server.origin).map(|table| tree.key(table));
        let key = plain(&tree.key(node));
        let mut best: Option<(usize, &'static str, bool)> = None;
        for spec in host.fields.iter().filter(|spec| spec.on != crate::model::Transports::NONE) {
            let name = match (spec.key.cut("."), &table) {
                (None, None) => spec.key,
                (Some((above, name)), Some(table)) if above == table => name,
                _ => continue,
            };
            let known = plain(name);
            let far = distance(&key, &known);
            let other = OTHER_WORDS.iter().any(|&(word, field)| word == key && field == known);
            if !other && far > usize::from(known.len() > 2) + usize::from(known.len() > 5) || known.len() <= 3 && far >= key.len()
            {
                continue;
            }
            let far = if other { 2 } else { far };
            let free = tree.parent(node).is_some_and(|map| tree.get(map, name).is_none());
            let fits =
                free && !other && server.transport.is_none_or(|transport| spec.on.has(transport)) && takes(tree, node, spec);
            match best {
                Some((least, _, _)) if least < far => {}
                Some((least, _, _)) if least == far => best = Some((far, best.map_or(name, |(_, name, _)| name), false)),
                _ => best = Some((far, name, fits)),
            }
        }
        let Some((_, name, certain)) = best else { return one };
        let message = say!["`", tree.key(node), "` of `", server.name, "` is no field of ", host.name, ": it ignores it"];
        let diagnostic = Diagnostic::new(&codes::FIELD_MISSPELLED, Document::Source, message).on(tree, node);
        let diagnostic = diagnostic.help(say!["did you mean `", name, "`?"]);
        if certain { with_fix(diagnostic, say!["rename it to `", name, "`"], rename(tree, node, name)) } else { diagnostic }
    }

    /// Gives another host's field the name that it has here, where that is all that it takes.
    fn renamed(&self, server: &Server<'s>, node: NodeId, one: Diagnostic) -> Diagnostic {
        let (tree, host) = (self.tree, self.host);
        let field = server.fields.iter().find(|field| field.foreign && field.origin == node);
        let Some((field, map)) = field.zip(tree.parent(node)) else { return one };
        // Without a URL of its own the host knows no transport of a server that has another host's.
        let transport =
            server.transport.unwrap_or(if field.concept == Concept::Command { Transport::Stdio } else { Transport::Http });
        let table = (map != server.origin).then(|| tree.key(map));
        let known = host.fields_for(field.concept, transport).find_map(|spec| {
            let name = match (spec.key.cut("."), &table) {
                (None, None) => spec.key,
                (Some((above, name)), Some(table)) if above == table => name,
                // Into a table that is not there it is not moved.
                (Some((above, _)), None) if tree.get(map, above).is_none() => spec.key,
                _ => return None,
            };
            (tree.get(map, name).is_none() && takes(tree, node, spec)).then_some(name)
        });
        let alone = server.fields.iter().all(|other| other.concept != field.concept || other.origin == field.origin);
        let Some(name) = known.filter(|_| alone) else { return one };
        let literal = match &field.meaning {
            Meaning::Text(text) => !references::has_any(text.raw()),
            Meaning::Pairs(pairs) => pairs.iter().all(|pair| !references::has_any(pair.text.raw())),
            _ => false,
        };
        let message = say!["`", tree.key(node), "` of `", server.name, "` is no field of ", host.name, ": it ignores it"];
        let diagnostic = Diagnostic::new(&codes::FIELD_MISSPELLED, Document::Source, message).on(tree, node);
        let diagnostic = diagnostic.help(say![host.name, " calls it `", name, "`"]);
        // What reaches a server by itself tells more by its name than the one that it would get.
        if literal && !name.has(b'.') && server.transport.is_some() {
            with_fix(diagnostic, say!["rename it to `", name, "`"], rename(tree, node, name))
        } else {
            diagnostic
        }
    }

    /// What concerns one server.
    fn server(&mut self, server: &Server<'s>) {
        let (tree, host) = (self.tree, self.host);
        if !host.names.accepts(&server.name) {
            let safe = hosts::NameRule::safe(&server.name, &|name| host.has_server(tree, server.origin, name));
            if host.rewritten_name.is_some() {
                let message = say![host.name, " gives the server `", server.name, "` another name"];
                let help = say!["give it one that it keeps, such as `", safe, "`"];
                self.say(&codes::NAME_REWRITTEN, message, server.origin, &help);
            } else {
                let message = say![host.name, " does not start a server of the name `", server.name, "`"];
                let help = say!["give it another one, such as `", safe, "`"];
                self.say(&codes::NAME_NOT_ACCEPTED, message, server.origin, &help);
            }
        }
        if tree.kind(server.origin) != Kind::Map {
            return;
        }
        self.variables(server);
        let mut seen = None;
        for field in server.fields.iter().filter(|field| !field.foreign) {
            // One field may set two limits.
            if seen.replace(field.origin) == Some(field.origin) {
                continue;
            }
            if let Meaning::Seconds(limit) = field.meaning
                && limit.is_below(1, 0)
                && limit != Seconds::ZERO
                && host.timeout_floor == 0
                && Seconds::parse(tree.raw(field.origin), -3) == Some(limit)
            {
                let message =
                    say!["`", tree.key(field.origin), "` of `", server.name, "` counts in milliseconds, and looks like seconds"];
                self.say(&codes::TIMEOUT_SUSPICIOUS, message, field.origin, "multiply it by 1000 if seconds are meant");
            }
        }
        self.withheld(server);
        references::check(self, server);
        credentials::check(self, server);
    }

    /// Variables that do not reach the server.
    fn withheld(&mut self, server: &Server<'s>) {
        let Some(Meaning::Pairs(pairs)) = server.get(Concept::Env).filter(|env| !env.foreign).map(|env| &env.meaning) else {
            return;
        };
        let host = self.host;
        for pair in pairs.iter().filter(|pair| host.withholds(&pair.name)) {
            let what = name_of(self.tree, pair.origin, server);
            let message = say!["`", what, "` of `", server.name, "` never reaches the server: ", self.host.name, " withholds it"];
            self.say(&codes::ENV_WITHHELD, message, pair.origin, "start the server by a program that sets it, such as `env`");
        }
    }

    /// Settings that the last table of a server took in as its variables.
    fn variables(&mut self, server: &Server<'s>) {
        let tree = self.tree;
        let tables: Vec<NodeId> = tree.children(server.origin).filter(|&table| tree.form(table) == Form::Header).collect();
        for table in tables {
            for node in tree.children(table) {
                if tree.key(node).has(b'_') || ["model", "profile", "notify"].contains(&tree.key(node).as_ref()) {
                    self.swallowed(server, node);
                }
            }
        }
    }

    /// What the host makes of it all.
    fn verdict(&self, config: Option<&Config<'s>>, found: &mut Vec<Diagnostic>) {
        let Some(config) = config else { return };
        // A server of a wrong name is started last, and alone in its failure.
        let refused = |one: &Diagnostic| one.code.severity == Severity::Error && *one.code != codes::NAME_NOT_ACCEPTED;
        let entries = |one: &&Diagnostic| refused(one) && !one.path.is_empty() && *one.code != codes::NOT_STRICT_JSON;
        let refuses = |one: &Diagnostic| config.consequence(self.tree, one, self.host) == BadEntry::RefusesFile;
        if found.iter().any(|one| entries(&one) && refuses(one)) {
            let at = config.servers_at.unwrap_or(self.tree.root());
            let message = say![self.host.name, " refuses the whole file, not only the servers with errors"];
            let diagnostic = Diagnostic::new(&codes::FILE_REFUSED, Document::Source, message).on(self.tree, at);
            found.push(diagnostic.help("mend the errors; until then none of these servers starts"));
        }
    }
}

/// The entry among the servers that `node` is or stands in.
fn entry_of(tree: &Tree<'_>, node: NodeId, config: &Config<'_>) -> Option<NodeId> {
    let mut at = node;
    while !config.places.iter().any(|place| Some(place.node) == tree.parent(at)) {
        at = tree.parent(at)?;
    }
    Some(at)
}

/// A key without what tells `snake_case` from `camelCase`.
fn plain(key: &str) -> String {
    characters(key)
        .filter(|character| !matches!(character, '_' | '-' | ' '))
        .map(|character| character.to_ascii_lowercase())
        .collect()
}

/// Whether a value is of the type that the field holds.
fn takes(tree: &Tree<'_>, node: NodeId, spec: &hosts::FieldSpec) -> bool {
    match spec.kind {
        hosts::Kind::Transport
        | hosts::Kind::Name
        | hosts::Kind::Text
        | hosts::Kind::Bearer
        | hosts::Kind::BearerText
        | hosts::Kind::Variable
        | hosts::Kind::SpacedNames => tree.kind(node) == Kind::String,
        hosts::Kind::Pairs => tree.kind(node) == Kind::Map && tree.children(node).all(|item| tree.kind(item) == Kind::String),
        hosts::Kind::Texts | hosts::Kind::Passthrough => {
            tree.kind(node) == Kind::List && tree.children(node).all(|item| tree.kind(item) == Kind::String)
        }
        hosts::Kind::Switch(_) => tree.kind(node) == Kind::Bool,
        // A number tells no unit, and of what one host alone has nothing is known.
        _ => false,
    }
}

/// The change that gives an entry another key; none where its key stands in several places, or an alias for its map.
fn rename(tree: &Tree<'_>, node: NodeId, name: &str) -> Vec<Edit> {
    let mut plan = Plan::new();
    plan.insert(tree.parent(node).unwrap_or(tree.root()), name, Value::Null);
    let is_one = match tree.form(node) {
        Form::Implicit | Form::Dotted | Form::Tables => false,
        Form::Header => {
            tree.children(node).all(|child| !matches!(tree.form(child), Form::Header | Form::Implicit | Form::Tables))
        }
        _ => true,
    };
    let span = tree.key_span(node);
    if !is_one || span.is_empty() || plan.refusal(tree).is_some() {
        return Vec::new();
    }
    let quote = match tree.text().as_bytes().get(span.start as usize) {
        Some(b'"') => "\"",
        Some(b'\'') => "'",
        _ => "",
    };
    vec![Edit { span, text: concat(&[quote, name, quote]) }]
}

/// The path of the entry, for messages.
pub(super) fn name_of(tree: &Tree<'_>, node: NodeId, server: &Server<'_>) -> String {
    let path = display_path(tree, node);
    let above = display_path(tree, server.origin);
    path.strip_prefix(&above).and_then(|rest| rest.strip_prefix('.')).map_or(path.clone(), str::to_owned)
}

/// What of `fields` the host could be told to do instead of a reference.
fn by_name(host: &Host, concept: crate::model::Concept, transport: Option<Transport>) -> Option<String> {
    let on = |spec: &&hosts::FieldSpec| transport.is_none_or(|transport| spec.on.has(transport)) && spec.concept == concept;
    let names = |kind| matches!(kind, hosts::Kind::Passthrough | hosts::Kind::Bearer | hosts::Kind::HeadersFromEnv);
    let fields: Vec<String> =
        host.fields.iter().filter(on).filter(|spec| names(spec.kind)).map(|spec| say!["`", spec.key, "`"]).collect();
    (!fields.is_empty()).then(|| say!["name the variable in ", join(&fields, " or ")])
}
