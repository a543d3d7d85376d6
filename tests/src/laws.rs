//! What must hold of every conversion, whatever is converted.
//!
//! [`check`] converts and holds the outcome against the laws of the design: the target's reader reads from the result what the
//! source's reader read from the source, minus exactly the losses that were reported; what only the target had is still there,
//! byte for byte; a second run changes nothing. The generated tests, the corpus and the fuzzer all ask it.

mod same;

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use mcpglot_core::diag::{Code, Diagnostic, Document, Finding, Loss, LossKind, Severity, Sink, codes, display_path};
use mcpglot_core::hosts::{self, Blanks, Config, FieldSpec, Host, Kind as HostKind, NoNames};
use mcpglot_core::mask;
use mcpglot_core::model::{Concept, Extra, Meaning, Piece, Server, Spelling, Text, Transport};
use mcpglot_core::ops::{self, Options, Outcome, Strategy, Written};
use mcpglot_core::syntax::{self, Form, Kind, NodeId, Syntax, Tree, Value};
use mcpglot_core::text::{BOM, Edit, LineIndex, Span, apply_edits};

use self::same::{Leeway, same};
use crate::oracle;

/// One conversion.
#[derive(Clone, Copy, Debug)]
pub struct Case<'c> {
    /// The text that is converted.
    pub source: &'c str,
    /// The host that it is for.
    pub from: &'static Host,
    /// The host that the result is for.
    pub to: &'static Host,
    /// The text that is merged into.
    pub into: Option<&'c str>,
    /// What becomes of what only the target has.
    pub strategy: Strategy,
    /// What no diagnostic may hold.
    pub secrets: &'c [&'c str],
}

impl Case<'_> {
    /// Carries it out.
    #[must_use]
    pub fn convert(&self) -> Outcome {
        ops::convert(self.source, &self.options())
    }

    fn options(&self) -> Options<'_> {
        let mut options = Options::new(self.to);
        options.from = Some(self.from);
        options.into = self.into;
        options.strategy = self.strategy;
        options.allow_empty = true;
        options.trace = true;
        options
    }
}

/// A law that does not hold, in words, with the texts that show it.
pub type Broken = String;

/// Holds the conversion against every law.
///
/// # Errors
/// The first law that it breaks.
pub fn check(case: &Case<'_>) -> Result<Outcome, Broken> {
    let outcome = case.convert();
    laws(case, &outcome).map_err(|broken| {
        let Case { source, from, to, into, strategy, .. } = case;
        let (from, to, text) = (from.id, to.id, outcome.text.as_deref().unwrap_or("(none)"));
        let said: Vec<String> = outcome.diagnostics.iter().map(show).collect();
        format!(
            "{broken}\n--- source, {from}\n{source}\n--- into, {strategy:?}\n{}\n--- {:?}, {to}\n{text}\n--- said\n{}\n--- as literals\nsource: {source:?}\ninto: {into:?}",
            into.unwrap_or("(nothing)"),
            outcome.written,
            said.join("\n"),
        )
    })?;
    Ok(outcome)
}

/// One line for a diagnostic.
#[must_use]
pub fn show(diagnostic: &Diagnostic) -> String {
    let Finding { code, document, path, span, message, loss, .. } = &**diagnostic;
    let loss = loss
        .as_ref()
        .map(|Loss { kind, concept, key, .. }| format!(" ({} {concept:?} {key:?})", kind.name()))
        .unwrap_or_default();
    format!("{} {} {} {path} {}..{}: {message}{loss}", code.severity.name(), code.id, document.name(), span.start, span.end)
}

fn laws(case: &Case<'_>, outcome: &Outcome) -> Result<(), Broken> {
    said(case, &outcome.diagnostics)?;
    written(case, outcome)?;
    strict(case, outcome)?;
    let Some(text) = outcome.text.as_deref() else { return Ok(()) };
    result_is_a_document(case, text)?;
    untouched(case, outcome)?;
    translated(case, outcome, text)?;
    twice(case, outcome, text)
}

macro_rules! law {
    ($holds:expr, $($broken:tt)+) => { if !$holds { return Err(format!($($broken)+)); } };
}

/// Diagnostics have a place, and hold no value.
fn said(case: &Case<'_>, diagnostics: &[Diagnostic]) -> Result<(), Broken> {
    for diagnostic in diagnostics {
        let text = if diagnostic.document == Document::Source { case.source } else { case.into.unwrap_or_default() };
        let shown = show(diagnostic);
        let related = diagnostic.related.iter().map(|related| related.span);
        for span in related.chain([diagnostic.span]) {
            law!(span.start <= span.end && text.get(span.range()).is_some(), "a span is no place in the text: {shown}");
            let lines = LineIndex::new(text);
            let (from, to) = (lines.position(span.start), lines.position(span.end));
            law!(from.line >= 1 && from.column >= 1 && from.line <= to.line, "a place has no line: {shown}");
        }
        law!(codes::find(diagnostic.code.id) == Some(diagnostic.code), "the code is not in the table: {shown}");
        law!(!diagnostic.message.is_empty() && !diagnostic.message.ends_with('.'), "the message is no clause: {shown}");
        let help = diagnostic.help.iter().chain(diagnostic.fixes.iter().map(|fix| &fix.title));
        let words = [&diagnostic.message, &diagnostic.path]
            .into_iter()
            .chain(help)
            .chain(diagnostic.related.iter().map(|related| &related.message));
        for word in words {
            let leaked = case.secrets.iter().find(|secret| word.contains(**secret));
            law!(leaked.is_none(), "a diagnostic holds the value {leaked:?}: {word:?} in {shown}");
            law!(!word.contains(|character: char| character.is_control()), "a diagnostic holds a control character: {word:?}");
        }
        if let Some(Loss { concept: Some(concept), .. }) = &diagnostic.loss {
            law!(Concept::ALL.contains(concept), "a concept that is none: {shown}");
        }
        law!(diagnostic.loss.is_none() || diagnostic.code.severity > Severity::Note, "a loss is no note: {shown}");
    }
    Ok(())
}

