//! `init`: the settings to begin with.

use std::path::{Path, PathBuf};

use mcpglot_core::diag::Sink;
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops;
use mcpglot_core::project::{Settings, Target, starter};

use super::job::key;
use super::places;
use super::report::{About, Report};
use super::settings::{self, Kind, SETTINGS};
use super::source::{USUAL_SOURCE, source_path, stated_source};
use crate::args::{Misuse, Parsed};
use crate::files::{self, Policy, shown};
use crate::{Failure, Status, print};

pub(in crate::commands) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let here = Path::new("");
    let found = settings::find()?;
    let (mut sink, mut settled) = (Sink::default(), Settings { everybody: true, ..Settings::default() });
    let (source, of) = if found.kind == Kind::Ruler && parsed.path("from").is_none() {
        let (text, opened) = settings::open(&found, &mut sink);
        if opened.is_none() || parsed.text("format") != Some("json") {
            Report::about(vec![About::settings(&found, text, sink.diagnostics)]).tell(parsed);
        }
        let Some((_, of_ruler)) = opened else { return Ok(Status::Failed) };
        settled = of_ruler;
        source_path(parsed, &found, &settled)?
    } else {
        source(parsed, here)?
    };
    let at = places::parts(&source);
    let reads_source = |host: &'static Host| places::project_file(host, here).is_some_and(|file| places::parts(&file) == at);
    let (present, others): (Vec<&Host>, Vec<&Host>) = hosts::ALL
        .iter()
        .copied()
        .filter(|host| !reads_source(host) && places::project_file(host, here).is_some())
        .partition(|host| places::is_in_project(host, here));
    // A file that is not the host's own may not tell whose it is. That it is nobody's is no setting.
    let is_nobodys = |of: &Host| of.id == hosts::SNIPPET.id && found.kind != Kind::Ruler;
    settled.from = of.filter(|of| !reads_source(of) && !is_nobodys(of));
    if settled.everybody && !settled.off {
        // The file of one host that another one reads too is written once.
        let file_of = |target: &Target<'_>| places::project_file(target.host, here).filter(|_| target.path.is_none());
        let mut files: Vec<Option<PathBuf>> = settled.targets.iter().map(file_of).collect();
        files.extend(settled.without.iter().map(|host| places::project_file(host, here)));
        let named: Vec<&str> = settled.targets.iter().map(|target| target.host.id).collect();
        for &host in present.iter().filter(|host| !named.contains(&host.id)) {
            let file = places::project_file(host, here);
            if !files.contains(&file) {
                settled.targets.push(Target::new(host));
                files.push(file);
            }
        }
    }
    // What ruler's settings name, and `sync` can do without, is a fault in settings of our own.
    let mut named: Vec<&str> = Vec::new();
    settled.targets.retain(|target| {
        let has_file = target.path.is_some() || present.iter().chain(&others).any(|host| host.id == target.host.id);
        let is_new = has_file && !settled.off && !named.contains(&target.host.id);
        named.extend(is_new.then_some(target.host.id));
        is_new
    });
    let text = starter(&key(&source, here), &settled, &others);
    if parsed.has("dry-run") {
        print(&text);
        return Ok(Status::Done);
    }
    let policy = Policy { follow_symlinks: parsed.has("follow-symlinks"), ..Policy::default() };
    let target = files::Target::open(Path::new(SETTINGS), &policy)?;
    if target.bytes().is_some() {
        let help = "edit it, or remove it first";
        return Err(Misuse::new(format!("there is a `{SETTINGS}` already")).help(help).into());
    }
    target.commit(text.as_bytes())?;
    if !parsed.has("quiet") {
        let targets = if named.is_empty() { "none yet".to_owned() } else { named.join(", ") };
        print(&format!("written    {SETTINGS}: source {}, targets {targets}\n", shown(&source)));
    }
    Ok(Status::Done)
}

/// The file that servers stand in where ruler does not say: the one that is stated, else `.mcp.json`, else that of the first host that has one.
fn source(parsed: &Parsed, here: &Path) -> Result<(PathBuf, Option<&'static Host>), Misuse> {
    if let Some(stated) = parsed.path("from") {
        return stated_source(stated, here);
    }
    let usual = PathBuf::from(USUAL_SOURCE);
    if usual.is_file() {
        return Ok((usual, None));
    }
    let file =
        |&host: &&'static Host| places::project_file(host, here).filter(|file| file.is_file()).map(|file| (file, Some(host)));
    let files: Vec<_> = hosts::ALL.iter().filter_map(file).collect();
    // One without servers, or that cannot be read, is a source where there is no other.
    let has_servers = |(file, host): &&(PathBuf, Option<&'static Host>)| {
        let text = std::fs::read_to_string(file).unwrap_or_default();
        let read = host.and_then(|host| ops::read(&text, host).config);
        read.is_some_and(|config| !config.servers.is_empty())
    };
    Ok(files.iter().find(has_servers).or(files.first()).cloned().unwrap_or((usual, None)))
}
