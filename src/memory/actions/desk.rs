//! One action at work: the beads that it takes up, and how it lays them down again with their units, contexts and history.

use std::collections::{BTreeSet, HashSet};

use rusqlite::params;

use crate::memory::actions::acted::Acted;
use crate::memory::actions::log::supersede_undone;
use crate::memory::actions::packed;
use crate::memory::actions::refusal::{ActRefusal, SegmentRefusal};
use crate::memory::actions::view::{bead_view, segment_view};
use crate::memory::import::said::heads;
use crate::memory::model::article::{ArticleId, ArticleInfo, NO_NEIGHBOUR};
use crate::memory::model::bead::{
    BeadId, BeadOrigin, BeadSide, BeadState, ORD_GAP, SegmentId, StoredBead, StoredSegment,
};
use crate::memory::model::identity;
use crate::memory::model::unit::{NewUnit, Unit, UnitId, Variant};
use crate::memory::store::bead_texts;
use crate::memory::store::bead_writes::{side_text, text_of};
use crate::memory::store::beads;
use crate::memory::store::history_rows::TouchedRows;
use crate::memory::store::transaction::Write;
use crate::memory::{MemoryError, context_hash};

/// Why an action stops.
#[derive(Debug)]
pub(super) enum Stop {
    /// It cannot be done, for this reason.
    Refused(ActRefusal),
    NoBead(BeadId),
    NoSegment(SegmentId),
    Sql(rusqlite::Error),
}

impl From<rusqlite::Error> for Stop {
    fn from(error: rusqlite::Error) -> Stop {
        Stop::Sql(error)
    }
}

pub(super) type Step<T = ()> = Result<T, Stop>;

/// A refusal with its reason.
pub(super) fn refused<T>(reason: impl Into<ActRefusal>) -> Step<T> {
    Err(Stop::Refused(reason.into()))
}

/// A bead that an action has taken up: its segments say their texts themselves.
#[derive(Clone, Debug)]
pub(super) struct Taken {
    pub(super) bead: StoredBead,
    /// The segments of either side in order.
    pub(super) sides: [Vec<StoredSegment>; 2],
    pub(super) unit: Option<Unit>,
}

impl Taken {
    pub(super) fn is_null(&self) -> bool {
        self.sides.iter().any(Vec::is_empty)
    }

    pub(super) fn is_empty(&self) -> bool {
        self.sides.iter().all(Vec::is_empty)
    }

    /// The segments of a side, joined as a unit joins them.
    pub(super) fn text(&self, side: usize) -> String {
        let texts: Vec<&str> = self.sides[side].iter().filter_map(|s| s.text.as_deref()).collect();
        texts.join(" ")
    }
}

/// Where an action works: one article, in one write.
pub(super) struct Desk<'d, 'm> {
    pub(super) write: &'d mut Write<'m>,
    pub(super) info: ArticleInfo,
    verb: String,
    /// The segment that the last cut made.
    pub(super) newest: Option<SegmentId>,
    /// Units whose beads became others.
    touched_units: BTreeSet<UnitId>,
}

impl<'d, 'm> Desk<'d, 'm> {
    pub(super) fn open(
        write: &'d mut Write<'m>,
        article: ArticleId,
        version: u64,
        verb: &str,
    ) -> Result<Desk<'d, 'm>, MemoryError> {
        let info = write.article(article).map_err(|e| write.error(e))?;
        let info = info.ok_or(MemoryError::NoSuchArticle(article))?;
        if info.version != version {
            return Err(MemoryError::StaleVersion {
                article: info.name,
                seen: version,
                now: info.version,
            });
        }
        Ok(Desk {
            write,
            info,
            verb: verb.to_owned(),
            touched_units: BTreeSet::new(),
            newest: None,
        })
    }

    pub(super) fn error(&self, stop: Stop) -> MemoryError {
        match stop {
            Stop::Refused(reason) => MemoryError::ActionRefused {
                verb: self.verb.clone(),
                reason: Box::new(reason),
            },
            Stop::NoBead(bead) => MemoryError::NoSuchBead {
                bead,
                article: self.info.name.clone(),
            },
            Stop::NoSegment(segment) => MemoryError::NoSuchSegment {
                segment,
                article: self.info.name.clone(),
            },
            Stop::Sql(error) => self.write.error(error),
        }
    }

