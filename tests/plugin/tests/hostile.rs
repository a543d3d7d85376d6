//! What an embedder meets that hands over the texts of strangers: a finding, or the limit that it asked for. Nothing else.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::time::Duration;

use mcpglot_embed::converter::{Diagnostic, Document, Encoding, Options, Side, Switches};
use mcpglot_embed::{Instance, Limits, Translator};
use mcpglot_plugin_tests::translator;
use mcpglot_tests::fixtures::{fail, report};
use wasmtime::{Result, Trap};

const MIB: usize = 1 << 20;

/// How a call ends.
#[derive(Clone, PartialEq, Eq, Debug)]
enum End {
    /// With an answer, and findings of these codes.
    Said(Vec<String>),
    /// At a limit.
    Fuel,
    Time,
    Memory,
    /// In a way that nobody asked for.
    Other(String),
}

impl End {
    fn of(call: Result<Vec<Diagnostic>>) -> Self {
        let error = match call {
            Ok(found) => return Self::Said(found.into_iter().map(|one| one.code).collect()),
            Err(error) => error,
        };
        match error.downcast_ref() {
            Some(Trap::OutOfFuel) => Self::Fuel,
            Some(Trap::Interrupt) => Self::Time,
            _ if format!("{error:?}").contains("growing memory") => Self::Memory,
            _ => Self::Other(format!("{error:?}")),
        }
    }

    fn has(&self, code: &str) -> bool {
        matches!(self, Self::Said(codes) if codes.iter().any(|one| one == code))
    }
}

fn options<'o>(from: &'o str, to: &'o str, into: Option<&'o str>) -> Options<'o> {
    Options { switches: Switches::TRACE, encoding: Encoding::Utf16, ..mcpglot_plugin_tests::options(from, to, into) }
}

/// Every function that takes a text, each in an instance of its own.
fn ends(translator: &Translator, id: &str, text: &str) -> Vec<(&'static str, End)> {
    type Call<'c> = &'c dyn Fn(&mut Instance) -> Result<Vec<Diagnostic>>;
    let other = if id == "codex" { "claude-code" } else { "codex" };
    let utf16 = Encoding::Utf16;
    let call = |call: Call<'_>| End::of(translator.start().and_then(|mut instance| call(&mut instance)));
    let convert = |to, into| {
        call(&|instance| {
            let asked = options(id, to, into);
            Ok(instance.call(|converter, store| converter.call_convert(store, text, asked))?.unwrap().diagnostics)
        })
    };
    vec![
        ("convert", convert(other, None)),
        ("convert into itself", convert(id, Some(text))),
        ("validate", call(&|instance| Ok(instance.call(|it, store| it.call_validate(store, text, id, utf16))?.unwrap()))),
        ("fix", call(&|instance| Ok(instance.call(|it, store| it.call_fix(store, text, id, utf16))?.unwrap().diagnostics))),
        ("read", call(&|instance| Ok(instance.call(|it, store| it.call_read(store, text, id, utf16))?.unwrap().diagnostics))),
        ("detect", call(&|instance| instance.call(|it, store| it.call_detect(store, text, None, utf16)).map(|_| Vec::new()))),
        (
            "diff",
            call(&|instance| {
                let side = || Side { text, host: id };
                Ok(instance.call(|it, store| it.call_diff(store, side(), side(), utf16))?.unwrap().left)
            }),
        ),
    ]
}

