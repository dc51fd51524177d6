//! An article comes in and goes out by the page.

use serde_json::{Value, json};

use super::support::{PAIRS, Reviewing, place};
use crate::support::wire::Answer;
use crate::support::{Place, sample};

/// Sends a form with files, each in a field.
fn send(page: &Reviewing, files: &[(&str, &str, &[u8])], fields: &[(&str, &str)]) -> Answer {
    let mut body = Vec::new();
    for (field, name, content) in files {
        body.extend_from_slice(format!("--limit\r\nContent-Disposition: form-data; name=\"{field}\"; filename=\"{name}\"\r\nContent-Type: text/plain\r\n\r\n").as_bytes());
        body.extend_from_slice(content);
        body.extend_from_slice(b"\r\n");
    }
    for (field, value) in fields {
        body.extend_from_slice(
            format!("--limit\r\nContent-Disposition: form-data; name=\"{field}\"\r\n\r\n{value}\r\n").as_bytes(),
        );
    }
    body.extend_from_slice(b"--limit--\r\n");
    let kind = "Content-Type: multipart/form-data; boundary=limit";
    page.send("POST", "/api/import", &[&page.cookie, &page.page, kind], &body)
}

fn text(name: &str) -> Vec<u8> {
    std::fs::read(sample(name)).expect("a sample")
}

fn refused(answer: &Answer) -> String {
    assert_eq!(answer.status, 422, "{answer:?}");
    answer.json()["error"]["message"]
        .as_str()
        .expect("a message")
        .to_owned()
}

#[test]
fn two_files_in_either_order_become_an_article_and_the_same_again_change_nothing() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let (fr, en) = (text("bac-de-lorme.fr.txt"), text("bac-de-lorme.en.txt"));
    let done = send(
        &page,
        &[
            ("files", "bac-de-lorme.en.txt", &en),
            ("files", "bac-de-lorme.fr.txt", &fr),
        ],
        &[],
    );
    assert_eq!(done.status, 200, "{}", done.body);
    let done = done.json();
    assert_eq!(
        (&done["name"], &done["outcome"]),
        (&json!("bac-de-lorme"), &json!("imported"))
    );
    let again = send(
        &page,
        &[
            ("source", "C:\\texts\\bac-de-lorme.fr.txt", &fr),
            ("target", "../bac-de-lorme.en.txt", &en),
        ],
        &[],
    );
    assert_eq!(again.json()["outcome"], "unchanged", "{}", again.body);
    assert_eq!(
        page.get("/api/articles").json()["articles"].as_array().map(Vec::len),
        Some(2)
    );
    let names: Value = serde_json::from_str(place.ok(&["memory", "list", "--json"]).lines().last().unwrap()).unwrap();
    assert_eq!(names["source"], "bac-de-lorme.fr.txt");
    assert_eq!(page.post("/api/quit", &json!({})).status, 200);
    assert_eq!(page.ended(), Some(0));
    // Its files are there, and nothing waits.
    assert!(place.path("memory/tmx/bac-de-lorme.tmx").exists());
    place.ok(&["memory", "check"]);
}

#[test]
fn what_is_no_pair_is_refused_with_the_messages_of_import() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let (fr, en) = (text("bac-de-lorme.fr.txt"), text("bac-de-lorme.en.txt"));
    let (a, b) = (("files", "a.txt", &fr[..]), ("files", "b.txt", &en[..]));
    assert!(refused(&send(&page, &[a], &[])).contains("expected two files"));
    assert!(refused(&send(&page, &[a, b, b], &[])).contains("not 3"));
    assert!(refused(&send(&page, &[], &[])).contains("not 0"));
    let twice = refused(&send(&page, &[a, ("files", "b.txt", &fr)], &[]));
    assert!(twice.contains("a.txt and b.txt say the same"), "{twice}");
    let swapped = refused(&send(&page, &[("source", "b.txt", &en), ("target", "a.txt", &fr)], &[]));
    assert!(
        swapped.contains("seem to be swapped") && swapped.starts_with("b.txt"),
        "{swapped}"
    );
    let other = text("carnet-de-nage.en.txt");
    let unrelated = refused(&send(&page, &[a, ("files", "c.txt", &other)], &[]));
    assert!(unrelated.contains("hardly translations"), "{unrelated}");
    assert!(refused(&send(&page, &[a, ("files", "c.txt", b"")], &[])).contains("c.txt"));
    assert_eq!(
        page.get("/api/articles").json()["articles"].as_array().map(Vec::len),
        Some(1)
    );
    // A person who insists.
    let forced = send(&page, &[a, ("files", "c.txt", &other)], &[("force", "true")]);
    assert_eq!(forced.status, 200, "{}", forced.body);
    let broken = page.send("POST", "/api/import", &[&page.cookie, &page.page], b"nothing");
    assert_eq!(broken.status, 400);
    assert_eq!(broken.json()["error"]["name"], "bad-form", "{}", broken.body);
    for message in [&twice, &swapped, &unrelated] {
        assert!(
            !message.contains("--") && message.contains("tick “Import although"),
            "{message}"
        );
    }
}

