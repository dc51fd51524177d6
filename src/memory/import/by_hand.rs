//! What a person cut, left out of an article, or took in although its reading leaves it out → the same segments of another version of
//! its files.
//!
//! A segment of a stored article takes part where it has a bead. One that has a bead and a reason to be left out was taken in by a
//! person; one that has none for the reason [`Furniture::ByPerson`] was left out by a person.

use std::cmp::Reverse;
use std::collections::HashMap;
use std::ops::Range;

use crate::article::Furniture;
use crate::memory::import::earlier::{CutAgain, Old, Reading};
use crate::memory::import::said::{Cut, places_of};
use crate::memory::model::article::ArticleInfo;
use crate::memory::model::bead::BeadSide;
use crate::memory::model::identity;
use crate::pair::{LeftOut, Side};
use crate::segment::Segment;

/// What a person decided of a segment.
#[derive(Clone, Debug)]
enum Decision {
    LeftOut,
    /// With the reason why the reading leaves it out.
    TakenIn(String),
}

/// What a person decided of the segments of a stored article, which are named by what the files said of them.
#[derive(Debug, Default)]
pub(crate) struct ByHand {
    sides: [SideByHand; 2],
}

/// The same of one side.
#[derive(Debug, Default)]
struct SideByHand {
    /// The segments as the files had them, with the parts that one was cut in.
    wholes: Vec<(String, Option<Vec<String>>)>,
    /// The segments as they are, in order, with what was decided of each.
    segments: Vec<(String, Option<Decision>)>,
}

impl ByHand {
    pub(crate) fn of(info: &ArticleInfo, old: &Old) -> ByHand {
        let said = old.said(info);
        let mut by_hand = ByHand::default();
        for segment in &old.segments {
            let decision = match (&segment.left_out, segment.bead) {
                (Some(reason), Some(_)) => Some(Decision::TakenIn(reason.clone())),
                (Some(reason), None) if reason == Furniture::ByPerson.as_str() => Some(Decision::LeftOut),
                _ => None,
            };
            let side = &mut by_hand.sides[segment.side.index()];
            side.segments.push((normal(said.text(segment)), decision));
        }
        for (side, cuts) in by_hand.sides.iter_mut().zip(&said.cuts) {
            let mut cuts = cuts.iter().peekable();
            let mut at = 0;
            while let Some((text, _)) = side.segments.get(at) {
                let is_here = |cut: &&Cut| {
                    let parts = side.segments[at..].iter().map(|(text, _)| text);
                    parts
                        .take(cut.parts.len())
                        .eq(cut.parts.iter().map(|part| normal(part)).collect::<Vec<_>>().iter())
                };
                match cuts.next_if(is_here) {
                    Some(cut) => {
                        side.wholes.push((normal(&cut.whole), Some(cut.parts.clone())));
                        at += cut.parts.len();
                    }
                    None => {
                        side.wholes.push((text.clone(), None));
                        at += 1;
                    }
                }
            }
        }
        by_hand
    }

    /// Whether a person left nothing out, took nothing in and cut nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.sides.iter().all(SideByHand::is_empty)
    }

    /// Does the same to the segments of another version, and notes in its reading what was done.
    pub(crate) fn apply(&self, sides: [&mut Side; 2], reading: &mut Reading) {
        for (side, new) in BeadSide::BOTH.into_iter().zip(sides) {
            let at = side.index();
            (reading.taken_in[at], reading.cut[at]) = self.sides[at].arrange(new);
        }
    }
}

fn normal(text: &str) -> String {
    identity::normalise(text).into_owned()
}

/// A segment of another version on its way.
#[derive(Clone)]
struct Coming {
    segment: Segment,
    /// Its line, where the text came in lines.
    line: Option<usize>,
    /// Why it is left out, where it is.
    reason: Option<Furniture>,
    /// What the files say of the whole that it is a part of; empty for those after the first.
    cut_from: Option<String>,
}

impl SideByHand {
    fn is_empty(&self) -> bool {
        let no_decision = self.segments.iter().all(|(_, decision)| decision.is_none());
        no_decision && self.wholes.iter().all(|(_, parts)| parts.is_none())
    }

