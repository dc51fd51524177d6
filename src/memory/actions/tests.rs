//! What actions do, and that each is undone and done again without a trace.

use proptest::prelude::*;

use super::*;
use crate::memory::import::article_pair::tests::{TextPair, store, text_pair};
use crate::memory::{BeadOrigin, BeadSide, BeadState, Mode, Status, UnitFilter, UnitId};

mod moved;
mod reimport;
mod undo;

const LINES: [(&str, &str); 6] = [
    ("Le moulin tourne.", "The mill turns."),
    ("Il moud du blé.", "It grinds wheat."),
    ("Personne ne vient.", ""),
    ("", "Nobody knows why."),
    ("La roue est neuve.", "The wheel is new."),
    ("Elle est en chêne.", "It is made of oak."),
];

struct Place {
    _dir: tempfile::TempDir,
    memory: Memory,
    article: ArticleId,
}

fn place_with(pair: &TextPair) -> Place {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    let article = store(&mut memory, "a", pair).article;
    Place {
        _dir: dir,
        memory,
        article,
    }
}

fn place() -> Place {
    place_with(&text_pair(&LINES))
}

impl Place {
    fn view(&self) -> ArticleView {
        self.memory.article_view(self.article).unwrap()
    }

    fn bead(&self, source: &str) -> BeadView {
        let found = self.view().beads.into_iter().find(|b| b.source_text == source);
        found.expect("a bead with that source")
    }

    fn target(&self, text: &str) -> SegmentView {
        let found = self
            .view()
            .beads
            .into_iter()
            .flat_map(|b| b.target)
            .find(|s| s.text == text);
        found.expect("a target segment with that text")
    }

    fn act(&mut self, action: &Action) -> Acted {
        let version = self.view().info.version;
        let acted = self.memory.act(self.article, version, action).unwrap();
        assert_eq!(self.view().info.version, acted.version);
        assert_eq!(self.memory.check().unwrap(), []);
        acted
    }

    fn refusal(&mut self, action: &Action) -> String {
        let before = self.state();
        let version = self.view().info.version;
        let error = self.memory.act(self.article, version, action).unwrap_err();
        assert_eq!(self.state(), before, "a refusal changes nothing");
        error.to_string()
    }

    /// The pairs of texts, in order; with what was decided.
    fn pairs(&self) -> Vec<(String, String, BeadState)> {
        let beads = self.view().beads.into_iter();
        beads.map(|b| (b.source_text, b.target_text, b.state)).collect()
    }

    /// All that actions may change: beads, segments, contexts, units.
    fn state(&self) -> String {
        let view = self.view();
        let occurrences = self.memory.occurrences_of_article(self.article).unwrap();
        let units: Vec<_> = self
            .memory
            .units(&UnitFilter::default())
            .unwrap()
            .map(Result::unwrap)
            .collect();
        let tmx = std::fs::read(self.memory.dir().join("tmx/a.tmx")).unwrap();
        let tmx = String::from_utf8(tmx).unwrap();
        format!("{:#?}{:#?}{occurrences:#?}{units:#?}{tmx}", view.beads, view.left_out)
    }
}

#[test]
fn beads_are_merged_split_and_segments_moved() {
    let mut place = place();
    let (first, second) = (place.bead(LINES[0].0), place.bead(LINES[1].0));
    let acted = place.act(&Action::Merge {
        beads: vec![second.id, first.id],
    });
    assert_eq!((acted.beads[0].id, acted.gone.as_slice()), (first.id, &[second.id][..]));
    let merged = &acted.beads[0];
    assert_eq!(merged.source_text, "Le moulin tourne. Il moud du blé.");
    assert_eq!((merged.origin, merged.confidence), (BeadOrigin::Person, None));
    assert!(
        place.memory.unit(UnitId(1)).unwrap().is_none(),
        "nothing holds it any more"
    );
    // The translation of the second sentence goes to the one after it, by way of a split.
    let acted = place.act(&Action::Split {
        bead: first.id,
        source: 1,
        target: 2,
    });
    assert_eq!(acted.beads.len(), 2);
    assert!(acted.beads[1].unit.is_none() && acted.beads[1].target.is_empty());
    let back = acted.beads[0].target[1].id;
    place.act(&Action::Move {
        segments: vec![back],
        to: acted.beads[1].id,
    });
    let texts: Vec<_> = place.pairs().into_iter().map(|p| (p.0, p.1)).collect();
    let wanted: Vec<_> = LINES.iter().map(|l| (l.0.to_owned(), l.1.to_owned())).collect();
    assert_eq!(texts, wanted);
    // Contexts follow the segments, whatever bead they are in.
    let occurrences = place.memory.occurrences_of_article(place.article).unwrap();
    assert_eq!(occurrences[0].next, crate::memory::context_hash(LINES[1].0));
    assert_eq!(occurrences[1].previous, crate::memory::context_hash(LINES[0].0));
}

