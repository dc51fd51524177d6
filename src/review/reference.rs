//! The memory as panels ask it: with an index of its own.

use std::path::Path;

use crate::matching::Indexes;
use crate::memory::{Memory, MemoryError, Mode};

/// What the thread of the panels has before it.
#[derive(Debug)]
pub(super) struct Panels {
    pub(super) memory: Memory,
    pub(super) indexes: Indexes,
}

impl Panels {
    pub(super) fn open(folder: &Path) -> Result<Panels, MemoryError> {
        Ok(Panels {
            memory: Memory::open(folder, Mode::Read)?,
            indexes: Indexes::new(),
        })
    }
}
