//! Command lines and install links.

use alloc::string::String;
use alloc::vec::Vec;

use mcpglot_core::hosts::Host;
use mcpglot_core::ops;
use mcpglot_core::text::Encoding;
use serde::Serialize;

use crate::{Diagnostic, Places, SCHEMA_VERSION, placed};

/// The response of `commands`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Commands<'o> {
    schema_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    from: Option<&'static str>,
    to: &'static str,
    servers: Vec<Server<'o>>,
    diagnostics: Vec<Diagnostic<'o>>,
}

#[derive(Serialize)]
struct Server<'o> {
    name: &'o str,
    commands: Vec<Command<'o>>,
}

#[derive(Serialize)]
struct Command<'o> {
    kind: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    text: Option<&'o str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    powershell: Option<&'o str>,
    diagnostics: Vec<Diagnostic<'o>>,
}

impl<'o> Commands<'o> {
    /// The response to a wish for what adds the servers of `source` to `to`.
    #[must_use]
    pub fn new(found: &'o ops::Commands, to: &'static Host, source: &'o str, encoding: Encoding) -> Self {
        // Once for all servers: the index of a text takes as much memory as that.
        let (source, target) = (Places::new(source, encoding), Places::new("", encoding));
        let command = |command: &'o ops::Command| Command {
            kind: command.kind.name(),
            text: command.text.as_deref(),
            powershell: command.powershell.as_deref(),
            diagnostics: placed(&command.diagnostics, &source, &target),
        };
        let server = |(name, commands): &'o (String, Vec<ops::Command>)| Server {
            name: mcpglot_core::mask::key(name),
            commands: commands.iter().map(command).collect(),
        };
        Self {
            schema_version: SCHEMA_VERSION,
            from: found.from.map(|host| host.id),
            to: to.id,
            servers: found.servers.iter().flatten().map(server).collect(),
            diagnostics: placed(&found.diagnostics, &source, &target),
        }
    }
}
