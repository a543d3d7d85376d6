//! Plans become splices: what a good editor would do, by example, and what must hold of any document and plan, by law.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that fails shall panic")]

mod corpus;
mod generate;
mod json;
mod laws;
// One oracle for the laws here and for those over whole conversions.
#[path = "../../../../tests/src/oracle.rs"]
#[expect(unreachable_pub, reason = "elsewhere it is reachable")]
mod oracle;
mod toml;
mod yaml;

use mcpglot_core::syntax::{Plan, Syntax, Tree, Value, parse};
use mcpglot_core::text::apply_edits;

/// Checks that the plan makes `after` of `before`, byte for byte, and that both are documents.
#[track_caller]
fn check<'a>(syntax: Syntax, before: &str, plan: impl FnOnce(&Tree<'_>, &mut Plan<'a>), after: &str) {
    let tree = parse(before, syntax).unwrap();
    let mut wanted = Plan::new();
    plan(&tree, &mut wanted);
    let edits = wanted.edits(&tree);
    assert!(
        edits.iter().zip(edits.iter().skip(1)).all(|(one, other)| one.span.end < other.span.start),
        "edits overlap: {edits:?}"
    );
    let found = apply_edits(before, &edits);
    assert!(found == after, "found:\n{found}\nwanted:\n{after}\n{found:?}");
    if let Err(fault) = parse(&found, syntax) {
        panic!("{}: {found}", fault.message);
    }
    if syntax == Syntax::Yaml {
        assert_eq!(oracle::agrees(&found, &parse(&found, syntax).unwrap()), Some(true));
    }
    if syntax == Syntax::Toml {
        found.trim_start_matches('\u{feff}').parse::<toml_edit::DocumentMut>().unwrap();
    }
}

fn text(text: &str) -> Value<'_> {
    Value::string(text)
}

fn list<'a>(items: &[&'a str]) -> Value<'a> {
    Value::List(items.iter().map(|item| Value::string(*item)).collect())
}

fn map<'a>(entries: &[(&'a str, Value<'a>)]) -> Value<'a> {
    Value::Map(entries.iter().map(|(key, value)| ((*key).into(), value.clone())).collect())
}

/// A plan that removes the entry at `path`.
fn remove(path: &'static [&'static str]) -> impl FnOnce(&Tree<'_>, &mut Plan<'static>) {
    move |tree, plan| {
        let entry = path.iter().fold(tree.root(), |at, key| tree.get(at, key).unwrap());
        plan.remove(tree, entry);
    }
}

/// A plan that makes the entry at `path` say `value`.
fn put(path: &'static [&'static str], value: Value<'static>) -> impl FnOnce(&Tree<'_>, &mut Plan<'static>) {
    move |tree, plan| plan.put(tree, path, value)
}
