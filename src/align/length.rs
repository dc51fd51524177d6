//! Lengths of the two sides of a bead → how much likelier they are for a translation than for two unrelated texts.
//!
//! Gale and Church (1993) take the difference of the lengths as normally distributed with a variance that grows with the
//! length; Moore (2002) takes the target length as Poisson distributed. Here the logarithm of the ratio is normal, and
//! its variance falls with the length to a floor: `var = FLOOR + SLOPE / mean length`.

/// Variance of the logarithm of the length ratio of long translations.
const FLOOR: f32 = 0.018;
/// How the variance grows for short ones; in characters.
const SLOPE: f32 = 2.6;
/// Variance of the logarithm of the length ratio of unrelated segments.
const UNRELATED: f32 = 0.75;
/// Added to both lengths, so that a segment of one character has a ratio that means something.
const CUSHION: f32 = 3.0;

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

/// The length model of one pair of texts.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LengthModel {
    /// Natural logarithm of the expected target length over the source length.
    ratio: f32,
}

impl LengthModel {
    /// The model for texts of so many characters in all. The ratio is shrunk towards 1, for a text of which only a part
    /// is translated.
    pub(crate) fn new(source_chars: f32, target_chars: f32) -> LengthModel {
        let observed = ((target_chars + 2000.0) / (source_chars + 2000.0)).ln();
        LengthModel {
            ratio: observed.clamp(-0.25, 0.25) * 0.5,
        }
    }

    /// The log-likelihood ratio, translation against unrelated, of two lengths.
    #[inline]
    pub(crate) fn score(self, source: Length, target: Length) -> f32 {
        let distance = target.log - source.log - self.ratio;
        let variance = FLOOR + SLOPE / (0.5 * (source.chars + target.chars));
        let square = distance * distance;
        0.5 * (square / UNRELATED - square / variance + (UNRELATED / variance).ln())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn like_lengths_speak_for_a_translation_and_unlike_ones_against() {
        let length_model = LengthModel::new(1000.0, 1000.0);
        let score = |s, t| length_model.score(Length::new(s), Length::new(t));
        assert!(score(100.0, 100.0) > 0.5);
        assert!(score(100.0, 100.0) > score(10.0, 10.0), "a long segment tells more");
        assert!(score(100.0, 40.0) < -5.0);
        assert!(score(5.0, 9.0).abs() < 2.0, "a short one tells little");
    }
}
