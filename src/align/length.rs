//! Lengths of the two sides of a bead → how much likelier they are for a translation than for two unrelated texts.
//!
//! Gale and Church (1993) take the difference of the lengths as normally distributed with a variance that grows with the
//! length; Moore (2002) takes the target length as Poisson distributed. Here the logarithm of the ratio is normal, and
//! its variance falls with the length to a floor: `var = FLOOR + SLOPE / mean length`. The other two are there to be compared
//! with it (`evaluate --lengths`); each of the three is held against the same model of unrelated lengths.

use std::f32::consts::TAU;
use std::sync::LazyLock;

/// Variance of the logarithm of the length ratio of long translations.
const FLOOR: f32 = 0.018;
/// How the variance grows for short ones; in characters.
const SLOPE: f32 = 2.6;
/// Variance of the logarithm of the length ratio of unrelated segments.
const UNRELATED: f32 = 0.75;
/// Added to both lengths, so that a segment of one character has a ratio that means something.
const CUSHION: f32 = 3.0;
/// Added to the lengths of both texts, so that a short one says little of the ratio to be expected.
const PRIOR: f32 = 2_000.0;
/// The greatest logarithm of that ratio that is taken from the texts, and the share of it that is expected of a segment: a part of
/// one may not be translated.
const MOST_RATIO: f32 = 0.25;
const SHRINKAGE: f32 = 0.5;

/// Gale and Church (1993), section 3.2: the variance of the difference of two lengths, for each character of one.
const DIFFERENCE: f32 = 6.8;
/// Characters a word, by which lengths become counts of words, as Moore (2002) has them.
const WORD: f32 = 6.0;

/// How the lengths of two texts that translate each other are distributed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum LengthLaw {
    /// The logarithm of their ratio is normal: what alignments are made with.
    #[default]
    LogNormal,
    /// Their difference is normal (Gale and Church 1993).
    Normal,
    /// The words of the one are Poisson distributed around those of the other (Moore 2002).
    Poisson,
}

/// A length and its logarithm, which is needed again and again.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Length {
    chars: f32,
    log: f32,
}

impl Length {
    /// A length in characters.
    pub(crate) fn new(chars: f32) -> Length {
        let chars = chars + CUSHION;
        Length { chars, log: chars.ln() }
    }
}

/// How the logarithm of the length ratio of two translations is spread.
#[derive(Clone, Copy, Debug)]
struct Spread {
    variance: f32,
    /// ln(UNRELATED / variance).
    log: f32,
}

impl Spread {
    /// Up to this length of both sides together spreads are worked out once: nearly all beads have less.
    const LISTED: usize = 1024;

    /// The spread for two sides of so many characters together, the cushions counted.
    #[inline]
    fn of(chars: f32) -> Spread {
        static LIST: LazyLock<Vec<Spread>> = LazyLock::new(|| {
            (0..Spread::LISTED)
                .map(|chars| Spread::worked_out(chars as f32))
                .collect()
        });
        let whole = chars as usize;
        match LIST.get(whole) {
            Some(spread) if whole as f32 == chars => *spread,
            _ => Spread::worked_out(chars),
        }
    }

    fn worked_out(chars: f32) -> Spread {
        let variance = FLOOR + SLOPE / (0.5 * chars);
        Spread {
            variance,
            log: (UNRELATED / variance).ln(),
        }
    }
}

/// The length model of one pair of texts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LengthModel {
    /// Natural logarithm of the expected target length over the source length.
    ratio: f32,
    law: LengthLaw,
}

impl LengthModel {
    /// The model for texts of so many characters in all.
    pub(crate) fn new(source_chars: f32, target_chars: f32, law: LengthLaw) -> LengthModel {
        let observed = ((target_chars + PRIOR) / (source_chars + PRIOR)).ln();
        LengthModel {
            ratio: observed.clamp(-MOST_RATIO, MOST_RATIO) * SHRINKAGE,
            law,
        }
    }

    /// The log-likelihood ratio, translation against unrelated, of two lengths.
    #[inline]
    pub(crate) fn score(self, source: Length, target: Length) -> f32 {
        let distance = target.log - source.log - self.ratio;
        let square = distance * distance;
        if self.law == LengthLaw::LogNormal {
            let Spread { variance, log } = Spread::of(source.chars + target.chars);
            return 0.5 * (square / UNRELATED - square / variance + log);
        }
        // The density of an unrelated length, of which the logarithm is normal, without the factor for its unit.
        let unrelated = -0.5 * (square / UNRELATED + (TAU * UNRELATED).ln()) - target.log;
        let expected = (source.log + self.ratio).exp();
        if self.law == LengthLaw::Normal {
            let variance = DIFFERENCE * 0.5 * (source.chars + target.chars);
            let difference = target.chars - expected;
            -0.5 * (difference * difference / variance + (TAU * variance).ln()) - unrelated
        } else {
            let (words, mean) = (target.chars / WORD, expected / WORD);
            // ln(mean^words e^-mean / words!), the factorial by Stirling's formula.
            let log = words * (mean / words).ln() - mean + words - 0.5 * (TAU * words).ln();
            log - WORD.ln() - unrelated
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_lengths_speak_for_a_translation_and_unlike_ones_against() {
        for law in [LengthLaw::LogNormal, LengthLaw::Normal, LengthLaw::Poisson] {
            let length_model = LengthModel::new(1000.0, 1000.0, law);
            let score = |s, t| length_model.score(Length::new(s), Length::new(t));
            assert!(score(100.0, 100.0) > 0.5, "{law:?}");
            assert!(
                score(100.0, 100.0) > score(10.0, 10.0),
                "{law:?}: a long segment tells more"
            );
            assert!(score(1000.0, 400.0) < -5.0, "{law:?}");
            assert!(score(5.0, 9.0).abs() < 2.0, "{law:?}: a short one tells little");
        }
    }

    #[test]
    fn the_laws_differ_in_how_sure_they_are() {
        let score = |law, s, t| LengthModel::new(1000.0, 1000.0, law).score(Length::new(s), Length::new(t));
        assert!(score(LengthLaw::LogNormal, 100.0, 40.0) < -5.0);
        assert!(score(LengthLaw::Poisson, 100.0, 40.0) > score(LengthLaw::LogNormal, 100.0, 40.0));
    }
}
