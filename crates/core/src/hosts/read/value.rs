//! What the value of a field says.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::Reader;
use crate::diag::{LossKind, codes, say};
use crate::hosts::{Beyond, FieldSpec, Host, Kind, NoNames, field_node, raw};
use crate::model::{Concept, Meaning, Pair, Piece, Seconds, Server, Spelling, Text};
use crate::syntax::{Form, Kind as Node, NodeId, Syntax, Tree, Value};
use crate::text::{Ascii, Characters, characters, push};

/// The string `node` in a field of `concept`, with the references that `host` makes in it; `None` where it is no string.
#[must_use]
pub fn text_of<'s>(tree: &Tree<'s>, node: NodeId, host: &Host, concept: Concept) -> Option<Text<'s>> {
    Some(text(tree, node, tree.str(node)?, host, host.references.within(concept)))
}

fn text<'s>(tree: &Tree<'s>, node: NodeId, decoded: Cow<'s, str>, host: &Host, spellings: &[Spelling]) -> Text<'s> {
    if host.references.escapes()
        && let Some(inner) = tree.inner(node)
    {
        return raw::read(inner, spellings);
    }
    Text::parse(decoded, spellings)
}

/// Why a value does not fit its field.
pub(super) enum Misfit {
    /// It is of another type.
    Type(NodeId),
    /// It is nothing that a server could be told; what fits is kept.
    Nothing,
    /// It says what no other host could be told.
    Strange,
}

impl<'r, 's> Reader<'r, 's> {
    /// What a field of that kind says of the key in a header; the usual where there is none.
    #[cold]
    #[inline(never)]
    fn key_part(&self, entry: NodeId, kind: Kind, usual: &'static str) -> Result<Cow<'s, str>, Misfit> {
        let spec = self.host.fields.iter().find(|spec| spec.kind == kind);
        match spec.and_then(|spec| field_node(self.tree, entry, spec.key)) {
            Some(part) => self.tree.str(part).ok_or(Misfit::Type(part)),
            None => Ok(Cow::Borrowed(usual)),
        }
    }

    /// What the value of a field says. Where it is `native`, what is odd about it is said.
    pub(super) fn meaning(
        &mut self,
        server: &Server<'s>,
        spec: &'static FieldSpec,
        node: NodeId,
        native: bool,
    ) -> Result<Meaning<'s>, Misfit> {
        let tree = self.tree;
        let spellings = if native { self.host.references.within(spec.concept) } else { &[] };
        let misfit = || Misfit::Type(node);
        Ok(match spec.kind {
            Kind::Text => Meaning::Text(self.text(node, tree.str(node).ok_or_else(misfit)?, spellings)),
            Kind::Texts => {
                if tree.kind(node) != Node::List {
                    return Err(misfit());
                }
                let mut texts = Vec::with_capacity(tree.len(node));
                for item in tree.children(node) {
                    let string = self.string(server, spec.concept, item, native).ok_or(Misfit::Type(item))?;
                    texts.push(self.text(item, string, spellings));
                }
                Meaning::Texts(texts)
            }
            Kind::Pairs => {
                let mut pairs = Vec::with_capacity(tree.len(node));
                for item in self.entries(node)? {
                    let name = tree.key(item);
                    let unset =
                        native && spec.concept == Concept::Env && self.host.numbers_in_env && tree.kind(item) == Node::Null;
                    if unset {
                        let text = Text::read(Cow::Borrowed("null"), vec![Piece::Unset]);
                        pairs.push(Pair { name, text, origin: item });
                        continue;
                    }
                    match self.string(server, spec.concept, item, native) {
                        Some(text) => {
                            let text = self.text(item, text, spellings).in_field(spec.concept, spellings);
                            pairs.push(Pair { name, text, origin: item });
                        }
                        // What the host ignores is no loss; the field as a whole was noted.
                        None if !native => {}
                        None => {
                            let message = say![
                                "`",
                                name,
                                "` of `",
                                server.name,
                                "` holds ",
                                found(tree, item),
                                ", which no string can stand for"
                            ];
                            let diagnostic = self.diagnostic(&codes::VALUE_REFUSED, message, item);
                            self.sink.push(diagnostic.loss(LossKind::Dropped, &server.name, Some(spec.concept), Some(&name)));
                        }
                    }
                }
                Meaning::Pairs(pairs)
            }
            _ => return self.rare(server, spec, node, native),
        })
    }

