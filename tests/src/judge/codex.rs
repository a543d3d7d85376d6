//! Codex: its command line says whether it starts at all, its app server what it sees.
//!
//! The command line refuses a bad file, and then the user has no Codex; the app server goes on with defaults. Both are
//! asked. `config/read` reads the file again on each call, by the same code as at the start, so one process judges
//! hundreds of documents at 2 ms each (a test holds it against fresh processes). `codex mcp list` would wait five
//! seconds for each server that it cannot reach.

use super::offline::{self, Offline, PATIENCE};
use super::{Judge, Said, Variables};
use mcpglot_core::model::Concept;
use serde_json::{Map, Value, json};
use std::collections::{BTreeMap, BTreeSet};
use std::io::{BufRead, BufReader, Write};
use std::path::{Path, PathBuf};
use std::process::{Child, ChildStdin};
use std::sync::mpsc::{self, Receiver};
use std::time::Instant;
use std::{fmt, fs, thread};

/// What Codex makes of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It starts, with these servers, sorted by name (it keeps no order).
    Loads {
        /// The servers.
        servers: Vec<Seen>,
        /// What it complains of all the same.
        warnings: Vec<Warning>,
    },
    /// It does not start. The reason is in its own words, which may quote a value of the document.
    Refuses(String),
}

/// A complaint about a document that loads.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Warning {
    /// It does not know the field at this path, and goes on without it. With `--strict-config` it would refuse.
    Ignored(String),
    /// It shows the server of this name, and fails when it comes to start it.
    NameFails(String),
}

/// One server, as Codex sees it. What it shows as null or empty is as good as absent.
#[derive(Clone, PartialEq, Default)]
#[expect(missing_docs, reason = "the fields are Codex's own")]
pub struct Seen {
    pub name: String,
    pub command: Option<String>,
    pub args: Vec<String>,
    pub env: BTreeMap<String, String>,
    pub env_vars: Vec<EnvVar>,
    pub cwd: Option<String>,
    pub url: Option<String>,
    pub http_headers: BTreeMap<String, String>,
    pub env_http_headers: BTreeMap<String, String>,
    pub bearer_token_env_var: Option<String>,
    pub enabled: bool,
    pub startup_timeout_sec: Option<f64>,
    pub tool_timeout_sec: Option<f64>,
    pub enabled_tools: Option<Vec<String>>,
    pub disabled_tools: Option<Vec<String>>,
    /// Every other field that has a value, by name.
    pub other: BTreeMap<String, Value>,
}

/// A variable that Codex hands on to a server: `"NAME"`, or `{ name = "NAME", source = "remote" }`.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
#[expect(missing_docs, reason = "the fields are Codex's own")]
pub struct EnvVar {
    pub name: String,
    pub source: Option<String>,
}

