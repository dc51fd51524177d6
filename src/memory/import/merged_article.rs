//! An article that two memories have → one, with what people did to it in either.
//!
//! Its text is that of the memory that imported it later. What was done in the other is looked for there as at an import; where both did
//! something to the same segments, what was done here stays.

use std::collections::HashMap;

use crate::align::{Alignment, Bead, Crossing};
use crate::article::{BlockKind, Furniture};
use crate::memory::import::article_pair::Hold;
use crate::memory::import::by_hand::{Arranged, ByHand};
use crate::memory::import::earlier::{Old, Reading};
use crate::memory::import::layout::{normal_texts, places, plan};
use crate::memory::import::mending::{Found, Mended, Place};
use crate::memory::import::new_pair::NewPair;
use crate::memory::import::settled::Followed;
use crate::memory::import::unfit::Unfit;
use crate::memory::model::article::ArticleInfo;
use crate::memory::model::bead::{BeadId, StoredBead, StoredSegment};
use crate::memory::model::unit::UnitId;
use crate::memory::store::rows;
use crate::memory::store::transaction::Write;
use crate::pair::LeftOut;
use crate::segment::Segment;

/// An article's beads and segments.
pub(crate) type Rows = (Vec<StoredBead>, Vec<StoredSegment>);

/// What became of mending that was carried over.
#[derive(Debug, Default)]
pub(crate) struct Carried {
    /// Beads that keep what a person made of them, here or there.
    pub(crate) mended: u64,
    /// Mended units that no longer fit, by their numbers here.
    pub(crate) put_aside: Vec<UnitId>,
    /// What else no longer fits.
    pub(crate) unfit: Vec<Unfit>,
}

impl Write<'_> {
    /// Brings another memory's version of an article into the one that is here; `units` are the numbers here of its units.
    pub(crate) fn merge_article(
        &mut self,
        ours: &ArticleInfo,
        theirs: &ArticleInfo,
        (mut beads, segments): Rows,
        units: &HashMap<UnitId, UnitId>,
    ) -> rusqlite::Result<Carried> {
        for bead in &mut beads {
            bead.unit = bead.unit.and_then(|unit| units.get(&unit).copied());
        }
        let mut here = Old::load(&self.tx, &self.names, ours)?;
        let mut there = Old::of(beads, segments);
        for id in there.held_units() {
            if let Some(unit) = rows::load_unit(&self.tx, &self.names, id)? {
                there.units.insert(id, unit);
            }
        }
        let mended = [here.mended(ours), there.mended(theirs)];
        let by_hand = [ByHand::of(ours, &here), ByHand::of(theirs, &there)];
        let is_theirs = theirs.digest != ours.digest && theirs.imported > ours.imported;
        let (base, other) = if is_theirs { (1, 0) } else { (0, 1) };
        if base == 0 && mended[1].places.is_empty() && by_hand[1].is_empty() {
            return Ok(Carried::default());
        }
        let (base_info, base_rows) = if is_theirs { (theirs, &there) } else { (ours, &here) };
        let mut reading = Reading {
            digest: base_info.digest,
            ..Reading::default()
        };
        let before = AsFiles::of(base_info, base_rows);
        let mut sides = before.sides.clone();
        // What is done to segments of the base is in them already.
        let [source, target] = &mut sides;
        by_hand[other].apply([source, target], &mut reading);
        let texts = [normal_texts(&sides[0].segments), normal_texts(&sides[1].segments)];
        let found = mended.each_ref().map(|mended| mended.locate([&texts[0], &texts[1]]));
        let (all, conflicts) = both(mended, found);
        here.units.extend(there.units);
        let pair = before.pair(base_info);
        let followed = Followed::along(sides, &all, pair.alignment);
        let pair = followed.pair(&pair);
        // The beads are those of a stored article, in which none lies outside of it.
        let Ok(planned) = plan(&pair) else {
            return Ok(Carried::default());
        };
        let mut stored = self.store_beads(&pair, &planned, ours.id, (&here, &all), (&places(&pair), &reading))?;
        let mut carried = Carried {
            mended: stored.mended,
            put_aside: here.put_aside(&all, &stored.beads),
            unfit: Vec::new(),
        };
        carried
            .put_aside
            .extend(conflicts.iter().filter_map(|place| place.bead.unit));
        let kept: Vec<UnitId> = stored.beads.iter().filter_map(|bead| bead.unit).collect();
        carried.put_aside.retain(|unit| !kept.contains(unit));
        let unfit = stored.unfit(&all, &reading.unfit).into_iter();
        let unfit = unfit.filter(|(unit, _)| unit.is_none_or(|unit| !carried.put_aside.contains(&unit)));
        carried.unfit = unfit.map(|(_, unfit)| unfit).collect();
        let told = conflicts.iter().filter(|place| place.bead.unit.is_none());
        carried.unfit.extend(told.filter_map(|place| place.unfit(true)));
        if !is_theirs && says_the_same((&here.beads, &here.segments), (&stored.beads, &stored.segments)) {
            return Ok(carried);
        }
        let info = if is_theirs {
            ArticleInfo {
                id: ours.id,
                // Another article may stand under that key here.
                key: match self.free_key(&theirs.key)? == theirs.key {
                    true => theirs.key.clone(),
                    false => ours.key.clone(),
                },
                name: ours.name.clone(),
                file: ours.file.clone(),
                version: ours.version,
                ..theirs.clone()
            }
        } else {
            ours.clone()
        };
        self.put_article(&info)?;
        self.replace_beads(&info, &stored.beads, &stored.segments)?;
        stored.reused.extend(here.held_units());
        stored.reused.sort_unstable();
        stored.reused.dedup();
        for unit in &stored.reused {
            self.refresh_unit(*unit)?;
        }
        self.delete_unheld(&here.held_units(), Hold::Firm)?;
        Ok(carried)
    }
}

