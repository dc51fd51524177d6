//! Every output that a user names: what is written over, and what never; streams; standard input and output.

use std::fs;
use std::io::{Read as _, Write as _};
use std::process::Stdio;

use crate::support::{Place, done};

const FRENCH: &str =
    "Le maire a présenté le budget de la commune jeudi soir.\n\nIl prévoit douze logements et une école neuve.\n";
const ENGLISH: &str =
    "The mayor presented the town budget on Thursday evening.\n\nIt provides for twelve homes and a new school.\n";

fn place() -> Place {
    let place = Place::new();
    place.write("a.fr.txt", FRENCH);
    place.write("a.en.txt", ENGLISH);
    place.write("pairs.tsv", "Le pont.\tThe bridge.\nLe pont rouge.\tThe red bridge.\n");
    place.ok(&["import", "a.fr.txt", "a.en.txt"]);
    place
}

/// Every command that writes a file, with `OUT` where the file is named.
const WRITERS: [&[&str]; 8] = [
    &["align", "a.fr.txt", "a.en.txt", "--format", "tsv", "-o", "OUT"],
    &["align", "a.fr.txt", "a.en.txt", "--format", "tmx", "-o", "OUT"],
    &["pretranslate", "a.fr.txt", "--format", "xlf", "-o", "OUT"],
    &["segment", "a.fr.txt", "-o", "OUT"],
    &["segment", "--export-srx", "-o", "OUT"],
    &["lexicon", "train", "pairs.tsv", "-o", "OUT"],
    &["export", "OUT", "--format", "csv"],
    &["export", "OUT", "--format", "tmx"],
];

fn with_output<'a>(command: &[&'a str], output: &'a str) -> Vec<&'a str> {
    command
        .iter()
        .map(|word| if *word == "OUT" { output } else { word })
        .collect()
}

#[test]
fn a_file_that_exists_stays_unless_it_may_be_written_over() {
    let place = place();
    for command in WRITERS {
        place.write("out.txt", "my own notes");
        let mut command = with_output(command, "out.txt");
        let error = place.refused(1, &command);
        assert!(
            error.contains("out.txt exists") && error.contains("--overwrite"),
            "{command:?}: {error}"
        );
        assert_eq!(
            fs::read_to_string(place.path("out.txt")).expect("it is there"),
            "my own notes"
        );
        command.push("--overwrite");
        place.ok(&command);
        assert_ne!(
            fs::read(place.path("out.txt")).expect("it is there"),
            b"my own notes",
            "{command:?}"
        );
    }
}

#[test]
fn an_output_that_cannot_be_written_is_named_in_the_same_words() {
    let place = place();
    for command in WRITERS {
        let error = place.refused(1, &with_output(command, "nowhere/out"));
        let expected = "nowhere/out: cannot be written: the folder nowhere does not exist";
        assert!(error.contains(expected), "{command:?}: {error}");
    }
    #[cfg(target_os = "linux")]
    {
        let error = place.refused(1, &["export", "/proc/out.tmx"]);
        assert!(error.contains("the folder /proc takes no new files"), "{error}");
    }
    let error = place.refused(1, &["man", "--out-dir", "a.fr.txt/pages"]);
    assert!(error.contains("a.fr.txt/pages: cannot be written:"), "{error}");
}

