//! Which host a text is for.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::diff::{Side, diff};
use super::document::{accept, parse};
use super::read::servers;
use crate::diag::{Diagnostic, Document, Severity, Sink, codes, say};
use crate::hosts::{self, Clue, Host, Place, habits, looks_like_server};
use crate::syntax::{self, Kind, NodeId, Syntax, Tree};
use crate::text::{Ascii, BLANKS, BOM, Span, concat, join, lines, push};

/// What is known about the host of a text.
#[derive(Debug, Default)]
pub struct Detection {
    /// The host, where there is no doubt.
    pub host: Option<&'static Host>,
    /// Why, as a clause: names of files and keys, no values.
    pub why: &'static str,
    /// The hosts that it may be for, the likeliest first; without doubt the one.
    pub candidates: Vec<&'static Host>,
    /// Where the document does not lie as a host wants it.
    pub stray: Option<Stray>,
}

impl Detection {
    /// The first of the candidates, where `text` says the same to all of them, but for what is a host's own.
    #[must_use]
    pub fn read_alike(&self, text: &str) -> Option<&'static Host> {
        let mut sink = Sink::default();
        let first = self.candidates.first()?;
        let tree = parse(text, first, Document::Source, &mut sink)?;
        let reads = |host: &&'static Host| (*host, servers(&tree, host, &mut sink).filter(|_| host.syntax == first.syntax));
        let reads: Vec<_> = self.candidates.iter().map(reads).collect();
        let mut sides = reads.iter().map(|(host, config)| {
            let config = config.as_ref()?;
            let sound = config.servers.iter().all(|server| !server.unusable);
            sound.then_some(Side { host, tree: &tree, config })
        });
        let first = sides.next()??;
        let alike = sides.all(|side| side.is_some_and(|side| !diff(&first, &side).iter().any(|one| one.kind.counts())));
        (alike).then_some(first.host)
    }
}

/// A document that is in the text, and not where its host would look for it.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Stray {
    /// The servers stand under this key, which the host of the file does not read.
    Key(&'static str),
    /// The servers stand at the top of the document.
    Bare,
    /// The document is a fenced block of a text in Markdown, at this place.
    Fenced(Span),
}

impl Stray {
    /// What it is, as a clause.
    #[must_use]
    pub fn what(self) -> String {
        match self {
            Self::Key(key) => say!["its servers stand under `", key, "`, where that host does not look for them"],
            Self::Bare => "its servers stand at the top of the document, under no key".to_owned(),
            Self::Fenced(_) => "it is a block of a text in Markdown".to_owned(),
        }
    }
}

