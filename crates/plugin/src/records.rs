//! What the core returns, as records of the interface.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use mcpglot_core::diag::{self, Document, LossKind, Severity};
use mcpglot_core::hosts::{self, FormKind, Unset};
use mcpglot_core::mask;
use mcpglot_core::model::{self, Meaning, Piece, Text, Transport};
use mcpglot_core::ops::{self, DifferenceKind, ReadOutcome, Relation, Stray, Written};
use mcpglot_core::syntax::{self, NodeId, Tree};
use mcpglot_core::text::{self, Encoding, LineIndex};

use crate::wit;

/// Tells the places of one text.
pub(crate) struct Places<'t> {
    index: LineIndex<'t>,
    encoding: Encoding,
}

impl<'t> Places<'t> {
    pub(crate) const fn new(text: &'t str, encoding: Encoding) -> Self {
        Self { index: LineIndex::new(text), encoding }
    }

    pub(crate) fn span(&self, span: text::Span) -> wit::Span {
        let offset = |at| self.index.offset(at, self.encoding);
        wit::Span { start: offset(span.start), end: offset(span.end) }
    }

    fn place(&self, span: text::Span) -> wit::Place {
        let position = self.index.position(span.start);
        wit::Place { span: self.span(span), line: position.line, column: position.column }
    }

    fn node(&self, tree: &Tree<'_>, node: NodeId) -> wit::Place {
        self.place(tree.place(node))
    }
}

/// The texts that findings are about. There are no settings of a project here.
pub(crate) struct Texts<'t> {
    pub(crate) source: Places<'t>,
    pub(crate) target: Places<'t>,
}

impl<'t> Texts<'t> {
    /// One text, which is all there is.
    pub(crate) const fn one(text: &'t str, encoding: Encoding) -> Self {
        Self { source: Places::new(text, encoding), target: Places::new(text, encoding) }
    }

    const fn of(&self, document: Document) -> &Places<'t> {
        match document {
            Document::Source | Document::Settings => &self.source,
            Document::Target => &self.target,
        }
    }
}

pub(crate) fn diagnostics(found: Vec<diag::Diagnostic>, texts: &Texts<'_>) -> Vec<wit::Diagnostic> {
    found.into_iter().map(|one| diagnostic(one, texts)).collect()
}

pub(crate) fn diagnostic(found: diag::Diagnostic, texts: &Texts<'_>) -> wit::Diagnostic {
    let found = diag::Finding::from(found);
    let here = texts.of(found.document);
    let related = |related: diag::Related| wit::Related {
        message: related.message,
        document: related.document.into(),
        place: texts.of(related.document).place(related.span),
    };
    let remedy = |fix: diag::Fix| wit::Remedy { title: fix.title, edits: edits(fix.edits, here) };
    wit::Diagnostic {
        code: found.code.id.to_owned(),
        severity: found.code.severity.into(),
        message: found.message,
        document: found.document.into(),
        path: found.path,
        place: here.place(found.span),
        help: found.help,
        related: found.related.into_iter().map(related).collect(),
        remedies: found.fixes.into_iter().map(remedy).collect(),
        loss: found.loss.map(|loss| wit::Loss {
            kind: loss.kind.into(),
            server: mask::key(&loss.server).to_owned(),
            concept: loss.concept.map(|concept| concept.name().to_owned()),
            key: loss.key,
        }),
    }
}

fn edits(edits: Vec<text::Edit>, places: &Places<'_>) -> Vec<wit::Edit> {
    edits.into_iter().map(|edit| wit::Edit { span: places.span(edit.span), text: edit.text }).collect()
}

pub(crate) fn outcome(outcome: ops::Outcome, texts: &Texts<'_>) -> wit::Outcome {
    let result = Places::new(outcome.text.as_deref().unwrap_or_default(), texts.source.encoding);
    let mapping = |mapping: ops::Mapping| wit::Mapping {
        server: mapping.server,
        concept: mapping.concept.name().to_owned(),
        from: wit::Site { path: mapping.from.path, span: texts.source.span(mapping.from.span) },
        to: mapping.to.map(|to| wit::Site { path: to.path, span: result.span(to.span) }),
        relation: mapping.relation.into(),
    };
    wit::Outcome {
        mapping: outcome.mapping.into_iter().map(mapping).collect(),
        written: outcome.written.into(),
        edits: edits(outcome.edits, &texts.target),
        diagnostics: diagnostics(outcome.diagnostics, texts),
        from: outcome.from.map(|host| host.id.to_owned()),
        holds_literals: outcome.holds_literals,
        text: outcome.text,
    }
}

