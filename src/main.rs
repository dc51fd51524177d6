//! The `interligne` command: parses the arguments, runs, and maps the error to an exit code.

use std::process::ExitCode;

#[allow(dead_code)] // until the commands that use all of it have landed
mod cli;

fn main() -> ExitCode {
    cli::main()
}
