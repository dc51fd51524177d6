//! `interligne memory rename`.

use crate::cli::error::Result;
use std::io::Write as _;

use crate::memory::Mode;
use clap::Args;

use crate::cli::Context;

/// Give an article another name
///
/// Its TMX file gets the new name too. The article is still known again by its files at the next import.
#[derive(Debug, Args)]
pub(crate) struct RenameArgs {
    /// The article's name, as `memory list` shows it
    #[arg(value_name = "ARTICLE")]
    article: String,

    /// Its new name
    #[arg(value_name = "NAME")]
    name: String,
}

pub(crate) fn run(args: &RenameArgs, context: &mut Context) -> Result {
    let mut memory = crate::cli::open_memory::open(Mode::Write, context)?;
    let before = memory.article_named(&args.article)?;
    let after = memory.rename_article(before.id, &args.name)?;
    let line = match after.name == before.name {
        true => format!("{} has that name", after.name),
        false => format!("{} is now {}", before.name, after.name),
    };
    Ok(writeln!(context.out(), "{line}")?)
}
