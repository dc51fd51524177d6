//! Two sides and what of each is page furniture → the same, corrected by what the other side says.
//!
//! A line that has no counterpart, stands among furniture and looks like it is furniture. A line that was left out for its place alone
//! comes back when the other side has its translation in the article; and a label that is certain marks its translation. A sentence that
//! both sides left out, and neither for what it says, comes back on both when it stands inside of the article of each and the two align.

use std::collections::{HashMap, HashSet};

use super::foreign::Native;
use super::side::Side;
use crate::align::{Aligner, Alignment, Bead};
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
/// The most blocks left out on end in which a sentence that both sides left out stands inside of the article: comments and lists of other
/// articles are longer.
const GAP: usize = 8;
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
    take_back(&alignment, &all, &mut marks);
    for (side, mark) in [&mut *source, &mut *target].into_iter().zip(&marks) {
        for (at, (block, mark)) in side.article.blocks.iter_mut().zip(mark).enumerate() {
            if block.furniture.is_some() && mark.is_none() {
                side.taken_back.push(at);
            }
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

/// Takes sentences back in that both sides left out and that are each other's translation, inside of the article of both: between sentences
/// that both have kept. Outside of it nothing comes back: menus and consent texts are translated too.
fn take_back(alignment: &Alignment, all: &[Vec<Segment>], marks: &mut [Vec<Option<Furniture>>; 2]) {
    let sides = |bead: &Bead| [&all[0][bead.source.clone()], &all[1][bead.target.clone()]];
    let is_sentence = |side: &[Segment]| {
        let words: usize = side.iter().map(|segment| segment.text.split_whitespace().count()).sum();
        words >= SENTENCE && side.iter().all(|segment| has_final_mark(&segment.text))
    };
    let beads = || alignment.beads.iter().filter(|bead| !bead.is_null());
    // The blocks in which a kept sentence ends on each side, and those in which the next one begins.
    let kept: Vec<[(usize, usize); 2]> = beads()
        .filter(|bead| bead.confidence >= SURE_SENTENCE && sides(bead).into_iter().all(is_sentence))
        .filter(|bead| {
            let of_side = |(side, marks): (&[Segment], &Vec<Option<Furniture>>)| {
                side.iter().all(|segment| marks[segment.block].is_none())
            };
            sides(bead).into_iter().zip(&*marks).all(of_side)
        })
        .map(|bead| sides(bead).map(|side| (side[0].block, side[side.len() - 1].block)))
        .collect();
    let mut taken: [Vec<usize>; 2] = Default::default();
    for bead in beads().filter(|bead| bead.confidence >= SURE) {
        let sides = sides(bead);
        let inside = (0..2).all(|at| {
            let (side, marks) = (sides[at], &marks[at]);
            let (first, last) = (side[0].block, side[side.len() - 1].block);
            let doubted = |segment: &Segment| {
                matches!(
                    marks[segment.block],
                    Some(Furniture::Outside | Furniture::Repetition | Furniture::Byline)
                )
            };
            let above = kept.iter().map(|kept| kept[at].1).filter(|above| *above < first).max();
            let below = kept.iter().map(|kept| kept[at].0).filter(|below| *below > last).min();
            let between = |above: usize, below: usize| marks[above..below].iter().flatten().count() <= GAP;
            let inside = above.zip(below).is_some_and(|(above, below)| between(above, below));
            is_sentence(side) && side.iter().all(doubted) && inside
        });
        if inside {
            for (blocks, side) in taken.iter_mut().zip(sides) {
                blocks.extend(side.iter().map(|segment| segment.block));
            }
        }
    }
    for (marks, blocks) in marks.iter_mut().zip(taken) {
        for block in blocks {
            marks[block] = None;
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

    const STORY: [[&str; 6]; 2] = [
        [
            "Le moulin de Vauclaire moudra de nouveau du grain dimanche, après deux ans de travaux.",
            "La roue, longue de six mètres, a été refaite en chêne par deux charpentiers de la vallée.",
            "Le meunier a dormi dans la salle des meules pendant tout le dernier hiver.",
            "Recevez chaque matin nos nouvelles de la vallée dans votre boîte aux lettres.",
            "Le maire espère que cinq mille visiteurs viendront avant la fin du mois de septembre.",
            "Nous utilisons des témoins de connexion pour mesurer la fréquentation de notre site.",
        ],
        [
            "The Vauclaire mill will grind grain again on Sunday, after two years of works.",
            "The wheel, six metres long, was rebuilt in oak by two carpenters of the valley.",
            "The miller slept in the millstone room during the whole of last winter.",
            "Receive our news of the valley every morning in your letter box.",
            "The mayor hopes that five thousand visitors will come before the end of September.",
            "We use cookies to measure the number of visits to our site.",
        ],
    ];

    #[test]
    fn a_sentence_that_both_sides_doubt_comes_back_inside_of_the_article_alone() {
        let langs = ["fr", "en"].map(|tag| Lang::parse(tag).expect("a tag"));
        let aligner = Aligner::new(langs[0].clone(), langs[1].clone()).expect("an aligner");
        let options = PairOptions::default();
        let [source, target] = [0, 1].map(|at| {
            let mut side = Side::of_text("a.txt", &STORY[at].join("\n\n"), &langs[at], &options).expect("a text");
            for (block, reason) in [
                (2, Furniture::Outside),
                (3, Furniture::Advertising),
                (5, Furniture::Outside),
            ] {
                side.article.blocks[block].furniture = Some(reason);
            }
            side.segments = Segmenter::new(&langs[at]).segment(&side.article, false);
            side
        });
        let pair = Pair::of_sides(source, target, &options, &aligner).expect("a pair");
        for (side, story) in [&pair.source, &pair.target].into_iter().zip(STORY) {
            let kept: Vec<&str> = side.segments.iter().map(|segment| segment.text.as_str()).collect();
            assert_eq!(kept, [story[0], story[1], story[2], story[4]]);
            assert_eq!(side.taken_back, [2]);
        }
    }

    #[test]
    fn all_is_aligned_where_furniture_is_kept() {
        let pair = self::pair(true);
        assert!(pair.source.segments.iter().any(|segment| segment.text == "PUBLICITÉ"));
    }
}
