//! The program does what the library does.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::process::Command;

use mcpglot_embed::Limits;
use mcpglot_embed::converter::Written;
use mcpglot_plugin_tests::{compiled, options, programs, translator};

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
        let options = options("claude-code", "codex", None);
        let answer = translator.start().unwrap().call(|converter, store| converter.call_convert(store, &source, options));
        assert_eq!(answer.unwrap().unwrap().written, Written::Text);
    }
}
