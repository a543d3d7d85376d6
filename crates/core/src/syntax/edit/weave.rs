//! Lines that go and lines that come, brought together: each place is set off from what is above and below it as its neighbours
//! are, and the document ends as it did.

use alloc::string::String;
use alloc::vec::Vec;

use super::super::Syntax;
use super::style::Styles;
use super::{Edits, is_blank, trim_end};
use crate::order::sort_by;
use crate::text::{Ascii, line_start, next_line};

/// Lines that come to one place.
pub(super) struct Piece {
    pub at: usize,
    /// What comes to one place comes in the order of ranks.
    pub rank: u32,
    /// Whether a blank line sets it off from what is above.
    pub apart: bool,
    /// Whether a blank line sets it off from what is below.
    pub closed: bool,
    pub text: String,
}

/// Lines that go, and what comes in their place.
pub(super) struct Cut {
    pub start: usize,
    pub end: usize,
    /// Blank lines above this place stay.
    pub floor: usize,
    /// Whether blank lines below go too, whatever is above.
    pub tight: bool,
    /// Whether it is what a collection ends with, behind what stays of it.
    pub last: bool,
    /// What is directly above, where that ends with a block scalar (YAML).
    pub scalar: Option<Scalar>,
    pub text: String,
}

/// An entry that ends with a block scalar.
#[derive(Clone, Copy)]
pub(super) struct Scalar {
    /// How far the entry is indented: what is indented more, and be it a comment, is text of the scalar.
    pub indent: usize,
    /// Whether blank lines and the end of the line are part of the text.
    pub keeps: bool,
}

impl Cut {
    pub(super) fn new(start: usize, end: usize, floor: usize) -> Self {
        Self { start, end, floor, tight: false, last: false, scalar: None, text: String::new() }
    }

    fn is_glued(&self) -> bool {
        self.scalar.is_some_and(|scalar| scalar.keeps)
    }
}

pub(super) struct Weave<'t> {
    text: &'t str,
    /// Where the text begins: behind a byte-order mark.
    begin: usize,
    newline: &'static str,
    is_toml: bool,
}

impl<'t> Weave<'t> {
    pub(super) fn new(styles: &Styles<'t, '_>) -> Self {
        let is_toml = styles.tree.syntax == Syntax::Toml;
        Self { text: styles.tree.text, begin: styles.begin, newline: styles.newline, is_toml }
    }

    /// The start of the line of `at`; a byte-order mark belongs to no line.
    pub(super) fn line(&self, at: usize) -> usize {
        line_start(self.text, at).max(self.begin)
    }

    /// How many blanks begin the line.
    #[inline(never)]
    pub(super) fn blanks(&self, line: usize) -> usize {
        self.text.as_bytes()[line..].iter().take_while(|byte| matches!(byte, b' ' | b'\t')).count()
    }

    #[inline(never)]
    pub(super) fn is_comment(&self, line: usize) -> bool {
        self.text.as_bytes().get(line + self.blanks(line)) == Some(&b'#')
    }

    #[inline(never)]
    pub(super) fn is_blank(&self, line: usize) -> bool {
        line < self.text.len() && self.is_empty(line, next_line(self.text, line))
    }

    /// Whether nothing but white space stands there.
    #[inline(never)]
    pub(super) fn is_empty(&self, start: usize, end: usize) -> bool {
        is_blank(self.text.part(start..end))
    }

    /// Whether nothing is above `line`, or a blank line.
    #[inline(never)]
    pub(super) fn is_open(&self, line: usize) -> bool {
        let ends = line.checked_sub(1).filter(|_| line > self.begin);
        ends.is_none_or(|end| self.text.part(..line).ends_with('\n') && self.is_empty(self.line(end), end))
    }

    /// Puts what comes to its place among what goes, which is in order, and sees to the blank lines around.
    pub(super) fn edits(&self, mut removed: Vec<Cut>, mut pieces: Vec<Piece>, edits: &mut Edits) {
        for at in 1..removed.len() {
            // What is above what goes above is above this.
            if self.is_empty(removed[at - 1].end.min(removed[at].start), removed[at].start) {
                (removed[at].scalar, removed[at].tight) = (removed[at - 1].scalar, removed[at - 1].tight);
            }
        }
        for piece in &mut pieces {
            // What comes beside lines that go takes their place.
            let behind = removed.partition_point(|cut| cut.end < piece.at);
            if let Some(cut) = removed.get(behind).filter(|cut| cut.start <= piece.at) {
                piece.at = cut.end;
            }
        }
        sort_by(&mut pieces, |piece| ((piece.at as u64) << 32) | u64::from(piece.rank));
        let mut groups = pieces.chunk_by_mut(|one, other| one.at == other.at).peekable();
        let mut cuts: Vec<Cut> = Vec::new();
        for cut in removed {
            while let Some(group) = groups.next_if(|group| group[0].at < cut.end) {
                push(&mut cuts, self.fill(Cut::new(group[0].at, group[0].at, 0), group));
            }
            let cut = match groups.next_if(|group| group[0].at == cut.end) {
                Some(group) => self.fill(cut, group),
                None => self.close_gap(cut),
            };
            push(&mut cuts, cut);
        }
        for group in groups {
            push(&mut cuts, self.fill(Cut::new(group[0].at, group[0].at, 0), group));
        }
        self.end_as_before(&mut cuts);
        for cut in cuts {
            if let Some(scalar) = cut.scalar.filter(|_| cut.text.is_empty()) {
                self.keep_comment(scalar.indent, cut.end, edits);
            }
            edits.push(cut.start, cut.end, cut.text);
        }
    }

