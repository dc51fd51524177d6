//! The arguments of `interligne import`.

use std::path::PathBuf;

use clap::Args;

use crate::cli::pairs;
use crate::memory::PairImport;

/// Put translations into the memory: an article with its translation, a whole folder of them, or memories from other tools.
///
///   import SOURCE TARGET   aligns an article with its translation and stores the pairs
///   import FILE.tmx …      merges memories from other tools; also .tsv, .csv, .xlsx, .xlf, .po and .jsonl; a table that
///                          `align -o` wrote, mended or not, is stored as an article, pair by pair
///   import DIR …           finds the article pairs in a folder: x.fr.txt with x.en.txt, fr/x.html with en/x.html, or what
///                          the folder's manifest.tsv lists (source, target and, if you like, a name, separated by tabs)
///
/// Page furniture is left out and counted (-v shows it). Pairs of low confidence are stored "to review". The same files twice
/// change nothing, whatever you edited since; an edited translation takes the place of the old one, and pairs that you edited,
/// confirmed or rejected stay as you left them where their text still stands. Another article under the same file names is
/// stored beside the first. Each article is stored whole or not at all, so an import that was stopped can simply be
/// started again.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ImportArgs {
    /// An article and its translation, files from other tools, or folders
    #[arg(value_name = "PATH", required = true)]
    pub(crate) paths: Vec<PathBuf>,

    /// The article's name in the memory [default: after its file]
    #[arg(long, value_name = "NAME")]
    pub(crate) name: Option<String>,

    /// Say what would become of the articles or files, and leave the memory as it is
    #[arg(long)]
    pub(crate) dry_run: bool,

    /// Put an article in the place of the one that was imported from the same files, however little they share
    #[arg(long)]
    pub(crate) replace: bool,

    /// Align an article anew, also where its files have not changed, and forget what you edited, confirmed or rejected in it
    #[arg(long)]
    pub(crate) afresh: bool,

    /// Read an article anew although its files have not changed, since this version may read them better, and keep what you mended in it
    #[arg(long, conflicts_with = "afresh")]
    pub(crate) reread: bool,

    /// From now on, keep no TMX files in the memory's folder for units that have no article
    #[arg(long, conflicts_with = "tmx")]
    pub(crate) no_tmx: bool,

    /// Keep such TMX files again, after --no-tmx
    #[arg(long)]
    pub(crate) tmx: bool,

    /// Make the index for the two languages as well, so that the first `suggest` or `search` need not
    #[arg(long, conflicts_with = "dry_run")]
    pub(crate) index: bool,

    /// TMX: refuse a file that departs from the standard
    #[arg(long, conflicts_with = "salvage")]
    pub(crate) strict: bool,

    /// TMX: take every whole unit of a file that is cut off or broken in places
    #[arg(long)]
    pub(crate) salvage: bool,

    /// One JSON object for each article pair or file
    #[arg(long)]
    pub(crate) json: bool,

    #[command(flatten)]
    pub(crate) reading: pairs::ReadingArgs,
}

impl ImportArgs {
    /// How a pair is stored where the memory has the article already.
    pub(crate) fn pair_import(&self) -> PairImport {
        PairImport {
            replace: self.replace,
            afresh: self.afresh,
            dry_run: self.dry_run,
            reread: self.reread,
        }
    }
}
