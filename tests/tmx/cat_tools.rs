//! Other people's tools read what we write: OmegaT with the memory's `tmx/` folder as its `tm/auto`, Translate Toolkit, and
//! xmllint with the standard's document type. Each is skipped where the tool is not installed.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use interligne::memory::{ExportOptions, Memory, Mode};

use crate::support::memory::store;
use crate::support::skip;

const PAIRS: [(&str, &str); 4] = [
    (
        "Le pont sera fermé jusqu’à vendredi.",
        "The bridge will be closed until Friday.",
    ),
    (
        "« Nous n’avons pas été prévenus », dit la maire.",
        "“We were not warned,” the mayor says.",
    ),
    (
        "Les travaux coûtent 1 200 € & durent < 3 jours.",
        "The works cost €1,200 & last < 3 days.",
    ),
    (
        "Un détour passe par la rive gauche.",
        "A detour runs along the left bank.",
    ),
];

/// A memory in which one article has the pairs.
fn memory(folder: &Path) -> Memory {
    let mut memory = Memory::open(folder.join("memory"), Mode::Create).expect("a new memory");
    store(&mut memory, "pont", &PAIRS, |_| 0.95);
    memory
}

/// The memory's TMX files, of which there is one an article.
fn files(memory: &Memory) -> Vec<PathBuf> {
    let entries = fs::read_dir(memory.dir().join("tmx")).expect("the folder of TMX files");
    let files: Vec<PathBuf> = entries.map(|entry| entry.expect("an entry").path()).collect();
    assert_eq!(files.len(), 1);
    files
}

#[test]
fn omegat_fills_exact_matches_from_the_folder_of_a_memory() {
    if !skip::runs("omegat", &["--help"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let memory = memory(folder.path());
    let project = folder.path().join("project");
    for name in ["source", "target", "tm/auto", "omegat", "glossary", "dictionary"] {
        fs::create_dir_all(project.join(name)).expect("a folder");
    }
    fs::write(
        project.join("omegat.project"),
        "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<omegat><project version=\"1.0\">\
         <source_dir>__DEFAULT__</source_dir><target_dir>__DEFAULT__</target_dir><tm_dir>__DEFAULT__</tm_dir>\
         <glossary_dir>__DEFAULT__</glossary_dir><dictionary_dir>__DEFAULT__</dictionary_dir>\
         <source_lang>FR</source_lang><target_lang>EN</target_lang><sentence_seg>true</sentence_seg>\
         <support_default_translations>true</support_default_translations><remove_tags>false</remove_tags>\
         </project></omegat>\n",
    )
    .expect("a project");
    // As a translator would point a project at the memory.
    for file in files(&memory) {
        fs::copy(&file, project.join("tm/auto").join(file.file_name().expect("a name"))).expect("a copy");
    }
    let text = |side: fn(&(&'static str, &'static str)) -> &'static str| {
        let mut lines: Vec<&str> = PAIRS.iter().map(side).collect();
        lines.push("Une phrase neuve.");
        lines.join("\n\n") + "\n"
    };
    fs::write(project.join("source/pont.txt"), text(|pair| pair.0)).expect("a source");
    let output = Command::new("omegat")
        .args(["--mode=console-translate", "--quiet"])
        .arg(format!("--config-dir={}", folder.path().join("config").display()))
        .arg(&project)
        .env("HOME", folder.path())
        .output()
        .expect("OmegaT runs");
    let translated = fs::read_to_string(project.join("target/pont.txt")).unwrap_or_else(|error| {
        panic!(
            "{error}\n{}\n{}",
            String::from_utf8_lossy(&output.stdout),
            String::from_utf8_lossy(&output.stderr)
        )
    });
    assert_eq!(translated.replace("\r\n", "\n"), text(|pair| pair.1));
}

#[test]
fn translate_toolkit_reads_every_unit() {
    if !skip::runs("python3", &["-c", "import translate.storage.tmx"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let script = "
import sys
from translate.storage import tmx
for unit in tmx.tmxfile.parsefile(sys.argv[1]).units:
    print(unit.source + '\\t' + unit.target)
";
    let output = Command::new("python3")
        .args(["-X", "utf8", "-c", script])
        .arg(&files(&memory(folder.path()))[0])
        .output()
        .expect("python3 runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let mut expected: Vec<String> = PAIRS
        .iter()
        .map(|(source, target)| format!("{source}\t{target}"))
        .collect();
    let text = String::from_utf8(output.stdout).expect("UTF-8");
    let mut found: Vec<&str> = text.lines().collect();
    expected.sort();
    found.sort_unstable();
    assert_eq!(found, expected);
}

#[test]
fn an_export_and_the_files_of_articles_validate() {
    if !skip::runs("xmllint", &["--version"]) {
        return;
    }
    let folder = tempfile::tempdir().expect("a folder");
    let memory = memory(folder.path());
    let export = folder.path().join("all.tmx");
    let mut output = fs::File::create(&export).expect("a file");
    memory
        .export_tmx(&mut output, &ExportOptions::default(), |_| {})
        .expect("exported");
    let dtd = concat!(env!("CARGO_MANIFEST_DIR"), "/tmx/tests/tmx14.dtd");
    for file in files(&memory).into_iter().chain([export]) {
        let output = Command::new("xmllint")
            .args(["--noout", "--nonet", "--dtdvalid", dtd])
            .arg(&file)
            .output()
            .expect("xmllint");
        assert!(
            output.status.success(),
            "{}: {}",
            file.display(),
            String::from_utf8_lossy(&output.stderr)
        );
    }
}
