//! A file in any format → rows.

use std::path::Path;

use crate::exchange::error::ExchangeError;
use crate::exchange::format::Format;
use crate::exchange::source::{FileLanguages, Rows};
use crate::exchange::table::{delimited, xlsx};
use crate::exchange::{json, po, tmx_rows, xliff};

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
    match format {
        Format::Tmx => tmx_rows::read(path, options),
        Format::Tsv => delimited::read_tsv(path, options),
        Format::Csv => delimited::read_csv(path, options),
        Format::JsonLines => json::read(path),
        Format::Xlsx => xlsx::read(path, options),
        Format::Xliff(_) => xliff::read(path),
        Format::Po => po::read(path, options),
        Format::Html => Err(ExchangeError::WriteOnly { file: path.to_owned() }),
    }
}
