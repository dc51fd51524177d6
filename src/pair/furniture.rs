//! Two sides and what of each is page furniture → the same, corrected by what the other side says.
//!
//! A line that has no counterpart, stands among furniture and looks like it is furniture. A line that was left out for its place alone
//! comes back when the other side has its translation in the article; and a label that is certain marks its translation.

use std::collections::{HashMap, HashSet};

use super::foreign::Native;
use super::side::Side;
use crate::align::{Aligner, Alignment};
use crate::article::{self, Furniture};
use crate::segment::{Segment, Segmenter};
use crate::text::lang::Lang;
use crate::text::sentence_end::has_final_mark;
use crate::text::words::key;

/// How sure a pair of short lines has to be to say something of each other, from 0 to 1.
const SURE: f64 = 0.9;
/// The same for sentences: furniture around them takes some of the aligner's confidence, and chance pairs are rare.
const SURE_SENTENCE: f64 = 0.75;
/// The fewest words of a line that comes back: one word may be the translation of any other.
const FEWEST: usize = 3;
/// The fewest words of a sentence, which comes back whatever it was taken for.
const SENTENCE: usize = 7;
/// How many of the article's lines from its ends or from furniture a line without counterpart may stand.
const NEAR: usize = 2;

/// Marks and unmarks blocks of both sides by what the other side has; `true` when anything changed.
pub(super) fn settle(source: &mut Side, target: &mut Side, aligner: &Aligner, segmenters: &[Segmenter; 2]) -> bool {
    let paged = |side: &Side| side.article.blocks.iter().any(|block| block.furniture.is_some());
    if !paged(source) && !paged(target) {
        return false;
    }
    let first = [marks(source), marks(target)];
    mark_untranslated(source, target, [aligner.languages().0, aligner.languages().1]);
    let all = [&*source, &*target];
    let all: Vec<Vec<Segment>> = all
        .iter()
        .zip(segmenters)
        .map(|(side, segmenter)| segmenter.segment(&side.article, true))
        .collect();
    let alignment = aligner.align(&all[0], &all[1]);
    let mut marks = [marks(source), marks(target)];
    agree(&alignment, &all, &mut marks);
    for (side, mark) in [&mut *source, &mut *target].into_iter().zip(&marks) {
        for (block, mark) in side.article.blocks.iter_mut().zip(mark) {
            block.furniture = *mark;
        }
    }
    let unpaired = [
        without_counterpart(&alignment, &all[0], true),
        without_counterpart(&alignment, &all[1], false),
    ];
    for (side, blocks) in [&mut *source, &mut *target].into_iter().zip(unpaired) {
        mark_unpaired(side, &blocks);
    }
    first != [self::marks(source), self::marks(target)]
}

/// Marks what stands above a side's own text in the other side's language and word for word as there: the text of a picture for readers who do
/// not see it, which nobody translated.
fn mark_untranslated(source: &mut Side, target: &mut Side, languages: [&Lang; 2]) {
    let said = [&*source, &*target].map(|side| {
        let blocks = side.article.blocks.iter();
        blocks
            .map(|block| key(side.article.block_text(block)))
            .collect::<HashSet<String>>()
    });
    for (side, (lang, other)) in [source, target]
        .into_iter()
        .zip(languages.into_iter().zip(said.iter().rev()))
    {
        let Some(native) = Native::of(lang) else { continue };
        let mut untranslated = Vec::new();
        for (at, block) in side.article.blocks.iter().enumerate() {
            let text = side.article.block_text(block);
            if block.furniture.is_some() {
                continue;
            }
            if native.stranger(text).is_none() || !other.contains(&key(text)) {
                break;
            }
            untranslated.push(at);
        }
        for at in untranslated {
            side.article.blocks[at].furniture = Some(Furniture::Repetition);
        }
    }
}

fn marks(side: &Side) -> Vec<Option<Furniture>> {
    side.article.blocks.iter().map(|block| block.furniture).collect()
}

/// Lets a mark that is sure pass to the other side, and takes away one that is not.
fn agree(alignment: &Alignment, all: &[Vec<Segment>], marks: &mut [Vec<Option<Furniture>>; 2]) {
    for bead in alignment
        .beads
        .iter()
        .filter(|bead| !bead.is_null() && bead.confidence >= SURE_SENTENCE)
    {
        let (source, target) = (&all[0][bead.source.clone()], &all[1][bead.target.clone()]);
        for (here, there, mine, other) in [(source, target, 0, 1), (target, source, 1, 0)] {
            let same = here.iter().all(|segment| segment.block == here[0].block);
            let (block, others) = (here[0].block, there.iter().map(|segment| segment.block));
            let Some(reason) = marks[mine][block].filter(|_| same) else {
                continue;
            };
            if !others.clone().all(|block| marks[other][block].is_none()) {
                continue;
            }
            let words: usize = here.iter().map(|segment| segment.text.split_whitespace().count()).sum();
            let sure = bead.confidence >= SURE;
            let soft = matches!(reason, Furniture::Outside | Furniture::Repetition);
            let sentence = words >= SENTENCE && here.iter().all(|segment| has_final_mark(&segment.text));
            let label = |segment: &Segment| article::looks_like_furniture(&segment.text);
            if sentence || (sure && soft && words >= FEWEST && !here.iter().any(label)) {
                marks[mine][block] = None;
            } else if sure && !soft && there.iter().all(label) {
                for block in others {
                    marks[other][block] = Some(reason);
                }
            }
        }
    }
}

