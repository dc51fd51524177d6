//! Suggestions from a memory made of small articles.

#![allow(clippy::unwrap_used)] // also in the helpers of tests

use interligne::matching::damaged;
use interligne::matching::{Match, Matcher, Neighbour, Query, SuggestOptions, suggest_all};
use interligne::memory::{ImportOptions, Memory, Mode, Status, UnitEdit, UnitId};

use crate::support::memory::{lang, store};

const PAIRS: [(&str, &str); 6] = [
    (
        "Le marché couvert rouvre lundi.",
        "The covered market reopens on Monday.",
    ),
    ("La mairie a payé les travaux.", "The town hall paid for the works."),
    ("Les halles ferment à 19 heures.", "The halls close at 7 pm."),
    ("Le marché couvert ferme lundi.", "The covered market closes on Monday."),
    ("« L’été sera long », dit-elle.", "“The summer will be long,” she says."),
    ("Bonjour", "Hello"),
];

pub(super) fn memory_of(pairs: &[(&str, &str)]) -> (tempfile::TempDir, Memory) {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    store(&mut memory, "halles", pairs, |_| 0.99);
    (dir, memory)
}

fn suggest(memory: &Memory, query: &Query, min_score: f64) -> Vec<Match> {
    let mut matcher = Matcher::open(memory, &lang("fr"), &lang("en")).unwrap();
    let options = SuggestOptions::default().min_score(min_score);
    let found = matcher.suggest_with(query, &options).unwrap();
    let exhaustive = matcher.suggest_with(query, &options.exhaustive(true)).unwrap();
    assert_eq!(found, exhaustive);
    found
}

fn reasons(found: &Match) -> Vec<String> {
    found.penalties.iter().map(ToString::to_string).collect()
}

#[test]
fn near_units_come_best_first_with_their_scores() {
    let (_dir, memory) = memory_of(&PAIRS);
    let found = suggest(&memory, &Query::new("Le marché couvert rouvre mardi."), 50.0);
    let brief: Vec<_> = found
        .iter()
        .map(|m| (m.target.as_str(), (m.score * 10.0).round() / 10.0))
        .collect();
    assert_eq!(brief, [(PAIRS[0].1, 83.3), (PAIRS[3].1, 66.7)]);
    assert_eq!(found[0].article.as_deref(), Some("halles"));
    assert_eq!(found[0].status, Status::Aligned);
    let replaced: Vec<&str> = found[0].diff.iter().map(|s| &found[0].source[s.unit.clone()]).collect();
    assert_eq!(replaced, ["Le marché couvert rouvre", "lundi", "."]);
    assert!(suggest(&memory, &Query::new("Rien de tel ici"), 50.0).is_empty());
    assert!(suggest(&memory, &Query::new(""), 1.0).is_empty());
}

#[test]
fn the_same_text_with_other_marks_is_penalised_with_the_reason() {
    let (_dir, memory) = memory_of(&PAIRS);
    let one = |text: &str| suggest(&memory, &Query::new(text), 90.0).remove(0);
    assert_eq!(one("Bonjour").score, 100.0);
    let lower = one("bonjour");
    assert_eq!((lower.score, reasons(&lower)), (99.0, vec!["1 case".to_owned()]));
    let quotes = one("\"L'été sera long\", dit-elle.");
    assert_eq!(
        (quotes.score, reasons(&quotes)),
        (98.0, vec!["1 quotation marks".to_owned(), "1 spaces".to_owned()])
    );
}

#[test]
fn neighbours_raise_an_identical_match() {
    let (_dir, memory) = memory_of(&PAIRS);
    let score = |previous: Neighbour, next: Neighbour| {
        let query = Query {
            text: PAIRS[1].0.to_owned(),
            previous,
            next,
        };
        suggest(&memory, &query, 70.0)[0].score
    };
    let text = |i: usize| Neighbour::Text(PAIRS[i].0.to_owned());
    assert_eq!(score(Neighbour::Unknown, Neighbour::Unknown), 100.0);
    assert_eq!(score(text(0), Neighbour::Unknown), 101.0);
    assert_eq!(score(text(0), text(2)), 102.0);
    assert_eq!(score(text(4), text(3)), 100.0);
    assert_eq!(score(Neighbour::Edge, text(2)), 101.0);
    let all: Vec<&str> = PAIRS.iter().map(|p| p.0).collect();
    for query in Query::in_context(&all) {
        assert_eq!(suggest(&memory, &query, 70.0)[0].score, 102.0, "{}", query.text);
    }
}

