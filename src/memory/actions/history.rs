//! An action of an article's history → undone, or done again.

use rusqlite::{OptionalExtension, params};

use crate::memory::actions::acted::Acted;
use crate::memory::actions::desk::{Desk, Step, Stop, refused};
use crate::memory::actions::log::{ActionInfo, COLUMNS, info_of, next_to_redo, next_to_undo};
use crate::memory::actions::packed::{self, NotRead};
use crate::memory::actions::refusal::{HistoryRefusal, Later, Touched};
use crate::memory::model::article::ArticleId;
use crate::memory::model::bead::{BeadId, SegmentId, StoredBead, StoredSegment};
use crate::memory::model::identity;
use crate::memory::model::unit::UnitId;
use crate::memory::store::beads;
use crate::memory::store::history_rows::TouchedRows;
use crate::memory::{Memory, MemoryError};

/// Which way an action is taken.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Back,
    Again,
}

impl Memory {
    /// The last actions of an article, newest first, at most `limit`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn actions(&self, article: ArticleId, limit: usize) -> Result<Vec<ActionInfo>, MemoryError> {
        let read = || {
            let sql = format!("SELECT {COLUMNS} FROM action WHERE article = ?1 ORDER BY id DESC LIMIT ?2");
            let limit = i64::try_from(limit).unwrap_or(i64::MAX);
            self.conn
                .prepare_cached(&sql)?
                .query_map([article.0, limit], info_of)?
                .collect::<rusqlite::Result<Vec<ActionInfo>>>()
        };
        read().map_err(|e| self.error(e))
    }

    /// Undoes an action of an article: the last one that is not undone, or the one named.
    ///
    /// # Errors
    /// [`MemoryError::ActionRefused`] where there is none, or where what it touched has changed since; else as [`Memory::act`].
    pub fn undo_action(&mut self, article: ArticleId, version: u64, action: Option<i64>) -> Result<Acted, MemoryError> {
        self.take(article, version, action, Way::Back)
    }

    /// Does an action again that was undone: the one that was undone last, or the one named.
    ///
    /// # Errors
    /// As [`Memory::undo_action`].
    pub fn redo_action(&mut self, article: ArticleId, version: u64, action: Option<i64>) -> Result<Acted, MemoryError> {
        self.take(article, version, action, Way::Again)
    }

    fn take(&mut self, article: ArticleId, version: u64, action: Option<i64>, way: Way) -> Result<Acted, MemoryError> {
        let word = if way == Way::Back { "undo" } else { "redo" };
        let mut write = self.write_action()?;
        let mut desk = Desk::open(&mut write, article, version, word)?;
        let taken = desk.take_way(action, way);
        let acted = taken.map_err(|stop| desk.error(stop))?;
        write.commit()?;
        Ok(acted)
    }
}

impl Desk<'_, '_> {
    fn take_way(&mut self, action: Option<i64>, way: Way) -> Step<Acted> {
        let conn = &self.write.tx;
        let found = match action {
            Some(id) => conn
                .prepare_cached(&format!("SELECT {COLUMNS} FROM action WHERE id = ?1 AND article = ?2"))?
                .query_row([id, self.info.id.0], info_of)
                .optional()?,
            None if way == Way::Back => next_to_undo(conn, self.info.id)?,
            None => next_to_redo(conn, self.info.id)?,
        };
        let info = match (found, action, way) {
            (Some(info), _, Way::Back) if info.undone.is_none() => info,
            (Some(info), _, Way::Again) if info.undone.is_some() => info,
            (Some(info), _, Way::Back) => return refused(HistoryRefusal::Undone(info.id)),
            (Some(info), _, Way::Again) => return refused(HistoryRefusal::NotUndone(info.id)),
            (None, Some(id), _) => return refused(HistoryRefusal::NoAction(id)),
            (None, None, Way::Back) => return refused(HistoryRefusal::NothingToUndo),
            (None, None, Way::Again) => return refused(HistoryRefusal::NothingToRedo),
        };
        let (forward, inverse): (String, String) = self
            .write
            .tx
            .prepare_cached("SELECT forward, inverse FROM action WHERE id = ?")?
            .query_row([info.id], |row| Ok((row.get(0)?, row.get(1)?)))?;
        let [forward, inverse] = self.unpack([&forward, &inverse], &info)?;
        let (from, to) = match way {
            Way::Back => (forward, inverse),
            Way::Again => (inverse, forward),
        };
        self.check_unchanged(&from, &info)?;
        self.put_back(&to)?;
        // One that others followed is not what comes next to be done again.
        let is_last = next_to_undo(&self.write.tx, self.info.id)?.is_some_and(|last| last.id == info.id);
        let now = self.write.now.0;
        let undone = (way == Way::Back).then_some(if is_last { now } else { -now });
        self.write
            .tx
            .execute("UPDATE action SET undone = ?2 WHERE id = ?1", params![info.id, undone])?;
        self.write.action = Some(info.id);
        self.refresh_contexts(&from, &to)?;
        let mut acted = self.acted(info.id, &to, &from)?;
        acted.verb = info.verb;
        Ok(acted)
    }

    /// What an action touched, after and before it.
    fn unpack(&mut self, kept: [&str; 2], info: &ActionInfo) -> Step<[TouchedRows; 2]> {
        let article = self.info.id;
        match packed::unpack(kept, article, |id| self.write.unit(UnitId(id))) {
            Ok(rows) => Ok(rows),
            Err(NotRead::UnitChanged(id)) => self.changed_since(Touched::Unit(UnitId(id)), info),
            Err(NotRead::Sql(error)) => Err(error.into()),
            Err(NotRead::Json(error)) => {
                let text = rusqlite::types::Type::Text;
                Err(rusqlite::Error::FromSqlConversionFailure(0, text, Box::new(error)).into())
            }
        }
    }

