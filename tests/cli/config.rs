//! Configuration files: what they set, what wins over them, and what is refused.

use serde_json::Value;

use crate::support::Place;

const USER: &str = ".config/interligne/config.toml";

fn shown(place: &Place, arguments: &[&str]) -> Value {
    serde_json::from_str(place.ok(arguments).trim()).expect("one object")
}

#[test]
fn a_file_sets_what_commands_do_and_the_command_line_wins() {
    let place = Place::new();
    place.write(
        "m.tsv",
        "fr\ten\nLe vieux pont du village est rouge.\tThe old village bridge is red.\n",
    );
    place.ok(&["import", "m.tsv"]);
    let near = "Le vieux pont du village est vert.";
    let count = |arguments: &[&str]| {
        let answer = shown(&place, arguments);
        answer["matches"].as_array().map_or(0, Vec::len)
    };
    assert_eq!(count(&["suggest", "--json", near]), 1);
    place.write(USER, "min-score = 95 # strict\nfrom = \"en\"\nto = \"fr\"\n");
    assert_eq!(count(&["suggest", "--json", near]), 0);
    assert_eq!(
        count(&[
            "--from",
            "fr",
            "--to",
            "en",
            "suggest",
            "--json",
            "--min-score",
            "70",
            near
        ]),
        1
    );
    let turned = shown(&place, &["suggest", "--json", "The old village bridge is red."]);
    assert_eq!(turned["matches"][0]["target"], "Le vieux pont du village est rouge.");
    // The memory's own file is nearer than the user's, the environment than both.
    place.write("memory/config.toml", "from = \"fr\"\nto = \"en\"\nmin-score = 60\n");
    assert_eq!(count(&["suggest", "--json", near]), 1);
    let mut command = place.command(&["suggest", "--json", near]);
    command.env("INTERLIGNE_MIN_SCORE", "99");
    let output = command.output().expect("it runs");
    assert!(String::from_utf8_lossy(&output.stdout).contains("\"matches\":[]"));
}

#[test]
fn glossaries_and_the_author_come_from_the_users_file() {
    let place = Place::new();
    place.write("terms.tsv", "pont\tbridge\n");
    place.write("m.tsv", "fr\ten\nLe pont est rouge.\tThe bridge is red.\n");
    place.ok(&["import", "m.tsv"]);
    place.ok(&["config", "set", "glossaries", "terms.tsv"]);
    place.ok(&["config", "set", "author", "Anne Morel"]);
    let answer = shown(&place, &["suggest", "--json", "Le pont est rouge."]);
    assert_eq!(answer["terms"][0]["target"], "bridge");
    place.ok(&["memory", "edit", "1", "--status", "confirmed"]);
    let exported = place.ok(&["export", "--format", "tmx", "-"]);
    assert!(exported.contains("changeid=\"Anne Morel\""), "{exported}");
    std::fs::remove_file(place.path("terms.tsv")).expect("the glossary");
    let message = place.refused(1, &["suggest", "Le pont est rouge."]);
    assert!(
        message.contains("terms.tsv") && message.contains("config.toml:1"),
        "{message}"
    );
    place.write("other.tsv", "rouge\tred\n");
    let other = shown(
        &place,
        &["suggest", "--json", "--glossary", "other.tsv", "Le pont est rouge."],
    );
    assert_eq!(other["terms"][0]["source"], "rouge");
}

#[test]
fn config_shows_each_value_with_where_it_comes_from() {
    let place = Place::new();
    place.write(USER, "\nfrom = \"fr-CA\"\nlimit = 3\n[memories]\n\"~\" = \"~/m\"\n");
    let all = shown(&place, &["--to", "en-GB", "config", "--json"]);
    assert_eq!(all["from"]["value"], "fr-CA");
    let origin = all["from"]["origin"].as_str().expect("a text");
    assert!(origin.ends_with("config.toml:2"), "{origin}");
    assert_eq!(all["to"], serde_json::json!({"value": "en-GB", "origin": "--to"}));
    assert_eq!(
        all["min-score"],
        serde_json::json!({"value": 70.0, "origin": "default"})
    );
    assert_eq!(all["memory"]["origin"], "INTERLIGNE_MEMORY");
    assert_eq!(
        all["memories"][0]["value"]["memory"],
        place.path("m").display().to_string()
    );
    assert_eq!(all["user_file"]["exists"], true);
    assert_eq!(all["memory_file"]["exists"], false);
    let text = place.ok(&["config"]);
    assert!(
        text.contains("from          fr-CA") && text.contains("(default)"),
        "{text}"
    );
}

#[test]
fn a_broken_file_stops_every_command_with_its_line() {
    let place = Place::new();
    place.write(USER, "from = \"fr\"\nto = en\n");
    for arguments in [&["config"][..], &["suggest", "Oui."], &["memory", "info"]] {
        let message = place.refused(1, arguments);
        assert!(message.contains("config.toml:2: "), "{message}");
    }
    // What is about the program itself still works.
    place.ok(&["completions", "bash"]);
    let kept = std::fs::read(place.path(USER)).expect("the file");
    place.refused(1, &["config", "set", "from", "fr"]);
    assert_eq!(std::fs::read(place.path(USER)).expect("the file"), kept);
    place.write(USER, "");
    place.refused(2, &["config", "set", "from", "x!"]);
    place.refused(2, &["config", "set", "colour", "red"]);
    place.refused(1, &["config", "set", "--own", "from", "fr"]);
    place.write("m.tsv", "Le pont est rouge.\tThe bridge is red.\n");
    place.ok(&["import", "m.tsv"]);
    place.ok(&["config", "set", "--own", "from", "fr"]);
    place.refused(2, &["config", "set", "--own", "author", "Anne"]);
    place.write("memory/config.toml", "glossaries = [\"/etc/hosts\"]\n");
    let message = place.refused(1, &["suggest", "Oui."]);
    assert!(message.contains("languages and thresholds only"), "{message}");
}

#[test]
fn languages_of_files_are_tags_and_two() {
    let place = Place::new();
    place.write(USER, "from = \"french\"\n");
    let told = place.refused(1, &["suggest", "Oui."]);
    assert!(told.contains("config.toml:1") && told.contains("french"), "{told}");
    place.write(USER, "\nfrom = \"en\"\n");
    let told = place.refused(1, &["suggest", "Oui."]);
    assert!(told.contains("config.toml:2") && told.contains("English"), "{told}");
    let told = place.refused(2, &["--from", "fr", "--to", "fr", "config"]);
    assert!(told.contains("--from"), "{told}");
}
