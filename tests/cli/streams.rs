//! `align --jsonl` and `suggest --jsonl`: a line in, a line out, in order, and what becomes of lines that cannot be answered.

use std::io::{BufRead as _, BufReader, Write as _};
use std::process::Stdio;

use serde_json::{Value, json};

use crate::support::Place;

const FRENCH: &str =
    "Le maire a présenté le budget de la commune jeudi soir. Il prévoit douze logements et une école neuve.";
const ENGLISH: &str =
    "The mayor presented the town budget on Thursday evening. It provides for twelve homes and a new school.";

fn lines(text: &str) -> Vec<Value> {
    text.lines()
        .map(|line| serde_json::from_str(line).expect("an answer is JSON"))
        .collect()
}

/// A pair that differs from the others by its number.
fn pair(number: usize) -> Value {
    json!({
        "id": format!("pair {number}"),
        "fr": format!("{FRENCH} Le numéro {number} est au coin de la rue."),
        "en": format!("{ENGLISH} Number {number} is at the corner of the street."),
    })
}

fn jsonl(values: impl IntoIterator<Item = Value>) -> String {
    values.into_iter().map(|value| format!("{value}\n")).collect()
}

#[test]
fn the_answers_keep_the_order_and_are_those_of_align() {
    let place = Place::new();
    let count = 300;
    place.write("pairs.jsonl", jsonl((0..count).map(pair)));
    let answers = lines(&place.ok(&["align", "--jsonl", "pairs.jsonl"]));
    assert_eq!(answers.len(), count);
    for (index, answer) in answers.iter().enumerate() {
        assert_eq!(answer["line"], json!(index + 1));
        assert_eq!(answer["id"], json!(format!("pair {index}")));
        assert_eq!(answer["warnings"], json!([]));
        assert_eq!(answer["beads"].as_array().map(Vec::len), Some(3), "{answer}");
    }
    let last = pair(count - 1);
    place.write("a.fr.txt", last["fr"].as_str().expect("a text"));
    place.write("a.en.txt", last["en"].as_str().expect("a text"));
    let alone = lines(&place.ok(&["align", "--format", "json", "a.fr.txt", "a.en.txt"]));
    assert_eq!(answers[count - 1]["beads"], Value::Array(alone));
}

#[test]
fn a_side_is_a_text_a_list_of_segments_or_a_file() {
    let place = Place::new();
    place.write("a.fr.txt", FRENCH);
    place.write("a.en.html", format!("<html><body><p>{ENGLISH}</p></body></html>"));
    let input = jsonl([
        json!({"source": FRENCH, "target": ENGLISH}),
        json!({"source_file": "a.fr.txt", "target_file": "a.en.html"}),
        json!({"source": ["Le pont est fermé depuis lundi.", "", "Il rouvrira\nmardi."],
               "target": ["The bridge has been closed since Monday.", "It will reopen on Tuesday."]}),
        json!({"source": "<p>Le pont est fermé depuis lundi.</p><p>Il rouvrira mardi.</p><p>Le maire est content.</p>",
               "target": "The bridge has been closed since Monday.\n\nIt will reopen on Tuesday.\n\nThe mayor is happy."}),
    ]);
    place.write("pairs.jsonl", input);
    let answers = lines(&place.ok(&["align", "--jsonl", "pairs.jsonl"]));
    let texts = |answer: &Value, side: &str| -> Vec<String> {
        let beads = answer["beads"].as_array().expect("beads");
        beads
            .iter()
            .map(|bead| bead[side].as_str().expect("a text").to_owned())
            .collect()
    };
    assert_eq!(answers[0]["beads"], answers[1]["beads"]);
    assert_eq!(
        texts(&answers[2], "source_text"),
        ["Le pont est fermé depuis lundi.", "Il rouvrira mardi."]
    );
    // Positions in the lists, the empty segment counted.
    assert_eq!(answers[2]["beads"][1]["source"], json!([2]));
    assert_eq!(answers[2]["beads"][1]["target"], json!([1]));
    assert_eq!(
        texts(&answers[3], "source_text"),
        [
            "Le pont est fermé depuis lundi.",
            "Il rouvrira mardi.",
            "Le maire est content."
        ]
    );
}

