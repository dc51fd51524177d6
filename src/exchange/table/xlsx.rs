//! A workbook of Office Open XML ⇄ pairs.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::Path;

use calamine::{DataRef, DataType as _, Reader as _, Xlsx, XlsxError};
use rust_xlsxwriter::{Format, FormatAlign, Workbook};

use crate::exchange::table::{Columns, EXTRA_COLUMNS, extra_cells};
use crate::exchange::write::{PairSink, WriteOptions};
use crate::exchange::{ExchangeError, Pair, Pairs, ReadOptions};

/// What the file should be, for messages.
const EXPECTED: &str = "an Excel workbook (.xlsx) with a source and a translation in two columns";
/// Bytes that a workbook may have when unpacked.
const MAX_UNPACKED: u64 = 1 << 30;
/// Columns of a sheet that are read.
const MAX_COLUMNS: u32 = 1000;
/// The rows that a sheet can have in Excel, the first one aside.
const ROWS_PER_SHEET: u32 = 1_048_575;
/// The characters that a cell can have in Excel.
const MAX_CELL: usize = 32_767;

/// Reads every sheet; each may name its columns in its first row.
pub(crate) fn read(path: &Path, options: &ReadOptions) -> Result<Pairs, ExchangeError> {
    let wrong = |problem: String| ExchangeError::content(path, 1, problem, EXPECTED);
    let file = File::open(path).map_err(|source| ExchangeError::read(path, source))?;
    check_size(path, &file)?;
    let mut workbook: Xlsx<BufReader<File>> =
        Xlsx::new(BufReader::new(file)).map_err(|error| wrong(error.to_string()))?;
    let mut pairs = Vec::new();
    for sheet in workbook.sheet_names() {
        match sheet_pairs(&mut workbook, &sheet, path, options, &mut pairs) {
            // The second is a chart or another sheet without cells.
            Ok(()) | Err(SheetError::Workbook(XlsxError::NotAWorksheet(_))) => {}
            Err(SheetError::Workbook(error)) => return Err(wrong(format!("sheet `{sheet}`: {error}"))),
            Err(SheetError::Content(error)) => return Err(error),
        }
    }
    Ok(Box::new(pairs.into_iter().map(Ok)))
}

/// Refuses what is no archive, and an archive that would unpack to more than a machine can take.
fn check_size(path: &Path, file: &File) -> Result<(), ExchangeError> {
    let wrong = |problem: String| ExchangeError::content(path, 1, problem, EXPECTED);
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| wrong(error.to_string()))?;
    let mut total: u64 = 0;
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| wrong(error.to_string()))?;
        total = total.saturating_add(entry.size());
    }
    if total > MAX_UNPACKED {
        return Err(wrong(format!(
            "the workbook unpacks to {} MiB, more than {} MiB",
            total >> 20,
            MAX_UNPACKED >> 20
        )));
    }
    Ok(())
}

enum SheetError {
    Workbook(XlsxError),
    Content(ExchangeError),
}

impl From<XlsxError> for SheetError {
    fn from(error: XlsxError) -> SheetError {
        SheetError::Workbook(error)
    }
}

fn sheet_pairs(
    workbook: &mut Xlsx<BufReader<File>>,
    sheet: &str,
    path: &Path,
    options: &ReadOptions,
    pairs: &mut Vec<Pair>,
) -> Result<(), SheetError> {
    let mut cells = workbook.worksheet_cells_reader(sheet)?;
    let mut rows = Rows {
        columns: None,
        row: Vec::new(),
        number: 0,
        options,
        path,
        pairs,
    };
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if row != rows.number {
            rows.end_row().map_err(SheetError::Content)?;
            rows.number = row;
        }
        if column >= MAX_COLUMNS || *cell.get_value() == DataRef::Empty {
            continue;
        }
        let column = column as usize;
        if rows.row.len() <= column {
            rows.row.resize(column + 1, String::new());
        }
        rows.row[column] = match cell.get_value() {
            DataRef::Bool(value) => value.to_string(),
            value => value.as_string().unwrap_or_default(),
        };
    }
    rows.end_row().map_err(SheetError::Content)
}

