//! Glossaries (TBX, or tables of terms) → terms.

pub(crate) mod tbx;
pub(crate) mod term;

use std::path::Path;

use crate::exchange::error::ExchangeError;
use crate::exchange::glossary::term::Term;
use crate::exchange::read::read_rows;
use crate::exchange::source::FileLanguages;
use crate::exchange::table::delimited;

/// Reads the terms of a glossary: TBX (`.tbx`, `.xml`), or a table of terms in any format of [`read_rows`] (`.csv`, `.xlsx`,
/// …) with the source term, the target term and a note. Tables with tabs between (`.tsv`, `.tab`, `.txt` and `.utf8`) are read as OmegaT has its
/// glossaries: lines that begin with `#` are comments, and those without a tab say nothing.
///
/// In a table several target terms stand in one cell with semicolons between. Entries without a term in one of the two languages are left out.
///
/// # Errors
/// As [`read_rows`].
pub fn read_terms(path: &Path, options: &FileLanguages) -> Result<Vec<Term>, ExchangeError> {
    let extension = path
        .extension()
        .and_then(|extension| extension.to_str())
        .map(str::to_ascii_lowercase);
    if matches!(extension.as_deref(), Some("tbx" | "xml")) {
        return tbx::read(path, options);
    }
    let mut terms = Vec::new();
    let rows = match extension.as_deref() {
        Some("tsv" | "tab" | "txt" | "utf8") => delimited::read_glossary(path, options)?,
        _ => read_rows(path, options)?,
    };
    for row in rows {
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
