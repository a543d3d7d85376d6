//! What the servers have their host ask its user for, and the declarations that it takes.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::mem::{replace, take};

use super::Merge;
use crate::diag::{Diagnostic, Document, LossKind, Sink, codes, say};
use crate::lookup::Lookup;
use crate::model::{Concept, Field, Meaning, Pair, Piece, Server, Text, variable_of};
use crate::syntax::{Kind as Node, NodeId, Plan, Tree, Value};

/// Something for which a server has its host ask, or a variable to which it refers.
pub(in crate::ops) struct Asked<'a> {
    /// The id of what is asked for, or the name.
    pub(in crate::ops) id: &'a str,
    /// Where the server asks for it.
    pub(in crate::ops) origin: NodeId,
    server: &'a Server<'a>,
    concept: Concept,
    key: Option<&'a str>,
    /// Whether its text is nothing else.
    whole: bool,
}

impl<'m, 'a> Merge<'m, 'a> {
    /// Brings along what the source declares of that for which the servers have the host ask.
    #[inline(never)]
    pub(super) fn declare(&mut self) {
        let (Some(there), Some(key)) = (self.asks, self.to.inputs_at) else { return };
        let list = self.tree.get(self.tree.root(), key);
        let is_list = list.is_none_or(|list| self.tree.kind(list) == Node::List);
        let (known, brought) = (Declared::new(self.tree, Some(key)), Declared::new(self.source, Some(there)));
        let mut is_missing = vec![false; brought.len()];
        let mut missing: Vec<NodeId> = Vec::new();
        for asked in take(&mut self.inputs) {
            match (brought.position(asked.id).filter(|_| is_list), known.position(asked.id)) {
                (Some(at), Some(here)) if !says(self.tree, known.node(here), self.source.value(brought.node(at))) => {
                    self.sink.push(otherwise(self.source, &asked));
                }
                (_, Some(_)) => {}
                (Some(at), None) if replace(&mut is_missing[at], true) => {}
                (Some(at), None) => missing.push(brought.node(at)),
                (None, None) => self.sink.push(undeclared(self.source, key, asked.id, asked.origin)),
            }
        }
        if missing.is_empty() {
            return;
        }
        let new = missing.into_iter().map(|input| self.source.value(input));
        match list {
            Some(list) => {
                let items = self.tree.children(list).map(|input| self.tree.value(input)).chain(new).collect();
                self.plan.reconcile(self.tree, list, Value::List(items));
            }
            None => {
                let items = new.collect();
                self.plan.put(self.tree, self.to.inputs_at.as_slice(), Value::List(items));
            }
        }
    }
}

/// Says which of the `asked`, that are variables in the target, share one with another input or with one of the `variables`.
#[inline(never)]
pub(super) fn sharing<'a>(tree: &Tree<'_>, asked: &[Asked<'a>], variables: &[Asked<'a>], sink: &mut Sink) {
    let variables = variables.iter().map(|variable| (Cow::Borrowed(variable.id), None));
    let asked = asked.iter().map(|asked| (Cow::Owned(variable_of(asked.id)), Some(asked)));
    let mut all: Vec<(Cow<'_, str>, Option<&Asked<'_>>)> = variables.collect();
    all.extend(asked);
    let names = Lookup::new(all.len(), &|at| &all[at].0);
    for (name, asked) in &all {
        let Some(Asked { id, origin, server, concept, key, .. }) = *asked else { continue };
        let first = names.first(name, &|at| all[at].0 == *name).and_then(|at| all[at].1);
        if first.is_some_and(|first| first.id == *id) {
            continue;
        }
        let what = key.unwrap_or(concept.name());
        let message = say![
            "`",
            what,
            "` of `",
            server.name,
            "` asks for `",
            id,
            "`, and the variable `",
            name,
            "` that it becomes stands for something else too"
        ];
        let diagnostic = Diagnostic::new(&codes::INPUT_SHARES_VARIABLE, Document::Source, message).on(tree, *origin);
        let diagnostic = diagnostic.loss(LossKind::Indirection, &server.name, Some(*concept), *key);
        sink.push(diagnostic.help("rename the input in the source"));
    }
}

/// What a document declares for which its host may ask.
pub(in crate::ops) struct Declared<'s> {
    /// The declarations by their ids.
    inputs: Vec<(Cow<'s, str>, NodeId)>,
    lookup: Lookup,
}

impl<'s> Declared<'s> {
    /// Those in the list of that key, which former settings of VS Code have below `mcp`, as the servers.
    #[inline(never)]
    pub(in crate::ops) fn new(tree: &Tree<'s>, key: Option<&str>) -> Self {
        let list = |key| tree.get(tree.root(), key).or_else(|| tree.get(tree.get(tree.root(), "mcp")?, key));
        let list = key.and_then(list).filter(|&list| tree.kind(list) == Node::List);
        let mut inputs = Vec::new();
        if let Some(list) = list {
            for input in tree.children(list) {
                if let Some(id) = tree.get(input, "id").and_then(|id| tree.str(id)) {
                    inputs.push((id, input));
                }
            }
        }
        let lookup = Lookup::new(inputs.len(), &|at| &inputs[at].0);
        Self { inputs, lookup }
    }

    /// How many declarations there are.
    pub(in crate::ops) const fn len(&self) -> usize {
        self.inputs.len()
    }

    /// Which of them is for what is asked for by that id.
    #[inline(never)]
    pub(in crate::ops) fn position(&self, id: &str) -> Option<usize> {
        self.lookup.first(id, &|at| self.inputs[at].0 == id)
    }

