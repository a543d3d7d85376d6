//! The program does what the library does.

use std::process::Command;

use mcpglot_plugin_tests::{compiled, programs};

#[test]
fn rust() {
    compiled(mcpglot_embed::Limits::default(), |file| {
        programs::check("rust", || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_mcpglot-embed"));
            command.arg(file);
            command
        });
    });
}
