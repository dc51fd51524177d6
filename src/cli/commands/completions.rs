//! `interligne completions SHELL`.

use crate::cli::error::Result;
use std::io::Write as _;

use clap::Args;
use clap_complete::Shell;

use crate::cli::Context;

#[derive(Debug, Args)]
pub(crate) struct CompletionsArgs {
    /// The shell to print the script for
    shell: Shell,
}

pub(crate) fn run(args: &CompletionsArgs, mut command: clap::Command, context: &mut Context) -> Result {
    let mut script = Vec::new();
    clap_complete::generate(args.shell, &mut command, "interligne", &mut script);
    Ok(context.out().write_all(&script)?)
}
