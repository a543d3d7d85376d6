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
    let (lock, ignored) = (read(".mcpglot/lock"), read(".gitignore"));
    assert!(lock.contains("\n  [\".codex/config.toml\", \"a\"],\n"), "{lock}");
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
    let both = read(".mcpglot/lock");
    assert!(both == lock.replace("\n]\n", "\n  [\"sub/.codex/config.toml\", \"a\"],\n]\n"), "{both}");
    sync("", "sync");
    assert!(!read(".codex/config.toml").contains("mcp_servers.b"));
}

#[test]
fn a_file_of_the_user_is_in_no_record_that_others_get() {
    let folder = Folder::new("own-record");
    let (project, homes) = (folder.0.join("project"), ["one", "two"].map(|home| folder.0.join(home)));
    let source = |servers: &str| folder.write("project/.mcp.json", format!(r#"{{"mcpServers":{{{servers}}}}}"#));
    folder.write("project/mcpglot.toml", "[targets.codex]\npath = \"~/.codex/config.toml\"\n[targets.vscode]\n");
    let (a, b) = (r#""a":{"command":"x"}"#, r#""b":{"command":"y"}"#);
    let sync = |home: &std::path::Path| {
        let mut command = Face::native().command_at_home(&project, home.to_str().unwrap());
        let done = command.arg("sync").arg("--no-backup").output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        String::from_utf8(done.stdout).unwrap()
    };
    source(&[a, b].join(","));
    sync(&homes[0]);
    let read = |name: &str| fs::read_to_string(folder.0.join(name)).unwrap();
    let shared = read("project/mcpglot.lock");
    assert!(
        shared.contains("[\n  [\".vscode/mcp.json\", \"a\"],\n  [\".vscode/mcp.json\", \"b\"],\n]") && !shared.contains("codex"),
        "{shared}"
    );
    let own = read("project/.mcpglot/lock");
    assert!(
        own.contains("[\n  [\"~/.codex/config.toml\", \"a\"],\n  [\"~/.codex/config.toml\", \"b\"],\n]")
            && !own.contains("vscode"),
        "{own}"
    );
    assert_eq!(read("project/.mcpglot/.gitignore"), "*\n");
    // Somebody else gets the project as git has it, and has a server of that name of their own.
    fs::remove_dir_all(project.join(".mcpglot")).unwrap();
    folder.write("two/.codex/config.toml", "[mcp_servers.b]\ncommand = \"by-hand\"\n");
    source(a);
    let said = sync(&homes[1]);
    assert!(said.contains("written    .vscode/mcp.json (vscode): removes b\n"), "{said}");
    assert_eq!(read("two/.codex/config.toml"), "[mcp_servers.b]\ncommand = \"by-hand\"\n\n[mcp_servers.a]\ncommand = \"x\"\n");
    // On the first machine it would leave, had the folder stayed.
    fs::write(project.join(".mcpglot/lock"), own).unwrap();
    sync(&homes[0]);
    assert_eq!(read("one/.codex/config.toml"), "[mcp_servers.a]\ncommand = \"x\"\n");
}

#[test]
fn variables_say_where_files_of_the_user_lie() {
    let folder = Folder::new("variables");
    folder.write(".mcp.json", r#"{"mcpServers":{"a":{"command":"x"}}}"#);
    let at = |name: &str| folder.0.join(name);
    let path = |name: &str| at(name).to_str().unwrap().to_owned();
    let sync = |variables: &[(&str, &str)]| {
        let mut command = Face::native().command_at_home(&folder.0, "home");
        command.envs(variables.iter().copied()).args(["sync", "--user", "--to", "crush,cline,opencode,codex"]);
        let done = command.output().unwrap();
        assert_eq!(done.status.code(), Some(0), "{}", String::from_utf8_lossy(&done.stderr));
        let said = String::from_utf8(done.stdout).unwrap().replace(folder.0.to_str().unwrap(), "$HERE");
        said.lines().map(|line| line.split_whitespace().nth(1).unwrap().to_owned()).collect::<Vec<_>>()
    };
    let usual = [
        "home/.config/crush/crush.json",
        "home/.cline/data/settings/cline_mcp_settings.json",
        "home/.config/opencode/opencode.json",
        "home/.codex/config.toml",
    ];
    assert_eq!(sync(&[]), usual);
    // What counts from nowhere counts for nothing.
    assert_eq!(sync(&[("XDG_CONFIG_HOME", "xdg")]), usual);
    let xdg = ["$HERE/xdg/crush/crush.json", usual[1], "$HERE/xdg/opencode/opencode.json", usual[3]];
    assert_eq!(sync(&[("XDG_CONFIG_HOME", &path("xdg"))]), xdg);
    let variables = [
        ("XDG_CONFIG_HOME", path("xdg")),
        ("CRUSH_GLOBAL_CONFIG", path("crush")),
        ("CLINE_MCP_SETTINGS_PATH", path("mine.json")),
        ("CODEX_HOME", path("codex")),
    ];
    let variables = variables.each_ref().map(|(name, value)| (*name, value.as_str()));
    assert_eq!(sync(&variables), ["$HERE/crush/crush.json", "$HERE/mine.json", xdg[2], "$HERE/codex/config.toml"]);
    assert!(["crush/crush.json", "mine.json", "codex/config.toml"].iter().all(|name| at(name).is_file()));
}
