//! Beads and segments as the memory keeps them: how an article and its translation go together, and what a person did to that.

use serde::{Deserialize, Serialize};

use crate::article::BlockKind;
use crate::memory::model::article::ArticleId;
pub use crate::memory::model::numbers::{BeadId, SegmentId};
use crate::memory::model::unit::{Status, UnitId};

/// One of the two sides of an article pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BeadSide {
    /// The article.
    Source,
    /// Its translation.
    Target,
}

impl BeadSide {
    /// Both, in their order.
    pub const BOTH: [BeadSide; 2] = [BeadSide::Source, BeadSide::Target];

    /// The name used on the command line and in machine output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            BeadSide::Source => "source",
            BeadSide::Target => "target",
        }
    }

    pub(crate) fn code(self) -> i64 {
        self as i64
    }

    pub(crate) fn from_code(code: i64) -> BeadSide {
        if code == 0 { BeadSide::Source } else { BeadSide::Target }
    }

    pub(crate) fn index(self) -> usize {
        self as usize
    }
}

/// What a person decided of a bead.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BeadState {
    /// Nothing.
    #[default]
    Auto,
    /// It is right.
    Confirmed,
    /// It is wrong: its unit is not to be offered for its sake.
    Rejected,
    /// It is to be no unit: its unit was deleted.
    Deleted,
    /// It should be looked at, however sure the aligner is.
    ToReview,
}

impl BeadState {
    const ALL: [BeadState; 5] = [
        BeadState::Auto,
        BeadState::Confirmed,
        BeadState::Rejected,
        BeadState::Deleted,
        BeadState::ToReview,
    ];

    /// The name used in machine output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            BeadState::Auto => "auto",
            BeadState::Confirmed => "confirmed",
            BeadState::Rejected => "rejected",
            BeadState::Deleted => "deleted",
            BeadState::ToReview => "to-review",
        }
    }

    pub(crate) fn code(self) -> i64 {
        self as i64
    }

    /// A number that this version does not know counts as nothing decided.
    pub(crate) fn from_code(code: i64) -> BeadState {
        BeadState::ALL
            .into_iter()
            .find(|s| s.code() == code)
            .unwrap_or_default()
    }

    /// The state of a bead of which only the status of its unit is known.
    pub(crate) fn of(status: Status) -> BeadState {
        match status {
            Status::ToReview | Status::Aligned => BeadState::Auto,
            Status::Confirmed => BeadState::Confirmed,
            Status::Rejected => BeadState::Rejected,
        }
    }
}

/// Who put the segments of a bead together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum BeadOrigin {
    /// The aligner put these segments together.
    #[default]
    Aligner,
    /// A person did, or touched it since.
    Person,
}

impl BeadOrigin {
    /// The name used in machine output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            BeadOrigin::Aligner => "aligner",
            BeadOrigin::Person => "person",
        }
    }

    pub(crate) fn code(self) -> i64 {
        self as i64
    }

    pub(crate) fn from_code(code: i64) -> BeadOrigin {
        if code == 1 {
            BeadOrigin::Person
        } else {
            BeadOrigin::Aligner
        }
    }
}

/// How far beads and segments that follow each other are apart in their order, so that others find a place between them.
pub(crate) const ORD_GAP: i64 = 1 << 20;

/// A bead as its row has it. JSON leaves out what is usual, since the history keeps many.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredBead {
    pub(crate) id: BeadId,
    pub(crate) article: ArticleId,
    pub(crate) ord: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) unit: Option<UnitId>,
    #[serde(default)]
    pub(crate) previous: i64,
    #[serde(default)]
    pub(crate) next: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) confidence: Option<f64>,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub(crate) origin: BeadOrigin,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub(crate) state: BeadState,
    #[serde(default, skip_serializing_if = "is_usual")]
    pub(crate) moved: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) note: Option<String>,
}

impl StoredBead {
    /// Whether a person settled how its segments go together, or that they do not.
    pub(crate) fn is_settled(&self) -> bool {
        let decided = matches!(
            self.state,
            BeadState::Confirmed | BeadState::Rejected | BeadState::Deleted
        );
        decided || self.origin == BeadOrigin::Person
    }
}

/// A segment as its row has it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
pub(crate) struct StoredSegment {
    pub(crate) id: SegmentId,
    pub(crate) article: ArticleId,
    pub(crate) side: BeadSide,
    pub(crate) ord: i64,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) bead: Option<BeadId>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) block: Option<u32>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) kind: Option<BlockKind>,
    /// `None` where the unit of its bead says it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) text: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) original: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub(crate) left_out: Option<String>,
}

fn is_usual<T: Default + PartialEq>(value: &T) -> bool {
    *value == T::default()
}