    /// Where the declaration stands.
    pub(in crate::ops) fn node(&self, at: usize) -> NodeId {
        self.inputs[at].1
    }
}

/// The finding that it is not declared.
pub(in crate::ops) fn undeclared(tree: &Tree<'_>, key: &str, id: &str, origin: NodeId) -> Diagnostic {
    let message = say!["`", id, "` is asked for, and `", key, "` does not declare it"];
    let diagnostic = Diagnostic::new(&codes::INPUT_UNDECLARED, Document::Source, message).on(tree, origin);
    diagnostic.help("declare it in `inputs`, at the top of the file")
}

/// Whether a declaration says `value`, in whatever order.
fn says(tree: &Tree<'_>, declaration: NodeId, value: Value<'_>) -> bool {
    let mut change = Plan::new();
    change.reconcile(tree, declaration, value);
    change.is_empty()
}

/// The finding that the target asks for something else by that id: its own servers need what it declares.
#[cold]
fn otherwise(tree: &Tree<'_>, asked: &Asked<'_>) -> Diagnostic {
    let Asked { id, origin, server, concept, key, .. } = *asked;
    let what = key.unwrap_or(concept.name());
    let message = say!["`", what, "` of `", server.name, "` asks for `", id, "`, which the target declares as something else"];
    let diagnostic = Diagnostic::new(&codes::INPUT_DECLARED_OTHERWISE, Document::Source, message).on(tree, origin);
    let diagnostic = diagnostic.loss(LossKind::Indirection, &server.name, Some(concept), key);
    diagnostic.help("rename the input in one of the two files")
}

/// What a server has its host ask for.
pub(in crate::ops) fn of<'a>(server: &'a Server<'a>) -> Vec<Asked<'a>> {
    find(server, |piece| if let Piece::Input(id) = piece { Some(id) } else { None })
}

/// Calls what is asked for like the variable of the environment whose whole value it is, where it is asked for as nothing else, and
/// nothing else is called so: hosts that only pass variables on can say that, and two authors' `token` stay two.
#[inline(never)]
pub(in crate::ops) fn name(servers: &mut [Server<'_>]) {
    // What is asked for, what it would be called, and whether it may be; of variables the name.
    let mut uses: Vec<(String, String, bool)> = Vec::new();
    for asked in servers.iter().flat_map(of) {
        let is_own = |name: &&str| asked.concept == Concept::Env && asked.whole && variable_of(name) == **name;
        let own = asked.key.filter(is_own);
        uses.push((asked.id.to_owned(), own.map_or_else(|| variable_of(asked.id), ToOwned::to_owned), own.is_some()));
    }
    for asked in servers.iter().flat_map(variables) {
        uses.push((String::new(), asked.id.to_owned(), false));
    }
    let ids = Lookup::new(uses.len(), &|at| &uses[at].0);
    let names = Lookup::new(uses.len(), &|at| &uses[at].1);
    // By the first that has the same id, or the same name: whether all of them have the other in common as well.
    let same_id = |id: &str| ids.first(id, &|at| uses[at].0 == id).unwrap_or_default();
    let same_name = |name: &str| names.first(name, &|at| uses[at].1 == name).unwrap_or_default();
    let mut is_one = vec![true; uses.len()];
    for (id, name, is_own) in &uses {
        let (by_id, by_name) = (same_id(id), same_name(name));
        let agrees = *is_own && uses[by_id].1 == *name && uses[by_name].0 == *id;
        is_one[by_id] &= agrees;
        is_one[by_name] &= agrees;
    }
    for pairs in servers.iter_mut().flat_map(|server| &mut server.fields).filter(|field| field.concept == Concept::Env) {
        let Meaning::Pairs(pairs) = &mut pairs.meaning else { continue };
        for pair in pairs {
            let Text::Template { pieces, .. } = &mut pair.text else { continue };
            let [Piece::Input(id)] = pieces.as_mut_slice() else { continue };
            let at = same_id(id);
            if is_one[at] && is_one[same_name(&uses[at].1)] {
                *id = pair.name.clone();
            }
        }
    }
}

/// The variables to which it refers.
pub(super) fn variables<'a>(server: &'a Server<'a>) -> Vec<Asked<'a>> {
    find(server, |piece| if let Piece::Variable { name, .. } = piece { Some(name) } else { None })
}

fn find<'a>(server: &'a Server<'a>, name_of: fn(&'a Piece<'a>) -> Option<&'a str>) -> Vec<Asked<'a>> {
    let mut found = Vec::new();
    let mut look = |text: &'a Text<'a>, field: &'a Field<'a>, pair: Option<&'a Pair<'a>>| {
        let pieces = if let Text::Template { pieces, .. } = text { pieces.as_slice() } else { &[] };
        for piece in pieces {
            if let Some(id) = name_of(piece) {
                let (origin, key) = pair.map_or((field.origin, None), |pair| (pair.origin, Some(pair.name.as_ref())));
                found.push(Asked { id, origin, server, concept: field.concept, key, whole: pieces.len() == 1 });
            }
        }
    };
    for field in &server.fields {
        match &field.meaning {
            Meaning::Text(text) => look(text, field, None),
            Meaning::Texts(texts) => texts.iter().for_each(|text| look(text, field, None)),
            Meaning::Pairs(pairs) => pairs.iter().for_each(|pair| look(&pair.text, field, Some(pair))),
            _ => {}
        }
    }
    found
}
