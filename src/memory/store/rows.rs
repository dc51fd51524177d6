//! Rows of the database ⇄ units and articles: the SQL of the plain cases, and no more than that.

use std::ops::RangeInclusive;
use std::sync::LazyLock;

use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension, Row, Statement, ToSql, params};

use crate::memory::model::article::{ArticleId, ArticleInfo};
use crate::memory::model::identity;
use crate::memory::model::time::Timestamp;
use crate::memory::model::unit::{Extras, Status, Unit, UnitId, Variant};
use crate::memory::store::dictionaries::Names;

/// A unit has fewer variants than this: the factor by which variants are numbered.
pub(crate) const MAX_VARIANTS: i64 = 1_024;

const UNIT_COLUMNS: &str = "id, status, confidence, created, changed, created_by, changed_by, usage_count, last_used, \
     import, tuid, source_lang, extras, given";

/// How many rows one statement writes where many are to be written: it then costs half of what as many statements do.
const ROWS: usize = 32;

/// `INSERT`s of one row and of [`ROWS`] rows.
pub(crate) struct Insert {
    one: String,
    many: String,
}

impl Insert {
    pub(crate) fn new(table: &str, columns: &str) -> Insert {
        Insert::with("INSERT", table, columns)
    }

    /// Of rows that are left out where there is one with their key.
    pub(crate) fn or_ignore(table: &str, columns: &str) -> Insert {
        Insert::with("INSERT OR IGNORE", table, columns)
    }

    fn with(insert: &str, table: &str, columns: &str) -> Insert {
        let row = format!("({})", vec!["?"; columns.split(',').count()].join(","));
        let rows = |n| {
            format!(
                "{insert} INTO {table} ({columns}) VALUES {}",
                vec![row.as_str(); n].join(",")
            )
        };
        Insert {
            one: rows(1),
            many: rows(ROWS),
        }
    }

