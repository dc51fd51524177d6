//! Looking after a memory: checks, cleaning, edits, history, backups.

pub(crate) mod backup;
pub(crate) mod check;
pub(crate) mod clean;
pub(crate) mod confirmed;
pub(crate) mod delete;
pub(crate) mod edit;
pub(crate) mod history;

#[cfg(test)]
mod tests;
