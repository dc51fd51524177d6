//! The checks of [`Memory::clean`](crate::memory::Memory::clean) for one pair of texts, as someone looks at it.

use std::ops::Range;

use super::fault::CleanFault;
use super::{CleanCheck, empty_side, identical, language, length, numbers, ratio, tags};
use crate::memory::model::unit::Variant;

/// What looks wrong with a pair.
#[derive(Clone, Debug, PartialEq, serde::Serialize)]
pub struct PairFinding {
    /// Which check found it; never [`CleanCheck::NearDuplicates`], which takes more than one pair.
    pub check: CleanCheck,
    /// What is wrong with it, for people, in English.
    pub detail: String,
    /// The same as data.
    #[serde(flatten)]
    pub fault: CleanFault,
}

/// Looks at one pair, with every check that takes no other pair. `usual_ratio` is how long translations usually are, measured by
/// [`length_ratio`]; where nobody knows, 1.
#[must_use]
pub fn pair_findings(source: &Variant, target: &Variant, usual_ratio: f64) -> Vec<PairFinding> {
    let sides = Some((source, target));
    let found = |check: CleanCheck| match check {
        CleanCheck::Empty => empty_side(sides),
        CleanCheck::Identical => identical(source, target),
        CleanCheck::Numbers => super::numbers(source, target),
        CleanCheck::Language => language(source).or_else(|| language(target)),
        CleanCheck::Length => length(source, target, usual_ratio),
        CleanCheck::Tags => tags(source, target),
        CleanCheck::NearDuplicates => None,
    };
    let findings = CleanCheck::ALL.into_iter().filter_map(|check| {
        let fault = found(check)?;
        let detail = fault.to_string();
        Some(PairFinding { check, detail, fault })
    });
    findings.collect()
}

/// How many times as long as its source a translation is, in characters, with 10 added to each, as the check of lengths measures it.
#[must_use]
pub fn length_ratio(source: &Variant, target: &Variant) -> f64 {
    ratio(source, target)
}

/// Where in either text there is a number, date or time in digits that the other text does not have in any form: byte ranges of the
/// source, then of the target, each in order.
#[must_use]
pub fn disagreeing_numbers(source: &Variant, target: &Variant) -> [Vec<Range<usize>>; 2] {
    numbers::disagreeing(source, target)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::text::lang::Lang;

    fn pair(source: &str, target: &str) -> (Variant, Variant) {
        let lang = |tag: &str| Lang::parse(tag).expect("a tag");
        (Variant::plain(lang("fr"), source), Variant::plain(lang("en"), target))
    }

    #[test]
    fn numbers_that_disagree_are_told_with_their_places() {
        let (source, target) = pair(
            "En 1998, 12 bacs et 30 canots.",
            "In 1998, twelve ferries and 31 canoes, 4 lost.",
        );
        let found = disagreeing_numbers(&source, &target);
        let said = |text: &str, ranges: &[Range<usize>]| {
            let parts: Vec<String> = ranges.iter().map(|r| text[r.clone()].to_owned()).collect();
            parts
        };
        assert_eq!(said(&source.text, &found[0]), ["30"]);
        assert_eq!(said(&target.text, &found[1]), ["31", "4"]);
        let (source, target) = pair("Le 3 mai, à 17 h.", "On 3 May, at 5 pm.");
        assert_eq!(
            disagreeing_numbers(&source, &target),
            [Vec::<Range<usize>>::new(), Vec::new()]
        );
    }

    #[test]
    fn a_pair_is_looked_at_as_the_memory_is() {
        let (source, target) = pair("Il y a 12 moutons.", "There are 13 sheep.");
        let found = pair_findings(&source, &target, 1.0);
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].check, CleanCheck::Numbers);
        assert!(found[0].detail.contains("12"), "{found:?}");
        let (source, target) = pair("Le bac traverse.", "The ferry crosses.");
        assert_eq!(pair_findings(&source, &target, 1.0), []);
    }
}
