//! `commands`.

use mcpglot_core::diag::{Diagnostic, Document, Severity};
use mcpglot_core::hosts::{self, FormKind};
use mcpglot_core::mask;
use mcpglot_core::ops::{self, Commands, Options};
use mcpglot_core::text::Encoding;

use super::convert::renames;
use super::input;
use crate::args::{Misuse, Parsed};
use crate::render::{Drawer, Place, unique};
use crate::{Failure, Status, harmless, is_colored, print, print_line, say};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let Some(to) = parsed.text("to").and_then(hosts::find) else {
        return Err(Misuse::new("the host to tell is missing").help("add `--to HOST`; `mcpglot hosts` lists them").into());
    };
    let renames = renames(parsed)?;
    let servers: Vec<String> = parsed.texts("server").into_iter().map(str::to_owned).collect();
    let input = input::read(parsed)?;
    let (source, found) = match ops::decode(&input.bytes, Document::Source) {
        Ok(source) => {
            let options = Options {
                from: parsed.text("from").and_then(hosts::find_source),
                bridge: parsed.text("bridge") == Some("mcp-remote"),
                servers: (!servers.is_empty()).then_some(&servers),
                rename: &renames,
                file_name: input.path.as_deref(),
                ..Options::new(to)
            };
            (source, ops::commands(source, &options))
        }
        // What is no text is for no host.
        Err((reason, before)) => (before, Commands { from: None, servers: None, diagnostics: vec![*reason] }),
    };
    let status = status(&found);
    if parsed.text("format") == Some("json") {
        print_line(&mcpglot_wire::to_json(&mcpglot_wire::Commands::new(&found, to, source, Encoding::Utf8)));
    } else {
        let place = |name, text, syntax| Place { name, text, syntax };
        let drawer = Drawer {
            source: place(input.name.clone(), source, found.from.map(|host| host.syntax)),
            target: place(String::new(), "", None),
            colored: is_colored(parsed, &std::io::stderr()),
            show_values: input::shows_values(parsed, &std::io::stderr()),
        };
        say(&drawer.draw(&said(&found), parsed.has("quiet")));
        print(&listed(&found));
    }
    Ok(status)
}

/// What is to be said, once where several ways of telling have it in common.
fn said(found: &Commands) -> Vec<Diagnostic> {
    let commands = found.servers.iter().flatten().flat_map(|(_, commands)| commands);
    unique(&mut found.diagnostics.iter().chain(commands.flat_map(|command| &command.diagnostics)))
}

fn listed(found: &Commands) -> String {
    let mut out = String::new();
    for (name, commands) in found.servers.iter().flatten() {
        let texts = || commands.iter().filter_map(|command| Some((command, command.text.as_ref()?)));
        if texts().next().is_none() {
            continue;
        }
        out.push_str(&format!("{}# {}\n", if out.is_empty() { "" } else { "\n" }, harmless(mask::key(name))));
        for (command, text) in texts() {
            // Who pastes all of it runs each command once.
            let mark = if command.kind == FormKind::Link { "# link: " } else { "" };
            out.push_str(&format!("{mark}{text}\n"));
            if let Some(other) = command.powershell.as_ref().filter(|other| *other != text) {
                out.push_str(&format!("# PowerShell: {other}\n"));
            }
        }
    }
    out
}

fn status(found: &Commands) -> Status {
    let is_error = |found: &&Diagnostic| found.code.severity == Severity::Error;
    let Some(servers) = &found.servers else {
        return if found.from.is_none() { Status::Failed } else { Status::Refused };
    };
    let faultless = |command: &ops::Command| command.text.is_some() && !command.diagnostics.iter().any(|one| is_error(&one));
    if servers.iter().all(|(_, commands)| commands.iter().any(faultless)) { Status::Done } else { Status::Lossy }
}
