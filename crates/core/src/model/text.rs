//! Strings with references to variables, inputs and folders.

mod shell;

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::string::ToString;
use alloc::vec;
use alloc::vec::Vec;

use super::Concept;
use crate::text::scan::{REFERENCE, has_class};
use crate::text::{Ascii, append, characters, concat, join};

/// A string that may hold references. They are found once, when the document is read, and spelled anew for the target.
#[derive(Clone, Debug)]
pub enum Text<'s> {
    /// Nothing in it is a reference for the host that it was read for.
    Literal(Cow<'s, str>),
    /// At least one piece is a reference.
    Template {
        /// The string as written, decoded.
        raw: Cow<'s, str>,
        /// Its pieces.
        pieces: Vec<Piece<'s>>,
        /// Whether it is spelled for every host, even for that of the source: its document does not have it.
        made: bool,
    },
}

/// A part of a [`Text`].
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Piece<'s> {
    /// Stands for itself.
    Literal(Cow<'s, str>),
    /// The value of an environment variable.
    Variable {
        /// Its name, `[A-Za-z_][A-Za-z0-9_]*`.
        name: Cow<'s, str>,
        /// What stands in for an unset variable, taken literally.
        default: Option<Cow<'s, str>>,
    },
    /// What the host asks its user for.
    Input(Cow<'s, str>),
    /// A folder or another value that the host knows by this name.
    Path(Cow<'s, str>),
    /// The contents of a file.
    File(Cow<'s, str>),
    /// A variable of the host's remote environment.
    Remote(Cow<'s, str>),
    /// What only its own host can work out: the output of a command, say.
    Script(Cow<'s, str>),
    /// No value: the variable that has it is taken away.
    Unset,
}

/// A way to write references that a host understands.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Spelling {
    /// `${V}`
    Braced,
    /// `${V:-default}`
    BracedDefault,
    /// `$V`
    Dollar,
    /// `${env:V}`
    Env,
    /// `{env:V}`
    CurlyEnv,
    /// `{file:path}`
    CurlyFile,
    /// `${input:id}`
    Input,
    /// `${workspaceFolder}` and its kin, settings and commands of the editor among them
    Folders,
    /// `${workspaceFolder}`, `${userHome}` and what else every editor of that family has
    Places,
    /// `${workspaceFolder}` alone
    Workspace,
    /// `${PLUGIN_ROOT}`
    Plugin,
    /// `${CLAUDE_PLUGIN_ROOT}` and `${CLAUDE_PLUGIN_DATA}`, the folders of a plugin of Claude Code
    ClaudePlugin,
    /// `${file:/path}`
    DollarFile,
    /// `${{ secrets.V }}`
    Secrets,
    /// `$COPILOT_MCP_V`, also with braces, and no other name
    Copilot,
    /// `{{session_id}}`
    Session,
    /// All that a shell expands in a here-document, with its escapes: `$V`, `${V:-default}`, `$(command)`, `\$`
    Shell,
}

/// The names in `${…}` that editors take for folders and the like; first that of [`Spelling::Workspace`], then the others of
/// [`Spelling::Places`].
const FOLDERS: &[&str] = &[
    "workspaceFolder",
    "workspaceFolderBasename",
    "userHome",
    "pathSeparator",
    "/",
    "cwd",
    "file",
    "fileDirname",
    "fileWorkspaceFolder",
];

impl Spelling {
    /// An example of it, of a variable `NAME` where it spells one.
    #[must_use]
    pub const fn example(self) -> &'static str {
        match self {
            Self::Braced => "${NAME}",
            Self::BracedDefault => "${NAME:-default}",
            Self::Dollar => "$NAME",
            Self::Env => "${env:NAME}",
            Self::CurlyEnv => "{env:NAME}",
            Self::CurlyFile => "{file:path}",
            Self::Input => "${input:id}",
            Self::Folders | Self::Places | Self::Workspace => "${workspaceFolder}",
            Self::Plugin => "${PLUGIN_ROOT}",
            Self::ClaudePlugin => "${CLAUDE_PLUGIN_ROOT}",
            Self::DollarFile => "${file:/path}",
            Self::Secrets => "${{ secrets.NAME }}",
            Self::Copilot => "$COPILOT_MCP_NAME",
            Self::Session => "{{session_id}}",
            Self::Shell => "$NAME",
        }
    }

    /// Whether it spells a variable without a default.
    const fn is_plain(self) -> bool {
        matches!(self, Self::Braced | Self::Dollar | Self::Env | Self::CurlyEnv | Self::Secrets | Self::Copilot | Self::Shell)
    }
}

impl PartialEq for Text<'_> {
    fn eq(&self, other: &Self) -> bool {
        match (self.literal(), other.literal()) {
            (Some(one), Some(other)) => return one == other,
            (None, None) => {}
            _ => return false,
        }
        match (self, other) {
            (Self::Template { pieces: one, .. }, Self::Template { pieces: other, .. }) => one == other,
            _ => false,
        }
    }
}

impl Eq for Text<'_> {}

impl<'s> Text<'s> {
    /// Finds the references in `raw` that `spellings` describe. What looks like another host's reference is literal here.
    #[must_use]
    #[inline]
    pub fn parse(raw: Cow<'s, str>, spellings: &[Spelling]) -> Self {
        if spellings.is_empty() { Self::Literal(raw) } else { Self::of(raw, spellings) }
    }

    #[inline(never)]
    fn of(raw: Cow<'s, str>, spellings: &[Spelling]) -> Self {
        if spellings.contains(&Spelling::Shell) {
            return shell::parse(raw);
        }
        if !has_class(&raw, REFERENCE) {
            return Self::Literal(raw);
        }
        Self::template(raw, spellings, &|_| true)
    }

    /// The same text where variables that are not `known` are text.
    #[must_use]
    pub fn knowing(self, spellings: &[Spelling], known: &dyn Fn(&str) -> bool) -> Self {
        match self {
            Self::Template { raw, .. } => Self::template(raw, spellings, known),
            literal @ Self::Literal(_) => literal,
        }
    }

    /// The same of a string that may hold references.
    fn template(raw: Cow<'s, str>, spellings: &[Spelling], known: &dyn Fn(&str) -> bool) -> Self {
        let mut pieces: Vec<Piece<'s>> = Vec::new();
        let mut literal = 0;
        let mut at = 0;
        // Where the next closing brace is: one that is far away is looked for once, and what never ends takes no longer.
        let mut close = raw.first_of(b"}").unwrap_or(usize::MAX);
        let braced = spellings.contains(&Spelling::Braced);
        while let Some(found) = raw.part(at..).first_of(b"${") {
            at += found;
            if close < at {
                close = raw.part(at..).first_of(b"}").map_or(usize::MAX, |close| at + close);
            }
            let is_known = |(piece, _): &(Piece<'_>, usize)| !matches!(piece, Piece::Variable { name, .. } if !known(name));
            match reference(raw.part(at..), close - at, spellings).filter(is_known) {
                Some((piece, len)) => {
                    if literal < at {
                        pieces.push(Piece::Literal(owned(raw.part(literal..at))));
                    }
                    pieces.push(piece);
                    at += len;
                    literal = at;
                }
                // Where defaults are not known, `${A:-${B}}` is no place for `${B}` either: it ends at the same brace.
                None if braced && close < raw.len() && defaults(raw.part(at..)) => at = close + 1,
                None => at += 1,
            }
        }
        if pieces.is_empty() {
            return Self::Literal(raw);
        }
        if literal < raw.len() {
            pieces.push(Piece::Literal(owned(raw.part(literal..))));
        }
        Self::read(raw, pieces)
    }

    /// The same as the value of a field of `concept`: the bare name of a secret is that secret in the environment, as GitHub has had
    /// it published for its agent.
    #[must_use]
    #[inline]
    pub fn in_field(self, concept: Concept, spellings: &[Spelling]) -> Self {
        if concept == Concept::Env && spellings == [Spelling::Copilot] { self.bare() } else { self }
    }

    #[inline(never)]
    fn bare(self) -> Self {
        match self {
            Self::Literal(name) if name.starts_with(COPILOT) && is_shouted(&name) => {
                Self::read(name.clone(), vec![Piece::Variable { name, default: None }])
            }
            other => other,
        }
    }

    /// A text that a document has.
    #[must_use]
    pub const fn read(raw: Cow<'s, str>, pieces: Vec<Piece<'s>>) -> Self {
        Self::Template { raw, pieces, made: false }
    }

    /// The whole string as one reference to `name`.
    #[must_use]
    pub fn variable(prefix: &str, name: Cow<'s, str>) -> Self {
        let raw = Cow::Owned(concat(&[prefix, "${", &name, "}"]));
        let mut pieces = Vec::with_capacity(2);
        if !prefix.is_empty() {
            pieces.push(Piece::Literal(owned(prefix)));
        }
        pieces.push(Piece::Variable { name, default: None });
        Self::read(raw, pieces)
    }

    /// A text of these pieces that no document has.
    #[must_use]
    pub const fn made(pieces: Vec<Piece<'s>>) -> Self {
        Self::Template { raw: Cow::Borrowed(""), pieces, made: true }
    }

    /// The same for a document that does not have it.
    #[must_use]
    pub fn into_made(self) -> Self {
        match self {
            Self::Template { raw, pieces, .. } => Self::Template { raw, pieces, made: true },
            Self::Literal(text) if has_class(&text, REFERENCE) => {
                Self::Template { pieces: Vec::from([Piece::Literal(text.clone())]), raw: text, made: true }
            }
            plain @ Self::Literal(_) => plain,
        }
    }

    /// Whether no document has it.
    #[must_use]
    pub const fn is_made(&self) -> bool {
        matches!(self, Self::Template { made: true, .. })
    }

    /// The same with a variable in place of each thing that the host would ask its user for; `None` where there is none.
    /// The variable has the name of the input in capitals, `API_KEY` for `api-key`.
    #[must_use]
    pub fn without_inputs(&self) -> Option<Text<'s>> {
        let Self::Template { raw, pieces, made } = self else { return None };
        let is_input = |piece: &Piece<'_>| matches!(piece, Piece::Input(_));
        let variable = |piece: &Piece<'s>| match piece {
            Piece::Input(id) => Piece::Variable { name: Cow::Owned(variable_of(id)), default: None },
            other => other.clone(),
        };
        let text = || Self::Template { raw: raw.clone(), pieces: pieces.iter().map(variable).collect(), made: *made };
        pieces.iter().any(is_input).then(text)
    }

    /// The string as written for its own host.
    #[must_use]
    pub fn raw(&self) -> &str {
        match self {
            Self::Literal(text) => text,
            Self::Template { raw, .. } => raw,
        }
    }

    /// The text where it is the same to every host but those that put it through a shell.
    #[must_use]
    pub fn plain(&self) -> Option<&str> {
        if let Self::Literal(text) = self { Some(text.as_ref()).filter(|text| !has_class(text, REFERENCE)) } else { None }
    }

    /// Whether it holds no reference.
    #[must_use]
    pub fn is_literal(&self) -> bool {
        self.literal().is_some()
    }

    /// What it stands for, where it holds no reference; its own host may have to write it with escapes.
    #[must_use]
    pub fn literal(&self) -> Option<&str> {
        match self {
            Self::Literal(text) => Some(text),
            Self::Template { pieces, .. } => match pieces.as_slice() {
                [Piece::Literal(text)] => Some(text),
                _ => None,
            },
        }
    }

    /// Whether a default looks like a reference: it is one to a host that expands a second time.
    #[must_use]
    pub fn has_nested_default(&self) -> bool {
        let nested = |piece: &Piece<'_>| matches!(piece, Piece::Variable { default: Some(text), .. } if text.has(b'$'));
        matches!(self, Self::Template { pieces, .. } if pieces.iter().any(nested))
    }

    /// The variable and its default, where the string is `prefix` and one reference, and nothing else.
    #[must_use]
    #[inline(never)]
    pub fn whole_variable(&self, prefix: &str) -> Option<(&str, Option<&str>)> {
        let Self::Template { pieces, .. } = self else { return None };
        let (before, last) = match pieces.as_slice() {
            [last] => ("", last),
            [Piece::Literal(before), last] => (before.as_ref(), last),
            _ => return None,
        };
        match last {
            Piece::Variable { name, default } if before == prefix => Some((name, default.as_deref())),
            _ => None,
        }
    }

    /// Whether `literal` may stand in place of it where its references cannot be made: what is no reference in it stands there too,
    /// with whichever slashes a path has. One that is `at_home` begins with `~`, which is as good as a reference.
    #[must_use]
    #[inline(never)]
    pub fn may_be(&self, literal: &str, at_home: bool) -> bool {
        let whole;
        let pieces = match self {
            Self::Template { pieces, .. } => pieces.as_slice(),
            Self::Literal(text) => {
                whole = [Piece::Literal(Cow::Borrowed(text.as_ref()))];
                whole.as_slice()
            }
        };
        let slashed = |text: &str| join(text.parts(b"\\"), "/");
        let whole = slashed(literal);
        let (mut rest, mut is_open) = (whole.as_str(), at_home);
        for (at, piece) in pieces.iter().enumerate() {
            let Piece::Literal(text) = piece else {
                is_open = true;
                continue;
            };
            let text = slashed(if at_home && at == 0 { text.part(1..) } else { text });
            // The last one ends it; before that, each reference is as short as can be.
            let before = match (is_open, at + 1 == pieces.len()) {
                (false, _) => 0,
                (true, true) => rest.len().saturating_sub(text.len()),
                (true, false) => rest.place_of(&text).unwrap_or_default(),
            };
            let Some(behind) = rest.get(before..).and_then(|rest| rest.strip_prefix(text.as_str())) else { return false };
            (rest, is_open) = (behind, false);
        }
        is_open || rest.is_empty()
    }

    /// Spells it by `written` for a host that understands `understood`, which may be more: the text, and what is lost or
    /// gained.
    #[must_use]
    pub fn spell(&self, written: &[Spelling], understood: &[Spelling]) -> Spelled<'_> {
        let shell = written.contains(&Spelling::Shell);
        let whole;
        let pieces = match self {
            Self::Literal(text) if shell => {
                whole = [Piece::Literal(Cow::Borrowed(text.as_ref()))];
                whole.as_slice()
            }
            Self::Literal(text) => {
                let read = Text::parse(Cow::Borrowed(text), understood);
                return Spelled { text: Cow::Borrowed(text), literal_becomes: !read.is_literal(), ..Spelled::default() };
            }
            Self::Template { pieces, .. } => pieces.as_slice(),
        };
        let mut out = Spelled::default();
        let mut text = String::new();
        let mut meant: Vec<Piece<'_>> = Vec::with_capacity(pieces.len());
        let has = |spelling| written.contains(&spelling);
        let plain = written.iter().find(|spelling| spelling.is_plain());
        for piece in pieces {
            let mut piece = Cow::Borrowed(piece);
            if let Piece::Input(id) = piece.as_ref()
                && !has(Spelling::Input)
            {
                let name = variable_of(id);
                let between = if out.asked.is_empty() { "" } else { "` and `" };
                append(&mut out.asked, &[between, &name]);
                piece = Cow::Owned(Piece::Variable { name: Cow::Owned(name), default: None });
            }
            match piece.as_ref() {
                Piece::Literal(literal) if shell => shell::escape(&mut text, literal),
                Piece::Literal(literal) => text.push_str(literal),
                Piece::Variable { name, default } if is_variable_name(name) && plain == Some(&Spelling::Copilot) => {
                    let own = if name.starts_with(COPILOT) { name.to_string() } else { concat(&[COPILOT, name]) };
                    append(&mut text, &["${", &own, "}"]);
                    out.default_lost |= default.is_some();
                    out.renamed |= own != *name;
                    piece = Cow::Owned(Piece::Variable { name: Cow::Owned(own), default: None });
                }
                // Between curly braces stands whatever the name is, unless it ends them or the string around them.
                Piece::Variable { name, default }
                    if plain.is_some_and(|spelling| {
                        let is_plain = |character: char| !character.is_control() && !matches!(character, '"' | '\\' | '}');
                        let fits = !name.is_empty() && characters(name).all(is_plain);
                        is_variable_name(name) || (*spelling == Spelling::CurlyEnv && fits)
                    }) =>
                {
                    if matches!(plain, Some(Spelling::CurlyEnv | Spelling::Braced)) {
                        out.references.push(text.len());
                    }
                    let takes_default =
                        has(Spelling::BracedDefault) || (shell && default.as_deref().is_some_and(shell::is_plain));
                    match (default.as_deref().filter(|_| takes_default), plain) {
                        (Some(default), _) => append(&mut text, &["${", name, ":-", default, "}"]),
                        (None, Some(Spelling::Env)) => append(&mut text, &["${env:", name, "}"]),
                        (None, Some(Spelling::CurlyEnv)) => append(&mut text, &["{env:", name, "}"]),
                        (None, Some(Spelling::Secrets)) => append(&mut text, &["${{ secrets.", name, " }}"]),
                        (None, _) => append(&mut text, &["${", name, "}"]),
                    }
                    if default.is_some() && !takes_default {
                        out.default_lost = true;
                        piece = Cow::Owned(Piece::Variable { name: name.clone(), default: None });
                    }
                }
                Piece::Input(id) if has(Spelling::Input) => append(&mut text, &["${input:", id, "}"]),
                Piece::Path(name) if name == SESSION && has(Spelling::Session) => append(&mut text, &["{{", name, "}}"]),
                Piece::Path(name) if is_folder(name, has) => append(&mut text, &["${", name, "}"]),
                Piece::File(path) if has(Spelling::CurlyFile) => {
                    out.references.push(text.len());
                    append(&mut text, &["{file:", path, "}"]);
                }
                Piece::Path(name) if is_plugin(name, has) => append(&mut text, &["${", name, "}"]),
                // Of other paths it is not known where they begin.
                Piece::File(path) if has(Spelling::DollarFile) && path.starts_with('/') => {
                    append(&mut text, &["${file:", path, "}"]);
                }
                Piece::Script(script) if shell => text.push_str(script),
                _ => {
                    // What cannot be said stands there as it was written, and a shell must not run what stands beside it.
                    text.clear();
                    if shell {
                        shell::escape(&mut text, self.raw());
                    } else {
                        text.push_str(self.raw());
                    }
                    let becomes = |piece: &Piece<'_>| matches!(piece, Piece::Literal(text) if !Text::parse(Cow::Borrowed(text), understood).is_literal());
                    let literal_becomes = !shell && pieces.iter().any(becomes);
                    let asked = out.asked;
                    return Spelled { text: Cow::Owned(text), unspeakable: true, literal_becomes, asked, ..Spelled::default() };
                }
            }
            match (meant.last_mut(), piece.as_ref()) {
                (Some(Piece::Literal(before)), Piece::Literal(more)) => before.to_mut().push_str(more),
                _ => meant.push(piece.into_owned()),
            }
        }
        let read = Text::parse(Cow::Borrowed(text.as_str()), understood);
        out.literal_becomes = match &read {
            Text::Template { pieces, .. } => *pieces != meant,
            Text::Literal(text) => match meant.as_slice() {
                [] => !text.is_empty(),
                [Piece::Literal(meant)] => meant != text,
                _ => true,
            },
        };
        out.text = Cow::Owned(text);
        out
    }
}

