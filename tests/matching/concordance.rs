//! The concordance, through the library and on the command line, on a memory made of small articles.

#![allow(clippy::unwrap_used)] // also in the helpers of tests

use assert_cmd::Command;
use interligne::matching::concordance::{Concordance, ConcordanceHit, ConcordanceOptions, ConcordanceQuery, UnitSide};
use interligne::matching::{FragmentOptions, Fragments};
use interligne::memory::{Memory, Mode, Status, UnitEdit, UnitFilter, UnitId};

use crate::support::interligne;
use crate::support::memory::{lang, store};

const HARBOUR: [(&str, &str); 5] = [
    (
        "Le phare de l’île veille sur le port depuis un siècle.",
        "The lighthouse on the island has watched over the harbour for a century.",
    ),
    (
        "Le gardien du port ferme la grille.",
        "The harbour keeper closes the gate.",
    ),
    ("Les pêcheurs rentrent au port.", "The fishermen return to the harbour."),
    (
        "Au port, le vieux phare a été repeint.",
        "At the harbour, the old lighthouse was repainted.",
    ),
    (
        "Personne n’a peut-être vu l’Été passer.",
        "Perhaps nobody saw the summer go by.",
    ),
];
const GARDEN: [(&str, &str); 2] = [
    (
        "Le jardinier fermait la porte du potager.",
        "The gardener was closing the garden gate.",
    ),
    ("Le port est fermé.", "The harbour is closed."),
];

fn memory() -> (tempfile::TempDir, Memory) {
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    store(&mut memory, "harbour", &HARBOUR, |_| 0.99);
    store(&mut memory, "garden", &GARDEN, |_| 0.99);
    (dir, memory)
}

fn search(memory: &Memory, query: &str, options: &ConcordanceOptions) -> Vec<ConcordanceHit> {
    let query = ConcordanceQuery::parse(query).unwrap();
    let mut concordance = Concordance::new(memory, &lang("fr"), &lang("en"));
    let found = concordance.search(&query, options).unwrap();
    let exhaustive = options.clone().exhaustive(true);
    assert_eq!(found, concordance.search(&query, &exhaustive).unwrap());
    found.hits
}

fn units(hits: &[ConcordanceHit]) -> Vec<i64> {
    hits.iter().map(|hit| hit.unit.0).collect()
}

fn set_status(memory: &mut Memory, unit: i64, status: Status) {
    memory
        .edit_unit(UnitId(unit), &UnitEdit::default().status(status))
        .unwrap();
}

#[test]
fn all_words_must_occur_and_the_nearest_come_first() {
    let (_dir, memory) = memory();
    let hits = search(&memory, "port phare", &ConcordanceOptions::default());
    // In unit 4 two words stand between, in unit 1 five.
    assert_eq!(units(&hits), [4, 1]);
    let hit = &hits[0];
    let marked: Vec<&str> = hit.marks.iter().map(|mark| &hit.source[mark.clone()]).collect();
    assert_eq!((hit.side, marked), (UnitSide::Source, vec!["port", "phare"]));
    assert_eq!(hit.article.as_deref(), Some("harbour"));
    assert!(search(&memory, "port phare potager", &ConcordanceOptions::default()).is_empty());
}

#[test]
fn confirmed_units_come_before_short_ones_and_rejected_ones_never() {
    let (_dir, mut memory) = memory();
    let found = |memory: &Memory| units(&search(memory, "port", &ConcordanceOptions::default()));
    assert_eq!(found(&memory), [7, 3, 2, 4, 1]);
    set_status(&mut memory, 1, Status::Confirmed);
    set_status(&mut memory, 7, Status::Rejected);
    set_status(&mut memory, 3, Status::ToReview);
    assert_eq!(found(&memory), [1, 2, 4, 3]);
}

#[test]
fn either_side_is_searched_and_each_unit_shown_once() {
    let (_dir, memory) = memory();
    let in_side = |query: &str, sides: &[UnitSide]| {
        let options = ConcordanceOptions::default().sides(sides);
        units(&search(&memory, query, &options))
    };
    assert_eq!(in_side("gate", &UnitSide::ALL), [2, 6]);
    assert!(in_side("gate", &[UnitSide::Source]).is_empty());
    assert!(in_side("phare", &[UnitSide::Target]).is_empty());
    // `a` is a word of both languages.
    assert_eq!(in_side("a", &UnitSide::ALL), [4, 5, 1]);
    let mut backwards = Concordance::new(&memory, &lang("en"), &lang("fr"));
    let query = ConcordanceQuery::parse("gate").unwrap();
    let hits = backwards.search(&query, &ConcordanceOptions::default()).unwrap().hits;
    assert_eq!(
        (hits[0].side, hits[0].source.as_str()),
        (UnitSide::Source, HARBOUR[1].1)
    );
}

