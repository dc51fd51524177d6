//! What a person cut, joined, left out of an article, or took in although its reading leaves it out → the same segments of another version
//! of its files.
//!
//! A segment of a stored article takes part where it has a bead. One that has a bead and a reason to be left out was taken in by a
//! person; one that has none for the reason [`Furniture::ByPerson`] was left out by a person. One whose original is what it says was joined.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::article::Furniture;
use crate::memory::import::earlier::{CutAgain, Old, Reading};
use crate::memory::import::said::{Cut, places_of};
use crate::memory::import::unfit::{Unfit, UnfitKind};
use crate::memory::import::whereabouts::{Whereabouts, runs};
use crate::memory::model::article::ArticleInfo;
use crate::memory::model::bead::BeadSide;
use crate::memory::model::identity;
use crate::pair::LeftOut;
use crate::segment::Segment;

/// What a person decided of a segment.
#[derive(Clone, Debug)]
enum Decision {
    /// With what a person wrote in its place before, if it was edited.
    LeftOut(Option<String>),
    /// With the reason why the reading leaves it out.
    TakenIn(String),
}

/// What a person made of a segment of the files.
#[derive(Clone, Debug)]
enum Remade {
    /// These parts.
    Cut(Vec<String>),
    /// One of several.
    Joined,
}

/// What a person decided of the segments of a stored article, which are named by what the files said of them.
#[derive(Debug, Default)]
pub(crate) struct ByHand {
    sides: [SideByHand; 2],
}

/// The same of one side.
#[derive(Debug, Default)]
struct SideByHand {
    /// The segments as the files had them.
    wholes: Decided<Remade>,
    /// The segments as they are.
    segments: Decided<Decision>,
}

/// Segments of a version with what was decided of some.
#[derive(Debug)]
struct Decided<D> {
    /// In order, with the text of each in normal form.
    all: Vec<(String, Option<D>)>,
    /// Of earlier versions, those that the version after theirs no longer had.
    aside: Vec<(String, D)>,
}

/// The segments of one side of a pair.
#[derive(Clone, Debug, Default)]
pub(crate) struct Arranged {
    pub(crate) segments: Vec<Segment>,
    /// The line of each, where the text came in lines.
    pub(crate) lines: Option<Vec<usize>>,
    pub(crate) left_out: Vec<LeftOut>,
    /// By their places among those that take part, the segments that a person took in, with the reason to leave them out.
    pub(crate) taken_in: HashMap<usize, String>,
    /// What the files said of those that were cut or joined.
    pub(crate) cut: CutAgain,
    /// Of which of the segments that took part before each that does now was made; none where it was taken in.
    pub(crate) origins: Vec<Range<usize>>,
}

/// Segments of another version of which something was decided, and the texts of those that are not there.
type FoundAgain<D> = (Vec<(Range<usize>, D)>, Lost<D>);

/// Texts of segments that are not there, with what was decided of them.
type Lost<D> = Vec<(String, D)>;

impl<D> Default for Decided<D> {
    fn default() -> Self {
        Decided {
            all: Vec::new(),
            aside: Vec::new(),
        }
    }
}

impl<D: Clone> Decided<D> {
    fn is_empty(&self) -> bool {
        self.aside.is_empty() && self.all.iter().all(|(_, decision)| decision.is_none())
    }

    /// The segments of another version of which something was decided, and the texts of those that are not there. Of segments that say the
    /// same it is the one at the same place of the text.
    fn found_again(&self, new: &[String]) -> FoundAgain<D> {
        let texts: Vec<Vec<String>> = self.all.iter().map(|(text, _)| vec![text.clone()]).collect();
        let whereabouts = Whereabouts::of(&texts, new);
        let (mut found, mut missing) = (Vec::new(), Vec::new());
        let mut taken = vec![false; new.len()];
        for (at, (text, decision)) in self.all.iter().enumerate() {
            let Some(decision) = decision else { continue };
            match whereabouts.run(&(at..at + 1)) {
                Some(run) => {
                    taken[run.clone()].fill(true);
                    found.push((run, decision.clone()));
                }
                None => missing.push((text, decision, Some(at))),
            }
        }
        missing.extend(self.aside.iter().map(|(text, decision)| (text, decision, None)));
        // What was moved in the text, or comes back, is where no segment was before.
        let wanted: HashSet<&str> = missing.iter().map(|(text, _, _)| text.as_str()).collect();
        let elsewhere = runs(new, &wanted);
        let mut lost = Vec::new();
        for (text, decision, at) in missing {
            let mut all = elsewhere.get(text.as_str()).into_iter().flatten();
            let is_free = |run: &Range<usize>| {
                let became = || whereabouts.became(run);
                // A sentence beside its own of which nothing was decided may be another one of those that say the same.
                let is_in_part_its_own = became().any(|old| Some(old) == at);
                !taken[run.clone()].contains(&true)
                    && became().all(|old| Some(old) == at || (is_in_part_its_own && self.all[old].1.is_none()))
            };
            match all.find(|run| is_free(run)) {
                Some(run) => {
                    taken[run.clone()].fill(true);
                    found.push((run.clone(), decision.clone()));
                }
                None if at.is_some() => lost.push((text.clone(), decision.clone())),
                None => {}
            }
        }
        found.sort_by_key(|(run, _)| run.start);
        (found, lost)
    }