    /// Takes up a bead of the article.
    pub(super) fn take(&mut self, id: BeadId) -> Step<Taken> {
        let bead = beads::bead(&self.write.tx, id)?.filter(|bead| bead.article == self.info.id);
        let bead = bead.ok_or(Stop::NoBead(id))?;
        let unit = match bead.unit {
            Some(unit) => self.write.unit(unit)?,
            None => None,
        };
        let mut sides = [Vec::new(), Vec::new()];
        let segments = beads::segments_of_bead(&self.write.tx, id)?;
        if self.is_as_it_was(id, &segments) {
            bead_texts::verify(&bead, &segments, unit.as_ref(), &self.info)?;
        }
        for mut segment in segments {
            segment.text = Some(text_of(&segment, unit.as_ref(), &self.info));
            sides[segment.side.index()].push(segment);
        }
        Ok(Taken { bead, sides, unit })
    }

    /// Whether the action has not touched a bead yet, nor a segment that it has or had: between two of its writes a bead may say less than
    /// its unit.
    fn is_as_it_was(&self, id: BeadId, segments: &[StoredSegment]) -> bool {
        self.write.ledger.as_ref().is_some_and(|ledger| {
            let had = |before: &Option<StoredSegment>| before.as_ref().is_some_and(|before| before.bead == Some(id));
            !ledger.beads.contains_key(&id.0)
                && !ledger.segments.values().any(had)
                && !segments
                    .iter()
                    .any(|segment| ledger.segments.contains_key(&segment.id.0))
        })
    }

    /// A segment of the article as it is stored.
    pub(super) fn segment(&self, id: SegmentId) -> Step<StoredSegment> {
        let segment = beads::segment(&self.write.tx, id)?.filter(|segment| segment.article == self.info.id);
        segment.ok_or(Stop::NoSegment(id))
    }

    /// A bead without segments, which nothing is known of.
    pub(super) fn new_bead(&mut self, ord: i64, origin: BeadOrigin) -> Taken {
        Taken {
            bead: StoredBead {
                id: self.write.new_bead(),
                article: self.info.id,
                ord,
                unit: None,
                previous: NO_NEIGHBOUR,
                next: NO_NEIGHBOUR,
                confidence: None,
                origin,
                state: BeadState::Auto,
                moved: false,
                note: None,
            },
            sides: [Vec::new(), Vec::new()],
            unit: None,
        }
    }

    /// Lays a bead down with the unit of its texts; one without segments is gone.
    pub(super) fn lay(&mut self, taken: Taken) -> Step {
        let Taken { mut bead, sides, unit } = taken;
        self.touched_units.extend(bead.unit);
        if sides.iter().all(Vec::is_empty) {
            return Ok(self.write.drop_bead(&bead)?);
        }
        let has_both = sides.iter().all(|side| !side.is_empty());
        if !has_both {
            bead.state = BeadState::Auto;
            bead.confidence = None;
            bead.moved = false;
        }
        let wanted = has_both && bead.state != BeadState::Deleted;
        let texts = BeadSide::BOTH.map(|side| {
            let texts: Vec<&str> = sides[side.index()].iter().filter_map(|s| s.text.as_deref()).collect();
            texts.join(" ")
        });
        let unit = match unit {
            _ if !wanted => None,
            Some(unit)
                if BeadSide::BOTH
                    .iter()
                    .all(|side| side_text(&unit, &self.info, *side) == Some(&texts[side.index()])) =>
            {
                Some(unit)
            }
            _ => Some(self.unit_of(&texts)?),
        };
        bead.unit = unit.as_ref().map(|unit| unit.id);
        self.lay_with(&bead, sides, unit.as_ref())
    }

    /// Lays a bead down with this unit.
    pub(super) fn lay_with(&mut self, bead: &StoredBead, sides: [Vec<StoredSegment>; 2], unit: Option<&Unit>) -> Step {
        self.touched_units.extend(bead.unit);
        if beads::bead(&self.write.tx, bead.id)?.as_ref() != Some(bead) {
            self.write.put_bead(bead)?;
        }
        for segments in sides {
            let is_single = segments.len() == 1;
            for mut segment in segments {
                segment.bead = Some(bead.id);
                let said = unit.and_then(|unit| side_text(unit, &self.info, segment.side));
                if is_single && said.is_some() && said == segment.text.as_deref() {
                    segment.text = None;
                }
                self.lay_segment(&segment)?;
            }
        }
        Ok(())
    }

    /// Writes a segment, unless it is so already.
    pub(super) fn lay_segment(&mut self, segment: &StoredSegment) -> Step {
        if beads::segment(&self.write.tx, segment.id)?.as_ref() != Some(segment) {
            self.write.put_segment(segment)?;
        }
        Ok(())
    }

