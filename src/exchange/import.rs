//! A file in any format → units of a memory.

use std::cell::Cell;
use std::path::Path;

use crate::exchange::direction::Direction;
use crate::exchange::error::{ExchangeError, UnitsError};
use crate::exchange::format::Format;
use crate::exchange::read::read_rows;
use crate::exchange::row::{CONTEXT, ORIGIN, Row};
use crate::exchange::source::ReadOptions;
use crate::memory::{BATCHED_FROM, DropReason, ImportOptions, ImportReport, Incoming, Memory, Variant, fingerprint};
use crate::text::lang::Lang;

/// Refuses what can be refused at sight, without reading the file to its end.
///
/// # Errors
/// When the file cannot be opened, is empty, or is of no known format.
pub fn check(path: &Path, reading: &ReadOptions, options: &ImportOptions) -> Result<(), ExchangeError> {
    if Format::of_path(path) == Some(Format::Tmx) {
        let opened = tmx::Reader::open(path, options.policy);
        return opened.map(drop).map_err(|error| ExchangeError::Tmx {
            file: path.to_owned(),
            error,
        });
    }
    read_rows(path, reading).map(drop)
}

/// Refuses what [`import`] would refuse for what the file says, after reading it to its end: for those who would first have to
/// make the memory. A TMX file that is stored in batches is read no further than [`check`] does, since its sound part is kept.
///
/// # Errors
/// As those of [`import`] that have nothing to do with the memory.
pub fn check_whole(path: &Path, reading: &ReadOptions, options: &ImportOptions) -> Result<(), ExchangeError> {
    check(path, reading, options)?;
    if Format::of_path(path) != Some(Format::Tmx) {
        return is_sound(path, reading, options);
    }
    if path.metadata().is_ok_and(|there| there.len() >= BATCHED_FROM) {
        return Ok(());
    }
    let unsound = |error| ExchangeError::Tmx {
        file: path.to_owned(),
        error,
    };
    for unit in tmx::Reader::open(path, options.policy).map_err(unsound)? {
        unit.map_err(unsound)?;
    }
    Ok(())
}

/// Reads rows to the end of their file, and finds out whether they are in the languages that are asked for.
fn is_sound(path: &Path, reading: &ReadOptions, options: &ImportOptions) -> Result<(), ExchangeError> {
    let mut direction = Direction::new(reading);
    for row in read_rows(path, reading)? {
        direction.look(&row?);
    }
    if options.any_direction {
        Ok(())
    } else {
        direction.check(path)
    }
}

/// Imports a file of any format into the memory: TMX by [`Memory::import_tmx`], with all that it holds; of other formats
/// the rows into the memory in one transaction; rows without a translation are left out and counted.
///
/// The file is read twice, first to find out whether it is sound to its end, so that memory stays bounded and a file that is
/// cut off changes nothing.
///
/// # Errors
/// When the file cannot be read to its end, its texts are in each other's language ([`ImportOptions::any_direction`]), or the memory
/// cannot be written.
pub fn import(
    memory: &mut Memory,
    path: &Path,
    reading: &ReadOptions,
    options: &ImportOptions,
    progress: impl Fn(u64),
) -> Result<ImportReport, UnitsError> {
    if Format::of_path(path) == Some(Format::Tmx) {
        return Ok(memory.import_tmx(path, options, progress)?);
    }
    is_sound(path, reading, options)?;
    let fingerprint = fingerprint(path).map_err(|source| ExchangeError::Read {
        file: path.to_owned(),
        source,
    })?;
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    let count = Cell::new(0);
    let units = read_rows(path, reading)?.map(|row| {
        count.set(count.get() + 1);
        progress(count.get());
        Ok(incoming(row?, reading))
    });
    memory.try_import_units::<UnitsError>(&name, fingerprint, options, units)
}

impl Memory {
    /// Puts the units of a file into the memory, in the format that its name says ([`Format::of_path`]). Where the file does
    /// not say its languages, as a table without column names, they are those of `from` and `to`.
    ///
    /// [`import`] also takes options and tells its progress.
    ///
    /// # Errors
    /// As [`import`].
    pub fn import_file(&mut self, path: impl AsRef<Path>, from: &Lang, to: &Lang) -> Result<ImportReport, UnitsError> {
        let reading = ReadOptions::new(from.clone(), to.clone());
        import(self, path.as_ref(), &reading, &ImportOptions::default(), |_| {})
    }
}

/// A text as a variant, with its inline elements where it has any.
fn variant(lang: Option<Lang>, default: &Lang, text: String, codes: Option<tmx::Seg>) -> Variant {
    let lang = lang.unwrap_or_else(|| default.clone());
    match codes {
        Some(seg) => Variant::marked(lang, &seg),
        None => Variant::plain(lang, text),
    }
}

/// A row as a unit on its way into the memory.
fn incoming(row: Row, reading: &ReadOptions) -> Result<Incoming, DropReason> {
    let target = row
        .target
        .filter(|text| !text.trim().is_empty())
        .ok_or(DropReason::Untranslated)?;
    if row.source.trim().is_empty() {
        return Err(DropReason::Untranslated);
    }
    let mut unit = Incoming::new(vec![
        variant(row.source_lang, &reading.from, row.source, row.source_codes),
        variant(row.target_lang, &reading.to, target, row.target_codes),
    ])?;
    if let Some(status) = row.status {
        unit = unit.with_status(status);
    }
    if let Some(confidence) = row.confidence {
        unit = unit.with_confidence(confidence);
    }
    if let Some(note) = &row.note {
        unit = unit.with_note(note);
    }
    if let Some(context) = &row.context {
        unit = unit.with_property(CONTEXT, context);
    }
    if let Some(origin) = &row.origin {
        unit = unit.with_property(ORIGIN, origin);
    }
    Ok(unit)
}
