//! Bad input: a message that says what and where, exit code 1 (2 for a wrong command line), and nothing changed.

use std::path::Path;

use crate::support::{Place, sample};

const FRENCH: &str = "Le maire a présenté le budget de la commune jeudi soir.\n\nIl prévoit douze logements et une école neuve.\n\
\nLes habitants pourront donner leur avis pendant un mois à la mairie.\n";
const ENGLISH: &str = "The mayor presented the town budget on Thursday evening.\n\nIt provides for twelve homes and a new school.\n\
\nResidents will be able to have their say for a month at the town hall.\n";

/// Everything in a memory that a user can see.
fn state(place: &Place) -> String {
    place.ok(&["memory", "list", "--json"]) + &place.ok(&["memory", "list", "--units", "--json"])
}

/// A place whose memory holds one article pair, beside its two files.
fn place_with_memory() -> Place {
    let place = Place::new();
    place.write("a.fr.txt", FRENCH);
    place.write("a.en.txt", ENGLISH);
    place.ok(&["import", "a.fr.txt", "a.en.txt"]);
    place
}

#[test]
fn files_that_cannot_be_read_are_named() {
    let place = place_with_memory();
    let before = state(&place);
    place.write("empty.txt", "");
    place.write("blank.txt", " \n\n\t\n");
    place.write(
        "picture.txt",
        b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0",
    );
    place.write(
        "broken.txt",
        [FRENCH.as_bytes(), b"\xc3\x28 \xff\xfe\xc3", FRENCH.as_bytes()].concat(),
    );
    std::fs::create_dir(place.path("folder.txt")).expect("a folder");
    for (file, said) in [
        ("missing.txt", "missing.txt"),
        ("folder.txt", "folder"),
        ("empty.txt", "empty"),
        ("blank.txt", "empty"),
        ("picture.txt", "picture.txt"),
        ("broken.txt", "line 6"),
    ] {
        for arguments in [
            ["import", file, "a.en.txt"],
            ["import", "a.fr.txt", file],
            ["align", file, "a.en.txt"],
        ] {
            let error = place.refused(1, &arguments);
            assert!(error.contains(file) && error.contains(said), "{arguments:?}: {error}");
        }
        let error = place.refused(1, &["segment", file]);
        assert!(error.contains(file) && error.contains(said), "segment {file}: {error}");
    }
    assert_eq!(state(&place), before);
}

#[test]
fn one_file_twice_is_no_pair() {
    let place = place_with_memory();
    for command in ["import", "align"] {
        let error = place.refused(2, &[command, "a.fr.txt", "./a.fr.txt"]);
        assert!(error.contains("given twice"), "{error}");
    }
}

#[test]
fn no_memory_is_made_for_a_file_that_is_refused_or_for_a_dry_run() {
    let whole = {
        let place = place_with_memory();
        place.ok(&["export", "whole.tmx"]);
        std::fs::read_to_string(place.path("whole.tmx")).expect("an export")
    };
    let place = Place::new();
    place.write("whole.tmx", &whole);
    place.write("cut.tmx", &whole[..whole.rfind("<seg>").expect("a segment") + 8]);
    let rows: String = (0..20)
        .map(|i| {
            format!(
                "The mayor presented budget {i} on Thursday evening.\tLe maire a présenté le budget {i} jeudi soir.\n"
            )
        })
        .collect();
    place.write("reversed.tsv", rows);
    place.write("empty.po", "");
    place.write("a.fr.txt", FRENCH);
    for arguments in [
        &["import", "cut.tmx"][..],
        &["import", "--dry-run", "cut.tmx"],
        &["import", "cut.tmx", "whole.tmx"],
        &["import", "reversed.tsv"],
        &["import", "empty.po"],
        &["import", "a.fr.txt", "missing.txt"],
    ] {
        let error = place.refused(1, arguments);
        assert!(!error.contains("made a new memory"), "{arguments:?}: {error}");
        assert!(!place.path("memory").exists(), "{arguments:?}");
    }
    let would = place.ok(&["import", "--dry-run", "whole.tmx"]);
    assert!(would.contains('3'), "{would}");
    assert!(!place.path("memory").exists());
    // What is sound before the file that is refused is stored, and so the memory is made.
    place.refused(1, &["import", "whole.tmx", "cut.tmx"]);
    assert_eq!(place.ok(&["memory", "list", "--units", "--json"]).lines().count(), 3);
}

