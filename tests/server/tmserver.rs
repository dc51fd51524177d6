//! Requests of Weblate, Okapi and Virtaal, byte for byte as these clients send them.

use serde_json::json;

use super::support::{Serving, place, token};
use crate::support::Place;

#[test]
fn weblate_gets_candidates_with_a_quality_that_has_a_decimal_point() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    // python-requests, as Weblate uses it.
    let request = |path: &str| {
        format!(
            "GET {path} HTTP/1.1\r\nHost: localhost:{}\r\nUser-Agent: Weblate/5.14.3\r\nAccept-Encoding: gzip, deflate\r\n\
             Accept: application/json; charset=utf-8\r\nConnection: close\r\nReferer: https://weblate.example/\r\n\r\n",
            serving.port
        )
    };
    let ask = |path: &str| serving.raw(request(path).as_bytes());
    let found = ask("/tmserver/fr/en/unit/Le%20bac%20traverse%20la%20rivi%C3%A8re.");
    assert_eq!(found.status, 200);
    assert_eq!(found.header("content-type"), Some("application/json"));
    assert_eq!(
        found.body,
        r#"[{"source":"Le bac traverse la rivière.","target":"The ferry crosses the river.","context":"pairs.tsv","quality":100.0}]"#
    );
    // Weblate's stand-in for a placeholder.
    let stand_in = ask("/tmserver/fr/en/unit/Bonjour%20%5BX8X%5D%2C%20soyez%20le%20bienvenu.").json();
    assert_eq!(
        (&stand_in[0]["target"], &stand_in[0]["quality"]),
        (&json!("Hello %s, welcome."), &json!(99.0))
    );
    // What Weblate asks before it takes the address.
    assert_eq!(
        (
            ask("/tmserver/en/de/unit/test").status,
            ask("/tmserver/en/de/unit/test").body
        ),
        (200, "[]".to_owned())
    );
    let languages = json!({"sourceLanguages": ["en", "fr"], "targetLanguages": ["en", "fr"]});
    assert_eq!(ask("/tmserver/languages/").json(), languages);
    assert_eq!(ask("/tmserver/languages").json(), languages);
    assert_eq!(ask("/api/v1/languages/").json(), languages);
}

#[test]
fn okapi_and_virtaal_are_answered_under_their_paths() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    // Java's HttpURLConnection, and the path of amaGama.
    let okapi = format!(
        "GET /tmserver/fr/en/unit/Le%20bac%20traverse%20la%20rivi%C3%A8re. HTTP/1.1\r\nUser-Agent: Java/11.0.2\r\n\
         Host: localhost:{}\r\nAccept: text/html, image/gif, image/jpeg, *; q=.2, */*; q=.2\r\nConnection: close\r\n\r\n",
        serving.port
    );
    let expected = serving
        .get("/tmserver/fr/en/unit/Le%20bac%20traverse%20la%20rivi%C3%A8re.")
        .body;
    assert!(expected.contains("\"quality\":100.0"));
    assert_eq!(serving.raw(okapi.as_bytes()).body, expected);
    // Virtaal (pycurl, HTTP/1.1, a quoted source), whose address may end with a slash.
    for path in [
        "/tmserver//fr/en/unit/Le%20bac%20traverse%20la%20rivi%C3%A8re.",
        "//tmserver/fr/en/unit/Le%20bac%20traverse%20la%20rivi%C3%A8re.",
        "/api/v1/fr/en/unit/Le%20bac%20traverse%20la%20rivi%C3%A8re.",
        "/tmserver/fr_FR/en-gb/unit/Le%20bac%20traverse%20la%20rivi%C3%A8re.?style=x&max_candidates=3",
        "/tmserver/fr/en/unit/?source=Le+bac+traverse+la+rivi%C3%A8re.",
        "/tmserver/fr/en/unit?source=Le%20bac%20traverse%20la%20rivi%C3%A8re.",
    ] {
        assert_eq!(serving.get(path).body, expected, "{path}");
    }
}

