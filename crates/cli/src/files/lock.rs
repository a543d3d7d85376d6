//! One run at a time between the reading and the writing of a file.
//!
//! The lock is a directory `.NAME.mcpglot-lock` that holds one empty file, whose **name** says since when and by whom it
//! is held. All that ever happens to a held lock is a change of that name: its holder renames the file to refresh it and
//! unlinks it to let go, and another run takes over a stale lock by renaming the very name that it found stale. The file
//! system lets exactly one of them succeed, and the others learn it. With a token *inside* a file of fixed name, looking
//! and acting would be two steps, and a second taker could remove what the first had just made.
//!
//! A lock comes into being whole: a directory with the file in it is made under a name of its own and renamed to the
//! lock, which fails while that holds a file. An empty one is a lock let go of, and anybody may remove it. Who waits keeps
//! the name in the draft fresh, so that drafts go stale just as locks do.
//!
//! A lock is stale 10 s after its last refresh, going by the clock that its name states, or after 10 s in which it was
//! seen not to change, in case the clocks differ. On Unix a name that ends in `-g` says that its holder also has the
//! system's lock on the file, which ends with the process: if that can be had, the holder is dead, and nobody waits.
//!
//! A plain file of the same name, from whatever made it, counts as held for 10 s after it was last modified.

use std::collections::hash_map::RandomState;
use std::ffi::OsStr;
use std::fs::File;
use std::hash::BuildHasher;
use std::io;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use super::disk::{Disk, Kind};
use super::place::{beside, beside_name};

/// A lock that was not refreshed for this long is nobody's.
const STALE: Duration = Duration::from_secs(10);
/// How long to wait for another run.
const PATIENCE: Duration = Duration::from_secs(15);
/// While waiting, the name that is to be published is kept this fresh, and so are the locks that are held already.
pub(super) const FRESH: Duration = Duration::from_secs(1);

/// A held lock.
#[derive(Debug)]
pub(super) struct Lock {
    /// The directory.
    at: PathBuf,
    /// The name of the file in it, as long as it is ours.
    name: Name,
    /// Keeps the system's lock for as long as this lives.
    grip: Option<File>,
}

/// How to wait for a lock.
pub(super) struct Patience<'i> {
    /// For how long.
    most: Duration,
    /// What to do again and again meanwhile.
    idle: &'i mut dyn FnMut(),
}

