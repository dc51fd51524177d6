//! Units of the memory → TMX, as a stream; the same memory always gives the same bytes.

use std::collections::HashMap;
use std::io::Write;
use std::sync::mpsc::sync_channel;

use super::tmx_unit;
use super::{Memory, MemoryError};
use crate::memory::model::article::{ArticleId, Occurrence};
use crate::memory::model::unit::{Extras, Unit, UnitId};
use crate::memory::store::filter::UnitFilter;
use crate::memory::store::rows;

/// How units are exported.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct ExportOptions {
    /// Which units.
    pub filter: UnitFilter,
    /// Plain text (level 1) or with inline elements (level 2).
    pub level: tmx::Level,
    /// The version of TMX.
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

    /// The version of TMX.
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
    pub fn export_tmx<W: Write + Send>(
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
        std::thread::scope(|scope| {
            // One thread reads the database, the other makes TMX of it.
            let (sender, pages) = sync_channel::<Vec<Placed>>(2);
            let names = &names;
            let writing = scope.spawn(move || -> Result<(), tmx::WriteError> {
                let lang = header.srclang().unwrap_or_default().to_owned();
                let mut writer = tmx::Writer::new(output, &header, writer_options)?;
                for (unit, occurrences) in pages.into_iter().flatten() {
                    let places: Vec<(&str, Occurrence)> = occurrences
                        .into_iter()
                        .filter_map(|o| Some((names.get(&o.article)?.as_str(), o)))
                        .collect();
                    writer.write(&tmx_unit::to_tmx(&unit, &places, &lang))?;
                }
                writer.finish().map(|_| ())
            });
            let mut failed = None;
            loop {
                match units.next_page().and_then(|page| self.with_places(page)) {
                    Ok(page) if page.is_empty() => break,
                    Ok(page) => {
                        written += page.len() as u64;
                        // If the writing thread is gone, its error tells why.
                        if sender.send(page).is_err() {
                            break;
                        }
                        progress(written);
                    }
                    Err(error) => {
                        failed = Some(error);
                        break;
                    }
                }
            }
            drop(sender);
            // A panic there is a panic here.
            let wrote = writing.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic));
            match failed {
                Some(error) => Err(ExportError::Memory(error)),
                None => Ok(wrote?),
            }
        })?;
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
            let occurrences = rows::occurrences_of_units(&self.conn, first, last).map_err(|e| self.error(e))?;
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

    /// The header of an export.
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
