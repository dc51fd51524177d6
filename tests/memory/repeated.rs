//! Sentences that occur several times in an article, and beads that cross others: what a person did to one of them stays with that one.

use serde_json::Value;

use super::beads::{act, beads, id, import, write};
use crate::support::Place;

const FRENCH: [&str; 4] = [
    "Paul arrive à la gare. Oui.",
    "Marie prend le train pour Lyon. Oui.",
    "Le chef de gare ferme la porte. Oui.",
    "Tout le monde rentre à la maison.",
];
const ENGLISH: [&str; 4] = [
    "Paul arrives at the station. Yes.",
    "Marie takes the train to Lyon. Yes.",
    "The station master closes the door. Yes.",
    "Everybody goes home.",
];
const OTHER: [&str; 2] = [
    "Le vent souffle depuis ce matin. Oui.",
    "The wind has been blowing since this morning. Yes.",
];

/// What a person sees of each bead: texts, who made it, what was decided, whether it was moved, and its note.
fn seen(place: &Place) -> Vec<Value> {
    let shown = |bead: &Value| {
        let of = ["source_text", "target_text", "origin", "state", "moved", "note"];
        let mut seen: Vec<Value> = of.map(|name| bead[name].clone()).to_vec();
        seen.push(bead["confidence"].is_number().into());
        Value::from(seen)
    };
    let all = beads(place, "a");
    all.iter().filter(|bead| bead["id"].is_i64()).map(shown).collect()
}

/// The number of the bead of the last sentence of a paragraph.
fn oui(place: &Place, paragraph: usize) -> String {
    let all = beads(place, "a");
    let found = all.iter().filter(|bead| bead["source_text"] == "Oui.");
    id(&found.collect::<Vec<_>>()[paragraph]["id"])
}

/// What was done to the repeated sentences, in the order of the article.
fn of_ouis(place: &Place) -> Vec<Value> {
    let all = seen(place).into_iter();
    all.filter(|bead| bead[0] == "Oui." || bead[1] == "Yes.").collect()
}

#[test]
fn what_was_done_to_one_of_several_equal_sentences_stays_with_that_one() {
    let place = Place::new();
    for (verb, paragraph, more) in [
        ("edit", 1, &["--target", "Indeed."][..]),
        ("reject", 2, &[]),
        ("pin", 1, &[]),
        ("note", 2, &["vraiment ?"]),
        ("part", 1, &[]),
        ("confirm", 0, &[]),
    ] {
        write(&place, "a", &FRENCH, &ENGLISH);
        import(&place, "a", &["--afresh"]);
        act(&place, &[&[verb, &oui(&place, paragraph)], more].concat());
        let before = (seen(&place), of_ouis(&place));
        assert_eq!(import(&place, "a", &["--reread"])["outcome"], "unchanged", "{verb}");
        assert_eq!(seen(&place), before.0, "{verb}");
        // Another paragraph before, between and after, in which the sentence occurs, too; and gone again.
        for at in [0, 1, 2, 4] {
            let with = |texts: &[&'static str; 4], other: &'static str| {
                let mut texts = texts.to_vec();
                texts.insert(at, other);
                texts
            };
            write(&place, "a", &with(&FRENCH, OTHER[0]), &with(&ENGLISH, OTHER[1]));
            import(&place, "a", &[]);
            let mut now = of_ouis(&place);
            now.remove(at.min(3) + usize::from(verb == "part" && at > 1));
            assert_eq!(now, before.1, "{verb} with another paragraph at {at}");
            write(&place, "a", &FRENCH, &ENGLISH);
            import(&place, "a", &[]);
            assert_eq!(seen(&place), before.0, "{verb} without the paragraph at {at}");
        }
    }
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn what_was_done_to_several_of_them_stays_with_each() {
    let place = Place::new();
    write(&place, "a", &FRENCH, &ENGLISH);
    import(&place, "a", &[]);
    act(&place, &["reject", &oui(&place, 2)]);
    act(&place, &["edit", &oui(&place, 1), "--target", "Indeed."]);
    let before = seen(&place);
    import(&place, "a", &["--reread"]);
    assert_eq!(seen(&place), before);
    // The paragraph of one is taken away, and comes back.
    let rest = |texts: &[&'static str; 4]| [&texts[..1], &texts[2..]].concat();
    write(&place, "a", &rest(&FRENCH), &rest(&ENGLISH));
    let line = import(&place, "a", &[]);
    assert_eq!(line["put_aside"].as_array().map(Vec::len), Some(1), "{line}");
    let states: Vec<Value> = of_ouis(&place).iter().map(|bead| bead[3].clone()).collect();
    assert_eq!(states, ["auto", "rejected"]);
    write(&place, "a", &FRENCH, &ENGLISH);
    import(&place, "a", &[]);
    assert_eq!(seen(&place), before);
}

#[test]
fn beads_of_a_person_that_cross_others_outlive_a_later_import() {
    let place = Place::new();
    let french = [
        "Le roi mange une pomme rouge.",
        "La reine lit un livre ancien.",
        "Le chien dort sous la table.",
        "Le soleil brille sur la mer.",
    ];
    let mut english = [
        "The king eats a red apple.",
        "The dog sleeps under the table.",
        "The queen reads an old book.",
        "The sun shines on the sea.",
    ];
    write(&place, "a", &french, &english);
    import(&place, "a", &[]);
    let segment = |side: &str, text: &str| {
        let all = beads(&place, "a");
        let mut segments = all.iter().filter_map(|bead| bead[side].as_array()).flatten();
        id(&segments.find(|segment| segment["text"] == text).expect("the segment")["id"])
    };
    for at in [1, 2] {
        let says = |bead: &&Value, side: &str, text: &str| bead[side].as_str().is_some_and(|said| said.contains(text));
        let pair = |bead: &&Value| {
            bead["unit"].is_i64() && (says(bead, "source_text", french[at]) || says(bead, "target_text", english[at]))
        };
        let found = beads(&place, "a").iter().find(pair).map(|bead| id(&bead["id"]));
        if let Some(bead) = found {
            act(&place, &["part", &bead]);
        }
    }
    for (source, target) in [(french[1], english[2]), (french[2], english[1])] {
        let [source, target] = [segment("source", source), segment("target", target)];
        act(&place, &["link", "--source", &source, "--target", &target]);
    }
    let before = seen(&place);
    let linked = |all: &[Value]| all.iter().filter(|bead| bead[2] == "person" && bead[1] != "").count();
    assert_eq!(linked(&before), 2);
    assert_eq!(before.iter().filter(|bead| bead[4] == true).count(), 1, "{before:?}");
    assert_eq!(import(&place, "a", &["--reread"])["outcome"], "unchanged");
    assert_eq!(seen(&place), before);
    english[3] = "The sun shines upon the sea.";
    write(&place, "a", &french, &english);
    let line = import(&place, "a", &[]);
    assert_eq!(line["put_aside"], Value::Array(Vec::new()), "{line}");
    assert_eq!(linked(&seen(&place)), 2);
    let tmx = std::fs::read_to_string(place.path("memory/tmx/a.tmx")).expect("the article's file");
    assert!(french.iter().chain(&english).all(|text| tmx.contains(text)), "{tmx}");
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}
