//! The command line: one file per command, and what commands share.
//!
//! In: arguments. Out: text or JSON on standard output, diagnostics on standard error, and an exit code: 0 done, 1 an
//! input or the memory was refused, 2 the command line was wrong. No logic lives here that a user of the library would
//! miss.
mod commands;
mod context;
mod fragments;
mod furniture;
mod output;
mod pairs;
mod report;
mod selection;
mod terms;

use std::path::PathBuf;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{ArgAction, Args, CommandFactory as _, Parser, Subcommand, ValueEnum};
use interligne::text::lang::Lang;

pub(crate) use context::Context;
pub(crate) use report::Usage;

/// The exit code of a command line that makes no sense.
const EXIT_USAGE: u8 = 2;

const STYLES: Styles = Styles::styled()
    .header(AnsiColor::Green.on_default().bold())
    .usage(AnsiColor::Green.on_default().bold())
    .literal(AnsiColor::Cyan.on_default().bold())
    .placeholder(AnsiColor::Cyan.on_default());

const AFTER_HELP: &str = "\
Start here:
  interligne import article.fr.txt article.en.txt    align an article with its translation and remember it
  interligne suggest \"Une nouvelle phrase.\"          what was translated before that resembles it
  interligne export memory.tmx                       the memory for OmegaT, Trados, memoQ, Phrase

Exit codes: 0 done; 1 an input or the memory was refused, nothing was changed; 2 the command line was wrong.";

/// Translation memory and bilingual alignment for people who translate articles.
///
/// Import an article and its translation: both are cut into segments, aligned, and kept in a memory. From then on,
/// interligne suggests what was translated before for every new segment, and exports it for your CAT tool.
#[derive(Debug, Parser)]
#[command(name = "interligne", version, styles = STYLES, after_help = AFTER_HELP, max_term_width = 100)]
#[command(propagate_version = true, subcommand_required = true, arg_required_else_help = true)]
pub(crate) struct Cli {
    #[command(flatten)]
    global: Global,
    #[command(subcommand)]
    command: Command,
}

/// Options that every command understands.
#[derive(Debug, Args)]
#[command(next_help_heading = "Options for every command")]
pub(crate) struct Global {
    /// The memory's folder; created on first import [default: your data folder]
    #[arg(
        long,
        global = true,
        value_name = "DIR",
        env = "INTERLIGNE_MEMORY",
        hide_env_values = true
    )]
    memory: Option<PathBuf>,

    /// The language of the source text, as a BCP 47 tag
    #[arg(long, global = true, value_name = "LANG", default_value = "fr")]
    from: Lang,

    /// The language of the translation, as a BCP 47 tag
    #[arg(long, global = true, value_name = "LANG", default_value = "en")]
    to: Lang,

    /// When to use colours
    #[arg(long, global = true, value_name = "WHEN", default_value = "auto")]
    color: Color,

    /// Say only what was asked for: no progress, no warnings
    #[arg(short, long, global = true, conflicts_with = "verbose")]
    quiet: bool,

    /// Say more; repeat for more still
    #[arg(short, long, global = true, action = ArgAction::Count)]
    verbose: u8,
}

/// When to use colours.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub(crate) enum Color {
    /// On a terminal, unless NO_COLOR is set
    Auto,
    /// Always
    Always,
    /// Never
    Never,
}

#[derive(Debug, Subcommand)]
enum Command {
    Import(crate::cli::commands::import::ImportArgs),
    Align(crate::cli::commands::align::AlignArgs),
    Segment(crate::cli::commands::segment::SegmentArgs),
    Export(crate::cli::commands::export::ExportArgs),
    /// Look after the memory: what is in it, checks, edits, backups
    Memory(crate::cli::commands::memory::MemoryArgs),
    Suggest(crate::cli::commands::suggest::SuggestArgs),
    Search(crate::cli::commands::search::SearchArgs),
    Analyze(crate::cli::commands::analyze::AnalyzeArgs),
    Pretranslate(crate::cli::commands::pretranslate::PretranslateArgs),
    Evaluate(crate::cli::commands::evaluate::EvaluateArgs),
    /// Train word translation probabilities for a pair of languages, or look into them
    Lexicon(crate::cli::commands::lexicon::LexiconArgs),
    /// Print the completion script for a shell
    Completions(crate::cli::commands::completions::CompletionsArgs),
    /// Print the manual page
    Man(crate::cli::commands::man::ManArgs),
}

impl Command {
    fn run(self, context: &mut Context) -> anyhow::Result<()> {
        match self {
            Command::Import(args) => crate::cli::commands::import::run(&args, context),
            Command::Align(args) => crate::cli::commands::align::run(&args, context),
            Command::Segment(args) => crate::cli::commands::segment::run(&args, context),
            Command::Export(args) => crate::cli::commands::export::run(&args, context),
            Command::Memory(args) => crate::cli::commands::memory::run(&args, context),
            Command::Suggest(args) => crate::cli::commands::suggest::run(&args, context),
            Command::Search(args) => crate::cli::commands::search::run(&args, context),
            Command::Analyze(args) => crate::cli::commands::analyze::run(&args, context),
            Command::Pretranslate(args) => crate::cli::commands::pretranslate::run(&args, context),
            Command::Evaluate(args) => crate::cli::commands::evaluate::run(&args, context),
            Command::Lexicon(args) => crate::cli::commands::lexicon::run(&args, context),
            Command::Completions(args) => crate::cli::commands::completions::run(&args, context),
            Command::Man(args) => crate::cli::commands::man::run(&args, context),
        }
    }
}

/// The whole command as clap knows it, for completions and the manual page.
fn command() -> clap::Command {
    Cli::command()
}

/// Runs the process's command line.
pub(crate) fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(error) => return report::usage(&error),
    };
    let mut context = Context::new(cli.global);
    let result = cli.command.run(&mut context);
    // What was written before an error is the user's; it comes out first.
    let result = context.finish().and(result);
    report::exit_code(result, &context)
}
