//! The beads of an article that nobody settled → aligned anew around those that a person settled.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::align::{Aligner, Bead};
use crate::article::BlockKind;
use crate::memory::actions::acted::Acted;
use crate::memory::actions::desk::{Desk, Step, Stop, Taken, refused};
use crate::memory::actions::view::{ArticleView, BeadView, SegmentView, view_of};
use crate::memory::model::article::ArticleId;
use crate::memory::model::bead::{BeadId, BeadOrigin, SegmentId};
use crate::memory::store::beads;
use crate::memory::{Memory, MemoryError};
use crate::segment::Segment;

/// What is aligned anew: the segments of either side, and the beads that they are in now.
pub(super) struct Stretch {
    pub(super) sides: [Vec<Segment>; 2],
    ids: [Vec<SegmentId>; 2],
    beads: Vec<BeadId>,
    pub(super) fixed: Vec<Bead>,
}

impl Memory {
    /// Aligns an article anew, or what lies between two of its beads, around everything that a person settled: an action like any other
    /// ([`Memory::act`]), of the verb `realign`. What crosses other beads stays as it is.
    ///
    /// Among the segments without counterpart it then looks for blocks that the translation has elsewhere, as an import does, also outside
    /// of the stretch: each becomes moved beads. What a person left without counterpart stays so.
    ///
    /// # Errors
    /// As [`Memory::act`].
    pub fn realign(
        &mut self,
        article: ArticleId,
        version: u64,
        between: Option<[BeadId; 2]>,
        aligner: &Aligner,
    ) -> Result<Acted, MemoryError> {
        let view = self.article_view(article)?;
        let stretch = Stretch::of(&view, between, is_settled)?;
        let alignment = aligner.align_around(&stretch.sides[0], &stretch.sides[1], &stretch.fixed);
        self.act_with(article, version, "realign", |desk| {
            let is_other = desk.lay_out(&stretch, &alignment.beads)?;
            if desk.link_moved(&stretch, aligner)? || is_other {
                Ok(())
            } else {
                refused("nothing would change: the rest is aligned so already")
            }
        })
    }
}

impl Stretch {
    /// The beads between two, or all, but for those that are moved; `is_fixed` says which of them stay as they are.
    pub(super) fn of(
        view: &ArticleView,
        between: Option<[BeadId; 2]>,
        is_fixed: impl Fn(&BeadView) -> bool,
    ) -> Result<Stretch, MemoryError> {
        let place = |id: BeadId| {
            let found = view.beads.iter().position(|bead| bead.id == id);
            found.ok_or_else(|| MemoryError::NoSuchBead {
                bead: id,
                article: view.info.name.clone(),
            })
        };
        let (first, last) = match between {
            None => (0, view.beads.len()),
            Some([first, last]) => {
                let (first, last) = (place(first)?, place(last)?);
                (first.min(last), first.max(last) + 1)
            }
        };
        let taken: Vec<&BeadView> = view.beads[first..last].iter().filter(|bead| !bead.moved).collect();
        let mut stretch = Stretch {
            sides: [Vec::new(), Vec::new()],
            ids: [Vec::new(), Vec::new()],
            beads: taken.iter().map(|bead| bead.id).collect(),
            fixed: Vec::new(),
        };
        let mut places: HashMap<SegmentId, usize> = HashMap::new();
        for side in 0..2 {
            let of = |bead: &&BeadView| {
                if side == 0 {
                    bead.source.clone()
                } else {
                    bead.target.clone()
                }
            };
            let mut segments: Vec<SegmentView> = taken.iter().flat_map(of).collect();
            segments.sort_by_key(|segment| segment.ord);
            for (at, segment) in segments.into_iter().enumerate() {
                places.insert(segment.id, at);
                stretch.ids[side].push(segment.id);
                stretch.sides[side].push(Segment {
                    // One whose block nobody noted stands alone.
                    block: segment.block.map_or(at, |block| block as usize),
                    kind: segment.kind.unwrap_or(BlockKind::Paragraph),
                    range: 0..segment.text.len(),
                    text: segment.text,
                });
            }
        }
        for bead in taken.iter().filter(|bead| is_fixed(bead)) {
            let range = |segments: &[SegmentView]| match segments {
                [] => 0..0,
                [first, ..] => {
                    let start = places[&first.id];
                    start..start + segments.len()
                }
            };
            stretch.fixed.push(Bead {
                source: range(&bead.source),
                target: range(&bead.target),
                confidence: 1.0,
            });
        }
        Ok(stretch)
    }
}

