//! A new segment → the units of the memory nearest to it, best first, each with its score and what the score is made of.
//!
//! Candidates come from the index or, when asked to be exhaustive, from comparing with every unit; from there on both
//! take the same way: the unit is read from the database, which is the truth, and scored by [`super::score`]. So the two
//! give the same matches in the same order, and an index that lags behind can never show what is no longer there.

use super::adapt::{Adaptation, adapt_with};
use super::declared::DeclaredContext;
use super::diff::{Stretch, diff};
use super::index::fuzzy::FuzzyQuery;
use super::index::rank::{self, Candidates, Ranked, identical_score};
use super::index::shared::Held;
use super::origin::Origins;
use super::promise::Further;
use super::proof::Proof;
use super::query::{Neighbour, Query, SuggestOptions};
use super::score::{self, Penalty, Rank, Scorer};
use crate::memory::{ArticleId, Memory, MemoryError, Status, Timestamp, Unit, UnitId, Variant, normalise};
use crate::text::lang::Lang;
use crate::text::tokens;

/// A target with the query's values in it, and what it is worth.
#[derive(Clone, Debug, PartialEq)]
pub struct Adapted {
    /// The target, and what was put into it.
    pub adaptation: Adaptation,
    /// Its score, from 0 to [`score::ADAPTED_CAP`], minus the match's penalties.
    pub score: f64,
    /// The character similarity, from 0 to 100, of the query and the source with the same values.
    pub characters: f64,
}

impl Adapted {
    /// Whether nothing is left over from the unit, and nothing unproven.
    #[must_use]
    pub fn is_clean(&self) -> bool {
        self.adaptation.stale.is_empty() && self.adaptation.unproven.is_empty()
    }
}

/// A unit offered for a segment.
#[derive(Clone, Debug, PartialEq)]
pub struct Match {
    /// The unit's number in the memory.
    pub unit: UnitId,
    /// The score, from 0 to 102: [`Match::base`] minus the penalties. To be shown through [`score::shown`].
    pub score: f64,
    /// The score before penalties: word similarity, or 100, 101, 102 for an identical text.
    pub base: f64,
    /// What was taken off, and why.
    pub penalties: Vec<Penalty>,
    /// The character similarity, from 0 to 100, which takes part in the order.
    pub characters: f64,
    /// The unit's text in the query's language.
    pub source: String,
    /// Its translation.
    pub target: String,
    /// How many of the two neighbours are the same where the unit was seen; only counted for an identical text.
    pub same_neighbours: u8,
    /// Whether the unit says between which segments it belongs, and the query stands elsewhere or nobody knows where; of equal
    /// matches such come last.
    pub for_another_place: bool,
    /// The article where the unit was seen, the one with the most similar context first, then the latest; for a unit that
    /// came from no article the document that its properties name, else the file from which it was imported.
    pub article: Option<String>,
    /// How far the unit is to be trusted.
    pub status: Status,
    /// When the unit or one of the two texts was last changed, or else made.
    pub date: Option<Timestamp>,
    /// Where query and source differ.
    pub diff: Vec<Stretch>,
    /// The target with the query's numbers, dates, times, addresses and names, where that is possible.
    pub adapted: Option<Adapted>,
}

impl Match {
    /// Whether the text is identical and at least one neighbour is the same.
    #[must_use]
    pub fn is_context(&self) -> bool {
        self.same_neighbours > 0
    }

    /// The adapted translation, where it is worth more than the unit's own.
    #[must_use]
    pub fn better_adapted(&self) -> Option<&Adapted> {
        self.adapted.as_ref().filter(|adapted| adapted.score > self.score)
    }

    /// As [`Match::better_adapted`], without anything that is left over from the unit or that nothing proves: what may stand where no person is told of that.
    #[must_use]
    pub fn clean_adapted(&self) -> Option<&Adapted> {
        self.better_adapted().filter(|adapted| adapted.is_clean())
    }
}

/// Finds matches in a memory, for one pair of languages.
#[derive(Debug)]
pub struct Matcher<'m> {
    pub(super) memory: &'m Memory,
    pub(super) from: Lang,
    pub(super) to: Lang,
    index: Held,
    origins: Origins<'m>,
}

