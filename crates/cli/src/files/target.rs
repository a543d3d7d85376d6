//! A file that is being changed.

use std::io;
use std::path::{Path, PathBuf};

use super::disk::{Access, Disk, Meta, Real};
use super::error::{Fault, FileError, parent, shown};
use super::journal::{self, Found, Journal};
use super::lock::{self, Lock, Patience, Refusal};
use super::place::{self, beside};
use super::{MAX_BYTES, Policy, backup, batch, load, look};

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
/// name it keeps 0600 if its own ends in `-private`, and else gets the usual mode. Where it cannot do that, or the file has
/// further hard links, it refuses with `EMLINK`, and the file is overwritten in place.
pub(super) fn strategy() -> Strategy {
    if cfg!(target_os = "wasi") && !host_keeps_mode() { Strategy::Journal } else { Strategy::Rename }
}

/// Whether a launcher makes up for what WASI lacks.
pub(crate) fn host_keeps_mode() -> bool {
    std::env::var_os("MCPGLOT_HOST_KEEPS_MODE").is_some()
}

/// An open target: locked, read, and not yet written. Dropping it lets go and changes nothing.
#[must_use]
pub(crate) struct Target {
    disk: &'static dyn Disk,
    strategy: Strategy,
    /// Where it really is.
    path: PathBuf,
    policy: Policy,
    lock: Lock,
    bytes: Option<Vec<u8>>,
    /// The parents that were made for it, outermost first.
    made: Vec<PathBuf>,
}

/// What a commit did.
#[derive(Debug, Default)]
pub(crate) struct Committed {
    /// Whether the file was written; `false` if it had these bytes already.
    pub(crate) written: bool,
    /// Where what it held is kept, if that was wanted and is possible.
    pub(crate) backup: Option<PathBuf>,
    /// What is worth knowing.
    pub(crate) notes: Vec<Note>,
}

/// Something worth knowing about a file that was written.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Note {
    /// The new file should be private, and this face cannot set its mode.
    ModeNotSet(PathBuf),
    /// There is no place for a backup.
    BackupNotMade,
}

impl Note {
    /// The stable codes, and what `explain` says of each.
    pub(crate) const CODES: [(&str, &str); 2] = [
        ("mode-not-set", "A new file holds values, and nothing here can make it private: run `chmod 600` on it."),
        (
            "backup-not-made",
            "What a file held was not kept, because the state folder is not known or not granted: set `XDG_STATE_HOME`, or \
             `HOME` for `.local/state` in it, and as a WASI module grant it with `--dir`.",
        ),
    ];

    /// The stable code.
    pub(crate) fn code(&self) -> &'static str {
        let [mode, backup] = Note::CODES.map(|(code, _)| code);
        match self {
            Note::ModeNotSet(_) => mode,
            Note::BackupNotMade => backup,
        }
    }

    /// What it says.
    pub(crate) fn message(&self) -> String {
        match self {
            Note::ModeNotSet(path) => {
                format!("`{}` holds values, and nothing here can make it private: run `chmod 600` on it", shown(path))
            }
            Note::BackupNotMade => "what the file held is not kept: no state folder is known and granted".to_owned(),
        }
    }
}

impl Target {
    /// Checks the path, waits for the lock, ends what an interrupted run began, and reads.
    pub(crate) fn open(path: &Path, policy: &Policy) -> Result<Target, FileError> {
        Target::open_on(&Real, strategy(), path, policy)
    }

    /// The same for one that was looked at, and shall hold what it did then.
    pub(crate) fn open_unchanged(path: &Path, policy: &Policy, seen: Option<&[u8]>) -> Result<Target, FileError> {
        let target = Target::open(path, policy)?;
        if target.bytes() == seen { Ok(target) } else { Err(FileError::new(Fault::Changed, path)) }
    }

    pub(super) fn open_on(
        disk: &'static dyn Disk,
        strategy: Strategy,
        path: &Path,
        policy: &Policy,
    ) -> Result<Target, FileError> {
        let path = place::resolve(disk, path, policy.follow_symlinks)?;
        let mut idle = || {};
        Target::open_real(disk, strategy, path, policy, &mut Patience::long(&mut idle))
    }

    /// Opens what a path was resolved to.
    pub(super) fn open_real(
        disk: &'static dyn Disk,
        strategy: Strategy,
        path: PathBuf,
        policy: &Policy,
        patience: &mut Patience<'_>,
    ) -> Result<Target, FileError> {
        // Before anything is made, so that what is refused leaves no trace.
        check(disk, &path)?;
        let mut made = Vec::new();
        let lock = lock(disk, &path, &mut made, patience).inspect_err(|_| unmake(disk, &made));
        let lock = lock?;
        let mut target = Target { disk, strategy, path, policy: *policy, lock, bytes: None, made };
        target.bytes = target.recover()?;
        Ok(target)
    }

