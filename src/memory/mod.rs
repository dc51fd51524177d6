//! The memory: a folder in; units, articles and their changes out, and every change a transaction.
//!
//! A memory is a folder with `memory.sqlite` (the truth), `tmx/` (one current TMX file per imported article, for CAT
//! tools) and `index/` (derived, see [`crate::matching`]). docs/MEMORY.md describes the schema and the life of a unit.
//!
//! ```
//! use interligne::memory::{Memory, Mode, UnitFilter};
//! let dir = tempfile::tempdir()?;
//! let memory = Memory::open(dir.path(), Mode::Create)?;
//! assert_eq!(memory.info()?.units, 0);
//! assert_eq!(memory.units(&UnitFilter::default())?.count(), 0);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
mod actions;
mod care;
mod error;
mod export;
mod import;
mod location;
mod model;
mod store;
mod tmx_unit;

use std::cell::{Cell, RefCell};
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::Connection;

use crate::file_identity::FileIdentity;
use crate::memory::store::dictionaries::Names;

#[cfg(feature = "review")]
pub(crate) use crate::memory::actions::RefusalNames;
pub use crate::memory::actions::{
    ActRefusal, Acted, Action, ActionInfo, ArticleOverview, ArticleView, BeadRefusal, BeadView, HistoryRefusal, Later,
    NEWEST_SEGMENT, SegmentRefusal, SegmentView, Touched,
};
pub use crate::memory::care::check::{CheckKind, Finding};
pub use crate::memory::care::clean::fault::CleanFault;
pub use crate::memory::care::clean::pair::{PairFinding, disagreeing_numbers, length_ratio, pair_findings};
pub use crate::memory::care::clean::{CleanCheck, CleanFinding};
pub use crate::memory::care::delete::{Deletion, Doomed};
pub use crate::memory::care::edit::UnitEdit;
#[cfg(test)]
pub(crate) use crate::memory::care::growth;
pub use crate::memory::care::history::OperationInfo;
pub use crate::memory::care::salvage::Salvage;
pub use crate::memory::import::article_pair::{Outcome, PairReport};
pub use crate::memory::import::decided::Decision;
pub use crate::memory::import::import_error::ImportError;
pub use crate::memory::import::import_options::ImportOptions;
pub use crate::memory::import::imported::ImportInfo;
pub use crate::memory::import::new_pair::{LeftOut, NewPair, PairImport, ReadFrom};
pub use crate::memory::import::report::{ImportReport, MergedArticle};
pub use crate::memory::import::unfit::{Unfit, UnfitKind};
pub use crate::memory::import::units::BATCHED_FROM;
pub use crate::memory::model::article::{
    ArticleId, ArticleInfo, ArticleLine, ArticleSummary, NO_NEIGHBOUR, Occurrence,
};
pub use crate::memory::model::bead::{BeadId, BeadOrigin, BeadSide, BeadState, SegmentId};
pub(crate) use crate::memory::model::context_notes::{CONTEXT, contexts, notes_in};
pub use crate::memory::model::identity::{context_hash, fingerprint, normalise};
pub use crate::memory::model::time::Timestamp;
pub use crate::memory::model::unit::{Extras, NewUnit, Note, Property, Status, Unit, UnitId, Variant};
pub use crate::memory::store::changes::{Change, ChangeKind, ChangeMark};
pub use crate::memory::store::filter::UnitFilter;
pub use crate::memory::store::info::MemoryInfo;
#[cfg(feature = "review")]
pub(crate) use crate::memory::store::moment::Moment;
pub use crate::memory::store::open::Mode;
pub use crate::memory::store::query::{PairRow, Units};
pub use crate::memory::store::snapshot::Snapshot;
pub use crate::memory::store::tmx_folder::deferred::DeferredFiles;
pub use crate::memory::store::version::{OLDEST_SCHEMA_VERSION, SCHEMA_VERSION};
pub use crate::memory::store::watch::Watch;
pub use error::MemoryError;
pub use export::{ExportError, ExportOptions};
pub use location::{MEMORY_VARIABLE, locate, memory_around};
pub use tmx_unit::{DropReason, Incoming};

/// Beads with a confidence below this are stored as [`Status::ToReview`].
///
/// A confidence is the probability that the bead is right, so below this one bead in four or more is expected to be
/// wrong: often enough that a look at each pays, seldom enough that most articles ask for few looks.
pub const REVIEW_BELOW: f64 = 0.75;

