//! What would become of articles is said, and nothing is done.

use serde_json::Value;

use crate::support::{Place, json_lines, sample};

const PAIR: [&str; 2] = ["a.fr.txt", "a.en.txt"];

fn place() -> Place {
    let place = Place::new();
    for lang in ["fr", "en"] {
        for (name, from) in [("a", "bac-de-lorme"), ("b", "carnet-de-nage")] {
            let text = std::fs::read_to_string(sample(&format!("{from}.{lang}.txt"))).expect("a sample");
            place.write(&format!("{name}.{lang}.txt"), &text);
            place.write(&format!("folder/{name}.{lang}.txt"), &text);
        }
    }
    place
}

fn import(place: &Place, arguments: &[&str]) -> Vec<Value> {
    let mut command = vec!["import", "--json"];
    command.extend(arguments);
    json_lines(&place.ok(&command))
}

/// The lines of an import as its dry run gives them.
fn as_told(mut lines: Vec<Value>) -> Vec<Value> {
    for line in &mut lines {
        line["dry_run"] = true.into();
    }
    lines
}

#[test]
fn a_dry_run_tells_of_a_pair_what_the_import_does_then() {
    let place = place();
    let would = import(&place, &["--dry-run", PAIR[0], PAIR[1]]);
    assert_eq!(would[0]["outcome"], "imported");
    assert!(!place.path("memory").exists(), "no memory is made for it");
    assert_eq!(as_told(import(&place, &PAIR)), would);
    let told = place.ok(&["import", "--dry-run", PAIR[0], PAIR[1]]);
    assert!(told.contains("would be unchanged"), "{told}");
    // A changed translation, with a pair that was mended.
    place.ok(&["memory", "edit", "2", "--target", "Mended by hand."]);
    let english = std::fs::read_to_string(place.path(PAIR[1])).expect("the translation");
    place.write(PAIR[1], english.replace("eleven patients", "twelve patients"));
    let state = || {
        [
            ["memory", "list", "--units", "--json"],
            ["memory", "history", "--limit=9", "--json"],
        ]
        .map(|c| place.ok(&c))
    };
    let before = state();
    let would = import(&place, &["--dry-run", PAIR[0], PAIR[1]]);
    assert_eq!(
        (&would[0]["outcome"], &would[0]["mended"]),
        (&"replaced".into(), &1.into())
    );
    assert_eq!(state(), before);
    assert_eq!(as_told(import(&place, &PAIR)), would);
}

#[test]
fn a_dry_run_of_a_folder_names_what_would_be_refused() {
    let place = place();
    for (lang, from) in [("fr", "bac-de-lorme"), ("en", "horloges-de-brume")] {
        let text = std::fs::read(sample(&format!("{from}.{lang}.txt"))).expect("a sample");
        place.write(&format!("folder/c.{lang}.txt"), text);
    }
    let done = place.run(&["import", "--dry-run", "folder"]);
    assert_eq!(done.code, Some(1));
    assert!(
        done.err.contains("refused:") && done.err.contains("would be stored"),
        "{}",
        done.err
    );
    assert_eq!(done.out.matches("would be imported").count(), 2, "{}", done.out);
    assert!(!place.path("memory").exists());
    for lang in ["fr", "en"] {
        std::fs::remove_file(place.path(&format!("folder/c.{lang}.txt"))).expect("a file of the test");
    }
    let would = import(&place, &["--dry-run", "folder"]);
    assert_eq!(as_told(import(&place, &["folder"])), would);
}
