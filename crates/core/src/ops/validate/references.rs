//! References that the host takes for text.

use alloc::borrow::ToOwned;
use alloc::string::String;
use alloc::vec;
use alloc::vec::Vec;

use super::{Check, by_name, name_of};
use crate::diag::{Diagnostic, Document, codes, display_path, say};
use crate::hosts::{self, Kind as Holds, Unset};
use crate::model::{Concept, Piece, Server, Spelling, Text, is_shouted, is_variable_name};
use crate::ops::bridge::bridged;
use crate::ops::merge::Declared;
use crate::syntax::{Kind, NodeId};
use crate::text::{Ascii, Edit, Span, append, join};

/// A reference of whatever host.
struct Found<'t> {
    /// Its spelling, as people write about it.
    shape: &'static str,
    /// The variable, if it is one and has no default.
    variable: Option<&'t str>,
    /// Its place.
    start: usize,
    end: usize,
}

/// Whether something in `text` is a reference for some host.
pub(super) fn has_any(text: &str) -> bool {
    find(text, 0).is_some()
}

/// The first reference in `text` from `from` on.
fn find(text: &str, from: usize) -> Option<Found<'_>> {
    let mut at = from;
    while let Some(found) = text.part(at..).first_of(b"${%") {
        at += found;
        if let Some(found) = reference(text, at) {
            return Some(found);
        }
        at += 1;
    }
    None
}

/// The longest reference, in bytes.
const LONGEST: usize = 1024;

fn reference(text: &str, start: usize) -> Option<Found<'_>> {
    let rest = text.part(start..);
    // What never ends is not looked for to the end of a long text.
    let rest = rest.get(..LONGEST).unwrap_or(rest);
    let found = |shape, variable, len| Some(Found { shape, variable, start, end: start + len });
    let until = |open: &str, close: &str| {
        let inner = rest.strip_prefix(open)?;
        inner.place_of(close).map(|end| (inner.part(..end), open.len() + end + close.len()))
    };
    if let Some((inner, len)) = until("${{", "}}") {
        let name = inner.trimmed().strip_prefix("secrets.")?;
        return if is_variable_name(name) { found("${{ secrets.NAME }}", None, len) } else { None };
    }
    if let Some((inner, len)) = until("${", "}") {
        let is_folder = |name: &str| {
            ["workspaceFolder", "workspaceFolderBasename", "workspaceRoot", "userHome", "pathSeparator", "/"].contains(&name)
        };
        return match inner.cut(":") {
            None if is_folder(inner) => found("${workspaceFolder}", None, len),
            None if is_variable_name(inner) => found("${NAME}", Some(inner), len),
            Some(("env", name)) if is_variable_name(name) => found("${env:NAME}", Some(name), len),
            Some(("input", id)) if !id.is_empty() => found("${input:ID}", None, len),
            Some(("file", _)) => found("${file:PATH}", None, len),
            Some((name, default)) if is_variable_name(name) && default.starts_with('-') => found("${NAME:-default}", None, len),
            _ => None,
        };
    }
    if let Some((name, len)) = until("{env:", "}") {
        return if is_variable_name(name) { found("{env:NAME}", Some(name), len) } else { None };
    }
    if let Some((_, len)) = until("{file:", "}") {
        return found("{file:PATH}", None, len);
    }
    // What follows is also how prices, passwords and escapes look: only what is written like a variable counts.
    let before = text.part(..start).chars().next_back();
    let is_apart =
        before.is_none_or(|before| before.is_whitespace() || matches!(before, '=' | ':' | '/' | ',' | ';' | '@' | '"' | '\''));
    if let Some(rest) = rest.strip_prefix('$').filter(|_| is_apart) {
        let len = rest.bytes().take_while(|&byte| byte.is_ascii_alphanumeric() || byte == b'_').count();
        return if is_shouted(rest.part(..len)) { found("$NAME", Some(rest.part(..len)), len + 1) } else { None };
    }
    if let Some((name, len)) = until("%", "%").filter(|_| is_apart) {
        return if is_shouted(name) { found("%NAME%", None, len) } else { None };
    }
    None
}

