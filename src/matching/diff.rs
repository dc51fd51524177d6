//! A query and a unit's text → where their tokens differ, in byte ranges of both.

use std::ops::Range;

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

/// The steps of a shortest script, each with the token of either side at which it stands.
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

    // cost[i][j]: the distance between the rests a[i..] and b[j..].
    let width = b.len() + 1;
    let mut cost = vec![0usize; (a.len() + 1) * width];
    for i in (0..=a.len()).rev() {
        for j in (0..=b.len()).rev() {
            cost[i * width + j] = match (a.get(i), b.get(j)) {
                (None, _) => b.len() - j,
                (_, None) => a.len() - i,
                (Some(x), Some(y)) if x.text == y.text => cost[(i + 1) * width + j + 1],
                _ => {
                    let either = cost[(i + 1) * width + j].min(cost[i * width + j + 1]);
                    1 + either.min(cost[(i + 1) * width + j + 1])
                }
            };
        }
    }

    let mut steps: Vec<_> = (0..same_start).map(|i| (DiffKind::Equal, i, i)).collect();
    let (mut i, mut j) = (0, 0);
    while i < a.len() || j < b.len() {
        let here = cost[i * width + j];
        let step = if i == a.len() {
            DiffKind::OnlyUnit
        } else if j == b.len() {
            DiffKind::OnlyQuery
        } else if a[i].text == b[j].text {
            DiffKind::Equal
        } else if here == 1 + cost[(i + 1) * width + j + 1] {
            DiffKind::Replaced
        } else if here == 1 + cost[(i + 1) * width + j] {
            DiffKind::OnlyQuery
        } else {
            DiffKind::OnlyUnit
        };
        steps.push((step, same_start + i, same_start + j));
        i += usize::from(step != DiffKind::OnlyUnit);
        j += usize::from(step != DiffKind::OnlyQuery);
    }
    let (i, j) = (same_start + a.len(), same_start + b.len());
    steps.extend((0..same_end).map(|k| (DiffKind::Equal, i + k, j + k)));
    steps
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

    proptest! {
        #[test]
        fn the_script_has_as_many_edits_as_the_score_counts(a in "[abc ]{0,40}", b in "[abc ]{0,40}") {
            let longest = tokens::tokenize(&a).len().max(tokens::tokenize(&b).len());
            prop_assert_eq!(similarity(edits(&a, &b), longest), Scorer::new(&a).words(&b));
        }
    }
}
