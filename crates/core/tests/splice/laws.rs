//! What must hold of any document and any plan.

use std::collections::BTreeSet;

use mcpglot_core::syntax::{Form, Kind, NodeId, Plan, Syntax, Tree, Value, What, parse};
use mcpglot_core::text::{Edit, apply_edits};
use proptest::prelude::*;

use super::generate::{self, Choices, KEYS};
use super::oracle;

/// A node of the model on which plans are carried out a second time, without any text.
#[derive(Clone, Debug)]
struct Model {
    id: Option<NodeId>,
    /// It has no brackets or header of its own, and leaves with its last entry.
    implied: bool,
    data: Data,
}

#[derive(Clone, Debug)]
enum Data {
    Scalar(Value<'static>),
    List(Vec<Model>),
    Map(Vec<(String, Model)>),
}

impl Model {
    fn read(tree: &Tree<'_>, id: NodeId) -> Self {
        let seen = || tree.children(id).filter(|&child| !tree.is_shadowed(child));
        let data = match tree.kind(id) {
            Kind::Map => Data::Map(seen().map(|child| (tree.key(child).into_owned(), Self::read(tree, child))).collect()),
            Kind::List => Data::List(seen().map(|child| Self::read(tree, child)).collect()),
            _ => Data::Scalar(tree.value(id).into_owned()),
        };
        Self { id: Some(id), implied: matches!(tree.form(id), Form::Implicit | Form::Dotted | Form::Tables), data }
    }

    fn new(value: &Value<'static>) -> Self {
        let data = match value {
            Value::Map(entries) => Data::Map(entries.iter().map(|(key, value)| (key.to_string(), Self::new(value))).collect()),
            Value::List(items) => Data::List(items.iter().map(Self::new).collect()),
            scalar => Data::Scalar(scalar.clone()),
        };
        Self { id: None, implied: false, data }
    }

    fn value(&self) -> Value<'static> {
        match &self.data {
            Data::Scalar(scalar) => scalar.clone(),
            Data::List(items) => Value::List(items.iter().map(Self::value).collect()),
            Data::Map(entries) => Value::Map(entries.iter().map(|(key, value)| (key.clone().into(), value.value())).collect()),
        }
    }

    fn children(&mut self) -> Vec<&mut Self> {
        match &mut self.data {
            Data::Scalar(_) => vec![],
            Data::List(items) => items.iter_mut().collect(),
            Data::Map(entries) => entries.iter_mut().map(|(_, value)| value).collect(),
        }
    }

    fn at(&mut self, id: NodeId) -> Option<&mut Self> {
        if self.id == Some(id) {
            return Some(self);
        }
        self.children().into_iter().find_map(|child| child.at(id))
    }

    fn remove(&mut self, id: NodeId) {
        match &mut self.data {
            Data::Scalar(_) => {}
            Data::List(items) => items.retain(|item| item.id != Some(id)),
            Data::Map(entries) => entries.retain(|(_, entry)| entry.id != Some(id)),
        }
        for child in self.children() {
            child.remove(id);
        }
    }

    /// Says `value` from now on, keeping the order of what stays.
    fn reconcile(&mut self, value: &Value<'static>) {
        match (&mut self.data, value) {
            (Data::Map(known), Value::Map(wanted)) => {
                self.implied = false;
                known.retain(|(key, _)| wanted.iter().any(|(other, _)| other == key));
                for (key, value) in wanted {
                    match known.iter_mut().find(|(other, _)| other == key) {
                        Some((_, entry)) => entry.reconcile(value),
                        None => known.push((key.to_string(), Self::new(value))),
                    }
                }
            }
            (data, value) => {
                self.implied = false;
                *data = Self::new(value).data;
            }
        }
    }

    fn insert(&mut self, key: &str, value: &Value<'static>) {
        if let Data::Map(entries) = &mut self.data {
            entries.push((key.to_owned(), Self::new(value)));
        }
    }

    /// Takes away what is implied by nothing any more; `false` where that is the whole.
    fn prune(&mut self) -> bool {
        match &mut self.data {
            Data::Scalar(_) => return true,
            Data::List(items) => items.retain_mut(Self::prune),
            Data::Map(entries) => entries.retain_mut(|(_, entry)| entry.prune()),
        }
        !self.implied || !self.children().is_empty()
    }
}

