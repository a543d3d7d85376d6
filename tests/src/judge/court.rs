//! A court: shows a client what fixtures and corpus yield for it, and holds what it sees against what our reader reads there
//! and against what was meant.

use super::seen::UNTOLD;
use super::{Judge, Said, Seen, Variables, Verdict};
use crate::fixtures::{self, cases};
use crate::generate::{self, Tape};
use crate::transcripts;
use mcpglot_core::diag::{Diagnostic, Document, LossKind};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::model::{Concept, Field, Meaning, Pair, Piece, Server, Text, Transport, is_variable_name};
use mcpglot_core::ops::{self, Options, Written};
use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

/// What is shown to a client, and how that went.
pub struct Court {
    judge: Box<dyn Judge>,
    host: &'static Host,
    shown: BTreeSet<String>,
    /// Whether what is shown comes of generated documents.
    generated: bool,
    /// What it complains of in the documents that others are made of; `None` where it refuses one.
    before: BTreeMap<String, Option<Vec<String>>>,
    /// How many documents it was shown.
    pub heard: usize,
    /// How many of them were made of a document that it refuses already: who changes that does not answer for it.
    pub hopeless: usize,
    /// How many merges of the corpus into the sample a slow client was not shown: three in four.
    pub left_out: usize,
    /// What went wrong. No line holds a value of a document.
    pub trouble: Vec<String>,
}

/// What a document was made from.
struct Meant<'a> {
    source: &'a str,
    /// The source's host.
    from: &'static Host,
    /// What was found on the way.
    found: &'a [Diagnostic],
    /// The servers that the document had before.
    kept: BTreeSet<String>,
}

/// What a document of one host went through that is shown to another's client.
struct Way<'a> {
    /// What was found in the source.
    found: Vec<&'a Diagnostic>,
    /// What goes by another name where nobody asks, by the inputs' ids.
    named: BTreeMap<String, String>,
}

impl Court {
    /// The court of that host; `None` where its client cannot be had.
    #[must_use]
    pub fn of(host: &'static Host) -> Option<Self> {
        let judge = super::of(host.id)?;
        Some(Self {
            judge,
            host,
            shown: BTreeSet::new(),
            generated: false,
            before: BTreeMap::new(),
            heard: 0,
            hopeless: 0,
            left_out: 0,
            trouble: Vec::new(),
        })
    }

    /// Every result of a fixture for this host, and what the samples become for it.
    ///
    /// # Errors
    /// Where the fixtures cannot be read.
    pub fn hear_fixtures(&mut self) -> std::io::Result<()> {
        for case in cases()?.into_iter().filter(|case| case.to.id == self.host.id) {
            let Some(text) = case.run()?.text else { continue };
            let existing = case.existing.as_ref().map(fs::read_to_string).transpose()?;
            let Ok(whole) = fs::read_to_string(&case.input) else { continue };
            // Of a text in Markdown a block, which may be for another host than the case's.
            let (source, from) = match ops::source(&whole, Some(case.from), None) {
                Ok(read) => (read.text, read.host),
                Err(_) => (whole.as_str().into(), case.from),
            };
            let plain = existing.is_none()
                && case.options.rename.is_empty()
                && case.options.servers.is_none()
                && case.options.bridge.is_none();
            let own = (case.from.id == self.host.id).then_some(&*source);
            let before: Vec<&str> = existing.as_deref().into_iter().chain(own).collect();
            let outcome = ops::convert(&whole, &Options { from: Some(case.from), ..Options::new(case.to) });
            let meant = plain.then_some(Meant { source: &source, from, found: &outcome.diagnostics, kept: BTreeSet::new() });
            self.hear(&case.name, &before, &text, meant);
        }
        self.hear_samples()
    }

    /// What the sample of every host becomes, as a document of its own and merged into this host's sample.
    fn hear_samples(&mut self) -> std::io::Result<()> {
        let own = sample(self.host)?;
        for from in hosts::ALL {
            let source = sample(from)?;
            for into in [None, Some(own.as_str())] {
                let outcome = ops::convert(&source, &Options { from: Some(from), into, ..Options::new(self.host) });
                let Some(text) = outcome.text.filter(|_| outcome.written == Written::Text) else { continue };
                let before: Vec<&str> = into.into_iter().chain((from.id == self.host.id).then_some(source.as_str())).collect();
                let meant =
                    into.is_none().then_some(Meant { source: &source, from, found: &outcome.diagnostics, kept: BTreeSet::new() });
                self.hear(&format!("the sample of {}", from.id), &before, &text, meant);
            }
        }
        Ok(())
    }

