//! Adapted matches as users meet them: what is marked reaches every output.

use crate::support::Place;

fn with(place: &Place, pairs: &[(&str, &str)]) {
    let rows: String = pairs.iter().map(|(fr, en)| format!("{fr}\t{en}\n")).collect();
    place.write("m.tsv", format!("fr\ten\n{rows}"));
    place.ok(&["import", "m.tsv"]);
}

fn first(place: &Place, query: &str) -> serde_json::Value {
    let out = place.ok(&["suggest", "--json", "--min-score", "40", query]);
    let line: serde_json::Value = serde_json::from_str(&out).expect("an object");
    line["matches"][0].clone()
}

#[test]
fn what_is_stale_or_unproven_is_told_in_every_output() {
    let place = Place::new();
    with(
        &place,
        &[
            (
                "Le car de 9 h 30 pour Londres est parti.",
                "The 9:30 am coach to London has left.",
            ),
            (
                "Le comité de Valmeux a voté hier.",
                "The Valmeux committee voted yesterday.",
            ),
        ],
    );
    let (coach, committee) = (
        "Le car de 10 h 45 pour Bruxelles est parti.",
        "Le comité de Brignac a voté hier.",
    );
    assert_eq!(first(&place, coach)["stale"][0], "London");
    let found = first(&place, committee);
    assert_eq!(found["unproven"][0], "Brignac");
    let (score, adapted) = (
        found["score"].as_f64().expect("a score"),
        found["adapted_score"].as_f64().expect("one"),
    );
    assert!(score < adapted && adapted < 99.0, "{score} {adapted}");
    let told = place.ok(&["suggest", coach, committee]);
    assert!(
        told.contains("stale: London") && told.contains("unproven: Brignac"),
        "{told}"
    );
    place.write("a.txt", format!("{coach}\n{committee}\n"));
    for name in ["a.xlf", "b.xlf2", "c.tsv", "d.csv", "e.jsonl", "f.html"] {
        let arguments = ["pretranslate", "a.txt", "--presegmented", "-o", name];
        place.ok(&arguments);
        let text = std::fs::read_to_string(place.path(name)).expect("an output");
        assert!(
            text.contains("stale: London") && text.contains("unproven: Brignac"),
            "{name}: {text}"
        );
    }
}

#[test]
fn a_name_that_another_unit_has_in_both_texts_is_proven() {
    let place = Place::new();
    with(
        &place,
        &[
            (
                "Le comité de Valmeux a voté hier.",
                "The Valmeux committee voted yesterday.",
            ),
            ("On va à Saint-Brignac demain.", "We go to Saint-Brignac tomorrow."),
            ("On va à Lugonne demain.", "We go tomorrow."),
            ("Tournefort", "Tournefort"),
        ],
    );
    let found = first(&place, "Le comité de Saint-Brignac a voté hier.");
    assert_eq!(found["adapted"], "The Saint-Brignac committee voted yesterday.");
    assert_eq!(found["adapted_score"], 99.0);
    assert!(found["unproven"].is_null());
    // In one text only, and in a text that was not translated.
    for name in ["Lugonne", "Tournefort"] {
        let query = format!("Le comité de {name} a voté hier.");
        assert_eq!(first(&place, &query)["unproven"][0], name);
        let exhaustive = place.ok(&["suggest", "--json", "--exhaustive", &query]);
        assert_eq!(exhaustive, place.ok(&["suggest", "--json", &query]));
    }
}

#[test]
fn a_name_that_the_other_language_spells_otherwise_is_not_put_in() {
    let place = Place::new();
    with(&place, &[("La pièce de Sartre plaît.", "The play by Sartre is liked.")]);
    for name in ["Sophocle", "Tchekhov", "Sénèque"] {
        assert!(
            first(&place, &format!("La pièce de {name} plaît."))["adapted"].is_null(),
            "{name}"
        );
    }
    assert_eq!(first(&place, "La pièce de Camus plaît.")["adapted_score"], 99.0);
}

#[test]
fn both_neighbours_make_102_in_a_pretranslated_file_too() {
    let place = Place::new();
    place.write("a.fr.txt", "Le pont est rouge.\nOuvert.\nLa gare est loin.\n");
    place.write("a.en.txt", "The bridge is red.\nOpen.\nThe station is far.\n");
    place.ok(&["import", "a.fr.txt", "a.en.txt"]);
    place.ok(&["pretranslate", "a.fr.txt", "--min-score", "102", "-o", "out.jsonl"]);
    let out = std::fs::read_to_string(place.path("out.jsonl")).expect("an output");
    let scores: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
    assert!(
        scores.iter().all(|row: &serde_json::Value| row["score"] == 102.0),
        "{out}"
    );
}

#[test]
fn a_segment_without_a_match_is_told_the_best_and_the_units_that_have_it_as_a_sentence() {
    let place = Place::new();
    with(
        &place,
        &[(
            "Le marché rouvre lundi. Les commerçants sont ravis.",
            "The market reopens on Monday. The shopkeepers are delighted.",
        )],
    );
    let sentence = "Les commerçants sont ravis.";
    let alone = |text: &str| -> serde_json::Value {
        serde_json::from_str(&place.ok(&["suggest", "--json", text])).expect("JSON")
    };
    let found = alone(sentence);
    let best = found["best"].as_f64().expect("a score");
    assert!((30.0..70.0).contains(&best), "{found}");
    assert_eq!(found["fragments"][0]["sentence"], true);
    let other = alone("Rien de tel ici-bas.");
    assert!(other.get("fragments").is_none(), "{other}");
    // Of several at once a program is told the matches alone.
    let several = place.ok(&["suggest", "--json", sentence, "Rien de tel ici-bas."]);
    assert!(!several.contains("best") && !several.contains("fragments"), "{several}");
    let told = place.ok(&["suggest", sentence, "Rien de tel ici-bas."]);
    assert_eq!(told.matches("no match of 70 or more").count(), 2, "{told}");
    assert!(told.contains("delighted"), "{told}");
    place.write("a.txt", format!("{sentence}\nRien de tel ici-bas.\n"));
    let told = place.ok(&["suggest", "--input", "a.txt", "--presegmented"]);
    assert_eq!(told.matches("no match of 70 or more").count(), 2, "{told}");
    place.ok(&["pretranslate", "a.txt", "--presegmented", "-o", "out.tsv"]);
    let out = std::fs::read_to_string(place.path("out.tsv")).expect("an output");
    assert!(
        out.contains("a sentence of unit 1: The shopkeepers are delighted."),
        "{out}"
    );
}
