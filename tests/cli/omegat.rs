//! OmegaT reads the memory's folders with no export step: `tmx/` as its `tm/auto`, `tmx-to-review/` as its `tm/penalty-30`.
//!
//! Skipped where the program `omegat` is not installed (Debian's package `omegat`).

use std::process::Command;

use crate::support::{Place, sample, skip};

const PROJECT: &str = r#"<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<omegat>
  <project version="1.0">
    <source_dir>__DEFAULT__</source_dir>
    <target_dir>__DEFAULT__</target_dir>
    <tm_dir>__DEFAULT__</tm_dir>
    <glossary_dir>__DEFAULT__</glossary_dir>
    <dictionary_dir>__DEFAULT__</dictionary_dir>
    <source_lang>FR-FR</source_lang>
    <target_lang>EN-GB</target_lang>
    <sentence_seg>true</sentence_seg>
  </project>
</omegat>
"#;

/// Lets OmegaT translate a text with the TMX files of folders, each with its place in the project.
fn translate_with(place: &Place, folders: &[(&str, &str)], text: &str) -> String {
    let there = place.path("project");
    if there.exists() {
        std::fs::remove_dir_all(&there).expect("the project of before is removed");
    }
    for folder in ["source", "target", "tm", "glossary", "dictionary", "omegat"] {
        std::fs::create_dir_all(place.path("project").join(folder)).expect("a folder");
    }
    place.write("project/omegat.project", PROJECT);
    place.write("project/source/new.txt", text);
    for (folder, used_as) in folders {
        let used_as = there.join(used_as);
        std::fs::create_dir_all(&used_as).expect("a folder");
        for file in std::fs::read_dir(place.path(folder)).expect("a folder of TMX files") {
            let file = file.expect("a file").path();
            let name = file.file_name().expect("a name").to_owned();
            std::fs::copy(&file, used_as.join(name)).expect("a copy");
        }
    }
    let output = Command::new("omegat")
        .args(["--mode=console-translate", "project"])
        .current_dir(place.path(""))
        .env("HOME", place.path(""))
        .output()
        .expect("omegat runs");
    let log = String::from_utf8_lossy(&output.stdout) + String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{log}");
    std::fs::read_to_string(place.path("project/target/new.txt")).expect("the translated file")
}

/// Lets OmegaT translate a text with the TMX files of a folder as its automatic memory.
fn translate(place: &Place, tmx_folder: &str, text: &str) -> String {
    translate_with(place, &[(tmx_folder, "tm/auto")], text)
}

#[test]
fn omegat_fills_in_nothing_doubtful_from_the_memorys_folders() {
    if !skip::runs("omegat", &["--help"]) {
        return;
    }
    let place = Place::new();
    place.ok(&["import", &sample("bac-de-lorme.fr.txt"), &sample("bac-de-lorme.en.txt")]);
    place.write(
        "old.tsv",
        "fr\ten\nLe bac est fermé.\tThe ferry is closed.\nLe bac est ouvert.\tThe ferry is shut.\n",
    );
    place.ok(&["import", "old.tsv"]);
    let unit_of = |text: &str| {
        let listed = place.ok(&["memory", "list", "--units", "--json"]);
        let line = listed.lines().find(|line| line.contains(text)).expect("a unit");
        let line: serde_json::Value = serde_json::from_str(line).expect("JSON");
        line["unit"].to_string()
    };
    for doubtful in ["Chaque matin, elle traverse", "Le bac est ouvert."] {
        place.ok(&["memory", "edit", &unit_of(doubtful), "--status", "to-review"]);
    }
    let text = "Chaque matin, elle traverse pour soigner onze patients.\n\nLe bac est fermé.\n\nLe bac est ouvert.\n";
    let folders = [("memory/tmx", "tm/auto"), ("memory/tmx-to-review", "tm/penalty-30")];
    let translated = translate_with(&place, &folders, text);
    assert_eq!(
        translated.trim(),
        "Chaque matin, elle traverse pour soigner onze patients.\n\nThe ferry is closed.\n\nLe bac est ouvert."
    );
    // They are there for the asking: as an automatic memory, OmegaT would fill them in.
    let folders = [("memory/tmx", "tm/auto"), ("memory/tmx-to-review", "tm/auto/doubtful")];
    let translated = translate_with(&place, &folders, text);
    assert!(
        translated.contains("Every morning she crosses the water"),
        "{translated}"
    );
    assert!(translated.contains("The ferry is shut."), "{translated}");
}

#[test]
fn omegat_translates_from_the_memorys_own_folder() {
    if !skip::runs("omegat", &["--help"]) {
        return;
    }
    let place = Place::new();
    place.ok(&["import", &sample("bac-de-lorme.fr.txt"), &sample("bac-de-lorme.en.txt")]);
    let text = "Chaque matin, elle traverse pour soigner onze patients.\n\nUne phrase que personne n’a traduite.\n";
    let translated = translate(&place, "memory/tmx", text);
    assert!(
        translated.contains("Every morning she crosses the water to look after eleven patients."),
        "{translated}"
    );
    assert!(translated.contains("Une phrase que personne"), "{translated}");
}

#[test]
fn omegat_translates_from_an_export() {
    if !skip::runs("omegat", &["--help"]) {
        return;
    }
    let place = Place::new();
    place.ok(&["import", &sample("bac-de-lorme.fr.txt"), &sample("bac-de-lorme.en.txt")]);
    std::fs::create_dir(place.path("exported")).expect("a folder");
    place.ok(&["export", "exported/memory.tmx"]);
    let translated = translate(
        &place,
        "exported",
        "Chaque matin, elle traverse pour soigner onze patients.\n",
    );
    assert!(
        translated.contains("Every morning she crosses the water"),
        "{translated}"
    );
}
