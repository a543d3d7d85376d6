//! Checking on every face, the shapes in which findings are told, and real files.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::io::Write;
use std::path::Path;
use std::process::Stdio;

use mcpglot_core::diag::{Document, Severity};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops;
use mcpglot_core::text::{LineIndex, Span};
use mcpglot_tests::checks::cases;
use mcpglot_tests::faces::Face;
use mcpglot_tests::fixtures::{expect, fail, report, root};
use mcpglot_wasm::operations::{self, Answered};
use serde_json::Value;

#[test]
fn library() {
    let cases = cases().unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let result = case.run().unwrap();
        failures.extend(expect(&case.folder.join("diagnostics.json"), result.diagnostics.as_deref().map(str::as_bytes)).err());
        let fixed = case.folder.join(format!("fixed.{}", case.host.syntax.name()));
        failures.extend(expect(&fixed, result.fixed.as_deref().map(str::as_bytes)).err());
        // What is mended stays mended.
        if let Some(text) = &result.fixed
            && ops::fix(text, case.host).text != *text
        {
            failures.push(format!("{}: a second run mends more", case.name));
        }
    }
    fail(&failures);
    report(&format!("validate: {} cases through the library", cases.len()));
}

fn compare(face: &Face) {
    let cases = cases().unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let expected = case.run().unwrap();
        let input = case.input.file_name().unwrap().to_str().unwrap();
        let line = ["validate", input, "--host", case.host.id, "--format", "json"];
        let output = face.command(&case.folder).args(line).output().unwrap();
        if String::from_utf8_lossy(&output.stdout).trim_end() != expected.json {
            failures.push(format!(
                "{}: {} says something else\n{}",
                case.name,
                face.name(),
                String::from_utf8_lossy(&output.stderr)
            ));
        }
        let line = ["validate", "-", "--fix", "--host", case.host.id, "--format", "json"];
        let mut command = face.command(&case.folder);
        let mut child = command.args(line).stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
        child.stdin.take().unwrap().write_all(&std::fs::read(&case.input).unwrap()).unwrap();
        let output = child.wait_with_output().unwrap();
        if String::from_utf8_lossy(&output.stdout).trim_end() != expected.fixed_json {
            failures.push(format!("{}: {} mends something else", case.name, face.name()));
        }
    }
    fail(&failures);
    report(&format!("validate: {} cases through {}", cases.len(), face.name()));
}

#[test]
fn native_command() {
    compare(&Face::native());
}

#[test]
fn wasm_command() {
    compare(&Face::wasm());
}

/// The inputs of all cases, as the command is told of them.
fn inputs() -> Vec<(String, &'static Host)> {
    let inputs =
        cases().unwrap().into_iter().map(|case| (case.input.strip_prefix(root()).unwrap().display().to_string(), case.host));
    inputs.collect()
}

#[test]
fn the_official_schema_takes_our_sarif() {
    let schema = Path::new(env!("CARGO_MANIFEST_DIR")).join("data/sarif-schema-2.1.0.json");
    let mut schema: Value = serde_json::from_slice(&std::fs::read(schema).unwrap()).unwrap();
    // Two patterns have a bracket too many, which only JavaScript puts up with; they are about languages, and we name none.
    for of in ["run", "toolComponent"] {
        schema["definitions"][of]["properties"]["language"].as_object_mut().unwrap().remove("pattern");
    }
    let validator = jsonschema::validator_for(&schema).unwrap();
    let mut results = 0;
    for host in hosts::ALL {
        let files: Vec<String> = inputs().into_iter().filter(|(_, of)| of.id == host.id).map(|(path, _)| path).collect();
        if files.is_empty() {
            continue;
        }
        let line = ["validate", "--host", host.id, "--format", "sarif"];
        let output = Face::native().command(&root()).args(line).args(&files).output().unwrap();
        let log: Value = serde_json::from_slice(&output.stdout).unwrap();
        let faults: Vec<String> =
            validator.iter_errors(&log).map(|fault| format!("{}: {fault}", fault.instance_path())).collect();
        assert!(faults.is_empty(), "{}: {}", host.id, faults.join("\n"));
        let run = &log["runs"][0];
        // GitHub asks for each of these, and for no more than so many characters.
        for rule in run["tool"]["driver"]["rules"].as_array().unwrap() {
            for (of, most) in [("shortDescription", 1024), ("fullDescription", 1000), ("help", usize::MAX)] {
                let count = rule[of]["text"].as_str().unwrap().chars().count();
                assert!((1..=most).contains(&count), "{}: {of} has {count}", rule["id"]);
            }
        }
        for result in run["results"].as_array().unwrap() {
            let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().unwrap() as usize];
            assert_eq!(rule["id"], result["ruleId"]);
            let uri = result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"].as_str().unwrap();
            assert!(files.iter().any(|file| file == uri), "{uri} is none of the files");
            let fingerprint = result["partialFingerprints"]["mcpglot/v1"].as_str().unwrap();
            let path = result["locations"][0]["logicalLocations"][0]["fullyQualifiedName"].as_str().unwrap_or_default();
            assert_eq!(fingerprint, format!("{}:{path}", result["ruleId"].as_str().unwrap()));
            results += 1;
        }
    }
    assert!(results > 20, "{results}");
}