/// Text, edits and what was written agree with each other.
fn written(case: &Case<'_>, outcome: &Outcome) -> Result<(), Broken> {
    law!((outcome.written == Written::Refused) == outcome.text.is_none(), "there is no text exactly where it is refused");
    if outcome.written == Written::Refused {
        law!(
            outcome.diagnostics.iter().any(|diagnostic| diagnostic.code.severity == Severity::Error),
            "refused without an error"
        );
        law!(outcome.edits.is_empty(), "refused, with edits");
        return Ok(());
    }
    let Some(into) = case.into else {
        law!(outcome.written == Written::Text && outcome.edits.is_empty(), "without a target there is text and no edit");
        return Ok(());
    };
    let edits = &outcome.edits;
    law!((outcome.written == Written::Unchanged) == edits.is_empty(), "unchanged means no edits");
    for edit in edits {
        law!(edit.span.start <= edit.span.end && into.get(edit.span.range()).is_some(), "an edit is at no place: {edit:?}");
        law!(into.get(edit.span.range()) != Some(&edit.text), "an edit changes nothing: {edit:?}");
    }
    let ordered = edits
        .iter()
        .zip(edits.iter().skip(1))
        .all(|(one, other)| one.span.end <= other.span.start && one.span.start < other.span.end.max(other.span.start + 1));
    law!(ordered, "edits overlap or are not sorted: {edits:?}");
    law!(Some(apply_edits(into, edits).as_str()) == outcome.text.as_deref(), "the edits do not make the text");
    Ok(())
}

/// Strict refuses exactly where something is lost.
fn strict(case: &Case<'_>, outcome: &Outcome) -> Result<(), Broken> {
    let mut options = case.options();
    options.strict = true;
    let strict = ops::convert(case.source, &options);
    let lost = outcome.diagnostics.iter().any(|diagnostic| diagnostic.loss.is_some());
    let refused = strict.written == Written::Refused;
    law!(refused == (lost || outcome.written == Written::Refused), "strict refused: {refused}, something lost: {lost}");
    law!(refused || strict.text == outcome.text, "strict writes something else");
    Ok(())
}

fn without_bom(text: &str) -> &str {
    text.strip_prefix(BOM).unwrap_or(text)
}

fn is_strict_json(text: &str) -> bool {
    let text = without_bom(text);
    serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok()
}

/// The result parses, by the judgement of others too, and the host refuses nothing that it did not refuse before.
fn result_is_a_document(case: &Case<'_>, text: &str) -> Result<(), Broken> {
    match case.to.syntax {
        Syntax::Toml => {
            let parsed = toml_edit::Document::parse(without_bom(text));
            law!(
                parsed.is_ok(),
                "toml_edit refuses the result: {}",
                parsed.err().map(|error| error.to_string()).unwrap_or_default()
            );
        }
        Syntax::Yaml => {
            let tree = syntax::parse(text, Syntax::Yaml).map_err(|fault| format!("the result is no YAML: {}", fault.message))?;
            law!(oracle::agrees(text, &tree) != Some(false), "another reader of YAML takes the result for something else");
        }
        Syntax::Json => {
            let before = case.into.is_none_or(|into| is_strict_json(into) || without_bom(into).trim().is_empty());
            law!(!before || is_strict_json(text) || case.into == Some(text), "the result is not strict JSON");
        }
    }
    let faults = |text: &str| {
        let mut faults: Vec<String> = Vec::new();
        if let Ok(tree) = syntax::parse(text, case.to.syntax) {
            let mut sink = Sink::default();
            let _ = hosts::read(&tree, case.to, Document::Target, &mut sink);
            let refuses = |diagnostic: &&Diagnostic| {
                let code = diagnostic.code;
                code.severity == Severity::Error || *code == codes::VALUE_STRINGIFIED || *code == codes::TIMEOUT_IGNORED
            };
            faults.extend(
                sink.diagnostics.iter().filter(refuses).map(|diagnostic| format!("{} {}", diagnostic.code.id, diagnostic.path)),
            );
        }
        faults
    };
    // Lists are patched item by item: a fault that the target had may have moved.
    let key = |fault: &str| fault.rsplit_once('.').map_or(fault.to_owned(), |(before, _)| before.to_owned());
    // In a list of servers what goes moves what is behind it.
    let is_list = case.to.place().name_field().is_some();
    let numberless = |fault: &String| {
        let is_number = |part: &&str| !part.bytes().all(|byte| byte.is_ascii_digit());
        if is_list { fault.split('.').filter(is_number).collect::<Vec<_>>().join(".") } else { fault.clone() }
    };
    let before: BTreeSet<String> = faults(case.into.unwrap_or_default()).iter().map(numberless).collect();
    let known: BTreeSet<String> = before.iter().map(|fault| key(fault)).collect();
    for fault in faults(text).iter().map(numberless) {
        law!(before.contains(&fault) || known.contains(&key(&fault)), "the host refuses what was written: {fault}");
    }
    Ok(())
}

/// Whether `edit` removes a byte of `span`, or puts something into its middle.
fn touches(edit: &Edit, span: Span) -> bool {
    if edit.span.is_empty() {
        return span.start < edit.span.start && edit.span.start < span.end;
    }
    edit.span.start < span.end && span.start < edit.span.end
}

/// Nothing outside of the entries that the source has is touched.
fn untouched(case: &Case<'_>, outcome: &Outcome) -> Result<(), Broken> {
    let Some(into) = case.into else { return Ok(()) };
    let Ok(tree) = syntax::parse(into, case.to.syntax) else { return Ok(()) };
    let source = names(case.source, case.from);
    let places = case.to.places(&tree);
    let is_place = |node: NodeId| places.iter().find(|place| place.node == node && place.fits(&tree));
    let is_above = |node: NodeId| {
        let mut above = places.iter().flat_map(|place| std::iter::successors(tree.parent(place.node), |&at| tree.parent(at)));
        above.any(|at| at == node)
    };
    let mut spans: Vec<Span> = Vec::new();
    let mut stack: Vec<NodeId> = vec![tree.root()];
    while let Some(node) = stack.pop() {
        // Nothing in the place of the servers gives way to them.
        if tree.kind(node) == Kind::Null && places.iter().any(|place| place.node == node) {
            continue;
        }
        if let Some(place) = is_place(node) {
            if case.strategy == Strategy::Merge {
                let is_ours = |entry: NodeId| place.name(&tree, entry).is_some_and(|name| source.contains(name.as_ref()));
                stack.extend(tree.children(node).filter(|&entry| !is_ours(entry)));
            }
            continue;
        }
        // To the list of inputs some may be added.
        let is_inputs = tree.parent(node) == Some(tree.root()) && case.to.inputs_at == Some(tree.key(node).as_ref());
        if is_inputs || node == tree.root() || is_above(node) {
            stack.extend(tree.children(node));
            continue;
        }
        let whole = !matches!(tree.form(node), Form::Header | Form::Implicit | Form::Dotted | Form::Tables);
        let key = tree.key_span(node);
        spans.push(if whole && !key.is_empty() { Span { start: key.start, end: tree.span(node).end } } else { tree.span(node) });
        if !whole {
            stack.extend(tree.children(node));
        }
    }
    for edit in &outcome.edits {
        let hit = spans.iter().find(|&&span| touches(edit, span));
        law!(
            hit.is_none(),
            "an edit touches what the source does not speak of: {edit:?}, {:?}",
            hit.map(|span| &into[span.range()])
        );
    }
    let text = outcome.text.as_deref().unwrap_or_default();
    if case.to.syntax == Syntax::Toml {
        // The first comment belongs to the file, the other one to a table of which the source does not speak.
        let stays = |line: &&str| ["# CANARY of the file", "# CANARY tail"].contains(line);
        for line in into.lines().filter(stays) {
            law!(text.matches(line).count() >= into.matches(line).count(), "a comment is lost: {line:?}");
        }
    }
    let newline_kept =
        !into.contains("\r\n") || into.replace("\r\n", "").contains('\n') || !text.replace("\r\n", "").contains('\n');
    law!(newline_kept, "CRLF is not followed");
    law!(into.starts_with(BOM) == text.starts_with(BOM), "the byte-order mark is not kept");
    Ok(())
}

