//! A planned pair → its rows: beads with their units, known or new, and segments, with what a person made of them in an earlier version.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::memory::import::earlier::{Old, Reading};
use crate::memory::import::layout::{Places, Planned, PlannedUnit, joined, normal_texts};
use crate::memory::import::mending::{Found, Mended, Place};
use crate::memory::import::new_pair::NewPair;
use crate::memory::import::unfit::Unfit;
use crate::memory::model::article::ArticleId;
use crate::memory::model::bead::{BeadId, BeadSide, BeadState, ORD_GAP, StoredBead, StoredSegment};
use crate::memory::model::identity;
use crate::memory::model::unit::{NewUnit, Status, Unit, UnitId};
use crate::memory::store::bead_writes::status_for;
use crate::memory::store::transaction::Write;
use crate::segment::Segment;

/// What a pair becomes: rows, and the units among them that the memory had.
#[derive(Debug, Default)]
pub(crate) struct Stored {
    pub(crate) beads: Vec<StoredBead>,
    pub(crate) segments: Vec<StoredSegment>,
    pub(crate) reused: Vec<UnitId>,
    /// The units that are new in the memory and that one bead alone has, with the status that they have thus.
    pub(crate) fresh: HashMap<UnitId, Status>,
    /// Which mended beads of the earlier version are among them.
    pub(crate) taken: Vec<bool>,
    /// Those whose notes others have now.
    noted: Vec<BeadId>,
    /// Beads with a unit.
    pub(crate) units: u64,
    /// Units that are new in the memory.
    pub(crate) added: u64,
    /// Beads that keep what a person made of them.
    pub(crate) mended: u64,
}

impl Stored {
    /// Notes why segments would be left out that a person took in, and what the files said of those that a person cut.
    pub(crate) fn mark(&mut self, places: &Places, reading: &Reading) {
        for segment in &mut self.segments {
            let side = segment.side.index();
            if segment.bead.is_some() {
                if let Ok(at) = places.taking_part[side].binary_search(&segment.ord) {
                    segment.left_out = reading.taken_in[side].get(&at).cloned();
                    segment.original = reading.cut[side]
                        .taking_part
                        .get(&at)
                        .cloned()
                        .or(segment.original.take());
                }
            } else if let Ok(at) = places.left_out[side].binary_search(&segment.ord) {
                segment.original = reading.cut[side].left_out.get(&at).cloned();
            }
        }
    }

    /// What a person did to beads that are no longer there, with their units, and to segments.
    pub(crate) fn unfit(&self, mended: &Mended, segments: &[Unfit]) -> Vec<(Option<UnitId>, Unfit)> {
        let places = mended.places.iter().zip(&self.taken);
        let lost = places.filter(|(place, taken)| !**taken && !place.is_put_aside);
        let of_beads = lost.map(|(place, _)| (place.bead.unit, place.unfit(!self.noted.contains(&place.bead.id))));
        of_beads
            .filter_map(|(unit, unfit)| Some((unit, unfit?)))
            .chain(segments.iter().cloned().map(|unfit| (None, unfit)))
            .collect()
    }

    /// The units of settled beads that a person gave another wording on one side, where the pair says what the person wrote.
    pub(crate) fn former_wordings(&self, planned: &[Planned], mended: &Mended, reading: &Reading) -> Vec<UnitId> {
        let mut former = Vec::new();
        if !reading.is_wording {
            return former;
        }
        let sides: [HashSet<String>; 2] = [0, 1].map(|side| {
            let texts = planned
                .iter()
                .filter(|bead| bead.pair.is_some())
                .map(|bead| &bead.texts[side]);
            texts.map(|text| identity::normalise(text).into_owned()).collect()
        });
        let kept: HashSet<UnitId> = self.beads.iter().filter_map(|bead| bead.unit).collect();
        let left = mended.places.iter().zip(&self.taken);
        for (place, _) in left.filter(|(place, taken)| !**taken && !place.is_put_aside) {
            let is_half_there = (0..2).any(|side| sides[side].contains(&*identity::normalise(&place.now[side])));
            former.extend(place.bead.unit.filter(|unit| is_half_there && !kept.contains(unit)));
        }
        former
    }

