//! One index for the threads of a process.

use interligne::matching::concordance::{ConcordanceOptions, ConcordanceQuery};
use interligne::matching::{FragmentOptions, Indexes, Match, Matcher, Query, SuggestOptions};
use interligne::memory::{Memory, Mode};

use crate::support::memory::{lang, store};

const THREADS: usize = 6;

fn suggested(memory: &Memory, indexes: &Indexes, text: &str) -> Vec<Match> {
    let matcher = indexes
        .matcher(memory, &lang("fr"), &lang("en"))
        .expect("a sound memory");
    let mut matcher = matcher.expect("the present moment");
    let found = matcher.suggest_with(&Query::new(text), &SuggestOptions::default());
    found.expect("a sound memory")
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
    let mut fragments = indexes.open_fragments(&memory, &fr, &en);
    let segment = "Nul ne sait pourquoi le vieux phare breton fut un jour repeint.";
    let found = fragments.find(segment, &FragmentOptions::default()).unwrap();
    assert_eq!(&segment[found[0].range.clone()], "vieux phare breton");
    assert_eq!(indexes.refreshed(), 1);
}

#[test]
fn whoever_reads_an_older_moment_is_told_and_reads_the_present_in_a_new_one() {
    let dir = tempfile::tempdir().unwrap();
    let mut writer = Memory::open(dir.path(), Mode::Create).unwrap();
    store(&mut writer, "a", &[("Le lac gèle.", "The lake freezes.")], |_| 0.9);
    let (fr, en) = (lang("fr"), lang("en"));
    let indexes = Indexes::new();
    let readers = [(); 2].map(|()| Memory::open(dir.path(), Mode::Read).unwrap());
    let before = readers[0].read_snapshot().unwrap();
    let mut earlier = indexes.matcher(&before, &fr, &en).unwrap().unwrap();
    store(&mut writer, "b", &[("Le lac gèle.", "The pond freezes.")], |_| 0.9);
    assert_eq!(suggested(&readers[1], &indexes, "Le lac gèle.").len(), 2);
    // What has begun goes on as it was; a new search in the old moment is refused.
    assert_eq!(earlier.suggest("Le lac gèle.").unwrap().len(), 1);
    assert!(indexes.matcher(&before, &fr, &en).unwrap().is_none());
    drop(earlier);
    drop(before);
    let now = readers[0].read_snapshot().unwrap();
    assert_eq!(suggested(&now, &indexes, "Le lac gèle.").len(), 2);
    assert_eq!(indexes.refreshed(), 2);
}
