//! Why an action cannot be done, as values, so that whoever tells it can do so in other words and another language.

use std::fmt::{self, Display, Formatter};

use crate::memory::model::bead::{BeadId, BeadSide, SegmentId};
use crate::memory::model::unit::UnitId;

/// Why an action cannot be done. Shown, it names beads, segments and units by their numbers in the memory.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum ActRefusal {
    /// A step of several: its verb, and why it cannot be done.
    Step(String, Box<ActRefusal>),
    /// Several actions were to be done, and none is given.
    NoStep,
    /// A step names the segment that a cut made, and there was no cut.
    NothingCut(String),
    /// All is as the action would make it.
    SoAlready,
    /// A realignment would change nothing.
    AlignedSo,
    /// So many beads would not find a place in the order.
    NoRoom,
    /// What its history has forbids it.
    History(HistoryRefusal),
    /// The segments are not such that it can be done.
    Segments(SegmentRefusal),
    /// The beads are not such that it can be done.
    Beads(BeadRefusal),
}

/// Why an action cannot be undone or done again.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum HistoryRefusal {
    /// Every action is undone.
    NothingToUndo,
    /// No action is undone.
    NothingToRedo,
    /// The article has no action of that number.
    NoAction(i64),
    /// The action is undone.
    Undone(i64),
    /// The action is not undone.
    NotUndone(i64),
    /// What an action touched was changed since.
    ChangedSince {
        /// What was changed.
        what: Touched,
        /// The action's number.
        action: i64,
        /// The action's name.
        verb: String,
        /// What changed it.
        later: Later,
    },
}

/// Why something cannot be done to segments.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SegmentRefusal {
    /// One segment alone cannot be joined.
    OneSegment,
    /// No segment is named.
    NoSegment,
    /// No segment of that side is named.
    NoSegmentOf(BeadSide),
    /// The segment is named for the side, and is on the other one.
    OtherSide(SegmentId, BeadSide),
    /// Segments of both sides were to be moved at once.
    BothSides,
    /// Segments were to be joined that are not on one side of one bead.
    Apart,
    /// A segment lies between others that were to follow each other; with the bead that it is in.
    Between(BeadSide, SegmentId, Option<BeadId>),
    /// The segment takes no part.
    LeftOut(SegmentId),
    /// The segments take no part.
    AllLeftOut,
    /// It was to be left out, and is.
    LeftOutAlready(SegmentId),
    /// It was to be taken in, and takes part.
    TakesPart(SegmentId),
    /// The segment is in the bead.
    InAlready(SegmentId, BeadId),
    /// The segment was to be linked, and has a counterpart in the bead.
    HasCounterpart(SegmentId, BeadId),
    /// A segment of so many characters was to be cut before one that it does not have.
    NoPlaceToCut {
        /// The segment.
        segment: SegmentId,
        /// How many characters it has.
        characters: usize,
        /// Before which one it was to be cut, from 0.
        at: usize,
    },
    /// A cut within what a reader takes for one character.
    WithinCharacter,
    /// A cut within a word.
    WithinWord,
    /// A part of a cut would have nothing to see.
    EmptyPart,
}

/// Why something cannot be done to beads.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum BeadRefusal {
    /// One bead alone cannot be merged.
    OneBead,
    /// A bead has so many source and target segments, and so many of each were to stay in it.
    Counts {
        /// The bead.
        bead: BeadId,
        /// What it has.
        has: [usize; 2],
        /// What was asked for.
        wanted: [usize; 2],
    },
    /// Of a bead that has so many source and target segments one half would have none.
    EmptyHalf(BeadId, [usize; 2]),
    /// The bead has one side only.
    OneSided(BeadId),
    /// A person decided of the bead.
    Settled(BeadId),
    /// The bead is confirmed.
    Confirmed(BeadId),
    /// All of the beads are confirmed, or have one side and are settled.
    AllSettled,
    /// The bead is rejected.
    Rejected(BeadId),
    /// The unit of the bead was deleted.
    UnitDeleted(BeadId),
    /// An edit without a text.
    NoText,
    /// The new text of a side has nothing to see.
    EmptyText(BeadSide),
    /// The bead has no segment on a side that was to be edited.
    NoSide(BeadId, BeadSide),
}