#[test]
fn what_has_no_counterpart_is_linked_parted_left_out_and_taken_in() {
    let mut place = place();
    let alone = place.bead(LINES[2].0);
    let other = place.target(LINES[3].1);
    let acted = place.act(&Action::Link {
        source: vec![alone.source[0].id],
        target: vec![other.id],
    });
    let linked = &acted.beads[0];
    assert_eq!(
        (linked.unit.is_some(), linked.moved, linked.id),
        (true, false, alone.id)
    );
    place.act(&Action::Part { bead: linked.id });
    let parted = place.bead(LINES[2].0);
    assert_eq!((parted.unit, parted.origin), (None, BeadOrigin::Person));
    let acted = place.act(&Action::LeaveOut {
        segments: vec![other.id],
    });
    assert_eq!(acted.left_out[0].left_out.as_deref(), Some("person"));
    let before = place.view().beads.len();
    place.act(&Action::TakeIn {
        segments: vec![other.id],
    });
    assert_eq!(place.view().beads.len(), before + 1);
    assert!(place.view().left_out.is_empty());
    assert_eq!(place.pairs()[2].1, LINES[3].1, "after what is before it on its side");
}

#[test]
fn a_link_that_crosses_others_is_marked_as_moved() {
    let mut place = place_with(&text_pair(&[("Un.", ""), ("Deux.", "Two."), ("", "One.")]));
    let (source, target) = (place.bead("Un.").source[0].id, place.target("One.").id);
    let acted = place.act(&Action::Link {
        source: vec![source],
        target: vec![target],
    });
    assert!(acted.beads[0].moved);
}

#[test]
fn segments_are_cut_and_joined_and_the_unit_says_the_same() {
    let mut place = place();
    let bead = place.bead(LINES[0].0);
    let acted = place.act(&Action::Cut {
        segment: bead.source[0].id,
        at: 10,
    });
    let texts: Vec<_> = acted.beads[0].source.iter().map(|s| s.text.as_str()).collect();
    assert_eq!(texts, ["Le moulin", "tourne."]);
    assert_eq!(
        (acted.beads[0].unit, acted.beads[0].source_text.as_str()),
        (bead.unit, LINES[0].0)
    );
    let segments = acted.beads[0].source.iter().map(|s| s.id).collect();
    let acted = place.act(&Action::Join { segments });
    assert_eq!(acted.beads[0].source[0].text, LINES[0].0);
    assert_eq!(acted.beads[0].source[0].original, None);
    // Parts of a word would come together again as two.
    let refused = place.refusal(&Action::Cut {
        segment: bead.source[0].id,
        at: 5,
    });
    assert!(refused.contains("a word would be cut in two"), "{refused}");
    assert!(
        place
            .refusal(&Action::Cut {
                segment: bead.source[0].id,
                at: 0
            })
            .contains("17 characters")
    );
}

#[test]
fn no_cut_goes_through_a_character() {
    let family = "La famille 👨\u{200d}👩\u{200d}👧 prend un cafe\u{301} noir.";
    let mut place = place_with(&text_pair(&[(family, "The family has a coffee.")]));
    let before = place.view();
    let segment = before.beads[0].source[0].id;
    let within = |at: usize| (12..16).contains(&at) || at == 30;
    for at in (0..family.chars().count()).filter(|at| within(*at)) {
        let refused = place.refusal(&Action::Cut { segment, at });
        assert!(refused.contains("a character would be cut in two"), "{at}: {refused}");
    }
    assert_eq!(place.view(), before);
    let acted = place.act(&Action::Cut { segment, at: 16 });
    assert_eq!(acted.beads[0].source[1].text, "prend un cafe\u{301} noir.");
    let acted = place.act(&Action::Cut {
        segment: acted.beads[0].source[1].id,
        at: 14,
    });
    assert_eq!(acted.beads[0].source[2].text, "noir.");
}

