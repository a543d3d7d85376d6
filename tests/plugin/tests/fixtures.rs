//! Every case through the component, against what the other faces say.
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

use std::fs;
use std::path::Path;

use mcpglot_core::diag::codes;
use mcpglot_core::hosts::{self, Host};
use mcpglot_core::ops;
use mcpglot_core::text;
use mcpglot_embed::converter::{Document, Encoding, Options, Side, Strategy, Stray, Switches};
use mcpglot_embed::{Instance, Limits};
use mcpglot_plugin_tests::{answers, translator};
use mcpglot_tests::fixtures::{Case, CaseOptions, cases, fail, report, root};
use mcpglot_tests::{checks, commands};
use serde_json::{Value, json};

/// The component, with limits that no case comes near to.
fn instance() -> Instance {
    translator(Limits::default()).start().unwrap()
}

/// The text of a file, or what the component says of its bytes.
fn decode(instance: &mut Instance, path: &Path, document: Document) -> Result<String, Value> {
    let bytes = fs::read(path).unwrap();
    let decoded = instance.call(|converter, store| converter.call_decode(store, &bytes, document, Encoding::Utf8)).unwrap();
    decoded.map_err(|found| answers::diagnostic(&found))
}

/// The unit of places, and whether the way of each field is asked for.
#[derive(Clone, Copy)]
struct Asked {
    encoding: Encoding,
    trace: bool,
}

const PLAIN: Asked = Asked { encoding: Encoding::Utf8, trace: false };

/// Calls `function` with the options of a case.
fn with_options<T>(
    case: &CaseOptions,
    (from, to): (&Host, &Host),
    into: Option<&str>,
    Asked { encoding, trace }: Asked,
    function: impl FnOnce(Options<'_>) -> T,
) -> T {
    let switch = |on: bool, switch| if on { switch } else { Switches::empty() };
    let servers: Option<Vec<&str>> = case.servers.as_ref().map(|names| names.iter().map(String::as_str).collect());
    let rename: Vec<(&str, &str)> = case.rename.iter().map(|(from, to)| (from.as_str(), to.as_str())).collect();
    function(Options {
        from: Some(from.id),
        to: to.id,
        into,
        strategy: if case.strategy.as_deref() == Some("overwrite") { Strategy::Overwrite } else { Strategy::Merge },
        switches: switch(case.strict, Switches::STRICT)
            | switch(case.allow_empty, Switches::ALLOW_EMPTY)
            | switch(case.bridge.is_some(), Switches::BRIDGE)
            | switch(trace, Switches::TRACE),
        servers: servers.as_deref(),
        rename: &rename,
        file_name: None,
        encoding,
    })
}

/// What the component says to a case.
fn convert(instance: &mut Instance, case: &Case, source: &str, into: Option<&str>, asked: Asked) -> Value {
    let answer = with_options(&case.options, (case.from, case.to), into, asked, |options| {
        instance.call(|converter, store| converter.call_convert(store, source, options))
    });
    answers::outcome(&answer.unwrap().unwrap(), case.to.id, asked.trace)
}

#[test]
fn conversions() {
    let mut instance = instance();
    let cases = cases().unwrap();
    let mut failures = Vec::new();
    let mut undecoded = 0;
    for case in &cases {
        let expected: Value = serde_json::from_str(&case.run().unwrap().json).unwrap();
        let source = decode(&mut instance, &case.input, Document::Source);
        let into = case.existing.as_deref().map(|path| decode(&mut instance, path, Document::Target)).transpose();
        let (source, into) = match source.and_then(|source| Ok((source, into?))) {
            Ok(texts) => texts,
            Err(found) => {
                undecoded += 1;
                if expected["diagnostics"] != json!([found]) {
                    failures.push(format!("{}: the component finds {found}", case.name));
                }
                continue;
            }
        };
        let said = convert(&mut instance, case, &source, into.as_deref(), PLAIN);
        if said != expected {
            failures.push(format!("{}: the component says {said}", case.name));
        }
        // Every place in the other unit, and the way of every field.
        let rename = case.rename();
        let asked = ops::Options { trace: true, ..case.asked(into.as_deref(), &rename) };
        let outcome = ops::convert(&source, &asked);
        let expected = json!(mcpglot_wire::Outcome::new(&outcome, &asked, &source, text::Encoding::Utf16));
        let said = convert(&mut instance, case, &source, into.as_deref(), Asked { encoding: Encoding::Utf16, trace: true });
        if said != expected {
            failures.push(format!("{}: in UTF-16 the component says {said}", case.name));
        }
    }
    fail(&failures);
    report(&format!("fixtures: {} cases through the component, {undecoded} of them not UTF-8", cases.len()));
}

#[test]
fn commands_and_links() {
    let mut instance = instance();
    let cases = commands::cases().unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let source = case.source().unwrap();
        let answer = with_options(&case.options, (case.from, case.to), None, PLAIN, |options| {
            instance.call(|converter, store| converter.call_commands(store, &source, options))
        });
        let said = answers::commands(&answer.unwrap().unwrap(), case.to.id);
        if said != json!(commands::wire(&case.run(&source), case.to, &source)) {
            failures.push(format!("{}: the component says {said}", case.name));
        }
    }
    fail(&failures);
    report(&format!("commands: {} cases through the component", cases.len()));
}

