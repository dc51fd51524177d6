//! An aligned article pair → units and occurrences, in one transaction.
//!
//! The beads of the alignment become units; a unit that the memory has already is shared and gains an occurrence. The
//! article is known again by its key (or by its content, under another key): the same pair changes nothing, an edited
//! one replaces the article's occurrences.

use std::collections::{HashMap, HashSet};

use crate::align::Aligner;
use crate::memory::import::by_hand::Arranged;
use crate::memory::import::earlier::{Old, Reading, is_unchanged};
use crate::memory::import::known_article::{ANOTHER, Known, known_article};
use crate::memory::import::layout::{Planned, normal_texts, places, plan};
use crate::memory::import::mending::Mended;
use crate::memory::import::new_pair::{NewPair, PairImport};
use crate::memory::import::settled::{Followed, Settled};
use crate::memory::import::unfit::Unfit;
use crate::memory::model::article::{ArticleId, ArticleInfo};
use crate::memory::model::bead::StoredBead;
use crate::memory::model::unit::{Status, Unit, UnitId};
use crate::memory::store::beads;
use crate::memory::store::rows;
use crate::memory::store::transaction::Write;
use crate::memory::{Memory, MemoryError};
use crate::pair::Pair;

/// What became of an article pair.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// The article is new.
    New,
    /// The memory had it just so; nothing was written.
    Unchanged,
    /// It took the place of an earlier version.
    Replaced,
}

/// What became of an article pair, in numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct PairReport {
    /// The article's number.
    pub article: ArticleId,
    /// The article's name in the memory.
    pub name: String,
    /// What became of it.
    pub outcome: Outcome,
    /// Beads with both sides: the article's occurrences.
    pub units: u64,
    /// Units that are new in the memory.
    pub added: u64,
    /// Occurrences of units that the memory had already, or that occurred earlier in the article.
    pub reused: u64,
    /// Units of the article's earlier version that nothing holds any more, and that were deleted.
    pub removed: u64,
    /// Units of the article that wait for review, old and new.
    pub to_review: u64,
    /// Source segments without a translation.
    pub null_source: u64,
    /// Target segments without a source.
    pub null_target: u64,
    /// Beads of blocks that the translation moved: they cross others.
    pub moved: u64,
    /// Beads of the article that keep what a person made of them.
    pub mended: u64,
    /// Mended units of the article's earlier version that no longer fit it. They are kept in the memory, without the article.
    pub put_aside: Vec<UnitId>,
    /// What else a person did in the earlier version and no longer fits.
    pub unfit: Vec<Unfit>,
    /// The article of the same files that this one shares so little with that it is another one.
    pub beside: Option<String>,
}

/// What is counted while a pair is stored, before its article is known; each as the field of that name in [`PairReport`].
#[derive(Default)]
struct Tally {
    units: u64,
    added: u64,
    reused: u64,
    removed: u64,
    to_review: u64,
    null_source: u64,
    null_target: u64,
    moved: u64,
    mended: u64,
    put_aside: Vec<UnitId>,
    /// With the unit that it was about.
    unfit: Vec<(Option<UnitId>, Unfit)>,
    beside: Option<String>,
}

impl Tally {
    /// With what an alignment says.
    fn of(self, planned: &[Planned]) -> Tally {
        Tally {
            null_source: null_segments(planned, 0),
            null_target: null_segments(planned, 1),
            moved: planned.iter().filter(|bead| bead.moved).count() as u64,
            ..self
        }
    }

    fn report(self, article: ArticleId, name: String, outcome: Outcome) -> PairReport {
        PairReport {
            article,
            name,
            outcome,
            units: self.units,
            added: self.added,
            reused: self.reused,
            removed: self.removed,
            to_review: self.to_review,
            null_source: self.null_source,
            null_target: self.null_target,
            moved: self.moved,
            mended: self.mended,
            put_aside: self.put_aside,
            unfit: self.unfit.into_iter().map(|(_, unfit)| unfit).collect(),
            beside: self.beside,
        }
    }
}

