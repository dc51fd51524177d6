//! Two texts, the evidence of their words and a corridor → how well groups of segments explain each other's words.
//!
//! By IBM model 1 (Brown et al. 1993) a target segment of `m` words has, given `l` source words, the probability
//! `Π (1/(l+1)) Σ p(t|s)`. Divided by its probability by itself this is `Π (1 + Σ p(t|s)/p(t)) / (l+1)`, 1 standing for the
//! empty word. The division by `l + 1` is what keeps beads small: a segment that adds no explanation costs.

use std::ops::Range;

use super::corridor::Corridor;
use super::evidence::Evidence;
use super::lattice::IMPOSSIBLE;
use super::side::Side;
use crate::align::word_pairs::Words;

/// The longest group of segments on one side of a bead.
pub(crate) const LONGEST: usize = 4;

/// For each node `(i, j)` and group length: the logarithm of how much likelier segment `j` is given source segments
/// `i..i+a`, and source segment `i` given target segments `j..j+b`.
#[derive(Clone, Debug)]
pub(crate) struct Lexical {
    /// `LONGEST` values a node: the target segment that begins at the node given 1 to 4 source segments.
    pub(crate) forward: Vec<[f32; LONGEST]>,
    /// `LONGEST` values a node: the source segment that begins at the node given 1 to 4 target segments.
    pub(crate) backward: Vec<[f32; LONGEST]>,
}

/// Given segments whose words' evidence is looked up together.
const BLOCK: usize = 16;

/// Adds `row` to `sums` and returns Σ ln(1 + x) of the new sums, with few logarithms: factors are multiplied until they might
/// overflow.
#[inline]
fn add_and_sum_logs(sums: &mut [f32], row: &[f32]) -> f32 {
    let mut total = 0.0;
    // Each factor is at most 1 + what LONGEST segments say of one word, below 1e8 in all practice, so that 32 of them stay
    // within double precision; four lanes, so that no product waits for the one before it.
    for (sums, row) in sums.chunks_mut(32).zip(row.chunks(32)) {
        let mut product = [1.0f64; 4];
        let (fours, rest) = sums.as_chunks_mut::<4>();
        let (row_fours, row_rest) = row.as_chunks::<4>();
        for (sums, row) in fours.iter_mut().zip(row_fours) {
            for lane in 0..4 {
                sums[lane] += row[lane];
                product[lane] *= 1.0 + f64::from(sums[lane]);
            }
        }
        for (lane, (sum, r)) in rest.iter_mut().zip(row_rest).enumerate() {
            *sum += r;
            product[lane] *= 1.0 + f64::from(*sum);
        }
        total += ((product[0] * product[1]) * (product[2] * product[3])).ln() as f32;
    }
    total
}

/// One direction of explanation: the segments of one side, in groups, explain the words of the other.
struct Direction<'a, S, K> {
    given: &'a Side,
    explained: &'a Side,
    evidence: &'a Evidence,
    /// Whether the source is given.
    forward: bool,
    /// For each position on the given side, the first and the last position on the other side that the corridor has.
    span: S,
    /// Whether a given segment has the same span in an earlier corridor, so that its values are known.
    known: K,
}

/// The words of a block of given segments and of all segments that they may explain, under numbers of their own, so that all
/// that is looked up again and again is small and near.
struct Local {
    /// The words of the window of explained segments.
    explained: Words,
    /// The numbers of the tokens of the window.
    tokens: Vec<u32>,
    /// The words of the block of given segments.
    given: Words,
    /// For each of these, where its part of `cells` ends.
    ends: Vec<u32>,
    /// Numbers of explained words and what is said of them.
    cells: Vec<(u32, f32)>,
    /// The same with the number of the given word, in no order.
    found: Vec<(u32, u32, f32)>,
    /// For each explained word, what the segment at hand says of it.
    dense: Vec<f32>,
}

impl Local {
    /// What a given word says.
    #[inline]
    fn cells_of(&self, word: u32) -> Range<usize> {
        let number = self.given.number(word) as usize;
        let start = if number == 0 { 0 } else { self.ends[number - 1] as usize };
        start..self.ends[number] as usize
    }
}

