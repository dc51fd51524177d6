//! Looking after a memory: checks, cleaning, edits, history, backups.

pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod clean;
pub(crate) mod confirmed;
pub(crate) mod delete;
pub(crate) mod edit;
pub(crate) mod history;
pub(crate) mod redo;
pub(crate) mod rename;
pub(crate) mod restore;
pub(crate) mod salvage;
pub(crate) mod unfinished;

#[cfg(test)]
pub(crate) mod growth;
#[cfg(test)]
mod tests;
