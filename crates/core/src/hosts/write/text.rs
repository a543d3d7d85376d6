//! Strings as the target is told them: references spelled anew, and what that costs.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use super::{Adapted, Writer};
use crate::diag::{Diagnostic, Document, LossKind, codes, say};
use crate::hosts::{Kind, Unset, raw};
use crate::mask;
use crate::model::{Concept, Field, Meaning, Piece, Spelled, Spelling, Text};
use crate::syntax::{NodeId, Value};
use crate::text::Ascii;

/// What helps where a host keeps a variable from servers because of its name.
pub(super) const RENAME: &str = "give the variable another name";

/// A text, how the target is told it, and whether it begins with the user's home, which the target does not know.
type Told<'a> = (&'a Text<'a>, Spelled<'a>, bool);

impl<'a> Writer<'a, '_> {
    /// The text as the target is told it.
    pub(super) fn spell(&self, text: &'a Text<'a>, concept: Concept) -> Spelled<'a> {
        let mut spelled = self.spell_variables(text, concept);
        spelled.unspeakable |= self.loses_home(text.raw(), concept);
        spelled
    }

    #[inline]
    fn spell_variables(&self, text: &'a Text<'a>, concept: Concept) -> Spelled<'a> {
        if let Some(text) = text.plain().filter(|_| !self.to.references.written.contains(&Spelling::Shell)) {
            return Spelled { text: Cow::Borrowed(text), ..Spelled::default() };
        }
        self.spell_anew(text, concept)
    }

    /// The same of a text that is not the same to every host.
    #[inline(never)]
    fn spell_anew(&self, text: &'a Text<'a>, concept: Concept) -> Spelled<'a> {
        let (from, to) = (&self.from.references, &self.to.references);
        if self.is_same_host() && !text.is_made() {
            let as_written = || Spelled { text: Cow::Borrowed(text.raw()), ..Spelled::default() };
            return if to.escapes() { raw::own(text, to.in_raw_text) } else { as_written() };
        }
        let mut spelled = text.spell(to.written_within(concept), to.within(concept));
        // An escape keeps it what it is.
        spelled.literal_becomes &= !to.escapes();
        spelled.unspeakable |= self.is_blanked(&spelled.text, concept);
        let (before, after) = (from.twice.contains(&concept), to.twice.contains(&concept));
        if spelled.unspeakable || !(before || after) {
            return spelled;
        }
        // What a second time changes of what the first has left: a default, and what only looks like a reference.
        if !after {
            spelled.nested_lost = text.has_nested_default() && !spelled.default_lost;
            return spelled;
        }
        let told = Text::parse(Cow::Borrowed(spelled.text.as_ref()), to.within(concept));
        spelled.literal_becomes |= !before && told.has_nested_default();
        if to.leaves_nothing {
            spelled.literal_becomes |= match &told {
                Text::Literal(text) => text.holds("${"),
                Text::Template { pieces, .. } => {
                    let is_dollar = |piece: &Piece<'_>| matches!(piece, Piece::Literal(text) if text.ends_with('$'));
                    let is_reference = |piece: &Piece<'_>| !matches!(piece, Piece::Literal(_));
                    pieces.iter().any(|piece| matches!(piece, Piece::Literal(text) if text.holds("${")))
                        || pieces.windows(2).any(|pair| is_dollar(&pair[0]) && is_reference(&pair[1]))
                }
            };
        }
        spelled
    }

    /// Whether a path begins with the user's home for the source, and with `~` for the target. Where no one ran the target, it is not
    /// known to take it for text.
    pub(super) fn loses_home(&self, path: &str, concept: Concept) -> bool {
        self.from.references.home.contains(&concept)
            && !self.to.references.home.contains(&concept)
            && self.to.confidence == "verified-run"
            && is_at_home(path)
    }

    /// Whether a text of the target refers to a variable that is empty there, whatever it holds.
    pub(super) fn is_blanked(&self, text: &str, concept: Concept) -> bool {
        let references = &self.to.references;
        !references.blanked.is_empty()
            && match Text::parse(Cow::Borrowed(text), references.within(concept)) {
                Text::Literal(_) => false,
                Text::Template { pieces, .. } => {
                    pieces.iter().any(|piece| matches!(piece, Piece::Variable { name, .. } if references.blanks(concept, name)))
                }
            }
    }

    /// The string that is written for it.
    #[inline]
    pub(super) fn string(&self, spelled: Spelled<'a>) -> Value<'a> {
        let references = &self.to.references;
        if references.escapes() { raw::write(spelled, references.in_raw_text) } else { Value::String(spelled.text) }
    }

    /// The string that is written for a text without references.
    pub(super) fn literal(&self, text: Cow<'a, str>) -> Value<'a> {
        self.string(Spelled { text, ..Spelled::default() })
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

    /// The strings of a list for the target: those of `args`, behind `command` where the target has both in one list. `None`
    /// where the target's own list stays.
    pub(super) fn strings(
        &mut self,
        command: Option<&'a Field<'a>>,
        args: Option<&'a Field<'a>>,
        adapted: &mut Adapted<'a>,
    ) -> Option<Value<'a>> {
        let first = command.or(args)?;
        let told = match &first.meaning {
            Meaning::Text(text) => Some((text, first.concept, first.origin)),
            _ => None,
        };
        let (texts, concept, list) = match args.map(|args| (&args.meaning, args)) {
            Some((Meaning::Texts(texts), args)) => (texts.as_slice(), args.concept, args),
            _ => (&[][..], Concept::Args, first),
        };
        let skipped = usize::from(self.is_command_line(list));
        // Where the source does not have them in a list, they stand where it says them.
        let tree = self.tree;
        let line = || {
            let items = tree.children(list.origin).skip(skipped).chain(core::iter::repeat(list.origin));
            told.into_iter().chain(texts.iter().zip(items).map(|(text, node)| (text, concept, node)))
        };
        let refers = |(text, concept, _): (&Text<'_>, Concept, NodeId)| {
            matches!(text, Text::Template { .. }) || self.loses_home(text.raw(), concept)
        };
        if self.existing.is_some() && line().any(refers) {
            let told: Vec<Told<'a>> = line()
                .map(|(text, concept, _)| (text, self.spell(text, concept), self.loses_home(text.raw(), concept)))
                .collect();
            let concepts = if command.is_some() { &[Concept::Command, Concept::Args][..] } else { &[concept] };
            if self.keeps_own(first, concepts, &told, adapted) {
                return None;
            }
        }
        let mut items = Vec::with_capacity(texts.len() + 1);
        for (text, concept, node) in line() {
            let spelled = self.spell(text, concept);
            self.spelled(&spelled, concept, None, node);
            items.push(self.string(spelled));
        }
        Some(Value::List(items))
    }

    /// Whether the target's own list stays, because it has literals in place of references that the target cannot make.
    #[inline(never)]
    fn keeps_own(&mut self, first: &Field<'a>, concepts: &[Concept], told: &[Told<'a>], adapted: &mut Adapted<'a>) -> bool {
        // Arguments are those of one command.
        let is_same_command = || match self.server.get(Concept::Command).map(|field| &field.meaning) {
            Some(Meaning::Text(text)) if !concepts.contains(&Concept::Command) => {
                let spelled = self.spell(text, Concept::Command).text;
                let is_it = |own: &&Text<'_>| {
                    own.raw() == spelled || text.may_be(own.raw(), self.loses_home(text.raw(), Concept::Command))
                };
                self.own_strings(&[Concept::Command]).is_none_or(|own| own.iter().all(is_it))
            }
            _ => true,
        };
        let stays = told.iter().any(|(_, spelled, _)| spelled.unspeakable)
            && self.own_strings(concepts).is_some_and(|own| stands_for(&own, told))
            && is_same_command();
        if stays {
            self.keeps_literal(first.concept, None, first.origin);
            let args = self.server.get(Concept::Args).filter(|args| args.origin != first.origin);
            if let Some(args) = args.filter(|_| concepts.contains(&Concept::Args)) {
                self.keeps_literal(Concept::Args, None, args.origin);
            }
            adapted.kept.extend(concepts.iter().map(|&concept| (concept, None)));
        }
        stays
    }

    /// What the target's own server says of `concepts`, as one list.
    fn own_strings(&self, concepts: &[Concept]) -> Option<Vec<&'a Text<'a>>> {
        let mut own = Vec::new();
        for &concept in concepts {
            match &self.said(concept)?.meaning {
                Meaning::Text(text) => own.push(text),
                Meaning::Texts(texts) => own.extend(texts),
                _ => return None,
            }
        }
        Some(own)
    }

    /// Says what spelling a text for the target cost.
    #[inline]
    pub(super) fn spelled(&mut self, spelled: &Spelled<'_>, concept: Concept, key: Option<&str>, node: NodeId) {
        let costs = [
            spelled.unspeakable,
            !spelled.asked.is_empty(),
            spelled.renamed,
            spelled.default_lost,
            spelled.nested_lost,
            spelled.literal_becomes,
        ];
        if costs.contains(&true) {
            self.say_spelled(spelled, concept, key, node);
        }
    }

    #[cold]
    fn say_spelled(&mut self, spelled: &Spelled<'_>, concept: Concept, key: Option<&str>, node: NodeId) {
        let (to, server) = (self.to.name, &self.server.name);
        let key = key.map(|key| mask::name_at(self.tree, node, key));
        let what = key.unwrap_or(concept.name());
        if spelled.unspeakable {
            // By its spelling it may be that of a variable all the same: `${workspaceFolder}`.
            let references = &self.to.references;
            let is_taken = !references.escapes()
                && !Text::parse(Cow::Borrowed(spelled.text.as_ref()), references.within(concept)).is_literal();
            let is_blanked = self.is_blanked(&spelled.text, concept);
            let ends = if is_blanked {
                " leaves empty toward every remote server"
            } else if !is_taken {
                " does not expand, so it stands there literally"
            } else {
                match references.unset_within(concept) {
                    Unset::Text => " takes for a variable: where none is set, it stands there literally",
                    Unset::Empty => " takes for a variable: where none is set, it is empty",
                    Unset::Fails => " takes for a variable: where none is set, the server does not start",
                }
            };
            let holds =
                if self.loses_home(&spelled.text, concept) { "` begins with `~`, which " } else { "` holds a reference that " };
            let message = say!["`", what, "` of `", server, holds, to, ends];
            let diagnostic = Diagnostic::new(&codes::REFERENCE_NOT_EXPANDED, Document::Source, message).on(self.tree, node);
            let diagnostic = diagnostic.loss(LossKind::Indirection, server, Some(concept), key);
            self.sink.push(diagnostic.help(if is_blanked {
                RENAME
            } else {
                "write the value into the target by hand, or have the server read the variable from its environment"
            }));
        }
        if !spelled.asked.is_empty() && !spelled.unspeakable {
            let message = say!["`", what, "` of `", server, "` is asked for by ", self.from.name, ", and a variable for ", to];
            let diagnostic = Diagnostic::new(&codes::INPUT_BECOMES_VARIABLE, Document::Source, message).on(self.tree, node);
            let diagnostic = diagnostic.loss(LossKind::Narrowed, server, Some(concept), key);
            self.sink.push(diagnostic.help(say!["set `", spelled.asked, "` where ", to, " is started"]));
        }
        if spelled.renamed {
            let message = say!["`", what, "` of `", server, "` refers to a variable that ", to, " knows by another name only"];
            let diagnostic = Diagnostic::new(&codes::VARIABLE_RENAMED, Document::Source, message).on(self.tree, node);
            let diagnostic = diagnostic.loss(LossKind::Narrowed, server, Some(concept), key);
            self.sink.push(diagnostic.help("define it there with `COPILOT_MCP_` before its name"));
        }
        if spelled.default_lost {
            let message =
                say!["`", what, "` of `", server, "` has a default for an unset variable, and ", to, " knows no defaults"];
            self.lose(&codes::DEFAULT_DROPPED, LossKind::Narrowed, Some(concept), key, node, message);
        }
        if spelled.nested_lost {
            let message =
                say!["`", what, "` of `", server, "` has a default that is a reference itself, and for ", to, " it is text"];
            self.lose(&codes::DEFAULT_DROPPED, LossKind::Narrowed, Some(concept), key, node, message);
        }
        if spelled.literal_becomes {
            let message = say![
                "`",
                what,
                "` of `",
                server,
                if self.from.is_hearsay() {
                    "` holds text that may be literal for "
                } else {
                    "` holds text that is literal for "
                },
                self.from.name,
                " and a reference for ",
                to
            ];
            self.lose(&codes::LITERAL_BECOMES_REFERENCE, LossKind::Coerced, Some(concept), key, node, message);
        }
    }

    pub(super) fn keeps_literal(&mut self, concept: Concept, key: Option<&str>, node: NodeId) {
        let what = key.map_or(concept.name(), |key| mask::name_at(self.tree, node, key));
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

/// Whether a path begins with the user's home, as shells write it.
fn is_at_home(path: &str) -> bool {
    path.strip_prefix('~').is_some_and(|rest| rest.is_empty() || rest.begins(|byte| matches!(byte, b'/' | b'\\')))
}

/// Whether the target's own strings are literals in place of references that it cannot make. What an earlier run wrote for
/// want of a reference is not.
fn stands_for(own: &[&Text<'_>], told: &[Told<'_>]) -> bool {
    let mut both = own.iter().zip(told);
    own.len() == told.len()
        && both.clone().any(|(own, (_, spelled, _))| own.raw() != spelled.text)
        && both.all(|(own, (text, spelled, at_home))| {
            own.is_literal() && (own.raw() == spelled.text || (spelled.unspeakable && text.may_be(own.raw(), *at_home)))
        })
}