    /// Ends and removes what runs that died left, and reads.
    fn recover(&self) -> Result<Option<Vec<u8>>, FileError> {
        let (disk, path) = (self.disk, &*self.path);
        let mut records = lock::sweep(disk, path);
        let found = journal::find(disk, path)?;
        let record = match &found {
            Found::Journal(journal) => journal.record.as_ref().map(|record| place::spelled(&parent(path).join(record))),
            Found::Nothing | Found::Cut => None,
        };
        let undecided = record.as_deref().map_or(Ok(false), |record| batch::claim(disk, record))?;
        let bytes = journal::recover(disk, path, found, load(disk, path)?, undecided)?;
        records.extend(record.filter(|_| undecided));
        for record in records {
            if batch::claim(disk, &record).is_ok_and(|undecided| undecided) {
                batch::undo_rest(disk, &record);
            }
        }
        Ok(bytes)
    }

    /// What the file holds; `None` if it does not exist.
    pub(crate) fn bytes(&self) -> Option<&[u8]> {
        self.bytes.as_deref()
    }

    /// Where the file really is.
    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    pub(super) fn disk(&self) -> &'static dyn Disk {
        self.disk
    }

    /// Whether the file gets the mode 0600 if it does not exist yet, once it is known what it will hold.
    pub(crate) fn keep_private(&mut self, private: bool) {
        self.policy.private_if_new = private;
    }

    /// Has what the file holds kept before it is replaced, whatever its policy is.
    pub(crate) fn keep_backup(&mut self) {
        self.policy.backup = true;
    }

    /// Keeps the lock for another ten seconds. An error means that another run has it.
    pub(crate) fn refresh(&mut self) -> Result<(), FileError> {
        self.lock.refresh(self.disk).map_err(|_| FileError::new(Fault::Locked, &self.path))
    }

    /// Makes the file hold `new`, if it still holds what was read, and lets go of it.
    pub(crate) fn commit(mut self, new: &[u8]) -> Result<Committed, FileError> {
        self.write(new)
    }

    /// As [`Target::commit`], and goes on holding the file.
    pub(crate) fn write(&mut self, new: &[u8]) -> Result<Committed, FileError> {
        let Some(mut change) = self.prepare(new, None)? else { return Ok(Committed::default()) };
        match self.apply(&mut change, new) {
            Ok(()) => {
                let committed = self.finish(change);
                self.bytes = Some(new.to_vec());
                Ok(committed)
            }
            Err(error) => {
                // If it cannot be put back, the journal is there for the next run.
                let _ = self.undo(&change);
                Err(error)
            }
        }
    }

    /// Writes all that a change needs, and does not touch the file. `None` if it holds `new` already. `record` is that of
    /// a batch.
    pub(super) fn prepare(&self, new: &[u8], record: Option<&Path>) -> Result<Option<Change>, FileError> {
        if new.len() > MAX_BYTES {
            return Err(FileError::new(Fault::TooLarge, &self.path));
        }
        let old = self.bytes();
        if old == Some(new) {
            return Ok(None);
        }
        let backup = match old.filter(|_| self.policy.backup) {
            Some(old) => backup::keep(self.disk, &self.path, old)?,
            None => None,
        };
        let mut change = Change { temporary: self.temporary(new)?, journal: None, touched: false, backup };
        if change.temporary.is_none() || record.is_some() {
            self.keep_journal(&mut change, new, record)?;
        }
        Ok(Some(change))
    }

    /// Writes the journal of a change.
    fn keep_journal(&self, change: &mut Change, new: &[u8], record: Option<&Path>) -> Result<(), FileError> {
        let journal = beside(&self.path, "journal");
        let record = record.map(|record| place::relative(parent(&self.path), record));
        let text = Journal::encode(record.as_deref(), self.bytes(), new);
        if let Err(error) = self.disk.create(&journal, &text, Access::Private) {
            // One that is there already is not ours.
            change.journal = (error.kind() != io::ErrorKind::AlreadyExists).then_some(journal);
            self.discard(change);
            return Err(self.error(&error));
        }
        change.journal = Some(journal);
        self.sync_dir();
        Ok(())
    }

    /// A temporary file that holds `new` and may take the name of the file; `None` if the file must be overwritten: it
    /// has links, or an owner that we cannot give.
    fn temporary(&self, new: &[u8]) -> Result<Option<PathBuf>, FileError> {
        let disk = self.disk;
        let access = match self.bytes {
            None if self.policy.private_if_new => Access::Private,
            None => Access::Usual,
            Some(_) => {
                let Meta { links, owner, .. } = disk.lstat(&self.path).map_err(|error| match error.kind() {
                    io::ErrorKind::NotFound => FileError::new(Fault::Changed, &self.path),
                    _ => self.error(&error),
                })?;
                if self.strategy == Strategy::Journal || links != 1 {
                    return Ok(None);
                }
                Access::Like(owner)
            }
        };
        let suffix = if matches!(access, Access::Private) { "-private" } else { "" };
        let temporary = beside(&self.path, &format!("tmp-{}{suffix}", lock::token(disk)));
        let made = disk.create(&temporary, new, access);
        if !matches!(made, Ok(true)) {
            let _ = disk.remove_file(&temporary);
        }
        made.map(|made| made.then_some(temporary)).map_err(|error| self.error(&error))
    }

    /// Changes the file, if we still have the lock and it still holds what was read.
    pub(super) fn apply(&mut self, change: &mut Change, new: &[u8]) -> Result<(), FileError> {
        self.refresh()?;
        if load(self.disk, &self.path)? != self.bytes {
            return Err(FileError::new(Fault::Changed, &self.path));
        }
        if let Some(temporary) = &change.temporary {
            let renamed = self.disk.rename(temporary, &self.path);
            change.touched = renamed.is_ok();
            match renamed {
                // The launcher says that the file must be overwritten: see `strategy`.
                Err(error) if cfg!(target_os = "wasi") && error.kind() == io::ErrorKind::TooManyLinks => {
                    let _ = self.disk.remove_file(temporary);
                    change.temporary = None;
                    if change.journal.is_none() {
                        self.keep_journal(change, new, None)?;
                    }
                }
                renamed => return renamed.map_err(|error| self.error(&error)),
            }
        }
        // Writes in place, so that mode, owner and links stay.
        change.touched = true;
        self.disk.overwrite(&self.path, new).map_err(|error| self.error(&error))
    }

    /// What is left to do when the file is changed for good.
    pub(super) fn finish(&mut self, change: Change) -> Committed {
        if let Some(journal) = change.journal {
            let _ = self.disk.remove_file(&journal);
        }
        self.made.clear();
        let bare = cfg!(target_os = "wasi") && !host_keeps_mode();
        let new = self.bytes.is_none().then_some(&self.path).filter(|_| self.policy.private_if_new);
        let open = [new, change.backup.as_ref()].into_iter().flatten().filter(|_| bare);
        let mut notes: Vec<Note> = open.cloned().map(Note::ModeNotSet).collect();
        if self.policy.backup && self.bytes.is_some() && change.backup.is_none() {
            notes.push(Note::BackupNotMade);
        }
        Committed { written: true, backup: change.backup, notes }
    }

    /// Makes the file hold what it held before [`Target::apply`], if it did anything. An error means that this was not
    /// possible; then the journal stays.
    pub(super) fn undo(&mut self, change: &Change) -> Result<(), FileError> {
        let held = self.refresh();
        if change.touched && change.journal.is_some() {
            held?;
            let found = journal::find(self.disk, &self.path)?;
            journal::recover(self.disk, &self.path, found, load(self.disk, &self.path)?, true)?;
        } else if held.is_ok() {
            self.discard(change);
        } else {
            // A journal of that name is that of the run that has the lock.
            self.discard(&Change { journal: None, ..change.clone() });
        }
        Ok(())
    }

    /// Removes what [`Target::prepare`] made.
    fn discard(&self, change: &Change) {
        for made in [&change.temporary, &change.journal].into_iter().flatten() {
            let _ = self.disk.remove_file(made);
        }
    }

    /// Flushes the directory. A failure is not reported: the write has happened, and is no less durable than on a face
    /// that cannot do this at all.
    pub(super) fn sync_dir(&self) {
        let _ = self.disk.sync_dir(parent(&self.path));
    }

    fn error(&self, error: &io::Error) -> FileError {
        FileError::io(error, &self.path)
    }
}

