//! An [`Alignment`] → what a person should know of it: how much of it is right, and where to look.

use std::ops::Range;

use super::Alignment;

/// Neighbouring beads that deserve a look.
#[derive(Clone, Debug, PartialEq)]
pub struct Place {
    /// Which beads of the alignment.
    pub beads: Range<usize>,
    /// The probability, from 0 to 1, that all of them are right.
    pub confidence: f64,
}

impl Alignment {
    /// The share of beads with two sides, from 0 to 1, that are expected to be exactly right: the mean of their confidences.
    /// 1 for an alignment without such beads.
    #[must_use]
    pub fn expected_accuracy(&self) -> f64 {
        let pairs: Vec<f64> = self
            .beads
            .iter()
            .filter(|b| !b.is_null())
            .map(|b| b.confidence)
            .collect();
        if pairs.is_empty() {
            1.0
        } else {
            pairs.iter().sum::<f64>() / pairs.len() as f64
        }
    }

    /// The places to look at, in document order: runs of beads whose confidence is under `below` (0 to 1). A bead between two
    /// of them belongs to the place: where its neighbours are in doubt, so is it.
    #[must_use]
    pub fn places_to_check(&self, below: f64) -> Vec<Place> {
        let mut out: Vec<Place> = Vec::new();
        for (at, bead) in self.beads.iter().enumerate().filter(|(_, b)| b.confidence < below) {
            match out.last_mut() {
                Some(place) if at <= place.beads.end + 1 => {
                    place.beads.end = at + 1;
                    // One doubt, seen from several beads: the least of them says how great it is.
                    place.confidence = place.confidence.min(bead.confidence);
                }
                _ => out.push(Place {
                    beads: at..at + 1,
                    confidence: bead.confidence,
                }),
            }
        }
        out
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::align::Bead;

    #[test]
    fn doubtful_beads_and_what_lies_between_them_are_places() {
        let confidences = [0.99, 0.5, 0.95, 0.6, 0.99, 0.99, 0.99, 0.4];
        let beads = confidences.into_iter().enumerate();
        let beads = beads
            .map(|(i, confidence)| Bead {
                source: i..i + 1,
                target: i..i + 1,
                confidence,
            })
            .collect();
        let alignment = Alignment {
            beads,
            ..Alignment::default()
        };
        let places: Vec<_> = alignment
            .places_to_check(0.75)
            .into_iter()
            .map(|p| (p.beads, p.confidence))
            .collect();
        assert_eq!(places, [(1..4, 0.5), (7..8, 0.4)]);
        assert!((alignment.expected_accuracy() - confidences.iter().sum::<f64>() / 8.0).abs() < 1e-12);
    }
}
