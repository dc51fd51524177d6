//! Units of a memory → a file in any format.

use std::collections::HashMap;
use std::io::{self, Write};
use std::path::Path;

use crate::atomic::{self, WriteError};

use crate::exchange::error::{ExchangeError, UnitsError};
use crate::exchange::format::Format;
use crate::exchange::row::{ORIGIN, Row};
use crate::exchange::sink::WriteOptions;
use crate::exchange::write::write_rows_to;
use crate::memory::{ArticleId, ExportOptions, Memory, Unit, UnitFilter, Variant, contexts, notes_in};
use crate::text::lang::Lang;

/// Writes the units that pass the filter to a file, whole or not at all, and tells how many they are; see [`export_to`].
///
/// # Errors
/// When the memory cannot be read or the file not be written.
pub fn export(
    memory: &Memory,
    filter: &UnitFilter,
    path: &Path,
    format: Format,
    options: &WriteOptions,
    progress: impl FnMut(u64),
) -> Result<u64, UnitsError> {
    let written = atomic::write(path, |file| {
        export_to(memory, filter, file, path, format, options, progress).map_err(Failure::Units)
    });
    written.map_err(|failure| match failure {
        Failure::Units(error) => error,
        Failure::Output(error) => ExchangeError::from(WriteError::of(path)(error)).into(),
    })
}

/// The file cannot be made, or not be filled.
enum Failure {
    Output(io::Error),
    Units(UnitsError),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}

/// Writes the units that pass the filter to any output, which errors call `name`, and tells how many they are: to TMX whole, to other formats those that have both languages of `options`,
/// `progress` is told how many have been written.
///
/// # Errors
/// When the memory cannot be read or the output not be written.
pub fn export_to(
    memory: &Memory,
    filter: &UnitFilter,
    output: &mut (dyn Write + Send),
    name: &Path,
    format: Format,
    options: &WriteOptions,
    mut progress: impl FnMut(u64),
) -> Result<u64, UnitsError> {
    if format == Format::Tmx {
        let options = ExportOptions {
            filter: filter.clone(),
            level: options.tmx.level,
            version: options.tmx.version,
        };
        return memory
            .export_tmx(output, &options, progress)
            .map_err(|error| UnitsError::export(name, error));
    }
    // The names of the articles are those of the moment when the units are read.
    let memory = memory.read_snapshot()?;
    let articles: HashMap<ArticleId, String> = memory
        .articles()?
        .into_iter()
        .map(|article| (article.info.id, article.info.name))
        .collect();
    let mut written = 0;
    let rows = memory.units(filter)?.flat_map(|unit| {
        let rows = unit.map_err(UnitsError::from).and_then(|unit| {
            let rows = rows_of(&unit, &options.from, &options.to);
            if rows.is_empty() {
                return Ok(rows);
            }
            let occurrences = memory.occurrences_of_unit(unit.id)?;
            let article = occurrences.first().and_then(|place| articles.get(&place.article));
            let rows = rows.into_iter().flat_map(|mut row| {
                row.origin = article.cloned().or(row.origin);
                in_each_context(row, &unit)
            });
            Ok(numbered(rows.collect()))
        });
        written += 1;
        progress(written);
        match rows {
            Ok(rows) => rows.into_iter().map(Ok).collect(),
            Err(error) => vec![Err(error)],
        }
    });
    write_rows_to(output, name, format, options, rows)
}

impl Memory {
    /// Writes what may be used, all but the rejected units, to a file in the format that its name says ([`Format::of_path`]), and
    /// tells how many units or rows that are: TMX holds them whole, other formats the texts in `from` and `to` of those
    /// that have both. The file is replaced when all is written.
    ///
    /// [`export`] also takes a filter and options and tells its progress.
    ///
    /// # Errors
    /// When the name says no format, the memory cannot be read or the file not be written.
    pub fn export_file(&self, path: impl AsRef<Path>, from: &Lang, to: &Lang) -> Result<u64, UnitsError> {
        let path = path.as_ref();
        let format = Format::of_path(path).ok_or_else(|| ExchangeError::UnknownFormat { file: path.to_owned() })?;
        let options = WriteOptions::new(from.clone(), to.clone());
        export(
            self,
            &UnitFilter::default().unless_rejected(),
            path,
            format,
            &options,
            |_| {},
        )
    }
}

/// The row once for each context of its unit: rows that were the same but for that are one unit.
fn in_each_context(row: Row, unit: &Unit) -> Vec<Row> {
    let others = contexts(&unit.extras).skip(1);
    let others = others.map(|context| Row {
        context: Some(context.to_owned()),
        note: note_in(unit, Some(context)),
        ..row.clone()
    });
    let others: Vec<Row> = others.collect();
    std::iter::once(row).chain(others).collect()
}

/// The rows of a unit, all but the first with their number behind the unit's.
fn numbered(mut rows: Vec<Row>) -> Vec<Row> {
    for (number, row) in (2..).zip(rows.iter_mut().skip(1)) {
        row.id = row.id.as_ref().map(|id| format!("{id}.{number}"));
    }
    rows
}

/// The values of the unit's properties of that type.
fn properties<'u>(unit: &'u Unit, kind: &'static str) -> impl Iterator<Item = &'u str> {
    let of_kind = unit
        .extras
        .properties
        .iter()
        .filter(move |property| property.kind == kind);
    of_kind.map(|property| property.value.as_str())
}

/// A unit as a row of its variants in two languages, the best of them; `None` where it lacks one of them.
#[must_use]
pub fn row_of(unit: &Unit, from: &Lang, to: &Lang) -> Option<Row> {
    unit.pair(from, to).map(|pair| row_of_pair(unit, pair))
}

/// A unit as rows: one for each source with each translation, see [`Unit::pairs`].
fn rows_of(unit: &Unit, from: &Lang, to: &Lang) -> Vec<Row> {
    let pairs = unit.pairs(from, to).into_iter();
    pairs.map(|pair| row_of_pair(unit, pair)).collect()
}

fn row_of_pair(unit: &Unit, (source, target): (&Variant, &Variant)) -> Row {
    let context = contexts(&unit.extras).next();
    Row {
        id: Some(unit.id.to_string()),
        source: source.text.clone(),
        target: Some(target.text.clone()),
        source_codes: source.markup.is_some().then(|| source.seg()),
        target_codes: target.markup.is_some().then(|| target.seg()),
        source_lang: Some(source.lang.clone()),
        target_lang: Some(target.lang.clone()),
        status: Some(unit.status),
        confidence: unit.confidence,
        context: context.map(str::to_owned),
        origin: properties(unit, ORIGIN).next().map(str::to_owned),
        note: note_in(unit, context),
        ..Row::default()
    }
}

/// The notes for one context of a unit, as a row has them.
fn note_in(unit: &Unit, context: Option<&str>) -> Option<String> {
    let notes = notes_in(&unit.extras, context);
    (!notes.is_empty()).then(|| notes.join("\n"))
}
