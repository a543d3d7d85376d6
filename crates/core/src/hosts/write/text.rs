//! Strings as the target is told them: references spelled anew, and what that costs.

use std::borrow::Cow;

use super::{Adapted, Writer};
use crate::diag::{Diagnostic, Document, LossKind, codes, say};
use crate::hosts::Kind;
use crate::model::{Concept, Field, Meaning, Piece, Spelled, Text};
use crate::syntax::NodeId;

impl<'a> Writer<'a, '_> {
    /// The text as the target is told it.
    pub(super) fn spell(&self, text: &'a Text<'a>, concept: Concept) -> Spelled<'a> {
        if self.is_same_host() {
            return Spelled { text: Cow::Borrowed(text.raw()), ..Spelled::default() };
        }
        let mut spelled = text.spell(self.to.references.written_within(concept), self.to.references.within(concept));
        // What is left of a reference that the first pass does not know is empty after the second.
        let twice = self.to.expands_twice && matches!(concept, Concept::Env | Concept::Headers) && !spelled.unspeakable;
        spelled.literal_becomes |= twice
            && match Text::parse(Cow::Borrowed(spelled.text.as_ref()), self.to.references.within(concept)) {
                Text::Literal(text) => text.contains("${"),
                Text::Template { pieces, .. } => {
                    pieces.iter().any(|piece| matches!(piece, Piece::Literal(text) if text.contains("${")))
                }
            };
        spelled
    }

    /// Whether the target has command and arguments in one list.
    pub(super) fn has_command_line(&self) -> bool {
        self.to.fields_for(Concept::Command, self.transport).any(|spec| spec.kind == Kind::CommandLine)
    }

    /// Whether the source says it in one list with the command.
    pub(super) fn is_command_line(&self, field: &Field<'_>) -> bool {
        let spec = self.from.field(&self.tree.key(field.origin));
        spec.is_some_and(|spec| spec.kind == Kind::CommandLine) && !field.foreign
    }

    /// Command and arguments in one list. `None` where the target's own list stays.
    pub(super) fn command_line(
        &mut self,
        field: &'a Field<'a>,
        command: &'a Text<'a>,
        adapted: &mut Adapted<'a>,
    ) -> Option<Vec<Cow<'a, str>>> {
        let mut line = vec![(self.spell(command, Concept::Command), Concept::Command, field.origin)];
        if let Some((args, Meaning::Texts(texts))) = self.server.get(Concept::Args).map(|field| (field, &field.meaning)) {
            let items = self.items(args, texts);
            line.extend(texts.iter().zip(items).map(|(text, node)| (self.spell(text, Concept::Args), Concept::Args, node)));
        }
        let existing = (self.said(Concept::Command), self.said(Concept::Args));
        if line.iter().any(|(spelled, ..)| spelled.unspeakable)
            && let (Some(Meaning::Text(command)), Some(Meaning::Texts(args))) =
                (existing.0.map(|field| &field.meaning), existing.1.map(|field| &field.meaning))
            && args.len() + 1 == line.len()
        {
            let own: Vec<&Text<'_>> = std::iter::once(command).chain(args).collect();
            if stands_for(&own, &line.iter().map(|(spelled, ..)| spelled).collect::<Vec<_>>()) {
                self.keeps_literal(Concept::Command, None, field.origin);
                for concept in [Concept::Command, Concept::Args] {
                    adapted.kept.push((concept, None));
                }
                return None;
            }
        }
        for (spelled, concept, node) in &line {
            self.spelled(spelled, *concept, None, *node);
        }
        Some(line.into_iter().map(|(spelled, ..)| spelled.text).collect())
    }

    /// Where each of `texts` stands.
    fn items(&self, field: &Field<'_>, texts: &[Text<'_>]) -> Vec<NodeId> {
        let skipped = usize::from(self.is_command_line(field));
        let mut items = self.tree.children(field.origin).skip(skipped);
        texts.iter().map(|_| items.next().unwrap_or(field.origin)).collect()
    }

    /// The items of a list of strings, for the target. `None` where the target's own list stays.
    pub(super) fn texts(
        &mut self,
        field: &'a Field<'a>,
        texts: &'a [Text<'a>],
        adapted: &mut Adapted<'a>,
    ) -> Option<Vec<Cow<'a, str>>> {
        let spelled: Vec<Spelled<'a>> = texts.iter().map(|text| self.spell(text, field.concept)).collect();
        if spelled.iter().any(|spelled| spelled.unspeakable)
            && let Some(existing) = self.said(field.concept)
            && let Meaning::Texts(literals) = &existing.meaning
            && stands_for(&literals.iter().collect::<Vec<_>>(), &spelled.iter().collect::<Vec<_>>())
        {
            self.keeps_literal(field.concept, None, field.origin);
            adapted.kept.push((field.concept, None));
            return None;
        }
        let items = self.items(field, texts);
        let mut out = Vec::with_capacity(texts.len());
        for (spelled, node) in spelled.into_iter().zip(items) {
            self.spelled(&spelled, field.concept, None, node);
            out.push(spelled.text);
        }
        Some(out)
    }

    /// Says what spelling a text for the target cost.
    pub(super) fn spelled(&mut self, spelled: &Spelled<'_>, concept: Concept, key: Option<&str>, node: NodeId) {
        let (to, server) = (self.to.name, &self.server.name);
        let what = key.unwrap_or(concept.name());
        if spelled.unspeakable {
            let message = say![
                "`",
                what,
                "` of `",
                server,
                "` holds a reference that ",
                to,
                " does not expand, so it stands there literally"
            ];
            let diagnostic = Diagnostic::new(&codes::REFERENCE_NOT_EXPANDED, Document::Source, message).on(self.tree, node);
            let diagnostic = diagnostic.loss(LossKind::Indirection, server, Some(concept), key);
            self.sink.push(
                diagnostic
                    .help("write the value into the target by hand, or have the server read the variable from its environment"),
            );
        }
        if spelled.input_becomes {
            let message = say!["`", what, "` of `", server, "` is asked for by ", self.from.name, ", and a variable for ", to];
            let diagnostic = Diagnostic::new(&codes::INPUT_BECOMES_VARIABLE, Document::Source, message).on(self.tree, node);
            let diagnostic = diagnostic.loss(LossKind::Narrowed, server, Some(concept), key);
            self.sink.push(diagnostic.help("set a variable of the input's name in capitals, `API_KEY` for `api-key`"));
        }
        if spelled.default_lost {
            let message =
                say!["`", what, "` of `", server, "` has a default for an unset variable, and ", to, " knows no defaults"];
            self.lose(&codes::DEFAULT_DROPPED, LossKind::Narrowed, Some(concept), key, node, message);
        }
        if spelled.literal_becomes {
            let message = say![
                "`",
                what,
                "` of `",
                server,
                "` holds text that is literal for ",
                self.from.name,
                " and a reference for ",
                to
            ];
            self.lose(&codes::LITERAL_BECOMES_REFERENCE, LossKind::Coerced, Some(concept), key, node, message);
        }
    }

    pub(super) fn keeps_literal(&mut self, concept: Concept, key: Option<&str>, node: NodeId) {
        let what = key.unwrap_or(concept.name());
        let message = say![
            "`",
            what,
            "` of `",
            self.server.name,
            "` keeps the literal in the target, because ",
            self.to.name,
            " cannot make the reference"
        ];
        self.note(&codes::TARGET_LITERAL_KEPT, node, message);
    }
}

/// Whether the target's own strings are literals in place of references that it cannot make. What an earlier run wrote for
/// want of a reference is not.
fn stands_for(own: &[&Text<'_>], spelled: &[&Spelled<'_>]) -> bool {
    let mut both = own.iter().zip(spelled);
    own.len() == spelled.len()
        && both.clone().any(|(own, spelled)| own.raw() != spelled.text)
        && both.all(|(own, spelled)| own.is_literal() && (spelled.unspeakable || own.raw() == spelled.text))
}
