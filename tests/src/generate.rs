//! Documents out of bytes: what people write, what nobody should write, and everything between.
//!
//! A [`Tape`] answers every question that the generator asks from a string of bytes. Zero is always the plain answer, and so is
//! the end of the tape: whoever shrinks the bytes shrinks the document. Proptest and the fuzzer both bring bytes.

mod json;
mod toml;
mod yaml;

use mcpglot_core::hosts::{Clue, FieldSpec, Host, Kind, Takes};
use mcpglot_core::model::{Concept, Spelling, Transport};
use mcpglot_core::syntax::Syntax;

use json::Json;
use toml::Toml;
use yaml::Yaml;

/// What stands in every generated value, and may stand in no diagnostic.
pub const CANARIES: &[&str] = &["CANARY", "7712039"];

/// The source of all decisions.
#[derive(Debug)]
pub struct Tape<'t> {
    bytes: &'t [u8],
    at: usize,
}

impl<'t> Tape<'t> {
    /// A tape at its beginning.
    #[must_use]
    pub const fn new(bytes: &'t [u8]) -> Self {
        Self { bytes, at: 0 }
    }

    /// A number below `count`; zero behind the end.
    pub fn below(&mut self, count: usize) -> usize {
        let byte = self.bytes.get(self.at).copied().unwrap_or(0);
        self.at += 1;
        usize::from(byte) % count.max(1)
    }

    /// Yes once in so many times; no behind the end.
    pub fn one_in(&mut self, count: usize) -> bool {
        self.below(count) == count - 1
    }

    /// One of them; the first behind the end.
    pub fn pick<T: Copy>(&mut self, from: &[T]) -> T {
        from[self.below(from.len())]
    }
}

/// A value as it is going to be written.
#[derive(Clone, Debug)]
enum Made {
    /// A number, date, boolean or `null`, as written.
    Plain(String),
    String(String),
    List(Vec<Made>),
    Map(Vec<(String, Made)>),
}

fn string(text: impl Into<String>) -> Made {
    Made::String(text.into())
}

fn plain(text: impl Into<String>) -> Made {
    Made::Plain(text.into())
}

const NAMES: &[&str] = &[
    "a",
    "b",
    "search",
    "my-server",
    "c_d",
    "v1.2",
    "@scope/pkg",
    "a:b",
    "two words",
    "q\"uote",
    "it's",
    "back\\slash",
    "ünï",
    "日本",
    "🚀",
    "__proto__",
    "constructor",
    "1",
    "007",
    "-",
    "",
    " ",
    "codex_apps",
    "workspace",
    "tab\there",
    "new\nline",
    "\u{1b}[31m",
    "a.b.c",
    "mcpServers",
    "mcp_servers",
    "command",
    "env",
    "]",
    "#",
    "=",
    "$x",
    "\u{7f}",
    "\u{2028}",
];

const VARIABLES: &[&str] = &[
    "TOKEN",
    "API_KEY",
    "PATH",
    "A",
    "lower",
    "__proto__",
    "1",
    "A.B",
    "WITH SPACE",
    "",
    "ÄÖ",
    "A-B",
    "x\"y",
    "NEW\nLINE",
    "v1.2",
];

const HEADERS: &[&str] = &["Authorization", "authorization", "X-Key", "x-key", "Cookie", "X-Team", "AUTHORIZATION", "X Y", ""];

