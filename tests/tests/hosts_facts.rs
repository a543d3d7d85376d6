//! The tables of the hosts against the record of what the programs do. `MCPGLOT_HOSTS` names it: `hosts.json`.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::collections::BTreeSet;
use std::io::Write as _;

use mcpglot_core::hosts::{self, Host, Kind};
use mcpglot_core::model::{Concept, Transport, Transports};
use mcpglot_core::syntax::Syntax;
use serde_json::Value;

#[test]
fn hosts_facts() {
    let mut report = std::io::stderr();
    let Some(path) = std::env::var_os("MCPGLOT_HOSTS") else {
        writeln!(report, "hosts: not checked, MCPGLOT_HOSTS is not set").unwrap();
        return;
    };
    let record: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    let record = record.get("hosts").unwrap_or(&record).as_array().unwrap();
    let mut wrong: Vec<String> = Vec::new();
    for host in hosts::ALL.iter().copied() {
        let Some(fact) = record.iter().find(|fact| fact["id"] == host.id) else {
            wrong.push(format!("{}: hosts.json does not have it", host.id));
            continue;
        };
        let mut differs = |what: &str, ours: String, theirs: String| {
            if ours != theirs {
                wrong.push(format!("{}: {what}: ours is {ours}, hosts.json has {theirs}", host.id));
            }
        };
        host_agrees(host, fact, &mut differs);
        fields_agree(host, fact, &mut differs);
    }
    writeln!(report, "hosts: {} tables checked, {} differences", hosts::ALL.len(), wrong.len()).unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn transport(word: &str) -> Option<Transport> {
    [Transport::Stdio, Transport::Http, Transport::Sse, Transport::Ws].into_iter().find(|transport| transport.name() == word)
}

fn host_agrees(host: &Host, fact: &Value, differs: &mut impl FnMut(&str, String, String)) {
    let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
    let name = text(&fact["name"]);
    differs("name", host.name.to_owned(), name.split(" (").next().unwrap_or_default().to_owned());
    differs("checked_version", host.checked_version.to_owned(), text(&fact["checked_version"]));
    differs("confidence", host.confidence.to_owned(), text(&fact["confidence"]));
    let format = match (host.syntax, host.comments) {
        (Syntax::Toml, _) => "toml",
        (Syntax::Json, true) => "jsonc",
        (Syntax::Json, false) => "json",
    };
    differs("format", format.to_owned(), text(&fact["format"]));
    differs("comments", host.comments.to_string(), fact["comments"].to_string());
    differs("trailing_commas", host.trailing_commas.to_string(), fact["trailing_commas"].to_string());
    differs("servers_path", format!("{:?}", host.servers_at), format!("{:?}", strings(&fact["servers_path"])));

    // `hosts.json` tells keys apart behind the path, in words; a path counts once.
    let place = |file: &Value| {
        let path = text(&file["path"]);
        let path = path.split(" (").next().unwrap_or_default().to_owned();
        (text(&file["scope"]), path)
    };
    let theirs: BTreeSet<(String, String)> =
        fact["files"].as_array().into_iter().flatten().map(place).filter(|(scope, _)| scope != "local").collect();
    let ours: BTreeSet<(String, String)> = host
        .files
        .iter()
        .map(|file| (file.scope.to_owned(), file.path.to_owned()))
        .filter(|(scope, _)| scope != "local")
        .collect();
    differs("files", format!("{ours:?}"), format!("{theirs:?}"));
    let moved: BTreeSet<&str> = host.files.iter().filter_map(|file| file.moved_by).collect();
    let overrides: BTreeSet<&str> =
        strings(&fact["env_overrides"]).into_iter().filter_map(|words| words.split(' ').next()).collect();
    differs("env_overrides", format!("{moved:?}"), format!("{overrides:?}"));

    for known in fact["transports"].as_array().into_iter().flatten() {
        let kind = known["kind"].as_str().unwrap_or_default();
        let ours = transport(kind).and_then(|kind| host.transport.known.iter().find(|(known, _)| *known == kind));
        differs(kind, format!("{:?}", ours.map(|(_, words)| words.to_vec())), format!("{:?}", Some(strings(&known["values"]))));
        differs("transport field", format!("{:?}", host.transport.field), format!("{:?}", known["field"].as_str()));
    }
    differs("transports", host.transport.known.len().to_string(), fact["transports"].as_array().map_or(0, Vec::len).to_string());

    let names = &fact["server_name"];
    let reserved: BTreeSet<&str> = strings(&names["reserved"]).into_iter().collect();
    differs(
        "reserved names",
        format!("{:?}", host.names.reserved.iter().copied().collect::<BTreeSet<_>>()),
        format!("{reserved:?}"),
    );
    // A pattern that only the host's own `add` enforces does not keep a name out of a file.
    let only_on_add = text(&names["enforced_at"]).contains(" only;");
    let pattern = match host.names.also {
        Some(also) => format!("^[a-zA-Z0-9{also}]+$"),
        None => String::new(),
    };
    let theirs = if only_on_add { String::new() } else { text(&names["pattern"]) };
    let letters = |pattern: &str| pattern.chars().collect::<BTreeSet<_>>();
    differs("name pattern", format!("{:?}", letters(&pattern)), format!("{:?}", letters(&theirs)));
}

/// The sub-fields that a type in braces lists: `{client_id, callback_port(u16)}`.
fn sub_fields(kind: &str) -> Vec<&str> {
    let Some(inner) = kind.strip_prefix('{').and_then(|kind| kind.strip_suffix('}')) else { return Vec::new() };
    inner
        .split(", ")
        .map(|part| &part[..part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len())])
        .collect()
}

