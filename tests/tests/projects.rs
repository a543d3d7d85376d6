//! What is typed in a project, what is said, and what it leaves, natively and under wasmtime.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;

use mcpglot_tests::faces::{Face, Folder};
use mcpglot_tests::fixtures::{fail, report};
use mcpglot_tests::transcripts::cases;

fn on(face: &Face) {
    let cases = cases().unwrap();
    let failures: Vec<String> = cases.iter().filter_map(|case| case.run(face).err()).flatten().collect();
    fail(&failures);
    report(&format!("projects: {} transcripts through {}", cases.len(), face.name()));
}

#[test]
fn native_command() {
    on(&Face::native());
}

#[test]
fn wasm_command() {
    on(&Face::wasm());
}

/// Under wasmtime with `--dir .` alone nobody can look above the folder.
#[test]
fn a_file_has_one_name_in_the_record_wherever_the_command_runs() {
    let folder = Folder::new("record");
    folder.write(".mcp.json", r#"{"mcpServers":{"a":{"command":"x"},"b":{"command":"y"}}}"#);
    folder.write("mcpglot.toml", "gitignore = true\n[targets.codex]\npath = \"./x/../.codex/config.toml\"\n");
    let sync = |below: &str, line: &str| {
        let mut command = Face::native().command_at_home(&folder.0.join(below), "/nowhere");
        let done = command.args(line.split_whitespace()).output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{line}: {}", String::from_utf8_lossy(&done.stderr));
    };
    let read = |name: &str| fs::read_to_string(folder.0.join(name)).unwrap();
    fs::create_dir_all(folder.0.join("x")).unwrap();
    sync("", "sync");
    let (lock, ignored) = (read("mcpglot.lock"), read(".gitignore"));
    assert!(lock.contains("\n\".codex/config.toml\" = ["), "{lock}");
    assert!(ignored.contains("\n/.codex/config.toml\n"), "{ignored}");
    let absolute = folder.0.join(".codex/config.toml");
    for (below, line) in [("x", "sync --check"), ("", &format!("sync --check --to codex={}", absolute.display()))] {
        sync(below, line);
    }
    // What stands below is another file, of which nothing is recorded.
    folder.write("sub/.codex/config.toml", "[mcp_servers.b]\ncommand = \"by-hand\"\n");
    folder.write(".mcp.json", r#"{"mcpServers":{"a":{"command":"x"}}}"#);
    sync("sub", "sync --to codex=.codex/config.toml");
    assert!(read("sub/.codex/config.toml").contains("by-hand"));
    let both = read("mcpglot.lock");
    assert!(both.starts_with(&lock) && both.contains("\n\"sub/.codex/config.toml\" = [\n  \"a\",\n]"), "{both}");
    sync("", "sync");
    assert!(!read(".codex/config.toml").contains("mcp_servers.b"));
}