/// The result of [`Text::spell`].
#[derive(Clone, PartialEq, Eq, Debug, Default)]
pub struct Spelled<'t> {
    /// The text for the target.
    pub text: Cow<'t, str>,
    /// A reference stands in it that the target does not expand.
    pub unspeakable: bool,
    /// A default was left out.
    pub default_lost: bool,
    /// A default that is a reference itself is text for the target.
    pub nested_lost: bool,
    /// What was literal is a reference for the target.
    pub literal_becomes: bool,
    /// The variables for what the user would be asked for, with "` and `" between them.
    pub asked: String,
    /// Where references begin in the text, in bytes, whose spelling a host may look for in the raw text of its file.
    pub references: Vec<usize>,
    /// A variable has another name, because the host knows only some.
    pub renamed: bool,
}

/// What the names of variables begin with that GitHub's agent knows.
pub(crate) const COPILOT: &str = "COPILOT_MCP_";
const PLUGIN: &str = "PLUGIN_ROOT";
const CLAUDE_PLUGIN: [&str; 2] = ["CLAUDE_PLUGIN_ROOT", "CLAUDE_PLUGIN_DATA"];
const SESSION: &str = "session_id";

/// A copy that outlives the text, made in one place.
#[inline(never)]
fn owned(text: &str) -> Cow<'static, str> {
    Cow::Owned(text.to_owned())
}