#[test]
fn a_damaged_memory_says_a_way_out_that_works() {
    let place = Place::new();
    let text = |sentence: &str| (0..300).map(|i| format!("{sentence} {i}.\n\n")).collect::<String>();
    place.write(
        "a.fr.txt",
        text("Le pont sur la rivière est fermé aux voitures depuis le jour"),
    );
    place.write(
        "a.en.txt",
        text("The bridge over the river has been closed to cars since day"),
    );
    place.ok(&["import", "a.fr.txt", "a.en.txt"]);
    let database = place.path("memory/memory.sqlite");
    let mut bytes = std::fs::read(&database).expect("the database");
    for page in bytes.chunks_mut(4096).skip(3).step_by(3) {
        page.fill(0x55);
    }
    std::fs::write(&database, bytes).expect("damaged");
    for arguments in [
        &["memory", "info"][..],
        &["memory", "check"],
        &["memory", "backup", "copy"],
        &["suggest", "Le pont."],
        &["export", "out.tmx"],
    ] {
        let error = place.refused(1, arguments);
        for said in ["memory.sqlite is damaged", "memory backup", "--memory", "memory/tmx"] {
            assert!(error.contains(said), "{arguments:?}: {error}");
        }
        assert!(!error.contains(".interligne-backup"), "{error}");
    }
    place.ok(&["memory", "salvage", "saved"]);
    let saved = place.ok(&["--memory", "saved", "memory", "list", "--units", "--json"]);
    assert_eq!(saved.lines().count(), 300);
    place.ok(&["--memory", "new", "import", "memory/tmx/a.tmx"]);
    let listed = place.ok(&["--memory", "new", "memory", "list", "--units", "--json"]);
    assert_eq!(listed.lines().count(), 300);
}

#[test]
fn swapped_sides_are_refused_unless_forced() {
    let place = Place::new();
    let (french, english) = (sample("bac-de-lorme.fr.txt"), sample("bac-de-lorme.en.txt"));
    let error = place.refused(1, &["import", &english, &french]);
    assert!(error.contains("swapped") && error.contains("--force"), "{error}");
    assert!(!place.path("memory").exists(), "a refused import makes no memory");
    place.ok(&["import", "--force", &english, &french]);
}

#[test]
fn a_text_in_another_language_is_refused() {
    let place = Place::new();
    let (french, english) = (sample("bac-de-lorme.fr.txt"), sample("bac-de-lorme.en.txt"));
    let error = place.refused(1, &["import", &french, &sample("horloges-de-brume.fr.txt")]);
    assert!(error.contains("expected English") && error.contains("--to"), "{error}");
    let error = place.refused(1, &["import", "--from", "de", &french, &english]);
    assert!(error.contains("expected German") && error.contains("--from"), "{error}");
    assert!(!place.path("memory").exists(), "a refused import makes no memory");
    // align stores nothing: it warns and shows what there is.
    let done = place.run(&["align", "--from", "de", &french, &english]);
    assert!(
        done.code == Some(0) && done.err.contains("expected German"),
        "{}",
        done.err
    );
}

#[test]
fn texts_that_are_no_translations_are_warned_about() {
    let place = Place::new();
    let done = place.run(&[
        "align",
        &sample("bac-de-lorme.fr.txt"),
        &sample("horloges-de-brume.en.txt"),
    ]);
    assert_eq!(done.code, Some(0), "{}", done.err);
    assert!(
        done.err.contains("hardly translations") && done.err.contains('%'),
        "{}",
        done.err
    );
    let done = place.run(&["align", &sample("bac-de-lorme.fr.txt"), &sample("bac-de-lorme.en.txt")]);
    assert!(!done.err.contains("hardly"), "{}", done.err);
}

#[test]
fn a_memory_made_by_a_newer_version_is_left_alone() {
    let place = place_with_memory();
    let database = place.path("memory/memory.sqlite");
    let connection = rusqlite::Connection::open(&database).expect("the memory is an SQLite file");
    connection
        .pragma_update(None, "user_version", 9999)
        .expect("a version of the future");
    drop(connection);
    for arguments in [
        &["suggest", "Bonjour."][..],
        &["import", "a.fr.txt", "a.en.txt"],
        &["memory", "info"],
    ] {
        let error = place.refused(1, arguments);
        assert!(
            error.contains("newer version") && error.contains("memory.sqlite"),
            "{error}"
        );
    }
}

#[test]
fn a_file_that_is_no_memory_is_not_taken_for_one() {
    let place = Place::new();
    place.write("memory/memory.sqlite", "This is a letter, not a database. ".repeat(40));
    let error = place.refused(1, &["suggest", "Bonjour."]);
    assert!(error.contains("not a memory"), "{error}");
    assert!(
        std::fs::read_to_string(place.path("memory/memory.sqlite"))
            .expect("still there")
            .starts_with("This is")
    );
}

#[test]
fn without_a_memory_the_message_says_how_to_begin() {
    let place = Place::new();
    for arguments in [
        &["suggest", "Bonjour."][..],
        &["export", "out.tmx"],
        &["memory", "info"],
        &["search", "maire"],
    ] {
        let error = place.refused(1, arguments);
        assert!(error.contains("no memory at") && error.contains("import"), "{error}");
    }
    assert!(!place.path("memory").exists() && !place.path("out.tmx").exists());
}