#[test]
fn a_text_that_nobody_sees_is_none_and_control_characters_are_cleaned_where_it_is_stored() {
    let mut place = place();
    let bead = place.bead(LINES[0].0).id;
    let edit = |text: &str| Action::Edit {
        bead,
        source: None,
        target: Some(text.to_owned()),
    };
    for text in [
        "\u{200b}\u{200b}",
        "\u{feff}",
        "\u{202e}\u{202c}",
        "\u{301}",
        "\0\u{1b}",
    ] {
        let refused = place.refusal(&edit(text));
        assert!(refused.contains("the new target text is empty"), "{text:?}: {refused}");
    }
    let acted = place.act(&edit("a\0b\u{1}\u{ffff}\r\nc\td\n"));
    let bead = &acted.beads[0];
    let cleaned = "a\u{fffd}b\u{fffd}\u{fffd} c d";
    assert_eq!(
        (bead.target[0].text.as_str(), bead.target_text.as_str()),
        (cleaned, cleaned)
    );
}

#[test]
fn an_edit_changes_its_bead_alone_and_joins_what_it_edits() {
    let pair = text_pair(&[("Oui.", "Yes."), ("Non.", "No."), ("Oui.", "Yes.")]);
    let mut place = place_with(&pair);
    let [first, _, last] = <[BeadView; 3]>::try_from(place.view().beads).unwrap();
    assert_eq!(first.unit, last.unit);
    let acted = place.act(&Action::Edit {
        bead: last.id,
        source: None,
        target: Some(" Aye. ".to_owned()),
    });
    let edited = &acted.beads[0];
    assert_eq!(
        (edited.target_text.as_str(), edited.state),
        ("Aye.", BeadState::Confirmed)
    );
    assert_eq!(edited.target[0].original.as_deref(), Some("Yes."));
    assert_ne!(edited.unit, first.unit);
    assert_eq!(place.bead("Oui.").target_text, "Yes.");
    // Alone, its unit is changed and keeps its number.
    let unit = edited.unit;
    let again = place.act(&Action::Edit {
        bead: last.id,
        source: None,
        target: Some("Indeed.".to_owned()),
    });
    assert_eq!(again.beads[0].unit, unit);
    place.act(&Action::Merge {
        beads: vec![first.id, place.bead("Non.").id],
    });
    let acted = place.act(&Action::Edit {
        bead: first.id,
        source: None,
        target: Some("Yes and no.".to_owned()),
    });
    assert_eq!((acted.beads[0].source.len(), acted.beads[0].target.len()), (2, 1));
    assert_eq!(acted.beads[0].target[0].original.as_deref(), Some("Yes. No."));
}

#[test]
fn a_status_is_what_the_beads_of_a_unit_come_to() {
    let mut place = place_with(&text_pair(&[("Oui.", "Yes."), ("Oui.", "Yes.")]));
    let [one, two] = <[BeadView; 2]>::try_from(place.view().beads).unwrap();
    let unit = one.unit.unwrap();
    let status = |place: &Place| place.memory.unit(unit).unwrap().unwrap().status;
    place.act(&Action::Reject { bead: one.id });
    assert_eq!(status(&place), Status::Aligned);
    place.act(&Action::Reject { bead: two.id });
    assert_eq!(status(&place), Status::Rejected);
    place.act(&Action::Confirm { bead: two.id, to: None });
    assert_eq!(status(&place), Status::Confirmed);
    assert!(
        place
            .refusal(&Action::Confirm { bead: two.id, to: None })
            .contains("confirmed already")
    );
}

#[test]
fn an_older_version_is_refused() {
    let mut place = place();
    let seen = place.view().info.version;
    let bead = place.bead(LINES[0].0).id;
    place.act(&Action::Confirm { bead, to: None });
    let error = place
        .memory
        .act(place.article, seen, &Action::Reject { bead })
        .unwrap_err();
    assert!(matches!(error, MemoryError::StaleVersion { .. }), "{error}");
    // An edit of the unit is a change of the article, too.
    let seen = place.view().info.version;
    place.memory.set_status(&[UnitId(2)], Status::Confirmed).unwrap();
    assert!(place.memory.undo_action(place.article, seen, None).is_err());
}

