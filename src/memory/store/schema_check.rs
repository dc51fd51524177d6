//! A database's tables and indexes ⇄ those that a memory of its version has: whatever else there is was put there by somebody.
//!
//! A trigger or a view of somebody else would run with each change and each reading. What SQLite stores of a table is the text that
//! made it, and so the texts are compared, without their spaces and comments.

use std::collections::HashSet;
use std::sync::LazyLock;

use rusqlite::Connection;

use crate::memory::store::version::{OLDEST_SCHEMA_VERSION, SCHEMA_VERSION};

/// The schemas as they are made: `MADE[i]` is that of version `OLDEST_SCHEMA_VERSION + i`.
pub(crate) const MADE: [&str; (SCHEMA_VERSION - OLDEST_SCHEMA_VERSION + 1) as usize] =
    [include_str!("schema_1.sql"), include_str!("schema.sql")];

/// The same where they came about by migration: what SQLite makes of altered tables.
const MIGRATED: [&str; (SCHEMA_VERSION - OLDEST_SCHEMA_VERSION + 1) as usize] =
    ["", include_str!("schema_2_migrated.sql")];

/// What SQLite makes by itself for AUTOINCREMENT.
const SEQUENCES: &str = "CREATE TABLE sqlite_sequence(name,seq)";

/// What it makes where somebody ran ANALYZE.
const OF_SQLITE: &str = "CREATE TABLE sqlite_stat1(tbl,idx,stat); \
    CREATE TABLE sqlite_stat4(tbl,idx,neq,nlt,ndlt,sample);";

/// The one that is not there in the middle of a large import.
const NOT_ALWAYS: &str = "unit_identity";

/// The statements of each version's schema as they are written, which SQLite keeps so: most memories have these, and are known at once.
static WRITTEN: LazyLock<Vec<HashSet<&str>>> = LazyLock::new(|| {
    let written = |script: &&'static str| written(script).collect();
    MADE.iter().map(written).collect()
});

/// The statements that each version's schema may have, plain.
static KNOWN: LazyLock<Vec<HashSet<String>>> = LazyLock::new(|| {
    let known = |(made, migrated): (&&str, &&str)| statements(made).chain(statements(migrated)).collect();
    MADE.iter().zip(&MIGRATED).map(known).collect()
});

static OWN: LazyLock<HashSet<String>> = LazyLock::new(|| statements(OF_SQLITE).collect());

/// What is not as it should be in the schema of this version, in words; nothing for a memory's. A later version's is not known.
pub(crate) fn foreign(conn: &Connection, version: i64) -> rusqlite::Result<Option<String>> {
    let Some(written) = at(version).and_then(|at| WRITTEN.get(at)) else {
        return Ok(None);
    };
    let mut statement = conn.prepare("SELECT type, name, sql FROM sqlite_schema")?;
    let mut rows = statement.query([])?;
    let mut found = 0;
    while let Some(row) = rows.next()? {
        let (kind, name, sql): (String, String, Option<String>) = (row.get(0)?, row.get(1)?, row.get(2)?);
        let Some(sql) = sql else {
            if kind == "index" && name.starts_with("sqlite_autoindex_") {
                continue;
            }
            return Ok(Some(format!("the {kind} {name:?} has no definition")));
        };
        if sql == SEQUENCES {
            continue;
        }
        if written.contains(&*sql) || is_known(version, &sql) {
            found += usize::from(name != NOT_ALWAYS);
        } else if !OWN.contains(&plain(&sql)) {
            return Ok(Some(format!(
                "there is the {kind} {name:?} as no memory has it, which interligne did not make"
            )));
        }
    }
    Ok((found < written.len() - 1).then(|| "a table or an index is missing".to_owned()))
}

/// Whether a table is as a memory of this version has it.
pub(crate) fn is_known(version: i64, sql: &str) -> bool {
    let known = at(version).and_then(|at| KNOWN.get(at));
    known.is_none_or(|known| known.contains(&plain(sql)))
}

/// Where a version stands among the schemas.
fn at(version: i64) -> Option<usize> {
    usize::try_from(version - OLDEST_SCHEMA_VERSION).ok()
}

