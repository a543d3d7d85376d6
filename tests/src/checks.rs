//! Cases of checking: `validate/<host>/<why-as-a-sentence>/`.

use std::path::PathBuf;
use std::{fs, io};

use mcpglot_core::diag::Document;
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops;
use mcpglot_core::text::Encoding;
use mcpglot_wire::{Checked, Texts, Validation};

use crate::fixtures::{file_name, folders, pretty, root, trouble};

/// A case.
#[derive(Clone, Debug)]
pub struct Check {
    /// Its folder.
    pub folder: PathBuf,
    /// Its folder below the root.
    pub name: String,
    /// The host that the file is for.
    pub host: &'static Host,
    /// The file that is checked.
    pub input: PathBuf,
}

/// What came of a case, ready to be compared.
#[derive(Debug)]
pub struct Checkup {
    /// The response as `--format json` prints it.
    pub json: String,
    /// The findings, pretty.
    pub diagnostics: Option<String>,
    /// The response to `--fix` on standard input.
    pub fixed_json: String,
    /// What `--fix` makes of the text, where that is another one.
    pub fixed: Option<String>,
}

/// Every case, in order.
///
/// # Errors
/// What is wrong with the folders.
pub fn cases() -> io::Result<Vec<Check>> {
    let mut cases = Vec::new();
    for of_host in folders(&root().join("validate"))? {
        let id = file_name(&of_host);
        let host = hosts::find(&id).filter(|host| host.id == id).ok_or_else(|| trouble(&of_host, "is named after no host"))?;
        for folder in folders(&of_host)? {
            let name = folder.strip_prefix(root()).unwrap_or(&folder).to_string_lossy().into_owned();
            let input = folder.join(format!("input.{}", host.syntax.name()));
            cases.push(Check { folder, name, host, input });
        }
    }
    Ok(cases)
}

impl Check {
    /// Runs the case through the library.
    ///
    /// # Errors
    /// Where its file cannot be read.
    pub fn run(&self) -> io::Result<Checkup> {
        let bytes = fs::read(&self.input).map_err(|error| trouble(&self.input, &error.to_string()))?;
        let text = ops::decode(&bytes, Document::Source).map_err(|_| trouble(&self.input, "is not UTF-8"))?;
        let found = ops::validate(text, self.host);
        let texts = Texts { source: text, target: "", encoding: Encoding::Utf8 };
        let wire = mcpglot_wire::diagnostics(&found, texts);
        let checked = Checked::new(file_name(&self.input), Some(self.host), &found, text, Encoding::Utf8);
        let fixed = ops::fix(text, self.host);
        let mended = Checked::new("<stdin>", Some(self.host), &fixed.diagnostics, &fixed.text, Encoding::Utf8);
        let mended = mended.fixed(&fixed.done, Some(&fixed.text));
        Ok(Checkup {
            json: mcpglot_wire::to_json(&Validation::new(vec![checked])),
            diagnostics: (!wire.is_empty()).then(|| pretty(&wire)),
            fixed_json: mcpglot_wire::to_json(&Validation::new(vec![mended])),
            fixed: (fixed.text != text).then(|| fixed.text.clone()),
        })
    }
}
