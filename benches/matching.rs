//! How fast, how exact and how telling matching is on a large memory; docs/BENCHMARKS.md says how to run it.
//!
//! `speed`, `growth`, `effort` and `enlarge` are its parts, chosen by name. The data are a folder in `INTERLIGNE_BENCH_DATA`
//! with `tm_large.tsv` (source, target, origin, with tabs between) and `queries.tsv` (kind, text, …); `speed` wants in
//! `INTERLIGNE_BENCH_MEMORY` a memory into which `tm_large.tsv` was imported. Times are the processor time of one thread. With
//! `INTERLIGNE_BENCH_ALONE` set, `speed` leaves out the yardsticks, which take minutes and gigabytes. `enlarge`, which only runs when it is
//! named, writes 10 million pairs to standard output, to be imported: see [`changed`].

#![allow(clippy::unwrap_used, clippy::cast_precision_loss)] // without its data a benchmark can only stop

use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

use cpu_time::{ProcessTime, ThreadTime};
use interligne::matching::index::build::{Builder, MOST_UNITS};
use interligne::matching::index::fuzzy::{FuzzyQuery, Hit, Scratch, search};
use interligne::matching::index::part::Part;
use interligne::matching::index::rank::{Candidates, hits, identical_score};
use interligne::matching::index::store::Index;
use interligne::matching::score::{Scorer, similarity};
use interligne::matching::{Matcher, Query, SuggestOptions};
use interligne::memory::{Memory, Mode, Status};
use interligne::text::lang::Lang;
use interligne::text::tokens;

const THRESHOLDS: [f64; 4] = [50.0, 60.0, 70.0, 85.0];

fn main() {
    let Some(data) = std::env::var_os("INTERLIGNE_BENCH_DATA").map(PathBuf::from) else {
        println!("skipped: INTERLIGNE_BENCH_DATA names no folder with tm_large.tsv and queries.tsv");
        return;
    };
    let wanted: Vec<String> = std::env::args().skip(1).filter(|a| !a.starts_with('-')).collect();
    let runs = |name: &str| wanted.is_empty() || wanted.iter().any(|w| w == name);
    if runs("speed") {
        speed(&data);
    }
    if runs("growth") {
        growth(&data);
    }
    if runs("effort") {
        effort(&data);
    }
    if wanted.iter().any(|w| w == "enlarge") {
        enlarge(&data);
    }
}

fn lang(tag: &str) -> Lang {
    Lang::parse(tag).unwrap()
}

fn queries(data: &Path) -> Vec<String> {
    let text = std::fs::read_to_string(data.join("queries.tsv")).unwrap();
    text.lines()
        .map(|line| line.split('\t').nth(1).unwrap().to_owned())
        .collect()
}

/// Times in milliseconds, in order.
fn percentiles(times: &[Duration]) -> String {
    let mut times: Vec<f64> = times.iter().map(|t| t.as_secs_f64() * 1e3).collect();
    times.sort_by(f64::total_cmp);
    let at = |share: f64| times[((times.len() - 1) as f64 * share) as usize];
    let mean = times.iter().sum::<f64>() / times.len() as f64;
    format!(
        "p50 {:.4}  p95 {:.4}  p99 {:.4}  max {:.3}  mean {mean:.4} ms",
        at(0.5),
        at(0.95),
        at(0.99),
        at(1.0)
    )
}

/// The most memory that this process has had, in MB, where the system tells.
fn peak_memory() -> u64 {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status.lines().find(|line| line.starts_with("VmHWM:"));
    line.and_then(|line| line.split_whitespace().nth(1))
        .and_then(|kb| kb.parse::<u64>().ok())
        .map_or(0, |kb| kb / 1024)
}