    /// What `sync` leaves of one source with ten servers in the file of this host, and of the source's host the source itself.
    /// Gives the number of the hosts whose files are there.
    ///
    /// # Errors
    /// Where a file cannot be read.
    pub fn hear_sync(&mut self) -> std::io::Result<usize> {
        let case = transcripts::cases()?.into_iter().find(|case| case.name == "ten-servers-go-into-all-nine-hosts");
        let Some(case) = case else { return Ok(0) };
        let after = case.folder.join("after");
        let claude_code = hosts::find("claude-code");
        let source = fs::read_to_string(after.join(".mcp.json"))?;
        let text = case.text()?;
        let mut files = BTreeMap::from([("claude-code", ".mcp.json")]);
        // `unchanged  .codex/config.toml (codex): 2 serious losses`
        let lines = text.lines().filter_map(|line| line.strip_prefix("unchanged  "));
        files.extend(lines.filter_map(|line| {
            let (file, rest) = line.split_once(" (")?;
            Some((rest.split_once(')')?.0, file))
        }));
        if let Some((file, from)) = files.get(self.host.id).zip(claude_code) {
            let document = fs::read_to_string(after.join(file))?;
            let outcome = ops::convert(&source, &Options { from: claude_code, ..Options::new(self.host) });
            // Of the source itself nothing stands there before.
            let before = fs::read_to_string(case.folder.join("before").join(file)).ok().filter(|before| *before != source);
            let before = before.as_deref();
            let read = before.map(|before| ops::read(before, self.host));
            let own = read.iter().filter_map(|read| read.config.as_ref()).flat_map(|config| &config.servers);
            let kept = own.map(|server| server.name.to_string()).collect();
            let meant = Meant { source: &source, from, found: &outcome.diagnostics, kept };
            self.hear(&format!("{}/{file}", case.name), before.as_slice(), &document, Some(meant));
        }
        Ok(files.len())
    }

    /// What the files of the corpus become, as documents of their own and merged into the host's sample. Those of hosts that we
    /// do not have are taken for those of the host whose form is like theirs.
    ///
    /// # Errors
    /// Where the corpus cannot be read.
    pub fn hear_corpus(&mut self, folder: &Path) -> std::io::Result<()> {
        let sample = sample(self.host)?;
        let index: Vec<serde_json::Value> = serde_json::from_slice(&fs::read(folder.join("index.json"))?)?;
        for (number, row) in index.into_iter().enumerate() {
            let Some((file, of)) = row["file"].as_str().zip(row["host"].as_str()) else { continue };
            // What is not UTF-8 yields nothing.
            let Ok(source) = fs::read_to_string(folder.join(file)) else { continue };
            let of = match of {
                "factory" => "droid",
                "gemini" => "gemini-cli",
                of => of,
            };
            let alike = || hosts::find(if file.contains(".toml") { "codex" } else { "claude-code" });
            let Some(from) = hosts::find(of).or_else(alike) else { continue };
            for into in [None, Some(sample.as_str())] {
                let outcome = ops::convert(&source, &Options { from: Some(from), into, ..Options::new(self.host) });
                let Some(text) = outcome.text.filter(|_| outcome.written == Written::Text) else { continue };
                if into.is_some() && self.judge.is_slow() && number % 4 != 0 {
                    self.left_out += 1;
                    continue;
                }
                let own = (from.id == self.host.id).then_some(source.as_str());
                let before: Vec<&str> = into.into_iter().chain(own).collect();
                let meant =
                    into.is_none().then_some(Meant { source: &source, from, found: &outcome.diagnostics, kept: BTreeSet::new() });
                self.hear(file, &before, &text, meant);
            }
        }
        Ok(())
    }

