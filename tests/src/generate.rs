//! Documents out of bytes: what people write, what nobody should write, and everything between.
//!
//! A [`Tape`] answers every question that the generator asks from a string of bytes. Zero is always the plain answer, and so is
//! the end of the tape: whoever shrinks the bytes shrinks the document. Proptest and the fuzzer both bring bytes.

use mcpglot_core::hosts::{Clue, FieldSpec, Host, Kind};
use mcpglot_core::model::{Concept, Spelling, Transport};
use mcpglot_core::syntax::Syntax;

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
        Spelling::Workspace => &["${workspaceFolder}", "${workspaceFolder}/CANARY", "${userHome}/CANARY"],
        Spelling::Plugin => &["${PLUGIN_ROOT}", "${PLUGIN_ROOT}/CANARY", "${PLUGIN_DATA}/CANARY"],
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
        Spelling::Folders => &["${workspaceFolder}", "${userHome}/CANARY", "${config:CANARY.x}", "${workspaceFolder:CANARY}"],
    }
}

fn text(tape: &mut Tape<'_>, host: &Host) -> String {
    if tape.one_in(3)
        && let Some(&spelling) = host.references.spellings.get(tape.below(host.references.spellings.len()))
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
fn own(key: &str) -> Made {
    let one = |key: &str, value: Made| Made::Map(vec![(key.to_owned(), value)]);
    match key {
        "auth" => string("oauth"),
        "default_tools_approval_mode" => string("prompt"),
        "omit_tools_from" => Made::List(vec![string("direct")]),
        "startup_readiness" => string("catalog"),
        "tool_input_schema_max_bytes" => plain("7712039"),
        "oauth.token_endpoint_auth_method" => string("client_secret_post"),
        "oauth.callback_url" => string("http://localhost/CANARY"),
        "oauth.authServerMetadataUrl" | "oauth.authorization_server_issuer" => string("https://CANARY.example.com"),
        "oauth_resource" | "environment_id" => string("CANARY"),
        "tools" => one("find", one("approval_mode", string("approve"))),
        _ => plain("true"),
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
        Kind::Own => own(spec.key),
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
        Syntax::Yaml if tape.one_in(8) => Json { comments: false, ..Json::of(tape) }.document(tape, host, servers),
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

/// How a JSON text is written.
struct Json {
    newline: &'static str,
    unit: &'static str,
    spread: bool,
    colon: &'static str,
    comma: &'static str,
    comments: bool,
    trailing: bool,
}

impl Json {
    fn of(tape: &mut Tape<'_>) -> Self {
        Self {
            newline: tape.pick(&["\n", "\n", "\r\n"]),
            unit: tape.pick(&["  ", "\t", "    ", ""]),
            spread: !tape.one_in(5),
            colon: tape.pick(&[": ", ":", " : "]),
            comma: tape.pick(&[", ", ","]),
            comments: tape.one_in(10),
            trailing: tape.one_in(12),
        }
    }

    fn document(&self, tape: &mut Tape<'_>, host: &Host, servers: Vec<(String, Made)>) -> String {
        let mut value = if tape.one_in(60) { odd(tape, host) } else { listed(tape, host, servers) };
        let (key, below) = host.place().keys().split_first().map_or(("mcpServers", &[][..]), |(key, below)| (*key, below));
        for key in below.iter().rev() {
            value = Made::Map(vec![((*key).to_owned(), value)]);
        }
        let mut entries = vec![(key.to_owned(), value)];
        for head in host.head.iter().filter(|_| !tape.one_in(20)) {
            entries.insert(0, (head.key.to_owned(), string(head.text)));
        }
        if let Some(key) = host.inputs_at.filter(|_| tape.one_in(2)) {
            let list = (0..tape.below(4)).map(|_| {
                let id = tape.pick(&["token", "api-key", "other", "1 key"]);
                Made::Map(vec![
                    ("type".to_owned(), string("promptString")),
                    ("id".to_owned(), string(id)),
                    ("description".to_owned(), string("CANARY")),
                ])
            });
            let list = list.collect();
            let value = if tape.one_in(12) { odd(tape, host) } else { Made::List(list) };
            let at = tape.below(2).min(entries.len());
            entries.insert(at, (key.to_owned(), value));
        }
        if tape.one_in(3) {
            entries.insert(0, ("other".to_owned(), odd(tape, host)));
        }
        if tape.one_in(3) {
            entries.push(("projects".to_owned(), Made::Map(vec![("/CANARY/x".to_owned().to_lowercase(), odd(tape, host))])));
        }
        let mut out = String::new();
        out.push_str(if tape.one_in(12) { "\u{feff}" } else { "" });
        if self.comments {
            out.push_str("// CANARY of the file");
            out.push_str(self.newline);
        }
        self.value(tape, &mut out, &Made::Map(entries), 0);
        out.push_str(if tape.one_in(5) { "" } else { self.newline });
        out
    }

    fn value(&self, tape: &mut Tape<'_>, out: &mut String, value: &Made, depth: usize) {
        match value {
            Made::Plain(text) => out.push_str(text),
            Made::String(text) => self.string(tape, out, text),
            Made::List(items) => {
                self.items(tape, out, ('[', ']'), items, depth, |own, tape, out, item| own.value(tape, out, item, depth + 1))
            }
            Made::Map(entries) => self.items(tape, out, ('{', '}'), entries, depth, |own, tape, out, (key, value)| {
                own.string(tape, out, key);
                out.push_str(own.colon);
                own.value(tape, out, value, depth + 1);
            }),
        }
    }

    fn items<T>(
        &self,
        tape: &mut Tape<'_>,
        out: &mut String,
        (open, close): (char, char),
        items: &[T],
        depth: usize,
        each: impl Fn(&Self, &mut Tape<'_>, &mut String, &T),
    ) {
        out.push(open);
        let spread = self.spread && !items.is_empty() && !(depth > 2 && tape.one_in(3));
        let line = |out: &mut String, depth: usize| {
            if spread {
                out.push_str(self.newline);
                out.push_str(&self.unit.repeat(depth));
            }
        };
        for (at, item) in items.iter().enumerate() {
            line(out, depth + 1);
            if self.comments && spread && tape.one_in(4) {
                out.push_str("// CANARY above");
                line(out, depth + 1);
            }
            each(self, tape, out, item);
            if at + 1 < items.len() || (self.trailing && spread) {
                out.push_str(if spread { "," } else { self.comma });
            }
            if self.comments && spread && tape.one_in(4) {
                out.push_str(" // CANARY beside");
            } else if self.comments && tape.one_in(8) {
                out.push_str(" /* CANARY */");
            }
        }
        line(out, depth);
        out.push(close);
    }

    fn string(&self, tape: &mut Tape<'_>, out: &mut String, text: &str) {
        out.push('"');
        let escape_all = tape.one_in(20);
        // To one host a brace is another with an escape.
        let escape_braces = tape.one_in(12);
        for character in text.chars() {
            match character {
                '"' => out.push_str("\\\""),
                '\\' => out.push_str("\\\\"),
                '\n' => out.push_str("\\n"),
                '\t' => out.push_str("\\t"),
                _ if character < ' ' || escape_all || (escape_braces && character == '{') => {
                    for unit in character.encode_utf16(&mut [0; 2]) {
                        out.push_str(&format!("\\u{unit:04x}"));
                    }
                }
                _ => out.push(character),
            }
        }
        out.push('"');
    }
}

/// How a YAML text is written.
struct Yaml {
    newline: &'static str,
    unit: usize,
    /// Whether items of a list stand in the column of its key.
    flush: bool,
    comments: bool,
    flow: bool,
}

impl Yaml {
    fn of(tape: &mut Tape<'_>) -> Self {
        Self {
            newline: tape.pick(&["\n", "\n", "\n", "\r\n"]),
            unit: tape.pick(&[2usize, 2, 4, 3]),
            flush: tape.one_in(3),
            comments: tape.one_in(2),
            flow: tape.one_in(4),
        }
    }

    fn document(&self, tape: &mut Tape<'_>, host: &Host, servers: Vec<(String, Made)>) -> String {
        let mut unique: Vec<(String, Made)> = Vec::new();
        for (name, server) in servers {
            if !unique.iter().any(|(other, _)| *other == name) {
                unique.push((name, tidy(server)));
            }
        }
        let value = if tape.one_in(60) { tidy(odd(tape, host)) } else { listed(tape, host, unique) };
        let mut entries = vec![(host.place().keys()[0].to_owned(), value)];
        if tape.one_in(3) {
            entries.insert(0, ("other".to_owned(), tidy(odd(tape, host))));
        }
        if tape.one_in(3) {
            entries.push(("models".to_owned(), Made::List(vec![tidy(odd(tape, host)), string("CANARY")])));
        }
        let mut out = String::new();
        out.push_str(if tape.one_in(12) { "\u{feff}" } else { "" });
        if self.comments {
            self.line(&mut out, 0, "# CANARY of the file");
            self.line(&mut out, 0, "");
        }
        if tape.one_in(12) {
            self.line(&mut out, 0, "---");
        }
        self.map(tape, &mut out, &entries, 0);
        if tape.one_in(5) {
            let kept = out.trim_end_matches(['\r', '\n']).len();
            out.truncate(kept);
        }
        out
    }

    fn line(&self, out: &mut String, indent: usize, text: &str) {
        out.push_str(&" ".repeat(if text.is_empty() { 0 } else { indent }));
        out.push_str(text);
        out.push_str(self.newline);
    }

    fn map(&self, tape: &mut Tape<'_>, out: &mut String, entries: &[(String, Made)], indent: usize) {
        for (key, value) in entries {
            if self.comments && tape.one_in(5) {
                self.line(out, indent, if tape.one_in(2) { "# CANARY above" } else { "# CANARY apart\n" }.trim_end());
            }
            out.push_str(&" ".repeat(indent));
            self.pair(tape, out, key, value, indent);
        }
    }

    /// `key: value`, from where the key begins to the end of the last line.
    fn pair(&self, tape: &mut Tape<'_>, out: &mut String, key: &str, value: &Made, indent: usize) {
        self.string(tape, out, key, true);
        out.push(':');
        let beside = |tape: &mut Tape<'_>, out: &mut String| {
            out.push_str(if self.comments && tape.one_in(5) { " # CANARY beside" } else { "" });
            out.push_str(self.newline);
        };
        match value {
            Made::Map(entries) if !entries.is_empty() && !self.is_flow(tape, indent) => {
                beside(tape, out);
                self.map(tape, out, entries, indent + self.unit);
            }
            Made::List(items) if !items.is_empty() && !self.is_flow(tape, indent) => {
                beside(tape, out);
                self.list(tape, out, items, if self.flush { indent } else { indent + self.unit });
            }
            value => {
                out.push(' ');
                self.flow(tape, out, value);
                beside(tape, out);
            }
        }
    }

    fn is_flow(&self, tape: &mut Tape<'_>, indent: usize) -> bool {
        self.flow && indent > 0 && tape.one_in(3)
    }

    fn list(&self, tape: &mut Tape<'_>, out: &mut String, items: &[Made], indent: usize) {
        for item in items {
            out.push_str(&" ".repeat(indent));
            out.push_str("- ");
            match item {
                Made::Map(entries) if !entries.is_empty() && !self.is_flow(tape, indent) => {
                    for (at, (key, value)) in entries.iter().enumerate() {
                        out.push_str(&" ".repeat(if at == 0 { 0 } else { indent + 2 }));
                        self.pair(tape, out, key, value, indent + 2);
                    }
                }
                item => {
                    self.flow(tape, out, item);
                    out.push_str(self.newline);
                }
            }
        }
    }

    fn flow(&self, tape: &mut Tape<'_>, out: &mut String, value: &Made) {
        match value {
            Made::Plain(text) => out.push_str(text),
            Made::String(text) => self.string(tape, out, text, false),
            Made::List(items) => {
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    self.flow(tape, out, item);
                }
                out.push(']');
            }
            Made::Map(entries) => {
                out.push('{');
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if at > 0 { ", " } else { "" });
                    self.string(tape, out, key, true);
                    out.push_str(": ");
                    self.flow(tape, out, value);
                }
                out.push('}');
            }
        }
    }

    fn string(&self, tape: &mut Tape<'_>, out: &mut String, text: &str, is_key: bool) {
        let is_word = |character: char| character.is_ascii_alphanumeric() || "_-/.".contains(character);
        let is_plain = text.starts_with(|first: char| first.is_ascii_alphabetic())
            && text.chars().all(is_word)
            && !["true", "false", "null"].contains(&text);
        let is_quotable = !text.is_empty() && text.chars().all(|character| (' '..='~').contains(&character));
        if is_plain && (is_key || !tape.one_in(4)) {
            out.push_str(text);
        } else if is_quotable && tape.one_in(2) {
            out.push('\'');
            out.push_str(&text.replace('\'', "''"));
            out.push('\'');
        } else {
            out.push('"');
            for character in text.chars() {
                match character {
                    '"' => out.push_str("\\\""),
                    '\\' => out.push_str("\\\\"),
                    '\n' => out.push_str("\\n"),
                    '\r' => out.push_str("\\r"),
                    ' '..='~' => out.push(character),
                    character if character.is_alphanumeric() => out.push(character),
                    character => out.push_str(&format!("\\U{:08x}", u32::from(character))),
                }
            }
            out.push('"');
        }
    }
}