/// The variable that stands for an input, or for whatever has that name: in capitals.
#[must_use]
pub fn variable_of(input: &str) -> String {
    let mut name = String::with_capacity(input.len() + 1);
    if input.begins(u8::is_ascii_digit) {
        name.push('_');
    }
    let mut before = 0_u8;
    for byte in input.bytes() {
        if byte.is_ascii_uppercase() && before.is_ascii_lowercase() {
            name.push('_');
        }
        before = byte;
        name.push(if byte.is_ascii_alphanumeric() { char::from(byte.to_ascii_uppercase()) } else { '_' });
    }
    name
}

/// Whether every host takes `name` for a variable's.
#[must_use]
#[inline(never)]
pub fn is_variable_name(name: &str) -> bool {
    name_len(name) == name.len() && !name.is_empty()
}

/// Whether `name` is written as variables are, and prices and passwords are not: in capitals.
#[must_use]
#[inline(never)]
pub fn is_shouted(name: &str) -> bool {
    name.len() > 2
        && name.begins(u8::is_ascii_uppercase)
        && name.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit() || byte == b'_')
}

#[inline(never)]
fn name_len(text: &str) -> usize {
    let len = text.bytes().take_while(|&byte| byte.is_ascii_alphanumeric() || byte == b'_').count();
    if text.as_bytes().first().is_some_and(u8::is_ascii_digit) { 0 } else { len }
}

