//! What a person did to the beads of an article stays where its files change, and is found again when they change back.

use serde_json::Value;

use super::beads::{ENGLISH, FRENCH, act, bead, beads, id, import, write};
use crate::support::{Place, json_lines};

/// Nothing in the translation says it.
const ALONE: &str = "Un orchestre de trompettes a joué la nuit.";

#[test]
fn what_was_deleted_rejected_linked_parted_and_noted_outlives_a_change_of_the_files() {
    let place = Place::new();
    let mut french = FRENCH.to_vec();
    french.insert(3, ALONE);
    write(&place, "a", &french, &ENGLISH);
    import(&place, "a", &[]);
    let number = |source: &str| id(&bead(&place, "a", source)["id"]);
    let unit = id(&bead(&place, "a", FRENCH[0])["unit"]);
    place.ok(&["memory", "delete", &unit]);
    assert_eq!(bead(&place, "a", FRENCH[0])["state"], "deleted");
    act(&place, &["reject", &number(FRENCH[2])]);
    act(&place, &["part", &number(FRENCH[4])]);
    let acted = act(&place, &["merge", &number(ALONE), &number(FRENCH[3])]);
    let merged = acted["beads"][0]["source_text"].as_str().expect("a text").to_owned();
    act(&place, &["note", &number(FRENCH[1]), "à vérifier"]);
    act(
        &place,
        &[
            "edit",
            &number(FRENCH[5]),
            "--target",
            "The council meets again in spring.",
        ],
    );
    assert_eq!(import(&place, "a", &[])["outcome"], "unchanged");

    for more in [&[][..], &["--reread"]] {
        french.push("La séance est levée.");
        let english = [&ENGLISH[..], &["The meeting is closed."]].concat();
        french.truncate(8);
        write(&place, "a", &french, &english);
        let line = import(&place, "a", more);
        assert_eq!(
            line["outcome"],
            if more.is_empty() { "replaced" } else { "unchanged" },
            "{line}"
        );
        assert_eq!(line["put_aside"].as_array().map(Vec::len), Some(0), "{line}");
        let deleted = bead(&place, "a", FRENCH[0]);
        assert_eq!((&deleted["state"], &deleted["unit"]), (&"deleted".into(), &Value::Null));
        assert_eq!(bead(&place, "a", FRENCH[2])["state"], "rejected");
        let parted = bead(&place, "a", FRENCH[4]);
        assert_eq!((&parted["unit"], &parted["origin"]), (&Value::Null, &"person".into()));
        assert_eq!(bead(&place, "a", &merged)["target_text"], ENGLISH[3]);
        assert_eq!(bead(&place, "a", FRENCH[1])["note"], "à vérifier");
        let edited = bead(&place, "a", FRENCH[5]);
        assert_eq!(edited["target_text"], "The council meets again in spring.");
        assert_eq!(edited["target"][0]["original"], ENGLISH[5]);
        let tmx = std::fs::read_to_string(place.path("memory/tmx/a.tmx")).expect("the article's file");
        assert!(!tmx.contains(FRENCH[0]) && !tmx.contains(FRENCH[2]) && !tmx.contains(FRENCH[4]));
        assert!(place.ok(&["memory", "check"]).contains("sound"));
    }
    // Afresh, the pairs come back.
    import(&place, "a", &["--afresh"]);
    assert_eq!(bead(&place, "a", FRENCH[0])["state"], "auto");
}

