//! A search → the units of the part that share enough tokens with the query.
//!
//! The query's tokens are of two kinds. The **dense** ones, which many units have, are in bitmaps; the **rare** ones have
//! lists of their units. For each block of 64 units the bitmaps' summaries tell how many dense tokens any of them can
//! share at most (the block's *bound*); what a match must share beyond that it shares with the rare ones. So when the
//! rare tokens' lists are walked, from the rarest on, a unit is a candidate once it has been met as often as its block
//! needs. The walk may leave out the last lists, which are the longest; then units count as if they had all of those
//! tokens. In blocks that need nothing any more, the **open** ones, the dense tokens of each unit are counted from the
//! bitmaps, 64 units at a time and several blocks together: one machine word holds one binary digit of 64 counts.
//!
//! That a match has been met at least so often when all but a few lists are walked is the prefix filter (S. Chaudhuri,
//! V. Ganti, R. Kaushik, "A primitive operator for similarity joins in data cleaning", ICDE 2006), here with a length of
//! its own for each block. For other candidates the dense tokens are counted one by one once the signature leaves them a
//! chance. Together with how often the unit was met that is nearly the number of tokens that it shares with the query, as
//! often as both have them.

use std::ops::Range;

use pulp::Simd;

use super::bitmaps::{Bitmaps, Row, STRETCH};
use super::counting::{at_least, count, write};
use super::fuzzy::{Known, Scratch, Search};
use super::part::{BUCKET, Places, pair, three};
use super::plan::{MOST_SLACK, Plan, Survey};

