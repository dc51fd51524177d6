//! What else a person did and a later import keeps, or lists where it no longer fits; and what a file's word and `--afresh` are worth.

use serde_json::Value;

use super::beads::{ENGLISH, FRENCH, act, bead, beads, id, import, write};
use crate::support::{Place, json_lines};

fn imported() -> Place {
    let place = Place::new();
    write(&place, "a", &FRENCH, &ENGLISH);
    import(&place, "a", &[]);
    place
}

fn number(place: &Place, source: &str) -> String {
    id(&bead(place, "a", source)["id"])
}

/// What an import says that no longer fits.
fn unfit(line: &Value) -> Vec<(String, String)> {
    let text = |of: &Value| of.as_str().unwrap_or_default().to_owned();
    let all = line["no_longer_fits"].as_array().expect("a list").iter();
    all.map(|one| (text(&one["what"]), text(&one["source"]) + &text(&one["target"])))
        .collect()
}

#[test]
fn what_no_longer_fits_is_listed_and_done_again_when_the_files_are_changed_back() {
    let place = imported();
    act(&place, &["note", &number(&place, FRENCH[2]), "quel lavoir ?"]);
    act(&place, &["part", &number(&place, FRENCH[3])]);
    let segment = |side: &str, at: usize| id(&bead(&place, "a", FRENCH[at])[side][0]["id"]);
    act(&place, &["leave-out", &segment("source", 4), &segment("target", 4)]);
    act(&place, &["cut", &segment("source", 1), "--before", "et une"]);
    let seen = || -> Vec<Value> {
        let shown = |line: &Value| {
            let of = ["source_text", "target_text", "origin", "note"].map(|name| line[name].clone());
            Value::from(
                [
                    &of[..],
                    &[line["left_out"]["text"].clone(), line["left_out"]["left_out"].clone()],
                ]
                .concat(),
            )
        };
        beads(&place, "a").iter().map(shown).collect()
    };
    import(&place, "a", &["--reread"]);
    let before = seen();
    // The sentences are gone from both files, and what is left says something else on one side.
    let french = [FRENCH[0], "Il prévoit un stade.", FRENCH[5]];
    let english = [ENGLISH[0], "It provides for a stadium.", ENGLISH[5]];
    write(&place, "a", &french, &english);
    let line = import(&place, "a", &[]);
    let mut gone = unfit(&line);
    gone.sort();
    let expected = [
        ("cut", FRENCH[1].to_owned()),
        ("left out", FRENCH[4].to_owned()),
        ("left out", ENGLISH[4].to_owned()),
        ("noted", FRENCH[2].to_owned() + ENGLISH[2]),
        ("without counterpart", FRENCH[3].to_owned()),
        ("without counterpart", ENGLISH[3].to_owned()),
    ];
    let mut expected = expected.map(|(what, text)| (what.to_owned(), text));
    expected.sort();
    assert_eq!(gone, expected, "{line}");
    write(&place, "a", &FRENCH, &ENGLISH);
    assert_eq!(unfit(&import(&place, "a", &[])), []);
    assert_eq!(seen(), before);
    // People are told, too.
    write(&place, "a", &french, &english);
    let told = place.run(&["import", "a.fr.txt", "a.en.txt"]).err;
    assert!(told.contains("quel lavoir ?") && told.contains(FRENCH[4]), "{told}");
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn segments_that_were_joined_stay_one() {
    let place = imported();
    act(
        &place,
        &["merge", &number(&place, FRENCH[1]), &number(&place, FRENCH[2])],
    );
    let both = format!("{} {}", FRENCH[1], FRENCH[2]);
    let segments = |place: &Place| bead(place, "a", &both)["source"].as_array().map(Vec::len);
    let ids: Vec<String> = bead(&place, "a", &both)["source"]
        .as_array()
        .expect("segments")
        .iter()
        .map(|segment| id(&segment["id"]))
        .collect();
    act(&place, &["join", &ids[0], &ids[1]]);
    assert_eq!(bead(&place, "a", &both)["source"][0]["original"], Value::Null);
    import(&place, "a", &["--reread"]);
    assert_eq!(segments(&place), Some(1));
    assert_eq!(
        bead(&place, "a", &both)["confidence"],
        Value::Null,
        "nobody estimated it"
    );
    for end in [
        ["La séance est levée.", "The meeting is closed."],
        ["La nuit tombe.", "Night falls."],
    ] {
        write(
            &place,
            "a",
            &[&FRENCH[..], &end[..1]].concat(),
            &[&ENGLISH[..], &end[1..]].concat(),
        );
        import(&place, "a", &[]);
        assert_eq!(segments(&place), Some(1));
    }
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn afresh_forgets_units_that_only_a_persons_word_held() {
    let place = imported();
    act(&place, &["edit", &number(&place, FRENCH[1]), "--target", "It STAYS."]);
    act(&place, &["confirm", &number(&place, FRENCH[4])]);
    act(&place, &["reject", &number(&place, FRENCH[5])]);
    place.ok(&[
        "memory",
        "edit",
        &id(&bead(&place, "a", FRENCH[0])["unit"]),
        "--status",
        "confirmed",
    ]);
    import(&place, "a", &["--afresh"]);
    let units = json_lines(&place.ok(&["memory", "list", "--units", "--json"]));
    assert!(units.iter().all(|unit| unit["status"] == "aligned"), "{units:?}");
    assert_eq!(units.len(), 6);
    assert!(!place.ok(&["export", "-", "--format", "tmx"]).contains("STAYS"));
    assert!(place.ok(&["memory", "check"]).contains("sound"));
    // What another article has stays there as it is.
    let place = imported();
    write(&place, "b", &FRENCH[..4], &ENGLISH[..4]);
    import(&place, "b", &[]);
    place.ok(&[
        "memory",
        "edit",
        &id(&bead(&place, "a", FRENCH[1])["unit"]),
        "--target",
        "Both.",
    ]);
    import(&place, "a", &["--afresh"]);
    assert_eq!(bead(&place, "b", FRENCH[1])["target_text"], "Both.");
    assert_eq!(bead(&place, "a", FRENCH[1])["target_text"], ENGLISH[1]);
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn the_status_that_a_file_gives_counts_whichever_came_first() {
    let tmx = |status: &str| {
        format!(
            "<?xml version=\"1.0\"?>\n<tmx version=\"1.4\"><header creationtool=\"x\" creationtoolversion=\"1\" segtype=\"sentence\" \
             o-tmf=\"x\" adminlang=\"en\" srclang=\"fr\" datatype=\"plaintext\"/><body><tu changedate=\"20200101T000000Z\">\
             <prop type=\"x-interligne-status\">{status}</prop><tuv xml:lang=\"fr\"><seg>{}</seg></tuv>\
             <tuv xml:lang=\"en\"><seg>{}</seg></tuv></tu></body></tmx>",
            FRENCH[2], ENGLISH[2]
        )
    };
    for status in ["confirmed", "to-review", "rejected"] {
        let mut seen = Vec::new();
        for article_first in [true, false] {
            let place = Place::new();
            place.write("c.tmx", tmx(status));
            write(&place, "a", &FRENCH, &ENGLISH);
            if article_first {
                import(&place, "a", &[]);
            }
            place.ok(&["import", "c.tmx"]);
            if !article_first {
                import(&place, "a", &[]);
            }
            let state = || {
                let units = json_lines(&place.ok(&["memory", "list", "--units", "--json"]));
                let unit = units.iter().find(|unit| unit["source"] == FRENCH[2]).expect("the unit");
                unit["status"].as_str().expect("a status").to_owned()
            };
            let mut states = vec![state()];
            act(&place, &["reject", &number(&place, FRENCH[2])]);
            states.push(state());
            place.ok(&["memory", "delete", "--article", "a"]);
            states.push(state());
            assert!(place.ok(&["memory", "check"]).contains("sound"));
            seen.push(states);
        }
        assert_eq!(seen[0], seen[1], "{status}");
        assert_eq!(seen[0][2], status);
    }
}
