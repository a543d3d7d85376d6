//! The laws, over generated servers and targets.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::sync::Mutex;

use mcpglot_core::diag::{Diagnostic, Loss, codes};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::model::{Concept, Meaning, Server, Transport};
use mcpglot_core::ops::{self, Options, Strategy, Written};
use mcpglot_core::text::Encoding;
use mcpglot_tests::fixtures::cases;
use mcpglot_tests::generate::{CANARIES, Tape, document, target};
use mcpglot_tests::laws::{Case, check};
use proptest::collection::vec;
use proptest::prelude::*;

fn host(id: &str) -> &'static Host {
    hosts::find(id).unwrap()
}

/// Asks the laws about what `bytes` generate. Gives whether something came of it.
fn holds(from: &'static Host, to: &'static Host, bytes: &[u8], into: bool, strategy: Strategy) -> Result<bool, TestCaseError> {
    let mut tape = Tape::new(bytes);
    let source = document(&mut tape, from);
    let into = into.then(|| target(&mut tape, to));
    let case = Case { source: &source, from, to, into: into.as_deref(), strategy, secrets: CANARIES };
    let outcome = check(&case).map_err(TestCaseError::fail)?;
    Ok(outcome.written != Written::Refused)
}

/// The number of cases: `PROPTEST_CASES`, or as many as take seconds.
fn config(usual: u32) -> ProptestConfig {
    let cases = std::env::var("PROPTEST_CASES").ok().and_then(|cases| cases.parse().ok()).unwrap_or(usual);
    ProptestConfig { cases, max_shrink_iters: 5_000, failure_persistence: None, ..ProptestConfig::default() }
}

fn run(from: &'static Host, to: &'static Host, into: bool, strategy: Strategy, usual: u32) {
    let mut runner = proptest::test_runner::TestRunner::new(config(usual));
    let result = runner.run(&vec(any::<u8>(), 0..600), |bytes| holds(from, to, &bytes, into, strategy).map(|_| ()));
    if let Err(error) = result {
        match error {
            proptest::test_runner::TestError::Fail(why, _) => panic!("{} to {}, {why}", from.id, to.id),
            proptest::test_runner::TestError::Abort(why) => panic!("{why}"),
        }
    }
    // A generator whose documents are all refused would prove nothing.
    let mut written = 0u32;
    for seed in 0..20u32 {
        let bytes: Vec<u8> = (0..400u32).map(|at| (seed.wrapping_add(7).wrapping_mul(at * at + 31) >> 3) as u8).collect();
        written += u32::from(holds(from, to, &bytes, into, strategy).unwrap_or(true));
    }
    assert!(written > 10, "only {written} of 20 documents are converted");
}

/// From every host to one: anew, merged and overwritten.
fn from_all(to: &str) {
    for from in hosts::ALL {
        // Of 1156 pairs most look alike; those that people have most are asked most.
        let often = |id: &str| match id {
            "claude-code" | "codex" => 2,
            "cursor" | "vscode" | "gemini-cli" | "opencode" | "copilot-cli" | "droid" | "claude-desktop" => 1,
            _ => 0,
        };
        let usual = match (often(from.id), often(to)) {
            (2, 2) => 300,
            (0, _) | (_, 0) => 6,
            _ => 50,
        };
        for (into, strategy) in [(false, Strategy::Merge), (true, Strategy::Merge), (true, Strategy::Overwrite)] {
            run(from, host(to), into, strategy, usual);
        }
    }
}

/// Does `work` for every host, as many at a time as there are processors; `MCPGLOT_LAWS` names a few of them, for a try.
fn every_host(work: impl Fn(&str) + Sync) {
    let wanted =
        |host: &&Host| std::env::var("MCPGLOT_LAWS").map_or(true, |names| names.split_whitespace().any(|name| name == host.id));
    let left: Mutex<Vec<&Host>> = Mutex::new(hosts::ALL.iter().copied().filter(wanted).collect());
    let next = || left.lock().unwrap().pop();
    std::thread::scope(|scope| {
        for _ in 0..std::thread::available_parallelism().map_or(1, usize::from) {
            scope.spawn(|| {
                while let Some(host) = next() {
                    work(host.id);
                }
            });
        }
    });
}

