//! What a client tells of a server, in the words of the model, so that what was meant can be held against it.

use mcpglot_core::model::Concept;
use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt;
use std::path::Path;

/// What a client makes of a document.
#[derive(Debug, Clone, PartialEq)]
pub enum Verdict {
    /// It goes on with these servers, in its own order.
    Loads {
        /// The servers.
        servers: Vec<Seen>,
        /// What it complains of all the same, in its own words, which may quote a value of the document.
        complaints: Vec<String>,
    },
    /// It takes nothing from it. The reason is in its own words too.
    Refuses(String),
}

/// One server, as a client sees it. What it shows as empty is as good as absent, and on is the same as not off.
#[derive(Clone, PartialEq)]
pub struct Seen {
    /// Its name.
    pub name: String,
    said: BTreeMap<Concept, Said>,
}

/// What is said of one thing.
#[derive(Clone, PartialEq, Debug)]
pub enum Said {
    /// A string, its references expanded; of a transport, its name.
    Text(String),
    /// Such strings.
    Texts(Vec<String>),
    /// Names and such strings.
    Pairs(BTreeMap<String, String>),
    /// A length of time, to the billionth of a second: clients calculate with floats.
    Seconds(f64),
    /// That it is switched off.
    Off,
    /// Something that is not of the right kind.
    Odd,
    /// Something, of this server, that the client does not tell: it is like anything.
    Untold,
}

/// In the place of a value: it is like any.
pub(super) const UNTOLD: &str = "\0untold";

/// How a client shows a field.
#[derive(Clone, Copy, Debug)]
pub(super) enum Shape {
    Text,
    Texts,
    Pairs,
    Milliseconds,
}

impl Seen {
    /// A server of which nothing is said.
    #[must_use]
    pub fn new(name: &str) -> Self {
        Self { name: name.to_owned(), said: BTreeMap::new() }
    }

    /// The fields of an entry that a client shows.
    pub(super) fn shown(name: &str, entry: &Map<String, Value>, fields: &[(&str, Concept, Shape)]) -> Self {
        let mut seen = Self::new(name);
        for &(key, concept, shape) in fields {
            if let Some(value) = entry.get(key).filter(|value| !value.is_null()) {
                seen.say(concept, Said::parse(value, shape).unwrap_or(Said::Odd));
            }
        }
        seen
    }

    /// Says something of it.
    pub fn say(&mut self, concept: Concept, said: Said) {
        let said = match said {
            // Headers are the same whatever their case.
            Said::Pairs(pairs) if concept == Concept::Headers => {
                Said::Pairs(pairs.into_iter().map(|(name, text)| (name.to_ascii_lowercase(), text)).collect())
            }
            said => said,
        };
        let empty = match &said {
            Said::Texts(texts) => texts.is_empty() && !matches!(concept, Concept::ToolsAllow),
            Said::Pairs(pairs) => pairs.is_empty(),
            _ => false,
        };
        if !empty {
            self.said.insert(concept, said);
        }
    }

    /// What is said of `concept`.
    #[must_use]
    pub fn get(&self, concept: Concept) -> Option<&Said> {
        self.said.get(&concept)
    }

    /// Where the client puts in its own home and `PATH`, says so as [`Variables::value`] does.
    pub(super) fn without_place(self, home: &Path, path: &Path) -> Self {
        let (home, path) = (home.to_string_lossy(), path.to_string_lossy());
        let change = |text: &str| text.replace(&*home, "value-of-HOME").replace(&*path, "value-of-PATH");
        Self { name: self.name, said: self.said.into_iter().map(|(concept, said)| (concept, said.map(change))).collect() }
    }

    /// All that is said of it.
    pub fn into_said(self) -> impl Iterator<Item = (Concept, Said)> {
        self.said.into_iter()
    }

