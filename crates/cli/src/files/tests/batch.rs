//! Several files at once.

use super::crash::{Faulty, KINDS, Mishap, NEW, OLD};
use super::*;
use crate::files::batch::{Undone, commit_together_on, open_all_on};
use crate::files::target::Strategy;

fn files(dir: &Path, names: &[&str]) -> Vec<PathBuf> {
    names.iter().map(|name| dir.join(name)).collect()
}

fn open_these(paths: &[PathBuf]) -> Vec<Result<Target, FileError>> {
    open_all(&paths.iter().map(|path| (&**path, Policy::default())).collect::<Vec<_>>())
}

fn all_open(paths: &[PathBuf]) -> Vec<Target> {
    open_these(paths).into_iter().map(Result::unwrap).collect()
}

#[test]
fn each_is_written_by_itself() {
    let dir = Scratch::new();
    let paths = files(&dir, &["c", "x/b", "a"]);
    fs::write(&paths[2], "old").unwrap();
    let targets = all_open(&paths);
    assert_eq!(targets.iter().map(|target| target.bytes().is_some()).collect::<Vec<_>>(), [false, false, true]);
    fs::write(&paths[2], "theirs").unwrap();
    let results = at_once(targets.into_iter().zip(["1", "2", "3"]).collect(), |(target, new)| target.commit(new.as_bytes()));
    assert!(results[0].is_ok() && results[1].is_ok());
    assert_eq!(results[2].as_ref().unwrap_err().fault, Fault::Changed);
    assert_eq!(fs::read(&paths[0]).unwrap(), b"1");
    assert_eq!(fs::read(&paths[1]).unwrap(), b"2");
    assert_eq!(fs::read(&paths[2]).unwrap(), b"theirs");
    assert_eq!(dir.names(), ["a", "c", "x"]);
}

#[test]
fn all_are_written_or_none() {
    let dir = Scratch::new();
    let paths = files(&dir, &["c", "x/b", "a", "same"]);
    fs::write(&paths[2], "old").unwrap();
    fs::write(&paths[3], "same").unwrap();
    let news = ["1", "2", "3", "same"].map(|new| new.as_bytes().to_vec());
    let targets = all_open(&paths);
    fs::write(&paths[0], "theirs").unwrap();
    let undone = commit_together(targets.into_iter().zip(news.clone()).collect()).unwrap_err();
    assert_eq!((undone.at, undone.error.fault, undone.left.len()), (0, Fault::Changed, 0));
    assert_eq!(fs::read(&paths[0]).unwrap(), b"theirs");
    assert_eq!(fs::read(&paths[2]).unwrap(), b"old");
    assert_eq!(dir.names(), ["a", "c", "same"]);

    let done = commit_together(all_open(&paths).into_iter().zip(news.clone()).collect()).unwrap();
    assert_eq!(done.iter().map(|one| one.written).collect::<Vec<_>>(), [true, true, true, false]);
    for (path, new) in paths.iter().zip(&news) {
        assert_eq!(fs::read(path).unwrap(), *new);
    }
    assert_eq!(dir.names(), ["a", "c", "same", "x"]);
    assert_eq!(fs::read_dir(dir.join("x")).unwrap().count(), 1);
}

#[test]
fn a_file_that_is_named_twice_is_refused_the_second_time() {
    let dir = Scratch::new();
    let opened = open_these(&files(&dir, &["a", "./x/../a", "b"]));
    let faults: Vec<_> = opened.iter().map(|one| one.as_ref().err().map(|error| error.fault)).collect();
    assert_eq!(faults, [None, Some(Fault::Twice), None]);
    drop(opened);
    let glances = glance_all(&["a", "b", "b"].map(|name| (Path::new(name), Policy::default())));
    let faults: Vec<_> = glances.iter().map(|one| one.as_ref().err().map(|error| error.fault)).collect();
    assert_eq!(faults, [None, None, Some(Fault::Twice)]);
}

#[test]
fn a_glance_tells_whether_somebody_is_or_was_at_work() {
    let dir = Scratch::new();
    let path = dir.join("a.json");
    fs::write(&path, "old").unwrap();
    let glance = || glance_all(&[(&*path, Policy::default())]).remove(0).unwrap();
    let settled = Glance { bytes: Some(b"old".to_vec()), settled: true };
    assert_eq!(glance(), settled);
    fs::write(dir.join(".b.json.mcpglot-tmp-1-f"), "").unwrap();
    assert_eq!(glance(), settled);
    let target = open(&path).unwrap();
    assert!(!glance().settled);
    drop(target);
    assert_eq!(glance(), settled);
    fs::write(dir.join(".a.json.mcpglot-tmp-1-f"), "").unwrap();
    assert!(!glance().settled);
    fs::remove_file(dir.join(".a.json.mcpglot-tmp-1-f")).unwrap();
    let journal = journal::Journal::encode(None, Some(b"old"), b"NEWER");
    fs::write(dir.join(".a.json.mcpglot-journal"), journal).unwrap();
    fs::write(&path, "NEd").unwrap();
    assert_eq!(glance(), Glance { bytes: Some(b"old".to_vec()), settled: false });
}