/// One of the things that a person can do, at random numbers; most are refused for most of them.
fn action(view: &ArticleView, [kind, x, y, z]: [usize; 4]) -> Action {
    let bead = |n: usize| view.beads[n % view.beads.len()].id;
    let all: Vec<&SegmentView> = view
        .beads
        .iter()
        .flat_map(|b| b.source.iter().chain(&b.target))
        .chain(&view.left_out)
        .collect();
    let segment = |n: usize| all[n % all.len()].id;
    let of_side = |side: BeadSide, n: usize| {
        let segments: Vec<_> = all.iter().filter(|s| s.side == side).collect();
        segments[n % segments.len()].id
    };
    match kind % 14 {
        0 => Action::Merge {
            beads: vec![bead(x), bead(x + 1)],
        },
        1 => Action::Split {
            bead: bead(x),
            source: y % 3,
            target: z % 3,
        },
        2 => Action::Cut {
            segment: segment(x),
            at: y % 12,
        },
        3 => {
            let at = x % view.beads.len();
            let side = if y % 2 == 0 {
                &view.beads[at].source
            } else {
                &view.beads[at].target
            };
            Action::Join {
                segments: side.iter().take(2).map(|s| s.id).collect(),
            }
        }
        4 => Action::Move {
            segments: vec![segment(x)],
            to: bead(y),
        },
        5 => Action::Link {
            source: vec![of_side(BeadSide::Source, x)],
            target: vec![of_side(BeadSide::Target, y)],
        },
        6 => Action::Pin { bead: bead(x) },
        7 => Action::Part { bead: bead(x) },
        8 => Action::Confirm {
            bead: bead(x),
            to: (y % 2 == 0).then(|| bead(z)),
        },
        9 => Action::Reject { bead: bead(x) },
        10 => Action::LeaveOut {
            segments: vec![segment(x)],
        },
        11 => Action::TakeIn {
            segments: vec![segment(x)],
        },
        12 => Action::Edit {
            bead: bead(x),
            source: (y % 3 == 0).then(|| format!("Texte {}.", z % 4)),
            target: (y % 3 != 0).then(|| format!("Text {}.", z % 4)),
        },
        _ => Action::Note {
            bead: bead(x),
            text: (y % 2 == 0).then(|| "à voir".to_owned()),
        },
    }
}

/// What must hold of an article after every action, by a model that is no database: every segment stands once, in its order and in a
/// bead with its like; a bead with both sides has the unit of its texts.
fn assert_sound(place: &Place, words: &[String; 2]) {
    let view = place.view();
    let segments = crate::memory::store::beads::segments_of_article(&place.memory.conn, place.article).unwrap();
    let originals: std::collections::HashMap<_, _> = segments.into_iter().map(|s| (s.id, s.original)).collect();
    for side in BeadSide::BOTH {
        let mut all: Vec<&SegmentView> = view
            .beads
            .iter()
            .flat_map(|b| if side == BeadSide::Source { &b.source } else { &b.target })
            .chain(view.left_out.iter().filter(|s| s.side == side))
            .collect();
        all.sort_by_key(|segment| segment.ord);
        // What the files said is still there, in its order.
        let said: String = all
            .iter()
            .map(|s| originals[&s.id].as_deref().unwrap_or(&s.text))
            .collect();
        let bare = |text: &str| text.split_whitespace().collect::<String>();
        assert_eq!(bare(&said), bare(&words[side.index()]));
        let bead_of = |s: &SegmentView| {
            view.beads
                .iter()
                .position(|b| b.source.iter().chain(&b.target).any(|o| o.id == s.id))
        };
        let mut beads: Vec<_> = all
            .iter()
            .filter(|s| s.left_out.is_none())
            .map(|s| bead_of(s))
            .collect();
        beads.dedup();
        let mut once = beads.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), beads.len(), "the segments of a bead follow each other");
    }
    for bead in &view.beads {
        assert!(!(bead.source.is_empty() && bead.target.is_empty()));
        let has_both = !bead.source.is_empty() && !bead.target.is_empty();
        assert_eq!(bead.unit.is_some(), has_both && bead.state != BeadState::Deleted);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, ..ProptestConfig::default() })]

    #[test]
    fn random_actions_keep_the_article_sound_and_are_undone_and_redone(
        steps in proptest::collection::vec(any::<[u16; 4]>(), 1..24)
    ) {
        let mut place = place_with(&text_pair(&[
            ("Oui.", "Yes."), ("Un deux.", "One two."), ("Seul.", ""), ("", "Alone."), ("Oui.", "Yes."), ("Trois.", "Three."),
        ]));
        let words = BeadSide::BOTH.map(|side| {
            let view = place.view();
            let texts = view.beads.into_iter().map(|b| if side == BeadSide::Source { b.source_text } else { b.target_text });
            texts.collect::<String>()
        });
        let mut states = vec![place.state()];
        for step in steps {
            let view = place.view();
            let action = action(&view, step.map(usize::from));
            match place.memory.act(place.article, view.info.version, &action) {
                Ok(_) => {
                    states.push(place.state());
                    prop_assert_eq!(place.memory.check().unwrap(), []);
                    assert_sound(&place, &words);
                }
                Err(MemoryError::ActionRefused { .. }) => prop_assert_eq!(&place.state(), states.last().unwrap()),
                Err(error) => panic!("{action:?}: {error}"),
            }
        }
        for wanted in states.iter().rev().skip(1) {
            let version = place.view().info.version;
            place.memory.undo_action(place.article, version, None).unwrap();
            prop_assert_eq!(&place.state(), wanted);
        }
        prop_assert!(place.view().undo.is_none());
        prop_assert_eq!(place.memory.check().unwrap(), []);
        for wanted in &states[1..] {
            let version = place.view().info.version;
            place.memory.redo_action(place.article, version, None).unwrap();
            prop_assert_eq!(&place.state(), wanted);
        }
        prop_assert!(place.view().redo.is_none());
        prop_assert_eq!(place.memory.check().unwrap(), []);
    }
}