    /// What `count` generated documents of other hosts become, in turn as documents of their own and merged into what the last
    /// one became. The same seed makes the same documents.
    pub fn hear_generated(&mut self, seed: u64, count: usize) {
        let mut random = seed.wrapping_mul(2) | 1;
        self.generated = true;
        let mut last: Option<String> = None;
        for number in 0..count {
            let bytes: Vec<u8> = (0..600).map(|_| next(&mut random)).collect();
            let from = hosts::ALL[usize::from(bytes[0]) % hosts::ALL.len()];
            let source = generate::document(&mut Tape::new(&bytes[1..]), from);
            let is_asked = |text: &str| !NOT_ASKED.iter().any(|odd| text.contains(odd));
            if from.id == self.host.id || !is_asked(&source) {
                continue;
            }
            let into = last.take();
            let outcome = ops::convert(&source, &Options { from: Some(from), into: into.as_deref(), ..Options::new(self.host) });
            let written = outcome.text.filter(|text| outcome.written == Written::Text && is_asked(text));
            let Some(text) = written else { continue };
            let meant =
                into.is_none().then_some(Meant { source: &source, from, found: &outcome.diagnostics, kept: BTreeSet::new() });
            let name = format!("generated document {number} of {seed}, from {}", from.id);
            let known = self.trouble.len();
            self.hear(&name, into.as_deref().as_slice(), &text, meant);
            if self.trouble.len() > known && shows_words() {
                self.trouble.push(format!("{name}:\n{text}"));
            }
            last = into.is_none().then_some(text);
        }
        self.generated = false;
    }