/// A `dbg!` is soon in a log.
#[test]
fn what_holds_a_document_prints_no_values() {
    let text = r#"{"mcpServers":{"a":{"command":"canary","env":{"T":"canary"}}}}"#;
    let read = ops::read(text, hosts::find("claude-code").unwrap());
    let (tree, config) = (read.tree.as_ref().unwrap(), read.config.as_ref().unwrap());
    let side = ops::Side { host: hosts::find("claude-code").unwrap(), tree, config };
    let options = ops::Options { from: Some(side.host), ..ops::Options::new(hosts::find("codex").unwrap()) };
    let outcome = ops::convert(text, &options);
    let response = mcpglot_wire::Outcome::new(&outcome, &options, text, mcpglot_core::text::Encoding::Utf8);
    let lines = LineIndex::new(text);
    let masker = mcpglot_core::mask::Masker::new(text, Some(side.host.syntax), Some(tree));
    let printed = format!("{read:?} {tree:?} {side:?} {response:?} {lines:?} {masker:?}");
    assert!(printed.contains("Tree") && !printed.contains("canary"), "{printed}");
}

#[test]
fn annotations_are_lines_that_a_workflow_reads() {
    let folder = std::env::temp_dir().join(format!("mcpglot-github-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let text = "{ \"mcpServers\": {\n  \"a%,:b\": { \"command\": \"npx\", \"env\": { \"PORT\": 1 } } } }\n";
    std::fs::write(folder.join("a,b:c%.json"), text).unwrap();
    let line = ["validate", "--host", "claude-code", "--format", "github", "a,b:c%.json"];
    let output = Face::native().command(&folder).args(line).output().unwrap();
    let said = String::from_utf8(output.stdout).unwrap();
    let first = said.lines().find(|line| line.contains("value-not-a-string")).expect("the finding is told");
    let (place, message) = first.strip_prefix("::error ").unwrap().split_once("::").unwrap();
    let expected = "file=a%2Cb%3Ac%25.json,line=2,col=41,endLine=2,endColumn=47,title=value-not-a-string";
    assert_eq!(place, expected);
    assert!(message.starts_with("`env.PORT` of `a%25,:b` holds a number") && message.contains("%0Ahelp: "), "{message}");
    assert!(said.lines().all(|line| line.starts_with("::")), "{said}");

    let line = ["convert", "--from", "claude-code", "--to", "codex", "--format", "github", "a,b:c%.json"];
    let output = Face::native().command(&folder).args(line).output().unwrap();
    let said = String::from_utf8(output.stderr).unwrap();
    assert!(said.lines().all(|line| line.starts_with("::")) && said.contains("title=name-not-accepted::"), "{said}");
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn fixing_changes_the_file_and_no_other_byte() {
    for (at, face) in [Face::native(), Face::wasm()].iter().enumerate() {
        let folder = std::env::temp_dir().join(format!("mcpglot-fix-{}-{at}", std::process::id()));
        std::fs::create_dir_all(&folder).unwrap();
        let text =
            "\u{feff}{\r\n\t\"mcpServers\": {\r\n\t\t\"a\": { \"command\": \"npx\", \"env\": { \"PORT\" :  8080 }, },\r\n\t}}";
        std::fs::write(folder.join("f.json"), text).unwrap();
        std::fs::write(folder.join("g.json"), "{ \"mcpServers\": {} }").unwrap();
        let run = |line: &str| face.command(&folder).args(line.split(' ')).stdin(Stdio::null()).output().unwrap();
        assert_eq!(run("validate f.json g.json --host claude").status.code(), Some(1));
        let fixed = run("validate f.json g.json --host claude --fix");
        let told = String::from_utf8_lossy(&fixed.stderr).into_owned();
        assert_eq!(fixed.status.code(), Some(0), "{told}");
        let expected =
            "\u{feff}{\r\n\t\"mcpServers\": {\r\n\t\t\"a\": { \"command\": \"npx\", \"env\": { \"PORT\" :  \"8080\" } }\r\n\t}}";
        assert_eq!(std::fs::read_to_string(folder.join("f.json")).unwrap(), expected);
        assert!(told.contains("fixed: f.json: mcpServers.a.env.PORT: put it in quotes") && !told.contains("8080"), "{told}");
        assert_eq!(run("validate f.json missing.json --host claude").status.code(), Some(2));
        assert_eq!(run("validate f.json --host claude --format xml").status.code(), Some(2));
        assert_eq!(run("read f.json --from claude --format sarif").status.code(), Some(2));
        assert_eq!(std::fs::read_dir(&folder).unwrap().count(), 2, "nothing is left beside it");
        std::fs::remove_dir_all(&folder).unwrap();
    }
}

#[test]
fn two_files_are_compared_by_meaning() {
    let folder = std::env::temp_dir().join(format!("mcpglot-diff-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(
        folder.join("a.json"),
        r#"{"mcpServers":{"one":{"command":"npx","args":["-y","canary-a"],"env":{"T":"${T}","A":"canary-1"},"timeout":1500},"gone":{"command":"x"}}}"#,
    )
    .unwrap();
    std::fs::write(
        folder.join("b.toml"),
        "[mcp_servers.one]\nargs = [\"-y\", \"canary-a\"]\ncommand = \"npx\"\nenv_vars = [\"T\"]\ntool_timeout_sec = 1.5\nenabled = true\nenv = { A = \"canary-1\" }\n",
    )
    .unwrap();
    std::fs::write(
        folder.join("c.toml"),
        "[mcp_servers.one]\ncommand = \"npx\"\nargs = [\"canary-a\"]\nenv = { A = \"canary-2\", B = \"\" }\n\n[mcp_servers.new]\nurl = \"https://x.example\"\n",
    )
    .unwrap();
    for face in [Face::native(), Face::wasm()] {
        let run = |line: &str| face.command(&folder).args(line.split(' ')).output().unwrap();
        let said = |line: &str| String::from_utf8(run(line).stdout).unwrap();
        assert_eq!(said("diff a.json b.toml --from claude"), "gone: only in a.json (a.json:1)\n");
        assert_eq!(run("diff b.toml b.toml").status.code(), Some(0));
        assert_eq!(run("diff a.json missing.toml --from claude").status.code(), Some(2));
        let output = run("diff a.json c.toml --from claude");
        assert_eq!(output.status.code(), Some(1));
        assert_eq!(
            String::from_utf8(output.stdout).unwrap(),
            "one args: differs (a.json:1, c.toml:3)\none env.T: only in a.json (a.json:1)\none env.A: differs (a.json:1, c.toml:4)\n\
             one env.B: only in c.toml (c.toml:4)\none tool_timeout: only in a.json (a.json:1)\ngone: only in a.json (a.json:1)\n\
             new: only in c.toml (c.toml:6)\n"
        );
        let json: Value = serde_json::from_slice(&run("diff a.json c.toml --from claude --format json").stdout).unwrap();
        assert_eq!((&json["schemaVersion"], &json["same"]), (&1.into(), &false.into()));
        assert!(!json.to_string().contains("canary"));
    }
    std::fs::remove_dir_all(&folder).unwrap();
}

#[test]
fn the_host_is_told_by_name_then_by_what_it_alone_writes() {
    let servers = |servers: &str| format!("{{\"mcpServers\": {servers}}}");
    let plain = servers(r#"{"a": {"command": "x"}}"#);
    let host = |text: &str, name: Option<&str>| ops::detect(text, name).host.map(|host| host.id);
    for (name, expected) in [
        (".mcp.json", Some("claude-code")),
        ("C:\\work\\.cursor\\mcp.json", Some("cursor")),
        ("dot_gemini/private_settings.json", Some("gemini-cli")),
        ("home/.factory/mcp.json", Some("droid")),
        ("claude_desktop_config.json", Some("claude-desktop")),
        (".roo/mcp.json", Some("roo-code")),
        (".kiro/settings/mcp.json", Some("kiro")),
        (".kiro/agents/mine.json", Some("kiro")),
        (".amazonq/cli-agents/mine.json", Some("amazon-q")),
        (".nobody/settings/mcp.json", None),
        (".claude/settings.json", None),
        ("mcp.json", None),
    ] {
        assert_eq!(host(&plain, Some(name)), expected, "{name}");
    }
    assert_eq!(host(&plain, None), None);
    let settings = ops::detect(&plain, Some("home/.claude/settings.local.json"));
    assert_eq!((settings.why, settings.candidates.len()), ("Claude Code takes no servers from its settings", 0));
    assert_eq!(host(&servers(r#"{"a": {"type": "http", "url": "https://x", "headersHelper": "y"}}"#), None), Some("claude-code"));
    assert_eq!(host(&servers(r#"{"a": {"command": "x", "enabledTools": ["y"]}}"#), None), Some("droid"));
    assert_eq!(host(&servers(r#"{"a": {"serverUrl": "https://x"}}"#), None), None);
    // Visual Studio reads the same.
    assert_eq!(host(r#"{"servers": {"a": {"command": "x"}}, "inputs": []}"#, None), None);
    // Grok Build keeps its servers there too.
    assert_eq!(host("[mcp_servers.a]\ncommand = \"x\"\n", None), None);
    assert_eq!(host("[mcp_servers.a]\ncommand = \"x\"\nenv_vars = [\"Y\"]\n", None), Some("codex"));
    assert_eq!(host("extensions:\n  a:\n    cmd: x\n", None), Some("goose"));

    // Visual Studio has a file of the same name, with another key.
    assert_eq!(host(r#"{"servers": {"a": {"command": "x"}}}"#, Some("src/.mcp.json")), Some("visual-studio"));
    assert_eq!(host("{}", Some(".mcp.json")), Some("claude-code"));
    let odd = ops::detect(r#"{"mcp": {"a": {"command": "x"}}}"#, Some(".mcp.json"));
    assert_eq!((odd.host.map(|host| host.id), odd.stray), (Some("claude-code"), Some(ops::Stray::Key("mcp"))));
    let either = r#"{"mcp": {"a": {"type": "local", "command": ["x"]}}}"#;
    assert_eq!(host(either, Some("/home/me/.config/kilo/opencode.json")), Some("kilo-code"));
    assert_eq!(host(either, Some("/home/me/.config/opencode/opencode.json")), Some("opencode"));
    let bare = ops::detect(r#"{"a": {"command": "x"}}"#, None);
    assert_eq!((bare.host.is_none(), bare.stray), (true, Some(ops::Stray::Bare)));
    let readme = "# Use\n\nPut this into your file:\n\n```toml\n[mcp_servers.a]\ncommand = \"x\"\n```\n";
    let fenced = ops::detect(readme, None);
    let Some(ops::Stray::Fenced(span)) = fenced.stray else { panic!("{fenced:?}") };
    assert_eq!((&readme[span.range()], fenced.candidates[0].id), ("[mcp_servers.a]\ncommand = \"x\"\n", "codex"));
    assert!(fenced.host.is_none(), "the text as it is can be used for nothing");

    // VS Code had them in its settings; opencode has them there in its next version.
    for text in
        [r#"{"mcp": {"servers": {"a": {"command": "x"}}, "inputs": []}}"#, r#"{"mcp.servers": {"a": {"url": "https://x"}}}"#]
    {
        let found = ops::detect(text, None);
        assert_eq!((found.host.map(|host| host.id), found.stray), (Some("vscode"), Some(ops::Stray::Key("mcp.servers"))));
    }
    let newer = ops::detect(r#"{"mcp": {"servers": {"a": {"type": "local", "command": ["x"]}}}}"#, None);
    assert!(newer.stray.is_none() && newer.candidates.iter().any(|host| host.id == "opencode"), "{newer:?}");
    // What lacks the braces around it is for the hosts that it would be for with them.
    let piece = "```\n\"amp.mcpServers\": {\"a\": {\"command\": \"x\"}}\n```\n";
    let found = ops::detect(piece, None);
    assert_eq!((found.candidates[0].id, found.stray), ("amp", Some(ops::Stray::Fenced(Span::new(4, piece.len() - 4)))));

    // Settings tell without servers; under another host's key they tell nothing.
    assert_eq!(host("approval_policy = \"never\"\n", Some(".chezmoitemplates/agents.toml")), Some("codex"));
    assert_eq!(host(r#"{"$schema": "https://opencode.ai/config.json", "theme": "x"}"#, None), Some("opencode"));
    assert_eq!(host(r#"{"$schema": "https://opencode.ai/config.json", "mcpServers": {"a": {"command": "x"}}}"#, None), None);
    // Without a key Copilot CLI takes it, and Claude Code refuses it.
    let bare = ops::detect(r#"{"a": {"command": "x"}}"#, Some(".mcp.json"));
    let ids: Vec<&str> = bare.candidates.iter().map(|host| host.id).collect();
    assert_eq!((bare.host.is_none(), ids), (true, vec!["copilot-cli", "claude-code"]));
    assert_eq!(host(r#"{"a": {"command": "x"}}"#, Some(".github/mcp.json")), Some("copilot-cli"));
}

#[test]
fn what_is_nobodys_is_a_source_all_the_same() {
    let convert = |text: &str| {
        let outcome = ops::convert(text, &ops::Options::new(hosts::find("codex").unwrap()));
        let codes: Vec<&str> = outcome.diagnostics.iter().map(|one| one.code.id).collect();
        (outcome.from.map(|host| host.id), codes, outcome.text)
    };
    let block = |language: &str, text: &str| format!("\u{feff}# Öffnen\n\n``` {language}\n{text}\n```\n\n{text}\n");
    let servers = r#"{"mcpServers": {"a": {"command": "x", "env": {"T": "${T}"}}}}"#;
    let toml = Some("[mcp_servers.a]\ncommand = \"x\"\nenv_vars = [\"T\"]\n".to_owned());
    // By itself it may be for hosts that differ about it; as an example it may not.
    assert_eq!(convert(servers), (None, vec!["host-unknown"], None));
    assert_eq!(convert(&block("json", servers)), (Some("mcp-servers"), vec!["source-is-block"], toml.clone()));
    let bare = r#"{"a": {"command": "x", "env": {"T": "${T}"}}}"#;
    assert_eq!(convert(bare), (Some("mcp-servers"), vec!["servers-at-top"], toml.clone()));
    assert_eq!(convert(&block("", bare)), (Some("mcp-servers"), vec!["source-is-block", "servers-at-top"], toml.clone()));
    let code = r#"{"servers": {"a": {"command": "x", "env": {"T": "${env:T}"}}}, "inputs": []}"#;
    assert_eq!(convert(&block("jsonc", code)), (Some("vscode"), vec!["source-is-block"], toml.clone()));
    // In blocks of whatever language people show JSON; nearly everything in one of a shell is YAML.
    for language in ["js", "JSONC", "bash", "text title=\"x\""] {
        assert_eq!(
            convert(&block(language, servers)),
            (Some("mcp-servers"), vec!["source-is-block"], toml.clone()),
            "{language}"
        );
    }
    assert_eq!(convert(&block("sh", "extensions:\n  a:\n    cmd: x")), (None, vec!["host-unknown"], None));
    // Servers under a key are meant before what may be something else; of what cannot be read nothing is.
    for other in [r#"{"repository": {"url": "https://x"}}"#, r#"{"command": "x"}"#, "{ … }", "mcp: {url: x}", "\"a\": \"b\""] {
        let text = block("json", other) + &block("json", servers);
        assert_eq!(convert(&text), (Some("mcp-servers"), vec!["source-is-block"], toml.clone()), "{other}");
    }

    // In a block, what lacks the braces around it is read as if it had them.
    let piece = r#""mcpServers": {"a": {"command": "x", "env": {"T": "${T}"}}}"#;
    let pieces = [block("json", piece), block("sh", piece), block("json", &format!("  {piece},"))];
    for piece in pieces {
        assert_eq!(convert(&piece), (Some("mcp-servers"), vec!["source-is-block"], toml.clone()), "{piece}");
    }
    for alone in [piece, r#""a""#] {
        assert_eq!(convert(alone), (None, vec!["host-unknown"], None), "{alone}");
    }
    for lone in [r#"{"command": "x"}"#, r#"{"type": "http", "url": "https://x"}"#] {
        assert_eq!(convert(lone), (Some("mcp-servers"), vec!["wrong-servers-key"], None), "{lone}");
    }
    let manifest = r#"{"name": "x", "repository": {"url": "https://x"}}"#;
    assert_eq!(convert(manifest), (None, vec!["host-unknown"], None));

    // Places are those in the text as it came.
    let text = block("json", r#"{"mcpServers": {"a": {"type": "sse", "url": "https://x"}}}"#);
    let outcome = ops::convert(&text, &ops::Options::new(hosts::find("codex").unwrap()));
    let lost = outcome.diagnostics.iter().find(|one| one.code.id == "transport-unsupported").unwrap();
    assert_eq!(&text[lost.span.range()], "\"a\"");
    // JavaScript counts them in its own units.
    let [text, other] =
        ["1", "[]"].map(|args| block("json", &format!(r#"{{"mcpServers":{{"a":{{"command":"x","args":{args}}}}}}}"#)));
    let answer = |answered: Answered| serde_json::from_str::<Value>(&answered.unwrap().json).unwrap();
    let (read, diff) = (operations::read(text.as_bytes(), b"{}"), operations::diff(text.as_bytes(), other.as_bytes(), b"{}"));
    let (read, diff) = (answer(read), answer(diff));
    let units: Vec<u16> = text.encode_utf16().collect();
    let cut = |span: &Value| {
        let at = |end: usize| usize::try_from(span[end].as_u64().unwrap()).unwrap();
        String::from_utf16(&units[at(0)..at(1)]).unwrap()
    };
    let found = |found: &Value| found.as_array().unwrap().iter().map(|one| cut(&one["span"])).collect::<Vec<_>>();
    assert_eq!(found(&read["diagnostics"]), ["", "\"args\""]);
    assert_eq!(
        (found(&diff["left"]["diagnostics"]), cut(&diff["differences"][0]["left"]["span"])),
        (vec!["\"args\"".to_owned()], "\"a\"".to_owned())
    );

    // Who is told what it is need not guess; a snippet is nobody's file to write.
    let host = |id: &str| hosts::find_source(id).unwrap();
    let read = |id: &str| ops::source(servers, Some(host(id)), None).unwrap().host.id;
    assert_eq!((read("mcp-servers"), read("cursor")), ("mcp-servers", "cursor"));
    let told = |text: &str| ops::source(text, Some(host("mcp-servers")), None).unwrap().host.id;
    assert_eq!((told("[mcp_servers.a]\ncommand = \"x\"\n"), told("{ broken")), ("codex", "mcp-servers"));
    assert!(hosts::find("mcp-servers").is_none());
}

/// Strings that no finding may repeat: values of variables and headers.
fn secrets(text: &str, host: &'static Host) -> Vec<String> {
    let Ok(tree) = mcpglot_core::syntax::parse(text, host.syntax) else { return Vec::new() };
    let mut keys = String::new();
    let mut found = Vec::new();
    for node in tree.ids() {
        keys.push_str(&tree.key(node));
        let parent = tree.parent(node).map(|parent| tree.key(parent).into_owned());
        let held = matches!(parent.as_deref(), Some("env" | "environment" | "headers" | "http_headers"));
        found.extend(
            tree.str(node).filter(|text| held && text.len() >= 8 && !text.contains('{')).map(std::borrow::Cow::into_owned),
        );
    }
    found.retain(|text| !keys.contains(text.as_str()));
    found
}

#[test]
fn whatever_is_checked_nothing_panics_and_no_value_is_repeated() {
    let mut texts: Vec<String> = cases().unwrap().iter().map(|case| std::fs::read_to_string(&case.input).unwrap()).collect();
    for host in hosts::ALL {
        let sample = root().join("hosts").join(host.id).join(format!("sample.{}", host.syntax.name()));
        texts.extend(std::fs::read_to_string(sample));
    }
    for text in &texts {
        for host in hosts::ALL {
            let found = ops::validate(text, host);
            let wire = mcpglot_wire::Checked::new("f", Some(host), &found, text, mcpglot_core::text::Encoding::Utf16);
            let said = mcpglot_wire::to_json(&mcpglot_wire::Validation::new(vec![wire]));
            let file = mcpglot_wire::SarifFile { path: Some(b"f"), is_windows: false, text, found: &found, error: None };
            let said = said + &mcpglot_wire::to_json(&mcpglot_wire::Sarif::new(&[file]));
            for secret in secrets(text, host) {
                assert!(!said.contains(&secret), "{}: `{secret}` is repeated in {said}", host.id);
            }
            let fixed = ops::fix(text, host);
            assert_eq!(ops::fix(&fixed.text, host).text, fixed.text, "{}: {text}", host.id);
            // A text that ends anywhere.
            for (at, _) in text.char_indices().step_by(7) {
                let _ = ops::fix(&text[..at], host);
                let _ = ops::detect(&text[at..], None);
            }
        }
    }
}

/// Only of such a field it is asked.
#[test]
fn what_depends_on_another_is_a_field_of_the_hosts_own() {
    for host in hosts::ALL {
        for (key, ..) in host.depends {
            // Or of a part of one.
            let is_it = |spec: &&hosts::FieldSpec| {
                key.strip_prefix(spec.key).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
            };
            let kind = host.fields.iter().find(is_it).map(|spec| spec.kind);
            assert_eq!(kind, Some(hosts::Kind::Own), "{}: {key}", host.id);
        }
    }
}

#[test]
fn what_all_candidates_read_alike_needs_no_host() {
    let convert = |text: &str| ops::convert(text, &ops::Options::new(hosts::find("codex").unwrap()));
    let alike = convert(r#"{"mcpServers": {"a": {"command": "x", "args": ["y"]}}}"#);
    let codes: Vec<&str> = alike.diagnostics.iter().map(|one| one.code.id).collect();
    assert_eq!(
        (alike.text.as_deref(), codes),
        (Some("[mcp_servers.a]\ncommand = \"x\"\nargs = [\"y\"]\n"), vec!["host-assumed"])
    );
    // Of one candidate nothing is said of others.
    let one = convert("[mcp_servers.a]\nurl = \"https://a.example/mcp\"\nheaders = { X-Team = \"core\" }\n");
    let said: Vec<&str> = one.diagnostics.iter().map(|one| one.message.as_str()).collect();
    assert_eq!(said, ["the text is read as one for Grok Build, which knows the most of it"]);
    // To some of the candidates it is a reference, to others text.
    let outcome = convert(r#"{"mcpServers": {"a": {"command": "${X}"}}}"#);
    assert_eq!((outcome.written, outcome.diagnostics[0].code.id), (ops::Written::Refused, "host-unknown"));
}

#[test]
fn corpus() {
    let Some(folder) = std::env::var_os("MCPGLOT_CORPUS") else {
        report("validate over the corpus: not run, MCPGLOT_CORPUS is not set");
        return;
    };
    let folder = Path::new(&folder);
    let index: Vec<Value> = serde_json::from_slice(&std::fs::read(folder.join("index.json")).unwrap()).unwrap();
    let mut failures = Vec::new();
    let (mut known, mut right, mut odd) = (0, 0, 0);
    for row in &index {
        let (file, path) = (row["file"].as_str().unwrap(), row["path"].as_str().unwrap().split('#').next().unwrap());
        let bytes = std::fs::read(folder.join(file)).unwrap();
        let text = ops::decode(&bytes, Document::Source).unwrap();
        let host = mcpglot_tests::corpus::host_of(row["host"].as_str().unwrap());
        let told = ops::detect(text, Some(path)).host;
        known += usize::from(host.is_some());
        right += usize::from(host.is_some() && told.map(|host| host.id) == host.map(|host| host.id));
        // The index goes by the file's name; it lies in a folder `crush`, and is written for Crush.
        let is_misfiled = file.starts_with("claude-code/012") && told.is_some_and(|told| told.id == "crush");
        // So does it with what has `servers`, as Visual Studio wants it in a file of that name.
        let is_misfiled =
            is_misfiled || (file.starts_with("claude-code/001") && told.is_some_and(|told| told.id == "visual-studio"));
        if !is_misfiled && told.is_some_and(|told| host.is_none_or(|host| host.id != told.id)) {
            failures.push(format!("{file}: taken for {}", told.map_or("", |host| host.id)));
        }
        let Some(host) = host else { continue };
        let found = ops::validate(text, host);
        let traits: Vec<&str> = row["traits"].as_array().unwrap().iter().filter_map(Value::as_str).collect();
        let error = found.iter().find(|one| one.code.severity == Severity::Error);
        // What a plain parser refuses is refused in the same line, or in that of the conflict or template that it is.
        if let Some(line) = row["error"].as_str().and_then(line_of) {
            if traits.contains(&"toml-1.1") {
                continue;
            }
            odd += 1;
            let place = error.map(|one| (LineIndex::new(text).position(one.span.start).line, one.code.id));
            let is_there = |(at, code): (u32, &str)| at == line || ["input-merge-conflict", "input-template"].contains(&code);
            if !place.is_some_and(is_there) {
                failures.push(format!("{file}: others refuse line {line}, we {place:?}"));
            }
            continue;
        }
        let expected = EXPECTED.iter().find(|(known, ..)| file.starts_with(known));
        let first = error.map(|one| (one.code.id, LineIndex::new(text).position(one.span.start).line));
        if first != expected.map(|&(_, code, line)| (code, line)) {
            failures.push(format!("{file}: {first:?}, and expected is {expected:?}"));
        }
        odd += usize::from(expected.is_some());
        let wire =
            mcpglot_wire::diagnostics(&found, mcpglot_wire::Texts { source: text, target: "", encoding: Default::default() });
        let said = serde_json::to_string(&wire).unwrap();
        failures.extend(
            secrets(text, host).iter().filter(|one| said.contains(one.as_str())).map(|_| format!("{file}: a value is told")),
        );
        // Nothing is mended into something worse.
        let fixed = ops::fix(text, host);
        let errors =
            |found: &[mcpglot_core::diag::Diagnostic]| found.iter().filter(|one| one.code.severity == Severity::Error).count();
        if errors(&fixed.diagnostics) > errors(&found) || ops::fix(&fixed.text, host).text != fixed.text {
            failures.push(format!("{file}: mending makes it worse"));
        }
    }
    report(&format!("validate over the corpus: {right} of {known} hosts told, {odd} odd files"));
    assert!(right * 100 >= known * 95, "{right} of {known} hosts are told");
    fail(&failures);
}

/// The files that their own host does not load: the first error, and its line. All others have none.
const EXPECTED: &[(&str, &str, u32)] = &[
    ("claude-code/001", "wrong-servers-key", 3),
    ("claude-code/012", "wrong-servers-key", 2),
    ("claude-code/013", "wrong-servers-key", 2),
    ("codex/006", "transport-missing", 2),
    // Continue itself, asked about it: `version: Required`.
    ("continue/001", "head-missing", 1),
    ("crush/005", "transport-not-stated", 54),
    ("crush/006", "transport-not-stated", 4),
    ("cursor/007", "wrong-type", 4),
    ("goose/003", "transport-unknown", 105),
    ("goose/004", "syntax-error", 109),
    ("kilo/005", "transport-not-stated", 4),
    ("roo/006", "transport-not-stated", 26),
];

/// The line in what a parser of Python says.
fn line_of(error: &str) -> Option<u32> {
    let digits = error.split("line ").nth(1)?;
    digits.split(|character: char| !character.is_ascii_digit()).next()?.parse().ok()
}
