//! The tables of the hosts against the record of what the programs do. `MCPGLOT_HOSTS` names it: `hosts.json`.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::collections::BTreeSet;
use std::io::Write as _;

use mcpglot_core::hosts::{self, BadEntry, FieldSpec, Host, Kind, NoNames, Unset};
use mcpglot_core::model::{Concept, Spelling, Transport, Transports};
use mcpglot_core::syntax::Syntax;
use regex_lite::Regex;
use serde_json::Value;

#[test]
fn hosts_facts() {
    let mut report = std::io::stderr();
    let Some(path) = std::env::var_os("MCPGLOT_HOSTS") else {
        writeln!(report, "hosts: not checked, MCPGLOT_HOSTS is not set").unwrap();
        return;
    };
    let record: Value = serde_json::from_slice(&std::fs::read(path).unwrap()).unwrap();
    assert_eq!(record["as_of"], hosts::AS_OF, "the day of the facts");
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
        files_agree(host, fact, &mut differs);
        transports_agree(host, fact, &mut differs);
        names_agree(host, fact, &mut differs);
        references_agree(host, fact, &mut differs);
        fields_agree(host, fact, &mut differs);
    }
    writeln!(report, "hosts: {} tables checked, {} differences", hosts::ALL.len(), wrong.len()).unwrap();
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

