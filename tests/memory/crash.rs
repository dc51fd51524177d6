//! A writer that is killed at any moment leaves a sound memory with everything that it had committed.

#![allow(clippy::unwrap_used)] // in a test, a panic is how to fail

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::time::Duration;

use interligne::memory::{ImportOptions, Memory, Mode};

use crate::support::memory;

/// Names the memory that the child process writes to.
const CHILD: &str = "INTERLIGNE_TEST_CRASH_MEMORY";

fn store(memory: &mut Memory, article: usize) {
    let text = |i: usize, lang: &str| format!("Segment {i} of article {article} in {lang}.");
    let texts: Vec<(String, String)> = (0..20).map(|i| (text(i, "fr"), text(i, "en"))).collect();
    let pairs: Vec<(&str, &str)> = texts.iter().map(|(fr, en)| (fr.as_str(), en.as_str())).collect();
    memory::store(memory, &format!("article {article}"), &pairs, |_| 0.9);
}

/// What the child does: article after article, each said once it is committed. Does nothing in an ordinary test run.
#[test]
fn child_stores_articles_until_it_is_killed() {
    let Some(dir) = std::env::var_os(CHILD) else { return };
    let mut memory = Memory::open(Path::new(&dir), Mode::Create).unwrap();
    let begin = memory.articles().unwrap().len();
    for article in begin.. {
        store(&mut memory, article);
        println!("\nstored {article}");
        std::io::stdout().flush().unwrap();
    }
}

/// What the child does: one file, said when its import begins. Does nothing in an ordinary test run.
#[test]
fn child_imports_a_file() {
    let Some(dir) = std::env::var_os(CHILD) else { return };
    let mut memory = Memory::open(Path::new(&dir), Mode::Create).unwrap();
    println!("\nbegun");
    std::io::stdout().flush().unwrap();
    memory
        .import_tmx(&Path::new(&dir).join("pairs.tmx"), &ImportOptions::default(), |_| {})
        .unwrap();
}

fn spawn(test: &str, dir: &Path) -> Child {
    let (_, room) = module_path!().split_once("::").expect("a module of the test binary");
    Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("{room}::{test}"), "--nocapture"])
        .env(CHILD, dir)
        .stdout(Stdio::piped())
        .stderr(Stdio::null())
        .spawn()
        .unwrap()
}

#[test]
fn nothing_committed_is_lost_and_the_files_follow() {
    let dir = tempfile::tempdir().unwrap();
    let mut stored = 0;
    for round in 0..8_u64 {
        let mut child = spawn("child_stores_articles_until_it_is_killed", dir.path());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines().map(Result::unwrap);
        // The first round is killed while the memory is made, the others in the middle of their work.
        for line in lines
            .by_ref()
            .filter_map(|l| l.strip_prefix("stored ").map(str::to_owned))
            .take(round as usize)
        {
            stored = line.parse::<usize>().unwrap() + 1;
        }
        std::thread::sleep(Duration::from_micros(700 * (round * 7 % 11)));
        child.kill().unwrap();
        child.wait().unwrap();
        for line in lines.filter_map(|l| l.strip_prefix("stored ").map(str::to_owned)) {
            stored = line.parse::<usize>().unwrap() + 1;
        }

        let memory = Memory::open(dir.path(), Mode::Create).unwrap();
        let articles = memory.articles().unwrap();
        assert!(
            articles.len() == stored || articles.len() == stored + 1,
            "{} of {stored}",
            articles.len()
        );
        assert!(articles.iter().all(|a| a.units == 20));
        assert_eq!(memory.check().unwrap(), []);
        let left = |name: &str| name.ends_with(".part");
        let names = fs::read_dir(dir.path().join("tmx"))
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap());
        assert!(
            names.filter(|n| left(n)).count() <= 1,
            "at most what the killed writer was at"
        );
        stored = articles.len();
    }
    assert!(stored > 8);
}

#[test]
fn a_file_is_imported_whole_or_not_at_all() {
    let unit = |i: u32| {
        format!(
            "<tu><tuv xml:lang=\"fr\"><seg>Texte {i}.</seg></tuv><tuv xml:lang=\"en\"><seg>Text {i}.</seg></tuv></tu>"
        )
    };
    let body: String = (0..3_000).map(unit).collect();
    let text = format!(
        "<tmx version=\"1.4\"><header creationtool=\"t\" creationtoolversion=\"1\" segtype=\"sentence\" o-tmf=\"t\" \
         adminlang=\"en\" srclang=\"fr\" datatype=\"plaintext\"/><body>{body}</body></tmx>"
    );
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("pairs.tmx"), text).unwrap();
    for delay in [0, 3, 10, 30, 90, 270, 810, 2_430, 10_000] {
        let mut child = spawn("child_imports_a_file", dir.path());
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        assert!(lines.any(|l| l.unwrap() == "begun"));
        std::thread::sleep(Duration::from_millis(delay));
        child.kill().unwrap();
        child.wait().unwrap();
        // Whoever opens it for writing next writes the files of a commit after which the writer was killed.
        let memory = Memory::open(dir.path(), Mode::Write).unwrap();
        let units = memory.info().unwrap().units;
        assert!(units == 0 || units == 3_000, "{units} units after {delay} ms");
        assert_eq!(memory.check().unwrap(), []);
        if units > 0 {
            return;
        }
    }
}