    /// The unit with these texts, which is made where the memory has none.
    pub(super) fn unit_of(&mut self, texts: &[String; 2]) -> Step<Unit> {
        let langs = [&self.info.source_lang, &self.info.target_lang];
        let variants: Vec<Variant> = BeadSide::BOTH
            .iter()
            .map(|side| Variant::plain(langs[side.index()].clone(), &texts[side.index()]))
            .collect();
        let identity = identity::identity(&variants);
        if let Some(unit) = self.write.find(identity, &variants)? {
            return Ok(unit);
        }
        let (now, person) = (Some(self.write.now), self.write.author.clone());
        let new = NewUnit {
            created: now,
            changed: now,
            created_by: person.clone(),
            changed_by: person,
            ..NewUnit::of(variants)
        };
        Ok(self.write.add_unit(new, identity)?)
    }

    /// Notes that the beads of a unit became others.
    pub(super) fn touch_unit(&mut self, unit: UnitId) {
        self.touched_units.insert(unit);
    }

    /// Sorts segments and sees to it that nothing that takes part lies between them.
    pub(super) fn in_a_row(&self, segments: &mut [StoredSegment]) -> Step {
        segments.sort_by_key(|segment| segment.ord);
        let [first, .., last] = segments else { return Ok(()) };
        let row = (self.info.id, first.side);
        let between = beads::segments_between(&self.write.tx, row, first.ord, last.ord)?;
        let stranger = between
            .iter()
            .find(|other| other.bead.is_some() && !segments.iter().any(|segment| segment.id == other.id));
        match stranger {
            None => Ok(()),
            Some(other) => refused(SegmentRefusal::Between(other.side, other.id, other.bead)),
        }
    }

    /// Whether a bead crosses its neighbours, so that it counts as moved.
    pub(super) fn crosses(&self, taken: &Taken) -> Step<bool> {
        let [Some(first), Some(last)] = [taken.sides[1].first(), taken.sides[1].last()] else {
            return Ok(false);
        };
        for after in [false, true] {
            let mut ord = taken.bead.ord;
            while let Some(other) = beads::bead_beside(&self.write.tx, self.info.id, ord, after)? {
                ord = other.ord;
                if other.moved || other.id == taken.bead.id {
                    continue;
                }
                let segments = beads::segments_of_bead(&self.write.tx, other.id)?;
                let has = |side| segments.iter().any(|s: &StoredSegment| s.side == side);
                if !has(BeadSide::Source) || !has(BeadSide::Target) {
                    continue;
                }
                let mut targets = segments.iter().filter(|s| s.side == BeadSide::Target);
                let crossed = targets.any(|s| if after { s.ord < last.ord } else { s.ord > first.ord });
                if crossed {
                    return Ok(true);
                }
                break;
            }
        }
        Ok(false)
    }

    /// A free place right after one among the beads. Where there is none, those that follow make room.
    pub(super) fn place_after(&mut self, ord: i64) -> Step<i64> {
        let mut following = Vec::new();
        let mut at = ord;
        loop {
            let next = beads::bead_beside(&self.write.tx, self.info.id, at, true)?;
            let end = next.as_ref().map_or(at + 4 * ORD_GAP, |bead| bead.ord);
            let wanted = i64::try_from(following.len()).unwrap_or(i64::MAX) + 2;
            let step = (end - ord) / wanted;
            if step > 0 {
                let mut place = ord + step;
                for mut bead in following {
                    place += step;
                    let moved: &mut StoredBead = &mut bead;
                    moved.ord = place;
                    self.write.put_bead(moved)?;
                }
                return Ok(ord + step);
            }
            let Some(next) = next else { return Ok(ord + ORD_GAP) };
            at = next.ord;
            following.push(next);
        }
    }

    /// As [`Desk::place_after`], among the segments of a side.
    pub(super) fn segment_place_after(&mut self, side: BeadSide, ord: i64) -> Step<i64> {
        let row = (self.info.id, side);
        let mut following = Vec::new();
        let mut at = ord;
        loop {
            let next = beads::segment_beside(&self.write.tx, row, at, true, true)?;
            let end = next.as_ref().map_or(at + 4 * ORD_GAP, |segment| segment.ord);
            let wanted = i64::try_from(following.len()).unwrap_or(i64::MAX) + 2;
            let step = (end - ord) / wanted;
            if step > 0 {
                let mut place = ord + step;
                for mut segment in following {
                    place += step;
                    let moved: &mut StoredSegment = &mut segment;
                    moved.ord = place;
                    self.write.put_segment(moved)?;
                }
                return Ok(ord + step);
            }
            let Some(next) = next else { return Ok(ord + ORD_GAP) };
            at = next.ord;
            following.push(next);
        }
    }