/// How a TOML text is written.
struct Toml {
    newline: &'static str,
    equals: &'static str,
    indent: &'static str,
    comments: bool,
    lists_spread: bool,
    tables_spread: bool,
}

/// What a server's table looks like.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
enum Shape {
    /// `[mcp_servers.x]`, maps as `[mcp_servers.x.env]`
    Headers,
    /// `[mcp_servers.x]`, maps inline.
    Inline,
    /// `[mcp_servers.x]`, maps as dotted keys.
    Dotted,
    /// Only `[mcp_servers.x.env]` and dotted keys under `[mcp_servers]`.
    Below,
    /// `x = {…}` under `[mcp_servers]`.
    Row,
}

impl Toml {
    fn of(tape: &mut Tape<'_>) -> Self {
        Self {
            newline: tape.pick(&["\n", "\n", "\n", "\r\n"]),
            equals: tape.pick(&[" = ", "=", "   = "]),
            indent: tape.pick(&["", "", "", "  "]),
            comments: tape.one_in(2),
            lists_spread: tape.one_in(4),
            tables_spread: tape.one_in(12),
        }
    }

    fn document(&self, tape: &mut Tape<'_>, host: &Host, servers: Vec<(String, Made)>) -> String {
        let mut unique: Vec<(String, Made)> = Vec::new();
        for (name, server) in servers {
            if !unique.iter().any(|(other, _)| *other == name) {
                unique.push((name, tidy(server)));
            }
        }
        let key = host.place().keys()[0];
        let named_by = host.place().name_field();
        let mut out = String::new();
        out.push_str(if tape.one_in(12) { "\u{feff}" } else { "" });
        if self.comments {
            self.line(&mut out, "# CANARY of the file");
            self.line(&mut out, "");
        }
        while tape.one_in(3) {
            let line = tape.pick(&[
                "model = \"CANARY\" # CANARY",
                "approval   =   'CANARY'",
                "notify = [ \"CANARY\", \"x\" ]",
                "date = 1979-05-27",
                "a.b.\"c d\" = 0x10",
                "text = \"\"\"\nCANARY\n[mcp_servers.fake]\n\"\"\"",
                "t = { mcp_servers = { x = 1 } }",
            ]);
            let name = line.split(['=', '.']).next().unwrap_or_default().trim().to_owned();
            if !out.lines().any(|line| line.starts_with(&format!("{name} ")) || line.starts_with(&format!("{name}."))) {
                self.line(&mut out, line);
            }
        }
        match tape.below(10) {
            row if named_by.is_some() => {
                let items = match listed(tape, host, unique) {
                    Made::List(items) => items,
                    _ => Vec::new(),
                };
                if row == 7 || items.is_empty() {
                    let mut line = format!("{key}{}", self.equals);
                    self.inline(tape, &mut line, &Made::List(items), false);
                    self.line(&mut out, &line);
                } else {
                    let shape = tape.pick(&[Shape::Headers, Shape::Headers, Shape::Inline, Shape::Dotted]);
                    for (at, item) in items.iter().enumerate() {
                        if tape.one_in(4) {
                            self.foreign(tape, &mut out, at);
                        }
                        self.item(tape, &mut out, key, item, shape);
                    }
                }
            }
            7 => {
                let mut line = format!("{key}{}", self.equals);
                self.inline(tape, &mut line, &Made::Map(unique), false);
                self.line(&mut out, &line);
            }
            8 => {
                for (name, server) in &unique {
                    let Made::Map(entries) = server else { continue };
                    for (field, value) in entries {
                        let mut line = format!("{key}.{}.{}{}", toml_key(tape, name), toml_key(tape, field), self.equals);
                        self.inline(tape, &mut line, value, true);
                        self.line(&mut out, &line);
                    }
                }
            }
            9 => {
                self.line(&mut out, &format!("[{key}]"));
                for (name, server) in &unique {
                    let shape = if tape.one_in(2) { Shape::Below } else { Shape::Row };
                    self.entry(tape, &mut out, key, name, server, shape);
                }
            }
            mixed => {
                let shape = tape.pick(&[Shape::Headers, Shape::Headers, Shape::Inline, Shape::Dotted]);
                if mixed == 6 {
                    self.line(&mut out, &format!("[{key}]"));
                }
                for (at, (name, server)) in unique.iter().enumerate() {
                    if tape.one_in(4) {
                        self.foreign(tape, &mut out, at);
                    }
                    let shape = if tape.one_in(5) { tape.pick(&[Shape::Headers, Shape::Inline, Shape::Dotted]) } else { shape };
                    self.entry(tape, &mut out, key, name, server, shape);
                }
            }
        }
        if tape.one_in(2) {
            self.foreign(tape, &mut out, 9);
        }
        if tape.one_in(5) {
            let kept = out.trim_end_matches(['\r', '\n']).len();
            out.truncate(kept);
        }
        out
    }

