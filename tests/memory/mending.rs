//! What a person mended in an article outlives its next import, and the one after it.

use crate::support::{Place, json_lines, sample};

const FRENCH: [&str; 6] = [
    "Le maire a présenté le budget de la commune jeudi soir.",
    "Il prévoit douze logements et une école neuve.",
    "Le vieux lavoir sera restauré par des bénévoles.",
    "Oui, la piscine restera ouverte tout l'été.",
    "Les habitants pourront donner leur avis pendant un mois à la mairie.",
    "Le conseil se réunira de nouveau au printemps.",
];
const ENGLISH: [&str; 6] = [
    "The mayor presented the town budget on Thursday evening.",
    "It provides for twelve homes and a new school.",
    "The old lavoir will be restaured by volunteers.",
    "Yes, the swimming pool will stay open all summer.",
    "Residents will be able to have their say for a month at the town hall.",
    "The council will meet again in the spring.",
];
const MENDED: &str = "Volunteers will restore the old wash-house.";

fn write(place: &Place, name: &str, french: &[&str], english: &[&str]) {
    place.write(&format!("{name}.fr.txt"), french.join("\n\n"));
    place.write(&format!("{name}.en.txt"), english.join("\n\n"));
}

fn import(place: &Place, name: &str, more: &[&str]) -> serde_json::Value {
    let files = [format!("{name}.fr.txt"), format!("{name}.en.txt")];
    let arguments = [&["import", "--json", &files[0], &files[1]], more].concat();
    json_lines(&place.ok(&arguments)).remove(0)
}

/// Everything in a memory that a user can see.
fn state(place: &Place) -> String {
    let tmx = std::fs::read_to_string(place.path("memory/tmx/a.tmx")).expect("the article's file");
    place.ok(&["memory", "list", "--json"]) + &place.ok(&["memory", "list", "--units", "--json"]) + &tmx
}

/// The number of the unit with this source text.
fn unit(place: &Place, source: &str) -> String {
    let lines = json_lines(&place.ok(&["memory", "list", "--units", "--json"]));
    let found = lines.iter().find(|line| line.to_string().contains(source));
    found.expect("a unit with that text")["unit"].to_string()
}

/// A memory with the article `a`, one of whose translations was mended, one confirmed and one rejected.
fn mended() -> Place {
    let place = Place::new();
    write(&place, "a", &FRENCH, &ENGLISH);
    assert_eq!(import(&place, "a", &[])["pairs"], 6);
    place.ok(&["memory", "edit", &unit(&place, FRENCH[2]), "--target", MENDED]);
    place.ok(&["memory", "edit", &unit(&place, FRENCH[1]), "--status", "confirmed"]);
    place.ok(&["memory", "edit", &unit(&place, FRENCH[4]), "--status", "rejected"]);
    place
}

/// What the memory suggests first for a text.
fn suggested(place: &Place, text: &str) -> String {
    let lines = json_lines(&place.ok(&["suggest", "--json", text]));
    lines.first().map(ToString::to_string).unwrap_or_default()
}

#[test]
fn files_that_have_not_changed_change_nothing() {
    let place = mended();
    place.ok(&["memory", "delete", &unit(&place, FRENCH[3])]);
    let (before, history) = (state(&place), place.ok(&["memory", "history"]));
    for more in [&[] as &[&str], &["--replace"]] {
        let line = import(&place, "a", more);
        assert_eq!((&line["outcome"], &line["pairs"]), (&"unchanged".into(), &5.into()));
        assert_eq!(state(&place), before);
        assert_eq!(place.ok(&["memory", "history"]), history);
    }
    assert!(suggested(&place, FRENCH[2]).contains(MENDED));
}

