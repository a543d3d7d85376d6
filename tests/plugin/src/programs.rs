//! The embedders of `crates/plugin/examples`, each a program that is called with FROM SOURCE TO INTO.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::{env, fs, process};

use mcpglot_core::{hosts, ops};

/// Holds an embedder to what the library says.
///
/// # Panics
/// When it says something else.
#[expect(clippy::unwrap_used, reason = "a test that cannot go on fails")]
pub fn check(name: &str, start: impl Fn() -> Command) {
    let folder = env::temp_dir().join(format!("mcpglot-embedder-{name}-{}", process::id()));
    fs::create_dir_all(&folder).unwrap();
    let [source, into] = ["source", "into"].map(|file| folder.join(file));
    let examples = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../examples");
    let example = |file: &str| fs::read_to_string(examples.join(file)).unwrap();
    let run = |from: &str, to: &str| -> Output { start().arg(from).arg(&source).arg(to).arg(&into).output().unwrap() };
    // What a file may have and a string may lose: a byte-order mark, other line ends, characters beyond ASCII and UCS-2.
    let marked = format!("\u{feff}{}", example("config.toml").replace('\n', "\r\n").replace("mine", "m\u{ef}ne \u{1f600}"));
    for target in [example("config.toml"), marked] {
        fs::write(&source, example("mcp.json")).unwrap();
        fs::write(&into, &target).unwrap();
        let mut options = ops::Options::new(hosts::find("codex").unwrap());
        (options.from, options.into) = (hosts::find("claude-code"), Some(target.as_str()));
        let expected = ops::convert(&example("mcp.json"), &options);
        let output = run("claude-code", "codex");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(output.status.success(), "{name}: {said}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), expected.text.unwrap(), "{name}");
        for found in &expected.diagnostics {
            assert!(said.contains(&format!("{}: {}", found.code.id, found.message)), "{name}: {said}");
        }
    }
    // A mistake is told, and what is refused is not written.
    let output = run("claude-code", "codx");
    assert!(
        !output.status.success() && String::from_utf8_lossy(&output.stderr).contains("there is no host `codx`"),
        "{output:?}"
    );
    fs::write(&into, "[half").unwrap();
    let output = run("claude-code", "codex");
    assert!(!output.status.success() && output.stdout.is_empty(), "{output:?}");
    fs::remove_dir_all(&folder).unwrap();
}

/// The folder of the embedder in that language.
#[must_use]
pub fn folder(language: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../crates/plugin/examples").join(language)
}
