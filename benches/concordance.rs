//! How fast the concordance answers on a large memory, against SQLite's full-text index (FTS5) on the same texts.
//!
//! `INTERLIGNE_BENCH_MEMORY` names the memory; with `INTERLIGNE_BENCH_ALONE` set the yardstick is left out. See
//! docs/BENCHMARKS.md.

#![allow(clippy::unwrap_used, clippy::cast_precision_loss)] // without its data a benchmark can only stop

use std::ops::ControlFlow;
use std::time::Instant;

use cpu_time::ProcessTime;
use interligne::matching::concordance::{Concordance, ConcordanceOptions, ConcordanceQuery};
use interligne::memory::{Memory, Mode};
use interligne::text::lang::Lang;

/// Words of every frequency, alone, together and in sequence.
const QUERIES: [&str; 20] = [
    "de",
    "the",
    "pont",
    "gouvernement",
    "anticonstitutionnellement",
    "de la",
    "\"de la\"",
    "and dans",
    "et dans qui",
    "the of which",
    "conseil ministre",
    "\"conseil des ministres\"",
    "\"the prime minister\"",
    "\"mise en œuvre\" projet",
    "gouvern*",
    "\"qui de la\"",
    "\"of the which\"",
    "a*",
    "stems: consulter projets",
    "stems: the country is going",
];

/// What a query for words in all their inflections begins with.
const STEMS: &str = "stems: ";

fn main() {
    let Some(folder) = std::env::var_os("INTERLIGNE_BENCH_MEMORY") else {
        println!("skipped: INTERLIGNE_BENCH_MEMORY names no memory");
        return;
    };
    let memory = Memory::open(&folder, Mode::Read).unwrap();
    let (from, to) = (Lang::parse("fr").unwrap(), Lang::parse("en").unwrap());
    let mut concordance = Concordance::new(&memory, &from, &to);
    let query = |text: &str| ConcordanceQuery::parse(text).unwrap();
    let opening = (ProcessTime::now(), Instant::now());
    concordance
        .search(&query("absent"), &ConcordanceOptions::default())
        .unwrap();
    println!(
        "opening or building: {:?} of processor time, {:?}",
        opening.0.elapsed(),
        opening.1.elapsed()
    );
    let yardstick = std::env::var_os("INTERLIGNE_BENCH_ALONE")
        .is_none()
        .then(|| full_text(&memory, &from, &to));

    println!(
        "{:<28} {:>6} {:>12} {:>12} {:>12}",
        "query", "hits", "cpu ms", "wall ms", "FTS5 cpu ms"
    );
    for text in QUERIES {
        let options = ConcordanceOptions::default().stems(text.starts_with(STEMS));
        let text = text.trim_start_matches(STEMS);
        let parsed = query(text);
        let mut times = Vec::new();
        let mut hits = 0;
        for _ in 0..7 {
            let start = (ProcessTime::now(), Instant::now());
            hits = concordance.search(&parsed, &options).unwrap().hits.len();
            times.push((
                start.0.elapsed().as_secs_f64() * 1e3,
                start.1.elapsed().as_secs_f64() * 1e3,
            ));
        }
        times.sort_by(|a, b| a.0.total_cmp(&b.0));
        let stems = if options.stems { " (stems)" } else { "" };
        let (cpu, wall) = times[3];
        print!("{:<28} {hits:>6} {cpu:>12.2} {wall:>12.2}", format!("{text}{stems}"));
        if let Some(yardstick) = yardstick.as_ref().filter(|_| !options.stems) {
            let sql = "SELECT rowid FROM t WHERE t MATCH ? ORDER BY rank LIMIT 20";
            let mut best = yardstick.prepare_cached(sql).unwrap();
            let start = ProcessTime::now();
            let found = best.query_map([text], |row| row.get::<_, i64>(0)).unwrap().count();
            print!(" {:>12.2} ({found})", start.elapsed().as_secs_f64() * 1e3);
        }
        println!();
    }
}

/// The texts of the memory in a full-text index.
fn full_text(memory: &Memory, from: &Lang, to: &Lang) -> rusqlite::Connection {
    let yardstick = rusqlite::Connection::open_in_memory().unwrap();
    let table = "CREATE VIRTUAL TABLE t USING fts5(s, e, content='', tokenize='unicode61 remove_diacritics 2')";
    yardstick.execute(table, []).unwrap();
    let building = ProcessTime::now();
    yardstick.execute_batch("BEGIN").unwrap();
    {
        let mut insert = yardstick
            .prepare("INSERT INTO t (rowid, s, e) VALUES (?, ?, ?)")
            .unwrap();
        let add = |pair: interligne::memory::PairRow<'_>| {
            insert.execute((pair.unit.0, pair.source, pair.target)).unwrap();
            ControlFlow::Continue(())
        };
        memory.scan_pairs(from, to, i64::MIN..=i64::MAX, add).unwrap();
    }
    yardstick.execute_batch("COMMIT").unwrap();
    println!("FTS5 built in {:?} of processor time", building.elapsed());
    yardstick
}
