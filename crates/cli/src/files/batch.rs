//! Several files at once: locked in one order, written by several threads, and if that is wanted, all of them or none.
//!
//! # All or none
//!
//! Everything that needs space is written and flushed first: the temporary files, a journal beside each file, and one
//! *record* that lists the files, beside the first of them. Then the files are changed and flushed. Then the record is
//! removed, and by that one step the batch is done. A run that opens a file with the journal of a batch whose record is
//! still there puts the old bytes back, and does the same for the other files of the record.
//!
//! What that guarantees:
//!
//! - After a failure of any file, all are as they were. Exceptions are named in [`Undone::left`]: a file that could not be
//!   written back, or that somebody else changed after us.
//! - After a crash at any instant, [`super::read`] and [`super::inspect`] see either the old bytes of all files or the new
//!   ones of all. Other programs may see some of each until the next run of ours that opens one of the files: it puts all
//!   back, except those that it may not write or reach, or that another run has locked. The next run that opens such a file
//!   does it then.
//! - Whoever changes a file of a crashed batch keeps what he wrote, and [`Fault::Interrupted`] says so.
//!
//! Who undoes a batch renames its record first, so that of a run that was taken for dead and the one that undoes its work
//! only one succeeds.
//!
//! Paths between the files and the record are relative: it does not matter from where, and on which face, the next run
//! looks at them. Under bare WASI there is no such path between a file that is named relatively and one that is named
//! absolutely: if both are in a batch, a crash may leave some written.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::thread;

use super::disk::{Disk, Real, path_from_bytes};
use super::error::{Fault, FileError, parent};
use super::journal::{self, Found};
use super::lock::{self, Lock, Patience};
use super::place::{self, beside};
use super::target::{Change, Strategy, strategy};
use super::{Committed, Policy, Target, load};

/// How many files are written at the same time: it is the disk that is waited for, not the processor.
const LANES: usize = if cfg!(target_os = "wasi") { 1 } else { 16 };

/// A target, without its lock.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Glance {
    /// What it holds; `None` if it does not exist.
    pub(crate) bytes: Option<Vec<u8>>,
    /// Whether nobody is at work on it, and no run that died has left anything: then there is no need to open it, unless it
    /// shall hold something else.
    pub(crate) settled: bool,
}

/// Looks at targets as [`super::glance`] does. A file that is named a second time is refused.
pub(crate) fn glance_all(wanted: &[(&Path, Policy)]) -> Vec<Result<Glance, FileError>> {
    let mut results: Vec<(usize, _)> = places(&Real, wanted)
        .into_iter()
        .map(|place| (place.at, place.real.and_then(|real| super::glance_on(&Real, &real))))
        .collect();
    results.sort_by_key(|(at, _)| *at);
    results.into_iter().map(|(_, result)| result).collect()
}

/// Opens targets; each is an open target, or the reason why not.
///
/// Whatever the order in which they are named, they are locked in the order of their paths, so that two runs never wait
/// for each other. A file that is named a second time is refused.
pub(crate) fn open_all(wanted: &[(&Path, Policy)]) -> Vec<Result<Target, FileError>> {
    open_all_on(&Real, strategy(), wanted)
}

/// Writes all targets or none; see the module for what that means in a crash.
pub(crate) fn commit_together(changes: Vec<(Target, Vec<u8>)>) -> Result<Vec<Committed>, Undone> {
    commit_together_on(changes, LANES)
}

/// Why a batch was not written, and what came of those files that were.
#[derive(Debug)]
pub(crate) struct Undone {
    /// Which of the changes failed, from 0.
    pub(crate) at: usize,
    /// Why it did.
    pub(crate) error: FileError,
    /// The files that could not be put back. The next run that opens one tries again.
    pub(crate) left: Vec<FileError>,
}

pub(super) fn open_all_on(
    disk: &'static dyn Disk,
    strategy: Strategy,
    wanted: &[(&Path, Policy)],
) -> Vec<Result<Target, FileError>> {
    let mut opened: Vec<(usize, Result<Target, FileError>)> = Vec::with_capacity(wanted.len());
    let mut refreshed = disk.now();
    for Place { at, real, policy } in places(disk, wanted) {
        let mut refresh = || {
            if disk.now().duration_since(refreshed).is_ok_and(|age| age >= lock::FRESH) {
                // Who lost its lock learns it when it is written.
                opened.iter_mut().filter_map(|(_, one)| one.as_mut().ok()).for_each(|one| drop(one.refresh()));
                refreshed = disk.now();
            }
        };
        let patience = &mut Patience::long(&mut refresh);
        let target = real.and_then(|real| Target::open_real(disk, strategy, real, &policy, patience));
        opened.push((at, target));
    }
    opened.sort_by_key(|(at, _)| *at);
    opened.into_iter().map(|(_, target)| target).collect()
}