impl<S: Fn(usize) -> (usize, usize), K: Fn(usize) -> bool> Direction<'_, S, K> {
    /// The explained segments that a given segment may say something of: those of all groups that hold it. At least one.
    fn reach(&self, g: usize) -> Range<usize> {
        let (low, high) = ((self.span)(g.saturating_sub(LONGEST - 1)).0, (self.span)(g).1);
        let last = self.explained.len() - 1;
        low.min(last)..high.min(last) + 1
    }

    /// Takes the words of another block of given segments and of the window of explained ones.
    fn enter(&self, local: &mut Local, block: Range<usize>, window: Range<usize>) {
        let Local {
            explained,
            tokens,
            given,
            ends,
            cells,
            found,
            dense,
        } = local;
        explained.clear();
        tokens.clear();
        tokens.extend(self.explained.tokens_of(window).iter().map(|t| explained.insert(*t)));
        dense.clear();
        dense.resize(explained.types.len(), 0.0);
        given.clear();
        self.given.tokens_of(block).iter().for_each(|g| {
            given.insert(*g);
        });
        found.clear();
        let index = self.evidence.index();
        if self.forward {
            index.between(given, explained, |s, t, pair| {
                found.push((s, t, pair.value[0]));
            });
        } else {
            index.between(explained, given, |s, t, pair| {
                found.push((t, s, pair.value[1]));
            });
        }
        // Grouped by the given word: counted, then each is put where those before it end.
        ends.clear();
        ends.resize(given.types.len(), 0);
        found.iter().for_each(|(g, ..)| ends[*g as usize] += 1);
        let mut total = 0;
        for end in ends.iter_mut() {
            (*end, total) = (total, total + *end);
        }
        cells.clear();
        cells.resize(found.len(), (0, 0.0));
        for (g, e, worth) in found {
            let end = &mut ends[*g as usize];
            cells[*end as usize] = (*e, *worth);
            *end += 1;
        }
    }

    /// Calls `store` with each node, as positions on the given and on the explained side, and its values; `None` where they
    /// are known.
    fn fill(&self, mut store: impl FnMut(usize, usize, Option<[f32; LONGEST]>)) {
        let (n, m) = (self.given.len(), self.explained.len());
        if m == 0 {
            return;
        }
        let mut local = Local {
            explained: Words::new(self.explained.types.len()),
            tokens: Vec::new(),
            given: Words::new(self.given.types.len()),
            ends: Vec::new(),
            cells: Vec::new(),
            found: Vec::new(),
            dense: Vec::new(),
        };
        // What the last given segments say of each token in their reach: segment g at g modulo LONGEST.
        let mut rows: [Vec<f32>; LONGEST] = Default::default();
        let mut starts = [0; LONGEST];
        let mut sums = Vec::new();
        // Down to where all rows were computed that the groups of the next segment before it need.
        let mut rows_from = n;
        let mut end = n;
        while end > 0 {
            let block = end.saturating_sub(BLOCK)..end;
            let nodes = |g: usize| {
                let (first, last) = (self.span)(g);
                first..(last + 1).min(m)
            };
            if block.clone().all(&self.known) {
                block.clone().for_each(|g| nodes(g).for_each(|e| store(g, e, None)));
                (end, rows_from) = (block.start, usize::MAX);
                continue;
            }
            // Groups reach into the next block, whose rows may have been passed over.
            let from = if rows_from == end {
                end
            } else {
                (end + LONGEST - 1).min(n)
            };
            let window = self.reach(block.start).start..self.reach(from - 1).end;
            let window_start = self.explained.range_of(window.start).start;
            self.enter(&mut local, block.start..from, window);
            for g in (block.start..from).rev() {
                for word in self.given.segment(g) {
                    for (number, worth) in &local.cells[local.cells_of(*word)] {
                        local.dense[*number as usize] += worth;
                    }
                }
                let reach = self.reach(g);
                let start = self.explained.range_of(reach.start).start;
                let tokens = start - window_start..self.explained.range_of(reach.end - 1).end - window_start;
                let row = &mut rows[g % LONGEST];
                row.clear();
                row.extend(local.tokens[tokens].iter().map(|t| local.dense[*t as usize]));
                starts[g % LONGEST] = start;
                local.dense.fill(0.0);
                if g >= end {
                    continue;
                }
                for e in nodes(g) {
                    let words = self.explained.range_of(e);
                    let mut values = [IMPOSSIBLE; LONGEST];
                    sums.clear();
                    sums.resize(words.len(), 0.0);
                    for (a, value) in values.iter_mut().enumerate().take(n - g) {
                        let at = (g + a) % LONGEST;
                        let row = &rows[at][words.start - starts[at]..words.end - starts[at]];
                        *value = add_and_sum_logs(&mut sums, row);
                    }
                    store(g, e, Some(values));
                }
            }
            (end, rows_from) = (block.start, block.start);
        }
    }
}

impl Lexical {
    /// `earlier` is what the same evidence gave in another corridor.
    pub(crate) fn new(
        source: &Side,
        target: &Side,
        evidence: &Evidence,
        corridor: &Corridor,
        earlier: Option<(&Corridor, &Lexical)>,
    ) -> Lexical {
        let mut out = Lexical {
            forward: vec![[IMPOSSIBLE; LONGEST]; corridor.len()],
            backward: vec![[IMPOSSIBLE; LONGEST]; corridor.len()],
        };
        let row = |corridor: &Corridor, i: usize| (*corridor.row(i).start(), *corridor.row(i).end());
        let forward = Direction {
            given: source,
            explained: target,
            evidence,
            forward: true,
            span: |i| row(corridor, i),
            known: |i| earlier.is_some_and(|(earlier, _)| row(earlier, i) == row(corridor, i)),
        };
        let known = |i, j, values: fn(&Lexical) -> &[[f32; LONGEST]]| {
            earlier.map_or([IMPOSSIBLE; LONGEST], |(corridor, earlier)| {
                values(earlier)[corridor.at(i, j)]
            })
        };
        forward.fill(|i, j, values| {
            out.forward[corridor.at(i, j)] = values.unwrap_or_else(|| known(i, j, |l| &l.forward));
        });
        let columns = corridor.by_column();
        let earlier_columns = earlier.map(|(corridor, _)| corridor.by_column());
        let backward = Direction {
            given: target,
            explained: source,
            evidence,
            forward: false,
            span: |j| columns[j],
            known: |j| earlier_columns.as_ref().is_some_and(|earlier| earlier[j] == columns[j]),
        };
        backward.fill(|j, i, values| {
            out.backward[corridor.at(i, j)] = values.unwrap_or_else(|| known(i, j, |l| &l.backward));
        });
        out
    }
}
