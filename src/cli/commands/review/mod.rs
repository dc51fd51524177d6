//! `interligne review`: one doubtful place of an article after another, each decision saved at once.

mod answer;
mod args;
mod terminal;

use crate::cli::error::Result;

use crate::cli::Context;

pub(crate) use args::ReviewArgs;

pub(crate) fn run(args: &ReviewArgs, context: &mut Context) -> Result {
    terminal::run(args, context)
}
