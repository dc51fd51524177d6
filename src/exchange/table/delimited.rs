//! TSV and CSV ⇄ rows.

use std::collections::VecDeque;
use std::io::{self, BufReader, Read as _, Write};
use std::path::{Path, PathBuf};

use csv::Terminator;

use super::layout::{Layout, SAMPLE};
use super::records::{Dialect, RecordError, Records, tsv_cell};
use super::separator::{instructed, separator};
use crate::exchange::error::ExchangeError;
use crate::exchange::input::{Allowance, Input};
use crate::exchange::row::Row;
use crate::exchange::sink::{RowSink, WriteOptions};
use crate::exchange::source::{FileLanguages, Rows, until_end};
use crate::exchange::table::columns::{EXTRA_COLUMNS, extra_cells};
use crate::exchange::table::formula;

/// What a TSV file should hold, for messages.
const TSV: &str = "a source and a translation with a tab between";
/// What a CSV file should hold, for messages.
const CSV: &str = "a source and a translation with a comma or a semicolon between";
/// What to do where the separator cannot be told, for messages.
const EVEN: &str = "cells with separators in them in quotation marks, or a first line `sep=;`";
/// What a header of other languages should be, for messages.
const LANGUAGES: &str = "those, or --from and --to as the header says";
/// Bytes that are looked at to find the separator.
const HEAD: u64 = 64 * 1024;

/// Reads lines with tabs between; see [`Dialect::Tsv`] for quotation marks.
pub(crate) fn read_tsv(path: &Path, options: &FileLanguages) -> Result<Rows, ExchangeError> {
    let mut table = Table::open(path, Dialect::Tsv, options, TSV)?;
    Ok(until_end(move || table.next_row()))
}

/// Reads a glossary with tabs between, as OmegaT has it: lines that begin with `#` are comments, and those without a second column
/// say nothing.
pub(crate) fn read_glossary(path: &Path, options: &FileLanguages) -> Result<Rows, ExchangeError> {
    let mut table = Table::open(path, Dialect::Tsv, options, TSV)?;
    table.is_glossary = true;
    Ok(until_end(move || table.next_row()))
}

/// Reads RFC 4180, with the separator that the first rows have.
pub(crate) fn read_csv(path: &Path, options: &FileLanguages) -> Result<Rows, ExchangeError> {
    let mut head = Vec::new();
    let read = Input::open(path, CSV)?.take(HEAD).read_to_end(&mut head);
    read.map_err(|source| ExchangeError::read(path, source))?;
    let whole = (head.len() as u64) < HEAD;
    let separator = separator(&String::from_utf8_lossy(&head), whole, options)
        .map_err(|problem| ExchangeError::content(path, 1, problem, EVEN))?;
    // The file is opened again rather than its head put before it, so that its allowance stays with it.
    let mut table = Table::open(path, Dialect::Csv(separator), options, CSV)?;
    Ok(until_end(move || table.next_row()))
}

/// The records of a table of text, as rows.
struct Table {
    path: PathBuf,
    records: Records<BufReader<Input>>,
    allowance: Allowance,
    options: FileLanguages,
    expected: &'static str,
    is_glossary: bool,
    layout: Option<Layout>,
    /// Records that were looked at for the layout.
    ready: VecDeque<(u64, Vec<String>)>,
    /// Rows of the last record that were not given yet: it may hold several translations.
    waiting: VecDeque<Row>,
    /// What ended the looking; given once the records before it are.
    failed: Option<RecordError>,
    first: bool,
}

impl Table {
    fn open(
        path: &Path,
        dialect: Dialect,
        options: &FileLanguages,
        expected: &'static str,
    ) -> Result<Table, ExchangeError> {
        let input = Input::open(path, expected)?;
        Ok(Table {
            path: path.to_owned(),
            allowance: input.allowance(),
            records: Records::new(BufReader::with_capacity(64 * 1024, input), dialect),
            options: options.clone(),
            expected,
            is_glossary: false,
            layout: None,
            ready: VecDeque::new(),
            waiting: VecDeque::new(),
            failed: None,
            first: true,
        })
    }

    fn wrong(&self, line: u64, problem: String) -> ExchangeError {
        ExchangeError::content(&self.path, line, problem, self.expected)
    }

    /// The next record with anything in it.
    fn record(&mut self) -> Result<Option<(u64, Vec<String>)>, RecordError> {
        loop {
            self.allowance.renew();
            let Some((line, cells)) = self.records.next()? else {
                return Ok(None);
            };
            if std::mem::take(&mut self.first) {
                match cells.as_slice() {
                    [line] => {
                        if let Some(separator) = instructed(line) {
                            self.records.dialect = Dialect::Csv(separator);
                            continue;
                        }
                    }
                    // The separator is known already, and stands behind the sign of equality.
                    [start, rest] if start.eq_ignore_ascii_case("sep=") && rest.is_empty() => continue,
                    _ => {}
                }
            }
            if self.is_glossary && (cells.len() < 2 || cells[0].trim_start().starts_with('#')) {
                continue;
            }
            if !cells.iter().all(|cell| cell.trim().is_empty()) {
                return Ok(Some((line, cells)));
            }
        }
    }

    /// Looks at the first records to find out what the columns hold.
    fn lay_out(&mut self) -> Result<Layout, ExchangeError> {
        while self.ready.len() < SAMPLE && self.failed.is_none() {
            match self.record() {
                Ok(Some(record)) => {
                    // A title has one cell; from the first row with more on, rows have as many as that one.
                    self.records.least_cells = self.records.least_cells.max(record.1.len());
                    self.ready.push_back(record);
                }
                Ok(None) => break,
                Err(error) => self.failed = Some(error),
            }
        }
        let rows: Vec<Vec<String>> = self.ready.iter().map(|(_, cells)| cells.clone()).collect();
        let layout = Layout::of(&rows, &self.options).map_err(|other| {
            let line = self.ready.get(other.row).map_or(1, |(line, _)| *line);
            ExchangeError::content(&self.path, line, other.problem, LANGUAGES)
        })?;
        self.ready.drain(..layout.skip);
        self.records.least_cells = layout.columns.needed();
        Ok(layout)
    }

    fn next_row(&mut self) -> Result<Option<Row>, ExchangeError> {
        if let Some(row) = self.waiting.pop_front() {
            return Ok(Some(row));
        }
        if self.layout.is_none() {
            self.layout = Some(self.lay_out()?);
        }
        let next = match (self.ready.pop_front(), self.failed.take()) {
            (Some(record), failed) => {
                self.failed = failed;
                Ok(Some(record))
            }
            (None, Some(error)) => Err(error),
            (None, None) => self.record(),
        };
        let next = next.map_err(|error| self.wrong(error.line, error.problem))?;
        let (Some((line, cells)), Some(layout)) = (next, &self.layout) else {
            return Ok(None);
        };
        let needed = layout.columns.needed();
        if cells.len() < needed {
            return Err(self.wrong(line, format!("{} of at least {needed} columns", cells.len())));
        }
        let rows = layout.columns.rows(cells.iter().map(|cell| formula::unescaped(cell)));
        self.waiting.extend(rows);
        Ok(self.waiting.pop_front())
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
            .chain(extra_cells(row))
            .map(formula::escaped);
        if self.tabs {
            self.writer
                .write_record(cells.map(|cell| tsv_cell(on_one_line(&cell))))?;
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
    fn a_tsv_cell_is_on_one_line() {
        assert_eq!(on_one_line("a\r\nb\tc\nd"), "a b c d");
    }
}
