//! The one door for every output that a user names: what may be written over, and what never.
//!
//! An output is never one of the command's inputs, nor a part of the memory. A file that exists is left alone unless
//! `--overwrite` was given, but for a TMX that interligne made, which the next one may replace. `-` is standard output; what
//! is a stream (a pipe, `/dev/null`, `/dev/fd/3`) is written to.

use std::fs::Metadata;
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Context;
use super::error::{CliError, Result, STANDARD_OUTPUT, fail};
use super::screen::Screen;
use super::standard_input::STANDARD;
use crate::atomic::{self, WriteError};
use crate::file_identity::FileIdentity;
use crate::memory;

/// The option of every command that writes a file.
#[derive(Debug, Args)]
pub(crate) struct OverwriteArgs {
    /// Write over OUT if it exists; an input of the command is never written over
    #[arg(long)]
    pub(crate) overwrite: bool,
}

/// What may become of a file that exists.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Existing {
    /// What stands at the destination is kept, and the command refuses.
    Stays,
    /// It stays, unless it is a TMX that interligne made.
    RenewTmx,
    /// It is written over.
    Overwritten,
}

impl OverwriteArgs {
    /// What was asked for; a TMX may take the place of an older one of ours.
    pub(crate) fn existing(&self, writes_tmx: bool) -> Existing {
        match (self.overwrite, writes_tmx) {
            (true, _) => Existing::Overwritten,
            (false, true) => Existing::RenewTmx,
            (false, false) => Existing::Stays,
        }
    }
}

/// A place that a command may write to.
#[derive(Debug)]
pub(crate) enum Destination {
    /// Standard output.
    Stdout,
    /// A file, or a stream that has a name.
    File(PathBuf),
}

/// Whether a path names no file of its own: standard output, or a stream. Its name then says no format.
pub(crate) fn is_stream(path: &Path) -> bool {
    path == Path::new(STANDARD) || atomic::is_stream(path)
}

impl Destination {
    /// The place that a user named, if it may be written. It is asked before the work, so that nobody waits for a refusal.
    pub(crate) fn new<'a>(
        path: &Path,
        inputs: impl IntoIterator<Item = &'a Path>,
        existing: Existing,
        context: &Context,
    ) -> Result<Destination> {
        if path == Path::new(STANDARD) {
            return Ok(Destination::Stdout);
        }
        let destination = Destination::File(path.to_owned());
        refuse_memory(path, context)?;
        // What cannot be looked at is not there, or cannot be written either.
        let Ok(there) = path.metadata() else {
            return Ok(destination);
        };
        for input in inputs {
            if is_input(path, &there, input) {
                fail!(
                    Input,
                    "{} is what is read ({}): nothing was written; name another file to write",
                    path.display(),
                    input.display()
                );
            }
        }
        if !there.is_file() || is_stream(path) || existing == Existing::Overwritten {
            return Ok(destination);
        }
        let renewable = existing == Existing::RenewTmx;
        if renewable && is_our_tmx(path) {
            return Ok(destination);
        }
        let whose = if renewable {
            " and was not made by interligne"
        } else {
            ""
        };
        fail!(
            Input,
            "{} exists{whose}: nothing was written; use --overwrite to write over it",
            path.display()
        );
    }

    /// Whether it is standard output, on which nothing else may then be said.
    pub(crate) fn is_stdout(&self) -> bool {
        matches!(self, Destination::Stdout)
    }

    /// What messages call it.
    pub(crate) fn name(&self) -> &Path {
        match self {
            Destination::File(path) => path,
            Destination::Stdout => Path::new(STANDARD_OUTPUT),
        }
    }

    /// Writes what `write` writes: a file whole or not at all, with no colours in it. What the context's output holds
    /// comes out on its own.
    pub(crate) fn write<T>(&self, write: impl FnOnce(&mut (dyn Write + Send)) -> Result<T>) -> Result<T> {
        let path = match self {
            Destination::File(path) => path,
            Destination::Stdout => {
                let stdout = io::stdout();
                let terminal = stdout.is_terminal();
                let mut out = Screen::new(io::BufWriter::new(stdout), false, terminal);
                let written = write(&mut out)?;
                out.flush()?;
                return Ok(written);
            }
        };
        let written = atomic::write(path, |file| {
            let terminal = file.get_ref().is_terminal();
            let mut out = Screen::new(file, false, terminal);
            let written = write(&mut out).map_err(Failure::Inside)?;
            out.flush()?;
            Ok(written)
        });
        written.map_err(|failure| match failure {
            Failure::Inside(error) => error.written_to(path),
            Failure::Output(error) => WriteError::of(path)(error).into(),
        })
    }
}

