//! A project that uses ruler: `.ruler/ruler.toml`, as far as it is about MCP servers.

use alloc::borrow::{Cow, ToOwned};
use alloc::vec::Vec;

use super::settings::{Reader, is_sound};
use super::{Settings, Target};
use crate::diag::{Diagnostic, Document, Sink, codes, say};
use crate::hosts::{self, Host};
use crate::syntax::{Kind, NodeId, Tree};

/// Where ruler keeps the servers.
const SOURCE: &str = ".ruler/mcp.json";

/// Reads what ruler's settings say of MCP servers; `None` where they are faulty. What they say of
/// anything else is no business of ours.
pub fn ruler<'s>(tree: &Tree<'s>, sink: &mut Sink) -> Option<Settings<'s>> {
    let before = sink.diagnostics.len();
    let mut reader = Reader { tree, sink };
    let source = Some(Cow::Borrowed(SOURCE));
    // Its form is nobody's: a URL alone is a remote server.
    let mut settings = Settings { source, from: Some(&hosts::SNIPPET), ..Settings::default() };
    let get = |at: NodeId, key: &str| tree.get(at, key);
    let mut enabled = true;
    if let Some(mcp) = get(tree.root(), "mcp") {
        enabled = get(mcp, "enabled").is_none_or(|node| reader.switch(node));
        settings.strategy = get(mcp, "merge_strategy").and_then(|node| reader.strategy(node)).unwrap_or_default();
    }
    // Who is named, where, and whether as one who gets the servers.
    let mut agents: Vec<(Cow<'s, str>, NodeId, bool)> = Vec::new();
    // An empty list is as good as none.
    let list =
        get(tree.root(), "default_agents").filter(|&list| tree.kind(list) == Kind::List && tree.children(list).next().is_some());
    settings.everybody = list.is_none();
    if let Some(list) = list {
        agents.extend(tree.children(list).filter_map(|item| Some((tree.str(item)?, item, true))));
    }
    let tables = get(tree.root(), "agents").filter(|&tables| tree.kind(tables) == Kind::Map);
    for table in tables.into_iter().flat_map(|tables| tree.children(tables)) {
        let name = tree.key(table);
        let is_default = settings.everybody || agents.iter().any(|(other, ..)| other.eq_ignore_ascii_case(&name));
        let is_on = get(table, "enabled").map_or(is_default, |node| reader.switch(node));
        agents.retain(|(other, ..)| !other.eq_ignore_ascii_case(&name));
        agents.push((name, table, is_on));
    }
    let tables = agents.iter().map(|&(_, node, _)| node).filter(|&node| tree.kind(node) == Kind::Map);
    for table in core::iter::once(tree.root()).chain(tables).filter_map(|table| get(table, "mcp_servers")) {
        if tree.children(table).next().is_some() {
            let message = "the servers of `mcp_servers` are not read".to_owned();
            let found = Diagnostic::new(&codes::RULER_SERVERS_UNREAD, Document::Settings, message).on(tree, table);
            reader.sink.push(found.help("put them into `.ruler/mcp.json`, or name another source in `mcpglot.toml`"));
        }
    }
    for (name, node, mut is_on) in agents {
        let Some(host) = agent(&name.to_ascii_lowercase()) else {
            if !is_on {
                continue;
            }
            let message = say!["`", name, "` of ruler is no host that mcpglot writes for"];
            reader.sink.push(Diagnostic::new(&codes::RULER_AGENT_UNKNOWN, Document::Settings, message).on(tree, node));
            continue;
        };
        let mut target = Target::new(host);
        if tree.kind(node) == Kind::Map {
            let mcp = get(node, "mcp");
            is_on &= mcp.and_then(|mcp| get(mcp, "enabled")).is_none_or(|node| reader.switch(node));
            target.path = get(node, "output_path_config").and_then(|node| reader.text(node));
            target.strategy = mcp.and_then(|mcp| get(mcp, "merge_strategy")).and_then(|node| reader.strategy(node));
        }
        if is_on {
            settings.targets.push(target);
        } else {
            settings.without.push(host);
        }
    }
    let sound = is_sound(&sink.diagnostics[before..]);
    settings.off = !enabled;
    sound.then_some(settings)
}

/// The host whose file ruler writes for `name`.
fn agent(name: &str) -> Option<&'static Host> {
    match name {
        // What ruler calls so is Copilot in VS Code.
        "copilot" => hosts::find("vscode"),
        "amazonqcli" => hosts::find("amazon-q"),
        "augmentcode" => hosts::find("augment"),
        "kilocode" => hosts::find("kilo-code"),
        "mistral" => hosts::find("mistral-vibe"),
        name => hosts::find(name),
    }
}
