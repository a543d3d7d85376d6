//! The command as people run it, on every face: exit statuses, files, streams, and that no value is ever shown.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::fs;
use std::io::Write as _;
use std::os::unix::fs::{MetadataExt as _, PermissionsExt as _, symlink};
use std::path::Path;
use std::process::{Output, Stdio};

use mcpglot_tests::faces::{Face, Folder, on_every_face};

const SOURCE: &str = r#"{
  "mcpServers": {
    "one": { "command": "npx", "args": ["-y", "one-mcp", "canary-arg"], "env": { "TOKEN": "canary-env" } },
    "two": { "type": "http", "url": "https://two.example/mcp?key=canary-url", "headers": { "X-Key": "canary-header" } }
  }
}
"#;

/// The same with a server that Codex cannot reach.
const LOSSY: &str = r#"{ "mcpServers": { "old": { "type": "sse", "url": "https://old.example/canary-segment-long" } } }"#;

const EXISTING: &str = "# mine\nmodel = \"canary-model\" # canary-comment\n\n[mcp_servers.zero]\ncommand = \"zero\"\nenv = { A = \"canary-zero\" }\n";

fn run(face: &Face, folder: &Folder, line: &str) -> Output {
    face.command(&folder.0).args(line.split_whitespace()).stdin(Stdio::null()).output().unwrap()
}

fn status(output: &Output) -> i32 {
    output.status.code().unwrap()
}

