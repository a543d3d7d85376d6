//! Every step of every way to write, failed and crashed at.

use std::ffi::OsString;
use std::io;
use std::sync::atomic::{AtomicBool, AtomicU64};

use super::*;
use crate::files::disk::{Access, Meta};
use crate::files::target::{Committed, Strategy};

pub(super) const OLD: &[u8] = b"old bytes, which are longer";
pub(super) const NEW: &[u8] = b"NEW BYTES";
const LONG: &[u8] = b"NEW BYTES, and this time there are many more of them";

/// What a step may fail with: a full disk, a refusal, a signal, a broken disk.
pub(super) const KINDS: [io::ErrorKind; 4] =
    [io::ErrorKind::StorageFull, io::ErrorKind::PermissionDenied, io::ErrorKind::Interrupted, io::ErrorKind::Other];

/// What happens at one step.
#[derive(Clone, Copy, Debug)]
pub(super) enum Mishap {
    /// The step fails, once.
    Fail(io::ErrorKind),
    /// The power goes before it.
    Crash,
    /// The power goes when so many bytes are written, or after a step that writes none.
    CrashAfter(usize),
}

/// The real disk, on which something happens at one step.
#[derive(Default)]
pub(super) struct Faulty {
    mishap: Option<(usize, Mishap)>,
    steps: AtomicUsize,
    dead: AtomicBool,
    naps: AtomicUsize,
    /// How far the clock is ahead.
    ahead: Duration,
    /// The power goes when the first overwriting has written so many bytes.
    tear: Option<usize>,
    /// A lock whose holder is at work whenever we sleep.
    busy: Option<PathBuf>,
    /// Whether the clock goes on while we sleep, which takes no time.
    ticks: bool,
    slept: AtomicU64,
    /// Where backups go.
    state: Option<PathBuf>,
}

impl Faulty {
    pub(super) fn new(mishap: Option<(usize, Mishap)>, ahead: u64) -> &'static Faulty {
        Faulty { mishap, ahead: Duration::from_secs(ahead), ..Faulty::default() }.leak()
    }

    /// One that has a place for backups.
    pub(super) fn keeping(state: PathBuf, mishap: Option<(usize, Mishap)>) -> &'static Faulty {
        Faulty { mishap, state: Some(state), ..Faulty::default() }.leak()
    }

    /// One on which that lock is never let go of, and the clock goes on while we sleep.
    pub(super) fn busy(lock: PathBuf) -> &'static Faulty {
        Faulty { busy: Some(lock), ticks: true, ..Faulty::default() }.leak()
    }

    fn leak(self) -> &'static Faulty {
        Box::leak(Box::new(self))
    }

    pub(super) fn happened(&self) -> bool {
        self.mishap.is_some_and(|(at, _)| self.steps.load(Ordering::Relaxed) > at)
    }

    /// `step` if nothing happens, else what happens; `torn` does as much of the step as is written.
    fn step<T>(&self, step: impl FnOnce() -> io::Result<T>, torn: impl FnOnce(usize)) -> io::Result<T> {
        if self.dead.load(Ordering::Relaxed) {
            return Err(io::Error::other("dead"));
        }
        let at = self.steps.fetch_add(1, Ordering::Relaxed);
        match self.mishap {
            Some((when, mishap)) if when == at => match mishap {
                Mishap::Fail(kind) => Err(kind.into()),
                Mishap::Crash => {
                    self.dead.store(true, Ordering::Relaxed);
                    Err(io::Error::other("dead"))
                }
                Mishap::CrashAfter(bytes) => {
                    self.dead.store(true, Ordering::Relaxed);
                    torn(bytes);
                    Err(io::Error::other("dead"))
                }
            },
            _ => step(),
        }
    }

    /// A step that is done or not done.
    fn whole<T>(&self, step: impl Fn() -> io::Result<T>) -> io::Result<T> {
        self.step(&step, |_| drop(step()))
    }
}

