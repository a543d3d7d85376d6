//! Lines of a document that may be shown: keys and commands, never values.
//!
//! Shown are keys, commands, flags, the package that a launcher is told to run, references that are the whole of a string, and
//! of a URL the scheme, the host and short path segments. Every other scalar is [`HIDDEN`], in foreign lines and in comments
//! too. A text that does not parse is masked by the look of its lines.

use alloc::borrow::{Cow, ToOwned};
use alloc::string::String;
use alloc::vec::Vec;
use core::fmt;
use core::ops::Range;

use crate::model::{Spelling, Text, is_shouted};
use crate::ops::WRAPPERS;
use crate::order;
use crate::shape;
use crate::syntax::{Form, Kind, NodeId, Syntax, Tree};
use crate::text::{Ascii, BOM, Span, append, characters, concat, is_among, join, line_start, next_line, push};

/// What stands for every value: of fixed length, so that it tells nothing.
pub const HIDDEN: &str = "•••";

/// How much of a long line is shown on either side of the place that matters, in bytes.
const AROUND: usize = 60;

/// A line of a document, masked.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Excerpt {
    /// Its text, without a line break.
    pub text: String,
    /// The place that matters, in `text`.
    pub span: Range<usize>,
}

/// Masks the lines of one document.
pub struct Masker<'t> {
    text: &'t str,
    /// In order, none overlapping another: what stands there, and what is shown for it. `None` where the text does not parse.
    tokens: Option<Vec<(Span, String)>>,
    /// What is shown of what stands between them.
    marks: &'static [u8],
    /// How keys look where the text does not parse.
    syntax: Option<Syntax>,
}

/// What it masks is no part of it.
impl fmt::Debug for Masker<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Masker").field("syntax", &self.syntax).finish_non_exhaustive()
    }
}

/// The punctuation of JSON and TOML; in YAML there is more of it.
const MARKS: &[u8] = b"[]{},:=#/*.";
const YAML_MARKS: &[u8] = b"[]{},:=#/*.-?&!";

impl<'t> Masker<'t> {
    /// Looks at a whole document; `tree` is its own, if it has one. Without it, `syntax` is what it was to be, if that is known.
    #[must_use]
    pub fn new(text: &'t str, syntax: Option<Syntax>, tree: Option<&Tree<'_>>) -> Self {
        let tokens = tree.map(|tree| {
            let mut tokens = Vec::new();
            let raw = |span: Span| without_credentials(tree.text().part(span.range())).into_owned();
            for node in tree.ids() {
                let key = tree.key_span(node);
                if !key.is_empty() {
                    tokens.push((key, raw(key)));
                }
                let span = tree.span(node);
                if tree.form(node) == Form::Alias {
                    tokens.push((span, raw(span)));
                } else if !matches!(tree.kind(node), Kind::Map | Kind::List) && !span.is_empty() {
                    tokens.push((span, without_credentials(&shown(tree, node)).into_owned()));
                }
            }
            for header in tree.headers() {
                tokens.push((header, raw(header)));
            }
            // A header holds its keys; dotted keys repeat those before them.
            order::sort_by(&mut tokens, |(span, _)| (u64::from(span.start) << 32) | u64::from(u32::MAX - span.end));
            let mut end = 0;
            tokens.retain(|&(span, _)| {
                let apart = span.start >= end;
                end = end.max(span.end);
                apart
            });
            tokens
        });
        let is_yaml = tree.is_some_and(|tree| tree.syntax() == Syntax::Yaml);
        Self { text, tokens, marks: if is_yaml { YAML_MARKS } else { MARKS }, syntax }
    }

