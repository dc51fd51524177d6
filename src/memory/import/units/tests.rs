//! Tests of its parts that no caller sees.

use super::*;
use crate::memory::{Mode, Variant};
use crate::text::lang::Lang;

fn incoming(number: usize) -> Result<Incoming, DropReason> {
    let variant = |tag: &str, text: String| Variant::plain(Lang::parse(tag).expect("a tag"), text);
    Incoming::new(vec![
        variant("fr", format!("Texte {number}.")),
        variant("en", format!("Text {number}.")),
    ])
    .map(|unit| unit.with_article("a"))
}

#[test]
fn an_interrupted_import_goes_on_where_it_stopped() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    let origin = Origin {
        name: "large.tmx".to_owned(),
        fingerprint: 7,
        extras: Extras::default(),
    };
    let options = ImportOptions::default();
    let size = Size {
        units: MANY_UNITS + 1,
        batched: true,
    };
    let mut import = Import::begin(&memory, "import", &origin, &options, size).unwrap();
    import.batch = Some(10);
    for number in 0..25 {
        import.take(incoming(number % 23)).unwrap();
    }
    drop(import);
    assert_eq!(memory.info().unwrap().units, 20);
    assert_eq!(memory.imports().unwrap()[0].finished, None);
    let findings: Vec<String> = memory.check().unwrap().into_iter().map(|f| f.message).collect();
    assert!(
        findings.iter().any(|m| m.contains("stopped after 20 units")),
        "{findings:?}"
    );

    let mut import = Import::begin(&memory, "import", &origin, &options, size).unwrap();
    assert_eq!(import.report.resumed_at, 20);
    for number in 20..25 {
        import.take(incoming(number % 23)).unwrap();
    }
    let report = import.finish().unwrap();
    assert_eq!((report.read, report.added, report.unchanged), (5, 3, 2));
    assert_eq!(memory.check().unwrap(), []);
    let article = memory.article_named("a").unwrap();
    assert_eq!(memory.occurrences_of_article(article.id).unwrap().len(), 23);
    memory.undo().unwrap();
    assert_eq!(
        (memory.info().unwrap().units, memory.imports().unwrap()[0].finished),
        (20, None)
    );
    memory.undo().unwrap();
    assert_eq!((memory.info().unwrap().units, memory.imports().unwrap()), (0, vec![]));
}

#[test]
fn a_full_disk_is_said_and_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    // SQLite then answers as it does when the disk has no page left.
    let pages: i64 = memory
        .conn
        .query_row("PRAGMA page_count", [], |row| row.get(0))
        .unwrap();
    memory
        .conn
        .query_row(&format!("PRAGMA max_page_count = {}", pages + 3), [], |_| Ok(()))
        .unwrap();
    let error = memory
        .import_units("x", 1, &ImportOptions::default(), (0..5_000).map(incoming))
        .unwrap_err();
    assert!(matches!(error, MemoryError::DiskFull(_)), "{error}");
    assert!(error.to_string().contains("no space left"));
    assert_eq!((memory.info().unwrap().units, memory.history(9).unwrap().len()), (0, 0));
    assert_eq!(memory.check().unwrap(), []);
}

#[test]
fn what_somebody_hands_in_is_to_be_reviewed_and_changes_nothing_that_is_there() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    let kept = incoming(1).map(|unit| unit.with_status(Status::Confirmed));
    memory
        .import_units("own", 1, &ImportOptions::default(), [kept])
        .unwrap();
    let before = memory.unit(crate::memory::UnitId(1)).unwrap();
    let options = ImportOptions {
        submitted_by: Some("Anne".to_owned()),
        ..ImportOptions::default()
    };
    let again = incoming(1).map(|unit| unit.with_status(Status::Rejected).with_note("no"));
    let new = incoming(2).map(|unit| unit.with_status(Status::Confirmed));
    let report = memory.import_units("hers", 2, &options, [again, new]).unwrap();
    assert_eq!((report.added, report.unchanged, report.merged), (1, 1, 0));
    assert_eq!(memory.unit(crate::memory::UnitId(1)).unwrap(), before);
    let unit = memory.unit(crate::memory::UnitId(2)).unwrap().unwrap();
    assert_eq!(
        (unit.status, unit.created_by.as_deref()),
        (Status::ToReview, Some("Anne"))
    );
    assert!(unit.created.is_some());
    assert_eq!(memory.occurrences_of_unit(unit.id).unwrap(), []);
    assert_eq!(
        memory.languages().unwrap().iter().map(Lang::as_str).collect::<Vec<_>>(),
        ["en", "fr"]
    );
    assert_eq!(memory.check().unwrap(), []);
}

/// A unit without an article, which may wait to be written.
fn alone(number: usize) -> Result<Incoming, DropReason> {
    let mut unit = incoming(number)?;
    unit.places.clear();
    Ok(unit)
}

#[test]
fn units_that_wait_to_be_written_are_found() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    // Each third one is a unit from before, at every distance from it.
    let numbers = (0..900).map(|n| if n % 3 == 2 { n / 7 } else { n });
    let distinct: std::collections::BTreeSet<usize> = numbers.clone().collect();
    let options = ImportOptions::default();
    let report = memory.import_units("x", 1, &options, numbers.map(alone)).unwrap();
    assert_eq!(report.added, distinct.len() as u64);
    assert_eq!(report.unchanged + report.merged, 900 - report.added);
    assert_eq!(memory.info().unwrap().units, report.added);
    assert_eq!(memory.check().unwrap(), []);
}

#[test]
fn a_statement_is_planned_once_for_all_units() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    let options = ImportOptions::default();
    memory.import_units("x", 1, &options, (0..2_000).map(alone)).unwrap();
    let found = crate::memory::store::rows::units_with_identity(&memory.conn, 1).unwrap();
    assert_eq!(found, []);
    // The statement that the import used, from the cache.
    let statement = memory
        .conn
        .prepare_cached(crate::memory::store::rows::WITH_IDENTITY)
        .unwrap();
    let count = |what| statement.get_status(what);
    assert!(count(rusqlite::StatementStatus::Run) >= 2_000);
    assert_eq!(count(rusqlite::StatementStatus::RePrepare), 0);
    assert_eq!(count(rusqlite::StatementStatus::FullscanStep), 0);
}
