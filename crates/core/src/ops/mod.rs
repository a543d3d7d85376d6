//! The operations: the only place that composes syntax, model and hosts.
//!
//! Start reading at [`convert()`].

mod amend;
mod bridge;
mod commands;
mod convert;
mod detect;
mod diff;
mod document;
mod layers;
mod merge;
mod overrides;
mod read;
pub(crate) mod schema;
mod source;
mod validate;

pub use amend::{AMEND, Amend};
pub use bridge::bridged;
pub use commands::{Command, Commands, commands};
pub use convert::{Mapping, Options, Outcome, Place, Relation, Strategy, Written, convert};
pub use detect::{Detection, Stray, detect};
pub use diff::{Difference, DifferenceKind, Side, diff};
pub use document::decode;
pub(crate) use document::explain;
pub use layers::layers_clash;
pub use overrides::{Override, REACHED_BY};
pub(crate) use read::WRAPPERS;
pub use read::{ReadOutcome, read};
pub use schema::schema;
pub use source::{Source, block_of, source, unknown_host};
pub use validate::{Fixed, fix, holds_credentials, validate};
