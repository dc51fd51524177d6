//! Questions to the memory: units that pass a filter, articles, occurrences.

use std::collections::HashSet;
use std::ops::{ControlFlow, RangeInclusive};

use crate::memory::model::article::{ArticleId, ArticleInfo, ArticleSummary, Occurrence};
use crate::memory::model::unit::{Status, Unit, UnitId};
use crate::memory::store::beads;
use crate::memory::store::changes::ChangeKind;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::filter::UnitFilter;
use crate::memory::store::rows;
use crate::memory::store::snapshot::Snapshot;
use crate::memory::{Memory, MemoryError};
use crate::text::lang::Lang;

/// A unit as a matching index needs it: one direction, borrowed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct PairRow<'a> {
    /// The unit's number in the memory.
    pub unit: UnitId,
    /// That of the best of its beads.
    pub status: Status,
    /// Plain text of the source side.
    pub source: &'a str,
    /// Plain text of the target side.
    pub target: &'a str,
}

impl Memory {
    /// One unit; `None` if there is none of that number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn unit(&self, id: UnitId) -> Result<Option<Unit>, MemoryError> {
        self.read(|names| rows::load_unit(&self.conn, names, id))
    }

    /// The unit of that number, which the index or an article names: `None` where it was deleted since, or added later.
    ///
    /// # Errors
    /// When the database cannot be read; [`MemoryError::Damaged`] where it should be there and is not.
    pub(crate) fn known_unit(&self, id: UnitId) -> Result<Option<Unit>, MemoryError> {
        self.read(|names| load_known_unit(&self.conn, names, id))
    }

    /// The units that pass the filter, read as the iterator goes and all as of now: by number, or with [`UnitFilter::articles`] in the
    /// order of the articles and of the units in them, each unit once.
    ///
    /// # Errors
    /// When the database cannot be read; the iterator's items likewise.
    pub fn units(&self, filter: &UnitFilter) -> Result<Units<'_>, MemoryError> {
        let now = self.read_snapshot()?;
        let names = self.names().map_err(|e| self.error(e))?;
        let source = if filter.articles.is_empty() {
            Source::Numbers { next: UnitId(i64::MIN) }
        } else {
            let mut seen = HashSet::new();
            let mut ids = Vec::new();
            for article in &filter.articles {
                let occurrences = self.occurrences_of_article(*article)?;
                ids.extend(occurrences.iter().map(|o| o.unit).filter(|id| seen.insert(*id)));
            }
            Source::List(ids.into_iter())
        };
        Ok(Units {
            memory: now,
            names,
            filter: filter.clone(),
            source,
            page: Vec::new().into_iter(),
        })
    }

    /// Calls `visit` for every unit numbered within `range` that has both languages, by number, until it breaks.
    ///
    /// Of several variants that serve a language, the closest is taken, and of equally close ones the first with text:
    /// the same choice as [`Unit::pair`].
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn scan_pairs(
        &self,
        from: &Lang,
        to: &Lang,
        range: RangeInclusive<i64>,
        mut visit: impl FnMut(PairRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), MemoryError> {
        self.scan_units(from, to, range, |unit| {
            unit.row(0).map_or(ControlFlow::Continue(()), &mut visit)
        })
    }

    /// As [`Memory::scan_pairs`], and for a unit with several texts in a language, as [`Unit::pairs`] takes them, as many times
    /// as one of its sides has texts: each comes once, and where a side has no more its text is empty.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) fn scan_texts(
        &self,
        from: &Lang,
        to: &Lang,
        range: RangeInclusive<i64>,
        mut visit: impl FnMut(PairRow<'_>) -> ControlFlow<()>,
    ) -> Result<(), MemoryError> {
        self.scan_units(from, to, range, |unit| {
            let mut number = 0;
            while let Some(row) = unit.row(number) {
                visit(row)?;
                number += 1;
            }
            ControlFlow::Continue(())
        })
    }

    fn scan_units(
        &self,
        from: &Lang,
        to: &Lang,
        range: RangeInclusive<i64>,
        mut visit: impl FnMut(&PairInProgress) -> ControlFlow<()>,
    ) -> Result<(), MemoryError> {
        self.read(|names| {
            let sources = names.langs_near(from);
            let targets = names.langs_near(to);
            let closeness = |list: &[(i64, u8)], lang: i64| list.iter().find(|(id, _)| *id == lang).map(|(_, c)| *c);
            let mut statement = self.conn.prepare_cached(
                "SELECT variant.unit, unit.status, variant.lang, variant.text FROM variant LEFT JOIN unit \
                 ON unit.id = variant.unit WHERE variant.id BETWEEN ?1 AND ?2 ORDER BY variant.id",
            )?;
            let numbers = rows::variant_numbers(UnitId(*range.start()), UnitId(*range.end()));
            let mut rows = statement.query([numbers.start(), numbers.end()])?;
            let mut pair = PairInProgress::default();
            while let Some(row) = rows.next()? {
                let unit = UnitId(row.get(0)?);
                if unit != pair.unit {
                    if visit(&pair).is_break() {
                        return Ok(());
                    }
                    let status: Option<i64> = row.get(1)?;
                    let status = status.ok_or_else(|| rows::NotAsStored::Gone(unit).error())?;
                    pair.begin(unit, Status::from_code(status));
                }
                let lang: i64 = row.get(2)?;
                let text = row.get_ref(3)?.as_str()?;
                pair.offer(closeness(&sources, lang), closeness(&targets, lang), text);
            }
            let _ = visit(&pair);
            Ok(())
        })
    }

    /// All articles with their numbers of units, by number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn articles(&self) -> Result<Vec<ArticleSummary>, MemoryError> {
        self.read(|names| {
            let articles = rows::load_articles(&self.conn, names, "ORDER BY id", [])?;
            let mut statement = self.conn.prepare_cached(
                "SELECT count(*), total(unit.status = ?2) FROM bead JOIN unit ON unit.id = bead.unit WHERE article = ?1",
            )?;
            articles
                .into_iter()
                .map(|info| {
                    statement.query_row([info.id.0, Status::ToReview.code()], |row| {
                        let to_review: f64 = row.get(1)?;
                        Ok(ArticleSummary {
                            units: count(row.get(0)?),
                            to_review: to_review as u64,
                            info,
                        })
                    })
                })
                .collect()
        })
    }

    /// One article; `None` if there is none of that number.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn article(&self, id: ArticleId) -> Result<Option<ArticleInfo>, MemoryError> {
        self.read(|names| Ok(rows::load_articles(&self.conn, names, "WHERE id = ?", [id.0])?.pop()))
    }

    /// The article of that name, or of that number if the name is a number and no article has it as its name.
    ///
    /// # Errors
    /// [`MemoryError::NoSuchArticleName`], or when the database cannot be read.
    pub fn article_named(&self, name: &str) -> Result<ArticleInfo, MemoryError> {
        let by_name = self.read(|names| Ok(rows::load_articles(&self.conn, names, "WHERE name = ?", [name])?.pop()))?;
        match (by_name, name.parse::<i64>()) {
            (Some(info), _) => Ok(info),
            (None, Ok(number)) => self
                .article(ArticleId(number))?
                .ok_or_else(|| MemoryError::NoSuchArticleName(name.to_owned())),
            (None, Err(_)) => Err(MemoryError::NoSuchArticleName(name.to_owned())),
        }
    }

    /// Where a unit was seen, by article and position.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn occurrences_of_unit(&self, unit: UnitId) -> Result<Vec<Occurrence>, MemoryError> {
        beads::occurrences_of_unit(&self.conn, unit).map_err(|e| self.error(e))
    }

    /// The units of an article, by position.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn occurrences_of_article(&self, article: ArticleId) -> Result<Vec<Occurrence>, MemoryError> {
        beads::occurrences_of_article(&self.conn, article).map_err(|e| self.error(e))
    }

    /// The occurrences right before and after one in its article; `None` where the segments there have no counterpart, or where that
    /// is unknown.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn beside(&self, occurrence: &Occurrence) -> Result<[Option<Occurrence>; 2], MemoryError> {
        self.read(|names| {
            let condition = "WHERE id = ?";
            let article = rows::load_articles(&self.conn, names, condition, [occurrence.article.0])?.pop();
            let (Some(article), Some(bead)) = (article, beads::bead(&self.conn, occurrence.bead)?) else {
                return Ok([None, None]);
            };
            let beside = |after: bool| {
                let other = beads::bead_beside(&self.conn, article.id, bead.ord, after)?;
                let other = other.as_ref().and_then(beads::occurrence_at);
                // Where segments without counterpart are not stored, a gap in the positions tells of one.
                let is_known = |o: &Occurrence| article.whole || o.position.abs_diff(occurrence.position) == 1;
                Ok::<_, rusqlite::Error>(other.filter(is_known))
            };
            Ok([beside(false)?, beside(true)?])
        })
    }

    /// The languages that the memory has had texts in, in the order of their tags. It costs next to nothing;
    /// [`Memory::info`] counts their texts.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn languages(&self) -> Result<Vec<Lang>, MemoryError> {
        self.read(|names| {
            let mut langs: Vec<Lang> = names.langs().cloned().collect();
            langs.sort();
            Ok(langs)
        })
    }
    /// Runs a query with the dictionaries at hand.
    pub(super) fn read<T>(&self, query: impl FnOnce(&Names) -> rusqlite::Result<T>) -> Result<T, MemoryError> {
        let read = || {
            let _now = self.begin_reading()?;
            query(&self.names()?)
        };
        read().map_err(|e| self.error(e))
    }
}

