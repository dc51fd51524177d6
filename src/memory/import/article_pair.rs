//! An aligned article pair → units and occurrences, in one transaction.
//!
//! The beads of the alignment become units; a unit that the memory has already is shared and gains an occurrence. The
//! article is known again by its key (or by its content, under another key): the same pair changes nothing, an edited
//! one replaces the article's occurrences.

use crate::memory::model::unit::NewUnit;
use std::collections::{HashMap, HashSet};

use crate::align::{Aligner, Alignment, Bead};
use crate::memory::import::known_article::{ANOTHER, Known, known_article};
use crate::memory::import::mending::{Mended, is_mended};
use crate::memory::import::new_pair::{NewPair, PairImport};
use crate::memory::model::article::{ArticleId, ArticleInfo, NO_NEIGHBOUR, Occurrence};
use crate::memory::model::identity;
use crate::memory::model::unit::{Status, Unit, UnitId, Variant};
use crate::memory::store::rows;
use crate::memory::store::transaction::Write;
use crate::memory::{Memory, MemoryError, REVIEW_BELOW, context_hash};
use crate::pair::Pair;
use crate::segment::Segment;

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
    /// Source segments without a translation: not stored.
    pub null_source: u64,
    /// Target segments without a source: not stored.
    pub null_target: u64,
    /// Beads of the article that keep what a person made of them.
    pub mended: u64,
    /// Mended units of the article's earlier version that no longer fit it. They are kept in the memory, without the article.
    pub put_aside: Vec<UnitId>,
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
    mended: u64,
    put_aside: Vec<UnitId>,
    beside: Option<String>,
}

impl Tally {
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
            mended: self.mended,
            put_aside: self.put_aside,
            beside: self.beside,
        }
    }
}

/// A bead with both sides.
struct Wanted {
    position: u32,
    identity: i64,
    variants: Vec<Variant>,
    confidence: f64,
    previous: i64,
    next: i64,
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
    /// person made of it stays. See [`Memory::alignment_around`].
    ///
    /// # Errors
    /// [`MemoryError::BadAlignment`] if a bead points outside the segments; else when the memory cannot be written.
    pub fn import_pair(&mut self, pair: &NewPair<'_>) -> Result<PairReport, MemoryError> {
        self.import_pair_with(pair, &PairImport::default())
    }

    /// Aligns a pair anew around what a person mended in the article that it is another version of; nothing where it is new,
    /// unchanged, or has no mended bead that still stands.
    ///
    /// # Errors
    /// When the memory cannot be read.
    pub fn alignment_around(
        &self,
        pair: &NewPair<'_>,
        aligner: &Aligner,
        options: &PairImport,
    ) -> Result<Option<Alignment>, MemoryError> {
        let fixed = || {
            let _now = self.begin_reading()?;
            let (conn, names) = (&self.conn, &self.names()?);
            let digest = digest_of(pair);
            // An article with the same content is unchanged, and none of those that are looked for here.
            let unchanged = |_| Ok(Vec::new());
            let info = match known_article(conn, names, pair, digest, options, unchanged)? {
                Known::Same(info) if info.digest != digest && !options.afresh => info,
                _ => return Ok(Vec::new()),
            };
            let old = rows::occurrences_of_article(conn, info.id)?;
            let units = rows::units_of(conn, names, &old)?;
            let mended = Mended::of(&old, &units, [&info.source_lang, &info.target_lang]);
            Ok(mended.fixed(pair.source, pair.target))
        };
        let fixed = fixed().map_err(|e| self.error(e))?;
        Ok((!fixed.is_empty()).then(|| aligner.align_around(pair.source, pair.target, &fixed)))
    }

