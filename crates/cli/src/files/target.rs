//! A file that is being changed.

use std::io;
use std::path::{Path, PathBuf};

use super::disk::{Access, Disk, Meta, Real};
use super::error::{Fault, FileError, parent};
use super::journal::{self, Journal};
use super::lock::{self, Lock, Refusal};
use super::place::{self, beside};
use super::{MAX_BYTES, Policy, load, look};

/// How an existing file is replaced.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Strategy {
    /// By a temporary file that takes its name.
    Rename,
    /// In place, under a journal.
    Journal,
}

/// The strategy of this face, the one place where it is chosen.
///
/// Bare WASI cannot give a temporary file the mode of the file that it replaces. A launcher whose `path_open` and
/// `path_rename` do that sets `MCPGLOT_HOST_KEEPS_MODE`. It is then relied on for this: what is created as
/// `.NAME.mcpglot-tmp-TOKEN` gets 0600; renamed over a file it gets that file's mode and owner; renamed to a new
/// name it keeps 0600 if its own ends in `-private`, and else gets the usual mode.
fn strategy() -> Strategy {
    if cfg!(target_os = "wasi") && !host_keeps_mode() { Strategy::Journal } else { Strategy::Rename }
}

fn host_keeps_mode() -> bool {
    std::env::var_os("MCPGLOT_HOST_KEEPS_MODE").is_some()
}

/// An open target: locked, read, and not yet written. Dropping it lets go and changes nothing.
#[must_use]
pub(crate) struct Target {
    disk: &'static dyn Disk,
    strategy: Strategy,
    /// Where it really is.
    path: PathBuf,
    private_if_new: bool,
    lock: Lock,
    bytes: Option<Vec<u8>>,
    /// The parents that were made for it, outermost first.
    made: Vec<PathBuf>,
}

/// What a commit did.
#[derive(Debug)]
pub(crate) struct Committed {
    /// Whether the file was written; `false` if it had these bytes already.
    pub(crate) written: bool,
    /// What is worth knowing.
    pub(crate) notes: Vec<Note>,
}

/// Something worth knowing about a file that was written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// A new file should be private, and this face cannot set its mode.
    ModeNotSet,
}

impl Note {
    /// The stable code.
    pub(crate) fn code(self) -> &'static str {
        match self {
            Note::ModeNotSet => "mode-not-set",
        }
    }

    /// What it says.
    pub(crate) fn message(self) -> &'static str {
        match self {
            Note::ModeNotSet => "the new file holds values, and nothing here can make it private: run `chmod 600` on it",
        }
    }
}

impl Target {
    /// Checks the path, waits for the lock, ends what an interrupted run began, and reads.
    pub(crate) fn open(path: &Path, policy: &Policy) -> Result<Target, FileError> {
        Target::open_on(&Real, strategy(), path, policy)
    }

    pub(super) fn open_on(
        disk: &'static dyn Disk,
        strategy: Strategy,
        path: &Path,
        policy: &Policy,
    ) -> Result<Target, FileError> {
        let path = place::resolve(disk, path, policy.follow_symlinks)?;
        // Before anything is made, so that what is refused leaves no trace.
        check(disk, &path)?;
        let mut made = Vec::new();
        let lock = lock(disk, &path, &mut made).inspect_err(|_| unmake(disk, &made));
        let lock = lock?;
        let private_if_new = policy.private_if_new;
        let mut target = Target { disk, strategy, path, private_if_new, lock, bytes: None, made };
        lock::sweep(disk, &target.path);
        let found = load(disk, &target.path)?;
        target.bytes = journal::recover(disk, &target.path, found)?;
        Ok(target)
    }