/// `/dev/full` is a disk without room.
#[cfg(target_os = "linux")]
#[test]
fn an_output_without_room_is_named_in_the_same_words() {
    let place = place();
    for command in WRITERS {
        let error = place.refused(1, &with_output(command, "/dev/full"));
        assert!(error.contains("/dev/full: cannot be written:"), "{command:?}: {error}");
    }
    for command in [
        &["export", "-"][..],
        &["export", "-", "--format", "tsv"],
        &["align", "a.fr.txt", "a.en.txt"],
        &["align", "a.fr.txt", "a.en.txt", "--format", "tmx"],
        &["pretranslate", "a.fr.txt", "-o", "-"],
        &["suggest", "--json", "Le maire."],
        &["memory", "list", "--units", "--json"],
        &["segment", "a.fr.txt"],
        &["man"],
        &["--help"],
        &["segment", "--help"],
        &["--version"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full").expect("it is there");
        let output = place.command(command).stdout(full).output().expect("the command runs");
        let done = done(output);
        assert_eq!(done.code, Some(1), "{command:?}");
        let expected = "error: standard output: cannot be written:";
        assert!(done.err.contains(expected), "{command:?}: {}", done.err);
    }
}

#[test]
fn a_tmx_of_ours_is_renewed_and_another_is_not() {
    let place = place();
    for command in [WRITERS[1], WRITERS[7], &["pretranslate", "a.fr.txt", "-o", "OUT"]] {
        let _ = fs::remove_file(place.path("out.tmx"));
        let command = with_output(command, "out.tmx");
        place.ok(&command);
        place.ok(&command);
        let tmx = fs::read_to_string(place.path("out.tmx")).expect("it is there");
        let foreign = tmx.replace("creationtool=\"interligne\"", "creationtool=\"OmegaT\"");
        assert_ne!(tmx, foreign);
        place.write("out.tmx", &foreign);
        assert!(place.refused(1, &command).contains("not made by interligne"));
        assert_eq!(fs::read_to_string(place.path("out.tmx")).expect("it is there"), foreign);
    }
    // What is renewed must be a TMX itself.
    place.ok(&["export", "ours.tmx"]);
    place.refused(
        1,
        &["align", "a.fr.txt", "a.en.txt", "--format", "tsv", "-o", "ours.tmx"],
    );
}

#[cfg(unix)]
#[test]
fn no_input_is_written_over_by_whatever_name() {
    let place = place();
    place.write("rules.srx", place.ok(&["segment", "--export-srx"]));
    place.ok(&["lexicon", "train", "pairs.tsv", "-o", "my.lexicon"]);
    std::os::unix::fs::symlink(place.path("a.fr.txt"), place.path("link.txt")).expect("a link");
    fs::hard_link(place.path("a.en.txt"), place.path("hard.txt")).expect("a second name");
    place.write("texts/b.txt", "Le pont.");
    for (command, output) in [
        (WRITERS[0], "a.fr.txt"),
        (WRITERS[0], "./a.en.txt"),
        (WRITERS[0], "link.txt"),
        (WRITERS[1], "hard.txt"),
        (WRITERS[2], "link.txt"),
        (WRITERS[3], "a.fr.txt"),
        (WRITERS[5], "pairs.tsv"),
        (&["segment", "a.fr.txt", "--srx", "rules.srx", "-o", "OUT"], "rules.srx"),
        (
            &[
                "align",
                "a.fr.txt",
                "a.en.txt",
                "--lexicon",
                "my.lexicon",
                "--format",
                "tsv",
                "-o",
                "OUT",
            ],
            "my.lexicon",
        ),
        (
            &["lexicon", "train", "pairs.tsv", "--without", "texts", "-o", "OUT"],
            "texts/b.txt",
        ),
    ] {
        let before = fs::read(place.path(output)).expect("an input");
        let mut command = with_output(command, output);
        command.push("--overwrite");
        let error = place.refused(1, &command);
        assert!(error.contains("is what is read"), "{command:?}: {error}");
        assert_eq!(fs::read(place.path(output)).expect("an input"), before);
    }
}

#[test]
fn what_comes_in_by_standard_input_or_is_named_in_a_line_is_not_written_over() {
    let place = place();
    let line = "{\"source_file\": \"a.fr.txt\", \"target\": \"The mayor presented the budget.\"}\n";
    place.write("in.jsonl", line);
    place.write("config/interligne/config.toml", "from = \"fr\"\n");
    let from = |command: &[&str], input: &str| {
        let file = fs::File::open(place.path(input)).expect("an input");
        let mut command = place.command(command);
        command.env("XDG_CONFIG_HOME", place.path("config"));
        done(command.stdin(file).output().expect("it runs"))
    };
    for (command, input, kept) in [
        (
            &[
                "align",
                "-",
                "a.en.txt",
                "--format",
                "tsv",
                "-o",
                "a.fr.txt",
                "--overwrite",
            ][..],
            "a.fr.txt",
            "a.fr.txt",
        ),
        (
            &["segment", "-", "-o", "a.fr.txt", "--overwrite"],
            "a.fr.txt",
            "a.fr.txt",
        ),
        (
            &["align", "--jsonl", "-o", "in.jsonl", "--overwrite"],
            "in.jsonl",
            "in.jsonl",
        ),
        (
            &["align", "--jsonl", "-o", "a.fr.txt", "--overwrite"],
            "in.jsonl",
            "a.fr.txt",
        ),
        (
            &["align", "--jsonl", "in.jsonl", "-o", "a.fr.txt", "--overwrite"],
            "pairs.tsv",
            "a.fr.txt",
        ),
        #[cfg(target_os = "linux")] // elsewhere the file has another place
        (
            &[
                "export",
                "config/interligne/config.toml",
                "--format",
                "tsv",
                "--overwrite",
            ],
            "pairs.tsv",
            "config/interligne/config.toml",
        ),
    ] {
        let before = fs::read(place.path(kept)).expect("an input");
        let told = from(command, input);
        assert_eq!(told.code, Some(1), "{command:?}\n{}", told.told());
        assert!(told.err.contains("is what is read"), "{command:?}: {}", told.err);
        assert_eq!(fs::read(place.path(kept)).expect("an input"), before);
    }
    let told = from(&["align", "--jsonl", "-o", "out.jsonl"], "in.jsonl");
    assert_eq!(told.code, Some(0), "{}", told.told());
}

#[test]
fn the_memory_is_no_place_for_an_output() {
    let place = place();
    let before = fs::read(place.path("memory/memory.sqlite")).expect("the database");
    place.ok(&["--memory", "other", "import", "a.fr.txt", "a.en.txt"]);
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink(place.path("other/tmx"), place.path("linked")).expect("a link");
        std::os::unix::fs::symlink("memory/config.toml", place.path("dangling")).expect("a link");
    }
    for output in [
        "memory/memory.sqlite",
        "memory/memory.sqlite-wal",
        "memory/tmx/a.tmx",
        "memory/tmx-to-review/a.tmx",
        "memory/index/x",
        "memory/config.toml",
        "memory/lock",
        "memory/notes.txt",
        "linked/new.tmx",
        "dangling",
        "other/tmx/a.tmx",
        "other/new/deep.txt",
    ] {
        for command in [WRITERS[0], WRITERS[7]] {
            let mut command = with_output(command, output);
            command.push("--overwrite");
            if cfg!(not(unix)) && ["linked/new.tmx", "dangling"].contains(&output) {
                continue;
            }
            let error = place.refused(1, &command);
            assert!(error.contains("part of the memory"), "{command:?}: {error}");
        }
    }
    for copy in ["memory/tmx/copy", "memory/copy", "other/copy"] {
        for command in [
            &["memory", "backup", copy][..],
            &["memory", "salvage", copy],
            &["memory", "backup", "--keep", "1", copy],
        ] {
            let error = place.refused(1, command);
            assert!(error.contains("lies in the memory"), "{command:?}: {error}");
        }
    }
    assert!(
        place
            .refused(1, &["memory", "backup", "--keep", "1", "memory"])
            .contains("lies in the memory")
    );
    place.ok(&["memory", "check"]);
    assert_eq!(
        fs::read(place.path("memory/memory.sqlite")).expect("the database"),
        before
    );
}