impl Disk for Faulty {
    fn lstat(&self, path: &Path) -> io::Result<Meta> {
        self.whole(|| Real.lstat(path))
    }
    fn read_link(&self, path: &Path) -> io::Result<PathBuf> {
        self.whole(|| Real.read_link(path))
    }
    fn read(&self, path: &Path, limit: usize) -> io::Result<Vec<u8>> {
        self.whole(|| Real.read(path, limit))
    }
    fn try_write(&self, path: &Path) -> io::Result<()> {
        self.whole(|| Real.try_write(path))
    }
    fn may_make(&self, directory: &Path) -> io::Result<()> {
        self.whole(|| Real.may_make(directory))
    }
    fn list(&self, directory: &Path) -> io::Result<Vec<OsString>> {
        self.whole(|| Real.list(directory))
    }
    fn touch(&self, path: &Path) -> io::Result<()> {
        self.whole(|| Real.touch(path))
    }
    fn create(&self, path: &Path, bytes: &[u8], access: Access) -> io::Result<bool> {
        let torn = |count: usize| drop(Real.create(path, &bytes[..count.min(bytes.len())], Access::Private));
        self.step(|| Real.create(path, bytes, access), torn)
    }
    fn overwrite(&self, path: &Path, bytes: &[u8]) -> io::Result<()> {
        use std::io::Write;
        let torn = |count: usize| {
            let mut file = fs::OpenOptions::new().write(true).open(path).unwrap();
            file.write_all(&bytes[..count.min(bytes.len())]).unwrap();
        };
        if let Some(count) = self.tear
            && !self.dead.swap(true, Ordering::Relaxed)
        {
            torn(count);
        }
        self.step(|| Real.overwrite(path, bytes), torn)
    }
    fn rename(&self, from: &Path, to: &Path) -> io::Result<()> {
        self.whole(|| Real.rename(from, to))
    }
    fn remove_file(&self, path: &Path) -> io::Result<()> {
        self.whole(|| Real.remove_file(path))
    }
    fn make_dir(&self, path: &Path) -> io::Result<()> {
        self.whole(|| Real.make_dir(path))
    }
    fn make_private_dirs(&self, path: &Path) -> io::Result<()> {
        self.whole(|| Real.make_private_dirs(path))
    }
    fn remove_dir(&self, path: &Path) -> io::Result<()> {
        self.whole(|| Real.remove_dir(path))
    }
    fn sync_dir(&self, directory: &Path) -> io::Result<()> {
        self.whole(|| Real.sync_dir(directory))
    }
    fn grip(&self, path: &Path) -> io::Result<fs::File> {
        self.whole(|| Real.grip(path))
    }
    fn now(&self) -> SystemTime {
        SystemTime::now() + self.ahead + Duration::from_micros(self.slept.load(Ordering::Relaxed))
    }
    fn sleep(&self, time: Duration) {
        if self.ticks {
            self.slept.fetch_add(u64::try_from(time.as_micros()).unwrap(), Ordering::Relaxed);
        }
        let nap = self.naps.fetch_add(1, Ordering::Relaxed);
        if let Some(lock) = &self.busy {
            let name = fs::read_dir(lock).unwrap().next().unwrap().unwrap().path();
            let millis = self.now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
            fs::rename(name, lock.join(format!("{millis}-{nap}"))).unwrap();
        }
    }
    fn state(&self) -> Option<PathBuf> {
        self.state.clone()
    }
}

/// A way in which a file comes to hold `new`.
#[derive(Clone, Copy, Debug)]
struct Way {
    strategy: Strategy,
    old: Option<&'static [u8]>,
    new: &'static [u8],
    linked: bool,
    deep: bool,
    /// An earlier run crashed when it had overwritten so many bytes.
    torn: Option<usize>,
}

const PLAIN: Way = Way { strategy: Strategy::Rename, old: Some(OLD), new: NEW, linked: false, deep: false, torn: None };

const WAYS: [Way; 9] = [
    PLAIN,
    Way { linked: true, ..PLAIN },
    Way { linked: true, torn: Some(4), ..PLAIN },
    Way { old: None, ..PLAIN },
    Way { old: None, deep: true, ..PLAIN },
    Way { strategy: Strategy::Journal, ..PLAIN },
    Way { strategy: Strategy::Journal, new: LONG, ..PLAIN },
    Way { strategy: Strategy::Journal, torn: Some(9), ..PLAIN },
    Way { strategy: Strategy::Journal, old: None, ..PLAIN },
];

impl Way {
    fn path(&self, dir: &Path) -> PathBuf {
        dir.join(if self.deep { "x/y/a.json" } else { "a.json" })
    }

    fn prepare(&self, dir: &Path) {
        let path = self.path(dir);
        if let Some(old) = self.old {
            fs::write(&path, old).unwrap();
        }
        if self.linked {
            fs::hard_link(&path, dir.join("b.json")).unwrap();
        }
        if let Some(bytes) = self.torn {
            let disk = Faulty { tear: Some(bytes), ..Faulty::default() }.leak();
            assert!(self.run(disk, dir).is_err());
            assert!(![OLD, self.new].contains(&&*fs::read(&path).unwrap()));
        }
    }

    fn run(&self, disk: &'static Faulty, dir: &Path) -> Result<Committed, FileError> {
        Target::open_on(disk, self.strategy, &self.path(dir), &Policy::default())?.commit(self.new)
    }