fn names(text: &str, host: &'static Host) -> BTreeSet<String> {
    let Ok(tree) = syntax::parse(text, host.syntax) else { return BTreeSet::new() };
    let config = hosts::read(&tree, host, Document::Source, &mut Sink::default());
    config.servers.iter().map(|server| server.name.to_string()).collect()
}

/// What a server says of a concept, or of one variable or header.
type Key = (Concept, String);

#[derive(Clone, Debug)]
struct Fact<'s> {
    meaning: Meaning<'s>,
    path: String,
}

type Facts<'s> = BTreeMap<Key, Fact<'s>>;

fn slot(concept: Concept, name: &str) -> Key {
    (concept, if concept == Concept::Headers { name.to_ascii_lowercase() } else { name.to_owned() })
}

/// What `server` says, as far as `wanted` holds of the field.
fn facts<'s>(tree: &Tree<'_>, server: &Server<'s>, foreign: bool) -> Facts<'s> {
    let mut facts = Facts::new();
    for field in server.fields.iter().filter(|field| foreign || !field.foreign) {
        match &field.meaning {
            Meaning::Pairs(pairs) => {
                for pair in pairs {
                    let fact = Fact { meaning: Meaning::Text(pair.text.clone()), path: display_path(tree, pair.origin) };
                    facts.insert(slot(field.concept, &pair.name), fact);
                }
            }
            meaning => {
                let fact = Fact { meaning: meaning.clone(), path: display_path(tree, field.origin) };
                facts.insert((field.concept, String::new()), fact);
            }
        }
    }
    facts
}

/// A command of several words, and no arguments, is the command and its arguments to a host that splits it.
fn split(facts: &mut Facts<'_>, host: &Host) {
    let (command, args) = ((Concept::Command, String::new()), (Concept::Args, String::new()));
    let Some(Fact { meaning: Meaning::Text(line), path }) = facts.get(&command) else { return };
    let words: Vec<String> = line.raw().split_ascii_whitespace().map(str::to_owned).collect();
    let is_path = words.first().is_some_and(|first| first.contains(['/', '\\']));
    if facts.contains_key(&args) || words.len() < 2 || (is_path && host.blanks == (Blanks::Split { paths: false })) {
        return;
    }
    let mut texts = words.into_iter().map(|word| Text::parse(word.into(), host.references.within(Concept::Command)));
    let (Some(first), path) = (texts.next(), path.clone()) else { return };
    facts.insert(args, Fact { meaning: Meaning::Texts(texts.collect()), path: path.clone() });
    facts.insert(command, Fact { meaning: Meaning::Text(first), path });
}

/// In its headers the bridge puts in variables of its own environment, where the host does not.
fn left_to_the_bridge(facts: &mut Facts<'_>) {
    let Some(Fact { meaning: Meaning::Texts(args), path }) = facts.get(&(Concept::Args, String::new())).cloned() else { return };
    let mut said = args.clone();
    for (at, pair) in args.windows(2).enumerate() {
        let Text::Template { pieces, .. } = &pair[1] else { continue };
        let mut spelled = String::new();
        let mut variables = Vec::new();
        for piece in pieces {
            match piece {
                Piece::Literal(text) => spelled.push_str(text),
                Piece::Variable { name, .. } => {
                    spelled.push_str(&format!("${{{name}}}"));
                    variables.push((name, piece));
                }
                _ => {}
            }
        }
        let is_plain = pieces.iter().all(|piece| matches!(piece, Piece::Literal(_) | Piece::Variable { default: None, .. }));
        if pair[0].raw() != "--header" || !is_plain {
            continue;
        }
        for (name, piece) in variables {
            let text = Text::read(format!("${{{name}}}").into(), vec![piece.clone()]);
            let fact = Fact { meaning: Meaning::Text(text), path: path.clone() };
            facts.entry((Concept::Env, name.to_string())).or_insert(fact);
        }
        said[at + 1] = Text::Literal(spelled.into());
    }
    facts.insert((Concept::Args, String::new()), Fact { meaning: Meaning::Texts(said), path });
}

/// The same where the host does: those alone that the entry sets, and that stand there as the bridge spells them.
fn own_left_to_the_bridge(facts: &mut Facts<'_>) {
    let Some(Fact { meaning: Meaning::Texts(args), path }) = facts.get(&(Concept::Args, String::new())).cloned() else { return };
    let mut said = args.clone();
    for (at, pair) in args.windows(2).enumerate() {
        let Text::Template { raw, pieces, .. } = &pair[1] else { continue };
        let is_plain = |piece: &Piece<'_>| matches!(piece, Piece::Literal(_) | Piece::Variable { default: None, .. });
        if pair[0].raw() != "--header" || !pieces.iter().all(is_plain) {
            continue;
        }
        let left = pieces.iter().map(|piece| match piece {
            Piece::Variable { name, .. } if facts.contains_key(&(Concept::Env, name.to_string())) => {
                let spelled = format!("${{{name}}}");
                if raw.contains(&spelled) { Piece::Literal(spelled.into()) } else { piece.clone() }
            }
            piece => piece.clone(),
        });
        let left: Vec<Piece<'_>> = left.collect();
        let texts: Option<String> =
            left.iter().map(|piece| if let Piece::Literal(text) = piece { Some(text.as_ref()) } else { None }).collect();
        said[at + 1] = texts.map_or_else(|| Text::read(raw.clone(), left), |text| Text::Literal(text.into()));
    }
    facts.insert((Concept::Args, String::new()), Fact { meaning: Meaning::Texts(said), path });
}