impl<'m> Matcher<'m> {
    /// A matcher for texts in `from` to be translated into `to`; the units' own direction does not matter.
    ///
    /// The index is opened, and brought up to date, by the first search that uses it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open(memory: &'m Memory, from: &Lang, to: &Lang) -> Result<Matcher<'m>, MemoryError> {
        Ok(Matcher::with(memory, from, to, Held::own(from, to)))
    }

    /// A matcher that uses this index.
    pub(super) fn with(memory: &'m Memory, from: &Lang, to: &Lang, index: Held) -> Matcher<'m> {
        Matcher {
            memory,
            from: from.clone(),
            to: to.clone(),
            index,
            origins: Origins::new(memory),
        }
    }

    /// The matches for a segment, with the options' defaults: at most five whose score is at least 70, best first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn suggest(&mut self, query: impl Into<Query>) -> Result<Vec<Match>, MemoryError> {
        self.suggest_with(&query.into(), &SuggestOptions::default())
    }

    /// The score, 1 to 102, of the best unit there is for a segment for which `matches` are all that `asked` finds; `None` where these are some,
    /// or where no unit has a word in common with it.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn best_below(
        &mut self,
        text: &str,
        matches: &[Match],
        asked: &SuggestOptions,
    ) -> Result<Option<f64>, MemoryError> {
        // The lower the score, the more units are compared.
        let lower = [50.0, 30.0, 1.0].into_iter().filter(|least| *least < asked.min_score);
        for least in lower.filter(|_| matches.is_empty()) {
            let options = SuggestOptions {
                min_score: least,
                limit: 1,
                ..asked.clone()
            };
            if let Some(best) = self.suggest_with(&Query::new(text), &options)?.first() {
                // What would reach the threshold shares too little with the segment for its adapted form to count.
                let adapted = best.better_adapted().filter(|adapted| adapted.score < asked.min_score);
                return Ok(Some(adapted.map_or(best.score, |adapted| adapted.score)));
            }
        }
        Ok(None)
    }

    /// The matches for a segment: the units that are not rejected and whose score, as they stand or adapted, is at least
    /// [`SuggestOptions::min_score`], ordered as [`super::score`] says by what they are worth, at most [`SuggestOptions::limit`] of them. A
    /// unit that is less as it stands is found where it differs in figures alone, or where it has 70 % of the segment's words, or
    /// half of them and figures that may make up for the others. All of them are as of
    /// one moment.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn suggest_with(&mut self, query: &Query, options: &SuggestOptions) -> Result<Vec<Match>, MemoryError> {
        let _now = self.memory.read_snapshot()?;
        let text = normalise(&query.text).into_owned();
        let scorer = Scorer::new(&text);
        let least = options.min_score.max(1.0);
        if scorer.is_empty() || options.limit == 0 {
            return Ok(Vec::new());
        }
        let further = Further::new(&text, &self.from).filter(|_| least <= score::ADAPTED_CAP);
        let (from, to) = (self.from.clone(), self.to.clone());
        let index = match options.exhaustive {
            true => None,
            false => Some(self.index.in_step(self.memory)?),
        };
        let proof = match &index {
            Some(index) => Proof::indexed(self.memory, index, &from, &to),
            None => Proof::scanned(self.memory, &from, &to),
        };
        let search = Search {
            query,
            scorer: &scorer,
            least,
            limit: options.limit,
            further: further.as_ref(),
            proof: &proof,
        };
        let Some(index) = &index else {
            return self.compared_with_all(&search);
        };
        let mut scratch = self.index.scratch();
        let fuzzy = FuzzyQuery::new(&text);
        let side = index.side(&self.from);
        let mut found = Vec::new();
        // Penalties only lower a score, so no unit under the threshold by its words can be over it as it stands.
        let words = least.min(100.0);
        let (mut hits, mut floor) = (Vec::new(), f64::MAX);
        for stage in stages(options.limit, words) {
            floor = stage;
            hits = rank::hits(index, side, &fuzzy, floor, &mut scratch);
            let mut candidates = Candidates::new(index, side, &scorer, hits.iter().copied(), search.identical());
            found = self.best(&search, &mut candidates)?;
            // A unit under the stage by its words has a mean with its characters of less than this.
            let bound = f64::midpoint(stage, 100.0);
            if found.len() >= options.limit && found.iter().all(|m| m.rank().mean() >= bound) {
                break;
            }
        }
        if let Some(further) = &further {
            let alike = further
                .masked()
                .map(|masked| rank::masked(index, side, masked, &scorer));
            self.add_alike(&search, alike.unwrap_or_default(), &mut found)?;
            // Where there is room, all that reach the threshold as they stand were looked at.
            let lower = search.floor_beside(&found);
            let more = found.len() >= options.limit || lower < words;
            if more && !search.is_settled(&found) {
                if floor > lower {
                    hits = rank::hits(index, side, &fuzzy, lower, &mut scratch);
                }
                let promising = rank::promising(rank::near(&hits), |at| {
                    let tokens = rank::tokens_at(index, side, *at);
                    further.promise().of(tokens.into_iter())
                });
                self.add_promising(&search, &promising, &mut found)?;
            }
        }
        self.index.give_back(scratch);
        Ok(found)
    }

    /// Scores candidates, which come best first as they stand, until no other can be among the first `limit` as they stand.
    pub(super) fn best(
        &mut self,
        search: &Search<'_>,
        candidates: &mut dyn Iterator<Item = Ranked>,
    ) -> Result<Vec<Match>, MemoryError> {
        let mut matches: Vec<Match> = Vec::new();
        let mut equals = 0;
        for candidate in candidates {
            let id = UnitId(candidate.id);
            // Of equals the unit itself tells which goes first.
            let behind = |worst: &Match| candidate.rank().better_first(&worst.rank()).is_gt();
            let full = matches.len() >= search.limit;
            if full && matches.last().is_some_and(behind) {
                break;
            }
            let ahead = |worst: &Match| candidate.rank().better_first(&worst.rank()).is_lt();
            if full && !matches.last().is_some_and(ahead) {
                equals += 1;
                if equals > MOST_EQUALS {
                    break;
                }
            }
            let Some(unit) = self.memory.known_unit(id)? else {
                continue;
            };
            for (source, target) in unit.pairs(&self.from, &self.to) {
                let last = matches.get(search.limit - 1).map(Match::place);
                let in_front = |place: &Place| last.is_none_or(|last| !last.better_first(place).is_lt());
                if let Some(weighed) = self.weigh(search, &unit, [source, target], in_front)? {
                    let found = self.matched(search, &unit, [source, target], weighed)?;
                    let place = found.place();
                    let at = matches.partition_point(|other| other.place().better_first(&place).is_lt());
                    matches.insert(at, found);
                }
            }
            matches.truncate(search.limit);
        }
        matches.sort_by(Match::worthiest_first);
        Ok(matches)
    }

    /// What two texts of a unit are worth to the query, if it reaches `least`, as they stand or adapted. What takes most of the time is done
    /// where `in_front` says so of their place.
    pub(super) fn weigh(
        &mut self,
        search: &Search<'_>,
        unit: &Unit,
        [source, target]: [&Variant; 2],
        in_front: impl Fn(&Place) -> bool,
    ) -> Result<Option<Weighed>, MemoryError> {
        let Search { query, scorer, .. } = *search;
        // Where nothing is translated there is nothing to offer.
        if unit.status == Status::Rejected || tokens::canonical(&target.text).is_empty() {
            return Ok(None);
        }
        let text = normalise(&source.text);
        let comparison = scorer.compare(&text);
        if comparison.words < search.floor() && !search.is_alike(&text) {
            return Ok(None);
        }
        let (mut same_neighbours, nearest) = if comparison.identical {
            let occurrences = self.memory.occurrences_of_unit(unit.id)?;
            self.nearest_context(query, &occurrences)?
        } else {
            (0, None)
        };
        let declared = DeclaredContext::of(unit, &self.from);
        if let Some(declared) = declared.as_ref().filter(|_| comparison.identical) {
            same_neighbours = same_neighbours.max(declared.same([query.previous.hash(), query.next.hash()]));
        }
        let mut penalties = comparison.style.clone();
        penalties.extend(score::tags(source.markup.as_deref(), comparison.typed_tags));
        penalties.extend(score::region([(&self.from, &source.lang), (&self.to, &target.lang)]));
        penalties.extend(score::trust(unit.status, unit.confidence));
        let base = score::base(&comparison, same_neighbours);
        let score = score::penalised(base, &penalties);
        let place = Place {
            rank: Rank {
                score,
                characters: comparison.characters,
            },
            for_another_place: declared.is_some() && same_neighbours == 0,
            status: unit.status,
            date: last_changed(unit, [source, target]),
            unit: unit.id,
        };
        if score < search.least && (search.further.is_none() || comparison.words >= 100.0) || !in_front(&place) {
            return Ok(None);
        }
        let adapted = (comparison.words < 100.0)
            .then(|| {
                let proven = |name: &str| search.proof.of(name);
                adapt_with(&query.text, &source.text, &target.text, [&self.from, &self.to], &proven)
            })
            .flatten()
            .map(|adaptation| {
                let base = score::adapted(
                    scorer.words(&adaptation.source),
                    (!adaptation.unproven.is_empty()).then(|| scorer.words(&adaptation.certain)),
                );
                let characters = scorer.characters(&tokens::canonical(&adaptation.source));
                Adapted {
                    adaptation,
                    score: score::penalised(base, &penalties),
                    characters,
                }
            })
            .filter(|adapted| adapted.score > score);
        if score.max(adapted.as_ref().map_or(0.0, |adapted| adapted.score)) < search.least {
            return Ok(None);
        }
        Ok(Some(Weighed {
            base,
            penalties,
            place,
            same_neighbours,
            nearest,
            identical: comparison.identical,
            adapted,
        }))
    }

    /// The match that two texts of a unit make.
    pub(super) fn matched(
        &mut self,
        search: &Search<'_>,
        unit: &Unit,
        [source, target]: [&Variant; 2],
        weighed: Weighed,
    ) -> Result<Match, MemoryError> {
        let article = if weighed.identical {
            weighed.nearest
        } else {
            let occurrences = self.memory.occurrences_of_unit(unit.id)?;
            occurrences.iter().map(|occurrence| occurrence.article).max()
        };
        let Place { rank, .. } = weighed.place;
        Ok(Match {
            unit: unit.id,
            score: rank.score,
            base: weighed.base,
            penalties: weighed.penalties,
            characters: rank.characters,
            source: source.text.clone(),
            target: target.text.clone(),
            same_neighbours: weighed.same_neighbours,
            for_another_place: weighed.place.for_another_place,
            article: self.origins.of(unit, article)?,
            status: unit.status,
            date: weighed.place.date,
            diff: diff(&search.query.text, &source.text),
            adapted: weighed.adapted,
        })
    }
}

