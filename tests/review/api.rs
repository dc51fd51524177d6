//! What the page does to an article, each as a script asks for it, and what the memory then says.

use serde_json::{Value, json};

use super::support::{PAIRS, Reviewing, place, place_of};

/// The segments of a row.
fn row(source: &[&str], target: &[&str]) -> [Vec<String>; 2] {
    [source, target].map(|side| side.iter().map(|text| (*text).to_owned()).collect())
}

fn ids(beads: &Value) -> Vec<i64> {
    let beads = beads.as_array().expect("beads").iter();
    beads.map(|bead| bead["id"].as_i64().expect("a number")).collect()
}

#[test]
fn an_article_is_read_with_its_places_and_in_parts() {
    let place = place();
    // It begins at the article: whoever begins at the list has the places counted.
    let page = Reviewing::start(&place, &["bac"]);
    let list = page.get("/api/articles").json();
    assert_eq!(list["articles"][0]["name"], "bac");
    assert_eq!(list["articles"][0]["beads"], 6);
    assert_eq!(list["articles"][0]["places"], 1);
    assert_eq!(page.get("/api/articles?q=nothing").json()["articles"], json!([]));

    let article = page.article();
    assert_eq!((&article["all"], &article["total"]), (&json!(6), &json!(6)));
    // A doubtful pair, and one whose numbers disagree.
    assert_eq!(article["places"], 2);
    let second = &article["beads"][1];
    assert_eq!(second["place"], json!(["finding"]));
    assert_eq!(second["findings"][0]["check"], "numbers");
    let html = second["html"].as_str().expect("a row");
    assert!(
        html.contains("<u class=\"disagrees\">12</u>") && html.contains("<u class=\"disagrees\">13</u>"),
        "{html}"
    );
    assert_eq!(article["beads"][2]["place"], json!(["doubtful"]));
    assert_eq!(second["after"], article["beads"][0]["id"]);

    let part = page.get("/api/articles/1?from=2&count=2").json();
    assert_eq!(ids(&part["beads"]), page.beads()[2..4]);
    assert_eq!(part["beads"][0]["index"], 2);
    let places = page.get("/api/articles/1/places").json();
    let indices: Vec<_> = places["places"]
        .as_array()
        .expect("places")
        .iter()
        .map(|place| &place["index"])
        .collect();
    assert_eq!(indices, [1, 2]);
    // Whatever the case and the accents, in either text.
    for (words, index) in [("RIVIERE", 0), ("closed%20monday", 4), ("r%C3%A9pond", 2)] {
        let found = page.get(&format!("/api/articles/1/places?q={words}")).json();
        assert_eq!(found["places"][0]["index"], index, "{words}");
        assert_eq!(found["places"].as_array().expect("places").len(), 1, "{words}");
    }
    let filtered = page.get("/api/articles/1?filter=places&count=1").json();
    assert_eq!(
        (&filtered["total"], &filtered["beads"][0]["index"]),
        (&json!(2), &json!(1))
    );
    for (path, status) in [
        ("/api/articles/9", 410),
        ("/api/articles/x", 404),
        ("/api/articles/1?from=-1", 400),
        ("/api/articles/1?filter=odd", 400),
        ("/api/articles/1/changes", 400),
        ("/api/nothing", 404),
        ("/a/9", 410),
    ] {
        assert_eq!(page.get(path).status, status, "{path}");
    }
}