#[test]
fn checks() {
    let mut instance = instance();
    let cases = checks::cases().unwrap();
    let mut failures = Vec::new();
    for case in &cases {
        let expected = case.run().unwrap();
        let (id, text) = (case.host.id, fs::read_to_string(&case.input).unwrap());
        let found = instance.call(|converter, store| converter.call_validate(store, &text, id, Encoding::Utf8)).unwrap().unwrap();
        let told: Value = serde_json::from_str(expected.diagnostics.as_deref().unwrap_or("[]")).unwrap();
        if answers::diagnostics(&found) != told {
            failures.push(format!("{}: the component finds {}", case.name, answers::diagnostics(&found)));
        }
        let fixed = instance.call(|converter, store| converter.call_fix(store, &text, id, Encoding::Utf8)).unwrap().unwrap();
        let expected: Value = serde_json::from_str(&expected.fixed_json).unwrap();
        let file = &expected["files"][0];
        if (json!(fixed.text), json!(fixed.done), answers::diagnostics(&fixed.diagnostics))
            != (file["text"].clone(), file["fixed"].clone(), file["diagnostics"].clone())
        {
            failures.push(format!("{}: the component mends {:?}", case.name, fixed.done));
        }
    }
    fail(&failures);
    report(&format!("validate: {} cases through the component", cases.len()));
}

/// The sample of each host.
fn samples() -> impl Iterator<Item = (&'static Host, String)> {
    let sample = |host: &Host| root().join("hosts").join(host.id).join(format!("sample.{}", host.syntax.name()));
    hosts::ALL.iter().map(move |&host| (host, fs::read_to_string(sample(host)).unwrap()))
}

#[test]
fn samples_are_read_compared_and_told_apart() {
    let mut instance = instance();
    let mut failures = Vec::new();
    let all: Vec<(&Host, String)> = samples().collect();
    for (host, text) in &all {
        let read = instance.call(|converter, store| converter.call_read(store, text, host.id, Encoding::Utf8)).unwrap().unwrap();
        let expected = fs::read(root().join("hosts").join(host.id).join("canonical.json")).unwrap();
        let said = answers::reading(&read, host.id);
        if said != serde_json::from_slice::<Value>(&expected).unwrap() {
            failures.push(format!("{}: the component reads {said}", host.id));
        }
        for server in &read.servers {
            let key = &text[server.place.span.start as usize..server.place.span.end as usize];
            // A table of a list has a header that does not name it.
            if !key.contains(server.name.as_str()) && !key.starts_with("[[") {
                failures.push(format!("{}: `{}` is said to stand at `{key}`", host.id, server.name));
            }
        }

        let file = host.files.first().map(|file| file.path);
        for (text, name) in [(text.as_str(), None), (text, file), (&format!("Add this:\n\n```\n{text}\n```\n"), None)] {
            let native = ops::detect(text, name);
            let said = instance.call(|converter, store| converter.call_detect(store, text, name, Encoding::Utf8)).unwrap();
            let stray = said.stray.map(|stray| match stray {
                Stray::Key(key) => format!("Key({key:?})"),
                Stray::Bare => "Bare".to_owned(),
                Stray::Fenced(span) => format!("Fenced(Span {{ start: {}, end: {} }})", span.start, span.end),
            });
            let expected = (native.host.map(|host| host.id), native.why, native.stray.map(|stray| format!("{stray:?}")));
            let candidates: Vec<&str> = native.candidates.iter().map(|host| host.id).collect();
            if (said.host.as_deref(), said.why.as_str(), stray) != expected || said.candidates != candidates {
                failures.push(format!("{}: the component takes it for {:?}", host.id, said.host));
            }
        }

        for (other, other_text) in &all {
            let side = |host: &Host, text| Side { text, host: host.id };
            // Where one cannot read the other's, nothing is compared.
            for (left, right) in [(side(host, text), side(other, other_text)), (side(host, text), side(host, other_text))] {
                let expected = compare(&left, &right);
                let call = instance.call(|converter, store| converter.call_diff(store, left, right, Encoding::Utf8));
                let said = call.unwrap().unwrap();
                let differences = said.differences.map(|all| {
                    let told = all.into_iter().map(|one| {
                        let start = |place: Option<mcpglot_embed::converter::Place>| place.map(|place| place.span.start);
                        (one.server, one.concept, one.key, answers::name(one.kind), start(one.left), start(one.right))
                    });
                    told.collect::<Vec<_>>()
                });
                if (differences, said.same) != expected {
                    failures.push(format!("{} and {} differ otherwise in the component", host.id, other.id));
                }
            }
        }
    }
    fail(&failures);
}