/// Where the target expands them, those that the bridge has of the source's own are references.
fn taken_from_the_bridge(facts: &mut Facts<'_>, from: &Host) {
    let Some(Fact { meaning: Meaning::Texts(args), path }) = facts.get(&(Concept::Args, String::new())).cloned() else { return };
    let mut said = args.clone();
    for (at, pair) in args.windows(2).enumerate() {
        let Text::Literal(raw) = &pair[1] else { continue };
        let text = Text::parse(raw.clone(), &[Spelling::Braced]);
        let Text::Template { pieces, .. } = &text else { continue };
        let is_passed = |piece: &Piece<'_>| match piece {
            Piece::Literal(_) => true,
            Piece::Variable { name, default: None } => match facts.get(&(Concept::Env, name.to_string())) {
                Some(fact) => is_itself(name, &fact.meaning),
                None => from.inherits,
            },
            _ => false,
        };
        if pair[0].raw() == "--header" && pieces.iter().all(is_passed) {
            said[at + 1] = text;
        }
    }
    facts.insert((Concept::Args, String::new()), Fact { meaning: Meaning::Texts(said), path });
}

/// Whether it is the variable of that name, and nothing else.
fn is_itself(name: &str, meaning: &Meaning<'_>) -> bool {
    matches!(meaning, Meaning::Text(text) if text.whole_variable("").is_some_and(|(variable, _)| variable == name))
}

/// Whether a variable of the environment has become another kind of text, as it was said to: what the user was asked for is called
/// like the variable, and a text that is a name in capitals may be the name of a secret.
fn becomes(case: &Case<'_>, outcome: &Outcome, key: &Key, sent: &Fact<'_>, arrived: &Meaning<'_>) -> bool {
    let said = |code: &Code| outcome.diagnostics.iter().any(|one| *one.code == *code && one.path == sent.path);
    match (&sent.meaning, arrived) {
        (Meaning::Text(Text::Template { pieces, .. }), _) if matches!(pieces.as_slice(), [Piece::Input(_)]) => {
            key.0 == Concept::Env && said(&codes::INPUT_BECOMES_VARIABLE) && is_itself(&key.1, arrived)
        }
        (Meaning::Text(Text::Literal(name)), _) => {
            case.to.bare_variables && said(&codes::LITERAL_MAY_BE_VARIABLE) && is_itself(name, arrived)
        }
        _ => false,
    }
}

/// Where a loss was reported, what that allows.
struct Losses<'l> {
    of: Vec<(&'l Diagnostic, &'l Loss)>,
    /// The variables and headers of the server, and where each stands: what cannot be shown of a name is not in the loss either.
    pairs: Vec<(Key, Span)>,
}

impl<'l> Losses<'l> {
    fn of(tree: &Tree<'_>, server: &Server<'_>, diagnostics: &'l [Diagnostic]) -> Self {
        let of = diagnostics.iter().filter_map(|diagnostic| diagnostic.loss.as_ref().map(|loss| (diagnostic, loss)));
        // These two are about the source alone: the model has them behind it.
        let of = of.filter(|(diagnostic, _)| ![&codes::VALUE_STRINGIFIED, &codes::VALUE_REFUSED].contains(&diagnostic.code));
        let mut pairs = Vec::new();
        for field in &server.fields {
            if let Meaning::Pairs(own) = &field.meaning {
                pairs.extend(own.iter().map(|pair| (slot(field.concept, &pair.name), tree.place(pair.origin))));
            }
        }
        Self { of: of.filter(|(_, loss)| loss.server == server.name).collect(), pairs }
    }

    fn whole_server(&self) -> bool {
        self.of.iter().any(|(diagnostic, loss)| loss.concept.is_none() || *diagnostic.code == codes::CANNOT_DISABLE)
    }

    fn at<'a>(&'a self, key: &'a Key) -> impl Iterator<Item = LossKind> + 'a {
        let named = move |diagnostic: &Diagnostic, name: &str| match name {
            mask::HIDDEN => self.pairs.iter().any(|(pair, span)| pair == key && *span == diagnostic.span),
            _ => slot(key.0, name) == *key,
        };
        let of = self.of.iter().filter(|(_, loss)| loss.concept == Some(key.0));
        of.filter(move |(diagnostic, loss)| loss.key.as_ref().is_none_or(|name| named(diagnostic, name)))
            .map(|(_, loss)| loss.kind)
    }

    fn dropped(&self, key: &Key) -> bool {
        self.at(key).any(|kind| matches!(kind, LossKind::Dropped | LossKind::Widened))
    }

    /// Whether it was reported that a limit of that concept is the other one's.
    fn shared(&self, concept: Concept) -> bool {
        self.of.iter().any(|(diagnostic, loss)| *diagnostic.code == codes::TIMEOUT_SHARED && loss.concept == Some(concept))
    }

    fn leeway(&self, key: &Key) -> Leeway {
        let mut leeway = Leeway { shared: self.shared(key.0), ..Leeway::default() };
        for kind in self.at(key) {
            match kind {
                LossKind::Indirection => leeway.raw = true,
                LossKind::Coerced => (leeway.raw, leeway.rounded) = (true, true),
                LossKind::Narrowed => leeway.defaults = true,
                LossKind::Dropped | LossKind::Widened => {}
            }
        }
        leeway
    }
}

