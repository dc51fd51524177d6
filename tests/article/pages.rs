//! How much of each page's article is kept, and how much of its furniture dropped, over the pages of `tests/pages`.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use interligne::article::{self, ReadOptions};
use interligne::segment::Segmenter;
use interligne::text::lang::Lang;
use similar::{Algorithm, ChangeTag, capture_diff_slices};

/// What should come out of a page.
#[derive(serde::Deserialize)]
struct Expected {
    lang: String,
    article: Vec<String>,
    furniture: Vec<String>,
}

#[derive(Default)]
struct Count {
    kept: usize,
    article: usize,
    leaked: usize,
    furniture: usize,
}

fn words(texts: impl IntoIterator<Item = impl AsRef<str>>) -> Vec<String> {
    let mut words = Vec::new();
    for text in texts {
        let text = text.as_ref().to_lowercase();
        words.extend(
            text.split(|c: char| !c.is_alphanumeric())
                .filter(|word| !word.is_empty())
                .map(str::to_owned),
        );
    }
    words
}

fn pages(folder: &str, extension: &str) -> (Count, BTreeMap<String, String>) {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let (mut total, mut report) = (Count::default(), BTreeMap::new());
    for entry in fs::read_dir(&folder).expect("the folder of pages") {
        let path = entry.expect("an entry").path();
        let name = path
            .file_name()
            .and_then(|name| name.to_str())
            .unwrap_or_default()
            .to_owned();
        let Some(page) = name.strip_suffix(".expected.json") else {
            continue;
        };
        let expected: Expected = serde_json::from_slice(&fs::read(&path).expect("a file")).expect("what is expected");
        let lang = Lang::parse(&expected.lang).expect("a tag");
        let options = ReadOptions::default().lang(lang.clone());
        let read = article::read(&folder.join(format!("{page}.{extension}")), &options).expect("a page");
        let found = words(
            Segmenter::new(&lang)
                .segment(&read, false)
                .iter()
                .map(|segment| &segment.text),
        );
        let wanted = words(&expected.article);
        let mut same = 0;
        let mut differences = String::new();
        for op in capture_diff_slices(Algorithm::Myers, &wanted, &found) {
            let mut last = ChangeTag::Equal;
            for change in op.iter_changes(&wanted, &found) {
                match change.tag() {
                    ChangeTag::Equal => same += 1,
                    tag => {
                        if tag != last {
                            differences += if tag == ChangeTag::Delete {
                                "\n    lost:"
                            } else {
                                "\n    came through:"
                            };
                        }
                        differences += " ";
                        differences += &change.value();
                    }
                }
                last = change.tag();
            }
        }
        let furniture = words(&expected.furniture).len();
        let leaked = found.len().saturating_sub(same).min(furniture);
        report.insert(
            page.to_owned(),
            format!(
                "{page:34} kept {:.3} dropped {:.3}{differences}",
                same as f64 / wanted.len() as f64,
                1.0 - leaked as f64 / furniture.max(1) as f64
            ),
        );
        total.kept += same;
        total.article += wanted.len();
        total.leaked += leaked;
        total.furniture += furniture;
    }
    (total, report)
}

fn check(folder: &str, extension: &str, least_kept: f64, least_dropped: f64) {
    let (total, report) = pages(folder, extension);
    let kept = total.kept as f64 / total.article as f64;
    let dropped = 1.0 - total.leaked as f64 / total.furniture as f64;
    for line in report.values() {
        println!("{line}");
    }
    println!(
        "{folder}, {extension}: {} pages, kept {kept:.4}, dropped {dropped:.4}",
        report.len()
    );
    assert!(report.len() >= 10, "{} pages", report.len());
    assert!(
        kept >= least_kept,
        "{extension}: article words kept {kept:.4}, expected {least_kept}"
    );
    assert!(
        dropped >= least_dropped,
        "{extension}: furniture words dropped {dropped:.4}, expected {least_dropped}"
    );
}

#[test]
fn saved_pages_keep_their_article_and_drop_the_rest() {
    check("tests/pages", "html", 0.98, 0.95);
}

#[test]
fn pasted_pages_keep_their_article_and_drop_the_rest() {
    check("tests/pages", "txt", 0.98, 0.95);
}

#[test]
fn saved_pages_of_the_second_set_do_as_well() {
    check("tests/pages/second", "html", 0.98, 0.95);
}

#[test]
fn pasted_pages_of_the_second_set_do_as_well() {
    check("tests/pages/second", "txt", 0.92, 0.92);
}
