//! The tables of the hosts against the record of what the programs do. `MCPGLOT_HOSTS` names it: `hosts.json`.

#![allow(clippy::panic, clippy::unwrap_used, reason = "a test that fails shall panic")]

use std::collections::BTreeSet;
use std::io::Write as _;

use mcpglot_core::hosts::{self, BadEntry, FieldSpec, Host, Kind, NoNames, Takes, Unset, Urls};
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
    let kinds = ["host", "pasted-config", "standard"];
    for fact in record.iter().filter(|fact| kinds.contains(&fact["kind"].as_str().unwrap_or_default())) {
        if !hosts::ALL.iter().any(|host| fact["id"] == host.id) {
            wrong.push(format!("{}: there is no table", fact["id"]));
        }
    }
    let (mut mapped, mut own) = (0, 0);
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
        minimum_agrees(host, fact, &mut differs);
        let known: Vec<&FieldSpec> = host.fields.iter().filter(|spec| !spec.is_legacy()).collect();
        own += known.iter().filter(|spec| spec.kind == Kind::Own).count();
        mapped += known.iter().filter(|spec| spec.kind != Kind::Own).count();
    }
    let tables = hosts::ALL.len();
    writeln!(
        report,
        "hosts: {tables} tables checked, {mapped} fields mapped, {own} of one host alone, {} differences",
        wrong.len()
    )
    .unwrap();
    for (place, why) in OTHERWISE {
        let known = wrong.len();
        wrong.retain(|line| !line.starts_with(place));
        assert!(wrong.len() < known, "hosts.json has come to say the same: {place} ({why})");
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

/// Where the record is behind the hosts, and who says so.
const OTHERWISE: &[(&str, &str)] = &[
    ("claude-code: references: ", "its documentation of plugins: `${CLAUDE_PLUGIN_ROOT}` and `${CLAUDE_PLUGIN_DATA}`"),
    ("copilot-cli: name \" \": ", "the program, which shows no server of that name (`just judge-all`)"),
    ("cursor: fields with references: ", "its documentation: `\"envFile\": \"${workspaceFolder}/.env\"`"),
    ("copilot-coding-agent: fields with references: ", "GitHub's documentation: all strings but `tools` and `type`"),
    ("copilot-coding-agent: bare variables: ", "GitHub's documentation until 2026: `\"env\": {\"T\": \"COPILOT_MCP_T\"}`"),
    ("opencode: permissions beside the servers: ", "the program: version 1 calls them those of version 2, and refuses the file"),
    ("mistral-vibe: prompt: ", "its source, vibe/core/config/models.py"),
    ("mistral-vibe: auth: ", "its source, vibe/core/config/models.py: `MCPStaticAuth` and `MCPOAuth`"),
    ("mistral-vibe: startup_timeout_sec: zero: ", "its source, vibe/core/config/models.py: `gt=0`"),
    ("mistral-vibe: bom: ", "its source, vibe/core/config/layers/_base.py: `tomllib`, which takes none"),
    (
        "devin: references: ",
        "its documentation: `${env:VAR}` and `${file:/path}`; awslabs/aidlc-workflows#996 measured `${VAR}` too",
    ),
    ("devin: unset variables: ", "awslabs/aidlc-workflows#996, measured with 3000.6.14 to 3000.10.31"),
    ("devin: fields with references: ", "the two above"),
    ("devin: oauthClientId: ", "its documentation, cli/extensibility/mcp/configuration"),
    ("devin: oauthClientSecret: ", "its documentation, cli/extensibility/mcp/configuration"),
    ("devin: oauthResource: ", "its documentation, cli/extensibility/mcp/configuration"),
    ("goose: client_id: ", "its source, crates/goose/src/agents/extension.rs, since the commit of the record"),
    ("goose: client_secret_key: ", "its source, crates/goose/src/agents/extension.rs, since the commit of the record"),
    ("goose: scopes: ", "its source, crates/goose/src/agents/extension.rs, since the commit of the record"),
    ("kiro: oauth.oauthScopes: ", "its documentation, and the source of its command line"),
    ("warp: references: ", "its source, app/src/ai/mcp/parsing.rs: `substitute_env_vars`"),
    ("warp: unset variables: ", "its source, app/src/ai/mcp/parsing.rs: `MissingEnvVarError`"),
    ("warp: fields with references: ", "its source, app/src/ai/mcp/file_mcp_watcher.rs: in the text, before it is parsed"),
    ("warp: serverUrl: ", "its source, app/src/ai/mcp: an alias of `url`"),
    ("warp: description: ", "its source, app/src/ai/mcp/parsing.rs"),
];

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
        (Syntax::Json, Some(true)) => "jsonc",
        (Syntax::Json, Some(false)) => "json",
        // What its parser takes is not established, whatever the format is called.
        (Syntax::Json, None) => fact["format"].as_str().filter(|format| format.starts_with("json")).unwrap_or("json"),
        (Syntax::Yaml, _) => "yaml",
    };
    differs("format", format.to_owned(), text(&fact["format"]));
    differs("comments", format!("{:?}", host.comments), format!("{:?}", fact["comments"].as_bool()));
    differs("trailing_commas", format!("{:?}", host.trailing_commas), format!("{:?}", fact["trailing_commas"].as_bool()));
    let mark = fact["bom"].as_str().map(|word| word == "accepted");
    differs("bom", format!("{:?}", host.bom), format!("{mark:?}"));
    differs("servers_path", format!("{:?}", host.place().keys()), format!("{:?}", strings(&fact["servers_path"])));
    let shape = if host.place().name_field().is_some() { "list" } else { "map" };
    differs("servers_shape", shape.to_owned(), text(&fact["servers_shape"]));
    // Other places and forms are among what they call alternatives.
    let alternatives = fact["accepted_alternatives"].to_string();
    for shape in host.shapes {
        let place = shape.place().keys().join(".");
        differs("another form", alternatives.contains(&place).to_string(), "true".to_owned());
    }
    let bare = host.servers.iter().any(|servers| servers.keys().is_empty());
    let is_bare =
        ["without the mcpServers wrapper", "a bare map without mcpServers"].iter().any(|words| alternatives.contains(words));
    differs("a bare map", bare.to_string(), is_bare.to_string());
    let bad = text(&fact["invalid_entry"]).to_lowercase();
    let whole = ["whole config rejected", "whole file rejected", "whole file refused"].iter().any(|words| bad.starts_with(words))
        || ["empties the whole file", "user file: whole config rejected"].iter().any(|words| bad.contains(words));
    let kept =
        ["kept as written", "read as written", "kept and fail later", "listed as valid"].iter().any(|words| bad.contains(words));
    let theirs = match (whole, kept) {
        (true, _) => BadEntry::RefusesFile,
        (_, true) => BadEntry::KeepsEntry,
        _ => BadEntry::SkipsEntry,
    };
    differs("invalid entry", format!("{:?}", host.bad_entry), format!("{theirs:?}"));

    // The switch, and the lists of tools.
    let switch = host.fields.iter().find(|spec| spec.concept == Concept::Enabled && !spec.is_legacy());
    let ours = switch.map(|spec| (spec.key, spec.kind));
    let off = fact["disable"]["field"].as_str().map(|key| (key, Kind::Switch(fact["disable"]["value"] != true)));
    differs("disable", format!("{ours:?}"), format!("{off:?}"));
    for (word, concept) in [("tools_allow", Concept::ToolsAllow), ("tools_deny", Concept::ToolsDeny)] {
        let ours = host.fields.iter().find(|spec| spec.concept == concept).map(|spec| spec.key);
        // What is said in words stands elsewhere than in the entry.
        let first = fact[word].as_str().and_then(|words| words.split(';').next());
        let theirs = first.filter(|key| !key.contains([' ', '.', '[']));
        differs(word, format!("{ours:?}"), format!("{theirs:?}"));
    }
    // Beside the servers as well, in words; or nothing is established there.
    let words = [&fact["disable"], &fact["tools_deny"]].map(ToString::to_string).concat();
    for (path, _) in host.beside {
        let path = path.join(".");
        let is_said = fact["tools_deny"].is_null() || words.contains(&path);
        differs(&format!("{path} beside the servers"), is_said.to_string(), "true".to_owned());
    }
}

