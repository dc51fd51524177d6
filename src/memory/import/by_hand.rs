//! What a person left out of an article, or took in although its reading leaves it out → the same segments of another version of its
//! files.
//!
//! A segment of a stored article takes part where it has a bead. One that has a bead and a reason to be left out was taken in by a
//! person; one that has none for the reason [`Furniture::ByPerson`] was left out by a person.

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::article::Furniture;
use crate::memory::import::earlier::{Old, TakenIn};
use crate::memory::model::article::ArticleInfo;
use crate::memory::model::bead::{BeadId, BeadSide, StoredSegment};
use crate::memory::model::identity;
use crate::memory::model::unit::{Unit, UnitId};
use crate::memory::store::bead_writes::text_of;
use crate::pair::{LeftOut, Side};
use crate::segment::Segment;

/// What a person decided of a segment.
#[derive(Clone, Debug)]
enum Decision {
    LeftOut,
    /// With the reason why the reading leaves it out.
    TakenIn(String),
}

/// The segments of a stored article, in their order on either side, with what a person decided of them.
#[derive(Debug, Default)]
pub(crate) struct ByHand {
    sides: [Vec<(String, Option<Decision>)>; 2],
}

impl ByHand {
    pub(crate) fn of(info: &ArticleInfo, old: &Old) -> ByHand {
        let units: HashMap<BeadId, UnitId> = old.beads.iter().filter_map(|b| Some((b.id, b.unit?))).collect();
        let unit_of = |segment: &StoredSegment| -> Option<&Unit> { old.units.get(units.get(&segment.bead?)?) };
        let mut by_hand = ByHand::default();
        for segment in &old.segments {
            let said = segment
                .original
                .clone()
                .unwrap_or_else(|| text_of(segment, unit_of(segment), info));
            let decision = match (&segment.left_out, segment.bead) {
                (Some(reason), Some(_)) => Some(Decision::TakenIn(reason.clone())),
                (Some(reason), None) if reason == Furniture::ByPerson.as_str() => Some(Decision::LeftOut),
                _ => None,
            };
            by_hand.sides[segment.side.index()].push((normal(&said), decision));
        }
        by_hand
    }

    /// Whether a person left nothing out and took nothing in.
    pub(crate) fn is_empty(&self) -> bool {
        self.sides.iter().flatten().all(|(_, decision)| decision.is_none())
    }

    /// Does the same to the segments of another version, and tells which are taken in now.
    pub(crate) fn apply(&self, sides: [&mut Side; 2]) -> TakenIn {
        let mut taken_in = TakenIn::default();
        for (side, new) in BeadSide::BOTH.into_iter().zip(sides) {
            taken_in[side.index()] = arrange(&self.sides[side.index()], new);
        }
        taken_in
    }
}

fn normal(text: &str) -> String {
    identity::normalise(text).into_owned()
}

/// Puts the segments of a side where the decisions want them.
fn arrange(old: &[(String, Option<Decision>)], side: &mut Side) -> HashMap<usize, String> {
    let mut taken_in = HashMap::new();
    if old.iter().all(|(_, decision)| decision.is_none()) {
        return taken_in;
    }
    // Each with its line, where the text came in lines, and why it is left out, where it is.
    let lines = side.lines.take();
    let line = |at: usize| lines.as_ref().map(|lines| lines[at]);
    let taking_part = std::mem::take(&mut side.segments).into_iter().enumerate();
    let mut all: Vec<(Segment, Option<usize>, Option<Furniture>)> =
        taking_part.map(|(at, segment)| (segment, line(at), None)).collect();
    let left_out = std::mem::take(&mut side.furniture).into_iter();
    all.extend(left_out.map(|out| (out.segment, None, Some(out.reason))));
    all.sort_by_key(|(segment, ..)| (segment.block, segment.range.start));
    let texts: Vec<String> = all.iter().map(|(segment, ..)| normal(&segment.text)).collect();
    let found = found_again(old, &texts);
    let mut lines_kept = Vec::new();
    for (at, (segment, line, reason)) in all.into_iter().enumerate() {
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
            Some(reason) => side.furniture.push(LeftOut { segment, reason }),
            None => {
                lines_kept.extend(line);
                side.segments.push(segment);
            }
        }
    }
    side.lines = lines.map(|_| lines_kept);
    taken_in
}

/// What was decided of the segments with these texts. Of segments that say the same, those go together first that stand between the
/// same neighbours, and then those that are as far on.
fn found_again(old: &[(String, Option<Decision>)], new: &[String]) -> HashMap<usize, Decision> {
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