fn strings(value: &Value) -> Vec<&str> {
    value.as_array().into_iter().flatten().filter_map(Value::as_str).collect()
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

const TRANSPORTS: [Transport; 4] = [Transport::Stdio, Transport::Http, Transport::Sse, Transport::Ws];

fn transport(word: &str) -> Option<Transport> {
    TRANSPORTS.into_iter().find(|transport| transport.name() == word)
}

fn host_agrees(host: &Host, fact: &Value, differs: &mut impl FnMut(&str, String, String)) {
    // Their names are longer: `GitHub Copilot CLI`, `Visual Studio Code (GitHub Copilot)`.
    let name = text(&fact["name"]).replace("Visual Studio Code", "VS Code");
    let part = if name.contains(host.name) { host.name.to_owned() } else { name };
    differs("name", host.name.to_owned(), part);
    // Their words on the version may be a sentence; ours stands in it.
    let version = text(&fact["checked_version"]);
    let part = if version.contains(host.checked_version) { host.checked_version.to_owned() } else { version };
    differs("checked_version", host.checked_version.to_owned(), part);
    differs("confidence", host.confidence.to_owned(), text(&fact["confidence"]));
    let format = match (host.syntax, host.comments) {
        (Syntax::Toml, _) => "toml",
        (Syntax::Json, true) => "jsonc",
        (Syntax::Json, false) => "json",
        (Syntax::Yaml, _) => "yaml",
    };
    differs("format", format.to_owned(), text(&fact["format"]));
    differs("comments", host.comments.to_string(), fact["comments"].to_string());
    differs("trailing_commas", host.trailing_commas.to_string(), fact["trailing_commas"].to_string());
    let mark = fact["bom"].as_str().map(|word| word == "accepted");
    differs("bom", format!("{:?}", host.bom), format!("{mark:?}"));
    differs("servers_path", format!("{:?}", host.servers_at), format!("{:?}", strings(&fact["servers_path"])));
    differs("servers_shape", "map".to_owned(), text(&fact["servers_shape"]));
    let bad = text(&fact["invalid_entry"]).to_lowercase();
    let whole = ["whole config rejected", "empties the whole file"].iter().any(|words| bad.contains(words));
    let kept = ["kept as written", "read as written"].iter().any(|words| bad.contains(words));
    let theirs = match (whole, kept) {
        (true, _) => BadEntry::RefusesFile,
        (_, true) => BadEntry::KeepsEntry,
        _ => BadEntry::SkipsEntry,
    };
    differs("invalid entry", format!("{:?}", host.bad_entry), format!("{theirs:?}"));

    // The switch, and the lists of tools.
    let switch = host.fields.iter().find(|spec| spec.concept == Concept::Enabled && !spec.legacy);
    let ours = switch.map(|spec| (spec.key, spec.kind));
    let off = fact["disable"]["field"].as_str().map(|key| (key, Kind::Switch(fact["disable"]["value"] != true)));
    differs("disable", format!("{ours:?}"), format!("{off:?}"));
    for (word, concept) in [("tools_allow", Concept::ToolsAllow), ("tools_deny", Concept::ToolsDeny)] {
        let ours = host.fields.iter().find(|spec| spec.concept == concept).map(|spec| spec.key);
        // What is said in words stands elsewhere than in the entry.
        let theirs = fact[word].as_str().filter(|key| !key.contains([' ', '.', '[']));
        differs(word, format!("{ours:?}"), format!("{theirs:?}"));
    }
}

/// The scope in our words: what VS Code and Copilot call a workspace is a project.
fn scope(word: &str) -> String {
    if word == "workspace" { "project".to_owned() } else { word.to_owned() }
}

fn files_agree(host: &Host, fact: &Value, differs: &mut impl FnMut(&str, String, String)) {
    let mut theirs: BTreeSet<(String, String, String)> = BTreeSet::new();
    for file in fact["files"].as_array().into_iter().flatten() {
        let path = text(&file["path"]);
        // Another format than the one that the table is about, or another key of the same file.
        if path.contains("Copilot format") || file["scope"] == "local" {
            continue;
        }
        let path = path.split(" (").next().unwrap_or_default();
        // `opencode.json or .jsonc`
        for (at, part) in path.split(" or ").enumerate() {
            let part = match part.strip_prefix('.').filter(|_| at > 0) {
                Some(ending) => path.split(" or ").next().unwrap_or_default().replace(".json", &format!(".{ending}")),
                None => part.to_owned(),
            };
            theirs.insert((scope(&text(&file["scope"])), text(&file["os"]), part));
        }
    }
    let ours: BTreeSet<(String, String, String)> =
        host.files.iter().map(|file| (file.scope.to_owned(), file.os.to_owned(), file.path.to_owned())).collect();
    differs("files", format!("{ours:?}"), format!("{theirs:?}"));
    let moved: BTreeSet<&str> = host.files.iter().filter_map(|file| file.moved_by).collect();
    // A variable that adds a folder moves nothing.
    let overrides: BTreeSet<&str> = strings(&fact["env_overrides"])
        .into_iter()
        .filter(|words| words.contains(" replaces "))
        .filter_map(|words| words.split(' ').next())
        .collect();
    differs("env_overrides", format!("{moved:?}"), format!("{overrides:?}"));
}

fn transports_agree(host: &Host, fact: &Value, differs: &mut impl FnMut(&str, String, String)) {
    for known in fact["transports"].as_array().into_iter().flatten() {
        let kind = known["kind"].as_str().unwrap_or_default();
        let ours = transport(kind).and_then(|kind| host.transport.known.iter().find(|(known, _)| *known == kind));
        let ours = ours.map(|(_, words)| words.iter().copied().collect::<BTreeSet<_>>());
        let theirs: BTreeSet<&str> = strings(&known["values"]).into_iter().collect();
        differs(kind, format!("{ours:?}"), format!("{:?}", Some(theirs)));
        differs("transport field", format!("{:?}", host.transport.field), format!("{:?}", known["field"].as_str()));
        let inferred = known["inferred_from"].as_str();
        match transport(kind) {
            Some(Transport::Stdio) => {
                differs("inferred stdio", host.transport.of_command.to_string(), inferred.is_some().to_string());
            }
            Some(kind) => {
                let ours = host.transport.of_url == Some(kind);
                differs(&format!("inferred {}", kind.name()), ours.to_string(), inferred.is_some().to_string());
            }
            None => {}
        }
    }
    differs("transports", host.transport.known.len().to_string(), fact["transports"].as_array().map_or(0, Vec::len).to_string());
}

/// Names of every kind; a pattern and a rule that take the same of them are the same.
const PROBES: &[&str] = &[
    "",
    "a",
    "A9",
    "-",
    "-a",
    "a-",
    "_",
    "_a",
    "a_b-C",
    "a.b",
    "a b",
    " ",
    "a/b",
    "/a",
    "a/",
    "a//b",
    "@a/b",
    "a:b",
    "a@b",
    "a#b",
    "ü",
    "日本",
    "🚀",
    "a\tb",
    "a\nb",
    "a\u{7f}",
    "a\u{85}",
    "a\u{9f}b",
    "a}b",
    "a{b",
    "q\"q",
    "it's",
    "a\\b",
    "servers",
    "workspace",
    "codex_apps",
    "abcdefghijklmnopqrstuvwxyz012345",
    "abcdefghijklmnopqrstuvwxyz0123456",
    "0",
    "007",
    "a+b",
    "a,b",
    "a=b",
    "]",
    "__",
];

fn names_agree(host: &Host, fact: &Value, differs: &mut impl FnMut(&str, String, String)) {
    let names = &fact["server_name"];
    let notes = text(&names["notes"]);
    let mut reserved: BTreeSet<&str> = strings(&names["reserved"]).into_iter().collect();
    // What the notes have of names that the host loses.
    for (name, words) in [("__proto__", "__proto__ is lost"), ("servers", "servers is ambiguous")] {
        if notes.contains(words) {
            reserved.insert(name);
        }
    }
    let mut ours: BTreeSet<&str> = host.names.reserved.iter().copied().collect();
    // In a JSON object that a program of JavaScript reads, it is no key like the others.
    if host.syntax == Syntax::Json && !reserved.contains("__proto__") {
        ours.remove("__proto__");
    }
    differs("reserved names", format!("{ours:?}"), format!("{reserved:?}"));
    // A pattern that only the host's own `add` enforces does not keep a name out of a file.
    let only_on_add = text(&names["enforced_at"]).contains(" only;");
    let pattern = names["pattern"].as_str().filter(|_| !only_on_add).map(|pattern| Regex::new(pattern).unwrap());
    for probe in PROBES {
        let ours = (host.names.fits)(probe);
        let mut theirs = pattern.as_ref().is_none_or(|pattern| pattern.is_match(probe));
        // In words: a leading hyphen is cut, and a name without a letter or digit is replaced.
        if notes.contains("A leading - is cut") {
            theirs &= !probe.starts_with('-') && probe.contains(|character: char| character.is_ascii_alphanumeric());
        }
        differs(&format!("name {probe:?}"), ours.to_string(), theirs.to_string());
    }
}

fn spellings(host: &Host, fact: &Value) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    for syntax in strings(&fact["interpolation"]["syntaxes"]) {
        let spelling = match syntax {
            "${VAR}" => Spelling::Braced,
            "${VAR:-default}" => Spelling::BracedDefault,
            "$VAR" => Spelling::Dollar,
            "${env:NAME}" => Spelling::Env,
            "{env:NAME}" => Spelling::CurlyEnv,
            "{file:path}" => Spelling::CurlyFile,
            "${input:id}" => Spelling::Input,
            path if path.starts_with("${") => Spelling::Folders,
            other => panic!("{}: no spelling is {other}", host.id),
        };
        out.insert(format!("{spelling:?}"));
    }
    out
}