    /// Shows `document`. `before` are the documents of this host that it was made of: what the client holds against them it may
    /// hold against this one.
    fn hear(&mut self, name: &str, before: &[&str], document: &str, meant: Option<Meant<'_>>) {
        if !self.shown.insert(document.to_owned()) {
            return;
        }
        self.heard += 1;
        let all = Variables::of(document);
        let mut complained = Vec::new();
        for before in before {
            let known = self.before.entry((*before).to_owned());
            let judged = known.or_insert_with(|| match self.judge.judge(before.as_bytes(), &Variables::of(before)) {
                Verdict::Loads { complaints, .. } => Some(complaints),
                Verdict::Refuses(_) => None,
            });
            match judged {
                Some(complaints) => complained.extend(complaints.iter().cloned()),
                None => {
                    self.hopeless += 1;
                    return;
                }
            }
        }
        let (servers, complaints) = match self.judge.judge(document.as_bytes(), &all) {
            Verdict::Loads { servers, complaints } => (servers, complaints),
            Verdict::Refuses(reason) => return self.trouble.push(format!("{name}: refused: {}", self.masked(&reason))),
        };
        // VS Code underlines, and loads, what is no address or no name of a client, whoever wrote it.
        let is_odd = |complaint: &str| {
            ["/url must match pattern", "/clientId must NOT have fewer"].iter().any(|odd| complaint.contains(odd))
        };
        let heard = complaints.iter().filter(|complaint| !self.generated || !is_odd(complaint));
        let new = heard.filter(|complaint| !complained.contains(complaint));
        let new: Vec<_> = new.map(|complaint| format!("{name}: complains: {}", self.masked(complaint))).collect();
        self.trouble.extend(new);
        let read = ops::read(document, self.host);
        let readable = |server: &&Server<'_>| !server.unusable;
        let ours = |variables: &Variables| -> Vec<Seen> {
            let servers = read.config.iter().flat_map(|config| &config.servers).filter(readable);
            servers.map(|server| seen(server, None, true, variables)).collect()
        };
        self.compare(name, "our reader", &ours(&all), &servers, false);
        if let Some(Meant { source, from, found, kept }) = meant {
            let found = found.iter().filter(|found| found.document == Document::Source);
            let read = ops::read(source, from);
            let servers_meant = read.config.iter().flat_map(|config| &config.servers).filter(readable);
            let way = Way { found: found.collect(), named: named_alone(servers_meant.clone()) };
            let stays = |server: &&Server<'_>| {
                !way.found.iter().filter_map(|found| found.loss.as_ref()).any(|loss| {
                    loss.concept.is_none() && loss.key.is_none() && loss.kind == LossKind::Dropped && loss.server == server.name
                })
            };
            let meant: Vec<Seen> = servers_meant
                .filter(stays)
                .map(|server| {
                    // A field of another host stays one where the host stays the same, and goes where there is no place for it.
                    let has_place = |concept| {
                        let transport = server.transport.unwrap_or(Transport::Stdio);
                        from.id != self.host.id && self.host.fields_for(concept, transport).next().is_some()
                    };
                    // Nor is one carried that holds what may be a reference.
                    let refers = |field: &Field<'_>| {
                        let is_one = |text: &Text<'_>| text.raw().contains("${") || text.raw().contains("{env:");
                        match &field.meaning {
                            Meaning::Text(text) => is_one(text),
                            Meaning::Pairs(pairs) => pairs.iter().any(|pair| is_one(&pair.text)),
                            _ => false,
                        }
                    };
                    let foreign = |field: &&Field<'_>| field.foreign && (!has_place(field.concept) || refers(field));
                    let ignored: Vec<Concept> = server.fields.iter().filter(foreign).map(|field| field.concept).collect();
                    let mut server = server.clone();
                    if self.host.inherits && from.id != self.host.id {
                        server.fields.iter_mut().for_each(without_inherited);
                        server.fields.retain(|field| !matches!(&field.meaning, Meaning::Pairs(pairs) if pairs.is_empty()));
                    }
                    let mut seen = seen(&server, Some(&way), from.id == self.host.id, &all);
                    for concept in ignored {
                        seen.say(concept, Said::Untold);
                    }
                    seen
                })
                .collect();
            let of_the_source = |seen: &Seen| !kept.contains(&seen.name) || meant.iter().any(|meant| meant.name == seen.name);
            let servers: Vec<Seen> = servers.into_iter().filter(of_the_source).collect();
            self.compare(name, "what was meant", &meant, &servers, true);
        }
        // The defaults, where there is one. In what is generated a variable has one in one place, and none in the next.
        if !self.generated
            && let Some(some) = all.without_defaults(document).filter(|some| ours(some) != ours(&all))
        {
            match self.judge.judge(document.as_bytes(), &some) {
                Verdict::Loads { servers, .. } => self.compare(name, "our reader of defaults", &ours(&some), &servers, false),
                Verdict::Refuses(_) => self.trouble.push(format!("{name}: refused where variables with a default are unset")),
            }
        }
    }

    /// A client's own words may quote a value.
    fn masked(&self, words: &str) -> String {
        if shows_words() { words.to_owned() } else { "(MCPGLOT_JUDGE_WORDS=1 shows its words)".to_owned() }
    }

    /// Droid shows another name where one holds what it does not take.
    fn name(&self, name: &str) -> String {
        let fits = |c: char| c.is_ascii_alphanumeric() || c == '_' || c == '-';
        if self.host.id == "droid" { name.replace(|c: char| !fits(c), "-") } else { name.to_owned() }
    }

    fn compare(&mut self, name: &str, what: &str, expected: &[Seen], actual: &[Seen], loosely: bool) {
        let names = |seen: &[Seen]| seen.iter().map(|seen| self.name(&seen.name)).collect::<BTreeSet<_>>();
        let (wanted, there) = (names(expected), names(actual));
        if wanted != there {
            let missing: Vec<_> = wanted.difference(&there).collect();
            let strange: Vec<_> = there.difference(&wanted).collect();
            self.trouble.push(format!("{name}: against {what} it lacks {missing:?} and has {strange:?}"));
        }
        for expected in expected {
            let Some(actual) = actual.iter().find(|actual| actual.name == self.name(&expected.name)) else { continue };
            let mut differing = actual.differences(expected, self.judge.tells());
            let shared = self.judge.tells().contains(&Concept::Timeout);
            if loosely || shared {
                // One host's limit is another's of another name, and one of its limits two of another's.
                let of = |seen: &Seen| LIMITS.iter().filter_map(|&limit| seen.get(limit).cloned()).collect::<Vec<_>>();
                let (wanted, told) = (of(expected), of(actual));
                let kept = wanted.iter().all(|said| *said == Said::Untold || told.contains(said));
                let added = !loosely && !wanted.contains(&Said::Untold) && told.iter().any(|said| !wanted.contains(said));
                let tells_any = self.judge.tells().iter().any(|concept| LIMITS.contains(concept));
                differing.retain(|concept| !LIMITS.iter().any(|limit| limit.name() == *concept));
                differing.extend((tells_any && (!kept || added)).then_some("a time limit"));
            }
            if !differing.is_empty() {
                let told =
                    self.judge.tells().iter().filter(|&&concept| shows_words() && expected.get(concept) != actual.get(concept));
                let both = |&concept: &Concept| {
                    format!("\n    {}: {:?}, and not {:?}", concept.name(), actual.get(concept), expected.get(concept))
                };
                let values: String = told.map(both).collect();
                let differing = differing.join(", ");
                self.trouble.push(format!("{name}: of `{}` it does not see {what}: {differing}{values}", expected.name));
            }
        }
    }
}

