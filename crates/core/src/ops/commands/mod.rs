//! A host's own command lines and install links for a server.
//!
//! They are shared and stay in histories, so no value of a variable or header stands in them: a reference takes its place, which
//! the host expands and no shell does. What a form cannot say is named as for a file, or there is no such text.

mod encode;
mod public;

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::convert::{choose, not_verified, take};
use super::merge::{Declared, compose, inputs, undeclared};
use super::validate::{credentials, name_of};
use super::{Options, Source, bridge, read};
use crate::diag::{Diagnostic, Document, LossKind, Sink, codes, say};
use crate::hosts::{Adapted, Form, FormKind, Host, Kind, Part, UNKNOWN, UNKNOWN_NESTED, Wanted, adapt};
use crate::model::{Concept, Server};
use crate::syntax::{self, Tree, Value};
use crate::text::{Ascii, characters, join};
use public::Public;

/// The result of [`commands`].
#[derive(Debug)]
pub struct Commands {
    /// The host that the source was read for, if that could be told.
    pub from: Option<&'static Host>,
    /// The servers by their names in the source, each with what adds it; `None` where the source cannot be used.
    pub servers: Option<Vec<(String, Vec<Command>)>>,
    /// What is to be said of the source.
    pub diagnostics: Vec<Diagnostic>,
}

/// One way to tell the host of a server.
#[derive(Debug)]
pub struct Command {
    /// What it is.
    pub kind: FormKind,
    /// The link, or the command line as `sh`, bash, zsh, fish and their kin read it; `None` where it cannot say the server, for a
    /// reason among the diagnostics.
    pub text: Option<String>,
    /// The command line as PowerShell reads it; `None` where not all its versions give the program the same.
    pub powershell: Option<String>,
    /// What is to be said about it.
    pub diagnostics: Vec<Diagnostic>,
}

/// The command lines and links by which `options.to` is told of the servers of `source`, each adding one server for its user. Of
/// the options, those about a target are not heeded.
#[must_use]
pub fn commands(source: &str, options: &Options<'_>) -> Commands {
    let mut found = Commands { from: None, servers: None, diagnostics: Vec::new() };
    match super::source(source, options.from, options.file_name) {
        Ok(Source { text, host, note }) => {
            let mut sink = Sink::default();
            sink.diagnostics.extend(note);
            found.from = Some(host);
            found.servers = all(&text, host, options, &mut sink);
            found.diagnostics = sink.diagnostics;
        }
        Err(unknown) => found.diagnostics.push(*unknown),
    }
    found
}

fn all(source: &str, from: &'static Host, options: &Options<'_>, sink: &mut Sink) -> Option<Vec<(String, Vec<Command>)>> {
    let to = options.to;
    if to.forms.is_empty() {
        let message = say!["mcpglot knows neither command lines nor links that add a server to ", to.name];
        let diagnostic = Diagnostic::new(&codes::HOST_WITHOUT_COMMANDS, Document::Source, message);
        sink.push(diagnostic.help("write its file: `mcpglot convert`"));
        return None;
    }
    let (tree, config) = take(read(source, from), from, options, sink)?;
    let chosen = choose(&tree, &config, options, sink)?;
    sink.diagnostics.extend(not_verified(to, Document::Source));
    let declared = Declared::new(&tree, from.inputs_at);
    let tell = |(server, name): (&Server<'_>, Cow<'_, str>)| {
        let commands =
            to.forms.iter().map(|form| Teller { tree: &tree, declared: &declared, server, from, to, form }.tell(&name));
        (server.name.to_string(), commands.collect())
    };
    Some(chosen.into_iter().map(tell).collect())
}

/// Tells a host of a server by one form.
struct Teller<'t, 's> {
    tree: &'t Tree<'s>,
    declared: &'t Declared<'s>,
    server: &'t Server<'s>,
    from: &'static Host,
    to: &'static Host,
    form: &'static Form,
}

impl Teller<'_, '_> {
    fn tell(&self, name: &str) -> Command {
        let mut sink = Sink::default();
        let words = self.words(name, &mut sink);
        let mut command = Command { kind: self.form.kind, text: None, powershell: None, diagnostics: sink.diagnostics };
        let Some((words, json)) = words else { return command };
        if command.kind == FormKind::Link {
            command.text = Some(join(&words, ""));
            return command;
        }
        // What PowerShell pipes is what its string says; what it gives as an argument is not, in all its versions.
        let piped = json.as_ref().zip(self.form.stdin);
        let mut line = piped.map(|(json, _)| say![encode::powershell_string(json), " |"]);
        let mut posix = String::new();
        let mut agrees = true;
        for word in &words {
            let stands_for = piped.filter(|(json, _)| *json == word).map_or(word.as_str(), |(_, stdin)| stdin);
            let mark = if posix.is_empty() { "" } else { " " };
            posix.push_str(&say![mark, encode::posix(word)]);
            match encode::powershell(stands_for) {
                Some(word) => {
                    let line = line.get_or_insert_default();
                    line.push_str(&say![if line.is_empty() { "" } else { " " }, word]);
                }
                None => agrees = false,
            }
        }
        command.powershell = line.filter(|_| agrees);
        command.text = Some(posix);
        command
    }