fn fields_agree(host: &Host, fact: &Value, differs: &mut impl FnMut(&str, String, String)) {
    let mut known: BTreeSet<String> = BTreeSet::new();
    for field in fact["fields"].as_array().into_iter().flatten() {
        let (name, kind) = (field["name"].as_str().unwrap_or_default(), field["type"].as_str().unwrap_or_default());
        let subs = sub_fields(kind);
        let keys: Vec<String> =
            if subs.is_empty() { vec![name.to_owned()] } else { subs.iter().map(|sub| format!("{name}.{sub}")).collect() };
        for key in keys {
            known.insert(key.clone());
            let Some(spec) = host.field(&key) else {
                differs(&key, "missing".to_owned(), kind.to_owned());
                continue;
            };
            let on = strings(&field["transports"]);
            let theirs = |one: Transport| on.contains(&"*") || on.contains(&one.name());
            let all = [Transport::Stdio, Transport::Http, Transport::Sse, Transport::Ws];
            let has = all.into_iter().filter(|&one| host.has_transport(one));
            let (ours, theirs): (Vec<bool>, Vec<bool>) = has.map(|one| (spec.on.has(one), theirs(one))).unzip();
            // A field that is read only to be refused goes with no transport.
            if field["concept"] != "(rejected)" {
                differs(&format!("{key}: transports"), format!("{ours:?}"), format!("{theirs:?}"));
            } else if spec.on != Transports::NONE {
                differs(&key, "taken".to_owned(), "refused".to_owned());
            }
            let unit = match spec.kind {
                Kind::Seconds { exponent: 0, .. } => Some("s"),
                Kind::Seconds { .. } => Some("ms"),
                _ => None,
            };
            differs(&format!("{key}: unit"), format!("{unit:?}"), format!("{:?}", field["unit"].as_str()));
            if let Kind::Seconds { whole, .. } = spec.kind {
                differs(&format!("{key}: whole"), whole.to_string(), kind.starts_with("integer").to_string());
            }
            if let Some((expected, concept)) = concept(field["concept"].as_str().unwrap_or_default(), subs.is_empty()) {
                differs(&format!("{key}: concept"), format!("{:?}", spec.concept), format!("{concept:?}"));
                if let Some(expected) = expected {
                    differs(&format!("{key}: kind"), format!("{:?}", spec.kind), format!("{expected:?}"));
                }
            }
        }
    }
    for spec in host.fields.iter().filter(|spec| !known.contains(spec.key)) {
        differs(spec.key, "there".to_owned(), "nothing of it".to_owned());
    }
}

/// Our word for a concept of `hosts.json`, where several of its concepts are one of ours with another kind.
fn concept(theirs: &str, whole: bool) -> Option<(Option<Kind>, Concept)> {
    match theirs {
        "env_passthrough" => Some((Some(Kind::Passthrough), Concept::Env)),
        "headers_from_env" => Some((Some(Kind::HeadersFromEnv), Concept::Headers)),
        "bearer_env" => Some((Some(Kind::Bearer), Concept::Headers)),
        "env" | "headers" => Some((Some(Kind::Pairs), if theirs == "env" { Concept::Env } else { Concept::Headers })),
        "transport" => Some((Some(Kind::Transport), Concept::Transport)),
        "required" | "host_specific" => Some((Some(Kind::Own), Concept::HostSpecific)),
        "oauth_resource" => Some((Some(Kind::Own), Concept::Oauth)),
        // Modes of approval differ too much to be one thing.
        "auto_approve" => Some((Some(Kind::Own), Concept::ToolApproval)),
        "oauth" if !whole => None,
        "(rejected)" => None,
        _ => Concept::ALL.iter().find(|concept| concept.name() == theirs).map(|&concept| (None, concept)),
    }
}