/// Tells the host of a text: by the name of its file, where only one host has such files; else by what only one host writes.
///
/// Of a text in Markdown the candidates are those of its first block that holds servers, if possible under a key. `mcpServers`
/// alone is written by many. Then there is no host, and the candidates are those whose files look like it.
#[must_use]
pub fn detect(text: &str, file_name: Option<&str>) -> Detection {
    let path = file_name.map(usual);
    let mut named: Vec<&'static Host> = path.as_deref().map_or_else(Vec::new, |path| {
        // `.warp/.mcp.json` tells more than `.mcp.json`.
        let longest = hosts::ALL.iter().filter_map(|host| name_len(host, path)).max();
        hosts::ALL.iter().copied().filter(|host| longest.is_some() && name_len(host, path) == longest).collect()
    });
    let elsewhere = path.as_deref().and_then(hosts::elsewhere);
    if named.is_empty()
        && elsewhere.is_none()
        && let Some((block, candidates)) = fenced(text, None)
    {
        let why = "it is a text in Markdown, and the document a block of it";
        return Detection { host: None, why, candidates, stray: Some(Stray::Fenced(block)) };
    }
    let content = Content::new(text, path.as_deref());
    // Visual Studio reads `servers` in the file in which Claude Code reads `mcpServers`.
    if named.len() > 1 {
        let first = named.iter().position(|host| content.wrapped.iter().any(|wrapped| wrapped.id == host.id));
        named = vec![named[first.unwrap_or(0)]];
    }
    if let [host] = named.as_slice() {
        let stray = content.stray(host);
        // Where one of the hosts of such a file takes it without the key, it may be meant for that one.
        let takes_bare = |other: &&'static Host| other.may_be_bare() && shares(other, host);
        if let Some(other) = hosts::ALL.iter().copied().find(takes_bare).filter(|_| stray == Some(Stray::Bare)) {
            return Detection {
                host: None,
                why: "its servers stand under no key, and only one of the hosts that read files of its name takes that",
                candidates: vec![other, host],
                stray,
            };
        }
        // Several hosts read one file: what one alone writes there decides.
        let marked: Vec<&'static Host> = content.marked.iter().copied().filter(|marked| shares(marked, host)).collect();
        return match marked.as_slice() {
            [] => Detection { host: Some(host), why: "the file has the name of its configuration", candidates: named, stray },
            [marked] if marked.id == host.id => {
                Detection { host: Some(host), why: "the file has the name of its configuration", candidates: named, stray }
            }
            [marked] => Detection {
                host: Some(marked),
                why: "it has fields of that host alone, which reads files of this name too",
                candidates: vec![marked, host],
                stray,
            },
            _ => Detection {
                host: None,
                why: "it has fields of several hosts that read files of this name",
                candidates: marked,
                stray,
            },
        };
    }
    if let Some(why) = elsewhere {
        return Detection { host: None, why, candidates: Vec::new(), stray: content.bare() };
    }
    let called = |host: &&'static Host| path.as_deref().is_some_and(|path| is_called(host, path)) && content.may_be(host);
    let called: Vec<&'static Host> = hosts::ALL.iter().copied().filter(called).collect();
    match called.as_slice() {
        [host] if content.marked.iter().all(|marked| marked.id == host.id) => {
            Detection { host: Some(host), why: "its file or folder is called like that host", candidates: called, stray: None }
        }
        _ => content.tell(),
    }
}

/// Whether `other` reads a file that is named as one of `host`, in the same form.
fn shares(other: &Host, host: &Host) -> bool {
    let reads = |path: &str| other.files.iter().any(|file| file.path == path);
    other.place() == host.place() && host.files.iter().any(|file| reads(file.path))
}

/// What a text tells by itself.
struct Content<'t> {
    text: &'t str,
    tree: Option<Tree<'t>>,
    /// What it would be by its look, if it does not parse.
    syntax: Option<Syntax>,
    /// The hosts that read its servers.
    wrapped: Vec<&'static Host>,
    /// Those of them that alone write what stands in it.
    marked: Vec<&'static Host>,
    /// Those of them that write it with few others.
    hinted: Vec<&'static Host>,
    /// The hosts that read no servers there, and whose settings stand at its top.
    settings: Vec<&'static Host>,
}

impl<'t> Content<'t> {
    fn new(text: &'t str, path: Option<&str>) -> Self {
        let ending = path.and_then(|path| path.cut_last(".")).map(|(_, ending)| ending);
        let first = text.strip_prefix(BOM).unwrap_or(text).without_leading(BLANKS).chars().next();
        let guess = match (ending, first) {
            (Some("json" | "jsonc"), _) => Some(Syntax::Json),
            (Some("toml"), _) => Some(Syntax::Toml),
            (Some("yaml" | "yml"), _) => Some(Syntax::Yaml),
            (_, Some('{' | '/')) => Some(Syntax::Json),
            (_, Some('[' | '#' | 'A'..='Z' | 'a'..='z')) => Some(Syntax::Toml),
            _ => None,
        };
        let tree = guess.and_then(|syntax| syntax::parse(text, syntax).ok());
        // What nothing says to be something else may be YAML, which nearly every text is: a map, at least.
        let yaml = || {
            syntax::parse(text, Syntax::Yaml).ok().filter(|tree| tree.kind(tree.root()) == Kind::Map && tree.len(tree.root()) > 0)
        };
        let is_free =
            tree.is_none() && !matches!(ending, Some("json" | "jsonc" | "toml")) && !matches!(first, Some('{' | '[' | '/'));
        let (guess, tree) = match is_free.then(yaml).flatten() {
            Some(tree) => (Some(Syntax::Yaml), Some(tree)),
            None => (guess, tree),
        };
        let (wrapped, marked, hinted, settings) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
        let mut content = Self { text, tree, syntax: guess, wrapped, marked, hinted, settings };
        let Some(tree) = &content.tree else { return content };
        for host in hosts::ALL.iter().copied().filter(|host| host.syntax == tree.syntax()) {
            let habits = habits(host);
            let Some(servers) = servers_of(tree, host) else {
                let at_top = |clue: &&Clue| matches!(clue, Clue::Root(_) | Clue::Schema(_));
                if habits.clues.iter().filter(at_top).any(|&clue| tells(tree, tree.root(), clue)) {
                    content.settings.push(host);
                }
                continue;
            };
            let has = |clues: &[Clue]| clues.iter().any(|&clue| tells(tree, servers, clue));
            content.wrapped.push(host);
            if has(habits.clues) {
                content.marked.push(host);
            }
            if has(habits.hints) {
                content.hinted.push(host);
            }
        }
        content
    }

