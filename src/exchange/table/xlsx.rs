//! A workbook of Office Open XML ⇄ rows.

use std::fs::File;
use std::io::{self, BufReader, Write};
use std::path::Path;

use calamine::{DataRef, DataType as _, Reader as _, SheetVisible, Xlsx, XlsxError};
use rust_xlsxwriter::{Format, FormatAlign, Workbook};
use zip::result::ZipError;

use crate::exchange::error::ExchangeError;
use crate::exchange::row::Row;
use crate::exchange::sink::{RowSink, WriteOptions};
use crate::exchange::source::{FileLanguages, Rows};
use crate::exchange::table::columns::{EXTRA_COLUMNS, extra_cells};
use crate::exchange::table::layout::{Layout, SAMPLE};
use crate::exchange::table::number_format::{self, Moment};

/// What the file should be, for messages.
const EXPECTED: &str = "an Excel workbook (.xlsx) with a source and a translation in two columns";
/// What a header of other languages should be, for messages.
const LANGUAGES: &str = "those, or --from and --to as the header says";
/// Bytes that a workbook may have when unpacked.
const MAX_UNPACKED: u64 = 1 << 30;
/// Columns of a sheet that are read.
const MAX_COLUMNS: u32 = 1000;
/// The rows that a sheet can have in Excel, the first one aside.
const ROWS_PER_SHEET: u32 = 1_048_575;
/// The characters that a cell can have in Excel.
const MAX_CELL: usize = 32_767;

/// Why a file is no workbook that can be read: what is wrong inside of an archive means something to programmers only.
fn unreadable(error: XlsxError) -> String {
    match error {
        XlsxError::Zip(error) => not_unpacked(&error),
        other => other.to_string(),
    }
}

fn not_unpacked(error: &ZipError) -> String {
    match error {
        ZipError::InvalidArchive(_) => "the file is empty, cut off, or no workbook".to_owned(),
        other => other.to_string(),
    }
}

/// Reads the sheets that are shown; where one names its columns, only those that do.
pub(crate) fn read(path: &Path, options: &FileLanguages) -> Result<Rows, ExchangeError> {
    let wrong = |problem: String| ExchangeError::content(path, 1, problem, EXPECTED);
    let file = File::open(path).map_err(|source| ExchangeError::read(path, source))?;
    check_size(path, &file)?;
    let mut workbook: Xlsx<BufReader<File>> =
        Xlsx::new(BufReader::new(file)).map_err(|error| wrong(unreadable(error)))?;
    let shown = |sheet: &&calamine::Sheet| sheet.visible == SheetVisible::Visible;
    let names: Vec<String> = workbook
        .sheets_metadata()
        .iter()
        .filter(shown)
        .map(|sheet| sheet.name.clone())
        .collect();
    let mut sheets = Vec::new();
    for name in names {
        let cells = match sheet_cells(&mut workbook, &name) {
            Ok(cells) => cells,
            // A chart or another sheet without cells.
            Err(XlsxError::NotAWorksheet(_)) => continue,
            Err(error) => return Err(wrong(format!("sheet `{name}`: {error}"))),
        };
        let sample: Vec<Vec<String>> = cells.iter().take(SAMPLE).map(|(_, cells)| cells.clone()).collect();
        let layout = Layout::of(&sample, options).map_err(|other| {
            let row = cells.get(other.row).map_or(1, |(row, _)| *row);
            ExchangeError::content(path, row, format!("sheet `{name}`: {}", other.problem), LANGUAGES)
        })?;
        sheets.push((cells, layout));
    }
    let named = sheets.iter().any(|(_, layout)| layout.is_named);
    let mut rows = Vec::new();
    for (cells, layout) in sheets.into_iter().filter(|(_, layout)| layout.is_named || !named) {
        for (row, cells) in cells.into_iter().skip(layout.skip) {
            if !layout.is_named && cells.len() < 2 {
                return Err(ExchangeError::content(path, row, "a row of one column", EXPECTED));
            }
            rows.extend(layout.columns.rows(cells.iter().map(String::as_str)));
        }
    }
    Ok(Box::new(rows.into_iter().map(Ok)))
}

/// Refuses what is no archive, and an archive that would unpack to more than a machine can take.
fn check_size(path: &Path, file: &File) -> Result<(), ExchangeError> {
    let wrong = |problem: String| ExchangeError::content(path, 1, problem, EXPECTED);
    let mut archive = zip::ZipArchive::new(BufReader::new(file)).map_err(|error| wrong(not_unpacked(&error)))?;
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

/// The rows of a sheet that have anything in them, each with its number from 1.
fn sheet_cells(workbook: &mut Xlsx<BufReader<File>>, name: &str) -> Result<Vec<(u64, Vec<String>)>, XlsxError> {
    let mut cells = workbook.worksheet_cells_reader(name)?;
    let formats: Vec<String> = cells
        .styles()
        .iter()
        .map(|style| {
            let format = style.number_format.as_ref();
            format.map_or_else(String::new, |format| format.format_code.clone())
        })
        .collect();
    let mut rows: Vec<(u64, Vec<String>)> = Vec::new();
    while let Some((cell, style)) = cells.next_cell_with_style_id()? {
        let (row, column) = cell.get_position();
        let text = shown(cell.get_value(), formats.get(style).map_or("", String::as_str));
        if column >= MAX_COLUMNS || text.trim().is_empty() {
            continue;
        }
        let (row, column) = (u64::from(row) + 1, column as usize);
        if rows.last().is_none_or(|(last, _)| *last != row) {
            rows.push((row, Vec::new()));
        }
        if let Some((_, cells)) = rows.last_mut() {
            if cells.len() <= column {
                cells.resize(column + 1, String::new());
            }
            cells[column] = text;
        }
    }
    Ok(rows)
}

/// What a cell shows.
fn shown(value: &DataRef<'_>, format: &str) -> String {
    match value {
        DataRef::Bool(value) => if *value { "TRUE" } else { "FALSE" }.to_owned(),
        DataRef::Int(value) => number_format::number(*value as f64, format),
        DataRef::Float(value) => {
            number_format::elapsed(*value, format).unwrap_or_else(|| number_format::number(*value, format))
        }
        DataRef::DateTime(value) => {
            if let Some(elapsed) = number_format::elapsed(value.as_f64(), format) {
                return elapsed;
            }
            let (year, month, day, hour, minute, second, _) = value.to_ymd_hms_milli();
            let moment = Moment {
                year,
                month,
                day,
                hour,
                minute,
                second,
            };
            number_format::moment(moment, format)
        }
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => text.clone(),
        value => value.as_string().unwrap_or_default(),
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
