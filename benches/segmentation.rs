//! How fast French and English text is cut into sentences, beside the crates `srx` and `icu_segmenter` on the same texts in
//! the same run: megabytes a second of CPU time on one core, the best of five rounds.
//!
//! The texts are those of the segmentation gold (`$INTERLIGNE_GOLD/segmentation/*.jsonl`), document by document, repeated to 20 MB a
//! language. `srx` runs the rules that `segment --export-srx` writes; it has no look-around and leaves those rules out, which is counted.
//!
//! `INTERLIGNE_GOLD=… cargo bench --bench segmentation`

#![allow(clippy::unwrap_used, clippy::cast_precision_loss)] // without its data a benchmark can only stop

use std::hint::black_box;
use std::path::Path;
use std::str::FromStr;

use cpu_time::ThreadTime;
use icu_segmenter::SentenceSegmenter;
use icu_segmenter::options::SentenceBreakInvariantOptions;
use interligne::segment::{Segmenter, export_srx};
use interligne::text::lang::Lang;

/// How much text each segmenter gets, in bytes.
const SIZE: usize = 20_000_000;
const ROUNDS: usize = 5;

/// The documents of one language.
fn documents(folder: &Path, lang: &str) -> Vec<String> {
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|f| f.unwrap().path()).collect();
    files.retain(|file| file.extension().is_some_and(|e| e == "jsonl"));
    files.sort();
    files
        .iter()
        .flat_map(|file| {
            let lines = std::fs::read_to_string(file).unwrap();
            let documents = lines
                .lines()
                .map(|l| serde_json::from_str::<serde_json::Value>(l).unwrap());
            documents.filter(|d| d["lang"] == lang).collect::<Vec<_>>()
        })
        .map(|document| document["text"].as_str().unwrap().to_owned())
        .collect()
}

/// Repeats `texts` until they hold [`SIZE`] bytes; each copy has memory of its own, as documents have.
fn repeated(texts: &[String]) -> Vec<String> {
    let mut size = 0;
    texts
        .iter()
        .cycle()
        .take_while(|text| {
            let enough = size >= SIZE;
            size += text.len();
            !enough
        })
        .cloned()
        .collect()
}

fn measure(name: &str, texts: &[String], mut split: impl FnMut(&str) -> usize) {
    let size: usize = texts.iter().map(String::len).sum();
    let (mut best, mut pieces) = (f64::INFINITY, 0);
    for _ in 0..ROUNDS {
        let start = ThreadTime::now();
        pieces = texts.iter().map(|text| split(black_box(text))).sum();
        best = best.min(start.elapsed().as_secs_f64());
    }
    println!("{name:<30} {:8.1} MB/s {pieces:9} pieces", size as f64 / best / 1e6);
}

fn main() {
    let Some(gold) = std::env::var_os("INTERLIGNE_GOLD") else {
        println!("skipped: INTERLIGNE_GOLD does not name the gold data's folder");
        return;
    };
    let folder = Path::new(&gold).join("segmentation");
    let rules = srx::SRX::from_str(&export_srx()).unwrap();
    let icu = SentenceSegmenter::new(SentenceBreakInvariantOptions::default());
    for tag in ["fr", "en"] {
        let lang = Lang::parse(tag).unwrap();
        let texts = repeated(&documents(&folder, tag));
        let size: usize = texts.iter().map(String::len).sum();
        println!("{tag}: {:.1} MB in {} documents", size as f64 / 1e6, texts.len());
        let segmenter = Segmenter::new(&lang);
        measure("interligne", &texts, |text| segmenter.split(text).len());
        measure("icu_segmenter", &texts, |text| {
            icu.segment_str(text).skip(1).collect::<Vec<_>>().len()
        });
        let rules = rules.language_rules(tag);
        let name = format!("srx ({} rules of 6)", rules.len());
        // The slowest by far: a twentieth of the text.
        measure(&name, &texts[..texts.len() / 20], |text| rules.split_ranges(text).len());
    }
}
