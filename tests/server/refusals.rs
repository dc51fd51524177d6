//! What is refused, with its place and its name, and what a server of some languages keeps to.

use std::io::Write as _;
use std::time::Duration;

use serde_json::json;

use super::support::{Serving, answer, place, token};

#[test]
fn a_body_of_the_wrong_shape_is_refused_with_its_place() {
    let place = place();
    let token = token(&place);
    let serving = Serving::start(&place, &["--writable", "--token-file", "token"]);
    let refused = |path: &str, body: &str, status: u16| {
        let answer = serving.ask("POST", &format!("/k/{token}{path}"), &[], body.as_bytes());
        assert_eq!(answer.status, status, "{body}: {answer:?}");
        answer.json()["error"].clone()
    };
    for (path, body, line, column, named) in [
        ("/v1/suggest", "[\"a\",\n 3]", 2, 2, "segment 2"),
        ("/v1/suggest", "[\"a\",\n {\"text\": 3}]", 2, 11, "segment 2"),
        (
            "/v1/suggest",
            "{\"text\":\"a\",\n\"prevoius\":\"b\"}",
            2,
            10,
            "prevoius",
        ),
        ("/v1/suggest", "[\"a\",\n\"a\\u0000b\"]", 2, 3, "NUL"),
        ("/v1/suggest", "7", 1, 1, "expected a segment"),
        ("/v1/units", "[{\"source\":\"a\",\"target\":\"b\"},\n5]", 2, 1, "unit 2"),
        ("/v1/units", "{\"source\":\"a\",\"traget\":\"b\"}", 1, 22, "traget"),
    ] {
        let error = refused(path, body, 400);
        assert_eq!(
            (&error["line"], &error["column"]),
            (&json!(line), &json!(column)),
            "{body}: {error}"
        );
        assert!(
            error["message"].as_str().expect("a message").contains(named),
            "{body}: {error}"
        );
    }
    let lacking = r#"[{"source":"a","target":"b"},{"source":"c"}]"#;
    let error = refused("/v1/units", lacking, 422);
    assert_eq!((&error["name"], &error["item"]), (&json!("no-text"), &json!(2)));
    let error = refused("/tmserver/fr/en/store/a.po", lacking, 422);
    assert_eq!(error["item"], 2);
    let empty = r#"[{"source":"a","target":"b"},{"source":"c","target":" "}]"#;
    assert_eq!(refused("/v1/units", empty, 422)["item"], 2);
    // What clients of tmserver send beside means nothing there.
    let sent = serving.ask(
        "PUT",
        &format!("/k/{token}/tmserver/fr/en/unit/Oui."),
        &[],
        br#"{"target":"Yes.","project":"a"}"#,
    );
    assert_eq!(sent.status, 200, "{sent:?}");
    let error = refused("/v1/suggest?min_scor=5", "\"a\"", 400);
    assert!(
        error["message"].as_str().expect("a message").contains("min_scor"),
        "{error}"
    );
    assert_eq!(
        serving.get(&format!("/k/{token}/v1/units/%ff")).json()["error"]["name"],
        "bad-parameter"
    );
}

#[test]
fn what_is_refused_by_its_head_is_told_why() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    let refused = serving.get(&format!("/tmserver/fr/en/unit/{}", "a".repeat(1 << 20)));
    assert_eq!(
        (refused.status, &refused.json()["error"]["name"]),
        (414, &json!("address-too-long"))
    );
    let head = format!("X-Long: {}", "a".repeat(3 << 20));
    // A client that is still writing may see no more than the end.
    let refused = serving.ask("GET", "/v1/health", &[&head], b"");
    assert_eq!(refused.status, 431);
    let refused = serving.raw(b"\x16\x03\x01 nonsense\r\n\r\n");
    assert_eq!(
        (refused.status, &refused.json()["error"]["name"]),
        (400, &json!("bad-request"))
    );
}

#[test]
fn half_a_message_to_an_assistants_address_is_not_waited_for() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    let mut stream = serving.connect();
    let head = "POST /mcp HTTP/1.1\r\nHost: localhost\r\nContent-Type: application/json\r\n\
                Accept: application/json, text/event-stream\r\nContent-Length: 100\r\n\r\n{\"json";
    stream.write_all(head.as_bytes()).expect("it reads");
    stream.set_read_timeout(Some(Duration::from_secs(120))).expect("a time");
    let refused = answer(&mut stream);
    assert_eq!(
        (refused.status, &refused.json()["error"]["name"]),
        (408, &json!("silent"))
    );
}

