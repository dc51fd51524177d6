//! Two versions of a sequence of texts → which text of the one is which of the other, by their order and their neighbours.
//!
//! What both have at their beginnings and ends goes together first, up to a text that comes again where they differ; then the texts that
//! either has once, as far as they are in the same order (patience sorting); and so on between those. Where only texts are left that occur
//! several times, as many go together as can, and of several ways to do that the one in which most stand beside one that goes with theirs.

use std::collections::{HashMap, HashSet};
use std::hash::Hash;
use std::ops::Range;

/// The most pairs of places that are weighed between two texts that are sure; beyond it, equal texts go together in their order.
const MOST_WEIGHED: usize = 1 << 22;

/// The most of them that are left to be weighed of texts that both have at their beginnings and ends. So a small change in a long text of
/// few different sentences costs little, and neighbours still decide around it.
const MOST_LEFT: usize = 1 << 16;

/// For each text of the one, the place of its counterpart in the other. Both are in order, and none has two.
pub(crate) fn correspondence<T: Eq + Hash>(old: &[T], new: &[T]) -> Vec<Option<usize>> {
    let mut numbers: HashMap<&T, usize> = HashMap::new();
    let mut number = |text| {
        let next = numbers.len();
        *numbers.entry(text).or_insert(next)
    };
    let old: Vec<usize> = old.iter().map(&mut number).collect();
    let new: Vec<usize> = new.iter().map(&mut number).collect();
    let mut found = vec![None; old.len()];
    let mut open = vec![(0..old.len(), 0..new.len())];
    while let Some((a, b)) = open.pop() {
        let (a, b) = differing(&old, &new, a, b, &mut found);
        if a.is_empty() || b.is_empty() {
            continue;
        }
        let sure = in_one_order(&once_in_both(&old, &new, &a, &b));
        if sure.is_empty() {
            let rest = if a.len() * b.len() <= MOST_WEIGHED {
                let goes_with_before = |i: usize, j: usize| match (i.checked_sub(1), j.checked_sub(1)) {
                    (Some(i), Some(j)) => found[i] == Some(j),
                    _ => false,
                };
                let borders = Borders {
                    start: border(goes_with_before(a.start, b.start), a.start == 0 && b.start == 0),
                    end: border(
                        found.get(a.end).is_some_and(|place| *place == Some(b.end)),
                        a.end == old.len() && b.end == new.len(),
                    ),
                };
                weighed(&old[a.clone()], &new[b.clone()], &borders)
            } else {
                in_turn(&old[a.clone()], &new[b.clone()])
            };
            for (i, j) in rest {
                found[a.start + i] = Some(b.start + j);
            }
            continue;
        }
        let (mut i, mut j) = (a.start, b.start);
        for (at, to) in sure {
            found[at] = Some(to);
            open.push((i..at, j..to));
            (i, j) = (at + 1, to + 1);
        }
        open.push((i..a.end, j..b.end));
    }
    found
}

/// Lets go together what two stretches have at their beginnings and ends, and gives what is left of them. A text that comes again in what is
/// left may be another one there, so that it is left as well.
fn differing(
    old: &[usize],
    new: &[usize],
    a: Range<usize>,
    b: Range<usize>,
    found: &mut [Option<usize>],
) -> (Range<usize>, Range<usize>) {
    let alike = |(old, new): &(&usize, &usize)| old == new;
    let both = || old[a.clone()].iter().zip(&new[b.clone()]);
    let mut before = both().take_while(alike).count();
    let from_end = old[a.start + before..a.end].iter().rev();
    let mut after = from_end
        .zip(new[b.start + before..b.end].iter().rev())
        .take_while(alike)
        .count();
    let left = |of: &Range<usize>, before: usize, after: usize| of.start + before..of.end - after;
    let mut again: HashSet<usize> = HashSet::new();
    if before + after < a.len().max(b.len()) {
        again.extend(&old[left(&a, before, after)]);
        again.extend(&new[left(&b, before, after)]);
    }
    // What is at the one end may come again at the other.
    loop {
        let weight = |before: usize, after: usize| (a.len() - before - after) * (b.len() - before - after);
        if before > 0 && again.contains(&old[a.start + before - 1]) && weight(before - 1, after) <= MOST_LEFT {
            before -= 1;
        } else if after > 0 && again.contains(&old[a.end - after]) && weight(before, after - 1) <= MOST_LEFT {
            after -= 1;
        } else {
            break;
        }
    }
    for at in 0..before {
        found[a.start + at] = Some(b.start + at);
    }
    for at in 1..=after {
        found[a.end - at] = Some(b.end - at);
    }
    (left(&a, before, after), left(&b, before, after))
}