/// One search: what is looked for, and what is wanted.
#[derive(Clone, Copy, Debug)]
pub(super) struct Search<'a> {
    pub(super) query: &'a Query,
    pub(super) scorer: &'a Scorer,
    pub(super) least: f64,
    pub(super) limit: usize,
    /// Where the query has something that adapting can carry.
    pub(super) further: Option<&'a Further>,
    /// The names that the memory proves.
    pub(super) proof: &'a Proof<'a>,
}

impl Search<'_> {
    /// The least word similarity of what is looked at.
    pub(super) fn floor(&self) -> f64 {
        let least = self.least.min(100.0);
        self.further.map_or(least, |further| further.floor(least))
    }

    /// The score that an identical text can have.
    pub(super) fn identical(&self) -> f64 {
        let in_context = self.query.previous != Neighbour::Unknown || self.query.next != Neighbour::Unknown;
        identical_score(in_context)
    }

    /// Whether a text differs from the query in figures alone.
    fn is_alike(&self, text: &str) -> bool {
        self.further.is_some_and(|further| further.is_alike(text))
    }
}

/// What two texts of a unit are worth to a query.
#[derive(Debug)]
pub(super) struct Weighed {
    base: f64,
    penalties: Vec<Penalty>,
    pub(super) place: Place,
    same_neighbours: u8,
    nearest: Option<ArticleId>,
    identical: bool,
    adapted: Option<Adapted>,
}