    /// Writes rows. `bind` gives a statement the columns of one, the first of them under the number that it is told.
    pub(crate) fn run<T>(
        &self,
        conn: &Connection,
        rows: &[T],
        mut bind: impl FnMut(&mut Statement<'_>, usize, &T) -> rusqlite::Result<usize>,
    ) -> rusqlite::Result<()> {
        for chunk in rows.chunks(ROWS) {
            let (sql, at_once) = match chunk.len() {
                ROWS => (&self.many, ROWS),
                _ => (&self.one, 1),
            };
            let mut statement = conn.prepare_cached(sql)?;
            for rows in chunk.chunks(at_once) {
                let mut column = 1;
                for row in rows {
                    column = bind(&mut statement, column, row)?;
                }
                statement.raw_execute()?;
            }
        }
        Ok(())
    }
}

static INSERT_UNIT: LazyLock<Insert> = LazyLock::new(|| {
    Insert::new(
        "unit",
        "id, identity, status, confidence, created, changed, created_by, changed_by, usage_count, last_used, import, \
         tuid, source_lang, extras, given",
    )
});

static INSERT_VARIANT: LazyLock<Insert> = LazyLock::new(|| Insert::new("variant", "id, lang, text, markup, extras"));

/// For units and variants of which little is known, as of the rows of a table: each column that is not named costs nothing.
static INSERT_PLAIN_UNIT: LazyLock<Insert> =
    LazyLock::new(|| Insert::new("unit", "id, identity, status, usage_count, import, extras, given"));

static INSERT_PLAIN_VARIANT: LazyLock<Insert> = LazyLock::new(|| Insert::new("variant", "id, lang, text"));

/// Writes new units under their numbers, each with its identity.
pub(crate) fn insert_units(conn: &Connection, names: &mut Names, units: &[(Unit, i64)]) -> rusqlite::Result<()> {
    if units.iter().all(|(unit, _)| is_plain(unit)) {
        INSERT_PLAIN_UNIT.run(conn, units, |statement, column, (unit, identity)| {
            let extras = extras_to_sql(&unit.extras)?;
            let given = unit.given.map(Status::code);
            let usage_count = stored_count(unit.usage_count);
            let values: [&dyn ToSql; 7] = [
                &unit.id.0,
                identity,
                &unit.status.code(),
                &usage_count,
                &unit.import,
                &extras,
                &given,
            ];
            bind(statement, column, &values)
        })?;
        return insert_variants(conn, names, units.iter().map(|(unit, _)| unit));
    }
    INSERT_UNIT.run(conn, units, |statement, column, (unit, identity)| {
        bind_unit(conn, names, statement, column, unit, *identity)
    })?;
    insert_variants(conn, names, units.iter().map(|(unit, _)| unit))
}

/// Whether nothing is known of a unit that the columns of [`INSERT_PLAIN_UNIT`] do not hold.
fn is_plain(unit: &Unit) -> bool {
    let dates = [unit.created, unit.changed, unit.last_used];
    let texts = [&unit.created_by, &unit.changed_by, &unit.tuid, &unit.source_lang];
    unit.confidence.is_none() && dates.iter().all(Option::is_none) && texts.iter().all(|text| text.is_none())
}

/// Writes a new unit under its number.
pub(crate) fn insert_unit(conn: &Connection, names: &mut Names, unit: &Unit, identity: i64) -> rusqlite::Result<()> {
    INSERT_UNIT.run(conn, &[unit], |statement, column, unit| {
        bind_unit(conn, names, statement, column, unit, identity)
    })?;
    insert_variants(conn, names, [unit])
}

/// Gives a statement the columns of a unit, in the order of the table and from the number `column` on, and tells the
/// number after them.
fn bind_unit(
    conn: &Connection,
    names: &mut Names,
    statement: &mut Statement<'_>,
    column: usize,
    unit: &Unit,
    identity: i64,
) -> rusqlite::Result<usize> {
    let values: [&dyn ToSql; 15] = [
        &unit.id.0,
        &identity,
        &unit.status.code(),
        &unit.confidence,
        &unit.created.map(|t| t.0),
        &unit.changed.map(|t| t.0),
        &names.person_id(conn, unit.created_by.as_deref())?,
        &names.person_id(conn, unit.changed_by.as_deref())?,
        &stored_count(unit.usage_count),
        &unit.last_used.map(|t| t.0),
        &unit.import,
        &unit.tuid,
        &unit.source_lang,
        &extras_to_sql(&unit.extras)?,
        &unit.given.map(Status::code),
    ];
    bind(statement, column, &values)
}

/// Binds values from the number `column` on and tells the number after them.
pub(crate) fn bind(statement: &mut Statement<'_>, column: usize, values: &[&dyn ToSql]) -> rusqlite::Result<usize> {
    for (place, value) in values.iter().enumerate() {
        statement.raw_bind_parameter(column + place, value)?;
    }
    Ok(column + values.len())
}

/// Overwrites a unit, variants and all.
pub(crate) fn update_unit(conn: &Connection, names: &mut Names, unit: &Unit, identity: i64) -> rusqlite::Result<()> {
    let mut statement = conn.prepare_cached(
        "UPDATE unit SET identity=?2, status=?3, confidence=?4, created=?5, changed=?6, created_by=?7, changed_by=?8, \
         usage_count=?9, last_used=?10, import=?11, tuid=?12, source_lang=?13, extras=?14, given=?15 WHERE id=?1",
    )?;
    bind_unit(conn, names, &mut statement, 1, unit, identity)?;
    statement.raw_execute()?;
    // Not by `unit`, which is computed and has no index: that would read every variant of the memory.
    delete_variants(conn, unit.id, unit.id)?;
    insert_variants(conn, names, [unit])
}

/// Overwrites a unit whose variants are as they were.
pub(crate) fn update_unit_alone(conn: &Connection, names: &mut Names, unit: &Unit) -> rusqlite::Result<()> {
    // Of the parameters the identity, 2, is not used.
    let mut statement = conn.prepare_cached(
        "UPDATE unit SET status=?3, confidence=?4, created=?5, changed=?6, created_by=?7, changed_by=?8, usage_count=?9, \
         last_used=?10, import=?11, tuid=?12, source_lang=?13, extras=?14, given=?15 WHERE id=?1",
    )?;
    bind_unit(conn, names, &mut statement, 1, unit, 0)?;
    statement.raw_execute().map(|_| ())
}

fn insert_variants<'u>(
    conn: &Connection,
    names: &mut Names,
    units: impl IntoIterator<Item = &'u Unit>,
) -> rusqlite::Result<()> {
    let variants: Vec<(i64, &Variant)> = units
        .into_iter()
        .flat_map(|unit| variant_numbers(unit.id, unit.id).zip(&unit.variants))
        .collect();
    if variants.iter().all(|(_, v)| v.markup.is_none() && v.extras.is_empty()) {
        return INSERT_PLAIN_VARIANT.run(conn, &variants, |statement, column, (number, variant)| {
            let lang = names.lang_id(conn, &variant.lang)?;
            bind(statement, column, &[number, &lang, &variant.text])
        });
    }
    INSERT_VARIANT.run(conn, &variants, |statement, column, (number, variant)| {
        let lang = names.lang_id(conn, &variant.lang)?;
        let extras = extras_to_sql(&variant.extras)?;
        bind(
            statement,
            column,
            &[number, &lang, &variant.text, &variant.markup, &extras],
        )
    })
}

