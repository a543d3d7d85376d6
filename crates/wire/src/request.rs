//! The options of a call, as a JSON object: what a program asks for that does not come by the command line.
//!
//! Names are checked: an option that nobody knows is refused, never passed over. The texts themselves are no options.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec::Vec;

use mcpglot_core::hosts::{self, Host};
use mcpglot_core::nearest::nearest;
use mcpglot_core::ops::{self, Strategy};
use mcpglot_core::syntax::{self, Kind, NodeId, Syntax, Tree};
use mcpglot_core::text::{Encoding, join};
use serde::Serialize;

use crate::SCHEMA_VERSION;

/// A mistake in a call: no document is at fault.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Misuse {
    /// The stable code, in kebab case: one of [`Misuse::CODES`].
    pub code: &'static str,
    /// One sentence that names the option, never a value of a document.
    pub message: String,
    /// What to do.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub help: Option<String>,
}

impl Misuse {
    /// Every code.
    pub const CODES: [&str; 4] = ["option-unknown", "option-invalid", "host-not-found", "code-not-found"];

    fn new(code: &'static str, message: &[&str]) -> Self {
        Self { code, message: join(message, ""), help: None }
    }

    fn help(mut self, help: &[&str]) -> Self {
        self.help = Some(join(help, ""));
        self
    }

    /// Nothing of that name is known; one of `choices` may be meant, else `help` says where they are listed.
    fn unknown(code: &'static str, what: &str, name: &str, choices: impl Iterator<Item = &'static str>, help: &[&str]) -> Self {
        let misuse = Self::new(code, &["there is no ", what, " `", name, "`"]);
        match nearest(name, choices) {
            Some(near) => misuse.help(&["did you mean `", near, "`?"]),
            None => misuse.help(help),
        }
    }
}

/// The response to a call that was mistaken.
#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
pub struct Mistaken<'o> {
    schema_version: u32,
    error: &'o Misuse,
}

impl<'o> Mistaken<'o> {
    /// The response for `error`.
    #[must_use]
    pub const fn new(error: &'o Misuse) -> Self {
        Self { schema_version: SCHEMA_VERSION, error }
    }
}

/// The host that `id` or an alias names.
///
/// # Errors
/// `host-not-found`, with the id that may be meant.
pub fn find_host(id: &str) -> Result<&'static Host, Misuse> {
    hosts::find(id).ok_or_else(|| {
        let ids: Vec<&'static str> = hosts::ALL.iter().map(|host| host.id).collect();
        Misuse::unknown("host-not-found", "host", id, ids.iter().copied(), &["the hosts are: ", &join(&ids, ", ")])
    })
}

/// The host that a source is for, by its id or an alias; `mcp-servers` is a snippet that is nobody's.
///
/// # Errors
/// Those of [`find_host`].
pub fn find_source(id: &str) -> Result<&'static Host, Misuse> {
    hosts::find_source(id).map_or_else(|| find_host(id), Ok)
}

/// The page of the diagnostic code `id`, in Markdown.
///
/// # Errors
/// `code-not-found`, with the code that may be meant.
pub fn find_page(id: &str) -> Result<String, Misuse> {
    use mcpglot_core::diag::codes;
    let ids = codes::ALL.iter().map(|code| code.id);
    let unknown = || Misuse::unknown("code-not-found", "code", id, ids, &["take it from a diagnostic, as it stands there"]);
    codes::find(id).map(codes::Code::page).ok_or_else(unknown)
}

/// The options of one call.
#[derive(Debug)]
pub struct Request<'r> {
    tree: Tree<'r>,
    /// Those that were given, and where.
    given: Vec<(&'static str, NodeId)>,
}

