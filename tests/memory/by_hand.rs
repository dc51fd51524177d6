//! What a person does to a memory by hand: texts in an editor, names of articles, and who did it.

use std::fs;

use crate::support::{Done, Place, done, json_lines, sample};

fn place() -> Place {
    let place = Place::new();
    for lang in ["fr", "en"] {
        let text = fs::read(sample(&format!("bac-de-lorme.{lang}.txt"))).expect("a sample");
        place.write(&format!("bac.{lang}.txt"), text);
    }
    place.ok(&["import", "bac.fr.txt", "bac.en.txt"]);
    place
}

/// The texts and the status of a unit.
fn unit(place: &Place, number: i64) -> (String, String, String) {
    let lines = json_lines(&place.ok(&["memory", "list", "--units", "--json"]));
    let line = lines.iter().find(|line| line["unit"] == number).expect("the unit");
    let text = |name: &str| line[name].as_str().expect("a text").to_owned();
    (text("source"), text("target"), text("status"))
}

/// `memory edit 2` with a shell script as the editor, which finds the file in `$1`.
fn edit(place: &Place, script: &str) -> Done {
    let editor = place.write("my editor.sh", script);
    let command = format!("sh '{}'", editor.display());
    let mut edit = place.command(&["memory", "edit", "2"]);
    edit.env("EDITOR", "false")
        .env("VISUAL", command)
        .env("TMPDIR", place.path(""));
    done(edit.output().expect("the command runs"))
}

/// The file that an error says the text is in.
fn kept(error: &str) -> String {
    let (_, path) = error.split_once("your text is in ").expect("the place of the text");
    fs::read_to_string(path.lines().next().expect("a path").trim()).expect("the text is there")
}

#[cfg(unix)]
#[test]
fn a_unit_is_edited_in_the_users_editor() {
    let place = place();
    let before = unit(&place, 2);
    let told = edit(&place, "cat \"$1\" > seen; sed -i 's/^# Unit.*/&!/' \"$1\"");
    assert_eq!((told.code, told.out.as_str()), (Some(0), ""));
    assert!(told.err.contains("unit 2 is unchanged"), "{}", told.err);
    let seen = fs::read_to_string(place.path("seen")).expect("what the editor was shown");
    assert!(
        seen.contains(&before.0) && seen.contains(&before.1) && seen.contains("# In bac"),
        "{seen}"
    );
    for script in [": > \"$1\"", "true"] {
        assert!(edit(&place, script).err.contains("unchanged"), "{script}");
    }
    assert_eq!(unit(&place, 2), before);
    // A text may begin like a comment.
    let script = "awk '{print} /the translation/ {getline; print \"# 1 & more\"}' \"$1\" > x && mv x \"$1\"";
    let told = edit(&place, script);
    assert_eq!(told.code, Some(0), "{}", told.err);
    assert_eq!(
        unit(&place, 2),
        (before.0.clone(), "# 1 & more".to_owned(), "confirmed".to_owned())
    );
    place.ok(&["memory", "undo"]);
    assert_eq!(unit(&place, 2), before);
    let left = fs::read_dir(place.path("")).expect("the folder of temporary files");
    assert_eq!(
        left.filter(|f| f
            .as_ref()
            .is_ok_and(|f| f.file_name().to_string_lossy().starts_with("interligne-edit")))
            .count(),
        0
    );
}

#[cfg(unix)]
#[test]
fn a_text_that_cannot_be_stored_is_kept_and_changes_nothing() {
    let place = place();
    let before = unit(&place, 2);
    let mended = "sed -i '/the translation/{n;s/.*/Mended./}' \"$1\"";
    for (script, says) in [
        (format!("{mended}; exit 3"), "ended with"),
        (format!("{mended}; sed -i '/what follows/d' \"$1\""), "lines of dashes"),
        (
            format!("{mended}; sed -i '/the source/{{n;s/.*//}}' \"$1\""),
            "is empty",
        ),
        (
            format!(
                "{mended}; '{}' memory edit 2 --target Other >&2",
                env!("CARGO_BIN_EXE_interligne")
            ),
            "changed meanwhile",
        ),
    ] {
        let told = edit(&place, &script);
        assert_eq!(told.code, Some(1), "{script}: {}", told.err);
        assert!(told.err.contains(says), "{script}: {}", told.err);
        assert!(kept(&told.err).contains("Mended."), "{script}");
    }
    assert_eq!(unit(&place, 2).1, "Other");
    place.ok(&["memory", "undo"]);
    assert_eq!(unit(&place, 2), before);
    let mut edit = place.command(&["memory", "edit", "2"]);
    edit.env_remove("EDITOR").env_remove("VISUAL");
    let told = done(edit.output().expect("the command runs"));
    assert_eq!(told.code, Some(2));
    assert!(told.err.contains("VISUAL or EDITOR"), "{}", told.err);
    assert!(
        place
            .refused(2, &["memory", "edit", "1", "2"])
            .contains("one unit at a time")
    );
}

