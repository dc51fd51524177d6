//! An error → what the user reads on standard error, and the exit code.

use std::io::{self, Write as _};
use std::process::ExitCode;

use super::output::{ERROR, HINT, paint};
use super::{Context, EXIT_USAGE};

/// A command line whose parts do not go together, found after parsing: exit code 2.
#[derive(Debug, thiserror::Error)]
#[error("{message}")]
pub(crate) struct Usage {
    message: String,
    hint: Option<String>,
}

impl Usage {
    /// What is wrong, as a sentence without its full stop.
    pub(crate) fn new(message: impl Into<String>) -> Usage {
        Usage {
            message: message.into(),
            hint: None,
        }
    }

    /// Adds what to do instead.
    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Usage {
        self.hint = Some(hint.into());
        self
    }
}

/// Shows clap's own message: help and version go to standard output with exit code 0, errors are exit code 2.
pub(crate) fn usage(error: &clap::Error) -> ExitCode {
    // Where even the message cannot be written, the exit code still speaks.
    let _ = error.print();
    if error.use_stderr() {
        ExitCode::from(EXIT_USAGE)
    } else {
        ExitCode::SUCCESS
    }
}

/// Shows the error, if there is one. A reader who closed the pipe has seen what they wanted: that is success.
pub(crate) fn exit_code(result: anyhow::Result<()>, context: &Context) -> ExitCode {
    let Err(error) = result else { return ExitCode::SUCCESS };
    if is_broken_pipe(&error) {
        return ExitCode::SUCCESS;
    }
    let mut message = error.to_string();
    for cause in error.chain().skip(1) {
        let cause = cause.to_string();
        // Many errors already show their cause in their own text.
        if !message.contains(&cause) {
            message.push_str(": ");
            message.push_str(&cause);
        }
    }
    let mut err = context.err();
    let _ = writeln!(err, "{} {message}", paint(ERROR, "error:"));
    let usage = error.downcast_ref::<Usage>();
    if let Some(hint) = usage.and_then(|usage| usage.hint.as_ref()) {
        let _ = writeln!(err, "{} {hint}", paint(HINT, "hint:"));
    }
    if usage.is_some() {
        ExitCode::from(EXIT_USAGE)
    } else {
        ExitCode::FAILURE
    }
}

fn is_broken_pipe(error: &anyhow::Error) -> bool {
    error
        .chain()
        .filter_map(|cause| cause.downcast_ref::<io::Error>())
        .any(|cause| cause.kind() == io::ErrorKind::BrokenPipe)
}