pub(crate) fn detection(found: &ops::Detection, places: &Places<'_>) -> wit::Detection {
    wit::Detection {
        host: found.host.map(|host| host.id.to_owned()),
        why: found.why.to_owned(),
        candidates: found.candidates.iter().map(|host| host.id.to_owned()).collect(),
        stray: found.stray.map(|stray| match stray {
            Stray::Key(key) => wit::Stray::Key(key.to_owned()),
            Stray::Bare => wit::Stray::Bare,
            Stray::Fenced(span) => wit::Stray::Fenced(places.span(span)),
        }),
    }
}

pub(crate) fn reading(read: ReadOutcome<'_>, texts: &Texts<'_>) -> wit::Reading {
    let servers = match (&read.tree, &read.config) {
        (Some(tree), Some(config)) => config.servers.iter().map(|one| server(one, tree, &texts.source)).collect(),
        _ => Vec::new(),
    };
    wit::Reading { servers, diagnostics: diagnostics(read.sink.diagnostics, texts) }
}

fn server(server: &model::Server<'_>, tree: &Tree<'_>, places: &Places<'_>) -> wit::Server {
    let field = |field: &model::Field<'_>| wit::Field {
        concept: field.concept.name().to_owned(),
        meaning: meaning(&field.meaning, tree, places),
        place: places.node(tree, field.origin),
        foreign: field.foreign,
    };
    let extra = |extra: &model::Extra<'_>| wit::Extra {
        key: extra.key.clone(),
        source: syntax::print(&extra.value, tree.syntax()),
        place: places.node(tree, extra.origin),
        known: extra.known,
    };
    wit::Server {
        name: server.name.to_string(),
        place: places.node(tree, server.origin),
        transport: server.transport.map(Into::into),
        usable: !server.unusable,
        fields: server.fields.iter().map(field).collect(),
        extras: server.extras.iter().map(extra).collect(),
    }
}

fn meaning(meaning: &Meaning<'_>, tree: &Tree<'_>, places: &Places<'_>) -> wit::Meaning {
    let pair = |pair: &model::Pair<'_>| wit::Pair {
        name: pair.name.to_string(),
        text: pieces(&pair.text),
        place: places.node(tree, pair.origin),
    };
    match meaning {
        Meaning::Text(text) => wit::Meaning::Text(pieces(text)),
        Meaning::Texts(texts) => wit::Meaning::Texts(texts.iter().map(pieces).collect()),
        Meaning::Pairs(pairs) => wit::Meaning::Pairs(pairs.iter().map(pair).collect()),
        Meaning::Names(names) => wit::Meaning::Names(names.iter().map(ToString::to_string).collect()),
        Meaning::Seconds(seconds) => wit::Meaning::Seconds(seconds.as_f64()),
        Meaning::Switch(on) => wit::Meaning::Switch(*on),
        Meaning::Opaque(value) => wit::Meaning::Source(syntax::print(value, tree.syntax())),
    }
}

fn pieces(text: &Text<'_>) -> Vec<wit::Piece> {
    let pieces = match text {
        Text::Literal(text) => return vec![wit::Piece::Literal(text.to_string())],
        Text::Template { pieces, .. } => pieces,
    };
    let piece = |piece: &Piece<'_>| match piece {
        Piece::Literal(text) => wit::Piece::Literal(text.to_string()),
        Piece::Variable { name, default } => {
            wit::Piece::Variable(wit::Variable { name: name.to_string(), default: default.as_deref().map(str::to_owned) })
        }
        Piece::Input(id) => wit::Piece::Input(id.to_string()),
        Piece::Path(name) => wit::Piece::Path(name.to_string()),
        Piece::File(path) => wit::Piece::File(path.to_string()),
        Piece::Remote(name) => wit::Piece::Remote(name.to_string()),
        Piece::Script(text) => wit::Piece::Script(text.to_string()),
        Piece::Unset => wit::Piece::Unset,
    };
    pieces.iter().map(piece).collect()
}

