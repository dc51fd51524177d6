//! `suggest`, `analyze` and `pretranslate` as users run them, on the samples.

#![allow(clippy::unwrap_used)] // also in the helpers of tests

use std::path::Path;

use assert_cmd::Command;
use serde_json::Value;

const FRENCH: &str = "samples/bac-de-lorme.fr.txt";
const ENGLISH: &str = "samples/bac-de-lorme.en.txt";

fn interligne(memory: &Path) -> Command {
    let mut command = Command::cargo_bin("interligne").unwrap();
    command
        .arg("--memory")
        .arg(memory)
        .env("NO_COLOR", "1")
        .current_dir(env!("CARGO_MANIFEST_DIR"));
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
            .contains("version=\"2.1\"")
    );
    let older = out.path().join("b.xlf");
    interligne(dir.path())
        .args(["pretranslate", FRENCH, "--xliff", "1.2", "-o"])
        .arg(&older)
        .assert()
        .success();
    assert!(std::fs::read_to_string(&older).unwrap().contains("version=\"1.2\""));
    interligne(dir.path())
        .args(["pretranslate", FRENCH, "-o", "a.docx"])
        .assert()
        .code(2);
}
