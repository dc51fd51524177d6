//! Our own interface, Apertium's, the page of search, and how the server behaves.

use std::io::{Read as _, Write as _};
use std::time::Duration;

use serde_json::{Value, json};

use super::support::{Serving, answer, place, token};
use crate::support::Place;

#[test]
fn matches_are_those_of_the_command_line() {
    let place = place();
    place.write(
        "long.tsv",
        "Il pleut. Le bac traverse une rivière.\tIt is raining. The ferry crosses a river.\n",
    );
    place.ok(&["import", "long.tsv"]);
    let texts = [
        "Le bac traverse la rivière.",
        "Le bac traverse une rivière.",
        "Il y a 15 moutons dans le pré.",
        "Rien de tel.",
        "Bonjour %s, soyez le bienvenu.",
    ];
    let mut arguments = vec!["suggest", "--json"];
    arguments.extend(texts);
    let printed = place.ok(&arguments);
    let serving = Serving::start(&place, &[]);
    let body = json!(texts).to_string();
    let answered = serving.ask("POST", "/v1/suggest", &[], body.as_bytes());
    // The same bytes, one object after another.
    assert_eq!(answered.body, format!("[{}]", printed.trim_end().replace('\n', ",")));
    let one = serving.ask("POST", "/v1/suggest", &[], json!(texts[1]).to_string().as_bytes());
    assert_eq!(one.body, printed.lines().nth(1).unwrap());
    let got = serving.get("/v1/suggest?text=Le+bac+traverse+une+rivi%C3%A8re.");
    assert_eq!(got.body, one.body);
    // Alone and without a match, the best that there is, and the longer unit that has it as a sentence.
    for text in [texts[3], "Il pleut."] {
        let told = place.ok(&["suggest", "--json", text]);
        assert!(told.contains("\"best\""), "{told}");
        assert_eq!(told.contains("\"sentence\":true"), text == "Il pleut.", "{told}");
        let got = serving.ask("POST", "/v1/suggest", &[], json!(text).to_string().as_bytes());
        assert_eq!(got.body, told.trim_end());
    }
    // Beside a near match the sentence of a longer unit, without a match all that there is, beside an identical text nothing.
    let with_fragments = place.ok(&["suggest", "--json", "--fragments", texts[1], texts[3], texts[0]]);
    assert!(with_fragments.contains("Il pleut."), "{with_fragments}");
    let body = json!([texts[1], texts[3], texts[0]]).to_string();
    let got = serving.ask("POST", "/v1/suggest?fragments=true", &[], body.as_bytes());
    assert_eq!(got.body, format!("[{}]", with_fragments.trim_end().replace('\n', ",")));
    let printed = place.ok(&["search", "--json", "bac"]);
    let hits: Vec<Value> = printed
        .lines()
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(serving.get("/v1/search?q=bac").json()["hits"], json!(hits));
}

#[test]
fn neighbours_raise_a_match_as_they_do_in_an_article() {
    let place = Place::new();
    place.write(
        "a.fr.txt",
        "Le premier jour il neige.\n\nTout est calme.\n\nLe soir tombe sur la ville.\n",
    );
    place.write(
        "a.en.txt",
        "On the first day it snows.\n\nAll is calm.\n\nEvening falls on the town.\n",
    );
    place.ok(&["import", "a.fr.txt", "a.en.txt"]);
    let serving = Serving::start(&place, &[]);
    let score = |segment: Value| {
        let answer = serving.ask("POST", "/v1/suggest?limit=1", &[], segment.to_string().as_bytes());
        answer.json()["matches"][0]["score"].as_f64()
    };
    assert_eq!(score(json!("Tout est calme.")), Some(100.0));
    let text = "Tout est calme.";
    assert_eq!(
        score(json!({"text": text, "previous": "Le premier jour il neige."})),
        Some(101.0)
    );
    let both = json!({"text": text, "previous": "Le premier jour il neige.", "next": "Le soir tombe sur la ville."});
    assert_eq!(score(both), Some(102.0));
    assert_eq!(
        score(json!({"text": "Le premier jour il neige.", "previous": null})),
        Some(101.0)
    );
    let all = json!(["Le premier jour il neige.", text, "Le soir tombe sur la ville."]).to_string();
    let scores = |query: &str| {
        let answers = serving
            .ask("POST", &format!("/v1/suggest{query}"), &[], all.as_bytes())
            .json();
        let score = |answer: &Value| answer["matches"][0]["score"].as_f64().unwrap_or_default();
        answers
            .as_array()
            .expect("answers")
            .iter()
            .map(score)
            .collect::<Vec<_>>()
    };
    assert_eq!(scores("?in_context=true"), [102.0; 3]);
    assert_eq!(scores(""), [100.0; 3]);
    assert_eq!(serving.get("/v1/articles").json()[0]["article"], "a");
}

