//! An error → what the user reads on standard error, and the exit code.

use std::borrow::Cow;
use std::ffi::OsString;
use std::io::{self, IsTerminal as _, Write as _};

use super::context::{Context, stderr};
use super::error::{CliError, Kind, Result};
use super::global::{Color, EXIT_DONE, EXIT_REFUSED, EXIT_USAGE};
use super::output::{ERROR, HINT, paint};
use super::screen::visible;

/// Shows clap's own message: help and version go to standard output with exit code 0, errors are exit code 2. On a terminal it names
/// arguments that would steer it with signs in their place, which `parse` gives the message of.
pub(crate) fn usage(
    error: &clap::Error,
    args: &[OsString],
    parse: impl FnOnce(Vec<OsString>) -> Option<clap::Error>,
) -> u8 {
    let masked = (error.use_stderr() && io::stderr().is_terminal())
        .then(|| with_signs(error, args, parse))
        .flatten();
    let error = masked.as_ref().unwrap_or(error);
    let written = error.print().and_then(|()| io::stdout().flush());
    match written {
        // Where even the message cannot be written, the exit code still speaks.
        _ if error.use_stderr() => EXIT_USAGE,
        Err(error) if error.kind() != io::ErrorKind::BrokenPipe => before_start(&error.into(), Color::Never),
        _ => EXIT_DONE,
    }
}

/// The message about arguments with signs in the place of what would steer a terminal; `None` where nothing would.
fn with_signs(
    error: &clap::Error,
    args: &[OsString],
    parse: impl FnOnce(Vec<OsString>) -> Option<clap::Error>,
) -> Option<clap::Error> {
    // Of clap's own colours nothing is left when its sequences are taken out.
    let is_clean = |error: &clap::Error| {
        let text = error.render().ansi().to_string();
        let mut parts = text.split("\u{1b}[");
        let first = parts.next().unwrap_or_default();
        let rest = parts.all(|part| {
            let after = part.trim_start_matches(|c: char| c.is_ascii_digit() || c == ';');
            after
                .strip_prefix('m')
                .is_some_and(|text| matches!(visible(text), Cow::Borrowed(_)))
        });
        rest && matches!(visible(first), Cow::Borrowed(_))
    };
    let mut is_masked = false;
    let masked = args.iter().map(|arg| match visible(&arg.to_string_lossy()) {
        Cow::Owned(signs) => {
            is_masked = true;
            OsString::from(signs)
        }
        Cow::Borrowed(_) => arg.clone(),
    });
    let masked: Vec<OsString> = masked.collect();
    if !is_masked && is_clean(error) {
        return None;
    }
    let again = parse(masked).filter(|again| again.kind() == error.kind() && is_clean(again));
    Some(again.unwrap_or_else(|| {
        // Without colours, and what is left of the sequences as signs.
        let plain = error.render().to_string();
        let plain = plain.strip_prefix("error: ").unwrap_or(&plain);
        clap::Error::raw(error.kind(), visible(plain))
    }))
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