struct Rows<'a> {
    columns: Option<Columns>,
    row: Vec<String>,
    /// From 0.
    number: u32,
    options: &'a ReadOptions,
    path: &'a Path,
    pairs: &'a mut Vec<Pair>,
}

impl Rows<'_> {
    fn end_row(&mut self) -> Result<(), ExchangeError> {
        let row = std::mem::take(&mut self.row);
        if row.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let cells: Vec<&str> = row.iter().map(String::as_str).collect();
        let columns = match &self.columns {
            Some(columns) => columns,
            None => match Columns::named(&cells, self.options) {
                Some(columns) => {
                    self.columns = Some(columns);
                    return Ok(());
                }
                None => {
                    if cells.len() < 2 {
                        let line = u64::from(self.number) + 1;
                        return Err(ExchangeError::content(self.path, line, "a row of one column", EXPECTED));
                    }
                    self.columns.insert(Columns::unnamed())
                }
            },
        };
        self.pairs.push(columns.pair(cells.into_iter()));
        Ok(())
    }
}

/// Gathers rows in temporary files and writes the workbook at the end.
pub(crate) struct XlsxSink<W: Write> {
    output: W,
    workbook: Workbook,
    names: Vec<String>,
    wrap: Format,
    /// The next row of the last sheet.
    row: u32,
}

impl<W: Write> XlsxSink<W> {
    pub(crate) fn begin(output: W, options: &WriteOptions) -> io::Result<XlsxSink<W>> {
        let names = [options.from.as_str(), options.to.as_str()]
            .into_iter()
            .chain(EXTRA_COLUMNS);
        let mut sink = XlsxSink {
            output,
            workbook: Workbook::new(),
            names: names.map(str::to_owned).collect(),
            wrap: Format::new().set_text_wrap().set_align(FormatAlign::Top),
            row: 0,
        };
        sink.sheet().map_err(io::Error::other)?;
        Ok(sink)
    }

    /// Begins a sheet with its first row.
    fn sheet(&mut self) -> Result<(), rust_xlsxwriter::XlsxError> {
        let bold = Format::new().set_bold();
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet
            .set_column_width(0, 60)?
            .set_column_width(1, 60)?
            .set_freeze_panes(1, 0)?;
        for (column, name) in (0..).zip(&self.names) {
            sheet.write_string_with_format(0, column, name, &bold)?;
        }
        self.row = 1;
        Ok(())
    }

    fn write_row(&mut self, cells: &[&str]) -> Result<(), rust_xlsxwriter::XlsxError> {
        if self.row > ROWS_PER_SHEET {
            self.sheet()?;
        }
        let last = self.workbook.worksheets().len() - 1;
        let sheet = self.workbook.worksheet_from_index(last)?;
        for (column, cell) in (0..).zip(cells) {
            if !cell.is_empty() {
                sheet.write_string_with_format(self.row, column, *cell, &self.wrap)?;
            }
        }
        self.row += 1;
        Ok(())
    }
}

impl<W: Write> PairSink for XlsxSink<W> {
    fn pair(&mut self, pair: &Pair) -> io::Result<()> {
        let extra = extra_cells(pair);
        let mut cells = vec![pair.source.as_str(), pair.target.as_deref().unwrap_or_default()];
        cells.extend(extra.iter().map(String::as_str));
        if let Some(long) = cells.iter().find(|cell| cell.encode_utf16().count() > MAX_CELL) {
            let start: String = long.chars().take(40).collect();
            let problem =
                format!("the text `{start}…` has more than the {MAX_CELL} characters of an Excel cell: use TMX or CSV");
            return Err(io::Error::new(io::ErrorKind::InvalidData, problem));
        }
        self.write_row(&cells).map_err(io::Error::other)
    }

    fn finish(mut self: Box<Self>) -> io::Result<()> {
        let bytes = self.workbook.save_to_buffer().map_err(io::Error::other)?;
        self.output.write_all(&bytes)?;
        self.output.flush()
    }
}
