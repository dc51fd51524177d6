//! A table that `align` wrote, mended or not → the memory, as an article.

use crate::cli::error::{Context as _, Kind, Result};
use std::io::Write as _;
use std::path::Path;

use crate::exchange::{AlignmentTable, FileLanguages};
use crate::memory::{Memory, fingerprint};

use crate::cli::Context;
use crate::cli::commands::import::args::ImportArgs;
use crate::cli::commands::import::pair::{PairLine, say_what_was_kept, summary};
use crate::cli::output::counted_u64;

pub(crate) fn run(
    args: &ImportArgs,
    file: &Path,
    reading: &FileLanguages,
    memory: &mut Memory,
    context: &mut Context,
) -> Result {
    let table = AlignmentTable::read(file, reading)?;
    let pair = table.pair(file);
    let pair = match &args.name {
        Some(name) => pair.known_as(name),
        None => pair,
    };
    let content = fingerprint(file).context(Kind::Input, || file.display().to_string())?;
    let name = file.file_name().unwrap_or_default().to_string_lossy();
    let report = memory.import_decided(&pair, table.decisions(), (&name, content), &args.pair_import())?;
    if args.json {
        let line = PairLine::of(&report, file, file, args, context);
        serde_json::to_writer(context.out(), &line)?;
        writeln!(context.out())?;
    } else {
        let line = summary(&report, [0, 0], args.dry_run, context);
        let line = context.told(&line).into_owned();
        writeln!(context.out(), "{line}")?;
    }
    context.finish()?;
    say_what_was_kept(&report, context);
    if table.confirmed() > 0 {
        context.note(format_args!(
            "{} confirmed: {} mended in the table, or made there",
            counted_u64(table.confirmed(), "row counts as", "rows count as"),
            if table.confirmed() == 1 { "it was" } else { "they were" }
        ));
    }
    Ok(())
}
