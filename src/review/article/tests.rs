use super::*;
use crate::align::{Alignment, Bead};
use crate::article::BlockKind;
use crate::memory::{Action, NewPair};
use crate::segment::Segment;

/// A memory with an article of so many pairs.
fn memory(folder: &Path, pairs: usize) -> Memory {
    let mut memory = Memory::open(folder, Mode::Create).expect("a memory");
    let side = |word: &str| -> Vec<Segment> {
        let segment = |n: usize| {
            let text = format!("{word} {n}.");
            let range = 0..text.len();
            Segment {
                text,
                block: n / 3,
                kind: BlockKind::Paragraph,
                range,
            }
        };
        (0..pairs).map(segment).collect()
    };
    let (source, target) = (side("Phrase"), side("Sentence"));
    let bead = |at: usize| Bead {
        source: at..at + 1,
        target: at..at + 1,
        confidence: if at % 5 == 4 { 0.5 } else { 0.9 },
    };
    let alignment = Alignment {
        beads: (0..pairs).map(bead).collect(),
        ..Alignment::default()
    };
    let [from, to] = ["fr", "en"].map(|tag| Lang::parse(tag).expect("a tag"));
    let pair = NewPair {
        key: "a".to_owned(),
        name: "a".to_owned(),
        title: None,
        source_path: None,
        target_path: None,
        source_lang: from,
        target_lang: to,
        source: &source,
        target: &target,
        alignment: &alignment,
        left_out: [&[], &[]],
        origin: None,
    };
    memory.import_pair(&pair).expect("a sound pair");
    memory
}

/// An action of a kind on a bead; the memory may refuse it.
fn action(
    kind: usize,
    bead: &BeadView,
    next: BeadId,
    left_out: Option<&SegmentView>,
    random: &mut impl FnMut(usize) -> usize,
) -> Option<Action> {
    let id = bead.id;
    let some: Vec<SegmentId> = segments(bead).map(|segment| segment.id).collect();
    Some(match kind {
        0 => Action::Merge { beads: vec![id, next] },
        1 => Action::Split {
            bead: id,
            source: random(3),
            target: random(3),
        },
        2 => Action::Part { bead: id },
        3 => Action::Move {
            segments: vec![some[random(some.len())]],
            to: next,
        },
        4 => Action::Cut {
            segment: some[0],
            at: 7,
        },
        5 => Action::Confirm {
            bead: id,
            to: Some(next),
        },
        6 => Action::Edit {
            bead: id,
            source: None,
            target: Some(format!("Text {}.", random(4))),
        },
        7 => Action::LeaveOut {
            segments: vec![some[0]],
        },
        _ => Action::TakeIn {
            segments: vec![left_out?.id],
        },
    })
}

#[test]
fn what_is_taken_in_is_what_would_be_read() {
    let dir = tempfile::tempdir().expect("a folder");
    let mut memory = memory(dir.path(), 12);
    let id = ArticleId(1);
    let mut reading = Reading::open(dir.path()).expect("a memory");
    let mut seed = 7u64;
    let mut random = |below: usize| {
        // A linear congruential generator (Knuth's MMIX): the same at every run.
        seed = seed
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (seed >> 33) as usize % below.max(1)
    };
    let mut done = 0;
    for _ in 0..300 {
        let open = reading.article(id).expect("the article");
        let (beads, version) = (open.view.beads.clone(), open.view.info.version);
        let left_out = open.view.left_out.clone();
        let at = random(beads.len());
        let bead = &beads[at];
        let next = beads.get(at + 1).unwrap_or(bead);
        let acted = match random(11) {
            9 => memory.undo_action(id, version, None),
            10 => memory.redo_action(id, version, None),
            kind => match action(kind, bead, next.id, left_out.first(), &mut random) {
                Some(action) => memory.act(id, version, &action),
                None => continue,
            },
        };
        // What is refused changes nothing.
        let Ok(acted) = acted else { continue };
        done += 1;
        reading.take_in(id, version, &acted).expect("the article");
        let taken = reading.article(id).expect("the article");
        let mut anew = Reading::open(dir.path()).expect("a memory");
        let read = anew.article(id).expect("the article");
        assert_eq!(
            taken.view,
            ArticleView {
                info: taken.view.info.clone(),
                ..read.view.clone()
            },
            "{acted:?}"
        );
        // By the usual length of the first reading, which stays.
        let langs = (&taken.view.info.source_lang, &taken.view.info.target_lang);
        let marks = read.view.beads.iter().map(|bead| {
            let mut marks = marks_of(bead, langs, taken.usual_ratio);
            marks.reasons = reasons(bead, &mut marks);
            marks
        });
        assert_eq!(taken.marks, marks.collect::<Vec<Marks>>());
        assert_eq!(taken.places, read.places);
        assert!(
            taken
                .changed_since(version)
                .is_some_and(|beads| beads.len() == acted.beads.len() + acted.gone.len())
        );
    }
    assert!(done > 100, "{done}");
}

#[test]
fn a_search_forgives_case_accents_and_quotation_marks() {
    assert_eq!(folded("L’Été « doré »"), "l'ete \" dore \"");
}

#[test]
fn a_search_knows_every_style_of_quotation_marks() {
    for text in ["« L’été »", "‹ L‛ÉTÉ ›", "„ lʼété ‟", "“ L`été ”", "\" l´été \""] {
        assert_eq!(folded(text), "\" l'ete \"", "{text}");
    }
}
