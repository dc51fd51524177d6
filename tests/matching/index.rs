//! The index gives what comparing with every text gives, whatever the texts, and survives damage.

#![allow(clippy::unwrap_used)] // also in the helpers of tests

use interligne::matching::index::build::Builder;
use interligne::matching::index::fuzzy::{FuzzyQuery, Hit, Scratch, search};
use interligne::matching::index::part::Part;
use interligne::matching::score::Scorer;
use proptest::prelude::*;

const THRESHOLDS: [f64; 9] = [1.0, 33.3, 50.0, 55.0, 60.0, 66.666_666_666_666_67, 70.0, 85.0, 100.0];

fn part(texts: &[String]) -> Part {
    let mut builder = Builder::new();
    for (id, text) in (1..).zip(texts) {
        builder.add(id, text);
    }
    Part::from_bytes(builder.into_bytes()).unwrap()
}

fn found(part: &Part, query: &str, least: f64, scratch: &mut Scratch) -> Vec<(i64, f64)> {
    let mut hits: Vec<Hit> = Vec::new();
    search(part, &FuzzyQuery::new(query), least, scratch, &mut hits);
    let mut found: Vec<_> = hits.iter().map(|hit| (hit.id, hit.similarity())).collect();
    found.sort_by_key(|(id, _)| *id);
    found
}

fn check(texts: &[String], queries: &[String]) {
    let part = part(texts);
    part.verify().unwrap();
    let mut scratch = Scratch::default();
    for query in queries {
        let scorer = Scorer::new(query);
        let all: Vec<(i64, f64)> = (1..).zip(texts).map(|(id, text)| (id, scorer.words(text))).collect();
        for least in THRESHOLDS {
            let expected: Vec<_> = all.iter().copied().filter(|(_, words)| *words >= least).collect();
            assert_eq!(
                found(&part, query, least, &mut scratch),
                expected,
                "{query:?} at {least}"
            );
        }
    }
}

/// A generator of texts that needs no crate: the tests' texts are the same on every machine.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: u64) -> u64 {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % limit
    }

    /// Words as in natural language: a few very frequent, many rare.
    fn word(&mut self, words: u64) -> String {
        let (a, b, c) = (self.below(words), self.below(words), self.below(words));
        format!("m{}", a * b / words * c / words)
    }

    fn text(&mut self, length: u64, words: u64) -> String {
        (0..length).map(|_| self.word(words)).collect::<Vec<_>>().join(" ")
    }

    /// The text with some words replaced, left out or added.
    fn edited(&mut self, text: &str, words: u64) -> String {
        let mut tokens: Vec<String> = text.split(' ').map(str::to_owned).collect();
        for _ in 0..self.below(tokens.len() as u64 + 1) {
            let at = usize::try_from(self.below(tokens.len() as u64)).unwrap();
            match self.below(3) {
                0 => tokens[at] = self.word(words),
                1 => tokens.insert(at, self.word(words)),
                _ if tokens.len() > 1 => drop(tokens.remove(at)),
                _ => {}
            }
        }
        tokens.join(" ")
    }
}

#[test]
fn a_large_part_with_bitmaps_agrees_with_the_scan() {
    for (seed, words) in [(1, 60), (2, 900), (3, 7)] {
        let mut random = Random(seed);
        let mut texts = Vec::new();
        for i in 0..4200 {
            let length = 1 + random.below(if i % 50 == 0 { 150 } else { 14 });
            let text = random.text(length, words);
            if i % 3 == 0 {
                texts.push(random.edited(&text, words));
            }
            texts.push(text);
        }
        let mut queries = Vec::new();
        for _ in 0..5 {
            let at = usize::try_from(random.below(texts.len() as u64)).unwrap();
            queries.push(random.edited(&texts[at], words));
        }
        let length = 1 + random.below(4);
        queries.push(random.text(length, words));
        queries.push("inconnu m1".to_owned());
        check(&texts, &queries);
    }
}