/// What stands before, around or instead of the canary.
const TEXTS: &[&str] = &[
    "CANARY",
    "${TOKEN}",
    "${API_KEY}",
    "Bearer ${TOKEN}",
    "${V:-CANARY}",
    "${TOKEN:-}",
    "x-${TOKEN}-CANARY",
    "${A:-${B}}CANARY",
    "$TOKEN CANARY",
    "${env:V}CANARY",
    "{env:V}CANARY",
    "${A}${B}",
    "$",
    "${",
    "${}CANARY",
    "${1A}CANARY",
    "\\${V}",
    "$${V}CANARY",
    "${input:token}CANARY",
    "${workspaceFolder}/CANARY",
    "",
    " CANARY ",
    "C:\\Users\\CANARY\\bin",
    "\\\\server\\share\\CANARY",
    "https://CANARY.example.com/CANARY?k=CANARY&b=2#CANARY",
    "line\nCANARY",
    "cr\r\nCANARY",
    "\tCANARY",
    "CANARY\"quote\"",
    "it's CANARY",
    "'''CANARY'''",
    "\"\"\"CANARY\"\"\"",
    "CANARY\\",
    "CANARY\\n",
    "\u{8}\u{c}\u{b}CANARY",
    "\u{0}CANARY",
    "\u{1f}CANARY\u{7f}",
    "\u{85}CANARY\u{a0}",
    "\u{feff}CANARY",
    "\u{2028}CANARY",
    "🚀CANARY日本",
    "# CANARY",
    "// CANARY",
    "/* CANARY */",
    "CANARY, ]",
    "{CANARY}",
    "true",
    "7712039",
    "null",
    "BEARER ${TOKEN}",
    "Bearer  ${TOKEN}",
    "Bearer ${TOKEN:-CANARY}",
    "Bearer CANARY",
    "${TOKEN} ",
    "'",
    "\"",
    "\\",
    "\n",
    "\n\nCANARY",
    "-y",
    "--key=CANARY",
    "%CANARY%",
];

const SECONDS_JSON: &[&str] = &[
    "30",
    "1500",
    "30000",
    "0",
    "60000",
    "1.5",
    "30.0",
    "3e1",
    "-1",
    "0.0004",
    "1e-9",
    "1234567.0001",
    "18446744073709551615",
    "1e400",
    "12345678901234567890123",
    "999",
    "1000",
];
const SECONDS_TOML: &[&str] = &[
    "30",
    "1500",
    "30.0",
    "0",
    "60000",
    "1.5",
    "3e1",
    "-1",
    "0.0004",
    "+5",
    "1_000",
    "0x10",
    "inf",
    "nan",
    "9223372036854775807",
    "1_0.5_0",
    "0.0",
    "1e3",
];
const PLAIN_JSON: &[&str] =
    &["7712039", "true", "null", "18446744073709551615", "-0", "1e400", "77.12039e5", "false", "12345678901234567890123"];
const PLAIN_TOML: &[&str] = &[
    "7712039",
    "true",
    "1979-05-27T07:32:00Z",
    "9223372036854775807",
    "0xDEAD",
    "1_000",
    "nan",
    "07:32:00",
    "false",
    "1979-05-27 07:32:00.999-07:00",
    "-0.0",
];

fn seconds(host: &Host) -> &'static [&'static str] {
    if host.syntax == Syntax::Toml { SECONDS_TOML } else { SECONDS_JSON }
}

fn scalars(host: &Host) -> &'static [&'static str] {
    if host.syntax == Syntax::Toml { PLAIN_TOML } else { PLAIN_JSON }
}

/// Beside a folder, what a shell would run.
const RUNS: &str = "${workspaceFolder} && $(CANARY) `CANARY` $CANARY";