/// One of the wanted targets.
struct Place {
    /// Which of them.
    at: usize,
    /// Where it really is, or why it may not be there.
    real: Result<PathBuf, FileError>,
    policy: Policy,
}

/// The wanted targets in the order of their paths. What is the same as an earlier one is refused.
fn places(disk: &dyn Disk, wanted: &[(&Path, Policy)]) -> Vec<Place> {
    let place = |(at, (path, policy)): (usize, &(&Path, Policy))| {
        let real = place::resolve(disk, path, policy.follow_symlinks);
        (place::spelled(real.as_deref().unwrap_or(path)), Place { at, real, policy: *policy })
    };
    let mut places: Vec<_> = wanted.iter().enumerate().map(place).collect();
    places.sort_by(|a, b| (&a.0, a.1.at).cmp(&(&b.0, b.1.at)));
    for at in (1..places.len()).rev() {
        if places[at].0 == places[at - 1].0 {
            let twice = |real: PathBuf| Err(FileError::new(Fault::Twice, &real));
            let real = std::mem::replace(&mut places[at].1.real, Ok(PathBuf::new()));
            places[at].1.real = real.and_then(twice);
        }
    }
    places.into_iter().map(|(_, place)| place).collect()
}

pub(super) fn commit_together_on(changes: Vec<(Target, Vec<u8>)>, lanes: usize) -> Result<Vec<Committed>, Undone> {
    let mut members: Vec<Member> =
        changes.into_iter().map(|(target, new)| Member { target, new, change: None, result: Ok(()) }).collect();
    let changed: Vec<&Path> =
        members.iter().filter(|one| one.target.bytes() != Some(&*one.new)).map(|one| one.target.path()).collect();
    let Some(&first) = changed.first() else { return Ok(members.into_iter().map(Member::finish).collect()) };
    let disk = members[0].target.disk();
    let record = beside(first, &format!("batch-{}", lock::token(disk)));
    let listed: Vec<PathBuf> = changed.iter().map(|path| place::relative(parent(&record), path)).collect();
    let listed: Vec<&[u8]> = listed.iter().map(|path| path.as_os_str().as_encoded_bytes()).collect();
    if let Err(error) = disk.create(&record, &journal::pack(&listed), super::disk::Access::Private) {
        let error = FileError::io(&error, first);
        let _ = disk.remove_file(&record);
        let at = members.iter().position(|one| one.target.path() == error.path).unwrap_or_default();
        return Err(Undone { at, error, left: Vec::new() });
    }
    let _ = disk.sync_dir(parent(&record));

    // Each phase for all, before the next for any.
    let phases: [Phase; 3] = [Member::prepare, Member::apply, Member::flush];
    for phase in phases {
        in_lanes(members.iter_mut().collect(), lanes, |member| member.result = phase(member, &record));
        if members.iter().any(|member| member.result.is_err()) {
            return Err(undo(disk, members, &record));
        }
    }
    if let Err(error) = disk.remove_file(&record) {
        members[0].result = Err(match error.kind() {
            // Whoever took this run for dead has put the files back.
            io::ErrorKind::NotFound => FileError::new(Fault::Locked, members[0].target.path()),
            _ => FileError::io(&error, members[0].target.path()),
        });
        return Err(undo(disk, members, &record));
    }
    let _ = disk.sync_dir(parent(&record));
    Ok(in_lanes(members, lanes, Member::finish))
}

/// What is done for all files of a batch before anything else is done for any.
type Phase = fn(&mut Member, &Path) -> Result<(), FileError>;

/// One file of a batch.
struct Member {
    target: Target,
    new: Vec<u8>,
    change: Option<Change>,
    result: Result<(), FileError>,
}

impl Member {
    fn prepare(&mut self, record: &Path) -> Result<(), FileError> {
        self.change = self.target.prepare(&self.new, Some(record))?;
        Ok(())
    }

    fn apply(&mut self, _: &Path) -> Result<(), FileError> {
        self.change.as_mut().map_or(Ok(()), |change| self.target.apply(change, &self.new))
    }

    fn flush(&mut self, _: &Path) -> Result<(), FileError> {
        if self.change.is_some() {
            self.target.sync_dir();
        }
        Ok(())
    }

    fn finish(mut self) -> Committed {
        self.change.take().map_or_else(Committed::default, |change| self.target.finish(change))
    }
}