/// The unit of that number, where one is said to be: its being gone is damage, unless it was deleted, or added after the moment that
/// is read.
fn load_known_unit(conn: &rusqlite::Connection, names: &Names, id: UnitId) -> rusqlite::Result<Option<Unit>> {
    if let Some(unit) = rows::load_unit(conn, names, id)? {
        return Ok(Some(unit));
    }
    let is_later = id.0 >= rows::setting(conn, "next_unit")?.unwrap_or(i64::MAX);
    // Whoever asks has what was said from before or after; that is rare, and so the whole log is looked through.
    let deleted = "SELECT EXISTS (SELECT 1 FROM change WHERE kind = ?1 AND ?2 BETWEEN first AND last)";
    let is_deleted = || conn.query_row(deleted, [ChangeKind::Deleted.code(), id.0], |row| row.get::<_, bool>(0));
    match is_later || is_deleted()? {
        true => Ok(None),
        false => Err(rows::NotAsStored::Gone(id).error()),
    }
}

/// A count of rows, which SQLite gives with a sign.
pub(super) fn count(n: i64) -> u64 {
    u64::try_from(n).unwrap_or(0)
}

/// A variant that serves the source language, the target language or both, each with its closeness.
#[derive(Debug, Default)]
struct Candidate {
    as_source: Option<u8>,
    as_target: Option<u8>,
    text: String,
}

