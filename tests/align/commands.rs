//! `align` and `lexicon` as a user sees them, and their quality on the gold sets where those are at hand.

#![allow(clippy::unwrap_used)]
use std::fs;
use std::path::Path;
use std::process::Command;

use crate::support::{Place, interligne};

/// The command; what is tested here stores nothing in the memory that it would use.
fn command() -> Command {
    interligne(Path::new("memory"))
}

fn run(args: &[&str]) -> String {
    let done = command().args(args).output().unwrap();
    assert!(done.status.success(), "{}", String::from_utf8_lossy(&done.stderr));
    String::from_utf8(done.stdout).unwrap()
}

#[test]
fn a_moved_paragraph_is_reported_and_the_page_is_whole() {
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        let path = folder.path().join(name);
        fs::write(&path, text).unwrap();
        path.to_str().unwrap().to_owned()
    };
    let moved = [
        "Le pont de pierre date de 1847 et pèse 3 200 tonnes.\nSes arches ont résisté à toutes les crues du fleuve.",
        "The stone bridge dates from 1847 and weighs 3,200 tonnes.\nIts arches have withstood every flood of the river.",
    ];
    let rest = [
        "La mairie a présenté le budget de la ville jeudi.\nLes impôts locaux n'augmenteront pas cette année.\n\
         Une nouvelle école ouvrira en septembre dans le quartier nord.\nLa bibliothèque prolongera ses horaires le samedi.",
        "The town hall presented the city's budget on Thursday.\nLocal taxes will not rise this year.\n\
         A new school will open in September in the northern district.\nThe library will extend its opening hours on Saturdays.",
    ];
    let source = write("a.fr.txt", &format!("{}\n\n{}\n", moved[0], rest[0]));
    let target = write("a.en.txt", &format!("{}\n\n{}\n", rest[1], moved[1]));
    let text = run(&["align", "--presegmented", &source, &target]);
    assert!(
        text.contains("moved: source segments 1 to 2 are translated by target segments 5 to 6"),
        "{text}"
    );
    assert!(text.contains("expected to be exactly right"), "{text}");
    let page = run(&["align", "--presegmented", "--format", "html", &source, &target]);
    for line in moved.iter().chain(&rest).flat_map(|t| t.lines()) {
        assert!(page.contains(line), "{line}");
    }
    assert!(page.contains("moved:") && !page.contains("<script") && !page.contains("src="));
}

#[test]
fn a_lexicon_is_trained_used_and_refused_for_other_languages() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name).to_str().unwrap().to_owned();
    let pairs: String = [
        "das Haus ist alt\tla maison est vieille",
        "das Haus\tla maison",
        "der Turm ist alt\tla tour est vieille",
        "der Turm\tla tour",
        "ein Turm\tune tour",
    ]
    .iter()
    .cycle()
    .take(100)
    .map(|line| format!("{line}\n"))
    .collect();
    fs::write(path("pairs.tsv"), pairs).unwrap();
    let languages = ["--from", "de", "--to", "fr"];
    let mut train = languages.to_vec();
    let (tsv, lexicon) = (path("pairs.tsv"), path("de-fr.lexicon"));
    train.extend(["lexicon", "train", &tsv, "-o", &lexicon]);
    run(&train);
    let first = fs::read(&lexicon).unwrap();
    train.push("--overwrite");
    run(&train);
    assert_eq!(fs::read(&lexicon).unwrap(), first, "training is deterministic");
    let mut show = languages.to_vec();
    show.extend(["lexicon", "show", "--lexicon", &lexicon, "Turm"]);
    let shown = run(&show);
    assert!(shown.starts_with("Turm\ttour\t"), "{shown}");
    fs::write(path("a.fr"), "La tour est vieille.\n").unwrap();
    fs::write(path("a.en"), "The tower is old.\n").unwrap();
    let done = command()
        .args([
            "align",
            "--presegmented",
            "--lexicon",
            &lexicon,
            &path("a.fr"),
            &path("a.en"),
        ])
        .output()
        .unwrap();
    assert_eq!(done.status.code(), Some(1));
    let message = String::from_utf8_lossy(&done.stderr).into_owned();
    assert!(
        message.contains("this lexicon is for de and fr, not for fr and en"),
        "{message}"
    );
    // `import` takes the same option: it stores with the right lexicon, and makes no memory with a wrong one.
    fs::write(path("b.de"), "Der Turm ist alt.\nDas Haus.\n").unwrap();
    fs::write(path("b.fr"), "La tour est vieille.\nLa maison.\n").unwrap();
    let memory = path("memory");
    let import = |languages: &[&str], source: &str, target: &str| {
        let mut args = languages.to_vec();
        let (source, target) = (path(source), path(target));
        args.extend(["--memory", &memory, "import", "--presegmented", "--force"]);
        args.extend(["--lexicon", &lexicon, &source, &target]);
        command().args(args).output().unwrap()
    };
    assert_eq!(import(&[], "a.fr", "a.en").status.code(), Some(1));
    assert!(!folder.path().join("memory").exists());
    let done = import(&languages, "b.de", "b.fr");
    assert!(done.status.success(), "{done:?}");
    assert!(
        String::from_utf8_lossy(&done.stdout).contains("2 pairs imported"),
        "{done:?}"
    );
}

