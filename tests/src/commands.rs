//! Cases of command lines and links, `commands/<to>/<why-as-a-sentence>/`, and how their texts are taken apart again.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::{fs, io};

use mcpglot_core::diag::{Diagnostic, codes};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::model::{Concept, Meaning, Piece, Server, Text};
use mcpglot_core::ops::{self, Commands, DifferenceKind, Options, Side};
use mcpglot_core::syntax::{self, Syntax};
use mcpglot_core::text::Encoding;
use serde_json::{Value, json};

use crate::fixtures::{CaseOptions, file_name, folders, root, trouble};
use crate::judge::Adder;

/// A case: a source, and the host that is told of its servers. `expect.json` is the response.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its folder.
    pub folder: PathBuf,
    /// Its folder below the root.
    pub name: String,
    /// The host of the source.
    pub from: &'static Host,
    /// The host that is told.
    pub to: &'static Host,
    /// The options.
    pub options: CaseOptions,
    /// The file of the source.
    pub input: PathBuf,
}

/// Every case, in order.
///
/// # Errors
/// What is wrong with the folders.
pub fn cases() -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for of_host in folders(&root().join("commands"))? {
        let host = |id: &str| {
            hosts::find(id).filter(|host| host.id == id).ok_or_else(|| trouble(&of_host, &format!("names no host: {id}")))
        };
        let to = host(&file_name(&of_host))?;
        for folder in folders(&of_host)? {
            let options: CaseOptions = match fs::read(folder.join("case.json")) {
                Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| trouble(&folder, &error.to_string()))?,
                Err(_) => CaseOptions::default(),
            };
            let from = host(options.from.as_deref().unwrap_or("claude-code"))?;
            let input = folder.join(format!("input.{}", from.syntax.name()));
            let name = folder.strip_prefix(root()).unwrap_or(&folder).to_string_lossy().into_owned();
            cases.push(Case { folder, name, from, to, options, input });
        }
    }
    Ok(cases)
}

impl Case {
    /// The text of the source.
    ///
    /// # Errors
    /// Where it cannot be read.
    pub fn source(&self) -> io::Result<String> {
        fs::read_to_string(&self.input).map_err(|error| trouble(&self.input, &error.to_string()))
    }

    /// Runs the case through the library.
    #[must_use]
    pub fn run(&self, source: &str) -> Commands {
        let rename: Vec<(String, String)> = self.options.rename.clone().into_iter().collect();
        let options = Options {
            from: Some(self.from),
            servers: self.options.servers.as_deref(),
            rename: &rename,
            bridge: self.options.bridge.is_some(),
            ..Options::new(self.to)
        };
        ops::commands(source, &options)
    }

    /// The arguments with which the command does the same, file names relative to the case's folder.
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        let mut line = vec!["commands".to_owned(), file_name(&self.input)];
        line.extend(["--from", self.from.id, "--to", self.to.id, "--format", "json"].map(str::to_owned));
        if let Some(bridge) = &self.options.bridge {
            line.extend(["--bridge".to_owned(), bridge.clone()]);
        }
        for name in self.options.servers.iter().flatten() {
            line.extend(["--server".to_owned(), name.clone()]);
        }
        for (old, new) in &self.options.rename {
            line.extend(["--rename".to_owned(), format!("{old}={new}")]);
        }
        line
    }
}

/// The response as `--format json` has it.
#[must_use]
pub fn wire<'o>(found: &'o Commands, to: &'static Host, source: &'o str) -> mcpglot_wire::Commands<'o> {
    mcpglot_wire::Commands::new(found, to, source, Encoding::Utf8)
}

/// The words that a real shell makes of a line.
///
/// # Errors
/// Where there is no shell, or where it has something to say.
pub fn words(shell: &str, line: &str) -> Result<Vec<String>, String> {
    // In place of the program, a function that tells what it was given.
    let program = line.split(' ').next().unwrap_or_default();
    let script = format!("{program}() {{ printf '%s\\0' {program} \"$@\"; }}\n{line}");
    let output = Command::new(shell).args(["-c", &script]).env_clear().output().map_err(|error| format!("{shell}: {error}"))?;
    if !output.status.success() || !output.stderr.is_empty() {
        return Err(format!("{shell}: {}: {line}", String::from_utf8_lossy(&output.stderr)));
    }
    let text = String::from_utf8(output.stdout).map_err(|error| error.to_string())?;
    Ok(text.split_terminator('\0').map(str::to_owned).collect())
}

