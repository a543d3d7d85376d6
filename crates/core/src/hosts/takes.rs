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
    /// A whole number from 1 to this one.
    Count(u64),
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
        let unfit = |is_of_type| Some(Unfit { node, takes: self, is_of_type });
        let kind = tree.kind(node);
        // Its reader takes a table of one key for a word, and a list for the fields of a table in their order.
        let is_loose = tree.syntax() == Syntax::Toml;
        let fits = match *self {
            Self::Switch => kind == Kind::Bool,
            Self::Off => tree.bool(node) == Some(false),
            Self::Text => kind == Kind::String,
            Self::Begins(_) | Self::Word(_) => {
                let Some(text) = tree.str(node) else {
                    let only = tree.children(node).next().filter(|_| is_loose && kind == Kind::Map && tree.len(node) == 1);
                    let is_known = |key: NodeId| matches!(*self, Self::Word(words) if words.contains(&&*tree.key(key)));
                    return if only.is_some_and(is_known) { None } else { unfit(false) };
                };
                let fits = match *self {
                    Self::Begins(start) => text.starts_with(start),
                    Self::Word(words) => words.contains(&&*text) || (references && text.place_of("${").is_some()),
                    _ => true,
                };
                return if fits { None } else { unfit(true) };
            }
            Self::Count(most) => {
                let is_number = kind == Kind::Integer || (kind == Kind::Float && !is_loose);
                let is_counted =
                    |number: Seconds| number.is_whole(0) && number != Seconds::ZERO && number.is_below(most.saturating_add(1), 0);
                // What is written in another base is a number all the same.
                let fits = !tree.raw(node).starts_with('-') && Seconds::parse(tree.raw(node), 0).is_none_or(is_counted);
                return if is_number && fits { None } else { unfit(is_number) };
            }
            Self::Number { negative } => {
                let is_number = matches!(kind, Kind::Integer | Kind::Float);
                return if is_number && (negative || !tree.raw(node).starts_with('-')) { None } else { unfit(is_number) };
            }
            Self::List(takes) if kind == Kind::List => {
                return tree.children(node).find_map(|item| takes.unfit(tree, item, references));
            }
            Self::Table(needed, _) if kind == Kind::Map && needed.iter().any(|key| tree.get(node, key).is_none()) => {
                return unfit(true);
            }
            Self::Table(_, fields) if kind == Kind::Map => {
                let said = |(key, takes): &'static (&'static str, Self)| Some((tree.get(node, key)?, takes));
                return fields.iter().filter_map(said).find_map(|(value, takes)| takes.unfit(tree, value, references));
            }
            Self::Tables(takes) if kind == Kind::Map => {
                let mut values = tree.children(node).filter(|&value| !tree.is_shadowed(value));
                return values.find_map(|value| takes.unfit(tree, value, references));
            }
            Self::Table(..) => is_loose && kind == Kind::List,
            Self::List(_) | Self::Tables(_) => false,
            Self::Either(all) => {
                let mut inner = None;
                for takes in all {
                    let found = takes.unfit(tree, node, references)?;
                    // What is wrong in the parts of a table says more than that it is no boolean.
                    if found.node != node || found.is_of_type {
                        inner = Some(found);
                    }
                }
                return inner.or_else(|| unfit(false));
            }
        };
        if fits { None } else { unfit(false) }
    }

    /// What that is, in words.
    pub(super) fn describe(&self) -> String {
        let quoted = |words: &[&str]| {
            let words: Vec<String> = words.iter().map(|word| say!["`", *word, "`"]).collect();
            join(&words, ", ")
        };
        match *self {
            Self::Switch => say!["`true` or `false`"],
            Self::Off => say!["`false` or a table"],
            Self::Text => say!["a string"],
            Self::Begins(start) => say!["a string that begins with `", start, "`"],
            Self::Word(words) => say!["one of ", quoted(words)],
            Self::Count(most) if most < i64::MAX as u64 => say!["a whole number from 1 to ", decimal(most)],
            Self::Count(_) => say!["a whole number above zero"],
            Self::Number { negative: true } => say!["a number"],
            Self::Number { .. } => say!["a number that is not negative"],
            Self::List(Self::Text) => say!["a list of strings"],
            Self::List(_) => say!["a list"],
            Self::Table([], _) | Self::Tables(_) => say!["a table"],
            Self::Table(needed, _) => say!["a table with ", quoted(needed)],
            Self::Either(all) => {
                let all: Vec<String> = all.iter().map(Self::describe).collect();
                join(&all, " or ")
            }
        }
    }
}