impl Weighed {
    /// What they are worth, as they stand or adapted.
    pub(super) fn worth(&self) -> Worth {
        Worth::new(self.place, self.adapted.as_ref())
    }
}

/// What matches are ordered by: as they stand or adapted, whichever is better, then as they stand.
#[derive(Clone, Copy, Debug)]
pub(super) struct Worth {
    pub(super) rank: Rank,
    place: Place,
}

impl Worth {
    fn new(place: Place, adapted: Option<&Adapted>) -> Worth {
        let adapted = adapted.filter(|adapted| adapted.is_clean() && adapted.score > place.rank.score);
        let of = |adapted: &Adapted| Rank {
            score: adapted.score,
            characters: adapted.characters,
        };
        let better = adapted.map(of).filter(|rank| rank.better_first(&place.rank).is_lt());
        Worth {
            rank: better.unwrap_or(place.rank),
            place,
        }
    }

    pub(super) fn better_first(&self, other: &Worth) -> std::cmp::Ordering {
        let by_rank = self.rank.better_first(&other.rank);
        by_rank.then_with(|| self.place.better_first(&other.place))
    }
}

impl Match {
    fn rank(&self) -> Rank {
        Rank {
            score: self.score,
            characters: self.characters,
        }
    }

    fn place(&self) -> Place {
        Place {
            rank: self.rank(),
            for_another_place: self.for_another_place,
            status: self.status,
            date: self.date,
            unit: self.unit,
        }
    }