impl Seen {
    /// The names of the fields in which the two differ: never the values.
    #[must_use]
    pub fn differences(&self, other: &Self) -> Vec<&'static str> {
        [
            ("name", self.name == other.name),
            ("command", self.command == other.command),
            ("args", self.args == other.args),
            ("env", self.env == other.env),
            ("env_vars", self.env_vars == other.env_vars),
            ("cwd", self.cwd == other.cwd),
            ("url", self.url == other.url),
            ("http_headers", self.http_headers == other.http_headers),
            ("env_http_headers", self.env_http_headers == other.env_http_headers),
            ("bearer_token_env_var", self.bearer_token_env_var == other.bearer_token_env_var),
            ("enabled", self.enabled == other.enabled),
            ("startup_timeout_sec", self.startup_timeout_sec == other.startup_timeout_sec),
            ("tool_timeout_sec", self.tool_timeout_sec == other.tool_timeout_sec),
            ("enabled_tools", self.enabled_tools == other.enabled_tools),
            ("disabled_tools", self.disabled_tools == other.disabled_tools),
            ("other", self.other == other.other),
        ]
        .into_iter()
        .filter_map(|(field, same)| (!same).then_some(field))
        .collect()
    }

    fn parse(name: &str, shown: &Value) -> Result<Self, String> {
        let mut shown = Shown(shown.as_object().ok_or("a server that is no object")?.clone());
        // The executor that Codex itself adds.
        if shown.0.get("environment_id") == Some(&json!("local")) {
            shown.0.remove("environment_id");
        }
        Ok(Self {
            name: name.to_owned(),
            command: shown.take("command", text)?,
            args: shown.take("args", list(text))?.unwrap_or_default(),
            env: shown.take("env", map)?.unwrap_or_default(),
            env_vars: shown.take("env_vars", list(env_var))?.unwrap_or_default(),
            cwd: shown.take("cwd", text)?,
            url: shown.take("url", text)?,
            http_headers: shown.take("http_headers", map)?.unwrap_or_default(),
            env_http_headers: shown.take("env_http_headers", map)?.unwrap_or_default(),
            bearer_token_env_var: shown.take("bearer_token_env_var", text)?,
            enabled: shown.take("enabled", Value::as_bool)?.unwrap_or(true),
            startup_timeout_sec: shown.take("startup_timeout_sec", Value::as_f64)?,
            tool_timeout_sec: shown.take("tool_timeout_sec", Value::as_f64)?,
            enabled_tools: shown.take("enabled_tools", list(text))?,
            disabled_tools: shown.take("disabled_tools", list(text))?,
            other: shown.0.into_iter().filter(|(_, value)| !empty(value)).collect(),
        })
    }
}

/// Names keys, counts and what stands in the open anyway; masks the rest.
impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let keys = |map: &BTreeMap<String, String>| map.keys().cloned().collect::<Vec<_>>();
        f.debug_struct("Seen")
            .field("name", &self.name)
            .field("command", &self.command)
            .field("args", &self.args.len())
            .field("env", &keys(&self.env))
            .field("env_vars", &self.env_vars)
            .field("cwd", &self.cwd.is_some())
            .field("url", &self.url.is_some())
            .field("http_headers", &keys(&self.http_headers))
            .field("env_http_headers", &keys(&self.env_http_headers))
            .field("bearer_token_env_var", &self.bearer_token_env_var)
            .field("enabled", &self.enabled)
            .field("startup_timeout_sec", &self.startup_timeout_sec)
            .field("tool_timeout_sec", &self.tool_timeout_sec)
            .field("enabled_tools", &self.enabled_tools)
            .field("disabled_tools", &self.disabled_tools)
            .field("other", &self.other.keys().collect::<Vec<_>>())
            .finish()
    }
}

struct Shown(Map<String, Value>);

impl Shown {
    fn take<T>(&mut self, field: &str, read: impl Fn(&Value) -> Option<T>) -> Result<Option<T>, String> {
        match self.0.remove(field) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => read(&value).map(Some).ok_or_else(|| format!("config/read shows `{field}` in a form of its own")),
        }
    }
}

fn text(value: &Value) -> Option<String> {
    value.as_str().map(str::to_owned)
}

fn list<T>(read: impl Fn(&Value) -> Option<T>) -> impl Fn(&Value) -> Option<Vec<T>> {
    move |value| value.as_array()?.iter().map(&read).collect()
}

fn map(value: &Value) -> Option<BTreeMap<String, String>> {
    value.as_object()?.iter().map(|(key, value)| Some((key.clone(), text(value)?))).collect()
}

fn env_var(value: &Value) -> Option<EnvVar> {
    match value {
        Value::String(name) => Some(EnvVar { name: name.clone(), source: None }),
        _ => Some(EnvVar { name: text(value.get("name")?)?, source: value.get("source").and_then(text) }),
    }
}

fn empty(value: &Value) -> bool {
    match value {
        Value::Null => true,
        Value::Array(items) => items.is_empty(),
        Value::Object(fields) => fields.is_empty(),
        _ => false,
    }
}

/// The program, its app servers running.
pub struct Codex {
    // Before the folder in which they live: fields are dropped in this order.
    lenient: AppServer,
    strict: AppServer,
    program: PathBuf,
    place: Offline,
}