impl Memory {
    /// Stores a pair as it was read from its two files: [`NewPair::of`] says how it is known again. Where its files changed
    /// and a person mended something in it, [`Memory::import_around`] keeps more of that.
    ///
    /// # Errors
    /// As [`Memory::import_pair`].
    pub fn import(&mut self, pair: &Pair) -> Result<PairReport, MemoryError> {
        self.import_pair(&NewPair::of(pair))
    }

    /// Stores an aligned article pair: all of it, or nothing.
    ///
    /// The same pair again changes nothing, whatever path it comes from and whatever was edited, confirmed or deleted since. A
    /// pair with the key of a stored article replaces it: units that only the earlier version held are deleted, unless a
    /// person confirmed, rejected or used them or an exchange file brought them too; and where a bead reads as before, what a
    /// person made of it stays. See [`Memory::import_around`].
    ///
    /// # Errors
    /// [`MemoryError::BadAlignment`] if a bead points outside the segments; else when the memory cannot be written.
    pub fn import_pair(&mut self, pair: &NewPair<'_>) -> Result<PairReport, MemoryError> {
        self.import_pair_with(pair, &PairImport::default())
    }

    /// Stores a pair, aligned anew around what a person mended in the article that it is another version of; `pair` has the segments
    /// that then take part, and the new alignment, afterwards. `named` gives it its name, as [`NewPair::named`] does.
    ///
    /// # Errors
    /// As [`Memory::import_pair`].
    pub fn import_around(
        &mut self,
        pair: &mut Pair,
        aligner: &Aligner,
        options: &PairImport,
        named: impl Fn(NewPair<'_>) -> NewPair<'_>,
    ) -> Result<PairReport, MemoryError> {
        // The article is known again by what was read, whatever of it takes part.
        let new = named(NewPair::of(pair));
        let mut reading = Reading::of(&new);
        let Some((info, mut old)) = self.version_to_follow(&new, reading.digest, options)? else {
            return self.import_read(&new, &reading, options);
        };
        let (mended, by_hand) = {
            let names = self.names().map_err(|e| self.error(e))?;
            old.mended_ever(&self.conn, &names, &info).map_err(|e| self.error(e))?
        };
        let mut sides = [&mut pair.source, &mut pair.target].map(|side| Arranged {
            lines: side.lines.take(),
            ..Arranged::of(&side.segments, &side.furniture)
        });
        let [source, target] = &mut sides;
        by_hand.apply([source, target], &mut reading);
        for (side, arranged) in [&mut pair.source, &mut pair.target].into_iter().zip(sides) {
            (side.segments, side.furniture, side.lines) = (arranged.segments, arranged.left_out, arranged.lines);
        }
        let (source, target) = (&pair.source.segments, &pair.target.segments);
        let texts = [source, target].map(|segments| normal_texts(segments));
        let settled = Settled::of(&mended, &mended.locate([&texts[0], &texts[1]]));
        if !settled.is_empty() || !by_hand.is_empty() {
            pair.alignment = aligner.align_around(source, target, &settled.around());
            settled.put_into(&mut pair.alignment);
        }
        self.import_read(&named(NewPair::of(pair)), &reading, options)
    }

    /// The stored article that a pair is another version of, where what a person mended in it is to be kept.
    fn version_to_follow(
        &self,
        pair: &NewPair<'_>,
        digest: i64,
        options: &PairImport,
    ) -> Result<Option<(ArticleInfo, Old)>, MemoryError> {
        let find = || {
            let _now = self.begin_reading()?;
            let (conn, names) = (&self.conn, &self.names()?);
            // An article with the same content is unchanged, and none of those that are looked for here.
            let unchanged = |_| Ok(Vec::new());
            match known_article(conn, names, pair, digest, options, false, unchanged)? {
                Known::Same(info) if !options.afresh && (options.reread || !is_unchanged(&info, digest, pair)) => {
                    let old = Old::load(conn, names, &info)?;
                    Ok(Some((*info, old)))
                }
                _ => Ok(None),
            }
        };
        find().map_err(|e| self.error(e))
    }

    /// As [`Memory::import_pair`], with options.
    ///
    /// # Errors
    /// As [`Memory::import_pair`].
    pub fn import_pair_with(&mut self, pair: &NewPair<'_>, options: &PairImport) -> Result<PairReport, MemoryError> {
        self.import_read(pair, &Reading::of(pair), options)
    }

    fn import_read(
        &mut self,
        pair: &NewPair<'_>,
        reading: &Reading,
        options: &PairImport,
    ) -> Result<PairReport, MemoryError> {
        let mut write = self.write("import", &format!("article {}", pair.name))?;
        let report = write.store_read(pair, reading, options)?;
        // Dropping the write leaves no trace, not even in the history.
        if report.outcome != Outcome::Unchanged && !options.dry_run {
            write.commit()?;
        }
        Ok(report)
    }
}

impl Write<'_> {
    /// Stores a pair in this write that a person has been through, and tells what became of it.
    pub(crate) fn store_aligned(
        &mut self,
        pair: &NewPair<'_>,
        options: &PairImport,
    ) -> Result<PairReport, MemoryError> {
        let reading = Reading {
            is_wording: true,
            ..Reading::of(pair)
        };
        self.store_read(pair, &reading, options)
    }