impl<'r> Request<'r> {
    /// Reads the JSON object `options`, none of whose names may be missing among `known`.
    ///
    /// # Errors
    /// `option-unknown`; `option-invalid` if it is no JSON object.
    pub fn new(options: &'r str, known: &'static [&'static str]) -> Result<Self, Misuse> {
        let is_object = |tree: &Tree<'_>| tree.kind(tree.root()) == Kind::Map && tree.half_character(tree.root()).is_none();
        let tree = syntax::parse(options, Syntax::Json).ok().filter(is_object);
        let tree = tree.ok_or_else(|| Misuse::new("option-invalid", &["the options are no object"]))?;
        let mut given = Vec::with_capacity(tree.len(tree.root()));
        for entry in tree.children(tree.root()) {
            let name = tree.key(entry);
            let Some(known) = known.iter().find(|known| **known == name) else {
                let help = ["the options are: ", &join(known, ", ")];
                return Err(Misuse::unknown("option-unknown", "option", &name, known.iter().copied(), &help));
            };
            given.push((*known, entry));
        }
        Ok(Self { tree, given })
    }

    /// Where the option `name` is given, if it is.
    #[inline(never)]
    fn entry(&self, name: &str) -> Option<NodeId> {
        // Readers of JSON take the last of equal keys.
        self.given.iter().rev().find(|(known, _)| *known == name).map(|&(_, entry)| entry)
    }

    /// The option `name`, if it was given, as `take` takes it; `what` says what that is.
    fn option<T>(&self, name: &str, what: &str, take: impl FnOnce(&Tree<'r>, NodeId) -> Option<T>) -> Result<Option<T>, Misuse> {
        let Some(entry) = self.entry(name) else { return Ok(None) };
        take(&self.tree, entry).map(Some).ok_or_else(|| invalid(name, what))
    }

    /// A string.
    ///
    /// # Errors
    /// `option-invalid`, like all of these.
    pub fn text(&self, name: &str) -> Result<Option<Cow<'r, str>>, Misuse> {
        self.option(name, "a string", Tree::str)
    }

    /// A boolean; `false` where it is not given.
    ///
    /// # Errors
    /// See [`Self::text`].
    pub fn flag(&self, name: &str) -> Result<bool, Misuse> {
        Ok(self.option(name, "a boolean", Tree::bool)?.unwrap_or_default())
    }

    /// A list of strings.
    ///
    /// # Errors
    /// See [`Self::text`].
    pub fn texts(&self, name: &str) -> Result<Option<Vec<String>>, Misuse> {
        self.option(name, "an array of strings", |tree, list| {
            let mut texts = Vec::new();
            for item in tree.children(list) {
                texts.push(tree.str(item)?.into_owned());
            }
            (tree.kind(list) == Kind::List).then_some(texts)
        })
    }

    /// An object whose values are strings.
    ///
    /// # Errors
    /// See [`Self::text`].
    pub fn pairs(&self, name: &str) -> Result<Vec<(String, String)>, Misuse> {
        let pairs = self.option(name, "an object of strings", |tree, map| {
            let mut pairs = Vec::new();
            for entry in tree.children(map) {
                pairs.push((tree.key(entry).into_owned(), tree.str(entry)?.into_owned()));
            }
            (tree.kind(map) == Kind::Map).then_some(pairs)
        });
        Ok(pairs?.unwrap_or_default())
    }

    /// One of `choices`, by its place among them.
    ///
    /// # Errors
    /// See [`Self::text`].
    pub fn choice(&self, name: &str, choices: &[&str]) -> Result<Option<usize>, Misuse> {
        let Some(entry) = self.entry(name) else { return Ok(None) };
        let chosen = choices.iter().position(|choice| self.tree.str(entry).as_deref() == Some(*choice));
        chosen.map(Some).ok_or_else(|| invalid(name, &join(["`", &join(choices, "` or `"), "`"], "")))
    }

    /// A host, by its id or an alias.
    ///
    /// # Errors
    /// `option-invalid`, `host-not-found`.
    pub fn host(&self, name: &str) -> Result<Option<&'static Host>, Misuse> {
        self.text(name)?.map(|id| find_host(&id)).transpose()
    }

    /// The host of a source, by its id or an alias, or `mcp-servers`.
    ///
    /// # Errors
    /// `option-invalid`, `host-not-found`.
    pub fn source(&self, name: &str) -> Result<Option<&'static Host>, Misuse> {
        self.text(name)?.map(|id| find_source(&id)).transpose()
    }

    /// The unit of spans: the option `encoding`.
    ///
    /// # Errors
    /// See [`Self::text`].
    pub fn encoding(&self) -> Result<Option<Encoding>, Misuse> {
        let units = [Encoding::Utf8, Encoding::Utf16];
        Ok(self.choice("encoding", &["utf-8", "utf-16"])?.and_then(|at| units.get(at).copied()))
    }
}

/// What a call of `convert` or `commands` asks for, the documents excepted.
#[derive(Debug)]
pub struct ConvertRequest<'r> {
    /// The unit of spans, if it was named.
    pub encoding: Option<Encoding>,
    options: ops::Options<'static>,
    servers: Option<Vec<String>>,
    rename: Vec<(String, String)>,
    file_name: Option<Cow<'r, str>>,
}

