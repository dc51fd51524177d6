//! A while without checks of foreign keys, for a large import.

use rusqlite::Connection;
use rusqlite::config::DbConfig;

/// The time in which SQLite does not check foreign keys.
pub(crate) struct Unchecked<'m>(&'m Connection);

impl<'m> Unchecked<'m> {
    pub(crate) fn begin(conn: &'m Connection) -> rusqlite::Result<Unchecked<'m>> {
        // The pragma of that name has no effect inside a transaction.
        conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, false)?;
        Ok(Unchecked(conn))
    }
}

impl Drop for Unchecked<'_> {
    fn drop(&mut self) {
        // It fails for a connection that is closed only.
        let _ = self.0.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_FKEY, true);
    }
}
