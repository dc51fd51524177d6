//! The beads that a person settled, where they stand in another version → what the aligner is to leave as it is.
//!
//! The aligner keeps to the order of both texts. So beads that cross others are taken out of both sides, as segments without counterpart,
//! and put back in as moved ones.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::align::{Alignment, Bead, Crossing};
use crate::memory::import::by_hand::{Arranged, ByHand};
use crate::memory::import::earlier::Reading;
use crate::memory::import::layout::normal_texts;
use crate::memory::import::mending::{Found, Mended};
use crate::memory::import::new_pair::NewPair;

/// What is settled of a version.
#[derive(Debug, Default)]
pub(crate) struct Settled {
    /// In order on both sides, with those that have one side only.
    in_order: Vec<Bead>,
    /// Those that cross them, or each other.
    crossing: Vec<Bead>,
}

impl Settled {
    pub(crate) fn of(mended: &Mended, found: &[Found]) -> Settled {
        let fixed = mended.places.iter().zip(found).filter(|(place, _)| place.is_fixed());
        let beads = fixed.filter_map(|(place, found)| {
            let [source, target] = found.sides.clone()?;
            let bead = Bead {
                source,
                target,
                confidence: 1.0,
            };
            Some((bead, place.bead.moved))
        });
        let (moved, rest): (Vec<_>, Vec<_>) = beads.partition(|(bead, moved)| *moved && !bead.is_null());
        let (alone, rest): (Vec<Bead>, Vec<Bead>) = rest.into_iter().map(|(bead, _)| bead).partition(Bead::is_null);
        let (mut in_order, mut crossing) = in_order(rest);
        // What crossed others may still do so: the rest is not to give way to it.
        crossing.extend(moved.into_iter().map(|(bead, _)| bead));
        in_order.extend(alone);
        Settled { in_order, crossing }
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.in_order.is_empty() && self.crossing.is_empty()
    }

    /// The beads that are to be aligned around.
    pub(crate) fn around(&self) -> Vec<Bead> {
        let mut beads = self.in_order.clone();
        for bead in &self.crossing {
            let [source, target] = [&bead.source, &bead.target].map(Clone::clone);
            beads.push(Bead {
                source,
                target: 0..0,
                confidence: 1.0,
            });
            beads.push(Bead {
                source: 0..0,
                target,
                confidence: 1.0,
            });
        }
        beads
    }

    /// Puts the beads that cross others into an alignment around the rest, and leaves without counterpart what is to have none.
    pub(crate) fn put_into(&self, alignment: &mut Alignment) {
        let settled = Owned::by(&self.around());
        for crossing in &mut alignment.crossings {
            crossing.beads.retain(|bead| !settled.has_of(bead));
        }
        alignment.crossings.retain(|crossing| !crossing.beads.is_empty());
        let own = self.crossing.iter().map(|bead| Crossing {
            source: bead.source.clone(),
            target: bead.target.clone(),
            beads: vec![bead.clone()],
        });
        alignment.crossings.extend(own);
        alignment.crossings.sort_by_key(|crossing| crossing.source.start);
    }
}

