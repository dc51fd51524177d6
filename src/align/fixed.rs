//! Beads that a person settled → a search space in which no alignment contradicts them.
//!
//! The segments of each settled bead are joined, so that it is one source and one target segment, which may go together and with
//! nothing else: whatever would cross the bead is out of the search space. The search then runs as always, over both whole
//! texts, and what it finds is told in the segments as they were.

use std::ops::Range;

use super::alignment::{Alignment, Bead, Crossing};
use super::corridor::Corridor;
use super::lattice::{IMPOSSIBLE, Lattice, SHAPE_COUNT, SHAPES};
use crate::segment::Segment;

/// What is settled of one segment.
#[derive(Clone, Copy, Debug, PartialEq)]
enum Settled {
    /// It goes with this segment of the other side, and with nothing else.
    With(usize),
    /// It has no counterpart.
    Alone,
}

/// What is settled of two texts, by their joined segments.
#[derive(Clone, Debug, Default)]
pub(crate) struct Fixed {
    /// Empty where nothing is settled.
    source: Vec<Option<Settled>>,
    target: Vec<Option<Settled>>,
}

/// One text with the segments of settled beads joined.
pub(crate) struct Joined {
    pub(crate) segments: Vec<Segment>,
    /// Where each begins among the segments as they were; one more at the end.
    starts: Vec<usize>,
    /// The settled bead of each, by its place in the list of them.
    of: Vec<Option<usize>>,
}

impl Joined {
    fn new(segments: &[Segment], ranges: &[(Range<usize>, usize)]) -> Joined {
        let mut joined = Joined {
            segments: Vec::with_capacity(segments.len()),
            starts: Vec::with_capacity(segments.len() + 1),
            of: Vec::with_capacity(segments.len()),
        };
        let mut ranges = ranges.iter().peekable();
        let mut at = 0;
        while at < segments.len() {
            let settled = ranges.next_if(|(range, _)| range.start == at);
            let end = settled.map_or(at + 1, |(range, _)| range.end);
            let parts = &segments[at..end];
            let texts: Vec<&str> = parts.iter().map(|s| s.text.as_str()).collect();
            let mut segment = segments[at].clone();
            segment.text = texts.join(" ");
            segment.range.end = segments[end - 1].range.end;
            joined.segments.push(segment);
            joined.starts.push(at);
            joined.of.push(settled.map(|(_, bead)| *bead));
            at = end;
        }
        joined.starts.push(at);
        joined
    }

    fn range(&self, of: &Range<usize>) -> Range<usize> {
        self.starts[of.start]..self.starts[of.end]
    }
}

/// Those of the beads that fit the texts and each other, in order: inside both texts, none twice, none crossing one before it.
fn sound(beads: &[Bead], source: usize, target: usize) -> Vec<Bead> {
    let mut beads: Vec<&Bead> = beads
        .iter()
        .filter(|b| b.source.end <= source && b.target.end <= target)
        .filter(|b| b.source.start <= b.source.end && b.target.start <= b.target.end)
        .filter(|b| !(b.source.is_empty() && b.target.is_empty()))
        .collect();
    beads.sort_by_key(|b| (b.source.start, b.target.start));
    let mut taken = [vec![false; source], vec![false; target]];
    // Where the last bead with two sides ends in the target.
    let mut reached = 0;
    let mut out = Vec::with_capacity(beads.len());
    for bead in beads {
        let free = !taken[0][bead.source.clone()].contains(&true) && !taken[1][bead.target.clone()].contains(&true);
        if !free || (!bead.is_null() && bead.target.start < reached) {
            continue;
        }
        if !bead.is_null() {
            reached = bead.target.end;
        }
        taken[0][bead.source.clone()].fill(true);
        taken[1][bead.target.clone()].fill(true);
        out.push(bead.clone());
    }
    out
}

