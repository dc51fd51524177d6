//! The one door for every output that a user names: what may be written over, and what never.
//!
//! An output is never one of the command's inputs (standard input and the user's configuration among them), nor in the folder of
//! any memory. A file that exists is left alone unless
//! `--overwrite` was given, but for a TMX that interligne made, which the next one may replace. `-` is standard output; what
//! is a stream (a pipe, `/dev/null`, `/dev/fd/3`) is written to.

use std::fs::{File, Metadata};
use std::io::{self, IsTerminal as _, Write};
use std::path::{Path, PathBuf};

use clap::Args;

use super::Context;
use super::error::{CliError, Kind, Result, STANDARD_OUTPUT, fail};
use super::screen::Screen;
use super::standard_input::STANDARD;
use crate::atomic::{self, WriteError};
use crate::file_identity::FileIdentity;
use crate::memory;
use crate::settings::Surroundings;

/// The option of every command that writes a file.
#[derive(Debug, Args)]
pub(crate) struct OverwriteArgs {
    /// Write over OUT if it exists; an input of the command, or a file of a memory, is never written over
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
        if is_standard_input(&there) {
            return Err(is_read(path, "standard input"));
        }
        let settings = Surroundings::of_process().user_file().map(|(file, _)| file);
        for input in inputs {
            destination.refuse_if_read(input)?;
        }
        settings.map_or(Ok(()), |file| destination.refuse_if_read(&file))?;
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

    /// Refuses it where it is a file that is read, or is about to be since an input names it.
    pub(crate) fn refuse_if_read(&self, input: &Path) -> Result {
        match self {
            Destination::File(path) if path.metadata().is_ok_and(|there| is_input(path, &there, input)) => {
                Err(is_read(path, &input.display().to_string()))
            }
            _ => Ok(()),
        }
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

fn is_read(path: &Path, input: &str) -> CliError {
    let message = format!(
        "{} is what is read ({input}): nothing was written; name another file to write",
        path.display()
    );
    CliError::new(Kind::Input, message)
}

/// Whether it is the file that standard input was opened on.
fn is_standard_input(there: &Metadata) -> bool {
    let Ok(read) = standard_input_file().and_then(|file| file.metadata()) else {
        return false;
    };
    read.is_file()
        && there.is_file()
        && matches!((FileIdentity::known(there), FileIdentity::known(&read)), (Ok(a), Ok(b)) if a == b)
}

/// Standard input, as a file of its own that can be closed.
#[cfg(unix)]
fn standard_input_file() -> io::Result<File> {
    use std::os::fd::AsFd as _;
    Ok(io::stdin().as_fd().try_clone_to_owned()?.into())
}

#[cfg(windows)]
fn standard_input_file() -> io::Result<File> {
    use std::os::windows::io::AsHandle as _;
    Ok(io::stdin().as_handle().try_clone_to_owned()?.into())
}

#[cfg(not(any(unix, windows)))]
fn standard_input_file() -> io::Result<File> {
    Err(io::ErrorKind::Unsupported.into())
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

/// Refuses a file in the folder of a memory, there already or not: the one that is used, or any other.
fn refuse_memory(path: &Path, context: &Context) -> Result {
    let used = memory::locate(context.memory_option()).ok();
    // A command that uses no memory may have none that can be found.
    let linked = used.as_ref().filter(|folder| {
        let database = folder.join(memory::DATABASE_FILE);
        match (path.metadata(), database.metadata()) {
            (Ok(there), Ok(read)) => is_same(path, &there, &database, &read),
            _ => false,
        }
    });
    if let Some(folder) = memory::memory_around(path).as_ref().or(linked) {
        fail!(
            Input,
            "{} is a part of the memory in {}: nothing was written; name a file outside of it",
            path.display(),
            folder.display()
        );
    }
    Ok(())
}

/// Whether a file is a TMX whose header names interligne, which the next one may replace.
fn is_our_tmx(path: &Path) -> bool {
    tmx::Reader::open(path, tmx::Policy::Default)
        .is_ok_and(|reader| reader.header().creation_tool() == Some("interligne"))
}
