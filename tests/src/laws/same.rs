//! Whether what arrives is what was sent, with the leeway that a reported loss gives.
//!
//! References are compared by what they stand for, in whatever spelling; nothing here asks the code that writes them.

use std::collections::BTreeSet;

use mcpglot_core::model::{Meaning, Piece, Spelling, Text};

/// How exactly what arrives must be what was sent.
#[derive(Clone, Copy, Default, Debug)]
pub(super) struct Leeway {
    /// A reference may have become text, or text a reference: the strings are the same.
    pub raw: bool,
    /// Defaults of references may be gone.
    pub defaults: bool,
    /// A length of time may have been rounded up to the unit.
    pub rounded: bool,
    /// A length of time may be that of the other limit.
    pub shared: bool,
}

fn without_defaults(text: &Text<'_>) -> Vec<String> {
    let Text::Template { pieces, .. } = text else { return vec![text.raw().to_owned()] };
    pieces
        .iter()
        .map(|piece| match piece {
            // One host knows variables by its own names.
            Piece::Variable { name, .. } => format!("${{{}}}", name.strip_prefix("COPILOT_MCP_").unwrap_or(name)),
            // What one host asks for is a variable to another, by the name in capitals.
            Piece::Input(id) => format!("${{{}}}", variable(id)),
            other => format!("{other:?}"),
        })
        .collect()
}

/// The variable that stands for an input.
fn variable(input: &str) -> String {
    let name: String =
        input.bytes().map(|byte| if byte.is_ascii_alphanumeric() { byte.to_ascii_uppercase() as char } else { '_' }).collect();
    if name.starts_with(|first: char| first.is_ascii_digit()) { format!("_{name}") } else { name }
}

/// Whether `raw` is made of `pieces`, each reference in some spelling.
fn is_spelled(pieces: &[Piece<'_>], raw: &str, leeway: Leeway) -> bool {
    let Some((first, rest)) = pieces.split_first() else { return raw.is_empty() };
    let plain = |name: &str| {
        let own = format!("COPILOT_MCP_{name}");
        [name, &own]
            .iter()
            .flat_map(|name| {
                let braced = [format!("${{{name}}}"), format!("${{env:{name}}}"), format!("{{env:{name}}}")];
                braced.into_iter().chain([format!("${{{{ secrets.{name} }}}}"), format!("${name}")])
            })
            .collect::<Vec<_>>()
    };
    let spellings = match first {
        Piece::Literal(text) => vec![text.to_string()],
        Piece::Variable { name, default: Some(default) } => {
            let mut spellings = if leeway.defaults { plain(name) } else { Vec::new() };
            spellings.push(format!("${{{name}:-{default}}}"));
            spellings
        }
        Piece::Variable { name, default: None } => plain(name),
        Piece::Input(id) => [plain(&variable(id)), vec![format!("${{input:{id}}}")]].concat(),
        Piece::Path(name) => vec![format!("${{{name}}}")],
        Piece::File(path) => vec![format!("{{file:{path}}}")],
        Piece::Remote(name) => vec![name.to_string()],
        Piece::Script(script) => vec![script.to_string()],
        Piece::Unset => return false,
    };
    spellings.iter().any(|spelling| raw.strip_prefix(spelling.as_str()).is_some_and(|raw| is_spelled(rest, raw, leeway)))
}

fn same_raw(sent: &Text<'_>, found: &Text<'_>, leeway: Leeway) -> bool {
    let pieces = match sent {
        Text::Literal(text) => std::slice::from_ref(text).iter().map(|text| Piece::Literal(text.clone())).collect(),
        Text::Template { pieces, .. } => pieces.clone(),
    };
    sent.raw() == found.raw()
        || is_spelled(&pieces, found.raw(), leeway)
        || meant(sent.raw(), leeway) == meant(found.raw(), leeway)
}

const EVERY_SPELLING: &[Spelling] = &[
    Spelling::Braced,
    Spelling::BracedDefault,
    Spelling::Dollar,
    Spelling::Env,
    Spelling::CurlyEnv,
    Spelling::CurlyFile,
    Spelling::Input,
];

/// What somebody who understands every spelling takes `raw` for.
fn meant(raw: &str, leeway: Leeway) -> Vec<String> {
    let text = Text::parse(raw.to_owned().into(), EVERY_SPELLING);
    match text.without_inputs().unwrap_or(text) {
        Text::Template { pieces, .. } if !leeway.defaults => pieces.iter().map(|piece| format!("{piece:?}")).collect(),
        text => without_defaults(&text),
    }
}

/// Whether it is something that a shell runs.
fn is_run(text: &Text<'_>) -> bool {
    matches!(text, Text::Template { pieces, .. } if pieces.iter().any(|piece| matches!(piece, Piece::Script(_))))
}

fn same_text(sent: &Text<'_>, found: &Text<'_>, leeway: Leeway) -> bool {
    // Whatever is said of it, what nobody ran before is not run.
    if is_run(found) && !is_run(sent) {
        return false;
    }
    sent == found
        || (leeway.raw && found.literal() == Some(sent.raw()))
        || (leeway.raw && same_raw(sent, found, leeway))
        || (leeway.defaults && without_defaults(sent) == without_defaults(found))
}

/// Whether `found` says what `sent` says, as far as it must.
pub(super) fn same(sent: &Meaning<'_>, found: &Meaning<'_>, leeway: Leeway) -> bool {
    match (sent, found) {
        (Meaning::Text(sent), Meaning::Text(found)) => same_text(sent, found, leeway),
        (Meaning::Texts(sent), Meaning::Texts(found)) => {
            sent.len() == found.len() && sent.iter().zip(found).all(|(sent, found)| same_text(sent, found, leeway))
        }
        (Meaning::Seconds(sent), Meaning::Seconds(found)) => {
            sent == found || (leeway.rounded && [sent.rounded_up(-3), sent.rounded_up(0)].contains(found))
        }
        // Order means nothing there, and the target keeps its own.
        (Meaning::Names(sent), Meaning::Names(found)) => BTreeSet::from_iter(sent.iter()) == BTreeSet::from_iter(found.iter()),
        (sent, found) => sent == found,
    }
}
