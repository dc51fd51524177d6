//! The command line: one file per command, and what commands share.
//!
//! In: arguments. Out: text or JSON on standard output, diagnostics on standard error, and an exit code: 0 done, 1 an
//! input or the memory was refused, 2 the command line was wrong. No logic lives here that a user of the library would
//! miss.
mod bead_line;
mod clipboard;
mod commands;
mod context;
mod destination;
mod document;
mod editor;
mod error;
mod fragments;
mod furniture;
mod global;
mod jsonl;
mod open_memory;
mod output;
mod pairs;
mod report;
mod screen;
mod selection;
mod signals;
mod standard_input;
mod terms;
mod threads;

use crate::cli::error::Result;
use std::ffi::OsString;
use std::process::ExitCode;

use clap::builder::styling::{AnsiColor, Styles};
use clap::{CommandFactory as _, Parser, Subcommand};

#[cfg(feature = "lab")]
use commands::evaluate;
#[cfg(feature = "lab")]
use commands::page_features;
use commands::{
    align, analyze, completions, config, export, import, lexicon, man, memory, pretranslate, review, search, segment,
    suggest,
};
#[cfg(feature = "server")]
use commands::{mcp, serve};
pub(crate) use context::Context;
use global::Global;

use crate::settings::{Given, Settings, SettingsError, Surroundings};

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

#[derive(Debug, Subcommand)]
enum Command {
    Import(import::ImportArgs),
    Align(align::AlignArgs),
    Segment(segment::SegmentArgs),
    Export(export::ExportArgs),
    /// Look after the memory: what is in it, checks, edits, backups
    Memory(memory::MemoryArgs),
    Review(review::ReviewArgs),
    Suggest(suggest::SuggestArgs),
    Search(search::SearchArgs),
    Analyze(analyze::AnalyzeArgs),
    Pretranslate(pretranslate::PretranslateArgs),
    #[cfg(feature = "server")]
    Serve(serve::ServeArgs),
    #[cfg(feature = "server")]
    Mcp(mcp::McpArgs),
    #[cfg(feature = "lab")]
    Evaluate(evaluate::EvaluateArgs),
    #[cfg(feature = "lab")]
    PageFeatures(page_features::PageFeaturesArgs),
    /// Train word translation probabilities for a pair of languages, or look into them
    Lexicon(lexicon::LexiconArgs),
    Config(config::ConfigArgs),
    /// Print the completion script for a shell
    Completions(completions::CompletionsArgs),
    /// Print the manual page
    Man(man::ManArgs),
}

impl Command {
    /// What is set for the command; what prints about the program itself asks no file.
    fn settings(&self, global: &Global) -> Result<Settings, SettingsError> {
        let given = Given {
            from: global.from.clone(),
            to: global.to.clone(),
            memory: global.memory.clone(),
            author: global.author.clone(),
        };
        match self {
            Command::Completions(_) | Command::Man(_) => Settings::load(given, &Surroundings::default()),
            _ => Settings::load(given, &Surroundings::of_process()),
        }
    }

    fn run(self, context: &mut Context) -> Result {
        if !matches!(self, Command::Config(_) | Command::Completions(_) | Command::Man(_)) {
            threads::ready()?;
        }
        match self {
            Command::Import(args) => import::run(&args, context),
            Command::Align(args) => align::run(&args, context),
            Command::Segment(args) => segment::run(&args, context),
            Command::Export(args) => export::run(&args, context),
            Command::Memory(args) => memory::run(&args, context),
            Command::Review(args) => review::run(&args, context),
            Command::Suggest(args) => suggest::run(&args, context),
            Command::Search(args) => search::run(&args, context),
            Command::Analyze(args) => analyze::run(&args, context),
            Command::Pretranslate(args) => pretranslate::run(&args, context),
            #[cfg(feature = "server")]
            Command::Serve(args) => serve::run(&args, context),
            #[cfg(feature = "server")]
            Command::Mcp(args) => mcp::run(&args, context),
            #[cfg(feature = "lab")]
            Command::Evaluate(args) => evaluate::run(&args, context),
            #[cfg(feature = "lab")]
            Command::PageFeatures(args) => page_features::run(&args, context),
            Command::Lexicon(args) => lexicon::run(&args, context),
            Command::Config(args) => config::run(&args, context),
            Command::Completions(args) => completions::run(&args, command(), context),
            Command::Man(args) => man::run(&args, command(), context),
        }
    }
}

/// The whole command as clap knows it, for completions and the manual page.
fn command() -> clap::Command {
    Cli::command()
}

/// Runs a command line, its program's name first, as `std::env::args_os` gives it, and says with what code to exit: 0 done,
/// 1 an input or the memory was refused, 2 the command line was wrong. It writes to the process's standard streams.
///
/// Other front ends can be the whole command by this door.
pub fn run(args: impl IntoIterator<Item = OsString>) -> ExitCode {
    signals::outlive_file_limit();
    ExitCode::from(run_to_code(args))
}

/// As [`run`], with the code as a number, for a front end that is not the process's own `main`.
pub fn run_to_code(args: impl IntoIterator<Item = OsString>) -> u8 {
    let args: Vec<OsString> = args.into_iter().collect();
    let cli = match Cli::try_parse_from(&args) {
        Ok(cli) => cli,
        Err(error) => return report::usage(&error, &args, |args| Cli::try_parse_from(args).err()),
    };
    let settings = match cli.command.settings(&cli.global) {
        Ok(settings) => settings,
        Err(error) => return report::before_start(&error.into(), cli.global.color),
    };
    let mut context = Context::new(cli.global, settings);
    let result = cli.command.run(&mut context);
    // What was written before an error is the user's; it comes out first.
    let result = context.finish().and(result);
    report::exit_code(result, &context)
}