#[test]
fn every_host_to_every_host() {
    every_host(from_all);
}

#[test]
fn into_itself_is_unchanged() {
    every_host(itself);
}

/// A document into itself is that document.
fn itself(id: &str) {
    let host = host(id);
    let mut runner = proptest::test_runner::TestRunner::new(config(200));
    let result = runner.run(&vec(any::<u8>(), 0..600), |bytes| {
        let source = document(&mut Tape::new(&bytes), host);
        for strategy in [Strategy::Merge, Strategy::Overwrite] {
            let case = Case { source: &source, from: host, to: host, into: Some(&source), strategy, secrets: CANARIES };
            let outcome = check(&case).map_err(TestCaseError::fail)?;
            let refused_for_itself = outcome.written == Written::Refused && ops::read(&source, host).config.is_none();
            prop_assert!(
                outcome.written == Written::Unchanged || refused_for_itself,
                "{:?} of itself, {strategy:?}: {:?}\n{source}",
                outcome.written,
                outcome.edits
            );
        }
        Ok(())
    });
    if let Err(proptest::test_runner::TestError::Fail(why, _)) = result {
        panic!("{why}");
    }
}

/// One server under another name: it alone arrives, and the target's others stay.
#[test]
fn a_chosen_server_arrives_under_its_new_name() {
    let (from, to) = (host("claude-code"), host("codex"));
    let mut runner = proptest::test_runner::TestRunner::new(config(300));
    let result = runner.run(&vec(any::<u8>(), 0..600), |bytes| {
        let mut tape = Tape::new(&bytes);
        let (source, into) = (document(&mut tape, from), target(&mut tape, to));
        let names = |text: &str, host| -> Vec<String> {
            let config = ops::read(text, host).config;
            config.iter().flat_map(|config| &config.servers).map(|server| server.name.to_string()).collect()
        };
        let Some(chosen) = names(&source, from).first().cloned() else { return Ok(()) };
        let (servers, rename) = ([chosen.clone()], [(chosen.clone(), "renamed".to_owned())]);
        let mut options = Options::new(to);
        (options.from, options.into, options.servers, options.rename) =
            (Some(from), Some(into.as_str()), Some(servers.as_slice()), &rename);
        let outcome = ops::convert(&source, &options);
        let Some(text) = &outcome.text else { return Ok(()) };
        let (before, after) = (names(&into, to), names(text, to));
        let lost = outcome
            .diagnostics
            .iter()
            .any(|diagnostic| diagnostic.loss.as_ref().is_some_and(|loss| loss.server == chosen && loss.concept.is_none()));
        let came: Vec<&String> = after.iter().filter(|name| !before.contains(name)).collect();
        prop_assert_eq!(came.len(), usize::from(!lost), "{:?} comes of {}", &came, &source);
        prop_assert!(
            came.iter().all(|name| *name == "renamed") && before.iter().all(|name| after.contains(name)),
            "{:?} from {:?}",
            &after,
            &before
        );
        let others =
            outcome.diagnostics.iter().filter_map(|diagnostic| diagnostic.loss.as_ref()).find(|loss| loss.server != chosen);
        prop_assert!(others.is_none(), "a loss of a server that was not asked for: {:?}", others);
        Ok(())
    });
    if let Err(proptest::test_runner::TestError::Fail(why, _)) = result {
        panic!("{why}");
    }
}

