//! Units of an exchange file → the memory, each once, with a count of what became of them.
//!
//! A file is stored in one transaction. A TMX file of [`BATCHED_FROM`] bytes or more is stored in batches, each a
//! transaction; an import that was interrupted goes on after its last batch when the same file is imported again.

use crate::memory::model::unit::NewUnit;
use std::collections::HashMap;
use std::fs::File;
use std::path::Path;
use std::sync::mpsc::sync_channel;

use rusqlite::{OptionalExtension, params};

use crate::memory::import::import_error::ImportError;
use crate::memory::import::import_options::ImportOptions;
use crate::memory::import::known_units::Finder;
use crate::memory::import::merge::merge;
use crate::memory::import::named_article::new_article;
use crate::memory::import::report::ImportReport;
use crate::memory::model::article::{ArticleInfo, Occurrence};
use crate::memory::model::bead::BeadId;
use crate::memory::model::identity;
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{Extras, Status, Unit, UnitId};
use crate::memory::store::bead_writes::status_of;
use crate::memory::store::beads;
use crate::memory::store::rows;
use crate::memory::store::transaction::Write;
use crate::memory::tmx_unit;
use crate::memory::tmx_unit::{DropReason, FromTmx, Incoming, Place};
use crate::memory::{Memory, MemoryError};

/// TMX files of this many bytes or more are stored in batches.
pub const BATCHED_FROM: u64 = 32 * 1024 * 1024;

/// Units in a batch: few enough that an interruption costs a second, many enough that commits cost little.
const BATCH: u64 = 50_000;

/// About what a unit takes in a TMX file, in bytes.
const BYTES_PER_UNIT: u64 = 300;

/// An import of more units than this does without the index of identities while it runs.
const MANY_UNITS: u64 = 2_000;

/// Units that go from the reading thread to the writing one at a time.
const PARCEL: usize = 500;

/// A file as the history knows it.
#[derive(Clone, Debug)]
pub(crate) struct Origin {
    pub(crate) name: String,
    pub(crate) fingerprint: i64,
    pub(crate) extras: Extras,
}

impl Memory {
    /// Imports a TMX file. `progress` is told, now and then, how many units have been stored.
    ///
    /// All variants, attributes, properties, notes and inline elements are kept; a unit that the memory has already is
    /// merged with it (newest attributes win, usage adds up, properties are united); the same source with another target
    /// is another unit.
    ///
    /// # Errors
    /// [`ImportError::Tmx`] for a file that is not sound, with nothing stored; for a file imported in batches
    /// [`ImportError::TmxMidway`]; else when the file cannot be read or the memory not be written.
    pub fn import_tmx(
        &mut self,
        path: &Path,
        options: &ImportOptions,
        mut progress: impl FnMut(u64),
    ) -> Result<ImportReport, ImportError> {
        let unreadable = |error| ImportError::Unreadable {
            path: path.to_path_buf(),
            error,
        };
        let not_tmx = |error| match error {
            tmx::Error::Io { source, .. } => unreadable(source),
            error => ImportError::Tmx {
                path: path.to_path_buf(),
                error,
            },
        };
        let bytes = path.metadata().map_err(unreadable)?.len();
        let fingerprint = identity::fingerprint(path).map_err(unreadable)?;
        let reader = tmx::Reader::open(path, options.policy).map_err(not_tmx)?;
        let origin = Origin {
            name: path
                .file_name()
                .map_or_else(String::new, |n| n.to_string_lossy().into_owned()),
            fingerprint,
            extras: tmx_unit::header_extras(reader.header()),
        };
        let size = Size {
            units: bytes / BYTES_PER_UNIT,
            batched: bytes >= BATCHED_FROM,
        };
        let mut import = Import::begin(self, "import", &origin, options, size)?;
        let skip = import.report.resumed_at;

        std::thread::scope(|scope| {
            let (sender, parcels) = sync_channel::<Parcel>(4);
            scope.spawn(move || read_tmx(reader, skip, &sender));
            for parcel in parcels {
                match parcel {
                    Parcel::Units(units) => {
                        for unit in units {
                            if let Err(error) = import.take(unit) {
                                return Err(midway(error, import.stored));
                            }
                        }
                        progress(import.position);
                    }
                    Parcel::End { error: None, oddities } => import.report.oddities = oddities,
                    Parcel::End { error: Some(error), .. } => {
                        let stored = import.stored;
                        return Err(match not_tmx(error) {
                            ImportError::Tmx { path, error } if stored > 0 => {
                                ImportError::TmxMidway { path, error, stored }
                            }
                            other => other,
                        });
                    }
                }
            }
            let stored = import.stored;
            import.finish().map_err(|error| midway(error, stored))
        })
    }