fn references_agree(host: &Host, fact: &Value, differs: &mut impl FnMut(&str, String, String)) {
    let ours: BTreeSet<String> = host.references.spellings.iter().map(|spelling| format!("{spelling:?}")).collect();
    differs("references", format!("{ours:?}"), format!("{:?}", spellings(host, fact)));
    let unknown: Vec<_> =
        host.references.written.iter().filter(|spelling| !host.references.spellings.contains(spelling)).collect();
    differs("references that are written", format!("{unknown:?}"), "[]".to_owned());

    // Every field that holds a string, where they say so; else those that they list.
    let fields = strings(&fact["interpolation"]["fields"]);
    let every = fields
        .iter()
        .any(|words| words.starts_with("every string") || words.starts_with("all string") || words.starts_with("whole file"));
    let notes = text(&fact["interpolation"]["notes"]);
    let twice = |concept: Concept| {
        let words = |words: &&str| words.contains("a second time") && words.contains(concept.name());
        // Of one host the fields do not say it, but the notes.
        let noted = concept == Concept::Headers && notes.contains("header values of a remote server are expanded a second time");
        fields.iter().any(words) || noted
    };
    for concept in [Concept::Command, Concept::Args, Concept::Env, Concept::Headers] {
        let ours = host.references.twice.contains(&concept);
        differs("expanded twice", format!("{} {ours}", concept.name()), format!("{} {}", concept.name(), twice(concept)));
    }
    let unset = text(&fact["interpolation"]["unset"]);
    let unset = match unset.split([' ', ';']).next().unwrap_or_default() {
        "empty" => Unset::Empty,
        "left" | "literal" | "" => Unset::Text,
        _ => Unset::Fails,
    };
    differs("unset variables", format!("{:?}", host.references.unset), format!("{unset:?}"));
    let env = fact["fields"].as_array().into_iter().flatten().find(|field| field["concept"] == "env");
    let env_notes = env.map_or_else(String::new, |field| text(&field["notes"]));
    let withheld = env_notes.split_once(" never reach the server").map_or("", |(names, _)| names).replace(", ", " ");
    differs("withheld variables", host.withheld.join(" "), withheld);
    let quoted = text(&fact["invalid_entry"]).contains("timeout \"5\" becomes 5");
    differs("numbers in quotes", host.numbers_in_quotes.to_string(), quoted.to_string());
    let ours: BTreeSet<&str> = host.references.fields.iter().map(|concept| concept.name()).collect();
    let is_text = |spec: &&FieldSpec| matches!(spec.kind, Kind::Text | Kind::Texts | Kind::Pairs | Kind::CommandLine);
    let mut theirs: BTreeSet<&str> = BTreeSet::new();
    if every {
        theirs.extend(host.fields.iter().filter(is_text).map(|spec| spec.concept.name()));
        if host.fields.iter().any(|spec| spec.kind == Kind::CommandLine) {
            theirs.insert("args");
        }
    } else {
        for word in &fields {
            match word.split(' ').next().unwrap_or_default() {
                // A table of which the parts are concepts of their own.
                "auth" => theirs.extend(["oauth_client_id", "oauth_client_secret"]),
                word => {
                    let concept = Concept::ALL.iter().find(|concept| concept.name() == word);
                    theirs.insert(concept.unwrap_or_else(|| panic!("{}: no field is {word}", host.id)).name());
                }
            }
        }
    }
    differs("fields with references", format!("{ours:?}"), format!("{theirs:?}"));
    differs("bare variables", host.bare_variables.to_string(), notes.contains("just the name of a set variable").to_string());
    let fields = fact["fields"].as_array().into_iter().flatten();
    let url = fields.clone().find(|field| field["name"] == "url").map(|field| text(&field["notes"])).unwrap_or_default();
    differs("plain URLs", host.plain_urls.to_string(), url.contains("valid URI as written").to_string());
    let numbers = fields.into_iter().any(|field| field["concept"] == "env" && text(&field["type"]).contains("number"));
    differs("numbers in env", host.numbers_in_env.to_string(), numbers.to_string());
    let inputs = fact["notes"].to_string().contains("inputs: [{");
    differs("inputs", host.inputs_at.is_some().to_string(), inputs.to_string());
}

