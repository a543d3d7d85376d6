//! The real Codex loads every document that fixtures and corpus yield for it, and sees the servers that were meant.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::io::Write as _;
use std::path::Path;

use mcpglot_core::diag::{Diagnostic, Document};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::model::{Concept, Meaning, Pair, Piece, Server, Text, Transport};
use mcpglot_core::ops::{self, Options, Written};
use mcpglot_tests::fixtures::cases;
use mcpglot_tests::judge;
use mcpglot_tests::judge::codex::{Codex, EnvVar, Seen, Verdict, Warning};

fn codex() -> &'static Host {
    hosts::find("codex").unwrap()
}

/// What is shown to Codex, and how that went.
struct Court {
    codex: Codex,
    heard: usize,
    trouble: Vec<String>,
}

impl Court {
    /// Shows `document`; `meant` is what it was made to say, where that is known.
    fn hear(&mut self, name: &str, before: Option<&str>, document: &str, meant: Option<&[Seen]>) {
        // Who merges into a file that Codex refuses does not answer for that.
        if before.is_some_and(|before| matches!(self.codex.judge(before.as_bytes()), Verdict::Refuses(_))) {
            return;
        }
        self.heard += 1;
        let (servers, warnings) = match self.codex.judge(document.as_bytes()) {
            Verdict::Loads { servers, warnings } => (servers, warnings),
            Verdict::Refuses(_) => return self.trouble.push(format!("{name}: Codex refuses it")),
        };
        let ours = |warning: &Warning| match warning {
            Warning::Ignored(path) => before.is_none().then(|| format!("{name}: Codex ignores {path}")),
            Warning::NameFails(server) => before.is_none().then(|| format!("{name}: Codex does not start {server}")),
        };
        self.trouble.extend(warnings.iter().filter_map(ours));
        let read = ops::read(document, codex());
        // A document may come to hold no server at all.
        let read_of = read.config.map(|config| config.servers).unwrap_or_default();
        let read: Vec<Seen> = read_of.iter().filter(|server| !server.unusable).map(|server| seen(server, None, &[])).collect();
        self.compare(name, "our reader", &read, &servers);
        if let Some(meant) = meant {
            self.compare(name, "what was meant", meant, &servers);
        }
    }

    fn compare(&mut self, name: &str, what: &str, expected: &[Seen], actual: &[Seen]) {
        let names = |seen: &[Seen]| seen.iter().map(|seen| seen.name.clone()).collect::<BTreeSet<_>>();
        if names(expected) != names(actual) {
            return self.trouble.push(format!("{name}: Codex sees {:?}, and not {what}: {:?}", names(actual), names(expected)));
        }
        for expected in expected {
            let Some(actual) = actual.iter().find(|actual| actual.name == expected.name) else { continue };
            // What only Codex has is not compared with a model that does not know it.
            let expected = Seen { other: actual.other.clone(), ..expected.clone() };
            let differing = actual.differences(&expected);
            if !differing.is_empty() {
                self.trouble.push(format!("{name}: of `{}` Codex does not see {what}: {differing:?}", expected.name));
            }
        }
    }
}

/// What Codex is meant to see of `server`, said without the code that writes it.
///
/// `from` is the host of a source, whose fields of other hosts may be carried; in a document of its own Codex ignores those.
fn seen(server: &Server<'_>, from: Option<&Host>, losses: &[&Diagnostic]) -> Seen {
    let lost = |concept: Concept, key: Option<&str>| {
        losses.iter().filter_map(|diagnostic| diagnostic.loss.as_ref()).any(|loss| {
            let dropped = !matches!(loss.kind.name(), "narrowed" | "coerced" | "indirection");
            dropped
                && loss.server == server.name
                && loss.concept == Some(concept)
                && (loss.key.is_none() || loss.key.as_deref() == key)
        })
    };
    let mut seen = Seen { name: server.name.to_string(), enabled: true, ..Seen::default() };
    let raw = |text: &Text<'_>| Some(text.raw().to_owned());
    let names = |names: &[Cow<'_, str>]| {
        let plain = |name: &Cow<'_, str>| from.map_or(name.as_ref(), |from| from.tool_names.plain(name, &server.name)).to_owned();
        Some(names.iter().map(plain).collect())
    };
    for field in server.fields.iter().filter(|field| from.is_some() || !field.foreign) {
        let concept = field.concept;
        match (&field.meaning, concept) {
            _ if lost(concept, None) && !matches!(field.meaning, Meaning::Pairs(_)) => {}
            (Meaning::Text(text), Concept::Command) => seen.command = raw(text),
            (Meaning::Text(text), Concept::Url) => seen.url = raw(text),
            (Meaning::Text(text), Concept::Cwd) => seen.cwd = raw(text),
            (Meaning::Texts(texts), Concept::Args) => seen.args = texts.iter().filter_map(raw).collect(),
            (Meaning::Switch(on), Concept::Enabled) => seen.enabled = *on,
            (Meaning::Names(list), Concept::ToolsAllow) => seen.enabled_tools = names(list),
            (Meaning::Names(list), Concept::ToolsDeny) => seen.disabled_tools = names(list),
            (Meaning::Seconds(seconds), Concept::StartupTimeout) => {
                seen.startup_timeout_sec = seconds.in_units(0).and_then(|digits| digits.parse().ok())
            }
            (Meaning::Seconds(seconds), Concept::ToolTimeout) => {
                seen.tool_timeout_sec = seconds.in_units(0).and_then(|digits| digits.parse().ok())
            }
            (Meaning::Pairs(pairs), Concept::Env) if server.transport == Some(Transport::Stdio) => {
                for pair in pairs.iter().filter(|pair| !lost(concept, Some(&pair.name))) {
                    variable(pair, &mut seen);
                }
            }
            (Meaning::Pairs(pairs), Concept::Headers) if server.transport != Some(Transport::Stdio) => {
                for pair in pairs.iter().filter(|pair| !lost(concept, Some(&pair.name))) {
                    header(pair, &mut seen);
                }
            }
            _ => {}
        }
    }
    seen
}

