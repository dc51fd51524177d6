//! Another memory → into this one: its units merged as an exchange file's are, its articles with their occurrences.

use std::collections::{BTreeMap, HashMap};

use crate::memory::import::article_pair::Hold;
use crate::memory::import::import_options::ImportOptions;
use crate::memory::import::named_article::PROVISIONAL_KEY;
use crate::memory::import::report::ImportReport;
use crate::memory::import::units::{Import, Origin, Size};
use crate::memory::model::article::{ArticleId, ArticleInfo, Occurrence};
use crate::memory::model::bead::{BeadId, StoredBead, StoredSegment};
use crate::memory::model::identity;
use crate::memory::model::unit::{Extras, NewUnit, Status, UnitId};
use crate::memory::store::beads;
use crate::memory::store::filter::UnitFilter;
use crate::memory::store::rows;
use crate::memory::store::transaction::Write;
use crate::memory::tmx_unit::{Incoming, Place};
use crate::memory::{Memory, MemoryError};

impl Memory {
    /// Takes over everything that another memory has, in one transaction.
    ///
    /// Units that both have are merged by the rules of [`Memory::import_tmx`]. An article that both have (by key, or by
    /// content) is taken over if the other memory imported it later, and left alone otherwise; an article whose name is
    /// taken gets a number after its name.
    ///
    /// # Errors
    /// [`MemoryError::SameMemory`] if the other is this one; else when one cannot be read or the other not be written.
    pub fn merge_memory(
        &mut self,
        other: &Memory,
        options: &ImportOptions,
        mut progress: impl FnMut(u64),
    ) -> Result<ImportReport, MemoryError> {
        let same = |a: &Memory, b: &Memory| Some(a.dir.canonicalize().ok()? == b.dir.canonicalize().ok()?);
        if same(self, other) != Some(false) {
            return Err(MemoryError::SameMemory(other.dir.clone()));
        }
        let other = other.read_snapshot()?;
        let mark = other.change_mark()?;
        let name = other
            .dir
            .file_name()
            .map_or_else(|| other.dir.to_string_lossy(), |n| n.to_string_lossy());
        let origin = Origin {
            name: name.into_owned(),
            fingerprint: identity::digest([mark.seq.to_string().as_str(), mark.token.to_string().as_str()]),
            extras: Extras::default(),
        };
        let articles: Vec<ArticleInfo> = other.articles()?.into_iter().map(|a| a.info).collect();
        let size = Size {
            units: other.info()?.units,
            batched: false,
        };
        let mut import = Import::begin(self, "merge", &origin, options, size)?;
        import.from_memory = true;
        let mut replaced = Vec::new();
        // Articles that are taken over with their beads, by their numbers there and in their order.
        let mut copied: BTreeMap<ArticleId, ArticleInfo> = BTreeMap::new();
        for article in &articles {
            let taken = import.with_write(|write| write.take_article(article, &mut replaced))?;
            match taken {
                Some(info) if !is_provisional(article) => {
                    copied.insert(article.id, info);
                    import.know_article(&article.name, None);
                }
                taken => import.know_article(&article.name, taken),
            }
        }
        let names: HashMap<ArticleId, &str> = articles.iter().map(|a| (a.id, a.name.as_str())).collect();
        let mut numbers: HashMap<UnitId, UnitId> = HashMap::new();
        for unit in other.units(&UnitFilter::default())? {
            let unit = unit?;
            let number = unit.id;
            let occurrences = other.occurrences_of_unit(number)?;
            let is_decided = matches!(unit.status, Status::Confirmed | Status::Rejected)
                && occurrences.iter().any(|o| !copied.contains_key(&o.article));
            let place = |o: Occurrence| {
                let article = (*names.get(&o.article)?).to_owned();
                Some(Place {
                    article,
                    position: Some(o.position),
                    previous: o.previous,
                    next: o.next,
                })
            };
            import.take(Ok(Incoming {
                identity: identity::identity(&unit.variants),
                status_given: unit.given.is_some() || is_decided,
                unit: NewUnit {
                    import: None,
                    ..NewUnit::from(unit)
                },
                places: occurrences.into_iter().filter_map(place).collect(),
            }))?;
            if let Some(ours) = import.last_stored() {
                numbers.insert(number, ours);
            }
            if import.position().is_multiple_of(1_000) {
                progress(import.position());
            }
        }
        for (theirs, info) in &copied {
            let rows = (
                beads::beads_of_article(&other.conn, *theirs).map_err(|e| other.error(e))?,
                beads::segments_of_article(&other.conn, *theirs).map_err(|e| other.error(e))?,
            );
            import.with_write(|write| write.copy_beads(info, rows, &numbers))?;
        }
        import.with_write(|write| write.delete_unheld(&replaced, Hold::Firm).map(|_| ()))?;
        import.finish()
    }
}

