//! The pages as a browser gets them: rows in windows, both languages, texts as texts.

use serde_json::json;

use super::support::{Reviewing, place};
use crate::support::Place;
use crate::support::memory::store;
use interligne::memory::{Memory, Mode};

fn count(html: &str, what: &str) -> usize {
    html.matches(what).count()
}

#[test]
fn a_page_has_the_rows_of_a_window_and_leads_to_the_others_without_scripts() {
    let place = Place::new();
    let mut memory = Memory::open(place.path("memory"), Mode::Create).unwrap();
    let texts: Vec<(String, String)> = (1..=10_000)
        .map(|n| (format!("Phrase numéro {n}."), format!("Sentence number {n}.")))
        .collect();
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(s, t)| (s.as_str(), t.as_str())).collect();
    store(
        &mut memory,
        "long",
        &pairs,
        |at| if at % 1_000 == 999 { 0.5 } else { 0.99 },
    );
    drop(memory);
    let page = Reviewing::start(&place, &[]);
    let html = page.get("/a/1").body;
    assert_eq!(count(&html, "role=\"row\""), 101);
    assert!(
        html.contains("aria-rowcount=\"10001\"") && html.contains("1 to 100 of 10000"),
        "{}",
        &html[..3_000]
    );
    assert_eq!(count(&html, "data-places=\"1\""), 10);
    assert!(html.len() < 400_000, "{}", html.len());
    let next = html
        .split("id=\"next\"")
        .nth(1)
        .and_then(|rest| rest.split("href=\"").nth(1))
        .unwrap();
    let next = page.get(&next[..next.find('"').unwrap()].replace("&amp;", "&")).body;
    assert!(next.contains("Phrase numéro 101.") && !next.contains("Phrase numéro 100."));
    // At a row, with some above it; no more than the most.
    let at = page.get("/a/1?at=5000").body;
    assert!(at.contains("Phrase numéro 5000.") && at.contains("Phrase numéro 4990."));
    assert_eq!(
        count(&page.get("/a/1/rows?from=3&count=100000").body, "role=\"row\""),
        500
    );
    // What is not in the page is found.
    let found = page.get("/a/1?q=numero+9876").body;
    assert_eq!(count(&found, "role=\"row\""), 2);
    assert!(found.contains("Phrase numéro 9876."));
    assert_eq!(
        page.get("/api/articles/1/places").json()["places"]
            .as_array()
            .unwrap()
            .len(),
        10
    );
    // One action is answered with the rows that it changed.
    let bead = page.get("/api/articles/1?at=5000&count=1").json()["beads"][0]["id"].clone();
    let done = page.act(json!({"do": "confirm", "bead": bead}));
    assert_eq!(done["beads"].as_array().unwrap().len(), 1);
}

#[test]
fn both_languages_by_what_the_browser_asks_for_and_what_was_chosen() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let cookie = page.cookie.as_str();
    let asked = |head: &str, path: &str| page.send("GET", path, &[cookie, head], b"");
    assert!(
        asked("Accept-Language: fr-CA, en;q=0.5", "/a/1")
            .body
            .contains("<html lang=\"fr\">")
    );
    assert!(asked("Accept-Language: de", "/a/1").body.contains("<html lang=\"en\">"));
    let chosen = asked("Accept-Language: en", "/a/1?lang=fr");
    assert!(chosen.body.contains("<html lang=\"fr\">") && chosen.body.contains("Endroits restants"));
    assert!(
        chosen
            .header("set-cookie")
            .is_some_and(|set| set.starts_with("interligne-language=fr;"))
    );
    let kept = format!("{cookie}; interligne-language=fr");
    assert!(page.send("GET", "/", &[&kept], b"").body.contains("<html lang=\"fr\">"));
    // Rows, too.
    let row = page.send("GET", "/api/articles/1?count=3", &[&kept], b"").json();
    assert!(row["beads"][2]["html"].as_str().unwrap().contains("40\u{202f}%"));
}

