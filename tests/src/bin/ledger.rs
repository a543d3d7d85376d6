//! Prints what the native library answers to every fixture, as one JSON document: what the npm package must answer, too.
//!
//! `documents` has the bytes of each file in hexadecimal digits, `calls` what is asked of them: the function, its documents,
//! its options and the answer. `options` and `tags` list what else there is to say in a call and in an answer.

use std::collections::BTreeMap;
use std::io::{self, Write as _};
use std::path::Path;
use std::{fs, str};

use mcpglot_core::diag::{Document, LossKind, Severity, codes};
use mcpglot_core::hosts::{self, FormKind};
use mcpglot_core::model::{Concept, Transport};
use mcpglot_core::ops::{DifferenceKind, Relation};
use mcpglot_core::syntax::Syntax;
use mcpglot_tests::fixtures::{Case, cases, root};
use mcpglot_tests::{checks, commands};
use mcpglot_wasm::operations::{self, Answer};
use mcpglot_wire::request::{ConvertRequest, Misuse};
use serde_json::{Value, json};

#[derive(Default)]
struct Ledger {
    documents: BTreeMap<String, String>,
    calls: Vec<Value>,
}

fn main() -> io::Result<()> {
    let mut ledger = Ledger::default();
    for case in cases()? {
        ledger.conversions(&case)?;
    }
    for case in checks::cases()? {
        let document = ledger.document(&case.input)?;
        for options in [json!({ "host": case.host.id }), json!({ "host": case.host.id, "encoding": "utf-8" }), json!({})] {
            ledger.call("validate", &[&document], &options);
            ledger.call("fix", &[&document], &options);
        }
    }
    for case in commands::cases()? {
        let document = ledger.document(&case.input)?;
        let mut options = json!({ "from": case.from.id, "to": case.to.id, "rename": case.options.rename, "encoding": "utf-8" });
        if let Some(servers) = &case.options.servers {
            options["servers"] = servers.clone().into();
        }
        if let Some(bridge) = &case.options.bridge {
            options["bridge"] = bridge.as_str().into();
        }
        let answer = ledger.call("commands", &[&document], &options);
        let source = case.source()?;
        let printed = mcpglot_wire::to_json(&commands::wire(&case.run(&source), case.to, &source));
        same(&case.name, &answer, &printed)?;
    }
    for host in hosts::ALL {
        let sample = root().join("hosts").join(host.id).join(format!("sample.{}", host.syntax.name()));
        let document = ledger.document(&sample)?;
        let path = host.files.first().map_or("", |file| file.path);
        for options in [json!({ "from": host.id }), json!({ "from": host.id, "masked": true }), json!({ "fileName": path })] {
            ledger.call("read", &[&document], &options);
        }
        ledger.call("hosts", &[], &json!({ "host": host.id }));
    }
    ledger.call("hosts", &[], &json!({}));
    // What no fixture has.
    let block = "# \u{1F600}\n\n```json\n{\"mcpServers\": {\"a\": {\"command\": \"x\"}}}\n```\n";
    let script = "mcpServers:\n  - name: a\n    command: ${{ inputs.tool }}\n";
    for (name, text) in [("a block", block), ("a script", script), ("nothing", "")] {
        ledger.documents.insert(name.to_owned(), hex(text.as_bytes()));
    }
    ledger.call("detect", &["a block"], &json!({}));
    ledger.call("read", &["a block"], &json!({}));
    ledger.call("diff", &["a block", "a block"], &json!({ "to": "codex" }));
    ledger.call("read", &["a script"], &json!({ "from": "continue" }));
    ledger.call("commands", &["nothing"], &json!({ "to": "codex" }));
    for code in codes::ALL {
        ledger.call("explain", &[], &json!({ "code": code.id }));
    }
    let ledger = json!({ "documents": ledger.documents, "calls": ledger.calls, "options": options(), "tags": tags() });
    io::stdout().lock().write_all(ledger.to_string().as_bytes())
}

impl Ledger {
    /// The name of a document, which is kept.
    fn document(&mut self, path: &Path) -> io::Result<String> {
        let name = path.strip_prefix(root()).unwrap_or(path).to_string_lossy().into_owned();
        self.documents.insert(name.clone(), hex(&fs::read(path)?));
        Ok(name)
    }