impl Settled {
    /// An alignment of so many segments that leaves the settled beads as they are and keeps of the rest what does not contradict them;
    /// `None` where the alignment does so already. What is left of a bead of which a segment is settled otherwise is doubtful.
    fn laid_over(&self, alignment: &Alignment, lengths: [usize; 2]) -> Option<Alignment> {
        let crossing: Vec<Bead> = alignment.crossings.iter().flat_map(|c| c.beads.clone()).collect();
        let (in_order, crossed) = (segments_of(&alignment.beads), segments_of(&crossing));
        let paired = Owned::by(alignment.beads.iter().chain(&crossing).filter(|bead| !bead.is_null()));
        let apart: HashSet<_> = alignment
            .beads
            .iter()
            .filter(|bead| bead.is_null())
            .map(alone)
            .collect();
        let fits = |bead: &Bead| {
            if bead.is_null() {
                // Several that a person put together are one bead.
                let is_one = bead.source.len() + bead.target.len() == 1 || apart.contains(&alone(bead));
                is_one && !paired.has_of(bead)
            } else {
                in_order.contains(&segments(bead))
            }
        };
        if self.in_order.iter().all(fits) && self.crossing.iter().all(|bead| crossed.contains(&segments(bead))) {
            return None;
        }
        let owned = Owned::by(self.in_order.iter().chain(&self.crossing));
        let mut chain: Vec<Bead> = self.in_order.iter().filter(|bead| !bead.is_null()).cloned().collect();
        chain.sort_by_key(|bead| bead.source.start);
        let rest = alignment.beads.iter().filter_map(|bead| owned.left_of(bead));
        let in_order = |bead: &Bead| {
            let after = chain.partition_point(|other| other.source.start < bead.source.start);
            let follows = after
                .checked_sub(1)
                .is_none_or(|at| chain[at].target.end <= bead.target.start);
            follows && chain.get(after).is_none_or(|next| bead.target.end <= next.target.start)
        };
        let mut beads: Vec<Bead> = rest.filter(in_order).collect();
        beads.extend(chain.iter().cloned());
        beads.sort_by_key(|bead| bead.source.start);
        let mut laid = Alignment {
            beads: Vec::with_capacity(beads.len()),
            crossings: alignment.crossings.clone(),
        };
        // Beads of one side stand where their segments do.
        let alone = self.around().into_iter().filter(Bead::is_null);
        let (mut sources, mut targets): (Vec<Bead>, Vec<Bead>) = alone.partition(|bead| bead.target.is_empty());
        sources.sort_by_key(|bead| bead.source.start);
        targets.sort_by_key(|bead| bead.target.start);
        let (mut i, mut j) = (0, 0);
        let end = Bead {
            source: lengths[0]..lengths[0],
            target: lengths[1]..lengths[1],
            confidence: 0.0,
        };
        for bead in beads.iter().chain([&end]) {
            alone_until(
                &mut i,
                bead.source.start,
                &sources,
                |bead| &bead.source,
                |source| {
                    laid.beads.push(Bead {
                        source,
                        target: j..j,
                        confidence: 1.0,
                    });
                },
            );
            alone_until(
                &mut j,
                bead.target.start,
                &targets,
                |bead| &bead.target,
                |target| {
                    laid.beads.push(Bead {
                        source: i..i,
                        target,
                        confidence: 1.0,
                    });
                },
            );
            if !bead.is_null() {
                laid.beads.push(bead.clone());
                (i, j) = (bead.source.end, bead.target.end);
            }
        }
        self.put_into(&mut laid);
        Some(laid)
    }
}

/// Tells the stretches of one side up to a segment that have no counterpart: those that are settled so, and each other segment alone.
fn alone_until(
    at: &mut usize,
    end: usize,
    settled: &[Bead],
    side: fn(&Bead) -> &Range<usize>,
    mut tell: impl FnMut(Range<usize>),
) {
    while *at < end {
        let place = settled.partition_point(|bead| side(bead).start < *at);
        let range = match settled.get(place).map(side) {
            Some(range) if range.start == *at && range.end <= end => range.clone(),
            _ => *at..*at + 1,
        };
        *at = range.end;
        tell(range);
    }
}

/// The segments of either side that some beads have.
struct Owned([Vec<bool>; 2]);

impl Owned {
    fn by<'b>(beads: impl IntoIterator<Item = &'b Bead>) -> Owned {
        let mut owned: [Vec<bool>; 2] = Default::default();
        for bead in beads {
            for (owned, range) in owned.iter_mut().zip([&bead.source, &bead.target]) {
                if owned.len() < range.end {
                    owned.resize(range.end, false);
                }
                owned[range.clone()].fill(true);
            }
        }
        Owned(owned)
    }

    fn has(&self, side: usize, segment: usize) -> bool {
        self.0[side].get(segment) == Some(&true)
    }

    /// Whether any segment of a bead is among them.
    fn has_of(&self, bead: &Bead) -> bool {
        let [mut source, mut target] = [&bead.source, &bead.target].map(Clone::clone);
        source.any(|at| self.has(0, at)) || target.any(|at| self.has(1, at))
    }

    /// A bead without them: whole and as sure as it was, or what is left of it and doubtful; nothing where that has one side only or falls
    /// apart.
    fn left_of(&self, bead: &Bead) -> Option<Bead> {
        let left_of = |side: usize, range: &Range<usize>| -> Option<Range<usize>> {
            let mut left = range.clone().filter(|at| !self.has(side, *at));
            let first = left.next()?;
            let (last, count) = left.fold((first, 1), |(_, count), at| (at, count + 1));
            (last - first + 1 == count).then_some(first..last + 1)
        };
        let left = Bead {
            source: left_of(0, &bead.source)?,
            target: left_of(1, &bead.target)?,
            confidence: 0.0,
        };
        Some(if segments(&left) == segments(bead) {
            bead.clone()
        } else {
            left
        })
    }
}

/// The segments of a bead on either side.
fn segments(bead: &Bead) -> [Range<usize>; 2] {
    [bead.source.clone(), bead.target.clone()]
}

fn segments_of(beads: &[Bead]) -> HashSet<[Range<usize>; 2]> {
    beads.iter().map(segments).collect()
}

/// The segments of a bead that has one side, wherever on the other side it stands.
fn alone(bead: &Bead) -> [Option<Range<usize>>; 2] {
    segments(bead).map(|side| (!side.is_empty()).then_some(side))
}

