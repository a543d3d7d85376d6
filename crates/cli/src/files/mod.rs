//! The only place that writes a user's file: paths and bytes, no knowledge of what they say.
//!
//! [`read`] takes a source, [`glance`] and [`inspect`] look at a target without touching anything, and [`Target`] changes one:
//! [`Target::open`] checks, locks and reads, [`Target::commit`] writes. For many there are [`glance_all`], then [`at_once`] for each
//! by itself, or [`open_all`] and [`commit_together`]. [`backups`] are what files held before.
//!
//! # What is guaranteed
//!
//! - After a crash at any instant the file holds the old bytes or the new ones. Where it is overwritten in place it may be
//!   torn, and then a journal beside it holds the old bytes: the next run puts them back before it does anything else,
//!   and [`read`] and [`inspect`] see them at once.
//! - A write that fails leaves the old bytes. Nothing is ever truncated first.
//! - Of [`commit_together`], all files are written or none; see there for what that means in a crash.
//! - What somebody else wrote between open and commit is not overwritten: [`Fault::Changed`].
//! - Mode and owner of an existing file stay, and so do its hard links. Where the private mode of a new file cannot be set, a
//!   [`target::Note`] says so.
//! - Of several runs on one file, one at a time is between open and commit. A run that died is noticed.
//! - No symlink is followed unless [`Policy::follow_symlinks`] says so; see [`place`] for what is trusted.
//! - Bytes that are already there are not written: the file keeps its time stamp.
//! - A backup is on the disk before its file is touched. What cannot be kept although it was asked for is not replaced, but
//!   where there is no place for backups at all, a [`target::Note`] says so.
//! - No error and no note holds a byte of any file.
//!
//! # How
//!
//! Natively a temporary file beside the target replaces it by one rename. That gives the name a new inode, so a file with
//! further hard links, or with an owner that we may not hand a file to, is overwritten in place under a journal
//! instead. Bare WASI cannot set a mode, and there every existing file goes that way; see `strategy`.
//!
//! Everything of ours stands beside the target and carries its name: `.NAME.mcpglot-lock`, `.NAME.mcpglot-tmp-TOKEN`,
//! `.NAME.mcpglot-journal`, `.NAME.mcpglot-batch-TOKEN`. Missing parent directories are made with the usual mode, and
//! removed again if nothing is written.
//!
//! A file is flushed before it takes its name; the name is not flushed, which would cost as much again. So a power failure
//! soon after a run may bring the old bytes back, whole. A journal, a backup and the files of [`commit_together`] are
//! flushed with their names.
//!
//! # Limitations
//!
//! - Programs that do not take our lock can write in the instant between the comparison and the rename, and a path can
//!   be swapped for a symlink in the instant after it was looked at: std offers no system call that closes these gaps.
//! - Extended attributes and access lists do not survive the rename, on Windows neither do file-specific permissions.
//! - A journal holds the old bytes and the new ones, with the mode 0600, but under bare WASI with the mode that new files
//!   have there. It exists for the length of one write, or until the next run after a crash.
//! - wasmtime cannot flush a directory, so there a power failure (not a crash) may take the journal's name with it.
//! - Under bare WASI a source may be read at the very moment in which another run overwrites it.
//! - Who needs more than ten seconds between open and commit may lose the lock, and then gets [`Fault::Locked`]: call
//!   [`Target::refresh`], and never ask the user in between. Never open one file twice, even by two names.

use std::io::ErrorKind;
use std::path::Path;

mod backup;
mod batch;
mod disk;
mod error;
mod journal;
mod lock;
mod place;
mod target;

#[cfg(test)]
mod tests;

pub(crate) use backup::{Backup, backups, backups_of};
pub(crate) use batch::{Glance, at_once, commit_together, glance_all, open_all};
pub(crate) use error::{Fault, FileError, shown};
pub(crate) use place::absolute;
pub(crate) use target::{Committed, Note, Target, host_keeps_mode};

use disk::{Disk, Kind, Meta, Real};
use error::parent;
use journal::{Found, State};

/// The largest file that is read: what the core accepts.
pub(crate) const MAX_BYTES: usize = 32 << 20;

