//! The version of an article that a pair replaces, and what the pair becomes.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::align::Bead;
use rusqlite::Connection;

use crate::memory::import::mending::Mended;
use crate::memory::import::new_pair::NewPair;
use crate::memory::import::said::Said;
use crate::memory::import::unfit::Unfit;
use crate::memory::import::whereabouts::Whereabouts;
use crate::memory::model::article::ArticleInfo;
use crate::memory::model::bead::{BeadId, StoredBead, StoredSegment};
use crate::memory::model::identity;
use crate::memory::model::unit::{Unit, UnitId};
use crate::memory::store::bead_writes::text_of;
use crate::memory::store::beads;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::rows;

/// By their places among the segments of either side that take part, those that a person took in, with the reason to leave them out.
pub(crate) type TakenIn = [HashMap<usize, String>; 2];

/// What the segments of a pair were before a person's decisions.
#[derive(Clone, Default)]
pub(crate) struct Reading {
    /// The hash of those that took part.
    pub(crate) digest: i64,
    /// Those of what takes part now that did not.
    pub(crate) taken_in: TakenIn,
    /// On either side, what the files said of segments that were cut since.
    pub(crate) cut: [CutAgain; 2],
    /// Whether it is what a person wrote, so that what one side of a bead said before is no longer meant.
    pub(crate) is_wording: bool,
    /// Whether the decisions of the article that it is a version of have been applied.
    pub(crate) is_arranged: bool,
    /// Those that found nothing to be applied to.
    pub(crate) unfit: Vec<Unfit>,
}

/// By the places of segments among those of a side, what the files said of the whole that they are parts of: the first of them has it,
/// the others an empty text.
#[derive(Clone, Debug, Default)]
pub(crate) struct CutAgain {
    pub(crate) taking_part: HashMap<usize, String>,
    pub(crate) left_out: HashMap<usize, String>,
}

impl Reading {
    /// A pair whose segments are as they were read.
    pub(crate) fn of(pair: &NewPair<'_>) -> Reading {
        Reading {
            digest: digest_of(pair),
            taken_in: TakenIn::default(),
            cut: Default::default(),
            is_wording: false,
            is_arranged: false,
            unfit: Vec::new(),
        }
    }
}

/// Where the segments of beads are among those of either side.
type RangesOfBeads = HashMap<BeadId, [Range<usize>; 2]>;

/// The version of an article that a pair replaces.
#[derive(Debug, Default)]
pub(crate) struct Old {
    pub(crate) beads: Vec<StoredBead>,
    pub(crate) segments: Vec<StoredSegment>,
    pub(crate) units: HashMap<UnitId, Unit>,
    /// Where the bead of a number is among them.
    by_id: HashMap<BeadId, usize>,
}

impl Old {
    pub(crate) fn load(conn: &Connection, names: &Names, info: &ArticleInfo) -> rusqlite::Result<Old> {
        let beads = beads::beads_of_article(conn, info.id)?;
        let mut units = HashMap::new();
        for id in beads.iter().filter_map(|bead| bead.unit) {
            if !units.contains_key(&id)
                && let Some(unit) = rows::load_unit(conn, names, id)?
            {
                units.insert(id, unit);
            }
        }
        Ok(Old {
            units,
            ..Old::of(beads, beads::segments_of_article(conn, info.id)?)
        })
    }

    pub(crate) fn of(beads: Vec<StoredBead>, segments: Vec<StoredSegment>) -> Old {
        Old {
            by_id: beads.iter().enumerate().map(|(at, bead)| (bead.id, at)).collect(),
            beads,
            segments,
            units: HashMap::new(),
        }
    }

    pub(crate) fn mended(&self, info: &ArticleInfo) -> Mended {
        Mended::of(info, (&self.beads, &self.segments), &self.units, &self.said(info))
    }

    /// What the files said of segments of a side that another wording, a table in which the article was mended, has otherwise: by their places
    /// in that, `new`, which is in normal form. A text is that of a bead whose other side is as it was; `beads` are those of the wording.
    pub(crate) fn reworded(
        &self,
        info: &ArticleInfo,
        new: [&[String]; 2],
        beads: &[Bead],
    ) -> [HashMap<usize, String>; 2] {
        let said = self.said(info);
        let (texts, at) = self.texts(info, &said);
        let mut reworded: [HashMap<usize, String>; 2] = Default::default();
        let whereabouts = [0, 1].map(|side| Whereabouts::of(&texts[side], new[side]));
        let by_range = |side: usize| -> HashMap<Range<usize>, &Bead> {
            let range = |bead: &Bead| [&bead.source, &bead.target][side].clone();
            beads
                .iter()
                .filter(|bead| !bead.is_null())
                .map(|bead| (range(bead), bead))
                .collect()
        };
        let by_range = [by_range(0), by_range(1)];
        let mut originals: HashMap<BeadId, [Vec<&StoredSegment>; 2]> = HashMap::new();
        for segment in &self.segments {
            if let Some(bead) = segment.bead {
                originals.entry(bead).or_default()[segment.side.index()].push(segment);
            }
        }
        for (bead, at) in self.beads.iter().filter_map(|bead| Some((bead, at.get(&bead.id)?))) {
            for side in 0..2 {
                let other = whereabouts[1 - side].run(&at[1 - side]);
                let Some(row) = other.and_then(|range| by_range[1 - side].get(&range)) else {
                    continue;
                };
                let range = [&row.source, &row.target][side];
                let segments = originals.get(&bead.id).map_or(&[][..], |sides| &sides[side]);
                let is_one = range.len() == 1 && !segments.is_empty();
                let was = said.joined(segments.iter().copied());
                // Mended now, or in an earlier import of the table.
                let is_edited = segments.iter().any(|segment| said.is_edited(segment));
                let is_new = whereabouts[side].are_new(range) && whereabouts[side].first_of(&at[side]).is_none();
                let is_known = is_edited && whereabouts[side].run(&at[side]).as_ref() == Some(range);
                if is_one && (is_new || is_known) && identity::normalise(&was) != new[side][range.start] {
                    reworded[side].insert(range.start, was);
                }
            }
        }
        reworded
    }

