//! Two texts, the evidence of their words and a corridor → how well groups of segments explain each other's words.
//!
//! By IBM model 1 (Brown et al. 1993) a target segment of `m` words has, given `l` source words, the probability
//! `Π (1/(l+1)) Σ p(t|s)`. Divided by its probability by itself this is `Π (1 + Σ p(t|s)/p(t)) / (l+1)`, 1 standing for the
//! empty word. The division by `l + 1` is what keeps beads small: a segment that adds no explanation costs.

use super::corridor::Corridor;
use super::evidence::Evidence;
use super::lattice::IMPOSSIBLE;
use super::side::Side;

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

/// Rows that are computed together.
const BLOCK: usize = 24;

/// Σ ln(1 + x) of the values, with few logarithms: factors are multiplied until they might overflow.
#[inline]
fn sum_of_logs(values: &[f32]) -> f32 {
    let mut total = 0.0;
    for chunk in values.chunks(8) {
        // Each factor is at most 1 + LONGEST segments' worth of evidence, below 1e8 in all practice; the product of four
        // pairs of single precision is kept in double precision.
        let product: f64 = chunk.iter().map(|v| 1.0 + f64::from(*v)).product();
        total += product.ln() as f32;
    }
    total
}

/// Which way the words are explained.
struct Direction<'a> {
    /// The side whose segments form groups.
    given: &'a Side,
    /// The side whose words are explained.
    explained: &'a Side,
}

impl Lexical {
    pub(crate) fn new(source: &Side, target: &Side, evidence: &Evidence, corridor: &Corridor) -> Lexical {
        let mut out = Lexical {
            forward: vec![[IMPOSSIBLE; LONGEST]; corridor.len()],
            backward: vec![[IMPOSSIBLE; LONGEST]; corridor.len()],
        };
        out.fill_forward(
            &Direction {
                given: source,
                explained: target,
            },
            evidence,
            corridor,
        );
        out.fill_backward(
            &Direction {
                given: target,
                explained: source,
            },
            evidence,
            corridor,
        );
        out
    }

    fn fill_forward(&mut self, side: &Direction<'_>, evidence: &Evidence, corridor: &Corridor) {
        let (n, m) = (side.given.len(), side.explained.len());
        let mut dense = vec![0.0f32; side.explained.types.len()];
        // The evidence of the last rows for the words of each column: row i at i modulo LONGEST.
        let mut rows: [Vec<f32>; LONGEST] = Default::default();
        let mut spans = [(0, 0); LONGEST];
        let mut sums = Vec::new();
        for i in (0..n).rev() {
            // Row i of the evidence reaches over the columns of all groups that hold segment i.
            let low = *corridor.row(i.saturating_sub(LONGEST - 1)).start();
            let high = (*corridor.row(i).end()).min(m.saturating_sub(1));
            for &s in side.given.segment(i) {
                for pair in evidence.of_source(s) {
                    dense[pair.other as usize] += pair.forward;
                }
            }
            let row = &mut rows[i % LONGEST];
            row.clear();
            spans[i % LONGEST] = (low, high);
            if low <= high && m > 0 {
                row.extend(
                    side.explained
                        .tokens_of(low..high + 1)
                        .iter()
                        .map(|t| dense[*t as usize]),
                );
            }
            for &s in side.given.segment(i) {
                for pair in evidence.of_source(s) {
                    dense[pair.other as usize] = 0.0;
                }
            }
            for j in corridor.row(i) {
                if j >= m {
                    continue;
                }
                let node = corridor.at(i, j);
                let words = side.explained.range_of(j);
                sums.clear();
                sums.resize(words.len(), 0.0);
                for a in 0..LONGEST.min(n - i) {
                    let (low, high) = spans[(i + a) % LONGEST];
                    if j < low || j > high {
                        break;
                    }
                    let offset = words.start - side.explained.range_of(low).start;
                    let row = &rows[(i + a) % LONGEST][offset..offset + words.len()];
                    sums.iter_mut().zip(row).for_each(|(sum, r)| *sum += r);
                    self.forward[node][a] = sum_of_logs(&sums);
                }
            }
        }
    }

    fn fill_backward(&mut self, side: &Direction<'_>, evidence: &Evidence, corridor: &Corridor) {
        let (n, m) = (side.explained.len(), side.given.len());
        let mut dense = vec![0.0f32; side.explained.types.len()];
        // For a block of rows, the evidence of each column for the words of the rows.
        let mut columns: Vec<f32> = Vec::new();
        let mut sums = Vec::new();
        for first in (0..n).step_by(BLOCK) {
            let last = (first + BLOCK).min(n);
            let low = *corridor.row(first).start();
            let high = (*corridor.row(last - 1).end() + LONGEST - 1).min(m);
            let words = side.explained.tokens_of(first..last);
            let base = side.explained.range_of(first).start;
            columns.clear();
            for j in low..high {
                for &t in side.given.segment(j) {
                    for pair in evidence.of_target(t) {
                        dense[pair.other as usize] += pair.backward;
                    }
                }
                columns.extend(words.iter().map(|s| dense[*s as usize]));
                for &t in side.given.segment(j) {
                    for pair in evidence.of_target(t) {
                        dense[pair.other as usize] = 0.0;
                    }
                }
            }
            for i in first..last {
                let range = side.explained.range_of(i);
                for j in corridor.row(i) {
                    let node = corridor.at(i, j);
                    sums.clear();
                    sums.resize(range.len(), 0.0);
                    for b in 0..LONGEST {
                        if j + b >= high {
                            break;
                        }
                        let offset = (j + b - low) * words.len() + range.start - base;
                        sums.iter_mut()
                            .zip(&columns[offset..offset + range.len()])
                            .for_each(|(sum, c)| *sum += c);
                        self.backward[node][b] = sum_of_logs(&sums);
                    }
                }
            }
        }
    }
}