/// Texts with what the host of that spelling expands, or nearly expands.
fn references(spelling: Spelling) -> &'static [&'static str] {
    match spelling {
        Spelling::Braced => &["${TOKEN}", "Bearer ${TOKEN}", "x-${TOKEN}-CANARY"],
        Spelling::BracedDefault => &["${V:-CANARY}", "${TOKEN:-}", "Bearer ${TOKEN:-CANARY}"],
        Spelling::Dollar => &["$TOKEN", "Bearer $TOKEN", "$A$B CANARY", "$5 $${A}", "CANARY$A_"],
        Spelling::Env => &["${env:TOKEN}", "Bearer ${env:TOKEN}", "${env:A B}CANARY", "$${env:A}", "${env:A:-CANARY}"],
        Spelling::CurlyEnv => &["{env:TOKEN}", "Bearer {env:TOKEN}", "{env:A:-CANARY}", "${env:A}CANARY", "{env:}CANARY"],
        Spelling::CurlyFile => &["{file:./CANARY}", "x {file:~/CANARY}", "{file:}CANARY"],
        Spelling::Input => &["${input:token}", "Bearer ${input:api-key}", "${input:1 key}CANARY", "${input:}CANARY"],
        Spelling::Workspace => &["${workspaceFolder}", "${workspaceFolder}/CANARY", "${userHome}/CANARY", RUNS],
        Spelling::Plugin => &["${PLUGIN_ROOT}", "${PLUGIN_ROOT}/CANARY", "${PLUGIN_DATA}/CANARY"],
        Spelling::ClaudePlugin => &["${CLAUDE_PLUGIN_ROOT}/CANARY", "${CLAUDE_PLUGIN_DATA}"],
        Spelling::Session => &["{{session_id}}", "x-{{session_id}}", "{{session}}CANARY"],
        Spelling::DollarFile => &["${file:/CANARY}", "x ${file:CANARY}", "${file:}CANARY"],
        Spelling::Secrets => &["${{ secrets.TOKEN }}", "Bearer ${{secrets.TOKEN}}", "${{ inputs.CANARY }}", "${{ CANARY }}"],
        Spelling::Copilot => &["$COPILOT_MCP_TOKEN", "Bearer ${COPILOT_MCP_TOKEN}", "$TOKEN CANARY", "${COPILOT_MCP}CANARY"],
        Spelling::Shell => &[
            "$TOKEN",
            "Bearer ${TOKEN}",
            "${TOKEN:-CANARY}",
            "${TOKEN:-$CANARY}",
            "${TOKEN:+CANARY}",
            "$(cat CANARY)",
            "`CANARY`",
            "\\$CANARY \\\\ \\x $5",
            "${TOKEN:?CANARY}",
            "$(CANARY",
        ],
        Spelling::Folders => &["${workspaceFolder}", "${userHome}/CANARY", "${config:CANARY.x}", "${command:CANARY}", RUNS],
        Spelling::Places => &["${workspaceFolder}", "${userHome}/CANARY"],
    }
}

fn text(tape: &mut Tape<'_>, host: &Host) -> String {
    if tape.one_in(3)
        && let spellings = host.references.in_headers.unwrap_or(host.references.spellings)
        && let Some(&spelling) = spellings.get(tape.below(spellings.len()))
    {
        return tape.pick(references(spelling)).to_owned();
    }
    let one = tape.pick(TEXTS).to_owned();
    if tape.one_in(12) { one + tape.pick(TEXTS) } else { one }
}

/// Mostly what is a URL.
fn url(tape: &mut Tape<'_>, host: &Host) -> String {
    match tape.below(8) {
        5 => format!("https://CANARY.example.com/{}", text(tape, host)),
        6 => format!("https://{}/CANARY", text(tape, host)),
        7 => text(tape, host),
        _ => tape
            .pick(&[
                "https://CANARY.example.com/mcp",
                "http://localhost:8080/CANARY",
                "https://CANARY.example.com/sse",
                "https://CANARY@example.com:443?k=CANARY#x",
            ])
            .to_owned(),
    }
}

/// A string, now and then something else.
fn stringish(tape: &mut Tape<'_>, host: &Host) -> Made {
    if !tape.one_in(24) {
        return string(text(tape, host));
    }
    scalar_or_worse(tape, host)
}

fn scalar_or_worse(tape: &mut Tape<'_>, host: &Host) -> Made {
    match tape.below(4) {
        0 | 1 => plain(tape.pick(scalars(host))),
        2 => Made::List(vec![string("CANARY")]),
        _ => Made::Map(vec![("CANARYKEY".to_lowercase(), string("CANARY"))]),
    }
}

