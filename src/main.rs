//! The `interligne` command: parses the arguments, runs, and maps the error to an exit code.

use std::process::ExitCode;

mod cli;

fn main() -> ExitCode {
    cli::main()
}
