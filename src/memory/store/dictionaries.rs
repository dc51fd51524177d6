//! Languages and people by their numbers in the database, and back.

use std::collections::HashMap;
use std::sync::Arc;

use rusqlite::Connection;

use crate::text::lang::Lang;

/// The dictionaries of a memory, as of some moment. A copy costs next to nothing.
#[derive(Clone, Debug, Default)]
pub(crate) struct Names(Arc<Tables>);

#[derive(Clone, Debug, Default)]
struct Tables {
    langs: HashMap<i64, Lang>,
    /// A memory has a handful of languages: looking through them is faster than a table.
    lang_ids: Vec<(Lang, i64)>,
    persons: HashMap<i64, Arc<str>>,
    person_ids: HashMap<Arc<str>, i64>,
    /// The greatest numbers read so far. Rows are only ever added, with greater numbers.
    last: [i64; 2],
}

impl Names {
    /// Reads all of both dictionaries.
    pub(crate) fn load(conn: &Connection) -> rusqlite::Result<Names> {
        let mut names = Names::default();
        names.refresh(conn)?;
        Ok(names)
    }

    /// Reads what was added to the dictionaries since they were read, which costs next to nothing where that is nothing.
    pub(crate) fn refresh(&mut self, conn: &Connection) -> rusqlite::Result<()> {
        let mut langs = conn.prepare_cached("SELECT id, tag FROM lang WHERE id > ? ORDER BY id")?;
        let mut rows = langs.query([self.0.last[0]])?;
        while let Some(row) = rows.next()? {
            let tag: String = row.get(1)?;
            let lang = Lang::parse(&tag)
                .map_err(|e| rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(e)))?;
            self.remember_lang(row.get(0)?, &lang);
        }
        let mut persons = conn.prepare_cached("SELECT id, name FROM person WHERE id > ? ORDER BY id")?;
        let mut rows = persons.query([self.0.last[1]])?;
        while let Some(row) = rows.next()? {
            self.remember_person(row.get(0)?, row.get_ref(1)?.as_str()?);
        }
        Ok(())
    }

    /// The language of a number; a foreign key sees to it that there is one.
    pub(crate) fn lang(&self, id: i64) -> rusqlite::Result<&Lang> {
        self.0.langs.get(&id).ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    pub(crate) fn person(&self, id: Option<i64>) -> Option<String> {
        self.0.persons.get(&id?).map(ToString::to_string)
    }

    /// The languages, in no order.
    pub(crate) fn langs(&self) -> impl Iterator<Item = &Lang> {
        self.0.langs.values()
    }

    /// The numbers of all languages that serve `lang`.
    pub(crate) fn langs_near(&self, lang: &Lang) -> Vec<(i64, u8)> {
        self.0
            .langs
            .iter()
            .map(|(id, l)| (*id, lang.closeness(l)))
            .filter(|(_, closeness)| *closeness > 0)
            .collect()
    }

    /// The number of a language, which is entered into the dictionary if need be.
    pub(crate) fn lang_id(&mut self, conn: &Connection, lang: &Lang) -> rusqlite::Result<i64> {
        if let Some((_, id)) = self.0.lang_ids.iter().find(|(known, _)| known == lang) {
            return Ok(*id);
        }
        conn.prepare_cached("INSERT INTO lang (tag) VALUES (?)")?
            .execute([lang.as_str()])?;
        let id = conn.last_insert_rowid();
        self.remember_lang(id, lang);
        Ok(id)
    }

    /// The number of a person, who is entered into the dictionary if need be.
    pub(crate) fn person_id(&mut self, conn: &Connection, name: Option<&str>) -> rusqlite::Result<Option<i64>> {
        let Some(name) = name else { return Ok(None) };
        if let Some(id) = self.0.person_ids.get(name) {
            return Ok(Some(*id));
        }
        conn.prepare_cached("INSERT INTO person (name) VALUES (?)")?
            .execute([name])?;
        let id = conn.last_insert_rowid();
        self.remember_person(id, name);
        Ok(Some(id))
    }

    fn remember_lang(&mut self, id: i64, lang: &Lang) {
        let tables = Arc::make_mut(&mut self.0);
        tables.langs.insert(id, lang.clone());
        tables.lang_ids.push((lang.clone(), id));
        tables.last[0] = tables.last[0].max(id);
    }

    fn remember_person(&mut self, id: i64, name: &str) {
        let tables = Arc::make_mut(&mut self.0);
        let name: Arc<str> = name.into();
        tables.persons.insert(id, Arc::clone(&name));
        tables.person_ids.insert(name, id);
        tables.last[1] = tables.last[1].max(id);
    }
}

