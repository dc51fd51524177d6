//! A file in any format → units of a memory.

use std::path::Path;
use std::sync::mpsc::{SyncSender, sync_channel};

use crate::exchange::direction::Direction;
use crate::exchange::error::{ExchangeError, UnitsError};
use crate::exchange::format::Format;
use crate::exchange::read::read_rows;
use crate::exchange::row::{CONTEXT, ORIGIN, Row};
use crate::exchange::source::FileLanguages;
use crate::memory::{BATCHED_FROM, DropReason, ImportOptions, ImportReport, Incoming, Memory, Variant, fingerprint};
use crate::text::lang::Lang;

/// Refuses what can be refused at sight, without reading the file to its end.
///
/// # Errors
/// When the file cannot be opened, is empty, or is of no known format.
pub fn check(path: &Path, reading: &FileLanguages, options: &ImportOptions) -> Result<(), ExchangeError> {
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
pub fn check_whole(path: &Path, reading: &FileLanguages, options: &ImportOptions) -> Result<(), ExchangeError> {
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
fn is_sound(path: &Path, reading: &FileLanguages, options: &ImportOptions) -> Result<(), ExchangeError> {
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

/// Rows that go from the reading thread to the writing one at a time.
const PARCEL: usize = 500;

/// About what a row takes in a file, in bytes: it decides only how the rows are stored fastest.
const BYTES_PER_ROW: u64 = 200;

/// A row as it goes from the reading thread to the writing one.
type Read = Result<Result<Incoming, DropReason>, UnitsError>;

/// Imports a file of any format into the memory: TMX by [`Memory::import_tmx`], with all that it holds; of other formats
/// the rows into the memory in one transaction; rows without a translation are left out and counted.
///
/// Memory stays bounded, and a file that is cut off or refused at its end changes nothing.
///
/// # Errors
/// When the file cannot be read to its end, its texts are in each other's language ([`ImportOptions::any_direction`]), or the memory
/// cannot be written.
pub fn import(
    memory: &mut Memory,
    path: &Path,
    reading: &FileLanguages,
    options: &ImportOptions,
    progress: impl Fn(u64),
) -> Result<ImportReport, UnitsError> {
    if Format::of_path(path) == Some(Format::Tmx) {
        return Ok(memory.import_tmx(path, options, progress)?);
    }
    // What is to be refused at sight is refused before the memory is asked.
    check(path, reading, options)?;
    let unreadable = |source| ExchangeError::Read {
        file: path.to_owned(),
        source,
    };
    let fingerprint = fingerprint(path).map_err(unreadable)?;
    let rows = path.metadata().map_err(unreadable)?.len() / BYTES_PER_ROW;
    let name = path
        .file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned());
    std::thread::scope(|scope| {
        let (sender, parcels) = sync_channel::<Vec<Read>>(4);
        let any_direction = options.any_direction;
        scope.spawn(move || read_units(path, reading, any_direction, &sender));
        let mut count = 0;
        let units = parcels.into_iter().flatten().inspect(|_| {
            count += 1;
            progress(count);
        });
        memory.import_about::<UnitsError>(rows, &name, fingerprint, options, units)
    })
}

/// Reads a file to its end and sends its rows in parcels; what is wrong with it is the last that it sends.
fn read_units(path: &Path, reading: &FileLanguages, any_direction: bool, sender: &SyncSender<Vec<Read>>) {
    let mut direction = Direction::new(reading);
    let mut parcel = Vec::with_capacity(PARCEL);
    let mut read = || -> Result<(), ExchangeError> {
        for row in read_rows(path, reading)? {
            let row = row?;
            if !any_direction {
                direction.look(&row);
            }
            parcel.push(Ok(incoming(row, reading)));
            if parcel.len() == PARCEL
                && sender
                    .send(std::mem::replace(&mut parcel, Vec::with_capacity(PARCEL)))
                    .is_err()
            {
                // The receiver met an error of its own: there is nothing left to do.
                return Ok(());
            }
        }
        if any_direction { Ok(()) } else { direction.check(path) }
    };
    if let Err(error) = read() {
        parcel.push(Err(error.into()));
    }
    let _ = sender.send(parcel);
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
        let reading = FileLanguages::new(from.clone(), to.clone());
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
fn incoming(row: Row, reading: &FileLanguages) -> Result<Incoming, DropReason> {
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

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Mode;

    #[test]
    fn a_file_that_is_refused_at_its_end_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
        let mut memory = Memory::open(dir.path().join("m"), Mode::Create).unwrap();
        let good = dir.path().join("good.tsv");
        std::fs::write(&good, "Le pont est rouge.\tThe bridge is red.\n").unwrap();
        memory.import_file(&good, &fr, &en).unwrap();
        let state = |memory: &Memory| {
            let units = memory.units(&Default::default()).unwrap();
            let units: Vec<_> = units.collect::<Result<_, _>>().unwrap();
            (units, memory.history(9).unwrap(), memory.imports().unwrap())
        };
        let before = state(&memory);
        let many: String = (0..3_000)
            .map(|n| format!("Le pont {n} est rouge.\tThe bridge {n} is red.\n"))
            .collect();
        let reversed: String = (0..3_000)
            .map(|n| format!("The bridge {n} is red.\tLe pont {n} est rouge.\n"))
            .collect();
        for (name, text) in [
            ("cut.tsv", format!("{many}no translation\n")),
            ("reversed.tsv", reversed),
            (
                "mixed.tsv",
                format!("{many}{}", "The bridge is red.\tLe pont est rouge.\n".repeat(900)),
            ),
        ] {
            let path = dir.path().join(name);
            std::fs::write(&path, text).unwrap();
            let refused = memory.import_file(&path, &fr, &en).unwrap_err();
            assert!(matches!(refused, UnitsError::Exchange(_)), "{name}: {refused}");
            assert!(refused.to_string().contains(name), "{refused}");
            assert_eq!(state(&memory), before, "{name}");
        }
        assert_eq!(memory.check().unwrap(), []);
        let report = memory.import_file(&good, &fr, &en).unwrap();
        assert_eq!((report.added, report.unchanged), (0, 1));
    }
}
