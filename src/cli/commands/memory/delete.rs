//! `interligne memory delete`.

use crate::cli::error::{CliError, Result};
use std::io::Write as _;

use crate::memory::{Mode, UnitId};
use clap::Args;

use crate::cli::Context;
use crate::cli::output::counted_u64;

/// Delete units by their numbers, or whole articles
///
/// Units that other articles or imported files hold too stay when an article is deleted.
#[derive(Debug, Args)]
pub(crate) struct DeleteArgs {
    /// The units' numbers, as `memory list` and `suggest` show them
    #[arg(value_name = "UNIT")]
    units: Vec<i64>,

    /// An article's name, as `memory list` shows it; repeat for more
    #[arg(long, value_name = "NAME")]
    article: Vec<String>,
}

pub(crate) fn run(args: &DeleteArgs, context: &mut Context) -> Result {
    if args.units.is_empty() && args.article.is_empty() {
        return Err(CliError::usage("nothing to delete was named").hint("give units' numbers, or --article NAME"));
    }
    let mut memory = crate::cli::open_memory::open(Mode::Write, context)?;
    // All names are looked up before anything is deleted.
    let articles = args
        .article
        .iter()
        .map(|name| memory.article_named(name))
        .collect::<Result<Vec<_>, _>>()?;
    if !args.units.is_empty() {
        let units: Vec<UnitId> = args.units.iter().copied().map(UnitId).collect();
        memory.delete_units(&units)?;
        writeln!(
            context.out(),
            "deleted {}",
            counted_u64(units.len() as u64, "unit", "units")
        )?;
    }
    for article in articles {
        let deleted = memory.delete_article(article.id)?;
        let mut line = format!(
            "deleted {} with {}",
            article.name,
            counted_u64(deleted.units, "unit", "units")
        );
        if deleted.kept > 0 {
            let stay = counted_u64(deleted.kept, "unit stays", "units stay");
            line += &format!("; {stay}, held by other articles or files");
        }
        writeln!(context.out(), "{line}")?;
    }
    Ok(())
}
