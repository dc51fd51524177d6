//! `interligne export OUT`.

use crate::cli::error::{CliError, Result};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::exchange::{self, Format, WriteOptions, XliffVersion};
use crate::memory::{self, Memory, Mode};
use clap::Args;

use crate::cli::Context;
use crate::cli::destination::{Destination, OverwriteArgs, is_stream};
use crate::cli::output::counted_u64;
use crate::cli::selection::SelectionArgs;

/// Write the memory, or a part of it, for other tools.
///
/// The extension names the format: .tmx for CAT tools (OmegaT, Trados, memoQ, Phrase, …) with everything that the memory
/// knows; .tsv, .csv, .xlsx, .xlf, .po, .jsonl and .html with the texts in the languages of --from and --to. Rejected units are
/// left out unless --status asks for them. On standard output (`-`) it is TMX unless --format says another. The same memory always gives the same bytes, so that versions can be compared.
#[derive(Debug, Args)]
pub(crate) struct ExportArgs {
    /// The file to write; `-` is standard output
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
    format: FormatArgs,

    /// Write over OUT if it exists and is no TMX that interligne made
    // Its first name, which scripts have.
    #[arg(long, alias = "force")]
    overwrite: bool,
}

/// Which format, for every command that writes several.
#[derive(Debug, Args)]
pub(crate) struct FormatArgs {
    /// The format to write [default: after OUT's extension]
    #[arg(long, value_name = "FORMAT", value_parser = ["tmx", "tsv", "csv", "xlsx", "xlf", "po", "jsonl", "html"])]
    format: Option<String>,

    /// XLIFF: the version to write [default: 1.2, which every CAT tool reads; 2.1 for .xlf2]
    #[arg(long, alias = "xliff", value_name = "VERSION", value_parser = ["1.2", "2.1"])]
    xliff_version: Option<String>,
}

impl FormatArgs {
    /// The format asked for, or that a file's name says, in the version asked for; for a stream without such a name `usual`.
    pub(crate) fn format_of(&self, path: &Path, usual: Format) -> Option<Format> {
        let named = match &self.format {
            Some(extension) => Format::of_path(Path::new(&format!("named.{extension}"))),
            None => Format::of_path(path).or_else(|| is_stream(path).then_some(usual)),
        };
        let version = match self.xliff_version.as_deref() {
            Some("1.2") => Some(XliffVersion::V1_2),
            Some("2.1") => Some(XliffVersion::V2_1),
            _ => None,
        };
        named.map(|format| version.map_or(format, |version| format.with_xliff(version)))
    }
}

pub(crate) fn run(args: &ExportArgs, context: &mut Context) -> Result {
    let Some(format) = args.format.format_of(&args.output, Format::Tmx) else {
        let message = format!(
            "{}: the extension names no format that export writes",
            args.output.display()
        );
        return Err(
            CliError::usage(message).hint("use .tmx, .tsv, .csv, .xlsx, .xlf, .po, .jsonl or .html, or say --format")
        );
    };
    let as_tmx = format == Format::Tmx;
    let memory = Memory::open(&memory::locate(context.memory_option())?, Mode::Read)?;
    let memory = memory.read_snapshot()?;
    let filter = args.selection.filter(&memory)?.unless_rejected();
    let overwrite = OverwriteArgs {
        overwrite: args.overwrite,
    };
    let destination = Destination::new(&args.output, [], overwrite.existing(as_tmx), context)?;
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
    let units = destination.write(|out| {
        Ok(exchange::export_to(
            &memory,
            &filter,
            out,
            destination.name(),
            format,
            &options,
            |n| {
                looked_at = n;
                progress.set_position(n);
            },
        )?)
    })?;
    progress.finish_and_clear();
    let units_written = counted_u64(units, "unit", "units");
    if destination.is_stdout() {
        context.note(format_args!("standard output: {units_written}"));
    } else {
        writeln!(context.out(), "{}: {units_written}", args.output.display())?;
    }
    if !as_tmx && looked_at > units {
        let left_out = counted_u64(looked_at - units, "unit", "units");
        let (from, to) = (context.from().clone(), context.to().clone());
        context.finish()?;
        context.note(format_args!("left out {left_out} without both {from} and {to}"));
    }
    Ok(())
}