#[test]
fn what_was_left_out_or_taken_in_by_hand_stays_so_in_later_versions() {
    let place = Place::new();
    let french = [&["Partager cet article", "PUBLICITÉ"], &FRENCH[..]].concat();
    write(&place, "a", &french, &ENGLISH);
    import(&place, "a", &[]);
    let left_out = |place: &Place| -> Vec<(String, String)> {
        let lines = beads(place, "a");
        let out = lines.iter().map(|line| &line["left_out"]).filter(|out| out.is_object());
        let text = |out: &Value, of: &str| out[of].as_str().expect("a text").to_owned();
        out.map(|out| (text(out, "text"), text(out, "left_out"))).collect()
    };
    let furniture = beads(&place, "a")
        .into_iter()
        .find(|line| line["left_out"]["text"] == "Partager cet article")
        .expect("furniture");
    act(&place, &["take-in", &id(&furniture["left_out"]["id"])]);
    let segment = |side: &str, at: usize| id(&bead(&place, "a", FRENCH[at])[side][0]["id"]);
    act(&place, &["leave-out", &segment("source", 2), &segment("target", 2)]);
    let by_hand = left_out(&place);
    assert_eq!(by_hand.len(), 3, "{by_hand:?}");
    assert!(
        by_hand.contains(&(FRENCH[2].to_owned(), "person".to_owned())),
        "{by_hand:?}"
    );

    import(&place, "a", &["--reread"]);
    assert_eq!(left_out(&place), by_hand);
    for end in [
        ["La séance est levée.", "The meeting is closed."],
        [
            "Le maire a remercié les bénévoles de la commune.",
            "The mayor thanked the volunteers of the village.",
        ],
    ] {
        write(
            &place,
            "a",
            &[&french[..], &end[..1]].concat(),
            &[&ENGLISH[..], &end[1..]].concat(),
        );
        assert_eq!(import(&place, "a", &[])["outcome"], "replaced");
        assert_eq!(import(&place, "a", &[])["outcome"], "unchanged");
        assert_eq!(import(&place, "a", &["--reread"])["outcome"], "unchanged");
        assert_eq!(left_out(&place), by_hand);
        bead(&place, "a", "Partager cet article");
        assert_eq!(bead(&place, "a", FRENCH[3])["target_text"], ENGLISH[3]);
        assert!(place.ok(&["memory", "check"]).contains("sound"));
    }
    // What was taken in can be left out and in again, and afresh all is as it is read.
    let taken_in = id(&bead(&place, "a", "Partager cet article")["source"][0]["id"]);
    let acted = act(&place, &["leave-out", &taken_in]);
    assert_eq!(acted["left_out"][0]["text"], "Partager cet article");
    act(&place, &["undo"]);
    import(&place, "a", &["--afresh"]);
    let afresh: Vec<String> = left_out(&place).into_iter().map(|(text, _)| text).collect();
    assert_eq!(afresh, ["Partager cet article", "PUBLICITÉ"]);
    bead(&place, "a", FRENCH[2]);
}

