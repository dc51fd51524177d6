//! The arguments of `interligne review`.

use clap::Args;

/// Look at the doubtful pairs one after another, and mend them
///
/// Shows each pair that waits for review, with what stands before and after it, and asks what to do: accept or reject it, edit its texts,
/// merge it with its neighbours, split it, or shift a segment to a neighbour. Each answer is saved at once and can be taken back. `?`
/// explains the answers. They are read from standard input, so that a script can give them.
#[derive(Debug, Args)]
pub(crate) struct ReviewArgs {
    /// Only these articles, by their names as `memory list` shows them [default: all that have pairs to review]
    #[arg(value_name = "ARTICLE")]
    pub(super) articles: Vec<String>,

    /// Here in the terminal, which is so without it too
    #[arg(long)]
    pub(super) terminal: bool,

    /// Begin at the place of this unit, as `suggest` and `memory list` number it, whether it is doubtful or not
    #[arg(long, value_name = "UNIT")]
    pub(super) unit: Option<i64>,

    /// Stop at segments without a counterpart too
    #[arg(long)]
    pub(super) unmatched: bool,
}