    /// The same for the kinds that few fields are of.
    #[inline(never)]
    fn rare(&mut self, server: &Server<'s>, spec: &'static FieldSpec, node: NodeId, native: bool) -> Result<Meaning<'s>, Misfit> {
        let tree = self.tree;
        let spellings = if native { self.host.references.within(spec.concept) } else { &[] };
        let misfit = || Misfit::Type(node);
        Ok(match spec.kind {
            Kind::HeadersFromEnv => {
                let mut pairs = Vec::with_capacity(tree.len(node));
                for item in self.entries(node)? {
                    let variable = tree.str(item).ok_or(Misfit::Type(item))?;
                    pairs.push(Pair { name: tree.key(item), text: Text::variable("", variable), origin: item });
                }
                Meaning::Pairs(pairs)
            }
            Kind::Bearer => {
                let variable = tree.str(node).ok_or_else(misfit)?;
                Meaning::Pairs(vec![Pair {
                    name: Cow::Borrowed("Authorization"),
                    text: Text::variable("Bearer ", variable),
                    origin: node,
                }])
            }
            Kind::BearerText => {
                let token = tree.str(node).ok_or_else(misfit)?;
                if token.is_empty() {
                    let message = say!["`", spec.key, "` of `", server.name, "` is empty, and says nothing"];
                    self.say(&codes::FIELD_UNUSED, message, node);
                    return Err(Misfit::Nothing);
                }
                let token = say!["Bearer ", token];
                let text = Text::parse(Cow::Owned(token), spellings);
                Meaning::Pairs(vec![Pair { name: Cow::Borrowed("Authorization"), text, origin: node }])
            }
            Kind::KeyVariable => {
                let variable = tree.str(node).ok_or_else(misfit)?;
                let name = self.key_part(server.origin, Kind::KeyHeader, "Authorization")?;
                let format = self.key_part(server.origin, Kind::KeyFormat, "Bearer {token}")?;
                // What its formatting knows besides stays as it is written.
                let text = keyed(&format, variable).ok_or(Misfit::Strange)?;
                Meaning::Pairs(vec![Pair { name, text, origin: node }])
            }
            Kind::Words => {
                let words: Option<Vec<Cow<'s, str>>> = match tree.kind(node) {
                    Node::List => tree.children(node).map(|item| tree.str(item)).collect(),
                    _ => tree.str(node).and_then(|line| words(&line)),
                };
                Meaning::Texts(words.ok_or_else(misfit)?.into_iter().map(|word| Text::parse(word, spellings)).collect())
            }
            Kind::Variable => Meaning::Text(Text::variable("", tree.str(node).ok_or_else(misfit)?)),
            Kind::Passthrough => {
                if tree.kind(node) != Node::List {
                    return Err(misfit());
                }
                let mut pairs = Vec::with_capacity(tree.len(node));
                for item in tree.children(node) {
                    pairs.push(self.passed(item).ok_or(Misfit::Type(item))?);
                }
                Meaning::Pairs(pairs)
            }
            Kind::Names(empty) => {
                if tree.kind(node) != Node::List {
                    return Err(misfit());
                }
                let names: Option<Vec<_>> = tree.children(node).map(|item| tree.str(item)).collect();
                let names = names.ok_or_else(misfit)?;
                let everything = match empty {
                    NoNames::Nothing => false,
                    NoNames::Everything => names.is_empty(),
                    NoNames::NothingOrStar => names == ["*"],
                };
                if everything {
                    return Err(Misfit::Nothing);
                }
                Meaning::Names(names)
            }
            Kind::SpacedNames => {
                let text = tree.str(node).ok_or_else(misfit)?;
                Meaning::Names(text.split_ascii_whitespace().map(|name| Cow::Owned(name.to_owned())).collect())
            }
            Kind::Seconds { exponent, zero, .. } => {
                let limit = self.limit(server, spec, node, zero, native).ok_or_else(misfit)?;
                if native {
                    return self.time_limit(server, spec, limit, exponent, node);
                }
                Meaning::Seconds(limit)
            }
            Kind::SharedSeconds { exponent, zero, .. } => {
                let limit = self.limit(server, spec, node, zero, native);
                if limit.is_none() && native && self.host.limits.beyond == Beyond::Clamped {
                    let message = say!["`", spec.key, "` of `", server.name, "` is no limit that ", self.host.name, " could use"];
                    self.say(&codes::FIELD_UNUSED, message, node);
                    return Err(Misfit::Nothing);
                }
                let limit = limit.ok_or_else(misfit)?;
                if native && exponent == 0 {
                    return self.time_limit(server, spec, limit, exponent, node);
                }
                Meaning::Seconds(limit)
            }
            Kind::CommandLine => {
                if tree.kind(node) != Node::List {
                    return Err(misfit());
                }
                let mut texts = Vec::with_capacity(tree.len(node));
                for item in tree.children(node) {
                    texts.push(self.text(item, tree.str(item).ok_or(Misfit::Type(item))?, spellings));
                }
                Meaning::Texts(texts)
            }
            Kind::Switch(on) => Meaning::Switch(tree.bool(node).ok_or_else(misfit)? == on),
            Kind::Port(lowest) => {
                let is_integer = match tree.syntax() {
                    Syntax::Json => matches!(tree.kind(node), Node::Integer | Node::Float),
                    Syntax::Toml | Syntax::Yaml => tree.kind(node) == Node::Integer,
                };
                let port = Seconds::parse(tree.raw(node), 0).filter(|port| is_integer && port.is_whole(0));
                let digits = port
                    .filter(|port| port.is_below(65_536, 0) && !port.is_below(u64::from(lowest), 0))
                    .and_then(|port| port.in_units(0));
                Meaning::Opaque(Value::Plain(digits.ok_or_else(misfit)?))
            }
            _ => Meaning::Opaque(tree.value(node)),
        })
    }

    /// A length of time that the host takes, by its own unit.
    fn limit(&mut self, server: &Server<'s>, spec: &FieldSpec, node: NodeId, zero: bool, native: bool) -> Option<Seconds> {
        let tree = self.tree;
        let (exponent, whole) = match spec.kind {
            Kind::Seconds { exponent, whole, .. } | Kind::SharedSeconds { exponent, whole, .. } => (i32::from(exponent), whole),
            _ => return None,
        };
        // To JSON `3e4` is as whole as `30000`; TOML tells integers and floats apart.
        let is_integer = tree.kind(node) == Node::Integer || tree.syntax() == Syntax::Json;
        let is_number = matches!(tree.kind(node), Node::Integer | Node::Float);
        let quoted = tree.str(node).filter(|_| native && self.host.numbers_in_quotes);
        let digits = quoted.as_deref().or_else(|| is_number.then_some(tree.raw(node)))?;
        let limit = Seconds::parse(digits, exponent)?;
        // 1e300 seconds are more than any host counts.
        let counts = limit.in_units(exponent).is_some() && (zero || limit != Seconds::ZERO);
        if !counts || (whole && !(is_integer && limit.is_whole(exponent))) {
            return None;
        }
        if quoted.is_some() {
            let (key, name, host) = (spec.key, &server.name, self.host.name);
            let message = say!["`", key, "` of `", name, "` is a number in quotes, which ", host, " takes, and complains"];
            let diagnostic = self.diagnostic(&codes::NUMBER_IN_QUOTES, message, node);
            self.sink.push(diagnostic.help("remove the quotes"));
        }
        Some(limit)
    }

    /// A string, decoded, with the references in it.
    fn text(&self, node: NodeId, decoded: Cow<'s, str>, spellings: &[Spelling]) -> Text<'s> {
        text(self.tree, node, decoded, self.host, spellings)
    }

    fn time_limit(
        &mut self,
        server: &Server<'s>,
        spec: &FieldSpec,
        seconds: Seconds,
        exponent: i8,
        node: NodeId,
    ) -> Result<Meaning<'s>, Misfit> {
        let unit = if exponent == 0 { "seconds" } else { "milliseconds" };
        if seconds.is_below(self.host.timeout_floor, 0) {
            let message = say![
                "`",
                spec.key,
                "` of `",
                server.name,
                "` counts in ",
                unit,
                ", and ",
                self.host.name,
                " ignores less than a second"
            ];
            let diagnostic = self.diagnostic(&codes::TIMEOUT_SUSPICIOUS, message, node);
            self.sink.push(diagnostic.help("multiply it by 1000 if seconds are meant"));
            return Err(Misfit::Nothing);
        }
        let is_default = seconds == Seconds::milliseconds(self.host.default_limit * 1000);
        // Half an hour is 1800 seconds, and no time limit in milliseconds.
        let is_round = || seconds.in_units(0).is_some_and(|digits| digits.ends_with("000") || digits.ends_with("500"));
        if exponent == 0 && !seconds.is_below(1000, 0) && !is_default && is_round() {
            let message = say!["`", spec.key, "` of `", server.name, "` counts in seconds, and looks like milliseconds"];
            let diagnostic = self.diagnostic(&codes::TIMEOUT_SUSPICIOUS, message, node);
            self.sink.push(diagnostic.help("divide it by 1000 if milliseconds are meant"));
        }
        if self.host.limits.beyond == Beyond::Clamped && !self.host.limits.take(seconds) {
            let nearest = if seconds.is_below(self.host.limits.shortest, -3) {
                self.host.limits.shortest
            } else {
                self.host.limits.longest
            };
            return Ok(Meaning::Seconds(Seconds::milliseconds(nearest)));
        }
        Ok(Meaning::Seconds(seconds))
    }

    /// The entries of a map that count.
    fn entries(&mut self, map: NodeId) -> Result<impl Iterator<Item = NodeId> + use<'r, 's>, Misfit> {
        let tree = self.tree;
        if tree.kind(map) != Node::Map {
            return Err(Misfit::Type(map));
        }
        for child in tree.children(map) {
            self.is_shadowed(child);
        }
        Ok(tree.children(map).filter(|&child| !tree.is_shadowed(child)))
    }

    /// A string, or a number or boolean as the source spells it.
    #[inline]
    fn string(&mut self, server: &Server<'s>, concept: Concept, node: NodeId, native: bool) -> Option<Cow<'s, str>> {
        self.tree.str(node).or_else(|| self.spelled(server, concept, node, native))
    }

    /// The same of what is no string.
    #[cold]
    fn spelled(&mut self, server: &Server<'s>, concept: Concept, node: NodeId, native: bool) -> Option<Cow<'s, str>> {
        let tree = self.tree;
        match tree.kind(node) {
            Node::Integer | Node::Float | Node::Bool | Node::Datetime => {
                let taken = concept == Concept::Env && self.host.numbers_in_env && tree.kind(node) != Node::Bool;
                let taken = taken || (tree.kind(node) == Node::Datetime && self.host.dates_are_texts);
                if native && !taken {
                    let key = tree.path(node).pop().unwrap_or_default();
                    let message = say![
                        "`",
                        key,
                        "` of `",
                        server.name,
                        "` holds ",
                        found(tree, node),
                        ", and is read as the string of the same spelling"
                    ];
                    let diagnostic = self.diagnostic(&codes::VALUE_STRINGIFIED, message, node);
                    self.sink.push(diagnostic.loss(LossKind::Coerced, &server.name, Some(concept), Some(&key)));
                }
                Some(Cow::Borrowed(tree.raw(node)))
            }
            Node::String | Node::Null | Node::List | Node::Map => None,
        }
    }

    /// An item of a list of variables that are passed on: a name, or a name and where it comes from.
    fn passed(&self, item: NodeId) -> Option<Pair<'s>> {
        let tree = self.tree;
        if let Some(name) = tree.str(item) {
            return Some(Pair { text: Text::variable("", name.clone()), name, origin: item });
        }
        let is_known = |key: &str| matches!(key, "name" | "source");
        if tree.children(item).any(|part| !is_known(&tree.key(part))) {
            return None;
        }
        let name = tree.get(item, "name").filter(|_| self.host.sources).and_then(|name| tree.str(name))?;
        let source = tree.get(item, "source").map(|source| tree.str(source));
        let text = match source {
            None => Text::variable("", name.clone()),
            Some(source) => match source?.as_ref() {
                "local" => Text::variable("", name.clone()),
                "remote" => Text::read(name.clone(), vec![Piece::Remote(name.clone())]),
                _ => return None,
            },
        };
        Some(Pair { name, text, origin: item })
    }
}