    /// What is asked of a case of converting.
    fn conversions(&mut self, case: &Case) -> io::Result<()> {
        let source = self.document(&case.input)?;
        let into = case.existing.as_deref().map(|path| self.document(path)).transpose()?;
        let given = &case.options;
        let mut options = json!({
            "from": case.from.id, "to": case.to.id, "strict": given.strict, "allowEmpty": given.allow_empty, "rename": given.rename,
            "encoding": "utf-8",
        });
        let mut set = |name: &str, value: Option<Value>| {
            if let Some(value) = value {
                options[name] = value;
            }
        };
        set("strategy", given.strategy.as_deref().map(Value::from));
        set("bridge", given.bridge.as_deref().map(Value::from));
        set("servers", given.servers.clone().map(Value::from));
        let documents: Vec<&str> = [Some(source.as_str()), into.as_deref()].into_iter().flatten().collect();
        let answer = self.call("convert", &documents, &options);
        same(&case.name, &answer, &case.run()?.json)?;
        options["encoding"] = "utf-16".into();
        options["trace"] = true.into();
        // The edits are told in another way then, and are the same.
        let counted = self.call("convert", &documents, &options);
        if texts(&answer) != texts(&counted) {
            return Err(io::Error::other(format!("{}: the edits are others in UTF-16", case.name)));
        }

        let file = case.input.file_name().unwrap_or_default().to_string_lossy();
        self.call("detect", &[&source], &json!({}));
        self.call("detect", &[&source], &json!({ "fileName": file, "encoding": "utf-8" }));
        self.call("read", &[&source], &json!({ "from": case.from.id }));
        self.call("validate", &[&source], &json!({ "host": case.from.id }));
        if let Some(into) = &into {
            self.call("diff", &[&source, into], &json!({ "from": case.from.id, "to": case.to.id }));
        }
        Ok(())
    }

    fn call(&mut self, function: &str, documents: &[&str], options: &Value) -> Value {
        let bytes: Vec<Vec<u8>> = documents.iter().map(|name| unhex(&self.documents[*name])).collect();
        let asked = options.to_string();
        let document = |at: usize| bytes.get(at).map(Vec::as_slice);
        let (first, asked) = (document(0).unwrap_or_default(), asked.as_bytes());
        let answered = match function {
            "convert" => operations::convert(first, document(1), asked),
            "validate" => operations::validate(first, asked),
            "fix" => operations::fix(first, asked),
            "detect" => operations::detect(first, asked),
            "read" => operations::read(first, asked),
            "diff" => operations::diff(first, document(1).unwrap_or_default(), asked),
            "commands" => operations::commands(first, asked),
            "hosts" => operations::hosts(asked),
            _ => operations::explain(asked),
        };
        let Answer { json, text, edits } = answered.unwrap_or_else(Answer::from);
        let mut answer: Value = serde_json::from_str(&json).unwrap_or_default();
        if let Some(text) = text {
            if !edits.is_empty() {
                answer["edits"] = cut(&text, &edits);
            }
            answer["text"] = text.into();
        }
        self.calls.push(json!({ "function": function, "documents": documents, "options": options, "answer": answer }));
        answer
    }
}

/// What the edits of an answer insert.
fn texts(answer: &Value) -> Vec<&Value> {
    answer["edits"].as_array().into_iter().flatten().map(|edit| &edit["text"]).collect()
}

/// Edits of which span and length are told, with their texts, which the result holds.
fn cut(result: &str, edits: &[[u32; 3]]) -> Value {
    let units: Vec<u16> = result.encode_utf16().collect();
    // As far as it is written.
    let (mut done, mut read) = (0, 0);
    let cut = edits.iter().map(|&[start, end, length]| {
        let from = done + (start - read) as usize;
        (done, read) = (from + length as usize, end);
        json!({ "span": [start, end], "text": String::from_utf16_lossy(&units[from..done]) })
    });
    cut.collect()
}

/// The names of all options.
fn options() -> Value {
    json!({
        "convert": ConvertRequest::OPTIONS, "validate": operations::CHECK, "fix": operations::CHECK,
        "commands": ConvertRequest::COMMANDS, "detect": operations::DETECT, "read": operations::READ, "diff": operations::DIFF,
    })
}

/// The names of all variants; one that is left out does not compile.
macro_rules! names {
    ($type:ident: $($variant:ident)*) => {{
        const fn complete(value: $type) -> $type {
            match value {
                $($type::$variant)|* => value,
            }
        }
        [$(complete($type::$variant).name()),*]
    }};
}

/// What each tag of `npm/src/types.ts` may be.
fn tags() -> Value {
    let documents = names!(Document: Source Target Settings);
    json!({
        "Concept": Concept::ALL.iter().map(|concept| concept.name()).collect::<Vec<_>>(),
        "Transport": names!(Transport: Stdio Http Sse Ws),
        "Diagnostic.severity": names!(Severity: Note Warning Error),
        "Diagnostic.document": documents,
        "Related.document": documents,
        "Loss.kind": names!(LossKind: Dropped Coerced Narrowed Widened Indirection),
        "Mapping.relation": names!(Relation: Same Renamed Rewritten Unit Dropped),
        "Difference.kind": names!(DifferenceKind: OnlyLeft OnlyRight Differs UnusableLeft UnusableRight OneHostOnly),
        "CommandKind": names!(FormKind: Shell Link),
        "Host.syntax": names!(Syntax: Json Toml Yaml),
        "ErrorCode": Misuse::CODES,
    })
}

/// Fails unless an answer is what the command prints.
fn same(name: &str, answer: &Value, printed: &str) -> io::Result<()> {
    if *answer == serde_json::from_str::<Value>(printed)? {
        return Ok(());
    }
    Err(io::Error::other(format!("{name}: the npm package answers something else than the command")))
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn unhex(digits: &str) -> Vec<u8> {
    let byte = |pair: &[u8]| str::from_utf8(pair).ok().and_then(|pair| u8::from_str_radix(pair, 16).ok());
    digits.as_bytes().chunks(2).filter_map(byte).collect()
}