fn delete_variants(conn: &Connection, first: UnitId, last: UnitId) -> rusqlite::Result<()> {
    let numbers = variant_numbers(first, last);
    conn.prepare_cached("DELETE FROM variant WHERE id BETWEEN ?1 AND ?2")?
        .execute([numbers.start(), numbers.end()])
        .map(|_| ())
}

/// The numbers of the variants that the units from `first` to `last` can have.
pub(crate) fn variant_numbers(first: UnitId, last: UnitId) -> RangeInclusive<i64> {
    // Units are numbered from 1, and a memory of 2^53 of them is beyond any disk.
    let begin = |unit: i64| unit.clamp(0, i64::MAX / MAX_VARIANTS - 1) * MAX_VARIANTS;
    begin(first.0)..=begin(last.0) + MAX_VARIANTS - 1
}

/// Deletes a unit and its variants; it must have no occurrences left.
pub(crate) fn delete_unit(conn: &Connection, id: UnitId) -> rusqlite::Result<()> {
    delete_units(conn, id, id)
}

/// Deletes the units from `first` to `last` and their variants; they must have no occurrences left.
pub(crate) fn delete_units(conn: &Connection, first: UnitId, last: UnitId) -> rusqlite::Result<()> {
    delete_variants(conn, first, last)?;
    conn.prepare_cached("DELETE FROM unit WHERE id BETWEEN ?1 AND ?2")?
        .execute([first.0, last.0])
        .map(|_| ())
}

/// Reads one unit.
pub(crate) fn load_unit(conn: &Connection, names: &Names, id: UnitId) -> rusqlite::Result<Option<Unit>> {
    Ok(load_units(conn, names, id, id)?.pop())
}