/// Whether only exchange files know an article, so that there is nothing of it but places of units.
fn is_provisional(article: &ArticleInfo) -> bool {
    article.key.starts_with(PROVISIONAL_KEY)
}

impl Write<'_> {
    /// Makes place for another memory's article: the article here that is to get its occurrences, if one is. What an
    /// article loses is added to `replaced`.
    fn take_article(
        &mut self,
        theirs: &ArticleInfo,
        replaced: &mut Vec<UnitId>,
    ) -> rusqlite::Result<Option<ArticleInfo>> {
        let provisional = is_provisional;
        let by_key = rows::load_articles(&self.tx, &self.names, "WHERE key = ?", [&theirs.key])?.pop();
        let by_content = self
            .articles_with(theirs.digest)?
            .into_iter()
            .find(|a| a.source_lang == theirs.source_lang && a.target_lang == theirs.target_lang);
        let by_name = self
            .article_named(&theirs.name)?
            .filter(|ours| provisional(ours) || provisional(theirs));
        let Some(ours) = by_key.or(by_content).or(by_name) else {
            let (name, file) = self.free_name(&theirs.name)?;
            let info = ArticleInfo {
                id: self.next_article()?,
                name,
                file,
                ..theirs.clone()
            };
            self.put_article(&info)?;
            return Ok(Some(info));
        };
        if provisional(theirs) {
            // Nothing is known of it but places, and each of them is added or there.
            return Ok(Some(ours));
        }
        if !provisional(&ours) && (ours.digest == theirs.digest || ours.imported >= theirs.imported) {
            return Ok(None);
        }
        replaced.extend(beads::occurrences_of_article(&self.tx, ours.id)?.iter().map(|o| o.unit));
        let info = ArticleInfo {
            id: ours.id,
            name: ours.name,
            file: ours.file,
            version: ours.version,
            ..theirs.clone()
        };
        self.put_article(&info)?;
        self.replace_beads(&info, &[], &[])?;
        Ok(Some(info))
    }

    /// Gives an article the beads and segments that it has in another memory, under numbers of this one.
    fn copy_beads(
        &mut self,
        info: &ArticleInfo,
        (mut new_beads, mut segments): (Vec<StoredBead>, Vec<StoredSegment>),
        units: &HashMap<UnitId, UnitId>,
    ) -> rusqlite::Result<()> {
        let mut numbers: HashMap<BeadId, BeadId> = HashMap::new();
        let mut touched = Vec::new();
        for bead in &mut new_beads {
            let id = self.new_bead();
            numbers.insert(bead.id, id);
            bead.id = id;
            bead.article = info.id;
            bead.unit = bead.unit.and_then(|unit| units.get(&unit).copied());
            touched.extend(bead.unit);
        }
        for segment in &mut segments {
            segment.id = self.new_segment();
            segment.article = info.id;
            segment.bead = segment.bead.and_then(|bead| numbers.get(&bead).copied());
        }
        self.replace_beads(info, &new_beads, &segments)?;
        touched.sort_unstable();
        touched.dedup();
        for unit in touched {
            self.refresh_unit(unit)?;
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::memory::Mode;
    use crate::memory::Timestamp;
    use crate::memory::import::article_pair::tests::{store, text_pair};

    #[test]
    fn two_memories_become_one_and_a_second_time_changes_nothing() {
        let dir = tempfile::tempdir().unwrap();
        let mut ours = Memory::open(dir.path().join("ours"), Mode::Create).unwrap();
        let mut theirs = Memory::open(dir.path().join("theirs"), Mode::Create).unwrap();
        let shared = text_pair(&[("Un.", "One."), ("Deux.", "Two.")]);
        store(&mut ours, "shared", &shared);
        store(&mut ours, "name", &text_pair(&[("Ici.", "Here.")]));
        store(&mut theirs, "elsewhere/shared", &shared);
        store(&mut theirs, "news", &text_pair(&[("Un.", "One."), ("Neuf.", "Nine.")]));
        theirs
            .conn
            .execute("UPDATE article SET name = 'name' WHERE name = 'news'", [])
            .unwrap();
        theirs
            .conn
            .execute("UPDATE unit SET changed = ?", [Timestamp::now().0 + 9])
            .unwrap();
        theirs
            .conn
            .execute("UPDATE unit SET status = ? WHERE id = 1", [Status::Confirmed.code()])
            .unwrap();

        let options = ImportOptions::default();
        let report = ours.merge_memory(&theirs, &options, |_| {}).unwrap();
        assert_eq!((report.read, report.added, report.merged), (3, 1, 2));
        assert_eq!(ours.unit(UnitId(1)).unwrap().map(|u| u.status), Some(Status::Confirmed));
        let names: Vec<_> = ours
            .articles()
            .unwrap()
            .into_iter()
            .map(|a| (a.info.name, a.units))
            .collect();
        assert_eq!(
            names,
            [
                ("shared".to_owned(), 2),
                ("name".to_owned(), 1),
                ("name (2)".to_owned(), 2)
            ]
        );
        assert_eq!(ours.check().unwrap(), []);

        let again = ours.merge_memory(&theirs, &options, |_| {}).unwrap();
        assert_eq!((again.added, again.merged, again.unchanged), (0, 0, 3));
        assert!(matches!(
            ours.merge_memory(
                &Memory::open(dir.path().join("ours"), Mode::Read).unwrap(),
                &options,
                |_| {}
            ),
            Err(MemoryError::SameMemory(_))
        ));
        ours.undo().unwrap();
        ours.undo().unwrap();
        assert_eq!(ours.articles().unwrap().len(), 2);
        assert_eq!(ours.check().unwrap(), []);
    }

    #[test]
    fn the_later_version_of_an_article_wins() {
        let dir = tempfile::tempdir().unwrap();
        let mut ours = Memory::open(dir.path().join("ours"), Mode::Create).unwrap();
        let mut theirs = Memory::open(dir.path().join("theirs"), Mode::Create).unwrap();
        store(&mut ours, "a", &text_pair(&[("Un.", "Won."), ("Deux.", "Two.")]));
        store(&mut theirs, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
        theirs
            .conn
            .execute("UPDATE article SET imported = imported + 60", [])
            .unwrap();
        ours.merge_memory(&theirs, &ImportOptions::default(), |_| {}).unwrap();
        assert_eq!(ours.info().unwrap().units, 2, "the unit of the earlier version is gone");
        let mut older = Memory::open(dir.path().join("older"), Mode::Create).unwrap();
        store(&mut older, "a", &text_pair(&[("Un.", "Wun."), ("Deux.", "Two.")]));
        ours.merge_memory(&older, &ImportOptions::default(), |_| {}).unwrap();
        let article = ours.article_named("a").unwrap();
        assert_eq!(ours.occurrences_of_article(article.id).unwrap().len(), 2);
        assert_eq!(ours.check().unwrap(), []);
    }
}
