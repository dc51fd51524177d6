//! `interligne import …`: an article pair, a folder of pairs, or files from other tools, into the memory.

mod exchange;
mod folder;
mod pair;

use crate::cli::error::{CliError, Result};
use std::path::PathBuf;

use crate::memory::{self, Memory, Mode};
use clap::Args;

pub(crate) use exchange::summary;

use crate::cli::{Context, pairs};

/// Put translations into the memory: an article with its translation, a whole folder of them, or memories from other tools.
///
///   import SOURCE TARGET   aligns an article with its translation and stores the pairs
///   import FILE.tmx …      merges memories from other tools; also .tsv, .csv, .xlsx, .xlf, .po and .jsonl
///   import DIR …           finds the article pairs in a folder: x.fr.txt with x.en.txt, fr/x.html with en/x.html, or what
///                          the folder's manifest.tsv lists (source, target and, if you like, a name, separated by tabs)
///
/// Page furniture is left out and counted (-v shows it). Pairs of low confidence are stored "to review". The same pair twice
/// changes nothing; an edited translation takes the place of the old one. Each article is stored whole or not at all, so an
/// import that was stopped can simply be started again.
#[derive(Debug, Args)]
#[command(verbatim_doc_comment)]
pub(crate) struct ImportArgs {
    /// An article and its translation, files from other tools, or folders
    #[arg(value_name = "PATH", required = true)]
    paths: Vec<PathBuf>,

    /// The article's name in the memory [default: after its file]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,

    /// Say what would become of files from other tools, and leave the memory as it is
    #[arg(long)]
    dry_run: bool,

    /// TMX: refuse a file that departs from the standard
    #[arg(long, conflicts_with = "salvage")]
    strict: bool,

    /// TMX: take every whole unit of a file that is cut off or broken in places
    #[arg(long)]
    salvage: bool,

    /// One JSON object for each article pair or file
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    reading: pairs::ReadingArgs,
}

pub(crate) fn run(args: &ImportArgs, context: &mut Context) -> Result {
    if args.paths.iter().all(|path| path.is_dir()) {
        if args.name.is_some() {
            return Err(CliError::usage("--name goes with one article pair, not with a folder"));
        }
        return folder::run(args, context);
    }
    if args.paths.iter().all(|path| exchange::is_exchange_file(path)) {
        if args.name.is_some() || args.reading.is_set() {
            return Err(CliError::usage(
                "--name, --presegmented, --keep-furniture, --force and --lexicon go with articles",
            ));
        }
        return exchange::run(args, &args.paths, context);
    }
    if args.dry_run {
        return Err(CliError::usage("--dry-run goes with files from other tools")
            .hint("`interligne align` shows what an article pair gives, and stores nothing"));
    }
    match &*args.paths {
        [source, target] => pair::run(args, source, target, context),
        [only] => Err(CliError::usage(format!(
            "{} is given alone: expected an article and its translation",
            only.display()
        ))
        .hint(format!("interligne import {} TRANSLATION", only.display()))),
        _ => Err(CliError::usage("expected one article and its translation, or folders")
            .hint("to import many pairs at once, put them in a folder: x.fr.txt beside x.en.txt")),
    }
}

/// The memory that things are put into; it is made if it is not there.
fn open_memory(context: &Context) -> Result<Memory> {
    let folder = memory::locate(context.memory_option())?;
    let is_new = !folder.join(memory::DATABASE_FILE).exists();
    let memory = Memory::open(&folder, Mode::Create)?;
    if is_new {
        context.note(format_args!("made a new memory in {}", folder.display()));
    }
    Ok(memory)
}
