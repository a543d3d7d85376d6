#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a failed test may panic")]

mod backup;
mod batch;
mod crash;
#[cfg(unix)]
mod modes;

use std::fs;
use std::ops::Deref;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, SystemTime};

use super::*;

/// A directory that goes with the test.
struct Scratch(PathBuf);

impl Scratch {
    /// In memory, if that can be had: thousands of runs flush their files.
    fn new() -> Scratch {
        let memory = Path::new("/dev/shm");
        Scratch::within(memory).unwrap_or_else(|| Scratch::within(&std::env::temp_dir()).unwrap())
    }

    fn within(directory: &Path) -> Option<Scratch> {
        static COUNT: AtomicUsize = AtomicUsize::new(0);
        let count = COUNT.fetch_add(1, Ordering::Relaxed);
        let path = directory.join(format!("mcpglot-files-{}-{count}", std::process::id()));
        fs::create_dir(&path).ok().map(|()| Scratch(path))
    }

    fn names(&self) -> Vec<String> {
        let mut names: Vec<_> =
            fs::read_dir(&self.0).unwrap().map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
        names.sort();
        names
    }
}

impl Deref for Scratch {
    type Target = Path;
    fn deref(&self) -> &Path {
        &self.0
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

fn open(path: &Path) -> Result<Target, FileError> {
    Target::open(path, &Policy::default())
}

/// The code of a refusal, after which nothing of ours may be left beside the file.
#[track_caller]
fn refused<T>(result: Result<T, FileError>) -> &'static str {
    result.err().expect("is refused").fault.code()
}

#[test]
fn writes_a_new_file_and_leaves_nothing_beside_it() {
    let dir = Scratch::new();
    let target = open(&dir.join("a.json")).unwrap();
    assert_eq!(target.bytes(), None);
    assert!(dir.join(".a.json.mcpglot-lock").is_dir());
    let done = target.commit(b"new").unwrap();
    assert!(done.written && done.notes.is_empty());
    assert_eq!(fs::read(dir.join("a.json")).unwrap(), b"new");
    assert_eq!(dir.names(), ["a.json"]);
}

#[test]
fn missing_parents_are_made_for_a_commit_only() {
    let dir = Scratch::new();
    let path = dir.join("x/y/a.json");
    drop(open(&path).unwrap());
    assert_eq!(dir.names(), [""; 0]);
    open(&path).unwrap().commit(b"new").unwrap();
    assert_eq!(fs::read(&path).unwrap(), b"new");
}

#[test]
fn equal_bytes_are_not_written() {
    let dir = Scratch::new();
    let path = dir.join("a.json");
    fs::write(&path, "same").unwrap();
    let then = SystemTime::now() - Duration::from_secs(1000);
    fs::File::options().write(true).open(&path).unwrap().set_modified(then).unwrap();
    let before = fs::metadata(&path).unwrap();
    assert!(!open(&path).unwrap().commit(b"same").unwrap().written);
    assert_eq!(fs::metadata(&path).unwrap().modified().unwrap(), before.modified().unwrap());
    assert_eq!(dir.names(), ["a.json"]);
}

#[test]
fn what_changed_meanwhile_stays() {
    for strategy in [target::Strategy::Rename, target::Strategy::Journal] {
        let dir = Scratch::new();
        let path = dir.join("a.json");
        fs::write(&path, "old").unwrap();
        let target = Target::open_on(&Real, strategy, &path, &Policy::default()).unwrap();
        fs::write(&path, "theirs").unwrap();
        assert_eq!(refused(target.commit(b"ours")), "file-changed");
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
        assert_eq!(dir.names(), ["a.json"]);

        let target = Target::open_on(&Real, strategy, &path, &Policy::default()).unwrap();
        fs::remove_file(&path).unwrap();
        assert_eq!(refused(target.commit(b"ours")), "file-changed");
        assert_eq!(dir.names(), [""; 0]);

        let target = Target::open_on(&Real, strategy, &path, &Policy::default()).unwrap();
        fs::write(&path, "theirs").unwrap();
        assert_eq!(refused(target.commit(b"ours")), "file-changed");
        assert_eq!(fs::read(&path).unwrap(), b"theirs");
    }
}

#[test]
fn a_directory_is_refused() {
    let dir = Scratch::new();
    fs::create_dir(dir.join("d")).unwrap();
    assert_eq!(refused(open(&dir.join("d"))), "file-is-directory");
    assert_eq!(refused(open(Path::new("/"))), "file-is-directory");
    assert_eq!(refused(open(&dir.join(".."))), "file-is-directory");
    assert_eq!(refused(read(&dir.join("d"))), "file-is-directory");
    assert_eq!(dir.names(), ["d"]);
}

#[test]
fn a_file_as_parent_is_refused() {
    let dir = Scratch::new();
    fs::write(dir.join("f"), "").unwrap();
    assert_eq!(refused(open(&dir.join("f/a.json"))), "file-parent-not-directory");
    assert_eq!(refused(open(&dir.join("f/g/a.json"))), "file-parent-not-directory");
    assert_eq!(refused(read(&dir.join("f/a.json"))), "file-parent-not-directory");
}

#[test]
fn a_missing_source_is_named() {
    let dir = Scratch::new();
    let error = read(&dir.join("none\u{7}.json")).unwrap_err();
    assert_eq!(error.fault, Fault::NotFound);
    assert_eq!(error.message, format!("`{}/none\u{fffd}.json` does not exist", dir.display()));
}

#[test]
fn what_is_too_large_is_neither_read_nor_written() {
    let dir = Scratch::new();
    let path = dir.join("a.json");
    fs::File::create(&path).unwrap().set_len(MAX_BYTES as u64 + 1).unwrap();
    assert_eq!(refused(read(&path)), "file-too-large");
    assert_eq!(refused(open(&path)), "file-too-large");
    fs::File::create(&path).unwrap().set_len(MAX_BYTES as u64).unwrap();
    assert_eq!(read(&path).unwrap().len(), MAX_BYTES);
    assert_eq!(refused(open(&path).unwrap().commit(&vec![b' '; MAX_BYTES + 1])), "file-too-large");
}

#[test]
fn codes_are_kebab_case_and_distinct() {
    let mut codes = Fault::ALL.map(Fault::code).to_vec();
    assert!(codes.iter().all(|code| code.starts_with("file-") && code.chars().all(|c| c == '-' || c.is_ascii_lowercase())));
    codes.sort_unstable();
    codes.dedup();
    assert_eq!(codes.len(), Fault::ALL.len());
}

/// Adds one to the number in the file.
fn increment(path: &Path) {
    let target = open(path).unwrap();
    let new = increased(target.bytes());
    target.commit(new.as_bytes()).unwrap();
}

fn increased(bytes: Option<&[u8]>) -> String {
    let number: u32 = bytes.map_or(0, |bytes| std::str::from_utf8(bytes).unwrap().parse().unwrap());
    (number + 1).to_string()
}

#[test]
fn targets_can_be_written_by_threads() {
    let dir = Scratch::new();
    let targets = ["a", "b", "c"].map(|name| open(&dir.join(name)).unwrap());
    thread::scope(|scope| {
        for target in targets {
            scope.spawn(|| target.commit(b"new").unwrap());
        }
    });
    assert_eq!(dir.names(), ["a", "b", "c"]);
}

#[test]
fn runs_at_once_lose_nothing() {
    let dir = Scratch::new();
    // The directory is missing at first: who makes it must not matter either.
    let path = dir.join("deep/count");
    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| (0..50).for_each(|_| increment(&path)));
        }
    });
    assert_eq!(fs::read(&path).unwrap(), b"200");
    assert_eq!(fs::read_dir(dir.join("deep")).unwrap().count(), 1);
}

