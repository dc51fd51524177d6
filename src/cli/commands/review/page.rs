//! The review on a page of this machine, in the browser.

use std::io::Write as _;

use crate::cli::Context;
use crate::cli::commands::review::args::ReviewArgs;
use crate::cli::commands::review::unit::bead_of;
use crate::cli::error::{CliError, Result};
use crate::memory::{Memory, Mode, UnitId, locate};
use crate::review::{Review, ReviewOptions, Start};

pub(crate) fn run(args: &ReviewArgs, context: &mut Context) -> Result {
    let folder = locate(context.memory_option())?;
    let start = start(args, &Memory::open(&folder, Mode::Read)?)?;
    let mut options = ReviewOptions::new(folder, context.from().clone(), context.to().clone());
    options.port = args.port;
    options.author = context.settings().author.as_ref().map(|author| author.value.clone());
    let review = Review::bind(options)?;
    if review.is_read_only() {
        context.note(format_args!(
            "the memory can only be read: the page shows it and changes nothing"
        ));
    }
    writeln!(context.out(), "review at {} ; Ctrl-C ends it", review.address(start))?;
    context.finish()?;
    if !args.no_open && has_screen() && open::that_detached(review.address_once(start)).is_err() {
        context.note(format_args!("no browser could be started: open the address yourself"));
    }
    Ok(review.run()?)
}

/// Whether there is a screen that a browser could be on; without one some systems would open one in the terminal, which runs no scripts.
fn has_screen() -> bool {
    if cfg!(any(windows, target_os = "macos")) {
        return true;
    }
    ["DISPLAY", "WAYLAND_DISPLAY", "WSL_DISTRO_NAME"]
        .iter()
        .any(|name| std::env::var_os(name).is_some_and(|value| !value.is_empty()))
}

/// What the page shows first.
fn start(args: &ReviewArgs, memory: &Memory) -> Result<Start> {
    let article = match args.articles.as_slice() {
        [] => None,
        [name] => Some(memory.article_named(name)?.id),
        _ => {
            return Err(CliError::usage(
                "the page shows one article at a time: name one, or give --terminal to go through several",
            ));
        }
    };
    let Some(unit) = args.unit.map(UnitId) else {
        return Ok(article.map_or(Start::Articles, |article| Start::Article(article, None)));
    };
    let (article, bead) = bead_of(unit, article.as_slice(), memory)?;
    Ok(Start::Article(article, Some(bead)))
}