impl Codex {
    /// # Errors
    /// When it is not installed or does not answer.
    pub fn start() -> Result<Self, String> {
        let program = super::tool("codex")?;
        let place = Offline::new().map_err(|e| e.to_string())?;
        let lenient = AppServer::start(&place, &program, "lenient", b"", &[])?;
        let strict = AppServer::start(&place, &program, "strict", b"", &["--strict-config"])?;
        let mut codex = Self { lenient, strict, program, place };
        match codex.judge(b"") {
            Verdict::Loads { servers, warnings } if servers.is_empty() && warnings.is_empty() => Ok(codex),
            _ => Err("codex sees more than the document: has this machine a configuration of its own (/etc/codex)?".to_owned()),
        }
    }

    /// What Codex makes of `document` as the user's `config.toml`.
    ///
    /// # Panics
    /// When it gives no answer.
    pub fn judge(&mut self, document: &[u8]) -> Verdict {
        self.ask(document, false).unwrap_or_else(trouble)
    }

    /// The same with `--strict-config`: refuses also what it would ignore.
    ///
    /// # Panics
    /// When it gives no answer.
    pub fn judge_strictly(&mut self, document: &[u8]) -> Verdict {
        self.ask(document, true).unwrap_or_else(trouble)
    }

    fn ask(&mut self, document: &[u8], strictly: bool) -> Result<Verdict, String> {
        if let Err(reason) = self.command_line(document)? {
            return Ok(Verdict::Refuses(reason));
        }
        let servers = match self.lenient.read(document)? {
            Ok(servers) => servers,
            Err(reason) => return Ok(Verdict::Refuses(reason)),
        };
        let mut warnings = BTreeSet::new();
        match self.strict.read(document)? {
            Ok(same) if same == servers => {}
            Ok(_) => {
                return Err("codex sees other servers with --strict-config than without".to_owned());
            }
            Err(reason) if strictly => return Ok(Verdict::Refuses(reason)),
            Err(_) => warnings.extend(self.ignored(document)?),
        }
        warnings.extend(self.lenient.failing(&servers)?);
        Ok(Verdict::Loads { servers, warnings: warnings.into_iter().collect() })
    }

    /// Any subcommand would do: all of them load the configuration first. This one does nothing else of note.
    fn command_line(&self, document: &[u8]) -> Result<Result<(), String>, String> {
        let home = self.place.home("command-line").map_err(|e| e.to_string())?;
        fs::write(home.join("config.toml"), document).map_err(|e| e.to_string())?;
        let mut command = self.place.command(&self.program, &home);
        let child = command.env("CODEX_HOME", &home).args(["features", "list"]).spawn().map_err(|e| e.to_string())?;
        let output = offline::finish(child).map_err(|e| format!("codex features list: {e}"))?;
        match output.status.code() {
            Some(0) => Ok(Ok(())),
            Some(1) => Ok(Err(reason(&String::from_utf8_lossy(&output.stderr), &home))),
            _ => Err(format!("codex features list ended with {}", output.status)),
        }
    }

    /// Names every field that Codex does not know. Only a process that starts with the document tells them all.
    fn ignored(&self, document: &[u8]) -> Result<Vec<Warning>, String> {
        let mut fresh = AppServer::start(&self.place, &self.program, "fresh", document, &[])?;
        loop {
            let lines = fresh.complaints.iter().flat_map(|c| c.lines()).filter_map(|l| l.trim().strip_suffix("` is ignored."));
            let ignored: Vec<_> =
                lines.filter_map(|l| l.split_once(": `")).map(|(_, path)| Warning::Ignored(path.to_owned())).collect();
            if !ignored.is_empty() {
                return Ok(ignored);
            }
            fresh.listen()?;
        }
    }
}

#[expect(clippy::panic, reason = "a judge that cannot judge fails the test, with the reason")]
fn trouble(reason: String) -> Verdict {
    panic!("{reason}")
}

