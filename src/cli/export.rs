//! `interligne export OUT`.

use std::io::Write as _;
use std::path::{Path, PathBuf};

use anyhow::{Context as _, bail};
use clap::Args;
use interligne::atomic;
use interligne::memory::{self, ExportOptions, Memory, Mode, UnitFilter};

use super::output::counted_u64;
use super::selection::SelectionArgs;
use super::{Context, Usage};

/// Write the memory, or a part of it, for other tools.
///
/// The extension names the format: .tmx for CAT tools (OmegaT, Trados, memoQ, Phrase, …). Rejected units are left out unless
/// --status asks for them. The same memory always gives the same bytes, so that versions can be compared.
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

    /// Write over a file that something else than interligne made
    #[arg(long)]
    force: bool,
}

pub(crate) fn run(args: &ExportArgs, context: &mut Context) -> anyhow::Result<()> {
    let extension = args
        .output
        .extension()
        .and_then(|e| e.to_str())
        .unwrap_or_default()
        .to_ascii_lowercase();
    if extension != "tmx" {
        let message = format!(
            "{}: the extension names no format that export writes",
            args.output.display()
        );
        return Err(Usage::new(message).hint("use .tmx").into());
    }
    let memory = Memory::open(&memory::locate(context.memory_option())?, Mode::Read)?;
    let filter = filter(args, &memory, context)?;
    if !args.force && args.output.exists() && !is_ours(&args.output) {
        bail!(
            "{} exists and was not made by interligne: nothing was written; use --force to write over it",
            args.output.display()
        );
    }
    let total = memory.info()?.units;
    let progress = context.progress(total, "exporting");
    let options = ExportOptions {
        filter,
        level: if args.level == "1" {
            tmx::Level::One
        } else {
            tmx::Level::Two
        },
        version: if args.tmx_version == "1.1" {
            tmx::Version::V1_1
        } else {
            tmx::Version::V1_4
        },
    };
    let units = atomic::write(&args.output, |file| {
        memory
            .export_tmx(file, &options, |written| progress.set_position(written))
            .map_err(anyhow::Error::from)
    })
    .with_context(|| format!("cannot write {}", args.output.display()))?;
    progress.finish_and_clear();
    let line = format!("{}: {}", args.output.display(), counted_u64(units, "unit", "units"));
    Ok(writeln!(context.out(), "{line}")?)
}

fn filter(args: &ExportArgs, memory: &Memory, context: &Context) -> anyhow::Result<UnitFilter> {
    use interligne::memory::Status;
    let mut filter = args.selection.filter(memory, context)?;
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
