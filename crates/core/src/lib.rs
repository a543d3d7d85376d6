//! The pure core of mcpglot: MCP configuration text in; text, edits and diagnostics out.
//!
//! ```
//! use mcpglot_core::hosts;
//! use mcpglot_core::ops::{Options, Written, convert};
//!
//! let source = r#"{ "mcpServers": { "search": {
//!     "type": "http", "url": "https://mcp.example.com/v1",
//!     "headers": { "Authorization": "Bearer ${SEARCH_TOKEN}" } } } }"#;
//! let existing = "model = \"m\" # mine\n";
//! let codex = hosts::find("codex").unwrap();
//! let outcome = convert(source, &Options { from: hosts::find("claude-code"), into: Some(existing), ..Options::new(codex) });
//!
//! assert_eq!(outcome.written, Written::Text);
//! assert_eq!(
//!     outcome.text.unwrap(),
//!     "model = \"m\" # mine\n\n[mcp_servers.search]\nurl = \"https://mcp.example.com/v1\"\nbearer_token_env_var = \"SEARCH_TOKEN\"\n",
//! );
//! assert!(outcome.diagnostics.is_empty());
//! ```
//!
//! Start reading at [`ops::convert`]. Nothing here reads a file, the environment, a clock or a random number, and nothing
//! iterates a hash map: the same input gives the same output on every face. No text makes anything here panic; what takes places
//! in a text does where they are none of that text.
//!
//! # Limitations
//!
//! - Texts are UTF-8, at most 32 MiB long and 64 levels deep.
//! - JSON is read with comments and trailing commas, not as JSON5: keys and strings stand in double quotes.
//! - A TOML or YAML document must be whole before anything is changed in it: one fault and it is refused.
//! - YAML is read without lists, maps or aliases as keys; of several documents in a file the first.
//! - References are known as far as the hosts in [`hosts::ALL`] expand them.

#![cfg_attr(not(test), no_std)]

extern crate alloc;

pub mod diag;
pub mod hosts;
mod lookup;
pub mod mask;
pub mod model;
pub mod nearest;
pub mod ops;
pub mod order;
pub mod project;
mod shape;
pub mod syntax;
pub mod text;
