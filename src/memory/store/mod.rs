//! The SQLite database and the folder around it: schema, rows, transactions, queries.

pub(crate) mod bead_writes;
pub(crate) mod beads;
pub(crate) mod changes;
pub(crate) mod dictionaries;
pub(crate) mod filter;
pub(crate) mod history_rows;
pub(crate) mod info;
pub(crate) mod known_articles;
pub(crate) mod last_commit;
pub(crate) mod lock;
pub(crate) mod open;
pub(crate) mod patience;
pub(crate) mod query;
pub(crate) mod remember;
pub(crate) mod rows;
pub(crate) mod schema;
pub(crate) mod snapshot;
pub(crate) mod tmx_folder;
pub(crate) mod together;
pub(crate) mod transaction;
pub(crate) mod unchecked;
pub(crate) mod version;
pub(crate) mod watch;
