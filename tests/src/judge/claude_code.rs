//! Claude Code reads the document as a project's `.mcp.json`: `claude mcp list` for its complaints, the control request
//! `mcp_status` for what it sees, `claude mcp get` for variables and time limits, of which the former says nothing.
//!
//! To tell of servers it would start them; its own setting `disabledMcpServers` keeps it from that, and it tells all the same.

use super::offline::{self, Offline, Talk};
use super::seen::Shape;
use super::{Judge, Said, Seen, Variables, Verdict};
use mcpglot_core::model::Concept;
use serde_json::{Map, Value, json};
use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Child, Command};

const FIELDS: &[(&str, Concept, Shape)] = &[
    ("type", Concept::Transport, Shape::Text),
    ("command", Concept::Command, Shape::Text),
    ("args", Concept::Args, Shape::Texts),
    ("cwd", Concept::Cwd, Shape::Text),
    ("url", Concept::Url, Shape::Text),
    ("headers", Concept::Headers, Shape::Pairs),
];

/// What `mcp_status` tells.
const TOLD: &[&str] = &["type", "command", "args", "url", "headers"];

pub(super) struct ClaudeCode {
    program: PathBuf,
    place: Offline,
    /// What `mcp get` said, by name and entry: it says the same each time.
    said: BTreeMap<(String, String), String>,
}

impl ClaudeCode {
    pub(super) fn start() -> Result<Self, String> {
        Ok(Self {
            program: super::tool("claude-code")?,
            place: Offline::new().map_err(|e| e.to_string())?,
            said: BTreeMap::new(),
        })
    }

    fn ask(&mut self, document: &[u8], variables: &Variables) -> Result<Verdict, String> {
        // Each of the two processes has a home and a project of its own: both write.
        let lists = self.home("lists", document)?;
        let tells = self.home("tells", document)?;
        let list = self.run(&lists, variables, &["mcp", "list"])?;
        let mut command = self.command(&tells, variables);
        command.args(["-p", "--input-format", "stream-json", "--output-format", "stream-json", "--verbose"]);
        let mut session = Talk::start(&self.place, command, &tells)?;
        let mut control = |id: &str, subtype: &str| {
            let request = json!({"type": "control_request", "request_id": id, "request": {"subtype": subtype}});
            session.ask(&request, |line| {
                let mut message: Value = serde_json::from_str(line).ok()?;
                let response = message.get_mut("response").filter(|response| response["request_id"] == id)?;
                Some(response["response"].take())
            })
        };
        control("1", "initialize")?;
        let status = control("2", "mcp_status")?;
        drop(session);
        let list = offline::finish(list).map_err(|e| format!("claude mcp list: {e}"))?;
        let list = String::from_utf8_lossy(&list.stdout).into_owned();
        let said = |mark: &str| {
            let lines = list.lines().filter_map(|line| Some(line.split_once(mark)?.1.trim().to_owned()));
            lines.collect::<Vec<_>>()
        };
        let errors = said("[Error]");
        if !errors.is_empty() {
            return Ok(Verdict::Refuses(errors.join("; ")));
        }
        let shown = status["mcpServers"].as_array().ok_or("mcp_status answers without servers")?;
        let mut servers = Vec::new();
        let entries = entries(document);
        let mut asked: Vec<(usize, (String, String))> = Vec::new();
        for server in shown {
            let name = server["name"].as_str().ok_or("a server without a name")?;
            // Of a WebSocket it tells no more than that it is one.
            let nothing = Map::new();
            let config = server["config"].as_object().unwrap_or(&nothing);
            let mut seen = Seen::shown(name, config, FIELDS);
            if config.is_empty() {
                seen.say(Concept::Transport, server["transport"].as_str().map_or(Said::Odd, |name| Said::Text(name.to_owned())));
                seen.say(Concept::Url, Said::Untold);
                seen.say(Concept::Headers, Said::Untold);
            }
            if let Some(id) = config.get("oauth").and_then(|oauth| oauth["clientId"].as_str()) {
                seen.say(Concept::OauthClientId, Said::Text(id.to_owned()));
            }
            servers.push(seen.without_place(&tells, &self.place.path()));
            let entry = entries.as_ref().and_then(|entries| entries.get(name));
            if entry.and_then(Value::as_object).is_none_or(|entry| entry.keys().any(|key| !TOLD.contains(&key.as_str()))) {
                asked.push((servers.len() - 1, (name.to_owned(), entry.map(Value::to_string).unwrap_or_default())));
            }
        }
        asked.retain(|(at, which)| match self.said.get(which) {
            Some(said) => {
                hear(said, &mut servers[*at], variables);
                false
            }
            None => true,
        });
        // Two at a time.
        for two in asked.chunks(2) {
            let get = |(_, (name, _)): &(usize, (String, String))| self.run(&lists, variables, &["mcp", "get", "--", name]);
            let running: Vec<Child> = two.iter().map(get).collect::<Result<_, _>>()?;
            for ((at, which), child) in two.iter().zip(running) {
                let output = offline::finish(child).map_err(|e| format!("claude mcp get: {e}"))?;
                let output = String::from_utf8_lossy(&output.stdout).into_owned();
                hear(&output, &mut servers[*at], variables);
                if !which.1.is_empty() {
                    self.said.insert(which.clone(), output);
                }
            }
        }
        for seen in &mut servers {
            // `mcp get` loses line breaks and the like.
            let env = entries.as_ref().and_then(|entries| entries.get(&seen.name)?.get("env")?.as_object());
            let lost =
                |value: &Value| value.as_str().is_some_and(|value| value.contains(char::is_control) || value.trim() != value);
            if env.is_some_and(|env| env.values().any(lost) || env.keys().any(|key| key.contains(['=', '\n']))) {
                seen.say(Concept::Env, Said::Untold);
            }
        }
        // Blanks around an argument are what the source has: they are meant.
        let meant = |complaint: &String| complaint.contains("Leading or trailing whitespace");
        let complaints = said("[Warning]").into_iter().filter(|complaint| !meant(complaint)).collect();
        Ok(Verdict::Loads { servers, complaints })
    }

