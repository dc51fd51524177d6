//! Glossaries (TBX, or tables of terms) → terms.

pub(crate) mod tbx;
pub(crate) mod term;

use std::path::Path;

use crate::exchange::error::ExchangeError;
use crate::exchange::glossary::term::Term;
use crate::exchange::read::read_rows;
use crate::exchange::source::ReadOptions;

/// Reads the terms of a glossary: TBX (`.tbx`, `.xml`), or a table of terms in any format of [`read_rows`] (`.tsv`,
/// `.txt`, `.csv`, `.xlsx`, …) with the source term, the target term and a note.
///
/// In a table several target terms stand in one cell with semicolons between; lines that begin with `#` are comments, as in
/// OmegaT's glossaries. Entries without a term in one of the two languages are left out.
///
/// # Errors
/// As [`read_rows`].
pub fn read_terms(path: &Path, options: &ReadOptions) -> Result<Vec<Term>, ExchangeError> {
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .map(str::to_ascii_lowercase);
    if matches!(extension.as_deref(), Some("tbx" | "xml")) {
        return tbx::read(path, options);
    }
    let mut terms = Vec::new();
    for row in read_rows(path, options)? {
        let row = row?;
        let source = row.source.trim();
        if source.is_empty() || source.starts_with('#') {
            continue;
        }
        // The third column of an unnamed table is a glossary's note.
        let note = row.note.or(row.origin);
        for target in row.target.iter().flat_map(|target| target.split(';')).map(str::trim) {
            if target.is_empty() {
                continue;
            }
            terms.push(Term {
                source: source.to_owned(),
                target: target.to_owned(),
                source_lang: row.source_lang.clone().unwrap_or_else(|| options.from.clone()),
                target_lang: row.target_lang.clone().unwrap_or_else(|| options.to.clone()),
                note: note.clone(),
                deprecated: row.status == Some(crate::memory::Status::Rejected),
            });
        }
    }
    Ok(terms)
}
