//! Where the files of hosts lie on this machine.

use std::path::{Path, PathBuf};

use mcpglot_core::hosts::{self, ConfigFile, Host};

use crate::args::Misuse;

/// Folders of projects that many programs share: that one is there says nothing of any host.
const SHARED: &[&str] = &["", ".vscode", ".github", ".agents"];

/// The system that hosts run on: under WASI that of the user.
fn system() -> &'static str {
    let user_is = |start: &str| variable("HOME").is_some_and(|home| home.starts_with(start));
    match () {
        () if cfg!(target_os = "macos") => "macos",
        () if cfg!(windows) => "windows",
        () if cfg!(target_os = "wasi") && variable("APPDATA").is_some() => "windows",
        () if cfg!(target_os = "wasi") && user_is("/Users/") => "macos",
        () => "linux",
    }
}

fn variable(name: &str) -> Option<String> {
    std::env::var(name).ok().filter(|value| !value.is_empty())
}

/// The home directory.
pub(super) fn home() -> Option<PathBuf> {
    variable("HOME").or_else(|| variable("USERPROFILE")).map(PathBuf::from)
}

/// A path that may begin with `~`, below `root` if it is relative.
pub(super) fn path(stated: &str, root: &Path) -> Option<PathBuf> {
    match stated.strip_prefix("~/") {
        Some(rest) => Some(home()?.join(rest)),
        None => Some(root.join(stated)),
    }
}

/// The parts of a path from the root of all, without `.` and `..`, as far as it tells that by itself.
pub(super) fn parts(path: &Path) -> Vec<String> {
    let mut parts = Vec::new();
    for part in std::env::current_dir().unwrap_or_default().join(path).to_string_lossy().split(std::path::is_separator) {
        match part {
            "" | "." => {}
            ".." => drop(parts.pop()),
            part => parts.push(part.to_owned()),
        }
    }
    parts
}

fn files(host: &'static Host, scope: &'static str) -> impl Iterator<Item = &'static ConfigFile> {
    let here = move |file: &&ConfigFile| file.scope == scope && (file.os == "all" || file.os == system());
    host.files.iter().filter(here).filter(|file| !file.path.contains('<') && !file.path.contains('*'))
}

/// The first that exists, else the first.
fn best(candidates: impl Iterator<Item = PathBuf>) -> Option<PathBuf> {
    let candidates: Vec<PathBuf> = candidates.collect();
    candidates.iter().find(|path| path.is_file()).or(candidates.first()).cloned()
}

/// The host's file in the project at `root`, if it has one there.
pub(super) fn project_file(host: &'static Host, root: &Path) -> Option<PathBuf> {
    best(files(host, "project").map(|file| root.join(file.path)))
}

/// The host's file in the home directory, where that is known.
pub(super) fn user_file(host: &'static Host) -> Option<PathBuf> {
    best(files(host, "user").filter_map(user_path))
}

fn user_path(file: &ConfigFile) -> Option<PathBuf> {
    // It names the file itself, or the folder that the file lies in.
    if let Some((name, moved)) = file.moved_by.and_then(|name| Some((name, PathBuf::from(variable(name)?)))) {
        return if name.ends_with("_PATH") { Some(moved) } else { Some(moved.join(file.path.rsplit(['/', '\\']).next()?)) };
    }
    if let Some(rest) = file.path.strip_prefix("~/.config/")
        && let Some(folder) = variable("XDG_CONFIG_HOME").map(PathBuf::from).filter(|folder| folder.is_absolute())
    {
        return Some(folder.join(rest));
    }
    match file.path.strip_prefix("~/") {
        Some(rest) => Some(home()?.join(rest)),
        None => match file.path.strip_prefix('%').and_then(|rest| rest.split_once('%')) {
            Some((name, rest)) => Some(PathBuf::from(variable(name)?).join(rest.trim_start_matches(['/', '\\']))),
            None => Some(PathBuf::from(file.path)),
        },
    }
}

/// Whether it is a file of the user, of whatever host: what stands in it stands nowhere else.
pub(in crate::commands) fn is_users(path: &Path) -> bool {
    let is_named = |file: &PathBuf| file.file_name() == path.file_name();
    let mut candidates = hosts::ALL.iter().flat_map(|&host| files(host, "user")).filter_map(user_path).filter(is_named);
    candidates.any(|file| file_at(&file) == file_at(path))
}

/// What two paths have in common that lead to one file.
pub(in crate::commands) fn file_at(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| PathBuf::from(parts(path).join("/")))
}

/// Whether the host is at home in the project: its file is there, or a folder that only this host makes.
pub(super) fn is_in_project(host: &'static Host, root: &Path) -> bool {
    let folder = |file: &'static ConfigFile| file.path.rsplit_once('/').map_or("", |(folder, _)| folder);
    let alone = |name: &str| {
        let others = hosts::ALL.iter().filter(|other| other.id != host.id);
        !SHARED.contains(&name) && !others.flat_map(|&other| files(other, "project")).any(|file| folder(file) == name)
    };
    files(host, "project").any(|file| {
        let name = folder(file);
        root.join(file.path).is_file() || (alone(name) && root.join(name).is_dir())
    })
}

/// Whether the host is at home on this machine: its file is there, or the folder of the file.
pub(super) fn is_on_machine(host: &'static Host) -> bool {
    files(host, "user").filter_map(user_path).any(|path| {
        let is_home = path.parent().is_none_or(|parent| home().is_some_and(|home| home == parent));
        path.is_file() || (!is_home && path.parent().is_some_and(Path::is_dir))
    })
}

/// The home directory is needed, and not known.
pub(super) fn no_home() -> Misuse {
    Misuse::new("the home directory is not known")
        .help("set `HOME`; under wasmtime by `--env HOME`, with `--dir` for the folders of the files")
}

/// A host without a file in a project was asked for.
pub(super) fn no_project_file(host: &Host) -> Misuse {
    let help = format!("use `--user`, or name a file: `{}=PATH`", host.id);
    Misuse::new(format!("{} has no file in a project", host.name)).help(help)
}
