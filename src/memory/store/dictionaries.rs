//! Languages and people by their numbers in the database, and back.

use std::collections::HashMap;

use rusqlite::Connection;

use crate::text::lang::Lang;

/// The dictionaries of a memory, read once for each query or write.
#[derive(Debug, Default)]
pub(crate) struct Names {
    langs: HashMap<i64, Lang>,
    /// A memory has a handful of languages: looking through them is faster than a table.
    lang_ids: Vec<(Lang, i64)>,
    persons: HashMap<i64, String>,
    person_ids: HashMap<String, i64>,
}

impl Names {
    pub(crate) fn load(conn: &Connection) -> rusqlite::Result<Names> {
        let mut names = Names::default();
        let mut langs = conn.prepare_cached("SELECT id, tag FROM lang")?;
        let mut rows = langs.query([])?;
        while let Some(row) = rows.next()? {
            let tag: String = row.get(1)?;
            let lang = Lang::parse(&tag)
                .map_err(|e| rusqlite::Error::FromSqlConversionFailure(1, rusqlite::types::Type::Text, Box::new(e)))?;
            names.remember_lang(row.get(0)?, &lang);
        }
        let mut persons = conn.prepare_cached("SELECT id, name FROM person")?;
        let mut rows = persons.query([])?;
        while let Some(row) = rows.next()? {
            names.remember_person(row.get(0)?, &row.get::<_, String>(1)?);
        }
        Ok(names)
    }

    /// The language of a number; a foreign key sees to it that there is one.
    pub(crate) fn lang(&self, id: i64) -> rusqlite::Result<&Lang> {
        self.langs.get(&id).ok_or(rusqlite::Error::QueryReturnedNoRows)
    }

    pub(crate) fn person(&self, id: Option<i64>) -> Option<String> {
        self.persons.get(&id?).cloned()
    }

    /// The numbers of all languages that serve `lang`.
    pub(crate) fn langs_near(&self, lang: &Lang) -> Vec<(i64, u8)> {
        self.langs
            .iter()
            .map(|(id, l)| (*id, lang.closeness(l)))
            .filter(|(_, closeness)| *closeness > 0)
            .collect()
    }

    /// The number of a language, which is entered into the dictionary if need be.
    pub(crate) fn lang_id(&mut self, conn: &Connection, lang: &Lang) -> rusqlite::Result<i64> {
        if let Some((_, id)) = self.lang_ids.iter().find(|(known, _)| known == lang) {
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
        if let Some(id) = self.person_ids.get(name) {
            return Ok(Some(*id));
        }
        conn.prepare_cached("INSERT INTO person (name) VALUES (?)")?
            .execute([name])?;
        let id = conn.last_insert_rowid();
        self.remember_person(id, name);
        Ok(Some(id))
    }

    fn remember_lang(&mut self, id: i64, lang: &Lang) {
        self.langs.insert(id, lang.clone());
        self.lang_ids.push((lang.clone(), id));
    }

    fn remember_person(&mut self, id: i64, name: &str) {
        self.persons.insert(id, name.to_owned());
        self.person_ids.insert(name.to_owned(), id);
    }
}
