//! Any text into any text, and generated documents into each other: refused, or the laws hold.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mcpglot_core::hosts;
use mcpglot_core::ops::Strategy;
use mcpglot_tests::generate::{Tape, document, target};
use mcpglot_tests::laws::{Case, check};

fuzz_target!(|bytes: &[u8]| {
    let Some((&how, rest)) = bytes.split_first() else { return };
    // The first two hosts, unless the upper bits say others.
    let others = usize::from(how >> 4) * 2;
    let turn = if others == 0 { 0 } else { rest.iter().map(|&byte| usize::from(byte)).sum() };
    let host = |at: usize| hosts::ALL[at % hosts::ALL.len()];
    let (from, to) = (host(usize::from(how & 1) + others), host(usize::from(how >> 1 & 1) + turn));
    let strategy = if how & 4 == 0 { Strategy::Merge } else { Strategy::Overwrite };
    let (source, into);
    // The two texts stand apart by a NUL, which neither syntax has; without one the bytes are a tape.
    match rest.iter().position(|&byte| byte == 0).filter(|_| how & 8 == 0) {
        Some(at) => {
            let (Ok(one), Ok(other)) = (std::str::from_utf8(&rest[..at]), std::str::from_utf8(&rest[at + 1..])) else { return };
            (source, into) = (one.to_owned(), other.to_owned());
        }
        None => {
            let mut tape = Tape::new(rest);
            source = document(&mut tape, from);
            into = target(&mut tape, to);
        }
    }
    let case = Case { source: &source, from, to, into: Some(&into), strategy, secrets: &[] };
    check(&case).unwrap_or_else(|broken| panic!("{broken}"));
});