    /// What each segment that takes part may say on either side, in normal form, and where the segments of each bead are among them.
    fn texts(&self, info: &ArticleInfo, said: &Said) -> ([Vec<Vec<String>>; 2], RangesOfBeads) {
        let mut texts: [Vec<Vec<String>>; 2] = Default::default();
        let mut at: HashMap<BeadId, [Range<usize>; 2]> = HashMap::new();
        for segment in self.segments.iter().filter(|segment| segment.bead.is_some()) {
            let side = segment.side.index();
            let place = texts[side].len();
            let normal = |text: &str| identity::normalise(text).into_owned();
            texts[side].push(vec![normal(said.text(segment)), normal(&self.text_of(segment, info))]);
            if let Some(bead) = segment.bead {
                let range = &mut at.entry(bead).or_default()[side];
                *range = if *range == (0..0) {
                    place..place + 1
                } else {
                    range.start..place + 1
                };
            }
        }
        (texts, at)
    }

    /// The beads that stand among segments of the same article, which are given in normal form: those all of whose segments do, each with
    /// its place on either side.
    pub(crate) fn beads_among(&self, info: &ArticleInfo, new: [&[String]; 2]) -> Vec<(&StoredBead, [Range<usize>; 2])> {
        let (texts, at) = self.texts(info, &self.said(info));
        let whereabouts = [0, 1].map(|side| Whereabouts::of(&texts[side], new[side]));
        let found = self.beads.iter().filter_map(|bead| {
            let at = at.get(&bead.id)?;
            let side = |side: usize| match at[side].is_empty() {
                true => Some(0..0),
                false => whereabouts[side].run(&at[side]),
            };
            Some((bead, [side(0)?, side(1)?]))
        });
        found.collect()
    }

    /// What a segment says now.
    pub(crate) fn text_of(&self, segment: &StoredSegment, info: &ArticleInfo) -> String {
        let bead = segment.bead.and_then(|id| self.by_id.get(&id));
        let unit = bead.and_then(|at| self.units.get(&self.beads[*at].unit?));
        text_of(segment, unit, info)
    }

    /// What the files said of each segment.
    pub(crate) fn said(&self, info: &ArticleInfo) -> Said {
        Said::of(&self.segments, |segment| self.text_of(segment, info))
    }

    /// Whether the beads that have a unit are, in their order, those that are stored now.
    pub(crate) fn says_the_same(&self, stored: &[StoredBead]) -> bool {
        let key = |bead: &StoredBead| {
            (
                bead.unit,
                [bead.previous, bead.next],
                bead.state,
                bead.origin,
                bead.note.clone(),
            )
        };
        let of =
            |beads: &[StoredBead]| -> Vec<_> { beads.iter().filter(|bead| bead.unit.is_some()).map(key).collect() };
        of(&self.beads) == of(stored)
    }

    /// The units of mended beads that no longer fit.
    pub(crate) fn put_aside(&self, mended: &Mended, stored: &[StoredBead]) -> Vec<UnitId> {
        let kept: HashSet<UnitId> = stored.iter().filter_map(|bead| bead.unit).collect();
        let fixed = mended
            .places
            .iter()
            .filter(|place| place.is_fixed() && !place.is_put_aside);
        let mut aside: Vec<UnitId> = fixed.filter_map(|place| place.bead.unit).collect();
        aside.retain(|unit| !kept.contains(unit) && self.units.contains_key(unit));
        aside.sort_unstable();
        aside.dedup();
        aside
    }

    pub(crate) fn held_units(&self) -> Vec<UnitId> {
        self.beads.iter().filter_map(|bead| bead.unit).collect()
    }
}

/// Whether the files of a pair are those of the stored article.
pub(crate) fn is_unchanged(info: &ArticleInfo, digest: i64, pair: &NewPair<'_>) -> bool {
    let same_files = match (&pair.origin, info.imported_digest) {
        (Some(origin), Some(stored)) => origin.digest == stored,
        _ => false,
    };
    info.digest == digest || same_files
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
