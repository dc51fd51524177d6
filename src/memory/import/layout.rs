//! A pair and its alignment → the beads and segments that are to be stored of it, in their order.
//!
//! Every segment is in exactly one bead, also those without counterpart. A block that the translation moved becomes beads that
//! cross others, in the place of the null beads that its segments have in the alignment.

use std::ops::Range;

use crate::align::Bead;
use crate::memory::import::new_pair::{LeftOut, NewPair};
use crate::memory::model::article::NO_NEIGHBOUR;
use crate::memory::model::bead::{BeadSide, ORD_GAP};
use crate::memory::model::identity;
use crate::memory::model::unit::Variant;
use crate::memory::{MemoryError, context_hash};
use crate::segment::Segment;

/// A bead that is to be stored.
pub(crate) struct Planned {
    /// Its place among the beads.
    pub(crate) position: u32,
    /// Indices into the segments of either side.
    pub(crate) sides: [Range<usize>; 2],
    pub(crate) confidence: f64,
    pub(crate) moved: bool,
    /// The joined texts of either side; empty where there is none.
    pub(crate) texts: [String; 2],
    /// What its unit says, where both sides have text.
    pub(crate) pair: Option<PlannedUnit>,
    pub(crate) previous: i64,
    pub(crate) next: i64,
}

/// What the unit of a bead says.
pub(crate) struct PlannedUnit {
    pub(crate) identity: i64,
    pub(crate) variants: Vec<Variant>,
}

/// The beads of a pair in the order of the article.
///
/// # Errors
/// [`MemoryError::BadAlignment`] where a bead points outside the segments, or two have the same one.
pub(crate) fn plan(pair: &NewPair<'_>) -> Result<Vec<Planned>, MemoryError> {
    let lengths = [pair.source.len(), pair.target.len()];
    check(&pair.alignment.beads, lengths)?;
    let mut moved: Vec<&Bead> = pair.alignment.crossings.iter().flat_map(|c| &c.beads).collect();
    let free = nulls(&pair.alignment.beads, lengths);
    moved.retain(|bead| {
        let is_free =
            |range: &Range<usize>, side: usize| free[side].get(range.clone()).is_some_and(|f| !f.contains(&false));
        !bead.is_null() && is_free(&bead.source, 0) && is_free(&bead.target, 1)
    });
    let mut taken = lengths.map(|length| vec![false; length]);
    moved.retain(|bead| {
        let apart = !taken[0][bead.source.clone()].contains(&true) && !taken[1][bead.target.clone()].contains(&true);
        if apart {
            taken[0][bead.source.clone()].fill(true);
            taken[1][bead.target.clone()].fill(true);
        }
        apart
    });
    moved.sort_by_key(|bead| bead.source.start);
    let all: Vec<Bead> = moved.iter().copied().chain(&pair.alignment.beads).cloned().collect();
    let crosses = |bead: &Bead| all.iter().any(|other| cross(bead, other));
    let mut moved = moved.into_iter().peekable();
    let mut beads: Vec<(Bead, bool)> = Vec::with_capacity(pair.alignment.beads.len());
    for bead in &pair.alignment.beads {
        if !bead.is_null() {
            beads.push((bead.clone(), false));
            continue;
        }
        for part in without(bead, &taken) {
            beads.push((part, false));
        }
        // Each stands where its first source segment stood.
        while let Some(next) = moved.next_if(|next| next.source.start < bead.source.end) {
            beads.push((next.clone(), crosses(next)));
        }
    }
    beads.extend(moved.map(|bead| (bead.clone(), crosses(bead))));
    beads.extend(uncovered(&pair.alignment.beads, lengths).map(|bead| (bead, false)));
    let hashes: Vec<i64> = pair.source.iter().map(|segment| context_hash(&segment.text)).collect();
    beads
        .into_iter()
        .enumerate()
        .map(|(position, (bead, is_moved))| planned(pair, &hashes, position, &bead, is_moved))
        .collect()
}

/// Whether two beads with two sides each follow each other in another order in the source than in the target.
fn cross(a: &Bead, b: &Bead) -> bool {
    !a.is_null() && !b.is_null() && (a.source.start < b.source.start) != (a.target.start < b.target.start)
}

/// One bead; `hashes` are those of the source segments.
fn planned(
    pair: &NewPair<'_>,
    hashes: &[i64],
    position: usize,
    bead: &Bead,
    moved: bool,
) -> Result<Planned, MemoryError> {
    let neighbour = |index: Option<usize>| index.and_then(|i| hashes.get(i)).copied().unwrap_or(NO_NEIGHBOUR);
    let texts = [
        joined(&pair.source[bead.source.clone()]),
        joined(&pair.target[bead.target.clone()]),
    ];
    let has_both = texts.iter().all(|text| !text.trim().is_empty());
    let unit = has_both.then(|| {
        let [source, target] = &texts;
        let variants = vec![
            Variant::plain(pair.source_lang.clone(), source),
            Variant::plain(pair.target_lang.clone(), target),
        ];
        PlannedUnit {
            identity: identity::identity(&variants),
            variants,
        }
    });
    Ok(Planned {
        position: u32::try_from(position)
            .map_err(|_| MemoryError::BadAlignment("more than four billion beads".to_owned()))?,
        confidence: if bead.confidence.is_nan() {
            0.0
        } else {
            bead.confidence.clamp(0.0, 1.0)
        },
        moved,
        pair: unit,
        previous: neighbour(bead.source.start.checked_sub(1)),
        next: neighbour(Some(bead.source.end)),
        sides: [bead.source.clone(), bead.target.clone()],
        texts,
    })
}

