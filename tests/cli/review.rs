//! The review in a terminal, driven by answers on standard input.

use std::io::Write as _;
use std::process::Stdio;

use interligne::memory::{Memory, Mode};
use serde_json::Value;

use crate::support::memory::store;
use crate::support::{Done, Place, done, json_lines};

/// An article of six pairs, of which the second and the fourth are doubtful, and one of a single doubtful pair.
fn place() -> Place {
    let place = Place::new();
    let mut memory = Memory::open(place.path("memory"), Mode::Create).expect("a new memory");
    let pairs = [
        ("Le bac part à midi.", "The ferry leaves at noon."),
        ("Il pleut.", "It rains."),
        ("La rivière monte.", "The river rises."),
        ("Personne ne passe.", "Nobody crosses."),
        ("On attend.", "They wait."),
        ("Puis le vent tombe.", "Then the wind drops."),
    ];
    store(&mut memory, "bac", &pairs, |n| if n == 1 || n == 3 { 0.4 } else { 0.9 });
    store(&mut memory, "other", &[("Autre chose.", "Something else.")], |_| 0.3);
    place
}

/// `review` with these answers, a line each, and with a shell script as the editor.
fn review_with(place: &Place, arguments: &[&str], answers: &[&str], editor: &str) -> Done {
    let mut command = place.command(&[&["review", "--terminal"], arguments].concat());
    command
        .env("VISUAL", format!("sh '{}'", place.write("editor.sh", editor).display()))
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped());
    let mut child = command.spawn().expect("the command runs");
    let answers: String = answers.iter().map(|answer| format!("{answer}\n")).collect();
    let mut stdin = child.stdin.take().expect("a pipe");
    // Whoever quits reads no further.
    let _ = stdin.write_all(answers.as_bytes());
    drop(stdin);
    let done = done(child.wait_with_output().expect("it ends"));
    assert_eq!(done.code, Some(0), "{}{}", done.out, done.err);
    done
}

fn review(place: &Place, arguments: &[&str], answers: &[&str]) -> String {
    review_with(place, arguments, answers, "exit 1").out
}

/// The pairs of an article as its view has them: source, target and what was decided.
fn pairs(place: &Place, article: &str) -> Vec<(String, String, String)> {
    let memory = Memory::open(place.path("memory"), Mode::Read).expect("the memory");
    let article = memory.article_named(article).expect("the article");
    let view = memory.article_view(article.id).expect("its view");
    let pair =
        |bead: interligne::memory::BeadView| (bead.source_text, bead.target_text, bead.state.as_str().to_owned());
    view.beads.into_iter().map(pair).collect()
}

fn states(place: &Place) -> Vec<String> {
    pairs(place, "bac").into_iter().map(|pair| pair.2).collect()
}

#[test]
fn each_doubtful_pair_is_shown_and_what_is_answered_is_saved() {
    let place = place();
    let told = review(&place, &[], &["y", "n", "y"]);
    assert!(told.contains("bac, 2 of 6 (2 places to look at)"), "{told}");
    assert!(
        told.contains("The ferry leaves at noon.") && told.contains("La rivière monte."),
        "{told}"
    );
    assert!(told.contains("the aligner is 40 % sure"), "{told}");
    assert!(told.ends_with("3 changes are saved\n"), "{told}");
    assert_eq!(
        states(&place),
        ["auto", "confirmed", "auto", "rejected", "auto", "auto"]
    );
    assert_eq!(pairs(&place, "other")[0].2, "confirmed");
    let told = review(&place, &[], &[]);
    assert!(told.contains("nothing was changed"), "{told}");
    // The folders and the index follow.
    assert!(place.ok(&["memory", "check"]).contains("sound"));
    let found = json_lines(&place.ok(&["suggest", "--json", "Il pleut."]));
    let statuses: Vec<&Value> = found
        .iter()
        .filter_map(|line| line["matches"].as_array())
        .flatten()
        .map(|m| &m["status"])
        .collect();
    assert_eq!(statuses, [&Value::from("confirmed")]);
}

#[test]
fn what_was_answered_before_the_end_of_the_answers_stays() {
    let place = place();
    let told = review(&place, &["bac"], &["y"]);
    assert!(told.contains("1 change is saved"), "{told}");
    assert_eq!(states(&place)[1..4], ["confirmed", "auto", "auto"]);
    let told = review(&place, &["bac"], &["q", "y"]);
    assert!(told.contains("nothing was changed"), "{told}");
    assert_eq!(states(&place)[3], "auto");
}