    /// Whether some host reads servers there.
    fn has_servers(&self) -> bool {
        let has = |tree: &Tree<'_>, host| servers_of(tree, host).is_some_and(|servers| tree.len(servers) > 0);
        self.tree.as_ref().is_some_and(|tree| self.wrapped.iter().any(|host| has(tree, host)))
    }

    /// The host, by the text alone.
    fn tell(&self) -> Detection {
        let stray = self.bare().or_else(|| self.lone());
        let unsure = |why, candidates| Detection { host: None, why, candidates, stray };
        // What GitHub's agent is told in a text box looks like a file of Copilot CLI, but for the names of its variables.
        let agent = |host: &&&Host| habits(host).clues.iter().any(|clue| matches!(clue, Clue::Text("COPILOT_MCP_")));
        let agent = self.marked.iter().find(agent).copied();
        if let Some(host) = agent {
            return Detection { host: Some(host), why: "it has variables of that host alone", candidates: vec![host], stray };
        }
        if let [host] = self.marked.as_slice() {
            return Detection {
                host: Some(host),
                why: "it has what that host alone writes",
                candidates: self.marked.clone(),
                stray,
            };
        }
        if self.is_older()
            && let Some(host) = hosts::find("vscode")
        {
            let why = "its servers stand under the key of that host";
            return Detection { host: Some(host), why, candidates: vec![host], stray: Some(OLDER) };
        }
        if self.marked.len() > 1 {
            return unsure("it has fields of several hosts", self.marked.clone());
        }
        if let ([], [host], None) = (self.wrapped.as_slice(), self.settings.as_slice(), stray) {
            let why = "it has settings of that host alone, and no servers";
            return Detection { host: Some(host), why, candidates: self.settings.clone(), stray };
        }
        match self.wrapped.as_slice() {
            [host] if is_own_key(host) && !self.is_odd(host) => {
                let why = "its servers stand under the key of that host";
                Detection { host: Some(host), why, candidates: self.wrapped.clone(), stray }
            }
            [] => {
                // A text that does not parse still says by its file's ending, or by how it begins, what it is meant to be.
                let fits = |host: &&'static Host| self.tree.is_none() && Some(host.syntax) == self.syntax;
                let names_key = |host: &Host| host.place().keys().first().is_some_and(|key| self.text.holds(key));
                let candidates: Vec<_> = hosts::ALL.iter().copied().filter(fits).filter(|host| names_key(host)).collect();
                match candidates.as_slice() {
                    [host] => Detection { host: Some(host), why: "its format is that of one host only", candidates, stray },
                    _ if stray.is_some() => unsure("its servers stand under no key", Vec::new()),
                    _ => unsure("nothing in it tells", candidates),
                }
            }
            _ if !self.hinted.is_empty() => {
                unsure("some of its fields belong to these hosts and to others", self.likely(&self.hinted))
            }
            _ => unsure("several hosts keep their servers under this key", self.likely(&self.wrapped)),
        }
    }

