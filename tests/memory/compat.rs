//! Memories of every schema that was ever released open in this version, with all that they hold.

#![allow(clippy::unwrap_used)] // in a test, a panic is how to fail

use std::fs;

use interligne::memory::{DATABASE_FILE, ExportOptions, Memory, MemoryError, Mode, Status, UnitId};
use interligne::text::lang::Lang;
use rusqlite::Connection;

/// Makes a memory from a stored dump.
fn restore(dir: &std::path::Path, dump: &str) {
    let conn = Connection::open(dir.join(DATABASE_FILE)).unwrap();
    conn.execute_batch(dump).unwrap();
}

#[test]
fn schema_1_opens_with_everything() {
    let dir = tempfile::tempdir().unwrap();
    restore(dir.path(), include_str!("../fixtures/memory_v1.sql"));
    let mut memory = Memory::open(dir.path(), Mode::Write).unwrap();
    assert_eq!(memory.repair().unwrap(), 1, "the dump has no files");
    assert_eq!(memory.check().unwrap(), []);
    let unit = memory.unit(UnitId(1)).unwrap().unwrap();
    assert_eq!(
        (unit.tuid.as_deref(), unit.usage_count, unit.confidence),
        (Some("7"), 2, Some(0.875))
    );
    assert_eq!(
        (unit.created_by.as_deref(), unit.extras.notes[0].text.as_str()),
        (Some("BOB"), "revu")
    );
    let (source, _) = unit
        .pair(&Lang::parse("fr").unwrap(), &Lang::parse("en").unwrap())
        .unwrap();
    assert_eq!(
        (source.text.as_str(), source.seg().nodes().len()),
        ("Le marché ouvre à .", 3)
    );
    let article = memory.article_named("marché").unwrap();
    assert_eq!(memory.occurrences_of_article(article.id).unwrap().len(), 2);
    assert_eq!(
        memory.unit(UnitId(2)).unwrap().map(|u| u.status),
        Some(Status::Confirmed)
    );
    assert_eq!(memory.undo().unwrap().map(|o| o.kind).as_deref(), Some("status"));
    assert_eq!(
        memory.unit(UnitId(2)).unwrap().map(|u| u.status),
        Some(Status::ToReview)
    );
    let mut tmx = Vec::new();
    assert_eq!(
        memory.export_tmx(&mut tmx, &ExportOptions::default(), |_| {}).unwrap(),
        2
    );
    assert!(
        String::from_utf8(tmx)
            .unwrap()
            .contains("<prop type=\"x-client\">Mairie</prop>")
    );
}

#[test]
fn a_memory_of_a_newer_version_is_refused_and_left_as_it_is() {
    let dir = tempfile::tempdir().unwrap();
    let dump = include_str!("../fixtures/memory_v1.sql").replace("user_version = 1", "user_version = 99");
    restore(dir.path(), &dump);
    let before = fs::read(dir.path().join(DATABASE_FILE)).unwrap();
    for mode in [Mode::Read, Mode::Write, Mode::Create] {
        let error = Memory::open(dir.path(), mode).unwrap_err();
        assert!(matches!(error, MemoryError::Newer { found: 99, .. }));
        assert!(error.to_string().contains("newer version"));
    }
    assert_eq!(fs::read(dir.path().join(DATABASE_FILE)).unwrap(), before);
}

/// All rows that a person could ask for, as text.
fn told(memory: &Memory) -> String {
    let view = memory.article_view(memory.article_named("marché").unwrap().id).unwrap();
    let units: Vec<_> = memory
        .units(&interligne::memory::UnitFilter::default())
        .unwrap()
        .map(Result::unwrap)
        .map(|unit| (unit.id, unit.status, unit.variants))
        .collect();
    let beads: Vec<_> = view
        .beads
        .iter()
        .map(|b| {
            (
                b.position,
                b.unit,
                b.state,
                b.confidence,
                &b.source_text,
                &b.target_text,
            )
        })
        .collect();
    format!("{units:#?}{beads:#?}")
}

#[test]
fn schema_1_is_migrated_with_its_beads_and_a_copy_is_kept() {
    let dir = tempfile::tempdir().unwrap();
    restore(dir.path(), include_str!("../fixtures/memory_v1.sql"));
    // Whoever only reads leaves the file as it is, and reads the same.
    let before = fs::read(dir.path().join(DATABASE_FILE)).unwrap();
    let read = told(&Memory::open(dir.path(), Mode::Read).unwrap());
    assert_eq!(fs::read(dir.path().join(DATABASE_FILE)).unwrap(), before);

    let memory = Memory::open(dir.path(), Mode::Write).unwrap();
    assert_eq!(told(&memory), read);
    let article = memory.article_named("marché").unwrap();
    let view = memory.article_view(article.id).unwrap();
    assert_eq!(view.beads.len(), 2);
    assert_eq!(view.beads[0].source_text, "Le marché ouvre à .");
    assert_eq!(view.beads[1].state, interligne::memory::BeadState::Confirmed);
    assert_eq!((view.beads[1].position, article.whole), (2, false));
    drop(memory);

    let copy = tempfile::tempdir().unwrap();
    fs::copy(
        dir.path().join("memory.schema-1.sqlite"),
        copy.path().join(DATABASE_FILE),
    )
    .unwrap();
    assert_eq!(told(&Memory::open(copy.path(), Mode::Read).unwrap()), read);
}