    /// What an earlier version decided of segments that the one after it, `next`, no longer had and none of those `between` has.
    fn put_aside(&self, next: &Decided<D>, between: &[&Decided<D>]) -> Vec<(String, D)> {
        if self.all.iter().all(|(_, decision)| decision.is_none()) {
            return Vec::new();
        }
        let texts: Vec<String> = next.all.iter().map(|(text, _)| text.clone()).collect();
        let (_, mut lost) = self.found_again(&texts);
        lost.retain(|(text, _)| {
            !between
                .iter()
                .any(|version| version.all.iter().any(|(other, _)| other == text))
        });
        lost
    }
}

impl ByHand {
    pub(crate) fn of(info: &ArticleInfo, old: &Old) -> ByHand {
        let said = old.said(info);
        let mut by_hand = ByHand::default();
        let mut joined: [HashSet<usize>; 2] = Default::default();
        for segment in &old.segments {
            let decision = match (&segment.left_out, segment.bead) {
                (Some(reason), Some(_)) => Some(Decision::TakenIn(reason.clone())),
                (Some(reason), None) if reason == Furniture::ByPerson.as_str() => {
                    let edited = said.is_edited(segment).then(|| old.text_of(segment, info));
                    Some(Decision::LeftOut(edited))
                }
                _ => None,
            };
            let side = &mut by_hand.sides[segment.side.index()];
            let text = normal(said.text(segment));
            let says = |original: &str| normal(original) == normal(&old.text_of(segment, info));
            if segment.original.as_deref().is_some_and(says) {
                joined[segment.side.index()].insert(side.segments.all.len());
            }
            side.segments.all.push((text, decision));
        }
        for ((side, cuts), joined) in by_hand.sides.iter_mut().zip(&said.cuts).zip(&joined) {
            let mut cuts = cuts.iter().peekable();
            let mut at = 0;
            let segments = &side.segments.all;
            while let Some((text, _)) = segments.get(at) {
                let is_here = |cut: &&Cut| {
                    let parts = segments[at..].iter().map(|(text, _)| text);
                    parts
                        .take(cut.parts.len())
                        .eq(cut.parts.iter().map(|part| normal(part)).collect::<Vec<_>>().iter())
                };
                match cuts.next_if(is_here) {
                    Some(cut) => {
                        let parts = Remade::Cut(cut.parts.clone());
                        side.wholes.all.push((normal(&cut.whole), Some(parts)));
                        at += cut.parts.len();
                    }
                    None => {
                        let remade = joined.contains(&at).then_some(Remade::Joined);
                        side.wholes.all.push((text.clone(), remade));
                        at += 1;
                    }
                }
            }
        }
        by_hand
    }

    /// What was decided in any of some versions, the latest first: of the earlier ones, of what the later ones no longer had.
    pub(crate) fn over(versions: Vec<ByHand>) -> ByHand {
        let mut aside: [(Lost<Remade>, Lost<Decision>); 2] = Default::default();
        for at in 1..versions.len() {
            for (side, aside) in aside.iter_mut().enumerate() {
                let of = |version: usize| &versions[version].sides[side];
                let wholes: Vec<_> = (0..at - 1).map(|between| &of(between).wholes).collect();
                aside.0.extend(of(at).wholes.put_aside(&of(at - 1).wholes, &wholes));
                let segments: Vec<_> = (0..at - 1).map(|between| &of(between).segments).collect();
                aside
                    .1
                    .extend(of(at).segments.put_aside(&of(at - 1).segments, &segments));
            }
        }
        let mut by_hand = versions.into_iter().next().unwrap_or_default();
        for (side, (wholes, segments)) in by_hand.sides.iter_mut().zip(aside) {
            side.wholes.aside = wholes;
            side.segments.aside = segments;
        }
        by_hand
    }

