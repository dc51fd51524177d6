//! An article of the memory → what the page shows of it: beads in order with their places, findings and marks, and which of them a filter
//! and a search leave.

use std::collections::{HashMap, HashSet};
use std::hash::{DefaultHasher, Hash as _, Hasher as _};
use std::ops::Range;
use std::path::Path;
use std::sync::OnceLock;

use rayon::prelude::*;
use serde::Serialize;
use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::counts::Count;
use super::reply::Refused;
use crate::memory::{
    Acted, ActionInfo, ArticleId, ArticleView, BeadId, BeadOrigin, BeadState, BeadView, Memory, MemoryError, Mode,
    Moment, PairFinding, REVIEW_BELOW, SegmentId, SegmentView, Variant, Watch, disagreeing_numbers, length_ratio,
    pair_findings,
};
use crate::text::lang::Lang;
use crate::text::tokens::fold_quote;

/// Articles that are kept open at a time.
const MOST_OPEN: usize = 4;
/// Changes of an article that are remembered, so that a page that saw an earlier version is told what it lacks.
const MOST_CHANGES: usize = 1_000;

/// What the thread that reads has before it.
#[derive(Debug)]
pub(super) struct Reading {
    pub(super) memory: Memory,
    /// Tells whether anything changed, by whomever.
    pub(super) watch: Watch,
    open: Vec<OpenArticle>,
}

impl Reading {
    pub(super) fn open(folder: &Path) -> Result<Reading, MemoryError> {
        let memory = Memory::open(folder, Mode::Read)?;
        Ok(Reading {
            watch: memory.watch()?,
            memory,
            open: Vec::new(),
        })
    }

    /// Takes in what an action came to that was done to an article at a version, so that it need not be read anew. Where another version is
    /// open, nothing is taken in.
    pub(super) fn take_in(&mut self, id: ArticleId, seen: u64, acted: &Acted) -> Result<(), Refused> {
        let kept = self
            .open
            .iter()
            .position(|open| open.view.info.id == id && open.view.info.version == seen);
        let Some(at) = kept else { return Ok(()) };
        // What is read here is of one moment, and counts only where nothing was done since.
        let now = self.memory.read_snapshot()?;
        if now.article(id)?.is_none_or(|info| info.version != acted.version) {
            return Ok(());
        }
        let (moment, next) = (now.moment()?, now.next_actions(id)?);
        drop(now);
        let open = &mut self.open[at];
        open.apply(acted, next);
        open.moment = moment;
        Ok(())
    }

    /// How many places are left in an article, where it is open at its present version.
    pub(super) fn open_count(&self, article: ArticleId) -> Option<Count> {
        let open = self.open.iter().find(|open| open.view.info.id == article)?;
        Some(Count {
            article,
            version: open.view.info.version,
            places: open.places_left(),
        })
    }

    /// An article as it is now; it is read anew where anything in the memory changed.
    pub(super) fn article(&mut self, id: ArticleId) -> Result<&OpenArticle, Refused> {
        let moment = self.memory.moment()?;
        let kept = self.open.iter().position(|open| open.view.info.id == id);
        let mut open = match kept.map(|at| self.open.remove(at)) {
            Some(open) if open.moment == moment => open,
            kept => {
                let view = self.memory.article_view(id)?;
                OpenArticle::read(view, moment, kept)
            }
        };
        open.moment = moment;
        self.open.truncate(MOST_OPEN - 1);
        self.open.insert(0, open);
        Ok(&self.open[0])
    }
}

/// Why a bead is a place to look at.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
#[serde(rename_all = "kebab-case")]
pub(super) enum Reason {
    /// The aligner doubts it, and nobody decided of it.
    Doubtful,
    /// Somebody put it to review.
    ToReview,
    /// A check finds something.
    Finding,
    /// It has a note.
    Note,
}

