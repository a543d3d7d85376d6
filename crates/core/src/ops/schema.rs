//! JSON Schema, for editors: what a host takes in its file, and what stands in `mcpglot.toml`.
//!
//! All of it comes from the tables: a field's type is that of its [`Kind`], its description that of its [`Concept`]. A schema is a
//! little stricter than its host: it wants the type of a field also where the transport makes no use of it.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use crate::hosts::{self, AS_OF, Clue, FieldSpec, Host, Kind, NoServers, Servers, Takes};
use crate::model::{Concept, Transport};
use crate::syntax::{Syntax, Value};
use crate::text::{Ascii, characters, concat};

pub(crate) type Schema = Value<'static>;

/// The schema of the file of `host`, by the draft of 2020-12: of its servers; what else stands in the file is not its concern.
#[must_use]
pub fn schema(host: &'static Host) -> Value<'static> {
    let mut document = document(host, false);
    if !host.shapes.is_empty() {
        // Which of them it is shows in where the servers stand.
        let first = |host: &'static Host| host.place().keys().first().copied();
        let others = host.shapes.iter().filter_map(|shape| first(shape)).filter(|key| Some(*key) != first(host));
        document.extend(others.map(|key| ("not", needs(&[key]))));
        let shapes = core::iter::once(document).chain(host.shapes.iter().map(|shape| self::document(shape, true)));
        document = vec![("anyOf", Value::List(shapes.map(object).collect()))];
    }
    let title = Cow::Owned(concat(&["MCP servers of ", host.name, " ", host.checked_version]));
    whole(title, document)
}

/// Nothing but these.
pub(crate) const CLOSED: (&str, Schema) = ("additionalProperties", Value::Bool(false));

pub(crate) type Entries = Vec<(&'static str, Schema)>;

pub(crate) fn whole(title: Cow<'static, str>, schema: Entries) -> Schema {
    let mut entries = vec![
        ("$schema", text("https://json-schema.org/draft/2020-12/schema")),
        ("title", Value::String(title)),
        ("$comment", Value::String(Cow::Owned(concat(&["mcpglot, host facts of ", AS_OF])))),
    ];
    entries.extend(schema);
    object(entries)
}

/// What a document of the host is. Where it `must` have servers, they stand at their place.
fn document(host: &'static Host, must: bool) -> Entries {
    let mut entries = vec![("type", text("object"))];
    let mut properties: Vec<(Cow<'static, str>, Schema)> = Vec::new();
    let mut required = Vec::new();
    let habits = hosts::habits(host);
    for place in host.servers.iter().filter(|place| !place.keys().is_empty()) {
        let Some((key, schema)) = at(place.keys(), servers(host, place), must) else { continue };
        properties.push((Cow::Borrowed(key), schema));
        let is_only = host.servers.len() == 1 && habits.no_servers == NoServers::Refused;
        if must || (is_only && habits.settings.is_empty()) {
            required.push(key);
        } else if is_only {
            let keys = core::iter::once(&key).chain(habits.settings);
            entries.push(("anyOf", Value::List(keys.map(|&key| needs(&[key])).collect())));
        }
    }
    properties.extend(host.inputs_at.map(|key| (Cow::Borrowed(key), list_of(typed("object")))));
    for head in host.head {
        let taken = if head.any { typed("string") } else { object(vec![("const", text(head.text))]) };
        properties.push((Cow::Borrowed(head.key), taken));
        required.push(head.key);
    }
    entries.push(("properties", Value::Map(properties)));
    push_required(&mut entries, required);
    entries
}

/// The first key, and a schema for what stands below the rest of the keys, which `must` be there.
fn at(keys: &'static [&'static str], schema: Schema, must: bool) -> Option<(&'static str, Schema)> {
    let (&first, rest) = keys.split_first()?;
    let Some((key, below)) = at(rest, schema.clone(), must) else { return Some((first, schema)) };
    let mut entries = vec![("type", text("object")), ("properties", object(vec![(key, below)]))];
    push_required(&mut entries, if must { vec![key] } else { Vec::new() });
    Some((first, object(entries)))
}

fn servers(host: &'static Host, place: &Servers) -> Schema {
    let mut names: Entries = Vec::new();
    names.extend(host.name_pattern.map(|pattern| ("pattern", text(pattern))));
    if !host.names.reserved.is_empty() {
        names.push(("not", words(host.names.reserved)));
    }
    if let Some(field) = place.name_field() {
        let mut named = vec![("required", Value::List(vec![text(field)]))];
        if !names.is_empty() {
            named.push(("properties", object(vec![(field, object(names))])));
        }
        return list_of(entry(host, Some(object(named))));
    }
    let mut entries = vec![("type", text("object")), ("additionalProperties", entry(host, None))];
    if !names.is_empty() {
        entries.push(("propertyNames", object(names)));
    }
    object(entries)
}

/// What an entry of the host is, in its own form if it has one.
fn entry(host: &'static Host, named: Option<Schema>) -> Schema {
    let entry = server(host, named.clone());
    if let Some(form) = host.entries {
        let stated = object(vec![("type", words(form.types))]);
        let table = object(vec![("properties", stated), ("required", Value::List(vec![text("type")]))]);
        // What is no table requires nothing.
        let has = object(vec![("type", text("object"))]);
        let table = object(vec![("allOf", Value::List(vec![has, table]))]);
        let has = vec![("properties", object(vec![(form.table, table)])), ("required", Value::List(vec![text(form.table)]))];
        return object(vec![("if", object(has)), ("then", server(form.host, named)), ("else", entry)]);
    }
    entry
}

/// What a server of the host is; `named` says how it has its name, where it has it in a field.
fn server(host: &'static Host, named: Option<Schema>) -> Schema {
    let mut entries = vec![("type", text("object")), ("properties", properties(host, true))];
    // What is not refused without another is not there, or the other is.
    let depends = host.depends.iter().map(|(key, other, word)| {
        let absent = object(vec![("not", says(key, None))]);
        object(vec![("anyOf", Value::List(vec![absent, says(other, *word)]))])
    });
    let all: Vec<Schema> = named.into_iter().chain(depends).collect();
    if !all.is_empty() {
        entries.push(("allOf", Value::List(all)));
    }
    push_dependent(&mut entries, host, None);
    if host.refuses_unknown {
        entries.push(CLOSED);
    }
    let mut ways: Vec<Schema> = Vec::new();
    for &(transport, stated) in host.transport.known {
        let way = way(host, transport, stated);
        if !ways.contains(&way) {
            ways.push(way);
        }
    }
    if !host.transport.of_command {
        // An entry that only switches a server of another file.
        let switch = keys_of(host, |spec| spec.concept == Concept::Enabled).into_iter();
        let switches = switch.map(|key| (Cow::Borrowed(key), Value::Bool(true)));
        ways.push(object(vec![("properties", Value::Map(switches.collect())), CLOSED, ("minProperties", number("1"))]));
    }
    if !ways.is_empty() {
        entries.push(("anyOf", Value::List(ways)));
    }
    if host.others.is_empty() {
        return object(entries);
    }
    // What is no server may say what it likes.
    let mut kinds = vec![object(entries)];
    for clue in host.others {
        match *clue {
            Clue::Field(key) => {
                let says = |key| {
                    // A table is the older form of a command, which has its program in `path`.
                    let types = Value::List(["string", "array", "object"].map(text).to_vec());
                    let types = object(vec![("type", types), ("required", Value::List(vec![text("path")]))]);
                    object(vec![("properties", object(vec![(key, types)])), ("required", Value::List(vec![text(key)]))])
                };
                let keys = keys_of(host, |spec| matches!(spec.concept, Concept::Command | Concept::Url)).into_iter();
                let is_server = object(vec![("anyOf", Value::List(keys.map(says).collect()))]);
                kinds.push(object(vec![("required", Value::List(vec![text(key)])), ("not", is_server)]));
            }
            Clue::Says(key, word) => {
                let says = object(vec![(key, object(vec![("const", text(word))]))]);
                kinds.push(object(vec![("properties", says), ("required", Value::List(vec![text(key)]))]));
            }
            _ => {}
        }
    }
    object(vec![("type", text("object")), ("anyOf", Value::List(kinds))])
}

/// What a server needs to be reached by `transport`, which `stated` states.
fn way(host: &'static Host, transport: Transport, stated: &'static [&'static str]) -> Schema {
    let rule = &host.transport;
    let is_process = transport == Transport::Stdio;
    let concept = if is_process { Concept::Command } else { Concept::Url };
    let places = keys_of(host, |spec| spec.concept == concept && spec.on.has(transport));
    let mut entries: Entries = Vec::new();
    let mut properties: Vec<(Cow<'static, str>, Schema)> = Vec::new();
    let mut required = Vec::new();
    if let Some(field) = rule.field.filter(|field| !rule.lenient && host.field(field).is_none_or(|spec| spec.on.has(transport))) {
        if let Some((table, field)) = field.cut(".") {
            let stated = object(vec![("properties", object(vec![(field, words(stated))]))]);
            entries.push(("allOf", Value::List(vec![object(vec![("properties", object(vec![(table, stated)]))])])));
        } else {
            properties.push((Cow::Borrowed(field), words(stated)));
        }
        let is_inferred = if is_process { rule.of_command } else { rule.of_url.is_some() };
        let mut older = host.fields.iter().filter(|spec| spec.kind == Kind::Transport && spec.is_legacy()).peekable();
        if !is_inferred && older.peek().is_none() {
            required.push(field);
        }
        // An older statement counts where there is no other, in the words of any host.
        let older = older.map(|spec| {
            let mut spoken = words(hosts::synonyms(transport));
            if let Value::Map(entries) = &mut spoken
                && let Some((_, Value::List(known))) = entries.first_mut()
            {
                known.extend(stated.iter().map(|word| text(word)));
            }
            let older = object(vec![("properties", object(vec![(spec.key, spoken)]))]);
            object(vec![("anyOf", Value::List(vec![needs(&[field]), older]))])
        });
        let older: Vec<Schema> = older.collect();
        if !older.is_empty() {
            entries.push(("allOf", Value::List(older)));
        }
    }
    if host.refuses_unused {
        let all = keys_of(host, |_| true).into_iter();
        let unused = all.filter(|&key| !keys_of(host, |spec| spec.on.has(transport)).contains(&key));
        properties.extend(unused.map(|key| (Cow::Borrowed(key), Value::Bool(false))));
    }
    if host.null_fields {
        // What is `null` is not there.
        properties.extend(places.iter().map(|&place| (Cow::Borrowed(place), object(vec![("not", typed("null"))]))));
    }
    // Of a table of parts, the part that counts.
    for place in &places {
        let mut parts = host.fields.iter().filter(|spec| spec.concept == concept).filter_map(FieldSpec::nested);
        if let Some((_, part)) = parts.find(|(table, _)| table == place) {
            properties.push((Cow::Borrowed(*place), needs(&[part])));
        }
    }
    if !properties.is_empty() {
        entries.push(("properties", Value::Map(properties)));
    }
    match places.as_slice() {
        [place] => required.push(place),
        places => entries.push(("anyOf", Value::List(places.iter().map(|&place| needs(&[place])).collect()))),
    }
    push_required(&mut entries, required);
    object(entries)
}

/// The keys, directly below a server, of the fields that `fits`, each once.
fn keys_of(host: &'static Host, fits: impl Fn(&FieldSpec) -> bool) -> Vec<&'static str> {
    let mut keys = Vec::new();
    for spec in host.fields.iter().filter(|spec| fits(spec)) {
        let key = spec.nested().map_or(spec.key, |(table, _)| table);
        if !keys.contains(&key) {
            keys.push(key);
        }
    }
    keys
}

/// The fields of a server.
pub(crate) fn properties(host: &'static Host, with_transport: bool) -> Schema {
    let mut properties: Vec<(Cow<'static, str>, Schema)> = Vec::new();
    for key in keys_of(host, |spec| with_transport || spec.kind != Kind::Transport) {
        let direct = host.fields.iter().filter(|spec| spec.key == key);
        let below = || host.fields.iter().filter(|spec| spec.nested().is_some_and(|(table, _)| table == key));
        let mut schemas: Vec<Schema> = direct.map(|spec| field(host, spec)).collect();
        if below().next().is_some() {
            let entries = below().filter_map(|spec| Some((Cow::Borrowed(spec.nested()?.1), field(host, spec))));
            let mut table = vec![("properties", Value::Map(entries.collect()))];
            push_dependent(&mut table, host, Some(key));
            // What may be anything may be a table, of which the fields are known.
            match schemas.last_mut() {
                Some(Value::Map(own)) if host.field(key).is_some_and(|spec| spec.kind == Kind::Own && spec.takes.is_none()) => {
                    own.extend(table.into_iter().map(|(key, value)| (Cow::Borrowed(key), value)));
                }
                _ => {
                    table.insert(0, ("type", text("object")));
                    schemas.push(object(table));
                }
            }
        }
        schemas.dedup();
        let schema = match schemas.pop() {
            Some(only) if schemas.is_empty() => only,
            last => {
                schemas.extend(last);
                object(vec![("anyOf", Value::List(schemas))])
            }
        };
        let schema = if host.null_fields { object(vec![("anyOf", Value::List(vec![schema, typed("null")]))]) } else { schema };
        properties.push((Cow::Borrowed(key), schema));
    }
    Value::Map(properties)
}

/// What a field takes.
fn field(host: &'static Host, spec: &'static FieldSpec) -> Schema {
    let is_filled = host.never_empty.contains(&spec.part());
    let limits = host.limits;
    let schema = match spec.kind {
        // What it may be depends on what else the entry says.
        Kind::Transport if spec.is_legacy() => Value::Map(Vec::new()),
        Kind::Transport => match host.transport.lenient {
            true => typed("string"),
            false => {
                let mut stated: Vec<&str> = Vec::new();
                for word in host.transport.known.iter().flat_map(|(_, stated)| *stated) {
                    if !stated.contains(word) {
                        stated.push(word);
                    }
                }
                object(vec![("enum", Value::List(stated.into_iter().map(text).collect()))])
            }
        },
        // Characters, of which one at least is no blank.
        Kind::Text | Kind::SpacedNames if is_filled => matching("\\S".to_owned()),
        Kind::Text if spec.concept == Concept::Cwd && !host.folders.is_empty() => matching(beginnings(host.folders)),
        Kind::Text if spec.concept == Concept::Command && host.blanks == hosts::Blanks::Refused => matching("^\\S*$".to_owned()),
        Kind::Name
        | Kind::Text
        | Kind::Bearer
        | Kind::BearerText
        | Kind::Variable
        | Kind::KeyVariable
        | Kind::KeyHeader
        | Kind::KeyFormat
        | Kind::SpacedNames => typed("string"),
        Kind::Words => {
            let line = matching("\\S".to_owned());
            let words = object(vec![("type", text("array")), ("items", typed("string")), ("minItems", number("1"))]);
            object(vec![("anyOf", Value::List(vec![line, words]))])
        }
        Kind::Names(_) if is_filled => {
            let items = ("items", matching("^\\S+$".to_owned()));
            object(vec![("type", text("array")), items, ("minItems", number("1"))])
        }
        Kind::Texts | Kind::Names(_) => list_of(typed("string")),
        Kind::CommandLine => {
            let items = ("items", typed("string"));
            object(vec![("type", text("array")), items, ("minItems", number("1"))])
        }
        Kind::Pairs if spec.concept == Concept::Env && host.numbers_in_env => {
            let types = ["string", "number", "null"].map(text).to_vec();
            map_of(object(vec![("type", Value::List(types))]))
        }
        Kind::Pairs | Kind::HeadersFromEnv => map_of(typed("string")),
        Kind::Passthrough if !host.sources => list_of(typed("string")),
        Kind::Passthrough => {
            let source = object(vec![("name", typed("string")), ("source", words(&["local", "remote"]))]);
            let named =
                vec![("type", text("object")), ("properties", source), ("required", Value::List(vec![text("name")])), CLOSED];
            list_of(object(vec![("anyOf", Value::List(vec![typed("string"), object(named)]))]))
        }
        Kind::Seconds { exponent, whole, zero } => {
            let mut entries = vec![("type", text(if whole { "integer" } else { "number" }))];
            entries.push((if zero { "minimum" } else { "exclusiveMinimum" }, number("0")));
            push_limits(&mut entries, limits, exponent);
            in_quotes(host, object(entries))
        }
        Kind::SharedSeconds { exponent, whole, zero } => {
            let mut entries = vec![("type", text(if whole { "integer" } else { "number" }))];
            // Who takes the nearest takes any.
            if limits.beyond != hosts::Beyond::Clamped {
                entries.push((if zero { "minimum" } else { "exclusiveMinimum" }, number("0")));
            }
            push_limits(&mut entries, limits, exponent);
            in_quotes(host, object(entries))
        }
        Kind::Switch(_) => typed("boolean"),
        Kind::Port(lowest) => {
            let lowest = Value::Plain(Cow::Owned(crate::text::decimal(u64::from(lowest))));
            object(vec![("type", text("integer")), ("minimum", lowest), ("maximum", number("65535"))])
        }
        Kind::Own => spec.takes.map_or(Value::Map(Vec::new()), |takes| taken(takes, host.syntax)),
    };
    let mut schema = described(schema, description(host, spec));
    if let Value::Map(entries) = &mut schema
        && spec.is_legacy()
    {
        entries.push((Cow::Borrowed("deprecated"), Value::Bool(true)));
    }
    schema
}

/// What a field of this host alone takes; a reader of TOML takes a table of one key for a word, and a list for a table.
fn taken(takes: &'static Takes, syntax: Syntax) -> Schema {
    let or = |schema: Schema, loose: Entries| match syntax {
        Syntax::Toml => object(vec![("anyOf", Value::List(vec![schema, object(loose)]))]),
        Syntax::Json | Syntax::Yaml => schema,
    };
    match *takes {
        Takes::Switch => typed("boolean"),
        Takes::Off => object(vec![("const", Value::Bool(false))]),
        Takes::Text => typed("string"),
        Takes::Begins(start) => matching(beginnings(&[start])),
        Takes::Word(known) => {
            let one = ("minProperties", number("1"));
            let loose = vec![("type", text("object")), one, ("maxProperties", number("1")), ("propertyNames", words(known))];
            or(words(known), loose)
        }
        Takes::Count(most) => {
            let mut entries = vec![("type", text("integer")), ("minimum", number("1"))];
            entries.extend(most.map(|most| ("maximum", Value::Plain(Cow::Owned(crate::text::decimal(u64::from(most)))))));
            object(entries)
        }
        Takes::Number { negative: true } => typed("number"),
        Takes::Number { .. } => object(vec![("type", text("number")), ("minimum", number("0"))]),
        Takes::List(takes) => list_of(taken(takes, syntax)),
        Takes::Table(needed, fields) => {
            let fields = fields.iter().map(|(key, takes)| (Cow::Borrowed(*key), taken(takes, syntax)));
            let mut entries = vec![("type", text("object")), ("properties", Value::Map(fields.collect()))];
            push_required(&mut entries, needed.to_vec());
            or(object(entries), vec![("type", text("array"))])
        }
        Takes::Tables(takes) => map_of(taken(takes, syntax)),
        Takes::Either(all) => object(vec![("anyOf", Value::List(all.iter().map(|takes| taken(takes, syntax)).collect()))]),
    }
}

/// A string that a regular expression matches.
fn matching(pattern: String) -> Schema {
    object(vec![("type", text("string")), ("pattern", Value::String(Cow::Owned(pattern)))])
}

/// A regular expression for texts that begin so.
fn beginnings(beginnings: &[&str]) -> String {
    let mut out = "^(".to_owned();
    for (at, beginning) in beginnings.iter().enumerate() {
        out.push_str(if at > 0 { "|" } else { "" });
        for character in characters(beginning) {
            out.push_str(if character.is_ascii() && b"^$\\.*+?()[]{}|/".contains(&(character as u8)) { "\\" } else { "" });
            out.push(character);
        }
    }
    out.push(')');
    out
}

/// A limit in quotes, for a host that takes it.
fn in_quotes(host: &Host, schema: Schema) -> Schema {
    if !host.numbers_in_quotes {
        return schema;
    }
    let quoted = matching("^[0-9.]+$".to_owned());
    object(vec![("anyOf", Value::List(vec![schema, quoted]))])
}

/// What people read of a field.
fn description(host: &Host, spec: &FieldSpec) -> String {
    if let Some(note) = host.note(spec) {
        return (*note).to_owned();
    }
    let about = match spec.kind {
        Kind::Passthrough => "Variables that are passed on to it",
        Kind::HeadersFromEnv => "Headers of requests to it, and the variables that hold their values",
        Kind::Bearer => "The variable that holds a bearer token",
        Kind::BearerText => "A bearer token",
        Kind::KeyVariable => "The variable that holds the key of a header",
        Kind::KeyHeader => "The header that the key is sent in",
        Kind::KeyFormat => "What is sent, with the key in place of `{token}`",
        _ if spec.concept == Concept::HostSpecific => "Nothing that another host has",
        _ => spec.concept.description(),
    };
    let mut out = about.strip_suffix('.').unwrap_or(about).to_owned();
    out.push_str(match spec.kind.unit() {
        Some("s") => ", in seconds",
        Some(_) => ", in milliseconds",
        None if spec.kind == Kind::Variable => ", by the name of a variable",
        None => "",
    });
    out.push('.');
    let spellings = host.references.within(spec.concept);
    if let (Some(first), Kind::Text | Kind::Texts | Kind::Pairs | Kind::CommandLine) = (spellings.first(), spec.kind) {
        out.push_str(" References: ");
        out.push_str(first.example());
        for spelling in spellings.iter().skip(1) {
            out.push_str(", ");
            out.push_str(spelling.example());
        }
        out.push('.');
    }
    out
}

/// Where the host refuses other limits, the bounds, which it has in seconds or milliseconds.
fn push_limits(entries: &mut Entries, limits: hosts::Limits, exponent: i8) {
    if limits.beyond == hosts::Beyond::Refused {
        let unit = if exponent == 0 { 1000 } else { 1 };
        let bound = |limit: u64| Value::Plain(Cow::Owned(crate::text::decimal(limit / unit)));
        entries.push(("minimum", bound(limits.shortest)));
        entries.push(("maximum", bound(limits.longest)));
    }
}

/// What the host refuses without another, where both stand in the same table.
fn push_dependent(entries: &mut Entries, host: &'static Host, table: Option<&str>) {
    let place = |concept: Concept| {
        let spec = host.fields.iter().find(|spec| spec.concept == concept && spec.kind != Kind::Own)?;
        let (above, key) = spec.nested().map_or((None, spec.key), |(above, key)| (Some(above), key));
        (above == table).then_some(key)
    };
    let needs = |&(one, other): &(Concept, Concept)| Some((place(one)?, Value::List(vec![text(place(other)?)])));
    let needs: Entries = host.requires.iter().filter_map(needs).collect();
    if !needs.is_empty() {
        entries.push(("dependentRequired", object(needs)));
    }
}

fn push_required(entries: &mut Entries, keys: Vec<&'static str>) {
    if !keys.is_empty() {
        entries.push(("required", Value::List(keys.into_iter().map(text).collect())));
    }
}

pub(crate) fn object(entries: Entries) -> Schema {
    Value::Map(entries.into_iter().map(|(key, value)| (Cow::Borrowed(key), value)).collect())
}

pub(crate) fn text(text: &'static str) -> Schema {
    Value::String(Cow::Borrowed(text))
}

pub(crate) fn number(digits: &'static str) -> Schema {
    Value::Plain(Cow::Borrowed(digits))
}

pub(crate) fn typed(name: &'static str) -> Schema {
    object(vec![("type", text(name))])
}

pub(crate) fn words(words: &'static [&'static str]) -> Schema {
    object(vec![("enum", Value::List(words.iter().map(|word| text(word)).collect()))])
}

/// What has that field, with a dot where it stands in a table; with a `word`, the field says that.
fn says(key: &'static str, word: Option<&'static str>) -> Schema {
    let (first, rest) = key.cut(".").map_or((key, None), |(table, key)| (table, Some(key)));
    let value = match (rest, word) {
        (Some(key), _) => says(key, word),
        (None, Some(word)) => object(vec![("const", text(word))]),
        (None, None) => return needs(&[first]),
    };
    object(vec![("properties", object(vec![(first, value)])), ("required", Value::List(vec![text(first)]))])
}

fn needs(keys: &[&'static str]) -> Schema {
    object(vec![("required", Value::List(keys.iter().map(|key| text(key)).collect()))])
}

pub(crate) fn list_of(items: Schema) -> Schema {
    object(vec![("type", text("array")), ("items", items)])
}

pub(crate) fn map_of(values: Schema) -> Schema {
    object(vec![("type", text("object")), ("additionalProperties", values)])
}

pub(crate) fn described(mut schema: Schema, about: String) -> Schema {
    if let Value::Map(entries) = &mut schema {
        entries.insert(0, (Cow::Borrowed("description"), Value::String(Cow::Owned(about))));
    }
    schema
}