#[test]
fn english_queries_find_french_and_their_context_too() {
    let (_dir, memory) = memory_of(&PAIRS);
    let mut matcher = Matcher::open(&memory, &lang("en"), &lang("fr")).unwrap();
    let all: Vec<&str> = PAIRS.iter().map(|p| p.1).collect();
    for (query, (french, _)) in Query::in_context(&all).iter().zip(PAIRS) {
        let found = matcher.suggest_with(query, &SuggestOptions::default()).unwrap();
        assert_eq!((found[0].target.as_str(), found[0].score), (french, 102.0));
    }
}

#[test]
fn trust_counts() {
    let (_dir, mut memory) = memory_of(&PAIRS[..2]);
    store(&mut memory, "douteux", &[PAIRS[2]], |_| 0.42);
    let query = Query::new(PAIRS[2].0);
    let doubtful = suggest(&memory, &query, 70.0).remove(0);
    assert_eq!(reasons(&doubtful), ["3 unconfirmed", "4 low confidence"]);
    assert_eq!((doubtful.base, doubtful.score), (100.0, 93.0));
    assert!(suggest(&memory, &query, 94.0).is_empty());

    memory.set_status(&[doubtful.unit], Status::Confirmed).unwrap();
    assert_eq!(suggest(&memory, &query, 70.0)[0].score, 100.0);
    memory.set_status(&[doubtful.unit], Status::Rejected).unwrap();
    assert!(suggest(&memory, &query, 70.0).is_empty());
}

#[test]
fn of_equals_the_newest_comes_first_and_changes_show_at_once() {
    let (_dir, mut memory) = memory_of(&[]);
    for (key, english) in [("a", "Hello."), ("b", "Good morning."), ("c", "Hi.")] {
        store(&mut memory, key, &[("Bonjour.", english)], |_| 0.99);
    }
    let targets = |memory: &Memory| -> Vec<String> {
        suggest(memory, &Query::new("Bonjour."), 70.0)
            .into_iter()
            .map(|m| m.target)
            .collect()
    };
    assert_eq!(targets(&memory), ["Hi.", "Good morning.", "Hello."]);
    let unit = suggest(&memory, &Query::new("Bonjour."), 70.0)[0].unit;
    let other = UnitEdit::default().text(lang("fr"), "Salut.");
    memory.edit_unit(unit, &other).unwrap();
    assert_eq!(targets(&memory), ["Good morning.", "Hello."]);
    assert_eq!(suggest(&memory, &Query::new("Salut."), 70.0)[0].unit, unit);
    memory.delete_units(&[UnitId(2)]).unwrap();
    assert_eq!(targets(&memory), ["Hello."]);
}

/// Many small imports, edits and deletions, each followed by a question: the index grows by parts and merges them.
#[test]
fn the_index_keeps_in_step_through_many_changes() {
    let (dir, mut memory) = memory_of(&PAIRS);
    let text = |i: usize| format!("Le lot numéro {i} part demain matin, dit la note {}.", i % 7);
    for i in 0..40 {
        let (french, english) = (
            text(i),
            format!("Lot {i} leaves tomorrow morning, says note {}.", i % 7),
        );
        store(&mut memory, &format!("lot{i}"), &[(&french, &english)], |_| 0.99);
        if i % 5 == 0 {
            memory
                .delete_units(&[UnitId(i64::try_from(i).unwrap() / 2 + 1)])
                .unwrap();
        }
        let found = suggest(&memory, &Query::new(text(i)), 60.0);
        assert_eq!(found[0].source, french);
        assert_eq!(found.len(), (i + 1).min(5));
    }
    let parts = std::fs::read_dir(dir.path().join("index/en_fr")).unwrap().count();
    assert!(parts < 40, "{parts} files");
}