    /// Imports units of another exchange format in one transaction. `name` is the file's name for the history,
    /// `fingerprint` that of its content ([`crate::memory::fingerprint`]), by which the same file is known again.
    ///
    /// # Errors
    /// When the memory cannot be written.
    pub fn import_units(
        &mut self,
        name: &str,
        fingerprint: i64,
        options: &ImportOptions,
        units: impl IntoIterator<Item = Result<Incoming, DropReason>>,
    ) -> Result<ImportReport, MemoryError> {
        self.try_import_units(name, fingerprint, options, units.into_iter().map(Ok))
    }

    /// The same with units that may be cut off by an error, which changes nothing then and comes back.
    ///
    /// # Errors
    /// That error, or when the memory cannot be written.
    pub fn try_import_units<E: From<MemoryError>>(
        &mut self,
        name: &str,
        fingerprint: i64,
        options: &ImportOptions,
        units: impl IntoIterator<Item = Result<Result<Incoming, DropReason>, E>>,
    ) -> Result<ImportReport, E> {
        let units = units.into_iter();
        let about = units.size_hint().0 as u64;
        self.import_about(about, name, fingerprint, options, units)
    }

    /// The same where there are about so many units, which decides how they are stored fastest.
    pub(crate) fn import_about<E: From<MemoryError>>(
        &mut self,
        about: u64,
        name: &str,
        fingerprint: i64,
        options: &ImportOptions,
        units: impl Iterator<Item = Result<Result<Incoming, DropReason>, E>>,
    ) -> Result<ImportReport, E> {
        let origin = Origin {
            name: name.to_owned(),
            fingerprint,
            extras: Extras::default(),
        };
        let size = Size {
            units: about,
            batched: false,
        };
        let mut import = Import::begin(self, "import", &origin, options, size)?;
        for unit in units {
            import.take(unit?)?;
        }
        Ok(import.finish()?)
    }
}

/// A refusal when so many units of the file are stored.
fn midway(error: MemoryError, stored: u64) -> ImportError {
    match stored {
        0 => ImportError::Memory(error),
        _ if error.is_stored() => ImportError::Memory(error),
        stored => ImportError::MemoryMidway { error, stored },
    }
}

/// What the reading thread sends.
enum Parcel {
    Units(Vec<Result<Incoming, DropReason>>),
    End {
        error: Option<tmx::Error>,
        oddities: Vec<tmx::Oddity>,
    },
}

fn read_tmx(mut reader: tmx::Reader<File>, skip: u64, sender: &std::sync::mpsc::SyncSender<Parcel>) {
    let mut from = FromTmx::new(reader.header());
    let mut units = Vec::with_capacity(PARCEL);
    let mut error = None;
    for (seen, unit) in (0_u64..).zip(reader.by_ref()) {
        match unit {
            Ok(_) if seen < skip => {}
            Ok(unit) => units.push(from.convert(unit)),
            Err(e) => {
                error = Some(e);
                break;
            }
        }
        // A receiver that has gone away met an error of its own: there is nothing left to do.
        if units.len() == PARCEL
            && sender
                .send(Parcel::Units(std::mem::replace(&mut units, Vec::with_capacity(PARCEL))))
                .is_err()
        {
            return;
        }
    }
    let oddities = reader.oddities().to_vec();
    let _ = sender
        .send(Parcel::Units(units))
        .and_then(|()| sender.send(Parcel::End { error, oddities }));
}

