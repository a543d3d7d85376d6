//! Clients that are told of a server by a command line of their own: what stands in their file afterwards.

use super::offline::{self, Offline};
use mcpglot_core::hosts::Host;
use std::fs;
use std::path::PathBuf;

/// A client that adds servers.
pub struct Adder {
    host: &'static Host,
    /// The program, and the words that stand before those of the command line.
    program: PathBuf,
    before: Vec<PathBuf>,
    place: Offline,
    count: usize,
}

impl Adder {
    /// The client of that host; `None` where it has none that can be had.
    ///
    /// # Errors
    /// Where it is not installed.
    pub fn of(host: &'static Host) -> Result<Option<Self>, String> {
        let (program, before) = match host.id {
            "codex" | "claude-code" | "copilot-cli" | "droid" | "opencode" => (super::tool(host.id)?, Vec::new()),
            "gemini-cli" => (super::tool("node")?, vec![super::tool("gemini-cli")?.join("gemini.js")]),
            // The editor cannot be had; its reader of links can.
            "vscode" => (super::tool("node")?, vec![super::setup("vscode-link.mjs"), super::tool("vscode")?]),
            _ => return Ok(None),
        };
        let place = Offline::new().map_err(|error| error.to_string())?;
        Ok(Some(Self { host, program, before, place, count: 0 }))
    }

    /// The client's host.
    #[must_use]
    pub const fn host(&self) -> &'static Host {
        self.host
    }

    /// What stands in the user's file once the client got `words`, the first of which is its name; VS Code is given a link.
    ///
    /// # Errors
    /// Where it refuses them, in its own words, or writes no file.
    pub fn add(&mut self, words: &[String]) -> Result<String, String> {
        self.count += 1;
        let home = self.place.home(&self.count.to_string()).map_err(|error| error.to_string())?;
        let mut command = self.place.command(&self.program, &home);
        // It writes references as they are; a variable that is set would show.
        command.args(&self.before).args(words.get(1..).unwrap_or_default()).env("PATH_TO_NOWHERE", "x");
        command.env("DISABLE_AUTOUPDATER", "1").env("CLAUDE_CODE_DISABLE_NONESSENTIAL_TRAFFIC", "1");
        command.env("GEMINI_CLI_NO_RELAUNCH", "true");
        let output = offline::finish(command.spawn().map_err(|error| error.to_string())?)?;
        let said = [output.stdout, output.stderr].concat();
        let said = String::from_utf8_lossy(&said);
        if !output.status.success() {
            return Err(format!("{}: {}: {said}", self.host.id, output.status));
        }
        if self.host.id == "vscode" {
            return Ok(said.into_owned());
        }
        let own = self.host.files.iter().filter(|file| file.scope == "user" && matches!(file.os, "all" | "linux"));
        let mut files = own.filter_map(|file| file.path.strip_prefix("~/")).map(|path| home.join(path));
        let file = files.find(|path| path.exists()).ok_or_else(|| format!("{}: writes no file: {said}", self.host.id))?;
        let text = fs::read_to_string(&file).map_err(|error| error.to_string())?;
        // The next one begins with nothing.
        fs::remove_dir_all(&home).map_err(|error| error.to_string())?;
        Ok(text)
    }
}