/// Three files that are written together: one gets a new inode, one is overwritten, one is new and in a new folder.
struct Trio {
    dir: Scratch,
    strategy: Strategy,
}

const NAMES: [&str; 3] = ["b.json", "linked.json", "x/y/a.json"];
/// What they hold before, and shall hold.
const BEFORE: [Option<&[u8]>; 3] = [Some(OLD), Some(b"another old one"), None];
const AFTER: [Option<&[u8]>; 3] = [Some(NEW), Some(b"another new one, longer"), Some(b"a first one")];

impl Trio {
    fn new(strategy: Strategy) -> Trio {
        let dir = Scratch::new();
        for (name, before) in NAMES.iter().zip(BEFORE) {
            if let Some(bytes) = before {
                fs::write(dir.join(name), bytes).unwrap();
            }
        }
        fs::hard_link(dir.join("linked.json"), dir.join("link.json")).unwrap();
        Trio { dir, strategy }
    }

    fn open(&self, disk: &'static Faulty, name: &str) -> Result<Target, FileError> {
        Target::open_on(disk, self.strategy, &self.dir.join(name), &Policy::default())
    }

    fn run(&self, disk: &'static Faulty) -> Result<(), Option<Undone>> {
        let paths = NAMES.map(|name| self.dir.join(name));
        let opened = open_all_on(disk, self.strategy, &paths.each_ref().map(|path| (&**path, Policy::default())));
        let targets = opened.into_iter().collect::<Result<Vec<_>, _>>().map_err(|_| None)?;
        let changes = targets.into_iter().zip(AFTER.map(|after| after.unwrap().to_vec())).collect();
        commit_together_on(changes, 1).map(drop).map_err(Some)
    }

    /// What the files hold for other programs.
    fn raw(&self) -> [Option<Vec<u8>>; 3] {
        NAMES.map(|name| fs::read(self.dir.join(name)).ok())
    }

    /// What they hold for us.
    fn seen(&self) -> [Option<Vec<u8>>; 3] {
        NAMES.map(|name| whole(&Real, &self.dir.join(name)).unwrap().0)
    }

    /// Writes each, as the next runs do, after which nothing may be left of earlier ones.
    #[track_caller]
    fn finish(&self, context: &dyn std::fmt::Debug) {
        for name in NAMES {
            self.open(Faulty::new(None, 100), name).unwrap().commit(b"next").unwrap();
            assert_eq!(fs::read(self.dir.join(name)).unwrap(), b"next", "{context:?}");
        }
        assert_eq!(self.dir.names(), ["b.json", "link.json", "linked.json", "x"], "{context:?}");
        assert_eq!(fs::read_dir(self.dir.join("x")).unwrap().count(), 1, "{context:?}");
        assert_eq!(fs::read_dir(self.dir.join("x/y")).unwrap().count(), 1, "{context:?}");
    }
}

fn is_either(files: &[Option<Vec<u8>>; 3]) -> bool {
    [BEFORE, AFTER].iter().any(|state| files.iter().zip(state).all(|(file, state)| file.as_deref() == *state))
}

#[test]
fn a_crash_at_any_step_leaves_all_or_none() {
    let (mut count, mut mixed) = (0, 0);
    for strategy in [Strategy::Rename, Strategy::Journal] {
        for mishap in [0, 5, 1000].map(Mishap::CrashAfter).into_iter().chain([Mishap::Crash]) {
            for step in 0.. {
                let mut happened = false;
                // Whichever file the next run opens.
                for next in NAMES {
                    let trio = Trio::new(strategy);
                    let disk = Faulty::new(Some((step, mishap)), 0);
                    let result = trio.run(disk);
                    happened = disk.happened();
                    assert!(happened || result.is_ok(), "{result:?}");
                    let context = (strategy, mishap, step, next);
                    let seen = trio.seen();
                    assert!(is_either(&seen), "{context:?}");
                    assert!(result.is_err() || seen.iter().zip(AFTER).all(|(file, after)| file.as_deref() == after));
                    mixed += usize::from(!is_either(&trio.raw()));
                    drop(trio.open(Faulty::new(None, 100), next).unwrap());
                    assert_eq!(trio.raw(), seen, "{context:?}");
                    trio.finish(&context);
                    count += 1;
                }
                if !happened {
                    break;
                }
            }
        }
    }
    assert!(count > 1000, "{count} crashes only");
    assert!(mixed > 50, "only {mixed} of them mattered");
}

#[test]
fn a_failure_at_any_step_leaves_none_or_reports_success() {
    for strategy in [Strategy::Rename, Strategy::Journal] {
        for kind in KINDS {
            for step in 0.. {
                let trio = Trio::new(strategy);
                let disk = Faulty::new(Some((step, Mishap::Fail(kind))), 0);
                let result = trio.run(disk);
                let wanted = if result.is_ok() { AFTER } else { BEFORE };
                let context = (strategy, kind, step);
                if let Err(Some(undone)) = result {
                    assert!(undone.left.is_empty(), "{context:?}");
                }
                assert_eq!(trio.raw().each_ref().map(Option::as_deref), wanted, "{context:?}");
                assert_eq!(trio.seen().each_ref().map(Option::as_deref), wanted, "{context:?}");
                trio.finish(&context);
                if !disk.happened() {
                    break;
                }
            }
        }
    }
}