/// A stored article as a pair that was read: each segment with what the files said of it.
struct AsFiles {
    sides: [Arranged; 2],
    alignment: Alignment,
}

impl AsFiles {
    fn of(info: &ArticleInfo, old: &Old) -> AsFiles {
        let said = old.said(info);
        let mut sides: [Arranged; 2] = Default::default();
        let mut ranges: HashMap<BeadId, [std::ops::Range<usize>; 2]> = HashMap::new();
        // What lies between is told by the order alone.
        let mut starts = [0, 0];
        for row in &old.segments {
            let at = row.side.index();
            let side = &mut sides[at];
            let text = said.text(row).to_owned();
            let start = starts[at];
            starts[at] += text.len() + 1;
            let segment = Segment {
                block: row.block.map_or(0, |block| block as usize),
                kind: row.kind.unwrap_or(BlockKind::Paragraph),
                range: start..start + text.len(),
                text,
            };
            let Some(bead) = row.bead else {
                let place = side.left_out.len();
                side.cut
                    .left_out
                    .extend(row.original.clone().map(|whole| (place, whole)));
                let reason = row.left_out.as_deref().map_or(Furniture::Outside, reason_of);
                side.left_out.push(LeftOut { segment, reason });
                continue;
            };
            let place = side.segments.len();
            side.cut
                .taking_part
                .extend(row.original.clone().map(|whole| (place, whole)));
            side.taken_in.extend(row.left_out.clone().map(|reason| (place, reason)));
            side.origins.push(place..place + 1);
            side.segments.push(segment);
            let range = &mut ranges.entry(bead).or_insert([0..0, 0..0])[at];
            *range = if *range == (0..0) {
                place..place + 1
            } else {
                range.start..place + 1
            };
        }
        let mut alignment = Alignment::default();
        for row in &old.beads {
            let Some([source, target]) = ranges.get(&row.id).cloned() else {
                continue;
            };
            let bead = Bead {
                source,
                target,
                confidence: row.confidence.unwrap_or(1.0),
            };
            if !row.moved || bead.is_null() {
                alignment.beads.push(bead);
                continue;
            }
            for alone in [(bead.source.clone(), 0..0), (0..0, bead.target.clone())] {
                alignment.beads.push(Bead {
                    source: alone.0,
                    target: alone.1,
                    confidence: 1.0,
                });
            }
            alignment.crossings.push(Crossing {
                source: bead.source.clone(),
                target: bead.target.clone(),
                beads: vec![bead],
            });
        }
        AsFiles { sides, alignment }
    }