/// Whether a host that spells references so takes `${name}` for the folder of a plugin.
fn is_plugin(name: &str, has: impl Fn(Spelling) -> bool) -> bool {
    (name == PLUGIN && has(Spelling::Plugin)) || (CLAUDE_PLUGIN.contains(&name) && has(Spelling::ClaudePlugin))
}

/// Whether `text` begins like a variable with a default.
fn defaults(text: &str) -> bool {
    let inner = text.strip_prefix("${").unwrap_or_default();
    inner.part(name_len(inner)..).starts_with(":-")
}

/// Whether an editor that spells references so takes `${name}` for a folder or the like.
fn is_folder(name: &str, has: impl Fn(Spelling) -> bool) -> bool {
    let of = [Spelling::Folders, Spelling::Places, Spelling::Workspace].into_iter().position(has);
    let known = of.map_or(0, |of| [FOLDERS.len(), 5, 1][of]);
    FOLDERS[..known].contains(&name)
        || (of == Some(0) && ["config:", "workspaceFolder:", "command:"].iter().any(|start| name.starts_with(start)))
}

/// The reference that `text` begins with, and its length. Its first closing brace is at `close`, or behind its end if it has none.
fn reference<'s>(text: &str, close: usize, spellings: &[Spelling]) -> Option<(Piece<'s>, usize)> {
    let has = |spelling| spellings.contains(&spelling);
    // What stands between something at the beginning and the brace.
    let behind = |start: &str| text.starts_with(start).then(|| text.get(start.len()..close))?;
    if let Some(name) = behind("{env:").filter(|name| has(Spelling::CurlyEnv) && !name.is_empty()) {
        // Whatever stands there is the name, even where no variable can have it.
        return Some((Piece::Variable { name: owned(name), default: None }, close + 1));
    }
    if let Some(path) = behind("{file:").filter(|path| has(Spelling::CurlyFile) && !path.is_empty()) {
        return Some((Piece::File(owned(path)), close + 1));
    }
    let of_session = Spelling::Session.example();
    if has(Spelling::Session) && text.starts_with(of_session) {
        return Some((Piece::Path(Cow::Borrowed(SESSION)), of_session.len()));
    }
    let rest = text.strip_prefix('$')?;
    if let Some(inner) =
        behind("${{").filter(|_| has(Spelling::Secrets) && text.get(close + 1..).is_some_and(|rest| rest.starts_with('}')))
    {
        let (inner, len) = (inner.trimmed(), close + 2);
        if inner.starts_with("inputs.") {
            return Some((Piece::Script(owned(text.part(..len))), len));
        }
        let name = inner.strip_prefix("secrets.").filter(|name| !name.is_empty())?;
        return Some((Piece::Variable { name: owned(name), default: None }, len));
    }
    if !rest.starts_with('{') {
        let len = name_len(rest);
        let is_known = has(Spelling::Dollar) || (has(Spelling::Copilot) && rest.starts_with(COPILOT));
        return (len > 0 && is_known).then(|| (Piece::Variable { name: owned(rest.part(..len)), default: None }, len + 1));
    }
    // A reference ends at the first closing brace, in every host: defaults do not nest.
    let inner = text.get(2..close)?;
    let len = close + 1;
    if let Some(name) = inner.strip_prefix("env:").filter(|name| has(Spelling::Env) && !name.is_empty() && !name.has(b':')) {
        // Windows has names such as `ProgramFiles(x86)`.
        return Some((Piece::Variable { name: owned(name), default: None }, len));
    }
    if let Some(id) = inner.strip_prefix("input:").filter(|id| has(Spelling::Input) && !id.is_empty()) {
        return Some((Piece::Input(owned(id)), len));
    }
    if let Some(path) = inner.strip_prefix("file:").filter(|path| has(Spelling::DollarFile) && !path.is_empty()) {
        return Some((Piece::File(owned(path)), len));
    }
    if is_folder(inner, has) || is_plugin(inner, has) {
        return Some((Piece::Path(owned(inner)), len));
    }
    let (name, behind) = (inner.part(..name_len(inner)), inner.part(name_len(inner)..));
    let default = behind.strip_prefix(":-");
    let understood = match default {
        Some(_) => has(Spelling::BracedDefault),
        None => behind.is_empty() && (has(Spelling::Braced) || (has(Spelling::Copilot) && name.starts_with(COPILOT))),
    };
    (understood && !name.is_empty()).then(|| (Piece::Variable { name: owned(name), default: default.map(owned) }, len))
}

