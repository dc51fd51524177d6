//! What can go wrong with a memory, each with what to do about it.

use std::io::{self, Write as _};
use std::path::{Path, PathBuf};

use super::{ArticleId, BeadId, SegmentId, TMX_FOLDER, UnitId};
use crate::memory::actions::refusal::ActRefusal;
use crate::memory::store::version::SCHEMA_VERSION;

/// Why the memory refused. Whatever it is, nothing was changed, unless [`MemoryError::is_stored`] says otherwise.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum MemoryError {
    /// There is no memory in the folder.
    #[error("there is no memory at {}: import an article pair first, or name another folder with --memory", .0.display())]
    NotFound(PathBuf),
    /// The database is a file of no bytes, or without a table, or gone, and the files of TMX are there.
    #[error(
        "{}: the file is empty or gone, while the TMX files of a memory stand beside it, perhaps all that is left of it: put back a backup \
         (`interligne memory restore BACKUP`) or the file itself; `interligne memory salvage DIR` makes a new memory of the TMX files. \
         Nothing was changed",
        .0.display()
    )]
    Emptied(PathBuf),
    /// The path is something else than a folder.
    #[error("{} is not a folder: a memory is a folder that holds memory.sqlite", .0.display())]
    NotAFolder(PathBuf),
    /// A place of ours in the memory's folder is a link, through which nothing is written.
    #[error(
        "{} is a link, which may lead anywhere: interligne writes through none inside of a memory, and nothing was changed; put what \
         belongs there in its place, or remove the link (`interligne memory check --repair` does, but for the database; what the link leads \
         to stays). Another program's folder may be a link to one of the memory",
        .0.display()
    )]
    Linked(PathBuf),
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
    /// The memory can be read and not written.
    #[error("the memory {} is read-only: make the folder writable or copy it elsewhere", .0.display())]
    ReadOnly(PathBuf),
    /// The memory was opened with [`super::Mode::Read`].
    #[error("the memory was opened for reading only")]
    OpenedForReading,
    /// The memory cannot be read as it stands, because its last writer did not finish and the folder is read-only.
    #[error("the memory {} was not closed cleanly and its folder is read-only: copy it to a writable folder and open it there", .0.display())]
    NeedsRecovery(PathBuf),
    /// Another process holds the memory.
    #[error("the memory {} is in use by {by}: waited {waited} seconds", path.display())]
    Locked {
        /// The memory's folder.
        path: PathBuf,
        /// Who holds it: command and process id where they are known.
        by: String,
        /// How long this process waited, in seconds.
        waited: u64,
    },
    /// There is no room left.
    #[error("no space left on the disk that holds {}: free some space and run the command again", .0.display())]
    DiskFull(PathBuf),
    /// The system refused to write, and not because the disk is full.
    #[error(
        "{} could not be written ({error}): the disk may be failing, or a quota or a limit on the size of files be reached; look \
         at these, then run the command again",
        path.display()
    )]
    WriteFailed {
        /// The database file.
        path: PathBuf,
        /// SQLite's answer.
        #[source]
        error: rusqlite::Error,
    },
    /// SQLite found the file damaged.
    #[error(
        "the memory {} is damaged ({detail}): put back a copy that `interligne memory backup` made, with `interligne memory restore \
         BACKUP`; without one, `interligne memory salvage DIR` writes what can be read to a new memory, also from the files in {} (use it \
         with --memory DIR)",
        path.display(), path.with_file_name(TMX_FOLDER).display()
    )]
    Damaged {
        /// The database file.
        path: PathBuf,
        /// What SQLite or interligne found.
        detail: String,
    },
    /// Changes that were stored are not there any more.
    #[error(
        "{} lacks the last {missing} change(s) that were stored in it: its journal is damaged, or an older copy was put in its \
         place; `interligne memory check --repair` takes it as it is now, `interligne memory restore BACKUP` puts back a backup",
        path.display()
    )]
    Behind {
        /// The database file.
        path: PathBuf,
        /// How many commits are lost.
        missing: u64,
    },
    /// A file of the memory's folder could not be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// The system's answer.
        #[source]
        error: io::Error,
    },
    /// The change was stored, and the article's TMX file could not be brought in step with it.
    #[error("the change is stored, but {} could not be written ({error}): `interligne memory check` tries again", path.display())]
    TmxFolder {
        /// Its path, as it was given.
        path: PathBuf,
        /// The system's answer.
        #[source]
        error: io::Error,
    },
    /// Any other refusal by SQLite.
    #[error("the memory {} cannot be used: {error}", path.display())]
    Sqlite {
        /// The database file.
        path: PathBuf,
        /// SQLite's answer.
        #[source]
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
        /// As it was asked for.
        name: String,
        /// What is wrong with it.
        reason: &'static str,
    },
    /// No bead of the article has this number.
    #[error(
        "{article} has no bead {bead}: `interligne memory beads` shows the numbers, which other actions may have changed"
    )]
    NoSuchBead {
        /// The number.
        bead: BeadId,
        /// The article's name.
        article: String,
    },
    /// No segment of the article has this number.
    #[error(
        "{article} has no segment {segment}: `interligne memory beads` shows the numbers, which other actions may have changed"
    )]
    NoSuchSegment {
        /// The number.
        segment: SegmentId,
        /// The article's name.
        article: String,
    },
    /// The article was changed after the caller looked at it.
    #[error(
        "{article} was changed meanwhile (version {now}; the action was meant for version {seen}): look at it again, and name that version"
    )]
    StaleVersion {
        /// The article's name.
        article: String,
        /// The version that the caller named.
        seen: u64,
        /// The version that the article has.
        now: u64,
    },
    /// An action that cannot be done.
    #[error("cannot {verb}: {reason}")]
    ActionRefused {
        /// The action's name.
        verb: String,
        /// Why.
        reason: Box<ActRefusal>,
    },
    /// An operation that later actions rest upon was to be undone.
    #[error(
        "{article} was mended since: undo its {actions} later {} first (`interligne memory act {article} undo`)",
        if *actions == 1 { "action" } else { "actions" }
    )]
    MendedSince {
        /// The article's name.
        article: String,
        /// How many actions there are.
        actions: u64,
    },
    /// An alignment that does not fit its segments.
    #[error("the alignment does not fit the article: {0}")]
    BadAlignment(String),
    /// A change that would leave a unit without sense.
    #[error("unit {} cannot be changed so: {reason}", unit.0)]
    BadEdit {
        /// The unit's number in the memory.
        unit: UnitId,
        /// What is wrong with the new content.
        reason: String,
    },
    /// Another process wrote to the memory between the look at it and the change that was to follow from that.
    #[error("the memory {} was changed by another process meanwhile: run the command again", .0.display())]
    ChangedMeanwhile(PathBuf),
    /// The database was removed, or another one put in its place, while it was open.
    #[error(
        "{} was removed or replaced while the memory was open, perhaps by a program that keeps folders in step: what came after that was \
         not stored; look at what is there now, then run the command again",
        .0.display()
    )]
    Replaced(PathBuf),
    /// The place for a backup or a new memory is taken.
    #[error("{} exists already: choose another place", .0.display())]
    Exists(PathBuf),
    /// A backup or a new memory was to be made inside of a memory.
    #[error("{} lies in the memory {}, which is no place for another one: choose a place outside of it", path.display(), memory.display())]
    InsideMemory {
        /// The place that was named.
        path: PathBuf,
        /// The memory's folder.
        memory: PathBuf,
    },
    /// A memory was to be merged with itself, or put back from itself.
    #[error("{} is this memory itself: name another one", .0.display())]
    SameMemory(PathBuf),
    /// There is no place for the default memory.
    #[error("no folder for the default memory is known on this system: name one with --memory or INTERLIGNE_MEMORY")]
    NoDefaultFolder,
}