/// Whether values may be shown, to who looks for a fault.
fn shows_words() -> bool {
    std::env::var_os("MCPGLOT_JUDGE_WORDS").is_some()
}

/// The limits of time, of which one host's is another's of another name.
const LIMITS: [Concept; 3] = [Concept::StartupTimeout, Concept::ToolTimeout, Concept::Timeout];

/// What generated documents may hold and clients are not asked about: a key that JavaScript makes none of, a default where only
/// some look for one, blanks of Unicode in an address, a file that is not there, and names that no variable has here.
const NOT_ASKED: &[&str] =
    &["__proto__", ":A:-", "\u{85}", "\u{a0}", "file:/CANARY", "file:CANARY", "env:A B}", "env:workspaceFolder}", "ÄÖ"];

/// The next byte of a sequence without end (xorshift64*).
fn next(state: &mut u64) -> u8 {
    *state ^= *state >> 12;
    *state ^= *state << 25;
    *state ^= *state >> 27;
    state.wrapping_mul(0x2545_f491_4f6c_dd1d).to_be_bytes()[0]
}

/// The sample of a host.
fn sample(host: &Host) -> std::io::Result<String> {
    fs::read_to_string(fixtures::root().join("hosts").join(host.id).join(format!("sample.{}", host.syntax.name())))
}

