//! A file in any format → rows.

use std::path::Path;

use crate::exchange::error::ExchangeError;
use crate::exchange::format::Format;
use crate::exchange::row::Row;
use crate::exchange::source::{FileLanguages, Rows};
use crate::exchange::table::{delimited, xlsx};
use crate::exchange::{json, po, tmx_rows, xliff};
use crate::text::lang::Lang;

/// Reads the rows of a file in the format that its name says.
///
/// Tables (TSV, CSV, XLSX) have the source in the first column and the target in the second, and where there is a third
/// the origin, unless the first row names the columns; see docs/EXCHANGE.md. Memory is bounded by the largest row (16
/// MiB), and for XLSX by the workbook's own strings.
///
/// # Errors
/// When the file cannot be opened, is empty, or is of no known format; each item can be an error with the file, the line
/// (for XLSX the row) and what was expected.
pub fn read_rows(path: &Path, options: &FileLanguages) -> Result<Rows, ExchangeError> {
    let format = Format::of_path(path).ok_or_else(|| ExchangeError::UnknownFormat { file: path.to_owned() })?;
    let rows = match format {
        Format::Tmx => return tmx_rows::read(path, options),
        Format::Tsv => delimited::read_tsv(path, options),
        Format::Csv => delimited::read_csv(path, options),
        Format::JsonLines => json::read(path),
        Format::Xlsx => xlsx::read(path, options),
        Format::Xliff(_) => xliff::read(path),
        Format::Po => po::read(path, options),
        Format::Html => Err(ExchangeError::WriteOnly { file: path.to_owned() }),
    }?;
    let (file, options) = (path.to_owned(), options.clone());
    Ok(Box::new(rows.map(move |row| in_two_languages(row?, &file, &options))))
}

/// The row with a language on both sides where the file says one of them: the other one is the other of those asked for.
///
/// # Errors
/// Where both sides are in one language.
fn in_two_languages(mut row: Row, file: &Path, options: &FileLanguages) -> Result<Row, ExchangeError> {
    let (from, to) = (&options.from, &options.to);
    let same = |a: &Lang, b: &Lang| a.primary() == b.primary();
    let other = |said: &Lang, default: &Lang| {
        let other = if same(said, from) { to } else { from };
        if same(said, default) && !same(said, other) {
            other.clone()
        } else {
            default.clone()
        }
    };
    match (&row.source_lang, &row.target_lang) {
        (Some(source), None) => row.target_lang = Some(other(source, to)),
        (None, Some(target)) => row.source_lang = Some(other(target, from)),
        _ => {}
    }
    match (&row.source_lang, &row.target_lang) {
        (Some(source), Some(target)) if row.target.is_some() && source.is_one_with(target) => {
            Err(ExchangeError::OneLanguage {
                file: file.to_owned(),
                lang: source.clone(),
                from: from.clone(),
                to: to.clone(),
            })
        }
        _ => Ok(row),
    }
}