fn speed(data: &Path) {
    let Some(dir) = std::env::var_os("INTERLIGNE_BENCH_MEMORY").map(PathBuf::from) else {
        println!("speed skipped: INTERLIGNE_BENCH_MEMORY names no memory");
        return;
    };
    let queries = queries(data);
    let memory = Memory::open(&dir, Mode::Read).unwrap();
    let (fr, en) = (lang("fr"), lang("en"));
    let _ = std::fs::remove_dir_all(memory.index_dir());
    let (wall, cpu) = (Instant::now(), ProcessTime::now());
    let index = Index::open(&memory, &fr, &en).unwrap();
    let (wall, cpu) = (wall.elapsed(), cpu.elapsed());
    let units: usize = index
        .entries()
        .iter()
        .map(|entry| entry.part(index.side(&fr)).len())
        .sum();
    let database = std::fs::metadata(dir.join("memory.sqlite")).unwrap().len() as f64;
    println!(
        "building: {units} units, both sides, {:.2} s ({:.0} units/s), {:.2} s of processor time, peak memory {} MB",
        wall.as_secs_f64(),
        units as f64 / wall.as_secs_f64(),
        cpu.as_secs_f64(),
        peak_memory()
    );
    println!(
        "size: {:.1} MB, {:.1}% of the database",
        index.size() as f64 / 1e6,
        index.size() as f64 / database * 100.0
    );
    let verifying = ThreadTime::now();
    index.verify().unwrap();
    println!(
        "comparing all of it with its checksums: {:.0} ms",
        verifying.elapsed().as_secs_f64() * 1e3
    );

    let side = index.side(&fr);
    let mut scratch = Scratch::default();
    for least in THRESHOLDS.into_iter().rev() {
        let mut times = Vec::new();
        let mut found = 0;
        for round in 0..2 {
            for query in &queries {
                let start = ThreadTime::now();
                let scorer = Scorer::new(query);
                let fuzzy = FuzzyQuery::new(query);
                let hits = hits(&index, side, &fuzzy, least, &mut scratch).into_iter();
                let best = Candidates::new(&index, side, &scorer, hits, identical_score(false));
                let best: Vec<_> = best.take(5).collect();
                if round == 1 {
                    times.push(start.elapsed());
                    found += best.len();
                }
            }
        }
        println!(
            "index, best 5 in order, at {least}: {}, {found} matches",
            percentiles(&times)
        );
    }
    let mut matcher = Matcher::open(&memory, &fr, &en).unwrap();
    for least in [70.0, 50.0] {
        let options = SuggestOptions::default().min_score(least);
        let mut times = Vec::new();
        for round in 0..2 {
            for query in &queries {
                let query = Query::new(query.as_str());
                let start = ThreadTime::now();
                matcher.suggest_with(&query, &options).unwrap();
                if round == 1 {
                    times.push(start.elapsed());
                }
            }
        }
        println!(
            "suggest with units from the database, at {least}: {}",
            percentiles(&times)
        );
    }
    if std::env::var_os("INTERLIGNE_BENCH_ALONE").is_none() {
        yardsticks(&memory, &index, &queries);
    }
}

/// Brute force over words with rapidfuzz, which also says what the right answer is, and SQLite's full-text search.
fn yardsticks(memory: &Memory, index: &Index, queries: &[String]) {
    let mut numbers: std::collections::HashMap<String, u32> = std::collections::HashMap::new();
    let mut number = |text: &str| -> Vec<u32> {
        let mut out = Vec::new();
        tokens::for_each(text, |token, _| {
            let next = u32::try_from(numbers.len()).unwrap();
            out.push(*numbers.entry(token.to_owned()).or_insert(next));
        });
        out
    };
    let full_text = rusqlite::Connection::open_in_memory().unwrap();
    full_text
        .execute_batch("CREATE VIRTUAL TABLE unit USING fts5 (text, content='', tokenize='unicode61')")
        .unwrap();
    let mut insert = full_text
        .prepare("INSERT INTO unit (rowid, text) VALUES (?, ?)")
        .unwrap();
    full_text.execute_batch("BEGIN").unwrap();
    let mut all: Vec<(i64, Vec<u32>)> = Vec::new();
    let read = memory.scan_pairs(&lang("fr"), &lang("en"), i64::MIN..=i64::MAX, |pair| {
        if pair.status != Status::Rejected {
            all.push((pair.unit.0, number(pair.source)));
            insert.execute((pair.unit.0, pair.source)).unwrap();
        }
        ControlFlow::Continue(())
    });
    read.unwrap();
    full_text.execute_batch("COMMIT").unwrap();
    drop(insert);

    let side = index.side(&lang("fr"));
    let mut scratch = Scratch::default();
    let (mut times, mut compared) = (Vec::new(), 0);
    for query in queries.iter().step_by(20) {
        let symbols = number(query);
        let start = ThreadTime::now();
        let comparator = rapidfuzz::distance::levenshtein::BatchComparator::new(symbols.iter().copied());
        let mut right: Vec<(i64, f64)> = Vec::new();
        for (id, unit) in &all {
            let longest = unit.len().max(symbols.len());
            let args = rapidfuzz::distance::levenshtein::Args::default().score_cutoff(longest / 2);
            if let Some(distance) = comparator.distance_with_args(unit.iter().copied(), &args) {
                right.push((*id, similarity(distance, longest)));
            }
        }
        times.push(start.elapsed());
        for least in THRESHOLDS {
            let mut expected: Vec<_> = right.iter().copied().filter(|(_, words)| *words >= least).collect();
            let mut hits: Vec<Hit> = Vec::new();
            let fuzzy = FuzzyQuery::new(query);
            let mut found: Vec<(i64, f64)> = Vec::new();
            for entry in index.entries() {
                search(entry.part(side), &fuzzy, least, &mut scratch, &mut hits);
                found.extend(hits.drain(..).map(|hit| (hit.id, hit.similarity())));
            }
            expected.sort_by_key(|(id, _)| *id);
            found.sort_by_key(|(id, _)| *id);
            assert_eq!(found, expected, "{query} at {least}");
            compared += expected.len();
        }
    }
    println!("rapidfuzz, brute force over words, at 50: {}", percentiles(&times));
    println!(
        "exact: {} queries at 50, 60, 70 and 85, {compared} matches, all the same",
        times.len()
    );

    let mut times = Vec::new();
    let mut best = full_text
        .prepare("SELECT rowid FROM unit WHERE unit MATCH ? ORDER BY rank LIMIT 50")
        .unwrap();
    for query in queries.iter().step_by(100) {
        let words: Vec<String> = tokens::tokenize(query)
            .into_iter()
            .filter(|token| token.text.starts_with(char::is_alphanumeric))
            .map(|token| format!("\"{}\"", token.text))
            .collect();
        let start = ThreadTime::now();
        let ids: Vec<i64> = best
            .query_map([words.join(" OR ")], |row| row.get(0))
            .unwrap()
            .flatten()
            .collect();
        let symbols = number(query);
        let near = ids.iter().filter(|id| {
            let at = all.partition_point(|(other, _)| other < *id);
            let longest = all[at].1.len().max(symbols.len());
            let distance =
                rapidfuzz::distance::levenshtein::distance(symbols.iter().copied(), all[at].1.iter().copied());
            similarity(distance, longest) >= 70.0
        });
        let _ = near.count();
        times.push(start.elapsed());
    }
    println!("SQLite FTS5, best 50 rescored: {}", percentiles(&times));
}