    /// Brings units and contexts in step with the beads, notes the action in the history, and tells what it came to.
    pub(super) fn finish(&mut self) -> Step<Acted> {
        self.settle_units()?;
        let inverse = self.ledger();
        let forward = self.now(&inverse)?;
        let (forward, inverse) = without_equal(forward, inverse);
        if inverse == TouchedRows::default() {
            return refused(ActRefusal::SoAlready);
        }
        let not_written = |e| rusqlite::Error::ToSqlConversionFailure(Box::new(e));
        let [packed_forward, packed_inverse] = packed::pack(&forward, &inverse).map_err(not_written)?;
        supersede_undone(&self.write.tx, self.info.id)?;
        self.write.tx.execute(
            "INSERT INTO action (article, operation, time, person, verb, forward, inverse) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
            params![
                self.info.id.0,
                self.write.operation,
                self.write.now.0,
                self.write.author,
                self.verb,
                packed_forward,
                packed_inverse
            ],
        )?;
        let action = self.write.tx.last_insert_rowid();
        self.write.action = Some(action);
        self.refresh_contexts(&inverse, &forward)?;
        self.acted(action, &forward, &inverse)
    }

    pub(super) fn ledger(&self) -> TouchedRows {
        self.write.ledger.clone().unwrap_or_default()
    }

    /// The same rows as they are now.
    pub(super) fn now(&mut self, rows: &TouchedRows) -> Step<TouchedRows> {
        let mut now = TouchedRows::default();
        for id in rows.units.keys() {
            now.units.insert(*id, self.write.unit(UnitId(*id))?);
        }
        for id in rows.beads.keys() {
            now.beads.insert(*id, beads::bead(&self.write.tx, BeadId(*id))?);
        }
        for id in rows.segments.keys() {
            let segment = beads::segment(&self.write.tx, SegmentId(*id))?;
            now.segments.insert(*id, segment);
        }
        Ok(now)
    }

    /// Gives units the status that their beads come to, and deletes those that nothing holds any more.
    pub(super) fn settle_units(&mut self) -> Step {
        for id in std::mem::take(&mut self.touched_units) {
            let Some(unit) = self.write.unit(id)? else { continue };
            if !beads::beads_of_unit(&self.write.tx, id)?.is_empty() {
                self.write.refresh_unit(id)?;
            } else if unit.import.is_none() && unit.usage_count == 0 && unit.given.is_none() {
                self.write.delete_unit(&unit)?;
            } else if unit.given.is_none() {
                // What its beads came to is its own from now on.
                let given = Some(unit.status);
                self.write.change_unit(&unit, &Unit { given, ..unit.clone() })?;
            }
        }
        Ok(())
    }

    /// Renews the contexts of the beads whose source segments changed, and of those beside them. They follow from the segments, so that
    /// no history keeps them.
    pub(super) fn refresh_contexts(&mut self, before: &TouchedRows, after: &TouchedRows) -> Step {
        let mut touched: BTreeSet<BeadId> = after.beads.keys().map(|id| BeadId(*id)).collect();
        for unit in after.units.keys() {
            let of_unit = beads::beads_of_unit(&self.write.tx, UnitId(*unit))?;
            touched.extend(
                of_unit
                    .iter()
                    .filter(|bead| bead.article == self.info.id)
                    .map(|bead| bead.id),
            );
        }
        let mut stale = touched.clone();
        let row = (self.info.id, BeadSide::Source);
        let states = before.segments.values().chain(after.segments.values());
        let sources = states.flatten().filter(|segment| segment.side == BeadSide::Source);
        for segment in sources {
            stale.extend(segment.bead);
            for is_after in [false, true] {
                let beside = beads::segment_beside(&self.write.tx, row, segment.ord, is_after, false)?;
                stale.extend(beside.and_then(|segment| segment.bead));
            }
        }
        // A text that a unit says for its segment is the context of others too.
        for bead in touched {
            for segment in beads::segments_of_bead(&self.write.tx, bead)? {
                if segment.side == BeadSide::Source {
                    for is_after in [false, true] {
                        let beside = beads::segment_beside(&self.write.tx, row, segment.ord, is_after, false)?;
                        stale.extend(beside.and_then(|segment| segment.bead));
                    }
                }
            }
        }
        for id in stale {
            let Some(bead) = beads::bead(&self.write.tx, id)? else {
                continue;
            };
            let segments = beads::segments_of_bead(&self.write.tx, id)?;
            let mut sources = segments.iter().filter(|s| s.side == BeadSide::Source);
            let (first, last) = (sources.next(), sources.next_back());
            let mut fresh = bead.clone();
            (fresh.previous, fresh.next) = match (first, last.or(first)) {
                (Some(first), Some(last)) => (self.context(first.ord, false)?, self.context(last.ord, true)?),
                _ => (NO_NEIGHBOUR, NO_NEIGHBOUR),
            };
            if fresh != bead {
                beads::put_bead(&self.write.tx, &fresh)?;
            }
        }
        Ok(())
    }