    fn line(&self, out: &mut String, line: &str) {
        out.push_str(&line.replace('\n', self.newline));
        out.push_str(self.newline);
    }

    fn foreign(&self, tape: &mut Tape<'_>, out: &mut String, number: usize) {
        let block = tape.pick(&[
            "[tui@]\nnotifications = [ \"CANARY\", \"b\" ] # CANARY\n",
            "[projects.\"/home/@\"]\ntrust_level = \"trusted\"\n",
            "[[hooks@]]\nrun = 'CANARY'\n\n[[hooks@]]\nrun = \"b\"\n",
            "# CANARY block\n\n[features@] # CANARY\na.b = 1\n",
            "[profiles@.o3]\nmodel = \"\"\"CANARY\n[x]\n\"\"\"\n# CANARY tail\n",
        ]);
        self.line(out, &block.replace('@', &number.to_string()));
    }

    fn entry(&self, tape: &mut Tape<'_>, out: &mut String, key: &str, name: &str, server: &Made, shape: Shape) {
        let quoted = toml_key(tape, name);
        let head = format!("{key}.{quoted}");
        if self.comments && tape.one_in(3) {
            self.line(out, if tape.one_in(2) { "# CANARY above" } else { "# CANARY apart\n" });
        }
        let Made::Map(entries) = server else {
            // Not a table: there is one way to write it, and it needs the table above it.
            return;
        };
        if matches!(shape, Shape::Row | Shape::Below) {
            if shape == Shape::Row || entries.is_empty() {
                let mut line = format!("{quoted}{}", self.equals);
                self.inline(tape, &mut line, server, false);
                return self.line(out, &line);
            }
            for (field, value) in entries {
                let mut line = format!("{quoted}.{}{}", toml_key(tape, field), self.equals);
                self.inline(tape, &mut line, value, true);
                self.line(out, &line);
            }
            return;
        }
        self.line(out, &format!("[{head}]{}", if self.comments && tape.one_in(4) { " # CANARY" } else { "" }));
        self.below(tape, out, &head, entries, shape);
    }