#[test]
fn each_action_is_the_memorys_and_answers_with_the_rows_that_it_changed() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let beads = page.beads();

    let merged = page.act(json!({"do": "merge", "beads": [beads[2], beads[3]]}));
    assert_eq!(ids(&merged["beads"]), [beads[2]]);
    assert_eq!(merged["gone"], json!([beads[3]]));
    assert_eq!(merged["total"], 5);
    assert_eq!(merged["verb"], "merge");
    assert!(
        merged["beads"][0]["html"]
            .as_str()
            .expect("a row")
            .contains("Les cloches sonnent")
    );
    assert_eq!(
        page.rows()[2],
        row(&[PAIRS[2].0, PAIRS[3].0], &[PAIRS[2].1, PAIRS[3].1])
    );

    // From a segment on, the other side where its words say.
    let sources = page.segments("source");
    let split = page.act(json!({"do": "split-from", "segment": sources[3]}));
    assert_eq!(split["beads"].as_array().expect("beads").len(), 2);
    assert_eq!(page.rows()[2], row(&[PAIRS[2].0], &[PAIRS[2].1]));
    assert_eq!(page.rows()[3], row(&[PAIRS[3].0], &[PAIRS[3].1]));

    let beads = page.beads();
    page.act(json!({"do": "reject", "bead": beads[2]}));
    page.act(json!({"do": "note", "bead": beads[4], "text": "à voir"}));
    page.act(json!({"do": "edit", "bead": beads[5], "target": "We shall be home tomorrow."}));
    let edited = page.article();
    assert_eq!(edited["beads"][2]["state"], "rejected");
    assert_eq!(edited["beads"][4]["note"], "à voir");
    assert_eq!(edited["beads"][5]["state"], "confirmed");
    assert_eq!(edited["beads"][5]["target"][0]["original"], PAIRS[5].1);

    let target = page.segments("target");
    page.act(json!({"do": "move", "segments": [target[1]], "to": beads[0]}));
    assert_eq!(page.rows()[0], row(&[PAIRS[0].0], &[PAIRS[0].1, PAIRS[1].1]));
    page.act(json!({"do": "cut", "segment": target[0], "at": 10}));
    assert_eq!(page.rows()[0][1][..2], ["The ferry", "crosses the river."]);
    let left = page.act(json!({"do": "leave-out", "segments": [target[5]]}));
    assert_eq!(left["left_out_count"], 1);
    assert!(page.get("/a/1/left-out").body.contains("We shall be home"));
    let taken = page.act(json!({"do": "take-in", "segments": [target[5]]}));
    assert_eq!(taken["left_out_count"], 0);
    let confirmed = page.act(json!({"do": "confirm-down-to", "bead": page.beads()[4]}));
    let states: Vec<Value> = page.article()["beads"]
        .as_array()
        .expect("beads")
        .iter()
        .map(|b| b["state"].clone())
        .collect();
    // What was rejected stays so, and what has one side cannot be right.
    assert_eq!(states[0], "confirmed");
    assert_eq!(confirmed["redo"], Value::Null);

    // All of it back, and again.
    let rows = page.rows();
    let mut done = 0;
    while page.article()["undo"] != Value::Null {
        let undone = page.post("/api/articles/1/undo", &json!({"version": page.version()}));
        assert_eq!(undone.status, 200, "{}", undone.body);
        done += 1;
    }
    assert_eq!(done, 10);
    let first: Vec<[Vec<String>; 2]> = PAIRS.iter().map(|(s, t)| row(&[s], &[t])).collect();
    assert_eq!(page.rows(), first);
    for _ in 0..done {
        let redone = page.post("/api/articles/1/redo", &json!({"version": page.version()}));
        assert_eq!(redone.status, 200, "{}", redone.body);
    }
    assert_eq!(page.rows(), rows);
    let history = page.get("/api/articles/1/history").json();
    assert_eq!(history["actions"].as_array().expect("actions").len(), done);
    assert_eq!(page.post("/api/quit", &json!({})).status, 200);
    assert_eq!(page.ended(), Some(0));
    place.ok(&["memory", "check"]);
}

#[test]
fn segments_that_translate_each_other_are_linked_and_what_lies_between_falls_into_place() {
    // All translations are a row too low.
    let place = place_of(&[
        (0..1, 0..0),
        (1..2, 0..1),
        (2..3, 1..2),
        (3..4, 2..3),
        (4..5, 3..4),
        (5..6, 4..5),
        (6..6, 5..6),
    ]);
    let page = Reviewing::start(&place, &[]);
    let right = || {
        let is_right =
            |[source, target]: &[Vec<String>; 2]| PAIRS.contains(&(source.concat().as_str(), target.concat().as_str()));
        page.rows().iter().filter(|row| is_right(row)).count()
    };
    assert_eq!(right(), 0);
    let (source, target) = (page.segments("source")[3], page.segments("target")[3]);
    let linked = page.act(json!({"do": "pinpoint", "source": [source], "target": [target]}));
    assert_eq!(linked["verb"], "pinpoint");
    // The third pair is none: neither translates the other.
    assert!(right() >= 5, "{:?}", page.rows());
    let state = linked["beads"]
        .as_array()
        .expect("beads")
        .iter()
        .find(|bead| bead["source"][0]["id"] == source);
    assert_eq!(state.expect("the pair")["state"], "confirmed");
    // One action.
    page.post("/api/articles/1/undo", &json!({"version": page.version()}));
    assert_eq!(right(), 0);
}

