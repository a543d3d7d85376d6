//! What may stand in the fields that one host alone understands.

use alloc::string::String;
use alloc::vec::Vec;

use crate::diag::say;
use crate::model::Seconds;
use crate::syntax::{Kind, NodeId, Syntax, Tree};
use crate::text::{Ascii, decimal, join};

/// The values that a host takes in a field of its own: what it refuses is established, what it takes may be less.
#[derive(Clone, Copy, Debug)]
pub enum Takes {
    /// `true` or `false`.
    Switch,
    /// `false` alone, beside what other fields of that name say.
    Off,
    /// A string.
    Text,
    /// A string that begins so.
    Begins(&'static str),
    /// One of these words.
    Word(&'static [&'static str]),
    /// A whole number from 1, to this one if there is one.
    Count(Option<u32>),
    /// A number.
    Number {
        /// Whether it may be negative.
        negative: bool,
    },
    /// A list of such.
    List(&'static Self),
    /// A table that has the keys of the first list, and under those of the second such; other keys are ignored.
    Table(&'static [&'static str], &'static [(&'static str, Self)]),
    /// A table of such.
    Tables(&'static Self),
    /// Any of these.
    Either(&'static [Self]),
}

/// What does not fit: the value, and whether it is of the right type at least.
pub(super) struct Unfit {
    pub(super) node: NodeId,
    pub(super) takes: &'static Takes,
    pub(super) is_of_type: bool,
}

impl Takes {
    /// What the host does not take in `node`, if there is something. With `references`, a word may be one.
    pub(super) fn unfit(&'static self, tree: &Tree<'_>, node: NodeId, references: bool) -> Option<Unfit> {
        if let Self::Either(all) = self {
            let mut found = Unfit { node, takes: self, is_of_type: false };
            for takes in *all {
                let unfit = takes.unfit(tree, node, references)?;
                // What is wrong in the parts of a table says more than that it is no boolean.
                if unfit.node != node || unfit.is_of_type {
                    found = unfit;
                }
            }
            return Some(found);
        }
        let kind = tree.kind(node);
        let is_of_type = match self {
            Self::Switch | Self::Off => kind == Kind::Bool,
            Self::Text | Self::Begins(_) | Self::Word(_) => kind == Kind::String,
            Self::Count(_) | Self::Number { .. } => matches!(kind, Kind::Integer | Kind::Float),
            Self::List(_) => kind == Kind::List,
            Self::Table(..) | Self::Tables(_) | Self::Either(_) => kind == Kind::Map,
        };
        if !is_of_type {
            return if self.is_loose(tree, node) { None } else { Some(Unfit { node, takes: self, is_of_type }) };
        }
        if !self.fits(tree, node, references) {
            return Some(Unfit { node, takes: self, is_of_type });
        }
        for child in tree.children(node).filter(|&child| !tree.is_shadowed(child)) {
            let takes = match self {
                Self::List(takes) | Self::Tables(takes) => Some(*takes),
                Self::Table(_, fields) => fields.iter().find(|(key, _)| tree.has_key(child, key)).map(|(_, takes)| takes),
                _ => None,
            };
            if let Some(unfit) = takes.and_then(|takes| takes.unfit(tree, child, references)) {
                return Some(unfit);
            }
        }
        None
    }

    /// Whether the value, which is of the right type, is one of those that it may be, its parts apart.
    fn fits(&self, tree: &Tree<'_>, node: NodeId, references: bool) -> bool {
        let text = tree.str(node).unwrap_or_default();
        let raw = tree.raw(node);
        match *self {
            Self::Off => tree.bool(node) == Some(false),
            Self::Begins(start) => text.starts_with(start),
            Self::Word(words) => words.contains(&&*text) || (references && text.place_of("${").is_some()),
            // What is written in another base is a number all the same.
            Self::Count(most) => {
                let counts = |number: Seconds| {
                    number.is_whole(0)
                        && number != Seconds::ZERO
                        && most.is_none_or(|most| number.is_below(u64::from(most) + 1, 0))
                };
                let is_integer = tree.syntax() != Syntax::Toml || tree.kind(node) == Kind::Integer;
                is_integer && !raw.starts_with('-') && Seconds::parse(raw, 0).is_none_or(counts)
            }
            // `-0` is no less than zero.
            Self::Number { negative } => negative || !raw.starts_with('-') || Seconds::parse(raw, 0).is_some(),
            Self::Table(needed, _) => needed.iter().all(|key| tree.get(node, key).is_some()),
            _ => true,
        }
    }

    /// Whether a reader of TOML takes it all the same: a table of one key for a word, and a list for the fields of a table in
    /// their order.
    fn is_loose(&self, tree: &Tree<'_>, node: NodeId) -> bool {
        let kind = tree.kind(node);
        tree.syntax() == Syntax::Toml
            && match *self {
                Self::Word(words) if kind == Kind::Map && tree.len(node) == 1 => {
                    tree.children(node).all(|key| words.contains(&&*tree.key(key)))
                }
                Self::Table(..) => kind == Kind::List,
                _ => false,
            }
    }

    /// What that is, in words.
    pub(super) fn describe(&self) -> String {
        let (about, words): (&str, &[&str]) = match *self {
            Self::Switch => ("`true` or `false`", &[]),
            Self::Off | Self::Either([Self::Off, Self::Table([], _)]) => ("`false` or a table", &[]),
            Self::Text => ("a string", &[]),
            Self::Begins(start) => return say!["a string that begins with `", start, "`"],
            Self::Word(words) => ("one of `", words),
            Self::Count(Some(most)) => return say!["a whole number from 1 to ", decimal(u64::from(most))],
            Self::Count(None) => ("a whole number above zero", &[]),
            Self::Number { negative: true } => ("a number", &[]),
            Self::Number { .. } => ("a number that is not negative", &[]),
            Self::List(Self::Text) => ("a list of strings", &[]),
            Self::List(_) => ("a list", &[]),
            Self::Table([], _) | Self::Tables(_) => ("a table", &[]),
            Self::Table(needed, _) => ("a table with `", needed),
            Self::Either(all) => {
                let all: Vec<String> = all.iter().map(Self::describe).collect();
                return join(&all, " or ");
            }
        };
        say![about, join(words, "`, `"), if words.is_empty() { "" } else { "`" }]
    }
}