/// Names what a server holds of references that its host does not make.
pub(super) fn check(check: &mut Check<'_, '_>, server: &Server<'_>) {
    const SPOKEN: &[Concept] = &[Concept::Command, Concept::Args, Concept::Env, Concept::Cwd, Concept::Url, Concept::Headers];
    let (tree, host) = (check.tree, check.host);
    // A shell expands what its script holds.
    let runs_shell = tree.get(server.origin, "command").is_some_and(|command| {
        let first = if tree.kind(command) == Kind::List { tree.children(command).next() } else { Some(command) };
        first.and_then(|first| tree.str(first)).is_some_and(|command| is_shell(&command))
    });
    for child in tree.children(server.origin).filter(|&child| !tree.is_shadowed(child)) {
        let key = tree.key(child);
        let Some(spec) = host.field(&key).or_else(|| hosts::may_read(host, &key)) else { continue };
        let by_name = matches!(spec.kind, Holds::Passthrough | Holds::Bearer | Holds::HeadersFromEnv);
        if by_name {
            names(check, server, child);
        }
        let by_name = by_name || spec.kind == Holds::Own;
        let used = server.transport.is_none_or(|transport| spec.on.has(transport));
        let scripted = runs_shell && matches!(spec.concept, Concept::Args | Concept::Command);
        if by_name || !used || scripted || !SPOKEN.contains(&spec.concept) {
            continue;
        }
        let items: Vec<NodeId> = match tree.kind(child) {
            Kind::String => vec![child],
            Kind::Map | Kind::List => tree.children(child).filter(|&item| !tree.is_shadowed(item)).collect(),
            _ => continue,
        };
        for (at, &item) in items.iter().enumerate() {
            // In a header, the bridge puts in its own variables.
            let is_header = || at > 0 && tree.str(items[at - 1]).as_deref() == Some("--header");
            if !is_header() || bridged(server).is_none() {
                one(check, server, spec.concept, item);
            }
        }
    }
}

/// Names the strings whose last reference is not closed, for a host that then replaces what follows them up to the next brace.
pub(super) fn unclosed(check: &mut Check<'_, '_>) {
    let (tree, host) = (check.tree, check.host);
    if host.references.in_raw_text.is_empty() {
        return;
    }
    let last = tree.text().cut_last("}").map_or(0, |(before, _)| before.len());
    for node in tree.ids().filter(|&node| tree.kind(node) == Kind::String) {
        let (raw, span) = (tree.raw(node), tree.span(node));
        let opening =
            host.references.in_raw_text.iter().filter_map(|opening| Some((raw.cut_last(opening)?.0.len(), opening))).max();
        let Some((at, opening)) = opening else { continue };
        let closes = raw.part(at..).has(b'}') || last < span.end as usize;
        if !closes {
            let path = display_path(tree, node);
            let message = say![
                "`",
                path,
                "` opens `",
                opening,
                "` and does not close it, so that ",
                host.name,
                " replaces what follows up to the next `}`"
            ];
            let help =
                if host.references.escapes() { "close it, or write the brace as `\\u007B` if it is text" } else { "close it" };
            check.say(&codes::REFERENCE_UNCLOSED, message, node, help);
        }
    }
}

/// Looks at what names variables: a string, or a list or map of them.
fn names(check: &mut Check<'_, '_>, server: &Server<'_>, field: NodeId) {
    let tree = check.tree;
    let items: Vec<NodeId> = if tree.kind(field) == Kind::String {
        vec![field]
    } else {
        tree.children(field).filter(|&item| !tree.is_shadowed(item)).collect()
    };
    for item in items {
        // Windows has one with brackets: `ProgramFiles(x86)`.
        let is_odd = |name: &str| !name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_()".contains(&byte));
        if tree.str(item).is_some_and(|name| is_odd(&name)) {
            let message =
                say!["`", name_of(tree, item, server), "` of `", server.name, "` names a variable that no environment has"];
            check.say(&codes::VARIABLE_NAME_ODD, message, item, "write the name of a variable, not what it holds");
        }
    }
}

