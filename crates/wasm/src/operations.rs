//! Each operation: decode, call, encode. They run natively too, which is how the tests know what JavaScript must get.

use alloc::borrow::ToOwned;
use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;
use core::fmt;
use core::mem::{self, ManuallyDrop};
use core::slice;

use mcpglot_core::diag::{Diagnostic, Document};
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops::{self, ReadOutcome, Side, Source};
use mcpglot_core::text::{Encoding, MAX_INPUT};
use mcpglot_wire::request::{ConvertRequest, Mistaken, Misuse, Request, find_page};
use mcpglot_wire::{Checked, Commands, Compared, DetectedFile, Diff, Hosts, Outcome, Read, to_json};

/// What a call gives back.
#[derive(Default)]
pub struct Answer {
    /// The response.
    pub json: String,
    /// The document that belongs to it.
    pub text: Option<String>,
    /// What has led to that document, where the response does not say it: of each edit its span, and how long its text is.
    pub edits: Vec<[u32; 3]>,
}

/// Values are no part of it.
impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer").finish_non_exhaustive()
    }
}

impl Answer {
    const fn new(json: String) -> Self {
        Self { json, text: None, edits: Vec::new() }
    }
}

impl From<Misuse> for Answer {
    fn from(misuse: Misuse) -> Self {
        Self::new(to_json(&*kept(Mistaken::new(&misuse))))
    }
}

/// What is not taken apart, since the memory of a call is taken back as a whole: what would do it is a hundredth of the module.
const fn kept<T>(value: T) -> ManuallyDrop<T> {
    ManuallyDrop::new(value)
}

/// JavaScript counts in UTF-16.
fn encoding(asked: Option<Encoding>) -> Encoding {
    asked.unwrap_or(Encoding::Utf16)
}

/// What a call gives back, or why it was mistaken, which is an answer too.
pub type Answered = Result<Answer, Misuse>;

/// The options of a call, as its JSON text has them.
#[inline(never)]
fn options(bytes: &[u8]) -> &str {
    // They come from `JSON.stringify`.
    core::str::from_utf8(bytes).unwrap_or("[]")
}

/// Puts the servers of `source` into a document of another host, or into the document `into`.
///
/// # Errors
/// Those of its options.
pub fn convert(source: &[u8], into: Option<&[u8]>, asked: &[u8]) -> Answered {
    let request = kept(ConvertRequest::new(options(asked), ConvertRequest::OPTIONS)?);
    let encoding = encoding(request.encoding);
    let decoded = ops::decode(source, Document::Source)
        .and_then(|source| Ok((source, into.map(|bytes| ops::decode(bytes, Document::Target)).transpose()?)));
    let (source, into, outcome) = match decoded {
        Ok((source, into)) => (source, into, ops::convert(source, &request.options(into))),
        Err((found, before)) => {
            let (source, into) = if found.document == Document::Source { (before, "") } else { ("", before) };
            (source, Some(into), ops::Outcome::refused(*found))
        }
    };
    let mut outcome = kept(outcome);
    let mut response = kept(Outcome::new(&outcome, &request.options(into), source, encoding));
    response.omit_text();
    // Who counts as JavaScript does cuts their texts out of the document, which takes less time than to read them as JSON.
    let edits = if encoding == Encoding::Utf16 { response.omit_edits(encoding) } else { Vec::new() };
    let json = to_json(&*response);
    Ok(Answer { json, text: outcome.text.take(), edits })
}

/// A document that was opened for a host, or the finding that says why it was not, with the text that is its place.
type Open<'t, T> = Result<T, (Box<Diagnostic>, &'t str)>;

/// Decodes a document and tells its host, unless `stated` does.
fn open<'t>(bytes: &'t [u8], stated: Option<&'static Host>, file_name: Option<&str>) -> Open<'t, (&'static Host, &'t str)> {
    let text = ops::decode(bytes, Document::Source)?;
    if let Some(host) = stated {
        return Ok((host, text));
    }
    let detection = ops::detect(text, file_name);
    detection.host.map(|host| (host, text)).ok_or_else(|| (Box::new(ops::unknown_host(&detection)), text))
}

