//! The version of an article that a pair replaces, and what the pair becomes.

use std::collections::{HashMap, HashSet};

use rusqlite::Connection;

use crate::memory::import::layout::Places;
use crate::memory::import::mending::Mended;
use crate::memory::import::new_pair::NewPair;
use crate::memory::model::article::ArticleInfo;
use crate::memory::model::bead::{StoredBead, StoredSegment};
use crate::memory::model::identity;
use crate::memory::model::unit::{Unit, UnitId};
use crate::memory::store::beads;
use crate::memory::store::dictionaries::Names;
use crate::memory::store::rows;

/// By their places among the segments of either side that take part, those that a person took in, with the reason to leave them out.
pub(crate) type TakenIn = [HashMap<usize, String>; 2];

/// What the segments of a pair were before a person's decisions.
pub(crate) struct Reading {
    /// The hash of those that took part.
    pub(crate) digest: i64,
    /// Those of what takes part now that did not.
    pub(crate) taken_in: TakenIn,
}

impl Reading {
    /// A pair whose segments are as they were read.
    pub(crate) fn of(pair: &NewPair<'_>) -> Reading {
        Reading {
            digest: digest_of(pair),
            taken_in: TakenIn::default(),
        }
    }
}

/// What a pair becomes: rows, and the units among them that the memory had.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    pub(crate) beads: Vec<StoredBead>,
    pub(crate) segments: Vec<StoredSegment>,
    pub(crate) reused: Vec<UnitId>,
}

impl Stored {
    /// Notes why segments would be left out that a person took in.
    pub(crate) fn mark_taken_in(&mut self, places: &Places, taken_in: &TakenIn) {
        for segment in self.segments.iter_mut().filter(|segment| segment.bead.is_some()) {
            let side = segment.side.index();
            if let Ok(at) = places.taking_part[side].binary_search(&segment.ord) {
                segment.left_out = taken_in[side].get(&at).cloned();
            }
        }
    }
}

/// The version of an article that a pair replaces.
#[derive(Debug, Default)]
pub(crate) struct Old {
    pub(crate) beads: Vec<StoredBead>,
    pub(crate) segments: Vec<StoredSegment>,
    pub(crate) units: HashMap<UnitId, Unit>,
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
            beads,
            segments: beads::segments_of_article(conn, info.id)?,
            units,
        })
    }

    pub(crate) fn mended(&self, info: &ArticleInfo) -> Mended {
        Mended::of(info, &self.beads, &self.segments, &self.units)
    }

    /// Whether the beads that have a unit are those that are stored now.
    pub(crate) fn says_the_same(&self, stored: &Stored) -> bool {
        let key = |bead: &StoredBead| {
            let place = (bead.ord, bead.previous, bead.next);
            (bead.unit, place, bead.state, bead.origin, bead.note.clone())
        };
        let of =
            |beads: &[StoredBead]| -> Vec<_> { beads.iter().filter(|bead| bead.unit.is_some()).map(key).collect() };
        of(&self.beads) == of(&stored.beads)
    }

    /// The units of mended beads that no longer fit.
    pub(crate) fn put_aside(&self, mended: &Mended, stored: &Stored) -> Vec<UnitId> {
        let kept: HashSet<UnitId> = stored.beads.iter().filter_map(|bead| bead.unit).collect();
        let fixed = mended.places.iter().filter(|place| place.is_fixed());
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
