//! A search and what the summaries say → how much of the rare tokens' lists is walked, and which blocks are opened.
//!
//! Every plan leads to the same answer; what they cost is estimated from the lengths of the lists, the blocks' bounds and a
//! few stretches whose units are counted.

use std::ops::Range;

use pulp::Simd;

use super::bitmaps::{Bitmaps, Row, STRETCH};
use super::counting::{at_least, count};
use super::fuzzy::{Known, Search};

/// What things cost, in nanoseconds, measured on a large memory: walking one place; a candidate, with its signature; counting
/// its dense tokens one by one, and for each of them; opening a stretch, and counting one of its rows; looking at a unit
/// that has nearly enough; comparing one that has enough, and for each of its tokens.
const PLACE_COST: f64 = 2.3;
const CANDIDATE_COST: f64 = 15.0;
const FILTER_COST: f64 = 50.0;
const BIT_COST: f64 = 3.0;
const OPEN_COST: f64 = 100.0;
const ROW_COST: f64 = 8.0;
const UNIT_COST: f64 = 8.0;
const COMPARE_COST: f64 = 60.0;
const TOKEN_COST: f64 = 14.0;
/// Blocks that need more meetings than this are never opened.
pub(super) const MOST_SLACK: usize = 2;

/// So many numbers of meetings, from 0 on, are told apart in the estimate.
const MOST_TIMES: usize = 6;

/// How the candidates are found.
#[derive(Clone, Copy, Debug)]
pub(super) struct Plan {
    /// How many rare tokens' lists are walked.
    pub(super) walked: usize,
    /// How often the query has the tokens that are not looked at.
    pub(super) rest: usize,
    /// Blocks that need no more meetings than this are open.
    pub(super) slack: usize,
}

impl Plan {
    /// How often a unit of an open block is met until it is a candidate whatever the count says.
    pub(super) fn enough(self) -> u8 {
        // At most `MOST_SLACK`.
        self.slack as u8 + 2
    }
}

/// What is known of the units before anything is walked.
pub(super) struct Survey<'a> {
    bitmaps: Bitmaps<'a>,
    levels: &'a [usize],
    stretches: Range<usize>,
    /// For each bound the share of blocks, and of stretches, that have no lower one.
    shares: Vec<(f64, f64)>,
}

impl<'a> Survey<'a> {
    /// Looks at some of the blocks' bounds.
    #[inline(always)]
    pub(super) fn new(bitmaps: Bitmaps<'a>, levels: &'a [usize], blocks: Range<usize>, bounds: &[u8]) -> Survey<'a> {
        /// One stretch of so many is looked at.
        const SAMPLED: usize = 16;
        let mut shares = vec![(0.0, 0.0); levels.len() + 1];
        let mut all = (0.0, 0.0);
        for stretch in bounds.chunks(STRETCH).step_by(SAMPLED) {
            for &bound in stretch {
                if let Some((blocks, _)) = shares.get_mut(usize::from(bound)) {
                    *blocks += 1.0;
                }
            }
            let highest = stretch.iter().fold(0, |most, &bound| most.max(bound));
            if let Some((_, stretches)) = shares.get_mut(usize::from(highest)) {
                *stretches += 1.0;
            }
            all = (all.0 + stretch.len() as f64, all.1 + 1.0);
        }
        let mut sum = (0.0, 0.0);
        for share in shares.iter_mut().rev() {
            sum = (sum.0 + share.0 / all.0, sum.1 + share.1 / all.1);
            *share = sum;
        }
        Survey {
            bitmaps,
            levels,
            stretches: blocks.start / STRETCH..blocks.end.div_ceil(STRETCH),
            shares,
        }
    }

    /// The shares of blocks and of stretches whose bound is at least so high.
    fn bounded(&self, bound: Option<usize>) -> (f64, f64) {
        self.shares.get(bound.unwrap_or(0)).copied().unwrap_or((0.0, 0.0))
    }

    /// Counts some of the units.
    #[inline(always)]
    fn sample<S: Simd>(&self, simd: S) -> Vec<[Row; 8]> {
        /// So many stretches are counted.
        const SAMPLED: usize = 8;
        let step = self.stretches.len().div_ceil(SAMPLED).max(1);
        let mut rows: Vec<&Row> = Vec::new();
        let mut counted = Vec::with_capacity(SAMPLED);
        // No closure here: it would be compiled for any processor, without the vector instructions that were found.
        for stretch in self.stretches.clone().skip(step / 2).step_by(step) {
            let stretch = self.bitmaps.stretch(stretch);
            rows.clear();
            rows.extend(self.levels.iter().filter_map(|&level| stretch.row(level)));
            counted.push(count::<S, 8>(simd, &rows));
        }
        counted
    }
}

