//! Which files of units without an article a write makes stale.
//!
//! A unit is without an article while no article has it. Most writes are of articles alone, whose units never stand in such a
//! file; so a write notes the files of units that it knows to be, or to have been, without an article, and of the units that
//! may be so at its end it notes the numbers, which are looked up then, all at once.

use std::collections::{BTreeSet, HashSet};

use rusqlite::Connection;

use crate::memory::model::article::Occurrence;
use crate::memory::model::ranges::ranges;
use crate::memory::model::unit::UnitId;
use crate::memory::store::rows;
use crate::memory::store::tmx_folder::names::UnitFile;

/// The name of the setting that is 0 for a memory which keeps no files for units without an article.
const KEPT: &str = "unit_files";

/// The name of the setting that tells what `tmx/` is laid out like; a memory that has none is of a version that kept
/// doubtful units among the others, and no files for units without an article.
const LAYOUT: &str = "tmx_layout";

/// The layout that this version writes.
const PRESENT_LAYOUT: i64 = 2;

/// What a write did to units without an article.
#[derive(Debug, Default)]
pub(crate) struct Touched {
    files: BTreeSet<UnitFile>,
    /// Units that are without an article at the write's end, unless they have one or are gone.
    to_look_at: Vec<UnitId>,
}

impl Touched {
    /// Notes a unit that has no article, or had none when the write began.
    pub(crate) fn note(&mut self, unit: UnitId) {
        self.files.insert(UnitFile::of(unit));
    }

    /// Notes all units of a range that are there.
    pub(crate) fn note_range(&mut self, conn: &Connection, first: UnitId, last: UnitId) -> rusqlite::Result<()> {
        self.files.extend(files_with_units(conn, first, last)?);
        Ok(())
    }

    /// Notes a unit that may be without an article when the write is done.
    pub(crate) fn look_at(&mut self, unit: UnitId) {
        self.to_look_at.push(unit);
    }

    /// Notes what changes when an article's occurrences `before` become `after`; asked while they are still `before`.
    /// Units from `first_new` on are new.
    pub(crate) fn replace(
        &mut self,
        conn: &Connection,
        before: &[Occurrence],
        after: &[Occurrence],
        first_new: UnitId,
    ) -> rusqlite::Result<()> {
        let units = |list: &[Occurrence]| list.iter().map(|o| o.unit).collect::<HashSet<UnitId>>();
        let (before, after) = (units(before), units(after));
        self.to_look_at.extend(before.difference(&after));
        for unit in after.difference(&before) {
            self.place(conn, *unit, first_new)?;
        }
        Ok(())
    }

    /// Notes that a unit is about to be placed in an article.
    pub(crate) fn place(&mut self, conn: &Connection, unit: UnitId, first_new: UnitId) -> rusqlite::Result<()> {
        if unit < first_new && !self.files.contains(&UnitFile::of(unit)) && is_without_article(conn, unit)? {
            self.note(unit);
        }
        Ok(())
    }

    /// The names of the files that are stale now.
    pub(crate) fn files(&mut self, conn: &Connection) -> rusqlite::Result<BTreeSet<String>> {
        let mut units = std::mem::take(&mut self.to_look_at);
        units.retain(|unit| !self.files.contains(&UnitFile::of(*unit)));
        for range in ranges(units) {
            let (first, last) = (UnitId(*range.start()), UnitId(*range.end()));
            let placed: HashSet<UnitId> = rows::occurrences_of_units(conn, first, last)?
                .into_iter()
                .map(|occurrence| occurrence.unit)
                .collect();
            let mut statement = conn.prepare_cached("SELECT id FROM unit WHERE id BETWEEN ?1 AND ?2")?;
            let mut rows = statement.query([first.0, last.0])?;
            while let Some(row) = rows.next()? {
                let unit = UnitId(row.get(0)?);
                if !placed.contains(&unit) {
                    self.note(unit);
                }
            }
        }
        Ok(self.files.iter().map(|file| file.name()).collect())
    }
}

/// Whether no article has the unit.
pub(crate) fn is_without_article(conn: &Connection, unit: UnitId) -> rusqlite::Result<bool> {
    rows::occurrences_of_unit(conn, unit).map(|places| places.is_empty())
}

/// Whether the memory keeps files for units without an article; `import --no-tmx` says no.
pub(crate) fn are_unit_files_kept(conn: &Connection) -> rusqlite::Result<bool> {
    Ok(rows::setting(conn, KEPT)? != Some(0))
}

/// Says whether the memory is to keep files for units without an article, and tells whether that is something new.
pub(crate) fn keep_unit_files(conn: &Connection, kept: bool) -> rusqlite::Result<bool> {
    let new = are_unit_files_kept(conn)? != kept;
    if new {
        rows::set_setting(conn, KEPT, i64::from(kept))?;
    }
    Ok(new)
}

/// Whether `tmx/` is laid out as this version does it.
pub(crate) fn is_laid_out(conn: &Connection) -> rusqlite::Result<bool> {
    Ok(rows::setting(conn, LAYOUT)? == Some(PRESENT_LAYOUT))
}

/// Notes that `tmx/` is laid out as this version does it, or will be with the next commit.
pub(crate) fn note_layout(conn: &Connection) -> rusqlite::Result<()> {
    rows::set_setting(conn, LAYOUT, PRESENT_LAYOUT)
}

/// The names of all files that the memory's folder may have: of its articles, and of units.
pub(crate) fn all_files(conn: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let mut files: BTreeSet<String> = conn
        .prepare("SELECT file FROM article")?
        .query_map([], |row| row.get(0))?
        .collect::<rusqlite::Result<_>>()?;
    files.extend(all_unit_files(conn)?);
    Ok(files)
}

/// The names of the files in which some unit of the memory would stand if it had no article.
pub(crate) fn all_unit_files(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let files = files_with_units(conn, UnitId(i64::MIN), UnitId(i64::MAX))?;
    Ok(files.into_iter().map(UnitFile::name).collect())
}

/// The files in which some unit from `first` to `last` would stand if it had no article.
fn files_with_units(conn: &Connection, first: UnitId, last: UnitId) -> rusqlite::Result<Vec<UnitFile>> {
    // From one file's first unit to the next one's, so that it costs as much as there are files.
    let mut statement = conn.prepare_cached("SELECT min(id) FROM unit WHERE id BETWEEN ?1 AND ?2")?;
    let mut files = Vec::new();
    let mut from = first.0;
    while let Some(unit) = statement.query_row([from, last.0], |row| row.get::<_, Option<i64>>(0))? {
        let file = UnitFile::of(UnitId(unit));
        files.push(file);
        from = file.units().1.0.saturating_add(1);
        if from > last.0 {
            break;
        }
    }
    files.dedup();
    Ok(files)
}
