//! Tests of its parts that no caller sees.

use super::*;
use crate::memory::{ImportOptions, Incoming, Mode, Variant};

fn memory_of(dir: &Path, units: usize) -> Memory {
    let mut memory = Memory::open(dir, Mode::Create).unwrap();
    let lang = |tag| Lang::parse(tag).unwrap();
    let unit = |n: usize| {
        Incoming::new(vec![
            Variant::plain(lang("fr"), format!("Le pont {n} est rouge.")),
            Variant::plain(lang("en"), format!("The bridge {n} is red.")),
        ])
    };
    memory
        .import_units("x", 1, &ImportOptions::default(), (0..units).map(unit))
        .unwrap();
    memory
}

#[test]
fn one_of_many_makes_the_index_and_the_others_take_it() {
    let dir = tempfile::tempdir().unwrap();
    drop(memory_of(dir.path(), 3_000));
    let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
    thread::scope(|scope| {
        let open = || {
            let memory = Memory::open(dir.path(), Mode::Read).unwrap();
            Index::open(&memory, &fr, &en).unwrap()
        };
        let others: Vec<_> = (0..6).map(|_| scope.spawn(open)).collect();
        for other in others {
            let index = other.join().unwrap();
            let numbers: Vec<_> = index.entries.iter().map(|entry| entry.number).collect();
            assert_eq!(numbers, [Some(1)], "each has the one on disk");
        }
    });
}

#[test]
fn who_has_an_index_does_not_wait_for_a_writer() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = memory_of(dir.path(), 10);
    let (fr, en) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
    let mut index = Index::open(&memory, &fr, &en).unwrap();
    let Lock::Ours(_held) = index.lock() else {
        panic!("nobody else has it")
    };
    assert!(matches!(index.lock(), Lock::Held));
    let new = Incoming::new(vec![
        Variant::plain(fr.clone(), "Il pleut."),
        Variant::plain(en.clone(), "It is raining."),
    ]);
    memory.import_units("y", 2, &ImportOptions::default(), [new]).unwrap();
    index.refresh_with(&memory, &mut |_| ()).unwrap();
    let numbers: Vec<_> = index.entries.iter().map(|entry| entry.number).collect();
    assert_eq!(numbers, [Some(1), None], "what is new is in memory alone");
}