/// What a value is, in words; never the value.
pub(super) fn found(tree: &Tree<'_>, node: NodeId) -> &'static str {
    match tree.kind(node) {
        Node::Null => "`null`",
        Node::Bool => "a boolean",
        Node::Integer | Node::Float => "a number",
        Node::Datetime => "a date",
        Node::String => "a string",
        Node::List if tree.form(node) == Form::Tables => "an array of tables",
        Node::List => "a list",
        Node::Map => "a table",
    }
}

/// The header that is sent in `format`, with the value of the variable in place of `{token}`; `None` where there is more to it.
pub(in crate::hosts) fn keyed<'s>(format: &str, variable: Cow<'s, str>) -> Option<Text<'s>> {
    let raw = Cow::Owned(say![format, " with ", variable]);
    let literal = |text: &str| Piece::Literal(Cow::Owned(text.to_owned()));
    let (before, after) =
        format.cut("{token}").filter(|(before, after)| ![before, after].iter().any(|part| part.has_any(b"{}")))?;
    let all = [literal(before), Piece::Variable { name: variable, default: None }, literal(after)];
    let pieces = all.into_iter().filter(|piece| *piece != literal("")).collect();
    Some(Text::read(raw, pieces))
}

/// The words of a line as a shell of POSIX takes it apart; `None` where a quote is not closed.
pub(in crate::hosts) fn words<'s>(line: &str) -> Option<Vec<Cow<'s, str>>> {
    let mut words: Vec<Cow<'s, str>> = Vec::new();
    let mut word: Option<String> = None;
    let mut rest = characters(line);
    while let Some(character) = rest.next() {
        match character {
            ' ' | '\t' | '\r' | '\n' => words.extend(word.take().map(Cow::Owned)),
            '\'' => word.get_or_insert_default().push_str(&until(&mut rest, '\'')?),
            '"' => word.get_or_insert_default().push_str(&until(&mut rest, '"')?),
            '\\' => push(word.get_or_insert_default(), rest.next()?),
            other => push(word.get_or_insert_default(), other),
        }
    }
    words.extend(word.map(Cow::Owned));
    Some(words)
}