    /// Those of `hosts` that ignore and refuse the least of the text.
    fn likely(&self, hosts: &[&'static Host]) -> Vec<&'static Host> {
        let Some(tree) = &self.tree else { return hosts.to_vec() };
        let trouble = |host: &&'static Host| {
            let mut sink = Sink::default();
            accept(tree, host, Document::Source, &mut sink);
            servers(tree, host, &mut sink);
            sink.diagnostics.iter().filter(|one| is_trouble(one)).count()
        };
        let troubles: Vec<usize> = hosts.iter().map(trouble).collect();
        let least = troubles.iter().min().copied();
        hosts.iter().zip(troubles).filter(|&(_, trouble)| Some(trouble) == least).map(|(host, _)| *host).collect()
    }

    /// Whether another program with the same key wrote it.
    fn is_odd(&self, host: &Host) -> bool {
        // Ruler hands its servers on to others.
        host.syntax == Syntax::Toml && self.tree.as_ref().is_some_and(|tree| tree.get(tree.root(), "default_agents").is_some())
    }

    /// Whether the text may be for `host`, by its servers or, if it does not parse, by its look.
    fn may_be(&self, host: &Host) -> bool {
        if self.tree.is_none() {
            self.syntax == Some(host.syntax)
        } else {
            self.wrapped.iter().any(|wrapped| wrapped.id == host.id)
        }
    }

    /// Whether it is a map of servers, and of nothing else: a `package.json` has a `repository` with a URL.
    #[inline(never)]
    fn bare(&self) -> Option<Stray> {
        let tree = self.tree.as_ref().filter(|tree| self.wrapped.is_empty() && tree.kind(tree.root()) == Kind::Map)?;
        let mut entries = tree.children(tree.root()).filter(|&entry| !tree.key(entry).begins(|first| b"$_/#".contains(first)));
        let is_bare = entries.next().is_some_and(|first| looks_like_server(tree, first));
        (is_bare && entries.all(|entry| looks_like_server(tree, entry))).then_some(Stray::Bare)
    }

    /// Whether it is a server, which has no name.
    fn lone(&self) -> Option<Stray> {
        self.tree.as_ref().filter(|tree| looks_like_server(tree, tree.root())).map(|_| Stray::Bare)
    }

    fn is_older(&self) -> bool {
        self.tree.as_ref().is_some_and(is_older)
    }

    /// In what way the document is not as `host` reads it.
    fn stray(&self, host: &Host) -> Option<Stray> {
        let tree = self.tree.as_ref()?;
        if self.wrapped.iter().any(|wrapped| wrapped.id == host.id) {
            return None;
        }
        const KEYS: &[&str] = &["mcpServers", "servers", "mcp", "mcp_servers", "context_servers", "amp.mcpServers"];
        let holds = |key: &&&'static str| {
            let map = tree.get(tree.root(), key);
            map.is_some_and(|map| tree.kind(map) == Kind::Map && tree.children(map).any(|entry| looks_like_server(tree, entry)))
        };
        KEYS.iter().find(holds).map(|key| Stray::Key(key)).or_else(|| self.bare().filter(|_| !host.may_be_bare()))
    }
}

/// Whether no other host keeps its servers under the same key in the same syntax.
fn is_own_key(host: &Host) -> bool {
    let alike = |other: &&&'static Host| other.syntax == host.syntax && other.place() == host.place();
    hosts::ALL.iter().filter(alike).count() == 1
}

/// Whether a finding speaks against the host that the text was read for.
fn is_trouble(one: &Diagnostic) -> bool {
    let codes = [
        &codes::FOREIGN_FIELD,
        &codes::FOREIGN_FIELD_AMBIGUOUS,
        &codes::UNKNOWN_FIELD,
        &codes::FIELD_UNUSED,
        &codes::TRANSPORT_IGNORED,
        &codes::VALUE_STRINGIFIED,
    ];
    one.code.severity == Severity::Error || codes.contains(&one.code)
}

/// The map or list that `host` takes for its servers.
fn servers_of(tree: &Tree<'_>, host: &'static Host) -> Option<NodeId> {
    let places = host.places(tree);
    let keys = |place: &&Place| place.servers.keys().first().copied();
    let place = places.first().filter(|place| place.fits(tree) && keys(place).is_some());
    place.filter(|place| keys(place) != Some("mcp") || !is_older(tree)).map(|place| place.node)
}

/// Where the servers stand in settings of VS Code, which kept them there before it had a file for them.
pub(super) const OLDER: Stray = Stray::Key("mcp.servers");