/// Pseudo-random numbers that are the same on every machine (a linear congruential generator).
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap() % limit
    }
}

/// A text again with changes: each of its words is replaced with a probability of 15% by a word at a random place of a
/// random text.
fn changed(random: &mut Random, texts: &[&str], text: usize) -> String {
    let words = texts[text].split(' ').map(|word| {
        if random.below(100) < 15 {
            let other: Vec<&str> = texts[random.below(texts.len())].split(' ').collect();
            other[random.below(other.len())]
        } else {
            word
        }
    });
    words.collect::<Vec<_>>().join(" ")
}

/// The large memory and its pairs again with changes on both sides, 10 million in all, as tab-separated text.
fn enlarge(data: &Path) {
    let text = std::fs::read_to_string(data.join("tm_large.tsv")).unwrap();
    let mut sides = [Vec::new(), Vec::new()];
    for line in text.lines() {
        let mut columns = line.split('\t');
        sides
            .iter_mut()
            .for_each(|side| side.push(columns.next().unwrap_or_default()));
    }
    let mut random = Random(2);
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    for i in 0..10_000_000 {
        let at = i % sides[0].len();
        if i < sides[0].len() {
            writeln!(out, "{}\t{}", sides[0][at], sides[1][at]).unwrap();
        } else {
            let [source, target] = sides.each_ref().map(|side| changed(&mut random, side, at));
            writeln!(out, "{source}\t{target}").unwrap();
        }
    }
}

/// Larger and larger memories: the large one first, then, where that is not enough, its units again with changes.
fn growth(data: &Path) {
    let text = std::fs::read_to_string(data.join("tm_large.tsv")).unwrap();
    let sources: Vec<&str> = text.lines().filter_map(|line| line.split('\t').next()).collect();
    let queries = queries(data);
    let folder = tempfile::tempdir().unwrap();
    for size in [100_000, 1_000_000, 3_000_000, 10_000_000] {
        let mut random = Random(1);
        let (mut parts, mut builder) = (Vec::new(), Builder::new());
        let (start, mut bytes) = (ProcessTime::now(), 0);
        let mut close = |builder: &mut Builder| {
            let path = folder.path().join(format!("{size}-{}.part", parts.len()));
            std::fs::write(&path, std::mem::take(builder).into_bytes()).unwrap();
            let part = Part::open(&path).unwrap();
            bytes += part.size();
            parts.push(part);
        };
        for i in 0..size {
            // Smaller memories take units from all of the large one.
            let unit = if size < sources.len() {
                i * sources.len() / size
            } else {
                i % sources.len()
            };
            if i < sources.len() {
                builder.add(i64::try_from(i).unwrap() + 1, sources[unit]);
            } else {
                builder.add(i64::try_from(i).unwrap() + 1, &changed(&mut random, &sources, unit));
            }
            if builder.len() == MOST_UNITS {
                close(&mut builder);
            }
        }
        close(&mut builder);
        println!(
            "{size} units, one side: {} parts, {:.0} bytes a unit, made in {:.1} s of processor time",
            parts.len(),
            bytes as f64 / size as f64,
            start.elapsed().as_secs_f64()
        );
        let mut scratch = Scratch::default();
        for least in THRESHOLDS.into_iter().rev() {
            let mut times = Vec::new();
            for round in 0..2 {
                for query in &queries {
                    let start = ThreadTime::now();
                    let fuzzy = FuzzyQuery::new(query);
                    let mut hits = Vec::new();
                    for part in &parts {
                        search(part, &fuzzy, least, &mut scratch, &mut hits);
                    }
                    if round == 1 {
                        times.push(start.elapsed());
                    }
                }
            }
            println!("  at {least}: {}", percentiles(&times));
        }
    }
    println!("peak memory {} MB, mapped files included", peak_memory());
}