/// Decodes a document that is only read, and tells what of it is meant. Places are counted in the document: what is meant has the
/// same bytes there, and around it blanks, one for each byte.
fn source<'t>(bytes: &'t [u8], stated: Option<&'static Host>, file_name: Option<&str>) -> Open<'t, (Source<'t>, &'t str)> {
    let text = ops::decode(bytes, Document::Source)?;
    ops::source(text, stated, file_name).map(|source| (source, text)).map_err(|unknown| (unknown, text))
}

/// The options of [`validate`] and [`fix`].
pub const CHECK: &[&str] = &["host", "fileName", "encoding"];
/// The options of [`detect`].
pub const DETECT: &[&str] = &["fileName", "encoding"];
/// The options of [`read`].
pub const READ: &[&str] = &["from", "fileName", "masked", "encoding"];
/// The options of [`diff`].
pub const DIFF: &[&str] = &["from", "to", "leftName", "rightName", "encoding"];

/// Says what is wrong with a document.
///
/// # Errors
/// Those of its options.
pub fn validate(source: &[u8], asked: &[u8]) -> Answered {
    let request = kept(Request::new(options(asked), CHECK)?);
    let encoding = encoding(request.encoding()?);
    Ok(match open(source, request.host("host")?, request.text("fileName")?.as_deref()) {
        Ok((host, text)) => {
            Answer::new(to_json(&*kept(Checked::text(Some(host), &kept(ops::validate(text, host)), text, encoding))))
        }
        Err((found, text)) => Answer::new(to_json(&*kept(Checked::text(None, &*kept([*found]), text, encoding)))),
    })
}

/// Mends what can be mended without asking.
///
/// # Errors
/// Those of its options.
pub fn fix(source: &[u8], asked: &[u8]) -> Answered {
    let request = kept(Request::new(options(asked), CHECK)?);
    let encoding = encoding(request.encoding()?);
    Ok(match open(source, request.host("host")?, request.text("fileName")?.as_deref()) {
        Ok((host, text)) => {
            let mut fixed = kept(ops::fix(text, host));
            let response = Checked::text(Some(host), &fixed.diagnostics, &fixed.text, encoding).fixed(&fixed.done, None);
            let json = to_json(&*kept(response));
            // Of what is too long no more has come than tells so.
            let text = (text.len() <= MAX_INPUT).then(|| mem::take(&mut fixed.text));
            Answer { text, ..Answer::new(json) }
        }
        Err((found, text)) => {
            Answer::new(to_json(&*kept(Checked::text(None, &*kept([*found]), text, encoding).fixed(&[], None))))
        }
    })
}

/// Tells which host a document is for.
///
/// # Errors
/// Those of its options.
pub fn detect(source: &[u8], asked: &[u8]) -> Answered {
    let request = kept(Request::new(options(asked), DETECT)?);
    let encoding = encoding(request.encoding()?);
    // As much as is text tells something, too.
    let text = ops::decode(source, Document::Source).unwrap_or_else(|(_, before)| before);
    let detection = kept(ops::detect(text, request.text("fileName")?.as_deref()));
    Ok(Answer::new(to_json(&*kept(DetectedFile::text(&detection, text, encoding)))))
}

/// Reads the servers of a document.
///
/// # Errors
/// Those of its options.
pub fn read(source: &[u8], asked: &[u8]) -> Answered {
    let request = kept(Request::new(options(asked), READ)?);
    let (encoding, masked) = (encoding(request.encoding()?), request.flag("masked")?);
    Ok(match self::source(source, request.source("from")?, request.text("fileName")?.as_deref()) {
        Ok((Source { text: meant, host, note }, text)) => {
            let mut read = kept(ops::read(&meant, host));
            if let Some(note) = note {
                read.sink.diagnostics.insert(0, note);
            }
            Answer::new(to_json(&*kept(Read::new(&read, host, text, encoding, masked))))
        }
        Err((found, text)) => Answer::new(to_json(&*kept(Read::refused(&*kept([*found]), text, encoding)))),
    })
}

