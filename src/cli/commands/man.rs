//! `interligne man`.

use crate::cli::error::{Context as _, Kind, Result};
use std::io::Write as _;
use std::path::PathBuf;

use clap::Args;

use crate::cli::Context;

#[derive(Debug, Args)]
pub(crate) struct ManArgs {
    /// Write a page for interligne and one for each of its commands into this folder
    #[arg(long, value_name = "DIR")]
    out_dir: Option<PathBuf>,
}

pub(crate) fn run(args: &ManArgs, command: clap::Command, context: &mut Context) -> Result {
    if let Some(folder) = &args.out_dir {
        let failed = || format!("cannot write the manual pages to {}", folder.display());
        std::fs::create_dir_all(folder).context(Kind::Input, failed)?;
        return clap_mangen::generate_to(command, folder).context(Kind::Input, failed);
    }
    let mut page = Vec::new();
    clap_mangen::Man::new(command).render(&mut page)?;
    Ok(context.out().write_all(&page)?)
}
