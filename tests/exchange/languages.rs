//! Languages under other codes, in other scripts and regions, and files of other languages than those asked for.

use crate::support::Place;

fn tmx(from: &str, to: &str, target: &str) -> String {
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<tmx version="1.4"><header creationtool="X" creationtoolversion="1" segtype="sentence" o-tmf="x" adminlang="en" datatype="plaintext" srclang="{from}"/><body>
<tu><tuv xml:lang="{from}"><seg>Le pont est rouge.</seg></tuv><tuv xml:lang="{to}"><seg>{target}</seg></tuv></tu>
</body></tmx>
"#
    )
}

/// The first match of the one unit for its own source, as JSON.
fn first_match(stored: (&str, &str), asked: (&str, &str)) -> Option<serde_json::Value> {
    let place = Place::new();
    place.write("m.tmx", tmx(stored.0, stored.1, "T"));
    place.ok(&["import", "m.tmx"]);
    let out = place.ok(&[
        "--from",
        asked.0,
        "--to",
        asked.1,
        "suggest",
        "--json",
        "Le pont est rouge.",
    ]);
    let line: serde_json::Value = serde_json::from_str(out.lines().next()?).expect("an object");
    line["matches"].get(0).cloned()
}

#[test]
fn a_language_is_the_same_under_each_of_its_codes() {
    for (stored, asked) in [
        (("fra", "eng"), ("fr", "en")),
        (("fre", "eng"), ("fr", "en")),
        (("fr", "en"), ("fra", "eng")),
        (("FRA-CA", "EN"), ("fr", "en")),
        (("fr", "iw"), ("fr", "he")),
        (("fr", "he"), ("fr", "iw")),
        (("fr", "in"), ("fr", "id")),
        (("fr", "mo"), ("fr", "ro")),
        (("fr", "no"), ("fr", "nb")),
        (("fr", "ger"), ("fr", "de")),
        (("fr", "cmn"), ("fr", "zh")),
        (("fr", "zh-CHS"), ("fr", "zh-CN")),
    ] {
        let found = first_match(stored, asked).unwrap_or_default();
        assert_eq!(found["score"], 100.0, "{stored:?} for {asked:?}");
    }
}

#[test]
fn another_script_is_no_match_and_another_region_costs_a_point() {
    for (stored, asked) in [
        ("zh-CN", "zh-TW"),
        ("zh-Hant", "zh-Hans"),
        ("zh-HK", "zh-CN"),
        ("sr-Latn", "sr-Cyrl"),
        ("sh", "sr-Cyrl"),
    ] {
        assert_eq!(first_match(("fr", stored), ("fr", asked)), None, "{stored} for {asked}");
    }
    for (stored, asked, score) in [
        ("en-US", "en-GB", 99.0),
        ("en", "en-GB", 100.0),
        ("en-US", "en", 100.0),
        ("zh-HK", "zh-TW", 99.0),
    ] {
        let found = first_match(("fr", stored), ("fr", asked)).expect("a match");
        assert_eq!(found["score"], score, "{stored} for {asked}");
        let reason = (score < 100.0).then_some("region");
        assert_eq!(found["penalties"][0]["reason"].as_str(), reason, "{found}");
    }
}

#[test]
fn a_file_of_other_languages_says_so() {
    let place = Place::new();
    place.write("names.tmx", tmx("French", "English", "The bridge is red."));
    let told = place.run(&["import", "names.tmx"]);
    assert!(
        told.err.contains("`french` is no language code (perhaps `fr`)"),
        "{}",
        told.err
    );
    assert!(
        told.err.contains("`english` is no language code (perhaps `en`)"),
        "{}",
        told.err
    );

    place.write("de.tmx", tmx("de", "es", "El puente es rojo."));
    let told = place.run(&["import", "de.tmx"]);
    let expected = "its languages are de (1 unit), es (1 unit), not fr and en";
    assert!(told.err.contains(expected), "{}", told.err);
    let json = place.ok(&["import", "--json", "de.tmx"]);
    assert!(json.contains(r#""languages":{"de":1,"es":1}"#), "{json}");

    place.write("fr.tmx", tmx("fr-CA", "eng", "The bridge is red."));
    let told = place.run(&["import", "fr.tmx"]);
    assert_eq!((told.code, told.err.as_str()), (Some(0), ""));
}
