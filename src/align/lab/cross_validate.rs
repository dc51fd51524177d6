//! Gold sets → alignments of each document with weights that were fitted to others.
//!
//! What is measured on the sets that weights were fitted to flatters them; this does not. Leaving out whole sets asks how
//! other kinds of text will fare, leaving out documents asks how other documents of these kinds will.

use std::collections::BTreeSet;

use rayon::prelude::*;

use crate::align::fitted::FittedWeights;
use crate::align::lab::gold::GoldSet;
use crate::align::{Aligner, Alignment};

/// What is left out of a fit together.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Parts {
    /// A set, and the set that was derived from it by adding noise.
    Sets,
    /// Every fourth document, and what was derived from it.
    Documents,
}

/// Into how many parts documents are divided.
const DOCUMENT_PARTS: usize = 4;

/// The name of the set that a set is, or was derived from.
fn base(set: &GoldSet) -> &str {
    set.name.trim_end_matches("-noisy")
}

/// The part of each document of each set, and how many parts there are.
fn parts_of(sets: &[&GoldSet], parts: Parts) -> (Vec<Vec<usize>>, usize) {
    let documents = || sets.iter().flat_map(|s| &s.documents).map(|d| d.name.as_str());
    let (names, count): (BTreeSet<&str>, _) = match parts {
        Parts::Sets => {
            let names: BTreeSet<&str> = sets.iter().map(|s| base(s)).collect();
            let count = names.len();
            (names, count)
        }
        Parts::Documents => (documents().collect(), DOCUMENT_PARTS),
    };
    let part = |name: &str| names.range(..name).count() % count.max(1);
    let of_set = |set: &&GoldSet| match parts {
        Parts::Sets => vec![part(base(set)); set.documents.len()],
        Parts::Documents => set.documents.iter().map(|d| part(&d.name)).collect(),
    };
    (sets.iter().map(of_set).collect(), count)
}

/// Aligns the documents of all sets, each with weights fitted to the documents of other parts.
///
/// `fitted` fits weights to sets, for aligners with a lexicon or for those without one; a part whose languages have no
/// lexicon is aligned with the latter.
///
/// # Errors
/// Those of `aligner_for` and `fitted`.
pub fn align_held_out<E>(
    sets: &[&GoldSet],
    parts: Parts,
    aligner_for: impl Fn(&GoldSet) -> Result<Aligner, E>,
    fitted: impl Fn(&[&GoldSet], bool) -> Result<FittedWeights, E>,
) -> Result<Vec<Vec<Alignment>>, E> {
    let (part_of, count) = parts_of(sets, parts);
    let mut out: Vec<Vec<Alignment>> = sets
        .iter()
        .map(|s| vec![Alignment::default(); s.documents.len()])
        .collect();
    for part in 0..count {
        let mut others: Vec<GoldSet> = Vec::new();
        for (set, part_of) in sets.iter().zip(&part_of) {
            let mut kept = GoldSet {
                documents: Vec::new(),
                ..(*set).clone()
            };
            let documents = set.documents.iter().zip(part_of).filter(|(_, p)| **p != part);
            kept.documents.extend(documents.map(|(d, _)| d.clone()));
            if !kept.documents.is_empty() {
                others.push(kept);
            }
        }
        let others: Vec<&GoldSet> = others.iter().collect();
        let mut weights: [Option<FittedWeights>; 2] = [None, None];
        for ((set, part_of), out) in sets.iter().zip(&part_of).zip(&mut out) {
            if !part_of.contains(&part) {
                continue;
            }
            let aligner = aligner_for(set)?;
            let has_lexicon = aligner.has_lexicon();
            let weights = &mut weights[usize::from(has_lexicon)];
            if weights.is_none() {
                *weights = Some(fitted(&others, has_lexicon)?);
            }
            let aligner = match weights {
                Some(weights) => aligner.with_weights(weights),
                None => aligner,
            };
            let documents = set.documents.par_iter().zip(part_of).zip(out.par_iter_mut());
            documents
                .filter(|((_, p), _)| **p == part)
                .for_each(|((document, _), alignment)| {
                    *alignment = aligner.align(&document.source.0, &document.target.0);
                });
        }
    }
    Ok(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::lab::fit::aligner_for;
    use crate::align::lab::gold::GoldDocument;
    use crate::segment;
    use crate::text::lang::Lang;

    fn set(name: &str, documents: &[&str]) -> GoldSet {
        let lang = |tag| Lang::parse(tag).expect("a tag written in this test");
        let document = |name: &&str| GoldDocument {
            name: (*name).to_owned(),
            source: segment::presegmented("Le vent tombe."),
            target: segment::presegmented("The wind is dropping."),
            beads: vec![(vec![0], vec![0])],
        };
        GoldSet {
            name: name.to_owned(),
            from: lang("fr"),
            to: lang("en"),
            documents: documents.iter().map(document).collect(),
        }
    }

    #[test]
    fn a_document_and_what_was_derived_from_it_are_left_out_together() {
        let sets = [
            set("news", &["a", "b"]),
            set("news-noisy", &["b"]),
            set("stories", &["c"]),
        ];
        let sets: Vec<&GoldSet> = sets.iter().collect();
        assert_eq!(parts_of(&sets, Parts::Sets), (vec![vec![0, 0], vec![0], vec![1]], 2));
        assert_eq!(
            parts_of(&sets, Parts::Documents),
            (vec![vec![0, 1], vec![1], vec![2]], 4)
        );
        let asked = std::cell::RefCell::new(Vec::new());
        let alignments = align_held_out(
            &sets,
            Parts::Sets,
            |set| aligner_for(set, None),
            |others, has_lexicon| {
                let names: Vec<String> = others.iter().map(|s| s.name.clone()).collect();
                asked.borrow_mut().push((names.join(" "), has_lexicon));
                Ok(FittedWeights::built_in(has_lexicon))
            },
        )
        .expect("the compiled-in lexicon");
        assert_eq!(
            asked.into_inner(),
            [("stories".to_owned(), true), ("news news-noisy".to_owned(), true)]
        );
        assert!(alignments.iter().flatten().all(|a| a.beads.len() == 1));
    }
}