/// A text of one host for each way to be unkind.
fn texts() -> Vec<(&'static str, &'static str, String)> {
    let (json, toml) = ("claude-code", "codex");
    let servers = |entries: &str| format!("{{\"mcpServers\": {{{entries}}}}}");
    let many = |count: usize, entry: &dyn Fn(usize) -> String| (0..count).map(entry).collect::<Vec<_>>().join(",");
    let depth = 100_000;
    let mut texts = vec![
        ("lists in lists", json, servers(&format!("\"a\": {}", "[".repeat(depth)))),
        ("objects in objects", json, "{\"a\":".repeat(depth)),
        ("closed lists", json, servers(&format!("\"a\": {}{}", "[".repeat(depth), "]".repeat(depth)))),
        ("lists in lists", toml, format!("a = {}{}", "[".repeat(depth), "]".repeat(depth))),
        ("tables in tables", toml, format!("a = {}", "{a=".repeat(depth))),
        ("a dotted key", toml, format!("{}a = 1", "a.".repeat(depth))),
        ("a dotted header", toml, format!("[{}a]\n", "a.".repeat(depth))),
        ("arrays of tables", toml, "[[mcp_servers]]\n".repeat(depth)),
        ("one key again and again", json, servers(&many(depth, &|_| "\"a\": {\"command\": \"x\"}".into()))),
        ("one key again and again", toml, "[mcp_servers.a]\ncommand = 'x'\n".repeat(depth)),
        ("a server without a way to it, on one line", json, servers(&many(50_000, &|at| format!("\"{at}\": {{\"x\": 1}}")))),
        (
            "servers",
            json,
            servers(&many(50_000, &|at| format!("\"s{at}\": {{\"command\": \"x\", \"env\": {{\"A\": \"${{B}}\"}}}}"))),
        ),
        (
            "fields of one server",
            toml,
            format!("[mcp_servers.a]\n{}", (0..depth).map(|at| format!("k{at} = 1\n")).collect::<String>()),
        ),
        ("a key of a mebibyte", json, servers(&format!("\"{}\": {{\"command\": \"x\"}}", "k".repeat(MIB)))),
        ("a key of escapes", json, servers(&format!("\"{}\": {{\"command\": \"x\"}}", "\\u0000\\ud800".repeat(MIB / 12)))),
        ("keys that look alike", json, servers("\"\": {}, \"__proto__\": {}, \"a\\u0000\": {}, \"a\": {}, \"\u{202e}a\": {}")),
        ("references in references", json, servers(&format!("\"a\": {{\"command\": \"{}\"}}", "${A:-".repeat(MIB / 5)))),
        ("comments that do not end", json, "/*".repeat(MIB)),
        ("quotes", toml, "\"".repeat(MIB)),
        ("fences of Markdown", json, "```\n{\n".repeat(MIB / 6)),
        ("templates", json, "{{ {% <% ".repeat(MIB / 9)),
    ];
    // Anything at all, the same on every machine.
    let mut random = 1u32;
    let mut next = |below: usize| {
        random = random.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (random >> 8) as usize % below
    };
    const WORDS: &[&str] = &[
        "{",
        "}",
        "[",
        "]",
        "\"",
        ":",
        ",",
        "=",
        "\n",
        "#",
        "//",
        "'''",
        "\\",
        "mcpServers",
        "mcp_servers",
        ".",
        "é",
        "\u{feff}",
        "1",
        "null",
    ];
    for id in [json, toml] {
        texts.push(("words", id, (0..MIB / 2).map(|_| WORDS[next(WORDS.len())]).collect()));
        let bytes: Vec<u8> = (0..MIB).map(|_| next(256) as u8).collect();
        texts.push(("noise", id, String::from_utf8_lossy(&bytes).into_owned()));
    }
    texts
}

#[test]
fn a_text_of_a_stranger_gets_an_answer_or_meets_a_limit() {
    let translator = translator(Limits { memory: 256 * MIB, time: None, fuel: Some(3_000_000_000) });
    let (mut failures, mut answers, mut limits) = (Vec::new(), 0, 0);
    for (what, id, text) in texts() {
        for (function, end) in ends(&translator, id, &text) {
            match end {
                End::Said(_) => answers += 1,
                End::Fuel | End::Memory => {
                    report(&format!("plugin: {function} of {what} for {id}: {end:?}"));
                    limits += 1;
                }
                end => failures.push(format!("{function} of {what} for {id}: {end:?}")),
            }
        }
    }
    fail(&failures);
    report(&format!("plugin: {answers} answers to strangers, {limits} limits"));
}