/// Writing failed, or what makes the text did.
enum Failure {
    Output(io::Error),
    Inside(CliError),
}

impl From<io::Error> for Failure {
    fn from(error: io::Error) -> Failure {
        Failure::Output(error)
    }
}

/// Whether what is at `path` is an input, or lies in a folder that is one, whatever links lead there.
fn is_input(path: &Path, there: &Metadata, input: &Path) -> bool {
    let Ok(read) = input.metadata() else { return false };
    if read.is_dir() {
        let real = (path.canonicalize(), input.canonicalize());
        return matches!(real, (Ok(path), Ok(folder)) if path.starts_with(&folder));
    }
    // A terminal or /dev/null may well be both.
    !is_character_device(there) && is_same(path, there, input, &read)
}

#[cfg(unix)]
fn is_same(_: &Path, a: &Metadata, _: &Path, b: &Metadata) -> bool {
    matches!((FileIdentity::known(a), FileIdentity::known(b)), (Ok(a), Ok(b)) if a == b)
}

#[cfg(not(unix))]
fn is_same(a: &Path, _: &Metadata, b: &Path, _: &Metadata) -> bool {
    matches!((a.canonicalize(), b.canonicalize()), (Ok(a), Ok(b)) if a == b)
}

#[cfg(unix)]
fn is_character_device(there: &Metadata) -> bool {
    use std::os::unix::fs::FileTypeExt as _;
    there.file_type().is_char_device()
}

#[cfg(not(unix))]
fn is_character_device(_: &Metadata) -> bool {
    false
}

/// Refuses a file that is the memory's own, there already or not.
fn refuse_memory(path: &Path, context: &Context) -> Result {
    // A command that uses no memory may have none that can be found.
    let Ok(folder) = memory::locate(context.memory_option()) else {
        return Ok(());
    };
    let database = folder.join(memory::DATABASE_FILE);
    let linked = match (path.metadata(), database.metadata()) {
        (Ok(there), Ok(read)) => is_same(path, &there, &database, &read),
        _ => false,
    };
    if linked || lies_in(path, &folder) {
        fail!(
            Input,
            "{} is a part of the memory in {}: nothing was written; name a file outside of it",
            path.display(),
            folder.display()
        );
    }
    Ok(())
}

/// Whether a file is, or would be, the database, a file beside it, or in one of the folders of the memory.
fn lies_in(path: &Path, folder: &Path) -> bool {
    let Ok(folder) = folder.canonicalize() else {
        return false;
    };
    // A file that is not there yet lies where the nearest folder that is there lies.
    let absolute = std::path::absolute(path).unwrap_or_default();
    let real = absolute.ancestors().find_map(|there| {
        let rest = absolute.strip_prefix(there).ok()?;
        Some(there.canonicalize().ok()?.join(rest))
    });
    let Some(inside) = real.as_deref().and_then(|real| real.strip_prefix(&folder).ok()) else {
        return false;
    };
    let first = inside.iter().next().unwrap_or_default().to_string_lossy();
    first.starts_with(memory::DATABASE_FILE)
        || (inside.iter().count() > 1
            && [memory::TMX_FOLDER, memory::REVIEW_FOLDER, memory::INDEX_FOLDER].contains(&&*first))
}

/// Whether a file is a TMX whose header names interligne, which the next one may replace.
fn is_our_tmx(path: &Path) -> bool {
    tmx::Reader::open(path, tmx::Policy::Default)
        .is_ok_and(|reader| reader.header().creation_tool() == Some("interligne"))
}
