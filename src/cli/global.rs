//! The options that every command understands, and the exit code of a wrong command line.

use std::path::PathBuf;

use clap::{ArgAction, Args, ValueEnum};

use crate::text::lang::Lang;

/// Options that every command understands. What they do not say, configuration files may (`interligne config`).
#[derive(Debug, Args)]
#[command(next_help_heading = "Options for every command")]
pub(crate) struct Global {
    /// The memory's folder; created on first import [env: INTERLIGNE_MEMORY] [default: your data folder]
    #[arg(long, global = true, value_name = "DIR")]
    pub(crate) memory: Option<PathBuf>,

    /// The language of the source text, as a BCP 47 tag [env: INTERLIGNE_FROM] [default: fr]
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) from: Option<Lang>,

    /// The language of the translation, as a BCP 47 tag [env: INTERLIGNE_TO] [default: en]
    #[arg(long, global = true, value_name = "LANG")]
    pub(crate) to: Option<Lang>,

    /// Who you are: kept with what you import and change
    #[arg(long, global = true, value_name = "NAME")]
    pub(crate) author: Option<String>,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    pub(crate) color: Color,

    /// Say only what was asked for: no progress, no warnings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    pub(crate) quiet: bool,

    /// Say more; repeat for more still
    #[arg(short, long, global = true, action = ArgAction::Count)]
    pub(crate) verbose: u8,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

/// The exit code of what was done.
pub(crate) const EXIT_DONE: u8 = 0;

/// The exit code where an input or the memory was refused, or something failed.
pub(crate) const EXIT_REFUSED: u8 = 1;

/// The exit code of a command line that makes no sense.
pub(crate) const EXIT_USAGE: u8 = 2;

/// A number of things to show: a whole number from 1 on.
pub(crate) fn count(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("expected a whole number from 1 on".to_owned()),
        Ok(number) => Ok(number),
    }
}
