//! How much SQLite does for each thing that a memory does, in steps of its virtual machine: never more than in step with the number of
//! units, and for what is about one unit or one article the same in a memory of any size. Steps are counted, since times vary.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use rusqlite::StatementStatus;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::memory::import::article_pair::tests::{store, text_pair};
use crate::memory::model::unit::{Status, UnitId};
use crate::memory::store::filter::UnitFilter;
use crate::memory::{CleanCheck, ExportOptions, ImportOptions, Incoming, Memory, Mode, Variant};
use crate::text::lang::Lang;

/// The steps of each statement so far, with those that the one now running was last seen at.
type Counts = Arc<Mutex<HashMap<String, (i64, i64)>>>;

/// A memory of which each thing that is done to it is counted.
pub(crate) struct Counted {
    pub(crate) memory: Memory,
    counts: Counts,
}

impl Counted {
    pub(crate) fn open(dir: &std::path::Path) -> Counted {
        let mut memory = Memory::open(dir, Mode::Create).unwrap();
        let counts = Counts::default();
        let noted = Arc::clone(&counts);
        let note = move |event: TraceEvent<'_>| {
            if let TraceEvent::Profile(statement, _) = event {
                let steps = i64::from(statement.get_status(StatementStatus::VmStep));
                let mut counts = noted.lock().unwrap_or_else(PoisonError::into_inner);
                let (total, last) = counts.entry(statement.sql().into_owned()).or_default();
                // A statement counts on from run to run, until it is prepared anew.
                *total += if steps >= *last { steps - *last } else { steps };
                *last = steps;
            }
        };
        memory
            .conn
            .trace_v2(TraceEventCodes::SQLITE_TRACE_PROFILE, Some(note))
            .unwrap();
        Counted { memory, counts }
    }

    fn steps(&self) -> i64 {
        let counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        counts.values().map(|(total, _)| total).sum()
    }

    /// The steps of something.
    pub(crate) fn of(&mut self, run: impl FnOnce(&mut Memory)) -> i64 {
        let before = self.steps();
        run(&mut self.memory);
        self.steps() - before
    }
}

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

/// Units that are alike, from a table.
pub(crate) fn import(memory: &mut Memory, units: usize) {
    let unit = |n: usize| {
        Incoming::new(vec![
            Variant::plain(lang("fr"), format!("Le pont {n} est fermé depuis hier.")),
            Variant::plain(lang("en"), format!("The bridge {n} has been closed since yesterday.")),
        ])
    };
    let options = ImportOptions {
        // Such a file holds 10,000 units, and a change of one of them writes it.
        unit_files: Some(false),
        ..ImportOptions::default()
    };
    memory
        .import_units("units.tsv", units as i64, &options, (0..units).map(unit))
        .unwrap();
}

fn article(memory: &mut Memory, number: usize) {
    let text = |n: usize| {
        (
            format!("Article {number}, phrase {n}."),
            format!("Article {number}, line {n}."),
        )
    };
    let lines: Vec<(String, String)> = (0..5).map(text).collect();
    let pairs: Vec<(&str, &str)> = lines.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect();
    store(memory, &format!("article {number}"), &text_pair(&pairs));
}

/// Things that are done, each with its steps.
type Steps = Vec<(&'static str, i64)>;

/// What is done to a memory of so many units, each with its steps: what may take in step with them, and what not.
fn steps(units: usize) -> (Steps, Steps) {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Counted::open(&dir.path().join("m"));
    let all = UnitFilter::default();
    let growing = vec![
        ("import", memory.of(|m| import(m, units))),
        ("import again", memory.of(|m| import(m, units))),
        ("info", memory.of(|m| assert_eq!(m.info().unwrap().units, units as u64))),
        ("check", memory.of(|m| assert_eq!(m.check().unwrap(), []))),
        (
            "clean",
            memory.of(|m| drop(m.clean(&lang("fr"), &lang("en"), &CleanCheck::ALL, |_| {}).unwrap())),
        ),
        (
            "units",
            memory.of(|m| assert_eq!(m.units(&all).unwrap().count(), units)),
        ),
        (
            "export",
            memory.of(|m| {
                let written = m.export_tmx(Vec::new(), &ExportOptions::default(), |_| {});
                assert_eq!(written.unwrap(), units as u64);
            }),
        ),
        (
            "copy",
            memory.of(|m| m.backup(&dir.path().join("copy")).map(drop).unwrap()),
        ),
    ];
    let middle = UnitId(units as i64 / 2);
    let mark = memory.memory.change_mark().unwrap();
    let steady = vec![
        ("article", memory.of(|m| article(m, 1))),
        ("article again", memory.of(|m| article(m, 1))),
        ("unit", memory.of(|m| assert!(m.unit(middle).unwrap().is_some()))),
        (
            "status",
            memory.of(|m| assert_eq!(m.set_status(&[middle], Status::Confirmed).unwrap(), 1)),
        ),
        ("delete", memory.of(|m| m.delete_units(&[middle]).unwrap())),
        ("undo", memory.of(|m| assert!(m.undo().unwrap().is_some()))),
        ("redo", memory.of(|m| assert!(m.redo().unwrap().is_some()))),
        ("articles", memory.of(|m| assert_eq!(m.articles().unwrap().len(), 1))),
        ("history", memory.of(|m| assert!(m.history(9).unwrap().len() > 4))),
        ("languages", memory.of(|m| assert_eq!(m.languages().unwrap().len(), 2))),
        (
            "changes",
            memory.of(|m| assert!(m.changes_since(&mark).unwrap().is_some())),
        ),
    ];
    (growing, steady)
}

#[test]
fn nothing_takes_more_than_in_step_with_the_units() {
    let (small, large) = (steps(400), steps(1_600));
    for ((what, few), (_, many)) in small.0.iter().zip(&large.0) {
        assert!(*few > 0, "{what}: nothing was counted");
        assert!(
            *many <= few * 44 / 10,
            "{what}: {few} steps for 400 units, {many} for 1,600"
        );
    }
    for ((what, few), (_, many)) in small.1.iter().zip(&large.1) {
        assert!(*few > 0, "{what}: nothing was counted");
        assert!(
            *many <= few + few / 10 + 50,
            "{what}: {few} steps beside 400 units, {many} beside 1,600"
        );
    }
}

#[test]
fn the_next_article_takes_the_same_beside_any_number_of_others() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Counted::open(&dir.path().join("m"));
    let mut each = Vec::new();
    for number in 0..120 {
        each.push(memory.of(|m| article(m, number)));
    }
    // The first ones make what later ones find: languages, tables of names.
    let mean = |steps: &[i64]| steps.iter().sum::<i64>() / steps.len() as i64;
    let (early, late) = (mean(&each[10..30]), mean(&each[100..120]));
    assert!(
        early > 0 && late <= early + early / 5,
        "{early} steps for each of the first articles, {late} later"
    );
    // Whether anything was done since is asked at each look.
    memory.of(|m| assert!(m.moment().is_ok()));
    let again = memory.of(|m| assert!(m.moment().is_ok()));
    assert!(
        (1..120).contains(&again),
        "{again} steps to see that nothing has changed beside 120 articles"
    );
}
