//! A server without the values that only its owner may know.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec::Vec;

use super::bridge;
use crate::diag::{Diagnostic, Document, LossKind, Sink, codes, say};
use crate::hosts::{Adapted, Host};
use crate::mask;
use crate::model::{Concept, Meaning, Pair, Piece, Server, Text, is_variable_name, variable_of};
use crate::syntax::{NodeId, Tree};

/// The server, and what became of its values.
pub(super) struct Public<'s> {
    pub(super) server: Server<'s>,
    changed: Vec<Changed>,
    /// Where a secret of its own stood.
    secret: Option<NodeId>,
    /// Where something stands for the name of a variable or header that is none, or that is a credential; of the server too.
    pub(super) named: Option<NodeId>,
}

/// A value that is no longer there.
struct Changed {
    concept: Concept,
    name: String,
    /// The variable that stands for the value; `None` where only the default of a reference went.
    variable: Option<String>,
    origin: NodeId,
}

impl<'s> Public<'s> {
    /// `server` with a reference in place of each value of a variable or header. With `keeps_empty`, one without characters stays.
    pub(super) fn of(server: &Server<'s>, keeps_empty: bool) -> Self {
        let mut public = Self { server: server.clone(), changed: Vec::new(), secret: None, named: None };
        if mask::key(&server.name) != server.name {
            public.named = Some(server.origin);
        }
        let name = public.server.name.clone();
        let is_secret = |meaning: &Meaning<'_>| matches!(meaning, Meaning::Text(text) if text.whole_variable("").is_none());
        let secret = public
            .server
            .fields
            .iter()
            .position(|field| field.concept == Concept::OauthClientSecret && is_secret(&field.meaning));
        public.secret = secret.map(|at| public.server.fields.remove(at).origin);
        for field in &mut public.server.fields {
            let Meaning::Pairs(pairs) = &mut field.meaning else { continue };
            for pair in pairs.iter_mut().filter(|pair| !(keeps_empty && pair.text.is_literal() && pair.text.raw().is_empty())) {
                let (text, change) = without_value(pair, field.concept, &name, &public.changed);
                pair.text = text;
                public.changed.extend(change);
                if !has_names(pair) {
                    public.named = Some(pair.origin);
                }
            }
        }
        public
    }

    /// Says what is no longer there, of what arrived. What could not be told at all was said before.
    pub(super) fn report(
        &self,
        tree: &Tree<'_>,
        from: &'static Host,
        form: &'static Host,
        to: &'static Host,
        adapted: &Adapted<'_>,
        sink: &mut Sink,
    ) {
        let server = &self.server.name;
        if let Some(secret) = self.secret {
            let message = say!["the client's secret of `", server, "` is left out, because others may see it"];
            let diagnostic = Diagnostic::new(&codes::AUTH_DROPPED, Document::Source, message).on(tree, secret);
            sink.push(diagnostic.loss(LossKind::Dropped, server, Some(Concept::OauthClientSecret), None));
        }
        for one in &self.changed {
            let arrived = |slot: Option<&str>| slot == Some(one.name.as_str());
            if !adapted.wanted.iter().any(|wanted| wanted.spec.concept == one.concept && arrived(wanted.slot.as_deref())) {
                continue;
            }
            let (code, message) = match &one.variable {
                Some(variable) => (
                    &codes::LITERAL_BECOMES_VARIABLE,
                    say![
                        "the value of `",
                        one.name,
                        "` of `",
                        server,
                        "` is the variable `",
                        variable,
                        "`, because others may see it"
                    ],
                ),
                None => (
                    &codes::DEFAULT_DROPPED,
                    say!["the default of `", one.name, "` of `", server, "` is left out, because it is a value"],
                ),
            };
            let diagnostic = Diagnostic::new(code, Document::Source, message).on(tree, one.origin);
            let diagnostic = diagnostic.loss(LossKind::Narrowed, server, Some(one.concept), Some(&one.name));
            sink.push(match &one.variable {
                Some(variable) => diagnostic.help(say!["set `", variable, "` where ", to.name, " is started"]),
                None => diagnostic,
            });
        }
        // What one host alone has, and its own command line lacks.
        for extra in self.server.extras.iter().filter(|extra| extra.known && from.id == to.id) {
            if form.field(&extra.key).is_none() {
                let message = say!["`", extra.key, "` of `", server, "` is lost: ", form.name, " cannot be told"];
                let diagnostic = Diagnostic::new(&codes::HOST_FIELD_DROPPED, Document::Source, message).on(tree, extra.origin);
                sink.push(diagnostic.loss(LossKind::Dropped, server, Some(Concept::HostSpecific), Some(&extra.key)));
            }
        }
    }
}

/// Whether what stands there for names may be seen.
fn has_names(pair: &Pair<'_>) -> bool {
    let is_name = |piece: &Piece<'_>| match piece {
        Piece::Variable { name, .. } | Piece::Remote(name) => mask::name(name) == name,
        _ => true,
    };
    mask::key(&pair.name) == pair.name && !matches!(&pair.text, Text::Template { pieces, .. } if !pieces.iter().all(is_name))
}

/// The text without a value, and what became of that. The text is spelled anew even for its own host, whose command line may lack
/// the field that it stands in.
fn without_value<'s>(pair: &Pair<'s>, concept: Concept, server: &str, changed: &[Changed]) -> (Text<'s>, Option<Changed>) {
    let change = |variable| Changed { concept, name: pair.name.to_string(), variable, origin: pair.origin };
    let pieces = match &pair.text {
        Text::Template { pieces, .. } => pieces.as_slice(),
        Text::Literal(_) => &[],
    };
    let is_harmless = |piece: &Piece<'_>| !matches!(piece, Piece::Literal(text) if !bridge::is_scheme(text));
    if !pieces.is_empty() && pieces.iter().all(is_harmless) {
        let mut without_default = None;
        let without = |piece: &Piece<'s>| match piece {
            Piece::Variable { name, default: Some(default) } if !default.is_empty() => {
                without_default = Some(change(None));
                Piece::Variable { name: name.clone(), default: None }
            }
            other => other.clone(),
        };
        return (Text::made(pieces.iter().map(without).collect()), without_default);
    }
    let mut variable = match concept {
        Concept::Env if is_variable_name(&pair.name) => pair.name.to_string(),
        Concept::Env => variable_of(&pair.name),
        // Several servers have the same headers, with values of their own.
        _ => variable_of(&say![server, "-", pair.name]),
    };
    // Each value has a variable of its own.
    while changed.iter().any(|other| other.variable.as_deref() == Some(variable.as_str())) {
        variable.push('_');
    }
    let scheme = bridge::SCHEMES.iter().find(|scheme| concept == Concept::Headers && pair.text.raw().starts_with(**scheme));
    let mut pieces: Vec<Piece<'s>> = scheme.map(|scheme| Piece::Literal(Cow::Borrowed(*scheme))).into_iter().collect();
    pieces.push(Piece::Variable { name: Cow::Owned(variable.clone()), default: None });
    (Text::made(pieces), Some(change(Some(variable))))
}