fn pairs(tape: &mut Tape<'_>, host: &Host, names: &[&str]) -> Made {
    let mut entries = Vec::new();
    for _ in 0..tape.below(4) + 1 {
        let name = tape.pick(names).to_owned();
        // `V=${V}` is a pattern of its own.
        let value = match tape.below(8) {
            6 | 7 => string(format!("${{{name}}}")),
            5 if host.numbers_in_env && tape.one_in(2) => scalar_or_worse(tape, host),
            // The name of a variable, which one host takes for its value.
            4 if tape.one_in(2) => string(tape.pick(&["HOME", "CANARY_HOME"])),
            _ => stringish(tape, host),
        };
        entries.push((name, value));
    }
    Made::Map(entries)
}

fn odd(tape: &mut Tape<'_>, host: &Host) -> Made {
    match tape.below(6) {
        0 => string("CANARY"),
        1 => plain(tape.pick(scalars(host))),
        2 => Made::List(vec![string("CANARY"), string("x")]),
        3 => Made::Map(vec![
            ("inner".to_owned(), string("CANARY")),
            ("deep".to_owned(), Made::Map(vec![("a.b".to_owned(), plain("7712039"))])),
        ]),
        4 => Made::List(vec![]),
        _ => Made::Map(vec![]),
    }
}

/// What the host takes for a field that it alone has.
fn own(tape: &mut Tape<'_>, takes: &Takes) -> Made {
    match *takes {
        Takes::Switch => plain(tape.pick(&["true", "false"])),
        Takes::Off => plain("false"),
        Takes::Text => string("CANARY"),
        Takes::Begins(start) => string(start.to_owned() + "CANARY.example.com"),
        Takes::Word(words) => string(tape.pick(words)),
        Takes::Count(most) => plain(tape.pick(&["1", "8080", &most.unwrap_or(u32::MAX).to_string()])),
        Takes::Number { .. } => plain(tape.pick(&["0", "7712039", "0.5"])),
        Takes::List(takes) => Made::List((0..tape.below(3)).map(|_| own(tape, takes)).collect()),
        Takes::Table(needed, fields) => {
            let mut made = Vec::new();
            for (key, takes) in fields {
                if needed.contains(key) || tape.one_in(2) {
                    made.push(((*key).to_owned(), own(tape, takes)));
                }
            }
            Made::Map(made)
        }
        Takes::Tables(takes) => Made::Map((0..tape.below(3)).map(|at| (format!("find{at}"), own(tape, takes))).collect()),
        Takes::Either(all) => {
            let at = tape.below(all.len());
            own(tape, &all[at])
        }
    }
}