    fn store_read(
        &mut self,
        pair: &NewPair<'_>,
        reading: &Reading,
        options: &PairImport,
    ) -> Result<PairReport, MemoryError> {
        let planned = plan(pair)?;
        self.store_pair(pair, planned, reading.clone(), options)
            .map_err(|e| self.error(e))
    }

    fn store_pair(
        &mut self,
        pair: &NewPair<'_>,
        mut planned: Vec<Planned>,
        mut reading: Reading,
        options: &PairImport,
    ) -> rusqlite::Result<PairReport> {
        let digest = reading.digest;
        let mut tally = Tally::default();
        let with_digest = |digest| self.articles_with(digest);
        let before = match known_article(
            &self.tx,
            &self.names,
            pair,
            digest,
            options,
            reading.is_wording,
            with_digest,
        )? {
            Known::Same(info) => Some(*info),
            Known::Beside(name) => {
                tally.beside = Some(name);
                None
            }
            Known::None => None,
        };
        let mut old = Old::default();
        let mut mended = Mended::default();
        let mut followed = None;
        if let Some(info) = &before {
            old = Old::load(&self.tx, &self.names, info)?;
            // What a person did to the article since its files were read is no difference of the files.
            if is_unchanged(info, digest, pair) && !options.afresh && !options.reread {
                return Ok(unchanged(info, &old, tally.of(&planned)));
            }
            if !options.afresh {
                let by_hand;
                (mended, by_hand) = old.mended_ever(&self.tx, &self.names, info)?;
                followed = Followed::of(pair, &mended, &by_hand, &mut reading);
            }
        }
        let follower = followed.as_ref().map(|followed| followed.pair(pair));
        let pair = follower.as_ref().unwrap_or(pair);
        if follower.is_some()
            && let Ok(as_settled) = plan(pair)
        {
            planned = as_settled;
        }
        if let Some(info) = before
            .as_ref()
            .filter(|info| info.imported_digest.is_some() && !options.afresh)
            && reading.is_wording
        {
            // The files go on saying what they said.
            let texts = [pair.source, pair.target].map(normal_texts);
            let reworded = old.reworded(info, [&texts[0], &texts[1]], &pair.alignment.beads);
            for (cut, reworded) in reading.cut.iter_mut().zip(reworded) {
                for (at, was) in reworded {
                    cut.taking_part.entry(at).or_insert(was);
                }
            }
        }
        let (planned, reading) = (&planned[..], &reading);
        tally = tally.of(planned);
        let (id, outcome) = match &before {
            Some(info) => (info.id, Outcome::Replaced),
            None => (self.next_article()?, Outcome::New),
        };
        let mut stored = self.store_beads(pair, planned, id, (&old, &mended), (&places(pair), reading))?;
        tally.unfit = stored.unfit(&mended, &reading.unfit);
        (tally.units, tally.added, tally.mended) = (stored.units, stored.added, stored.mended);
        tally.reused = stored.reused.len() as u64;
        if let Some(info) = &before
            && old.says_the_same(&stored.beads)
            && (info.whole || stored.beads.len() == old.beads.len())
            && is_unchanged(info, digest, pair)
        {
            return Ok(unchanged(info, &old, tally));
        }
        let mut former = stored.former_wordings(planned, &mended, reading);
        tally.put_aside = old.put_aside(&mended, &stored.beads);
        tally.put_aside.retain(|unit| !former.contains(unit));
        // Those are told by their units.
        tally
            .unfit
            .retain(|(unit, _)| unit.is_none_or(|unit| !tally.put_aside.contains(&unit) && !former.contains(&unit)));
        let info = self.described(pair, before, id, reading, &tally)?;
        self.put_article(&info)?;
        self.replace_beads(&info, &stored.beads, &stored.segments)?;
        stored.reused.extend(old.units.keys().copied());
        stored.reused.sort_unstable();
        stored.reused.dedup();
        for unit in &stored.reused {
            self.refresh_unit(*unit)?;
        }
        if options.afresh {
            // What only a person's word held is forgotten.
            former.extend(old.held_units());
        }
        tally.removed = self.delete_former(&former)? + self.delete_unheld(&old.held_units(), Hold::Firm)?;
        tally.to_review = self.count_to_review(&stored.beads, &stored.fresh)?;
        Ok(tally.report(info.id, info.name, outcome))
    }

