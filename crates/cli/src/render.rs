//! Findings for people: excerpts as rustc draws them, masked.

use annotate_snippets::{Annotation, AnnotationKind, Level, Renderer, Snippet};
use mcpglot_core::diag::{Diagnostic, Document, Severity};
use mcpglot_core::mask::{Excerpt, Masker};
use mcpglot_core::ops;
use mcpglot_core::order;
use mcpglot_core::syntax::{self, Syntax};
use mcpglot_core::text::{LineIndex, Span};

use crate::harmless;

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
        let documents = [Lines::new(&self.source), Lines::new(&self.target)];
        let mut out = String::new();
        for diagnostic in shown.iter().take(MOST) {
            out.push_str(&self.one(diagnostic, &documents, &renderer));
            out.push_str("\n\n");
        }
        if shown.len() > MOST {
            out.push_str(&format!("… and {} more; `--format json` has them all\n", shown.len() - MOST));
        }
        out
    }

    fn one(&self, diagnostic: &Diagnostic, documents: &[Lines<'_>; 2], renderer: &Renderer) -> String {
        let lines = of(documents, diagnostic.document);
        let place = lines.place;
        let level = match diagnostic.code.severity {
            Severity::Error => Level::ERROR,
            Severity::Warning => Level::WARNING,
            Severity::Note => Level::NOTE,
        };
        let title = level.primary_title(harmless(&diagnostic.message)).id(diagnostic.code.id);
        let help = diagnostic.help.as_deref().map(|help| Level::HELP.message(harmless(help)));
        let whole = diagnostic.span == Span::default() && diagnostic.path.is_empty();
        if whole || place.text.is_empty() {
            let place = (!lines.name.is_empty()).then(|| Level::NOTE.message(format!("in {}", lines.name)));
            let group = match (place, help) {
                (None, None) => title.element(Level::NOTE.message("in the command line")),
                (place, help) => title.elements(place.into_iter().chain(help)),
            };
            return renderer.render(&[group]);
        }
        let excerpt = lines.excerpt(diagnostic.span, self.show_values);
        let mut group = title.element(lines.snippet(&excerpt, diagnostic.span, AnnotationKind::Primary));
        if let Some(help) = help {
            group = group.element(help);
        }
        // Each other place has an excerpt of its own: what lies between may be long, and is of no interest.
        let related: Vec<_> = diagnostic.related.iter().map(|one| (one, of(documents, one.document))).collect();
        let excerpts: Vec<_> = related.iter().map(|(one, lines)| lines.excerpt(one.span, self.show_values)).collect();
        let others = related.iter().zip(&excerpts).map(|((one, lines), excerpt)| {
            let title = Level::NOTE.secondary_title(harmless(&one.message));
            title.element(lines.snippet(excerpt, one.span, AnnotationKind::Context))
        });
        let mut drawn = renderer.render(&std::iter::once(group).chain(others).collect::<Vec<_>>());
        let places = related.iter().zip(&excerpts).map(|((one, lines), excerpt)| (*lines, one.span, excerpt));
        let mut from = 0;
        for (lines, span, excerpt) in std::iter::once((lines, diagnostic.span, &excerpt)).chain(places) {
            from = lines.locate(&mut drawn, from, span, excerpt);
        }
        drawn
    }
}

/// The document that a finding is about.
fn of<'d, 't>(documents: &'d [Lines<'t>; 2], document: Document) -> &'d Lines<'t> {
    match document {
        Document::Source | Document::Settings => &documents[0],
        Document::Target => &documents[1],
    }
}

/// Findings, each once, in their order.
pub(crate) fn unique(found: &mut dyn Iterator<Item = &Diagnostic>) -> Vec<Diagnostic> {
    let found: Vec<&Diagnostic> = found.collect();
    let mut all: Vec<Diagnostic> = Vec::new();
    // The same are found at the same place; std's hash map would cost more than all of this.
    let mut buckets: Vec<Vec<usize>> = vec![Vec::new(); found.len() | 1];
    for one in &found {
        let bucket = &mut buckets[one.span.start as usize % (found.len() | 1)];
        if !bucket.iter().any(|&at| all[at] == **one) {
            bucket.push(all.len());
            all.push((*one).clone());
        }
    }
    all
}

/// The lines of one document.
struct Lines<'t> {
    place: &'t Place<'t>,
    /// The name, as it may be shown.
    name: String,
    index: LineIndex<'t>,
    masker: Masker<'t>,
}

impl<'t> Lines<'t> {
    fn new(place: &'t Place<'t>) -> Self {
        let tree_of = |text| place.syntax.and_then(|syntax| syntax::parse(text, syntax).ok());
        let masker = match tree_of(place.text) {
            Some(tree) => Masker::new(place.text, place.syntax, Some(&tree)),
            None => {
                let block = place.syntax.and_then(|_| ops::block_of(place.text));
                Masker::new(place.text, place.syntax, block.as_deref().and_then(tree_of).as_ref())
            }
        };
        Self { place, name: harmless(&place.name), index: LineIndex::new(place.text), masker }
    }

    fn excerpt(&self, span: Span, show_values: bool) -> Excerpt {
        let Excerpt { text, span } = self.raw_excerpt(span, show_values);
        let [before, marked, after] = [&text[..span.start], &text[span.clone()], &text[span.end..]].map(harmless);
        Excerpt { span: before.len()..before.len() + marked.len(), text: [before, marked, after].concat() }
    }

    fn raw_excerpt(&self, span: Span, show_values: bool) -> Excerpt {
        if !show_values {
            return self.masker.excerpt(span);
        }
        let whole = self.place.text;
        let start = (span.start as usize).min(whole.len());
        let line = whole[..start].rfind('\n').map_or(0, |at| at + 1);
        let text = whole[line..].lines().next().unwrap_or_default().to_owned();
        let end = (span.end as usize - line).clamp(start - line, text.len().max(start - line));
        Excerpt { span: start - line..end.min(text.len()).max((start - line).min(text.len())), text }
    }

    /// Puts the column of the document in the place of the column of the masked line, which the renderer counts: it takes a
    /// place of its own only for a document that it has no line of. Looks behind `from`, and tells how far it has looked.
    fn locate(&self, drawn: &mut String, from: usize, span: Span, excerpt: &Excerpt) -> usize {
        let position = self.index.position(span.start);
        let place = |column: usize| format!("{}:{}:{column}\n", self.name, position.line);
        let counted = place(excerpt.text[..excerpt.span.start].chars().count() + 1);
        let Some(at) = drawn[from..].find(&counted) else { return from };
        let real = place(position.column as usize);
        drawn.replace_range(from + at..from + at + counted.len(), &real);
        from + at + real.len()
    }

    /// The excerpt with its place marked.
    fn snippet<'e>(&'e self, excerpt: &'e Excerpt, span: Span, kind: AnnotationKind) -> Snippet<'e, Annotation<'e>> {
        Snippet::source(excerpt.text.as_str())
            .path(self.name.as_str())
            .line_start(self.index.position(span.start).line as usize)
            .annotation(kind.span(excerpt.span.clone()))
    }
}
