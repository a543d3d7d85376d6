//! The component in other languages: the examples, as people run them.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use std::process::Command;
use std::{env, fs, process};

use mcpglot_plugin_tests::{component, programs};
use mcpglot_tests::judge::tool;

#[test]
fn python() {
    let python = tool("wasmtime-py").unwrap();
    programs::check("python", || {
        let mut command = Command::new(&python);
        command.arg(programs::folder("python").join("convert.py")).arg(component());
        command
    });
}

#[test]
fn javascript() {
    tool("jco").unwrap();
    let (programs, folder) = (programs::folder("javascript"), env::temp_dir().join(format!("mcpglot-jco-{}", process::id())));
    let transpiled = Command::new("node").arg(programs.join("transpile.mjs")).arg(component()).arg(&folder).output().unwrap();
    assert!(transpiled.status.success(), "{}", String::from_utf8_lossy(&transpiled.stderr));
    programs::check("javascript", || {
        let mut command = Command::new("node");
        command.arg(programs.join("convert.mjs")).arg(&folder);
        command
    });
    fs::remove_dir_all(&folder).unwrap();
}
