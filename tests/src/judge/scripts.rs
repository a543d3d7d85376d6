//! Clients whose own readers a script of `tests/setup` keeps ready and asks.

use super::offline::{Offline, Talk};
use super::seen::Shape;
use super::{Judge, Said, Seen, Variables, Verdict};
use mcpglot_core::model::Concept;
use serde_json::{Map, Value, json};
use std::fs;
use std::path::PathBuf;

/// A client that a script asks.
pub(super) struct Scripted {
    // Before the folder in which it lives: fields are dropped in this order.
    talk: Option<(Talk, Option<Variables>)>,
    client: &'static Client,
    node: PathBuf,
    /// What the script is told of the client.
    program: PathBuf,
    place: Offline,
    count: usize,
}

/// What is different about each.
struct Client {
    id: &'static str,
    /// The script, and what it is told besides the program.
    script: (&'static str, &'static [&'static str]),
    tells: &'static [Concept],
    /// Where the document is put, below the folder that is fresh for each document or, where that is `None`, the home.
    file: &'static str,
    fresh: bool,
    /// Whether the variables have to be there when the program starts.
    variables_at_start: bool,
    env: &'static [(&'static str, &'static str)],
    see: fn(&str, &Map<String, Value>, &Variables) -> Seen,
}

const COMMAND: (&str, Concept, Shape) = ("command", Concept::Command, Shape::Text);
const ARGS: (&str, Concept, Shape) = ("args", Concept::Args, Shape::Texts);
const ENV: (&str, Concept, Shape) = ("env", Concept::Env, Shape::Pairs);
const CWD: (&str, Concept, Shape) = ("cwd", Concept::Cwd, Shape::Text);
const URL: (&str, Concept, Shape) = ("url", Concept::Url, Shape::Text);
const HEADERS: (&str, Concept, Shape) = ("headers", Concept::Headers, Shape::Pairs);
const TIMEOUT: (&str, Concept, Shape) = ("timeout", Concept::Timeout, Shape::Milliseconds);

/// Its loader of settings, which shows references expanded.
static GEMINI_CLI: Client = Client {
    id: "gemini-cli",
    script: ("gemini-cli.mjs", &[]),
    tells: {
        use Concept::*;
        &[Transport, Command, Args, Env, Cwd, Url, Headers, Timeout, ToolsAllow, ToolsDeny, Description]
    },
    file: ".gemini/settings.json",
    fresh: false,
    variables_at_start: false,
    env: &[("GEMINI_CLI_TRUST_WORKSPACE", "true"), ("GEMINI_CLI_NO_RELAUNCH", "true")],
    see: |name, entry, _| {
        let tools = [
            ("includeTools", Concept::ToolsAllow, Shape::Texts),
            ("excludeTools", Concept::ToolsDeny, Shape::Texts),
            ("description", Concept::Description, Shape::Text),
        ];
        let mut seen = Seen::shown(name, entry, &[&[COMMAND, ARGS, ENV, CWD, URL, HEADERS, TIMEOUT], tools.as_slice()].concat());
        // In the order in which it makes a transport of them.
        if let Some(url) = entry.get("httpUrl").and_then(Value::as_str) {
            seen.say(Concept::Url, Said::Text(url.to_owned()));
        }
        let transport = match (entry.contains_key("httpUrl"), entry.contains_key("url"), entry.get("type")) {
            (false, true, Some(stated)) if stated == "sse" => "sse",
            (false, false, _) => "stdio",
            _ => "http",
        };
        seen.say(Concept::Transport, Said::Text(transport.to_owned()));
        seen
    },
};

/// Its server, which shows references expanded. Of a remote server it tries both transports.
static OPENCODE: Client = Client {
    id: "opencode",
    script: ("opencode.mjs", &[]),
    tells: {
        use Concept::*;
        &[Transport, Command, Args, Env, Cwd, Url, Headers, Enabled, Timeout, OauthClientId]
    },
    file: "opencode.json",
    fresh: true,
    variables_at_start: true,
    env: &[("OPENCODE_DISABLE_AUTOUPDATE", "1"), ("OPENCODE_DISABLE_MODELS_FETCH", "1")],
    see: lines_of_words,
};

/// The same, made from it. It takes references from the user's file only, which is one for all folders.
static KILO_CODE: Client = Client {
    id: "kilo-code",
    script: ("opencode.mjs", &["warnings"]),
    file: "../.config/kilo/kilo.json",
    env: &[("KILO_DISABLE_AUTOUPDATE", "1"), ("KILO_DISABLE_MODELS_FETCH", "1")],
    ..OPENCODE
};

fn lines_of_words(name: &str, entry: &Map<String, Value>, _: &Variables) -> Seen {
    let env = ("environment", Concept::Env, Shape::Pairs);
    let mut seen = Seen::shown(name, entry, &[env, CWD, URL, HEADERS, TIMEOUT]);
    if let Some(words) = entry.get("command") {
        let words = words.as_array().map(|words| words.iter().filter_map(Value::as_str).map(str::to_owned).collect::<Vec<_>>());
        let mut words = words.unwrap_or_default().into_iter();
        seen.say(Concept::Command, words.next().map_or(Said::Odd, Said::Text));
        seen.say(Concept::Args, Said::Texts(words.collect()));
    }
    if let Some(id) = entry.get("oauth").and_then(|oauth| oauth["clientId"].as_str()) {
        seen.say(Concept::OauthClientId, Said::Text(id.to_owned()));
    }
    match entry.get("type").and_then(Value::as_str) {
        Some("local") => seen.say(Concept::Transport, Said::Text("stdio".to_owned())),
        Some("remote") => seen.say(Concept::Transport, Said::Untold),
        _ => {}
    }
    if entry.get("enabled") == Some(&json!(false)) {
        seen.say(Concept::Enabled, Said::Off);
    }
    seen
}

/// The loader of settings that it has from Gemini CLI. It checks no types.
static QWEN_CODE: Client = Client {
    id: "qwen-code",
    file: ".qwen/settings.json",
    env: &[],
    see: |name, entry, _| {
        let more = [
            ("includeTools", Concept::ToolsAllow, Shape::Texts),
            ("excludeTools", Concept::ToolsDeny, Shape::Texts),
            ("description", Concept::Description, Shape::Text),
            ("timeout", Concept::ToolTimeout, Shape::Milliseconds),
            ("discoveryTimeoutMs", Concept::StartupTimeout, Shape::Milliseconds),
        ];
        let mut seen = Seen::shown(name, entry, &[&[COMMAND, ARGS, ENV, CWD, URL, HEADERS], more.as_slice()].concat());
        if let Some(url) = entry.get("httpUrl").or_else(|| entry.get("tcp")).and_then(Value::as_str) {
            seen.say(Concept::Url, Said::Text(url.to_owned()));
        }
        // In the order in which it makes a transport of them, whatever the type.
        let words = [("httpUrl", "http"), ("url", "sse"), ("command", "stdio"), ("tcp", "ws")];
        let transport = words.iter().find(|(key, _)| entry.contains_key(*key));
        seen.say(Concept::Transport, transport.map_or(Said::Odd, |(_, name)| Said::Text((*name).to_owned())));
        seen
    },
    tells: {
        use Concept::*;
        &[Transport, Command, Args, Env, Cwd, Url, Headers, StartupTimeout, ToolTimeout, ToolsAllow, ToolsDeny, Description]
    },
    ..GEMINI_CLI
};

/// Its reader of `config.yaml`, which shows references expanded.
static CONTINUE: Client = Client {
    id: "continue",
    script: ("continue.mjs", &[]),
    tells: {
        use Concept::*;
        &[Transport, Command, Args, Env, Cwd, Url, Headers, Enabled, StartupTimeout, DisplayName]
    },
    file: "config.yaml",
    fresh: false,
    variables_at_start: false,
    env: &[],
    see: |name, entry, _| {
        let more = [
            ("connectionTimeout", Concept::StartupTimeout, Shape::Milliseconds),
            ("serverName", Concept::DisplayName, Shape::Text),
        ];
        let mut seen = Seen::shown(name, entry, &[&[COMMAND, ARGS, ENV, CWD, URL], more.as_slice()].concat());
        let mut headers =
            entry.get("requestOptions").and_then(|options| options["headers"].as_object().cloned()).unwrap_or_default();
        if let Some(key) = entry.get("apiKey").and_then(Value::as_str) {
            headers.retain(|name, _| !name.eq_ignore_ascii_case("authorization"));
            headers.insert("Authorization".to_owned(), format!("Bearer {key}").into());
        }
        let headers = Map::from_iter([("headers".to_owned(), headers.into())]);
        for (concept, said) in Seen::shown(name, &headers, &[HEADERS]).into_said() {
            seen.say(concept, said);
        }
        let transport = match entry.get("type").and_then(Value::as_str) {
            _ if entry.contains_key("command") => "stdio",
            None | Some("streamable-http") => "http",
            Some(other) => other,
        };
        seen.say(Concept::Transport, Said::Text(transport.to_owned()));
        seen
    },
};

/// Its reading of a server, and as complaints what its schema underlines. It shows references as they are written.
static VSCODE: Client = Client {
    id: "vscode",
    script: ("vscode.mjs", &[]),
    tells: {
        use Concept::*;
        // Its reading makes `sse` and `http` one.
        &[Transport, Command, Args, Env, Cwd, Url, Headers, Enabled, Timeout]
    },
    file: "mcp.json",
    fresh: false,
    variables_at_start: false,
    env: &[],
    see: |name, entry, variables| {
        let mut seen = Seen::new(name);
        for (concept, said) in Seen::shown(name, entry, &[COMMAND, ARGS, ENV, CWD, URL, HEADERS]).into_said() {
            seen.say(concept, said.map(|text| variables.expand(text, "env:", false)));
        }
        match entry.get("type").and_then(Value::as_str) {
            Some("stdio") => seen.say(Concept::Transport, Said::Text("stdio".to_owned())),
            _ => seen.say(Concept::Transport, Said::Untold),
        }
        seen
    },
};

/// The reader of its agent, which shows references expanded.
static CURSOR: Client = Client {
    id: "cursor",
    script: ("cursor.mjs", &[]),
    tells: {
        use Concept::*;
        &[Transport, Command, Args, Env, Cwd, Url, Headers, Enabled, Timeout]
    },
    file: "mcp.json",
    fresh: false,
    variables_at_start: false,
    env: &[],
    see: |name, entry, _| {
        let mut seen = Seen::shown(name, entry, &[COMMAND, ARGS, ENV, CWD, URL, HEADERS]);
        let transport = match entry.get("type").and_then(Value::as_str) {
            _ if entry.contains_key("command") => "stdio",
            stated => stated.unwrap_or("http"),
        };
        seen.say(Concept::Transport, Said::Text(transport.to_owned()));
        seen
    },
};

pub(super) fn gemini_cli() -> Result<Scripted, String> {
    Scripted::start(&GEMINI_CLI)
}

pub(super) fn opencode() -> Result<Scripted, String> {
    Scripted::start(&OPENCODE)
}

pub(super) fn kilo_code() -> Result<Scripted, String> {
    Scripted::start(&KILO_CODE)
}

pub(super) fn qwen_code() -> Result<Scripted, String> {
    Scripted::start(&QWEN_CODE)
}

pub(super) fn continue_dev() -> Result<Scripted, String> {
    Scripted::start(&CONTINUE)
}

pub(super) fn vscode() -> Result<Scripted, String> {
    Scripted::start(&VSCODE)
}

pub(super) fn cursor() -> Result<Scripted, String> {
    Scripted::start(&CURSOR)
}

impl Scripted {
    fn start(client: &'static Client) -> Result<Self, String> {
        let (node, program) = (super::tool("node")?, super::tool(client.id)?);
        let place = Offline::new().map_err(|e| e.to_string())?;
        Ok(Self { talk: None, client, node, program, place, count: 0 })
    }

    fn ask(&mut self, document: &[u8], variables: &Variables) -> Result<Verdict, String> {
        let home = self.place.home("home").map_err(|e| e.to_string())?;
        // What was set once may stay: a name has but one value.
        let fits = |has: &Option<Variables>| has.as_ref().is_none_or(|has| has.covers(variables));
        if self.talk.as_ref().is_none_or(|(_, has)| !fits(has)) {
            let had = self.talk.take().and_then(|(_, has)| has).unwrap_or_default();
            let wanted = self.client.variables_at_start.then(|| variables.with(&had));
            let mut command = self.place.command(&self.node, &home);
            let (script, more) = self.client.script;
            command.arg(super::setup(script)).arg(&self.program).args(more);
            command.envs(wanted.iter().flat_map(Variables::env)).envs(self.client.env.iter().copied());
            self.talk = Some((Talk::start(&self.place, command, &home)?, wanted));
        }
        let (talk, _) = self.talk.as_mut().ok_or("it is not there")?;
        self.count += 1;
        let folder = if self.client.fresh { home.join(format!("document-{}", self.count)) } else { home.clone() };
        let file = folder.join(self.client.file);
        // At once: some watch the file, and would take what is half written for all of it.
        let whole = file.with_extension("new");
        fs::create_dir_all(file.parent().unwrap_or(&folder))
            .and_then(|()| fs::write(&whole, document))
            .and_then(|()| fs::rename(&whole, &file))
            .map_err(|e| e.to_string())?;
        if self.client.fresh {
            // The files beside it that it names.
            let text = String::from_utf8_lossy(document);
            for name in text.split("{file:./").skip(1).filter_map(|rest| rest.split_once('}')).map(|(name, _)| name) {
                let file = file.with_file_name(name);
                let write = || {
                    fs::create_dir_all(file.parent().unwrap_or(&folder))?;
                    fs::write(&file, format!("contents-of-./{name}"))
                };
                write().map_err(|e: std::io::Error| e.to_string())?;
            }
        }
        let env = variables.env();
        let question = json!({"folder": folder, "file": file, "env": env});
        let answer = talk.ask(&question, |line| serde_json::from_str(line.strip_prefix("@@")?).ok())?;
        if let Some(reason) = answer.get("error") {
            return Ok(Verdict::Refuses(reason.as_str().unwrap_or_default().to_owned()));
        }
        let mut servers = Vec::new();
        let mut complaints: Vec<String> = Vec::new();
        for pair in answer["servers"].as_array().ok_or("it tells of no servers")? {
            let name = pair[0].as_str().ok_or("a server without a name")?;
            match pair[1].as_object() {
                // Of these it says only whether they are on: they stand in another file.
                Some(entry) if self.client.fresh && !entry.contains_key("type") => {}
                Some(entry) => servers.push((self.client.see)(name, entry, variables).without_place(&home, &self.place.path())),
                None => complaints.push(format!("{name} is no object")),
            }
        }
        let told = answer["complaints"].as_array().into_iter().flatten();
        // An editor underlines a URL that is a reference from its beginning on, and takes it.
        let refers = |complaint: &&str| {
            let about = complaint.strip_prefix("servers.").and_then(|rest| rest.split_once("/url must match pattern "));
            let url = |(name, _): (&str, &str)| servers.iter().find(|seen| seen.name == name)?.get(Concept::Url);
            about.and_then(url).is_some_and(|url| matches!(url, Said::Text(url) if url.starts_with("value-of-")))
        };
        complaints.extend(told.filter_map(Value::as_str).filter(|complaint| !refers(complaint)).map(str::to_owned));
        Ok(Verdict::Loads { servers, complaints })
    }
}

impl Judge for Scripted {
    fn tells(&self) -> &'static [Concept] {
        self.client.tells
    }

    #[expect(clippy::panic, reason = "a judge that cannot judge fails the test, with the reason")]
    fn judge(&mut self, document: &[u8], variables: &Variables) -> Verdict {
        self.ask(document, variables).unwrap_or_else(|trouble| panic!("{}: document {}: {trouble}", self.client.id, self.count))
    }
}