/// A change that is ready to be applied.
#[derive(Clone, Debug)]
pub(super) struct Change {
    /// What takes the file's name; without it the file is overwritten.
    temporary: Option<PathBuf>,
    journal: Option<PathBuf>,
    /// Whether the file may hold something else than before.
    touched: bool,
    backup: Option<PathBuf>,
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

/// Fails unless what a write puts beside the file, and the folders that it makes, may be made. For runs that only look: a write finds
/// it out by itself.
pub(super) fn check_room(disk: &dyn Disk, path: &Path) -> Result<(), FileError> {
    let mut made = path;
    for above in path.ancestors().skip(1) {
        let above = if above.as_os_str().is_empty() { Path::new(".") } else { above };
        if disk.lstat(above).is_ok() {
            return disk.may_make(above).map_err(|error| FileError::io(&error, made));
        }
        made = above;
    }
    Ok(())
}

/// Makes the missing parents of `path`, adds them to `made`, and takes the lock.
fn lock(disk: &dyn Disk, path: &Path, made: &mut Vec<PathBuf>, patience: &mut Patience<'_>) -> Result<Lock, FileError> {
    // A run that made the same parents may remove them at any time until something of ours stands there.
    for _ in 0..100 {
        make_parents(disk, path, made)?;
        match Lock::acquire(disk, path, patience) {
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
