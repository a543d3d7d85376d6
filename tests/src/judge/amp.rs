//! Amp reads the document as `~/.config/amp/settings.json`; `amp mcp list --json` starts nothing and checks no types. It shows
//! references as they are written, and says nothing of what it leaves out.

use super::offline::{self, Offline};
use super::seen::Shape;
use super::{Judge, Said, Seen, Variables, Verdict};
use mcpglot_core::model::Concept;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

const FIELDS: &[(&str, Concept, Shape)] = &[
    ("command", Concept::Command, Shape::Text),
    ("args", Concept::Args, Shape::Texts),
    ("env", Concept::Env, Shape::Pairs),
    ("url", Concept::Url, Shape::Text),
    ("headers", Concept::Headers, Shape::Pairs),
    ("includeTools", Concept::ToolsAllow, Shape::Texts),
];

pub(super) struct Amp {
    program: PathBuf,
    place: Offline,
}

impl Amp {
    pub(super) fn start() -> Result<Self, String> {
        Ok(Self { program: super::tool("amp")?, place: Offline::new().map_err(|e| e.to_string())? })
    }

    fn ask(&self, document: &[u8], variables: &Variables) -> Result<Verdict, String> {
        let home = self.place.home("home").map_err(|e| e.to_string())?;
        let folder = home.join(".config/amp");
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join("settings.json"), document))
            .map_err(|e| e.to_string())?;
        let mut command = self.place.command(&self.program, &home);
        // Where nobody is: it would wait for an answer about the servers of an account.
        command.envs(variables.env()).env("AMP_URL", "http://127.0.0.1:9");
        let child = command.args(["mcp", "list", "--json"]).spawn().map_err(|e| e.to_string())?;
        let output = offline::finish(child)?;
        let errors = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        match output.status.code() {
            Some(0) => {}
            Some(_) => return Ok(Verdict::Refuses(errors)),
            None => return Err(format!("it ended with {}: {errors}", output.status)),
        }
        let listed: Value = serde_json::from_slice(&output.stdout).map_err(|e| format!("{e}: {errors}"))?;
        let mut servers = Vec::new();
        for server in listed.as_array().ok_or("it lists no servers")? {
            let name = server["name"].as_str().ok_or("a server without a name")?;
            let entry = server["spec"].as_object().ok_or("a server that is no object")?;
            let mut seen = Seen::new(name);
            for (concept, said) in Seen::shown(name, entry, FIELDS).into_said() {
                let expanded = !matches!(concept, Concept::ToolsAllow);
                seen.say(concept, if expanded { said.map(|text| variables.expand_plain(text)) } else { said });
            }
            // Whether a URL speaks HTTP or SSE it finds out when it gets there.
            let transport = match server["type"] == "command" {
                true => Said::Text("stdio".to_owned()),
                false => Said::Untold,
            };
            seen.say(Concept::Transport, transport);
            if entry.get("disabled") == Some(&json!(true)) {
                seen.say(Concept::Enabled, Said::Off);
            }
            servers.push(seen);
        }
        let own = |line: &&str| !line.is_empty() && !line.starts_with("Could not load MCP servers from Amp account");
        let complaints = errors.lines().filter(own).map(str::to_owned).collect();
        Ok(Verdict::Loads { servers, complaints })
    }
}

impl Judge for Amp {
    fn is_slow(&self) -> bool {
        true
    }

    fn tells(&self) -> &'static [Concept] {
        use Concept::*;
        &[Transport, Command, Args, Env, Cwd, Url, Headers, Enabled, ToolsAllow]
    }

    #[expect(clippy::panic, reason = "a judge that cannot judge fails the test, with the reason")]
    fn judge(&mut self, document: &[u8], variables: &Variables) -> Verdict {
        self.ask(document, variables).unwrap_or_else(|trouble| panic!("amp: {trouble}"))
    }
}
