use std::path::PathBuf;

use super::*;
use crate::memory::MEMORY_VARIABLE;
use crate::text::lang::Lang;

/// A folder that is the user's home, and the surroundings of a process in it.
struct Home {
    folder: tempfile::TempDir,
    surroundings: Surroundings,
}

impl Home {
    fn new() -> Home {
        let folder = tempfile::tempdir().expect("a temporary folder");
        let path = |name: &str| Some(folder.path().join(name));
        let surroundings = Surroundings {
            variables: Vec::new(),
            config_dir: path("config"),
            data_dir: path("data"),
            home: Some(folder.path().to_owned()),
            current_dir: Some(folder.path().to_owned()),
        };
        Home { folder, surroundings }
    }

    fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) -> PathBuf {
        let path = self.path(name);
        std::fs::create_dir_all(path.parent().expect("in the folder")).expect("a folder");
        std::fs::write(&path, text).expect("a file");
        path
    }

    fn load(&self, given: Given) -> Result<Settings, SettingsError> {
        Settings::load(given, &self.surroundings)
    }

    fn refused(&self) -> String {
        let error = self.load(Given::default()).expect_err("refused").to_string();
        error.replace(&self.folder.path().display().to_string(), "HOME")
    }
}

const USER: &str = "config/interligne/config.toml";

#[test]
fn each_source_wins_over_those_after_it() {
    let mut home = Home::new();
    let given = || Given {
        from: Lang::parse("oc").ok(),
        ..Given::default()
    };
    let from = |home: &Home, given: Given| {
        let settings = home.load(given).expect("sound");
        (settings.from.value.to_string(), settings.from.origin)
    };
    assert_eq!(from(&home, Given::default()), ("fr".to_owned(), Origin::Default));
    let user = home.write(USER, "# mine\n\nfrom = \"fr-CA\"\nmin-score = 60\n");
    assert_eq!(
        from(&home, Given::default()),
        ("fr-CA".to_owned(), Origin::File(user.clone(), 3))
    );
    let own = home.write("data/interligne/memory/config.toml", "from = \"fr-FR\"");
    assert_eq!(
        from(&home, Given::default()),
        ("fr-FR".to_owned(), Origin::File(own, 1))
    );
    home.surroundings
        .variables
        .push(("INTERLIGNE_FROM".into(), "br".into()));
    let environment = Origin::Environment("INTERLIGNE_FROM");
    assert_eq!(from(&home, Given::default()), ("br".to_owned(), environment));
    assert_eq!(from(&home, given()), ("oc".to_owned(), Origin::CommandLine("--from")));
    let settings = home.load(Given::default()).expect("sound");
    assert_eq!(
        settings.min_score,
        Setting {
            value: 60.0,
            origin: Origin::File(user, 4)
        }
    );
    assert_eq!((settings.to.value.as_str(), settings.limit), ("en", None));
}

#[test]
fn the_memory_is_that_of_the_innermost_folder() {
    let mut home = Home::new();
    home.write(
        USER,
        "memory = \"~/all\"\n[memories]\n\"~/clients\" = \"../../m/clients\"\n\"~/clients/a\" = \"~/m/a\"\n\"~/other\" = \"/x\"\n",
    );
    let mut memory = |current: &str| {
        std::fs::create_dir_all(home.path(current)).expect("a folder");
        home.surroundings.current_dir = Some(home.path(current));
        let memory = home.load(Given::default()).expect("sound").memory.expect("a memory");
        let line = match memory.origin {
            Origin::File(_, line) => line,
            _ => 0,
        };
        (
            memory
                .value
                .strip_prefix(home.folder.path())
                .expect("at home")
                .to_owned(),
            line,
        )
    };
    assert_eq!(memory("elsewhere"), (PathBuf::from("all"), 1));
    assert_eq!(
        memory("clients"),
        (PathBuf::from("config/interligne/../../m/clients"), 3)
    );
    assert_eq!(memory("clients/a/b"), (PathBuf::from("m/a"), 4));
    assert_eq!(memory("clients/ab").1, 3);
    home.surroundings
        .variables
        .push((MEMORY_VARIABLE.into(), "here".into()));
    let set = home.load(Given::default()).expect("sound").memory.expect("a memory");
    assert_eq!(set.origin, Origin::Environment(MEMORY_VARIABLE));
}

