//! Actions for which the aligner is asked: a bead cut at a segment, and two segments that translate each other wherever they stand.

use std::collections::{BTreeSet, HashSet};

use crate::align::Aligner;
use crate::article::BlockKind;
use crate::memory::actions::Action;
use crate::memory::actions::acted::Acted;
use crate::memory::actions::desk::{Desk, Step, Stop, Taken, refused};
use crate::memory::actions::realign::{Stretch, is_settled};
use crate::memory::actions::view::{ArticleView, BeadView, SegmentView, view_of};
use crate::memory::model::article::ArticleId;
use crate::memory::model::bead::{BeadId, BeadOrigin, BeadSide, BeadState, SegmentId, StoredSegment};
use crate::memory::{Memory, MemoryError, REVIEW_BELOW};
use crate::segment::Segment;

/// How many beads beside a new anchor are aligned anew, at most, on either side: what is further away has other neighbours.
const MOST_BESIDE: usize = 100;

impl ArticleView {
    /// The nearest beads before and after one that a person settled and that stand where they belong, for [`Memory::realign`]; the ends of
    /// the article where there is none. `None` where the article has no such bead.
    #[must_use]
    pub fn settled_around(&self, bead: BeadId) -> Option<[BeadId; 2]> {
        let at = self.beads.iter().position(|other| other.id == bead)?;
        let [first, last] = self.around(at..=at, usize::MAX);
        Some([self.beads[first].id, self.beads[last].id])
    }

    /// The places of the nearest settled beads around some, at most so many away.
    fn around(&self, some: std::ops::RangeInclusive<usize>, most: usize) -> [usize; 2] {
        let stops = |at: &usize| {
            let bead = &self.beads[*at];
            is_settled(bead) && !bead.moved && !bead.source.is_empty() && !bead.target.is_empty()
        };
        let (start, end) = (*some.start(), *some.end());
        let least = start.saturating_sub(most);
        let greatest = end.saturating_add(most).min(self.beads.len().saturating_sub(1));
        let first = (least..start).rev().find(stops).unwrap_or(least);
        let last = (end + 1..=greatest).find(stops).unwrap_or(greatest);
        [first, last]
    }
}

impl Memory {
    /// Makes a new bead from a segment on: what stands before it on its side stays, and the other side is cut where the aligner thinks
    /// best. An action like any other ([`Memory::act`]), of the verb `split`.
    ///
    /// # Errors
    /// As [`Memory::act`].
    pub fn split_from(
        &mut self,
        article: ArticleId,
        version: u64,
        segment: SegmentId,
        aligner: &Aligner,
    ) -> Result<Acted, MemoryError> {
        let view = self.article_view(article)?;
        let found = view.beads.iter().find_map(|bead| {
            let of = |segments: &[SegmentView]| segments.iter().position(|s| s.id == segment);
            of(&bead.source)
                .map(|at| (bead, BeadSide::Source, at))
                .or_else(|| of(&bead.target).map(|at| (bead, BeadSide::Target, at)))
        });
        let Some((bead, side, at)) = found else {
            return Err(MemoryError::NoSuchSegment {
                segment,
                article: view.info.name,
            });
        };
        let [source, target] = [texts(&bead.source), texts(&bead.target)];
        let opposite = aligner.cut_opposite(&source, &target, at, side == BeadSide::Target);
        let (source, target) = match side {
            BeadSide::Source => (at, opposite),
            BeadSide::Target => (opposite, at),
        };
        let bead = bead.id;
        self.act(article, version, &Action::Split { bead, source, target })
    }

    /// Says that segments translate each other, whatever beads they were in: they make one bead, confirmed, and what nobody settled between
    /// the settled beads around it is aligned anew, so that all that was shifted falls into its place. One action, of the verb `pinpoint`.
    ///
    /// Where the new bead crosses beads that a person settled, or with `moved`, the translation has it elsewhere: it is marked as moved, and
    /// no other bead changes but those that lose a segment.
    ///
    /// Several segments on both sides are a block that is aligned in itself. Of its beads those are confirmed that the aligner is sure of;
    /// the others keep its confidence, to be looked at. What was one bead of just these segments stays one.
    ///
    /// # Errors
    /// As [`Memory::act`].
    pub fn pinpoint(
        &mut self,
        article: ArticleId,
        version: u64,
        segments: &[Vec<SegmentId>; 2],
        moved: bool,
        aligner: &Aligner,
    ) -> Result<Acted, MemoryError> {
        self.act_with(article, version, "pinpoint", |desk| {
            let (linked, is_new) = desk.anchor(segments)?;
            desk.align_beside(linked, moved, aligner)?;
            if is_new && segments.iter().all(|side| side.len() > 1) {
                desk.divide(linked, aligner)?;
            }
            Ok(())
        })
    }
}