/// The sub-fields that a type in braces lists: `{client_id, callback_port(u16)}`, `{scopes[], issuer} | false`,
/// `boolean | {redirectPort}`.
fn sub_fields(kind: &str) -> Vec<&str> {
    let kind = kind.strip_prefix("boolean | ").unwrap_or(kind);
    let Some((inner, _)) =
        kind.strip_prefix('{').and_then(|kind| kind.split_once('}')).filter(|(_, rest)| !rest.starts_with('['))
    else {
        return Vec::new();
    };
    inner
        .split(", ")
        .map(|part| &part[..part.find(|c: char| !c.is_ascii_alphanumeric() && c != '_').unwrap_or(part.len())])
        .collect()
}

fn fields_agree(host: &Host, fact: &Value, differs: &mut impl FnMut(&str, String, String)) {
    let mut known: BTreeSet<String> = BTreeSet::new();
    for field in fact["fields"].as_array().into_iter().flatten() {
        let (name, kind) = (field["name"].as_str().unwrap_or_default(), field["type"].as_str().unwrap_or_default());
        // What only this host understands may be told as a whole.
        let whole = host.field(name).is_some_and(|spec| spec.kind == Kind::Own);
        let subs = sub_fields(kind);
        let has_parts = host.fields.iter().any(|spec| spec.key.split_once('.').is_some_and(|(table, _)| table == name));
        let mut keys: Vec<String> = subs.iter().filter(|_| has_parts || !whole).map(|sub| format!("{name}.{sub}")).collect();
        if keys.is_empty() || kind.ends_with("| false") || kind.starts_with("boolean | ") {
            keys.push(name.to_owned());
        }
        for key in keys {
            known.insert(key.clone());
            let Some(spec) = host.field(&key) else {
                differs(&key, "missing".to_owned(), kind.to_owned());
                continue;
            };
            let on = strings(&field["transports"]);
            let theirs = |one: Transport| on.contains(&"*") || on.contains(&one.name());
            let has = TRANSPORTS.into_iter().filter(|&one| host.has_transport(one));
            let (ours, theirs): (Vec<bool>, Vec<bool>) = has.map(|one| (spec.on.has(one), theirs(one))).unzip();
            // A field that is read only to be refused goes with no transport; a statement of the transport with any.
            if field["concept"] == "(rejected)" {
                differs(&key, (spec.on == Transports::NONE).to_string(), "true".to_owned());
            } else {
                differs(&format!("{key}: transports"), format!("{ours:?}"), format!("{theirs:?}"));
            }
            let (unit, whole) = match spec.kind {
                Kind::Seconds { exponent: 0, whole, .. } => (Some("s"), Some(whole)),
                Kind::Seconds { whole, .. } | Kind::SharedMilliseconds { whole } => (Some("ms"), Some(whole)),
                _ => (None, None),
            };
            // A length of time that only the host understands keeps its unit.
            if spec.kind != Kind::Own {
                differs(&format!("{key}: unit"), format!("{unit:?}"), format!("{:?}", field["unit"].as_str()));
            }
            if let Some(whole) = whole {
                differs(&format!("{key}: whole"), whole.to_string(), kind.starts_with("integer").to_string());
            }
            if let Kind::Names(empty) = spec.kind
                && spec.concept == Concept::ToolsAllow
            {
                let notes = text(&field["notes"]);
                let theirs = match () {
                    () if notes.contains("[] allows every tool") => NoNames::Everything,
                    () if notes.contains("[\"*\"] all") => NoNames::NothingOrStar,
                    () => NoNames::Nothing,
                };
                differs(&format!("{key}: []"), format!("{empty:?}"), format!("{theirs:?}"));
            }
            concept_agrees(&key, spec, field, differs);
        }
    }
    for spec in host.fields.iter().filter(|spec| !known.contains(spec.key)) {
        // The older half of a pair of switches stands in words.
        let told = text(&fact["disable"]["notes"]).contains(&format!("{}: ", spec.key)) && spec.legacy;
        differs(spec.key, told.to_string(), "true".to_owned());
    }
}