    /// The first line of `span`, masked, with the place of `span` in it.
    #[must_use]
    pub fn excerpt(&self, span: Span) -> Excerpt {
        let start = (span.start as usize).min(self.text.len());
        let line = line_start(self.text, start);
        let end = next_line(self.text, start);
        let line = if line == 0 && self.text.starts_with(BOM) { BOM.len() } else { line };
        let mut excerpt = Excerpt { text: String::new(), span: 0..0 };
        let marks = [start.max(line), (span.end as usize).min(end)];
        let mut places = [None; 2];
        self.mask(line..end, &mut excerpt.text, |at, before| {
            for (mark, place) in marks.iter().zip(&mut places) {
                if *mark <= at && place.is_none() {
                    *place = Some(before);
                }
            }
        });
        let len = excerpt.text.trim_end().len();
        excerpt.text.truncate(len);
        let start = places[0].unwrap_or(len).min(len);
        excerpt.span = start..places[1].unwrap_or(len).clamp(start, len);
        shorten(excerpt)
    }

    /// The lines of `range`, masked.
    ///
    /// # Panics
    /// Where the text does not have them.
    #[must_use]
    pub fn lines(&self, range: Range<usize>) -> String {
        let mut out = String::new();
        self.mask(range, &mut out, |_, _| {});
        out
    }

    /// Appends the masked `range` and tells, for each place where a piece begins, where it begins in `out`.
    fn mask(&self, range: Range<usize>, out: &mut String, mut place: impl FnMut(usize, usize)) {
        let Some(tokens) = &self.tokens else {
            let mut at = range.start;
            for line in self.text[range.clone()].split_inclusive('\n') {
                lexical(line, self.syntax, at, out, &mut place);
                at += line.len();
            }
            return place(range.end, out.len());
        };
        let mut at = range.start;
        let first = tokens.partition_point(|(span, _)| (span.end as usize) <= range.start);
        for (span, shown) in tokens[first..].iter().take_while(|(span, _)| (span.start as usize) < range.end) {
            let (start, end) = (span.start as usize, span.end as usize);
            if start < range.start || end > range.end {
                // A value that goes over several lines.
                if start >= range.start {
                    between(self.text.part(at..start), at, self.marks, out, &mut place);
                }
                place(at.max(start), out.len());
                out.push_str(HIDDEN);
                at = end.min(range.end);
                if end < range.end || self.text.part(..range.end).ends_with('\n') && end > range.end {
                    out.push('\n');
                }
                continue;
            }
            between(self.text.part(at..start), at, self.marks, out, &mut place);
            let raw = self.text.part(start..end);
            if *shown == raw {
                // A place within it is where it was.
                raw.char_indices().for_each(|(offset, _)| place(start + offset, out.len() + offset));
            }
            place(start, out.len());
            out.push_str(shown);
            at = end;
        }
        if at < range.end {
            between(self.text.part(at..range.end), at, self.marks, out, &mut place);
        }
        place(range.end, out.len());
    }
}

/// What stands between keys and values: blanks, brackets and the like; comments without their text.
/// `at` is where `text` begins in the document.
fn between(text: &str, at: usize, marks: &[u8], out: &mut String, place: &mut impl FnMut(usize, usize)) {
    let mut hiding = false;
    for (offset, character) in text.char_indices() {
        place(at + offset, out.len());
        let harmless = character.is_whitespace() || (character.is_ascii() && is_among(character as u8, marks));
        if harmless && (!hiding || character == '\n') {
            push(out, character);
            hiding = false;
        } else if !harmless && !hiding {
            out.push_str(HIDDEN);
            hiding = true;
        }
    }
}

