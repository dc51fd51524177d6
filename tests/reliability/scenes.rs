//! Memories to do harm to, and what is done to them.

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::support::{Done, done, interligne};

/// A command that changes the memory, or writes something out of it.
pub(super) struct Scene {
    pub(super) name: &'static str,
    /// The memory that it starts from; none for one that makes its own.
    base: Option<&'static str>,
    pub(super) arguments: &'static [&'static str],
}

/// All of them. `out` is a folder for what is written.
pub(super) const SCENES: [Scene; 12] = [
    scene(
        "edit",
        Some("full"),
        &["memory", "edit", "3", "--target", "Another text."],
    ),
    scene(
        "confirm",
        Some("full"),
        &["memory", "edit", "4", "5", "6", "--status", "confirmed"],
    ),
    scene("delete", Some("full"), &["memory", "delete", "7", "--article", "two"]),
    scene("import a pair", Some("full"), &["import", "pair.fr.txt", "pair.en.txt"]),
    scene(
        "import a changed pair",
        Some("full"),
        &["import", "new/one.fr.txt", "new/one.en.txt"],
    ),
    scene("import a table", Some("full"), &["import", "table.tsv"]),
    scene("first import", None, &["import", "pair.fr.txt", "pair.en.txt"]),
    scene("merge", Some("full"), &["memory", "merge", "other"]),
    scene("clean", Some("full"), &["memory", "clean", "--apply"]),
    // Before the action, which is to be undone before what it rests upon.
    scene("undo", Some("unmended"), &["memory", "undo"]),
    scene("act", Some("full"), &["memory", "act", "one", "undo"]),
    scene("export", Some("full"), &["export", "out/o.tmx"]),
];

/// Actions, each of which writes to every table that one can write to.
pub(super) const ACTIONS: [Scene; 3] = [
    scene("merge", Some("full"), &["memory", "act", "one", "merge", "5"]),
    scene("undo", Some("full"), &["memory", "act", "one", "undo"]),
    scene(
        "edit",
        Some("full"),
        &["memory", "act", "one", "edit", "5", "--target", "Another text."],
    ),
];

const fn scene(name: &'static str, base: Option<&'static str>, arguments: &'static [&'static str]) -> Scene {
    Scene { name, base, arguments }
}

/// A folder with the memories and files of the scenes.
pub(super) struct Stage {
    folder: tempfile::TempDir,
}

impl Stage {
    pub(super) fn new() -> Stage {
        let stage = Stage {
            folder: tempfile::tempdir().expect("a temporary folder"),
        };
        for (name, from) in [("one", 0), ("two", 30), ("three", 60)] {
            stage.pair("articles", name, from, from + 25);
        }
        stage.pair("", "pair", 200, 206);
        // The same article with other sentences at its end.
        std::fs::create_dir(stage.path("new")).expect("a folder");
        stage.pair("new", "one", 3, 28);
        stage.pair("others", "one", 100, 120);
        stage.pair("others", "four", 130, 140);
        let rows: String = (0..40)
            .map(|n| format!("{}\t{}\n", sentence("fr", 300 + n), sentence("en", 300 + n)))
            .collect();
        stage.write("table.tsv", &format!("fr\ten\n{rows}"));
        let wrong: String = (0..30)
            .map(|n| format!("Il reste {n} places.\tThere are {} seats left.\n", n + 1))
            .collect();
        stage.write("wrong.tsv", &format!("fr\ten\n{wrong}"));
        let full = stage.path("full");
        stage.ok(&full, &["import", "articles"]);
        stage.ok(&full, &["import", "wrong.tsv"]);
        stage.ok(&full, &["memory", "edit", "12", "--target", "Mended by hand."]);
        copy(&full, &stage.path("unmended"));
        stage.ok(&full, &["memory", "act", "one", "merge", "8"]);
        stage.ok(&full, &["suggest", "Le pont est fermé."]);
        stage.ok(&stage.path("other"), &["import", "others"]);
        stage
    }

    fn pair(&self, folder: &str, name: &str, from: u32, to: u32) {
        for lang in ["fr", "en"] {
            let text: Vec<String> = (from..to).map(|n| sentence(lang, n)).collect();
            self.write(&format!("{folder}/{name}.{lang}.txt"), &(text.join("\n\n") + "\n"));
        }
    }

    pub(super) fn path(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    fn write(&self, name: &str, text: &str) {
        let path = self.path(name.trim_start_matches('/'));
        std::fs::create_dir_all(path.parent().expect("a file in the folder")).expect("a folder");
        std::fs::write(path, text).expect("a file in a temporary folder");
    }

    /// The command on a memory, run beside the files.
    pub(super) fn run(&self, memory: &Path, arguments: &[&str]) -> Done {
        done(
            self.command(interligne(memory), arguments)
                .output()
                .expect("the command runs"),
        )
    }

    pub(super) fn command(&self, mut command: Command, arguments: &[&str]) -> Command {
        command
            .args(arguments)
            .current_dir(self.folder.path())
            .env("HOME", self.folder.path());
        command
    }

    fn ok(&self, memory: &Path, arguments: &[&str]) {
        let done = self.run(memory, arguments);
        assert_eq!(done.code, Some(0), "{arguments:?}: {}", done.err);
    }

    /// A fresh copy of the scene's memory, and an empty folder `out`.
    pub(super) fn set(&self, scene: &Scene) -> PathBuf {
        let memory = self.path("played");
        for folder in [&memory, &self.path("out")] {
            if folder.exists() {
                std::fs::remove_dir_all(folder).expect("a folder of ours");
            }
        }
        std::fs::create_dir(self.path("out")).expect("a folder");
        if let Some(base) = scene.base {
            copy(&self.path(base), &memory);
        }
        memory
    }

    /// What a user sees of a memory: its units, articles and beads. `None` where it cannot be read.
    pub(super) fn state(&self, memory: &Path) -> Option<String> {
        let units = self.run(memory, &["memory", "list", "--units", "--json"]);
        let articles = self.run(memory, &["memory", "list", "--json"]);
        if units.code != Some(0) || articles.code != Some(0) {
            return units.err.contains("there is no memory").then(String::new);
        }
        let mut state = units.out;
        for mut article in crate::support::json_lines(&articles.out) {
            let fields = article.as_object_mut().expect("an article is an object");
            // The time is that of the run.
            fields.remove("imported");
            state += &format!("{article}\n");
            let name = article["article"].as_str().expect("an article has a name");
            let beads = self.run(memory, &["memory", "beads", name, "--json"]).out;
            // The first line has the version, which no undoing gives back.
            state.extend(beads.lines().skip(1).map(|line| format!("{line}\n")));
        }
        Some(state)
    }
}

/// Copies a folder with all that is in it.
pub(super) fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).expect("a folder");
    for entry in std::fs::read_dir(from)
        .expect("a folder")
        .map(|entry| entry.expect("an entry"))
    {
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

/// A sentence that no other number has.
fn sentence(lang: &str, number: u32) -> String {
    let things = [
        ("pont", "bridge"),
        ("jardin", "garden"),
        ("bateau", "boat"),
        ("moulin", "mill"),
        ("village", "village"),
    ];
    let (fr, en) = things[number as usize % things.len()];
    match lang {
        "fr" => format!(
            "Le {fr} numéro {number} se trouve près de la gare depuis {} ans.",
            number + 7
        ),
        _ => format!(
            "The {en} number {number} has been near the station for {} years.",
            number + 7
        ),
    }
}
