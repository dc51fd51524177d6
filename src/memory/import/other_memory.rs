//! Another memory → into this one: its units merged as an exchange file's are, its articles with their occurrences.

use std::collections::{BTreeMap, HashMap, HashSet};

use crate::memory::import::article_pair::Hold;
use crate::memory::import::import_options::ImportOptions;
use crate::memory::import::known_article::{Texts, known_by_key};
use crate::memory::import::merged_article::Rows;
use crate::memory::import::named_article::PROVISIONAL_KEY;
use crate::memory::import::report::{ImportReport, MergedArticle};
use crate::memory::import::units::{Import, Origin, Size};
use crate::memory::model::article::{ArticleId, ArticleInfo, Occurrence};
use crate::memory::model::bead::BeadId;
use crate::memory::model::identity;
use crate::memory::model::unit::{Extras, NewUnit, Status, Unit, UnitId};
use crate::memory::store::beads;
use crate::memory::store::filter::UnitFilter;
use crate::memory::store::transaction::Write;
use crate::memory::tmx_unit::{Incoming, Place};
use crate::memory::{Memory, MemoryError};

impl Memory {
    /// Takes over everything that another memory has, in one transaction.
    ///
    /// Units that both have are merged by the rules of [`Memory::import_tmx`]. An article that both have (by key, where they share
    /// as much as two versions do, or by content) has the
    /// text of the memory that imported it later, and what people did to it in either: it is looked for as at an import, and what no
    /// longer fits is told; where both did something to the same segments, what was done here stays. Units that only such an article had there
    /// come in if it has them here. An article whose name is taken gets a number after its name.
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
        let origin = other.as_origin()?;
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
        // Those that both memories have, each as it is there and here.
        let mut shared: BTreeMap<ArticleId, (&ArticleInfo, ArticleInfo)> = BTreeMap::new();
        for article in &articles {
            let texts = || Texts::of(&other.conn, &other.names()?, article);
            match import.with_write(|write| write.take_article((article, &texts), &copied, &mut replaced))? {
                Taken::Shared(ours) => {
                    shared.insert(article.id, (article, ours));
                    import.know_article(&article.name, None);
                }
                Taken::Whole(info) => {
                    copied.insert(article.id, info);
                    import.know_article(&article.name, None);
                }
                Taken::Places(info) => import.know_article(&article.name, Some(info)),
            }
        }
        let first_new = import.with_write(|write| Ok(write.first_new))?;
        let names: HashMap<ArticleId, &str> = articles.iter().map(|a| (a.id, a.name.as_str())).collect();
        let mut numbers: HashMap<UnitId, UnitId> = HashMap::new();
        // New units that only articles which both have hold there.
        let mut of_shared = Vec::new();
        for unit in other.units(&UnitFilter::default())? {
            let unit = unit?;
            let number = unit.id;
            let occurrences = other.occurrences_of_unit(number)?;
            let comes_with_beads = |o: &Occurrence| copied.contains_key(&o.article) || shared.contains_key(&o.article);
            let is_decided = matches!(unit.status, Status::Confirmed | Status::Rejected)
                && !occurrences.iter().all(comes_with_beads);
            let is_held = unit.given.is_some() || unit.import.is_some() || unit.usage_count > 0;
            let is_of_shared = !occurrences.is_empty() && occurrences.iter().all(|o| shared.contains_key(&o.article));
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
                if is_of_shared && !is_held && ours >= first_new {
                    of_shared.push(ours);
                }
            }
            if import.position().is_multiple_of(1_000) {
                progress(import.position());
            }
        }
        for (theirs, info) in &copied {
            let rows = other.rows_of(*theirs)?;
            import.with_write(|write| write.copy_beads(info, rows, &numbers))?;
        }
        let mut merged = Vec::new();
        for (theirs, (info, ours)) in &shared {
            merged.push(import.merge_shared((ours, info), other.rows_of(*theirs)?, &numbers)?);
        }
        import.with_write(|write| write.delete_unheld(&replaced, Hold::Firm).map(|_| ()))?;
        // What is not in the article as it is now is no pair of it, unless a person made it one.
        let kept: HashSet<UnitId> = merged
            .iter()
            .flat_map(|article| article.put_aside.iter().copied())
            .collect();
        of_shared.retain(|unit| !kept.contains(unit));
        let dropped = import.with_write(|write| {
            for unit in &kept {
                write.give_own_status(*unit)?;
            }
            write.delete_loose(&of_shared)
        })?;
        let mut report = import.finish()?;
        report.added = report.added.saturating_sub(dropped);
        report.merged_articles = merged;
        Ok(report)
    }
}

impl Memory {
    /// A memory as what is imported.
    fn as_origin(&self) -> Result<Origin, MemoryError> {
        let mark = self.change_mark()?;
        let name = self.dir.file_name();
        let name = name.map_or_else(|| self.dir.to_string_lossy(), |n| n.to_string_lossy());
        Ok(Origin {
            name: name.into_owned(),
            fingerprint: identity::digest([mark.seq.to_string().as_str(), mark.token.to_string().as_str()]),
            extras: Extras::default(),
        })
    }

    fn rows_of(&self, article: ArticleId) -> Result<Rows, MemoryError> {
        let read = || {
            let beads = beads::beads_of_article(&self.conn, article)?;
            Ok((beads, beads::segments_of_article(&self.conn, article)?))
        };
        read().map_err(|e| self.error(e))
    }
}