impl Judge for Codex {
    fn tells(&self) -> &'static [Concept] {
        use Concept::*;
        &[Transport, Command, Args, Env, Cwd, Url, Headers, Enabled, StartupTimeout, ToolTimeout, ToolsAllow, ToolsDeny]
    }

    fn judge(&mut self, document: &[u8], variables: &Variables) -> super::Verdict {
        match Self::judge(self, document) {
            Verdict::Refuses(reason) => super::Verdict::Refuses(reason),
            Verdict::Loads { servers, warnings } => super::Verdict::Loads {
                servers: servers.into_iter().map(|seen| common(seen, variables)).collect(),
                complaints: warnings.iter().map(|warning| format!("{warning:?}")).collect(),
            },
        }
    }
}

/// The variables that it hands on, by whatever field, are references to them.
fn common(seen: Seen, variables: &Variables) -> super::Seen {
    let mut common = super::Seen::new(&seen.name);
    let transport = if seen.command.is_some() { "stdio" } else { "http" };
    let mut env = seen.env;
    env.extend(seen.env_vars.into_iter().filter_map(|variable| {
        let value = match variable.source.as_deref() {
            None | Some("local") => variables.value(&variable.name)?,
            Some(source) => format!("{source}:{}", variable.name),
        };
        Some((variable.name, value))
    }));
    let mut headers = seen.http_headers;
    headers.extend(seen.env_http_headers.into_iter().filter_map(|(header, name)| Some((header, variables.value(&name)?))));
    headers.extend(
        seen.bearer_token_env_var
            .and_then(|name| Some(("Authorization".to_owned(), format!("Bearer {}", variables.value(&name)?)))),
    );
    let said = [
        (Concept::Transport, Some(Said::Text(transport.to_owned()))),
        (Concept::Command, seen.command.map(Said::Text)),
        (Concept::Args, Some(Said::Texts(seen.args))),
        (Concept::Env, Some(Said::Pairs(env))),
        (Concept::Cwd, seen.cwd.map(Said::Text)),
        (Concept::Url, seen.url.map(Said::Text)),
        (Concept::Headers, Some(Said::Pairs(headers))),
        (Concept::Enabled, (!seen.enabled).then_some(Said::Off)),
        (Concept::StartupTimeout, seen.startup_timeout_sec.map(Said::seconds)),
        (Concept::ToolTimeout, seen.tool_timeout_sec.map(Said::seconds)),
        (Concept::ToolsAllow, seen.enabled_tools.map(Said::Texts)),
        (Concept::ToolsDeny, seen.disabled_tools.map(Said::Texts)),
    ];
    for (concept, said) in said {
        if let Some(said) = said {
            common.say(concept, said);
        }
    }
    common
}

/// The words that say why, without those that say what was tried and where.
fn reason(stderr: &str, home: &Path) -> String {
    let around = ["WARNING: ", "Error: failed to load", "Caused by:"];
    let lines = stderr.lines().map(str::trim_end).filter(|l| !l.is_empty() && !around.iter().any(|a| l.starts_with(a)));
    lines.collect::<Vec<_>>().join("\n").replace(&home.display().to_string(), "<home>").trim().to_owned()
}

/// A running `codex app-server`: JSON lines in, JSON lines out.
struct AppServer {
    home: PathBuf,
    child: Child,
    input: Option<ChildStdin>,
    output: Receiver<Value>,
    calls: u64,
    complaints: Vec<String>,
}

impl AppServer {
    fn start(place: &Offline, program: &Path, name: &str, document: &[u8], args: &[&str]) -> Result<Self, String> {
        let home = place.home(name).map_err(|e| e.to_string())?;
        fs::write(home.join("config.toml"), document).map_err(|e| e.to_string())?;
        let errors = fs::File::create(home.join("stderr")).map_err(|e| e.to_string())?;
        let mut command = place.command(program, &home);
        command.env("CODEX_HOME", &home).arg("app-server").args(args).stdin(std::process::Stdio::piped()).stderr(errors);
        let mut child = command.spawn().map_err(|e| format!("{}: {e}", program.display()))?;
        let (send, output) = mpsc::channel();
        let lines = BufReader::new(child.stdout.take().ok_or("no stdout")?).lines();
        thread::spawn(move || {
            let messages = lines.map_while(Result::ok).filter_map(|line| serde_json::from_str(&line).ok());
            messages.map(|message| send.send(message)).take_while(Result::is_ok).for_each(drop);
        });
        let mut server = Self { home, input: child.stdin.take(), child, output, calls: 0, complaints: Vec::new() };
        let client = json!({"clientInfo": {"name": "mcpglot", "version": "0"}, "capabilities": {"experimentalApi": true}});
        server.call("initialize", &client)?.map_err(|e| format!("codex app-server: {e}"))?;
        Ok(server)
    }

