//! A change to a file, as `diff -u` shows one, masked.
//!
//! No lines are compared to find it: the edits say where it is.

use std::ops::Range;

use mcpglot_core::hosts::Host;
use mcpglot_core::mask::Masker;
use mcpglot_core::syntax;
use mcpglot_core::text::Edit;

use crate::harmless;

/// A file before or after a change.
pub(crate) struct Version<'t> {
    /// Its path; `None` where there is no such file.
    pub(crate) name: Option<&'t str>,
    pub(crate) text: &'t str,
}

/// How a change is shown.
#[derive(Clone, Copy)]
pub(crate) struct Look {
    pub(crate) colored: bool,
    pub(crate) show_values: bool,
}

/// Lines that are shown above and below a change.
const CONTEXT: usize = 3;

/// The unified diff from `old` to `new`, two documents of `host`; empty where they are the same.
///
/// `edits` turn the text of `old` into that of `new`, sorted and without overlap. Without any, the change is taken to be one.
/// Values are masked, so that the result is for people and not for `patch`.
pub(crate) fn unified(old: &Version<'_>, new: &Version<'_>, edits: &[Edit], host: &Host, look: Look) -> String {
    if old.text == new.text {
        return String::new();
    }
    let changes = changes(old.text, new.text, edits);
    let sides = [Lines::new(old.text, host, look), Lines::new(new.text, host, look)];
    let mut out = String::new();
    for (sign, version) in [("---", old), ("+++", new)] {
        look.paint(&mut out, "1", &format!("{sign} {}", version.name.unwrap_or("/dev/null")));
    }
    let mut rest = changes.as_slice();
    while let Some(first) = rest.first() {
        // What is so near that its surroundings meet is one hunk.
        let near = rest.windows(2).take_while(|pair| pair[1].old.start <= pair[0].old.end + 2 * CONTEXT).count();
        let (hunk, others) = rest.split_at(near + 1);
        rest = others;
        let above = first.old.start.min(CONTEXT);
        let last = &hunk[near];
        let below = (sides[0].len() - last.old.end).min(CONTEXT);
        let place = |of: Range<usize>| {
            let line = if of.is_empty() { of.start } else { of.start + 1 };
            if of.len() == 1 { line.to_string() } else { format!("{line},{}", of.len()) }
        };
        let (old, new) = (first.old.start - above..last.old.end + below, first.new.start - above..last.new.end + below);
        look.paint(&mut out, "36", &format!("@@ -{} +{} @@", place(old.clone()), place(new)));
        let mut at = old.start;
        for change in hunk {
            sides[0].show(at..change.old.start, ' ', "", &mut out);
            sides[0].show(change.old.clone(), '-', "31", &mut out);
            sides[1].show(change.new.clone(), '+', "32", &mut out);
            at = change.old.end;
        }
        sides[0].show(at..old.end, ' ', "", &mut out);
    }
    out
}

impl Look {
    /// Appends a line, in the colour of that code.
    fn paint(self, out: &mut String, code: &str, line: &str) {
        if self.colored && !code.is_empty() {
            out.push_str(&format!("\u{1b}[{code}m{}\u{1b}[0m\n", harmless(line)));
        } else {
            out.push_str(&harmless(line));
            out.push('\n');
        }
    }
}

/// Lines that give way to others, by their numbers from 0.
struct Change {
    old: Range<usize>,
    new: Range<usize>,
}