/// A line of a text that does not parse: its key, if it begins with one, and its punctuation.
fn lexical(line: &str, syntax: Option<Syntax>, at: usize, out: &mut String, place: &mut impl FnMut(usize, usize)) {
    // Dashes of YAML count among what indents a line.
    let mut content = line.trim_start();
    while let Some(item) = content.strip_prefix("- ") {
        content = item.trim_start();
    }
    let indent = line.len() - content.len();
    place(at, out.len());
    out.push_str(line.part(..indent));
    let at = at + indent;
    place(at, out.len());
    let is_toml = syntax == Some(Syntax::Toml);
    if is_toml && indent == 0 && is_header(content.trim_end()) {
        return out.push_str(&without_credentials(content));
    }
    let is_bare = |byte: u8| byte.is_ascii_alphanumeric() || is_among(byte, b"_-.");
    let key = match content.strip_prefix('"') {
        Some(rest) => rest.first_of(b"\"").map_or(0, |end| end + 2),
        // Of JSON no bare word is a key.
        None if !is_toml && syntax != Some(Syntax::Yaml) => 0,
        None => content.bytes().position(|byte| !is_bare(byte)).unwrap_or(0),
    };
    let behind = content.part(key..).trim_start();
    let is_key = if is_toml {
        // Base64 ends in `=`, and may end a string or a list there.
        let is_value: fn(&u8) -> bool = |first| !b"=#,]})".contains(first);
        behind.strip_prefix('=').is_some_and(|value| value.trim().without_leading(b"\"'").begins(is_value))
    } else {
        // Without quotes a colon ends a key only where a blank follows.
        let in_quotes = content.starts_with('"');
        behind.strip_prefix(':').is_some_and(|rest| in_quotes || rest.is_empty() || rest.starts_with([' ', '\t', '\r', '\n']))
    };
    if key > 0 && is_key {
        out.push_str(&without_credentials(content.part(..key)));
        return between(content.part(key..), at + key, MARKS, out, place);
    }
    if ["<<<<<<<", "=======", ">>>>>>>"].iter().any(|marker| content.starts_with(marker)) {
        out.push_str(content.part(..7));
        return between(content.part(7..), at + 7, MARKS, out, place);
    }
    between(content, at, MARKS, out, place);
}

/// Whether a line of TOML looks like a header, and not like a list of values: of those with quotes only where they follow a dot.
fn is_header(line: &str) -> bool {
    let Some(names) = line.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else { return false };
    let bare = names.up_to(b" \t\"'");
    !names.has_any(b",=#") && (bare == names || bare.ends_with('.'))
}

