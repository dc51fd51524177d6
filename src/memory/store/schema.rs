//! An SQLite file → a memory of the present schema: creation, recognition, migration.

use crate::memory::store::schema_check;
use crate::memory::store::version::{OLDEST_SCHEMA_VERSION, SCHEMA_VERSION};
use std::path::Path;

use rusqlite::Connection;

use crate::memory::MemoryError;

/// SQLite's `application_id` of a memory: the letters `ilgn`.
pub(crate) const APPLICATION_ID: i64 = 0x696c_676e;

/// The setting with a number that each memory is given when it is made, so that it is told from others.
pub(crate) const BIRTH: &str = "birth";

const SCHEMA: &str = include_str!("schema.sql");

/// `MIGRATIONS[i]` takes schema `OLDEST_SCHEMA_VERSION + i` to the next one.
const MIGRATIONS: [&str; (SCHEMA_VERSION - OLDEST_SCHEMA_VERSION) as usize] = [include_str!("migrate_1_to_2.sql")];

/// `VIEWS[i]` lets schema `OLDEST_SCHEMA_VERSION + i` be read as if it were the present one.
const VIEWS: [&str; (SCHEMA_VERSION - OLDEST_SCHEMA_VERSION) as usize] = [include_str!("read_schema_1.sql")];

/// What an SQLite file is to us.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Found {
    /// A database without a single table: a new file, or one whose creation was interrupted.
    Empty,
    /// A memory of the present schema.
    Current,
    /// A memory of an older schema, to be migrated.
    Older(i64),
}

/// Looks at the database's header and its schema: what is not a memory's, such as a trigger, is damage.
pub(crate) fn recognise(conn: &Connection, path: &Path) -> Result<Found, MemoryError> {
    let read = |sql| {
        conn.query_row(sql, [], |row| row.get::<_, i64>(0))
            .map_err(|e| MemoryError::sqlite(path, e))
    };
    let application = read("PRAGMA application_id")?;
    let version = read("PRAGMA user_version")?;
    let tables = read("SELECT count(*) FROM sqlite_schema")?;
    if application == APPLICATION_ID
        && let Some(detail) = schema_check::foreign(conn, version).map_err(|e| MemoryError::sqlite(path, e))?
    {
        let path = path.to_path_buf();
        return Err(MemoryError::Damaged { path, detail });
    }
    match (application, version) {
        (APPLICATION_ID, SCHEMA_VERSION) => Ok(Found::Current),
        (APPLICATION_ID, found) if found > SCHEMA_VERSION => Err(MemoryError::Newer {
            path: path.to_path_buf(),
            found,
        }),
        (APPLICATION_ID, found) if found >= OLDEST_SCHEMA_VERSION => Ok(Found::Older(found)),
        _ if tables == 0 => Ok(Found::Empty),
        _ => Err(MemoryError::NotAMemory(path.to_path_buf())),
    }
}

/// Writes the schema into an empty database, all of it or nothing.
pub(crate) fn create(conn: &mut Connection) -> rusqlite::Result<()> {
    // The journal's mode cannot change inside a transaction; it is a property of the file from here on.
    conn.pragma_update(None, "journal_mode", "WAL")?;
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    tx.execute_batch(SCHEMA)?;
    tx.execute("INSERT INTO setting (name, value) VALUES (?, random())", [BIRTH])?;
    tx.pragma_update(None, "application_id", APPLICATION_ID)?;
    tx.pragma_update(None, "user_version", SCHEMA_VERSION)?;
    tx.commit()
}

/// Writes the schema of an earlier version into an empty database, for what is salvaged of such a memory.
pub(crate) fn create_older(conn: &Connection, version: i64) -> rusqlite::Result<()> {
    conn.pragma_update(None, "journal_mode", "WAL")?;
    let at = usize::try_from(version - OLDEST_SCHEMA_VERSION).unwrap_or(0);
    conn.execute_batch(schema_check::MADE[at])?;
    conn.pragma_update(None, "application_id", APPLICATION_ID)?;
    conn.pragma_update(None, "user_version", version)
}

/// Takes a memory of schema `from` to the present one, all the way or not at all.
pub(crate) fn migrate(conn: &mut Connection, from: i64) -> rusqlite::Result<()> {
    let first = usize::try_from(from - OLDEST_SCHEMA_VERSION).unwrap_or(0);
    apply(conn, &MIGRATIONS[first..], SCHEMA_VERSION)
}

/// Lets a memory of schema `from` be read as one of the present schema, without a change to its file.
pub(crate) fn view(conn: &Connection, from: i64) -> rusqlite::Result<()> {
    let at = usize::try_from(from - OLDEST_SCHEMA_VERSION).unwrap_or(0);
    conn.execute_batch(VIEWS[at])
}

fn apply(conn: &mut Connection, migrations: &[&str], version: i64) -> rusqlite::Result<()> {
    let tx = conn.transaction_with_behavior(rusqlite::TransactionBehavior::Immediate)?;
    for migration in migrations {
        tx.execute_batch(migration)?;
    }
    tx.pragma_update(None, "user_version", version)?;
    tx.commit()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_failed_migration_leaves_the_memory_as_it_was() {
        let mut conn = Connection::open_in_memory().unwrap();
        create(&mut conn).unwrap();
        apply(&mut conn, &["CREATE TABLE glossary (id INTEGER)", "SELECT nonsense"], 3).unwrap_err();
        assert_eq!(recognise(&conn, Path::new("m")).unwrap(), Found::Current);
        apply(&mut conn, &["CREATE TABLE glossary (id INTEGER)"], SCHEMA_VERSION).unwrap();
        assert!(matches!(
            recognise(&conn, Path::new("m")),
            Err(MemoryError::Damaged { .. })
        ));
        conn.execute("INSERT INTO glossary VALUES (1)", []).unwrap();
    }

    #[test]
    fn another_programs_database_is_not_a_memory() {
        let conn = Connection::open_in_memory().unwrap();
        assert_eq!(recognise(&conn, Path::new("m")).unwrap(), Found::Empty);
        conn.execute_batch("CREATE TABLE bookmark (id INTEGER)").unwrap();
        assert!(matches!(
            recognise(&conn, Path::new("m")),
            Err(MemoryError::NotAMemory(_))
        ));
    }

    #[test]
    fn a_newer_schema_is_refused() {
        let mut conn = Connection::open_in_memory().unwrap();
        create(&mut conn).unwrap();
        conn.pragma_update(None, "user_version", SCHEMA_VERSION + 1).unwrap();
        assert!(matches!(
            recognise(&conn, Path::new("m")),
            Err(MemoryError::Newer { .. })
        ));
    }
}
