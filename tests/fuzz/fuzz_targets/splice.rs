//! Any document and any change to it: the result is a document that says what was wanted, and saying it again changes nothing.

#![no_main]

use std::borrow::Cow;

use libfuzzer_sys::fuzz_target;
use mcpglot_core::syntax::{self, NodeId, Plan, Syntax, Tree, Value};
use mcpglot_core::text::apply_edits;
use mcpglot_tests::generate::Tape;

fuzz_target!(|bytes: &[u8]| {
    // The first bytes say what shall change, the rest is the document.
    let (changes, document) = bytes.split_at(bytes.len().min(24));
    let Ok(text) = std::str::from_utf8(document) else { return };
    let mut tape = Tape::new(changes);
    let syntax = tape.pick(&[Syntax::Toml, Syntax::Json, Syntax::Yaml]);
    let Ok(tree) = syntax::parse(text, syntax) else { return };
    let mut wanted = tree.value(tree.root());
    if !matches!(wanted, Value::Map(_)) {
        return;
    }

    let mut plan = Plan::new();
    let mut tops: Vec<String> = Vec::new();
    for _ in 0..=tape.below(3) {
        change(&mut tape, &tree, &mut plan, &mut wanted, &mut tops);
    }
    if plan.refusal(&tree).is_some() {
        assert!(plan.edits(&tree).is_empty());
        return;
    }
    let edits = plan.edits(&tree);
    for pair in edits.windows(2) {
        assert!(pair[0].span.end <= pair[1].span.start, "edits overlap: {edits:?}");
    }
    let result = apply_edits(text, &edits);
    let again = match syntax::parse(&result, syntax) {
        Ok(tree) => tree,
        Err(fault) => panic!("it does not parse: {}\n{text}\n---\n{result}\n--- {text:?}\n{result:?}", fault.message),
    };
    let found = sorted(again.value(again.root()));
    let wanted = sorted(wanted);
    assert!(
        found == wanted,
        "it says something else: {found:?}\nwanted: {wanted:?}\n{text}\n---\n{result}\n{text:?}\n{result:?}"
    );

    let mut plan = Plan::new();
    plan.reconcile(&again, again.root(), again.value(again.root()));
    let edits = plan.edits(&again);
    assert!(edits.is_empty(), "saying it again changes something: {edits:?}\n{result}\n{result:?}");
});

/// One change to an entry at the top, or below it; each at most once.
fn change<'a>(tape: &mut Tape<'_>, tree: &Tree<'a>, plan: &mut Plan<'a>, wanted: &mut Value<'a>, tops: &mut Vec<String>) {
    let mut at = tree.root();
    let mut path: Vec<Cow<'a, str>> = Vec::new();
    let depth = tape.below(4) + 1;
    let mut found: Option<NodeId> = None;
    for _ in 0..depth {
        let children: Vec<NodeId> = tree.children(at).filter(|&child| !tree.is_shadowed(child)).collect();
        let number = tape.below(children.len() + 1);
        found = children.get(number).copied();
        match found {
            Some(child) => path.push(tree.key(child)),
            None => {
                let key = tape.pick(&["new", "a b", "", "ü", "x.y", "1"]);
                found = tree.get(at, key);
                path.push(Cow::Borrowed(key));
            }
        }
        match found {
            Some(child) if tree.kind(child) == syntax::Kind::Map => at = child,
            _ => break,
        }
    }
    let Some(top) = path.first().map(|key| key.to_string()) else { return };
    if tops.contains(&top) {
        return;
    }
    tops.push(top);
    match found {
        Some(node) if tape.one_in(3) => {
            plan.remove(tree, node);
            without(wanted, &path);
            // A table that exists only for what is in it leaves with it.
            prune(tree, node, wanted, &path);
        }
        Some(node) => {
            let value = value(tape, tree.syntax(), 0);
            plan.reconcile(tree, node, value.clone());
            with(wanted, &path, value);
        }
        None => {
            let value = value(tape, tree.syntax(), 0);
            let key = path.last().cloned().unwrap_or_default();
            plan.insert(at, key, value.clone());
            with(wanted, &path, value);
        }
    }
}

fn prune(tree: &Tree<'_>, node: NodeId, wanted: &mut Value<'_>, path: &[Cow<'_, str>]) {
    let (Some(parent), Some((_, above))) = (tree.parent(node), path.split_last()) else { return };
    let vanishes = matches!(tree.form(parent), syntax::Form::Implicit | syntax::Form::Dotted) && tree.len(parent) == 1;
    if vanishes && !above.is_empty() {
        without(wanted, above);
        prune(tree, parent, wanted, above);
    }
}

fn without(value: &mut Value<'_>, path: &[Cow<'_, str>]) {
    let (Value::Map(entries), Some((key, below))) = (value, path.split_first()) else { return };
    if below.is_empty() {
        entries.retain(|(name, _)| name != key);
    } else if let Some((_, value)) = entries.iter_mut().find(|(name, _)| name == key) {
        without(value, below);
    }
}

fn with<'a>(value: &mut Value<'a>, path: &[Cow<'a, str>], new: Value<'a>) {
    let (Value::Map(entries), Some((key, below))) = (value, path.split_first()) else { return };
    match entries.iter_mut().find(|(name, _)| name == key) {
        Some((_, value)) if below.is_empty() => *value = new,
        Some((_, value)) => with(value, below, new),
        None => entries.push((key.clone(), new)),
    }
}

fn value<'a>(tape: &mut Tape<'_>, syntax: Syntax, depth: usize) -> Value<'a> {
    match tape.below(if depth < 3 { 7 } else { 4 }) {
        0 => Value::string(tape.pick(&["x", "", "a\"b", "it's\\", "l1\nl2", "\u{0}\u{7f}\t", "🚀", "\u{85}"])),
        1 => Value::Bool(tape.one_in(2)),
        2 => Value::Plain(Cow::Borrowed("42")),
        3 if syntax != Syntax::Toml => Value::Null,
        3 => Value::Plain(Cow::Borrowed("1979-05-27")),
        4 => Value::List((0..tape.below(4)).map(|_| value(tape, syntax, depth + 1)).collect()),
        _ => {
            let keys = ["a", "b c", "", "d.e"];
            Value::Map((0..tape.below(4)).map(|at| (Cow::Borrowed(keys[at]), value(tape, syntax, depth + 1))).collect())
        }
    }
}

/// The same, whatever the order of maps.
fn sorted(value: Value<'_>) -> Value<'_> {
    match value {
        Value::Map(entries) => {
            let mut entries: Vec<_> = entries.into_iter().map(|(key, value)| (key, sorted(value))).collect();
            entries.sort_by(|(one, _), (other, _)| one.cmp(other));
            Value::Map(entries)
        }
        Value::List(items) => Value::List(items.into_iter().map(sorted).collect()),
        other => other,
    }
}
