//! What the project is tested with, beyond the tests that each crate has of itself.

#![allow(missing_debug_implementations, reason = "what runs a client is not printed")]

pub mod checks;
pub mod commands;
pub mod corpus;
pub mod faces;
pub mod fixtures;
pub mod generate;
pub mod judge;
pub mod laws;
pub mod oracle;
pub mod transcripts;
