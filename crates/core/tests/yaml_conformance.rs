//! The YAML parser against the official suite, yaml-test-suite.

#![expect(clippy::expect_used, reason = "a test")]

use std::fmt::Write as _;

use mcpglot_core::syntax::{Form, Kind, NodeId, Syntax, Tree, parse};
use serde_json::Value;

const SUITE: &str = include_str!("../../../tests/data/yaml-test-suite.json");

/// The events of the document, as the suite writes them, without anchors and tags.
fn events(tree: &Tree<'_>, node: NodeId, out: &mut String) {
    if tree.form(node) == Form::Alias {
        out.push_str("=ALI\n");
        return;
    }
    match tree.kind(node) {
        Kind::Map => {
            out.push_str("+MAP\n");
            for entry in tree.children(node) {
                writeln!(out, "=VAL {}", tree.key(entry).escape_debug()).expect("a string");
                events(tree, entry, out);
            }
            out.push_str("-MAP\n");
        }
        Kind::List => {
            out.push_str("+SEQ\n");
            for item in tree.children(node) {
                events(tree, item, out);
            }
            out.push_str("-SEQ\n");
        }
        _ => {
            let text = tree.str(node).unwrap_or(std::borrow::Cow::Borrowed(tree.raw(node)));
            writeln!(out, "=VAL {}", text.escape_debug()).expect("a string");
        }
    }
}

/// The suite's events of the first document, spelled as [`events`] spells them, and how many documents there are.
fn expected(tree: &str) -> (String, usize) {
    let mut out = String::new();
    let mut documents = 0;
    for line in tree.lines() {
        let (event, rest) = line.split_at(4);
        documents += usize::from(event == "+DOC");
        if documents > 1 {
            continue;
        }
        match event {
            "+STR" | "-STR" | "+DOC" | "-DOC" => {}
            "=VAL" => {
                let mut rest = rest.trim_start();
                while rest.starts_with(['&', '<']) {
                    rest = rest.split_once(' ').expect("a value").1;
                }
                let text = rest[1..]
                    .replace("\\\\", "\0")
                    .replace("\\n", "\n")
                    .replace("\\t", "\t")
                    .replace("\\b", "\u{8}")
                    .replace("\\r", "\r")
                    .replace('\0', "\\");
                writeln!(out, "=VAL {}", text.escape_debug()).expect("a string");
            }
            event => writeln!(out, "{event}").expect("a string"),
        }
    }
    (out, documents)
}

/// What YAML has and is refused: keys other than scalars on one line without anchor and tag, and so all behind `?`; maps in
/// lists without braces of their own.
const REFUSED: &[&str] = &[
    "26DV", "2JQS", "2SXE", "2XXW", "35KP", "4FJ6", "5WE3", "6BFJ", "6M2F", "6PBE", "74H7", "7BMT", "7FWL", "7W2P", "87E4",
    "8UDB", "9KAX", "9MMW", "A2M4", "CFD4", "CN3R", "CT4Q", "DFF7", "E76Z", "FH7J", "FRK4", "GH63", "HMQ5", "JTV5", "KK5P",
    "L94M", "L9U5", "LQZ7", "LX3P", "M2N8/00", "M2N8/01", "M5DY", "NHX8", "NKF9", "PW8X", "Q9WF", "QF4Y", "RR7F", "RZP5", "S3PD",
    "S9E8", "SBG9", "SM9W/01", "U3XV", "UKK6/00", "V9D5", "WZ62", "X38W", "X8DW", "XW4D", "ZH7C", "ZWK4",
];

/// What YAML has not and is read: directives that are passed over (a value depends on none of them), a tag whose handle is
/// defined for another document, lines between brackets and quotes that are indented too little or by tabs, as libyaml puts up
/// with, and a tab alone on its line below `|`.
const READ: &[&str] = &["H7TQ", "MUS6/00", "SF5V", "QLJ7", "9C9N", "DK95/01", "QB6E", "VJP3/00", "Y79Y/03", "Y79Y/00"];

#[test]
fn documents_mean_what_the_suite_says() {
    let cases: Vec<Value> = serde_json::from_str(SUITE).expect("JSON");
    assert!(cases.len() > 400, "{}", cases.len());
    let known = |list: &[&str]| list.iter().all(|id| cases.iter().any(|case| case["id"] == *id));
    assert!(known(REFUSED) && known(READ), "a deviation from no case");
    let mut refused = Vec::new();
    for case in &cases {
        let id = case["id"].as_str().expect("a name");
        let yaml = case["yaml"].as_str().expect("a text");
        let tree = match (parse(yaml, Syntax::Yaml), REFUSED.contains(&id)) {
            (Ok(tree), false) => tree,
            (Err(_), true) => continue,
            (Err(_), false) if case["tree"].is_null() => continue,
            (Err(fault), false) => {
                refused.push(format!("{id}: {fault:?}"));
                continue;
            }
            (Ok(_), true) => panic!("{id} is read, so that it deviates no more\n{yaml}"),
        };
        let Some(wanted) = case["tree"].as_str() else {
            assert!(READ.contains(&id), "{id} is read\n{yaml}");
            continue;
        };
        assert!(!READ.contains(&id), "{id} is no deviation");
        let mut found = String::new();
        events(&tree, tree.root(), &mut found);
        let (wanted, documents) = expected(wanted);
        // An empty document is an empty map here.
        let is_empty = found == "+MAP\n-MAP\n" && (wanted == "=VAL \n" || documents == 0);
        assert!(found == wanted || is_empty, "{id}\n{yaml}\nfound:\n{found}\nwanted:\n{wanted}");
        assert_eq!(tree.second_document().is_some(), documents > 1, "{id}\n{yaml}");
    }
    assert!(refused.is_empty(), "refused, and no deviation: {}", refused.join("\n"));
}
