//! Any text as a document of every host, each to another host that the text picks: refused, or the laws hold.

#![no_main]

use libfuzzer_sys::fuzz_target;
use mcpglot_core::hosts;
use mcpglot_core::ops::Strategy;
use mcpglot_tests::laws::{Case, check};

fuzz_target!(|bytes: &[u8]| {
    let Ok(source) = std::str::from_utf8(bytes) else { return };
    // All pairs would take seconds, and few texts would be tried.
    let turn = bytes.iter().fold(0usize, |sum, &byte| sum.wrapping_mul(31).wrapping_add(usize::from(byte)));
    for (at, from) in hosts::ALL.iter().copied().enumerate() {
        let to = hosts::ALL[at.wrapping_add(turn) % hosts::ALL.len()];
        let case = Case { source, from, to, into: None, strategy: Strategy::Merge, secrets: &[] };
        check(&case).unwrap_or_else(|broken| panic!("{broken}"));
        let case = Case { source, from, to: from, into: Some(source), strategy: Strategy::Merge, secrets: &[] };
        let outcome = check(&case).unwrap_or_else(|broken| panic!("{broken}"));
        assert!(outcome.edits.is_empty(), "itself into itself changes: {:?}", outcome.edits);
    }
});
