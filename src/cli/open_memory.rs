//! The memory that the user means.

use super::context::Context;
use super::error::Result;
use crate::memory::{self, Memory, Mode};

/// Opens the memory that the user means, which must exist.
pub(crate) fn open(mode: Mode, context: &Context) -> Result<Memory> {
    if mode != Mode::Read {
        context.will_write();
    }
    Ok(Memory::open(&memory::locate(context.memory_option())?, mode)?)
}

/// The memory that things are put into; it is made if it is not there.
pub(crate) fn open_or_make(context: &Context) -> Result<Memory> {
    context.will_write();
    let folder = memory::locate(context.memory_option())?;
    let is_new = !folder.join(memory::DATABASE_FILE).exists();
    let memory = Memory::open(&folder, Mode::Create)?;
    if is_new {
        context.note(format_args!("made a new memory in {}", folder.display()));
    }
    Ok(memory)
}