fn shorten(excerpt: Excerpt) -> Excerpt {
    let Excerpt { text, span } = excerpt;
    if text.len() <= 4 * AROUND {
        return Excerpt { text, span };
    }
    let floor = |mut at: usize| {
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let (from, to) =
        (floor(span.start.saturating_sub(AROUND)), floor((span.end.min(span.start + AROUND) + AROUND).min(text.len())));
    let lead = if from > 0 { "…" } else { "" };
    let shift = |at: usize| at.min(to) - from + lead.len();
    let span = shift(span.start)..shift(span.end);
    let tail = if to < text.len() { "…" } else { "" };
    Excerpt { text: concat(&[lead, text.part(from..to), tail]), span }
}

/// The scalar as it may be shown, with the quotes that it has.
fn shown(tree: &Tree<'_>, node: NodeId) -> String {
    let Some(text) = tree.str(node) else { return HIDDEN.to_owned() };
    let raw = tree.raw(node);
    let masked = masked(tree, node, &text);
    if masked == text && tree.form(node) != Form::Block {
        return raw.to_owned();
    }
    let quote = raw.get(..1).filter(|quote| ["\"", "'"].contains(quote)).unwrap_or_default();
    // What `|` begins goes over lines, of which none is shown.
    if tree.form(node) == Form::Block { HIDDEN.to_owned() } else { concat(&[quote, &masked, quote]) }
}

fn masked(tree: &Tree<'_>, node: NodeId, text: &str) -> String {
    let Some(parent) = tree.parent(node) else { return HIDDEN.to_owned() };
    let in_list = tree.kind(parent) == Kind::List;
    let key = if in_list { tree.key(parent) } else { tree.key(node) };
    let holder = if in_list { tree.parent(parent) } else { Some(parent) };
    match key.as_ref() {
        _ if is_reference(text) => text.to_owned(),
        // Of a list of servers, the name of one.
        "name" if !in_list && is_listed(tree, parent) => self::key(text).to_owned(),
        // What is called like a command there is a variable or a header.
        _ if holder.is_some_and(|holder| holds_values(tree, holder)) => HIDDEN.to_owned(),
        key if NAMING.contains(&key) && is_shouted(text) => name(text).to_owned(),
        "command" | "cmd" if !in_list => mask_command(text),
        "type" | "transport" if !in_list => text.to_owned(),
        "url" | "serverUrl" | "httpUrl" | "uri" => mask_url(text),
        "args" | "command" if in_list => {
            let is_package = || {
                let server = tree.parent(parent);
                let command = server
                    .and_then(|server| tree.get(server, "command").or_else(|| tree.get(server, "cmd")))
                    .and_then(|command| tree.str(command));
                let mut items = tree.children(parent).map(|item| tree.str(item).unwrap_or_default());
                let package = package_of(&command.unwrap_or_default(), &mut items);
                package.is_some_and(|at| tree.children(parent).nth(at) == Some(node))
            };
            mask_arg(text, !text.starts_with('-') && is_package())
        }
        _ => HIDDEN.to_owned(),
    }
}

/// Fields that hold names of variables.
const NAMING: &[&str] = &["env_vars", "env_keys", "bearer_token_env_var", "oauth_client_secret_env_var", "clientSecretEnvVar"];

/// Whether the map is an entry of a list of servers.
fn is_listed(tree: &Tree<'_>, map: NodeId) -> bool {
    let list = tree.parent(map).filter(|&list| tree.kind(list) == Kind::List);
    list.is_some_and(|list| WRAPPERS.contains(&tree.key(list).as_ref()))
}

/// Whether what stands in the map has names that people make up: variables or headers. A server may be called so.
fn holds_values(tree: &Tree<'_>, map: NodeId) -> bool {
    let key = tree.key(map);
    let is_server = || tree.parent(map).is_some_and(|above| WRAPPERS.contains(&tree.key(above).as_ref()));
    (matches!(key.as_ref(), "env" | "envs" | "environment") || key.holds("eaders")) && !is_server()
}

/// An argument: a flag without its value, the package of a launcher, a URL's harmless part.
#[must_use]
pub fn mask_arg(text: &str, is_package: bool) -> String {
    if is_reference(text) {
        return text.to_owned();
    }
    if let Some(flag) = text.strip_prefix("--").filter(|flag| flag.begins(u8::is_ascii_alphabetic)) {
        // Behind a blank or a colon a value may stand in the same argument: `--header X-Key: VALUE`.
        let name = flag.up_to(b"=");
        return match () {
            () if name.len() >= 40 || !consists_of(name, b"-_.") => HIDDEN.to_owned(),
            () if name.len() < flag.len() => concat(&["--", name, "=", HIDDEN]),
            () => text.to_owned(),
        };
    }
    let short = text.strip_prefix('-').is_some_and(|flag| flag.len() == 1);
    if short || (is_package && text.len() < 80 && consists_of(text, b"@/._-~^")) {
        return text.to_owned();
    }
    mask_url(text)
}

/// A command; where it is a whole command line, what stands behind the program is masked as arguments are.
#[must_use]
pub fn mask_command(text: &str) -> String {
    let words: Vec<&str> = text.split_ascii_whitespace().collect();
    // What is set for the program alone stands before it: `TOKEN=VALUE program`.
    let set = words.iter().take_while(|word| word.has(b'=')).count();
    if is_reference(text) {
        return text.to_owned();
    }
    // Of Windows and macOS the paths of programs hold blanks: `C:\Program Files\…`, `/Applications/My Notes.app/…`.
    let is_windows = text.as_bytes().get(1..3) == Some(b":\\");
    let mut behind = set + 1;
    for (at, word) in words.iter().enumerate().skip(set) {
        if word.len() >= 40 || !consists_of(word, b"_-.()\\/:") || word.starts_with('-') {
            break;
        }
        if (is_windows && word.has(b'\\')) || (text.starts_with('/') && word.holds(".app/")) {
            behind = at + 1;
        }
    }
    let (line, rest) = words.split_at(behind.min(words.len()));
    // What is quoted may go on behind a blank, and what else is no name of a program may be the whole line.
    let is_name = |word: &&str| word.holds("://") || is_plain(word) && !characters(word).any(char::is_whitespace);
    let (variables, program) = line.split_at(set.min(line.len()));
    if variables.iter().any(|word| word.has_any(b"\"'")) || !program.iter().all(is_name) {
        return HIDDEN.to_owned();
    }
    let program = join(program, " ");
    let package = package_of(&program, rest.iter());
    let mut out = String::new();
    for _ in 0..set {
        append(&mut out, &[HIDDEN, " "]);
    }
    // Some paste the URL of a server in place of a program.
    out.push_str(&if program.holds("://") { mask_url(&program) } else { program });
    let mut is_open = false;
    for (at, word) in rest.iter().enumerate() {
        // What is quoted goes on behind a blank.
        let was_open = is_open;
        is_open ^= word.bytes().filter(|byte| b"\"'".contains(byte)).count() % 2 == 1;
        append(&mut out, &[" ", &if was_open { Cow::Borrowed(HIDDEN) } else { Cow::Owned(mask_arg(word, package == Some(at))) }]);
    }
    out
}

/// The name of a variable or of a header; nothing of what cannot be one, or looks like a credential: where names belong, some
/// paste the value.
#[must_use]
pub fn name(name: &str) -> &str {
    // `ProgramFiles(x86)`
    let is_name = consists_of(name, b"_-.()") && shape::credential(name, 0).is_none();
    if is_name { name } else { HIDDEN }
}

/// The name of a variable. Where one `is_bare`, without braces, it may be the rest of a password.
#[must_use]
pub fn variable(name: &str, is_bare: bool) -> &str {
    if is_bare && !is_shouted(name) { HIDDEN } else { self::name(name) }
}

/// Whether a dollar sign of the text has no brace behind it.
#[must_use]
pub fn has_bare(text: &Text<'_>) -> bool {
    text.raw().parts(b"$").skip(1).any(|behind| !behind.starts_with('{'))
}

/// The name of what `node` says: of a key as of all keys, of a value as [`name`] shows it.
pub(crate) fn name_at<'n>(tree: &Tree<'_>, node: NodeId, key: &'n str) -> &'n str {
    let is_key = tree.key(node) == key && without_credentials(key) == key;
    if is_key { key } else { name(key) }
}

/// A key, or the name of a server; nothing of what holds a credential.
#[must_use]
pub fn key(key: &str) -> &str {
    if without_credentials(key) == key { key } else { HIDDEN }
}

/// The text without what has the shape of a credential in it. Keys are shown, and are put down by people.
#[must_use]
pub fn without_credentials(text: &str) -> Cow<'_, str> {
    // Each is looked for in all of the text, where other words may hold it too: of a text with very many, nothing is shown.
    const MOST: usize = 64;
    let mut out = Cow::Borrowed(text);
    for _ in 0..MOST {
        let Some((token, _)) = shape::credential(&out, 0) else { return out };
        let token = out.part(token);
        let (mut rest, mut without) = (&*out, String::new());
        while let Some((before, behind)) = rest.cut(token) {
            append(&mut without, &[before, HIDDEN]);
            rest = behind;
        }
        without.push_str(rest);
        out = Cow::Owned(without);
    }
    Cow::Borrowed(HIDDEN)
}

