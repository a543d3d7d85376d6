//! `sync`: the servers of one source, brought into the files of many hosts.

use mcpglot_core::diag::{Diagnostic, Document, Sink, codes};
use mcpglot_core::hosts;
use mcpglot_core::ops::{self, Strategy};
use mcpglot_core::project::Target;

use super::job::{Done, Run};
use super::record::{self, Record};
use super::report::{About, Report};
use super::settings::{self, Kind};
use super::source;
use super::targets::Choice;
use crate::args::Parsed;
use crate::files::{Fault, FileError, Policy};
use crate::{Failure, Status, say, tell};

pub(in crate::commands) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    loop {
        match once(parsed) {
            // Another run was quicker, and nothing is written yet: it is thought over.
            Err(Failure::File(error)) if error.fault == Fault::Changed => {}
            result => return result,
        }
    }
}

fn once(parsed: &Parsed) -> Result<Status, Failure> {
    let found = settings::find()?;
    let mut sink = Sink::default();
    let (text, opened) = settings::open(&found, &mut sink);
    let Some((tree, settings)) = opened else {
        Report::about(vec![About::settings(&found, text, sink.diagnostics)]).tell(parsed);
        return Ok(Status::Failed);
    };
    if settings.off {
        let message = "ruler's settings switch MCP servers off, so there is nothing to do".to_owned();
        sink.push(Diagnostic::new(&codes::RULER_SETTINGS_USED, Document::Settings, message));
        Report::about(vec![About::settings(&found, text, sink.diagnostics)]).tell(parsed);
        return Ok(Status::Done);
    }
    let source = source::source(parsed, &found, &settings)?;
    let refuse = |sink: Sink, source_text, host, reasons, status| {
        let about_source =
            About { name: &source.input.name, text: source_text, host, syntax: host.map(|host| host.syntax), found: reasons };
        Report::about(vec![About::settings(&found, text, sink.diagnostics), about_source]).tell(parsed);
        Ok(status)
    };
    let read = match source::read(&source.input, source.from) {
        Ok(read) => read,
        Err((refused, before, status)) => return refuse(sink, before, None, vec![*refused], status),
    };
    let (source_text, from) = (&*read.text, read.host);
    let servers = ops::read(source_text, from);
    let Some(config) = servers.config else {
        return refuse(sink, source_text, Some(from), servers.sink.diagnostics, Status::Refused);
    };

    let plain: Vec<Target<'_>> = hosts::ALL.iter().map(|&host| Target::new(host)).collect();
    let choice = Choice { parsed, found: &found, settings: &settings, plain: &plain, source: Some(&source.path) };
    let jobs = choice.jobs(&mut sink)?;
    let files = || jobs.iter().map(|job| &*job.key);
    let ignores = parsed.has("gitignore") || settings.gitignore;
    let writes = !parsed.has("check") && !parsed.has("dry-run");
    let policy = Policy { follow_symlinks: parsed.has("follow-symlinks"), ..Policy::default() };
    if jobs.is_empty() && sink.diagnostics.is_empty() && !parsed.has("quiet") && parsed.text("format") != Some("json") {
        say("note: no host is at home here\n");
    }
    let mut record = Record::open(&found, &policy, writes, source.is_own, files(), ignores)?;
    let run = Run {
        source: source_text,
        source_name: source.input.path.as_deref(),
        from,
        servers: &config.servers,
        settings: &tree,
        root: &found.root,
        strategy: strategy(parsed).unwrap_or(settings.strategy),
        is_asked_for: strategy(parsed).is_some(),
        strict: parsed.has("strict") || settings.strict,
        allow_empty: parsed.has("allow-empty"),
        allow_loss: parsed.has("allow-loss"),
        writes,
        bridge: parsed.text("bridge") == Some("mcp-remote"),
        lock: record.lock(files()),
        keeps_removed: !parsed.has("no-backup"),
        amends: None,
        leave: &[],
    };
    let mut done = run.all(&jobs, parsed.has("atomic-all"), &mut |coming| record.announce(coming))?;
    let is_unsound = done.iter().any(|one| !one.settings.is_empty());
    for one in &mut done {
        sink.diagnostics.append(&mut one.settings);
    }
    let mut status = done.iter().map(|one| one.status).max().unwrap_or(Status::Done);
    let recorded = if is_unsound {
        Ok(Vec::new())
    } else {
        let refreshed = record.refresh();
        record.note(&done, false);
        refreshed.and_then(|()| record.finish())
    };
    let settled = choice.settled();
    let targets: Vec<&str> = settled.iter().map(String::as_str).chain(files()).collect();
    sink.diagnostics.extend(record.left_behind(&targets, &config.servers));
    let is_held_back = is_unsound || (parsed.has("atomic-all") && !done.iter().all(Done::is_well));
    let ignored = if (ignores || record.shows(files())) && !is_held_back {
        // What an earlier run made is listed as long as it is there; without a record, whatever is there may be that.
        let is_recorded = |file: &str| found.kind != Kind::Own || record.holds(file);
        let is_made = |file: &str| ignores && found.root.join(file).is_file() && is_recorded(file);
        let files = targets.iter().copied().filter(|_| ignores);
        record::ignore(&found.root, files, &is_made, run.writes, &policy)
    } else {
        Ok(None)
    };
    let ignored = ignored.map(|name| name.into_iter().collect());
    let mut others: Vec<String> = Vec::new();
    let mut failed: Vec<FileError> = Vec::new();
    for other in [recorded, ignored] {
        match other {
            Ok(names) => others.extend(names),
            // The targets are written by now, and that is told all the same.
            Err(failure) => {
                tell(&failure);
                status = Status::Failed;
                if let Failure::File(error) = failure {
                    failed.push(error);
                }
            }
        }
    }
    if !run.writes && !others.is_empty() {
        status = status.max(Status::Refused);
    }
    if found.kind == Kind::Ruler {
        let message = "the servers and targets are those of ruler".to_owned();
        let note = Diagnostic::new(&codes::RULER_SETTINGS_USED, Document::Settings, message);
        sink.diagnostics.insert(0, note.help("`mcpglot init` writes settings of your own"));
    }
    let note = read.note.iter().cloned().collect();
    let assumed = About { name: &source.input.name, text: source_text, host: Some(from), syntax: Some(from.syntax), found: note };
    let documents = vec![About::settings(&found, text, sink.diagnostics), assumed];
    Report { documents, targets: Some((&run, &source.input.name, source_text, &done)), others: (&others, &failed) }.tell(parsed);
    Ok(status)
}

fn strategy(parsed: &Parsed) -> Option<Strategy> {
    let stated = parsed.text("strategy")?;
    Some(if stated == "overwrite" { Strategy::Overwrite } else { Strategy::Merge })
}
