//! How many places are left in each article, with what the checks find: kept by version.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use tokio::sync::Notify;

use crate::memory::ArticleId;

/// An article's places at a version of it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Count {
    pub(super) article: ArticleId,
    pub(super) version: u64,
    pub(super) places: usize,
}

/// What was counted.
#[derive(Debug, Default)]
pub(super) struct Counts {
    known: Mutex<HashMap<ArticleId, Count>>,
    /// Told when somebody wants to know.
    pub(super) wanted: Notify,
}

impl Counts {
    fn known(&self) -> MutexGuard<'_, HashMap<ArticleId, Count>> {
        // A count that is half written does not exist.
        self.known.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// The places of an article at a version, where they have been counted.
    pub(super) fn of(&self, article: ArticleId, version: u64) -> Option<usize> {
        let known = self.known().get(&article).copied();
        known.filter(|count| count.version == version).map(|count| count.places)
    }

    pub(super) fn note(&self, count: Count) {
        self.known().insert(count.article, count);
    }

    /// Forgets articles that are no more.
    pub(super) fn keep(&self, is_there: impl Fn(ArticleId) -> bool) {
        self.known().retain(|article, _| is_there(*article));
    }

    /// Has those counted that are not known.
    pub(super) fn want(&self) {
        self.wanted.notify_one();
    }
}
