//! `interligne memory undo` and `interligne memory redo`.

use crate::cli::error::{Result, fail};
use std::io::{BufRead as _, IsTerminal as _, Write as _};

use crate::memory::{Mode, OperationInfo};
use clap::Args;

use crate::cli::Context;
use crate::cli::output::counted_u64;

/// An undo that concerns more units than this is asked about first, on a terminal.
const ASKED_ABOVE: u64 = 100;

/// Take back the last thing that was done to the memory: an import, an edit, a deletion
///
/// Repeat it to go further back; `memory history` shows what there is, and marks what was taken back. `memory redo` brings it
/// back, unless it concerns more than 100,000 units. On a terminal you are asked first where it cannot be brought back, or
/// concerns more than 100 units.
#[derive(Debug, Args)]
pub(crate) struct UndoArgs {
    /// Say what would be taken back, and leave the memory as it is
    #[arg(long)]
    dry_run: bool,

    /// Ask nothing
    #[arg(long, short)]
    yes: bool,
}

/// Bring back what `memory undo` took back last
///
/// Repeat it to bring back more. Anything else that is done to the memory after an undo ends that.
#[derive(Debug, Args)]
pub(crate) struct RedoArgs {
    /// Say what would be brought back, and leave the memory as it is
    #[arg(long)]
    dry_run: bool,
}

pub(crate) fn undo(args: &UndoArgs, context: &mut Context) -> Result {
    if args.dry_run {
        let memory = crate::cli::open_memory::open(Mode::Read, context)?;
        return match memory.next_to_undo()? {
            Some(operation) => {
                say("would take back", &operation, context)?;
                if !operation.can_be_redone() {
                    context.finish()?;
                    context.note(NOT_REDONE);
                }
                Ok(())
            }
            None => nothing("taken back", context),
        };
    }
    let mut memory = crate::cli::open_memory::open(Mode::Write, context)?;
    if let Some(next) = memory.next_to_undo()?
        && !args.yes
        && (units(&next) > ASKED_ABOVE || !next.can_be_redone())
        && std::io::stdin().is_terminal()
        && std::io::stderr().is_terminal()
    {
        if !is_wanted(&next, context)? {
            context.note("nothing was taken back");
            return Ok(());
        }
        if memory.next_to_undo()?.map(|operation| operation.id) != Some(next.id) {
            fail!(
                Memory,
                "the memory was changed meanwhile: see `interligne memory history`"
            );
        }
    }
    let Some(operation) = memory.undo()? else {
        return nothing("taken back", context);
    };
    context.stored("the last change is taken back");
    say("took back", &operation, context)?;
    context.finish()?;
    context.note(match operation.can_be_redone() {
        true => "`interligne memory redo` brings it back",
        false => NOT_REDONE,
    });
    Ok(())
}

pub(crate) fn redo(args: &RedoArgs, context: &mut Context) -> Result {
    let (operation, said) = if args.dry_run {
        let memory = crate::cli::open_memory::open(Mode::Read, context)?;
        (memory.next_to_redo()?, "would bring back")
    } else {
        let mut memory = crate::cli::open_memory::open(Mode::Write, context)?;
        (memory.redo()?, "brought back")
    };
    match operation {
        Some(operation) => {
            if !args.dry_run {
                context.stored("what was taken back is brought back");
            }
            say(said, &operation, context)
        }
        None => nothing("brought back", context),
    }
}

const NOT_REDONE: &str = "it concerns too many units for `memory redo`: import the file again to have it back";

/// Units that an operation did something to.
fn units(operation: &OperationInfo) -> u64 {
    operation.added + operation.changed + operation.deleted
}

/// Asks whether an operation is to be taken back.
fn is_wanted(operation: &OperationInfo, context: &Context) -> Result<bool> {
    let mut err = context.err();
    writeln!(err, "{}", line("to take back", operation))?;
    if !operation.can_be_redone() {
        writeln!(err, "{NOT_REDONE}")?;
    }
    write!(err, "Take it back? [y/N] ")?;
    err.flush()?;
    let mut answer = String::new();
    std::io::stdin().lock().read_line(&mut answer)?;
    Ok(matches!(answer.trim().to_lowercase().as_str(), "y" | "yes"))
}

fn line(said: &str, operation: &OperationInfo) -> String {
    let mut line = format!(
        "{said}: {} {}, of {}",
        operation.kind, operation.summary, operation.time
    );
    let counts = [
        (operation.added, "added"),
        (operation.changed, "changed"),
        (operation.deleted, "deleted"),
    ];
    let counts: Vec<String> = counts
        .into_iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, what)| format!("{} {what}", counted_u64(count, "unit", "units")))
        .collect();
    if !counts.is_empty() {
        line += &format!(" ({})", counts.join(", "));
    }
    line
}

fn say(said: &str, operation: &OperationInfo, context: &mut Context) -> Result {
    let line = line(said, operation);
    Ok(writeln!(context.out(), "{line}")?)
}

fn nothing(what: &str, context: &Context) -> Result {
    context.note(format_args!("there is nothing that can be {what}"));
    Ok(())
}