/// How well three similarities of sources tell the editing that the target needs: Spearman's rank correlation with the
/// word similarity of the targets, over units taken from the memory as queries, each with up to ten others as matches.
fn effort(data: &Path) {
    let text = std::fs::read_to_string(data.join("tm_large.tsv")).unwrap();
    let pairs: Vec<(&str, &str)> = text
        .lines()
        .filter_map(|line| line.split_once('\t'))
        .map(|(source, rest)| (source, rest.split('\t').next().unwrap_or(rest)))
        .collect();
    let mut builder = Builder::new();
    for (id, (source, _)) in (0..).zip(&pairs) {
        builder.add(id, source);
    }
    let part = Part::from_bytes(builder.into_bytes()).unwrap();
    let (mut words, mut characters, mut means, mut targets) = (Vec::new(), Vec::new(), Vec::new(), Vec::new());
    let mut random = Random(3);
    let mut scratch = Scratch::default();
    let mut asked = 0;
    while asked < 2000 {
        let at = random.below(pairs.len());
        let (query, translation) = pairs[at];
        let scorer = Scorer::new(query);
        if !(5..=60).contains(&scorer.len()) {
            continue;
        }
        let mut hits = Vec::new();
        search(&part, &FuzzyQuery::new(query), 50.0, &mut scratch, &mut hits);
        hits.retain(|hit| hit.id != i64::try_from(at).unwrap() && hit.distance > 0);
        if hits.is_empty() {
            continue;
        }
        asked += 1;
        hits.sort_by(|a, b| b.similarity().total_cmp(&a.similarity()).then(a.id.cmp(&b.id)));
        let target = Scorer::new(translation);
        for hit in hits.iter().take(10) {
            let (other, other_translation) = pairs[usize::try_from(hit.id).unwrap()];
            let compared = scorer.compare(other);
            words.push(compared.words);
            characters.push(compared.characters);
            means.push(f64::midpoint(compared.words, compared.characters));
            targets.push(target.words(other_translation));
        }
    }
    println!(
        "{asked} queries, {} candidates; Spearman correlation with the similarity of the targets:",
        targets.len()
    );
    println!("  mean of words and characters  {:.3}", spearman(&means, &targets));
    println!("  words                         {:.3}", spearman(&words, &targets));
    println!("  characters                    {:.3}", spearman(&characters, &targets));
}

/// C. Spearman's rank correlation: Pearson's of the ranks, equal values sharing their mean rank.
fn spearman(a: &[f64], b: &[f64]) -> f64 {
    let (a, b) = (ranks(a), ranks(b));
    let mean = (a.len() as f64 + 1.0) / 2.0;
    let sum = |x: &[f64], y: &[f64]| x.iter().zip(y).map(|(x, y)| (x - mean) * (y - mean)).sum::<f64>();
    sum(&a, &b) / (sum(&a, &a) * sum(&b, &b)).sqrt()
}

fn ranks(values: &[f64]) -> Vec<f64> {
    let mut order: Vec<usize> = (0..values.len()).collect();
    order.sort_by(|a, b| values[*a].total_cmp(&values[*b]));
    let mut ranks = vec![0.0; values.len()];
    let mut at = 0;
    while at < order.len() {
        let same = order[at..]
            .iter()
            .take_while(|i| values[**i] == values[order[at]])
            .count();
        let rank = at as f64 + (same as f64 + 1.0) / 2.0;
        order[at..at + same].iter().for_each(|i| ranks[*i] = rank);
        at += same;
    }
    ranks
}