/// What the caller allows and wants.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Policy {
    /// Targets may be symlinks, and stand in symlinked directories; what they lead to is then written.
    pub(crate) follow_symlinks: bool,
    /// A file that does not exist yet gets the mode 0600 instead of the usual one.
    pub(crate) private_if_new: bool,
    /// What a file holds is kept in the user's state folder before it is replaced.
    pub(crate) backup: bool,
}

/// The bytes of a source. Symlinks are followed; a device, a pipe or a directory is refused before it is opened.
pub(crate) fn read(path: &Path) -> Result<Vec<u8>, FileError> {
    // What `/dev/stdin` leads to has no path that could be followed.
    if std::fs::metadata(path).is_ok_and(|meta| !meta.is_file() && !meta.is_dir()) {
        return Err(FileError::new(Fault::NotRegular, path));
    }
    let real = place::resolve(&Real, path, true)?;
    whole(&Real, &real)?.0.ok_or_else(|| FileError::new(Fault::NotFound, path))
}

/// A look at a target, which takes no lock, changes nothing, and need not be allowed to: enough where there is nothing to write.
pub(crate) fn glance(path: &Path, policy: &Policy) -> Result<Glance, FileError> {
    glance_on(&Real, &place::resolve(&Real, path, policy.follow_symlinks)?)
}

/// The bytes of a target, `None` if it does not exist. Refuses what [`Target::open`] would refuse, but takes no lock and
/// changes nothing: for dry runs that would write.
pub(crate) fn inspect(path: &Path, policy: &Policy) -> Result<Option<Vec<u8>>, FileError> {
    let real = place::resolve(&Real, path, policy.follow_symlinks)?;
    target::check(&Real, &real)?;
    target::check_room(&Real, &real)?;
    glance(path, policy).map(|glance| glance.bytes)
}

/// A look at a resolved path.
fn glance_on(disk: &dyn Disk, path: &Path) -> Result<Glance, FileError> {
    let settled = !lock::is_littered(disk, path);
    match whole(disk, path)? {
        (_, State::Foreign) => Err(FileError::new(Fault::Interrupted, path)),
        (bytes, _) => Ok(Glance { bytes, settled }),
    }
}

/// The bytes at `path`, or the old ones where an interrupted write left it torn.
fn whole(disk: &dyn Disk, path: &Path) -> Result<(Option<Vec<u8>>, State), FileError> {
    let bytes = load(disk, path)?;
    let Found::Journal(journal) = journal::find(disk, path)? else { return Ok((bytes, State::Whole)) };
    let undecided = match &journal.record {
        Some(record) => batch::is_undecided(disk, &place::spelled(&parent(path).join(record)))?,
        None => false,
    };
    Ok(match journal.judge(bytes.as_deref(), undecided) {
        State::Unfinished => (journal.old, State::Unfinished),
        state => (bytes, state),
    })
}

/// The bytes at `path` as they are, `None` if there is nothing.
fn load(disk: &dyn Disk, path: &Path) -> Result<Option<Vec<u8>>, FileError> {
    if look(disk, path)?.is_none() {
        return Ok(None);
    }
    let bytes = disk.read(path, MAX_BYTES + 1).map_err(|error| FileError::io(&error, path))?;
    if bytes.len() > MAX_BYTES {
        return Err(FileError::new(Fault::TooLarge, path));
    }
    Ok(Some(bytes))
}

/// The regular file at `path`, `None` if there is nothing; all else is refused.
fn look(disk: &dyn Disk, path: &Path) -> Result<Option<Meta>, FileError> {
    let meta = match disk.lstat(path) {
        Ok(meta) => meta,
        Err(error) if error.kind() == ErrorKind::NotFound => return Ok(None),
        Err(error) => return Err(FileError::io(&error, path)),
    };
    match meta.kind {
        Kind::File => Ok(Some(meta)),
        Kind::Directory => Err(FileError::new(Fault::IsDirectory, path)),
        Kind::Symlink => Err(FileError::new(Fault::Symlink, path)),
        Kind::Other => Err(FileError::new(Fault::NotRegular, path)),
    }
}
