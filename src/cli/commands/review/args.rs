//! The arguments of `interligne review`.

use clap::Args;

/// Look at the doubtful places and mend them, on a page in your browser or here in the terminal
///
/// Opens a page of this machine alone, which needs no network: the article and its translation side by side, each row with how sure the
/// aligner is of it, and a key for everything that mends an alignment. Everything is saved at once and can be undone. The page ends with
/// Ctrl-C here, or with its button.
///
/// With --terminal each pair that waits for review, or in which a check of `memory clean` finds something, is shown here with what stands before and after it, and you are asked what to do:
/// accept or reject it, edit its texts, merge it with its neighbours, split it, or shift a segment to a neighbour. `?` explains the answers.
/// They are read from standard input, so that a script can give them.
#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    /// The article, by its name as `memory list` shows it; with --terminal as many as you like [default: all]
    #[arg(value_name = "ARTICLE")]
    pub(super) articles: Vec<String>,

    /// Here in the terminal
    #[arg(long)]
    pub(super) terminal: bool,

    /// Begin at the place of this unit, as `suggest` and `memory list` number it, whether it is doubtful or not
    #[arg(long, value_name = "UNIT")]
    pub(super) unit: Option<i64>,

    /// With --terminal: stop at segments without a counterpart too
    #[arg(long, requires = "terminal")]
    pub(super) unmatched: bool,

    /// The port of the page [default: a free one]
    #[cfg(feature = "review")]
    #[arg(
        long,
        value_name = "PORT",
        default_value_t = 0,
        hide_default_value = true,
        conflicts_with = "terminal"
    )]
    pub(super) port: u16,

    /// Print the address of the page, and open no browser
    #[cfg(feature = "review")]
    #[arg(long, conflicts_with = "terminal")]
    pub(super) no_open: bool,
}
