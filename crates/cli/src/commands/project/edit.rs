//! `add` and `remove`: single servers, in the source or in the files of hosts.

use std::borrow::Cow;
use std::io::{BufRead, IsTerminal};

use mcpglot_core::diag::{Diagnostic, Document, Sink, codes};
use mcpglot_core::hosts::{self, CANONICAL, Host, SNIPPET};
use mcpglot_core::model::Seconds;
use mcpglot_core::ops::{self, Strategy, Written};
use mcpglot_core::project::{Lock, Settings, Target};
use mcpglot_core::syntax::{self, Syntax, Value};

use super::job::{Job, Run};
use super::report::{About, Report};
use super::settings;
use super::source;
use super::targets::Choice;
use crate::args::{Misuse, Parsed};
use crate::{Failure, Status, harmless, say};

/// What the diagnostics call a server that is described by options.
const COMMAND_LINE: &str = "<command line>";

pub(in crate::commands) fn add(parsed: &Parsed) -> Result<Status, Failure> {
    let words = parsed.words()?;
    if words[0].is_empty() {
        return Err(Misuse::new("the name is empty").into());
    }
    let server = Value::Map(fields(parsed, &words[1..])?);
    let text = document(vec![(Cow::Owned(words[0].to_owned()), server)]);
    // It is the target that says what is wrong with a server; that a secret stands in a command line is ours to say.
    let literal = |found: &Diagnostic| *found.code == codes::LITERAL_CREDENTIAL;
    let mut found = ops::validate(&text, &CANONICAL);
    found.retain(literal);
    for one in &mut found {
        one.help = Some("name a variable that holds it: `--env-var NAME`, `--env-header NAME=VARIABLE`".to_owned());
    }
    apply(parsed, &text, &[], found)
}

pub(in crate::commands) fn remove(parsed: &Parsed) -> Result<Status, Failure> {
    let names: Vec<String> = parsed.words()?.into_iter().map(str::to_owned).collect();
    apply(parsed, &document(Vec::new()), &names, Vec::new())
}

/// A document in the words of the canonical model.
fn document(servers: Vec<(Cow<'static, str>, Value<'static>)>) -> String {
    let servers = Value::Map(servers);
    syntax::print(&Value::Map(vec![(Cow::Borrowed(CANONICAL.place().keys()[0]), servers)]), Syntax::Json)
}

