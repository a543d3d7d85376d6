//! Several files at once.

use super::*;

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
    let results = commit_each(targets.into_iter().zip([b"1".as_slice(), b"2", b"3"]).collect());
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
    let news = [b"1".as_slice(), b"2", b"3", b"same"];
    let targets = all_open(&paths);
    fs::write(&paths[0], "theirs").unwrap();
    let undone = commit_together(targets.into_iter().zip(news).collect()).unwrap_err();
    assert_eq!((undone.at, undone.error.fault, undone.left.len()), (0, Fault::Changed, 0));
    assert_eq!(fs::read(&paths[0]).unwrap(), b"theirs");
    assert_eq!(fs::read(&paths[2]).unwrap(), b"old");
    assert_eq!(dir.names(), ["a", "c", "same"]);

    let done = commit_together(all_open(&paths).into_iter().zip(news).collect()).unwrap();
    assert_eq!(done.iter().map(|one| one.written).collect::<Vec<_>>(), [true, true, true, false]);
    for (path, new) in paths.iter().zip(news) {
        assert_eq!(fs::read(path).unwrap(), new);
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
}