#[test]
fn a_bad_line_has_an_error_and_the_others_are_answered() {
    let place = Place::new();
    let good = pair(1).to_string();
    let bad = [
        ("{\"source\":", "column"),
        ("[1]", "a list"),
        ("{\"id\":7,\"source\":\"Un.\"}", "`target`"),
        ("{\"source\":5,\"target\":\"One.\"}", "a number"),
        ("{\"source\":[\"Un.\",null],\"target\":\"One.\"}", "segment 1"),
        ("{\"source\":\" \",\"target\":\"One.\"}", "empty"),
        ("{\"source_file\":\"missing.txt\",\"target\":\"One.\"}", "missing.txt"),
    ];
    let mut input = format!("\u{FEFF}{good}\n\n").into_bytes();
    for (line, _) in bad {
        input.extend_from_slice(line.as_bytes());
        input.extend_from_slice(b"\r\n");
    }
    input.extend_from_slice(b"{\"source\":\"\xff\",\"target\":\"One.\"}\n");
    input.extend_from_slice(good.as_bytes());
    place.write("pairs.jsonl", &input);
    let done = place.run(&["align", "--jsonl", "pairs.jsonl"]);
    assert_eq!(done.code, Some(1), "{}", done.err);
    assert!(done.err.contains("8 of 10 lines were refused"), "{}", done.err);
    let answers = lines(&done.out);
    assert_eq!(answers.len(), 10);
    let numbers: Vec<u64> = answers.iter().filter_map(|answer| answer["line"].as_u64()).collect();
    assert_eq!(numbers, [1, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    for (answer, (_, said)) in answers[1..].iter().zip(bad) {
        let error = answer["error"].as_str().expect("an error");
        let place = format!("pairs.jsonl, line {}", answer["line"]);
        assert!(error.contains(said) && error.contains(&place), "{error}");
    }
    assert_eq!(answers[3]["id"], json!(7));
    assert_eq!(answers[9]["beads"], answers[0]["beads"]);

    // The output stands, though some lines were refused.
    let done = place.run(&["align", "--jsonl", "pairs.jsonl", "-o", "out.jsonl"]);
    assert_eq!(done.code, Some(1), "{}", done.err);
    let written = std::fs::read_to_string(place.path("out.jsonl")).expect("the answers");
    assert_eq!(lines(&written), answers);
}

#[test]
fn fail_fast_stops_and_from_line_goes_on() {
    let place = Place::new();
    let mut values: Vec<Value> = (1..=40).map(pair).collect();
    values[29] = json!({"fr": "Un.", "en": 1});
    place.write("pairs.jsonl", jsonl(values));
    let done = place.run(&["align", "--jsonl", "pairs.jsonl", "--fail-fast"]);
    assert_eq!(done.code, Some(1));
    assert!(
        done.err.contains("line 30") && done.err.contains("--from-line 31"),
        "{}",
        done.err
    );
    let before = lines(&done.out);
    assert_eq!(before.len(), 30);
    assert!(before[29]["error"].is_string());

    place.write("pairs.jsonl", jsonl((1..=40).map(pair)));
    // As the hint says: each line once.
    let after = lines(&place.ok(&["align", "--jsonl", "pairs.jsonl", "--from-line", "31"]));
    let numbers: Vec<u64> = before
        .iter()
        .chain(&after)
        .filter_map(|line| line["line"].as_u64())
        .collect();
    assert_eq!(numbers, (1..=40).collect::<Vec<_>>());
    // Where a run goes on that was over, and where there is nothing.
    assert_eq!(place.ok(&["align", "--jsonl", "pairs.jsonl", "--from-line", "41"]), "");
    let beyond = place.refused(1, &["align", "--jsonl", "pairs.jsonl", "--from-line", "42"]);
    assert!(beyond.contains("40 lines"), "{beyond}");
    let rest = lines(&place.ok(&["align", "--jsonl", "pairs.jsonl", "--from-line", "30"]));
    let whole = lines(&place.ok(&["align", "--jsonl", "pairs.jsonl"]));
    let joined: Vec<Value> = before[..29].iter().cloned().chain(rest).collect();
    assert_eq!(joined, whole);
}

#[test]
fn each_line_is_answered_as_it_arrives() {
    let place = Place::new();
    place.write(
        "a.tsv",
        "Le pont est fermé depuis lundi.\tThe bridge has been closed since Monday.\n",
    );
    place.ok(&["import", "a.tsv"]);
    let mut child = place
        .command(&["suggest", "--jsonl"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let mut input = child.stdin.take().expect("its input");
    let mut output = BufReader::new(child.stdout.take().expect("its output"));
    for day in ["lundi", "mardi"] {
        // The next is only asked when this one is answered.
        writeln!(
            input,
            "{}",
            json!({"id": day, "text": format!("Le pont est fermé depuis {day}.")})
        )
        .expect("it listens");
        let mut answer = String::new();
        output.read_line(&mut answer).expect("it answers");
        let answer: Value = serde_json::from_str(&answer).expect("JSON");
        assert_eq!(answer["id"], json!(day));
        assert_eq!(
            answer["matches"][0]["target"],
            "The bridge has been closed since Monday."
        );
    }
    drop(input);
    assert!(child.wait().expect("it ends").success());
}

#[test]
fn queries_have_the_answers_of_suggest_and_their_own_neighbours() {
    let place = Place::new();
    place.write(
        "a.fr.txt",
        "Le pont est fermé depuis lundi.\n\nIl rouvrira mardi.\n\nLe maire est content.\n",
    );
    place.write(
        "a.en.txt",
        "The bridge has been closed since Monday.\n\nIt will reopen on Tuesday.\n\nThe mayor is happy.\n",
    );
    place.ok(&["import", "a.fr.txt", "a.en.txt"]);
    place.write("terms.tsv", "source\ttarget\npont\tbridge\n");
    let text = "Il rouvrira mardi.";
    let input = jsonl([
        json!({"text": text}),
        json!({"text": text, "previous": "Le pont est fermé depuis lundi.", "next": "Le maire est content."}),
        json!({"text": "Le pont est fermé depuis lundi.", "previous": null}),
        json!({"text": 5}),
        json!({"text": ""}),
        json!({}),
    ]);
    place.write("queries.jsonl", input);
    let done = place.run(&[
        "suggest",
        "--jsonl",
        "queries.jsonl",
        "--fragments",
        "--glossary",
        "terms.tsv",
    ]);
    assert_eq!(done.code, Some(1), "{}", done.err);
    let answers = lines(&done.out);
    let scores: Vec<&Value> = answers[..3]
        .iter()
        .map(|answer| &answer["matches"][0]["score"])
        .collect();
    assert_eq!(scores, [&json!(100.0), &json!(102.0), &json!(101.0)]);
    assert_eq!(answers[2]["terms"][0]["target"], "bridge");
    assert!(
        answers[3]["error"]
            .as_str()
            .is_some_and(|error| error.contains("a number"))
    );
    assert_eq!(answers[4]["matches"], json!([]));
    assert!(
        answers[5]["error"]
            .as_str()
            .is_some_and(|error| error.contains("`text`"))
    );
    let alone = lines(&place.ok(&["suggest", "--json", text]));
    assert_eq!(answers[0]["matches"], alone[0]["matches"]);
}

#[test]
fn what_does_not_go_with_a_stream_is_a_wrong_command_line() {
    let place = Place::new();
    place.write("a.fr.txt", FRENCH);
    for arguments in [
        &["align", "--jsonl", "pairs.jsonl", "a.fr.txt", "a.en.txt"][..],
        &["align", "--jsonl", "pairs.jsonl", "--format", "tmx"],
        &["align", "a.fr.txt", "a.en.txt", "--fail-fast"],
        &["align", "--jsonl", "pairs.jsonl", "--from-line", "0"],
        &["align", "a.fr.txt"],
        &["suggest", "--jsonl", "queries.jsonl", "--input", "a.fr.txt"],
    ] {
        place.refused(2, arguments);
    }
    let error = place.refused(1, &["align", "--jsonl", "missing.jsonl"]);
    assert!(error.contains("missing.jsonl"), "{error}");
}

#[test]
fn a_text_that_is_given_twice_or_holds_no_text_is_refused() {
    let place = Place::new();
    place.write("a.fr.txt", "Un pont.");
    let rows = [
        json!({"source": "Un.", "source_file": "a.fr.txt", "en": "One."}),
        json!({"source": "Un.", "fr": "Un.", "en": "One."}),
        json!({"fr": "Un.", "target": ["One."], "target_file": "a.fr.txt"}),
        json!({"source": null, "fr": "Un.", "en": "One.", "target_file": null}),
        json!({"fr": "A\u{0}b", "en": "One."}),
        json!({"fr": "Un.", "en": ["One\u{1}."]}),
        json!({"fr": "Un\u{fffe}.", "en": "One."}),
        json!({"fr": "Un.\u{c}Deux.", "en": ["One.\u{c}Two."]}),
    ];
    place.write("pairs.jsonl", jsonl(rows));
    let done = place.run(&["align", "--jsonl", "pairs.jsonl"]);
    let answers = lines(&done.out);
    let errors: Vec<&str> = answers
        .iter()
        .map(|line| line["error"].as_str().unwrap_or_default())
        .collect();
    for (n, names) in [
        (0, ["`source_file`", "`source`"]),
        (1, ["`source`", "`fr`"]),
        (2, ["`target_file`", "`target`"]),
    ] {
        assert!(names.iter().all(|name| errors[n].contains(name)), "{}", errors[n]);
    }
    assert_eq!((errors[3], errors[7]), ("", ""));
    for (n, code) in [(4, "U+0000"), (5, "U+0001"), (6, "U+FFFE")] {
        assert!(errors[n].contains(code), "{}", errors[n]);
    }
    place.write("queries.jsonl", jsonl([json!({"text": "a\u{0}b"})]));
    place.write("pairs.tsv", "Un pont.\tA bridge.\n");
    place.ok(&["import", "pairs.tsv"]);
    let done = place.run(&["suggest", "--jsonl", "queries.jsonl"]);
    assert!(
        lines(&done.out)[0]["error"]
            .as_str()
            .unwrap_or_default()
            .contains("U+0000"),
        "{}",
        done.out
    );
}