/// Our word for a concept of `hosts.json`, where several of its concepts are one of ours with another kind.
fn concept_agrees(key: &str, spec: &FieldSpec, field: &Value, differs: &mut impl FnMut(&str, String, String)) {
    let theirs = field["concept"].as_str().unwrap_or_default();
    let (kind, concept) = match theirs {
        "env_passthrough" => (Some(Kind::Passthrough), Concept::Env),
        "headers_from_env" => (Some(Kind::HeadersFromEnv), Concept::Headers),
        "bearer_env" => (Some(Kind::Bearer), Concept::Headers),
        "env" => (Some(Kind::Pairs), Concept::Env),
        "headers" => (Some(Kind::Pairs), Concept::Headers),
        "command_array" => (Some(Kind::CommandLine), Concept::Command),
        // A second statement of the transport, which the newest sources have, is kept as it is.
        "transport" if spec.kind == Kind::Own => (None, Concept::HostSpecific),
        "transport" => (Some(Kind::Transport), Concept::Transport),
        // A URL that is used for nothing.
        "url" if spec.kind == Kind::Own => (None, Concept::HostSpecific),
        "required" | "host_specific" | "sandbox" | "dev" | "trust" => (Some(Kind::Own), Concept::HostSpecific),
        "oauth_resource" => (Some(Kind::Own), Concept::Oauth),
        // Modes of approval differ too much to be one thing.
        "auto_approve" => (Some(Kind::Own), Concept::ToolApproval),
        "timeout" => (None, Concept::ToolTimeout),
        "disabled" => (None, Concept::Enabled),
        // What the parts are about, their own names say.
        "oauth" => {
            let part = key.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().replace('_', "");
            let concept = match part.as_str() {
                "clientid" | "oauthclientid" => Concept::OauthClientId,
                "clientsecret" => Concept::OauthClientSecret,
                "callbackport" | "redirectport" => Concept::OauthCallbackPort,
                "redirecturi" | "callbackurl" => Concept::OauthRedirectUri,
                "scope" | "scopes" => Concept::OauthScopes,
                _ => Concept::Oauth,
            };
            (Some(Kind::Own).filter(|_| concept == Concept::Oauth), concept)
        }
        "(rejected)" => return,
        _ => match Concept::ALL.iter().find(|concept| concept.name() == theirs) {
            Some(&concept) => (None, concept),
            None => return differs(&format!("{key}: concept"), format!("{:?}", spec.concept), theirs.to_owned()),
        },
    };
    differs(&format!("{key}: concept"), format!("{:?}", spec.concept), format!("{concept:?}"));
    if let Some(kind) = kind {
        differs(&format!("{key}: kind"), format!("{:?}", spec.kind), format!("{kind:?}"));
    }
}