/// Segments as the aligner takes them.
fn texts(segments: &[SegmentView]) -> Vec<Segment> {
    let segment = |(at, segment): (usize, &SegmentView)| Segment {
        block: segment.block.map_or(at, |block| block as usize),
        kind: segment.kind.unwrap_or(BlockKind::Paragraph),
        range: 0..segment.text.len(),
        text: segment.text.clone(),
    };
    segments.iter().enumerate().map(segment).collect()
}

/// The same of segments that an action took up.
fn stored_texts(segments: &[StoredSegment]) -> Vec<Segment> {
    let segment = |(at, segment): (usize, &StoredSegment)| {
        let text = segment.text.clone().unwrap_or_default();
        Segment {
            block: segment.block.map_or(at, |block| block as usize),
            kind: segment.kind.unwrap_or(BlockKind::Paragraph),
            range: 0..text.len(),
            text,
        }
    };
    segments.iter().enumerate().map(segment).collect()
}

/// Where a bead's segments begin on either side.
fn starts(bead: &BeadView) -> Option<[i64; 2]> {
    Some([bead.source.first()?.ord, bead.target.first()?.ord])
}

/// Whether a bead crosses one that a person settled.
fn crosses_settled(view: &ArticleView, bead: &BeadView) -> bool {
    let Some([source, target]) = starts(bead) else {
        return false;
    };
    let settled = view
        .beads
        .iter()
        .filter(|other| other.id != bead.id && !other.moved && is_settled(other));
    settled
        .filter_map(starts)
        .any(|[other_source, other_target]| (other_source < source) != (other_target < target))
}

/// The beads between the places of a bead's source and of its target, itself included.
fn extent(view: &ArticleView, at: usize) -> std::ops::RangeInclusive<usize> {
    let Some([source, target]) = starts(&view.beads[at]) else {
        return at..=at;
    };
    let (mut first, mut last) = (at, at);
    for (place, other) in view.beads.iter().enumerate() {
        let before = other.source.first().is_some_and(|segment| segment.ord < source);
        let after_target = other.target.first().is_some_and(|segment| segment.ord > target);
        let after = other.source.first().is_some_and(|segment| segment.ord > source);
        let before_target = other.target.first().is_some_and(|segment| segment.ord < target);
        // Those that the new bead crosses.
        if (before && after_target) || (after && before_target) {
            (first, last) = (first.min(place), last.max(place));
        }
        // One-sided ones stand where nobody knows better.
        let beside = (other.source.is_empty() && before_target && place > at)
            || (other.source.is_empty() && after_target && place < at);
        if beside {
            (first, last) = (first.min(place), last.max(place));
        }
    }
    first..=last
}

impl Desk<'_, '_> {
    /// Aligns anew what nobody settled beside a bead that is settled now; one that stands elsewhere is marked as moved instead.
    fn align_beside(&mut self, linked: BeadId, moved: bool, aligner: &Aligner) -> Step {
        let view = view_of(&self.write.tx, &self.write.names, self.info.clone())?;
        let at = view.beads.iter().position(|bead| bead.id == linked);
        let at = at.ok_or(Stop::NoBead(linked))?;
        if moved || crosses_settled(&view, &view.beads[at]) {
            return self.mark_moved(linked);
        }
        // Where the segments were: what stood beside them there is to be aligned anew, too.
        let [first, last] = view.around(extent(&view, at), MOST_BESIDE);
        let between = [view.beads[first].id, view.beads[last].id];
        let stretch = Stretch::of(&view, Some(between), is_settled).map_err(|_| Stop::NoBead(linked))?;
        let alignment = aligner.align_around(&stretch.sides[0], &stretch.sides[1], &stretch.fixed);
        self.lay_out(&stretch, &alignment.beads).map(|_| ())
    }

    /// Makes of a bead that is a whole block those that the aligner finds in it, where it finds several.
    fn divide(&mut self, block: BeadId, aligner: &Aligner) -> Step {
        let whole = self.take(block)?;
        let sides = [0, 1].map(|side| stored_texts(&whole.sides[side]));
        let found = aligner.align(&sides[0], &sides[1]).beads;
        if found.iter().filter(|bead| !bead.is_null()).count() < 2 {
            return Ok(());
        }
        // The first that has both sides keeps the number; those before it stand before it.
        let mut rest = Some(whole.clone());
        let mut ord = whole.bead.ord;
        for (number, bead) in found.iter().enumerate() {
            let mut part = match rest.take_if(|_| !bead.is_null()) {
                Some(part) => part,
                None => self.new_bead(ord, BeadOrigin::Aligner),
            };
            if number > 0 {
                ord = self.place_after(ord)?;
            }
            part.bead.ord = ord;
            for (side, range) in [&bead.source, &bead.target].into_iter().enumerate() {
                part.sides[side] = whole.sides[side][range.clone()].to_vec();
            }
            if !bead.is_null() {
                let is_sure = bead.confidence >= REVIEW_BELOW;
                part.bead.origin = BeadOrigin::Person;
                part.bead.moved = whole.bead.moved;
                part.bead.state = if is_sure { BeadState::Confirmed } else { BeadState::Auto };
                part.bead.confidence = (!is_sure).then(|| bead.confidence.clamp(0.0, 1.0));
            }
            self.lay(part)?;
        }
        Ok(())
    }

