//! `list`: which servers there are, in the source or in the files of hosts.

use mcpglot_core::diag::Sink;
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::mask;
use mcpglot_core::model::{Concept, Meaning, Server, Text, Transport};
use mcpglot_core::ops;
use mcpglot_core::project::Target;
use mcpglot_core::text::Encoding;
use mcpglot_wire::{Listed, Listing};

use super::report::{About, Report};
use super::targets::Choice;
use super::{settings, source};
use crate::args::Parsed;
use crate::commands::input::{self, Input};
use crate::{Failure, Status, harmless, print, print_line, say};

pub(in crate::commands) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let found = settings::find()?;
    let mut sink = Sink::default();
    let (text, opened) = settings::open(&found, &mut sink);
    let Some((_, settings)) = opened else {
        Report::about(vec![About::settings(&found, text, sink.diagnostics)]).tell(parsed);
        return Ok(Status::Failed);
    };
    let mut files: Vec<(Input, Option<&'static Host>)> = Vec::new();
    let plain: Vec<Target<'_>> = hosts::ALL.iter().map(|&host| Target::new(host)).collect();
    if parsed.arguments.is_empty() && !parsed.has("all") && !parsed.has("user") {
        let source = source::source(parsed, &found, &settings)?;
        files.push((source.input, source.from));
    } else {
        for job in (Choice { parsed, found: &found, settings: &settings, plain: &plain, source: None }).jobs(&mut sink)? {
            // A host that has no file has no servers.
            if job.path.exists() {
                files.push((input::file(job.path.as_os_str())?, Some(job.target.host)));
            }
        }
    }
    let mut status = Status::Done;
    let mut listed = Vec::new();
    let opened: Vec<_> = files.iter().map(|(input, stated)| source::read(input, *stated)).collect();
    let is_json = parsed.text("format") == Some("json");
    let read: Vec<_> = opened
        .iter()
        .map(|opened| {
            let source = opened.as_ref().ok()?;
            let mut read = ops::read(&source.text, source.host);
            if let Some(note) = &source.note {
                read.sink.diagnostics.insert(0, note.clone());
            }
            Some((read, source.host))
        })
        .collect();
    for (((input, _), opened), read) in files.iter().zip(&opened).zip(&read) {
        let read = read.as_ref().map(|(read, host)| (read, *host));
        let (text, found) = match (opened, read) {
            (Ok(source), Some((read, _))) => (&*source.text, &*read.sink.diagnostics),
            (Err((found, before, failed)), _) => {
                status = status.max(*failed);
                (*before, std::slice::from_ref(&**found))
            }
            (Ok(_), None) => continue,
        };
        if is_json {
            listed.push(Listed::new(&input.name, read, found, text, Encoding::Utf8));
        } else if !read.is_some_and(|(read, _)| read.is_without_servers()) {
            let host = read.map(|(_, host)| host);
            let about = About { name: &input.name, text, host, syntax: host.map(|host| host.syntax), found: found.to_vec() };
            Report::about(vec![about]).tell(parsed);
        }
        let Some((read, host)) = read else { continue };
        if read.config.is_none() && !read.is_without_servers() {
            status = status.max(Status::Refused);
            continue;
        }
        if is_json {
            continue;
        }
        print_line(&harmless(&format!("{} ({})", input.name, host.id)));
        let servers = read.config.as_ref().map_or(&[][..], |config| &config.servers);
        let width = servers.iter().map(|server| server.name.chars().count()).max().unwrap_or_default().min(40);
        for server in servers {
            let line = format!("  {:<width$}  {}", mask::key(&server.name), describe(server));
            print_line(&harmless(line.trim_end()));
        }
        if servers.is_empty() {
            print("  no servers\n");
        }
    }
    if is_json {
        print_line(&mcpglot_wire::to_json(&Listing::new(listed)));
    } else if files.is_empty() && !parsed.has("quiet") {
        say("note: none of these hosts has a file here\n");
    }
    Ok(status)
}

/// A server in a line, values masked.
fn describe(server: &Server<'_>) -> String {
    let text = |concept| match server.get(concept).map(|field| &field.meaning) {
        Some(Meaning::Text(text)) => Some(text),
        _ => None,
    };
    let mut line = format!("{:<6} ", server.transport.map_or("?", Transport::name));
    if let Some(command) = text(Concept::Command) {
        line.push_str(&mask::mask_command(command.raw()));
        if let Some(Meaning::Texts(args)) = server.get(Concept::Args).map(|field| &field.meaning) {
            let package = mask::package_of(command.raw(), args.iter().map(Text::raw));
            for (at, arg) in args.iter().enumerate() {
                line.push(' ');
                line.push_str(&mask::mask_arg(arg.raw(), package == Some(at)));
            }
        }
    } else if let Some(url) = text(Concept::Url) {
        line.push_str(&mask::mask_url(url.raw()));
    }
    if server.unusable {
        line.push_str("  (cannot be used)");
    } else if server.is_disabled() {
        line.push_str("  (off)");
    }
    line
}