/// For how long nothing is changed before a long-lived process writes the files of [`TMX_FOLDER`] that its changes made stale; see
/// [`Memory::write_files_after`].
pub const QUIET: Duration = Duration::from_secs(2);

/// The database's file name in a memory's folder.
pub const DATABASE_FILE: &str = "memory.sqlite";
/// The folder of a memory that holds its sure units as TMX files: one for each article, and numbered ones for units that
/// have no article.
pub const TMX_FOLDER: &str = "tmx";
/// The folder of a memory that holds its units to be reviewed, in files of the same names as those in [`TMX_FOLDER`].
pub const REVIEW_FOLDER: &str = "tmx-to-review";
/// The folder of a memory for what is derived from it and can be deleted at any time.
pub const INDEX_FOLDER: &str = "index";

/// An open memory.
///
/// Any number of processes may have it open; writers take turns, one operation at a time.
#[derive(Debug)]
pub struct Memory {
    dir: PathBuf,
    conn: Connection,
    mode: Mode,
    author: Option<String>,
    patience: Duration,
    /// Whether the files of `tmx/` are written later, see [`Memory::defer_files`].
    defers_files: bool,
    /// Between [`Memory::hold_back`] and [`Memory::settle`]: whether the files were written later before that.
    held_back: Option<bool>,
    /// Whether something was committed since it was last settled.
    unsettled: Cell<bool>,
    /// Whether nobody else can open it meanwhile, on a full disk.
    pub(crate) alone: bool,
    /// How many changes were stored that are not there any more.
    missing: u64,
    /// Which file was opened.
    identity: Option<FileIdentity>,
    /// Whether what killed processes left in `tmx/` was looked for.
    swept: Cell<bool>,
    /// The dictionaries as far as they were read: they only grow.
    names: RefCell<Names>,
    /// How many snapshots there are; the first began the transaction, and the last ends it.
    snapshots: Cell<u32>,
    /// The state that was read last.
    known_moment: Cell<Option<store::moment::Known>>,
}

impl Memory {
    /// The memory's folder.
    #[must_use]
    pub fn dir(&self) -> &Path {
        &self.dir
    }

    /// The folder for derived, memory-mapped data; it need not exist.
    #[must_use]
    pub fn index_dir(&self) -> PathBuf {
        self.dir.join(INDEX_FOLDER)
    }

    /// Whether changes are possible: opened for writing.
    #[must_use]
    pub fn is_writable(&self) -> bool {
        self.mode != Mode::Read
    }

    /// Names the person whom changes from here on are credited to (TMX `creationid`, `changeid`); `None` for nobody.
    pub fn set_author(&mut self, author: Option<String>) {
        self.author = author;
    }

    /// How long a write waits for another process's before it is refused; 10 seconds at first. The other process may hold the memory's
    /// lock, as interligne does, or SQLite's alone, as other programs do.
    pub fn set_patience(&mut self, patience: Duration) {
        self.patience = patience;
        // It fails for no time that a clock can tell; then the one before stays.
        let _ = self.conn.busy_timeout(patience);
    }

    /// From here on, writes note which files of `tmx/` they make stale and leave them: for a long-lived process, which lets
    /// [`Memory::write_files_after`] see to them, or calls [`Memory::write_deferred_files`] after a quiet moment and at its end. Should it be killed, the next process that opens the memory
    /// for writing writes them.
    pub fn defer_files(&mut self, defer: bool) {
        self.defers_files = defer;
    }

    /// Writes the files of `tmx/` that wait, see [`Memory::defer_files`]. What could not be written stays noted.
    ///
    /// # Errors
    /// When a file cannot be written.
    pub fn write_deferred_files(&mut self) -> Result<(), MemoryError> {
        self.write_waiting_files()
    }

    fn database(&self) -> PathBuf {
        self.dir.join(DATABASE_FILE)
    }

    /// The dictionaries as they are now.
    fn names(&self) -> rusqlite::Result<Names> {
        let mut names = self.names.borrow().clone();
        names.refresh(&self.conn)?;
        // What a transaction sees before its commit may never have been.
        if self.conn.is_autocommit() || self.is_snapshot() {
            self.names.replace(names.clone());
        }
        Ok(names)
    }

    /// Turns SQLite's answer into ours.
    fn error(&self, error: rusqlite::Error) -> MemoryError {
        MemoryError::sqlite(&self.database(), error)
    }
}