#[test]
fn a_damaged_cut_or_foreign_index_is_built_anew() {
    let (dir, memory) = memory_of(&PAIRS);
    let (other_dir, other) = memory_of(&PAIRS[2..]);
    let query = Query::new(PAIRS[0].0);
    let expected = suggest(&memory, &query, 50.0);
    assert_eq!(expected.len(), 2);
    suggest(&other, &query, 50.0);
    // The manifest and a part for each side, in the order of their names.
    let files = |dir: &tempfile::TempDir| -> Vec<std::path::PathBuf> {
        let all = std::fs::read_dir(dir.path().join("index/en_fr"))
            .unwrap()
            .map(|f| f.unwrap().path());
        let mut named: Vec<_> = all.filter(|f| f.file_name().unwrap() != "lock").collect();
        named.sort();
        named
    };
    for i in 0..3 {
        for damage in 0..5 {
            let file = files(&dir)[i].clone();
            assert_eq!(files(&dir).len(), 3);
            let mut content = std::fs::read(&file).unwrap();
            match damage {
                0 => content.truncate(content.len() / 2),
                1 => content.clear(),
                2 => content[50] ^= 0x55,
                3 => content = std::fs::read(&files(&other_dir)[i]).unwrap(),
                _ => {}
            }
            // Never in place: another process may have the file mapped.
            std::fs::remove_file(&file).unwrap();
            if damage < 4 {
                std::fs::write(&file, content).unwrap();
            }
            assert_eq!(
                suggest(&memory, &query, 50.0),
                expected,
                "{} damage {damage}",
                file.display()
            );
        }
    }
    std::fs::remove_dir_all(dir.path().join("index")).unwrap();
    assert_eq!(suggest(&memory, &query, 50.0), expected);
}

#[test]
fn many_segments_at_once_find_a_flipped_bit_in_the_index() {
    let (dir, memory) = memory_of(&PAIRS);
    let queries = vec![Query::new(PAIRS[0].0); 2000];
    let all =
        |memory: &Memory| suggest_all(memory, &lang("fr"), &lang("en"), &queries, &SuggestOptions::default()).unwrap();
    let expected = all(&memory);
    assert_eq!(expected[1999][0].score, 100.0);
    let part = dir.path().join("index/en_fr/000001-1.part");
    let mut bytes = std::fs::read(&part).unwrap();
    let last = bytes.len() - 1;
    // Behind the header, in the lists of places or what belongs to them.
    for at in (last / 2..last).step_by(7) {
        bytes[at] ^= 1;
    }
    std::fs::write(&part, bytes).unwrap();
    assert_eq!(damaged(&memory).len(), 1);
    assert_eq!(all(&memory), expected);
    assert!(damaged(&memory).is_empty(), "it was built anew");
}

#[test]
fn readers_see_what_a_writer_has_committed() {
    let (dir, mut memory) = memory_of(&PAIRS);
    let path = dir.path().to_owned();
    let done = std::sync::atomic::AtomicBool::new(false);
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                let memory = Memory::open(&path, Mode::Read).unwrap();
                let mut matcher = Matcher::open(&memory, &lang("fr"), &lang("en")).unwrap();
                let mut last = 0;
                while !done.load(std::sync::atomic::Ordering::Relaxed) {
                    let options = SuggestOptions::default().limit(1000);
                    let found = matcher
                        .suggest_with(&Query::new("La marée monte."), &options)
                        .unwrap()
                        .len();
                    assert!(found >= last, "{found} after {last}");
                    last = found;
                }
                assert!(last <= 15);
            });
        }
        for i in 0..15 {
            let english = format!("The tide comes in ({i}).");
            store(
                &mut memory,
                &format!("maree{i}"),
                &[("La marée monte.", &english)],
                |_| 0.99,
            );
        }
        done.store(true, std::sync::atomic::Ordering::Relaxed);
    });
    let options = SuggestOptions::default().limit(1000);
    let mut matcher = Matcher::open(&memory, &lang("fr"), &lang("en")).unwrap();
    assert_eq!(
        matcher
            .suggest_with(&Query::new("La marée monte."), &options)
            .unwrap()
            .len(),
        15
    );
}

#[test]
fn a_match_is_adapted_where_only_values_differ() {
    let pair = (
        "La halle ferme le 09/10/2020 à 19 heures.",
        "The hall closes on 9 October 2020 at 7 pm.",
    );
    let (_dir, memory) = memory_of(&[pair]);
    let found = suggest(&memory, &Query::new("La halle ferme le 03/02/2021 à 20 heures."), 60.0).remove(0);
    let adapted = found.adapted.unwrap();
    assert_eq!(adapted.adaptation.text, "The hall closes on 3 February 2021 at 8 pm.");
    assert_eq!(adapted.score, 99.0);
    assert!(found.score < 99.0);
    assert_eq!(found.target, pair.1);
    let same = suggest(&memory, &Query::new(pair.0), 60.0).remove(0);
    assert_eq!(same.adapted, None);
}