/// Another version of the article: one sentence more on either side.
fn change(place: &Place, french: &[&str], english: &[&str], end: usize) {
    let more = [
        [
            "La séance est levée à la nuit tombée.",
            "The meeting is closed at nightfall.",
        ],
        [
            "Le public a quitté la salle en silence.",
            "The public left the room in silence.",
        ],
    ][end];
    write(
        place,
        "a",
        &[french, &more[..1]].concat(),
        &[english, &more[1..]].concat(),
    );
    assert_eq!(import(place, "a", &[])["outcome"], "replaced");
    assert_eq!(import(place, "a", &[])["outcome"], "unchanged");
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn a_cut_outlives_a_change_of_the_files() {
    let place = Place::new();
    let mut french = FRENCH;
    french[1] = "Il prévoit douze logements et une école neuve, mais les travaux ne commenceront pas avant deux ans.";
    let mut english = ENGLISH;
    english[1] = "It provides for twelve homes and a new school, but work will not begin for another two years.";
    write(&place, "a", &french, &english);
    import(&place, "a", &[]);
    // Both sides are cut, and two beads made of the one.
    let cut = |side: &str, source: &str, before: &str| {
        let segment = id(&bead(&place, "a", source)[side][0]["id"]);
        act(&place, &["cut", &segment, "--before", before])
    };
    cut("source", french[1], "mais");
    cut("target", french[1], "but");
    act(&place, &["split", &id(&bead(&place, "a", french[1])["id"]), "1", "1"]);
    let (first, second) = french[1].split_at(french[1].find("mais").expect("the word"));
    let [first, second] = [first.trim(), second];
    // Another one is cut and half of it left out; one is cut and stays a bead.
    cut("source", FRENCH[4], "à la mairie");
    let parts = bead(&place, "a", FRENCH[4])["source"].clone();
    assert_eq!(
        (&parts[0]["original"], &parts[1]["original"]),
        (&Value::Null, &Value::Null)
    );
    act(&place, &["leave-out", &id(&parts[1]["id"])]);
    cut("source", FRENCH[3], "malgré");
    for end in [0, 1] {
        change(&place, &french, &english, end);
        assert_eq!(import(&place, "a", &["--reread"])["outcome"], "unchanged");
        assert_eq!(
            bead(&place, "a", first)["target_text"],
            "It provides for twelve homes and a new school,"
        );
        assert_eq!(
            bead(&place, "a", second)["target_text"],
            "but work will not begin for another two years."
        );
        let half = bead(&place, "a", "Les habitants pourront donner leur avis pendant un mois");
        assert_eq!(half["source"][0]["original"], Value::Null);
        let out = beads(&place, "a")
            .into_iter()
            .filter(|line| line["left_out"].is_object());
        let out: Vec<_> = out.map(|line| line["left_out"]["text"].clone()).collect();
        assert_eq!(out, ["à la mairie."]);
        let segments = beads(&place, "a").into_iter().find_map(|line| {
            let found = line["source"]
                .as_array()?
                .iter()
                .any(|s| s["text"] == "malgré les travaux.");
            found.then_some(())
        });
        assert!(segments.is_some(), "the third cut");
    }
    // An edit of a part outlives it too, and joined again it is as it was.
    act(
        &place,
        &[
            "edit",
            &id(&bead(&place, "a", second)["id"]),
            "--source",
            "mais rien ne commencera.",
        ],
    );
    change(&place, &french, &english, 0);
    let edited = bead(&place, "a", "mais rien ne commencera.");
    assert_eq!(edited["target_text"], "but work will not begin for another two years.");
    // So do edits of all parts, on both sides.
    let number = id(&bead(&place, "a", first)["id"]);
    act(
        &place,
        &[
            "edit",
            &number,
            "--source",
            "On prévoit une école,",
            "--target",
            "A school is planned,",
        ],
    );
    act(
        &place,
        &["edit", &id(&edited["id"]), "--target", "but no work will start."],
    );
    for end in [1, 0] {
        change(&place, &french, &english, end);
        assert_eq!(import(&place, "a", &["--reread"])["outcome"], "unchanged");
        let parts = ["On prévoit une école,", "mais rien ne commencera."].map(|source| bead(&place, "a", source));
        assert_eq!(parts[0]["target_text"], "A school is planned,");
        assert_eq!(parts[1]["target_text"], "but no work will start.");
        assert_eq!(parts[0]["source"][0]["original"], french[1]);
    }
    let edited = bead(&place, "a", "mais rien ne commencera.");
    act(
        &place,
        &[
            "merge",
            &id(&bead(&place, "a", "On prévoit une école,")["id"]),
            &id(&edited["id"]),
        ],
    );
    change(&place, &french, &english, 1);
    bead(&place, "a", "On prévoit une école, mais rien ne commencera.");
}

#[test]
fn what_was_edited_without_a_counterpart_and_what_was_noted_outlive_a_change_of_the_files() {
    let place = Place::new();
    let mut french = FRENCH.to_vec();
    french.insert(3, ALONE);
    write(&place, "a", &french, &ENGLISH);
    import(&place, "a", &[]);
    let number = |source: &str| id(&bead(&place, "a", source)["id"]);
    assert_eq!(bead(&place, "a", ALONE)["target_text"], "");
    act(&place, &["edit", &number(ALONE), "--source", "Un orchestre a joué."]);
    act(&place, &["note", &number(FRENCH[2]), "quel lavoir ?"]);
    act(&place, &["note", &number(FRENCH[5]), "à relire"]);
    act(&place, &["confirm", &number(FRENCH[5])]);
    // Neither translation is what it was.
    let mut english = ENGLISH;
    english[2] = "Volunteers will restore the old wash-house.";
    english[5] = "In spring the council is going to meet once more.";
    for end in [0, 1] {
        change(&place, &french, &english, end);
        assert_eq!(import(&place, "a", &["--reread"])["outcome"], "unchanged");
        let edited = bead(&place, "a", "Un orchestre a joué.");
        assert_eq!(edited["source"][0]["original"], ALONE);
        assert_eq!(bead(&place, "a", FRENCH[2])["note"], "quel lavoir ?");
        assert_eq!(bead(&place, "a", FRENCH[5])["note"], "à relire");
    }
}

#[test]
fn a_cell_that_is_mended_twice_leaves_no_former_wording() {
    let place = Place::new();
    write(&place, "a", &FRENCH, &ENGLISH);
    place.ok(&["align", "a.fr.txt", "a.en.txt", "-o", "a.tsv"]);
    let table = std::fs::read_to_string(place.path("a.tsv")).expect("the table");
    for wording in ["The old wash house", "The old washing house"] {
        place.write("a.tsv", table.replace("The old wash-house", wording));
        let line = json_lines(&place.ok(&["import", "--json", "a.tsv"])).remove(0);
        assert_eq!(line["put_aside"].as_array().map(Vec::len), Some(0), "{line}");
    }
    let found = place.ok(&["search", "--json", "will be restored"]);
    assert_eq!(found.lines().count(), 1, "{found}");
    assert!(found.contains("washing house"), "{found}");
    assert!(place.ok(&["memory", "check"]).contains("sound"));
    // And back, by undoing the import.
    place.ok(&["memory", "undo"]);
    let found = place.ok(&["search", "--json", "will be restored"]);
    assert!(
        found.contains("wash house") && !found.contains("washing house"),
        "{found}"
    );
}

#[test]
fn what_was_put_aside_is_found_again_when_the_files_are_changed_back() {
    let place = Place::new();
    write(&place, "a", &FRENCH, &ENGLISH);
    import(&place, "a", &[]);
    let number = |source: &str| id(&bead(&place, "a", source)["id"]);
    act(
        &place,
        &["edit", &number(FRENCH[1]), "--target", "It plans twelve homes."],
    );
    act(&place, &["reject", &number(FRENCH[2])]);
    act(&place, &["confirm", &number(FRENCH[3])]);
    let merged = act(&place, &["merge", &number(FRENCH[4]), &number(FRENCH[5])]);
    let merged = merged["beads"][0]["source_text"].as_str().expect("a text").to_owned();
    let settled = |place: &Place| {
        let state = |line: &Value| {
            let of = |name: &str| line[name].as_str().unwrap_or_default().to_owned();
            ["source_text", "target_text", "state", "origin"].map(of)
        };
        beads(place, "a").iter().map(state).collect::<Vec<_>>()
    };
    let before = settled(&place);
    // The first half is other sentences, then the second.
    let other = [
        "Une tempête a emporté le toit de la halle dans la nuit de samedi.",
        "Personne n'a été blessé.",
        "Les pompiers sont restés jusqu'à l'aube.",
    ];
    let storm = [
        "A storm carried off the roof of the covered market on Saturday night.",
        "Nobody was hurt.",
        "The firemen stayed until dawn.",
    ];
    write(
        &place,
        "a",
        &[&other, &FRENCH[3..]].concat(),
        &[&storm, &ENGLISH[3..]].concat(),
    );
    let line = import(&place, "a", &[]);
    assert_eq!(line["put_aside"].as_array().map(Vec::len), Some(2), "{line}");
    write(
        &place,
        "a",
        &[&other, &FRENCH[..3]].concat(),
        &[&storm, &ENGLISH[..3]].concat(),
    );
    let line = import(&place, "a", &[]);
    assert_eq!(line["mended"], 2, "{line}");
    assert_eq!(bead(&place, "a", FRENCH[1])["target_text"], "It plans twelve homes.");
    assert_eq!(bead(&place, "a", FRENCH[2])["state"], "rejected");
    write(&place, "a", &FRENCH, &ENGLISH);
    let line = import(&place, "a", &[]);
    assert_eq!(
        (&line["mended"], &line["put_aside"]),
        (&4.into(), &Value::Array(Vec::new()))
    );
    assert_eq!(settled(&place), before);
    bead(&place, "a", &merged);
    assert!(place.ok(&["memory", "check"]).contains("sound"));
    // What was undone meanwhile does not come back.
    act(&place, &["confirm", &number(FRENCH[2])]);
    write(&place, "a", &other, &storm);
    import(&place, "a", &["--replace"]);
    write(&place, "a", &FRENCH, &ENGLISH);
    import(&place, "a", &["--replace"]);
    assert_eq!(bead(&place, "a", FRENCH[2])["state"], "confirmed");
}