fn field(tape: &mut Tape<'_>, host: &Host, spec: &FieldSpec) -> Made {
    let holds_names = matches!(
        spec.kind,
        Kind::Passthrough | Kind::Bearer | Kind::HeadersFromEnv | Kind::Variable | Kind::KeyVariable | Kind::KeyHeader
    );
    if tape.one_in(40) && !holds_names {
        return odd(tape, host);
    }
    match spec.kind {
        Kind::Transport => string(tape.pick(&["stdio", "http", "streamable-http", "sse", "ws", "interactiveApp", "local"])),
        Kind::Text if spec.concept == Concept::Url => string(url(tape, host)),
        Kind::Text if spec.concept == Concept::Cwd && !host.folders.is_empty() && !tape.one_in(8) => {
            string(tape.pick(host.folders).to_owned() + "CANARY")
        }
        Kind::Words => match tape.below(4) {
            0 | 1 => {
                string(tape.pick(&["CANARY", "npx", "npx -y CANARY", "'a b' CANARY", "C:\\CANARY", "\"a\\\"b\"", "'open", ""]))
            }
            2 => Made::List(vec![string(text(tape, host))]),
            _ => Made::List(vec![string(text(tape, host)), string(text(tape, host))]),
        },
        Kind::KeyVariable => string(tape.pick(VARIABLES)),
        Kind::KeyHeader => string(tape.pick(HEADERS)),
        Kind::KeyFormat => {
            string(tape.pick(&["{token}", "Bearer {token}", "Token {token} CANARY", "CANARY", "{{{token}}}", "{other}"]))
        }
        Kind::Name => string(tape.pick(NAMES)),
        Kind::BearerText => string(text(tape, host)),
        Kind::Variable => string(tape.pick(VARIABLES)),
        Kind::Text => string(text(tape, host)),
        Kind::Texts => Made::List((0..tape.below(4)).map(|_| stringish(tape, host)).collect()),
        Kind::Pairs => pairs(tape, host, if spec.concept == Concept::Headers { HEADERS } else { VARIABLES }),
        Kind::HeadersFromEnv => {
            Made::Map((0..tape.below(3) + 1).map(|_| (tape.pick(HEADERS).to_owned(), string(tape.pick(VARIABLES)))).collect())
        }
        Kind::Passthrough => Made::List(
            (0..tape.below(4))
                .map(|_| match tape.below(6) {
                    4 => Made::Map(vec![
                        ("name".to_owned(), string(tape.pick(VARIABLES))),
                        ("source".to_owned(), string(tape.pick(&["local", "remote", "x"]))),
                    ]),
                    5 => Made::Map(vec![("name".to_owned(), string(tape.pick(VARIABLES)))]),
                    _ => string(tape.pick(VARIABLES)),
                })
                .collect(),
        ),
        Kind::Bearer => string(tape.pick(VARIABLES)),
        Kind::CommandLine => Made::List((0..tape.below(4)).map(|_| stringish(tape, host)).collect()),
        Kind::SharedSeconds { .. } => plain(tape.pick(seconds(host))),
        Kind::Names(_) => {
            Made::List((0..tape.below(3)).map(|_| string(tape.pick(&["find", "*", "read", "a b", "", "CANARY"]))).collect())
        }
        Kind::SpacedNames => string(tape.pick(&["read", "read write", "", " a  b ", "CANARY\tx"])),
        Kind::Seconds { .. } => plain(tape.pick(seconds(host))),
        Kind::Switch(on) => plain(if tape.one_in(2) == on { "false" } else { "true" }),
        Kind::Port(_) => plain(tape.pick(&["8080", "7712039", "true", "0", "65535", "-1", "8080.0"])),
        Kind::Own if tape.one_in(6) => odd(tape, host),
        Kind::Own => spec.takes.map_or_else(|| plain("true"), |takes| own(tape, takes)),
    }
}

/// Fields that belong elsewhere.
fn strange(tape: &mut Tape<'_>, host: &Host) -> (String, Made) {
    match tape.below(18) {
        14 => ("startup_timeout_sec".to_owned(), plain("30")),
        15 => ("args".to_owned(), Made::List(vec![string("CANARY")])),
        16 => ("httpUrl".to_owned(), string("https://CANARY.example.com")),
        17 => ("url".to_owned(), string("https://CANARY.example.com")),
        0 => ("disabled".to_owned(), plain(tape.pick(&["true", "false"]))),
        1 => ("alwaysAllow".to_owned(), Made::List(vec![string("CANARY")])),
        2 => ("autoApprove".to_owned(), Made::List(vec![string("find"), string("CANARY")])),
        3 => ("description".to_owned(), string(text(tape, host))),
        4 => ("timeout".to_owned(), plain(tape.pick(seconds(host)))),
        5 => ("cwd".to_owned(), string(text(tape, host))),
        6 => ("enabled".to_owned(), plain(tape.pick(&["true", "false"]))),
        7 => ("headers".to_owned(), pairs(tape, host, HEADERS)),
        8 => ("transport".to_owned(), string(tape.pick(&["stdio", "http", "sse", "CANARY"]))),
        9 => ("startup_timeout_sec".to_owned(), plain(tape.pick(seconds(host)))),
        10 => ("disabledTools".to_owned(), Made::List(vec![string("CANARY")])),
        11 => ("type".to_owned(), string(tape.pick(&["stdio", "http", "sse"]))),
        12 => ("http_headers".to_owned(), pairs(tape, host, HEADERS)),
        _ => (tape.pick(&["unknown", "odd key", "oauth.x", "", "__proto__"]).to_owned(), odd(tape, host)),
    }
}

