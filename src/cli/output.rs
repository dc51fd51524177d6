//! How things look on a terminal: the few styles that all commands share, numbers and plurals.

use std::fmt::Display;

use anstyle::{AnsiColor, Style};

/// Errors.
pub(crate) const ERROR: Style = AnsiColor::Red.on_default().bold();
/// Warnings, and what wants to be looked at.
pub(crate) const WARNING: Style = AnsiColor::Yellow.on_default().bold();
/// Hints: what to do next.
pub(crate) const HINT: Style = AnsiColor::Cyan.on_default().bold();

/// The text in a style; the stream leaves the style out where colours are off.
pub(crate) fn paint(style: Style, text: impl Display) -> String {
    format!("{style}{text}{style:#}")
}