#[cfg(test)]
mod tests {
    use super::*;

    const CLAUDE: &[Spelling] = &[Spelling::Braced, Spelling::BracedDefault];

    fn pieces(raw: &str, spellings: &[Spelling]) -> String {
        match Text::parse(raw.into(), spellings) {
            Text::Literal(text) => format!("'{text}'"),
            Text::Template { pieces, .. } => pieces
                .iter()
                .map(|piece| match piece {
                    Piece::Literal(text) => format!("'{text}'"),
                    Piece::Variable { name, default } => {
                        format!("<{name}{}>", default.as_ref().map(|text| format!("|{text}")).unwrap_or_default())
                    }
                    other => format!("{other:?}"),
                })
                .collect(),
        }
    }

    #[test]
    fn references_are_what_the_host_expands_and_nothing_else() {
        assert_eq!(pieces("a${B}c$D${env:E}", CLAUDE), "'a'<B>'c$D${env:E}'");
        assert_eq!(pieces("${A:-${B}}", CLAUDE), "<A|${B>'}'");
        assert_eq!(pieces("${A:-}${1A}${}", CLAUDE), "<A|>'${1A}${}'");
        assert_eq!(pieces("$A ${A", &[Spelling::Dollar, Spelling::Braced]), "<A>' ${A'");
        assert_eq!(pieces("{env:A}{file:x}", &[Spelling::CurlyEnv]), "<A>'{file:x}'");
        assert_eq!(pieces("${A}", &[]), "'${A}'");
        // A host without defaults takes all of `A:-${B` for a name.
        assert_eq!(pieces("${A:-${B}}${C}", &[Spelling::Braced]), "'${A:-${B}}'<C>");
        assert_eq!(pieces("${A:-${B}", &[Spelling::Env, Spelling::Dollar]), "'${A:-${B}'");
    }

