//! What people did to an article in two memories, which become one.

use serde_json::Value;

use super::beads::{ENGLISH, FRENCH, act, bead, beads, id, import, write};
use crate::support::{Place, json_lines};

fn imported(english: &[&str]) -> Place {
    let place = Place::new();
    write(&place, "a", &FRENCH, english);
    import(&place, "a", &["--name", "a"]);
    place
}

fn number(place: &Place, source: &str) -> String {
    id(&bead(place, "a", source)["id"])
}

/// The article of the later import is the later one.
fn a_second_later() {
    std::thread::sleep(std::time::Duration::from_millis(1_100));
}

fn mend(place: &Place) {
    act(place, &["edit", &number(place, FRENCH[0]), "--target", "Mended here."]);
    act(place, &["reject", &number(place, FRENCH[1])]);
    act(place, &["note", &number(place, FRENCH[4]), "à relire"]);
    act(place, &["merge", &number(place, FRENCH[2]), &number(place, FRENCH[3])]);
    place.ok(&["memory", "delete", &id(&bead(place, "a", FRENCH[5])["unit"])]);
}

/// The beads as a person sees them, whatever their numbers.
fn seen(place: &Place) -> Vec<Value> {
    let shown = |bead: &Value| {
        let of = ["source_text", "target_text", "origin", "state", "note"];
        Value::from(of.map(|name| bead[name].clone()).to_vec())
    };
    beads(place, "a").iter().map(shown).collect()
}

fn units(place: &Place) -> Vec<Value> {
    let mut all = json_lines(&place.ok(&["memory", "list", "--units", "--json"]));
    for unit in &mut all {
        *unit = Value::from(
            ["source", "target", "status", "articles"]
                .map(|name| unit[name].clone())
                .to_vec(),
        );
    }
    all.sort_by_key(ToString::to_string);
    all
}

fn merge(place: &Place, other: &Place) -> String {
    let folder = other.path("memory").display().to_string();
    let told = place.run(&["memory", "merge", &folder]);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert!(place.ok(&["memory", "check"]).contains("sound"));
    told.err
}

#[test]
fn mending_here_outlives_the_same_article_of_another_memory() {
    let place = imported(&ENGLISH);
    mend(&place);
    let (before, units_before) = (seen(&place), units(&place));
    a_second_later();
    let other = imported(&ENGLISH);
    merge(&place, &other);
    assert_eq!(seen(&place), before);
    // The pair that was deleted and the old wordings are no units.
    assert_eq!(units(&place), units_before);
    merge(&place, &other);
    assert_eq!(units(&place), units_before);
    // The other way round it arrives there, once.
    merge(&other, &place);
    assert_eq!(seen(&other), before);
    assert_eq!(units(&other), units_before);
    merge(&other, &place);
    assert_eq!((seen(&other), units(&other)), (before, units_before));
    other.ok(&["memory", "undo", "--yes"]);
}

#[test]
fn mending_here_outlives_a_newer_text_of_another_memory() {
    let place = imported(&ENGLISH);
    mend(&place);
    let mut expected = seen(&place);
    a_second_later();
    let mut english = ENGLISH;
    english[4] = "For a month, residents will be able to have their say at the town hall.";
    let other = imported(&english);
    merge(&place, &other);
    let changed = expected.iter_mut().find(|bead| bead[0] == FRENCH[4]).expect("the bead");
    changed[1] = english[4].into();
    assert_eq!(seen(&place), expected);
    assert!(
        !units(&place)
            .iter()
            .any(|unit| unit[1] == ENGLISH[0] || unit[0] == FRENCH[5])
    );
    // What no longer fits is told and kept.
    english[0] = "The budget was shown to all on Thursday.";
    a_second_later();
    let third = imported(&english);
    let told = merge(&place, &third);
    assert!(told.contains("no longer in a, kept in the memory: unit"), "{told}");
    assert!(
        units(&place)
            .iter()
            .any(|unit| unit[1] == "Mended here." && unit[2] == "confirmed")
    );
    assert_eq!(bead(&place, "a", FRENCH[0])["target_text"], english[0]);
}

#[test]
fn what_was_done_in_both_memories_comes_together() {
    let place = imported(&ENGLISH);
    act(&place, &["confirm", &number(&place, FRENCH[0])]);
    act(&place, &["edit", &number(&place, FRENCH[1]), "--target", "Mine."]);
    let other = imported(&ENGLISH);
    act(&other, &["edit", &number(&other, FRENCH[1]), "--target", "Theirs."]);
    act(&other, &["reject", &number(&other, FRENCH[2])]);
    let segment = |side: &str| id(&bead(&other, "a", FRENCH[3])[side][0]["id"]);
    act(&other, &["cut", &segment("source"), "--before", "malgré"]);
    act(
        &other,
        &["leave-out", &id(&bead(&other, "a", FRENCH[5])["source"][0]["id"])],
    );
    merge(&place, &other);
    let state = |source: &str| bead(&place, "a", source)["state"].clone();
    assert_eq!(
        (state(FRENCH[0]), state(FRENCH[2])),
        ("confirmed".into(), "rejected".into())
    );
    assert_eq!(bead(&place, "a", FRENCH[1])["target_text"], "Mine.");
    assert_eq!(bead(&place, "a", FRENCH[3])["source"].as_array().map(Vec::len), Some(2));
    let left_out = beads(&place, "a").into_iter().find(|line| line["left_out"].is_object());
    assert_eq!(left_out.expect("a segment")["left_out"]["text"], FRENCH[5]);
    // What lost is kept.
    assert!(units(&place).iter().any(|unit| unit[1] == "Theirs."));
    // The files say nothing new.
    assert_eq!(import(&place, "a", &["--name", "a"])["outcome"], "unchanged");
    let before = seen(&place);
    import(&place, "a", &["--name", "a", "--reread"]);
    assert_eq!(seen(&place), before);
}