    /// The servers of `document`, or why there are none to be had.
    fn read(&mut self, document: &[u8]) -> Result<Result<Vec<Seen>, String>, String> {
        fs::write(self.home.join("config.toml"), document).map_err(|e| e.to_string())?;
        let answer = match self.call("config/read", &json!({}))? {
            Ok(answer) => answer,
            Err(refusal) => return Ok(Err(reason(&refusal, &self.home))),
        };
        let config = answer.get("config").ok_or("config/read answers without a config")?;
        let Some(servers) = config.get("mcp_servers").and_then(Value::as_object) else {
            return Ok(Ok(Vec::new()));
        };
        let mut servers = servers.iter().map(|(name, shown)| Seen::parse(name, shown)).collect::<Result<Vec<_>, _>>()?;
        servers.sort_by(|a, b| a.name.cmp(&b.name));
        Ok(Ok(servers))
    }

    /// The names that fail when their servers start. They are tried on stand-ins whose command does not exist, so
    /// that nothing of the document runs.
    fn failing(&mut self, servers: &[Seen]) -> Result<Vec<Warning>, String> {
        let stand_in = |s: &Seen| {
            format!("[mcp_servers.{}]\ncommand = \"no-such-command\"\n", json!(s.name).to_string().replace('\u{7f}', "\\u007F"))
        };
        let document: String = servers.iter().map(stand_in).collect();
        fs::write(self.home.join("config.toml"), document).map_err(|e| e.to_string())?;
        let answer = self.call("mcpServerStatus/list", &json!({"limit": servers.len().max(1)}))??;
        let shown = answer.get("data").and_then(Value::as_array).ok_or("mcpServerStatus/list answers without data")?;
        let accepted: BTreeSet<_> = (shown.iter())
            .filter(|s| s.get("toolsError").and_then(Value::as_str).is_some_and(|e| e.contains("No such file")))
            .filter_map(|s| s.get("name")?.as_str())
            .collect();
        let failing = servers.iter().filter(|s| !accepted.contains(s.name.as_str()));
        Ok(failing.map(|s| Warning::NameFails(s.name.clone())).collect())
    }

    /// One question, one answer: `Ok(Err(..))` is an answer too.
    fn call(&mut self, method: &str, params: &Value) -> Result<Result<Value, String>, String> {
        self.calls += 1;
        let id = json!(self.calls);
        let line = json!({"id": id, "method": method, "params": params});
        let input = self.input.as_mut().ok_or("no stdin")?;
        // A server that has ended cannot be written to; what it had to say is heard below.
        let _ = writeln!(input, "{line}").and_then(|()| input.flush());
        loop {
            let mut message = self.listen().map_err(|e| format!("{method}: {e}"))?;
            if message.get("id") == Some(&id) && message.get("method").is_none() {
                return Ok(match message.get("error") {
                    Some(error) => Err(error.get("message").and_then(Value::as_str).unwrap_or_default().to_owned()),
                    None => Ok(message["result"].take()),
                });
            }
        }
    }

    /// The next message; complaints about the configuration are kept.
    fn listen(&mut self) -> Result<Value, String> {
        let since = Instant::now();
        let message = self.output.recv_timeout(PATIENCE).map_err(|_| {
            let errors = fs::read_to_string(self.home.join("stderr")).unwrap_or_default();
            format!("codex app-server gave no answer in {} s: {}", since.elapsed().as_secs(), reason(&errors, &self.home))
        })?;
        if message["method"] == "configWarning" {
            self.complaints.extend(message["params"]["summary"].as_str().map(str::to_owned));
        }
        Ok(message)
    }
}

impl Drop for AppServer {
    fn drop(&mut self) {
        self.input = None;
        offline::end(&mut self.child);
    }
}