/// Queries with more tokens are searched without the bitmaps: the counts would need more binary digits.
const MOST_COUNTED: usize = 255;
/// The highest number of meetings that is told apart from higher ones.
const MOST_MET: u8 = 15;
/// How many blocks a bucket of places has.
const BUCKET_BLOCKS: usize = BUCKET / 64;
impl Search<'_> {
    /// Collects the candidates among the units in a range.
    #[inline(always)]
    pub(super) fn collect<S: Simd>(&self, simd: S, units: Range<u32>, scratch: &mut Scratch) {
        scratch.candidates.clear();
        let blocks = units.start as usize / 64..(units.end as usize).div_ceil(64);
        let m = self.query.len();
        let bitmaps = self.view.bitmaps;
        // The levels of dense tokens, as often as the query has them.
        let mut levels: Vec<usize> = Vec::new();
        let mut rare: Vec<(Known, usize)> = Vec::new();
        for kind in &self.known {
            match self.view.places(kind.token) {
                Some(Places::List(units)) => rare.push((*kind, units.len())),
                Some(Places::Buckets(_, lows)) => rare.push((*kind, lows.len())),
                None => {
                    let of_token = bitmaps.levels_of(kind.token);
                    // What a unit has more often than there are levels counts as often as the query has it.
                    let level = |time: usize| (of_token.start + time).min(of_token.end.saturating_sub(1));
                    levels.extend((0..kind.times).map(level));
                }
            }
        }
        let mut uncounted = 0;
        if m > MOST_COUNTED {
            uncounted = levels.len();
            levels.clear();
        }
        let Scratch { needs, .. } = scratch;
        needs.clear();
        needs.resize(blocks.end.next_multiple_of(BUCKET_BLOCKS), 0);
        // Whole rows of a summary are counted.
        let row = blocks.start / (64 * STRETCH);
        if let Some(needs) = needs.get_mut(row * 64 * STRETCH..blocks.end) {
            match levels.len() {
                0 => {}
                1..16 => bounds::<S, 4>(simd, &bitmaps, &levels, row, needs),
                16..32 => bounds::<S, 5>(simd, &bitmaps, &levels, row, needs),
                32..64 => bounds::<S, 6>(simd, &bitmaps, &levels, row, needs),
                _ => bounds::<S, 8>(simd, &bitmaps, &levels, row, needs),
            }
        }
        let survey = Survey::new(
            self.view.bitmaps,
            &levels,
            blocks.clone(),
            needs.get(blocks).unwrap_or_default(),
        );
        let plan = self.plan(simd, &units, &rare, uncounted, &survey);
        let (walked, _) = rare.split_at(plan.walked);
        self.demand(walked, plan, scratch);
        let meetings = walked.iter().map(|(kind, _)| kind.times).sum::<usize>();
        let most = meetings.min(usize::from(MOST_MET)) as u8;
        scratch.begin_walk(self.view.counts.units as usize, most);
        self.needs(&units, plan, scratch);
        self.walk(&units, walked, plan, scratch);
        self.filter(&levels, scratch);
        match levels.len() {
            0..16 => self.open::<S, 4>(simd, &units, &levels, plan.enough(), scratch),
            16..32 => self.open::<S, 5>(simd, &units, &levels, plan.enough(), scratch),
            32..64 => self.open::<S, 6>(simd, &units, &levels, plan.enough(), scratch),
            _ => self.open::<S, 8>(simd, &units, &levels, plan.enough(), scratch),
        }
    }

    /// Finds for each length how many dense and walked tokens a match must share. The longer a unit is than the query, the
    /// more it must share, and the sooner its walk ends.
    fn demand(&self, walked: &[(Known, usize)], plan: Plan, scratch: &mut Scratch) {
        let m = self.query.len();
        let least = self.kept(m);
        let mut left = walked.iter().rev().map(|(kind, _)| kind.times).peekable();
        let mut rest = plan.rest;
        scratch.demand.clear();
        for length in 0..self.edits.len() {
            let kept = self.kept(length);
            while let Some(times) = left.next_if(|times| rest + times <= plan.rest + kept - least) {
                rest += times;
            }
            let demand = kept.saturating_sub(rest).min(usize::from(u8::MAX));
            scratch.demand.push(demand as u8);
        }
    }

    /// Turns the blocks' bounds into how often their units must be met, and collects the blocks that are open.
    #[inline(always)]
    fn needs(&self, units: &Range<u32>, plan: Plan, scratch: &mut Scratch) {
        let Scratch {
            needs,
            open,
            demand,
            base,
            most,
            ..
        } = scratch;
        open.clear();
        // What no unit reaches, unless more meetings are not told apart.
        let limit = if *most < MOST_MET { *most + 1 } else { MOST_MET };
        let meetings = Meetings { base: *base, limit };
        let m = self.query.len();
        let least = demand.get(m).copied().unwrap_or(0);
        let mut done = units.start as usize / 64;
        for (length, run) in self.view.runs() {
            let length = length as usize;
            if length < m || run.end <= units.start {
                continue;
            }
            if run.start >= units.end {
                break;
            }
            // A block with units of several lengths needs as little as the shortest of them may.
            let begin = if length == m {
                done
            } else {
                (run.start as usize).div_ceil(64)
            };
            let end = run.end as usize / 64;
            if begin < end {
                fill(needs, done..begin, least, meetings, plan, open);
                let demand = demand.get(length).copied().unwrap_or(u8::MAX);
                fill(needs, begin..end, demand, meetings, plan, open);
                done = end;
            }
        }
        fill(
            needs,
            done..(units.end as usize).div_ceil(64),
            least,
            meetings,
            plan,
            open,
        );
    }

    /// Walks the lists.
    #[inline(always)]
    fn walk(&self, units: &Range<u32>, walked: &[(Known, usize)], plan: Plan, scratch: &mut Scratch) {
        let m = self.query.len();
        let mut rest = plan.rest + walked.iter().map(|(kind, _)| kind.times).sum::<usize>();
        let mut longest = self.edits.len() - 1;
        for (kind, _) in walked {
            while longest > m && plan.rest + self.kept(longest) - self.kept(m) >= rest {
                longest -= 1;
            }
            rest -= kind.times;
            let end = self.view.first_of_length(longest + 1).min(units.end);
            let Scratch {
                met,
                base,
                most,
                needs,
                candidates,
                ..
            } = scratch;
            let (base, most) = (u32::from(*base), u32::from(*base + *most));
            // At most 15.
            let times = kind.times.min(usize::from(MOST_MET)) as u32;
            let buckets = met
                .as_chunks_mut::<BUCKET>()
                .0
                .iter_mut()
                .zip(needs.as_chunks::<BUCKET_BLOCKS>().0);
            let meet = Meet { base, most, times };
            match self.view.places(kind.token) {
                Some(Places::List(list)) => {
                    let mut buckets: Vec<_> = buckets.collect();
                    let list = list
                        .iter()
                        .map(|&unit| three(unit))
                        .skip_while(|unit| *unit < units.start);
                    for unit in list.take_while(|unit| *unit < end) {
                        let low = (unit & 0xFFFF) as u16;
                        if let Some((met, needs)) = buckets.get_mut((unit >> 16) as usize)
                            && meet.again(&mut met[usize::from(low)], needs[usize::from(low / 64)])
                        {
                            candidates.push(unit);
                        }
                    }
                }
                Some(Places::Buckets(ends, lows)) => {
                    for (bucket, (met, needs)) in (0u32..).zip(buckets).skip(units.start as usize / BUCKET) {
                        let first = bucket << 16;
                        let past = end.saturating_sub(first);
                        if past == 0 {
                            break;
                        }
                        let before = units.start.saturating_sub(first);
                        let mut lows = bucket_of(ends, lows, bucket as usize);
                        let below = |limit: u32| move |low: &[u8; 2]| u32::from(u16::from_le_bytes(*low)) < limit;
                        if past < BUCKET as u32 {
                            lows = &lows[..lows.partition_point(below(past))];
                        }
                        if before > 0 {
                            lows = &lows[lows.partition_point(below(before))..];
                        }
                        for &low in lows {
                            let low = u16::from_le_bytes(low);
                            if meet.again(&mut met[usize::from(low)], needs[usize::from(low / 64)]) {
                                candidates.push(first | u32::from(low));
                            }
                        }
                    }
                }
                None => {}
            }
        }
    }

    /// Leaves out candidates whose signature, or whose number of dense tokens, leaves them no chance.
    #[inline(always)]
    fn filter(&self, levels: &[usize], scratch: &mut Scratch) {
        let Scratch {
            candidates,
            met,
            base,
            demand,
            ..
        } = scratch;
        // In a pass of its own, so that the processor fetches many signatures at once.
        candidates.retain(|&unit| {
            self.view
                .signatures
                .get(unit as usize)
                .is_some_and(|signature| self.near(signature))
        });
        candidates.retain(|&unit| {
            let met = met.get(unit as usize).map_or(0, |met| met.saturating_sub(*base));
            let Some(&demand) = self.view.length(unit).and_then(|length| demand.get(length)) else {
                return true;
            };
            let stretch = self.view.bitmaps.stretch(unit as usize / (64 * STRETCH));
            let dense: u64 = levels.iter().map(|&level| u64::from(stretch.has(level, unit))).sum();
            met == MOST_MET || u64::from(met) + dense >= u64::from(demand)
        });
    }

    /// Counts what the units of the open blocks share. `P` is the number of binary digits.
    #[inline(always)]
    fn open<S: Simd, const P: usize>(
        &self,
        simd: S,
        units: &Range<u32>,
        levels: &[usize],
        enough: u8,
        scratch: &mut Scratch,
    ) {
        let Scratch {
            open,
            met,
            base,
            candidates,
            ..
        } = scratch;
        let mut rows: Vec<&Row> = Vec::new();
        for open in open.chunk_by(|(a, _), (b, _)| *a as usize / STRETCH == *b as usize / STRETCH) {
            let Some(&(first, _)) = open.first() else { continue };
            let stretch = self.view.bitmaps.stretch(first as usize / STRETCH);
            rows.clear();
            rows.extend(levels.iter().filter_map(|&level| stretch.row(level)));
            let counts = count::<S, P>(simd, &rows);
            let demand = open.iter().map(|(_, demand)| *demand).min().unwrap_or(0);
            // The units whose count is enough if they were met never, once, and so on.
            let mut likely = [Row::default(); MOST_SLACK + 2];
            for (met, likely) in likely.iter_mut().enumerate() {
                *likely = at_least(simd, &counts, usize::from(demand).saturating_sub(met));
            }
            for &(block, _) in open {
                let lane = block as usize % STRETCH;
                let Some(met) = met.as_chunks::<64>().0.get(block as usize) else {
                    continue;
                };
                // Those that are met more often are candidates already.
                let most = met.iter().fold(*base, |most, &met| most.max(met)) - *base;
                let likely = |met: u8| u64::from_le_bytes(likely[usize::from(met)][lane]);
                let mut left = likely(most.min(enough - 1));
                while left != 0 {
                    let bit = left.trailing_zeros();
                    left &= left - 1;
                    let met = met[bit as usize].saturating_sub(*base);
                    let unit = block * 64 + bit;
                    if met < enough && likely(met) >> bit & 1 == 1 && units.contains(&unit) {
                        let signature = self.view.signatures.get(unit as usize);
                        if signature.is_some_and(|signature| self.near(signature)) {
                            candidates.push(unit);
                        }
                    }
                }
            }
        }
    }
}