/// Looks at one string.
fn one(check: &mut Check<'_, '_>, server: &Server<'_>, concept: Concept, node: NodeId) {
    let (tree, host) = (check.tree, check.host);
    let Some(raw) = tree.str(node) else { return };
    let (spellings, written) = (host.references.within(concept), host.references.written_within(concept));
    let Some(text) = hosts::text_of(tree, node, host, concept) else { return };
    if let Text::Template { pieces, .. } = &text {
        for piece in pieces {
            if let Piece::Input(id) = piece
                && host.inputs_at.is_some()
                && check.declared.get_or_init(|| Declared::new(tree, host.inputs_at)).position(id).is_none()
            {
                let message = say![
                    "`",
                    name_of(tree, node, server),
                    "` of `",
                    server.name,
                    "` asks for `",
                    id,
                    "`, which `inputs` does not declare"
                ];
                check.say(&codes::INPUT_UNDECLARED, message, node, "declare it in `inputs`, at the top of the file");
            }
        }
    }
    // What is written with an escape is meant to be text.
    let has_curly = host.references.in_raw_text.iter().any(|opening| opening.starts_with('{'));
    let is_meant = |found: &Found<'_>| {
        let is_escaped = || found.shape.starts_with("${") && !tree.raw(node).holds("${");
        host.references.escapes() && ((has_curly && found.shape.starts_with('{')) || is_escaped())
    };
    let find = |text| find(text, 0).filter(|found| !is_meant(found));
    // To a host that writes `{env:NAME}`, `${env:NAME}` is that behind a character.
    let is_half = |pair: &[Piece<'_>]| {
        matches!(pair, [Piece::Literal(text), Piece::Variable { .. }] if text.ends_with('$'))
            && spellings.contains(&Spelling::CurlyEnv)
    };
    let half = match &text {
        Text::Template { pieces, .. } if pieces.windows(2).any(is_half) => {
            Some(Found { shape: "${env:NAME}", variable: Some(""), start: 0, end: 0 })
        }
        _ => None,
    };
    let ends = if half.is_some() { " leaves the `$` of" } else { " takes for text" };
    let missed = match &text {
        _ if half.is_some() => half,
        Text::Literal(text) => find(text),
        Text::Template { pieces, .. } => pieces.iter().find_map(|piece| match piece {
            Piece::Literal(text) => find(text),
            // The text after the default's first brace: defaults do not nest.
            Piece::Variable { default: Some(text), .. } if text.holds("${") && !host.references.twice.contains(&concept) => {
                Some(Found { shape: "${NAME:-${OTHER}}", variable: None, start: 0, end: 0 })
            }
            _ => None,
        }),
    };
    if let Text::Template { pieces, .. } = &text {
        for piece in pieces {
            let Piece::Variable { name, default } = piece else { continue };
            // To a host that knows no folders it is a variable that nobody sets.
            let is_folder = default.is_none() && matches!(name.as_ref(), "workspaceFolder" | "workspaceRoot" | "userHome");
            let [ends, help] = match host.references.unset_within(concept) {
                _ if host.references.blanks(concept, name) => {
                    [" gives to no remote server: it is empty there", "give the variable another name"]
                }
                _ if !is_folder => [""; 2],
                Unset::Text => [" takes for a variable: it stays text where that is not set", "write the path"],
                Unset::Empty => [" takes for a variable: it is empty where that is not set", "write the path"],
                Unset::Fails => [" takes for a variable: the server does not start where that is not set", "write the path"],
            };
            if !ends.is_empty() {
                let what = name_of(tree, node, server);
                let message = say!["`", what, "` of `", server.name, "` holds `${", name, "}`, which ", host.name, ends];
                check.say(&codes::REFERENCE_NOT_UNDERSTOOD, message, node, help);
            } else if default.is_none() && !is_variable_name(name) {
                let message =
                    say!["`", name_of(tree, node, server), "` of `", server.name, "` names a variable that no environment has"];
                let help = if name.holds(":-") {
                    say![host.name, " knows no defaults: give the name alone, and set the variable"]
                } else {
                    "write the name of a variable".to_owned()
                };
                check.say(&codes::VARIABLE_NAME_ODD, message, node, &help);
            }
        }
    }
    let Some(missed) = missed else { return };
    let message = say![
        "`",
        name_of(tree, node, server),
        "` of `",
        server.name,
        "` holds `",
        missed.shape,
        "`, which ",
        host.name,
        // The second time, what looks like a variable of shells is one that is not set.
        if host.references.leaves_nothing && host.references.twice.contains(&concept) && missed.shape.starts_with('$') {
            " takes for nothing: it is empty there"
        } else if host.is_hearsay() {
            " is not known to expand"
        } else {
            ends
        }
    ];
    let mut diagnostic = Diagnostic::new(&codes::REFERENCE_NOT_UNDERSTOOD, Document::Source, message).on(tree, node);
    // What only names variables can name those that are all of a value, in the environment by their own names.
    let is_own = concept != Concept::Env || missed.variable == Some(&*tree.key(node));
    let begins = missed.start == 0 || (missed.start == 7 && raw.starts_with("Bearer "));
    let is_whole = missed.variable.is_some() && is_own && begins && missed.end == raw.len();
    let own = written.iter().find_map(|&spelling| spelled(spelling, "NAME"));
    if let Some(own) = own.filter(|_| missed.variable.is_some() || missed.shape == "%NAME%") {
        diagnostic = diagnostic.help(say!["write `", own, "`"]);
        // Where the text stands as it is read, the references alone are replaced.
        let span = tree.span(node);
        if tree.text().part(span.range()).get(1..raw.len() + 1) == Some(raw.as_ref()) && raw.len() + 2 == tree.raw(node).len() {
            let start = span.start as usize + 1;
            // An address that is none any more is no remedy.
            let is_sound = |edits: &Vec<Edit>| concept != Concept::Url || host.urls.take(&replaced(&raw, start, edits));
            let edits = respelled(&raw, start, spellings, written).filter(is_sound).unwrap_or_default();
            diagnostic = super::with_fix(diagnostic, say!["write `", own, "`"], edits);
        }
    } else if let Some(help) = by_name(host, concept, server.transport).filter(|_| is_whole) {
        diagnostic = diagnostic.help(help);
    } else if spellings.is_empty() && !host.references.fields.is_empty() {
        let fields: Vec<&str> = host.references.fields.iter().map(|concept| concept.name()).collect();
        diagnostic = diagnostic.help(say![host.name, " expands references in ", join(&fields, ", "), " only"]);
    } else if spellings.is_empty() && !host.is_hearsay() {
        diagnostic = diagnostic.help(say![host.name, " knows no references here"]);
    }
    check.sink.push(diagnostic);
}