#[test]
fn what_is_no_pair_is_told_in_french_by_the_names_of_the_files() {
    let place = place();
    let mut page = Reviewing::start(&place, &[]);
    page.cookie += "; interligne-language=fr";
    let (fr, en) = (text("bac-de-lorme.fr.txt"), text("bac-de-lorme.en.txt"));
    let (a, other) = (("files", "a.txt", &fr[..]), text("carnet-de-nage.en.txt"));
    let zeros = [0_u8; 64];
    for (files, expected) in [
        (vec![a], "il faut deux fichiers"),
        (vec![a, ("files", "b.txt", &fr)], "a.txt et b.txt disent la même chose"),
        (
            vec![("source", "b.txt", &en[..]), ("target", "a.txt", &fr)],
            "b.txt semble être en anglais et a.txt en français",
        ),
        (
            vec![a, ("files", "c.txt", &other)],
            "ne semblent pas être la traduction l’un de l’autre",
        ),
        (vec![a, ("files", "c.txt", b"")], "c.txt est vide"),
        (vec![a, ("files", "c.bin", &zeros)], "c.bin"),
    ] {
        let message = refused(&send(&page, &files, &[]));
        assert!(message.contains(expected), "{message}");
        let is_here = |word: &str| message.contains(word);
        assert!(
            !is_here(&std::env::temp_dir().display().to_string()) && !is_here("--force"),
            "{message}"
        );
        assert!(!["looks", "expected", "the file"].into_iter().any(is_here), "{message}");
    }
}

#[test]
fn a_file_keeps_the_name_that_it_was_sent_with() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let (fr, en) = (text("bac-de-lorme.fr.txt"), text("bac-de-lorme.en.txt"));
    let done = send(
        &page,
        &[
            ("files", "<script>alert(1)</script>.fr.txt", &fr),
            ("files", "<script>alert(1)</script>.en.txt", &en),
        ],
        &[],
    );
    assert_eq!(done.status, 200, "{}", done.body);
    let kept = if cfg!(windows) {
        "_script_alert(1)__script_"
    } else {
        "<script>alert(1)<_script>"
    };
    assert_eq!(done.json()["name"], kept);
    assert!(!page.get("/").body.contains("<script>alert"));
}

#[test]
fn an_article_goes_out_as_tmx_table_and_page() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let beads = page.beads();
    page.act(json!({"do": "edit", "bead": beads[2], "target": "Nobody answers."}));
    page.act(json!({"do": "reject", "bead": beads[4]}));
    let tmx = page.get("/api/export/1.tmx");
    assert!(
        tmx.header("content-disposition")
            .is_some_and(|name| name.contains("bac%2Etmx")),
        "{}",
        tmx.head
    );
    assert!(tmx.body.contains("Nobody answers.") && !tmx.body.contains(PAIRS[4].1));
    assert!(page.get("/api/export/1.html").body.contains("Nobody answers."));
    let table = page.get("/api/export/1.tsv").body;
    assert_eq!(table.lines().count(), 7, "{table}");
    // The table is one that `import` reads back.
    let other = Place::new();
    other.write("bac.tsv", &table);
    other.ok(&["import", "bac.tsv"]);
    let beads = other.ok(&["memory", "beads", "bac", "--json"]);
    assert!(beads.contains("Nobody answers."), "{beads}");
    for path in [
        "/api/export/9.tmx",
        "/api/export/1.exe",
        "/api/export/1",
        "/api/export/x.tmx",
    ] {
        assert!(matches!(page.get(path).status, 404 | 410), "{path}");
    }
}
