//! `interligne man`.

use crate::atomic::WriteError;
use crate::cli::error::{Context as _, Kind, Result};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};

use clap::Args;

use crate::cli::Context;
use crate::cli::destination::{Destination, Existing, OverwriteArgs};

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write a page for interligne and one for each of its commands into this folder
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,

    #[command(flatten)]
    overwrite: OverwriteArgs,
}

pub(crate) fn run(args: &ManArgs, command: clap::Command, context: &mut Context) -> Result {
    if let Some(folder) = &args.out_dir {
        fs::create_dir_all(folder).map_err(WriteError::of(folder))?;
        return write_pages(args, command, folder, context);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(context.out().write_all(&page)?)
}

/// Writes the pages into a folder. Pages that interligne made are renewed; another file of such a name stays.
fn write_pages(args: &ManArgs, command: clap::Command, folder: &Path, context: &mut Context) -> Result {
    let failed = || "the manual pages cannot be made".to_owned();
    let made = tempfile::tempdir().context(Kind::Internal, failed)?;
    clap_mangen::generate_to(command, made.path()).context(Kind::Internal, failed)?;
    let mut pages = Vec::new();
    for entry in fs::read_dir(made.path()).context(Kind::Internal, failed)? {
        let entry = entry.context(Kind::Internal, failed)?;
        let (path, page) = (folder.join(entry.file_name()), fs::read(entry.path()));
        pages.push((path, page.context(Kind::Internal, failed)?));
    }
    pages.sort();
    // All are looked at before one is written.
    let mut destinations = Vec::new();
    for (path, _) in &pages {
        let existing = if is_our_page(path) {
            Existing::Overwritten
        } else {
            args.overwrite.existing(false)
        };
        destinations.push(Destination::new(path, [], existing, context)?);
    }
    for (destination, (_, page)) in destinations.iter().zip(&pages) {
        destination.write(|out| Ok(out.write_all(page)?))?;
    }
    Ok(())
}

/// Whether a file is a manual page of interligne, whatever its version.
fn is_our_page(path: &Path) -> bool {
    let page = fs::read(path).unwrap_or_default();
    let head = String::from_utf8_lossy(&page[..page.len().min(400)]).into_owned();
    head.lines().any(|line| line.starts_with(".TH interligne"))
}