#[test]
fn texts_in_paths_may_hold_anything() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    let quality = |path: &str| {
        let answer = serving.get(path);
        assert_eq!(answer.status, 200, "{path}: {answer:?}");
        answer.json()[0]["quality"].as_f64()
    };
    for text in [
        "%C3%89crivez%20%C3%A0%20a%2Fb%20et%20%C3%A0%2050%20%25%20du%20prix.",
        "%C3%89crivez%20%C3%A0%20a/b%20et%20%C3%A0%2050%20%25%20du%20prix.",
        "%C3%89crivez%0A%C3%A0%20a/b%20et%20%C3%A0%2050%20%25%20du%20prix.",
        "Un%20%3Cb%3Egras%3C%2Fb%3E%20%26%20un%20%27guillemet%27.",
    ] {
        assert_eq!(quality(&format!("/tmserver/fr/en/unit/{text}")), Some(100.0), "{text}");
    }
    // `..` and `.` are taken for steps by clients; what is left of them is a question without an answer.
    for path in [
        "/tmserver/fr/en",
        "/tmserver/fr/en/",
        "/tmserver/fr/en/unit",
        "/tmserver/fr/en/unit/",
        "/tmserver/fr/en/unit/%2E%2E",
        "/tmserver/fr/en/unit/%23",
        "/tmserver/fr/en/unit/???",
        "/tmserver/xx_yy/en/unit/a",
        "/tmserver/not%20a%20language/en/unit/a",
        "/tmserver/fr/fr/unit/Le%20bac%20traverse%20la%20rivi%C3%A8re.",
    ] {
        let answer = serving.get(path);
        assert_eq!((answer.status, answer.body.as_str()), (200, "[]"), "{path}");
    }
    assert_eq!(serving.get("/tmserver/fr/en/unit/%ff%fe").status, 400);
    assert_eq!(serving.get("/tmserver/fr/en/unit/a%00b").status, 400);
}

#[test]
fn the_least_score_and_the_number_of_candidates_keep_to_their_bounds() {
    let place = place();
    let many: Vec<String> = (0..40)
        .map(|n| format!("Une ligne de texte numéro {n}.\tA line of text, number {n}.\n"))
        .collect();
    place.write("many.tsv", many.concat());
    place.ok(&["import", "many.tsv"]);
    let serving = Serving::start(&place, &[]);
    let found = |query: &str| {
        let path = format!("/tmserver/fr/en/unit/Une%20ligne%20de%20texte%20num%C3%A9ro%20x.{query}");
        let list = serving.get(&path).json();
        let list = list.as_array().expect("a list").clone();
        let least = list
            .iter()
            .filter_map(|found| found["quality"].as_f64())
            .fold(101.0, f64::min);
        (list.len(), least)
    };
    assert_eq!(found("").0, 5);
    assert_eq!(found("?max_candidates=7").0, 7);
    assert_eq!(found("?max_candidates=1000").0, 30);
    assert_eq!(found("?max_candidates=0").0, 1);
    assert_eq!(found("?max_candidates=nonsense&min_similarity=nonsense").0, 5);
    assert!(found("?min_similarity=10").1 >= 70.0);
    assert_eq!(found("?min_similarity=99").0, 0);
    // The text's own number in the translation comes before the unit as it stands.
    let adapted = serving
        .get("/tmserver/fr/en/unit/Il%20y%20a%2015%20moutons%20dans%20le%20pr%C3%A9.")
        .json();
    assert_eq!(adapted[0]["target"], "There are 15 sheep in the meadow.");
    assert_eq!(adapted[0]["source"], "Il y a 15 moutons dans le pré.");
    assert_eq!(adapted[1]["target"], "There are 12 sheep in the meadow.");
}

