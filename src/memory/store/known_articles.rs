//! Articles by what a new one must be compared with: the names of their files without case, and the digests of their content.
//!
//! Neither has an index in the database. An import of many articles asks for both at each of them, so the answers stand in a
//! temporary table of the connection, which is made when it is first asked for and follows each change, and each rollback,
//! by triggers. What another process changes is told by SQLite's `data_version`.

use rusqlite::Connection;
use rusqlite::functions::FunctionFlags;

const MAKE: &str = "
    CREATE TABLE temp.known_article (id INTEGER PRIMARY KEY, file TEXT NOT NULL, digest INTEGER NOT NULL);
    CREATE INDEX temp.known_article_file ON known_article (file);
    CREATE INDEX temp.known_article_digest ON known_article (digest);
    CREATE TABLE temp.known_as_of (version INTEGER NOT NULL);
    INSERT INTO temp.known_as_of VALUES (-1);
    CREATE TEMP TRIGGER known_article_added AFTER INSERT ON main.article BEGIN
        INSERT OR REPLACE INTO known_article VALUES (new.id, lowercase(new.file), new.digest);
    END;
    CREATE TEMP TRIGGER known_article_changed AFTER UPDATE ON main.article BEGIN
        DELETE FROM known_article WHERE id = old.id;
        INSERT OR REPLACE INTO known_article VALUES (new.id, lowercase(new.file), new.digest);
    END;
    CREATE TEMP TRIGGER known_article_deleted AFTER DELETE ON main.article BEGIN
        DELETE FROM known_article WHERE id = old.id;
    END;";

/// Sees to it that the table `temp.known_article` (`id`, `file` in lower case, `digest`) is what the transaction sees.
pub(crate) fn bring_up_to_date(conn: &Connection) -> rusqlite::Result<()> {
    let there: bool = conn
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM temp.sqlite_schema WHERE name = 'known_article')")?
        .query_row([], |row| row.get(0))?;
    if !there {
        let flags = FunctionFlags::SQLITE_UTF8 | FunctionFlags::SQLITE_DETERMINISTIC;
        conn.create_scalar_function("lowercase", 1, flags, |of| Ok(of.get::<String>(0)?.to_lowercase()))?;
        conn.execute_batch(MAKE)?;
    }
    let version: i64 = conn
        .prepare_cached("PRAGMA data_version")?
        .query_row([], |row| row.get(0))?;
    let as_of: i64 = conn
        .prepare_cached("SELECT version FROM temp.known_as_of")?
        .query_row([], |row| row.get(0))?;
    if version != as_of {
        conn.execute_batch(
            "DELETE FROM temp.known_article;
             INSERT INTO temp.known_article SELECT id, lowercase(file), digest FROM main.article;",
        )?;
        conn.execute("UPDATE temp.known_as_of SET version = ?", [version])?;
    }
    Ok(())
}

/// Whether an article has a file of this name, whatever its case.
pub(crate) fn has_file(conn: &Connection, file: &str) -> rusqlite::Result<bool> {
    conn.prepare_cached("SELECT EXISTS (SELECT 1 FROM temp.known_article WHERE file = ?)")?
        .query_row([file.to_lowercase()], |row| row.get(0))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{Memory, Mode};

    fn known(memory: &Memory) -> Vec<(i64, String)> {
        bring_up_to_date(&memory.conn).unwrap();
        let mut statement = memory
            .conn
            .prepare("SELECT id, file FROM temp.known_article ORDER BY id")
            .unwrap();
        let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get(1)?))).unwrap();
        rows.collect::<rusqlite::Result<_>>().unwrap()
    }

    #[test]
    fn what_is_known_follows_changes_rollbacks_and_other_processes() {
        let dir = tempfile::tempdir().unwrap();
        let [mut one, mut two] = [0, 1].map(|_| Memory::open(dir.path(), Mode::Create).unwrap());
        let text = |n: usize| text_pair(&[(["Un.", "Deux.", "Trois.", "Quatre."][n], "One.")]);
        store(&mut one, "É", &text(0));
        assert_eq!(known(&one), [(1, "é.tmx".to_owned())]);
        store(&mut two, "b", &text(1));
        store(&mut one, "c", &text(2));
        assert_eq!(known(&one).len(), 3);
        one.conn
            .execute_batch("BEGIN; UPDATE article SET file = id || 'x.tmx'; ROLLBACK")
            .unwrap();
        assert_eq!(known(&one).len(), 3, "what was rolled back did not happen");
        one.undo().unwrap();
        assert_eq!(known(&one).len(), 2);
        assert_eq!(known(&two), known(&one));
        // The same name in another case gets a file of its own.
        store(&mut two, "é", &text(3));
        assert_eq!(
            two.articles().unwrap().last().map(|a| a.info.file.clone()).as_deref(),
            Some("é-2.tmx")
        );
    }
}
