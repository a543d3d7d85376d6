//! Servers in the canonical model.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use mcpglot_core::diag::Document;
use mcpglot_core::hosts::Host;
use mcpglot_core::mask;
use mcpglot_core::model::{self, Concept, Meaning, Pair, Piece, Text};
use mcpglot_core::ops::ReadOutcome;
use mcpglot_core::syntax::{self, Syntax, Tree};
use mcpglot_core::text::Encoding;
use serde::{Serialize, Serializer};

use crate::json::Json;
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

    /// The fields that say `pairs`.
    fn pairs(&self, fields: &mut Vec<(&'o str, Json<'o>)>, concept: Concept, pairs: &'o [Pair<'_>]) {
        let is_header = concept == Concept::Headers;
        let (mut own, mut passed, mut bearer) = (Vec::new(), Vec::new(), None);
        for pair in pairs {
            let whole = |prefix| pair.text.whole_variable(prefix).filter(|(_, default)| default.is_none()).map(|(name, _)| name);
            let is_bearer = is_header && pair.name.eq_ignore_ascii_case("authorization");
            let key = self.key(&pair.name);
            if let Some(name) = whole("").filter(|&name| is_header || name == pair.name) {
                passed.push((key, self.named(name, mask::has_bare(&pair.text))));
            } else if let Some(name) = whole("Bearer ").filter(|_| is_bearer) {
                bearer = bearer.or(Some(self.named(name, mask::has_bare(&pair.text))));
            } else {
                own.push((key, self.text(&pair.text, hide)));
            }
        }
        if !own.is_empty() {
            fields.push((concept.name(), Json::Object(own)));
        }
        if !passed.is_empty() {
            fields.push(if is_header {
                ("headers_from_env", Json::Object(passed))
            } else {
                ("env_passthrough", Json::List(passed.into_iter().map(|(_, name)| name).collect()))
            });
        }
        fields.extend(bearer.map(|name| ("bearer_env", name)));
    }

    /// The name of a variable, which some confuse with what it holds.
    fn named(&self, name: &'o str, is_bare: bool) -> Json<'o> {
        Json::word(if self.masked { mask::variable(name, is_bare) } else { name })
    }

    /// What is told as it is, unless values are masked.
    fn plain(&self, text: &'o str) -> Json<'o> {
        Json::word(if self.masked { mask::HIDDEN } else { text })
    }

    /// A text: a string where it holds no reference, else the list of its pieces.
    fn text(&self, text: &'o Text<'_>, mask: fn(&str) -> String) -> Json<'o> {
        let pieces = match text {
            Text::Literal(text) if self.masked => return Json::Text(Cow::Owned(mask(text))),
            Text::Literal(text) => return Json::word(text),
            Text::Template { pieces, .. } => pieces,
        };
        let is_bare = mask::has_bare(text);
        let told = |piece: &'o Piece<'_>| {
            let (key, value) = match piece {
                Piece::Literal(text) if text == "Bearer " => return Json::word(text),
                Piece::Literal(text) => return self.plain(text),
                Piece::Script(_) if self.masked => return self.plain(""),
                Piece::Variable { name, default: Some(default) } => {
                    return Json::Object(vec![("variable", self.named(name, is_bare)), ("default", self.plain(default))]);
                }
                Piece::Variable { name, default: None } => ("variable", self.named(name, is_bare)),
                Piece::Remote(name) => ("remote", self.named(name, is_bare)),
                Piece::Input(id) => ("input", Json::word(id)),
                Piece::Path(name) => ("path", Json::word(name)),
                Piece::File(path) => ("file", Json::word(path)),
                Piece::Script(text) => ("script", Json::word(text)),
                Piece::Unset => ("unset", Json::Switch(true)),
            };
            Json::Object(vec![(key, value)])
        };
        Json::List(pieces.iter().map(told).collect())
    }

    /// All that it says.
    fn told(&self) -> Json<'o> {
        let server = self.server;
        let mut fields = vec![("name", Json::word(self.key(&server.name)))];
        fields.extend(server.transport.map(|transport| ("transport", Json::word(transport.name()))));
        for field in &server.fields {
            let mask: fn(&str) -> String = match field.concept {
                Concept::Command => mask::mask_command,
                Concept::Url => mask::mask_url,
                _ => hide,
            };
            let value = match &field.meaning {
                Meaning::Text(text) => self.text(text, mask),
                Meaning::Texts(texts) => {
                    let command = match server.get(Concept::Command).map(|field| &field.meaning) {
                        Some(Meaning::Text(command)) => command.raw(),
                        _ => "",
                    };
                    let package = mask::package_of(command, texts.iter().map(Text::raw));
                    let shown = |(at, text)| self.text(text, if package == Some(at) { mask_package } else { mask_flag });
                    Json::List(texts.iter().enumerate().map(shown).collect())
                }
                Meaning::Pairs(pairs) => {
                    self.pairs(&mut fields, field.concept, pairs);
                    continue;
                }
                Meaning::Names(names) => Json::List(names.iter().map(|name| Json::word(self.key(name))).collect()),
                Meaning::Seconds(seconds) if seconds.is_whole(0) => Json::Whole(whole(seconds.as_f64())),
                Meaning::Seconds(seconds) => Json::Number(seconds.as_f64()),
                Meaning::Switch(on) => Json::Switch(*on),
                Meaning::Opaque(_) if self.masked => Json::word(mask::HIDDEN),
                Meaning::Opaque(value) => {
                    // The one value of that kind is a port.
                    let text = syntax::print(value, Syntax::Json);
                    text.parse().map_or_else(|_| Json::Text(Cow::Owned(text)), Json::Whole)
                }
            };
            fields.push((field.concept.name(), value));
        }
        if !server.extras.is_empty() {
            fields.push(("extras", Json::List(server.extras.iter().map(|extra| self.extra(extra)).collect())));
        }
        Json::Object(fields)
    }

    /// What one host alone has.
    fn extra(&self, extra: &'o model::Extra<'_>) -> Json<'o> {
        let text = if self.masked { mask::HIDDEN.to_owned() } else { syntax::print(&extra.value, self.tree.syntax()) };
        let path = Json::word(self.key(&extra.key));
        Json::Object(vec![("host", Json::word(self.host.id)), ("path", path), ("text", Json::Text(Cow::Owned(text)))])
    }
}

impl Serialize for Server<'_> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        self.told().serialize(serializer)
    }
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
