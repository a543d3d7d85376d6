//! Findings for people: excerpts as rustc draws them, masked.

use annotate_snippets::{AnnotationKind, Level, Renderer, Snippet};
use mcpglot_core::diag::{Diagnostic, Document, Severity};
use mcpglot_core::mask::{Excerpt, Masker};
use mcpglot_core::ops;
use mcpglot_core::order;
use mcpglot_core::syntax::{self, Syntax};
use mcpglot_core::text::{LineIndex, Span};

/// A document that findings are about.
pub(crate) struct Place<'t> {
    /// What people know it by: its path, or `<stdin>`.
    pub(crate) name: String,
    pub(crate) text: &'t str,
    /// Its syntax, as far as it is known: it tells what may be shown.
    pub(crate) syntax: Option<Syntax>,
}

/// Draws findings about a source and a target.
pub(crate) struct Drawer<'t> {
    pub(crate) source: Place<'t>,
    pub(crate) target: Place<'t>,
    pub(crate) colored: bool,
    pub(crate) show_values: bool,
}

/// More findings than this are counted, not drawn.
const MOST: usize = 100;

impl Drawer<'_> {
    /// The findings as text, each with its excerpt.
    pub(crate) fn draw(&self, found: &[Diagnostic], quiet: bool) -> String {
        let mut shown: Vec<&Diagnostic> = found.iter().filter(|one| !quiet || one.code.severity == Severity::Error).collect();
        // Stable: within a severity they stay in the order in which they were found.
        order::sort_by(&mut shown, |one| u64::from(Severity::Error as u8 - one.code.severity as u8));
        let renderer = if self.colored { Renderer::styled() } else { Renderer::plain() };
        let lines = [Lines::new(&self.source), Lines::new(&self.target)];
        let mut out = String::new();
        for diagnostic in shown.iter().take(MOST) {
            let (place, lines) = match diagnostic.document {
                Document::Source | Document::Settings => (&self.source, &lines[0]),
                Document::Target => (&self.target, &lines[1]),
            };
            out.push_str(&self.one(diagnostic, place, lines, &renderer));
            out.push_str("\n\n");
        }
        if shown.len() > MOST {
            out.push_str(&format!("… and {} more; `--format json` has them all\n", shown.len() - MOST));
        }
        out
    }

    fn one(&self, diagnostic: &Diagnostic, place: &Place<'_>, lines: &Lines<'_>, renderer: &Renderer) -> String {
        let level = match diagnostic.code.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let title = level.primary_title(diagnostic.message.as_str()).id(diagnostic.code.id);
        let help = diagnostic.help.as_deref().map(|help| Level::HELP.message(help));
        let whole = diagnostic.span == Span::default() && diagnostic.path.is_empty();
        if whole || place.text.is_empty() {
            let place = (!place.name.is_empty()).then(|| Level::NOTE.message(format!("in {}", place.name)));
            let group = match (place, help) {
                (None, None) => title.element(Level::NOTE.message("in the command line")),
                (place, help) => title.elements(place.into_iter().chain(help)),
            };
            return renderer.render(&[group]);
        }
        let excerpt = lines.excerpt(diagnostic.span, self.show_values);
        let line = lines.index.position(diagnostic.span.start).line as usize;
        let snippet = Snippet::source(excerpt.text.as_str())
            .path(place.name.as_str())
            .line_start(line)
            .annotation(AnnotationKind::Primary.span(excerpt.span.clone()));
        let mut group = title.element(snippet);
        if let Some(help) = help {
            group = group.element(help);
        }
        renderer.render(&[group])
    }
}

/// The lines of one document.
struct Lines<'t> {
    text: &'t str,
    index: LineIndex<'t>,
    masker: Masker<'t>,
}

impl<'t> Lines<'t> {
    fn new(place: &Place<'t>) -> Self {
        let tree_of = |text| place.syntax.and_then(|syntax| syntax::parse(text, syntax).ok());
        let masker = match tree_of(place.text) {
            Some(tree) => Masker::new(place.text, Some(&tree)),
            None => {
                let block = place.syntax.and_then(|_| ops::block_of(place.text));
                Masker::new(place.text, block.as_deref().and_then(tree_of).as_ref())
            }
        };
        Self { text: place.text, index: LineIndex::new(place.text), masker }
    }

    fn excerpt(&self, span: Span, show_values: bool) -> Excerpt {
        if !show_values {
            return self.masker.excerpt(span);
        }
        let start = (span.start as usize).min(self.text.len());
        let line = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let text = self.text[line..].lines().next().unwrap_or_default().to_owned();
        let end = (span.end as usize - line).clamp(start - line, text.len().max(start - line));
        Excerpt { span: start - line..end.min(text.len()).max((start - line).min(text.len())), text }
    }
}
