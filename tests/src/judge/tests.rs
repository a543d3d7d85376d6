//! A judge that cannot say no proves nothing.

use super::codex::{EnvVar, Seen, Verdict, Warning};
use serde_json::json;
use std::collections::BTreeMap;

const GOOD: &str = r#"
model = "gpt-5"            # foreign to us, known to Codex
[mcp_servers.local]
command = "npx"
args = ["-y", "a b", "${X}", "\u0001"]
env_vars = ["PATH_TO_X", { name = "FAR", source = "remote" }]
cwd = "/code"
enabled = false
required = true
startup_timeout_ms = 1500
tool_timeout_sec = 60
enabled_tools = ["find"]
disabled_tools = []
[mcp_servers.local.env]
KEY = "fake"
[mcp_servers.local.tools.find]
approval_mode = "approve"
[mcp_servers."far.away"]
url = "https://mcp.example.com/v1"
http_headers = { X-Team = "core" }
env_http_headers = { X-Key = "SEARCH_KEY" }
bearer_token_env_var = "SEARCH_TOKEN"
"#;

fn strings(of: &[&str]) -> Vec<String> {
    of.iter().map(|s| (*s).to_owned()).collect()
}

fn pairs(of: &[(&str, &str)]) -> BTreeMap<String, String> {
    of.iter().map(|(k, v)| ((*k).to_owned(), (*v).to_owned())).collect()
}

fn good() -> Vec<Seen> {
    let far = Seen {
        name: "far.away".to_owned(),
        url: Some("https://mcp.example.com/v1".to_owned()),
        http_headers: pairs(&[("X-Team", "core")]),
        env_http_headers: pairs(&[("X-Key", "SEARCH_KEY")]),
        bearer_token_env_var: Some("SEARCH_TOKEN".to_owned()),
        enabled: true,
        ..Seen::default()
    };
    let local = Seen {
        name: "local".to_owned(),
        command: Some("npx".to_owned()),
        args: strings(&["-y", "a b", "${X}", "\u{1}"]),
        env: pairs(&[("KEY", "fake")]),
        env_vars: vec![
            EnvVar { name: "PATH_TO_X".to_owned(), source: None },
            EnvVar { name: "FAR".to_owned(), source: Some("remote".to_owned()) },
        ],
        cwd: Some("/code".to_owned()),
        enabled: false,
        startup_timeout_sec: Some(1.5),
        tool_timeout_sec: Some(60.0),
        enabled_tools: Some(strings(&["find"])),
        disabled_tools: Some(Vec::new()),
        other: [("required".to_owned(), json!(true)), ("tools".to_owned(), json!({"find": {"approval_mode": "approve"}}))].into(),
        ..Seen::default()
    };
    vec![far, local]
}

fn loads(verdict: Verdict) -> (Vec<Seen>, Vec<Warning>) {
    match verdict {
        Verdict::Loads { servers, warnings } => (servers, warnings),
        Verdict::Refuses(reason) => {
            assert_eq!(reason, "", "refused");
            Default::default()
        }
    }
}

/// Each with a word of Codex's own reason.
const BROKEN: &[(&str, &[u8])] = &[
    ("url is not supported for stdio", b"[mcp_servers.x]\ncommand = 'c'\nurl = 'http://127.0.0.1:1'\n"),
    ("expected a string", b"[mcp_servers.x]\ncommand = 'c'\nenv = { A = 1 }\n"),
    ("expected a string", b"[mcp_servers.x]\ncommand = 'c'\nargs = ['a', 1]\n"),
    ("invalid transport", b"[mcp_servers.x]\nstartup_timeout_sec = 3\n"),
    ("bearer_token is not supported", b"[mcp_servers.x]\nurl = 'http://127.0.0.1:1'\nbearer_token = 'fake'\n"),
    ("cwd is not supported for streamable_http", b"[mcp_servers.x]\nurl = 'http://127.0.0.1:1'\ncwd = '/'\n"),
    ("http_headers is not supported for stdio", b"[mcp_servers.x]\ncommand = 'c'\nhttp_headers = { A = 'b' }\n"),
    ("duplicate key", b"[mcp_servers.x]\ncommand = 'c'\n[mcp_servers.x]\ncommand = 'c'\n"),
    ("utf-8", b"[mcp_servers.x]\ncommand = '\xff'\n"),
    ("unclosed table", b"[mcp_servers.x\n"),
    ("expected a map", b"mcp_servers = 3\n"),
    ("invalid type", b"model = 3\n[mcp_servers.x]\ncommand = 'c'\n"),
];