/// Whether the text has letters and digits of ASCII alone, and what is in `others`.
fn consists_of(text: &str, others: &[u8]) -> bool {
    text.bytes().all(|byte| byte.is_ascii_alphanumeric() || is_among(byte, others))
}

/// What programs that run packages take before the package: switches without a value, and those whose value may be shown.
const SWITCHES: &[&str] = &[
    "-y",
    "--yes",
    "--bun",
    "-q",
    "--quiet",
    "-s",
    "--silent",
    "--offline",
    "--prefer-offline",
    "--no-install",
    "--no-cache",
    "--refresh",
    "--isolated",
    "-p",
    "--package",
    "--from",
    "--python",
    "--",
];

/// Which of `args` is the package that `command` is told to run, where it is a program that does that. What stands behind another
/// flag may be its value.
pub fn package_of(command: &str, mut args: impl Iterator<Item = impl AsRef<str>>) -> Option<usize> {
    let name = command.behind(b"/\\");
    let name = name.strip_suffix(".cmd").or_else(|| name.strip_suffix(".exe")).unwrap_or(name);
    let is_launcher = matches!(name, "npx" | "bunx" | "pnpx" | "uvx" | "pipx");
    let mut is_apart = is_launcher;
    let at = args.position(|arg| {
        let arg = arg.as_ref();
        let is_flag = arg.starts_with('-');
        is_apart &= !is_flag || arg.has(b'=') || SWITCHES.contains(&arg);
        !is_flag
    });
    at.filter(|_| is_apart)
}