    /// An item of an array of tables.
    fn item(&self, tape: &mut Tape<'_>, out: &mut String, key: &str, item: &Made, shape: Shape) {
        let Made::Map(entries) = item else { return };
        if self.comments && tape.one_in(3) {
            self.line(out, if tape.one_in(2) { "# CANARY above" } else { "# CANARY apart\n" });
        }
        self.line(out, &format!("[[{key}]]{}", if self.comments && tape.one_in(4) { " # CANARY" } else { "" }));
        self.below(tape, out, key, entries, shape);
    }

    /// What stands below the header of a table.
    fn below(&self, tape: &mut Tape<'_>, out: &mut String, head: &str, entries: &[(String, Made)], shape: Shape) {
        let is_table = |value: &Made| matches!(value, Made::Map(entries) if !entries.is_empty());
        for (field, value) in entries.iter().filter(|(_, value)| !is_table(value) || shape != Shape::Headers) {
            let field = toml_key(tape, field);
            match value {
                Made::Map(inner) if shape == Shape::Dotted && !inner.is_empty() => {
                    for (name, value) in inner {
                        let mut line = format!("{}{field}.{}{}", self.indent, toml_key(tape, name), self.equals);
                        self.inline(tape, &mut line, value, true);
                        self.line(out, &line);
                    }
                }
                value => {
                    let mut line = format!("{}{field}{}", self.indent, self.equals);
                    self.inline(tape, &mut line, value, true);
                    line.push_str(if self.comments && tape.one_in(4) { " # CANARY beside" } else { "" });
                    self.line(out, &line);
                }
            }
        }
        if shape == Shape::Headers {
            for (field, value) in entries {
                let Made::Map(inner) = value else { continue };
                if inner.is_empty() {
                    continue;
                }
                if tape.one_in(2) {
                    self.line(out, "");
                }
                self.line(out, &format!("[{head}.{}]", toml_key(tape, field)));
                for (name, value) in inner {
                    let mut line = format!("{}{}{}", self.indent, toml_key(tape, name), self.equals);
                    self.inline(tape, &mut line, value, true);
                    self.line(out, &line);
                }
            }
        }
        if tape.one_in(3) {
            self.line(out, "");
        }
    }

