//! Tables of a damaged database → the same tables of a new one, as far as they can be read.
//!
//! Each database has a connection of its own, since what happens in one must not hinder the other.

use std::collections::BTreeSet;
use std::ops::RangeInclusive;

use rusqlite::types::Value;
use rusqlite::{Connection, OptionalExtension as _, Rows, Statement, params_from_iter};

use crate::memory::store::rows::MAX_VARIANTS;
use crate::memory::store::schema_check;

/// The history, what follows from it, and what is made anew.
const NOT_COPIED: [&str; 6] = ["operation", "change", "snapshot", "action", "pending", "setting"];

/// More rows than a page can have.
const ROWS_PER_PAGE: i64 = 512;

/// More variants than units have, but for the rarest.
const FEW_VARIANTS: i64 = 16;

/// What could not be read of a table.
#[derive(Debug, Default)]
pub(super) struct Lost {
    pub(super) rows: u64,
    /// Their numbers, for a table that has some.
    pub(super) ranges: Vec<RangeInclusive<i64>>,
}

/// A table as the new database has it.
struct Table {
    name: String,
    /// Its stored columns, as SQL.
    columns: String,
    /// Those of its key, where its rows have no numbers.
    key: Option<Vec<String>>,
}

impl Table {
    fn insert<'c>(&self, new: &'c Connection) -> rusqlite::Result<Statement<'c>> {
        let Table { name, columns, .. } = self;
        let places = vec!["?"; columns.split(',').count()].join(", ");
        new.prepare(&format!("INSERT OR IGNORE INTO {name} ({columns}) VALUES ({places})"))
    }
}

/// The tables that are copied.
fn tables(conn: &Connection) -> rusqlite::Result<Vec<Table>> {
    let list = |sql: &str, table: &str| -> rusqlite::Result<Vec<String>> {
        conn.prepare(sql)?.query_map([table], |row| row.get(0))?.collect()
    };
    let names = conn
        .prepare("SELECT name, wr FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'")?
        .query_map([], |row| Ok((row.get(0)?, row.get(1)?)))?
        .collect::<rusqlite::Result<Vec<(String, bool)>>>()?;
    let copied = names
        .into_iter()
        .filter(|(name, _)| !NOT_COPIED.contains(&name.as_str()));
    let table = |(name, without_numbers): (String, bool)| {
        let columns = list("SELECT name FROM pragma_table_info(?)", &name)?.join(", ");
        let key = without_numbers
            .then(|| list("SELECT name FROM pragma_table_info(?) WHERE pk > 0 ORDER BY pk", &name))
            .transpose()?;
        Ok(Table { name, columns, key })
    };
    copied.map(table).collect()
}

/// Copies tables, and tells what is lost of each.
pub(super) fn copy_all(damaged: &Connection, new: &Connection) -> rusqlite::Result<Vec<(String, Lost)>> {
    let pages: i64 = damaged
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap_or(1);
    let version = damaged
        .query_row("PRAGMA user_version", [], |row| row.get(0))
        .unwrap_or(0);
    let copy = |table: Table| {
        // What somebody put in its place may read for ever.
        let sql = "SELECT sql FROM sqlite_schema WHERE type = 'table' AND name = ?";
        let sql: rusqlite::Result<String> = damaged.query_row(sql, [&table.name], |row| row.get(0));
        if sql.is_ok_and(|sql| !schema_check::is_known(version, &sql)) || is_view(damaged, &table.name) {
            let lost = Lost {
                rows: 1,
                ranges: Vec::new(),
            };
            return Ok((table.name, lost));
        }
        let lost = match &table.key {
            Some(key) => copy_from_both_ends(damaged, new, &table, key),
            None => copy_by_numbers(damaged, new, &table, pages),
        };
        Ok((table.name, lost?))
    };
    tables(new)?.into_iter().map(copy).collect()
}

fn is_view(conn: &Connection, name: &str) -> bool {
    let sql = "SELECT count(*) FROM sqlite_schema WHERE type = 'view' AND name = ? COLLATE NOCASE";
    conn.query_row(sql, [name], |row| row.get::<_, i64>(0))
        .is_ok_and(|views| views > 0)
}

/// Copies a table whose rows have numbers: a stretch that cannot be read is halved until it is one row.
fn copy_by_numbers(damaged: &Connection, new: &Connection, table: &Table, pages: i64) -> rusqlite::Result<Lost> {
    let Table { name, columns, .. } = table;
    // The texts of a unit lie side by side, their numbers far from those of the next one's.
    let step = if name == "variant" { MAX_VARIANTS } else { 1 };
    // A number that is damaged itself may be anything.
    let most = pages.saturating_mul(ROWS_PER_PAGE).saturating_mul(step);
    let last = damaged.query_row(&format!("SELECT max(rowid) FROM {name}"), [], |row| {
        row.get::<_, Option<i64>>(0)
    });
    let last = match last {
        Ok(last) => last.unwrap_or(0),
        // The end of the table is lost: as far as another one speaks of it, and else as far as there is room.
        Err(_) => numbers_elsewhere(damaged, name).unwrap_or(most / ROWS_PER_PAGE),
    };
    let select = format!("SELECT {columns} FROM {name} WHERE rowid BETWEEN ?1 AND ?2 ORDER BY rowid");
    let mut insert = table.insert(new)?;
    let mut copy = |from: i64, to: i64| {
        damaged.prepare_cached(&select).is_ok_and(|mut select| {
            select
                .query([from, to])
                .is_ok_and(|rows| insert_until_damage(rows, &mut insert))
        })
    };
    let mut lost = Lost::default();
    let mut stretches = vec![(0, last.min(most) / step)];
    while let Some((from, to)) = stretches.pop() {
        if copy(from * step, to * step + step - 1) {
            continue;
        }
        if from < to {
            let middle = from + (to - from) / 2;
            stretches.extend([(middle + 1, to), (from, middle)]);
            continue;
        }
        // A part of what one unit has may be whole.
        let number = from * step;
        for number in number..number + step.min(FEW_VARIANTS) {
            if step > 1 && copy(number, number) {
                continue;
            }
            lost.rows += 1;
            if step == 1 {
                push(&mut lost.ranges, number);
            }
        }
    }
    Ok(lost)
}

