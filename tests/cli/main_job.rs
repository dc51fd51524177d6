//! The main job, end to end, on the samples: import, suggest, search, export, and the memory's care.

use crate::support::{Place, json_lines, sample};

const PAIRS: [(&str, &str); 5] = [
    ("bac-de-lorme", "txt"),
    ("carnet-de-nage", "txt"),
    ("horloges-de-brume", "txt"),
    ("ligne-du-val-serin", "txt"),
    ("maison-du-sel", "html"),
];

fn import_samples(place: &Place) -> String {
    place.ok(&["import", &sample("")])
}

/// The units of a memory without what a round trip may change: their numbers.
fn units(place: &Place) -> Vec<String> {
    let text = place.ok(&["memory", "list", "--units", "--json"]);
    let mut units: Vec<String> = json_lines(&text)
        .into_iter()
        .map(|mut unit| {
            let fields = unit.as_object_mut().expect("a unit is an object");
            fields.remove("unit");
            unit.to_string()
        })
        .collect();
    units.sort();
    units
}

#[test]
fn a_folder_of_articles_becomes_a_memory() {
    let place = Place::new();
    let out = import_samples(&place);
    for (name, _) in PAIRS {
        assert!(out.contains(name), "{name} is in\n{out}");
        assert!(
            place.path("memory/tmx").join(format!("{name}.tmx")).is_file(),
            "{name} has its TMX file"
        );
    }
    assert!(place.ok(&["memory", "check"]).contains("sound"));
    let listed = json_lines(&place.ok(&["memory", "list", "--json"]));
    assert_eq!(listed.len(), PAIRS.len());
}

#[test]
fn one_pair_gives_one_line_and_its_pairs_come_back() {
    let place = Place::new();
    let out = place.ok(&["import", &sample("bac-de-lorme.fr.txt"), &sample("bac-de-lorme.en.txt")]);
    assert_eq!(out.lines().count(), 1, "{out}");
    assert!(out.contains("bac-de-lorme") && out.contains("furniture"), "{out}");
    let matches = json_lines(&place.ok(&[
        "suggest",
        "--json",
        "Qui accepterait cela ?",
        "Rien ne ressemble à cette phrase-ci.",
    ]));
    assert_eq!(matches.len(), 2);
    assert_eq!(matches[1]["matches"].as_array().map(Vec::len), Some(0));
}

#[test]
fn the_same_pair_twice_changes_nothing() {
    let place = Place::new();
    import_samples(&place);
    let before = units(&place);
    let tmx = |name: &str| std::fs::read(place.path("memory/tmx").join(name)).expect("a TMX file");
    let files = tmx("bac-de-lorme.tmx");
    let out = import_samples(&place);
    assert!(out.contains("unchanged"), "{out}");
    assert_eq!(units(&place), before);
    assert_eq!(tmx("bac-de-lorme.tmx"), files);
}

#[test]
fn an_edited_translation_takes_the_place_of_the_old_one() {
    let place = Place::new();
    place.write(
        "a.fr.txt",
        "Le pont est fermé depuis lundi.\n\nLa mairie annonce sa réouverture pour le mois de mai.\n",
    );
    place.write(
        "a.en.txt",
        "The bridge has been closed since Monday.\n\nThe town hall says it will reopen in May.\n",
    );
    place.ok(&["import", "a.fr.txt", "a.en.txt"]);
    place.write(
        "a.en.txt",
        "The bridge has been shut since Monday.\n\nThe town hall says it will reopen in May.\n",
    );
    place.ok(&["import", "a.fr.txt", "a.en.txt"]);
    let found = json_lines(&place.ok(&["suggest", "--json", "Le pont est fermé depuis lundi."]));
    let targets: Vec<_> = found[0]["matches"]
        .as_array()
        .expect("matches")
        .iter()
        .map(|m| m["target"].as_str())
        .collect();
    assert_eq!(targets, [Some("The bridge has been shut since Monday.")]);
    assert_eq!(units(&place).len(), 2);
}

