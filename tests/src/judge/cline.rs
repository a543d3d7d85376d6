//! Cline reads the document as `~/.cline/data/settings/cline_mcp_settings.json`: `cline config mcp --json` refuses it or not, and
//! tells names, transports and what is off, and no more. It starts nothing.

use super::offline::{self, Offline};
use super::{Judge, Said, Seen, Variables, Verdict};
use mcpglot_core::model::Concept;
use serde_json::{Value, json};
use std::fs;
use std::path::PathBuf;

pub(super) struct Cline {
    program: PathBuf,
    place: Offline,
}

impl Cline {
    pub(super) fn start() -> Result<Self, String> {
        Ok(Self { program: super::tool("cline")?, place: Offline::new().map_err(|e| e.to_string())? })
    }

    fn ask(&self, document: &[u8], variables: &Variables) -> Result<Verdict, String> {
        let home = self.place.home("home").map_err(|e| e.to_string())?;
        let folder = home.join(".cline/data/settings");
        fs::create_dir_all(&folder)
            .and_then(|()| fs::write(folder.join("cline_mcp_settings.json"), document))
            .map_err(|e| e.to_string())?;
        let mut command = self.place.command(&self.program, &home);
        let child = command.envs(variables.env()).args(["config", "mcp", "--json"]).spawn().map_err(|e| e.to_string())?;
        let output = offline::finish(child)?;
        let errors = String::from_utf8_lossy(&output.stderr).trim().to_owned();
        match output.status.code() {
            Some(0) => {}
            Some(_) => return Ok(Verdict::Refuses(errors + String::from_utf8_lossy(&output.stdout).trim())),
            None => return Err(format!("it ended with {}: {errors}", output.status)),
        }
        let listed: Value = serde_json::from_slice(&output.stdout).map_err(|e| format!("{e}: {errors}"))?;
        let written: Value = serde_json::from_slice(document).unwrap_or_default();
        let mut servers = Vec::new();
        for server in listed.as_array().ok_or("it lists no servers")? {
            let mut seen = Seen::new(server["name"].as_str().ok_or("a server without a name")?);
            // What bridges to a remote server it starts as the process that it is, and lists as that server.
            let args = written["mcpServers"][seen.name.as_str()]["args"].as_array();
            let is_bridge = |arg: &Value| arg.as_str().is_some_and(|arg| arg == "mcp-remote" || arg.starts_with("mcp-remote@"));
            let bridges = args.is_some_and(|args| args.iter().any(is_bridge));
            let transport = match server["transportType"].as_str().ok_or("a server without a transport")? {
                "streamableHttp" | "sse" if bridges => "stdio",
                "streamableHttp" => "http",
                other => other,
            };
            seen.say(Concept::Transport, Said::Text(transport.to_owned()));
            if server["disabled"] == json!(true) {
                seen.say(Concept::Enabled, Said::Off);
            }
            servers.push(seen);
        }
        let complaints = errors.lines().filter(|line| !line.is_empty()).map(str::to_owned).collect();
        Ok(Verdict::Loads { servers, complaints })
    }
}

impl Judge for Cline {
    fn is_slow(&self) -> bool {
        true
    }

    fn tells(&self) -> &'static [Concept] {
        use Concept::*;
        &[Transport, Enabled]
    }

    #[expect(clippy::panic, reason = "a judge that cannot judge fails the test, with the reason")]
    fn judge(&mut self, document: &[u8], variables: &Variables) -> Verdict {
        self.ask(document, variables).unwrap_or_else(|trouble| panic!("cline: {trouble}"))
    }
}