fn told(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn mode(path: &Path) -> u32 {
    fs::metadata(path).unwrap().permissions().mode() & 0o777
}

#[test]
fn exit_statuses_are_ranked() {
    on_every_face("status", |face, folder| {
        folder.write(".mcp.json", SOURCE);
        folder.write("lossy.json", LOSSY);
        folder.write("broken.json", "{ \"mcpServers\": { \"a\": { \"env\": { \"T\": \"canary\" oops");
        let run = |line: &str| status(&run(face, folder, line));
        assert_eq!(run("convert .mcp.json --to codex"), 0);
        assert_eq!(run("convert lossy.json --from claude --to codex"), 3);
        assert_eq!(run("convert lossy.json --from claude --to codex --allow-loss"), 0);
        assert_eq!(run("convert lossy.json --from claude --to codex --strict"), 1);
        assert_eq!(run("convert broken.json --from claude --to codex"), 1);
        assert_eq!(run("convert missing.json --to codex"), 2);
        assert_eq!(run("convert .mcp.json --to nobody"), 2);
        assert_eq!(run("convert .mcp.json"), 2);
        assert_eq!(run("frobnicate"), 2);
        assert_eq!(run("--help"), 0);
        folder.write("plain.json", r#"{"mcpServers": {"a": {"command": "npx"}}}"#);
        assert_eq!(run("commands plain.json --from claude --to codex"), 0);
        assert_eq!(run("commands .mcp.json --to codex --server one"), 3);
        assert_eq!(run("commands .mcp.json --to claude-desktop"), 1);
        assert_eq!(run("commands broken.json --from claude --to codex"), 1);
        assert_eq!(run("commands .mcp.json"), 2);
        assert_eq!(run("explain auth-dropped"), 0);
        assert_eq!(run("explain file-symlink"), 0);
        assert_eq!(run("explain mode-not-set"), 0);
        assert_eq!(run("hosts codex --format json"), 0);
        assert_eq!(run("read .mcp.json"), 0);
        assert_eq!(run("read broken.json --from claude"), 1);
        assert_eq!(run("diff broken.json .mcp.json --from claude --to claude"), 1);
        folder.write("nobody.txt", "?");
        assert_eq!(run("diff broken.json nobody.txt --from claude"), 2);
    });
}

#[test]
fn a_file_is_made_then_merged_into_then_left_alone() {
    on_every_face("made", |face, folder| {
        folder.write(".mcp.json", SOURCE);
        let target = folder.0.join(".codex/config.toml");
        let line = "convert .mcp.json --to codex -o .codex/config.toml";
        let check = run(face, folder, &format!("{line} --check"));
        assert_eq!((status(&check), target.exists()), (1, false), "{}", told(&check));
        let quiet = run(face, folder, &format!("{line} --check --quiet"));
        assert_eq!((status(&quiet), told(&quiet).as_str()), (1, "would be written: .codex/config.toml\n"));
        let dry = run(face, folder, &format!("{line} --dry-run"));
        assert_eq!((status(&dry), target.exists()), (1, false));
        assert!(told(&dry).contains("would be written: .codex/config.toml"), "{}", told(&dry));
        let shown = String::from_utf8_lossy(&dry.stdout).into_owned();
        let begin = "--- /dev/null\n+++ .codex/config.toml\n@@ -0,0 +1,12 @@\n+[mcp_servers.one]\n+command = \"npx\"\n";
        assert!(shown.starts_with(begin) && shown.contains("+args = [\"-y\", \"one-mcp\", \"•••\"]\n"), "{shown}");

        let made = run(face, folder, line);
        assert_eq!(status(&made), 0, "{}", told(&made));
        assert!(fs::read_to_string(&target).unwrap().starts_with("[mcp_servers.one]\ncommand = \"npx\"\n"));
        if face.is_wasm() {
            assert!(told(&made).contains("[mode-not-set]"), "{}", told(&made));
        } else {
            assert_eq!(mode(&target), 0o600, "it holds literal values");
        }

        let before = fs::metadata(&target).unwrap();
        let again = run(face, folder, line);
        assert!(told(&again).contains("unchanged: .codex/config.toml"), "{}", told(&again));
        let after = fs::metadata(&target).unwrap();
        assert_eq!((before.mtime_nsec(), before.ino()), (after.mtime_nsec(), after.ino()));
        for idle in ["--check", "--dry-run"] {
            let output = run(face, folder, &format!("{line} {idle}"));
            assert_eq!((status(&output), output.stdout.len()), (0, 0), "{idle}");
        }
        assert_eq!(fs::read_dir(target.parent().unwrap()).unwrap().count(), 1, "nothing is left beside it");
    });
}

#[test]
fn a_new_file_with_a_literal_secret_is_private() {
    on_every_face("private", |face, folder| {
        if face.is_wasm() {
            return;
        }
        let entries = [
            (r#"{"command":"x","env":{"PASSWORD":"${PW:-example}"}}"#, 0o600),
            (r#"{"type":"http","url":"https://h.example.com","headers":{"Authorization":"Bearer example${S}"}}"#, 0o600),
            (r#"{"type":"http","url":"https://me:0123abcd@h.example.com/mcp"}"#, 0o600),
            (r#"{"command":"npx","args":["-y","p","--api-key","0123abcd"]}"#, 0o600),
            (r#"{"type":"http","url":"https://h.example.com","headers":{"Authorization":"Bearer ${S}"}}"#, 0o644),
        ];
        for (at, (entry, expected)) in entries.into_iter().enumerate() {
            folder.write(".mcp.json", format!(r#"{{"mcpServers":{{"a":{entry}}}}}"#));
            run(face, folder, &format!("convert .mcp.json --to claude-code -o made-{at}.json"));
            run(face, folder, &format!("sync --from .mcp.json --to claude-code=synced-{at}.json"));
            for name in ["made", "synced"] {
                assert_eq!(mode(&folder.0.join(format!("{name}-{at}.json"))), expected, "{name}: {entry}");
            }
        }
    });
}

#[test]
fn an_existing_file_keeps_its_mode_and_what_is_not_ours() {
    on_every_face("mode", |face, folder| {
        folder.write(".mcp.json", SOURCE);
        let target = folder.write("config.toml", EXISTING);
        fs::set_permissions(&target, fs::Permissions::from_mode(0o600)).unwrap();
        let done = run(face, folder, "convert .mcp.json --to codex -o config.toml");
        assert_eq!(status(&done), 0, "{}", told(&done));
        assert_eq!(mode(&target), 0o600);
        assert!(fs::read_to_string(&target).unwrap().starts_with(EXISTING));
    });
}

#[test]
fn owner_and_links_of_an_existing_file_stay() {
    on_every_face("links", |face, folder| {
        folder.write(".mcp.json", SOURCE);
        let target = folder.write("config.toml", EXISTING);
        fs::set_permissions(&target, fs::Permissions::from_mode(0o640)).unwrap();
        let is_root = fs::metadata(&target).unwrap().uid() == 0;
        if is_root {
            std::os::unix::fs::chown(&target, Some(1234), Some(5678)).unwrap();
        }
        let before = fs::metadata(&target).unwrap();
        let done = run(face, folder, "convert .mcp.json --to codex -o config.toml --server one");
        assert_eq!(status(&done), 0, "{}", told(&done));
        let after = fs::metadata(&target).unwrap();
        assert_eq!((after.uid(), after.gid(), after.mode()), (before.uid(), before.gid(), before.mode()));
        assert!(fs::read_to_string(&target).unwrap().contains("[mcp_servers.one]"));

        let link = folder.0.join("link.toml");
        fs::hard_link(&target, &link).unwrap();
        let done = run(face, folder, "convert .mcp.json --to codex -o config.toml --server two");
        assert_eq!(status(&done), 0, "{}", told(&done));
        assert_eq!(fs::read(&link).unwrap(), fs::read(&target).unwrap());
        assert!(fs::read_to_string(&link).unwrap().contains("[mcp_servers.two]"));
        let names: Vec<_> = fs::read_dir(&folder.0).unwrap().map(|entry| entry.unwrap().file_name()).collect();
        assert_eq!(names.len(), 3, "nothing is left beside it: {names:?}");
    });
}

#[test]
fn a_new_file_without_literals_has_the_usual_mode() {
    on_every_face("usual", |face, folder| {
        folder.write("plain.json", r#"{"mcpServers": {"a": {"command": "x"}}}"#);
        let usual = mode(&folder.write("usual", ""));
        let done = run(face, folder, "convert plain.json --from claude-code --to codex -o new.toml");
        assert_eq!((status(&done), mode(&folder.0.join("new.toml"))), (0, usual), "{}", told(&done));
    });
}

#[test]
fn paths_count_from_where_the_command_is_started() {
    for face in [Face::native(), Face::npm()] {
        let folder = Folder::new(&format!("paths-{}", face.name().len()));
        folder.write(".mcp.json", SOURCE);
        fs::create_dir_all(folder.0.join("deep/er")).unwrap();
        let line = |target: &str| format!("convert ../../.mcp.json --to codex -o {target}");
        let run = |target: &str| {
            let mut command = face.command(&folder.0.join("deep/er"));
            command.args(line(target).split(' ')).stdin(Stdio::null()).output().unwrap()
        };
        let absolute = folder.0.join("absolute.toml");
        for target in ["here.toml", "./new/here.toml", "../above.toml", "../../top.toml", absolute.to_str().unwrap()] {
            let done = run(target);
            assert_eq!(status(&done), 0, "{target}: {}", told(&done));
            assert!(told(&done).contains(&format!("written: {target}")), "{}", told(&done));
        }
        for target in ["deep/er/here.toml", "deep/er/new/here.toml", "deep/above.toml", "top.toml", "absolute.toml"] {
            assert!(folder.0.join(target).exists(), "{target}");
        }
    }
}

#[test]
fn standard_input_may_come_slowly() {
    on_every_face("slow", |face, folder| {
        folder.write("source.json", SOURCE);
        let command = face.command(&folder.0);
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let words: Vec<&str> = words.map(|word| word.to_str().unwrap()).collect();
        // Node.js hands on a pipe that was set not to wait as it is, and its launcher makes up for that.
        let before = match face {
            Face::Npm(_) => "perl -MFcntl -e 'fcntl(STDIN, F_SETFL, fcntl(STDIN, F_GETFL, 0) | O_NONBLOCK); exec @ARGV'",
            Face::Native(_) | Face::Wasm(..) => "",
        };
        let line = format!(
            "(sleep 0.4; head -c 20 source.json; sleep 0.4; tail -c +21 source.json) |
             {before} {} convert - --from claude-code --to codex",
            words.join(" ")
        );
        let output = std::process::Command::new("sh").args(["-c", &line]).current_dir(&folder.0).output().unwrap();
        let text = String::from_utf8_lossy(&output.stdout);
        assert!(text.contains("[mcp_servers.two.http_headers]"), "{text}{}", told(&output));
    });
}

#[test]
fn a_reader_that_has_seen_enough_is_no_failure() {
    for face in Face::all() {
        let folder = Folder::new(&format!("enough-{}", face.name().len()));
        let many: Vec<String> = (0..2000).map(|at| format!(r#""s{at}": {{"command": "program-{at}"}}"#)).collect();
        folder.write("many.json", [r#"{"mcpServers": {"#, &many.join(", "), "}}"].concat());
        let mut command = face.command(&folder.0);
        command.args(["convert", "many.json", "--from", "claude-code", "--to", "codex"]);
        let mut child = command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
        drop(child.stdout.take());
        let output = child.wait_with_output().unwrap();
        assert_eq!((status(&output), told(&output).as_str()), (0, ""), "{}", face.name());
    }
}

#[test]
fn a_reader_that_has_gone_takes_no_failure_along() {
    on_every_face("gone", |face, folder| {
        folder.write(".mcp.json", SOURCE);
        folder.write("bad.json", "{ \"mcpServers\": { \"a\": 1 } }");
        let command = face.command(&folder.0);
        let words = std::iter::once(command.get_program()).chain(command.get_args());
        let program = words.map(|word| word.to_str().unwrap()).collect::<Vec<_>>().join(" ");
        let typed = |line: &str| std::process::Command::new("sh").args(["-c", line]).current_dir(&folder.0).output().unwrap();
        for (status, line) in [
            (1, "validate --format json bad.json --host claude-code"),
            (0, "validate --format json .mcp.json --host claude-code"),
            (1, "sync --check --to codex"),
            (2, "sync --to codex=. --format json"),
            (1, "diff .mcp.json bad.json --from claude-code --to claude-code"),
            (3, "commands .mcp.json --to codex --server one"),
            (0, "explain"),
        ] {
            let output = typed(&format!("(sleep 0.1; {program} {line}; echo status $? >&2) | true"));
            assert!(told(&output).ends_with(&format!("status {status}\n")), "{}: {line}: {}", face.name(), told(&output));
        }
        // That nothing could be written is a failure.
        let output = typed(&format!("{program} hosts > /dev/full"));
        assert_eq!((status(&output), told(&output).lines().count()), (2, 1), "{}: {}", face.name(), told(&output));
    });
}

/// What the bytes of a name or a text do to a terminal, or to the order in which a text is read.
fn controls(output: &[u8]) -> Vec<char> {
    let turns = "\u{61c}\u{200e}\u{200f}\u{2028}\u{2029}\u{202a}\u{202b}\u{202c}\u{202d}\u{202e}\u{2066}\u{2067}\u{2068}\u{2069}";
    let harms = |one: &char| one.is_control() && *one != '\n' || turns.contains(*one);
    String::from_utf8_lossy(output).chars().filter(harms).collect()
}

#[test]
fn names_do_nothing_to_a_terminal() {
    let folder = Folder::new("names");
    let name = "p\u{1b}]0;pwned\u{7}\u{9b}2J\u{202e}\u{2066}\u{2028}";
    let file =
        folder.write(&format!("{name}/.mcp.json"), "{\"mcpServers\":{\"a\u{202e}\":{\"command\":\"x\",\"odd\u{200f}\":1}}}");
    folder.write(&format!("{name}/bad.json"), "{ \"mcpServers\": { \"a\": {} } }");
    folder.write(
        "mcpglot.toml",
        "source = \"s.json\"\nfrom = \"claude-code\"\n[targets.codex]\npath = \"q\\u001b]0;pwned\\u0007\\u009b/c.toml\"\n",
    );
    folder.write("s.json", "{\"mcpServers\":{\"n\u{9b}\u{202e}\u{61c}\":{\"command\":\"c\u{9b}\u{2069}\"}}}");
    let [file, bad, new, folder_of_it] = [".mcp.json", "bad.json", "new.toml", ""].map(|last| file.with_file_name(last));
    let [file, bad, new, folder_of_it] = [&file, &bad, &new, &folder_of_it].map(|path| path.to_str().unwrap());
    for words in [
        &["validate", file, bad, folder_of_it, "--host", "claude-code"][..],
        &["validate", file, "--host", "claude-code", "--format", "github"],
        &["validate", folder_of_it, "--format", "github"],
        &["validate", bad, "--host", "claude-code", "--fix"],
        &["detect", file, bad, folder_of_it],
        &["convert", file, "--to", "codex", "-o", new, "--check"],
        &["convert", file, "--to", "codex", "-o", new, "--dry-run"],
        &["convert", file, "--to", "codex", "-o", new],
        &["convert", file, "--to", "codex", "--format", "github"],
        &["convert", "s.json", "--from", "claude-code", "--to", "codex", "-o", "new.toml", "--dry-run"],
        &["diff", file, "s.json", "--to", "claude-code"],
        &["list", &format!("codex={new}")],
        &["list", "claude-code=s.json"],
        &["diff", "s.json", "s.json", "--from", "claude-code", "--to", "codex"],
        &["sync", "--check"],
        &["sync", "--check", "--format", "github"],
        &["sync", "--dry-run"],
        &["sync"],
        &["init", "--from", file],
        &["explain", name],
    ] {
        let output = Face::native().command(&folder.0).args(words).stdin(Stdio::null()).output().unwrap();
        let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), told(&output));
        assert!(!said.is_empty() && controls(said.as_bytes()).is_empty(), "{words:?}: {said:?}");
    }
}

#[test]
fn a_file_of_that_name_is_not_standard_input() {
    let folder = Folder::new("stdin-file");
    let broken = r#"{"mcpServers":{"a":{"type":"http","url":"https://a.example","http_headers":{}}}}"#;
    folder.write("<stdin>", broken);
    let output = run(&Face::native(), &folder, "validate <stdin> --host claude-code --fix");
    assert!(output.stdout.is_empty() && told(&output).contains("fixed: <stdin>"), "{}", told(&output));
    let output = run(&Face::native(), &folder, "validate <stdin> --host claude-code --fix --format json");
    let response: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(response["files"][0].get("text").is_none(), "{response}");
}

#[test]
fn scanners_are_told_of_files_as_they_are_called() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::new("uris");
    let names: [(&[u8], &str); 4] =
        [(b"a\\b.json", "a%5Cb.json"), (b"C:x.json", "C%3Ax.json"), (b"\xff.json", "%FF.json"), (b"<stdin>", "%3Cstdin%3E")];
    for (name, uri) in names {
        let name = std::ffi::OsStr::from_bytes(name);
        fs::write(folder.0.join(name), r#"{"mcpServers":{"a":{}}}"#).unwrap();
        let mut command = Face::native().command(&folder.0);
        let output = command.args(["validate", "--host", "claude-code", "--format", "sarif"]).arg(name).output().unwrap();
        let log: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"];
        assert_eq!(*place, serde_json::json!({ "uri": uri }), "{name:?}");
    }
}

#[test]
fn what_came_on_standard_input_is_said_of_no_file() {
    on_every_face("said-of", |face, folder| {
        let typed = |line: &str| {
            let mut command = face.command(&folder.0);
            let mut child = command
                .args(line.split(' '))
                .stdin(Stdio::piped())
                .stdout(Stdio::piped())
                .stderr(Stdio::piped())
                .spawn()
                .unwrap();
            child.stdin.take().unwrap().write_all(b"{\"mcpServers\": {\n  \"a\": {} } }").unwrap();
            let output = child.wait_with_output().unwrap();
            format!("{}{}", String::from_utf8_lossy(&output.stdout), told(&output))
        };
        for line in ["validate - --host claude-code", "convert - --from claude-code --to codex"] {
            let said = typed(&format!("{line} --format github"));
            assert!(said.contains(" line=2,col=3,endLine=2,endColumn=6,title=") && !said.contains("file="), "{said}");
        }
        let log: serde_json::Value = serde_json::from_str(&typed("validate - --host claude-code --format sarif")).unwrap();
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        assert_eq!(place["artifactLocation"], serde_json::json!({ "description": { "text": "standard input" } }));
        assert_eq!(place["region"]["startLine"], 2);
    });
}

#[test]
fn words_that_are_no_text_are_refused() {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = Folder::new("words");
    folder.write(".mcp.json", SOURCE);
    let odd = std::ffi::OsStr::from_bytes(b"\xff");
    for before in [&["add"][..], &["add", "a", "--"], &["add", "a", "--env"], &["remove"], &["list"], &["sync", "--to"]] {
        let mut command = Face::native().command(&folder.0);
        command.args(before).arg(odd);
        if before.len() == 1 && before[0] == "add" {
            command.args(["--", "x"]);
        }
        let output = command.stdin(Stdio::null()).output().unwrap();
        assert!(status(&output) == 2 && told(&output).contains("not UTF-8"), "{before:?}: {}", told(&output));
        assert_eq!(fs::read_to_string(folder.0.join(".mcp.json")).unwrap(), SOURCE);
    }
}

#[test]
fn the_time_goes_with_the_number_of_findings() {
    let folder = Folder::new("many");
    let many: Vec<String> = (0..40_000).map(|at| format!(r#""s{at}": {{"command": "x", "odd": 1}}"#)).collect();
    folder.write(".mcp.json", [r#"{"mcpServers": {"#, &many.join(",\n"), "}}"].concat());
    let began = std::time::Instant::now();
    let output = run(&Face::native(), &folder, "sync --check --to codex,vscode --format json");
    assert_eq!(status(&output), 1, "{}", told(&output));
    // By the square it is minutes.
    assert!(began.elapsed().as_secs() < 40, "{:?}", began.elapsed());
    let response: serde_json::Value = serde_json::from_slice(&output.stdout).unwrap();
    assert!(response["documents"][0]["diagnostics"].as_array().unwrap().len() >= 40_000);
    // So it does with the number of names in the record.
    folder.write("mcpglot.toml", "[targets.codex]\n");
    for line in ["sync --quiet", "sync --quiet --atomic-all"] {
        let began = std::time::Instant::now();
        let output = run(&Face::native(), &folder, line);
        assert_eq!(status(&output), 0, "{}", told(&output));
        assert!(began.elapsed().as_secs() < 20, "{line}: {:?}", began.elapsed());
    }
}

#[test]
fn nothing_is_said_that_was_not_asked_for() {
    on_every_face("quiet", |face, folder| {
        for line in ["--version", "--help", "hosts", "explain auth-dropped"] {
            let output = run(face, folder, line);
            assert_eq!((status(&output), told(&output).as_str()), (0, ""), "{line}");
        }
    });
}

#[test]
fn an_interrupt_ends_it_at_once() {
    for face in [Face::native(), Face::npm()] {
        let folder = Folder::new(&format!("interrupt-{}", face.name().len()));
        let mut command = face.command(&folder.0);
        let mut child =
            command.args(["convert", "-", "--to", "codex"]).stdin(Stdio::piped()).stdout(Stdio::null()).spawn().unwrap();
        std::thread::sleep(std::time::Duration::from_millis(700));
        let pid = child.id().to_string();
        // Whoever runs tests in the background may have interrupts ignored, and that is inherited.
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        let ignored = status.lines().find_map(|line| line.strip_prefix("SigIgn:"));
        let ignored = ignored.and_then(|mask| u64::from_str_radix(mask.trim(), 16).ok()).unwrap_or_default();
        let (name, number) = if ignored & 0b10 == 0 { ("-INT", 2) } else { ("-TERM", 15) };
        assert!(std::process::Command::new("kill").args([name, &pid]).status().unwrap().success());
        let ended = std::os::unix::process::ExitStatusExt::signal(&child.wait().unwrap());
        assert_eq!(ended, Some(number), "{}", face.name());
    }
}

#[test]
fn what_cannot_be_used_is_refused_and_stays() {
    on_every_face("refused", |face, folder| {
        folder.write(".mcp.json", SOURCE);
        let broken = folder.write("broken.toml", "a = \"canary-broken\nb = 1\n");
        let refused = run(face, folder, "convert .mcp.json --to codex -o broken.toml");
        assert_eq!(status(&refused), 1);
        assert!(told(&refused).contains("--> broken.toml:1:"), "{}", told(&refused));
        assert_eq!(fs::read_to_string(&broken).unwrap(), "a = \"canary-broken\nb = 1\n");

        let real = folder.write("real.toml", EXISTING);
        symlink("real.toml", folder.0.join("link.toml")).unwrap();
        let refused = run(face, folder, "convert .mcp.json --to codex -o link.toml");
        assert_eq!(status(&refused), 2);
        assert!(told(&refused).contains("[file-symlink]"), "{}", told(&refused));
        assert_eq!(fs::read_to_string(&real).unwrap(), EXISTING);
        let refused = run(face, folder, "convert .mcp.json --to codex -o link.toml --format json");
        let response: serde_json::Value = serde_json::from_slice(&refused.stdout).unwrap();
        assert_eq!((&response["schemaVersion"], &response["error"]["code"]), (&1.into(), &"file-symlink".into()));
        let followed = run(face, folder, "convert .mcp.json --to codex -o link.toml --follow-symlinks");
        assert_eq!(status(&followed), 0, "{}", told(&followed));
        assert!(folder.0.join("link.toml").is_symlink() && fs::read_to_string(&real).unwrap() != EXISTING);

        fs::create_dir(folder.0.join("folder.toml")).unwrap();
        assert!(told(&run(face, folder, "convert .mcp.json --to codex -o folder.toml")).contains("[file-is-directory]"));
        folder.write("other.toml", EXISTING);
        assert_eq!(status(&run(face, folder, "convert .mcp.json --to codex --into broken.toml -o other.toml")), 2);
    });
}

#[test]
fn outside_of_the_granted_folder_the_missing_grant_is_named() {
    let folder = Folder::new("sandbox");
    folder.write(".mcp.json", SOURCE);
    let refused = run(&Face::wasm(), &folder, "convert .mcp.json --to codex -o ../elsewhere.toml");
    assert_eq!(status(&refused), 2);
    assert!(told(&refused).contains("[file-outside-sandbox]") && told(&refused).contains("--dir"), "{}", told(&refused));
}

#[test]
fn standard_input_to_standard_output_needs_no_folder() {
    on_every_face("stdin", |face, folder| {
        let mut command = match face {
            Face::Native(program) | Face::Npm(program) => std::process::Command::new(program),
            Face::Wasm(module, wasmtime) => {
                let mut command = std::process::Command::new(wasmtime);
                command.arg("run").arg(module);
                command
            }
        };
        let mut child = command
            .args(["convert", "--from", "claude-code", "--to", "codex"])
            .current_dir(&folder.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(SOURCE.as_bytes()).unwrap();
        let output = child.wait_with_output().unwrap();
        assert_eq!(status(&output), 0, "{}", told(&output));
        let text = String::from_utf8(output.stdout).unwrap();
        assert!(text.contains("[mcp_servers.two.http_headers]\nX-Key = \"canary-header\"\n"), "{text}");
    });
}

#[test]
fn a_block_of_a_readme_is_a_source() {
    on_every_face("readme", |face, folder| {
        folder.write("README.md", format!("# Two\n\n```json\n{SOURCE}```\n"));
        folder.write("old.md", format!("# Old\n\n```json\n{LOSSY}\n```\n"));
        let made = run(face, folder, "convert README.md --to codex");
        assert_eq!(status(&made), 0, "{}", told(&made));
        assert!(String::from_utf8_lossy(&made.stdout).starts_with("[mcp_servers.one]\ncommand = \"npx\"\n"));
        assert!(told(&made).contains("note[source-is-block]") && told(&made).contains("--> README.md:4:1"), "{}", told(&made));
        let lossy = run(face, folder, "convert old.md --from mcp-servers --to codex");
        assert!(
            told(&lossy).contains("\"old\": { \"type\": \"sse\", \"url\": \"https://old.example/•••\" }"),
            "{}",
            told(&lossy)
        );
        assert_eq!(status(&run(face, folder, "read README.md")), 0);
        assert_eq!(status(&run(face, folder, "diff README.md README.md --from claude-code --to cursor")), 0);
        let never = run(face, folder, "convert README.md --to mcp-servers");
        assert!(status(&never) == 2 && told(&never).contains("nothing that `--to` takes"), "{}", told(&never));
    });
}

#[test]
fn other_places_of_a_finding_are_drawn() {
    on_every_face("related", |face, folder| {
        let twice = "{ \"mcpServers\": {\n  \"a\": { \"command\": \"x\" },\n  \"a\": { \"command\": \"y\" }\n} }\n";
        folder.write("twice.json", twice);
        let said = told(&run(face, folder, "validate --host claude-code twice.json"));
        let places = ["--> twice.json:2:3\n", "note: this one counts\n --> twice.json:3:3\n"];
        assert!(places.iter().all(|place| said.contains(place)), "{said}");
        let annotated = run(face, folder, "validate --host claude-code --format github twice.json");
        let annotated = String::from_utf8_lossy(&annotated.stdout).into_owned();
        assert!(annotated.contains("%0Anote: line 3: this one counts"), "{annotated}");
        let log = run(face, folder, "validate --host claude-code --format sarif twice.json").stdout;
        let log: serde_json::Value = serde_json::from_slice(&log).unwrap();
        assert_eq!(log["runs"][0]["results"][0]["relatedLocations"][0]["physicalLocation"]["region"]["startLine"], 3);
    });
}

#[test]
fn a_place_behind_a_masked_value_is_that_of_the_file() {
    on_every_face("columns", |face, folder| {
        let behind = r#"  "ä": { "env": { "T": "canary-of-some-length" }, "command": "x", "comand": "y" },"#;
        let twice =
            r#"  "b": { "env": { "T": "canary-of-some-length" }, "command": "x" }, "c": {"command": "y"}, "c": {"command": "z"}"#;
        folder.write("long.json", format!("{{ \"mcpServers\": {{\n{behind}\n{twice}\n}} }}\n"));
        let said = told(&run(face, folder, "validate --host claude-code long.json"));
        assert!(said.contains(r#"  "ä": { "env": { "T": "•••" }, "command": "x", "comand": "•••" },"#), "{said}");
        for place in ["2:67", "3:69", "3:92"] {
            assert!(said.contains(&format!(" --> long.json:{place}\n")), "{place} in {said}");
        }
        let found = run(face, folder, "validate --host claude-code --format json long.json");
        let found: serde_json::Value = serde_json::from_slice(&found.stdout).unwrap();
        let columns: Vec<_> = found["files"][0]["diagnostics"].as_array().unwrap().iter().map(|one| &one["column"]).collect();
        assert_eq!(columns, [67, 69]);
    });
}

#[test]
fn no_value_is_ever_shown() {
    on_every_face("canary", |face, folder| {
        folder.write(".mcp.json", SOURCE);
        folder.write("lossy.json", LOSSY);
        folder.write("existing.toml", EXISTING);
        folder.write("broken.toml", format!("{EXISTING}oops = \"canary-here\" canary-there\n"));
        folder.write("cut.json", &SOURCE[..SOURCE.len() - 30]);
        folder.write("odd.json", r#"{"mcpServers": {"a": {"command": "x", "canary": 1, "env": {"N": 12345678, "L": ["canary-list"]}, "cwd": "/canary-dir"}}}"#);
        for line in [
            "convert .mcp.json --to codex -o existing.toml",
            "convert .mcp.json --to codex -o existing.toml --format json",
            "convert .mcp.json --to codex -o existing.toml --dry-run --color always",
            "convert .mcp.json --to codex -o broken.toml",
            "convert lossy.json --from claude --to codex -o new.toml",
            "convert cut.json --from claude --to codex",
            "convert odd.json --from claude --to codex -o odd.toml",
            "convert existing.toml --from codex --to claude -o back.json",
            "read .mcp.json",
            "read existing.toml --from codex",
            "read odd.json --from claude",
            "read broken.toml --from codex --format json",
            "validate .mcp.json existing.toml cut.json odd.json --host claude-code",
            "validate .mcp.json odd.json lossy.json --host claude-code --format json",
            "validate .mcp.json odd.json --host claude-code --format github",
            "validate .mcp.json odd.json --host claude-code --format sarif",
            "validate existing.toml broken.toml --host codex --color always",
            "detect .mcp.json existing.toml odd.json",
            "diff .mcp.json existing.toml --to codex",
            "diff .mcp.json existing.toml --to codex --format json",
        ] {
            let output = run(face, folder, line);
            let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), told(&output));
            let said = said.replace("\"canary\"", "").replace("`canary`", "").replace("extras", "");
            let said = said.replace("canary\":", "").replace("a.canary", "");
            assert!(!said.contains("canary") && !said.contains("12345678"), "`{line}` shows a value:\n{said}");
        }
        for line in ["--to codex", "--to claude", "--to vscode --format json", "--to cursor --format json", "--to gemini"] {
            let output = run(face, folder, &format!("commands .mcp.json {line}"));
            let said = format!("{}{}", String::from_utf8_lossy(&output.stdout), told(&output));
            // Arguments are part of the command.
            let said = said.replace("canary-arg", "");
            assert!(said.contains("one-mcp") || line.contains("cursor"), "{said}");
            assert!(!said.contains("canary"), "`{line}` shows a value:\n{said}");
        }
        let refused = run(face, folder, "convert .mcp.json --to codex -o x.toml --show-values");
        let shows = told(&refused).contains("canary");
        assert!(!shows, "{}", told(&refused));
    });
}

#[test]
fn values_are_shown_on_a_terminal_only() {
    on_every_face("terminal", |face, folder| {
        folder.write(".mcp.json", SOURCE);
        // What could be mended, and what has something said of it.
        folder.write("odd.json", ODD);
        let names = || fs::read_dir(&folder.0).unwrap().count();
        for line in [
            "read .mcp.json",
            "read .mcp.json --format json",
            "convert .mcp.json --to codex",
            "convert .mcp.json --to codex -o new.toml",
            "convert .mcp.json --to codex -o new.toml --dry-run",
            "sync --to codex",
            "sync --to codex --check",
            "sync --to codex --dry-run",
            "sync --to codex --format json",
            "sync --to codex --format github",
            "add three -- x",
            "add three --to codex -- x",
            "remove one",
            "remove one --dry-run",
            "list --from .mcp.json",
            "list --format json",
            "validate odd.json --host claude-code --fix",
            "validate odd.json --host claude-code --format json",
            "diff .mcp.json odd.json --to claude-code",
            "commands .mcp.json --to codex --server one",
            "commands .mcp.json --to codex --server one --format json",
        ] {
            let refused = run(face, folder, &line.replacen(' ', " --show-values ", 1));
            assert_eq!((status(&refused), refused.stdout.len()), (2, 0), "{line}");
            assert!(told(&refused).starts_with("error: `--show-values` works on a terminal only"), "{line}: {}", told(&refused));
            let kept = [".mcp.json", "odd.json"].map(|name| fs::read_to_string(folder.0.join(name)).unwrap());
            assert_eq!((kept, names()), ([SOURCE, ODD].map(str::to_owned), 2), "{line}");
        }
    });
}

/// A document of which something is to be said, and to be mended.
const ODD: &str = r#"{"mcpServers": {"a": {"type": "http", "url": "https://a.example", "http_headers": {"X": "canary-odd"}}}}"#;

/// Types a line on a terminal, with nothing to read there; what stands on the screen then.
fn on_a_terminal(folder: &Folder, line: &str) -> String {
    let mut script = std::process::Command::new("script");
    script.args(["--quiet", "--return", "--command", line, "/dev/null"]).current_dir(&folder.0);
    String::from_utf8(script.stdin(Stdio::null()).output().unwrap().stdout).unwrap()
}

#[test]
fn what_is_no_terminal_shows_no_values_beside_one_that_does() {
    let (Face::Native(program), folder) = (Face::native(), Folder::new("beside")) else { panic!("is native") };
    folder.write("odd.json", ODD);
    let program = program.display();
    for line in ["read odd.json --from claude", "sync --from claude=odd.json --to codex --dry-run"] {
        let shown = on_a_terminal(&folder, &format!("{program} {line} --show-values 2>err.log"));
        let log = fs::read_to_string(folder.0.join("err.log")).unwrap();
        assert!(shown.contains("canary-odd") || line.starts_with("sync"), "{line}: {shown}");
        assert!(log.contains("•••") && !log.contains("canary"), "{line}: {log}");
    }
    let shown = on_a_terminal(&folder, &format!("{program} validate odd.json --host claude-code --show-values >out.log"));
    assert!(shown.contains("canary-odd"), "{shown}");
    let refused = on_a_terminal(&folder, &format!("{program} list --from claude=odd.json --show-values 2>&1 | cat"));
    assert!(refused.contains("on a terminal only") && !refused.contains("canary"), "{refused}");
}

#[test]
fn colour_is_for_terminals_and_for_who_asks() {
    on_every_face("colour", |face, folder| {
        folder.write("lossy.json", LOSSY);
        let line = "convert lossy.json --from claude --to codex";
        assert!(!told(&run(face, folder, line)).contains('\u{1b}'));
        assert!(told(&run(face, folder, &format!("{line} --color always"))).contains('\u{1b}'));
        let words = face.command(&folder.0);
        let words: Vec<&str> =
            std::iter::once(words.get_program()).chain(words.get_args()).map(|word| word.to_str().unwrap()).collect();
        let terminal = |before: &str| on_a_terminal(folder, &format!("{before} {} {line}", words.join(" ")));
        // wasmtime hands on what is a terminal, but no variables.
        assert!(terminal("env TERM=xterm").contains('\u{1b}'), "{}", terminal("env TERM=xterm"));
        if !face.is_wasm() {
            assert!(!terminal("env NO_COLOR=1").contains('\u{1b}'));
            assert!(!terminal("env TERM=dumb").contains('\u{1b}'));
            assert!(
                on_a_terminal(folder, &format!("env TERM=dumb {} {line} --color always", words.join(" "))).contains('\u{1b}')
            );
        }
        let quiet = run(face, folder, "convert lossy.json --from claude --to codex -q");
        assert!(told(&quiet).contains("transport-unsupported"), "errors are never kept quiet");
    });
}

#[test]
fn what_is_too_large_or_of_no_known_host_is_refused_with_its_code() {
    on_every_face("large", |face, folder| {
        folder.write("large.json", vec![b' '; (32 << 20) + 1]);
        assert!(told(&run(face, folder, "read large.json")).contains("[file-too-large]"));
        folder.write("note.txt", "?");
        let unknown = run(face, folder, "convert note.txt --to codex");
        assert!(told(&unknown).contains("host-unknown"), "{}", told(&unknown));
        assert_eq!(status(&unknown), 2);
    });
}

#[test]
fn completion_scripts_are_accepted_by_their_shell() {
    let folder = Folder::new("completions");
    let script = run(&Face::native(), &folder, "completions bash").stdout;
    folder.write("script", &script);
    let ask = "source ./script; COMP_WORDS=(mcpglot convert --to ''); COMP_CWORD=3; _mcpglot; echo \"${COMPREPLY[*]}\"";
    let answer = std::process::Command::new("bash").args(["-c", ask]).current_dir(&folder.0).output().unwrap();
    let ids: Vec<&str> = mcpglot_core::hosts::ALL.iter().map(|host| host.id).collect();
    assert_eq!(String::from_utf8_lossy(&answer.stdout).trim(), ids.join(" "), "{}", told(&answer));
    folder.write("a b.json", "");
    folder.write("c.json", "");
    for words in ["validate ''", "convert --into ''"] {
        let ask = format!(
            "source ./script; COMP_WORDS=(mcpglot {words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _mcpglot; \
             printf '%s\\n' \"${{COMPREPLY[@]}}\" | grep -v ^--"
        );
        let answer = std::process::Command::new("bash").args(["-c", &ask]).current_dir(&folder.0).output().unwrap();
        let mut names: Vec<String> = String::from_utf8_lossy(&answer.stdout).lines().map(str::to_owned).collect();
        names.sort();
        assert_eq!(names, ["a b.json", "c.json", "script"], "{}", told(&answer));
    }
    folder.write("[id]", "");
    folder.write("i", "");
    for (words, expected) in [
        ("validate [", "[id]"),
        ("sync --to co", "codex copilot-cli copilot-coding-agent continue"),
        ("add x --to code", "codex codebuddy"),
        ("sync --from ./c", "./c.json"),
        ("sync --from claude-c", "claude-code"),
        ("schema mcpg", "mcpglot"),
        ("explain mode", "mode-not-set"),
        ("explain file-sy", "file-symlink"),
        ("-q conv", "convert"),
        ("--format json conv", "convert"),
        ("-q convert --strat", "--strategy"),
        ("sync --format ", "human json github"),
    ] {
        let words: Vec<String> = words.split(' ').map(|word| format!("'{word}'")).collect();
        let ask = format!(
            "source ./script; COMP_WORDS=(mcpglot {}); COMP_CWORD={}; _mcpglot; echo \"${{COMPREPLY[*]}}\"",
            words.join(" "),
            words.len()
        );
        let answer = std::process::Command::new("bash").args(["-c", &ask]).current_dir(&folder.0).output().unwrap();
        let told = String::from_utf8_lossy(&answer.stdout).trim().to_owned();
        let mut offered: Vec<&str> = told.split(' ').collect();
        let mut expected: Vec<&str> = expected.split(' ').filter(|one| !one.starts_with("code") || told.contains(one)).collect();
        offered.sort_unstable();
        expected.sort_unstable();
        assert_eq!(offered, expected, "{ask}");
    }
    for shell in ["zsh", "fish"] {
        assert!(
            String::from_utf8(run(&Face::native(), &folder, &format!("completions {shell}")).stdout)
                .unwrap()
                .contains("--strict")
                || shell == "fish"
        );
    }
}

#[test]
fn the_readme_shows_what_happens() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("..");
    let readme = fs::read_to_string(root.join("README.md")).unwrap();
    let mut examples = 0;
    for example in readme.split("<!-- example: ").skip(1) {
        let block = example.split("<!-- /example -->").next().unwrap();
        let body = block.split("```").nth(1).unwrap();
        let (command, expected) = body.split_once("$ ").unwrap().1.split_once('\n').unwrap();
        let arguments: Vec<&str> = command.split_whitespace().skip(1).collect();
        let output = Face::native().command(&root).args(&arguments).output().unwrap();
        // The blocks of commands whose result is what they say of a file are marked.
        let told = if example.lines().next().unwrap().contains("(stderr)") { output.stderr } else { output.stdout };
        assert_eq!(String::from_utf8_lossy(&told), expected, "`{command}` prints something else than the README");
        examples += 1;
    }
    assert!(examples > 0, "the README has no example");

    for part in readme.split("<!-- part of: ").skip(1) {
        let path = part.split(" -->").next().unwrap();
        let (_, block) = part.split("```").nth(1).unwrap().split_once('\n').unwrap();
        let whole = fs::read_to_string(root.join(path)).unwrap();
        // In the file it may stand in a function.
        let plain = |text: &str| text.lines().map(str::trim_start).collect::<Vec<_>>().join("\n");
        assert!(plain(&whole).contains(&plain(block)), "{path} does not have:\n{block}");
    }
}

#[test]
fn github_is_told_of_files_from_the_root_of_the_checkout() {
    on_every_face("checkout", |face, folder| {
        let bad = r#"{"mcpServers":{"a":{}}}"#;
        folder.write("sub/.mcp.json", bad);
        folder.write("sub/mcpglot.toml", "source = \"../up.json\"\nfrom = \"claude-code\"\n[targets.codex]\n");
        folder.write("up.json", SOURCE);
        let (root, below) = (folder.0.to_str().unwrap(), folder.0.join("sub"));
        let told = |workspace: &str, line: &str| {
            let variables = [("GITHUB_WORKSPACE", workspace), ("PWD", below.to_str().unwrap())];
            let mut command = face.command_granted(&below, &[".."], &variables);
            String::from_utf8(command.args(line.split(' ')).stdin(Stdio::null()).output().unwrap().stdout).unwrap()
        };
        for (workspace, file) in
            [(root, "sub/.mcp.json"), (below.to_str().unwrap(), ".mcp.json"), ("/else", "./.mcp.json"), ("", "./.mcp.json")]
        {
            let github = told(workspace, "validate --host claude-code --format github ./.mcp.json");
            assert!(github.contains(&format!(" file={file},")), "{workspace}: {github}");
            let sarif = told(workspace, "validate --host claude-code --format sarif ./.mcp.json");
            assert!(sarif.contains(&format!("\"uri\":\"{file}\"")), "{workspace}: {sarif}");
        }
        let drifted = told(root, "sync --check --format github");
        assert!(drifted.contains("::error file=sub/.codex/config.toml,title=drift::"), "{drifted}");
        let missing = told(root, "validate --format github none.json -");
        assert!(missing.contains("::error file=sub/none.json,") && missing.contains("::error title=host-unknown::"), "{missing}");
    });
}
