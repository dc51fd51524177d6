//! Two texts and the evidence of their rarer words → the corridor in which their alignment is sought.
//!
//! Each pair of rare words that speak for each other votes for the pairs of segments that they stand in. The best monotone
//! chain of such pairs (a weighted longest increasing subsequence, over a Fenwick tree) is the skeleton of the alignment; the
//! corridor is what lies around it. Time and memory grow with the length of the texts, not with its square (the idea of
//! sparse anchors is Melamed's, 1999, and Simard and Plamondon's, 1998).

use std::ops::RangeInclusive;

use super::corridor::Corridor;
use super::evidence::Evidence;
use super::side::Side;

/// A pair of types votes when they occur together in at most this many pairs of segments.
const MOST_CELLS: u32 = 100;
/// A pair of words with less evidence (of `p(t|s)/p(t)`, in both directions) does not vote.
const LEAST_EVIDENCE: f32 = 8.0;
/// A pair of segments with fewer votes (logarithms of evidence) is no anchor.
const LEAST_VOTES: f32 = 5.0;
/// So many times as many are enough for an anchor that no neighbour confirms.
const STRONG: f32 = 4.0;
/// Positions kept on either side of an anchor.
const RADIUS: i64 = 4;
/// The largest area between two anchors that is searched as a whole.
const LARGEST_GAP: i64 = 1500;
/// Positions kept on either side of the straight line through a larger gap.
const GAP_RADIUS: i64 = 40;

/// A pair of segments that belong together by their votes.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Anchor {
    i: u32,
    j: u32,
    votes: f32,
}

/// All pairs of segments with enough votes, by source segment and then target segment; of the source segments that are `asked`
/// for only.
fn anchors(source: &Side, target: &Side, evidence: &Evidence, asked: impl Fn(usize) -> bool) -> Vec<Anchor> {
    let places = target.places();
    let mut out = Vec::new();
    let mut votes = vec![0.0f32; target.len()];
    let mut touched: Vec<u32> = Vec::new();
    // For each source type, where its target types that vote, with their votes, stand in `voters`.
    let mut known: Vec<Option<(u32, u32)>> = vec![None; source.types.len()];
    let mut voters: Vec<(u32, f32)> = Vec::new();
    for i in (0..source.len()).filter(|i| asked(*i)) {
        for s in source.segment(i) {
            let count = source.counts[*s as usize];
            if count > MOST_CELLS {
                continue;
            }
            let (start, end) = *known[*s as usize].get_or_insert_with(|| {
                let start = voters.len() as u32;
                voters.extend(evidence.table().row(*s).filter_map(|(t, [forward, backward])| {
                    let strength = forward.min(backward);
                    let votes = strength >= LEAST_EVIDENCE && count * target.counts[t as usize] <= MOST_CELLS;
                    votes.then(|| (t, strength.ln()))
                }));
                (start, voters.len() as u32)
            });
            for (t, strength) in &voters[start as usize..end as usize] {
                for &j in places.of(*t) {
                    let vote = &mut votes[j as usize];
                    if *vote == 0.0 {
                        touched.push(j);
                    }
                    *vote += strength;
                }
            }
        }
        touched.sort_unstable();
        for j in touched.drain(..) {
            let votes = std::mem::take(&mut votes[j as usize]);
            if votes >= LEAST_VOTES {
                out.push(Anchor { i: i as u32, j, votes });
            }
        }
    }
    out
}

/// The pairs of segments that the rarer words of both vote for, with their votes, of the source segments that are `asked` for.
pub(crate) fn votes(
    source: &Side,
    target: &Side,
    evidence: &Evidence,
    asked: impl Fn(usize) -> bool,
) -> impl Iterator<Item = (usize, usize, f32)> {
    anchors(source, target, evidence, asked)
        .into_iter()
        .map(|a| (a.i as usize, a.j as usize, a.votes))
}

/// The chain of anchors, increasing in both texts, with the most votes.
fn chain(anchors: &[Anchor], m: usize) -> Vec<Anchor> {
    // For each prefix of target positions, the best chain that ends in it: its votes and its last anchor.
    let mut tree: Vec<(f32, u32)> = vec![(0.0, u32::MAX); m + 1];
    let mut previous = vec![u32::MAX; anchors.len()];
    let mut totals = vec![0.0f32; anchors.len()];
    let (mut best, mut first_of_row) = ((0.0, u32::MAX), 0);
    let best_before = |tree: &[(f32, u32)], j: u32| {
        let (mut at, mut found) = (j as usize, (0.0, u32::MAX));
        while at > 0 {
            if tree[at].0 > found.0 {
                found = tree[at];
            }
            at &= at - 1;
        }
        found
    };
    while first_of_row < anchors.len() {
        let row = anchors[first_of_row].i;
        let mut end = first_of_row;
        while end < anchors.len() && anchors[end].i == row {
            let (votes, last) = best_before(&tree, anchors[end].j);
            (previous[end], totals[end]) = (last, votes + anchors[end].votes);
            end += 1;
        }
        // Only now, so that a segment has one place in the chain.
        for k in first_of_row..end {
            let entry = (totals[k], k as u32);
            if entry.0 > best.0 {
                best = entry;
            }
            let mut at = anchors[k].j as usize + 1;
            while at <= m {
                if entry.0 > tree[at].0 {
                    tree[at] = entry;
                }
                at += at & at.wrapping_neg();
            }
        }
        first_of_row = end;
    }
    let mut out = Vec::new();
    let mut at = best.1;
    while at != u32::MAX {
        out.push(anchors[at as usize]);
        at = previous[at as usize];
    }
    out.reverse();
    out
}

