//! The best after adapting is found, whatever number of matches is asked for, and with the index as without.

#![allow(clippy::unwrap_used)] // also in the helpers of tests

use interligne::matching::{Match, Matcher, Query, SuggestOptions};

use crate::support::memory::{lang, store};

use super::suggest::memory_of;

/// Numbers that look random, always the same.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).expect("33 bits") % limit
    }

    fn of<'a>(&mut self, list: &[&'a str]) -> &'a str {
        list[self.below(list.len())]
    }
}

/// A French sentence with figures of several kinds and its English one.
fn sentence(random: &mut Random) -> (String, String) {
    let (fr, en) = [
        ("rapport", "report"),
        ("contrat", "contract"),
        ("dossier", "file"),
        ("projet", "project"),
    ][random.below(4)];
    let name = random.of(&["Paris", "Camus", "Obama", "Turin"]);
    let century = random.of(&["XVI", "XIX", "XX"]);
    let (a, b, c) = (2 + random.below(6), 2 + random.below(40), 1990 + random.below(6));
    let pairs = [
        (
            format!("Le {fr} de {c} compte {a} pages et coûte {b} euros."),
            format!("The {c} {en} has {a} pages and costs {b} euros."),
        ),
        (
            format!("Le {fr} de {name} compte {a} pages."),
            format!("The {name} {en} has {a} pages."),
        ),
        (format!("Page {b}"), format!("Page {b}")),
        (
            format!("Le {fr} est ouvert de {a} h à {b} h le lundi {a} mars {c}."),
            format!("The {en} is open from {a} to {b} on Monday {a} March {c}."),
        ),
        (
            format!("Le {fr} dit tout du règne de Louis {century}."),
            format!("The {en} says everything about the reign of Louis {century}."),
        ),
        (
            format!("Le {fr} de {a} kg est bon."),
            format!("The {en} weighs a lot and is good."),
        ),
    ];
    pairs[random.below(pairs.len())].clone()
}

/// What matches are ordered by: the mean of score and character similarity, as it stands or adapted.
fn worth(found: &Match) -> f64 {
    let adapted = found.clean_adapted();
    let adapted = adapted.map_or(0.0, |adapted| f64::midpoint(adapted.score, adapted.characters));
    adapted.max(f64::midpoint(found.score, found.characters))
}

#[test]
fn the_best_after_adapting_is_found_whatever_number_is_asked_for() {
    let mut random = Random(5);
    let texts: Vec<(String, String)> = (0..150).map(|_| sentence(&mut random)).collect();
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(fr, en)| (fr.as_str(), en.as_str())).collect();
    let (_dir, mut memory) = memory_of(&[]);
    // Every fifth of them waits for review, which costs it points.
    store(&mut memory, "all", &pairs, |at| if at % 5 == 0 { 0.4 } else { 0.99 });
    let mut matcher = Matcher::open(&memory, &lang("fr"), &lang("en")).unwrap();
    let mut lifted = 0;
    for _ in 0..10 {
        let query = Query::new(sentence(&mut random).0);
        let mut ask = |least: f64, limit: usize, exhaustive: bool| {
            let options = SuggestOptions::default()
                .min_score(least)
                .limit(limit)
                .exhaustive(exhaustive);
            matcher.suggest_with(&query, &options).unwrap()
        };
        // Every unit that shares a token, each with its adapted form.
        let all = ask(1.0, 10_000, true);
        for least in [50.0, 70.0, 90.0] {
            let reaches = |m: &&Match| m.score.max(m.adapted.as_ref().map_or(0.0, |a| a.score)) >= least;
            let best = all.iter().filter(reaches).map(worth).fold(0.0, f64::max);
            for limit in [1, 2, 30] {
                let found = ask(least, limit, false);
                assert_eq!(found, ask(least, limit, true), "{query:?} at {least}, {limit}");
                let first = found.first().map(worth).filter(|_| best >= least);
                assert_eq!(first.unwrap_or(best), best, "{query:?} at {least}, {limit}");
                assert!(
                    found
                        .iter()
                        .all(|m| m.score.max(m.adapted.as_ref().map_or(0.0, |a| a.score)) >= least)
                );
                lifted += usize::from(found.first().is_some_and(|first| first.clean_adapted().is_some()));
            }
        }
    }
    assert!(lifted > 20, "{lifted}");
}