type Told = (String, Option<String>, Option<String>, String, Option<u32>, Option<u32>);

/// What the library says of two texts.
fn compare(left: &Side<'_>, right: &Side<'_>) -> (Option<Vec<Told>>, bool) {
    let (one, other) = (hosts::find(left.host).unwrap(), hosts::find(right.host).unwrap());
    let (read, other_read) = (ops::read(left.text, one).or_empty(), ops::read(right.text, other).or_empty());
    let (Some(side), Some(other)) = (side(one, &read), side(other, &other_read)) else { return (None, false) };
    let differences = ops::diff(&side, &other);
    let same = differences.iter().all(|one| one.kind == ops::DifferenceKind::OneHostOnly);
    let told = differences.into_iter().map(|one| {
        let concept = one.concept.map(|concept| concept.name().to_owned());
        let start = |span: Option<text::Span>| span.map(|span| span.start);
        (one.server, concept, one.key, one.kind.name().to_owned(), start(one.left), start(one.right))
    });
    (Some(told.collect()), same)
}

fn side<'d, 's>(host: &'static Host, read: &'d ops::ReadOutcome<'s>) -> Option<ops::Side<'d, 's>> {
    Some(ops::Side { host, tree: read.tree.as_ref()?, config: read.config.as_ref()? })
}

#[test]
fn hosts_codes_and_mistakes() {
    let mut instance = instance();
    let said = instance.call(|converter, store| converter.call_hosts(store)).unwrap();
    let expected = json!(mcpglot_wire::Hosts::new(hosts::ALL));
    assert_eq!(said.iter().map(answers::host).collect::<Value>(), expected["hosts"]);
    let release = instance.call(|converter, store| converter.call_version(store)).unwrap();
    assert_eq!((json!(release.as_of), release.version.as_str()), (expected["asOf"].clone(), env!("CARGO_PKG_VERSION")));

    let said = instance.call(|converter, store| converter.call_codes(store)).unwrap();
    let said: Vec<(&str, String)> = said.iter().map(|code| (code.id.as_str(), answers::name(code.severity))).collect();
    let expected: Vec<(&str, String)> = codes::ALL.iter().map(|code| (code.id, code.severity.name().to_owned())).collect();
    assert_eq!(said, expected);
    for code in codes::ALL {
        let page = instance.call(|converter, store| converter.call_explain(store, code.id)).unwrap();
        assert_eq!(page.as_deref(), Some(&*code.page()));
    }
    assert_eq!(instance.call(|converter, store| converter.call_explain(store, "nothing")).unwrap(), None);

    let mistake =
        |id| instance.call(|converter, store| converter.call_validate(store, "", id, Encoding::Utf8)).unwrap().unwrap_err();
    let said: Vec<(String, Option<String>)> = ["codx", "windmill"].map(mistake).map(|one| (one.id, one.nearest)).to_vec();
    assert_eq!(said, [("codx".to_owned(), Some("codex".to_owned())), ("windmill".to_owned(), None)]);
}
