//! `interligne memory restore`.

use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::cli::Context;
use crate::cli::error::Result;
use crate::cli::open_memory::not_there;
use crate::memory::{self, Memory};

/// Put a backup in the place of the memory, and keep what was there beside it
///
/// The backup is checked first and left as it is. The memory may be damaged, in use by others, or not there at all. Do not copy
/// the files of a backup over a memory by hand: a write-ahead log that stays behind ruins it.
#[derive(Debug, Args)]
pub(crate) struct RestoreArgs {
    /// The backup's folder
    #[arg(value_name = "BACKUP")]
    backup: PathBuf,
}

pub(crate) fn run(args: &RestoreArgs, context: &mut Context) -> Result {
    let folder = memory::locate(context.memory_option())?;
    context.will_write();
    let former = Memory::restore(&folder, &args.backup).map_err(not_there(&args.backup))?;
    context.stored("the backup is put back");
    let line = format!("{}: as in {}", folder.display(), args.backup.display());
    writeln!(context.out(), "{line}")?;
    if let Some(former) = former {
        context.finish()?;
        context.note(format_args!("what was there is in {}", former.display()));
    }
    Ok(())
}
