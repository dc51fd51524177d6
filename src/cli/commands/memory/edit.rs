//! `interligne memory edit`.

use crate::cli::error::{CliError, Result};
use std::io::Write as _;

use crate::memory::{Mode, Status, UnitEdit, UnitId};
use clap::Args;

use crate::cli::Context;
use crate::cli::selection::status;

/// Change a unit's texts or status: mend a pair, confirm it, reject it
///
/// A unit whose text you change counts as confirmed. A rejected unit is kept, so that it does not come back with the next
/// import, and is never suggested.
#[derive(Debug, Args)]
pub(crate) struct EditArgs {
    /// The units' numbers, as `memory list` and `suggest` show them
    #[arg(value_name = "UNIT", required = true)]
    units: Vec<i64>,

    /// The new source text
    #[arg(long, value_name = "TEXT")]
    source: Option<String>,

    /// The new translation
    #[arg(long, value_name = "TEXT")]
    target: Option<String>,

    /// The new status: to-review, aligned, confirmed or rejected
    #[arg(long, value_name = "STATUS", value_parser = status)]
    status: Option<Status>,
}

pub(crate) fn run(args: &EditArgs, context: &mut Context) -> Result {
    let texts: Vec<_> = [(context.from(), &args.source), (context.to(), &args.target)]
        .into_iter()
        .filter_map(|(lang, text)| Some((lang.clone(), text.clone()?)))
        .collect();
    if texts.is_empty() && args.status.is_none() {
        return Err(CliError::usage("nothing to change was given").hint("use --source, --target or --status"));
    }
    if !texts.is_empty() && args.units.len() > 1 {
        return Err(CliError::usage("texts can be given for one unit at a time"));
    }
    let mut memory = crate::cli::open_memory::open(Mode::Write, context)?;
    if texts.is_empty()
        && let Some(status) = args.status
    {
        let units: Vec<UnitId> = args.units.iter().copied().map(UnitId).collect();
        memory.set_status(&units, status)?;
        context.stored("the change is stored");
        for unit in units {
            writeln!(context.out(), "unit {unit} is {status}")?;
        }
        return Ok(());
    }
    for unit in args.units.iter().copied().map(UnitId) {
        let edited = memory.edit_unit(
            unit,
            &UnitEdit {
                texts: texts.clone(),
                status: args.status,
            },
        )?;
        context.stored("the change is stored");
        let text = |lang| edited.variant(lang).map_or("", |variant| variant.text.as_str());
        let (source, target) = (text(context.from()), text(context.to()));
        let line = format!("unit {} is {}\n  {source}\n  {target}", edited.id, edited.status);
        writeln!(context.out(), "{line}")?;
    }
    Ok(())
}
