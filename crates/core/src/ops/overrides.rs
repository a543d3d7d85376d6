//! What is said of a server in place of what the source says.

use alloc::borrow::Cow;
use alloc::vec::Vec;

use crate::hosts::{CANONICAL, FieldSpec, Kind};
use crate::model::{Concept, Field, Meaning, Pair, Piece, Server, Text, Transport};

/// What a server is reached by: no host takes one that has none of it, so it gives way only to what is set.
pub const REACHED_BY: [Concept; 2] = [Concept::Command, Concept::Url];

/// What differs for one server from what the source says. It is wanted so: nothing of it is a loss.
#[derive(Clone, Debug)]
pub struct Override<'s> {
    /// The server's name in the source.
    pub server: Cow<'s, str>,
    /// Whole arguments that give way to others: from, to. References in the new ones are `${NAME}`.
    pub replace_args: Vec<(Cow<'s, str>, Cow<'s, str>)>,
    /// What is said of it; variables and headers one by one, all else whole.
    pub set: Vec<Field<'s>>,
    /// What is not said of it, by the fields of [`CANONICAL`]. [`REACHED_BY`] stays.
    pub unset: Vec<&'static FieldSpec>,
}

impl<'s> Override<'s> {
    /// Nothing differs.
    #[must_use]
    pub const fn new(server: Cow<'s, str>) -> Self {
        Self { server, replace_args: Vec::new(), set: Vec::new(), unset: Vec::new() }
    }

    /// Whether nothing differs.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.replace_args.is_empty() && self.set.is_empty() && self.unset.is_empty()
    }

    /// Makes `server` say it, if it is about that one. What is new stands where the server does.
    #[inline(never)]
    pub(super) fn apply(&self, server: &mut Server<'s>) {
        if server.name != self.server {
            return;
        }
        for spec in self.unset.iter().filter(|spec| !REACHED_BY.contains(&spec.concept)) {
            take(server, spec);
        }
        let says = |concept| self.set.iter().any(|field| field.concept == concept);
        // A server that is started otherwise than its source says has none of the fields that belong to that.
        let moved = match server.transport {
            Some(Transport::Stdio) | None if says(Concept::Url) => Some(Transport::Http),
            Some(Transport::Stdio) => None,
            _ => says(Concept::Command).then_some(Transport::Stdio),
        };
        if let Some(transport) = moved {
            server.transport = Some(transport);
            let suits = |field: &Field<'_>| CANONICAL.fields_for(field.concept, transport).next().is_some();
            server.fields.retain(suits);
        }
        for field in &self.set {
            put(server, Field { origin: server.origin, meaning: made(&field.meaning), ..field.clone() });
        }
        let args = server.fields.iter_mut().find(|field| field.concept == Concept::Args);
        if let Some(Field { meaning: Meaning::Texts(args), .. }) = args {
            for arg in args {
                if let Some((_, new)) = self.replace_args.iter().find(|(old, _)| old == arg.raw()) {
                    *arg = Text::parse(new.clone(), CANONICAL.references.within(Concept::Args)).into_made();
                }
            }
        }
    }
}

/// Takes away what `spec` says: of variables and headers those alone that such a field would name.
fn take(server: &mut Server<'_>, spec: &FieldSpec) {
    let names = |pair: &Pair<'_>| {
        let is_remote = || matches!(&pair.text, Text::Template { pieces, .. } if matches!(pieces.as_slice(), [Piece::Remote(_)]));
        spec.kind.names(&pair.name, &pair.text).is_some() || (spec.kind == Kind::Passthrough && is_remote())
    };
    server.fields.retain_mut(|field| match &mut field.meaning {
        Meaning::Pairs(pairs) if field.concept == spec.concept && spec.kind != Kind::Pairs => {
            pairs.retain(|pair| !names(pair));
            !pairs.is_empty()
        }
        _ => field.concept != spec.concept,
    });
}

/// The same, as no document of any host has it.
fn made<'s>(meaning: &Meaning<'s>) -> Meaning<'s> {
    match meaning {
        Meaning::Text(text) => Meaning::Text(text.clone().into_made()),
        Meaning::Texts(texts) => Meaning::Texts(texts.iter().map(|text| text.clone().into_made()).collect()),
        Meaning::Pairs(pairs) => {
            Meaning::Pairs(pairs.iter().map(|pair| Pair { text: pair.text.clone().into_made(), ..pair.clone() }).collect())
        }
        other => other.clone(),
    }
}

fn put<'s>(server: &mut Server<'s>, new: Field<'s>) {
    let Some(old) = server.fields.iter_mut().find(|field| field.concept == new.concept) else {
        return server.fields.push(at_server(new));
    };
    let is_header = new.concept == Concept::Headers;
    let (Meaning::Pairs(pairs), Meaning::Pairs(more)) = (&mut old.meaning, &new.meaning) else {
        return *old = new;
    };
    for pair in more {
        let pair = Pair { origin: new.origin, ..pair.clone() };
        let same = |other: &&mut Pair<'_>| {
            if is_header { other.name.eq_ignore_ascii_case(&pair.name) } else { other.name == pair.name }
        };
        match pairs.iter_mut().find(same) {
            Some(other) => *other = pair,
            None => pairs.push(pair),
        }
    }
}

/// The same with every place in the source's document: that of the settings is another one.
fn at_server(mut field: Field<'_>) -> Field<'_> {
    if let Meaning::Pairs(pairs) = &mut field.meaning {
        pairs.iter_mut().for_each(|pair| pair.origin = field.origin);
    }
    field
}
