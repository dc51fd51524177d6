//! `interligne memory …`: look after the memory.

mod backup;
mod check;
mod clean;
mod delete;
mod edit;
mod history;
mod info;
mod list;
mod merge;
mod rename;
mod restore;
mod salvage;
mod undo;

use crate::cli::error::Result;
use clap::{Args, Subcommand};

use crate::cli::Context;

#[derive(Debug, Args)]
pub(crate) struct MemoryArgs {
    #[command(subcommand)]
    command: MemoryCommand,
}

#[derive(Debug, Subcommand)]
enum MemoryCommand {
    Info(info::InfoArgs),
    List(list::ListArgs),
    Check(check::CheckArgs),
    Edit(edit::EditArgs),
    Delete(delete::DeleteArgs),
    Rename(rename::RenameArgs),
    Merge(merge::MergeArgs),
    Clean(clean::CleanArgs),
    Backup(backup::BackupArgs),
    Restore(restore::RestoreArgs),
    Salvage(salvage::SalvageArgs),
    History(history::HistoryArgs),
    Undo(undo::UndoArgs),
    Redo(undo::RedoArgs),
}

pub(crate) fn run(args: &MemoryArgs, context: &mut Context) -> Result {
    match &args.command {
        MemoryCommand::Info(args) => info::run(args, context),
        MemoryCommand::List(args) => list::run(args, context),
        MemoryCommand::Check(args) => check::run(args, context),
        MemoryCommand::Edit(args) => edit::run(args, context),
        MemoryCommand::Delete(args) => delete::run(args, context),
        MemoryCommand::Rename(args) => rename::run(args, context),
        MemoryCommand::Merge(args) => merge::run(args, context),
        MemoryCommand::Clean(args) => clean::run(args, context),
        MemoryCommand::Backup(args) => backup::run(args, context),
        MemoryCommand::Restore(args) => restore::run(args, context),
        MemoryCommand::Salvage(args) => salvage::run(args, context),
        MemoryCommand::History(args) => history::run(args, context),
        MemoryCommand::Undo(args) => undo::undo(args, context),
        MemoryCommand::Redo(args) => undo::redo(args, context),
    }
}
