//! What a host makes of two files that it reads together.

use alloc::vec::Vec;

use crate::diag::{Diagnostic, Document, Sink, codes, say};
use crate::hosts::{self, Host};
use crate::model::Transport;
use crate::syntax;

/// The servers of `project` that the host would put together with those of `user`, field by field, into servers that it
/// refuses. About the document of the project.
#[must_use]
pub fn layers_clash(project: &str, user: &str, host: &'static Host) -> Vec<Diagnostic> {
    if !host.merges_layers {
        return Vec::new();
    }
    // What does not parse was said where it matters.
    let (Ok(project), Ok(user)) = (syntax::parse(project, host.syntax), syntax::parse(user, host.syntax)) else {
        return Vec::new();
    };
    let read = |tree| hosts::read(tree, host, Document::Target, &mut Sink::default());
    let (above, below) = (read(&project), read(&user));
    let mut found = Vec::new();
    for server in &above.servers {
        let Some(other) = below.servers.iter().find(|other| other.name == server.name) else { continue };
        let is_process = |transport| transport == Some(Transport::Stdio);
        let both = server.transport.is_some() && other.transport.is_some();
        if both && is_process(server.transport) != is_process(other.transport) {
            let message =
                say!["`", server.name, "` of the project and of the user make one server, which ", host.name, " refuses"];
            let diagnostic = Diagnostic::new(&codes::LAYERS_CLASH, Document::Target, message).on(&project, server.origin);
            found.push(diagnostic.help("give one of the two another name"));
        }
    }
    found
}