/// The share of sampled units that have at least so many of the dense tokens.
#[inline(always)]
fn counted<S: Simd>(simd: S, sample: &[[Row; 8]], needed: usize) -> f64 {
    let mut units = 0;
    for counts in sample {
        let row = at_least(simd, counts, needed);
        units += row
            .iter()
            .map(|word| u64::from_le_bytes(*word).count_ones())
            .sum::<u32>();
    }
    f64::from(units) / (sample.len().max(1) * 64 * STRETCH) as f64
}

impl Search<'_> {
    /// The plan that costs least, supposing that places spread evenly over lengths and blocks. `rare` has the tokens with
    /// lists and how many places these have; `uncounted` is how often the query has dense tokens that are not counted.
    #[inline(always)]
    pub(super) fn plan<S: Simd>(
        &self,
        simd: S,
        units: &Range<u32>,
        rare: &[(Known, usize)],
        uncounted: usize,
        survey: &Survey<'_>,
    ) -> Plan {
        let (in_part, in_range) = (
            f64::from(self.view.counts.units.max(1)),
            f64::from(units.end - units.start),
        );
        let m = self.query.len();
        let levels = survey.levels.len() as f64;
        // The longer the units, the more places they have, and the less their signatures say.
        let mean_length = self.view.tokens_in_all() as f64 / in_part;
        let longer = m as f64 / mean_length.max(1.0);
        let passed = ((m as f64 - 15.0) / 30.0).clamp(0.05, 1.0);
        let each = CANDIDATE_COST + passed * (FILTER_COST + BIT_COST * levels);
        let compared = COMPARE_COST + TOKEN_COST * m as f64;
        let kept = self.kept(m);
        let all = uncounted + rare.iter().map(|(kind, _)| kind.times).sum::<usize>();
        let mut sample = Vec::new();
        // The shares of units that have at least so many of the dense tokens, where they are known.
        let mut with_at_least = vec![f64::NAN; kept + 1];
        let mut best = (
            f64::MAX,
            Plan {
                walked: 0,
                rest: all,
                slack: 0,
            },
        );
        // First the plans that open nothing: often one of them costs so little that no unit needs to be counted.
        for opening in [false, true] {
            let (mut rest, mut places) = (all, 0.0);
            for walked in 0..=rare.len() {
                // The shares of blocks and of stretches that need at most so many meetings.
                let needing = |meetings: usize| survey.bounded(kept.checked_sub(rest + meetings));
                // How likely a unit that was met is met again: topics make it likelier than by chance.
                let again = (2.0 * places / in_range).min(1.0);
                for slack in 0..=MOST_SLACK {
                    let (blocks, stretches) = needing(slack);
                    if opening != (stretches > 0.0) {
                        continue;
                    }
                    let mut candidates = blocks * again.powi(slack as i32 + 1);
                    for meetings in slack + 1..=MOST_SLACK + 1 {
                        candidates += (needing(meetings).0 - needing(meetings - 1).0) * again.powi(meetings as i32 - 1);
                    }
                    let mut cost = places * (PLACE_COST + candidates * each);
                    cost += survey.stretches.len() as f64 * stretches * (OPEN_COST + ROW_COST * levels);
                    if opening && cost < best.0 {
                        if sample.is_empty() {
                            sample = survey.sample(simd);
                        }
                        // What a unit is met by chance has a Poisson distribution.
                        let met = places / in_range;
                        let mut so_often = (-met).exp();
                        let mut enough = 0.0;
                        for times in 0..MOST_TIMES {
                            let needed = kept.saturating_sub(rest + times);
                            if with_at_least[needed].is_nan() {
                                with_at_least[needed] = counted(simd, &sample, needed);
                            }
                            enough += so_often * with_at_least[needed];
                            so_often *= met / (times + 1) as f64;
                        }
                        let nearly = with_at_least[kept.saturating_sub(rest + slack + 1)];
                        cost += in_range * (enough * compared + nearly * UNIT_COST);
                    }
                    if cost < best.0 {
                        best = (cost, Plan { walked, rest, slack });
                    }
                }
                if let Some((kind, units)) = rare.get(walked) {
                    places += *units as f64 * in_range / in_part * longer;
                    rest -= kind.times;
                }
            }
        }
        best.1
    }
}
