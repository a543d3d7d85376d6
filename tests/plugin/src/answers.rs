//! Answers of the component in the JSON form that the other faces have. Nothing here is taken from `mcpglot-wire`: where the
//! two agree, the records say as much as the JSON.

use std::fmt::Debug;

use mcpglot_embed::converter::{
    Command, CommandSet, Diagnostic, Document, Edit, Extra, Field, Host, Meaning, Outcome, Pair, Piece, Place, Reading, Server,
    ServerCommands, Site, Span,
};
use serde_json::{Map, Value, json};

/// The response of `convert`; with the mapping, if that was asked for.
#[must_use]
pub fn outcome(outcome: &Outcome, to: &str, trace: bool) -> Value {
    let mut out = json!({
        "schemaVersion": 1,
        "to": to,
        "written": name(outcome.written),
        "edits": edits(&outcome.edits),
        "diagnostics": diagnostics(&outcome.diagnostics),
    });
    set(&mut out, "from", outcome.from.as_deref());
    set(&mut out, "text", outcome.text.as_deref());
    let site = |site: &Site| json!({ "path": site.path, "span": span(site.span) });
    let mapping = outcome.mapping.iter().map(|one| {
        let mut out = json!({
            "server": one.server,
            "concept": one.concept,
            "from": site(&one.from),
            "relation": name(one.relation),
        });
        set(&mut out, "to", one.to.as_ref().map(site));
        out
    });
    set(&mut out, "mapping", trace.then(|| mapping.collect::<Vec<_>>()));
    out
}

/// The response of `commands`.
#[must_use]
pub fn commands(found: &CommandSet, to: &str) -> Value {
    let command = |command: &Command| {
        let mut out = json!({ "kind": name(command.kind), "diagnostics": diagnostics(&command.diagnostics) });
        set(&mut out, "text", command.text.as_deref());
        set(&mut out, "powershell", command.powershell.as_deref());
        out
    };
    let server = |server: &ServerCommands| json!({ "name": server.name, "commands": server.commands.iter().map(command).collect::<Vec<_>>() });
    let mut out = json!({
        "schemaVersion": 1,
        "to": to,
        "servers": found.servers.iter().map(server).collect::<Vec<_>>(),
        "diagnostics": diagnostics(&found.diagnostics),
    });
    set(&mut out, "from", found.from.as_deref());
    out
}

/// Findings.
#[must_use]
pub fn diagnostics(found: &[Diagnostic]) -> Value {
    found.iter().map(diagnostic).collect()
}

/// One finding.
#[must_use]
pub fn diagnostic(found: &Diagnostic) -> Value {
    let mut out = json!({
        "code": found.code,
        "severity": name(found.severity),
        "message": found.message,
        "path": found.path,
    });
    stand(&mut out, found.document, found.place);
    set(&mut out, "help", found.help.as_deref());
    let related = found.related.iter().map(|one| {
        let mut out = json!({ "message": one.message });
        stand(&mut out, one.document, one.place);
        out
    });
    set(&mut out, "related", some(related.collect()));
    let fixes = found.remedies.iter().map(|one| json!({ "title": one.title, "edits": edits(&one.edits) }));
    set(&mut out, "fixes", some(fixes.collect()));
    let loss = found.loss.as_ref().map(|loss| {
        let mut out = json!({ "kind": name(loss.kind), "server": loss.server });
        set(&mut out, "concept", loss.concept.as_deref());
        set(&mut out, "key", loss.key.as_deref());
        out
    });
    set(&mut out, "loss", loss);
    out
}

fn stand(out: &mut Value, document: Document, place: Place) {
    set(out, "document", Some(name(document)));
    set(out, "span", Some(span(place.span)));
    set(out, "line", Some(place.line));
    set(out, "column", Some(place.column));
}

fn edits(edits: &[Edit]) -> Value {
    edits.iter().map(|edit| json!({ "span": span(edit.span), "text": edit.text })).collect()
}

fn span(span: Span) -> Value {
    json!([span.start, span.end])
}

/// The response of `read`, values and all.
#[must_use]
pub fn reading(reading: &Reading, host: &str) -> Value {
    let servers = reading.servers.iter().filter(|server| server.usable).map(|one| server(one, host));
    json!({
        "schemaVersion": 1,
        "host": host,
        "servers": servers.collect::<Vec<_>>(),
        "diagnostics": diagnostics(&reading.diagnostics),
    })
}

fn server(server: &Server, host: &str) -> Value {
    let mut out = json!({ "name": server.name });
    set(&mut out, "transport", server.transport.map(name));
    for field in &server.fields {
        self::field(&mut out, field);
    }
    let extra = |extra: &Extra| json!({ "host": host, "path": extra.key, "text": extra.source });
    set(&mut out, "extras", some(server.extras.iter().map(extra).collect()));
    out
}

