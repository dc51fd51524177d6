//! `interligne review`: the places of an article that a person should look at, on a page or one after another in the terminal.

mod answer;
mod args;
#[cfg(feature = "review")]
mod page;
mod terminal;
mod unit;

use crate::cli::error::Result;

use crate::cli::Context;

pub(crate) use args::ReviewArgs;

pub(crate) fn run(args: &ReviewArgs, context: &mut Context) -> Result {
    #[cfg(feature = "review")]
    if !args.terminal {
        if args.unmatched {
            // clap asks for no other option beside one that has a default.
            return Err(crate::cli::error::CliError::usage(
                "--unmatched goes with --terminal: the page has all rows, and a filter for those without a counterpart",
            ));
        }
        return page::run(args, context);
    }
    terminal::run(args, context)
}
