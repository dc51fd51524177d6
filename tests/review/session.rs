//! Who is let in: the browser of whoever started the page, and no page of anybody else.

use serde_json::json;

use super::support::{Reviewing, place};

/// What of the memory must not be in a refusal.
const SECRET: &str = "ferry";

#[test]
fn without_the_cookie_nothing_is_read_or_changed() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let before = page.article();
    let other = page
        .cookie
        .replace(|c: char| c.is_ascii_hexdigit() && c.is_ascii_lowercase(), "0");
    let of_other_port = page.cookie.replace(&page.port.to_string(), "1");
    for (method, path) in [
        ("GET", "/"),
        ("GET", "/a/1"),
        ("GET", "/a/1/rows"),
        ("GET", "/a/1/left-out"),
        ("GET", "/assets/review.css"),
        ("GET", "/api/articles"),
        ("GET", "/api/articles/1"),
        ("GET", "/api/articles/1/places?q=bac"),
        ("GET", "/api/suggest?bead=1"),
        ("GET", "/api/search?q=bac"),
        ("GET", "/api/events"),
        ("GET", "/api/export/1.tmx"),
        ("POST", "/api/articles/1/actions"),
        ("POST", "/api/articles/1/undo"),
        ("POST", "/api/import"),
        ("POST", "/api/quit"),
        ("GET", "/?token=0123456789abcdef0123456789abcdef"),
        ("GET", "/?token="),
    ] {
        for cookie in ["Accept: text/html", &other, &of_other_port] {
            let answer = page.send(method, path, &[cookie, &page.page], b"{}");
            assert_eq!(answer.status, 403, "{method} {path} {cookie}");
            assert!(
                !answer.body.contains(SECRET) && !answer.body.contains(&page.secret),
                "{}",
                answer.body
            );
            assert_eq!(answer.header("set-cookie"), None);
        }
    }
    assert_eq!(page.article(), before);
}

#[test]
fn a_change_needs_the_secret_that_only_the_page_can_read() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let action =
        serde_json::to_vec(&json!({"version": page.version(), "do": "confirm", "bead": page.beads()[0]})).unwrap();
    let form = "Content-Type: text/plain";
    let wrong = "X-Interligne-Page: 0123456789abcdef0123456789abcdef";
    for path in [
        "/api/articles/1/actions",
        "/api/articles/1/undo",
        "/api/quit",
        "/api/import",
    ] {
        for head in [
            vec![page.cookie.as_str(), form],
            vec![page.cookie.as_str(), form, wrong],
        ] {
            let answer = page.send("POST", path, &head, &action);
            assert_eq!(
                (answer.status, answer.json()["error"]["name"].as_str()),
                (403, Some("no-page-token")),
                "{path}"
            );
        }
    }
    assert_eq!(page.article()["undo"], json!(null));
}

#[test]
fn the_pages_of_other_servers_get_nothing() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let (cookie, token) = (page.cookie.as_str(), page.page.as_str());
    let port = page.port;
    // A name that was made to point here, or another port of this machine.
    for host in [
        format!("evil.example:{port}"),
        "127.0.0.1:1".to_owned(),
        "localhost".to_owned(),
        format!("127.0.0.1.evil.example:{port}"),
    ] {
        let host = format!("Host: {host}");
        for path in ["/", "/api/articles/1", &format!("/?{}", page.secret)] {
            let answer = page.send("GET", path, &[&host, cookie], b"");
            assert_eq!(answer.status, 421, "{host} {path}");
            assert!(!answer.body.contains(SECRET) && answer.header("set-cookie").is_none());
        }
    }
    let twice = [&format!("Host: 127.0.0.1:{port}"), "Host: evil.example", cookie];
    for path in ["/", "/api/articles/1", &format!("http://127.0.0.1:{port}/")] {
        assert_eq!(page.send("GET", path, &twice, b"").status, 400, "{path}");
    }
    let other_scheme = format!("https://127.0.0.1:{port}");
    for origin in [
        "http://evil.example",
        "null",
        "http://127.0.0.1:1",
        "file://",
        &other_scheme,
    ] {
        let origin = format!("Origin: {origin}");
        for (method, path) in [("GET", "/api/articles/1"), ("POST", "/api/quit")] {
            let answer = page.send(method, path, &[cookie, token, &origin], b"{}");
            assert_eq!(answer.status, 403, "{origin} {method}");
            assert!(!answer.body.contains(SECRET));
        }
    }
    for (site, mode, dest) in [
        ("cross-site", "no-cors", "script"),
        ("cross-site", "cors", "empty"),
        ("same-site", "cors", "empty"),
        ("same-site", "navigate", "document"),
        ("cross-site", "navigate", "document"),
        ("cross-site", "navigate", "iframe"),
    ] {
        let said = [
            format!("Sec-Fetch-Site: {site}"),
            format!("Sec-Fetch-Mode: {mode}"),
            format!("Sec-Fetch-Dest: {dest}"),
        ];
        let head = [cookie, token, &said[0], &said[1], &said[2]];
        let answer = page.send("GET", "/a/1", &head, b"");
        assert_eq!(answer.status, 403, "{said:?}");
        assert!(!answer.body.contains(SECRET));
    }
    // A person types the address of a page, not one of the API.
    let typed = [cookie, "Sec-Fetch-Site: none", "Sec-Fetch-Mode: navigate"];
    assert_eq!(page.send("GET", "/a/1", &typed, b"").status, 200);
    assert_eq!(page.send("GET", "/api/articles/1", &typed, b"").status, 403);
    let own = [
        "Sec-Fetch-Site: same-origin",
        "Sec-Fetch-Mode: cors",
        "Sec-Fetch-Dest: empty",
    ];
    assert_eq!(
        page.send("GET", "/api/articles/1", &[cookie, own[0], own[1], own[2]], b"")
            .status,
        200
    );
}