#[test]
fn every_field_is_seen() {
    let mut codex = super::codex();
    let differences = |verdict: Verdict| -> Vec<&str> {
        let (servers, warnings) = loads(verdict);
        assert_eq!(servers.len(), 2);
        assert_eq!(warnings, []);
        servers.iter().zip(good()).flat_map(|(seen, meant)| seen.differences(&meant)).collect()
    };
    let none: [&str; 0] = [];
    assert_eq!(differences(codex.judge(GOOD.as_bytes())), none);
    assert_eq!(differences(codex.judge_strictly(GOOD.as_bytes())), none);
    let with_bom_and_crlf = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
    assert_eq!(differences(codex.judge_strictly(with_bom_and_crlf.as_bytes())), none);
    // and a difference is one
    let changed = GOOD.replace("\"fake\"", "\"other\"").replace("60", "61").replace("X-Team", "x-team");
    assert_eq!(differences(codex.judge(changed.as_bytes())), ["http_headers", "env", "tool_timeout_sec"]);
}

#[test]
fn broken_documents_are_refused() {
    let mut codex = super::codex();
    for (reason, document) in BROKEN {
        let shown = String::from_utf8_lossy(document).into_owned();
        for verdict in [codex.judge(document), codex.judge_strictly(document)] {
            assert!(matches!(&verdict, Verdict::Refuses(r) if r.contains(reason)), "{shown}{verdict:?}");
        }
        // The one process has not learned anything from it.
        assert!(matches!(codex.judge(GOOD.as_bytes()), Verdict::Loads { .. }), "after {shown}");
    }
}

#[test]
fn what_is_ignored_is_told_and_refused_when_strict() {
    let mut codex = super::codex();
    let document = b"[mcp_servers.x]\ncommand = 'c'\ndisabled = true\nheaders = { A = 'b' }\n[no_such_table]\na = 1\n";
    let (servers, warnings) = loads(codex.judge(document));
    assert_eq!(servers.len(), 1);
    let ignored = ["mcp_servers.x.disabled", "mcp_servers.x.headers", "no_such_table"];
    assert_eq!(warnings, ignored.map(|path| Warning::Ignored(path.to_owned())));
    assert!(matches!(codex.judge_strictly(document), Verdict::Refuses(r) if r.contains("unknown configuration field")));
}

#[test]
fn names_that_fail_at_the_start_are_told() {
    let mut codex = super::codex();
    let table = |name: &str| format!("[mcp_servers.{}]\ncommand = '/bin/true'\n", json!(name));
    let fine = ["a", "a.b", "a/b", "a@b", "a:b", "a_b-C", "1"];
    let failing = ["", "a\nb", "a b", "a\"b", "codex_apps", "\u{fc}"];
    let document: String = fine.iter().chain(&failing).map(|name| table(name)).collect();
    let (servers, warnings) = loads(codex.judge(document.as_bytes()));
    assert_eq!(servers.len(), fine.len() + failing.len());
    assert_eq!(warnings, failing.map(|name| Warning::NameFails(name.to_owned())));
}

/// The long-lived processes must say of a document, after others, what fresh ones say of it alone.
#[test]
fn one_process_says_what_fresh_ones_say() {
    let documents =
        BROKEN.iter().map(|(_, document)| *document).chain([GOOD.as_bytes(), b"[mcp_servers.x]\ncommand = 'c'\nbogus = 1\n"]);
    let mut codex = super::codex();
    for document in documents.skip(1).step_by(3) {
        assert_eq!(codex.judge(document), super::codex().judge(document));
        assert_eq!(codex.judge_strictly(document), super::codex().judge_strictly(document));
    }
}
