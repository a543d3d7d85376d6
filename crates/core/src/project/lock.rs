//! `mcpglot.lock`: the servers that went into each file.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use super::settings::{Reader, is_sound};
use crate::diag::Sink;
use crate::syntax::{self, Kind, Syntax, Tree, Value};
use crate::text::{append, concat};

/// Which servers went into which file: names only. One that leaves the source leaves these files too; what somebody else
/// wrote is in no list.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Lock {
    /// Files, as the settings name them, and the names of the servers in them, both in order and each once.
    files: Vec<(String, Vec<String>)>,
}

impl Lock {
    /// What the record of files that are shared begins with.
    pub const SHARED: &str = "Commit this file.";
    /// The same of files that are one machine's alone.
    pub const OWN: &str = "This is of this machine alone.";

    /// Reads the record. With a fault in it there is none: every fault is said, with its place.
    pub fn read(tree: &Tree<'_>, sink: &mut Sink) -> Option<Self> {
        let before = sink.diagnostics.len();
        let mut reader = Reader { tree, sink };
        let mut lock = Self::default();
        for (key, node) in reader.entries(tree.root(), &["version", "written"], "the lock file") {
            if key == "version" {
                if tree.raw(node) != "1" {
                    reader.wrong(node, "1: a later mcpglot wrote this file");
                    if let Some(found) = reader.sink.diagnostics.last_mut() {
                        found.help = Some("update mcpglot".to_owned());
                    }
                }
                continue;
            }
            if tree.kind(node) != Kind::List {
                reader.wrong(node, "a list");
            }
            for pair in tree.children(node) {
                match reader.texts(pair).as_slice() {
                    [(file, _), (name, _)] => lock.add(file, name),
                    _ => reader.wrong(pair, "a file and the name of a server"),
                }
            }
        }
        is_sound(&sink.diagnostics[before..]).then_some(lock)
    }

    /// The servers that went into `file`.
    #[must_use]
    pub fn names(&self, file: &str) -> &[String] {
        self.files.iter().find(|(name, _)| name == file).map_or(&[], |(_, names)| names)
    }

    /// The files, and the servers that went into each.
    pub fn files(&self) -> impl Iterator<Item = (&str, &[String])> {
        self.files.iter().map(|(file, names)| (file.as_str(), names.as_slice()))
    }

    /// Records that `names` are what went into `file`.
    pub fn set(&mut self, file: &str, names: &[String]) {
        self.files.retain(|(name, _)| name != file);
        names.iter().for_each(|name| self.add(file, name));
    }

    fn add(&mut self, file: &str, name: &str) {
        let at = self.files.binary_search_by(|(other, _)| other.as_str().cmp(file)).unwrap_or_else(|at| {
            self.files.insert(at, (file.to_owned(), Vec::new()));
            at
        });
        let names = &mut self.files[at].1;
        if let Err(at) = names.binary_search_by(|other| other.as_str().cmp(name)) {
            names.insert(at, name.to_owned());
        }
    }

    /// Whether nothing was written anywhere.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The text of the file, at whose head `about` is said of it: a line for each name in each file, that stands for itself, so that
    /// the lines of both sides are what a merge has to keep.
    #[must_use]
    pub fn print(&self, about: &str) -> String {
        let quoted = |text: &str| syntax::print(&Value::String(Cow::Owned(text.to_owned())), Syntax::Json);
        let what = "# The servers that `mcpglot sync` put into each file, so that one that leaves the source leaves them too. ";
        let mut out = concat(&[what, about, "\nversion = 1\n\nwritten = [\n"]);
        for (file, names) in &self.files {
            for name in names {
                append(&mut out, &["  [", &quoted(file), ", ", &quoted(name), "],\n"]);
            }
        }
        out.push_str("]\n");
        out
    }
}
