//! The bar of writing: whole processes that bring ten servers into nine files, against a minimal program that writes the same
//! nine files by temporary file, flush and rename.
//!
//! The two take turns, because what else the machine does to its disk hits both.

#![allow(clippy::unwrap_used, clippy::print_stdout, reason = "a benchmark")]

use std::fs;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use mcpglot_core::hosts;
use mcpglot_tests::faces::{Face, Folder};

/// All that a server can be, ten times.
const SOURCE: &str = r#"{
  "mcpServers": {
    "files": { "command": "npx", "args": ["-y", "@modelcontextprotocol/server-filesystem", "/code/app"] },
    "git": { "command": "uvx", "args": ["mcp-server-git"], "env": { "GIT_DIR": "/code/app/.git" } },
    "postgres": { "command": "uvx", "args": ["postgres-mcp"], "env": { "DATABASE_URI": "${DATABASE_URI}" }, "timeout": 20000 },
    "browser": { "command": "npx", "args": ["-y", "@playwright/mcp@latest", "--headless"], "env": { "DEBUG": "pw:mcp" } },
    "memory": { "command": "docker", "args": ["run", "-i", "--rm", "mcp/memory"], "env": { "A": "1", "B": "2", "C": "3" } },
    "github": { "type": "http", "url": "https://api.githubcopilot.com/mcp/", "headers": { "Authorization": "Bearer ${GITHUB_TOKEN}" } },
    "search": { "type": "http", "url": "https://mcp.example.com/v1", "headers": { "X-Api-Key": "${SEARCH_KEY}", "X-Team": "core" } },
    "docs": { "type": "sse", "url": "https://docs.example.com/sse" },
    "tickets": { "type": "http", "url": "https://tickets.example.com/mcp", "timeout": 30000 },
    "spare": { "command": "spare-mcp", "args": ["--stdio"] }
  }
}
"#;

/// The hosts that get them.
const HOSTS: [&str; 9] =
    ["claude-code", "claude-desktop", "codex", "copilot-cli", "cursor", "droid", "gemini-cli", "opencode", "vscode"];

/// What stands in a target before.
const BEFORE: &[u8] = b"\n";

fn main() {
    // Without `--bench` it is a test that it runs.
    let turns = if std::env::args().any(|arg| arg == "--bench") { 60 } else { 1 };
    let folder = Folder::new("bench-files");
    folder.write(".mcp.json", SOURCE);
    let targets = HOSTS.map(|id| format!("{id}/config.{}", hosts::find(id).unwrap().syntax.name()));
    let to = HOSTS.iter().zip(&targets).map(|(id, path)| format!("{id}={path}")).collect::<Vec<_>>().join(",");
    let face = Face::native();
    let sync = |more: &[&str]| {
        let mut command = face.command(&folder.0);
        command.args(["sync", "--quiet", "--allow-loss", "--to", &to]).args(more).stdout(Stdio::null()).stderr(Stdio::null());
        command
    };
    let reset = |exist: bool| {
        for target in &targets {
            let _ = fs::remove_file(folder.0.join(target));
            if exist {
                folder.write(target, BEFORE);
            }
        }
    };

    reset(true);
    run(&mut sync(&[]));
    for target in &targets {
        folder.write(&format!("wanted/{}", target.replace('/', "+")), fs::read(folder.0.join(target)).unwrap());
    }
    let minimal = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_minimal"));
        command.arg(&folder.0);
        command
    };

    println!("ten servers into {} files / a minimal program writes them (bar 1.5)", targets.len());
    for (name, exist, more) in
        [("the files exist", true, &[] as &[&str]), ("the files are new", false, &[]), ("all or none", true, &["--atomic-all"])]
    {
        let (mut ours, mut theirs) = (Vec::new(), Vec::new());
        for _ in 0..turns {
            reset(exist);
            ours.push(run(&mut sync(more)));
            reset(exist);
            theirs.push(run(&mut minimal()));
        }
        tell(name, &mut ours, &mut theirs);
    }
    let (mut ours, mut theirs) = (Vec::new(), Vec::new());
    for _ in 0..turns {
        ours.push(run(&mut sync(&[])));
        theirs.push(run(&mut minimal()));
    }
    tell("nothing to do", &mut ours, &mut theirs);
}

/// How long it takes.
fn run(command: &mut Command) -> Duration {
    let start = Instant::now();
    assert!(command.status().unwrap().success(), "{command:?}");
    start.elapsed()
}

/// The ratio of the fastest turns and of those in the middle.
fn tell(name: &str, ours: &mut [Duration], theirs: &mut [Duration]) {
    ours.sort_unstable();
    theirs.sort_unstable();
    let middle = ours.len() / 2;
    let ratio = |at: usize| ours[at].as_secs_f64() / theirs[at].as_secs_f64();
    println!(
        "  {name:<20} {:5.2} fastest, {:5.2} median   {:5.2} ms / {:5.2} ms, {:5.2} ms / {:5.2} ms",
        ratio(0),
        ratio(middle),
        millis(ours[0]),
        millis(theirs[0]),
        millis(ours[middle]),
        millis(theirs[middle])
    );
}

fn millis(time: Duration) -> f64 {
    time.as_secs_f64() * 1e3
}
