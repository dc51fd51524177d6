//! A file of a memory is damaged: what is answered is right, or nothing is, and nothing stops in the middle.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

use interligne::memory::{Memory, Mode};

use super::scenes::{Stage, copy};
use super::{Random, cases, seed};
use crate::support::{Done, json_lines};

/// The size of a page of the database.
const PAGE: usize = 4096;

/// For each case of the other tests so many damages of each kind of file.
const PER_CASE: u64 = 4;

/// Ways to damage a file.
const WAYS: [&str; 7] = [
    "a bit",
    "eight bytes",
    "a page of zeros",
    "a page of noise",
    "two pages swapped",
    "a cut",
    "a lost head",
];

/// Articles whose beads are looked at.
const ARTICLES: [&str; 2] = ["one", "three"];

/// Damages bytes in one of the [`WAYS`], which it tells.
fn damage(bytes: &mut Vec<u8>, random: &mut Random) -> &'static str {
    let length = bytes.len();
    let below = |random: &mut Random, end: usize| random.below(end.max(1) as u64) as usize;
    let way = WAYS[below(random, WAYS.len())];
    let at = below(random, length);
    let page = at / PAGE * PAGE;
    let end = (page + PAGE).min(length);
    match way {
        "a bit" => bytes[at] ^= 1 << random.below(8),
        "eight bytes" => bytes[at..(at + 8).min(length)].fill_with(|| random.next() as u8),
        "a page of zeros" => bytes[page..end].fill(0),
        "a page of noise" => bytes[page..end].fill_with(|| random.next() as u8),
        "two pages swapped" => {
            let other = below(random, length) / PAGE * PAGE;
            let whole = PAGE.min(length - page).min(length - other);
            for offset in 0..whole {
                bytes.swap(page + offset, other + offset);
            }
        }
        "a cut" => bytes.truncate(at),
        _ => bytes[..64.min(length)].fill(0),
    }
    way
}

/// What is asked of a memory: matches of texts that are in it and of others like them, a concordance, and all units.
fn questions() -> [Vec<String>; 3] {
    let words = |text: &str| text.split('|').map(str::to_owned).collect::<Vec<String>>();
    let mut suggest = words("suggest|--json|--min-score|60");
    for number in [1, 12, 33, 47, 66, 80, 203] {
        suggest.push(format!(
            "Le pont numéro {number} se trouve près de la gare depuis {} ans.",
            number + 7
        ));
        suggest.push(format!("Le moulin numéro {number} se trouve loin de la gare."));
    }
    let search = words("search|--json|--limit|500|station");
    let list = words("memory|list|--units|--json");
    [suggest, search, list]
}

fn ask(stage: &Stage, memory: &Path) -> [Done; 3] {
    questions().map(|question| {
        let arguments: Vec<&str> = question.iter().map(String::as_str).collect();
        stage.run(memory, &arguments)
    })
}

fn answers(stage: &Stage, memory: &Path) -> [String; 3] {
    ask(stage, memory).map(|done| {
        assert_eq!(done.code, Some(0), "{}", done.err);
        assert!(!done.out.is_empty());
        done.out
    })
}

/// Each unit that a bead has, with what the bead says.
fn beads(done: &Done) -> BTreeSet<String> {
    if done.code != Some(0) {
        return BTreeSet::new();
    }
    let lines = json_lines(&done.out);
    let with_unit = lines.iter().filter(|line| line["unit"].is_number());
    let said = with_unit.map(|line| format!("{} {} {}", line["unit"], line["source_text"], line["target_text"]));
    said.collect()
}

fn files(folder: &Path, ends: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            found.extend(files(&path, ends));
        } else if ends.iter().any(|end| path.to_string_lossy().ends_with(end)) {
            found.push(path);
        }
    }
    found.sort();
    found
}

struct Trial<'s> {
    stage: &'s Stage,
    /// The memory that is damaged.
    base: PathBuf,
    /// What is to be answered, if anything is.
    right: [String; 3],
    /// What is to be shown of articles.
    beads: [BTreeSet<String>; 2],
    /// The ends of the names of the files that are damaged.
    ends: &'static [&'static str],
    /// Whether a repair brings all back.
    is_derived: bool,
}