/// The result says what the source says, minus what was reported, plus what only the target has.
fn translated(case: &Case<'_>, outcome: &Outcome, text: &str) -> Result<(), Broken> {
    let into = case.into.unwrap_or_default();
    let parsed =
        |text, host: &Host| syntax::parse(text, host.syntax).map_err(|fault| format!("it does not parse: {}", fault.message));
    let (source_tree, into_tree, tree) = (parsed(case.source, case.from)?, parsed(into, case.to)?, parsed(text, case.to)?);
    let read = |tree, host| hosts::read(tree, host, Document::Source, &mut Sink::default());
    let (source, target, result): (Config<'_>, Config<'_>, Config<'_>) =
        (read(&source_tree, case.from), read(&into_tree, case.to), read(&tree, case.to));
    let merge = case.strategy == Strategy::Merge;

    let found: Vec<&str> = result.servers.iter().map(|server| server.name.as_ref()).collect();
    let mut expected: BTreeSet<&str> = BTreeSet::new();
    for server in &source.servers {
        // What goes by its number may look like one that is called like it.
        if source.servers.iter().any(|other| other.name == server.name && other.is_numbered != server.is_numbered) {
            expected.extend(found.iter().find(|name| **name == server.name));
            continue;
        }
        let is_it = |other: &&Server<'_>| other.name == server.name && other.is_numbered == server.is_numbered;
        let (in_target, arrived) = (target.servers.iter().find(is_it), result.servers.iter().find(is_it));
        let losses = Losses::of(&source_tree, server, &outcome.diagnostics);
        if in_target.is_some() {
            expected.insert(&server.name);
        }
        if server.unusable || losses.whole_server() {
            let path = display_path(&source_tree, server.origin);
            // What switches it off may stand beside the servers.
            let is_about = |diagnostic: &Diagnostic| {
                let loses = diagnostic.loss.as_ref().is_some_and(|loss| loss.server == server.name);
                diagnostic.document == Document::Source && (loses || diagnostic.path.starts_with(&path))
            };
            let named = outcome.diagnostics.iter().any(is_about);
            law!(named, "`{}` is left out, and nothing says why", server.name);
            match (in_target, arrived) {
                (None, None) => {}
                (Some(before), Some(after)) => {
                    let same = into_tree.value(before.origin) == tree.value(after.origin);
                    law!(same, "`{}` is left out, and yet the target's changes", server.name);
                }
                // What has no name is called by its place, which is another one where one before it goes.
                _ if server.is_numbered => {}
                _ => return Err(format!("`{}` is left out, and yet comes or goes", server.name)),
            }
            continue;
        }
        expected.insert(&server.name);
        let Some(arrived) = arrived else { return Err(format!("`{}` does not arrive, and nothing says so", server.name)) };
        let in_target = in_target.filter(|other| into_tree.kind(other.origin) == Kind::Map);
        // A host may have one word for two transports, and try both.
        let one_word = |host: &Host| {
            let both = arrived.transport.zip(server.transport);
            both.is_some_and(|(one, other)| one == other || host.has_one_word_for(one, other))
        };
        // Where the source's host does not tell them apart, the target may have had the other one, or go by the URL.
        let either =
            one_word(case.from) || (case.from.tries_both(server, &source_tree) && arrived.transport == Some(Transport::Sse));
        let stays = in_target.is_some_and(|before| before.transport == arrived.transport) && either;
        let stays = stays || (case.to.transport.sse_ending.is_some() && either);
        let told_apart = !one_word(case.to) && !stays;
        law!(arrived.transport == server.transport || !told_apart, "`{}` is reached in another way", server.name);
        law!(!arrived.unusable || in_target.is_some_and(|before| before.unusable), "`{}` is of no use to the host", server.name);
        let off = server
            .get(Concept::Enabled)
            .is_some_and(|field| field.meaning == Meaning::Switch(false) && !(field.foreign && case.from.id == case.to.id));
        law!(!off || arrived.is_disabled(), "`{}` was off and is on", server.name);
        if arrived.unusable {
            // The target's own fault hides what was written beside it.
            continue;
        }
        let before = in_target.map(|before| (&into_tree, before));
        let (from, to) = (source.host_of(&source_tree, server, case.from), result.host_of(&tree, arrived, case.to));
        let case = &Case { from, to, ..*case };
        server_arrives(case, outcome, (&source_tree, server), before, (&tree, arrived), &losses)
            .map_err(|broken| format!("`{}`: {broken}", server.name))?;
        accounted(case, outcome, &source, &source_tree, server, &tree)?;
    }
    if merge {
        expected.extend(target.servers.iter().map(|server| server.name.as_ref()));
    } else {
        for gone in target.servers.iter().filter(|server| !expected.contains(server.name.as_ref())) {
            let path = display_path(&into_tree, gone.origin);
            let named = |diagnostic: &Diagnostic| *diagnostic.code == codes::TARGET_SERVER_REMOVED && diagnostic.path == path;
            law!(outcome.diagnostics.iter().any(named), "`{}` goes without a word", gone.name);
        }
    }
    let found: BTreeSet<&str> = found.into_iter().collect();
    law!(found == expected, "the result has other servers: {found:?}, expected {expected:?}");
    // Everything else in the file means what it meant; the list of inputs may have grown by some of the source's.
    let inputs = |tree: &Tree<'_>, host: &Host| -> Vec<String> {
        // Former settings of VS Code have it below `mcp`.
        let list = |key| tree.get(tree.root(), key).or_else(|| tree.get(tree.get(tree.root(), "mcp")?, key));
        let list = host.inputs_at.and_then(list).filter(|&list| tree.kind(list) == Kind::List);
        list.into_iter().flat_map(|list| tree.children(list)).map(|item| format!("{:?}", tree.value(item))).collect()
    };
    let (ours, old, new) = (inputs(&source_tree, case.from), inputs(&into_tree, case.to), inputs(&tree, case.to));
    law!(new.starts_with(&old) && new.iter().skip(old.len()).all(|input| ours.contains(input)), "inputs: {new:?} of {old:?}");
    let grew = new.len() > old.len();
    let is_new = case.to.places(&into_tree).iter().all(|place| into_tree.kind(place.node) == Kind::Null);
    let holds_servers = |tree: &Tree<'_>, node: NodeId| {
        let key = tree.key(node);
        let mut places = std::iter::once(case.to).chain(case.to.shapes.iter().copied()).map(Host::place);
        places.any(|place| place.keys().first() == Some(&key.as_ref()))
            || (is_new && case.to.head.iter().any(|head| head.key == key))
    };
    let others = |tree: &Tree<'_>, config: &Config<'_>| -> Vec<(String, String)> {
        let top = tree
            .children(tree.root())
            .filter(|&node| !tree.is_shadowed(node) && !holds_servers(tree, node))
            // Of a bare map.
            .filter(|&node| !config.servers.iter().any(|server| server.origin == node))
            .filter(|&node| !(grew && Some(tree.key(node).as_ref()) == case.to.inputs_at));
        top.map(|node| (tree.key(node).into_owned(), format!("{:?}", tree.value(node)))).collect()
    };
    law!(others(&into_tree, &target) == others(&tree, &result), "other settings changed");
    Ok(())
}

