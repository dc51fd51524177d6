//! What a person does to the beads of an article: one action each, that can be undone and done again without limit.
//!
//! [`Memory::article_view`] shows an article; [`Memory::act`] does one [`Action`] to it; [`Memory::undo_action`] and
//! [`Memory::redo_action`] take it back and do it again. Each write names the version of the article that it saw
//! ([`crate::memory::ArticleInfo::version`]) and is refused where the article is another one by now. docs/MENDING.md has the rules.
//!
//! - An action touches the beads that it names, their segments and their units, and no more. What it touched is kept as rows before
//!   and after it, so that every action is undone in the same way.
//! - Undoing looks only at what the action touched, and is refused where that has changed since.
//! - Actions are no operations: `memory undo` does not count them, and refuses to take back what one of them rests upon.
//!
//! ```
//! # use interligne::memory::{Action, ArticleId, BeadId, Memory, MemoryError};
//! # fn f(memory: &mut Memory) -> Result<(), MemoryError> {
//! let view = memory.article_view(ArticleId(1))?;
//! let bead = view.beads[0].id;
//! let acted = memory.act(view.info.id, view.info.version, &Action::Confirm { bead, to: None })?;
//! let undone = memory.undo_action(view.info.id, acted.version, None)?;
//! memory.redo_action(view.info.id, undone.version, None)?;
//! # Ok(()) }
//! ```

mod acted;
mod beads;
mod decisions;
mod desk;
mod history;
mod log;
mod overview;
mod packed;
mod pinpoint;
mod realign;
mod segments;
mod sequence;
mod view;

use serde::{Deserialize, Serialize};

use crate::memory::actions::desk::{Desk, Stop};
use crate::memory::model::article::ArticleId;
use crate::memory::model::bead::{BeadId, SegmentId};
use crate::memory::{Memory, MemoryError};

pub use acted::Acted;
pub use log::ActionInfo;
pub use overview::ArticleOverview;
pub use sequence::NEWEST_SEGMENT;
pub use view::{ArticleView, BeadView, SegmentView};

/// Something that a person does to an article.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "verb", rename_all = "kebab-case")]
#[non_exhaustive]
pub enum Action {
    /// Makes one bead of several whose segments follow each other on both sides.
    Merge {
        /// Two or more.
        beads: Vec<BeadId>,
    },
    /// Makes two beads of one.
    Split {
        /// It keeps its number and the first segments of each side.
        bead: BeadId,
        /// How many of its source segments stay in it.
        source: usize,
        /// How many of its target segments stay in it.
        target: usize,
    },
    /// Cuts a segment in two, both in its bead.
    Cut {
        /// Which one is cut; its first part keeps the number.
        segment: SegmentId,
        /// Before which of its characters, from 0.
        at: usize,
    },
    /// Joins segments of one bead that follow each other.
    Join {
        /// Two or more.
        segments: Vec<SegmentId>,
    },
    /// Moves segments of one side to another bead.
    Move {
        /// The segments, which follow each other and those of the bead.
        segments: Vec<SegmentId>,
        /// Where they go, before or after the segments that it has.
        to: BeadId,
    },
    /// Makes a bead of segments that have no counterpart. It may cross others.
    Link {
        /// Source segments that follow each other.
        source: Vec<SegmentId>,
        /// Target segments that follow each other.
        target: Vec<SegmentId>,
    },
    /// Keeps the segments of a bead together, or without counterpart, at every later alignment.
    Pin {
        /// Which one; it must not be settled yet.
        bead: BeadId,
    },
    /// Leaves each segment of a bead without counterpart.
    Part {
        /// It must have segments on both sides.
        bead: BeadId,
    },
    /// Finds a bead right, and with `to` all beads that follow up to that one. One without counterpart is kept so, as [`Action::Pin`] does.
    Confirm {
        /// It, or the first of them.
        bead: BeadId,
        /// The last of them, in the article’s order.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        to: Option<BeadId>,
    },
    /// Finds a bead wrong: its unit is not offered for its sake.
    Reject {
        /// Its segments stay together, and it stays rejected at later imports.
        bead: BeadId,
    },
    /// Takes segments out of the article, as page furniture is.
    LeaveOut {
        /// Of either side, and of any beads.
        segments: Vec<SegmentId>,
    },
    /// Takes segments that were left out back in, without counterpart.
    TakeIn {
        /// Each becomes a bead at its place in the article.
        segments: Vec<SegmentId>,
    },
    /// Gives a bead other texts, and confirms it. Several segments on a side that is edited are joined first.
    Edit {
        /// Other beads of the same unit keep their texts.
        bead: BeadId,
        /// The new source text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        source: Option<String>,
        /// The new target text.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        target: Option<String>,
    },
    /// Writes a note to a bead, over the one that it has; none removes it.
    Note {
        /// One that has a note is a place to look at.
        bead: BeadId,
        /// The note.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        text: Option<String>,
    },
}