impl MemoryError {
    /// Whether the change is in the memory all the same.
    #[must_use]
    pub fn is_stored(&self) -> bool {
        matches!(self, MemoryError::TmxFolder { .. })
    }

    /// The error's name for programs, such as `locked`; it stays the same when the message is worded anew.
    #[must_use]
    pub fn name(&self) -> &'static str {
        match self {
            MemoryError::NotFound(_) => "no-memory",
            MemoryError::Emptied(_) => "emptied",
            MemoryError::NotAFolder(_) => "not-a-folder",
            MemoryError::Linked(_) => "linked",
            MemoryError::NotAMemory(_) => "not-a-memory",
            MemoryError::Newer { .. } => "newer-version",
            MemoryError::ReadOnly(_) | MemoryError::OpenedForReading => "read-only",
            MemoryError::NeedsRecovery(_) => "needs-recovery",
            MemoryError::Locked { .. } => "locked",
            MemoryError::DiskFull(_) => "disk-full",
            MemoryError::WriteFailed { .. } => "write-failed",
            MemoryError::Damaged { .. } => "damaged",
            MemoryError::Behind { .. } => "behind",
            MemoryError::ChangedMeanwhile(_) => "changed-meanwhile",
            MemoryError::Replaced(_) => "replaced",
            MemoryError::Io { .. } => "io",
            MemoryError::TmxFolder { .. } => "tmx-folder",
            MemoryError::Sqlite { .. } => "database",
            MemoryError::NoSuchUnit(_) => "no-such-unit",
            MemoryError::NoSuchArticle(_) | MemoryError::NoSuchArticleName(_) => "no-such-article",
            MemoryError::BadName { .. } => "bad-name",
            MemoryError::NoSuchBead { .. } => "no-such-bead",
            MemoryError::NoSuchSegment { .. } => "no-such-segment",
            MemoryError::StaleVersion { .. } => "stale-version",
            MemoryError::ActionRefused { .. } => "action-refused",
            MemoryError::MendedSince { .. } => "mended-since",
            MemoryError::BadAlignment(_) => "bad-alignment",
            MemoryError::BadEdit { .. } => "bad-edit",
            MemoryError::Exists(_) => "exists",
            MemoryError::InsideMemory { .. } => "inside-memory",
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
            Some(ErrorCode::ConstraintViolation) if is_reference(&error) => MemoryError::Damaged {
                path: path.to_path_buf(),
                detail: "a row refers to one that is not there".to_owned(),
            },
            None if is_damage(&error) => MemoryError::Damaged {
                path: path.to_path_buf(),
                detail: match &error {
                    rusqlite::Error::FromSqlConversionFailure(_, _, why) => why.to_string(),
                    other => other.to_string(),
                },
            },
            // A full disk has an answer of its own, but not where the log's index could not grow; and quotas have none.
            Some(ErrorCode::SystemIoFailure) if is_write(&error) && is_full(&folder()) => {
                MemoryError::DiskFull(folder())
            }
            Some(ErrorCode::SystemIoFailure) if is_write(&error) => MemoryError::WriteFailed {
                path: path.to_path_buf(),
                error,
            },
            _ => MemoryError::Sqlite {
                path: path.to_path_buf(),
                error,
            },
        }
    }

    /// The same about a memory that is being made in `folder`, in words about `to`, its place; the folder is gone when they are read.
    pub(crate) fn placed(self, folder: &Path, to: &Path) -> MemoryError {
        let placed = |path: PathBuf| match path.strip_prefix(folder) {
            Ok(rest) if rest == Path::new("") => to.to_path_buf(),
            Ok(rest) => to.join(rest),
            Err(_) => path,
        };
        match self {
            MemoryError::DiskFull(path) => MemoryError::DiskFull(placed(path)),
            MemoryError::ReadOnly(path) => MemoryError::ReadOnly(placed(path)),
            MemoryError::NotAMemory(path) => MemoryError::NotAMemory(placed(path)),
            MemoryError::Damaged { path, detail } => MemoryError::Damaged {
                path: placed(path),
                detail,
            },
            MemoryError::WriteFailed { path, error } => MemoryError::WriteFailed {
                path: placed(path),
                error,
            },
            MemoryError::Sqlite { path, error } => MemoryError::Sqlite {
                path: placed(path),
                error,
            },
            MemoryError::Io { path, error } => MemoryError::Io {
                path: placed(path),
                error,
            },
            error => error,
        }
    }

    /// Whether it says that the disk is full, or refused to take more.
    pub(crate) fn is_about_writing(&self) -> bool {
        matches!(self, MemoryError::DiskFull(_) | MemoryError::WriteFailed { .. })
    }

    /// Sorts the system's answer about `path`.
    pub(crate) fn io(path: &Path, error: io::Error) -> MemoryError {
        match error.kind() {
            _ if is_out_of_space(&error) => MemoryError::DiskFull(path.to_path_buf()),
            io::ErrorKind::ReadOnlyFilesystem => MemoryError::ReadOnly(path.to_path_buf()),
            _ => MemoryError::Io {
                path: path.to_path_buf(),
                error,
            },
        }
    }
}