    /// Takes segments out of what they are in, and makes a confirmed bead of them; says whether it is new.
    fn anchor(&mut self, sides: &[Vec<SegmentId>; 2]) -> Step<(BeadId, bool)> {
        let segments = self.of_both_sides([&sides[0], &sides[1]])?;
        let mut homes: Vec<BeadId> = Vec::new();
        for segment in segments.iter().flatten() {
            let Some(bead) = segment.bead else {
                return refused(format!("segment {} is left out: take it in first", segment.id));
            };
            homes.push(bead);
        }
        homes.dedup();
        // A bead of just these segments is confirmed as it is.
        if let [only] = homes[..] {
            let mut taken = self.take(only)?;
            if taken.sides.iter().flatten().count() == segments.iter().flatten().count() {
                taken.bead.state = BeadState::Confirmed;
                self.lay(taken)?;
                return Ok((only, false));
            }
        }
        let mut linked = self.gather(&segments, BeadOrigin::Person)?;
        linked.bead.state = BeadState::Confirmed;
        let id = linked.bead.id;
        self.lay(linked)?;
        Ok((id, true))
    }

    /// A new bead of segments that are taken out of what they are in, where the first source segment stood. What is left of those beads
    /// nobody settled. It is to be laid down.
    pub(super) fn gather(&mut self, segments: &[Vec<StoredSegment>; 2], origin: BeadOrigin) -> Step<Taken> {
        let ids: HashSet<SegmentId> = segments.iter().flatten().map(|segment| segment.id).collect();
        let homes: BTreeSet<BeadId> = segments.iter().flatten().filter_map(|segment| segment.bead).collect();
        let home = segments[0].first().and_then(|segment| segment.bead);
        let home = home.ok_or_else(|| Stop::Refused("no source segment is named".to_owned()))?;
        let place = self.take(home)?.bead.ord;
        let place = self.place_after(place)?;
        let mut linked = self.new_bead(place, origin);
        for id in homes {
            // Making room may have moved it.
            let mut rest = self.take(id)?;
            for (side, of_side) in rest.sides.iter_mut().enumerate() {
                let (gone, stays): (Vec<StoredSegment>, Vec<StoredSegment>) = std::mem::take(of_side)
                    .into_iter()
                    .partition(|segment| ids.contains(&segment.id));
                linked.sides[side].extend(gone);
                *of_side = stays;
            }
            rest.bead.origin = BeadOrigin::Aligner;
            rest.bead.state = BeadState::Auto;
            rest.bead.confidence = None;
            let (before, after) = self.parted(rest, &linked)?;
            self.lay(before)?;
            if let Some(after) = after {
                self.lay(after)?;
            }
        }
        for side in &mut linked.sides {
            side.sort_by_key(|segment| segment.ord);
        }
        Ok(linked)
    }

    /// What is left of a bead, in two where the segments that were taken out stood between.
    fn parted(&mut self, mut rest: Taken, linked: &Taken) -> Step<(Taken, Option<Taken>)> {
        let mut after = None;
        for side in 0..2 {
            let Some(taken_at) = linked.sides[side].iter().map(|segment| segment.ord).max() else {
                continue;
            };
            let is_cut = |segments: &[StoredSegment]| {
                segments.iter().any(|s| s.ord < taken_at) && segments.iter().any(|s| s.ord > taken_at)
            };
            if !is_cut(&rest.sides[side]) {
                continue;
            }
            let second = match &mut after {
                Some(second) => second,
                None => {
                    let place = self.place_after(linked.bead.ord)?;
                    after.insert(self.new_bead(place, BeadOrigin::Aligner))
                }
            };
            let (before, behind) = std::mem::take(&mut rest.sides[side])
                .into_iter()
                .partition(|s| s.ord < taken_at);
            rest.sides[side] = before;
            second.sides[side] = behind;
        }
        Ok((rest, after))
    }

    fn mark_moved(&mut self, id: BeadId) -> Step {
        let mut taken = self.take(id)?;
        taken.bead.moved = true;
        self.lay(taken)
    }
}