/// Turns the bounds of some blocks, which must share so much, into how often their units must be met.
#[inline(always)]
fn fill(needs: &mut [u8], blocks: Range<usize>, demand: u8, meetings: Meetings, plan: Plan, open: &mut Vec<(u32, u8)>) {
    let (slack, enough) = (plan.slack as u8, plan.enough());
    let needs = needs.get_mut(blocks.clone()).unwrap_or_default();
    let mut least = u8::MAX;
    for need in needs.iter_mut() {
        *need = demand.saturating_sub(*need);
        least = least.min(*need);
    }
    // Mostly none is open.
    let looked_at = if least <= slack { needs.len() } else { 0 };
    for (eight, at) in needs[..looked_at].chunks(8).zip(blocks.step_by(8)) {
        let mut bytes = [u8::MAX; 8];
        bytes[..eight.len()].copy_from_slice(eight);
        let mut bits = at_most(bytes, slack);
        while bits != 0 {
            open.push((at as u32 + bits.trailing_zeros() / 8, demand));
            bits &= bits - 1;
        }
    }
    for need in needs {
        let met = if *need <= slack { enough } else { *need };
        *need = meetings.base + met.min(meetings.limit);
    }
}

/// How meetings are written down.
#[derive(Clone, Copy)]
struct Meetings {
    /// None.
    base: u8,
    /// The most that are asked for.
    limit: u8,
}