/// The scope in our words: what VS Code and Copilot call a workspace is a project.
fn scope(word: &str) -> String {
    match word {
        "workspace" | "solution" => "project",
        "solution-user" => "local",
        word => word,
    }
    .to_owned()
}

/// The paths that `words` tell of: `a or .b`, `a, b`, `a (also b, c[d])`, `a (what it is)`.
fn paths(words: &str) -> Vec<String> {
    let (words, rest) = words.split_once(" (").unwrap_or((words, ""));
    let folder = words.rsplit_once('/').map(|(folder, _)| folder.to_owned()).unwrap_or_default();
    let mut out: Vec<String> = Vec::new();
    for (at, part) in words.split(" or ").flat_map(|part| part.split(", ")).enumerate() {
        // `opencode.json or .jsonc`
        let ending = part.strip_prefix('.').filter(|ending| at > 0 && !ending.contains(['.', '/']));
        out.push(match (ending, out.first()) {
            (Some(ending), Some(first)) => first.replace(".json", &format!(".{ending}")),
            _ => part.to_owned(),
        });
    }
    for name in rest.trim_end_matches(')').strip_prefix("also ").into_iter().flat_map(|names| names.split(", ")) {
        let (name, more) = name.split_once('[').map_or((name, None), |(name, more)| (name, Some(more.trim_end_matches(']'))));
        out.push(format!("{folder}/{name}"));
        out.extend(more.map(|more| format!("{folder}/{name}{more}")));
    }
    out
}

