//! The memory that the user means.

use std::path::Path;

use super::context::Context;
use super::error::{CliError, Kind, Result};
use crate::memory::{self, Memory, MemoryError, Mode};

/// Opens the memory that the user means, which must exist.
pub(crate) fn open(mode: Mode, context: &Context) -> Result<Memory> {
    if mode != Mode::Read {
        context.will_write();
    }
    let mut memory = Memory::open(&memory::locate(context.memory_option())?, mode)?;
    sign(&mut memory, context);
    Ok(memory)
}

/// Opens it to check or repair it, also where its last changes are lost.
pub(crate) fn open_to_check(mode: Mode, context: &Context) -> Result<Memory> {
    if mode != Mode::Read {
        context.will_write();
    }
    let mut memory = Memory::open_to_check(memory::locate(context.memory_option())?, mode)?;
    sign(&mut memory, context);
    Ok(memory)
}

/// The error where another memory than the user's, which was named, is not there: nothing can be imported into it.
pub(crate) fn not_there(named: &Path) -> impl FnOnce(MemoryError) -> CliError {
    move |error| match error {
        MemoryError::NotFound(folder) if folder == named => {
            let message = format!("there is no memory at {}", folder.display());
            CliError::new(Kind::Input, message).hint("name the folder that holds memory.sqlite")
        }
        other => other.into(),
    }
}

/// Changes are made in the name that is set.
fn sign(memory: &mut Memory, context: &Context) {
    let author = context.settings().author.as_ref();
    memory.set_author(author.map(|author| author.value.clone()));
}

/// A memory in which is tried what would become of something: the user's, or where there is none an empty one that goes with
/// the value.
pub(crate) struct Trial {
    pub(crate) memory: Memory,
    _folder: Option<tempfile::TempDir>,
}

/// The memory that things are put into; where they are only to be tried, none is made.
pub(crate) fn open_to_import(dry_run: bool, context: &Context) -> Result<Trial> {
    if !dry_run || !is_to_be_made(context)? {
        return Ok(Trial {
            memory: open_or_make(context)?,
            _folder: None,
        });
    }
    let empty = tempfile::tempdir()?;
    let mut memory = Memory::open(empty.path(), Mode::Create)?;
    sign(&mut memory, context);
    Ok(Trial {
        memory,
        _folder: Some(empty),
    })
}

/// Whether the memory that things are put into is still to be made.
pub(crate) fn is_to_be_made(context: &Context) -> Result<bool> {
    let folder = memory::locate(context.memory_option())?;
    Ok(!folder.join(memory::DATABASE_FILE).exists())
}

/// The memory that things are put into; it is made if it is not there.
pub(crate) fn open_or_make(context: &Context) -> Result<Memory> {
    context.will_write();
    let is_new = is_to_be_made(context)?;
    let folder = memory::locate(context.memory_option())?;
    let mut memory = Memory::open(&folder, Mode::Create)?;
    sign(&mut memory, context);
    if is_new {
        context.note(format_args!("made a new memory in {}", folder.display()));
    }
    Ok(memory)
}