/// The changes by whole lines, in order, with at least one line that stays between two of them.
fn changes(old: &str, new: &str, edits: &[Edit]) -> Vec<Change> {
    let whole = [Edit { span: mcpglot_core::text::Span::new(0, old.len()), text: new.to_owned() }];
    let edits = if edits.is_empty() { &whole[..] } else { edits };
    let mut changes: Vec<Change> = Vec::new();
    // How far what stands behind the edits has moved.
    let mut moved = 0;
    let new_place = |at: usize, moved: isize| at.saturating_add_signed(moved);
    let begin_lines = |at: usize, moved: isize| ends_line(&old[..at]) && ends_line(&new[..new_place(at, moved)]);
    // What is done with: the places, and their line numbers.
    let (mut old_at, mut new_at, mut old_line, mut new_line) = (0, 0, 0, 0);
    let mut rest = edits;
    while let Some(first) = rest.first() {
        // The lines that the edit touches, and with them all edits that touch the last of them.
        let start = old[..first.span.start as usize].rfind('\n').map_or(0, |at| at + 1);
        let (mut end, mut count) = (start, 0);
        for edit in rest {
            let (from, to) = (edit.span.start as usize, edit.span.end as usize);
            if count > 0 && (from > end || from == end && begin_lines(end, moved)) {
                break;
            }
            moved += edit.text.len() as isize - (to - from) as isize;
            let line_end = || old[to..].find('\n').map_or(old.len(), |at| to + at + 1);
            end = if begin_lines(to, moved) { to } else { line_end() };
            count += 1;
        }
        rest = &rest[count..];
        let between = lines(&old[old_at..start]);
        (old_line, new_line, new_at) = (old_line + between, new_line + between, new_at + (start - old_at));
        let (gone, come) = (&old[start..end], &new[new_at..new_place(end, moved)]);
        (old_at, new_at) = (end, new_place(end, moved));
        let (gone_lines, come_lines) =
            (gone.split_inclusive('\n').collect::<Vec<_>>(), come.split_inclusive('\n').collect::<Vec<_>>());
        let pairs = || gone_lines.iter().zip(&come_lines);
        let head = pairs().take_while(|(one, other)| one == other).count();
        let most = gone_lines.len().min(come_lines.len()) - head;
        let tail =
            gone_lines.iter().rev().zip(come_lines.iter().rev()).take(most).take_while(|(one, other)| one == other).count();
        let change = Change {
            old: old_line + head..old_line + gone_lines.len() - tail,
            new: new_line + head..new_line + come_lines.len() - tail,
        };
        (old_line, new_line) = (old_line + gone_lines.len(), new_line + come_lines.len());
        match changes.last_mut().filter(|last| last.old.end == change.old.start && last.new.end == change.new.start) {
            Some(last) => (last.old.end, last.new.end) = (change.old.end, change.new.end),
            None if change.old.is_empty() && change.new.is_empty() => {}
            None => changes.push(change),
        }
    }
    changes
}

/// Whether a line may begin behind `text`.
fn ends_line(text: &str) -> bool {
    text.is_empty() || text.ends_with('\n')
}

/// How many lines begin in a text.
fn lines(text: &str) -> usize {
    text.split_inclusive('\n').count()
}

