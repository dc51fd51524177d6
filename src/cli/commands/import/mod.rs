//! `interligne import …`: an article pair, a folder of pairs, or files from other tools, into the memory.

mod args;
mod exchange;
mod folder;
mod pair;
mod table;

use std::path::{Path, PathBuf};

use crate::cli::error::{CliError, Kind, Result};
use crate::cli::standard_input::is_pipe;

pub(crate) use args::ImportArgs;
pub(crate) use exchange::summary;
pub(crate) use pair::say_what_no_longer_fits;

use crate::cli::Context;
use crate::memory::Mode;

pub(crate) fn run(args: &ImportArgs, context: &mut Context) -> Result {
    import(args, context)?;
    if args.index {
        let memory = crate::cli::open_memory::open(Mode::Read, context)?;
        context.refresh_index(&memory)?;
    }
    Ok(())
}

/// The files to read. An article is read once, also from a pipe; a file of other tools is read more often.
fn inputs(args: &ImportArgs, context: &mut Context) -> Result<Vec<PathBuf>> {
    let is_kept = |path: &Path| is_pipe(path) && (args.paths.len() == 1 || exchange::is_exchange_file(path));
    let input = |path: &PathBuf| match is_kept(path) {
        true => context.piped(path),
        false => context.input(path),
    };
    args.paths.iter().map(input).collect()
}

fn import(args: &ImportArgs, context: &mut Context) -> Result {
    let paths = inputs(args, context)?;
    let of_other_tools = paths.iter().all(|path| exchange::is_exchange_file(path))
        || matches!(&*paths, [only] if exchange::is_table_of_text(only));
    if (args.tmx || args.no_tmx) && !of_other_tools {
        return Err(CliError::usage("--tmx and --no-tmx go with files from other tools")
            .hint("an article always has its own TMX file in the memory's folder"));
    }
    if args.paths.iter().all(|path| path.is_dir()) {
        if args.name.is_some() {
            return Err(CliError::usage("--name goes with one article pair, not with a folder"));
        }
        return folder::run(args, context);
    }
    if of_other_tools {
        let options_of_articles = args.name.is_some() || args.replace || args.afresh;
        if args.reading.is_for_articles() || (options_of_articles && !exchange::has_tables(&paths, context)) {
            return Err(CliError::usage(
                "--name, --replace, --afresh, --presegmented, --keep-furniture, --mend-encoding and --lexicon go with articles",
            ));
        }
        return exchange::run(args, &paths, context);
    }
    match &*paths {
        [source, target] => pair::run(args, [source, target], context),
        [only] if !only.exists() => Err(CliError::new(
            Kind::Input,
            format!(
                "{} does not exist: expected an article and its translation, or a folder of them",
                only.display()
            ),
        )),
        [only] => Err(CliError::usage(format!(
            "{} is given alone: expected an article and its translation",
            only.display()
        ))
        .hint(format!("interligne import {} TRANSLATION", only.display()))),
        _ => Err(CliError::usage("expected one article and its translation, or folders")
            .hint("to import many pairs at once, put them in a folder: x.fr.txt beside x.en.txt")),
    }
}