    /// Indents a comment that comes to stand below a block scalar by no more than that.
    #[cold]
    fn keep_comment(&self, indent: usize, mut line: usize, edits: &mut Edits) {
        while self.is_blank(line) {
            line = next_line(self.text, line);
        }
        let blanks = self.blanks(line);
        if blanks > indent && self.is_comment(line) {
            edits.push(line + indent, line + blanks, "");
        }
    }

    /// Where blank lines are above and below what goes, the fewer of them go too; at the end of the document those above, and at
    /// that of a collection, for what is below is then as far from the entry before; but no comment above comes closer to it.
    fn close_gap(&self, mut cut: Cut) -> Cut {
        let mut behind = cut.end;
        while self.is_blank(behind) {
            behind = next_line(self.text, behind);
        }
        let kept = trim_end(self.text.part(..cut.start)).len();
        let is_bound = kept <= self.begin || cut.tight || cut.is_glued();
        let above = if kept <= self.begin { self.begin } else { next_line(self.text, kept) }.max(cut.floor).min(cut.start);
        let lines = |start: usize, end: usize| self.text.part(start..end).parts(b"\n").count();
        let (gap, below) = (lines(above, cut.start), lines(cut.end, behind));
        let is_last = || cut.last && !self.is_comment(self.line(kept));
        let is_above = behind == self.text.len() || (!is_bound && (gap < below || (gap > below && is_last())));
        if is_above {
            cut.start = above;
        }
        if is_bound || !is_above {
            cut.end = behind;
        }
        cut
    }

    /// The lines of `group` in the place of what goes.
    fn fill(&self, cut: Cut, group: &mut [Piece]) -> Cut {
        let newline = self.newline;
        let mut text = String::new();
        for piece in group.iter_mut() {
            if text.is_empty() {
                text = core::mem::take(&mut piece.text);
                // A comment directly above a header would belong to its table.
                let apart = piece.apart || (self.is_toml && cut.start > 0 && self.is_comment(self.line(cut.start - 1)));
                if apart && !cut.is_glued() && !self.is_open(cut.start) {
                    text.insert_str(0, newline);
                }
            } else {
                self.set_off(&mut text, piece.apart);
                text.push_str(&piece.text);
            }
        }
        if cut.end < self.text.len() && !self.is_blank(cut.end) && group.iter().any(|piece| piece.closed) {
            text.push_str(newline);
        }
        Cut { text, ..cut }
    }

    /// Ends `text` with a blank line, unless it does so already, or none is wanted.
    pub(super) fn set_off(&self, text: &mut String, apart: bool) {
        let newline = self.newline;
        if apart && !text.strip_suffix(newline).is_some_and(|text| text.ends_with(newline)) {
            text.push_str(newline);
        }
    }

    /// What comes are whole lines. Where the document does not end its last line, neither does the result.
    fn end_as_before(&self, cuts: &mut [Cut]) {
        let (text, begin) = (self.text, self.begin);
        let Some(last) = cuts.last_mut().filter(|cut| cut.end == text.len()) else { return };
        if self.is_empty(begin, text.len()) {
            last.start = begin;
        } else if !text.ends_with('\n') {
            if last.text.is_empty() && !last.is_glued() {
                let kept = text.part(begin..last.start);
                let kept = kept.strip_suffix('\n').map_or(kept, |kept| kept.strip_suffix('\r').unwrap_or(kept));
                last.start = begin + kept.len();
            } else {
                last.text.truncate(last.text.without_trailing(b"\r\n").len());
                if last.start > begin && !text.part(..last.start).ends_with('\n') {
                    last.text.insert_str(0, self.newline);
                }
            }
        }
    }
}

/// Adds a cut behind the others; where one closes a gap, it may begin where the one before ends.
fn push(cuts: &mut Vec<Cut>, cut: Cut) {
    match cuts.last_mut() {
        Some(last) if cut.start <= last.end => {
            last.end = cut.end;
            last.text.push_str(&cut.text);
        }
        _ => cuts.push(cut),
    }
}
