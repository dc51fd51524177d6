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