    fn home(&self, name: &str, document: &[u8]) -> Result<PathBuf, String> {
        let home = self.place.home(name).map_err(|e| e.to_string())?;
        let project = home.join("project");
        let names: Vec<String> = entries(document).map(|entries| entries.keys().cloned().collect()).unwrap_or_default();
        // What it keeps there besides stays: at its first start it takes two seconds more.
        let file = home.join(".claude.json");
        let kept = fs::read(&file).ok().and_then(|bytes| serde_json::from_slice(&bytes).ok());
        let mut settings = kept.filter(Value::is_object).unwrap_or_else(|| json!({}));
        settings["projects"] = json!({project.to_string_lossy(): {"disabledMcpServers": names}});
        fs::create_dir_all(&project)
            .and_then(|()| fs::write(project.join(".mcp.json"), document))
            .and_then(|()| fs::write(&file, settings.to_string()))
            .map_err(|e| e.to_string())?;
        Ok(home)
    }

    fn command(&self, home: &Path, variables: &Variables) -> Command {
        let mut command = self.place.command(&self.program, home);
        command.current_dir(home.join("project")).envs(variables.env());
        command.env("DISABLE_AUTOUPDATER", "1").env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
        command
    }

    fn run(&self, home: &Path, variables: &Variables, args: &[&str]) -> Result<Child, String> {
        self.command(home, variables).args(args).spawn().map_err(|e| e.to_string())
    }
}

/// What `mcp get` adds. It shows references as they are written, but for their defaults.
fn hear(output: &str, seen: &mut Seen, variables: &Variables) {
    let mut env: BTreeMap<String, String> = BTreeMap::new();
    let mut last = None;
    let mut within = false;
    for line in output.lines() {
        // One below a second it ignores, and says so there.
        if let Some(limit) = line.strip_prefix("  Timeout: ").filter(|limit| !limit.contains("ignored")) {
            let limit = limit.strip_suffix("ms").and_then(|limit| limit.parse::<f64>().ok());
            seen.say(Concept::ToolTimeout, limit.map_or(Said::Odd, |limit| Said::seconds(limit / 1000.0)));
        }
        let field = line.strip_prefix("    ").and_then(|line| line.split_once('='));
        // A value of several lines goes on at the margin.
        within = line == "  Environment:" || within && (field.is_some() || !line.starts_with("  ") && !line.is_empty());
        match (field, &last) {
            _ if !within => {}
            (Some((name, value)), _) => {
                env.insert(name.to_owned(), value.to_owned());
                last = Some(name.to_owned());
            }
            (None, Some(last)) => env.entry(last.clone()).or_default().extend(["\n", line]),
            (None, None) => {}
        }
    }
    let env = Said::Pairs(env).map(|text| variables.expand(text, "", false));
    let untold = matches!(&env, Said::Pairs(pairs) if pairs.values().any(|value| variables.left_in(value)));
    seen.say(Concept::Env, if untold { Said::Untold } else { env });
}

impl Judge for ClaudeCode {
    fn is_slow(&self) -> bool {
        true
    }

    fn tells(&self) -> &'static [Concept] {
        use Concept::*;
        // `cwd` and an off switch it does not have: there they must not be seen.
        &[Transport, Command, Args, Env, Cwd, Url, Headers, Enabled, ToolTimeout, OauthClientId]
    }

    #[expect(clippy::panic, reason = "a judge that cannot judge fails the test, with the reason")]
    fn judge(&mut self, document: &[u8], variables: &Variables) -> Verdict {
        self.ask(document, variables).unwrap_or_else(|trouble| panic!("claude-code: {trouble}"))
    }
}

/// The servers of the document, as far as we can tell: which of them to switch off, and which to ask more of.
fn entries(document: &[u8]) -> Option<Map<String, Value>> {
    let document: Value = serde_json::from_slice(document.strip_prefix("\u{feff}".as_bytes()).unwrap_or(document)).ok()?;
    document.get("mcpServers")?.as_object().cloned()
}