impl Action {
    /// Its name on the command line, such as `leave-out`.
    #[must_use]
    pub fn verb(&self) -> &'static str {
        match self {
            Action::Merge { .. } => "merge",
            Action::Split { .. } => "split",
            Action::Cut { .. } => "cut",
            Action::Join { .. } => "join",
            Action::Move { .. } => "move",
            Action::Link { .. } => "link",
            Action::Pin { .. } => "pin",
            Action::Part { .. } => "part",
            Action::Confirm { .. } => "confirm",
            Action::Reject { .. } => "reject",
            Action::LeaveOut { .. } => "leave-out",
            Action::TakeIn { .. } => "take-in",
            Action::Edit { .. } => "edit",
            Action::Note { .. } => "note",
        }
    }
}

impl Memory {
    /// Does something to an article, whose version the caller saw: all of it, or nothing.
    ///
    /// # Errors
    /// [`MemoryError::StaleVersion`] where the article is another one by now; [`MemoryError::ActionRefused`] with the reason where it
    /// cannot be done; [`MemoryError::NoSuchArticle`], [`MemoryError::NoSuchBead`], [`MemoryError::NoSuchSegment`]; else when the
    /// memory cannot be written.
    pub fn act(&mut self, article: ArticleId, version: u64, action: &Action) -> Result<Acted, MemoryError> {
        self.act_with(article, version, action.verb(), |desk| desk.run(action))
    }

    /// Runs a step as an action of its own.
    fn act_with(
        &mut self,
        article: ArticleId,
        version: u64,
        verb: &str,
        step: impl FnOnce(&mut Desk<'_, '_>) -> Result<(), Stop>,
    ) -> Result<Acted, MemoryError> {
        let mut write = self.write_action()?;
        let mut desk = Desk::open(&mut write, article, version, verb)?;
        let done = step(&mut desk).and_then(|()| desk.finish());
        let acted = done.map_err(|stop| desk.error(stop))?;
        write.commit()?;
        Ok(acted)
    }
}

impl Desk<'_, '_> {
    fn run(&mut self, action: &Action) -> Result<(), Stop> {
        match action {
            Action::Merge { beads } => self.merge(beads),
            Action::Split { bead, source, target } => self.split(*bead, [*source, *target]),
            Action::Cut { segment, at } => self.cut(*segment, *at),
            Action::Join { segments } => self.join(segments),
            Action::Move { segments, to } => self.move_to(segments, *to),
            Action::Link { source, target } => self.link([source, target]),
            Action::Pin { bead } => self.pin(*bead),
            Action::Part { bead } => self.part(*bead),
            Action::Confirm { bead, to } => self.confirm(*bead, to.unwrap_or(*bead)),
            Action::Reject { bead } => self.reject(*bead),
            Action::LeaveOut { segments } => self.leave_out(segments),
            Action::TakeIn { segments } => self.take_in(segments),
            Action::Edit { bead, source, target } => self.edit(*bead, [source.as_deref(), target.as_deref()]),
            Action::Note { bead, text } => self.note(*bead, text.as_deref()),
        }
    }
}

#[cfg(test)]
mod tests;