#[test]
fn texts_are_only_ever_texts() {
    let place = Place::new();
    let mut memory = Memory::open(place.path("memory"), Mode::Create).unwrap();
    let nasty = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\" onfocus=\"alert(3)";
    store(
        &mut memory,
        "<b>&name",
        &[(nasty, "\u{202e}It\u{202c} is <i>text</i> & 'more'.")],
        |_| 0.3,
    );
    drop(memory);
    let page = Reviewing::start(&place, &[]);
    let bead = page.beads()[0];
    page.act(json!({"do": "note", "bead": bead, "text": "</textarea><script>alert(4)</script>"}));
    let search = "/a/1?q=%3C%2Fscript%3E%3Cscript%3Ealert";
    for path in ["/", "/a/1", "/a/1/rows", search, "/?q=%22%3E%3Cscript%3Ealert"] {
        let html = page.get(path).body;
        for raw in ["<script>alert", "<img src=x", "<i>text", "<b>&name", "\" onfocus="] {
            assert!(!html.contains(raw), "{path}: {raw}");
        }
    }
    assert!(page.get("/a/1").body.contains("&lt;script&gt;alert(1)"));
}

#[test]
fn the_page_begins_at_a_unit_and_refuses_what_is_not_there() {
    let place = place();
    let mut memory = Memory::open(place.path("memory"), Mode::Write).expect("a memory");
    store(&mut memory, "other", &[("Il neige.", "It snows.")], |_| 0.9);
    drop(memory);
    let page = Reviewing::start(&place, &["--unit", "4"]);
    let entered = page
        .send(
            "GET",
            &format!("/a/1?bead={}&{}", page.beads()[3], page.secret),
            &[],
            b"",
        )
        .body;
    assert!(entered.contains("/a/1?bead="), "{entered}");
    let data = page.get(&format!("/a/1?bead={}", page.beads()[3])).body;
    assert!(data.contains("\"at\":3"), "{data}");
    assert!(page.get("/a/1?unit=4").body.contains("\"at\":3"));
    assert!(
        place
            .refused(1, &["review", "--no-open", "--unit", "99"])
            .contains("no unit 99")
    );
    // A unit of another article, by the name of that.
    let elsewhere = place.refused(1, &["review", "--no-open", "--unit", "4", "other"]);
    assert!(elsewhere.contains("unit 4 is in the article bac"), "{elsewhere}");
    let unmatched = place.refused(2, &["review", "--no-open", "--unmatched"]);
    assert!(unmatched.contains("--terminal"), "{unmatched}");
    assert!(
        place
            .refused(1, &["review", "--no-open", "nothing"])
            .contains("no article named")
    );
    assert!(
        place
            .refused(2, &["review", "--no-open", "a", "b"])
            .contains("--terminal")
    );
    assert!(
        place
            .refused(2, &["review", "--no-open", "--terminal"])
            .contains("cannot be used with")
    );
    let port = page.port.to_string();
    assert!(
        place
            .refused(1, &["review", "--no-open", "--port", &port])
            .contains("taken by another program")
    );
}

#[test]
fn what_is_not_there_is_not_said_to_be_forbidden() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let heading = |path: &str, language: &str| {
        let language = format!("Accept-Language: {language}");
        let answer = page.send("GET", path, &[&page.cookie, &language, "Accept: text/html"], b"");
        let from = answer.body.find("<h1>").expect("a heading") + 4;
        let end = answer.body[from..].find("</h1>").expect("its end") + from;
        (answer.status, answer.body[from..end].to_owned())
    };
    let told = |status: u16, text: &str| (status, text.to_owned());
    for (path, status) in [("/a/999", 410), ("/a/abc", 404)] {
        assert_eq!(heading(path, "en"), told(status, "Nothing is here"));
        assert_eq!(heading(path, "fr"), told(status, "Il n’y a rien ici"));
    }
    assert_eq!(heading("/a/1?from=-1", "en"), told(400, "This could not be shown"));
    assert_eq!(heading("/a/1?from=-1", "fr"), told(400, "Affichage impossible"));
    let foreign = page.send("GET", "/", &["Accept: text/html", "Accept-Language: fr"], b"");
    assert!(
        foreign.status == 403 && foreign.body.contains("<h1>Accès refusé</h1>"),
        "{foreign:?}"
    );
}