#[test]
fn mending_outlives_a_change_elsewhere_in_the_article() {
    let place = mended();
    // The same units in another article, whose files are changed as well.
    write(&place, "b", &FRENCH[2..], &ENGLISH[2..]);
    import(&place, "b", &[]);
    place.ok(&[
        "memory",
        "edit",
        &unit(&place, FRENCH[5]),
        "--target",
        "The council meets again in spring.",
    ]);
    let french = [
        FRENCH[0],
        FRENCH[1],
        FRENCH[2],
        FRENCH[3],
        FRENCH[4],
        FRENCH[5],
        "La séance est levée.",
    ];
    for last in ["The meeting is closed.", "The meeting is over."] {
        for (name, from) in [("a", 0), ("b", 2)] {
            let mut english = [&ENGLISH[..], &[last]].concat();
            english[0] = "The town's budget was presented by the mayor on Thursday night.";
            write(&place, name, &french[from..], &english[from..]);
            let line = import(&place, name, &[]);
            assert_eq!(line["outcome"], "replaced", "{line}");
            assert_eq!(line["put_aside"].as_array().map(Vec::len), Some(0), "{line}");
        }
        let all = place.ok(&["memory", "list", "--units", "--json", "--article", "a"]);
        assert!(
            all.contains(MENDED) && all.contains("The council meets again in spring."),
            "{all}"
        );
        assert!(!all.contains(ENGLISH[5]), "{all}");
        let status = |source: &str| {
            let lines = json_lines(&all);
            let line = lines
                .iter()
                .find(|line| line.to_string().contains(source))
                .expect("a unit");
            line["status"].clone()
        };
        assert_eq!(status(FRENCH[1]), "confirmed");
        // It was rejected in one article before the other had it: a status belongs to the bead.
        assert_eq!(status(FRENCH[4]), "aligned");
        let tmx = std::fs::read_to_string(place.path("memory/tmx/a.tmx")).expect("the article's file");
        let other = std::fs::read_to_string(place.path("memory/tmx/b.tmx")).expect("the article's file");
        assert!(!tmx.contains(FRENCH[4]) && other.contains(FRENCH[4]));
        assert!(tmx.contains(&format!("<seg>{MENDED}</seg>")) && !tmx.contains(&format!("<seg>{}</seg>", ENGLISH[2])));
        assert!(suggested(&place, FRENCH[2]).contains(MENDED));
        assert!(place.ok(&["memory", "check"]).contains("sound"));
    }
}

#[test]
fn a_correction_of_a_correction_stays_as_well() {
    let place = mended();
    let again = "Volunteers are to restore the old wash-house.";
    place.ok(&["memory", "edit", &unit(&place, FRENCH[2]), "--target", again]);
    let mut english = ENGLISH;
    english[5] = "The council meets again in spring.";
    write(&place, "a", &FRENCH, &english);
    assert_eq!(import(&place, "a", &[])["put_aside"], serde_json::json!([]));
    assert!(suggested(&place, FRENCH[2]).contains(again));
    // The files say it too at last: nothing but their text is left to change.
    english[2] = again;
    write(&place, "a", &FRENCH, &english);
    import(&place, "a", &[]);
    let list = place.ok(&["memory", "list", "--units", "--json"]);
    assert_eq!(list.matches(FRENCH[2]).count(), 1, "{list}");
}