/// Puts back what was written.
fn undo(disk: &dyn Disk, members: Vec<Member>, record: &Path) -> Undone {
    // If this fails, the record is there under one of its names, or another run has undone everything.
    let _ = disk.rename(record, &undoing(record));
    let at = members.iter().position(|member| member.result.is_err()).unwrap_or_default();
    let (mut left, mut failed) = (Vec::new(), None);
    for (index, mut member) in members.into_iter().enumerate() {
        if let Some(change) = member.change.take()
            && let Err(error) = member.target.undo(&change)
        {
            left.push(error);
        }
        if let (true, Err(error)) = (index == at, member.result) {
            failed = Some(error);
        }
    }
    if left.is_empty() {
        forget(disk, record);
    }
    let error = failed.unwrap_or_else(|| FileError::new(Fault::Io, record));
    Undone { at, error, left }
}

/// The name of a record from the moment on in which its batch is being undone.
fn undoing(record: &Path) -> PathBuf {
    let mut name = record.file_name().unwrap_or_default().to_owned();
    name.push("-undo");
    record.with_file_name(name)
}

fn forget(disk: &dyn Disk, record: &Path) {
    let _ = disk.remove_file(record);
    let _ = disk.remove_file(&undoing(record));
}

/// Whether the batch of `record` was begun and not done.
pub(super) fn is_undecided(disk: &dyn Disk, record: &Path) -> Result<bool, FileError> {
    // In this order: it is renamed from the one to the other.
    Ok(exists(disk, record)? || exists(disk, &undoing(record))?)
}

/// The same, and from then on it cannot be done any more.
pub(super) fn claim(disk: &dyn Disk, record: &Path) -> Result<bool, FileError> {
    match disk.rename(record, &undoing(record)) {
        Ok(()) => Ok(true),
        Err(error) if error.kind() == io::ErrorKind::NotFound => is_undecided(disk, record),
        Err(error) => Err(FileError::io(&error, record)),
    }
}

fn exists(disk: &dyn Disk, record: &Path) -> Result<bool, FileError> {
    match disk.lstat(record) {
        Ok(_) => Ok(true),
        Err(error) if matches!(error.kind(), io::ErrorKind::NotFound | io::ErrorKind::NotADirectory) => {
            if place::is_granted(disk, record) { Ok(false) } else { Err(FileError::new(Fault::OutsideSandbox, record)) }
        }
        Err(error) => Err(FileError::io(&error, record)),
    }
}

/// Puts back the files of a claimed `record` that are not in use, and removes the record when none is left.
pub(super) fn undo_rest(disk: &dyn Disk, record: &Path) {
    let Ok(bytes) = disk.read(&undoing(record), super::MAX_BYTES) else { return };
    // One that is not whole was never acted on.
    let members = journal::unpack(&bytes).unwrap_or_default();
    let done = |member: &&[u8]| {
        let path = path_from_bytes(member).map(|member| place::spelled(&parent(record).join(member)));
        path.is_some_and(|path| put_back(disk, &path, record).is_ok())
    };
    if members.iter().filter(|member| !done(member)).count() == 0 {
        forget(disk, record);
    }
}

/// Puts `path` back if it has a journal of the batch. The error says no more than that it has it still.
fn put_back(disk: &dyn Disk, path: &Path, record: &Path) -> Result<(), ()> {
    let is_ours = |found: &Found| match found {
        Found::Journal(journal) => {
            journal.record.as_ref().is_some_and(|to| place::spelled(&parent(path).join(to)) == place::spelled(record))
        }
        Found::Nothing | Found::Cut => false,
    };
    if !is_ours(&journal::find(disk, path).map_err(drop)?) {
        return Ok(());
    }
    let mut idle = || {};
    let mut lock = Lock::acquire(disk, path, &mut Patience::none(&mut idle)).map_err(drop)?;
    let recovered = journal::find(disk, path).and_then(|found| match is_ours(&found) {
        true => journal::recover(disk, path, found, load(disk, path)?, true).map(drop),
        false => Ok(()),
    });
    lock.release(disk);
    recovered.map_err(drop)
}

/// Does `work` with each item, several at the same time; the results in the order of the items. Where each file is opened
/// and written in `work`, that is the fastest way, and no lock is held while another is waited for.
pub(crate) fn at_once<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    in_lanes(items, LANES, work)
}

fn in_lanes<T: Send, R: Send>(items: Vec<T>, lanes: usize, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let lanes = lanes.min(items.len());
    if cfg!(target_os = "wasi") || lanes < 2 {
        return items.into_iter().map(work).collect();
    }
    let queue = Mutex::new(items.into_iter().enumerate());
    let done = Mutex::new(Vec::new());
    let next = || queue.lock().unwrap_or_else(PoisonError::into_inner).next();
    let lane = || {
        while let Some((at, item)) = next() {
            let result = work(item);
            done.lock().unwrap_or_else(PoisonError::into_inner).push((at, result));
        }
    };
    thread::scope(|scope| {
        for _ in 1..lanes {
            // Without a further thread it takes longer, and that is all.
            if thread::Builder::new().spawn_scoped(scope, lane).is_err() {
                break;
            }
        }
        lane();
    });
    let mut done = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}
