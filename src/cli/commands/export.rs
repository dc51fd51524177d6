//! `interligne export OUT`.

use crate::cli::error::{CliError, Result, fail};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::exchange::{self, Format, WriteOptions, XliffVersion};
use crate::memory::{self, Memory, Mode, Status, UnitFilter};
use clap::Args;

use crate::cli::Context;
use crate::cli::output::counted_u64;
use crate::cli::selection::SelectionArgs;

/// Write the memory, or a part of it, for other tools.
///
/// The extension names the format: .tmx for CAT tools (OmegaT, Trados, memoQ, Phrase, …) with everything that the memory
/// knows; .tsv, .csv, .xlsx, .xlf, .po, .jsonl and .html with the texts in the languages of --from and --to. Rejected units are
/// left out unless --status asks for them. The same memory always gives the same bytes, so that versions can be compared.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The file to write
    #[arg(value_name = "OUT")]
    output: PathBuf,

    #[command(flatten)]
    selection: SelectionArgs,

    /// TMX: 2 keeps inline elements (bold, links, …), 1 writes plain text for tools that know no more
    #[arg(long, value_name = "LEVEL", default_value = "2", value_parser = ["1", "2"])]
    level: String,

    /// TMX: the version to write; 1.1 is for old tools
    #[arg(long, value_name = "VERSION", default_value = "1.4", value_parser = ["1.1", "1.4"])]
    tmx_version: String,

    #[command(flatten)]
    xliff: XliffArgs,

    /// Write over a file that something else than interligne made
    #[arg(long)]
    force: bool,
}

/// Which XLIFF, for every command that writes it.
#[derive(Debug, Args)]
pub(crate) struct XliffArgs {
    /// XLIFF: the version to write; 1.2 is read by every CAT tool
    #[arg(long, alias = "xliff", value_name = "VERSION", default_value = "1.2", value_parser = ["1.2", "2.1"])]
    xliff_version: String,
}

impl XliffArgs {
    /// The format that a file's name says, in the version asked for.
    pub(crate) fn format_of(&self, path: &Path) -> Option<Format> {
        let version = match self.xliff_version.as_str() {
            "2.1" => XliffVersion::V2_1,
            _ => XliffVersion::V1_2,
        };
        Format::of_path(path).map(|format| format.with_xliff(version))
    }
}

pub(crate) fn run(args: &ExportArgs, context: &mut Context) -> Result {
    let Some(format) = args.xliff.format_of(&args.output) else {
        let message = format!(
            "{}: the extension names no format that export writes",
            args.output.display()
        );
        return Err(CliError::usage(message).hint("use .tmx, .tsv, .csv, .xlsx, .xlf, .po, .jsonl or .html"));
    };
    let as_tmx = format == Format::Tmx;
    let memory = Memory::open(&memory::locate(context.memory_option())?, Mode::Read)?;
    let filter = filter(args, &memory)?;
    if !args.force && args.output.exists() && !is_ours(&args.output) {
        let whose = if as_tmx { " and was not made by interligne" } else { "" };
        fail!(
            Input,
            "{} exists{whose}: nothing was written; use --force to write over it",
            args.output.display()
        );
    }
    let total = memory.info()?.units;
    let progress = context.progress(total, "exporting");
    let mut looked_at = 0;
    let mut options = WriteOptions::new(context.from().clone(), context.to().clone());
    if args.level == "1" {
        options.tmx.level = tmx::Level::One;
    }
    if args.tmx_version == "1.1" {
        options.tmx.version = tmx::Version::V1_1;
    }
    let units = exchange::export(&memory, &filter, &args.output, format, &options, |n| {
        looked_at = n;
        progress.set_position(n);
    })?;
    progress.finish_and_clear();
    let line = format!("{}: {}", args.output.display(), counted_u64(units, "unit", "units"));
    writeln!(context.out(), "{line}")?;
    if !as_tmx && looked_at > units {
        let left_out = counted_u64(looked_at - units, "unit", "units");
        let (from, to) = (context.from().clone(), context.to().clone());
        context.finish()?;
        context.note(format_args!("left out {left_out} without both {from} and {to}"));
    }
    Ok(())
}

fn filter(args: &ExportArgs, memory: &Memory) -> Result<UnitFilter> {
    let mut filter = args.selection.filter(memory)?;
    if filter.statuses.is_empty() {
        filter.statuses = Status::ALL
            .into_iter()
            .filter(|status| *status != Status::Rejected)
            .collect();
    }
    Ok(filter)
}

/// Whether a file is an export of ours, which the next one may replace: a TMX whose header names interligne.
fn is_ours(path: &Path) -> bool {
    tmx::Reader::open(path, tmx::Policy::Default)
        .is_ok_and(|reader| reader.header().creation_tool() == Some("interligne"))
}