/// Three files as a run leaves them that dies between the first and the last change.
fn half_done() -> Trio {
    for step in 0.. {
        let trio = Trio::new(Strategy::Rename);
        let disk = Faulty::new(Some((step, Mishap::Crash)), 0);
        assert!(trio.run(disk).is_err(), "no crash leaves some of each");
        if !is_either(&trio.raw()) {
            return trio;
        }
    }
    unreachable!()
}

#[test]
fn what_cannot_be_put_back_is_named() {
    let mut named = 0;
    for step in 0.. {
        let trio = Trio::new(Strategy::Rename);
        let disk = Faulty::new(Some((step, Mishap::Crash)), 0);
        let result = trio.run(disk);
        if !is_either(&trio.raw()) {
            // On a dead disk nothing can be put back.
            let Err(Some(Undone { left, .. })) = result else { panic!("step {step}") };
            assert!(!left.is_empty(), "step {step}");
            named += 1;
        }
        if !disk.happened() {
            break;
        }
    }
    assert!(named > 0);
}

#[test]
fn what_was_changed_after_a_crash_stays_and_the_others_are_put_back() {
    let trio = half_done();
    fs::write(trio.dir.join("b.json"), "by hand").unwrap();
    drop(trio.open(Faulty::new(None, 100), "linked.json").unwrap());
    assert_eq!(fs::read(trio.dir.join("b.json")).unwrap(), b"by hand");
    assert_eq!(fs::read(trio.dir.join("linked.json")).unwrap(), BEFORE[1].unwrap());
    assert!(!trio.dir.join("x/y/a.json").exists());
    assert_eq!(refused(trio.open(Faulty::new(None, 100), "b.json")), "file-interrupted");
    // As the help says.
    fs::remove_file(trio.dir.join(".b.json.mcpglot-journal")).unwrap();
    trio.finish(&());
}

#[test]
fn who_lost_a_lock_does_not_end_a_batch() {
    let trio = Trio::new(Strategy::Rename);
    let paths = NAMES.map(|name| trio.dir.join(name));
    let targets = all_open(&paths);
    for (path, name) in paths.iter().zip(["b.json", "linked.json", "a.json"]) {
        let lock = path.with_file_name(format!(".{name}.mcpglot-lock"));
        let held = fs::read_dir(&lock).unwrap().next().unwrap().unwrap().path();
        fs::rename(held, lock.join("1-1-taker")).unwrap();
    }
    let undone = commit_together(targets.into_iter().zip(AFTER.map(|after| after.unwrap().to_vec())).collect()).unwrap_err();
    assert_eq!(undone.error.fault, Fault::Locked);
    assert_eq!(trio.raw().each_ref().map(Option::as_deref), BEFORE);
}

#[test]
fn locks_are_kept_while_another_is_waited_for() {
    let dir = Scratch::new();
    let lock = dir.join(".b.mcpglot-lock");
    fs::create_dir(&lock).unwrap();
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
    fs::write(lock.join(format!("{since}-holder")), "").unwrap();
    let disk = Faulty::busy(lock);
    let paths = files(&dir, &["a", "b"]);
    let opened = open_all_on(disk, Strategy::Rename, &[(&*paths[0], Policy::default()), (&*paths[1], Policy::default())]);
    // Fifteen seconds have gone by, and nobody could have taken the first one over.
    assert_eq!(opened[1].as_ref().err().unwrap().fault, Fault::Locked);
    let held = fs::read_dir(dir.join(".a.mcpglot-lock")).unwrap().next().unwrap().unwrap().file_name();
    let since: u64 = held.to_str().unwrap().split('-').next().unwrap().parse().unwrap();
    let now = disk.now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
    assert!(now - u128::from(since) < 3000, "{now} {since}");
}

#[test]
fn two_runs_that_name_the_same_files_in_another_order_do_not_wait_for_each_other() {
    let dir = Scratch::new();
    let paths = files(&dir, &["a", "b", "c"]);
    let reversed: Vec<PathBuf> = paths.iter().rev().cloned().collect();
    let start = std::time::Instant::now();
    thread::scope(|scope| {
        for paths in [&paths, &reversed] {
            scope.spawn(|| {
                for _ in 0..100 {
                    let targets = all_open(paths);
                    let increase = |target: Target| {
                        let new = increased(target.bytes()).into_bytes();
                        (target, new)
                    };
                    commit_together(targets.into_iter().map(increase).collect()).unwrap();
                }
            });
        }
    });
    for path in &paths {
        assert_eq!(fs::read(path).unwrap(), b"200");
    }
    assert!(start.elapsed() < Duration::from_secs(60));
}
