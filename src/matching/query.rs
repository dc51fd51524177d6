//! What a translator asks: a segment, what stands around it, and which matches are wanted.

use crate::memory::{NO_NEIGHBOUR, context_hash};

/// What stands before or after a segment.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Neighbour {
    /// Nobody knows: the segment came alone.
    #[default]
    Unknown,
    /// The beginning or the end of the text.
    Edge,
    /// This segment.
    Text(String),
}

impl Neighbour {
    /// The hash that occurrences store; `None` when nothing is known.
    pub(super) fn hash(&self) -> Option<i64> {
        match self {
            Neighbour::Unknown => None,
            Neighbour::Edge => Some(NO_NEIGHBOUR),
            Neighbour::Text(text) => Some(context_hash(text)),
        }
    }
}

/// A segment to be translated.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Query {
    /// The segment to translate, as it stands in its document.
    pub text: String,
    /// What stands before it.
    pub previous: Neighbour,
    /// What stands after it.
    pub next: Neighbour,
}

impl Query {
    /// A segment without context.
    #[must_use]
    pub fn new(text: impl Into<String>) -> Query {
        Query {
            text: text.into(),
            ..Query::default()
        }
    }

    /// The segments of a text, each with its neighbours.
    #[must_use]
    pub fn in_context(segments: &[&str]) -> Vec<Query> {
        let neighbour = |at: Option<usize>| match at.and_then(|at| segments.get(at)) {
            Some(text) => Neighbour::Text((*text).to_owned()),
            None => Neighbour::Edge,
        };
        let query = |(i, text): (usize, &&str)| Query {
            text: (*text).to_owned(),
            previous: neighbour(i.checked_sub(1)),
            next: neighbour(Some(i + 1)),
        };
        segments.iter().enumerate().map(query).collect()
    }
}

impl From<&str> for Query {
    fn from(text: &str) -> Query {
        Query::new(text)
    }
}

impl From<String> for Query {
    fn from(text: String) -> Query {
        Query::new(text)
    }
}

/// What is wanted of [`crate::matching::Matcher::suggest_with`].
#[derive(Clone, Debug, PartialEq)]
#[non_exhaustive]
pub struct SuggestOptions {
    /// The least score, from 1 to 102; below 1 counts as 1, since a unit that shares no word is no match.
    pub min_score: f64,
    /// The most matches.
    pub limit: usize,
    /// Whether to compare with every unit instead of using the index.
    pub exhaustive: bool,
}

impl Default for SuggestOptions {
    fn default() -> SuggestOptions {
        SuggestOptions {
            min_score: 70.0,
            limit: 5,
            exhaustive: false,
        }
    }
}

impl SuggestOptions {
    /// The least score, from 1 to 102.
    #[must_use]
    pub fn min_score(mut self, score: f64) -> SuggestOptions {
        self.min_score = score;
        self
    }

    /// The most matches.
    #[must_use]
    pub fn limit(mut self, limit: usize) -> SuggestOptions {
        self.limit = limit;
        self
    }

    /// Whether to compare with every unit instead of using the index.
    #[must_use]
    pub fn exhaustive(mut self, exhaustive: bool) -> SuggestOptions {
        self.exhaustive = exhaustive;
        self
    }
}
