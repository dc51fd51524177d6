//! Two lists of segments → an [`Alignment`]: beads in document order, each with a confidence.
//!
//! ```
//! use interligne::Aligner;
//! use interligne::text::lang::Lang;
//! use interligne::segment::Segment;
//!
//! let source = ["Le pont est fermé depuis hier soir.", "Pourquoi ? À cause de la crue du 9 octobre."];
//! let target = ["The bridge has been closed since last night.", "Why?", "Because of the flood of 9 October."];
//! let aligner = Aligner::new(Lang::parse("fr")?, Lang::parse("en")?)?;
//! let alignment = aligner.align(&source.map(Segment::new), &target.map(Segment::new));
//! let beads: Vec<_> = alignment.beads.iter().map(|bead| (bead.source.clone(), bead.target.clone())).collect();
//! assert_eq!(beads, [(0..1, 0..1), (1..2, 1..3)]);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
mod alignment;
mod calibration;
mod coarse;
mod cognates;
mod corridor;
mod crossing;
mod cut;
mod evidence;
mod fitted;
mod fixed;
pub mod html;
#[cfg(feature = "lab")]
pub mod lab;
mod lattice;
mod learn;
pub mod length;
mod lexical;
pub mod lexicon;
mod parts;
mod review;
mod score;
mod search;
mod side;
mod support;
mod tokens;
mod vocabulary;
mod weights;
mod word_pairs;

use std::path::PathBuf;
use std::sync::Arc;

use crate::align::parts::Parts;
use calibration::Calibration;
use evidence::Lexicons;
use fixed::Fixed;
use lexicon::{Lexicon, LexiconError};
use search::Search;
use side::Side;
use vocabulary::StemCache;
use weights::Weights;

pub use alignment::{Alignment, Bead, Crossing};
pub use fitted::FittedWeights;
pub use review::Place;

use crate::segment::Segment;
use crate::text::lang::Lang;

/// What an [`Aligner`] is made for.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub struct AlignOptions {
    /// The language of the source text.
    pub from: Lang,
    /// The language of the target text.
    pub to: Lang,
    /// A lexicon file to use instead of the one that is compiled in for the languages, if any is.
    pub lexicon: Option<PathBuf>,
}

impl AlignOptions {
    /// The options for a pair of languages, everything else at its default.
    #[must_use]
    pub fn new(from: Lang, to: Lang) -> AlignOptions {
        AlignOptions {
            from,
            to,
            lexicon: None,
        }
    }

    /// Takes a lexicon file instead of the one that is compiled in.
    #[must_use]
    pub fn lexicon(mut self, file: impl Into<PathBuf>) -> AlignOptions {
        self.lexicon = Some(file.into());
        self
    }
}

/// Why an [`Aligner`] cannot be made.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AlignError {
    /// The lexicon cannot be used.
    #[error(transparent)]
    Lexicon(#[from] LexiconError),
    /// The lexicon is for another pair of languages.
    #[error(
        "{path}: this lexicon is for {has_from} and {has_to}, not for {from} and {to}: name another or leave it out"
    )]
    OtherLanguages {
        /// The lexicon's file.
        path: PathBuf,
        /// The lexicon's source language.
        has_from: Lang,
        /// The lexicon's target language.
        has_to: Lang,
        /// The source language asked for.
        from: Lang,
        /// The target language asked for.
        to: Lang,
    },
}

/// Aligns pairs of texts in a pair of languages. Make one and use it for many pairs; it may be shared between threads.
#[derive(Clone, Debug)]
pub struct Aligner {
    from: Lang,
    to: Lang,
    /// With whether it is for the opposite direction.
    lexicon: Option<(Lexicon, bool)>,
    /// Likewise, of pairs that a person confirmed.
    confirmed: Option<(Lexicon, bool)>,
    weights: Weights,
    calibration: Calibration,
    parts: Parts,
    /// Of the two languages.
    stems: Arc<[StemCache; 2]>,
}

impl Aligner {
    /// An aligner for a pair of languages, with the lexicon that is compiled in for them, if one is.
    ///
    /// # Errors
    /// None as long as the compiled-in lexicon is whole.
    pub fn new(from: Lang, to: Lang) -> Result<Aligner, AlignError> {
        Aligner::with_options(AlignOptions::new(from, to))
    }

    /// The languages of the source and the target.
    #[must_use]
    pub fn languages(&self) -> (&Lang, &Lang) {
        (&self.from, &self.to)
    }

