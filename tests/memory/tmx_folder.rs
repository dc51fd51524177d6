//! The folders of TMX files that a memory keeps: each unit in one of them, whatever was done.

#![allow(clippy::unwrap_used)] // in a test, a panic is how to fail

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use interligne::memory::{
    ArticleId, DATABASE_FILE, ImportOptions, Incoming, Memory, Mode, REVIEW_FOLDER, Status, TMX_FOLDER, UnitEdit,
    UnitFilter, UnitId, Variant,
};

use crate::support::memory::{lang, store};

fn incoming(fr: &str, en: &str) -> Incoming {
    Incoming::new(vec![Variant::plain(lang("fr"), fr), Variant::plain(lang("en"), en)]).unwrap()
}

/// Imports units that have no article, as a file of another tool brings them.
fn import(memory: &mut Memory, name: &str, units: impl IntoIterator<Item = Incoming>, options: &ImportOptions) {
    let fingerprint = name.bytes().map(i64::from).sum();
    memory
        .import_units(name, fingerprint, options, units.into_iter().map(Ok))
        .unwrap();
}

fn numbered(range: std::ops::Range<usize>) -> impl Iterator<Item = Incoming> {
    range.map(|n| incoming(&format!("Phrase {n}."), &format!("Sentence {n}.")))
}

/// The English texts of a TMX file.
fn english(path: &Path) -> Vec<String> {
    let reader = tmx::Reader::open(path, tmx::Policy::Strict).unwrap();
    let text = |unit: tmx::Unit| unit.variants.last().unwrap().seg.plain_text().into_owned();
    reader.map(|unit| text(unit.unwrap())).collect()
}

/// The TMX files of a folder by name, each with the English texts in it.
fn files(memory: &Memory, folder: &str) -> BTreeMap<String, Vec<String>> {
    let entries = fs::read_dir(memory.dir().join(folder)).unwrap().map(Result::unwrap);
    entries
        .map(|entry| (entry.file_name().into_string().unwrap(), english(&entry.path())))
        .collect()
}

/// Every unit that is not rejected stands in the files once for each article that has it, and once if none has.
fn assert_complete(memory: &Memory) {
    assert_eq!(memory.check().unwrap(), []);
    let mut found: Vec<String> = [TMX_FOLDER, REVIEW_FOLDER]
        .into_iter()
        .flat_map(|folder| files(memory, folder).into_values().flatten())
        .collect();
    let mut wanted = Vec::new();
    for unit in memory.units(&UnitFilter::default()).unwrap() {
        let unit = unit.unwrap();
        let mut articles: Vec<ArticleId> = Vec::new();
        articles.extend(memory.occurrences_of_unit(unit.id).unwrap().iter().map(|o| o.article));
        articles.dedup();
        let times = if unit.status == Status::Rejected {
            0
        } else {
            articles.len().max(1)
        };
        wanted.extend(std::iter::repeat_n(unit.variants.last().unwrap().text.clone(), times));
    }
    found.sort();
    wanted.sort();
    assert_eq!(found, wanted);
}

#[test]
fn units_without_an_article_have_numbered_files_and_only_those_touched_are_written() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    import(&mut memory, "old.tmx", numbered(0..20_500), &ImportOptions::default());
    let sizes: Vec<_> = files(&memory, TMX_FOLDER)
        .into_iter()
        .map(|(n, t)| (n, t.len()))
        .collect();
    assert_eq!(
        sizes,
        [
            ("units+0001.tmx", 10_000),
            ("units+0002.tmx", 10_000),
            ("units+0003.tmx", 500)
        ]
        .map(|(name, units)| (name.to_owned(), units))
    );
    assert_eq!(files(&memory, REVIEW_FOLDER), BTreeMap::new());
    let path = |name: &str| dir.path().join(TMX_FOLDER).join(name);
    let marked: Vec<PathBuf> = ["units+0001.tmx", "units+0003.tmx"].map(path).into();
    for path in &marked {
        fs::write(path, "not written since").unwrap();
    }
    let edit = UnitEdit::default().text(lang("en"), "Sentence changed.");
    memory.edit_unit(UnitId(10_001), &edit).unwrap();
    for path in &marked {
        assert_eq!(fs::read_to_string(path).unwrap(), "not written since");
    }
    assert_eq!(english(&path("units+0002.tmx"))[0], "Sentence changed.");
    assert_eq!(memory.check().unwrap().len(), 2);
    assert_eq!(memory.repair().unwrap(), 2);
    assert_complete(&memory);
}