#[test]
fn a_pair_that_crosses_what_was_settled_is_marked_as_moved() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let beads = page.beads();
    page.act(json!({"do": "confirm", "bead": beads[2]}));
    let (sources, targets) = (page.segments("source"), page.segments("target"));
    page.act(json!({"do": "pinpoint", "source": [sources[1]], "target": [targets[4]]}));
    let moved: Vec<[Vec<String>; 2]> = {
        let article = page.article();
        let rows = page.rows();
        let beads = article["beads"].as_array().expect("beads").iter();
        beads
            .zip(rows)
            .filter(|(bead, _)| bead["moved"] == true)
            .map(|(_, row)| row)
            .collect()
    };
    assert_eq!(moved, [row(&[PAIRS[1].0], &[PAIRS[4].1])]);
    // The others keep what they had.
    let rows = page.rows();
    assert!(
        rows.contains(&row(&[PAIRS[3].0], &[PAIRS[3].1])) && rows.contains(&row(&[], &[PAIRS[1].1])),
        "{rows:?}"
    );
}

#[test]
fn an_older_version_is_refused_with_what_changed() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let (beads, seen) = (page.beads(), page.version());
    page.act(json!({"do": "confirm", "bead": beads[0]}));
    let refused = page.post(
        "/api/articles/1/actions",
        &json!({"version": seen, "do": "reject", "bead": beads[1]}),
    );
    assert_eq!(refused.status, 409);
    let refused = refused.json();
    assert_eq!(refused["error"]["name"], "stale-version");
    assert_eq!(ids(&refused["changes"]["beads"]), [beads[0]]);
    assert_eq!(refused["changes"]["version"], page.version());
    assert_eq!(page.article()["beads"][1]["state"], "auto");
    // A version that the article does not have yet is none that the page saw.
    let before = page.article();
    let ahead = json!(page.version() + 1000);
    for (path, body) in [
        ("actions", json!({"version": ahead, "do": "confirm", "bead": beads[0]})),
        (
            "actions",
            json!({"version": ahead, "do": "sequence", "steps": [{"do": "confirm", "bead": beads[0]}]}),
        ),
        ("actions", json!({"version": ahead, "do": "realign"})),
        ("undo", json!({"version": ahead})),
        ("redo", json!({"version": ahead})),
    ] {
        let answer = page.post(&format!("/api/articles/1/{path}"), &body);
        assert_eq!(answer.status, 409, "{body}");
        let refused = answer.json();
        assert_eq!(refused["error"]["name"], "stale-version", "{body}");
        assert_eq!(refused["changes"]["reset"], true, "{body}");
    }
    assert_eq!(page.article(), before);
    // Nobody remembers a version that was before the page.
    let before = page.get("/api/articles/1/changes?since=0").json();
    assert_eq!(before["reset"], true);
    let none = page
        .get(&format!("/api/articles/1/changes?since={}", page.version()))
        .json();
    assert_eq!((&none["reset"], &none["beads"]), (&json!(false), &json!([])));
}

#[test]
fn what_cannot_be_done_is_refused_and_changes_nothing() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let (beads, sources) = (page.beads(), page.segments("source"));
    let before = page.article();
    for action in [
        json!({"do": "cut", "segment": sources[0], "at": 0}),
        json!({"do": "cut", "segment": sources[0], "at": 27}),
        json!({"do": "cut", "segment": sources[0], "at": 1}),
        json!({"do": "cut", "segment": 999, "at": 3}),
        json!({"do": "edit", "bead": beads[0], "target": "  "}),
        json!({"do": "edit", "bead": beads[0], "target": "\u{200b}\u{feff}"}),
        json!({"do": "edit", "bead": beads[0], "source": "\u{301}"}),
        json!({"do": "edit", "bead": beads[0]}),
        json!({"do": "merge", "beads": [beads[0]]}),
        json!({"do": "merge", "beads": [beads[5], 999]}),
        json!({"do": "merge", "beads": [beads[0], beads[2]]}),
        json!({"do": "split", "bead": beads[0], "source": 1, "target": 1}),
        json!({"do": "split-from", "segment": 999}),
        json!({"do": "pinpoint", "source": [sources[0]], "target": [sources[1]]}),
        json!({"do": "pinpoint", "source": [], "target": []}),
        json!({"do": "pinpoint", "source": [sources[0], sources[2]], "target": [page.segments("target")[0]]}),
        json!({"do": "realign"}),
        json!({"do": "realign", "around": 999}),
        json!({"do": "take-in", "segments": [sources[0]]}),
        json!({"do": "note", "bead": beads[0]}),
        json!({"do": "confirm", "bead": beads[0], "beads": beads}),
        json!({"do": "split-from", "segment": sources[0], "at": 3}),
    ] {
        let refused = page.refused(422, action);
        assert!(
            refused["error"]["message"]
                .as_str()
                .is_some_and(|message| !message.is_empty())
        );
    }
    for body in [
        json!({"do": "fly", "version": 1}),
        json!({"do": "merge", "version": 1}),
        json!({"do": "merge", "beads": ["x"], "version": 1}),
        json!({"do": "merge", "beads": [1, 2], "version": -1}),
        json!({"beads": [1, 2], "version": 1}),
        json!([]),
    ] {
        assert_eq!(page.post("/api/articles/1/actions", &body).status, 400, "{body}");
    }
    let unknown = page.post("/api/articles/1/undo", &json!({"version": page.version(), "actoin": 3}));
    assert_eq!(unknown.status, 422);
    assert_eq!(unknown.json()["error"]["name"], "unknown-field");
    let head = [page.cookie.as_str(), &page.page];
    assert_eq!(page.send("POST", "/api/articles/1/actions", &head, b"{").status, 400);
    let huge = vec![b' '; 5 * 1024 * 1024];
    assert_eq!(page.send("POST", "/api/articles/1/actions", &head, &huge).status, 413);
    assert_eq!(
        page.post(
            "/api/articles/9/actions",
            &json!({"version": 1, "do": "confirm", "bead": 1})
        )
        .status,
        410
    );
    assert_eq!(
        page.post("/api/articles/1/undo", &json!({"version": page.version()}))
            .status,
        422
    );
    assert_eq!(page.article(), before);
}

