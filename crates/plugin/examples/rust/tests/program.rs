//! The program does what the library does.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::process::Command;

use mcpglot_embed::Limits;
use mcpglot_embed::converter::{Encoding, Options, Strategy, Switches, Written};
use mcpglot_plugin_tests::{compiled, programs, translator};

#[test]
fn rust() {
    compiled(Limits::default(), |file| {
        programs::check("rust", || {
            let mut command = Command::new(env!("CARGO_BIN_EXE_mcpglot-embed"));
            command.arg(file);
            command
        });
    });
}

/// A mebibyte of server whose values are as short as can be, or whose fields nobody knows.
#[test]
fn a_mebibyte_has_room() {
    let args = format!("\"args\": [{}]", vec!["\"\""; 349_000].join(","));
    let fields: Vec<String> = (0..104_000).map(|at| format!("\"{at:05x}\":1")).collect();
    // How long it takes is not asked here.
    let translator = translator(Limits { time: None, ..Limits::default() });
    for field in [args, fields.join(",")] {
        let source = format!("{{\"mcpServers\": {{\"a\": {{\"command\": \"x\", {field}}}}}}}");
        assert!((900_000..=1 << 20).contains(&source.len()), "{} bytes", source.len());
        let options = Options {
            from: Some("claude-code"),
            to: "codex",
            into: None,
            strategy: Strategy::Merge,
            switches: Switches::empty(),
            servers: None,
            rename: &[],
            file_name: None,
            encoding: Encoding::Utf8,
        };
        let answer = translator.start().unwrap().call(|converter, store| converter.call_convert(store, &source, options));
        assert_eq!(answer.unwrap().unwrap().written, Written::Text);
    }
}
