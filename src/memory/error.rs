//! What can go wrong with a memory, each with what to do about it.

use std::io;
use std::path::{Path, PathBuf};

use super::{ArticleId, TMX_FOLDER, UnitId};
use crate::memory::store::version::SCHEMA_VERSION;

/// Why the memory refused. Whatever it is, nothing was changed, unless the variant says otherwise.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryError {
    /// There is no memory in the folder.
    #[error("there is no memory at {}: import an article pair first, or name another folder with --memory", .0.display())]
    NotFound(PathBuf),
    /// The database is a file of no bytes, or without a table.
    #[error(
        "{}: the file is empty, and no memory: put back a backup, or the file itself from where it was copied; the units of \
         the articles may still stand in the folder tmx beside it",
        .0.display()
    )]
    Emptied(PathBuf),
    /// The path is something else than a folder.
    #[error("{} is not a folder: a memory is a folder that holds memory.sqlite", .0.display())]
    NotAFolder(PathBuf),
    /// The file `memory.sqlite` was not written by interligne, or is damaged in its first bytes.
    #[error("{} is not a memory of interligne: another program's file, or damaged; restore a backup if it was a memory", .0.display())]
    NotAMemory(PathBuf),
    /// The memory was written by a newer interligne.
    #[error(
        "{} was made by a newer version of interligne (schema {found}; this one reads up to {}): update interligne to open it",
        path.display(), SCHEMA_VERSION
    )]
    Newer {
        /// The database file.
        path: PathBuf,
        /// The schema version found there.
        found: i64,
    },
    /// The memory needs a migration, which a read-only folder does not allow.
    #[error("{} has the older schema {found} and its folder cannot be written to: copy the memory to a writable folder first", path.display())]
    OlderReadOnly {
        /// The database file.
        path: PathBuf,
        /// The schema version found there.
        found: i64,
    },
    /// The memory can be read and not written.
    #[error("the memory {} is read-only: nothing was changed; make the folder writable or copy it elsewhere", .0.display())]
    ReadOnly(PathBuf),
    /// The memory was opened with [`super::Mode::Read`].
    #[error("the memory was opened for reading only")]
    OpenedForReading,
    /// The memory cannot be read as it stands, because its last writer did not finish and the folder is read-only.
    #[error("the memory {} was not closed cleanly and its folder is read-only: copy it to a writable folder and open it there", .0.display())]
    NeedsRecovery(PathBuf),
    /// Another process holds the memory.
    #[error("the memory {} is in use by {by}: waited {waited} seconds; nothing was changed", path.display())]
    Locked {
        /// The memory's folder.
        path: PathBuf,
        /// Who holds it: command and process id where they are known.
        by: String,
        /// How long this process waited, in seconds.
        waited: u64,
    },
    /// There is no room left.
    #[error("no space left on the disk that holds {}: nothing was changed; free some space and run the command again", .0.display())]
    DiskFull(PathBuf),
    /// SQLite found the file damaged.
    #[error(
        "the memory {} is damaged ({detail}): put back a copy that `interligne memory backup` made; without one, name a new folder with \
         --memory and import the files in {} into it, which hold the units of the articles",
        path.display(), path.with_file_name(TMX_FOLDER).display()
    )]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What SQLite or interligne found.
        detail: String,
    },
    /// A file of the memory's folder could not be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        error: io::Error,
    },
    /// The change was stored, and the article's TMX file could not be brought in step with it.
    #[error("the change is stored, but {} could not be written ({error}): `interligne memory check` tries again", path.display())]
    TmxFolder {
        /// The file.
        path: PathBuf,
        /// The system's answer.
        error: io::Error,
    },
    /// Any other refusal by SQLite.
    #[error("the memory {} cannot be used: {error}", path.display())]
    Sqlite {
        /// The database file.
        path: PathBuf,
        /// SQLite's answer.
        error: rusqlite::Error,
    },
    /// No unit has this number.
    #[error("the memory has no unit {}", .0.0)]
    NoSuchUnit(UnitId),
    /// No article has this number.
    #[error("the memory has no article number {}", .0.0)]
    NoSuchArticle(ArticleId),
    /// No article has this name.
    #[error("the memory has no article named `{0}`: `interligne memory list` shows the names")]
    NoSuchArticleName(String),
    /// A name that an article cannot have.
    #[error("no article can be named `{name}`: {reason}")]
    BadName {
        /// The name.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// An alignment that does not fit its segments.
    #[error("the alignment does not fit the article: {0}")]
    BadAlignment(String),
    /// A change that would leave a unit without sense.
    #[error("unit {} cannot be changed so: {reason}", unit.0)]
    BadEdit {
        /// The unit.
        unit: UnitId,
        /// What is wrong with the new content.
        reason: String,
    },
    /// Another process wrote to the memory between the look at it and the change that was to follow from that.
    #[error("the memory {} was changed by another process meanwhile: nothing was deleted; run the command again", .0.display())]
    ChangedMeanwhile(PathBuf),
    /// The place for a backup or a new memory is taken.
    #[error("{} exists already: choose another place", .0.display())]
    Exists(PathBuf),
    /// A memory was to be merged with itself.
    #[error("{} is this memory itself: name another one to merge with it", .0.display())]
    SameMemory(PathBuf),
    /// There is no place for the default memory.
    #[error("no folder for the default memory is known on this system: name one with --memory or INTERLIGNE_MEMORY")]
    NoDefaultFolder,
}