pub(super) fn is_settled(bead: &BeadView) -> bool {
    use crate::memory::BeadState::{Confirmed, Deleted, Rejected};
    let is_edited = bead
        .source
        .iter()
        .chain(&bead.target)
        .any(|segment| segment.original.is_some());
    bead.origin == BeadOrigin::Person || matches!(bead.state, Confirmed | Rejected | Deleted) || is_edited
}

/// Whether a bead has segments on one side only.
fn is_null(bead: &BeadView) -> bool {
    bead.source.is_empty() || bead.target.is_empty()
}

impl Desk<'_, '_> {
    /// Makes moved beads of the blocks that the translation has elsewhere: segments that nobody settled and that have no counterpart, some of
    /// them in the stretch. Says whether there were any.
    fn link_moved(&mut self, stretch: &Stretch, aligner: &Aligner) -> Step<bool> {
        let view = view_of(&self.write.tx, &self.write.names, self.info.clone())?;
        let asked: HashSet<SegmentId> = stretch.ids.iter().flatten().copied().collect();
        let lone = |side: usize| {
            let beads = view.beads.iter().filter(|bead| is_null(bead) && !is_settled(bead));
            beads.flat_map(move |bead| [&bead.source, &bead.target][side])
        };
        let is_asked = |side: usize| lone(side).any(|segment| asked.contains(&segment.id));
        if lone(0).next().is_none() || lone(1).next().is_none() || !(is_asked(0) || is_asked(1)) {
            return Ok(false);
        }
        // Only what has no counterpart is sought: the rest stays as it is.
        let whole = Stretch::of(&view, None, |bead| is_settled(bead) || !is_null(bead));
        let whole = whole.map_err(|_| Stop::Refused("the article has no beads".to_owned()))?;
        let alignment = aligner.align_around(&whole.sides[0], &whole.sides[1], &whole.fixed);
        let mut found = false;
        for crossing in alignment.crossings {
            let of = |side: usize, range: &Range<usize>| whole.ids[side][range.clone()].to_vec();
            let beads = crossing.beads.iter();
            let beads: Vec<_> = beads
                .map(|bead| ([of(0, &bead.source), of(1, &bead.target)], bead.confidence))
                .collect();
            if !beads
                .iter()
                .any(|(ids, _)| ids.iter().flatten().any(|id| asked.contains(id)))
            {
                continue;
            }
            for (ids, confidence) in beads {
                found |= self.link_elsewhere(&ids, confidence)?;
            }
        }
        Ok(found)
    }

    /// Makes a bead, as an aligner does, of segments that have no counterpart; not where something that is moved already stands between them.
    fn link_elsewhere(&mut self, ids: &[Vec<SegmentId>; 2], confidence: f64) -> Step<bool> {
        let segments = match self.of_both_sides([&ids[0], &ids[1]]) {
            Err(Stop::Refused(_)) => return Ok(false),
            found => found?,
        };
        let mut linked = self.gather(&segments, BeadOrigin::Aligner)?;
        linked.bead.confidence = Some(confidence.clamp(0.0, 1.0));
        linked.bead.moved = self.crosses(&linked)?;
        self.lay(linked)?;
        Ok(true)
    }