fn files_agree(host: &Host, fact: &Value, differs: &mut impl FnMut(&str, String, String)) {
    let mut theirs: BTreeSet<(String, String, String)> = BTreeSet::new();
    for file in fact["files"].as_array().into_iter().flatten() {
        let path = text(&file["path"]);
        // Another format than the one that the table is about, another key of the same file, or no file at all.
        let others = ["Copilot format", "Claude format", "projects.", "inside an agent", "Bash", "pasted"];
        if others.iter().any(|words| path.contains(words)) {
            continue;
        }
        for path in paths(&path) {
            theirs.insert((scope(&text(&file["scope"])), text(&file["os"]), path));
        }
    }
    let files = || host.files.iter().chain(host.shapes.iter().flat_map(|shape| shape.files));
    let ours: BTreeSet<(String, String, String)> =
        files().map(|file| (file.scope.to_owned(), file.os.to_owned(), file.path.to_owned())).collect();
    differs("files", format!("{ours:?}"), format!("{theirs:?}"));
    let moved: BTreeSet<&str> = host.files.iter().filter_map(|file| file.moved_by).collect();
    let overrides: BTreeSet<&str> = strings(&fact["env_overrides"])
        .into_iter()
        // A variable that adds a folder moves nothing, nor does one for data or for the folder of all programs.
        .filter(|words| !words.contains(" adds ") && !words.ends_with("_DATA") && !words.starts_with("XDG_"))
        .filter_map(|words| words.split(' ').next())
        .collect();
    differs("env_overrides", format!("{moved:?}"), format!("{overrides:?}"));
}

