//! `interligne memory backup`.

use crate::cli::error::Result;
use std::io::Write as _;
use std::path::PathBuf;

use crate::memory::Mode;
use clap::Args;

use crate::cli::Context;

/// Copy the memory, whole and at one moment, even while others use it
#[derive(Debug, Args)]
pub(crate) struct BackupArgs {
    /// The folder to make; it must not exist yet
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(crate) fn run(args: &BackupArgs, context: &mut Context) -> Result {
    let memory = crate::cli::open_memory::open(Mode::Read, context)?;
    memory.backup(&args.folder)?;
    let line = format!("{}: a copy of {}", args.folder.display(), memory.dir().display());
    Ok(writeln!(context.out(), "{line}")?)
}
