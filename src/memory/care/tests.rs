//! How SQLite finds the rows of each statement that is run: no change reads a whole table of units, texts or occurrences.
//!
//! Statements are not listed here, where one could be forgotten: whatever the operations below send to the database is
//! noted, and each is asked for its plan.

use std::collections::BTreeSet;
use std::sync::Mutex;

use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::memory::import::article_pair::tests::{store, text_pair};
use crate::memory::model::unit::{Status, UnitId};
use crate::memory::store::filter::UnitFilter;
use crate::memory::{Action, ImportOptions, Memory, Mode};

/// The tables that grow with what is imported.
const BIG: [&str; 8] = [
    "unit", "variant", "bead", "segment", "action", "article", "snapshot", "change",
];

/// What reads a table from end to end because that is what it is for; each begins so.
const WHOLE: [&str; 4] = [
    // The list of articles.
    "SELECT id, key, name, title, source_path, target_path, source_lang, target_lang, imported, null_source, null_target, \
     file, digest, version, whole, imported_digest, options FROM article ORDER BY id",
    // The files of the memory's folder, which the first change makes anew in a memory of an earlier version.
    "SELECT file FROM article",
    // The header of an export, which names the language that all units share.
    "SELECT DISTINCT tag FROM (SELECT DISTINCT lang FROM variant",
    // The undo of an import from a file: SQLite looks for units that still name it, once.
    "DELETE FROM import WHERE id = ?",
];

static SEEN: Mutex<BTreeSet<String>> = Mutex::new(BTreeSet::new());

#[allow(clippy::needless_pass_by_value, reason = "SQLite's hook gives it so")]
fn note(event: TraceEvent<'_>) {
    // Statements of triggers come as comments.
    if let TraceEvent::Stmt(_, sql) = event
        && !sql.starts_with("--")
    {
        SEEN.lock()
            .expect("no test panics while it holds it")
            .insert(sql.to_owned());
    }
}

fn tmx(units: std::ops::Range<u32>, date: &str) -> String {
    let unit = |n| {
        format!(
            "<tu changedate=\"{date}\"><tuv xml:lang=\"fr\"><seg>Phrase {n}.</seg></tuv>\
             <tuv xml:lang=\"en\"><seg>Sentence {n}.</seg></tuv></tu>"
        )
    };
    let units: String = units.map(unit).collect();
    format!(
        "<tmx version=\"1.4\"><header creationtool=\"x\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"x\" \
         adminlang=\"en\" srclang=\"fr\" datatype=\"plaintext\"/><body>{units}</body></tmx>"
    )
}

/// Each kind of action, undone and done again; `a` is left with its beads as they were.
fn act_on_everything(memory: &mut Memory) {
    let article = memory.article_named("a").unwrap().id;
    let view = |memory: &Memory| memory.article_view(article).unwrap();
    let act = |memory: &mut Memory, action: &Action| {
        let version = view(memory).info.version;
        memory.act(article, version, action).unwrap();
    };
    let all = view(memory).beads;
    let (first, second) = (all[0].id, all[1].id);
    let segments = vec![all[0].source[0].id, all[0].target[0].id];
    act(
        memory,
        &Action::Confirm {
            bead: first,
            to: Some(second),
        },
    );
    let target = Some("Two!".to_owned());
    act(
        memory,
        &Action::Edit {
            bead: second,
            source: None,
            target,
        },
    );
    act(memory, &Action::Part { bead: first });
    act(
        memory,
        &Action::LeaveOut {
            segments: segments.clone(),
        },
    );
    act(
        memory,
        &Action::TakeIn {
            segments: segments.clone(),
        },
    );
    act(
        memory,
        &Action::Link {
            source: vec![segments[0]],
            target: vec![segments[1]],
        },
    );
    let first = view(memory).beads[0].id;
    act(
        memory,
        &Action::Merge {
            beads: vec![first, second],
        },
    );
    act(
        memory,
        &Action::Split {
            bead: first,
            source: 1,
            target: 1,
        },
    );
    act(
        memory,
        &Action::Cut {
            segment: segments[0],
            at: 2,
        },
    );
    for _ in 0..2 {
        let version = view(memory).info.version;
        memory.undo_action(article, version, None).unwrap();
        memory.redo_action(article, version + 1, None).unwrap();
        memory.undo_action(article, version + 2, None).unwrap();
    }
    while view(memory).undo.is_some() {
        let version = view(memory).info.version;
        memory.undo_action(article, version, None).unwrap();
    }
}

