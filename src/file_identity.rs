//! Which file a name leads to, so that another one that is put in its place is noticed.

use std::fs::{self, Metadata};
use std::io;
use std::path::Path;

/// What tells a file from others: its device and number on Unix, elsewhere the moment in which it was made.
///
/// It is asked of the name and no file is opened, since closing a second descriptor of a database gives up SQLite's locks on it
/// (see "How To Corrupt An SQLite Database File", section 2.2, at sqlite.org).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct FileIdentity(u64, u64);

impl FileIdentity {
    /// The identity of the file of that name, links followed.
    ///
    /// # Errors
    /// When there is none, or the system does not tell.
    pub(crate) fn of(path: &Path) -> io::Result<FileIdentity> {
        FileIdentity::known(&fs::metadata(path)?)
    }

    /// As [`FileIdentity::of`], from what the system has told already.
    ///
    /// # Errors
    /// When the system did not tell when the file was made.
    pub(crate) fn known(metadata: &Metadata) -> io::Result<FileIdentity> {
        #[cfg(unix)]
        {
            use std::os::unix::fs::MetadataExt as _;
            Ok(FileIdentity(metadata.dev(), metadata.ino()))
        }
        #[cfg(not(unix))]
        {
            let made = metadata.created()?.duration_since(std::time::UNIX_EPOCH);
            Ok(FileIdentity(0, made.map_or(0, |made| made.as_micros() as u64)))
        }
    }
}
