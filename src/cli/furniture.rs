//! What a page added around its article, as the commands that leave it out report it.

use crate::cli::error::Result;
use std::io::Write as _;
use std::path::Path;

use crate::article::{Article, Block, ProseLeftOut};
use crate::pair::Side;
use anstyle::{AnsiColor, Style};

use super::Context;
use super::output::{counted, grouped, paint};

const REASON: Style = AnsiColor::Yellow.on_default();

/// Reports all blocks of an article that are marked as furniture, as [`report`], or none where they are kept.
pub(crate) fn report_marked(file: &Path, article: &Article, kept: bool, context: &Context) -> Result {
    let left_out = |block: &&Block| !kept && block.furniture.is_some();
    let marked = article.blocks.iter().filter(left_out);
    report(file, article, &marked.collect::<Vec<_>>(), context)
}

/// Reports what was left out of a side of a pair, as [`report`]; with `-v` also what was taken back in because the other side has it.
pub(crate) fn report_side(side: &Side, context: &Context) -> Result {
    report(&side.path, &side.article, &side.left_out().collect::<Vec<_>>(), context)?;
    if context.verbosity() > 0 {
        for at in &side.taken_back {
            let text = folded(side.article.block_text(&side.article.blocks[*at]));
            writeln!(
                context.err(),
                "  {} {text}",
                paint(REASON, format_args!("{:<11}", "taken back"))
            )?;
        }
    }
    Ok(())
}

/// Text on one line.
fn folded(text: &str) -> String {
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// Says on standard error how many blocks of a file were left out; with `-v` each one, with its reason. Warns as [`warn`].
pub(crate) fn report(file: &Path, article: &Article, left_out: &[&Block], context: &Context) -> Result {
    warn(file, article, left_out, context);
    if left_out.is_empty() || context.quiet() {
        return Ok(());
    }
    let mut err = context.err();
    let blocks = counted(left_out.len(), "block", "blocks");
    let prose = match ProseLeftOut::of(article, left_out) {
        ProseLeftOut { left_out: 0, .. } => String::new(),
        prose => format!(
            " with {} of running text ({:.0}% of the page's)",
            counted(prose.left_out, "word", "words"),
            100.0 * prose.share()
        ),
    };
    let hint = if context.verbosity() == 0 {
        " (-v shows them, --keep-furniture keeps them)"
    } else {
        ""
    };
    let told = file.display().to_string();
    let told = context.told(&told);
    writeln!(err, "{told}: left out {blocks} of page furniture{prose}{hint}")?;
    if context.verbosity() > 0 {
        for block in left_out {
            let Some(reason) = block.furniture else { continue };
            let text = folded(article.block_text(block));
            writeln!(
                err,
                "  {} {text}",
                paint(REASON, format_args!("{:<11}", reason.as_str()))
            )?;
        }
    }
    Ok(())
}

/// Warns of what may be missing from the article of a page: characters that could not be read, and much running text that was left out.
pub(crate) fn warn(file: &Path, article: &Article, left_out: &[&Block], context: &Context) {
    if article.replaced > 0 {
        let characters = counted(article.replaced, "character", "characters");
        context.warn(format_args!(
            "{}: {characters} could not be read and stand as \u{fffd}; save the page again, as UTF-8",
            file.display()
        ));
    }
    if let Some(garbled) = &article.garbled {
        context.warn(format_args!(
            "{}, line {}: this looks like UTF-8 that a program read in another encoding (`{}` stands for `{}`); \
             --mend-encoding mends it",
            file.display(),
            garbled.line,
            garbled.found,
            garbled.mended
        ));
    }
    if article.mended {
        context.note(format_args!(
            "{}: mended text that was UTF-8 read in another encoding",
            file.display()
        ));
    }
    if left_out.is_empty() {
        return;
    }
    let prose = ProseLeftOut::of(article, left_out);
    if prose.is_large() {
        context.warn(format_args!(
            "{}: {:.0}% of the page's running text was left out ({} of {}); where that is part of the article, read it with --keep-furniture",
            file.display(),
            100.0 * prose.share(),
            grouped(prose.left_out),
            counted(prose.all, "word", "words"),
        ));
    }
}
