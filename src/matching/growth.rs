//! How much SQLite does for what is looked for in a memory, in steps of its virtual machine: the first index in step with the number of
//! units, and a look-up the same in a memory of any size. Steps are counted, since times vary.

use super::analysis::Analysis;
use super::concordance::{Concordance, ConcordanceOptions, ConcordanceQuery};
use super::query::{Query, SuggestOptions};
use super::suggest::Matcher;
use crate::memory::growth::{Counted, import};
use crate::text::lang::Lang;

/// Steps for the first index, and for what is looked up with it.
struct Steps {
    index: i64,
    looked_up: Vec<(&'static str, i64)>,
}

fn steps(units: usize) -> Steps {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Counted::open(&dir.path().join("m"));
    memory.of(|m| import(m, units));
    let [from, to] = ["fr", "en"].map(|tag| Lang::parse(tag).unwrap());
    let (exact, near, new) = (
        "Le pont 7 est fermé depuis hier.",
        "Le pont 7 est fermé depuis lundi.",
        "Rien de tel.",
    );
    let index = memory.of(|m| drop(Matcher::open(m, &from, &to).unwrap().suggest(exact).unwrap()));
    let suggest = |text: &'static str, found: bool| {
        let (from, to) = (from.clone(), to.clone());
        move |m: &mut crate::memory::Memory| {
            let matches = Matcher::open(m, &from, &to).unwrap().suggest(text).unwrap();
            assert_eq!(!matches.is_empty(), found, "{text}");
        }
    };
    let search = |words: &'static str, found: bool| {
        let (from, to) = (from.clone(), to.clone());
        move |m: &mut crate::memory::Memory| {
            let query = ConcordanceQuery::parse(words).unwrap();
            let hits = Concordance::new(m, &from, &to).search(&query, &ConcordanceOptions::default());
            assert_eq!(!hits.unwrap().hits.is_empty(), found, "{words}");
        }
    };
    let looked_up = vec![
        ("suggest what is there", memory.of(suggest(exact, true))),
        ("suggest what is like it", memory.of(suggest(near, true))),
        ("suggest what is not there", memory.of(suggest(new, false))),
        ("search a number", memory.of(search("317", true))),
        ("search a word of all", memory.of(search("pont", true))),
        ("search what is not there", memory.of(search("viaduc", false))),
        (
            "analyze",
            memory.of(|m| {
                let queries: Vec<Query> = [exact, near, new].into_iter().map(Query::from).collect();
                let mut matcher = Matcher::open(m, &from, &to).unwrap();
                let options = SuggestOptions::default();
                let found: Vec<_> = queries
                    .iter()
                    .map(|query| matcher.suggest_with(query, &options).unwrap())
                    .collect();
                let segments = queries.iter().zip(found.iter().map(Vec::as_slice));
                assert_eq!(Analysis::new().document(segments).total().segments, 3);
            }),
        ),
    ];
    Steps { index, looked_up }
}

#[test]
fn a_look_up_takes_the_same_in_a_memory_of_any_size_and_the_first_index_grows_in_step() {
    let (small, large) = (steps(400), steps(1_600));
    let (few, many) = (small.index, large.index);
    assert!(
        few > 0 && many <= few * 44 / 10,
        "the first index: {few} steps for 400 units, {many} for 1,600"
    );
    for ((what, few), (_, many)) in small.looked_up.iter().zip(&large.looked_up) {
        assert!(*few > 0, "{what}: nothing was counted");
        assert!(
            *many <= few + few / 10 + 50,
            "{what}: {few} steps beside 400 units, {many} beside 1,600"
        );
    }
}