/// The statements of a script that make something, each from the line on that it begins.
fn written(script: &'static str) -> impl Iterator<Item = &'static str> {
    let begins = |at: usize| at == 0 || script.as_bytes()[at - 1] == b'\n';
    let starts = script
        .match_indices("CREATE ")
        .map(|(at, _)| at)
        .filter(move |at| begins(*at));
    starts.map(|at| script[at..].split(';').next().unwrap_or_default())
}

/// The statements of a script that make something, each plain.
fn statements(script: &str) -> impl Iterator<Item = String> {
    let statements = without_comments(script);
    let statements: Vec<String> = statements.split(';').map(plain).collect();
    statements.into_iter().filter(|sql| sql.starts_with("CREATE"))
}

/// Without what may differ in the text of the same table: space, and quotation marks around names.
fn plain(sql: &str) -> String {
    without_comments(sql)
        .chars()
        .filter(|c| !c.is_ascii_whitespace() && *c != '"')
        .collect()
}

/// Our statements have no text in which `--` could stand.
fn without_comments(sql: &str) -> String {
    sql.lines()
        .map(|line| line.split("--").next().unwrap_or_default())
        .collect::<Vec<_>>()
        .join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::store::schema;

    #[test]
    fn what_is_made_and_what_is_migrated_is_known() {
        let mut made = Connection::open_in_memory().unwrap();
        schema::create(&mut made).unwrap();
        assert_eq!(foreign(&made, SCHEMA_VERSION).unwrap(), None);
        // As it is written, so that nothing need be made plain.
        let texts = "SELECT count(*) FROM sqlite_schema WHERE sql = ?";
        for sql in &WRITTEN[1] {
            assert_eq!(
                made.query_row(texts, [sql], |row| row.get::<_, i64>(0)).unwrap(),
                1,
                "{sql}"
            );
        }
        made.execute_batch("DROP INDEX unit_identity; ANALYZE;").unwrap();
        assert_eq!(foreign(&made, SCHEMA_VERSION).unwrap(), None);

        let mut older = Connection::open_in_memory().unwrap();
        older.execute_batch(MADE[0]).unwrap();
        assert_eq!(foreign(&older, OLDEST_SCHEMA_VERSION).unwrap(), None);
        schema::migrate(&mut older, OLDEST_SCHEMA_VERSION).unwrap();
        let all: Vec<String> = older
            .prepare(
                "SELECT sql || ';' FROM sqlite_schema WHERE sql IS NOT NULL AND name NOT LIKE 'sqlite%' ORDER BY name",
            )
            .unwrap()
            .query_map([], |row| row.get(0))
            .unwrap()
            .collect::<Result<_, _>>()
            .unwrap();
        let mut expected: Vec<String> = statements(MIGRATED[1]).collect();
        let mut are: Vec<String> = statements(&all.join("\n")).collect();
        expected.sort();
        are.sort();
        assert_eq!(are, expected, "{}", all.join("\n"));
        assert_eq!(foreign(&older, SCHEMA_VERSION).unwrap(), None);
    }

    #[test]
    fn what_somebody_added_changed_or_took_away_is_told() {
        for (change, told) in [
            (
                "CREATE TRIGGER t AFTER INSERT ON unit BEGIN DELETE FROM variant; END",
                "trigger \"t\"",
            ),
            (
                "DROP TABLE pending; CREATE VIEW pending AS WITH RECURSIVE r(file) AS (SELECT 'a' UNION ALL SELECT file FROM r) \
                 SELECT file FROM r",
                "view \"pending\"",
            ),
            ("CREATE TABLE more (id INTEGER)", "table \"more\""),
            ("CREATE INDEX more ON variant (text)", "index \"more\""),
            ("ALTER TABLE unit ADD COLUMN more TEXT", "table \"unit\""),
            ("DROP TABLE pending", "missing"),
            ("DROP INDEX bead_unit", "missing"),
            (
                "DROP TABLE person; CREATE TABLE person (id INTEGER PRIMARY KEY, name TEXT DEFAULT (randomblob(1)))",
                "table \"person\"",
            ),
        ] {
            let mut conn = Connection::open_in_memory().unwrap();
            schema::create(&mut conn).unwrap();
            conn.execute_batch(change).unwrap();
            let found = foreign(&conn, SCHEMA_VERSION).unwrap();
            assert!(
                found.as_ref().is_some_and(|found| found.contains(told)),
                "{change}: {found:?}"
            );
        }
    }
}