/// Puts `value` under a key that may have a dot.
fn put(entries: &mut Vec<(String, Made)>, key: &str, value: Made) {
    let Some((table, inner)) = key.split_once('.') else {
        // The whole of a table that has parts already.
        if !entries.iter().any(|(other, _)| other == key) {
            entries.push((key.to_owned(), value));
        }
        return;
    };
    let entry = (inner.to_owned(), value);
    match entries.iter_mut().find(|(other, _)| other == table) {
        Some((_, Made::Map(map))) => map.push(entry),
        Some(_) => {}
        None => entries.push((table.to_owned(), Made::Map(vec![entry]))),
    }
}

fn server(tape: &mut Tape<'_>, host: &'static Host) -> Made {
    if tape.one_in(60) {
        return odd(tape, host);
    }
    if tape.one_in(12)
        && let Some(&clue) = host.others.get(tape.below(host.others.len()))
    {
        let entry = match clue {
            Clue::Says(key, word) => vec![(key.to_owned(), string(word)), ("enabled".to_owned(), plain("true"))],
            Clue::Field(key) => vec![(key.to_owned(), odd(tape, host))],
            _ => Vec::new(),
        };
        return Made::Map(entry);
    }
    if tape.one_in(40) {
        // For some hosts it switches a server of another file.
        return Made::Map(vec![(tape.pick(&["enabled", "disabled"]).to_owned(), plain(tape.pick(&["false", "true"])))]);
    }
    let known: Vec<Transport> = host.transport.known.iter().map(|&(transport, _)| transport).collect();
    let transport = tape.pick(&known);
    let mut entries = Vec::new();
    let states = host.transport.field.filter(|_| transport != Transport::Stdio || tape.one_in(2));
    let words = host.transport.words(transport).unwrap_or_default();
    if let Some(key) = states.filter(|_| !words.is_empty() && !tape.one_in(20)) {
        let word = if tape.one_in(24) {
            tape.pick(&["stdio", "http", "sse", "streamable-http", "streamableHttp", "local", "remote", "CANARY"])
        } else {
            tape.pick(words)
        };
        entries.push((key.to_owned(), string(word)));
    }
    let concept = if transport == Transport::Stdio { Concept::Command } else { Concept::Url };
    let needed = host.fields_for(concept, transport).next().map_or("url", |spec| spec.key);
    if !tape.one_in(40) {
        let is_line = host.field(needed).is_some_and(|spec| spec.kind == Kind::CommandLine);
        let is_words = host.field(needed).is_some_and(|spec| spec.kind == Kind::Words);
        let value = string(if concept == Concept::Url { url(tape, host) } else { text(tape, host) });
        let value = if let Some(spec) = host.field(needed).filter(|_| is_words) {
            field(tape, host, spec)
        } else if is_line {
            Made::List(vec![value, string(text(tape, host))])
        } else {
            value
        };
        entries.push((needed.to_owned(), value));
    }
    let dense = tape.pick(&[6usize, 3, 12]);
    for spec in host.fields {
        let fits = spec.on.has(transport) || tape.one_in(60);
        if fits && spec.key != needed && Some(spec.key) != host.transport.field && tape.one_in(dense) {
            let value = field(tape, host, spec);
            put(&mut entries, spec.key, value);
        }
    }
    while tape.one_in(4) {
        let (key, value) = strange(tape, host);
        entries.push((key, value));
    }
    if tape.one_in(4) {
        let at = tape.below(entries.len());
        entries.rotate_left(at);
    }
    if tape.one_in(30) && host.syntax != Syntax::Toml {
        let twice = entries.get(tape.below(entries.len())).cloned();
        entries.extend(twice);
    }
    Made::Map(entries)
}

