//! What a person mended in an article → what of it still stands in another version of its files.
//!
//! A unit whose texts were edited keeps, as properties, what the files said ([`ORIGINAL`]). So a bead of a later version is known to
//! be the mended one, and keeps its mending. What a person confirmed or rejected is known by its own texts.

use std::collections::HashMap;

use crate::align::Bead;
use crate::memory::model::article::Occurrence;
use crate::memory::model::identity;
use crate::memory::model::unit::{Property, Status, Unit, UnitId, Variant};
use crate::memory::store::transaction::same_variants;
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

/// Whether a person decided something about the unit.
pub(crate) fn is_mended(unit: &Unit) -> bool {
    matches!(unit.status, Status::Confirmed | Status::Rejected)
        || unit.extras.properties.iter().any(|p| p.kind == ORIGINAL)
}

/// The mended units of an article, by what its files said of them.
#[derive(Debug, Default)]
pub(crate) struct Mended {
    /// By identity of the texts that the files had.
    by_original: HashMap<i64, Vec<(Vec<Variant>, UnitId)>>,
    /// In the order of the article, each occurrence once.
    places: Vec<Place>,
}

/// A mended unit where it stands in the stored article.
#[derive(Debug)]
struct Place {
    /// What its bead may read: what the files said, the latest first, and what it says now.
    readings: Vec<[String; 2]>,
    previous: i64,
    next: i64,
}

impl Mended {
    /// Of the occurrences of an article those whose unit a person mended, of which `unit` tells.
    pub(crate) fn of(occurrences: &[Occurrence], units: &HashMap<UnitId, Unit>, langs: [&Lang; 2]) -> Mended {
        let mut mended = Mended::default();
        for occurrence in occurrences {
            let Some(unit) = units.get(&occurrence.unit).filter(|unit| is_mended(unit)) else {
                continue;
            };
            let mut said = originals(unit);
            said.reverse();
            for variants in &said {
                let known = mended.by_original.entry(identity::identity(variants)).or_default();
                if !known.iter().any(|(_, id)| *id == unit.id) {
                    known.push((variants.clone(), unit.id));
                }
            }
            said.push(unit.variants.clone());
            let side = |variants: &[Variant], lang: &Lang| {
                let text = variants.iter().find(|v| v.lang == *lang)?.text.as_str();
                Some(identity::normalise(text).into_owned())
            };
            let reading = |variants: &Vec<Variant>| Some([side(variants, langs[0])?, side(variants, langs[1])?]);
            mended.places.push(Place {
                readings: said.iter().filter_map(reading).collect(),
                previous: occurrence.previous,
                next: occurrence.next,
            });
        }
        mended
    }

    /// The mended unit that a bead with these texts was the source of.
    pub(crate) fn unit(&self, identity: i64, variants: &[Variant]) -> Option<UnitId> {
        let known = self.by_original.get(&identity)?;
        let same = |(original, _): &&(Vec<Variant>, UnitId)| same_variants(original, variants);
        known.iter().find(same).map(|(_, id)| *id)
    }

    /// The mended beads that still stand in a new version of the article, in document order on both sides: what the aligner
    /// is to leave as it is. Of beads that cross each other the most that do not are kept.
    pub(crate) fn fixed(&self, source: &[Segment], target: &[Segment]) -> Vec<Bead> {
        if self.places.is_empty() {
            return Vec::new();
        }
        let runs = [runs(source), runs(target)];
        let mut found: Vec<Bead> = Vec::new();
        for place in &self.places {
            let bead = place.readings.iter().find_map(|[in_source, in_target]| {
                let sources = runs[0].get(in_source.as_str())?;
                let targets = runs[1].get(in_target.as_str())?;
                nearest(place, source, sources, targets, &found)
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

/// Of all places of a mended bead the first that is still free, one between the neighbours that it had before any other.
fn nearest(place: &Place, source: &[Segment], sources: &[Run], targets: &[Run], taken: &[Bead]) -> Option<Bead> {
    let hash = |at: Option<usize>| {
        at.and_then(|at| source.get(at))
            .map_or(0, |s| identity::context_hash(&s.text))
    };
    let neighbours = |(start, len): Run| {
        usize::from(hash(start.checked_sub(1)) == place.previous) + usize::from(hash(Some(start + len)) == place.next)
    };
    let apart = |a: &std::ops::Range<usize>, b: &std::ops::Range<usize>| a.end <= b.start || b.end <= a.start;
    let free = |range: &std::ops::Range<usize>, side: fn(&Bead) -> &std::ops::Range<usize>| {
        taken.iter().all(|bead| apart(side(bead), range))
    };
    let range = |(start, len): Run| start..start + len;
    let best = sources
        .iter()
        .filter(|run| free(&range(**run), |bead| &bead.source))
        .max_by_key(|run| (neighbours(**run), std::cmp::Reverse(run.0)))?;
    let after = taken.last().map_or(0, |bead| bead.target.end);
    let target = targets
        .iter()
        .filter(|run| free(&range(**run), |bead| &bead.target))
        .min_by_key(|run| (run.0 < after, run.0))?;
    Some(Bead {
        source: range(*best),
        target: range(*target),
        confidence: 1.0,
    })
}

/// The longest chain of beads that are in order on both sides (patience sorting).
fn in_order(mut beads: Vec<Bead>) -> Vec<Bead> {
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
    chain
}