/// Whether a row holds what was never written so.
fn is_damage(error: &rusqlite::Error) -> bool {
    use rusqlite::Error::{FromSqlConversionFailure, IntegralValueOutOfRange, InvalidColumnType, Utf8Error};
    matches!(
        error,
        FromSqlConversionFailure(..) | IntegralValueOutOfRange(..) | InvalidColumnType(..) | Utf8Error(..)
    )
}

/// Whether a row was found to refer to one that is not there, which no sound memory has.
fn is_reference(error: &rusqlite::Error) -> bool {
    matches!(error, rusqlite::Error::SqliteFailure(e, _) if e.extended_code == rusqlite::ffi::SQLITE_CONSTRAINT_FOREIGNKEY)
}

/// Whether an I/O error of SQLite is a failed write: its extended code names what was tried.
fn is_write(error: &rusqlite::Error) -> bool {
    // SQLITE_IOERR_WRITE, _FSYNC, _DIR_FSYNC, _TRUNCATE and _SHMSIZE.
    const WRITES: [i32; 5] = [3, 4, 5, 6, 19];
    matches!(error, rusqlite::Error::SqliteFailure(e, _)
        if e.extended_code & 0xff == 10 && WRITES.contains(&(e.extended_code >> 8)))
}

/// How much is written to find out whether a disk is full: more than a page of the log's index.
const PROBE: usize = 64 * 1024;

/// Whether there is no room for a small file in the folder: SQLite does not hand on what the system said.
fn is_full(folder: &Path) -> bool {
    let probe = || {
        let mut file = tempfile::tempfile_in(folder)?;
        file.write_all(&[1; PROBE])?;
        file.sync_data()
    };
    matches!(probe(), Err(error) if is_out_of_space(&error))
}

fn is_out_of_space(error: &io::Error) -> bool {
    use io::ErrorKind::{FileTooLarge, QuotaExceeded, StorageFull};
    matches!(error.kind(), StorageFull | QuotaExceeded | FileTooLarge)
}