/// A lock as a run that died left it, `age` ago.
fn abandon(dir: &Path, age: Duration) {
    let since = (SystemTime::now() - age).duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
    fs::create_dir(dir.join(".count.mcpglot-lock")).unwrap();
    fs::write(dir.join(format!(".count.mcpglot-lock/{since}-{since}-0123456789abcdef")), "").unwrap();
}

#[test]
fn a_stale_lock_is_taken_over_once() {
    let dir = Scratch::new();
    for round in 1..=20 {
        abandon(&dir, Duration::from_secs(11));
        thread::scope(|scope| {
            for _ in 0..4 {
                scope.spawn(|| increment(&dir.join("count")));
            }
        });
        assert_eq!(fs::read(dir.join("count")).unwrap(), (round * 4).to_string().as_bytes());
        assert_eq!(dir.names(), ["count"]);
    }
}

#[test]
fn a_stale_lock_file_of_another_make_is_taken_over() {
    let dir = Scratch::new();
    let lock = fs::File::create(dir.join(".count.mcpglot-lock")).unwrap();
    lock.set_modified(SystemTime::now() - Duration::from_secs(11)).unwrap();
    increment(&dir.join("count"));
    assert_eq!(dir.names(), ["count"]);
}

#[test]
fn who_lost_the_lock_does_not_write() {
    let dir = Scratch::new();
    let path = dir.join("count");
    let slow = open(&path).unwrap();
    let lock = dir.join(".count.mcpglot-lock");
    let name = fs::read_dir(&lock).unwrap().next().unwrap().unwrap().path();
    fs::rename(name, lock.join("1-1-taker")).unwrap();
    assert_eq!(refused(slow.commit(b"late")), "file-locked");
    // The lock of the taker stands.
    assert!(lock.join("1-1-taker").exists());
    assert!(!path.exists());
}

#[test]
fn leftovers_are_removed() {
    let dir = Scratch::new();
    for name in
        [".a.json.mcpglot-tmp-1-f", ".a.json.mcpglot-tmp-2-f-private", ".b.json.mcpglot-tmp-1-f", ".a.json.mcpglot-journal"]
    {
        fs::write(dir.join(name), "half").unwrap();
    }
    let now = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH).unwrap().as_millis();
    for (name, holder) in
        [("1-old", "1-1-old".to_owned()), ("2-dead", format!("{now}-2-dead-g")), ("3-alive", format!("{now}-3-alive"))]
    {
        let draft = dir.join(format!(".a.json.mcpglot-lock-{name}"));
        fs::create_dir(&draft).unwrap();
        fs::write(draft.join(holder), "").unwrap();
    }
    fs::create_dir(dir.join(".a.json.mcpglot-lock-4-empty")).unwrap();
    open(&dir.join("a.json")).unwrap().commit(b"new").unwrap();
    assert_eq!(dir.names(), [".a.json.mcpglot-lock-3-alive", ".b.json.mcpglot-tmp-1-f", "a.json"]);
}

