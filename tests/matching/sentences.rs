//! A sentence that stands among others in a unit, as in those of merged beads, is found with its part of the translation.

use serde_json::Value;

use crate::support::Place;

const MEMORY: &str = "fr\ten
La gare est fermée depuis lundi. Les trains partent de Valmeux.\tThe station has been closed since Monday, and trains leave from Valmeux.
Il pleut. Nous restons ici.\tIt is raining. We are staying here.
Le quai est long, la gare est fermée depuis lundi matin, dit-il.\tThe platform is long, the station has been closed since Monday morning, he says.
";

/// The first fragment: its text, what is marked in the source and in the target, and whether it is a sentence.
fn first(place: &Place, arguments: &[&str]) -> Option<(String, String, String, bool)> {
    let (text, options) = arguments.split_last()?;
    let mut all = options.to_vec();
    all.extend(["suggest", "--json", "--fragments", text]);
    let answer: Value = serde_json::from_str(place.ok(&all).trim()).expect("one object");
    let found = answer["fragments"].get(0)?.clone();
    let marked = |text: &str, marks: &str| -> String {
        let text = found[text].as_str().unwrap_or_default();
        let marks: Vec<[usize; 2]> = serde_json::from_value(found[marks].clone()).expect("pairs of bytes");
        let parts: Vec<&str> = marks.iter().map(|mark| &text[mark[0]..mark[1]]).collect();
        parts.join(" | ")
    };
    Some((
        found["text"].as_str()?.to_owned(),
        marked("source", "marks"),
        marked("target", "translation_marks"),
        found["sentence"].as_bool()?,
    ))
}

#[test]
fn each_sentence_of_a_merged_unit_is_a_fragment_with_its_part() {
    let place = Place::new();
    place.write("m.tsv", MEMORY);
    place.ok(&["import", "m.tsv"]);
    for (asked, source, target) in [
        (
            "La gare est fermée depuis lundi.",
            "La gare est fermée depuis lundi.",
            "The station has been closed since Monday,",
        ),
        (
            "les trains partent de VALMEUX !",
            "Les trains partent de Valmeux.",
            "and trains leave from Valmeux.",
        ),
        // However short, and function words at the ends too.
        ("Il pleut.", "Il pleut.", "It is raining."),
        ("Nous restons ici.", "Nous restons ici.", "We are staying here."),
    ] {
        let found = first(&place, &[asked]).expect(asked);
        let text = asked.trim_end_matches([' ', '!', '.']);
        assert_eq!(found, (text.into(), source.into(), target.into(), true));
    }
    let shown = place.ok(&["suggest", "--fragments", "Il pleut."]);
    assert!(shown.contains("[Il pleut.] Nous"), "{shown}");
    assert!(shown.contains("[It is raining.] We"), "{shown}");
    assert!(shown.contains("sentence · m.tsv"), "{shown}");
    // The other way round.
    let english = first(&place, &["--from", "en", "--to", "fr", "We are staying here."]).expect("a sentence");
    assert_eq!((english.2.as_str(), english.3), ("Nous restons ici.", true));
    // A part of a sentence is an ordinary fragment.
    let part = first(&place, &["Pourquoi la gare est fermée depuis lundi matin ?"]).expect("a fragment");
    assert!(!part.3, "{part:?}");
    // A unit that is the segment alone has no other sentence.
    assert_eq!(first(&place, &["Il pleut. Nous restons ici."]), None);
}

#[test]
fn sentences_are_shown_beside_matches_that_are_not_identical() {
    let place = Place::new();
    let long = "Le conseil municipal a voté le budget de la commune pour la nouvelle année.";
    place.write(
        "m.tsv",
        format!("fr\ten\n{long} Fin.\tThe town council has voted the budget of the town for the new year. End.\n"),
    );
    place.ok(&["import", "m.tsv"]);
    let answer: Value =
        serde_json::from_str(place.ok(&["suggest", "--json", "--fragments", long]).trim()).expect("one object");
    assert!(
        answer["matches"][0]["score"]
            .as_f64()
            .is_some_and(|score| (80.0..100.0).contains(&score)),
        "{answer}"
    );
    assert_eq!(answer["fragments"][0]["sentence"], true);
}
