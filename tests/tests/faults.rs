//! What stands where a file is meant: each is refused with its own code and left as it is, the other targets are written, and
//! with `--atomic-all` none is.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, chown, symlink};
use std::os::unix::process::CommandExt as _;
use std::path::Path;
use std::process::{Command, Output};

use mcpglot_tests::faces::{Face, Folder, on_every_face};

const SOURCE: &str = r#"{ "mcpServers": { "one": { "command": "one" } } }"#;
const OLD: &str = "model = \"old\"\n";
const SYNC: &str = "sync --quiet --to cursor=first.json,codex=bad/config.toml,vscode=last.json";
/// Somebody with no rights.
const NOBODY: u32 = 65534;

/// Puts something into the folder `bad`, where `config.toml` is meant.
type Prepare = fn(&Path);

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// What there is below a folder, and of what kind, mode and content.
fn seen(folder: &Path) -> Vec<String> {
    let mut all = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(path) = open.pop() {
        let meta = fs::symlink_metadata(&path).unwrap();
        let text = if meta.is_file() { fs::read_to_string(&path).unwrap_or_default() } else { String::new() };
        all.push(format!("{} {:o} {} {text}", path.display(), meta.mode(), meta.mtime_nsec()));
        if meta.is_dir() {
            open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
        }
    }
    all.sort();
    all
}

fn check(folder: &Folder, code: &str, sync: &dyn Fn(&str) -> Command) {
    let bad = folder.0.join("bad");
    let before = seen(&bad);
    let (first, last) = (folder.0.join("first.json"), folder.0.join("last.json"));
    for more in [" --atomic-all", ""] {
        let output = sync(&format!("{SYNC}{more}")).output().unwrap();
        let told = told(&output);
        assert_eq!(output.status.code(), Some(2), "{code}: {told}");
        assert!(told.contains(&format!("[{code}]")), "{code}: {told}");
        assert_eq!(seen(&bad), before, "{code}: {told}");
        let written = more.is_empty();
        assert_eq!((first.exists(), last.exists()), (written, written), "{code}{more}: {told}");
    }
}

#[test]
fn what_is_no_file_of_its_own_is_left_alone_and_the_others_are_written() {
    let cases: [(&str, Prepare); 8] = [
        ("file-symlink", |bad| {
            fs::write(bad.join("real.toml"), OLD).unwrap();
            symlink("real.toml", bad.join("config.toml")).unwrap();
        }),
        ("file-symlink", |bad| symlink("nowhere", bad.join("config.toml")).unwrap()),
        ("file-symlink", |bad| {
            fs::rename(bad, bad.with_file_name("real")).unwrap();
            symlink("real", bad).unwrap();
        }),
        ("file-is-directory", |bad| fs::create_dir(bad.join("config.toml")).unwrap()),
        ("file-parent-not-directory", |bad| {
            fs::remove_dir(bad).unwrap();
            fs::write(bad, "a file").unwrap();
        }),
        ("file-not-regular", |bad| {
            assert!(Command::new("mkfifo").arg(bad.join("config.toml")).status().unwrap().success());
        }),
        ("file-too-large", |bad| fs::File::create(bad.join("config.toml")).unwrap().set_len((32 << 20) + 1).unwrap()),
        ("file-interrupted", |bad| {
            // Torn by a run that died, and changed since.
            fs::write(bad.join("config.toml"), "by hand").unwrap();
            fs::write(bad.join(".config.toml.mcpglot-journal"), interrupted(b"old bytes", b"new bytes")).unwrap();
        }),
    ];
    on_every_face("faults", |face, folder| {
        for (code, prepare) in cases {
            let folder = Folder(folder.0.join(code));
            folder.write(".mcp.json", SOURCE);
            fs::create_dir(folder.0.join("bad")).unwrap();
            prepare(&folder.0.join("bad"));
            check(&folder, code, &|line| {
                let mut command = face.command(&folder.0);
                command.args(line.split(' '));
                command
            });
        }
    });
}

/// The journal of a write in place: what the file held, and what it shall hold.
fn interrupted(old: &[u8], new: &[u8]) -> Vec<u8> {
    let mut body = Vec::new();
    for part in [b"".as_slice(), b"1", old, new] {
        body.extend((part.len() as u64).to_le_bytes());
        body.extend(part);
    }
    let fold = |sum: u64, byte: &u8| (sum ^ u64::from(*byte)).wrapping_mul(0x0000_0100_0000_01b3);
    let sum = body.iter().fold(0xcbf2_9ce4_8422_2325, fold);
    [b"mcpglot-journal\n".as_slice(), &sum.to_le_bytes(), &body].concat()
}

