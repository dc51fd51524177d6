//! The segments of one side of a stored article → where they stand in another version of that side.
//!
//! Either version may have in one segment what the other has in several. So both are taken apart as far as the other is, and what goes
//! together is told of these parts ([`correspondence`]).

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use crate::memory::import::correspondence::correspondence;

/// The most segments that are joined to one.
pub(crate) const LONGEST: usize = 8;

/// Where the segments of a side stand in another version.
#[derive(Debug)]
pub(crate) struct Whereabouts {
    /// The parts of each old segment, and where each part stands among those of the new ones.
    parts: Vec<Range<usize>>,
    found: Vec<Option<usize>>,
    /// The new segment of each part, and the parts of each new segment.
    segment_of: Vec<usize>,
    new_parts: Vec<Range<usize>>,
    /// Of each new segment the first and the last old one that became it or a part of it.
    held: Vec<Option<(usize, usize)>>,
}

impl Whereabouts {
    /// `old` has what each stored segment may say: the first of it that the new ones say counts. All texts are in normal form.
    pub(crate) fn of(old: &[Vec<String>], new: &[String]) -> Whereabouts {
        let single: HashSet<&str> = new.iter().map(String::as_str).collect();
        let is_here = |text: &&String| !text.is_empty() && single.contains(text.as_str());
        let wanted = old.iter().filter(|texts| !texts.iter().any(|text| is_here(&text)));
        let wanted: HashSet<&str> = wanted.flatten().map(String::as_str).collect();
        let new_runs = runs(new, &wanted);
        let mut parts = Vec::with_capacity(old.len());
        let mut old_texts: Vec<&str> = Vec::with_capacity(old.len());
        for texts in old {
            let start = old_texts.len();
            let joined = || texts.iter().find_map(|text| new_runs.get(text.as_str())?.first());
            if let Some(text) = texts.iter().find(is_here) {
                old_texts.push(text);
            } else if let Some(run) = joined() {
                old_texts.extend(new[run.clone()].iter().map(String::as_str));
            } else {
                old_texts.extend(texts.first().map(String::as_str).filter(|text| !text.is_empty()));
            }
            parts.push(start..old_texts.len());
        }
        let known: HashSet<&str> = old_texts.iter().copied().collect();
        let wanted: HashSet<&str> = new
            .iter()
            .map(String::as_str)
            .filter(|text| !known.contains(text))
            .collect();
        let old_runs = runs(&old_texts, &wanted);
        let mut new_texts: Vec<&str> = Vec::with_capacity(new.len());
        let mut segment_of = Vec::with_capacity(new.len());
        let mut new_parts = Vec::with_capacity(new.len());
        for (at, text) in new.iter().enumerate() {
            let start = new_texts.len();
            match old_runs.get(text.as_str()).and_then(|runs| runs.first()) {
                Some(run) => new_texts.extend(&old_texts[run.clone()]),
                None => new_texts.push(text),
            }
            segment_of.resize(new_texts.len(), at);
            new_parts.push(start..new_texts.len());
        }
        let found = correspondence(&old_texts, &new_texts);
        let mut held: Vec<Option<(usize, usize)>> = vec![None; new.len()];
        for (segment, parts) in parts.iter().enumerate() {
            for part in found[parts.clone()].iter().flatten() {
                let held = &mut held[segment_of[*part]];
                *held = Some((held.map_or(segment, |(first, _)| first), segment));
            }
        }
        Whereabouts {
            parts,
            found,
            segment_of,
            new_parts,
            held,
        }
    }

    /// The new segments that old ones that follow each other became, if just those.
    pub(crate) fn run(&self, old: &Range<usize>) -> Option<Range<usize>> {
        let parts = self.parts.get(old.clone())?;
        let parts = parts.first()?.start..parts.last()?.end;
        let places = self.found.get(parts)?;
        let first = (*places.first()?)?;
        if !places.iter().enumerate().all(|(n, place)| *place == Some(first + n)) {
            return None;
        }
        let last = first + places.len() - 1;
        let run = self.segment_of[first]..self.segment_of[last] + 1;
        let is_whole = self.new_parts[run.start].start == first && self.new_parts[run.end - 1].end == last + 1;
        is_whole.then_some(run)
    }

    /// The new segment that the first of some old ones became, of those that became one.
    pub(crate) fn first_of(&self, old: &Range<usize>) -> Option<usize> {
        let parts = self.parts.get(old.clone())?.iter().cloned().flatten();
        parts
            .filter_map(|part| self.found[part])
            .map(|part| self.segment_of[part])
            .next()
    }

    /// Whether no old segment became one of these.
    pub(crate) fn are_new(&self, new: &Range<usize>) -> bool {
        self.became(new).next().is_none()
    }

    /// The old segments that became one of the new ones or a part of it.
    pub(crate) fn became(&self, new: &Range<usize>) -> impl Iterator<Item = usize> {
        let held = self.held.get(new.clone()).unwrap_or_default().iter().flatten();
        held.flat_map(|(first, last)| *first..=*last)
    }
}

/// Where segments that follow each other, up to [`LONGEST`] of them, say one of these texts together.
pub(crate) fn runs<'w, T: AsRef<str>>(
    segments: &[T],
    wanted: &HashSet<&'w str>,
) -> HashMap<&'w str, Vec<Range<usize>>> {
    let mut out: HashMap<&str, Vec<Range<usize>>> = HashMap::new();
    let mut sorted: Vec<&str> = wanted.iter().copied().filter(|text| !text.is_empty()).collect();
    sorted.sort_unstable();
    for start in 0..segments.len() {
        let mut text = String::new();
        for (n, segment) in segments[start..].iter().take(LONGEST).enumerate() {
            if !text.is_empty() {
                text.push(' ');
            }
            text.push_str(segment.as_ref());
            let at = sorted.partition_point(|wanted| *wanted < text.as_str());
            let Some(next) = sorted.get(at).filter(|wanted| wanted.starts_with(&text)) else {
                break;
            };
            if *next == text {
                out.entry(next).or_default().push(start..start + n + 1);
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whereabouts(old: &[&str], new: &[&str]) -> Whereabouts {
        let old: Vec<Vec<String>> = old
            .iter()
            .map(|text| text.split('|').map(str::to_owned).collect())
            .collect();
        let new: Vec<String> = new.iter().map(|text| (*text).to_owned()).collect();
        Whereabouts::of(&old, &new)
    }

    #[test]
    fn segments_are_found_again_where_the_other_version_is_cut_otherwise() {
        // One of several, and several of one.
        let found = whereabouts(
            &["A. B.", "Oui.", "C.", "D.", "Oui."],
            &["A.", "B.", "Oui.", "C. D.", "Oui."],
        );
        assert_eq!(found.run(&(0..1)), Some(0..2));
        assert_eq!(found.run(&(1..2)), Some(2..3));
        assert_eq!(found.run(&(2..4)), Some(3..4));
        assert_eq!(found.run(&(2..3)), None, "half of a segment");
        assert_eq!(found.first_of(&(3..4)), Some(3));
        assert_eq!(found.run(&(4..5)), Some(4..5));
        assert!(!found.are_new(&(0..1)));
    }

    #[test]
    fn what_a_person_wrote_is_found_where_the_files_say_it_by_now() {
        let found = whereabouts(&["Oui.", "Tow.|Two.", "Oui."], &["Zero.", "Oui.", "Two.", "Oui."]);
        assert_eq!(found.run(&(1..2)), Some(2..3));
        assert!(found.are_new(&(0..1)));
        assert_eq!(found.run(&(0..3)), Some(1..4));
        assert_eq!(found.run(&(0..0)), None);
    }
}
