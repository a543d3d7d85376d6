//! The pages on the codes, which the program carries in fewer bytes than they are written in.

use alloc::string::String;

use crate::text::{characters, concat, push};

/// What stands behind the title of every page.
const OPENING: &str = "\n\n## What it is\n";

/// What pages often say, the longest first. A page that is carried has the character of that number in its place; tabs and
/// line breaks are themselves.
const PHRASES: [&str; 32] = [
    "",
    "\n\n## Why it matters\n",
    "\n```\n> warning: `",
    "\n\n## What to do\n",
    "\n```\n> error: `",
    "\n```\n> note: `",
    "\n\n## Example\n",
    "Claude Code",
    "```json\n",
    "",
    "",
    "```toml\n",
    "variable",
    "",
    "command",
    "server",
    "target",
    "source",
    "\n```\n",
    " that",
    " the ",
    " and ",
    " for",
    "host",
    "file",
    "name",
    " or ",
    "mcp",
    "\": ",
    " it",
    " of",
    " in",
];

/// What a code is, why it matters, an example and the remedy, as the program carries it.
#[derive(Clone, Copy, Debug)]
pub(super) struct Page(&'static str);

impl Page {
    /// What [`squeeze`] made of a page.
    #[expect(clippy::panic, reason = "it is heard while the program is made")]
    pub(super) const fn new(squeezed: &'static [u8]) -> Self {
        match core::str::from_utf8(squeezed) {
            Ok(text) => Self(text),
            Err(_) => panic!("whole characters stay whole"),
        }
    }

    /// The page of the code `id` in Markdown, as it was written.
    pub(super) fn whole(self, id: &str) -> String {
        let mut page = concat(&["# ", id, OPENING]);
        for character in characters(self.0) {
            match PHRASES.get(character as usize) {
                Some(phrase) if !phrase.is_empty() => page.push_str(phrase),
                _ => push(&mut page, character),
            }
        }
        page
    }
}

/// How many bytes [`squeeze`] makes of the page.
pub(super) const fn squeezed(page: &str, id: &str) -> usize {
    let mut at = beginning(page, id);
    let mut len = 0;
    while at < page.len() {
        at += next(page.as_bytes(), at).1;
        len += 1;
    }
    len
}

/// The page of the code `id` without its title and with [`PHRASES`] told by their numbers, in as many bytes as [`squeezed`] says.
pub(super) const fn squeeze<const LEN: usize>(page: &str, id: &str) -> [u8; LEN] {
    let mut at = beginning(page, id);
    let mut squeezed = [0; LEN];
    let mut len = 0;
    while at < page.len() {
        let (byte, taken) = next(page.as_bytes(), at);
        squeezed[len] = byte;
        at += taken;
        len += 1;
    }
    squeezed
}

/// The byte that stands for what begins at `at`, and for how many bytes.
const fn next(page: &[u8], at: usize) -> (u8, usize) {
    let mut number = 1;
    while number < PHRASES.len() {
        let phrase = PHRASES[number].as_bytes();
        if !phrase.is_empty() && has(page, at, phrase) {
            #[expect(clippy::cast_possible_truncation, reason = "there are 32")]
            return (number as u8, phrase.len());
        }
        number += 1;
    }
    assert!(page[at] >= b' ' || page[at] == b'\n', "a page holds no control characters");
    (page[at], 1)
}

/// Where the text behind the title and the first heading begins.
const fn beginning(page: &str, id: &str) -> usize {
    let page = page.as_bytes();
    assert!(has(page, 0, b"# ") && has(page, 2, id.as_bytes()), "a page has its code for a title");
    let at = 2 + id.len();
    assert!(has(page, at, OPENING.as_bytes()), "a page says first what its code is");
    at + OPENING.len()
}

/// Whether `part` stands at `at`.
const fn has(text: &[u8], at: usize, part: &[u8]) -> bool {
    let mut same = 0;
    while same < part.len() && at + same < text.len() && text[at + same] == part[same] {
        same += 1;
    }
    same == part.len()
}
