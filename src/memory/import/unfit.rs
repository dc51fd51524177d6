//! What a person did in an earlier version of an article and has no place in the new one, as it is told after an import.

use crate::memory::model::bead::BeadSide;

/// Something that a person did and that no longer fits an article. It is done again when the files are changed back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Unfit {
    /// What it is.
    pub what: UnfitKind,
    /// The source text that it was about; empty where there was none.
    pub source: String,
    /// The target text.
    pub target: String,
    /// The note, where there was one.
    pub note: Option<String>,
}

/// What was done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum UnfitKind {
    /// A bead had a note, or was put to review.
    Noted,
    /// A pair was found right or edited; nothing else of it is kept, since its unit stands elsewhere, too, or there was none.
    Confirmed,
    /// A pair was found wrong.
    Rejected,
    /// A unit was deleted.
    Deleted,
    /// Segments were put together.
    Together,
    /// A segment was left without counterpart.
    Apart,
    /// A segment was left out.
    LeftOut,
    /// A segment was taken in.
    TakenIn,
    /// A segment was cut.
    Cut,
    /// Segments were joined to one.
    Joined,
}

impl UnfitKind {
    /// The name used in machine output.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            UnfitKind::Noted => "noted",
            UnfitKind::Confirmed => "confirmed",
            UnfitKind::Rejected => "rejected",
            UnfitKind::Deleted => "deleted",
            UnfitKind::Together => "put together",
            UnfitKind::Apart => "without counterpart",
            UnfitKind::LeftOut => "left out",
            UnfitKind::TakenIn => "taken in",
            UnfitKind::Cut => "cut",
            UnfitKind::Joined => "joined",
        }
    }
}

impl Unfit {
    /// Something that was done to a segment.
    pub(crate) fn of_segment(what: UnfitKind, side: BeadSide, text: String) -> Unfit {
        let [source, target] = match side {
            BeadSide::Source => [text, String::new()],
            BeadSide::Target => [String::new(), text],
        };
        Unfit {
            what,
            source,
            target,
            note: None,
        }
    }
}