#[test]
fn the_best_is_offered_however_many_are_nearer_as_they_stand() {
    let place = Place::new();
    let mut rows = vec![
        "Le rapport de 2019 compte 12 pages et coûte 30 euros.\tThe 2019 report has 12 pages and costs 30 euros.\n"
            .to_owned(),
    ];
    // Nearer as they stand: the same numbers, another word.
    rows.extend((0..40).map(|n| {
        let word = format!("cahier{}{}", char::from(b'a' + n / 8), char::from(b'a' + n % 8));
        format!("Le {word} de 2024 compte 48 pages et coûte 75 euros.\tThe {word} of 2024 has 48 pages and costs 75 euros.\n")
    }));
    place.write("many.tsv", rows.concat());
    place.ok(&["import", "many.tsv"]);
    let serving = Serving::start(&place, &[]);
    let text = "Le%20rapport%20de%202024%20compte%2048%20pages%20et%20co%C3%BBte%2075%20euros.";
    for most in ["1", "5", "30"] {
        let found = serving
            .get(&format!("/tmserver/fr/en/unit/{text}?max_candidates={most}"))
            .json();
        assert_eq!(
            found[0]["target"], "The 2024 report has 48 pages and costs 75 euros.",
            "{most}"
        );
        assert_eq!(found.as_array().expect("a list").len().to_string(), most);
    }
    let apertium = serving.get(&format!("/apy/translate?langpair=fr|en&q={text}")).json();
    assert_eq!(
        apertium["responseData"]["translatedText"],
        "The 2024 report has 48 pages and costs 75 euros."
    );
}

#[test]
fn regions_and_scripts_are_listed_as_weblate_writes_them() {
    let place = place();
    place.write("br.tsv", "O barco.\tThe boat.\n");
    place.ok(&["import", "br.tsv", "--from", "pt-BR", "--to", "en-GB"]);
    let serving = Serving::start(&place, &[]);
    let languages = serving.get("/tmserver/languages/").json();
    assert_eq!(
        languages["sourceLanguages"],
        json!(["en", "en_gb", "fr", "pt", "pt_br"])
    );
    for pair in ["pt_br/en_gb", "pt_BR/en", "pt-BR/en-GB", "pt/en"] {
        let found = serving.get(&format!("/tmserver/{pair}/unit/O%20barco."));
        assert_eq!(found.json()[0]["target"], "The boat.", "{pair}");
    }
    // No region gets an index of its own.
    serving.get("/tmserver/pt_AO/en_ZA/unit/O%20barco.");
    let indexes = std::fs::read_dir(place.path("memory").join("index")).unwrap();
    let names: Vec<String> = indexes
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    assert!(
        !names.iter().any(|name| name.contains("AO") || name.contains("ZA")),
        "{names:?}"
    );
    drop(serving);
    let only = Serving::start(&place, &["--languages", "fr,en"]);
    assert_eq!(only.get("/tmserver/pt_br/en/unit/O%20barco.").body, "[]");
    assert_eq!(
        only.get("/tmserver/languages/").json()["targetLanguages"],
        json!(["en", "en_gb", "fr"])
    );
}