    fn inline(&self, tape: &mut Tape<'_>, out: &mut String, value: &Made, lines: bool) {
        match value {
            Made::Plain(text) => out.push_str(text),
            Made::String(text) => toml_string(tape, out, text, lines),
            Made::List(items) => {
                let spread = lines && self.lists_spread && !items.is_empty();
                out.push('[');
                for (at, item) in items.iter().enumerate() {
                    out.push_str(if spread { "\n  " } else { "" });
                    self.inline(tape, out, item, lines);
                    out.push_str(if spread {
                        ","
                    } else if at + 1 < items.len() {
                        ", "
                    } else {
                        ""
                    });
                    out.push_str(if spread && tape.one_in(4) { " # CANARY item" } else { "" });
                }
                out.push_str(if spread { "\n]" } else { "]" });
            }
            Made::Map(entries) => {
                // A table between braces that goes over several lines is TOML 1.1.
                let spread = lines && self.tables_spread && !entries.is_empty();
                let pad = if spread { "" } else { tape.pick(&[" ", ""]) };
                out.push('{');
                out.push_str(pad);
                for (at, (key, value)) in entries.iter().enumerate() {
                    out.push_str(if spread { "\n    " } else { "" });
                    out.push_str(&toml_key(tape, key));
                    out.push_str(self.equals);
                    self.inline(tape, out, value, false);
                    out.push_str(if spread {
                        ","
                    } else if at + 1 < entries.len() {
                        ", "
                    } else {
                        ""
                    });
                    out.push_str(if spread && tape.one_in(4) { " # CANARY entry" } else { "" });
                }
                out.push_str(if spread {
                    "\n  "
                } else if entries.is_empty() {
                    ""
                } else {
                    pad
                });
                out.push('}');
            }
        }
    }
}

