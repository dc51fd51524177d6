//! Who may ask: nothing is read and nothing written for anybody else.

use serde_json::json;

use super::support::{Serving, place, token};

/// What of the memory must not be in a refusal.
const SECRET: &str = "ferry";

#[test]
fn without_the_token_nothing_is_read_or_written() {
    let place = place();
    let token = token(&place);
    let serving = Serving::start(&place, &["--writable", "--token-file", "token"]);
    let before = place.ok(&["memory", "list", "--units", "--json"]);
    let wrong = format!("Authorization: Bearer {}", token.replace('0', "1"));
    let basic = format!("Authorization: Basic {token}");
    let unit = br#"{"source":"Non.","target":"No."}"#;
    for (method, path) in [
        ("GET", "/tmserver/fr/en/unit/Le%20bac%20traverse%20la%20rivi%C3%A8re."),
        (
            "GET",
            "/apy/translate?langpair=fr|en&q=Le%20bac%20traverse%20la%20rivi%C3%A8re.",
        ),
        ("GET", "/v1/suggest?text=Le%20bac%20traverse%20la%20rivi%C3%A8re."),
        ("GET", "/v1/search?q=bac"),
        ("GET", "/search?q=bac"),
        ("GET", "/v1/export?format=tsv"),
        ("GET", "/v1/health"),
        ("POST", "/mcp"),
        ("PUT", "/tmserver/fr/en/unit/Non."),
        ("POST", "/v1/units"),
        ("POST", "/v1/import?name=a.tsv"),
        ("GET", "/k/wrong/v1/search?q=bac"),
        ("GET", "/k//v1/search?q=bac"),
        ("GET", "/k/"),
    ] {
        for head in [&[][..], &[wrong.as_str()], &[basic.as_str()]] {
            let body: &[u8] = if method == "GET" { b"" } else { unit };
            let answer = serving.ask(method, path, head, body);
            assert_eq!(answer.status, 401, "{method} {path} {head:?}");
            assert!(!answer.body.contains(SECRET), "{}", answer.body);
            assert_eq!(answer.header("www-authenticate"), Some("Bearer realm=\"interligne\""));
        }
    }
    let bearer = format!("Authorization: Bearer {token}");
    assert!(
        serving
            .ask("GET", "/v1/search?q=bac", &[&bearer], b"")
            .body
            .contains(SECRET)
    );
    assert!(serving.get(&format!("/k/{token}/search?q=bac")).body.contains(SECRET));
    assert_eq!(place.ok(&["memory", "list", "--units", "--json"]), before);
    // No text, no token, no address.
    let log = std::fs::read_to_string(place.path("serve.log")).unwrap();
    assert!(log.lines().count() > 40, "{log}");
    for secret in [token.as_str(), "bac", "rivi", "Non", "/k/"] {
        assert!(!log.contains(secret), "{secret} in {log}");
    }
}

#[test]
fn pages_of_other_servers_get_nothing() {
    let place = place();
    let serving = Serving::start(&place, &[]);
    let path = "/v1/search?q=bac";
    for (head, status) in [
        ("Host: evil.example", 421),
        ("Host: localhost.evil.example:55555", 421),
        ("Host: 10.0.0.1", 421),
        ("Origin: http://evil.example", 403),
        ("Origin: null", 403),
        ("Sec-Fetch-Site: cross-site", 403),
        ("Sec-Fetch-Site: same-site", 403),
    ] {
        let answer = serving.ask("GET", path, &[head], b"");
        assert_eq!(answer.status, status, "{head}");
        assert!(!answer.body.contains(SECRET) && answer.header("access-control-allow-origin").is_none());
        assert_eq!(
            serving
                .ask("POST", "/mcp", &[head, "Content-Type: application/json"], b"{}")
                .status,
            status
        );
    }
    let preflight = ["Origin: http://evil.example", "Access-Control-Request-Method: PUT"];
    assert_eq!(
        serving.ask("OPTIONS", "/tmserver/fr/en/unit/a", &preflight, b"").status,
        403
    );
    assert_eq!(
        serving
            .raw(b"GET /v1/search?q=bac HTTP/1.1\r\nConnection: close\r\n\r\n")
            .status,
        400
    );
    let absolute = format!("GET http://evil.example{path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n");
    assert_eq!(serving.raw(absolute.as_bytes()).status, 421);
    let own = format!("Origin: http://localhost:{}", serving.port);
    assert_eq!(serving.ask("GET", path, &[&own], b"").status, 200);
    drop(serving);
    let allowed = Serving::start(&place, &["--allow-host", "tm.example"]);
    assert_eq!(allowed.ask("GET", path, &["Host: TM.example:80"], b"").status, 200);
    assert_eq!(allowed.ask("GET", path, &["Host: other.example"], b"").status, 421);
}

#[test]
fn what_others_could_reach_needs_a_token() {
    let place = place();
    let refused = place.refused(2, &["serve", "--listen", "0.0.0.0", "--port", "0"]);
    assert!(refused.contains("--token-file"), "{refused}");
    let refused = place.refused(2, &["serve", "--writable", "--port", "0"]);
    assert!(refused.contains("--token-file"), "{refused}");
    place.write("token", "short\n");
    let refused = place.refused(1, &["serve", "--token-file", "token", "--port", "0"]);
    assert!(refused.contains("token:1"), "{refused}");
    // A file that is not there is made, for its owner alone.
    let serving = Serving::start(&place, &["--token-file", "made"]);
    let token = std::fs::read_to_string(place.path("made")).unwrap();
    assert_eq!(serving.get("/v1/health").status, 401);
    assert_eq!(
        serving.get(&format!("/k/{}/v1/health", token.trim())).json()["status"],
        json!("ok")
    );
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let mode = std::fs::metadata(place.path("made")).unwrap().permissions().mode();
        assert_eq!(mode & 0o077, 0);
    }
    let xml = place.ok(&["serve", "--omegat-finder", "--token-file", "made"]);
    assert!(
        xml.contains(&format!(
            "http://127.0.0.1:55555/k/{}/search?q={{target}}<",
            token.trim()
        )),
        "{xml}"
    );
}
