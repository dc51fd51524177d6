//! Every exchange format that is not TMX: a file in, a stream of pairs out, and back.
//!
//! All formats meet in one row, the [`Pair`]. [`read_pairs`] finds the format by the file's name and gives the pairs one by
//! one; [`write_pairs`] writes any number of them through a temporary file that is renamed over the old one. Glossaries
//! are read by [`read_terms`]. docs/EXCHANGE.md says what each format keeps.
//!
//! ```
//! use interligne::exchange::{ExchangeError, Format, Pair, ReadOptions, WriteOptions, read_pairs, write_pairs};
//! use interligne::text::lang::Lang;
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("pairs.xlf");
//! let (fr, en) = (Lang::parse("fr")?, Lang::parse("en")?);
//! let pairs = [Pair::new("Il pleut.", "It is raining.")];
//! let written = write_pairs(&path, Format::Xliff12, &WriteOptions::new(fr.clone(), en.clone()), pairs.into_iter().map(Ok::<_, ExchangeError>))?;
//! assert_eq!(written, 1);
//! let read = read_pairs(&path, &ReadOptions { from: fr, to: en })?.collect::<Result<Vec<_>, _>>()?;
//! assert_eq!(read[0].target.as_deref(), Some("It is raining."));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
mod error;
mod glossary;
mod html;
mod input;
mod json;
mod po;
mod table;
mod units;
mod write;
mod xliff;
mod xml;

use std::path::Path;

use crate::memory::Status;
use crate::text::lang::Lang;

pub use error::ExchangeError;
pub use glossary::{Term, read_terms};
pub use units::{UnitsError, export_units, import_units, pair_of};
pub use write::{WriteOptions, write_pairs, write_pairs_to};

/// A segment and its translation, with what a format says of them: the one row that all formats are read to.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Pair {
    /// The identifier that the file gives the pair.
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
    /// The score of the match that the translation comes from, 0 to 101.
    pub score: Option<f64>,
    /// The probability that the pair was aligned rightly, 0 to 1.
    pub confidence: Option<f64>,
    /// Where the pair comes from: an article, a document, a file.
    pub origin: Option<String>,
    /// What tells apart pairs of the same source (gettext's context).
    pub context: Option<String>,
    /// Notes; several are put on lines of their own.
    pub note: Option<String>,
    /// Other translations that were offered, best first.
    pub candidates: Vec<Candidate>,
}

/// A translation from a memory that is offered beside the pair's own.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Candidate {
    /// The source that the memory has; `None` where the file leaves it out because it is the pair's.
    pub source: Option<String>,
    /// Its translation.
    pub target: String,
    /// How near its source is to the pair's, 0 to 101.
    pub score: Option<f64>,
    /// Where it comes from.
    pub origin: Option<String>,
}

impl Pair {
    /// A pair of two texts, of which nothing else is known.
    #[must_use]
    pub fn new(source: impl Into<String>, target: impl Into<String>) -> Pair {
        Pair {
            source: source.into(),
            target: Some(target.into()),
            ..Pair::default()
        }
    }
}

/// A file format for pairs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Format {
    /// Lines with tabs between (`.tsv`, `.tab`, `.txt`).
    Tsv,
    /// Comma-separated values (RFC 4180), also with semicolons (`.csv`).
    Csv,
    /// One JSON object a line (`.jsonl`, `.ndjson`).
    JsonLines,
    /// A workbook of Office Open XML (`.xlsx`).
    Xlsx,
    /// XLIFF 1.2 (`.xlf`, `.xliff`, `.sdlxliff`, `.mqxliff`, `.mxliff`; reading tells the version by the content).
    Xliff12,
    /// XLIFF 2.1 (`.xlf` with `version="2.…"` when read; written when asked for, or as `.xlf2`).
    Xliff21,
    /// GNU gettext (`.po`, `.pot`).
    Po,
    /// A page with a table, for reading (`.html`); written only.
    Html,
}

impl Format {
    /// The format that a file's name says, by its extension; letter case does not matter.
    #[must_use]
    pub fn of_path(path: &Path) -> Option<Format> {
        let extension = path.extension()?.to_str()?.to_ascii_lowercase();
        Some(match extension.as_str() {
            "tsv" | "tab" | "txt" => Format::Tsv,
            "csv" => Format::Csv,
            "jsonl" | "ndjson" => Format::JsonLines,
            "xlsx" => Format::Xlsx,
            "xlf" | "xliff" | "sdlxliff" | "mqxliff" | "mxliff" => Format::Xliff12,
            "xlf2" => Format::Xliff21,
            "po" | "pot" => Format::Po,
            "html" | "htm" => Format::Html,
            _ => return None,
        })
    }
}

/// How a file is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ReadOptions {
    /// The source language: a table's column with its name is the source.
    pub from: Lang,
    /// The target language.
    pub to: Lang,
}

/// Pairs of a file, one by one; after an error there are no more.
pub type Pairs = Box<dyn Iterator<Item = Result<Pair, ExchangeError>>>;

/// What `next` gives, until there is nothing more or an error.
fn until_end(mut next: impl FnMut() -> Result<Option<Pair>, ExchangeError> + 'static) -> Pairs {
    let mut done = false;
    Box::new(std::iter::from_fn(move || {
        if done {
            return None;
        }
        let pair = next();
        done = !matches!(pair, Ok(Some(_)));
        pair.transpose()
    }))
}

/// Reads the pairs of a file in the format that its name says.
///
/// Tables (TSV, CSV, XLSX) have the source in the first column and the target in the second, and where there is a third
/// the origin, unless the first row names the columns; see docs/EXCHANGE.md. Memory is bounded by the largest pair (16
/// MiB), and for XLSX by the workbook's own strings.
///
/// # Errors
/// When the file cannot be opened, is empty, or is of no known format; each item can be an error with the file, the line
/// (for XLSX the row) and what was expected.
pub fn read_pairs(path: &Path, options: &ReadOptions) -> Result<Pairs, ExchangeError> {
    let format = Format::of_path(path).ok_or_else(|| ExchangeError::UnknownFormat { file: path.to_owned() })?;
    match format {
        Format::Tsv => crate::exchange::table::delimited::read_tsv(path, options),
        Format::Csv => crate::exchange::table::delimited::read_csv(path, options),
        Format::JsonLines => json::read(path),
        Format::Xlsx => crate::exchange::table::xlsx::read(path, options),
        Format::Xliff12 | Format::Xliff21 => xliff::read(path),
        Format::Po => po::read(path),
        Format::Html => Err(ExchangeError::WriteOnly { file: path.to_owned() }),
    }
}
