//! The `interligne` command: the library's command line, as a program.

use std::process::ExitCode;

fn main() -> ExitCode {
    interligne::cli::run(std::env::args_os())
}