    /// What the memory says of the pair's article from now on: its new name and file where it is `id`'s first version.
    fn described(
        &mut self,
        pair: &NewPair<'_>,
        before: Option<ArticleInfo>,
        id: ArticleId,
        reading: &Reading,
        tally: &Tally,
    ) -> rusqlite::Result<ArticleInfo> {
        let digest = reading.digest;
        let info = match before {
            Some(info) => info,
            None => {
                let (name, file) = self.free_name(&pair.name)?;
                ArticleInfo {
                    id,
                    key: self.free_key(&pair.key)?,
                    name,
                    title: None,
                    source_path: None,
                    target_path: None,
                    source_lang: pair.source_lang.clone(),
                    target_lang: pair.target_lang.clone(),
                    imported: self.now,
                    null_source: 0,
                    null_target: 0,
                    file,
                    digest,
                    version: 0,
                    whole: true,
                    imported_digest: None,
                    options: None,
                }
            }
        };
        // An article that another one of the same files stands beside keeps its own key.
        let numbered = info.key.starts_with(&format!("{}{ANOTHER}", pair.key));
        let is_own = numbered || info.key == pair.key;
        let info = if reading.is_wording && !is_own && info.imported_digest.is_some() {
            // A table in which an article was mended: its files are what they were.
            info
        } else {
            ArticleInfo {
                key: if is_own { info.key } else { self.free_key(&pair.key)? },
                title: pair.title.clone(),
                source_path: pair.source_path.clone(),
                target_path: pair.target_path.clone(),
                imported_digest: pair.origin.as_ref().map(|origin| origin.digest),
                options: pair.origin.as_ref().map(|origin| origin.options.clone()),
                ..info
            }
        };
        Ok(ArticleInfo {
            source_lang: pair.source_lang.clone(),
            target_lang: pair.target_lang.clone(),
            imported: self.now,
            null_source: tally.null_source,
            null_target: tally.null_target,
            digest,
            whole: true,
            ..info
        })
    }

