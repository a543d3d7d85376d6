//! What files held before they were replaced.
//!
//! Each file has a folder `NAME-HASH` in `mcpglot/backups` of the user's state folder. In it the file `of` holds the path
//! of the file, and each backup is a file whose name says when it was made, in milliseconds since 1970. All are private.
//! The newest ten stay; what is the same as the newest is not kept twice.

use std::ffi::OsString;
use std::io;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use super::disk::{Access, Disk, Real, path_from_bytes};
use super::error::{Fault, FileError, parent};
use super::place::{self, beside};
use super::{MAX_BYTES, journal, lock};

/// Where they are in the state folder.
const FOLDER: &str = "mcpglot/backups";
/// How many backups of one file are kept.
const KEPT: usize = 10;
/// The name of the file that holds the path.
const OF: &str = "of";

/// A backup.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Backup {
    /// The file that it is of.
    pub(crate) file: PathBuf,
    /// Its place among the backups of that file, from 1: the newest.
    pub(crate) index: usize,
    /// When it was made: RFC 3339, UTC, with milliseconds.
    pub(crate) time: String,
    /// In bytes.
    pub(crate) size: u64,
    /// Where it is.
    pub(crate) at: PathBuf,
}

impl Backup {
    /// What the file held.
    pub(crate) fn read(&self) -> Result<Vec<u8>, FileError> {
        super::load(&Real, &self.at)?.ok_or_else(|| FileError::new(Fault::NotFound, &self.at))
    }
}

/// All backups, by file, the newest first.
pub(crate) fn backups() -> Result<Vec<Backup>, FileError> {
    backups_on(&Real)
}

/// The backups of one file, the newest first. There need not be such a file any more.
pub(crate) fn backups_of(path: &Path, follow_symlinks: bool) -> Result<Vec<Backup>, FileError> {
    let file = place::resolve(&Real, path, follow_symlinks)?;
    let file = place::absolute(&file).unwrap_or(file);
    let mut all = backups_on(&Real)?;
    all.retain(|backup| backup.file == file);
    if all.is_empty() { Err(FileError::new(Fault::NoBackup, &file)) } else { Ok(all) }
}

pub(super) fn backups_on(disk: &dyn Disk) -> Result<Vec<Backup>, FileError> {
    let mut all = Vec::new();
    let Some(state) = disk.state().map(|state| state.join(FOLDER)) else { return Ok(all) };
    if !place::is_granted(disk, &state) {
        return Err(FileError::new(Fault::OutsideSandbox, &state));
    }
    for name in names(disk, &state)? {
        let folder = state.join(name);
        let Ok(file) = disk.read(&folder.join(OF), MAX_BYTES) else { continue };
        let Some(file) = path_from_bytes(&file) else { continue };
        for (newer, millis) in times(&names(disk, &folder)?).into_iter().enumerate() {
            let at = folder.join(name_of(millis));
            if let Ok(meta) = disk.lstat(&at) {
                let time = shown(millis);
                all.push(Backup { file: file.clone(), index: newer + 1, time, size: meta.size, at });
            }
        }
    }
    all.sort_by(|a, b| (&a.file, a.index).cmp(&(&b.file, b.index)));
    Ok(all)
}

/// Keeps what the file at `path` holds, whose lock the caller has. `None` if there is no place for it: then nothing was
/// done.
pub(super) fn keep(disk: &dyn Disk, path: &Path, bytes: &[u8]) -> Result<Option<PathBuf>, FileError> {
    let (Some(state), Some(file)) = (folder(disk), place::absolute(path)) else { return Ok(None) };
    let failed = |error: &io::Error, at: &Path| {
        let mut error = FileError::io(error, at);
        error.help.push_str(", or go without a backup by `--no-backup`");
        error
    };
    let folder = open(disk, &state, &file).map_err(|error| failed(&error, &state))?;
    let kept = disk.list(&folder).map_err(|error| failed(&error, &folder))?;
    let times = times(&kept);
    let newest = times.first().copied();
    if let Some(at) = newest.map(|newest| folder.join(name_of(newest)))
        && disk.read(&at, MAX_BYTES).is_ok_and(|kept| kept == bytes)
    {
        return Ok(Some(at));
    }
    // Two of one millisecond, or a clock that was set back, must not change their order.
    let at = folder.join(name_of(millis(disk.now()).max(newest.map_or(0, |newest| newest + 1))));
    put(disk, &at, bytes).map_err(|error| failed(&error, &at))?;
    for old in times.iter().skip(KEPT - 1) {
        let _ = disk.remove_file(&folder.join(name_of(*old)));
    }
    // What runs that died left: whoever writes here has the lock that we have.
    for left in kept.iter().filter(|name| name.as_encoded_bytes().starts_with(b".")) {
        let _ = disk.remove_file(&folder.join(left));
    }
    Ok(Some(at))
}