/// An import under way.
pub(crate) struct Import<'m> {
    memory: &'m Memory,
    options: &'m ImportOptions,
    /// Always there but in the moment between two batches.
    write: Option<Write<'m>>,
    id: i64,
    finder: Finder,
    /// Articles by the names that the file gives them; `None` for those whose places are not taken over.
    articles: HashMap<String, Option<ArticleInfo>>,
    /// Whether it is one for which some of what SQLite does for single rows would cost too much.
    large: bool,
    /// Units in a batch, if it is stored in batches.
    batch: Option<u64>,
    /// Whether usage counts are added: not for a file that was imported before.
    count_usage: bool,
    /// Whether the units come from another memory, whose beads come with them or decide for themselves.
    pub(crate) from_memory: bool,
    /// The unit that the last one taken is in the memory.
    last: Option<UnitId>,
    /// Units of the file that are stored, or will be with the next commit.
    position: u64,
    /// Those of them that are stored.
    stored: u64,
    report: ImportReport,
}

impl<'m> Import<'m> {
    /// Opens the first transaction and notes the file in the history, or takes up an import that was interrupted.
    pub(crate) fn begin(
        memory: &'m Memory,
        kind: &str,
        origin: &Origin,
        options: &'m ImportOptions,
        size: Size,
    ) -> Result<Import<'m>, MemoryError> {
        let mut write = memory.write(kind, &origin.name)?;
        let mut import = Import {
            memory,
            options,
            write: None,
            id: 0,
            finder: Finder::Index,
            articles: HashMap::new(),
            large: false,
            batch: (size.batched && !options.dry_run).then_some(BATCH),
            count_usage: true,
            from_memory: false,
            last: None,
            position: 0,
            stored: 0,
            report: ImportReport::default(),
        };
        if let Some(kept) = options.unit_files {
            write.keep_unit_files(kept).map_err(|e| write.error(e))?;
        }
        import.note(&mut write, origin, size).map_err(|e| write.error(e))?;
        import.write = Some(write);
        Ok(import)
    }

    fn note(&mut self, write: &mut Write<'_>, origin: &Origin, size: Size) -> rusqlite::Result<()> {
        let earlier = write
            .tx
            .query_row(
                "SELECT id, finished, position, started FROM import WHERE fingerprint = ? ORDER BY id DESC LIMIT 1",
                [origin.fingerprint],
                |row| {
                    Ok((
                        row.get(0)?,
                        row.get::<_, Option<i64>>(1)?,
                        row.get::<_, i64>(2)?,
                        row.get(3)?,
                    ))
                },
            )
            .optional()?;
        match earlier {
            Some((id, None, position, _)) => {
                self.id = id;
                self.position = u64::try_from(position).unwrap_or(0);
                self.report.resumed_at = self.position;
                self.stored = self.position;
                write.snapshot("import", id, Some(&self.position.to_string()))?;
            }
            earlier => {
                self.count_usage = earlier.is_none();
                self.report.imported_before =
                    earlier.map(|(_, finished, _, started)| Timestamp(finished.unwrap_or(started)));
                write.tx.execute(
                    "INSERT INTO import (name, fingerprint, operation, started, position, extras) \
                     VALUES (?1, ?2, ?3, ?4, 0, ?5)",
                    params![
                        origin.name,
                        origin.fingerprint,
                        write.operation,
                        write.now.0,
                        rows::extras_to_sql(&origin.extras)?
                    ],
                )?;
                self.id = write.tx.last_insert_rowid();
                write.snapshot("import", self.id, None)?;
            }
        }
        if size.units > MANY_UNITS {
            let stored: i64 = write.tx.query_row("SELECT count(*) FROM unit", [], |row| row.get(0))?;
            if i64::try_from(size.units).is_ok_and(|units| units > stored / 4) {
                self.large = true;
                // Room for half: a table grows by doubling, and too large a one costs more than growing once.
                self.finder = Finder::load(&write.tx, usize::try_from(size.units / 2).unwrap_or(0))?;
                rows::drop_identity_index(&write.tx)?;
                write.without_key_checks()?;
                write.remember_units_together();
            }
        }
        Ok(())
    }

    /// Stores one unit of the file.
    pub(crate) fn take(&mut self, unit: Result<Incoming, DropReason>) -> Result<(), MemoryError> {
        self.report.read += 1;
        self.position += 1;
        self.last = None;
        let wanted = |unit: &Incoming| {
            self.options
                .pair
                .as_ref()
                .is_none_or(|(from, to)| unit.has_pair(from, to))
                && unit.is_within(&self.options.languages)
        };
        if let Ok(incoming) = &unit {
            self.report.count_languages(&incoming.unit);
        }
        match unit {
            Err(reason) => *self.report.dropped.entry(reason).or_default() += 1,
            Ok(unit) if !wanted(&unit) => *self.report.dropped.entry(DropReason::OtherLanguages).or_default() += 1,
            Ok(unit) => {
                let mut write = self.take_write();
                let stored = self.store(&mut write, unit).map_err(|e| write.error(e));
                self.write = Some(write);
                stored?;
            }
        }
        match self.batch {
            Some(batch) if self.position.is_multiple_of(batch) => self.turn(),
            _ => Ok(()),
        }
    }

    fn take_write(&mut self) -> Write<'m> {
        // Taken out only inside one method of this type, which puts it back or returns an error to a caller that stops.
        self.write.take().expect("a write is open")
    }

    /// Does something else in the transaction.
    pub(crate) fn with_write<T>(
        &mut self,
        run: impl FnOnce(&mut Write<'m>) -> rusqlite::Result<T>,
    ) -> Result<T, MemoryError> {
        let mut write = self.take_write();
        let result = write.flush().and_then(|()| run(&mut write)).map_err(|e| write.error(e));
        self.write = Some(write);
        result
    }

    /// Says which article has the name that places give; `None` for one whose places are not taken over.
    pub(crate) fn know_article(&mut self, name: &str, article: Option<ArticleInfo>) {
        self.articles.insert(name.to_owned(), article);
    }

    /// Units taken so far, those of an interrupted import included.
    pub(crate) fn position(&self) -> u64 {
        self.position
    }

    /// The number in the memory of the last unit taken, unless it was left out.
    pub(crate) fn last_stored(&self) -> Option<UnitId> {
        self.last
    }

    fn store(&mut self, write: &mut Write<'_>, mut incoming: Incoming) -> rusqlite::Result<()> {
        if one_sided(&incoming.unit) {
            self.report.one_sided += 1;
        }
        let mut places = std::mem::take(&mut incoming.places);
        if let Some(person) = &self.options.submitted_by {
            incoming.unit.status = Status::ToReview;
            incoming.status_given = true;
            incoming.unit.created = Some(write.now);
            incoming.unit.changed = None;
            incoming.unit.created_by = Some(person.clone());
            incoming.unit.changed_by = None;
            places.clear();
        }
        let (unit, new) = match self.finder.find(write, &incoming)? {
            Some(before) if self.options.submitted_by.is_some() => {
                self.report.unchanged += 1;
                (before, false)
            }
            Some(before) => {
                let mut after = merge(&before, &incoming, self.count_usage);
                after.import = before.import.or(Some(self.id));
                if self.from_memory && after.status != before.status {
                    // It was decided in an article that is not taken over.
                    let given = before.given;
                    after = Unit { given, ..after };
                    after = write.decide(&after, after.status)?;
                } else if let Some(given) = self.newly_given(&before, &incoming, &places) {
                    after.given = Some(given);
                    let of_unit = beads::beads_of_unit(&write.tx, before.id)?;
                    after.status = status_of(after.given, &of_unit, after.status);
                } else if after.given != before.given {
                    let of_unit = beads::beads_of_unit(&write.tx, before.id)?;
                    after.status = status_of(after.given, &of_unit, after.status);
                }
                if after == before {
                    self.report.unchanged += 1;
                } else {
                    write.change_unit(&before, &after)?;
                    self.report.merged += 1;
                }
                self.last = Some(after.id);
                (after, false)
            }
            None => {
                let Incoming { mut unit, identity, .. } = incoming;
                unit.import = Some(self.id);
                self.report.added += 1;
                if places.is_empty() {
                    if !self.from_memory {
                        // Where it has beads, they have its status.
                        unit.given = Some(unit.status);
                    }
                    let id = write.queue_unit(unit, identity)?;
                    self.last = Some(id);
                    return self.finder.add(write, identity, id);
                }
                let unit = write.add_unit(unit, identity)?;
                self.finder.add(write, identity, unit.id)?;
                self.last = Some(unit.id);
                (unit, true)
            }
        };
        for place in places {
            self.place(write, &unit, &place, new)?;
        }
        Ok(())
    }

    /// The status that a file gives a unit which articles alone brought so far, whatever its dates say. Where the file says none, it is that of
    /// a unit of its own, but that does not bring back what a person rejected.
    fn newly_given(&self, before: &Unit, incoming: &Incoming, places: &[Place]) -> Option<Status> {
        let speaks = incoming.status_given || (places.is_empty() && before.status != Status::Rejected);
        (!self.from_memory && before.given.is_none() && speaks).then_some(incoming.unit.status)
    }

    /// Gives a unit an occurrence in an article, which is made if there is none of that name.
    fn place(&mut self, write: &mut Write<'_>, unit: &Unit, place: &Place, new: bool) -> rusqlite::Result<()> {
        if !self.articles.contains_key(&place.article) {
            let info = match write.article_named(&place.article)? {
                Some(info) => info,
                None => new_article(write, &place.article, unit)?,
            };
            self.articles.insert(place.article.clone(), Some(info));
        }
        let Some(info) = &self.articles[&place.article] else {
            return Ok(());
        };
        let position = match place.position {
            Some(position) => position,
            // A unit that the memory had may have been in the article before.
            None if !new && write.articles_of(unit.id)?.contains(&info.id) => return Ok(()),
            None => beads::position_of(write.next_ord(info.id)?),
        };
        let occurrence = Occurrence {
            unit: unit.id,
            article: info.id,
            position,
            previous: place.previous,
            next: place.next,
            bead: BeadId::default(),
        };
        write.add_occurrence(info, &occurrence, unit)
    }

    /// Commits a batch and opens the next transaction; the lock is held throughout.
    fn turn(&mut self) -> Result<(), MemoryError> {
        let Some(write) = self.write.take() else { return Ok(()) };
        self.note_position(&write, None)?;
        let operation = write.operation;
        let lock = write.commit_batch()?;
        self.stored = self.position;
        let mut write = self.memory.write_on(operation, lock)?;
        if self.large {
            write.without_key_checks().map_err(|e| write.error(e))?;
            write.remember_units_together();
        }
        self.write = Some(write);
        Ok(())
    }

    fn note_position(&self, write: &Write<'_>, finished: Option<Timestamp>) -> Result<(), MemoryError> {
        write
            .tx
            .execute(
                "UPDATE import SET position = ?2, finished = ?3 WHERE id = ?1",
                params![
                    self.id,
                    i64::try_from(self.position).unwrap_or(i64::MAX),
                    finished.map(|t| t.0)
                ],
            )
            .map(|_| ())
            .map_err(|e| write.error(e))
    }

    /// Commits what is left, unless this was a dry run.
    pub(crate) fn finish(mut self) -> Result<ImportReport, MemoryError> {
        let Some(mut write) = self.write.take() else {
            return Ok(self.report);
        };
        if self.options.dry_run {
            return Ok(self.report);
        }
        self.note_position(&write, Some(write.now))?;
        write.create_identity_index().map_err(|e| write.error(e))?;
        write.commit()?;
        Ok(self.report)
    }
}

/// How large an import is, which decides how it is stored.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Size {
    /// Units, about.
    pub(crate) units: u64,
    /// Whether it is stored in batches.
    pub(crate) batched: bool,
}

/// Whether fewer than two variants have text.
fn one_sided(unit: &NewUnit) -> bool {
    unit.variants.iter().filter(|v| !v.is_empty()).count() < 2
}

#[cfg(test)]
mod tests;
