//! Modes, owners, links, and what is no regular file.

use std::io::ErrorKind;
use std::os::unix::fs::{MetadataExt, PermissionsExt, symlink};
use std::os::unix::process::CommandExt;
use std::process::Command;
use std::time::Duration;

use super::*;

const NOBODY: u32 = 65534;

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().mode() & 0o7777
}

fn set_mode(path: &Path, mode: u32) {
    fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
}

fn following() -> Policy {
    Policy { follow_symlinks: true, ..Policy::default() }
}

#[test]
fn mode_stays() {
    for strategy in [target::Strategy::Rename, target::Strategy::Journal] {
        for wanted in [0o600, 0o640, 0o644, 0o755, 0o666] {
            let dir = Scratch::new();
            let path = dir.join("a.json");
            fs::write(&path, "old").unwrap();
            set_mode(&path, wanted);
            let target = Target::open_on(&Real, strategy, &path, &Policy::default()).unwrap();
            target.commit(b"new").unwrap();
            assert_eq!(mode(&path), wanted);
        }
    }
}

#[test]
fn new_files_have_the_usual_mode_or_the_private_one() {
    let dir = Scratch::new();
    fs::write(dir.join("usual"), "").unwrap();
    open(&dir.join("a.json")).unwrap().commit(b"new").unwrap();
    assert_eq!(mode(&dir.join("a.json")), mode(&dir.join("usual")));
    let policy = Policy { private_if_new: true, ..Policy::default() };
    Target::open(&dir.join("b.json"), &policy).unwrap().commit(b"new").unwrap();
    assert_eq!(mode(&dir.join("b.json")), 0o600);
}

#[test]
fn hard_links_stay() {
    let dir = Scratch::new();
    fs::write(dir.join("a.json"), "old").unwrap();
    fs::hard_link(dir.join("a.json"), dir.join("b.json")).unwrap();
    open(&dir.join("a.json")).unwrap().commit(b"new").unwrap();
    assert_eq!(fs::read(dir.join("b.json")).unwrap(), b"new");
    assert_eq!(dir.names(), ["a.json", "b.json"]);
}

#[test]
fn a_symlink_is_refused_or_followed() {
    let dir = Scratch::new();
    fs::create_dir(dir.join("real")).unwrap();
    fs::write(dir.join("real/a.json"), "old").unwrap();
    symlink("real/a.json", dir.join("link")).unwrap();
    symlink("link", dir.join("twice")).unwrap();
    for name in ["link", "twice"] {
        assert_eq!(refused(open(&dir.join(name))), "file-symlink");
        assert_eq!(refused(inspect(&dir.join(name), &Policy::default())), "file-symlink");
    }
    assert_eq!(read(&dir.join("twice")).unwrap(), b"old");
    Target::open(&dir.join("twice"), &following()).unwrap().commit(b"new").unwrap();
    assert_eq!(fs::read(dir.join("real/a.json")).unwrap(), b"new");
    assert!(dir.join("link").is_symlink());
    assert_eq!(dir.names(), ["link", "real", "twice"]);
}

#[test]
fn a_symlink_that_leads_nowhere_is_refused_or_filled() {
    let dir = Scratch::new();
    symlink("later/a.json", dir.join("link")).unwrap();
    assert_eq!(refused(open(&dir.join("link"))), "file-symlink");
    assert_eq!(refused(read(&dir.join("link"))), "file-not-found");
    Target::open(&dir.join("link"), &following()).unwrap().commit(b"new").unwrap();
    assert_eq!(fs::read(dir.join("later/a.json")).unwrap(), b"new");
    symlink("loop", dir.join("loop")).unwrap();
    assert_eq!(refused(Target::open(&dir.join("loop"), &following())), "file-symlink");
}

#[test]
fn a_symlink_as_parent_is_refused_or_followed() {
    let dir = Scratch::new();
    fs::create_dir_all(dir.join("real/in")).unwrap();
    symlink(dir.join("real"), dir.join("link")).unwrap();
    for path in ["link/in/a.json", "link/a.json", "link/../a.json"] {
        let error = open(&dir.join(path)).err().unwrap();
        assert_eq!((error.fault, error.path), (Fault::Symlink, dir.join("link")));
    }
    Target::open(&dir.join("link/in/a.json"), &following()).unwrap().commit(b"new").unwrap();
    assert_eq!(fs::read(dir.join("real/in/a.json")).unwrap(), b"new");
    // What follows a link is meant from where it leads to.
    Target::open(&dir.join("link/in/../b.json"), &following()).unwrap().commit(b"new").unwrap();
    assert_eq!(fs::read(dir.join("real/b.json")).unwrap(), b"new");
}

#[test]
fn devices_pipes_and_sockets_are_refused() {
    let dir = Scratch::new();
    assert!(Command::new("mkfifo").arg(dir.join("fifo")).status().unwrap().success());
    let _socket = std::os::unix::net::UnixListener::bind(dir.join("socket")).unwrap();
    for path in [&*dir.join("fifo"), &*dir.join("socket"), Path::new("/dev/null"), Path::new("/dev/zero")] {
        assert_eq!(refused(open(path)), "file-not-regular");
        assert_eq!(refused(read(path)), "file-not-regular");
    }
    assert_eq!(dir.names(), ["fifo", "socket"]);
}

