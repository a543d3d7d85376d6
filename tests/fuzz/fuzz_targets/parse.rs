//! Any text, as JSON, as TOML and as YAML: read or refused with a place, and in agreement with the parsers that everyone uses.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mcpglot_core::diag::Document;
use mcpglot_core::ops;
use mcpglot_core::syntax::{self, Syntax, Tree, What};
use mcpglot_core::text::{BOM, LineIndex};
use mcpglot_tests::oracle;
use serde::de::IgnoredAny;

fuzz_target!(|bytes: &[u8]| {
    let text = match ops::decode(bytes, Document::Source) {
        Ok(text) => text,
        Err((diagnostic, valid)) => {
            assert_eq!(diagnostic.span.start as usize, valid.len());
            valid
        }
    };
    let bare = text.strip_prefix(BOM).unwrap_or(text);

    let toml = toml_edit::Document::parse(text);
    match syntax::parse(text, Syntax::Toml) {
        Ok(tree) => {
            walk(&tree);
            let error = toml.err().map(|error| error.to_string()).unwrap_or_default();
            // Numbers are kept as written here, however large.
            assert!(error.is_empty() || error.contains("overflowed"), "we read what toml_edit refuses: {error}");
        }
        Err(fault) => {
            place(text, fault.span.start);
            // In inline tables it takes line breaks around `=`, which the grammar does not: `keyval-sep` is blanks.
            let is_break = text[fault.span.start as usize..].starts_with(['\n', '\r', '#'])
                && ["expected a value on the same line", "expected `=` after the key"].contains(&fault.message);
            let agrees = fault.what == What::Depth || is_break || toml.is_err();
            assert!(agrees, "toml_edit reads what we refuse: {}", fault.message);
        }
    }

    match syntax::parse(text, Syntax::Json) {
        Ok(tree) => {
            walk(&tree);
            let strict = tree.first_comment().is_none() && tree.first_trailing_comma().is_none() && !bare.trim().is_empty();
            assert!(!strict || serde_json::from_str::<IgnoredAny>(bare).is_ok(), "we read what serde_json refuses");
        }
        Err(fault) => {
            place(text, fault.span.start);
            assert!(
                fault.what == What::Depth || serde_json::from_str::<serde_json::Value>(bare).is_err(),
                "serde_json reads what we refuse: {}",
                fault.message
            );
        }
    }

    match syntax::parse(text, Syntax::Yaml) {
        Ok(tree) => {
            walk(&tree);
            // The other reader takes a document's end for text below `|`, knows tags of its own, and reads byte-order marks. To it
            // `++7` is a number, to YAML 1.2 it is text: `[-+]?[0-9]+`.
            let is_plain = !text.contains(['!', '\u{feff}']) && !["---", "...", "++", "+-"].iter().any(|odd| text.contains(odd));
            let agrees = || oracle::agrees(text, &tree) != Some(false);
            assert!(!is_plain || !text.ends_with('\n') || agrees(), "saphyr takes it for something else");
        }
        Err(fault) => place(text, fault.span.start),
    }
    let _ = ops::detect(text, None);
});

fn place(text: &str, offset: u32) {
    let position = LineIndex::new(text).position(offset);
    assert!(position.line >= 1 && position.column >= 1);
}

fn walk(tree: &Tree<'_>) {
    let mut stack = vec![tree.root()];
    while let Some(node) = stack.pop() {
        assert!(tree.text().get(tree.span(node).range()).is_some() && tree.text().get(tree.key_span(node).range()).is_some());
        let (_, _, _) = (tree.key(node), tree.str(node), tree.raw(node));
        assert_eq!(tree.children(node).count(), tree.len(node));
        stack.extend(tree.children(node));
    }
    let _ = tree.value(tree.root());
}