#[test]
fn a_sequence_is_done_whole_or_not_at_all_and_undone_at_once() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let (beads, sources) = (page.beads(), page.segments("source"));
    let before = page.article();
    let steps = |at: usize, to: &Value| {
        json!({"do": "sequence", "steps": [
            {"do": "edit", "bead": beads[0], "source": "Le bac passe. Il traverse."},
            {"do": "cut", "segment": sources[0], "at": at},
            {"do": "move", "segments": [0], "to": to},
        ]})
    };
    page.refused(422, steps(15, &json!(beads[1])));
    page.refused(422, steps(13, &json!(999)));
    page.refused(422, json!({"do": "sequence", "steps": []}));
    let unmade = json!({"do": "sequence", "steps": [{"do": "move", "segments": [0], "to": beads[1]}]});
    page.refused(422, unmade);
    let twice = json!({"do": "sequence", "steps": [
        {"do": "reject", "bead": beads[0]}, {"do": "reject", "bead": beads[0]},
    ]});
    page.refused(422, twice);
    assert_eq!(page.article(), before);
    // Steps of one verb are an action of that verb.
    let rejected = page.act(json!({"do": "sequence", "steps": [
        {"do": "reject", "bead": beads[0]}, {"do": "reject", "bead": beads[1]},
    ]}));
    assert_eq!(rejected["verb"], "reject");
    page.post("/api/articles/1/undo", &json!({"version": page.version()}));
    assert_eq!(page.article()["beads"], before["beads"]);
    let done = page.act(steps(13, &json!(beads[1])));
    assert_eq!(done["verb"], "sequence");
    let texts: Vec<&Value> = done["beads"]
        .as_array()
        .expect("beads")
        .iter()
        .map(|bead| &bead["source_text"])
        .collect();
    assert_eq!(texts, ["Le bac passe.", "Il traverse. Il y a 12 moutons dans le pré."]);
    let undone = page.post("/api/articles/1/undo", &json!({"version": page.version()}));
    assert_eq!(undone.status, 200, "{}", undone.body);
    let units = |article: &Value| {
        let beads = article["beads"].as_array().expect("beads").iter();
        beads
            .map(|bead| (bead["unit"].clone(), bead["source"].clone(), bead["state"].clone()))
            .collect::<Vec<_>>()
    };
    assert_eq!(units(&page.article()), units(&before));
    let again = page.post("/api/articles/1/redo", &json!({"version": page.version()}));
    assert_eq!(again.status, 200, "{}", again.body);
    assert_eq!(page.article()["beads"][0]["source_text"], "Le bac passe.");
    // Its files are written at the end.
    assert_eq!(page.post("/api/quit", &json!({})).status, 200);
    assert_eq!(page.ended(), Some(0));
    place.ok(&["memory", "check"]);
}

