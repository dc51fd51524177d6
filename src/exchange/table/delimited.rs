//! TSV and CSV ⇄ rows.

use std::io::{self, Write};
use std::path::{Path, PathBuf};

use csv::{ByteRecord, ReaderBuilder, Terminator};

use crate::exchange::error::ExchangeError;
use crate::exchange::input::{Allowance, Input};
use crate::exchange::row::Row;
use crate::exchange::sink::{RowSink, WriteOptions};
use crate::exchange::source::{ReadOptions, Rows, until_end};
use crate::exchange::table::columns::{Columns, EXTRA_COLUMNS, extra_cells};

/// What a TSV file should hold, for messages.
const TSV: &str = "a source and a translation with a tab between";
/// What a CSV file should hold, for messages.
const CSV: &str = "a source and a translation with a comma or a semicolon between";

/// Reads lines with tabs between; nothing is quoted, as in the files that corpora come in.
pub(crate) fn read_tsv(path: &Path, options: &ReadOptions) -> Result<Rows, ExchangeError> {
    let input = Input::open(path, TSV)?;
    let mut builder = ReaderBuilder::new();
    builder.delimiter(b'\t').quoting(false);
    let mut rows = Records::new(path, input, builder, options, TSV)?;
    Ok(until_end(move || rows.next_row()))
}

/// Reads RFC 4180; the separator is what the first line has most of among comma, semicolon and tab.
pub(crate) fn read_csv(path: &Path, options: &ReadOptions) -> Result<Rows, ExchangeError> {
    let mut input = Input::open(path, CSV)?;
    let mut head = Vec::new();
    io::Read::read_to_end(&mut io::Read::take(&mut input, 64 * 1024), &mut head)
        .map_err(|source| ExchangeError::read(path, source))?;
    let delimiter = delimiter_of(&head);
    // The file is opened again rather than its head put before it, so that its allowance stays with it.
    let input = Input::open(path, CSV)?;
    let mut builder = ReaderBuilder::new();
    builder.delimiter(delimiter);
    let mut rows = Records::new(path, input, builder, options, CSV)?;
    Ok(until_end(move || rows.next_row()))
}

/// The separator of a CSV file that begins so: what stands most often outside quotes in its first row.
fn delimiter_of(head: &[u8]) -> u8 {
    let mut quoted = false;
    let mut counts = [(b',', 0), (b';', 0), (b'\t', 0)];
    for byte in head {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' if !quoted => break,
            byte if !quoted => {
                for (_, count) in counts.iter_mut().filter(|(delimiter, _)| delimiter == byte) {
                    *count += 1;
                }
            }
            _ => {}
        }
    }
    // The first of equals is the comma.
    counts
        .iter()
        .rev()
        .max_by_key(|(_, count)| *count)
        .map_or(b',', |(delimiter, _)| *delimiter)
}

/// The records of a table of text, as rows.
struct Records {
    path: PathBuf,
    reader: csv::Reader<Input>,
    allowance: Allowance,
    options: ReadOptions,
    expected: &'static str,
    columns: Option<Columns>,
    record: ByteRecord,
}

impl Records {
    fn new(
        path: &Path,
        input: Input,
        mut builder: ReaderBuilder,
        options: &ReadOptions,
        expected: &'static str,
    ) -> Result<Records, ExchangeError> {
        let allowance = input.allowance();
        let reader = builder.has_headers(false).flexible(true).from_reader(input);
        let (path, options) = (path.to_owned(), options.clone());
        Ok(Records {
            path,
            reader,
            allowance,
            options,
            expected,
            columns: None,
            record: ByteRecord::new(),
        })
    }

    fn next_row(&mut self) -> Result<Option<Row>, ExchangeError> {
        loop {
            self.allowance.renew();
            let line = self.reader.position().line();
            let wrong = |line, problem: String| ExchangeError::content(&self.path, line, problem, self.expected);
            match self.reader.read_byte_record(&mut self.record) {
                Ok(true) => {}
                Ok(false) => return Ok(None),
                Err(error) => return Err(wrong(line, error.to_string())),
            }
            let line = self.record.position().map_or(line, csv::Position::line);
            let cells: Result<Vec<&str>, _> = self.record.iter().map(std::str::from_utf8).collect();
            let Ok(cells) = cells else {
                return Err(wrong(
                    line,
                    "bytes that are not UTF-8 as the rest of the file".to_owned(),
                ));
            };
            if cells.iter().all(|cell| cell.trim().is_empty()) {
                continue;
            }
            let columns = match &self.columns {
                Some(columns) => columns,
                None => match Columns::named(&cells, &self.options) {
                    Some(columns) => {
                        self.columns = Some(columns);
                        continue;
                    }
                    None => self.columns.insert(Columns::unnamed()),
                },
            };
            if cells.len() < columns.needed() {
                let problem = format!("{} of at least {} columns", cells.len(), columns.needed());
                return Err(wrong(line, problem));
            }
            return Ok(Some(columns.row(cells.into_iter())));
        }
    }
}

/// Writes rows under a first row that names the columns.
pub(crate) struct DelimitedSink<W: Write> {
    writer: csv::Writer<W>,
    tabs: bool,
}

impl<W: Write> DelimitedSink<W> {
    /// Begins a table: with `tabs`, tabs and line ends in a text become spaces, since TSV cannot hold them; else RFC 4180.
    pub(crate) fn begin(output: W, tabs: bool, options: &WriteOptions) -> io::Result<DelimitedSink<W>> {
        let mut builder = csv::WriterBuilder::new();
        builder.terminator(if tabs { Terminator::Any(b'\n') } else { Terminator::CRLF });
        if tabs {
            builder.delimiter(b'\t').quote_style(csv::QuoteStyle::Never);
        }
        let mut writer = builder.from_writer(output);
        let names = [options.from.as_str(), options.to.as_str()]
            .into_iter()
            .chain(EXTRA_COLUMNS);
        writer.write_record(names)?;
        Ok(DelimitedSink { writer, tabs })
    }
}

impl<W: Write> RowSink for DelimitedSink<W> {
    fn take(&mut self, row: &Row) -> io::Result<()> {
        let cells = [row.source.clone(), row.target.clone().unwrap_or_default()]
            .into_iter()
            .chain(extra_cells(row));
        if self.tabs {
            self.writer.write_record(cells.map(|cell| on_one_line(&cell)))?;
        } else {
            self.writer.write_record(cells)?;
        }
        Ok(())
    }

    fn finish(self: Box<Self>) -> io::Result<()> {
        let mut sink = *self;
        sink.writer.flush()
    }
}

/// The text with each tab and line end as one space.
fn on_one_line(text: &str) -> String {
    text.replace("\r\n", " ").replace(['\t', '\n', '\r'], " ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_separator_is_found_outside_quotes() {
        for (text, delimiter) in [
            ("a,b\nc;d;e;f", b','),
            ("a;b", b';'),
            ("\"a,b,c\";d", b';'),
            ("a\tb", b'\t'),
            ("a", b','),
            ("", b','),
        ] {
            assert_eq!(delimiter_of(text.as_bytes()), delimiter, "{text}");
        }
    }

    #[test]
    fn a_tsv_cell_is_on_one_line() {
        assert_eq!(on_one_line("a\r\nb\tc\nd"), "a b c d");
    }
}