/// What is known of a bead beside what the memory says.
#[derive(Clone, Debug, Default, PartialEq)]
pub(super) struct Marks {
    pub(super) reasons: Vec<Reason>,
    pub(super) findings: Vec<PairFinding>,
    /// For each segment of the source, then of the target, where there are numbers that the other side does not have.
    pub(super) numbers: [Vec<Vec<Range<usize>>>; 2],
    /// Both texts as a search compares them, once somebody has searched.
    folded: OnceLock<String>,
}

/// An article as the pages show it, kept between two requests.
#[derive(Debug)]
pub(super) struct OpenArticle {
    /// The state of the memory that it is of.
    moment: Moment,
    pub(super) view: ArticleView,
    pub(super) marks: Vec<Marks>,
    places: HashMap<BeadId, usize>,
    /// What was found in a pair of texts, by their hash.
    known: HashMap<u64, Marks>,
    usual_ratio: f64,
    changes: Vec<Changed>,
}

/// What became another from one version to the next.
#[derive(Clone, Debug)]
struct Changed {
    from: u64,
    to: u64,
    beads: Vec<BeadId>,
}

/// Which beads are shown.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) enum Filter {
    #[default]
    All,
    /// Places to look at.
    Places,
    /// With one side only.
    Unmatched,
    Confirmed,
    /// Nobody decided of it.
    Open,
    Rejected,
    Moved,
    Edited,
    Notes,
    Findings,
}

impl Filter {
    pub(super) const ALL: [(Filter, &'static str); 10] = [
        (Filter::All, "all"),
        (Filter::Places, "places"),
        (Filter::Open, "open"),
        (Filter::Confirmed, "confirmed"),
        (Filter::Rejected, "rejected"),
        (Filter::Unmatched, "unmatched"),
        (Filter::Moved, "moved"),
        (Filter::Edited, "edited"),
        (Filter::Notes, "notes"),
        (Filter::Findings, "findings"),
    ];

    pub(super) fn parse(name: &str) -> Option<Filter> {
        Filter::ALL
            .into_iter()
            .find(|(_, own)| *own == name)
            .map(|(filter, _)| filter)
    }

    pub(super) fn name(self) -> &'static str {
        Filter::ALL
            .into_iter()
            .find(|(own, _)| *own == self)
            .map_or("all", |(_, name)| name)
    }
}

/// What of an article is asked for.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Selection {
    pub(super) filter: Filter,
    /// Words that a bead has, in either text or its note; empty for all.
    pub(super) query: String,
}

/// A bead's segments on both sides, whatever is in them.
pub(super) fn segments(bead: &BeadView) -> impl Iterator<Item = &SegmentView> {
    bead.source.iter().chain(&bead.target)
}

pub(super) fn is_null(bead: &BeadView) -> bool {
    bead.source.is_empty() || bead.target.is_empty()
}

/// Whether a person said of a bead with one side that its segments have no counterpart: all that can be decided of it.
pub(super) fn is_settled_alone(bead: &BeadView) -> bool {
    is_null(bead) && bead.origin == BeadOrigin::Person
}

pub(super) fn is_edited(bead: &BeadView) -> bool {
    segments(bead).any(|segment| segment.original.is_some())
}

impl OpenArticle {
    /// Takes in what was read; of what was there before, the findings that still hold, and what changed since.
    fn read(view: ArticleView, moment: Moment, before: Option<OpenArticle>) -> OpenArticle {
        let (mut known, mut changes, mut old_ratio) = (HashMap::new(), Vec::new(), None);
        if let Some(before) = before {
            changes = before.changes_up_to(&view);
            known = before.known;
            old_ratio = Some(before.usual_ratio);
        }
        let langs = (&view.info.source_lang, &view.info.target_lang);
        // That of the first reading, so that one action changes no other rows.
        let usual_ratio = old_ratio.unwrap_or_else(|| usual_ratio(&view, langs));
        let places = view.beads.iter().enumerate().map(|(at, bead)| (bead.id, at)).collect();
        let found: Vec<Option<(u64, Marks)>> = view
            .beads
            .par_iter()
            .map(|bead| {
                let hash = hash(bead);
                (!known.contains_key(&hash)).then(|| (hash, marks_of(bead, langs, usual_ratio)))
            })
            .collect();
        known.extend(found.into_iter().flatten());
        let marks = view.beads.iter().map(|bead| {
            let mut marks = known.get(&hash(bead)).cloned().unwrap_or_default();
            marks.reasons = reasons(bead, &mut marks);
            marks
        });
        OpenArticle {
            marks: marks.collect(),
            places,
            moment,
            known,
            usual_ratio,
            changes,
            view,
        }
    }

