//! Droid reads the document as `~/.factory/mcp.json`: `droid doctor --config` refuses it or not, `droid mcp list` tells names,
//! transports and what is off, and no more. The latter tries to start servers: what they would run is out of reach.

use super::offline::{self, Offline};
use super::{Judge, Said, Seen, Variables, Verdict};
use mcpglot_core::model::Concept;
use serde_json::Value;
use std::fs;
use std::path::PathBuf;
use std::process::Child;

pub(super) struct Droid {
    program: PathBuf,
    place: Offline,
}

impl Droid {
    pub(super) fn start() -> Result<Self, String> {
        Ok(Self { program: super::tool("droid")?, place: Offline::new().map_err(|e| e.to_string())? })
    }

    fn run(&self, name: &str, document: &[u8], variables: &Variables, args: &[&str]) -> Result<Child, String> {
        let home = self.place.home(name).map_err(|e| e.to_string())?;
        let folder = home.join(".factory");
        fs::create_dir_all(&folder).and_then(|()| fs::write(folder.join("mcp.json"), document)).map_err(|e| e.to_string())?;
        self.place.command(&self.program, &home).envs(variables.env()).args(args).spawn().map_err(|e| e.to_string())
    }

    fn ask(&self, document: &[u8], variables: &Variables) -> Result<Verdict, String> {
        let doctor = self.run("doctor", document, variables, &["doctor", "--config", "--json"])?;
        let list = self.run("list", document, variables, &["mcp", "list"])?;
        let doctor = offline::finish(doctor).map_err(|e| format!("doctor: {e}"))?;
        let list = offline::finish(list).map_err(|e| format!("mcp list: {e}"))?;
        let doctor: Value = serde_json::from_slice(&doctor.stdout).map_err(|e| format!("doctor: {e}"))?;
        let results = doctor["results"].as_array().ok_or("doctor has no results")?;
        let failed = results.iter().filter(|result| result["category"] == "configuration" && result["status"] == "fail");
        let reasons: Vec<&str> = failed.filter_map(|result| result["detail"].as_str()).collect();
        if !reasons.is_empty() {
            return Ok(Verdict::Refuses(reasons.join("; ")));
        }
        let listed = String::from_utf8_lossy(&list.stdout).into_owned();
        let servers = listed.lines().filter_map(|line| {
            let mut words = line.strip_prefix("  ")?.strip_suffix("  [user]")?.splitn(3, "  ");
            let mut seen = Seen::new(words.next()?);
            seen.say(Concept::Transport, Said::Text(words.next()?.to_owned()));
            if words.next()? == "disabled" {
                seen.say(Concept::Enabled, Said::Off);
            }
            Some(seen)
        });
        Ok(Verdict::Loads { servers: servers.collect(), complaints: Vec::new() })
    }
}

impl Judge for Droid {
    fn is_slow(&self) -> bool {
        true
    }

    fn tells(&self) -> &'static [Concept] {
        &[Concept::Transport, Concept::Enabled]
    }

    #[expect(clippy::panic, reason = "a judge that cannot judge fails the test, with the reason")]
    fn judge(&mut self, document: &[u8], variables: &Variables) -> Verdict {
        self.ask(document, variables).unwrap_or_else(|trouble| panic!("droid: {trouble}"))
    }
}