#[test]
fn apertium_gives_the_best_match_from_95_on() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    // OmegaT's request; the bar in the pair comes as it is or encoded.
    let translated = |pair: &str, text: &str| {
        let path = format!("/apy/translate?markUnknown=no&langpair={pair}&q={text}&key=");
        let answer = serving.get(&path).json();
        assert_eq!(
            (&answer["responseStatus"], &answer["responseDetails"]),
            (&json!(200), &Value::Null)
        );
        answer["responseData"]["translatedText"]
            .as_str()
            .expect("a text")
            .to_owned()
    };
    assert_eq!(
        translated("fr|en", "Le%20bac%20traverse%20la%20rivi%C3%A8re."),
        "The ferry crosses the river."
    );
    assert_eq!(
        translated("fra%7Ceng", "Le+bac+traverse+la+rivi%C3%A8re."),
        "The ferry crosses the river."
    );
    assert_eq!(
        translated("fr|en", "Il+y+a+7+moutons+dans+le+pr%C3%A9."),
        "There are 7 sheep in the meadow."
    );
    assert_eq!(translated("fr|en", "Le+bac+traverse+la+mer."), "");
    assert_eq!(translated("de|en", "Das+Boot."), "");
    let pairs = serving.get("/apy/listPairs").json();
    let listed =
        json!([{"sourceLanguage": "en", "targetLanguage": "fr"}, {"sourceLanguage": "fr", "targetLanguage": "en"}]);
    assert_eq!(pairs["responseData"], listed);
    assert_eq!(serving.get("/apy/translate?q=a").status, 400);
}

#[test]
fn an_answer_that_the_client_has_is_not_sent_again() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    let path = "/v1/search?q=bac";
    let first = serving.get(path);
    let tag = first.header("etag").unwrap().to_owned();
    assert!(tag.starts_with("W/\""), "{tag}");
    let known = format!("If-None-Match: \"other\", {tag}");
    let again = serving.ask("GET", path, &[&known], b"");
    assert_eq!((again.status, again.body.as_str()), (304, ""));
    place.write("more.tsv", "Un autre bac.\tAnother ferry.\n");
    place.ok(&["import", "more.tsv"]);
    let changed = serving.ask("GET", path, &[&known], b"");
    assert_eq!(
        (changed.status, changed.json()["hits"].as_array().unwrap().len()),
        (200, 2)
    );
}