    /// The names of what the two differ in, of what the client tells: never the values.
    #[must_use]
    pub fn differences(&self, other: &Self, tells: &[Concept]) -> Vec<&'static str> {
        let same = |one: &String, other: &String| one == other || [one, other].iter().any(|text| *text == UNTOLD);
        let alike = |concept: Concept| match (self.get(concept), other.get(concept)) {
            (Some(Said::Untold), _) | (_, Some(Said::Untold)) => true,
            (Some(Said::Pairs(one)), Some(Said::Pairs(other))) => {
                one.len() == other.len() && one.iter().all(|(name, text)| other.get(name).is_some_and(|other| same(text, other)))
            }
            (Some(Said::Texts(one)), Some(Said::Texts(other))) => {
                one.len() == other.len() && one.iter().zip(other).all(|(one, other)| same(one, other))
            }
            (Some(Said::Text(one)), Some(Said::Text(other))) => same(one, other),
            (one, other) => one == other,
        };
        tells.iter().filter(|&&concept| !alike(concept)).map(|concept| concept.name()).collect()
    }
}

impl Said {
    /// So many seconds, rounded to what is compared.
    pub(super) fn seconds(seconds: f64) -> Self {
        Self::Seconds((seconds * 1e9).round() / 1e9)
    }

    fn parse(value: &Value, shape: Shape) -> Option<Self> {
        let text = |value: &Value| value.as_str().map(str::to_owned);
        Some(match shape {
            Shape::Text => Self::Text(text(value)?),
            Shape::Texts => Self::Texts(value.as_array()?.iter().map(text).collect::<Option<_>>()?),
            Shape::Pairs => {
                // A client that keeps numbers as they are makes text of them when it starts the server.
                let text = |value: &Value| if value.is_string() { text(value) } else { Some(value.to_string()) };
                let pairs = value.as_object()?.iter().map(|(name, value)| Some((name.clone(), text(value)?)));
                Self::Pairs(pairs.collect::<Option<_>>()?)
            }
            Shape::Milliseconds => Self::seconds(value.as_f64()? / 1000.0),
        })
    }

    /// Changes each string in it.
    pub(super) fn map(self, change: impl Fn(&str) -> String) -> Self {
        match self {
            Self::Text(text) => Self::Text(change(&text)),
            Self::Texts(texts) => Self::Texts(texts.iter().map(|text| change(text)).collect()),
            Self::Pairs(pairs) => Self::Pairs(pairs.into_iter().map(|(name, text)| (name, change(&text))).collect()),
            other => other,
        }
    }
}

/// Names what is said, and masks what it is.
impl fmt::Debug for Seen {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seen").field("name", &self.name).field("said", &self.said.keys().collect::<Vec<_>>()).finish()
    }
}

/// The variables of a client's environment. With them it can be seen what the client takes for a reference.
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Variables {
    set: BTreeSet<String>,
    unset: BTreeSet<String>,
}

/// Variables that a client has of its own.
const OWN: &[&str] = &["HOME", "PATH", "TMPDIR", "LANG", "NO_COLOR"];

impl Variables {
    /// Every name that some client could take for a variable's is set.
    #[must_use]
    pub fn of(document: &str) -> Self {
        let mut set = BTreeSet::new();
        for (at, _) in document.match_indices(['$', '{']) {
            let rest = &document[at + 1..];
            let secret = rest.strip_prefix("{{").and_then(|rest| rest.trim_start().strip_prefix("secrets."));
            let rest = secret.or_else(|| rest.strip_prefix('{')).unwrap_or(rest);
            let name = name_of(rest.strip_prefix("env:").unwrap_or(rest));
            if !name.is_empty() && !OWN.contains(&name) && settable(name) {
                set.insert(name.to_owned());
            }
        }
        Self { set, unset: BTreeSet::new() }
    }

    /// The same without those for which a default stands at each place, so that the default is seen; `None` where there are none.
    #[must_use]
    pub fn without_defaults(&self, document: &str) -> Option<Self> {
        let always = |name: &&String| {
            let uses = document.match_indices(name.as_str()).filter(|(at, _)| document[..*at].ends_with("${"));
            let mut ends = uses.map(|(at, name)| &document[at + name.len()..]).filter(|end| name_of(end).is_empty()).peekable();
            ends.peek().is_some() && ends.all(|end| end.starts_with(":-"))
        };
        let unset: BTreeSet<_> = self.set.iter().filter(always).cloned().collect();
        (!unset.is_empty()).then(|| Self { set: self.set.difference(&unset).cloned().collect(), unset })
    }

    /// What the variable stands for; `None` where it is unset.
    #[must_use]
    pub fn value(&self, name: &str) -> Option<String> {
        (!self.unset.contains(name) && settable(name)).then(|| format!("value-of-{name}"))
    }

