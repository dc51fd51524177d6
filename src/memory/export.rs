//! Units of the memory → TMX, as a stream; the same memory always gives the same bytes.

use std::collections::HashMap;
use std::io::Write;

use super::tmx_unit;
use super::{Memory, MemoryError};
use crate::memory::model::article::{ArticleId, Occurrence};
use crate::memory::model::unit::{Extras, Unit, UnitId};
use crate::memory::store::beads;
use crate::memory::store::filter::UnitFilter;
use crate::memory::store::rows;
use crate::parallel::in_order;

/// How units are exported.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExportOptions {
    /// Only units that pass it go out.
    pub filter: UnitFilter,
    /// Plain text (level 1) or with inline elements (level 2).
    pub level: tmx::Level,
    /// 1.4 by default; an older one for programs that read no newer.
    pub version: tmx::Version,
}

impl Default for ExportOptions {
    /// Every unit, with inline elements, in TMX 1.4.
    fn default() -> ExportOptions {
        ExportOptions {
            filter: UnitFilter::default(),
            level: tmx::Level::Two,
            version: tmx::Version::V1_4,
        }
    }
}

impl ExportOptions {
    /// Only the units that pass.
    #[must_use]
    pub fn filter(mut self, filter: UnitFilter) -> ExportOptions {
        self.filter = filter;
        self
    }

    /// Plain text (level 1) or with inline elements (level 2).
    #[must_use]
    pub fn level(mut self, level: tmx::Level) -> ExportOptions {
        self.level = level;
        self
    }

    /// 1.4 by default; an older one for programs that read no newer.
    #[must_use]
    pub fn version(mut self, version: tmx::Version) -> ExportOptions {
        self.version = version;
        self
    }
}

/// Why an export did not come to its end.
#[derive(Debug, thiserror::Error)]
pub enum ExportError {
    /// The memory cannot be read.
    #[error(transparent)]
    Memory(#[from] MemoryError),
    /// The output cannot be written.
    #[error(transparent)]
    Write(#[from] tmx::WriteError),
}

impl From<std::io::Error> for ExportError {
    fn from(error: std::io::Error) -> ExportError {
        ExportError::Write(error.into())
    }
}

/// A unit with the places where it occurs.
type Placed = (Unit, Vec<Occurrence>);

impl Memory {
    /// Writes the units that pass the filter as a TMX document and tells how many they are. `progress` is told how many
    /// have been written, now and then.
    ///
    /// The order is that of [`Memory::units`]. The header gives no date, so that the bytes depend on the units alone; its
    /// source language is the one that all units share, or `*all*`. Articles and what else only interligne knows go into
    /// properties that begin with `x-interligne-`; what the headers of imported files said is in the header.
    ///
    /// # Errors
    /// When the memory cannot be read or the output not be written.
    pub fn export_tmx<W: Write>(
        &self,
        output: W,
        options: &ExportOptions,
        mut progress: impl FnMut(u64),
    ) -> Result<u64, ExportError> {
        let _now = self.read_snapshot()?;
        let header = self.header(options)?;
        let writer_options = tmx::WriterOptions {
            version: options.version,
            level: options.level,
            ..tmx::WriterOptions::default()
        };
        let names: HashMap<ArticleId, String> =
            self.articles()?.into_iter().map(|a| (a.info.id, a.info.name)).collect();
        let mut units = self.units(&options.filter)?;
        let mut written = 0;
        let lang = header.srclang().unwrap_or_default().to_owned();
        let mut writer = tmx::Writer::new(output, &header, writer_options)?;
        // This thread reads the database and writes the file, others make TMX of the units.
        in_order(
            || -> Result<_, ExportError> {
                let page = self.with_places(units.next_page()?)?;
                Ok(Some(page).filter(|page| !page.is_empty()))
            },
            |page: Vec<Placed>| {
                let mut made = tmx::Units::new(writer_options);
                let read = page.len() as u64;
                for (unit, occurrences) in page {
                    let places: Vec<(&str, Occurrence)> = occurrences
                        .into_iter()
                        .filter_map(|o| Some((names.get(&o.article)?.as_str(), o)))
                        .collect();
                    made.write(&tmx_unit::to_tmx(&unit, &places, &lang))?;
                }
                Ok((read, made))
            },
            |made: Result<(u64, tmx::Units), tmx::WriteError>| {
                let (read, made) = made?;
                writer.append(&made)?;
                written += read;
                progress(written);
                Ok(())
            },
        )?;
        writer.finish()?;
        Ok(written)
    }

    fn with_places(&self, units: Vec<Unit>) -> Result<Vec<Placed>, MemoryError> {
        let (Some(first), Some(last)) = (units.iter().map(|u| u.id).min(), units.iter().map(|u| u.id).max()) else {
            return Ok(Vec::new());
        };
        // Units one after the other are asked for at once, scattered ones by themselves.
        let dense = last.0 - first.0 < 4 * units.len() as i64;
        let mut places: HashMap<UnitId, Vec<Occurrence>> = HashMap::new();
        if dense {
            let occurrences = beads::occurrences_of_units(&self.conn, first, last).map_err(|e| self.error(e))?;
            for occurrence in occurrences {
                places.entry(occurrence.unit).or_default().push(occurrence);
            }
        }
        units
            .into_iter()
            .map(|unit| {
                let of_unit = if dense {
                    places.remove(&unit.id).unwrap_or_default()
                } else {
                    self.occurrences_of_unit(unit.id)?
                };
                Ok((unit, of_unit))
            })
            .collect()
    }

    /// `srclang` and the properties that a later import reads back.
    fn header(&self, options: &ExportOptions) -> Result<tmx::Header, MemoryError> {
        let read = || {
            let mut langs = self
                .conn
                .prepare_cached(
                    "SELECT DISTINCT tag FROM (SELECT DISTINCT lang FROM variant WHERE id % ?1 = 0) \
                     JOIN lang ON lang.id = lang LIMIT 2",
                )?
                .query_map([rows::MAX_VARIANTS], |row| row.get(0))?
                .collect::<rusqlite::Result<Vec<String>>>()?;
            let mut extras = Vec::<Extras>::new();
            let mut statement = self.conn.prepare_cached("SELECT extras FROM import ORDER BY id")?;
            let mut rows = statement.query([])?;
            while let Some(row) = rows.next()? {
                extras.push(rows::extras_from_sql(row, 0)?);
            }
            Ok((if langs.len() == 1 { langs.pop() } else { None }, extras))
        };
        let (only, extras) = read().map_err(|e| self.error(e))?;
        let lang = match &options.filter.pair {
            Some((from, _)) => from.to_string(),
            None => only.unwrap_or_else(|| "*all*".to_owned()),
        };
        let mut header = tmx::Header::new(&lang, "interligne", env!("CARGO_PKG_VERSION"));
        for extras in &extras {
            tmx_unit::add_header_extras(&mut header, extras);
        }
        Ok(header)
    }
}