#[test]
fn bad_input_is_refused_with_its_name() {
    let place = place();
    let token = token(&place);
    let serving = Serving::start(&place, &["--writable", "--token-file", "token"]);
    let key = format!("/k/{token}");
    let refused = |method: &str, path: &str, body: &[u8], status: u16, name: &str| {
        let answer = serving.ask(method, &format!("{key}{path}"), &[], body);
        assert_eq!(answer.status, status, "{method} {path}: {answer:?}");
        assert_eq!(answer.json()["error"]["name"], name, "{method} {path}");
        answer
    };
    refused("GET", "/v1/suggest", b"", 400, "bad-parameter");
    refused(
        "GET",
        "/v1/suggest?text=a&from=not+a+language",
        b"",
        400,
        "bad-language",
    );
    refused("GET", "/v1/suggest?text=a&min_score=0", b"", 400, "bad-parameter");
    refused("GET", "/v1/suggest?text=a&min_score=NaN", b"", 400, "bad-parameter");
    refused("GET", "/v1/suggest?text=a&limit=101", b"", 400, "bad-parameter");
    refused("GET", "/v1/suggest?text=%ff", b"", 400, "not-utf-8");
    refused("GET", "/v1/search?q=%22", b"", 400, "bad-words");
    refused("GET", "/v1/search?q=a&in=both+sides", b"", 400, "bad-parameter");
    refused("GET", "/v1/units/7000", b"", 404, "no-such-unit");
    refused("GET", "/v1/units/seven", b"", 400, "bad-parameter");
    refused("GET", "/v1/export?format=exe", b"", 400, "bad-parameter");
    refused("GET", "/v1/export?article=none", b"", 404, "no-such-article");
    refused("GET", "/v1/none", b"", 404, "not-there");
    let broken = refused("POST", "/v1/suggest", b"[\"a\",\n \"b", 400, "bad-json");
    assert_eq!(broken.json()["error"]["line"], 2);
    refused("POST", "/v1/suggest", b"7", 400, "bad-json");
    refused("POST", "/v1/suggest", b"", 400, "bad-json");
    refused("POST", "/v1/suggest", b"\"\xff\"", 400, "bad-json");
    let many = json!(vec!["a"; 1001]).to_string();
    refused("POST", "/v1/suggest", many.as_bytes(), 413, "too-many");
    refused("POST", "/v1/units", br#"[{"source":"a"}]"#, 422, "no-text");
    refused(
        "POST",
        "/v1/units?from=x-y-z-",
        br#"[{"source":"a","target":"b"}]"#,
        400,
        "bad-language",
    );
    refused("POST", "/v1/import?name=a.tmx", b"<html>", 422, "bad-file");
    refused("POST", "/v1/import", b"a\tb", 400, "bad-parameter");
    let large = vec![b' '; 4 * 1024 * 1024 + 1];
    refused("POST", "/v1/suggest", &large, 413, "too-large");
    refused("PUT", "/tmserver/fr/en/unit/a", &large, 413, "too-large");
    let not_there = refused("PATCH", "/v1/units", b"{}", 405, "method-not-allowed");
    assert_eq!(not_there.header("allow"), Some("POST"));
    // An address of a megabyte, and a head that has no end.
    assert_eq!(
        serving
            .get(&format!("{key}/tmserver/fr/en/unit/{}", "a".repeat(1 << 20)))
            .status,
        414
    );
    let head = format!("X-Long: {}", "a".repeat(3 << 20));
    assert_eq!(
        serving.ask("GET", &format!("{key}/v1/health"), &[&head], b"").status,
        431
    );
    assert_eq!(serving.raw(b"\x16\x03\x01 nonsense\r\n\r\n").status, 400);
    assert_eq!(serving.get(&format!("{key}/v1/health")).json()["status"], "ok");
}

#[test]
fn what_was_handed_in_comes_out_again() {
    let place = place();
    let token = token(&place);
    let serving = Serving::start(&place, &["--writable", "--token-file", "token"]);
    let bearer = format!("Authorization: Bearer {token}");
    let ask = |method: &str, path: &str, body: &[u8]| serving.ask(method, path, &[&bearer], body);
    let units = json!([{"source": "Un pont.", "target": "A bridge."}, {"source": "Le bac traverse la rivière.", "target": "The ferry crosses the river."}]);
    let report = ask("POST", "/v1/units", units.to_string().as_bytes()).json();
    assert_eq!(report, json!({"read": 2, "added": 1, "unchanged": 1, "dropped": {}}));
    let report = ask(
        "POST",
        "/v1/import?name=new.tsv",
        "Une gare.\tA station.\nSans suite.\t\n".as_bytes(),
    )
    .json();
    assert_eq!((&report["read"], &report["added"]), (&json!(2), &json!(1)));
    let tsv = ask("GET", "/v1/export?format=tsv&status=to-review", b"").body;
    let texts: Vec<&str> = tsv
        .lines()
        .skip(1)
        .map(|line| line.split('\t').next().unwrap())
        .collect();
    assert_eq!(texts, ["Un pont.", "Une gare."]);
    let tmx = ask("GET", "/v1/export", b"");
    assert_eq!(tmx.header("content-type"), Some("application/x-tmx+xml"));
    assert!(tmx.body.contains("A station.") && tmx.body.trim_end().ends_with("</tmx>"));
    // It is one operation each, and can be taken back.
    place.ok(&["memory", "undo"]);
    assert_eq!(ask("GET", "/v1/search?q=gare", b"").json()["hits"], json!([]));
}

#[test]
fn a_locked_memory_is_read_and_a_write_waits_and_is_refused() {
    let place = place();
    let token = token(&place);
    let serving = Serving::start(&place, &["--writable", "--token-file", "token"]);
    let key = format!("/k/{token}");
    let lock = std::fs::File::options()
        .write(true)
        .open(place.path("memory").join("lock"))
        .unwrap();
    lock.lock().unwrap();
    let refused = serving.ask(
        "POST",
        &format!("{key}/v1/units"),
        &[],
        br#"{"source":"Non.","target":"No."}"#,
    );
    assert_eq!(
        (refused.status, &refused.json()["error"]["name"]),
        (500, &json!("locked"))
    );
    assert_eq!(
        serving.get(&format!("{key}/v1/search?q=bac")).json()["hits"]
            .as_array()
            .unwrap()
            .len(),
        1
    );
    drop(lock);
    let taken = serving.ask(
        "POST",
        &format!("{key}/v1/units"),
        &[],
        br#"{"source":"Non.","target":"No."}"#,
    );
    assert_eq!(taken.status, 200);
}

#[test]
fn a_memory_that_is_deleted_or_replaced_is_noticed() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    assert_eq!(
        serving.get("/v1/search?q=bac").json()["hits"].as_array().unwrap().len(),
        1
    );
    std::fs::rename(place.path("memory"), place.path("old")).unwrap();
    let health = serving.get("/v1/health");
    assert_eq!((health.status, &health.json()["status"]), (503, &json!("failing")));
    let gone = serving.get("/tmserver/fr/en/unit/a");
    assert_eq!((gone.status, &gone.json()["error"]["name"]), (500, &json!("no-memory")));
    place.write("new.tsv", "Un autre bac.\tAnother ferry.\n");
    place.ok(&["import", "new.tsv"]);
    let found = serving.get("/v1/search?q=bac").json();
    assert_eq!(found["hits"][0]["target"], "Another ferry.");
    let health = serving.get("/v1/health").json();
    assert_eq!((&health["status"], &health["replaced"]), (&json!("ok"), &json!(1)));
}

