//! `interligne review`: the places of an article that a person should look at, on a page or one after another in the terminal.

mod answer;
mod args;
#[cfg(feature = "review")]
mod page;
mod terminal;

use crate::cli::error::Result;

use crate::cli::Context;

pub(crate) use args::ReviewArgs;

pub(crate) fn run(args: &ReviewArgs, context: &mut Context) -> Result {
    #[cfg(feature = "review")]
    if !args.terminal {
        return page::run(args, context);
    }
    terminal::run(args, context)
}
