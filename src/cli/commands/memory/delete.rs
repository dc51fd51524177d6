//! `interligne memory delete`.

use crate::cli::error::{CliError, Result};
use std::io::Write as _;

use crate::memory::{Doomed, Mode, UnitId};
use clap::Args;

use crate::cli::Context;
use crate::cli::output::counted_u64;

/// Delete units by their numbers, or whole articles
///
/// Units that other articles or imported files hold too stay when an article is deleted. What one command names
/// goes as one operation, all of it or nothing, and one `memory undo` brings it back.
#[derive(Debug, Args)]
pub(crate) struct DeleteArgs {
    /// The units' numbers, as `memory list` and `suggest` show them
    #[arg(value_name = "UNIT")]
    units: Vec<i64>,

    /// An article's name, as `memory list` shows it; repeat for more
    #[arg(long, value_name = "NAME")]
    article: Vec<String>,

    /// Say what would be deleted, and leave the memory as it is
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn run(args: &DeleteArgs, context: &mut Context) -> Result {
    if args.units.is_empty() && args.article.is_empty() {
        return Err(CliError::usage("nothing to delete was named").hint("give units' numbers, or --article NAME"));
    }
    let mut memory = crate::cli::open_memory::open(Mode::Write, context)?;
    let articles = args
        .article
        .iter()
        .map(|name| memory.article_named(name))
        .collect::<Result<Vec<_>, _>>()?;
    let mut units: Vec<UnitId> = args.units.iter().copied().map(UnitId).collect();
    units.sort_unstable();
    units.dedup();
    let doomed = Doomed {
        units,
        articles: articles.iter().map(|article| article.id).collect(),
    };
    let deletions = memory.delete(&doomed, args.dry_run)?;
    if !args.dry_run {
        context.stored("what was named is deleted");
    }
    let done = if args.dry_run { "would delete" } else { "deleted" };
    if !doomed.units.is_empty() {
        let units = counted_u64(doomed.units.len() as u64, "unit", "units");
        writeln!(context.out(), "{done} {units}")?;
    }
    for (id, deletion) in deletions {
        let name = articles
            .iter()
            .find(|article| article.id == id)
            .map_or("", |info| &info.name);
        let mut line = format!("{done} {name} with {}", counted_u64(deletion.units, "unit", "units"));
        if deletion.kept > 0 {
            let stay = counted_u64(deletion.kept, "unit stays", "units stay");
            line += &format!("; {stay}, held by other articles or files");
        }
        writeln!(context.out(), "{line}")?;
    }
    if args.dry_run {
        context.finish()?;
        context.note("nothing was deleted");
    }
    Ok(())
}