/// The same, whatever the order of maps: TOML writes tables behind what is none.
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

fn target_removed(outcome: &Outcome, path: &str) -> bool {
    let removed =
        |diagnostic: &Diagnostic| diagnostic.document == Document::Target && *diagnostic.code == codes::TARGET_FIELD_REMOVED;
    outcome.diagnostics.iter().any(|diagnostic| removed(diagnostic) && diagnostic.path == path)
}

type Place<'p, 's> = (&'p Tree<'s>, &'p Server<'s>);

fn server_arrives(
    case: &Case<'_>,
    outcome: &Outcome,
    (source_tree, server): Place<'_, '_>,
    before: Option<Place<'_, '_>>,
    (tree, arrived): Place<'_, '_>,
    losses: &Losses<'_>,
) -> Result<(), Broken> {
    let same_host = case.from.is(case.to);
    let merge = case.strategy == Strategy::Merge;
    let transport = arrived.transport.or(server.transport).unwrap_or(Transport::Stdio);
    let has_place = |concept: Concept| case.to.fields_for(concept, transport).next().is_some();
    let foreign: BTreeSet<Concept> = server.fields.iter().filter(|field| field.foreign).map(|field| field.concept).collect();
    let literal_kept = |path: &str| {
        outcome.diagnostics.iter().any(|diagnostic| {
            *diagnostic.code == codes::TARGET_LITERAL_KEPT
                && (diagnostic.path == path || path.starts_with(&format!("{}.", diagnostic.path)))
        })
    };

    let mut sent = facts(source_tree, server, !same_host);
    if matches!(case.from.blanks, Blanks::Split { .. }) && !same_host {
        split(&mut sent, case.from);
    }
    if !same_host && ops::bridged(server).is_some() {
        let expanded = case.to.references.within(Concept::Args);
        let is_text = Text::parse("${V}".into(), expanded).is_literal() || expanded.contains(&Spelling::Shell);
        if !is_text {
            taken_from_the_bridge(&mut sent, case.from);
        } else if case.to.references.written_within(Concept::Args).is_empty() {
            left_to_the_bridge(&mut sent);
        } else {
            own_left_to_the_bridge(&mut sent);
        }
    }
    let mut old = before.map(|(tree, server)| facts(tree, server, false)).unwrap_or_default();
    let mut found = facts(tree, arrived, false);
    let mut implied: BTreeSet<Key> = BTreeSet::new();
    let limit = |concept: Concept| (concept, String::new());
    let call = found.get(&limit(Concept::ToolTimeout)).map(|fact| fact.meaning.clone());
    let one_limit =
        case.to.fields_for(Concept::ToolTimeout, transport).any(|spec| matches!(spec.kind, HostKind::SharedSeconds { .. }));
    let leeway_of = |key: &Key| {
        let mut leeway = losses.leeway(key);
        // Where one field says both limits, it is rounded once.
        leeway.rounded |= one_limit && key.0 == Concept::StartupTimeout && losses.leeway(&limit(Concept::ToolTimeout)).rounded;
        leeway
    };
    let same_fact = |key: &Key, sent: &Meaning<'_>, arrived: &Meaning<'_>| {
        let leeway = leeway_of(key);
        same(sent, arrived, leeway) || (leeway.shared && one_limit && Some(arrived) == call.as_ref())
    };
    if one_limit {
        // One field speaks of both.
        for (one, other) in [(Concept::StartupTimeout, Concept::ToolTimeout), (Concept::ToolTimeout, Concept::StartupTimeout)] {
            let both = found.get(&limit(one)).map(|fact| &fact.meaning) == found.get(&limit(other)).map(|fact| &fact.meaning);
            law!(both, "two limits of one field");
            if !sent.contains_key(&limit(one)) && losses.shared(one) && sent.contains_key(&limit(other)) {
                // Checked as the other one.
                implied.insert(limit(one));
            }
        }
    }
    found.retain(|key, _| !implied.contains(key));
    // A list of command and arguments says that there are none.
    let is_line = case.to.fields_for(Concept::Command, transport).any(|spec| spec.kind == HostKind::CommandLine);
    let says_none =
        is_line || matches!(case.to.blanks, Blanks::Split { .. }) || case.to.minimum.iter().any(|(key, ..)| *key == "args");
    let no_args = |key: &Key, fact: &Fact<'_>| says_none && key.0 == Concept::Args && fact.meaning == Meaning::Texts(Vec::new());
    found.retain(|key, fact| !no_args(key, fact) || sent.contains_key(key));
    old.retain(|key, fact| !no_args(key, fact) || sent.contains_key(key));
    let has_place = |concept: Concept| has_place(concept) || (is_line && concept == Concept::Args);
    // What the host refuses an entry without may have come by itself.
    let minimum = |key: &Key| {
        let concept = if key.0 == Concept::StartupTimeout && one_limit { Concept::ToolTimeout } else { key.0 };
        case.to.minimum.iter().any(|(known, ..)| case.to.field(known).is_some_and(|spec| spec.concept == concept))
    };
    // Where variables have to be declared, those are to which headers and the URL refer.
    let referred = |name: &str| {
        let texts = arrived.fields.iter().filter(|field| matches!(field.concept, Concept::Headers | Concept::Url));
        let mut texts = texts.flat_map(|field| match &field.meaning {
            Meaning::Text(text) => vec![text],
            Meaning::Pairs(pairs) => pairs.iter().map(|pair| &pair.text).collect(),
            _ => Vec::new(),
        });
        let is_it = |piece: &Piece<'_>| matches!(piece, Piece::Variable { name: other, .. } if other == name);
        texts.any(|text| matches!(text, Text::Template { pieces, .. } if pieces.iter().any(is_it)))
    };
    let declaration = |key: &Key| case.to.references.declared && key.0 == Concept::Env && referred(&key.1);
    let is_on = |fact: &Fact<'_>| fact.meaning == Meaning::Switch(true);
    for (key, fact) in &sent {
        let arrived = found.remove(key);
        if literal_kept(&fact.path) && old.contains_key(key) {
            let stays = |arrived: &Fact<'_>| {
                same(&old[key].meaning, &arrived.meaning, Leeway::default())
                    || (case.to.references.declared && is_same_text(&old[key].meaning, &arrived.meaning))
            };
            let kept = arrived.as_ref().is_some_and(stays);
            // One field may say several things, of which one stays.
            let alone = sent.values().filter(|other| other.path == fact.path).count() == 1;
            law!(kept || !alone, "{key:?}: the target's literal is said to stay, and does not");
            if kept {
                continue;
            }
        }
        let goes = losses.dropped(key) || (!has_place(key.0) && foreign.contains(&key.0));
        // What the source's host ignores was noted, and may be more than the target can be told.
        let unused = |diagnostic: &Diagnostic| *diagnostic.code == codes::FIELD_UNUSED && diagnostic.path == fact.path;
        let may_go = goes || foreign.contains(&key.0) || outcome.diagnostics.iter().any(unused);
        match arrived {
            None if may_go || (key.0 == Concept::Enabled && is_on(fact)) => {}
            // No arguments are as good as none said.
            None if key.0 == Concept::Args && fact.meaning == Meaning::Texts(Vec::new()) => {}
            None => return Err(format!("{key:?} is lost in silence: {:?}", fact.meaning)),
            Some(arrived) if may_go && !same_fact(key, &fact.meaning, &arrived.meaning) => {
                // A part of a map may go while the target's own stays.
                let stays = merge && old.get(key).is_some_and(|old| old.meaning == arrived.meaning);
                law!(
                    stays || minimum(key) || declaration(key),
                    "{key:?} is said to be dropped, and arrives: {:?}",
                    arrived.meaning
                );
            }
            Some(arrived) => {
                let may_be = !losses.dropped(key) || old.contains_key(key) || minimum(key) || declaration(key);
                law!(may_be, "{key:?} is said to be dropped, and arrives");
                // What the target declares is so for the source's texts too.
                let same = same_fact(key, &in_plain_names(case, &server.name, key.0, &fact.meaning), &arrived.meaning)
                    || becomes(case, outcome, key, fact, &arrived.meaning)
                    || (case.to.references.declared && is_same_text(&fact.meaning, &arrived.meaning));
                law!(same, "{key:?} arrives as something else: {:?} is {:?}", fact.meaning, arrived.meaning);
            }
        }
    }
    let has_parts = |key: &str| case.to.fields.iter().any(|spec| spec.key.split_once('.').is_some_and(|(table, _)| table == key));
    // What is left comes from the target, and all of the target's that fits is there.
    for (key, fact) in &old {
        let arrived = found.remove(key);
        if sent.contains_key(key) || implied.contains(key) || !has_place(key.0) {
            continue;
        }
        match arrived {
            Some(_) if !merge && minimum(key) => {}
            // A reference of the source's wins over what the target has for that variable.
            Some(arrived) if declaration(key) && is_itself(&key.1, &arrived.meaning) => {}
            // What is declared for the source is so for the target's own texts too, and of two that are one it may pick the other.
            Some(arrived) => law!(
                merge
                    && (same(&fact.meaning, &arrived.meaning, Leeway::default())
                        || (case.to.references.declared && is_text_of(case.into, &arrived.meaning))),
                "{key:?} of the target changes or stays though overwritten"
            ),
            None => {
                // A table gives way to a value that stands for the whole, and such a value to a table.
                let gives_way = fact.path.rsplit('.').take(2).any(&has_parts);
                // Of headers with a variable a host may have one.
                let has_one = key.0 == Concept::Headers && case.to.fields.iter().any(|spec| spec.kind == HostKind::KeyVariable);
                law!(
                    (!merge || gives_way || has_one) && target_removed(outcome, &fact.path),
                    "{key:?} of the target is lost{}",
                    if merge { "" } else { " without a word" }
                );
            }
        }
    }
    found.retain(|key, _| !minimum(key));
    found.retain(|key, _| !declaration(key));
    law!(found.is_empty(), "out of nothing came {found:?}");

    let extras = |tree: &Tree<'_>, server: &Server<'_>| -> BTreeMap<String, Value<'static>> {
        let own = server.extras.iter().map(|extra| (extra.key.clone(), sorted(tree.value(extra.origin)).into_owned()));
        own.collect()
    };
    let mut expected = if same_host { extras(source_tree, server) } else { BTreeMap::new() };
    if !same_host && case.from.family.is_some() && case.from.family == case.to.family {
        // Kin have some of what one host alone has; what the target does not have is named.
        let named = |path: &str| {
            let of = |diagnostic: &&Diagnostic| diagnostic.document == Document::Source && diagnostic.path == path;
            let is_told = |diagnostic: &Diagnostic| diagnostic.loss.is_some() || diagnostic.code.id == codes::FIELD_UNUSED.id;
            outcome.diagnostics.iter().filter(of).any(is_told)
        };
        let stays = |extra: &&Extra<'_>| extra.known && !named(&display_path(source_tree, extra.origin));
        let kept: Vec<&str> = server.extras.iter().filter(stays).map(|extra| extra.key.as_str()).collect();
        expected = extras(source_tree, server);
        expected.retain(|key, _| kept.contains(&key.as_str()));
    }
    // An older switch says nothing beside a newer one.
    let is_outdone = |key: &str| {
        let is_older = case.to.field(key).is_some_and(|spec| spec.is_legacy() && matches!(spec.kind, HostKind::Switch(_)));
        is_older && arrived.get(Concept::Enabled).is_some_and(|field| tree.key(field.origin) != key)
    };
    if let Some((tree, before)) = before.filter(|_| merge) {
        let fits =
            |key: &str| case.to.field(key).is_none_or(|spec| spec.on.has(transport)) || before.transport == Some(transport);
        // What would wake up with another transport goes instead, by name.
        let removed = |key: &str| {
            let at = before.extras.iter().filter(|extra| extra.key == key).map(|extra| display_path(tree, extra.origin));
            // And what stands where a table has to.
            let in_the_way = has_parts(key.split_once('.').map_or(key, |(table, _)| table));
            (before.transport != Some(transport) || before.unusable || in_the_way)
                && at.into_iter().any(|path| {
                    let table = path.rsplit_once('.').map_or("", |(table, _)| table);
                    target_removed(outcome, &path) || (key.contains('.') && target_removed(outcome, table))
                })
        };
        for (key, value) in extras(tree, before) {
            if fits(&key) && !removed(&key) && !is_outdone(&key) {
                let value = match expected.remove(&key) {
                    Some(ours) => sorted(overlay(ours, value)).into_owned(),
                    None => value,
                };
                expected.insert(key, value);
            }
        }
    }
    let found = extras(tree, arrived);
    law!(found == expected, "fields of one host alone: {found:?}, expected {expected:?}");
    Ok(())
}