#[test]
fn what_no_longer_fits_is_listed_and_kept() {
    let place = mended();
    let number = unit(&place, FRENCH[2]);
    let mut english = ENGLISH;
    english[2] = "Once restored by volunteers, the old lavoir will be open to all.";
    write(&place, "a", &FRENCH, &english);
    let done = place.run(&["import", "a.fr.txt", "a.en.txt"]);
    assert!(
        done.err.contains("mended") && done.err.contains(&number),
        "{}{}",
        done.out,
        done.err
    );
    let list = place.ok(&["memory", "list", "--units", "--json"]);
    assert!(list.contains(MENDED) && list.contains(english[2]), "{list}");
    place.ok(&["memory", "undo"]);
    assert!(state(&place).contains(MENDED));
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn afresh_forgets_the_mending() {
    let place = mended();
    let line = import(&place, "a", &["--afresh"]);
    assert_eq!((&line["outcome"], &line["pairs"]), (&"replaced".into(), &6.into()));
    let all = place.ok(&["memory", "list", "--units", "--json", "--article", "a"]);
    assert!(all.contains(ENGLISH[2]) && !all.contains(MENDED), "{all}");
}

#[test]
fn another_article_of_the_same_files_is_stored_beside_the_first() {
    let place = mended();
    let before = place.ok(&["memory", "list", "--units", "--json", "--article", "a"]);
    let put = |name: &str| {
        for tag in ["fr", "en"] {
            let text = std::fs::read(sample(&format!("{name}.{tag}.txt"))).expect("a sample");
            place.write(&format!("a.{tag}.txt"), text);
        }
    };
    put("ligne-du-val-serin");
    let done = place.run(&["import", "a.fr.txt", "a.en.txt"]);
    assert!(
        done.code == Some(0) && done.out.contains("a (2)") && done.err.contains("--replace"),
        "{}{}",
        done.out,
        done.err
    );
    assert_eq!(
        place.ok(&["memory", "list", "--units", "--json", "--article", "a"]),
        before
    );
    assert_eq!(import(&place, "a", &[])["outcome"], "unchanged");
    put("bac-de-lorme");
    let third = import(&place, "a", &[]);
    assert_eq!(
        (&third["article"], &third["outcome"]),
        (&"a (3)".into(), &"imported".into())
    );
    // Each is known again, by what it says.
    write(
        &place,
        "a",
        &FRENCH,
        &[&ENGLISH[..5], &["The council meets again in spring."]].concat(),
    );
    let first = import(&place, "a", &[]);
    assert_eq!(
        (&first["article"], &first["outcome"]),
        (&"a".into(), &"replaced".into())
    );
    put("horloges-de-brume");
    let insisted = import(&place, "a", &["--replace"]);
    assert_eq!(insisted["outcome"], "replaced");
    assert_eq!(place.ok(&["memory", "list", "--json"]).lines().count(), 3);
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn an_undo_says_what_it_would_take_back_and_the_history_marks_what_it_took() {
    let place = mended();
    let before = state(&place);
    let would = place.ok(&["memory", "undo", "--dry-run"]);
    assert!(would.starts_with("would take back: status"), "{would}");
    assert_eq!(state(&place), before);
    assert!(!place.ok(&["memory", "history"]).contains("taken back"));
    let took = place.ok(&["memory", "undo"]);
    assert_eq!(took.replace("took", "would take"), would);
    let history = place.ok(&["memory", "history"]);
    let marked: Vec<&str> = history.lines().filter(|line| line.contains("taken back")).collect();
    assert!(matches!(&marked[..], [line] if line.contains("rejected")), "{history}");
    let lines = json_lines(&place.ok(&["memory", "history", "--json"]));
    assert_eq!(lines.iter().filter(|line| !line["undone"].is_null()).count(), 1);
    let next = place.ok(&["memory", "undo", "--dry-run"]);
    assert!(next.contains("confirmed"), "{next}");
}

#[test]
fn what_waits_for_review_is_listed_with_its_article() {
    let place = Place::new();
    place.ok(&[
        "import",
        &sample("carnet-de-nage.fr.txt"),
        &sample("carnet-de-nage.en.txt"),
    ]);
    let list = ["memory", "list", "--units", "--status", "to-review"];
    let told = place.ok(&list);
    assert!(
        told.contains("to-review") && told.contains(", in carnet-de-nage"),
        "{told}"
    );
    let lines = json_lines(&place.ok(&[&list[..], &["--json"]].concat()));
    assert!(!lines.is_empty());
    assert!(
        lines
            .iter()
            .all(|line| line["articles"] == serde_json::json!(["carnet-de-nage"]))
    );
}

/// What an article says of a sentence: its translation and what was decided of it.
fn said(place: &Place, article: &str, source: &str) -> (String, String) {
    let lines = json_lines(&place.ok(&["memory", "beads", article, "--json"]));
    let bead = lines.iter().find(|line| line["source_text"] == source).expect("a bead");
    let text = |name: &str| bead[name].as_str().expect("a text").to_owned();
    (text("target_text"), text("state"))
}

#[test]
fn mending_stays_in_both_of_two_articles_that_share_their_units() {
    let place = Place::new();
    let end = ["Le bal est reporté à dimanche.", "The ball is put off until Sunday."];
    let texts = |name: &str, more: &[[&'static str; 2]]| {
        let own: &[[&str; 2]] = if name == "b" { &[end] } else { &[] };
        let all: Vec<[&str; 2]> = own.iter().chain(more).copied().collect();
        let side = |at: usize, first: [&'static str; 6]| -> Vec<&'static str> {
            first.into_iter().chain(all.iter().map(|pair| pair[at])).collect()
        };
        (side(0, FRENCH), side(1, ENGLISH))
    };
    let store = |name: &str, more: &[[&'static str; 2]]| {
        let (french, english) = texts(name, more);
        write(&place, name, &french, &english);
        import(&place, name, &[])
    };
    for name in ["a", "b"] {
        assert_eq!(store(name, &[])["outcome"], "imported");
    }
    // Of the unit, and so of both; of a bead, and so of one; and a unit that is wanted in neither.
    place.ok(&["memory", "edit", &unit(&place, FRENCH[2]), "--target", MENDED]);
    place.ok(&["memory", "edit", &unit(&place, FRENCH[1]), "--status", "confirmed"]);
    place.ok(&["memory", "delete", &unit(&place, FRENCH[5])]);
    let lines = json_lines(&place.ok(&["memory", "beads", "a", "--json"]));
    let bead = |source: &str| {
        let found = lines.iter().find(|line| line["source_text"] == source);
        found.expect("a bead")["id"].to_string()
    };
    place.ok(&["memory", "act", "a", "reject", &bead(FRENCH[4])]);
    place.ok(&[
        "memory",
        "act",
        "a",
        "edit",
        &bead(FRENCH[3]),
        "--target",
        "The pool stays open.",
    ]);
    let all = |name: &str| [1, 2, 3, 4, 5].map(|at| said(&place, name, FRENCH[at]));
    let before = ["a", "b"].map(all);
    assert_eq!(before[0][3].1, "rejected");
    assert_eq!(before[1][3].1, "auto");
    assert_eq!(
        (before[0][2].0.as_str(), before[1][2].0.as_str()),
        ("The pool stays open.", ENGLISH[3])
    );

    let more = [[
        "La séance est levée à la nuit tombée.",
        "The meeting is closed at nightfall.",
    ]];
    for (more, outcome) in [
        (&more[..0], "unchanged"),
        (&more[..], "replaced"),
        (&more[..], "unchanged"),
    ] {
        for name in ["a", "b"] {
            let line = store(name, more);
            assert_eq!(
                (&line["outcome"], line["put_aside"].as_array().map(Vec::len)),
                (&outcome.into(), Some(0))
            );
        }
        assert_eq!(["a", "b"].map(all), before);
        assert!(suggested(&place, FRENCH[2]).contains(MENDED));
        assert!(place.ok(&["memory", "check"]).contains("sound"));
    }
    // A wrong translation of the sentence in one of them takes nothing from the other.
    let (french, mut english) = texts("b", &more);
    english[2] = "Something else was restored by others in another town.";
    write(&place, "b", &french, &english);
    assert_eq!(import(&place, "b", &[])["outcome"], "replaced");
    assert_eq!(all("a"), before[0]);
    assert!(suggested(&place, FRENCH[2]).contains(MENDED));
}