pub(crate) fn difference(one: ops::Difference, left: &Places<'_>, right: &Places<'_>) -> wit::Difference {
    wit::Difference {
        server: mask::key(&one.server).to_owned(),
        concept: one.concept.map(|concept| concept.name().to_owned()),
        key: one.key,
        kind: one.kind.into(),
        left: one.left.map(|span| left.place(span)),
        right: one.right.map(|span| right.place(span)),
    }
}

pub(crate) fn commands(found: ops::Commands, texts: &Texts<'_>) -> wit::CommandSet {
    let command = |command: ops::Command| wit::Command {
        kind: command.kind.into(),
        text: command.text,
        powershell: command.powershell,
        diagnostics: diagnostics(command.diagnostics, texts),
    };
    let server = |(name, commands): (String, Vec<ops::Command>)| wit::ServerCommands {
        name: mask::key(&name).to_owned(),
        commands: commands.into_iter().map(command).collect(),
    };
    wit::CommandSet {
        from: found.from.map(|host| host.id.to_owned()),
        servers: found.servers.into_iter().flatten().map(server).collect(),
        diagnostics: diagnostics(found.diagnostics, texts),
    }
}

pub(crate) fn host(host: &hosts::Host) -> wit::Host {
    let file = |file: &hosts::ConfigFile| wit::ConfigFile {
        scope: file.scope.to_owned(),
        path: file.path.to_owned(),
        os: file.os.to_owned(),
        moved_by: file.moved_by.map(str::to_owned),
    };
    let field = |spec: &hosts::FieldSpec| wit::HostField {
        key: spec.key.to_owned(),
        concept: spec.concept.name().to_owned(),
        kind: spec.kind.name().to_owned(),
        transports: spec.on.iter().map(Into::into).collect(),
        unit: spec.kind.unit().map(str::to_owned),
        legacy: spec.is_legacy(),
        note: host.note(spec).map(str::to_owned),
    };
    wit::Host {
        id: host.id.to_owned(),
        aliases: owned(host.aliases),
        name: host.name.to_owned(),
        checked_version: host.checked_version.to_owned(),
        confidence: host.confidence.to_owned(),
        syntax: host.syntax.name().to_owned(),
        comments: host.comments,
        trailing_commas: host.trailing_commas,
        bom: host.bom,
        servers_at: owned(host.place().keys()),
        named_by: host.place().name_field().map(str::to_owned),
        files: host.files.iter().map(file).collect(),
        transports: host.transport.known.iter().map(|&(transport, _)| transport.into()).collect(),
        fields: host.fields.iter().map(field).collect(),
        references: (!host.references.spellings.is_empty()).then(|| wit::HostReferences {
            spellings: host.references.spellings.iter().map(|spelling| spelling.example().to_owned()).collect(),
            concepts: host.references.fields.iter().map(|concept| concept.name().to_owned()).collect(),
            unset: host.references.unset.into(),
        }),
        names: wit::HostNames { pattern: host.name_pattern.map(str::to_owned), reserved: owned(host.names.reserved) },
        commands: host.form_kinds().map(Into::into).collect(),
    }
}

fn owned(texts: &[&str]) -> Vec<String> {
    texts.iter().map(|&text| text.to_owned()).collect()
}

/// Enums that have the same members on both sides.
macro_rules! same {
    ($($from:ty => $to:ty { $($member:ident)* })*) => {
        $(impl From<$from> for $to {
            fn from(value: $from) -> Self {
                match value {
                    $(<$from>::$member => Self::$member,)*
                }
            }
        })*
    };
}

same! {
    Severity => wit::Severity { Note Warning Error }
    Document => wit::Document { Source Target Settings }
    wit::Document => Document { Source Target Settings }
    LossKind => wit::LossKind { Dropped Coerced Narrowed Widened Indirection }
    Written => wit::Written { Unchanged Text Refused }
    Relation => wit::Relation { Same Renamed Rewritten Unit Dropped }
    FormKind => wit::CommandKind { Shell Link }
    Unset => wit::Unset { Text Empty Fails }
    Transport => wit::Transport { Stdio Http Sse Ws }
    DifferenceKind => wit::DifferenceKind { OnlyLeft OnlyRight Differs UnusableLeft UnusableRight OneHostOnly }
    wit::Strategy => ops::Strategy { Merge Overwrite }
    wit::Encoding => Encoding { Utf8 Utf16 }
}
