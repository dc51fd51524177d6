//! Contexts that other tools declare, several translations of one text, and the best there is below the score asked for.

use crate::support::Place;

fn tmx(units: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="X" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" datatype="plaintext" srclang="fr"/><body>
{units}</body></tmx>
"#
    )
}

fn unit(properties: &str, source: &str, target: &str) -> String {
    format!(
        "<tu>{properties}<tuv xml:lang=\"fr\"><seg>{source}</seg></tuv><tuv xml:lang=\"en\"><seg>{target}</seg></tuv></tu>\n"
    )
}

const ARTICLE: &str =
    "Cliquez sur le bouton.\nOuvert.\nLa fenêtre se ferme.\nLe magasin.\nOuvert.\nToute la semaine.\n";

/// For each `Ouvert.` of the article the matches: score and translation.
fn answers(units: &str, exhaustive: bool) -> Vec<Vec<(f64, String)>> {
    let place = Place::new();
    place.write("m.tmx", tmx(units));
    place.write("article.txt", ARTICLE);
    place.ok(&["import", "m.tmx"]);
    let mut arguments = vec!["suggest", "--json", "--input", "article.txt", "--presegmented"];
    arguments.extend(exhaustive.then_some("--exhaustive"));
    let out = place.ok(&arguments);
    let lines = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"));
    lines
        .filter(|line: &serde_json::Value| line["query"] == "Ouvert.")
        .map(|line| {
            let matches = line["matches"].as_array().cloned().unwrap_or_default();
            matches
                .iter()
                .map(|m| {
                    (
                        m["score"].as_f64().unwrap_or_default(),
                        m["target"].as_str().unwrap_or_default().to_owned(),
                    )
                })
                .collect()
        })
        .collect()
}

fn first(answers: &[Vec<(f64, String)>]) -> Vec<(f64, &str)> {
    answers
        .iter()
        .map(|matches| (matches[0].0, matches[0].1.as_str()))
        .collect()
}

#[test]
fn declared_contexts_count_as_those_of_articles_do() {
    let memoq = |before: &str, after: &str| {
        format!(
            "<prop type=\"x-context-pre\">&lt;seg&gt;{before}&lt;/seg&gt;</prop><prop type=\"x-context-post\">&lt;seg&gt;{after}&lt;/seg&gt;</prop>"
        )
    };
    let units = unit(
        &memoq("Cliquez sur le bouton.", "La fenêtre se ferme."),
        "Ouvert.",
        "Opened.",
    ) + &unit(&memoq("Le magasin.", "Toute la semaine."), "Ouvert.", "Open.");
    for exhaustive in [false, true] {
        let found = answers(&units, exhaustive);
        assert_eq!(first(&found), [(102.0, "Opened."), (102.0, "Open.")]);
        assert_eq!(found[0][1], (100.0, "Open.".to_owned()));
    }
    // One of the two neighbours.
    let units = unit(&memoq("Cliquez ici.", "La fenêtre se ferme."), "Ouvert.", "Opened.");
    assert_eq!(first(&answers(&units, false)), [(101.0, "Opened."), (100.0, "Opened.")]);
}

#[test]
fn a_translation_for_one_place_comes_first_there_and_last_elsewhere() {
    let omegat = "<prop type=\"prev\">Cliquez sur le bouton.</prop><prop type=\"next\">La fenêtre se ferme.</prop>";
    let units = unit("", "Ouvert.", "Open.") + &unit(omegat, "Ouvert.", "Opened.");
    for exhaustive in [false, true] {
        let found = answers(&units, exhaustive);
        assert_eq!(first(&found), [(102.0, "Opened."), (100.0, "Open.")]);
    }
    let place = Place::new();
    place.write("m.tmx", tmx(&units));
    place.ok(&["import", "m.tmx"]);
    let alone = place.ok(&["suggest", "--json", "Ouvert."]);
    let answer: serde_json::Value = serde_json::from_str(&alone).expect("an object");
    assert_eq!(answer["matches"][0]["target"], "Open.");
    assert_eq!(answer["different"], 2);
}

#[test]
fn different_translations_of_the_same_text_are_marked() {
    let place = Place::new();
    place.write("m.tsv", "Ouvert.\tOpen.\nOuvert.\tOpened.\nFermé.\tClosed.\n");
    place.ok(&["import", "m.tsv"]);
    let told = place.ok(&["suggest", "Ouvert."]);
    assert!(told.contains("2 different translations of the same score"), "{told}");
    assert!(!place.ok(&["suggest", "Fermé."]).contains("different"));
    assert!(!place.ok(&["suggest", "--json", "Fermé."]).contains("different"));
    place.write("article.txt", "Ouvert.\nFermé.\n");
    place.ok(&["pretranslate", "article.txt", "--presegmented", "-o", "out.jsonl"]);
    let out = std::fs::read_to_string(place.path("out.jsonl")).expect("written");
    let rows: Vec<serde_json::Value> = out
        .lines()
        .map(|line| serde_json::from_str(line).expect("an object"))
        .collect();
    assert_eq!(
        rows[0]["note"],
        "2 different translations of the same score in the memory"
    );
    assert_eq!(
        (&rows[0]["status"], &rows[1]["status"]),
        (&"to-review".into(), &"aligned".into())
    );
    assert!(rows[1]["note"].is_null());
}

#[test]
fn without_a_match_the_best_there_is_is_named() {
    let place = Place::new();
    place.write("m.tsv", "Le chat dort ici.\tThe cat sleeps here.\n");
    place.ok(&["import", "m.tsv"]);
    let told = place.run(&["suggest", "Le chien dort là."]).err;
    assert!(
        told.contains("no match of 70 or more (best: 60; --min-score 60 shows it)"),
        "{told}"
    );
    let told = place.run(&["suggest", "Bonjour tout le monde"]).err;
    assert!(told.contains("no match of 70 or more"), "{told}");
}
