//! `interligne memory merge`.

use crate::cli::error::Result;
use std::io::Write as _;
use std::path::PathBuf;

use crate::memory::{ImportOptions, Memory, Mode};
use clap::Args;

use crate::cli::Context;
use crate::cli::commands::import::{say_what_no_longer_fits, summary};
use crate::cli::open_memory::not_there;

/// Take over everything that another memory has
///
/// The other memory stays as it is. A unit that both have becomes one; an article that both have has the text of the memory that
/// imported it later, and keeps what was mended in either. What no longer fits is told.
#[derive(Debug, Args)]
pub(crate) struct MergeArgs {
    /// The other memory's folder
    #[arg(value_name = "DIR")]
    folder: PathBuf,

    /// Say what would be taken over, and leave the memory as it is
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &MergeArgs, context: &mut Context) -> Result {
    let other = Memory::open(&args.folder, Mode::Read).map_err(not_there(&args.folder))?;
    let other = other.read_snapshot()?;
    let mut memory = crate::cli::open_memory::open(Mode::Write, context)?;
    let progress = context.progress(other.info()?.units, "merging");
    let options = ImportOptions {
        dry_run: args.dry_run,
        ..ImportOptions::default()
    };
    let report = memory.merge_memory(&other, &options, |units| progress.set_position(units));
    progress.finish_and_clear();
    let report = report?;
    if !args.dry_run {
        context.stored("the other memory is taken over");
    }
    let line = summary(&args.folder, &report, args.dry_run);
    writeln!(context.out(), "{line}")?;
    context.finish()?;
    for article in &report.merged_articles {
        say_what_no_longer_fits(&article.article, &article.put_aside, &article.unfit, context);
    }
    Ok(())
}