/// Whether they stand there. The next version of opencode looks there too, for servers with words of its own.
#[inline(never)]
fn is_older(tree: &Tree<'_>) -> bool {
    let below = tree.get(tree.root(), "mcp").and_then(|mcp| tree.get(mcp, "servers"));
    let servers = below.or_else(|| tree.get(tree.root(), "mcp.servers"));
    let is_its = |entry: NodeId| {
        let stated = tree.get(entry, "type").and_then(|stated| tree.str(stated));
        looks_like_server(tree, entry) && !matches!(stated.as_deref(), Some("local" | "remote"))
    };
    tree.syntax() == Syntax::Json && servers.is_some_and(|servers| tree.children(servers).any(is_its))
}

fn tells(tree: &Tree<'_>, servers: NodeId, clue: Clue) -> bool {
    let in_a_server = |key: &str, fits: &dyn Fn(NodeId) -> bool| {
        tree.children(servers).filter(|&entry| tree.kind(entry) == Kind::Map).any(|entry| tree.get(entry, key).is_some_and(fits))
    };
    match clue {
        Clue::Field(key) => in_a_server(key, &|_| true),
        Clue::Says(key, word) => in_a_server(key, &|node| tree.str(node).is_some_and(|text| text == word)),
        Clue::Names(key) => in_a_server(key, &|list| {
            tree.kind(list) == Kind::List && tree.children(list).all(|item| tree.kind(item) == Kind::String)
        }),
        Clue::Root(key) => tree.get(tree.root(), key).is_some(),
        Clue::Key(key) => tree.get(servers, key).is_some(),
        Clue::Text(part) => tree.text().holds(part),
        Clue::Schema(part) => {
            tree.get(tree.root(), "$schema").and_then(|schema| tree.str(schema)).is_some_and(|schema| schema.holds(part))
        }
    }
}

/// A path with `/` between folders, and as the file is called where it is used: chezmoi calls `.codex` `private_dot_codex`.
fn usual(path: &str) -> String {
    let mut out: Vec<String> = Vec::new();
    for part in path.parts(b"/\\") {
        let mut part = part;
        while let Some(rest) =
            ["private_", "exact_", "readonly_", "executable_", "encrypted_"].iter().find_map(|word| part.strip_prefix(word))
        {
            part = rest;
        }
        let part = part.strip_suffix(".tmpl").unwrap_or(part);
        out.push(part.strip_prefix("dot_").map_or_else(|| part.to_owned(), |rest| concat(&[".", rest])));
    }
    join(&out, "/")
}

/// How much of the path tells that the file is one of the host's; `None` where it does not.
fn name_len(host: &Host, path: &str) -> Option<usize> {
    let ends = |path: &str, with: &str| {
        path.strip_suffix(with).is_some_and(|above| above.is_empty() || with.is_empty() || above.ends_with('/'))
    };
    let fits = |name: &&&str| match name.cut("*") {
        None => ends(path, name),
        Some((before, after)) => {
            let (folder, file) = path.cut_last("/").map_or(("", path), |(folder, file)| (folder, file));
            file.ends_with(after) && ends(folder, before.without_trailing(b"/"))
        }
    };
    habits(host).names.iter().filter(fits).map(|name| name.len()).max()
}

/// Whether the file at that path, or the folder that it lies in, bears the name of the host.
fn is_called(host: &Host, path: &str) -> bool {
    let (folder, file) = path.cut_last("/").unwrap_or(("", path));
    let folder = folder.behind(b"/").without_leading(b".");
    let first = file.parts(b"-_.").find(|word| !word.is_empty()).unwrap_or_default();
    habits(host).words.iter().any(|&word| {
        word == folder || word == first || file.strip_prefix(word).is_some_and(|rest| rest.starts_with(['.', '-', '_']))
    })
}