/// What stands before the closing quote.
fn until(rest: &mut Characters<'_>, quote: char) -> Option<String> {
    let mut inner = String::new();
    loop {
        match rest.next()? {
            '\\' if quote == '"' => match rest.next()? {
                escaped @ ('"' | '\\') => push(&mut inner, escaped),
                other => {
                    inner.push('\\');
                    push(&mut inner, other);
                }
            },
            end if end == quote => return Some(inner),
            other => push(&mut inner, other),
        }
    }
}

pub(super) fn wanted(kind: Kind) -> &'static str {
    match kind {
        Kind::Transport
        | Kind::Name
        | Kind::Text
        | Kind::Bearer
        | Kind::BearerText
        | Kind::Variable
        | Kind::KeyVariable
        | Kind::KeyHeader
        | Kind::KeyFormat
        | Kind::SpacedNames => "a string",
        Kind::Texts | Kind::Names(_) | Kind::CommandLine => "a list of strings",
        Kind::Words => "a command, or a list of its words",
        Kind::Passthrough => "a list of names of variables",
        Kind::Pairs => "a table of strings",
        Kind::HeadersFromEnv => "a table of names of variables",
        Kind::Seconds { whole, zero, .. } | Kind::SharedSeconds { whole, zero, .. } => match (whole, zero) {
            (false, false) => "a number above zero",
            (true, false) => "a whole number above zero",
            (true, true) => "a whole number that is not negative",
            (false, true) => "a number that is not negative",
        },
        Kind::Switch(_) => "`true` or `false`",
        Kind::Port(_) => "a port",
        Kind::Own => "another value",
    }
}
