//! The operations: the only place that composes syntax, model and hosts.
//!
//! Start reading at [`convert()`].

mod convert;
mod detect;
mod document;
mod merge;
mod read;

pub use convert::{Mapping, Options, Outcome, Place, Relation, Strategy, Written, convert, unknown_host};
pub use detect::{Detection, detect};
pub use document::decode;
pub use read::{ReadOutcome, read};