/// What a client is meant to see of `server`, said without the code that writes it: of its own document, or of what comes of
/// another host's, less what was lost on the way. What is of the host's `own` goes as it is.
fn seen(server: &Server<'_>, way: Option<&Way<'_>>, own: bool, variables: &Variables) -> Seen {
    let found = |concept: Concept, key: Option<&str>| {
        let all = way.into_iter().flat_map(|way| &way.found).filter_map(|diagnostic| diagnostic.loss.as_ref());
        let about = all.filter(|loss| loss.server == server.name && loss.concept == Some(concept));
        let kinds: Vec<LossKind> =
            about.filter(|loss| loss.key.is_none() || loss.key.as_deref() == key).map(|loss| loss.kind).collect();
        kinds
    };
    let mut seen = Seen::new(&server.name);
    if let Some(transport) = server.transport {
        let lost = !found(Concept::Transport, None).is_empty();
        seen.say(Concept::Transport, if lost { Said::Untold } else { Said::Text(transport.name().to_owned()) });
    }
    // A table of limits stays as it is, whatever the client makes of it.
    if server.extras.iter().any(|extra| extra.key.starts_with("timeout.")) {
        seen.say(Concept::Timeout, Said::Untold);
    }
    // The bridge expands in its headers what a client does not: then arguments and variables are others.
    let holds_reference =
        |field: &Field<'_>| matches!(&field.meaning, Meaning::Texts(texts) if texts.iter().any(|text| text.raw().contains("${")));
    let is_left = way.is_some() && !own && ops::bridged(server).is_some() && server.fields.iter().any(holds_reference);
    if is_left {
        seen.say(Concept::Args, Said::Untold);
        seen.say(Concept::Env, Said::Untold);
    }
    for field in &server.fields {
        let concept = field.concept;
        if is_left && matches!(concept, Concept::Args | Concept::Env) {
            continue;
        }
        let suits = match concept {
            Concept::Command | Concept::Args | Concept::Env | Concept::Cwd => server.transport == Some(Transport::Stdio),
            Concept::Url | Concept::Headers | Concept::OauthClientId => server.transport != Some(Transport::Stdio),
            _ => true,
        };
        if !suits || concept == Concept::Transport || field.foreign && way.is_none() {
            continue;
        }
        let said = match &field.meaning {
            // Some hosts make words of a command that stands without arguments.
            Meaning::Text(text) if way.is_some() && concept == Concept::Command && words(server, text) => {
                seen.say(Concept::Args, Said::Untold);
                Said::Untold
            }
            Meaning::Text(text) => Said::Text(shown(text, &found(concept, None), way, variables)),
            Meaning::Texts(texts) => {
                let losses = found(concept, None);
                let template = |text: &&Text<'_>| matches!(text, Text::Template { .. });
                // Of several references the loss says not which one.
                let is_one = texts.iter().filter(template).count() < 2 || !losses.contains(&LossKind::Indirection);
                let said =
                    |text| if is_one || !template(&text) { shown(text, &losses, way, variables) } else { UNTOLD.to_owned() };
                Said::Texts(texts.iter().map(said).collect())
            }
            Meaning::Pairs(pairs) => Said::Pairs(kept(pairs, |name| found(concept, Some(name)), way, variables)),
            // A host may name a tool together with its server; elsewhere that is no name of a tool.
            Meaning::Names(names) => Said::Texts(names.iter().map(|name| tool(name, server, way.is_some() && !own)).collect()),
            Meaning::Seconds(seconds) => match seconds.in_units(0).and_then(|digits| digits.parse().ok()) {
                Some(seconds) => Said::seconds(seconds),
                None => Said::Odd,
            },
            Meaning::Switch(true) => continue,
            Meaning::Switch(false) => Said::Off,
            Meaning::Opaque(_) => Said::Untold,
        };
        // Of two limits that are one field, what is lost is told of one.
        let of_field = if LIMITS.contains(&concept) { LIMITS.as_slice() } else { std::slice::from_ref(&concept) };
        let losses: Vec<LossKind> = of_field.iter().flat_map(|&concept| found(concept, None)).collect();
        let pairs = matches!(said, Said::Pairs(_));
        if losses.iter().any(|loss| matches!(loss, LossKind::Coerced | LossKind::Widened)) && !pairs {
            seen.say(concept, Said::Untold);
        } else if !losses.contains(&LossKind::Dropped) || pairs {
            seen.say(concept, said);
        }
    }
    seen
}

/// The texts of a field, and the variable of the environment that each is the value of.
fn texts_of<'f, 's>(field: &'f Field<'s>) -> Vec<(Option<&'f str>, &'f Text<'s>)> {
    let is_env = field.concept == Concept::Env;
    match &field.meaning {
        Meaning::Text(text) => vec![(None, text)],
        Meaning::Texts(texts) => texts.iter().map(|text| (None, text)).collect(),
        Meaning::Pairs(pairs) => pairs.iter().map(|pair| (is_env.then_some(&*pair.name), &pair.text)).collect(),
        _ => Vec::new(),
    }
}

/// What goes by another name where nobody asks: the variable that an input is the whole value of, by the input's id, where
/// neither stands for anything else.
fn named_alone<'r>(servers: impl Iterator<Item = &'r Server<'r>>) -> BTreeMap<String, String> {
    let mut uses = BTreeSet::new();
    for (variable, text) in servers.flat_map(|server| &server.fields).flat_map(texts_of) {
        let Text::Template { pieces, .. } = text else { continue };
        for piece in pieces {
            match (piece, variable) {
                (Piece::Input(id), Some(variable)) if pieces.len() == 1 => {
                    uses.insert((id.to_string(), variable.to_owned(), true))
                }
                (Piece::Input(id), _) => uses.insert((id.to_string(), capitals(id), false)),
                (Piece::Variable { name, .. }, _) => uses.insert((String::new(), name.to_string(), false)),
                _ => false,
            };
        }
    }
    let alone = |(id, name, _): &(String, String, bool)| uses.iter().filter(|one| one.0 == *id || one.1 == *name).count() == 1;
    let named = uses.iter().filter(|one| one.2 && alone(one) && is_variable_name(&one.1));
    named.map(|(id, name, _)| (id.clone(), name.clone())).collect()
}