impl<'r> ConvertRequest<'r> {
    /// The names of the options of `convert`. `into` is a document, and comes as the others do.
    pub const OPTIONS: &'static [&'static str] = &[
        "from",
        "to",
        "into",
        "strategy",
        "strict",
        "allowEmpty",
        "trace",
        "servers",
        "rename",
        "bridge",
        "fileName",
        "encoding",
    ];

    /// The names of the options of `commands`, which are about the servers and none about a document to write.
    pub const COMMANDS: &'static [&'static str] = &["from", "to", "servers", "rename", "bridge", "fileName", "encoding"];

    /// Reads the JSON object `options`, none of whose names may be missing among `known`: [`Self::OPTIONS`] or
    /// [`Self::COMMANDS`].
    ///
    /// # Errors
    /// Those of [`Request`]; `option-invalid` where `to` is missing.
    pub fn new(options: &'r str, known: &'static [&'static str]) -> Result<Self, Misuse> {
        let request = Request::new(options, known)?;
        let to = request.host("to")?.ok_or_else(|| {
            Misuse::new("option-invalid", &["the host to write for is missing"]).help(&["name it in the option `to`"])
        })?;
        let overwrite = request.choice("strategy", &["merge", "overwrite"])? == Some(1);
        let options = ops::Options {
            from: request.source("from")?,
            strategy: if overwrite { Strategy::Overwrite } else { Strategy::Merge },
            strict: request.flag("strict")?,
            allow_empty: request.flag("allowEmpty")?,
            trace: request.flag("trace")?,
            bridge: request.choice("bridge", &["mcp-remote"])?.is_some(),
            ..ops::Options::new(to)
        };
        Ok(Self {
            encoding: request.encoding()?,
            options,
            servers: request.texts("servers")?,
            rename: request.pairs("rename")?,
            file_name: request.text("fileName")?,
        })
    }

    /// The options for the core, with the document that is merged into.
    #[must_use]
    pub fn options<'o>(&'o self, into: Option<&'o str>) -> ops::Options<'o> {
        ops::Options {
            into,
            servers: self.servers.as_deref(),
            rename: &self.rename,
            file_name: self.file_name.as_deref(),
            ..self.options
        }
    }
}

#[cold]
#[inline(never)]
fn invalid(name: &str, what: &str) -> Misuse {
    Misuse::new("option-invalid", &["`", name, "` takes ", what])
}

#[cfg(test)]
mod tests {
    use super::*;

    fn refusal(options: &str) -> Misuse {
        ConvertRequest::new(options, ConvertRequest::OPTIONS).expect_err("it is refused")
    }

    #[test]
    fn options_are_read() {
        let options = r#"{"from": "claude", "to": "codex", "strategy": "overwrite", "servers": ["a"], "rename": {"a": "b"}, "encoding": "utf-16"}"#;
        let request = ConvertRequest::new(options, ConvertRequest::OPTIONS);
        let request = request.expect("all of them are known");
        let options = request.options(Some("x"));
        assert_eq!(options.from.map(|host| host.id), Some("claude-code"));
        assert_eq!((options.to.id, options.strategy, options.into), ("codex", Strategy::Overwrite, Some("x")));
        assert_eq!(options.servers, Some(&["a".to_owned()][..]));
        assert_eq!(options.rename, [("a".to_owned(), "b".to_owned())]);
        assert_eq!(request.encoding, Some(Encoding::Utf16));
    }

    #[test]
    fn an_unknown_option_is_refused_by_name() {
        let misuse = refusal(r#"{"to": "codex", "stric": true}"#);
        assert_eq!((misuse.code, misuse.message.as_str()), ("option-unknown", "there is no option `stric`"));
        assert_eq!(misuse.help.as_deref(), Some("did you mean `strict`?"));
        assert!(refusal(r#"{"to": "codex", "xyzzyplugh": 1}"#).help.expect("help").contains("allowEmpty, trace"));
    }

    #[test]
    fn a_value_of_another_type_is_refused() {
        for (options, message) in [
            (r#"{"to": "codex", "strict": "yes"}"#, "`strict` takes a boolean"),
            (r#"{"to": "codex", "from": null}"#, "`from` takes a string"),
            (r#"{"to": "codex", "servers": "a"}"#, "`servers` takes an array of strings"),
            (r#"{"to": "codex", "servers": [1]}"#, "`servers` takes an array of strings"),
            (r#"{"to": "codex", "rename": ["a"]}"#, "`rename` takes an object of strings"),
            (r#"{"to": "codex", "strategy": "replace"}"#, "`strategy` takes `merge` or `overwrite`"),
            (r#"{"from": "codex"}"#, "the host to write for is missing"),
            ("[]", "the options are no object"),
            ("{", "the options are no object"),
            ("", "the host to write for is missing"),
        ] {
            assert_eq!((refusal(options).code, refusal(options).message.as_str()), ("option-invalid", message));
        }
        let misuse = refusal(r#"{"to": "codexx"}"#);
        assert_eq!((misuse.code, misuse.help.as_deref()), ("host-not-found", Some("did you mean `codex`?")));
        assert_eq!(
            find_page("auth-droped").err().and_then(|misuse| misuse.help).as_deref(),
            Some("did you mean `auth-dropped`?")
        );
    }
}