#[test]
fn suggestions_come_best_first_with_what_differs() {
    let place = Place::new();
    import_samples(&place);
    let input = sample("new-segments.fr.txt");
    let answers = json_lines(&place.ok(&["suggest", "--json", "--presegmented", "--input", &input]));
    let asked = std::fs::read_to_string(&input).expect("the sample").lines().count();
    assert_eq!(answers.len(), asked);
    let best: Vec<f64> = answers
        .iter()
        .map(|answer| {
            let scores: Vec<f64> = answer["matches"]
                .as_array()
                .expect("a list")
                .iter()
                .filter_map(|m| m["score"].as_f64())
                .collect();
            scores.first().copied().unwrap_or(0.0)
        })
        .collect();
    assert!(best.iter().filter(|score| **score >= 100.0).count() >= 2, "{best:?}");
    assert!(
        best.iter().filter(|score| (70.0..100.0).contains(*score)).count() >= 5,
        "{best:?}"
    );
    assert!(best.contains(&0.0), "{best:?}");
    // Plain output marks the difference with brackets.
    let plain = place.ok(&["suggest", "Ouvert tous les jours sauf le lundi, de 9h30 à 19h00."]);
    assert!(plain.contains('['), "{plain}");
}

#[test]
fn the_index_and_the_scan_answer_alike() {
    let place = Place::new();
    import_samples(&place);
    let input = sample("new-segments.fr.txt");
    for score in ["50", "70"] {
        let arguments = [
            "suggest",
            "--json",
            "--presegmented",
            "--min-score",
            score,
            "--input",
            &input,
        ];
        let indexed = place.ok(&arguments);
        let exhaustive = place.ok(&[&arguments[..], &["--exhaustive"]].concat());
        assert_eq!(indexed, exhaustive);
    }
}

#[test]
fn words_are_found_in_either_language() {
    let place = Place::new();
    import_samples(&place);
    let french = json_lines(&place.ok(&["search", "--json", "estuaire"]));
    let english = json_lines(&place.ok(&["search", "--json", "estuary"]));
    assert!(!french.is_empty() && !english.is_empty());
    assert!(french.iter().all(|hit| {
        hit["source"]
            .as_str()
            .is_some_and(|s| s.to_lowercase().contains("estuaire"))
    }));
}

#[test]
fn an_export_read_into_an_empty_memory_gives_the_same_units() {
    let (from, into) = (Place::new(), Place::new());
    import_samples(&from);
    from.ok(&["export", "memory.tmx"]);
    let exported = from.path("memory.tmx");
    into.ok(&["import", exported.to_str().expect("UTF-8")]);
    assert_eq!(units(&from), units(&into));
    // Deterministic, so that versions can be compared.
    let first = std::fs::read(&exported).expect("an export");
    from.ok(&["export", "memory.tmx", "--force"]);
    assert_eq!(std::fs::read(&exported).expect("an export"), first);
}

