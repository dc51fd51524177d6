//! What a person mended in an article → what of it still stands in another version of its files.
//!
//! A segment whose text was edited keeps what the files said, and so does its unit, as a property ([`ORIGINAL`]). So a bead of a later
//! version is known to be the mended one, and keeps its mending. What a person settled otherwise is known by its own texts.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::memory::import::said::Said;
use crate::memory::import::unfit::{Unfit, UnfitKind};
use crate::memory::import::whereabouts::{Whereabouts, runs};
use crate::memory::model::article::ArticleInfo;
use crate::memory::model::bead::{BeadId, BeadOrigin, BeadSide, BeadState, SegmentId, StoredBead, StoredSegment};
use crate::memory::model::identity;
use crate::memory::model::unit::{Property, Unit, UnitId, Variant};
use crate::memory::store::bead_writes::text_of;
use crate::segment::Segment;
use crate::text::lang::Lang;

/// The kind of property that keeps what the files of an article said before a person edited the unit: a JSON list of the
/// variants, each as `[language, text]`.
pub(crate) const ORIGINAL: &str = "x-interligne-original";

/// Notes in `after` what the files said of the unit that it is an edit of.
pub(crate) fn remember_original(before: &Unit, after: &mut Unit) {
    let texts: Vec<[&str; 2]> = before
        .variants
        .iter()
        .map(|v| [v.lang.as_str(), v.text.as_str()])
        .collect();
    // Strings always make JSON.
    let value = serde_json::to_string(&texts).unwrap_or_default();
    let original = Property {
        kind: ORIGINAL.to_owned(),
        value,
        ..Property::default()
    };
    let earlier = before.extras.properties.iter().filter(|p| p.kind == ORIGINAL);
    for property in earlier.cloned().chain([original]) {
        if !after.extras.properties.contains(&property) {
            after.extras.properties.push(property);
        }
    }
}

/// What the files said of a unit before it was edited, each time as the variants that it had. What cannot be read is none.
pub(crate) fn originals(unit: &Unit) -> Vec<Vec<Variant>> {
    let read = |property: &Property| -> Option<Vec<Variant>> {
        let texts: Vec<[String; 2]> = serde_json::from_str(&property.value).ok()?;
        let variant = |[tag, text]: [String; 2]| Some(Variant::plain(Lang::parse(&tag).ok()?, text));
        texts.into_iter().map(variant).collect()
    };
    let kept = unit.extras.properties.iter().filter(|p| p.kind == ORIGINAL);
    kept.filter_map(read).collect()
}

/// The beads of a stored article that a person did something to, by what its files said of them.
#[derive(Debug, Default)]
pub(crate) struct Mended {
    /// In the order of the article; then those that were put aside.
    pub(crate) places: Vec<Place>,
    /// What each segment that takes part may say in another version, on either side: what the files said, and where a person edited it
    /// what it says now; in normal form.
    pub(crate) sides: [Vec<Vec<String>>; 2],
    /// How often the files said what each bead said, mended or not.
    said: HashMap<[String; 2], usize>,
    /// Where each of the places stands, where that is known beforehand.
    standing: Option<Vec<Found>>,
}

/// A mended bead where it stands in the stored article.
#[derive(Debug)]
pub(crate) struct Place {
    pub(crate) bead: StoredBead,
    /// Whether a person changed what its files said, on either side.
    pub(crate) edited: [bool; 2],
    /// Whether it stood in an earlier version than the last, and no longer in that one.
    pub(crate) is_put_aside: bool,
    /// What it says now on either side.
    pub(crate) now: [String; 2],
    /// Of each of its segments what the files said and what it says now, on either side.
    pieces: [Vec<[String; 2]>; 2],
    /// Its segments among those of either side that take part; none where it was put aside.
    at: [Range<usize>; 2],
    /// What its bead may read: what the files said, the latest first, and what it says now; in normal form, joined.
    readings: Vec<[String; 2]>,
}

/// Where a mended bead stands among the segments of another version.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Found {
    /// Its segments on either side, where all of them are there.
    pub(crate) sides: Option<[Range<usize>; 2]>,
    /// The first segment of either side that is there.
    pub(crate) first: [Option<usize>; 2],
}

impl Place {
    /// Whether its segments are to be kept together, or apart, at the next alignment. A note alone is no such thing.
    pub(crate) fn is_fixed(&self) -> bool {
        self.bead.is_settled() || self.edited.contains(&true)
    }

