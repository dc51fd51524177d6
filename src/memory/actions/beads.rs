//! Actions on how segments go together: merge, split, move, link, part, pin.

use std::collections::BTreeMap;

use crate::memory::actions::desk::{Desk, Step, Taken, refused};
use crate::memory::actions::refusal::{BeadRefusal, SegmentRefusal};
use crate::memory::model::bead::{BeadId, BeadOrigin, BeadSide, BeadState, SegmentId, StoredSegment};

/// What a bead becomes whose segments a person put together: right for sure only where it was.
fn put_together(taken: &mut Taken) {
    taken.bead.origin = BeadOrigin::Person;
    taken.bead.confidence = None;
    if taken.bead.state != BeadState::Confirmed {
        taken.bead.state = BeadState::Auto;
    }
}

impl Desk<'_, '_> {
    pub(super) fn merge(&mut self, ids: &[BeadId]) -> Step {
        let mut taken = Vec::with_capacity(ids.len());
        for id in ids {
            if !taken.iter().any(|t: &Taken| t.bead.id == *id) {
                taken.push(self.take(*id)?);
            }
        }
        if taken.len() < 2 {
            return refused(BeadRefusal::OneBead);
        }
        taken.sort_by_key(|t| t.bead.ord);
        let is_confirmed = taken.iter().all(|t| t.bead.state == BeadState::Confirmed);
        let notes: Vec<String> = taken.iter().filter_map(|t| t.bead.note.clone()).collect();
        let mut rest = taken.split_off(1);
        let mut merged = taken.remove(0);
        for other in &mut rest {
            for side in 0..2 {
                merged.sides[side].append(&mut other.sides[side]);
            }
        }
        for side in &mut merged.sides {
            self.in_a_row(side)?;
        }
        put_together(&mut merged);
        merged.bead.state = if is_confirmed {
            BeadState::Confirmed
        } else {
            BeadState::Auto
        };
        merged.bead.note = (!notes.is_empty()).then(|| notes.join("\n"));
        merged.bead.moved = merged.bead.moved || rest.iter().any(|other| other.bead.moved);
        if merged.bead.moved {
            merged.bead.moved = self.crosses(&merged)?;
        }
        for other in rest {
            self.lay(other)?;
        }
        self.lay(merged)
    }

    pub(super) fn split(&mut self, id: BeadId, kept: [usize; 2]) -> Step {
        let mut taken = self.take(id)?;
        let lengths = [taken.sides[0].len(), taken.sides[1].len()];
        if kept[0] > lengths[0] || kept[1] > lengths[1] {
            return refused(BeadRefusal::Counts {
                bead: id,
                has: lengths,
                wanted: kept,
            });
        }
        if kept == [0, 0] || kept == lengths {
            return refused(BeadRefusal::EmptyHalf(id, lengths));
        }
        let place = self.place_after(taken.bead.ord)?;
        let mut second = self.new_bead(place, BeadOrigin::Person);
        for (side, kept) in kept.into_iter().enumerate() {
            second.sides[side] = taken.sides[side].split_off(kept);
        }
        second.bead.state = taken.bead.state;
        second.bead.moved = taken.bead.moved;
        for half in [&mut taken, &mut second] {
            put_together(half);
        }
        self.lay(second)?;
        self.lay(taken)
    }

    pub(super) fn move_to(&mut self, segments: &[SegmentId], to: BeadId) -> Step {
        let moving = self.distinct(segments)?;
        let Some(first) = moving.first() else {
            return refused(SegmentRefusal::NoSegment);
        };
        if moving.iter().any(|segment| segment.side != first.side) {
            return refused(SegmentRefusal::BothSides);
        }
        let side = first.side.index();
        let mut target = self.take(to)?;
        let mut left: BTreeMap<BeadId, Taken> = BTreeMap::new();
        for segment in &moving {
            let Some(from) = segment.bead else {
                return refused(SegmentRefusal::LeftOut(segment.id));
            };
            if from == to {
                return refused(SegmentRefusal::InAlready(segment.id, to));
            }
            let taken = match left.remove(&from) {
                Some(taken) => taken,
                None => self.take(from)?,
            };
            let (gone, stays): (Vec<StoredSegment>, Vec<StoredSegment>) =
                taken.sides[side].iter().cloned().partition(|s| s.id == segment.id);
            let mut taken = taken;
            taken.sides[side] = stays;
            target.sides[side].extend(gone);
            left.insert(from, taken);
        }
        self.in_a_row(&mut target.sides[side])?;
        for taken in left.values_mut() {
            self.in_a_row(&mut taken.sides[side])?;
        }
        put_together(&mut target);
        if target.bead.moved || left.values().any(|taken| taken.bead.moved) {
            target.bead.moved = self.crosses(&target)?;
        }
        for (_, mut taken) in left {
            if taken.is_null() {
                // Nobody said that the rest has no counterpart.
                taken.bead.origin = BeadOrigin::Aligner;
            } else {
                put_together(&mut taken);
            }
            self.lay(taken)?;
        }
        self.lay(target)
    }

