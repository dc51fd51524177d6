//! Changes to beads and segments within a write: each notes what was before, and the unit of a bead follows what was decided of it.

use rusqlite::OptionalExtension as _;

use crate::memory::REVIEW_BELOW;
use crate::memory::model::article::{ArticleId, ArticleInfo, Occurrence};
use crate::memory::model::bead::{BeadId, BeadSide, BeadState, ORD_GAP, SegmentId, StoredBead, StoredSegment};
use crate::memory::model::unit::{Status, Unit, UnitId};
use crate::memory::store::beads;
use crate::memory::store::history_rows::ArticleSnapshot;
use crate::memory::store::transaction::Write;

/// What a bead of this confidence counts as before anybody decided.
pub(crate) fn status_for(confidence: f64) -> Status {
    if confidence < REVIEW_BELOW {
        Status::ToReview
    } else {
        Status::Aligned
    }
}

/// The status of a unit: confirmed if one of its beads is, rejected if all are; else the best of what is left. `given` counts like one
/// bead's. A unit without either keeps what it `was`.
pub(crate) fn status_of(given: Option<Status>, beads: &[StoredBead], was: Status) -> Status {
    let of_bead = |bead: &StoredBead| match bead.state {
        BeadState::Confirmed => Some(Status::Confirmed),
        BeadState::Rejected | BeadState::Deleted => Some(Status::Rejected),
        BeadState::ToReview => Some(Status::ToReview),
        BeadState::Auto => match bead.confidence {
            Some(confidence) => Some(status_for(confidence)),
            // Nobody estimated it: it says nothing beside a status that was given.
            None => given.is_none().then_some(Status::Aligned),
        },
    };
    let votes: Vec<Status> = given.into_iter().chain(beads.iter().filter_map(of_bead)).collect();
    if votes.contains(&Status::Confirmed) {
        return Status::Confirmed;
    }
    let open = votes.iter().copied().filter(|vote| *vote != Status::Rejected).max();
    open.unwrap_or(if votes.is_empty() { was } else { Status::Rejected })
}

/// What a segment says: its own text, or that of its bead's unit on its side.
pub(crate) fn text_of(segment: &StoredSegment, unit: Option<&Unit>, info: &ArticleInfo) -> String {
    match &segment.text {
        Some(text) => text.clone(),
        None => unit
            .and_then(|unit| side_text(unit, info, segment.side))
            .unwrap_or_default()
            .to_owned(),
    }
}

/// What a unit says on one side of an article.
pub(crate) fn side_text<'u>(unit: &'u Unit, info: &ArticleInfo, side: BeadSide) -> Option<&'u str> {
    let lang = [&info.source_lang, &info.target_lang];
    match unit.pair(lang[0], lang[1]) {
        Some((source, target)) => Some([source, target][side.index()].text.as_str()),
        None => unit.variant(lang[side.index()]).map(|variant| variant.text.as_str()),
    }
}

