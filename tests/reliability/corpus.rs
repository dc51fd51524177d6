//! The stored corpora of the fuzz targets, and mutations of them → every reader of files, without a fuzzer: none panics, and what
//! is read is whole.
//!
//! `cargo fuzz run TARGET` (fuzz/, tmx/fuzz/) looks further.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use interligne::align::lexicon::Lexicon;
use interligne::exchange::{FileLanguages, read_rows, read_terms};
use interligne::segment::{Segmenter, Srx};
use interligne::text::lang::Lang;

use super::{Random, cases, seed};
use crate::support::whole;

/// Each file of a corpus so many times for each case of the other tests.
const MUTATIONS: u64 = 1;

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).expect("a tag")
}

const DOCX: &[&str] = &[
    "word/document.xml",
    "word/styles.xml",
    "word/footnotes.xml",
    "word/numbering.xml",
    "docProps/core.xml",
];
const EPUB_FIXED: &[(&str, &str)] = &[
    ("mimetype", "application/epub+zip"),
    (
        "META-INF/container.xml",
        r#"<container xmlns="urn:oasis:names:tc:opendocument:xmlns:container"><rootfiles><rootfile full-path="b.opf" media-type="application/oebps-package+xml"/></rootfiles></container>"#,
    ),
];
const EPUB: &[&str] = &["b.opf", "a.xhtml", "c.xhtml", "META-INF/encryption.xml"];
const ODT_FIXED: &[(&str, &str)] = &[("mimetype", "application/vnd.oasis.opendocument.text")];
const ODT: &[&str] = &["content.xml", "styles.xml", "meta.xml", "META-INF/manifest.xml"];

/// A file of an exchange format; the first byte chooses the name that it has.
fn exchange(folder: &Path, data: &[u8]) {
    let Some((first, bytes)) = data.split_first() else {
        return;
    };
    let names = ["a.xlf", "a.tsv", "a.csv", "a.jsonl", "a.po", "a.tbx", "a.xlsx"];
    let path = folder.join(names[usize::from(*first) % names.len()]);
    std::fs::write(&path, bytes).expect("a file");
    let languages = FileLanguages::new(lang("fr"), lang("en"));
    if path.ends_with("a.tbx") {
        if let Ok(terms) = read_terms(&path, &languages) {
            assert!(terms.iter().all(|term| !term.source.trim().is_empty()));
        }
    } else if let Ok(rows) = read_rows(&path, &languages) {
        let _ = rows.take(10_000).take_while(Result::is_ok).count();
    }
}

fn tmx_file(bytes: &[u8]) {
    for policy in [tmx::Policy::Strict, tmx::Policy::Default, tmx::Policy::Salvage] {
        let units = tmx::Reader::new(bytes, policy).map(|reader| reader.take_while(Result::is_ok).count());
        // What the default reads, salvage reads too.
        if policy == tmx::Policy::Default && units.is_ok() {
            assert!(tmx::Reader::new(bytes, tmx::Policy::Salvage).is_ok());
        }
    }
}

fn segments(text: &str) {
    for tag in ["fr", "en", "ja"] {
        let mut at = 0;
        for range in Segmenter::new(&lang(tag)).split(text) {
            assert!(text[at..range.start].trim().is_empty() && !range.is_empty());
            at = range.end;
        }
        assert!(text[at..].trim().is_empty());
    }
}

fn rules(text: &str) {
    let Ok(srx) = Srx::parse("corpus.srx", text) else {
        return;
    };
    let Ok(segmenter) = Segmenter::with_srx(&srx, &lang("fr")) else {
        return;
    };
    let sample = "M. Roux lit. Il lit p. 4; bien.";
    let ranges = segmenter.split(sample);
    assert_eq!(ranges.last().map(|range| range.end), Some(sample.len()));
}

/// What a corpus is for: the reader that it is given to.
fn read(corpus: &str, data: &[u8], folder: &Path) {
    let text = || String::from_utf8_lossy(data);
    match corpus {
        "docx" => whole::read("a", &whole::container(&[], DOCX, data)),
        "epub" => whole::read("a", &whole::container(EPUB_FIXED, EPUB, data)),
        "odt" => whole::read("a", &whole::container(ODT_FIXED, ODT, data)),
        "html" => whole::read("a.html", &[b"<!doctype html>", data].concat()),
        "markdown" => whole::read("a.md", data),
        "plain" => whole::read("a.txt", data),
        "rtf" => whole::read("a.rtf", &[b"{\\rtf1 ", data].concat()),
        "subtitles" => {
            whole::read("a.vtt", &[b"WEBVTT\n\n", data].concat());
            whole::read("a.srt", &[b"1\n00:00:01,000 --> 00:00:02,000\n", data].concat());
        }
        // Its reader cannot be had from outside: src/article/formats/pdf/mod.rs has a test of it.
        "pdf_layout" => {}
        "segment" => segments(&text()),
        "srx" => rules(&text()),
        "exchange" => exchange(folder, data),
        "read" | "round_trip" => tmx_file(data),
        other => panic!("no reader is known for the corpus {other}"),
    }
}