    /// What is told of it where it has no place any more; `with_note` where its note has none either.
    pub(crate) fn unfit(&self, with_note: bool) -> Option<Unfit> {
        let what = match self.bead.state {
            BeadState::Deleted => UnfitKind::Deleted,
            BeadState::Rejected => UnfitKind::Rejected,
            BeadState::Confirmed => UnfitKind::Confirmed,
            _ if self.edited.contains(&true) => UnfitKind::Confirmed,
            _ if self.bead.origin == BeadOrigin::Person && !(self.has(0) && self.has(1)) => UnfitKind::Apart,
            _ if self.bead.origin == BeadOrigin::Person => UnfitKind::Together,
            _ if !with_note => return None,
            _ => UnfitKind::Noted,
        };
        let [source, target] = self.now.clone();
        Some(Unfit {
            what,
            source,
            target,
            note: self.bead.note.clone().filter(|_| with_note),
        })
    }

    /// What the segments of one of its sides say now, where these, of another version, are what the files said of them: for each piece how many
    /// of them it is, and what it says if that is something else.
    pub(crate) fn pieces_of(&self, side: usize, segments: &[Segment]) -> Option<Vec<(usize, Option<&str>)>> {
        let mut rest = segments;
        let mut found = Vec::with_capacity(self.pieces[side].len());
        for [said, now] in &self.pieces[side] {
            let said = identity::normalise(said);
            let mut text = String::new();
            let count = rest.iter().position(|segment| {
                if !text.is_empty() {
                    text.push(' ');
                }
                text.push_str(&identity::normalise(&segment.text));
                text == said
            })?;
            rest = &rest[count + 1..];
            found.push((count + 1, (identity::normalise(now) != said).then_some(now.as_str())));
        }
        rest.is_empty().then_some(found)
    }

    /// Whether it has segments on a side.
    fn has(&self, side: usize) -> bool {
        self.readings.iter().any(|reading| !reading[side].is_empty())
    }
}

impl Mended {
    /// Of the beads of an article those that a person did something to.
    pub(crate) fn of(
        info: &ArticleInfo,
        (beads, segments): (&[StoredBead], &[StoredSegment]),
        units: &HashMap<UnitId, Unit>,
        said: &Said,
    ) -> Mended {
        let normal = |text: &str| identity::normalise(text).into_owned();
        let mut of_bead: HashMap<BeadId, Vec<&StoredSegment>> = HashMap::new();
        let mut mended = Mended::default();
        let mut place_of: HashMap<SegmentId, usize> = HashMap::new();
        for segment in segments {
            if let Some(bead) = segment.bead {
                of_bead.entry(bead).or_default().push(segment);
                let side = &mut mended.sides[segment.side.index()];
                place_of.insert(segment.id, side.len());
                side.push(vec![normal(said.text(segment))]);
            }
        }
        for bead in beads {
            let segments = of_bead.get(&bead.id).map(Vec::as_slice).unwrap_or_default();
            let of_side = |side: BeadSide| segments.iter().copied().filter(move |s| s.side == side);
            let unit = bead.unit.and_then(|id| units.get(&id));
            let place = Place {
                bead: bead.clone(),
                edited: BeadSide::BOTH.map(|side| of_side(side).any(|s| said.is_edited(s))),
                is_put_aside: false,
                now: BeadSide::BOTH.map(|side| {
                    let texts: Vec<String> = of_side(side).map(|s| text_of(s, unit, info)).collect();
                    texts.join(" ")
                }),
                pieces: BeadSide::BOTH.map(|side| {
                    let pieces = of_side(side).map(|s| [said.text(s).to_owned(), text_of(s, unit, info)]);
                    pieces.collect()
                }),
                at: BeadSide::BOTH.map(|side| {
                    let mut places = of_side(side).filter_map(|segment| place_of.get(&segment.id).copied());
                    places
                        .next()
                        .map_or(0..0, |first| first..places.next_back().unwrap_or(first) + 1)
                }),
                readings: Vec::new(),
            };
            let is_of_note = bead.note.is_some() || bead.state == BeadState::ToReview;
            let first = BeadSide::BOTH.map(|side| normal(&said.joined(of_side(side))));
            *mended.said.entry(first.clone()).or_default() += 1;
            if !place.is_fixed() && !is_of_note {
                continue;
            }
            let mut readings = vec![first];
            if let Some(unit) = unit {
                let texts = |variants: &[Variant]| {
                    let of = |lang: &Lang| Some(normal(&variants.iter().find(|v| v.lang == *lang)?.text));
                    Some([of(&info.source_lang)?, of(&info.target_lang)?])
                };
                let mut earlier = originals(unit);
                earlier.reverse();
                readings.extend(earlier.iter().filter_map(|variants| texts(variants)));
                readings.extend(texts(&unit.variants));
            } else {
                readings.push([0, 1].map(|side| normal(&place.now[side])));
            }
            readings.dedup();
            for side in 0..2 {
                // One segment says what its unit says.
                if place.edited[side] && place.at[side].len() == 1 {
                    let texts = &mut mended.sides[side][place.at[side].start];
                    for reading in &readings {
                        if !texts.contains(&reading[side]) {
                            texts.push(reading[side].clone());
                        }
                    }
                }
            }
            mended.places.push(Place { readings, ..place });
        }
        mended
    }