/// The texts that each of two stretches has once, in the order of the first.
fn once_in_both(old: &[usize], new: &[usize], a: &Range<usize>, b: &Range<usize>) -> Vec<(usize, usize)> {
    // Of each text how often either has it, and where.
    let mut seen: HashMap<usize, [(usize, usize); 2]> = HashMap::new();
    for (side, texts, range) in [(0, old, a), (1, new, b)] {
        for at in range.clone() {
            let of = &mut seen.entry(texts[at]).or_default()[side];
            *of = (of.0 + 1, at);
        }
    }
    let mut once: Vec<(usize, usize)> = seen
        .into_values()
        .filter_map(|[(m, at), (n, to)]| (m == 1 && n == 1).then_some((at, to)))
        .collect();
    once.sort_unstable();
    once
}

/// The longest part of a list, sorted by the first places, in which the second are in order, too.
fn in_one_order(pairs: &[(usize, usize)]) -> Vec<(usize, usize)> {
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(pairs.len());
    for (at, (_, to)) in pairs.iter().enumerate() {
        let length = ends.partition_point(|end| pairs[*end].1 < *to);
        before.push(length.checked_sub(1).map(|length| ends[length]));
        if length == ends.len() {
            ends.push(at);
        } else {
            ends[length] = at;
        }
    }
    let mut chain: Vec<(usize, usize)> = std::iter::successors(ends.last().copied(), |at| before[*at])
        .map(|at| pairs[at])
        .collect();
    chain.reverse();
    chain
}

/// What a pair of equal texts is worth; how much more where those before or after both go together as well; and how much more at the
/// beginning or the end of both texts, which tells less: that is where something may have been added.
const PAIR: u32 = 4;
const BESIDE: u32 = 2;
const AT_EDGE: u32 = 1;

/// What a pair is worth more that stands at both beginnings, or both ends, of two stretches.
struct Borders {
    start: u32,
    end: u32,
}

fn border(is_beside: bool, is_edge: bool) -> u32 {
    match (is_beside, is_edge) {
        (true, _) => BESIDE,
        (false, true) => AT_EDGE,
        (false, false) => 0,
    }
}

/// The pairs that are worth most together.
fn weighed(old: &[usize], new: &[usize], borders: &Borders) -> Vec<(usize, usize)> {
    let width = new.len() + 1;
    // The most of the first so many texts of either; the same where the last two go together; and whether those before them do then.
    let mut best = vec![0_u32; (old.len() + 1) * width];
    let mut ending = vec![0_u32; (old.len() + 1) * width];
    let mut goes_on = vec![false; (old.len() + 1) * width];
    for (i, text) in old.iter().enumerate() {
        for (j, other) in new.iter().enumerate() {
            let at = (i + 1) * width + j + 1;
            let (up, left, before) = (at - width, at - 1, at - width - 1);
            best[at] = best[up].max(best[left]);
            if text == other {
                let together = if ending[before] > 0 { ending[before] + BESIDE } else { 0 };
                goes_on[at] = ending[before] > 0 && together >= best[before];
                ending[at] = best[before].max(together) + PAIR;
                if (i, j) == (0, 0) {
                    ending[at] += borders.start;
                }
                if (i + 1, j + 1) == (old.len(), new.len()) {
                    ending[at] += borders.end;
                }
                best[at] = best[at].max(ending[at]);
            }
        }
    }
    let mut pairs = Vec::new();
    let (mut i, mut j) = (old.len(), new.len());
    // Whether the pair here is one that another goes on from.
    let mut is_bound = false;
    while i > 0 && j > 0 {
        let at = i * width + j;
        let (up, left) = (at - width, at - 1);
        if !is_bound && best[at] == best[up] {
            i -= 1;
        } else if !is_bound && best[at] == best[left] {
            j -= 1;
        } else {
            pairs.push((i - 1, j - 1));
            is_bound = goes_on[at];
            (i, j) = (i - 1, j - 1);
        }
    }
    pairs
}