/// Leaves out anchors that stand apart from their neighbours on both sides: chance, more often than a sudden turn.
fn without_outliers(chain: &[Anchor]) -> Vec<Anchor> {
    let offset = |a: &Anchor| i64::from(a.j) - i64::from(a.i);
    let agree = |a: &Anchor, b: &Anchor| {
        let gap = (i64::from(a.i) - i64::from(b.i))
            .abs()
            .max((i64::from(a.j) - i64::from(b.j)).abs());
        (offset(a) - offset(b)).abs() <= 2 + gap / 3
    };
    let strong = |a: &Anchor| a.votes >= STRONG * LEAST_VOTES;
    (0..chain.len())
        .filter(|&k| {
            let before = k.checked_sub(1).is_none_or(|p| agree(&chain[p], &chain[k]));
            let after = chain.get(k + 1).is_none_or(|n| agree(n, &chain[k]));
            strong(&chain[k]) || before || after
        })
        .map(|k| chain[k])
        .collect()
}

/// The corridor for two texts.
pub(crate) fn corridor(source: &Side, target: &Side, evidence: &Evidence) -> Corridor {
    let (n, m) = (source.len() as i64, target.len() as i64);
    let chain = without_outliers(&chain(&anchors(source, target, evidence, |_| true), target.len()));
    // Nodes lie between segments; an anchor on (i, j) is a step from that node to the next.
    let mut stops = vec![(0, 0)];
    for a in &chain {
        let node = (i64::from(a.i), i64::from(a.j));
        stops.extend([node, (node.0 + 1, node.1 + 1)]);
    }
    stops.push((n, m));
    let mut rows: Vec<RangeInclusive<i64>> = (0..=n).map(|_| m..=0).collect();
    let mut widen = |row: i64, low: i64, high: i64| {
        let range = &mut rows[row.clamp(0, n) as usize];
        *range = (*range.start()).min(low.max(0))..=(*range.end()).max(high.min(m));
    };
    for pair in stops.windows(2) {
        let ((i1, j1), (i2, j2)) = (pair[0], pair[1]);
        let (height, width) = (i2 - i1, j2 - j1);
        let whole = height.max(1) * width.max(1) <= LARGEST_GAP || height.min(width) <= 3;
        for i in i1..=i2 {
            if whole {
                // The rectangle, and a little on either side of it.
                widen(i, j1 - RADIUS, j2 + RADIUS);
            } else {
                let on_line = j1 + width * (i - i1) / height;
                let slope = width / height + 1;
                widen(
                    i,
                    (on_line - GAP_RADIUS - slope).max(j1 - RADIUS),
                    (on_line + GAP_RADIUS + slope).min(j2 + RADIUS),
                );
            }
        }
        for k in 1..=RADIUS {
            widen(i1 - k, j1 - RADIUS, j1 + RADIUS - k);
            widen(i2 + k, j2 - RADIUS + k, j2 + RADIUS);
        }
    }
    let rows: Vec<RangeInclusive<u32>> = rows.iter().map(|r| *r.start() as u32..=*r.end() as u32).collect();
    Corridor::from_rows(&rows, target.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_chain_is_the_heaviest_increasing_one() {
        let anchor = |i, j, votes| Anchor { i, j, votes };
        let anchors = [
            anchor(0, 0, 6.0),
            anchor(1, 5, 7.0),
            anchor(1, 1, 6.0),
            anchor(2, 2, 6.0),
            anchor(3, 1, 20.0),
        ];
        let found = chain(&anchors, 6);
        assert_eq!(found.iter().map(|a| (a.i, a.j)).collect::<Vec<_>>(), [(0, 0), (3, 1)]);
        let found = chain(&anchors[..4], 6);
        assert_eq!(
            found.iter().map(|a| (a.i, a.j)).collect::<Vec<_>>(),
            [(0, 0), (1, 1), (2, 2)]
        );
    }
}