/// Something is not there as it was stored.
#[derive(Debug, thiserror::Error)]
pub(crate) enum NotAsStored {
    /// Its texts are not those under whose hash it is stored.
    #[error("the texts of unit {} are not what was stored", .0.0)]
    Texts(UnitId),
    /// It is gone, and what belongs to it is there.
    #[error("unit {} is gone, and what belongs to it is there", .0.0)]
    Gone(UnitId),
    /// A table has other rows than its index.
    #[error("the table {0} has other rows than its index")]
    Rows(&'static str),
}

impl NotAsStored {
    /// As an error of a row.
    pub(crate) fn error(self) -> rusqlite::Error {
        rusqlite::Error::FromSqlConversionFailure(0, Type::Text, Box::new(self))
    }
}

/// Reads the units with numbers from `first` to `last`, in their order. Each is compared with the hash of its texts: one that
/// was damaged on the disk is an error, and never taken for what was stored; so are texts whose unit is not there.
pub(crate) fn load_units(conn: &Connection, names: &Names, first: UnitId, last: UnitId) -> rusqlite::Result<Vec<Unit>> {
    let sound = |(unit, stored): (Unit, i64)| match identity::identity(&unit.variants) == stored {
        true => Ok(unit),
        false => Err(NotAsStored::Texts(unit.id).error()),
    };
    load(conn, names, first, last, |gone| Err(NotAsStored::Gone(gone).error()))?
        .into_iter()
        .map(sound)
        .collect()
}

/// The same as they stand, damaged or not, each with its stored hash.
pub(crate) fn load_units_unchecked(
    conn: &Connection,
    names: &Names,
    first: UnitId,
    last: UnitId,
) -> rusqlite::Result<Vec<(Unit, i64)>> {
    load(conn, names, first, last, |_| Ok(()))
}

/// Reads them; `gone` is told of each text whose unit is not there.
fn load(
    conn: &Connection,
    names: &Names,
    first: UnitId,
    last: UnitId,
    mut gone: impl FnMut(UnitId) -> rusqlite::Result<()>,
) -> rusqlite::Result<Vec<(Unit, i64)>> {
    static SQL: LazyLock<String> =
        LazyLock::new(|| format!("SELECT {UNIT_COLUMNS}, identity FROM unit WHERE id BETWEEN ?1 AND ?2 ORDER BY id"));
    let mut statement = conn.prepare_cached(&SQL)?;
    let mut units = statement
        .query_map([first.0, last.0], |row| Ok((unit_of(row, names)?, row.get(14)?)))?
        .collect::<rusqlite::Result<Vec<(Unit, i64)>>>()?;
    let numbers = variant_numbers(first, last);
    let mut statement = conn
        .prepare_cached("SELECT id, lang, text, markup, extras FROM variant WHERE id BETWEEN ?1 AND ?2 ORDER BY id")?;
    let mut rows = statement.query([numbers.start(), numbers.end()])?;
    let mut place = 0;
    while let Some(row) = rows.next()? {
        let id = UnitId(row.get::<_, i64>(0)? / MAX_VARIANTS);
        while units.get(place).is_some_and(|(u, _)| u.id < id) {
            place += 1;
        }
        let Some((unit, _)) = units.get_mut(place).filter(|(u, _)| u.id == id) else {
            gone(id)?;
            continue;
        };
        unit.variants.push(Variant {
            lang: names.lang(row.get(1)?)?.clone(),
            text: row.get(2)?,
            markup: row.get(3)?,
            extras: extras_from_sql(row, 4)?,
        });
    }
    Ok(units)
}

/// That of its best bead; none where there is no such unit.
pub(crate) fn status_of_unit(conn: &Connection, id: UnitId) -> rusqlite::Result<Option<Status>> {
    conn.prepare_cached("SELECT status FROM unit WHERE id = ?")?
        .query_row([id.0], |row| row.get(0).map(Status::from_code))
        .optional()
}

fn unit_of(row: &Row<'_>, names: &Names) -> rusqlite::Result<Unit> {
    Ok(Unit {
        id: UnitId(row.get(0)?),
        variants: Vec::with_capacity(2),
        status: Status::from_code(row.get(1)?),
        confidence: row.get(2)?,
        created: row.get::<_, Option<i64>>(3)?.map(Timestamp),
        changed: row.get::<_, Option<i64>>(4)?.map(Timestamp),
        created_by: names.person(row.get(5)?),
        changed_by: names.person(row.get(6)?),
        usage_count: u64::try_from(row.get::<_, i64>(7)?).unwrap_or(0),
        last_used: row.get::<_, Option<i64>>(8)?.map(Timestamp),
        import: row.get(9)?,
        tuid: row.get(10)?,
        source_lang: row.get(11)?,
        extras: extras_from_sql(row, 12)?,
        given: row.get::<_, Option<i64>>(13)?.map(Status::from_code),
    })
}

/// The query of [`units_with_identity`].
pub(crate) const WITH_IDENTITY: &str = "SELECT id FROM unit WHERE identity = ? ORDER BY id";

/// The numbers of the units that have this identity hash.
pub(crate) fn units_with_identity(conn: &Connection, identity: i64) -> rusqlite::Result<Vec<UnitId>> {
    conn.prepare_cached(WITH_IDENTITY)?
        .query_map([identity], |row| row.get(0).map(UnitId))?
        .collect()
}

/// Extras as the JSON of their columns; nothing for none.
pub(crate) fn extras_to_sql(extras: &Extras) -> rusqlite::Result<Option<String>> {
    if extras.is_empty() {
        return Ok(None);
    }
    serde_json::to_string(extras)
        .map(Some)
        .map_err(|e| rusqlite::Error::ToSqlConversionFailure(Box::new(e)))
}

/// The inverse of [`extras_to_sql`].
pub(crate) fn extras_from_sql(row: &Row<'_>, column: usize) -> rusqlite::Result<Extras> {
    match row.get_ref(column)?.as_str_or_null()? {
        None => Ok(Extras::default()),
        Some(json) => serde_json::from_str(json)
            .map_err(|e| rusqlite::Error::FromSqlConversionFailure(column, Type::Text, Box::new(e))),
    }
}

fn stored_count(count: u64) -> i64 {
    i64::try_from(count).unwrap_or(i64::MAX)
}

const ARTICLE_COLUMNS: &str = "id, key, name, title, source_path, target_path, source_lang, target_lang, imported, \
     null_source, null_target, file, digest, version, whole, imported_digest, options";

/// Reads the articles that fit the condition, a piece of SQL after `FROM article` with one parameter at most.
pub(crate) fn load_articles(
    conn: &Connection,
    names: &Names,
    condition: &str,
    parameters: impl rusqlite::Params,
) -> rusqlite::Result<Vec<ArticleInfo>> {
    let sql = format!("SELECT {ARTICLE_COLUMNS} FROM article {condition}");
    let mut statement = conn.prepare_cached(&sql)?;
    statement.query_map(parameters, |row| article_of(row, names))?.collect()
}

fn article_of(row: &Row<'_>, names: &Names) -> rusqlite::Result<ArticleInfo> {
    let count = |i| row.get::<_, i64>(i).map(|n| u64::try_from(n).unwrap_or(0));
    Ok(ArticleInfo {
        id: ArticleId(row.get(0)?),
        key: row.get(1)?,
        name: row.get(2)?,
        title: row.get(3)?,
        source_path: row.get(4)?,
        target_path: row.get(5)?,
        source_lang: names.lang(row.get(6)?)?.clone(),
        target_lang: names.lang(row.get(7)?)?.clone(),
        imported: Timestamp(row.get(8)?),
        null_source: count(9)?,
        null_target: count(10)?,
        file: row.get(11)?,
        digest: row.get(12)?,
        version: count(13)?,
        whole: row.get(14)?,
        imported_digest: row.get(15)?,
        options: row.get(16)?,
    })
}

/// Writes an article under its number, over an older one if there is one; its beads are not touched.
pub(crate) fn put_article(conn: &Connection, names: &mut Names, article: &ArticleInfo) -> rusqlite::Result<()> {
    let source_lang = names.lang_id(conn, &article.source_lang)?;
    let target_lang = names.lang_id(conn, &article.target_lang)?;
    conn.prepare_cached(
        "INSERT INTO article (id, key, name, title, source_path, target_path, source_lang, target_lang, imported, \
         null_source, null_target, file, digest, version, whole, imported_digest, options) \
         VALUES (?1,?2,?3,?4,?5,?6,?7,?8,?9,?10,?11,?12,?13,?14,?15,?16,?17) \
         ON CONFLICT (id) DO UPDATE SET key=?2, name=?3, title=?4, source_path=?5, target_path=?6, source_lang=?7, \
         target_lang=?8, imported=?9, null_source=?10, null_target=?11, file=?12, digest=?13, version=?14, \
         whole=?15, imported_digest=?16, options=?17",
    )?
    .execute(params![
        article.id.0,
        article.key,
        article.name,
        article.title,
        article.source_path,
        article.target_path,
        source_lang,
        target_lang,
        article.imported.0,
        stored_count(article.null_source),
        stored_count(article.null_target),
        article.file,
        article.digest,
        stored_count(article.version),
        article.whole,
        article.imported_digest,
        article.options,
    ])
    .map(|_| ())
}

/// Makes the index by which units are found again, if it is not there.
pub(crate) fn create_identity_index(conn: &Connection) -> rusqlite::Result<()> {
    let there: i64 = conn
        .prepare_cached("SELECT count(*) FROM sqlite_schema WHERE type = 'index' AND name = 'unit_identity'")?
        .query_row([], |row| row.get(0))?;
    if there > 0 {
        return Ok(());
    }
    // SQLite sorts runs as large as its page cache and then merges them. Runs of 1 MB fit the processor's cache, which
    // halves the time, and another thread sorts one while the next is gathered.
    let pages: i64 = conn.pragma_query_value(None, "cache_size", |row| row.get(0))?;
    conn.pragma_update(None, "cache_size", -1_024)?;
    conn.pragma_update(None, "threads", 2)?;
    let made = conn.execute_batch("CREATE INDEX unit_identity ON unit (identity)");
    conn.pragma_update(None, "threads", 0)?;
    conn.pragma_update(None, "cache_size", pages)?;
    made
}

/// Gives up the index for the time of a large import: filling it in random order would take longer than the rest.
pub(crate) fn drop_identity_index(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch("DROP INDEX IF EXISTS unit_identity")
}

/// The value of a setting.
pub(crate) fn setting(conn: &Connection, name: &str) -> rusqlite::Result<Option<i64>> {
    conn.prepare_cached("SELECT value FROM setting WHERE name = ?")?
        .query_row([name], |row| row.get(0))
        .optional()
}

/// Stores a setting.
pub(crate) fn set_setting(conn: &Connection, name: &str, value: i64) -> rusqlite::Result<()> {
    conn.prepare_cached("INSERT OR REPLACE INTO setting (name, value) VALUES (?1, ?2)")?
        .execute(params![name, value])
        .map(|_| ())
}