    fn context(&mut self, ord: i64, after: bool) -> Step<i64> {
        let row = (self.info.id, BeadSide::Source);
        let Some(segment) = beads::segment_beside(&self.write.tx, row, ord, after, false)? else {
            return Ok(NO_NEIGHBOUR);
        };
        if let Some(text) = &segment.text {
            return Ok(context_hash(text));
        }
        let unit = match segment.bead {
            Some(bead) => beads::bead(&self.write.tx, bead)?.and_then(|bead| bead.unit),
            None => None,
        };
        let unit = unit.map(|unit| self.write.unit(unit)).transpose()?.flatten();
        Ok(context_hash(&text_of(&segment, unit.as_ref(), &self.info)))
    }

    /// Those of some segments from which others were cut off.
    fn heads_among(&self, segments: &[StoredSegment]) -> Step<HashSet<SegmentId>> {
        let mut found = HashSet::new();
        for segment in segments.iter().filter(|segment| segment.original.is_some()) {
            let row = (self.info.id, segment.side);
            let next = beads::segment_beside(&self.write.tx, row, segment.ord, true, true)?;
            let both: Vec<StoredSegment> = std::iter::once(segment.clone()).chain(next).collect();
            found.extend(heads(&both));
        }
        Ok(found)
    }

    /// What is told of an action whose rows are these now.
    pub(super) fn acted(&mut self, action: i64, rows: &TouchedRows, before: &TouchedRows) -> Step<Acted> {
        let mut acted = Acted {
            action,
            verb: self.verb.clone(),
            // The commit raises it.
            version: self.info.version + 1,
            beads: Vec::new(),
            gone: Vec::new(),
            left_out: Vec::new(),
        };
        let mut ids: BTreeSet<BeadId> = rows.beads.keys().map(|id| BeadId(*id)).collect();
        // A bead that lost a segment has changed, though its own row may be as it was.
        ids.extend(before.segments.values().flatten().filter_map(|segment| segment.bead));
        for segment in rows.segments.values().flatten() {
            ids.extend(segment.bead);
            if segment.bead.is_none() {
                let heads = self.heads_among(std::slice::from_ref(segment))?;
                acted.left_out.push(segment_view(segment, None, &self.info, &heads));
            }
        }
        for unit in rows.units.keys() {
            let of_unit = beads::beads_of_unit(&self.write.tx, UnitId(*unit))?;
            ids.extend(
                of_unit
                    .iter()
                    .filter(|bead| bead.article == self.info.id)
                    .map(|bead| bead.id),
            );
        }
        let mut found = Vec::new();
        for id in ids {
            let Some(bead) = beads::bead(&self.write.tx, id)? else {
                acted.gone.push(id);
                continue;
            };
            let segments = beads::segments_of_bead(&self.write.tx, id)?;
            let unit = bead.unit.map(|unit| self.write.unit(unit)).transpose()?.flatten();
            let heads = self.heads_among(&segments)?;
            found.push((bead.ord, bead_view(&bead, &segments, unit.as_ref(), &self.info, &heads)));
        }
        found.sort_by_key(|(ord, _)| *ord);
        acted.beads = found.into_iter().map(|(_, view)| view).collect();
        self.write.mark_article(self.info.id)?;
        Ok(acted)
    }
}

/// Both without the rows that are the same.
fn without_equal(mut a: TouchedRows, mut b: TouchedRows) -> (TouchedRows, TouchedRows) {
    fn differ<T: PartialEq>(
        a: &mut std::collections::BTreeMap<i64, Option<T>>,
        b: &mut std::collections::BTreeMap<i64, Option<T>>,
    ) {
        let same: Vec<i64> = a
            .iter()
            .filter(|(id, row)| b.get(id) == Some(row))
            .map(|(id, _)| *id)
            .collect();
        for id in same {
            a.remove(&id);
            b.remove(&id);
        }
    }
    differ(&mut a.units, &mut b.units);
    differ(&mut a.beads, &mut b.beads);
    differ(&mut a.segments, &mut b.segments);
    (a, b)
}
