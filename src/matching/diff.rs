//! A query and a unit's text → where their tokens differ, in byte ranges of both.

use std::ops::Range;

use rustc_hash::FxHashMap;

use crate::text::levenshtein::Pattern;
use crate::text::tokens;
use crate::text::tokens::Token;

/// What happened to a stretch of tokens on the way from the unit's text to the query.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DiffKind {
    /// The tokens agree.
    Equal,
    /// Other tokens stand in their place.
    Replaced,
    /// Only the unit's text has them.
    OnlyUnit,
    /// Only the query has them.
    OnlyQuery,
}

/// A stretch of the two texts; stretches come in order and cover every token of both.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stretch {
    /// How the two texts relate here.
    pub change: DiffKind,
    /// Where it stands in the query, in bytes; empty for [`DiffKind::OnlyUnit`].
    pub query: Range<usize>,
    /// Where it stands in the unit's text, in bytes; empty for [`DiffKind::OnlyQuery`].
    pub unit: Range<usize>,
}

/// Compares the tokens of two texts by a shortest edit script, the one that the score counts; among them, each tag or
/// placeholder that is typed into a text is one token.
///
/// ```
/// use interligne::matching::diff::{DiffKind, diff};
/// let stretches = diff("une grande maison", "une petite maison");
/// assert_eq!(stretches.iter().map(|s| s.change).collect::<Vec<_>>(), [DiffKind::Equal, DiffKind::Replaced, DiffKind::Equal]);
/// assert_eq!(&"une petite maison"[stretches[1].unit.clone()], "petite");
/// ```
#[must_use]
pub fn diff(query: &str, unit: &str) -> Vec<Stretch> {
    let (left, right) = (tokens::tokenize_with_tags(query), tokens::tokenize_with_tags(unit));
    let mut stretches: Vec<Stretch> = Vec::new();
    for (change, i, j) in script(&left, &right) {
        let span = |tokens: &[Token], at: usize, used: bool| match tokens.get(at) {
            Some(token) if used => token.range.clone(),
            Some(token) => token.range.start..token.range.start,
            None => tokens.last().map_or(0..0, |token| token.range.end..token.range.end),
        };
        let query = span(&left, i, change != DiffKind::OnlyUnit);
        let unit = span(&right, j, change != DiffKind::OnlyQuery);
        match stretches.last_mut() {
            Some(last) if last.change == change => {
                last.query.end = query.end;
                last.unit.end = unit.end;
            }
            _ => stretches.push(Stretch { change, query, unit }),
        }
    }
    stretches
}

/// So many steps are noted at most, a byte each.
const MOST: usize = 1 << 27;

/// Of so many pairs of tokens the distance need not be known before.
const FEW: usize = 1 << 14;

/// The steps of a shortest script, each with the token of either side at which it stands. Of two texts of ten thousands of tokens that have
/// hardly anything in common it is a script, but not a shortest one.
pub(super) fn script(left: &[Token], right: &[Token]) -> Vec<(DiffKind, usize, usize)> {
    let same_start = left.iter().zip(right).take_while(|(a, b)| a.text == b.text).count();
    let (a, b) = (&left[same_start..], &right[same_start..]);
    let same_end = a
        .iter()
        .rev()
        .zip(b.iter().rev())
        .take_while(|(a, b)| a.text == b.text)
        .count();
    let (a, b) = (&a[..a.len() - same_end], &b[..b.len() - same_end]);

    let mut steps: Vec<_> = (0..same_start).map(|i| (DiffKind::Equal, i, i)).collect();
    let between = numbered_script(&numbered(a, b), a.len(), MOST);
    steps.extend(between.map(|(step, i, j)| (step, same_start + i, same_start + j)));
    let (i, j) = (same_start + a.len(), same_start + b.len());
    steps.extend((0..same_end).map(|k| (DiffKind::Equal, i + k, j + k)));
    steps
}

/// The tokens of the first text and then of the second as numbers: those of the first from 0 in order of first appearance, then the rest.
fn numbered(a: &[Token], b: &[Token]) -> Vec<u32> {
    let mut numbers: FxHashMap<&str, u32> = FxHashMap::default();
    let texts = a.iter().chain(b).map(|token| token.text.as_str());
    texts
        .map(|text| {
            // Tokens are at least a byte of a text in memory.
            let next = u32::try_from(numbers.len()).unwrap_or(u32::MAX);
            *numbers.entry(text).or_insert(next)
        })
        .collect()
}