/// Meets a unit so many times at once.
#[derive(Clone, Copy)]
struct Meet {
    base: u32,
    most: u32,
    times: u32,
}

impl Meet {
    /// Whether the unit has now been met as often as it needs, and had not before.
    #[inline(always)]
    fn again(self, met: &mut u8, need: u8) -> bool {
        let before = u32::from(*met).max(self.base);
        // At most `most`, which is a byte.
        *met = (before + self.times).min(self.most) as u8;
        // From `before + 1` to `before + times`.
        u32::from(need).wrapping_sub(before + 1) < self.times
    }
}

/// The places of a bucket.
fn bucket_of<'a>(ends: &[[u8; 2]], lows: &'a [[u8; 2]], bucket: usize) -> &'a [[u8; 2]] {
    let begin = bucket.checked_sub(1).map_or(Some(0), |before| pair(ends, before));
    let range = begin
        .zip(pair(ends, bucket))
        .map(|(begin, end)| begin as usize..end as usize);
    range.and_then(|range| lows.get(range)).unwrap_or_default()
}

/// The highest bit of each byte that is at most `most`, which is below 128.
#[inline(always)]
fn at_most(bytes: [u8; 8], most: u8) -> u64 {
    let all = |byte: u8| u64::from_le_bytes([byte; 8]);
    let bytes = u64::from_le_bytes(bytes);
    !(((bytes & all(0x7F)) + all(0x7F - most)) | bytes) & all(0x80)
}

/// Counts for each block of units how many of the levels have any of its units, from a row of the summaries on. `P` is the
/// number of binary digits.
#[inline(always)]
fn bounds<S: Simd, const P: usize>(simd: S, bitmaps: &Bitmaps<'_>, levels: &[usize], first: usize, out: &mut [u8]) {
    let mut rows: Vec<&Row> = Vec::new();
    for (at, out) in (first..).zip(out.chunks_mut(64 * STRETCH)) {
        rows.clear();
        rows.extend(levels.iter().filter_map(|&level| bitmaps.summary(level).get(at)));
        write(&count::<S, P>(simd, &rows), out);
    }
}
