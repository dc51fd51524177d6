//! The numbers from which new rows are counted: beyond those that are there, and below what can be a number.
//!
//! A number that is in use would be given twice, and one near the end of all numbers leaves none for the next row. Both come of
//! damage alone, and are mended without a loss: a counter says nothing that the rows do not say.

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, params};

use crate::memory::store::last_commit;
use crate::memory::store::rows;

/// No row has a higher number. A unit's is multiplied by 1,024 for its texts, and a memory of so many rows is beyond any disk.
pub(crate) const MOST: i64 = 1 << 52;

/// The setting of each counter, and the table whose rows it numbers.
const COUNTERS: [(&str, &str); 3] = [
    ("next_unit", "unit"),
    ("next_bead", "bead"),
    ("next_segment", "segment"),
];

/// The tables whose rows SQLite numbers, with the column of the number.
const NUMBERED: [(&str, &str); 5] = [
    ("article", "id"),
    ("import", "id"),
    ("operation", "id"),
    ("change", "seq"),
    ("action", "id"),
];

/// A counter stands where it cannot go on.
#[derive(Debug, thiserror::Error)]
#[error("the counter `{0}` is {1}: `interligne memory check --repair` sets it right")]
pub(crate) struct WrongCounter(String, i64);

impl WrongCounter {
    fn error(name: &str, value: i64) -> rusqlite::Error {
        let wrong = Box::new(WrongCounter(name.to_owned(), value));
        rusqlite::Error::FromSqlConversionFailure(0, Type::Integer, wrong)
    }
}

/// The numbers for the next new unit, bead and segment; those of rows that are there are passed over.
///
/// # Errors
/// When a counter, also one of SQLite's, stands where it cannot go on.
pub(crate) fn next(conn: &Connection) -> rusqlite::Result<[i64; 3]> {
    let mut next = [1; 3];
    for ((name, table), next) in COUNTERS.into_iter().zip(&mut next) {
        let stored = rows::setting(conn, name)?.unwrap_or(1);
        *next = stored.max(highest(conn, table, "id")?.saturating_add(1));
        if *next > MOST {
            return Err(WrongCounter::error(name, *next));
        }
    }
    let commits = rows::setting(conn, last_commit::NUMBER)?.unwrap_or(0);
    if !(0..=MOST).contains(&commits) {
        return Err(WrongCounter::error(last_commit::NUMBER, commits));
    }
    let mut statement = conn.prepare_cached("SELECT name, seq FROM sqlite_sequence")?;
    let mut sequences = statement.query([])?;
    while let Some(row) = sequences.next()? {
        let value: i64 = row.get(1)?;
        if !(0..=MOST).contains(&value) {
            return Err(WrongCounter::error(&row.get::<_, String>(0)?, value));
        }
    }
    for (table, column) in NUMBERED {
        let highest = highest(conn, table, column)?;
        if highest > MOST {
            return Err(WrongCounter::error(table, highest));
        }
    }
    Ok(next)
}

/// What is wrong with the counters, in words.
pub(crate) fn findings(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut wrong = Vec::new();
    for (name, table) in COUNTERS {
        let highest = highest(conn, table, "id")?;
        match rows::setting(conn, name)? {
            Some(value) if value > highest && (1..=MOST).contains(&value) => {}
            None if highest == 0 => {}
            None => wrong.push(format!("the counter `{name}` is missing")),
            Some(value) => wrong.push(format!(
                "the counter `{name}` is {value}, and the last {table} is {highest}"
            )),
        }
    }
    match rows::setting(conn, last_commit::NUMBER)? {
        Some(value) if !(0..=MOST).contains(&value) => {
            wrong.push(format!("the counter `{}` is {value}", last_commit::NUMBER));
        }
        _ => {}
    }
    for (table, column) in NUMBERED {
        let value = sequence(conn, table)?.unwrap_or(0);
        let highest = highest(conn, table, column)?;
        if value < highest || value > MOST {
            wrong.push(format!(
                "the counter of `{table}` is {value}, and its last row {highest}"
            ));
        }
    }
    Ok(wrong)
}

/// Rows whose numbers none can have, in words.
pub(crate) fn impossible_numbers(conn: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut found = Vec::new();
    let tables = COUNTERS.iter().map(|(_, table)| (*table, "id")).chain(NUMBERED);
    for (table, column) in tables {
        for condition in [format!("{column} < 1"), format!("{column} > {MOST}")] {
            let sql = format!("SELECT {column} FROM {table} WHERE {condition} ORDER BY {column} LIMIT 20");
            let mut statement = conn.prepare(&sql)?;
            let numbers = statement.query_map([], |row| row.get::<_, i64>(0))?;
            for number in numbers {
                found.push(format!("{table} {} has a number that none can have", number?));
            }
        }
    }
    Ok(found)
}