/// The journal that stands beside `a` if its bytes are these.
fn journal(bytes: &[u8]) -> journal::Found {
    let dir = Scratch::new();
    fs::write(dir.join(".a.mcpglot-journal"), bytes).unwrap();
    journal::find(&Real, &dir.join("a")).unwrap()
}

#[test]
fn a_journal_is_whole_or_nothing() {
    for (record, old) in [(None, Some(b"old".as_slice())), (Some(Path::new("../b/.c.mcpglot-batch-1")), None)] {
        let whole = journal::Journal::encode(record, old, b"newer");
        let Found::Journal(found) = journal(&whole) else { panic!("is whole") };
        assert_eq!((found.record.as_deref(), found.old.as_deref()), (record, old));
        for at in 0..whole.len() {
            assert_eq!(journal(&whole[..at]), Found::Cut);
            let mut damaged = whole.clone();
            damaged[at] ^= 1;
            assert_eq!(journal(&damaged), Found::Cut);
        }
    }
}

#[test]
fn a_torn_file_is_told_from_a_changed_one() {
    use journal::State::{Foreign, Unfinished, Whole};
    let record = Some(Path::new(".a.mcpglot-batch-1"));
    let found = |record| match journal(&journal::Journal::encode(record, Some(b"old text"), b"new")) {
        Found::Journal(journal) => journal,
        _ => panic!("is whole"),
    };
    let (alone, member) = (found(None), found(record));
    for (now, state, of_undone_batch, of_done_batch) in [
        ("old text", Whole, Whole, Whole),
        ("new", Whole, Unfinished, Whole),
        ("nld text", Unfinished, Unfinished, Unfinished),
        ("new text", Unfinished, Unfinished, Unfinished),
        ("new t\0\0\0", Unfinished, Unfinished, Unfinished),
        ("nex text", Foreign, Foreign, Whole),
        ("ne", Foreign, Foreign, Whole),
        ("", Foreign, Foreign, Whole),
        ("new text and more", Foreign, Foreign, Whole),
    ] {
        let now = Some(now.as_bytes());
        assert_eq!(alone.judge(now, false), state, "{now:?}");
        assert_eq!((member.judge(now, true), member.judge(now, false)), (of_undone_batch, of_done_batch), "{now:?}");
    }
    assert_eq!((alone.judge(None, false), member.judge(None, true), member.judge(None, false)), (Foreign, Foreign, Whole));

    let Found::Journal(made) = journal(&journal::Journal::encode(record, None, b"new")) else { panic!("is whole") };
    for (now, undone, done) in [(None, Whole, Whole), (Some(b"new".as_slice()), Unfinished, Whole), (Some(b"ne"), Foreign, Whole)]
    {
        assert_eq!((made.judge(now, true), made.judge(now, false)), (undone, done), "{now:?}");
    }
}

#[test]
fn what_was_repaired_by_hand_is_not_rolled_back() {
    let dir = Scratch::new();
    let path = dir.join("a.json");
    fs::write(dir.join(".a.json.mcpglot-journal"), journal::Journal::encode(None, Some(b"old text"), b"new words")).unwrap();
    fs::write(&path, "by hand").unwrap();
    assert_eq!(refused(open(&path)), "file-interrupted");
    assert_eq!(refused(inspect(&path, &Policy::default())), "file-interrupted");
    assert_eq!(read(&path).unwrap(), b"by hand");

    fs::write(&path, "new text").unwrap();
    assert_eq!(inspect(&path, &Policy::default()).unwrap().unwrap(), b"old text");
    assert_eq!(read(&path).unwrap(), b"old text");
    assert_eq!(open(&path).unwrap().bytes().unwrap(), b"old text");
    assert_eq!(dir.names(), ["a.json"]);
}

#[test]
fn paths_between_files_hold_from_everywhere() {
    for (from, to, between) in [
        ("a", "a/b.json", "b.json"),
        ("a/b", "a/c/d.json", "../c/d.json"),
        (".", "./x/../b.json", "b.json"),
        ("/etc/x/y", "/etc/z", "../../z"),
        ("/", "/a/../../b", "b"),
    ] {
        assert_eq!(place::relative(Path::new(from), Path::new(to)), Path::new(between), "{from} {to}");
        let back = place::spelled(&Path::new(from).join(between));
        assert_eq!(back, place::spelled(Path::new(to)), "{from} {to}");
    }
    // What is named from here, and what is named from the root.
    let here = std::env::current_dir().unwrap();
    assert_eq!(place::relative(&here.join("a"), Path::new("b/c.json")), Path::new("../b/c.json"));
}
