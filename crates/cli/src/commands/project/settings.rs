//! The settings of the project that a command runs in.

use std::path::{Path, PathBuf};

use mcpglot_core::diag::{Document, Sink};
use mcpglot_core::ops;
use mcpglot_core::project::{self as core, Settings};
use mcpglot_core::syntax::Tree;

use crate::{Failure, files};

/// The settings file, and the record of what came of it.
pub(super) const SETTINGS: &str = "mcpglot.toml";
pub(super) const LOCK: &str = "mcpglot.lock";
/// The part of the record that is this machine's alone.
pub(super) const OWN_LOCK: &str = ".mcpglot/lock";
pub(super) const RULER: &str = ".ruler/ruler.toml";
const RULER_SOURCE: &str = ".ruler/mcp.json";

/// Who settled it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// `mcpglot.toml`.
    Own,
    /// The project uses ruler.
    Ruler,
    /// Nobody.
    None,
}

/// The settings as they came.
pub(super) struct Found {
    pub(super) kind: Kind,
    /// The folder that paths are below: that of the settings, or the one that the command runs in.
    pub(super) root: PathBuf,
    /// The file, where there is one.
    pub(super) file: PathBuf,
    pub(super) bytes: Vec<u8>,
}

/// Looks for `mcpglot.toml` here and in the folders above, then for what ruler left here.
pub(super) fn find() -> Result<Found, Failure> {
    let above = std::env::current_dir().map_or(1, |here| here.ancestors().count());
    let mut root = PathBuf::new();
    for _ in 0..above {
        let file = root.join(SETTINGS);
        if file.is_file() {
            let bytes = files::read(&file)?;
            return Ok(Found { kind: Kind::Own, root, file, bytes });
        }
        root.push("..");
    }
    let root = PathBuf::new();
    if Path::new(RULER_SOURCE).is_file() {
        let file = PathBuf::from(RULER);
        let bytes = if file.is_file() { files::read(&file)? } else { Vec::new() };
        return Ok(Found { kind: Kind::Ruler, root, file, bytes });
    }
    Ok(Found { kind: Kind::None, root, file: PathBuf::new(), bytes: Vec::new() })
}

/// The text of the settings, and what it says; nothing where they cannot be used, with the reasons in the sink.
pub(super) fn open<'f>(found: &'f Found, sink: &mut Sink) -> (&'f str, Option<(Tree<'f>, Settings<'f>)>) {
    let text = match ops::decode(&found.bytes, Document::Settings) {
        Ok(text) => text,
        Err((refused, before)) => {
            sink.push(*refused);
            return (before, None);
        }
    };
    let Some(tree) = core::parse(text, sink) else { return (text, None) };
    let settings = match found.kind {
        Kind::Own => core::settings(&tree, sink),
        Kind::Ruler => core::ruler(&tree, sink),
        Kind::None => Some(Settings::default()),
    };
    (text, settings.map(|settings| (tree, settings)))
}
