//! Copilot CLI reads the document as `~/.copilot/mcp-config.json`; `copilot mcp list --json` starts nothing, and says nothing of
//! what it leaves out. It shows references as they are written.

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
    ("cwd", Concept::Cwd, Shape::Text),
    ("url", Concept::Url, Shape::Text),
    ("headers", Concept::Headers, Shape::Pairs),
    ("timeout", Concept::Timeout, Shape::Milliseconds),
    ("tools", Concept::ToolsAllow, Shape::Texts),
];

pub(super) struct CopilotCli {
    program: PathBuf,
    place: Offline,
}

impl CopilotCli {
    pub(super) fn start() -> Result<Self, String> {
        Ok(Self { program: super::tool("copilot-cli")?, place: Offline::new().map_err(|e| e.to_string())? })
    }

    fn ask(&self, document: &[u8], variables: &Variables) -> Result<Verdict, String> {
        let home = self.place.home("home").map_err(|e| e.to_string())?;
        let folder = home.join(".copilot");
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join("mcp-config.json"), document))
            .map_err(|e| e.to_string())?;
        let mut command = self.place.command(&self.program, &home);
        command.envs(variables.env()).env("COPILOT_AUTO_UPDATE", "false").env("COPILOT_OFFLINE", "true");
        let child = command.args(["mcp", "list", "--json"]).spawn().map_err(|e| e.to_string())?;
        let output = offline::finish(child)?;
        let errors = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        match output.status.code() {
            Some(0) => {}
            Some(1) => return Ok(Verdict::Refuses(errors)),
            _ => return Err(format!("it ended with {}: {errors}", output.status)),
        }
        let listed: Value = serde_json::from_slice(&output.stdout).map_err(|e| e.to_string())?;
        let mut servers = Vec::new();
        for (name, entry) in listed["mcpServers"].as_object().ok_or("it lists no servers")? {
            let mut entry = entry.as_object().ok_or("a server that is no object")?.clone();
            // What it fills in itself.
            if entry.get("tools") == Some(&json!(["*"])) {
                entry.remove("tools");
            }
            let mut seen = Seen::new(name);
            for (concept, said) in Seen::shown(name, &entry, FIELDS).into_said() {
                let expanded = !matches!(concept, Concept::ToolsAllow);
                seen.say(concept, if expanded { said.map(|text| variables.expand(text, "", true)) } else { said });
            }
            let transport = match entry.get("type").and_then(Value::as_str) {
                None | Some("local" | "stdio") if entry.contains_key("command") => "stdio",
                None | Some("http" | "streamable-http") => "http",
                Some(other) => other,
            };
            seen.say(Concept::Transport, Said::Text(transport.to_owned()));
            if entry.get("disabled") == Some(&json!(true)) || entry.get("enabled") == Some(&json!(false)) {
                seen.say(Concept::Enabled, Said::Off);
            }
            servers.push(seen);
        }
        Ok(Verdict::Loads { servers, complaints: complaints(&errors) })
    }
}

/// What it says of the document. On a machine that has much to do it says too how long it took to unpack itself.
fn complaints(errors: &str) -> Vec<String> {
    let of_the_document = |line: &&str| !line.is_empty() && !line.starts_with("Package extraction took ");
    errors.lines().filter(of_the_document).map(str::to_owned).collect()
}

impl Judge for CopilotCli {
    fn is_slow(&self) -> bool {
        true
    }

    fn tells(&self) -> &'static [Concept] {
        use Concept::*;
        &[Transport, Command, Args, Env, Cwd, Url, Headers, Enabled, Timeout, ToolsAllow]
    }

    #[expect(clippy::panic, reason = "a judge that cannot judge fails the test, with the reason")]
    fn judge(&mut self, document: &[u8], variables: &Variables) -> Verdict {
        self.ask(document, variables).unwrap_or_else(|trouble| panic!("copilot-cli: {trouble}"))
    }
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_slow_start_is_no_complaint() {
        let errors = "Package extraction took 6085ms\n\nthe file has a fault\n";
        assert_eq!(super::complaints(errors), ["the file has a fault"]);
    }
}
