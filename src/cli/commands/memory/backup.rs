//! `interligne memory backup`.

use crate::cli::error::Result;
use std::io::Write as _;
use std::num::NonZeroUsize;
use std::path::PathBuf;

use crate::memory::Mode;
use clap::Args;

use crate::cli::Context;

/// Copy the memory, whole and at one moment, even while others use it
///
/// The copy is checked before it counts: a damaged memory gives no backup. No older backup is deleted, unless --keep says so.
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The folder to make; it must not exist yet. With --keep, the folder in which backups are made
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Make the backup inside of DIR, with the time as its name, and delete the oldest such ones there beyond this number
    #[arg(long, value_name = "NUMBER")]
    keep: Option<NonZeroUsize>,
}

pub(crate) fn run(args: &BackupArgs, context: &mut Context) -> Result {
    let memory = crate::cli::open_memory::open(Mode::Read, context)?;
    let (made, deleted) = match args.keep {
        None => {
            memory.backup(&args.folder)?;
            (args.folder.clone(), Vec::new())
        }
        Some(keep) => memory.backup_among(&args.folder, keep)?,
    };
    let line = format!("{}: a copy of {}", made.display(), memory.dir().display());
    writeln!(context.out(), "{line}")?;
    for old in deleted {
        writeln!(context.out(), "deleted the older {}", old.display())?;
    }
    Ok(())
}