/// The document that a link or a line with JSON in it makes, as its host decodes it; `None` for a line that has options.
///
/// # Errors
/// What is wrong with it.
pub fn document(host: &Host, text: &str) -> Result<Option<String>, String> {
    let scheme = text.split(':').next().unwrap_or_default();
    let (name, entry) = match scheme {
        "vscode" | "vscode-insiders" => (None, percent(text.split_once('?').ok_or("no query")?.1)?),
        "cursor" | "lmstudio" | "https" => {
            let query = text.split_once('?').ok_or("no query")?.1;
            let parts = query.split('&').filter_map(|pair| pair.split_once('='));
            let part = |name: &str| parts.clone().find(|(key, _)| *key == name).ok_or_else(|| format!("no {name}"));
            let config = percent(part("config")?.1)?;
            (Some(percent(part("name")?.1)?), if scheme == "https" { config } else { base64(&config)? })
        }
        _ => {
            let words = words("sh", text)?;
            let word = |at: usize| words.get(at).cloned().unwrap_or_default();
            match (word(0).as_str(), word(1).as_str(), word(2).as_str()) {
                ("code", "--add-mcp", named) => (None, named.to_owned()),
                ("claude", "mcp", "add-json") => (Some(word(4)), word(5)),
                _ => return Ok(None),
            }
        }
    };
    // What another library cannot hold is all that it may hold against it.
    match serde_json::from_str::<Value>(&entry) {
        Ok(Value::Object(_)) => {}
        Err(error) if error.to_string().starts_with("number out of range") => {}
        _ => return Err(format!("no object: {entry}")),
    }
    let tree = syntax::parse(&entry, Syntax::Json).map_err(|fault| format!("{}: {entry}", fault.message))?;
    let name = match name {
        Some(name) => name,
        // What else stands in the entry besides its fields harms nobody.
        None => tree.get(tree.root(), "name").and_then(|name| tree.str(name)).ok_or("no name")?.into_owned(),
    };
    // Numbers are those of the text: no document of ours is a JSON value of another library's.
    let mut document = format!("{}:{entry}", json!(name));
    for key in host.servers[0].keys().iter().rev() {
        document = format!("{}:{{{document}}}", json!(key));
    }
    let inputs = host.inputs_at.and_then(|key| Some(format!(",{}:{}", json!(key), tree.raw(tree.get(tree.root(), key)?))));
    Ok(Some(format!("{{{document}{}}}", inputs.unwrap_or_default())))
}

