//! `hosts`.

use mcpglot_core::hosts::{ALL, Host};

use crate::args::{self, Parsed};
use crate::{Failure, Status, print, print_line};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let chosen: Vec<&'static Host> = match parsed.arguments.first() {
        None => ALL.to_vec(),
        Some(id) => vec![args::host(&id.to_string_lossy())?],
    };
    let json = parsed.text("format") == Some("json");
    if json {
        print_line(&mcpglot_wire::to_json(&mcpglot_wire::Hosts::new(&chosen)));
    } else if parsed.arguments.is_empty() {
        let width = chosen.iter().map(|host| host.id.len()).max().unwrap_or_default();
        // What has no file is pasted into the program.
        let place = |host: &Host| host.files.first().map_or("-", |file| file.path);
        let lines = chosen.iter().map(|host| format!("{:<width$}  {:<42}  {}\n", host.id, place(host), host.name));
        print(&lines.collect::<String>());
    } else {
        print(&describe(chosen[0]));
    }
    Ok(Status::Done)
}

fn describe(host: &Host) -> String {
    let mut out = format!("{} ({})\n", host.name, host.id);
    out.push_str(&format!("facts: release {}, {}\n\nfiles:\n", host.checked_version, host.confidence));
    for file in host.files {
        let moved = file.moved_by.map_or_else(String::new, |variable| format!(" (moved by {variable})"));
        out.push_str(&format!("  {:<10}{}{moved}\n", file.scope, file.path));
    }
    out.push_str(&format!("\nfields of a server, under {}:\n", host.servers_key()));
    for spec in host.fields {
        out.push_str(&format!("  {:<36}{}\n", spec.key, spec.concept.name()));
    }
    out
}
