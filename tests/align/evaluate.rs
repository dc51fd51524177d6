//! `evaluate` as who works on the aligner sees it, and the quality on the gold sets where those are at hand.

#![allow(clippy::unwrap_used)]
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{interligne, json_lines, skip};

/// The command; what is tested here stores nothing in the memory that it would use.
fn command() -> Command {
    interligne(Path::new("memory"))
}

fn run(args: &[&str]) -> String {
    let done = command().args(args).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

/// A gold set of one document in a fresh folder.
fn small_set() -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write(
        "marche.fr",
        "Le marché rouvre mardi.\nLes halles ont été repeintes. Trente étals attendent les clients.\nLe maire a coupé le ruban.\n",
    );
    write(
        "marche.en",
        "The market reopens on Tuesday.\nThe halls have been repainted.\nThirty stalls await the customers.\nThe mayor cut the ribbon.\n",
    );
    write("marche.gold", "[0]:[0]\n[1]:[1, 2]\n[2]:[3]\n");
    folder
}

#[test]
fn evaluate_counts_a_small_set() {
    let folder = small_set();
    let rows = json_lines(&run(&["evaluate", folder.path().to_str().unwrap(), "--json"]));
    assert_eq!(rows.len(), 1);
    assert_eq!(rows[0]["f1"], 1.0);
    assert_eq!(rows[0]["lax_f1"], 1.0);
    assert_eq!(rows[0]["not_1_1"], 0.3333);
}

#[test]
fn a_broken_gold_file_is_named_with_its_line() {
    let folder = small_set();
    fs::write(folder.path().join("marche.gold"), "[0]:[0]\nzero-one\n").unwrap();
    let done = command().arg("evaluate").arg(folder.path()).output().unwrap();
    assert_eq!(done.status.code(), Some(1));
    let message = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(message.contains("marche.gold:2: expected"), "{message}");
}

/// Sets that are small enough for an unoptimised build, with the strict F1 that must be reached: just under what is.
const BARS: [(&str, f64); 3] = [("alibi", 0.998), ("ntrex-noisy", 0.987), ("student", 0.999)];

#[test]
fn the_gold_sets_are_aligned_as_well_as_ever() {
    let Some(gold) = skip::folder("INTERLIGNE_GOLD") else {
        return;
    };
    let folder = gold.join("alignment");
    for (set, bar) in BARS {
        let rows = json_lines(&run(&["evaluate", folder.to_str().unwrap(), "--json", "--set", set]));
        let row = rows.first().unwrap();
        assert!(row["f1"].as_f64().unwrap() >= bar, "{row}");
        assert!(row["calibration_error"].as_f64().unwrap() <= 0.03, "{row}");
    }
}

#[test]
fn evaluate_agrees_with_the_scoring_script() {
    let Some(gold) = skip::folder("INTERLIGNE_GOLD") else {
        return;
    };
    let script = gold.join("../tools/score_alignment.py");
    if !script.exists() {
        skip::skip("the scoring script is not beside the gold sets");
        return;
    }
    if !skip::runs("python3", &["--version"]) {
        return;
    }
    let folder = gold.join("alignment");
    let set = "alibi";
    let ours = &json_lines(&run(&["evaluate", folder.to_str().unwrap(), "--json", "--set", set]))[0];
    let done = Command::new("python3")
        .arg(&script)
        .args(["--json", "--set", set, "--bin"])
        .arg(command().get_program())
        .arg("--gold")
        .arg(&folder)
        .output()
        .unwrap();
    let theirs = &json_lines(std::str::from_utf8(&done.stdout).unwrap())[0];
    for field in ["precision", "recall", "f1", "lax_f1", "calibration_error"] {
        let difference = (ours[field].as_f64().unwrap() - theirs[field].as_f64().unwrap()).abs();
        assert!(difference < 0.000_11, "{field}: {ours} {theirs}");
    }
}