/// Undoes what URLs do to a text.
fn percent(text: &str) -> Result<String, String> {
    let mut bytes = Vec::new();
    let mut rest = text.bytes();
    while let Some(byte) = rest.next() {
        let mut digit = || rest.next().and_then(|byte| char::from(byte).to_digit(16)).ok_or("a broken escape");
        match byte {
            b'%' => bytes.push((digit()? * 16 + digit()?) as u8),
            _ if byte.is_ascii_graphic() && !b"\"<>\\^`{|}&=+#".contains(&byte) => bytes.push(byte),
            _ => return Err(format!("{byte} stands bare in a URL")),
        }
    }
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

fn base64(text: &str) -> Result<String, String> {
    const DIGITS: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut bytes = Vec::new();
    let (mut bits, mut count) = (0u32, 0);
    for byte in text.trim_end_matches('=').bytes() {
        let digit = DIGITS.iter().position(|&digit| digit == byte).ok_or("not base64")?;
        (bits, count) = (bits << 6 | u32::try_from(digit).unwrap_or_default(), count + 6);
        if count >= 8 {
            count -= 8;
            bytes.push((bits >> count & 255) as u8);
        }
    }
    String::from_utf8(bytes).map_err(|error| error.to_string())
}

/// In what the server of `document`, which came of a command, differs from that of the source without a diagnostic that says so.
#[must_use]
pub fn unexplained(
    (source, from): (&str, &'static Host),
    (document, to): (&str, &'static Host),
    server: &str,
    said: &[Diagnostic],
) -> Vec<String> {
    let (mut left, right) = (ops::read(source, from), ops::read(document, to));
    let (Some(left_tree), Some(left), Some(right_tree), Some(right)) = (&left.tree, &mut left.config, &right.tree, &right.config)
    else {
        return vec![format!("{}: the result is no document: {document}", to.id)];
    };
    // One without a name may have the number that is another's name; no command tells of it.
    left.servers.retain(|other| !other.is_numbered);
    let of = |servers: &[Server<'_>]| servers.iter().any(|other| other.name == server && !other.unusable);
    if !of(&right.servers) {
        return vec![format!("`{server}` is not in the result: {document}")];
    }
    if let hosts::Blanks::Split { paths } = from.blanks
        && from.id != to.id
    {
        left.servers.iter_mut().for_each(|server| server.split_command(from.references.within(Concept::Command), paths));
    }
    // Hosts name tools in ways of their own.
    if from.id != to.id {
        for server in &mut left.servers {
            for field in &mut server.fields {
                if let (true, Meaning::Names(names)) = (field.concept != Concept::OauthScopes, &mut field.meaning) {
                    for name in names.iter_mut() {
                        *name = from.tool_names.plain(name, &server.name).to_owned().into();
                    }
                }
            }
        }
    }
    // What the source's own host ignores is told to others.
    let ignored: Vec<Concept> = left
        .servers
        .iter()
        .filter(|other| other.name == server)
        .flat_map(|server| &server.fields)
        .filter(|field| field.foreign)
        .map(|field| field.concept)
        .collect();
    let left = Side { host: from, tree: left_tree, config: left };
    let right = Side { host: to, tree: right_tree, config: right };
    let is_said = |concept: Option<Concept>, key: Option<&str>| {
        said.iter().filter_map(|one| one.loss.as_ref()).any(|loss| {
            let same_key = match (&loss.key, key) {
                (Some(one), Some(other)) => one.eq_ignore_ascii_case(other),
                (one, _) => one.is_none(),
            };
            loss.server == server && same_key && (loss.concept == concept || loss.key.is_some())
        })
    };
    let mut trouble: Vec<String> = ops::diff(&left, &right)
        .into_iter()
        .filter(|one| one.server == server && one.kind != DifferenceKind::OneHostOnly)
        .filter(|one| {
            let alike = one.concept == Some(Concept::Transport);
            let noted = said.iter().any(|said| {
                (alike && *said.code == codes::TRANSPORT_NOT_TOLD_APART)
                    || (*said.code == codes::FIELD_UNUSED && Some(said.span) == one.left)
            });
            let is_foreign = one.concept.is_some_and(|concept| ignored.contains(&concept));
            !noted && !is_foreign && !is_said(one.concept, one.key.as_deref())
        })
        .map(|one| format!("{server} {:?} {:?}: {}", one.concept, one.key, one.kind.name()))
        .collect();
    // What is said to be a variable is one.
    for loss in said.iter().filter(|one| *one.code == codes::LITERAL_BECOMES_VARIABLE).filter_map(|one| one.loss.as_ref()) {
        let pair = right.config.servers.iter().filter(|other| other.name == server).flat_map(|server| &server.fields).find_map(
            |field| {
                let Meaning::Pairs(pairs) = &field.meaning else { return None };
                pairs.iter().find(|pair| Some(field.concept) == loss.concept && Some(pair.name.as_ref()) == loss.key.as_deref())
            },
        );
        if pair.is_none_or(|pair| pair.text.is_literal()) {
            trouble.push(format!("{server} {:?}: is no variable", loss.key));
        }
    }
    trouble
}

/// Tells the real client of a host of servers, those of all samples and those of [`HOSTILE`], and reads what it has in its file then.
/// Gives how many it was told of, and what went wrong.
#[must_use]
pub fn add(host: &'static Host) -> (usize, Vec<String>) {
    let mut sources = vec![(HOSTILE.to_owned(), hosts::find("claude-code"))];
    for from in hosts::ALL {
        let sample = root().join("hosts").join(from.id).join(format!("sample.{}", from.syntax.name()));
        sources.push((fs::read_to_string(sample).unwrap_or_default(), Some(from)));
    }
    let found: Vec<_> = sources
        .iter()
        .filter_map(|(source, from)| Some((source, (*from)?)))
        .map(|(source, from)| (source, from, ops::commands(source, &Options { from: Some(from), ..Options::new(host) })))
        .collect();
    // Samples have servers in common.
    let mut seen = BTreeSet::new();
    let mut jobs = Vec::new();
    for (source, from, found) in &found {
        for (name, command) in
            found.servers.iter().flatten().flat_map(|(name, commands)| commands.iter().map(move |one| (name, one)))
        {
            let text = command.text.as_ref();
            let new = text.filter(|text| seen.insert(text.as_str()));
            jobs.extend(new.map(|text| (*source, *from, name, text, &command.diagnostics)));
        }
    }
    let jobs = Mutex::new(jobs);
    let (told, trouble) = (AtomicUsize::new(0), Mutex::new(Vec::new()));
    let say = |line: String| trouble.lock().map(|mut lines| lines.push(line)).unwrap_or_default();
    std::thread::scope(|scope| {
        // Of a remote server, Codex first waits five seconds for an answer.
        for _ in 0..if host.id == "codex" { 8 } else { 4 } {
            scope.spawn(|| {
                let mut client = match Client::of(host) {
                    Ok(client) => client,
                    Err(why) => return say(why),
                };
                loop {
                    let job = jobs.lock().ok().and_then(|mut jobs| jobs.pop());
                    let Some((source, from, name, text, said)) = job else { return };
                    told.fetch_add(1, Ordering::Relaxed);
                    let troubles = match client.add(text) {
                        Ok(document) => unexplained((source, from), (&document, host), name, said),
                        Err(why) => vec![why],
                    };
                    for why in troubles {
                        say(format!("{} to {}: {name}: {why}\n    {text}", from.id, host.id));
                    }
                }
            });
        }
    });
    (told.into_inner(), trouble.into_inner().unwrap_or_default())
}

/// Who is told.
enum Client {
    Program(Adder),
    /// An editor that cannot be had: its own code decodes the links, or we do as its documentation says.
    Editor(&'static Host),
}

impl Client {
    fn of(host: &'static Host) -> Result<Self, String> {
        Ok(Adder::of(host)?.map_or(Self::Editor(host), Self::Program))
    }

    fn add(&mut self, text: &str) -> Result<String, String> {
        match self {
            // VS Code itself cannot be had: what its command line stores is the JSON without the name.
            Self::Program(adder) if text.starts_with("code ") => decoded(adder.host(), text),
            Self::Program(adder) if text.starts_with("vscode") => adder.add(&["code".to_owned(), text.to_owned()]),
            Self::Program(adder) => adder.add(&words("sh", text)?),
            Self::Editor(host) => decoded(host, text),
        }
    }
}

fn decoded(host: &Host, text: &str) -> Result<String, String> {
    document(host, text)?.ok_or_else(|| "nobody can be told".to_owned())
}

/// A document with everything in it that makes a command line hard to write.
pub const HOSTILE: &str = r##"{ "mcpServers": {
  "plain": { "command": "npx", "args": ["-y", "@scope/pkg@1.2", "--port", "8080"] },
  "quotes": { "command": "/opt/my tools/it's", "args": ["a b", "it's", "say \"x\"", "back\\slash", "", "C:\\Program Files\\it's #1 $Y"] },
  "patterns": { "command": "run", "args": ["a\\*.b"] },
  "end": { "command": "run", "args": ["end\\", "x"] },
  "words": { "command": "run", "args": ["$HOME", "${V}", "`id`", "~", "*", "#", "a&b;c|d", "{x,y}", "é’", "%41", "!!"] },
  "options": { "command": "run", "args": ["--env=A=B", "--scope", "project", "-t", "http", "--", "-", "--help"] },
  "env": { "command": "run", "env": { "A": "${A}", "B": "${OTHER}", "C": "example-value", "EMPTY": "" }, "timeout": 2000 },
  "far": { "type": "http", "url": "https://far.example.com/mcp?a=1&b=%20x#y", "headers": { "Authorization": "Bearer ${T}" } },
  "keys": { "type": "http", "url": "http://127.0.0.1:9/mcp", "headers": { "X-Key": "example-key", "x-y": "${Y}", "Authorization": "Basic example" } },
  "old": { "type": "sse", "url": "https://old.example.com/sse" }
} }"##;

/// The values of a server that nobody else may see: of variables, headers and secrets.
#[must_use]
pub fn secrets(server: &Server<'_>) -> Vec<String> {
    let mut secrets = Vec::new();
    let mut take = |text: &Text<'_>| match text {
        Text::Literal(text) => secrets.push(text.to_string()),
        Text::Template { pieces, .. } => secrets.extend(pieces.iter().filter_map(|piece| match piece {
            Piece::Literal(text) => Some(text.to_string()),
            Piece::Variable { default, .. } => default.as_ref().map(ToString::to_string),
            _ => None,
        })),
    };
    for field in &server.fields {
        match (&field.meaning, field.concept) {
            (Meaning::Pairs(pairs), _) => pairs.iter().for_each(|pair| take(&pair.text)),
            (Meaning::Text(text), Concept::OauthClientSecret) => take(text),
            _ => {}
        }
    }
    secrets
}