#[test]
fn the_ten_best_translations_are_shown_in_words() {
    let place = Place::new();
    let first = |out: &str| out.lines().next().unwrap_or_default().to_owned();
    let words = place.ok(&["lexicon", "show", "maison"]);
    assert!(first(&words).starts_with("maison\thouse\t"), "{words}");
    assert_eq!(words.lines().count(), 10);
    let words = place.ok(&["lexicon", "show", "--limit", "3", "chevaux"]);
    assert!(first(&words).starts_with("chevaux\thorse\t"), "{words}");
    assert_eq!(words.lines().count(), 3);
    let back = place.ok(&["--from", "en", "--to", "fr", "lexicon", "show", "houses"]);
    assert!(first(&back).starts_with("houses\tmaison\t"), "{back}");
}

/// A lexicon of format 1, as it was written before the words were kept.
fn without_words(lexicon: &[u8]) -> Vec<u8> {
    let number = |at: usize| u32::from_le_bytes(lexicon[at..at + 4].try_into().unwrap()) as usize;
    let ([source, target], pairs) = ([number(16), number(20)], number(24));
    let texts = number(28) + number(32);
    let mut old = lexicon[..64 + 4 * (2 * source + target + pairs) + source + target + texts].to_vec();
    old[8] = 1;
    let checksum = crc32fast::hash(&old[16..]);
    old[12..16].copy_from_slice(&checksum.to_le_bytes());
    old
}

#[test]
fn a_lexicon_without_words_is_shown_in_the_words_of_the_memory() {
    let place = Place::new();
    let pairs = "La maison.\tThe house.\nUne maison bleue.\tA blue house.\nLa fleur.\tThe flower.\n".repeat(20);
    place.write("pairs.tsv", &pairs);
    place.ok(&["lexicon", "train", "pairs.tsv", "-o", "new.lexicon"]);
    fs::write(
        place.path("old.lexicon"),
        without_words(&fs::read(place.path("new.lexicon")).unwrap()),
    )
    .unwrap();
    let show = ["lexicon", "show", "--lexicon", "old.lexicon", "--limit", "1", "maison"];
    let stems = place.ok(&show);
    assert!(stems.starts_with("maison\thous\t"), "{stems}");
    place.write(
        "m.tsv",
        "La maison est grande.\tThe house is big.\nDeux maisons.\tTwo houses, one house.\n",
    );
    place.ok(&["import", "m.tsv"]);
    let words = place.ok(&show);
    assert!(words.starts_with("maison\thouse\t"), "{words}");
}
