//! Which state of the memory is being read: see `Memory::moment`.

/// A state of a memory: equal ones have equal content, articles and history included.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Moment {
    /// The last change of the log: its number and its token.
    pub(super) change: (i64, i64),
    /// The last operation of the history.
    pub(super) operation: i64,
    /// The versions of all articles together. Actions are no operations, and not all of them change a unit; each raises the version of its
    /// article.
    pub(super) versions: i64,
}

/// A state, and what this connection had seen by then: SQLite's count of what others committed, and that of rows it changed itself.
pub(crate) type Known = (i64, i64, Moment);