impl<'i> Patience<'i> {
    /// As long as another run may be at work.
    pub(super) fn long(idle: &'i mut dyn FnMut()) -> Patience<'i> {
        Patience { most: PATIENCE, idle }
    }

    /// Not at all: only what is free or stale is taken.
    pub(super) fn none(idle: &'i mut dyn FnMut()) -> Patience<'i> {
        Patience { most: Duration::ZERO, idle }
    }
}

/// Why there is no lock.
#[derive(Debug)]
pub(super) enum Refusal {
    /// Another run has it.
    Held,
    /// The directory does not let us.
    Io(io::Error),
}

impl Lock {
    /// Waits for the lock of `target`, whose directory exists.
    pub(super) fn acquire(disk: &dyn Disk, target: &Path, patience: &mut Patience<'_>) -> Result<Lock, Refusal> {
        let at = beside(target, "lock");
        let token = token(disk);
        let draft = beside(target, &format!("lock-{token}"));
        disk.make_dir(&draft).map_err(Refusal::Io)?;
        Lock::wait(disk, &at, &draft, &token, patience).inspect_err(|_| discard(disk, &draft))
    }

    fn wait(disk: &dyn Disk, at: &Path, draft: &Path, token: &str, patience: &mut Patience<'_>) -> Result<Lock, Refusal> {
        let mut name = Name::new(disk, token, cfg!(unix));
        disk.touch(&draft.join(&name.text)).map_err(Refusal::Io)?;
        let grip = disk.grip(&draft.join(&name.text)).ok();
        let mut waited = Duration::ZERO;
        let mut seen = (None, waited);
        loop {
            if name.gripped != grip.is_some() || !name.is_fresh(disk) {
                let fresh = Name::new(disk, token, grip.is_some());
                disk.rename(&draft.join(&name.text), &draft.join(&fresh.text)).map_err(Refusal::Io)?;
                name = fresh;
            }
            let Err(error) = disk.rename(draft, at) else {
                return Ok(Lock { at: at.to_owned(), name, grip });
            };
            let holder = look(disk, at);
            if seen.0 != holder {
                seen = (holder, waited);
            }
            let unchanged = waited - seen.1 >= STALE;
            if let Some(holder) = &seen.0
                && let Some(lock) = holder.take_over(disk, at, token, unchanged)
            {
                discard(disk, draft);
                return Ok(lock);
            }
            if waited >= patience.most {
                return Err(if seen.0.is_some() { Refusal::Held } else { Refusal::Io(error) });
            }
            (patience.idle)();
            let pause = pause(waited);
            disk.sleep(pause);
            waited += pause;
        }
    }

    /// Says that we are still at work. An error means that another run has the lock now.
    pub(super) fn refresh(&mut self, disk: &dyn Disk) -> io::Result<()> {
        let fresh = Name::new(disk, &self.name.token, self.name.gripped);
        disk.rename(&self.at.join(&self.name.text), &self.at.join(&fresh.text))?;
        self.name = fresh;
        Ok(())
    }

    /// Lets go, unless another run has taken the lock over.
    pub(super) fn release(&mut self, disk: &dyn Disk) {
        // NFS keeps an unlinked file in its directory for as long as it is open.
        self.grip = None;
        if disk.remove_file(&self.at.join(&self.name.text)).is_ok() {
            let _ = disk.remove_dir(&self.at);
        }
    }
}

/// Removes what runs that died left beside `target`; the caller holds the lock. Gives the records of their batches.
pub(super) fn sweep(disk: &dyn Disk, target: &Path) -> Vec<PathBuf> {
    let directory = super::error::parent(target);
    let [temporary, drafts, batches] = ["tmp-", "lock-", "batch-"].map(|what| beside_name(target, what));
    let mut records = Vec::new();
    for name in disk.list(directory).unwrap_or_default() {
        if rest(&name, &temporary).is_some() {
            let _ = disk.remove_file(&directory.join(&name));
        }
        if let Some(token) = rest(&name, &batches) {
            records.push(beside(target, &format!("batch-{}", token.strip_suffix("-undo").unwrap_or(token))));
        }
        let draft = directory.join(&name);
        match rest(&name, &drafts).and_then(|_| look(disk, &draft)) {
            Some(Holder::Name(text)) if Name::stale(disk, &draft, &text).is_some() => discard(disk, &draft),
            // Whoever is just making it begins again.
            Some(Holder::Nobody) => discard(disk, &draft),
            _ => {}
        }
    }
    records
}

/// Whether anything of ours stands beside `target`: that of a run at work, or of one that died.
pub(super) fn is_littered(disk: &dyn Disk, target: &Path) -> bool {
    let ours = beside_name(target, "");
    // Where it cannot be told, there is nothing either.
    disk.list(super::error::parent(target)).unwrap_or_default().iter().any(|name| rest(name, &ours).is_some())
}

/// What nobody else has: the time and a random number.
pub(super) fn token(disk: &dyn Disk) -> String {
    format!("{}-{:016x}", millis(disk.now()), RandomState::new().hash_one(0))
}

/// What stands where the lock belongs.
#[derive(PartialEq, Eq)]
enum Holder {
    Name(String),
    File(Option<SystemTime>),
    Nobody,
}

impl Holder {
    /// The lock, if its holder is gone and we are the one who takes it over.
    fn take_over(&self, disk: &dyn Disk, at: &Path, token: &str, unchanged: bool) -> Option<Lock> {
        match self {
            Holder::Name(text) => {
                let grip = Name::stale(disk, at, text).or(unchanged.then_some(None))?;
                let name = Name::new(disk, token, grip.is_some());
                disk.rename(&at.join(text), &at.join(&name.text)).ok()?;
                return Some(Lock { at: at.to_owned(), name, grip });
            }
            Holder::File(modified) => {
                let age = modified.and_then(|since| disk.now().duration_since(since).ok());
                if unchanged || age.is_some_and(|age| age >= STALE) {
                    // Cannot hit the lock of another taker, which is a directory.
                    let _ = disk.remove_file(at);
                }
            }
            Holder::Nobody => drop(disk.remove_dir(at)),
        }
        None
    }
}

/// Looks who holds the lock; `None` if it is just changing hands.
fn look(disk: &dyn Disk, at: &Path) -> Option<Holder> {
    let meta = disk.lstat(at).ok()?;
    if meta.kind != Kind::Directory {
        return Some(Holder::File(meta.modified));
    }
    let names: Vec<_> = disk.list(at).ok()?.into_iter().map(|name| name.to_string_lossy().into_owned()).collect();
    // What anything else put there is taken over, and so removed, once nothing of ours was seen with it for long.
    let holder = names.iter().find(|name| Name::parse(name).is_some()).or(names.first());
    Some(holder.map_or(Holder::Nobody, |name| Holder::Name(name.clone())))
}

/// Removes a draft of a lock.
fn discard(disk: &dyn Disk, draft: &Path) {
    for name in disk.list(draft).unwrap_or_default() {
        let _ = disk.remove_file(&draft.join(name));
    }
    let _ = disk.remove_dir(draft);
}

/// The name that says who holds a lock: `MILLISECONDS-TOKEN`, and `-g` if the system knows it too.
#[derive(Debug)]
struct Name {
    text: String,
    since: SystemTime,
    token: String,
    gripped: bool,
}

impl Name {
    fn new(disk: &dyn Disk, token: &str, gripped: bool) -> Name {
        let since = disk.now();
        let text = format!("{}-{token}{}", millis(since), if gripped { "-g" } else { "" });
        Name { text, since, token: token.to_owned(), gripped }
    }

    fn parse(text: &str) -> Option<Name> {
        let (since, token) = text.split_once('-')?;
        let since = SystemTime::UNIX_EPOCH.checked_add(Duration::from_millis(since.parse().ok()?))?;
        Some(Name { text: text.to_owned(), since, token: token.to_owned(), gripped: text.ends_with("-g") })
    }

    /// Whether the one who made the file `text` in `directory` is gone; then with the system's lock on it, if that is
    /// how we know.
    fn stale(disk: &dyn Disk, directory: &Path, text: &str) -> Option<Option<File>> {
        let name = Name::parse(text)?;
        let grip = if name.gripped { disk.grip(&directory.join(text)).ok() } else { None };
        (grip.is_some() || name.age(disk).is_some_and(|age| age >= STALE)).then_some(grip)
    }

    fn is_fresh(&self, disk: &dyn Disk) -> bool {
        self.age(disk).is_some_and(|age| age < FRESH)
    }

    /// `None` if it is from the future.
    fn age(&self, disk: &dyn Disk) -> Option<Duration> {
        disk.now().duration_since(self.since).ok()
    }
}

fn millis(time: SystemTime) -> u128 {
    time.duration_since(SystemTime::UNIX_EPOCH).unwrap_or_default().as_millis()
}

/// What follows `prefix` in a file name.
fn rest<'n>(name: &'n OsStr, prefix: &OsStr) -> Option<&'n str> {
    let rest = name.as_encoded_bytes().strip_prefix(prefix.as_encoded_bytes())?;
    std::str::from_utf8(rest).ok()
}

/// A random while, longer the longer one has waited.
fn pause(waited: Duration) -> Duration {
    let most = 2_000 + waited.as_micros().min(400_000) as u64 / 10;
    Duration::from_micros(most / 2 + RandomState::new().hash_one(waited) % (most / 2))
}