/// The lines of one text.
struct Lines<'t> {
    text: &'t str,
    /// Where they begin, and the end of the text.
    starts: Vec<usize>,
    masker: Masker<'t>,
    look: Look,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str, host: &Host, look: Look) -> Self {
        let tree = syntax::parse(text, host.syntax).ok();
        let mut starts = vec![0];
        for line in text.split_inclusive('\n') {
            starts.push(starts[starts.len() - 1] + line.len());
        }
        Self { text, starts, masker: Masker::new(text, Some(host.syntax), tree.as_ref()), look }
    }

    fn len(&self) -> usize {
        self.starts.len() - 1
    }

    fn show(&self, range: Range<usize>, sign: char, code: &str, out: &mut String) {
        for line in self.starts[range.start..=range.end].windows(2) {
            let raw = &self.text[line[0]..line[1]];
            let masked = if self.look.show_values { raw.to_owned() } else { self.masker.lines(line[0]..line[1]) };
            self.look.paint(out, code, &format!("{sign}{}", masked.trim_end_matches(['\n', '\r'])));
            if !raw.ends_with('\n') {
                out.push_str("\\ No newline at end of file\n");
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use mcpglot_core::hosts;
    use mcpglot_core::text::{Span, apply_edits};

    use super::*;

    const LOOK: Look = Look { colored: false, show_values: true };

    /// The diff that `edits` make of `old`.
    fn diff(old: &str, edits: &[(usize, usize, &str)]) -> String {
        let edits: Vec<Edit> =
            edits.iter().map(|&(start, end, text)| Edit { span: Span::new(start, end), text: text.to_owned() }).collect();
        let new = apply_edits(old, &edits);
        let (old, new) = (Version { name: Some("a"), text: old }, Version { name: Some("b"), text: &new });
        let codex = hosts::find("codex").unwrap();
        let shown = unified(&old, &new, &edits, codex, LOOK);
        // Without its edits it is one change from the first line that differs to the last.
        assert_eq!(unified(&old, &new, &[], codex, LOOK).is_empty(), shown.is_empty());
        shown.strip_prefix("--- a\n+++ b\n").unwrap_or(&shown).to_owned()
    }

    #[test]
    fn a_change_is_shown_by_whole_lines_with_three_around_it() {
        let old = "a = 1\nb = 2\nc = 3\nd = 4\ne = 5\nf = 6\ng = 7\n";
        assert_eq!(diff(old, &[(28, 29, "9")]), "@@ -2,6 +2,6 @@\n b = 2\n c = 3\n d = 4\n-e = 5\n+e = 9\n f = 6\n g = 7\n");
        assert_eq!(diff(old, &[(42, 42, "h = 8\n")]), "@@ -5,3 +5,4 @@\n e = 5\n f = 6\n g = 7\n+h = 8\n");
        assert_eq!(diff(old, &[(41, 41, "\nh = 8")]), "@@ -5,3 +5,4 @@\n e = 5\n f = 6\n g = 7\n+h = 8\n");
        assert_eq!(diff(old, &[(0, 12, "")]), "@@ -1,5 +1,3 @@\n-a = 1\n-b = 2\n c = 3\n d = 4\n e = 5\n");
        assert_eq!(diff("", &[(0, 0, "a = 1\n")]), "@@ -0,0 +1 @@\n+a = 1\n");
        assert_eq!(diff("a = 1\n", &[(0, 6, "")]), "@@ -1 +0,0 @@\n-a = 1\n");
        assert_eq!(diff("a = 1\n", &[(4, 5, "1")]), "");
    }

    #[test]
    fn changes_whose_surroundings_meet_are_one_hunk() {
        let line = |at: usize| format!("k{at:02} = {at:02}\n");
        let old: String = (0..20).map(line).collect();
        let hunks = |edits: &[(usize, usize, &str)]| diff(&old, edits).matches("@@ -").count();
        // Six lines between, then seven.
        assert_eq!(hunks(&[(24, 26, "xx"), (87, 89, "xx")]), 1);
        assert_eq!(hunks(&[(24, 26, "xx"), (96, 98, "xx")]), 2);
        // Two in one line, and two in lines that touch.
        assert_eq!(hunks(&[(18, 19, "x"), (24, 25, "x")]), 1);
        let both = diff("a = 1\nb = 2\n", &[(4, 5, "9"), (6, 6, "c = 3\n"), (10, 11, "8")]);
        assert_eq!(both, "@@ -1,2 +1,3 @@\n-a = 1\n-b = 2\n+a = 9\n+c = 3\n+b = 8\n");
    }

    #[test]
    fn a_last_line_without_its_end_is_marked() {
        assert_eq!(
            diff("a = 1", &[(5, 5, "\nb = 2\n")]),
            "@@ -1 +1,2 @@\n-a = 1\n\\ No newline at end of file\n+a = 1\n+b = 2\n"
        );
    }

    /// Carries out a diff, as `patch` does.
    fn patched(old: &str, diff: &str) -> String {
        let old: Vec<&str> = old.split_inclusive('\n').collect();
        let (mut out, mut at, mut last) = (String::new(), 0, "");
        for line in diff.split_inclusive('\n').filter(|line| !line.starts_with("---") && !line.starts_with("+++")) {
            let text = &line[1..];
            match &line[..1] {
                "@" => {
                    let place = text[3..].split(' ').next().unwrap();
                    let (start, count) = place.split_once(',').unwrap_or((place, "1"));
                    let start: usize = start.parse().unwrap();
                    let start = if count == "0" { start } else { start - 1 };
                    out.extend(old[at..start].iter().copied());
                    at = start;
                }
                // Of a line that goes it says nothing of the new text.
                "\\" if !last.starts_with('-') => assert_eq!(out.pop(), Some('\n')),
                "\\" => {}
                "-" => at += 1,
                "+" => out.push_str(text),
                _ => {
                    assert_eq!(old[at].trim_end_matches('\n'), text.trim_end_matches('\n'));
                    out.push_str(text);
                    at += 1;
                }
            }
            last = line;
        }
        out.extend(old[at..].iter().copied());
        out
    }

    #[test]
    fn who_carries_out_the_diff_has_the_new_text() {
        let mut seed = 1u64;
        let mut next = |below: usize| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) as usize % below.max(1)
        };
        for _ in 0..3000 {
            let old: String = (0..next(60)).map(|_| ["\n", "x", "y", "=", "x\n"][next(5)]).collect();
            let (mut edits, mut at) = (Vec::new(), 0);
            for _ in 0..=next(4) {
                let start = at + next(old.len() - at + 1);
                at = start + next((old.len() - start + 1).min(6));
                edits.push((start, at, ["", "z", "z\n", "\nz", "\n", "x\nz\nx\n"][next(6)]));
            }
            let list: Vec<Edit> =
                edits.iter().map(|&(start, end, text)| Edit { span: Span::new(start, end), text: text.to_owned() }).collect();
            assert_eq!(patched(&old, &diff(&old, &edits)), apply_edits(&old, &list), "{old:?} {edits:?}");
        }
    }

    #[test]
    fn values_are_hidden() {
        let old = Version { name: None, text: "" };
        let new = Version { name: Some("b"), text: "env = { TOKEN = \"s3cret\" } # s3cret\n" };
        let shown = unified(&old, &new, &[], hosts::find("codex").unwrap(), Look { colored: true, show_values: false });
        assert_eq!(
            shown,
            "\u{1b}[1m--- /dev/null\u{1b}[0m\n\u{1b}[1m+++ b\u{1b}[0m\n\u{1b}[36m@@ -0,0 +1 @@\u{1b}[0m\n\u{1b}[32m+env = { TOKEN = \"•••\" } # •••\u{1b}[0m\n"
        );
    }
}
