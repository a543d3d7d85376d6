//! The corpus of real files, and what its index calls their hosts.

use mcpglot_core::hosts::{self, Host};

/// The host that the index calls so; some by the name of the folder that people know them by.
#[must_use]
pub fn host_of(name: &str) -> Option<&'static Host> {
    let id = match name {
        "amazonq" => "amazon-q",
        "factory" => "droid",
        "gemini" => "gemini-cli",
        "kilo" => "kilo-code",
        "qwen" => "qwen-code",
        "roo" => "roo-code",
        name => name,
    };
    hosts::find(id).filter(|host| host.id == id)
}