#[test]
fn units_and_files_are_taken_in_to_be_reviewed() {
    let place = place();
    let token = token(&place);
    let serving = Serving::start(&place, &["--writable", "--token-file", "token"]);
    let base = format!("/k/{token}/tmserver/fr/en");
    let unit = r#"{"source": "La lune est pleine.", "target": "The moon is full."}"#;
    let put = serving.ask(
        "PUT",
        &format!("{base}/unit/La%20lune%20est%20pleine."),
        &[],
        unit.as_bytes(),
    );
    assert_eq!((put.status, &put.json()["added"]), (200, &json!(1)));
    // The source may be in the path alone; what the memory has stays.
    let again = serving.ask(
        "POST",
        &format!("{base}/unit/La%20lune%20est%20pleine."),
        &[],
        br#"{"target": "The moon is full."}"#,
    );
    assert_eq!((again.status, &again.json()["unchanged"]), (200, &json!(1)));
    let lacking = serving.ask("PUT", &format!("{base}/unit/a"), &[], br#"{"source": "a"}"#);
    assert_eq!(
        (lacking.status, &lacking.json()["error"]["name"]),
        (422, &json!("no-text"))
    );
    let empty = serving.ask(
        "PUT",
        &format!("{base}/unit/a"),
        &[],
        br#"{"source": "a", "target": " "}"#,
    );
    assert_eq!(empty.status, 422);
    let control = serving.ask(
        "PUT",
        &format!("{base}/unit/a"),
        &[],
        br#"{"source": "a", "target": "b\u0001"}"#,
    );
    assert_eq!(
        (control.status, &control.json()["error"]["name"]),
        (422, &json!("control-character"))
    );
    let nul = serving.ask("PUT", &format!("{base}/unit/a"), &[], br#"{"target": "b\u0000"}"#);
    assert_eq!((nul.status, &nul.json()["error"]["name"]), (400, &json!("nul")));
    let broken = serving.ask("PUT", &format!("{base}/unit/a"), &[], b"{\"source\":\n oops}");
    assert_eq!((broken.status, &broken.json()["error"]["line"]), (400, &json!(2)));

    let store = r#"[{"source":"Un.","target":"One.","context":"a"},{"source":"Deux.","target":"Two.","context":""}]"#;
    let posted = serving.ask("POST", &format!("{base}/store/menu.po"), &[], store.as_bytes());
    assert_eq!(
        (posted.status, posted.body.as_str()),
        (200, "added 2 units from menu.po")
    );
    let po =
        "msgid \"\"\nmsgstr \"Content-Type: text/plain; charset=UTF-8\\n\"\n\nmsgid \"Trois.\"\nmsgstr \"Three.\"\n";
    let put = serving.ask("PUT", &format!("{base}/store/other.po"), &[], po.as_bytes());
    assert_eq!((put.status, put.body.as_str()), (200, "added 1 units from other.po"));
    for name in ["no.exe", "..%2F..%2Fetc%2Fpasswd", ""] {
        let refused = serving.ask("PUT", &format!("{base}/store/{name}"), &[], po.as_bytes());
        assert_eq!(refused.status, 422, "{name}");
    }
    let bad = serving.ask("PUT", &format!("{base}/store/bad.tmx"), &[], b"<tmx");
    assert_eq!(bad.status, 422);
    assert!(
        bad.body.contains("bad.tmx") && !bad.body.contains("/tmp"),
        "{}",
        bad.body
    );

    let listed = place.ok(&["memory", "list", "--units", "--json"]);
    let new: Vec<serde_json::Value> = listed
        .lines()
        .skip(5)
        .map(|line| serde_json::from_str(line).unwrap())
        .collect();
    assert_eq!(new.len(), 4);
    for unit in new {
        assert_eq!(unit["status"], "to-review");
        let unit = serving.get(&format!("/k/{token}/v1/units/{}", unit["unit"])).json();
        assert_eq!(unit["created_by"], "Anne");
    }
    assert_eq!(place.run(&["memory", "check"]).code, Some(0));
}

#[test]
fn methods_that_are_not_there_and_what_is_only_read_are_refused() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    let refused = serving.ask("DELETE", "/tmserver/fr/en/unit/a", &[], b"");
    assert_eq!(
        (refused.status, refused.header("allow")),
        (405, Some("GET, HEAD, POST, PUT"))
    );
    let refused = serving.ask("PUT", "/tmserver/fr/en/unit/a", &[], br#"{"source":"a","target":"b"}"#);
    assert_eq!(
        (refused.status, &refused.json()["error"]["name"]),
        (403, &json!("read-only"))
    );
    assert_eq!(serving.ask("POST", "/tmserver/languages/", &[], b"").status, 405);
    assert_eq!(serving.ask("HEAD", "/tmserver/languages/", &[], b"").status, 200);
    assert_eq!(serving.get("/tmserver/fr").status, 404);
    assert_eq!(serving.get("/").status, 404);
}
