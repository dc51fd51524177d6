//! What a person mended in an article → what of it still stands in another version of its files.
//!
//! A segment whose text was edited keeps what the files said, and so does its unit, as a property ([`ORIGINAL`]). So a bead of a later
//! version is known to be the mended one, and keeps its mending. What a person settled otherwise is known by its own texts.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::align::Bead;
use crate::memory::import::said::Said;
use crate::memory::model::article::ArticleInfo;
use crate::memory::model::bead::{BeadId, BeadSide, BeadState, StoredBead, StoredSegment};
use crate::memory::model::identity;
use crate::memory::model::unit::{Property, Unit, UnitId, Variant};
use crate::memory::store::bead_writes::text_of;
use crate::segment::Segment;
use crate::text::lang::Lang;

/// The kind of property that keeps what the files of an article said before a person edited the unit: a JSON list of the
/// variants, each as `[language, text]`.
pub(crate) const ORIGINAL: &str = "x-interligne-original";

/// The most segments that one side of a mended bead is looked for in.
const LONGEST: usize = 8;

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
    by_reading: HashMap<[String; 2], Vec<usize>>,
    /// What the files said of each bead, mended or not.
    said: HashSet<[String; 2]>,
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
    /// What the files said of its segments, in normal form.
    pub(crate) sentences: [Vec<String>; 2],
    /// What its bead may read: what the files said, the latest first, and what it says now; in normal form, joined.
    readings: Vec<[String; 2]>,
}

impl Place {
    /// Whether its segments are to be kept together, or apart, at the next alignment. A note alone is no such thing.
    pub(crate) fn is_fixed(&self) -> bool {
        self.bead.is_settled() || self.edited.contains(&true)
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
        let mut of_bead: HashMap<BeadId, Vec<&StoredSegment>> = HashMap::new();
        for segment in segments {
            if let Some(bead) = segment.bead {
                of_bead.entry(bead).or_default().push(segment);
            }
        }
        let mut mended = Mended::default();
        for bead in beads {
            let segments = of_bead.get(&bead.id).map(Vec::as_slice).unwrap_or_default();
            let of_side = |side: BeadSide| segments.iter().copied().filter(move |s| s.side == side);
            let unit = bead.unit.and_then(|id| units.get(&id));
            let normal = |text: &str| identity::normalise(text).into_owned();
            let place = Place {
                bead: bead.clone(),
                edited: BeadSide::BOTH.map(|side| of_side(side).any(|s| said.is_edited(s))),
                is_put_aside: false,
                now: BeadSide::BOTH.map(|side| {
                    let texts: Vec<String> = of_side(side).map(|s| text_of(s, unit, info)).collect();
                    texts.join(" ")
                }),
                sentences: BeadSide::BOTH.map(|side| of_side(side).map(|s| normal(said.text(s))).collect()),
                readings: Vec::new(),
            };
            let is_of_note = bead.note.is_some() || bead.state == BeadState::ToReview;
            let first = BeadSide::BOTH.map(|side| said.joined(of_side(side)));
            mended.said.insert([normal(&first[0]), normal(&first[1])]);
            if !place.is_fixed() && !is_of_note {
                continue;
            }
            let mut readings = vec![first];
            if let Some(unit) = unit {
                let texts = |variants: &[Variant]| {
                    let of = |lang: &Lang| Some(variants.iter().find(|v| v.lang == *lang)?.text.clone());
                    Some([of(&info.source_lang)?, of(&info.target_lang)?])
                };
                let mut earlier = originals(unit);
                earlier.reverse();
                readings.extend(earlier.iter().filter_map(|variants| texts(variants)));
                readings.extend(texts(&unit.variants));
            }
            let mut readings: Vec<[String; 2]> = readings
                .into_iter()
                .map(|sides| sides.map(|text| normal(&text)))
                .collect();
            readings.dedup();
            mended.push(Place { readings, ..place });
        }
        mended
    }

    fn push(&mut self, place: Place) {
        for reading in &place.readings {
            let known = self.by_reading.entry(reading.clone()).or_default();
            known.push(self.places.len());
        }
        self.places.push(place);
    }

    /// Adds what was settled in an earlier version of beads of which this one, and those between the two, say nothing.
    pub(crate) fn extend(&mut self, earlier: Mended) {
        for place in earlier.places {
            let is_new = place
                .readings
                .iter()
                .all(|reading| !self.said.contains(reading) && !self.by_reading.contains_key(reading));
            if place.is_fixed() && is_new {
                self.push(Place {
                    is_put_aside: true,
                    ..place
                });
            }
        }
        self.said.extend(earlier.said);
    }

    /// The mended bead that a bead with these texts was the source of, of those that are not `taken`: the one between the neighbours that
    /// it had before any other.
    pub(crate) fn place_of(&self, texts: [&str; 2], neighbours: [i64; 2], taken: &[bool]) -> Option<usize> {
        let key = texts.map(|text| identity::normalise(text).into_owned());
        let found = self.by_reading.get(&key)?.iter().copied().filter(|at| !taken[*at]);
        let same = |at: &usize| {
            let bead = &self.places[*at].bead;
            usize::from(bead.previous == neighbours[0]) + usize::from(bead.next == neighbours[1])
        };
        found.max_by_key(|at| (same(at), std::cmp::Reverse(*at)))
    }

