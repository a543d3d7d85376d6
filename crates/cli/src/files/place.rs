//! Where a path leads, and whether it may.
//!
//! Trusted without a look is what the user did not get from a repository: the working directory, the home directory, and
//! the first component of an absolute path (`/tmp` and `/var` are symlinks on macOS, and only the administrator can make
//! one there). Every component below the longest of these that the path begins with is looked at.

use std::env;
use std::ffi::OsString;
use std::path::{Component, Path, PathBuf};

use super::disk::{Disk, Kind};
use super::error::{Fault, FileError};

/// As many links as Linux follows.
const MAX_LINKS: usize = 40;

/// The path to work on: `path` itself, or with `follow` the one without symlinks that it leads to, existing or not.
///
/// Working on the end of the links puts lock, journal and temporary file beside the real file, so that runs which know it
/// by different names still meet, and the link stays a link.
pub(super) fn resolve(disk: &dyn Disk, path: &Path, follow: bool) -> Result<PathBuf, FileError> {
    // As of a variable that is not set.
    if path.as_os_str().is_empty() {
        let (message, help) = ("the path is empty".to_owned(), "name a file".to_owned());
        return Err(FileError { message, help, ..FileError::new(Fault::NotFound, path) });
    }
    let trusted = if follow { 0 } else { trusted(path) };
    let parts = |path: &Path| path.components().rev().map(|part| part.as_os_str().to_owned()).collect::<Vec<OsString>>();
    let mut left = parts(path);
    let mut done = PathBuf::new();
    let (mut links, mut walked) = (0, 0);
    while let Some(part) = left.pop() {
        let next = done.join(part);
        walked += 1;
        // A component that cannot be looked at is no reason to stop: in a sandbox only those below a granted one can.
        let is_link = walked > trusted && disk.lstat(&next).is_ok_and(|meta| meta.kind == Kind::Symlink);
        if !is_link {
            done = next;
            continue;
        }
        links += 1;
        if !follow || links > MAX_LINKS {
            return Err(FileError::new(Fault::Symlink, &next));
        }
        let to = disk.read_link(&next).map_err(|error| {
            let mut error = FileError::io(&error, &next);
            if error.fault == Fault::OutsideSandbox {
                error.help = "grant the directory that it leads to, and name the file by its path there".to_owned();
            }
            error
        })?;
        left.extend(parts(&to));
    }
    // What ends like a folder is one, whether it is there or not.
    let ends_open = path.to_string_lossy().ends_with(std::path::is_separator);
    if ends_open || done.file_name().is_none() {
        return Err(FileError::new(Fault::IsDirectory, path));
    }
    if !is_granted(disk, &done) {
        return Err(FileError::new(Fault::OutsideSandbox, &done));
    }
    Ok(done)
}

/// The path of something of ours beside `path`: `.NAME.mcpglot-WHAT`.
pub(super) fn beside(path: &Path, what: &str) -> PathBuf {
    path.with_file_name(beside_name(path, what))
}

/// The file name of [`beside`].
pub(super) fn beside_name(path: &Path, what: &str) -> OsString {
    let mut name = OsString::from(".");
    name.push(path.file_name().unwrap_or_default());
    name.push(".mcpglot-");
    name.push(what);
    name
}

/// `path` in the one spelling by which two paths can be compared: absolute where that is possible, and without `.` and `..`.
/// For a resolved path, in which `..` does not follow a symlink.
pub(super) fn spelled(path: &Path) -> PathBuf {
    let mut spelled = env::current_dir().unwrap_or_default();
    if cfg!(target_os = "wasi") && spelled.file_name().is_none() {
        // That is no folder, it stands for not knowing one.
        spelled = PathBuf::new();
    }
    for part in path.components() {
        match part {
            Component::CurDir => {}
            Component::ParentDir if matches!(spelled.components().next_back(), Some(Component::Normal(_))) => {
                spelled.pop();
            }
            // At the root it leads nowhere.
            Component::ParentDir if spelled.has_root() => {}
            part => spelled.push(part),
        }
    }
    spelled
}

/// `path` as it is known everywhere, for what outlives this run. Under WASI a relative one is completed by `PWD`; `None` if
/// that is not told.
pub(crate) fn absolute(path: &Path) -> Option<PathBuf> {
    if cfg!(unix)
        && let (Some(parent), Some(name)) = (path.parent(), path.file_name())
        && let Ok(parent) = Path::new(".").join(parent).canonicalize()
    {
        return Some(parent.join(name));
    }
    let path = match env::var_os("PWD").filter(|_| cfg!(target_os = "wasi")) {
        Some(directory) => Path::new(&directory).join(path),
        None => path.to_owned(),
    };
    Some(spelled(&path)).filter(|path| path.is_absolute())
}

/// The path that leads from `directory` to `path`; where there is none that holds everywhere, `path` itself.
pub(super) fn relative(directory: &Path, path: &Path) -> PathBuf {
    let (from, to) = (spelled(directory), spelled(path));
    let shared = from.components().zip(to.components()).take_while(|(a, b)| a == b).count();
    let up = from.components().skip(shared);
    if from.has_root() != to.has_root() || up.clone().any(|part| !matches!(part, Component::Normal(_))) {
        return to;
    }
    up.map(|_| Component::ParentDir).chain(to.components().skip(shared)).collect()
}

/// How many components of `path` are trusted.
fn trusted(path: &Path) -> usize {
    if path.is_relative() {
        return 0;
    }
    let to_first_name = path.components().take_while(|part| !matches!(part, Component::Normal(_))).count() + 1;
    let home = env::var_os("HOME").or_else(|| env::var_os("USERPROFILE")).map(PathBuf::from);
    [env::current_dir().ok(), home]
        .into_iter()
        .flatten()
        .filter(|base| base.is_absolute() && path.starts_with(base))
        .map(|base| base.components().count())
        .fold(to_first_name, usize::max)
}

/// Whether `path` lies in a granted directory: outside of WASI always.
///
/// The libc of WASI looks up an absolute path below `.` when nothing better is granted: `/home/me/x` would silently
/// become `./home/me/x`. So a directory above the file, other than the root, must be there.
pub(super) fn is_granted(disk: &dyn Disk, path: &Path) -> bool {
    if !cfg!(target_os = "wasi") {
        return true;
    }
    let upwards = path.components().next() == Some(Component::ParentDir);
    path.ancestors().skip(1).any(|above| match above.as_os_str().is_empty() {
        true => !upwards && disk.lstat(Path::new(".")).is_ok(),
        false => above.parent().is_some() && disk.lstat(above).is_ok(),
    })
}
