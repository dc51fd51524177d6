//! What files say of their languages, states, plural forms and encoding.

use crate::support::Place;

/// The units after importing a file into a new memory: source, target, their languages, status, note.
fn units(place: &Place, name: &str) -> Vec<[String; 4]> {
    let _ = std::fs::remove_dir_all(place.path("memory"));
    place.ok(&["import", name]);
    stored(place)
}

fn stored(place: &Place) -> Vec<[String; 4]> {
    place.ok(&["export", "out.jsonl", "--overwrite"]);
    let out = std::fs::read_to_string(place.path("out.jsonl")).expect("an export");
    let text = |unit: &serde_json::Value, field: &str| unit[field].as_str().unwrap_or_default().to_owned();
    out.lines()
        .map(|line| serde_json::from_str(line).expect("an object a line"))
        .map(|unit: serde_json::Value| ["source", "target", "status", "note"].map(|field| text(&unit, field)))
        .collect()
}

fn xliff12(languages: &str, unit: &str) -> String {
    format!(
        r#"<?xml version="1.0"?><xliff version="1.2"><file original="x" datatype="plaintext" {languages}><body>
<trans-unit id="1" xmlns:m="http://www.memsource.com/mxlf/2.0" {unit}</trans-unit></body></file></xliff>"#
    )
}

const TEXTS: &str = "><source>The bridge is red.</source><target>Le pont est rouge.</target>";

