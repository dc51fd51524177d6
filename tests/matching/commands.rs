//! `suggest`, `analyze` and `pretranslate` as users run them, on the samples.

#![allow(clippy::unwrap_used)] // also in the helpers of tests

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

use crate::support;

const FRENCH: &str = "samples/bac-de-lorme.fr.txt";
const ENGLISH: &str = "samples/bac-de-lorme.en.txt";

/// The command at the foot of the repository, with its samples at hand.
fn interligne(memory: &Path) -> Command {
    let mut command = Command::from_std(support::interligne(memory));
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

fn with_sample() -> tempfile::TempDir {
    let dir = tempfile::tempdir().unwrap();
    interligne(dir.path())
        .args(["import", FRENCH, ENGLISH])
        .assert()
        .success();
    dir
}

fn lines(command: &mut Command) -> Vec<Value> {
    let output = command.assert().success().get_output().stdout.clone();
    String::from_utf8(output)
        .unwrap()
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect()
}

#[test]
fn an_imported_article_is_found_whole_with_and_without_the_index() {
    let dir = with_sample();
    let answers = lines(interligne(dir.path()).args(["suggest", "--json", "--input", FRENCH]));
    let exhaustive = lines(interligne(dir.path()).args(["suggest", "--json", "--exhaustive", "--input", FRENCH]));
    assert_eq!(answers, exhaustive);
    let in_context = answers
        .iter()
        .filter(|answer| answer["matches"][0]["context"] == true)
        .count();
    assert!(in_context + 2 >= answers.len(), "{in_context} of {}", answers.len());
    let first = &answers[0]["matches"][0];
    assert_eq!(first["source"], answers[0]["query"]);
    assert_eq!(first["article"], "bac-de-lorme");
    assert!(first["score"].as_f64().unwrap() > 100.0);
}

#[test]
fn lines_of_standard_input_are_answered_one_by_one() {
    let dir = with_sample();
    let input = "Rien de semblable nulle part\n\nLe bac de Port-Vernay à quai\n";
    let answers = lines(
        interligne(dir.path())
            .args(["suggest", "--json", "--min-score", "30"])
            .write_stdin(input),
    );
    assert_eq!(answers.len(), 3);
    assert_eq!(answers[1]["matches"].as_array().unwrap().len(), 0);
    assert!(!answers[2]["matches"].as_array().unwrap().is_empty());
    interligne(dir.path())
        .args(["suggest", "mot", "--min-score", "0"])
        .assert()
        .code(2);
}

#[test]
fn an_analysis_counts_every_segment_once() {
    let dir = with_sample();
    let other = "samples/carnet-de-nage.fr.txt";
    let reports = lines(interligne(dir.path()).args(["analyze", "--json", FRENCH, other, FRENCH]));
    assert_eq!(reports.len(), 4);
    let number = |report: &Value, band: &str| {
        let bands = report["bands"].as_array().unwrap().iter();
        bands
            .filter(|b| b["band"] == band)
            .map(|b| b["segments"].as_u64().unwrap())
            .sum::<u64>()
    };
    for report in &reports {
        let sum: u64 = report["bands"]
            .as_array()
            .unwrap()
            .iter()
            .map(|b| b["segments"].as_u64().unwrap())
            .sum();
        assert_eq!(sum, report["segments"].as_u64().unwrap());
    }
    assert!(number(&reports[0], "context") > 0);
    assert!(number(&reports[1], "new") > 0);
    assert_eq!(number(&reports[2], "new"), 0);
    let table = interligne(dir.path())
        .args(["analyze", FRENCH])
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    assert!(String::from_utf8(table).unwrap().contains("context"));
    let csv = interligne(dir.path())
        .args(["analyze", "--csv", FRENCH])
        .assert()
        .success()
        .get_output()
        .stdout
        .clone();
    assert_eq!(String::from_utf8(csv).unwrap().lines().count(), 10);
}

#[test]
fn a_pretranslated_article_has_all_its_segments_in_every_format() {
    let dir = with_sample();
    let out = tempfile::tempdir().unwrap();
    for name in ["a.xlf", "a.tmx", "a.tsv", "a.html", "a.jsonl"] {
        let path = out.path().join(name);
        interligne(dir.path())
            .args(["pretranslate", FRENCH, "-o"])
            .arg(&path)
            .assert()
            .success();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(text.contains("Port-Vernay"), "{name}");
        assert!(text.contains("residents"), "{name}");
    }
    assert!(
        std::fs::read_to_string(out.path().join("a.xlf"))
            .unwrap()
            .contains("version=\"1.2\"")
    );
    // The flag, and its name of before.
    for flag in ["--xliff-version", "--xliff"] {
        let newer = out.path().join("b.xlf");
        interligne(dir.path())
            .args(["pretranslate", FRENCH, flag, "2.1", "-o"])
            .arg(&newer)
            .assert()
            .success();
        assert!(std::fs::read_to_string(&newer).unwrap().contains("version=\"2.1\""));
        std::fs::remove_file(&newer).unwrap();
    }
    interligne(dir.path())
        .args(["pretranslate", FRENCH, "-o", "a.docx"])
        .assert()
        .code(2);
}

#[test]
fn a_damaged_index_is_found_by_check_and_built_anew_by_repair() {
    let dir = with_sample();
    let suggest = |dir: &Path| lines(interligne(dir).args(["suggest", "--json", "--input", FRENCH]));
    let before = suggest(dir.path());
    interligne(dir.path()).args(["memory", "check"]).assert().success();
    let part = dir.path().join("index/en_fr/000001-1.part");
    let mut content = std::fs::read(&part).unwrap();
    let middle = content.len() / 2;
    content[middle] ^= 0x10;
    std::fs::remove_file(&part).unwrap();
    std::fs::write(&part, content).unwrap();
    let found = interligne(dir.path()).args(["memory", "check"]).assert().code(1);
    let told = String::from_utf8(found.get_output().stdout.clone()).unwrap();
    assert!(told.contains("the index of en and fr: section"), "{told}");
    assert!(told.contains("memory check --repair"), "{told}");
    interligne(dir.path())
        .args(["memory", "check", "--repair"])
        .assert()
        .success();
    interligne(dir.path()).args(["memory", "check"]).assert().success();
    assert_eq!(suggest(dir.path()), before);
}

#[test]
fn units_from_files_say_where_they_come_from() {
    let dir = tempfile::tempdir().unwrap();
    let write = |name: &str, content: &str| {
        let path = dir.path().join(name);
        std::fs::write(&path, content).unwrap();
        path
    };
    let unit = |french: &str, english: &str, property: &str| {
        format!(
            "<tu>{property}<tuv xml:lang=\"fr\"><seg>{french}</seg></tuv><tuv xml:lang=\"en\"><seg>{english}</seg></tuv></tu>"
        )
    };
    let tmx = format!(
        "<?xml version=\"1.0\"?><tmx version=\"1.4\"><header creationtool=\"t\" creationtoolversion=\"1\" \
         segtype=\"sentence\" o-tmf=\"t\" adminlang=\"en\" srclang=\"fr\" datatype=\"plaintext\"/><body>{}{}</body></tmx>",
        unit("La grue est rouillée.", "The crane is rusty.", ""),
        unit(
            "Le quai est désert.",
            "The quay is deserted.",
            "<prop type=\"x-document\">quais.docx</prop>"
        ),
    );
    let files = [
        write("chantier.tmx", &tmx),
        write(
            "table.tsv",
            "Le phare est éteint.\tThe lighthouse is dark.\tphares.html\n",
        ),
    ];
    let memory = dir.path().join("memory");
    interligne(&memory).arg("import").args(&files).assert().success();
    let article = |query: &str| {
        let found = lines(interligne(&memory).args(["suggest", "--json", query]));
        let searched = lines(interligne(&memory).args(["search", "--json", query]));
        assert_eq!(found[0]["matches"][0]["article"], searched[0]["article"]);
        found[0]["matches"][0]["article"].clone()
    };
    assert_eq!(article("La grue est rouillée."), "chantier.tmx");
    assert_eq!(article("Le quai est désert."), "quais.docx");
    assert_eq!(article("Le phare est éteint."), "phares.html");
}

#[test]
fn a_long_segment_and_a_long_unit_say_where_the_work_ends() {
    let folder = tempfile::tempdir().unwrap();
    let memory = folder.path().join("memory");
    let long = |sentence: &str| sentence.repeat(600);
    let table = folder.path().join("long.tsv");
    let units = format!(
        "source\ttarget\n{}\t{}\nLe vieux pont rouge de Lorme.\tThe old red bridge in Lorme.\n",
        long("Le zèbre traverse lentement. "),
        long("The zebra crosses slowly. ")
    );
    std::fs::write(&table, units).unwrap();
    interligne(&memory).arg("import").arg(&table).assert().success();

    let said = interligne(&memory)
        .args(["search", "--json", "zèbre"])
        .assert()
        .success();
    let said = said.get_output().clone();
    assert!(String::from_utf8_lossy(&said.stderr).contains("too long to look"));
    let line: Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(line["too_long"], true);
    assert_eq!(line["marks"].as_array().unwrap().len(), 600);
    let short = lines(interligne(&memory).args(["search", "--json", "pont"]));
    assert!(short[0].get("too_long").is_none());

    let query = "Hier, le vieux pont rouge de Lorme ! ".to_owned() + &"Rien ne va ici. ".repeat(450);
    let said = interligne(&memory)
        .args(["suggest", "--fragments", "--json", &query])
        .assert()
        .success();
    let said = said.get_output().clone();
    assert!(String::from_utf8_lossy(&said.stderr).contains("first 1,000 words"));
    let answer: Value = serde_json::from_slice(&said.stdout).unwrap();
    assert_eq!(answer["fragments"][0]["text"], "vieux pont rouge de Lorme");
}

#[test]
fn an_import_makes_the_index_that_the_first_search_then_finds() {
    let dir = tempfile::tempdir().unwrap();
    let memory = dir.path().join("m");
    let manifest = memory.join("index/en_fr/manifest.json");
    interligne(&memory).args(["import", FRENCH, ENGLISH]).assert().success();
    assert!(!manifest.exists(), "nobody asked for it");
    let table = dir.path().join("t.tsv");
    std::fs::write(&table, "Le bac ne passe plus.\tThe ferry no longer runs.\n").unwrap();
    interligne(&memory)
        .arg("import")
        .arg(&table)
        .arg("--index")
        .assert()
        .success();
    let made = std::fs::read(&manifest).unwrap();
    let modified = std::fs::metadata(&manifest).unwrap().modified().unwrap();
    let found = lines(interligne(&memory).args(["suggest", "--json", "Le bac ne passe pas."]));
    assert_eq!(found[0]["matches"][0]["target"], "The ferry no longer runs.");
    assert_eq!(std::fs::read(&manifest).unwrap(), made);
    assert_eq!(std::fs::metadata(&manifest).unwrap().modified().unwrap(), modified);
    interligne(&memory)
        .arg("import")
        .arg(&table)
        .args(["--index", "--dry-run"])
        .assert()
        .code(2);
}