    /// The words of the command line, or the pieces of the link, and which of them is JSON. `None` where there cannot be any.
    fn words(&self, name: &str, sink: &mut Sink) -> Option<(Vec<String>, Option<String>)> {
        let form = self.form;
        let takes_json = form.flags.is_empty();
        let public = Public::of(self.server, takes_json);
        let mut adapted = adapt(&public.server, Cow::Borrowed(name), self.tree, self.from, form.host, None, sink)?;
        public.report(self.tree, self.from, form.host, self.to, &adapted, sink);
        let credential = adapted.wanted.iter().find(|wanted| holds_credential(wanted)).map(|wanted| wanted.origin);
        if let Some(origin) = credential.or(public.named) {
            let key = name_of(self.tree, origin, self.server);
            let why = say!["`", key, "` holds what looks like a credential, which nobody else should see"];
            sink.push(self.left_out(origin, &why).help("keep it in a variable, and write a reference to it"));
            return None;
        }
        let mut line = Line { form, words: Vec::new(), before: None };
        let mut json = None;
        for &part in form.parts {
            match part {
                Part::Is(word) => line.plain(word),
                Part::Before(word) => line.before = Some(word),
                Part::Name => line.push(name),
                Part::Entry | Part::EntryInBase64 | Part::NamedEntry => {
                    let entry = if matches!(part, Part::NamedEntry) {
                        self.named(name, &public.server, &mut adapted, sink)
                    } else {
                        self.entry(&mut adapted)
                    };
                    let text = syntax::print_ascii(&entry);
                    match part {
                        Part::EntryInBase64 => line.push(&encode::base64(&text)),
                        // Whoever decodes a link once more than need be finds the same.
                        _ if form.kind == FormKind::Link => line.push(&join(text.parts(b"%"), "\\u0025")),
                        _ => line.push(&text),
                    }
                    json = Some(text);
                }
                Part::Flags => {
                    for wanted in &adapted.wanted {
                        line.flag(wanted);
                    }
                }
                Part::Command => line.command(&adapted),
                Part::Args => line.args(&adapted),
            }
        }
        let why = if line.words.iter().any(|word| characters(word).any(char::is_control)) {
            "it holds a line break or another character that no command line should hold"
        } else if !line.is_kept(&adapted) {
            "it would not take a word of the command for the text that it is"
        } else if !line.is_set_apart(&adapted) {
            "it cannot be told of such a name or list"
        } else {
            return Some((line.words, json));
        };
        sink.push(self.left_out(self.server.origin, why).help("write the file: `mcpglot convert`"));
        None
    }

    fn left_out(&self, node: syntax::NodeId, why: &str) -> Diagnostic {
        let message = say![self.form.host.name, " is not told of `", self.server.name, "`: ", why];
        let diagnostic = Diagnostic::new(&codes::COMMAND_LEFT_OUT, Document::Source, message).on(self.tree, node);
        diagnostic.loss(LossKind::Dropped, &self.server.name, None, None)
    }

    /// The server's entry, as in the file.
    fn entry<'a>(&self, adapted: &mut Adapted<'a>) -> Value<'a> {
        let mut wanted = core::mem::take(&mut adapted.wanted);
        wanted.retain(|wanted| !is_unknown(wanted));
        wanted.append(&mut adapted.minimum);
        compose(wanted, self.form.host)
    }

    /// The same with the name, and with what the source declares of that for which the host has to ask.
    fn named<'a>(&'a self, name: &'a str, server: &'a Server<'_>, adapted: &mut Adapted<'a>, sink: &mut Sink) -> Value<'a> {
        let mut entries = vec![(Cow::Borrowed("name"), Value::string(name))];
        if let Value::Map(fields) = self.entry(adapted) {
            entries.extend(fields);
        }
        let mut asked: Vec<Value<'a>> = Vec::new();
        let mut is_asked = vec![false; self.declared.len()];
        if let (Some(_), Some(key)) = (self.from.inputs_at, self.form.host.inputs_at) {
            for asks in inputs(server) {
                let id = asks.id;
                let Some(at) = self.declared.position(id) else {
                    sink.push(undeclared(self.tree, key, id, asks.origin));
                    continue;
                };
                if core::mem::replace(&mut is_asked[at], true) {
                    continue;
                }
                let input = self.declared.node(at);
                let mut value = self.tree.value(input);
                if let Value::Map(fields) = &mut value {
                    let before = fields.len();
                    fields.retain(|(key, value)| key != "default" || *value == Value::string(""));
                    if fields.len() < before {
                        let message = say!["the default of `", id, "` is left out, because it is a value"];
                        let diagnostic = Diagnostic::new(&codes::DEFAULT_DROPPED, Document::Source, message);
                        let loss = diagnostic.loss(LossKind::Narrowed, &server.name, None, Some(id));
                        sink.push(loss.on(self.tree, input));
                    }
                }
                asked.push(value);
            }
            if !asked.is_empty() {
                entries.push((Cow::Borrowed(key), Value::List(asked)));
            }
        }
        Value::Map(entries)
    }
}

