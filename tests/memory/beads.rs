//! The beads of an article from the command line: what import stores of it, what a person does to it, and what a later import keeps.

use serde_json::Value;

use crate::support::{Place, json_lines};

pub(super) const FRENCH: [&str; 6] = [
    "Le maire a présenté le budget de la commune jeudi soir.",
    "Il prévoit douze logements et une école neuve.",
    "Le vieux lavoir sera restauré par des bénévoles.",
    "La piscine restera ouverte tout l'été malgré les travaux.",
    "Les habitants pourront donner leur avis pendant un mois à la mairie.",
    "Le conseil se réunira de nouveau au printemps.",
];
pub(super) const ENGLISH: [&str; 6] = [
    "The mayor presented the town budget on Thursday evening.",
    "It provides for twelve homes and a new school.",
    "The old wash-house will be restored by volunteers.",
    "The swimming pool will stay open all summer despite the works.",
    "Residents will be able to have their say for a month at the town hall.",
    "The council will meet again in the spring.",
];

pub(super) fn write(place: &Place, name: &str, french: &[&str], english: &[&str]) {
    place.write(&format!("{name}.fr.txt"), french.join("\n\n"));
    place.write(&format!("{name}.en.txt"), english.join("\n\n"));
}

pub(super) fn import(place: &Place, name: &str, more: &[&str]) -> Value {
    let files = [format!("{name}.fr.txt"), format!("{name}.en.txt")];
    let arguments = [&["import", "--json", &files[0], &files[1]], more].concat();
    json_lines(&place.ok(&arguments)).remove(0)
}

/// The beads of an article, then what is left out.
pub(super) fn beads(place: &Place, article: &str) -> Vec<Value> {
    json_lines(&place.ok(&["memory", "beads", article, "--json"])).split_off(1)
}

/// The article itself.
pub(super) fn beads_head(place: &Place, article: &str) -> Value {
    json_lines(&place.ok(&["memory", "beads", article, "--json"])).remove(0)
}

pub(super) fn bead(place: &Place, article: &str, source: &str) -> Value {
    let found = beads(place, article)
        .into_iter()
        .find(|bead| bead["source_text"] == source);
    found.unwrap_or_else(|| panic!("no bead says {source}"))
}

pub(super) fn act(place: &Place, arguments: &[&str]) -> Value {
    let arguments = [&["memory", "act", "a"], arguments, &["--json"]].concat();
    let acted = json_lines(&place.ok(&arguments)).remove(0);
    assert!(place.ok(&["memory", "check"]).contains("sound"));
    acted
}

/// The matches for a text: from the index, which must say what a look at every unit says.
fn suggested(place: &Place, text: &str) -> String {
    let indexed = place.ok(&["suggest", "--json", text]);
    assert_eq!(indexed, place.ok(&["suggest", "--json", "--exhaustive", text]));
    indexed
}

pub(super) fn id(of: &Value) -> String {
    of.as_i64().expect("a number").to_string()
}

#[test]
fn a_pair_rejected_in_one_article_stays_in_the_other() {
    let place = Place::new();
    write(&place, "a", &FRENCH, &ENGLISH);
    write(&place, "b", &FRENCH[..4], &ENGLISH[..4]);
    import(&place, "a", &[]);
    import(&place, "b", &[]);
    act(&place, &["reject", &id(&bead(&place, "a", FRENCH[2])["id"])]);
    let tmx = |name: &str| std::fs::read_to_string(place.path(&format!("memory/tmx/{name}.tmx"))).expect("a file");
    assert!(!tmx("a").contains(FRENCH[2]) && tmx("b").contains(FRENCH[2]));
    assert!(suggested(&place, FRENCH[2]).contains(ENGLISH[2]));
    let other = id(&bead(&place, "b", FRENCH[2])["id"]);
    place.ok(&["memory", "act", "b", "reject", &other]);
    assert!(!suggested(&place, FRENCH[2]).contains(ENGLISH[2]));
    assert!(!tmx("b").contains(FRENCH[2]));
}