/// A bridge starts what the host cannot reach, with no value of a header in its arguments, and the second run changes nothing.
#[test]
fn a_bridge_keeps_values_out_of_arguments() {
    for to in ["codex", "claude-desktop"] {
        let (from, to) = (host("claude-code"), host(to));
        let mut runner = proptest::test_runner::TestRunner::new(config(200));
        let result = runner.run(&vec(any::<u8>(), 0..600), |bytes| {
            let source = document(&mut Tape::new(&bytes), from);
            let mut options = Options::new(to);
            (options.from, options.bridge) = (Some(from), true);
            let outcome = ops::convert(&source, &options);
            let Some(text) = &outcome.text else { return Ok(()) };
            let (before, after) = (ops::read(&source, from), ops::read(text, to));
            let (Some(before), Some(after)) = (before.config, after.config) else { return Ok(()) };
            let remote = |server: &&Server<'_>| {
                let reached = |transport| [Transport::Http, Transport::Sse].contains(&transport) && !to.has_transport(transport);
                !server.unusable
                    && !server.is_disabled()
                    && server.transport.is_some_and(reached)
                    && to.names.accepts(&server.name)
            };
            for server in before.servers.iter().filter(remote) {
                let arrived = after.servers.iter().find(|other| other.name == server.name);
                let Some(arrived) = arrived else { return Err(TestCaseError::fail(format!("`{}` is not bridged", server.name))) };
                prop_assert_eq!(arrived.transport, Some(Transport::Stdio));
                let said = |diagnostic: &Diagnostic| {
                    *diagnostic.code == codes::BRIDGED && diagnostic.loss.as_ref().is_some_and(|loss| loss.server == server.name)
                };
                prop_assert!(outcome.diagnostics.iter().any(said), "`{}` is bridged without a word", server.name);
                let Some(Meaning::Texts(args)) = arrived.get(Concept::Args).map(|field| &field.meaning) else {
                    return Err(TestCaseError::fail("a bridge without arguments"));
                };
                for header in args.iter().skip(3).map(|text| text.raw()) {
                    prop_assert!(!CANARIES.iter().any(|value| header.contains(value)), "a value in an argument: {}", header);
                }
            }
            options.into = Some(text);
            let again = ops::convert(&source, &options);
            prop_assert_eq!(again.written, Written::Unchanged, "the second run of {}", source);
            Ok(())
        });
        if let Err(proptest::test_runner::TestError::Fail(why, _)) = result {
            panic!("{why}");
        }
    }
}

/// Every fixture, whatever it is there for: to both hosts, into its target, into itself, each way.
#[test]
fn fixtures() {
    let mut broken: Vec<String> = Vec::new();
    for fixture in cases().unwrap() {
        let read = |path: &std::path::Path| String::from_utf8(std::fs::read(path).unwrap()).ok();
        let Some(source) = read(&fixture.input) else { continue };
        let source = ops::block_of(&source).unwrap_or(source);
        let existing = fixture.existing.as_deref().and_then(read);
        let (from, to) = (fixture.from, fixture.to);
        // A block of a README may be one of a host's own, in its own syntax.
        if from.id == hosts::SNIPPET.id && mcpglot_core::syntax::parse(&source, from.syntax).is_err() {
            continue;
        }
        for strategy in [Strategy::Merge, Strategy::Overwrite] {
            for (to, into) in [(to, None), (to, existing.as_deref()), (from, None), (from, Some(source.as_str()))] {
                // Nothing is written for a snippet.
                if to.id == hosts::SNIPPET.id {
                    continue;
                }
                let case = Case { source: &source, from, to, into, strategy, secrets: &[] };
                match check(&case) {
                    Err(why) => broken.push(format!("{}: {why}", fixture.name)),
                    Ok(outcome) if into == Some(source.as_str()) && to.id == from.id && outcome.written == Written::Text => {
                        broken.push(format!("{}: itself changes, {strategy:?}: {:?}", fixture.name, outcome.edits));
                    }
                    Ok(_) => {}
                }
            }
        }
    }
    assert!(broken.is_empty(), "{} of them break a law\n{}", broken.len(), broken.join("\n\n"));
}

/// Servers without anything special arrive everywhere, and there is nothing to say of them.
#[test]
fn plain_servers_arrive_without_a_word() {
    let started =
        r#"{ "mcpServers": { "web": { "command": "npx", "args": ["-y", "@example/web"], "env": { "LEVEL": "info" } } } }"#;
    let remote = r#"{ "mcpServers": { "api": { "type": "http", "url": "https://mcp.example.com/v1" } } }"#;
    for (source, transport) in [(started, Transport::Stdio), (remote, Transport::Http)] {
        for to in hosts::ALL {
            let mut options = Options::new(to);
            options.from = Some(host("claude-code"));
            let outcome = ops::convert(source, &options);
            let can = to.transport.known.iter().any(|&(known, _)| known == transport);
            let said: Vec<&Diagnostic> =
                outcome.diagnostics.iter().filter(|found| *found.code != codes::HOST_NOT_VERIFIED).collect();
            assert_eq!(said.is_empty(), can, "{}: {said:?}", to.id);
        }
    }
}