    /// Whether a person left nothing out, took nothing in, and cut and joined nothing.
    pub(crate) fn is_empty(&self) -> bool {
        self.sides
            .iter()
            .all(|side| side.wholes.is_empty() && side.segments.is_empty())
    }

    /// Does the same to the segments of another version, and notes in its reading what was done and what could not be.
    pub(crate) fn apply(&self, sides: [&mut Arranged; 2], reading: &mut Reading) {
        for (side, new) in BeadSide::BOTH.into_iter().zip(sides) {
            let at = side.index();
            if !(self.sides[at].wholes.is_empty() && self.sides[at].segments.is_empty()) {
                let lost = self.sides[at].arrange(new);
                reading
                    .unfit
                    .extend(lost.into_iter().map(|(what, text)| Unfit::of_segment(what, side, text)));
            }
            (reading.taken_in[at], reading.cut[at]) = (new.taken_in.clone(), new.cut.clone());
        }
        reading.is_arranged = true;
    }
}

fn normal(text: &str) -> String {
    identity::normalise(text).into_owned()
}

/// A segment of another version on its way.
#[derive(Clone)]
struct Coming {
    segment: Segment,
    /// Which segments that took part it was made of.
    origin: Range<usize>,
    /// Its line, where the text came in lines.
    line: Option<usize>,
    /// Why it is left out, where it is.
    reason: Option<Furniture>,
    /// Why it would be left out had a person not taken it in.
    taken_in: Option<String>,
    /// What the files say of the whole that it is a part of, empty for those after the first; or of what was joined to it.
    cut_from: Option<String>,
}

fn texts(all: &[Coming]) -> Vec<String> {
    all.iter().map(|coming| normal(&coming.segment.text)).collect()
}

impl SideByHand {
    /// Puts the segments of a side where the decisions want them, and tells which of these found none.
    fn arrange(&self, side: &mut Arranged) -> Vec<(UnfitKind, String)> {
        let lines = side.lines.take();
        // What was done to the segments of this version before.
        let (cut, mut taken_in) = (std::mem::take(&mut side.cut), std::mem::take(&mut side.taken_in));
        let CutAgain {
            taking_part: mut cut_here,
            left_out: mut cut_out,
        } = cut;
        let taking_part = std::mem::take(&mut side.segments).into_iter().enumerate();
        let mut all: Vec<Coming> = taking_part
            .map(|(at, segment)| Coming {
                segment,
                origin: at..at + 1,
                line: lines.as_ref().map(|lines| lines[at]),
                reason: None,
                taken_in: taken_in.remove(&at),
                cut_from: cut_here.remove(&at),
            })
            .collect();
        let left_out = std::mem::take(&mut side.left_out).into_iter().enumerate();
        all.extend(left_out.map(|(at, out)| Coming {
            segment: out.segment,
            origin: 0..0,
            line: None,
            reason: Some(out.reason),
            taken_in: None,
            cut_from: cut_out.remove(&at),
        }));
        all.sort_by_key(|coming| (coming.segment.block, coming.segment.range.start));
        let (remade, mut lost_wholes) = self.wholes.found_again(&texts(&all));
        let mut remade = remade.into_iter().peekable();
        let mut made: Vec<Coming> = Vec::with_capacity(all.len());
        let mut at = 0;
        while at < all.len() {
            let coming = all[at].clone();
            match remade.next_if(|(run, _)| run.start == at) {
                Some((run, remake)) => {
                    let whole = joined(&all[run.clone()]);
                    at = run.end;
                    match remake {
                        Remade::Joined => made.push(whole),
                        Remade::Cut(parts) => match whole.cut(&parts) {
                            Some(parts) => made.extend(parts),
                            None => {
                                lost_wholes.push((normal(&whole.segment.text), Remade::Cut(parts)));
                                made.extend(all[run].iter().cloned());
                            }
                        },
                    }
                }
                None => {
                    made.push(coming);
                    at += 1;
                }
            }
        }
        let (decided, lost) = self.segments.found_again(&texts(&made));
        let mut decisions = HashMap::new();
        for (run, decision) in decided {
            let decision = match decision {
                // What was written in the place of several is not said of each.
                Decision::LeftOut(Some(_)) if run.len() > 1 => Decision::LeftOut(None),
                decision => decision,
            };
            decisions.extend(run.map(|at| (at, decision.clone())));
        }
        side.put(made, &decisions, lines.is_some());
        let wholes = lost_wholes.into_iter().map(|(text, remade)| match remade {
            Remade::Cut(_) => (UnfitKind::Cut, text),
            Remade::Joined => (UnfitKind::Joined, text),
        });
        let segments = lost.into_iter().map(|(text, decision)| match decision {
            Decision::LeftOut(_) => (UnfitKind::LeftOut, text),
            Decision::TakenIn(_) => (UnfitKind::TakenIn, text),
        });
        wholes.chain(segments).collect()
    }
}

