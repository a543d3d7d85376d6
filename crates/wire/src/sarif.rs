//! Findings as SARIF 2.1.0, for code scanning.

use alloc::borrow::Cow;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use mcpglot_core::diag::{Code, Diagnostic, Fix, Severity, codes};
use mcpglot_core::text::{LineIndex, Span};
use serde::Serialize;

use crate::FileFailure;
use crate::json::Json;

/// A log of one run.
#[derive(Serialize)]
pub struct Sarif<'o>(Json<'o>);

/// What was found in one file.
pub struct SarifFile<'o> {
    /// Its path, in whatever bytes the system has names; none for standard input.
    pub path: Option<&'o [u8]>,
    /// Whether the path is one of Windows, where `\` is a separator and `C:` a drive.
    pub is_windows: bool,
    /// Its text, which the findings have their places in.
    pub text: &'o str,
    /// The findings.
    pub found: &'o [Diagnostic],
    /// Why it could not be used.
    pub error: Option<FileFailure<'o>>,
}

impl<'o> Sarif<'o> {
    /// The log of a run over these files.
    #[must_use]
    pub fn new(files: &'o [SarifFile<'o>]) -> Self {
        let raised = |code: &&&'static Code| files.iter().any(|file| file.found.iter().any(|one| *one.code == ***code));
        let rules: Vec<&'static Code> = codes::ALL.iter().filter(raised).copied().collect();
        let mut results = Vec::new();
        for file in files {
            let places = Places { file, index: LineIndex::new(file.text) };
            results.extend(file.found.iter().map(|one| places.finding(one, &rules)));
            results.extend(file.error.as_ref().map(|error| places.failure(error)));
        }
        let driver = object([
            ("name", Json::word("mcpglot")),
            ("version", Json::word(env!("CARGO_PKG_VERSION"))),
            ("informationUri", Json::word(env!("CARGO_PKG_REPOSITORY"))),
            ("rules", Json::List(rules.into_iter().map(rule).collect())),
        ]);
        let run = object([
            ("tool", object([("driver", driver)])),
            ("columnKind", Json::word("unicodeCodePoints")),
            ("results", Json::List(results)),
        ]);
        Self(object([
            ("$schema", Json::word("https://json.schemastore.org/sarif-2.1.0.json")),
            ("version", Json::word("2.1.0")),
            ("runs", Json::List(vec![run])),
        ]))
    }
}

/// What a code is; its page has sections of a heading, and of one paragraph below it.
fn rule(code: &'static Code) -> Json<'static> {
    let page = code.page();
    let mut sections = page.split("\n\n").skip(1).map(|section| section.split_once('\n').map_or("", |(_, text)| text));
    let (what, why) = (sections.next().unwrap_or_default(), sections.next().unwrap_or_default());
    let (short, full, help) = (what.replace('\n', " "), [what, "\n\n", why].concat(), String::from(what));
    object([
        ("id", Json::word(code.id)),
        ("shortDescription", message(short)),
        ("fullDescription", message(full)),
        ("help", object([("text", Json::Text(help.into())), ("markdown", Json::Text(page.into()))])),
        ("defaultConfiguration", object([("level", level(code.severity))])),
    ])
}

/// A file, and where its places are.
struct Places<'o> {
    file: &'o SarifFile<'o>,
    index: LineIndex<'o>,
}