/// The scheme, the host, and the path segments that are too short for a secret; nothing of a text that is no URL.
#[must_use]
pub fn mask_url(url: &str) -> String {
    let Some((scheme, rest)) = url.cut("://") else { return HIDDEN.to_owned() };
    let (user, rest) = user_of(rest);
    let end = rest.first_of(b"?#").unwrap_or(rest.len());
    let mut parts = rest.part(..end).parts(b"/");
    let host = parts.next().unwrap_or_default();
    let is_sound = |text: Option<&str>| text.is_none_or(is_plain);
    // `Endpoint=sb://…`, `KEY=VALUE program https://…`, `X-Key: VALUE,https://…`: what only holds a URL may hold all else too.
    if !scheme.begins(u8::is_ascii_alphabetic) || !consists_of(scheme, b"+.-") || !is_sound(user) || !is_plain(host) {
        return HIDDEN.to_owned();
    }
    let mut out = concat(&[scheme, "://"]);
    if user.is_some() {
        append(&mut out, &[HIDDEN, "@"]);
    }
    if !is_host(host) {
        out.push_str(HIDDEN);
        return out;
    }
    out.push_str(host);
    for part in parts {
        out.push('/');
        if !is_plain(part) {
            // Its value may go on behind a slash, as Base64 does.
            out.push_str(HIDDEN);
            break;
        }
        out.push_str(if part.len() < 16 || is_reference(part) { part } else { HIDDEN });
    }
    if end < rest.len() {
        append(&mut out, &[rest.part(end..end + 1), HIDDEN]);
    }
    out
}

/// Who logs in by a URL without its scheme, with the password, and what stands behind that. People write passwords as they are:
/// `admin:a/b@host` has one that would end the host.
pub(crate) fn user_of(rest: &str) -> (Option<&str>, &str) {
    let authority = rest.up_to(b"/?#");
    let found = authority.cut_last("@").or_else(|| if is_host(authority) { None } else { rest.cut_last("@") });
    found.map_or((None, rest), |(user, _)| (Some(user), rest.part(user.len() + 1..)))
}

/// Whether the text is a host, with a port or without one, and nobody who logs in there.
fn is_host(text: &str) -> bool {
    // Colons in brackets are those of an address, and in braces those of a reference.
    let port = text.behind(b"]}").cut(":").map_or("", |(_, port)| port);
    !text.has(b'@') && port.bytes().all(|byte| byte.is_ascii_digit())
}

/// Whether the text has nothing that sets a value apart from another, or from its name.
fn is_plain(text: &str) -> bool {
    text.bytes().all(|byte| byte > b' ' && !is_among(byte, b";,=\"'`|&<>"))
}

/// Whether the text is one reference, of whatever host, and nothing else. A password can begin with `$`: without braces only what
/// is written like a variable is one.
#[must_use]
pub fn is_reference(text: &str) -> bool {
    const ALL: &[Spelling] = &[Spelling::Braced, Spelling::Dollar, Spelling::Env, Spelling::CurlyEnv];
    let parsed = Text::parse(text.into(), ALL);
    let whole = parsed.whole_variable("").or_else(|| parsed.whole_variable("Bearer "));
    whole.is_some_and(|(name, _)| text.ends_with('}') || is_shouted(name))
}

#[cfg(test)]
mod tests;
