//! What a project has settled: which file its servers come from, which files they go to, and in what those differ.
//!
//! It is read from `mcpglot.toml` ([`settings`]) or from what a project has that uses ruler ([`ruler`]). [`Lock`] is the
//! record of what came of it, [`starter`] the text to begin with. Nothing here looks for a file: paths are what the settings
//! say.

mod lock;
mod ruler;
mod schema;
mod settings;
mod starter;

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec::Vec;

use crate::diag::{Diagnostic, Document, Sink, codes, say};
use crate::hosts::Host;
use crate::model::{Concept, Meaning, Server};
use crate::nearest::nearest;
use crate::ops::{self, Override, Strategy};
use crate::syntax::{self, NodeId, Syntax, Tree};

pub use lock::Lock;
pub use ruler::ruler;
pub use schema::settings_schema;
pub use settings::settings;
pub use starter::starter;

/// What a project has settled.
#[derive(Debug, Default)]
pub struct Settings<'s> {
    /// The file of the source, below the folder of the settings.
    pub source: Option<Cow<'s, str>>,
    /// The host that the source is for, where it is not told by the file.
    pub from: Option<&'static Host>,
    /// What becomes of what only a target has.
    pub strategy: Strategy,
    /// Whether a target is refused where anything is lost.
    pub strict: bool,
    /// Whether the written files are listed in `.gitignore`.
    pub gitignore: bool,
    /// Nothing is to be written at all.
    pub off: bool,
    /// Who gets the servers.
    pub targets: Vec<Target<'s>>,
    /// Whether everybody else who is there gets them too.
    pub everybody: bool,
    /// But for these.
    pub without: Vec<&'static Host>,
}

/// A file that gets the servers.
#[derive(Debug)]
pub struct Target<'s> {
    /// The name of its table in the settings; empty without one.
    pub name: Cow<'s, str>,
    /// The host that reads it.
    pub host: &'static Host,
    /// The file, below the folder of the settings or below `~/`; without it, the host's project file.
    pub path: Option<Cow<'s, str>>,
    /// What becomes of what only this target has, where it differs from the rest.
    pub strategy: Option<Strategy>,
    /// Whether servers that the host cannot reach are reached by `mcp-remote`.
    pub bridge: bool,
    /// The only servers that it gets.
    pub only: Option<Vec<Named<'s>>>,
    /// What differs for single servers.
    pub servers: Vec<ServerSettings<'s>>,
}

/// The name of a server, and where the settings name it.
#[derive(Clone, Debug)]
pub struct Named<'s> {
    /// The name in the source.
    pub name: Cow<'s, str>,
    /// The place in the settings.
    pub origin: NodeId,
}

/// What differs for one server in one target.
#[derive(Debug)]
pub struct ServerSettings<'s> {
    /// Whose it is.
    pub server: Named<'s>,
    /// Whether the target does not get it.
    pub skip: bool,
    /// Its name in the target.
    pub rename: Option<Cow<'s, str>>,
    /// Where the settings name the arguments that give way.
    pub replaced: Vec<NodeId>,
    /// What is said of it in place of what the source says.
    pub says: Override<'s>,
}

/// What a conversion for one target is asked for; see [`Options`](crate::ops::Options).
#[derive(Debug, Default)]
pub struct Asked<'t> {
    /// The only servers that are taken.
    pub servers: Option<Vec<String>>,
    /// Other names for servers: from, to.
    pub rename: Vec<(String, String)>,
    /// What differs from the source.
    pub overrides: Vec<&'t Override<'t>>,
    /// The names that the servers have in the target.
    pub names: Vec<String>,
}

/// Reads the tree of settings, or of a lock file.
pub fn parse<'s>(text: &'s str, sink: &mut Sink) -> Option<Tree<'s>> {
    match syntax::parse(text, Syntax::Toml) {
        Ok(tree) => Some(tree),
        Err(fault) => {
            sink.push(ops::explain(text, fault, Document::Settings));
            None
        }
    }
}

impl<'s> Target<'s> {
    /// A target of which nothing is settled but the host.
    #[must_use]
    pub const fn new(host: &'static Host) -> Self {
        Self { name: Cow::Borrowed(""), host, path: None, strategy: None, bridge: false, only: None, servers: Vec::new() }
    }

    /// What this target gets of a source with those servers. Where the settings name what the source does not have, that is
    /// said, with its place in `tree`, and nothing comes of it.
    pub fn asked<'t>(&'t self, source: &[Server<'_>], tree: &Tree<'_>, sink: &mut Sink) -> Option<Asked<'t>> {
        let before = sink.diagnostics.len();
        let names: Vec<String> = source.iter().map(|server| server.name.to_string()).collect();
        let settled = self.servers.iter().map(|server| &server.server);
        for named in self.only.iter().flatten().chain(settled) {
            if names.iter().any(|name| *name == named.name) {
                continue;
            }
            let message = say!["there is no server `", named.name, "` in the source"];
            let diagnostic = Diagnostic::new(&codes::SETTINGS_UNKNOWN_SERVER, Document::Settings, message).on(tree, named.origin);
            sink.push(match nearest(&named.name, names.iter().map(String::as_str)) {
                Some(near) => diagnostic.help(say!["did you mean `", near, "`?"]),
                None => diagnostic.help("remove it from the settings, or add it to the source"),
            });
        }
        for settled in &self.servers {
            let server = source.iter().find(|server| server.name == settled.server.name);
            let args = match server.and_then(|server| server.get(Concept::Args)).map(|field| &field.meaning) {
                Some(Meaning::Texts(args)) => args.as_slice(),
                _ => &[],
            };
            for ((old, _), &origin) in settled.says.replace_args.iter().zip(&settled.replaced) {
                if !args.iter().any(|arg| arg.raw() == old) {
                    let message = say!["`", settled.server.name, "` of the source has no such argument"];
                    let found = Diagnostic::new(&codes::SETTINGS_ARGUMENT_MISSING, Document::Settings, message);
                    sink.push(found.on(tree, origin).help("name a whole argument, as it stands in the source"));
                }
            }
        }
        if !settings::is_sound(&sink.diagnostics[before..]) {
            return None;
        }
        let wanted = |name: &&String| {
            let skipped = self.servers.iter().any(|server| server.skip && server.server.name == **name);
            !skipped && self.only.as_ref().is_none_or(|only| only.iter().any(|one| one.name == **name))
        };
        let taken: Vec<String> = names.iter().filter(wanted).cloned().collect();
        let renamed = |server: &ServerSettings<'_>| Some((server.server.name.to_string(), server.rename.as_deref()?.to_owned()));
        let rename: Vec<(String, String)> = self
            .servers
            .iter()
            .filter(|server| taken.iter().any(|name| *name == server.server.name))
            .filter_map(renamed)
            .collect();
        let final_name = |name: &String| rename.iter().find(|(from, _)| from == name).map_or(name, |(_, to)| to).clone();
        Some(Asked {
            names: taken.iter().map(final_name).collect(),
            servers: (taken.len() < names.len()).then_some(taken),
            rename,
            overrides: self.servers.iter().map(|server| &server.says).filter(|says| !says.is_empty()).collect(),
        })
    }
}