    /// Whether an environment of these does for `wanted`.
    pub(super) fn covers(&self, wanted: &Self) -> bool {
        wanted.set.is_subset(&self.set) && wanted.unset.is_disjoint(&self.set)
    }

    /// These, and those of `others` that are not to be unset.
    pub(super) fn with(&self, others: &Self) -> Self {
        let more = others.set.difference(&self.unset).cloned();
        Self { set: self.set.iter().cloned().chain(more).collect(), unset: self.unset.clone() }
    }

    /// The environment.
    pub(super) fn env(&self) -> BTreeMap<&str, String> {
        self.set.iter().filter_map(|name| Some((name.as_str(), self.value(name)?))).collect()
    }

    /// Whether `text` refers to a variable that is unset.
    pub(super) fn left_in(&self, text: &str) -> bool {
        self.unset.iter().any(|name| text.contains(&format!("${{{name}}}")))
    }

    /// The same of a client that knows no defaults: `${V}` and nothing else.
    pub(super) fn expand_plain(&self, text: &str) -> String {
        let parts = text.split_inclusive('}');
        parts.map(|part| if part.contains(":-") { part.to_owned() } else { self.expand(part, "", false) }).collect()
    }

    /// Expands what a client shows as it was written: `${V}`, with `prefix` before the name, and its default; where `bare`,
    /// also `$V`.
    pub(super) fn expand(&self, text: &str, prefix: &str, bare: bool) -> String {
        let mut out = String::new();
        let mut rest = text;
        while let Some(at) = rest.find('$') {
            let (before, reference) = rest.split_at(at);
            out.push_str(before);
            let (value, len) = self.reference(reference, prefix, bare).unwrap_or_else(|| ("$".to_owned(), 1));
            out.push_str(&value);
            rest = &reference[len..];
        }
        out + rest
    }

    fn reference(&self, text: &str, prefix: &str, bare: bool) -> Option<(String, usize)> {
        let inner = text.strip_prefix("${").and_then(|text| text.strip_prefix(prefix));
        let Some(inner) = inner else {
            let name = name_of(&text[1..]);
            return (bare && !name.is_empty()).then(|| Some((self.value(name)?, name.len() + 1)))?;
        };
        let name = name_of(inner);
        let rest = &inner[name.len()..];
        let end = rest.find('}')?;
        let default = if end == 0 { None } else { Some(rest[..end].strip_prefix(":-")?) };
        let value = self.value(name).or_else(|| default.map(str::to_owned))?;
        (!name.is_empty()).then(|| (value, text.len() - rest.len() + end + 1))
    }
}

/// Whether a client still does its work with the variable set to anything.
fn settable(name: &str) -> bool {
    !["NODE_", "LD_", "BUN_", "ANTHROPIC_", "CLAUDE_"].iter().any(|own| name.starts_with(own))
}

fn name_of(text: &str) -> &str {
    let end = text.find(|c: char| !(c.is_ascii_alphanumeric() || c == '_')).unwrap_or(text.len());
    if text.starts_with(|c: char| c.is_ascii_digit()) { "" } else { &text[..end] }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn variables_are_found_and_expanded() {
        let document = r#"{"a": "${A} $B ${env:C} {env:D} ${E:-d} ${F:-d}${F} ${HOME} ${1} $$ ${{ secrets.G }} ${{ H }}"}"#;
        let all = Variables::of(document);
        assert_eq!(all.set, ["A", "B", "C", "D", "E", "F", "G"].map(str::to_owned).into());
        assert_eq!(all.expand("${A}$B${B", "", true), "value-of-Avalue-of-B${B");
        assert_eq!(all.expand("${A}$B ${env:C}", "", false), "value-of-A$B ${env:C}");
        assert_eq!(all.expand("${A} ${env:C}$", "env:", false), "${A} value-of-C$");
        let some = all.without_defaults(document).unwrap();
        assert_eq!(some.unset, ["E".to_owned()].into());
        assert_eq!(some.expand("${E:-d} ${E} ${F:-d}", "", false), "d ${E} value-of-F");
        assert_eq!(Variables::of("${A}").without_defaults("${A}"), None);
    }
}
