//! Cases: folders of raw bytes. `tests/fixtures/README.md` tells how to read one.

use std::path::{Path, PathBuf};
use std::{fs, io};

use mcpglot_core::diag::Document;
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops::{self, Options, Outcome, Strategy};
use mcpglot_core::text::Encoding;
use serde::Deserialize;

/// The folder of all cases.
#[must_use]
pub fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures")
}

/// The options of a case, as `case.json` has them.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields, default)]
pub struct CaseOptions {
    /// The hosts, where the folder's name does not say them.
    pub from: Option<String>,
    /// See `from`.
    pub to: Option<String>,
    /// `merge` or `overwrite`.
    pub strategy: Option<String>,
    /// Refuse any loss.
    pub strict: bool,
    /// Start a bridge to what the host cannot reach: `mcp-remote`.
    pub bridge: Option<String>,
    /// Let an empty source remove all.
    pub allow_empty: bool,
    /// The only servers.
    pub servers: Option<Vec<String>>,
    /// New names.
    pub rename: std::collections::BTreeMap<String, String>,
}

/// A case.
#[derive(Clone, Debug)]
pub struct Case {
    /// Its folder.
    pub folder: PathBuf,
    /// Its folder below the root.
    pub name: String,
    /// The hosts.
    pub from: &'static Host,
    /// See `from`.
    pub to: &'static Host,
    /// The options.
    pub options: CaseOptions,
    /// The file that is converted.
    pub input: PathBuf,
    /// The file that is merged into.
    pub existing: Option<PathBuf>,
}

/// What came of a case, ready to be compared.
#[derive(Debug)]
pub struct Result {
    /// The response as `--format json` prints it.
    pub json: String,
    /// What was written: `None` where it is unchanged or refused.
    pub text: Option<String>,
    /// The findings, pretty.
    pub diagnostics: Option<String>,
}

/// Tells whoever reads the log: the test runner keeps what is printed to itself.
pub fn report(line: &str) {
    let _ = io::Write::write_all(&mut io::stderr(), [line, "\n"].concat().as_bytes());
}

/// Fails with everything that differs, if anything does.
///
/// # Panics
/// That is its purpose.
pub fn fail(failures: &[String]) {
    assert!(failures.is_empty(), "{} of the cases differ:\n{}", failures.len(), failures.join("\n"));
}

/// Every conversion case, in order.
///
/// # Errors
/// What is wrong with the folders.
pub fn cases() -> io::Result<Vec<Case>> {
    let mut cases = Vec::new();
    for pair in folders(&root().join("convert"))? {
        let name = file_name(&pair);
        let (from, to) = name.split_once("-to-").ok_or_else(|| trouble(&pair, "is not named FROM-to-TO"))?;
        for folder in folders(&pair)? {
            cases.push(Case::load(&folder, Some((from, to)))?);
        }
    }
    for folder in folders(&root().join("merge"))? {
        cases.push(Case::load(&folder, None)?);
    }
    Ok(cases)
}

impl Case {
    fn load(folder: &Path, pair: Option<(&str, &str)>) -> io::Result<Self> {
        let options: CaseOptions = match fs::read(folder.join("case.json")) {
            Ok(bytes) => serde_json::from_slice(&bytes).map_err(|error| trouble(folder, &error.to_string()))?,
            Err(_) => CaseOptions::default(),
        };
        let (from, to) = match (pair, &options.from, &options.to) {
            (Some(pair), None, None) => pair,
            (None, Some(from), Some(to)) => (from.as_str(), to.as_str()),
            _ => return Err(trouble(folder, "names its hosts twice or not at all")),
        };
        let host = |found: Option<&'static Host>, id: &str| {
            found.filter(|host| host.id == id).ok_or_else(|| trouble(folder, &format!("names no host: {id}")))
        };
        let (from, to) = (host(hosts::find_source(from), from)?, host(hosts::find(to), to)?);
        let readme = Some(folder.join("input.md")).filter(|path| path.exists());
        let input = readme.unwrap_or_else(|| folder.join(format!("input.{}", from.syntax.name())));
        let existing = Some(folder.join(format!("existing.{}", to.syntax.name()))).filter(|path| path.exists());
        let name = folder.strip_prefix(root()).unwrap_or(folder).to_string_lossy().into_owned();
        Ok(Self { folder: folder.to_owned(), name, from, to, options, input, existing })
    }

    /// Runs the case through the library.
    ///
    /// # Errors
    /// Where its files cannot be read.
    pub fn run(&self) -> io::Result<Result> {
        let input = fs::read(&self.input).map_err(|error| trouble(&self.input, &error.to_string()))?;
        let existing = self.existing.as_ref().map(fs::read).transpose()?;
        Ok(self.convert(&input, existing.as_deref()))
    }

    /// The same with other bytes.
    #[must_use]
    pub fn convert(&self, input: &[u8], existing: Option<&[u8]>) -> Result {
        let decoded = ops::decode(input, Document::Source)
            .and_then(|source| Ok((source, existing.map(|bytes| ops::decode(bytes, Document::Target)).transpose()?)));
        let rename = self.rename();
        let (source, into) = match decoded {
            Ok(texts) => texts,
            Err((found, before)) => {
                let (source, into) = if found.document == Document::Source { (before, "") } else { ("", before) };
                let options = self.asked(Some(into), &rename);
                return Result::new(&Outcome::refused(*found), &options, source);
            }
        };
        let options = self.asked(into, &rename);
        Result::new(&ops::convert(source, &options), &options, source)
    }

    /// The new names of servers.
    #[must_use]
    pub fn rename(&self) -> Vec<(String, String)> {
        self.options.rename.clone().into_iter().collect()
    }

    /// What the core is asked for.
    #[must_use]
    pub fn asked<'o>(&'o self, into: Option<&'o str>, rename: &'o [(String, String)]) -> Options<'o> {
        Options {
            from: Some(self.from),
            into,
            strategy: if self.options.strategy.as_deref() == Some("overwrite") { Strategy::Overwrite } else { Strategy::Merge },
            strict: self.options.strict,
            bridge: self.options.bridge.is_some(),
            allow_empty: self.options.allow_empty,
            servers: self.options.servers.as_deref(),
            rename,
            ..Options::new(self.to)
        }
    }

    /// The arguments with which the command does the same, file names relative to the case's folder.
    #[must_use]
    pub fn arguments(&self) -> Vec<String> {
        let mut line: Vec<String> = vec!["convert".into(), file_name(&self.input)];
        line.extend(["--from", self.from.id, "--to", self.to.id, "--format", "json"].map(str::to_owned));
        if let Some(existing) = &self.existing {
            line.extend(["--into".to_owned(), file_name(existing)]);
        }
        if let Some(strategy) = &self.options.strategy {
            line.extend(["--strategy".to_owned(), strategy.clone()]);
        }
        if let Some(bridge) = &self.options.bridge {
            line.extend(["--bridge".to_owned(), bridge.clone()]);
        }
        line.extend(self.options.strict.then(|| "--strict".to_owned()));
        line.extend(self.options.allow_empty.then(|| "--allow-empty".to_owned()));
        for name in self.options.servers.iter().flatten() {
            line.extend(["--server".to_owned(), name.clone()]);
        }
        for (old, new) in &self.options.rename {
            line.extend(["--rename".to_owned(), format!("{old}={new}")]);
        }
        line
    }
}