/// The changes that put every plain variable in a text that begins at `start` into a spelling of the host, which understands
/// `spellings` and is given the first of those that are `written`.
fn respelled(raw: &str, start: usize, spellings: &[Spelling], written: &[Spelling]) -> Option<Vec<Edit>> {
    let mut edits = Vec::new();
    let mut done = 0;
    while let Some(found) = find(raw, done) {
        done = found.end;
        if Text::parse(raw.part(found.start..found.end).into(), spellings).is_literal() {
            // A bare `$NAME` may be meant for somebody else.
            let name = found.variable.filter(|_| found.shape != "$NAME")?;
            let text = written.iter().find_map(|&spelling| spelled(spelling, name))?;
            edits.push(Edit { span: Span::new(start + found.start, start + found.end), text });
        }
    }
    Some(edits)
}

/// The text that begins at `start`, with its changes.
fn replaced(raw: &str, start: usize, edits: &[Edit]) -> String {
    let (mut out, mut done) = (String::new(), 0);
    for Edit { span, text } in edits {
        append(&mut out, &[raw.part(done..span.start as usize - start), text]);
        done = span.end as usize - start;
    }
    out.push_str(raw.part(done..));
    out
}

fn spelled(spelling: Spelling, name: &str) -> Option<String> {
    match spelling {
        Spelling::Braced => Some(say!["${", name, "}"]),
        Spelling::Env => Some(say!["${env:", name, "}"]),
        Spelling::CurlyEnv => Some(say!["{env:", name, "}"]),
        _ => None,
    }
}

/// Whether the command is a shell, which expands variables itself.
pub(super) fn is_shell(command: &str) -> bool {
    let name = command.behind(b"/\\").to_ascii_lowercase();
    matches!(
        name.strip_suffix(".exe").unwrap_or(&name),
        "sh" | "bash" | "zsh" | "fish" | "dash" | "ksh" | "cmd" | "powershell" | "pwsh" | "env" | "wsl" | "nix-shell"
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_reference_is_what_some_host_would_expand() {
        let shape = |text| find(text, 0).map(|found| (found.shape, found.start, found.end));
        assert_eq!(shape("Bearer ${env:A_B}"), Some(("${env:NAME}", 7, 17)));
        assert_eq!(shape("x ${A:-b} y"), Some(("${NAME:-default}", 2, 9)));
        assert_eq!(shape("{env:A}"), Some(("{env:NAME}", 0, 7)));
        assert_eq!(shape("$HOME/x"), Some(("$NAME", 0, 5)));
        assert_eq!(shape("${{ secrets.KEY }}"), Some(("${{ secrets.NAME }}", 0, 18)));
        assert_eq!(shape("%APPDATA%\\x"), Some(("%NAME%", 0, 9)));
        for text in ["pa$$WORD", "$5", "$x", "costs $US", "${}", "${a b}", "{a}", "50% or 60%", "%20%2F", "a$BCD", "{{env:A}"] {
            assert!(text == "{{env:A}" || shape(text).is_none(), "{text}");
        }
    }
}