    /// What the next run does, long after: both the state it finds, and that it works as if nothing had been.
    fn next(&self, dir: &Scratch, context: &dyn std::fmt::Debug) {
        let path = self.path(dir);
        let (seen, _) = whole(&Real, &path).unwrap();
        assert!(seen.as_deref() == self.old || seen.as_deref() == Some(self.new), "{context:?}");
        let target = Target::open_on(Faulty::new(None, 100), self.strategy, &path, &Policy::default()).unwrap();
        assert_eq!(target.bytes(), seen.as_deref(), "{context:?}");
        target.commit(b"next").unwrap();
        assert_eq!(fs::read(&path).unwrap(), b"next");
        let names = if self.linked { vec!["a.json", "b.json"] } else { vec!["a.json"] };
        let left: Vec<_> = if self.deep { Scratch(dir.join("x/y")).names() } else { dir.names() };
        assert_eq!(left, names, "{context:?}");
    }
}

#[test]
fn a_crash_at_any_step_leaves_old_or_new() {
    let mut count = 0;
    for way in WAYS {
        for mishap in [0, 5, 1000].map(Mishap::CrashAfter).into_iter().chain([Mishap::Crash]) {
            for step in 0.. {
                let dir = Scratch::new();
                way.prepare(&dir);
                let disk = Faulty::new(Some((step, mishap)), 0);
                let result = way.run(disk, &dir);
                if !disk.happened() {
                    assert!(result.unwrap().written);
                    break;
                }
                count += 1;
                let in_place = way.linked || way.strategy == Strategy::Journal && way.old.is_some();
                let raw = fs::read(way.path(&dir)).ok();
                assert!(in_place || raw.as_deref() == way.old || raw.as_deref() == Some(way.new));
                way.next(&dir, &(way, mishap, step));
            }
        }
    }
    assert!(count > 500, "{count} crashes only");
}

#[test]
fn a_failure_at_any_step_leaves_old_or_reports_success() {
    for way in WAYS {
        for kind in KINDS {
            for step in 0.. {
                let dir = Scratch::new();
                way.prepare(&dir);
                let disk = Faulty::new(Some((step, Mishap::Fail(kind))), 0);
                let result = way.run(disk, &dir);
                let (seen, _) = whole(&Real, &way.path(&dir)).unwrap();
                let wanted = if result.is_ok() { Some(way.new) } else { way.old };
                assert_eq!(seen.as_deref(), wanted, "{way:?} {step} {kind:?}");
                way.next(&dir, &(way, kind, step));
                if !disk.happened() {
                    break;
                }
            }
        }
    }
}

#[test]
fn a_full_disk_is_told() {
    let mut told = 0;
    for step in 0..60 {
        let dir = Scratch::new();
        PLAIN.prepare(&dir);
        if let Err(error) = PLAIN.run(Faulty::new(Some((step, Mishap::Fail(io::ErrorKind::StorageFull))), 0), &dir) {
            told += usize::from(error.fault == Fault::NoSpace);
        }
    }
    assert!(told > 0);
}

#[test]
#[cfg(unix)]
fn the_lock_of_a_dead_run_is_free_at_once() {
    let dir = Scratch::new();
    PLAIN.prepare(&dir);
    for step in 0.. {
        let dead = Faulty::new(Some((step, Mishap::Crash)), 0);
        let _ = PLAIN.run(dead, &dir);
        let next = Faulty::new(None, 0);
        PLAIN.run(next, &dir).unwrap();
        assert_eq!(next.naps.load(Ordering::Relaxed), 0, "step {step}");
        if !dead.happened() {
            break;
        }
        fs::write(dir.join("a.json"), OLD).unwrap();
    }
}

#[test]
fn a_silent_lock_is_waited_for_and_taken_over() {
    let dir = Scratch::new();
    PLAIN.prepare(&dir);
    let silent = open(&dir.join("a.json")).unwrap();
    let waiter = Faulty::new(None, 0);
    // Naps take no time here, so that the holder seems to do nothing for ten seconds.
    PLAIN.run(waiter, &dir).unwrap();
    assert!(waiter.naps.load(Ordering::Relaxed) > 100);
    assert_eq!(refused(silent.commit(b"late")), "file-locked");
    assert_eq!(fs::read(dir.join("a.json")).unwrap(), NEW);
    assert_eq!(dir.names(), ["a.json"]);
}

#[test]
fn a_live_lock_is_not_waited_for_for_ever() {
    let dir = Scratch::new();
    PLAIN.prepare(&dir);
    let lock = dir.join(".a.json.mcpglot-lock");
    fs::create_dir(&lock).unwrap();
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
    fs::write(lock.join(format!("{since}-holder")), "").unwrap();
    let waiter = Faulty { busy: Some(lock.clone()), ..Faulty::default() }.leak();
    assert_eq!(refused(PLAIN.run(waiter, &dir)), "file-locked");
    assert_eq!(dir.names(), [".a.json.mcpglot-lock", "a.json"]);
    assert_eq!(fs::read_dir(lock).unwrap().count(), 1);
}