    /// What the file holds; `None` if it does not exist.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_deref()
    }

    /// Whether the file gets the mode 0600 if it does not exist yet, once it is known what it will hold.
    pub(crate) fn keep_private(&mut self, private: bool) {
        self.private_if_new = private;
    }

    /// Makes the file hold `new`, if it still holds what was read.
    pub(crate) fn commit(mut self, new: &[u8]) -> Result<Committed, FileError> {
        if new.len() > MAX_BYTES {
            return Err(FileError::new(Fault::TooLarge, &self.path));
        }
        let mut notes = Vec::new();
        let written = self.bytes() != Some(new);
        if written {
            match self.bytes.take() {
                Some(old) => self.change(&old, new)?,
                None => {
                    self.create(new)?;
                    if self.private_if_new && cfg!(target_os = "wasi") && !host_keeps_mode() {
                        notes.push(Note::ModeNotSet);
                    }
                }
            }
            self.made.clear();
        }
        Ok(Committed { written, notes })
    }

    fn create(&mut self, new: &[u8]) -> Result<(), FileError> {
        let access = if self.private_if_new { Access::Private } else { Access::Usual };
        self.replace(None, new, access).map(drop)
    }

    fn change(&mut self, old: &[u8], new: &[u8]) -> Result<(), FileError> {
        let Meta { links, owner, .. } = self.disk.lstat(&self.path).map_err(|error| match error.kind() {
            io::ErrorKind::NotFound => FileError::new(Fault::Changed, &self.path),
            _ => self.error(&error),
        })?;
        let by_rename = self.strategy == Strategy::Rename && links == 1;
        if by_rename && self.replace(Some(old), new, Access::Like(owner))? {
            return Ok(());
        }
        self.overwrite(old, new)
    }

    /// Gives the name to a new file; `false` if that could not have the same owner.
    fn replace(&mut self, old: Option<&[u8]>, new: &[u8], access: Access) -> Result<bool, FileError> {
        let disk = self.disk;
        let suffix = if matches!(access, Access::Private) { "-private" } else { "" };
        let temporary = beside(&self.path, &format!("tmp-{}{suffix}", lock::token(disk)));
        let done = match disk.create(&temporary, new, access) {
            Ok(true) => self.still(old).and_then(|()| {
                disk.rename(&temporary, &self.path).map_err(|error| self.error(&error))?;
                Ok(true)
            }),
            Ok(false) => Ok(false),
            Err(error) => Err(self.error(&error)),
        };
        match done {
            Ok(true) => self.sync_dir(),
            _ => drop(disk.remove_file(&temporary)),
        }
        done
    }

    /// Writes in place, so that mode, owner and links stay.
    fn overwrite(&mut self, old: &[u8], new: &[u8]) -> Result<(), FileError> {
        let disk = self.disk;
        let journal = beside(&self.path, "journal");
        let made = disk.create(&journal, &Journal::encode(old, new), Access::Private);
        let mut done = made.map(drop).map_err(|error| self.error(&error));
        if done.is_ok() {
            self.sync_dir();
            done = self.still(Some(old));
        }
        if done.is_ok()
            && let Err(error) = disk.overwrite(&self.path, new)
        {
            done = Err(self.error(&error));
            if disk.overwrite(&self.path, old).is_err() {
                // The next run may have more luck, and needs the journal for it.
                return done;
            }
        }
        let _ = disk.remove_file(&journal);
        done
    }

    /// Fails if the lock is lost, or the file no longer is what was read.
    fn still(&mut self, old: Option<&[u8]>) -> Result<(), FileError> {
        self.lock.refresh(self.disk).map_err(|_| FileError::new(Fault::Locked, &self.path))?;
        match load(self.disk, &self.path) {
            Ok(now) if now.as_deref() == old => Ok(()),
            Ok(_) => Err(FileError::new(Fault::Changed, &self.path)),
            Err(error) => Err(error),
        }
    }

    /// Flushes the directory. A failure is not reported: the write has happened, and is no less durable than on a face
    /// that cannot do this at all.
    fn sync_dir(&self) {
        let _ = self.disk.sync_dir(parent(&self.path));
    }

    fn error(&self, error: &io::Error) -> FileError {
        FileError::io(error, &self.path)
    }
}

impl Drop for Target {
    fn drop(&mut self) {
        self.lock.release(self.disk);
        unmake(self.disk, &self.made);
    }
}

/// Fails unless there is a file that may be written, or nothing. A rename alone would not ask.
pub(super) fn check(disk: &dyn Disk, path: &Path) -> Result<(), FileError> {
    let Some(meta) = look(disk, path)? else { return Ok(()) };
    match disk.try_write(path) {
        Ok(()) if !meta.read_only => return Ok(()),
        Err(error) if error.kind() != io::ErrorKind::PermissionDenied => return Err(FileError::io(&error, path)),
        _ => {}
    }
    let readable = disk.read(path, 0).is_ok();
    Err(FileError::new(if readable { Fault::ReadOnly } else { Fault::Permission }, path))
}

/// Makes the missing parents of `path`, adds them to `made`, and takes the lock.
fn lock(disk: &dyn Disk, path: &Path, made: &mut Vec<PathBuf>) -> Result<Lock, FileError> {
    // A run that made the same parents may remove them at any time until something of ours stands there.
    for _ in 0..100 {
        make_parents(disk, path, made)?;
        match Lock::acquire(disk, path) {
            Ok(lock) => return Ok(lock),
            Err(Refusal::Io(error)) if error.kind() == io::ErrorKind::NotFound => {}
            Err(Refusal::Io(error)) => return Err(FileError::io(&error, path)),
            Err(Refusal::Held) => break,
        }
    }
    Err(FileError::new(Fault::Locked, path))
}

/// Makes the missing parents of `path`, and adds them to `made`.
fn make_parents(disk: &dyn Disk, path: &Path, made: &mut Vec<PathBuf>) -> Result<(), FileError> {
    let is_missing = |above: &&Path| {
        let looked = if above.as_os_str().is_empty() { Ok(()) } else { disk.lstat(above).map(drop) };
        looked.is_err_and(|error| error.kind() == io::ErrorKind::NotFound)
    };
    let missing: Vec<_> = path.ancestors().skip(1).take_while(is_missing).collect();
    for directory in missing.into_iter().rev() {
        match disk.make_dir(directory) {
            Ok(()) => made.push(directory.to_owned()),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            // The one above was just removed by a run that had made it.
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
            Err(error) => return Err(FileError::io(&error, directory)),
        }
    }
    Ok(())
}

/// Removes those of `made` that are empty.
fn unmake(disk: &dyn Disk, made: &[PathBuf]) {
    for directory in made.iter().rev() {
        let _ = disk.remove_dir(directory);
    }
}