/// The variants of the unit that a scan is at.
#[derive(Debug)]
struct PairInProgress {
    unit: UnitId,
    status: Status,
    /// The first `used` are this unit's; strings are used again from unit to unit, so that a scan of a large memory
    /// allocates next to nothing.
    candidates: Vec<Candidate>,
    used: usize,
}

impl Default for PairInProgress {
    fn default() -> PairInProgress {
        PairInProgress {
            unit: UnitId(i64::MIN),
            status: Status::ToReview,
            candidates: Vec::new(),
            used: 0,
        }
    }
}

impl PairInProgress {
    fn begin(&mut self, unit: UnitId, status: Status) {
        self.unit = unit;
        self.status = status;
        self.used = 0;
    }

    fn offer(&mut self, as_source: Option<u8>, as_target: Option<u8>, text: &str) {
        if as_source.is_none() && as_target.is_none() {
            return;
        }
        if self.used == self.candidates.len() {
            self.candidates.push(Candidate::default());
        }
        let slot = &mut self.candidates[self.used];
        slot.as_source = as_source;
        slot.as_target = as_target;
        slot.text.clear();
        slot.text.push_str(text);
        self.used += 1;
    }

    /// The pair of that number: 0 is the best source with the best target, and each further one has the next text of either
    /// side, empty where there is none; `None` where neither has one.
    fn row(&self, number: usize) -> Option<PairRow<'_>> {
        let candidates = &self.candidates[..self.used];
        let best = |side: fn(&Candidate) -> Option<u8>| {
            let key = |c| side(c).map(|closeness| (closeness, !c.text.is_empty()));
            let best = candidates.iter().filter_map(key).max()?;
            candidates.iter().position(|c| key(c) == Some(best))
        };
        let source = best(|c| c.as_source)?;
        let target = best(|c| c.as_target)?;
        if source == target {
            return None;
        }
        let texts = if number == 0 {
            [&*candidates[source].text, &candidates[target].text]
        } else if candidates.len() == 2 {
            return None;
        } else {
            let texts = [
                self.further(|c| c.as_source, source, number),
                self.further(|c| c.as_target, target, number),
            ];
            if texts == [None, None] {
                return None;
            }
            texts.map(Option::unwrap_or_default)
        };
        Some(PairRow {
            unit: self.unit,
            status: self.status,
            source: texts[0],
            target: texts[1],
        })
    }

    /// The text of that number, from 1, beside the best one, of those that serve a side as well.
    fn further(&self, side: fn(&Candidate) -> Option<u8>, best: usize, number: usize) -> Option<&str> {
        let candidates = &self.candidates[..self.used];
        let first = &candidates[best];
        let is_new = |(at, c): &(usize, &Candidate)| {
            let serves = side(c) == side(first) && !c.text.is_empty() && c.text != first.text;
            serves
                && candidates[..*at]
                    .iter()
                    .all(|before| side(before) != side(c) || before.text != c.text)
        };
        let mut others = candidates.iter().enumerate().filter(is_new);
        others.nth(number - 1).map(|(_, c)| &*c.text)
    }
}