#[test]
fn a_selection_limits_the_units() {
    let (_dir, mut memory) = memory();
    let garden = memory.article_named("garden").unwrap().id;
    let of = |memory: &Memory, filter: UnitFilter| {
        let options = ConcordanceOptions::default().filter(filter);
        units(&search(memory, "port", &options))
    };
    let articles = UnitFilter::default().articles([garden]);
    assert_eq!(of(&memory, articles), [7]);
    set_status(&mut memory, 2, Status::Confirmed);
    let confirmed = UnitFilter::default().statuses([Status::Confirmed]);
    assert_eq!(of(&memory, confirmed), [2]);
}

#[test]
fn stems_are_of_the_side_that_is_read() {
    let (_dir, memory) = memory();
    let options = ConcordanceOptions::default().stems(true);
    assert_eq!(units(&search(&memory, "fermer", &options)), [7, 2, 6]);
    assert_eq!(units(&search(&memory, "close", &options)), [7, 2, 6]);
    assert!(search(&memory, "fermer", &ConcordanceOptions::default()).is_empty());
}

#[test]
fn the_longest_stretches_of_a_segment_are_found() {
    let (_dir, memory) = memory();
    let mut fragments = Fragments::new(&memory, &lang("fr"), &lang("en"));
    let text = "Hier, le VIEUX phare a ete repeint, et le gardien du port ferme la porte.";
    let found = fragments.find(text, &FragmentOptions::default()).unwrap();
    let shown: Vec<(&str, i64, &str)> = found
        .iter()
        .map(|f| {
            (
                &text[f.range.clone()],
                f.hit.unit.0,
                &f.hit.source[f.hit.marks[0].clone()],
            )
        })
        .collect();
    assert_eq!(
        shown,
        [
            ("VIEUX phare a ete repeint", 4, "vieux phare a été repeint"),
            ("gardien du port ferme", 2, "gardien du port ferme"),
        ]
    );
    let hit = &found[1].hit;
    let translated: Vec<&str> = hit
        .translation_marks
        .iter()
        .map(|mark| &hit.target[mark.clone()])
        .collect();
    assert_eq!(translated, ["keeper closes"]);
    // With two content words `ferme la porte` still is nowhere, and `gardien du port` is part of a longer stretch.
    let two = FragmentOptions::default().least_content(2).limit(1);
    assert_eq!(fragments.find(text, &two).unwrap(), found[..1]);
    assert!(
        fragments
            .find("Rien de tout cela.", &FragmentOptions::default())
            .unwrap()
            .is_empty()
    );
    assert!(fragments.find("", &FragmentOptions::default()).unwrap().is_empty());
}

#[test]
fn suggest_offers_fragments_only_where_nothing_matches() {
    let (dir, _memory) = memory();
    let suggest = |text: &str, flags: &[&str]| -> serde_json::Value {
        let output = Command::from_std(interligne(dir.path()))
            .args(["suggest", "--json", text])
            .args(flags)
            .assert()
            .success()
            .get_output()
            .clone();
        serde_json::from_slice(&output.stdout).unwrap()
    };
    let new = "Demain, nous dit-on, le vieux phare a été repeint pour la visite du ministre.";
    let answer = suggest(new, &["--fragments"]);
    assert_eq!(answer["matches"].as_array().unwrap().len(), 0);
    let fragment = &answer["fragments"][0];
    assert_eq!(fragment["text"], "vieux phare a été repeint");
    assert_eq!(
        (&fragment["unit"], &fragment["source"]),
        (&4.into(), &HARBOUR[3].0.into())
    );
    let at = |i: &str| usize::try_from(fragment[i].as_u64().unwrap()).unwrap();
    assert_eq!(&new[at("start")..at("end")], "vieux phare a été repeint");
    assert!(suggest(new, &[]).get("fragments").is_none());
    assert_eq!(
        suggest(HARBOUR[3].0, &["--fragments"])["fragments"]
            .as_array()
            .unwrap()
            .len(),
        0
    );
}

/// Numbers that look random and are the same every time (xorshift; G. Marsaglia, 2003).
struct Random(u64);

impl Random {
    fn below(&mut self, n: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 % n as u64).unwrap()
    }

    fn text(&mut self, words: &[&str], most: usize) -> String {
        let length = 1 + self.below(most);
        let text: Vec<&str> = (0..length).map(|_| words[self.below(words.len())]).collect();
        text.join(" ")
    }
}

