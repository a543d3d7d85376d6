//! Who takes part, and by which files.

use std::path::{Path, PathBuf};

use mcpglot_core::diag::{Diagnostic, Document, Sink, codes};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::project::{Settings, Target};

use super::job::{Job, key};
use super::places::{self, file_at, no_home, no_project_file};
use super::settings::{Found, Kind};
use crate::Failure;
use crate::args::{Misuse, Parsed, Takes};

/// Who takes part.
pub(super) struct Choice<'c> {
    pub(super) parsed: &'c Parsed,
    pub(super) found: &'c Found,
    pub(super) settings: &'c Settings<'c>,
    /// A target of which nothing is settled, for each host.
    pub(super) plain: &'c [Target<'c>],
    pub(super) source: Option<&'c Path>,
}

impl<'c> Choice<'c> {
    pub(super) fn jobs(&self, notes: &mut Sink) -> Result<Vec<Job<'c>>, Failure> {
        let mut jobs: Vec<Job<'c>> = Vec::new();
        let source = self.source.map(file_at);
        let mut files: Vec<PathBuf> = Vec::new();
        // What ruler's settings name, ruler can do without.
        let is_named = self.parsed.has("to") || !self.parsed.arguments.is_empty();
        let asked_for = !self.parsed.has("all") && (is_named || self.found.kind != Kind::Ruler);
        for (target, stated) in self.targets()? {
            let Some(path) = self.place(target, stated.as_deref(), asked_for)? else {
                let message = format!("{} has no file in a project", target.host.name);
                let note = Diagnostic::new(&codes::PROJECT_FILE_MISSING, Document::Settings, message);
                notes.push(note.help("`--user` writes the files of the user"));
                continue;
            };
            let name = path.to_string_lossy().into_owned();
            let file = file_at(&path);
            if source.as_ref() == Some(&file) {
                let message = format!("{name} is the source, and stays as it is");
                let note = Diagnostic::new(&codes::TARGET_IS_SOURCE, Document::Settings, message);
                if !notes.diagnostics.contains(&note) {
                    notes.push(note);
                }
                continue;
            }
            if let Some(other) = files.iter().position(|other| *other == file).map(|at| &jobs[at]) {
                let (host, first) = (target.host, other.target.host);
                // One that is named twice, in the same words, is meant once.
                if !std::ptr::eq(other.target, target) {
                    let message = if first.id == host.id {
                        format!("another target of {} is {name} too, and only the first one is written", host.name)
                    } else {
                        format!("{} reads {name} too, which is written for {}", host.name, first.name)
                    };
                    notes.push(Diagnostic::new(&codes::TARGET_SHARED, Document::Settings, message));
                }
                continue;
            }
            files.push(file);
            jobs.push(Job::new(self.parsed, self.found, target, path));
        }
        Ok(jobs)
    }

    /// The project's files that the settings name, whoever takes part in this run: by their names in the record.
    pub(super) fn settled(&self) -> Vec<String> {
        let source = self.source.map(file_at);
        let root = &self.found.root;
        let file = |target: &Target<'_>| match target.path.as_deref() {
            Some(stated) => places::path(stated, root),
            None => places::project_file(target.host, root),
        };
        let files = self.settings.targets.iter().filter_map(file);
        files.filter(|file| source.as_ref() != Some(&file_at(file))).map(|file| key(&file, root)).collect()
    }

    /// The targets, and the files that are stated for them.
    fn targets(&self) -> Result<Vec<(&'c Target<'c>, Option<String>)>, Failure> {
        let plain = |host: &'static Host| self.plain.iter().find(|target| target.host.id == host.id);
        let settled = |host: &'static Host| self.settings.targets.iter().filter(move |target| target.host.id == host.id);
        let mut targets = Vec::new();
        let stated = self.stated()?;
        // A host's id is no table's own name: it means all tables of the host.
        let named = |name: &str| {
            let has_name = !name.is_empty() && hosts::find(name).is_none();
            self.settings.targets.iter().find(|target| has_name && target.name == name)
        };
        let is_target = |name: &str| hosts::find(name).is_some() || named(name).is_some();
        for &stated in &stated {
            for part in parts(stated, &is_target) {
                let (id, path) = part.split_once('=').map_or((part, None), |(id, path)| (id, Some(path.to_owned())));
                if path.as_deref() == Some("") {
                    return Err(Misuse::new(format!("`{part}` names no file")).help("name one, or leave out the `=`").into());
                }
                if let Some(target) = named(id) {
                    targets.push((target, path));
                    continue;
                }
                let host = crate::args::host(id)?;
                match settled(host).next() {
                    Some(_) if path.is_none() => targets.extend(settled(host).map(|target| (target, None))),
                    first => targets.extend(first.or_else(|| plain(host)).map(|target| (target, path))),
                }
            }
        }
        // An empty list, as of a variable that is not set, names nobody.
        let all = self.parsed.has("all");
        if all || (stated.is_empty() && self.settings.everybody) {
            let user = self.parsed.has("user");
            let is_there = |host: &'static Host| match user {
                true => places::is_on_machine(host),
                false if host.files.iter().any(|file| file.scope == "project") => places::is_in_project(host, &self.found.root),
                // Named, so that nobody wonders why it is missing.
                false => places::is_on_machine(host),
            };
            // Of everybody that the settings mean, they may name some.
            let takes_part = |host: &'static Host| match all {
                true => is_there(host),
                false => {
                    let file = |host| places::project_file(host, &self.found.root);
                    let is_without = || {
                        self.settings
                            .without
                            .iter()
                            .any(|&other| other.id == host.id || file(other).is_some_and(|at| Some(at) == file(host)))
                    };
                    settled(host).next().is_some() || (is_there(host) && !is_without())
                }
            };
            for &host in hosts::ALL.iter().filter(|&&host| takes_part(host)) {
                match settled(host).next() {
                    Some(_) => targets.extend(settled(host).map(|target| (target, None))),
                    None => targets.extend(plain(host).map(|target| (target, None))),
                }
            }
            return Ok(targets);
        }
        if stated.is_empty() {
            targets.extend(self.settings.targets.iter().map(|target| (target, None)));
        }
        if targets.is_empty() {
            let help = match self.found.kind {
                Kind::Own => {
                    "add `--to HOST`, or `--all` for the hosts that are there, or a table `[targets.HOST]` to `mcpglot.toml`"
                }
                _ => "add `--to HOST`, or `--all` for the hosts that are there, or run `mcpglot init`",
            };
            return Err(Misuse::new("there is no target").help(help).into());
        }
        Ok(targets)
    }

    /// The hosts that are named, with or without a file: by `--to`, or as arguments where those are hosts.
    fn stated(&self) -> Result<Vec<&'c str>, Misuse> {
        let mut stated = self.parsed.texts("to");
        if self.parsed.command.completes == Takes::Host {
            stated.extend(self.parsed.words()?);
        }
        Ok(stated)
    }

    /// The file of a target; `None` where its host has none and was not asked for by name.
    fn place(&self, target: &Target<'_>, stated: Option<&str>, asked_for: bool) -> Result<Option<PathBuf>, Failure> {
        if let Some(stated) = stated {
            // What a command line names lies where the command runs.
            return Ok(Some(places::path(stated, Path::new("")).ok_or_else(no_home)?));
        }
        let user = self.parsed.has("user");
        // What the settings name in the project is none of the user's files.
        let is_meant = |path: &&str| !user || path.starts_with("~/") || Path::new(path).is_absolute();
        if let Some(stated) = target.path.as_deref().filter(is_meant) {
            return Ok(Some(places::path(stated, &self.found.root).ok_or_else(no_home)?));
        }
        if user {
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
}

/// The targets of a list, each with its path. A path may hold a comma: what no target is named by belongs to the path before.
fn parts<'l>(list: &'l str, is_target: &dyn Fn(&str) -> bool) -> Vec<&'l str> {
    let mut parts: Vec<&str> = Vec::new();
    let mut start = 0;
    for (at, _) in list.match_indices(',').chain([(list.len(), "")]) {
        let next = list.get(at + 1..).unwrap_or_default();
        let id = next.split([',', '=']).next().unwrap_or_default();
        let goes_on = list[start..at].contains('=') && at < list.len() && !is_target(id);
        if !goes_on {
            parts.push(&list[start..at]);
            start = at + 1;
        }
    }
    parts.retain(|part| !part.is_empty());
    parts
}

#[cfg(test)]
mod tests {
    #[test]
    fn a_path_may_hold_a_comma() {
        let parts = |list| super::parts(list, &|name| mcpglot_core::hosts::find(name).is_some());
        assert_eq!(parts("codex,vscode=a,b.json,cursor,"), ["codex", "vscode=a,b.json", "cursor"]);
        assert_eq!(parts("codx,x=y,z"), ["codx", "x=y,z"]);
        assert_eq!(parts("codex=./a=b"), ["codex=./a=b"]);
    }
}