    #[test]
    fn spelling_says_what_it_loses() {
        let text = Text::parse("x ${A:-d} $B".into(), CLAUDE);
        let kept = text.spell(CLAUDE, CLAUDE);
        assert_eq!((kept.text.as_ref(), kept.default_lost), ("x ${A:-d} $B", false));
        let curly = text.spell(&[Spelling::CurlyEnv], &[Spelling::CurlyEnv]);
        assert_eq!((curly.text.as_ref(), curly.default_lost, curly.literal_becomes), ("x {env:A} $B", true, false));
        let both = [Spelling::Dollar, Spelling::Braced];
        let dollar = text.spell(&both, &both);
        assert_eq!((dollar.text.as_ref(), dollar.literal_becomes), ("x ${A} $B", true));
        assert!(text.spell(&[], &[]).unspeakable);
        // The agent of Cursor understands what is not written for it.
        let agent = text.spell(&[Spelling::Env], &[Spelling::Env, Spelling::Braced]);
        assert_eq!((agent.text.as_ref(), agent.default_lost, agent.literal_becomes), ("x ${env:A} $B", true, false));
        let glued = Text::parse("${X:-${A}}".into(), &[Spelling::Env, Spelling::Braced]);
        assert!(glued.spell(CLAUDE, CLAUDE).literal_becomes);
        let asked = Text::parse("${input:api-key}".into(), &[Spelling::Input]);
        let spelled = asked.spell(CLAUDE, CLAUDE);
        assert_eq!((spelled.text.as_ref(), spelled.asked.as_str()), ("${API_KEY}", "API_KEY"));
    }
}