/// The piece of a text that is the document, and its candidates: of a text that is no document itself the first fenced block that
/// holds servers under a key; where there is none, the first that holds them under no key. One that may be for `wanted` is better.
pub(super) fn fenced(text: &str, wanted: Option<&'static Host>) -> Option<(Span, Vec<&'static Host>)> {
    let mut best = (0, Span::default(), Vec::new());
    let mut open = None;
    let mut at = 0;
    for line in lines(text) {
        let next = at + line.len();
        // Behind the dash of a list it begins as well.
        let content = line.without_leading(b" \t-*");
        if let Some(info) = content.strip_prefix("```").or_else(|| content.strip_prefix("~~~")) {
            // What follows the language is for who shows it: a title, lines to light up.
            let language = info.without_leading(b"`~ \t").up_to(b" \t\r\n{,:");
            let is_listed = |listed: &&str| listed.eq_ignore_ascii_case(language);
            let is_listed = || ["", "json", "jsonc", "json5", "toml", "yaml", "yml", "text", "ini"].iter().any(is_listed);
            open = match open {
                // A word in the midst of a line.
                None if info.without_leading(b"`").has(b'`') => None,
                None => Some((next, is_listed())),
                Some((start, is_listed)) if look(text, start, at, is_listed, wanted, &mut best) => break,
                Some(_) => None,
            };
        }
        at = next;
    }
    let (rank, span, candidates) = best;
    (rank > 0).then_some((span, candidates))
}

/// Looks for servers in a piece of the text, and keeps it where it is better than the best. Whether none can be better.
#[inline(never)]
fn look(
    text: &str,
    start: usize,
    end: usize,
    is_listed: bool,
    wanted: Option<&'static Host>,
    best: &mut (u8, Span, Vec<&'static Host>),
) -> bool {
    let first = text.part(start..end).without_leading(BLANKS);
    // In a block of any language people show JSON; what stands in one of a shell is YAML as well.
    if !is_listed && !first.begins(|first| b"{/\"".contains(first)) {
        return false;
    }
    let start = if first.begins(|&first| first == b'"') { end - first.len() } else { start };
    let inner = text.part(start..end);
    let braced = braced(" ", inner);
    let content = Content::new(braced.as_deref().unwrap_or(inner), None);
    let is_json = content.tree.as_ref().is_some_and(|tree| tree.syntax() == Syntax::Json);
    let rank = match (is_json, content.bare()) {
        (false, _) if !is_listed => 0,
        _ if content.has_servers() || content.is_older() => 3,
        (true, Some(_)) => 2,
        _ if !content.wrapped.is_empty() => 1,
        _ => 0,
    };
    if rank == 0 {
        return false;
    }
    let candidates = content.tell().candidates;
    let is_meant = wanted.is_none_or(|wanted| candidates.iter().any(|host| host.id == wanted.id));
    // A URL that it would take for SSE, and that looks like streamable HTTP, is better stated elsewhere.
    let is_doubtful = || {
        let (Some(wanted), Some(tree)) = (wanted, &content.tree) else { return false };
        let mut sink = Sink::default();
        hosts::read(tree, wanted, Document::Source, &mut sink);
        sink.diagnostics.iter().any(|one| *one.code == codes::TRANSPORT_MAY_BE_HTTP)
    };
    let rank = if is_meant { rank + 3 - u8::from(is_doubtful()) } else { rank };
    if rank > best.0 {
        *best = (rank, Span::new(start, end), candidates);
    }
    rank == 6
}

/// The text with a blank in place of each byte outside of `block`, so that what is left keeps its place. What lacks the braces
/// around it gets them.
pub(super) fn isolated(text: &str, block: Span) -> String {
    let (before, inner) = (text.part(..block.start as usize), text.part(block.range()));
    let mut out = braced(before, inner).unwrap_or_else(|| concat(&[&blanks(before), inner]));
    let rest = blanks(text.part(out.len()..));
    out.push_str(&rest);
    out
}

/// `before` as blanks and `inner`, an entry or several, with braces around it: one in the place of a blank, and the other where
/// the end of a block stands.
fn braced(before: &str, inner: &str) -> Option<String> {
    let open = before.without_trailing(b"\r\n").len().checked_sub(1).filter(|_| inner.begins(|&first| first == b'"'))?;
    let before = blanks(before);
    let entries = inner.without_trailing(b"}, \t\r\n");
    let closed = inner.part(entries.len()..).bytes().filter(|&byte| byte == b'}').count();
    let mut out = concat(&[before.part(..open), "{", before.part(open + 1..), entries]);
    for _ in 0..=closed {
        out.push('}');
    }
    syntax::parse(&out, Syntax::Json).is_ok().then_some(out)
}

#[inline(never)]
fn blanks(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    text.bytes().for_each(|byte| push(&mut out, if matches!(byte, b'\n' | b'\r') { char::from(byte) } else { ' ' }));
    out
}