/// What only its own document has, and its host ignores there.
fn is_unknown(wanted: &Wanted<'_>) -> bool {
    core::ptr::eq(wanted.spec, &UNKNOWN) || core::ptr::eq(wanted.spec, &UNKNOWN_NESTED)
}

fn holds_credential(wanted: &Wanted<'_>) -> bool {
    !matches!(wanted.spec.concept, Concept::Env | Concept::Headers)
        && !is_unknown(wanted)
        && credentials::in_value(wanted.spec.key, &wanted.value).is_some()
}

/// Collects the words.
struct Line {
    form: &'static Form,
    words: Vec<String>,
    /// What stands in front of the next one.
    before: Option<&'static str>,
}

impl Line {
    /// A word as it stands, whatever the form is.
    fn plain(&mut self, word: &str) {
        self.words.extend(self.before.take().map(str::to_owned));
        self.words.push(word.to_owned());
    }

    fn push(&mut self, word: &str) {
        if self.form.kind == FormKind::Link { self.plain(&encode::percent(word)) } else { self.plain(word) }
    }

    fn flag(&mut self, wanted: &Wanted<'_>) {
        let Some(flag) = self.form.flags.iter().find(|flag| flag.key == wanted.spec.key) else { return };
        match &wanted.value {
            Value::Bool(true) => self.push(flag.option),
            Value::Bool(false) => self.push(&say![flag.option, "=false"]),
            Value::String(text) | Value::Plain(text) => match &wanted.slot {
                Some(slot) if wanted.spec.kind == Kind::Pairs => {
                    self.push(&say![flag.option, "=", slot, flag.between, text]);
                }
                _ => self.push(&say![flag.option, "=", text]),
            },
            Value::List(items) if !flag.between.is_empty() => {
                let items: Vec<&str> = strings(items).collect();
                self.push(&say![flag.option, "=", join(&items, flag.between)]);
            }
            Value::List(items) => strings(items).for_each(|item| self.push(&say![flag.option, "=", item])),
            _ => {}
        }
    }

    fn command(&mut self, adapted: &Adapted<'_>) {
        let line = command_line(adapted);
        match line.first() {
            Some(command) if self.form.splits => self.push(&encode::joined(command, true)),
            Some(command) => self.push(command),
            None => {
                let url = adapted.wanted.iter().find(|wanted| wanted.spec.concept == Concept::Url);
                let url = url.filter(|url| !self.form.flags.iter().any(|flag| flag.key == url.spec.key));
                if let Some(Value::String(url)) = url.map(|url| &url.value) {
                    self.push(url);
                }
            }
        }
    }

    fn args(&mut self, adapted: &Adapted<'_>) {
        for arg in command_line(adapted).iter().skip(1) {
            if self.form.splits { self.push(&encode::joined(arg, false)) } else { self.push(arg) }
        }
    }

    /// Whether the program leaves the words of the command as they are.
    fn is_kept(&self, adapted: &Adapted<'_>) -> bool {
        let takes_words = self.form.parts.iter().any(|part| matches!(part, Part::Command));
        let line = command_line(adapted);
        !takes_words
            || (line
                .iter()
                .enumerate()
                .all(|(at, word)| (self.form.keeps)(word) && (!self.form.splits || encode::can_join(word, at == 0)))
                && line.first().is_none_or(|command| !command.is_empty() && !command.starts_with('-')))
    }

    /// Whether what stands between names and items is found again.
    fn is_set_apart(&self, adapted: &Adapted<'_>) -> bool {
        adapted.wanted.iter().all(|wanted| {
            let Some(flag) = self.form.flags.iter().find(|flag| flag.key == wanted.spec.key) else { return true };
            let mark = flag.between.trimmed();
            let parts = |text: &str| !mark.is_empty() && text.holds(mark);
            !wanted.slot.as_deref().is_some_and(parts)
                && !matches!(&wanted.value, Value::List(items) if strings(items).any(parts) || (mark.is_empty() && items.is_empty()))
        })
    }
}

/// The command and its arguments; nothing for a remote server.
fn command_line<'w>(adapted: &'w Adapted<'_>) -> Vec<&'w str> {
    let mut line = Vec::new();
    for concept in [Concept::Command, Concept::Args] {
        match adapted.wanted.iter().find(|wanted| wanted.spec.concept == concept).map(|wanted| &wanted.value) {
            Some(Value::String(text)) => line.push(text.as_ref()),
            Some(Value::List(items)) => line.extend(strings(items)),
            _ => {}
        }
    }
    line
}

fn strings<'v>(items: &'v [Value<'_>]) -> impl Iterator<Item = &'v str> {
    items.iter().filter_map(|item| if let Value::String(text) = item { Some(text.as_ref()) } else { None })
}
