//! `init`: the settings to begin with.

use std::path::{Path, PathBuf};

use mcpglot_core::hosts::{self, Host};
use mcpglot_core::project::starter;

use super::job::key;
use super::places;
use super::settings::SETTINGS;
use super::source::{USUAL_SOURCE, stated_source};
use crate::args::{Misuse, Parsed};
use crate::files::{Policy, Target, shown};
use crate::{Failure, Status, print};

pub(in crate::commands) fn run(parsed: &Parsed) -> Result<Status, Failure> {
    let here = Path::new("");
    let (source, of) = source(parsed, here)?;
    let at = places::parts(&source);
    let reads_source = |host: &'static Host| places::project_file(host, here).is_some_and(|file| places::parts(&file) == at);
    let (present, others): (Vec<&Host>, Vec<&Host>) = hosts::ALL
        .iter()
        .copied()
        .filter(|host| !reads_source(host) && places::project_file(host, here).is_some())
        .partition(|host| places::is_in_project(host, here));
    // A file that is not the host's own may not tell whose it is. That it is nobody's is no setting.
    let of = of.filter(|of| !reads_source(of) && of.id != hosts::SNIPPET.id);
    let text = starter(&key(&source, here), of, &present, &others);
    if parsed.has("dry-run") {
        print(&text);
        return Ok(Status::Done);
    }
    let policy = Policy { follow_symlinks: parsed.has("follow-symlinks"), ..Policy::default() };
    let target = Target::open(Path::new(SETTINGS), &policy)?;
    if target.bytes().is_some() {
        let help = "edit it, or remove it first";
        return Err(Misuse::new(format!("there is a `{SETTINGS}` already")).help(help).into());
    }
    target.commit(text.as_bytes())?;
    if !parsed.has("quiet") {
        let names: Vec<&str> = present.iter().map(|host| host.id).collect();
        let targets = if names.is_empty() { "none yet".to_owned() } else { names.join(", ") };
        print(&format!("written    {SETTINGS}: source {}, targets {targets}\n", shown(&source)));
    }
    Ok(Status::Done)
}

/// The file that servers stand in: the one that is stated, else `.mcp.json`, else that of the first host that has one.
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
    Ok(hosts::ALL.iter().find_map(file).unwrap_or((usual, None)))
}
