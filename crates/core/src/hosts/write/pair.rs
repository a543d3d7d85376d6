//! Variables of the environment, and headers: the field of the target that can say each.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::{String, ToString};
use alloc::vec;
use alloc::vec::Vec;

use super::text::RENAME;
use super::{Adapted, Wanted, Writer};
use crate::diag::{Diagnostic, Document, LossKind, codes, say};
use crate::hosts::{FieldSpec, Host, Kind};
use crate::mask;
use crate::model::{COPILOT, Concept, Field, Meaning, Pair, Piece, Spelled, Spelling, Text, is_variable_name};
use crate::syntax::Value;
use crate::text::{Ascii, concat};

impl<'a> Writer<'a, '_> {
    /// A variable of the environment, or a header; `specs` are the fields of the target that can say such.
    pub(super) fn pair(
        &mut self,
        field: &Field<'a>,
        pair: &'a Pair<'a>,
        specs: &[&'static FieldSpec],
        adapted: &mut Adapted<'a>,
    ) {
        let concept = field.concept;
        if concept == Concept::Env && !self.is_same_host() && self.to.withholds(&pair.name) {
            return self.withheld(pair);
        }
        let spelled = self.spell(&pair.text, concept);
        if matches!(pair.text, Text::Template { .. }) && self.is_special(concept, pair, specs, &spelled, adapted) {
            return;
        }
        let plain = specs.iter().rfind(|spec| spec.kind == Kind::Pairs);
        let Some(&spec) = plain else { return self.has_no_place(field) };
        let unset = matches!(&pair.text, Text::Template { pieces, .. } if *pieces == [Piece::Unset]);
        if unset && self.to.numbers_in_env && concept == Concept::Env {
            let (slot, value) = (Some(pair.name.clone()), Value::Plain(Cow::Borrowed("null")));
            return adapted.wanted.push(Wanted { spec, slot, value, origin: pair.origin });
        }
        if spelled.unspeakable {
            return self.cannot_refer(concept, pair, unset, &spelled, adapted);
        }
        self.spelled(&spelled, concept, Some(&pair.name), pair.origin);
        let bare = self.to.bare_variables || (self.from.bare_variables && !self.is_same_host());
        if concept == Concept::Env && bare {
            self.say_bare(pair);
        }
        let slot = Some(pair.name.clone());
        adapted.wanted.push(Wanted { spec, slot, value: self.string(spelled), origin: pair.origin });
    }

    /// Tells the target by a field that is for nothing but references; `false` where none can say it.
    #[inline(never)]
    fn is_special(
        &mut self,
        concept: Concept,
        pair: &'a Pair<'a>,
        specs: &[&'static FieldSpec],
        spelled: &Spelled<'_>,
        adapted: &mut Adapted<'a>,
    ) -> bool {
        // A host that cannot ask may still name the variable that stands for the answer.
        let asks = self.is_same_host() || self.to.references.spellings.contains(&Spelling::Input);
        let variable = pair.text.without_inputs().filter(|_| !asks);
        let asked = || if variable.is_some() { spelled.asked.clone() } else { String::new() };
        let text = variable.as_ref().unwrap_or(&pair.text);
        // To its own host it goes by the field that it came by.
        let own = (self.is_same_host() && !pair.text.is_made()).then(|| self.tree.key(self.field_of(pair.origin)));
        let by_its_field = |spec: &FieldSpec| own.as_ref().is_none_or(|key| *key == spec.part());
        // A default is kept where the plain field can say it.
        let keeps_default = |default: Option<&str>| default.is_some() && !spelled.default_lost && !spelled.unspeakable;
        for &spec in specs {
            let special = spec.kind.names(&pair.name, text);
            let special = special.filter(|&(_, default)| by_its_field(spec) && !keeps_default(default));
            if spec.kind == Kind::KeyVariable
                && by_its_field(spec)
                && !adapted.wanted.iter().any(|wanted| wanted.spec.is(spec))
                && let Some((value, default_lost)) = keyed(&pair.name, text, self.to)
            {
                let cost = Spelled { default_lost, asked: asked(), ..Spelled::default() };
                self.spelled(&cost, concept, Some(&pair.name), pair.origin);
                adapted.wanted.push(Wanted { spec, slot: Some(pair.name.clone()), value, origin: pair.origin });
                return true;
            }
            if let Some((variable, default)) = special {
                let cost = Spelled { default_lost: default.is_some(), asked: asked(), ..Spelled::default() };
                self.spelled(&cost, concept, Some(&pair.name), pair.origin);
                let (slot, value) = (Some(pair.name.clone()), Value::String(Cow::Owned(variable.to_owned())));
                adapted.wanted.push(Wanted { spec, slot, value, origin: pair.origin });
                return true;
            }
            if spec.kind == Kind::Passthrough
                && self.to.sources
                && let Text::Template { pieces, .. } = &pair.text
                && let [Piece::Remote(name)] = pieces.as_slice()
            {
                let source = (Cow::Borrowed("source"), Value::string("remote"));
                let value = Value::Map(vec![(Cow::Borrowed("name"), Value::String(name.clone())), source]);
                let slot = Some(pair.name.clone());
                adapted.wanted.push(Wanted { spec, slot, value, origin: pair.origin });
                return true;
            }
        }
        false
    }

    /// Leaves out a variable or header for a reference that the target cannot make.
    #[inline(never)]
    fn cannot_refer(
        &mut self,
        concept: Concept,
        pair: &'a Pair<'a>,
        unset: bool,
        spelled: &Spelled<'_>,
        adapted: &mut Adapted<'a>,
    ) {
        let literal = self.said(concept).is_some_and(|existing| {
            let Meaning::Pairs(pairs) = &existing.meaning else { return false };
            pairs.iter().any(|other| {
                concept.is_same_name(&other.name, &pair.name)
                    && other.text.is_literal()
                    && pair.text.may_be(other.text.raw(), false)
            })
        });
        if literal {
            self.keeps_literal(concept, Some(&pair.name), pair.origin);
            return adapted.kept.push((concept, Some(pair.name.clone())));
        }
        let is_itself = || pair.text.whole_variable("").is_some_and(|(name, default)| name == pair.name && default.is_none());
        if concept == Concept::Env && self.to.inherits && is_itself() {
            let (name, to) = (mask::name_at(self.tree, pair.origin, &pair.name), self.to.name);
            let message =
                say!["`", name, "` of `", self.server.name, "` is left out: ", to, " gives a server all of its own variables"];
            return self.note(&codes::FIELD_UNUSED, pair.origin, message);
        }
        let (code, what) = match concept {
            Concept::Headers if is_credential(&pair.name) => (&codes::AUTH_DROPPED, "header"),
            Concept::Headers => (&codes::HEADER_DROPPED, "header"),
            _ => (&codes::ENV_DROPPED, "variable"),
        };
        let name = mask::name_at(self.tree, pair.origin, &pair.name);
        let is_blanked = self.is_blanked(&spelled.text, concept);
        let message = say![
            "the ",
            what,
            " `",
            name,
            "` of `",
            self.server.name,
            "` is left out, because ",
            self.to.name,
            match (unset, is_blanked) {
                (true, _) => " cannot take a variable away",
                (_, true) => " gives the variable to no remote server",
                _ => " cannot make the reference",
            }
        ];
        let diagnostic = Diagnostic::new(code, Document::Source, message).on(self.tree, pair.origin);
        let diagnostic = diagnostic.loss(LossKind::Dropped, &self.server.name, Some(concept), Some(name));
        let refers = !self.to.references.written_within(Concept::Headers).is_empty()
            || self.to.has_kind(Kind::HeadersFromEnv)
            || self.to.has_kind(Kind::KeyVariable);
        self.sink.push(diagnostic.help(match concept {
            _ if is_blanked => RENAME,
            Concept::Headers if refers => {
                "put the whole value into one variable and make it a header, or write a literal into the target by hand"
            }
            _ if unset => "take it away where the host is started",
            _ if self.to.has_kind(Kind::Passthrough) => {
                "name the variable like the one that it refers to, or write a literal into the target by hand"
            }
            _ => "write a literal into the target by hand",
        }));
    }

    /// Says that a variable's value is likely to be taken for the name of another.
    #[inline(never)]
    fn say_bare(&mut self, pair: &Pair<'_>) {
        let is_name = |text: &str| is_variable_name(text) && !text.bytes().any(|byte| byte.is_ascii_lowercase());
        let host = if self.to.bare_variables { self.to } else { self.from };
        let knows = |text: &str| !host.references.spellings.contains(&Spelling::Copilot) || text.starts_with(COPILOT);
        if pair.text.is_literal() && is_name(pair.text.raw()) && knows(pair.text.raw()) {
            let message = say![
                "`",
                pair.name,
                "` of `",
                self.server.name,
                "` reads like a variable, and ",
                host.name,
                " takes its value if one of that name is set"
            ];
            self.note(&codes::LITERAL_MAY_BE_VARIABLE, pair.origin, message);
        }
    }

    /// Says that a variable is left out because of its name.
    #[cold]
    fn withheld(&mut self, pair: &Pair<'_>) {
        let (name, server, to) = (&pair.name, &self.server.name, self.to.name);
        let message =
            say!["the variable `", name, "` of `", server, "` is left out, because ", to, " never gives it to a server"];
        let diagnostic = Diagnostic::new(&codes::ENV_DROPPED, Document::Source, message).on(self.tree, pair.origin);
        let diagnostic = diagnostic.loss(LossKind::Dropped, server, Some(Concept::Env), Some(name));
        self.sink.push(diagnostic.help("start the server by a program that sets it, such as `env`"));
    }
}

/// The fields that tell `host` of a header with one variable in it, as one value; and whether a default is lost.
fn keyed<'a>(name: &Cow<'a, str>, text: &Text<'_>, host: &Host) -> Option<(Value<'a>, bool)> {
    let Text::Template { pieces, .. } = text else { return None };
    let (before, variable, after) = match pieces.as_slice() {
        [variable] => ("", variable, ""),
        [Piece::Literal(before), variable] => (before.as_ref(), variable, ""),
        [variable, Piece::Literal(after)] => ("", variable, after.as_ref()),
        [Piece::Literal(before), variable, Piece::Literal(after)] => (before.as_ref(), variable, after.as_ref()),
        _ => return None,
    };
    let Piece::Variable { name: variable, default } = variable else { return None };
    if before.has_any(b"{}") || after.has_any(b"{}") {
        return None;
    }
    let format = concat(&[before, "{token}", after]);
    let mut parts: Vec<(Cow<'a, str>, Value<'a>)> = Vec::with_capacity(3);
    for spec in host.fields {
        let value = match spec.kind {
            Kind::KeyVariable => Value::String(Cow::Owned(variable.to_string())),
            Kind::KeyHeader if !name.eq_ignore_ascii_case("authorization") => Value::String(name.clone()),
            Kind::KeyFormat if format != "Bearer {token}" => Value::String(Cow::Owned(format.clone())),
            _ => continue,
        };
        parts.push((Cow::Borrowed(spec.key), value));
    }
    Some((Value::Map(parts), default.is_some()))
}

/// Whether a header of that name is likely to carry a secret.
pub(super) fn is_credential(header: &str) -> bool {
    let header = header.to_ascii_lowercase();
    ["auth", "token", "key", "secret", "cookie", "password", "credential"].iter().any(|part| header.holds(part))
}
