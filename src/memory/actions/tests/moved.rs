//! Blocks that the translation has elsewhere, and selections of several segments that are linked with several.

use super::*;
use crate::align::Aligner;
use crate::text::lang::Lang;

/// A paragraph of four sentences that the translation has at its end.
const PARAGRAPH: [(&str, &str); 4] = [
    (
        "La boulangère du quai ouvre son fournil à quatre heures du matin.",
        "The baker on the quay opens her bakehouse at four in the morning.",
    ),
    (
        "Elle pétrit la farine de seigle avec l'eau de la source.",
        "She kneads the rye flour with water from the spring.",
    ),
    (
        "Ses trois apprentis dorment encore au-dessus de la boutique.",
        "Her three apprentices are still asleep above the shop.",
    ),
    (
        "Le premier pain sort du four avant le lever du soleil.",
        "The first loaf comes out of the oven before sunrise.",
    ),
];

/// What surrounds it: more than it, so that it is what moved.
const OTHERS: [(&str, &str); 8] = [
    (
        "Le pont suspendu est fermé depuis lundi soir.",
        "The suspension bridge has been closed since Monday evening.",
    ),
    (
        "La rivière a monté de deux mètres pendant l'orage.",
        "The river rose by two metres during the storm.",
    ),
    (
        "Le maire a parlé aux habitants sur la place.",
        "The mayor spoke to the residents in the square.",
    ),
    (
        "Personne n'a été blessé pendant la nuit.",
        "Nobody was hurt during the night.",
    ),
    (
        "L'école du village rouvrira jeudi matin.",
        "The village school will reopen on Thursday morning.",
    ),
    (
        "Les pompiers ont pompé l'eau des caves jusqu'à midi.",
        "The firefighters pumped water out of the cellars until noon.",
    ),
    (
        "Une digue sera construite avant le prochain hiver.",
        "A dyke will be built before next winter.",
    ),
    (
        "La région paiera la moitié des travaux.",
        "The region will pay for half of the work.",
    ),
];

/// The article with the paragraph after its first sentence, and without counterpart on either side.
fn moved_paragraph() -> Place {
    let mut lines = vec![OTHERS[0]];
    lines.extend(PARAGRAPH.map(|(source, _)| (source, "")));
    lines.extend(&OTHERS[1..]);
    lines.extend(PARAGRAPH.map(|(_, target)| ("", target)));
    place_with(&text_pair(&lines))
}

fn aligner() -> Aligner {
    let lang = |tag| Lang::parse(tag).unwrap();
    Aligner::new(lang("fr"), lang("en")).unwrap()
}

impl Place {
    fn realigned(&mut self, between: Option<[BeadId; 2]>) -> Result<Acted, MemoryError> {
        let version = self.view().info.version;
        let done = self.memory.realign(self.article, version, between, &aligner());
        assert_eq!(self.memory.check().unwrap(), []);
        done
    }

    fn pinpointed(&mut self, segments: &[Vec<SegmentId>; 2], moved: bool) -> Acted {
        let version = self.view().info.version;
        let done = self.memory.pinpoint(self.article, version, segments, moved, &aligner());
        assert_eq!(self.memory.check().unwrap(), []);
        done.unwrap()
    }

    /// The segments of the paragraph on either side.
    fn paragraph(&self) -> [Vec<SegmentId>; 2] {
        let source = PARAGRAPH.map(|(source, _)| self.bead(source).source[0].id);
        let target = PARAGRAPH.map(|(_, target)| self.target(target).id);
        [source.to_vec(), target.to_vec()]
    }

    /// How the sentences of the paragraph are paired, where they are, with what was decided and whether they are moved.
    fn paired(&self) -> Vec<(String, String, BeadState, bool)> {
        let beads = self.view().beads.into_iter();
        let own = beads.filter(|b| PARAGRAPH.iter().any(|(source, _)| b.source_text.contains(source)));
        own.map(|b| (b.source_text, b.target_text, b.state, b.moved)).collect()
    }
}

fn all_moved(state: BeadState) -> Vec<(String, String, BeadState, bool)> {
    let pair = |(source, target): (&str, &str)| (source.to_owned(), target.to_owned(), state, true);
    PARAGRAPH.map(pair).to_vec()
}