    /// Mended beads of which it is known where they stand in the only version that will be asked about.
    pub(crate) fn standing(places: Vec<(Place, Found)>) -> Mended {
        let (places, found) = places.into_iter().unzip();
        Mended {
            places,
            standing: Some(found),
            ..Mended::default()
        }
    }

    /// What a person did in any of some versions, the latest first: of the earlier ones, to beads that the version after theirs no longer
    /// had and that did not come back in those between.
    pub(crate) fn over(mut versions: Vec<Mended>) -> Mended {
        let mut aside = Vec::new();
        for at in 1..versions.len() {
            let (later, earlier) = versions.split_at_mut(at);
            let (next, between) = (&later[at - 1], &later[..at - 1]);
            let texts = [0, 1].map(|side| next.texts(side));
            let found = earlier[0].locate([&texts[0], &texts[1]]);
            let gone = std::mem::take(&mut earlier[0].places).into_iter().zip(found);
            let gone = gone.filter(|(place, found)| {
                let came_back = |reading: &[String; 2]| {
                    let then = next.said.get(reading);
                    between.iter().any(|version| version.said.get(reading) > then)
                };
                found.sides.is_none() && !place.readings.iter().any(came_back)
            });
            aside.extend(gone.map(|(place, _)| Place {
                is_put_aside: true,
                at: [0..0, 0..0],
                ..place
            }));
        }
        let mut versions = versions.into_iter();
        let mut mended = versions.next().unwrap_or_default();
        mended.places.extend(aside);
        mended
    }

    /// What the files said of each segment of a side that takes part.
    fn texts(&self, side: usize) -> Vec<String> {
        let first = |texts: &Vec<String>| texts.first().cloned().unwrap_or_default();
        self.sides[side].iter().map(first).collect()
    }

    /// Where each mended bead stands among the segments of another version, which are given in normal form. A sentence that occurs several
    /// times is the one at the same place of its text.
    pub(crate) fn locate(&self, new: [&[String]; 2]) -> Vec<Found> {
        if self.places.is_empty() {
            return Vec::new();
        }
        if let Some(found) = &self.standing {
            return found.clone();
        }
        let whereabouts = [0, 1].map(|side| Whereabouts::of(&self.sides[side], new[side]));
        let in_order: Vec<[Option<Range<usize>>; 2]> = self
            .places
            .iter()
            .map(|place| {
                [0, 1].map(|side| match place.has(side) {
                    true => whereabouts[side].run(&place.at[side]),
                    false => Some(0..0),
                })
            })
            .collect();
        let mut search = Search::new(self, new, whereabouts, &in_order);
        let places = self.places.iter().zip(in_order);
        places
            .map(|(place, in_order)| Found {
                first: [0, 1].map(|side| search.whereabouts[side].first_of(&place.at[side])),
                sides: match in_order {
                    [Some(source), Some(target)] => Some([source, target]),
                    known => search.elsewhere(place, &known),
                },
            })
            .collect()
    }
}

/// What is looked for elsewhere than in the order of the text: what was moved in it, was put aside, or says now what a person wrote.
struct Search<'n> {
    new: [&'n [String]; 2],
    whereabouts: [Whereabouts; 2],
    /// Where the texts that are looked for stand.
    runs: [HashMap<String, Vec<Range<usize>>>; 2],
    /// What mended beads have on either side.
    taken: [Vec<bool>; 2],
    /// The old segments that are in mended beads.
    mended: [HashSet<usize>; 2],
}

