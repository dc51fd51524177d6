//! OmegaT reads the memory's `tmx/` folder as its `tm/auto`, with no export step.
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

/// Lets OmegaT translate a text with the TMX files of a folder as its automatic memory.
fn translate(place: &Place, tmx_folder: &str, text: &str) -> String {
    for folder in ["source", "target", "tm/auto", "glossary", "dictionary", "omegat"] {
        std::fs::create_dir_all(place.path("project").join(folder)).expect("a folder");
    }
    place.write("project/omegat.project", PROJECT);
    place.write("project/source/new.txt", text);
    for file in std::fs::read_dir(place.path(tmx_folder)).expect("a folder of TMX files") {
        let file = file.expect("a file").path();
        let name = file.file_name().expect("a name").to_owned();
        std::fs::copy(&file, place.path("project/tm/auto").join(name)).expect("a copy");
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