#[test]
fn a_server_of_some_languages_gives_and_takes_no_others() {
    let place = place();
    let token = token(&place);
    place.write("br.tsv", "O barco.\tThe boat.\n");
    place.ok(&["import", "br.tsv", "--from", "pt-BR", "--to", "en"]);
    place.write(
        "three.tmx",
        r#"<?xml version="1.0"?><tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="fr" datatype="plaintext"/><body>
<tu><tuv xml:lang="fr"><seg>Trois.</seg></tuv><tuv xml:lang="en"><seg>Three.</seg></tuv><tuv xml:lang="pt"><seg>Tres barcos.</seg></tuv></tu></body></tmx>"#,
    );
    place.ok(&["import", "three.tmx"]);
    let serving = Serving::start(&place, &["--languages", "fr,en", "--writable", "--token-file", "token"]);
    let key = format!("/k/{token}");
    for format in ["tmx", "tsv", "jsonl"] {
        let exported = serving.get(&format!("{key}/v1/export?format={format}"));
        assert_eq!(exported.status, 200);
        assert!(
            exported.body.contains("Three.") && !exported.body.contains("barco"),
            "{}",
            exported.body
        );
        let other = serving.get(&format!("{key}/v1/export?format={format}&from=pt&to=en"));
        assert!(!other.body.contains("barco"), "{}", other.body);
    }
    assert_eq!(serving.get(&format!("{key}/v1/units/6")).status, 404);
    let unit = serving.get(&format!("{key}/v1/units/7"));
    assert!(
        unit.body.contains("Trois.") && !unit.body.contains("barcos"),
        "{}",
        unit.body
    );
    let units = |path: &str, body: &str| {
        let answer = serving.ask("POST", &format!("{key}{path}"), &[], body.as_bytes());
        (
            answer.status,
            answer.json()["error"]["name"].as_str().map(str::to_owned),
        )
    };
    let refused = |name: &str| (422, Some(name.to_owned()));
    let unit = r#"{"source":"Katze","target":"gatto"}"#;
    assert_eq!(units("/v1/units?from=de&to=it", unit), refused("language-not-served"));
    assert_eq!(
        units("/tmserver/de/it/unit/Katze", unit),
        refused("language-not-served")
    );
    assert_eq!(
        units("/tmserver/fr/it/store/a.po", &format!("[{unit}]")),
        refused("language-not-served")
    );
    assert_eq!(
        units("/v1/import?name=a.tsv&from=de", "a\tb"),
        refused("language-not-served")
    );
    // In a file that names languages itself the units of others are left out.
    let mut tmx = std::fs::read_to_string(place.path("three.tmx")).expect("a file");
    tmx = tmx.replace("Trois.", "Quatre.");
    let report = serving.ask("POST", &format!("{key}/v1/import?name=a.tmx"), &[], tmx.as_bytes());
    assert_eq!((&report.json()["added"], report.status), (&json!(0), 200), "{report:?}");
    for pair in ["fr/fr", "fr/fr-FR", "en-GB/en"] {
        assert_eq!(
            units(&format!("/tmserver/{pair}/unit/Un"), unit),
            refused("one-language"),
            "{pair}"
        );
    }
    assert_eq!(units("/v1/units?from=fr&to=fr", unit), refused("one-language"));
}

#[test]
fn another_server_of_the_memory_may_answer_otherwise() {
    let place = place();
    let path = "/v1/suggest?text=Le+bac+traverse+une+mer.";
    let with_score = |least: &str| place.write("memory/config.toml", format!("min-score = {least}\n"));
    with_score("50");
    let first = Serving::start(&place, &[]).get(path);
    let known = format!("If-None-Match: {}", first.header("etag").expect("a tag"));
    let same = Serving::start(&place, &[]).ask("GET", path, &[&known], b"");
    assert_eq!(same.status, 304);
    for (least, options) in [
        ("60", &[][..]),
        ("50", &["--languages", "fr"]),
        ("50", &["--from", "en", "--to", "fr"]),
    ] {
        with_score(least);
        let other = Serving::start(&place, options).ask("GET", path, &[&known], b"");
        assert_eq!(other.status, 200, "{least} {options:?}");
    }
}

#[test]
fn a_write_that_another_program_keeps_waiting_is_refused() {
    let place = place();
    let token = token(&place);
    let serving = Serving::start(&place, &["--writable", "--token-file", "token"]);
    let other = rusqlite::Connection::open(place.path("memory/memory.sqlite")).expect("it opens");
    other.execute_batch("BEGIN IMMEDIATE").expect("a lock");
    let path = format!("/k/{token}/v1/units");
    let began = std::time::Instant::now();
    let refused = serving.ask("POST", &path, &[], br#"{"source":"Non.","target":"No."}"#);
    let said = refused.json()["error"]["message"]
        .as_str()
        .unwrap_or_default()
        .to_owned();
    let waited = said
        .split("waited ")
        .nth(1)
        .and_then(|rest| rest.split(' ').next()?.parse().ok());
    // What it says is no more than what was waited.
    assert!(
        waited.is_some_and(|seconds: u64| seconds <= began.elapsed().as_secs()),
        "{said}"
    );
    assert_eq!(
        (refused.status, &refused.json()["error"]["name"]),
        (500, &json!("locked"))
    );
    other.execute_batch("ROLLBACK").expect("no lock");
    let taken = serving.ask("POST", &path, &[], br#"{"source":"Non.","target":"No."}"#);
    assert_eq!(taken.status, 200, "{taken:?}");
}

#[test]
fn a_memory_that_is_no_more_is_not_well() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    assert_eq!(serving.get("/v1/health").status, 200);
    std::fs::write(place.path("memory/memory.sqlite"), "").expect("a file");
    let health = serving.get("/v1/health");
    assert_eq!(
        (health.status, &health.json()["status"]),
        (503, &json!("failing")),
        "{health:?}"
    );
    assert!(health.json()["message"].is_string());
}

#[test]
fn names_that_no_request_can_be_sent_to_are_refused() {
    let place = place();
    for name in ["http://foo", "foo/bar", "a@b", "", "a b", "münchen.example"] {
        let refused = place.refused(2, &["serve", "--port", "0", "--allow-host", name]);
        assert!(refused.contains("--allow-host"), "{refused}");
    }
    let serving = Serving::start(&place, &["--allow-host", "tm:56113"]);
    assert_eq!(serving.ask("GET", "/v1/health", &["Host: tm:1"], b"").status, 200);
    let refused = place.refused(2, &["serve", "--omegat-finder", "--port", "0"]);
    assert!(refused.contains("--port"), "{refused}");
}