/// The blocks of one side all of whose segments have no counterpart.
fn without_counterpart(alignment: &Alignment, segments: &[Segment], source: bool) -> Vec<usize> {
    let mut paired: HashMap<usize, bool> = HashMap::new();
    for bead in &alignment.beads {
        let range = if source {
            bead.source.clone()
        } else {
            bead.target.clone()
        };
        for segment in &segments[range] {
            *paired.entry(segment.block).or_default() |= !bead.is_null();
        }
    }
    for crossing in &alignment.crossings {
        let range = if source {
            crossing.source.clone()
        } else {
            crossing.target.clone()
        };
        for segment in &segments[range] {
            paired.insert(segment.block, true);
        }
    }
    paired
        .into_iter()
        .filter(|(_, paired)| !paired)
        .map(|(block, _)| block)
        .collect()
}

/// Marks the blocks without counterpart that look like furniture and stand beside some, or at an end of the article.
fn mark_unpaired(side: &mut Side, unpaired: &[usize]) {
    let kept: Vec<usize> = (0..side.article.blocks.len())
        .filter(|at| side.article.blocks[*at].furniture.is_none())
        .collect();
    for (position, at) in kept.iter().enumerate().filter(|(_, at)| unpaired.contains(at)) {
        let blocks = &side.article.blocks;
        let ends = position < NEAR || position + NEAR >= kept.len();
        let near = at.saturating_sub(NEAR)..(at + NEAR + 1).min(blocks.len());
        let beside = near.into_iter().any(|other| blocks[other].furniture.is_some());
        if (ends || beside) && article::looks_like_furniture(side.article.block_text(&blocks[*at])) {
            side.article.blocks[*at].furniture = Some(Furniture::Unpaired);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::{Pair, PairOptions};
    use super::*;
    use crate::text::lang::Lang;

    const FRENCH: &str = "\
La Gazette du Val
Accueil
Culture
Le moulin de Vauclaire reprend du service dimanche
Par Jeanne Morel
Partager cet articleCommentaires

Le moulin de Vauclaire moudra de nouveau du grain dimanche 4 mars, après deux ans de travaux et 120 000 euros de dépenses.

PUBLICITÉ

Chaque matin, le meunier vous accueille : abonnez-vous à notre lettre et soutenez le moulin de Vauclaire avec un don de 10 euros avant le 31 octobre 2026.

La roue, longue de six mètres, a été refaite en chêne par deux charpentiers de la vallée.

Lire la recette du jour

Le maire de Vauclaire espère 5 000 visiteurs avant la fin du mois de septembre.

Mentions légales - Plan du site
";
    const ENGLISH: &str = "\
The Vauclaire mill is back at work on Sunday

The Vauclaire mill will grind grain again on Sunday 4 March, after two years of works and expenses of 120,000 euros.

Every morning, the miller welcomes you: subscribe to our letter and support the Vauclaire mill with a gift of 10 euros before 31 October 2026.

The wheel, six metres long, was rebuilt in oak by two carpenters of the valley.

The mayor of Vauclaire hopes for 5,000 visitors before the end of September.
";

    fn pair(keep_furniture: bool) -> Pair {
        let folder = tempfile::tempdir().expect("a folder");
        let paths = [("a.fr.txt", FRENCH), ("a.en.txt", ENGLISH)].map(|(name, text)| {
            let path = folder.path().join(name);
            std::fs::write(&path, text).expect("a file");
            path
        });
        let (from, to) = (Lang::parse("fr").expect("a tag"), Lang::parse("en").expect("a tag"));
        let aligner = Aligner::new(from, to).expect("an aligner");
        let options = PairOptions::default().keep_furniture(keep_furniture);
        Pair::read_with(&paths[0], &paths[1], &options, &aligner).expect("a pair")
    }

    #[test]
    fn the_other_side_tells_an_appeal_of_the_article_from_a_label_of_the_page() {
        let pair = pair(false);
        let kept: Vec<&str> = pair
            .source
            .segments
            .iter()
            .map(|segment| segment.text.as_str())
            .collect();
        assert!(kept.iter().any(|text| text.starts_with("Chaque matin")), "{kept:?}");
        assert!(!kept.contains(&"Lire la recette du jour"), "{kept:?}");
        assert_eq!(kept.len(), pair.target.segments.len(), "{kept:?}");
        let reason = |text: &str| {
            let side = &pair.source;
            let mut left_out = side.left_out();
            left_out
                .find(|block| side.article.block_text(block) == text)
                .and_then(|block| block.furniture)
        };
        assert_eq!(reason("Lire la recette du jour"), Some(Furniture::Unpaired));
        assert_eq!(reason("PUBLICITÉ"), Some(Furniture::Advertising));
    }

    #[test]
    fn all_is_aligned_where_furniture_is_kept() {
        let pair = self::pair(true);
        assert!(pair.source.segments.iter().any(|segment| segment.text == "PUBLICITÉ"));
    }
}