impl<'n> Search<'n> {
    fn new(
        mended: &Mended,
        new: [&'n [String]; 2],
        whereabouts: [Whereabouts; 2],
        in_order: &[[Option<Range<usize>>; 2]],
    ) -> Search<'n> {
        let mut wanted = [HashSet::new(), HashSet::new()];
        let mut taken = new.map(|texts| vec![false; texts.len()]);
        for (place, found) in mended.places.iter().zip(in_order) {
            let is_found = found.iter().all(Option::is_some);
            for side in 0..2 {
                if !is_found {
                    wanted[side].extend(place.readings.iter().map(|reading| reading[side].as_str()));
                } else if let Some(range) = &found[side] {
                    taken[side][range.clone()].fill(true);
                }
            }
        }
        let runs = [0, 1].map(|side| {
            let found = runs(new[side], &wanted[side]).into_iter();
            found.map(|(text, runs)| (text.to_owned(), runs)).collect()
        });
        Search {
            new,
            whereabouts,
            runs,
            taken,
            mended: [0, 1].map(|side| {
                let places = mended.places.iter();
                places.flat_map(|place| place.at[side].clone()).collect()
            }),
        }
    }

    /// The place of a bead of which one side is known at most.
    fn elsewhere(&mut self, place: &Place, known: &[Option<Range<usize>>; 2]) -> Option<[Range<usize>; 2]> {
        let sides = place
            .readings
            .iter()
            .find_map(|reading| self.of_reading(place, known, reading))?;
        for (side, range) in sides.iter().enumerate() {
            self.taken[side][range.clone()].fill(true);
        }
        Some(sides)
    }

    fn of_reading(
        &self,
        place: &Place,
        known: &[Option<Range<usize>>; 2],
        reading: &[String; 2],
    ) -> Option<[Range<usize>; 2]> {
        let of = |side: usize| self.runs[side].get(&reading[side]).map_or(&[][..], Vec::as_slice);
        let is_free = |side: usize, run: &Range<usize>| {
            let is_its_own = known[side].as_ref() == Some(run);
            let own = &place.at[side];
            let became = || self.whereabouts[side].became(run);
            let is_in_part_its_own = || became().any(|old| own.contains(&old));
            // A sentence beside its own that nobody did anything to may be another one of those that say the same.
            let is_new = || match is_in_part_its_own() {
                true => became().all(|old| own.contains(&old) || !self.mended[side].contains(&old)),
                false => became().next().is_none(),
            };
            !self.taken[side][run.clone()].contains(&true) && (is_its_own || is_new())
        };
        let source = if reading[0].is_empty() {
            0..0
        } else {
            let all = of(0).iter().filter(|run| is_free(0, run));
            all.max_by_key(|run| {
                let is_known = known[0].as_ref() == Some(*run);
                (is_known, self.neighbours(place, run), std::cmp::Reverse(run.start))
            })?
            .clone()
        };
        if reading[1].is_empty() {
            return (!source.is_empty()).then_some([source, 0..0]);
        }
        // Where the translation stands several times too, it is the one that is as far on as the source: the same one of them where both
        // sides have as many, else the one nearest to the same share of its text.
        let nth = of(0).iter().position(|run| *run == source);
        let is_same = |n: usize| of(0).len() == of(1).len() && Some(n) == nth;
        let share = |start: usize, side: usize| start as f64 / self.new[side].len().max(1) as f64;
        let far = |run: &Range<usize>| (share(run.start, 1) - share(source.start, 0)).abs();
        let all = of(1).iter().enumerate().filter(|(_, run)| is_free(1, run));
        let target = all.min_by(|(n, run), (m, other)| {
            let known = |run: &Range<usize>| known[1].as_ref() == Some(run);
            let by_place = is_same(*m).cmp(&is_same(*n)).then(far(run).total_cmp(&far(other)));
            known(other).cmp(&known(run)).then(by_place)
        })?;
        Some([source, target.1.clone()])
    }

    /// How many of the two segments beside some source segments are those that the bead had beside it.
    fn neighbours(&self, place: &Place, run: &Range<usize>) -> usize {
        let hash = |at: Option<usize>| {
            at.and_then(|at| self.new[0].get(at))
                .map_or(0, |text| identity::context_hash(text))
        };
        usize::from(hash(run.start.checked_sub(1)) == place.bead.previous)
            + usize::from(hash(Some(run.end)) == place.bead.next)
    }
}
