//! `interligne page-features FILES...`: what the model of pages is fitted from.

use crate::cli::error::Result;
use std::io::Write as _;
use std::path::PathBuf;

use crate::article::ReadOptions;
use crate::article::lab::page_features;
use clap::Args;
use rayon::prelude::*;

use crate::cli::Context;

/// Write the features by which the furniture of saved or pasted pages is told, for data/fit-page-model.py.
///
/// One JSON object a page: file, is_page, names, and lines with text, kind, mark, values and classes.
#[derive(Debug, Args)]
pub(crate) struct PageFeaturesArgs {
    /// The pages
    #[arg(required = true)]
    files: Vec<PathBuf>,
}

pub(crate) fn run(args: &PageFeaturesArgs, context: &mut Context) -> Result {
    for files in args.files.chunks(64) {
        let read = |file: &PathBuf| page_features(file, &ReadOptions::default());
        let pages: Vec<_> = files.par_iter().map(read).collect();
        for page in pages {
            serde_json::to_writer(context.out(), &page?)?;
            writeln!(context.out())?;
        }
    }
    Ok(())
}