#[test]
fn too_deep_and_too_large_are_findings() {
    let translator = translator(Limits { memory: 256 * MIB, time: None, fuel: Some(3_000_000_000) });
    let mut failures = Vec::new();
    let long = " ".repeat(40 * MIB);
    let limit = 32 * MIB;
    for (code, id, text) in [
        ("input-too-deep", "claude-code", &*"[".repeat(100_000)),
        ("input-too-deep", "codex", &*format!("a = {}", "[".repeat(100_000))),
        ("input-too-large", "claude-code", &long[..=limit]),
        ("input-too-large", "codex", &long),
    ] {
        for (function, end) in ends(&translator, id, text) {
            if !end.has(code) && function != "detect" {
                failures.push(format!("{function} for {id}: no {code}, but {end:?}"));
            }
        }
    }
    fail(&failures);
}

#[test]
fn what_is_not_utf8_is_a_finding() {
    let mut instance = translator(Limits::default()).start().unwrap();
    let mut decode = |bytes: &[u8]| {
        let decoded = instance.call(|converter, store| converter.call_decode(store, bytes, Document::Target, Encoding::Utf8));
        decoded.unwrap().map_err(|found| (found.code, found.document, found.place.span.start))
    };
    let all: Vec<u8> = (0..=255).collect();
    assert_eq!(decode(&all), Err(("input-not-utf8".to_owned(), Document::Target, 128)));
    assert_eq!(decode("\u{feff}{}".as_bytes()), Ok("\u{feff}{}".to_owned()));
}

/// A server whose text takes a while.
fn long() -> String {
    format!("{{\"mcpServers\": {{{}\"a\": {{}}}}}}", "\"a\": {\"command\": \"x\"},".repeat(100_000))
}

#[test]
fn each_limit_stops_a_call_and_no_other() {
    let text = long();
    let plenty = Limits { memory: 512 * MIB, time: Some(Duration::from_secs(600)), fuel: Some(u64::MAX) };
    let read = |limits| {
        let mut instance = translator(limits).start().unwrap();
        let mut read = |text: &str| {
            let call = instance.call(|it, store| it.call_read(store, text, "claude-code", Encoding::Utf8));
            End::of(call.map(|reading| reading.unwrap().diagnostics))
        };
        let small = "{\"mcpServers\": {}}";
        assert_eq!(read(small), End::Said(Vec::new()));
        let end = read(&text);
        // What was stopped cannot be used on.
        let after = read(small);
        assert_eq!(matches!(end, End::Said(_)), after == End::Said(Vec::new()), "{end:?}, then {after:?}");
        end
    };
    assert!(read(plenty).has("duplicate-key"));
    assert_eq!(read(Limits { fuel: Some(1_000_000), ..plenty }), End::Fuel);
    assert_eq!(read(Limits { memory: 4 * MIB, ..plenty }), End::Memory);
    assert_eq!(read(Limits { time: Some(Duration::from_millis(1)), ..plenty }), End::Time);
}

/// What is counted is instructions, so that no clock and no other program has a say.
#[test]
fn the_variables_of_one_server_are_not_compared_with_each_other() {
    let count = 10_000;
    let variables: Vec<String> = (0..count).map(|at| format!("\"V{at}\": \"x\"")).collect();
    let text = format!("{{\"mcpServers\": {{\"a\": {{\"command\": \"x\", \"env\": {{{}}}}}}}}}", variables.join(", "));
    let limits = Limits { memory: 256 * MIB, time: None, fuel: Some(6_000 * count) };
    let mut instance = translator(limits).start().unwrap();
    let asked = Options { switches: Switches::empty(), ..options("claude-code", "codex", None) };
    let call = instance.call(|converter, store| converter.call_convert(store, &text, asked));
    assert_eq!(End::of(call.map(|outcome| outcome.unwrap().diagnostics)), End::Said(Vec::new()));
}