#[cfg(unix)]
#[test]
fn a_stream_is_written_and_stays_what_it_is() {
    use std::os::unix::fs::FileTypeExt as _;
    let place = place();
    let pipe = place.path("pipe.tsv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo is there").success());
    for command in WRITERS {
        let reader = std::thread::spawn({
            let pipe = pipe.clone();
            move || fs::read(pipe).expect("a pipe that can be read")
        });
        place.ok(&with_output(command, "pipe.tsv"));
        assert!(!reader.join().expect("the reader ends").is_empty(), "{command:?}");
        assert!(fs::symlink_metadata(&pipe).expect("it is there").file_type().is_fifo());
    }
    // A stream's name says no format: there is a usual one.
    for output in ["/dev/stdout", "/dev/fd/1", "/proc/self/fd/1", "-"] {
        if cfg!(not(target_os = "linux")) && output.starts_with("/proc") {
            continue;
        }
        assert!(place.ok(&["export", output]).contains("<tmx "), "{output}");
        assert!(
            place
                .ok(&["pretranslate", "a.fr.txt", "-o", output])
                .contains("<xliff "),
            "{output}"
        );
        assert!(
            place
                .ok(&["align", "a.fr.txt", "a.en.txt", "-o", output])
                .contains("2 pairs"),
            "{output}"
        );
    }
}