    /// The refusal of an undoing or redoing because of a row that is another one now.
    fn changed_since<T>(&self, what: Touched, info: &ActionInfo) -> Step<T> {
        refused(HistoryRefusal::ChangedSince {
            what,
            action: info.id,
            verb: info.verb.clone(),
            later: self.what_came_later(what, info)?,
        })
    }

    /// Refuses where a row that an action left is another one now.
    fn check_unchanged(&mut self, left: &TouchedRows, info: &ActionInfo) -> Step {
        let now = self.now(left)?;
        for (id, bead) in &left.beads {
            if !same_bead(bead.as_ref(), now.beads[id].as_ref()) {
                return self.changed_since(Touched::Bead(BeadId(*id)), info);
            }
        }
        for (id, segment) in &left.segments {
            if *segment != now.segments[id] {
                return self.changed_since(Touched::Segment(SegmentId(*id)), info);
            }
        }
        for (id, unit) in &left.units {
            // One that the action made may be held by others by now, and one that it deleted may be back.
            if let (Some(unit), Some(now)) = (unit, &now.units[id])
                && unit.variants != now.variants
            {
                return self.changed_since(Touched::Unit(UnitId(*id)), info);
            }
        }
        Ok(())
    }

    /// What was done to a row since an action: the operation or the action that came later.
    fn what_came_later(&self, what: Touched, info: &ActionInfo) -> Step<Later> {
        let (entity, id) = match what {
            Touched::Bead(bead) => ("bead", bead.0),
            Touched::Segment(segment) => ("segment", segment.0),
            Touched::Unit(unit) => ("unit", unit.0),
        };
        let conn = &self.write.tx;
        let operation: Option<(i64, String)> = conn
            .prepare_cached(
                "SELECT id, kind FROM operation WHERE undone IS NULL AND id > (SELECT operation FROM action WHERE id = ?1) \
                 AND EXISTS (SELECT 1 FROM snapshot WHERE operation = operation.id \
                 AND (entity, snapshot.id) IN (VALUES (?2, ?3), ('article', ?4))) ORDER BY id DESC LIMIT 1",
            )?
            .query_row(params![info.id, entity, id, self.info.id.0], |row| {
                Ok((row.get(0)?, row.get(1)?))
            })
            .optional()?;
        if let Some((operation, kind)) = operation {
            return Ok(Later::Operation(operation, kind));
        }
        let later: Option<(i64, String)> = conn
            .prepare_cached(
                "SELECT id, verb FROM action WHERE article = ?1 AND id > ?2 AND undone IS NULL ORDER BY id DESC LIMIT 1",
            )?
            .query_row([self.info.id.0, info.id], |row| Ok((row.get(0)?, row.get(1)?)))
            .optional()?;
        Ok(later.map_or(Later::Unknown, |(action, verb)| Later::Action(action, verb)))
    }

    fn put_back(&mut self, rows: &TouchedRows) -> Step {
        // A unit that was deleted since may have got a twin: its beads go to that one.
        let mut instead = Vec::new();
        for (id, unit) in &rows.units {
            let (id, Some(unit)) = (UnitId(*id), unit) else {
                continue;
            };
            let identity = identity::identity(&unit.variants);
            match self.write.unit(id)? {
                Some(now) => {
                    if now != *unit {
                        self.write.change_unit(&now, unit)?;
                    }
                }
                None => match self.write.find(identity, &unit.variants)? {
                    Some(twin) => instead.push((id, twin.id)),
                    None => self.write.restore_unit(unit, identity)?,
                },
            }
            self.touch_unit(id);
        }
        for (id, bead) in &rows.beads {
            let now = beads::bead(&self.write.tx, BeadId(*id))?;
            for unit in now.iter().chain(bead).filter_map(|bead| bead.unit) {
                self.touch_unit(unit);
            }
            match (bead, now) {
                (Some(bead), _) => {
                    let unit = bead.unit.map(|unit| {
                        let other = instead.iter().find(|(gone, _)| *gone == unit);
                        other.map_or(unit, |(_, twin)| *twin)
                    });
                    if let Some(unit) = unit {
                        self.touch_unit(unit);
                    }
                    self.write.put_bead(&StoredBead { unit, ..bead.clone() })?;
                }
                (None, Some(now)) => self.write.drop_bead(&now)?,
                (None, None) => {}
            }
        }
        for (id, segment) in &rows.segments {
            match (segment, beads::segment(&self.write.tx, SegmentId(*id))?) {
                (Some(segment), _) => self.put_segment_back(segment)?,
                (None, Some(now)) => self.write.drop_segment(&now)?,
                (None, None) => {}
            }
        }
        for (id, unit) in &rows.units {
            if unit.is_none() {
                self.touch_unit(UnitId(*id));
            }
        }
        self.settle_units()
    }

    fn put_segment_back(&mut self, segment: &StoredSegment) -> Step {
        self.write.put_segment(segment).map_err(Stop::from)
    }
}

/// Whether a bead is as it was, its contexts apart, which follow from others.
fn same_bead(a: Option<&StoredBead>, b: Option<&StoredBead>) -> bool {
    match (a, b) {
        (Some(a), Some(b)) => {
            let b = StoredBead {
                previous: a.previous,
                next: a.next,
                ..b.clone()
            };
            *a == b
        }
        (None, None) => true,
        _ => false,
    }
}