impl<'o> Places<'o> {
    fn finding(&self, one: &'o Diagnostic, rules: &[&'static Code]) -> Json<'o> {
        let text = match &one.help {
            Some(help) => [one.message.as_str(), ". Help: ", help].concat().into(),
            None => Cow::Borrowed(one.message.as_str()),
        };
        let mut location = vec![self.place(one.span)];
        if !one.path.is_empty() {
            location.push(("logicalLocations", list(object([("fullyQualifiedName", Json::word(&one.path))]))));
        }
        let id = [one.code.id, ":", &one.path].concat();
        let mut result = self.result(one.code.id, one.code.severity, text, Json::Object(location), id.into());
        result.extend(rules.iter().position(|code| *code == one.code).map(|at| ("ruleIndex", Json::Whole(at as u64))));
        if !one.related.is_empty() {
            let related = one.related.iter().map(|one| object([self.place(one.span), ("message", message(&one.message))]));
            result.push(("relatedLocations", Json::List(related.collect())));
        }
        if !one.fixes.is_empty() {
            result.push(("fixes", Json::List(one.fixes.iter().map(|fix| self.fix(fix)).collect())));
        }
        Json::Object(result)
    }

    /// What keeps a file from being looked into is a finding too: a log without any would tell that all is well.
    fn failure(&self, error: &'o FileFailure<'_>) -> Json<'o> {
        let location = object([self.place(Span::default())]);
        Json::Object(self.result(error.code, Severity::Error, error.message.into(), location, error.code.into()))
    }

    /// What every result has. Its fingerprint stays the same wherever in the file it comes to stand.
    fn result(
        &self,
        code: &'static str,
        severity: Severity,
        text: Cow<'o, str>,
        location: Json<'o>,
        fingerprint: Cow<'o, str>,
    ) -> Vec<(&'o str, Json<'o>)> {
        vec![
            ("ruleId", Json::word(code)),
            ("level", level(severity)),
            ("message", message(text)),
            ("locations", list(location)),
            ("partialFingerprints", object([("mcpglot/v1", Json::Text(fingerprint))])),
        ]
    }

    fn fix(&self, fix: &'o Fix) -> Json<'o> {
        let replacements = fix
            .edits
            .iter()
            .map(|edit| object([("deletedRegion", self.region(edit.span)), ("insertedContent", message(edit.text.as_str()))]));
        let change = object([("artifactLocation", self.artifact()), ("replacements", Json::List(replacements.collect()))]);
        object([("description", message(fix.title.as_str())), ("artifactChanges", list(change))])
    }

    fn place(&self, span: Span) -> (&'static str, Json<'o>) {
        ("physicalLocation", object([("artifactLocation", self.artifact()), ("region", self.region(span))]))
    }

    fn artifact(&self) -> Json<'o> {
        object([match self.file.path {
            Some(path) => ("uri", Json::Text(uri(path, self.file.is_windows).into())),
            // It has no address, and is not to be taken for a file that happens to be called so.
            None => ("description", message("standard input")),
        }])
    }

    fn region(&self, span: Span) -> Json<'o> {
        let (start, end) = (self.index.position(span.start), self.index.position(span.end));
        let whole = |number: u32| Json::Whole(number.into());
        object([
            ("startLine", whole(start.line)),
            ("startColumn", whole(start.column)),
            ("endLine", whole(end.line)),
            ("endColumn", whole(end.column)),
        ])
    }
}

fn object<'o>(entries: impl Into<Vec<(&'o str, Json<'o>)>>) -> Json<'o> {
    Json::Object(entries.into())
}

fn list(only: Json<'_>) -> Json<'_> {
    Json::List(vec![only])
}

fn message<'o>(text: impl Into<Cow<'o, str>>) -> Json<'o> {
    object([("text", Json::Text(text.into()))])
}

const fn level(severity: Severity) -> Json<'static> {
    Json::word(severity.name())
}

/// A path as a URI reference: relative as it is, absolute with a scheme.
fn uri(path: &[u8], is_windows: bool) -> String {
    let has_drive = is_windows && path.get(1) == Some(&b':');
    let mut uri = String::from(match path {
        [b'\\', b'\\', ..] if is_windows => "file:",
        [b'\\', ..] if is_windows => "file://",
        [b'/', ..] => "file://",
        _ if has_drive => "file:///",
        _ => "",
    });
    for &byte in path {
        match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' | b'/' => uri.push(byte as char),
            b'\\' if is_windows => uri.push('/'),
            b':' if has_drive => uri.push(':'),
            byte => {
                let digit = |digit: u8| char::from(b"0123456789ABCDEF"[usize::from(digit)]);
                uri.extend(['%', digit(byte >> 4), digit(byte & 15)]);
            }
        }
    }
    uri
}

#[cfg(test)]
mod tests {
    use super::uri;

    #[test]
    fn a_path_is_spelled_as_its_system_means_it() {
        for (path, unix, windows) in [
            ("a b/c.json", "a%20b/c.json", "a%20b/c.json"),
            ("/a/ü", "file:///a/%C3%BC", "file:///a/%C3%BC"),
            (r"a\b.json", "a%5Cb.json", "a/b.json"),
            (r"C:\a.json", "C%3A%5Ca.json", "file:///C:/a.json"),
            ("C:x.json", "C%3Ax.json", "file:///C:x.json"),
            (r"\a", "%5Ca", "file:///a"),
            (r"\\host\a", "%5C%5Chost%5Ca", "file://host/a"),
        ] {
            assert_eq!((uri(path.as_bytes(), false), uri(path.as_bytes(), true)), (unix.into(), windows.into()), "{path}");
        }
        assert_eq!(uri(b"\xff.json", false), "%FF.json");
    }
}
