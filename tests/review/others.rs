//! The page beside others who have the memory: a command, a second tab, a memory that is locked, read-only, gone.

use std::io::{BufRead as _, BufReader, Write as _};

use serde_json::{Value, json};

use super::support::{Reviewing, place};
use crate::support::wire::{connect, request};

/// The events of a page, one after another.
struct Events(BufReader<std::net::TcpStream>);

impl Events {
    fn of(page: &Reviewing) -> Events {
        let mut stream = connect(page.port);
        let asked = request(page.port, "GET", "/api/events", &[&page.cookie], b"");
        stream.write_all(&asked).expect("a request");
        let mut events = Events(BufReader::new(stream));
        assert_eq!(events.next().0, "hello");
        events
    }

    /// The next event and its data.
    fn next(&mut self) -> (String, Value) {
        let mut name = String::new();
        loop {
            let mut line = String::new();
            assert!(self.0.read_line(&mut line).expect("a line") > 0, "the events end");
            if let Some(event) = line.strip_prefix("event: ") {
                name = event.trim().to_owned();
            }
            if let Some(data) = line.strip_prefix("data: ") {
                return (name, serde_json::from_str(data).expect("JSON"));
            }
        }
    }
}

#[test]
fn what_a_command_does_is_told_and_nothing_is_lost() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let (beads, seen) = (page.beads(), page.version());
    let mut events = Events::of(&page);
    place.ok(&["memory", "act", "bac", "reject", &beads[0].to_string()]);
    let (name, data) = events.next();
    assert_eq!((name.as_str(), &data["article"]), ("article", &json!(1)));
    assert!(data["version"].as_u64() > Some(seen));
    let changes = page.get(&format!("/api/articles/1/changes?since={seen}")).json();
    assert_eq!(changes["beads"][0]["id"], beads[0]);
    assert_eq!(changes["beads"][0]["state"], "rejected");
    // The page's own answer to the older state is refused, and the command's stands.
    let late = page.post(
        "/api/articles/1/actions",
        &json!({"version": seen, "do": "confirm", "bead": beads[0]}),
    );
    assert_eq!(late.status, 409);
    assert_eq!(late.json()["changes"]["beads"][0]["state"], "rejected");
    page.act(json!({"do": "confirm", "bead": beads[1]}));
    let listed = place.ok(&["memory", "beads", "bac", "--json"]);
    let states: Vec<&str> = ["rejected", "confirmed"]
        .into_iter()
        .filter(|state| listed.contains(state))
        .collect();
    assert_eq!(states, ["rejected", "confirmed"]);
    // An edit of a unit elsewhere.
    let seen = page.version();
    place.ok(&["memory", "edit", "4", "--target", "The bells ring at twelve."]);
    let changes = page.get(&format!("/api/articles/1/changes?since={seen}")).json();
    assert_eq!(changes["beads"][0]["target_text"], "The bells ring at twelve.");
    place.ok(&["memory", "delete", "--article", "bac"]);
    assert_eq!(page.get("/api/articles/1").status, 410);
    let gone = page.post(
        "/api/articles/1/actions",
        &json!({"version": seen, "do": "confirm", "bead": beads[2]}),
    );
    assert_eq!(gone.status, 410);
}

#[test]
fn files_are_written_at_the_end_and_the_button_ends_the_page() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let mut events = Events::of(&page);
    page.act(json!({"do": "edit", "bead": page.beads()[2], "target": "Nobody answers."}));
    assert_eq!(page.post("/api/quit", &json!({})).status, 200);
    while events.next().0 != "end" {}
    assert_eq!(page.ended(), Some(0));
    let file = std::fs::read_to_string(place.path("memory/tmx/bac.tmx")).unwrap();
    assert!(file.contains("Nobody answers."), "{file}");
    place.ok(&["memory", "check"]);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_the_page_in_good_order() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    page.act(json!({"do": "edit", "bead": page.beads()[2], "target": "Nobody answers."}));
    let sent = std::process::Command::new("kill")
        .args(["-INT", &page.process().to_string()])
        .status();
    assert!(sent.expect("kill runs").success());
    assert_eq!(page.ended(), Some(0));
    let file = std::fs::read_to_string(place.path("memory/tmx/bac.tmx")).unwrap();
    assert!(file.contains("Nobody answers."), "{file}");
}

