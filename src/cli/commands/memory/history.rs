//! `interligne memory history`.

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

#[derive(serde::Serialize)]
struct OperationLine<'a> {
    operation: i64,
    time: String,
    kind: &'a str,
    summary: &'a str,
    /// Who did it, where that is known.
    person: Option<&'a str>,
    /// When it was taken back, if it was.
    undone: Option<String>,
    /// Units that it added, changed and deleted.
    added: u64,
    changed: u64,
    deleted: u64,
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
                person: operation.person.as_deref(),
                undone: operation.undone.map(|time| time.to_string()),
                added: operation.added,
                changed: operation.changed,
                deleted: operation.deleted,
            };
            serde_json::to_writer(context.out(), &line)?;
            writeln!(context.out())?;
        } else {
            let mut line = format!("{} {:<7} {}", paint(FAINT, time), operation.kind, operation.summary);
            if operation.undone.is_some() {
                line += &format!(" {}", paint(FAINT, "(taken back)"));
            }
            writeln!(context.out(), "{line}")?;
        }
    }
    Ok(())
}