    /// Stores a pair, aligned anew around what a person mended in its article ([`Memory::alignment_around`]); `pair` has the
    /// new alignment afterwards. `named` gives it its name, as [`NewPair::named`] does.
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
        if let Some(alignment) = self.alignment_around(&named(NewPair::of(pair)), aligner, options)? {
            pair.alignment = alignment;
        }
        self.import_pair_with(&named(NewPair::of(pair)), options)
    }

    /// As [`Memory::import_pair`], with options.
    ///
    /// # Errors
    /// As [`Memory::import_pair`].
    pub fn import_pair_with(&mut self, pair: &NewPair<'_>, options: &PairImport) -> Result<PairReport, MemoryError> {
        let mut write = self.write("import", &format!("article {}", pair.name))?;
        let report = write.store_aligned(pair, options)?;
        // Dropping the write leaves no trace, not even in the history.
        if report.outcome != Outcome::Unchanged && !options.dry_run {
            write.commit()?;
        }
        Ok(report)
    }
}

impl Write<'_> {
    /// Stores an aligned pair in this write, and tells what became of it.
    pub(crate) fn store_aligned(
        &mut self,
        pair: &NewPair<'_>,
        options: &PairImport,
    ) -> Result<PairReport, MemoryError> {
        let wanted = wanted_units(pair)?;
        self.store_pair(pair, &wanted, digest_of(pair), options)
            .map_err(|e| self.error(e))
    }

    fn store_pair(
        &mut self,
        pair: &NewPair<'_>,
        wanted: &[Wanted],
        digest: i64,
        options: &PairImport,
    ) -> rusqlite::Result<PairReport> {
        let mut tally = Tally {
            units: wanted.len() as u64,
            null_source: null_segments(pair.alignment, |b| (&b.source, &b.target)),
            null_target: null_segments(pair.alignment, |b| (&b.target, &b.source)),
            ..Tally::default()
        };
        let with_digest = |digest| self.articles_with(digest);
        let before = match known_article(&self.tx, &self.names, pair, digest, options, with_digest)? {
            Known::Same(info) => Some(*info),
            Known::Beside(name) => {
                tally.beside = Some(name);
                None
            }
            Known::None => None,
        };
        if let Some(info) = &before {
            // What a person did to the article since its files were read is no difference of the files.
            if info.digest == digest && !options.afresh {
                self.count_unchanged(info.id, &mut tally)?;
                return Ok(tally.report(info.id, info.name.clone(), Outcome::Unchanged));
            }
        }
        let old = match &before {
            Some(info) => rows::occurrences_of_article(&self.tx, info.id)?,
            None => Vec::new(),
        };
        let units = rows::units_of(&self.tx, &self.names, &old)?;
        let mended = match &before {
            Some(info) if !options.afresh => Mended::of(&old, &units, [&info.source_lang, &info.target_lang]),
            _ => Mended::default(),
        };
        let mut known: HashMap<i64, Unit> = HashMap::new();
        for bead in wanted {
            let unit = match mended.unit(bead.identity, &bead.variants) {
                Some(id) => units.get(&id).cloned(),
                None => self.find(bead.identity, &bead.variants)?,
            };
            if let Some(unit) = unit {
                tally.mended += u64::from(is_mended(&unit) && units.contains_key(&unit.id));
                known.insert(bead.identity, unit);
            }
        }
        if let Some(info) = before.as_ref().filter(|info| info.digest == digest)
            && same_occurrences(&old, wanted, &known)
        {
            tally.reused = tally.units;
            tally.to_review = count_to_review(wanted, &known);
            return Ok(tally.report(info.id, info.name.clone(), Outcome::Unchanged));
        }

        let (id, outcome) = match &before {
            Some(info) => (info.id, Outcome::Replaced),
            None => (self.next_article()?, Outcome::New),
        };
        let occurrences = self.store_beads(wanted, id, &mut known, &mut tally)?;
        let kept: HashSet<UnitId> = occurrences.iter().map(|o| o.unit).collect();
        let aside = old.iter().map(|o| o.unit).filter(|id| !kept.contains(id));
        let mut aside: Vec<UnitId> = aside.filter(|id| units.get(id).is_some_and(is_mended)).collect();
        aside.sort_unstable();
        aside.dedup();
        tally.put_aside = aside;
        let info = self.described(pair, before, id, digest, &tally)?;
        self.put_article(&info, &occurrences)?;
        tally.removed = self.delete_unheld(&old, Hold::Firm)?;
        tally.to_review = count_to_review(wanted, &known);
        Ok(tally.report(info.id, info.name, outcome))
    }

    /// Gives each bead its unit, the one that is known or a new one.
    fn store_beads(
        &mut self,
        wanted: &[Wanted],
        id: ArticleId,
        known: &mut HashMap<i64, Unit>,
        tally: &mut Tally,
    ) -> rusqlite::Result<Vec<Occurrence>> {
        let mut occurrences = Vec::with_capacity(wanted.len());
        for bead in wanted {
            let unit = match known.get_mut(&bead.identity) {
                Some(unit) => {
                    tally.reused += 1;
                    let raised = raise(unit, bead.confidence);
                    if raised != *unit {
                        self.change_unit(unit, &raised)?;
                        *unit = raised;
                    }
                    unit.id
                }
                None => {
                    tally.added += 1;
                    let unit = self.add_unit(self.new_unit(bead), bead.identity)?;
                    let id = unit.id;
                    known.insert(bead.identity, unit);
                    id
                }
            };
            occurrences.push(Occurrence {
                unit,
                article: id,
                position: bead.position,
                previous: bead.previous,
                next: bead.next,
            });
        }
        Ok(occurrences)
    }

    /// What the memory says of the pair's article from now on: its new name and file where it is `id`'s first version.
    fn described(
        &mut self,
        pair: &NewPair<'_>,
        before: Option<ArticleInfo>,
        id: ArticleId,
        digest: i64,
        tally: &Tally,
    ) -> rusqlite::Result<ArticleInfo> {
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
                }
            }
        };
        // An article that another one of the same files stands beside keeps its own key.
        let numbered = info.key.starts_with(&format!("{}{ANOTHER}", pair.key));
        Ok(ArticleInfo {
            key: if numbered || info.key == pair.key {
                info.key.clone()
            } else {
                self.free_key(&pair.key)?
            },
            title: pair.title.clone(),
            source_path: pair.source_path.clone(),
            target_path: pair.target_path.clone(),
            source_lang: pair.source_lang.clone(),
            target_lang: pair.target_lang.clone(),
            imported: self.now,
            null_source: tally.null_source,
            null_target: tally.null_target,
            digest,
            ..info
        })
    }

    /// Counts what is told of an article whose files are as they were.
    fn count_unchanged(&self, id: ArticleId, tally: &mut Tally) -> rusqlite::Result<()> {
        let occurrences = rows::occurrences_of_article(&self.tx, id)?;
        let units = rows::units_of(&self.tx, &self.names, &occurrences)?;
        tally.units = occurrences.len() as u64;
        tally.reused = tally.units;
        tally.to_review = units.values().filter(|u| u.status == Status::ToReview).count() as u64;
        tally.mended = occurrences
            .iter()
            .filter(|o| units.get(&o.unit).is_some_and(is_mended))
            .count() as u64;
        Ok(())
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

    fn new_unit(&self, bead: &Wanted) -> NewUnit {
        NewUnit {
            status: status_for(bead.confidence),
            confidence: Some(bead.confidence),
            created: Some(self.now),
            changed: Some(self.now),
            created_by: self.author.clone(),
            changed_by: self.author.clone(),
            ..NewUnit::of(bead.variants.clone())
        }
    }

    /// Deletes those of the units behind `occurrences` that occur nowhere any more and that nothing else holds.
    pub(crate) fn delete_unheld(&mut self, occurrences: &[Occurrence], hold: Hold) -> rusqlite::Result<u64> {
        let mut seen = HashSet::new();
        let mut removed = 0;
        for id in occurrences.iter().map(|o| o.unit).filter(|id| seen.insert(*id)) {
            let Some(unit) = rows::load_unit(&self.tx, &self.names, id)? else {
                continue;
            };
            let touched = matches!(unit.status, Status::Confirmed | Status::Rejected) || unit.usage_count > 0;
            let held = unit.import.is_some() || (hold == Hold::Firm && touched);
            if !held && rows::occurrences_of_unit(&self.tx, id)?.is_empty() {
                self.delete_unit(&unit)?;
                removed += 1;
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

/// Checks the alignment against the segments and makes a [`Wanted`] of each bead that has both sides.
fn wanted_units(pair: &NewPair<'_>) -> Result<Vec<Wanted>, MemoryError> {
    let text_of = |segments: &[Segment], range: &std::ops::Range<usize>, side: &str| {
        let texts: Vec<&str> = segments
            .get(range.clone())
            .ok_or_else(|| {
                MemoryError::BadAlignment(format!(
                    "a bead wants {side} segments {} to {} of {}",
                    range.start,
                    range.end,
                    segments.len()
                ))
            })?
            .iter()
            .map(|s| s.text.as_str())
            .collect();
        Ok(texts.join(" "))
    };
    let neighbour = |index: Option<usize>| {
        index
            .and_then(|i| pair.source.get(i))
            .map_or(NO_NEIGHBOUR, |segment| context_hash(&segment.text))
    };
    let mut wanted = Vec::with_capacity(pair.alignment.beads.len());
    for (position, bead) in pair.alignment.beads.iter().enumerate() {
        let source = text_of(pair.source, &bead.source, "source")?;
        let target = text_of(pair.target, &bead.target, "target")?;
        if source.trim().is_empty() || target.trim().is_empty() {
            continue;
        }
        let variants = vec![
            Variant::plain(pair.source_lang.clone(), source),
            Variant::plain(pair.target_lang.clone(), target),
        ];
        wanted.push(Wanted {
            position: u32::try_from(position)
                .map_err(|_| MemoryError::BadAlignment("more than four billion beads".to_owned()))?,
            identity: identity::identity(&variants),
            variants,
            confidence: if bead.confidence.is_nan() {
                0.0
            } else {
                bead.confidence.clamp(0.0, 1.0)
            },
            previous: neighbour(bead.source.start.checked_sub(1)),
            next: neighbour(Some(bead.source.end)),
        });
    }
    Ok(wanted)
}

/// The segments on one side of beads whose other side is empty.
fn null_segments<'a>(
    alignment: &'a Alignment,
    sides: impl Fn(&'a Bead) -> (&'a std::ops::Range<usize>, &'a std::ops::Range<usize>),
) -> u64 {
    alignment
        .beads
        .iter()
        .map(sides)
        .filter(|(_, other)| other.is_empty())
        .map(|(side, _)| side.len() as u64)
        .sum()
}

fn digest_of(pair: &NewPair<'_>) -> i64 {
    // A text that no segment has marks the border between the sides.
    let border = std::iter::once("\u{1e}");
    let sides = pair
        .source
        .iter()
        .map(|s| s.text.as_str())
        .chain(border)
        .chain(pair.target.iter().map(|s| s.text.as_str()));
    identity::digest(sides)
}

fn status_for(confidence: f64) -> Status {
    if confidence < REVIEW_BELOW {
        Status::ToReview
    } else {
        Status::Aligned
    }
}

/// The unit after it was seen once more with this confidence: the best confidence counts, and it may end the wait for a
/// review. What a person decided stays.
fn raise(unit: &Unit, confidence: f64) -> Unit {
    let mut raised = unit.clone();
    if matches!(unit.status, Status::ToReview | Status::Aligned) && unit.confidence.is_some_and(|c| c < confidence) {
        raised.confidence = Some(confidence);
        raised.status = unit.status.max(status_for(confidence));
    }
    raised
}

/// Whether the article's occurrences are already what the alignment asks for.
fn same_occurrences(old: &[Occurrence], wanted: &[Wanted], known: &HashMap<i64, Unit>) -> bool {
    old.len() == wanted.len()
        && old.iter().zip(wanted).all(|(o, w)| {
            o.position == w.position
                && o.previous == w.previous
                && o.next == w.next
                && known.get(&w.identity).is_some_and(|u| u.id == o.unit)
        })
}

fn count_to_review(wanted: &[Wanted], known: &HashMap<i64, Unit>) -> u64 {
    let units: HashSet<UnitId> = wanted
        .iter()
        .filter_map(|w| known.get(&w.identity))
        .filter(|u| u.status == Status::ToReview)
        .map(|u| u.id)
        .collect();
    units.len() as u64
}

#[cfg(test)]
pub(crate) mod tests;