/// Tools by the names that every host understands.
fn in_plain_names<'a>(case: &Case<'_>, server: &str, concept: Concept, meaning: &Meaning<'a>) -> Meaning<'a> {
    match meaning {
        Meaning::Names(names) if case.from.id != case.to.id && concept != Concept::OauthScopes => {
            let plain = |name: &Cow<'a, str>| Cow::Owned(case.from.tool_names.plain(name, server).to_owned());
            Meaning::Names(names.iter().map(plain).collect())
        }
        other => other.clone(),
    }
}

/// What a merge makes of two values: of tables the entries of both, ours first.
fn overlay<'a>(ours: Value<'a>, theirs: Value<'a>) -> Value<'a> {
    let (Value::Map(mut ours), Value::Map(theirs)) = (ours.clone(), theirs) else { return ours };
    for (key, theirs) in theirs {
        match ours.iter_mut().find(|(other, _)| *other == key) {
            Some((_, value)) => *value = overlay(value.clone(), theirs),
            None => ours.push((key, theirs)),
        }
    }
    Value::Map(ours)
}

/// Whether they are written alike.
fn is_text_of(document: Option<&str>, meaning: &Meaning<'_>) -> bool {
    matches!(meaning, Meaning::Text(text) if document.is_some_and(|document| document.contains(text.raw())))
}

