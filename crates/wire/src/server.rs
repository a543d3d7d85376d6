//! Servers in the canonical model.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec::Vec;

use mcpglot_core::diag::Document;
use mcpglot_core::hosts::Host;
use mcpglot_core::mask;
use mcpglot_core::model::{self, Concept, Meaning, Pair, Piece, Text};
use mcpglot_core::ops::ReadOutcome;
use mcpglot_core::syntax::{self, Syntax, Tree};
use mcpglot_core::text::Encoding;
use serde::ser::{SerializeMap, SerializeSeq};
use serde::{Serialize, Serializer};

use crate::{Diagnostic, SCHEMA_VERSION, Texts, diagnostics};

/// The response of `read`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Read<'o> {
    schema_version: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'static str>,
    servers: Vec<Server<'o>>,
    diagnostics: Vec<Diagnostic<'o>>,
}

impl<'o> Read<'o> {
    /// What was read of `text` for `host`. With `masked`, no value is in it.
    #[must_use]
    pub fn new(read: &'o ReadOutcome<'o>, host: &'static Host, text: &'o str, encoding: Encoding, masked: bool) -> Self {
        debug_assert!(read.sink.diagnostics.iter().all(|diagnostic| diagnostic.document == Document::Source));
        let texts = Texts { source: text, target: "", encoding };
        Self {
            schema_version: SCHEMA_VERSION,
            host: Some(host.id),
            servers: servers(read, host, masked),
            diagnostics: diagnostics(&read.sink.diagnostics, texts),
        }
    }

    /// The response where nothing can be read: the reason alone.
    #[must_use]
    pub fn refused(found: &'o [mcpglot_core::diag::Diagnostic], text: &'o str, encoding: Encoding) -> Self {
        let texts = Texts { source: text, target: "", encoding };
        Self { schema_version: SCHEMA_VERSION, host: None, servers: Vec::new(), diagnostics: diagnostics(found, texts) }
    }
}

/// The response of `list`.
#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Listing<'o> {
    schema_version: u32,
    files: Vec<Listed<'o>>,
}

impl<'o> Listing<'o> {
    /// The response about these files.
    #[must_use]
    pub const fn new(files: Vec<Listed<'o>>) -> Self {
        Self { schema_version: SCHEMA_VERSION, files }
    }
}

/// The servers of one file, values masked.
#[derive(Serialize)]
pub struct Listed<'o> {
    file: &'o str,
    #[serde(skip_serializing_if = "Option::is_none")]
    host: Option<&'static str>,
    servers: Vec<Server<'o>>,
    diagnostics: Vec<Diagnostic<'o>>,
}

impl<'o> Listed<'o> {
    /// What was read of `text` for `host`; without it, nothing could be. `found` is what is to be said.
    #[must_use]
    pub fn new(
        file: &'o str,
        read: Option<(&'o ReadOutcome<'o>, &'static Host)>,
        found: &'o [mcpglot_core::diag::Diagnostic],
        text: &str,
        encoding: Encoding,
    ) -> Self {
        let texts = Texts { source: text, target: "", encoding };
        let host = read.map(|(_, host)| host.id);
        let servers = read.map_or_else(Vec::new, |(read, host)| servers(read, host, true));
        Self { file, host, servers, diagnostics: diagnostics(found, texts) }
    }
}

fn servers<'o>(read: &'o ReadOutcome<'o>, host: &'static Host, masked: bool) -> Vec<Server<'o>> {
    read.tree.as_ref().zip(read.config.as_ref()).map_or_else(Vec::new, |(tree, config)| {
        let usable = config.servers.iter().filter(|server| !server.unusable);
        usable.map(|server| Server::new(server, tree, host, masked)).collect()
    })
}

/// One server. Which fields there are is told by the concepts of the model; what is empty or not said is absent.
pub struct Server<'o> {
    server: &'o model::Server<'o>,
    tree: &'o Tree<'o>,
    host: &'static Host,
    masked: bool,
}

