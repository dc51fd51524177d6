//! Glossaries (TBX, or tables of terms) → terms.

pub(crate) mod tbx;

use std::path::Path;

use crate::exchange::{ExchangeError, ReadOptions, read_pairs};
use crate::text::lang::Lang;

/// A term and what it is called in the other language.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Term {
    /// The term in the source language.
    pub source: String,
    /// The term in the target language.
    pub target: String,
    /// The language of the source term, as exactly as the file says it.
    pub source_lang: Lang,
    /// The language of the target term.
    pub target_lang: Lang,
    /// A definition or a note.
    pub note: Option<String>,
    /// Whether the glossary says not to use the target term.
    pub deprecated: bool,
}

/// Reads the terms of a glossary: TBX (`.tbx`, `.xml`), or a table of terms in any format of [`read_pairs`] (`.tsv`,
/// `.txt`, `.csv`, `.xlsx`, …) with the source term, the target term and a note.
///
/// In a table several target terms stand in one cell with semicolons between; lines that begin with `#` are comments, as in
/// OmegaT's glossaries. Entries without a term in one of the two languages are left out.
///
/// # Errors
/// As [`read_pairs`].
pub fn read_terms(path: &Path, options: &ReadOptions) -> Result<Vec<Term>, ExchangeError> {
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .map(str::to_ascii_lowercase);
    if matches!(extension.as_deref(), Some("tbx" | "xml")) {
        return tbx::read(path, options);
    }
    let mut terms = Vec::new();
    for pair in read_pairs(path, options)? {
        let pair = pair?;
        let source = pair.source.trim();
        if source.is_empty() || source.starts_with('#') {
            continue;
        }
        // The third column of an unnamed table is a glossary's note.
        let note = pair.note.or(pair.origin);
        for target in pair.target.iter().flat_map(|target| target.split(';')).map(str::trim) {
            if target.is_empty() {
                continue;
            }
            terms.push(Term {
                source: source.to_owned(),
                target: target.to_owned(),
                source_lang: pair.source_lang.clone().unwrap_or_else(|| options.from.clone()),
                target_lang: pair.target_lang.clone().unwrap_or_else(|| options.to.clone()),
                note: note.clone(),
                deprecated: pair.status == Some(crate::memory::Status::Rejected),
            });
        }
    }
    Ok(terms)
}
