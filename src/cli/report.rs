//! An error → what the user reads on standard error, and the exit code.

use std::borrow::Cow;
use std::io::{self, IsTerminal as _, Write as _};

use super::context::{Context, stderr};
use super::error::{CliError, Kind, Result};
use super::global::{Color, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE};
use super::output::{ERROR, HINT, paint};
use super::screen::visible;

/// Shows clap's own message: help and version go to standard output with exit code 0, errors are exit code 2.
pub(crate) fn usage(error: &clap::Error) -> u8 {
    let plain = error.render().to_string();
    let written = match visible(&plain) {
        // An argument, such as the name of a file, would steer the terminal: without colours, and with signs in its place.
        Cow::Owned(signs) if error.use_stderr() && io::stderr().is_terminal() => {
            io::stderr().write_all(signs.as_bytes())
        }
        _ => error.print().and_then(|()| io::stdout().flush()),
    };
    match written {
        // Where even the message cannot be written, the exit code still speaks.
        _ if error.use_stderr() => EXIT_USAGE,
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => before_start(&error.into(), Color::Never),
        _ => EXIT_DONE,
    }
}

/// Shows the error, if there is one. A reader who closed the pipe has seen what they wanted: that is success.
pub(crate) fn exit_code(result: Result, context: &Context) -> u8 {
    let Err(error) = result else { return EXIT_DONE };
    if error.is_broken_pipe() {
        return EXIT_DONE;
    }
    let error = if error.hints().is_empty() && error.is_missing_file() {
        error.hint("check how the name is spelled, and the folder that the command is run in")
    } else {
        error
    };
    let mut message = error.to_string();
    // What is wrong with an input or the command line is known before anything is changed.
    let unchanged = context.writes() && matches!(error.kind(), Kind::Memory | Kind::Output | Kind::Internal);
    let state = context.is_stored().or(unchanged.then_some("nothing was changed"));
    if let Some(state) = state.filter(|_| !error.tells_state()) {
        message += &format!("; {state}");
    }
    shown(&error, &message, &mut context.err(), |text| {
        context.told(text).into_owned()
    })
}

/// As [`exit_code`], for an error before the command began.
pub(crate) fn before_start(error: &CliError, color: Color) -> u8 {
    shown(error, &error.to_string(), &mut stderr(color), str::to_owned)
}

fn shown(error: &CliError, message: &str, err: &mut impl io::Write, told: impl Fn(&str) -> String) -> u8 {
    let _ = writeln!(err, "{} {}", paint(ERROR, "error:"), told(message));
    for hint in error.hints() {
        let _ = writeln!(err, "{} {}", paint(HINT, "hint:"), told(hint));
    }
    match error.kind() {
        Kind::Usage => EXIT_USAGE,
        Kind::User | Kind::Input | Kind::Memory | Kind::Output | Kind::Internal => EXIT_REFUSED,
    }
}