impl Write<'_> {
    /// The number for a new bead.
    pub(crate) fn new_bead(&mut self) -> BeadId {
        self.next_bead += 1;
        BeadId(self.next_bead - 1)
    }

    /// The number for a new segment.
    pub(crate) fn new_segment(&mut self) -> SegmentId {
        self.next_segment += 1;
        SegmentId(self.next_segment - 1)
    }

    /// Writes a bead, over the one of its number if there is one.
    pub(crate) fn put_bead(&mut self, bead: &StoredBead) -> rusqlite::Result<()> {
        self.remember_bead(bead.id, bead.article)?;
        let before = beads::bead(&self.tx, bead.id)?.and_then(|before| before.unit);
        if before != bead.unit {
            self.touched.look_at_all(before);
            if let Some(unit) = bead.unit {
                self.touched.place(&self.tx, unit, self.first_new)?;
            }
        }
        beads::put_bead(&self.tx, bead)?;
        self.mark_article(bead.article)
    }

    /// Deletes a bead; its segments must be elsewhere by the commit.
    pub(crate) fn drop_bead(&mut self, bead: &StoredBead) -> rusqlite::Result<()> {
        self.remember_bead(bead.id, bead.article)?;
        self.touched.look_at_all(bead.unit);
        beads::delete_bead(&self.tx, bead.id)?;
        self.mark_article(bead.article)
    }

    /// Writes a segment, over the one of its number if there is one.
    pub(crate) fn put_segment(&mut self, segment: &StoredSegment) -> rusqlite::Result<()> {
        self.remember_segment(segment.id, segment.article)?;
        beads::put_segment(&self.tx, segment)?;
        self.mark_article(segment.article)
    }

    /// Deletes a segment.
    pub(crate) fn drop_segment(&mut self, segment: &StoredSegment) -> rusqlite::Result<()> {
        self.remember_segment(segment.id, segment.article)?;
        beads::delete_segment(&self.tx, segment.id)?;
        self.mark_article(segment.article)
    }

    fn remember_bead(&mut self, id: BeadId, article: ArticleId) -> rusqlite::Result<()> {
        if let Some(ledger) = &mut self.ledger {
            if let std::collections::btree_map::Entry::Vacant(entry) = ledger.beads.entry(id.0) {
                entry.insert(beads::bead(&self.tx, id)?);
            }
            return Ok(());
        }
        if self.knows_article(article) || !self.notes_history() {
            return Ok(());
        }
        let before = beads::bead(&self.tx, id)?;
        let json = before.as_ref().map(Write::json).transpose()?;
        self.snapshot("bead", id.0, json.as_deref())
    }

    fn remember_segment(&mut self, id: SegmentId, article: ArticleId) -> rusqlite::Result<()> {
        if let Some(ledger) = &mut self.ledger {
            if let std::collections::btree_map::Entry::Vacant(entry) = ledger.segments.entry(id.0) {
                entry.insert(beads::segment(&self.tx, id)?);
            }
            return Ok(());
        }
        if self.knows_article(article) || !self.notes_history() {
            return Ok(());
        }
        let before = beads::segment(&self.tx, id)?;
        let json = before.as_ref().map(Write::json).transpose()?;
        self.snapshot("segment", id.0, json.as_deref())
    }

    /// Gives an article these beads and segments in the place of those it had.
    pub(crate) fn replace_beads(
        &mut self,
        info: &ArticleInfo,
        new_beads: &[StoredBead],
        segments: &[StoredSegment],
    ) -> rusqlite::Result<()> {
        self.remember_article(info.id)?;
        let before = beads::occurrences_of_article(&self.tx, info.id)?;
        let after: Vec<Occurrence> = new_beads.iter().filter_map(beads::occurrence_at).collect();
        self.touched.replace(&self.tx, &before, &after, self.first_new)?;
        beads::delete_of_article(&self.tx, info.id)?;
        beads::insert_beads(&self.tx, new_beads)?;
        beads::insert_segments(&self.tx, segments)?;
        self.mark_file(info);
        Ok(())
    }

    /// Puts an article back as the history knows it.
    pub(crate) fn restore_article(&mut self, snapshot: &ArticleSnapshot) -> rusqlite::Result<()> {
        let now = self.article(snapshot.info.id)?.map_or(0, |info| info.version);
        let info = ArticleInfo {
            version: snapshot.info.version.max(now),
            ..snapshot.info.clone()
        };
        self.put_article(&info)?;
        if snapshot.occurrences.is_empty() {
            return self.replace_beads(&info, &snapshot.beads, &snapshot.segments);
        }
        let (mut new_beads, mut segments) = (Vec::new(), Vec::new());
        for occurrence in &snapshot.occurrences {
            let unit = self.unit(occurrence.unit)?;
            let (bead, both) = self.bead_of_occurrence(occurrence, unit.as_ref());
            new_beads.push(bead);
            segments.extend(both);
        }
        self.replace_beads(&info, &new_beads, &segments)
    }

    /// An occurrence of which nothing else is known as a bead with a segment on either side, which say what the unit says.
    pub(crate) fn bead_of_occurrence(
        &mut self,
        occurrence: &Occurrence,
        unit: Option<&Unit>,
    ) -> (StoredBead, [StoredSegment; 2]) {
        let id = self.new_bead();
        let ord = i64::from(occurrence.position) * ORD_GAP;
        let bead = StoredBead {
            id,
            article: occurrence.article,
            ord,
            unit: Some(occurrence.unit),
            previous: occurrence.previous,
            next: occurrence.next,
            confidence: unit.and_then(|unit| unit.confidence),
            origin: crate::memory::model::bead::BeadOrigin::Aligner,
            state: unit.map_or(BeadState::Auto, |unit| BeadState::of(unit.status)),
            moved: false,
            note: None,
        };
        let segments = BeadSide::BOTH.map(|side| StoredSegment {
            id: self.new_segment(),
            article: occurrence.article,
            side,
            ord,
            bead: Some(id),
            block: None,
            kind: None,
            text: None,
            original: None,
            left_out: None,
        });
        (bead, segments)
    }

    /// Adds one occurrence to an article, which becomes a bead. If another unit has its place, it comes after that one.
    pub(crate) fn add_occurrence(
        &mut self,
        info: &ArticleInfo,
        occurrence: &Occurrence,
        unit: &Unit,
    ) -> rusqlite::Result<()> {
        let mut ord = i64::from(occurrence.position) * ORD_GAP;
        match beads::holder_of_place(&self.tx, info.id, ord)? {
            Some(holder) if holder == occurrence.unit => return Ok(()),
            Some(_) => ord = self.next_ord(info.id)?,
            None => {}
        }
        self.remember_article(info.id)?;
        self.touched.place(&self.tx, occurrence.unit, self.first_new)?;
        let (mut bead, mut segments) = self.bead_of_occurrence(occurrence, Some(unit));
        bead.ord = ord;
        for segment in &mut segments {
            segment.ord = ord;
        }
        beads::insert_beads(&self.tx, &[bead])?;
        beads::insert_segments(&self.tx, &segments)?;
        self.mark_file(info);
        Ok(())
    }

    /// The first place after an article's last bead.
    pub(crate) fn next_ord(&self, article: ArticleId) -> rusqlite::Result<i64> {
        let last: Option<i64> = self
            .tx
            .prepare_cached("SELECT ord FROM bead WHERE article = ? ORDER BY ord DESC LIMIT 1")?
            .query_row([article.0], |row| row.get(0))
            .optional()?;
        Ok(last.map_or(0, |ord| (ord / ORD_GAP + 1) * ORD_GAP))
    }

    /// Brings a unit's status and confidence to what its beads and its given status come to, and tells how it is now; `None` if it is
    /// not there.
    pub(crate) fn refresh_unit(&mut self, id: UnitId) -> rusqlite::Result<Option<Unit>> {
        let Some(unit) = self.unit(id)? else { return Ok(None) };
        let of_unit = beads::beads_of_unit(&self.tx, id)?;
        let best = of_unit.iter().filter_map(|bead| bead.confidence).reduce(f64::max);
        let after = Unit {
            status: status_of(unit.given, &of_unit, unit.status),
            confidence: match (unit.confidence, best) {
                (Some(was), Some(best)) => Some(was.max(best)),
                (was, best) => was.or(best),
            },
            ..unit.clone()
        };
        if after != unit {
            self.change_unit(&unit, &after)?;
        }
        Ok(Some(after))
    }

    /// Gives all beads of a unit what a person decided of the unit, and tells the unit as it is to be.
    pub(crate) fn decide(&mut self, unit: &Unit, status: Status) -> rusqlite::Result<Unit> {
        let of_unit = beads::beads_of_unit(&self.tx, unit.id)?;
        for bead in &of_unit {
            let mut after = bead.clone();
            after.state = match status {
                Status::ToReview => BeadState::ToReview,
                other => BeadState::of(other),
            };
            // The aligner's doubt is set aside.
            if status == Status::Aligned && after.confidence.is_some_and(|c| status_for(c) != status) {
                after.confidence = None;
            }
            if after != *bead {
                self.put_bead(&after)?;
            }
        }
        let given = (of_unit.is_empty() || unit.given.is_some()).then_some(status);
        Ok(Unit {
            status,
            given,
            ..unit.clone()
        })
    }

    /// Lets the segments of a bead say themselves what its unit said for them, before the two part.
    pub(crate) fn write_out_texts(&mut self, bead: &StoredBead, unit: &Unit) -> rusqlite::Result<()> {
        let Some(info) = self.article(bead.article)? else {
            return Ok(());
        };
        for segment in beads::segments_of_bead(&self.tx, bead.id)? {
            if segment.text.is_none() {
                let text = Some(text_of(&segment, Some(unit), &info));
                self.put_segment(&StoredSegment { text, ..segment })?;
            }
        }
        Ok(())
    }

    /// Takes a unit that is to be deleted out of its beads, which remember that a person did not want it.
    pub(crate) fn release_beads(&mut self, unit: &Unit) -> rusqlite::Result<()> {
        for bead in beads::beads_of_unit(&self.tx, unit.id)? {
            self.write_out_texts(&bead, unit)?;
            self.put_bead(&StoredBead {
                unit: None,
                state: BeadState::Deleted,
                ..bead
            })?;
        }
        Ok(())
    }

    /// Hands the beads of one unit to another that says the same.
    pub(crate) fn hand_over_beads(&mut self, from: UnitId, to: UnitId) -> rusqlite::Result<()> {
        for bead in beads::beads_of_unit(&self.tx, from)? {
            self.put_bead(&StoredBead { unit: Some(to), ..bead })?;
        }
        Ok(())
    }

    /// The text and the segments of a bead's side joined to one segment, as an edit of it wants them. What the files said is kept.
    pub(crate) fn join_for_edit(&mut self, bead: &StoredBead, unit: &Unit, side: BeadSide) -> rusqlite::Result<()> {
        let Some(info) = self.article(bead.article)? else {
            return Ok(());
        };
        let mut segments = beads::segments_of_bead(&self.tx, bead.id)?;
        segments.retain(|segment| segment.side == side);
        let Some((first, rest)) = segments.split_first() else {
            return Ok(());
        };
        let said = |segment: &StoredSegment| match &segment.original {
            Some(original) => original.clone(),
            None => text_of(segment, Some(unit), &info),
        };
        let originals: Vec<String> = segments.iter().map(said).collect();
        for segment in rest {
            self.drop_segment(segment)?;
        }
        let joined = StoredSegment {
            text: None,
            // The later parts of a cut have an empty one.
            original: Some(originals.join(" ").trim().to_owned()),
            ..first.clone()
        };
        self.put_segment(&joined)
    }
}
