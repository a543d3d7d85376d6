//! mcpglot for JavaScript: the boundary that `npm/src/engine.ts` speaks to, and nothing else.
//!
//! A call writes its texts, in UTF-8 and one behind the other, where `reserve` says; the last one is the options, a JSON
//! object. It then calls an operation with the lengths of the texts, and reads the answer from where `answer` says: the response
//! as the command line prints it, and beside it a document, which inside of JSON would be escaped by us and unescaped again by
//! JavaScript. A mistake of the caller is a response with `error`.
//!
//! The module imports nothing, and a call leaves nothing behind but its buffers: an instance that trapped is thrown away
//! with no loss.
//!
//! Texts are bytes, so that what JavaScript takes for text and UTF-8 cannot say (half of a surrogate pair) meets the same
//! refusal as a file that is not UTF-8. A byte-order mark is part of the text.

#![no_std]

extern crate alloc;

#[cfg(target_family = "wasm")]
mod boundary;
pub mod operations;

#[cfg(target_family = "wasm")]
pub use boundary::*;
