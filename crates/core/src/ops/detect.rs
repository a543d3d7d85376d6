//! Which host a text is for.

use crate::hosts::{self, Host};
use crate::syntax::{self, Kind, Syntax};
use crate::text::BOM;

/// What is known about the host of a text.
#[derive(Debug)]
pub struct Detection {
    /// The host, where there is no doubt.
    pub host: Option<&'static Host>,
    /// Why, as a clause: names of files and keys, no values.
    pub why: &'static str,
    /// The hosts that it may be for; without doubt the one.
    pub candidates: Vec<&'static Host>,
}

/// Tells the host by the name of the file, and otherwise by the key that holds the servers.
#[must_use]
pub fn detect(text: &str, file_name: Option<&str>) -> Detection {
    if let Some(host) = file_name.and_then(by_name) {
        return Detection { host: Some(host), why: "the file has the name of its configuration", candidates: vec![host] };
    }
    let has_servers = |host: &&&'static Host| {
        let Ok(tree) = syntax::parse(text, host.syntax) else { return false };
        let mut at = Some(tree.root());
        for key in host.servers_at {
            at = at.and_then(|map| tree.get(map, key));
        }
        at.is_some_and(|map| tree.kind(map) == Kind::Map)
    };
    let candidates: Vec<_> = hosts::ALL.iter().filter(has_servers).copied().collect();
    match candidates.as_slice() {
        [host] => Detection { host: Some(host), why: "its servers stand under the key of that host", candidates },
        [] => {
            // A text that does not parse still says by its file's ending, or by how it begins, what it is meant to be.
            let ending = file_name.and_then(|name| name.rsplit_once('.')).map(|(_, ending)| ending);
            let first = text.trim_start_matches(BOM).trim_start().chars().next();
            let syntax = match (ending, first) {
                (Some("json" | "jsonc"), _) | (_, Some('{')) => Some(Syntax::Json),
                (Some("toml"), _) | (_, Some('[' | '#' | 'A'..='Z' | 'a'..='z')) => Some(Syntax::Toml),
                _ => None,
            };
            let candidates: Vec<_> = hosts::ALL.iter().copied().filter(|host| Some(host.syntax) == syntax).collect();
            let host = if let [host] = candidates.as_slice() { Some(*host) } else { None };
            Detection {
                host,
                why: if host.is_some() { "its format is that of one host only" } else { "nothing in it tells" },
                candidates,
            }
        }
        _ => Detection { host: None, why: "several hosts keep their servers under this key", candidates },
    }
}

/// The host that keeps its configuration in a file of this name.
fn by_name(file_name: &str) -> Option<&'static Host> {
    let path = file_name.replace('\\', "/");
    let ends_with = |tail: &str| {
        let tail = tail.trim_start_matches("~/");
        path.strip_suffix(tail).is_some_and(|before| before.is_empty() || before.ends_with('/'))
    };
    hosts::ALL.iter().copied().find(|host| host.files.iter().any(|file| !file.path.contains('<') && ends_with(file.path)))
}