    /// Puts the segments of a side where the decisions want them.
    fn arrange(&self, side: &mut Side) -> (HashMap<usize, String>, CutAgain) {
        let (mut taken_in, mut cut) = (HashMap::new(), CutAgain::default());
        if self.is_empty() {
            return (taken_in, cut);
        }
        let lines = side.lines.take();
        let coming = |segment, line, reason| Coming {
            segment,
            line,
            reason,
            cut_from: None,
        };
        let taking_part = std::mem::take(&mut side.segments).into_iter().enumerate();
        let line = |at: usize| lines.as_ref().map(|lines| lines[at]);
        let mut all: Vec<Coming> = taking_part
            .map(|(at, segment)| coming(segment, line(at), None))
            .collect();
        let left_out = std::mem::take(&mut side.furniture).into_iter();
        all.extend(left_out.map(|out| coming(out.segment, None, Some(out.reason))));
        all.sort_by_key(|coming| (coming.segment.block, coming.segment.range.start));
        let texts = |all: &[Coming]| {
            all.iter()
                .map(|coming| normal(&coming.segment.text))
                .collect::<Vec<_>>()
        };
        let cuts = found_again(&self.wholes, &texts(&all));
        let all: Vec<Coming> = all
            .into_iter()
            .enumerate()
            .flat_map(|(at, coming)| match cuts.get(&at) {
                Some(parts) => coming.cut(parts),
                None => vec![coming],
            })
            .collect();
        let found = found_again(&self.segments, &texts(&all));
        let mut lines_kept = Vec::new();
        for (at, coming) in all.into_iter().enumerate() {
            let Coming {
                segment,
                line,
                reason,
                cut_from,
            } = coming;
            let (decision, line) = match (found.get(&at), line) {
                (Some(Decision::LeftOut), _) => (Some(Furniture::ByPerson), None),
                (Some(Decision::TakenIn(earlier)), line) => {
                    let reason = reason.map_or_else(|| earlier.clone(), |reason| reason.as_str().to_owned());
                    taken_in.insert(side.segments.len(), reason);
                    (None, line)
                }
                (None, line) => (reason, line),
            };
            match decision {
                Some(reason) => {
                    cut.left_out.extend(cut_from.map(|whole| (side.furniture.len(), whole)));
                    side.furniture.push(LeftOut { segment, reason });
                }
                None => {
                    cut.taking_part
                        .extend(cut_from.map(|whole| (side.segments.len(), whole)));
                    lines_kept.extend(line);
                    side.segments.push(segment);
                }
            }
        }
        side.lines = lines.map(|_| lines_kept);
        (taken_in, cut)
    }
}

impl Coming {
    /// Its parts, where these are what it says.
    fn cut(self, parts: &[String]) -> Vec<Coming> {
        let text = self.segment.text.clone();
        let Some(places) = places_of(&text, parts) else {
            return vec![self];
        };
        let range = self.segment.range.clone();
        let within = |at: usize| (range.start + at).min(range.end);
        let part = |(n, place): (usize, Range<usize>)| Coming {
            segment: Segment {
                text: text[place.clone()].to_owned(),
                range: within(place.start)..within(place.end),
                ..self.segment.clone()
            },
            cut_from: Some(if n == 0 { text.clone() } else { String::new() }),
            ..self.clone()
        };
        places.into_iter().enumerate().map(part).collect()
    }
}

/// What was decided of the segments with these texts. Of segments that say the same, those go together first that stand between the
/// same neighbours, and then those that are as far on.
fn found_again<D: Clone>(old: &[(String, Option<D>)], new: &[String]) -> HashMap<usize, D> {
    let mut occurrences: HashMap<&str, [Vec<usize>; 2]> = HashMap::new();
    for (text, _) in old.iter().filter(|(_, decision)| decision.is_some()) {
        occurrences.entry(text).or_default();
    }
    for (at, (text, _)) in old.iter().enumerate() {
        occurrences.entry(text).and_modify(|both| both[0].push(at));
    }
    for (at, text) in new.iter().enumerate() {
        occurrences.entry(text).and_modify(|both| both[1].push(at));
    }
    let before = |at: usize| at.checked_sub(1);
    let old_at = |at: Option<usize>| at.and_then(|at| old.get(at)).map(|(text, _)| text);
    let new_at = |at: Option<usize>| at.and_then(|at| new.get(at));
    let mut found = HashMap::new();
    for [in_old, in_new] in occurrences.into_values() {
        let mut pairs: Vec<(Reverse<usize>, usize, usize, usize)> = Vec::new();
        for &a in &in_old {
            for &b in &in_new {
                let same = usize::from(old_at(before(a)) == new_at(before(b)))
                    + usize::from(old_at(Some(a + 1)) == new_at(Some(b + 1)));
                let far = (a * new.len()).abs_diff(b * old.len());
                pairs.push((Reverse(same), far, a, b));
            }
        }
        pairs.sort_unstable();
        let (mut used, mut given) = (vec![false; old.len()], vec![false; new.len()]);
        for (_, _, a, b) in pairs {
            if used[a] || given[b] {
                continue;
            }
            (used[a], given[b]) = (true, true);
            if let Some(decision) = &old[a].1 {
                found.insert(b, decision.clone());
            }
        }
    }
    found
}
