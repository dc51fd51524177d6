//! A workbook of Office Open XML ⇄ rows.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::Path;

use calamine::{DataRef, DataType as _, Reader as _, Xlsx, XlsxError};
use rust_xlsxwriter::{Format, FormatAlign, Workbook};

use crate::exchange::error::ExchangeError;
use crate::exchange::row::Row;
use crate::exchange::sink::{RowSink, WriteOptions};
use crate::exchange::source::{ReadOptions, Rows};
use crate::exchange::table::columns::{Columns, EXTRA_COLUMNS, extra_cells};

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
pub(crate) fn read(path: &Path, options: &ReadOptions) -> Result<Rows, ExchangeError> {
    let wrong = |problem: String| ExchangeError::content(path, 1, problem, EXPECTED);
    let file = File::open(path).map_err(|source| ExchangeError::read(path, source))?;
    check_size(path, &file)?;
    let mut workbook: Xlsx<BufReader<File>> =
        Xlsx::new(BufReader::new(file)).map_err(|error| wrong(error.to_string()))?;
    let mut rows = Vec::new();
    for sheet in workbook.sheet_names() {
        match sheet_rows(&mut workbook, &sheet, path, options, &mut rows) {
            // The second is a chart or another sheet without cells.
            Ok(()) | Err(SheetError::Workbook(XlsxError::NotAWorksheet(_))) => {}
            Err(SheetError::Workbook(error)) => return Err(wrong(format!("sheet `{sheet}`: {error}"))),
            Err(SheetError::Content(error)) => return Err(error),
        }
    }
    Ok(Box::new(rows.into_iter().map(Ok)))
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

fn sheet_rows(
    workbook: &mut Xlsx<BufReader<File>>,
    name: &str,
    path: &Path,
    options: &ReadOptions,
    rows: &mut Vec<Row>,
) -> Result<(), SheetError> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let mut sheet = Sheet {
        columns: None,
        cells: Vec::new(),
        number: 0,
        options,
        path,
        rows,
    };
    while let Some(cell) = cells.next_cell()? {
        let (row, column) = cell.get_position();
        if row != sheet.number {
            sheet.end_row().map_err(SheetError::Content)?;
            sheet.number = row;
        }
        if column >= MAX_COLUMNS || *cell.get_value() == DataRef::Empty {
            continue;
        }
        let column = column as usize;
        if sheet.cells.len() <= column {
            sheet.cells.resize(column + 1, String::new());
        }
        sheet.cells[column] = match cell.get_value() {
            DataRef::Bool(value) => value.to_string(),
            value => value.as_string().unwrap_or_default(),
        };
    }
    sheet.end_row().map_err(SheetError::Content)
}

struct Sheet<'a> {
    columns: Option<Columns>,
    cells: Vec<String>,
    /// The number of the row that they stand in, from 0.
    number: u32,
    options: &'a ReadOptions,
    path: &'a Path,
    rows: &'a mut Vec<Row>,
}

impl Sheet<'_> {
    fn end_row(&mut self) -> Result<(), ExchangeError> {
        let cells = std::mem::take(&mut self.cells);
        if cells.iter().all(|cell| cell.trim().is_empty()) {
            return Ok(());
        }
        let cells: Vec<&str> = cells.iter().map(String::as_str).collect();
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
        self.rows.push(columns.row(cells.into_iter()));
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

impl<W: Write> RowSink for XlsxSink<W> {
    fn take(&mut self, row: &Row) -> io::Result<()> {
        let extra = extra_cells(row);
        let mut cells = vec![row.source.as_str(), row.target.as_deref().unwrap_or_default()];
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
