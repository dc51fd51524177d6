//! `interligne memory history` and `interligne memory undo`.

use crate::cli::error::Result;
use std::io::Write as _;

use crate::memory::Mode;
use clap::Args;

use crate::cli::Context;
use crate::cli::output::{FAINT, paint};

/// What was done to the memory, the latest first
#[derive(Debug, Args)]
pub(crate) struct HistoryArgs {
    /// The most operations to show
    #[arg(long, value_name = "NUMBER", default_value_t = 20)]
    limit: usize,

    /// One JSON object a line
    #[arg(long)]
    json: bool,
}

/// Take back the last thing that was done to the memory: an import, an edit, a deletion
///
/// Repeat it to go further back; `memory history` shows what there is.
#[derive(Debug, Args)]
pub(crate) struct UndoArgs {}

#[derive(serde::Serialize)]
struct OperationLine<'a> {
    operation: i64,
    time: String,
    kind: &'a str,
    summary: &'a str,
}

pub(crate) fn run(args: &HistoryArgs, context: &mut Context) -> Result {
    let memory = crate::cli::open_memory::open(Mode::Read, context)?;
    for operation in memory.history(args.limit)? {
        let time = operation.time.to_string();
        if args.json {
            let line = OperationLine {
                operation: operation.id,
                time,
                kind: &operation.kind,
                summary: &operation.summary,
            };
            serde_json::to_writer(context.out(), &line)?;
            writeln!(context.out())?;
        } else {
            writeln!(
                context.out(),
                "{} {:<7} {}",
                paint(FAINT, time),
                operation.kind,
                operation.summary
            )?;
        }
    }
    Ok(())
}

pub(crate) fn undo(_: &UndoArgs, context: &mut Context) -> Result {
    let mut memory = crate::cli::open_memory::open(Mode::Write, context)?;
    match memory.undo()? {
        Some(operation) => {
            let line = format!(
                "took back: {} {}, of {}",
                operation.kind, operation.summary, operation.time
            );
            writeln!(context.out(), "{line}")?;
        }
        None => context.note("there is nothing that can be taken back"),
    }
    Ok(())
}
