//! The file that servers come from.

use std::ffi::OsStr;
use std::path::{Path, PathBuf};

use mcpglot_core::diag::{Diagnostic, Document};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops;
use mcpglot_core::project::Settings;

use super::places;
use super::settings::Found;
use crate::args::{Misuse, Parsed};
use crate::commands::input::Input;
use crate::{Failure, Status, files};

/// The file that the servers come from.
pub(super) struct Source {
    pub(super) input: Input,
    pub(super) path: PathBuf,
    pub(super) from: Option<&'static Host>,
}

/// What a project has where nobody says anything else.
pub(super) const USUAL_SOURCE: &str = ".mcp.json";

/// Where the source is, and the host that it is stated to be for.
pub(super) fn source_path(
    parsed: &Parsed,
    found: &Found,
    settings: &Settings<'_>,
) -> Result<(PathBuf, Option<&'static Host>), Misuse> {
    let Some(stated) = parsed.path("from") else {
        let stated = settings.source.as_deref().unwrap_or(USUAL_SOURCE);
        let path = places::path(stated, &found.root).ok_or_else(places::no_home)?;
        return Ok((path, settings.from));
    };
    stated_source(stated, &found.root)
}

/// What `--from` names: a host, a file, or both. The exact id of a host wins over a file of that name.
/// What a command line names lies where the command runs.
pub(super) fn stated_source(stated: &OsStr, root: &Path) -> Result<(PathBuf, Option<&'static Host>), Misuse> {
    let text = stated.to_str().unwrap_or_default();
    if let Some(host) = hosts::find(text) {
        return Ok((places::project_file(host, root).ok_or_else(|| places::no_project_file(host))?, Some(host)));
    }
    match text.split_once('=').and_then(|(id, path)| Some((hosts::find(id)?, path))) {
        Some((host, path)) => Ok((places::path(path, Path::new("")).ok_or_else(places::no_home)?, Some(host))),
        None => Ok((PathBuf::from(stated), None)),
    }
}

pub(super) fn source(parsed: &Parsed, found: &Found, settings: &Settings<'_>) -> Result<Source, Failure> {
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

/// What is to be read of a document, and for which host.
pub(super) fn read<'i>(input: &'i Input, stated: Option<&'static Host>) -> Result<ops::Source<'i>, Refused<'i>> {
    let text = ops::decode(&input.bytes, Document::Source).map_err(|(found, before)| (found, before, Status::Refused))?;
    ops::source(text, stated, input.path.as_deref()).map_err(|found| (found, text, Status::Failed))
}