#[cfg(unix)]
#[test]
fn a_disk_that_fills_up_changes_nothing() {
    let place = place_with_memory();
    let before = state(&place);
    let long = |line: &str| {
        (0..3000)
            .map(|i| format!("{i} : {line} {}\n\n", i * 7919 % 104_729))
            .collect::<String>()
    };
    place.write("long.fr.txt", long("le conseil a adopté la délibération numéro"));
    place.write("long.en.txt", long("the council adopted resolution number"));
    // A limit on the size of files stands for the full disk: writing past it fails as writing to a full one does. The signal that comes
    // with it is outlived, whether whoever starts the command ignores it or not.
    for start in [
        "trap '' XFSZ; exec \"$0\" import long.fr.txt long.en.txt",
        "exec \"$0\" import long.fr.txt long.en.txt",
        "exec \"$0\" align long.fr.txt long.en.txt -o long.tmx",
        "exec \"$0\" align long.fr.txt long.en.txt > long.tsv",
    ] {
        let mut command = std::process::Command::new("sh");
        command
            .args(["-c", &format!("ulimit -f 200; {start}")])
            .arg(env!("CARGO_BIN_EXE_interligne"))
            .current_dir(place.path(""))
            .env("INTERLIGNE_MEMORY", place.path("memory"));
        let done = crate::support::done(command.output().expect("sh runs"));
        assert_eq!(done.code, Some(1), "{start}: {}{}", done.out, done.err);
        assert!(!done.err.contains("panicked"), "{start}: {}", done.err);
        assert!(done.err.contains("error:"), "{start}: {}", done.err);
        assert_eq!(state(&place), before, "{start}");
    }
    assert!(!place.path("long.tmx").exists());
    assert!(place.ok(&["memory", "check"]).contains("sound"));
}

#[test]
fn a_locked_memory_says_who_is_in_the_way() {
    let place = place_with_memory();
    let database = place.path("memory/memory.sqlite");
    let connection = rusqlite::Connection::open(&database).expect("the memory is an SQLite file");
    connection.execute_batch("BEGIN IMMEDIATE").expect("nobody else writes");
    place.write("b.fr.txt", FRENCH.replace("jeudi", "lundi"));
    place.write("b.en.txt", ENGLISH.replace("Thursday", "Monday"));
    let mut command = place.command(&["import", "b.fr.txt", "b.en.txt"]);
    let done = crate::support::done(
        command
            .env("INTERLIGNE_LOCK_WAIT", "1")
            .output()
            .expect("the command runs"),
    );
    assert_eq!(done.code, Some(1), "{}{}", done.out, done.err);
    assert!(done.err.contains("in use by"), "{}", done.err);
    // Reading goes on beside a writer.
    assert!(
        place
            .ok(&["suggest", "Le maire a présenté le budget de la commune jeudi soir."])
            .contains("mayor")
    );
}

#[test]
fn a_tmx_cut_off_in_the_middle_is_refused_whole() {
    let place = place_with_memory();
    place.ok(&["export", "whole.tmx"]);
    let before = state(&place);
    let whole = std::fs::read_to_string(place.path("whole.tmx")).expect("an export");
    let cut = whole.rfind("<seg>").expect("a segment") + 8;
    place.write("cut.tmx", &whole[..cut]);
    let error = place.refused(1, &["import", "cut.tmx"]);
    assert!(error.contains("cut.tmx") && error.contains("line"), "{error}");
    assert_eq!(state(&place), before);
}

#[test]
fn a_wrong_command_line_is_exit_code_2() {
    let place = place_with_memory();
    for arguments in [
        &["import"][..],
        &["import", "a.fr.txt"],
        &["align", "a.fr.txt"],
        &["align", "a.fr.txt", "a.en.txt", "-o", "pairs.doc"],
        &["export", "out.nothing"],
        &["suggest", "--min-score", "300", "Bonjour."],
        &["segment", "--lang", "french language", "a.fr.txt"],
        &["nonsense"],
    ] {
        let error = place.refused(2, arguments);
        assert!(!error.is_empty(), "{arguments:?}");
    }
    assert!(!Path::new(&place.path("out.nothing")).exists());
}

#[cfg(unix)]
#[test]
fn a_closed_pipe_is_no_error() {
    use std::io::Read as _;
    use std::process::Stdio;
    let place = Place::new();
    place.write(
        "long.txt",
        "Une phrase assez longue pour remplir le tuyau. ".repeat(20_000),
    );
    let mut child = place
        .command(&["segment", "--lang", "fr", "--keep-furniture", "long.txt"])
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the command runs");
    let mut first = [0; 10];
    let mut stdout = child.stdout.take().expect("a pipe");
    stdout.read_exact(&mut first).expect("some output");
    drop(stdout);
    let done = crate::support::done(child.wait_with_output().expect("it ends"));
    assert_eq!((done.code, done.err.as_str()), (Some(0), ""));
}