#[test]
fn an_article_gets_another_name_and_its_file_goes_along() {
    let place = place();
    for lang in ["fr", "en"] {
        let text = fs::read(sample(&format!("carnet-de-nage.{lang}.txt"))).expect("a sample");
        place.write(&format!("swim.{lang}.txt"), text);
    }
    place.ok(&["import", "swim.fr.txt", "swim.en.txt", "--name", "swim"]);
    let names = || {
        let files = fs::read_dir(place.path("memory/tmx")).expect("the folder");
        let mut names: Vec<String> = files
            .map(|f| f.expect("a file").file_name().to_string_lossy().into_owned())
            .collect();
        names.sort();
        names
    };
    let told = place.ok(&["memory", "rename", "bac", "Le bac de l’Orme / 2"]);
    assert_eq!(told, "bac is now Le bac de l’Orme / 2\n");
    assert_eq!(names(), ["Le-bac-de-l-Orme-2.tmx", "swim.tmx"]);
    assert!(place.ok(&["memory", "check"]).contains("sound"));
    // It is known again by its files, and keeps its name.
    let again = place.ok(&["import", "bac.fr.txt", "bac.en.txt"]);
    assert!(
        again.contains("Le bac de l’Orme / 2") && again.contains("unchanged"),
        "{again}"
    );
    for (article, name) in [("swim", "Le bac de l’Orme / 2"), ("swim", " "), ("nobody", "x")] {
        place.refused(1, &["memory", "rename", article, name]);
    }
    // The same letters in another case are another name, and its file is none that another article has.
    place.ok(&["memory", "rename", "swim", "LE BAC DE L’ORME 2"]);
    assert_eq!(names(), ["LE-BAC-DE-L-ORME-2-3.tmx", "Le-bac-de-l-Orme-2.tmx"]);
    place.ok(&["memory", "undo"]);
    place.ok(&["memory", "undo"]);
    assert_eq!(names(), ["bac.tmx", "swim.tmx"]);
    place.ok(&["memory", "redo"]);
    assert_eq!(names(), ["Le-bac-de-l-Orme-2.tmx", "swim.tmx"]);
    assert!(place.ok(&["memory", "check"]).contains("sound"));
    // An article that a user named is known by its name, also by the new one.
    place.ok(&["memory", "rename", "swim", "swimming"]);
    let again = place.ok(&["import", "swim.fr.txt", "swim.en.txt", "--name", "swimming"]);
    assert!(again.starts_with("swimming:") && again.contains("unchanged"), "{again}");
}

#[test]
fn who_did_it_is_kept() {
    let place = Place::new();
    place.write("old.tsv", "fr\ten\nOui.\tYes.\nNon.\tNo.\n");
    let command = |author: Option<&str>, arguments: &[&str]| {
        let mut command = place.command(arguments);
        match author {
            Some(author) => command.env("INTERLIGNE_AUTHOR", author),
            None => command.env_remove("INTERLIGNE_AUTHOR"),
        };
        assert!(command.output().expect("the command runs").status.success());
    };
    command(Some("Anne"), &["import", "old.tsv"]);
    command(
        Some("Anne"),
        &["--author", "Björn", "memory", "edit", "1", "--target", "Indeed."],
    );
    command(Some(""), &["memory", "edit", "2", "--status", "confirmed"]);
    let people: Vec<_> = json_lines(&place.ok(&["memory", "history", "--json"]))
        .iter()
        .map(|line| line["person"].as_str().map(str::to_owned))
        .collect();
    assert_eq!(people, [None, Some("Björn".to_owned()), Some("Anne".to_owned())]);
    let exported = place.ok(&["export", "-", "--format", "tmx"]);
    assert!(exported.contains("changeid=\"Björn\""), "{exported}");
}

#[test]
fn one_side_of_an_article_can_come_in_on_standard_input() {
    let place = place();
    let piped = |arguments: &[&str], file: &str| {
        let mut command = place.command(arguments);
        command.stdin(fs::File::open(place.path(file)).expect("the file"));
        let told = done(command.output().expect("the command runs"));
        assert_eq!(told.code, Some(0), "{}", told.err);
        json_lines(&told.out).remove(0)
    };
    // The same article as the files gave, however it comes.
    assert_eq!(
        piped(&["import", "--json", "bac.fr.txt", "-"], "bac.en.txt")["outcome"],
        "unchanged"
    );
    assert_eq!(
        piped(&["import", "--json", "-", "bac.en.txt"], "bac.fr.txt")["outcome"],
        "unchanged"
    );
    let french = fs::read_to_string(place.path("bac.fr.txt")).expect("the article");
    place.write("new.fr.txt", french.replace("onze patients", "douze patients"));
    let replaced = piped(&["import", "--json", "bac.fr.txt", "-"], "bac.en.txt");
    assert_eq!(replaced["target"], "standard input");
    // An article whose source has no place is known again by its translation.
    let other = Place::new();
    other.write(
        "bac.en.txt",
        fs::read(place.path("bac.en.txt")).expect("the translation"),
    );
    for (file, outcome) in [
        ("bac.fr.txt", "imported"),
        ("bac.fr.txt", "unchanged"),
        ("new.fr.txt", "replaced"),
    ] {
        let mut command = other.command(&["import", "--json", "-", "bac.en.txt"]);
        command.stdin(fs::File::open(place.path(file)).expect("the file"));
        let told = done(command.output().expect("the command runs"));
        let line = json_lines(&told.out).remove(0);
        assert_eq!(
            (&line["article"], &line["outcome"]),
            (&"bac".into(), &outcome.into()),
            "{}",
            told.err
        );
    }
    let listed = json_lines(&other.ok(&["memory", "list", "--json"])).remove(0);
    assert!(
        listed["source"].is_null(),
        "no path of a temporary file is kept: {listed}"
    );
}
