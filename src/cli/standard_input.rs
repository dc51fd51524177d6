//! `-` where a file is meant: standard input, kept in a file of its own while the command runs; so is a pipe with a name.
//!
//! Files are read twice by some commands, and told apart by their names by most; so what comes in gets a file, whose
//! extension is the one that its beginning looks like.

use std::fs::File;
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

use super::error::{CliError, Context as _, Kind, Result};

/// The path that stands for standard input or output.
pub(crate) const STANDARD: &str = "-";

/// Bytes that are looked at to tell what comes in.
const HEAD: u64 = 4 * 1024;

/// What came in on standard input, or by a pipe with a name.
#[derive(Debug)]
pub(crate) struct StandardInput {
    folder: TempDir,
    file: PathBuf,
    /// What messages call it.
    name: String,
}

impl StandardInput {
    /// Reads standard input to its end.
    pub(crate) fn read() -> Result<StandardInput> {
        StandardInput::keep(&mut io::stdin().lock(), "standard input".to_owned())
    }

    /// Reads a pipe to its end; it gives what it has once.
    pub(crate) fn of_pipe(path: &Path) -> Result<StandardInput> {
        let name = path.display().to_string();
        let mut pipe = File::open(path).context(Kind::Input, || name.clone())?;
        StandardInput::keep(&mut pipe, name)
    }

    fn keep(input: &mut impl io::Read, name: String) -> Result<StandardInput> {
        let failed = || format!("{name} cannot be kept in a temporary file");
        let mut head = Vec::new();
        let read = |error: io::Result<usize>| error.context(Kind::Input, || name.clone());
        read(input.by_ref().take(HEAD).read_to_end(&mut head))?;
        let folder = tempfile::Builder::new()
            .prefix("interligne-")
            .tempdir()
            .context(Kind::Internal, failed)?;
        let file = folder.path().join(format!("standard-input.{}", extension(&head)));
        let mut out = File::create_new(&file).context(Kind::Internal, failed)?;
        out.write_all(&head).context(Kind::Internal, failed)?;
        io::copy(input, &mut out).context(Kind::Input, || name.clone())?;
        Ok(StandardInput { folder, file, name })
    }

    /// The file that it is kept in.
    pub(crate) fn file(&self) -> &Path {
        &self.file
    }

    /// A message with the file's path said as what it is.
    pub(crate) fn told(&self, message: &str) -> String {
        let file = message.replace(&*self.file.to_string_lossy(), &self.name);
        file.replace(&*self.folder.path().to_string_lossy(), &self.name)
    }
}

/// Whether there is a pipe at the path, such as the shell makes of `<(COMMAND)`.
pub(crate) fn is_pipe(path: &Path) -> bool {
    path.metadata().is_ok_and(|there| !there.is_file() && !there.is_dir())
}

/// Whether a path stands for standard input.
pub(crate) fn is_standard(path: &Path) -> bool {
    path == Path::new(STANDARD)
}

/// Only one of the inputs can be standard input.
pub(crate) fn twice() -> CliError {
    CliError::usage("`-` is given twice: only one file can come from standard input")
}

/// The extension of a file that begins so; `txt` for what is an article.
fn extension(head: &[u8]) -> &'static str {
    if head.starts_with(b"PK") {
        // A workbook is the only container that is imported by its name; articles are told by their content.
        let is_workbook = memchr::memmem::find(head, b"xl/").is_some();
        return if is_workbook { "xlsx" } else { "txt" };
    }
    // UTF-16 has a zero byte beside each letter of ASCII.
    let text: String = head.iter().filter(|b| **b != 0).map(|b| char::from(*b)).collect();
    let text = text
        .trim_start_matches(['\u{EF}', '\u{BB}', '\u{BF}', '\u{FF}', '\u{FE}'])
        .trim_start();
    let first = text.lines().next().unwrap_or_default();
    if text.starts_with('<') && text.contains("<tmx") {
        "tmx"
    } else if text.starts_with('<') && text.contains("<xliff") {
        "xlf"
    } else if text.starts_with("msgid ") || text.contains("\nmsgid ") {
        "po"
    } else if first.starts_with('{') && first.contains('"') {
        "jsonl"
    } else if first.contains('\t') {
        "tsv"
    } else {
        "txt"
    }
}

#[cfg(test)]
mod tests {
    use super::extension;

    #[test]
    fn what_comes_in_is_told_by_its_beginning() {
        for (head, expected) in [
            (
                "\u{FEFF}<?xml version=\"1.0\"?>\n<!DOCTYPE tmx>\n<tmx version=\"1.4\">",
                "tmx",
            ),
            ("<?xml version=\"1.0\"?><xliff version=\"1.2\">", "xlf"),
            ("# Traduction\nmsgid \"\"\nmsgstr \"\"\n", "po"),
            ("{\"source\":\"Un.\",\"target\":\"One.\"}\n", "jsonl"),
            ("Un.\tOne.\n", "tsv"),
            ("Le pont rouge.\n\nIl est vieux.\n", "txt"),
            ("<!DOCTYPE html><p>Le pont.", "txt"),
            ("", "txt"),
        ] {
            assert_eq!(extension(head.as_bytes()), expected, "{head}");
        }
        let utf16: Vec<u8> = "<tmx version=\"1.4\">"
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        assert_eq!(extension(&utf16), "tmx");
    }
}
