//! What is refused is told in the language of the page, in words of the page, with what is expected.

use serde_json::{Value, json};

use super::support::{PAIRS, Reviewing, place};

const WORDS_OF_RUST: [&str; 7] = ["usize", "i64", "struct", "enum", "variant", "Asked", "Taken"];

/// Sends a body to article 1 in a language; the status, the name and the message of the refusal.
fn told(page: &Reviewing, language: &str, path: &str, body: &[u8]) -> (u16, String, String) {
    let language = format!("Accept-Language: {language}");
    let head = [
        &page.cookie[..],
        &page.page,
        &language,
        "Content-Type: application/json",
    ];
    let answer = page.send("POST", &format!("/api/articles/1/{path}"), &head, body);
    let error = &answer.json()["error"];
    let text = |name: &str| error[name].as_str().expect("a text").to_owned();
    (answer.status, text("name"), text("message"))
}

fn asked(page: &Reviewing, language: &str, mut action: Value) -> (u16, String, String) {
    action["version"] = json!(page.version());
    told(page, language, "actions", &serde_json::to_vec(&action).expect("JSON"))
}

#[test]
fn a_request_that_is_not_understood_is_told_what_is_expected() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    for (action, english, french) in [
        (
            json!({"do": "fly"}),
            "no action “fly”",
            "pas d’action «\u{a0}fly\u{a0}»",
        ),
        (
            json!({"do": "merge"}),
            "“beads” is missing",
            "«\u{a0}beads\u{a0}» manque",
        ),
        (json!({}), "“do”", "«\u{a0}do\u{a0}»"),
        (
            json!({"do": "cut", "segment": 1, "at": -3}),
            "a number from 0",
            "un nombre à partir de 0",
        ),
        (
            json!({"do": "confirm", "bead": "2"}),
            "the number of a bead",
            "le numéro d’une ligne",
        ),
        (
            json!({"do": "sequence", "steps": [{"do": "realign"}]}),
            "no action “realign”",
            "pas d’action «\u{a0}realign\u{a0}»",
        ),
        (
            json!({"do": "sequence", "steps": [3]}),
            "a list of actions",
            "une liste d’actions",
        ),
    ] {
        for (language, expected) in [("en", english), ("fr", french)] {
            let (status, name, message) = asked(&page, language, action.clone());
            assert_eq!((status, name.as_str()), (400, "bad-json"), "{message}");
            assert!(message.contains(expected), "{message}");
            assert!(!WORDS_OF_RUST.iter().any(|word| message.contains(word)), "{message}");
        }
    }
    let (.., all) = asked(&page, "en", json!({"do": "fly"}));
    for verb in [
        "merge",
        "note",
        "split-from",
        "pinpoint",
        "realign",
        "sequence",
        "confirm-down-to",
    ] {
        assert!(all.contains(verb), "{verb}: {all}");
    }
    for (path, body, english, french) in [
        ("actions", &b"{x"[..], "line 1, column 2", "ligne 1, colonne 2"),
        ("actions", b"[]", "an object", "un objet"),
        ("undo", b"{}", "“version”", "«\u{a0}version\u{a0}»"),
        (
            "redo",
            b"{\"version\":1,\"action\":\"x\"}",
            "“action”",
            "«\u{a0}action\u{a0}»",
        ),
    ] {
        for (language, expected) in [("en", english), ("fr", french)] {
            let (status, _, message) = told(&page, language, path, body);
            assert!(status == 400 && message.contains(expected), "{message}");
        }
    }
    let (status, name, message) = asked(&page, "fr", json!({"do": "pin", "bead": 1, "odd": 1}));
    assert_eq!((status, name.as_str()), (422, "unknown-field"));
    assert!(message.contains("pas de champ «\u{a0}odd\u{a0}»"), "{message}");
}

#[test]
fn what_the_memory_refuses_is_told_by_rows_in_french_too() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let (beads, sources) = (page.beads(), page.segments("source"));
    page.act(json!({"do": "part", "bead": beads[0]}));
    page.act(json!({"do": "leave-out", "segments": [sources[2]]}));
    let beads = page.beads();
    for (action, expected) in [
        (
            json!({"do": "merge", "beads": [beads[0], beads[4]]}),
            "impossible de fusionner\u{a0}: le segment source 1 de la ligne 3 se trouve entre les autres\u{a0}: les segments d’une ligne se suivent",
        ),
        (
            json!({"do": "reject", "bead": beads[0]}),
            "impossible de rejeter\u{a0}: la ligne 1 n’a qu’un côté",
        ),
        (
            json!({"do": "leave-out", "segments": [sources[2]]}),
            "impossible de laisser de côté\u{a0}: le segment «\u{a0}Personne ne répond.\u{a0}» est déjà laissé de côté",
        ),
        (
            json!({"do": "sequence", "steps": [{"do": "confirm", "bead": beads[2]}, {"do": "cut", "segment": sources[0], "at": 0}]}),
            "impossible de faire tout cela\u{a0}: impossible de couper\u{a0}: le segment 1 de la ligne 1 a 27 caractères\u{a0}: on ne peut pas couper avant le caractère 0",
        ),
        (
            json!({"do": "confirm", "bead": 999}),
            "la ligne n’existe plus\u{a0}: elle a été modifiée entre-temps",
        ),
    ] {
        let (status, _, message) = asked(&page, "fr", action);
        assert_eq!((status, message.as_str()), (422, expected));
    }
    assert_eq!(PAIRS[0].0.chars().count(), 27);
    let search = page.send("GET", "/api/search?q=%2A", &[&page.cookie, "Accept-Language: fr"], b"");
    assert_eq!(search.status, 400);
    assert!(
        search.body.contains("pas de mot à chercher") || search.body.contains("tient lieu"),
        "{}",
        search.body
    );
}