impl Arranged {
    /// The segments of a side as they were read.
    pub(crate) fn of(segments: &[Segment], left_out: &[LeftOut]) -> Arranged {
        Arranged {
            origins: (0..segments.len()).map(|at| at..at + 1).collect(),
            segments: segments.to_vec(),
            left_out: left_out.to_vec(),
            ..Arranged::default()
        }
    }

    /// Takes segments in and leaves others out.
    fn put(&mut self, all: Vec<Coming>, decisions: &HashMap<usize, Decision>, has_lines: bool) {
        let mut lines = Vec::new();
        self.origins.clear();
        for (at, mut coming) in all.into_iter().enumerate() {
            let mut reason = coming.reason;
            let mut taken_in = coming.taken_in;
            match decisions.get(&at) {
                Some(Decision::LeftOut(edited)) => {
                    reason = Some(Furniture::ByPerson);
                    if let Some(edited) = edited {
                        let files = std::mem::replace(&mut coming.segment.text, edited.clone());
                        coming.cut_from.get_or_insert(files);
                    }
                }
                Some(Decision::TakenIn(earlier)) => {
                    taken_in = Some(reason.map_or_else(|| earlier.clone(), |reason| reason.as_str().to_owned()));
                    reason = None;
                }
                None => {}
            }
            let cut_from = coming.cut_from;
            if let Some(reason) = reason {
                let segment = coming.segment;
                let at = self.left_out.len();
                self.cut.left_out.extend(cut_from.map(|whole| (at, whole)));
                self.left_out.push(LeftOut { segment, reason });
            } else {
                let at = self.segments.len();
                self.taken_in.extend(taken_in.map(|why| (at, why)));
                self.cut.taking_part.extend(cut_from.map(|whole| (at, whole)));
                lines.extend(coming.line);
                self.segments.push(coming.segment);
                self.origins.push(coming.origin);
            }
        }
        self.lines = has_lines.then_some(lines);
    }
}

/// Segments as one, which takes part if the first does.
fn joined(parts: &[Coming]) -> Coming {
    let mut whole = parts[0].clone();
    let texts: Vec<&str> = parts.iter().map(|part| part.segment.text.as_str()).collect();
    whole.segment.text = texts.join(" ");
    for part in &parts[1..] {
        if part.segment.block == whole.segment.block {
            whole.segment.range.end = part.segment.range.end;
        }
        if part.origin.start == whole.origin.end && !whole.origin.is_empty() {
            whole.origin.end = part.origin.end;
        }
    }
    whole.cut_from = Some(whole.segment.text.clone());
    whole
}

impl Coming {
    /// Its parts, where these are what it says.
    fn cut(&self, parts: &[String]) -> Option<Vec<Coming>> {
        let text = &self.segment.text;
        let places = places_of(text, parts)?;
        let range = self.segment.range.clone();
        let within = |at: usize| (range.start + at).min(range.end);
        let part = |(n, place): (usize, Range<usize>)| Coming {
            segment: Segment {
                text: text[place.clone()].to_owned(),
                range: within(place.start)..within(place.end),
                ..self.segment.clone()
            },
            cut_from: Some(if n == 0 { text.clone() } else { String::new() }),
            ..self.clone()
        };
        Some(places.into_iter().enumerate().map(part).collect())
    }
}