/// Tells in what two documents differ.
///
/// # Errors
/// Those of its options.
pub fn diff(left: &[u8], right: &[u8], asked: &[u8]) -> Answered {
    let request = kept(Request::new(options(asked), DIFF)?);
    let encoding = encoding(request.encoding()?);
    let left = kept(source(left, request.source("from")?, request.text("leftName")?.as_deref()));
    let right = kept(source(right, request.source("to")?, request.text("rightName")?.as_deref()));
    let (left, right) = (kept(Opened::new(&left)), kept(Opened::new(&right)));
    let differences = kept(left.side().zip(right.side()).map(|(left, right)| ops::diff(&left, &right)));
    let response = Diff::new(differences.as_deref(), left.compared(), right.compared(), encoding);
    Ok(Answer::new(to_json(&*kept(response))))
}

/// A side of a comparison.
struct Opened<'t> {
    text: &'t str,
    /// What was read of it, or why nothing was.
    read: Result<(&'static Host, ReadOutcome<'t>), &'t Diagnostic>,
}

impl<'t> Opened<'t> {
    fn new(source: &'t Open<'t, (Source<'t>, &'t str)>) -> Self {
        match source {
            Ok((Source { text: meant, host, .. }, text)) => Self { text, read: Ok((host, ops::read(meant, host).or_empty())) },
            Err((found, text)) => Self { text, read: Err(found) },
        }
    }

    /// What can be compared, if anything can.
    fn side(&self) -> Option<Side<'_, 't>> {
        let (host, read) = self.read.as_ref().ok()?;
        Some(Side { host, tree: read.tree.as_ref()?, config: read.config.as_ref()? })
    }

    fn compared(&self) -> Compared<'_> {
        let (host, found) = match &self.read {
            Ok((host, read)) => (Some(*host), read.sink.diagnostics.as_slice()),
            Err(found) => (None, slice::from_ref(*found)),
        };
        Compared { file: "", host, text: self.text, found }
    }
}

/// The host's own command lines and links that add the servers of a document.
///
/// # Errors
/// Those of its options.
pub fn commands(source: &[u8], asked: &[u8]) -> Answered {
    let request = kept(ConvertRequest::new(options(asked), ConvertRequest::COMMANDS)?);
    let (asked, encoding) = (request.options(None), encoding(request.encoding));
    let (text, found) = match ops::decode(source, Document::Source) {
        Ok(text) => (text, ops::commands(text, &asked)),
        Err((found, before)) => (before, ops::Commands { from: None, servers: None, diagnostics: vec![*found] }),
    };
    Ok(Answer::new(to_json(&*kept(Commands::new(&kept(found), asked.to, text, encoding)))))
}

/// Lists the hosts, or the one that is named.
///
/// # Errors
/// Those of its options.
pub fn hosts(asked: &[u8]) -> Answered {
    let request = kept(Request::new(options(asked), &["host"])?);
    Ok(match request.host("host")? {
        Some(host) => Answer::new(to_json(&*kept(Hosts::new(&[host])))),
        None => Answer::new(to_json(&*kept(Hosts::new(hosts::ALL)))),
    })
}

/// The page of a diagnostic's code.
///
/// # Errors
/// Those of its options.
pub fn explain(asked: &[u8]) -> Answered {
    let request = kept(Request::new(options(asked), &["code"])?);
    let page = find_page(&request.text("code")?.unwrap_or_default())?;
    Ok(Answer { text: Some(page), ..Answer::new("{}".to_owned()) })
}