/// Joins the segments of settled beads and says what is settled of the joined ones; with the beads that could be kept.
pub(crate) fn settle(source: &[Segment], target: &[Segment], beads: &[Bead]) -> (Fixed, [Joined; 2], Vec<Bead>) {
    let beads = sound(beads, source.len(), target.len());
    let ranges = |side: fn(&Bead) -> &Range<usize>| {
        let mut ranges: Vec<(Range<usize>, usize)> = beads
            .iter()
            .enumerate()
            .map(|(at, bead)| (side(bead).clone(), at))
            .filter(|(range, _)| !range.is_empty())
            .collect();
        ranges.sort_by_key(|(range, _)| range.start);
        ranges
    };
    let joined = [
        Joined::new(source, &ranges(|b| &b.source)),
        Joined::new(target, &ranges(|b| &b.target)),
    ];
    let place = |side: usize| {
        let mut places = vec![None; beads.len()];
        for (segment, of) in joined[side].of.iter().enumerate() {
            if let Some(bead) = of {
                places[*bead] = Some(segment);
            }
        }
        places
    };
    let places = [place(0), place(1)];
    let settled = |side: usize| -> Vec<Option<Settled>> {
        let other = |bead: usize| places[1 - side][bead].map_or(Settled::Alone, Settled::With);
        joined[side].of.iter().map(|of| of.map(other)).collect()
    };
    let fixed = Fixed {
        source: settled(0),
        target: settled(1),
    };
    (fixed, joined, beads)
}

/// An alignment of joined segments in the segments as they were.
pub(crate) fn part(alignment: Alignment, joined: &[Joined; 2], beads: &[Bead]) -> Alignment {
    let [source, target] = joined;
    let parted = |bead: Bead| {
        let settled = source.of[bead.source.clone()]
            .iter()
            .chain(&target.of[bead.target.clone()]);
        let confidence = settled
            .flatten()
            .next()
            .map_or(bead.confidence, |at| beads[*at].confidence);
        Bead {
            source: source.range(&bead.source),
            target: target.range(&bead.target),
            confidence,
        }
    };
    let touches = |crossing: &Crossing| {
        let mut settled = source.of[crossing.source.clone()]
            .iter()
            .chain(&target.of[crossing.target.clone()]);
        settled.any(Option::is_some)
    };
    Alignment {
        crossings: alignment
            .crossings
            .into_iter()
            .filter(|crossing| !touches(crossing))
            .map(|crossing| Crossing {
                source: source.range(&crossing.source),
                target: target.range(&crossing.target),
                beads: crossing.beads.into_iter().map(parted).collect(),
            })
            .collect(),
        beads: alignment.beads.into_iter().map(parted).collect(),
    }
}

impl Fixed {
    fn pairs(&self) -> impl Iterator<Item = (usize, usize)> + '_ {
        self.source.iter().enumerate().filter_map(|(i, settled)| match settled {
            Some(Settled::With(j)) => Some((i, *j)),
            _ => None,
        })
    }

    fn is_empty(&self) -> bool {
        self.source.iter().chain(&self.target).all(Option::is_none)
    }

    /// The corridor, wide enough for every settled bead.
    pub(crate) fn widen(&self, corridor: Corridor) -> Corridor {
        if self.is_empty() {
            return corridor;
        }
        let mut rows: Vec<_> = (0..corridor.rows())
            .map(|i| *corridor.row(i).start() as u32..=*corridor.row(i).end() as u32)
            .collect();
        for (i, j) in self.pairs() {
            for (row, column) in [(i, j as u32), (i + 1, j as u32 + 1)] {
                let (low, high) = (*rows[row].start(), *rows[row].end());
                rows[row] = low.min(column)..=high.max(column);
            }
        }
        Corridor::from_rows(&rows, corridor.columns())
    }

    /// Takes every step out of the lattice that a settled bead speaks against.
    pub(crate) fn constrain(&self, lattice: &mut Lattice) {
        if self.is_empty() {
            return;
        }
        let Lattice { corridor, beads, nulls } = lattice;
        let (n, m) = (self.source.len(), self.target.len());
        for i in 0..n {
            for j in corridor.row(i).take_while(|j| *j < m) {
                let node = corridor.at(i, j) * SHAPE_COUNT;
                for (shape, (a, b)) in SHAPES.into_iter().enumerate() {
                    let (rows, columns) = (i..(i + a).min(n), j..(j + b).min(m));
                    let settled = self.source[rows].iter().chain(&self.target[columns]);
                    if settled.flatten().next().is_none() {
                        continue;
                    }
                    let score = &mut beads[node + shape];
                    if shape == 0 && self.source[i] == Some(Settled::With(j)) {
                        // It is the only way through, whatever its score.
                        *score = if *score == IMPOSSIBLE { 0.0 } else { *score };
                    } else {
                        *score = IMPOSSIBLE;
                    }
                }
            }
        }
        for (i, j) in self.pairs() {
            nulls.source[i] = IMPOSSIBLE;
            nulls.target[j] = IMPOSSIBLE;
        }
    }
}
