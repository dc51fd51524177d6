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

/// With up to so many segments on either side they are looked up all at once, since most are in reach of each other.
const WHOLE: usize = 96;

/// And if there are no more pairs of words than so many for each word of the two: a part of a text has the pairs of all of it.
const WHOLE_PAIRS: usize = 16;

/// Words that are worked on together.
const LANES: usize = 4;

/// For each count of given segments up to `N`, Σ ln(1 + x) over the words of an explained segment, `x` being what that many
/// rows say of a word together. Few logarithms are needed: factors are multiplied until they might overflow.
#[inline]
fn sums_of_logs<const N: usize>(rows: [&[[f32; LANES]]; N]) -> [f32; LONGEST] {
    // Each factor is at most 1 + what LONGEST segments say of one word, below 1e8 in all practice, so that 32 of them stay
    // within double precision; four lanes, so that no product waits for the one before it.
    const TOGETHER: usize = 32 / LANES;
    let len = rows.iter().map(|row| row.len()).min().unwrap_or(0);
    let rows = rows.map(|row| &row[..len]);
    let mut totals = [IMPOSSIBLE; LONGEST];
    totals[..N].fill(0.0);
    let mut at = 0;
    while at < len {
        let end = (at + TOGETHER).min(len);
        let mut products = [[1.0f64; LANES]; N];
        for place in at..end {
            let mut sums = [0.0f32; LANES];
            for (row, product) in rows.iter().zip(&mut products) {
                for lane in 0..LANES {
                    sums[lane] += row[place][lane];
                    product[lane] *= 1.0 + f64::from(sums[lane]);
                }
            }
        }
        for (total, product) in totals.iter_mut().zip(&products) {
            *total += ((product[0] * product[1]) * (product[2] * product[3])).ln() as f32;
        }
        at = end;
    }
    totals
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
    /// The numbers of the tokens of the window, of each segment as many as fill whole lanes: the last number is no word's.
    tokens: Vec<[u32; LANES]>,
    /// For each segment of the window, where its part of `tokens` begins, and the end of the last one.
    starts: Vec<usize>,
    /// The words of the block of given segments.
    given: Words,
    /// For each of these, where its part of `cells` ends.
    ends: Vec<u32>,
    /// Numbers of explained words and what is said of them.
    cells: Vec<(u32, f32)>,
    /// The same with the number of the given word, in no order.
    found: Vec<(u32, u32, f32)>,
    /// For each explained word, what the segment at hand says of it; nothing of what is no word.
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

    /// Groups what was found by the given word: counted, then each is put where those before it end.
    fn group(&mut self) {
        let Local {
            given,
            ends,
            cells,
            found,
            ..
        } = self;
        ends.clear();
        ends.resize(given.types.len(), 0);
        for (g, ..) in found.iter() {
            ends[*g as usize] += 1;
        }
        let mut total = 0;
        for end in ends.iter_mut() {
            (*end, total) = (total, total + *end);
        }
        cells.clear();
        cells.resize(found.len(), (0, 0.0));
        for (g, e, worth) in found.iter() {
            let end = &mut ends[*g as usize];
            cells[*end as usize] = (*e, *worth);
            *end += 1;
        }
    }

    /// Adds up what a given segment says of the words of some segments of the window, in their order.
    fn read_row(&mut self, segment: &[u32], tokens: Range<usize>, row: &mut Vec<[f32; LANES]>) {
        for word in segment {
            let cells = self.cells_of(*word);
            for (number, worth) in &self.cells[cells] {
                self.dense[*number as usize] += worth;
            }
        }
        row.clear();
        let dense = self.dense.as_slice();
        row.extend(self.tokens[tokens].iter().map(|lanes| lanes.map(|t| dense[t as usize])));
        self.dense.fill(0.0);
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
        local.explained.clear();
        local.given.clear();
        local.found.clear();
        for token in self.explained.tokens_of(window.clone()) {
            local.explained.insert(*token);
        }
        for token in self.given.tokens_of(block) {
            local.given.insert(*token);
        }
        let (index, found) = (self.evidence.index(), &mut local.found);
        if self.forward {
            index.between(&local.given, &local.explained, |s, t, pair| {
                found.push((s, t, pair.value[0]));
            });
        } else {
            index.between(&local.explained, &local.given, |s, t, pair| {
                found.push((t, s, pair.value[1]));
            });
        }
        local.group();
        self.take_tokens(local, window);
    }

    /// Takes all words of both sides, under the numbers that they have: nothing has to be looked up.
    fn enter_whole(&self, local: &mut Local) {
        local.explained.insert_all();
        local.given.insert_all();
        let table = self.evidence.table();
        let turned;
        let rows = if self.forward {
            table
        } else {
            turned = table.transposed(local.given.types.len());
            &turned
        };
        local.ends.clear();
        local.cells.clear();
        local.cells.reserve(rows.len());
        for word in 0..rows.rows() as u32 {
            let said = rows.row(word);
            local.cells.extend(
                said.map(|(other, [forward, backward])| (other, if self.forward { forward } else { backward })),
            );
            local.ends.push(local.cells.len() as u32);
        }
        self.take_tokens(local, 0..self.explained.len());
    }

    fn take_tokens(&self, local: &mut Local, window: Range<usize>) {
        let no_word = local.explained.types.len() as u32;
        local.tokens.clear();
        local.starts.clear();
        for e in window {
            local.starts.push(local.tokens.len());
            for words in self.explained.segment(e).chunks(LANES) {
                let mut lanes = [no_word; LANES];
                for (lane, word) in lanes.iter_mut().zip(words) {
                    *lane = local.explained.number(*word);
                }
                local.tokens.push(lanes);
            }
        }
        local.starts.push(local.tokens.len());
        local.dense.clear();
        local.dense.resize(no_word as usize + 1, 0.0);
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
            starts: Vec::new(),
            given: Words::new(self.given.types.len()),
            ends: Vec::new(),
            cells: Vec::new(),
            found: Vec::new(),
            dense: Vec::new(),
        };
        let tokens = self.given.tokens.len() + self.explained.tokens.len();
        let whole = n.max(m) <= WHOLE && self.evidence.table().len() <= WHOLE_PAIRS * tokens;
        // What the last given segments say of each token in their reach, and where that begins: segment g at g modulo LONGEST.
        let mut rows: [Vec<[f32; LANES]>; LONGEST] = Default::default();
        let mut starts = [0; LONGEST];
        // Down to where all rows were computed that the groups of the next segment before it need.
        let mut rows_from = n;
        let mut end = n;
        while end > 0 {
            let block = if whole { 0 } else { end.saturating_sub(BLOCK) }..end;
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
            let window = if whole {
                self.enter_whole(&mut local);
                0..m
            } else {
                let window = self.reach(block.start).start..self.reach(from - 1).end;
                self.enter(&mut local, block.start..from, window.clone());
                window
            };
            for g in (block.start..from).rev() {
                let reach = self.reach(g);
                let place = |e: usize| local.starts[e - window.start];
                let tokens = place(reach.start)..place(reach.end);
                starts[g % LONGEST] = reach.start;
                local.read_row(self.given.segment(g), tokens, &mut rows[g % LONGEST]);
                if g >= end {
                    continue;
                }
                let place = |e: usize| local.starts[e - window.start];
                for e in nodes(g) {
                    let row = |a: usize| {
                        let at = (g + a) % LONGEST;
                        let start = place(starts[at]);
                        &rows[at][place(e) - start..place(e + 1) - start]
                    };
                    let values = match n - g {
                        1 => sums_of_logs([row(0)]),
                        2 => sums_of_logs([row(0), row(1)]),
                        3 => sums_of_logs([row(0), row(1), row(2)]),
                        _ => sums_of_logs([row(0), row(1), row(2), row(3)]),
                    };
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
