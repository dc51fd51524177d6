//! The memory that the user means.

use super::context::Context;
use super::error::Result;
use crate::memory::{self, Memory, Mode};

/// Opens the memory that the user means, which must exist.
pub(crate) fn open(mode: Mode, context: &Context) -> Result<Memory> {
    Ok(Memory::open(&memory::locate(context.memory_option())?, mode)?)
}

/// A memory in which is tried what would become of something: the user's, or where there is none an empty one that goes with
/// the value.
pub(crate) struct Trial {
    pub(crate) memory: Memory,
    _folder: Option<tempfile::TempDir>,
}

/// The memory that things are put into; where they are only to be tried, none is made.
pub(crate) fn open_to_import(dry_run: bool, context: &Context) -> Result<Trial> {
    let folder = memory::locate(context.memory_option())?;
    if !dry_run || folder.join(memory::DATABASE_FILE).exists() {
        return Ok(Trial {
            memory: open_or_make(context)?,
            _folder: None,
        });
    }
    let empty = tempfile::tempdir()?;
    Ok(Trial {
        memory: Memory::open(empty.path(), Mode::Create)?,
        _folder: Some(empty),
    })
}

/// The memory that things are put into; it is made if it is not there.
fn open_or_make(context: &Context) -> Result<Memory> {
    let folder = memory::locate(context.memory_option())?;
    let is_new = !folder.join(memory::DATABASE_FILE).exists();
    let memory = Memory::open(&folder, Mode::Create)?;
    if is_new {
        context.note(format_args!("made a new memory in {}", folder.display()));
    }
    Ok(memory)
}
