//! `sync`: the servers of one source, brought into the files of many hosts.

mod job;
mod places;
mod project;
mod report;
mod side;

use std::path::{Path, PathBuf};

use mcpglot_core::diag::{Diagnostic, Document, Sink, codes};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops::{self, Strategy};
use mcpglot_core::project::{self as core, Settings, Target};
use mcpglot_core::syntax::Tree;

use self::job::{Job, Run};
use self::project::{Found, Kind};
use self::report::{About, Report};
use self::side::Record;
use super::input::Input;
use crate::args::{Misuse, Parsed};
use crate::files::{self, Policy};
use crate::{Failure, Status};

pub(super) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let found = project::find()?;
    let settings_name = found.file.to_string_lossy();
    let about_settings = |text, found| About { name: &settings_name, text, host: None, found };
    let mut sink = Sink::default();
    let (text, opened) = open(&found, &mut sink);
    let Some((tree, settings)) = opened else {
        Report::about(vec![about_settings(text, sink.diagnostics)]).tell(parsed)?;
        return Ok(Status::Failed);
    };
    let source = source(parsed, &found, &settings)?;
    let refuse = |sink: Sink, source_text, host, found, status| {
        let about_source = About { name: &source.input.name, text: source_text, host, found };
        Report::about(vec![about_settings(text, sink.diagnostics), about_source]).tell(parsed)?;
        Ok(status)
    };
    let (source_text, from) = match read(&source.input, source.from) {
        Ok(read) => read,
        Err((refused, before, status)) => return refuse(sink, before, None, vec![*refused], status),
    };
    let servers = ops::read(source_text, from);
    let Some(config) = servers.config else {
        return refuse(sink, source_text, Some(from), servers.sink.diagnostics, Status::Refused);
    };

    let plain: Vec<Target<'_>> = hosts::ALL.iter().map(|&host| Target::new(host)).collect();
    let jobs = Choice { parsed, found: &found, settings: &settings, plain: &plain, source: &source }.jobs(&mut sink)?;
    let mut record = Record::open(&found, parsed)?;
    let run = Run {
        source: source_text,
        source_name: source.input.path.as_deref(),
        from,
        servers: &config.servers,
        settings: &tree,
        strategy: strategy(parsed)?.unwrap_or(settings.strategy),
        is_asked_for: strategy(parsed)?.is_some(),
        strict: parsed.has("strict") || settings.strict,
        allow_empty: parsed.has("allow-empty"),
        allow_loss: parsed.has("allow-loss"),
        writes: !parsed.has("check") && !parsed.has("dry-run"),
        lock: record.lock(),
    };
    let mut done = run.all(&jobs, parsed.has("atomic-all"));
    record.refresh()?;
    for one in &mut done {
        sink.diagnostics.append(&mut one.settings);
        record.note(one);
    }
    let mut status = done.iter().map(|one| one.status).max().unwrap_or(Status::Done);
    let mut others: Vec<String> = record.finish(run.writes)?.into_iter().collect();
    if parsed.has("gitignore") || settings.gitignore {
        others.extend(side::ignore(
            &found.root,
            &done,
            run.writes,
            &Policy { follow_symlinks: parsed.has("follow-symlinks"), ..Policy::default() },
        )?);
    }
    if !run.writes && !others.is_empty() {
        status = status.max(Status::Refused);
    }
    if found.kind == Kind::Ruler {
        let message = "the servers and targets are those of ruler".to_owned();
        let note = Diagnostic::new(&codes::RULER_SETTINGS_USED, Document::Settings, message);
        sink.diagnostics.insert(0, note.help("`mcpglot init` writes settings of your own"));
    }
    let documents = vec![about_settings(text, sink.diagnostics)];
    Report { documents, targets: Some((&run, &source.input.name, &done)), others: &others }.tell(parsed)?;
    Ok(status)
}

/// The text of the settings, and what it says; nothing where they cannot be used, with the reasons in the sink.
fn open<'f>(found: &'f Found, sink: &mut Sink) -> (&'f str, Option<(Tree<'f>, Settings<'f>)>) {
    let text = match ops::decode(&found.bytes, Document::Settings) {
        Ok(text) => text,
        Err((refused, before)) => {
            sink.push(*refused);
            return (before, None);
        }
    };
    let Some(tree) = core::parse(text, sink) else { return (text, None) };
    let settings = match found.kind {
        Kind::Own => core::settings(&tree, sink),
        Kind::Ruler => core::ruler(&tree, sink),
        Kind::None => Some(Settings::default()),
    };
    (text, settings.map(|settings| (tree, settings)))
}