#[test]
fn what_makes_no_sense_is_refused_with_its_line() {
    let home = Home::new();
    for (text, expected) in [
        ("from = fr\n", "HOME/config/interligne/config.toml:1: "),
        (
            "\n\nfrom = \"x!\"\n",
            "config.toml:3: `from` is \"x!\"; expected a BCP 47 tag",
        ),
        ("from = 3", "config.toml:1: `from` is 3; expected a BCP 47 tag"),
        (
            "min-score = 103",
            "config.toml:1: `min-score` is 103; expected a number from 1 to 102",
        ),
        ("min-score = nan", "expected a number from 1 to 102"),
        ("limit = 0", "expected a whole number from 1 on"),
        ("limit = 1.5", "expected a whole number from 1 on"),
        ("author = \"a\\nb\"", "expected a name on one line"),
        ("glossaries = \"a.tbx\"", "expected a list of paths"),
        ("glossaries = [1]", "expected a list of paths"),
        ("memories = 1", "expected folders with the paths of memories"),
        ("[memories]\na = 1\n", "config.toml:2: `memories` is 1"),
        ("[from]\n", "`from` is a table"),
        (
            "# x\nfom = \"fr\"\n",
            "config.toml:2: there is no setting `fom`; expected one of from, to, min-score",
        ),
        ("from = \"fr\"\nfrom = \"en\"\n", "config.toml:2: "),
    ] {
        home.write(USER, text);
        let message = home.refused();
        assert!(message.contains(expected), "{text:?}: {message}");
    }
    std::fs::write(home.path(USER), b"author = \"\xE9\"").expect("a file");
    assert!(home.refused().contains("it is not in UTF-8"));
    home.write(USER, "\u{FEFF}from = \"fr\"\r\n");
    assert!(home.load(Given::default()).is_ok());
}

#[test]
fn a_memory_sets_languages_and_thresholds_alone() {
    let home = Home::new();
    let own = "data/interligne/memory/config.toml";
    home.write(own, "from = \"fr\"\nto = \"en-GB\"\nmin-score = 75.5\nlimit = 2\n");
    let settings = home.load(Given::default()).expect("sound");
    assert_eq!(
        (settings.min_score.value, settings.limit.map(|l| l.value)),
        (75.5, Some(2))
    );
    for (line, key) in [
        ("author = \"x\"", "author"),
        ("memory = \"/x\"", "memory"),
        ("glossaries = [\"/etc/passwd\"]", "glossaries"),
        ("memories = {}", "memories"),
    ] {
        home.write(own, &format!("from = \"fr\"\n{line}\n"));
        let message = home.refused();
        assert!(
            message.contains("memory/config.toml:2: a memory's own file sets languages"),
            "{message}"
        );
        assert!(message.contains(&format!("not `{key}`")), "{message}");
    }
    home.write(own, "program = \"rm\"");
    assert!(
        home.refused()
            .contains("there is no setting `program`; expected one of from, to, min-score, limit")
    );
}

#[test]
fn variables_are_checked_and_a_named_file_must_be_there() {
    let mut home = Home::new();
    home.surroundings.variables = vec![("INTERLIGNE_MIN_SCORE".into(), "high".into())];
    assert_eq!(
        home.refused(),
        "INTERLIGNE_MIN_SCORE=high: expected a number from 1 to 102"
    );
    home.surroundings.variables = vec![("INTERLIGNE_LIMIT".into(), "".into())];
    assert!(home.load(Given::default()).is_ok(), "an empty one is none");
    home.surroundings.variables = vec![(FILE_VARIABLE.into(), home.path("none.toml").into())];
    assert!(
        home.refused()
            .starts_with("HOME/none.toml: cannot read the configuration: ")
    );
}

#[test]
fn a_change_keeps_the_rest_of_the_file() {
    let home = Home::new();
    let file = home.path("new/config.toml");
    let text = || std::fs::read_to_string(&file).expect("a file");
    let change = |key, values: &[&str]| {
        let values: Vec<String> = values.iter().map(|value| (*value).to_owned()).collect();
        set(&file, Scope::User, key, &values)
    };
    change(Key::From, &["fr-CA"]).expect("set");
    change(Key::MinScore, &["65"]).expect("set");
    assert_eq!(text(), "from = \"fr-CA\"\nmin-score = 65\n");
    std::fs::write(
        &file,
        "# mine\nfrom = \"fr\" # for all\n\n[memories]\n\"/a\" = \"/b\"\n",
    )
    .expect("a file");
    change(Key::From, &["fr-CA"]).expect("set");
    change(Key::Memories, &["/c", "/d"]).expect("set");
    assert_eq!(
        text(),
        "# mine\nfrom = \"fr-CA\" # for all\n\n[memories]\n\"/a\" = \"/b\"\n\"/c\" = \"/d\"\n"
    );
    change(Key::Glossaries, &["/g.tbx", "/h.tsv"]).expect("set");
    assert!(text().contains("glossaries = [\"/g.tbx\", \"/h.tsv\"]\n"), "{}", text());
    let before = text();
    for (key, values) in [
        (Key::From, &["x!"][..]),
        (Key::From, &[]),
        (Key::From, &["fr", "en"]),
        (Key::Limit, &["0"]),
        (Key::Memories, &["/a"]),
    ] {
        assert!(change(key, values).is_err(), "{key:?} {values:?}");
    }
    assert!(set(&file, Scope::Memory, Key::Author, &["x".to_owned()]).is_err());
    assert_eq!(text(), before);
    assert!(unset(&file, Scope::User, Key::From).expect("written"));
    assert!(!unset(&file, Scope::User, Key::From).expect("nothing to do"));
    assert!(!text().contains("from"));
}