fn is_same_text(one: &Meaning<'_>, other: &Meaning<'_>) -> bool {
    matches!((one, other), (Meaning::Text(one), Meaning::Text(other)) if one.raw() == other.raw())
}

/// Every field of the source is in the result or in a diagnostic.
fn accounted(
    case: &Case<'_>,
    outcome: &Outcome,
    config: &Config<'_>,
    tree: &Tree<'_>,
    server: &Server<'_>,
    result: &Tree<'_>,
) -> Result<(), Broken> {
    let from = config.host_of(tree, server, case.from);
    let mut said: BTreeSet<&str> = BTreeSet::new();
    for diagnostic in outcome.diagnostics.iter().filter(|diagnostic| diagnostic.document == Document::Source) {
        said.insert(&diagnostic.path);
    }
    let mut moved: BTreeSet<&str> = BTreeSet::new();
    for mapping in outcome.mapping.iter().filter(|mapping| mapping.server == server.name) {
        if let Some(ops::Place { path: to, span, .. }) = &mapping.to {
            let there = result.text().get(span.range());
            law!(there.is_some_and(|value| !value.is_empty()) && !to.is_empty(), "the mapping leads to nowhere: {to:?} {span:?}");
            moved.insert(&mapping.from.path);
        }
    }
    let mut stack: Vec<NodeId> = tree.children(server.origin).collect();
    while let Some(node) = stack.pop() {
        let path = display_path(tree, node);
        let is_args = |key: &str| from.field(key).is_some_and(|spec| spec.concept == Concept::Args);
        if server.line() && tree.parent(node) == Some(server.origin) && is_args(&tree.key(node)) {
            // The arguments behind a command of several words are told with them.
            continue;
        }
        if moved.contains(path.as_str()) || said.contains(path.as_str()) {
            continue;
        }
        let below = format!("{path}.");
        if moved.iter().chain(&said).any(|known| known.starts_with(&below)) {
            stack.extend(tree.children(node));
            continue;
        }
        let key = tree.key(node);
        // In a table of the entry, a word tells the form that the entry has; of a key's header other fields are parts.
        let states = |spec: &FieldSpec| {
            matches!(spec.kind, HostKind::Transport | HostKind::KeyHeader | HostKind::KeyFormat)
                && path.ends_with(&format!(".{}", spec.key))
        };
        let is_transport = from.fields.iter().any(states)
            || from.transport.field.is_some_and(|field| path.ends_with(&format!(".{field}")))
            || tree.parent(node) == Some(server.origin)
                && (from.field(&key).is_some_and(|spec| {
                    matches!(spec.kind, HostKind::Transport | HostKind::Name | HostKind::KeyHeader | HostKind::KeyFormat)
                }) || key == "type"
                    || key == "transport");
        // What people call it is its name, and needs no other place.
        let is_name = tree.str(node).is_some_and(|text| text == server.name)
            && from.field(&key).is_some_and(|spec| spec.concept == Concept::DisplayName);
        let switch =
            |on| server.get(Concept::Enabled).is_some_and(|field| field.origin == node && field.meaning == Meaning::Switch(on));
        // By a setting beside its servers the target may keep it off already.
        let is_blocked = || {
            let read = ops::read(result.text(), case.to);
            read.config.is_some_and(|config| config.servers.iter().any(|other| other.name == server.name && other.is_blocked))
        };
        let is_switched = switch(true) || (switch(false) && is_blocked());
        let is_everything = from.field(&key).is_some_and(|spec| spec.kind == HostKind::Names(NoNames::NothingOrStar))
            && tree.children(node).map(|item| tree.str(item)).eq([Some("*".into())]);
        let has_nothing = |node: NodeId| {
            matches!(tree.kind(node), Kind::Map | Kind::List) && tree.children(node).all(|child| tree.is_shadowed(child))
        };
        // A table of fields may hold maps of nothing.
        let is_table = from.fields.iter().any(|spec| spec.nested().is_some_and(|(table, _)| table == key));
        let is_empty = has_nothing(node)
            || is_table
                && tree.kind(node) == Kind::Map
                && tree.children(node).all(|child| tree.is_shadowed(child) || has_nothing(child));
        let says_nothing = from.null_fields && tree.kind(node) == Kind::Null;
        law!(
            is_transport || is_name || is_switched || is_empty || is_everything || says_nothing,
            "`{path}` is neither in the result nor in a diagnostic"
        );
    }
    Ok(())
}

/// Again into the result: nothing changes, and what is said of the source is the same.
fn twice(case: &Case<'_>, outcome: &Outcome, text: &str) -> Result<(), Broken> {
    let again = Case { into: Some(text), ..*case }.convert();
    law!(again.written == Written::Unchanged, "the second run is {:?}: {:?}", again.written, again.edits);
    let about_source = |diagnostics: &[Diagnostic]| -> Vec<String> {
        let own =
            |diagnostic: &&Diagnostic| diagnostic.document == Document::Source && *diagnostic.code != codes::TARGET_LITERAL_KEPT;
        diagnostics.iter().filter(own).map(show).collect()
    };
    let (first, second) = (about_source(&outcome.diagnostics), about_source(&again.diagnostics));
    law!(first == second, "the second run says something else\nfirst: {first:#?}\nsecond: {second:#?}");
    Ok(())
}