#[test]
fn a_file_that_says_one_language_has_the_other_of_those_asked_for() {
    let place = Place::new();
    place.write("a.xlf", xliff12(r#"source-language="en""#, TEXTS));
    place.write("b.xlf", xliff12(r#"target-language="fr-CA""#, TEXTS));
    place.write(
        "c.xlf",
        xliff12(
            r#"source-language="en""#,
            r#"><source>The bridge is red.</source><target xml:lang="fr">Le pont est rouge.</target>"#,
        ),
    );
    place.write(
        "d.xlf2",
        r#"<xliff xmlns="urn:oasis:names:tc:xliff:document:2.0" version="2.0" srcLang="en"><file id="f"><unit id="u"><segment>
<source>The bridge is red.</source><target xml:lang="fr">Le pont est rouge.</target></segment></unit></file></xliff>"#,
    );
    place.write(
        "e.jsonl",
        "{\"source\":\"The bridge is red.\",\"target\":\"Le pont est rouge.\",\"source_lang\":\"en\"}\n",
    );
    place.write(
        "f.jsonl",
        "{\"source\":\"The bridge is red.\",\"target\":\"Le pont est rouge.\",\"target_lang\":\"fr\"}\n",
    );
    for name in ["a.xlf", "b.xlf", "c.xlf", "d.xlf2", "e.jsonl", "f.jsonl"] {
        let found = units(&place, name);
        assert_eq!(found.len(), 1, "{name}");
        assert_eq!(found[0][..2], ["Le pont est rouge.", "The bridge is red."], "{name}");
    }
}

#[test]
fn a_file_in_one_language_is_refused() {
    let place = Place::new();
    place.write("a.xlf", xliff12(r#"source-language="fr" target-language="fr""#, TEXTS));
    place.write(
        "b.jsonl",
        "{\"source\":\"Oui.\",\"target\":\"Yes.\",\"source_lang\":\"en\",\"target_lang\":\"en-GB\"}\n",
    );
    for name in ["a.xlf", "b.jsonl"] {
        let told = place.refused(1, &["import", name]);
        assert!(told.contains(name) && told.contains("both in"), "{told}");
        assert!(!place.path("memory").exists(), "{name}");
    }
}

#[test]
fn machine_translation_and_inexact_matches_are_to_be_reviewed() {
    let place = Place::new();
    for (attributes, status) in [
        (r#"state="translated""#, "aligned"),
        (r#"state="translated" state-qualifier="exact-match""#, "aligned"),
        (r#"state="translated" state-qualifier="mt-suggestion""#, "to-review"),
        (r#"state="translated" state-qualifier="leveraged-mt""#, "to-review"),
        (r#"state="translated" state-qualifier="fuzzy-match""#, "to-review"),
        (r#"state="final" state-qualifier="fuzzy-match""#, "confirmed"),
    ] {
        let unit = format!("><source>Le pont est rouge.</source><target {attributes}>The bridge is red.</target>");
        place.write("a.xlf", xliff12(r#"source-language="fr" target-language="en""#, &unit));
        assert_eq!(units(&place, "a.xlf")[0][2], status, "{attributes}");
    }
}

#[test]
fn codes_of_phrase_are_codes_whatever_it_says_besides() {
    let place = Place::new();
    for attribute in [r#"m:confirmed="1""#, r#"m:score="0.85""#, r#"m:trans-origin="mt""#] {
        let unit = format!(
            "{attribute}><source>Le {{1&gt;pont&lt;1}} est rouge.</source><target>The {{1&gt;bridge&lt;1}} is red.</target>"
        );
        place.write(
            "a.mxliff",
            xliff12(r#"source-language="fr" target-language="en""#, &unit),
        );
        assert_eq!(
            units(&place, "a.mxliff")[0][..2],
            ["Le pont est rouge.", "The bridge is red."],
            "{attribute}"
        );
    }
}

fn po(language: &str, plural: &str, forms: &[&str]) -> String {
    let forms: String = forms
        .iter()
        .enumerate()
        .map(|(at, form)| format!("msgstr[{at}] \"{form}\"\n"))
        .collect();
    format!(
        "msgid \"\"\nmsgstr \"\"\n\"Language: {language}\\n\"\n\"Plural-Forms: {plural}\\n\"\n\n\
         msgid \"%d file\"\nmsgid_plural \"%d files\"\n{forms}"
    )
}

#[test]
fn the_plural_rule_of_a_po_file_says_which_form_is_which() {
    let place = Place::new();
    for (language, plural, forms, one, many, others) in [
        (
            "ar",
            "nplurals=6; plural=n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5;",
            &["zero", "one", "two", "few", "many", "other"][..],
            "one",
            "other",
            "msgstr[0]: zero\nmsgstr[2]: two\nmsgstr[3]: few\nmsgstr[4]: many",
        ),
        (
            "lv",
            "nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n != 0 ? 1 : 2);",
            &["one", "other", "zero"],
            "one",
            "other",
            "msgstr[2]: zero",
        ),
        (
            "sl",
            "nplurals=4; plural=(n%100==1 ? 1 : n%100==2 ? 2 : n%100==3 || n%100==4 ? 3 : 0);",
            &["other", "one", "two", "few"],
            "one",
            "other",
            "msgstr[2]: two\nmsgstr[3]: few",
        ),
        (
            "fr",
            "nplurals=2; plural=(n > 1);",
            &["one", "other"],
            "one",
            "other",
            "",
        ),
        ("ja", "nplurals=1; plural=0;", &["other"], "other", "other", ""),
        ("ru", "none", &["one", "few", "many"], "one", "many", "msgstr[1]: few"),
    ] {
        place.write("a.po", po(language, plural, forms));
        let _ = std::fs::remove_dir_all(place.path("memory"));
        place.ok(&["--from", "en", "--to", language, "import", "a.po"]);
        place.ok(&["--from", "en", "--to", language, "export", "out.jsonl", "--overwrite"]);
        let out = std::fs::read_to_string(place.path("out.jsonl")).expect("an export");
        let found: Vec<serde_json::Value> = out.lines().map(|l| serde_json::from_str(l).expect("JSON")).collect();
        assert_eq!(found[0]["target"], one, "{language}");
        assert_eq!(found[1]["target"], many, "{language}");
        assert_eq!(found[1]["note"].as_str().unwrap_or_default(), others, "{language}");
    }
}

#[test]
fn a_po_file_is_read_in_the_encoding_that_its_header_names() {
    let place = Place::new();
    let text = |charset: &str| {
        format!(
            "msgid \"\"\nmsgstr \"\"\n\"Language: pl\\n\"\n\"Content-Type: text/plain; charset={charset}\\n\"\n\n\
             msgid \"Yellow\"\nmsgstr \""
        )
    };
    // `żółty` in ISO-8859-2.
    let bytes = [text("ISO-8859-2").as_bytes(), b"\xBF\xF3\xB3ty\"\n"].concat();
    place.write("a.po", bytes);
    place.ok(&["--from", "en", "--to", "pl", "import", "a.po"]);
    let told = place.ok(&["--from", "en", "--to", "pl", "suggest", "Yellow"]);
    assert!(told.contains("żółty"), "{told}");
    place.write("b.po", [text("X-UNKNOWN-9").as_bytes(), b"a\"\n"].concat());
    let told = place.refused(1, &["--from", "en", "--to", "pl", "import", "b.po"]);
    assert!(told.contains("b.po:1") && told.contains("X-UNKNOWN-9"), "{told}");
}