/// One step of a plan.
#[derive(Clone, Debug)]
enum Step {
    Set(NodeId, Value<'static>),
    Remove(NodeId),
    Insert(NodeId, String, Value<'static>),
    Reconcile(NodeId, Value<'static>),
    Put(Vec<String>, NodeId, Value<'static>),
}

/// Steps that do not contradict each other.
fn steps(choices: &mut Choices<'_>, tree: &Tree<'_>) -> Vec<Step> {
    let mut nodes = Vec::new();
    gather(tree, tree.root(), &mut nodes);
    let mut dead = BTreeSet::new();
    let mut live = BTreeSet::new();
    let mut taken = BTreeSet::new();
    let mut steps = Vec::new();
    for _ in 0..=choices.below(5) {
        let node = nodes[choices.below(nodes.len().min(256))];
        if dead.contains(&node) {
            continue;
        }
        let is_map = tree.kind(node) == Kind::Map;
        let root = node == tree.root();
        let step = match choices.below(5) {
            0 if !root => Step::Remove(node),
            1 if is_map => {
                let key = choices.one(KEYS);
                if tree.get(node, key).is_some() || !taken.insert((node, key)) {
                    continue;
                }
                Step::Insert(node, key.to_owned(), generate::value(choices, tree.syntax(), 0))
            }
            2 if is_map && in_maps(tree, node) => {
                let key = choices.one(KEYS);
                if tree.get(node, key).is_some() || !taken.insert((node, key)) {
                    continue;
                }
                let mut path: Vec<String> = tree.path(node).into_iter().map(std::borrow::Cow::into_owned).collect();
                path.push(key.to_owned());
                if choices.rarely(2) {
                    path.push("deeper".to_owned());
                }
                Step::Put(path, node, generate::value(choices, tree.syntax(), 0))
            }
            3 if !root => Step::Set(node, generate::value(choices, tree.syntax(), 0)),
            _ => Step::Reconcile(node, changed(choices, tree.syntax(), tree.value(node).into_owned(), root)),
        };
        if !matches!(step, Step::Insert(..) | Step::Put(..)) {
            if live.contains(&node) {
                continue;
            }
            let mut below = Vec::new();
            gather(tree, node, &mut below);
            dead.extend(below);
            // An item of an array of tables that is set makes the whole array another.
            if let Some(list) = tree.parent(node).filter(|&list| tree.form(list) == Form::Tables) {
                if live.contains(&list) {
                    continue;
                }
                let mut below = Vec::new();
                gather(tree, list, &mut below);
                dead.extend(below);
            }
        }
        let mut at = Some(node);
        while let Some(node) = at {
            live.insert(node);
            at = tree.parent(node);
        }
        steps.push(step);
    }
    steps
}

fn gather(tree: &Tree<'_>, node: NodeId, out: &mut Vec<NodeId>) {
    out.push(node);
    for child in tree.children(node).filter(|&child| !tree.is_shadowed(child)) {
        gather(tree, child, out);
    }
}

fn in_maps(tree: &Tree<'_>, node: NodeId) -> bool {
    tree.parent(node).is_none_or(|above| tree.kind(above) == Kind::Map && in_maps(tree, above))
}

/// The value, changed here and there.
fn changed(choices: &mut Choices<'_>, syntax: Syntax, value: Value<'static>, whole: bool) -> Value<'static> {
    match value {
        Value::List(items) => {
            let mut out = Vec::new();
            for item in items {
                match choices.below(5) {
                    1 => {}
                    2 => out.extend([generate::value(choices, syntax, 2), item]),
                    3 => out.push(changed(choices, syntax, item, false)),
                    _ => out.push(item),
                }
            }
            Value::List(out)
        }
        Value::Map(entries) => {
            let mut out = Vec::new();
            for (key, item) in entries {
                match choices.below(4) {
                    1 => {}
                    2 => out.push((key, changed(choices, syntax, item, false))),
                    _ => out.push((key, item)),
                }
            }
            let key = choices.one(KEYS);
            if choices.rarely(3) && out.iter().all(|(known, _)| known != key) {
                out.push((key.into(), generate::value(choices, syntax, 1)));
            }
            Value::Map(out)
        }
        scalar if whole || choices.rarely(3) => scalar,
        _ => generate::value(choices, syntax, 2),
    }
}

/// Maps in one order, so that documents which say the same are the same.
fn sorted(value: &Value<'static>, all: bool) -> Value<'static> {
    match value {
        Value::List(items) => Value::List(items.iter().map(|item| sorted(item, true)).collect()),
        Value::Map(entries) => {
            let mut entries: Vec<_> = entries.iter().map(|(key, value)| (key.clone(), sorted(value, all))).collect();
            if all {
                entries.sort_by(|one, other| one.0.cmp(&other.0));
            }
            Value::Map(entries)
        }
        scalar => scalar.clone(),
    }
}

/// Where the comments of a YAML document are: what begins with `#` and is neither key nor scalar.
fn yaml_comments(tree: &Tree<'_>) -> Vec<std::ops::Range<usize>> {
    let text = tree.text();
    let mut nodes = Vec::new();
    gather_all(tree, tree.root(), &mut nodes);
    let scalar = |node: &NodeId| !matches!(tree.kind(*node), Kind::Map | Kind::List) || tree.form(*node) == Form::Alias;
    let mut spans: Vec<_> = nodes.iter().filter(|node| scalar(node)).map(|&node| tree.span(node).range()).collect();
    spans.extend(nodes.iter().map(|&node| tree.key_span(node).range()));
    spans.sort_by_key(|span| (span.start, span.end));
    let mut found = Vec::new();
    let mut at = 0;
    for span in spans.into_iter().chain(std::iter::once(text.len()..text.len())) {
        while let Some(hash) = text.get(at..span.start).and_then(|gap| gap.find('#')) {
            let start = at + hash;
            // The header of a block scalar has none of its own.
            let end = text[start..].find(['\r', '\n']).map_or(text.len(), |end| start + end);
            found.push(start..end);
            at = end;
        }
        at = at.max(span.end);
    }
    found
}

/// Where the comments are.
fn comments(tree: &Tree<'_>) -> Vec<std::ops::Range<usize>> {
    let (text, syntax) = (tree.text(), tree.syntax());
    if syntax == Syntax::Yaml {
        return yaml_comments(tree);
    }
    let quotes: &[&str] = if syntax == Syntax::Json { &["\""] } else { &["\"\"\"", "'''", "\"", "'"] };
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let line = || rest.find('\n').map_or(rest.len(), |end| rest[..end].trim_end_matches('\r').len());
        let comment = match syntax {
            Syntax::Json if rest.starts_with("//") => Some(line()),
            Syntax::Json if rest.starts_with("/*") => rest.find("*/").map(|end| end + 2),
            Syntax::Toml if rest.starts_with('#') => Some(line()),
            _ => None,
        };
        if let Some(len) = comment {
            found.push(at..at + len);
            at += len;
        } else if let Some(quote) = quotes.iter().find(|quote| rest.starts_with(**quote)) {
            let mut bytes = rest.bytes().enumerate().skip(quote.len());
            let end = loop {
                match bytes.next() {
                    Some((_, b'\\')) if quote.starts_with('"') => drop(bytes.next()),
                    Some((end, _)) if rest.as_bytes()[end..].starts_with(quote.as_bytes()) => break end,
                    Some(_) => {}
                    None => break rest.len() - quote.len(),
                }
            };
            at += end + quote.len();
        } else {
            at += rest.chars().next().map_or(1, char::len_utf8);
        }
    }
    found
}

/// What becomes of a comment.
#[derive(PartialEq, Eq, Debug)]
enum Fate {
    Stays,
    Leaves,
    Either,
}

/// What a plan may touch.
struct Touched {
    /// Entries that go, as far as they stand in one piece.
    removed: Vec<std::ops::Range<usize>>,
    /// What may change within.
    open: Vec<std::ops::Range<usize>>,
}

fn site(tree: &Tree<'_>, node: NodeId) -> std::ops::Range<usize> {
    let (key, value) = (tree.key_span(node).range(), tree.span(node).range());
    key.start.min(value.start)..value.end
}

/// The pieces of text that make up `node`: of TOML tables those of their entries.
fn pieces(tree: &Tree<'_>, node: NodeId, out: &mut Vec<std::ops::Range<usize>>) {
    match tree.form(node) {
        Form::Header | Form::Implicit | Form::Dotted | Form::Tables => {
            if tree.form(node) == Form::Header {
                // What stands between a header and its last pair belongs to the table.
                let header = tree.span(node).range();
                out.push(header.start..section_end(tree, node).max(header.end));
            }
            for child in tree.children(node) {
                pieces(tree, child, out);
            }
        }
        _ => {
            // A dotted key begins with its first part.
            let mut site = site(tree, node);
            let mut above = tree.parent(node);
            while let Some(table) = above.filter(|&table| tree.form(table) == Form::Dotted) {
                let line = tree.text()[..site.start].rfind(['\n', ',', '{']).map_or(0, |at| at + 1);
                site.start =
                    line + (tree.text()[line..].len() - tree.text()[line..].trim_start_matches([' ', '\t', '\u{feff}']).len());
                above = tree.parent(table);
            }
            out.push(site);
        }
    }
}

fn section_end(tree: &Tree<'_>, table: NodeId) -> usize {
    let end = |child| match tree.form(child) {
        Form::Header | Form::Implicit | Form::Tables => 0,
        Form::Dotted => section_end(tree, child),
        _ => tree.span(child).range().end,
    };
    tree.children(table).map(end).max().unwrap_or(0)
}

fn touched(tree: &Tree<'_>, steps: &[Step]) -> Touched {
    let mut touched = Touched { removed: vec![], open: vec![] };
    let spliced = |node| matches!(tree.form(node), Form::Header | Form::Implicit | Form::Dotted | Form::Tables);
    for step in steps {
        match step {
            Step::Set(node, _) if !spliced(*node) => touched.open.push(tree.span(*node).range()),
            Step::Set(node, _) | Step::Remove(node) => {
                let mut node = *node;
                if matches!(step, Step::Set(..)) && tree.parent(node).is_some_and(|list| tree.form(list) == Form::Tables) {
                    node = tree.parent(node).unwrap();
                }
                pieces(tree, node, &mut touched.removed);
                for other in tree.parent(node).into_iter().flat_map(|map| tree.children(map)) {
                    if tree.kind(tree.parent(node).unwrap()) == Kind::Map && other != node && tree.key(other) == tree.key(node) {
                        pieces(tree, other, &mut touched.removed);
                    }
                }
            }
            Step::Reconcile(node, _) => pieces(tree, *node, &mut touched.open),
            // Brackets with nothing between them give way to lines.
            Step::Insert(node, ..) | Step::Put(_, node, _) if tree.syntax() == Syntax::Yaml && tree.len(*node) == 0 => {
                touched.open.push(tree.span(*node).range());
            }
            Step::Insert(..) | Step::Put(..) => {}
        }
    }
    touched
}

fn blank(text: &str) -> bool {
    text.trim_matches([' ', '\t', '\u{feff}', '\r']).is_empty()
}

fn is_comment(line: &str) -> bool {
    // Between two comments of one line an entry may stand.
    let is_block =
        |line: &str| line.strip_prefix("/*").and_then(|rest| rest.strip_suffix("*/")).is_some_and(|inner| !inner.contains("*/"));
    line.starts_with("//") || line.starts_with('#') || is_block(line)
}

fn fate(tree: &Tree<'_>, touched: &Touched, comment: &std::ops::Range<usize>) -> Fate {
    let text = tree.text();
    let line = |at: usize| text[..at].rfind('\n').map_or(0, |found| found + 1);
    let within = |range: &std::ops::Range<usize>| range.start <= comment.start && comment.end <= range.end;
    if touched.removed.iter().any(within) {
        return Fate::Leaves;
    }
    // What a reconciled value keeps is not looked into here.
    if touched.open.iter().any(within) {
        return Fate::Either;
    }
    let above = text[..line(comment.start)].replace('\r', "");
    let above = above.trim_start_matches(['\u{feff}', ' ', '\t', '\r', '\n']);
    let above = above.trim_start_matches("%YAML 1.2\n").trim_start_matches("---\n");
    // Or the first thing between its brackets.
    let inside = above.strip_prefix(['{', '[']).filter(|_| tree.syntax() == Syntax::Json);
    let above = inside.map_or(above, |inside| inside.trim_start_matches([' ', '\t', '\n']));
    let begins_file = above.is_empty()
        || above.trim_end_matches('\n').split('\n').all(|line| line.trim_start().starts_with(['#', '/']))
            && !above.ends_with("\n\n");
    for range in touched.removed.iter().chain(&touched.open) {
        let alone = blank(&text[line(comment.start)..comment.start]);
        // Directly above, other comments between them.
        if comment.end <= range.start {
            let between = &text[comment.end..range.start];
            let lines: Vec<&str> = between.split('\n').collect();
            let only_comments = lines.len() > 1
                && blank(lines[0])
                && blank(lines[lines.len() - 1])
                && lines[1..lines.len() - 1].iter().all(|line| !blank(line) && is_comment(line.trim()));
            // In YAML, what is indented more belongs to what is above.
            let deeper = tree.syntax() == Syntax::Yaml && {
                let blanks = |line: &str| line.len() - line.trim_start().len();
                let column = range.start - line(range.start);
                comment.start - line(comment.start) > column || lines.iter().any(|line| !blank(line) && blanks(line) > column)
            };
            // What begins on the line of the bracket may be its own, and what follows that of the entry.
            if alone && only_comments && (deeper || (begins_file && inside.is_some())) {
                return Fate::Either;
            }
            if alone && only_comments && !begins_file {
                let behind = text[range.end..].trim_start_matches([' ', '\t']);
                let behind = behind.strip_prefix(',').unwrap_or(behind);
                let has_line = blank(&text[line(range.start)..range.start]) && blank(behind.split('\n').next().unwrap());
                let leaves = touched.removed.contains(range)
                    && has_line
                    && !text[..comment.start].trim_end().ends_with(['/', ',', '{', '[', '}', ']', '"']);
                return if leaves { Fate::Leaves } else { Fate::Either };
            }
            if !between.contains('\n') {
                return Fate::Either;
            }
            // Commas first.
            if tree.syntax() == Syntax::Json && between.trim_start_matches([' ', '\t', '\r', '\n']).starts_with([',', '/']) {
                return Fate::Either;
            }
        }
        if comment.start >= range.end {
            let between = &text[range.end..comment.start];
            if between.trim_matches([' ', '\t', ',']).is_empty() {
                let has_line = blank(&text[line(range.start)..range.start])
                    && text[comment.end..].trim_start_matches([' ', '\t', '\r']).starts_with('\n');
                return if has_line && touched.removed.contains(range) { Fate::Leaves } else { Fate::Either };
            }
            // In lines directly below, or between pairs of a table that goes.
            if tree.syntax() != Syntax::Json || between.trim_start_matches([' ', '\t']).starts_with(['/', ',']) {
                let lines = || between.split('\n');
                let touches = lines().skip(1).take(lines().count().saturating_sub(2)).all(|line| line.trim().starts_with('#'));
                let between_removed = touched
                    .removed
                    .iter()
                    .any(|other| other.start > comment.end && !text[range.end..other.start].contains("\n["));
                if touches || between_removed || !between.contains('\n') {
                    return Fate::Either;
                }
            }
        }
    }
    Fate::Stays
}

fn count(text: &str, part: &str) -> usize {
    text.matches(part).count()
}

/// How many blank lines are at the end.
fn blank_end(text: &str) -> usize {
    count(&text[text.trim_end_matches(['\r', '\n']).len()..], "\n").saturating_sub(1)
}

/// Checks every law on a plan for `text`; what is no document obeys none.
pub(crate) fn hold(text: &str, syntax: Syntax, choices: &mut Choices<'_>) -> Result<(), TestCaseError> {
    let Ok(tree) = parse(text, syntax) else { return Err(TestCaseError::reject("no document")) };
    let bare = text.trim_start_matches('\u{feff}');
    if syntax == Syntax::Toml && bare.parse::<toml_edit::DocumentMut>().is_err() {
        return Err(TestCaseError::fail(["not TOML to others: ", text].concat()));
    }
    let others = if syntax == Syntax::Yaml { oracle::agrees(text, &tree) } else { None };
    if others == Some(false) {
        return Err(TestCaseError::fail(["something else to others: ", text].concat()));
    }
    let steps = steps(choices, &tree);
    let mut model = Model::read(&tree, tree.root());
    let mut plan = Plan::new();
    for step in &steps {
        match step {
            Step::Set(node, value) => {
                plan.set(&tree, *node, value.clone());
                if let Some(model) = model.at(*node) {
                    model.data = Model::new(value).data;
                    model.implied = false;
                }
            }
            Step::Remove(node) => {
                plan.remove(&tree, *node);
                model.remove(*node);
            }
            Step::Insert(node, key, value) => {
                plan.insert(*node, key.clone(), value.clone());
                model.at(*node).unwrap().insert(key, value);
            }
            Step::Reconcile(node, value) => {
                plan.reconcile(&tree, *node, value.clone());
                model.at(*node).unwrap().reconcile(value);
            }
            Step::Put(path, node, value) => {
                let keys: Vec<&'static str> = path.iter().map(|key| &*key.clone().leak()).collect();
                plan.put(&tree, &keys, value.clone());
                let depth = tree.path(*node).len();
                let value = path[depth + 1..]
                    .iter()
                    .rev()
                    .fold(value.clone(), |value, key| Value::Map(vec![(key.clone().into(), value)]));
                model.at(*node).unwrap().insert(&path[depth], &value);
            }
        }
    }
    model.prune();
    if let Some(fault) = plan.refusal(&tree) {
        let tied = fault.what == What::Tied && tree.syntax() == Syntax::Yaml;
        return if tied && plan.edits(&tree).is_empty() { Ok(()) } else { Err(TestCaseError::fail("refused and done")) };
    }
    let edits = plan.edits(&tree);
    let about = |law: &str| {
        TestCaseError::fail(format!(
            "{law}\n--- steps\n{steps:?}\n--- before\n{text}\n--- edits\n{edits:?}\n--- after\n{}",
            apply(text, &edits)
        ))
    };
    let must = |holds: bool, law: &str| if holds { Ok(()) } else { Err(about(law)) };

    // The edits are in order and apart.
    let mut done = 0;
    for edit in &edits {
        let range = edit.span.range();
        must(
            (range.start > done || done == 0)
                && range.end >= range.start
                && text.is_char_boundary(range.start)
                && text.is_char_boundary(range.end),
            "edits",
        )?;
        done = range.end;
    }
    let result = apply_edits(text, &edits);

    // The result is a document, and says what is wanted, to others too.
    let Ok(after) = parse(&result, syntax) else { return Err(about("it parses")) };
    // Before a block scalar whose last line is not ended come entries that are planned behind it.
    let is_unended = syntax == Syntax::Yaml && !text.ends_with('\n') && text.contains(['|', '>']);
    let in_order = syntax != Syntax::Toml && !is_unended;
    let said = after.value(after.root()).into_owned();
    must(sorted(&said, !in_order) == sorted(&model.value(), !in_order), "it says what is wanted")?;
    match syntax {
        Syntax::Yaml => {
            let agrees = oracle::agrees(&result, &after);
            must(agrees == Some(true) || (agrees.is_none() && others.is_none()), "others read the same")?;
        }
        Syntax::Toml => {
            must(result.trim_start_matches('\u{feff}').parse::<toml_edit::DocumentMut>().is_ok(), "toml_edit reads it")?
        }
        Syntax::Json => {
            let strict = |text: &str| serde_json::from_str::<serde_json::Value>(text.trim_start_matches('\u{feff}')).is_ok();
            must(
                !(strict(text) || bare.trim().is_empty())
                    || result.trim_start_matches('\u{feff}').trim().is_empty()
                    || strict(&result),
                "strict JSON stays strict",
            )?;
            must(tree.first_trailing_comma().is_some() || after.first_trailing_comma().is_none(), "no trailing comma comes")?;
        }
    }
    let inline =
        |tree: &Tree<'_>, node| tree.syntax() == Syntax::Toml && tree.kind(node) == Kind::Map && tree.form(node) == Form::Flow;
    let inlines = |tree: &Tree<'_>| {
        let mut nodes = Vec::new();
        gather(tree, tree.root(), &mut nodes);
        nodes.into_iter().any(|node| inline(tree, node) && tree.raw(node).contains('\n'))
    };
    must(inlines(&tree) || !inlines(&after), "an inline table has one line, as TOML 1.0 wants it")?;

    // Once more changes nothing.
    let mut again = Plan::new();
    again.reconcile(&after, after.root(), said);
    must(again.is_empty() && again.edits(&after).is_empty(), "once more is unchanged")?;

    shape(text, &result, &edits).map_or(Ok(()), |law| must(false, law))?;

    let takes_only = |step: &Step| match step {
        Step::Remove(_) => true,
        Step::Set(..) if syntax == Syntax::Yaml => false,
        Step::Set(node, _) => !matches!(tree.form(*node), Form::Header | Form::Implicit | Form::Dotted | Form::Tables),
        _ => false,
    };
    must(
        !steps.iter().all(takes_only)
            || edits.iter().all(|edit| !edit.span.is_empty() || (syntax == Syntax::Yaml && matches!(&*edit.text, " {}" | " []"))),
        "nothing comes where nothing is inserted",
    )?;

    // Comments.
    let touched = touched(&tree, &steps);
    let found = comments(&tree);
    for comment in &found {
        let times = count(&result, &text[comment.clone()]);
        if count(text, &text[comment.clone()]) > 1 {
            continue;
        }
        match fate(&tree, &touched, comment) {
            Fate::Stays => must(times == 1, &format!("stays once: {}", &text[comment.clone()]))?,
            Fate::Leaves => must(times == 0, &format!("leaves: {}", &text[comment.clone()]))?,
            Fate::Either => must(times <= 1, "a comment is not doubled")?,
        }
    }

    // What already says what is wanted is not written again.
    let mut said_before = Vec::new();
    for step in &steps {
        if let Step::Reconcile(node, value) = step {
            same(&tree, *node, value, &mut said_before);
        }
    }
    for span in said_before {
        let cuts = |edit: &Edit| (edit.span.start as usize) < span.end && edit.span.end as usize > span.start;
        must(!edits.iter().any(cuts), &format!("says so already: {}", &text[span.clone()]))?;
    }

    // Bytes outside of what is touched.
    let mut atoms: Vec<(std::ops::Range<usize>, bool)> = Vec::new();
    atoms.extend(found.iter().map(|comment| (comment.clone(), fate(&tree, &touched, comment) == Fate::Stays)));
    let mut all = Vec::new();
    gather_all(&tree, tree.root(), &mut all);
    let is_touched = |range: &std::ops::Range<usize>| {
        touched.removed.iter().chain(&touched.open).any(|open| open.start <= range.start && range.end <= open.end)
    };
    for node in all {
        let key = tree.key_span(node).range();
        let value = tree.span(node).range();
        let scalar = !matches!(tree.kind(node), Kind::Map | Kind::List);
        let spans = match tree.form(node) {
            Form::Header => vec![value],
            Form::Implicit | Form::Tables | Form::Dotted => vec![],
            Form::Block if !scalar => vec![key],
            Form::Flow if !scalar && !value.is_empty() => vec![key, value.start..value.start + 1, value.end - 1..value.end],
            _ => vec![key, value],
        };
        let is_item = tree.parent(node).is_some_and(|list| tree.kind(list) == Kind::List && tree.form(list) == Form::Block);
        let dash = is_item.then(|| tree.key_span(node).range().start);
        let spans = spans.into_iter().chain(dash.map(|dash| dash..dash + 1));
        atoms.extend(spans.filter(|span| !span.is_empty()).map(|span| (span.clone(), !is_touched(&span))));
    }
    atoms.sort_by_key(|(range, _)| (range.start, range.end));
    for (atom, _) in atoms.iter().filter(|(_, kept)| *kept) {
        let cuts = |edit: &&Edit| (edit.span.start as usize) < atom.end && edit.span.end as usize > atom.start;
        must(!edits.iter().any(|edit| cuts(&edit)), &format!("untouched: {}", &text[atom.clone()]))?;
    }
    for pair in atoms.windows(2).filter(|pair| pair[0].1 && pair[1].1) {
        let gap = pair[0].0.end..pair[1].0.start;
        let comma = |edit: &Edit| text[edit.span.range()].trim_end_matches([' ', '\t']) == "," && edit.text.is_empty();
        let spoils = |edit: &&Edit| {
            !edit.span.is_empty() && (edit.span.start as usize) < gap.end && edit.span.end as usize > gap.start && !comma(edit)
        };
        let empty = text[..gap.start].ends_with(['{', '[']) && text[gap.end..].starts_with(['}', ']']);
        must(
            empty || !edits.iter().any(|edit| spoils(&edit)),
            &format!("gap between {:?} and {:?}", &text[pair[0].0.clone()], &text[pair[1].0.clone()]),
        )?;
    }
    Ok(())
}

fn apply(text: &str, edits: &[Edit]) -> String {
    let sound = edits.windows(2).all(|pair| pair[0].span.end <= pair[1].span.start);
    if sound { apply_edits(text, edits) } else { String::from("?") }
}

fn gather_all(tree: &Tree<'_>, node: NodeId, out: &mut Vec<NodeId>) {
    out.push(node);
    for child in tree.children(node) {
        gather_all(tree, child, out);
    }
}

/// The values below `node` that are as they shall be.
fn same(tree: &Tree<'_>, node: NodeId, wanted: &Value<'_>, out: &mut Vec<std::ops::Range<usize>>) {
    match wanted {
        Value::Map(entries) if tree.kind(node) == Kind::Map => {
            for (key, value) in entries {
                if let Some(entry) = tree.get(node, key) {
                    same(tree, entry, value, out);
                }
            }
        }
        _ if tree.value(node) == *wanted && tree.form(node) != Form::Tables => out.push(tree.span(node).range()),
        _ => {}
    }
}

/// The law about the text's shape that is broken.
fn shape<'l>(text: &str, result: &str, edits: &[Edit]) -> Option<&'l str> {
    if edits.is_empty() {
        return None;
    }
    let crlf = count(text, "\r\n");
    if text.starts_with('\u{feff}') != result.starts_with('\u{feff}') || count(text, "\u{feff}") != count(result, "\u{feff}") {
        return Some("the byte-order mark stays");
    }
    let inserted = |part| edits.iter().any(|edit| edit.text.contains(part));
    if crlf > 0 && crlf == count(text, "\n") && edits.iter().any(|edit| count(&edit.text, "\n") != count(&edit.text, "\r\n")) {
        return Some("line breaks are CRLF");
    }
    if crlf == 0 && inserted("\r\n") {
        return Some("line breaks are LF");
    }
    let content = text.trim_start_matches('\u{feff}');
    if !content.trim().is_empty() && !result.trim_start_matches('\u{feff}').is_empty() {
        // Of YAML's `|+` the last line break is a part.
        let is_kept = text.contains("|+") || text.contains(">+");
        if content.ends_with('\n') != result.ends_with('\n') && !is_kept {
            return Some("the end of the last line stays as it is");
        }
        if blank_end(result) > blank_end(text) && !is_kept {
            return Some("no more blank lines at the end");
        }
    }
    None
}

fn config() -> ProptestConfig {
    let usual = ProptestConfig::default();
    ProptestConfig { cases: usual.cases * 8, max_shrink_iters: 20_000, failure_persistence: None, ..usual }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn of_json(bytes in proptest::collection::vec(any::<u8>(), 0..400)) {
        let mut choices = Choices::new(&bytes);
        let text = generate::document(&mut choices, Syntax::Json);
        hold(&text, Syntax::Json, &mut choices)?;
    }

    #[test]
    fn plans_that_contradict_themselves_do_no_harm(bytes in proptest::collection::vec(any::<u8>(), 0..500), syntax in 0..3usize) {
        let mut choices = Choices::new(&bytes);
        let syntax = [Syntax::Json, Syntax::Toml, Syntax::Yaml][syntax];
        let text = generate::document(&mut choices, syntax);
        let tree = parse(&text, syntax).unwrap();
        let mut plan = Plan::new();
        let mut nodes = Vec::new();
        gather_all(&tree, tree.root(), &mut nodes);
        for _ in 0..8 {
            let node = nodes[choices.below(nodes.len().min(256))];
            match choices.below(4) {
                0 => plan.remove(&tree, node),
                1 => plan.insert(node, choices.one(KEYS), generate::value(&mut choices, syntax, 0)),
                2 => plan.set(&tree, node, generate::value(&mut choices, syntax, 0)),
                _ => plan.reconcile(&tree, node, generate::value(&mut choices, syntax, 0)),
            }
        }
        let edits = plan.edits(&tree);
        prop_assert!(edits.windows(2).all(|pair| pair[0].span.end < pair[1].span.start));
        let _ = apply_edits(&text, &edits);
    }

    #[test]
    fn of_yaml(bytes in proptest::collection::vec(any::<u8>(), 0..500)) {
        let mut choices = Choices::new(&bytes);
        let text = generate::document(&mut choices, Syntax::Yaml);
        prop_assert!(parse(&text, Syntax::Yaml).is_ok(), "{:?}\n{}", parse(&text, Syntax::Yaml).err(), text);
        hold(&text, Syntax::Yaml, &mut choices)?;
    }

    #[test]
    fn of_toml(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
        let mut choices = Choices::new(&bytes);
        let text = generate::document(&mut choices, Syntax::Toml);
        hold(&text, Syntax::Toml, &mut choices)?;
    }
}