    /// How many units of these beads are to be reviewed, where the status of some is known.
    pub(crate) fn count_to_review(&self, of: &[StoredBead], known: &HashMap<UnitId, Status>) -> rusqlite::Result<u64> {
        let mut seen = HashSet::new();
        let mut count = 0;
        for id in of.iter().filter_map(|bead| bead.unit).filter(|id| seen.insert(*id)) {
            let status = match known.get(&id) {
                Some(status) => Some(*status),
                None => rows::status_of_unit(&self.tx, id)?,
            };
            count += u64::from(status == Some(Status::ToReview));
        }
        Ok(count)
    }

    /// The key, or the key with the first free number.
    pub(crate) fn free_key(&self, wished: &str) -> rusqlite::Result<String> {
        let taken = |key: &str| {
            let found = rows::load_articles(&self.tx, &self.names, "WHERE key = ?", [key])?;
            Ok::<bool, rusqlite::Error>(!found.is_empty())
        };
        let mut key = wished.to_owned();
        let mut number = 1;
        while taken(&key)? {
            number += 1;
            key = format!("{wished}{ANOTHER}{number}");
        }
        Ok(key)
    }

    /// Deletes those of some units that nothing but the word of a person held.
    fn delete_former(&mut self, units: &[UnitId]) -> rusqlite::Result<u64> {
        let mut removed = 0;
        for id in units {
            let Some(unit) = rows::load_unit(&self.tx, &self.names, *id)? else {
                continue;
            };
            let is_held = unit.import.is_some() || unit.given.is_some() || unit.usage_count > 0;
            if !is_held && beads::occurrences_of_unit(&self.tx, *id)?.is_empty() {
                self.delete_unit(&unit)?;
                removed += 1;
            }
        }
        Ok(removed)
    }

    /// Deletes those of the units that occur nowhere any more and that nothing else holds.
    pub(crate) fn delete_unheld(&mut self, units: &[UnitId], hold: Hold) -> rusqlite::Result<u64> {
        let mut seen = HashSet::new();
        let mut removed = 0;
        for id in units.iter().copied().filter(|id| seen.insert(*id)) {
            let Some(unit) = rows::load_unit(&self.tx, &self.names, id)? else {
                continue;
            };
            let touched = matches!(unit.status, Status::Confirmed | Status::Rejected) || unit.usage_count > 0;
            let held = unit.import.is_some() || (hold == Hold::Firm && touched);
            if !beads::occurrences_of_unit(&self.tx, id)?.is_empty() {
                continue;
            }
            if !held {
                self.delete_unit(&unit)?;
                removed += 1;
            } else if unit.given.is_none() {
                // What its beads came to is its own from now on.
                let given = Some(unit.status);
                self.change_unit(&unit, &Unit { given, ..unit.clone() })?;
            }
        }
        Ok(removed)
    }
}

/// What keeps a unit that occurs in no article any more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Hold {
    /// An exchange file that brought it, too; its confirmation, rejection or use by a person.
    Firm,
    /// An exchange file that brought it, too.
    Loose,
}

/// What is told of an article whose files are as they were.
fn unchanged(info: &ArticleInfo, old: &Old, tally: Tally) -> PairReport {
    let units = old.held_units().len() as u64;
    let waiting = old.units.values().filter(|unit| unit.status == Status::ToReview);
    let places = old.mended(info).places;
    Tally {
        units,
        reused: units,
        added: 0,
        to_review: waiting.count() as u64,
        mended: places.iter().filter(|place| place.is_fixed()).count() as u64,
        ..tally
    }
    .report(info.id, info.name.clone(), Outcome::Unchanged)
}

/// The segments of one side in beads without the other.
fn null_segments(planned: &[Planned], side: usize) -> u64 {
    let nulls = planned.iter().filter(|bead| bead.sides[1 - side].is_empty());
    nulls.map(|bead| bead.sides[side].len() as u64).sum()
}

#[cfg(test)]
pub(crate) mod tests;