fn strategy(parsed: &Parsed) -> Result<Option<Strategy>, Misuse> {
    let stated = parsed.text("strategy")?;
    Ok(stated.map(|stated| if stated == "overwrite" { Strategy::Overwrite } else { Strategy::Merge }))
}

/// The file that the servers come from.
pub(super) struct Source {
    pub(super) input: Input,
    pub(super) path: PathBuf,
    pub(super) from: Option<&'static Host>,
}

/// What a project has where nobody says anything else.
const USUAL_SOURCE: &str = ".mcp.json";

/// Where the source is, and the host that it is stated to be for.
fn source_path(parsed: &Parsed, found: &Found, settings: &Settings<'_>) -> Result<(PathBuf, Option<&'static Host>), Misuse> {
    let Some(stated) = parsed.path("from") else {
        let stated = settings.source.as_deref().unwrap_or(USUAL_SOURCE);
        let path = places::path(stated, &found.root).ok_or_else(no_home)?;
        return Ok((path, settings.from));
    };
    // The exact id of a host wins over a file of that name.
    match stated.to_str().and_then(hosts::find) {
        Some(host) => Ok((places::project_file(host, &found.root).ok_or_else(|| no_project_file(host))?, Some(host))),
        None => Ok((PathBuf::from(stated), None)),
    }
}

fn source(parsed: &Parsed, found: &Found, settings: &Settings<'_>) -> Result<Source, Failure> {
    let (path, from) = source_path(parsed, found, settings)?;
    let name = path.to_string_lossy().into_owned();
    if !path.exists() && parsed.path("from").is_none() && settings.source.is_none() {
        let help = "name the source by `--from FILE` or `--from HOST`, or run `mcpglot init`";
        return Err(Misuse::new(format!("there is no `{name}` here")).help(help).into());
    }
    let bytes = files::read(&path)?;
    Ok(Source { input: Input { path: Some(name.clone()), name, bytes }, path, from })
}

type Refused<'i> = (Box<Diagnostic>, &'i str, Status);

/// The text of a document, and the host that it is for.
pub(super) fn read<'i>(input: &'i Input, stated: Option<&'static Host>) -> Result<(&'i str, &'static Host), Refused<'i>> {
    let text = ops::decode(&input.bytes, Document::Source).map_err(|(found, before)| (found, before, Status::Refused))?;
    if let Some(host) = stated {
        return Ok((text, host));
    }
    let detection = ops::detect(text, input.path.as_deref());
    match detection.host.or_else(|| detection.read_alike(text)) {
        Some(host) => Ok((text, host)),
        None => Err((Box::new(ops::unknown_host(&detection)), text, Status::Failed)),
    }
}

fn no_home() -> Misuse {
    Misuse::new("the home directory is not known")
        .help("set `HOME`; under wasmtime by `--env HOME`, with `--dir` for the folders of the files")
}

fn no_project_file(host: &Host) -> Misuse {
    let help = format!("use `--user`, or name a file: `{}=PATH`", host.id);
    Misuse::new(format!("{} has no file in a project", host.name)).help(help)
}

/// Who takes part.
struct Choice<'c> {
    parsed: &'c Parsed,
    found: &'c Found,
    settings: &'c Settings<'c>,
    /// A target of which nothing is settled, for each host.
    plain: &'c [Target<'c>],
    source: &'c Source,
}