    /// Gives notes that went with no bead to the bead that has a segment of theirs now, on the source side if it is there.
    fn hand_on_notes(&mut self, planned: &[Planned], mended: &Mended, found: &[Found]) {
        for (at, place) in mended.places.iter().enumerate() {
            let Some(note) = place.bead.note.as_ref().filter(|_| !self.taken[at]) else {
                continue;
            };
            let bead = (0..2).find_map(|side| {
                let segment = found[at].first[side]?;
                planned.iter().position(|bead| bead.sides[side].contains(&segment))
            });
            let Some(bead) = bead else { continue };
            self.noted.push(place.bead.id);
            let noted = &mut self.beads[bead].note;
            match noted {
                Some(other) if other.lines().any(|line| line == note) => {}
                Some(other) => *other = format!("{other}\n{note}"),
                None => *noted = Some(note.clone()),
            }
        }
    }
}

impl Write<'_> {
    /// Gives each bead its unit, the one that is known or a new one, and makes the rows of beads and segments.
    pub(crate) fn store_beads(
        &mut self,
        pair: &NewPair<'_>,
        planned: &[Planned],
        article: ArticleId,
        (old, mended): (&Old, &Mended),
        (places, reading): (&Places, &Reading),
    ) -> rusqlite::Result<Stored> {
        let mut stored = Stored {
            taken: vec![false; mended.places.len()],
            ..Stored::default()
        };
        let mut known: HashMap<i64, Unit> = HashMap::new();
        let texts = [pair.source, pair.target].map(normal_texts);
        let found = mended.locate([&texts[0], &texts[1]]);
        let places_of: HashMap<[Range<usize>; 2], usize> = found
            .iter()
            .enumerate()
            .filter_map(|(at, found)| Some((found.sides.clone()?, at)))
            .collect();
        for bead in planned {
            // Where nothing is does not matter.
            let sides = [0, 1].map(|side| {
                Some(bead.sides[side].clone())
                    .filter(|range| !range.is_empty())
                    .unwrap_or(0..0)
            });
            let place = places_of.get(&sides).copied();
            if let Some(at) = place {
                stored.taken[at] = true;
            }
            let place = place.map(|at| &mended.places[at]);
            stored.mended += u64::from(place.is_some_and(Place::is_fixed));
            let unit = match (&bead.pair, place.map(|place| (place, place.bead.unit))) {
                (None, _) => None,
                (Some(_), Some((place, None))) if place.bead.state == BeadState::Deleted => None,
                (Some(_), Some((_, Some(unit)))) if old.units.contains_key(&unit) => {
                    stored.reused.push(unit);
                    old.units.get(&unit).cloned()
                }
                (Some(wanted), _) => Some(self.unit_for(bead, wanted, &mut known, &mut stored)?),
            };
            stored.units += u64::from(unit.is_some());
            let row = StoredBead {
                id: self.new_bead(),
                article,
                ord: i64::from(bead.position) * ORD_GAP,
                unit: unit.as_ref().map(|unit| unit.id),
                previous: bead.previous,
                next: bead.next,
                confidence: match place.filter(|place| place.is_fixed()) {
                    // The aligner was not asked.
                    Some(place) => place.bead.confidence,
                    None => bead.pair.as_ref().map(|_| bead.confidence),
                },
                origin: place.map(|place| place.bead.origin).unwrap_or_default(),
                state: place.map(|place| place.bead.state).unwrap_or_default(),
                moved: bead.moved,
                note: place.and_then(|place| place.bead.note.clone()),
            };
            for side in BeadSide::BOTH {
                self.store_segments(pair, places, (bead, &row), side, (unit.as_ref(), place), &mut stored);
            }
            stored.beads.push(row);
        }
        for side in BeadSide::BOTH {
            let left_out = pair.left_out[side.index()].iter().zip(&places.left_out[side.index()]);
            for (left_out, ord) in left_out {
                stored.segments.push(StoredSegment {
                    id: self.new_segment(),
                    article,
                    side,
                    ord: *ord,
                    bead: None,
                    block: u32::try_from(left_out.segment.block).ok(),
                    kind: Some(left_out.segment.kind),
                    text: Some(left_out.segment.text.clone()),
                    original: None,
                    left_out: Some(left_out.reason.as_str().to_owned()),
                });
            }
        }
        self.flush()?;
        stored.hand_on_notes(planned, mended, &found);
        stored.mark(places, reading);
        Ok(stored)
    }

    /// The unit with a bead's texts: one of the memory, or a new one.
    fn unit_for(
        &mut self,
        bead: &Planned,
        wanted: &PlannedUnit,
        known: &mut HashMap<i64, Unit>,
        stored: &mut Stored,
    ) -> rusqlite::Result<Unit> {
        let found = match known.get(&wanted.identity) {
            Some(unit) => Some(unit.clone()),
            None => self.find(wanted.identity, &wanted.variants)?,
        };
        if let Some(unit) = found {
            stored.reused.push(unit.id);
            stored.fresh.remove(&unit.id);
            known.insert(wanted.identity, unit.clone());
            return Ok(unit);
        }
        stored.added += 1;
        let new = NewUnit {
            status: status_for(bead.confidence),
            confidence: Some(bead.confidence),
            created: Some(self.now),
            changed: Some(self.now),
            created_by: self.author.clone(),
            changed_by: self.author.clone(),
            ..NewUnit::of(wanted.variants.clone())
        };
        let unit = self.queue_placed_unit(new, wanted.identity)?;
        stored.fresh.insert(unit.id, unit.status);
        known.insert(wanted.identity, unit.clone());
        Ok(unit)
    }

    /// Makes the rows of a bead's segments on one side: as the files have them, or one that a person edited.
    fn store_segments(
        &mut self,
        pair: &NewPair<'_>,
        places: &Places,
        (bead, row): (&Planned, &StoredBead),
        side: BeadSide,
        (unit, place): (Option<&Unit>, Option<&Place>),
        stored: &mut Stored,
    ) {
        let at = side.index();
        let of_side = if at == 0 { pair.source } else { pair.target };
        let range = bead.sides[at].clone();
        let segments = &of_side[range.clone()];
        let lang = [&pair.source_lang, &pair.target_lang][at];
        let said = unit
            .and_then(|unit| unit.variant(lang))
            .map(|variant| variant.text.as_str());
        let text = bead.texts[at].as_str();
        let now = match (unit, place) {
            (_, None) => None,
            (Some(_), Some(_)) => said,
            // Nothing else says what a person made of a bead without a unit.
            (None, Some(place)) => Some(place.now[at].as_str()),
        };
        let edited =
            now.filter(|now| place.is_some_and(|place| place.edited[at]) && *now != text && !segments.is_empty());
        let mut push = |id, segment: &Segment, ord, text, original| {
            stored.segments.push(StoredSegment {
                id,
                article: row.article,
                side,
                ord,
                bead: Some(row.id),
                block: u32::try_from(segment.block).ok(),
                kind: Some(segment.kind),
                text,
                original,
                left_out: None,
            });
        };
        let pieces = place.filter(|place| edited.is_some() && place.edited[at]);
        let pieces = pieces.and_then(|place| place.pieces_of(at, segments));
        if let Some(pieces) = pieces.filter(|pieces| pieces.len() > 1) {
            let mut start = range.start;
            for (count, now) in pieces {
                let of_piece = &of_side[start..start + count];
                let ords = &places.taking_part[at][start..start + count];
                start += count;
                match now {
                    Some(now) => {
                        let original = Some(joined(of_piece));
                        push(
                            self.new_segment(),
                            &of_piece[0],
                            ords[0],
                            Some(now.to_owned()),
                            original,
                        );
                    }
                    None => {
                        for (segment, ord) in of_piece.iter().zip(ords) {
                            push(self.new_segment(), segment, *ord, Some(segment.text.clone()), None);
                        }
                    }
                }
            }
            return;
        }
        if let Some(now) = edited {
            let ord = places.taking_part[at][range.start];
            let own = unit.is_none().then(|| now.to_owned());
            push(self.new_segment(), &segments[0], ord, own, Some(text.to_owned()));
            return;
        }
        for (segment, ord) in segments.iter().zip(&places.taking_part[at][range]) {
            // The unit says it, and it is stored once.
            let own = (segments.len() > 1 || said != Some(segment.text.as_str())).then(|| segment.text.clone());
            push(self.new_segment(), segment, *ord, own, None);
        }
    }
}
