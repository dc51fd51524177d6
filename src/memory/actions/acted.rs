//! What an action came to.

use crate::memory::actions::view::{BeadView, SegmentView};
use crate::memory::model::bead::BeadId;

/// What an action, its undoing or its redoing came to.
#[derive(Clone, Debug, PartialEq)]
pub struct Acted {
    /// The action's number in the article's history, see [`crate::memory::Memory::actions`].
    pub action: i64,
    /// What was done, as the command line names it: `leave-out`.
    pub verb: String,
    /// The article's version from now on.
    pub version: u64,
    /// The beads that it touched, as they are now, in the article's order.
    pub beads: Vec<BeadView>,
    /// The beads that it touched and that are gone.
    pub gone: Vec<BeadId>,
    /// The segments that it touched and that are left out now.
    pub left_out: Vec<SegmentView>,
}
