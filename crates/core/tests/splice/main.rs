//! Plans become splices: what a good editor would do, by example, and what must hold of any document and plan, by law.

#![expect(clippy::unwrap_used, clippy::panic, reason = "a test that fails shall panic")]

mod corpus;
mod generate;
mod json;
mod laws;
mod toml;
mod yaml;

use mcpglot_core::syntax::{Plan, Syntax, Tree, Value, parse};
use mcpglot_core::text::apply_edits;
use saphyr::LoadableYamlNode as _;

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
    assert_eq!(oracle(&found, &parse(&found, syntax).unwrap()), Ok(true));
    if syntax == Syntax::Toml {
        found.trim_start_matches('\u{feff}').parse::<toml_edit::DocumentMut>().unwrap();
    }
}

/// Whether another reader of YAML, where it reads the document at all, takes it for what we do.
fn oracle(text: &str, tree: &Tree<'_>) -> Result<bool, String> {
    let is_shadowed = tree.ids().any(|node| tree.is_shadowed(node));
    // Of equal keys it knows none, and tags that it does not know it does not read.
    if tree.syntax() != Syntax::Yaml || is_shadowed {
        return Ok(true);
    }
    let Ok(theirs) = saphyr::Yaml::load_from_str(text.trim_start_matches('\u{feff}')) else { return Ok(false) };
    let ours = tree.value(tree.root());
    match theirs.first() {
        None if tree.len(tree.root()) == 0 => Ok(true),
        Some(theirs) if same(theirs, &ours) || (theirs.is_null() && tree.len(tree.root()) == 0) => Ok(true),
        theirs => Err(format!("{theirs:?} is not {ours:?}")),
    }
}

fn same(theirs: &saphyr::Yaml<'_>, ours: &Value<'_>) -> bool {
    use saphyr::{Scalar, Yaml};
    match (theirs, ours) {
        (Yaml::Tagged(_, theirs), ours) => match (&**theirs, ours) {
            // What another tag makes of a scalar is its own affair.
            (Yaml::Value(theirs), Value::String(ours)) => theirs.as_str().is_none_or(|theirs| theirs == ours),
            (theirs, ours) => same(theirs, ours),
        },
        (Yaml::Value(Scalar::Null), Value::Null) => true,
        (Yaml::Value(Scalar::Boolean(theirs)), Value::Bool(ours)) => theirs == ours,
        (Yaml::Value(Scalar::String(theirs)), Value::String(ours)) => theirs == ours,
        (Yaml::Value(Scalar::Integer(theirs)), Value::Plain(ours)) => ours.parse() == Ok(*theirs),
        (Yaml::Value(Scalar::FloatingPoint(theirs)), Value::Plain(ours)) => ours.parse() == Ok(theirs.into_inner()),
        (Yaml::Sequence(theirs), Value::List(ours)) => {
            theirs.len() == ours.len() && theirs.iter().zip(ours).all(|(theirs, ours)| same(theirs, ours))
        }
        (Yaml::Mapping(theirs), Value::Map(ours)) => {
            let key = |theirs: &Yaml<'_>, ours: &str| match theirs {
                Yaml::Value(Scalar::String(theirs)) => theirs == ours,
                Yaml::Value(Scalar::Integer(theirs)) => ours.parse() == Ok(*theirs),
                _ => false,
            };
            let same = theirs.iter().zip(ours).all(|((name, theirs), (ours, value))| key(name, ours) && same(theirs, value));
            theirs.len() == ours.len() && same
        }
        _ => false,
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
