//! The file that servers come from.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use mcpglot_core::diag::codes;
use mcpglot_core::hosts::{self, Host, SNIPPET};
use mcpglot_core::ops;
use mcpglot_core::project::Settings;

use super::places::{self, file_at};
use super::settings::{Found, RULER};
use crate::args::{Misuse, Parsed};
use crate::commands::input::{self, Input, Refused};
use crate::{Failure, files, harmless};

/// The file that the servers come from.
pub(super) struct Source {
    pub(super) input: Input,
    pub(super) path: PathBuf,
    pub(super) from: Option<&'static Host>,
    /// Whether it is that of the project, and no other that was named for this run.
    pub(super) is_own: bool,
}

/// What a project has where nobody says anything else.
pub(super) const USUAL_SOURCE: &str = ".mcp.json";

/// Where the source is, and the host that it is stated to be for.
pub(super) fn source_path(
    parsed: &Parsed,
    found: &Found,
    settings: &Settings<'_>,
) -> Result<(PathBuf, Option<&'static Host>), Misuse> {
    match parsed.path("from") {
        Some(stated) => stated_source(stated, &found.root),
        None => Ok((own_path(found, settings).ok_or_else(places::no_home)?, settings.from)),
    }
}

/// Where the source of the project is.
fn own_path(found: &Found, settings: &Settings<'_>) -> Option<PathBuf> {
    places::path(settings.source.as_deref().unwrap_or(USUAL_SOURCE), &found.root)
}

/// What `--from` names: a host, a file, or both. The exact id of a host wins over a file of that name.
/// What a command line names lies where the command runs.
pub(super) fn stated_source(stated: &OsStr, root: &Path) -> Result<(PathBuf, Option<&'static Host>), Misuse> {
    let text = stated.to_str().unwrap_or_default();
    if let Some(host) = hosts::find(text) {
        return Ok((places::project_file(host, root).ok_or_else(|| places::no_project_file(host))?, Some(host)));
    }
    if text == SNIPPET.id {
        return Err(Misuse::new("a snippet is in no file of its own").help(format!("name the file: `{text}=FILE`")));
    }
    match text.split_once('=').and_then(|(id, path)| Some((hosts::find_source(id)?, path))) {
        Some((host, path)) => Ok((places::path(path, Path::new("")).ok_or_else(places::no_home)?, Some(host))),
        None => Ok((PathBuf::from(stated), None)),
    }
}

pub(super) fn source(parsed: &Parsed, found: &Found, settings: &Settings<'_>) -> Result<Source, Failure> {
    let (path, from) = source_path(parsed, found, settings)?;
    let name = path.to_string_lossy().into_owned();
    if !path.exists() && parsed.path("from").is_none() && settings.source.is_none() {
        let help = match found.root.join(RULER).exists() {
            true => {
                "put the servers of `.ruler/ruler.toml` into `.ruler/mcp.json`, which is read, or name the source by `--from FILE`"
            }
            false => "name the source by `--from FILE` or `--from HOST`, or run `mcpglot init`",
        };
        return Err(Misuse::new(format!("there is no `{name}` here")).help(help).into());
    }
    let bytes = files::read(&path)?;
    // A project that has none of its own has the one that is named.
    let is_none = |own: &Path| settings.source.is_none() && !own.exists();
    let is_named = |own: PathBuf| is_none(&own) || file_at(&own) == file_at(&path);
    let is_own = parsed.path("from").is_none() || own_path(found, settings).is_some_and(is_named);
    Ok(Source { input: Input { path: Some(name.clone()), name, bytes }, path, from, is_own })
}

/// What is to be read of the source, and for which host.
pub(super) fn read<'i>(input: &'i Input, stated: Option<&'static Host>) -> Result<ops::Source<'i>, Refused<'i>> {
    input::open(input, stated).map_err(|(mut found, text, status)| {
        if *found.code == codes::HOST_UNKNOWN {
            let by = format!("name the host by `--from HOST={}`", harmless(&input.name));
            found.help = found.help.take().map(|help| help.replacen("name the host", &by, 1));
        }
        (found, text, status)
    })
}