/// A pair whose segments and alignment follow what a person did to the article that it is a version of.
pub(crate) struct Followed {
    sides: [Arranged; 2],
    alignment: Alignment,
}

impl Followed {
    /// `None` where the pair does so as it is. Its reading is told what was done.
    pub(crate) fn of(pair: &NewPair<'_>, mended: &Mended, by_hand: &ByHand, reading: &mut Reading) -> Option<Followed> {
        let mut sides = [(pair.source, 0), (pair.target, 1)].map(|(of, at)| Arranged::of(of, pair.left_out[at]));
        let mut alignment = None;
        if !reading.is_arranged && !by_hand.is_empty() {
            let [source, target] = &mut sides;
            by_hand.apply([source, target], reading);
            alignment = Some(carried(pair.alignment, &sides));
        }
        let laid = laid_over(&sides, mended, alignment.as_ref().unwrap_or(pair.alignment));
        Some(Followed {
            alignment: laid.or(alignment)?,
            sides,
        })
    }

    /// The same where the segments follow it already.
    pub(crate) fn along(sides: [Arranged; 2], mended: &Mended, alignment: &Alignment) -> Followed {
        let alignment = carried(alignment, &sides);
        Followed {
            alignment: laid_over(&sides, mended, &alignment).unwrap_or(alignment),
            sides,
        }
    }

    pub(crate) fn pair<'f>(&'f self, pair: &NewPair<'f>) -> NewPair<'f> {
        NewPair {
            source: &self.sides[0].segments,
            target: &self.sides[1].segments,
            left_out: [&self.sides[0].left_out, &self.sides[1].left_out],
            alignment: &self.alignment,
            ..pair.clone()
        }
    }
}

fn laid_over(sides: &[Arranged; 2], mended: &Mended, alignment: &Alignment) -> Option<Alignment> {
    let texts = [normal_texts(&sides[0].segments), normal_texts(&sides[1].segments)];
    let settled = Settled::of(mended, &mended.locate([&texts[0], &texts[1]]));
    settled.laid_over(alignment, [texts[0].len(), texts[1].len()])
}

/// An alignment of segments as one of those that were made of them.
fn carried(alignment: &Alignment, sides: &[Arranged; 2]) -> Alignment {
    // By the segments as they were, what begins with each.
    let made = sides.each_ref().map(|side| {
        let mut made: HashMap<usize, Range<usize>> = HashMap::new();
        let origins = side.origins.iter().enumerate().filter(|(_, origin)| !origin.is_empty());
        for (at, origin) in origins {
            made.entry(origin.start).or_insert(at..at).end = at + 1;
        }
        made
    });
    let range = |side: usize, of: &Range<usize>| {
        let mut parts = of.clone().filter_map(|at| made[side].get(&at));
        let mut range = parts.next().cloned().unwrap_or(0..0);
        for part in parts {
            if part.start == range.end {
                range.end = part.end;
            }
        }
        range
    };
    let bead = |bead: &Bead| Bead {
        source: range(0, &bead.source),
        target: range(1, &bead.target),
        confidence: bead.confidence,
    };
    let is_left = |bead: &Bead| !(bead.source.is_empty() && bead.target.is_empty());
    Alignment {
        beads: alignment.beads.iter().map(bead).filter(is_left).collect(),
        crossings: alignment
            .crossings
            .iter()
            .map(|crossing| Crossing {
                source: range(0, &crossing.source),
                target: range(1, &crossing.target),
                beads: crossing.beads.iter().map(bead).filter(|bead| !bead.is_null()).collect(),
            })
            .filter(|crossing| !crossing.beads.is_empty())
            .collect(),
    }
}

/// The longest chain of beads that are in order on both sides (patience sorting), and the rest.
fn in_order(mut beads: Vec<Bead>) -> (Vec<Bead>, Vec<Bead>) {
    beads.sort_by_key(|bead| bead.source.start);
    // For each length, the bead that ends a chain of it earliest in the target; and for each bead, the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(beads.len());
    for (at, bead) in beads.iter().enumerate() {
        let length = ends.partition_point(|end| beads[*end].target.end <= bead.target.start);
        before.push(length.checked_sub(1).map(|length| ends[length]));
        if length == ends.len() {
            ends.push(at);
        } else if bead.target.end < beads[ends[length]].target.end {
            ends[length] = at;
        }
    }
    let mut is_in = vec![false; beads.len()];
    let mut next = ends.last().copied();
    while let Some(at) = next {
        is_in[at] = true;
        next = before[at];
    }
    let mut is_in = is_in.into_iter();
    beads.into_iter().partition(|_| is_in.next() == Some(true))
}