fn side<'d, 's>(host: &'static Host, read: &'d ops::ReadOutcome<'s>) -> Option<ops::Side<'d, 's>> {
    Some(ops::Side { host, tree: read.tree.as_ref()?, config: read.config.as_ref()? })
}

/// Where the name of a variable belongs, some paste what it holds.
#[test]
fn a_credential_in_place_of_a_name_is_shown_nowhere() {
    let token = ["ghp_", &"a1B2c3D4e5".repeat(4)].concat();
    for (from, source) in [
        ("codex", "[mcp_servers.a]\nurl = \"https://h.example/x\"\nbearer_token_env_var = \"T\"\n"),
        ("codex", "[mcp_servers.a]\nurl = \"https://h.example/x\"\nenv_http_headers = { X-Key = \"T\", Y = \"T\" }\n"),
        ("codex", "[mcp_servers.a]\ncommand = \"x\"\nenv_vars = [\"T\", \"T\", { name = \"T\", source = \"remote\" }]\n"),
        ("codex", "[mcp_servers.a]\ncommand = \"x\"\nenv_vars = [\"my s3cret!\", \"my s3cret!\"]\n"),
        ("codex", "[mcp_servers.a]\ncommand = \"x\"\nenv = { T = \"x\" }\n"),
        (
            "mistral-vibe",
            "[[mcp_servers]]\nname = \"a\"\ntransport = \"http\"\nurl = \"https://h.example/x\"\napi_key_env = \"T\"\n",
        ),
        ("goose", "extensions:\n  a:\n    type: stdio\n    cmd: x\n    args: []\n    env_keys: [T]\n    enabled: true\n"),
        ("claude-code", r#"{"mcpServers": {"a": {"command": "x", "env": {"K": "${T}", "L": "a-${T:-x}"}}}}"#),
        ("vscode", r#"{"servers": {"a": {"command": "x", "args": ["-v"], "env": {"K": "${env:T}"}}}}"#),
    ] {
        let (from, source) = (host(from), source.replace('T', &token));
        let secrets = [token.as_str(), "s3cret"];
        let shows = |text: &str| secrets.iter().any(|secret| text.contains(secret));
        let read = ops::read(&source, from);
        assert!(read.config.as_ref().is_some_and(|config| config.servers.iter().any(|one| !one.unusable)), "{source}");
        let masked = mcpglot_wire::to_json(&mcpglot_wire::Read::new(&read, from, &source, Encoding::Utf8, true));
        assert!(!shows(&masked), "{masked}");
        let other = ops::read(r#"{"mcpServers": {"a": {"command": "y"}}}"#, host("claude-code"));
        let (Some(left), Some(right)) = (side(from, &read), side(host("claude-code"), &other)) else { panic!("{source}") };
        let differences = ops::diff(&left, &right);
        assert!(!differences.is_empty() && !shows(&format!("{differences:?}")), "{differences:?}");
        for to in hosts::ALL {
            let case = Case { source: &source, from, to, into: None, strategy: Strategy::Merge, secrets: &secrets };
            let outcome = check(&case).unwrap_or_else(|why| panic!("{} to {}, {why}", from.id, to.id));
            let key = |loss: &Loss| loss.key.as_deref().is_some_and(shows);
            assert!(!outcome.diagnostics.iter().any(|one| one.loss.as_ref().is_some_and(key)), "{:?}", outcome.diagnostics);
            for to in outcome.mapping.iter().filter_map(|one| one.to.as_ref()) {
                assert!(!to.path.contains(&token), "{}", to.path);
            }
            let commands = ops::commands(&source, &Options { from: Some(from), ..Options::new(to) });
            for command in commands.servers.iter().flatten().flat_map(|(_, commands)| commands) {
                let said = command.text.as_deref().map(|text| mcpglot_tests::commands::document(to, text));
                assert!(!said.is_some_and(|said| said.is_ok_and(|said| said.is_some_and(|said| shows(&said)))), "{command:?}");
            }
            let commands = mcpglot_tests::commands::wire(&commands, to, &source);
            let commands = mcpglot_wire::to_json(&commands);
            assert!(!shows(&commands), "{} to {}: {commands}", from.id, to.id);
        }
    }
}
