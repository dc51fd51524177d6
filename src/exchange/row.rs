//! The row that all formats are read to and written from.

pub(crate) use crate::memory::CONTEXT;
use crate::memory::Status;
use crate::text::lang::Lang;

/// The property of a unit that keeps a row's origin.
pub(crate) const ORIGIN: &str = "x-origin";

/// A segment and its translation, with what a format says of them: the one row that all formats are read to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Row {
    /// The identifier that the file gives the row.
    pub id: Option<String>,
    /// The source text.
    pub source: String,
    /// The translation; `None` where there is none yet.
    pub target: Option<String>,
    /// The source with its inline elements, where it has any. They are written only while `source` is their plain text.
    pub source_codes: Option<tmx::Seg>,
    /// The translation with its inline elements, in the same way.
    pub target_codes: Option<tmx::Seg>,
    /// The language of the source, where the file says it.
    pub source_lang: Option<Lang>,
    /// The language of the translation, where the file says it.
    pub target_lang: Option<Lang>,
    /// How far the translation is to be trusted, where the file says it.
    pub status: Option<Status>,
    /// The score of the match that the translation comes from, 0 to 102.
    pub score: Option<f64>,
    /// The probability that the pair was aligned rightly, 0 to 1.
    pub confidence: Option<f64>,
    /// Where the row comes from: an article, a document, a file.
    pub origin: Option<String>,
    /// What tells apart rows of the same source (gettext's context).
    pub context: Option<String>,
    /// Notes; several are put on lines of their own.
    pub note: Option<String>,
    /// Other translations that were offered, best first.
    pub candidates: Vec<Candidate>,
}

/// A translation from a memory that is offered beside the row's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidate {
    /// The source that the memory has; `None` where the file leaves it out because it is the row's.
    pub source: Option<String>,
    /// Its translation.
    pub target: String,
    /// How near its source is to the row's, 0 to 102.
    pub score: Option<f64>,
    /// Where it comes from.
    pub origin: Option<String>,
}

impl Row {
    /// A row of two texts, of which nothing else is known.
    #[must_use]
    pub fn new(source: impl Into<String>, target: impl Into<String>) -> Row {
        Row {
            source: source.into(),
            target: Some(target.into()),
            ..Row::default()
        }
    }
}