    /// What matches are ordered by, also those of several memories, the least first; among equals the highest number of a unit is first.
    ///
    /// By what they are worth, as they stand or adapted, then as they stand. What is for another place goes last of equals; the confirmed
    /// first, then the newest.
    #[must_use]
    pub fn order(&self) -> (f64, f64, f64, f64, bool, u8, i64) {
        let Worth { rank, place } = self.worth();
        let (another, trust, age) = place.among_equals();
        let (mean, score) = (place.rank.mean(), place.rank.score);
        (-rank.mean(), -rank.score, -mean, -score, another, trust, age)
    }

    pub(super) fn worth(&self) -> Worth {
        Worth::new(self.place(), self.adapted.as_ref())
    }

    pub(super) fn worthiest_first(&self, other: &Match) -> std::cmp::Ordering {
        self.worth().better_first(&other.worth())
    }
}

/// What tells which of two matches comes first.
#[derive(Clone, Copy, Debug)]
pub(super) struct Place {
    rank: Rank,
    for_another_place: bool,
    status: Status,
    date: Option<Timestamp>,
    unit: UnitId,
}

impl Place {
    /// What units of the same rank are ordered by, the least first.
    fn among_equals(&self) -> (bool, u8, i64) {
        let date = self.date.map_or(i64::MIN, |date| date.0);
        (self.for_another_place, trust(self.status), date.saturating_neg())
    }

    fn better_first(&self, other: &Place) -> std::cmp::Ordering {
        self.rank
            .better_first(&other.rank)
            .then_with(|| self.among_equals().cmp(&other.among_equals()))
            .then(other.unit.cmp(&self.unit))
    }
}

/// How many more units that are equal to the last match are looked at, the highest numbers first, for one that is
/// confirmed or was changed later. Without a bound a table's rows, which differ in a number alone, would all be.
const MOST_EQUALS: usize = 64;

/// The place of a status among equal matches.
fn trust(status: Status) -> u8 {
    match status {
        Status::Confirmed => 0,
        Status::Aligned => 1,
        Status::ToReview => 2,
        Status::Rejected => 3,
    }
}

/// When a unit or one of its two texts was last changed; where nothing tells, the unit's date.
fn last_changed(unit: &Unit, texts: [&Variant; 2]) -> Option<Timestamp> {
    let of_text = |text: &&Variant| Timestamp::parse(text.extras.attributes.get("changedate")?);
    let changed = texts.iter().filter_map(of_text).chain(unit.changed).max();
    changed.or_else(|| unit.date())
}

/// The thresholds, by words, of the searches for the first `limit` matches, the last of which is `least`.
///
/// Where only the best is wanted, as an analysis wants it, looking for near ones first is quick, and mostly enough; for more
/// than one the searches that find too few cost more than they save (five: 1.3 times the time).
fn stages(limit: usize, least: f64) -> impl Iterator<Item = f64> {
    let near: &[f64] = if limit == 1 { &[100.0, 85.0, 70.0] } else { &[] };
    near.iter().copied().filter(move |stage| *stage > least).chain([least])
}