#[test]
fn a_short_segment_that_differs_in_numbers_alone_is_found_and_adapted() {
    let pairs = [
        ("Page 12", "Page 12"),
        ("Voir l’annexe 3.", "See annex 3."),
        ("Voir l’annexe 3.", "See the third annex."),
        ("Lot 12 : 3,5 t", "Lot 12: 3.5 t"),
        ("12", "12"),
        ("Page douze", "Page twelve"),
    ];
    let (_dir, mut memory) = memory_of(&pairs);
    let found = |memory: &Memory, text: &str, least: f64| -> Vec<(String, f64)> {
        let adapted = |m: Match| m.adapted.map(|a| (a.adaptation.text, a.score)).unwrap_or_default();
        suggest(memory, &Query::new(text), least)
            .into_iter()
            .map(adapted)
            .collect()
    };
    let one = |text: &str, score| vec![(text.to_owned(), score)];
    // One of two words differs, so the score is 50.
    assert_eq!(found(&memory, "Page 1 305", 70.0), one("Page 1,305", 99.0));
    assert_eq!(found(&memory, "page 7", 95.0), one("Page 7", 99.0));
    assert_eq!(found(&memory, "Lot 7 : 12 t", 70.0), one("Lot 7: 12 t", 99.0));
    // The target must have the number.
    assert_eq!(found(&memory, "Voir l’annexe 14.", 90.0), one("See annex 14.", 99.0));
    assert!(found(&memory, "Page 7", 99.5).is_empty());
    assert!(
        found(&memory, "13", 70.0).is_empty(),
        "without a word there is nothing to translate"
    );
    // Units that reach the least score themselves come first.
    let both = suggest(&memory, &Query::new("Page 7"), 50.0);
    assert_eq!(both.len(), 2);
    memory.set_status(&[UnitId(1)], Status::ToReview).unwrap();
    assert_eq!(found(&memory, "Page 7", 70.0), one("Page 7", 96.0));
    memory.set_status(&[UnitId(1)], Status::Rejected).unwrap();
    assert!(found(&memory, "Page 7", 70.0).is_empty());
}

/// A memory of one TMX file, French and English; each unit is its attributes, its French text and its English one.
fn memory_of_tmx(units: &[(&str, &str, &str)]) -> (tempfile::TempDir, Memory) {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path().join("memory"), Mode::Create).unwrap();
    let unit = |(attributes, french, english): &(&str, &str, &str)| {
        format!(
            r#"<tu {attributes}><tuv xml:lang="fr"><seg>{french}</seg></tuv><tuv xml:lang="en"><seg>{english}</seg></tuv></tu>"#
        )
    };
    let body: String = units.iter().map(unit).collect();
    let file = dir.path().join("units.tmx");
    let text = format!(
        r#"<?xml version="1.0" encoding="UTF-8"?><tmx version="1.4"><header creationtool="x" creationtoolversion="1"
        segtype="sentence" o-tmf="x" adminlang="en" datatype="plaintext" srclang="fr"/><body>{body}</body></tmx>"#
    );
    std::fs::write(&file, text).unwrap();
    memory.import_tmx(&file, &ImportOptions::default(), |_| {}).unwrap();
    (dir, memory)
}

fn targets_of(memory: &Memory, text: &str, exhaustive: bool, limit: usize) -> Vec<String> {
    let options = SuggestOptions::default().exhaustive(exhaustive).limit(limit);
    let mut matcher = Matcher::open(memory, &lang("fr"), &lang("en")).unwrap();
    let found = matcher.suggest_with(&Query::new(text), &options).unwrap();
    found.into_iter().map(|m| m.target).collect()
}

#[test]
fn a_unit_without_a_translation_is_no_match() {
    let (_dir, memory) = memory_of_tmx(&[
        ("", "La mairie a fermé ses portes.", ""),
        ("", "Le maire a démissionné hier.", " &#xA0;"),
        ("", "La gare est fermée.", "The station is closed."),
    ]);
    assert_eq!(memory.info().unwrap().units, 3, "it is stored");
    for exhaustive in [false, true] {
        let found = |text| targets_of(&memory, text, exhaustive, 5);
        assert!(found("La mairie a fermé ses portes.").is_empty());
        assert!(found("Le maire a démissionné hier.").is_empty());
        assert_eq!(found("La gare est fermée."), ["The station is closed."]);
    }
}