/// Sets all counters beyond what is there, and where they are possible no lower than they are.
pub(crate) fn repair(conn: &Connection) -> rusqlite::Result<()> {
    for (name, table) in COUNTERS {
        let mut next = highest(conn, table, "id")?.saturating_add(1);
        if table == "unit" {
            // No number that was in use is given again, as far as the history knows.
            let known = "SELECT coalesce(max(last), 0) FROM change WHERE last BETWEEN 1 AND ?";
            next = next.max(conn.query_row(known, [MOST - 1], |row| row.get::<_, i64>(0))? + 1);
        }
        let stored = rows::setting(conn, name)?.filter(|value| (1..=MOST).contains(value));
        rows::set_setting(conn, name, next.max(stored.unwrap_or(1)))?;
    }
    if rows::setting(conn, last_commit::NUMBER)?.is_some_and(|value| !(0..=MOST).contains(&value)) {
        rows::set_setting(conn, last_commit::NUMBER, 0)?;
    }
    for (table, column) in NUMBERED {
        let highest = highest(conn, table, column)?;
        if sequence(conn, table)?.is_none_or(|value| value < highest || value > MOST) {
            conn.execute("DELETE FROM sqlite_sequence WHERE name = ?", [table])?;
            conn.execute(
                "INSERT INTO sqlite_sequence (name, seq) VALUES (?1, ?2)",
                params![table, highest],
            )?;
        }
    }
    Ok(())
}

fn highest(conn: &Connection, table: &str, column: &str) -> rusqlite::Result<i64> {
    conn.prepare_cached(&format!("SELECT coalesce(max({column}), 0) FROM {table}"))?
        .query_row([], |row| row.get(0))
}

fn sequence(conn: &Connection, table: &str) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached("SELECT max(seq) FROM sqlite_sequence WHERE name = ?")?
        .query_row([table], |row| row.get(0))
        .optional()
        .map(Option::flatten)
}

#[cfg(test)]
mod tests {
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{ArticleId, CheckKind, Memory, MemoryError, Mode};

    #[test]
    fn counters_that_are_damaged_are_found_and_mended_and_give_no_number_twice() {
        for (damage, is_refused) in [
            (
                "UPDATE setting SET value = 9223372036854775807 WHERE name = 'next_unit'",
                true,
            ),
            (
                "UPDATE setting SET value = 9223372036854775807 WHERE name = 'next_bead'",
                true,
            ),
            (
                "UPDATE setting SET value = 9223372036854775807 WHERE name = 'commits'",
                true,
            ),
            ("UPDATE setting SET value = -5 WHERE name = 'next_segment'", false),
            ("UPDATE setting SET value = 1 WHERE name LIKE 'next%'", false),
            ("DELETE FROM setting", false),
            ("UPDATE sqlite_sequence SET seq = 9223372036854775807", true),
            ("UPDATE sqlite_sequence SET seq = 0", false),
            ("DELETE FROM sqlite_sequence", false),
        ] {
            let dir = tempfile::tempdir().unwrap();
            let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
            store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
            memory.conn.execute_batch(damage).unwrap();
            let kinds: Vec<CheckKind> = memory.check().unwrap().iter().map(|found| found.kind).collect();
            assert!(kinds.contains(&CheckKind::Counters), "{damage}: {kinds:?}");
            match memory.rename_article(ArticleId(1), "b") {
                Err(error) => assert!(
                    is_refused && matches!(error, MemoryError::Damaged { .. }),
                    "{damage}: {error}"
                ),
                Ok(_) => assert!(!is_refused, "{damage}"),
            }
            if !is_refused {
                store(&mut memory, "d", &text_pair(&[("Trois.", "Three.")]));
            }
            memory.repair().unwrap();
            assert_eq!(memory.check().unwrap(), [], "{damage}");
            store(&mut memory, "c", &text_pair(&[("Quatre.", "Four.")]));
            assert_eq!(memory.check().unwrap(), [], "{damage}");
            let articles = if is_refused { 2 } else { 3 };
            assert_eq!(memory.articles().unwrap().len(), articles, "{damage}");
        }
    }
}
