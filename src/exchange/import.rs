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

/// Bytes of text up to which the rows of a file that was read to its end are kept, so that it is not read twice.
const KEPT: usize = 32 * 1024 * 1024;

/// A file that was read to its end and found fit to be imported: unless it is large, it need not be read again.
#[derive(Debug)]
pub struct Checked {
    /// The file's fingerprint and its rows, where they are kept.
    kept: Option<(i64, Vec<Row>)>,
}

impl Checked {
    /// As [`import`] of the file that was checked, with the options that it was checked with.
    ///
    /// # Errors
    /// As [`import`].
    pub fn import(
        self,
        memory: &mut Memory,
        path: &Path,
        reading: &FileLanguages,
        options: &ImportOptions,
        progress: impl Fn(u64),
    ) -> Result<ImportReport, UnitsError> {
        // It has told its direction.
        let options = options.clone().any_direction(true);
        let Some((fingerprint, rows)) = self.kept else {
            return import(memory, path, reading, &options, progress);
        };
        let about = about(path)?;
        let rows = rows.into_iter().map(|row| Ok(incoming(row, reading)));
        memory.import_about::<UnitsError>(about, &name_of(path), fingerprint, &options, told(rows, progress))
    }
}

/// Refuses what [`import`] would refuse for what the file says, after reading it to its end: for those who would first have to
/// make the memory. A TMX file that is stored in batches is read no further than [`check`] does, since its sound part is kept.
///
/// # Errors
/// As those of [`import`] that have nothing to do with the memory.
pub fn check_whole(path: &Path, reading: &FileLanguages, options: &ImportOptions) -> Result<Checked, ExchangeError> {
    check(path, reading, options)?;
    if Format::of_path(path) != Some(Format::Tmx) {
        let fingerprint = fingerprint(path).map_err(|error| ExchangeError::read(path, error))?;
        let mut kept = Some(Vec::new());
        let mut bytes = 0;
        read_rows_to(path, reading, options.any_direction, |row| {
            bytes += row.source.len() + row.target.as_ref().map_or(0, String::len);
            if bytes > KEPT {
                kept = None;
            } else if let Some(kept) = &mut kept {
                kept.push(row);
            }
            true
        })?;
        return Ok(Checked {
            kept: kept.map(|rows| (fingerprint, rows)),
        });
    }
    let unsound = |error| ExchangeError::Tmx {
        file: path.to_owned(),
        error,
    };
    if path.metadata().is_ok_and(|there| there.len() < BATCHED_FROM) {
        for unit in tmx::Reader::open(path, options.policy).map_err(unsound)? {
            unit.map_err(unsound)?;
        }
    }
    Ok(Checked { kept: None })
}

/// Gives the rows of a file, to its end or until `take` has enough, and refuses one that is in another direction.
fn read_rows_to(
    path: &Path,
    reading: &FileLanguages,
    any_direction: bool,
    mut take: impl FnMut(Row) -> bool,
) -> Result<(), ExchangeError> {
    let mut direction = Direction::new(reading);
    for row in read_rows(path, reading)? {
        let row = row?;
        if !any_direction {
            direction.look(&row);
        }
        if !take(row) {
            return Ok(());
        }
    }
    if any_direction { Ok(()) } else { direction.check(path) }
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
    let fingerprint = fingerprint(path).map_err(|error| ExchangeError::read(path, error))?;
    let about = about(path)?;
    std::thread::scope(|scope| {
        let (sender, parcels) = sync_channel::<Vec<Read>>(4);
        let any_direction = options.any_direction;
        scope.spawn(move || read_units(path, reading, any_direction, &sender));
        let units = told(parcels.into_iter().flatten(), progress);
        memory.import_about::<UnitsError>(about, &name_of(path), fingerprint, options, units)
    })
}

/// How many rows a file has, about.
fn about(path: &Path) -> Result<u64, ExchangeError> {
    let there = path.metadata().map_err(|error| ExchangeError::read(path, error))?;
    Ok(there.len() / BYTES_PER_ROW)
}

fn name_of(path: &Path) -> String {
    path.file_name()
        .map_or_else(String::new, |name| name.to_string_lossy().into_owned())
}

/// The rows, and `progress` is told how many there were.
fn told(rows: impl Iterator<Item = Read>, progress: impl Fn(u64)) -> impl Iterator<Item = Read> {
    (1..).zip(rows).map(move |(count, row)| {
        progress(count);
        row
    })
}

/// Reads a file to its end and sends its rows in parcels; what is wrong with it is the last that it sends.
fn read_units(path: &Path, reading: &FileLanguages, any_direction: bool, sender: &SyncSender<Vec<Read>>) {
    let mut parcel = Vec::with_capacity(PARCEL);
    let read = read_rows_to(path, reading, any_direction, |row| {
        parcel.push(Ok(incoming(row, reading)));
        // Where they are not taken, the receiver met an error of its own: there is nothing left to do.
        parcel.len() < PARCEL
            || sender
                .send(std::mem::replace(&mut parcel, Vec::with_capacity(PARCEL)))
                .is_ok()
    });
    if let Err(error) = read {
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