#[test]
fn an_article_can_be_deleted_and_a_backup_opened() {
    let place = Place::new();
    import_samples(&place);
    place.ok(&["memory", "backup", "copy"]);
    place.ok(&["memory", "delete", "--article", "bac-de-lorme"]);
    assert!(!place.path("memory/tmx/bac-de-lorme.tmx").exists());
    assert_eq!(
        json_lines(&place.ok(&["memory", "list", "--json"])).len(),
        PAIRS.len() - 1
    );
    assert_eq!(
        json_lines(&place.ok(&["--memory", "copy", "memory", "list", "--json"])).len(),
        PAIRS.len()
    );
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn a_damaged_memory_is_salvaged_and_a_backup_put_back() {
    let place = Place::new();
    import_samples(&place);
    place.ok(&["memory", "backup", "copy"]);
    let list = |place: &Place| place.ok(&["memory", "list", "--units", "--json"]);
    let whole = list(&place);
    let database = rusqlite::Connection::open(place.path("memory/memory.sqlite")).expect("the database");
    database
        .execute("UPDATE variant SET text = 'Autre chose.' WHERE id = 3072", [])
        .expect("a change");
    drop(database);
    for command in [
        &["memory", "list", "--units"][..],
        &["export", "out.tmx"],
        &["memory", "backup", "second"],
    ] {
        let told = place.refused(1, command);
        assert!(told.contains("unit 3") && told.contains("memory salvage"), "{told}");
    }
    assert!(place.refused(1, &["memory", "check"]).contains("memory restore"));
    let told = place.ok(&["memory", "salvage", "saved"]);
    assert!(
        told.contains("lost         unit 3\n") && told.contains("1 unit among them came back"),
        "{told}"
    );
    place.ok(&["--memory", "saved", "memory", "check"]);
    place.refused(1, &["memory", "salvage", "saved"]);
    let json = json_lines(&place.ok(&["memory", "salvage", "again", "--json"]));
    assert_eq!(json[0]["lost_units"], serde_json::json!([[3, 3]]));
    place.ok(&["memory", "restore", "copy"]);
    assert_eq!(list(&place), whole);
    assert!(place.ok(&["memory", "check"]).contains("sound"));
    // A memory that is gone comes back too.
    std::fs::remove_dir_all(place.path("memory")).expect("a folder");
    place.ok(&["memory", "restore", "copy"]);
    assert_eq!(list(&place), whole);
    let kept = place.ok(&["memory", "backup", "dated", "--keep", "1"]);
    assert!(kept.contains("dated/2") && !kept.contains("deleted"), "{kept}");
}

#[test]
fn several_articles_are_deleted_as_one_operation() {
    let place = Place::new();
    import_samples(&place);
    let list = place.ok(&["memory", "list", "--json"]);
    let named = ["--article", "bac-de-lorme", "--article", "carnet-de-nage"];
    let delete = |more: &[&str]| {
        let mut command = place.command(&["memory", "delete", "1"]);
        crate::support::done(command.args(named).args(more).output().expect("the command runs"))
    };
    let would = delete(&["--dry-run"]);
    assert_eq!(place.ok(&["memory", "list", "--json"]), list);
    let done = delete(&[]);
    assert_eq!((would.code, done.code), (Some(0), Some(0)), "{}{}", would.err, done.err);
    assert_eq!(would.out.replace("would delete", "deleted"), done.out);
    assert_eq!(
        json_lines(&place.ok(&["memory", "list", "--json"])).len(),
        PAIRS.len() - 2
    );
    place.ok(&["memory", "undo"]);
    assert_eq!(place.ok(&["memory", "list", "--json"]), list);
}

#[test]
fn after_an_interrupted_import_the_check_says_how_to_go_on() {
    let place = Place::new();
    import_samples(&place);
    place.write("old.tsv", "fr\ten\nLe vent se lève.\tThe wind is rising.\n");
    place.ok(&["import", "old.tsv"]);
    let database = rusqlite::Connection::open(place.path("memory/memory.sqlite")).expect("the database");
    // As a process leaves it that was killed between two batches.
    database
        .execute("UPDATE import SET finished = NULL", [])
        .expect("a change");
    drop(database);
    let done = place.run(&["memory", "check"]);
    let told = format!("{}{}", done.out, done.err);
    assert_eq!(done.code, Some(1));
    assert!(
        told.contains("import of old.tsv stopped after 1 units") && told.contains("import the same file again"),
        "{told}"
    );
    assert!(told.contains("is sound") && !told.contains("backup"), "{told}");
    place.ok(&["import", "old.tsv"]);
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn the_samples_align_as_a_person_would() {
    let place = Place::new();
    let (mut right, mut all) = (0, 0);
    for (name, extension) in PAIRS {
        let (french, english) = (
            sample(&format!("{name}.fr.{extension}")),
            sample(&format!("{name}.en.{extension}")),
        );
        let beads = json_lines(&place.ok(&["align", "--format", "json", &french, &english]));
        let gold = sample(&format!("../tests/samples/{name}.gold.json"));
        let gold: serde_json::Value =
            serde_json::from_str(&std::fs::read_to_string(gold).expect("the gold file")).expect("JSON");
        for link in gold["links"].as_array().expect("links") {
            let side = |lang: &str| {
                let texts = link[lang]
                    .as_array()
                    .expect("texts")
                    .iter()
                    .filter_map(|text| text.as_str());
                texts
                    .collect::<Vec<_>>()
                    .join(" ")
                    .split_whitespace()
                    .collect::<String>()
            };
            let (french, english) = (side("fr"), side("en"));
            let squashed = |bead: &serde_json::Value, field: &str| {
                bead[field]
                    .as_str()
                    .unwrap_or_default()
                    .split_whitespace()
                    .collect::<String>()
            };
            all += 1;
            right += usize::from(
                beads
                    .iter()
                    .any(|bead| squashed(bead, "source_text") == french && squashed(bead, "target_text") == english),
            );
        }
    }
    println!("samples: {right} of {all} expected pairs found");
    assert!(right * 100 >= all * 95, "{right} of {all}");
}

#[test]
fn a_glossarys_terms_are_shown_where_they_occur() {
    let place = Place::new();
    import_samples(&place);
    place.write(
        "terms.tsv",
        "chiffre d’affaires\tturnover\tnot: sales\nestuaire\testuary\n",
    );
    let arguments = [
        "suggest",
        "--json",
        "--glossary",
        "terms.tsv",
        "Les chiffres d’affaires ont baissé.",
    ];
    let answer = json_lines(&place.ok(&arguments)).remove(0);
    assert_eq!(answer["terms"][0]["target"], "turnover");
    assert_eq!(answer["terms"].as_array().map(Vec::len), Some(1));
    let shown = place.ok(&["suggest", "--glossary", "terms.tsv", "Au bord de l’estuaire."]);
    assert!(shown.contains("estuaire = estuary"), "{shown}");
    place.refused(1, &["suggest", "--glossary", "missing.tbx", "Bonjour."]);
}

/// The line of a new article that `align` pairs, where one of four sentences that differ in one made-up word is translated.
fn paired_line(place: &Place) -> String {
    let line = |word| format!("Hier soir, le {word} a traversé la grande place du village sans un bruit.\n");
    place.write(
        "new.fr.txt",
        ["zorblat", "burlique", "mifoune", "tavoron"].map(line).concat(),
    );
    place.write(
        "new.en.txt",
        "Yesterday evening the quandle crossed the big square of the village without a sound.\n",
    );
    let tmx = place.ok(&["align", "--presegmented", "--format", "tmx", "new.fr.txt", "new.en.txt"]);
    place.ok(&["align", "--presegmented", "-o", "new.tmx", "new.fr.txt", "new.en.txt"]);
    assert!(tmx.contains("<tuv xml:lang=\"fr\">") && tmx.contains("x-interligne-confidence"));
    assert_eq!(std::fs::read_to_string(place.path("new.tmx")).expect("a TMX file"), tmx);
    let out = place.ok(&["align", "--presegmented", "--format", "tsv", "new.fr.txt", "new.en.txt"]);
    let paired = out.lines().find(|l| l.contains(".\tYesterday"));
    paired.unwrap_or_else(|| panic!("no pair in\n{out}")).to_owned()
}

#[test]
fn what_is_confirmed_teaches_the_aligner() {
    for word in ["zorblat", "tavoron"] {
        let place = Place::new();
        place.write(
            "pairs.tsv",
            format!("Le {word} est petit.\tThe quandle is small.\nMon {word} dort.\tMy quandle is asleep.\n"),
        );
        place.ok(&["import", "pairs.tsv"]);
        let untaught = paired_line(&place);
        place.ok(&["memory", "edit", "1", "2", "--status", "confirmed"]);
        let taught = paired_line(&place);
        assert!(
            taught.contains(word),
            "{word} is confirmed: {taught}, before: {untaught}"
        );
        place.ok(&["memory", "edit", "1", "2", "--status", "to-review"]);
        assert_eq!(paired_line(&place), untaught, "nothing is confirmed any more");
    }
}