    /// Brings the article in step with an action: only what that touched is looked at.
    fn apply(&mut self, acted: &Acted, [undo, redo]: [Option<ActionInfo>; 2]) {
        let from = self.view.info.version;
        let touched: HashSet<BeadId> = acted
            .beads
            .iter()
            .map(|bead| bead.id)
            .chain(acted.gone.iter().copied())
            .collect();
        let langs = (self.view.info.source_lang.clone(), self.view.info.target_lang.clone());
        let mut at = 0;
        self.marks.retain(|_| {
            at += 1;
            !touched.contains(&self.view.beads[at - 1].id)
        });
        self.view.beads.retain(|bead| !touched.contains(&bead.id));
        for bead in &acted.beads {
            let mut marks = self
                .known
                .entry(hash(bead))
                .or_insert_with(|| marks_of(bead, (&langs.0, &langs.1), self.usual_ratio))
                .clone();
            marks.reasons = reasons(bead, &mut marks);
            let place = self.view.beads.partition_point(|other| other.ord < bead.ord);
            self.view.beads.insert(place, bead.clone());
            self.marks.insert(place, marks);
        }
        self.places = self
            .view
            .beads
            .iter()
            .enumerate()
            .map(|(at, bead)| (bead.id, at))
            .collect();
        // What was left out and is not any more stands in a bead now.
        let back: HashSet<SegmentId> = acted
            .beads
            .iter()
            .flat_map(segments)
            .map(|segment| segment.id)
            .collect();
        let out: HashSet<SegmentId> = acted.left_out.iter().map(|segment| segment.id).collect();
        self.view
            .left_out
            .retain(|segment| !back.contains(&segment.id) && !out.contains(&segment.id));
        self.view.left_out.extend(acted.left_out.iter().cloned());
        self.view.left_out.sort_by_key(|segment| (segment.side, segment.ord));
        self.view.info.version = acted.version;
        (self.view.undo, self.view.redo) = (undo, redo);
        self.remember(Changed {
            from,
            to: acted.version,
            beads: touched.into_iter().collect(),
        });
    }

    fn remember(&mut self, change: Changed) {
        self.changes.push(change);
        if self.changes.len() > MOST_CHANGES {
            self.changes.remove(0);
        }
    }

    /// What was remembered of changes, and what tells the article as it was from how it is now.
    fn changes_up_to(&self, now: &ArticleView) -> Vec<Changed> {
        let mut changes = self.changes.clone();
        let (from, to) = (self.view.info.version, now.info.version);
        let before: HashMap<BeadId, &BeadView> = self.view.beads.iter().map(|bead| (bead.id, bead)).collect();
        let present: HashSet<BeadId> = now.beads.iter().map(|bead| bead.id).collect();
        let gone = self
            .view
            .beads
            .iter()
            .map(|bead| bead.id)
            .filter(|id| !present.contains(id));
        let other = now
            .beads
            .iter()
            .filter(|bead| before.get(&bead.id) != Some(bead))
            .map(|bead| bead.id);
        let beads: Vec<BeadId> = gone.chain(other).collect();
        if from != to || !beads.is_empty() {
            changes.push(Changed { from, to, beads });
        }
        if changes.len() > MOST_CHANGES {
            changes.drain(..changes.len() - MOST_CHANGES);
        }
        changes
    }