fn transports_agree(host: &Host, fact: &Value, differs: &mut impl FnMut(&str, String, String)) {
    // What is read and not connected is none.
    let connects = |known: &&Value| !text(&known["notes"]).contains("no longer connected");
    let all: Vec<&Value> = fact["transports"].as_array().into_iter().flatten().filter(connects).collect();
    for known in &all {
        let kind = known["kind"].as_str().unwrap_or_default();
        let ours = transport(kind).and_then(|kind| host.transport.known.iter().find(|(known, _)| *known == kind));
        let ours = ours.map(|(_, words)| words.iter().copied().collect::<BTreeSet<_>>());
        let theirs: BTreeSet<&str> = strings(&known["values"]).into_iter().collect();
        differs(kind, format!("{ours:?}"), format!("{:?}", Some(theirs)));
        let has_field = |field: &&str| transport(kind).is_some_and(|kind| host.field(field).is_none_or(|spec| spec.on.has(kind)));
        let field = host.transport.field.filter(has_field);
        differs("transport field", format!("{field:?}"), format!("{:?}", known["field"].as_str()));
        let inferred = known["inferred_from"].as_str();
        match transport(kind) {
            Some(Transport::Stdio) => {
                differs("inferred stdio", host.transport.of_command.to_string(), inferred.is_some().to_string());
            }
            Some(kind) => {
                // By the field for it, by the end of the URL, or by what the server answers.
                let by_field = host.url_fields().filter(|spec| !spec.is_legacy()).nth(1).is_some()
                    && host.url_fields().any(|spec| spec.on == kind.only());
                let by_ending = kind == Transport::Sse && host.transport.sse_ending.is_some();
                let asks = host.transport.field.is_none() && host.has_one_word_for(Transport::Http, Transport::Sse);
                let ours = host.transport.of_url == Some(kind) || by_field || by_ending || asks;
                differs(&format!("inferred {}", kind.name()), ours.to_string(), inferred.is_some().to_string());
            }
            None => {}
        }
    }
    // What no field states may be told by what goes with the URL.
    let goes = |kind: &&Transport| {
        let mut urls = fact["fields"].as_array().into_iter().flatten().filter(|field| field["concept"] == "url");
        let is_listed = all.iter().any(|known| known["kind"] == kind.name());
        is_listed || (host.transport.field.is_none() && urls.any(|url| strings(&url["transports"]).contains(&kind.name())))
    };
    let theirs = TRANSPORTS.iter().filter(goes).count();
    differs("transports", host.transport.known.len().to_string(), theirs.to_string());
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
    let lost = [
        ("__proto__", "__proto__ is lost"),
        ("__proto__", "__proto__ and constructor are lost"),
        ("constructor", "__proto__ and constructor are lost"),
        ("servers", "servers is ambiguous"),
    ];
    for (name, words) in lost {
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
    let enforced = text(&names["enforced_at"]);
    let only_on_add = enforced.contains(" only;") || enforced.contains("any name loads") || enforced.ends_with(" mcp add");
    let pattern = names["pattern"].as_str().filter(|_| !only_on_add);
    let pattern = pattern.map(|pattern| Regex::new(pattern.trim_start_matches("normalised to ")).unwrap());
    for probe in PROBES {
        let ours = (host.names.fits)(probe);
        let mut theirs = pattern.as_ref().is_none_or(|pattern| pattern.is_match(probe));
        // In words: a leading hyphen is cut, and a name without a letter or digit is replaced.
        if notes.contains("A leading - is cut") {
            theirs &= !probe.starts_with('-') && probe.contains(|character: char| character.is_ascii_alphanumeric());
        }
        // In words at the field: what is trimmed is another name.
        if names["pattern"].as_str().is_some_and(|pattern| pattern.starts_with("normalised to ")) {
            theirs &= probe.trim_matches(['-', '_']) == *probe;
        }
        differs(&format!("name {probe:?}"), ours.to_string(), theirs.to_string());
    }
}

fn spellings(host: &Host, fact: &Value) -> BTreeSet<String> {
    let mut out = BTreeSet::new();
    let all = strings(&fact["interpolation"]["syntaxes"]);
    if all.contains(&"$(command)") {
        out.insert(format!("{:?}", Spelling::Shell));
        return out;
    }
    for syntax in &all {
        let spelling = match *syntax {
            // Named in words only.
            "plugin data variable" | "${augmentcode variables}" => continue,
            "${VAR}" => Spelling::Braced,
            "${VAR:-default}" => Spelling::BracedDefault,
            "$VAR" => Spelling::Dollar,
            "${env:NAME}" => Spelling::Env,
            "{env:NAME}" => Spelling::CurlyEnv,
            "{file:path}" => Spelling::CurlyFile,
            "${file:/path}" => Spelling::DollarFile,
            "${input:id}" => Spelling::Input,
            "${{ secrets.NAME }}" | "${{ inputs.NAME }}" => Spelling::Secrets,
            "$COPILOT_MCP_X" | "${COPILOT_MCP_X}" => Spelling::Copilot,
            "${PLUGIN_ROOT}" => Spelling::Plugin,
            "${workspaceFolder}" if !all.contains(&"${userHome}") => Spelling::Workspace,
            path if path.starts_with("${") && all.contains(&"${config:x}") => Spelling::Folders,
            path if path.starts_with("${") => Spelling::Places,
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

    let of_session = host.references.within(Concept::Headers).contains(&Spelling::Session);
    let headers = fact["fields"].as_array().into_iter().flatten().find(|field| field["name"] == "headers");
    let theirs = headers.is_some_and(|field| text(&field["notes"]).contains("{{session_id}} is a host template"));
    differs("templates in headers", of_session.to_string(), theirs.to_string());

    // Every field that holds a string, where they say so; else those that they list.
    let fields = strings(&fact["interpolation"]["fields"]);
    let every = fields.iter().any(|words| {
        words.starts_with("every string")
            || words.starts_with("all string")
            || words.starts_with("whole file")
            || words.starts_with("string values")
            || words.starts_with("user-level files")
    });
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
        _ if unset.ends_with(" literally") && !unset.contains(" or ") => Unset::Text,
        "left" | "literal" | "" => Unset::Text,
        _ => Unset::Fails,
    };
    differs("unset variables", format!("{:?}", host.references.unset), format!("{unset:?}"));
    let env = fact["fields"].as_array().into_iter().flatten().find(|field| field["concept"] == "env");
    let env_notes = env.map_or_else(String::new, |field| text(&field["notes"]));
    // In one record all of them, in the other the best known.
    let dropped = env_notes.split_once(" and others are dropped").map(|(names, _)| names);
    let names = env_notes.split_once(" never reach the server").map(|(names, _)| names).or(dropped).unwrap_or_default();
    let named = |pattern: &str| match pattern.strip_suffix('*') {
        Some(start) => host.withheld.iter().any(|name| name.starts_with(start)),
        None => host.withheld.contains(&pattern),
    };
    let missed: Vec<&str> = names.split(", ").filter(|name| !name.is_empty() && !named(name)).collect();
    differs("withheld variables", format!("without {missed:?}"), "without []".to_owned());
    if host.inherits {
        let said = text(&fact["env_inheritance"]);
        differs(
            "inherited variables",
            said.clone(),
            if said.starts_with("full parent environment") { said } else { "all".to_owned() },
        );
    }
    // Gemini CLI has more of them than the record: its program says so.
    if dropped.is_none() && host.id != "gemini-cli" {
        differs("withheld variables", host.withheld.join(", "), names.to_owned());
    }
    let quoted = text(&fact["invalid_entry"]).contains("timeout \"5\" becomes 5");
    differs("numbers in quotes", host.numbers_in_quotes.to_string(), quoted.to_string());
    let ours: BTreeSet<&str> = host.references.fields.iter().map(|concept| concept.name()).collect();
    let is_text = |spec: &&FieldSpec| matches!(spec.kind, Kind::Text | Kind::Texts | Kind::Pairs | Kind::CommandLine);
    let mut theirs: BTreeSet<&str> = BTreeSet::new();
    if host.references.spellings.is_empty() {
        // Where they work is worth nothing without knowing how they look.
    } else if every {
        theirs.extend(host.fields.iter().filter(is_text).map(|spec| spec.concept.name()));
        if host.fields.iter().any(|spec| spec.kind == Kind::CommandLine) {
            theirs.insert("args");
        }
    } else {
        for word in &fields {
            match word.split(' ').next().unwrap_or_default() {
                // A table of which the parts are concepts of their own.
                "auth" | "oauth_*" => theirs.extend(["oauth_client_id", "oauth_client_secret"]),
                "serverUrl" | "uri" => theirs.extend(["url"]),
                "apiKey" | "requestOptions.headers" => theirs.extend(["headers"]),
                word => {
                    let concept = Concept::ALL.iter().find(|concept| concept.name() == word);
                    theirs.insert(concept.unwrap_or_else(|| panic!("{}: no field is {word}", host.id)).name());
                }
            }
        }
    }
    if host.id == "amazon-q" {
        // "Headers not checked", they say; its source expands them.
        theirs.insert("headers");
    }
    differs("fields with references", format!("{ours:?}"), format!("{theirs:?}"));
    differs("bare variables", host.bare_variables.to_string(), notes.contains("just the name of a set variable").to_string());
    let fields = fact["fields"].as_array().into_iter().flatten();
    let url = fields.clone().find(|field| field["concept"] == "url");
    let notes = url.map(|field| text(&field["notes"])).unwrap_or_default();
    let urls = match () {
        () if notes.contains("no userinfo or fragment") => Urls::Bare,
        () if notes.contains("https unless loopback") || notes.contains("http on localhost only") => Urls::Encrypted,
        () if notes.contains("valid URI as written") || url.is_some_and(|field| field["type"] == "url") => Urls::Valid,
        () => Urls::Any,
    };
    differs("URLs", format!("{:?}", host.urls), format!("{urls:?}"));
    let numbers = fields.into_iter().any(|field| field["concept"] == "env" && text(&field["type"]).contains("number"));
    differs("numbers in env", host.numbers_in_env.to_string(), numbers.to_string());
    let inputs = fact.to_string();
    let inputs = inputs.contains("inputs: [{") || inputs.contains("inputs as in VS Code");
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
            // A field that is read only to be refused, or for nothing, goes with no transport; a statement of the transport with
            // any.
            if field["concept"] == "(rejected)" || text(&field["notes"]).contains("not passed on") {
                differs(&key, (spec.on == Transports::NONE).to_string(), "true".to_owned());
            } else {
                differs(&format!("{key}: transports"), format!("{ours:?}"), format!("{theirs:?}"));
            }
            let whole = match spec.kind {
                Kind::Seconds { whole, zero, .. } | Kind::SharedSeconds { whole, zero, .. } => {
                    // What is not established is no fault.
                    let above = kind.contains("> 0") || kind.contains("1..");
                    differs(&format!("{key}: zero"), zero.to_string(), (!above).to_string());
                    Some(whole)
                }
                _ => None,
            };
            let unit = spec.kind.unit();
            if spec.kind == Kind::Passthrough {
                differs(&format!("{key}: sources"), host.sources.to_string(), kind.contains("source").to_string());
            }
            // A length of time that only the host understands keeps its unit.
            if spec.kind != Kind::Own {
                differs(&format!("{key}: unit"), format!("{unit:?}"), format!("{:?}", field["unit"].as_str()));
            }
            let ours = match spec.takes {
                Some(Takes::Switch) if name == key => Some("boolean".to_owned()),
                Some(Takes::Word(words)) if name == key => Some(words.join(" | ")),
                Some(Takes::List(Takes::Word(words))) => Some(format!("({})[]", words.join(" | "))),
                _ => None,
            };
            if let Some(ours) = ours {
                differs(&format!("{key}: takes"), ours, kind.to_owned());
            }
            if let Some(whole) = whole {
                differs(&format!("{key}: whole"), whole.to_string(), kind.starts_with("integer").to_string());
            }
            if let Kind::Names(empty) = spec.kind
                && spec.concept == Concept::ToolsAllow
            {
                let notes = text(&field["notes"]);
                let theirs = match () {
                    () if notes.contains("[] allows every tool") || notes.contains("Empty means all") => NoNames::Everything,
                    () if notes.contains("[\"*\"] all") || notes.contains("[\"*\"] for all") => NoNames::NothingOrStar,
                    () => NoNames::Nothing,
                };
                differs(&format!("{key}: []"), format!("{empty:?}"), format!("{theirs:?}"));
            }
            concept_agrees(&key, spec, field, differs);
        }
    }
    for spec in host.fields.iter().filter(|spec| !known.contains(spec.key)) {
        // The older half of a pair of switches stands in words, as do older names and forms, and fields that only tell a
        // transport.
        let in_notes = text(&fact["disable"]["notes"]).contains(&format!("{}: ", spec.key)) && spec.is_legacy();
        let fields = fact["fields"].as_array().into_iter().flatten();
        let aliases = fields.map(|field| text(&field["notes"])).filter(|notes| notes.starts_with("Aliases "));
        let alternatives = aliases.chain([fact["accepted_alternatives"].to_string()]).collect::<String>();
        let in_alternatives = spec.is_legacy() && spec.key.split('.').all(|part| alternatives.contains(part));
        let tells = fact["transports"].to_string().contains(&format!("\"{} present", spec.key));
        // A part of a table that stands in its newer form as well.
        let in_shape = spec.key.contains('.') && host.shapes.iter().any(|shape| shape.field(spec.key).is_some());
        differs(spec.key, (in_notes || in_alternatives || tells || in_shape).to_string(), "true".to_owned());
    }
    // Of another form of the file they have the fields in words, or as those of the first.
    let words = fact["accepted_alternatives"].to_string();
    for spec in host.shapes.iter().flat_map(|shape| shape.fields) {
        let told = host.field(spec.key).is_some() || spec.key.split('.').all(|part| words.contains(part));
        // What legacy entries of Kilo have of remote servers is only told by their types.
        let remote = ["headers", "url"].contains(&spec.key) && words.contains("streamable-http");
        differs(&format!("another form: {}", spec.key), (told || remote).to_string(), "true".to_owned());
    }
}