#[test]
fn a_unit_stands_in_one_file_whether_it_gets_an_article_or_loses_it() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path().join("m"), Mode::Create).unwrap();
    type Step = Box<dyn Fn(&mut Memory)>;
    let shared = [
        ("Phrase 1.", "Sentence 1."),
        ("Phrase 2.", "Sentence 2."),
        ("Ici.", "Here."),
    ];
    let edited = [("Phrase 1.", "Sentence 1."), ("Là.", "There."), ("Ici.", "Here.")];
    let edit = |fr: &str, en: &str| UnitEdit::default().text(lang("fr"), fr).text(lang("en"), en);
    let (first, twin) = (edit("Phrase 2.", "Sentence two."), edit("Phrase 2.", "Sentence two."));
    let doubtful = |n| if n == 2 { 0.2 } else { 0.9 };
    let steps: Vec<Step> = vec![
        Box::new(|m| import(m, "a.tsv", numbered(0..4), &ImportOptions::default())),
        Box::new(move |m| drop(store(m, "article", &shared, doubtful))),
        Box::new(|m| _ = m.set_status(&[UnitId(1), UnitId(2)], Status::Rejected).unwrap()),
        Box::new(move |m| drop(m.edit_unit(UnitId(3), &first).unwrap())),
        Box::new(|m| _ = m.set_status(&[UnitId(2), UnitId(4)], Status::ToReview).unwrap()),
        Box::new(move |m| drop(store(m, "article", &edited, |_| 0.9))),
        Box::new(move |m| drop(m.edit_unit(UnitId(5), &twin).unwrap())),
        Box::new(|m| _ = m.delete_article(ArticleId(1)).unwrap()),
        Box::new(|m| m.delete_units(&[UnitId(4)]).unwrap()),
        Box::new(|m| {
            let with_article = incoming("Phrase 0.", "Sentence 0.").with_article("named");
            import(m, "b.tsv", [with_article], &ImportOptions::default());
        }),
    ];
    for (number, step) in steps.iter().enumerate() {
        step(&mut memory);
        assert_complete(&memory);
        let copy = dir.path().join(format!("copy {number}"));
        memory.backup(&copy).unwrap();
        let copy = Memory::open(&copy, Mode::Read).unwrap();
        assert_complete(&copy);
        for folder in [TMX_FOLDER, REVIEW_FOLDER] {
            assert_eq!(files(&copy, folder), files(&memory, folder));
        }
    }
    let mut other = Memory::open(dir.path().join("other"), Mode::Create).unwrap();
    store(
        &mut other,
        "theirs",
        &[("Phrase 3.", "Sentence 3."), ("Non.", "No.")],
        |_| 0.3,
    );
    other.merge_memory(&memory, &ImportOptions::default(), |_| {}).unwrap();
    assert_complete(&other);
    while memory.undo().unwrap().is_some() {
        assert_complete(&memory);
    }
    assert_eq!(memory.info().unwrap().units, 0);
}

