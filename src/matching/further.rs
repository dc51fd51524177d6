//! Units that only their adapted form brings forward: which are looked at, and where they go.
//!
//! The nearest units as they stand are known by then. Any other is worth more only with the query's figures or names in it. Those that differ
//! in figures alone are found by their masked text, however far they are as they stand; of the others that share enough words those that
//! promise most are tried. Each step ends when nothing better can come, or after [`LOOKED_AT`] tries.

use super::index::rank::{Promising, Ranked};
use super::promise::Further;
use super::score::{ADAPTED_CAP, Rank};
use super::suggest::{Match, Matcher, Search};
use crate::memory::{MemoryError, UnitId};

/// How many units each step tries at most that change nothing.
const LOOKED_AT: usize = 32;

impl Search<'_> {
    /// Whether no adapted form can come before any of these.
    pub(super) fn is_settled(&self, found: &[Match]) -> bool {
        found.len() >= self.limit
            && found
                .last()
                .is_some_and(|last| last.worth().rank.mean() >= best(ADAPTED_CAP))
    }

    /// The least word similarity that is looked at beside those that were found: lower than usual only where an adapted form from below may
    /// come first.
    pub(super) fn floor_beside(&self, found: &[Match]) -> f64 {
        let least = self.least.min(100.0);
        let leads = |further: &Further| {
            let bound = best(further.best_lifted(least));
            found.first().is_some_and(|first| first.worth().rank.mean() >= bound)
        };
        if self.further.is_some_and(leads) {
            Further::usual_floor(least)
        } else {
            self.floor()
        }
    }
}

/// The best mean of an adapted form with this score.
fn best(score: f64) -> f64 {
    let rank = Rank {
        score: score.min(ADAPTED_CAP),
        characters: 100.0,
    };
    rank.mean()
}

impl Matcher<'_> {
    /// Puts units that differ from the query in figures alone, best first as they stand, among those that were found.
    pub(super) fn add_alike(
        &mut self,
        search: &Search<'_>,
        alike: Vec<Ranked>,
        found: &mut Vec<Match>,
    ) -> Result<(), MemoryError> {
        let mut tries = 0;
        for unit in super::index::rank::sorted(alike) {
            if search.is_settled(found) || tries == LOOKED_AT {
                break;
            }
            tries = if self.add(search, UnitId(unit.id), found)? {
                0
            } else {
                tries + 1
            };
        }
        Ok(())
    }

    /// Puts the units that are worth most once they are adapted among those that were found.
    pub(super) fn add_promising(
        &mut self,
        search: &Search<'_>,
        promising: &[Promising],
        found: &mut Vec<Match>,
    ) -> Result<(), MemoryError> {
        let mut tries = 0;
        for unit in promising {
            let last = found.get(search.limit - 1).map(|last| last.worth().rank.mean());
            let is_behind = last.is_some_and(|last| best(unit.promise) < last);
            if is_behind || unit.promise < search.least || search.is_settled(found) || tries == LOOKED_AT {
                break;
            }
            tries = if self.add(search, UnitId(unit.id), found)? {
                0
            } else {
                tries + 1
            };
        }
        Ok(())
    }

    /// Puts a unit among those that were found, if it comes before one of them or there is room; whether it did.
    fn add(&mut self, search: &Search<'_>, id: UnitId, found: &mut Vec<Match>) -> Result<bool, MemoryError> {
        let Some(unit) = self.memory.known_unit(id)? else {
            return Ok(false);
        };
        let mut any = false;
        for (source, target) in unit.pairs(&self.from, &self.to) {
            let is_known =
                |other: &Match| other.unit == id && other.source == source.text && other.target == target.text;
            if found.iter().any(is_known) {
                continue;
            }
            let Some(weighed) = self.weigh(search, &unit, [source, target], |_| true)? else {
                continue;
            };
            let worth = weighed.worth();
            let at = found.partition_point(|other| other.worth().better_first(&worth).is_lt());
            if at < search.limit {
                let added = self.matched(search, &unit, [source, target], weighed)?;
                found.insert(at, added);
                found.truncate(search.limit);
                any = true;
            }
        }
        Ok(any)
    }
}