/// What a new entry has though nobody asks for it: what they say is required, but for what makes a server.
fn minimum_agrees(host: &Host, fact: &Value, differs: &mut impl FnMut(&str, String, String)) {
    let ours: BTreeSet<&str> = host.minimum.iter().map(|(key, ..)| *key).collect();
    let essential = ["transport", "command", "command_array", "url", "name"];
    let wanted = |field: &&Value| {
        let said = text(&field["notes"]);
        let required = field["required"] == true || said.starts_with("Write it always") || said.starts_with("Write it;");
        required && !essential.contains(&field["concept"].as_str().unwrap_or_default())
    };
    let theirs = fact["fields"].as_array().into_iter().flatten().filter(wanted);
    let theirs: BTreeSet<&str> = theirs.filter_map(|field| field["name"].as_str()).collect();
    differs("minimum", format!("{ours:?}"), format!("{theirs:?}"));
    let closed = text(&fact["unknown_fields"]["server"]).contains("error (");
    differs("refuses unknown fields", host.refuses_unknown.to_string(), closed.to_string());
    // Of Continue it was found out by showing it files.
    let head = text(&fact["unknown_fields"]["file"]).contains("is mandatory") || host.id == "continue";
    differs("head", (!host.head.is_empty()).to_string(), head.to_string());
}