#[test]
fn changes_are_told_as_they_happen() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    let mut stream = serving.connect();
    let request = "GET /v1/changes?since=0 HTTP/1.1\r\nHost: localhost\r\n\r\n";
    stream.write_all(request.as_bytes()).unwrap();
    let mut text = String::new();
    let mut wait_for = |wanted: &str| {
        let mut buffer = [0; 4096];
        while !text.contains(wanted) {
            let read = stream.read(&mut buffer).expect("an event comes");
            assert!(read > 0, "{text}");
            text.push_str(&String::from_utf8_lossy(&buffer[..read]));
        }
        text.clone()
    };
    let head = wait_for("\"first\":1,\"last\":5}");
    assert!(head.contains("content-type: text/event-stream"), "{head}");
    place.write("more.tsv", "Un autre bac.\tAnother ferry.\n");
    place.ok(&["import", "more.tsv"]);
    let all = wait_for("\"first\":6,\"last\":6}");
    assert!(
        all.contains("event: change\ndata: {\"seq\":2,\"kind\":\"added\","),
        "{all}"
    );
    let mut other = serving.connect();
    other
        .write_all(b"GET /v1/changes?since=77 HTTP/1.1\r\nHost: localhost\r\n\r\n")
        .unwrap();
    let mut buffer = [0; 4096];
    let mut text = String::new();
    while !text.contains("event: reset") {
        let read = other.read(&mut buffer).expect("an event comes");
        text.push_str(&String::from_utf8_lossy(&buffer[..read]));
    }
    // Streams have no end of their own, and hold no one up.
    assert_eq!(serving.terminate(), Some(0));
}

#[cfg(unix)]
#[test]
fn what_is_under_way_is_finished_before_the_end() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    let mut stream = serving.connect();
    let body = "\"Le bac traverse la rivière.\"";
    let head = format!(
        "POST /v1/suggest HTTP/1.1\r\nHost: localhost\r\nContent-Length: {}\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).unwrap();
    std::thread::sleep(Duration::from_millis(300));
    serving.signal("-TERM");
    std::thread::sleep(Duration::from_millis(300));
    stream.write_all(body.as_bytes()).unwrap();
    let found = answer(&mut stream);
    assert_eq!(found.status, 200, "{found:?}");
    assert_eq!(serving.terminate(), Some(0));
}

#[test]
fn a_port_that_is_taken_is_said_so() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    let refused = place.refused(1, &["serve", "--port", &serving.port.to_string()]);
    assert!(
        refused.contains("is taken by another program") && refused.contains("--port"),
        "{refused}"
    );
    let refused = Place::new().refused(1, &["serve", "--port", "0"]);
    assert!(refused.contains("there is no memory"), "{refused}");
}

#[test]
fn the_page_of_search_shows_texts_as_texts() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    let page = serving.get("/search?q=gras");
    assert_eq!(page.header("content-type"), Some("text/html; charset=utf-8"));
    assert!(
        page.header("content-security-policy")
            .unwrap()
            .starts_with("default-src 'none'")
    );
    assert!(
        page.body.contains("Un &lt;b&gt;<mark>gras</mark>&lt;/b&gt; &amp; un"),
        "{}",
        page.body
    );
    assert!(serving.get("/search?q=%3Cscript%3E").body.contains("&lt;script&gt;"));
    assert_eq!(serving.get("/search?q=%22").status, 400);
    assert_eq!(serving.get("/search").status, 200);
    assert_eq!(
        serving.get("/search.css").header("content-type"),
        Some("text/css; charset=utf-8")
    );
    let xml = place.ok(&["serve", "--omegat-finder"]);
    assert!(
        xml.contains("<url>http://127.0.0.1:55555/search?q={target}</url>"),
        "{xml}"
    );
}