#[test]
fn doubtful_units_stand_beside_the_sure_ones_and_rejected_ones_nowhere() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    let pairs = [
        ("Un.", "One."),
        ("Deux.", "Too."),
        ("Trois.", "Three."),
        ("Quatre.", "Fore."),
    ];
    store(&mut memory, "a", &pairs, |n| [0.9, 0.5, 0.9, 0.3][n]);
    store(&mut memory, "b", &[("Un.", "One.")], |_| 0.9);
    import(
        &mut memory,
        "x.tsv",
        [
            incoming("Cinq.", "Five."),
            incoming("Six.", "Sicks.").with_status(Status::ToReview),
            incoming("Sept.", "Eight.").with_status(Status::Rejected),
        ],
        &ImportOptions::default(),
    );
    memory.set_status(&[UnitId(3)], Status::Rejected).unwrap();
    let named = |list: &[(&str, &[&str])]| -> BTreeMap<String, Vec<String>> {
        let owned = |texts: &[&str]| texts.iter().map(|text| (*text).to_owned()).collect();
        list.iter()
            .map(|(name, texts)| ((*name).to_owned(), owned(texts)))
            .collect()
    };
    assert_eq!(
        files(&memory, TMX_FOLDER),
        named(&[
            ("a.tmx", &["One."]),
            ("b.tmx", &["One."]),
            ("units+0001.tmx", &["Five."])
        ])
    );
    assert_eq!(
        files(&memory, REVIEW_FOLDER),
        named(&[("a.tmx", &["Too.", "Fore."]), ("units+0001.tmx", &["Sicks."])])
    );
    // Once a person has looked at them all, nothing is left to be trusted less.
    memory.set_status(&[UnitId(2), UnitId(4)], Status::Confirmed).unwrap();
    assert_eq!(files(&memory, REVIEW_FOLDER), named(&[("units+0001.tmx", &["Sicks."])]));
    // Whatever is not as it should be in either folder is found and mended.
    fs::write(memory.dir().join(REVIEW_FOLDER).join("a.tmx"), "left over").unwrap();
    fs::remove_file(memory.dir().join(REVIEW_FOLDER).join("units+0001.tmx")).unwrap();
    fs::write(memory.dir().join(REVIEW_FOLDER).join("mine.tmx"), "somebody else's").unwrap();
    let found = memory.check().unwrap();
    assert_eq!(found.iter().filter(|f| f.repairable).count(), 2, "{found:?}");
    assert_eq!(found.len(), 3, "{found:?}");
    memory.repair().unwrap();
    assert_eq!(memory.check().unwrap().len(), 1, "what others put there stays");
    fs::remove_file(memory.dir().join(REVIEW_FOLDER).join("mine.tmx")).unwrap();
    assert_complete(&memory);
}

#[test]
fn a_memory_that_is_to_keep_no_files_for_units_without_an_article_keeps_none() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    let options = |keep: Option<bool>| match keep {
        Some(keep) => ImportOptions::default().unit_files(keep),
        None => ImportOptions::default(),
    };
    let names = |memory: &Memory| files(memory, TMX_FOLDER).into_keys().collect::<Vec<_>>();
    import(&mut memory, "a.tsv", numbered(0..3), &options(Some(false)));
    store(&mut memory, "article", &[("Un.", "One.")], |_| 0.9);
    memory.set_status(&[UnitId(1)], Status::Confirmed).unwrap();
    import(&mut memory, "b.tsv", numbered(3..5), &options(None));
    assert_eq!(names(&memory), ["article.tmx"]);
    assert_eq!(memory.check().unwrap(), []);
    import(&mut memory, "c.tsv", numbered(5..6), &options(Some(true)));
    assert_eq!(names(&memory), ["article.tmx", "units+0001.tmx"]);
    assert_complete(&memory);
    import(&mut memory, "d.tsv", numbered(6..7), &options(Some(false)));
    assert_eq!(names(&memory), ["article.tmx"]);
    assert_eq!(memory.check().unwrap(), []);
}

#[test]
fn the_folder_of_an_earlier_version_is_no_fault_and_is_brought_up_to_date_by_the_first_change() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    store(&mut memory, "a", &[("Un.", "One."), ("Deux.", "Too.")], |n| {
        [0.9, 0.5][n]
    });
    import(&mut memory, "a.tsv", numbered(0..3), &ImportOptions::default());
    drop(memory);
    let conn = rusqlite::Connection::open(dir.path().join(DATABASE_FILE)).unwrap();
    conn.execute("DELETE FROM setting WHERE name NOT LIKE 'next%'", [])
        .unwrap();
    drop(conn);
    fs::remove_file(dir.path().join(TMX_FOLDER).join("units+0001.tmx")).unwrap();
    fs::remove_dir_all(dir.path().join(REVIEW_FOLDER)).unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Write).unwrap();
    assert_eq!(memory.check().unwrap(), []);
    memory.set_status(&[UnitId(1)], Status::Confirmed).unwrap();
    assert_complete(&memory);
    assert_eq!(files(&memory, REVIEW_FOLDER).into_keys().collect::<Vec<_>>(), ["a.tmx"]);
}
