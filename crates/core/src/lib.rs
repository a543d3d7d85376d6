#![doc = include_str!("../README.md")]
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