/// How many units are read at a time.
const PAGE: i64 = 1_000;

/// Where [`Units`] takes its numbers from.
#[derive(Debug)]
enum Source {
    /// Every unit, by its number.
    Numbers { next: UnitId },
    /// These.
    List(std::vec::IntoIter<UnitId>),
}

/// The iterator of [`Memory::units`].
#[derive(Debug)]
pub struct Units<'m> {
    /// All pages are of one moment.
    memory: Snapshot<'m>,
    names: Names,
    filter: UnitFilter,
    source: Source,
    page: std::vec::IntoIter<Unit>,
}

impl Units<'_> {
    /// The next units that pass the filter, several at once; none at the end.
    pub(crate) fn next_page(&mut self) -> Result<Vec<Unit>, MemoryError> {
        loop {
            self.turn().map_err(|e| self.memory.error(e))?;
            let read = self.page.len();
            let page: Vec<Unit> = std::mem::take(&mut self.page)
                .filter_map(|unit| self.filter.pass(unit))
                .collect();
            if read == 0 || !page.is_empty() {
                return Ok(page);
            }
        }
    }

    /// Reads the next units; an empty page is the end.
    fn turn(&mut self) -> rusqlite::Result<()> {
        let conn = &self.memory.conn;
        let page = match &mut self.source {
            Source::Numbers { next } => {
                let last: Option<i64> = conn
                    .prepare_cached("SELECT max(id) FROM (SELECT id FROM unit WHERE id >= ?1 ORDER BY id LIMIT ?2)")?
                    .query_row([next.0, PAGE], |row| row.get(0))?;
                match last {
                    None => Vec::new(),
                    Some(last) => {
                        let page = rows::load_units(conn, &self.names, *next, UnitId(last))?;
                        *next = UnitId(last + 1);
                        page
                    }
                }
            }
            Source::List(ids) => {
                let mut page = Vec::new();
                for id in ids.by_ref().take(PAGE as usize) {
                    page.extend(load_known_unit(conn, &self.names, id)?);
                }
                page
            }
        };
        self.page = page.into_iter();
        Ok(())
    }
}