#[test]
fn a_paragraph_that_was_moved_is_stored_and_marked() {
    let place = Place::new();
    for lang in ["fr", "en"] {
        let name = format!("carnet-de-nage.{lang}.txt");
        std::fs::copy(crate::support::sample(&name), place.path(&format!("a.{lang}.txt"))).expect("a sample");
    }
    let line = import(&place, "a", &[]);
    assert!(line["moved"].as_u64() > Some(0), "{line}");
    let moved: Vec<Value> = beads(&place, "a")
        .into_iter()
        .filter(|bead| bead["moved"] == true)
        .collect();
    assert_eq!(Some(moved.len() as u64), line["moved"].as_u64());
    assert!(moved.iter().all(|bead| bead["unit"].is_i64()));
}

#[test]
fn furniture_is_kept_aside_and_can_be_taken_in() {
    let place = Place::new();
    let french = [&["Partager cet article", "PUBLICITÉ"], &FRENCH[..]].concat();
    write(&place, "a", &french, &ENGLISH);
    let line = import(&place, "a", &[]);
    assert_eq!(line["furniture_source"], 2, "{line}");
    let left_out: Vec<Value> = beads(&place, "a")
        .into_iter()
        .filter(|line| line["left_out"].is_object())
        .collect();
    assert_eq!(left_out.len(), 2);
    let acted = act(&place, &["take-in", &id(&left_out[0]["left_out"]["id"])]);
    assert_eq!(acted["beads"][0]["source_text"], "Partager cet article");
    assert_eq!(bead(&place, "a", "Partager cet article")["unit"], Value::Null);
}

#[test]
fn actions_of_every_kind_are_undone_and_done_again() {
    let place = Place::new();
    write(&place, "a", &FRENCH, &ENGLISH);
    import(&place, "a", &[]);
    let state = |place: &Place| {
        let units = place.ok(&["memory", "list", "--units", "--json"]);
        (beads(place, "a"), units)
    };
    let before = state(&place);
    let number = |source: &str| id(&bead(&place, "a", source)["id"]);
    let segment = |source: &str| id(&bead(&place, "a", source)["source"][0]["id"]);
    act(&place, &["merge", &number(FRENCH[0]), &number(FRENCH[1])]);
    act(&place, &["cut", &segment(FRENCH[2]), "--before", "sera restauré"]);
    act(&place, &["leave-out", &segment(FRENCH[3])]);
    act(
        &place,
        &[
            "edit",
            &number(FRENCH[5]),
            "--target",
            "The council meets again in spring.",
        ],
    );
    act(&place, &["confirm", &number(FRENCH[4])]);
    let after = state(&place);
    assert_ne!(before, after);
    for _ in 0..5 {
        act(&place, &["undo"]);
    }
    assert_eq!(before, state(&place));
    for _ in 0..5 {
        act(&place, &["redo"]);
    }
    assert_eq!(after, state(&place));
}