fn run_everything(dir: &std::path::Path) -> Memory {
    let mut memory = Memory::open(dir.join("m"), Mode::Create).unwrap();
    memory
        .conn
        .trace_v2(TraceEventCodes::SQLITE_TRACE_STMT, Some(note))
        .unwrap();
    let import = |memory: &mut Memory, name: &str, content: String| {
        let path = dir.join(name);
        std::fs::write(&path, content).unwrap();
        memory.import_tmx(&path, &ImportOptions::default(), |_| {}).unwrap()
    };
    import(&mut memory, "old.tmx", tmx(0..300, "20200101T000000Z"));
    let renewed = import(&mut memory, "new.tmx", tmx(0..300, "20240101T000000Z"));
    assert_eq!(renewed.merged, 300, "{renewed:?}");
    store(&mut memory, "a", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
    store(&mut memory, "a", &text_pair(&[("Un.", "One!"), ("Deux.", "Two.")]));
    store(&mut memory, "b", &text_pair(&[("Un.", "One!")]));
    memory.set_status(&[UnitId(1), UnitId(3)], Status::Confirmed).unwrap();
    act_on_everything(&mut memory);
    memory.delete_units(&[UnitId(2), UnitId(4)]).unwrap();
    let article = memory.articles().unwrap()[0].info.id;
    memory.delete_article(article).unwrap();
    while memory.undo().unwrap().is_some() {}
    import(&mut memory, "new.tmx", tmx(0..300, "20250101T000000Z"));
    store(&mut memory, "c", &text_pair(&[("Un.", "One."), ("Deux.", "Two.")]));
    let all = UnitFilter::default();
    assert!(memory.units(&all).unwrap().all(|unit| unit.is_ok()));
    memory.unit(UnitId(5)).unwrap();
    memory.occurrences_of_unit(UnitId(301)).unwrap();
    memory
        .export_tmx(Vec::new(), &crate::memory::ExportOptions::default(), |_| {})
        .unwrap();
    memory
}

#[test]
fn no_statement_reads_a_big_table_to_find_a_row() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = run_everything(dir.path());
    let seen = SEEN.lock().unwrap().clone();
    memory
        .conn
        .trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent<'_>)>)
        .ok();
    let words = ["SELECT", "UPDATE", "DELETE", "INSERT"];
    let asked: Vec<&String> = seen
        .iter()
        .filter(|sql| words.iter().any(|word| sql.trim_start().starts_with(word)))
        .collect();
    assert!(asked.len() > 40, "only {} statements were noted", asked.len());
    let mut scans = Vec::new();
    for sql in asked {
        let mut plan = memory.conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
        let lines: Vec<String> = plan
            .raw_query()
            .mapped(|row| row.get(3))
            .collect::<Result<_, _>>()
            .unwrap();
        let scans_big = lines.iter().any(|line| {
            let table = line.strip_prefix("SCAN ").and_then(|rest| rest.split(' ').next());
            table.is_some_and(|table| BIG.contains(&table))
        });
        if scans_big && !WHOLE.iter().any(|start| sql.starts_with(start)) {
            scans.push(format!("{sql}\n    {}", lines.join("\n    ")));
        }
    }
    assert!(scans.is_empty(), "{}", scans.join("\n"));
}
