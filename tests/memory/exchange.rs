//! TMX into a memory and out of it: nothing is lost, nothing is there twice.

#![allow(clippy::unwrap_used)] // in a test, a panic is how to fail

use std::fs;
use std::path::{Path, PathBuf};

use interligne::memory::{
    DropReason, ExportOptions, ImportError, ImportOptions, ImportReport, Memory, Mode, NewUnit, Outcome, PairReport,
    Status, Unit, UnitEdit, UnitFilter, UnitId,
};

use crate::support::memory::{self, lang};
use crate::support::skip;

fn create(dir: &Path, name: &str) -> Memory {
    Memory::open(dir.join(name), Mode::Create).expect("a new memory")
}

fn import(memory: &mut Memory, path: &Path) -> ImportReport {
    memory
        .import_tmx(path, &ImportOptions::default(), |_| {})
        .expect("a sound file")
}

fn export(memory: &Memory) -> Vec<u8> {
    let mut bytes = Vec::new();
    memory
        .export_tmx(&mut bytes, &ExportOptions::default(), |_| {})
        .expect("a sound memory");
    bytes
}

fn units(memory: &Memory) -> Vec<Unit> {
    memory
        .units(&UnitFilter::default())
        .unwrap()
        .collect::<Result<_, _>>()
        .unwrap()
}

/// Article, position and both neighbours.
type Place = (String, u32, i64, i64);

/// What a unit is, apart from the number that its memory gave it and the file that it came from.
fn content(memory: &Memory) -> Vec<(NewUnit, Vec<Place>)> {
    let places = |id| {
        let occurrences = memory.occurrences_of_unit(id).unwrap();
        let mut places: Vec<_> = occurrences
            .into_iter()
            .map(|o| {
                (
                    memory.article(o.article).unwrap().unwrap().name,
                    o.position,
                    o.previous,
                    o.next,
                )
            })
            .collect();
        places.sort();
        places
    };
    units(memory)
        .into_iter()
        .map(|u| {
            (
                NewUnit {
                    import: None,
                    ..NewUnit::from(u.clone())
                },
                places(u.id),
            )
        })
        .collect()
}

fn tmx_file(dir: &Path, name: &str, body: &str) -> PathBuf {
    let path = dir.join(name);
    let text = format!(
        r#"<?xml version="1.0"?><tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="sentence"
        o-tmf="t" adminlang="en" srclang="fr" datatype="plaintext"/><body>{body}</body></tmx>"#
    );
    fs::write(&path, text).unwrap();
    path
}

fn store(memory: &mut Memory, key: &str, pairs: &[(&str, &str)]) -> PairReport {
    memory::store(memory, key, pairs, |i| 0.5 + 0.1 * (i % 5) as f64)
}

#[test]
fn our_export_gives_the_same_units_in_an_empty_memory() {
    let dir = tempfile::tempdir().unwrap();
    let mut first = create(dir.path(), "first");
    first.set_author(Some("Anne".to_owned()));
    store(
        &mut first,
        "budget",
        &[
            ("Le prix monte.", "The price rises."),
            ("Oui.", "Yes."),
            ("Oui.", "Yes."),
        ],
    );
    store(
        &mut first,
        "été & hiver",
        &[("Oui.", "Yes."), ("Il a dit « non » & c'est <tout>.", "He said “no”.")],
    );
    first.set_status(&[UnitId(1)], Status::Confirmed).unwrap();
    first.set_status(&[UnitId(2)], Status::Rejected).unwrap();
    let edit = UnitEdit::default().text(lang("en"), "He said “no” & that is <all>.");
    first.edit_unit(UnitId(3), &edit).unwrap();
    let tmx = tmx_file(
        dir.path(),
        "x.tmx",
        r#"<tu tuid="a" usagecount="4" lastusagedate="20200101T000000Z"><note>n</note><prop type="x-p">v</prop>
        <tuv xml:lang="fr-CA" creationid="B"><seg>Un <ph x="1">{0}</ph> deux</seg></tuv>
        <tuv xml:lang="en"><seg>One <ph x="1">{0}</ph> two</seg></tuv><tuv xml:lang="de"><seg/></tuv></tu>"#,
    );
    import(&mut first, &tmx);
    let exported = export(&first);
    assert_eq!(export(&first), exported, "the same memory, the same bytes");

    let path = dir.path().join("export.tmx");
    fs::write(&path, &exported).unwrap();
    let mut second = create(dir.path(), "second");
    let report = import(&mut second, &path);
    assert_eq!((report.read, report.added, report.dropped.len()), (4, 4, 0));
    assert_eq!(content(&second), content(&first));
    assert_eq!(export(&second), exported);

    // The article's own file, once imported, takes up what the export brought.
    let report = store(
        &mut second,
        "budget",
        &[("Le prix monte.", "The price rises."), ("Oui.", "Yes.")],
    );
    assert_eq!((report.outcome, report.reused), (Outcome::Replaced, 2));
    assert_eq!(second.articles().unwrap().len(), 2);
}