thread_local! {
    /// The statements that this thread ran.
    static RUN: std::cell::Cell<usize> = const { std::cell::Cell::new(0) };
}

fn count_statement(_: rusqlite::trace::TraceEvent<'_>) {
    RUN.set(RUN.get() + 1);
}

/// How many statements some actions take, each, in the middle of an article of so many pairs.
fn statements(pairs: usize) -> Vec<usize> {
    let texts: Vec<(String, String)> = (0..pairs)
        .map(|n| (format!("Phrase {n}."), format!("Text {n}.")))
        .collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect();
    let mut place = place_with(&text_pair(&texts));
    place.memory.defer_files(true);
    let beads: Vec<BeadId> = place.view().beads[pairs / 2..].iter().map(|bead| bead.id).collect();
    let segment = place.view().beads[pairs / 2 + 4].target[0].id;
    let codes = rusqlite::trace::TraceEventCodes::SQLITE_TRACE_STMT;
    place.memory.conn.trace_v2(codes, Some(count_statement)).unwrap();
    let (bead, to) = (beads[0], beads[5]);
    let actions = [
        Action::Confirm { bead, to: None },
        Action::Merge {
            beads: beads[1..3].to_vec(),
        },
        Action::Move {
            segments: vec![segment],
            to,
        },
        Action::Edit {
            bead: beads[7],
            source: None,
            target: Some("Another text.".to_owned()),
        },
        Action::Part { bead: beads[8] },
    ];
    let mut counts = Vec::new();
    let mut count = |acted: Result<Acted, MemoryError>| {
        counts.push(RUN.replace(0));
        acted.unwrap().version
    };
    let mut seen = place.memory.article(place.article).unwrap().unwrap().version;
    RUN.set(0);
    for action in &actions {
        seen = count(place.memory.act(place.article, seen, action));
    }
    for _ in &actions {
        seen = count(place.memory.undo_action(place.article, seen, None));
    }
    counts
}

#[test]
fn an_action_takes_as_many_statements_in_a_long_article_as_in_a_short_one() {
    assert_eq!(statements(24), statements(3_000));
}

#[test]
fn edits_in_a_long_article_leave_its_file_for_a_quiet_moment() {
    let texts: Vec<(String, String)> = (0..10_000)
        .map(|n| (format!("Phrase {n}."), format!("Text {n}.")))
        .collect();
    let texts: Vec<(&str, &str)> = texts.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect();
    let mut place = place_with(&text_pair(&texts));
    let file = place.memory.dir().join("tmx/a.tmx");
    let written = std::fs::read(&file).unwrap();
    let beads: Vec<BeadId> = place.view().beads.iter().map(|bead| bead.id).collect();
    place.memory.defer_files(true);
    for n in [0, 5_000, 9_999] {
        let seen = place.memory.article(place.article).unwrap().unwrap().version;
        let edit = Action::Edit {
            bead: beads[n],
            source: None,
            target: Some(format!("Mended {n}.")),
        };
        let rows = place.memory.conn.total_changes();
        place.memory.act(place.article, seen, &edit).unwrap();
        let rows = place.memory.conn.total_changes() - rows;
        assert!(rows < 40, "{rows} rows were written");
        assert_eq!(place.memory.deferred_files().unwrap(), ["a.tmx".to_owned()].into());
        assert!(std::fs::read(&file).unwrap() == written, "the file waits");
    }
    place.memory.write_deferred_files().unwrap();
    assert_eq!(place.memory.deferred_files().unwrap(), [].into());
    let text = std::fs::read_to_string(&file).unwrap();
    assert_eq!(text.matches("<seg>Mended ").count(), 3);
    assert_eq!(text.matches("<tu ").count(), 10_000);
}
