//! What a client says is heard, or refused: nothing is passed over without a word.

use std::io::Write as _;

use serde_json::{Value, json};

use super::support::{Serving, answer, place, token};

#[test]
fn what_would_go_unheard_is_refused() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    for path in [
        "/v1/suggest?text=a&text=b",
        "/v1/search?q=bac&from=fr&from=en",
        "/v1/export?format=tmx&from=fr&to=de",
        "/v1/export?to=de",
        "/v1/export?format=jsonl&from=fr",
    ] {
        let refused = serving.get(path);
        assert_eq!(
            (refused.status, &refused.json()["error"]["name"]),
            (400, &json!("bad-parameter")),
            "{path}"
        );
    }
    assert_eq!(serving.get("/v1/export?format=tsv&from=fr&to=en").status, 200);
    // A body that the head says is too large is not waited for.
    let mut stream = serving.connect();
    let head = "POST /v1/suggest HTTP/1.1\r\nHost: localhost\r\nContent-Length: 999999999\r\n\r\n\"";
    stream.write_all(head.as_bytes()).expect("it reads");
    let refused = answer(&mut stream);
    assert_eq!(
        (refused.status, &refused.json()["error"]["name"]),
        (413, &json!("too-large"))
    );
}

#[test]
fn the_neighbours_of_a_segment_count_in_context_too() {
    let place = place();
    place.write(
        "props.tmx",
        r#"<?xml version="1.0"?><tmx version="1.4"><header creationtool="t" creationtoolversion="1" segtype="sentence" o-tmf="t" adminlang="en" srclang="fr" datatype="plaintext"/><body>
<tu><prop type="x-context-pre">&lt;seg&gt;Avant.&lt;/seg&gt;</prop><prop type="x-context-post">&lt;seg&gt;Après.&lt;/seg&gt;</prop><tuv xml:lang="fr"><seg>Le texte du milieu.</seg></tuv><tuv xml:lang="en"><seg>The text between.</seg></tuv></tu></body></tmx>"#,
    );
    place.ok(&["import", "props.tmx"]);
    let serving = Serving::start(&place, &[]);
    let score = |segments: &Value| {
        let body = segments.to_string();
        let answer = serving.ask("POST", "/v1/suggest?in_context=true", &[], body.as_bytes());
        answer.json()[1]["matches"][0]["score"].as_f64().expect("a score")
    };
    let own = json!({"text": "Le texte du milieu.", "previous": "Avant.", "next": "Après."});
    let alone = score(&json!(["Un autre.", "Le texte du milieu.", "Un troisième."]));
    assert!(alone < 101.0, "{alone}");
    assert!(score(&json!(["Un autre.", own, "Un troisième."])) >= 102.0);
    assert!(score(&json!(["Avant.", "Le texte du milieu.", "Après."])) >= 102.0);
}

#[test]
fn what_is_handed_in_keeps_its_person_and_its_context_and_names_are_of_one_line() {
    let place = place();
    place.write("token", "0123456789abcdef0123\n");
    let serving = Serving::start(&place, &["--writable", "--token-file", "token"]);
    let key = "/k/0123456789abcdef0123";
    let accept = [
        "Content-Type: application/json",
        "Accept: application/json, text/event-stream",
    ];
    let add = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": "add", "arguments": {
        "source": "La grange brûle.", "target": "The barn is on fire.", "context": "Chapitre 3"}}});
    let path = format!("{key}/mcp?person=Zoe");
    let added = serving.ask("POST", &path, &accept, add.to_string().as_bytes()).json();
    assert_eq!(added["result"]["structuredContent"]["added"], 1, "{added}");
    assert_eq!(serving.get(&format!("{key}/v1/units/6")).json()["created_by"], "Zoe");
    let found = serving.get(&format!("{key}/tmserver/fr/en/unit/La%20grange%20br%C3%BBle."));
    assert_eq!(found.json()[0]["context"], "Chapitre 3");
    let unit = r#"[{"source":"Oui.","target":"Yes."}]"#;
    for path in [
        "/tmserver/fr/en/store/a%07b",
        "/tmserver/fr/en/store/a%0Ab",
        "/tmserver/fr/en/store/a?person=A%0AB",
        "/v1/units?person=A%0AB",
    ] {
        let refused = serving.ask("POST", &format!("{key}{path}"), &[], unit.as_bytes());
        assert_eq!(
            (refused.status, &refused.json()["error"]["name"]),
            (422, &json!("control-character")),
            "{path}"
        );
    }
    for (tool, arguments) in [
        ("suggest", json!({"text": "a", "limit": 0})),
        ("suggest", json!({"text": "a", "limit": 21})),
        ("suggest", json!({"text": "a", "min_score": 0})),
        ("suggest", json!({"text": "a", "min_score": 103})),
        ("search", json!({"words": "a", "limit": 0})),
    ] {
        let call = json!({"jsonrpc": "2.0", "id": 2, "method": "tools/call", "params": {"name": tool, "arguments": arguments}});
        let path = format!("{key}/mcp");
        let told = serving.ask("POST", &path, &accept, call.to_string().as_bytes()).json();
        let text = told["result"]["content"][0]["text"].as_str().expect("a message");
        assert!(
            told["result"]["isError"] == true && text.starts_with("bad-arguments"),
            "{told}"
        );
    }
}

#[test]
fn the_inline_codes_of_okapi_are_tags() {
    let place = place();
    let token = token(&place);
    place.write(
        "cat.tsv",
        "Le chat dort sur le canapé rouge du salon.\tThe cat sleeps.\n",
    );
    place.ok(&["import", "cat.tsv"]);
    let serving = Serving::start(&place, &["--token-file", "token"]);
    let quality = |text: &str| {
        let text: String = text.bytes().map(|byte| format!("%{byte:02X}")).collect();
        let found = serving.get(&format!("/k/{token}/tmserver/fr/en/unit/{text}"));
        found.json()[0]["quality"].clone()
    };
    let coded = quality("Le chat dort sur le canapé \u{E101}\u{E110}rouge\u{E102}\u{E111} du salon.");
    assert_eq!(coded, quality("Le chat dort sur le canapé <g1>rouge</g1> du salon."));
    assert_eq!(coded, json!(98.0));
}