#[test]
fn units_merge_and_what_is_dropped_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = create(dir.path(), "m");
    let file = tmx_file(
        dir.path(),
        "a.tmx",
        r#"<tu usagecount="1"><tuv xml:lang="FR_fr"><seg>Oui.</seg></tuv><tuv xml:lang="EN"><seg>Yes.</seg></tuv></tu>
        <tu usagecount="2" changedate="20240101T000000Z" changeid="Z"><prop type="d">x</prop>
          <tuv xml:lang="en"><seg>Yes.</seg></tuv><tuv xml:lang="fr-FR"><seg>Oui. </seg></tuv></tu>
        <tu><tuv xml:lang="fr-FR"><seg>Oui.</seg></tuv><tuv xml:lang="en"><seg>Indeed.</seg></tuv></tu>
        <tu><tuv xml:lang="fr-FR"><seg> </seg></tuv><tuv xml:lang="en"><seg></seg></tuv></tu>
        <tu><tuv xml:lang="fr-FR"><seg>Seul.</seg></tuv></tu>
        <tu><tuv xml:lang="de"><seg>Ja.</seg></tuv><tuv xml:lang="en"><seg>Yes.</seg></tuv></tu>"#,
    );
    let options = ImportOptions::default().dry_run(true);
    let dry = memory.import_tmx(&file, &options, |_| {}).unwrap();
    assert_eq!(memory.info().unwrap().units, 0, "a dry run changes nothing");
    let report = import(&mut memory, &file);
    assert_eq!(report, dry);
    assert_eq!(
        (report.read, report.added, report.merged, report.unchanged),
        (6, 4, 1, 0)
    );
    assert_eq!(report.dropped.get(&DropReason::NoText), Some(&1));
    assert_eq!(report.one_sided, 1);
    let first = &units(&memory)[0];
    assert_eq!((first.usage_count, first.changed_by.as_deref()), (3, Some("Z")));
    assert_eq!(
        first
            .pair(&lang("en-GB"), &lang("fr"))
            .map(|(s, t)| (&*s.text, &*t.text)),
        Some(("Yes.", "Oui."))
    );

    let again = import(&mut memory, &file);
    assert!(again.imported_before.is_some());
    assert_eq!((again.added, again.merged, again.unchanged), (0, 0, 5));

    let mut filtered = create(dir.path(), "filtered");
    let options = ImportOptions::default().pair(lang("fr"), lang("en"));
    let report = filtered.import_tmx(&file, &options, |_| {}).unwrap();
    assert_eq!(report.dropped.get(&DropReason::OtherLanguages), Some(&2));
    assert_eq!(report.added, 2);
}

#[test]
fn a_file_that_is_cut_off_changes_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = create(dir.path(), "m");
    let file = tmx_file(
        dir.path(),
        "a.tmx",
        &"<tu><tuv xml:lang=\"fr\"><seg>Oui.</seg></tuv></tu>".repeat(2_000),
    );
    let whole = fs::read(&file).unwrap();
    fs::write(&file, &whole[..whole.len() / 2]).unwrap();
    let mark = memory.change_mark().unwrap();
    let error = memory.import_tmx(&file, &ImportOptions::default(), |_| {}).unwrap_err();
    assert!(matches!(error, ImportError::Tmx { .. }), "{error}");
    assert_eq!((memory.info().unwrap().units, memory.change_mark().unwrap()), (0, mark));
    assert_eq!(memory.imports().unwrap(), []);
}

#[test]
fn the_folder_of_articles_is_sound_tmx_and_follows_every_change() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = create(dir.path(), "m");
    let read = |name: &str| -> Vec<tmx::Unit> {
        let reader = tmx::Reader::open(dir.path().join("m/tmx").join(name), tmx::Policy::Strict).unwrap();
        reader.collect::<Result<_, _>>().unwrap()
    };
    memory::store(&mut memory, "a", &[("Oui.", "Yes."), ("Non.", "No.")], |_| 0.9);
    let second = memory::store(&mut memory, "b", &[("Oui.", "Yes.")], |_| 0.9);
    assert_eq!((read("a.tmx").len(), read("b.tmx").len()), (2, 1));
    memory.set_status(&[UnitId(1)], Status::Rejected).unwrap();
    assert_eq!((read("a.tmx").len(), read("b.tmx").len()), (1, 0));
    memory.delete_article(second.article).unwrap();
    let files: Vec<_> = fs::read_dir(dir.path().join("m/tmx"))
        .unwrap()
        .map(|e| e.unwrap().file_name())
        .collect();
    assert_eq!(files, ["a.tmx"]);
}

/// Every file of the folder that `INTERLIGNE_TMX_CORPUS` names, if it is sound, survives the memory.
#[test]
fn real_files_survive_the_memory() {
    let Some(corpus) = skip::folder("INTERLIGNE_TMX_CORPUS") else {
        return;
    };
    let dir = tempfile::tempdir().unwrap();
    let mut number = 0;
    for entry in fs::read_dir(corpus).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|e| e != "tmx") {
            continue;
        }
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        let mut first = create(dir.path(), &format!("{name}-1"));
        let report = match first.import_tmx(&path, &ImportOptions::default(), |_| {}) {
            Ok(report) => report,
            Err(error) => {
                eprintln!("{error}");
                assert_eq!(first.info().unwrap().units, 0);
                continue;
            }
        };
        let dropped: u64 = report.dropped.values().sum();
        assert_eq!(
            report.added + report.merged + report.unchanged + dropped,
            report.read,
            "{name}"
        );
        let exported = export(&first);
        let again = dir.path().join("again.tmx");
        fs::write(&again, &exported).unwrap();
        let mut second = create(dir.path(), &format!("{name}-2"));
        import(&mut second, &again);
        assert_eq!(content(&second), content(&first), "{name}");
        assert_eq!(export(&second), exported, "{name}");
        number += 1;
    }
    eprintln!("{number} files");
}