/// Where backups are; `None` if there is no such place on this face.
fn folder(disk: &dyn Disk) -> Option<PathBuf> {
    let state = disk.state()?.join(FOLDER);
    place::is_granted(disk, &state).then_some(state)
}

/// The folder for the backups of `file`, which says so.
fn open(disk: &dyn Disk, state: &Path, file: &Path) -> io::Result<PathBuf> {
    let text = file.as_os_str().as_encoded_bytes();
    let mut hash = journal::checksum(text);
    loop {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        let name: String = name.chars().take(40).collect();
        let folder = state.join(format!("{name}-{hash:016x}"));
        match disk.read(&folder.join(OF), MAX_BYTES) {
            Ok(of) if of == text => return Ok(folder),
            // Another file with the same hash.
            Ok(_) => hash = hash.wrapping_add(1),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                disk.make_private_dirs(&folder)?;
                put(disk, &folder.join(OF), text)?;
                return Ok(folder);
            }
            Err(error) => return Err(error),
        }
    }
}

/// Writes a private file, whole or not at all.
fn put(disk: &dyn Disk, at: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = beside(at, &format!("tmp-{}-private", lock::token(disk)));
    let done = disk.create(&temporary, bytes, Access::Private).and_then(|_| disk.rename(&temporary, at));
    match done {
        Ok(()) => drop(disk.sync_dir(parent(at))),
        Err(_) => drop(disk.remove_file(&temporary)),
    }
    done
}

/// The names in a directory, none if there is none.
fn names(disk: &dyn Disk, directory: &Path) -> Result<Vec<OsString>, FileError> {
    match disk.list(directory) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(Vec::new()),
        listed => listed.map_err(|error| FileError::io(&error, directory)),
    }
}

/// The name of a backup; as long for every time until the year 5138, so that names sort as times do.
fn name_of(millis: u64) -> String {
    format!("{millis:014}")
}

/// The times that some of the names are, the newest first.
fn times(names: &[OsString]) -> Vec<u64> {
    let time = |name: &OsString| {
        let name = name.to_str()?;
        name.parse().ok().filter(|millis| name_of(*millis) == name)
    };
    let mut times: Vec<u64> = names.iter().filter_map(time).collect();
    times.sort_unstable_by(|a, b| b.cmp(a));
    times
}

fn millis(time: SystemTime) -> u64 {
    let millis = time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis();
    u64::try_from(millis).unwrap_or_default()
}

/// A time as people and programs write it: RFC 3339, UTC.
pub(super) fn shown(millis: u64) -> String {
    let (day, within) = (millis / 86_400_000, millis % 86_400_000);
    // The calendar repeats every 400 years. Years that begin with March have their leap day at the end.
    let day = day + 719_468;
    let (era, day) = (day / 146_097, day % 146_097);
    let year = (day - day / 1_460 + day / 36_524 - day / 146_096) / 365;
    let day = day - (365 * year + year / 4 - year / 100);
    let month = (5 * day + 2) / 153;
    let date = day - (153 * month + 2) / 5 + 1;
    let (month, carry) = if month < 10 { (month + 3, 0) } else { (month - 9, 1) };
    let year = era * 400 + year + carry;
    let (hour, minute, second) = (within / 3_600_000, within / 60_000 % 60, within / 1000 % 60);
    format!("{year:04}-{month:02}-{date:02}T{hour:02}:{minute:02}:{second:02}.{:03}Z", within % 1000)
}
