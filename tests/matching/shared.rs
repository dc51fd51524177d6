//! One index for the threads of a process.

use interligne::matching::concordance::{ConcordanceOptions, ConcordanceQuery};
use interligne::matching::{FragmentOptions, Indexes, Match, Matcher, Query, SuggestOptions};
use interligne::memory::{Memory, Mode};

use crate::support::memory::{lang, store};

const THREADS: usize = 6;

fn suggested(memory: &Memory, indexes: &Indexes, text: &str) -> Vec<Match> {
    let matcher = indexes.matcher(memory, &lang("fr"), &lang("en")).unwrap();
    let mut matcher = matcher.expect("nobody reads in a snapshot");
    matcher
        .suggest_with(&Query::new(text), &SuggestOptions::default())
        .unwrap()
}

#[test]
fn threads_share_one_index_and_one_of_them_brings_it_up_to_date() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Memory::open(dir.path(), Mode::Create).unwrap();
    let indexes = Indexes::new();
    for round in 0..4u64 {
        let source = format!("La barque numéro {round} traverse le lac.");
        store(
            &mut writer,
            &format!("a{round}"),
            &[(&source, "The boat crosses.")],
            |_| 0.9,
        );
        let together = std::sync::Barrier::new(THREADS);
        std::thread::scope(|scope| {
            for _ in 0..THREADS {
                scope.spawn(|| {
                    let memory = Memory::open(dir.path(), Mode::Read).unwrap();
                    together.wait();
                    let found = suggested(&memory, &indexes, &source);
                    let mut alone = Matcher::open(&memory, &lang("fr"), &lang("en")).unwrap();
                    assert_eq!(found, alone.suggest(source.as_str()).unwrap());
                    assert_eq!(found[0].source, source);
                    // The other direction is the same index.
                    let mut back = indexes.matcher(&memory, &lang("en"), &lang("fr")).unwrap().unwrap();
                    assert_eq!(back.suggest("The boat crosses.").unwrap()[0].score, 100.0);
                });
            }
        });
        assert_eq!(indexes.refreshed(), round + 1);
    }
}

#[test]
fn words_and_fragments_are_found_by_the_shared_index_too() {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    let pair = (
        "Le vieux phare breton éclaire la baie.",
        "The old Breton lighthouse lights the bay.",
    );
    store(&mut memory, "phare", &[pair], |_| 0.9);
    let indexes = Indexes::new();
    let (fr, en) = (lang("fr"), lang("en"));
    let mut concordance = indexes.concordance(&memory, &fr, &en).unwrap().unwrap();
    let query = ConcordanceQuery::parse("phare").unwrap();
    let found = concordance.search(&query, &ConcordanceOptions::default()).unwrap();
    assert_eq!(found.hits[0].source, pair.0);
    let mut fragments = indexes.fragments(&memory, &fr, &en).unwrap().unwrap();
    let segment = "Nul ne sait pourquoi le vieux phare breton fut un jour repeint.";
    let found = fragments.find(segment, &FragmentOptions::default()).unwrap();
    assert_eq!(&segment[found[0].range.clone()], "vieux phare breton");
    assert_eq!(indexes.refreshed(), 1);
}
