//! Units with several texts in a language: each is matched, offered, found by `search` and exported.

use serde_json::Value;

use crate::support::Place;

/// Two translations of one text, two texts of one translation, and two regions of each language.
const MEMORY: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="X" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" datatype="plaintext" srclang="*all*"/><body>
<tu><tuv xml:lang="fr"><seg>Il pleut des cordes.</seg></tuv><tuv xml:lang="en"><seg>It is raining cats and dogs.</seg></tuv><tuv xml:lang="en"><seg>It is pouring.</seg></tuv></tu>
<tu><tuv xml:lang="fr"><seg>Bonne nuit.</seg></tuv><tuv xml:lang="fr"><seg>Dormez bien dans la page 12.</seg></tuv><tuv xml:lang="en"><seg>Good night.</seg></tuv></tu>
<tu><tuv xml:lang="fr-CA"><seg>Le stationnement est plein.</seg></tuv><tuv xml:lang="fr-FR"><seg>Le parking est plein.</seg></tuv><tuv xml:lang="en-US"><seg>The parking lot is full.</seg></tuv><tuv xml:lang="en-GB"><seg>The car park is full.</seg></tuv></tu>
</body></tmx>
"#;

fn place() -> Place {
    let place = Place::new();
    place.write("m.tmx", MEMORY);
    place.ok(&["import", "m.tmx"]);
    place
}

/// The matches' scores, sources and targets.
fn matches(place: &Place, arguments: &[&str]) -> Vec<(f64, String, String)> {
    let answer: Value = serde_json::from_str(place.ok(arguments).trim()).expect("one object");
    let of = |m: &Value, name: &str| m[name].as_str().unwrap_or_default().to_owned();
    let all = answer["matches"].as_array().cloned().unwrap_or_default();
    all.iter()
        .map(|m| {
            (
                m["score"].as_f64().unwrap_or_default(),
                of(m, "source"),
                of(m, "target"),
            )
        })
        .collect()
}

#[test]
fn each_text_of_a_unit_is_matched_with_each_translation() {
    let place = place();
    for more in [&[] as &[&str], &["--exhaustive"]] {
        let suggest = |text: &'static str, options: &[&'static str]| {
            let mut arguments = options.to_vec();
            arguments.extend(["suggest", "--json"]);
            arguments.extend(more);
            arguments.push(text);
            matches(&place, &arguments)
        };
        let targets = |found: Vec<(f64, String, String)>| -> Vec<(f64, String)> {
            let mut found: Vec<_> = found.into_iter().map(|(score, _, target)| (score, target)).collect();
            found.sort_by(|a, b| a.1.cmp(&b.1));
            found
        };
        let both = vec![
            (100.0, "It is pouring.".into()),
            (100.0, "It is raining cats and dogs.".into()),
        ];
        assert_eq!(targets(suggest("Il pleut des cordes.", &[])), both);
        for text in ["Bonne nuit.", "Dormez bien dans la page 12."] {
            assert_eq!(suggest(text, &[]), [(100.0, text.into(), "Good night.".into())]);
        }
        let cars = vec![
            (100.0, "The car park is full.".into()),
            (100.0, "The parking lot is full.".into()),
        ];
        // The other region's text is near, too, and comes after them.
        for text in ["Le parking est plein.", "Le stationnement est plein."] {
            let found = suggest(text, &[]);
            assert_eq!(targets(found[..2].to_vec()), cars, "{text}");
            assert!(found[2..].iter().all(|(score, ..)| *score == 80.0), "{found:?}");
        }
        // The region asked for alone.
        let swapped = suggest("The car park is full.", &["--from", "en-GB", "--to", "fr-CA"]);
        assert_eq!(
            swapped,
            [(
                100.0,
                "The car park is full.".into(),
                "Le stationnement est plein.".into()
            )]
        );
        // One unit is one match with each of its texts, however many come near.
        let near = suggest("Le parking est très plein.", &["--to", "en-GB"]);
        assert_eq!(near.len(), 1, "{near:?}");
    }
}

#[test]
fn search_finds_every_text_and_shows_the_one_that_has_the_words() {
    let place = place();
    for (words, expected) in [
        ("pouring", "It is [pouring]."),
        ("dormez", "[Dormez] bien dans la page 12."),
        ("stationnement", "Le [stationnement] est plein."),
        ("\"car park\"", "The [car park] is full."),
        ("nuit", "Bonne [nuit]."),
    ] {
        let shown = place.ok(&["search", words]);
        assert!(shown.contains(expected), "{words}: {shown}");
        let every = place.ok(&["search", "--exhaustive", words]);
        assert_eq!(shown, every, "{words}");
    }
    // A unit is one hit.
    assert_eq!(place.ok(&["search", "--json", "plein"]).matches("\"unit\"").count(), 1);
}

#[test]
fn every_format_has_a_row_for_each_pair_of_texts() {
    let place = place();
    for name in ["out.tsv", "out.csv", "out.jsonl", "out.xlsx", "out.xlf", "out.po"] {
        place.ok(&["export", name]);
        let other = Place::new();
        let bytes = std::fs::read(place.path(name)).expect("the export");
        other.write(name, bytes);
        other.ok(&["import", "--force", name]);
        for text in [
            "Il pleut des cordes.",
            "Dormez bien dans la page 12.",
            "Le parking est plein.",
            "Le stationnement est plein.",
        ] {
            let found = matches(&other, &["suggest", "--json", "--min-score", "100", text]);
            let expected = usize::from(text.starts_with("Dormez"));
            assert_eq!(found.len(), 2 - expected, "{name} {text}: {found:?}");
        }
    }
    let table = std::fs::read_to_string(place.path("out.tsv")).expect("the export");
    assert!(table.contains("Il pleut des cordes.\tIt is pouring.\t1.2\t"), "{table}");
    assert_eq!(table.lines().count(), 1 + 2 + 2 + 4);
}

#[test]
fn a_table_may_have_several_columns_in_a_language() {
    let place = Place::new();
    place.write(
        "m.csv",
        "fr,en,en 2,note\nBonne nuit.,Good night.,Sleep well.,n\nMerci.,Thanks.,,n\n",
    );
    place.ok(&["import", "m.csv"]);
    let found = matches(&place, &["suggest", "--json", "Bonne nuit."]);
    assert_eq!(found.len(), 2, "{found:?}");
    assert_eq!(matches(&place, &["suggest", "--json", "Merci."]).len(), 1);
}