impl MemoryError {
    /// The error's name for programs, such as `locked`; it stays the same when the message is worded anew.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            MemoryError::NotFound(_) => "no-memory",
            MemoryError::Emptied(_) => "emptied",
            MemoryError::NotAFolder(_) => "not-a-folder",
            MemoryError::NotAMemory(_) => "not-a-memory",
            MemoryError::Newer { .. } => "newer-version",
            MemoryError::OlderReadOnly { .. } => "older-read-only",
            MemoryError::ReadOnly(_) | MemoryError::OpenedForReading => "read-only",
            MemoryError::NeedsRecovery(_) => "needs-recovery",
            MemoryError::Locked { .. } => "locked",
            MemoryError::DiskFull(_) => "disk-full",
            MemoryError::Damaged { .. } => "damaged",
            MemoryError::ChangedMeanwhile(_) => "changed-meanwhile",
            MemoryError::Io { .. } => "io",
            MemoryError::TmxFolder { .. } => "tmx-folder",
            MemoryError::Sqlite { .. } => "database",
            MemoryError::NoSuchUnit(_) => "no-such-unit",
            MemoryError::NoSuchArticle(_) | MemoryError::NoSuchArticleName(_) => "no-such-article",
            MemoryError::BadName { .. } => "bad-name",
            MemoryError::BadAlignment(_) => "bad-alignment",
            MemoryError::BadEdit { .. } => "bad-edit",
            MemoryError::Exists(_) => "exists",
            MemoryError::SameMemory(_) => "same-memory",
            MemoryError::NoDefaultFolder => "no-default-folder",
        }
    }

    /// Sorts SQLite's answer about the database `path` into the cases that a user can act upon.
    pub(crate) fn sqlite(path: &Path, error: rusqlite::Error) -> MemoryError {
        use rusqlite::ErrorCode;
        let folder = || path.parent().unwrap_or(path).to_path_buf();
        match error.sqlite_error_code() {
            Some(ErrorCode::DiskFull) => MemoryError::DiskFull(folder()),
            Some(ErrorCode::ReadOnly) => MemoryError::ReadOnly(folder()),
            Some(ErrorCode::NotADatabase) => MemoryError::NotAMemory(path.to_path_buf()),
            Some(ErrorCode::DatabaseCorrupt) => MemoryError::Damaged {
                path: path.to_path_buf(),
                detail: error.to_string(),
            },
            Some(ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked) => MemoryError::Locked {
                path: folder(),
                by: "another program".to_owned(),
                waited: crate::memory::store::patience::WAIT.as_secs(),
            },
            // SQLite reports a write that the system refused for want of space as an I/O error at times.
            Some(ErrorCode::SystemIoFailure) if out_of_space(&error) => MemoryError::DiskFull(folder()),
            _ => MemoryError::Sqlite {
                path: path.to_path_buf(),
                error,
            },
        }
    }

    /// Sorts the system's answer about `path`.
    pub(crate) fn io(path: &Path, error: io::Error) -> MemoryError {
        match error.kind() {
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::FileTooLarge => {
                MemoryError::DiskFull(path.to_path_buf())
            }
            io::ErrorKind::ReadOnlyFilesystem => MemoryError::ReadOnly(path.to_path_buf()),
            _ => MemoryError::Io {
                path: path.to_path_buf(),
                error,
            },
        }
    }
}

/// Whether an I/O error of SQLite is a failed write (the extended codes SQLITE_IOERR_WRITE and SQLITE_IOERR_SHMSIZE),
/// which on a sound disk means that it is full.
fn out_of_space(error: &rusqlite::Error) -> bool {
    const IOERR_WRITE: i32 = 10 | (3 << 8);
    const IOERR_SHMSIZE: i32 = 10 | (19 << 8);
    matches!(error, rusqlite::Error::SqliteFailure(e, _) if [IOERR_WRITE, IOERR_SHMSIZE].contains(&e.extended_code))
}