/// The variable of the same name in capitals.
fn capitals(name: &str) -> String {
    let letter = |c: char| if c.is_ascii_alphanumeric() { c.to_ascii_uppercase() } else { '_' };
    let capitals: String = name.chars().map(letter).collect();
    if capitals.starts_with(|first: char| first.is_ascii_digit()) { format!("_{capitals}") } else { capitals }
}

/// Takes out what a host that gives its servers all of its own variables need not be told: `V` is the variable `V`.
fn without_inherited(field: &mut Field<'_>) {
    if let (Concept::Env, Meaning::Pairs(pairs)) = (field.concept, &mut field.meaning) {
        pairs.retain(|pair| !pair.text.whole_variable("").is_some_and(|(name, default)| name == pair.name && default.is_none()));
    }
}

fn words(server: &Server<'_>, command: &Text<'_>) -> bool {
    command.raw().contains(char::is_whitespace) && server.get(Concept::Args).is_none()
}

fn tool(name: &str, server: &Server<'_>, alone: bool) -> String {
    // So may it name arguments.
    let name = name.split_once('(').filter(|_| alone).map_or(name, |(name, _)| name);
    let qualified = name.strip_prefix(&*server.name).and_then(|rest| rest.strip_prefix("___"));
    qualified.filter(|_| alone).unwrap_or(name).to_owned()
}

fn kept(
    pairs: &[Pair<'_>],
    found: impl Fn(&str) -> Vec<LossKind>,
    way: Option<&Way<'_>>,
    variables: &Variables,
) -> BTreeMap<String, String> {
    let one = |pair: &Pair<'_>| {
        let losses = found(&pair.name);
        let changed = losses.iter().any(|loss| matches!(loss, LossKind::Coerced | LossKind::Widened));
        let text = if changed { UNTOLD.to_owned() } else { shown(&pair.text, &losses, way, variables) };
        (!losses.contains(&LossKind::Dropped)).then(|| (pair.name.to_string(), text))
    };
    pairs.iter().filter_map(one).collect()
}

/// The text as a client shows it that expands references; one that is no longer a reference stands there as it was written.
fn shown(text: &Text<'_>, losses: &[LossKind], way: Option<&Way<'_>>, variables: &Variables) -> String {
    let Text::Template { raw, pieces, .. } = text else { return text.raw().to_owned() };
    // A variable that stands for two things is a reference still.
    let is_shared = losses.contains(&LossKind::Narrowed) && pieces.iter().any(|piece| matches!(piece, Piece::Input(_)));
    if losses.contains(&LossKind::Indirection) && !is_shared {
        // The name of a folder may be that of a variable for another host, and what a shell would run may hold one.
        let may_expand = pieces.iter().any(|piece| matches!(piece, Piece::Path(_) | Piece::Script(_)));
        return if may_expand { UNTOLD.to_owned() } else { raw.to_string() };
    }
    let mut out = String::new();
    for piece in pieces {
        match piece {
            Piece::Literal(literal) => out.push_str(literal),
            // One host takes whatever stands in its braces for a name, and no judge sets such a variable.
            Piece::Variable { name, .. } if raw.contains("{env:") && !is_variable_name(name) => {}
            Piece::Variable { name, default } => {
                let value = variables.value(name).or_else(|| default.as_deref().map(str::to_owned));
                out.push_str(&value.unwrap_or_else(|| format!("${{{name}}}")));
            }
            Piece::Remote(name) => out.push_str(&format!("remote:{name}")),
            // Where nobody asks, a variable.
            Piece::Input(name) if losses.contains(&LossKind::Narrowed) => {
                let variable = way.and_then(|way| way.named.get(&**name)).cloned().unwrap_or_else(|| capitals(name));
                out.push_str(&variables.value(&variable).unwrap_or_default());
            }
            Piece::Input(name) => out.push_str(&format!("${{input:{name}}}")),
            Piece::Path(name) => out.push_str(&format!("${{{name}}}")),
            Piece::File(name) => out.push_str(&format!("contents-of-{name}")),
            Piece::Script(script) => out.push_str(script),
            Piece::Unset => out.push_str("null"),
        }
    }
    out
}