#[test]
fn beads_are_named_beside_the_languages_of_the_command() {
    let place = Place::new();
    write(&place, "a", &FRENCH, &ENGLISH);
    import(&place, "a", &[]);
    let number = |source: &str| id(&bead(&place, "a", source)["id"]);
    let target = id(&bead(&place, "a", FRENCH[1])["target"][0]["id"]);
    act(
        &place,
        &[
            "move",
            "--into",
            &number(FRENCH[0]),
            &target,
            "--to",
            "en",
            "--from",
            "fr",
        ],
    );
    assert_eq!(
        bead(&place, "a", FRENCH[0])["target_text"],
        [ENGLISH[0], ENGLISH[1]].join(" ")
    );
    act(
        &place,
        &[
            "confirm",
            &number(FRENCH[2]),
            "--until",
            &number(FRENCH[4]),
            "--to",
            "en",
        ],
    );
    assert_eq!(bead(&place, "a", FRENCH[3])["state"], "confirmed");
    let (first, last) = (number(FRENCH[0]), number(FRENCH[2]));
    let realign = [
        "memory", "act", "a", "realign", "--first", &first, "--last", &last, "--to", "en",
    ];
    assert!(place.refused(1, &realign).contains("nothing would change"));
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn a_settled_sentence_that_occurs_again_stays_beside_its_own_translation() {
    let french = [
        "Le matin se lève sur la ville.",
        "Il dit oui.",
        "Le train part à huit heures.",
        "Il dit oui.",
        "La pluie tombe sur les toits.",
        "Il dit oui.",
        "La nuit arrive enfin.",
    ];
    let english = [
        "Morning rises over the town.",
        "He says yes.",
        "The train leaves at eight.",
        "He says yes.",
        "The rain falls on the roofs.",
        "He says yes.",
        "Night comes at last.",
    ];
    for (verb, at) in [("confirm", 3), ("reject", 5), ("pin", 1), ("confirm", 5)] {
        let place = Place::new();
        write(&place, "a", &french, &english);
        import(&place, "a", &[]);
        let settled = id(&beads(&place, "a")[at]["id"]);
        act(&place, &[verb, &settled]);
        let with = |texts: &[&'static str], new: &'static str| [&texts[..3], &[new], &texts[3..]].concat();
        let (french, english) = (with(&french, "Une voiture passe."), with(&english, "A car goes by."));
        write(&place, "a", &french, &english);
        let line = import(&place, "a", &[]);
        let found = beads(&place, "a");
        let text = |bead: &Value, of: &str| bead[of].as_str().unwrap_or("").to_owned();
        let found: Vec<_> = found
            .iter()
            .map(|bead| (text(bead, "source_text"), text(bead, "target_text")))
            .collect();
        let expected: Vec<_> = french
            .iter()
            .zip(&english)
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect();
        assert_eq!(found, expected, "{verb} {at}: {line}");
    }
}

#[test]
fn commands_at_once_on_one_article_all_succeed_and_a_version_that_was_seen_is_kept_to() {
    let place = Place::new();
    write(&place, "a", &FRENCH, &ENGLISH);
    import(&place, "a", &[]);
    let version = || beads_head(&place, "a")["version"].clone();
    let seen = id(&version());
    let numbers = FRENCH.map(|source| id(&bead(&place, "a", source)["id"]));
    let running: Vec<_> = numbers
        .iter()
        .map(|number| {
            let mut command = place.command(&["memory", "act", "a", "confirm", number]);
            command.stdout(std::process::Stdio::null()).spawn().expect("a process")
        })
        .collect();
    for mut child in running {
        assert!(child.wait().expect("an end").success());
    }
    assert!(
        FRENCH
            .iter()
            .all(|source| bead(&place, "a", source)["state"] == "confirmed")
    );
    let told = place.run(&["memory", "act", "a", "reject", &numbers[0], "--seen", &seen]);
    assert_eq!(told.code, Some(1), "{}", told.err);
    assert!(told.err.contains("was changed meanwhile"), "{}", told.err);
    assert_eq!(told.err.matches("nothing was changed").count(), 1, "{}", told.err);
    act(&place, &["reject", &numbers[0], "--seen", &id(&version())]);
}

#[test]
fn what_hinders_an_undoing_is_named_with_the_way_out() {
    let place = Place::new();
    write(&place, "a", &FRENCH, &ENGLISH);
    import(&place, "a", &[]);
    let number = |source: &str| id(&bead(&place, "a", source)["id"]);
    let first = id(&act(&place, &["confirm", &number(FRENCH[1])])["action"]);
    let note = id(&act(&place, &["note", &number(FRENCH[1]), "à vérifier"])["action"]);
    let refused = |way_out: &str| {
        let told = place.run(&["memory", "act", "a", "undo", &first]);
        assert_eq!(told.code, Some(1), "{}", told.err);
        assert!(told.err.contains(way_out), "{}", told.err);
    };
    refused(&format!("down from action {note} (note)"));
    act(&place, &["undo"]);
    let french = [&FRENCH[..], &["La séance est levée à la nuit tombée."]].concat();
    let english = [&ENGLISH[..], &["The meeting is closed at nightfall."]].concat();
    write(&place, "a", &french, &english);
    import(&place, "a", &[]);
    refused("operation 2 (import) came later");
    place.ok(&["memory", "undo"]);
    act(&place, &["undo", &first]);
    // The same of what was done to its unit.
    let first = id(&act(&place, &["confirm", &number(FRENCH[1])])["action"]);
    place.ok(&[
        "memory",
        "edit",
        &id(&bead(&place, "a", FRENCH[1])["unit"]),
        "--target",
        "Other.",
    ]);
    let told = place.run(&["memory", "act", "a", "undo", &first]);
    assert!(told.err.contains("(edit) came later"), "{}", told.err);
}