#[test]
fn pairs_are_merged_split_and_shifted_and_each_step_is_taken_back() {
    let place = place();
    let before = pairs(&place, "bac");
    review(&place, &["bac"], &["m", "q"]);
    let merged = pairs(&place, "bac");
    assert_eq!(merged.len(), 5);
    assert_eq!(
        (merged[1].0.as_str(), merged[1].1.as_str()),
        ("Il pleut. La rivière monte.", "It rains. The river rises.")
    );
    // What was merged is shown with its segments, and split again.
    let place = self::place();
    let told = review(&place, &["bac"], &["m", "s", "q"]);
    assert!(
        told.contains("1 Il pleut.") && told.contains("2 La rivière monte."),
        "{told}"
    );
    let texts =
        |pairs: &[(String, String, String)]| pairs.iter().map(|p| (p.0.clone(), p.1.clone())).collect::<Vec<_>>();
    assert_eq!(texts(&pairs(&place, "bac")), texts(&before));
    // The translation's first segment belongs to the pair before; then all is undone.
    let place = self::place();
    review(&place, &["bac"], &["M", ">", "q"]);
    let shifted = pairs(&place, "bac");
    assert_eq!(
        (shifted[0].1.as_str(), shifted[1].1.as_str()),
        ("The ferry leaves at noon.", "It rains. The river rises.")
    );
    review(&place, &["bac"], &["u", "u", "q"]);
    assert_eq!(pairs(&place, "bac"), before);
    review(&place, &["bac"], &["U", "q"]);
    assert_eq!(pairs(&place, "bac").len(), 5);
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[cfg(unix)]
#[test]
fn a_pair_is_edited_in_the_editor_and_a_failure_is_told() {
    let place = place();
    let editor = "sed -i '/the translation/{n;s/.*/It is raining./}' \"$1\"";
    let told = review_with(&place, &["bac"], &["e", "q"], editor);
    assert!(told.out.contains("1 change is saved"), "{}", told.out);
    let edited = &pairs(&place, "bac")[1];
    assert_eq!((edited.1.as_str(), edited.2.as_str()), ("It is raining.", "confirmed"));
    let before = pairs(&place, "bac");
    let told = review_with(&place, &["bac"], &["e", "n"], "exit 3");
    assert!(
        told.out.contains("the editor") && told.out.contains("1 change is saved"),
        "{}",
        told.out
    );
    assert_eq!(pairs(&place, "bac")[3].2, "rejected");
    review_with(&place, &["bac"], &["q"], "true");
    assert_eq!(pairs(&place, "bac")[..3], before[..3]);
}

#[test]
fn an_answer_that_cannot_be_followed_is_asked_for_again() {
    let place = place();
    let told = review(&place, &["bac"], &["what?", "?", "s", "u", "k", "s 9 9", "j", "k", "y"]);
    assert_eq!(told.matches("y  accept the pair").count(), 2, "{told}");
    for reason in ["nothing to split", "this is the first place", "cannot"] {
        assert!(told.contains(reason), "{reason}: {told}");
    }
    assert_eq!(states(&place)[1..4], ["confirmed", "auto", "auto"]);
    assert!(place.refused(1, &["review", "nobody"]).contains("nobody"));
    assert!(place.refused(1, &["review", "--unit", "99"]).contains("no unit 99"));
}

#[test]
fn a_review_begins_where_a_match_stands() {
    let place = place();
    let told = review(&place, &["--unit", "3"], &["y", "q"]);
    assert!(told.contains("bac, 3 of 6"), "{told}");
    assert!(told.contains("bac, 4 of 6") && !told.contains("bac, 2 of 6"), "{told}");
    assert_eq!(states(&place)[1..4], ["auto", "confirmed", "auto"]);
    // Where it has no such place, that is said.
    place.write("words.tsv", "fr\ten\nBonjour.\tHello.\n");
    place.ok(&["import", &place.path("words.tsv").display().to_string()]);
    let units = json_lines(&place.ok(&["memory", "list", "--status", "aligned", "--json"]));
    let words = units
        .iter()
        .find(|unit| unit["source"] == "Bonjour.")
        .expect("the unit");
    let number = words["unit"].to_string();
    let refused = |arguments: &[&str]| place.refused(1, &[&["review", "--terminal", "--unit"], arguments].concat());
    assert!(refused(&[&number]).contains("stands in no article"));
    assert!(refused(&["3", "other"]).contains("is in the article bac"));
}

#[test]
fn a_pair_in_which_a_check_finds_something_is_shown_with_it() {
    let place = Place::new();
    let mut memory = Memory::open(place.path("memory"), Mode::Create).expect("a new memory");
    let pairs = [
        ("Le bac part à midi.", "The ferry leaves at noon."),
        ("Il porte 12 moutons.", "It carries 13 sheep."),
        ("La rivière monte.", "The river rises."),
    ];
    store(&mut memory, "bac", &pairs, |_| 0.9);
    store(&mut memory, "other", &[("Autre chose.", "Something else.")], |_| 0.3);
    // The pair that is known to wait comes first.
    let told = review(&place, &[], &["y", "y"]);
    let places: Vec<&str> = told.lines().filter(|line| line.contains("to look at)")).collect();
    assert_eq!(
        places,
        ["other, 1 of 1 (1 place to look at)", "bac, 2 of 3 (1 place to look at)"]
    );
    assert!(told.contains("12 is not in the text in en"), "{told}");
    assert_eq!(states(&place), ["auto", "confirmed", "auto"]);
    assert_eq!(review(&place, &[], &[]), "nothing was changed\n");
}