/// Equal texts in their order: the first with the first, and so on, as far as those do not cross.
fn in_turn(old: &[usize], new: &[usize]) -> Vec<(usize, usize)> {
    let mut places: HashMap<usize, std::collections::VecDeque<usize>> = HashMap::new();
    for (at, text) in new.iter().enumerate() {
        places.entry(*text).or_default().push_back(at);
    }
    let pairs: Vec<(usize, usize)> = old
        .iter()
        .enumerate()
        .filter_map(|(at, text)| Some((at, places.get_mut(text)?.pop_front()?)))
        .collect();
    in_one_order(&pairs)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(old: &str, new: &str) -> String {
        let texts = |of: &str| of.chars().collect::<Vec<char>>();
        let new_texts = texts(new);
        let places = correspondence(&texts(old), &new_texts);
        let mut last = None;
        for place in places.iter().flatten() {
            assert!(last.is_none_or(|last| last < *place), "{old} {new} {places:?}");
            last = Some(*place);
        }
        // Where each stands, in letters from a on.
        let letter = |place: &Option<usize>| match place {
            Some(at) => char::from(b'a' + u8::try_from(*at).expect("a short text")),
            None => '-',
        };
        places.iter().map(letter).collect()
    }

    #[test]
    fn a_text_that_occurs_several_times_stays_with_its_neighbours() {
        for (old, new, places) in [
            ("AxBxC", "AxBxC", "abcde"),
            // One is gone, the first, the second or both.
            ("AxBxC", "BxC", "--abc"),
            ("AxBxC", "AxC", "ab--c"),
            ("AxBxC", "ABxC", "a-bcd"),
            ("AxBxC", "ABC", "a-b-c"),
            // Others come before, between and after.
            ("AxBxC", "ZxAxBxC", "cdefg"),
            ("AxBxC", "AxZxBxC", "abefg"),
            ("AxBxC", "AxBxZxC", "abcdg"),
            ("AxBxC", "AxBxCZx", "abcde"),
            // What is beside it says another thing.
            ("AxBxC", "DxBxE", "-bcd-"),
            ("AxBxCx", "AxDxCx", "ab-def"),
            // Also where it stands at the beginning or the end of both.
            ("xAxB", "xCxAxB", "cdef"),
            ("AxBx", "AxBxCx", "abcd"),
            ("xAx", "xBxAxCx", "cde"),
            ("xyAy", "xyByxyAyx", "efgh"),
            // Nothing is there once.
            ("xxyy", "xyxy", "acd-"),
            ("xyxy", "yxyxyx", "bcde"),
        ] {
            assert_eq!(found(old, new), places, "{old} {new}");
        }
    }

    #[test]
    fn long_stretches_of_repeated_texts_go_together_in_their_order() {
        let old: Vec<usize> = (0..3_000).map(|n| n % 3).collect();
        let new: Vec<usize> = std::iter::once(7).chain(old.iter().copied()).chain([8]).collect();
        let places = correspondence(&old, &new);
        assert_eq!(places.len(), 3_000);
        assert!(places.iter().enumerate().all(|(at, place)| *place == Some(at + 1)));
    }
}