impl From<HistoryRefusal> for ActRefusal {
    fn from(refusal: HistoryRefusal) -> ActRefusal {
        ActRefusal::History(refusal)
    }
}

impl From<SegmentRefusal> for ActRefusal {
    fn from(refusal: SegmentRefusal) -> ActRefusal {
        ActRefusal::Segments(refusal)
    }
}

impl From<BeadRefusal> for ActRefusal {
    fn from(refusal: BeadRefusal) -> ActRefusal {
        ActRefusal::Beads(refusal)
    }
}

/// Something that an action touched.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Touched {
    /// A bead.
    Bead(BeadId),
    /// A segment.
    Segment(SegmentId),
    /// A unit.
    Unit(UnitId),
}

/// What came after an action.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Later {
    /// An operation: its number and its name.
    Operation(i64, String),
    /// Actions, down to the one of this number and name.
    Action(i64, String),
    /// What the history does not have any more.
    Unknown,
}

/// How a message in English names what a refusal is about.
pub(crate) trait RefusalNames {
    /// A bead: `bead 5`.
    fn bead(&self, bead: BeadId) -> String;
    /// A segment, behind that word: `7`.
    fn segment(&self, segment: SegmentId) -> String;
    /// A unit: `unit 3`.
    fn unit(&self, unit: UnitId) -> String;
    /// The bead of a segment that has just been named, with the space before it, where the name does not say it.
    fn within(&self, bead: Option<BeadId>) -> String;
    /// What beads are called: `bead`.
    fn word(&self) -> &'static str;
}

/// By the numbers of the memory.
struct Numbers;

impl RefusalNames for Numbers {
    fn bead(&self, bead: BeadId) -> String {
        format!("bead {bead}")
    }

    fn segment(&self, segment: SegmentId) -> String {
        segment.to_string()
    }

    fn unit(&self, unit: UnitId) -> String {
        format!("unit {}", unit.0)
    }

    fn within(&self, bead: Option<BeadId>) -> String {
        bead.map_or_else(String::new, |bead| format!(" (bead {bead})"))
    }

    fn word(&self) -> &'static str {
        "bead"
    }
}

impl Display for ActRefusal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(&self.english(&Numbers))
    }
}

impl ActRefusal {
    /// In English, by these names.
    pub(crate) fn english(&self, names: &dyn RefusalNames) -> String {
        match self {
            ActRefusal::Step(verb, reason) => format!("{verb}: {}", reason.english(names)),
            ActRefusal::NoStep => "no step is given".to_owned(),
            ActRefusal::NothingCut(verb) => format!("{verb}: no step before it made a segment"),
            ActRefusal::SoAlready => "it is so already".to_owned(),
            ActRefusal::AlignedSo => "nothing would change: the rest is aligned so already".to_owned(),
            ActRefusal::NoRoom => format!("there is no room among the {}s: realign a longer stretch", names.word()),
            ActRefusal::History(refusal) => refusal.english(names),
            ActRefusal::Segments(refusal) => refusal.english(names),
            ActRefusal::Beads(refusal) => refusal.english(names),
        }
    }
}

impl HistoryRefusal {
    fn english(&self, names: &dyn RefusalNames) -> String {
        use HistoryRefusal as R;
        match self {
            R::NothingToUndo => "there is no action left to undo".to_owned(),
            R::NothingToRedo => "there is no action to do again".to_owned(),
            R::NoAction(action) => format!("the article has no action {action}"),
            R::Undone(action) => format!("action {action} is undone already"),
            R::NotUndone(action) => format!("action {action} is not undone"),
            R::ChangedSince {
                what,
                action,
                verb,
                later,
            } => {
                let what = match what {
                    Touched::Bead(bead) => names.bead(*bead),
                    Touched::Segment(segment) => format!("segment {}", names.segment(*segment)),
                    Touched::Unit(unit) => names.unit(*unit),
                };
                format!("{what} has changed since action {action} ({verb}) on it: {later}")
            }
        }
    }
}