#[test]
fn what_may_not_be_written_is_left_alone_and_the_others_are_written() {
    let Face::Native(program) = Face::native() else { panic!("is native") };
    let cases: [(&str, u32, u32); 4] = [
        ("file-read-only", 0o444, 0o755),
        ("file-permission", 0, 0o755),
        ("file-permission", 0o644, 0o555),
        ("file-permission", 0o644, 0),
    ];
    for (at, (code, of_file, of_folder)) in cases.into_iter().enumerate() {
        let folder = Folder::new(&format!("faults-mode-{at}"));
        // The user without rights may not enter where it was built.
        let copy = folder.0.join("program");
        fs::copy(&program, &copy).unwrap();
        folder.write(".mcp.json", SOURCE);
        let file = folder.write("bad/config.toml", OLD);
        let root = fs::metadata(&folder.0).unwrap().uid() == 0;
        for path in [&folder.0, &folder.0.join("bad"), &file].into_iter().filter(|_| root) {
            chown(path, Some(NOBODY), Some(NOBODY)).unwrap();
        }
        let set = |path: &Path, mode| fs::set_permissions(path, fs::Permissions::from_mode(mode)).unwrap();
        set(&folder.0, 0o755);
        set(&file, of_file);
        set(&folder.0.join("bad"), of_folder);
        if root || of_folder & 0o100 != 0 {
            check(&folder, code, &|line| {
                let mut command = Command::new(&copy);
                command.args(line.split(' ')).current_dir(&folder.0);
                if root {
                    command.uid(NOBODY).gid(NOBODY);
                }
                command
            });
        }
        set(&folder.0.join("bad"), 0o755);
    }
}

#[test]
fn where_there_is_nothing_to_write_no_leave_is_needed() {
    let Face::Native(program) = Face::native() else { panic!("is native") };
    let folder = Folder::new("faults-nothing");
    let copy = folder.0.join("program");
    fs::copy(&program, &copy).unwrap();
    let at = |name: &str| folder.0.join("project").join(name);
    folder.write("project/.mcp.json", SOURCE);
    folder.write("project/mcpglot.toml", "gitignore = true\n[targets.codex]\n[targets.vscode]\n");
    let faulty = r#"{ "mcpServers": { "one": { "type": "http", "url": "https://one.example", "http_headers": {} } } }"#;
    folder.write("project/faulty.json", faulty);
    symlink(".mcp.json", at("link.json")).unwrap();
    let run = |line: &str, is_nobody: bool| {
        let mut command = Command::new(&copy);
        command.args(line.split(' ')).current_dir(at("")).env("HOME", "/nowhere");
        if is_nobody && fs::metadata(&copy).unwrap().uid() == 0 {
            command.uid(NOBODY).gid(NOBODY);
        }
        let output = command.output().unwrap();
        (output.status.code().unwrap(), told(&output))
    };
    for line in ["sync", "convert .mcp.json --to codex -o c.toml"] {
        assert_eq!(run(line, false).0, 0);
    }
    let set = |mode: u32, of_files: u32| {
        let mut open = vec![at("")];
        while let Some(path) = open.pop() {
            let is_folder = path.is_dir();
            if is_folder {
                open.extend(fs::read_dir(&path).unwrap().map(|entry| entry.unwrap().path()));
            }
            if !path.is_symlink() {
                fs::set_permissions(&path, fs::Permissions::from_mode(if is_folder { mode } else { of_files })).unwrap();
            }
        }
    };
    fs::set_permissions(&folder.0, fs::Permissions::from_mode(0o755)).unwrap();
    for of_files in [0o666, 0o444] {
        set(0o555, of_files);
        let before = seen(&at(""));
        for (status, line, says) in [
            (0, "convert .mcp.json --to codex -o c.toml", "unchanged: c.toml"),
            (0, "convert .mcp.json --to codex -o c.toml --check", "unchanged: c.toml"),
            (0, "sync", "unchanged"),
            (0, "sync --check", "unchanged"),
            (0, "sync --atomic-all", "unchanged"),
            (0, "validate .mcp.json --host claude-code --fix", "nothing to say"),
            (0, "validate link.json --host claude-code --fix", "nothing to say"),
            (2, "validate faulty.json --host claude-code --fix", "--> faulty.json:1:"),
            (2, "validate faulty.json --host claude-code --fix --format json", "\"diagnostics\":[{"),
            (2, "convert faulty.json --from claude-code --to codex -o c.toml", "[file-"),
            (2, "sync --from faulty.json --to codex", "[file-"),
        ] {
            let (code, told) = run(line, true);
            assert!(code == status && told.contains(says), "{of_files:o} {line}: {code} {told}");
            assert_eq!(seen(&at("")), before, "{line}");
        }
    }
    // A run that writes nothing tells what one that writes would be refused.
    for line in
        ["convert faulty.json --from claude-code --to codex -o c.toml --check", "sync --from faulty.json --to codex --check"]
    {
        let (code, told) = run(line, true);
        assert!(code == 2 && told.contains("[file-read-only]"), "{line}: {code} {told}");
    }
    // So it does where the file may be written, or made, and its folder not.
    set(0o555, 0o666);
    let before = seen(&at(""));
    for line in [
        "convert faulty.json --from claude-code --to codex -o c.toml",
        "convert .mcp.json --to codex -o new.toml",
        "convert .mcp.json --to codex -o a/b/new.toml",
        "sync --from faulty.json --to codex",
        "sync --to gemini-cli",
        "add x --to codex -- y",
    ] {
        for only in ["", "--dry-run "] {
            let line = line.replacen(' ', &format!(" {only}"), 1);
            let (code, told) = run(&line, true);
            assert!(code == 2 && told.contains("[file-permission]"), "{line}: {code} {told}");
            assert_eq!(seen(&at("")), before, "{line}");
        }
    }
    set(0o755, 0o644);
}