/// Changes a few places: bytes replaced, taken out, doubled, or put in from among those that formats are made of.
fn mutate(bytes: &mut Vec<u8>, random: &mut Random) {
    const PIECES: [&[u8]; 12] = [
        b"<",
        b">",
        b"&",
        b"\"",
        b"\0",
        b"\xff",
        b"\xef\xbb\xbf",
        b"\r",
        b"\t",
        b"]]>",
        b"&#x0;",
        b"-9223372036854775808",
    ];
    for _ in 0..=random.below(4) {
        let at = random.below(bytes.len() as u64 + 1) as usize;
        let end = (at + 1 + random.below(16) as usize).min(bytes.len());
        match random.below(5) {
            0 if at < bytes.len() => bytes[at] = random.next() as u8,
            1 => drop(bytes.drain(at..end)),
            2 => {
                let twice = bytes[at..end].to_vec();
                bytes.splice(at..at, twice);
            }
            3 => bytes.truncate(at.max(bytes.len() / 2)),
            _ => {
                let piece = PIECES[random.below(PIECES.len() as u64) as usize];
                bytes.splice(at..at, piece.iter().copied());
            }
        }
    }
}

fn files(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).expect("a folder of the repository");
    let mut paths: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    paths.sort();
    paths
}

#[test]
fn no_reader_panics_at_the_stored_corpora_and_mutations_of_them() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    if !root.join("fuzz/corpus").is_dir() {
        crate::support::skip::skip("the package has no fuzz/corpus");
        return;
    }
    let folder = tempfile::tempdir().expect("a temporary folder");
    let mut random = Random(seed() ^ 0xc0);
    let (mut failed, mut run) = (Vec::new(), 0);
    for corpora in ["fuzz/corpus", "tmx/fuzz/corpus"] {
        for corpus in files(&root.join(corpora)) {
            let name = corpus.file_name().expect("a name").to_string_lossy().into_owned();
            for file in files(&corpus) {
                let original = std::fs::read(&file).expect("a file of the repository");
                for round in 0..=cases() * MUTATIONS {
                    let mut data = original.clone();
                    if round > 0 {
                        mutate(&mut data, &mut random);
                    }
                    run += 1;
                    if catch_unwind(AssertUnwindSafe(|| read(&name, &data, folder.path()))).is_err() {
                        let kept = std::env::temp_dir().join(format!("interligne-{name}-{run}"));
                        std::fs::write(&kept, &data).expect("a file");
                        failed.push(format!("{} (kept as {})", file.display(), kept.display()));
                    }
                }
            }
        }
    }
    println!("{run} inputs");
    assert!(failed.is_empty(), "{} of {run}:\n{}", failed.len(), failed.join("\n"));
}

#[test]
fn a_damaged_lexicon_is_refused_and_never_ends_the_program() {
    let folder = tempfile::tempdir().expect("a temporary folder");
    let path = folder.path().join("lexicon");
    let rows: String = (0..60)
        .map(|n| format!("le pont numéro {n}\tthe bridge number {n}\n"))
        .collect();
    let table = folder.path().join("pairs.tsv");
    std::fs::write(&table, format!("fr\ten\n{rows}")).expect("a file");
    let place = crate::support::Place::new();
    let [table, target] = [&table, &path].map(|path| path.to_str().expect("UTF-8").to_owned());
    place.ok(&["lexicon", "train", &table, "-o", &target]);
    let sound = std::fs::read(&path).expect("the lexicon");
    assert!(Lexicon::read(&path).is_ok());
    let mut random = Random(seed() ^ 0x1e);
    for _ in 0..cases() * 100 {
        let mut data = sound.clone();
        mutate(&mut data, &mut random);
        std::fs::write(&path, &data).expect("a file");
        // Whatever it says then, it says it, and looks up what it can.
        if let Ok(lexicon) = Lexicon::read(&path) {
            let _ = lexicon.languages();
        }
    }
}