impl SegmentRefusal {
    fn english(&self, names: &dyn RefusalNames) -> String {
        use SegmentRefusal as R;
        let (word, segment) = (names.word(), |segment: &SegmentId| names.segment(*segment));
        match self {
            R::OneSegment => "a join takes two segments or more".to_owned(),
            R::NoSegment => "no segment is named".to_owned(),
            R::NoSegmentOf(side) => format!("no {} segment is named", side.as_str()),
            R::OtherSide(own, side) => format!("segment {} is not on the {} side", segment(own), side.as_str()),
            R::BothSides => "the segments are on both sides: move those of one side at a time".to_owned(),
            R::Apart => format!(
                "the segments are not on one side of one {word}: merge the {word}s, or move the segments, first"
            ),
            R::Between(side, own, bead) => format!(
                "{} segment {}{} stands between the others: segments of a {word} follow each other",
                side.as_str(),
                segment(own),
                names.within(*bead)
            ),
            R::LeftOut(own) => format!("segment {} is left out: take it in first", segment(own)),
            R::AllLeftOut => "the segments are left out: take them in first".to_owned(),
            R::LeftOutAlready(own) => format!("segment {} is left out already", segment(own)),
            R::TakesPart(own) => format!("segment {} is not left out", segment(own)),
            R::InAlready(own, bead) => format!("segment {} is in {} already", segment(own), names.bead(*bead)),
            R::HasCounterpart(own, bead) => format!(
                "segment {} has a counterpart in {}: part that {word} first, or move the segment",
                segment(own),
                names.bead(*bead)
            ),
            R::NoPlaceToCut {
                segment: own,
                characters,
                at,
            } => format!(
                "segment {} has {characters} characters: there is no place to cut before number {at}",
                segment(own)
            ),
            R::WithinCharacter => "a character would be cut in two: cut before or after it".to_owned(),
            R::WithinWord => "a word would be cut in two: cut before or after it".to_owned(),
            R::EmptyPart => "one part would be empty".to_owned(),
        }
    }
}

impl BeadRefusal {
    fn english(&self, names: &dyn RefusalNames) -> String {
        use BeadRefusal as R;
        let (word, bead) = (names.word(), |bead: &BeadId| names.bead(*bead));
        match self {
            R::OneBead => format!("a merge takes two {word}s or more"),
            R::Counts {
                bead: own,
                has: [source, target],
                wanted,
            } => format!(
                "{} has {source} source and {target} target segments, not {} and {}",
                bead(own),
                wanted[0],
                wanted[1]
            ),
            R::EmptyHalf(own, [source, target]) => format!(
                "one half would be empty: {} has {source} source and {target} target segments",
                bead(own)
            ),
            R::OneSided(own) => format!("{} has one side only", bead(own)),
            R::Settled(own) => format!("{} is settled already", bead(own)),
            R::Confirmed(own) => format!("{} is confirmed already", bead(own)),
            R::AllSettled => "all of them are confirmed, or settled".to_owned(),
            R::Rejected(own) => format!("{} is rejected already", bead(own)),
            R::UnitDeleted(own) => format!("the unit of {} was deleted: nothing is offered for its sake", bead(own)),
            R::NoText => "no new text is given".to_owned(),
            R::EmptyText(side) => format!(
                "the new {} text is empty: reject the {word}, or leave its segments out",
                side.as_str()
            ),
            R::NoSide(own, side) => format!(
                "{} has no {} segment: link it with one, or take one in, first",
                bead(own),
                side.as_str()
            ),
        }
    }
}

impl Display for Later {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Later::Operation(operation, kind) => write!(
                f,
                "operation {operation} ({kind}) came later; `interligne memory history` shows what `interligne memory undo` takes back"
            ),
            Later::Action(action, verb) => {
                write!(
                    f,
                    "undo first the actions that came later, down from action {action} ({verb})"
                )
            }
            Later::Unknown => f.write_str("what changed it is no longer in the history"),
        }
    }
}
