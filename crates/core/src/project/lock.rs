//! `mcpglot.lock`: the servers that went into each file.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;

use super::settings::{Reader, is_sound};
use crate::diag::Sink;
use crate::syntax::{self, Syntax, Tree, Value};
use crate::text::concat;

/// Which servers went into which file: names only. One that leaves the source leaves these files too; what somebody else
/// wrote is in no list.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Lock {
    /// Files, as the settings name them, and the names of the servers in them.
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
        for (key, node) in reader.entries(tree.root(), &["version", "files"], "the lock file") {
            if key == "version" {
                if tree.raw(node) != "1" {
                    reader.wrong(node, "1: a later mcpglot wrote this file");
                    if let Some(found) = reader.sink.diagnostics.last_mut() {
                        found.help = Some("update mcpglot".to_owned());
                    }
                }
                continue;
            }
            for file in reader.named(node) {
                let names = reader.texts(file).into_iter().map(|(name, _)| name.into_owned()).collect();
                lock.files.push((tree.key(file).into_owned(), names));
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
    pub fn set(&mut self, file: &str, names: Vec<String>) {
        self.files.retain(|(name, _)| name != file);
        if !names.is_empty() {
            let at = self.files.iter().position(|(name, _)| name.as_str() > file).unwrap_or(self.files.len());
            self.files.insert(at, (file.to_owned(), names));
        }
    }

    /// Whether nothing was written anywhere.
    #[must_use]
    pub const fn is_empty(&self) -> bool {
        self.files.is_empty()
    }

    /// The text of the file, at whose head `about` is said of it: a line for each name, so that changes merge.
    #[must_use]
    pub fn print(&self, about: &str) -> String {
        let quoted = |text: &str| syntax::print(&Value::String(Cow::Owned(text.to_owned())), Syntax::Json);
        let what = "# The servers that `mcpglot sync` put into each file, so that one that leaves the source leaves them too. ";
        let mut out = concat(&[what, about, "\nversion = 1\n\n[files]\n"]);
        for (file, names) in &self.files {
            out.push_str(&quoted(file));
            out.push_str(" = [\n");
            for name in names {
                out.push_str("  ");
                out.push_str(&quoted(name));
                out.push_str(",\n");
            }
            out.push_str("]\n");
        }
        out
    }
}