#[test]
fn a_memory_that_another_program_writes_is_waited_for_and_then_named() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let (version, bead) = (page.version(), page.beads()[0]);
    let other = rusqlite::Connection::open(place.path("memory/memory.sqlite")).unwrap();
    other.execute_batch("BEGIN IMMEDIATE").unwrap();
    let action = json!({"version": version, "do": "confirm", "bead": bead});
    let locked = page.post("/api/articles/1/actions", &action);
    assert_eq!(
        (locked.status, locked.json()["error"]["name"].as_str()),
        (503, Some("locked")),
        "{locked:?}"
    );
    // It can be read meanwhile.
    assert_eq!(page.article()["beads"][0]["state"], "auto");
    other.execute_batch("ROLLBACK").unwrap();
    assert_eq!(page.post("/api/articles/1/actions", &action).status, 200);
}

/// A small disk of its own, for as long as a test takes.
#[cfg(target_os = "linux")]
struct SmallDisk(std::path::PathBuf);

#[cfg(target_os = "linux")]
impl SmallDisk {
    /// Mounts one over a folder; `None` where that is not allowed.
    fn over(folder: &std::path::Path) -> Option<SmallDisk> {
        let mut mount = std::process::Command::new("mount");
        mount.args(["-t", "tmpfs", "-o", "size=4m", "none"]).arg(folder);
        let mounted = mount.output().is_ok_and(|output| output.status.success());
        mounted.then(|| SmallDisk(folder.to_owned()))
    }

    /// Fills it to the last byte; what that takes is gone with the file.
    fn fill(&self) -> std::path::PathBuf {
        let path = self.0.join("filler");
        let mut file = std::fs::File::create(&path).expect("a file");
        for size in [1 << 16, 1] {
            while file.write_all(&vec![b'x'; size]).is_ok() {}
        }
        path
    }
}

#[cfg(target_os = "linux")]
impl Drop for SmallDisk {
    fn drop(&mut self) {
        let _ = std::process::Command::new("umount").arg("-l").arg(&self.0).output();
    }
}

#[cfg(target_os = "linux")]
#[test]
fn on_a_full_disk_nothing_is_changed_and_that_is_said() {
    let place = place();
    let (memory, disk) = (place.path("memory"), place.path("disk"));
    std::fs::create_dir(&disk).unwrap();
    let Some(small) = SmallDisk::over(&disk) else {
        crate::support::skip::skip("no disk can be mounted here: that takes root");
        return;
    };
    let copied = std::process::Command::new("cp")
        .arg("-a")
        .arg(memory.join("."))
        .arg(&disk)
        .status();
    assert!(copied.unwrap().success());
    std::fs::remove_dir_all(&memory).unwrap();
    std::os::unix::fs::symlink(&disk, &memory).unwrap();
    let page = Reviewing::start(&place, &[]);
    let (before, beads) = (page.article(), page.beads());
    let filler = small.fill();
    for action in [
        json!({"do": "confirm", "bead": beads[0]}),
        json!({"do": "edit", "bead": beads[1], "target": "Other words."}),
        json!({"do": "sequence", "steps": [{"do": "reject", "bead": beads[2]}, {"do": "part", "bead": beads[3]}]}),
        json!({"do": "leave-out", "segments": page.segments("target")}),
    ] {
        let refused = page.refused(507, action);
        assert_eq!(refused["error"]["name"], "disk-full");
        let message = refused["error"]["message"].as_str().expect("a message");
        assert!(message.contains("nothing was changed"), "{message}");
    }
    let body = serde_json::to_vec(&json!({"version": page.version(), "do": "confirm", "bead": beads[0]})).unwrap();
    let head = [
        page.cookie.as_str(),
        &page.page,
        "Content-Type: application/json",
        "Accept-Language: fr",
    ];
    let french = page.send("POST", "/api/articles/1/actions", &head, &body);
    assert!(french.body.contains("rien n’a été modifié"), "{}", french.body);
    assert_eq!(page.article(), before);
    // What there is room for again is done.
    std::fs::remove_file(filler).unwrap();
    page.act(json!({"do": "confirm", "bead": beads[0]}));
    assert_eq!(page.post("/api/quit", &json!({})).status, 200);
    assert_eq!(page.ended(), Some(0));
    place.ok(&["memory", "check"]);
}