    /// The settled beads that still stand in a new version of the article, in document order on both sides: what the aligner
    /// is to leave as it is. Of beads that cross each other the most that do not are kept.
    pub(crate) fn fixed(&self, source: &[Segment], target: &[Segment]) -> Vec<Bead> {
        if !self.places.iter().any(Place::is_fixed) {
            return Vec::new();
        }
        let runs = [runs(source), runs(target)];
        let mut found: Vec<Bead> = Vec::new();
        for place in self.places.iter().filter(|place| place.is_fixed() && !place.bead.moved) {
            let bead = place.readings.iter().find_map(|[in_source, in_target]| {
                let sources = runs[0].get(in_source.as_str());
                let targets = runs[1].get(in_target.as_str());
                match (sources, targets) {
                    (Some(sources), Some(targets)) => nearest(place, [source, target], sources, targets, &found),
                    (Some(sources), None) if in_target.is_empty() => alone(place, source, sources, &found),
                    (None, Some(targets)) if in_source.is_empty() => alone_in_target(targets, &found),
                    _ => None,
                }
            });
            found.extend(bead);
        }
        in_order(found)
    }
}

/// Where the run of segments with a text begins and how many it has.
type Run = (usize, usize);

/// All runs of up to [`LONGEST`] segments by their joined texts, as units have them.
fn runs(segments: &[Segment]) -> HashMap<String, Vec<Run>> {
    let mut out: HashMap<String, Vec<Run>> = HashMap::new();
    for start in 0..segments.len() {
        let mut text = String::new();
        for len in 1..=LONGEST.min(segments.len() - start) {
            if len > 1 {
                text.push(' ');
            }
            text.push_str(&segments[start + len - 1].text);
            out.entry(identity::normalise(&text).into_owned())
                .or_default()
                .push((start, len));
        }
    }
    out
}

/// Of all places of a mended bead one that is still free, one between the neighbours that it had before any other. Where the
/// translation stands several times too, it is the one that is as far on as the source: the same one of them where both sides have as
/// many, else the one nearest to the same share of its text.
fn nearest(
    place: &Place,
    [source, target]: [&[Segment]; 2],
    sources: &[Run],
    targets: &[Run],
    taken: &[Bead],
) -> Option<Bead> {
    let best = best_source(place, source, sources, taken)?;
    let nth = sources.iter().position(|run| range(run) == best);
    let share = |start: usize, of: usize| start as f64 / of.max(1) as f64;
    let at = share(best.start, source.len());
    let target = targets
        .iter()
        .enumerate()
        .map(|(n, run)| (n, range(run)))
        .filter(|(_, run)| is_free(run, taken, |bead| &bead.target))
        .min_by(|(n, run), (m, other)| {
            let is_same = |n: usize| sources.len() == targets.len() && Some(n) == nth;
            let far = |run: &Range<usize>| (share(run.start, target.len()) - at).abs();
            is_same(*m).cmp(&is_same(*n)).then(far(run).total_cmp(&far(other)))
        })?
        .1;
    Some(Bead {
        source: best,
        target,
        confidence: 1.0,
    })
}

/// The place of source segments that a person left without counterpart.
fn alone(place: &Place, source: &[Segment], sources: &[Run], taken: &[Bead]) -> Option<Bead> {
    Some(Bead {
        source: best_source(place, source, sources, taken)?,
        target: 0..0,
        confidence: 1.0,
    })
}

/// The place of target segments that a person left without counterpart.
fn alone_in_target(targets: &[Run], taken: &[Bead]) -> Option<Bead> {
    let mut free = targets
        .iter()
        .map(range)
        .filter(|run| is_free(run, taken, |bead| &bead.target));
    Some(Bead {
        source: 0..0,
        target: free.next()?,
        confidence: 1.0,
    })
}

fn best_source(place: &Place, source: &[Segment], sources: &[Run], taken: &[Bead]) -> Option<Range<usize>> {
    let hash = |at: Option<usize>| {
        at.and_then(|at| source.get(at))
            .map_or(0, |s| identity::context_hash(&s.text))
    };
    let neighbours = |run: &Range<usize>| {
        usize::from(hash(run.start.checked_sub(1)) == place.bead.previous)
            + usize::from(hash(Some(run.end)) == place.bead.next)
    };
    sources
        .iter()
        .map(range)
        .filter(|run| is_free(run, taken, |bead| &bead.source))
        .max_by_key(|run| (neighbours(run), std::cmp::Reverse(run.start)))
}

fn range(run: &Run) -> Range<usize> {
    run.0..run.0 + run.1
}

fn is_free(range: &Range<usize>, taken: &[Bead], side: fn(&Bead) -> &Range<usize>) -> bool {
    let apart = |a: &Range<usize>, b: &Range<usize>| a.end <= b.start || b.end <= a.start;
    taken.iter().all(|bead| apart(side(bead), range))
}

/// The longest chain of beads that are in order on both sides (patience sorting).
fn in_order(beads: Vec<Bead>) -> Vec<Bead> {
    // What stands alone crosses nothing.
    let (alone, mut beads): (Vec<Bead>, Vec<Bead>) = beads.into_iter().partition(Bead::is_null);
    beads.sort_by_key(|bead| bead.source.start);
    // For each length, the bead that ends a chain of it earliest in the target; and for each bead, the one before it.
    let mut ends: Vec<usize> = Vec::new();
    let mut before: Vec<Option<usize>> = Vec::with_capacity(beads.len());
    for (at, bead) in beads.iter().enumerate() {
        let length = ends.partition_point(|end| beads[*end].target.end <= bead.target.start);
        before.push(length.checked_sub(1).map(|length| ends[length]));
        if length == ends.len() {
            ends.push(at);
        } else if bead.target.end < beads[ends[length]].target.end {
            ends[length] = at;
        }
    }
    let mut chain = Vec::new();
    let mut next = ends.last().copied();
    while let Some(at) = next {
        chain.push(beads[at].clone());
        next = before[at];
    }
    chain.reverse();
    chain.extend(alone);
    chain
}
