//! An error → what the user reads on standard error, and the exit code.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};
use std::process::ExitCode;

use super::context::Context;
use super::error::{Kind, Result};
use super::global::EXIT_USAGE;
use super::output::{ERROR, HINT, paint};
use super::screen::visible;

/// Shows clap's own message: help and version go to standard output with exit code 0, errors are exit code 2.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    let plain = error.render().to_string();
    // Where even the message cannot be written, the exit code still speaks.
    let _ = match visible(&plain) {
        // An argument, such as the name of a file, would steer the terminal: without colours, and with signs in its place.
        Cow::Owned(signs) if error.use_stderr() && io::stderr().is_terminal() => {
            io::stderr().write_all(signs.as_bytes())
        }
        _ => error.print(),
    };
    if error.use_stderr() {
        ExitCode::from(EXIT_USAGE)
    } else {
        ExitCode::SUCCESS
    }
}

/// Shows the error, if there is one. A reader who closed the pipe has seen what they wanted: that is success.
pub(crate) fn exit_code(result: Result, context: &Context) -> ExitCode {
    let Err(error) = result else { return ExitCode::SUCCESS };
    if error.is_broken_pipe() {
        return ExitCode::SUCCESS;
    }
    let mut err = context.err();
    let mut message = error.to_string();
    // What is wrong with an input or the command line is known before anything is changed.
    let unchanged = context.writes() && matches!(error.kind(), Kind::Memory | Kind::Internal);
    let state = context.is_stored().or(unchanged.then_some("nothing was changed"));
    if let Some(state) = state.filter(|_| !error.tells_state()) {
        message += &format!("; {state}");
    }
    let _ = writeln!(err, "{} {}", paint(ERROR, "error:"), context.told(&message));
    for hint in error.hints() {
        let _ = writeln!(err, "{} {}", paint(HINT, "hint:"), context.told(hint));
    }
    match error.kind() {
        Kind::Usage => ExitCode::from(EXIT_USAGE),
        Kind::User | Kind::Input | Kind::Memory | Kind::Internal => ExitCode::FAILURE,
    }
}
