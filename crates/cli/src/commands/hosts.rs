//! `hosts`.

use mcpglot_core::hosts::{ALL, Host};
use mcpglot_core::nearest::nearest;

use crate::args::{Misuse, Parsed, host_ids};
use crate::{Failure, Status, print};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let chosen: Vec<&'static Host> = match parsed.arguments.first() {
        None => ALL.to_vec(),
        Some(id) => vec![find(&id.to_string_lossy())?],
    };
    let json = parsed.text("format")? == Some("json");
    if json {
        print(&mcpglot_wire::to_json(&mcpglot_wire::Hosts::new(&chosen)))?;
        print("\n")?;
    } else if parsed.arguments.is_empty() {
        let lines = chosen.iter().map(|host| format!("{:<14}{:<30}{}\n", host.id, host.files[0].path, host.name));
        print(&lines.collect::<String>())?;
    } else {
        print(&describe(chosen[0]))?;
    }
    Ok(Status::Done)
}

fn find(id: &str) -> Result<&'static Host, Misuse> {
    mcpglot_core::hosts::find(id).ok_or_else(|| {
        let misuse = Misuse::new(format!("there is no host `{id}`"));
        match nearest(id, host_ids()) {
            Some(near) => misuse.help(format!("did you mean `{near}`?")),
            None => misuse.help("`mcpglot hosts` lists them"),
        }
    })
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