    fn pair(&self, info: &ArticleInfo) -> NewPair<'_> {
        let [source, target] = &self.sides;
        NewPair {
            key: info.key.clone(),
            name: info.name.clone(),
            title: info.title.clone(),
            source_path: info.source_path.clone(),
            target_path: info.target_path.clone(),
            source_lang: info.source_lang.clone(),
            target_lang: info.target_lang.clone(),
            source: &source.segments,
            target: &target.segments,
            alignment: &self.alignment,
            left_out: [&source.left_out, &target.left_out],
            origin: None,
        }
    }
}

fn reason_of(name: &str) -> Furniture {
    if name == Furniture::ByPerson.as_str() {
        return Furniture::ByPerson;
    }
    serde_json::from_value(name.into()).unwrap_or(Furniture::Outside)
}

/// The mended beads of both, where each stands; and those of the second to whose segments the first did something else.
fn both([here, there]: [Mended; 2], [found_here, found_there]: [Vec<Found>; 2]) -> (Mended, Vec<Place>) {
    let mut all: Vec<(Place, Found)> = here.places.into_iter().zip(found_here).collect();
    let mut taken = [Vec::new(), Vec::new()];
    let fixed = all.iter().filter(|(place, _)| place.is_fixed());
    for sides in fixed.filter_map(|(_, found)| found.sides.as_ref()) {
        for side in 0..2 {
            taken[side].extend(sides[side].clone());
        }
    }
    let taken = taken.map(std::collections::HashSet::<usize>::from_iter);
    let mut conflicts = Vec::new();
    for (place, found) in there.places.into_iter().zip(found_there) {
        let is_taken = |sides: &[std::ops::Range<usize>; 2]| {
            (0..2).any(|side| sides[side].clone().any(|segment| taken[side].contains(&segment)))
        };
        if !found.sides.as_ref().is_some_and(is_taken) {
            all.push((place, found));
            continue;
        }
        let is_same = |(ours, other): &(Place, Found)| {
            other.sides == found.sides && ours.bead.state == place.bead.state && ours.bead.unit == place.bead.unit
        };
        if !all.iter().any(is_same) {
            conflicts.push(place);
        }
    }
    (Mended::standing(all), conflicts)
}

/// Whether beads and segments say what others said, whatever their numbers.
fn says_the_same(before: (&[StoredBead], &[StoredSegment]), after: (&[StoredBead], &[StoredSegment])) -> bool {
    let of_beads = |beads: &[StoredBead]| -> Vec<_> {
        let beads = beads.iter();
        beads
            .map(|bead| (bead.unit, bead.state, bead.origin, bead.moved, bead.note.clone()))
            .collect()
    };
    let of_segments = |(beads, segments): (&[StoredBead], &[StoredSegment])| {
        let rank: HashMap<BeadId, usize> = beads.iter().enumerate().map(|(at, bead)| (bead.id, at)).collect();
        let mut segments: Vec<&StoredSegment> = segments.iter().collect();
        segments.sort_by_key(|segment| (segment.side, segment.ord));
        let seen = segments.into_iter().map(|segment| {
            let bead = segment.bead.and_then(|bead| rank.get(&bead).copied());
            (segment.side, bead, segment.original.clone(), segment.left_out.clone())
        });
        seen.collect::<Vec<_>>()
    };
    of_beads(before.0) == of_beads(after.0) && of_segments(before) == of_segments(after)
}