/// Segments as one text.
pub(crate) fn joined(segments: &[Segment]) -> String {
    let texts: Vec<&str> = segments.iter().map(|s| s.text.as_str()).collect();
    texts.join(" ")
}

/// The texts of segments in normal form.
pub(crate) fn normal_texts(segments: &[Segment]) -> Vec<String> {
    let texts = segments.iter().map(|segment| identity::normalise(&segment.text));
    texts.map(std::borrow::Cow::into_owned).collect()
}

/// Whether every bead points at segments that are there and that no other has.
fn check(beads: &[Bead], lengths: [usize; 2]) -> Result<(), MemoryError> {
    let mut seen = lengths.map(|length| vec![false; length]);
    for bead in beads {
        for (side, range) in [("source", &bead.source), ("target", &bead.target)] {
            let seen = &mut seen[usize::from(side == "target")];
            let all = seen.len();
            let Some(of_bead) = seen.get_mut(range.clone()) else {
                return Err(MemoryError::BadAlignment(format!(
                    "a bead wants {side} segments {} to {} of {all}",
                    range.start, range.end
                )));
            };
            if of_bead.contains(&true) {
                return Err(MemoryError::BadAlignment(format!(
                    "two beads want {side} segments {} to {}",
                    range.start, range.end
                )));
            }
            of_bead.fill(true);
        }
    }
    Ok(())
}

/// Which segments are in null beads.
fn nulls(beads: &[Bead], lengths: [usize; 2]) -> [Vec<bool>; 2] {
    let mut out = lengths.map(|length| vec![false; length]);
    for bead in beads.iter().filter(|bead| bead.is_null()) {
        out[0][bead.source.clone()].fill(true);
        out[1][bead.target.clone()].fill(true);
    }
    out
}

/// What is left of a null bead without the segments that are taken: one bead for each segment that is left, or all of it.
fn without(bead: &Bead, taken: &[Vec<bool>; 2]) -> Vec<Bead> {
    let (side, range) = if bead.target.is_empty() {
        (0, &bead.source)
    } else {
        (1, &bead.target)
    };
    if !taken[side][range.clone()].contains(&true) {
        return vec![bead.clone()];
    }
    let left = range.clone().filter(|at| !taken[side][*at]);
    left.map(|at| {
        let mut part = bead.clone();
        *(if side == 0 { &mut part.source } else { &mut part.target }) = at..at + 1;
        part
    })
    .collect()
}

/// Null beads for the segments that no bead has.
fn uncovered(beads: &[Bead], lengths: [usize; 2]) -> impl Iterator<Item = Bead> {
    let mut covered = lengths.map(|length| vec![false; length]);
    for bead in beads {
        covered[0][bead.source.clone()].fill(true);
        covered[1][bead.target.clone()].fill(true);
    }
    let [source, target] = covered;
    let of = |covered: Vec<bool>| covered.into_iter().enumerate().filter(|(_, c)| !c).map(|(at, _)| at);
    let bead = |source, target| Bead {
        source,
        target,
        confidence: 0.0,
    };
    let sources: Vec<Bead> = of(source).map(|at| bead(at..at + 1, 0..0)).collect();
    let targets = of(target).map(|at| bead(0..0, at..at + 1)).collect::<Vec<Bead>>();
    sources.into_iter().chain(targets)
}

/// Where a segment stands among all of its side, those left out counted.
pub(crate) struct Places {
    /// For each segment that takes part.
    pub(crate) taking_part: [Vec<i64>; 2],
    /// Numbers of the segments that are left out, for each side.
    pub(crate) left_out: [Vec<i64>; 2],
}

/// The order of the segments of both sides.
pub(crate) fn places(pair: &NewPair<'_>) -> Places {
    let mut places = Places {
        taking_part: [Vec::new(), Vec::new()],
        left_out: [Vec::new(), Vec::new()],
    };
    for side in BeadSide::BOTH {
        let at = side.index();
        let mut left_out = pair.left_out[at].iter().peekable();
        let mut ord = 0;
        let mut next = || {
            ord += ORD_GAP;
            ord - ORD_GAP
        };
        let segments = if at == 0 { pair.source } else { pair.target };
        for segment in segments {
            let is_before = |other: &LeftOut| {
                (other.segment.block, other.segment.range.start) < (segment.block, segment.range.start)
            };
            while left_out.next_if(|other| is_before(other)).is_some() {
                places.left_out[at].push(next());
            }
            places.taking_part[at].push(next());
        }
        places.left_out[at].extend(left_out.map(|_| next()));
    }
    places
}