    /// The beads that are not as they were at a version, gone ones included; `None` where nobody remembers.
    pub(super) fn changed_since(&self, version: u64) -> Option<Vec<BeadId>> {
        if version == self.view.info.version {
            return Some(Vec::new());
        }
        let first = self
            .changes
            .iter()
            .position(|change| change.from == version && change.to != version)?;
        let mut beads: Vec<BeadId> = self.changes[first..]
            .iter()
            .flat_map(|c| c.beads.iter().copied())
            .collect();
        beads.sort_unstable();
        beads.dedup();
        Some(beads)
    }

    /// Where a bead stands, from 0.
    pub(super) fn place(&self, bead: BeadId) -> Option<usize> {
        self.places.get(&bead).copied()
    }

    pub(super) fn is_place(&self, at: usize) -> bool {
        self.marks.get(at).is_some_and(|marks| !marks.reasons.is_empty())
    }

    /// How many places are left.
    pub(super) fn places_left(&self) -> usize {
        self.marks.iter().filter(|marks| !marks.reasons.is_empty()).count()
    }

    /// The beads that a selection leaves, by where they stand.
    pub(super) fn selected(&self, selection: &Selection) -> Vec<usize> {
        let words: Vec<String> = folded(&selection.query).split_whitespace().map(str::to_owned).collect();
        let stays = |&at: &usize| {
            let bead = &self.view.beads[at];
            self.passes(at, selection.filter) && (words.is_empty() || has(bead, &self.marks[at], &words))
        };
        (0..self.view.beads.len()).into_par_iter().filter(stays).collect()
    }

    fn passes(&self, at: usize, filter: Filter) -> bool {
        let bead = &self.view.beads[at];
        match filter {
            Filter::All => true,
            Filter::Places => self.is_place(at),
            Filter::Unmatched => is_null(bead),
            Filter::Confirmed => bead.state == BeadState::Confirmed || is_settled_alone(bead),
            Filter::Open => matches!(bead.state, BeadState::Auto | BeadState::ToReview) && !is_settled_alone(bead),
            Filter::Rejected => matches!(bead.state, BeadState::Rejected | BeadState::Deleted),
            Filter::Moved => bead.moved,
            Filter::Edited => is_edited(bead),
            Filter::Notes => bead.note.is_some(),
            Filter::Findings => !self.marks[at].findings.is_empty(),
        }
    }
}

/// How many places an article has that is not open: as many as it will have when it is.
pub(super) fn places_in(view: &ArticleView) -> usize {
    let langs = (&view.info.source_lang, &view.info.target_lang);
    let usual_ratio = usual_ratio(view, langs);
    let is_place = |bead: &&BeadView| {
        is_place_by_itself(bead)
            || (!is_decided(bead) && !is_null(bead) && !findings(bead, langs, usual_ratio).is_empty())
    };
    view.beads.iter().filter(is_place).count()
}

/// Whether a person decided of a bead.
fn is_decided(bead: &BeadView) -> bool {
    !matches!(bead.state, BeadState::Auto | BeadState::ToReview)
}

/// Whether the aligner doubts a bead, and nobody decided of it.
fn is_doubtful(bead: &BeadView) -> bool {
    bead.state == BeadState::Auto && bead.confidence.is_some_and(|sure| sure < REVIEW_BELOW)
}

/// Whether a bead is a place whatever the checks find.
fn is_place_by_itself(bead: &BeadView) -> bool {
    is_doubtful(bead) || bead.state == BeadState::ToReview || bead.note.is_some()
}

fn findings(bead: &BeadView, (from, to): (&Lang, &Lang), usual_ratio: f64) -> Vec<PairFinding> {
    let source = Variant::plain(from.clone(), &bead.source_text);
    let target = Variant::plain(to.clone(), &bead.target_text);
    pair_findings(&source, &target, usual_ratio)
}