#[test]
fn of_equals_the_confirmed_comes_first_then_the_last_changed() {
    let (_dir, mut memory) = memory_of_tmx(&[
        (
            r#"changedate="20200601T120000Z""#,
            "Le comité siège.",
            "The committee meets.",
        ),
        (
            r#"changedate="20250601T120000Z""#,
            "Le comité siège.",
            "The committee sits.",
        ),
        (
            r#"changedate="20090101T120000Z""#,
            "Le comité siège.",
            "The comitee seats.",
        ),
    ]);
    for exhaustive in [false, true] {
        let found = |limit| targets_of(&memory, "Le comité siège.", exhaustive, limit);
        assert_eq!(
            found(5),
            ["The committee sits.", "The committee meets.", "The comitee seats."]
        );
        // The first of a longer list is the same.
        assert_eq!(found(1), ["The committee sits."]);
    }
    // A text's own date counts as the unit's does.
    let (_other, of_texts) = memory_of_tmx(&[
        (
            r#"creationdate="20200601T120000Z""#,
            "Le comité siège.",
            r#"The committee sits.</seg></tuv><tuv xml:lang="de" changedate="20260101T120000Z"><seg>Der Ausschuss tagt."#,
        ),
        (
            r#"changedate="20210601T120000Z""#,
            "Le comité siège.",
            "The committee meets.",
        ),
    ]);
    assert_eq!(
        targets_of(&of_texts, "Le comité siège.", false, 1),
        ["The committee meets."],
        "of a third language's text the date does not count"
    );
    let all: Vec<UnitId> = suggest(&memory, &Query::new("Le comité siège."), 70.0)
        .iter()
        .map(|m| m.unit)
        .collect();
    memory.set_status(&all, Status::Aligned).unwrap();
    memory.set_status(&all[2..], Status::Confirmed).unwrap();
    for exhaustive in [false, true] {
        assert_eq!(
            targets_of(&memory, "Le comité siège.", exhaustive, 1),
            ["The comitee seats."]
        );
    }
}

#[test]
fn every_translation_of_a_unit_is_offered_the_last_changed_first() {
    let several = |tag: &str| {
        format!(
            r#"It is raining cats and dogs.</seg></tuv><tuv xml:lang="{tag}" changedate="20240101T000000Z"><seg>It pours.</seg></tuv><tuv xml:lang="{tag}"><seg>"#
        )
    };
    for tag in ["en", "en-GB"] {
        let texts = several(tag);
        let (_dir, memory) = memory_of_tmx(&[("", "Il pleut des cordes.", &texts)]);
        for exhaustive in [false, true] {
            let found = targets_of(&memory, "Il pleut des cordes.", exhaustive, 5);
            let expected: &[&str] = if tag == "en" {
                &["It pours.", "It is raining cats and dogs."]
            } else {
                &["It is raining cats and dogs."]
            };
            assert_eq!(found, expected, "another region serves less well");
            let one = targets_of(&memory, "Il pleut des cordes.", exhaustive, 1);
            assert_eq!(one, expected[..1]);
        }
    }
}

/// The best alone is looked for among near units first; it must be the best of all.
#[test]
fn the_best_alone_is_the_best_of_all() {
    const WORDS: [&str; 12] = [
        "le", "bac", "de", "la", "rive", "part", "à", "midi", "lundi", "matin", "plein", "vide",
    ];
    let mut state = 7u64;
    let mut below = |limit: usize| {
        state = state
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(state >> 33).expect("33 bits") % limit
    };
    let mut text = |least: usize| {
        let words: Vec<&str> = (0..least + below(9)).map(|_| WORDS[below(WORDS.len())]).collect();
        words.join(" ")
    };
    let sources: Vec<String> = (0..600).map(|_| text(2)).collect();
    let pairs: Vec<(&str, &str)> = sources
        .iter()
        .map(|source| (source.as_str(), "The ferry leaves."))
        .collect();
    let (_dir, mut memory) = memory_of(&[]);
    // Every fifth of them waits for review, which costs it points.
    store(&mut memory, "bacs", &pairs, |at| if at % 5 == 0 { 0.4 } else { 0.99 });
    let mut matcher = Matcher::open(&memory, &lang("fr"), &lang("en")).unwrap();
    let queries: Vec<String> = (0..150)
        .map(|_| text(1))
        .chain(sources.iter().take(50).cloned())
        .collect();
    for query in queries {
        for least in [1.0, 50.0, 75.0] {
            let mut best = |exhaustive| {
                let options = SuggestOptions::default()
                    .min_score(least)
                    .limit(1)
                    .exhaustive(exhaustive);
                matcher.suggest_with(&Query::new(query.as_str()), &options).unwrap()
            };
            assert_eq!(best(false), best(true), "{query:?} at {least}");
        }
    }
}
