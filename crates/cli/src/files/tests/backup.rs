//! What is kept of files, and for how long.

use super::crash::{Faulty, KINDS, Mishap};
use super::*;
use crate::files::backup::{backups_on, shown};
use crate::files::target::{Committed, Strategy};

fn keeping() -> Policy {
    Policy { backup: true, ..Policy::default() }
}

/// Makes the file hold `new`, and keeps what it held in `state`.
fn write(dir: &Path, name: &str, new: &str) -> Committed {
    let disk = Faulty::keeping(dir.join("state"), None);
    Target::open_on(disk, Strategy::Rename, &dir.join(name), &keeping()).unwrap().commit(new.as_bytes()).unwrap()
}

/// The backups as file name, index and text.
fn kept(dir: &Path) -> Vec<(String, usize, String)> {
    let all = backups_on(Faulty::keeping(dir.join("state"), None)).unwrap();
    let one = |backup: Backup| {
        let text = String::from_utf8(backup.read().unwrap()).unwrap();
        assert_eq!(backup.size, text.len() as u64);
        assert_eq!(backup.file.parent().unwrap(), dir);
        (backup.file.file_name().unwrap().to_str().unwrap().to_owned(), backup.index, text)
    };
    all.into_iter().map(one).collect()
}

#[test]
fn what_a_file_held_is_kept_and_what_a_new_one_did_not_hold_is_not() {
    let dir = Scratch::new();
    assert_eq!(write(&dir, "a.json", "one").backup, None);
    assert!(kept(&dir).is_empty());
    let done = write(&dir, "a.json", "two");
    assert_eq!(fs::read(done.backup.unwrap()).unwrap(), b"one");
    assert!(done.notes.is_empty());
    // What is not written is not kept either.
    assert_eq!(write(&dir, "a.json", "two").backup, None);
    write(&dir, "b.json", "other");
    write(&dir, "b.json", "another");
    write(&dir, "a.json", "three");
    let wanted = [("a.json", 1, "two"), ("a.json", 2, "one"), ("b.json", 1, "other")];
    assert_eq!(kept(&dir), wanted.map(|(name, index, text)| (name.to_owned(), index, text.to_owned())));
    assert_eq!(dir.names(), ["a.json", "b.json", "state"]);
}

#[test]
fn the_newest_ten_are_kept_and_none_of_them_twice() {
    let dir = Scratch::new();
    for number in 0..25 {
        write(&dir, "a.json", &number.to_string());
    }
    let wanted: Vec<_> = (1..=10).map(|index| ("a.json".to_owned(), index, (24 - index).to_string())).collect();
    assert_eq!(kept(&dir), wanted);

    // Somebody else puts back what was kept last.
    fs::write(dir.join("a.json"), "23").unwrap();
    write(&dir, "a.json", "25");
    assert_eq!(kept(&dir), wanted);
}

#[test]
fn a_clock_that_was_set_back_does_not_change_the_order() {
    let dir = Scratch::new();
    write(&dir, "a.json", "one");
    write(&dir, "a.json", "two");
    let backup = backups_on(Faulty::keeping(dir.join("state"), None)).unwrap().remove(0).at;
    fs::rename(&backup, backup.with_file_name("99999999999998")).unwrap();
    write(&dir, "a.json", "three");
    assert_eq!(kept(&dir).into_iter().map(|(.., text)| text).collect::<Vec<_>>(), ["two", "one"]);
}

#[test]
#[cfg(unix)]
fn nobody_else_may_read_them() {
    use std::os::unix::fs::MetadataExt;
    let dir = Scratch::new();
    write(&dir, "a.json", "one");
    let backup = write(&dir, "a.json", "two").backup.unwrap();
    let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
    assert_eq!(mode(&backup), 0o600);
    for folder in backup.ancestors().skip(1).take_while(|folder| *folder != &*dir) {
        assert_eq!(mode(folder), 0o700, "{}", folder.display());
    }
}

#[test]
fn without_a_place_the_write_happens_and_says_so() {
    let dir = Scratch::new();
    fs::write(dir.join("a.json"), "old").unwrap();
    let target = Target::open_on(Faulty::new(None, 0), Strategy::Rename, &dir.join("a.json"), &keeping()).unwrap();
    let done = target.commit(b"new").unwrap();
    assert_eq!((done.written, done.notes), (true, vec![Note::BackupNotMade]));
}