/// Without what TOML cannot say: `null`, and one key twice.
fn tidy(value: Made) -> Made {
    match value {
        Made::Map(entries) => {
            let mut unique: Vec<(String, Made)> = Vec::new();
            for (key, value) in entries {
                if !unique.iter().any(|(other, _)| *other == key) {
                    unique.push((key, tidy(value)));
                }
            }
            Made::Map(unique)
        }
        Made::List(items) => Made::List(items.into_iter().map(tidy).collect()),
        other => other,
    }
}

fn toml_key(tape: &mut Tape<'_>, key: &str) -> String {
    let bare = !key.is_empty() && key.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'_' | b'-'));
    if bare && !tape.one_in(16) {
        return key.to_owned();
    }
    let mut out = String::new();
    if !key.contains(|character: char| character.is_control() || character == '\'') && tape.one_in(3) {
        return format!("'{key}'");
    }
    basic(&mut out, key);
    out
}

fn basic(out: &mut String, text: &str) {
    out.push('"');
    escaped(out, text, true);
    out.push('"');
}

fn escaped(out: &mut String, text: &str, quotes: bool) {
    for character in text.chars() {
        match character {
            '"' if quotes => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            _ if character < ' ' || character == '\u{7f}' => out.push_str(&format!("\\u{:04X}", character as u32)),
            _ => out.push(character),
        }
    }
}

fn toml_string(tape: &mut Tape<'_>, out: &mut String, text: &str, lines: bool) {
    let control = |character: char| character.is_ascii_control() && character != '\t';
    match tape.below(6) {
        3 if !text.contains(control) && !text.contains('\'') => {
            out.push('\'');
            out.push_str(text);
            out.push('\'');
        }
        4 if lines && !text.contains('"') => {
            out.push_str("\"\"\"\n");
            escaped(out, text, true);
            out.push_str("\"\"\"");
        }
        5 if lines && !text.contains(|character| control(character) && character != '\n') && !text.contains('\'') => {
            out.push_str("'''\n");
            out.push_str(text);
            out.push_str("'''");
        }
        _ => basic(out, text),
    }
}
