//! A memory from somebody else, with links and pipes in it: nothing outside of it is read, written or removed, and nothing waits.

use std::fs;
use std::os::unix::fs::symlink;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::support::{Done, Place, done};

const ARTICLES: [(&str, &str); 4] = [
    (
        "a.fr.txt",
        "Le pont est fermé depuis lundi.\n\nLa mairie annonce sa réouverture pour le 3 mai.\n",
    ),
    (
        "a.en.txt",
        "The bridge has been closed since Monday.\n\nThe town hall says it will reopen on 3 May.\n",
    ),
    ("b.fr.txt", "Le marché ouvre à huit heures.\n\nIl ferme à midi.\n"),
    ("b.en.txt", "The market opens at eight.\n\nIt closes at noon.\n"),
];

/// A memory of one article with an index, and two folders and a file outside of it that are somebody's.
fn place() -> Place {
    let place = Place::new();
    for (name, text) in ARTICLES {
        place.write(name, text);
    }
    place.ok(&["import", "a.fr.txt", "a.en.txt"]);
    place.ok(&["suggest", "Le pont est ouvert depuis lundi."]);
    place.write("victim.txt", "precious");
    for name in ["a.tmx", "b.tmx", "manifest.json", "000001-0.part", "lock", "mine.txt"] {
        place.write(&format!("elsewhere/{name}"), "precious");
    }
    place
}

fn untouched(place: &Place) -> bool {
    let files = fs::read_dir(place.path("elsewhere")).expect("a folder");
    let paths: Vec<PathBuf> = files.map(|entry| entry.expect("an entry").path()).collect();
    paths.len() == 6
        && paths
            .iter()
            .chain([&place.path("victim.txt")])
            .all(|path| fs::read(path).is_ok_and(|bytes| bytes == b"precious"))
}

fn remove(path: &Path) {
    let _ = fs::remove_file(path);
    let _ = fs::remove_dir_all(path);
}

/// What a translator does with a memory, each command once.
fn all_commands(place: &Place) -> Vec<Done> {
    [
        &["suggest", "Le pont est ouvert depuis lundi."][..],
        &["search", "pont"],
        &["import", "b.fr.txt", "b.en.txt"],
        &["config", "set", "--own", "limit", "3"],
        &["memory", "check"],
        &["memory", "edit", "1", "--target", "Closed."],
        &["memory", "undo", "--yes"],
        &["memory", "delete", "--article", "a"],
        &["memory", "backup", "copy"],
        &["memory", "check", "--repair"],
        &["memory", "check"],
        &["import", "b.fr.txt", "b.en.txt"],
    ]
    .iter()
    .map(|command| place.run(command))
    .collect()
}

#[test]
fn no_link_in_a_memory_is_followed() {
    let places = [
        ("memory.sqlite-last", "victim.txt"),
        ("lock", "victim.txt"),
        ("lock", "nowhere"),
        ("config.toml", "victim.txt"),
        ("index", "elsewhere"),
        ("index/en_fr", "../elsewhere"),
        ("index/en_fr/manifest.json", "../../victim.txt"),
        ("index/en_fr/lock", "../../nowhere"),
        ("tmx", "elsewhere"),
        ("tmx/a.tmx", "../victim.txt"),
        ("tmx/b.tmx", "../nowhere"),
        ("tmx-to-review", "elsewhere"),
        ("tmx-to-review/a.tmx", "../victim.txt"),
    ];
    for (name, to) in places {
        let place = place();
        let link = place.path("memory").join(name);
        remove(&link);
        // From the folder in which the link stands.
        let to = Path::new("..").join(to);
        symlink(&to, &link).expect("a link");
        let told = all_commands(&place);
        assert!(untouched(&place), "{name} -> {}", to.display());
        assert!(!place.path("nowhere").exists(), "{name} -> {}", to.display());
        assert!(told.iter().all(|done| done.code.is_some_and(|code| code < 2)), "{name}");
        let last = &told[told.len() - 1];
        if name != "config.toml" {
            assert_eq!(
                last.code,
                Some(0),
                "after the repair all is well: {name}\n{}",
                last.told()
            );
        }
    }
}

#[test]
fn a_linked_folder_is_refused_before_anything_is_stored_and_the_memory_is_read() {
    let place = place();
    let tmx = place.path("memory/tmx");
    fs::remove_dir_all(&tmx).expect("it is there");
    symlink("../elsewhere", &tmx).expect("a link");
    let error = place.refused(1, &["import", "b.fr.txt", "b.en.txt"]);
    assert!(error.contains("memory/tmx is a link"), "{error}");
    assert!(place.ok(&["memory", "list"]).contains('a'));
    assert!(
        place
            .ok(&["suggest", "Le pont est fermé depuis lundi."])
            .contains("closed")
    );
    let checked = place.run(&["memory", "check"]);
    assert!(checked.out.contains("memory/tmx is a link"), "{}", checked.told());
}

#[test]
fn a_linked_database_is_refused() {
    let place = place();
    let (own, other) = (place.path("memory/memory.sqlite"), place.path("other.sqlite"));
    fs::rename(&own, &other).expect("it is there");
    symlink("../other.sqlite", &own).expect("a link");
    let before = fs::read(&other).expect("it is there");
    for command in [
        &["import", "b.fr.txt", "b.en.txt"][..],
        &["memory", "list"],
        &["memory", "check", "--repair"],
    ] {
        let error = place.refused(1, command);
        assert!(error.contains("memory.sqlite is a link"), "{error}");
    }
    assert_eq!(fs::read(&other).expect("it is there"), before);
}

#[test]
fn a_link_to_a_memory_and_a_link_from_elsewhere_to_its_files_are_followed() {
    let place = place();
    symlink("memory", place.path("linked")).expect("a link");
    symlink("memory/tmx", place.path("auto")).expect("a link");
    place.ok(&["--memory", "linked", "import", "b.fr.txt", "b.en.txt"]);
    assert!(place.path("auto/b.tmx").exists());
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn a_pipe_in_a_memory_is_waited_for_by_nobody() {
    for name in [
        "memory.sqlite",
        "memory.sqlite-last",
        "lock",
        "config.toml",
        "index/en_fr/manifest.json",
        "tmx/a.tmx",
        "tmx/x.tmx",
    ] {
        let place = place();
        let path = place.path("memory").join(name);
        remove(&path);
        let made = Command::new("mkfifo").arg(&path).status().expect("mkfifo runs");
        assert!(made.success());
        let commands: [&[&str]; 7] = [
            &["suggest", "Le pont est fermé depuis lundi."],
            &["memory", "check"],
            &["memory", "backup", "copy"],
            &["memory", "salvage", "salvaged"],
            &["memory", "check", "--repair"],
            &["import", "b.fr.txt", "b.en.txt"],
            &["memory", "list"],
        ];
        for command in commands {
            let mut prepared = place.command(command);
            prepared.stdout(Stdio::piped()).stderr(Stdio::piped());
            let mut child = prepared.spawn().expect("it runs");
            let begin = Instant::now();
            while child.try_wait().expect("it is ours").is_none() {
                if begin.elapsed() > Duration::from_secs(120) {
                    child.kill().expect("it is ours");
                    panic!("{command:?} waits for the pipe {name}");
                }
                std::thread::sleep(Duration::from_millis(5));
            }
            let told = done(child.wait_with_output().expect("it has ended"));
            assert!(told.code.is_some_and(|code| code < 2), "{command:?}: {}", told.told());
        }
    }
}
