//! The order of hits, and the best of many.

use std::collections::{BTreeMap, BinaryHeap, HashSet};

use super::pattern::Nearness;
use super::side::UnitSide;
use crate::memory::{Status, UnitId};

/// Where a unit comes in the order of hits; less is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Rank {
    pub(super) nearness: Nearness,
    pub(super) trust: u8,
    pub(super) length: u32,
    pub(super) side: UnitSide,
    pub(super) unit: UnitId,
}

/// The place of a status in the order; `None` for rejected units, which are never shown.
pub(super) fn trust(status: Status) -> Option<u8> {
    match status {
        Status::Confirmed => Some(0),
        Status::Aligned => Some(1),
        Status::ToReview => Some(2),
        Status::Rejected => None,
    }
}

/// How many units of each length there are, on one side.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Lengths {
    pub(super) counts: BTreeMap<u32, usize>,
    pub(super) total: usize,
}

impl Lengths {
    pub(super) fn add(&mut self, length: u32, count: usize) {
        if count > 0 {
            *self.counts.entry(length).or_default() += count;
            self.total += count;
        }
    }

    pub(super) fn join(&mut self, other: &Lengths) {
        other
            .counts
            .iter()
            .for_each(|(&length, &count)| self.add(length, count));
    }

    pub(super) fn total(&self) -> usize {
        self.total
    }

    /// The greatest length that the shortest `most` units have; no bound where there are not so many.
    pub(super) fn longest(&self, most: usize) -> u32 {
        let mut sum = 0;
        let at = self.counts.iter().find(|(_, count)| {
            sum += **count;
            sum >= most
        });
        at.map_or(u32::MAX, |(&length, _)| length)
    }
}

/// The best of many ranks, a fixed number of them; of a unit that comes more than once, with several texts, the best.
#[derive(Debug)]
pub(super) struct Best {
    pub(super) most: usize,
    /// The worst on top.
    pub(super) heap: BinaryHeap<Rank>,
    units: HashSet<UnitId>,
}

impl Best {
    pub(super) fn new(most: usize) -> Best {
        Best {
            most,
            heap: BinaryHeap::new(),
            units: HashSet::new(),
        }
    }

    /// Whether a rank is too late: worse than as many as are kept.
    pub(super) fn is_worse(&self, rank: &Rank) -> bool {
        self.heap.len() >= self.most && self.heap.peek().is_none_or(|worst| *rank > *worst)
    }

    pub(super) fn offer(&mut self, rank: Rank) {
        if self.most == 0 || self.is_worse(&rank) {
            return;
        }
        if !self.units.insert(rank.unit) {
            self.heap.retain(|other| other.unit != rank.unit || *other < rank);
            if self.heap.iter().any(|other| other.unit == rank.unit) {
                return;
            }
        }
        self.heap.push(rank);
        if self.heap.len() > self.most
            && let Some(worst) = self.heap.pop()
        {
            self.units.remove(&worst.unit);
        }
    }

    pub(super) fn into_sorted(self) -> Vec<Rank> {
        self.heap.into_sorted_vec()
    }
}
