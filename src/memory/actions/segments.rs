//! Actions on segments: cut, join, leave out, take in.

use std::collections::BTreeMap;

use crate::article::Furniture;
use crate::memory::actions::desk::{Desk, Step, Stop, Taken, refused};
use crate::memory::actions::refusal::SegmentRefusal;
use crate::memory::import::said::is_within_a_word;
use crate::memory::model::bead::{BeadId, BeadOrigin, BeadSide, ORD_GAP, SegmentId, StoredSegment};
use crate::memory::store::beads;
use crate::text::visible::{has_visible, is_within_a_character};

impl Desk<'_, '_> {
    pub(super) fn cut(&mut self, id: SegmentId, at: usize) -> Step {
        let segment = self.segment(id)?;
        let Some(bead) = segment.bead else {
            return refused(SegmentRefusal::LeftOut(id));
        };
        let Taken { bead, mut sides, unit } = self.take(bead)?;
        let side = &mut sides[segment.side.index()];
        let place = side
            .iter()
            .position(|other| other.id == id)
            .ok_or(Stop::NoSegment(id))?;
        let text = side[place].text.clone().unwrap_or_default();
        let Some((byte, _)) = text.char_indices().nth(at).filter(|_| at > 0) else {
            return refused(SegmentRefusal::NoPlaceToCut {
                segment: id,
                characters: text.chars().count(),
                at,
            });
        };
        let (before, after) = text.split_at(byte);
        if is_within_a_character(&text, byte) {
            return refused(SegmentRefusal::WithinCharacter);
        }
        if !has_visible(before) || !has_visible(after) {
            return refused(SegmentRefusal::EmptyPart);
        }
        if is_within_a_word(before, after) {
            return refused(SegmentRefusal::WithinWord);
        }
        let said = side[place].original.clone().unwrap_or_else(|| text.clone());
        let ord = self.segment_place_after(segment.side, segment.ord)?;
        let second = StoredSegment {
            id: self.write.new_segment(),
            ord,
            text: Some(after.trim().to_owned()),
            // The first part keeps what the files said of both, by which a later import knows what was cut.
            original: Some(String::new()),
            ..side[place].clone()
        };
        self.newest = Some(second.id);
        let first = &mut side[place];
        first.text = Some(before.trim().to_owned());
        first.original = Some(said);
        side.insert(place + 1, second);
        // The unit says what it said: its text is the whole.
        self.lay_with(&bead, sides, unit.as_ref())
    }

    pub(super) fn join(&mut self, ids: &[SegmentId]) -> Step {
        let mut segments = self.distinct(ids)?;
        let [first, _, ..] = segments.as_slice() else {
            return refused(SegmentRefusal::OneSegment);
        };
        let (side, bead) = (first.side, first.bead);
        if segments.iter().any(|s| s.side != side || s.bead != bead) {
            return refused(SegmentRefusal::Apart);
        }
        let Some(bead) = bead else {
            return refused(SegmentRefusal::AllLeftOut);
        };
        self.in_a_row(&mut segments)?;
        let Taken { bead, mut sides, unit } = self.take(bead)?;
        let joins = |segment: &StoredSegment| segments.iter().any(|s| s.id == segment.id);
        let of_side = &mut sides[side.index()];
        let parts: Vec<StoredSegment> = of_side.iter().filter(|s| joins(s)).cloned().collect();
        let texts: Vec<&str> = parts.iter().filter_map(|s| s.text.as_deref()).collect();
        let mut joined = parts[0].clone();
        joined.text = Some(texts.join(" "));
        // By this a later import knows that they were joined.
        let said: Vec<&str> = parts
            .iter()
            .filter_map(|s| s.original.as_deref().or(s.text.as_deref()))
            .collect();
        joined.original = Some(said.join(" ").trim().to_owned());
        for part in &parts[1..] {
            self.write.drop_segment(part)?;
        }
        of_side.retain(|segment| !joins(segment));
        of_side.push(joined);
        of_side.sort_by_key(|segment| segment.ord);
        // One segment says what the unit says of the whole side, also where a cut went through a word.
        if let (Some(unit), [only]) = (&unit, of_side.as_mut_slice()) {
            only.text = crate::memory::store::bead_writes::side_text(unit, &self.info, side).map(str::to_owned);
        }
        self.lay_with(&bead, sides, unit.as_ref())
    }

    pub(super) fn leave_out(&mut self, ids: &[SegmentId]) -> Step {
        let segments = self.distinct(ids)?;
        if segments.is_empty() {
            return refused(SegmentRefusal::NoSegment);
        }
        let mut left: BTreeMap<BeadId, Taken> = BTreeMap::new();
        for segment in &segments {
            let Some(bead) = segment.bead else {
                return refused(SegmentRefusal::LeftOutAlready(segment.id));
            };
            if let std::collections::btree_map::Entry::Vacant(entry) = left.entry(bead) {
                let taken = self.take(bead)?;
                entry.insert(taken);
            }
        }
        for (_, mut taken) in left {
            for side in &mut taken.sides {
                let (out, stays): (Vec<StoredSegment>, Vec<StoredSegment>) = std::mem::take(side)
                    .into_iter()
                    .partition(|segment| ids.contains(&segment.id));
                *side = stays;
                for mut segment in out {
                    segment.bead = None;
                    // One that was taken in is left out for its old reason.
                    segment
                        .left_out
                        .get_or_insert_with(|| Furniture::ByPerson.as_str().to_owned());
                    self.lay_segment(&segment)?;
                }
            }
            taken.bead.confidence = None;
            self.lay(taken)?;
        }
        Ok(())
    }

    pub(super) fn take_in(&mut self, ids: &[SegmentId]) -> Step {
        let mut segments = self.distinct(ids)?;
        if segments.is_empty() {
            return refused(SegmentRefusal::NoSegment);
        }
        segments.sort_by_key(|segment| (segment.side, segment.ord));
        for mut segment in segments {
            if segment.bead.is_some() {
                return refused(SegmentRefusal::TakesPart(segment.id));
            }
            let place = self.place_of(segment.side, segment.ord)?;
            let mut alone = self.new_bead(place, BeadOrigin::Aligner);
            // Why the reading leaves it out is kept, so that a later import takes it in too.
            segment
                .left_out
                .take_if(|reason| reason == Furniture::ByPerson.as_str());
            alone.sides[segment.side.index()].push(segment);
            self.lay(alone)?;
        }
        Ok(())
    }

    /// A place among the beads for one with a segment of this place on its side: after the bead of the segment before it.
    fn place_of(&mut self, side: BeadSide, ord: i64) -> Step<i64> {
        let row = (self.info.id, side);
        let before = beads::segment_beside(&self.write.tx, row, ord, false, false)?;
        if let Some(bead) = before.and_then(|segment| segment.bead)
            && let Some(bead) = beads::bead(&self.write.tx, bead)?
        {
            return self.place_after(bead.ord);
        }
        let first = beads::bead_beside(&self.write.tx, self.info.id, i64::MIN, true)?;
        Ok(first.map_or(0, |bead| bead.ord - ORD_GAP))
    }
}