#[test]
fn what_cannot_be_kept_is_not_replaced() {
    let dir = Scratch::new();
    fs::write(dir.join("a.json"), "old").unwrap();
    fs::write(dir.join("state"), "a file").unwrap();
    let disk = Faulty::keeping(dir.join("state"), None);
    let error = Target::open_on(disk, Strategy::Rename, &dir.join("a.json"), &keeping()).unwrap().commit(b"new").unwrap_err();
    assert_eq!(error.fault, Fault::ParentNotDirectory);
    assert!(error.help.contains("`--no-backup`"), "{}", error.help);
    assert_eq!(fs::read(dir.join("a.json")).unwrap(), b"old");
    assert_eq!(dir.names(), ["a.json", "state"]);
}

#[test]
fn two_files_with_the_same_hash_are_told_apart() {
    let dir = Scratch::new();
    write(&dir, "a.json", "one");
    let backup = write(&dir, "a.json", "two").backup.unwrap();
    let folder = backup.parent().unwrap();
    fs::write(folder.join("of"), dir.join("other").to_str().unwrap()).unwrap();
    write(&dir, "a.json", "three");
    let wanted = [("a.json", 1, "two"), ("other", 1, "one")];
    assert_eq!(kept(&dir), wanted.map(|(name, index, text)| (name.to_owned(), index, text.to_owned())));
}

#[test]
fn a_crash_or_a_failure_at_any_step_loses_no_bytes() {
    let crashes = [Mishap::Crash, Mishap::CrashAfter(0), Mishap::CrashAfter(2), Mishap::CrashAfter(1000)];
    for strategy in [Strategy::Rename, Strategy::Journal] {
        for mishap in crashes.into_iter().chain(KINDS.map(Mishap::Fail)) {
            for step in 0.. {
                let dir = Scratch::new();
                let path = dir.join("a.json");
                fs::write(&path, "old").unwrap();
                let disk = Faulty::keeping(dir.join("state"), Some((step, mishap)));
                let result = Target::open_on(disk, strategy, &path, &keeping()).and_then(|target| target.commit(b"newer"));
                let context = (strategy, mishap, step);
                let kept_now = kept(&dir);
                assert!(kept_now.iter().all(|(.., text)| text == "old"), "{context:?}");
                let (seen, _) = whole(&Real, &path).unwrap();
                assert!(kept_now.len() == 1 || seen.as_deref() == Some(b"old"), "{context:?}");
                assert!(result.is_err() || seen.as_deref() == Some(b"newer"), "{context:?}");

                let next = Faulty::keeping(dir.join("state"), None);
                Target::open_on(next, strategy, &path, &keeping()).unwrap().commit(b"next").unwrap();
                for backup in backups_on(next).unwrap() {
                    let names = fs::read_dir(backup.at.parent().unwrap()).unwrap();
                    let names: Vec<_> = names.map(|entry| entry.unwrap().file_name().into_string().unwrap()).collect();
                    assert!(names.iter().all(|name| !name.starts_with('.')), "{context:?} {names:?}");
                }
                if !disk.happened() {
                    break;
                }
            }
        }
    }
}

#[test]
fn times_are_those_of_the_calendar() {
    for (millis, time) in [
        (0, "1970-01-01T00:00:00.000Z"),
        (68_169_599_999, "1972-02-28T23:59:59.999Z"),
        (951_782_400_000, "2000-02-29T00:00:00.000Z"),
        (951_868_800_001, "2000-03-01T00:00:00.001Z"),
        (1_709_250_245_678, "2024-02-29T23:44:05.678Z"),
        (1_735_689_599_000, "2024-12-31T23:59:59.000Z"),
        (1_735_689_600_000, "2025-01-01T00:00:00.000Z"),
        (4_107_542_399_000, "2100-02-28T23:59:59.000Z"),
        (4_107_542_400_000, "2100-03-01T00:00:00.000Z"),
        (13_574_563_200_000, "2400-02-29T00:00:00.000Z"),
    ] {
        assert_eq!(shown(millis), time);
    }
}