impl Import<'_> {
    /// Brings together an article as it is here and there.
    fn merge_shared(
        &mut self,
        (ours, theirs): (&ArticleInfo, &ArticleInfo),
        rows: Rows,
        units: &HashMap<UnitId, UnitId>,
    ) -> Result<MergedArticle, MemoryError> {
        let carried = self.with_write(|write| write.merge_article(ours, theirs, rows, units))?;
        Ok(MergedArticle {
            article: ours.name.clone(),
            mended: carried.mended,
            put_aside: carried.put_aside,
            unfit: carried.unfit,
        })
    }
}

/// How another memory's article comes in.
enum Taken {
    /// With its beads, into this article, which has none.
    Whole(ArticleInfo),
    /// With the places of its units, since nothing else is known of it.
    Places(ArticleInfo),
    /// Into this article, of which it is another version or a copy.
    Shared(ArticleInfo),
}

/// Whether only exchange files know an article, so that there is nothing of it but places of units.
fn is_provisional(article: &ArticleInfo) -> bool {
    article.key.starts_with(PROVISIONAL_KEY)
}

impl Write<'_> {
    /// Makes place for another memory's article; `copied` are those that came with their beads before it. What an article loses is added to
    /// `replaced`.
    fn take_article(
        &mut self,
        (theirs, texts): (&ArticleInfo, &dyn Fn() -> rusqlite::Result<Texts>),
        copied: &BTreeMap<ArticleId, ArticleInfo>,
        replaced: &mut Vec<UnitId>,
    ) -> rusqlite::Result<Taken> {
        let provisional = is_provisional;
        let is_of_theirs = |id| copied.values().any(|info| info.id == id);
        let by_key = known_by_key(&self.tx, &self.names, theirs, texts, is_of_theirs)?;
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
                key: self.free_key(&theirs.key)?,
                name,
                file,
                ..theirs.clone()
            };
            self.put_article(&info)?;
            return Ok(if provisional(theirs) {
                Taken::Places(info)
            } else {
                Taken::Whole(info)
            });
        };
        if provisional(theirs) {
            // Nothing is known of it but places, and each of them is added or there.
            return Ok(Taken::Places(ours));
        }
        if !provisional(&ours) {
            return Ok(Taken::Shared(ours));
        }
        replaced.extend(beads::occurrences_of_article(&self.tx, ours.id)?.iter().map(|o| o.unit));
        let info = ArticleInfo {
            id: ours.id,
            // What an exchange file named has no key of its own to keep.
            key: self.free_key(&theirs.key)?,
            name: ours.name,
            file: ours.file,
            version: ours.version,
            ..theirs.clone()
        };
        self.put_article(&info)?;
        self.replace_beads(&info, &[], &[])?;
        Ok(Taken::Whole(info))
    }

    /// Lets units that no bead has keep the status that they have.
    fn give_own_status(&mut self, id: UnitId) -> rusqlite::Result<()> {
        let Some(unit) = self.unit(id)? else { return Ok(()) };
        if unit.given.is_none() && beads::occurrences_of_unit(&self.tx, id)?.is_empty() {
            let given = Some(unit.status);
            self.change_unit(&unit, &Unit { given, ..unit.clone() })?;
        }
        Ok(())
    }

    /// Deletes those of some units that no bead has, and tells how many.
    fn delete_loose(&mut self, units: &[UnitId]) -> rusqlite::Result<u64> {
        let mut dropped = 0;
        for id in units {
            if let Some(unit) = self.unit(*id)?
                && beads::occurrences_of_unit(&self.tx, *id)?.is_empty()
            {
                self.delete_unit(&unit)?;
                dropped += 1;
            }
        }
        Ok(dropped)
    }

    /// Gives an article the beads and segments that it has in another memory, under numbers of this one.
    fn copy_beads(
        &mut self,
        info: &ArticleInfo,
        (mut new_beads, mut segments): Rows,
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
        theirs.set_status(&[UnitId(1)], Status::Confirmed).unwrap();
        theirs
            .conn
            .execute("UPDATE unit SET changed = ?", [Timestamp::now().0 + 9])
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
    fn different_articles_of_files_of_one_name_stay_both() {
        let dir = tempfile::tempdir().unwrap();
        let mut ours = Memory::open(dir.path().join("ours"), Mode::Create).unwrap();
        let mut theirs = Memory::open(dir.path().join("theirs"), Mode::Create).unwrap();
        store(
            &mut ours,
            "draft",
            &text_pair(&[("Le pont est fermé.", "The bridge is closed.")]),
        );
        let article = store(
            &mut theirs,
            "draft",
            &text_pair(&[("La crue monte.", "The flood rises.")]),
        )
        .article;
        let merge = |ours: &mut Memory, theirs: &Memory| {
            ours.merge_memory(theirs, &ImportOptions::default(), |_| {}).unwrap();
            assert_eq!(ours.check().unwrap(), []);
            let articles = ours.articles().unwrap().into_iter();
            articles.map(|a| (a.info.name, a.units)).collect::<Vec<_>>()
        };
        let both = [("draft".to_owned(), 1), ("draft (2)".to_owned(), 1)];
        assert_eq!(merge(&mut ours, &theirs), both);
        assert_eq!(merge(&mut ours, &theirs), both);
        // A later version of theirs is one of its own article.
        store(
            &mut theirs,
            "draft",
            &text_pair(&[("La crue monte.", "The flood rises."), ("Il pleut.", "It rains.")]),
        );
        theirs
            .conn
            .execute("UPDATE article SET imported = imported + 60 WHERE id = ?", [article.0])
            .unwrap();
        assert_eq!(
            merge(&mut ours, &theirs),
            [("draft".to_owned(), 1), ("draft (2)".to_owned(), 2)]
        );
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