impl Iterator for Units<'_> {
    type Item = Result<Unit, MemoryError>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            for unit in self.page.by_ref() {
                if let Some(unit) = self.filter.pass(unit) {
                    return Some(Ok(unit));
                }
            }
            if let Err(error) = self.turn() {
                return Some(Err(self.memory.error(error)));
            }
            if self.page.len() == 0 {
                return None;
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Mode;
    use crate::memory::Timestamp;
    use crate::memory::import::article_pair::tests::{store, text_pair};

    fn lang(tag: &str) -> Lang {
        Lang::parse(tag).expect("a tag written in a test")
    }

    #[test]
    fn pairs_are_read_in_both_directions() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        store(
            &mut memory,
            "a",
            &text_pair(&[("Un.", "One."), ("Deux.", "Two."), ("Trois.", "Three.")]),
        );
        let scan = |from: &str, to: &str, range| {
            let mut seen = Vec::new();
            memory
                .scan_pairs(&lang(from), &lang(to), range, |row| {
                    seen.push((row.unit.0, row.source.to_owned(), row.target.to_owned()));
                    ControlFlow::Continue(())
                })
                .unwrap();
            seen
        };
        assert_eq!(scan("fr", "en", 2..=2), [(2, "Deux.".to_owned(), "Two.".to_owned())]);
        assert_eq!(
            scan("en-GB", "fr-CA", 0..=i64::MAX)[2],
            (3, "Three.".to_owned(), "Trois.".to_owned())
        );
        assert_eq!(scan("de", "en", 0..=i64::MAX), []);
        assert_eq!(scan("fr", "fr", 0..=i64::MAX), []);
    }

    #[test]
    fn each_text_of_a_unit_comes_once() {
        let mut unit = PairInProgress::default();
        unit.begin(UnitId(1), Status::Aligned);
        for (source, target, text) in [
            (Some(2), None, "a"),
            (None, Some(2), "x"),
            (Some(2), None, "b"),
            (Some(1), None, "far"),
            (Some(2), None, "a"),
            (None, Some(2), ""),
            (Some(2), None, "c"),
            (None, Some(2), "y"),
        ] {
            unit.offer(source, target, text);
        }
        let rows: Vec<_> = (0..).map_while(|number| unit.row(number)).collect();
        let texts: Vec<_> = rows.iter().map(|row| (row.source, row.target)).collect();
        assert_eq!(texts, [("a", "x"), ("b", "y"), ("c", "")]);
    }

    #[test]
    fn articles_are_found_by_name_or_number_and_their_units_come_in_order() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
        let report = store(
            &mut memory,
            "b",
            &text_pair(&[("Trois.", "Three."), ("Un.", "One."), ("Un.", "One.")]),
        );
        let filter = UnitFilter {
            articles: vec![report.article],
            ..UnitFilter::default()
        };
        let ids: Vec<i64> = memory.units(&filter).unwrap().map(|u| u.unwrap().id.0).collect();
        assert_eq!(ids, [3, 1]);
        assert_eq!(
            memory.article_named("b").unwrap().id,
            memory.article_named("2").unwrap().id
        );
        assert!(matches!(
            memory.article_named("c"),
            Err(MemoryError::NoSuchArticleName(_))
        ));
        let counts: Vec<u64> = memory.articles().unwrap().iter().map(|a| a.units).collect();
        assert_eq!(counts, [2, 3]);
    }

    #[test]
    fn a_filter_asks_for_date_status_and_confidence() {
        let dir = tempfile::tempdir().unwrap();
        let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
        store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
        memory.set_status(&[UnitId(2)], Status::Confirmed).unwrap();
        let number = |filter: UnitFilter| memory.units(&filter).unwrap().count();
        assert_eq!(
            number(UnitFilter {
                statuses: vec![Status::Confirmed],
                ..UnitFilter::default()
            }),
            1
        );
        assert_eq!(
            number(UnitFilter {
                min_confidence: Some(0.95),
                ..UnitFilter::default()
            }),
            0
        );
        assert_eq!(
            number(UnitFilter {
                until: Some(Timestamp(0)),
                ..UnitFilter::default()
            }),
            0
        );
        assert_eq!(
            number(UnitFilter {
                since: Some(Timestamp(0)),
                ..UnitFilter::default()
            }),
            2
        );
    }
}