impl Result {
    fn new(outcome: &Outcome, options: &Options<'_>, source: &str) -> Self {
        let wire = mcpglot_wire::Outcome::new(outcome, options, source, Encoding::Utf8);
        let texts = mcpglot_wire::Texts { source, target: options.into.unwrap_or_default(), encoding: Encoding::Utf8 };
        let found = mcpglot_wire::diagnostics(&outcome.diagnostics, texts);
        Self {
            json: mcpglot_wire::to_json(&wire),
            text: outcome.text.clone().filter(|_| outcome.written == ops::Written::Text),
            diagnostics: (!found.is_empty()).then(|| pretty(&found)),
        }
    }
}

/// JSON for people, with a newline at its end.
#[must_use]
pub fn pretty(value: &impl serde::Serialize) -> String {
    let mut text = serde_json::to_string_pretty(value).unwrap_or_default();
    text.push('\n');
    text
}

/// Compares `actual` with the file at `path`, which must not be there for `None`. With `BLESS=1` it makes it so.
///
/// # Errors
/// The difference, by the first line that differs.
pub fn expect(path: &Path, actual: Option<&[u8]>) -> std::result::Result<(), String> {
    let expected = fs::read(path).ok();
    if expected.as_deref() == actual {
        return Ok(());
    }
    if std::env::var_os("BLESS").is_some_and(|value| value == "1") {
        let done = match actual {
            Some(actual) => {
                let folder = path.parent().unwrap_or(path);
                fs::create_dir_all(folder).and_then(|()| fs::write(path, actual))
            }
            None => fs::remove_file(path),
        };
        return done.map_err(|error| format!("{}: {error}", path.display()));
    }
    let lines =
        |bytes: Option<&[u8]>| bytes.map_or_else(|| "(no file)".to_owned(), |bytes| String::from_utf8_lossy(bytes).into_owned());
    let (expected, actual) = (lines(expected.as_deref()), lines(actual));
    let differing = expected.lines().zip(actual.lines()).position(|(one, other)| one != other);
    let at = differing.unwrap_or_else(|| expected.lines().count().min(actual.lines().count()));
    let line = |text: &str| text.lines().nth(at).map_or_else(|| "(end)".to_owned(), |line| format!("{line:?}"));
    Err(format!("{}: line {}\n  expected {}\n  actual   {}", path.display(), at + 1, line(&expected), line(&actual)))
}

pub(crate) fn folders(path: &Path) -> io::Result<Vec<PathBuf>> {
    let mut folders: Vec<PathBuf> =
        fs::read_dir(path)?.map(|entry| entry.map(|entry| entry.path())).collect::<io::Result<_>>()?;
    folders.retain(|path| path.is_dir());
    folders.sort();
    Ok(folders)
}

pub(crate) fn file_name(path: &Path) -> String {
    path.file_name().unwrap_or_default().to_string_lossy().into_owned()
}

pub(crate) fn trouble(path: &Path, what: &str) -> io::Error {
    io::Error::other(format!("{}: {what}", path.display()))
}