#[test]
fn methods_that_an_address_does_not_take_are_told_which_it_takes() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    for (method, path, allowed) in [
        ("GET", "/api/quit", "POST"),
        ("PUT", "/api/articles/1", "GET"),
        ("OPTIONS", "/api/articles/1/actions", "POST"),
        ("DELETE", "/a/1", "GET"),
    ] {
        let answer = page.send(method, path, &[&page.cookie], b"");
        assert_eq!(answer.status, 405, "{method} {path}");
        let allow = answer.header("allow").unwrap_or_default();
        assert!(allow.contains(allowed), "{method} {path}: {}", answer.head);
        assert_eq!(answer.json()["error"]["name"], "other-method", "{}", answer.body);
        assert_eq!(page.send(method, path, &[], b"").status, 403, "{method} {path}");
    }
    assert_eq!(page.send("PUT", "/nothing", &[&page.cookie], b"").status, 404);
    assert_eq!(page.send("POST", "/a/1", &[&page.cookie], b"").status, 403);
}

#[test]
fn what_a_browser_is_given_cannot_be_framed_or_kept_and_loads_nothing_from_elsewhere() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    for path in ["/", "/a/1", "/api/articles", "/assets/review.css", "/nothing"] {
        let answer = page.get(path);
        let policy = answer.header("content-security-policy").expect("a policy");
        assert!(
            policy.starts_with("default-src 'none'") && policy.contains("frame-ancestors 'none'"),
            "{path}"
        );
        assert!(!policy.contains("unsafe"), "{path}");
        assert_eq!(answer.header("x-content-type-options"), Some("nosniff"), "{path}");
        assert_eq!(
            answer.header("cross-origin-resource-policy"),
            Some("same-origin"),
            "{path}"
        );
        assert!(
            answer
                .header("cache-control")
                .is_some_and(|kept| kept.starts_with("no-")),
            "{path}"
        );
    }
    let html = page.get("/a/1").body;
    for inline in [" style=", " onclick=", "javascript:", "<style"] {
        assert!(!html.contains(inline), "{inline}");
    }
    // Each script is a file of our own, or no script at all.
    for script in html.split("<script").skip(1) {
        assert!(
            script.starts_with(" type=\"application/json\"") || script.contains("src=\"/assets/"),
            "{script}"
        );
    }
}

#[test]
fn the_address_of_a_page_leads_nowhere_else() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    for path in ["//evil.example/?", "/a/1?at=2&", "/%2f%2fevil.example?"] {
        let entered = page.send("GET", &format!("{path}{}", page.secret), &[], b"");
        assert_eq!(entered.status, 200, "{path}");
        assert!(
            !entered.body.contains("url=//") && !entered.body.contains("href=\"//"),
            "{}",
            entered.body
        );
        assert!(!entered.body.contains(&page.secret), "{}", entered.body);
    }
}
