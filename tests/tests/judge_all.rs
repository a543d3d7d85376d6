//! Every client that can be had loads what fixtures and corpus yield for it, and sees the servers that were meant.
//!
//! `just judge-all` installs the clients and runs this. It is no part of `cargo test`, whose user need not have them; a
//! client that is missing fails it.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::io::Write as _;
use std::path::PathBuf;
use std::sync::Mutex;
use std::time::Instant;

use mcpglot_core::hosts::{self, Host};
use mcpglot_core::model::Concept;
use mcpglot_tests::judge::{self, Court, Said, Variables, Verdict};

fn say(line: &str) {
    let mut report = std::io::stderr();
    writeln!(report, "judge-all: {line}").unwrap();
}

/// `MCPGLOT_JUDGES` names a few of them, for a try.
fn wanted(host: &Host) -> bool {
    std::env::var("MCPGLOT_JUDGES").map_or(true, |names| names.split_whitespace().any(|name| name == host.id))
}

#[test]
fn clients_load_what_fixtures_and_corpus_yield() {
    let corpus = std::env::var_os("MCPGLOT_CORPUS").map(PathBuf::from);
    if corpus.is_none() {
        say("the corpus is not heard, MCPGLOT_CORPUS is not set");
    }
    let seed = mcpglot_tests::judge::seed();
    let left: Mutex<Vec<&'static Host>> = Mutex::new(hosts::ALL.iter().copied().filter(|host| wanted(host)).rev().collect());
    let trouble = Mutex::new(Vec::new());
    // Two at a time: most of it is waiting for one process.
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                loop {
                    let Some(host) = left.lock().unwrap().pop() else { return };
                    let since = Instant::now();
                    let Some(mut court) = Court::of(host) else {
                        say(&format!("{}: has no judge, its client cannot be had", host.id));
                        continue;
                    };
                    court.hear_fixtures().unwrap();
                    let fixtures = court.heard;
                    say(&format!("{}: {fixtures} documents of the fixtures, {} wrong", host.id, court.trouble.len()));
                    court.hear_generated(seed, 200);
                    let generated = court.heard - fixtures;
                    say(&format!("{}: {generated} generated documents (seed {seed}), {} wrong", host.id, court.trouble.len()));
                    assert_eq!(court.hear_sync().unwrap(), 9, "the files of one source for nine hosts");
                    if court.heard > fixtures + generated {
                        say(&format!("{}: one source with ten servers in its file, {} wrong", host.id, court.trouble.len()));
                    }
                    if let Some(corpus) = &corpus {
                        court.hear_corpus(corpus).unwrap();
                    }
                    say(&format!(
                        "{}: {} documents, {fixtures} of them of the fixtures; {} made of what it refuses; {} merges left out; {} wrong; {} s",
                        host.id,
                        court.heard,
                        court.hopeless,
                        court.left_out,
                        court.trouble.len(),
                        since.elapsed().as_secs()
                    ));
                    court.trouble.iter().for_each(|line| say(&format!("{}: {line}", host.id)));
                    let mut trouble = trouble.lock().unwrap();
                    trouble.extend(court.trouble.iter().map(|line| format!("{}: {line}", host.id)));
                    if court.heard == 0 {
                        trouble.push(format!("{}: it was shown nothing", host.id));
                    }
                }
            });
        }
    });
    let trouble = trouble.into_inner().unwrap();
    assert!(trouble.is_empty(), "{}", trouble.join("\n"));
}

#[test]
fn clients_add_what_their_command_lines_say() {
    for host in hosts::ALL.iter().filter(|host| !host.forms.is_empty() && wanted(host)) {
        let (told, trouble) = mcpglot_tests::commands::add(host);
        say(&format!("{}: told of {told} servers by its own command lines and links", host.id));
        assert!(told > 20 && trouble.is_empty(), "{}", trouble.join("\n"));
    }
}

/// What a client is to say of a document.
#[derive(Clone, Copy, PartialEq, Debug)]
enum Says {
    /// It refuses it.
    No,
    /// It goes on without the server `x`.
    Without,
    /// It goes on with the server `x`, and complains.
    But,
}
use Says::{But, No, Without};

/// A client, a document that it loads, and others that it does not.
type Client = (&'static str, &'static str, &'static [(Says, &'static str)]);