/// The steps of a shortest script between the first `length` numbers and the rest.
///
/// A way of `edits` steps that are no agreement strays only so far from the diagonal, so that the steps are looked for in a band along it
/// (E. Ukkonen, "Algorithms for approximate string matching", Information and Control 64, 1985): every shortest way is inside. Where
/// the band has more than `most` places, one side takes the place of the other.
fn numbered_script(
    numbers: &[u32],
    length: usize,
    most: usize,
) -> impl Iterator<Item = (DiffKind, usize, usize)> + use<> {
    const FAR: u32 = u32::MAX / 2;
    let (a, b) = numbers.split_at(length);
    let edits = match a.len().saturating_mul(b.len()) {
        0..FEW => a.len().max(b.len()),
        _ => Pattern::new(a).any_distance(b),
    };
    // How many of the steps take a token of `a` alone at most, and of `b` alone.
    let alone = [(edits + a.len() - b.len()) / 2, (edits + b.len() - a.len()) / 2];
    let width = alone[0] + alone[1] + 1;
    let is_bounded = (a.len() + 1).checked_mul(width).is_some_and(|places| places <= most);
    // The step at `a[i..]` and `b[j..]` stands in row `i`, at place `j + alone[0] - i`.
    let mut steps = vec![DiffKind::Replaced; if is_bounded { (a.len() + 1) * width } else { 0 }];
    // The distances between the rests, of a row and of the one below it; one place more, which is never near.
    let (mut row, mut below) = (vec![FAR; width + 1], vec![FAR; width + 1]);
    for i in (0..=a.len()).rev().filter(|_| is_bounded) {
        row.fill(FAR);
        let places = alone[0].saturating_sub(i)..width.min(b.len() + 1 + alone[0] - i);
        for place in places.rev() {
            let j = i + place - alone[0];
            let (step, cost) = match (a.get(i), b.get(j)) {
                (None, _) => (DiffKind::OnlyUnit, b.len() - j),
                (_, None) => (DiffKind::OnlyQuery, a.len() - i),
                (Some(x), Some(y)) if x == y => (DiffKind::Equal, below[place] as usize),
                _ => {
                    let both = below[place];
                    let only_query = place.checked_sub(1).map_or(FAR, |place| below[place]);
                    let only_unit = row[place + 1];
                    let least = both.min(only_query).min(only_unit);
                    let step = if least == both {
                        DiffKind::Replaced
                    } else if least == only_query {
                        DiffKind::OnlyQuery
                    } else {
                        DiffKind::OnlyUnit
                    };
                    (step, least as usize + 1)
                }
            };
            steps[i * width + place] = step;
            row[place] = u32::try_from(cost).unwrap_or(FAR).min(FAR);
        }
        std::mem::swap(&mut row, &mut below);
    }
    let (ends, first) = ([a.len(), b.len()], alone[0]);
    let (mut i, mut j) = (0, 0);
    std::iter::from_fn(move || {
        let step = match (i < ends[0], j < ends[1]) {
            (false, false) => return None,
            (false, true) => DiffKind::OnlyUnit,
            (true, false) => DiffKind::OnlyQuery,
            (true, true) if is_bounded => steps[i * width + j + first - i],
            (true, true) => DiffKind::Replaced,
        };
        let at = (step, i, j);
        i += usize::from(step != DiffKind::OnlyUnit);
        j += usize::from(step != DiffKind::OnlyQuery);
        Some(at)
    })
}