impl Trial<'_> {
    /// Does damage, asks, and tells what is wrong.
    fn run(&self, random: &mut Random) -> Vec<String> {
        let memory = self.stage.path("damaged");
        if memory.exists() {
            std::fs::remove_dir_all(&memory).expect("a folder of ours");
        }
        copy(&self.base, &memory);
        let all = files(&memory, self.ends);
        assert!(!all.is_empty(), "no file that ends in {:?}", self.ends);
        let file = &all[random.below(all.len() as u64) as usize];
        let mut bytes = std::fs::read(file).expect("a file of the memory");
        let before = bytes.clone();
        let way = damage(&mut bytes, random);
        if bytes == before {
            return Vec::new();
        }
        std::fs::write(file, bytes).expect("a file of ours");
        let name = file.strip_prefix(&memory).expect("in the memory").display().to_string();
        let mut wrong = Vec::new();
        let mut tell = |what: String| wrong.push(format!("{name}, {way}: {what}"));
        let asked = ask(self.stage, &memory);
        for (number, done) in asked.iter().enumerate() {
            if !matches!(done.code, Some(0 | 1)) || done.err.contains("panicked") {
                tell(format!("question {number} ends with {:?}: {}", done.code, done.err));
            }
            if done.code == Some(0) && self.right[number] != done.out {
                tell(format!("question {number} is answered wrongly: {}", done.err));
            }
        }
        for (article, right) in ARTICLES.iter().zip(&self.beads) {
            let shown = self.stage.run(&memory, &["memory", "beads", article, "--json"]);
            if !matches!(shown.code, Some(0 | 1)) || shown.err.contains("panicked") {
                tell(format!(
                    "the beads of {article} end with {:?}: {}",
                    shown.code, shown.err
                ));
            }
            if let Some(bead) = beads(&shown).difference(right).next() {
                tell(format!("a bead of {article} is shown wrongly: {bead}"));
            }
        }
        let check = self.stage.run(&memory, &["memory", "check"]);
        if !matches!(check.code, Some(0 | 1)) || check.err.contains("panicked") {
            tell(format!("the check ends with {:?}: {}", check.code, check.err));
        }
        if self.is_derived {
            let repair = self.stage.run(&memory, &["memory", "check", "--repair"]);
            let after = ask(self.stage, &memory).map(|done| done.out);
            if repair.code != Some(0) || self.right != after {
                tell(format!("not repaired: {}", repair.err));
            }
        }
        wrong
    }
}

#[test]
fn a_damaged_memory_gives_right_answers_or_none() {
    let stage = Stage::new();
    let full = stage.path("full");
    let right = answers(&stage, &full);
    // A memory whose last changes are in the journal only: it is copied while it is open.
    let (opened, journal) = (stage.path("opened"), stage.path("journal"));
    copy(&full, &opened);
    let open = Memory::open(&opened, Mode::Read).expect("the memory opens");
    assert!(open.info().expect("it is read").units > 0);
    for arguments in [
        &["memory", "edit", "33", "--target", "In the journal only."][..],
        &["import", "pair.fr.txt", "pair.en.txt"],
        &["memory", "edit", "40", "--status", "confirmed"],
    ] {
        let done = stage.run(&opened, arguments);
        assert_eq!(done.code, Some(0), "{}", done.err);
    }
    let right_in_journal = answers(&stage, &opened);
    copy(&opened, &journal);
    let shown = |memory: &Path| ARTICLES.map(|name| beads(&stage.run(memory, &["memory", "beads", name, "--json"])));
    let trial = |base: &Path, ends, is_derived| Trial {
        stage: &stage,
        base: base.to_path_buf(),
        right: if base == journal {
            right_in_journal.clone()
        } else {
            right.clone()
        },
        // Whoever looks into the copy would put its journal away.
        beads: shown(if base == journal { &opened } else { base }),
        ends,
        is_derived,
    };
    let trials = [
        trial(&full, &["memory.sqlite"], false),
        trial(&journal, &["memory.sqlite-wal"], false),
        trial(&journal, &["memory.sqlite-shm"], false),
        trial(&full, &[".part"], true),
        trial(&full, &["manifest.json"], true),
        trial(&full, &[".tmx"], true),
    ];
    drop(open);
    let in_journal = std::fs::metadata(journal.join("memory.sqlite-wal")).expect("the journal");
    assert!(in_journal.len() > 8 * PAGE as u64);
    let mut random = Random(seed() ^ 0xda);
    let (mut wrong, mut run) = (Vec::new(), 0);
    for trial in &trials {
        for _ in 0..cases() * PER_CASE {
            wrong.extend(trial.run(&mut random));
            run += 1;
        }
    }
    println!("{run} damages");
    assert!(wrong.is_empty(), "{} of {run}:\n{}", wrong.len(), wrong.join("\n"));
}