/// The text with variables in place of what a host asks for.
fn asked(text: &Text<'_>) -> Text<'static> {
    let owned = Text::parse(Cow::Owned(text.raw().to_owned()), &[]);
    match text.without_inputs() {
        Some(Text::Template { pieces, .. }) => match pieces.as_slice() {
            [Piece::Variable { name, .. }] => Text::variable("", Cow::Owned(name.to_string())),
            [Piece::Literal(prefix), Piece::Variable { name, .. }] => Text::variable(prefix, Cow::Owned(name.to_string())),
            _ => owned,
        },
        _ => owned,
    }
}

fn variable(pair: &Pair<'_>, seen: &mut Seen) {
    let passed = |source: Option<&str>| EnvVar { name: pair.name.to_string(), source: source.map(str::to_owned) };
    match &pair.text {
        Text::Literal(text) => {
            seen.env.insert(pair.name.to_string(), text.to_string());
        }
        Text::Template { pieces, .. } if matches!(pieces.as_slice(), [Piece::Remote(_)]) => {
            seen.env_vars.push(passed(Some("remote")))
        }
        Text::Template { .. } => seen.env_vars.push(passed(None)),
    }
}

fn header(pair: &Pair<'_>, seen: &mut Seen) {
    let name = pair.name.to_string();
    if let Text::Literal(text) = &pair.text {
        seen.http_headers.insert(name, text.to_string());
        return;
    }
    let asked = pair.text.without_inputs().map(|_| asked(&pair.text));
    let text = asked.as_ref().unwrap_or(&pair.text);
    if let Some((variable, _)) = text.whole_variable("") {
        seen.env_http_headers.insert(name, variable.to_owned());
    } else if let Some((variable, _)) = text.whole_variable("Bearer ") {
        seen.bearer_token_env_var = Some(variable.to_owned());
    }
}

/// The servers that a new document is made to say.
fn meant(source: &str, from: &'static Host, found: &[Diagnostic]) -> Vec<Seen> {
    let losses: Vec<&Diagnostic> = found.iter().filter(|found| found.document == Document::Source).collect();
    let gone: BTreeSet<&str> = losses
        .iter()
        .filter_map(|found| found.loss.as_ref())
        .filter(|loss| loss.concept.is_none() && loss.key.is_none())
        .map(|loss| loss.server.as_str())
        .collect();
    let read = ops::read(source, from);
    let config = read.config.unwrap();
    let stays = |server: &&Server<'_>| !server.unusable && !gone.contains(server.name.as_ref());
    config.servers.iter().filter(stays).map(|server| seen(server, Some(from), &losses)).collect()
}

#[test]
fn codex_loads_what_the_fixtures_yield() {
    let mut court = Court { codex: judge::codex(), heard: 0, trouble: Vec::new() };
    for case in cases().unwrap().into_iter().filter(|case| case.to.id == "codex") {
        let Some(text) = case.run().unwrap().text else { continue };
        let before = case.existing.as_ref().map(|path| String::from_utf8(std::fs::read(path).unwrap()).unwrap());
        let plain =
            before.is_none() && case.options.bridge.is_none() && case.options.rename.is_empty() && case.options.servers.is_none();
        let meant = plain.then(|| {
            let source = std::fs::read_to_string(&case.input).unwrap();
            let outcome = ops::convert(&source, &Options { from: Some(case.from), ..Options::new(case.to) });
            meant(&source, case.from, &outcome.diagnostics)
        });
        court.hear(&case.name, before.as_deref(), &text, meant.as_deref());
    }
    writeln!(std::io::stderr(), "judge: Codex heard {} documents of the fixtures", court.heard).unwrap();
    assert!(court.heard > 0 && court.trouble.is_empty(), "{}", court.trouble.join("\n"));
}

/// A commented `config.toml` that the corpus is merged into.
const EXISTING: &str = include_str!("../../examples/config.toml");

#[test]
fn codex_loads_what_the_corpus_yields() {
    let mut report = std::io::stderr();
    let Some(folder) = std::env::var_os("MCPGLOT_CORPUS") else {
        return writeln!(report, "judge: the corpus was not heard, MCPGLOT_CORPUS is not set").unwrap();
    };
    let folder = Path::new(&folder);
    let index: Vec<serde_json::Value> = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut court = Court { codex: judge::codex(), heard: 0, trouble: Vec::new() };
    let mut texts: BTreeMap<String, ()> = BTreeMap::new();
    for row in index {
        let file = row["file"].as_str().unwrap();
        let Ok(source) = std::fs::read_to_string(folder.join(file)) else { continue };
        let from = hosts::find(if file.ends_with(".toml") { "codex" } else { "claude-code" }).unwrap();
        for into in [None, Some(EXISTING)] {
            let options = Options { from: Some(from), into, ..Options::new(codex()) };
            let outcome = ops::convert(&source, &options);
            let Some(text) = outcome.text.filter(|_| outcome.written == Written::Text) else { continue };
            if texts.insert(text.clone(), ()).is_some() {
                continue;
            }
            let meant = into.is_none().then(|| meant(&source, from, &outcome.diagnostics));
            let before = into.or_else(|| (from.id == "codex").then_some(source.as_str()));
            court.hear(file, before, &text, meant.as_deref());
        }
    }
    writeln!(report, "judge: Codex heard {} documents of the corpus", court.heard).unwrap();
    assert!(court.heard > 0 && court.trouble.is_empty(), "{}", court.trouble.join("\n"));
}