/// What a bead is a place for. Findings of a bead that a person decided of are forgotten: that is what he decided.
fn reasons(bead: &BeadView, marks: &mut Marks) -> Vec<Reason> {
    if is_decided(bead) {
        marks.findings.clear();
        marks.numbers = Default::default();
    }
    [
        (is_doubtful(bead), Reason::Doubtful),
        (bead.state == BeadState::ToReview, Reason::ToReview),
        (!marks.findings.is_empty(), Reason::Finding),
        (bead.note.is_some(), Reason::Note),
    ]
    .into_iter()
    .filter_map(|(holds, reason)| holds.then_some(reason))
    .collect()
}

/// A hash of the texts of a bead, segment by segment.
fn hash(bead: &BeadView) -> u64 {
    let mut hasher = DefaultHasher::new();
    for segments in [&bead.source, &bead.target] {
        segments.len().hash(&mut hasher);
        for segment in segments {
            segment.text.hash(&mut hasher);
        }
    }
    (&bead.source_text, &bead.target_text).hash(&mut hasher);
    hasher.finish()
}

fn marks_of(bead: &BeadView, (from, to): (&Lang, &Lang), usual_ratio: f64) -> Marks {
    if is_null(bead) {
        return Marks::default();
    }
    let findings = findings(bead, (from, to), usual_ratio);
    let (said, starts): (Vec<Variant>, Vec<Vec<usize>>) = [(from, &bead.source), (to, &bead.target)]
        .into_iter()
        .map(|(lang, segments)| {
            let (text, starts) = joined(segments);
            (Variant::plain(lang.clone(), text), starts)
        })
        .unzip();
    let [of_source, of_target] = disagreeing_numbers(&said[0], &said[1]);
    let parted = |ranges: &[Range<usize>], starts: &[usize], segments: &[SegmentView]| {
        let of_segment = |(segment, start): (&SegmentView, &usize)| {
            let inside = ranges
                .iter()
                .filter(|range| range.start >= *start && range.end <= start + segment.text.len());
            inside.map(|range| range.start - start..range.end - start).collect()
        };
        segments.iter().zip(starts).map(of_segment).collect()
    };
    Marks {
        reasons: Vec::new(),
        findings,
        folded: OnceLock::new(),
        numbers: [
            parted(&of_source, &starts[0], &bead.source),
            parted(&of_target, &starts[1], &bead.target),
        ],
    }
}

/// Segments as one text, and where each begins.
fn joined(segments: &[SegmentView]) -> (String, Vec<usize>) {
    let (mut text, mut starts) = (String::new(), Vec::with_capacity(segments.len()));
    for segment in segments {
        if !text.is_empty() {
            text.push(' ');
        }
        starts.push(text.len());
        text.push_str(&segment.text);
    }
    (text, starts)
}

/// The median of how many times as long translations are, over the article.
fn usual_ratio(view: &ArticleView, (from, to): (&Lang, &Lang)) -> f64 {
    let pairs = view.beads.iter().filter(|bead| !is_null(bead));
    let mut ratios: Vec<f64> = pairs
        .map(|bead| {
            let source = Variant::plain(from.clone(), &bead.source_text);
            length_ratio(&source, &Variant::plain(to.clone(), &bead.target_text))
        })
        .collect();
    ratios.sort_unstable_by(f64::total_cmp);
    ratios.get(ratios.len() / 2).copied().unwrap_or(1.0)
}

/// Whether a bead has all the words, each in one of its texts or its note.
fn has(bead: &BeadView, marks: &Marks, words: &[String]) -> bool {
    let texts = marks.folded.get_or_init(|| {
        let texts: Vec<&str> = segments(bead).map(|segment| segment.text.as_str()).collect();
        folded(&texts.join("\n"))
    });
    let note = bead.note.as_deref().map(folded).unwrap_or_default();
    words
        .iter()
        .all(|word| texts.contains(word.as_str()) || note.contains(word.as_str()))
}

/// A text without case, accents and the differences of quotation marks.
fn folded(text: &str) -> String {
    // Before the rest, which takes some of the marks for a space with an accent.
    let plain = text.chars().map(fold_quote).nfkd().filter(|&c| !is_combining_mark(c));
    plain.flat_map(char::to_lowercase).collect()
}

#[cfg(test)]
mod tests;