#[test]
fn an_adapted_form_comes_before_forty_units_that_are_nearer_as_they_stand() {
    let mut texts = vec![(
        "Le rapport de 2019 compte 12 pages et coûte 30 euros.".to_owned(),
        "The 2019 report has 12 pages and costs 30 euros.".to_owned(),
    )];
    texts.extend((0..40).map(|n| {
        let word = format!("cahier{}{}", char::from(b'a' + n / 8), char::from(b'a' + n % 8));
        (
            format!("Le {word} de 2024 compte 48 pages et coûte 75 euros."),
            format!("The {word} of 2024 has 48 pages and costs 75 euros."),
        )
    }));
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(fr, en)| (fr.as_str(), en.as_str())).collect();
    let (_dir, memory) = memory_of(&pairs);
    let mut matcher = Matcher::open(&memory, &lang("fr"), &lang("en")).unwrap();
    for text in [
        "Le rapport de 2024 compte 48 pages et coûte 75 euros.",
        // A word differs too.
        "Le rapport final de 2024 compte 48 pages et coûte 75 euros.",
    ] {
        for limit in [1, 5] {
            let options = SuggestOptions::default().limit(limit);
            let found = matcher.suggest_with(&Query::new(text), &options).unwrap();
            assert_eq!(found.len(), limit);
            assert_eq!(found[0].source, texts[0].0, "{text}");
            assert_eq!(
                found,
                matcher
                    .suggest_with(&Query::new(text), &options.exhaustive(true))
                    .unwrap()
            );
        }
    }
}

#[test]
fn a_higher_threshold_gives_what_the_usual_one_gives_and_less_of_it() {
    let (_dir, memory) = memory_of(&[
        (
            "La tour de Paris mesure 330 mètres de haut.",
            "The Paris tower is 330 metres high.",
        ),
        ("Le maire de Paris a parlé hier.", "The mayor of Paris spoke yesterday."),
        ("Paris compte 40 musées.", "Paris has 40 museums."),
    ]);
    let mut matcher = Matcher::open(&memory, &lang("fr"), &lang("en")).unwrap();
    let worth = |m: &Match| m.score.max(m.adapted.as_ref().map_or(0.0, |adapted| adapted.score));
    for (text, is_lifted) in [
        ("La tour de Lyon mesure 120 mètres de haut.", true),
        ("Le maire de Lyon a parlé hier.", true),
        ("Lyon compte 31 musées.", true),
        ("Le maire parle.", false),
    ] {
        let mut ask = |least: f64, exhaustive: bool| {
            let options = SuggestOptions::default().min_score(least).exhaustive(exhaustive);
            let found = matcher.suggest_with(&Query::new(text), &options).unwrap();
            let best = matcher.best_below(text, &found, &options).unwrap();
            assert!(best.is_none_or(|best| best < least), "{text} at {least}: {best:?}");
            found
        };
        let usual = ask(70.0, true);
        assert_eq!(
            usual.iter().any(|m| m.adapted.is_some()),
            is_lifted,
            "{text}: {usual:?}"
        );
        for least in [70.0, 81.0, 90.0, 91.0, 95.0, 99.0, 100.0] {
            let expected: Vec<Match> = usual.iter().filter(|m| worth(m) >= least).cloned().collect();
            assert_eq!(ask(least, false), expected, "{text} at {least}");
            assert_eq!(ask(least, true), expected, "{text} at {least}, exhaustive");
        }
    }
}
