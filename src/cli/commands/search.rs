//! `interligne search WORDS`.

use crate::cli::error::{CliError, Result};
use std::io::Write as _;

use crate::matching::Indexes;
use crate::matching::answer::HitLine;
use crate::matching::concordance::{ConcordanceHit, ConcordanceOptions, ConcordanceQuery, UnitSide};
use crate::memory::Mode;
use anstyle::{AnsiColor, Style};
use clap::{Args, ValueEnum};

use crate::cli::Context;
use crate::cli::output::{FAINT, marked, paint};
use crate::cli::selection::SelectionArgs;

const AFTER_HELP: &str = "\
Words:
  interligne search pont rouge         units with both words, wherever they stand
  interligne search '\"pont rouge\"'     the words in sequence: quotation marks inside the shell's own
  interligne search 'chant*'           words that begin like this
  interligne search --stem chanter     chante, chantaient, chanté, …

Case and accents make no difference, nor do styles of apostrophes. The nearest words come first, then confirmed units,
then short ones.";

/// Show where words occur in the memory, in either language, with both sides.
///
/// All words must occur in one side of a unit; the words are marked.
#[derive(Debug, Args)]
#[command(after_help = AFTER_HELP)]
pub(crate) struct SearchArgs {
    /// The words; in quotation marks, a phrase
    #[arg(value_name = "WORDS", required = true)]
    words: Vec<String>,

    /// In which side
    #[arg(long = "in", value_name = "SIDE", default_value = "both")]
    side: Sides,

    /// Find the words in all their inflections
    #[arg(long)]
    stem: bool,

    /// The most units
    #[arg(long, value_name = "NUMBER", default_value = "20", value_parser = crate::cli::global::count)]
    limit: usize,

    /// Read every unit instead of using the index: slow, with the same answer
    #[arg(long)]
    exhaustive: bool,

    /// One JSON object a line for each unit
    #[arg(long)]
    json: bool,

    #[command(flatten)]
    selection: SelectionArgs,
}

/// The values of `--in`.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Sides {
    /// In the language of --from
    Source,
    /// In the language of --to
    Target,
    /// In either
    Both,
}

impl Sides {
    fn sides(self) -> Vec<UnitSide> {
        match self {
            Sides::Source => vec![UnitSide::Source],
            Sides::Target => vec![UnitSide::Target],
            Sides::Both => UnitSide::ALL.to_vec(),
        }
    }
}

pub(crate) fn run(args: &SearchArgs, context: &mut Context) -> Result {
    let words = args.words.join(" ");
    let query = ConcordanceQuery::parse(&words).map_err(|error| CliError::usage(error.to_string()))?;
    let memory = crate::cli::open_memory::open(Mode::Read, context)?;
    let indexes = match args.exhaustive {
        true => Indexes::new(),
        false => context.refresh_index(&memory)?,
    };
    let memory = memory.read_snapshot()?;
    let options = ConcordanceOptions {
        sides: args.side.sides(),
        stems: args.stem,
        limit: args.limit,
        filter: args.selection.filter(&memory)?,
        exhaustive: args.exhaustive,
        ..ConcordanceOptions::default()
    };
    let mut concordance = indexes.open_concordance(&memory, context.from(), context.to());
    let found = concordance.search(&query, &options)?;
    for (i, hit) in found.hits.iter().enumerate() {
        if args.json {
            serde_json::to_writer(context.out(), &HitLine::new(hit))?;
            writeln!(context.out())?;
        } else {
            if i > 0 {
                writeln!(context.out())?;
            }
            show(hit, context)?;
        }
    }
    if let Some(hit) = found.hits.iter().find(|hit| hit.too_long) {
        context.note(format_args!(
            "in unit {} no translation is marked: with more than a million pairs of words it is too long to look",
            hit.unit
        ));
    }
    if found.hits.is_empty() && !found.more {
        context.note(format_args!("no unit with {words}"));
    } else if found.more && !args.json {
        context.note(format_args!("the first {}; for more, --limit", found.hits.len()));
    }
    Ok(())
}

/// Words that were asked for.
pub(crate) const MARK: Style = AnsiColor::Yellow.on_default().bold();
/// Words that translate them.
pub(crate) const TRANSLATION: Style = AnsiColor::Green.on_default().bold();

fn show(hit: &ConcordanceHit, context: &mut Context) -> Result {
    let colored = context.colored();
    let (source_marks, target_marks) = match hit.side {
        UnitSide::Source => ((&hit.marks, MARK), (&hit.translation_marks, TRANSLATION)),
        UnitSide::Target => ((&hit.translation_marks, TRANSLATION), (&hit.marks, MARK)),
    };
    let sides = [
        marked(&hit.source, source_marks.0, source_marks.1, colored),
        marked(&hit.target, target_marks.0, target_marks.1, colored),
    ];
    let mut origin = String::new();
    if let Some(article) = &hit.article {
        origin.push_str(article);
        origin.push_str(" · ");
    }
    origin.push_str(&format!("{} · unit {}", hit.status, hit.unit));
    let [source, target] = sides.map(|side| context.wrapped(&side, 0));
    let out = context.out();
    writeln!(out, "{source}\n{target}")?;
    writeln!(out, "{}", paint(FAINT, origin))?;
    Ok(())
}