    /// An aligner with other options than the default.
    ///
    /// # Errors
    /// When the lexicon that the options name cannot be read, or is for other languages.
    pub fn with_options(options: AlignOptions) -> Result<Aligner, AlignError> {
        let AlignOptions { from, to, lexicon } = options;
        let lexicon = match lexicon {
            Some(path) => {
                let lexicon = Lexicon::read(&path)?;
                let Some(reversed) = lexicon.serves(&from, &to) else {
                    let (has_from, has_to) = lexicon.languages();
                    let (has_from, has_to) = (has_from.clone(), has_to.clone());
                    return Err(AlignError::OtherLanguages {
                        path,
                        has_from,
                        has_to,
                        from,
                        to,
                    });
                };
                Some((lexicon, reversed))
            }
            None => Lexicon::built_in(&from, &to).and_then(|l| l.serves(&from, &to).map(|reversed| (l, reversed))),
        };
        let FittedWeights { weights, calibration } = FittedWeights::built_in(lexicon.is_some());
        Ok(Aligner {
            from,
            to,
            lexicon,
            confirmed: None,
            weights,
            calibration,
            parts: Parts::ALL,
            stems: Arc::default(),
        })
    }

    /// The same aligner, which also knows what a lexicon learned from confirmed pairs says
    /// ([`lexicon::Lexicon::of_confirmed`]). A lexicon for other languages changes nothing.
    #[must_use]
    pub fn with_confirmed(mut self, confirmed: Lexicon) -> Aligner {
        self.confirmed = confirmed
            .serves(&self.from, &self.to)
            .map(|reversed| (confirmed, reversed));
        self
    }

    /// The lexicon of the languages at large, if there is one.
    #[must_use]
    pub fn lexicon(&self) -> Option<&Lexicon> {
        self.lexicon.as_ref().map(|(lexicon, _)| lexicon)
    }

