//! Rows → a file in any format, whole or not at all.

use std::io::{self, Write};
use std::path::Path;

use crate::atomic::{self, WriteError};
use crate::exchange::error::ExchangeError;
use crate::exchange::format::{Format, XliffVersion};
use crate::exchange::html::HtmlSink;
use crate::exchange::json::JsonSink;
use crate::exchange::po::PoSink;
use crate::exchange::row::Row;
use crate::exchange::sink::{RowSink, WriteOptions};
use crate::exchange::table::delimited::DelimitedSink;
use crate::exchange::table::xlsx::XlsxSink;
use crate::exchange::tmx_rows::TmxSink;
use crate::exchange::xliff::v1::Xliff12Sink;
use crate::exchange::xliff::v2::Xliff2Sink;

/// Writing failed, or what gives the rows did.
enum Failure<E> {
    Output(io::Error),
    Rows(E),
}

impl<E> From<io::Error> for Failure<E> {
    fn from(error: io::Error) -> Failure<E> {
        Failure::Output(error)
    }
}

/// Writes rows to a file and returns their number. The file is replaced when all is written, and left as it was when
/// writing fails or the rows end in an error.
///
/// # Errors
/// The first error among the rows, or [`ExchangeError::Write`].
pub fn write_rows<E: From<ExchangeError>>(
    path: &Path,
    format: Format,
    options: &WriteOptions,
    rows: impl IntoIterator<Item = Result<Row, E>>,
) -> Result<u64, E> {
    let result = atomic::write(path, |output| drain(output, format, options, rows));
    result.map_err(|failure| match failure {
        Failure::Output(error) => ExchangeError::from(WriteError::of(path)(error)).into(),
        Failure::Rows(error) => error,
    })
}

/// Writes rows to any output, such as standard output, and returns their number.
///
/// # Errors
/// What the output says, as [`ExchangeError::Write`] with `name` for the file.
pub fn write_rows_to<E: From<ExchangeError>>(
    output: &mut dyn Write,
    name: &Path,
    format: Format,
    options: &WriteOptions,
    rows: impl IntoIterator<Item = Result<Row, E>>,
) -> Result<u64, E> {
    drain(output, format, options, rows).map_err(|failure| match failure {
        Failure::Output(error) => ExchangeError::from(WriteError::of(name)(error)).into(),
        Failure::Rows(error) => error,
    })
}

fn drain<E>(
    output: &mut dyn Write,
    format: Format,
    options: &WriteOptions,
    rows: impl IntoIterator<Item = Result<Row, E>>,
) -> Result<u64, Failure<E>> {
    let mut sink: Box<dyn RowSink + '_> = match format {
        Format::Tmx => Box::new(TmxSink::begin(output, options)?),
        Format::Tsv => Box::new(DelimitedSink::begin(output, true, options)?),
        Format::Csv => Box::new(DelimitedSink::begin(output, false, options)?),
        Format::JsonLines => Box::new(JsonSink::begin(output, options)),
        Format::Xlsx => Box::new(XlsxSink::begin(output, options)?),
        Format::Xliff(XliffVersion::V1_2) => Box::new(Xliff12Sink::begin(output, options)?),
        Format::Xliff(XliffVersion::V2_1) => Box::new(Xliff2Sink::begin(output, options)?),
        Format::Po => Box::new(PoSink::begin(output, options)?),
        Format::Html => Box::new(HtmlSink::begin(output, options)?),
    };
    let mut count = 0;
    for row in rows {
        sink.take(&row.map_err(Failure::Rows)?)?;
        count += 1;
    }
    sink.finish()?;
    Ok(count)
}