impl<'o> Server<'o> {
    /// The JSON form of `server`, read from `tree` for `host`.
    #[must_use]
    pub const fn new(server: &'o model::Server<'o>, tree: &'o Tree<'o>, host: &'static Host, masked: bool) -> Self {
        Self { server, tree, host, masked }
    }

    /// The name of a server, variable or header, which is shown unless it is a credential itself.
    fn key<'k>(&self, key: &'k str) -> &'k str {
        if self.masked { mask::key(key) } else { key }
    }

    fn pairs<S: SerializeMap>(&self, map: &mut S, concept: Concept, pairs: &[Pair<'_>]) -> Result<(), S::Error> {
        let is_header = concept == Concept::Headers;
        let variable = |pair: &Pair<'_>| match pair.text.whole_variable("") {
            Some((name, None)) if is_header || name == pair.name => Some(named(name, self.masked).to_owned()),
            _ => None,
        };
        let bearer = |pair: &Pair<'_>| {
            let whole = pair.text.whole_variable("Bearer ").filter(|(_, default)| default.is_none());
            whole
                .filter(|_| is_header && pair.name.eq_ignore_ascii_case("authorization"))
                .map(|(name, _)| named(name, self.masked).to_owned())
        };
        let own: Vec<_> = pairs.iter().filter(|pair| variable(pair).is_none() && bearer(pair).is_none()).collect();
        if !own.is_empty() {
            let entries: Vec<_> = own
                .iter()
                .map(|pair| (self.key(&pair.name), Shown { text: &pair.text, masked: self.masked, mask: hide }))
                .collect();
            map.serialize_entry(concept.name(), &Entries(&entries))?;
        }
        let passed: Vec<_> = pairs.iter().filter_map(|pair| Some((self.key(&pair.name), variable(pair)?))).collect();
        if !passed.is_empty() {
            if is_header {
                map.serialize_entry("headers_from_env", &Entries(&passed))?;
            } else {
                map.serialize_entry("env_passthrough", &passed.iter().map(|(_, name)| name).collect::<Vec<_>>())?;
            }
        }
        match pairs.iter().find_map(bearer) {
            Some(name) => map.serialize_entry("bearer_env", &name),
            None => Ok(()),
        }
    }
}

impl Serialize for Server<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let server = self.server;
        let mut map = serializer.serialize_map(None)?;
        map.serialize_entry("name", self.key(&server.name))?;
        if let Some(transport) = server.transport {
            map.serialize_entry("transport", transport.name())?;
        }
        for field in &server.fields {
            let key = field.concept.name();
            let mask: fn(&str) -> String = match field.concept {
                Concept::Command => mask::mask_command,
                Concept::Url => mask::mask_url,
                _ => hide,
            };
            match &field.meaning {
                Meaning::Text(text) => map.serialize_entry(key, &Shown { text, masked: self.masked, mask })?,
                Meaning::Texts(texts) => {
                    let command = match server.get(Concept::Command).map(|field| &field.meaning) {
                        Some(Meaning::Text(command)) => command.raw(),
                        _ => "",
                    };
                    let package = mask::package_of(command, texts.iter().map(Text::raw));
                    let shown = |(at, text)| Shown {
                        text,
                        masked: self.masked,
                        mask: if package == Some(at) { mask_package } else { mask_flag },
                    };
                    map.serialize_entry(key, &texts.iter().enumerate().map(shown).collect::<Vec<_>>())?;
                }
                Meaning::Pairs(pairs) => self.pairs(&mut map, field.concept, pairs)?,
                Meaning::Names(names) => {
                    map.serialize_entry(key, &names.iter().map(|name| self.key(name)).collect::<Vec<_>>())?
                }
                Meaning::Seconds(seconds) if seconds.is_whole(0) => map.serialize_entry(key, &whole(seconds.as_f64()))?,
                Meaning::Seconds(seconds) => map.serialize_entry(key, &seconds.as_f64())?,
                Meaning::Switch(on) => map.serialize_entry(key, on)?,
                Meaning::Opaque(_) if self.masked => map.serialize_entry(key, mask::HIDDEN)?,
                Meaning::Opaque(value) => {
                    // The one value of that kind is a port.
                    let text = syntax::print(value, Syntax::Json);
                    match text.parse::<u64>() {
                        Ok(number) => map.serialize_entry(key, &number)?,
                        Err(_) => map.serialize_entry(key, &text)?,
                    }
                }
            }
        }
        if !server.extras.is_empty() {
            let extras: Vec<Extra<'_>> = server.extras.iter().map(|extra| Extra::new(extra, self)).collect();
            map.serialize_entry("extras", &extras)?;
        }
        map.end()
    }
}