impl<'c> Choice<'c> {
    fn jobs(&self, notes: &mut Sink) -> Result<Vec<Job<'c>>, Failure> {
        let mut jobs: Vec<Job<'c>> = Vec::new();
        for (target, stated) in self.targets()? {
            let asked_for = !self.parsed.has("all");
            let Some(path) = self.place(target, stated.as_deref(), asked_for)? else {
                let message = format!("{} has no file in a project", target.host.name);
                let note = Diagnostic::new(&codes::PROJECT_FILE_MISSING, Document::Settings, message);
                notes.push(note.help("`--user` writes the files of the user"));
                continue;
            };
            let name = path.to_string_lossy().into_owned();
            if is_same(&path, &self.source.path) {
                let message = format!("{name} is the source, and stays as it is");
                notes.push(Diagnostic::new(&codes::TARGET_IS_SOURCE, Document::Settings, message));
                continue;
            }
            if let Some(other) = jobs.iter().find(|job| is_same(&job.path, &path)) {
                if other.target.host.id != target.host.id {
                    let message =
                        format!("{} reads {name} too, which is written for {}", target.host.name, other.target.host.name);
                    notes.push(Diagnostic::new(&codes::TARGET_SHARED, Document::Settings, message));
                }
                continue;
            }
            let key = self.key(&path);
            // What a project has is in its repository; what a user has is nowhere else.
            let is_users = key.starts_with("~/") || Path::new(&key).is_absolute();
            let policy = Policy {
                follow_symlinks: self.parsed.has("follow-symlinks"),
                backup: self.parsed.has("backup") || (is_users && !self.parsed.has("no-backup")),
                ..Policy::default()
            };
            jobs.push(Job { key, target, path, name, policy });
        }
        Ok(jobs)
    }

    /// The targets, and the files that are stated for them.
    fn targets(&self) -> Result<Vec<(&'c Target<'c>, Option<String>)>, Failure> {
        let plain = |host: &'static Host| self.plain.iter().find(|target| target.host.id == host.id);
        let settled = |host: &'static Host| self.settings.targets.iter().filter(move |target| target.host.id == host.id);
        let mut targets = Vec::new();
        for stated in self.parsed.texts("to")? {
            // A path may hold a comma; ids do not.
            let parts: Vec<&str> = if stated.contains('=') { vec![stated] } else { stated.split(',').collect() };
            for part in parts.into_iter().filter(|part| !part.is_empty()) {
                let (id, path) = part.split_once('=').map_or((part, None), |(id, path)| (id, Some(path.to_owned())));
                let host = crate::args::host(id)?;
                match settled(host).next() {
                    Some(_) if path.is_none() => targets.extend(settled(host).map(|target| (target, None))),
                    first => targets.extend(first.or_else(|| plain(host)).map(|target| (target, path))),
                }
            }
        }
        let everybody =
            self.parsed.has("all") || (targets.is_empty() && self.settings.targets.is_empty() && self.found.kind == Kind::Ruler);
        if everybody {
            let user = self.parsed.has("user");
            let is_there = |host: &'static Host| match user {
                true => places::is_on_machine(host),
                false if host.files.iter().any(|file| file.scope == "project") => places::is_in_project(host, &self.found.root),
                // Named, so that nobody wonders why it is missing.
                false => places::is_on_machine(host),
            };
            for &host in hosts::ALL.iter().filter(|&&host| is_there(host)) {
                match settled(host).next() {
                    Some(_) => targets.extend(settled(host).map(|target| (target, None))),
                    None => targets.extend(plain(host).map(|target| (target, None))),
                }
            }
            return Ok(targets);
        }
        if self.parsed.texts("to")?.is_empty() {
            targets.extend(self.settings.targets.iter().map(|target| (target, None)));
        }
        if targets.is_empty() {
            let help = "add `--to HOST`, or `--all` for the hosts that are there, or run `mcpglot init`";
            return Err(Misuse::new("there is no target").help(help).into());
        }
        Ok(targets)
    }

    /// The file of a target; `None` where its host has none and was not asked for by name.
    fn place(&self, target: &Target<'_>, stated: Option<&str>, asked_for: bool) -> Result<Option<PathBuf>, Failure> {
        if let Some(stated) = stated {
            // What a command line names lies where the command runs.
            return Ok(Some(places::path(stated, Path::new("")).ok_or_else(no_home)?));
        }
        if let Some(stated) = target.path.as_deref() {
            return Ok(Some(places::path(stated, &self.found.root).ok_or_else(no_home)?));
        }
        if self.parsed.has("user") {
            let file = places::user_file(target.host);
            if file.is_none() && places::home().is_none() {
                return Err(no_home().into());
            }
            return match file {
                None if asked_for => Err(Misuse::new(format!("{} has no file of the user", target.host.name)).into()),
                file => Ok(file),
            };
        }
        match places::project_file(target.host, &self.found.root) {
            None if asked_for => Err(no_project_file(target.host).into()),
            file => Ok(file),
        }
    }

    /// What the record calls a file: below the folder of the settings, or below `~`, with `/`.
    fn key(&self, path: &Path) -> String {
        let below_root = path.strip_prefix(&self.found.root).ok().filter(|path| path.is_relative());
        let below_home = || places::home().and_then(|home| path.strip_prefix(home).ok().map(|rest| Path::new("~").join(rest)));
        let path = below_root.map(Path::to_path_buf).or_else(below_home).unwrap_or_else(|| path.to_path_buf());
        path.to_string_lossy().replace('\\', "/")
    }
}

/// Whether two paths lead to one file.
fn is_same(one: &Path, other: &Path) -> bool {
    let plain = |path: &Path| path.components().filter(|part| *part != std::path::Component::CurDir).collect::<PathBuf>();
    plain(one) == plain(other) || matches!((one.canonicalize(), other.canonicalize()), (Ok(one), Ok(other)) if one == other)
}
