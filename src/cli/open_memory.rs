//! The memory that the user means.

use super::context::Context;
use super::error::Result;
use crate::memory::{self, Memory, Mode};

/// Opens the memory that the user means, which must exist.
pub(crate) fn open(mode: Mode, context: &Context) -> Result<Memory> {
    let mut memory = Memory::open(&memory::locate(context.memory_option())?, mode)?;
    sign(&mut memory, context);
    Ok(memory)
}

/// Changes are made in the name that is set.
fn sign(memory: &mut Memory, context: &Context) {
    let author = context.settings().author.as_ref();
    memory.set_author(author.map(|author| author.value.clone()));
}

/// The memory that things are put into; it is made if it is not there.
pub(crate) fn open_or_make(context: &Context) -> Result<Memory> {
    let folder = memory::locate(context.memory_option())?;
    let is_new = !folder.join(memory::DATABASE_FILE).exists();
    let mut memory = Memory::open(&folder, Mode::Create)?;
    sign(&mut memory, context);
    if is_new {
        context.note(format_args!("made a new memory in {}", folder.display()));
    }
    Ok(memory)
}