#[test]
fn a_refusal_names_what_the_page_shows() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let (sources, beads) = (page.segments("source"), page.beads());
    // Numbers of the memory's own are others than those of rows from now on.
    page.act(json!({"do": "part", "bead": beads[0]}));
    page.act(json!({"do": "cut", "segment": sources[1], "at": 10}));
    let beads = page.beads();
    let message = |refused: Value| refused["error"]["message"].as_str().expect("a message").to_owned();
    let between = message(page.refused(422, json!({"do": "merge", "beads": [beads[0], beads[3]]})));
    assert!(
        between.contains("source segment 1 of row 3 stands between the others: segments of a row follow each other"),
        "{between}"
    );
    let cut = message(page.refused(422, json!({"do": "cut", "segment": sources[1], "at": 99})));
    assert!(cut.contains("segment 1 of row 3 has"), "{cut}");
    let settled = message(page.refused(422, json!({"do": "confirm", "bead": beads[0]})));
    assert!(settled.contains("row 1 is settled already"), "{settled}");
    let one_sided = message(page.refused(422, json!({"do": "reject", "bead": beads[0]})));
    assert!(one_sided.contains("row 1 has one side only"), "{one_sided}");
    let left = page.act(json!({"do": "leave-out", "segments": [sources[2]]}));
    assert_eq!(left["left_out_count"], 1);
    let again = message(page.refused(422, json!({"do": "leave-out", "segments": [sources[2]]})));
    assert!(again.contains("segment “Personne ne répond.” is left out"), "{again}");
    let gone = message(page.refused(422, json!({"do": "confirm", "bead": 999})));
    assert!(!gone.contains("999") && gone.contains("no longer there"), "{gone}");
}

#[test]
fn panels_show_matches_words_and_which_words_translate_each_other() {
    let place = place();
    place.write(
        "more.tsv",
        "Le bac traverse la large rivière.\tThe ferry crosses the wide river.\n",
    );
    place.ok(&["import", "more.tsv"]);
    let page = Reviewing::start(&place, &[]);
    let bead = page.beads()[0];
    let found = page.get(&format!("/api/suggest?bead={bead}")).json();
    // Not the bead's own unit.
    assert_eq!(found["matches"][0]["source"], "Le bac traverse la large rivière.");
    let hits = page.get("/api/search?q=moutons&article=1").json();
    assert_eq!(hits["hits"][0]["target"], PAIRS[1].1);
    assert_eq!(page.get("/api/search?q=").status, 400);
    let links = page.get(&format!("/api/links?bead={bead}")).json();
    let said = |end: &Value, text: &str| {
        let units: Vec<u16> = text.encode_utf16().collect();
        let at = |name: &str| usize::try_from(end[name].as_u64().expect("a number")).expect("a place");
        String::from_utf16(&units[at("start")..at("end")]).expect("whole characters")
    };
    let links: Vec<[String; 2]> = links["links"]
        .as_array()
        .expect("links")
        .iter()
        .map(|link| [said(&link["source"], PAIRS[0].0), said(&link["target"], PAIRS[0].1)])
        .collect();
    assert!(links.contains(&["rivière".to_owned(), "river".to_owned()]), "{links:?}");
    assert!(
        !links
            .iter()
            .any(|[source, target]| source == "bac" && target == "river"),
        "{links:?}"
    );
    assert_eq!(page.get("/api/links?bead=999").status, 422);
    assert_eq!(page.get("/api/links").status, 400);
}

#[test]
fn what_hinders_an_undoing_is_told_by_rows_and_by_the_numbers_of_the_history() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let bead = page.beads()[1];
    let first = page.act(json!({"do": "reject", "bead": bead}));
    let second = page.act(json!({"do": "note", "bead": bead, "text": "vu"}));
    let body = json!({"version": page.version(), "action": first["action"]});
    let refused = page.post("/api/articles/1/undo", &body);
    assert_eq!(refused.status, 422);
    let message = refused.json()["error"]["message"]
        .as_str()
        .expect("a message")
        .to_owned();
    let wanted = format!(
        "cannot undo: row 2 has changed since action {} (reject) on it: undo first the actions that came later, down from action {} (note)",
        first["action"], second["action"]
    );
    assert_eq!(message, wanted);
    let head = [
        page.cookie.as_str(),
        &page.page,
        "Content-Type: application/json",
        "Accept-Language: fr",
    ];
    let body = serde_json::to_vec(&body).expect("JSON");
    let refused = page.send("POST", "/api/articles/1/undo", &head, &body);
    let message = refused.json()["error"]["message"]
        .as_str()
        .expect("a message")
        .to_owned();
    assert!(
        message.contains("la ligne 2 a changé") && message.contains("annulez d’abord"),
        "{message}"
    );
    // A row that is gone has no number any more.
    for path in ["/api/links?bead=9999", "/api/suggest?bead=9999"] {
        let gone = page.get(path).json();
        assert_eq!(gone["error"]["name"], "no-such-bead");
        assert!(
            !gone["error"]["message"].as_str().expect("a message").contains("9999"),
            "{gone}"
        );
    }
}