/// The number of token edits in a diff: what [`super::score::similarity`] is given as distance.
#[must_use]
pub fn edits(query: &str, unit: &str) -> usize {
    let (left, right) = (tokens::tokenize(query), tokens::tokenize(unit));
    script(&left, &right)
        .iter()
        .filter(|(change, ..)| *change != DiffKind::Equal)
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::matching::score::{Scorer, similarity};
    use proptest::prelude::*;

    fn parts<'a>(query: &'a str, unit: &'a str) -> Vec<(DiffKind, &'a str, &'a str)> {
        diff(query, unit)
            .into_iter()
            .map(|s| (s.change, &query[s.query], &unit[s.unit]))
            .collect()
    }

    #[test]
    fn insertions_and_deletions_are_told_apart() {
        assert_eq!(
            parts("un très grand jardin", "un grand jardin clos"),
            [
                (DiffKind::Equal, "un", "un"),
                (DiffKind::OnlyQuery, "très", ""),
                (DiffKind::Equal, "grand jardin", "grand jardin"),
                (DiffKind::OnlyUnit, "", "clos"),
            ]
        );
        assert_eq!(parts("", "mot"), [(DiffKind::OnlyUnit, "", "mot")]);
        assert!(parts("", "").is_empty());
    }

    /// The steps by the whole table of distances.
    fn by_table(a: &[u32], b: &[u32]) -> Vec<(DiffKind, usize, usize)> {
        let mut cost = vec![vec![0; b.len() + 1]; a.len() + 1];
        for i in (0..=a.len()).rev() {
            for j in (0..=b.len()).rev() {
                cost[i][j] = match (a.get(i), b.get(j)) {
                    (None, _) => b.len() - j,
                    (_, None) => a.len() - i,
                    (Some(x), Some(y)) if x == y => cost[i + 1][j + 1],
                    _ => 1 + cost[i + 1][j].min(cost[i][j + 1]).min(cost[i + 1][j + 1]),
                };
            }
        }
        let (mut steps, mut i, mut j) = (Vec::new(), 0, 0);
        while i < a.len() || j < b.len() {
            let here = cost[i][j];
            let step = match () {
                () if i == a.len() => DiffKind::OnlyUnit,
                () if j == b.len() => DiffKind::OnlyQuery,
                () if a[i] == b[j] => DiffKind::Equal,
                () if here == 1 + cost[i + 1][j + 1] => DiffKind::Replaced,
                () if here == 1 + cost[i + 1][j] => DiffKind::OnlyQuery,
                () => DiffKind::OnlyUnit,
            };
            steps.push((step, i, j));
            i += usize::from(step != DiffKind::OnlyUnit);
            j += usize::from(step != DiffKind::OnlyQuery);
        }
        steps
    }

    fn in_band(a: &[u32], b: &[u32], most: usize) -> Vec<(DiffKind, usize, usize)> {
        let token = |n: &u32| {
            let text = format!("w{n}");
            tokens::tokenize(&text).remove(0)
        };
        let tokens = |numbers: &[u32]| numbers.iter().map(token).collect::<Vec<_>>();
        numbered_script(&numbered(&tokens(a), &tokens(b)), a.len(), most).collect()
    }

    #[test]
    fn long_texts_are_compared_in_a_band() {
        let a: Vec<u32> = (0..400).map(|n| n * n % 97).collect();
        for (from, to, with) in [
            (0, 0, 40),
            (0, 30, 0),
            (399, 400, 9),
            (100, 180, 75),
            (0, 390, 11),
            (50, 60, 320),
        ] {
            let mut b = a.clone();
            b.splice(from..to, (0..with).map(|n| 90 + n * n % 31));
            for (a, b) in [(&a, &b), (&b, &a)] {
                assert_eq!(in_band(a, b, MOST), by_table(a, b), "{from}..{to} to {with}");
            }
        }
        // Too long and too different: every token is in the script all the same.
        let steps = in_band(&[1; 300], &[2; 200], 1_000);
        assert_eq!(steps.len(), 300);
        assert_eq!(steps.last(), Some(&(DiffKind::OnlyQuery, 299, 200)));
    }

    proptest! {
        #[test]
        fn the_band_has_the_steps_of_the_whole_table(
            a in prop::collection::vec(0u32..9, 0..180),
            b in prop::collection::vec(0u32..9, 0..180),
            shared in prop::collection::vec(0u32..40, 0..150),
        ) {
            let (a, b) = ([shared.clone(), a].concat(), [b, shared].concat());
            prop_assert_eq!(in_band(&a, &b, MOST), by_table(&a, &b));
        }

        #[test]
        fn the_script_has_as_many_edits_as_the_score_counts(a in "[abc ]{0,40}", b in "[abc ]{0,40}") {
            let longest = tokens::tokenize(&a).len().max(tokens::tokenize(&b).len());
            prop_assert_eq!(similarity(edits(&a, &b), longest), Scorer::new(&a).words(&b));
        }
    }
}