/// A lock on a memory that another program holds: it is asked for by the system, and who holds it is written in the file.
#[test]
fn a_memory_that_another_program_holds_is_waited_for_by_its_name() {
    let place = place();
    let mut lock = std::fs::File::options()
        .write(true)
        .create(true)
        .truncate(true)
        .open(place.path("memory/lock"))
        .unwrap();
    let page = Reviewing::start(&place, &[]);
    lock.lock().unwrap();
    lock.write_all(b"interligne import (process 4711)\n").unwrap();
    let (before, bead) = (page.article(), page.beads()[0]);
    let refused = page.refused(503, json!({"do": "confirm", "bead": bead}));
    let message = refused["error"]["message"].as_str().expect("a message");
    assert!(
        message.contains("in use by interligne import (process 4711): waited"),
        "{message}"
    );
    assert_eq!(page.article(), before);
    lock.unlock().unwrap();
    page.act(json!({"do": "confirm", "bead": bead}));
}

#[test]
fn places_in_the_list_are_counted_with_what_the_checks_find() {
    let place = place();
    // It begins at the article: whoever begins at the list has the places counted.
    let page = Reviewing::start(&place, &["bac"]);
    let listed = || page.get("/api/articles").json()["articles"][0].clone();
    let mut events = Events::of(&page);
    // Nobody asked yet: what is known at once, which is told to be less than all.
    let first = listed();
    assert_eq!(first["counted"], false);
    let counted = loop {
        let (name, data) = events.next();
        if name == "places" {
            break data["articles"][0].clone();
        }
    };
    let there = page.article();
    assert_eq!(
        (&counted["places"], &counted["version"]),
        (&there["places"], &there["version"])
    );
    assert!(
        there["places"].as_u64() > first["places"].as_u64(),
        "a check finds something: {first}"
    );
    assert_eq!(
        (&listed()["places"], &listed()["counted"]),
        (&there["places"], &json!(true))
    );
    assert!(!page.get("/").body.contains("data-counting"));
    // Another version is counted anew, from the open article.
    page.act(json!({"do": "note", "bead": page.beads()[0], "text": "vu"}));
    assert_eq!(listed()["counted"], false);
    while events.next().0 != "places" {}
    assert_eq!(
        (&listed()["places"], &listed()["counted"]),
        (&page.article()["places"], &json!(true))
    );
}

#[cfg(unix)]
#[test]
fn a_memory_that_can_only_be_read_is_shown_without_actions() {
    use std::os::unix::fs::PermissionsExt as _;

    use crate::support::bound::bound_by_permissions;
    let place = place();
    let memory = place.path("memory");
    let allow = |mode: u32| std::fs::set_permissions(&memory, std::fs::Permissions::from_mode(mode)).unwrap();
    place.ok(&["memory", "check"]);
    allow(0o555);
    let Some(before) = bound_by_permissions(&memory) else {
        allow(0o755);
        crate::support::skip::skip("root can pass by permissions here, and cannot give that up");
        return;
    };
    let page = Reviewing::start_behind(before, &place, &[]);
    assert!(page.get("/a/1").body.contains("data-read-only=\"true\""));
    let bead = page.beads()[0];
    let refused = page.refused(403, json!({"do": "confirm", "bead": bead}));
    assert_eq!(refused["error"]["name"], "read-only");
    drop(page);
    allow(0o755);
}

#[test]
fn two_tabs_change_one_article_and_lose_nothing() {
    let place = place();
    let page = Reviewing::start(&place, &[]);
    let beads = page.beads();
    let work = |mine: &[i64]| {
        for bead in mine {
            loop {
                let action =
                    json!({"version": page.version(), "do": "note", "bead": bead, "text": format!("by {bead}")});
                match page.post("/api/articles/1/actions", &action).status {
                    200 => break,
                    409 => {}
                    other => panic!("{other}"),
                }
            }
        }
    };
    std::thread::scope(|scope| {
        scope.spawn(|| work(&beads[..3]));
        scope.spawn(|| work(&beads[3..]));
    });
    let article = page.article();
    for (bead, id) in article["beads"].as_array().unwrap().iter().zip(&beads) {
        assert_eq!(bead["note"], format!("by {id}"));
    }
    assert_eq!(
        page.get("/api/articles/1/history").json()["actions"]
            .as_array()
            .unwrap()
            .len(),
        6
    );
}
