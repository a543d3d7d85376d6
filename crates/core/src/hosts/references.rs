//! The references that hosts expand.

use crate::model::{Concept, Spelling};
use crate::text::Ascii;

/// The references that a host expands.
#[derive(Debug)]
pub struct References {
    /// The spellings that it understands.
    pub spellings: &'static [Spelling],
    /// Those that are written; the first that fits.
    pub written: &'static [Spelling],
    /// Those that it understands and writes in headers, where they are others there.
    pub in_headers: Option<&'static [Spelling]>,
    /// The concepts whose fields they work in.
    pub fields: &'static [Concept],
    /// Whether variables are only those that the entry itself declares, with a value or by name.
    pub declared: bool,
    /// Those in whose fields they are expanded a second time, so that a default may be a reference.
    pub twice: &'static [Concept],
    /// Those in whose fields a path may begin with `~`, the user's home.
    pub home: &'static [Concept],
    /// How those begin, that of a variable first, that are made in the raw text of the file, before it is parsed: whatever follows,
    /// up to the next closing brace. A brace that is written as an escape begins none.
    pub in_raw_text: &'static [&'static str],
    /// Whether that text is written anew before, so that no escape is left in it.
    pub without_escapes: bool,
    /// Whether nothing is left, after the second time, of what looks like a reference and is none.
    pub leaves_nothing: bool,
    /// What stands where a variable is not set and there is no default.
    pub unset: Unset,
    /// The variables that are empty in the URL and the headers of a remote server, whatever they hold: names in capitals, with a
    /// space between them; one that ends in `*` stands for all that begin so. [`References::blanks`] asks.
    pub blanked: &'static str,
    /// What to do before it expands a variable, where that is not all.
    pub approval: Option<&'static str>,
}

/// What a host makes of a reference to a variable that is not set.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Unset {
    /// The text of the reference, as it is written.
    Text,
    /// Nothing.
    Empty,
    /// It does not start the server.
    Fails,
}

impl Unset {
    /// The name in every output.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::Empty => "empty",
            Self::Fails => "fails",
        }
    }
}

impl References {
    /// Whether an escape keeps text what it is.
    #[must_use]
    pub const fn escapes(&self) -> bool {
        !self.in_raw_text.is_empty() && !self.without_escapes
    }

    /// Whether a host that makes them in the raw text would replace something in `text`, if it stood there without an escape.
    #[must_use]
    pub(super) fn begin_in(&self, text: &str) -> bool {
        self.in_raw_text.iter().any(|opening| text.holds(opening))
    }

    /// None at all.
    pub const NONE: Self = Self {
        spellings: &[],
        written: &[],
        in_headers: None,
        fields: &[],
        twice: &[],
        home: &[],
        in_raw_text: &[],
        without_escapes: false,
        leaves_nothing: false,
        unset: Unset::Text,
        declared: false,
        blanked: "",
        approval: None,
    };

    /// Whether a field of `concept` has nothing where it refers to the variable, whatever that holds.
    #[must_use]
    pub fn blanks(&self, concept: Concept, variable: &str) -> bool {
        if self.blanked.is_empty() || !matches!(concept, Concept::Url | Concept::Headers) {
            return false;
        }
        let variable = variable.to_ascii_uppercase();
        let name = variable.strip_prefix("INPUT_").unwrap_or(&variable);
        let is_meant = |blanked: &str| match blanked.strip_suffix('*') {
            Some(beginning) => name.starts_with(beginning),
            None => name == blanked,
        };
        self.blanked.parts(b" ").any(is_meant)
    }

    /// What stands in the fields of `concept` where a variable is not set and there is no default.
    #[must_use]
    pub fn unset_within(&self, concept: Concept) -> Unset {
        if self.leaves_nothing && self.twice.contains(&concept) { Unset::Empty } else { self.unset }
    }

    /// The spellings that work in the fields of `concept`.
    #[must_use]
    pub fn within(&self, concept: Concept) -> &'static [Spelling] {
        self.among(concept, self.spellings)
    }

    /// The spellings that are written into the fields of `concept`.
    #[must_use]
    pub fn written_within(&self, concept: Concept) -> &'static [Spelling] {
        self.among(concept, self.written)
    }

    fn among(&self, concept: Concept, usual: &'static [Spelling]) -> &'static [Spelling] {
        match self.in_headers.filter(|_| concept == Concept::Headers) {
            Some(spellings) => spellings,
            None if self.fields.contains(&concept) => usual,
            None => &[],
        }
    }
}