/// Our word for a concept of `hosts.json`, where several of its concepts are one of ours with another kind.
fn concept_agrees(key: &str, spec: &FieldSpec, field: &Value, differs: &mut impl FnMut(&str, String, String)) {
    let theirs = field["concept"].as_str().unwrap_or_default();
    let (kind, concept) = match theirs {
        "env_passthrough" => (Some(Kind::Passthrough), Concept::Env),
        "headers_from_env" => (Some(Kind::HeadersFromEnv), Concept::Headers),
        // Of a table that holds headers, the other parts are one host's own; one of them signs in.
        "headers" if key.ends_with(".clientCertificate") => (Some(Kind::Own), Concept::AuthMode),
        "headers" if key.contains('.') && !key.ends_with(".headers") => (Some(Kind::Own), Concept::HostSpecific),
        // A variable, and in what header it is sent.
        "bearer_env" if key.starts_with("api_key") => {
            let kind = match key {
                "api_key_header" => Kind::KeyHeader,
                "api_key_format" => Kind::KeyFormat,
                _ => Kind::KeyVariable,
            };
            (Some(kind), Concept::Headers)
        }
        "bearer_env" => (Some(Kind::Bearer), Concept::Headers),
        "env" => (Some(Kind::Pairs), Concept::Env),
        "headers" => (Some(Kind::Pairs), Concept::Headers),
        "name" => (Some(Kind::Name), Concept::Name),
        "bearer_literal" => (Some(Kind::BearerText), Concept::Headers),
        "inputs" => (Some(Kind::Own), Concept::HostSpecific),
        "auto_approve" if field["type"] == "string[]" => (Some(Kind::Names(NoNames::Nothing)), Concept::AutoApprove),
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
        // A host and a port, where others have a URL.
        "oauth" if key.ends_with("redirectUri") && text(&field["notes"]).contains("host:port") => {
            (Some(Kind::Own), Concept::Oauth)
        }
        // What the parts are about, their own names say.
        "oauth" => {
            let part = key.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().replace('_', "");
            let concept = match part.strip_prefix("oauth").unwrap_or(&part) {
                "clientid" => Concept::OauthClientId,
                "clientsecret" | "clientsecretenvvar" => Concept::OauthClientSecret,
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