#[cfg(test)]
mod tests {
    use crate::memory::import::article_pair::tests::{store, text_pair};
    use crate::memory::{ImportOptions, Incoming, Memory, Mode, UnitFilter, UnitId, Variant};
    use crate::text::lang::Lang;

    #[test]
    fn authors_of_other_processes_are_known_and_those_of_a_dry_run_are_not() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One.")]));
        let authors = |memory: &Memory| -> Vec<Option<String>> {
            let units = memory.units(&UnitFilter::default()).unwrap();
            units.map(|unit| unit.unwrap().created_by).collect()
        };
        assert_eq!(authors(&memory), [None]);
        let unit = |tag: &str, author: &str| {
            let lang = |tag| Lang::parse(tag).expect("a tag written in a test");
            let mut unit = Incoming::new(vec![
                Variant::plain(lang("fr"), author),
                Variant::plain(lang(tag), author),
            ])?;
            unit.unit.created_by = Some(author.to_owned());
            Ok(unit)
        };
        let dry = ImportOptions {
            dry_run: true,
            ..ImportOptions::default()
        };
        memory.import_units("x", 1, &dry, [unit("de", "Nobody")]).unwrap();
        let mut other = Memory::open(dir.path(), Mode::Write).unwrap();
        let real = ImportOptions::default();
        other.import_units("y", 2, &real, [unit("it", "Anne")]).unwrap();
        assert_eq!(authors(&memory), [None, Some("Anne".to_owned())]);
        memory.import_units("z", 3, &real, [unit("it", "Bob")]).unwrap();
        let three = [None, Some("Anne".to_owned()), Some("Bob".to_owned())];
        assert_eq!(authors(&memory), three);
        assert_eq!(authors(&other), three);
    }

    thread_local! {
        static ROWS: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
    }

    fn count_row(_: rusqlite::trace::TraceEvent<'_>) {
        ROWS.set(ROWS.get() + 1);
    }

    #[test]
    fn a_look_at_a_unit_reads_as_many_rows_whether_each_has_an_author_of_its_own_or_not() {
        const UNITS: i64 = 600;
        let rows = |author: &dyn Fn(i64) -> String| {
            let dir = tempfile::tempdir().unwrap();
            let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
            let units = (0..UNITS).map(|n| {
                let lang = |tag| Lang::parse(tag).expect("a tag written in a test");
                let text = |tag| Variant::plain(lang(tag), format!("{tag} {n}"));
                let mut unit = Incoming::new(vec![text("fr"), text("en")])?;
                unit.unit.created_by = Some(author(n));
                Ok(unit)
            });
            memory.import_units("x", 1, &ImportOptions::default(), units).unwrap();
            let mut memory = Memory::open(dir.path(), Mode::Read).unwrap();
            // Read once, whoever they are.
            memory.unit(UnitId(1)).unwrap();
            let codes = rusqlite::trace::TraceEventCodes::SQLITE_TRACE_ROW;
            memory.conn.trace_v2(codes, Some(count_row)).unwrap();
            ROWS.set(0);
            for n in 1..=UNITS {
                let unit = memory.unit(UnitId(n)).unwrap().unwrap();
                assert_eq!(unit.created_by, Some(author(n - 1)));
            }
            ROWS.get()
        };
        assert_eq!(rows(&|n| format!("person {n}")), rows(&|_| "one person".to_owned()));
    }
}