#[test]
fn the_index_and_reading_every_unit_give_the_same_hits_as_the_memory_changes() {
    const WORDS: [&str; 16] = [
        "l’eau",
        "chante",
        "chantait",
        "Chanté",
        "pont",
        "ponts",
        "Pont-Neuf",
        "été",
        "ETE",
        "de",
        "la",
        ",",
        "«",
        "»",
        "a",
        "12,5",
    ];
    const QUERIES: [&str; 20] = [
        "de",
        "\"de la de\" pont",
        "\"la de\" \"a de\"",
        "\"12 5\"",
        "\"a l eau\"",
        "la de",
        "de la",
        "\"de la\"",
        "pont*",
        "p*",
        "ete a",
        "l'eau",
        "eau 12",
        "chante",
        "\"pont neuf\" a",
        "neuf de la a",
        "\"chante chante\"",
        "c* p* e*",
        "12,5",
        "absent",
    ];
    let dir = tempfile::tempdir().unwrap();
    let mut memory = Memory::open(dir.path(), Mode::Create).unwrap();
    let mut random = Random(17);
    let mut found = 0;
    for round in 0..3 {
        let texts: Vec<[String; 2]> = (0..120)
            .map(|_| [random.text(&WORDS, 12), random.text(&WORDS, 12)])
            .collect();
        let pairs: Vec<(&str, &str)> = texts.iter().map(|[a, b]| (a.as_str(), b.as_str())).collect();
        store(&mut memory, &format!("round {round}"), &pairs, |_| 0.99);
        for _ in 0..15 {
            let unit = 1 + i64::try_from(random.below(200)).unwrap();
            if memory.unit(UnitId(unit)).unwrap().is_some() {
                let status = Status::ALL[random.below(Status::ALL.len())];
                set_status(&mut memory, unit, status);
            }
        }
        for query in QUERIES.into_iter().flat_map(|query| [query; 3]) {
            let options = ConcordanceOptions::default()
                .stems(random.below(2) == 0)
                .limit([1, 5, 30, 1000][random.below(4)])
                .ranked([1, 4, 20, 50_000][random.below(4)])
                .sides(
                    [UnitSide::ALL.to_vec(), vec![UnitSide::Source], vec![UnitSide::Target]][random.below(3)].clone(),
                )
                .filter(
                    UnitFilter::default()
                        .statuses([vec![], vec![Status::Confirmed, Status::ToReview]][random.below(2)].clone()),
                );
            // The helper compares the two ways.
            let hits = search(&memory, query, &options);
            found += hits.len();
        }
    }
    assert!(found > 200, "{found}");
}

#[test]
fn a_damaged_index_is_built_anew() {
    let (dir, memory) = memory();
    let options = ConcordanceOptions::default();
    let expected = search(&memory, "port", &options);
    let folder = dir.path().join("index");
    for at in 0..walk(&folder).len() {
        for kind in 0..3 {
            let file = walk(&folder)[at].clone();
            let bytes = std::fs::read(&file).unwrap();
            let damaged = [Vec::new(), bytes[..bytes.len() / 2].to_vec(), vec![0x55; bytes.len()]];
            std::fs::write(&file, &damaged[kind]).unwrap();
            assert_eq!(search(&memory, "port", &options), expected, "{file:?}");
        }
    }
}

/// All files in a folder and the folders in it.
fn walk(folder: &std::path::Path) -> Vec<std::path::PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let files = entries.flat_map(|path| if path.is_dir() { walk(&path) } else { vec![path] });
    let mut files: Vec<_> = files.collect();
    files.sort();
    files
}

/// Runs `interligne search` and gives its standard output and standard error.
fn run(memory: &tempfile::TempDir, args: &[&str]) -> (String, String) {
    let output = command(memory, args).assert().success().get_output().clone();
    (
        String::from_utf8(output.stdout).unwrap(),
        String::from_utf8(output.stderr).unwrap(),
    )
}

fn command(memory: &tempfile::TempDir, args: &[&str]) -> Command {
    let mut command = Command::from_std(interligne(memory.path()));
    command.arg("search").args(args);
    command
}

#[test]
fn the_command_shows_both_sides_with_the_words_in_brackets() {
    let (dir, _memory) = memory();
    let (out, err) = run(&dir, &["\"ferme la grille\""]);
    assert_eq!(
        out,
        "Le gardien du port [ferme la grille].\nThe harbour keeper [closes] the gate.\n\
         harbour · aligned · unit 2\n"
    );
    assert_eq!(err, "");
    let (out, err) = run(&dir, &["--limit", "2", "port"]);
    assert_eq!(out.lines().filter(|line| line.contains(" · unit ")).count(), 2);
    assert!(err.contains("--limit"), "{err}");
}

#[test]
fn machine_output_gives_byte_ranges() {
    let (dir, _memory) = memory();
    let (out, _) = run(&dir, &["--json", "l'ete"]);
    let hit: serde_json::Value = serde_json::from_str(&out).unwrap();
    let source = hit["source"].as_str().unwrap();
    let mark = |i: usize| usize::try_from(hit["marks"][0][i].as_u64().unwrap()).unwrap();
    assert_eq!(&source[mark(0)..mark(1)], "l’Été");
    assert_eq!(hit["unit"], 5);
    assert_eq!(hit["side"], "source");
    assert_eq!(hit["target"], HARBOUR[4].1);
    assert_eq!((&hit["source_lang"], &hit["target_lang"]), (&"fr".into(), &"en".into()));
    assert_eq!(
        (&hit["article"], &hit["status"]),
        (&"harbour".into(), &"aligned".into())
    );
}

#[test]
fn nothing_found_is_no_error_and_nothing_to_find_is() {
    let (dir, _memory) = memory();
    let (out, err) = run(&dir, &["girafe"]);
    assert_eq!((out.as_str(), err.as_str()), ("", "no unit with girafe\n"));
    command(&dir, &["?!"]).assert().code(2);
    command(&dir, &["*phare"]).assert().code(2);
    command(&dir, &[]).assert().code(2);
}