#[test]
fn long_texts_of_frequent_words_agree_with_the_scan() {
    // Nearly every word has bitmaps, of several levels, and the bounds of most blocks are high.
    for (seed, words) in [(4, 25), (5, 200)] {
        let mut random = Random(seed);
        let mut texts = Vec::new();
        while texts.len() < 4200 {
            let length = 20 + random.below(70);
            let text = random.text(length, words);
            let copies = random.below(3);
            texts.extend((0..copies).map(|_| random.edited(&text, words)));
            texts.push(text);
        }
        let long = random.text(300, words);
        texts.push(random.edited(&long, words));
        let mut queries = vec![long, "m0 ".repeat(40), format!("{} m1 inconnu", "m0 m2 ".repeat(12))];
        for _ in 0..5 {
            let at = usize::try_from(random.below(texts.len() as u64)).unwrap();
            queries.push(random.edited(&texts[at], words));
        }
        check(&texts, &queries);
    }
}

#[test]
fn more_units_than_a_bucket_agree_with_the_scan() {
    let mut random = Random(6);
    let mut texts: Vec<String> = (0..70_000)
        .map(|_| {
            let length = 3 + random.below(3);
            random.text(length, 5000)
        })
        .collect();
    let query = random.text(5, 5000);
    for _ in 0..200 {
        texts.push(random.edited(&query, 5000));
    }
    check(&texts, &[query, "m0 m1 m2 m3".to_owned()]);
}

#[test]
fn extremes_agree_with_the_scan() {
    // Lengths of 65,535 tokens and more do not fit into a signature.
    let long = "mot ".repeat(70_000);
    let texts: Vec<String> = [
        "",
        "a",
        "a a",
        "a a a a",
        "b",
        "a b",
        "b a",
        "…",
        &long,
        &format!("{long} fin"),
    ]
    .iter()
    .map(ToString::to_string)
    .collect();
    let mut queries: Vec<String> = texts[..8].to_vec();
    queries.push("mot mot c".to_owned());
    check(&texts, &queries);
    check(&[], &queries);
    let near = found(&part(&texts), &long, 99.0, &mut Scratch::default());
    assert_eq!(near.iter().map(|(id, _)| *id).collect::<Vec<_>>(), [9, 10]);
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn adversarial_memories_agree_with_the_scan(
        texts in prop::collection::vec("([abc]( [abc]){0,9}|[a-e](,? [a-e]){0,4}|\\PC{0,12}|([ab]|<b>|</b>|%s|\\{0\\})( ?([ab]|</b>|\\{0\\}|<)){0,7})", 1..80),
        query in "([abc]( [abc]){0,9}|[a-e](,? [a-e]){0,4}|\\PC{0,12}|([ab]|<b>|</b>|%s|\\{0\\})( ?([ab]|</b>|\\{0\\}|<)){0,7})",
    ) {
        let mut queries = vec![query];
        queries.push(texts[0].clone());
        check(&texts, &queries);
    }

    #[test]
    fn damage_never_stops_the_program(
        at in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 1..40),
        cut in prop::option::of(any::<prop::sample::Index>()),
    ) {
        let mut random = Random(7);
        let texts: Vec<String> = (0..4100).map(|_| { let n = 1 + random.below(9); random.text(n, 60) }).collect();
        let mut builder = Builder::new();
        for (id, text) in (1..).zip(&texts) { builder.add(id, text); }
        let mut bytes = builder.into_bytes();
        // The header has its own checksum; damage behind it is what a search may meet.
        let header = 496;
        for (index, byte) in at {
            let length = bytes.len();
            bytes[header + index.index(length - header)] = byte;
        }
        if let Some(cut) = cut {
            let cut = cut.index(bytes.len());
            prop_assert!(Part::from_bytes(bytes[..cut].to_vec()).is_err());
        }
        if let Ok(part) = Part::from_bytes(bytes) {
            let mut scratch = Scratch::default();
            for text in texts.iter().take(8) {
                for least in [40.0, 70.0] {
                    let mut hits = Vec::new();
                    search(&part, &FuzzyQuery::new(text), least, &mut scratch, &mut hits);
                }
            }
        }
    }
}