/// What one host alone has.
#[derive(Serialize)]
struct Extra<'o> {
    host: &'static str,
    path: &'o str,
    text: String,
}

impl<'o> Extra<'o> {
    fn new(extra: &'o model::Extra<'o>, server: &Server<'o>) -> Self {
        let text = if server.masked { mask::HIDDEN.to_owned() } else { syntax::print(&extra.value, server.tree.syntax()) };
        Self { host: server.host.id, path: server.key(&extra.key), text }
    }
}

/// A text: a string where it holds no reference, else the list of its pieces.
struct Shown<'o> {
    text: &'o Text<'o>,
    masked: bool,
    mask: fn(&str) -> String,
}

impl Serialize for Shown<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let shown = |text: &str| if self.masked { (self.mask)(text) } else { text.to_owned() };
        let pieces = match self.text {
            Text::Literal(text) => return serializer.serialize_str(&shown(text)),
            Text::Template { pieces, .. } => pieces,
        };
        let mut list = serializer.serialize_seq(Some(pieces.len()))?;
        for piece in pieces {
            match piece {
                Piece::Literal(text) if self.masked && text != "Bearer " => list.serialize_element(mask::HIDDEN)?,
                Piece::Literal(text) => list.serialize_element(text)?,
                Piece::Variable { name, default: None } => {
                    list.serialize_element(&Entries(&[("variable", named(name, self.masked))]))?
                }
                Piece::Variable { name, default: Some(default) } => {
                    list.serialize_element(&Entries(&[
                        ("variable", named(name, self.masked).to_owned()),
                        ("default", if self.masked { hide(default) } else { default.to_string() }),
                    ]))?;
                }
                Piece::Input(id) => list.serialize_element(&Entries(&[("input", id.as_ref())]))?,
                Piece::Path(name) => list.serialize_element(&Entries(&[("path", name.as_ref())]))?,
                Piece::File(path) => list.serialize_element(&Entries(&[("file", path.as_ref())]))?,
                Piece::Remote(name) => list.serialize_element(&Entries(&[("remote", named(name, self.masked))]))?,
                Piece::Script(_) if self.masked => list.serialize_element(mask::HIDDEN)?,
                Piece::Script(text) => list.serialize_element(&Entries(&[("script", text.as_ref())]))?,
                Piece::Unset => list.serialize_element(&Entries(&[("unset", true)]))?,
            }
        }
        list.end()
    }
}

/// An object whose keys keep their order.
struct Entries<'o, V>(&'o [(&'o str, V)]);

impl<V: Serialize> Serialize for Entries<'_, V> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(self.0.len()))?;
        for (key, value) in self.0 {
            map.serialize_entry(key, value)?;
        }
        map.end()
    }
}

/// The name of a variable, which some confuse with what it holds.
fn named(name: &str, masked: bool) -> &str {
    if masked { mask::name(name) } else { name }
}

fn hide(_: &str) -> String {
    mask::HIDDEN.to_owned()
}

fn mask_package(text: &str) -> String {
    mask::mask_arg(text, true)
}

fn mask_flag(text: &str) -> String {
    mask::mask_arg(text, false)
}

/// A whole number without a point; what is beyond every clock stays what it is.
fn whole(number: f64) -> u64 {
    #[expect(clippy::cast_possible_truncation, clippy::cast_sign_loss, reason = "whole and not negative; the cast saturates")]
    {
        number as u64
    }
}
