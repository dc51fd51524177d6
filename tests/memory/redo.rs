//! What was taken back comes back, and what is large is asked about first.

use std::io::Write as _;
use std::process::{Command, Stdio};

use crate::support::{Place, json_lines, skip};

fn with_units(count: usize) -> Place {
    let place = Place::new();
    let rows: String = (0..count).map(|n| format!("Phrase {n}.\tSentence {n}.\n")).collect();
    place.write("old.tsv", format!("fr\ten\n{rows}"));
    place.ok(&["import", "old.tsv"]);
    place
}

/// What stands in the memory: its units, and the files beside the database.
fn state(place: &Place) -> (String, Vec<String>) {
    let mut files = Vec::new();
    for folder in ["memory/tmx", "memory/tmx-to-review"] {
        for entry in std::fs::read_dir(place.path(folder)).expect("a folder") {
            let path = entry.expect("a file").path();
            files.push(std::fs::read_to_string(path).expect("a TMX file"));
        }
    }
    files.sort();
    (place.ok(&["memory", "list", "--units", "--json"]), files)
}

#[test]
fn what_was_taken_back_can_be_brought_back_until_something_else_is_done() {
    let place = with_units(3);
    place.ok(&["memory", "edit", "2", "--target", "Another sentence."]);
    place.ok(&["memory", "edit", "3", "--status", "to-review"]);
    place.ok(&["memory", "delete", "1"]);
    let before = state(&place);
    let done = place.run(&["memory", "redo"]);
    assert_eq!((done.code, done.out.as_str()), (Some(0), ""));
    assert!(done.err.contains("nothing that can be brought back"), "{}", done.err);
    let took: Vec<String> = (0..4).map(|_| place.ok(&["memory", "undo"])).collect();
    assert!(
        took[3].contains("import old.tsv") && took[3].contains("3 units added"),
        "{}",
        took[3]
    );
    let would = place.ok(&["memory", "redo", "--dry-run"]);
    assert_eq!(would.replace("would bring back", "took back"), took[3]);
    for took in took.iter().rev() {
        assert_eq!(
            &place.ok(&["memory", "redo"]).replace("brought back", "took back"),
            took
        );
    }
    assert_eq!(state(&place), before);
    assert!(place.ok(&["memory", "check"]).contains("sound"));
    let history = json_lines(&place.ok(&["memory", "history", "--limit", "100", "--json"]));
    let undone = |kinds: &[&str]| {
        let of = |line: &&serde_json::Value| kinds.contains(&line["kind"].as_str().expect("a kind"));
        history
            .iter()
            .filter(of)
            .map(|line| !line["undone"].is_null())
            .collect::<Vec<_>>()
    };
    assert_eq!(undone(&["import", "edit", "status", "delete"]), [false; 4]);
    assert_eq!(undone(&["undo"]), [true; 4]);
    // The index has followed all the way.
    let found = place.ok(&["suggest", "Phrase 1."]);
    assert!(found.contains("Another sentence."), "{found}");
    place.ok(&["memory", "undo"]);
    place.ok(&["memory", "edit", "3", "--status", "confirmed"]);
    assert_eq!(place.ok(&["memory", "redo"]), "");
}

/// Runs `memory undo` on a terminal, and answers what it asks.
fn undo_on_terminal(place: &Place, answer: &str) -> String {
    let command = format!("'{}' memory undo", env!("CARGO_BIN_EXE_interligne"));
    let mut child = Command::new("script")
        .args(["-q", "-c", &command, "/dev/null"])
        .current_dir(place.path(""))
        .env("INTERLIGNE_MEMORY", place.path("memory"))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("`script` runs");
    let mut stdin = child.stdin.take().expect("a pipe");
    stdin.write_all(answer.as_bytes()).expect("it reads");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

#[cfg(target_os = "linux")]
#[test]
fn a_person_is_asked_before_much_is_taken_back() {
    if !skip::runs("script", &["--version"]) {
        return;
    }
    let place = with_units(101);
    let before = state(&place);
    let said = undo_on_terminal(&place, "n\n");
    assert!(said.contains("101 units added") && said.contains("[y/N]"), "{said}");
    assert!(said.contains("nothing was taken back"), "{said}");
    assert_eq!(state(&place), before);
    let said = undo_on_terminal(&place, "y\n");
    assert!(said.contains("took back"), "{said}");
    assert_eq!(state(&place).0, "");
    place.ok(&["memory", "redo"]);
    assert_eq!(state(&place), before);
    // A single edit is nothing to ask about.
    place.ok(&["memory", "edit", "1", "--status", "confirmed"]);
    let said = undo_on_terminal(&place, "");
    assert!(said.contains("took back") && !said.contains("[y/N]"), "{said}");
    assert_eq!(state(&place), before);
}