    fn lexicons(&self) -> Lexicons<'_> {
        fn directed((lexicon, reversed): &(Lexicon, bool)) -> (&Lexicon, bool) {
            (lexicon, *reversed)
        }
        Lexicons {
            lexicon: self.lexicon.as_ref().map(directed),
            confirmed: self.confirmed.as_ref().map(directed),
        }
    }

    /// The two texts as the search takes them.
    fn sides(&self, source: &[Segment], target: &[Segment]) -> (Side, Side) {
        let [source_stems, target_stems] = &*self.stems;
        (
            Side::new(source, &self.from, source_stems),
            Side::new(target, &self.to, target_stems),
        )
    }

    /// How far the words of one text have a translation in the other, wherever they stand: the share of the words of one
    /// side, rare ones weighing more, that have a counterpart on the other; of the two sides, the greater. From 0 to 1, and
    /// nothing where a side has too few words to tell.
    ///
    /// It speaks where an alignment cannot: two single sentences can only be paired with each other.
    #[must_use]
    pub fn word_support(&self, source: &[Segment], target: &[Segment]) -> Option<f64> {
        let (source, target) = self.sides(source, target);
        support::word_support(&source, &target, self.lexicons())
    }

    /// Aligns two texts, given as their segments in document order.
    #[must_use]
    pub fn align(&self, source: &[Segment], target: &[Segment]) -> Alignment {
        self.search(source, target, &Fixed::default())
    }

    /// Aligns two texts around beads that a person settled: they come back as they are, confidence and all, and no other bead
    /// has a segment of theirs or crosses one of them. A settled bead with an empty side says that its segments have no
    /// counterpart. The rest is sought over both whole texts, so that nothing settled gives what [`Aligner::align`] gives.
    ///
    /// A settled bead that lies outside of the texts, has a segment of one before it or crosses one is left out of account.
    #[must_use]
    pub fn align_around(&self, source: &[Segment], target: &[Segment], settled: &[Bead]) -> Alignment {
        let (fixed, joined, settled) = fixed::settle(source, target, settled);
        let alignment = self.search(&joined[0].segments, &joined[1].segments, &fixed);
        fixed::part(alignment, &joined, &settled)
    }

    fn search(&self, source: &[Segment], target: &[Segment], fixed: &Fixed) -> Alignment {
        let (source, target) = self.sides(source, target);
        let search = Search::new(&source, &target, self.lexicons(), &self.weights, self.parts, fixed);
        let path = search.path;
        let doubt = calibration::doubt(&path);
        let crossings = crossing::crossings(
            &source,
            &target,
            &search.evidence,
            &self.weights,
            self.parts.lengths,
            &path,
        );
        let beads = path
            .into_iter()
            .map(|step| Bead {
                source: step.source..step.source + step.source_len,
                target: step.target..step.target + step.target_len,
                confidence: self.calibration.confidence(step.posterior, doubt),
            })
            .collect();
        Alignment { beads, crossings }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::BlockKind;

    fn segments(lines: &[&str]) -> Vec<Segment> {
        lines
            .iter()
            .map(|l| Segment {
                text: (*l).to_owned(),
                block: 0,
                kind: BlockKind::Paragraph,
                range: 0..0,
            })
            .collect()
    }

    fn align(source: &[&str], target: &[&str]) -> Alignment {
        let lang = |tag| Lang::parse(tag).expect("a tag written in this test");
        let aligner = Aligner::new(lang("fr"), lang("en")).expect("an aligner without a lexicon file");
        aligner.align(&segments(source), &segments(target))
    }

    #[test]
    fn confirmed_pairs_decide_between_words_that_no_lexicon_knows() {
        use super::lexicon::TrainingPair;
        let (from, to) = (Lang::parse("fr").expect("a tag"), Lang::parse("en").expect("a tag"));
        let pair = |source: &str, target: &str| TrainingPair {
            source: source.to_owned(),
            target: target.to_owned(),
            weight: 1.0,
        };
        let taught = |word: &str| {
            let aligner = Aligner::new(from.clone(), to.clone()).expect("the compiled-in lexicon");
            let pairs = [
                pair(&format!("Le {word} est petit."), "The quandle is small."),
                pair(&format!("Mon {word} dort."), "My quandle is asleep."),
            ];
            let lexicon = Lexicon::of_confirmed(&from, &to, &pairs, aligner.lexicon()).expect("two pairs with words");
            let aligner = aligner.with_confirmed(lexicon);
            let line =
                |word: &str| format!("Hier soir, le {word} a traversé la grande place du village sans un bruit.");
            let lines = ["zorblat", "burlique", "mifoune", "tavoron"].map(line);
            let source = segments(&lines.each_ref().map(String::as_str));
            let target = "Yesterday evening the quandle crossed the big square of the village without a sound.";
            let beads = aligner.align(&source, &segments(&[target])).beads;
            beads.into_iter().find(|b| !b.is_null()).map(|b| b.source)
        };
        assert_eq!(taught("zorblat"), Some(0..1));
        assert_eq!(taught("tavoron"), Some(3..4));
    }

    #[test]
    fn settled_beads_come_back_and_nothing_crosses_them() {
        let lang = |tag| Lang::parse(tag).expect("a tag written in this test");
        let aligner = Aligner::new(lang("fr"), lang("en")).expect("the compiled-in lexicon");
        let source = segments(&[
            "Le pont est fermé depuis hier soir.",
            "La rivière monte.",
            "Le maire a parlé aux habitants.",
            "Personne n'est blessé.",
            "L'école rouvrira lundi matin.",
        ]);
        let target = segments(&[
            "The bridge has been closed since last night.",
            "The river is rising.",
            "The mayor spoke to the residents.",
            "Nobody was hurt.",
            "The school will reopen on Monday morning.",
        ]);
        let plain = aligner.align(&source, &target);
        assert_eq!(aligner.align_around(&source, &target, &[]), plain);
        assert_eq!(aligner.align_around(&source, &target, &plain.beads), plain);
        let bead = |source: std::ops::Range<usize>, target: std::ops::Range<usize>| Bead {
            source,
            target,
            confidence: 1.0,
        };
        // Where an empty side stands is for the order of both texts to say.
        let side = |found: &std::ops::Range<usize>, settled: &std::ops::Range<usize>| {
            found == settled || (found.is_empty() && settled.is_empty())
        };
        // Against all evidence, of a shape that the aligner does not make, and without a counterpart.
        for settled in [
            vec![bead(1..2, 3..4)],
            vec![bead(0..5, 0..1)],
            vec![bead(0..1, 4..5)],
            vec![bead(2..3, 2..2), bead(3..3, 4..5)],
            vec![bead(0..2, 0..0), bead(2..3, 1..3)],
        ] {
            let beads = aligner.align_around(&source, &target, &settled).beads;
            for one in &settled {
                assert!(
                    beads
                        .iter()
                        .any(|b| b.confidence == 1.0 && side(&b.source, &one.source) && side(&b.target, &one.target)),
                    "{one:?} in {beads:?}"
                );
            }
            let (mut i, mut j) = (0, 0);
            for bead in &beads {
                assert_eq!((bead.source.start, bead.target.start), (i, j), "{settled:?}: {beads:?}");
                (i, j) = (bead.source.end, bead.target.end);
            }
            assert_eq!((i, j), (source.len(), target.len()));
        }
        // What does not fit is left out of account.
        let odd = [bead(4..9, 0..1), bead(2..3, 2..3), bead(2..4, 3..4), bead(3..4, 0..1)];
        let around = aligner.align_around(&source, &target, &odd);
        assert!(
            around
                .beads
                .iter()
                .any(|b| (b.source.clone(), b.target.clone()) == (2..3, 2..3))
        );
    }

    #[test]
    fn an_empty_side_gives_null_beads_only() {
        assert_eq!(align(&[], &[]).beads, []);
        let alignment = align(&["Un.", "Deux."], &[]);
        assert_eq!(alignment.beads.len(), 2);
        assert!(alignment.beads.iter().all(|b| b.is_null() && b.confidence > 0.99));
    }

    #[test]
    fn a_merged_pair_of_sentences_is_one_bead() {
        let alignment = align(
            &[
                "La rivière a débordé dans la nuit.",
                "Le maire a fermé le pont.",
                "Personne n'est blessé.",
            ],
            &[
                "The river burst its banks overnight, and the mayor closed the bridge.",
                "Nobody was hurt.",
            ],
        );
        let found: Vec<_> = alignment
            .beads
            .iter()
            .map(|b| (b.source.clone(), b.target.clone()))
            .collect();
        assert_eq!(found, [(0..2, 0..1), (2..3, 1..2)]);
    }
}
