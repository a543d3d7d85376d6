//! What is kept of files that are replaced, and how it is put back, on every face.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that fails shall panic")]

use std::fs;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _};
use std::path::Path;
use std::process::{Output, Stdio};

use mcpglot_tests::faces::{Face, Folder, on_every_face};
use serde_json::Value;

const OLD: &str = "model = \"canary-old\"\n";

/// Runs a line where backups go to `state` of the folder.
fn run(face: &Face, folder: &Folder, line: &str) -> Output {
    let state = folder.0.join("state");
    fs::create_dir_all(&state).unwrap();
    let (state, here) = (state.to_str().unwrap(), folder.0.to_str().unwrap());
    let mut command = face.command_granted(&folder.0, &[state], &[("XDG_STATE_HOME", state), ("PWD", here)]);
    command.args(line.split_whitespace()).stdin(Stdio::null()).output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn told(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

/// Writes a server of that name into `config.toml`, and keeps what was there.
fn add(face: &Face, folder: &Folder, name: &str) {
    let env = format!(r#"{{ "mcpServers": {{ "{name}": {{ "command": "{name}", "env": {{ "K": "canary-value" }} }} }} }}"#);
    folder.write("source.json", env);
    let done = run(face, folder, "convert source.json --from claude --to codex -o config.toml --backup");
    assert_eq!(status(&done), 0, "{}", told(&done));
    assert_eq!(told(&done).contains("[mode-not-set]"), face.is_wasm(), "{}", told(&done));
}

fn listed(face: &Face, folder: &Folder) -> Vec<Value> {
    let list = run(face, folder, "restore --format json");
    let response: Value = serde_json::from_slice(&list.stdout).unwrap();
    assert_eq!(response["schemaVersion"], 1);
    response["backups"].as_array().unwrap().clone()
}

#[test]
fn what_was_replaced_is_listed_and_put_back() {
    on_every_face("restore", |face, folder| {
        let none = run(face, folder, "restore");
        assert_eq!((status(&none), none.stdout.len()), (0, 0));
        assert!(told(&none).contains("there are no backups"), "{}", told(&none));

        let target = folder.write("config.toml", OLD);
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        add(face, folder, "one");
        let with_one = fs::read_to_string(&target).unwrap();
        add(face, folder, "two");
        let with_two = fs::read_to_string(&target).unwrap();

        let backups = listed(face, folder);
        let sizes: Vec<_> = backups.iter().map(|backup| backup["size"].as_u64().unwrap()).collect();
        assert_eq!(sizes, [with_one.len() as u64, OLD.len() as u64]);
        assert!(backups.iter().all(|backup| backup["file"] == target.to_str().unwrap()), "{backups:?}");
        // Bare WASI knows no modes.
        if !face.is_wasm() {
            let mode = |path: &Path| fs::metadata(path).unwrap().mode() & 0o777;
            let state = folder.0.join("state/mcpglot/backups");
            let kept = fs::read_dir(&state).unwrap().next().unwrap().unwrap().path();
            assert_eq!((mode(&state), mode(&kept)), (0o700, 0o700));
            assert!(fs::read_dir(&kept).unwrap().all(|file| mode(&file.unwrap().path()) == 0o600));
        }
        let list = told(&run(face, folder, "restore"));
        let first = format!("{}\n   1  {}", target.display(), backups[0]["time"].as_str().unwrap());
        assert!(list.starts_with(&first), "{list}");
        assert!(!list.contains("canary"), "{list}");

        let dry = run(face, folder, "restore config.toml --dry-run");
        assert_eq!((status(&dry), fs::read_to_string(&target).unwrap()), (1, with_two.clone()), "{}", told(&dry));
        let restored = run(face, folder, "restore config.toml");
        assert_eq!((status(&restored), fs::read_to_string(&target).unwrap()), (0, with_one), "{}", told(&restored));
        assert_eq!(fs::metadata(&target).unwrap().mode() & 0o777, 0o640);

        // What it replaced is the newest backup, so the first of all is the third.
        let time = backups[1]["time"].as_str().unwrap();
        let restored = run(face, folder, &format!("restore config.toml --backup-of {time}"));
        assert_eq!((status(&restored), fs::read_to_string(&target).unwrap()), (0, OLD.to_owned()), "{}", told(&restored));
        let restored = run(face, folder, "restore config.toml --backup-of 2 --format json");
        assert_eq!((status(&restored), fs::read_to_string(&target).unwrap()), (0, with_two), "{}", told(&restored));
        let response: Value = serde_json::from_slice(&restored.stdout).unwrap();
        assert_eq!((&response["changed"], &response["backup"]["index"]), (&true.into(), &2.into()));

        // A file that is gone comes back too.
        fs::remove_file(&target).unwrap();
        let restored = run(face, folder, "restore config.toml");
        assert_eq!((status(&restored), fs::read_to_string(&target).unwrap()), (0, OLD.to_owned()), "{}", told(&restored));
        if !face.is_wasm() {
            assert_eq!(fs::metadata(&target).unwrap().mode() & 0o777, 0o600);
        }
        let again = run(face, folder, "restore config.toml");
        assert!(told(&again).contains("unchanged: config.toml"), "{}", told(&again));
        let names: Vec<_> = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 3, "{names:?}");
    });
}

#[test]
fn the_faces_share_their_backups() {
    let folder = Folder::new("restore-shared");
    let target = folder.write("config.toml", OLD);
    add(&Face::native(), &folder, "one");
    assert_eq!(listed(&Face::wasm(), &folder), listed(&Face::native(), &folder));
    assert_eq!(status(&run(&Face::wasm(), &folder, "restore config.toml")), 0);
    assert_eq!(fs::read_to_string(&target).unwrap(), OLD);
}

#[test]
fn what_is_not_there_is_named() {
    on_every_face("restore-none", |face, folder| {
        let run = |line| run(face, folder, line);
        let none = run("restore config.toml");
        assert_eq!(status(&none), 2);
        assert!(told(&none).contains("[file-no-backup]"), "{}", told(&none));
        folder.write("config.toml", OLD);
        add(face, folder, "one");
        add(face, folder, "two");
        let backups = listed(face, folder);
        let year = &backups[0]["time"].as_str().unwrap()[..4];
        for (line, says) in [
            ("restore config.toml --backup-of 3", "there is no backup of `3`"),
            ("restore config.toml --backup-of 1999", "there is no backup of `1999`"),
            (&format!("restore config.toml --backup-of {year}"), "several backups are of"),
            ("restore --backup-of 1", "needs the file"),
        ] {
            let output = run(line);
            assert!(status(&output) == 2 && told(&output).contains(says), "{line}: {}", told(&output));
        }
    });
}

#[test]
fn it_refuses_what_every_command_refuses() {
    on_every_face("restore-refused", |face, folder| {
        let target = folder.write("config.toml", OLD);
        add(face, folder, "one");
        let real = folder.write("real.toml", "mine = 1\n");
        fs::remove_file(&target).unwrap();
        std::os::unix::fs::symlink("real.toml", &target).unwrap();
        let refused = run(face, folder, "restore config.toml");
        assert!(status(&refused) == 2 && told(&refused).contains("[file-symlink]"), "{}", told(&refused));
        fs::remove_file(&target).unwrap();
        fs::create_dir(&target).unwrap();
        let refused = run(face, folder, "restore config.toml");
        assert!(status(&refused) == 2 && told(&refused).contains("[file-is-directory]"), "{}", told(&refused));
        assert_eq!(fs::read_to_string(&real).unwrap(), "mine = 1\n");
    });
}

#[test]
fn without_a_granted_place_the_write_happens_and_says_so() {
    let folder = Folder::new("restore-bare");
    let target = folder.write("config.toml", OLD);
    folder.write("source.json", r#"{ "mcpServers": { "one": { "command": "one" } } }"#);
    let convert = |face: &Face, variables: &[(&str, &str)]| {
        let mut command = face.command_granted(&folder.0, &[], variables);
        let line = "convert source.json --from claude --to codex -o config.toml --backup";
        command.env_remove("HOME").env_remove("XDG_STATE_HOME").args(line.split(' ')).output().unwrap()
    };
    for (face, variables) in [(Face::native(), vec![]), (Face::wasm(), vec![]), (Face::wasm(), vec![("HOME", "/nowhere")])] {
        fs::write(&target, OLD).unwrap();
        let done = convert(&face, &variables);
        assert_eq!(status(&done), 0, "{}", told(&done));
        assert!(told(&done).contains("[backup-not-made]"), "{}", told(&done));
        assert_ne!(fs::read_to_string(&target).unwrap(), OLD);
    }
    let explained = Face::native().command(&folder.0).args(["explain", "backup-not-made"]).output().unwrap();
    assert!(status(&explained) == 0 && told(&explained).contains("XDG_STATE_HOME"), "{}", told(&explained));
}

#[test]
fn what_leaves_by_the_record_is_kept() {
    on_every_face("restore-recorded", |face, folder| {
        let source = |servers: &str| folder.write(".mcp.json", format!(r#"{{ "mcpServers": {{ {servers} }} }}"#));
        let sync = |line: &str| {
            let done = run(face, folder, line);
            assert_eq!(status(&done), 0, "{}", told(&done));
        };
        folder.write("mcpglot.toml", "[targets.codex]\npath = \"config.toml\"\n");
        let (a, b) = (r#""a": { "command": "a-mcp" }"#, r#""b": { "command": "b-mcp" }"#);
        source(&[a, b].join(", "));
        sync("sync");
        // Somebody who gets the record, and not the file, has another server of that name.
        let by_hand = "[mcp_servers.b]\ncommand = \"by-hand\"\n";
        let target = folder.write("config.toml", by_hand);
        source(a);
        for (line, kept) in [("sync --check", 0), ("sync --no-backup", 0), ("sync --atomic-all", 1), ("sync", 1)] {
            folder.write("config.toml", by_hand);
            folder.write("mcpglot.lock", "version = 1\nwritten = [[\"config.toml\", \"a\"], [\"config.toml\", \"b\"]]\n");
            if line.ends_with("check") {
                assert_eq!(status(&run(face, folder, line)), 1);
            } else {
                sync(line);
                assert!(!fs::read_to_string(&target).unwrap().contains("by-hand"), "{line}");
            }
            assert_eq!(listed(face, folder).len(), kept, "{line}");
        }
        sync("restore config.toml");
        assert_eq!(fs::read_to_string(&target).unwrap(), by_hand);
    });
}

#[test]
fn what_is_the_users_is_kept_without_being_asked_for() {
    let folder = Folder::new("users-kept");
    folder.write("source.json", r#"{ "mcpServers": { "one": { "command": "one" } } }"#);
    let home = folder.0.join("home");
    let run = |line: &str| {
        let done =
            Face::native().command_at_home(&folder.0, home.to_str().unwrap()).args(line.split_whitespace()).output().unwrap();
        assert_eq!(status(&done), 0, "{line}: {}", told(&done));
        told(&done)
    };
    let kept = || run("restore").lines().filter(|line| line.starts_with("   ")).count();
    let odd = r#"{ "mcpServers": { "one": { "type": "http", "url": "https://one.example", "http_headers": {} } } }"#;
    for (file, text, line) in [
        ("home/.codex/config.toml", OLD, "convert source.json --from claude --to codex -o home/.codex/config.toml"),
        // Whatever host it is written for.
        ("home/.cursor/mcp.json", "{}", "convert source.json --from claude --to claude-code -o home/.cursor/mcp.json"),
        ("home/.cursor/mcp.json", odd, "validate --fix --host claude-code home/.cursor/mcp.json"),
    ] {
        let before = kept();
        folder.write(file, text);
        run(&format!("{line} --no-backup"));
        assert_eq!(kept(), before, "{line}");
        folder.write(file, text);
        run(line);
        assert_eq!(kept(), before + 1, "{line}");
    }
    folder.write("config.toml", OLD);
    let before = kept();
    run("convert source.json --from claude --to codex -o config.toml");
    assert_eq!(kept(), before, "what a project has is in its repository");
}
