//! Tests of its parts that no caller sees.

use super::*;
use crate::align::Alignment;
use crate::align::Bead;
use crate::article::BlockKind;
use crate::memory::{ChangeKind, Mode, NO_NEIGHBOUR, REVIEW_BELOW, UnitFilter, context_hash};
use crate::segment::Segment;
use crate::text::lang::Lang;

/// A pair whose segments are aligned one to one, each with its confidence; an empty side makes a null bead.
#[derive(Clone)]
pub(crate) struct TextPair {
    pub(crate) source: Vec<Segment>,
    pub(crate) target: Vec<Segment>,
    pub(crate) alignment: Alignment,
}

pub(crate) fn text_pair(texts: &[(&str, &str)]) -> TextPair {
    let mut pair = TextPair {
        source: Vec::new(),
        target: Vec::new(),
        alignment: Alignment::default(),
    };
    let push = |list: &mut Vec<Segment>, text: &str| {
        let start = list.len();
        if !text.is_empty() {
            list.push(Segment {
                text: text.to_owned(),
                block: 0,
                kind: BlockKind::Paragraph,
                range: 0..text.len(),
            });
        }
        start..list.len()
    };
    for (source, target) in texts {
        let source = push(&mut pair.source, source);
        let target = push(&mut pair.target, target);
        pair.alignment.beads.push(Bead {
            source,
            target,
            confidence: 0.9,
        });
    }
    pair
}

/// The pair as a French article with that key and an English translation.
pub(crate) fn new_pair<'a>(key: &str, pair: &'a TextPair) -> NewPair<'a> {
    let lang = |tag| Lang::parse(tag).expect("a tag written in a test");
    NewPair {
        key: key.to_owned(),
        name: key.to_owned(),
        title: None,
        source_path: None,
        target_path: None,
        source_lang: lang("fr"),
        target_lang: lang("en"),
        source: &pair.source,
        target: &pair.target,
        alignment: &pair.alignment,
        left_out: [&[], &[]],
        origin: None,
    }
}

pub(crate) fn store(memory: &mut Memory, key: &str, pair: &TextPair) -> PairReport {
    memory
        .import_pair(&new_pair(key, pair))
        .expect("a sound pair is stored")
}

#[test]
fn the_same_pair_again_changes_nothing_whatever_its_key() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    let pair = text_pair(&[("Un.", "One."), ("", "Extra."), ("Deux.", "Two."), ("Perdu.", "")]);
    let first = store(&mut memory, "a", &pair);
    assert_eq!((first.outcome, first.units, first.added), (Outcome::New, 2, 2));
    assert_eq!((first.null_source, first.null_target), (1, 1));
    let mark = memory.change_mark().unwrap();
    for key in ["a", "moved/a"] {
        let again = store(&mut memory, key, &pair);
        assert_eq!(
            (again.outcome, again.article, again.added),
            (Outcome::Unchanged, first.article, 0)
        );
    }
    assert_eq!(memory.change_mark().unwrap(), mark);
    let [one, two] = memory
        .occurrences_of_article(first.article)
        .unwrap()
        .try_into()
        .unwrap();
    assert_eq!(
        (one.position, one.previous, one.next),
        (0, NO_NEIGHBOUR, context_hash("Deux."))
    );
    assert_eq!(
        (two.position, two.previous, two.next),
        (2, context_hash("Un."), context_hash("Perdu."))
    );
}

#[test]
fn an_edited_translation_replaces_and_leaves_no_orphans() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    store(
        &mut memory,
        "a",
        &text_pair(&[("Un.", "One."), ("Deux.", "Tow."), ("Trois.", "There.")]),
    );
    let mark = memory.change_mark().unwrap();
    memory.set_status(&[UnitId(3)], Status::Confirmed).unwrap();
    let report = store(
        &mut memory,
        "a",
        &text_pair(&[("Un.", "One."), ("Deux.", "Two."), ("Trois.", "Three.")]),
    );
    assert_eq!(
        (report.outcome, report.added, report.reused, report.removed),
        (Outcome::Replaced, 2, 1, 1)
    );
    let ids: Vec<i64> = memory
        .units(&UnitFilter::default())
        .unwrap()
        .map(|u| u.unwrap().id.0)
        .collect();
    assert_eq!(ids, [1, 3, 4, 5], "the confirmed unit 3 stays");
    let changes: Vec<_> = memory.changes_since(&mark).unwrap().unwrap();
    let kinds: Vec<_> = changes.iter().map(|c| (c.kind, c.units.clone())).collect();
    assert_eq!(
        kinds,
        [
            (ChangeKind::Changed, 3..=3),
            (ChangeKind::Added, 4..=5),
            // It has no bead any more, and its status is its own.
            (ChangeKind::Changed, 3..=3),
            (ChangeKind::Deleted, 2..=2)
        ]
    );
}

#[test]
fn doubtful_beads_wait_for_review_until_a_better_one_comes() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    let mut pair = text_pair(&[("Un.", "One.")]);
    pair.alignment.beads[0].confidence = REVIEW_BELOW - 0.01;
    assert_eq!(store(&mut memory, "a", &pair).to_review, 1);
    pair.alignment.beads[0].confidence = REVIEW_BELOW;
    pair.source[0].text = "Un.".to_owned();
    assert_eq!(
        store(&mut memory, "b", &text_pair(&[("Un.", "One."), ("Fin.", "End.")])).to_review,
        0
    );
    assert_eq!(memory.unit(UnitId(1)).unwrap().unwrap().status, Status::Aligned);
}

#[test]
fn a_bead_outside_the_segments_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    let mut pair = text_pair(&[("Un.", "One.")]);
    pair.alignment.beads[0].target = 0..2;
    let refused = memory.import_pair(&new_pair("a", &pair));
    assert!(matches!(refused, Err(MemoryError::BadAlignment(_))));
    assert_eq!(memory.info().unwrap().articles, 0);
}

#[test]
fn names_and_files_do_not_collide() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    for (key, text) in [("budget", "A."), ("Budget", "B."), ("budget?", "C.")] {
        store(&mut memory, key, &text_pair(&[(text, "X.")]));
    }
    let list = memory.articles().unwrap();
    let names: Vec<_> = list
        .iter()
        .map(|a| (a.info.name.as_str(), a.info.file.as_str()))
        .collect();
    assert_eq!(
        names,
        [
            ("budget", "budget.tmx"),
            ("Budget (2)", "Budget-2.tmx"),
            ("budget? (3)", "budget-3.tmx")
        ]
    );
}