/// For each client a document with the servers `x` and `far` that it loads, with a variable in the environment of `x`, and
/// others that it does not load. A judge that cannot say no proves nothing.
#[rustfmt::skip]
const CLIENTS: &[Client] = &[
    (
        "claude-code",
        r#"{"mcpServers": {"x": {"command": "c", "args": ["a b", ""], "env": {"K": "p-${V}", "E": "="}, "timeout": 1500},
            "far": {"type": "http", "url": "https://e.example/mcp", "headers": {"Authorization": "Bearer ${V}"}}}}"#,
        &[
            (No, "{\"mcpServers\": {\"x\": {\"command\": \"c\"}}} // comment"),
            (No, r#"{"mcpServers": {"x": {"command": "c"},}}"#),
            (No, r#"{"servers": {"x": {"command": "c"}}}"#),
            (No, r#"[]"#),
            (Without, r#"{"mcpServers": {"x": {"url": "https://e.example"}}}"#),
            (Without, r#"{"mcpServers": {"x": {"type": "local", "command": "c"}}}"#),
            (Without, r#"{"mcpServers": {"x": {"type": "streamableHttp", "url": "https://e.example"}}}"#),
            (Without, r#"{"mcpServers": {"x": {"command": "c", "env": {"A": 1}}}}"#),
            (Without, r#"{"mcpServers": {"x": {"command": "c", "args": "a b"}}}"#),
            (Without, r#"{"mcpServers": {"x": {"command": ""}}}"#),
            (Without, r#"{"mcpServers": {"x": {"type": "http", "url": "https://e.example", "headers": {"A": 1}}}}"#),
        ],
    ),
    (
        "gemini-cli",
        r#"{"mcpServers": {"x": {"command": "c", "args": ["a b", ""], "env": {"K": "p-$V", "E": "="}, "timeout": 1500},
            "far": {"httpUrl": "https://e.example/mcp", "headers": {"Authorization": "Bearer ${V}"}}}}"#,
        &[
            (No, r#"{"mcpServers": {"x": {"command": "c"},}}"#),
            (No, "\u{feff}{\"mcpServers\": {\"x\": {\"command\": \"c\"}}}"),
            (No, ""),
            (Without, r#"{"servers": {"x": {"command": "c"}}}"#),
            (But, r#"{"mcpServers": {"x": {"command": "c", "disabled": true}}}"#),
            (But, r#"{"mcpServers": {"x": {"command": "c", "env": {"A": 1}}}}"#),
            (But, r#"{"mcpServers": {"x": {"command": "c", "args": "a b"}}}"#),
            (But, r#"{"mcpServers": {"x": {"type": "streamable-http", "url": "https://e.example"}}}"#),
        ],
    ),
    (
        "opencode",
        r#"{"mcp": {"x": {"type": "local", "command": ["c", "a b", ""], "environment": {"K": "p-{env:V}", "E": "="}, "timeout": 1500},
            "far": {"type": "remote", "url": "https://e.example/mcp", "headers": {"Authorization": "Bearer {env:V}"}}}}"#,
        &[
            (No, r#"{"mcp": {"x": {"type": "stdio", "command": ["c"]}}}"#),
            (No, r#"{"mcp": {"x": {"type": "local", "command": "c"}}}"#),
            (No, r#"{"mcp": {"x": {"url": "https://e.example"}}}"#),
            (No, r#"{"mcp": {"x": {"type": "local", "command": ["c"], "environment": {"A": 1}}}}"#),
            (No, r#"{"mcp": {"x": {"type": "local", "command": ["c"], "timeout": -1}}}"#),
            (No, r#"{"mcp": {"x": {"type": "local", "command": ["{file:no-such-file}"]}}}"#),
            (No, r#"{"mcp": {"x": "#),
        ],
    ),
    (
        "copilot-cli",
        r#"{"mcpServers": {"x": {"command": "c", "args": ["a b", ""], "env": {"K": "p-$V", "E": "="}, "timeout": 1500},
            "far": {"type": "http", "url": "https://e.example/mcp", "headers": {"Authorization": "Bearer ${V}"}}}}"#,
        &[
            (No, r#"{"servers": {"x": {"command": "c"}}}"#),
            (No, ""),
            (Without, r#"{"mcpServers": {"x": {"command": "c", "env": {"A": 1}}}}"#),
            (Without, r#"{"mcpServers": {"x": {"command": "c", "args": ["a", 1]}}}"#),
            (Without, r#"{"mcpServers": {"x": {"command": "c", "tools": "*"}}}"#),
            (Without, r#"{"mcpServers": {"x": {"command": "c", "timeout": "5"}}}"#),
            (Without, r#"{"mcpServers": {"x": {"type": "remote", "url": "https://e.example"}}}"#),
            (Without, r#"{"mcpServers": {"x": {"type": "http", "url": "${V}"}}}"#),
        ],
    ),
    (
        "droid",
        r#"{"mcpServers": {"x": {"type": "stdio", "command": "c", "args": ["a b", ""], "env": {"K": "p-${V}", "E": "="}},
            "far": {"type": "http", "url": "https://e.example/mcp", "headers": {"Authorization": "Bearer ${V}"}}}}"#,
        &[
            (No, r#"{"mcpServers": {"x": {"url": "https://e.example"}}}"#),
            (No, r#"{"mcpServers": {"x": {"command": "c", "env": {"A": 1}}}}"#),
            (No, r#"{"mcpServers": {"x": {"type": "streamable-http", "url": "https://e.example"}}}"#),
            (No, r#"{"mcpServers": {"x": {"command": "c"},}}"#),
            (No, "\u{feff}{\"mcpServers\": {\"x\": {\"command\": \"c\"}}}"),
            (Without, r#"{"mcpServers": {"x y": {"command": "c"}}}"#),
        ],
    ),
    (
        "vscode",
        r#"{"servers": {"x": {"command": "c", "args": ["a b", ""], "env": {"K": "p-${env:V}", "E": "="}},
            "far": {"type": "http", "url": "https://e.example/mcp", "headers": {"Authorization": "Bearer ${env:V}"}}}}"#,
        &[
            (No, r#"{"servers": {"x": {"command": "c""#),
            (Without, r#"{"mcpServers": {"x": {"command": "c"}}}"#),
            (But, r#"{"servers": {"x": {"command": "c", "disabled": true}}}"#),
            (But, r#"{"servers": {"x": {"command": "c", "args": "a b"}}}"#),
            (But, r#"{"servers": {"x": {"url": "ftp://e.example"}}}"#),
        ],
    ),
    (
        "cursor",
        r#"{"mcpServers": {"x": {"command": "c", "args": ["a b", ""], "env": {"K": "p-${env:V}", "E": "="}},
            "far": {"url": "https://e.example/mcp", "headers": {"Authorization": "Bearer ${V}"}}}}"#,
        &[
            (No, r#"{"mcpServers": {"x": {"command": "c", "env": {"A": 1}}}}"#),
            (No, r#"{"mcpServers": {"x": {"command": "c", "args": "a b"}}}"#),
            (No, r#"{"mcpServers": {"x": {"type": "streamable-http", "url": "https://e.example"}}}"#),
            (No, r#"{"mcpServers": {"ok": {"command": "c"}, "x": {"type": "http", "command": "c"}}}"#),
        ],
    ),
    (
        "qwen-code",
        r#"{"mcpServers": {"x": {"command": "c", "args": ["a b", ""], "env": {"K": "p-$V", "E": "="}, "timeout": 1500},
            "far": {"httpUrl": "https://e.example/mcp", "headers": {"Authorization": "Bearer ${V}"}}}}"#,
        &[
            (No, r#"{"mcpServers": {"x": {"command": "c"},}}"#),
            (No, r#"{"mcpServers": {"x": "#),
            (Without, r#"{"servers": {"x": {"command": "c"}}}"#),
            (Without, r#"{"mcpServers": {"x": null}}"#),
        ],
    ),
    (
        "kilo-code",
        r#"{"mcp": {"x": {"type": "local", "command": ["c", "a b", ""], "environment": {"K": "p-{env:V}", "E": "="}, "timeout": 1500},
            "far": {"type": "remote", "url": "https://e.example/mcp", "headers": {"Authorization": "Bearer {env:V}"}}}}"#,
        &[
            (No, r#"{"mcp": {"x": {"type": "stdio", "command": ["c"]}}}"#),
            (No, r#"{"mcp": {"x": {"type": "local", "command": "c"}}}"#),
            (No, r#"{"mcp": {"x": {"url": "https://e.example"}}}"#),
            (No, r#"{"mcp": {"x": {"type": "local", "command": ["c"], "environment": {"A": 1}}}}"#),
            (No, r#"{"mcp": {"x": {"type": "local", "command": ["c"], "timeout": -1}}}"#),
            (No, r#"{"mcp": {"x": "#),
        ],
    ),
    (
        "cline",
        r#"{"mcpServers": {"x": {"command": "c", "args": ["a b", ""], "env": {"K": "p", "E": "="}, "timeout": 2},
            "far": {"type": "streamableHttp", "url": "https://e.example/mcp"}}}"#,
        &[
            (No, r#"{"mcpServers": {"x": {"command": "c"},}}"#),
            (No, "\u{feff}{\"mcpServers\": {\"x\": {\"command\": \"c\"}}}"),
            (No, "{\"mcpServers\": {\"x\": {\"command\": \"c\"}}} // comment"),
            (No, r#"{"mcpServers": {"x": {"command": ""}}}"#),
            (No, r#"{"mcpServers": {"x": {"command": "c", "env": {"A": 1}}}}"#),
            (No, r#"{"mcpServers": {"x": {"type": "http", "url": "https://e.example"}}}"#),
            (No, r#"{"mcpServers": {"x": {"url": "${V}"}}}"#),
            (No, r#"{"mcpServers": {"ok": {"command": "c"}, "x": null}}"#),
        ],
    ),
    (
        "amp",
        r#"{"amp.mcpServers": {"x": {"command": "c", "args": ["a b", ""], "env": {"K": "p-${V}", "E": "="}},
            "far": {"url": "https://e.example/mcp", "headers": {"Authorization": "Bearer ${V}"}}}}"#,
        &[
            (No, r#"{"amp.mcpServers": {"x": 3}}"#),
            (No, r#"{"amp.mcpServers": {"x": null}}"#),
            (No, r#"{"amp.mcpServers": {"x": "#),
            (Without, r#"{"mcpServers": {"x": {"command": "c"}}}"#),
            (Without, r#"{"amp": {"mcpServers": {"x": {"command": "c"}}}}"#),
        ],
    ),
    (
        "continue",
        "name: n\nversion: 1.0.0\nschema: v1\nmcpServers:\n  - name: x\n    command: c\n    args: [a b, '']\n\
         \x20   env: {K: 'p-${{ secrets.V }}', E: '='}\n  - name: far\n    type: streamable-http\n\
         \x20   url: https://e.example/mcp\n    requestOptions:\n      headers:\n        Authorization: Bearer ${{ secrets.V }}\n",
        &[
            (No, "name: n\nversion: 1.0.0\nmcpServers:\n  x:\n    command: c\n"),
            (No, "name: n\nversion: 1.0.0\nmcpServers:\n  - command: c\n"),
            (No, "name: n\nversion: 1.0.0\nmcpServers:\n  - name: x\n    type: local\n    command: c\n"),
            (No, "name: n\nversion: 1.0.0\nmcpServers:\n  - name: x\n    type: http\n    url: https://e.example\n"),
            (No, "name: n\nversion: 1.0.0\nmcpServers:\n  - name: x\n    command: c\n    env: {A: 1}\n"),
            (No, "name: n\nversion: 1.0.0\nmcpServers:\n  - name: x\n    command: c\n   args: []\n"),
            (No, "mcpServers:\n  - name: x\n    command: c\n"),
            (Without, "name: n\nversion: 1.0.0\nservers:\n  - name: x\n    command: c\n"),
        ],
    ),
];

#[test]
fn clients_refuse_what_is_broken() {
    let pairs =
        |pairs: &[(&str, &str)]| Said::Pairs(pairs.iter().map(|(name, text)| ((*name).to_owned(), (*text).to_owned())).collect());
    let text = |text: &str| Said::Text(text.to_owned());
    let expected = [
        ("x", Concept::Transport, text("stdio")),
        ("x", Concept::Command, text("c")),
        ("x", Concept::Args, Said::Texts(vec!["a b".to_owned(), String::new()])),
        ("x", Concept::Env, pairs(&[("K", "p-value-of-V"), ("E", "=")])),
        ("x", Concept::ToolTimeout, Said::Seconds(1.5)),
        ("x", Concept::Timeout, Said::Seconds(1.5)),
        ("far", Concept::Transport, text("http")),
        ("far", Concept::Url, text("https://e.example/mcp")),
        ("far", Concept::Headers, pairs(&[("authorization", "Bearer value-of-V")])),
    ];
    for &(host, good, broken) in CLIENTS.iter().filter(|(host, ..)| hosts::find(host).is_some_and(wanted)) {
        let mut judge = judge::of(host).unwrap();
        let variables = Variables::of(good);
        let first = judge.judge(good.as_bytes(), &variables);
        let Verdict::Loads { servers, complaints } = &first else { panic!("{host}: {first:?}") };
        assert!(complaints.is_empty() && servers.len() == 2, "{host}: {complaints:?} {servers:?}");
        for (server, concept, said) in &expected {
            let seen = servers.iter().find(|seen| seen.name == *server).unwrap().get(*concept);
            // VS Code and Cursor have no time limits.
            let has = !matches!(concept, Concept::ToolTimeout | Concept::Timeout) || good.contains("timeout");
            if judge.tells().contains(concept) && has && seen != Some(&Said::Untold) {
                assert_eq!(seen, Some(said), "{host}: {server}: {concept:?}");
            }
        }
        for (says, document) in broken {
            let said = match judge.judge(document.as_bytes(), &Variables::default()) {
                Verdict::Refuses(reason) => {
                    assert!(!reason.is_empty(), "{host}: no reason: {document}");
                    Some(No)
                }
                Verdict::Loads { servers, .. } if servers.iter().all(|seen| seen.name != "x") => Some(Without),
                Verdict::Loads { complaints, .. } if complaints.is_empty() => None,
                Verdict::Loads { .. } => Some(But),
            };
            assert_eq!(said, Some(*says), "{host}: {document}");
        }
        // Where one process is asked all the time, it has not learned anything from them.
        assert_eq!(judge.judge(good.as_bytes(), &variables), first, "{host}");
        say(&format!("{host}: {} broken documents", broken.len()));
    }
}