/// Merges the servers of `text` into the files that are meant, and removes those of `leave` from them.
fn apply(parsed: &Parsed, text: &str, leave: &[String], said: Vec<Diagnostic>) -> Result<Status, Failure> {
    let found = settings::find()?;
    let mut sink = Sink::default();
    let (settings_text, opened) = settings::open(&found, &mut sink);
    let Some((tree, settings)) = opened else {
        Report::about(vec![About::settings(&found, settings_text, sink.diagnostics)]).tell(parsed);
        return Ok(Status::Failed);
    };
    // Of what the settings say of a target only the place counts: the rest is for what comes from the source.
    let place = |host: &Host| settings.targets.iter().find(|target| target.host.id == host.id)?.path.clone();
    let plain: Vec<Target<'_>> = hosts::ALL.iter().map(|&host| Target { path: place(host), ..Target::new(host) }).collect();
    let nothing = Settings::default();
    let here;
    let jobs: Vec<Job<'_>> = if !parsed.has("to") {
        let (path, stated) = source::source_path(parsed, &found, &settings)?;
        here = Target::new(host_of(&path, stated)?);
        vec![Job::new(parsed, &found, &here, path)]
    } else {
        Choice { parsed, found: &found, settings: &nothing, plain: &plain, source: None }.jobs(&mut sink)?
    };
    let read = ops::read(text, &CANONICAL);
    let servers = read.config.map(|config| config.servers).unwrap_or_default();
    let run = Run {
        source: text,
        source_name: None,
        from: &CANONICAL,
        servers: &servers,
        settings: &tree,
        root: &found.root,
        strategy: Strategy::Merge,
        is_asked_for: true,
        strict: parsed.has("strict"),
        allow_empty: true,
        allow_loss: parsed.has("allow-loss"),
        writes: !parsed.has("dry-run"),
        bridge: false,
        lock: Lock::default(),
        keeps_removed: false,
        amends: leave.is_empty().then_some(ops::AMEND),
        leave,
    };
    let mut done = run.all(&jobs, parsed.has("atomic-all"), &mut |_| Ok(()))?;
    for one in &mut done {
        // What stays and what goes is what was asked for.
        let asked_for = [&codes::TARGET_ONLY_KEPT, &codes::TARGET_SERVER_REMOVED];
        one.outcome.diagnostics.retain(|found| !asked_for.contains(&found.code));
    }
    // Of files that cannot be read nobody knows.
    let all_read = done.iter().all(|one| one.errors.is_empty() && one.outcome.written != Written::Refused);
    for name in leave.iter().filter(|_| all_read) {
        let is_there = done.iter().flat_map(|one| &one.differences).any(|one| one.concept.is_none() && one.server == *name);
        for one in done.iter_mut().filter(|_| !is_there) {
            let message = format!("there is no server `{name}` in the file");
            one.outcome.diagnostics.push(Diagnostic::new(&codes::SERVER_NOT_FOUND, Document::Target, message));
            one.status = one.status.max(Status::Refused);
        }
    }
    let status = done.iter().map(|one| one.status).max().unwrap_or(Status::Done);
    let mut documents = vec![About::settings(&found, settings_text, sink.diagnostics)];
    if !said.is_empty() {
        documents.push(About { name: COMMAND_LINE, text: "", host: None, syntax: None, found: said });
    }
    Report { documents, targets: Some((&run, COMMAND_LINE, "", &done)), others: (&[], &[]) }.tell(parsed);
    let is_told = !parsed.has("quiet") && parsed.text("format") != Some("json");
    let is_source = !parsed.has("to") && parsed.path("from").is_none();
    for name in leave.iter().filter(|_| is_told && is_source) {
        let names = |target: &Target<'_>| {
            let settled = target.servers.iter().map(|settled| &settled.server);
            target.only.iter().flatten().chain(settled).any(|named| named.name == **name)
        };
        if settings.targets.iter().any(names) {
            let settings = harmless(&found.file.to_string_lossy());
            say(&format!("note: {settings} names `{}` still, and `sync` refuses that: take it out there too\n", harmless(name)));
        }
    }
    Ok(status)
}