#[test]
fn a_planted_symlink_is_not_written_through() {
    let dir = Scratch::new();
    fs::write(dir.join("victim"), "safe").unwrap();
    fs::write(dir.join("a.json"), "old").unwrap();
    symlink("victim", dir.join(".a.json.mcpglot-journal")).unwrap();
    let target = Target::open_on(&Real, target::Strategy::Journal, &dir.join("a.json"), &Policy::default()).unwrap();
    target.commit(b"new").unwrap();
    assert_eq!(fs::read(dir.join("victim")).unwrap(), b"safe");
    assert_eq!(dir.names(), ["a.json", "victim"]);
}

/// Runs the test `name`, which is ignored otherwise, as a user with no rights, in `dir`.
fn as_nobody(name: &str, dir: &Scratch) {
    let binary = dir.join("test-binary");
    fs::copy(std::env::current_exe().unwrap(), &binary).unwrap();
    set_mode(&binary, 0o755);
    set_mode(dir, 0o755);
    let mut command = Command::new(&binary);
    let path = module_path!().split_once("::").unwrap().1;
    command.args(["--exact", &format!("{path}::{name}"), "--ignored"]).current_dir(&**dir);
    if fs::metadata(&**dir).unwrap().uid() == 0 {
        command.uid(NOBODY).gid(NOBODY);
    }
    // A child that another test starts meanwhile has the copy open for writing, until it is a program of its own.
    let mut tries = 0..100;
    let output = loop {
        match command.output() {
            Err(error) if error.kind() == ErrorKind::ExecutableFileBusy && tries.next().is_some() => {
                std::thread::sleep(Duration::from_millis(20));
            }
            output => break output.unwrap(),
        }
    };
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// Where programs can be started, and other users come to.
fn scratch_for_all() -> Scratch {
    Scratch::within(&std::env::temp_dir()).unwrap()
}

fn is_root(dir: &Scratch) -> bool {
    fs::metadata(&**dir).unwrap().uid() == 0
}

#[test]
fn permissions_are_told_apart() {
    let dir = scratch_for_all();
    for (name, of_file, of_directory) in
        [("own", 0o644, 0o755), ("file", 0o444, 0o755), ("directory", 0o644, 0o555), ("closed", 0o644, 0), ("hidden", 0, 0o755)]
    {
        fs::create_dir(dir.join(name)).unwrap();
        let file = dir.join(name).join("a.json");
        fs::write(&file, "old").unwrap();
        set_mode(&file, of_file);
        if is_root(&dir) {
            std::os::unix::fs::chown(&file, Some(NOBODY), Some(NOBODY)).unwrap();
            std::os::unix::fs::chown(dir.join(name), Some(NOBODY), Some(NOBODY)).unwrap();
        }
        set_mode(&dir.join(name), of_directory);
    }
    as_nobody("permissions_as_nobody", &dir);
    assert_eq!(fs::read(dir.join("own/a.json")).unwrap(), b"new");
    // Whom the mode does not bind, it binds here nevertheless.
    assert_eq!(refused(open(&dir.join("file/a.json"))), "file-read-only");
}

#[test]
#[ignore = "started by `permissions_are_told_apart`"]
fn permissions_as_nobody() {
    open(Path::new("own/a.json")).unwrap().commit(b"new").unwrap();
    assert_eq!(refused(open(Path::new("file/a.json"))), "file-read-only");
    assert_eq!(refused(inspect(Path::new("file/a.json"), &Policy::default())), "file-read-only");
    assert_eq!(refused(open(Path::new("directory/a.json"))), "file-permission");
    assert_eq!(refused(open(Path::new("directory/b.json"))), "file-permission");
    assert_eq!(refused(open(Path::new("directory/in/b.json"))), "file-permission");
    assert_eq!(refused(open(Path::new("closed/a.json"))), "file-permission");
    assert_eq!(refused(read(Path::new("closed/a.json"))), "file-permission");
    assert_eq!(refused(read(Path::new("hidden/a.json"))), "file-permission");
    assert_eq!(refused(open(Path::new("hidden/a.json"))), "file-permission");
    assert_eq!(fs::read("file/a.json").unwrap(), b"old");
    assert_eq!(fs::read("directory/a.json").unwrap(), b"old");
    assert_eq!(fs::read_dir("directory").unwrap().count(), 1);
}

#[test]
fn owner_stays() {
    let dir = scratch_for_all();
    if !is_root(&dir) {
        return;
    }
    let path = dir.join("a.json");
    fs::write(&path, "old").unwrap();
    std::os::unix::fs::chown(&path, Some(1234), Some(5678)).unwrap();
    set_mode(&path, 0o640);
    open(&path).unwrap().commit(b"new").unwrap();
    let meta = fs::metadata(&path).unwrap();
    assert_eq!((meta.uid(), meta.gid(), mode(&path)), (1234, 5678, 0o640));

    // Whoever may write a file, but not give one away, writes in place.
    set_mode(&path, 0o666);
    fs::create_dir(dir.join("open")).unwrap();
    set_mode(&dir.join("open"), 0o777);
    fs::rename(&path, dir.join("open/a.json")).unwrap();
    as_nobody("owner_as_nobody", &dir);
    let meta = fs::metadata(dir.join("open/a.json")).unwrap();
    assert_eq!((meta.uid(), meta.gid(), meta.mode() & 0o7777), (1234, 5678, 0o666));
    assert_eq!(fs::read(dir.join("open/a.json")).unwrap(), b"newer");
    assert_eq!(fs::read_dir(dir.join("open")).unwrap().count(), 1);
}

#[test]
#[ignore = "started by `owner_stays`"]
fn owner_as_nobody() {
    open(Path::new("open/a.json")).unwrap().commit(b"newer").unwrap();
}
