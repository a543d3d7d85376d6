//! The boundary from the side of JavaScript: strings are written into the module's memory as `npm/src/engine.ts` does it, and
//! answers are read from there. Run in Node.js, and with `WASM_BINDGEN_USE_BROWSER=1` in a browser.

#![cfg(target_family = "wasm")]
#![allow(
    missing_docs,
    clippy::expect_used,
    clippy::panic,
    reason = "the macros export what they make; a test that cannot go on fails"
)]

use mcpglot_wasm::{convert, diff, explain, hosts, limit, read, reserve, validate};
use wasm_bindgen::prelude::wasm_bindgen;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen(inline_js = r#"
export function put(memory, at, text) {
    return new TextEncoder().encodeInto(text, new Uint8Array(memory.buffer, at)).written;
}
export function take(memory, at, length) {
    return new TextDecoder("utf-8", { ignoreBOM: true }).decode(new Uint8Array(memory.buffer, at, length));
}
export function numbers(memory, at, count) {
    return new Uint32Array(memory.buffer, at, count);
}
export function cut(text, from, to) {
    return text.slice(from, to);
}
"#)]
extern "C" {
    fn put(memory: &wasm_bindgen::JsValue, at: *const u8, text: &str) -> usize;
    fn take(memory: &wasm_bindgen::JsValue, at: u32, length: u32) -> String;
    fn numbers(memory: &wasm_bindgen::JsValue, at: u32, count: u32) -> Vec<u32>;
    fn cut(text: &str, from: u32, to: u32) -> String;
}

const SERVER: &str = r#"{"mcpServers":{"a":{"command":"x"}}}"#;
const CODEX: &str = r#"{"from":"claude-code","to":"codex"}"#;

/// Writes the texts one behind the other, and gives their lengths.
fn write<const N: usize>(texts: [&str; N]) -> [usize; N] {
    let mut end = 0;
    texts.map(|text| {
        let at = reserve(end + text.len()).wrapping_add(end);
        let written = put(&wasm_bindgen::memory(), at, text);
        end += written;
        written
    })
}

/// Where it is told what was answered.
fn places() -> [u32; 6] {
    let at = u32::try_from(mcpglot_wasm::answer().addr()).expect("an address has 32 bits");
    numbers(&wasm_bindgen::memory(), at, 6).try_into().expect("six numbers")
}

/// The response, and the document that belongs to it.
fn answer() -> (String, Option<String>) {
    let memory = wasm_bindgen::memory();
    let [json, json_length, text, text_length, ..] = places();
    let document = (text != 0).then(|| take(&memory, text, text_length));
    (take(&memory, json, json_length), document)
}

/// The edits that the response leaves out.
fn edits() -> Vec<u32> {
    let [.., at, count] = places();
    numbers(&wasm_bindgen::memory(), at, 3 * count)
}

/// The span of the first finding.
fn span(response: &str) -> (u32, u32) {
    let (_, rest) = response.split_once(r#""span":["#).expect("there is a span");
    let (start, rest) = rest.split_once(',').expect("it has a start");
    let (end, _) = rest.split_once(']').expect("it has an end");
    (start.parse().expect("a number"), end.parse().expect("a number"))
}

#[wasm_bindgen_test]
fn a_document_stands_beside_its_response() {
    let [source, options] = write([SERVER, CODEX]);
    convert(source, None, options);
    let (response, document) = answer();
    assert_eq!(document.as_deref(), Some("[mcp_servers.a]\ncommand = \"x\"\n"));
    assert_eq!(response, r#"{"schemaVersion":1,"from":"claude-code","to":"codex","written":"text","edits":[],"diagnostics":[]}"#);
}

/// Puts `source` into `into`.
fn merge(source: &str, into: &str, options: &str) {
    let [source, into, options] = write([source, into, options]);
    convert(source, Some(u32::try_from(into).expect("short")), options);
}

#[wasm_bindgen_test]
fn a_target_without_text_is_a_target() {
    merge(SERVER, "", CODEX);
    assert_eq!(edits(), [0, 0, 30]);
}

#[wasm_bindgen_test]
fn edits_stand_beside_a_response_that_counts_as_javascript_does() {
    let source = "{\"mcpServers\":{\"a\":{\"command\":\"\u{e9}\u{1F600}\",\"args\":[]}}}";
    let into = "# \u{1F600}\n[mcp_servers.a]\ncommand = \"y\" # \u{e9}\nargs = [1]\n";
    merge(source, into, CODEX);
    let (response, document) = answer();
    let expected = "# \u{1F600}\n[mcp_servers.a]\ncommand = \"\u{e9}\u{1F600}\" # \u{e9}\nargs = []\n";
    assert_eq!(document.as_deref(), Some(expected));
    assert!(!response.contains("edits"), "{response}");
    assert_eq!(edits(), [31, 34, 5, 47, 48, 0]);

    merge(source, into, r#"{"from":"claude-code","to":"codex","encoding":"utf-8"}"#);
    let (response, document) = answer();
    assert_eq!(document.as_deref(), Some(expected));
    assert!(response.contains("\"edits\":[{\"span\":[33,36],\"text\":\"\\\"\u{e9}\u{1F600}\\\"\"},"), "{response}");
    assert!(edits().is_empty());

    // Nothing is left of them where there are none.
    merge(source, expected, CODEX);
    assert!(answer().0.contains(r#""written":"unchanged","edits":[],"#));
    assert!(edits().is_empty());
}

#[wasm_bindgen_test]
fn spans_count_as_javascript_does() {
    let source = "{\"mcpServers\":{\"\u{e9}\u{1F600}\":{\"command\":\"x\",\"nope\":1}}}";
    let [length, options] = write([source, r#"{"host":"claude-code"}"#]);
    validate(length, options);
    let (start, end) = span(&answer().0);
    assert_eq!(cut(source, start, end), "\"nope\"");
    let [length, options] = write([source, r#"{"host":"claude-code","encoding":"utf-8"}"#]);
    validate(length, options);
    let (start, end) = span(&answer().0);
    assert_eq!(&source[start as usize..end as usize], "\"nope\"");
}

#[wasm_bindgen_test]
fn a_byte_that_is_no_text_is_refused_where_it_stands() {
    // What the engine writes in place of half of a surrogate pair.
    let [source, options] = write(["{\u{e9}!", CODEX]);
    let (before, memory) = (3, wasm_bindgen::memory());
    js_spoil(&memory, reserve(source).wrapping_add(before), 0xff);
    convert(source, None, options);
    let (response, document) = answer();
    assert!(response.contains(r#""code":"input-not-utf8""#), "{response}");
    assert_eq!((span(&response), document), ((2, 2), None));
}

#[wasm_bindgen(inline_js = "export function js_spoil(memory, at, byte) { new Uint8Array(memory.buffer)[at] = byte; }")]
extern "C" {
    fn js_spoil(memory: &wasm_bindgen::JsValue, at: *const u8, byte: u8);
}

#[wasm_bindgen_test]
fn long_texts_arrive_whole() {
    let command = "\u{20ac}x".repeat(500_000);
    let source = [r#"{"mcpServers":{"a":{"command":""#, &command, r#""}}}"#].concat();
    let [length, options] = write([&source, r#"{"from":"claude-code"}"#]);
    read(length, options);
    assert!(answer().0.contains(&command));
    let blank = " ".repeat(limit());
    let [length, options] = write([&blank, r#"{"host":"codex"}"#]);
    validate(length, options);
    assert!(answer().0.contains("input-too-large"));
}

#[wasm_bindgen_test]
fn mistakes_are_answers() {
    for (asked, code) in [
        (r#"{"to":"codex","stric":true}"#, "option-unknown"),
        (r#"{"to":"codex","strict":1}"#, "option-invalid"),
        (r#"{"to":"codx"}"#, "host-not-found"),
    ] {
        let [source, options] = write([SERVER, asked]);
        convert(source, None, options);
        let (response, document) = answer();
        let expected = [r#"{"schemaVersion":1,"error":{"code":""#, code, "\""].concat();
        assert!(response.starts_with(&expected), "{response}");
        assert_eq!(document, None);
    }
    let [options] = write([r#"{"code":"auth-droped"}"#]);
    explain(options);
    assert!(answer().0.contains("did you mean `auth-dropped`?"));
}

#[wasm_bindgen_test]
fn lengths_that_lie_do_no_harm() {
    write([SERVER]);
    diff(usize::MAX, usize::MAX, usize::MAX);
    assert!(answer().0.contains("error") || answer().0.contains("diagnostics"));
    hosts(0);
    assert!(answer().0.contains(r#""id":"codex""#));
}