/// The host of a source that may not exist yet.
fn host_of(path: &std::path::Path, stated: Option<&'static Host>) -> Result<&'static Host, Failure> {
    if stated.is_some_and(|host| host.id == SNIPPET.id) {
        let help = "name the host that the file is for: `--from HOST=FILE`";
        return Err(Misuse::new("a snippet is nobody's file, and can only be read").help(help).into());
    }
    if let Some(host) = stated {
        return Ok(host);
    }
    let bytes = if path.exists() { crate::files::read(path)? } else { b"{}".to_vec() };
    let text = String::from_utf8_lossy(&bytes);
    let detection = ops::detect(&text, path.to_str());
    let host = detection.host.or_else(|| detection.read_alike(&text));
    host.ok_or_else(|| {
        let misuse = Misuse::new(format!("it cannot be told which host {} is for: {}", path.display(), detection.why));
        let help = format!("name it by `--from HOST={}`, or in the settings: `from = \"HOST\"`", path.display());
        misuse.help(help).into()
    })
}

type Fields = Vec<(Cow<'static, str>, Value<'static>)>;

/// What the options say of a server.
fn fields(parsed: &Parsed, words: &[&str]) -> Result<Fields, Failure> {
    let mut fields: Fields = Vec::new();
    let mut put = |key: &'static str, value: Value<'static>| fields.push((Cow::Borrowed(key), value));
    match (words, parsed.text("url")) {
        (["", ..], _) | (_, Some("")) => return Err(Misuse::new("the command or the URL is empty").into()),
        ([command, args @ ..], None) => {
            put("command", Value::string((*command).to_owned()));
            if !args.is_empty() {
                put("args", Value::List(args.iter().map(|&word| Value::string(word.to_owned())).collect()));
            }
        }
        ([], Some(url)) => put("url", Value::string(url.to_owned())),
        ([_, ..], Some(_)) => return Err(Misuse::new("a server has a command or a URL, not both").into()),
        // A server that is there has told that.
        ([], None) => {}
    }
    if let Some(transport) = parsed.text("transport") {
        put("transport", Value::string(transport.to_owned()));
    }
    let mut env = Vec::new();
    for stated in parsed.texts("env") {
        let (name, value) = match stated.split_once('=') {
            Some((name, value)) => (name, value.to_owned()),
            None if stated.is_empty() => ("", String::new()),
            None => (stated, ask(stated)?),
        };
        if name.is_empty() {
            return Err(Misuse::new("`--env` takes NAME[=VALUE]").into());
        }
        env.push((Cow::Owned(name.to_owned()), Value::string(value)));
    }
    let pairs = |flag: &str, takes: &str, may_be_empty: bool| -> Result<Fields, Misuse> {
        let pair = |text: &str| match text.split_once('=') {
            Some((name, value)) if !name.is_empty() && (may_be_empty || !value.is_empty()) => {
                Ok((Cow::Owned(name.to_owned()), Value::string(value.to_owned())))
            }
            _ => Err(Misuse::new(format!("`--{flag}` takes NAME={takes}"))),
        };
        parsed.texts(flag).into_iter().map(pair).collect()
    };
    let headers_from_env = pairs("env-header", "VARIABLE", false)?;
    let maps = [("env", env), ("headers", pairs("header", "VALUE", true)?), ("headers_from_env", headers_from_env)];
    for (key, map) in maps.into_iter().filter(|(_, map)| !map.is_empty()) {
        put(key, Value::Map(map));
    }
    for (key, flag) in [("bearer_env", "bearer-token-env-var"), ("cwd", "cwd"), ("description", "description")] {
        if let Some(text) = parsed.text(flag) {
            if text.is_empty() {
                return Err(empty(flag));
            }
            put(key, Value::string(text.to_owned()));
        }
    }
    for (key, flag) in [("startup_timeout", "startup-timeout"), ("tool_timeout", "tool-timeout")] {
        if let Some(number) = parsed.text(flag) {
            // As JSON spells it, whatever spelling of a number was typed.
            let seconds = Seconds::parse(number, 0).and_then(|seconds| seconds.in_units(0));
            let Some(seconds) = seconds else {
                return Err(Misuse::new(format!("`--{flag}` takes a number of seconds")).into());
            };
            put(key, Value::Plain(seconds));
        }
    }
    for (key, flag) in [("env_passthrough", "env-var"), ("tools_allow", "enabled-tools"), ("tools_deny", "disabled-tools")] {
        let stated = parsed.texts(flag);
        let names: Vec<&str> = stated.iter().flat_map(|names| names.split(',')).filter(|name| !name.is_empty()).collect();
        if names.is_empty() && !stated.is_empty() {
            return Err(empty(flag));
        }
        if !names.is_empty() {
            put(key, Value::List(names.into_iter().map(|name| Value::string(name.to_owned())).collect()));
        }
    }
    if parsed.has("disabled") {
        put("enabled", Value::Bool(false));
    }
    if fields.is_empty() {
        let help = "mcpglot add NAME -- COMMAND ARGS..., or mcpglot add NAME --url URL";
        return Err(Misuse::new("it is not said how the server is started or where it is").help(help).into());
    }
    Ok(fields)
}

/// The value of a flag is empty, as of a variable that is not set.
fn empty(flag: &str) -> Failure {
    Misuse::new(format!("the value of `--{flag}` is empty")).into()
}

/// The value of a variable: asked for, or a line of standard input.
fn ask(name: &str) -> Result<String, Failure> {
    let mut input = std::io::stdin().lock();
    if input.is_terminal() {
        // A variable's value is on the screen while it is typed, as in any shell.
        say(&format!("{}=", harmless(name)));
    }
    let mut line = String::new();
    if input.read_line(&mut line)? == 0 {
        let help = format!("give a line of standard input for each, or write `--env {name}=VALUE`");
        return Err(Misuse::new(format!("there is no value for `{name}`")).help(help).into());
    }
    Ok(line.trim_end_matches(['\n', '\r']).to_owned())
}
