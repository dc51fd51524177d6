//! Any bytes → no reader of exchange files panics, and the texts that one reads are the same after writing and reading.
#![no_main]

use std::path::{Path, PathBuf};
use std::sync::LazyLock;

use interligne::exchange::{
    ExchangeError, Format, Row, FileLanguages, WriteOptions, XliffVersion, read_rows, read_terms, write_rows_to,
};
use interligne::text::lang::Lang;
use libfuzzer_sys::fuzz_target;

static FOLDER: LazyLock<PathBuf> = LazyLock::new(|| {
    let folder = std::env::temp_dir().join(format!("interligne-fuzz-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a folder for the files to be read");
    folder
});

static OPTIONS: LazyLock<FileLanguages> = LazyLock::new(|| {
    let lang = |tag| Lang::parse(tag).expect("a tag");
    FileLanguages::new(lang("fr"), lang("en"))
});

fn read(path: &Path) -> Result<Vec<Row>, ExchangeError> {
    read_rows(path, &OPTIONS)?.collect()
}

/// What every format keeps, where XML can hold the characters.
fn texts(pairs: &[Row]) -> Vec<(&str, Option<&str>)> {
    pairs.iter().map(|pair| (pair.source.as_str(), pair.target.as_deref())).collect()
}

fn in_xml(c: char) -> bool {
    matches!(c, '\t' | '\n' | ' '..) && !matches!(c, '\u{FFFE}' | '\u{FFFF}')
}

fuzz_target!(|data: &[u8]| {
    // The first byte chooses the name that the file has.
    let Some((first, bytes)) = data.split_first() else { return };
    let names = ["a.xlf", "a.tsv", "a.csv", "a.jsonl", "a.po", "a.tbx", "a.xlsx"];
    let name = names[usize::from(*first) % names.len()];
    let path = FOLDER.join(name);
    std::fs::write(&path, bytes).expect("a file");
    if name == "a.tbx" {
        if let Ok(terms) = read_terms(&path, &OPTIONS) {
            assert!(terms.iter().all(|term| !term.source.trim().is_empty()));
        }
        return;
    }
    let Ok(pairs) = read(&path) else { return };
    let writing = WriteOptions::new(OPTIONS.from.clone(), OPTIONS.to.clone());
    let sound = pairs.iter().all(|pair| {
        let target = pair.target.as_deref().unwrap_or("x");
        // XLIFF does not tell an empty translation from none.
        !target.is_empty() && pair.source.chars().chain(target.chars()).all(in_xml)
    });
    let formats = [(Format::JsonLines, "b.jsonl"), (Format::Xliff(XliffVersion::V1_2), "b.xlf"), (Format::Xliff(XliffVersion::V2_1), "c.xlf")];
    for (format, name) in formats.into_iter().filter(|(format, _)| sound || *format == Format::JsonLines) {
        let path = FOLDER.join(name);
        let mut written = Vec::new();
        let items = pairs.iter().cloned().map(Ok::<_, ExchangeError>);
        write_rows_to(&mut written, &path, format, &writing, items).expect("memory");
        std::fs::write(&path, &written).expect("a file");
        let again = read(&path).expect("what we wrote");
        // A document without pairs has one empty one, where the standard asks for it.
        if !pairs.is_empty() {
            assert_eq!(texts(&pairs), texts(&again), "{}", String::from_utf8_lossy(&written));
        }
    }
});