#[test]
fn schema_2_opens_with_everything() {
    let dir = tempfile::tempdir().unwrap();
    restore(dir.path(), include_str!("../fixtures/memory_v2.sql"));
    let mut memory = Memory::open(dir.path(), Mode::Write).unwrap();
    memory.repair().unwrap();
    assert_eq!(memory.check().unwrap(), []);
    let article = memory.article_named("moulin").unwrap();
    let view = memory.article_view(article.id).unwrap();
    let texts: Vec<_> = view
        .beads
        .iter()
        .map(|b| (b.source_text.as_str(), b.target_text.as_str()))
        .collect();
    assert_eq!(
        texts,
        [
            ("Le moulin tourne. Il moud du blé.", "The mill turns. It grinds wheat."),
            ("Personne ne vient.", ""),
            ("La roue est neuve.", "The wheel is brand new."),
        ]
    );
    assert_eq!(view.beads[2].target[0].original.as_deref(), Some("The wheel is new."));
    assert_eq!(view.left_out[0].text, "Partager");
    let undone = memory.undo_action(article.id, article.version, None).unwrap();
    assert_eq!(undone.beads[0].target_text, "The wheel is new.");
    let undone = memory.undo_action(article.id, undone.version, None).unwrap();
    assert_eq!(undone.beads.len(), 2);
    assert_eq!(memory.check().unwrap(), []);
}

/// How the dump of schema 2 was made: it is run by hand, with a folder in `INTERLIGNE_FIXTURE`, and `.dump` makes the text.
#[test]
#[ignore = "makes the fixture of schema 2 anew"]
fn make_a_memory_of_schema_2() {
    use interligne::memory::{Action, LeftOut};
    use interligne::segment::Segment;
    let Some(dir) = std::env::var_os("INTERLIGNE_FIXTURE") else {
        return;
    };
    let mut memory = Memory::open(dir, Mode::Create).unwrap();
    memory.set_author(Some("Anne".to_owned()));
    let segments = |texts: &[&str]| -> Vec<Segment> {
        let segment = |(block, text): (usize, &&str)| Segment {
            text: (*text).to_owned(),
            block: block + 1,
            kind: interligne::article::BlockKind::Paragraph,
            range: 0..text.len(),
        };
        texts.iter().enumerate().map(segment).collect()
    };
    let source = segments(&[
        "Le moulin tourne.",
        "Il moud du blé.",
        "Personne ne vient.",
        "La roue est neuve.",
    ]);
    let target = segments(&["The mill turns.", "It grinds wheat.", "The wheel is new."]);
    let left_out = LeftOut {
        segment: Segment {
            block: 0,
            ..segments(&["Partager"]).remove(0)
        },
        reason: interligne::article::Furniture::Interface,
    };
    let bead = |source: std::ops::Range<usize>, target: std::ops::Range<usize>| interligne::align::Bead {
        source,
        target,
        confidence: 0.875,
    };
    let alignment = interligne::align::Alignment {
        beads: vec![bead(0..1, 0..1), bead(1..2, 1..2), bead(2..3, 2..2), bead(3..4, 2..3)],
        crossings: Vec::new(),
    };
    let report = memory
        .import_pair(&interligne::memory::NewPair {
            key: "en:/articles/moulin.fr.txt".to_owned(),
            name: "moulin".to_owned(),
            title: None,
            source_path: Some("moulin.fr.txt".to_owned()),
            target_path: Some("moulin.en.txt".to_owned()),
            source_lang: Lang::parse("fr").unwrap(),
            target_lang: Lang::parse("en").unwrap(),
            source: &source,
            target: &target,
            alignment: &alignment,
            left_out: [&[left_out], &[]],
            origin: Some(interligne::memory::ReadFrom::new("source", "target", "article")),
        })
        .unwrap();
    let view = memory.article_view(report.article).unwrap();
    let beads = vec![view.beads[0].id, view.beads[1].id];
    let acted = memory
        .act(report.article, view.info.version, &Action::Merge { beads })
        .unwrap();
    let edit = Action::Edit {
        bead: view.beads[3].id,
        source: None,
        target: Some("The wheel is brand new.".to_owned()),
    };
    memory.act(report.article, acted.version, &edit).unwrap();
}