#[test]
fn realigning_finds_a_paragraph_that_the_translation_has_elsewhere() {
    let mut place = moved_paragraph();
    let before = place.state();
    let done = place.realigned(None).unwrap();
    assert_eq!(place.paired(), all_moved(BeadState::Auto));
    assert!(place.bead(PARAGRAPH[0].0).confidence.is_some_and(|sure| sure >= 0.8));
    assert_eq!(place.view().beads.len(), PARAGRAPH.len() + OTHERS.len());
    place.realigned(None).expect_err("nothing is left to align");
    place
        .memory
        .undo_action(place.article, done.version, Some(done.action))
        .unwrap();
    assert_eq!(place.state(), before);
}

#[test]
fn a_moved_paragraph_is_found_from_either_end_also_behind_settled_beads() {
    for at_source in [true, false] {
        let mut place = moved_paragraph();
        for (source, _) in OTHERS {
            let bead = place.bead(source).id;
            place.act(&Action::Confirm { bead, to: None });
        }
        let lone = match at_source {
            true => place.bead(PARAGRAPH[1].0).id,
            false => {
                let beads = place.view().beads.into_iter();
                let mut lone = beads.filter(|b| b.target_text == PARAGRAPH[2].1);
                lone.next().unwrap().id
            }
        };
        let around = place.view().settled_around(lone).unwrap();
        place.realigned(Some(around)).unwrap();
        assert_eq!(place.paired(), all_moved(BeadState::Auto), "{at_source}");
    }
}

#[test]
fn what_a_person_left_without_counterpart_stays_so() {
    let mut place = moved_paragraph();
    for (source, _) in PARAGRAPH {
        let bead = place.bead(source).id;
        place.act(&Action::Pin { bead });
    }
    let before = place.state();
    place.realigned(None).expect_err("all of them are settled");
    assert_eq!(place.state(), before);
}

#[test]
fn several_segments_linked_with_several_are_aligned_in_themselves() {
    // Without counterpart, left so by a person, and in one bead that is wrong.
    for prepared in 0..3 {
        let mut place = moved_paragraph();
        if prepared == 1 {
            for (source, _) in PARAGRAPH {
                let bead = place.bead(source).id;
                place.act(&Action::Pin { bead });
            }
        }
        if prepared == 2 {
            let beads = vec![place.bead(PARAGRAPH[0].0).id, place.bead(OTHERS[0].0).id];
            place.act(&Action::Merge { beads });
        }
        let segments = match prepared {
            2 => {
                let merged = place.bead(&format!("{} {}", OTHERS[0].0, PARAGRAPH[0].0));
                let rest = PARAGRAPH[1..].iter().map(|(source, _)| place.bead(source).source[0].id);
                let source = std::iter::once(merged.source[1].id).chain(rest).collect();
                [source, PARAGRAPH.map(|(_, target)| place.target(target).id).to_vec()]
            }
            _ => place.paragraph(),
        };
        let before = place.state();
        let done = place.pinpointed(&segments, true);
        assert_eq!(done.verb, "pinpoint");
        assert_eq!(place.paired(), all_moved(BeadState::Confirmed), "{prepared}");
        let bead = place.bead(PARAGRAPH[3].0);
        assert_eq!((bead.origin, bead.confidence), (BeadOrigin::Person, None));
        let undone = place.memory.undo_action(place.article, done.version, None).unwrap();
        assert_eq!(place.state(), before);
        place.memory.redo_action(place.article, undone.version, None).unwrap();
        assert_eq!(place.paired(), all_moved(BeadState::Confirmed));
        assert_eq!(place.memory.check().unwrap(), []);
    }
}

#[test]
fn one_segment_linked_with_several_is_one_bead_and_a_block_that_is_one_bead_stays_one() {
    let mut place = place_with(&text_pair(&OTHERS));
    let target = |place: &Place, at: usize| place.target(OTHERS[at].1).id;
    let source = |place: &Place, at: usize| {
        let beads = place.view().beads.into_iter().flat_map(|b| b.source);
        let mut found = beads.filter(|s| s.text == OTHERS[at].0);
        found.next().unwrap().id
    };
    place.pinpointed(
        &[vec![source(&place, 1)], vec![target(&place, 1), target(&place, 2)]],
        false,
    );
    assert_eq!(place.bead(OTHERS[1].0).target.len(), 2);
    let beads = vec![place.bead(OTHERS[3].0).id, place.bead(OTHERS[4].0).id];
    place.act(&Action::Merge { beads });
    let both = |of: &dyn Fn(&Place, usize) -> SegmentId| vec![of(&place, 3), of(&place, 4)];
    let segments = [both(&source), both(&target)];
    place.pinpointed(&segments, false);
    let merged = place.bead(&format!("{} {}", OTHERS[3].0, OTHERS[4].0));
    assert_eq!((merged.target.len(), merged.state), (2, BeadState::Confirmed));
}