#[cfg(unix)]
#[test]
fn a_descriptor_that_leads_to_a_file_is_written_at_its_end() {
    let place = place();
    let log = place.write("log.txt", "before\n");
    let open = || fs::OpenOptions::new().append(true).open(&log).expect("the log");
    for output in ["/dev/stdout", "/dev/fd/1"] {
        let mut command = place.command(&["segment", "a.fr.txt", "-o", output]);
        assert!(command.stdout(open()).status().expect("it runs").success());
    }
    let text = fs::read_to_string(&log).expect("the log");
    assert!(
        text.starts_with("before\n") && text.matches("Le maire").count() == 2,
        "{text}"
    );
}

#[test]
fn standard_input_is_a_file_like_others() {
    let place = place();
    let given = |arguments: &[&str], input: &[u8]| {
        let mut command = place.command(arguments);
        command
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped());
        let mut child = command.spawn().expect("it runs");
        child.stdin.take().expect("a pipe").write_all(input).expect("it reads");
        done(child.wait_with_output().expect("it ends"))
    };
    let segments = given(&["segment", "-"], FRENCH.as_bytes());
    assert_eq!(segments.out, place.ok(&["segment", "a.fr.txt"]));
    let aligned = given(&["align", "a.fr.txt", "-", "--format", "tsv"], ENGLISH.as_bytes());
    assert_eq!(
        aligned.out,
        place.ok(&["align", "a.fr.txt", "a.en.txt", "--format", "tsv"])
    );
    let out = given(&["pretranslate", "-", "-o", "-", "--format", "tsv"], FRENCH.as_bytes()).out;
    assert!(out.contains("The mayor presented"), "{out}");
    let tmx = place.ok(&["export", "-"]);
    let imported = given(&["import", "-", "--json"], tmx.as_bytes());
    assert!(
        imported.out.contains("\"file\":\"standard input\"") && imported.out.contains("\"read\":2"),
        "{}",
        imported.out
    );
    let refused = given(&["segment", "-"], b"");
    assert!(
        refused.err.contains("standard input: the file is empty"),
        "{}",
        refused.err
    );
    let twice = given(&["align", "-", "-"], b"x");
    assert_eq!(twice.code, Some(2), "{}", twice.err);
    assert!(twice.err.contains("given twice"), "{}", twice.err);
}

#[cfg(unix)]
#[test]
fn a_pipe_with_a_name_is_read_once_and_imported() {
    let place = place();
    let tmx = place.ok(&["export", "-"]);
    for (name, new) in [("pipe.tmx", "new"), ("pipe", "another")] {
        let pipe = place.path(name);
        let made = std::process::Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo is there").success());
        let writer = std::thread::spawn({
            let tmx = tmx.clone();
            move || fs::write(pipe, tmx).expect("a pipe that can be written to")
        });
        let imported = place.ok(&["--memory", new, "import", name, "--json"]);
        writer.join().expect("the writer ends");
        assert!(imported.contains("\"read\":2"), "{imported}");
    }
}

#[test]
fn manual_pages_take_no_foreign_file() {
    let place = place();
    place.write("pages/interligne-align.1", "my own page");
    let error = place.refused(1, &["man", "--out-dir", "pages"]);
    assert!(error.contains("interligne-align.1 exists"), "{error}");
    assert!(!place.path("pages/interligne.1").exists(), "nothing was written");
    place.ok(&["man", "--out-dir", "pages", "--overwrite"]);
    place.ok(&["man", "--out-dir", "pages"]);
}

#[test]
fn a_file_has_no_colours() {
    let place = place();
    place.ok(&["--color", "always", "align", "a.fr.txt", "a.en.txt", "-o", "out.txt"]);
    let mut text = String::new();
    let mut file = fs::File::open(place.path("out.txt")).expect("it is there");
    file.read_to_string(&mut text).expect("text");
    assert!(
        !text.contains(['\u{1b}', '\u{FDD0}', '\u{FDD1}']) && text.contains("Le maire"),
        "{text}"
    );
}