fn field(out: &mut Value, field: &Field) {
    let value = match &field.meaning {
        Meaning::Text(text) => pieces(text),
        Meaning::Texts(texts) => texts.iter().map(|text| pieces(text)).collect(),
        Meaning::Pairs(pairs) => return self::pairs(out, &field.concept, pairs),
        Meaning::Names(names) => json!(names),
        // JSON tells whole numbers from others.
        Meaning::Seconds(seconds) if seconds.fract() == 0.0 => format!("{seconds}").parse().unwrap_or_default(),
        Meaning::Seconds(seconds) => json!(seconds),
        Meaning::Switch(on) => json!(on),
        Meaning::Source(source) => source.parse::<u64>().map_or_else(|_| json!(source), Value::from),
    };
    set(out, &field.concept, Some(value));
}

/// JSON has fields of their own for what is one reference to a variable.
fn pairs(out: &mut Value, concept: &str, pairs: &[Pair]) {
    let is_header = concept == "headers";
    let (mut own, mut from_env, mut passed) = (Map::new(), Map::new(), Vec::new());
    for pair in pairs {
        match pair.text.as_slice() {
            [Piece::Variable(one)] if one.default.is_none() && is_header => {
                from_env.insert(pair.name.clone(), json!(one.name));
            }
            [Piece::Variable(one)] if one.default.is_none() && one.name == pair.name => passed.push(one.name.as_str()),
            [Piece::Literal(scheme), Piece::Variable(one)]
                if one.default.is_none() && scheme == "Bearer " && is_header && is_authorization(&pair.name) =>
            {
                set(out, "bearer_env", Some(one.name.as_str()));
            }
            text => {
                own.insert(pair.name.clone(), pieces(text));
            }
        }
    }
    set(out, concept, Some(own).filter(|own| !own.is_empty()));
    set(out, "headers_from_env", Some(from_env).filter(|from_env| !from_env.is_empty()));
    set(out, "env_passthrough", Some(passed).filter(|passed| !passed.is_empty()));
}

fn is_authorization(name: &str) -> bool {
    name.eq_ignore_ascii_case("authorization")
}

fn pieces(text: &[Piece]) -> Value {
    if let [Piece::Literal(text)] = text {
        return json!(text);
    }
    let piece = |piece: &Piece| match piece {
        Piece::Literal(text) => json!(text),
        Piece::Variable(one) => {
            let mut out = json!({ "variable": one.name });
            set(&mut out, "default", one.default.as_deref());
            out
        }
        Piece::Input(id) => json!({ "input": id }),
        Piece::Path(name) => json!({ "path": name }),
        Piece::File(path) => json!({ "file": path }),
        Piece::Remote(name) => json!({ "remote": name }),
        Piece::Script(text) => json!({ "script": text }),
        Piece::Unset => json!({ "unset": true }),
    };
    text.iter().map(piece).collect()
}

/// One host.
#[must_use]
pub fn host(host: &Host) -> Value {
    let names = |transports: &[mcpglot_embed::converter::Transport]| transports.iter().copied().map(name).collect::<Vec<_>>();
    let files = host.files.iter().map(|file| {
        let mut out = json!({ "scope": file.scope, "path": file.path, "os": file.os });
        set(&mut out, "movedBy", file.moved_by.as_deref());
        out
    });
    let fields = host.fields.iter().map(|field| {
        let mut out = json!({
            "key": field.key,
            "concept": field.concept,
            "kind": field.kind,
            "transports": names(&field.transports),
        });
        set(&mut out, "unit", field.unit.as_deref());
        set(&mut out, "legacy", Some(true).filter(|_| field.legacy));
        set(&mut out, "note", field.note.as_deref());
        out
    });
    let mut names_of_servers = json!({ "reserved": host.names.reserved });
    set(&mut names_of_servers, "pattern", host.names.pattern.as_deref());
    let references = host.references.as_ref().map(|references| {
        json!({ "spellings": references.spellings, "concepts": references.concepts, "unset": name(references.unset) })
    });
    let mut out = json!({
        "id": host.id,
        "aliases": host.aliases,
        "name": host.name,
        "checkedVersion": host.checked_version,
        "confidence": host.confidence,
        "syntax": host.syntax,
        "serversAt": host.servers_at,
        "files": files.collect::<Vec<_>>(),
        "transports": names(&host.transports),
        "fields": fields.collect::<Vec<_>>(),
        "names": names_of_servers,
        "commands": host.commands.iter().copied().map(name).collect::<Vec<_>>(),
    });
    set(&mut out, "comments", host.comments);
    set(&mut out, "trailingCommas", host.trailing_commas);
    set(&mut out, "bom", host.bom);
    set(&mut out, "references", references);
    set(&mut out, "namedBy", host.named_by.as_deref());
    out
}

/// What a member of an enum is called in the WIT: `only-left` for `OnlyLeft`.
pub fn name(member: impl Debug) -> String {
    let said = format!("{member:?}");
    let mut out = String::new();
    for letter in said.rsplit("::").next().unwrap_or_default().chars() {
        if letter.is_ascii_uppercase() && !out.is_empty() {
            out.push('-');
        }
        out.push(letter.to_ascii_lowercase());
    }
    out
}

fn set(object: &mut Value, key: &str, value: Option<impl Into<Value>>) {
    if let (Some(object), Some(value)) = (object.as_object_mut(), value) {
        object.insert(key.to_owned(), value.into());
    }
}

fn some(list: Vec<Value>) -> Option<Vec<Value>> {
    Some(list).filter(|list| !list.is_empty())
}