    /// The segments of a bead that is to be: some of each side, in a row each.
    pub(super) fn of_both_sides(&mut self, sides: [&[SegmentId]; 2]) -> Step<[Vec<StoredSegment>; 2]> {
        let mut segments = [self.distinct(sides[0])?, self.distinct(sides[1])?];
        for side in BeadSide::BOTH {
            let of_side = &mut segments[side.index()];
            if of_side.is_empty() {
                return refused(SegmentRefusal::NoSegmentOf(side));
            }
            if let Some(other) = of_side.iter().find(|segment| segment.side != side) {
                return refused(SegmentRefusal::OtherSide(other.id, side));
            }
            self.in_a_row(of_side)?;
        }
        Ok(segments)
    }

    pub(super) fn link(&mut self, sides: [&[SegmentId]; 2]) -> Step {
        let segments = self.of_both_sides(sides)?;
        let mut left: BTreeMap<BeadId, Taken> = BTreeMap::new();
        for segment in segments.iter().flatten() {
            let Some(bead) = segment.bead else {
                return refused(SegmentRefusal::LeftOut(segment.id));
            };
            if let std::collections::btree_map::Entry::Vacant(entry) = left.entry(bead) {
                let taken = self.take(bead)?;
                if !taken.is_null() {
                    return refused(SegmentRefusal::HasCounterpart(segment.id, bead));
                }
                entry.insert(taken);
            }
        }
        // The new bead is that of the first source segment; what else was in it stays behind in one of its own.
        let Some(home) = segments[0].first().and_then(|segment| segment.bead) else {
            return refused(SegmentRefusal::NoSegmentOf(BeadSide::Source));
        };
        let mut linked = self.take(home)?;
        linked.sides = [Vec::new(), Vec::new()];
        let ids: Vec<SegmentId> = segments.iter().flatten().map(|segment| segment.id).collect();
        let mut rest = Vec::new();
        for (id, mut taken) in left {
            for side in 0..2 {
                let (gone, stays): (Vec<StoredSegment>, Vec<StoredSegment>) = std::mem::take(&mut taken.sides[side])
                    .into_iter()
                    .partition(|segment| ids.contains(&segment.id));
                linked.sides[side].extend(gone);
                taken.sides[side] = stays;
            }
            if id == home {
                if !taken.is_empty() {
                    let place = self.place_after(taken.bead.ord)?;
                    let mut other = self.new_bead(place, BeadOrigin::Aligner);
                    other.sides = taken.sides;
                    rest.push(other);
                }
            } else {
                rest.push(taken);
            }
        }
        for side in &mut linked.sides {
            side.sort_by_key(|segment| segment.ord);
        }
        put_together(&mut linked);
        for taken in rest {
            self.lay(taken)?;
        }
        linked.bead.moved = self.crosses(&linked)?;
        self.lay(linked)
    }

    pub(super) fn part(&mut self, id: BeadId) -> Step {
        let mut taken = self.take(id)?;
        if taken.is_null() {
            return refused(BeadRefusal::OneSided(id));
        }
        let mut all: Vec<(usize, StoredSegment)> = Vec::new();
        for (side, segments) in std::mem::take(&mut taken.sides).into_iter().enumerate() {
            all.extend(segments.into_iter().map(|segment| (side, segment)));
        }
        let mut all = all.into_iter();
        if let Some((side, first)) = all.next() {
            taken.sides[side].push(first);
        }
        let mut ord = taken.bead.ord;
        for (side, segment) in all {
            ord = self.place_after(ord)?;
            let mut alone = self.new_bead(ord, BeadOrigin::Person);
            alone.sides[side].push(segment);
            self.lay(alone)?;
        }
        put_together(&mut taken);
        self.lay(taken)
    }

    pub(super) fn pin(&mut self, id: BeadId) -> Step {
        let mut taken = self.take(id)?;
        if taken.bead.is_settled() {
            return refused(BeadRefusal::Settled(id));
        }
        taken.bead.origin = BeadOrigin::Person;
        self.lay(taken)
    }

    /// Segments of the article, each once.
    pub(super) fn distinct(&mut self, ids: &[SegmentId]) -> Step<Vec<StoredSegment>> {
        let mut out: Vec<StoredSegment> = Vec::with_capacity(ids.len());
        for id in ids {
            if !out.iter().any(|segment| segment.id == *id) {
                out.push(self.segment(*id)?);
            }
        }
        Ok(out)
    }
}
