//! A bead that a person cuts on one side → where to cut the other.

use std::ops::Range;

use super::Aligner;
use crate::segment::Segment;

impl Aligner {
    /// Where the target of a bead is best cut when its source is cut before segment `at`: how many target segments stay in the first half.
    /// With `of_target` the other way around: `at` cuts the target, and the answer the source.
    ///
    /// Where an alignment of the bead's segments has a boundary at the cut, that is the place. Inside of one of its beads the place is where
    /// the words of the two halves have most counterparts. A half is never without any segment.
    #[must_use]
    pub fn cut_opposite(&self, source: &[Segment], target: &[Segment], at: usize, of_target: bool) -> usize {
        let (cut, other) = if of_target { (target, source) } else { (source, target) };
        let at = at.min(cut.len());
        let alignment = self.align(source, target);
        let sides = |bead: &super::Bead| -> [Range<usize>; 2] {
            let sides = [bead.source.clone(), bead.target.clone()];
            if of_target {
                [sides[1].clone(), sides[0].clone()]
            } else {
                sides
            }
        };
        let beads: Vec<[Range<usize>; 2]> = alignment.beads.iter().map(sides).collect();
        // The bead that the cut goes through, or a place between two.
        let through = beads.iter().find(|[own, _]| own.start < at && at < own.end);
        let candidates = match through {
            Some([_, opposite]) => opposite.start..=opposite.end,
            None => {
                let before = beads
                    .iter()
                    .filter(|[own, _]| !own.is_empty() && own.end <= at)
                    .map(|[_, o]| o.end)
                    .max();
                let after = beads
                    .iter()
                    .filter(|[own, _]| !own.is_empty() && own.start >= at)
                    .map(|[_, o]| o.start)
                    .min();
                let before = before.unwrap_or(0);
                before..=after.unwrap_or(other.len()).max(before)
            }
        };
        let is_whole = |kept: usize| (at == 0 && kept == 0) || (at == cut.len() && kept == other.len());
        let support = |own: Range<usize>, opposite: Range<usize>| {
            let (own, opposite) = (&cut[own], &other[opposite]);
            if own.is_empty() || opposite.is_empty() {
                return 0.0;
            }
            let support = if of_target {
                self.word_support(opposite, own)
            } else {
                self.word_support(own, opposite)
            };
            // Something for something, where the words are too few to tell.
            support.unwrap_or(0.1)
        };
        let mut best = (f64::NEG_INFINITY, other.len().min(1));
        for kept in candidates.filter(|kept| !is_whole(*kept)) {
            let score = support(0..at, 0..kept) + support(at..cut.len(), kept..other.len());
            // Of two as good the one with fewer on the first half: what a person cuts off is what came too much.
            if score > best.0 {
                best = (score, kept);
            }
        }
        best.1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::article::BlockKind;
    use crate::text::lang::Lang;

    fn segments(texts: &[&str]) -> Vec<Segment> {
        let segment = |(block, text): (usize, &&str)| Segment {
            text: (*text).to_owned(),
            block,
            kind: BlockKind::Paragraph,
            range: 0..text.len(),
        };
        texts.iter().enumerate().map(segment).collect()
    }

    #[test]
    fn the_other_side_is_cut_where_its_words_say() {
        let [fr, en] = ["fr", "en"].map(|tag| Lang::parse(tag).expect("a tag"));
        let aligner = Aligner::new(fr, en).expect("the lexicon");
        let source = segments(&[
            "Le bac traverse la rivière.",
            "Les moutons dorment dans le pré.",
            "Il pleut depuis lundi.",
        ]);
        let target = segments(&[
            "The ferry crosses the river.",
            "The sheep sleep in the meadow.",
            "It has rained since Monday.",
        ]);
        for at in 1..3 {
            assert_eq!(aligner.cut_opposite(&source, &target, at, false), at);
            assert_eq!(aligner.cut_opposite(&source, &target, at, true), at);
        }
        // Two against one: with the half that it translates.
        let one = segments(&["The sheep sleep in the meadow."]);
        assert_eq!(aligner.cut_opposite(&source[..2], &one, 1, false), 0);
        assert_eq!(aligner.cut_opposite(&source[1..], &one, 1, false), 1);
        // A half is never empty.
        assert_eq!(aligner.cut_opposite(&source[..1], &one, 0, false), 1);
    }
}
