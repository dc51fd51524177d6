//! Actions for which the aligner is asked: a bead cut at a segment, and two segments that translate each other wherever they stand.

use std::collections::BTreeMap;

use crate::align::Aligner;
use crate::article::BlockKind;
use crate::memory::actions::Action;
use crate::memory::actions::acted::Acted;
use crate::memory::actions::desk::{Desk, Step, Stop, Taken, refused};
use crate::memory::actions::realign::{Stretch, is_settled};
use crate::memory::actions::view::{ArticleView, BeadView, SegmentView, view_of};
use crate::memory::model::article::ArticleId;
use crate::memory::model::bead::{BeadId, BeadOrigin, BeadSide, BeadState, SegmentId, StoredSegment};
use crate::memory::{Memory, MemoryError};
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
            let linked = desk.anchor(segments)?;
            let view = view_of(&desk.write.tx, &desk.write.names, desk.info.clone())?;
            let at = view
                .beads
                .iter()
                .position(|bead| bead.id == linked)
                .ok_or(Stop::NoBead(linked))?;
            if moved || crosses_settled(&view, &view.beads[at]) {
                return desk.mark_moved(linked);
            }
            // Where the segments were: what stood beside them there is to be aligned anew, too.
            let [first, last] = view.around(extent(&view, at), MOST_BESIDE);
            let between = [view.beads[first].id, view.beads[last].id];
            let stretch = Stretch::of(&view, Some(between)).map_err(|_| Stop::NoBead(linked))?;
            let alignment = aligner.align_around(&stretch.sides[0], &stretch.sides[1], &stretch.fixed);
            desk.lay_out(&stretch, &alignment.beads).map(|_| ())
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
    /// Takes segments out of what they are in, and makes a confirmed bead of them. What is left of those beads nobody settled.
    fn anchor(&mut self, sides: &[Vec<SegmentId>; 2]) -> Step<BeadId> {
        let segments = self.of_both_sides([&sides[0], &sides[1]])?;
        let ids: Vec<SegmentId> = segments.iter().flatten().map(|segment| segment.id).collect();
        let mut left: BTreeMap<BeadId, Taken> = BTreeMap::new();
        for segment in segments.iter().flatten() {
            let Some(bead) = segment.bead else {
                return refused(format!("segment {} is left out: take it in first", segment.id));
            };
            if let std::collections::btree_map::Entry::Vacant(entry) = left.entry(bead) {
                entry.insert(self.take(bead)?);
            }
        }
        // A bead of just these segments is confirmed as it is.
        if let [(&id, only)] = left.iter().collect::<Vec<_>>()[..]
            && only.sides.iter().flatten().count() == ids.len()
        {
            let mut taken = self.take(id)?;
            taken.bead.state = BeadState::Confirmed;
            self.lay(taken)?;
            return Ok(id);
        }
        let home = segments[0]
            .first()
            .and_then(|segment| segment.bead)
            .ok_or(Stop::Refused("no source segment is named".to_owned()))?;
        let place = left.get(&home).map_or(0, |taken| taken.bead.ord);
        let place = self.place_after(place)?;
        let mut linked = self.new_bead(place, BeadOrigin::Person);
        linked.bead.state = BeadState::Confirmed;
        for (id, taken) in left {
            // Making room may have moved it.
            let mut rest = self.take(id)?;
            for (side, of_side) in rest.sides.iter_mut().enumerate() {
                let (gone, stays): (Vec<StoredSegment>, Vec<StoredSegment>) = std::mem::take(of_side)
                    .into_iter()
                    .partition(|segment| ids.contains(&segment.id));
                linked.sides[side].extend(gone);
                *of_side = stays;
            }
            drop(taken);
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
        let id = linked.bead.id;
        self.lay(linked)?;
        Ok(id)
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