/// The servers as the host has them: a map, or a list whose items say their names.
fn listed(tape: &mut Tape<'_>, host: &Host, servers: Vec<(String, Made)>) -> Made {
    let Some(field) = host.place().name_field() else { return Made::Map(servers) };
    let item = |(name, server): (String, Made)| match server {
        Made::Map(mut entries) => {
            entries.retain(|(key, _)| key != field);
            let at = if tape.one_in(6) { tape.below(entries.len() + 1) } else { 0 };
            if !tape.one_in(40) {
                entries.insert(at, (field.to_owned(), string(name)));
            }
            Made::Map(entries)
        }
        other => other,
    };
    Made::List(servers.into_iter().map(item).collect())
}

/// A document of `host`: its text. Most of them parse.
pub fn document(tape: &mut Tape<'_>, host: &'static Host) -> String {
    // Now and then in another form of its file.
    let shape = tape.below(4).checked_sub(3).and_then(|_| host.shapes.first().copied());
    let host = shape.unwrap_or(host);
    let count = tape.pick(&[1usize, 2, 3, 1, 0, 5]);
    let mut servers: Vec<(String, Made)> = Vec::new();
    for _ in 0..count {
        // Source and target shall often mean the same server.
        let name = if tape.one_in(3) { tape.pick(NAMES) } else { tape.pick(&NAMES[..3]) };
        servers.push((name.to_owned(), server(tape, host)));
    }
    match host.syntax {
        // JSON is YAML too.
        Syntax::Yaml if tape.one_in(8) => Json::of(tape).without_comments().document(tape, host, servers),
        Syntax::Yaml => Yaml::of(tape).document(tape, host, servers),
        Syntax::Json => Json::of(tape).document(tape, host, servers),
        Syntax::Toml => Toml::of(tape).document(tape, host, servers),
    }
}

/// A text that a conversion to `host` may be merged into.
pub fn target(tape: &mut Tape<'_>, host: &'static Host) -> String {
    if tape.one_in(10) {
        return match host.syntax {
            Syntax::Json => tape.pick(&[
                "",
                " \n",
                "\u{feff}",
                "{}",
                "{ }\n",
                "// CANARY\n",
                "/* CANARY */ {}",
                "{\"mcpServers\": {}}",
                "{\"mcpServers\":{}}\n",
                "{\n}\n",
                "{\"x\": 1}",
                "\u{feff}{\r\n}\r\n",
            ]),
            Syntax::Toml => tape.pick(&[
                "",
                " \n",
                "\u{feff}",
                "# CANARY",
                "# CANARY\n\n",
                "mcp_servers = {}\n",
                "[mcp_servers]\n",
                "x = 1",
                "[x]\r\ny = 1\r\n",
                "\u{feff}# CANARY\r\n",
                "[[x]]\n[[x]]",
            ]),
            Syntax::Yaml => tape.pick(&[
                "",
                " \n",
                "\u{feff}",
                "# CANARY",
                "# CANARY\n\n",
                "---\n",
                "{}\n",
                "extensions:\n",
                "extensions: {}\n",
                "mcpServers: []\r\n",
                "x: 1",
                "x:\r\n  y: 1\r\n",
                "\u{feff}# CANARY\r\n",
            ]),
        }
        .to_owned();
    }
    document(tape, host)
}

/// Without what TOML cannot say: `null`, and one key twice.
fn tidy(value: Made) -> Made {
    match value {
        Made::Map(entries) => Made::Map(distinct(entries)),
        Made::List(items) => Made::List(items.into_iter().map(tidy).collect()),
        other => other,
    }
}

/// The same of entries: the first of equal keys stays.
fn distinct(entries: Vec<(String, Made)>) -> Vec<(String, Made)> {
    let mut unique: Vec<(String, Made)> = Vec::new();
    for (key, value) in entries {
        if !unique.iter().any(|(other, _)| *other == key) {
            unique.push((key, tidy(value)));
        }
    }
    unique
}