/// Writes rows until one cannot be read, and tells whether all could.
fn insert_until_damage(mut rows: Rows<'_>, insert: &mut Statement<'_>) -> bool {
    loop {
        match rows.next() {
            Ok(Some(row)) => {
                let width = insert.parameter_count();
                let values = (0..width).map(|at| row.get::<_, Value>(at));
                // A value that cannot be read, or that the column does not take, is damage of this row alone.
                if let Ok(values) = values.collect::<rusqlite::Result<Vec<_>>>() {
                    let _ = insert.execute(params_from_iter(values));
                }
            }
            Ok(None) => return true,
            Err(_) => return false,
        }
    }
}

fn push(ranges: &mut Vec<RangeInclusive<i64>>, number: i64) {
    match ranges.last_mut() {
        Some(last) if *last.end() + 1 == number => *last = *last.start()..=number,
        _ => ranges.push(number..=number),
    }
}

/// The greatest number of a row that another table tells.
fn numbers_elsewhere(conn: &Connection, table: &str) -> Option<i64> {
    let sql = match table {
        "unit" => "SELECT max(rowid) >> 10 FROM variant",
        "variant" => "SELECT (max(rowid) + 1) << 10 FROM unit",
        "article" => "SELECT seq FROM sqlite_sequence WHERE name = 'article'",
        _ => return None,
    };
    conn.query_row(sql, [], |row| row.get(0)).optional().ok()?
}

/// Copies a table without numbers: from its beginning to the damage, and from its end back to it.
fn copy_from_both_ends(
    damaged: &Connection,
    new: &Connection,
    table: &Table,
    key: &[String],
) -> rusqlite::Result<Lost> {
    let Table { name, columns, .. } = table;
    let mut insert = table.insert(new)?;
    let mut whole = false;
    for direction in ["ASC", "DESC"] {
        let order: Vec<String> = key.iter().map(|column| format!("{column} {direction}")).collect();
        let select = format!("SELECT {columns} FROM {name} ORDER BY {}", order.join(", "));
        whole = damaged.prepare(&select).is_ok_and(|mut select| {
            select
                .query([])
                .is_ok_and(|rows| insert_until_damage(rows, &mut insert))
        });
        if whole {
            break;
        }
    }
    let count = format!("SELECT count(*) FROM {name}");
    let there: i64 = new.query_row(&count, [], |row| row.get(0))?;
    let were: rusqlite::Result<i64> = damaged.query_row(&count, [], |row| row.get(0));
    Ok(Lost {
        // Where they cannot even be counted, one at least.
        rows: match were {
            Ok(were) => u64::try_from(were - there).unwrap_or(0),
            Err(_) => u64::from(!whole),
        },
        ranges: Vec::new(),
    })
}

/// Leaves out what refers to rows that are not there: the reference where it may be missing, else the row. Tells the names of
/// the articles that lost something by it.
pub(super) fn without_parents(conn: &Connection) -> rusqlite::Result<BTreeSet<String>> {
    let references = conn
        .prepare(
            "SELECT child.name, key.\"from\", key.\"table\", coalesce(key.\"to\", 'id'), \
             (SELECT \"notnull\" FROM pragma_table_info(child.name, 'main') WHERE name = key.\"from\"), \
             EXISTS (SELECT 1 FROM pragma_table_info(child.name, 'main') WHERE name = 'article') \
             FROM pragma_table_list AS child, pragma_foreign_key_list(child.name, 'main') AS key \
             WHERE child.schema = 'main' AND child.type = 'table'",
        )?
        .query_map([], |row| {
            Ok((
                row.get(0)?,
                row.get(1)?,
                row.get(2)?,
                row.get(3)?,
                row.get(4)?,
                row.get(5)?,
            ))
        })?
        .collect::<rusqlite::Result<Vec<(String, String, String, String, bool, bool)>>>()?;
    let mut articles = BTreeSet::new();
    // What is left out may be what another row refers to.
    loop {
        let mut changed = 0;
        for (table, column, parent, key, needed, has_article) in &references {
            let gone = format!(
                "{column} IS NOT NULL AND NOT EXISTS (SELECT 1 FROM {parent} AS parent WHERE parent.{key} = {table}.{column})"
            );
            if *has_article {
                let names = format!("SELECT name FROM article WHERE id IN (SELECT article FROM {table} WHERE {gone})");
                for name in conn.prepare(&names)?.query_map([], |row| row.get(0))? {
                    articles.insert(name?);
                }
            }
            changed += match needed {
                true => conn.execute(&format!("DELETE FROM {table} WHERE {gone}"), [])?,
                false => conn.execute(&format!("UPDATE {table} SET {column} = NULL WHERE {gone}"), [])?,
            };
        }
        if changed == 0 {
            return Ok(articles);
        }
    }
}