    /// Puts the beads of an alignment in the place of those of the stretch; those that are the same stay. Says whether there were others.
    pub(super) fn lay_out(&mut self, stretch: &Stretch, alignment: &[Bead]) -> Step<bool> {
        let mut now: HashMap<(Vec<SegmentId>, Vec<SegmentId>), Taken> = HashMap::new();
        let mut segments = HashMap::new();
        for id in &stretch.beads {
            let taken = self.take(*id)?;
            let ids = |side: usize| taken.sides[side].iter().map(|s| s.id).collect::<Vec<SegmentId>>();
            for segment in taken.sides.iter().flatten() {
                segments.insert(segment.id, segment.clone());
            }
            now.insert((ids(0), ids(1)), taken);
        }
        let mut order: Vec<Taken> = Vec::with_capacity(alignment.len());
        let mut kept: HashSet<BeadId> = HashSet::new();
        for bead in alignment {
            let key = (
                stretch.ids[0][bead.source.clone()].to_vec(),
                stretch.ids[1][bead.target.clone()].to_vec(),
            );
            let taken = match now.remove(&key) {
                Some(taken) => {
                    kept.insert(taken.bead.id);
                    taken
                }
                None => {
                    let mut taken = self.new_bead(0, BeadOrigin::Aligner);
                    let rows = |ids: &[SegmentId]| ids.iter().filter_map(|id| segments.get(id).cloned()).collect();
                    taken.sides = [rows(&key.0), rows(&key.1)];
                    taken.bead.confidence = (!bead.is_null()).then(|| bead.confidence.clamp(0.0, 1.0));
                    taken
                }
            };
            order.push(taken);
        }
        if now.is_empty() {
            return Ok(false);
        }
        let old: Vec<Taken> = now.into_values().collect();
        self.give_places(stretch, &mut order, &kept)?;
        for taken in order {
            self.lay(taken)?;
        }
        for mut taken in old {
            taken.sides = [Vec::new(), Vec::new()];
            self.lay(taken)?;
        }
        Ok(true)
    }

    /// Gives new beads places between those that stay; where they do not fit, all of the stretch gets new places.
    fn give_places(&mut self, stretch: &Stretch, order: &mut [Taken], kept: &HashSet<BeadId>) -> Step {
        let mut ends = Vec::new();
        for id in [stretch.beads.first(), stretch.beads.last()].into_iter().flatten() {
            ends.extend(beads::bead(&self.write.tx, *id)?.map(|bead| bead.ord));
        }
        let [first, last] = ends.as_slice() else { return Ok(()) };
        let (first, last) = (*first, *last);
        let after = beads::bead_beside(&self.write.tx, self.info.id, last, true)?;
        let end = after.map_or(last + crate::memory::model::bead::ORD_GAP, |bead| bead.ord);
        let in_order = |order: &[Taken]| {
            let places = order.iter().filter(|t| kept.contains(&t.bead.id)).map(|t| t.bead.ord);
            places.is_sorted()
        };
        if in_order(order) && self.fill_gaps(order, kept, first, end) {
            return Ok(());
        }
        let count = i64::try_from(order.len()).unwrap_or(i64::MAX);
        let step = (end - first) / count.max(1);
        if step < 1 {
            return refused("there is no room among the beads: realign a longer stretch");
        }
        let mut place = first;
        for taken in order {
            taken.bead.ord = place;
            place += step;
        }
        Ok(())
    }

    /// Spreads the new beads of each gap over it; `false` where one is too narrow.
    fn fill_gaps(&self, order: &mut [Taken], kept: &HashSet<BeadId>, first: i64, end: i64) -> bool {
        let mut before = first - 1;
        let mut at = 0;
        while at < order.len() {
            let is_kept = |taken: &Taken| kept.contains(&taken.bead.id);
            if is_kept(&order[at]) {
                before = order[at].bead.ord;
                at += 1;
                continue;
            }
            let run = order[at..].iter().take_while(|taken| !is_kept(taken)).count();
            let limit = order.get(at + run).map_or(end, |taken| taken.bead.ord);
            let step = (limit - before) / (i64::try_from(run).unwrap_or(i64::MAX) + 1);
            if step < 1 {
                return false;
            }
            for taken in &mut order[at..at + run] {
                before += step;
                taken.bead.ord = before;
            }
            at += run;
        }
        true
    }
}
